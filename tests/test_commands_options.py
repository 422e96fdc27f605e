"""How much and about what: the words beside a link, a text or a message that say so, and those that don't."""

from __future__ import annotations

import pytest

from adapters.base import Message, Person, Way
from bot.commands import Summarise, WantedLink, WantedText, interpret
from summarizer.model import Length, Wish
from tests.test_commands import LINK, OWN_WAYS, STORY, ask, tldr

PARENT = Message("m0", f"Interesting: {LINK}", Person("bob"))

HOW_MUCH = [
    ("headline", Wish(Length.HEADLINE)),
    ("30s", Wish(seconds=30)),
    ("30 s", Wish(seconds=30)),
    ("30 sec", Wish(seconds=30)),
    ("45 seconds", Wish(seconds=45)),
    ("1m", Wish(seconds=60)),
    ("1 m", Wish(seconds=60)),
    ("1 min", Wish(seconds=60)),
    ("2 minutes", Wish(seconds=120)),
    ("1 min 30 s", Wish(seconds=90)),
    ("20%", Wish(percent=20)),
    ("20 %", Wish(percent=20)),
    ("20 percent", Wish(percent=20)),
    ("150%", Wish(percent=100)),
    ("0s", Wish(seconds=1)),
]


def wish_of(intent: object) -> Wish:
    assert isinstance(intent, Summarise)
    return intent.wish


@pytest.mark.parametrize(("words", "wish"), HOW_MUCH)
@pytest.mark.parametrize(
    "form", ["{words} {link}", "{link} {words}", "{words}: {link}", "{link}, {words} please"]
)
@pytest.mark.parametrize("way", OWN_WAYS)
def test_a_time_a_share_or_the_headline_is_asked_for_beside_a_link(
    way: Way, form: str, words: str, wish: Wish
) -> None:
    intent = interpret(ask(way, form.format(words=words, link=LINK)))
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish) == ((WantedLink(LINK),), wish)


def test_a_time_is_asked_for_as_people_say_it() -> None:
    for words in ("a 30s read of this, please", "just the headline", "give me a 2 minutes version"):
        assert wish_of(interpret(ask(Way.MENTION, words, target=PARENT))) != Wish()


@pytest.mark.parametrize(("words", "wish"), HOW_MUCH)
@pytest.mark.parametrize("between", ["\n", ": "])
def test_before_a_text_what_stands_apart_is_an_option(words: str, wish: Wish, between: str) -> None:
    intent = tldr(f"{words}{between}{STORY}")
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish) == ((WantedText(STORY),), wish)


@pytest.mark.parametrize("words", ["30s", "2min", "1m"])
def test_before_a_text_a_time_written_close_is_an_option(words: str) -> None:
    assert wish_of(tldr(f"{words} {STORY}")).seconds


@pytest.mark.parametrize(
    "text",
    [
        f"20% Rabatt on everything, and that is not all. {STORY}",
        f"20 % more than last year. {STORY}",
        f"5 m High waves reached the harbour. {STORY}",
        f"2 minutes before midnight the siren went. {STORY}",
        f"90s fashion is back. {STORY}",
        f"Headline news from the harbour. {STORY}",
        f"About: {STORY}",
        f"about: the harbour board and its bridge, again. {STORY}",
        f"about {STORY}",
        f"{STORY} It was about:blank all day.",
    ],
)
def test_what_may_be_the_beginning_of_a_text_stays_text(text: str) -> None:
    assert tldr(text) == Summarise((WantedText(text),), Wish(), public=False)


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ('about:"price rises"', "price rises"),
        ('about: "price rises"', "price rises"),
        ("about:“price rises”", "price rises"),
        ("about:„Preise“", "Preise"),
        ("about:«prix»", "prix"),
        ("about:prices", "prices"),
        ("about: prices", "prices"),
        ("about: price rises", "price rises"),
        ("ABOUT:prices", "prices"),
        ('about:" price   rises "', "price rises"),
        ("about:価格", "価格"),
    ],
)
@pytest.mark.parametrize(
    "form", ["{words} {link}", "{link} {words}", "please, {words} {link}", "{words}\n{link}"]
)
@pytest.mark.parametrize("way", [way for way in OWN_WAYS if way is not Way.AUTOMATIC])
def test_beside_a_link_it_is_said_what_the_summary_is_to_lean_to(
    way: Way, form: str, words: str, about: str
) -> None:
    intent = interpret(ask(way, form.format(words=words, link=LINK)))
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish) == ((WantedLink(LINK),), Wish(about=about))


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        (f'5 sentences about:"price rises" {LINK}', Wish(sentences=5, about="price rises")),
        (f'about:"price rises" {LINK} 30s', Wish(seconds=30, about="price rises")),
        (f"about: price rises, short {LINK}", Wish(Length.SHORT, about="price rises")),
        (f"about: price rises 20% {LINK}", Wish(percent=20, about="price rises")),
        (f"{LINK} long about:prices", Wish(Length.LONG, about="prices")),
        ("short about:prices news.example", Wish(Length.SHORT, about="prices")),
        ("news.example about:prices", Wish(about="prices")),
    ],
)
def test_what_about_and_how_much_go_together(text: str, wish: Wish) -> None:
    assert wish_of(tldr(text)) == wish


def test_here_is_understood_beside_about() -> None:
    intent = tldr(f"here about:prices {LINK}")
    assert isinstance(intent, Summarise)
    assert (intent.public, intent.wish) == (True, Wish(about="prices"))


@pytest.mark.parametrize("words", ['about:"price rises"', "about: price rises", "about: price rises, please"])
def test_under_a_message_that_is_meant_it_is_said_too(words: str) -> None:
    intent = interpret(ask(Way.MENTION, words, target=PARENT))
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish) == ((WantedLink(LINK),), Wish(about="price rises"))


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ('about:"price rises" ', "price rises"),
        ("about:prices ", "prices"),
        ("about: price rises\n", "price rises"),
    ],
)
def test_before_a_text_it_has_marks_is_one_word_or_fills_a_line(words: str, about: str) -> None:
    assert tldr(f"{words}{STORY}") == Summarise((WantedText(STORY),), Wish(about=about), public=False)


def test_before_a_text_options_and_about_go_together() -> None:
    intent = tldr(f"here 3 sentences about:prices\n{STORY}")
    assert intent == Summarise((WantedText(STORY),), Wish(sentences=3, about="prices"), public=True)


def test_about_inside_an_address_is_a_part_of_it() -> None:
    assert wish_of(tldr(f"{LINK}?about:prices")) == Wish()


def test_of_what_nobody_asked_about_nothing_is_leant_to() -> None:
    assert wish_of(interpret(ask(Way.AUTOMATIC, f"about:prices {LINK}"))).about is None


def test_a_whole_sentence_behind_about_is_no_term() -> None:
    words = "about: what we said the other day in the meeting on the third floor of the house"
    assert wish_of(tldr(f"{words} {LINK}")).about is None
