"""Rows in reading order → lumps of rows that belong together.

A new lump shows by its indent, by the room above it, by another size or weight, or by a last line in which
the next word would have had room. Rows of tables and of programs are told by how they are set.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from summarizer.model import BlockKind
from summarizer.reading.files.pdf.rows import Row, is_rtl, is_wide
from summarizer.reading.prose import could_head, ends_like_sentence

_BULLET: Final = re.compile(r"[•‣▪◦●■♦▸►➤➔→·∙⁃✓✔✗☐☑☒❖○□–—*\-]\s*(?=\S)")

NUMBER: Final = re.compile(r"\(?(\d{1,3})[.)]\s+(?=\S)")

LETTERED: Final = re.compile(r"\(?([a-z])\)\s+(?=\S)")

_LEADER: Final = re.compile(r"(?:[.·…_]\s?){4}\s{0,9}[\divxlc]{0,8}$", re.IGNORECASE)


LARGER: Final = 1.1  # times the body's size: a heading

HEADING_ROWS: Final = 4

_ENOUGH: Final = 6  # steps from row to row that say how far apart rows stand
_LOOKED_BACK: Final = 12  # rows
_TAIL: Final = 120  # characters of a row that are looked at for a row of dots
_INDENT: Final = 0.6  # ems

_LEADING: Final = 1.3  # times the usual distance of two rows

_ROOM: Final = 0.6  # ems by which the next word must miss its room

_SHORT: Final = 0.35  # of the width that a last row leaves free though no sentence ends with it

_CELL_GAP: Final = 1.6  # ems

_MOST_CELLS: Final = 8  # of a row that is told by its neighbours
_NARROW_GAP: Final = 0.6  # ems, beside rows that are a table's


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its page and the edges of the stretch that it stands in."""

    row: Row
    page: int
    left: float
    right: float
    leading: float
    starts: bool = False  # the stretch


@dataclass(frozen=True, slots=True)
class Lump:
    """Rows that belong together, before they are one text."""

    rows: tuple[Placed, ...]
    kind: BlockKind
    marker: str = ""

    @property
    def text(self) -> str:
        return " ".join(placed.row.text for placed in self.rows)

    @property
    def size(self) -> float:
        return median(placed.row.size for placed in self.rows)


def usual_leading(stretches: Iterable[Sequence[Row]]) -> float:
    """How far apart the rows of a document stand, in ems."""
    steps = [step / row.size for stretch in stretches for row, step in _steps(stretch)]
    if len(steps) < _ENOUGH:
        return min(steps, default=1.2)  # of so few as many part paragraphs as not
    return median(steps)


def _steps(stretch: Sequence[Row]) -> Iterator[tuple[Row, float]]:
    for a, b in pairwise(stretch):
        if 0.5 * a.size < b.y - a.y < 2.5 * a.size:
            yield a, b.y - a.y


def placed(stretch: Sequence[Row], page: int, usual: float) -> list[Placed]:
    """The rows of a stretch with its edges: where most rows begin, and the farthest that they reach; `usual`
    is how far apart rows stand elsewhere, in ems."""
    lefts, rights = Counter(round(row.left) for row in stretch), [row.right for row in stretch]
    often = max(2, 0.15 * len(stretch))
    left = min((x for x in lefts if lefts[x] + lefts[x + 1] + lefts[x - 1] >= often), default=min(lefts))
    right = sorted(rights)[min(len(rights) - 1, round(0.95 * len(rights)))]
    steps = [step for _, step in _steps(stretch)]
    leading = median(steps) if len(steps) >= _ENOUGH else None
    return [
        Placed(row, page, float(left), right, leading or usual * row.size, starts=i == 0)
        for i, row in enumerate(stretch)
    ]


def lumps_of(rows: Sequence[Placed], body: float, *, code: bool) -> Iterator[Lump]:
    """The lumps of `rows`, each a paragraph, a table or a program so far; `code` says that rows in letters of
    one width are a program."""
    run: list[Placed] = []
    kind = BlockKind.PARAGRAPH
    forms = _forms(rows, code=code)
    for i, one in enumerate(rows):
        following = rows[i + 1] if i + 1 < len(rows) and not rows[i + 1].starts else None
        form = forms[i]
        if run and form is not BlockKind.PARAGRAPH and form is kind and not one.starts:
            run.append(one)
            continue
        goes_on = (
            run
            and form is BlockKind.PARAGRAPH
            and kind is BlockKind.PARAGRAPH
            and not one.starts
            and not _begins(run, one, following, body)
        )
        if run and not goes_on:
            yield Lump(tuple(run), kind)
            run = []
        run.append(one)
        kind = form
    if run:
        yield Lump(tuple(run), kind)


