"""What is inside the marks: every kind of mark, and what a stray one may not do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.model import BlockKind
from summarizer.quotes.marks import find_runs
from tests.quoting import document, quotes_of, said

WORDS = "the harbour will open again in June"


def inside(text: str, **kinds: BlockKind) -> list[str]:
    return [run.inner.of(text) for run in find_runs(text, document(text, **kinds).blocks)]


@pytest.mark.parametrize(
    ("opening", "closing"),
    [
        ("“", "”"),
        ('"', '"'),
        ("''", "''"),
        ("``", "''"),
        ("„", "“"),
        ("„", "”"),
        (",,", "”"),
        ("”", "”"),
        ("«", "»"),
        ("« ", " »"),
        ("«\u00a0", "\u00a0»"),
        ("»", "«"),
        ("»", "»"),
        ("‹", "›"),
        ("‘", "’"),
        ("'", "'"),
        ("‚", "‘"),
        ("＂", "＂"),
        ("「", "」"),
        ("『", "』"),
        ("“", '"'),
        ('"', "”"),
        ("“", "“"),
    ],
)
def test_every_major_kind_of_mark_holds_words(opening: str, closing: str) -> None:
    assert inside(f"The mayor said {opening}{WORDS}{closing}, and left.") == [WORDS]


def test_a_quotation_within_a_quotation_belongs_to_it() -> None:
    text = "“She told me ‘go home, boy’ and that was “it” for me,” Ann Reed said."
    assert inside(text) == ["She told me ‘go home, boy’ and that was “it” for me,"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ann Reed called it “‘unpredictable.’”", "unpredictable."),
        ("Ann Reed called it \"'very odd indeed.'\"", "very odd indeed."),
        ("Ann Reed wrote “‘Yes’ or ‘no’”", "‘Yes’ or ‘no’"),
        ("Ann Reed wrote “‘Yes’ is all”", "‘Yes’ is all"),
        ("Ann Reed wrote “‘Round here we wait”", "‘Round here we wait"),
    ],
)
def test_a_second_pair_of_marks_is_left_out_only_where_it_holds_all(text: str, words: str) -> None:
    assert inside(text) == [words]


@pytest.mark.parametrize(
    "text",
    [
        "The players' union met the boys' parents in the '90s, at six o'clock.",
        "Rock ’n’ roll was the workers’ music, wasn’t it?",
        'He stands 6\'2" tall and the board is 5" wide.',
    ],
)
def test_apostrophes_feet_and_inches_are_no_marks(text: str) -> None:
    assert inside(text) == []


def test_a_possessive_does_not_close_single_marks() -> None:
    text = "‘The players’ union will fight this,’ said Ann Reed."
    assert inside(text) == ["The players’ union will fight this,"]


@pytest.mark.parametrize("stray", ["“", "”", '"', "„", "«", "»", "‘", "’", "'", "「", "」", "''"])
def test_a_stray_mark_harms_no_other_paragraph(stray: str) -> None:
    text = f"The old{stray} pier is closed.\n{stray}Nobody knows.\n“We will open in May,” Ann Reed said."
    assert inside(text)[-1] == "We will open in May,"


def test_a_mark_that_is_never_closed_gives_way_to_a_pair_after_it() -> None:
    text = "The “old pier is closed. Ann Reed said “we will open in May” and left."
    assert inside(text) == ["we will open in May"]


def test_a_quotation_over_paragraphs_opens_each_and_closes_once() -> None:
    text = "“We began early.\n“We worked all day.\n“And we slept well,” Ann Reed said."
    runs = find_runs(text, document(text).blocks)
    assert [r.inner.of(text) for r in runs] == ["We began early.", "We worked all day.", "And we slept well,"]
    assert [r.onward for r in runs] == [True, True, False]


def test_a_colon_introduces_a_paragraph_whose_opening_mark_is_missing() -> None:
    text = (
        "Ann Reed spoke of the harbour, stating:\nWe will open in May. The pier is [nearly] done.”\nShe left."
    )
    assert inside(text) == ["We will open in May. The pier is [nearly] done."]


def test_a_colon_introduces_paragraphs_with_one_mark_at_either_end() -> None:
    text = "Ann Reed wrote:\n“We will open in May.\nThe pier is done.\nCome and see.”\nShe left."
    assert inside(text) == ["We will open in May.", "The pier is done.", "Come and see."]


def test_a_lone_closing_mark_that_nothing_introduces_is_no_quotation() -> None:
    assert inside("The harbour will open again in the month of May, they say.”") == []


def test_a_block_quote_after_a_colon_needs_no_marks() -> None:
    text = "Ann Reed wrote:\nWe will open in May, whatever the weather.\nShe left."
    assert inside(text, line_2=BlockKind.BLOCK_QUOTE) == ["We will open in May, whatever the weather."]


@pytest.mark.parametrize(
    "kind", [BlockKind.HEADING, BlockKind.CAPTION, BlockKind.FURNITURE, BlockKind.CODE, BlockKind.TABLE]
)
def test_only_prose_is_searched(kind: BlockKind) -> None:
    assert quotes_of("“We will open in May,” said Ann Reed.", line_1=kind) == ()


MARKS = "“”\"„‟«»‹›‘’‚'＂「」『』`,"
TEXTS = st.text(alphabet=st.sampled_from(MARKS + " .:!?-—\naAbB1ü本"), max_size=120)


@given(TEXTS, st.sampled_from(["en", "de", "es", "ru", "sv", None, "ja"]))
@settings(max_examples=300, deadline=None)
def test_spans_lie_in_order_inside_one_block_and_never_overlap(text: str, language: str | None) -> None:
    source = document(text)
    last = 0
    for quote in quotes_of(text, language):
        assert last <= quote.span.start < quote.span.end <= len(text)
        assert any(block.span.contains(quote.span) for block in source.blocks)
        shown = quote.span.of(text)
        assert shown == shown.strip()
        for part in (quote.speaker, quote.mention, quote.cue, quote.role):
            assert part is None or 0 <= part.start < part.end <= len(text)
        last = quote.span.end


NEWS = st.lists(
    st.sampled_from(
        [
            "“We will go,”",
            "said Ann Reed.",
            "Mr. Cole told the Times:",
            "“No, never again in my life.”",
            "He",
            "she said",
            ", who is 45,",
            "according to",
            "the mayor of York, Ann Reed,",
            "(Lab.)",
            "and",
            "\n",
            "—",
            "adding that",
            "“",
            "”",
            ":",
        ]
    ),
    max_size=30,
).map(" ".join)


@given(NEWS)
@settings(max_examples=300, deadline=None)
def test_any_jumble_of_news_phrases_gives_whole_values_twice_the_same(text: str) -> None:
    found = quotes_of(text)
    assert found == quotes_of(text)
    assert sum(quote.key for quote in found) <= 5
    for quote in found:
        assert 0.0 <= quote.confidence <= 1.0
        assert quote.speaker is None or quote.confidence >= 0.6


@pytest.mark.parametrize(
    "piece",
    [
        "“",
        "“a ",
        "‘a “b ",
        'said "x" he ',
        "” ",
        "Ann, said, ",
        "who said ",
        ") said ( ",
        "'s ",
        "a:\n“b\n",
        "de ",
    ],
)
def test_hostile_repetition_ends(piece: str) -> None:
    """Each of these is a way to make a careless search look ahead over the whole text, again and again."""
    text = (piece * 30_000)[:30_000] + "\n“We will open in May,” said Ann Reed."
    assert said(text)[-1].text == "We will open in May,"
