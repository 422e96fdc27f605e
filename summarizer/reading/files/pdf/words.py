"""A page of a PDF → the words on it, each with its place, size and weight.

pdfium knows the characters in the order they were drawn; a word is a run of them without white space, in
one size. Places are in points with y growing downwards, as the page's text is read: a page whose lines
run upwards is turned, and what runs in another direction than the rest (a stamp in the margin, a
watermark) is left out, as is what lies off the page.
"""

from __future__ import annotations

import ctypes
import math
import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import Any, Final, NamedTuple

import pypdfium2.raw as pdfium

from summarizer.reading.files.pdf.bullets import Dot, bullets
from summarizer.reading.files.pdf.word import Word

HYPHEN: Final = "\x02"
"""What pdfium puts for a hyphen at the end of a line."""

_SPACE: Final = " \t\r\n\x00\u00a0\u2002\u2003\u2009\u3000\ufeff"
_WORD_OR_BREAK: Final = re.compile(f"[^{_SPACE}{HYPHEN}]+{HYPHEN}?|{HYPHEN}|\n")
_MARKED: Final = re.compile(r"\D[\d*†‡§]\D|\D\d\d\D")  # "quay1," whose figure may be a note's
_BOLD: Final = re.compile(rb"bold|black|heavy|demi|medi(?:$|[^u])|cmbx|sfbx", re.IGNORECASE)
_FIXED: Final = re.compile(rb"courier|mono|consol|cmtt|sftt|typewriter|menlo", re.IGNORECASE)
_FIXED_PITCH: Final = 1  # bit of a font's flags
_DOWN: Final = 4  # lines run downwards and follow each other to the left: upright Japanese
_LOOKED_AT: Final = 24  # characters, or things drawn
_SIDEWAYS: Final = frozenset({1, 3, _DOWN})
_RTL_GAP: Final = 0.2  # ems between two letters of Hebrew or Arabic that are of two words
_FROM_THE_LEFT: Final = re.compile(
    r"[0-9A-Za-z\u0660-\u0669\u06f0-\u06f9][0-9A-Za-z.,:/%\u0660-\u0669\u06f0-\u06f9-]*(?<=[0-9A-Za-z%\u0660-\u0669\u06f0-\u06f9])"
)
_MOST_SHAPES: Final = 4_000  # on one page, that are looked at for bullets
_SMALLEST_DOT: Final = 1.0  # points
_LARGEST_DOT: Final = 14.0
_LARGEST: Final = 2_000.0  # points, that a letter is taken for
_NAME_BYTES: Final = 96
# Ligatures and the forms that letters of Arabic and Hebrew take in a word, back to the letters.
_FORMS: Final = re.compile("[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdfb\ufe70-\ufefc]+")
_MEANINGLESS: Final = re.compile("[\x00\x01\x03-\x1f\x7f-\x9f\u200b\ufffd\ufffe\uffff\ud800-\udfff]")
_RTL: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff]")
_BULLETS: Final = {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➤", "\uf0fc": "✓", "\uf076": "❖", "\uf02d": "-"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The words of one page and its size; `strange` counts the characters that mean nothing, `drawn` says
    that there is a picture on the page, or anything at all on one without words."""

    words: tuple[Word, ...]
    width: float
    height: float
    characters: int = 0
    strange: int = 0
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class _Face:
    """What the characters of a run share."""

    scale: float
    turned: int  # quarter turns, counter-clockwise; -1 for anything between, _DOWN
    bold: bool
    fixed: bool


def characters_on(text_page: Any) -> int:
    """How many there are, spaces included; quick."""
    return max(0, int(pdfium.FPDFText_CountChars(text_page)))


def sheet_of(page: Any, text_page: Any) -> Sheet:
    """What stands on a page of pypdfium2's."""
    count = characters_on(text_page)
    x, y, other_x, other_y = page.get_cropbox()
    left, right, bottom, top = min(x, other_x), max(x, other_x), min(y, other_y), max(y, other_y)
    if count == 0:
        return Sheet((), right - left, top - bottom, drawn=pdfium.FPDFPage_CountObjects(page) > 0)
    raw = text_page.raw
    letters = _letters(raw, count)
    found = list(_runs(letters, lambda i: float(pdfium.FPDFText_GetFontSize(raw, i))))
    measure = _Measure(raw, (left, bottom, right, top))
    faces = _faces(found, measure)
    if _runs_down(found, letters, measure):
        faces = [replace(face, turned=_DOWN) if face.turned == 0 else face for face in faces]
    turns: Counter[int] = Counter()
    for run, face in zip(found, faces, strict=True):
        turns[face.turned] += run.end - run.start
    turned = max((turn for turn in turns if turn >= 0), key=lambda turn: turns[turn], default=0)
    words: list[Word] = []
    strange = characters = 0
    for run, face in zip(found, faces, strict=True):
        characters += run.end - run.start
        text, odd = _meaningful(letters[run.start : run.end])
        strange += odd
        if not text or face.turned != turned:
            continue
        if turned == 0 and _RTL.search(text):
            words.extend(measure.words_from_the_right(letters[run.start : run.end], run, face))
        elif (word := measure.word(text, run, face)) is not None:
            words.append(word)
    width, height = right - left, top - bottom
    if turned in _SIDEWAYS:
        width, height = height, width
    if turned == 0:
        words.extend(bullets(words, _dots(page, left, top)))
    drawn = not words or _has_picture(page)
    return Sheet(tuple(words), width, height, characters, strange, drawn)


def _dots(page: Any, left: float, top: float) -> Iterator[Dot]:
    """The shapes on a page, among its first ones, that are as small as a bullet, about as wide as high."""
    edges = [ctypes.c_float() for _ in range(4)]
    for i in range(min(_MOST_SHAPES, pdfium.FPDFPage_CountObjects(page))):
        shape = pdfium.FPDFPage_GetObject(page, i)
        if pdfium.FPDFPageObj_GetType(shape) == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPageObj_GetBounds(
            shape, *edges
        ):
            start, low, end, high = (edge.value for edge in edges)
            if _SMALLEST_DOT < end - start < _LARGEST_DOT and 0.7 < (high - low) / (end - start) < 1.4:
                yield Dot(start - left, end - left, top - (low + high) / 2)


def _has_picture(page: Any) -> bool:
    """Whether one of the first things drawn on a page is a picture."""
    count = min(_LOOKED_AT, pdfium.FPDFPage_CountObjects(page))
    drawn = (pdfium.FPDFPage_GetObject(page, i) for i in range(count))
    return any(pdfium.FPDFPageObj_GetType(one) == pdfium.FPDF_PAGEOBJ_IMAGE for one in drawn)


def _letters(text_page: Any, count: int) -> str:
    """The characters, one for each of pdfium's: all at once where that gives as many, else one by one."""
    room = (ctypes.c_ushort * (2 * count + 2))()
    length = pdfium.FPDFText_GetText(text_page, 0, count, room) - 1
    text = bytes(room)[: 2 * max(0, length)].decode("utf-16-le", "surrogatepass").replace("\ufffe", HYPHEN)
    if len(text) == count:
        return text
    unicode = pdfium.FPDFText_GetUnicode
    codes = [unicode(text_page, i) for i in range(count)]
    return "".join(chr(code) if code <= 0x10FFFF else "\ufffd" for code in codes)


def _runs_down(runs: Sequence[_Run], letters: str, measure: _Measure) -> bool:
    """Whether Chinese or Japanese characters that follow each other mostly stand below each other."""
    wide = [i for run in runs for i in range(run.start, run.end) if letters[i] > "\u2e7f"][:_LOOKED_AT]
    return 2 * sum(measure.goes_down(a, b) for a, b in pairwise(wide)) > len(wide)


class _Run(NamedTuple):
    """Characters of one word, all in one size, from `start` up to `end`; `line` counts pdfium's lines."""

    start: int
    end: int
    size: float
    line: int
    glued: bool


def _faces(runs: Sequence[_Run], measure: _Measure) -> list[_Face]:
    """The face of each run. The runs of a line are asked one by one only where its first and last differ."""
    faces: list[_Face] = []
    for _, group in groupby(runs, lambda run: (run.line, run.size)):
        members = list(group)
        first = measure.face(members[0].start)
        last = measure.face(members[-1].start) if len(members) > 1 else first
        if first == last:
            faces.extend([first] * len(members))
        else:
            faces.extend(measure.face(run.start) for run in members)
    return faces


def _runs(letters: str, size_of: Callable[[int], float]) -> Iterator[_Run]:
    """The runs of characters without white space, parted where their size changes; a character's size is
    asked only at the ends of a run, unless they differ or a mark of a note may stand between."""
    line = 0
    for found in _WORD_OR_BREAK.finditer(letters):
        if found[0] != "\n":
            yield from _same_size(letters, found.start(), found.end(), size_of, line)
        line += found[0][-1] in ("\n", HYPHEN)


def _same_size(
    letters: str, start: int, end: int, size_of: Callable[[int], float], line: int
) -> Iterator[_Run]:
    first = size_of(start)
    # marks that differ are hardly ever letters, or stand where letters are not
    last = first if letters[start:end].isalpha() and end - start > 1 else size_of(end - 1)
    glued = False
    if abs(first - last) <= 0.05 * first and not _MARKED.search(letters, start, end):
        yield _Run(start, end, first, line, glued)
        return
    for i in range(start + 1, end + 1):
        size = size_of(i) if i < end else 0.0
        if abs(size - first) > 0.05 * first:
            yield _Run(start, i, first, line, glued)
            start, first, glued = i, size, True


def _meaningful(text: str) -> tuple[str, int]:
    """The word without what means nothing, and how many of its characters that were."""
    if text.isascii() and text.isprintable():
        return text, 0
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")  # halves of one character
    text = "".join(_BULLETS.get(c, c) for c in text)
    bare = _MEANINGLESS.sub("", text)
    private = len(_PRIVATE.findall(bare))
    odd = len(text) - len(bare) - text.count("\u200b") + private
    return _PRIVATE.sub("", bare) if private else bare, odd


def _normal(text: str) -> str:
    if text.isascii():
        return text
    plain = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    return unicodedata.normalize("NFC", plain)


class _Measure:
    """Asks pdfium for places, with the room for its answers made once."""

    def __init__(self, text_page: Any, box: tuple[float, float, float, float]) -> None:
        self._page = text_page
        self._box = box
        self._rect = pdfium.FS_RECTF()
        self._to_rect = ctypes.byref(self._rect)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix = pdfium.FS_MATRIX()
        self._flags = ctypes.c_int()
        self._name = ctypes.create_string_buffer(_NAME_BYTES)
        self._at: tuple[int, float, int] | None = None
        self._line = 0.0

    def face(self, index: int) -> _Face:
        matrix = self._matrix
        scale, turned = 1.0, 0
        if pdfium.FPDFText_GetMatrix(self._page, index, matrix):
            scale = math.hypot(matrix.c, matrix.d) or 1.0
            if abs(matrix.b) > 0.05 * abs(matrix.a):
                quarters = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
                turned = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.06 else -1
            elif matrix.a < 0 and matrix.d < 0:
                turned = 2
        self._flags.value = 0
        length = pdfium.FPDFText_GetFontInfo(self._page, index, self._name, _NAME_BYTES, self._flags)
        name = self._name.value if 0 < length <= _NAME_BYTES else b""
        fixed = bool(self._flags.value & _FIXED_PITCH) or _FIXED.search(name) is not None
        return _Face(scale, turned, _BOLD.search(name) is not None, fixed)

    def word(self, text: str, run: _Run, face: _Face) -> Word | None:
        """None for what has no place or lies off the page."""
        turned = face.turned
        first = self._reach(run.start, turned)
        last = self._reach(run.end - 1, turned) if run.end - run.start > 1 else first
        if (run.line, run.size, turned) != self._at:
            self._at = (run.line, run.size, turned)
            self._line = self._height(run.start, turned)
        left, right, y = min(first[0], last[0]), max(first[1], last[1]), self._line
        width, height = self._box[2] - self._box[0], self._box[3] - self._box[1]
        if turned in _SIDEWAYS:
            width, height = height, width
        # also False for what is no number
        if not (-1 <= (left + right) / 2 <= width + 1 and -1 <= y <= height + 0.25 * run.size * face.scale):
            return None
        size = min(_LARGEST, max(0.1, run.size * face.scale))
        return Word(_normal(text), left, right, y, size, face.bold, face.fixed, run.glued)

    def goes_down(self, index: int, following: int) -> bool:
        """Whether a character stands right under the one before it."""
        (left, right), (other, _) = self._reach(index, 0), self._reach(following, 0)
        down = self._height(following, 0) - self._height(index, 0)
        return abs(other - left) < down / 2 and (right - left) / 2 < down < 3 * (right - left)

    def _reach(self, index: int, turned: int) -> tuple[float, float]:
        """Where a character begins and ends in the page's own direction."""
        if not pdfium.FPDFText_GetLooseCharBox(self._page, index, self._to_rect):
            return math.nan, math.nan
        rect = self._rect
        left, bottom, right, top = self._box
        if turned == 0:
            return rect.left - left, rect.right - left
        if turned == 1:  # lines run upwards
            return rect.bottom - bottom, rect.top - bottom
        if turned == 2:
            return right - rect.right, right - rect.left
        return top - rect.top, top - rect.bottom

    def _height(self, index: int, turned: int) -> float:
        """The line that a character stands on."""
        if not pdfium.FPDFText_GetCharOrigin(self._page, index, self._x, self._y):
            return math.nan
        left, bottom, right, top = self._box
        x, y = self._x.value, self._y.value
        return (top - y, x - left, y - bottom, right - x, right - x)[turned]

    def words_from_the_right(self, letters: str, run: _Run, face: _Face) -> Iterator[Word]:
        """The words of a run with Hebrew or Arabic in it, in the order of the places of their letters: pdfium
        gives some as they are read and others as they are seen."""
        places = [self._reach(i, 0) for i in range(run.start, run.end)]
        middles = [(left + right) / 2 for left, right in places]
        if not all(map(math.isfinite, middles)):
            return
        bases = [i for i, c in enumerate(letters) if not unicodedata.combining(c)] or list(
            range(len(letters))
        )
        order = sorted(bases, key=lambda i: -middles[i])
        y = self._height(run.start, 0)
        size = min(_LARGEST, max(0.1, run.size * face.scale))
        marks: dict[int, list[int]] = {}
        for i in sorted(set(range(len(letters))) - set(bases)):
            # a mark follows its letter; in a word that is given as it is seen, it's the nearest one's
            at = bisect_left(bases, i)
            near = bases[at - 1 : at] if order == bases and at else bases[max(0, at - 2) : at + 2]
            marks.setdefault(min(near, key=lambda j: abs(middles[j] - middles[i])), []).append(i)
        spans = {
            i: (
                min(places[j][0] for j in (i, *marks.get(i, ()))),
                max(places[j][1] for j in (i, *marks.get(i, ()))),
            )
            for i in bases
        }
        starts = [
            0,
            *(
                k + 1
                for k, (i, j) in enumerate(pairwise(order))
                if spans[i][0] - spans[j][1] > _RTL_GAP * size
            ),
        ]
        for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
            members = order[start:end]
            text = "".join(letters[k] for j in members for k in (j, *marks.get(j, ())))
            plain = _normal(_meaningful(_FROM_THE_LEFT.sub(lambda found: found[0][::-1], text))[0])
            if plain:
                left, right = spans[members[-1]][0], spans[members[0]][1]
                glued = run.glued and start == 0
                yield Word(plain, left, right, y, size, face.bold, face.fixed, glued)
