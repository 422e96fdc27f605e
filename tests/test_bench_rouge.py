"""That the quick ROUGE the ranker is trained by is the scorer's, and what its labels are."""

from __future__ import annotations

import numpy as np
import pytest
from rouge_score.rouge_scorer import RougeScorer

from bench.corpus import interval
from bench.rouge import Rouge
from tests.articles import PARAGRAPHS

REFERENCE = "The swing bridge of Orford closes in November because two of its bearings are cracked."


def test_a_choice_scores_what_the_scorer_gives_it() -> None:
    scorer = RougeScorer(["rouge1", "rouge2"], use_stemmer=True)
    rouge = Rouge(PARAGRAPHS, [REFERENCE], "en")
    for chosen in ([0], [6, 0], [0, 1, 2, 8]):
        text = " ".join(PARAGRAPHS[index] for index in sorted(chosen))
        wanted = scorer.score(REFERENCE, text)
        assert rouge.of(chosen)[0] == pytest.approx(wanted["rouge1"].fmeasure)
        assert rouge.of(chosen)[1] == pytest.approx(wanted["rouge2"].fmeasure)


def test_of_several_references_the_nearest_counts() -> None:
    both = Rouge(PARAGRAPHS, ["Nothing of that kind.", REFERENCE], "en")
    assert both.of([0]) == Rouge(PARAGRAPHS, [REFERENCE], "en").of([0])


def test_the_labels_of_a_number_of_sentences_share_out_that_number() -> None:
    rouge = Rouge(PARAGRAPHS, [REFERENCE], "en")
    assert rouge.shares(2, 0.025).sum() == pytest.approx(2)
    assert rouge.shares(1, 0.0001).argmax() == rouge.greedy(1)[0]


def test_the_oracle_stops_where_nothing_more_is_gained() -> None:
    rouge = Rouge(["one two three", "four five six", "seven eight"], ["one two three"], "en")
    assert rouge.greedy(3) == [0]


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = np.random.default_rng(4).normal(1, 2, 300).tolist()
    low, high = interval(values)
    assert low < float(np.mean(values)) < high
    assert (low, high) == interval(values)
