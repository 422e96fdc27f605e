"""A choice is mended so that nothing in it hangs on what is not shown: by a name, a sentence more, another."""

from __future__ import annotations

import random

import pytest

from summarizer.core import summarise
from summarizer.model import BlockKind, Document, Paste, Sentence, Span, Turn, Wish
from summarizer.orphans import Mended, mend, orphans
from summarizer.quotes import find_quotes
from summarizer.ranking import choose
from tests.documents import document, one_each
from tests.growth import growth

TOLD = (
    "Ann Lee, the mayor of Sund, opened the new pier on Monday.",  # 0
    "Mrs Lee had fought for it since she took office.",  # 1
    "She wants the ferry to call there by June.",  # 2
    "Fishermen from three villages had signed against the plan.",  # 3
    "But the council voted for it in March.",  # 4
    "The harbour of Sund was built in 1890 by Dutch engineers.",  # 5
    "It silts up every winter.",  # 6
    "A dredger clears the channel each spring at the town’s expense.",  # 7
)


def mended(
    texts: tuple[str, ...],
    chosen: tuple[int, ...],
    order: tuple[int, ...] | None = None,
    wish: Wish | None = None,
) -> tuple[Document, tuple[Sentence, ...], Mended]:
    made, sentences = one_each(*texts)
    quotes = find_quotes(made, sentences, "en")
    best = order or (*chosen, *(i for i in range(len(texts)) if i not in chosen))
    return made, sentences, mend(made, sentences, "en", chosen, best, wish or Wish(), quotes)


def test_a_choice_without_orphans_stays_as_it_is() -> None:
    assert mended(TOLD, (0, 3, 5))[2] == Mended((0, 3, 5))


def test_what_stands_behind_the_sentence_it_hangs_on_is_no_orphan() -> None:
    assert mended(TOLD, (0, 1, 2))[2] == Mended((0, 1, 2))


def test_a_heading_between_two_sentences_does_not_part_them() -> None:
    made, sentences = one_each("The pier is open.", (BlockKind.HEADING, "What it cost"), "It cost a million.")
    assert orphans(made, sentences, "en", (0, 2)) == ()


# ---- by a name ------------------------------------------------------------------------------------


def test_a_pronoun_carries_in_brackets_the_name_of_the_one_person_it_means() -> None:
    made, _, found = mended(TOLD, (2, 3, 5))
    assert found.chosen == (2, 3, 5)
    (one,) = found.insertions
    assert one.text == "Ann Lee"
    assert made.text[: one.at].endswith("She ")
    assert one.source is not None
    assert one.source.of(made.text) == "Ann Lee"


def test_the_name_stands_behind_the_pronoun_that_says_who_spoke() -> None:
    said = (
        "Tom Reed runs the dredger.",
        "“The channel is too narrow,” Reed said.",
        "“We clear it every spring,” he said.",
        "The town pays for it.",
    )
    made, _, found = mended(said, (2, 3), (2, 3, 0, 1))
    assert [(made.text[: one.at][-3:], one.text) for one in found.insertions] == [("he ", "Tom Reed")]


def test_no_name_where_the_sentence_before_told_it() -> None:
    texts = (*TOLD[:1], "Mrs Lee thanked the engineers.", "She had met them in May.", *TOLD[5:])
    _, _, found = mended((*texts[:1], TOLD[5], *texts[1:]), (0, 3), (0, 3, 1, 2))
    assert found == Mended((0, 3))


@pytest.mark.parametrize(
    "between",
    [
        "Tom Reed met Max Holt on the pier.",
        "Tom Reed’s brother met the mayor on the pier.",
        "When Tom Reed came, the piper left.",
        "A piper came, and with him Tom Reed.",
        "Everybody on the pier was cheering.",
    ],
)
def test_no_name_where_another_one_may_be_meant(between: str) -> None:
    texts = ("Mr Tom Reed and Mr Max Holt run the dredger.", between, "He had a cold.", TOLD[5], TOLD[7])
    _, _, found = mended(texts, (2, 3), (2, 3, 4, 0, 1))
    assert found.insertions == ()


def test_no_name_of_a_person_of_the_other_gender() -> None:
    texts = ("Mrs Ann Lee opened the pier.", "Ann Lee cut the rope.", "He had a cold.", TOLD[5], TOLD[7])
    assert mended(texts, (2, 3), (2, 3, 4, 0, 1))[2].insertions == ()


def test_nothing_is_put_into_what_somebody_said() -> None:
    texts = (TOLD[0], "Mrs Lee was proud.", "“She was right,” said Tom Reed.", TOLD[5], TOLD[7])
    assert mended(texts, (2, 3), (2, 3, 4, 0, 1))[2].insertions == ()


# ---- by the sentence it hangs on ------------------------------------------------------------------


def test_the_sentence_before_joins_where_it_is_cheap() -> None:
    assert mended(TOLD, (0, 3, 6, 7))[2].chosen == (0, 3, 5, 6, 7)


def test_a_long_sentence_does_not_join() -> None:
    long = TOLD[5][:-1] + ", " + ", ".join(f"who came with ship number {n}" for n in range(12)) + "."
    found = mended((*TOLD[:5], long, *TOLD[6:]), (0, 3, 6))[2]
    assert found.chosen == (0, 1, 3)


