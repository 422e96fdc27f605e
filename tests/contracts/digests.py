"""What every `DigestStore` keeps to of digests, feeds and their entries, and the values its tests use.

What it keeps to of links and editions is in `tests.contracts.editions`. A subclass gives the fixture
`digests`. Times are arguments here too: nothing reads a clock.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone

import pytest

from adapters.base import (
    Digest,
    DigestStore,
    Entry,
    Feed,
    Membership,
    Person,
    Place,
    Private,
    Reason,
    Schedule,
    SharedLink,
    Ticket,
    Validators,
)
from summarizer.model import FeedEntry

MORNING = datetime(2026, 4, 13, 7, 30, 0, 250_000, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

HERE = Place("somewhere", "workspace", "harbour")
THERE = Place("somewhere", "workspace", "museum")
INES = Person("p1", "Ines Ahlqvist")
OTTO = Person("p2", "Otto Brandvold")

PORT = "https://port.example/news.xml"
SHIPS = "https://ships.example/feed"
MOVED = "https://www.port.example/atom.xml"


def entry(
    key: str = "k1", seen: datetime = MORNING, title: str = "The quay is closed", feed: int = 1
) -> Entry:
    content = FeedEntry(id=key, link=f"https://port.example/{key}", title=title, content="<p>Until May.</p>")
    return Entry(feed, key, content, moment=seen, seen=seen)


def shared(url: str = "https://ships.example/1", at: datetime = MORNING) -> SharedLink:
    return SharedLink(url, INES, "https://chat.example/m1", at)


def read_at(feed: Feed, when: datetime) -> Feed:
    """The feed as it is after it was read well, with its entries."""
    return replace(feed, due=when + HOUR, read=when, listed=when)


async def opened(digests: DigestStore, place: Place = HERE) -> int:
    return (await digests.open_digest(place, INES, MORNING)).id


async def added(digests: DigestStore, digest: int, url: str = PORT, when: datetime = MORNING) -> Feed:
    feed, _ = await digests.add_feed(digest, url, INES, when)
    return feed


async def keys_of(digests: DigestStore, digest: int) -> list[str]:
    return [one.key for one in await digests.entries(digest, MORNING - 1000 * DAY, MORNING + 1000 * DAY)]


class DigestContract:
    """Inherit, and give a fixture `digests` that is empty at first."""

    # ---- digests ------------------------------------------------------------------------------

    async def test_a_channel_without_a_digest_has_none(self, digests: DigestStore) -> None:
        await opened(digests, THERE)
        assert await digests.digest(HERE) is None

    async def test_a_digest_is_opened_with_nothing_chosen_yet(self, digests: DigestStore) -> None:
        digest = await digests.open_digest(HERE, INES, MORNING)
        assert digest == Digest(digest.id, HERE, INES, MORNING)
        assert await digests.digest(HERE) == digest

    async def test_a_digest_is_the_channels_whoever_asks_from_wherever_in_it(
        self, digests: DigestStore
    ) -> None:
        asked = replace(HERE, thread="m1", private=Private("p1"), ticket=Ticket("secret", MORNING))
        digest = await digests.open_digest(asked, INES, MORNING)
        assert digest.place == HERE
        assert await digests.open_digest(HERE.in_thread("m2"), OTTO, MORNING + HOUR) == digest
        assert await digests.digest(asked) == digest
        assert await digests.digests() == [digest]

    @pytest.mark.parametrize("part", ["platform", "workspace", "channel"])
    async def test_another_platform_workspace_or_channel_has_another_digest(
        self, digests: DigestStore, part: str
    ) -> None:
        elsewhere = {
            "platform": replace(HERE, platform="other"),
            "workspace": replace(HERE, workspace="other"),
            "channel": replace(HERE, channel="other"),
        }[part]
        assert await opened(digests) != await opened(digests, elsewhere)

    async def test_opening_at_the_same_time_gives_one_digest(self, digests: DigestStore) -> None:
        opening = (digests.open_digest(HERE, Person(str(n)), MORNING) for n in range(20))
        assert len(set(await asyncio.gather(*opening))) == 1

    async def test_what_a_digest_is_set_to_comes_back_equal(self, digests: DigestStore) -> None:
        there = timezone(timedelta(hours=5, minutes=45))
        digest = replace(
            await digests.open_digest(HERE, INES, MORNING),
            by=OTTO,
            fresh=MORNING.astimezone(there),
            schedule=Schedule(time(8, 45), "Europe/Oslo", (0, 2, 4), MORNING + HOUR),
            paused=True,
            links=True,
            told=MORNING + DAY,
        )
        other = await digests.open_digest(THERE, INES, MORNING)
        await digests.change_digest(digest)
        assert await digests.digest(HERE) == digest
        assert await digests.digests() == [digest, other]

    async def test_changing_a_digest_that_is_not_there_makes_none(self, digests: DigestStore) -> None:
        await digests.change_digest(Digest(404, HERE, INES, MORNING))
        assert await digests.digests() == []

    # ---- feeds of a digest --------------------------------------------------------------------

    async def test_a_feed_that_is_new_to_all_is_due_at_once(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed, new = await digests.add_feed(digest, PORT, INES, MORNING)
        assert (feed, new) == (Feed(feed.id, PORT, MORNING), True)
        assert await digests.feeds_due(MORNING) == [feed]
        assert await digests.members(digest) == [Membership(feed, INES, MORNING)]

    async def test_a_feed_is_added_to_a_digest_once(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        first = await added(digests, digest)
        assert await digests.add_feed(digest, PORT, OTTO, MORNING + HOUR) == (first, False)
        assert await digests.members(digest) == [Membership(first, INES, MORNING)]

    async def test_adding_at_the_same_time_counts_once(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        adding = (digests.add_feed(digest, PORT, INES, MORNING) for _ in range(20))
        answers = await asyncio.gather(*adding)
        assert len({feed.id for feed, _ in answers}) == 1
        assert sum(new for _, new in answers) == 1

    async def test_a_feed_is_shared_by_the_digests_that_have_it(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        feed = await added(digests, here)
        await digests.save_feed(read_at(feed, MORNING))
        assert await digests.add_feed(there, PORT, OTTO, MORNING + HOUR) == (read_at(feed, MORNING), True)
        assert [member.by for member in await digests.members(there)] == [OTTO]

    async def test_feeds_come_in_the_order_they_were_added(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        for url in ("https://a.example", "https://b.example", "https://c.example"):
            await added(digests, there, url)
        for url in ("https://c.example", "https://a.example", "https://b.example"):
            await added(digests, here, url)
        urls = [member.feed.url for member in await digests.members(here)]
        assert urls == ["https://c.example", "https://a.example", "https://b.example"]

    @pytest.mark.parametrize("problem", [Reason.GONE, Reason.TIMED_OUT])
    async def test_a_feed_that_failed_is_tried_again_at_once_when_it_is_added_again(
        self, digests: DigestStore, problem: Reason
    ) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        feed = read_at(await added(digests, here), MORNING)
        await digests.save_feed(replace(feed, failures=9, problem=problem, barred=MORNING + 3 * HOUR))
        again, _ = await digests.add_feed(there, PORT, OTTO, MORNING + HOUR)
        assert again == replace(feed, due=MORNING + HOUR, barred=MORNING + 3 * HOUR)
        assert await digests.feeds_due(MORNING + 3 * HOUR) == [again]

    async def test_adding_a_feed_that_is_read_well_has_it_read_no_sooner(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        await digests.save_feed(read_at(await added(digests, here), MORNING))
        await added(digests, there)
        assert await digests.feeds_due(MORNING + HOUR / 2) == []

    async def test_a_feed_needs_a_digest_that_was_opened(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        with pytest.raises(LookupError, match="404"):
            await digests.add_feed(404, PORT, INES, MORNING)
        assert await digests.add_feed(digest, PORT, INES, MORNING + HOUR) == (
            Feed(1, PORT, MORNING + HOUR),
            True,
        )

    async def test_a_removed_feed_stays_with_the_digests_that_have_it_too(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        feed = await added(digests, here)
        await added(digests, there)
        await digests.save_feed(read_at(feed, MORNING), [entry()])
        await digests.remove_feed(here, feed.id)
        assert await digests.members(here) == []
        assert await keys_of(digests, here) == []
        assert await keys_of(digests, there) == ["k1"]

    async def test_a_feed_that_no_digest_has_any_more_goes_with_its_entries(
        self, digests: DigestStore
    ) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        await digests.save_feed(read_at(feed, MORNING), [entry()])
        await digests.remove_feed(digest, feed.id)
        assert await digests.feeds_due(MORNING + DAY) == []
        assert await digests.known(feed.id, ["k1"]) == set()
        again = await added(digests, digest)
        assert again == Feed(again.id, PORT, MORNING)
        assert again.id != feed.id
        assert await keys_of(digests, digest) == []

    async def test_removing_a_feed_that_a_digest_has_not_changes_nothing(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        feed = await added(digests, here)
        await digests.remove_feed(there, feed.id)
        await digests.remove_feed(here, 404)
        assert await digests.members(here) == [Membership(feed, INES, MORNING)]

    async def test_who_added_a_feed_is_told_for_each_digest(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        feed = await added(digests, here)
        await added(digests, there)
        await digests.told(here, feed.id, MORNING + DAY)
        await digests.told(here, 404, MORNING + DAY)
        assert [member.told for member in await digests.members(here)] == [MORNING + DAY]
        assert [member.told for member in await digests.members(there)] == [None]

    # ---- reading feeds ------------------------------------------------------------------------

    async def test_feeds_are_due_the_longest_due_first(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        for n in (2, 0, 3, 1):
            await added(digests, digest, f"https://{n}.example", MORNING + n * HOUR)
        due = await digests.feeds_due(MORNING + 2 * HOUR)
        assert [feed.url for feed in due] == [f"https://{n}.example" for n in range(3)]

    async def test_a_feed_whose_server_asked_to_be_left_alone_waits_for_that(
        self, digests: DigestStore
    ) -> None:
        feed = await added(digests, await opened(digests))
        await digests.save_feed(replace(feed, barred=MORNING + HOUR))
        assert await digests.feeds_due(MORNING + HOUR - timedelta(microseconds=1)) == []
        assert len(await digests.feeds_due(MORNING + HOUR)) == 1

    @pytest.mark.parametrize("problem", Reason)
    async def test_no_problem_but_gone_keeps_a_feed_from_being_read(
        self, digests: DigestStore, problem: Reason
    ) -> None:
        feed = await added(digests, await opened(digests))
        await digests.save_feed(replace(feed, failures=1, problem=problem))
        due = [one.problem for one in await digests.feeds_due(MORNING)]
        assert due == ([] if problem is Reason.GONE else [problem])

    async def test_a_feed_is_due_once_for_the_digests_that_are_not_paused(self, digests: DigestStore) -> None:
        opened_ = [await digests.open_digest(place, INES, MORNING) for place in (HERE, THERE)]
        third = await digests.open_digest(replace(HERE, channel="third"), INES, MORNING)
        for digest in (*opened_, third):
            await added(digests, digest.id)
        await added(digests, third.id, SHIPS)
        await digests.change_digest(replace(third, paused=True))
        assert [feed.url for feed in await digests.feeds_due(MORNING)] == [PORT]
        for digest in opened_:
            await digests.change_digest(replace(digest, paused=True))
        assert await digests.feeds_due(MORNING) == []

    async def test_all_of_a_feed_but_its_address_is_saved(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        saved = Feed(
            id=feed.id,
            url="https://elsewhere.example",
            due=MORNING + HOUR,
            title="News of the port",
            validators=Validators('W/"7a"', "Mon, 13 Apr 2026 07:00:00 GMT"),
            pace=6 * HOUR,
            barred=MORNING + 2 * HOUR,
            read=MORNING - HOUR,
            listed=MORNING - 2 * HOUR,
            failures=3,
            problem=Reason.RATE_LIMITED,
        )
        await digests.save_feed(saved)
        assert [member.feed for member in await digests.members(digest)] == [replace(saved, url=PORT)]

    async def test_a_feed_that_was_removed_while_it_was_read_stays_away(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        await digests.remove_feed(digest, feed.id)
        await digests.save_feed(read_at(feed, MORNING), [entry()])
        await digests.told(digest, feed.id, MORNING)
        assert await digests.members(digest) == []
        assert await digests.known(feed.id, ["k1"]) == set()

    # ---- entries ------------------------------------------------------------------------------

    async def test_an_entry_comes_back_equal(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        full = Entry(
            feed.id,
            "tag:port.example,2026:7",
            FeedEntry(
                id="tag:port.example,2026:7",
                link="https://port.example/7?a=1&b=2",
                title="Ferjen “Ægir” – 40 år 🙂",
                author="Óscar Núñez",
                published=MORNING.astimezone(timezone(timedelta(hours=-3, minutes=-30))),
                content="<p>It sails again.</p>\n" * 2000,
            ),
            moment=MORNING - DAY,
            seen=MORNING,
            first=True,
        )
        bare = Entry(feed.id, "bare", FeedEntry(), moment=MORNING, seen=MORNING)
        await digests.save_feed(read_at(feed, MORNING), [full, bare])
        assert await digests.entries(digest, MORNING - HOUR, MORNING) == [full, bare]

    async def test_of_a_known_entry_what_it_says_now_is_kept_and_when_it_was_seen_first(
        self, digests: DigestStore
    ) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        before = replace(entry(), first=True, moment=MORNING - HOUR)
        await digests.save_feed(read_at(feed, MORNING), [before])
        await digests.save_feed(
            read_at(feed, MORNING + HOUR), [entry(seen=MORNING + HOUR, title="The quay is open")]
        )
        now = replace(before, entry=replace(before.entry, title="The quay is open"))
        assert await digests.entries(digest, MORNING - DAY, MORNING + DAY) == [now]

    async def test_entries_are_those_seen_after_one_moment_and_not_after_another(
        self, digests: DigestStore
    ) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        seen = [entry(str(n), MORNING + n * HOUR) for n in range(5)]
        await digests.save_feed(read_at(feed, MORNING + DAY), seen)
        assert await digests.entries(digest, MORNING + HOUR, MORNING + 3 * HOUR) == seen[2:4]

    async def test_entries_are_those_of_the_digests_own_feeds_by_when_they_became_news(
        self, digests: DigestStore
    ) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        port, ships = await added(digests, here), await added(digests, here, SHIPS)
        other = await added(digests, there, "https://other.example")
        for n, feed in enumerate((other, port, ships)):
            late, early = (replace(entry(f"{feed.id} {m}"), moment=MORNING + (m - n) * HOUR) for m in (5, 0))
            await digests.save_feed(read_at(feed, MORNING), [late, early])
        of = {"port": port.id, "ships": ships.id}
        assert await keys_of(digests, here) == [
            f"{of['ships']} 0",
            f"{of['port']} 0",
            f"{of['ships']} 5",
            f"{of['port']} 5",
        ]

    async def test_known_are_the_keys_of_that_feed_however_many_are_asked_for(
        self, digests: DigestStore
    ) -> None:
        digest = await opened(digests)
        feed, other = await added(digests, digest), await added(digests, digest, SHIPS)
        keys = [f"k{n}" for n in range(5000)]
        await digests.save_feed(read_at(feed, MORNING), [entry(key) for key in keys[::2]])
        await digests.save_feed(read_at(other, MORNING), [entry("k1")])
        assert await digests.known(feed.id, keys) == set(keys[::2])
        assert await digests.known(feed.id, []) == set()

    # ---- feeds that move ----------------------------------------------------------------------

    async def test_a_feed_that_moves_keeps_all_but_its_address(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed = read_at(await added(digests, digest), MORNING)
        await digests.save_feed(feed, [entry()])
        assert await digests.move_feed(feed.id, MOVED) == feed.id
        assert [member.feed for member in await digests.members(digest)] == [replace(feed, url=MOVED)]
        assert await digests.known(feed.id, ["k1"]) == {"k1"}

    async def test_a_feed_that_moves_to_where_it_is_stays(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed = read_at(await added(digests, digest), MORNING)
        await digests.save_feed(feed, [entry()])
        assert await digests.move_feed(feed.id, PORT) == feed.id
        assert [member.feed for member in await digests.members(digest)] == [feed]
        assert await keys_of(digests, digest) == ["k1"]

    async def test_a_feed_that_moves_to_where_another_is_gives_way_to_it(self, digests: DigestStore) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        old, new = await added(digests, here), await added(digests, there, MOVED, MORNING + HOUR)
        assert await digests.move_feed(old.id, MOVED) == new.id
        assert await digests.members(here) == [Membership(new, INES, MORNING)]
        assert await digests.members(there) == [Membership(new, INES, MORNING + HOUR)]
        assert await digests.feeds_due(MORNING + DAY) == [new]
        assert (await added(digests, here, PORT)).id not in (old.id, new.id)

    @pytest.mark.parametrize("first", [PORT, MOVED])
    async def test_of_two_feeds_that_become_one_a_digest_keeps_the_one_it_added_first(
        self, digests: DigestStore, first: str
    ) -> None:
        digest = await opened(digests)
        second = MOVED if first == PORT else PORT
        await digests.add_feed(digest, second, OTTO, MORNING + HOUR)
        await digests.add_feed(digest, first, INES, MORNING)
        ids = {member.feed.url: member.feed.id for member in await digests.members(digest)}
        assert await digests.move_feed(ids[PORT], MOVED) == ids[MOVED]
        (left,) = await digests.members(digest)
        assert (left.feed.id, left.by, left.added) == (ids[MOVED], INES, MORNING)

    async def test_what_was_read_of_a_feed_that_gives_way_does_not_become_new_again(
        self, digests: DigestStore
    ) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        old, new = await added(digests, here), await added(digests, there, MOVED)
        await digests.save_feed(read_at(old, MORNING), [entry("both"), entry("old", title="Only there")])
        later = MORNING + HOUR
        await digests.save_feed(read_at(new, later), [entry("both", later), entry("new", later)])
        await digests.move_feed(old.id, MOVED)
        assert await digests.known(old.id, ["both", "old"]) == set()
        assert await digests.known(new.id, ["both", "old", "new"]) == {"both", "old", "new"}
        assert await digests.entries(here, MORNING - HOUR, MORNING + DAY) == [
            entry("old", title="Only there", feed=new.id),
            entry("both", later, feed=new.id),
            entry("new", later, feed=new.id),
        ]

    async def test_a_feed_that_is_not_there_moves_nothing(self, digests: DigestStore) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        assert await digests.move_feed(404, MOVED) == 404
        assert await digests.move_feed(404, PORT) == feed.id
        assert await digests.members(digest) == [Membership(feed, INES, MORNING)]

    # ---- times --------------------------------------------------------------------------------

    @pytest.mark.parametrize("hours", [-7, 9])
    async def test_a_moment_is_the_same_in_every_zone(self, digests: DigestStore, hours: int) -> None:
        zone = timezone(timedelta(hours=hours))
        there, second = MORNING.astimezone(zone), timedelta(seconds=1)
        digest = await opened(digests)
        feed = await added(digests, digest, when=there)
        assert await digests.feeds_due(MORNING - second) == []
        assert await digests.feeds_due(MORNING) == [feed]
        await digests.save_feed(read_at(feed, there), [entry(seen=there)])
        await digests.save_links(HERE, "m1", [shared(at=there)])
        assert len(await digests.entries(digest, MORNING - second, MORNING)) == 1
        assert len(await digests.links(HERE, MORNING - second, MORNING)) == 1
        assert await digests.entries(digest, MORNING, MORNING + second) == []
        assert await digests.links(HERE, MORNING, MORNING + second) == []

    async def test_a_time_without_a_zone_is_refused(self, digests: DigestStore) -> None:
        naive = MORNING.replace(tzinfo=None)
        digest = await opened(digests)
        with pytest.raises(Exception, match="without a zone"):
            await digests.add_feed(digest, PORT, INES, naive)
        with pytest.raises(Exception, match="without a zone"):
            await digests.save_links(HERE, "m1", [shared(at=naive)])
        with pytest.raises(Exception, match="without a zone"):
            await digests.feeds_due(naive)
        assert await digests.members(digest) == []
