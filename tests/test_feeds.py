"""Reading feeds politely, over a web and a database in memory: when each is asked, with what, and what is
kept of the answer; and finding the feed that an address leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.base import Digest, Feed, Person, Place, Reason, Refused, Validators
from bot.feeds import (
    AT_ONCE,
    AT_ONCE_OF_ONE_HOST,
    MOST_BARRED,
    MOST_TRIED,
    USUAL_ADDRESSES,
    Feeds,
    chosen,
    same_address,
)
from summarizer.model import FeedEntry, FeedLinks, NewsFeed, Raw
from tests.channel import ANN, BEN, CHANNEL, NOON, read_news
from tests.fakes.digests import MemoryDigests
from tests.fakes.web import MemoryWeb
from tests.feeds import rss
from tests.newsroom import HARBOUR, HOUR, MINUTE, TIDE, story

DAY = 24 * HOUR
SITE = "https://tide.example/"
ELSEWHERE = Place("somewhere", "w", "elsewhere")


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


def pause(feed: Feed, since: datetime) -> timedelta:
    """How long a feed is left alone, without the few minutes by which readings are spread."""
    minutes = (feed.due - since) // MINUTE
    return timedelta(minutes=minutes - minutes % 5)


@pytest.fixture
def stand() -> Newsstand:
    stand = Newsstand()
    stand.serve(TIDE, story(1), story(2))
    return stand


# ---- what is asked with, and what is kept -----------------------------------------------------


async def test_a_feed_that_is_added_is_read_with_what_finding_it_brought(stand: Newsstand) -> None:
    digest = await stand.digest()
    feed, new = await stand.feeds.add(digest.id, await stand.feeds.find(TIDE), ANN)
    assert new
    assert stand.web.polled[TIDE] == 1
    assert (feed.title, feed.read, feed.listed) == ("The Orford Tide", NOON, NOON)
    assert await stand.keys() == ["tide.example-1", "tide.example-2"]
    assert stand.store.feeds[feed.id] == feed


async def test_what_the_server_gave_to_ask_with_is_kept_and_sent(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    assert feed.validators == Validators(stand.web.etag(TIDE))
    stand.now += HOUR
    again = await stand.ask(feed)  # an unchanged feed comes without its entries to those alone who know it
    assert (again.read, again.listed) == (NOON + HOUR, NOON)
    assert again.validators == feed.validators


async def test_a_changed_feed_brings_its_entries_and_new_validators(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.serve(TIDE, story(3), story(1), title="The Tide")
    stand.now += HOUR
    again = await stand.ask(feed)
    assert (again.title, again.listed) == ("The Tide", NOON + HOUR)
    assert again.validators == Validators(stand.web.etag(TIDE))
    assert again.validators != feed.validators
    assert "tide.example-3" in await stand.keys()


async def test_validators_outlive_a_failure(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    whole = stand.web.pages[TIDE]
    stand.refuse(TIDE, Reason.SITE_FAILED)
    failed = await stand.ask(feed)
    assert failed.validators == feed.validators
    stand.web.pages[TIDE] = whole
    assert (await stand.ask(failed)).listed == NOON


async def test_a_feed_that_loses_its_title_keeps_the_one_it_had(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.serve(TIDE, story(3), title="")
    assert (await stand.ask(feed)).title == "The Orford Tide"


async def test_entries_of_a_first_reading_are_marked_so_and_later_ones_are_not(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.now += HOUR
    stand.serve(TIDE, story(3), story(1))
    await stand.ask(feed)
    found = await stand.store.entries(1, NOON - DAY, NOON + DAY)
    assert {one.key: (one.first, one.seen) for one in found} == {
        "tide.example-1": (True, NOON),
        "tide.example-2": (True, NOON),
        "tide.example-3": (False, NOON + HOUR),
    }


async def test_a_feed_that_another_channel_has_is_not_read_anew_for_a_second_one(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    other = await stand.store.open_digest(ELSEWHERE, BEN, NOON)
    stand.now += HOUR
    same, new = await stand.feeds.add(other.id, await stand.feeds.find(TIDE), BEN)
    assert new
    assert same == feed


# ---- when it is read next ---------------------------------------------------------------------


async def test_a_feed_that_says_nothing_is_read_at_the_usual_pace(stand: Newsstand) -> None:
    assert pause(await stand.have(TIDE), NOON) == HOUR


@pytest.mark.parametrize(
    ("ttl", "age", "pace"),
    [
        (120, None, 2 * HOUR),
        (None, 3 * HOUR, 3 * HOUR),
        (120, 3 * HOUR, 3 * HOUR),
        (240, 3 * HOUR, 4 * HOUR),
        (5, MINUTE, HOUR),
        (9_999, 99 * HOUR, DAY),
    ],
)
async def test_a_feed_is_read_at_its_own_pace_between_the_usual_one_and_a_day(
    stand: Newsstand, ttl: int | None, age: timedelta | None, pace: timedelta
) -> None:
    stand.serve(TIDE, story(1), ttl=ttl)
    if age is not None:
        stand.web.ages[TIDE] = age
    assert pause(await stand.have(TIDE), NOON) == pace


async def test_an_answer_that_nothing_has_changed_says_how_long_it_is_good_for(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.web.ages[TIDE] = 5 * HOUR
    assert pause(await stand.ask(feed), NOON) == 5 * HOUR


async def test_the_pace_that_a_feed_gave_lasts_while_it_is_as_it_was(stand: Newsstand) -> None:
    stand.serve(TIDE, story(1), ttl=180)
    feed = await stand.have(TIDE)
    unchanged = await stand.ask(feed)
    assert (unchanged.read, pause(unchanged, NOON)) == (NOON, 3 * HOUR)
    stand.serve(TIDE, story(2))
    assert pause(await stand.ask(feed), NOON) == HOUR


async def test_feeds_that_were_added_together_are_not_read_in_one_moment_for_ever(stand: Newsstand) -> None:
    stand.serve(HARBOUR, story(1, host="harbour.example"))
    tide, harbour = [await stand.have(url) for url in (TIDE, HARBOUR)]
    assert tide.due != harbour.due
    stand.refuse(TIDE, Reason.SITE_FAILED)
    stand.refuse(HARBOUR, Reason.SITE_FAILED)
    tide, harbour = await stand.feeds.read_all([tide, harbour])
    assert tide.due != harbour.due


async def test_nobody_reads_oftener_than_every_quarter_of_an_hour() -> None:
    stand = Newsstand(usual=MINUTE)
    stand.serve(TIDE, story(1))
    assert pause(await stand.have(TIDE), NOON) == 15 * MINUTE


async def test_only_feeds_whose_time_has_come_are_read(stand: Newsstand) -> None:
    stand.serve(HARBOUR, story(1, host="harbour.example"), ttl=180)
    feed = await stand.have(TIDE)
    await stand.have(HARBOUR)
    stand.now = feed.due - MINUTE
    await stand.feeds.read_due()
    assert stand.web.polled == {}
    stand.now = feed.due
    await stand.feeds.read_due()
    assert stand.web.polled == {TIDE: 1}


async def test_a_feed_that_somebody_asks_for_is_read_before_its_time(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    await stand.ask(feed)
    assert stand.web.polled[TIDE] == 1


async def test_feeds_of_a_paused_digest_are_not_read_by_themselves(stand: Newsstand) -> None:
    await stand.have(TIDE)
    digest = await stand.digest()
    await stand.store.change_digest(
        Digest(digest.id, digest.place, digest.by, digest.fresh, paused=True),
    )
    stand.now += DAY
    await stand.feeds.read_due()
    assert stand.web.polled == {}
    await stand.store.change_digest(digest)
    await stand.feeds.read_due()
    assert stand.web.polled == {TIDE: 1}


async def test_a_feed_that_a_running_digest_has_too_is_read_though_another_is_paused(
    stand: Newsstand,
) -> None:
    feed = await stand.have(TIDE)
    paused = await stand.store.open_digest(ELSEWHERE, BEN, NOON)
    await stand.store.add_feed(paused.id, feed.url, BEN, NOON)
    await stand.store.change_digest(Digest(paused.id, paused.place, BEN, NOON, paused=True))
    stand.now += DAY
    await stand.feeds.read_due()
    assert stand.web.polled == {TIDE: 1}


# ---- failures ---------------------------------------------------------------------------------


async def test_a_feed_that_fails_is_left_alone_twice_as_long_each_time_up_to_a_day(stand: Newsstand) -> None:
    await stand.have(TIDE)
    stand.refuse(TIDE, Reason.SITE_FAILED)
    stand.now += 2 * HOUR
    pauses = []
    for _ in range(8):
        await stand.feeds.read_due()
        feed = stand.store.feeds[1]
        pauses.append(pause(feed, stand.now))
        stand.now = feed.due
    assert pauses == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, DAY, DAY, DAY]
    assert (feed.failures, feed.problem, feed.read) == (8, Reason.SITE_FAILED, NOON)


async def test_a_good_reading_makes_failures_forgotten(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    whole = stand.web.pages[TIDE]
    stand.refuse(TIDE, Reason.RATE_LIMITED, retry_after=60)
    await stand.ask(feed)
    stand.now += HOUR
    await stand.ask(feed)
    stand.now += HOUR
    stand.web.pages[TIDE] = whole
    well = await stand.ask(feed)
    assert (well.failures, well.problem, well.barred, pause(well, stand.now)) == (0, None, None, HOUR)
    stand.refuse(TIDE, Reason.SITE_FAILED)
    stand.now += HOUR
    assert pause(await stand.ask(feed), stand.now) == HOUR


@pytest.mark.parametrize("reason", sorted(set(Reason) - {Reason.GONE}))
async def test_a_feed_that_failed_for_any_reason_is_read_all_the_same_by_whoever_asks(
    stand: Newsstand, reason: Reason
) -> None:
    feed = await stand.have(TIDE)
    stand.refuse(TIDE, reason)
    for count in (1, 2):
        assert (await stand.ask(feed)).failures == count
    assert stand.store.feeds[feed.id].problem is reason
    assert stand.web.polled[TIDE] == 2


async def test_a_server_that_says_when_to_come_back_is_not_asked_before_by_anybody(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.refuse(TIDE, Reason.RATE_LIMITED, retry_after=3 * 3600)
    barred = await stand.ask(feed)
    assert (barred.barred, barred.due) == (NOON + 3 * HOUR, NOON + 3 * HOUR)
    stand.now += 3 * HOUR - MINUTE
    assert await stand.ask(feed) == barred
    await stand.feeds.read_due()
    assert stand.web.polled[TIDE] == 1
    stand.now += MINUTE
    await stand.feeds.read_due()
    assert stand.web.polled[TIDE] == 2


async def test_what_comes_of_a_clock_that_was_wrong_bars_nobody(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    await stand.store.save_feed(replace(feed, barred=NOON + MOST_BARRED + MINUTE))
    assert (await stand.ask(feed)).barred is None


async def test_a_server_that_says_to_come_back_soon_is_not_hurried_to(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.refuse(TIDE, Reason.RATE_LIMITED, retry_after=30)
    assert pause(await stand.ask(feed), NOON) == HOUR


async def test_a_failure_that_says_no_time_bars_nobody_any_more(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.refuse(TIDE, Reason.RATE_LIMITED, retry_after=60)
    await stand.ask(feed)
    stand.now += HOUR
    stand.refuse(TIDE, Reason.SITE_FAILED)
    assert (await stand.ask(feed)).barred is None


async def test_a_feed_that_is_gone_is_never_asked_for_again_by_anybody(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.refuse(TIDE, Reason.GONE)
    gone = await stand.ask(feed)
    assert gone.problem is Reason.GONE
    stand.now += 30 * DAY
    assert await stand.ask(feed) == gone
    await stand.feeds.read_due()
    assert stand.web.polled[TIDE] == 1


async def test_a_feed_that_was_gone_is_read_again_once_it_is_added_again(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.refuse(TIDE, Reason.GONE)
    await stand.ask(feed)
    stand.serve(TIDE, story(3))
    stand.now += DAY
    back = await stand.have(TIDE)
    assert (back.id, back.problem, back.due) == (feed.id, None, stand.now)
    await stand.feeds.read_due()
    assert "tide.example-3" in await stand.keys()


async def test_a_feed_that_became_a_page_is_no_feed_any_more_and_keeps_what_it_had(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.page(TIDE, HARBOUR)
    stand.web.media[TIDE] = "text/html"
    failed = await stand.ask(feed)
    assert (failed.problem, failed.title) == (Reason.NOT_A_FEED, "The Orford Tide")
    assert len(await stand.keys()) == 2
    assert HARBOUR not in stand.web.polled


async def test_an_answer_with_nothing_in_it_is_told_from_one_that_is_no_feed(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.web.pages[TIDE] = "   \n"
    assert (await stand.ask(feed)).problem is Reason.EMPTY
    stand.web.pages[TIDE] = '{"answer": 42}'
    assert (await stand.ask(feed)).problem is Reason.NOT_A_FEED


async def test_a_fault_of_ours_is_kept_with_the_feed_and_not_raised(stand: Newsstand) -> None:
    stand.serve(HARBOUR, story(1, host="harbour.example"))
    feeds = [await stand.have(TIDE), await stand.have(HARBOUR)]
    stand.trips.append(TIDE)
    for url in (TIDE, HARBOUR):
        stand.serve(url, story(9))
    stand.now += HOUR
    tide, harbour = await stand.feeds.read_all(feeds)
    assert (tide.problem, tide.failures, pause(tide, stand.now)) == (Reason.INTERNAL, 1, HOUR)
    assert (harbour.problem, harbour.listed) == (None, stand.now)


async def test_whatever_a_client_of_the_web_raises_is_not_raised_further(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.web.pages[TIDE] = ValueError("not one of ours")
    assert (await stand.ask(feed)).problem is Reason.INTERNAL


class Forgetful(MemoryDigests):
    """Can't say what it knows."""

    async def known(self, feed: int, keys: Collection[str]) -> set[str]:
        raise OSError("the disk is away")


