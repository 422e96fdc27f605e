"""Sentences are spans of the text: in order, without white space around, nothing left out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.model import Block, BlockKind, Document, Origin, Span
from summarizer.sentences import split
from tests.documents import document
from tests.growth import growth


def cut(text: str, language: str | None = "en", kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    made = document((kind, text))
    return [sentence.span.of(made.text) for sentence in split(made, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Dr. Hale paid $3.50 at 9 a.m. on Monday.", "Nobody asked why!", "Did they?"]),
        ("en", ["“We wait,” she said.", "“Until spring.”", "He nodded."]),
        ("de", ["Am 3. Mai kam Dr. Voss zurück.", "Niemand wartete."]),
        ("fr", ["M. Roche est venu.", "Il n’a rien dit."]),
        ("nb", ["Prisen er ca. 300 kroner.", "Det er mye."]),
        ("nn", ["Prisen er ca. 300 kroner.", "Det er mykje."]),
        ("hi", ["पुल बंद है।", "लोग नाव से जाते हैं।"]),
        ("el", ["Πού πάμε;", "Στη γέφυρα."]),
        ("xx", ["One ends here.", "Another follows."]),
        (None, ["One ends here.", "Another follows."]),
    ],
)
def test_a_paragraph_is_cut_where_its_sentences_end(language: str | None, sentences: list[str]) -> None:
    assert cut(" ".join(sentences), language) == sentences


@pytest.mark.parametrize("language", ["zh", "ja"])
def test_chinese_and_japanese_are_cut_without_a_space(language: str) -> None:
    assert cut("市長が来た。雨が降った！橋は？閉鎖。", language) == [
        "市長が来た。",
        "雨が降った！",
        "橋は？",
        "閉鎖。",
    ]


def test_a_japanese_quotation_stays_with_the_verb_behind_it() -> None:
    assert cut("市長は「橋を閉める。」と述べた。", "ja") == ["市長は「橋を閉める。」と述べた。"]


def test_a_closing_bracket_stays_with_its_sentence() -> None:
    assert cut("（雨のため。）橋は閉鎖。", "ja") == ["（雨のため。）", "橋は閉鎖。"]


def test_a_heading_is_one_sentence_whatever_stands_in_it() -> None:
    assert cut("Closed. Again! Why?", kind=BlockKind.HEADING) == ["Closed. Again! Why?"]


def test_each_sentence_knows_its_block_and_none_crosses_two() -> None:
    made = document((BlockKind.HEADING, "A bridge"), "It is old. It", "is closed.")
    found = [(sentence.block, sentence.span.of(made.text)) for sentence in split(made, "en")]
    assert found == [(0, "A bridge"), (1, "It is old."), (1, "It"), (2, "is closed.")]


@pytest.mark.parametrize("kind", [BlockKind.TABLE, BlockKind.CODE, BlockKind.CAPTION, BlockKind.FURNITURE])
def test_what_is_no_reading_matter_is_not_cut_at_all(kind: BlockKind) -> None:
    assert cut("Rows. And columns.", kind=kind) == []


def test_punctuation_alone_goes_to_the_sentence_before_it() -> None:
    assert cut("The ferry runs.\n\n* * *") == ["The ferry runs.\n\n* * *"]
    assert cut("* * *") == ["* * *"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("fr", "Hier, M. Roche et Mgr. Petit ont vu É. Blanc."),
        ("es", "Ayer D. Juan visitó St. John con A. B. Ruiz."),
        ("pt", "O bairro de S. Tomé fica em Lisboa."),
        ("nl", "Gisteren kwam Mevr. Jansen."),
    ],
)
def test_a_name_is_not_cut_from_its_title_or_initial(language: str, sentence: str) -> None:
    assert cut(f"{sentence} {sentence}", language) == [sentence, sentence]


@pytest.mark.parametrize(
    "text", ["Il arrive à 22h. Il repart.", "Le plan b. Il repart.", "Groupe A.\n\nGroupe B."]
)
def test_a_unit_a_small_letter_and_a_line_of_a_list_are_no_title(text: str) -> None:
    assert len(cut(text, "fr")) == 2


def test_offsets_are_code_points_whatever_stands_before() -> None:
    assert cut("👩‍👩‍👧 came. 𠮷野 went.\r\nThe e\u0301tude\u0000 ended. \ud800 Over.") == [
        "👩‍👩‍👧 came.",
        "𠮷野 went.",
        "The e\u0301tude\u0000 ended.",
        "\ud800 Over.",
    ]


TEXT = st.text(
    st.one_of(st.characters(), st.sampled_from("\ud800\udfff\r\n\t\x00\x1f\u2028.!?…。！？「」“”()' aA1"))
)


@given(text=TEXT, language=st.sampled_from(["en", "de", "ja", "zh", "th", "ar", "xx", None]))
@settings(deadline=None, max_examples=300)
def test_whatever_the_text_nothing_but_white_space_is_left_out(text: str, language: str | None) -> None:
    lead = "…"
    made = Document(lead + text, (Block(Span(1, 1 + len(text)), BlockKind.PARAGRAPH),), Origin.PASTE)
    at = 1
    for sentence in split(made, language):
        words = sentence.span.of(made.text)
        assert words
        assert words == words.strip()
        assert made.text[at : sentence.span.start].strip() == ""
        assert sentence.span.start >= at
        at = sentence.span.end
    assert made.text[at:].strip() == ""


@pytest.mark.parametrize(
    ("language", "hostile"),
    [
        ("zh", lambda n: "今日。" * n),
        ("ja", lambda n: "「今日は。" * n),
        ("de", lambda n: "Kurz hier\n\n" * n),
        ("en", lambda n: "He said “we go. " * n),
        ("en", lambda n: "." * n),
        ("en", lambda n: "a ... " * n),
        ("en", lambda n: "He left.      " * n),
        ("en", lambda n: "A. Dr. " * n),
        ("en", lambda n: "http://a@b." * n),
    ],
)
def test_time_grows_with_the_length_of_the_text(language: str, hostile: Callable[[int], str]) -> None:
    assert growth(lambda text: split(document(text), language), hostile, 200) < 24


def test_a_short_block_is_a_sentence_with_or_without_a_stop() -> None:
    for text in ("Kurz hier", "Kurz hier.", "短い", "短い。"):
        assert [one.span.of(text) for one in split(document(text), None)] == [text]


def test_nothing_is_cut_between_japanese_marks_that_have_their_pair() -> None:
    quoted = "町長は「橋を直す。冬の間に終える。」と述べた。"
    assert cut(quoted + "船は明日から出る。", "ja") == [quoted, "船は明日から出る。"]
    assert len(cut("「橋を直す。冬の間に終える。船は明日から出る。", "ja")) == 3
