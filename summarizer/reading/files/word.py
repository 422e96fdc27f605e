"""A Word document → Document: what its pages show, without headers, footers, notes and comments.

Kinds come from styles, outline levels and numbering. Text that was deleted under tracked changes is not
read, text that was inserted is. A table that only lays prose out is read as prose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

import docx

from summarizer.model import BlockKind, Document, Fault, Raw, Unreadable
from summarizer.reading.files.packages import unpacked
from summarizer.reading.files.pieces import Piece, Said, document_of, with_front_matter, without_furniture
from summarizer.reading.files.said import (
    bylined,
    language_code,
    plausible_authors,
    plausible_title,
    stands_in,
)
from summarizer.reading.metadata.names import fold
from summarizer.reading.paste import headed
from summarizer.reading.prose import could_head, ends_like_sentence, is_prose

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_ALTERNATIVES: Final = f"{_MC}AlternateContent"
_SKIPPED: Final = frozenset(
    f"{_W}{name}"
    for name in (
        "del",
        "moveFrom",
        "pPr",
        "rPr",
        "tblPr",
        "trPr",
        "tcPr",
        "sectPr",
        "sdtPr",
        "rubyPr",
        "rt",
        "instrText",
        "delText",
    )
)
_OPENING: Final = 3_000  # characters in which a title or an author must be named
_TITLE_WITHIN: Final = 6  # pieces
_TYPED: Final = re.compile(r"(?:(?P<bullet>[•‣▪◦●■–—*\-])|\(?\d{1,3}[.)])\s+(?=\S)")
_CHAIN: Final = 12  # styles that one may be based upon


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of its paragraphs, itself or by one it is based on."""

    kind: BlockKind = BlockKind.PARAGRAPH
    title: bool = False
    bold: bool = False


@dataclass(frozen=True, slots=True)
class _Found:
    piece: Piece
    title: bool = False
    bold: bool = False


def read_word(raw: Raw, longest: int) -> Document:
    """The document in a .docx; raises `Unreadable` (LOCKED, DAMAGED, EMPTY, TOO_LONG)."""
    package = unpacked(raw.body)
    try:
        file = docx.Document(package)
        reader = _Reader(file)
        found = reader.pieces(file.element.body)
        said = file.core_properties
        given, author, core_language = said.title, said.author, said.language
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the file is anyone's and the library trusts it
        raise Unreadable(Fault.DAMAGED, f"{type(error).__name__}: {error}"[:200]) from None
    if sum(len(one.piece.text) for one in found) > longest:
        raise Unreadable(Fault.TOO_LONG, f"over {longest} characters of text")
    opening = " ".join(one.piece.text for one in found[:60])[:_OPENING]
    title, rest = _titled(found, plausible_title(given, raw.name))
    language = reader.language() or language_code(core_language)
    byline = plausible_authors([author], opening) or bylined(one.piece.text for one in rest[:_TITLE_WITHIN])
    return document_of(
        raw, with_front_matter(without_furniture(_headed(_listed(rest)))), Said(title, byline, language)
    )


def _titled(found: Sequence[_Found], given: str | None) -> tuple[str | None, list[_Found]]:
    """The title, and the pieces without it: a paragraph in the style made for it, else what the properties
    state and the opening bears out."""
    opening = found[:_TITLE_WITHIN]
    styled = next((one.piece.text for one in opening if one.title), None)
    title = styled
    if title is None and given is not None:
        said = " ".join(one.piece.text for one in opening)[:_OPENING]
        shown = any(one.piece.kind is BlockKind.HEADING for one in opening)
        title = given if stands_in(given, said) or not shown else None
    key = fold(title or "")
    rest = [
        one for i, one in enumerate(found) if not (i < _TITLE_WITHIN and key and fold(one.piece.text) == key)
    ]
    return title, rest


def _listed(found: Sequence[_Found]) -> list[_Found]:
    """The pieces; paragraphs that follow each other and begin with the same typed bullet, or with numbers, are
    items of a list without them."""
    marks = [_TYPED.match(one.piece.text) if one.piece.kind is BlockKind.PARAGRAPH else None for one in found]
    sorts = [mark and (mark["bullet"] or "1") for mark in marks]
    beside = [a is not None and a == b for a, b in pairwise([None, *sorts, None])]
    return [
        replace(one, piece=replace(one.piece, kind=BlockKind.LIST_ITEM, text=one.piece.text[mark.end() :]))
        if mark is not None and (before or after)
        else one
        for one, mark, before, after in zip(found, marks, beside[:-1], beside[1:], strict=True)
    ]


