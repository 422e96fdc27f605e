"""Makes the files that the readers are tried on: PDFs byte by byte, Word and PowerPoint by their libraries.

Letters of a PDF are all half an em wide, so that a test can count where a line ends. Places are in points
from the upper left corner.
"""

from __future__ import annotations

import hashlib
import io
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import docx
import pptx

FONTS = {"plain": "Times-Roman", "bold": "Times-Bold", "fixed": "Courier", "wide": ""}
WIDTH, HEIGHT = 595, 842
_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ID = b"0123456789abcdef"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of text on a page; `wide` draws letters of any script, one em each; `up` turns it upwards."""

    x: float
    y: float
    text: str
    size: float = 10
    font: str = "plain"
    up: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture over the whole page."""


@dataclass(frozen=True, slots=True)
class Square:
    """A small square with its upper left corner there, as a bullet that is drawn."""

    x: float
    y: float
    size: float = 4


Drawing = Drawn | Picture | Square


def column(
    text: str,
    x: float = 60,
    y: float = 100,
    letters: int = 90,
    *,
    size: float = 10,
    indent: int = 0,
    **how: Any,
) -> list[Drawn]:
    """A paragraph set in lines of so many letters, its first one indented by some."""
    lines = textwrap.wrap(text, letters, initial_indent=" " * indent)
    drawn = []
    for i, line in enumerate(lines):
        bare = line.lstrip()
        drawn.append(Drawn(x + (len(line) - len(bare)) * size / 2, y + i * 1.2 * size, bare, size, **how))
    return drawn


def below(lines: Sequence[Drawn], space: float = 0) -> float:
    """Where the next line stands under some."""
    return lines[-1].y + 1.2 * lines[-1].size + space


def stacked(paragraphs: Iterable[str], *, y: float = 100, space: float = 0, **how: Any) -> list[Drawn]:
    """Paragraphs under each other."""
    lines: list[Drawn] = []
    for text in paragraphs:
        lines += column(text, y=below(lines, space) if lines else y, **how)
    return lines


def pdf(
    *pages: Sequence[Drawing],
    info: Mapping[str, str] | None = None,
    language: str = "",
    password: str | None = None,
    rotate: int = 0,
) -> bytes:
    """A PDF with these pages; `password` locks it with 40 bits of RC4, the empty one for nobody."""
    key = None if password is None else _key(password)
    objects: dict[int, bytes] = {}
    names = list(FONTS)
    fonts = " ".join(f"/{name} {10 + i} 0 R" for i, name in enumerate(names))
    for i, name in enumerate(names[:-1]):
        widths = " ".join(["600" if name == "fixed" else "500"] * 224)
        objects[10 + i] = (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /{FONTS[name]} /Encoding /WinAnsiEncoding"
            f" /FirstChar 32 /LastChar 255 /Widths [{widths}] >>"
        ).encode()
    objects[10 + len(names) - 1] = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Wide /Encoding /Identity-H"
        b" /DescendantFonts [20 0 R] /ToUnicode 22 0 R >>"
    )
    objects[20] = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Wide /DW 1000 /FontDescriptor 21 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>"
    )
    objects[21] = (
        b"<< /Type /FontDescriptor /FontName /Wide /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>"
    )
    wide_text = "".join(
        one.text for page in pages for one in page if isinstance(one, Drawn) and one.font == "wide"
    )
    objects[22] = _stream(_to_unicode(wide_text), 22, key)
    objects[23] = _stream(
        b"\x80",
        23,
        key,
        " /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
    )
    kids = []
    for i, page in enumerate(pages):
        number = 30 + 2 * i
        kids.append(f"{number} 0 R")
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate}"
            f" /Resources << /Font << {fonts} >> /XObject << /Im 23 0 R >> >> /Contents {number + 1} 0 R >>"
        ).encode()
        objects[number + 1] = _stream(b"\n".join(map(_shown, page)), number + 1, key)
    tongue = f" /Lang {_literal(language.encode(), 1, key)}" if language else ""
    objects[1] = f"<< /Type /Catalog /Pages 2 0 R{tongue} >>".encode("latin-1")
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    said = " ".join(f"/{name} {_literal(_text(value), 3, key)}" for name, value in (info or {}).items())
    objects[3] = f"<< {said} >>".encode("latin-1")
    locked = ""
    if key is not None:
        owner, user = _owner_entry(password or ""), _rc4(key, _PADDING)
        objects[4] = (
            f"<< /Filter /Standard /V 1 /R 2 /P -4 /O {_literal(owner)} /U {_literal(user)} >>"
        ).encode("latin-1")
        locked = " /Encrypt 4 0 R"
    return _file(objects, locked)


