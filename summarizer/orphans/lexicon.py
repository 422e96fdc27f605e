"""The words with which a sentence hangs on the one before it, by language.

One TOML file a language in summarizer/data/orphans, made to be read and mended by a native speaker: lists
of openings between white space, in lower case, “_” for a space, a sign where that sign has to follow. Of
two that fit the longer one holds, and of two as long the one that is free. Languages without a file have no
orphans that are known of.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final


class Hold(StrEnum):
    """What a sentence hangs by."""

    PERSON = "person"  # he, she
    PRONOUN = "pronoun"  # they, it, his, both of them
    THIS = "this"  # this, that, such, alone or before a noun
    CONNECTIVE = "connective"  # but, however, the next day
    DEFINITE = "definite"  # the latter, the two
    INTRODUCED = "introduced"  # the memo, right after “a memo”
    FAINT = "faint"  # the company: only where nothing at all is shown before
    FREE = "free"  # nothing, although it looks like it: this year, it is clear that


Phrase = tuple[str, ...]

_LONGEST_PART: Final = 4

TOKEN: Final = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+)*|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Empty:
    """“It is now clear that …”: a subject that stands for nothing, by what follows it. A subject with an
    apostrophe has its copula within."""

    subjects: frozenset[Phrase]
    copulas: frozenset[Phrase]
    adverbs: frozenset[Phrase]
    words: frozenset[Phrase]

    def at(self, tokens: Sequence[str], start: int) -> bool:
        """Does it stand there, with at most two adverbs?"""
        subject = _longest(self.subjects, tokens, start)
        at = start + subject
        copula = _longest(self.copulas, tokens, at) if subject else 0
        if not copula and not (subject and "’" in tokens[at - 1]):
            return False
        at += copula
        for _ in range(3):
            if _longest(self.words, tokens, at):
                return True
            adverb = _longest(self.adverbs, tokens, at)
            if not adverb:
                return False
            at += adverb
        return False


def _longest(phrases: Collection[Phrase], tokens: Sequence[str], start: int) -> int:
    """In tokens: the longest of the phrases that stands there, 0 where none does."""
    lengths = range(min(_LONGEST_PART, len(tokens) - start), 0, -1)
    return next((one for one in lengths if tuple(tokens[start : start + one]) in phrases), 0)


@dataclass(frozen=True, slots=True)
class Words:
    """`openings` are phrases of tokens, or where a script has no spaces the characters of a phrase.

    `inside` are connectives that hang behind the first words as well. `leads`, and words with their endings,
    may stand before the subject, one of the `subjects` or “he” and “she”; behind the `placing` ones a name is
    no person, and behind `times` no comma is needed. `objects` hang where one of them follows a lead, and `met` where one follows
    a writer’s “I” or “we”. `before_name` are pronouns that are mere titles before a name. A `polite` word may
    mean the reader, and so may a `plural` one before a word with one of the `plural_endings` where there are
    polite ones (German “Sie können”); elsewhere that is several (Dutch “ze kunnen”). `definite` articles
    point back at what came with an `indefinite` one.
    """

    openings: Mapping[Phrase, Hold]
    longest: int
    inside: frozenset[Phrase]
    leads: frozenset[str]
    lead_endings: tuple[str, ...]
    placing: frozenset[str]
    times: frozenset[str]
    subjects: frozenset[str]
    objects: frozenset[str]
    met: frozenset[str]
    before_name: frozenset[str]
    polite: frozenset[str]
    plural: frozenset[str]
    plural_endings: tuple[str, ...]
    definite: frozenset[str]
    indefinite: frozenset[str]
    unspaced: bool
    empty: Empty

    def leads_in(self, word: str) -> bool:
        """May a subject follow, so that a pronoun behind it still opens the sentence?"""
        return word in self.leads or (bool(self.lead_endings) and word.endswith(self.lead_endings))

    def connects(self, tokens: Sequence[str], start: int) -> int:
        """In tokens: the connective that stands there behind the first words, 0 where none does."""
        return _longest(self.inside, tokens, start)

    def at(self, tokens: Sequence[str], start: int = 0) -> tuple[Hold, int] | None:
        """By what the tokens hang from `start` on, and how many of them make that opening."""
        if self.empty.at(tokens, start):
            return Hold.FREE, 1
        for length in range(min(self.longest, len(tokens) - start), 0, -1):
            hold = self.openings.get(tuple(tokens[start : start + length]))
            if hold is not None:
                return hold, length
        return None


_FOLDER: Final = files("summarizer.data") / "orphans"
_SAME: Final = {"nn": "nb", "sk": "cs"}
"""Languages read by the lists of another."""

_FIELDS: Final = (
    ("he", Hold.PERSON),
    ("she", Hold.PERSON),
    ("pronouns", Hold.PRONOUN),
    ("it", Hold.PRONOUN),
    ("this", Hold.THIS),
    ("connectives", Hold.CONNECTIVE),
    ("definite", Hold.DEFINITE),
    ("faint", Hold.FAINT),
    ("free", Hold.FREE),
)


@cache
def words_of(language: str | None) -> Words | None:
    """The words of an ISO 639-1 code, None for a language that has no file."""
    code = _SAME.get(language or "", language or "")
    source = _FOLDER / f"{code}.toml"
    if not re.fullmatch("[a-z]{2}", code) or not source.is_file():
        return None
    return _built(tomllib.loads(source.read_text(encoding="utf-8")))


@cache
def without_polite(language: str | None) -> Words | None:
    """The same for a text that does not speak to its reader."""
    words = words_of(language)
    return replace(words, polite=frozenset()) if words else None


def folded(word: str) -> str:
    """As words are compared: in lower case, a straight apostrophe made curly."""
    return word.lower().replace("'", "’")


def _built(table: Mapping[str, Any]) -> Words:
    unspaced = bool(table.get("unspaced", False))
    openings: dict[Phrase, Hold] = {}
    for field, hold in _FIELDS:
        for phrase in table.get(field, "").split():
            openings[tuple(phrase) if unspaced else _phrase(phrase)] = hold
    empty = table.get("empty", {})
    for phrase in empty.get("phrases", "").split():
        openings[_phrase(phrase)] = Hold.FREE
    return Words(
        openings=openings,
        longest=max(map(len, openings), default=0),
        inside=frozenset(map(_phrase, table.get("inside", "").split())),
        leads=frozenset(table.get("leads", "").split()),
        placing=frozenset(table.get("placing", "").split()),
        times=frozenset(table.get("times", "").split()),
        subjects=frozenset(table.get("subjects", "").split()),
        lead_endings=tuple(table.get("lead_endings", "").split()),
        objects=frozenset(table.get("objects", "").split()),
        met=frozenset(table.get("met", "").split()),
        before_name=frozenset(table.get("before_name", "").split()),
        polite=frozenset(table.get("polite", "").split()),
        plural=frozenset(table.get("plural", "").split()),
        plural_endings=tuple(table.get("plural_endings", "").split()),
        definite=frozenset(table.get("definite_articles", "").split()),
        indefinite=frozenset(table.get("indefinite_articles", "").split()),
        unspaced=unspaced,
        empty=_empty(empty),
    )


def _phrase(written: str) -> Phrase:
    return tuple(map(folded, TOKEN.findall(written.replace("_", " "))))


def _empty(table: Mapping[str, str]) -> Empty:
    subjects, copulas, adverbs, words = (
        frozenset(map(_phrase, table.get(field, "").split()))
        for field in ("subjects", "copulas", "adverbs", "words")
    )
    return Empty(subjects, copulas, adverbs, words)
