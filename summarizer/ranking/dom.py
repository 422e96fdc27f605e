"""What is ranked: the sentences that may be chosen, in sumy's model of a document and in ours.

Sentences are told apart by their position and never by their text, since texts recur.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence

from summarizer.model import PROSE, BlockKind, Document, Sentence
from summarizer.ranking.features import Passages
from summarizer.reading.prose import ends_like_sentence
from summarizer.repeats import without_repeats
from summarizer.sentences.marks import marks_of
from summarizer.words import count_words, tokens

_LABEL_END: Final = re.compile(r"[^:：>\n]{0,80}[:：>]\**\s*")
"""What stands between a speaker's name and the words, such as “ (laughing): ”."""


class Words:
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
        paragraphs[sentence.block].append(PositionedSentence(_said(document, sentence, labels), Words))
    return ObjectDocumentModel([Paragraph(inside) for inside in paragraphs.values()])


def passages(document: Document, sentences: Sequence[Sentence], words: Sequence[int]) -> Passages:
    """What the learned ranker looks at, of these sentences with so many words each."""
    labels = _labels(document)
    return Passages(
        texts=tuple(_said(document, sentence, labels) for sentence in sentences),
        words=tuple(max(1, count) for count in words),
        paragraphs=tuple(sentence.block for sentence in sentences),
        listed=tuple(document.blocks[s.block].kind is BlockKind.LIST_ITEM for s in sentences),
        title=document.headline or "",
    )


def candidates(document: Document, sentences: Sequence[Sentence]) -> dict[int, int]:
    """The indices of what may be chosen, in order → how many words each has: sentences of prose, each text
    once, those that are no more than a scrap left out if others are there."""
    labels = _labels(document)
    seen: set[str] = set()
    whole: dict[int, int] = {}
    scraps: dict[int, int] = {}
    for index, sentence in enumerate(sentences):
        if document.blocks[sentence.block].kind not in PROSE:
            continue
        text = " ".join(_said(document, sentence, labels).lower().split())
        if text in seen:
            continue
        seen.add(text)
        count = count_words(text)
        (whole if count >= 4 else scraps)[index] = count
    return whole or scraps


def fresh(document: Document, sentences: Sequence[Sentence], able: Sequence[int]) -> list[int]:
    """Those of the sentences that say something which no earlier one, and not the headline, has said."""
    labels = _labels(document)
    said = [_said(document, sentences[index], labels) for index in able]
    return [able[at] for at in without_repeats(said, document.headline)]


def unfinished(texts: Sequence[str]) -> NDArray[np.float64]:
    """1 for each text that does not end like a sentence, 0 where it does; 0 for all where most do not, since
    then nobody set a stop."""
    found = np.array([not ends_like_sentence(text) for text in texts], dtype=np.float64)
    return found if 2 * found.sum() < len(found) else np.zeros(len(found))


def torn(document: Document, sentences: Sequence[Sentence]) -> NDArray[np.float64]:
    """1 for each sentence that has a part of a quotation and not the whole, else 0. Shown alone it lacks a
    mark, or has none and reads as the writer's own."""
    starts: defaultdict[int, list[int]] = defaultdict(list)
    for sentence in sentences:
        starts[sentence.block].append(sentence.span.start - document.blocks[sentence.block].span.start)
    found = np.zeros(len(sentences))
    passed = 0  # sentences come in the order of their blocks
    for block, begun in starts.items():
        pairs = marks_of(document.blocks[block].span.of(document.text)).pairs if len(begun) > 1 else ()
        for pair in pairs:
            first, last = bisect_right(begun, pair.start) - 1, bisect_left(begun, pair.end)
            if not pair.bracket and last - first > 1:
                found[passed + first : passed + last] = 1
        passed += len(begun)
    return found


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
