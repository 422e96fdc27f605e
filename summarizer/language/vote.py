"""The vote of the detectors on one piece of text, and when it is sure enough to be an answer.

A language's score is the sum of the logarithms of the chances that the voices give it, as if each were an
independent witness; a voice that can't name a language says nothing about it. The little words are one
more witness. Beside that stand two weak beliefs, which a few words outvote: that a text is in one of the
languages most of the web is written in, and that it is in the language its page declares.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from summarizer.language import kin, little
from summarizer.language.voices import MOST_CHARS, Voice

DOUBT: Final = 0.05
"""The chance that any voice is taken to leave to what it does not name, as all of them err."""

RARE: Final = 3.0
LITTLE: Final = 8.0
DECLARED: Final = 3.0
"""In natural logarithms: how much less likely a language is that few texts are in; how much more likely
one is, all of whose words are its little words; how much more likely the declared one is. A voice that is
sure of another language weighs 3, so that what a page declares counts as one more voice. `python -m bench.languages` prints what other values reach."""

_FORTY: Final = (
    "ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv nb nl pl pt ro ru sk sl sr sv ta"
    " th tr uk vi zh"
)
WIDESPREAD: Final = frozenset(_FORTY.split())
"""The forty that nearly all of the web is written in. Their close kin are seldom meant: Afrikaans beside
Dutch, Macedonian beside Bulgarian, Marathi and Nepali beside Hindi, Malay beside Indonesian, Galician."""

SHORT: Final = 24
"""Letters below which a text is short: two or three words, on which each voice alone errs in one of six."""

SURE_SHORT: Final = 0.93
SURE_OF_KIN: Final = 0.8
SURE_OF_BARE: Final = 0.99
SURE: Final = 0.6
"""Least chance for an answer: on a short text, on a longer one whose next likeliest language is close kin,
on one without any of its language's little words, as random letters are, and on any other. Chosen on the
dev languages, by the curve of `python -m bench.languages`."""

BARE_WORDS: Final = 8
"""From so many words on a text should have a little word. In the dev languages 13 of 2,439 sentences and chats
have none, all but one with a chance of 0.99; of random letters one in fifty texts reaches that."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The likeliest language, the chance the vote gives it, and the letters it was found on.

    `alike` says that the next likeliest is close kin, `declared` that the page declares this one, `bare`
    that a text of some words has none of its little words.
    """

    language: str
    chance: float
    letters: int
    alike: bool = False
    declared: bool = False
    bare: bool = False

    @property
    def sure(self) -> bool:
        """Whether this is an answer."""
        if self.bare:
            return self.chance >= SURE_OF_BARE
        if self.declared:
            return self.chance >= SURE
        if self.letters < SHORT:
            return self.chance >= SURE_SHORT
        return self.chance >= (SURE_OF_KIN if self.alike else SURE)


def verdict(words: str, voices: Sequence[Voice], declared: str | None = None) -> Verdict | None:
    """The verdict on words with single spaces between them; None when no voice names a language.

    `declared` is a code in the form used here.
    """
    asked = words[:MOST_CHARS]
    heard = [(voice, voice.ask(asked)) for voice in voices]
    shares = little.shares(asked)
    scores: dict[str, float] = {}
    for language in sorted({language for _, chances in heard for language in chances}):
        known = [chances.get(language, 0.0) for voice, chances in heard if language in voice.knows]
        if len(known) < min(2, len(voices)):
            continue
        witness = sum(math.log(chance + DOUBT) for chance in known) * len(voices) / len(known)
        share = shares.get(language, 0.0) if language in little.LISTED else max(shares.values(), default=0.0)
        scores[language] = (
            witness + LITTLE * share - RARE * (language not in WIDESPREAD) + DECLARED * (language == declared)
        )
    if not scores:
        return None
    found = _verdict(asked, scores, sum(map(str.isalpha, words)))
    many = asked.count(" ") + 1 >= BARE_WORDS
    return replace(
        found,
        declared=found.language == declared,
        bare=many and found.language in little.LISTED and found.language not in shares,
    )


def _verdict(words: str, scores: dict[str, float], letters: int) -> Verdict:
    ranked = sorted(scores, key=lambda language: -scores[language])
    best = ranked[0]
    chances = {language: math.exp(score - scores[best]) for language, score in scores.items()}
    total = sum(chances.values())
    if told := kin.told(words.split(), best):
        # the chance of all siblings goes to the one that the words speak for
        ours = {language: chances.get(language, 0.0) for language in sorted(kin.siblings(best))}
        best = max(sorted(told), key=lambda language: ours[language])
        return Verdict(best, sum(ours.values()) / total, letters)
    if best in ("nb", "nn"):  # langdetect knows one Norwegian; which it is matters less than that it is
        return Verdict(
            best, (chances[best] + chances.get("nn" if best == "nb" else "nb", 0.0)) / total, letters
        )
    return Verdict(best, 1 / total, letters, len(ranked) > 1 and kin.alike(best, ranked[1]))
