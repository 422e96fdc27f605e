"""The words of the interface, and the names of languages, dates and lengths of time.

One catalogue so far, English; what a source says is never translated.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from adapters.base import Action, Lack, Reason
from adapters.locale import en
from summarizer import pace

_ENGLISH: Final = Locale("en")


def text(name: str, /, **values: object) -> str:
    """A text of the interface; raises KeyError for an unknown name."""
    return en.TEXTS[name].format(**values)


def problem(reason: Reason, label: str, limit: str = "") -> str:
    """The sentence that tells a person why something could not be done, and the way out."""
    if label == text("pasted text"):  # a heading elsewhere, here inside a sentence
        label = text("the pasted text")
    said = en.PROBLEMS[reason].format(label=label, limit=limit)
    return said[:1].upper() + said[1:]


def lack(what: Lack) -> str:
    """What keeps the bot from being asked some way, and the way out; goes on from "… is"."""
    return en.LACKS[what]


def action(what: Action) -> str:
    return en.ACTIONS[what]


def language(code: str | None) -> str:
    """The language by name: "German"; says so when it is not known."""
    if code is None:
        return text("unsure of language")
    try:
        return Locale.parse(code).get_language_name(_ENGLISH) or code
    except (UnknownLocaleError, ValueError):
        return code


def languages(codes: Sequence[str | None]) -> str:
    """Several by name, one at least: "English and Welsh"."""
    names = [language(code) for code in codes]
    return text("languages", most=", ".join(names[:-1]), last=names[-1]) if names[1:] else names[0]


def day(published: str) -> str:
    """An ISO date or time as people write it: "3 May 2026", "May 2026"; as given when it can't be read."""
    try:
        if len(published) == len("2026-05"):
            month = date.fromisoformat(f"{published}-01")
            return str(format_date(month, "MMMM y", locale=_ENGLISH))
        when = date.fromisoformat(published[:10])
    except ValueError:
        try:
            when = datetime.fromisoformat(published).date()
        except ValueError:
            return published
    return str(format_date(when, "d MMMM y", locale=_ENGLISH))


def whole_day(when: date) -> str:
    """A date with its day of the week: "Monday, 2 March 2026"."""
    return str(format_date(when, "EEEE, d MMMM y", locale=_ENGLISH))


def weekdays(days: Collection[int]) -> str:
    """Days of the week (0 is Monday) as people say them: "every day", "on weekdays", "on Monday and Friday"."""
    chosen = tuple(sorted(days))
    for name, meant in (("every day", range(7)), ("on weekdays", range(5)), ("on weekends", (5, 6))):
        if chosen == tuple(meant):
            return text(name)
    names = [_ENGLISH.days["format"]["wide"][day] for day in chosen]
    return text("on days", days=listed(names))


def listed(names: Sequence[str]) -> str:
    """ "Ann", "Ann and Ben", "Ann, Ben and Cem" """
    return text("and").join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def feed_problem(reason: Reason, limit: str = "") -> str:
    """Why a feed can't be read; goes on from "can't be read: "."""
    return en.FEED_PROBLEMS[reason].format(limit=limit)


def reading_time(words: int, language: str | None = "en") -> str:
    """How long `words` of a language take to read: "25 s", "4 min"; never nought."""
    seconds = pace.seconds(words, language)
    if seconds < 55:
        return text("seconds", count=max(5, round(seconds / 5) * 5))
    return text("minutes", count=max(1, round(seconds / 60)))
