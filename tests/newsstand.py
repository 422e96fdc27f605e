"""`Feeds` alone, over a web and a database in memory, at a clock that the test sets: short ways to serve
feeds and pages, and to have feeds."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from adapters.base import Digest, Feed, Person, Reason, Refused
from bot.feeds import Feeds
from summarizer.model import FeedEntry, FeedLinks, NewsFeed, Raw
from tests.channel import ANN, CHANNEL, NOON, read_news
from tests.fakes.digests import MemoryDigests
from tests.fakes.web import MemoryWeb
from tests.feeds import rss
from tests.newsroom import HOUR

DAY = 24 * HOUR


class Newsstand:
    """`Feeds` over fakes, at a clock that the test sets; short ways to serve feeds and to have them."""

    def __init__(self, store: MemoryDigests | None = None, usual: timedelta = HOUR) -> None:
        self.now = NOON
        self.web = MemoryWeb({})
        self.store = store or MemoryDigests()
        self.trips: list[str] = []  # addresses whose parsing trips over a fault of ours
        self.feeds = Feeds(self.store, self.web, self.read, lambda: self.now, usual)

    async def read(self, source: Raw) -> NewsFeed | FeedLinks:
        if source.url in self.trips:
            raise RuntimeError("a fault of ours")
        return await read_news(source)

    def serve(
        self, url: str, *entries: FeedEntry, title: str = "The Orford Tide", ttl: int | None = None
    ) -> None:
        self.web.pages[url] = rss(entries, title=title, ttl=ttl).decode()
        self.web.media[url] = "application/rss+xml"

    def page(self, url: str, *links: str, body: str = "") -> None:
        """Serves a page that names these feeds in its head."""
        named = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
        self.web.pages[url] = f"<html><head>{named}</head><body><p>Welcome.</p>{body}</body></html>"

    def refuse(self, url: str, reason: Reason, retry_after: float | None = None) -> None:
        self.web.pages[url] = Refused(reason, "as the test wants it", retry_after=retry_after)

    async def digest(self) -> Digest:
        return await self.store.open_digest(CHANNEL, ANN, self.now)

    async def have(self, url: str, by: Person = ANN) -> Feed:
        """Adds the feed at this address; as it stands then."""
        digest = await self.digest()
        feed, _ = await self.feeds.add(digest.id, await self.feeds.find(url), by)
        self.web.polled.clear()
        return feed

    async def ask(self, feed: Feed) -> Feed:
        """Reads it as somebody who wants it now does; as it stands in the store then."""
        (read,) = await self.feeds.read_all([self.store.feeds[feed.id]])
        assert read == self.store.feeds[read.id]
        return read

    async def keys(self) -> list[str]:
        digest = await self.digest()
        return [one.key for one in await self.store.entries(digest.id, NOON - 99 * DAY, NOON + 99 * DAY)]

    async def settle(self) -> None:
        """Gives everybody who can go on without the web more turns than they need."""
        for _ in range(100):
            await asyncio.sleep(0)
