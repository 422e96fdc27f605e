"""Lines → the runs of lines that are one block.

What a line break means is decided for a text as a whole, and for each message of a mail by itself: in a
text wrapped at some width, lines run on up to a blank line; in any other, each line is a paragraph. Verse,
code, logs and addresses have their breaks for a reason and keep them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from summarizer.model import BlockKind, Span
from summarizer.reading.paste.lines import Line
from summarizer.reading.prose import columns, ends_like_sentence

_NARROWEST, _WIDEST = 40, 100  # columns between which people and programs wrap text
_SLACK: Final = 8  # columns a wrapped line may stay short of what would fit
_WRAPPED_SHARE: Final = 0.6
_GOING_ON: Final = 0.3
"""Of the lines after a break, at least so many must begin like the middle of a sentence: in wrapped prose
the most do, with the nouns of German about two in three; in verse, logs and lists next to none."""
_CODE_SHARE: Final = 0.35

_HANGING: Final = 2  # characters by which what continues an item stands further in than its mark
_CODE: Final = re.compile(
    r"[)\"'];$|[{}]$|^[{}\])]|^(?:[$%#>]|>>>) |^(?:def|class|import|from|return|const|let|var|func|fn|public|private|#include) .{0,48}[:;(){}=.]"
    r"|\w\(\)|\w\(.{0,48}\)[:;,]?$|^[\w.$]{1,40}(?: \w{1,20})? (?:[:+]?=) |(?:==|!=|=>|->|&&|\|\|) |</?\w[^<>]{0,48}>|^\w{1,40}\.\w{1,40}\("
)
_LOOKED_AT: Final = 300  # characters of a line that are looked at for code


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that are one block, from `start` to `end`; the rest as in a Line."""

    start: int
    end: int
    kind: BlockKind
    number: int | None = None
    marked: int = 0
    indent: int = 0
    voice: Span | None = None
    message: int = 0
    group: int = 0


def chunks_of(text: str, lines: Sequence[Line]) -> list[Chunk]:
    """The blocks that the lines make, in order."""
    return _listed(_joined(text, lines, _widths(text, lines)))


def _widths(text: str, lines: Sequence[Line]) -> Mapping[int, int | None]:
    """For each message the width at which its lines were broken; None where they were not."""
    breaks: dict[int, list[tuple[Line, Line]]] = {}
    for one, next_one in pairwise(lines):
        if _follows(one, next_one) and _flows(one) and (next_one.kind is None or _alike(one, next_one)):
            breaks.setdefault(one.message, []).append((one, next_one))
    return {message: _width(text, pairs) for message, pairs in breaks.items()}


def _follows(one: Line, next_one: Line) -> bool:
    return one.group == next_one.group and one.message == next_one.message


def _flows(line: Line) -> bool:
    return line.kind in (None, BlockKind.LIST_ITEM, BlockKind.BLOCK_QUOTE, BlockKind.EARLIER_MAIL)


def _alike(one: Line, next_one: Line) -> bool:
    """Both quoted: every line of a quotation carries its mark."""
    return one.kind is next_one.kind and one.kind in (BlockKind.BLOCK_QUOTE, BlockKind.EARLIER_MAIL)


def _width(text: str, breaks: Sequence[tuple[Line, Line]]) -> int | None:
    widths = sorted(_columns(text, one) for one, _ in breaks)
    width = widths[min(len(widths) - 1, round(len(widths) * 0.95))]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(_is_full(text, one, next_one, width) for one, next_one in breaks)
    ended = sum(ends_like_sentence(text[one.start : one.end]) for one, _ in breaks)
    share = _WRAPPED_SHARE * len(breaks)
    if full < share or ended >= share:
        return None
    going_on = sum(_begins_inside(text, next_one) for _, next_one in breaks)
    if going_on < _GOING_ON * len(breaks) and not _is_filled(text, breaks, widths[-1]):
        return None
    code = sum(_is_code(text[one.start : one.end]) for one, _ in breaks)
    return width if code <= _CODE_SHARE * len(breaks) else None


