"""What a person wants, from what they wrote, and where its answer belongs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import locale
from adapters.base import Ask, File, Message, Person, Place, Private, Ticket, Way
from adapters.links import INSTRUCTION_WORDS
from bot.commands import (
    TEXT_WORDS,
    Automatic,
    Deed,
    ForDigest,
    Intent,
    Look,
    Say,
    Status,
    Summarise,
    Wanted,
    WantedFile,
    WantedLink,
    WantedText,
    answer_place,
    interpret,
    is_private,
    vocabulary,
)
from summarizer.model import Length, Wish

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ANN = Person("ann", "Ann")
CHANNEL = Place("local", "home", "general")
LINK = "https://news.example/bridge"
OTHER = "https://other.example/ferry"
REPORT = File("report.txt", "text/plain", 900, "ref-1")
STORY = (
    "The harbour board decided on Tuesday evening to close the old swing bridge from the first of November "
    "until the spring, because two of the bearings on which it turns have cracked and must be cast anew."
)


def ask(
    way: Way,
    text: str = "",
    *,
    files: tuple[File, ...] = (),
    target: Message | None = None,
    place: Place = CHANNEL,
) -> Ask:
    """As a gateway builds it: a slash command, a menu and a reaction have no message of the person's own."""
    own = None if way in (Way.COMMAND, Way.MENU, Way.REACTION) else Message("m1", text, ANN, files)
    command = "tldr" if way is Way.COMMAND else None
    return Ask("e1", way, place, ANN, NOW, text, own, target, command)


def wanted(intent: Intent) -> tuple[Wanted, ...]:
    assert isinstance(intent, Summarise)
    return intent.wanted


def tldr(text: str) -> Intent:
    return interpret(ask(Way.COMMAND, text))


OWN_WAYS = [Way.MENTION, Way.REPLY, Way.DIRECT, Way.AUTOMATIC, Way.COMMAND]
"""The ways with words of the asker's own."""

ASKED_WAYS = [way for way in OWN_WAYS if way is not Way.AUTOMATIC]


# ---- what is wanted ---------------------------------------------------------------------------


@pytest.mark.parametrize("way", OWN_WAYS)
def test_a_link_is_wanted(way: Way) -> None:
    assert wanted(interpret(ask(way, f"please read <{LINK}|this>, will you?"))) == (WantedLink(LINK),)


@pytest.mark.parametrize("way", ASKED_WAYS)
def test_a_long_text_is_wanted_itself(way: Way) -> None:
    assert wanted(interpret(ask(way, STORY))) == (WantedText(STORY),)


def test_of_what_nobody_asked_about_the_links_alone_are_wanted() -> None:
    text = f"{STORY} {STORY} More on {LINK}."
    assert wanted(interpret(ask(Way.AUTOMATIC, text))) == (WantedLink(LINK),)


@pytest.mark.parametrize("way", ASKED_WAYS)
def test_a_long_text_that_happens_to_hold_a_link_is_a_text(way: Way) -> None:
    text = f"{STORY} {STORY} More on {LINK}."
    assert wanted(interpret(ask(way, text))) == (WantedText(text),)


def test_the_words_of_a_link_and_its_label_do_not_make_a_text() -> None:
    label = " ".join(["word"] * (INSTRUCTION_WORDS + 1))
    assert wanted(interpret(ask(Way.MENTION, f"[{label}]({LINK}) [{label}]({LINK})"))) == (WantedLink(LINK),)


@pytest.mark.parametrize("way", OWN_WAYS)
def test_several_links_are_wanted_in_order_and_each_page_once(way: Way) -> None:
    text = f"{LINK} {OTHER} {LINK}?utm_source=chat"
    assert wanted(interpret(ask(way, text))) == (WantedLink(LINK), WantedLink(OTHER))


def test_links_past_the_limit_are_named_and_not_read() -> None:
    links = [f"https://{name}.example/" for name in "abcd"]
    intent = interpret(ask(Way.MENTION, " ".join(links)), most_links=2)
    assert isinstance(intent, Summarise)
    assert intent.wanted == (WantedLink(links[0]), WantedLink(links[1]))
    assert intent.unread == (links[2], links[3])


def test_a_file_is_wanted_and_links_beside_it_too() -> None:
    assert wanted(interpret(ask(Way.MENTION, "", files=(REPORT,)))) == (WantedFile(REPORT),)
    assert wanted(interpret(ask(Way.MENTION, f"and {LINK}", files=(REPORT,)))) == (
        WantedFile(REPORT),
        WantedLink(LINK),
    )


