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
_CJK_PAIRS: Final = {"「": "」", "『": "』", "“": "”", "（": "）"}
_CJK_MARK: Final = re.compile("[「」『』“”（）]")
_LONGEST_QUOTED: Final = 600
"""Characters; marks further apart are no pair to be kept together."""

_TERMINATOR: Final = re.compile(r"[.!?;…‼⁇⁈⁉。．！？｡؟۔।॥։՜՞።፧፨᠃᠉׃\u037e\n]")
"""A character that a sentence may end with in some script; a text without one inside is one sentence."""

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
    for piece in _at_cjk_stops(text) if code in ("zh", "ja") else (Span(0, len(text)),):
        inside = piece.of(text)
        # a call costs as much as reading some kilobytes, however short the text
        if not _TERMINATOR.search(inside.rstrip()[:-1]):
            yield piece
            continue
        for boundary in sentencex.get_sentence_boundaries(code, inside):
            yield Span(piece.start + boundary["start_index"], piece.start + boundary["end_index"])


def _at_cjk_stops(text: str) -> Iterator[Span]:
    """sentencex wants white space after a full stop of these scripts, which they do not have, and its
    time grows with the square of what it gets. Between marks of quotation nothing is cut."""
    start = quoted = 0
    spans = _quoted(text)
    for stop in _CJK_STOP.finditer(text):
        while quoted < len(spans) and spans[quoted].end <= stop.end():
            quoted += 1
        inside = quoted < len(spans) and spans[quoted].start < stop.start()
        if not inside and text[stop.end() - 1] not in "」』”":
            yield Span(start, stop.end())
            start = stop.end()
    yield Span(start, len(text))


def _quoted(text: str) -> list[Span]:
    """What stands between outermost marks that have their pair not too far off, in order."""
    found: list[Span] = []
    opened: list[int] = []
    for mark in _CJK_MARK.finditer(text):
        if mark[0] in _CJK_PAIRS:
            opened.append(mark.start())
        elif opened and _CJK_PAIRS[text[opened[-1]]] == mark[0]:
            span = Span(opened.pop(), mark.end())
            while found and found[-1].start > span.start:
                found.pop()
            if span.end - span.start <= _LONGEST_QUOTED:
                found.append(span)
    return found


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
