"""Words of a page → stretches of rows in reading order, column after column.

A page falls into bands: where a gap of white runs down through all rows of a band and what stands on
both sides is set like prose, the sides are columns, read one after the other, and each may fall into
bands again. A headline over two columns ends a band. What stands side by side in short pieces is a
table and stays in its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import mean, median
from typing import Final

from summarizer.reading.files.pdf.rows import Row, is_rtl, is_wide, main_size, rows_of
from summarizer.reading.files.pdf.word import Word
from summarizer.reading.prose import columns as width_of

_BIN: Final = 2.0  # points
_WIDEST_PAGE: Final = 4_000  # bins: a hostile page is no wider
_GUTTER: Final = 0.8  # ems of white that may part columns …
_LEAST_GUTTER: Final = 6.0  # … but never fewer points
_ROWS: Final = 3  # in a column, at least: as many must leave the white free for a band to begin
_AHEAD: Final = 7  # rows among which one that hides a gap is looked for
_WORDS: Final = 1.5  # in a row of a column, on average, …
_CHARACTERS: Final = 12  # … and characters
_FILLED: Final = 0.6  # of a column's width that its middle row fills
_IN_STEP: Final = 0.75  # of its rows from which on a narrow column is one of a table
_DEEPEST: Final = 4
_MOST_CUTS: Final = 8
_APART: Final = 3.0  # ems between two rows that end a band: what stands above is not of these columns


def stretches(words: Sequence[Word]) -> Iterator[list[Row]]:
    """Rows that are read one after the other, each stretch within edges of its own."""
    if words:
        yield from _within(rows_of(words), 0)


def _within(rows: Sequence[Row], depth: int) -> Iterator[list[Row]]:
    if depth >= _DEEPEST:
        yield list(rows)
        return
    em = main_size(word for row in rows for word in row.words)
    least = max(1, round(max(_GUTTER * em, _LEAST_GUTTER) / _BIN))
    masks = [_mask(row, least) for row in rows]
    single: list[Row] = []
    at = 0
    while at < len(rows):
        end, cuts = _band(rows, masks, at, least, em)
        columns = _columns(rows[at:end], cuts, least) if cuts else []
        if len(columns) < 2 or (depth > 0 and min(map(len, columns)) < 2 * _ROWS):
            # one row of it, or the whole of a band that is none: it is looked at no second time
            stop = end if cuts else at + 1
            single.extend(rows[at:stop])
            at = stop
            continue
        if single:
            yield single
            single = []
        for column in columns:
            yield from _within(column, depth + 1)
        at = end
    if single:
        yield single


def _mask(row: Row, least: int) -> int:
    """The bins that a row covers, as bits; gaps too narrow to part columns are covered, too."""
    mask = 0
    reached: int | None = None
    for word in row.words if row.words[0].left <= row.words[-1].left else reversed(row.words):
        start = int(word.left / _BIN)
        end = -int(-word.right // _BIN)
        if not 0 <= start < end <= _WIDEST_PAGE:
            start = min(_WIDEST_PAGE, max(0, start))
            end = min(_WIDEST_PAGE + 1, max(start + 1, end))
        if reached is not None and 0 < start - reached < least:
            start = reached
        mask |= ((1 << (end - start)) - 1) << start
        if reached is None or end > reached:
            reached = end
    return mask


def _free(mask: int, least: int) -> int:
    """The bins at which a gap of `least` free bins begins, with something covered on both sides."""
    if not mask:
        return 0
    low = (mask & -mask).bit_length() - 1
    free = ~mask & ((1 << mask.bit_length()) - 1) & ~((1 << low) - 1)
    width = 1
    while width < least:
        step = min(width, least - width)
        free &= free >> step
        width += step
    return free


def _band(
    rows: Sequence[Row], masks: Sequence[int], at: int, least: int, em: float
) -> tuple[int, list[float]]:
    """Where the band that begins at a row ends, and where it may be cut; no cuts where it is no band."""
    if not _free(_covered(masks[at : at + _ROWS]), least):
        return at + 1, []
    if _hides(rows, masks, at, least):
        return at + 1, []
    covered, end = 0, at
    while end < len(rows):
        apart = end > at and rows[end].y - rows[end - 1].y > _APART * em
        further = covered | masks[end]
        if apart or (end >= at + _ROWS and not _free(further, least)):
            break
        covered = further
        end += 1
    return end, _gaps(covered, least)


def _hides(rows: Sequence[Row], masks: Sequence[int], at: int, least: int) -> bool:
    """Whether a row stands over columns, or over some of them, that the rows below it are set in."""
    below = _covered(masks[at + 1 : at + _AHEAD])
    fewer, more = _gaps(below | masks[at], least), _gaps(below, least)
    if len(more) <= len(fewer):
        return False
    ahead = rows[at + 1 : at + _AHEAD]
    return len(_columns(ahead, more, least)) > len(_columns(ahead, fewer, least))


def _columns(rows: Sequence[Row], cuts: Sequence[float], least: int) -> list[list[Row]]:
    """The rows of each column, in reading order; a part that is no column goes to the next."""
    if len(cuts) > _MOST_CUTS:
        return []
    words = [word for row in rows for word in row.words]
    columns: list[list[Row]] = []
    carried: list[Word] = []
    edges = [float("-inf"), *cuts, float("inf")]
    for start, end in pairwise(edges):
        part = carried + [word for word in words if start <= (word.left + word.right) / 2 < end]
        carried = []
        inside = rows_of(part)
        if _is_column(inside, least) or (len(inside) >= _ROWS and _in_step(part, rows) < _IN_STEP):
            columns.append(inside)
        else:
            carried = part
    if carried:
        if not columns:
            return []
        columns[-1] = rows_of([*(word for row in columns[-1] for word in row.words), *carried])
    if is_rtl("".join(word.text for word in words[:400])):
        columns.reverse()
    return columns


def _is_column(rows: Sequence[Row], least: int) -> bool:
    if len(rows) < _ROWS:
        return False
    if mean(max(len(row.words), is_wide(row.text[0]) * _WORDS) for row in rows) < _WORDS:
        return False
    if mean(width_of(row.text[:60]) for row in rows) < _CHARACTERS:
        return False
    width = max(row.right for row in rows) - min(row.left for row in rows)
    if median(row.right - row.left for row in rows) >= _FILLED * width:
        return True
    return bool(_gaps(_covered([_mask(row, least) for row in rows[-_AHEAD:]]), least))  # columns of its own


def _in_step(part: Sequence[Word], rows: Sequence[Row]) -> float:
    """The share of rows with words of a part in them that hold other words, too: nearly all in a table, few
    where a narrow column is set beside another."""
    own = {id(word) for word in part}
    counts = [sum(id(word) in own for word in row.words) for row in rows]
    shared = sum(0 < count < len(row.words) for count, row in zip(counts, rows, strict=True))
    return shared / max(1, sum(count > 0 for count in counts))


def _covered(masks: Iterable[int]) -> int:
    covered = 0
    for mask in masks:
        covered |= mask
    return covered


def _gaps(covered: int, least: int) -> list[float]:
    """Where the white between what is covered may be cut, in points."""
    free = _free(covered, least)
    cuts = []
    while free:
        start = (free & -free).bit_length() - 1
        stop = start
        while not covered >> stop & 1:
            stop += 1
        cuts.append((start + stop) / 2 * _BIN)
        free &= ~((1 << stop) - 1)
    return cuts
