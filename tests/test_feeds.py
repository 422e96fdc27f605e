"""Reading feeds politely: when each is asked, with what, and what is kept of the answer, whatever it is."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters.base import Digest, Feed, Place, Reason, Refused, Validators
from bot.feeds import AT_ONCE, AT_ONCE_OF_ONE_HOST, MOST_BARRED
from tests.channel import ANN, BEN, NOON
from tests.fakes.digests import MemoryDigests
from tests.newsroom import HARBOUR, HOUR, MINUTE, TIDE, story
from tests.newsstand import DAY, Newsstand

ELSEWHERE = Place("somewhere", "w", "elsewhere")


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


async def test_a_feed_that_has_changed_all_its_ids_is_read_as_if_for_the_first_time(stand: Newsstand) -> None:
    feed = await stand.have(TIDE)
    stand.now += HOUR
    stand.serve(TIDE, story(1, host="new.example"), story(2, host="new.example"))
    await stand.ask(feed)
    found = await stand.store.entries(1, NOON, NOON + DAY)
    assert [(one.key, one.first) for one in found] == [("new.example-1", True), ("new.example-2", True)]


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
