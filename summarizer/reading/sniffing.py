"""What the bytes are: a page, a text, a file of a kind that is read, or something that is not.

The bytes decide before the label does, for labels are often wrong: a picture called text/html is a
picture, and a page called text/plain is a page. What is neither is refused by its name.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from summarizer.model import Fault, Raw, Unreadable
from summarizer.reading.decoding import utf16_without_mark


class Form(StrEnum):
    HTML = "html"
    TEXT = "text"
    PDF = "PDF"
    WORD = "Word"
    SLIDES = "PowerPoint"
    SAVED = "web archive"


# What a file begins with, and what it is then called in the log.
_BEGINNINGS: Final = (
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh91AY&SY", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"OggS\x00", "an Ogg recording"),
    (b"ID3\x02", "an MP3 recording"),
    (b"ID3\x03", "an MP3 recording"),
    (b"ID3\x04", "an MP3 recording"),
    (b"fLaC", "a FLAC recording"),
    (b"\x1aE\xdf\xa3", "a Matroska film"),
    (b"\x7fELF", "a program"),
    (b"\x00asm", "a program"),
    (b"wOFF", "a font"),
    (b"wOF2", "a font"),
    (b"%!PS-Adobe", "a PostScript file"),
    (b"SQLite format 3\x00", "a database"),
)
_OF_TEXT: Final = (b"{\\rtf", b"%!PS-Adobe")  # the others hold a zero soon, or a prose begins so
_PDF: Final = b"%PDF-"
_PDF_WITHIN: Final = 1_024  # bytes: some begin with a line of something else
_ZIP: Final = b"PK\x03\x04"
_OFFICE: Final = ((b"word/", Form.WORD), (b"ppt/", Form.SLIDES))
_WORKBOOK: Final = b"xl/"
_COMPOUND: Final = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how Office kept files up to 2003, and keeps locked ones
)
_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")
_STREAMS: Final = (
    ("WordDocument", "an old Word document (.doc)"),
    ("PowerPoint Document", "an old PowerPoint deck (.ppt)"),
    ("Workbook", "an old Excel workbook (.xls)"),
    ("__substg1.0_", "a mail of Outlook's"),
)
_OPEN_DOCUMENT: Final = (
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"application/epub+zip", "an EPUB book"),
)

# A page that says so, whatever its label; and one that is only likely to be a page.
_SURELY_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LIKELY_HTML: Final = re.compile(
    rb"<(?:title|meta|link|script|style|div|p|table|h[1-6]|a|b|br|span|section|article|main|ul|ol|img|form|font|center)[\s>/]",
    re.IGNORECASE,
)
_ANY_TAG: Final = re.compile(rb"<[a-z!/][^<>]{0,500}>", re.IGNORECASE)
_XML: Final = re.compile(rb"<(?:\w{1,20}:)?(\w{1,40})[\s>/]")
_XML_NAMES: Final = {
    b"rss": "a feed",
    b"feed": "a feed",
    b"rdf": "a feed",
    b"svg": "an SVG picture",
    b"urlset": "a sitemap",
    b"sitemapindex": "a sitemap",
}

_ARCHIVE_HEAD: Final = re.compile(rb"[A-Za-z][\w-]{0,60}:[^\n]{0,998}\r?\n")
_RELATED: Final = re.compile(rb"^content-type:\s{0,9}multipart/related\b", re.IGNORECASE | re.MULTILINE)

_DECLARED: Final = ((b"<!--", b"-->"), (b"<?", b"?>"))
_DECLARATIONS: Final = 20  # comments and declarations looked past
_HEAD: Final = 4_096

_HTML_LABELS: Final = frozenset({"text/html", "application/xhtml+xml"})
_TEXT_NAMES: Final = (".txt", ".text", ".md", ".markdown", ".mkd", ".rst", ".asc", ".log")
_HTML_NAMES: Final = (".html", ".htm", ".xhtml")
_NOT_READ: Final = re.compile(
    r"(?:image|audio|video|font|model)/|application/(?:json|[\w.+-]+\+json|javascript|x-javascript|ecmascript|zip|wasm)$|text/(?:css|javascript|csv|calendar|vcard)$"
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def form_of(raw: Raw) -> Form:
    """As what `raw` is read; raises `Unreadable` (EMPTY, NOT_TEXT, LOCKED)."""
    body = raw.body
    if not body.strip(b"\xef\xbb\xbf\xff\xfe\x00\t\n\x0b\x0c\r "):
        raise Unreadable(Fault.EMPTY)
    if kept := _document_form(body):
        return kept
    head = _first_tag_on(body)
    if name := _binary(body, head):
        raise Unreadable(Fault.NOT_TEXT, name)
    if _SURELY_HTML.match(head):
        return Form.HTML
    named = (raw.name or "").lower()
    if named.endswith(_TEXT_NAMES) or raw.media_type in ("text/plain", "text/markdown"):
        return Form.TEXT
    if (raw.media_type in _HTML_LABELS or named.endswith(_HTML_NAMES)) and _ANY_TAG.search(body):
        return Form.HTML
    if _NOT_READ.match(raw.media_type):
        raise Unreadable(Fault.NOT_TEXT, raw.media_type)
    if _LIKELY_HTML.match(head):
        return Form.HTML
    root = _XML.match(head)
    if root is not None and (root[1].lower() in _XML_NAMES or raw.media_type.endswith("xml")):
        raise Unreadable(Fault.NOT_TEXT, _XML_NAMES.get(root[1].lower(), "an XML file"))
    return Form.TEXT


def _document_form(body: bytes) -> Form | None:
    """The kind of document in its own format; None for any other bytes. Raises `Unreadable` (LOCKED, NOT_TEXT)."""
    if body.startswith(_PDF) or (_PDF in body[:_PDF_WITHIN] and (b"\x00" in body or b"\nendobj" in body)):
        return Form.PDF
    if body.startswith(_ZIP):
        return _packed_form(body)
    if body.startswith(_COMPOUND):
        if _LOCKED in body:
            raise Unreadable(Fault.LOCKED, "an Office document with a password")
        named = (name for stream, name in _STREAMS if stream.encode("utf-16-le") in body)
        raise Unreadable(Fault.NOT_TEXT, next(named, "an old Office document"))
    if _ARCHIVE_HEAD.match(body):
        head = body[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
        if _RELATED.search(head):
            return Form.SAVED
    return None


def _packed_form(body: bytes) -> Form:
    """The kind of document in a ZIP archive; raises `Unreadable` (NOT_TEXT) for any other content."""
    for sign, name in _OPEN_DOCUMENT:
        if sign in body[:200]:
            raise Unreadable(Fault.NOT_TEXT, name)
    inside = body[:2_000] + body[-20_000:]
    if _WORKBOOK in inside and b"word/" not in inside:
        raise Unreadable(Fault.NOT_TEXT, "an Excel workbook")
    for sign, form in _OFFICE:
        if sign in inside:
            return form
    raise Unreadable(Fault.NOT_TEXT, "a ZIP archive")


def _first_tag_on(body: bytes) -> bytes:
    """The beginning of the body without marks, comments and declarations; of UTF-16 without its zeros."""
    head = body[: 8 * _HEAD].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    for _ in range(_DECLARATIONS):
        head = head.lstrip(b"\t\n\x0c\r ")
        closing = next((end for start, end in _DECLARED if head.startswith(start)), None)
        if closing is None or (at := head.find(closing)) < 0:
            break
        head = head[at + len(closing) :]
    return head[:_HEAD]


def _binary(body: bytes, head: bytes) -> str | None:
    for beginning, name in _BEGINNINGS:
        if body.startswith(beginning) and (
            beginning in _OF_TEXT or not beginning.isascii() or b"\x00" in body[:_HEAD]
        ):
            return name
    if body.startswith(b"RIFF") and body[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "a picture or recording"
    if body[4:8] == b"ftyp" and b"\x00" in body[:4]:
        return "a film or picture"
    # A page may hold a stray zero byte, and UTF-16 holds many; anything else with one is no text.
    if b"\x00" in body and not body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        if _SURELY_HTML.match(head) or _LIKELY_HTML.match(head) or utf16_without_mark(body):
            return None
        return "bytes with zeros among them"
    return None


def demand_text(text: str) -> None:
    """Raises `Unreadable` (NOT_TEXT) for what decoding has shown to be no text after all."""
    sample = text[:20_000]
    odd = len(_CONTROLS.findall(sample)) + sample.count("\ufffd")
    if odd * 50 > len(sample):
        raise Unreadable(Fault.NOT_TEXT, "bytes that mean nothing")
