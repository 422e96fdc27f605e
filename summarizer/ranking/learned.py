"""Our own ranker: a small forest over cheap figures, trained on what people's summaries share with their texts.

`python -m bench.train_ranker` trains it and docs/decisions/0015-the-ranker.md says on what. It is loaded
once, from the package. `Learned` is the same ranker as one of sumy's summarizers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sumy.models.dom import ObjectDocumentModel
from sumy.summarizers._summarizer import AbstractSummarizer
from sumy.utils import ItemsCount

from summarizer.ranking.features import GROUPS, NAMES, Passages, Sheet, Wished, sheet
from summarizer.ranking.trees import Forest, load
from summarizer.words import count_words

PARTS: Final = (*GROUPS, "start")
"""The named parts of a score: those of the groups of figures, and what every sentence starts with."""

_GROUP_OF: Final = tuple(number for number, names in enumerate(GROUPS.values()) for _ in names)


@lru_cache(maxsize=1)
def forest() -> Forest:
    """The forest that the package brings."""
    found = load((files("summarizer.data") / "ranker.npz").read_bytes())
    if found.names != NAMES:
        raise ValueError("the ranker's file was trained on other figures")
    return found


def rate(
    passages: Passages, stops: frozenset[str], wished: Wished, trees: Forest | None = None
) -> tuple[NDArray[np.float64], Sheet]:
    """For each sentence a row of `PARTS`, which add up to its score in log-odds of belonging to a summary of
    that length; and the figures they were made from."""
    trees = trees or forest()
    figures = sheet(passages, stops, wished, trees.usage)
    return trees.contributions(figures.figures, _GROUP_OF, len(GROUPS)), figures


class Learned(AbstractSummarizer):  # type: ignore[misc]  # sumy has no types
    """The default ranker for those who know sumy: called with a document and a count, it gives sentences.

    `stop_words` may be set and need not. The first heading of the document is taken for its title.
    """

    stop_words: frozenset[str] = frozenset()

    def __call__(self, document: ObjectDocumentModel, sentences_count: Any) -> tuple[Any, ...]:
        sentences = document.sentences
        if not sentences:
            return ()
        count = sentences_count if callable(sentences_count) else ItemsCount(sentences_count)
        wished = len(count(tuple(range(len(sentences)))))
        numbers = [at for at, paragraph in enumerate(document.paragraphs) for _ in paragraph.sentences]
        headings: Sequence[Any] = document.headings
        texts = tuple(str(sentence) for sentence in sentences)
        passages = Passages(
            texts=texts,
            words=tuple(max(1, count_words(text)) for text in texts),
            paragraphs=tuple(numbers),
            listed=(False,) * len(sentences),
            title=str(headings[0]) if headings else "",
        )
        stops = frozenset(map(self.normalize_word, self.stop_words))
        parts, _ = rate(passages, stops, Wished(float(max(1, wished))))
        ratings = iter(parts.sum(axis=1).tolist())
        best: tuple[Any, ...] = self._get_best_sentences(sentences, count, lambda _: next(ratings))
        return best