def test_some_words_beside_a_file_are_no_text_and_an_article_is() -> None:
    words = " ".join(["word"] * INSTRUCTION_WORDS)
    assert wanted(interpret(ask(Way.MENTION, words, files=(REPORT,)))) == (WantedFile(REPORT),)
    text = f"{STORY} {STORY}"
    assert wanted(interpret(ask(Way.MENTION, text, files=(REPORT,)))) == (
        WantedFile(REPORT),
        WantedText(text),
    )


def test_talk_is_nothing_to_read() -> None:
    talk = " ".join(["word"] * (TEXT_WORDS - 1))
    assert interpret(ask(Way.MENTION, talk)) == Say(locale.text("nothing to read"))
    assert wanted(interpret(ask(Way.MENTION, f"{talk} word")))


def test_behind_a_slash_command_a_few_words_are_a_text() -> None:
    assert wanted(tldr("The bridge is shut.")) == (WantedText("The bridge is shut."),)
    assert tldr("The bridge") == Say(locale.text("nothing to read"), public=False)


# ---- the message that is meant ----------------------------------------------------------------

PARENT = Message("m0", f"Interesting: {OTHER}", Person("bob"))


@pytest.mark.parametrize("text", ["", "?", "what does it say", "shorter please"])
def test_a_mention_without_anything_to_read_means_the_message_it_points_to(text: str) -> None:
    assert wanted(interpret(ask(Way.MENTION, text, target=PARENT))) == (WantedLink(OTHER),)


def test_a_link_of_ones_own_beats_the_message_pointed_to() -> None:
    assert wanted(interpret(ask(Way.MENTION, LINK, target=PARENT))) == (WantedLink(LINK),)
    assert wanted(interpret(ask(Way.REPLY, "", files=(REPORT,), target=PARENT))) == (WantedFile(REPORT),)


@pytest.mark.parametrize("way", [Way.MENU, Way.REACTION])
def test_under_a_menu_or_a_reaction_the_message_there_is_meant(way: Way) -> None:
    assert wanted(interpret(ask(way, target=PARENT))) == (WantedLink(OTHER),)
    assert wanted(interpret(ask(way, LINK, target=PARENT))) == (WantedLink(OTHER),)
    assert wanted(interpret(ask(way, target=Message("m0", "", files=(REPORT,))))) == (WantedFile(REPORT),)
    assert wanted(interpret(ask(way, target=Message("m0", "The bridge is shut.")))) == (
        WantedText("The bridge is shut."),
    )


def test_the_words_of_a_mention_say_how_long_for_the_message_it_points_to() -> None:
    intent = interpret(ask(Way.MENTION, "in 2 sentences please", target=PARENT))
    assert isinstance(intent, Summarise)
    assert intent.wish == Wish(sentences=2)


def test_a_message_with_nothing_to_read_gets_a_sentence() -> None:
    assert interpret(ask(Way.MENU, target=Message("m0", "ok!"))) == Say(locale.text("nothing to read"))


# ---- how much ---------------------------------------------------------------------------------

HOW_MUCH = [
    ("short", Wish(Length.SHORT)),
    ("Long", Wish(Length.LONG)),
    ("5 sentences", Wish(sentences=5)),
    ("1 sentence", Wish(sentences=1)),
    ("0 sentences", Wish(sentences=1)),
    ("80 words", Wish(words=80)),
]


@pytest.mark.parametrize(("words", "wish"), HOW_MUCH)
@pytest.mark.parametrize(
    "form", ["{words} {link}", "{link} {words}", "{words}: {link}", "{link}, {words} please"]
)
@pytest.mark.parametrize("way", OWN_WAYS)
def test_words_beside_a_link_say_how_much(way: Way, form: str, words: str, wish: Wish) -> None:
    intent = interpret(ask(way, form.format(words=words, link=LINK)))
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish) == ((WantedLink(LINK),), wish)


@pytest.mark.parametrize("link", ["https://long.example/80-words", "<https://a.example/x|a short read>"])
def test_words_inside_a_link_or_its_label_say_nothing(link: str) -> None:
    for way in OWN_WAYS:
        intent = interpret(ask(way, f"{link} {link}"))
        assert isinstance(intent, Summarise)
        assert intent.wish == Wish()


def test_the_usual_length_is_meant_where_none_is_named() -> None:
    for text in (LINK, STORY):
        intent = interpret(ask(Way.MENTION, text), length=Length.LONG)
        assert isinstance(intent, Summarise)
        assert intent.wish == Wish(Length.LONG)


