"""Scores sentences and chooses some, always by position and never by text.

The graph algorithms are sumy's, on sumy's document model, with the words and stop words of the
source's language; their matrices are built with numpy, since sumy's loops take seconds at a few hundred
sentences, and past `GRAPH_LIMIT` sentences a linear measure stands in. The default adds a prior for
early sentences to that measure, since most writers say first what matters.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence
from sumy.nlp.stemmers import Stemmer, null_stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from summarizer.model import PROSE, Document, Length, Sentence, Wish
from summarizer.sentences.marks import marks_of
from summarizer.stopwords import stop_words
from summarizer.words import count_words, tokens

Scores = NDArray[np.float64]

GRAPH_LIMIT: Final = 1_500
"""Above this many sentences no matrix of all pairs is built (18 MB at the limit)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`position`: what being early counts beside centrality, which counts 1. `novelty`: how much likeness to
    what was chosen before takes off a score between 0 and 1."""

    position: float
    novelty: float


WEIGHTS: Final = Weights(position=1.0, novelty=0.3)
"""Tuned together on the dev parts of cnndm, blogs, web and fundus by `python -m bench.ranking`."""

_TORN: Final = 1.0
"""What a part of a quotation takes off a score. On the dev parts (`python -m bench.ranking`) 0.2 to 2 score
alike, and no worse than nothing."""

_SENTENCES: Final = {Length.SHORT: (2, 2, 0.06), Length.MEDIUM: (3, 5, 0.12), Length.LONG: (6, 9, 0.24)}
"""Length → least and most sentences, and the share of the source's sentences between them."""

_MOST_SHARE: Final = {Length.SHORT: 0.25, Length.MEDIUM: 0.4, Length.LONG: 0.6}
"""Length → the share of the source's words that a summary may have, whatever its number of sentences."""

_LEAST_WORDS: Final = 10
"""Words that a summary keeps where the share would leave fewer: “Thanks for your message.” tells nothing."""

_LABEL_END: Final = re.compile(r"[^:：>\n]{0,80}[:：>]\**\s*")
"""What stands between a speaker's name and the words, such as “ (laughing): ”."""


# ---- sumy's model of a document ---------------------------------------------------------------


class _Words:
    """sumy's tokenizer, as far as its document model asks for one."""

    @staticmethod
    def to_words(text: str) -> tuple[str, ...]:
        return tuple(tokens(text))


class PositionedSentence(SumySentence):  # type: ignore[misc]  # sumy has no types
    """A sentence that equals itself alone: sumy keys ratings by the sentence, and texts recur."""

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)


def sumy_document(document: Document, sentences: Sequence[Sentence]) -> ObjectDocumentModel:
    """sumy's document model of these sentences, a Paragraph a block. The name in front of a turn of talk
    is left out: it says nothing of what is said."""
    labels = _labels(document)
    paragraphs: dict[int, list[PositionedSentence]] = defaultdict(list)
    for sentence in sentences:
        paragraphs[sentence.block].append(PositionedSentence(_said(document, sentence, labels), _Words))
    return ObjectDocumentModel([Paragraph(inside) for inside in paragraphs.values()])


def _labels(document: Document) -> dict[int, int]:
    """Where each turn begins that has its speaker's name in front → where the words behind that begin."""
    return {
        turn.span.start: label.end()
        for turn in document.turns
        if turn.span.contains(turn.speaker)
        and (label := _LABEL_END.match(document.text, turn.speaker.end, turn.span.end))
    }


def _said(document: Document, sentence: Sentence, labels: Mapping[int, int]) -> str:
    """The words of a sentence without a speaker's name in front, unless nothing else is there."""
    start = min(labels.get(sentence.span.start, sentence.span.start), sentence.span.end)
    return document.text[start : sentence.span.end] or sentence.span.of(document.text)


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


# ---- rankers ----------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _stemmer(language: str | None) -> Any:
    """sumy's stemmer; words as they are where it has none, or one that wants a package of its own."""
    if language is None:
        return null_stemmer
    try:
        stemmer = Stemmer({"nb": "no", "nn": "no"}.get(language, language))
        stemmer("words")
    except (LookupError, ValueError):
        return null_stemmer
    # sumy's Czech and Slovak stemmers warn at a word that is not all letters, or letters without case
    cased = language in ("cs", "sk")
    return lru_cache(maxsize=50_000)(
        lambda word: stemmer(word) if word.isalpha() and (word.islower() or not cased) else word
    )


def _sumy(
    algorithm: type[LexRank] | type[TextRank], document: ObjectDocumentModel, language: str | None
) -> Scores:
    summarizer = algorithm(_stemmer(language))
    summarizer.stop_words = stop_words(language)
    scores: Scores = summarizer.rate(document)
    return scores


def _lexrank(document: ObjectDocumentModel, language: str | None, weights: Weights) -> Scores:  # noqa: ARG001  one signature for all
    return _sumy(LexRank, document, language)


def _textrank(document: ObjectDocumentModel, language: str | None, weights: Weights) -> Scores:  # noqa: ARG001  one signature for all
    return _sumy(TextRank, document, language)


def _lead(document: ObjectDocumentModel, language: str | None, weights: Weights) -> Scores:  # noqa: ARG001  one signature for all
    return -np.arange(len(document.sentences), dtype=np.float64)


