"""What every `DigestStore` keeps to of shared links, of editions, and of what is too old to keep.

A subclass gives the fixtures `digests` and `store`, the `Store` in which the requests of editions are
recorded. Times are arguments here too: nothing reads a clock.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from adapters.base import DigestStore, Due, Edition, Person, Reply, SharedLink, Store
from tests.contracts.digests import (
    DAY,
    HERE,
    HOUR,
    MORNING,
    THERE,
    added,
    entry,
    keys_of,
    opened,
    read_at,
    shared,
)
from tests.contracts.store import FULL_REPLY


async def requested(store: Store, event: str = "e1") -> int:
    request = await store.record(Due(event, HERE, MORNING, digest=1), MORNING)
    assert request is not None
    return request


async def made(
    digests: DigestStore, store: Store, digest: int, until: datetime = MORNING, keys: tuple[str, ...] = ()
) -> Edition:
    request = await requested(store, f"{digest} {until}")
    edition = Edition(request, digest, until, Reply(title=f"News until {until:%d %B}"))
    await digests.make(edition, keys)
    return edition


class EditionContract:
    """Inherit, and give fixtures `digests` and `store` that are empty at first."""

    # ---- links --------------------------------------------------------------------------------

    async def test_a_shared_link_comes_back_equal(self, digests: DigestStore) -> None:
        links = [shared(), SharedLink("https://b.example/?q=å", Person("p3"), None, MORNING)]
        await digests.save_links(HERE, "m1", links)
        assert await digests.links(HERE, MORNING - HOUR, MORNING) == links

    async def test_a_link_of_a_message_is_kept_once_however_often_it_comes(
        self, digests: DigestStore
    ) -> None:
        await digests.save_links(HERE, "m1", [shared("https://a.example"), shared("https://a.example")])
        again = [shared("https://b.example"), shared("https://a.example", MORNING + HOUR)]
        await asyncio.gather(*(digests.save_links(HERE, "m1", again) for _ in range(10)))
        kept = await digests.links(HERE, MORNING - HOUR, MORNING + DAY)
        assert kept == [shared("https://a.example"), shared("https://b.example")]

    async def test_the_same_link_in_another_message_is_kept_as_well(self, digests: DigestStore) -> None:
        await digests.save_links(HERE, "m1", [shared()])
        await digests.save_links(HERE, "m2", [shared()])
        await digests.save_links(HERE, "m3", [])
        assert await digests.links(HERE, MORNING - HOUR, MORNING) == [shared(), shared()]

    async def test_links_are_those_of_the_channel_oldest_first(self, digests: DigestStore) -> None:
        for n in (3, 1, 0, 2):
            at = MORNING + n * HOUR
            await digests.save_links(HERE.in_thread("m0"), f"m{n}", [shared(f"https://{n}.example", at)])
        await digests.save_links(THERE, "m1", [shared("https://there.example", MORNING + HOUR)])
        found = await digests.links(HERE, MORNING, MORNING + 2 * HOUR)
        assert [link.url for link in found] == ["https://1.example", "https://2.example"]

    async def test_the_links_of_a_channel_are_forgotten_until_a_moment(self, digests: DigestStore) -> None:
        for place in (HERE, THERE):
            for n in range(3):
                await digests.save_links(place, f"m{n}", [shared(at=MORNING + n * HOUR)])
        await digests.forget_links(HERE, MORNING + HOUR)
        here = await digests.links(HERE, MORNING - HOUR, MORNING + DAY)
        assert [link.at for link in here] == [MORNING + 2 * HOUR]
        assert len(await digests.links(THERE, MORNING - HOUR, MORNING + DAY)) == 3

    # ---- editions -----------------------------------------------------------------------------

    async def test_an_edition_comes_back_equal(self, digests: DigestStore, store: Store) -> None:
        edition = Edition(await requested(store), await opened(digests), MORNING, FULL_REPLY)
        assert await digests.edition(edition.request) is None
        await digests.make(edition, [])
        assert await digests.edition(edition.request) == edition

    async def test_of_two_editions_for_one_request_the_first_stands(
        self, digests: DigestStore, store: Store
    ) -> None:
        digest = await opened(digests)
        first = await made(digests, store, digest, keys=("a",))
        other = replace(first, until=MORNING + HOUR, reply=Reply(text="another"))
        await digests.make(other, ["a", "b"])
        assert await digests.edition(first.request) == first
        assert await digests.shown(digest, ["a", "b"]) == {"a"}

    async def test_editions_for_one_request_at_the_same_time_agree_on_one(
        self, digests: DigestStore, store: Store
    ) -> None:
        digest, request = await opened(digests), await requested(store)
        editions = [Edition(request, digest, MORNING, Reply(text=str(n))) for n in range(20)]
        await asyncio.gather(*(digests.make(one, [one.reply.text or ""]) for one in editions))
        stands = await digests.edition(request)
        assert stands in editions
        assert await digests.shown(digest, [str(n) for n in range(20)]) == {stands.reply.text}

    async def test_an_edition_needs_a_digest_that_was_opened(
        self, digests: DigestStore, store: Store
    ) -> None:
        request = await requested(store)
        with pytest.raises(LookupError, match="404"):
            await digests.make(Edition(request, 404, MORNING, Reply()), ["a"])
        assert await digests.edition(request) is None

    async def test_the_last_edition_is_the_one_that_reaches_furthest(
        self, digests: DigestStore, store: Store
    ) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        assert await digests.last_edition(here) is None
        for days in (1, 2, 0):
            await made(digests, store, here, MORNING + days * DAY)
        await made(digests, store, there, MORNING + 9 * DAY)
        assert await digests.last_edition(here) == MORNING + 2 * DAY

    async def test_what_a_digest_has_shown_is_known_however_much_is_asked_for(
        self, digests: DigestStore, store: Store
    ) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        keys = tuple(f"k{n}" for n in range(5000))
        await made(digests, store, here, keys=keys[::2])
        assert await digests.shown(here, keys) == set(keys[::2])
        assert await digests.shown(there, keys) == set()

    async def test_what_a_withdrawn_edition_showed_is_new_again(
        self, digests: DigestStore, store: Store
    ) -> None:
        digest = await opened(digests)
        first = await made(digests, store, digest, keys=("a", "b"))
        second = await made(digests, store, digest, MORNING + DAY, keys=("b", "c"))
        await digests.withdraw(second.request)
        assert await digests.edition(second.request) is None
        assert await digests.last_edition(digest) == MORNING
        assert await digests.shown(digest, ["a", "b", "c"]) == {"a", "b"}
        await digests.make(second, ["c"])
        assert await digests.edition(second.request) == second
        assert await digests.edition(first.request) == first

    async def test_withdrawing_an_edition_that_is_not_there_is_nothing(
        self, digests: DigestStore, store: Store
    ) -> None:
        edition = await made(digests, store, await opened(digests), keys=("a",))
        await digests.withdraw(404)
        assert await digests.edition(edition.request) == edition

    # ---- forgetting ---------------------------------------------------------------------------

    async def test_editions_and_what_they_showed_are_forgotten_when_they_are_old(
        self, digests: DigestStore, store: Store
    ) -> None:
        digest = await opened(digests)
        editions = [await made(digests, store, digest, MORNING + n * DAY, (f"k{n}",)) for n in range(4)]
        await digests.purge_news(MORNING + 2 * DAY)
        kept = [await digests.edition(edition.request) for edition in editions]
        assert kept == [None, None, *editions[2:]]
        assert await digests.shown(digest, ["k0", "k1", "k2", "k3"]) == {"k2", "k3"}

    async def test_until_when_the_last_edition_reaches_outlives_it(
        self, digests: DigestStore, store: Store
    ) -> None:
        here, there = await opened(digests), await opened(digests, THERE)
        editions = [await made(digests, store, here, MORNING + n * DAY, (f"k{n}",)) for n in range(3)]
        await made(digests, store, there, MORNING + 9 * DAY)
        for _ in range(2):
            await digests.purge_news(MORNING + 5 * DAY)
            assert await digests.last_edition(here) == MORNING + 2 * DAY
        assert [await digests.edition(edition.request) for edition in editions] == [None] * 3
        assert await digests.shown(here, ["k0", "k1", "k2"]) == set()

    async def test_old_links_are_forgotten(self, digests: DigestStore) -> None:
        for n in range(3):
            await digests.save_links(HERE, f"m{n}", [shared(at=MORNING + n * HOUR)])
        await digests.purge_news(MORNING + HOUR)
        left = await digests.links(HERE, MORNING - DAY, MORNING + DAY)
        assert [link.at for link in left] == [MORNING + HOUR, MORNING + 2 * HOUR]

    async def test_an_entry_that_its_feed_has_not_had_for_long_is_forgotten(
        self, digests: DigestStore
    ) -> None:
        digest = await opened(digests)
        feed = await added(digests, digest)
        await digests.save_feed(read_at(feed, MORNING), [entry("dropped"), entry("listed")])
        await digests.save_feed(read_at(feed, MORNING + DAY), [entry("listed", MORNING + DAY)])
        await digests.purge_news(MORNING)
        assert await keys_of(digests, digest) == ["dropped", "listed"]
        await digests.purge_news(MORNING + HOUR)
        assert await keys_of(digests, digest) == ["listed"]

    async def test_an_entry_that_its_feed_still_has_is_known_however_old_it_is(
        self, digests: DigestStore
    ) -> None:
        """It would be taken for new when the feed is read next."""
        digest = await opened(digests)
        feed = await added(digests, digest)
        await digests.save_feed(read_at(feed, MORNING), [entry("a"), entry("b")])
        await digests.save_feed(replace(read_at(feed, MORNING), read=MORNING + 300 * DAY))
        await digests.purge_news(MORNING + 200 * DAY)
        assert await digests.known(feed.id, ["a", "b"]) == {"a", "b"}