@pytest.mark.parametrize(("words", "wish"), [one for one in HOW_MUCH if one[0].islower()])
@pytest.mark.parametrize("between", [" ", "\n", ": "])
def test_before_a_text_behind_a_slash_command_too(words: str, wish: Wish, between: str) -> None:
    intent = tldr(f"{words}{between}{STORY}")
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish, intent.public) == ((WantedText(STORY),), wish, False)


def test_before_a_text_in_small_letters_a_line_break_sets_the_options_apart() -> None:
    text = STORY.lower()
    intent = tldr(f"here 3 sentences\n{text}")
    assert intent == Summarise((WantedText(text),), Wish(sentences=3), public=True)


@pytest.mark.parametrize(
    "text",
    [
        f"Here is what we know. {STORY}",
        f"Here’s what we know. {STORY}",
        f"here are some lines from my notes: {STORY}",
        f"Long Island loses its bridge. {STORY}",
        f"long-term closures are rare. {STORY}",
        f"Short of money, the board gave in. {STORY}",
        f"80 words were cut from the report. {STORY}",
        f"{STORY} That is 80 words, in 3 sentences, and not too long, here.",
    ],
)
def test_a_pasted_text_keeps_every_word_and_stays_private(text: str) -> None:
    assert tldr(text) == Summarise((WantedText(text),), Wish(), public=False)


def test_a_text_of_a_message_keeps_every_word() -> None:
    text = f"short {STORY}"
    intent = interpret(ask(Way.MENTION, text))
    assert isinstance(intent, Summarise)
    assert (intent.wanted, intent.wish) == ((WantedText(text),), Wish())


# ---- slash commands ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "public", "wish"),
    [
        (LINK, False, Wish()),
        (f"here {LINK}", True, Wish()),
        (f"here long {LINK}", True, Wish(Length.LONG)),
        (f"{LINK} here", True, Wish()),
        (f"{LINK} short, here", True, Wish(Length.SHORT)),
        (f"5 sentences here: {LINK}", True, Wish(sentences=5)),
        (f"Here {LINK}", True, Wish()),
        (f"{LINK} is there anything new in here", False, Wish()),
        (f"what happened here? {LINK}", False, Wish()),
        (f"<{LINK}|here>", False, Wish()),
    ],
)
def test_the_answer_is_for_all_only_where_here_is_said(text: str, public: bool, wish: Wish) -> None:
    assert tldr(text) == Summarise((WantedLink(LINK),), wish, public)


@pytest.mark.parametrize(
    "way", [way for way in Way if way is not Way.COMMAND], ids=lambda way: str(way.value)
)
def test_every_other_way_is_answered_for_all(way: Way) -> None:
    intent = interpret(ask(way, LINK, target=PARENT))
    assert isinstance(intent, Summarise)
    assert intent.public


@pytest.mark.parametrize(
    ("text", "link", "wish"),
    [
        ("news.example", "https://news.example", Wish()),
        ("news.example/bridge?x=1", "https://news.example/bridge?x=1", Wish()),
        ("news.example:8443/bridge", "https://news.example:8443/bridge", Wish()),
        ("short news.example/bridge", "https://news.example/bridge", Wish(Length.SHORT)),
        ("news.example/bridge 4 sentences", "https://news.example/bridge", Wish(sentences=4)),
    ],
)
def test_a_bare_address_is_a_link(text: str, link: str, wish: Wish) -> None:
    assert tldr(text) == Summarise((WantedLink(link),), wish, public=False)


def test_a_text_that_begins_with_an_address_is_a_text() -> None:
    text = "news.example reported on Tuesday that the bridge would close."
    assert wanted(tldr(text)) == (WantedText(text),)


@pytest.mark.parametrize("text", ["", "  ", "help", "Help!", "HELP?", "?"])
@pytest.mark.parametrize("way", [Way.COMMAND, Way.MENTION, Way.DIRECT])
def test_help_is_given_to_who_asks_or_says_nothing(way: Way, text: str) -> None:
    assert interpret(ask(way, text)) == Say(locale.text("help"), public=way is not Way.COMMAND)


def test_help_is_given_under_a_message_that_could_be_read_too() -> None:
    assert interpret(ask(Way.MENTION, "help", target=PARENT)) == Say(locale.text("help"))


def test_an_unknown_command_is_named_to_the_asker_alone() -> None:
    intent = interpret(replace(ask(Way.COMMAND, LINK), command="forecast"))
    assert intent == Say(locale.text("unknown command", command="forecast"), public=False)
    assert isinstance(intent, Say)
    assert "/forecast" in intent.text


