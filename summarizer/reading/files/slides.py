"""A deck of PowerPoint → Document: the text of its slides in reading order, a page for each slide.

Titles are headings, the lines of a slide items of a list. Speaker's notes, dates, numbers and what stands
alike on most slides are left out: the audience is not meant to read them. A hidden slide keeps its number
and shows nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from summarizer.model import BlockKind, Document, Fault, Raw, Unreadable
from summarizer.reading.files.packages import unpacked
from summarizer.reading.files.pieces import Piece, Said, document_of, without_furniture
from summarizer.reading.files.said import language_code, plausible_authors, plausible_title, stands_in
from summarizer.reading.metadata.names import fold
from summarizer.reading.prose import ends_like_sentence, is_prose

_A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DEEPEST: Final = 20  # groups within each other
_OPENING: Final = 3_000
_ALIKE: Final = 3  # slides, at least, and half of them, on which the same short line is none of the text
_SHORT: Final = 100
_BESIDE: Final = 228_600  # a quarter of an inch, within which shapes stand at one height


@dataclass(frozen=True, slots=True)
class _Line:
    kind: BlockKind
    text: str
    slide: int
    language: str | None = None


def read_slides(raw: Raw, longest: int) -> Document:
    """The document in a .pptx; raises `Unreadable` (LOCKED, DAMAGED, EMPTY, TOO_LONG)."""
    package = unpacked(raw.body)
    try:
        file = Presentation(package)
        slides = list(file.slides)
        lines = [line for i, slide in enumerate(slides) for line in _lines(slide, i)]
        given, author = file.core_properties.title, file.core_properties.author
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # the file is anyone's and the library trusts it
        raise Unreadable(Fault.DAMAGED, f"{type(error).__name__}: {error}"[:200]) from None
    if sum(len(line.text) for line in lines) > longest:
        raise Unreadable(Fault.TOO_LONG, f"over {longest} characters of text")
    lines = _without_repeated(lines, len(slides))
    opening = " ".join(line.text for line in lines if line.slide == 0)[:_OPENING]
    first = next((line.text for line in lines if line.slide == 0 and line.kind is BlockKind.HEADING), None)
    title = plausible_title(given, raw.name)
    if title is None or (first is not None and not stands_in(title, opening)):
        title = first
    pieces = [
        Piece(line.kind, line.text, ((0, line.slide),))
        for line in lines
        if not (line.slide == 0 and title is not None and fold(line.text) == fold(title))
    ]
    said = Said(title, plausible_authors([author], opening), _language(lines))
    return document_of(raw, without_furniture(pieces), said, len(slides))


def _language(lines: Sequence[_Line]) -> str | None:
    marked: Counter[str | None] = Counter()
    for line in lines:
        marked[line.language] += len(line.text)
    return marked.most_common(1)[0][0] if marked else None


def _without_repeated(lines: Sequence[_Line], slides: int) -> list[_Line]:
    on: dict[str, set[int]] = {}
    for line in lines:
        if len(line.text) <= _SHORT:
            on.setdefault(line.text, set()).add(line.slide)
    repeated = {text for text, where in on.items() if len(where) >= max(_ALIKE, slides / 2)}
    return [line for line in lines if line.text not in repeated]


def _lines(slide: Any, number: int) -> Iterator[_Line]:
    if slide.element.get("show") in ("0", "false"):
        return
    shapes = list(_shapes(slide.shapes, 0))
    title = slide.shapes.title
    shapes.sort(
        key=lambda shape: (not _is_title(shape, title), round((shape.top or 0) / _BESIDE), shape.left or 0)
    )
    for shape in shapes:
        if getattr(shape, "has_table", False):
            yield from _table(shape.table, number)
        elif shape.has_text_frame:
            yield from _frame(shape, number, title=_is_title(shape, title))


def _is_title(shape: Any, title: Any) -> bool:
    return title is not None and shape.shape_id == title.shape_id


def _shapes(shapes: Any, depth: int) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            if depth < _DEEPEST:
                yield from _shapes(shape.shapes, depth + 1)
            continue
        if shape.is_placeholder and shape.placeholder_format.type in (
            PP_PLACEHOLDER.DATE,
            PP_PLACEHOLDER.FOOTER,
            PP_PLACEHOLDER.HEADER,
            PP_PLACEHOLDER.SLIDE_NUMBER,
        ):
            continue
        yield shape


def _frame(shape: Any, slide: int, *, title: bool) -> Iterator[_Line]:
    paragraphs = [(_text(one), one) for one in shape.text_frame._txBody.iter(f"{_A}p")]
    paragraphs = [(text, one) for text, one in paragraphs if text]
    if title:
        if paragraphs:
            yield _Line(BlockKind.HEADING, " ".join(text for text, _ in paragraphs), slide)
        return
    listed = shape.is_placeholder and len(paragraphs) > 1
    for text, paragraph in paragraphs:
        item = listed or paragraph.find(f"{_A}pPr/{_A}buChar") is not None
        if item and not (is_prose(text) and ends_like_sentence(text) and not shape.is_placeholder):
            yield _Line(BlockKind.LIST_ITEM, text, slide, _marked(paragraph))
        else:
            yield _Line(BlockKind.PARAGRAPH, text, slide, _marked(paragraph))


def _text(paragraph: Any) -> str:
    parts = (
        (element.text or "") if element.tag == f"{_A}t" else " "
        for element in paragraph.iter(f"{_A}t", f"{_A}br")
    )
    return " ".join("".join(parts).replace("\u00ad", "").replace("\v", " ").split())


def _marked(paragraph: Any) -> str | None:
    """The language that the first run of a paragraph is marked as."""
    properties = paragraph.find(f"{_A}r/{_A}rPr")
    return language_code(properties.get("lang")) if properties is not None else None


def _table(table: Any, slide: int) -> Iterator[_Line]:
    rows = [[" ".join(cell.text_frame.text.split()) for cell in row.cells] for row in table.rows]
    text = "\n".join("\t".join(filter(None, row)) for row in rows if any(row))
    if text:
        yield _Line(BlockKind.TABLE, text, slide)
