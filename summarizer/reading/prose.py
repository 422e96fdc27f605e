"""Small questions about a line of text, asked alike of pastes and pages: does it end like a sentence,
how wide is it, could it be a heading.
"""

from __future__ import annotations

import re
from typing import Final

from summarizer.model import BlockKind

Passage = tuple[BlockKind, str]
"""What will be a block: its kind and its text, which has no place in a document yet."""

FINAL: Final = ".!?…‥。！？｡؟۔।॥።။។"
"""Marks that end a sentence, in the scripts we know."""

CLOSING: Final = "\"'”’»›“‘)]）」』】》〉*_"
"""What may stand behind the mark: quotation marks (“ closes in German), brackets, emphasis."""

_AROUND: Final = CLOSING + " \u00a0\u202f"
_TAIL: Final = 60  # characters of a text that are looked at for its end
_NOTE: Final = re.compile(r"(?:\s?\[\d{1,3}\]|[¹²³⁴-⁹⁰]|†|‡){1,9}$")
_PICTURES: Final = re.compile(r"[\s\u2600-\u27bf\u200d\ufe0f\U0001f300-\U0001faff]{1,20}$")
_UNFINISHED: Final = tuple(",;:，；：、-–—،؛")
_ADDRESS: Final = re.compile(r"(?=\S*?(?:://|@|www\.))\S*")
_WIDE: Final = re.compile(
    "[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\U0001f300-\U0001faff\U00020000-\U0003fffd]"
)

HEADING_COLUMNS: Final = 120
_HEADING_WORDS: Final = 20
_PROSE_COLUMNS: Final = 60
_LONG_COLUMNS: Final = 160


def ends_like_sentence(text: str) -> bool:
    """Whether the last words are followed by a stop; notes, closing marks, pictures and a source behind it count not."""
    end = _PICTURES.sub("", _NOTE.sub("", text[-_TAIL:].rstrip()))
    bare = end.rstrip(_AROUND)
    if bare and bare[-1] in FINAL:
        return True
    if not end.endswith((")", "]")):
        return False
    before = end[: max(end.rfind("("), end.rfind("["), 0)].rstrip(_AROUND)
    return bool(before) and before[-1] in FINAL


def columns(text: str) -> int:
    """The width of a line in a terminal; beyond 400 characters simply their number."""
    if text.isascii() or len(text) > 400:
        return len(text)
    return len(text) + len(_WIDE.findall(text))


def is_prose(text: str) -> bool:
    """Long enough to be a paragraph under a heading."""
    width = columns(text[:401])
    return width >= _LONG_COLUMNS or (width >= _PROSE_COLUMNS and ends_like_sentence(text))


def could_head(text: str, *, first: bool = False) -> bool:
    """True for a short line without the stop that prose ends with; `first`: a question is allowed."""
    if len(text) > HEADING_COLUMNS or columns(text) > HEADING_COLUMNS or text.count(" ") >= _HEADING_WORDS:
        return False
    bare = text.rstrip(CLOSING + " ")
    if (
        not bare
        or bare.endswith(_UNFINISHED)
        or text.startswith(_UNFINISHED)
        or not any(c.isalpha() for c in bare)
    ):
        return False
    if ends_like_sentence(text) and not (first and bare[-1] in "?!？！؟"):
        return False
    start = next(c for c in text if c.isalnum())
    return not start.islower() and _ADDRESS.fullmatch(text) is None
