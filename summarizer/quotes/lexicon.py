"""What a language's speakers of news use to say who said it: reporting verbs, pronouns, titles.

One TOML file a language in summarizer/data/quotes, made to be read and mended by a native speaker:
every entry is a list of words between white space, lower case, all forms written out. A language
without a file has quotations by their marks and no speakers.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

SAY: Final = 1 << 0  # a reporting verb in a finite form
WEAK: Final = 1 << 1  # a form that reports only where it stands right: noun or verb, say or else
PARTICIPLE: Final = 1 << 2  # a reporting verb without a subject of its own: "adding"
ADDRESS: Final = 1 << 3  # whoever stands after it is spoken to: "told"
DETERMINER: Final = 1 << 4
PREPOSITION: Final = 1 << 5
ATTACHING: Final = 1 << 6  # a preposition that hangs a phrase on a noun: "a spokesman for …"
SKIPPED: Final = 1 << 7  # may stand between subject and verb: "has", "also", "recently"
PASSIVE: Final = 1 << 8  # makes a passive of a verb that addresses: "was told"
CONJUNCTION: Final = 1 << 9
COMPLEMENTIZER: Final = 1 << 10  # may stand between verb and quotation: "that"
RELATIVE: Final = 1 << 11
HE: Final = 1 << 12
SHE: Final = 1 << 13
THEY: Final = 1 << 14  # stands for nobody in particular: "they", "it", "we", "man"
CALENDAR: Final = 1 << 15
FUNCTION: Final = 1 << 16  # a small word that is no part of a name, even with a capital
TITLE: Final = 1 << 17
PARTICLE: Final = 1 << 18  # inside a name: "van", "de", "bin"
AND: Final = 1 << 19
INFINITIVE: Final = 1 << 21  # with PARTICIPLE: reports after "to", "would" and their like alone
TAG: Final = 1 << 20  # reports only right after a quotation: German "so", Dutch "aldus"
TURN: Final = 1 << 22  # hands the word over: after "asked" somebody else speaks
PRONOUN: Final = HE | SHE | THEY
CUE: Final = SAY | WEAK | PARTICIPLE


class Order(StrEnum):
    """Where a subject may stand."""

    SUBJECT_FIRST = "subject first"  # after its verb only next to a quotation
    VERB_SECOND = "verb second"  # after its verb whenever something else stands before it
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's words by class, and its fixed phrases as compiled patterns."""

    order: Order
    classes: Mapping[str, int]
    word: re.Pattern[str]
    according: re.Pattern[str] | None
    according_after: re.Pattern[str] | None
    alias: re.Pattern[str] | None
    labels: frozenset[str]
    first_person: frozenset[str]
    masculine: frozenset[str]
    feminine: frozenset[str]
    genders: Mapping[str, int]  # of offices: HE or SHE
    gender_endings: tuple[tuple[str, int], ...]
    article_genders: Mapping[str, int]  # of articles before an office that either may hold
    things: frozenset[str]
    surnames: frozenset[str]
    title_endings: tuple[str, ...]
    plural_endings: tuple[str, ...]
    skipped_endings: tuple[str, ...]
    verb_endings: tuple[str, ...]
    nouns_capitalised: bool
    dashes: bool

    def kind(self, word: str) -> int:
        """The classes of a lower-case word."""
        known = self.classes.get(word)
        if known is None:
            return SKIPPED if self.skipped_endings and word.endswith(self.skipped_endings) else 0
        return known

    def gender_of(self, before: str, office: str) -> int:
        """HE or SHE where an office, or the article before it, tells who holds it; else 0."""
        known = self.genders.get(office, 0)
        if known or not self.is_title(office):
            return known
        for ending, gender in self.gender_endings:
            if office.endswith(ending):
                return gender
        return self.article_genders.get(before, 0)

    def is_title(self, word: str) -> bool:
        """Is this lower-case word an office or a form of address?"""
        return bool(self.classes.get(word, 0) & TITLE) or (
            len(word) > 6 and bool(self.title_endings) and word.endswith(self.title_endings)
        )


