"""Pages that a browser saved: where they come from, and the one in a web archive (MHTML).

Of an archive the first part that is a page is read, without the pictures and frames packed beside it. It is
cut at its boundaries by ourselves, a few levels deep, so that what was made to be slow costs no more than
its length.
"""

from __future__ import annotations

import re
from binascii import Error, a2b_base64
from email.message import Message
from email.parser import BytesHeaderParser
from quopri import decodestring
from typing import Final

from summarizer.model import Fault, Raw, Unreadable

_HEAD: Final = 64 << 10  # bytes of a part's head
_DEEPEST: Final = 4
_PAGES: Final = ("text/html", "application/xhtml+xml")
_BLANK: Final = re.compile(rb"\r?\n[ \t]*\r?\n")
_SAVED: Final = re.compile(r"<!--\s{0,5}saved from url=\(\d{1,6}\)(https?://[^\s<>\"]{1,2000})\s{0,5}-->")


def saved_from(page: str) -> str | None:
    """The address that a browser noted at the beginning of a page that it saved."""
    found = _SAVED.search(page, 0, 4_000)
    return found[1] if found else None


def page_in(raw: Raw) -> Raw:
    """The page in a web archive, with the address that it was saved from; raises `Unreadable` (DAMAGED)."""
    try:
        head, part = _page(raw.body, 0)
        page = _decoded(part, str(head.get("Content-Transfer-Encoding") or "").strip().lower())
        charset = head.get_content_charset()
        url = str(head.get("Content-Location") or "").strip()
    except Unreadable:
        raise
    except Exception as error:  # the standard library's parser of mail meets anyone's bytes
        raise Unreadable(Fault.DAMAGED, f"web archive: {type(error).__name__}") from None
    known = url if url.startswith(("http://", "https://")) and not re.search(r"\s", url) else None
    return Raw(page, "text/html", charset, raw.url or known, raw.name, raw.title)


def _page(body: bytes, depth: int) -> tuple[Message, bytes]:
    """The head and the body of the first part that is a page."""
    blank = _BLANK.search(body, 0, _HEAD)
    if blank is None or depth > _DEEPEST:
        raise Unreadable(Fault.DAMAGED, "web archive: no page in it")
    head, rest = BytesHeaderParser().parsebytes(body[: blank.start()] + b"\n\n"), body[blank.end() :]
    kind = head.get_content_type()
    if kind in _PAGES:
        return head, rest
    boundary = head.get_boundary()
    if not kind.startswith("multipart/") or not boundary:
        raise Unreadable(Fault.DAMAGED, "web archive: no page in it")
    line = re.compile(
        rb"(?:^|\r?\n)--" + re.escape(boundary.encode("ascii", "replace")) + rb"(?:--)?[ \t]*(?:\r?\n|$)"
    )
    ends = list(line.finditer(rest))
    for start, end in zip(ends, [*(found.start() for found in ends[1:]), len(rest)], strict=True):
        try:
            return _page(rest[start.end() : end], depth + 1)
        except Unreadable:
            continue
    raise Unreadable(Fault.DAMAGED, "web archive: no page in it")


def _decoded(part: bytes, encoding: str) -> bytes:
    if encoding == "quoted-printable":
        return decodestring(part)
    if encoding == "base64":
        try:
            return a2b_base64(part)
        except Error:
            raise Unreadable(Fault.DAMAGED, "web archive: broken base64") from None
    return part