@given(st.text(st.characters()), st.sampled_from(Way))
@settings(deadline=None, max_examples=300)
def test_whatever_is_written_there_is_an_intent(text: str, way: Way) -> None:
    assert isinstance(interpret(ask(way, text, target=PARENT)), Say | Summarise)


# ---- who sees the answer ----------------------------------------------------------------------

THREAD = replace(CHANNEL, thread="t7")
ALONE = Private("ann")
TICKET = Ticket("token-1", NOW)


@pytest.mark.parametrize("way", [Way.MENTION, Way.REPLY, Way.AUTOMATIC])
def test_a_message_is_answered_in_its_own_thread(way: Way) -> None:
    assert answer_place(ask(way, LINK, target=PARENT), public=True) == replace(CHANNEL, thread="m1")


@pytest.mark.parametrize("way", [Way.MENU, Way.REACTION])
def test_a_menu_or_reaction_is_answered_in_the_thread_of_the_message_there(way: Way) -> None:
    assert answer_place(ask(way, target=PARENT), public=True) == replace(CHANNEL, thread="m0")


@pytest.mark.parametrize("way", [Way.MENTION, Way.REPLY, Way.AUTOMATIC, Way.MENU, Way.REACTION])
def test_inside_a_thread_the_answer_stays_there(way: Way) -> None:
    assert answer_place(ask(way, target=PARENT, place=THREAD), public=True) == THREAD


def test_a_menu_without_the_right_to_post_is_answered_to_the_asker_alone() -> None:
    place = replace(CHANNEL, private=ALONE, ticket=TICKET)
    assert answer_place(ask(Way.MENU, target=PARENT, place=place), public=True) == place


@pytest.mark.parametrize("place", [CHANNEL, THREAD])
def test_a_slash_command_is_answered_to_the_asker_alone_where_it_was_given(place: Place) -> None:
    assert answer_place(ask(Way.COMMAND, LINK, place=place), public=False) == replace(place, private=ALONE)


def test_a_private_answer_keeps_the_ticket_it_came_with() -> None:
    place = replace(CHANNEL, private=ALONE, ticket=TICKET)
    assert answer_place(ask(Way.COMMAND, LINK, place=place), public=False) == place


@pytest.mark.parametrize("place", [CHANNEL, THREAD])
@pytest.mark.parametrize("private", [None, ALONE])
def test_a_slash_command_with_here_is_answered_for_all(place: Place, private: Private | None) -> None:
    asked = ask(Way.COMMAND, f"here {LINK}", place=replace(place, private=private))
    assert answer_place(asked, public=True) == place


@pytest.mark.parametrize("place", [Place("local", "home", "dm-ann"), Place("local", "home", "dm-ann", "t1")])
def test_a_direct_message_is_answered_there(place: Place) -> None:
    assert answer_place(ask(Way.DIRECT, LINK, place=place), public=True) == place


@pytest.mark.parametrize(
    ("beside", "length"),
    [
        ("make it short, please:", Length.SHORT),
        ("long", Length.LONG),
        ("not too long, please:", Length.MEDIUM),
        ("they lost 3 sentences of this, read", Length.MEDIUM),
        ("a long read for the weekend", Length.MEDIUM),
    ],
)
def test_words_beside_a_link_ask_for_a_length_only_where_they_ask_for_nothing_else(
    beside: str, length: Length
) -> None:
    intent = interpret(ask(Way.MENTION, f"{beside} {LINK}"))
    assert isinstance(intent, Summarise)
    assert intent.wish == Wish(length)


# ---- what the bot is told about itself --------------------------------------------------------


def told(text: str) -> Intent:
    return interpret(replace(ask(Way.COMMAND, text), command="nutgraf"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("auto on", Automatic(on=True)),
        (" AUTO   off ", Automatic(on=False)),
        ("", Status()),
        ("status", Status()),
        ("help", Say(locale.text("help"), public=False)),
        ("auto perhaps", Say(locale.text("unknown form"), public=False)),
    ],
)
def test_the_bot_is_told_what_to_do_by_itself(text: str, intent: Intent) -> None:
    assert told(text) == intent


