"""The algorithms that sumy has, by position, with the words and stop words of the source's language.

Each gives the ratings that sumy itself would give, and tests hold that; but what sumy does in loops over
all pairs is done with numpy here, and past `GRAPH_LIMIT` sentences a linear measure stands in.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sumy.models.dom import ObjectDocumentModel
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summarizer.stems import stemmer
from summarizer.stopwords import stop_words

Scores = NDArray[np.float64]

GRAPH_LIMIT: Final = 1_500
"""Above this many sentences no matrix of all pairs is built (18 MB at the limit)."""

DECOMPOSED_LIMIT: Final = 400
"""Above this many sentences no matrix of sentences by words is decomposed, which takes their cube."""


class _Vectors:
    """What both graph algorithms need, from the stems of each sentence."""

    def __init__(self, sentences: Sequence[Sequence[str]]) -> None:
        self.count = len(sentences)
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, stems in enumerate(sentences):
            for stem, times in Counter(stems).items():
                self.postings[stem].append((index, times))

    def products(self, weight: Callable[[str, int, int], float]) -> Scores:
        """The sentences' vectors multiplied each with each, a term weighing `weight(term, i, times)`."""
        matrix = np.zeros((self.count, self.count))
        for term, posting in self.postings.items():
            rows = np.fromiter((index for index, _ in posting), dtype=np.intp)
            values = np.array([weight(term, index, times) for index, times in posting])
            matrix[np.ix_(rows, rows)] += np.outer(values, values)
        return matrix


