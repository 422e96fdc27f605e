"""A text as a person gave it → blocks over it.

The text itself is never touched: every block is a span of it, without the white space around and
without the markers of lists, headings and quotes. What a line break means is decided for the paste as a
whole: in a text wrapped at some width, lines run on up to a blank line; in any other, each line is a
paragraph.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from summarizer.model import PROSE, Block, BlockKind, Span
from summarizer.reading.furniture import furnished
from summarizer.reading.prose import columns, could_head, ends_like_sentence, is_prose

# What str.strip takes for white space, and the characters without width that pages leave behind.
_SPACE: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)

_HASHES: Final = re.compile(r"#{1,6}[ \t]+(?=\S)")
_QUOTED: Final = re.compile(r"(?:>[ \t]?){1,9}")
_BULLET: Final = re.compile(r"(?:[-*+][ \t]+|[•‣▪◦●■♦▸➤·][ \t]*)(?=\S)")
_NUMBER: Final = re.compile(r"\(?(\d{1,3})(?:[.)]|\.\))[ \t]+(?=\S)")
_MARKERS: Final = (
    (_HASHES, BlockKind.HEADING),
    (_QUOTED, BlockKind.BLOCK_QUOTE),
    (_BULLET, BlockKind.LIST_ITEM),
    (_NUMBER, BlockKind.LIST_ITEM),
)
_FENCE: Final = re.compile(r"(?:```+|~~~+)")
_RULE: Final = re.compile(r"(?:[-*_=~][ \t]*){3,}")
_ROW: Final = re.compile(r"\|.+\|")
_IMAGE: Final = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_FRONT: Final = re.compile(r"\ufeff?---[ \t]*\r?\n((?:[^\n]{0,1000}\n){1,60}?)---[ \t]*(?:\r?\n|$)")
_PAIR: Final = re.compile(r"[\w-]{1,40}:(?:[ \t].*)?")
_TURN: Final = re.compile(r"([^\s:：][^:：\n]{0,30})[:：]\s")

_NARROWEST, _WIDEST = 40, 100  # columns between which people and programs wrap text
_SLACK: Final = 8  # columns a wrapped line may stay short of what would fit
_WRAPPED_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without white space around it and without its marker; `group` counts blank lines passed."""

    start: int
    end: int
    group: int
    indent: int
    kind: BlockKind | None = None  # what its marker says
    number: int | None = None
    marked: int = 0  # where the marker begins, for a number that turns out to be none


