"""What a language writes beside its numbers: currencies, magnitudes, units, “about”, “a day”, its months.

One TOML file a language in summarizer/data/figures, made to be read and mended by a native speaker, and
any.toml with the signs that all share: every entry is a list of words between white space, an underscore
for a space inside one. A language without a file has the signs, and the months of CLDR.
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

from babel import Locale, UnknownLocaleError

GAP: Final = "[ \u00a0\u202f\u2009-]?"
"""What may stand between a number and its unit."""

_END: Final = r"(?![\w\u0900-\u0963\u0966-\u0dff])"
"""No letter goes on; the vowel signs of Indian scripts are none to Python."""

_FOLDER: Final = files("summarizer.data") / "figures"
_SHARES: Final = {"nb": "no", "nn": "no"}
_NEVER: Final = re.compile(r"(?!)")


class Nouns(StrEnum):
    """How what is counted is told from the words around it."""

    PLURAL = "plural"  # it ends in s
    CAPITAL = "capital"  # it begins with a capital
    FIRST = "first"  # it follows the number, adjectives apart
    SUFFIX = "suffix"  # a word of measure is written behind the number


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A language's words by class: patterns that are matched behind a number (those in `…_before`: that
    end before it), phrases in lower case, and the months by name.

    `sized` parts a noun from its size (“a fine of $5m”), `hollow` are the nouns that say nothing there without
    the one before; `pointing` hangs on another sentence; `meaning` stands in the lists of stop words and means
    something all the same; `details` are the units of specifications, `persons` says no more than people;
    with `verb_last` a clause can't be ended before its sign.
    """

    nouns: Nouns
    percent: re.Pattern[str]
    percent_before: re.Pattern[str]
    currency_before: re.Pattern[str]
    currency_after: re.Pattern[str]
    magnitude: re.Pattern[str]
    short_magnitude: re.Pattern[str]
    unit: re.Pattern[str]
    counter: re.Pattern[str]
    time: re.Pattern[str]
    rate: re.Pattern[str]
    through: re.Pattern[str]
    about: frozenset[str]
    of: frozenset[str]
    more: frozenset[str]
    than: frozenset[str]
    origin: frozenset[str]
    between: frozenset[str]
    breaks: frozenset[str]
    joining: frozenset[str]
    articles: frozenset[str]
    days: frozenset[str]
    sized: frozenset[str]
    hollow: frozenset[str]
    pointing: frozenset[str]
    plurals: frozenset[str]
    meaning: frozenset[str]
    persons: frozenset[str]
    adjectives: tuple[str, ...]
    participles: tuple[str, ...]
    coming: frozenset[str]
    future: frozenset[str]
    labels: frozenset[str]
    months: Mapping[str, int]
    details: frozenset[str]
    known: frozenset[str]
    noun_words: int
    verb_last: bool
    decimal_point: bool


@cache
def lexicon(language: str | None) -> Lexicon:
    """The words of an ISO 639-1 code."""
    code = _SHARES.get(language or "", language or "")
    source = _FOLDER / f"{code}.toml"
    own: dict[str, Any] = {}
    if re.fullmatch("[a-z]{2}", code) and source.is_file():
        own = tomllib.loads(source.read_text(encoding="utf-8"))
    shared: dict[str, Any] = tomllib.loads((_FOLDER / "any.toml").read_text(encoding="utf-8"))
    nouns = Nouns(own.get("nouns", Nouns.FIRST))
    end = "" if nouns is Nouns.SUFFIX else _END

    def listed(field: str, table: Mapping[str, Any] = own) -> list[str]:
        return [word.replace("_", " ") for word in table.get(field, "").split()]

    def behind(field: str) -> re.Pattern[str]:
        return _pattern(GAP, _either(listed(field, shared)), _END, _either(listed(field)), end)

    before = _either(listed("currency_before", shared))
    percent_before = _either(listed("percent_before"))
    to = _either(listed("to"))
    return Lexicon(
        nouns=nouns,
        percent=behind("percent"),
        percent_before=re.compile(rf"(?<!\w)(?i:{percent_before}) ?\Z") if percent_before else _NEVER,
        currency_before=re.compile(rf"(?<![\w$])(?:{before})[ \u00a0\u202f]?\Z"),
        currency_after=_pattern(
            "(?:[ \u00a0\u202f-](?:de |d['’]|di |of |US |US-|đ)?|)",
            _either(listed("currency_after", shared)),
            _END,
            _either(listed("currency_after")),
            end,
        ),
        magnitude=behind("magnitudes"),
        short_magnitude=re.compile(rf"(?:{_either(listed('short_magnitudes', shared))}){_END}"),
        unit=behind("units"),
        counter=behind("counters"),
        time=behind("times"),
        rate=_pattern("[ \u00a0]", "", "", _either(listed("rates")), end),
        through=re.compile(
            rf"(?:[ \u00a0]?[-‐‑–—~〜][ \u00a0]?{f'|[ ](?i:{to})[ ]' if to else ''})(?=(?:[A-Z]{{0,3}}[€$£¥][ \u00a0]?)?\d)"
        ),
        about=frozenset(listed("about")),
        of=frozenset(listed("of")),
        more=frozenset(listed("more")),
        than=frozenset(listed("than", shared)),
        origin=frozenset(listed("from")),
        between=frozenset(listed("between")),
        articles=frozenset(listed("articles")),
        days=_days(language),
        joining=frozenset(listed("and")),
        breaks=frozenset(listed("breaks")),
        sized=frozenset(listed("sized")),
        hollow=frozenset(listed("hollow")),
        pointing=frozenset(listed("pointing")),
        plurals=frozenset(listed("plurals")),
        meaning=frozenset(listed("meaning")),
        persons=frozenset(listed("persons")),
        adjectives=tuple(listed("adjectives")),
        participles=tuple(listed("participles")),
        coming=frozenset(listed("coming")),
        future=frozenset(listed("future")),
        labels=frozenset(listed("labels")),
        months=_months(language),
        details=frozenset(unit.lower() for unit in (*listed("details", shared), *listed("details"))),
        known=frozenset(listed("known")),
        verb_last=bool(own.get("verb_last")),
        noun_words=int(own.get("noun_words", 1)),
        decimal_point=code in listed("decimal_point", shared),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


def _pattern(gap: str, signs: str, signs_end: str, words: str, words_end: str) -> re.Pattern[str]:
    """Signs as they are written, or words in any case, behind the gap."""
    ways = [f"(?:{signs}){signs_end}"] if signs else []
    ways += [f"(?i:{words}){words_end}"] if words else []
    return re.compile(f"{gap}(?:{'|'.join(ways)})") if ways else _NEVER


@cache
def _days(language: str | None) -> frozenset[str]:
    """The days of the week in lower case, as CLDR has them."""
    try:
        known = Locale.parse({"no": "nb"}.get(language or "", language or "")).days
    except (UnknownLocaleError, ValueError):
        return frozenset()
    return frozenset(name.lower() for name in known["format"]["wide"].values())


@cache
def _months(language: str | None) -> Mapping[str, int]:
    """The names of the months in lower case, without full stops, as CLDR has them."""
    try:
        known = Locale.parse({"no": "nb"}.get(language or "", language or "")).months
    except (UnknownLocaleError, ValueError):
        return {}
    found: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in known[context][width].items():
                bare = name.lower().strip(". ")
                if len(bare) > 2 and not any(map(str.isdigit, bare)):
                    found.setdefault(bare, number)
    return found