def _headed(found: Sequence[_Found]) -> list[Piece]:
    """The pieces; where no style says what is a heading, bold lines and short lines over prose are."""
    pieces = [one.piece for one in found]
    if any(piece.kind is BlockKind.HEADING for piece in pieces):
        return pieces
    pieces = [
        replace(one.piece, kind=BlockKind.HEADING)
        if one.bold and one.piece.kind is BlockKind.PARAGRAPH and could_head(one.piece.text, first=True)
        else one.piece
        for one in found
    ]
    kinds = headed([(piece.kind, piece.text) for piece in pieces])
    return [replace(piece, kind=kind) for piece, kind in zip(pieces, kinds, strict=True)]


class _Reader:
    """Walks the markup of one document, whose styles it knows."""

    def __init__(self, file: Any) -> None:
        self._styles = _styles(file.styles.element)
        self._default = file.styles.element
        self._languages: Counter[str] = Counter()

    def language(self) -> str | None:
        """The language that most of the text is marked as, else that of the document's defaults."""
        marked = self._languages.most_common(1)
        if marked and marked[0][0]:
            return language_code(marked[0][0])
        for element in self._default.iter(f"{_W}lang"):
            return language_code(element.get(f"{_W}val"))
        return None

    def pieces(self, body: Any) -> list[_Found]:
        return [one for one in self._within(body) if one.piece.text]

    def _within(self, container: Any) -> Iterator[_Found]:
        for element in container:
            if element.tag == f"{_W}p":
                yield from self._paragraph(element)
            elif element.tag == f"{_W}tbl":
                yield from self._table(element)
            elif element.tag == _ALTERNATIVES:
                yield from self._within(element[0] if len(element) else ())
            elif isinstance(element.tag, str) and element.tag not in _SKIPPED:
                yield from self._within(element)  # a content control, a custom element

    def _paragraph(self, paragraph: Any) -> Iterator[_Found]:
        style = self._style_of(paragraph)
        parts: list[str] = []
        boxes: list[Any] = []
        weights = [True]
        self._gather(paragraph, parts, boxes, weights, style)
        for text in _lines("".join(parts)):
            yield _Found(Piece(style.kind, text), style.title, all(weights) and len(weights) > 1)
        for box in boxes:
            yield from self._within(box)

    def _gather(
        self, element: Any, parts: list[str], boxes: list[Any], weights: list[bool], style: _Style
    ) -> None:
        """Adds the text of a paragraph's element, the text boxes that hang in it, and whether it is bold."""
        for child in element:
            tag = child.tag
            if tag == f"{_W}r":
                self._run(child, parts, boxes, weights, style)
            elif tag == _ALTERNATIVES:
                self._gather(child[0] if len(child) else (), parts, boxes, weights, style)
            elif isinstance(tag, str) and tag not in _SKIPPED:
                self._gather(child, parts, boxes, weights, style)

    def _run(self, run: Any, parts: list[str], boxes: list[Any], weights: list[bool], style: _Style) -> None:
        properties = run.find(f"{_W}rPr")
        if properties is not None and _is_on(properties.find(f"{_W}vanish")):
            return
        before = len(parts)
        for child in _of_run(run, boxes):
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag in (f"{_W}tab", f"{_W}ptab"):
                parts.append(" ")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            elif child.tag in (f"{_W}br", f"{_W}cr") and child.get(f"{_W}type") in (None, "textWrapping"):
                parts.append("\n")
        text = "".join(parts[before:])
        if not text.strip():
            return
        bold = None if properties is None else properties.find(f"{_W}b")
        weights.append(style.bold if bold is None else _is_on(bold))
        language = None if properties is None else properties.find(f"{_W}lang")
        self._languages[(language.get(f"{_W}val") or "") if language is not None else ""] += len(text)

    def _style_of(self, paragraph: Any) -> _Style:
        properties = paragraph.find(f"{_W}pPr")
        if properties is None:
            return self._styles.get("", _Style())
        named = properties.find(f"{_W}pStyle")
        style = self._styles.get(named.get(f"{_W}val") if named is not None else "", _Style())
        if style.kind is not BlockKind.PARAGRAPH:
            return style
        return replace(style, kind=_kind_of(properties) or style.kind)

    def _table(self, table: Any) -> Iterator[_Found]:
        rows = [
            [list(self._within(cell)) for cell in row.iter(f"{_W}tc") if _row_of(cell) is row]
            for row in table.iter(f"{_W}tr")
            if _table_of(row) is table
        ]
        cells = [" ".join(one.piece.text for one in cell) for row in rows for cell in row]
        if 2 * sum(len(cell) for cell in cells if is_prose(cell)) > sum(map(len, cells)) or len(cells) == 1:
            for row in rows:
                for cell in row:
                    yield from cell
            return
        lines = (
            "\t".join(filter(None, (" ".join(one.piece.text for one in cell) for cell in row)))
            for row in rows
        )
        yield _Found(Piece(BlockKind.TABLE, "\n".join(line for line in lines if line.strip())))


