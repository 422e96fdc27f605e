"""Feeds, read politely: only what has changed is fetched, at the feed's own pace, and one that fails or
asks to be left alone is left alone longer and longer.

A feed belongs to all digests that have it and is read once for all of them. What goes wrong is kept with
the feed and never raised: the rest of a digest comes all the same.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urljoin

import structlog

from adapters.base import DigestStore, Feed, Person, Polled, ReadNews, Reason, Refused, Validators, Web
from adapters.display import host
from adapters.links import canonical, find_links
from bot import digests
from bot.sites import Places
from summarizer.model import Fault, FeedLinks, NewsFeed, Raw, Unreadable

log = structlog.get_logger()

AT_ONCE: Final = 8
AT_ONCE_OF_ONE_HOST: Final = 2
"""Feeds read at a time."""

MOST_BARRED: Final = timedelta(days=7)
"""The longest that a site is taken at its word to be left alone; more comes of a clock that was wrong."""

LEAST_NAMED: Final = 3
"""Letters of a title that are enough to mean a feed by."""

MOST_TRIED: Final = 4
"""Of the feeds that a page names, and of the usual addresses, so many are tried."""

USUAL_ADDRESSES: Final = ("/feed", "/rss.xml", "/atom.xml", "/feed.xml")
"""Where feeds are on sites whose pages name none."""

_WHOLE_ADDRESS: Final = re.compile(
    r"(?:feed:(?=https?://))?(?P<scheme>https?|feed)://(?P<rest>[^\s<>|]*[^\s<>|.,;:!?])[.,;:!?]*",
    re.IGNORECASE,
)
_BARE_ADDRESS: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A feed that an address led to: where it is, as it was read, and others that were named beside it."""

    url: str
    news: NewsFeed
    polled: Polled
    others: tuple[str, ...] = ()


