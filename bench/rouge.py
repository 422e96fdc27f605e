"""ROUGE of many choices from one document at once: the same unigram and bigram F1 as the scorer's.

A document's sentences are counted once against each reference; a choice is then a sum of rows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np
from nltk.stem.porter import PorterStemmer
from numpy.typing import NDArray

Values = NDArray[np.float64]

_CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
_LIKELY = 11
"""How many of the sentences that score best alone are combined with each other for the soft labels."""

_stem = lru_cache(maxsize=200_000)(PorterStemmer().stem)


def words(text: str, language: str) -> list[str]:
    """The words that the scorer compares: rouge-score's for English, else all, or characters."""
    if language == "en":
        return [_stem(w) if len(w) > 3 else w for w in re.findall("[a-z0-9]+", text.lower())]
    found = re.findall(r"\w+", text.lower())
    return [piece for word in found for piece in (word if _CHARACTERS.search(word) else [word])]


class Rouge:
    """The sentences of a document held against its references."""

    def __init__(self, sentences: Sequence[str], references: Sequence[str], language: str) -> None:
        said = [words(text, language) for text in sentences]
        self.lengths = np.array([len(some) for some in said], dtype=np.float64)
        self._references = [_counted(said, words(text, language)) for text in references]

    def of(self, chosen: Sequence[int]) -> tuple[float, float]:
        """ROUGE-1 and ROUGE-2 of some sentences in source order, by the reference they do best against."""
        found = self._scores(np.array([sorted(chosen)], dtype=np.intp))
        best = found[int(found[:, 0].sum(axis=1).argmax()), 0]
        return float(best[0]), float(best[1])

    def alone(self) -> Values:
        """ROUGE-1 + ROUGE-2 of each sentence."""
        return self._best(np.arange(len(self.lengths))[:, None])

    def greedy(self, count: int, most: float = np.inf, sizes: Values | None = None) -> list[int]:
        """The oracle: again and again what raises ROUGE-1 + ROUGE-2 most, up to `count` sentences, and to
        `most` words by `sizes`, or to what is nearest to that."""
        chosen: list[int] = []
        reached, total = 0.0, 0.0
        while len(chosen) < min(count, len(self.lengths)):
            left = [i for i in range(len(self.lengths)) if i not in chosen]
            if sizes is not None and chosen:
                left = [i for i in left if abs(total + sizes[i] - most) < abs(total - most)]
            if not left:
                break
            scores = self._with(chosen)[left]
            best = int(scores.argmax())
            if scores[best] <= reached + 1e-9:
                break
            chosen.append(left[best])
            reached = float(scores[best])
            total += float(sizes[left[best]]) if sizes is not None else 0.0
        return chosen

    def shares(self, count: int, heat: float, most: float = 0.0, sizes: Values | None = None) -> Values:
        """For each sentence between 0 and 1 how much it belongs to what scores best: the share of the sets
        that hold it, each set weighing exp(score / `heat`). Of `count` sentences, or, where `most` is
        given, of about so many words by `sizes`."""
        found = np.zeros(len(self.lengths))
        oracle = self.greedy(count if not most else 99, most or np.inf, sizes if most else None)
        if (count > 3 and not most) or most > 60 or not oracle:
            found[oracle] = 1  # too many sets to go through
            return found
        best = np.argsort(-self.alone(), kind="stable")[:_LIKELY].tolist()
        able = sorted({*oracle, *best})
        groups: list[list[tuple[int, ...]]]
        if most and sizes is not None:
            groups = [
                [s for s in combinations(able, n) if 0.6 * most <= sizes[list(s)].sum() <= 1.45 * most]
                for n in (1, 2, 3)
            ]
        else:
            groups = [list(combinations(able, min(count, len(able))))]
        sets = [s for group in groups for s in group] or [tuple(oracle)]
        scores = np.concatenate(
            [self._best(np.array(group, dtype=np.intp)) for group in groups if group]
            or [self._best(np.array(sets, dtype=np.intp))]
        )
        weights = np.exp((scores - scores.max()) / heat)
        for some, weight in zip(sets, weights / weights.sum(), strict=True):
            found[list(some)] += weight
        return found

    def _with(self, chosen: Sequence[int]) -> Values:
        """ROUGE-1 + ROUGE-2 of some sentences with each other one."""
        some = list(chosen)
        length = self.lengths[some].sum() + self.lengths
        best = np.zeros(len(self.lengths))
        for one, ones, two, twos, size in self._references:
            first = np.minimum(one[some].sum(axis=0) + one, ones).sum(axis=1) / np.maximum(1, length + size)
            second = np.minimum(two[some].sum(axis=0) + two, twos).sum(axis=1)
            best = np.maximum(best, 2 * (first + second / np.maximum(1, length + size - 2)))
        return best

    def _best(self, sets: NDArray[np.intp]) -> Values:
        best: Values = self._scores(sets).sum(axis=2).max(axis=0)
        return best

    def _scores(self, sets: NDArray[np.intp]) -> Values:
        """By reference, by set (a row of sentences each): ROUGE-1 and ROUGE-2."""
        length = self.lengths[sets].sum(axis=1)
        found = []
        for one, ones, two, twos, size in self._references:
            first = 2 * np.minimum(one[sets].sum(axis=1), ones).sum(axis=1) / np.maximum(1, length + size)
            pairs = np.maximum(1, length + size - 2)
            found.append([first, 2 * np.minimum(two[sets].sum(axis=1), twos).sum(axis=1) / pairs])
        return np.array(found).transpose(0, 2, 1)


def _counted(
    said: Sequence[Sequence[str]], reference: Sequence[str]
) -> tuple[Values, Values, Values, Values, int]:
    """What of a reference's words and pairs of words is in each sentence, and in the reference."""
    ones, one = _table(said, reference)
    twos, two = _table([list(pairwise(some)) for some in said], list(pairwise(reference)))
    return one, ones, two, twos, len(reference)


def _table(said: Sequence[Sequence[object]], reference: Sequence[object]) -> tuple[Values, Values]:
    wanted = Counter(reference)
    numbers = {term: number for number, term in enumerate(wanted)}
    table = np.zeros((len(said), len(wanted)))
    for row, terms in enumerate(said):
        for term in terms:
            if term in numbers:
                table[row, numbers[term]] += 1
    return np.array(list(wanted.values()), dtype=np.float64), table
