"""What is known of a language's words: its short forms, its little words, those that open a sentence.

One TOML file a language in summarizer/data/sentences, made to be read and mended by a native speaker;
any.toml holds for all of them and for a text of no known language. A short form stands without its last
stop and without spaces inside ("z.b"); one with a capital is meant as written, one without in any case.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from summarizer.stopwords import stop_words


class Short(Enum):
    """How a text goes on behind a short form with its full stop; the values are the fields of the files."""

    BOUND = "bound"  # never ends a sentence: a title before a name, "e.g.", "vs."
    COUNTS = "counts"  # bound before a number, and a common word elsewhere: "no. 5", "art. 3"
    OPEN = "open"  # ends a sentence only where another visibly begins: "Inc.", "p.m.", "approx."
    LAST = "last"  # ends a sentence before any capital: "etc."


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`streets` are short forms that end the name of a street as well as begin that of a person.
    `ordinary` words look like short forms and are none; `units` are short forms that end a sentence like
    any word where a number stands before them. `small` are the little words, which are no names, in lower
    case. `openers` have a capital hardly anywhere but at the beginning of a sentence, and are empty where
    that is not known; a title with a capital of its own follows the `titled`, a cardinal number the
    `counted`, and a `reporting` verb whoever speaks. Family names begin with `particles`, and the `shouted` end with a mark of exclamation."""

    short: Mapping[str, Short]
    streets: frozenset[str]
    ordinary: frozenset[str]
    units: frozenset[str]
    small: frozenset[str]
    openers: frozenset[str]
    titled: frozenset[str]
    counted: frozenset[str]
    reporting: frozenset[str]
    particles: frozenset[str]
    shouted: frozenset[str]


_FOLDER: Final = files("summarizer.data") / "sentences"
_SAME: Final = {"nb": "no", "nn": "no", "sk": "cs"}
"""Languages read by the lists of another."""


@cache
def lexicon(language: str | None) -> Lexicon:
    """The words of a language (ISO 639-1), None for a text of no known one: then they are those of
    English, but nothing opens a sentence. A language without a file has its stop words."""
    shared, own = _read("any"), _read(_SAME.get(language or "", language or ""))
    if language is None:
        own = _read("en")
    short, words = own.get("short", {}), own.get("words", {})
    forms = _foreign() if language is None else {}
    for table in (shared["short"], short):
        forms |= {word: kind for kind in Short for word in _words(table, kind.value)}
    return Lexicon(
        short=forms,
        streets=frozenset(_words(short, "streets")),
        ordinary=frozenset(_words(shared["short"], "ordinary")),
        units=frozenset(_words(shared["short"], "units")),
        small=frozenset(_words(words, "small")) or stop_words(language),
        openers=frozenset(_words(words, "openers") if language else ()),
        titled=frozenset(_words(words, "titled")),
        counted=frozenset(_words(words, "counted")),
        reporting=frozenset(_words(words, "reporting")),
        particles=frozenset(_words(shared["words"], "particles")),
        shouted=frozenset(_words(shared["words"], "shouted")),
    )


def _foreign() -> dict[str, Short]:
    """The short forms of all languages, as far as they are no words of English: nothing but a sentence that
    visibly begins says that they end one."""
    names = (entry.name.removesuffix(".toml") for entry in _FOLDER.iterdir())
    tables = [_read(name).get("short", {}) for name in names if name != "any"]
    fields = (Short.BOUND.value, Short.OPEN.value)
    found = {word for table in tables for field in fields for word in _words(table, field)}
    return dict.fromkeys(sorted(found - stop_words("en")), Short.OPEN)


def _words(table: Mapping[str, str], field: str) -> list[str]:
    return table.get(field, "").split()


@cache
def _read(name: str) -> Mapping[str, Any]:
    source = _FOLDER / f"{name}.toml"
    if not name.isalpha() or not source.is_file():
        return {}
    return tomllib.loads(source.read_text(encoding="utf-8"))
