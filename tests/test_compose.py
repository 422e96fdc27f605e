"""What is shown of what was read: every word of it a slice of the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters import locale
from adapters.base import Action, Passage, Quotation, Reason, Section
from adapters.display import facts, shown_words
from bot import compose
from bot.compose import FIGURES_WORDS, MOST_QUOTE_WORDS, MOST_QUOTES, SHORT_WORDS, step
from summarizer.core import summarise
from summarizer.model import (
    Barrier,
    BlockKind,
    Document,
    Figure,
    FigureKind,
    Insertion,
    Length,
    Origin,
    Paste,
    Quote,
    QuoteKind,
    Raw,
    Sentence,
    Source,
    Span,
    Spoken,
    Summary,
    Wish,
)
from summarizer.words import count_words
from tests.articles import HEADLINE, PARAGRAPHS, page
from tests.documents import document, one_each

LABEL = "news.example"
SAID = "“We have patched this bridge for years,” said Helena Marsh, the chair of the board. “A winter lets us do it properly. Then it is done,” she added."
TEXTS = (*PARAGRAPHS[:2], SAID, *PARAGRAPHS[5:])


def read(*texts: str, chosen: tuple[int, ...], origin: Origin = Origin.PAGE) -> tuple[Document, Summary]:
    """An article whose paragraphs are a sentence each, some of them chosen."""
    made, sentences = one_each(*texts)
    words = sum(map(count_words, texts))
    return replace(made, origin=origin), Summary("en", sentences, chosen, words=words)


def where(document: Document, words: str, after: int = 0) -> Span:
    start = document.text.index(words, after)
    return Span(start, start + len(words))


def said(document: Document, words: str, group: int = 1, key: bool = True, **known: Span) -> Quote:
    return Quote(where(document, words), QuoteKind.DIRECT, group=group, key=key, confidence=0.9, **known)


def section(document: Document, summary: Summary, wish: Wish | None = None) -> Section:
    return compose.section(document, summary, LABEL, wish or Wish())


def words_of(section: Section) -> list[str]:
    return [passage.text for passage in section.passages]


def quoted(section: Section) -> list[list[str]]:
    return [[run.text for run in quotation.runs] for quotation in section.quotations]


# ---- the summary ------------------------------------------------------------------------------


def test_the_chosen_sentences_are_slices_of_the_source_with_their_places() -> None:
    made, summary = read(*TEXTS, chosen=(0, 2))
    shown = section(made, summary)
    assert words_of(shown) == [TEXTS[0], TEXTS[2]]
    assert all(one.text == made.text[one.start : one.end] for one in shown.passages)
    assert shown.notes == ()


def test_what_the_source_says_of_itself_is_handed_on() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    known = replace(
        made,
        title="A bridge",
        byline=("Maja Lund",),
        site="The Tide",
        published="2026-10-14",
        url="https://a.example/",
    )
    shown = section(known, summary)
    assert (shown.headline, shown.byline, shown.site) == ("A bridge", ("Maja Lund",), "The Tide")
    assert (shown.published, shown.link) == ("2026-10-14", "https://a.example/")
    assert (shown.label, shown.language, shown.words) == (LABEL, "en", summary.words)


def test_the_link_is_where_it_was_found_unless_the_source_says_where_it_lives() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    found = "https://found.example/"
    assert compose.section(made, summary, LABEL, Wish(), found).link == found
    home = replace(made, url="https://home.example/")
    assert compose.section(home, summary, LABEL, Wish(), found).link == "https://home.example/"


def test_an_insertion_goes_with_the_one_sentence_it_stands_in() -> None:
    made, summary = read("He left.", "He came.", *TEXTS, chosen=(0, 1))
    first, second = made.blocks[0].span, made.blocks[1].span
    added = (Insertion(first.start, "Ann"), Insertion(first.end, "nobody"), Insertion(second.start, "Bob"))
    shown = section(made, replace(summary, insertions=added))
    assert [one.insertions for one in shown.passages] == [(added[0],), (added[2],)]


# ---- what is short already --------------------------------------------------------------------


def test_a_short_paste_is_not_repeated_but_said_to_be_short() -> None:
    made, summary = read("The bridge is shut.", "The ferry runs.", chosen=(0,), origin=Origin.PASTE)
    shown = section(made, summary)
    assert (shown.passages, shown.notes) == ((), (locale.text("short paste", words=7),))


@pytest.mark.parametrize("origin", [Origin.PAGE, Origin.FILE])
def test_a_short_page_is_shown_whole_and_said_to_be_short(origin: Origin) -> None:
    made, sentences = one_each((BlockKind.HEADING, "News"), "The bridge is shut.", "The ferry runs.")
    summary = Summary("en", sentences, (1,), words=8)
    shown = section(replace(made, origin=origin), summary)
    assert words_of(shown) == ["The bridge is shut.", "The ferry runs."]
    assert shown.notes == (locale.text("short already", words=8),)


def test_a_short_transcript_that_is_shown_whole_says_who_speaks() -> None:
    chat = "Mira Holt\n  10:42 AM\nWhen does the ferry leave tomorrow?\nTom Reed\n  10:43 AM\nAt eight, from the north pier.\nMira Holt\n  10:44 AM\nThen I will be there at half past seven.\n"
    read, summary = summarise(Raw(chat.encode(), "text/plain", name="chat.txt"))
    shown = compose.section(read, summary, LABEL, Wish())
    assert shown.whole
    assert [one.text for passage in shown.passages for one in passage.insertions] == [
        "Mira Holt",
        "Tom Reed",
        "Mira Holt",
    ]


def test_a_text_of_few_sentences_that_would_all_be_shown_is_short() -> None:
    made, summary = read(*PARAGRAPHS[:3], chosen=(0, 1, 2), origin=Origin.PASTE)
    assert summary.words > SHORT_WORDS
    assert section(made, summary).notes == (locale.text("short paste", words=summary.words),)


def test_a_long_text_asked_for_whole_is_shown_and_not_called_short() -> None:
    made, summary = read(*TEXTS, chosen=tuple(range(len(TEXTS))), origin=Origin.PASTE)
    shown = section(made, summary, Wish(Length.LONG))
    assert words_of(shown) == list(TEXTS)
    assert shown.notes == ()


# ---- what is only a part ----------------------------------------------------------------------


def stub(
    barrier: Barrier | None, whole: int | None, *texts: str, chosen: tuple[int, ...] = (0, 1)
) -> Section:
    made, summary = read(*(texts or TEXTS), chosen=chosen)
    return section(replace(made, barrier=barrier, whole_words=whole), replace(summary, words=412))


@pytest.mark.parametrize(
    ("barrier", "whole", "note"),
    [
        (
            Barrier.SUBSCRIPTION,
            3_021,
            "I could read 412 of about 3,000 words: the publisher keeps the rest for its subscribers.",
        ),
        (
            Barrier.SUBSCRIPTION,
            None,
            "I could read only 412 words of it: the publisher keeps the rest for its subscribers.",
        ),
        (
            Barrier.SIGN_IN,
            574,
            "I could read 412 of about 570 words: the rest is shown only to people who are signed in.",
        ),
        (
            Barrier.SCRIPT,
            18_449,
            "I could read 412 of about 18,000 words: the page adds the rest with JavaScript, which I do not run.",
        ),
        (None, 900, "I could read 412 of the about 900 words that this page says it has."),
    ],
)
def test_a_part_is_said_to_be_one_with_what_stood_before_the_rest(
    barrier: Barrier | None, whole: int | None, note: str
) -> None:
    shown = stub(barrier, whole)
    assert (shown.notes, shown.partial) == ((note,), True)
    assert words_of(shown) == list(TEXTS[:2])


@pytest.mark.parametrize("barrier", Barrier)
def test_every_barrier_has_its_sentence(barrier: Barrier) -> None:
    for whole in (None, 3_000):
        (note,) = stub(barrier, whole).notes
        assert note.startswith("I could read ")
        assert note.endswith(".")


def test_a_number_of_words_below_what_was_read_is_not_told() -> None:
    assert stub(None, 400).notes == ()
    assert "of about" not in stub(Barrier.SIGN_IN, 400).notes[0]


def test_a_short_teaser_is_shown_as_it_is_and_never_called_short_already() -> None:
    made, summary = read("The bridge is shut.", "The ferry runs.", chosen=(0,))
    shown = section(replace(made, barrier=Barrier.SUBSCRIPTION, whole_words=570), summary)
    assert words_of(shown) == ["The bridge is shut.", "The ferry runs."]
    assert shown.notes == (
        "I could read 7 of about 570 words: the publisher keeps the rest for its subscribers.",
    )
    assert list(compose.actions((shown,), Wish(), private=False)) == [Action.DELETE]


def test_of_a_part_no_reading_time_is_told() -> None:
    assert not any("min" in fact or "shorter" in fact for fact in facts(stub(Barrier.SUBSCRIPTION, 3_000)))


# ---- the headline alone -----------------------------------------------------------------------


def headline_alone(text: str) -> Section:
    wish = Wish(Length.HEADLINE)
    return compose.section(
        *summarise(Raw(text.encode(), "text/html", url="https://a.example/"), wish), LABEL, wish
    )


def test_the_headline_alone_stands_with_its_line_of_facts() -> None:
    shown = headline_alone(page())
    assert shown.headline == HEADLINE
    assert (shown.passages, shown.quotations, shown.figures, shown.notes) == ((), (), (), ())
    assert "The Orford Tide" in facts(shown)
    assert facts(shown)[-2:] == (locale.text("words", words=shown.words), "1 min")


def test_the_headline_alone_can_be_lengthened_and_shared_and_not_shortened() -> None:
    offered = compose.actions((headline_alone(page()),), Wish(Length.HEADLINE), private=True)
    assert offered == (Action.LONGER, Action.SHARE, Action.DELETE)


def test_of_a_text_without_a_headline_one_sentence_is_shown_and_no_quotes() -> None:
    wish = Wish(Length.HEADLINE)
    shown = compose.section(*summarise(Paste("\n\n".join(PARAGRAPHS)), wish), LABEL, wish)
    assert len(shown.passages) == 1
    assert shown.quotations == ()


# ---- what it is about -------------------------------------------------------------------------


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("spoken", [Spoken.HARDLY, Spoken.NOT_AT_ALL])
def test_it_is_said_in_one_line_that_the_source_hardly_speaks_of_what_was_asked(
    origin: Origin, spoken: Spoken
) -> None:
    made, summary = read(*TEXTS, chosen=(0,), origin=origin)
    (note,) = section(made, replace(summary, spoken=spoken), Wish(about="price rises")).notes
    assert note.endswith(
        "speak of “price rises”." if spoken is Spoken.NOT_AT_ALL else "speaks of “price rises”."
    )


def test_nothing_is_said_where_it_does_speak_of_it() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    assert section(made, replace(summary, spoken=Spoken.ENOUGH), Wish(about="bridge")).notes == ()


# ---- figures ----------------------------------------------------------------------------------


def figure(document: Document, words: str, value: str) -> Figure:
    return Figure(where(document, words), where(document, value), FigureKind.COUNT, 0)


def test_figures_are_slices_of_the_source_with_their_places() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    found = figure(made, "about 4,000 cars a day", "4,000 cars")
    (shown,) = section(made, replace(summary, figures=(found,))).figures
    assert shown == Passage("about 4,000 cars a day", found.span.start, found.span.end)


def test_a_figure_that_a_sentence_a_quote_or_the_headline_shows_is_not_shown_again() -> None:
    made, summary = read(*TEXTS, chosen=(0, 1))
    found = replace(summary, figures=(figure(made, "about 4,000 cars a day", "4,000 cars"),))
    assert section(made, found).figures == ()
    titled = replace(made, title="4,000 cars look for a bridge")
    assert section(titled, replace(found, chosen=(0,))).figures == ()


def test_a_source_of_few_words_gets_no_figures() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    found = replace(
        summary, figures=(figure(made, "about 4,000 cars a day", "4,000 cars"),), words=FIGURES_WORDS - 1
    )
    assert section(made, found).figures == ()


def test_figures_are_the_first_to_go_where_nobody_asked() -> None:
    long = shown_of(400, 4, 4)
    with_figures = replace(long, figures=(Passage("about 4,000 cars a day", 0, 22),))
    (kept,) = compose.worthwhile((with_figures,), 250, 0.3)
    assert (kept.figures, len(kept.quotations)) == ((), 4)


def test_quotes_and_figures_have_to_fit_into_the_time_that_was_asked_for() -> None:
    wish = Wish(seconds=30)
    shown = compose.section(
        *summarise(Raw(page().encode(), "text/html", url="https://a.example/"), wish), LABEL, wish
    )
    assert locale.reading_time(shown_words(shown), "en") in ("25 s", "30 s", "35 s")
    asked_for_sentences = section(
        *summarise(Raw(page().encode(), "text/html", url="https://a.example/"), Wish(sentences=3)),
        Wish(sentences=3),
    )
    assert asked_for_sentences.quotations


# ---- quotes -----------------------------------------------------------------------------------


def test_a_key_quote_is_shown_with_its_speaker_and_role() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    speaker, role = where(made, "Helena Marsh"), where(made, "the chair of the board")
    quote = said(made, "We have patched this bridge for years", speaker=speaker, role=role)
    (quotation,) = section(made, replace(summary, quotes=(quote,))).quotations
    assert quotation == Quotation(
        (Passage(quote.span.of(made.text), quote.span.start, quote.span.end),),
        "Helena Marsh",
        "the chair of the board",
    )


def test_a_quote_without_a_sure_speaker_has_none() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    (quotation,) = section(made, replace(summary, quotes=(said(made, "We have patched"),))).quotations
    assert (quotation.speaker, quotation.role) == (None, None)


def test_what_was_reported_without_marks_is_marked_as_such() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    quote = replace(said(made, "We have patched"), kind=QuoteKind.INDIRECT)
    assert section(made, replace(summary, quotes=(quote,))).quotations[0].paraphrase


def test_a_quote_that_is_not_key_is_left_out() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    assert (
        section(made, replace(summary, quotes=(said(made, "We have patched", key=False),))).quotations == ()
    )


def test_a_quote_that_stands_in_the_summary_is_not_shown_again() -> None:
    made, summary = read(*TEXTS, chosen=(0, 2))
    assert section(made, replace(summary, quotes=(said(made, "We have patched"),))).quotations == ()


def test_a_quote_through_several_sentences_is_left_out_when_all_of_them_are_shown() -> None:
    made = document(*TEXTS)
    quote = said(made, "A winter lets us do it properly. Then it is done")
    at = made.text.index(" Then it is done")
    spans = [block.span for block in made.blocks]
    halves = [Span(spans[2].start, at), Span(at + 1, spans[2].end)]
    sentences = tuple(Sentence(span, 0) for span in (*spans[:2], *halves, *spans[3:]))
    both = Summary("en", sentences, (0, 2, 3), quotes=(quote,), words=300)
    assert section(made, both).quotations == ()
    assert quoted(section(made, replace(both, chosen=(0, 2)))) == [[quote.span.of(made.text)]]


def test_the_runs_of_one_utterance_stay_together_in_order() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    runs = ("We have patched this bridge for years,", "A winter lets us do it properly.")
    speaker = where(made, "Helena Marsh")
    quotes = (said(made, runs[0], key=False, speaker=speaker), said(made, runs[1]))
    shown = section(made, replace(summary, quotes=quotes))
    assert quoted(shown) == [list(runs)]
    assert shown.quotations[0].speaker == "Helena Marsh"


def test_the_comma_before_the_last_mark_is_left_to_the_writers_sentence() -> None:
    made, summary = read(*TEXTS, chosen=(0,))
    quote = said(made, "We have patched this bridge for years,")
    ((shown,),) = quoted(section(made, replace(summary, quotes=(quote,))))
    assert shown == "We have patched this bridge for years"


def test_of_a_long_utterance_only_the_key_runs_are_shown() -> None:
    long = "and on it goes " * (MOST_QUOTE_WORDS // 4 + 1)
    text = f"“{long}”, she said. “We will repair it,” she added."
    made, summary = read(*TEXTS, text, chosen=(0,))
    quotes = (said(made, long, key=False), said(made, "We will repair it"))
    assert quoted(section(made, replace(summary, quotes=quotes))) == [["We will repair it"]]


def test_a_run_that_is_shown_already_is_left_out_of_its_utterance() -> None:
    made, summary = read(*TEXTS, "“First,” she said.", "“Second,” she added.", chosen=(0, len(TEXTS)))
    quotes = (said(made, "First"), said(made, "Second"))
    assert quoted(section(made, replace(summary, quotes=quotes))) == [["Second"]]
    only = (quotes[0], replace(quotes[1], key=False))
    assert section(made, replace(summary, quotes=only)).quotations == ()


def test_everybody_is_heard_once_before_anybody_is_heard_twice() -> None:
    speech = [
        f"“{number} it is,” said {name}."
        for number, name in zip("12345", ("Ann", "Ann", "Ann", "Ben", "Eve"), strict=True)
    ]
    made, summary = read(*TEXTS, *speech, chosen=(0,))
    quotes = tuple(
        said(made, f"{number} it is", group=int(number), speaker=where(made, name))
        for number, name in zip("12345", ("Ann", "Ann", "Ann", "Ben", "Eve"), strict=True)
    )
    shown = section(made, replace(summary, quotes=quotes), Wish(Length.MEDIUM))
    assert [one.speaker for one in shown.quotations] == ["Ann", "Ben", "Eve"]


@pytest.mark.parametrize("length", Length)
def test_a_longer_answer_has_more_quotes_and_never_more_than_its_number(length: Length) -> None:
    names = ("One", "Two", "Three", "Four", "Five", "Six", "Seven")
    made, summary = read(*TEXTS, *(f"“{name} it is,” she said." for name in names), chosen=(0,))
    quotes = tuple(said(made, f"{name} it is", group=number) for number, name in enumerate(names))
    shown = section(made, replace(summary, quotes=quotes), Wish(length))
    assert quoted(shown) == [[f"{name} it is"] for name in names[: MOST_QUOTES[length]]]


# ---- what could not be read -------------------------------------------------------------------


def test_a_failure_says_why_with_the_host_of_its_link() -> None:
    shown = compose.failed("x", Reason.TIMED_OUT, link="https://www.slow.example/a")
    assert shown == Section("x", link="https://www.slow.example/a", problem=shown.problem)
    assert shown.problem == locale.problem(Reason.TIMED_OUT, "slow.example")


def test_a_failure_names_what_was_asked_about_where_there_is_no_link() -> None:
    assert compose.failed("report.pdf", Reason.TOO_LARGE, "8 MB").problem == locale.problem(
        Reason.TOO_LARGE, "report.pdf", "8 MB"
    )


# ---- what can be done with it -----------------------------------------------------------------

READ = Section(LABEL, words=400, passages=(Passage("The bridge is shut.", 0, 19),))
FAILED = Section(LABEL, problem="It could not be read.")
SHORT = replace(READ, words=30, whole=True, notes=(locale.text("short already", words=30),))
SHORT_PASTE = Section(LABEL, words=30, whole=True, notes=(locale.text("short paste", words=30),))


@pytest.mark.parametrize(
    ("sections", "private", "offered"),
    [
        ((READ,), False, [Action.SHORTER, Action.LONGER, Action.DELETE]),
        ((READ,), True, [Action.SHORTER, Action.LONGER, Action.SHARE, Action.DELETE]),
        ((READ, FAILED), True, [Action.SHORTER, Action.LONGER, Action.SHARE, Action.DELETE]),
        ((SHORT,), True, [Action.SHARE, Action.DELETE]),
        ((SHORT_PASTE,), True, [Action.DELETE]),
        ((FAILED,), True, [Action.DELETE]),
        ((FAILED,), False, [Action.DELETE]),
    ],
)
def test_what_is_offered_fits_what_was_read(
    sections: tuple[Section, ...], private: bool, offered: list[Action]
) -> None:
    assert list(compose.actions(sections, Wish(), private)) == offered


def test_a_note_about_something_else_takes_no_button_away() -> None:
    noted = replace(READ, notes=(locale.text("more links", count=1, links=["https://a.example/"]),))
    assert Action.LONGER in compose.actions((noted,), Wish(), private=False)


def test_at_either_end_there_is_no_further_step_to_press_for() -> None:
    assert Action.SHORTER not in compose.actions((READ,), Wish(Length.SHORT), private=False)
    assert Action.LONGER not in compose.actions((READ,), Wish(Length.LONG), private=False)


@pytest.mark.parametrize(
    "wish",
    [
        *map(Wish, Length),
        *(Wish(sentences=n) for n in (1, 3, 30, 77)),
        *(Wish(words=n) for n in (1, 80, 9_000)),
        *(Wish(percent=n) for n in (1, 20, 100)),
        *(Wish(seconds=n) for n in (5, 30, 900)),
    ],
)
@pytest.mark.parametrize("towards", [Action.SHORTER, Action.LONGER])
def test_steps_change_one_thing_in_one_direction_and_come_to_an_end(wish: Wish, towards: Action) -> None:
    def size(one: Wish) -> int:
        measured = one.sentences or one.words or one.percent or one.seconds
        return measured or list(Length).index(one.length)

    for _ in range(20):
        after = step(wish, towards)
        if after == wish:
            break
        assert (size(after) > size(wish)) == (towards is Action.LONGER)
        for name in ("sentences", "words", "percent", "seconds"):
            assert (getattr(after, name) is None) == (getattr(wish, name) is None)
        wish = after
    else:
        pytest.fail("there is always one more step")


def test_a_step_keeps_the_language_and_the_focus_that_were_asked_for() -> None:
    asked = Wish(sentences=4, language="de", about="Preise")
    assert step(asked, Action.LONGER) == replace(asked, sentences=8)


def test_longer_than_the_headline_alone_is_short() -> None:
    assert step(Wish(Length.HEADLINE), Action.LONGER) == Wish(Length.SHORT)
    assert step(Wish(Length.HEADLINE), Action.SHORTER) == Wish(Length.HEADLINE)


@pytest.mark.parametrize("origin", [Paste, lambda text: Raw(text.encode(), "text/plain", name="a.txt")])
def test_a_long_text_without_full_stops_is_not_called_short(origin: Callable[[str], Source]) -> None:
    spoken = origin("and then we went on talking about the ferry " * 100)
    made = compose.section(*summarise(spoken), LABEL, Wish())
    assert not made.whole
    assert not made.notes


def test_a_number_of_sentences_asked_for_is_kept_for_a_short_source_too() -> None:
    asked = Wish(sentences=1)
    document, summary = summarise(
        Paste("The lock opens at six. The keeper rings a bell. Boats wait below."), asked
    )
    assert len(compose.section(document, summary, LABEL, asked).passages) == 1


# ---- what nobody asked for --------------------------------------------------------------------


def shown_of(words: int, passages: int, quotations: int) -> Section:
    """Of a source of so many words: passages of 20 words each and quotations of 10."""
    sentence, quote = Passage("word " * 20, 0, 100), Quotation((Passage("word " * 10, 0, 50),))
    return Section(
        "news.example", words=words, passages=(sentence,) * passages, quotations=(quote,) * quotations
    )


@pytest.mark.parametrize(
    ("section", "kept"),
    [
        (shown_of(400, 4, 4), (4, 4)),  # 120 words of 400
        (shown_of(399, 4, 4), (4, 3)),
        (shown_of(300, 4, 4), (4, 1)),
        (shown_of(267, 4, 4), (4, 0)),
        (shown_of(266, 4, 4), None),
        (shown_of(249, 1, 0), None),
        (Section("news.example", problem="It was not there."), None),
        (replace(shown_of(400, 4, 0), whole=True), None),
        (replace(shown_of(400, 4, 0), partial=True), None),
    ],
)
def test_a_channel_that_did_not_ask_is_shown_little_of_much(
    section: Section, kept: tuple[int, int] | None
) -> None:
    shown = compose.worthwhile((section,), 250, 0.3)
    assert [(len(one.passages), len(one.quotations)) for one in shown] == ([kept] if kept else [])
