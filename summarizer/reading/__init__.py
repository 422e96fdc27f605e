"""Bytes of HTML or text, or a paste → Document.

Pure and synchronous: it runs inside a worker process, reads no file and asks no network. Whatever is
given, there comes back a Document or `Unreadable`, and no other error of ours.
"""

from __future__ import annotations

from summarizer.model import Document, Fault, Origin, Paste, Raw, Unreadable
from summarizer.reading.decoding import decode
from summarizer.reading.page import read_page
from summarizer.reading.paste import blocks_of
from summarizer.reading.sniffing import Form, demand_text, form_of

__all__ = ["read"]


def read(source: Paste | Raw) -> Document:
    """The document in `source`; raises `Unreadable` (EMPTY, NOT_TEXT, NOTHING_TO_READ)."""
    if isinstance(source, Paste):
        return _document(source.text, Origin.PASTE, source.title)
    form = form_of(source)
    text = decode(source.body, source.charset)
    if form is Form.HTML:
        return read_page(text, source.url)
    demand_text(text)
    return _document(text, Origin.FILE if source.url is None else Origin.PAGE, None, source.url)


def _document(text: str, origin: Origin, title: str | None, url: str | None = None) -> Document:
    blocks = blocks_of(text)
    if not blocks:
        raise Unreadable(Fault.EMPTY)
    return Document(text, blocks, origin, title=title, url=url)
