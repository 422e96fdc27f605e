"""What the head of an HTTP answer says, and its body unpacked within bounds; pure.

Only gzip and deflate are asked for and only one of them is undone, a little at a time: a compressed
body may grow a thousandfold, and two codings around each other a millionfold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from ..base import Reason, Refused

_REASONS: Final = {
    **dict.fromkeys((404, 410), Reason.NOT_FOUND),
    **dict.fromkeys((401, 403, 407, 451), Reason.FORBIDDEN),
    402: Reason.SUBSCRIPTION,
    429: Reason.RATE_LIMITED,
}

# What says in the head of an answer that it is a check for human visitors, whatever its status.
_CHECKED: Final = {
    "cf-mitigated": ("challenge",),
    "x-amzn-waf-action": ("challenge", "captcha"),
    "x-vercel-mitigated": ("challenge",),
}
# DataDome puts its mark on what it lets through as well; on what is refused it says who refused.
_GUARDED: Final = ("x-datadome", "x-dd-b")
# Asks programs for money, page by page; no reader's subscription would help.
_FOR_BOTS: Final = ("crawler-price", "crawler-error")

_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
PERMANENT: Final = frozenset({301, 308})


def refusal(status: int, headers: Mapping[str, str] = _NO_HEADERS) -> Reason | None:
    """Why an answer with this status and these headers (by name, whatever the case) is no page; None when
    its body is worth reading."""
    if any(headers.get(name, "").strip().lower() in said for name, said in _CHECKED.items()):
        return Reason.CHALLENGE
    if 200 <= status < 300:
        return None
    if status in (401, 403) and any(name in headers for name in _GUARDED):
        return Reason.CHALLENGE
    if status == 401 and "www-authenticate" in headers:
        return Reason.SIGN_IN
    if status == 402 and any(name in headers for name in _FOR_BOTS):
        return Reason.FORBIDDEN
    return _REASONS.get(status, Reason.SITE_FAILED)


_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_FILE_NAME = re.compile(r""";\s*filename\s*=\s*"?([^";]{1,300})""", re.IGNORECASE)
_CHARSET = re.compile(r""";\s*charset\s*=\s*["']?([\w.:+-]+)""", re.IGNORECASE | re.ASCII)


def media_type(content_type: str) -> str:
    """Type and subtype in lower case; empty when the header says nothing usable."""
    essence = content_type.partition(";")[0].strip().lower()
    return essence if _TYPE.fullmatch(essence) else ""


def file_name(disposition: str) -> str:
    """The plain name under which a body is to be saved; empty where the header gives none."""
    match = _FILE_NAME.search(disposition)
    return match[1].strip() if match else ""


def charset(content_type: str) -> str | None:
    match = _CHARSET.search(content_type)
    return match[1].lower() if match else None


_NO_PAGE_KINDS: Final = frozenset({"audio", "font", "image", "model", "multipart", "video"})
_ARCHIVES: Final = "zip x-zip-compressed gzip x-gzip x-tar x-gtar x-bzip2 x-xz zstd x-7z-compressed vnd.rar"
_PROGRAMS: Final = "java-archive vnd.android.package-archive x-msdownload x-msi x-dosexec x-executable wasm"
_OTHERS: Final = "octet-stream x-download force-download x-rar-compressed x-apple-diskimage ogg mp4"
_NO_PAGE_TYPES: Final = frozenset(
    f"application/{name}" for name in f"{_ARCHIVES} {_PROGRAMS} {_OTHERS}".split()
)


# Types that say nothing, under which servers hand out documents to be saved.
_BARE: Final = frozenset(
    {
        *("application/octet-stream", "binary/octet-stream", "application/x-download"),
        *("application/force-download", "application/zip", "application/x-zip-compressed"),
    }
)
_DOCUMENTS: Final = (".pdf", ".docx", ".pptx", ".md", ".txt", ".html", ".htm", ".mhtml")


def never_a_page(media: str, name: str = "") -> bool:
    """Is a body of this type not worth its download? What is a page is judged by whoever reads it. `name` is
    that of the file, or the path, which counts where the type says nothing."""
    if media in _BARE and name.lower().endswith(_DOCUMENTS):
        return False
    kind, _, name = media.partition("/")
    return kind in _NO_PAGE_KINDS or media in _NO_PAGE_TYPES or name == "octet-stream"


_NO_FEED_KINDS: Final = frozenset({"audio", "font", "image", "video"})


def never_a_feed(media: str, _name: str = "") -> bool:
    """Is a body of this type surely no feed? Many a feed comes as text/plain or as nothing in particular,
    so that little is ruled out."""
    return media.partition("/")[0] in _NO_FEED_KINDS


def coding(headers: Sequence[str]) -> str | None:
    """The one content coding of an answer, gzip or deflate; None for none. Raises `Refused`."""
    names = [name.strip().lower() for header in headers for name in header.split(",")]
    names = [name.removeprefix("x-") for name in names if name not in ("", "identity")]
    if not names:
        return None
    if len(names) > 1 or names[0] not in ("gzip", "deflate"):
        raise Refused(Reason.SITE_FAILED, f"content encoding {', '.join(names)[:60]!r}")
    return names[0]


_STEP: Final = 64 * 1024


class Body:
    """Gathers a body piece by piece, unpacked; `limit` bounds what is fed and what comes of it.

    Bytes after the end of a compressed stream are dropped, as browsers do.
    """

    def __init__(self, coding: str | None, limit: int) -> None:
        self._coding = coding
        self._limit = limit
        self._fed = 0
        self._head = b""
        self._unpack: zlib._Decompress | None = None
        self._body = bytearray()

    def feed(self, piece: bytes) -> None:
        """Raises `Refused`."""
        self._fed += len(piece)
        if self._fed > self._limit:
            raise Refused(Reason.TOO_LARGE, f"more than {self._limit} bytes on the wire")
        if self._coding is None:
            self._body += piece
            return
        if self._unpack is None:
            self._head += piece
            if len(self._head) < 2:
                return
            piece = self._head
            self._unpack = zlib.decompressobj(-zlib.MAX_WBITS if self._is_raw(piece) else 47)
        try:
            while piece and not self._unpack.eof:
                self._body += self._unpack.decompress(piece, _STEP)
                piece = self._unpack.unconsumed_tail
                self._measure()
        except zlib.error:
            raise Refused(Reason.SITE_FAILED, f"body is no {self._coding}") from None

    def finish(self) -> bytes:
        """The whole body; raises `Refused` when a compressed one stops short."""
        if self._unpack is None:
            if self._fed and self._coding is not None:
                raise Refused(Reason.SITE_FAILED, f"body is no {self._coding}")
        elif not self._unpack.eof:
            raise Refused(Reason.SITE_FAILED, f"{self._coding} body cut off")
        return bytes(self._body)

    def _is_raw(self, head: bytes) -> bool:
        """Is this deflate without the zlib header that the standard asks for and some servers omit?

        The header's two bytes are a multiple of 31 and name method 8; a raw stream that looked so
        would begin with a stored block padded with ones, which no encoder writes.
        """
        return self._coding == "deflate" and (head[0] & 0x0F != 8 or int.from_bytes(head[:2]) % 31 != 0)

    def _measure(self) -> None:
        if len(self._body) > self._limit:
            raise Refused(Reason.TOO_LARGE, f"more than {self._limit} bytes unpacked")
