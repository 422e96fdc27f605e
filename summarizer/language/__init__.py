"""Which language a text is in, or an honest "unsure"; and which ones, where it is in several.

A script that one language alone is written in decides by itself. Otherwise detectors vote, and an answer
is given where the vote is clear: a single word, a name, code or data are never enough. The same text gets
the same answer every time, on every thread, and no text raises anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarizer.language import kin, little, mixed, prose, voices, vote
from summarizer.language.codes import normalise
from summarizer.language.little import little_words
from summarizer.language.prose import SAMPLE
from summarizer.language.scripts import BY_LETTERS, by_letters, is_latin, letters_of, main_script, only
from summarizer.language.voices import Voice
from summarizer.language.vote import Verdict

__all__ = [
    "SAMPLE",
    "detect",
    "detect_all",
    "is_latin",
    "known",
    "little_words",
    "normalise",
    "opinion",
    "warm",
]

_FEWEST_LETTERS: Final = 6
"""Below this, in a script that languages share, nothing is to be known."""

_MOSTLY: Final = 0.6
"""Share of the words in languages that are sure, of a text that is not sure as a whole."""


def warm() -> None:
    """Loads the detectors and their word lists, so that no thread or first request pays for it."""
    detect("A sentence of some words, to have everything read.")


def known() -> frozenset[str]:
    """Every code that can be an answer."""
    named = [code for voice in voices.installed() for code in voice.knows if len(code) == 2]
    return BY_LETTERS | {code for code in named if named.count(code) > 1}


def detect(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code (nb and nn for the two Norwegians, zh for every Chinese), or None when unsure.

    `declared` is a page's own claim: it settles a doubt and is not believed beyond that.
    """
    verdict = opinion(text, declared)
    return verdict.language if verdict is not None and verdict.sure else None


def detect_all(paragraphs: Sequence[str], declared: str | None = None) -> tuple[str, ...]:
    """The languages that a considerable part of the text is in, most of it first; none when unsure."""
    main = detect("\n".join(paragraphs), declared)
    parts = mixed.considerable(paragraphs, _quick_opinion)
    if main is None:
        # two languages in turn, which are sure one by one
        return tuple(parts) if sum(parts.values()) >= _MOSTLY else ()
    if len(parts) < 2:
        # what is told from the whole is surer than what is told from its sentences
        return (main,)
    return tuple(main if kin.alike(part, main) else part for part in parts)


def opinion(text: str, declared: str | None = None, asked: Sequence[Voice] | None = None) -> Verdict | None:
    """The likeliest language, sure or not; None where there is nothing to tell by.

    `asked` are the voices to ask in place of all of them.
    """
    words = prose.words_alone(text)
    letters = letters_of(words)
    script = main_script(letters)
    if len(letters) < 2 or script is None:
        return None
    if language := by_letters(script, letters):
        return Verdict(language, 1.0, len(letters))
    words = " ".join(only(script, words).split())
    if len(letters) < _FEWEST_LETTERS or " " not in words or prose.is_name(words) or prose.is_code(text):
        return None
    found = vote.verdict(words, voices.installed() if asked is None else asked, normalise(declared))
    if found is None or len(found.language) > 2 or not little.strung_together(words, found.language):
        return None
    return found


def _quick_opinion(text: str) -> Verdict | None:
    return opinion(text, asked=[voice for voice in voices.installed() if voice.quick])
