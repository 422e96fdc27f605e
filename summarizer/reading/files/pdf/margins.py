"""Running heads, running feet and page numbers: what the margins of many pages say alike.

A row is told by what it repeats, digits aside, at the same height of other pages; even and odd pages may
differ. A number alone counts where it goes up with the pages, or where nothing else could be meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from summarizer.reading.files.pdf.rows import Row, rows_of
from summarizer.reading.files.pdf.word import Word
from summarizer.reading.files.pdf.words import Sheet

_EDGE_ROWS: Final = 3  # at either end of a page
_EDGE_SHARE: Final = 0.14  # of its height
_SAME_HEIGHT: Final = 4.0  # points
_LONGEST: Final = 160  # characters
_PAGES: Final = 8  # from here on three pages must agree, below two
_ROMAN: Final = re.compile(r"\b[ivxlc]{1,6}\b", re.IGNORECASE)
_DIGITS: Final = re.compile(r"\d+")
_AT_END: Final = re.compile(r"^(\d{1,4})\s|\s(\d{1,4})$")
_PRINTED_AT: Final = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},? \d{1,2}[:.]\d\d\b")
_NUMBER: Final = re.compile(
    r"[\W_]{0,3}(?:(?:page|seite|p\.|s\.|página|pág\.?|pagina|strona|sida|side|стр\.?|第)\s?)?"
    r"(?:\d{1,4}|[ivxlc]{1,6})(?:\s?(?:/|\||of|von|sur|de|di|van|z|av|af|из)\s?\d{1,4})?\s?(?:頁|页|ページ)?[\W_]{0,3}",
    re.IGNORECASE,
)


def without_margins(sheets: Sequence[Sheet]) -> list[tuple[Word, ...]]:
    """The words of each sheet, without those of the running heads and feet."""
    edges = [_edges(sheet) for sheet in sheets]
    heights: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for i, rows in enumerate(edges):
        for _, row in rows:
            heights[_alike(row.text)].append((i, row.y))
    need = 2 if len(sheets) < _PAGES else 3
    numbered = _numbered(edges)
    kept = []
    for i, (sheet, rows) in enumerate(zip(sheets, edges, strict=True)):
        running = [row for _, row in rows if _runs(row, heights[_alike(row.text)], need)]
        running.extend(numbered.get(i, ()))
        running.extend(_printed(rows, i + 1, len(sheets)))
        gone = {id(word) for row in running for word in row.words}
        kept.append(tuple(word for word in sheet.words if id(word) not in gone) if gone else sheet.words)
    return kept


def _edges(sheet: Sheet) -> list[tuple[bool, Row]]:
    """The first and last rows of a page, whether each stands at the foot."""
    band = _EDGE_SHARE * sheet.height
    top = rows_of([word for word in sheet.words if word.y <= band])[:_EDGE_ROWS]
    foot = rows_of([word for word in sheet.words if word.y >= sheet.height - band])[-_EDGE_ROWS:]
    return [
        *((False, row) for row in top if len(row.text) <= _LONGEST),
        *((True, row) for row in foot if len(row.text) <= _LONGEST),
    ]


def _alike(text: str) -> str:
    """The text with every number the same."""
    return _ROMAN.sub("#", _DIGITS.sub("#", " ".join(text.casefold().split())))


def _runs(row: Row, seen: Sequence[tuple[int, float]], need: int) -> bool:
    """Whether as many pages say the same at this height; a number alone is judged elsewhere."""
    if len(seen) < need or _NUMBER.fullmatch(row.text):
        return False
    pages = {page for page, y in seen if abs(y - row.y) <= _SAME_HEIGHT}
    return len(pages) >= need


def _printed(rows: Sequence[tuple[bool, Row]], page: int, pages: int) -> Iterator[Row]:
    """What a browser prints around a page of the web: its address and "1/2" at the foot, and over it the time
    and the title."""
    foot = [row for at_foot, row in rows if at_foot][-1:]
    if foot and foot[0].text.split()[-1] == f"{page}/{pages}":
        yield foot[0]
        yield from [row for at_foot, row in rows if not at_foot and _PRINTED_AT.match(row.text)][:1]


def _numbered(edges: Sequence[Sequence[tuple[bool, Row]]]) -> dict[int, list[Row]]:
    """The rows of each page that bear its number: it goes up with the pages.

    A row that is a number and nothing else counts where two pages say so, one that has a number at its
    beginning or end where three do, and a quarter of all.
    """
    steps: dict[tuple[bool, bool, int], set[int]] = defaultdict(set)
    found: dict[int, list[tuple[Row, list[tuple[bool, bool, int]]]]] = defaultdict(list)
    for i, rows in enumerate(edges):
        for foot, row in _outermost(rows):
            alone = _NUMBER.fullmatch(row.text) is not None
            if alone and not _DIGITS.search(row.text):
                found[i].append((row, []))
                continue
            numbers = [int(digits) for digits in _DIGITS.findall(row.text)[:1] if alone]
            numbers = numbers or [
                int(digits) for one in _AT_END.findall(row.text) for digits in one if digits
            ]
            if not numbers:
                continue
            keys = [(alone, foot, number - i) for number in numbers]
            found[i].append((row, keys))
            for key in keys:
                steps[key].add(i)
    numbered: dict[int, list[Row]] = defaultdict(list)
    for i, candidates in found.items():
        for row, keys in candidates:
            pages = max((len(steps[key]) / (1 if key[0] else 1.5) for key in keys), default=2)
            enough = 2 if not keys or keys[0][0] else max(2.0, len(edges) / 6)
            if pages >= enough or (len(edges) == 1 and keys and keys[0][:2] == (True, True)):
                numbered[i].append(row)
    return numbered


def _outermost(rows: Sequence[tuple[bool, Row]]) -> list[tuple[bool, Row]]:
    top = [one for one in rows if not one[0]][:1]
    return [*top, *[one for one in rows if one[0]][-1:]]
