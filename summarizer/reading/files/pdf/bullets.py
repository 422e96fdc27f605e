"""Bullets that are drawn as shapes and not written, as browsers do → words like written ones.

A dot is a bullet where it stands before the first word of a line, at the height of its small letters.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from summarizer.reading.files.pdf.word import Word

_BULLET: Final = "•"
_HEIGHT: Final = 0.3  # ems over its line that the middle of a bullet stands
_OFF: Final = 0.22  # ems more or less
_WIDEST: Final = 1.0  # em
_FAR: Final = 3.5  # ems from its word, at most
_MOST: Final = 400  # dots of one page: more are a drawing
_BESIDE: Final = 200  # words at one height that are looked at


class Dot(NamedTuple):
    """A small shape, from `left` to `right`; `y` is its middle, growing downwards."""

    left: float
    right: float
    y: float


def bullets(words: Sequence[Word], dots: Iterable[Dot]) -> Iterator[Word]:
    """A word for each of the dots that is a bullet."""
    found = list(dots)
    if not 0 < len(found) <= _MOST:
        return
    ordered = sorted(words, key=lambda word: word.y)
    heights = [word.y for word in ordered]
    taken = set()
    for dot in found:
        start = bisect_left(heights, dot.y)
        line = [
            word
            for word in ordered[start : start + _BESIDE]
            if abs(word.y - dot.y - _HEIGHT * word.size) <= _OFF * word.size
        ]
        word = _first_beside(dot, line)
        if word is not None and word not in taken:
            taken.add(word)
            yield Word(_BULLET, dot.left, dot.right, word.y, word.size)


def _first_beside(dot: Dot, line: Sequence[Word]) -> Word | None:
    """The word that a dot stands before, with nothing near on its other side."""
    after = [word for word in line if 0 <= word.left - dot.right <= _FAR * word.size]
    before = [word for word in line if 0 <= dot.left - word.right <= _FAR * word.size]
    if bool(after) is bool(before):
        return None
    near = min(after, key=lambda word: word.left) if after else max(before, key=lambda word: word.right)
    return near if dot.right - dot.left <= _WIDEST * near.size else None