class LexRank(LexRankSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's LexRank (Erkan and Radev, 2004) with its idf and matrix vectorised: the same values."""

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order."""
        sentences = [self._to_words_set(sentence) for sentence in document.sentences]
        if len(sentences) > GRAPH_LIMIT:
            return centrality(sentences)
        matrix = self._create_matrix(
            sentences, self.threshold, self._compute_tf(sentences), self._compute_idf(sentences)
        )
        if not matrix.any():
            return np.zeros(len(sentences))
        scores: Scores = self.power_method(matrix, self.epsilon)
        return scores

    @staticmethod
    def _compute_idf(sentences: Sequence[Sequence[str]]) -> dict[str, float]:
        having = Counter(term for sentence in sentences for term in set(sentence))
        return {term: math.log(len(sentences) / (1 + count)) for term, count in having.items()}

    def _create_matrix(
        self,
        sentences: Sequence[Sequence[str]],
        threshold: float,
        tf_metrics: Sequence[dict[str, float]],
        idf_metrics: dict[str, float],
    ) -> Scores:
        vectors = _Vectors(sentences)
        products = vectors.products(lambda term, index, _: tf_metrics[index][term] * idf_metrics[term])
        norms = np.sqrt(products.diagonal())
        with np.errstate(divide="ignore", invalid="ignore"):
            cosines = np.nan_to_num(products / np.outer(norms, norms))
        linked: Scores = (cosines > threshold).astype(np.float64)
        return np.asarray(linked / np.maximum(linked.sum(axis=1, keepdims=True), 1))


class TextRank(TextRankSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's TextRank (Mihalcea and Tarau, 2004) with its matrix vectorised: the same values."""

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order."""
        if len(document.sentences) > GRAPH_LIMIT:
            return centrality([self._to_words_set(sentence) for sentence in document.sentences])
        scores: Scores = self.power_method(self._create_matrix(document), self.epsilon)
        return scores

    def _create_matrix(self, document: ObjectDocumentModel) -> Scores:
        sentences = [self._to_words_set(sentence) for sentence in document.sentences]
        shared = _Vectors(sentences).products(lambda _term, _index, times: float(times))
        logs = np.log([max(1, len(words)) for words in sentences])
        norms = np.add.outer(logs, logs)
        # two sentences of one word each: sumy takes the bare count, which is 0 or 1
        weights: Scores = np.where(norms > 0, shared / np.where(norms > 0, norms, 1), shared)
        weights /= weights.sum(axis=1, keepdims=True) + self._ZERO_DIVISION_PREVENTION
        return np.asarray((1.0 - self.damping) / len(sentences) + self.damping * weights)


class Reduction(ReductionSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's Reduction (a graph of shared words) with its pairs vectorised: the same values."""

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order."""
        sentences = [self._to_words_set(sentence) for sentence in document.sentences]
        if len(sentences) > GRAPH_LIMIT:
            return centrality(sentences)
        shared = _Vectors(sentences).products(lambda _term, _index, times: float(times))
        logs = np.log([max(1, len(words)) for words in sentences])
        norms = np.add.outer(logs, logs)
        edges = np.where(norms > 0, shared / np.where(norms > 0, norms, 1), 0)
        np.fill_diagonal(edges, 0)
        scores: Scores = edges.sum(axis=1)
        return scores


class Luhn(LuhnSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's Luhn (1958), linear: the significant words are looked up and not searched."""

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order."""
        significant = frozenset(self._get_significant_words(document.words))
        return np.array([float(self.rate_sentence(s, significant)) for s in document.sentences])


class Lsa(LsaSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's LSA (Steinberger and Ježek, 2004), its matrix filled with numpy and its words in order."""

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order; no differences where nothing but stop words is there."""
        sentences = [[self.stem_word(word) for word in sentence.words] for sentence in document.sentences]
        if len(sentences) > DECOMPOSED_LIMIT:
            return centrality(sentences)
        dictionary = self._create_dictionary(document)
        if not dictionary:
            return np.zeros(len(sentences))
        matrix = np.zeros((len(dictionary), len(sentences)))
        for column, sentence in enumerate(sentences):
            for word, times in Counter(sentence).items():
                if word in dictionary:
                    matrix[dictionary[word], column] = times
        most = matrix.max(axis=0)
        matrix = np.where(most > 0, 0.4 + 0.6 * matrix / np.where(most > 0, most, 1), matrix)
        _, sigma, v = np.linalg.svd(matrix, full_matrices=False)
        scores: Scores = np.sqrt((sigma[:, None] ** 2 * v**2).sum(axis=0))
        return scores.round(12)

    def _create_dictionary(self, document: ObjectDocumentModel) -> dict[str, int]:
        """Each word that is no stop word → its row, by first appearance: sumy's order differs by run."""
        words = map(self.normalize_word, document.words)
        stems = dict.fromkeys(self.stem_word(word) for word in words if word not in self._stop_words)
        return {stem: row for row, stem in enumerate(stems)}


class SumBasic(SumBasicSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's SumBasic (Nenkova and Vanderwende, 2005): best first, each next one by what is left to say."""

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order: less by 1 for each that is taken before it."""
        sentences = [self._get_content_words_in_sentence(sentence) for sentence in document.sentences]
        if len(sentences) > GRAPH_LIMIT:
            return centrality(sentences)
        weight = self._compute_tf(document.sentences)
        numbers = {word: number for number, word in enumerate(weight)}
        values = np.array(list(weight.values()) or [0.0])
        rows = np.repeat(np.arange(len(sentences)), [len(words) for words in sentences])
        columns = np.array([numbers[word] for words in sentences for word in words], dtype=np.intp)
        lengths = np.maximum(1, [len(words) for words in sentences])
        left = np.zeros(len(sentences))
        scores = np.zeros(len(sentences))
        for taken in range(len(sentences)):
            means = np.bincount(rows, values[columns], minlength=len(sentences)) / lengths + left
            best = int(means.argmax())
            scores[best] = -taken
            left[best] = -np.inf
            for word in sentences[best]:
                values[numbers[word]] **= 2
        return scores


class KL(KLSummarizer):  # type: ignore[misc]  # sumy has no types
    """sumy's KL-Sum (Haghighi and Vanderwende, 2009), its divergences vectorised.

    As in sumy, what was taken counts with all its words as they are written, stop words included.
    """

    def rate(self, document: ObjectDocumentModel) -> Scores:
        """A score a sentence, in order: less by 1 for each that is taken before it."""
        sentences = [self._get_content_words_in_sentence(sentence) for sentence in document.sentences]
        if len(sentences) > GRAPH_LIMIT:
            return centrality(sentences)
        share = self.compute_tf(document.sentences)
        numbers = {word: number for number, word in enumerate(share)}
        shares = np.array(list(share.values()) or [1.0])
        entries = [
            (row, numbers[word], times)
            for row, words in enumerate(sentences)
            for word, times in Counter(words).items()
            if word in numbers
        ]
        rows, columns, times = (
            (np.array(part, dtype=np.intp) for part in zip(*entries, strict=True))
            if (entries)
            else (np.zeros(0, dtype=np.intp),) * 3
        )
        lengths = np.array([len(words) for words in sentences], dtype=np.float64)
        counts, taken_words = np.zeros(len(shares)), 0
        left = np.zeros(len(sentences))
        scores = np.zeros(len(sentences))
        for taken in range(len(sentences)):
            have = counts > 0
            own = np.where(have, shares * np.log(shares / np.where(have, counts, 1)), 0)
            told, known = own.sum(), shares[have].sum()
            with_it = shares[columns] * np.log(shares[columns] / (times + counts[columns])) - own[columns]
            new = np.where(have[columns], 0, shares[columns])
            total = np.maximum(1, lengths + taken_words)
            divergences = told + np.bincount(rows, with_it, minlength=len(sentences))
            divergences += np.log(total) * (known + np.bincount(rows, new, minlength=len(sentences)))
            best = int((divergences.round(12) + left).argmin())
            scores[best] = -taken
            left[best] = np.inf
            spoken = document.sentences[best].words
            taken_words += len(spoken)
            for word in spoken:
                if word in numbers:
                    counts[numbers[word]] += 1
        return scores


def centrality(sentences: Sequence[Sequence[str]]) -> Scores:
    """Each sentence's likeness to the sum of all, by TF-IDF cosine: the degree centrality of continuous
    LexRank (Erkan and Radev, 2004), without its matrix and so linear in the length of the text."""
    having = Counter(term for sentence in sentences for term in set(sentence))
    weighted: list[dict[str, float]] = []
    total: defaultdict[str, float] = defaultdict(float)
    for sentence in sentences:
        vector = {t: n * math.log(1 + len(sentences) / having[t]) for t, n in Counter(sentence).items()}
        norm = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        weighted.append({term: value / norm for term, value in vector.items()})
        for term, value in weighted[-1].items():
            total[term] += value
    return np.array([sum(value * total[term] for term, value in vector.items()) for vector in weighted])


# ---- with the words of a language -------------------------------------------------------------


ALGORITHMS: Final[dict[str, type[Any]]] = {
    "lexrank": LexRank,
    "textrank": TextRank,
    "luhn": Luhn,
    "lsa": Lsa,
    "kl": KL,
    "sumbasic": SumBasic,
    "reduction": Reduction,
}
"""Name → one of sumy's algorithms. Edmundson's is not among them: it wants lists of cue words by hand."""


def rate(algorithm: str, document: ObjectDocumentModel, language: str | None) -> Scores:
    """A score a sentence, in order. Raises KeyError for an unknown algorithm."""
    summarizer = ALGORITHMS[algorithm](stemmer(language))
    summarizer.stop_words = stop_words(language)
    scores: Scores = summarizer.rate(document)
    return scores


def early_and_central(document: ObjectDocumentModel, language: str | None) -> Scores:
    """What came before the learned ranker: centrality, and as much again for being early."""
    early = 1.0 / np.sqrt(1.0 + np.arange(len(document.sentences)))
    stops, stem = stop_words(language), stemmer(language)
    stems = [
        [stem(word.lower()) for word in sentence.words if word.lower() not in stops]
        for sentence in document.sentences
    ]
    central = centrality(stems)
    return np.asarray(early + central / (central.max() or 1.0))
