"""Feeds as sites send them, written from entries: RSS 2.0, Atom 1.0, JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.utils import format_datetime
from html import escape

from summarizer.model import FeedEntry

TITLE = "The Orford Tide"
HOME = "https://tide.example/"

_RSS_MODULES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:media="http://search.yahoo.com/mrss/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"'
)


def rss(
    entries: Sequence[FeedEntry] = (),
    title: str = TITLE,
    link: str = HOME,
    ttl: int | None = None,
    more: str = "",
) -> bytes:
    """`more` is XML that is put into the channel before its items."""
    return _rss("".join(map(_rss_item, entries)), title, link, ttl, more)


def rss_of(items: str, title: str = TITLE, more: str = "") -> bytes:
    """RSS 2.0 around items that are written out."""
    return _rss(items, title, HOME, None, more)


def _rss(items: str, title: str, link: str, ttl: int | None, more: str) -> bytes:
    channel = _element("title", title) + _element("link", link) + _element("description", "News of the coast")
    channel += _element("ttl", None if ttl is None else str(ttl)) + more
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {_RSS_MODULES}>\n'
        f"<channel>{channel}\n{items}</channel></rss>\n"
    ).encode()


def _rss_item(entry: FeedEntry) -> str:
    guid = f'<guid isPermaLink="false">{escape(entry.id)}</guid>' if entry.id else ""
    published = format_datetime(entry.published) if entry.published else None
    fields = (
        _element("title", entry.title),
        _element("link", entry.link),
        guid,
        _element("dc:creator", entry.author),
        _element("pubDate", published),
        _element("description", entry.content),
    )
    return f"<item>{''.join(fields)}</item>\n"


def atom(entries: Sequence[FeedEntry] = (), title: str = TITLE, link: str = HOME) -> bytes:
    return atom_of("".join(map(_atom_entry, entries)), title, link)


def atom_of(entries: str, title: str = TITLE, link: str = HOME) -> bytes:
    """Atom 1.0 around entries that are written out."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f'<id>tag:tide.example,2026:feed</id>{_element("title", title)}<link href="{escape(link)}"/>\n{entries}</feed>\n'
    ).encode()


def _atom_entry(entry: FeedEntry) -> str:
    published = entry.published.isoformat() if entry.published else None
    fields = (
        _element("id", entry.id),
        _element("title", entry.title),
        f'<link rel="alternate" type="text/html" href="{escape(entry.link)}"/>' if entry.link else "",
        f"<author>{_element('name', entry.author)}</author>" if entry.author else "",
        _element("published", published) + _element("updated", published),
        f'<content type="html">{escape(entry.content)}</content>' if entry.content else "",
    )
    return f"<entry>{''.join(fields)}</entry>\n"


def json_feed(entries: Sequence[FeedEntry] = (), title: str = TITLE, link: str = HOME) -> bytes:
    return json_feed_of([_json_item(entry) for entry in entries], title, link)


def json_feed_of(items: Sequence[object], title: str = TITLE, link: str = HOME) -> bytes:
    """JSON Feed 1.1 around items that are written out."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "home_page_url": link,
            "items": items,
        }
    ).encode()


def _json_item(entry: FeedEntry) -> dict[str, object]:
    given: dict[str, object] = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "authors": [{"name": entry.author}] if entry.author else None,
        "date_published": entry.published.isoformat() if entry.published else None,
        "content_html": entry.content,
    }
    return {name: value for name, value in given.items() if value is not None}


def _element(name: str, text: str | None) -> str:
    return f"<{name}>{escape(text, quote=False)}</{name}>" if text is not None else ""