def test_every_form_that_platforms_register_is_understood() -> None:
    commands = {command.name: command for command in vocabulary().commands}
    assert set(commands) == {"tldr", "nutgraf", "digest"}
    for form in commands["nutgraf"].forms:
        assert form.description
        assert told(form.words) != Say(locale.text("unknown form"), public=False)
    for form in commands["digest"].forms:
        assert form.description
        behind = f" {form.takes[0]}" if form.takes else ""
        assert about_digest(form.words + behind) != Say(locale.text("digest unknown"), public=False)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("", ForDigest(Deed.LIST)),
        ("list", ForDigest(Deed.LIST)),
        (" Add  https://tide.example/feed ", ForDigest(Deed.ADD, "https://tide.example/feed")),
        ("add", ForDigest(Deed.ADD)),
        ("remove 3", ForDigest(Deed.REMOVE, "3")),
        ("at 08:30 Europe/Berlin weekdays", ForDigest(Deed.AT, "08:30 Europe/Berlin weekdays")),
        ("links ON", ForDigest(Deed.LINKS_ON)),
        ("links off", ForDigest(Deed.LINKS_OFF)),
        ("preview", ForDigest(Deed.PREVIEW)),
        ("now", ForDigest(Deed.NOW)),
        ("pause", ForDigest(Deed.PAUSE)),
        ("resume", ForDigest(Deed.RESUME)),
        ("help", Say(locale.text("digest usage"), public=False)),
        ("links", Say(locale.text("digest unknown"), public=False)),
        ("now and then", Say(locale.text("digest unknown"), public=False)),
    ],
)
def test_what_is_said_about_a_digest_is_understood(text: str, intent: Intent) -> None:
    assert about_digest(text) == intent


def about_digest(text: str) -> Intent:
    return interpret(replace(ask(Way.COMMAND, text), command="digest"))


def test_every_flag_that_platforms_register_is_understood() -> None:
    (tldr,) = (command for command in vocabulary().commands if command.name == "tldr")
    for word, _ in tldr.flags:
        assert interpret(ask(Way.COMMAND, f"{word} {LINK}")) != interpret(ask(Way.COMMAND, LINK))


# ---- messages of which only the id is known ---------------------------------------------------


UNKNOWN_MESSAGE = Message("t1", None)


@pytest.mark.parametrize("way", [Way.MENTION, Way.REPLY, Way.REACTION])
def test_a_message_of_which_the_id_alone_is_known_is_looked_at_first(way: Way) -> None:
    assert interpret(replace(ask(way, "please"), target=UNKNOWN_MESSAGE)) == Look(UNKNOWN_MESSAGE)


def test_what_was_written_needs_no_look_elsewhere() -> None:
    assert wanted(interpret(replace(ask(Way.MENTION, LINK), target=UNKNOWN_MESSAGE))) == (WantedLink(LINK),)


def test_under_a_reply_in_a_thread_the_answer_goes_to_the_root() -> None:
    target = Message("t7", LINK, thread="t1")
    reaction = replace(ask(Way.REACTION), message=None, target=target)
    assert answer_place(reaction, public=True).thread == "t1"


# ---- who sees the first thing that comes back -------------------------------------------------


@pytest.mark.parametrize(
    ("way", "text", "private"),
    [
        (Way.COMMAND, LINK, True),
        (Way.COMMAND, f"here {LINK}", False),
        (Way.COMMAND, "here", True),
        (Way.COMMAND, f"{LINK} here", False),
        (Way.COMMAND, f"{LINK} here is the one I told you about", True),
        (Way.COMMAND, "help", True),
        (Way.MENU, "", True),
        (Way.MENTION, LINK, False),
    ],
)
def test_a_platform_is_told_whether_the_answer_is_private(way: Way, text: str, private: bool) -> None:
    assert is_private(ask(way, text)) is private


# ---- what is no source ------------------------------------------------------------------------


def test_what_the_bot_wrote_itself_is_no_source() -> None:
    answer = Message("t1", STORY, bot=True, own=True)
    assert interpret(replace(ask(Way.REPLY, "thanks"), target=answer)) == Say(locale.text("nothing to read"))


PICTURE = File("chart.png", "image/png", 9, "f1")


@pytest.mark.parametrize("beside", [LINK, STORY])
def test_a_picture_beside_something_to_read_illustrates_it(beside: str) -> None:
    asked = replace(ask(Way.MENTION, beside), message=Message("m1", beside, ANN, (PICTURE,)))
    assert WantedFile(PICTURE) not in wanted(interpret(asked))


def test_a_picture_alone_is_what_is_meant() -> None:
    asked = replace(ask(Way.MENTION, ""), message=Message("m1", "", ANN, (PICTURE,)))
    assert wanted(interpret(asked)) == (WantedFile(PICTURE),)
