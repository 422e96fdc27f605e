"""A date as feeds write it → an aware moment in UTC.

RFC 822 with all that is done to it, and ISO 8601. Without a zone, or with one of a name that nobody knows,
it is taken as UTC; but a day is never guessed: a month that is not named in English, an order of numbers
that could be two, a year that no feed was written in is no date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_FIRST_YEAR: Final = 1990  # the web is no older; what says 1970 has lost its date
_LAST_YEAR: Final = 2100

_ZONE: Final = r"(?:\s*(?P<zone>(?:GMT|UTC|UT)?\s?[+-]\d{1,2}(?::?\d{2})?|[A-Z][A-Z/_]{0,30}))?"
_CLOCK: Final = (
    rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}})(?:[.,]\d{{1,9}})?)?"
    rf"(?:\s?(?P<half>[AP])\.?M\.?)?{_ZONE}"
)
_ISO: Final = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d\d?)-(?P<day>\d\d?)(?:[T ]\s?{_CLOCK})?", re.IGNORECASE
)
_COMPACT: Final = re.compile(
    rf"(?P<year>\d{{4}})(?P<month>\d\d)(?P<day>\d\d)(?:T(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?{_ZONE})?",
    re.IGNORECASE,
)
_DAY_FIRST: Final = re.compile(
    rf"(?:[^\W\d_]{{2,12}}\.?,?\s?)?(?P<day>\d{{1,2}})[\s.-]{{1,2}}(?P<name>[A-Z]{{3,9}})\.?,?[\s-](?P<year>\d{{4}}|\d{{2}})"
    rf"(?:,?\s(?:at\s)?{_CLOCK})?(?:\s\(.{{1,40}}\))?",
    re.IGNORECASE,
)
_MONTH_FIRST: Final = re.compile(
    rf"(?:[A-Z]{{3,9}}\.?,?\s)?(?P<name>[A-Z]{{3,9}})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>\d{{4}})"
    rf"(?:,?\s(?:at\s)?{_CLOCK})?",
    re.IGNORECASE,
)
_CTIME: Final = re.compile(
    r"[A-Z]{3,9}\s(?P<name>[A-Z]{3,9})\s(?P<day>\d{1,2})\s(?P<hour>\d{1,2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"(?:\s(?P<zone>[A-Z]{1,5}|[+-]\d{4}))?\s(?P<year>\d{4})",
    re.IGNORECASE,
)
_FORMS: Final = (_ISO, _COMPACT, _DAY_FIRST, _MONTH_FIRST, _CTIME)

_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_ZONES_AT: Final = {
    -10: "HST", -9: "AKST", -8: "PST PT AKDT", -7: "MST MT PDT", -6: "CST CT MDT", -5: "EST ET CDT", -4: "AST EDT",
    -3: "ADT BRT", 1: "BST WEST CET MET MEZ", 2: "CEST MEST MESZ EET SAST", 3: "EEST MSK", 8: "HKT SGT AWST",
    9: "JST KST", 10: "AEST", 11: "AEDT", 12: "NZST", 13: "NZDT",
}  # fmt: skip
_NAMED_ZONES: Final = {name: hours for hours, names in _ZONES_AT.items() for name in names.split()}
_FURTHEST: Final = timedelta(hours=15)
_LONGEST: Final = 100  # characters


def moment(text: str | None) -> datetime | None:
    """When that was, in UTC; None for what can't be read."""
    plain = " ".join((text or "")[: 4 * _LONGEST].split())
    if len(plain) > _LONGEST:
        return None
    found = next((found for form in _FORMS if (found := form.fullmatch(plain))), None)
    return _moment(found.groupdict()) if found else None


def _moment(parts: dict[str, str | None]) -> datetime | None:
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:
        year += 1900 if year >= 70 else 2000
    month = _month(parts["name"] or "") if "name" in parts else int(parts["month"] or 0)
    offset = _offset((parts.get("zone") or "").upper())
    if month is None or offset is None or not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    hour, minute, second = (int(parts.get(name) or 0) for name in ("hour", "minute", "second"))
    if half := parts.get("half"):
        hour = hour % 12 + (12 if half.upper() == "P" else 0)
    midnight = timedelta(days=1) if (hour, minute, second) == (24, 0, 0) else timedelta(0)
    try:
        local = datetime(
            year,
            month,
            int(parts["day"] or 0),
            0 if midnight else hour,
            minute,
            min(second, 59) if second <= 60 else second,  # a leap second
            tzinfo=timezone(offset),
        )
    except ValueError:
        return None
    return local.astimezone(UTC) + midnight


def _month(name: str) -> int | None:
    """1 to 12, of an English name or its abbreviation."""
    plain = name.lower()
    for number, month in enumerate(_MONTHS, start=1):
        if plain in (month, month[:3]) or (plain == "sept" and number == 9):
            return number
    return None


def _offset(zone: str) -> timedelta | None:
    found = re.fullmatch(r"(?:GMT|UTC|UT)?\s?([+-])(\d{1,2}):?(\d{2})?", zone)
    if found is None:
        return timedelta(hours=_NAMED_ZONES.get(zone, 0))
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    if ahead > _FURTHEST:
        return None
    return ahead if found[1] == "+" else -ahead
