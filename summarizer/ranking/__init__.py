"""Scores sentences and chooses some, always by position and never by text.

The default ranker is ours (`learned`); sumy's algorithms and Lead stay selectable (`classic`). `rank` gives
each sentence's score, for the default as named parts that add up to it; `choose` takes as many as are
wished, each counted down by its likeness to what was taken before it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer import focus, lengths, messages
from summarizer.model import Document, Sentence, Spoken, Wish, Worth
from summarizer.ranking import classic, learned
from summarizer.ranking.dom import candidates, fresh, passages, sumy_document, torn, unfinished
from summarizer.ranking.features import Sheet, Wished
from summarizer.ranking.trees import Forest
from summarizer.stopwords import stop_words

__all__ = [
    "DEFAULT_RANKER",
    "RANKERS",
    "Ranking",
    "choose",
    "how_many",
    "pick",
    "rank",
    "sumy_document",
]

DEFAULT_RANKER: Final = "learned"
RANKERS: Final = (DEFAULT_RANKER, "early-central", *classic.ALGORITHMS, "lead")

NOVELTY: Final = 1.5
"""How much of its score, in log-odds, a sentence loses that is wholly like one taken before it. On the dev
parts, in folds, 0.5 to 2 score alike (`python -m bench.ranking novelty`)."""

_TORN: Final = 2.0
"""What a part of a quotation takes off a score of the default ranker, in log-odds: about as much as lies
between the best sentence of an article and its tenth. Reasoned, not tuned."""

_UNFINISHED: Final = 3.0
"""What a label, an entry of a list or a line that leads to one takes off it, where most are sentences."""

_LEARNED_FROM: Final = 4
"""Fewer sentences than that were not learned from: early and central ones are taken there."""

_POOL: Final = 100
"""The best so many are compared with each other; the others keep the order of their scores."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """What may be chosen, a Worth each, in source order; `best` are the indices of the same sentences, best
    first, each counted down by its likeness to those before it; `words` has the words of each by index.
    `spoken` is how much the document speaks of what the wish is about."""

    worths: tuple[Worth, ...]
    best: tuple[int, ...]
    words: Mapping[int, int]
    spoken: Spoken | None = None

    @property
    def scores(self) -> dict[int, float]:
        """The index of each sentence that may be chosen → its score."""
        return {worth.sentence: worth.score for worth in self.worths}

    def of(self, chosen: Sequence[int]) -> tuple[Worth, ...]:
        """The worths of some of the sentences, in the order in which these are given; without parts for one
        that was not ranked and stands beside one that was."""
        by_sentence = {worth.sentence: worth for worth in self.worths}
        return tuple(by_sentence.get(index) or Worth(index, ()) for index in chosen)


def rank(
    document: Document,
    sentences: Sequence[Sentence],
    language: str | None,
    wish: Wish,
    ranker: str = DEFAULT_RANKER,
    trees: Forest | None = None,
) -> Ranking:
    """The worth of every sentence that may be chosen; headings may not.

    `trees` are other than the packaged ones. Raises KeyError for a ranker that `RANKERS` does not name.
    """
    if ranker not in RANKERS:
        raise KeyError(ranker)
    words = candidates(document, sentences)
    if ranker == DEFAULT_RANKER:
        words = {index: words[index] for index in fresh(document, sentences, tuple(words))}
    able = list(words)
    leaning, spoken = focus.leaning(document, sentences, language, wish.about) if wish.about else (None, None)
    if not able or (wish.headline_alone and document.headline):
        return Ranking((), (), words, spoken)
    some, counts = [sentences[i] for i in able], list(words.values())
    wished = _wished(wish, counts, language)
    vectors: Sheet | None = None
    if ranker == DEFAULT_RANKER and len(able) < _LEARNED_FROM and not document.turns:
        ranker = "early-central"
    if ranker != DEFAULT_RANKER:
        parts = {ranker: _PLAIN[ranker](document, some, language)}
    else:
        said = passages(document, some, counts)
        rated, vectors = learned.rate(said, stop_words(language), wished, trees)
        parts = dict(zip(learned.PARTS, rated.T, strict=True))
        parts["half a quotation"] = -_TORN * torn(document, sentences)[able]
        if document.turns:
            parts |= messages.weigh(document, some, said.texts, language)
            if wished.words:
                parts["share of the words"] = -messages.OF_BUDGET * np.minimum(
                    1.0, vectors.words / wished.words
                )
        else:
            parts["unfinished"] = -_UNFINISHED * unfinished(said.texts)
    if leaning is not None:
        base = np.sum(list(parts.values()), axis=0)
        parts["focus"] = leaning[able] * (float(np.ptp(base)) if np.ptp(base) > 1e-6 else 1.0)
    rows = np.column_stack(list(parts.values())).round(9).tolist()
    worths = tuple(
        Worth(i, tuple((name, value) for name, value in zip(parts, row, strict=True) if value))
        for i, row in zip(able, rows, strict=True)
    )
    scores = np.array([worth.score for worth in worths])
    if vectors is None:  # the plain algorithms stay as they were published
        order = sorted(range(len(able)), key=lambda at: (-scores[at], at))
    else:
        order = _by_worth(scores, vectors)
    return Ranking(worths, tuple(able[at] for at in order), words, spoken)


def pick(ranking: Ranking, wish: Wish, language: str | None = None) -> tuple[int, ...]:
    """Indices of the sentences that a wish is met with, in source order; a time to read goes by the `language`."""
    able = sorted(ranking.words)
    place = {index: at for at, index in enumerate(able)}
    order = [place[index] for index in ranking.best]
    filled = lengths.fill(order, [ranking.words[index] for index in able], wish, language)
    return tuple(able[at] for at in sorted(filled))


def choose(
    document: Document,
    sentences: Sequence[Sentence],
    language: str | None,
    wish: Wish,
    ranker: str = DEFAULT_RANKER,
) -> tuple[int, ...]:
    """Indices of the chosen sentences in source order; headings are never among them.

    Raises KeyError for a ranker that `RANKERS` does not name.
    """
    return pick(rank(document, sentences, language, wish, ranker), wish, language)


def _wished(wish: Wish, words: Sequence[int], language: str | None) -> Wished:
    """A wish as the learned ranker is told it."""
    if wish.sentences is not None:
        return Wished(float(max(1, wish.sentences)))
    budget = lengths.budget(wish, sum(words), language)
    if budget is not None:
        mean = sum(max(1, count) for count in words) / len(words)
        return Wished(max(1.0, budget / mean), max(1, round(budget)))
    return Wished(float(lengths.how_many(wish.length, len(words))))


Plain = Callable[[Document, Sequence[Sentence], str | None], NDArray[np.float64]]


def _classic(algorithm: str) -> Plain:
    return lambda document, sentences, language: classic.rate(
        algorithm, sumy_document(document, sentences), language
    )


_PLAIN: Final[dict[str, Plain]] = {
    **{name: _classic(name) for name in classic.ALGORITHMS},
    "early-central": lambda document, sentences, language: classic.early_and_central(
        sumy_document(document, sentences), language
    ),
    "lead": lambda _document, sentences, _language: -np.arange(len(sentences), dtype=np.float64),
}


def _by_worth(scores: NDArray[np.float64], figures: Sheet) -> list[int]:
    """Best first, each counted down by its likeness (cosine) to those before it: maximal marginal relevance
    (Carbonell and Goldstein, 1998). The earlier one wins a tie."""
    left = sorted(range(len(scores)), key=lambda at: (-scores[at], at))
    pool, rest = sorted(left[:_POOL]), left[_POOL:]
    likenesses = _likenesses(pool, figures)
    worth = scores[pool].copy()
    nearest = np.zeros(len(pool))
    order: list[int] = []
    for _ in pool:
        best = int((worth - NOVELTY * nearest).argmax())
        order.append(pool[best])
        worth[best] = -np.inf
        nearest = np.maximum(nearest, likenesses[best])
    return order + rest


def _likenesses(pool: Sequence[int], figures: Sheet) -> NDArray[np.float64]:
    """The cosines of the vectors of some sentences, each with each."""
    place = np.full(len(figures.words), -1)
    place[list(pool)] = np.arange(len(pool))
    among = place[figures.rows] >= 0
    rows, terms = place[figures.rows[among]], figures.terms[among]
    columns = np.unique(terms, return_inverse=True)[1]
    matrix = np.zeros((len(pool), int(columns.max(initial=-1)) + 1))
    matrix[rows, columns] = figures.weights[among]
    # rounded, since what multiplies matrices need not sum in the same order everywhere
    return np.asarray((matrix @ matrix.T).round(9))
