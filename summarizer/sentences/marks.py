"""Which marks of quotation and brackets of a block belong together, and which way each of them faces.

A mark faces the side that it touches; where that does not settle it, what it is does, and a straight one
closes when one stands open. An apostrophe, a mark of feet, inches, minutes or seconds is no mark. Every
mark is looked at once and no further down than a few open ones: the time grows with the text alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple


@dataclass(frozen=True, slots=True)
class Pair:
    """From the beginning of the opening mark to the end of the closing one; `bracket` for ( ) and its like."""

    start: int
    end: int
    bracket: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """The pairs of a text by where they open, and the ends of the marks by where they begin, apart for
    those that open and those that close, whether or not they have a pair."""

    pairs: tuple[Pair, ...]
    opening: dict[int, int]
    closing: dict[int, int]


_ENTITY: Final = {
    "&quot;": '"',
    "&#34;": '"',
    "&#39;&#39;": "''",
    "&laquo;": "«",
    "&raquo;": "»",
    "&ldquo;": "“",
    "&rdquo;": "”",
    "&bdquo;": "„",
    "&#8220;": "“",
    "&#8221;": "”",
    "&#8222;": "„",
}
"""Marks as HTML writes them: feeds that escape twice leave them in the text."""

_MARK: Final = re.compile(
    "|".join(map(re.escape, sorted(_ENTITY, key=len, reverse=True)))
    + r"|``|''|[\"＂“”„‟«»‹›‘’‚‛'「」『』﹁﹂﹃﹄〝〞〟《》〈〉()（）\[\]［］{}【】〔〕]"
)

_CLOSERS: Final = {
    '"': ('"', "”", "“", "''"),
    "＂": ("＂",),
    "''": ("''", '"'),
    "``": ("''", '"', "``"),
    "“": ("”", '"', "“"),
    "”": ("”", '"', "“"),
    "„": ("“", "”", "‟", '"'),
    "‟": ("”",),
    "«": ("»", "«"),
    "»": ("«", "»"),
    "‹": ("›", "‹"),
    "›": ("‹", "›"),
    "‘": ("’", "'"),
    "‛": ("’", "'"),
    "‚": ("‘", "’"),
    "'": ("'", "’"),
    "「": ("」",),
    "『": ("』",),
    "﹁": ("﹂",),
    "﹃": ("﹄",),
    "〝": ("〞", "〟"),
    "《": ("》",),
    "〈": ("〉",),
    "(": (")", "）"),
    "（": ("）", ")"),
    "[": ("]",),
    "［": ("］",),
    "{": ("}",),
    "【": ("】",),
    "〔": ("〕",),
}
_BRACKETS: Final = frozenset("(（[［{【〔)）]］}】〕")
_SETTLED: Final = frozenset("「」『』﹁﹂﹃﹄〝〞〟《》〈〉") | _BRACKETS
"""Marks that face one way whatever stands beside them."""
_EITHER: Final = frozenset(('"', "＂", "“", "''"))
_USUALLY_CLOSE: Final = frozenset(("”", "»", "›", "''", "’"))
_SINGLE: Final = frozenset("‘’‚‛'")

_FREE_LEFT: Final = re.compile(r"[\s(\[{—–/\-¿¡*_|（「『]")
_FREE_RIGHT: Final = re.compile(r"[\s)\]}—–/\-,.;:!?…*_|）」』。、，！？]")
_ELISION: Final = re.compile(
    r"\d\ds?\b|(?:n|em|tis|twas|til|cause|cos|bout|round)\b|[stnk](?=\s)", re.IGNORECASE
)

_DEEPEST: Final = 8
"""Open marks that are remembered; whoever opens more leaves the first of them without a pair."""

_LONGEST: Final = 1_000
"""Characters; marks further apart are no pair."""


class _Mark(NamedTuple):
    """`sign` is the mark as such, however it is written from `start` to `end`."""

    sign: str
    start: int
    end: int


class _Side(Enum):
    OPENS = auto()
    CLOSES = auto()


def marks_of(text: str) -> Marks:
    """The marks of one block."""
    opened: list[_Mark] = []
    pairs: list[Pair] = []
    opening: dict[int, int] = {}
    closing: dict[int, int] = {}
    for found in _MARK.finditer(text):
        mark = _Mark(_ENTITY.get(found[0], found[0]), found.start(), found.end())
        side = _side(text, mark, opened)
        if side is _Side.OPENS:
            opening[mark.start] = mark.end
            if mark.sign == '"':  # one that stood open has no pair
                opened = [one for one in opened if one.sign != '"']
            opened.append(mark)
            del opened[:-_DEEPEST]
        elif side is _Side.CLOSES:
            depth = _opener_of(mark, opened)
            if depth is None and mark.sign in _SINGLE:
                continue
            closing[mark.start] = mark.end
            if depth is not None:
                if mark.end - opened[depth].start <= _LONGEST:
                    pairs.append(Pair(opened[depth].start, mark.end, mark.sign in _BRACKETS))
                del opened[depth:]
    return Marks(tuple(sorted(pairs, key=lambda pair: pair.start)), opening, closing)


def _opener_of(mark: _Mark, opened: list[_Mark]) -> int | None:
    """Where in `opened` the mark stands that this one may close, the last of them."""
    for depth in range(len(opened) - 1, -1, -1):
        if mark.sign in _CLOSERS[opened[depth].sign]:
            return depth
    return None


def _side(text: str, mark: _Mark, opened: list[_Mark]) -> _Side | None:
    """Which way the mark faces; None for what is no mark."""
    if mark.sign in _SETTLED:
        return _Side.OPENS if mark.sign in _CLOSERS else _Side.CLOSES
    before = text[mark.start - 1] if mark.start else " "
    after = text[mark.end] if mark.end < len(text) else " "
    free_left = _FREE_LEFT.match(before) is not None
    free_right = _FREE_RIGHT.match(after) is not None
    waited_for = _opener_of(mark, opened) is not None
    if mark.sign in _SINGLE:
        return _single_side(text, mark, free_left, free_right, waited_for, opened)
    if mark.sign == '"' and before.isdigit():
        feet = mark.start > 1 and text[mark.start - 2] in "'’′"
        if not waited_for or (feet and not after.isspace()):
            return None  # inches
    if free_left != free_right:
        return _Side.CLOSES if free_right else _Side.OPENS
    if mark.sign in _EITHER:
        return _Side.CLOSES if waited_for else _Side.OPENS
    return _Side.CLOSES if mark.sign in _USUALLY_CLOSE else _Side.OPENS


def _single_side(
    text: str, mark: _Mark, free_left: bool, free_right: bool, waited_for: bool, opened: list[_Mark]
) -> _Side | None:
    """A single mark opens before a word and closes behind a sign, or where a single one stands open last;
    whatever else it may be is an apostrophe."""
    if free_left and not free_right:
        elided = mark.sign == "’" or _ELISION.match(text, mark.end)
        return None if elided and mark.sign in "’'" else _Side.OPENS
    if not free_left and free_right and waited_for:
        sure = text[mark.start - 1] in ".,!?…;。" or opened[-1].sign in _SINGLE
        return _Side.CLOSES if sure else None
    return None
