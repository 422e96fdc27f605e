"""A page → the addresses of the feeds that it names, the likeliest first.

What the page's head declares is believed; only where it declares nothing are links of its body taken, if
they lead to a feed of the same host by their very wording. Feeds of comments stand last, and those of the
part of the site that the page stands in first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from lxml import etree, html

from summarizer.model import Fault, FeedLinks, Unreadable
from summarizer.reading.feeds.values import address, without_controls
from summarizer.reading.metadata.addresses import host_of

_MOST: Final = 10
_TYPES: Final = re.compile(r"(?:application|text)/(?:(?:x\.)?atom\+xml|rss\+xml|rdf\+xml|feed\+json|xml)$")
_JSON: Final = "application/json"  # also what APIs answer in
_FEED: Final = re.compile(r"feed", re.IGNORECASE)
_COMMENTS: Final = re.compile(r"comment|kommentar|comentario|commenti|reacties|respuestas", re.IGNORECASE)
_LEADS_TO_FEED: Final = re.compile(
    r"(?:/(?:feed|rss)s?|[./](?:rss|rdf|atom)|/(?:rss|atom|feed|index)\.(?:xml|rdf)|/feed\.json)/?$",
    re.IGNORECASE,
)
_WEIGHED: Final = 200  # links that are put in order


def links_of(text: str, url: str | None) -> FeedLinks:
    """The feeds that the page in `text` names; raises `Unreadable` (NOT_A_FEED) for what is no page."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(without_controls(text).encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(Fault.NOT_A_FEED, f"not parsed: {type(error).__name__}") from None
    base = next((address(element.get("href"), url) for element in tree.iter("base")), None) or url
    named = list(_first(_declared(tree, base))) or list(_first(_linked(tree, base)))
    named.sort(key=lambda feed: (_COMMENTS.search(" ".join(feed)) is not None, -_shared(feed[0], url)))
    return FeedLinks(tuple(feed for feed, _ in named[:_MOST]))


def _first(named: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Each address once with what it is called, as many as are weighed."""
    known: set[str] = set()
    for feed, title in named:
        if feed not in known:
            known.add(feed)
            yield feed, title
        if len(known) == _WEIGHED:
            return


def _declared(tree: Any, base: str | None) -> Iterator[tuple[str, str]]:
    for link in tree.iter("link"):
        if "alternate" not in (link.get("rel") or "").lower().split():
            continue
        feed, title = address(link.get("href"), base), link.get("title") or ""
        if feed is None or "oembed" in feed:
            continue
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if _TYPES.match(kind) or (kind == _JSON and _FEED.search(f"{urlsplit(feed).path} {title}")):
            yield feed, title


def _linked(tree: Any, base: str | None) -> Iterator[tuple[str, str]]:
    for link in tree.iter("a"):
        feed = address(link.get("href"), base)
        if feed and host_of(feed) == host_of(base) and _LEADS_TO_FEED.search(urlsplit(feed).path):
            yield feed, ""


def _shared(feed: str, url: str | None) -> int:
    """How many folders of the page's path the feed's begins with; none where it lives elsewhere."""
    if host_of(feed) != host_of(url):
        return -1
    pairs = zip(_folders(feed), _folders(url or ""), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _folders(url: str) -> list[str]:
    return [part for part in unquote(urlsplit(url).path).split("/") if part]
