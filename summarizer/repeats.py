"""Which sentences say again what an earlier one, or the headline, has said in nearly the same words.

Two are the same where the pairs of neighbouring words of the shorter one stand in the other (shingles and
their containment: Broder, “On the resemblance and containment of documents”, 1997), unless a number or a
name is in the shorter one alone. The time grows with the text: what stands in many sentences is no sign.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from summarizer.words import tokens

CONTAINED: Final = 0.8
"""The share of a sentence's pairs that another has of it. On the dev parts (`python -m bench.orphans repeats`,
read by hand) what lies above says the same and below 0.7 often something else."""
LEAST_WORDS: Final = 7
"""Shorter sentences are the same only where they are so to the letter."""
MORE: Final = 4 / 3
"""A sentence that is more than so many times as long as an earlier one which it holds says more."""
_SMALL: Final = 3
"""In characters: the longest first word that may differ, such as “But” and “Now”."""
_COMMON: Final = 4
"""A pair that so many sentences have had is no sign any more."""

_SIGNS: Final = 3
"""So many of the rarer pairs two sentences share before they are compared."""

_Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    words: tuple[str, ...]
    pairs: frozenset[_Pair]
    written: tuple[str, ...]

    @property
    def marked(self) -> frozenset[str]:
        """The numbers, and the words with a capital behind the first one."""
        return frozenset(
            word.lower()
            for at, word in enumerate(self.written)
            if (at and word[0].isupper()) or (not word.isalpha() and any(map(str.isdigit, word)))
        )


def without_repeats(texts: Sequence[str], headline: str | None = None) -> list[int]:
    """The positions of the texts that say something new, in order; of two alike the earlier one stays.

    What only says the headline again is left out, unless nothing else is there.
    """
    known: list[_Said] = []
    having: defaultdict[_Pair, list[int]] = defaultdict(list)
    exact: set[tuple[str, ...]] = set()
    above = _said(headline) if headline else None
    kept: list[int] = []
    echoes: list[int] = []
    for at, text in enumerate(texts):
        said = _said(text)
        key = said.words or (text,)
        if key in exact or _is_said(said, known, having):
            continue
        exact.add(key)
        if above is not None and _is_within(said, above) and _is_within(above, said):
            echoes.append(at)
            continue
        kept.append(at)
        for pair in said.pairs:
            if len(having[pair]) < _COMMON:
                having[pair].append(len(known))
        known.append(said)
    return kept or echoes[:1]


def _is_said(said: _Said, known: Sequence[_Said], having: dict[_Pair, list[int]]) -> bool:
    if len(said.words) < LEAST_WORDS:
        return False
    shared = Counter(number for pair in said.pairs for number in having.get(pair, ()))
    return any(
        _is_within(said, known[number])
        or (not _tells_more(said, known[number]) and _is_within(known[number], said))
        for number, count in shared.items()
        if count >= _SIGNS
    )


def _tells_more(said: _Said, known: _Said) -> bool:
    longer = len(said.words) > MORE * len(known.words)
    return longer or not said.marked <= known.marked or _opens_anew(said, known)


def _opens_anew(one: _Said, other: _Said) -> bool:
    """“Advantages of a loan for the two of you”, “Drawbacks of a loan …”; at the beginning any word has a
    capital, and a name is not known."""
    return bool(one.words) and len(one.words[0]) > _SMALL and one.words[0] not in other.words


def _is_within(one: _Said, other: _Said) -> bool:
    """Does the other say all that this one says?"""
    if len(one.words) < LEAST_WORDS and one.words != other.words:
        return False
    if len(one.words) > len(other.words) / CONTAINED or _opens_anew(one, other):
        return False
    same = len(one.pairs & other.pairs) >= CONTAINED * len(one.pairs)
    return same and one.marked <= other.marked


def _said(text: str) -> _Said:
    written = tokens(text)
    words = tuple(word.lower() for word in written)
    return _Said(words, frozenset(pairwise(words)), tuple(written))
