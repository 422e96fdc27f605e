"""A date as a page writes it → ISO 8601, as exact as it was written.

Nothing is guessed: what could be two dates (5/6/2020 in English), what names no year, what no calendar
holds, what a computer writes where it knows none (1970-01-01) is no date. Hours and offsets stay as
written; nothing is moved into another time zone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError

_CLOCK: Final = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?(?:\s?(?P<half>[ap]\.?m\.?)\b)?\s?(?P<zone>Z\b|UTC\b|GMT\b(?![+-])|(?:GMT|UTC)?[+-]\d{2}:?\d{2}\b)?"
_TIME: Final = rf"(?:(?:T|\s|,|\||-|–|um|at|à|a las|alle|às|om|kl\.?|o|в|،){{1,6}}{_CLOCK})?"
_YEAR: Final = r"(?P<year>(?:18|19|20)\d\d)"
_ISO: Final = re.compile(
    rf"(?<!\d){_YEAR}-(?P<month>\d{{1,2}})(?:-(?P<day>\d{{1,2}})(?!\d){_TIME})?(?![\d-])", re.IGNORECASE
)
_COMPACT: Final = re.compile(
    rf"(?<!\d){_YEAR}(?P<month>\d\d)(?P<day>\d\d)(?:T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)(?P<zone>Z|[+-]\d{{2}}:?\d{{2}})?)?(?!\d)"
)
_YEAR_FIRST: Final = re.compile(
    rf"(?<!\d){_YEAR}(?:[/.]\s?|\s?[年년]\s?)(?P<month>\d{{1,2}})(?:[/.]\s?|\s?[月월]\s?)(?P<day>\d{{1,2}})(?!\d)\s?[日일]?{_TIME}",
    re.IGNORECASE,
)
_NUMBERS: Final = re.compile(
    rf"(?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>\.\s?|/|-)(?P<second_>\d{{1,2}})(?P=mark){_YEAR}(?!\d){_TIME}",
    re.IGNORECASE,
)
_SHORT_YEAR: Final = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<short>\d\d)(?![\d./-])"
)
_WORD: Final = r"[^\W\d_]{3,14}"
_DAY_FIRST: Final = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er|º|ª|°|\.º)?[\s-]{{0,2}}(?:(?:de|of|di|del|tháng)\s|d['’])?(?P<name>{_WORD})\.?,?[\s-]{{0,2}}(?:(?:de|del|of)\s)?{_YEAR}(?!\d)(?:\s?г\.?)?{_TIME}",
    re.IGNORECASE,
)
_NAME_FIRST: Final = re.compile(
    rf"(?P<name>{_WORD})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s{{1,2}}{_YEAR}(?!\d){_TIME}", re.IGNORECASE
)
_RFC: Final = re.compile(r"[A-Z][a-z]{2},? \d{1,2} [A-Z][a-z]{2} \d{4} \d{1,2}:\d{2}")

_COMMON: Final = ("en", "de", "fr", "es", "it", "pt", "nl")
_DAY_BEFORE_MONTH: Final = frozenset({"da", "de", "fi", "fr", "it", "nb", "nl", "nn", "no", "pl", "ru", "tr"})
"""Languages in which 12.5.31 can only be the twelfth of May 2031."""

_EPOCH: Final = "1970-01-01"
_FURTHEST: Final = 14 * 60  # minutes that a clock may go before or behind UTC
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: where it stands, and as ISO 8601."""

    start: int
    end: int
    written: str


def stated(text: str, language: str | None = None) -> str | None:
    """The first date in `text`, or None; `language` (ISO 639) says in which words months are named."""
    plain = " ".join(text[:_LONGEST].split())
    if _RFC.match(plain):
        try:
            moment = parsedate_to_datetime(plain)
        except (ValueError, OverflowError):
            moment = None
        if moment is not None:
            written = moment.isoformat()
            return written if 1800 <= moment.year < 2100 and not written.startswith(_EPOCH) else None
    found = dated(plain, language)
    return found.written if found is not None else None


