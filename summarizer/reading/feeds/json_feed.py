"""JSON Feed, 1 and 1.1: an object whose items are read as leniently as those of the other kinds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from summarizer.model import Fault, FeedEntry, NewsFeed, Unreadable
from summarizer.reading.feeds import limits
from summarizer.reading.feeds.dates import moment
from summarizer.reading.feeds.entries import kept
from summarizer.reading.feeds.values import address, content, headline, line


def read_json(text: str, url: str | None) -> NewsFeed:
    """The feed in `text`; raises `Unreadable` (NOT_A_FEED)."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Unreadable(Fault.NOT_A_FEED, f"no JSON: {type(error).__name__}") from None
    except RecursionError:
        raise Unreadable(Fault.NOT_A_FEED, "JSON nested too deep") from None
    if not _is_feed(given):
        raise Unreadable(Fault.NOT_A_FEED, "JSON of another kind")
    home = address(_text(given, "home_page_url"), url)
    items = (item for item in given["items"] if isinstance(item, dict))
    entries = (_entry(item, url or home) for item in islice(items, limits.ENTRIES))
    return NewsFeed(headline(_text(given, "title"), markup=False), home, kept(entries))


def _is_feed(given: Any) -> bool:
    if not isinstance(given, dict) or not isinstance(given.get("items"), list):
        return False
    says_so = "jsonfeed.org" in (_text(given, "version") or "")
    return says_so or ("title" in given and not {"home_page_url", "feed_url"}.isdisjoint(given))


def _entry(item: dict[str, Any], base: str | None) -> FeedEntry:
    link = address(_text(item, "url"), base) or address(_text(item, "external_url"), base)
    published = moment(_text(item, "date_published")) or moment(_text(item, "date_modified"))
    contents = [
        content(_text(item, "content_html")),
        content(_text(item, "content_text"), plain=True),
        content(_text(item, "summary"), plain=True),
    ]
    return FeedEntry(
        id=line(_id(item.get("id"))),
        link=link,
        title=headline(_text(item, "title"), markup=False),
        author=line(", ".join(islice(_authors(item), 3))),
        published=published,
        content=max(filter(None, contents), key=len, default=None),
    )


def _authors(item: dict[str, Any]) -> Iterator[str]:
    """The names of 1.1's authors, or of the one author of 1."""
    several = item.get("authors")
    for author in several if isinstance(several, list) and several else [item.get("author")]:
        name = line(_text(author, "name")) if isinstance(author, dict) else None
        if name:
            yield name


def _id(given: Any) -> str | None:
    """The specification wants a string and has numbers read as such."""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        return None
    return str(given)


def _text(given: dict[str, Any], name: str) -> str | None:
    value = given.get(name)
    return value if isinstance(value, str) else None