def _is_filled(text: str, breaks: Sequence[tuple[Line, Line]], widest: int) -> bool:
    """Whether no first word of a next line would have fitted in the line before, as when a program wraps;
    for German lines that all happen to begin with nouns. Logs look so, too, but begin alike."""
    starts = [text[line.start : min(line.end, line.start + 40)].split(" ", 1)[0] for _, line in breaks]
    if len(breaks) < 2 or len(set(starts)) < len(starts) or any(not start[0].isalpha() for start in starts):
        return False
    return all(
        _columns(text, one) + 1 + columns(start) > widest
        for (one, _), start in zip(breaks, starts, strict=True)
    )


def _begins_inside(text: str, line: Line) -> bool:
    """Whether a line could begin in the middle of a sentence: with a small letter or with one of a script
    that has no capitals; or it has no small letters at all."""
    first = text[line.start]
    if first.islower() or (first.isalpha() and first.lower() == first.upper()):
        return True
    return first.isupper() and text[line.start : line.end].isupper()


def _columns(text: str, line: Line) -> int:
    return columns(text[line.start : line.end])


def _is_full(text: str, line: Line, following: Line, width: int) -> bool:
    """True where the first word of the following line would not have fitted."""
    ahead = text[following.start : min(following.end, following.start + 60)]
    word = columns(ahead.split(" ", 1)[0])
    if columns(ahead[:1]) == 2 or word > 30:
        word = 2
    return _columns(text, line) + 1 + word > width - _SLACK


def _joined(text: str, lines: Sequence[Line], widths: Mapping[int, int | None]) -> list[Chunk]:
    chunks: list[Chunk] = []
    last: Line | None = None
    for line in lines:
        if last is not None and _runs_on(text, chunks[-1], last, line, widths.get(line.message)):
            chunks[-1] = replace(chunks[-1], end=line.end)
        else:
            kind = line.kind or BlockKind.PARAGRAPH
            begun = line.start, line.end, kind, line.number, line.marked
            chunks.append(Chunk(*begun, line.indent, line.voice, line.message, line.group))
        last = line
    return chunks


def _runs_on(text: str, chunk: Chunk, last: Line, line: Line, width: int | None) -> bool:
    """Whether `line` belongs to the block that `last` is in, which is `chunk` so far."""
    if not _follows(last, line):
        return False
    if line.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FURNITURE):
        return last.kind is line.kind
    if not _flows(last) or (line.kind is not None and not _alike(last, line)):
        return False
    before = text[last.start : last.end]
    after = text[line.start : line.end]
    lower = after[0].islower()
    if width is not None:
        if _is_full(text, last, line, width):
            return True
        return lower or not (
            ends_like_sentence(before) or line.indent > last.indent or columns(before) < 0.6 * width
        )
    if chunk.kind is BlockKind.LIST_ITEM and line.indent >= chunk.indent + _HANGING:
        return True
    parted = before[-1] in "-\u00ad\u2010" and before[-2:-1].isalpha()
    if not lower or not (parted or columns(before) >= _NARROWEST):
        return False
    return not (ends_like_sentence(before) or _is_code(before) or _is_code(after))


def _is_code(line: str) -> bool:
    return _CODE.search(line[:_LOOKED_AT]) is not None


def _listed(chunks: Sequence[Chunk]) -> list[Chunk]:
    """What only looks like a list is a paragraph, mark included: "3. Oktober", one dash before speech.

    A number counts where the one before or after it stands next to it in the list, a bullet where there
    is another.
    """
    numbers = [(i, chunk.number) for i, chunk in enumerate(chunks) if chunk.number is not None]
    items = {k for (i, a), (j, b) in pairwise(numbers) if b == a + 1 for k in (i, j)}
    bullets = [
        i for i, chunk in enumerate(chunks) if chunk.kind is BlockKind.LIST_ITEM and chunk.number is None
    ]
    items.update(bullets if len(bullets) > 1 else ())
    return [
        replace(chunk, start=chunk.marked, kind=BlockKind.PARAGRAPH)
        if chunk.kind is BlockKind.LIST_ITEM and i not in items
        else chunk
        for i, chunk in enumerate(chunks)
    ]
