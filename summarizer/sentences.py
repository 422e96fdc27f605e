"""Cuts a Document's blocks into sentences, as spans.

sentencex decides where sentences end; a heading is one sentence whatever stands in it. The spans are
in order, carry no white space around them, and cover all of a block but the white space between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import sentencex

from summarizer.model import READABLE, BlockKind, Document, Sentence, Span

_CLOSERS: Final = "\"'”’»›」』）)]"
_CJK_STOP: Final = re.compile(rf"[。！？]+[{re.escape(_CLOSERS)}]*")
_FRAGMENT: Final = re.compile(r"\w", re.UNICODE)
_TITLE: Final = re.compile(r"(?:^|[\s(«“’'.])([^\W\d_]|MM|Dr|St|Mgr|Mevr)\.$")
"""An initial or a title before a name; sentencex knows them in English, and not all of them elsewhere."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_SAME: Final = {"nb": "no", "nn": "no"}


def split(document: Document, language: str | None) -> tuple[Sentence, ...]:
    """Every sentence of the readable blocks; `language` picks the rules, None the English ones."""
    found: list[Sentence] = []
    for index, block in enumerate(document.blocks):
        if block.kind not in READABLE:
            continue
        text = block.span.of(document.text)
        pieces = [Span(0, len(text))] if block.kind is BlockKind.HEADING else _cut(text, language)
        found.extend(
            Sentence(Span(block.span.start + piece.start, block.span.start + piece.end), index)
            for piece in _joined(text, pieces, language)
        )
    return tuple(found)


def _cut(text: str, language: str | None) -> Iterator[Span]:
    code = _SAME.get(language or "en", language or "en")
    text = _SURROGATE.sub("\ufffd", text)  # sentencex takes UTF-8 alone
    for boundary in sentencex.get_sentence_boundaries(code, text):
        start, end = boundary["start_index"], boundary["end_index"]
        if code not in ("zh", "ja"):
            yield Span(start, end)
            continue
        # sentencex wants white space after a full stop of these scripts, which they do not have
        for stop in _CJK_STOP.finditer(text, start, end):
            if stop.end() < end and text[stop.end() - 1] not in "」』”":
                yield Span(start, stop.end())
                start = stop.end()
        yield Span(start, end)


def _joined(text: str, pieces: Iterator[Span] | list[Span], language: str | None) -> list[Span]:
    """Pieces without white space around them. One without a word in it goes to the one before, and so
    does a name behind its title and what follows a Japanese quotation's closing mark at once."""
    spans: list[Span] = []
    for piece in pieces:
        raw = piece.of(text)
        stripped = raw.strip()
        if not stripped:
            continue
        start = piece.start + raw.index(stripped)
        span = Span(start, start + len(stripped))
        if spans and (not _FRAGMENT.search(stripped) or _goes_on(text, spans[-1].end, span.start, language)):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _goes_on(text: str, end: int, start: int, language: str | None) -> bool:
    """Whether the sentence that was said to end at `end` goes on at `start`."""
    if language == "ja":
        return end == start and text[end - 1] in "」』" and text[start] not in "「『（"
    if language in (None, "en") or "\n" in text[end:start] or not text[start].isupper():
        return False
    title = _TITLE.search(text[max(0, end - 6) : end])
    return title is not None and title[1][0].isupper()
