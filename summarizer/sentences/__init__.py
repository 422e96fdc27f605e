"""Cuts a Document's blocks into sentences, as spans.

The spans are in order, carry no white space around them, and cover all of a block but the white space
between them; a heading is one sentence whatever stands in it. `cutting` looks at each place of a block
that could be an end, `stops` and `unstopped` decide about it by what is `view`ed around it. Time grows
with the length of the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from summarizer.model import READABLE, BlockKind, Document, Sentence, Span
from summarizer.sentences.cutting import ends_of
from summarizer.sentences.evidence import evidence_of

_WORD: Final = re.compile(r"\w")


def split(document: Document, language: str | None) -> tuple[Sentence, ...]:
    """Every sentence of the readable blocks; `language` picks the words that are known to be short forms,
    those of English where it is None.

    No sentence ends within a quotation, unless that holds several: `cutting` says when it does.
    """
    readable = [(index, block) for index, block in enumerate(document.blocks) if block.kind in READABLE]
    evidence = evidence_of(block.span.of(document.text) for _, block in readable)
    found: list[Sentence] = []
    for index, block in readable:
        text = block.span.of(document.text)
        ends = () if block.kind is BlockKind.HEADING else ends_of(text, language, evidence)
        found.extend(
            Sentence(Span(block.span.start + span.start, block.span.start + span.end), index)
            for span in _spans(text, ends)
        )
    return tuple(found)


def _spans(text: str, ends: Iterable[int]) -> list[Span]:
    """What lies between the ends, without white space around it; what has no word in it goes to the one
    before."""
    spans: list[Span] = []
    start = 0
    for end in (*ends, len(text)):
        raw = text[start:end]
        bare = raw.strip()
        if bare:
            first = start + raw.index(bare)
            if spans and not _WORD.search(bare):
                spans[-1] = Span(spans[-1].start, first + len(bare))
            else:
                spans.append(Span(first, first + len(bare)))
        start = end
    return spans
