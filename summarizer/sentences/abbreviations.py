"""Whether the word before a full stop is a short form, and how a text goes on behind it.

The lists of the lexicon come first, then how the word looks; sentencex, which has lists for many more
languages, is asked about the rest.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import sentencex

from summarizer.sentences.lexicon import Short, lexicon
from summarizer.stopwords import stop_words

_DOTTED: Final = re.compile(r"[^\s\d._]{1,3}(?:\.[^\s\d._]{1,3}){1,5}")
_WITHOUT_VOWEL: Final = re.compile(
    r"(?:(?![aeiouyà-åæè-ïò-öøù-ýÿāăąēĕėęěīįıōŏőœūŭůűųŷẠ-ỹ])[a-zß-ɏ]){2,5}"
    r"|(?:(?![аеёиоуыэюяіїєў])[а-ӿ]){2,5}"
    r"|(?:(?![αεηιουωάέήίόύώϊϋΐΰ])[ά-ώ]){2,5}"
)
_SYLLABIC: Final = frozenset(("cs", "sk", "hr", "bs", "sr", "sl", "mk", "bg"))
"""Languages in which l and r carry a syllable, as in "vlk"."""
_LONGEST: Final = 12
"""Letters of a word that sentencex is asked about."""


@lru_cache(maxsize=20_000)
def short_form(word: str, language: str | None, after_number: bool) -> Short | None:
    """What the word before a full stop is; None for an ordinary one.

    `word` is without that stop and without spaces; `after_number` says that a number stands before it.
    """
    words = lexicon(language)
    low = word.lower()
    if after_number and low in words.units:
        return Short.OPEN if language == "de" else Short.LAST  # "3 Std. Anfahrt": nouns have capitals
    found = words.short.get(word) or words.short.get(low)
    if found is not None:
        return found
    if _DOTTED.fullmatch(word):
        return Short.OPEN
    if word.isupper() and len(word) > 1:
        return Short.BOUND if words.short.get(word.capitalize()) is Short.BOUND else None  # an acronym
    if low in words.ordinary or low in words.small or low in stop_words(language or "en"):
        return None
    if language not in _SYLLABIC and word[1:].islower() and _WITHOUT_VOWEL.fullmatch(low):
        return Short.OPEN
    if word.isalpha() and len(word) < _LONGEST and _sentencex_knows(language or "en", word):
        return Short.OPEN
    return None


def _sentencex_knows(language: str, word: str) -> bool:
    """Whether sentencex takes the word for an abbreviation of the language, of English for one it does not
    know. It is asked about one word at a time, since its time grows with the square of some texts."""
    return len(sentencex.get_sentence_boundaries(language, f"Xx {word}. Yy")) == 1
