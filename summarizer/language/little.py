"""The little words: those that a language strings its sentences together with.

They are a voice of their own, which knows whole words where the detectors know runs of letters, and the
proof that a longer text is in a language at all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from summarizer.language.scripts import is_latin
from summarizer.stopwords import stop_words
from summarizer.words import tokens

PROSE_WORDS: Final = 30
FEWEST: Final = 0.03
"""A text of so many words in which fewer than this share are stop words is in no language. The least in
the dev languages is 0.11, in Finnish, Turkish and Vietnamese, but for a Thai text that is all Latin
letters (`python -m bench.languages`)."""

_CODES: Final = (
    "af ar bg bn ca cs da de en es et eu fa fi fr gl hi hr hu id it lt lv mr ms nb nl pl pt ro ru sk sl so st"
    " sv sw tl tr uk ur vi yo zu"
)
LISTED: Final = frozenset(_CODES.split())
"""Languages that there are stop words for and that share a script with others."""


def little_words(text: str, code: str) -> float | None:
    """The share of stop words in a text of Latin letters; None where it can't be told, or is too short."""
    words = [word.lower() for word in tokens(text)]
    stops = stop_words(code)
    if len(words) < PROSE_WORDS or not stops or not is_latin(text):
        return None
    return sum(word in stops for word in words) / len(words)


def strung_together(text: str, code: str) -> bool:
    """Whether a longer text has enough of the little words that its language can't do without; detectors
    find a language for random letters, too."""
    share = little_words(text, code)
    return share is None or share >= FEWEST


def shares(text: str) -> dict[str, float]:
    """Language → the share of its stop words among the words, for those with any."""
    words = [word.lower() for word in tokens(text)]
    found: dict[str, float] = defaultdict(float)
    speakers = _speakers()
    for word in words:
        for code in speakers.get(word, ()):
            found[code] += 1 / len(words)
    return dict(found)


@lru_cache(maxsize=1)
def _speakers() -> Mapping[str, tuple[str, ...]]:
    """Little word → the languages that have it."""
    languages: dict[str, list[str]] = defaultdict(list)
    for code in sorted(LISTED):
        for word in sorted(stop_words(code)):
            languages[word].append(code)
    return MappingProxyType({word: tuple(codes) for word, codes in languages.items()})
