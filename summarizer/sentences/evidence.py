"""What a text itself tells of how it is written: which words have a capital only where a sentence begins,
and whether its author begins sentences with one at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_AROUND: Final = ".,;:!?…\"'“”„«»‘’()[]*_"
_MOST: Final = 300_000
"""Characters of a text that are looked at."""

_BEGINNING: Final = re.compile(r"[.!?]\s{1,3}([^\W\d_])")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`common` holds the words, in lower case, that the document writes small and that have no capital
    within its sentences; `careless` says that it begins sentences with small letters throughout."""

    common: frozenset[str] = frozenset()
    careless: bool = False

    def is_common(self, word: str) -> bool:
        return word.lower() in self.common


def evidence_of(texts: Iterable[str]) -> Evidence:
    """Reads the blocks of a document, up to some length in all."""
    small: set[str] = set()
    named: set[str] = set()
    begun = begun_small = 0
    left = _MOST
    for text in texts:
        before = "."
        for piece in text[:left].split():
            if piece[0].islower():
                small.add(piece.rstrip(_AROUND))
            elif (before[-1].isalnum() or before[-1] == ",") and piece[0].isupper():
                named.add(piece.rstrip(_AROUND).lower())
            before = piece
        letters = _beginnings(text[:left])
        begun += len(letters)
        begun_small += sum(map(str.islower, letters))
        left -= len(text)
        if left <= 0:
            break
    return Evidence(frozenset(small - named), begun_small >= 3 and begun_small * 2 >= begun)


def is_careless(text: str) -> bool:
    """Whether a block begins sentences with small letters, as chat does: twice at least, and no fewer than
    every third."""
    letters = _beginnings(text[:_MOST])
    small = sum(map(str.islower, letters))
    return small >= 2 and small * 3 >= len(letters)


def _beginnings(text: str) -> list[str]:
    """The first letters behind what looks like the end of a sentence."""
    return [
        found[1]
        for found in _BEGINNING.finditer(text)
        if text[max(0, found.start() - 5) : found.start()].rstrip()[-3:].isalpha()
    ]
