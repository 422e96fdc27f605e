"""What the bytes are: a page, a text, or something that is not read here.

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


# What a file begins with, and what it is then called in the log.
_BEGINNINGS: Final = (
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
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
_OF_TEXT: Final = (b"%PDF-", b"{\\rtf", b"%!PS-Adobe")  # the others hold a zero soon, or a prose begins so
_OFFICE: Final = (
    (b"word/", "a Word document"),
    (b"xl/", "an Excel workbook"),
    (b"ppt/", "a PowerPoint deck"),
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
    """Whether `raw` is read as a page or as a text; raises `Unreadable` (EMPTY, NOT_TEXT)."""
    body = raw.body
    if not body.strip(b"\xef\xbb\xbf\xff\xfe\x00\t\n\x0b\x0c\r "):
        raise Unreadable(Fault.EMPTY)
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
    if b"%PDF-" in body[:1024] and b"\x00" in body:
        return "a PDF"  # some begin with a line of something else
    if body.startswith(b"PK\x03\x04"):
        inside = body[:2_000] + body[-20_000:]
        for sign, name in _OPEN_DOCUMENT:
            if sign in body[:200]:
                return name
        return next((name for sign, name in _OFFICE if sign in inside), "a ZIP archive")
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