def as_seen(stated_at: str, shown: Iterable[str]) -> str:
    """The date that readers of a page see, where `stated_at` gives its moment in UTC and what the page shows
    to them, any of `shown`, is the same moment or its day in a time zone where that is another day."""
    if not stated_at.endswith("+00:00"):
        return stated_at
    moment = datetime.fromisoformat(stated_at)
    for written in shown:
        if written[:10] != stated_at[:10] and _may_be(moment, written):
            return written
    return stated_at


def _may_be(moment: datetime, written: str) -> bool:
    """Whether `written` is how a clock somewhere shows the moment, within some minutes."""
    if len(written) < 10:
        return False
    there = datetime.fromisoformat(written)
    if there.tzinfo is not None:
        return abs(there - moment) <= timedelta(minutes=5)
    local = moment.replace(tzinfo=None)
    if len(written) > 10:
        ahead = (there - local).total_seconds() / 60
        return abs(ahead) <= _FURTHEST and min(ahead % 15, -ahead % 15) <= 5
    furthest = timedelta(minutes=_FURTHEST)
    return there - furthest <= local < there + timedelta(days=1) + furthest


def dated(text: str, language: str | None = None) -> Dated | None:
    """The first date in a short text of single spaces, with its place."""
    found: list[Dated] = []
    short = (_SHORT_YEAR,) if language in _DAY_BEFORE_MONTH else ()
    for pattern in (_ISO, _COMPACT, _YEAR_FIRST, _NUMBERS, _DAY_FIRST, _NAME_FIRST, *short):
        for match in pattern.finditer(text, 0, _LONGEST):
            written = _written(match, language)
            if written is not None:
                found.append(Dated(match.start(), match.end(), written))
                break
    return min(found, key=lambda one: (one.start, -one.end), default=None)


def _written(match: re.Match[str], language: str | None) -> str | None:
    parts = match.groupdict()
    year = 2000 + int(parts["short"]) if "short" in parts else int(parts["year"])
    if "first" in parts:
        pair = _day_and_month(int(parts["first"]), int(parts["second_"]), parts["mark"], language)
        if pair is None:
            return None
        day, month = pair
    elif "name" in parts:
        named = _months(language).get(parts["name"].casefold())
        if named is None:
            return None
        day, month = int(parts["day"]), named
    elif parts["day"] is None:
        month = int(parts["month"])
        return f"{year}-{month:02}" if 1 <= month <= 12 else None
    else:
        day, month = int(parts["day"]), int(parts["month"])
    try:
        written = date(year, month, day).isoformat()
    except ValueError:
        return None
    if written == _EPOCH:
        return None
    return written + _clock(parts) if parts.get("hour") else written


def _day_and_month(first: int, second: int, mark: str, language: str | None) -> tuple[int, int] | None:
    if second > 12 >= first:
        return second, first
    if first > 12 or first == second or mark.startswith(".") or language not in (None, "en"):
        return first, second
    return None


def _clock(parts: dict[str, str | None]) -> str:
    hour, minute, second = int(parts["hour"] or 0), int(parts["minute"] or 0), parts.get("second")
    half = (parts.get("half") or "").lower()
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        clock = "T" + time(hour, minute, int(second or 0)).isoformat("seconds" if second else "minutes")
    except ValueError:
        return ""
    zone = (parts.get("zone") or "").upper().removeprefix("GMT").removeprefix("UTC")
    if not parts.get("zone"):
        return clock
    if zone in ("", "Z"):
        return clock + "+00:00"
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if minutes > 59 or 60 * hours + minutes > _FURTHEST:
        return clock
    return f"{clock}{zone[:3]}:{zone[-2:]}"


@lru_cache(maxsize=64)
def _months(language: str | None) -> dict[str, int]:
    table: dict[str, int] = {}
    # The language asked for first; the common ones too, for what a page declares is often wrong.
    for name in (language, *_COMMON):
        try:
            locale = Locale.parse(name) if name else None
        except (UnknownLocaleError, ValueError):
            continue
        if locale is None:
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, word in locale.months[context][width].items():
                    plain = word.casefold().rstrip(".")
                    if len(plain) > 2 and not plain[0].isdigit():
                        table.setdefault(plain, number)
    table.setdefault("sept", 9)
    return table
