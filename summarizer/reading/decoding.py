"""Bytes → str, whatever their label says.

A byte order mark settles it. Otherwise what is valid UTF-8 beyond ASCII is UTF-8, since text in
another encoding hardly ever is by chance; then the labels are believed, the transport's before the
document's own, if the bytes bear them out; then charset-normalizer is asked. Nothing is raised: in the
end a byte that means nothing becomes U+FFFD.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

from charset_normalizer import from_bytes

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# What a label means in practice: browsers read the older, smaller sets as their supersets.
_MEANT: Final = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
_UNKNOWN_TO_PYTHON: Final = {
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-gbk": "gb18030",
    "x-mac-cyrillic": "mac-cyrillic",
    "iso-8859-8-i": "iso8859-8",
}
# Python's registry holds more than character sets (punycode, unicode_escape …).
_CHARACTER_SET: Final = re.compile(
    r"(?:ascii|utf-(?:8|16|32)|cp|iso8859|iso2022|koi8|mac|gb|big5|shift|euc|hz|tis|johab)"
)
_LATIN: Final = ("cp1250", "cp1252", "cp1254", "cp1257", "iso8859-2", "iso8859-15")

_DECLARED: Final = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,400}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE
)
_MARKUP: Final = re.compile(rb"<[^<>]{0,2000}>|[\t\r\n ]{2,}")
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]")
_KANA: Final = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
# What Western text hardly holds: letters with a caron, and signs inside words that are letters elsewhere.
_NOT_WESTERN: Final = re.compile(r"[šžŠŽ\ufffd]|(?<=[^\W\d_])[³¹¿¾]|õ(?!e)")
_THORN: Final = re.compile(r"[þðý]")
_ICELANDIC: Final = frozenset("æáó")
_LETTER: Final = re.compile(r"[^\W\d_]")

_SAMPLE: Final = 40_000  # bytes shown to charset-normalizer, whose cost grows with them
_HEAD: Final = 4_096  # bytes searched for the document's own label; browsers look at 1,024


def decode(body: bytes, charset: str | None = None) -> str:
    """The text of `body` without its byte order mark; line ends stay as they are."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if wide := utf16_without_mark(body):
        return body.decode(wide, "replace")
    labels = _labels(body, charset)
    if escapes := next((name for name in labels if name.startswith(("iso2022", "hz"))), None):
        text = _strictly(body, escapes)
        if text is not None:
            return text
    if body.isascii():
        return body.decode("ascii")
    text = _strictly(body, "utf-8")
    if text is not None:
        return text
    for name in labels:
        text = _strictly(body, name)
        if text is not None and not (name in _LATIN and _hardly_latin(text)):
            return text
    # UTF-8 with a cut or foreign byte here and there.
    text = body.decode("utf-8", "replace")
    if text.count("\ufffd") * 20 <= len(_NOT_ASCII.findall(text)):
        return text
    return body.decode(_guess(body), "replace")


def utf16_without_mark(body: bytes) -> str | None:
    """The order of UTF-16 without its mark, which shows by a zero in every other byte; else None."""
    head = body[:1024]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if half >= 2 and odd * 3 > half and even * 20 < half:
        return "utf-16-le"
    if half >= 2 and even * 3 > half and odd * 20 < half:
        return "utf-16-be"
    return None


def _labels(body: bytes, charset: str | None) -> list[str]:
    declared = _DECLARED.search(body, 0, _HEAD)
    said = (charset, declared[1].decode("ascii", "ignore") if declared else None)
    return [name for label in said if label and (name := _known(label))]


def _known(label: str) -> str | None:
    plain = label.strip("\"' \t").lower()
    if not re.fullmatch(r"[\w.:-]{2,40}", plain, re.ASCII):
        return None
    try:
        name = codecs.lookup(_UNKNOWN_TO_PYTHON.get(plain, plain)).name
    except (LookupError, ValueError):
        return None
    if not _CHARACTER_SET.match(name) or name.startswith(("utf-16", "utf-32")):
        return None  # a document whose label can be read byte by byte isn't in UTF-16
    return _MEANT.get(name, name)


def _strictly(body: bytes, name: str) -> str | None:
    try:
        return body.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _hardly_latin(text: str) -> bool:
    """True where most letters are beyond ASCII, as when Russian or Chinese bytes are read as Latin."""
    # Markup is ASCII, so only words that hold something else are looked at.
    words = [word for word in re.findall(r"\S{1,40}", text[:200_000]) if not word.isascii()][:4_000]
    letters = sum(len(_LETTER.findall(word)) for word in words)
    odd = sum(len(_NOT_ASCII.findall(word)) for word in words)
    return odd > 0.6 * max(1, letters)


def _guess(body: bytes) -> str:
    """The encoding that bytes without a usable label are likely in.

    charset-normalizer takes Western letters for Central European ones, and Japanese for Korean; so these
    are told first, by their marks.
    """
    plain = _MARKUP.sub(b" ", body[: 20 * _SAMPLE])
    first = next((found.start() for found in re.finditer(rb"[\x80-\xff]", plain)), 0)
    sample = plain[max(0, first - 200) : first + _SAMPLE]
    for name in ("cp932", "euc_jp"):
        text = sample.decode(name, "replace")
        if 5 * len(_KANA.findall(text)) > len(_NOT_ASCII.findall(text)):
            return name
    western = sample.decode("cp1252", "replace")
    if _hardly_latin(western):
        found = from_bytes(sample).best()
    elif _is_western(western):
        return "cp1252"
    else:
        found = from_bytes(sample, cp_isolation=list(_LATIN)).best()
    return found.encoding if found is not None else "cp1252"


def _is_western(text: str) -> bool:
    """Whether bytes read as cp1252 look like a text that was written in it."""
    strange = len(_NOT_WESTERN.findall(text))
    if _ICELANDIC.isdisjoint(text):  # ş, ğ and ı come out as Icelandic letters
        strange += len(_THORN.findall(text))
    return 100 * strange < len(_NOT_ASCII.findall(text))
