"""Stems of words, by sumy's stemmers: what the forms of a word have in common."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sumy.nlp.stemmers import Stemmer, null_stemmer


@lru_cache(maxsize=64)
def stemmer(language: str | None) -> Any:
    """sumy's stemmer of an ISO 639-1 language, for words in lower case; words as they are where it has
    none, or one that wants a package of its own."""
    if language is None:
        return null_stemmer
    try:
        stem = Stemmer({"nb": "no", "nn": "no"}.get(language, language))
        stem("words")
    except (LookupError, ValueError):
        return null_stemmer
    # sumy's Czech and Slovak stemmers warn at a word that is not all letters, or letters without case
    cased = language in ("cs", "sk")
    return lru_cache(maxsize=50_000)(
        lambda word: stem(word) if word.isalpha() and (word.islower() or not cased) else word
    )


def has_stems(language: str | None) -> bool:
    """Whether there is a stemmer for a language."""
    return stemmer(language) is not null_stemmer
