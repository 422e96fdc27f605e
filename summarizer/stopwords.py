"""Stop words by language, from sumy where it has them and from stopwords-iso for the rest."""

from __future__ import annotations

import contextlib
from functools import lru_cache

import stopwordsiso
from sumy.utils import get_stop_words

_SAME = {"nb": "no", "nn": "no"}


@lru_cache(maxsize=64)
def stop_words(language: str | None) -> frozenset[str]:
    """Lower-case stop words of an ISO 639-1 language; empty for one that no list is known for."""
    if language is None:
        return frozenset()
    code = _SAME.get(language, language)
    words: set[str] = set()
    with contextlib.suppress(LookupError):
        words |= {word.lower() for word in get_stop_words(code)}
    if stopwordsiso.has_lang(code):
        words |= {word.lower() for word in stopwordsiso.stopwords(code)}
    return frozenset(words)