def _early_and_central(document: ObjectDocumentModel, language: str | None, weights: Weights) -> Scores:
    early = 1.0 / np.sqrt(1.0 + np.arange(len(document.sentences)))
    stops, stem = stop_words(language), _stemmer(language)
    stems = [
        [stem(word.lower()) for word in sentence.words if word.lower() not in stops]
        for sentence in document.sentences
    ]
    central = centrality(stems)
    return np.asarray(weights.position * early + central / (central.max() or 1.0))


Ranker = Callable[[ObjectDocumentModel, str | None, Weights], Scores]
RANKERS: Final[dict[str, Ranker]] = {
    "early-central": _early_and_central,
    "lexrank": _lexrank,
    "textrank": _textrank,
    "lead": _lead,
}
DEFAULT_RANKER: Final = "early-central"


# ---- choosing ---------------------------------------------------------------------------------


def choose(
    document: Document,
    sentences: Sequence[Sentence],
    language: str | None,
    wish: Wish,
    ranker: str = DEFAULT_RANKER,
    weights: Weights = WEIGHTS,
) -> tuple[int, ...]:
    """Indices of the chosen sentences in source order; headings are never among them.

    Raises KeyError for a ranker that `RANKERS` does not name.
    """
    rank = RANKERS[ranker]
    candidates = _candidates(document, sentences)
    if not candidates:
        return ()
    model = sumy_document(document, [sentences[i] for i in candidates])
    scores = _scaled(rank(model, language, weights))
    novelty = 0.0  # the plain algorithms stay as they were published
    if ranker == DEFAULT_RANKER:
        novelty = weights.novelty
        scores = scores - _TORN * _torn(document, sentences)[candidates]
    order = _by_worth(scores, model, language, novelty)
    lengths = [count_words(sentences[i].span.of(document.text)) for i in candidates]
    if wish.sentences is not None:
        picked = order[: wish.sentences]
    elif wish.words is not None:
        picked = _nearest(order, lengths, wish.words)
    else:
        picked = order[: how_many(wish.length, len(candidates))]
        most = _MOST_SHARE[wish.length] * sum(lengths)
        total = sum(lengths[i] for i in picked)
        while total > most and total - lengths[picked[-1]] >= _LEAST_WORDS:
            total -= lengths[picked.pop()]
    return tuple(sorted(candidates[i] for i in picked))


def how_many(length: Length, of: int) -> int:
    """Sentences for a length, of a source that has `of`."""
    least, most, share = _SENTENCES[length]
    return min(of, max(least, min(most, math.ceil(share * of))))


def _candidates(document: Document, sentences: Sequence[Sentence]) -> list[int]:
    """Sentences of prose, each text once, those that are no more than a scrap left out if others are
    there."""
    labels = _labels(document)
    seen: set[str] = set()
    whole: list[int] = []
    scraps: list[int] = []
    for index, sentence in enumerate(sentences):
        if document.blocks[sentence.block].kind not in PROSE:
            continue
        text = " ".join(_said(document, sentence, labels).lower().split())
        if text in seen:
            continue
        seen.add(text)
        (whole if count_words(text) >= 4 else scraps).append(index)
    return whole or scraps


def _torn(document: Document, sentences: Sequence[Sentence]) -> Scores:
    """1 for each sentence that has a part of a quotation and not the whole, else 0. Shown alone it lacks a
    mark, or has none and reads as the writer's own."""
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for sentence in sentences:
        starts[sentence.block].append(sentence.span.start - document.blocks[sentence.block].span.start)
    torn = np.zeros(len(sentences))
    passed = 0  # sentences come in the order of their blocks
    for block, begun in starts.items():
        pairs = marks_of(document.blocks[block].span.of(document.text)).pairs if len(begun) > 1 else ()
        for pair in pairs:
            first, last = bisect_right(begun, pair.start) - 1, bisect_left(begun, pair.end)
            if not pair.bracket and last - first > 1:
                torn[passed + first : passed + last] = 1
        passed += len(begun)
    return torn


def _scaled(scores: Scores) -> Scores:
    """Between 0 and 1."""
    low, high = float(scores.min()), float(scores.max())
    return (scores - low) / (high - low) if high > low else np.ones_like(scores)


def _by_worth(scores: Scores, model: ObjectDocumentModel, language: str | None, novelty: float) -> list[int]:
    """Best first, each counted down by its likeness to those before it (maximal marginal relevance,
    Carbonell and Goldstein, 1998). The earlier one wins a tie."""
    stops = stop_words(language)
    bags = [frozenset(w.lower() for w in sentence.words) - stops for sentence in model.sentences]
    left = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    pool, rest = left[:100], left[100:]
    likeness = dict.fromkeys(pool, 0.0)
    order: list[int] = []
    while pool:
        best = max(pool, key=lambda i: (scores[i] - novelty * likeness[i], -i))
        pool.remove(best)
        order.append(best)
        for index in pool:
            shared = len(bags[index] & bags[best])
            smaller = min(len(bags[index]), len(bags[best])) or 1
            likeness[index] = max(likeness[index], shared / smaller)
    return order + rest


def _nearest(order: Sequence[int], lengths: Sequence[int], words: int) -> list[int]:
    """The best that together come nearest to `words`; at least one."""
    picked: list[int] = []
    total = 0
    for index in order:
        if not picked or abs(total + lengths[index] - words) < abs(total - words):
            picked.append(index)
            total += lengths[index]
    return picked