def _row_of(cell: Any) -> Any:
    return next(cell.iterancestors(f"{_W}tr"), None)


def _table_of(row: Any) -> Any:
    return next(row.iterancestors(f"{_W}tbl"), None)


def _of_run(run: Any, boxes: list[Any]) -> Iterator[Any]:
    """The elements of a run in order; the text boxes that hang in it go to `boxes` and are not entered."""
    stack = list(reversed(run))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}txbxContent":
            boxes.append(element)
        elif element.tag != f"{_MC}Fallback" and element.tag not in _SKIPPED:
            yield element
            stack.extend(reversed(element))


def _is_on(switch: Any) -> bool:
    """Whether an element such as <w:b/> is there and not switched off."""
    return switch is not None and switch.get(f"{_W}val") not in ("0", "false", "off", "none")


def _lines(text: str) -> Iterable[str]:
    """The paragraphs in the text of one: a break parts it where a sentence ends, or where it is doubled."""
    part = ""
    doubled = False
    for line in text.split("\n"):
        plain = " ".join(line.replace("\u00ad", "").split())
        if not plain:
            doubled = bool(part)
            continue
        if part and (doubled or ends_like_sentence(part)):
            yield part
            part = ""
        part = f"{part} {plain}" if part else plain
        doubled = False
    if part:
        yield part


def _styles(element: Any) -> dict[str, _Style]:
    """What each style says, by its id; the default style of paragraphs under the empty one."""
    given = {style.get(f"{_W}styleId"): style for style in element.iter(f"{_W}style")}
    known = {name: _resolved(style, given) for name, style in given.items() if name}
    for name, style in given.items():
        if name and style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
            known[""] = known[name]
    return known


def _resolved(style: Any, given: dict[str, Any]) -> _Style:
    kind: BlockKind | None = None
    title = False
    bold: bool | None = None
    at: Any = style
    for _ in range(_CHAIN):
        if at is None:
            break
        named = at.find(f"{_W}name")
        name = (named.get(f"{_W}val") or "").lower() if named is not None else ""
        title = title or name == "title"
        kind = kind or _kind_by_name(name) or _kind_of(at.find(f"{_W}pPr"))
        properties = at.find(f"{_W}rPr")
        weight = properties.find(f"{_W}b") if properties is not None else None
        if bold is None and weight is not None:
            bold = _is_on(weight)
        based = at.find(f"{_W}basedOn")
        at = given.get(based.get(f"{_W}val")) if based is not None else None
    return _Style(kind or BlockKind.PARAGRAPH, title, bool(bold))


def _kind_by_name(name: str) -> BlockKind | None:
    """What Word's own styles are for; their names are English in the file, whatever Word shows."""
    if name in ("title", "subtitle") or name.startswith(("heading ", "toc heading")):
        return BlockKind.HEADING
    if name.startswith(("toc ", "table of ", "index ", "header", "footer", "footnote", "endnote")):
        return BlockKind.FURNITURE
    if name.startswith("list"):
        return BlockKind.LIST_ITEM
    if name in ("quote", "intense quote", "block text"):
        return BlockKind.BLOCK_QUOTE
    if name == "caption":
        return BlockKind.CAPTION
    return BlockKind.CODE if name in ("html preformatted", "macro text", "source code") else None


def _kind_of(properties: Any) -> BlockKind | None:
    """What the properties of a paragraph or a style say: its level in the outline, its numbering."""
    if properties is None:
        return None
    level = properties.find(f"{_W}outlineLvl")
    if level is not None and (level.get(f"{_W}val") or "9") in "012345678":
        return BlockKind.HEADING
    numbering = properties.find(f"{_W}numPr")
    if numbering is not None:
        number = numbering.find(f"{_W}numId")
        if number is None or number.get(f"{_W}val") != "0":
            return BlockKind.LIST_ITEM
    return None
