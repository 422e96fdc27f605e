"""Rows in reading order → the blocks of a document; notes at the foot of a page are left out.

A paragraph runs on over the end of a column or a page where its last row is full and nothing begins anew,
whatever stands between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Final

from summarizer.model import BlockKind
from summarizer.reading.files.pdf.kinds import is_caption, judged, listed, without_references
from summarizer.reading.files.pdf.lumps import Lump, Placed, indented, lumps_of
from summarizer.reading.files.pdf.rows import Row, is_rtl
from summarizer.reading.files.pdf.words import HYPHEN
from summarizer.reading.files.pdf.wrapping import Vocabulary, joined
from summarizer.reading.prose import could_head, ends_like_sentence

_NOTE: Final = re.compile(r"(?:\d{1,3}|[*†‡§¶⁎∗]{1,3})[.)]?\s*(?=[^\W\d])")

_WIDEST: Final = 8_000  # points
_SMALLER: Final = 0.93  # times the body's size: notes, captions


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of the document: its text, and where in it each page begins that it runs over; `size` is
    that of its letters."""

    kind: BlockKind
    text: str
    pages: tuple[tuple[int, int], ...]  # offset, page
    size: float


def passages(rows: Sequence[Placed], body: float) -> list[Passage]:
    """The blocks of a document in order; `body` is the size that most of its letters are set in."""
    fixed = 2 * sum(len(one.row.text) for one in rows if one.row.fixed) > sum(
        len(one.row.text) for one in rows
    )
    lumps = list(lumps_of(list(_without_notes(rows, body)), body, code=not fixed))
    lumps = listed(lumps)
    lumps = _run_on(lumps, _indents(lumps))
    lumps = [judged(lump, body) for lump in lumps]
    lumps = without_references(lumps)
    vocabulary = Vocabulary.of(one.row for one in rows)
    return [found for lump in lumps if (found := _passage(lump, vocabulary)) is not None]


def _without_notes(rows: Sequence[Placed], body: float) -> Iterator[Placed]:
    """Leaves out what stands small at the foot of a column and begins like a note."""
    edges = [0, *(i for i, one in enumerate(rows) if one.starts and i > 0), len(rows)]
    stretches = [rows[start:end] for start, end in pairwise(edges) if start < end]
    lowest = _lowest(stretches)
    for i, stretch in enumerate(stretches):
        yield from stretch[: _foot(stretch, body)] if i in lowest else stretch


def _lowest(stretches: Sequence[Sequence[Placed]]) -> set[int]:
    """The stretches under which nothing stands on their page."""
    found = set()
    covered: dict[int, int] = {}  # points from the left of each page, as bits
    for i in sorted(range(len(stretches)), key=lambda i: -stretches[i][-1].row.y):
        last = stretches[i][-1]
        left, right = (min(_WIDEST, max(0, round(edge))) for edge in (last.left, last.right))
        points = (1 << max(left + 1, right)) - (1 << left)
        if not covered.get(last.page, 0) & points:
            found.add(i)
        covered[last.page] = covered.get(last.page, 0) | points
    return found


def _foot(stretch: Sequence[Placed], body: float) -> int:
    """Where the notes at the foot of a stretch begin; its end where there are none."""
    at = len(stretch)
    while at > 0 and stretch[at - 1].row.size <= _SMALLER * body:
        at -= 1
    for i in range(at, len(stretch)):
        row = stretch[i].row
        begins = row.marked or _NOTE.match(row.text) is not None
        if begins and (i > 0 or row.marked):
            return i
    return len(stretch)


def _indents(lumps: Sequence[Lump]) -> bool:
    """Whether the paragraphs of the document begin with an indent."""
    several = [lump for lump in lumps if lump.kind is BlockKind.PARAGRAPH and len(lump.rows) > 2]
    return 2 * sum(indented(lump.rows[0]) for lump in several) > len(several)


def _run_on(lumps: Sequence[Lump], indents: bool) -> list[Lump]:
    """Puts together what the end of a column or a page parted; what floats between comes after it."""
    whole: list[Lump] = []
    more: dict[int, list[Placed]] = {}
    open_at: int | None = None  # the last lump of prose
    parted = False  # whether a stretch has begun since
    for lump in lumps:
        parted = parted or lump.rows[0].starts
        prose = lump.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM) and not _floats(lump)
        if prose and open_at is not None and parted:
            last = (more.get(open_at) or whole[open_at].rows)[-1]
            if _goes_on(whole[open_at], last, lump, indents):
                more.setdefault(open_at, []).extend(lump.rows)
                parted = False
                continue
        if prose:
            open_at, parted = len(whole), False
        whole.append(lump)
    return [replace(lump, rows=(*lump.rows, *more.get(i, ()))) for i, lump in enumerate(whole)]


def _floats(lump: Lump) -> bool:
    """Whether it stands anywhere on a page, as a picture does."""
    return is_caption(lump, lump.size)


def _goes_on(before: Lump, last: Placed, lump: Lump, indents: bool) -> bool:
    """Whether a lump goes on with one that ended, so far, with the row `last`."""
    first = lump.rows[0]
    if lump.kind is BlockKind.LIST_ITEM or first.row.bold != last.row.bold:
        return False
    if abs(first.row.size - last.row.size) > 0.05 * last.row.size or (
        len(before.rows) > 1 and before.rows[0].row.bold
    ):
        return False
    ended = ends_like_sentence(last.row.text)
    if last.row.hyphenated or (not ended and first.row.text[:1].islower()):
        return True
    em = last.row.size
    room = last.row.left - last.left if is_rtl(last.row.text) else last.right - last.row.right
    if room > 4 * em or indented(first):
        return False
    if (
        before.rows[-1] is last
        and len(before.rows) == 1
        and could_head(before.text)
        and before.kind is not BlockKind.LIST_ITEM
    ):
        return False
    return not ended or (indents and room < em)


def _passage(lump: Lump, vocabulary: Vocabulary) -> Passage | None:
    rows = [one.row for one in lump.rows]
    if lump.kind in (BlockKind.TABLE, BlockKind.CODE):
        lines = ["\t".join(_cells(row)) if lump.kind is BlockKind.TABLE else row.text for row in rows]
        lines = [line.replace(HYPHEN, "-").replace("\u00ad", "") for line in lines]
        text = "\n".join(lines)
        starts = [0, *accumulate(len(line) + 1 for line in lines[:-1])]
    else:
        text, starts = joined(rows, vocabulary)
    skipped = len(lump.marker) if lump.kind is BlockKind.LIST_ITEM and text.startswith(lump.marker) else 0
    bare = text[skipped:]
    skipped += len(bare) - len(bare.lstrip())
    bare = bare.strip()
    if not bare or not any(map(str.isalnum, bare)):
        return None
    pages: list[tuple[int, int]] = []
    for one, start in zip(lump.rows, starts, strict=True):
        if not pages or pages[-1][1] != one.page:
            pages.append((max(0, min(start - skipped, len(bare))), one.page))
    return Passage(lump.kind, bare, tuple(pages), lump.size)


def _cells(row: Row) -> Iterator[str]:
    cell: list[str] = []
    words = row.words
    for i, word in enumerate(words):
        gap = max(word.left - words[i - 1].right, words[i - 1].left - word.right) if i else 0.0
        if i and gap > 0.8 * row.size:
            yield " ".join(cell)
            cell = []
        cell.append(word.text)
    yield " ".join(cell)
