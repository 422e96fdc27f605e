"""Words of a page → rows of text: what stands on one line, in the order in which it is read.

Marks of notes, small and raised behind a word, are left out; an index such as the one in H₂O stays. Hebrew
and Arabic are read from the right, with numbers and Latin names in them from the left.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Final

from summarizer.reading.files.pdf.word import Word
from summarizer.reading.files.pdf.words import HYPHEN

_RTL: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WIDE: Final = re.compile("[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_OPENING: Final = "([{«<"
_CLOSING: Final = ")]}»>"
_AFTER_NO_SPACE: Final = ",.;:!?)]}"
_TURNED: Final = str.maketrans(_OPENING + _CLOSING, _CLOSING + _OPENING)
_AFTER_OPENING: Final = re.compile(r"([(\[{«])\s")
_BEFORE_CLOSING: Final = re.compile(r"\s([)\]}».،؛؟!])")
_STOP_BEFORE: Final = re.compile(r"([.:,،؛!?؟]+)(\w.*)")
_NOTE_MARK: Final = re.compile(r"[\d,;–\-]{1,7}|[*†‡§¶⁎∗]{1,3}|[a-z]|\[\d{1,3}\]|\(\d{1,3}\)")
_WORD_BEFORE: Final = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?”’\"»)\]]|[\u3041-\u9fff])$")

_SMALL: Final = 0.88  # of its line's size: a mark, not a word
_SAME_LINE: Final = 0.22  # of its size that a word may stand lower than another of its line: scans are skew
_GAP: Final = 0.12  # of its size that parts two words
_MARK_GAP: Final = 0.5  # ems between a mark or an index and its word
_DROP_CAP: Final = 1.7  # times its paragraph's size
_MOST_CAPS: Final = 20  # on one page


@dataclass(frozen=True, slots=True)
class Row:
    """The words of one line, in reading order, with the edges of the room that it takes."""

    words: tuple[Word, ...]
    text: str
    left: float
    right: float
    y: float
    size: float
    marked: bool = False  # begins with a raised mark, as a note does

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def fixed(self) -> bool:
        return all(word.fixed for word in self.words)

    @property
    def hyphenated(self) -> bool:
        return self.text.endswith((HYPHEN, "-", "\u2010", "\u00ad"))

    def gaps(self) -> Iterator[float]:
        """The widths of the gaps between its words, in ems."""
        for a, b in pairwise(sorted(self.words, key=lambda word: word.left)):
            yield (b.left - a.right) / self.size


def is_rtl(text: str) -> bool:
    """Whether most letters are Hebrew or Arabic."""
    if text.isascii() or not _RTL.search(text):
        return False
    return 2 * len(_RTL.findall(text)) > len(_LETTER.findall(text))


def is_wide(text: str) -> bool:
    """Whether a character is written without spaces around it."""
    return _WIDE.match(text) is not None


def main_size(words: Iterable[Word]) -> float:
    """The size that most characters are set in, to a tenth of a point; 0 without any."""
    raw: dict[float, int] = {}
    for word in words:
        raw[word.size] = raw.get(word.size, 0) + len(word.text)
    sizes: Counter[float] = Counter()
    for size, count in raw.items():
        sizes[round(size, 1)] += count
    return max(sizes, key=lambda size: (sizes[size], size), default=0.0)


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The rows of `words`, from top to bottom."""
    size = main_size(words)
    large = [word for word in words if word.size > _DROP_CAP * size and len(word.text) == 1]
    caps = [word for word in large if _is_drop_cap(word, words)] if len(large) <= _MOST_CAPS else []
    plain = [word for word in words if word not in caps] if caps else words
    lines = _lines(plain, size)
    rows = [row for line in lines if (row := _row(line)) is not None]
    for cap in caps:
        rows = _with_drop_cap(rows, cap)
    return rows


def _is_drop_cap(word: Word, words: Sequence[Word]) -> bool:
    """Whether a large letter is a capital that stands alone on its line."""
    return word.text.isupper() and not any(
        other is not word and other.size > 0.7 * word.size and abs(other.y - word.y) < 0.3 * word.size
        for other in words
    )


