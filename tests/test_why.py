"""Each sentence shown can say why it was chosen, and its parts add up."""

from __future__ import annotations

import pytest

from bot import batch, why
from summarizer.core import summarise
from summarizer.model import Paste, Wish
from tests.articles import TEXT

TALK = "Ada: When does the ferry leave?\nBen: At eight, from the new quay.\nAda: Then we will meet at seven."


def test_a_record_has_a_reason_for_each_sentence_and_its_parts_add_up_to_its_score() -> None:
    document, summary = summarise(Paste(TEXT), Wish(sentences=4))
    record = batch.record("a", document, summary)
    assert len(record["why"]) == len(record["sentences"]) == 4
    for one in record["why"]:
        assert sum(one["parts"].values()) == pytest.approx(one["score"], abs=1e-6)
        assert "position" in one["parts"]


def test_the_reasons_stand_in_the_order_of_the_sentences_and_begin_like_them() -> None:
    document, summary = summarise(Paste(TEXT))
    shown = [span.of(document.text) for span in summary.chosen_spans]
    told = why.reasons(document, summary)
    assert len(told) == len(shown)
    for (opening, added), text in zip(told, shown, strict=True):
        assert text.startswith(opening.removesuffix(" …"))
        assert " = " in added


def test_the_greatest_part_of_a_sum_comes_first() -> None:
    document, summary = summarise(Paste(TEXT), Wish(sentences=1))
    parts = dict(summary.worths[0].parts)
    greatest = max(parts, key=lambda name: abs(parts[name]))
    assert why.reasons(document, summary)[0][1].split(" = ")[1].startswith(greatest)


def test_what_a_summary_leans_to_is_a_part_of_its_own() -> None:
    _, summary = summarise(Paste(TEXT), Wish(sentences=1, about="ferry"))
    assert dict(summary.worths[0].parts)["focus"] > 0


def test_talk_is_chosen_for_other_reasons_than_prose() -> None:
    _, summary = summarise(Paste(TALK), Wish(sentences=3))
    named = {name for worth in summary.worths for name, _ in worth.parts}
    assert {"content", "early in the talk", "decision"} <= named


def test_the_plain_algorithms_give_their_own_score_alone() -> None:
    _, summary = summarise(Paste(TEXT), Wish(sentences=2), "lexrank")
    assert all([name for name, _ in worth.parts] == ["lexrank"] for worth in summary.worths)
