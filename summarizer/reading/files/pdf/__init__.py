"""A PDF → Document: its prose in reading order, without what the margins of its pages repeat.

What is read is bounded by the characters that the caller takes and by a number of pages; more than that
is refused before the work is done.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import takewhile
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from summarizer.model import PDF_SHARE, PROSE, BlockKind, Document, Fault, Raw, Unreadable
from summarizer.reading.files.pdf.columns import stretches
from summarizer.reading.files.pdf.lumps import placed, usual_leading
from summarizer.reading.files.pdf.margins import without_margins
from summarizer.reading.files.pdf.paragraphs import Passage, passages
from summarizer.reading.files.pdf.rows import main_size
from summarizer.reading.files.pdf.words import Sheet, characters_on, sheet_of
from summarizer.reading.files.pieces import Piece, Said, document_of, with_front_matter, without_furniture
from summarizer.reading.files.said import (
    bylined,
    language_code,
    plausible_authors,
    plausible_title,
    stands_in,
)
from summarizer.reading.metadata.names import fold
from summarizer.reading.prose import is_prose

MOST_PAGES: Final = 4_000

_MANY: Final = 100  # pages from which on their characters are counted before any is read
_PASSWORD, _SECURITY = 4, 5  # pdfium's errors
_XFA_FULL: Final = 2  # a form that nothing but Acrobat draws
_STRANGE: Final = 0.3  # of the characters without meaning: a font that keeps its letters to itself
_WITHOUT_TEXT: Final = 0.6  # of the pages …
_LITTLE: Final = 100  # … and fewer characters than this on the average page: the rest is in pictures
_OPENING: Final = 3_000  # characters in which a title or an author must be named
_TITLE_WITHIN: Final = 16  # passages
_BYLINE_WITHIN: Final = 4  # passages under the title
_TITLE: Final = 1.15  # times the body's size
_LONGEST_TITLE: Final = 300


def read_pdf(raw: Raw, longest: int) -> Document:
    """The document in a PDF; raises `Unreadable` (LOCKED, SCANNED, DAMAGED, EMPTY, TOO_LONG, NOT_TEXT)."""
    try:
        opened = pypdfium2.PdfDocument(raw.body)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (_PASSWORD, _SECURITY):
            raise Unreadable(Fault.LOCKED, "a password is needed") from None
        raise Unreadable(Fault.DAMAGED, str(error)) from None
    with closing(opened) as file:
        if pdfium.FPDF_GetFormType(file) == _XFA_FULL:
            raise Unreadable(Fault.NOT_TEXT, "a form of Acrobat's (XFA)")
        sheets = list(_sheets(file, longest))
        metadata = file.get_metadata_dict()
        language = _language(file)
    _demand_letters(sheets)
    return _document(raw, sheets, metadata, language)


def _sheets(file: Any, longest: int) -> Iterator[Sheet]:
    pages = len(file)
    if pages > MOST_PAGES:
        raise Unreadable(Fault.TOO_LONG, f"{pages} pages")
    if pages == 0:
        raise Unreadable(Fault.DAMAGED, "no pages")
    if pages >= _MANY:
        counted = 0
        for i in range(pages):
            with suppress(pypdfium2.PdfiumError), _opened(file, i) as (_, text_page):
                counted = _bounded(counted + characters_on(text_page), i, longest)
    characters = broken = 0
    for i in range(pages):
        try:
            with _opened(file, i) as (page, text_page):
                characters = _bounded(characters + characters_on(text_page), i, longest)
                yield sheet_of(page, text_page)
        except pypdfium2.PdfiumError:
            broken += 1
            yield Sheet((), 0, 0)
    if broken == pages:
        raise Unreadable(Fault.DAMAGED, "no page of it opens")


@contextmanager
def _opened(file: Any, number: int) -> Iterator[tuple[Any, Any]]:
    """A page and its text; raises PdfiumError for one that doesn't open."""
    with closing(file[number]) as page, closing(page.get_textpage()) as text_page:
        yield page, text_page


