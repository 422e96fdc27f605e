"""The tree of a page → the blocks of its article.

Trafilatura finds the article, with its precise settings first and its generous ones where those bring
too little; what it returns is a small tree of paragraphs, headings, lists, quotes, tables and code,
which is walked once. Line breaks inside a paragraph are kept as breaks of blocks where both sides stand
by themselves.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, Final

from lxml import etree, html
from trafilatura.core import bare_extraction
from trafilatura.settings import Extractor

from summarizer.model import BlockKind
from summarizer.reading.prose import ends_like_sentence

for _library in ("trafilatura", "htmldate", "justext", "courlan"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # they report each page they don't like

Piece = tuple[BlockKind, str]

_KINDS: Final = {
    "p": BlockKind.PARAGRAPH,
    "ab": BlockKind.PARAGRAPH,
    "div": BlockKind.PARAGRAPH,
    "body": BlockKind.PARAGRAPH,
    "html": BlockKind.PARAGRAPH,
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.BLOCK_QUOTE,
    "code": BlockKind.CODE,
    "table": BlockKind.TABLE,
}
_BREAK: Final = "\x1e"  # stands for <br> until a block is cut; never in a page, whose controls are dropped
_INVISIBLE: Final = re.compile("[\u00ad\ufeff]")
_SPACE: Final = re.compile(r"[^\S\x1e]+")
_BREAKS: Final = re.compile(r"\s*\x1e[\s\x1e]*")
_BEFORE_STOP: Final = re.compile(r" +(?=[,.;](?:\s|$))")

_LITTLE: Final = 250  # characters under which the precise reading is doubted
_CELL_OF_PROSE: Final = 160


def pieces_of(tree: html.HtmlElement, url: str | None) -> list[Piece]:
    """The blocks of the article in `tree`, cleaned and not empty; the tree is left as it was."""
    precise = list(_pieces(_extracted(tree, url, precision=True)))
    if _size(precise) >= _LITTLE:
        return precise
    generous = list(_pieces(_extracted(tree, url, precision=False)))
    return generous if _size(generous) > 1.5 * _size(precise) else precise


def _size(pieces: Sequence[Piece]) -> int:
    return sum(len(text) for _, text in pieces)


def _extracted(tree: html.HtmlElement, url: str | None, *, precision: bool) -> Any:
    options = Extractor(
        output_format="xml",  # spares it writing a text of its own
        precision=precision,
        comments=False,
        formatting=False,
        links=False,
        images=False,
        tables=True,
        url=url,
        date_params={"original_date": True},
    )
    try:
        found = bare_extraction(tree, options=options)
    except MemoryError:
        raise
    except Exception:  # a page is input from anyone, and trafilatura a large library: whatever it trips over
        return None
    return None if found is None else found.body


def _pieces(body: Any) -> Iterator[Piece]:
    if body is None:
        return
    for kind, text in _walk(body):
        if kind is BlockKind.CODE:
            plain = unicodedata.normalize("NFC", text.replace(_BREAK, "\n")).strip("\n")
            if plain.strip():
                yield kind, plain.rstrip()
            continue
        for part in _parts(text):
            yield kind, part


def _walk(element: Any) -> Iterator[Piece]:
    """Every run of text with the kind of the block it stands in, in order."""
    # A stack of our own: a page may be nested deeper than Python's.
    kind = _KINDS["body"]
    run: list[str] = []
    stack: list[tuple[Any, BlockKind, bool]] = [(element, kind, False)]
    current = kind
    while stack:
        node, outer, leaving = stack.pop()
        if leaving:
            if node.tag in _KINDS:
                if run:
                    yield current, "".join(run)
                    run = []
                current = outer
            run.append(node.tail or "")
            continue
        if not isinstance(node.tag, str):
            run.append(node.tail or "")
            continue
        if node.tag == "table":
            if run:
                yield current, "".join(run)
                run = []
            yield from _table(node)
            run.append(node.tail or "")
            continue
        inner = outer
        if node.tag in _KINDS:
            if run:
                yield current, "".join(run)
                run = []
            inner = _KINDS[node.tag]
            if inner is BlockKind.PARAGRAPH and outer in (BlockKind.LIST_ITEM, BlockKind.BLOCK_QUOTE):
                inner = outer
            current = inner
        elif node.tag == "lb":
            run.append(_BREAK)
        stack.append((node, outer, True))
        if node.text:
            run.append(node.text)
        stack.extend((child, inner, False) for child in reversed(node))
    if run:
        yield current, "".join(run)


def _table(table: Any) -> Iterator[Piece]:
    """A table of data as one block, a row a line; one that only lays prose out, as paragraphs."""
    rows = [[_SPACE.sub(" ", "".join(cell.itertext()).replace(_BREAK, " ")).strip() for cell in row.iter("cell")] for row in table.iter("row")]
    cells = [cell for row in rows for cell in row if cell]
    if not cells:
        return
    if len(cells) < 3 or max(map(len, cells)) > _CELL_OF_PROSE:
        for cell in table.iter("cell"):
            blocks = [child for child in cell if child.tag in _KINDS]
            if blocks:
                yield from _walk(cell)
            else:
                yield BlockKind.PARAGRAPH, "".join(cell.itertext())
        return
    yield BlockKind.TABLE, _BREAK.join("\t".join(cell for cell in row if cell) for row in rows if any(row))


def _parts(text: str) -> Iterator[str]:
    """The paragraphs in a run of text: one, unless line breaks part it."""
    plain = _SPACE.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFC", text)))
    part = ""
    for found in _BREAKS.split(plain):
        line = found.strip()
        if not line:
            continue
        if part and (line[0].islower() or not ends_like_sentence(part) and part.endswith((",", ";", "-"))):
            part += " " + line
            continue
        if part:
            yield part
        part = line
    if part:
        yield part
