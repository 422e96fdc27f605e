"""What a lump of rows is: an item of a list, a heading, a caption, a reference.

A bullet is known by another one, a number by its neighbour in the count; what only looks like an item stays
the paragraph that it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from summarizer.model import BlockKind
from summarizer.reading.files.pdf.lumps import HEADING_ROWS, LARGER, LETTERED, NUMBER, Lump, marker
from summarizer.reading.prose import could_head, ends_like_sentence

_CAPTION: Final = re.compile(
    r"(?:figures?|figs?\.?|tables?|charts?|exhibit|plate|photo|image|map|box|abb(?:ildung)?\.?|tab(?:elle)?\.?|grafik|bild|figura|"
    r"tableau|tabla|tabela|tabella|graphique|gráfico|grafico|afbeelding|tabel|rys(?:unek)?\.?|рис(?:унок)?\.?|таблица|图|圖|図|表)"
    r"\s?(?:[A-Z]\.?)?(?:\d{1,3}|[IVX]{1,5})(?:[.\-–]\d{1,3})?[a-z]?\s?(?P<mark>[.:|：–—)]|$)?",
    re.IGNORECASE,
)

_SECTION: Final = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]{1,5}|[A-Z])[.)]?\s+(?=\S)")

_REFERENCES: Final = re.compile(
    r"(?:references(?: and notes)?|bibliography|works cited|literature cited|literatur(?:verzeichnis|angaben)?|"
    r"quellen(?:verzeichnis)?|références(?: bibliographiques)?|bibliographie|referencias(?: bibliográficas)?|bibliografía|"
    r"bibliografia|riferimenti(?: bibliografici)?|referências(?: bibliográficas)?|literatuur(?:lijst)?|referenser|litteratur|"
    r"referenties|literatura|список литературы|литература|参考文献|參考文獻)",
    re.IGNORECASE,
)


_HEADING_LETTERS: Final = 200


def listed(lumps: Sequence[Lump]) -> list[Lump]:
    """Items of lists, known by their fellows: a bullet by another one, a number by the next or the one
    before it."""
    marks = [marker(lump.rows[0].row) if lump.kind is BlockKind.PARAGRAPH else "" for lump in lumps]
    bullets = Counter(mark for mark in marks if mark)
    counts = [(i, int(found[1])) for i, mark in enumerate(marks) if (found := NUMBER.match(mark + "x"))]
    counts += [(i, ord(found[1])) for i, mark in enumerate(marks) if (found := LETTERED.match(mark + "x"))]
    items = {k for (i, a), (j, b) in pairwise(counts) if i < j and b == a + 1 for k in (i, j)}
    counted = {i for i, _ in counts}
    items |= {i for i, mark in enumerate(marks) if mark and i not in counted and bullets[mark] > 1}
    return [
        replace(lump, kind=BlockKind.LIST_ITEM, marker=marks[i]) if i in items else lump
        for i, lump in enumerate(lumps)
    ]


def judged(lump: Lump, body: float) -> Lump:
    if lump.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
        return lump
    if is_caption(lump, body):
        return replace(lump, kind=BlockKind.CAPTION)
    if lump.kind is BlockKind.PARAGRAPH and _is_heading(lump, body):
        return replace(lump, kind=BlockKind.HEADING)
    if lump.kind is BlockKind.LIST_ITEM and all(one.row.bold for one in lump.rows) and could_head(lump.text):
        return replace(lump, kind=BlockKind.HEADING, marker="")  # 2. Methods
    return lump


def is_caption(lump: Lump, body: float) -> bool:
    found = _CAPTION.match(lump.rows[0].row.text)
    if found is None:
        return False
    first = lump.rows[0].row.words[0]
    return found["mark"] is not None or lump.size < 0.97 * body or (first.bold and not lump.rows[-1].row.bold)


def _is_heading(lump: Lump, body: float) -> bool:
    text = lump.text
    if len(lump.rows) > HEADING_ROWS or len(text) > _HEADING_LETTERS or not _in_words(text):
        return False
    if lump.size >= LARGER * body and not (
        lump.size < 1.3 * body and ends_like_sentence(text) and len(text) > 80
    ):
        return True
    bare = _SECTION.sub("", text, count=1)
    if all(one.row.bold for one in lump.rows):
        return could_head(bare, first=True)
    return (
        lump.size >= 0.97 * body
        and len(lump.rows) == 1
        and bare.isupper()
        and len(bare) > 3
        and could_head(bare)
    )


def _in_words(text: str) -> bool:
    """Whether it holds more letters than figures."""
    return sum(map(str.isalpha, text)) > sum(map(str.isdigit, text))


def without_references(lumps: Sequence[Lump]) -> list[Lump]:
    """Leaves out what a work cites, up to the next heading of its rank."""
    kept: list[Lump] = []
    rank: float | None = None
    for lump in lumps:
        if lump.kind is BlockKind.HEADING:
            bare = _SECTION.sub("", lump.text, count=1).strip(" .:")
            if _REFERENCES.fullmatch(bare):
                rank = lump.size
                continue
            if rank is not None and lump.size >= rank - 0.1:
                rank = None
        if rank is None:
            kept.append(lump)
    return kept