def _bounded(characters: int, page: int, longest: int) -> int:
    if characters > PDF_SHARE * longest:
        raise Unreadable(Fault.TOO_LONG, f"over {PDF_SHARE * longest:.0f} characters by page {page + 1}")
    return characters


def _language(file: Any) -> str | None:
    room = ctypes.create_string_buffer(64)
    length = pdfium.FPDFCatalog_GetLanguage(file, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), 64)
    return (
        language_code(room.raw[: max(0, length - 2)].decode("utf-16-le", "replace"))
        if 2 < length <= 64
        else None
    )


def _demand_letters(sheets: Sequence[Sheet]) -> None:
    """Raises `Unreadable` where the pages hold next to no text: SCANNED, or EMPTY without any drawing."""
    characters = sum(sheet.characters for sheet in sheets)
    if not any(sheet.words for sheet in sheets):
        drawn = any(sheet.drawn for sheet in sheets)
        raise Unreadable(Fault.SCANNED if drawn else Fault.EMPTY, f"{len(sheets)} pages without text")
    if sum(sheet.strange for sheet in sheets) > _STRANGE * characters:
        raise Unreadable(Fault.SCANNED, "letters that mean nothing")
    pictures = sum(sheet.drawn and not sheet.words for sheet in sheets)
    if pictures >= _WITHOUT_TEXT * len(sheets) and characters < _LITTLE * len(sheets):
        raise Unreadable(Fault.SCANNED, f"{pictures} of {len(sheets)} pages without text")


def _document(raw: Raw, sheets: Sequence[Sheet], metadata: dict[str, str], language: str | None) -> Document:
    pages = without_margins(sheets)
    body = main_size(word for words in pages for word in words)
    parts = [(i, stretch) for i, words in enumerate(pages) for stretch in stretches(words)]
    usual = usual_leading(stretch for _, stretch in parts)
    rows = [one for i, stretch in parts for one in placed(stretch, i, usual)]
    found = passages(rows, body)
    opening = " ".join(passage.text for passage in found[:60])[:_OPENING]
    title, rest = _titled(found, body, plausible_title(metadata.get("Title"), raw.name))
    pieces = without_furniture([Piece(passage.kind, passage.text, passage.pages) for passage in rest])
    if not any(piece.kind in PROSE for piece in pieces) and any(sheet.drawn for sheet in sheets):
        raise Unreadable(Fault.SCANNED, "no prose on its pages")
    byline = plausible_authors([metadata.get("Author")], opening)
    byline = byline or bylined(passage.text for passage in rest[:_BYLINE_WITHIN])
    said = Said(title, byline, language)
    return document_of(raw, with_front_matter(pieces), said, len(sheets))


def _titled(found: Sequence[Passage], body: float, given: str | None) -> tuple[str | None, list[Passage]]:
    """The title, and the passages without it: what the file states and its first page bears out, else the
    largest heading of that page."""
    first = [passage for passage in found[:_TITLE_WITHIN] if passage.pages[0][1] == 0]
    over_prose = takewhile(lambda passage: not is_prose(passage.text) or passage.size >= _TITLE * body, first)
    headings = [passage for passage in over_prose if passage.kind is BlockKind.HEADING]
    large = max((passage.size for passage in headings), default=0.0)
    at = next(
        (i for i, passage in enumerate(found) if passage in headings and passage.size >= large - 0.2), 0
    )
    end = at
    while end < len(found) and found[end] in headings and abs(found[end].size - large) <= 0.2:
        end += 1
    shown = " ".join(passage.text for passage in found[at:end])
    largest = shown if large >= _TITLE * body and len(shown) <= _LONGEST_TITLE else None
    opening = " ".join(passage.text for passage in first)[:_OPENING]
    borne_out = given is not None and (largest is None or stands_in(given, opening))
    title = given if borne_out else largest
    if title is not None and shown and (title == shown or fold(title) == fold(shown)):
        return shown, [*found[:at], *found[end:]]
    return title, list(found)
