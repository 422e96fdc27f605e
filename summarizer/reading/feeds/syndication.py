"""RSS, RDF and Atom that were mended → entries. feedparser knows the dialects; what a field may say is
decided here: a link is where the entry can be read, and the first that the feed gives."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

import feedparser

from summarizer.model import Fault, FeedEntry, NewsFeed, Unreadable
from summarizer.reading.feeds.dates import moment
from summarizer.reading.feeds.entries import kept
from summarizer.reading.feeds.values import address, content, headline, line

_PERIODS: Final = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_SHORTEST, _LONGEST = timedelta(minutes=5), timedelta(days=7)
_DIGITS: Final = 6
_AUTHORS: Final = 3


def read_xml(whole: bytes, url: str | None) -> NewsFeed:
    """The feed in well-formed XML; raises `Unreadable` (NOT_A_FEED)."""
    headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": url} if url else {})}
    try:
        found = feedparser.parse(
            io.BytesIO(whole),  # bytes themselves, it would take for a path or an address
            response_headers=headers,
            resolve_relative_uris=False,
            sanitize_html=False,
        )
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # the feed is anyone's: whatever the library trips over, it's no feed
        raise Unreadable(Fault.NOT_A_FEED, f"not parsed: {type(error).__name__}") from None
    atom = str(found.get("version") or "").startswith("atom")
    feed = found["feed"]
    return NewsFeed(
        title=headline(_raw(feed, "title")),
        link=_alternate(feed, url),
        entries=kept(_entry(entry, url, atom) for entry in found["entries"]),
        pace=_pace(feed),
    )


def _entry(entry: Any, url: str | None, atom: bool) -> FeedEntry:
    return FeedEntry(
        id=line(_raw(entry, "id")),
        link=_link(entry, url),
        title=headline(_raw(entry, "title"), markup=not (atom and _is_plain(entry, "title_detail"))),
        author=_author(entry),
        published=_published(entry),
        content=_content(entry, atom),
    )


def _raw(of: Any, name: str) -> str | None:
    """A field as it is there: feedparser's own look-up answers for some that are not, and warns of it."""
    value = dict.get(of, name)
    return value if isinstance(value, str) else None


def _is_plain(entry: Any, detail: str) -> bool:
    return (_raw(dict.get(entry, detail) or {}, "type") or "text/plain") == "text/plain"


def _link(entry: Any, url: str | None) -> str | None:
    direct = address(_raw(entry, "feedburner_origlink"), url) or _alternate(entry, url)
    if direct is None and dict.get(entry, "guidislink"):
        return address(_raw(entry, "id"))
    return direct


def _alternate(of: Any, url: str | None) -> str | None:
    """Where the thing itself can be read: a page before anything else."""
    links = [link for link in dict.get(of, "links") or () if _raw(link, "rel") == "alternate"]
    links.sort(key=lambda link: "html" not in (_raw(link, "type") or "html"))
    return next((found for link in links if (found := address(_raw(link, "href"), url))), None)


def _author(entry: Any) -> str | None:
    authors: Iterable[Any] = dict.get(entry, "authors") or ()
    names = [name for author in authors if (name := headline(_raw(author, "name")))]
    if not names and (said := _raw(entry, "author")) and "@" not in said:
        names = [said]
    return line(", ".join(list(dict.fromkeys(names))[:_AUTHORS]))


def _published(entry: Any) -> datetime | None:
    told = (moment(_raw(entry, name)) for name in ("published", "updated", "created"))
    return next(filter(None, told), None)


def _content(entry: Any, atom: bool) -> str | None:
    given = [(_raw(part, "value"), _raw(part, "type")) for part in dict.get(entry, "content") or ()]
    summary = dict.get(entry, "summary_detail") or {}
    given.append((_raw(summary, "value") or _raw(entry, "summary"), _raw(summary, "type")))
    contents = (content(text, plain=atom and kind == "text/plain") for text, kind in given)
    return max(filter(None, contents), key=len, default=None)


def _pace(feed: Any) -> timedelta | None:
    minutes = _number(_raw(feed, "ttl"))
    if minutes:
        return _within(timedelta(minutes=minutes))
    period = _PERIODS.get((_raw(feed, "sy_updateperiod") or "").strip().lower())
    often = _number(_raw(feed, "sy_updatefrequency") or "1")
    return _within(period / often) if period and often else None


def _number(text: str | None) -> int | None:
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS else None


def _within(pace: timedelta) -> timedelta:
    return min(max(pace, _SHORTEST), _LONGEST)
