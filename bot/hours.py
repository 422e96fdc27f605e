"""The hour of a digest as people write it: "08:30 Europe/Berlin weekdays", "8am Berlin, mon-fri". Pure.

What is not said stays as it was before. A zone is an IANA name, in any case, or the city that one is
named for; nothing is guessed where a word means two things.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from adapters import locale
from adapters.base import Schedule

EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS: Final = (0, 1, 2, 3, 4)
WEEKEND: Final = (5, 6)

_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SETS: Final = {
    "daily": EVERY_DAY,
    "everyday": EVERY_DAY,
    "day": EVERY_DAY,
    "days": EVERY_DAY,
    "weekday": WEEKDAYS,
    "weekdays": WEEKDAYS,
    "workdays": WEEKDAYS,
    "weekend": WEEKEND,
    "weekends": WEEKEND,
}
_FILLERS: Final = frozenset(("at", "on", "every", "each", "and", "in", "the", "time", "o'clock", "&"))
_TIME: Final = re.compile(
    r"(?<![\w:.+-])(?:(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>\d{1,2})[:.h](?P<minute24>\d{2}))(?![\w:])",
    re.IGNORECASE,
)
_NO_CITIES: Final = ("Etc", "US", "SystemV", "Canada", "Brazil", "Chile", "Mexico")
"""Areas of the database whose zones are not named for cities."""

_WITHOUT_SUMMER: Final = ("EST", "MST")
"""Names of the database that people mean otherwise: by them it is winter all year."""

_NUMBER: Final = re.compile(r"(?<!\S)\d\S*")
_UP_TO: Final = re.compile(r"(?:(?<!\s)\s+)?(?:[-–—]|\b(?:to|through|until)\b)\s*(?=[a-z]{3})", re.IGNORECASE)
_OFFSET: Final = re.compile(r"(?:utc|gmt)([+-])(\d{1,2})(?::?00)?", re.IGNORECASE)


class Unclear(Exception):
    """What was written says no hour; the message is a sentence for whoever wrote it."""


def read_hour(words: str, before: Schedule | None, now: datetime) -> Schedule:
    """The schedule that is meant; raises `Unclear`."""
    words = " ".join(words.split())
    found = list(_TIME.finditer(words))
    if len(found) > 1:
        raise Unclear(locale.text("hour twice"))
    if not found and (number := _NUMBER.search(words)):
        raise Unclear(locale.text("no hour", words=number[0]))
    at = _time(found[0]) if found else None
    rest = words[: found[0].start()] + " " + words[found[0].end() :] if found else words
    days, unknown = _days(rest)
    zone = _zone(unknown) if unknown else None
    if before is not None:
        at, zone, days = at or before.hour, zone or before.zone, days or before.days
    if at is None:
        raise Unclear(locale.text("hour missing"))
    if zone is None:
        raise Unclear(locale.text("zone missing", time=at.strftime("%H:%M")))
    return Schedule(at, zone, days or EVERY_DAY, now)


def _time(found: re.Match[str]) -> time:
    hour, minute = int(found["hour"] or found["hour24"]), int(found["minute"] or found["minute24"] or 0)
    if found["half"]:
        if not 1 <= hour <= 12:
            raise Unclear(locale.text("no hour", words=found[0].strip()))
        hour = hour % 12 + (12 if found["half"].lower() == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        raise Unclear(locale.text("no hour", words=found[0].strip())) from None


def _days(words: str) -> tuple[tuple[int, ...], list[str]]:
    """The days of the week that are named, and the words that name none."""
    days: set[int] = set()
    unknown: list[str] = []
    spaced = _UP_TO.sub("-", words)
    for word in spaced.replace(",", " ").replace(";", " ").split():
        small = word.lower().rstrip(".")
        first, dash, last = small.partition("-")
        if small in _SETS:
            days.update(_SETS[small])
        elif (day := _day(small)) is not None:
            days.add(day)
        elif dash and (start := _day(first)) is not None and (end := _day(last)) is not None:
            days.update((start + step) % 7 for step in range((end - start) % 7 + 1))
        elif small not in _FILLERS:
            unknown.append(word.rstrip(".") or word)
    return tuple(sorted(days)), unknown


def _day(word: str) -> int | None:
    for number, name in enumerate(_NAMES):
        if word in (name, f"{name}s", name[:3], name[:4], f"{name[:3]}s") or word == "thurs" == name[:5]:
            return number
    return None


def _zone(words: list[str]) -> str:
    written = " ".join(words)[:100]
    if written.upper() in _WITHOUT_SUMMER:
        raise Unclear(locale.text("zone without summer", words=written))
    name = "_".join(words)
    if offset := _OFFSET.fullmatch(written):
        # the names of these zones count westwards
        name = f"Etc/GMT{'-' if offset[1] == '+' else '+'}{int(offset[2])}"
    zone = _zones().get(name.lower())
    if zone is None:
        raise Unclear(locale.text("no zone", words=written))
    return zone


@cache
def _zones() -> dict[str, str]:
    """The zones by their names and by their cities, in small letters. Where two have a city of one name they
    are the same under an older and a newer name."""
    names: dict[str, str] = {}
    cities: dict[str, str] = {}
    for zone in sorted(available_timezones(), key=lambda one: (len(one), one)):
        if zone.startswith(("posix/", "right/")) or zone in ("localtime", "posixrules", "Factory"):
            continue
        names[zone.lower()] = zone
        area, _, city = zone.partition("/")
        if city and area not in _NO_CITIES:
            cities.setdefault(city.rpartition("/")[2].lower(), zone)
    return cities | names


def described(schedule: Schedule) -> str:
    """ "08:30 Europe/Berlin on weekdays" """
    zone = schedule.zone
    if zone.startswith("Etc/GMT") and (offset := zone.removeprefix("Etc/GMT")) not in ("", "0", "+0", "-0"):
        zone = f"UTC{'-' if offset[0] == '+' else '+'}{offset[1:]}"
    return locale.text(
        "hour",
        time=schedule.hour.strftime("%H:%M"),
        zone=zone,
        days=locale.weekdays(schedule.days),
    )
