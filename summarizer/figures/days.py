"""Dates in a sentence, and which of them are still to come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import takewhile
from typing import Final

from summarizer.figures.amounts import Line
from summarizer.figures.lexicon import Lexicon
from summarizer.model import Span

_YEAR: Final = r"(?P<year>(?:19|20)\d\d)"
_NUMERIC: Final = re.compile(
    r"(?<![\d.,/-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|(?:19|20)\d\d[./-]\d{1,2}[./-]\d{1,2}|\d{1,2}\.\d{1,2}\.)(?![\d/-])"
)
_WIDE: Final = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d) ?[年년] ?)?(?P<month>\d{1,2}) ?[月월] ?(?P<day>\d{1,2}) ?[日일号號]"
)
_CLOCK: Final = re.compile(
    r"(?<![\d.,])\d{1,2}(?:[:.h]\d{2})?[ \u00a0]?(?:(?i:a\.m\.|p\.m\.|am\b|pm\b|o[’']clock|uhr\b|kl\b))|(?<![\d.,])\d{1,2}:\d{2}(?::\d{2})?(?!\d)"
    r"|(?<![\d.,])\d{1,2}h\d{2}(?!\d)"
)
_OPENING: Final = 3
_CLAUSE: Final = 12
"""In words: how near its beginning a date opens a clause, and how far on the clause may say what will be."""

_FAR: Final = 183
"""Days: a day without a year that passed longer ago than this is that of the next year."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date where it stands; without a year where the text gives none."""

    span: Span
    year: int | None
    month: int
    day: int


def days_of(line: Line, words: Lexicon) -> tuple[list[Day], list[Span]]:
    """The dates with a day and the name of a month; and all spans of dates and times of day."""
    found: list[Day] = []
    for pattern in _patterns(tuple(sorted(words.months))) if words.months else ():
        for match in pattern.finditer(line.text, line.span.start, line.span.end):
            month = words.months.get(match["name"].lower())
            span = Span(match.start(), match.end() - match[0].endswith("."))
            if month and not any(span.overlaps(day.span) for day in found):
                found.append(Day(span, _year(match), month, int(match["day"])))
    found += [
        Day(Span(*match.span()), _year(match), int(match["month"]), int(match["day"]))
        for match in _WIDE.finditer(line.text, line.span.start, line.span.end)
    ]
    masked = [day.span for day in found]
    for pattern in (_NUMERIC, _CLOCK):
        masked += [Span(*one.span()) for one in pattern.finditer(line.text, line.span.start, line.span.end)]
    return sorted(found, key=lambda day: day.span), masked


def is_to_come(day: Day, line: Line, published: date | None, words: Lexicon) -> bool:
    """Whether a date lies after the day of publication; of a text of an unknown day, whether it has no year
    and its sentence speaks of what will be."""
    if published is None:
        return day.year is None and _is_promised(day, line, words)
    years = (day.year,) if day.year else (published.year, published.year + 1)
    for year in years:
        try:
            when = date(year, day.month, day.day)
        except ValueError:
            return False
        if when > published and (day.year or (when - published).days <= _FAR):
            return True
    return False


def _is_promised(day: Day, line: Line, words: Lexicon) -> bool:
    """Whether the clause before a date, or behind one that begins it, speaks of what will be."""
    at = line.at(day.span.start)
    first = at
    while first and line.tokens[first - 1].is_word:
        first -= 1
        if line.tokens[first].low in words.future:
            return True
    if at - first > _OPENING:
        return False
    at = line.at(day.span.end)
    behind = takewhile(lambda token: token.is_word, line.tokens[at : at + _CLAUSE])
    return any(token.low in words.future for token in behind)


def day_of(published: str | None) -> date | None:
    """The day of an ISO 8601 date, where it is so exact."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def _year(match: re.Match[str]) -> int | None:
    return int(match["year"]) if match["year"] else None


@lru_cache(maxsize=64)
def _patterns(months: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Dates with the day first and with the month first."""
    name = rf"(?P<name>{'|'.join(sorted(map(re.escape, months), key=lambda one: (-len(one), one)))})(?!\w)\.?"
    day = r"(?<![\d.,/:-])(?P<day>[12]?\d|3[01])(?!\d)"
    return (
        re.compile(
            rf"{day}(?:\.|st|nd|rd|th|er|º|ª)?[ \u00a0](?:de |of |di |tháng )?{name}(?:,?[ \u00a0](?:de |del )?{_YEAR}(?!\d))?",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?<!\w){name}[ \u00a0](?P<day>[12]?\d|3[01])(?:st|nd|rd|th)?(?![\d\w])(?:,?[ \u00a0]{_YEAR}(?!\d))?",
            re.IGNORECASE,
        ),
    )


def coming(line: Line, day: Day, words: Lexicon) -> int:
    """Where a date begins with the “until” or “from” in front of it."""
    at = line.at(day.span.start)
    if at and line.tokens[at - 1].low in words.coming:
        return line.tokens[at - 1].start
    return day.span.start
