"""A text → its lines: without the white space around them and without the marks of lists, headings and
quotes.

Every line is a span of the text; which lines belong together is for others to say. A line knows how many
breaks (blank lines, rules, fences) were passed before it: lines of one `group` follow each other at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from summarizer.model import BlockKind, Span

SPACE: Final = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008"
    "\u2009\u200a\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u202f\u205f\u2060\u2066\u2067"
    "\u2068\u2069\u3000\ufeff"
)
"""What str.strip takes for white space, and the characters without width that pages and messengers leave
at the edges of lines, the marks of writing direction among them."""

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


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in a line from `start` to `end`; its marker, if it has one, begins at `marked`.

    `indent` is in characters. `voice` is the name of whoever begins to speak with this line. `message`
    tells the messages of a mail apart, so that the lines of one never run on in another.
    """

    start: int
    end: int
    group: int
    indent: int
    kind: BlockKind | None = None  # what its marker says
    number: int | None = None
    marked: int = 0
    voice: Span | None = None
    message: int = 0


def lines_of(text: str) -> Iterator[Line]:
    """The lines of `text` in order, those left out that hold white space, a rule, a fence or
    marks of quotation alone."""
    at = group = 0
    fenced = False
    front = head_of(text)
    head = front.end if front else 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        bare = line.strip(SPACE)
        if not bare:
            group += not fenced
            continue
        indent = len(line) - len(line.lstrip(SPACE))
        start += indent
        plain = Line(start, start + len(bare), group, indent, marked=start)
        if start < head:
            yield replace(plain, kind=BlockKind.FURNITURE)
        elif _FENCE.match(bare):
            fenced = not fenced
            group += 1
        elif fenced:
            yield replace(plain, kind=BlockKind.CODE)
        elif _RULE.fullmatch(bare) or not bare.strip("> \t"):
            group += 1  # what is quoted has its blank lines, too
        else:
            yield without_marker(plain, bare)


def without_marker(line: Line, bare: str) -> Line:
    """The line, which holds `bare`, without its marker, and what the marker says."""
    for pattern, kind in _MARKERS:
        found = pattern.match(bare)
        if found is None:
            continue
        rest = bare[found.end() :]
        if kind is BlockKind.HEADING:
            rest = rest.rstrip("#")
        inner = rest.strip(SPACE)
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


def regrouped(pieces: Sequence[tuple[Line, bool]]) -> list[Line]:
    """The lines with groups that end at each break."""
    breaks = 0
    found: list[Line] = []
    for line, apart in pieces:
        breaks += apart
        found.append(replace(line, group=line.group + breaks))
    return found


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a Markdown file: its lines of names and values, and where it ends, both rules included."""

    lines: tuple[str, ...]
    end: int


def head_of(text: str) -> Head | None:
    """The head that a text begins with, None where it has none."""
    found = _FRONT.match(text)
    if found is None:
        return None
    lines = tuple(found[1].splitlines())
    named = all(not line.strip() or line[0] in " \t-#" or _PAIR.fullmatch(line.rstrip()) for line in lines)
    return Head(lines, found.end()) if named else None
