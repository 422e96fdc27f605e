"""Bytes of a page, a text or a file, or a paste → Document.

Pure and synchronous: it runs inside a worker process, reads no file and asks no network. Whatever is
given, there comes back a Document or `Unreadable`, and no other error of ours. What reads PDF, Word and
PowerPoint is imported when the first of them comes.
"""

from __future__ import annotations

from dataclasses import replace

from summarizer.model import BlockKind, Document, Fault, Origin, Paste, Raw, Unreadable
from summarizer.reading.decoding import decode
from summarizer.reading.files.front import front_of
from summarizer.reading.files.saved import page_in, saved_from
from summarizer.reading.page import read_page
from summarizer.reading.paste import structure_of
from summarizer.reading.sniffing import Form, demand_text, form_of

__all__ = ["read"]


def read(source: Paste | Raw, longest: int = 1_000_000) -> Document:
    """The document in `source`; raises `Unreadable`.

    `longest` is in characters of text: what surely holds more is refused before all of it is read. A
    document may still be longer.
    """
    if isinstance(source, Paste):
        _demand_length(source.text, longest)
        return _text(source.text, Origin.PASTE, source.title)
    form = form_of(source)
    if form is Form.PDF:
        from summarizer.reading.files.pdf import read_pdf

        return read_pdf(source, longest)
    if form is Form.WORD:
        from summarizer.reading.files.word import read_word

        return read_word(source, longest)
    if form is Form.SLIDES:
        from summarizer.reading.files.slides import read_slides

        return read_slides(source, longest)
    origin = Origin.FILE if source.url is None else Origin.PAGE
    if form is Form.SAVED:
        page = page_in(source)
        return replace(read_page(decode(page.body, page.charset), page.url), origin=origin)
    text = decode(source.body, source.charset)
    if form is Form.HTML:
        return replace(read_page(text, source.url or saved_from(text)), origin=origin)
    demand_text(text)
    _demand_length(text, longest)
    document = _text(text, origin, None, source.url)
    front = front_of(text)
    if front is None:
        return document
    return replace(
        document,
        title=front.title or _first_heading(document),
        byline=front.byline,
        published=front.published,
        declared_language=front.language,
    )


def _demand_length(text: str, longest: int) -> None:
    """Raises `Unreadable` for a text that is too long, before anything is looked for in it."""
    if len(text) > longest:
        raise Unreadable(Fault.TOO_LONG, f"{len(text)} characters of text")


def _first_heading(document: Document) -> str | None:
    """The heading that the text begins with, behind its head."""
    for block in document.blocks:
        if block.kind is not BlockKind.FURNITURE:
            return block.span.of(document.text) if block.kind is BlockKind.HEADING else None
    return None


def _text(text: str, origin: Origin, title: str | None, url: str | None = None) -> Document:
    structure = structure_of(text)
    if not structure.blocks:
        raise Unreadable(Fault.EMPTY)
    return Document(text, structure.blocks, origin, title=title, url=url, turns=structure.turns)