def test_one_sentence_at_most_joins_a_short_summary() -> None:
    found = mended(TOLD, (0, 4, 6))[2]
    assert len(found.chosen) == 4
    assert not orphans(*one_each(*TOLD), "en", found.chosen)


def test_another_sentence_gives_way_where_their_number_is_asked_for() -> None:
    found = mended(TOLD, (0, 6, 7), (0, 6, 5, 7, 1, 2, 3, 4), Wish(sentences=3))[2]
    assert found.chosen == (0, 5, 6)


@pytest.mark.parametrize("words", [20, 30, 40, 60])
def test_a_number_of_words_is_kept_to(words: int) -> None:
    text = " ".join(TOLD)
    made, summary = summarise(Paste(text), Wish(words=words, language="en"))
    total = sum(len(span.of(made.text).split()) for span in summary.chosen_spans)
    assert abs(total - words) <= 0.3 * words + 3


@pytest.mark.parametrize("count", range(1, 9))
def test_never_more_or_fewer_sentences_than_were_asked_for(count: int) -> None:
    for chosen in ((2, 4, 6, 0, 1, 3, 5, 7)[:count], (6, 4, 2, 7, 5, 3, 1, 0)[:count]):
        found = mended(TOLD, tuple(sorted(chosen)), (*chosen, *range(8)), Wish(sentences=count))[2]
        assert len(set(found.chosen)) == count


# ---- by another -----------------------------------------------------------------------------------


def test_the_next_best_that_hangs_on_nothing_takes_its_place() -> None:
    found = mended(TOLD, (4,), (4, 6, 7, 5, 3), Wish(sentences=1))[2]
    assert found.chosen == (7,)


def test_an_orphan_stays_where_nothing_is_better() -> None:
    texts = ("The pier is open.", "But it is long.", "It creaks.", "They know.")
    assert mended(texts, (2,), (2, 1, 3), Wish(sentences=1))[2].chosen == (2,)


def test_no_sentence_goes_that_another_one_hangs_on() -> None:
    found = mended(TOLD, (0, 4, 5, 6), (0, 4, 7, 5, 6, 1, 2, 3), Wish(sentences=4))[2]
    assert not orphans(*one_each(*TOLD), "en", found.chosen)


# ---- what is left alone ---------------------------------------------------------------------------


def test_talk_is_left_alone() -> None:
    made, sentences = one_each(*TOLD)
    talk = Document(made.text, made.blocks, made.origin, turns=(Turn(Span(0, 3), Span(0, len(made.text))),))
    assert mend(talk, sentences, "en", (4, 6), range(8), Wish()) == Mended((4, 6))


@pytest.mark.parametrize("count", range(1, 8))
def test_the_plain_algorithms_stay_as_they_were_published(count: int) -> None:
    wish = Wish(sentences=count, language="en")
    made, summary = summarise(Paste("\n\n".join(TOLD)), wish, "lexrank")
    assert summary.chosen == choose(made, summary.sentences, "en", wish, "lexrank")
    assert summary.insertions == ()


def test_a_summary_of_a_hundred_sentences_stays_as_it_is() -> None:
    made, sentences = one_each(*(text for _ in range(40) for text in TOLD[3:7]))
    every = range(len(sentences))
    assert mend(made, sentences, "en", every[1::2], every, Wish()) == Mended(tuple(every[1::2]))


def test_in_a_language_without_lists_nothing_is_mended() -> None:
    made, sentences = one_each(*TOLD)
    assert mend(made, sentences, "fi", (4, 6), range(8), Wish()) == Mended((4, 6))


def test_the_whole_gives_a_summary_without_orphans_and_the_same_one_each_time() -> None:
    text, wish = "\n\n".join(TOLD), Wish(sentences=6, language="en")
    first, again = (summarise(Paste(text), wish) for _ in range(2))
    assert first == again
    made, summary = first
    assert orphans(made, summary.sentences, "en", choose(made, summary.sentences, "en", wish))
    assert not orphans(made, summary.sentences, "en", summary.chosen)


@pytest.mark.parametrize("language", ["en", "de", "zh", None])
@pytest.mark.parametrize("texts", [("",), ("🙂",), ("He",), ("“",), ("But", "But", "But"), ("他。", "但")])
def test_odd_texts_break_nothing(texts: tuple[str, ...], language: str | None) -> None:
    made, sentences = one_each(*texts)
    for wish in (Wish(), Wish(sentences=1), Wish(words=1)):
        found = mend(made, sentences, language, range(len(texts)), range(len(texts)), wish)
        assert set(found.chosen) <= set(range(len(texts)))


def test_nothing_chosen_is_nothing_mended() -> None:
    assert mend(document(), (), "en", (), (), Wish()) == Mended(())


def test_the_work_grows_with_the_text() -> None:
    rng = random.Random(5)

    def hostile(size: int) -> str:
        return "|".join(
            rng.choice(("But he left.", "Ann Lee came.", "She is here.", "It is.")) for _ in range(size)
        )

    def work(text: str) -> object:
        made, sentences = one_each(*text.split("|"))
        every = range(len(sentences))
        return mend(made, sentences, "en", every[: 3 * 50 : 3], every[::-1], Wish(sentences=50))

    assert growth(work, hostile, 100) < 14