async def test_what_can_not_be_recorded_counts_as_not_read() -> None:
    store = Forgetful()
    stand = Newsstand(store)
    stand.serve(TIDE, story(1))
    digest = await stand.digest()
    feed, _ = await store.add_feed(digest.id, TIDE, ANN, NOON)
    failed = await stand.ask(feed)
    # with validators kept, its entries would not come again
    assert (failed.problem, failed.validators, failed.listed) == (Reason.INTERNAL, Validators(), None)


# ---- moves ------------------------------------------------------------------------------------

NEW = "https://www.tide.example/news.xml"


async def test_a_feed_that_moved_for_good_has_its_new_address_from_then_on(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.serve(NEW, story(3), story(1))
    stand.web.moved[TIDE] = NEW
    moved = await stand.ask(feed)
    assert (moved.id, moved.url) == (feed.id, NEW)
    await stand.ask(moved)
    assert stand.web.polled == {TIDE: 1, NEW: 1}
    assert sorted(await stand.keys()) == ["tide.example-1", "tide.example-2", "tide.example-3"]


async def test_a_feed_that_moved_to_one_we_have_becomes_one_with_it(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.serve(NEW, story(1))
    other = await stand.have(NEW, BEN)
    stand.web.moved[TIDE] = NEW
    moved = await stand.ask(feed)
    assert (moved.id, moved.url) == (other.id, NEW)
    assert list(stand.store.feeds) == [other.id]
    (member,) = await stand.store.members(1)
    assert (member.feed, member.by) == (moved, ANN)
    assert sorted(await stand.keys()) == ["tide.example-1", "tide.example-2"]


@pytest.mark.parametrize(
    ("there", "reason"),
    [
        ("<html><body><p>Parked.</p></body></html>", Reason.NOT_A_FEED),
        (Refused(Reason.NOT_FOUND), Reason.NOT_FOUND),
        ("", Reason.EMPTY),
    ],
)
async def test_a_move_to_what_is_no_feed_is_not_followed(
    stand: Newsstand, there: str | Exception, reason: Reason
) -> None:
    feed = await stand.have(TIDE)
    stand.web.pages[NEW] = there
    stand.web.moved[TIDE] = NEW
    failed = await stand.ask(feed)
    assert (failed.url, failed.problem, failed.validators) == (TIDE, reason, feed.validators)


async def test_a_feed_that_is_found_through_a_lasting_redirect_is_added_where_it_lives(
    stand: Newsstand,
) -> None:
    stand.serve(NEW, story(1))
    stand.web.moved[TIDE] = NEW
    assert (await stand.feeds.find(TIDE)).url == NEW
    assert (await stand.have(TIDE)).url == NEW


# ---- at the same time -------------------------------------------------------------------------


async def test_those_who_want_one_feed_at_the_same_time_wait_for_one_reading(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.now += HOUR
    stand.web.gate.clear()
    wants = [asyncio.create_task(stand.feeds.read_all([feed])) for _ in range(3)]
    due = asyncio.create_task(stand.feeds.read_due())
    await stand.settle()
    stand.web.gate.set()
    first, *others = await asyncio.gather(*wants)
    await due
    assert others == [first, first]
    assert stand.web.polled[TIDE] == 1
    await stand.ask(feed)
    assert stand.web.polled[TIDE] == 2


async def test_one_who_gives_up_waiting_takes_the_reading_from_nobody(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.now += HOUR
    stand.web.gate.clear()
    one, other = (asyncio.create_task(stand.feeds.read_all([feed])) for _ in range(2))
    await stand.settle()
    one.cancel()
    await stand.settle()
    stand.web.gate.set()
    assert (await other)[0].read == stand.now
    assert one.cancelled()


async def test_few_feeds_are_read_at_a_time(stand: Newsstand) -> None:
    digest = await stand.digest()
    feeds = []
    for number in range(3 * AT_ONCE):
        url = f"https://{number}.example/feed"
        stand.serve(url, story(number))
        feeds.append((await stand.store.add_feed(digest.id, url, ANN, NOON))[0])
    stand.web.gate.clear()
    reading = asyncio.create_task(stand.feeds.read_all(feeds))
    await stand.settle()
    assert stand.web.polled.total() == AT_ONCE
    stand.web.gate.set()
    assert [one.problem for one in await reading] == [None] * len(feeds)


async def test_of_one_site_fewer_feeds_are_read_at_a_time_and_others_do_not_wait_for_them(
    stand: Newsstand,
) -> None:
    digest = await stand.digest()
    urls = [f"https://tide.example/{number}.xml" for number in range(3 * AT_ONCE)]
    for url in (*urls, HARBOUR):
        stand.serve(url, story(1))
    feeds = [(await stand.store.add_feed(digest.id, url, ANN, NOON))[0] for url in (*urls, HARBOUR)]
    stand.web.gate.clear()
    reading = asyncio.create_task(stand.feeds.read_all(feeds))
    await stand.settle()
    assert stand.web.polled.total() == AT_ONCE_OF_ONE_HOST + 1
    assert stand.web.polled[HARBOUR] == 1
    stand.web.gate.set()
    assert len(await reading) == len(feeds)
    assert stand.web.polled.total() == len(feeds)


async def test_what_takes_too_long_goes_on_by_itself(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.now += HOUR
    stand.web.gate.clear()
    assert await stand.feeds.read_all([feed], seconds=0) == []
    stand.web.gate.set()
    await stand.settle()
    assert stand.store.feeds[feed.id].read == stand.now


async def test_reading_nothing_takes_no_time(stand: Newsstand) -> None:
    assert await stand.feeds.read_all([]) == []


class Flaky(MemoryDigests):
    """Can't be asked what is due the first time."""

    asked = 0

    async def feeds_due(self, now: datetime) -> list[Feed]:
        self.asked += 1
        if self.asked == 1:
            raise OSError("the disk is away")
        return await super().feeds_due(now)


async def test_reading_goes_on_after_an_error_and_until_it_is_cancelled() -> None:
    stand = Newsstand(Flaky())
    stand.serve(TIDE, story(1))
    digest = await stand.digest()
    await stand.store.add_feed(digest.id, TIDE, ANN, NOON)
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            await asyncio.Event().wait()

    keeping = asyncio.create_task(stand.feeds.keep_reading(20.0, sleep))
    await stand.settle()
    assert slept == [20.0, 20.0]
    assert stand.web.polled[TIDE] == 1
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping


# ---- finding ----------------------------------------------------------------------------------


async def refused(stand: Newsstand, address: str) -> Reason:
    with pytest.raises(Refused) as error:
        await stand.feeds.find(address)
    return error.value.reason


@pytest.mark.parametrize(
    "written",
    [TIDE, f"<{TIDE}>", f"  {TIDE} ", f"<{TIDE}|The Tide>", f"[The Tide]({TIDE})", "tide.example/feed",
     "<tide.example/feed>"],
)  # fmt: skip
async def test_a_feed_is_found_however_its_address_is_written(stand: Newsstand, written: str) -> None:
    found = await stand.feeds.find(written)
    assert (found.url, found.others) == (TIDE, ())
    assert len(found.news.entries) == 2


@pytest.mark.parametrize("written", ["", "nonsense", "the orford tide", "ftp://tide.example/feed", "tide."])
async def test_what_holds_no_address_is_refused_without_a_request(stand: Newsstand, written: str) -> None:
    assert await refused(stand, written) is Reason.BAD_LINK
    assert stand.web.polled == {}


@pytest.mark.parametrize("reason", [Reason.UNREACHABLE, Reason.TIMED_OUT])
@pytest.mark.parametrize("written", ["old.example/feed", "www.old.example/feed"])
async def test_a_site_without_tls_is_asked_without_it_where_no_scheme_was_written(
    stand: Newsstand, written: str, reason: Reason
) -> None:
    stand.refuse(f"https://{written}", reason)
    stand.serve(f"http://{written}", story(1))
    assert (await stand.feeds.find(written)).url == f"http://{written}"


async def test_a_scheme_that_was_written_is_kept_to(stand: Newsstand) -> None:
    stand.refuse("https://old.example/feed", Reason.UNREACHABLE)
    stand.serve("http://old.example/feed", story(1))
    assert await refused(stand, "https://old.example/feed") is Reason.UNREACHABLE


async def test_a_site_that_answers_is_not_asked_again_without_tls(stand: Newsstand) -> None:
    stand.serve("http://old.example/feed", story(1))
    assert await refused(stand, "old.example/feed") is Reason.NOT_FOUND
    assert "http://old.example/feed" not in stand.web.polled


async def test_of_several_feeds_that_a_page_names_the_first_is_taken_and_the_others_told(
    stand: Newsstand,
) -> None:
    stand.page(SITE, "/feed", HARBOUR, "/sport.xml")
    found = await stand.feeds.find(SITE)
    assert found.url == TIDE
    assert found.others == ("https://tide.example/sport.xml", HARBOUR)
    assert HARBOUR not in stand.web.polled


async def test_a_feed_of_comments_is_taken_last(stand: Newsstand) -> None:
    stand.page(SITE, "/comments/feed", "/feed")
    found = await stand.feeds.find(SITE)
    assert (found.url, found.others) == (TIDE, ("https://tide.example/comments/feed",))


async def test_where_a_named_feed_fails_the_next_is_taken(stand: Newsstand) -> None:
    stand.page(SITE, "/broken.xml", "/page", "/feed")
    stand.page("https://tide.example/page")
    found = await stand.feeds.find(SITE)
    assert found.url == TIDE
    assert found.others == ("https://tide.example/broken.xml", "https://tide.example/page")


async def test_where_all_named_feeds_fail_the_reason_is_that_of_the_first(stand: Newsstand) -> None:
    stand.page(SITE, "/one.xml", "/two.xml")
    stand.refuse("https://tide.example/one.xml", Reason.FORBIDDEN)
    assert await refused(stand, SITE) is Reason.FORBIDDEN


async def test_of_many_named_feeds_few_are_tried(stand: Newsstand) -> None:
    stand.page(SITE, *(f"/{number}.xml" for number in range(9)), "/feed")
    assert await refused(stand, SITE) is Reason.NOT_FOUND
    assert stand.web.polled.total() == 1 + MOST_TRIED


@pytest.mark.parametrize("path", USUAL_ADDRESSES)
async def test_a_page_that_names_no_feed_is_looked_for_in_the_usual_places(path: str) -> None:
    stand = Newsstand()
    stand.page("https://tide.example/news/")
    stand.serve(f"https://tide.example{path}", story(1))
    assert (await stand.feeds.find("tide.example/news/")).url == f"https://tide.example{path}"


async def test_the_usual_places_are_those_of_the_host_that_the_page_is_on(stand: Newsstand) -> None:
    stand.page(SITE)
    stand.web.moved["https://old.example/"] = SITE
    assert (await stand.feeds.find("https://old.example/")).url == TIDE


async def test_a_page_without_a_feed_anywhere_is_no_feed(stand: Newsstand) -> None:
    stand.page("https://harbour.example/")
    assert await refused(stand, "https://harbour.example/") is Reason.NOT_A_FEED


# ---- choosing one of a list -------------------------------------------------------------------


def listed(*feeds: tuple[str, str | None]) -> list[Feed]:
    return [Feed(number, url, NOON, title) for number, (url, title) in enumerate(feeds, start=7)]


LIST = listed(
    ("https://tide.example/feed", "The Orford Tide"),
    ("https://tide.example/sport.xml", "The Orford Tide: Sport"),
    ("http://www.harbour.example/rss/", "Harbour News"),
    ("https://bare.example/feed", None),
    ("https://code.example/blog.xml", "Harbour.js"),
)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1", [0]),
        ("3.", [2]),
        (" 4 ", [3]),
        ("0", []),
        ("6", []),
        ("99999999999999999999", []),
        ("https://tide.example/feed", [0]),
        ("<https://tide.example/sport.xml>", [1]),
        ("tide.example/sport.xml", [1]),
        ("http://www.tide.example/feed/", [0]),
        ("https://harbour.example/rss", [2]),
        ("harbour.example", [2]),
        ("tide.example", [0, 1]),
        ("bare.example", [3]),
        ("the orford tide", [0]),
        ("The Orford Tide: Sport", [1]),
        ("sport", [1]),
        ("orford", [0, 1]),
        ("HARBOUR NEWS", [2]),
        ("harbour.js", [4]),
        ("weather", []),
        ("the", [0, 1]),
        ("ti", []),
        ("e", []),
        ("https://weather.example/feed", []),
        ("", []),
        (".", []),
        ("²", []),
    ],
)
def test_a_feed_is_chosen_by_number_address_or_title(words: str, meant: list[int]) -> None:
    assert chosen(LIST, words) == [LIST[index] for index in meant]


def test_nothing_is_chosen_of_an_empty_list() -> None:
    assert [chosen([], words) for words in ("1", "tide.example", "orford")] == [[], [], []]


def test_an_address_that_is_there_to_the_letter_is_meant_before_one_that_is_like_it() -> None:
    both = listed(("http://tide.example/feed", None), ("https://tide.example/feed", None))
    assert [chosen(both, one.url) for one in both] == [[both[0]], [both[1]]]
    assert chosen(both, "https://www.tide.example/feed") == both


def test_addresses_are_one_whatever_their_scheme_www_and_slash_and_not_with_another_path() -> None:
    assert same_address("http://www.tide.example/feed/", "https://tide.example/feed")
    assert not same_address("https://tide.example/feed", "https://tide.example/feeds")
