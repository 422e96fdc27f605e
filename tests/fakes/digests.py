"""The `DigestStore` in memory: the same answers as a database's, gone with the object.

Every method gives up the event loop once before it does its work, as a database does, so that tests meet
the races that a database would let happen. Whether a request was recorded it does not know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.base import Digest, Edition, Entry, Feed, Membership, Person, Place, Reason, SharedLink

Channel = tuple[str, str, str]


@dataclass
class Member:
    by: Person
    added: datetime
    told: datetime | None = None


@dataclass
class Kept:
    """An entry, and when its feed was listed with it last."""

    entry: Entry
    last_seen: datetime


@dataclass
class Made:
    """An edition; `purged` when no more is remembered of it than until when it reached."""

    edition: Edition
    purged: bool = False


class MemoryDigests:
    """`feeds` are the feeds by id, for a test to look at how they stand."""

    def __init__(self) -> None:
        self.feeds: dict[int, Feed] = {}
        self._digests: dict[int, Digest] = {}
        self._last_feed = 0
        self._members: dict[tuple[int, int], Member] = {}  # by digest and feed, in the order of adding
        self._entries: dict[tuple[int, str], Kept] = {}
        self._links: dict[tuple[Channel, str, str], SharedLink] = {}
        self._editions: dict[int, Made] = {}
        self._shown: dict[tuple[int, str], int] = {}

    # ---- digests ------------------------------------------------------------------------------

    async def digest(self, place: Place) -> Digest | None:
        await _turn()
        return self._digest(place)

    async def digests(self) -> list[Digest]:
        await _turn()
        return list(self._digests.values())

    async def open_digest(self, place: Place, by: Person, now: datetime) -> Digest:
        await _turn(now)
        known = self._digest(place)
        if known is not None:
            return known
        digest = Digest(len(self._digests) + 1, Place(*_channel(place)), by, now)
        self._digests[digest.id] = digest
        return digest

    async def change_digest(self, digest: Digest) -> None:
        await _turn(digest.fresh)
        if digest.id in self._digests:
            self._digests[digest.id] = digest

    def _digest(self, place: Place) -> Digest | None:
        channel = _channel(place)
        return next((one for one in self._digests.values() if _channel(one.place) == channel), None)

    # ---- feeds --------------------------------------------------------------------------------

    async def members(self, digest: int) -> list[Membership]:
        await _turn()
        found = [
            Membership(self.feeds[feed], member.by, member.added, member.told)
            for (of, feed), member in self._members.items()
            if of == digest
        ]
        return sorted(found, key=lambda member: member.added)

    async def add_feed(self, digest: int, url: str, by: Person, now: datetime) -> tuple[Feed, bool]:
        await _turn(now)
        if digest not in self._digests:
            raise LookupError(f"digest {digest} was never opened")
        feed = self._feed(url)
        if feed is None:
            self._last_feed += 1
            feed = Feed(self._last_feed, url, now)
        elif feed.failures or feed.problem is not None:
            feed = replace(feed, due=now, failures=0, problem=None)
        self.feeds[feed.id] = feed
        new = (digest, feed.id) not in self._members
        if new:
            self._members[digest, feed.id] = Member(by, now)
        return feed, new

    async def remove_feed(self, digest: int, feed: int) -> None:
        await _turn()
        self._members.pop((digest, feed), None)
        if not any(of == feed for _, of in self._members):
            self._drop(feed)

    async def told(self, digest: int, feed: int, now: datetime) -> None:
        await _turn(now)
        if (digest, feed) in self._members:
            self._members[digest, feed].told = now

    async def feeds_due(self, now: datetime) -> list[Feed]:
        await _turn(now)
        wanted = {feed for digest, feed in self._members if not self._digests[digest].paused}
        due = [
            feed
            for feed in self.feeds.values()
            if feed.id in wanted
            and feed.due <= now
            and (feed.barred is None or feed.barred <= now)
            and feed.problem is not Reason.GONE
        ]
        return sorted(due, key=lambda feed: (feed.due, feed.id))

    async def save_feed(self, feed: Feed, entries: Sequence[Entry] = ()) -> None:
        await _turn(feed.due, feed.barred, feed.read, feed.listed)
        if feed.id not in self.feeds:
            return
        self.feeds[feed.id] = replace(feed, url=self.feeds[feed.id].url)
        for entry in entries:
            mark, last_seen = (feed.id, entry.key), feed.listed or entry.seen
            kept = self._entries.get(mark)
            now = replace(kept.entry, entry=entry.entry) if kept else replace(entry, feed=feed.id)
            self._entries[mark] = Kept(now, last_seen)

    async def move_feed(self, feed: int, url: str) -> int:
        await _turn()
        holder = self._feed(url)
        if holder is None:
            if feed in self.feeds:
                self.feeds[feed] = replace(self.feeds[feed], url=url)
            return feed
        if holder.id != feed:
            self._take_over(feed, holder.id)
        return holder.id

    async def known(self, feed: int, keys: Collection[str]) -> set[str]:
        await _turn()
        return {key for key in keys if (feed, key) in self._entries}

    async def entries(self, digest: int, after: datetime, until: datetime) -> list[Entry]:
        await _turn(after, until)
        found = [
            kept.entry
            for (feed, _), kept in self._entries.items()
            if (digest, feed) in self._members and after < kept.entry.seen <= until
        ]
        return sorted(found, key=lambda entry: (entry.moment, entry.feed, entry.key))

    def _feed(self, url: str) -> Feed | None:
        return next((feed for feed in self.feeds.values() if feed.url == url), None)

    def _drop(self, feed: int) -> None:
        self.feeds.pop(feed, None)
        self._entries = {mark: kept for mark, kept in self._entries.items() if mark[0] != feed}

    def _take_over(self, feed: int, holder: int) -> None:
        members: dict[tuple[int, int], Member] = {}
        for (digest, of), member in self._members.items():
            mark = (digest, holder if of == feed else of)
            if mark not in members or member.added < members[mark].added:
                members[mark] = member
        self._members = members
        for (of, key), kept in list(self._entries.items()):
            if of == feed and (holder, key) not in self._entries:
                self._entries[holder, key] = replace(kept, entry=replace(kept.entry, feed=holder))
        self._drop(feed)

    # ---- links --------------------------------------------------------------------------------

    async def save_links(self, place: Place, message: str, links: Sequence[SharedLink]) -> None:
        await _turn(*(link.at for link in links))
        for link in links:
            self._links.setdefault((_channel(place), message, link.url), link)

    async def links(self, place: Place, after: datetime, until: datetime) -> list[SharedLink]:
        await _turn(after, until)
        found = [
            link
            for (channel, _, _), link in self._links.items()
            if channel == _channel(place) and after < link.at <= until
        ]
        return sorted(found, key=lambda link: link.at)

    async def forget_links(self, place: Place, until: datetime) -> None:
        await _turn(until)
        self._links = {
            mark: link for mark, link in self._links.items() if mark[0] != _channel(place) or link.at > until
        }

    # ---- editions -----------------------------------------------------------------------------

    async def edition(self, request: int) -> Edition | None:
        await _turn()
        made = self._editions.get(request)
        return None if made is None or made.purged else made.edition

    async def last_edition(self, digest: int) -> datetime | None:
        await _turn()
        return self._last_edition(digest)

    async def shown(self, digest: int, keys: Collection[str]) -> set[str]:
        await _turn()
        return {key for key in keys if (digest, key) in self._shown}

    async def make(self, edition: Edition, keys: Collection[str]) -> None:
        await _turn(edition.until)
        if edition.digest not in self._digests:
            raise LookupError(f"digest {edition.digest} was never opened")
        if edition.request in self._editions:
            return
        self._editions[edition.request] = Made(edition)
        for key in keys:
            self._shown.setdefault((edition.digest, key), edition.request)

    async def withdraw(self, request: int) -> None:
        await _turn()
        self._editions.pop(request, None)
        self._hide(request)

    async def purge_news(self, older_than: datetime) -> None:
        await _turn(older_than)
        for request, made in list(self._editions.items()):
            if made.edition.until >= older_than:
                continue
            self._hide(request)
            made.purged = True
            if made.edition.until != self._last_edition(made.edition.digest):
                del self._editions[request]
        self._links = {mark: link for mark, link in self._links.items() if link.at >= older_than}
        for (feed, key), kept in list(self._entries.items()):
            listed = self.feeds[feed].listed
            if listed is not None and kept.last_seen < min(older_than, listed):
                del self._entries[feed, key]

    def _last_edition(self, digest: int) -> datetime | None:
        untils = (made.edition.until for made in self._editions.values() if made.edition.digest == digest)
        return max(untils, default=None)

    def _hide(self, request: int) -> None:
        self._shown = {mark: by for mark, by in self._shown.items() if by != request}


def _channel(place: Place) -> Channel:
    return place.platform, place.workspace, place.channel


async def _turn(*times: datetime | None) -> None:
    if any(time is not None and time.utcoffset() is None for time in times):
        raise ValueError("a time without a zone can't be stored")
    await asyncio.sleep(0)