def _file(objects: Mapping[int, bytes], locked: str) -> bytes:
    held = io.BytesIO()
    held.write(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = held.tell()
        held.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start, size = held.tell(), max(objects) + 1
    held.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        held.write(b"%010d 00000 n \n" % places[number] if number in places else b"0000000000 65535 f \n")
    identity = _ID.hex()
    held.write(
        f"trailer\n<< /Size {size} /Root 1 0 R /Info 3 0 R /ID [<{identity}> <{identity}>]{locked} >>\n".encode()
    )
    held.write(b"startxref\n%d\n%%%%EOF\n" % start)
    return held.getvalue()


def _shown(drawing: Drawing) -> bytes:
    if isinstance(drawing, Picture):
        return b"q %d 0 0 %d 0 0 cm /Im Do Q" % (WIDTH, HEIGHT)
    x, y = drawing.x, HEIGHT - drawing.y
    if isinstance(drawing, Square):
        return f"{x:.2f} {y:.2f} {drawing.size} -{drawing.size} re f".encode()
    turn = "0 1 -1 0" if drawing.up else "1 0 0 1"
    text = (
        f"<{drawing.text.encode('utf-16-be').hex()}>"
        if drawing.font == "wide"
        else _literal(drawing.text.encode("cp1252"))
    )
    return f"BT /{drawing.font} {drawing.size} Tf {turn} {x:.2f} {y:.2f} Tm {text} Tj ET".encode("latin-1")


def _to_unicode(text: str) -> bytes:
    """The code of each character is its number in UTF-16."""
    units = text.encode("utf-16-be")
    codes = sorted({units[i : i + 2].hex() for i in range(0, len(units), 2)})
    blocks = (codes[i : i + 100] for i in range(0, len(codes), 100))
    mapped = "\n".join(
        f"{len(block)} beginbfchar\n" + "\n".join(f"<{code}> <{code}>" for code in block) + "\nendbfchar"
        for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{mapped}\nendcmap end end"
    ).encode()


def _text(value: str) -> bytes:
    return value.encode("cp1252") if value.isascii() else b"\xfe\xff" + value.encode("utf-16-be")


def _literal(value: bytes, number: int = 0, key: bytes | None = None) -> str:
    if key is not None:
        value = _rc4(_object_key(key, number), value)
    return "(" + "".join(f"\\{byte:03o}" if byte in b"()\\\r\n" else chr(byte) for byte in value) + ")"


def _stream(body: bytes, number: int, key: bytes | None, more: str = "") -> bytes:
    if key is not None:
        body = _rc4(_object_key(key, number), body)
    return f"<< /Length {len(body)}{more} >>\nstream\n".encode() + body + b"\nendstream"


# ---- the weakest of the ciphers, which needs nothing but a digest


def _padded(password: str) -> bytes:
    return (password.encode() + _PADDING)[:32]


def _owner_entry(password: str) -> bytes:
    return _rc4(hashlib.md5(_padded("owner")).digest()[:5], _padded(password))


def _key(password: str) -> bytes:
    mix = _padded(password) + _owner_entry(password) + (-4 & 0xFFFFFFFF).to_bytes(4, "little") + _ID
    return hashlib.md5(mix).digest()[:5]


def _object_key(key: bytes, number: int) -> bytes:
    return hashlib.md5(key + number.to_bytes(3, "little") + b"\x00\x00").digest()[:10]


def _rc4(key: bytes, body: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    made = bytearray()
    i = j = 0
    for byte in body:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        made.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(made)


# ---- Office


def saved(file: Any) -> bytes:
    """The bytes of a document or a deck."""
    held = io.BytesIO()
    file.save(held)
    return held.getvalue()


def new_word() -> Any:
    return docx.Document()


def new_deck() -> Any:
    return pptx.Presentation()
