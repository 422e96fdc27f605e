"""What the head of an answer says of time and of change: how long it is good for, when to come back, and
what to ask with the next time; pure.

Whoever runs the site writes these lines: none of them raises, what makes no sense is as good as not said,
and no stretch of time is longer than a week. What goes back to the site is held to what a header may be.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from adapters.base import Validators

LONGEST: Final = timedelta(days=7)

# A server that gets a long head back refuses the whole request.
_VALUE: Final = re.compile(r"[\x20-\x7e\xa0-\xff]{1,1024}")
_SECONDS: Final = re.compile(r"[0-9]+")
_DIRECTIVE: Final = re.compile(r"""([^\s,;="]+)\s*(?:=\s*("[^"]*"|[^\s,;"]*))?""")


def moment(text: str | None) -> datetime | None:
    """When a date in a header is, aware; None for what is no date."""
    try:
        when = parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    # The oldest of the three forms names no zone and means this one.
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when


def usable(validators: Validators) -> Validators:
    """Those that may stand in a request, as they are. The others are dropped: what could end a line or
    does not come back as the bytes that it was, a date that is none, and `*`, which is true of every
    page."""
    etag, last_modified = validators.etag, validators.last_modified
    return Validators(
        etag if _fits(etag) and etag != "*" else None,
        last_modified if _fits(last_modified) and moment(last_modified) else None,
    )


def _fits(value: str | None) -> bool:
    return value is not None and _VALUE.fullmatch(value) is not None


def validators(etag: str | None, last_modified: str | None, known: Validators | None = None) -> Validators:
    """What to ask with next, of what an answer gave; `known` stands where it does not say otherwise,
    which goes for one that nothing has changed."""
    given = usable(Validators(etag, last_modified))
    if known is None:
        return given
    return Validators(given.etag or known.etag, given.last_modified or known.last_modified)


def conditions(validators: Validators) -> dict[str, str]:
    """The headers that ask for a page only if it has changed; none where there is nothing to go by."""
    fit = usable(validators)
    headers = {"If-None-Match": fit.etag, "If-Modified-Since": fit.last_modified}
    return {name: value for name, value in headers.items() if value is not None}


def retry_after(value: str | None, now: datetime) -> float | None:
    """In how many seconds a site wants to be asked again; `now` is by its own clock, as a date is."""
    text = (value or "").strip()
    if _SECONDS.fullmatch(text):
        wait = _seconds(text)
    elif when := moment(text):
        wait = when - now
    else:
        return None
    return _bounded(wait).total_seconds()


def max_age(cache_control: Sequence[str], expires: str | None, now: datetime) -> timedelta | None:
    """How long an answer is good for; None where the site does not say, or says: for no time at all.

    `now` is when it was sent, by the site's own clock. What holds for shared caches is not for us.
    """
    said: dict[str, str | None] = {}
    for name, value in _DIRECTIVE.findall(",".join(cache_control)):
        said.setdefault(name.lower(), value.strip('"') or None)
    # With a value they are about some header alone.
    if any(name in said and said[name] is None for name in ("no-cache", "no-store")):
        return None
    if "max-age" in said:
        text = said["max-age"] or ""
        return _bounded(_seconds(text)) if _SECONDS.fullmatch(text) else None
    end = moment(expires)
    return None if end is None else _bounded(end - now)


def _seconds(digits: str) -> timedelta:
    return LONGEST if len(digits.lstrip("0")) > 9 else timedelta(seconds=int(digits[-9:]))


def _bounded(stretch: timedelta) -> timedelta:
    return min(max(stretch, timedelta()), LONGEST)