_SHARES: Final = {"nn": "nb"}
_FOLDER: Final = files("summarizer.data") / "quotes"
_FIELDS: Final = {
    ("verbs", "say"): SAY,
    ("verbs", "weak"): WEAK,
    ("verbs", "participles"): PARTICIPLE,
    ("verbs", "infinitives"): PARTICIPLE | INFINITIVE,
    ("verbs", "address"): ADDRESS,
    ("verbs", "tags"): TAG,
    ("verbs", "turns"): TURN,
    ("words", "determiners"): DETERMINER,
    ("words", "prepositions"): PREPOSITION,
    ("words", "attaching"): ATTACHING | PREPOSITION,
    ("words", "skipped"): SKIPPED,
    ("words", "passive"): PASSIVE | SKIPPED,
    ("words", "conjunctions"): CONJUNCTION,
    ("words", "and"): CONJUNCTION | AND,
    ("words", "that"): COMPLEMENTIZER | CONJUNCTION,
    ("words", "relative"): RELATIVE,
    ("words", "calendar"): CALENDAR | FUNCTION,
    ("words", "other"): FUNCTION,
    ("pronouns", "he"): HE,
    ("pronouns", "she"): SHE,
    ("pronouns", "they"): THEY,
    ("people", "titles"): TITLE,
    ("people", "masculine"): TITLE,
    ("people", "feminine"): TITLE,
}
_PARTICLES: Final = [
    "de",
    "da",
    "do",
    "dos",
    "das",
    "di",
    "del",
    "della",
    "dello",
    "dei",
    "la",
    "las",
    "los",
    "le",
    "van",
    "von",
    "der",
    "den",
    "ten",
    "ter",
    "bin",
    "ibn",
    "ben",
    "al",
    "el",
    "du",
    "zu",
    "zum",
    "af",
    "av",
]
_SMALL: Final = (
    DETERMINER
    | PREPOSITION
    | CONJUNCTION
    | COMPLEMENTIZER
    | RELATIVE
    | PRONOUN
    | CALENDAR
    | FUNCTION
    | SKIPPED
)


@cache
def lexicon(language: str | None) -> Lexicon | None:
    """Returns the lexicon of an ISO 639-1 code, None for a language that has none."""
    code = _SHARES.get(language or "", language or "")
    source = _FOLDER / f"{code}.toml"
    if not re.fullmatch("[a-z]{2}", code) or not source.is_file():
        return None
    return _built(tomllib.loads(source.read_text(encoding="utf-8")))


def is_small(kind: int) -> bool:
    """Is a word of these classes no part of a name?"""
    return bool(kind & _SMALL)


def _built(table: Mapping[str, Any]) -> Lexicon:
    classes: dict[str, int] = dict.fromkeys(_PARTICLES, PARTICLE)
    for (section, field), kind in _FIELDS.items():
        for word in _words(table, section, field):
            classes[word] = classes.get(word, 0) | kind
    for word in _words(table, "words", "not_skipped"):
        classes.setdefault(word, 0)
    splits = "|".join(map(re.escape, _words(table, "spelling", "elided")))
    clitics = "|".join(map(re.escape, _words(table, "spelling", "clitics")))
    # an elided article is a word of its own (l'homme), and so is a pronoun hung on a verb (dit-il)
    elided = rf"(?:{splits})['’](?=\w)|" if splits else ""
    # a full stop stays inside a word in "U.S." and "5.000", and not where a space was forgotten
    join = r"(?:[’'‐‑&-]|(?<!\w\w)\.|(?<=\d)\.(?=\d))"
    join += rf"(?!(?:{clitics})\b)" if clitics else ""
    word = rf"{elided}[^\W_]+(?:{join}[^\W_]+)*|\S"
    phrases = table.get("phrases", {})
    return Lexicon(
        order=Order(table["order"]),
        classes=classes,
        word=re.compile(word, re.IGNORECASE),
        according=_phrases(phrases.get("according", ())),
        according_after=_phrases(phrases.get("according_after", ())),
        alias=_phrases(phrases.get("alias", ())),
        labels=frozenset(_words(table, "words", "labels")),
        first_person=frozenset(_words(table, "pronouns", "first")),
        masculine=frozenset(_words(table, "people", "masculine")),
        feminine=frozenset(_words(table, "people", "feminine")),
        things=frozenset(_words(table, "people", "things")),
        surnames=frozenset(_words(table, "people", "surnames")),
        genders={
            word: gender
            for gender, field in ((HE, "masculine"), (SHE, "feminine"))
            for section in ("people", "offices")
            for word in _words(table, section, field)
        },
        gender_endings=tuple(
            (ending, gender)
            for gender, field in ((SHE, "feminine_endings"), (HE, "masculine_endings"), (0, "open_endings"))
            for ending in _words(table, "offices", field)
        ),
        article_genders={
            word: gender
            for gender, field in ((HE, "masculine_articles"), (SHE, "feminine_articles"))
            for word in _words(table, "offices", field)
        },
        title_endings=tuple(_words(table, "people", "endings")),
        plural_endings=tuple(_words(table, "people", "plural_endings")),
        verb_endings=tuple(_words(table, "verbs", "endings")),
        skipped_endings=tuple(_words(table, "words", "skipped_endings")),
        nouns_capitalised=bool(table.get("nouns_capitalised", False)),
        dashes=bool(table.get("dashes", False)),
    )


def _words(table: Mapping[str, Any], section: str, field: str) -> list[str]:
    value = table.get(section, {}).get(field, "")
    return [word.replace("_", " ") for word in value.split()] if isinstance(value, str) else list(value)


def _phrases(phrases: Iterable[str]) -> re.Pattern[str] | None:
    """One pattern for all, longest first, words apart by any white space."""
    longest = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    if not longest:
        return None
    return re.compile(
        "|".join(rf"\b{re.escape(p)}(?!\w)".replace(r"\ ", r"\s+").replace("’", "['’]") for p in longest),
        re.IGNORECASE,
    )