class Feeds:
    def __init__(
        self,
        store: DigestStore,
        web: Web,
        read: ReadNews,
        clock: Callable[[], datetime],
        usual: timedelta = timedelta(hours=1),
    ) -> None:
        """`usual` is how often a feed is read that says nothing about it."""
        self._store = store
        self._web = web
        self._read = read
        self._clock = clock
        self._usual = usual
        self._places = Places(AT_ONCE, AT_ONCE_OF_ONE_HOST)
        self._under_way: dict[int, asyncio.Task[Feed]] = {}

    # ---- finding one ----------------------------------------------------------------------------

    async def find(self, address: str) -> Found:
        """The feed at an address, or the one that a page there names. Raises `Refused`."""
        url = address_of(address)
        if url is None:
            raise Refused(Reason.BAD_LINK, "no address")
        try:
            return await self._find(url)
        except Refused as refused:
            bare = "://" not in address
            if not (bare and refused.reason in (Reason.UNREACHABLE, Reason.TIMED_OUT)):
                raise
        return await self._find("http://" + url.removeprefix("https://"))

    async def _find(self, url: str) -> Found:
        polled, found = await self._look(url)
        if isinstance(found, NewsFeed):
            return Found(polled.moved or url, found, polled)
        page = polled.page.url if polled.page else url
        usual = tuple(urljoin(page, path) for path in USUAL_ADDRESSES)
        refused: Refused | None = None
        named = found.urls or usual
        for one in named[:MOST_TRIED]:
            try:
                polled, news = await self._look(one)
            except Refused as error:
                refused = refused or (error if found.urls else None)
                continue
            if isinstance(news, NewsFeed):
                others = tuple(other for other in found.urls if other != one)
                return Found(polled.moved or one, news, polled, others)
        raise refused or Refused(Reason.NOT_A_FEED, f"{host(url)}: names no feed")

    async def _look(self, url: str) -> tuple[Polled, NewsFeed | FeedLinks]:
        polled = await self._web.poll(url, Validators())
        assert polled.page is not None  # without validators there is nothing to be unchanged from
        return polled, await self._parsed(polled)

    async def _parsed(self, polled: Polled) -> NewsFeed | FeedLinks:
        page = polled.page
        assert page is not None
        try:
            return await self._read(Raw(page.body, page.media_type, page.charset, url=page.url))
        except Unreadable as error:
            reason = Reason.EMPTY if error.fault is Fault.EMPTY else Reason.NOT_A_FEED
            raise Refused(reason, f"{host(page.url)}: {error}") from error

    async def add(self, digest: int, found: Found, by: Person) -> tuple[Feed, bool]:
        """Has a digest read what was found; and whether that is new to it."""
        now = self._clock()
        feed, new = await self._store.add_feed(digest, found.url, by, now)
        if feed.read is None:
            return await self._take(feed, found.polled, found.news), new
        return feed, new

    # ---- reading ----------------------------------------------------------------------------------

    async def read_all(self, feeds: Iterable[Feed], seconds: float | None = None) -> list[Feed]:
        """Reads them now, whatever their pace, but for those that are gone or asked to be left alone; as
        they stand then. What takes longer than `seconds` goes on by itself."""
        reading = [asyncio.ensure_future(self._once(feed)) for feed in feeds]
        if reading:
            await asyncio.wait(reading, timeout=seconds)
        return [one.result() for one in reading if one.done()]

    async def read_due(self) -> None:
        """Reads those whose time has come."""
        await self.read_all(await self._store.feeds_due(self._clock()))

    async def keep_reading(
        self, tick: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        """Reads each feed when its time has come, and looks for such every `tick` seconds."""
        while True:
            try:
                await self.read_due()
            except Exception:
                log.exception("feeds not read", action="feeds_failed")
            await sleep(tick)

    async def _once(self, feed: Feed) -> Feed:
        """Everybody who wants the same feed at the same time waits for one reading of it."""
        reading = self._under_way.get(feed.id)
        if reading is None:
            reading = asyncio.create_task(self._reading(feed))
            self._under_way[feed.id] = reading
            reading.add_done_callback(lambda _: self._under_way.pop(feed.id, None))
        return await asyncio.shield(reading)

    async def _reading(self, feed: Feed) -> Feed:
        now = self._clock()
        barred = feed.barred is not None and now < feed.barred <= now + MOST_BARRED
        if feed.problem is Reason.GONE or barred:
            return feed
        async with self._places.one(host(feed.url)):
            try:
                polled = await self._web.poll(feed.url, feed.validators)
                found = await self._parsed(polled) if polled.page else None
                if isinstance(found, FeedLinks):
                    raise Refused(Reason.NOT_A_FEED, f"{host(feed.url)}: a page")
                return await self._take(feed, polled, found)
            except Refused as refused:
                log.warning(
                    "feed not read", feed=feed.id, host=host(feed.url), reason=refused.reason.value,
                    cause=refused.cause,
                )  # fmt: skip
                return await self._fail(feed, refused.reason, refused.retry_after)
            except Exception:
                log.exception("feed not read", feed=feed.id, host=host(feed.url))
                return await self._fail(feed, Reason.INTERNAL)

    async def _take(self, feed: Feed, polled: Polled, news: NewsFeed | None) -> Feed:
        """Records what a reading brought; None: nothing has changed."""
        now = self._clock()
        number = feed.id
        if polled.moved and polled.moved != feed.url:
            log.info("feed moved", feed=feed.id, host=host(feed.url), to=host(polled.moved))
            number = await self._store.move_feed(feed.id, polled.moved)
        pace = news.pace if news else feed.pace
        taken = replace(
            feed,
            id=number,
            url=polled.moved or feed.url,
            due=now + digests.read_again(self._usual, pace, polled.max_age) + _spread(number),
            pace=pace,
            validators=polled.validators,
            barred=None,
            read=now,
            failures=0,
            problem=None,
        )
        if news is None:
            await self._store.save_feed(taken)
            return taken
        known = await self._store.known(number, [digests.key_of(one) for one in news.entries])
        first = digests.is_first(news.entries, known, feed.listed)
        entries = digests.entries_of(number, news.entries, known, now, first)
        taken = replace(taken, title=news.title or feed.title, listed=now)
        await self._store.save_feed(taken, entries)
        return taken

    async def _fail(self, feed: Feed, reason: Reason, retry_after: float | None = None) -> Feed:
        now = self._clock()
        failures = feed.failures + 1
        pause = digests.try_again(self._usual, failures)
        barred = None if retry_after is None else now + timedelta(seconds=retry_after)
        failed = replace(
            feed,
            due=max(now + pause + _spread(feed.id), barred or now),
            barred=barred,
            failures=failures,
            problem=reason,
        )
        await self._store.save_feed(failed)
        return failed


def _spread(feed: int) -> timedelta:
    """Some minutes, so that feeds that were added together are not read together for ever."""
    return timedelta(seconds=feed * 37 % 300)


def address_of(written: str) -> str | None:
    """The address in what a person wrote, in angle brackets or without a scheme, too."""
    bare = written.strip().strip("<>")
    if whole := _WHOLE_ADDRESS.fullmatch(bare):  # to the letter: it may end in a sign that ends sentences
        scheme = whole["scheme"].lower()
        return f"{'https' if scheme == 'feed' else scheme}://{whole['rest']}"
    links = find_links(written)
    if links:
        return links[0].url
    return f"https://{bare}" if _BARE_ADDRESS.fullmatch(bare) else None


def same_address(one: str, other: str) -> bool:
    """Whether two addresses of feeds are one, as people write them."""
    return digests.page_key(one) == digests.page_key(other)


def chosen(feeds: Sequence[Feed], words: str) -> list[Feed]:
    """The feeds of a list that are meant: by number from 1 on, by address, or by a part of the title."""
    wanted = words.strip().rstrip(".")
    if wanted.isdecimal() and wanted.isascii():
        number = int(wanted) if len(wanted) < 5 else 0
        return [feeds[number - 1]] if 1 <= number <= len(feeds) else []
    address = address_of(wanted)
    if address is not None:
        exact = [one for one in feeds if canonical(one.url) == canonical(address)]
        alike = exact or [one for one in feeds if same_address(one.url, address)]
        if found := alike or [one for one in feeds if host(one.url) == host(address)]:
            return found
    named = wanted.casefold()
    titles = [(one, (one.title or "").casefold()) for one in feeds if named]
    exact = [one for one, title in titles if title == named]
    return exact or [one for one, title in titles if named in title and len(named) >= LEAST_NAMED]