def _lines(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Words that stand on one line, for each line from the top; small ones join the line they hang on."""
    lines: list[list[Word]] = []
    small: list[Word] = []
    for word in sorted(words, key=attrgetter("y")):
        if word.size < _SMALL * size:
            small.append(word)
        elif lines and word.y - lines[-1][-1].y <= _SAME_LINE * min(word.size, lines[-1][-1].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    heights = [line[0].y for line in lines]
    alone: list[Word] = []
    for word in small:
        line = _line_of(word, lines, heights)
        if line is None:
            alone.append(word)
        else:
            line.append(word)
    # what stands small in lines of its own, a note or an address, may have marks in it
    tiny = _lines(alone, main_size(alone) if len(alone) < len(words) else 0.0) if alone else []
    return sorted((*lines, *tiny), key=lambda line: line[0].y)


def _line_of(word: Word, lines: Sequence[list[Word]], heights: Sequence[float]) -> list[Word] | None:
    """The line that a small word is a mark or an index in: it touches a word of it."""
    at = bisect_left(heights, word.y - 0.6 * word.size)
    for i in range(at, min(at + 2, len(lines))):
        line = lines[i]
        if heights[i] - word.y > 0.7 * line[0].size:
            break
        if len(line) > _MOST_IN_LINE:
            continue
        if abs(heights[i] - word.y) < 0.1 * line[0].size:
            return line
        for near in line:
            gap = max(word.left - near.right, near.left - word.right)
            if near.size > word.size and gap < _MARK_GAP * near.size:
                return line
    return None


_MOST_IN_LINE: Final = 400  # words: beyond, nobody looks for what a mark hangs on


def _row(line: Sequence[Word]) -> Row | None:
    size = line[0].size
    words = _ordered(line)
    kept, base, marked = words, words[0].y, False
    if any(word.size != size for word in line):
        size = main_size(line)
        base = next((word.y for word in words if word.size >= _SMALL * size), base)
        kept, marked = _without_marks(words, size, base)
        if not kept:
            return None
    left, right = min([word.left for word in kept]), max([word.right for word in kept])
    text = "".join(_spaced(kept))
    if not text.isascii() and _RTL.search(text):
        text = _brackets_turned(text)
    return Row(tuple(kept), text, left, right, base, size, marked)


def _without_marks(words: Sequence[Word], size: float, base: float) -> tuple[list[Word], bool]:
    """The words of a line without the raised marks of notes behind them, and whether it begins with one."""
    kept: list[Word] = []
    marked = False
    mark: Word | None = None
    for word in words:
        if mark is not None and word.text[0] in _AFTER_NO_SPACE and word.left - mark.right < _GAP * size:
            word = word._replace(glued=True)  # the comma in "quay¹, which"
        mark = None
        raised = word.size < _SMALL * size and base - word.y > 0.15 * size
        if raised and _NOTE_MARK.fullmatch(word.text):
            if not kept:
                marked = True
                continue
            if _WORD_BEFORE.search(kept[-1].text):
                mark = word
                continue
        kept.append(word)
    return kept, marked


def _ordered(line: Sequence[Word]) -> list[Word]:
    """The words from the left; or from the right, if that is how most of them are read."""
    words = sorted(line, key=attrgetter("left"))
    letters = "".join([word.text for word in words])
    if letters.isascii() or not _RTL.search(letters):
        return words
    backwards = is_rtl(letters)
    if backwards:
        words.reverse()
    if backwards:
        # "2030." comes as it is seen, with its stop at the left
        words = [
            word._replace(text=found[2] + found[1])
            if not _RTL.search(word.text) and (found := _STOP_BEFORE.fullmatch(word.text))
            else word
            for word in words
        ]
    ordered: list[Word] = []
    run: list[Word] = []
    for word in words:
        against = bool(_RTL.search(word.text)) is not backwards and any(map(str.isalnum, word.text))
        if against:
            run.append(word)
            continue
        ordered.extend(reversed(run))
        run = []
        ordered.append(word)
    return [*ordered, *reversed(run)]


def _brackets_turned(text: str) -> str:
    """A row of Hebrew or Arabic whose brackets open and close as they are read, not as they are seen."""
    if is_rtl(text):
        closing = next((c for c in text if c in _OPENING + _CLOSING), "")
        if closing and closing in _CLOSING and any(c in _OPENING for c in text):
            text = text.translate(_TURNED)
    return _AFTER_OPENING.sub(r"\1", _BEFORE_CLOSING.sub(r"\1", text))


def _spaced(words: Sequence[Word]) -> Iterator[str]:
    before: Word | None = None
    for word in words:
        if before is not None and not _touches(before, word):
            yield " "
        yield word.text
        before = word


def _touches(before: Word, word: Word) -> bool:
    """Whether two words that follow each other are written without a space between them."""
    wide = word.text[0] > "\u2e7f"
    if not wide and not word.glued and word.size == before.size:
        return False
    if word.glued and word.text[0] in _AFTER_NO_SPACE:
        return True
    gap = max(word.left - before.right, before.left - word.right) / max(word.size, before.size)
    if wide and is_wide(word.text[0]) and is_wide(before.text[-1]):
        return gap < 1
    return gap < _GAP


def _with_drop_cap(rows: list[Row], cap: Word) -> list[Row]:
    """The rows with a large initial put in front of the first row beside it."""
    top = cap.y - 0.8 * cap.size
    beside = [
        i
        for i, row in enumerate(rows)
        if top <= row.y <= cap.y + 0.3 * row.size and 0 <= row.left - cap.right + row.size < 2.5 * row.size
    ]
    if not beside:
        where = next((i for i, row in enumerate(rows) if row.y > cap.y), len(rows))
        alone = Row((cap,), cap.text, cap.left, cap.right, cap.y, cap.size)
        return [*rows[:where], alone, *rows[where:]]
    changed = list(rows)
    for i in beside:
        # the words keep the edge, since rows are made of them anew in each column
        row, text = rows[i], ""
        first = row.words[0]
        if i == beside[0]:
            apart = cap.text in "AIO" and first.left - cap.right > _LETTER_GAP * first.size
            text = f"{cap.text} " if apart else cap.text
        words = (first._replace(text=text + first.text, left=cap.left), *row.words[1:])
        changed[i] = replace(row, words=words, text="".join(_spaced(words)), left=cap.left)
    return changed


_LETTER_GAP: Final = 0.3  # ems from a large initial to its word; wider, it is a word itself