def _forms(rows: Sequence[Placed], *, code: bool) -> list[BlockKind]:
    """What rows are by themselves: of a table, of a program, or of prose. A lone row with gaps in it is no
    table but a heading with its number, or a line drawn wide; beside two such rows narrower gaps do."""
    kinds = [_form(one, code=code) for one in rows]
    beside = [False, *(not b.starts and b.page == a.page for a, b in pairwise(rows)), False]
    for i, one in enumerate(rows):
        if kinds[i] is not BlockKind.TABLE or _LEADER.search(one.row.text[-_TAIL:]):
            continue
        before = beside[i] and kinds[i - 1] is BlockKind.TABLE
        after = beside[i + 1] and kinds[i + 1] is BlockKind.TABLE
        if not (before or after):
            kinds[i] = BlockKind.PARAGRAPH
    for order in (range(1, len(rows)), range(len(rows) - 2, -1, -1)):
        step = -1 if order.step > 0 else 1
        for i in order:
            next_to = kinds[i + step] is BlockKind.TABLE and (beside[i] if step < 0 else beside[i + 1])
            if next_to and kinds[i] is BlockKind.PARAGRAPH and _is_row_of_table(rows[i]):
                kinds[i] = BlockKind.TABLE
    return kinds


def _is_row_of_table(one: Placed) -> bool:
    """Whether a row beside those of a table may be one: its words stand apart and do not fill it."""
    row, gaps = one.row, list(one.row.gaps())
    if not any(map(str.isalpha, row.text)):
        return True
    return 0 < len(gaps) < _MOST_CELLS and min(gaps) > _NARROW_GAP and row.right < one.right - row.size


def _form(one: Placed, *, code: bool) -> BlockKind:
    row = one.row
    if code and row.fixed and len(row.text) > 1:
        return BlockKind.CODE
    if _LEADER.search(row.text[-_TAIL:]):
        return BlockKind.TABLE
    gaps = list(row.gaps())[1 if _bulleted(row) else 0 :]
    wide = [gap for gap in gaps if gap > _CELL_GAP]
    justified = row.right > one.right - 0.5 * row.size and gaps and max(gaps) < 1.5 * min(gaps)
    if wide and not justified and len(row.words) <= 8 * (len(wide) + 1):
        return BlockKind.TABLE
    return BlockKind.PARAGRAPH


def _bulleted(row: Row) -> bool:
    first = row.words[0].text
    return bool(_BULLET.match(row.text) or NUMBER.match(row.text)) or first in ("o", "•")


def _begins(run: Sequence[Placed], one: Placed, following: Placed | None, body: float) -> bool:
    """Whether a row begins a block of its own, and does not go on with the rows before."""
    before, row, last = run[-1], one.row, run[-1].row
    em = last.size
    large = last.size > LARGER * body
    if abs(row.size - last.size) > 0.08 * max(row.size, last.size):
        return True
    down = row.y - last.y
    if down < 0 or down > (1.6 * em if large else _LEADING * one.leading):
        return True
    if marker(row) or _weight_changes(run, one):
        return True
    if last.hyphenated or large:
        return False  # lines of a headline are as long as they please
    if last.bold and row.bold and len(run) < HEADING_ROWS and could_head(last.text):
        return False
    here, there = _inset(one), _inset(before)
    listed = bool(marker(run[0].row))
    if here - there > _INDENT * em:
        hanging = len(run) == 1 and (
            listed or (following is not None and abs(_inset(following) - here) < 0.2 * em)
        )
        if not hanging:
            return following is None or here - _inset(following) > 0.5 * _INDENT * em or _ended(last)
    elif there - here > _INDENT * em:
        outside = here < _inset(run[0]) - 0.3 * em
        amid = not _ended(last) and row.text[:1].islower()
        if (len(run) > 2 and not amid) or (len(run) > 1 and outside and _ended(last)):
            return True  # back from an indent that the rows before shared
    room = before.right - last.right if not is_rtl(last.text) else last.left - before.left
    word = row.words[0].right - row.words[0].left
    needed = (min(word, em) if is_wide(row.text) else word + 0.25 * em) + _ROOM * em
    return room > needed and (_ended(last) or room > _SHORT * (before.right - before.left))


def _weight_changes(run: Sequence[Placed], one: Placed) -> bool:
    """Whether bold rows end or begin; a sentence may change its weight where a full row ends."""
    row, last = one.row, run[-1].row
    if row.bold == last.bold or not (row.bold or all(other.row.bold for other in run[-_LOOKED_BACK:])):
        return False
    full = last.right >= run[-1].right - 2 * last.size
    return not (full and not _ended(last) and row.text[:1].islower())


def _inset(one: Placed) -> float:
    """How far a row begins inside the edge of its stretch, in points."""
    return one.right - one.row.right if is_rtl(one.row.text) else one.row.left - one.left


def _ended(row: Row) -> bool:
    return ends_like_sentence(row.text)


def indented(one: Placed) -> bool:
    return _inset(one) > _INDENT * one.row.size


def marker(row: Row) -> str:
    """What a row begins with as an item of a list does."""
    first = row.words[0]
    if first.text == "o" and len(row.words) > 1 and row.words[1].left - first.right > 0.5 * row.size:
        return "o "
    for pattern in (_BULLET, NUMBER, LETTERED):
        if found := pattern.match(row.text):
            return found[0]
    return ""
