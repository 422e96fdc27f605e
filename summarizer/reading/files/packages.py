"""The ZIP packages that Word and PowerPoint keep their documents in, made safe to hand to a parser.

What is packed may grow a thousandfold and its directory may lie about it. So the parts that hold text are
unpacked by ourselves, within a bound, into a package of their own; pictures and the like come along empty.
The strict dialect of the format and the names of templates and macro files are put into the common ones,
which is all that the libraries know.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import Final

from summarizer.model import Fault, Unreadable

MOST_BYTES: Final = 48 << 20
"""Bytes of text and markup that are unpacked of one package."""

_MOST_PARTS: Final = 20_000
_HELD: Final = (".xml", ".rels")
_ENCRYPTED: Final = 1  # a bit of a member's flags
_STRICT: Final = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w{1,40})/")
_COMMON: Final = rb"http://schemas.openxmlformats.org/\1/2006/"
_TYPES: Final = "[Content_Types].xml"
_WORD: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_SLIDES: Final = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_KINDS: Final = (
    (b"application/vnd.ms-word.document.macroEnabled.main+xml", _WORD),
    (b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml", _WORD),
    (b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", _WORD),
    (b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml", _SLIDES),
    (b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", _SLIDES),
    (b"application/vnd.ms-powerpoint.template.macroEnabled.main+xml", _SLIDES),
    (b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", _SLIDES),
    (b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml", _SLIDES),
)


def unpacked(body: bytes) -> io.BytesIO:
    """A package with the same parts, not packed; raises `Unreadable` (LOCKED, DAMAGED, TOO_LONG)."""
    held = io.BytesIO()
    left = MOST_BYTES
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as given, zipfile.ZipFile(held, "w") as made:
            members = given.infolist()
            if len(members) > _MOST_PARTS:
                raise Unreadable(Fault.TOO_LONG, f"{len(members)} parts in the package")
            for name, member in {member.filename: member for member in members}.items():
                if member.flag_bits & _ENCRYPTED:
                    raise Unreadable(Fault.LOCKED, "an encrypted package")
                part = b""
                if name.lower().endswith(_HELD):
                    with given.open(member) as packed:
                        part = packed.read(left + 1)
                    left -= len(part)
                    if left < 0:
                        raise Unreadable(Fault.TOO_LONG, f"over {MOST_BYTES} bytes unpacked")
                made.writestr(name, _common(name, part))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError) as error:
        raise Unreadable(Fault.DAMAGED, f"package: {error}") from None
    held.seek(0)
    return held


def _common(name: str, part: bytes) -> bytes:
    if b"purl.oclc.org" in part:
        part = _STRICT.sub(_COMMON, part)
    if name == _TYPES:
        for kind, plain in _KINDS:
            part = part.replace(kind, plain)
    return part
