"""Nothing is said twice: what counts as said before, and what does not."""

from __future__ import annotations

import random

import pytest

from summarizer.core import summarise
from summarizer.model import Paste, Wish
from summarizer.repeats import without_repeats
from tests.growth import growth

SHUT = "The town will close the old stone bridge to all traffic in November."
OTHER = "Nobody on the far bank of the river was told about it before."


@pytest.mark.parametrize(
    "again",
    [
        SHUT,
        SHUT.upper(),
        "“" + SHUT[:-1] + "”, it said.",
        "But the town will close the old stone bridge to all traffic in November.",
        "The town will close the old stone bridge to traffic in November.",
        "The town will close the old stone bridge to all traffic in November, it said.",
    ],
)
def test_what_was_said_in_nearly_the_same_words_is_left_out(again: str) -> None:
    assert without_repeats([SHUT, OTHER, again]) == [0, 1]


@pytest.mark.parametrize(
    "different",
    [
        "The town will close the old stone bridge to all traffic in December.",
        "The town will open the iron gates of the park to all children in November.",
        "Sund will close the old stone bridge to all traffic in November.",
        "The town will close the old stone bridge to all traffic in November 2031.",
        SHUT[:-1] + " because its two middle arches have begun to sink into the bed of the river.",
    ],
)
def test_a_number_a_name_or_more_that_is_told_makes_another_sentence(different: str) -> None:
    assert without_repeats([SHUT, different]) == [0, 1]


def test_the_first_word_may_be_what_tells_two_apart() -> None:
    told = ["Advantages of a loan that the bank gives you", "Drawbacks of a loan that the bank gives you"]
    assert without_repeats(told) == [0, 1]


def test_the_opening_of_a_longer_sentence_is_said_by_the_longer_one_alone() -> None:
    short = "The town will close the old stone bridge."
    assert without_repeats([SHUT, short]) == [0]


@pytest.mark.parametrize(("one", "other"), [("我们将在十一月关闭旧石桥。", "我们将在十一月关闭旧石桥!")])
def test_languages_without_spaces_repeat_themselves_too(one: str, other: str) -> None:
    assert without_repeats([one, other]) == [0]


def test_short_sentences_repeat_only_to_the_letter() -> None:
    assert without_repeats(["He said no.", "She said no.", "He said no!"]) == [0, 1]


def test_the_headline_is_no_sentence_of_its_summary() -> None:
    assert without_repeats([SHUT, OTHER], SHUT[:-1]) == [1]


def test_a_sentence_that_tells_more_than_the_headline_stays() -> None:
    assert without_repeats([SHUT, OTHER], "The town will close the old stone bridge") == [0, 1]


def test_the_headline_stays_where_nothing_else_is_there() -> None:
    assert without_repeats([SHUT], SHUT) == [0]


def test_a_summary_does_not_hold_what_its_caption_said() -> None:
    text = "\n\n".join([SHUT, OTHER, "The ferry will run twice as often.", SHUT[:-1] + " again."])
    document, summary = summarise(Paste(text), Wish(sentences=4, language="en"))
    shown = [span.of(document.text) for span in summary.chosen_spans]
    assert shown == [SHUT, OTHER, "The ferry will run twice as often."]


@pytest.mark.parametrize("texts", [[], [""], ["", ""], ["…", "…"], ["🙂"], [" "]])
def test_odd_texts_break_nothing(texts: list[str]) -> None:
    assert without_repeats(texts) == list(range(len(dict.fromkeys(texts))))


def test_the_work_grows_with_the_text() -> None:
    rng = random.Random(3)

    def hostile(size: int) -> str:
        return "|".join(f"the old bridge over the river is shut {rng.random()}" for _ in range(size))

    assert growth(lambda text: without_repeats(text.split("|")), hostile, 500) < 14


@pytest.mark.parametrize("text", ["…", "🙂", "a"])
def test_an_odd_headline_breaks_nothing(text: str) -> None:
    assert without_repeats([text, SHUT], text) == [1]
    assert without_repeats([text], text) == [0]