@dataclass(frozen=True, slots=True)
class _Chunk:
    start: int
    end: int
    kind: BlockKind
    number: int | None = None
    marked: int = 0


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of `text`, in order, without overlaps; empty where there is nothing but white space."""
    lines = list(_lines(text))
    chunks = _listed(_joined(text, lines, _wrap_width(text, lines)))
    texts = [text[chunk.start : chunk.end] for chunk in chunks]
    kinds = headed(list(zip((chunk.kind for chunk in chunks), texts, strict=True)))
    known = furnished(list(zip(kinds, texts, strict=True)), headline=True)
    if PROSE.isdisjoint(known):
        known = kinds  # somebody wants just this read: a caption, an appeal
    return tuple(Block(Span(chunk.start, chunk.end), kind) for kind, chunk in zip(known, chunks, strict=True))


def headed(pieces: Sequence[tuple[BlockKind, str]]) -> list[BlockKind]:
    """The kinds of `pieces`, where a short line over prose is called a heading.

    Up to three may stand upon each other (a headline, its deck, a first heading). A line of talk is
    none: its label comes back.
    """
    kinds = [kind for kind, _ in pieces]
    speakers = Counter(turn[1] for _, text in pieces if (turn := _TURN.match(text)))
    above = 0  # headings counted since the prose below
    under_prose = False
    for i in range(len(pieces) - 1, -1, -1):
        kind, text = pieces[i]
        turn = _TURN.match(text)
        talk = turn is not None and speakers[turn[1]] > 2
        over_prose = kind is BlockKind.PARAGRAPH and under_prose and above < 3
        if over_prose and not talk and could_head(text, first=i == 0):
            kinds[i] = BlockKind.HEADING
            above += 1
            continue
        if kind in (BlockKind.CAPTION, BlockKind.FURNITURE):
            continue
        under_prose = kind is BlockKind.HEADING or (kind in PROSE and is_prose(text))
        above = 0
    return kinds


def _lines(text: str) -> Iterator[_Line]:
    at = group = 0
    fenced = False
    head = _head_ends(text)
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.strip(_SPACE)
        if not bare:
            group += not fenced
            continue
        indent = len(line) - len(line.lstrip(_SPACE))
        start += indent
        plain = _Line(start, start + len(bare), group, indent, marked=start)
        if start < head:
            yield replace(plain, kind=BlockKind.FURNITURE)
        elif _FENCE.match(bare):
            fenced = not fenced
            group += 1
        elif fenced:
            yield replace(plain, kind=BlockKind.CODE)
        elif _RULE.fullmatch(bare):
            group += 1
        else:
            yield _marked(plain, bare)


def _head_ends(text: str) -> int:
    """Where the head of a Markdown file ends, its names and values between two rules; 0 without one."""
    found = _FRONT.match(text)
    if found is None:
        return 0
    lines = found[1].splitlines()
    named = all(not line.strip() or line[0] in " \t-#" or _PAIR.fullmatch(line.rstrip()) for line in lines)
    return found.end() if named else 0


def _marked(line: _Line, bare: str) -> _Line:
    """The line without its marker, and what the marker says."""
    for pattern, kind in _MARKERS:
        found = pattern.match(bare)
        if found is None:
            continue
        rest = bare[found.end() :]
        if kind is BlockKind.HEADING:
            rest = rest.rstrip("#")
        inner = rest.strip(_SPACE)
        if not inner:
            return line
        start = line.start + found.end() + rest.index(inner)
        number = int(found[1]) if pattern is _NUMBER else None
        return replace(line, start=start, end=start + len(inner), kind=kind, number=number)
    if _ROW.fullmatch(bare):
        return replace(line, kind=BlockKind.TABLE)
    if _IMAGE.fullmatch(bare):
        return replace(line, kind=BlockKind.CAPTION)
    return line


def _wrap_width(text: str, lines: Sequence[_Line]) -> int | None:
    """The width at which a program or a careful hand broke the lines, None where nobody did."""
    breaks = [(a, b) for a, b in pairwise(lines) if a.group == b.group and _plain(a) and b.kind is None]
    if not breaks:
        return None
    widths = sorted(_columns(text, a) for a, _ in breaks)
    width = widths[min(len(widths) - 1, round(len(widths) * 0.95))]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    full = sum(_is_full(text, a, b, width) for a, b in breaks)
    ended = sum(ends_like_sentence(text[a.start : a.end]) for a, _ in breaks)
    share = _WRAPPED_SHARE * len(breaks)
    return width if full >= share and ended < share else None


def _plain(line: _Line) -> bool:
    return line.kind in (None, BlockKind.LIST_ITEM, BlockKind.BLOCK_QUOTE)


def _columns(text: str, line: _Line) -> int:
    return columns(text[line.start : line.end])


def _is_full(text: str, line: _Line, following: _Line, width: int) -> bool:
    """True where the first word of the following line would not have fitted."""
    ahead = text[following.start : min(following.end, following.start + 60)]
    word = columns(ahead.split(" ", 1)[0])
    if columns(ahead[:1]) == 2 or word > 30:
        word = 2
    return _columns(text, line) + 1 + word > width - _SLACK


def _joined(text: str, lines: Sequence[_Line], width: int | None) -> list[_Chunk]:
    chunks: list[_Chunk] = []
    last: _Line | None = None
    for line in lines:
        if last is not None and _runs_on(text, last, line, width):
            chunks[-1] = replace(chunks[-1], end=line.end)
        else:
            chunks.append(
                _Chunk(line.start, line.end, line.kind or BlockKind.PARAGRAPH, line.number, line.marked)
            )
        last = line
    return chunks


def _runs_on(text: str, last: _Line, line: _Line, width: int | None) -> bool:
    """Whether `line` belongs to the block that `last` is in."""
    if last.group != line.group:
        return False
    if line.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FURNITURE):
        return last.kind is line.kind
    if not _plain(last) or line.kind not in (None, BlockKind.BLOCK_QUOTE):
        return False
    if line.kind is BlockKind.BLOCK_QUOTE and last.kind is not BlockKind.BLOCK_QUOTE:
        return False
    before = text[last.start : last.end]
    lower = text[line.start].islower()
    if width is not None:
        if _is_full(text, last, line, width):
            return True
        return lower or not (
            ends_like_sentence(before) or line.indent > last.indent or columns(before) < 0.6 * width
        )
    return lower and columns(before) >= _NARROWEST and not ends_like_sentence(before)


def _listed(chunks: Sequence[_Chunk]) -> list[_Chunk]:
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
