"""How fast a language is read, in words as `summarizer.words` counts them.

The rates of languages beside each other are those of the International Reading Speed Texts
(Trauzettel-Klosinski and Dietz, 2012): the same texts in 17 languages, read aloud by adults. Silent reading
is faster, so all are raised until English has the 238 words a minute of Brysbaert's review of 190 studies
of silent reading (2019), from which Korean comes, too.
"""

from __future__ import annotations

from typing import Final

SILENT: Final = 238 / 228
"""Words of English a minute, silently and aloud."""

_ALOUD: Final = {
    "ar": 138.0,
    "zh": 255 / 2,  # characters, of which two count as a word
    "nl": 202.0,
    "en": 228.0,
    "fi": 161.0,
    "fr": 195.0,
    "de": 179.0,
    "he": 187.0,
    "it": 188.0,
    "ja": 357 / 2,
    "ko": 226 / SILENT,
    "pl": 166.0,
    "pt": 181.0,
    "ru": 184.0,
    "sl": 180.0,
    "es": 218.0,
    "sv": 199.0,
    "tr": 166.0,
}
_ANY: Final = 184.0
"""The mean of the 17, for a language that was not measured."""
_UNSPACED: Final = dict.fromkeys(("th", "lo", "km", "my"), 863 / 2)
"""The mean of the 17 in characters, for what is written in letters and without spaces."""


def words_a_minute(language: str | None) -> float:
    """How many words of it an adult reads silently in a minute; `language` is ISO 639-1."""
    code = language or ""
    return SILENT * _ALOUD.get(code, _UNSPACED.get(code, _ANY))


def seconds(words: float, language: str | None) -> float:
    """How long so many words take to read."""
    return 60 * words / words_a_minute(language)
