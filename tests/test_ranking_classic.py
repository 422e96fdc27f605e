"""That the algorithms under sumy's names give sumy's own ratings, and what bounds them."""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from sumy.models.dom import ObjectDocumentModel
from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summarizer.ranking import classic, sumy_document
from summarizer.ranking.classic import ALGORITHMS, GRAPH_LIMIT, LexRank, TextRank
from summarizer.stopwords import stop_words
from tests.articles import PARAGRAPHS
from tests.documents import one_each

GERMAN = (
    "Die Stadt sperrt im Winter ihre alte Drehbrücke für den Verkehr.",
    "Die Drehbrücke wurde vor neunzig Jahren gebaut und muss immer öfter repariert werden.",
    "Händler am Ostufer fürchten, dass im Winter weniger Kunden über den Fluss kommen.",
    "Eine Fähre bringt Fußgänger und Fahrräder alle zehn Minuten über den Fluss.",
    "Die Fähre kostet die Stadt mehr als die Brücke in einem ganzen Jahr.",
    "Im Frühjahr soll die reparierte Brücke wieder für den Verkehr geöffnet werden.",
)


def model(texts: Sequence[str]) -> ObjectDocumentModel:
    return sumy_document(*one_each(*texts))


def made_up(seed: int) -> list[str]:
    """Sentences of words that recur, some of one word and some twice."""
    rng = random.Random(seed)
    words = [f"{first}{last}" for first in ("ba", "ke", "lo", "ni", "tu") for last in ("ra", "so", "mit")]
    texts = [" ".join(rng.choices(words, k=rng.randint(1, 9))) for _ in range(rng.randint(2, 30))]
    return [*texts, texts[0]]


class _Ratings:
    """Has sumy give the ratings away instead of the sentences it would choose by them."""

    @staticmethod
    def _get_best_sentences(sentences: Sequence[Any], count: int, ratings: Any, *more: Any) -> list[float]:
        if callable(ratings):
            return [ratings(sentence, *more) for sentence in sentences]
        return [ratings[sentence] for sentence in sentences]


def of_sumy(algorithm: type) -> type:
    return type(algorithm.__name__, (_Ratings, algorithm), {})


PAIRS = {
    "lexrank": LexRankSummarizer,
    "textrank": TextRankSummarizer,
    "luhn": LuhnSummarizer,
    "lsa": LsaSummarizer,
    "kl": KLSummarizer,
    "sumbasic": SumBasicSummarizer,
    "reduction": ReductionSummarizer,
}


def same_scores(name: str, texts: Sequence[str], language: str | None) -> bool:
    """Whether both give the same ratings, with the same stemmer and stop words."""
    stemmer = [Stemmer(language)] if language else []
    both = [ALGORITHMS[name](*stemmer), of_sumy(PAIRS[name])(*stemmer)]
    for algorithm in both:
        algorithm.stop_words = stop_words(language)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # sumy warns of fewer words than sentences, and divides by zero
        theirs = both[1](model(texts), 1)
    return bool(np.allclose(both[0].rate(model(texts)), theirs, rtol=1e-9, atol=1e-9))


def test_every_algorithm_has_its_counterpart_in_sumy() -> None:
    assert set(PAIRS) == set(ALGORITHMS)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize(("texts", "language"), [(PARAGRAPHS, "en"), (GERMAN, "de"), (PARAGRAPHS, None)])
def test_an_article_gets_the_scores_that_sumy_gives(
    name: str, texts: Sequence[str], language: str | None
) -> None:
    assert same_scores(name, texts, language)


@pytest.mark.parametrize("name", PAIRS)
def test_texts_that_recur_single_words_and_sentences_of_stop_words_get_them_too(name: str) -> None:
    for seed in range(40):
        assert same_scores(name, made_up(seed), None), seed
    odd = [
        "Bridge.",
        "Ferry ferry ferry.",
        "And so it is.",
        *PARAGRAPHS[:3],
        "Bridge.",
        "Of the?",
        PARAGRAPHS[0],
    ]
    assert same_scores(name, odd, "en")


@pytest.mark.parametrize("algorithm", [LexRank, TextRank])
def test_past_the_limit_the_linear_measure_takes_over(
    algorithm: type[LexRank] | type[TextRank], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classic, "GRAPH_LIMIT", 3)
    text = model(["bridge town", "bridge ferry", "ferry", "gull"])
    linear = classic.centrality([["bridge", "town"], ["bridge", "ferry"], ["ferry"], ["gull"]])
    assert algorithm().rate(text).tolist() == linear.tolist()
    monkeypatch.setattr(classic, "GRAPH_LIMIT", 4)
    assert algorithm().rate(text).tolist() != linear.tolist()


def test_the_linear_measure_puts_first_what_shares_most_with_the_rest() -> None:
    scores = classic.centrality([["gull"], ["bridge", "ferry"], ["bridge", "town"], ["ferry", "quay"], []])
    assert int(scores.argmax()) == 1
    assert scores[4] == 0


def test_the_limit_bounds_the_memory_of_a_matrix() -> None:
    assert GRAPH_LIMIT**2 * np.dtype(np.float64).itemsize <= 20_000_000
