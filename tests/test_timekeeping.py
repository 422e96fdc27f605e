"""Looking at the clock: each digest is recorded once when its hour has come, whatever goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from adapters.base import Digest, Due, Incoming, Person, Place, Receipt, Schedule
from bot.digests import GRACE
from bot.hours import EVERY_DAY, WEEKEND
from bot.timekeeping import RETAKE_SECONDS, Hours
from tests.fakes.digests import MemoryDigests

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SUNDAY_EVENING = datetime(2026, 3, 1, 20, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
ANN = Person("ann", "Ann")
TICK = 20.0


class Station:
    """A clock, digests, and everything that was recorded; `broken` are places that can't be recorded for."""

    def __init__(self) -> None:
        self.now = SUNDAY_EVENING
        self.store = MemoryDigests()
        self.accepted: list[Incoming] = []
        self.broken: set[Place] = set()
        self.retaken: list[datetime] = []
        self.retaking_fails = False
        self.start()

    def start(self) -> None:
        """A new process over the same database."""
        self.hours = Hours(self.store, {"somewhere"}, self.accept, self.retake, lambda: self.now)

    async def accept(self, incoming: Incoming) -> Receipt:
        await asyncio.sleep(0)
        if incoming.place in self.broken:
            raise OSError("the disk is full")
        self.accepted.append(incoming)
        return Receipt(private=False)

    async def retake(self) -> None:
        await asyncio.sleep(0)
        self.retaken.append(self.now)
        if self.retaking_fails:
            raise OSError("the disk is away")

    async def digest(
        self,
        channel: str = "general",
        hour: time | None = time(8, 30),
        days: tuple[int, ...] = EVERY_DAY,
        platform: str = "somewhere",
    ) -> Digest:
        place = Place(platform, "w", channel)
        digest = await self.store.open_digest(place, ANN, self.now)
        if hour is not None:
            digest = replace(digest, schedule=Schedule(hour, "UTC", days, self.now))
            await self.store.change_digest(digest)
        return digest

    @property
    def events(self) -> list[str]:
        return [one.event for one in self.accepted]


@pytest.fixture
def station() -> Station:
    return Station()


# ---- what is recorded, and when -----------------------------------------------------------------


async def test_a_digest_is_recorded_when_its_hour_has_come_and_not_before(station: Station) -> None:
    digest = await station.digest()
    station.now = MONDAY - timedelta(seconds=1)
    await station.hours.look()
    assert station.accepted == []
    station.now = MONDAY
    await station.hours.look()
    assert station.accepted == [Due("digest/1/2026-03-02", digest.place, MONDAY, digest.id)]


async def test_a_digest_that_is_noticed_late_is_recorded_with_the_hour_it_was_due(station: Station) -> None:
    await station.digest()
    station.now = MONDAY + GRACE - MINUTE
    await station.hours.look()
    (due,) = station.accepted
    assert isinstance(due, Due)
    assert due.at == MONDAY


async def test_an_hour_that_is_long_past_is_not_made_up_for(station: Station) -> None:
    await station.digest()
    station.now = MONDAY + GRACE
    await station.hours.look()
    assert station.accepted == []


async def test_a_digest_is_recorded_once_however_often_the_clock_is_looked_at(station: Station) -> None:
    await station.digest()
    station.now = MONDAY
    while station.now < MONDAY + 3 * DAY:
        await station.hours.look()
        station.now += 7 * MINUTE
    assert station.events == [f"digest/1/2026-03-0{day}" for day in (2, 3, 4)]


async def test_a_clock_that_is_set_back_a_little_brings_no_second_digest(station: Station) -> None:
    await station.digest()
    for now in (MONDAY + HOUR, MONDAY + MINUTE, MONDAY + 2 * HOUR):
        station.now = now
        await station.hours.look()
    assert station.events == ["digest/1/2026-03-02"]


async def test_a_new_process_records_under_the_same_name(station: Station) -> None:
    await station.digest()
    station.now = MONDAY
    await station.hours.look()
    station.start()
    await station.hours.look()
    assert len(station.events) == 2  # it can't know; whoever records makes them one
    assert len(set(station.events)) == 1


async def test_digests_of_the_same_hour_are_all_recorded(station: Station) -> None:
    for channel in ("general", "harbour", "sport"):
        await station.digest(channel)
    station.now = MONDAY
    await station.hours.look()
    assert station.events == [f"digest/{number}/2026-03-02" for number in (1, 2, 3)]


async def test_paused_ones_those_without_an_hour_and_those_of_other_platforms_are_left_alone(
    station: Station,
) -> None:
    await station.store.change_digest(replace(await station.digest("general"), paused=True))
    await station.digest("harbour", hour=None)
    await station.digest("sport", platform="switched off")
    station.now = MONDAY
    assert await station.hours.look() is None
    assert station.accepted == []


async def test_what_could_not_be_recorded_is_recorded_at_the_next_look(station: Station) -> None:
    digest = await station.digest()
    station.now = MONDAY
    station.broken.add(digest.place)
    await station.hours.look()
    assert station.events == []
    station.broken.clear()
    await station.hours.look()
    await station.hours.look()
    assert station.events == ["digest/1/2026-03-02"]


async def test_one_that_can_not_be_recorded_keeps_no_other_from_it(station: Station) -> None:
    failing = await station.digest("general")
    await station.digest("harbour")
    station.now = MONDAY
    station.broken.add(failing.place)
    await station.hours.look()
    assert station.events == ["digest/2/2026-03-02"]
    station.broken.clear()
    await station.hours.look()
    assert station.events == ["digest/2/2026-03-02", "digest/1/2026-03-02"]


# ---- how long until the next --------------------------------------------------------------------


async def test_a_look_tells_the_seconds_to_the_next_hour_of_any(station: Station) -> None:
    await station.digest("general")
    await station.digest("harbour", time(7, 15))
    station.now = MONDAY - 2 * HOUR
    assert await station.hours.look() == 45 * 60
    station.now = MONDAY - HOUR
    assert await station.hours.look() == 3600
    station.now = MONDAY
    assert await station.hours.look() == (DAY - HOUR - 15 * MINUTE).total_seconds()


async def test_the_next_hour_may_be_days_away(station: Station) -> None:
    await station.digest(days=WEEKEND)
    station.now = MONDAY
    assert await station.hours.look() == (5 * DAY).total_seconds()


async def test_without_digests_there_is_no_next_hour(station: Station) -> None:
    assert await station.hours.look() is None


# ---- what is taken up again ---------------------------------------------------------------------


async def test_what_could_not_be_posted_is_taken_up_at_the_start_and_every_five_minutes(
    station: Station,
) -> None:
    for _ in range(4 * 11):
        await station.hours.look()
        station.now += timedelta(seconds=15)
    start, step = SUNDAY_EVENING, timedelta(seconds=RETAKE_SECONDS)
    assert station.retaken == [start, start + step, start + 2 * step]


async def test_a_clock_that_is_set_back_keeps_nothing_from_being_taken_up(station: Station) -> None:
    await station.hours.look()
    station.now -= 30 * DAY
    await station.hours.look()
    assert len(station.retaken) == 2


async def test_what_is_due_is_recorded_before_anything_is_taken_up_again(station: Station) -> None:
    await station.digest()
    station.now = MONDAY
    station.retaking_fails = True
    with pytest.raises(OSError, match="the disk is away"):
        await station.hours.look()
    assert station.events == ["digest/1/2026-03-02"]
    await station.hours.look()  # and it is not tried without end
    assert len(station.retaken) == 1


# ---- keeping at it ------------------------------------------------------------------------------


class Sleep:
    """Lets the clock of a station go on by what is slept, `most` times; then somebody stops it."""

    def __init__(
        self, station: Station, most: int, between: Callable[[int], Awaitable[None]] | None = None
    ) -> None:
        self.station = station
        self.slept: list[float] = []
        self.asleep = asyncio.Event()
        self._most = most
        self._between = between

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) == self._most:
            self.asleep.set()
            await asyncio.Event().wait()
        self.station.now += timedelta(seconds=seconds)
        if self._between is not None:
            await self._between(len(self.slept))


async def kept(station: Station, sleep: Sleep) -> list[float]:
    """What is slept between looks, until it is stopped in its last sleep."""
    keeping: asyncio.Task[None] = asyncio.create_task(station.hours.keep(TICK, sleep))
    await asyncio.wait_for(sleep.asleep.wait(), 5)
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
    return sleep.slept


async def test_the_clock_is_looked_at_every_tick_and_at_the_hour_itself(station: Station) -> None:
    await station.digest()
    station.now = MONDAY - timedelta(seconds=50)
    assert await kept(station, Sleep(station, 5)) == [20.0, 20.0, 10.0, 20.0, 20.0]
    assert station.events == ["digest/1/2026-03-02"]


async def test_without_digests_the_clock_is_looked_at_every_tick(station: Station) -> None:
    assert await kept(station, Sleep(station, 3)) == [TICK] * 3


async def test_it_never_spins_however_near_the_hour_is(station: Station) -> None:
    await station.digest()
    station.now = MONDAY - timedelta(microseconds=1)
    first, *_ = await kept(station, Sleep(station, 2))
    assert first >= 0.01
    assert station.events == ["digest/1/2026-03-02"]


async def test_an_error_stops_nothing(station: Station) -> None:
    digest = await station.digest()
    station.now = MONDAY
    station.broken.add(digest.place)

    async def mend(count: int) -> None:
        if count == 3:
            station.broken.clear()

    assert await kept(station, Sleep(station, 5, mend)) == [TICK] * 5
    assert station.events == ["digest/1/2026-03-02"]


async def test_an_hour_that_is_chosen_between_two_looks_is_noticed(station: Station) -> None:
    station.now = MONDAY - timedelta(seconds=30)
    schedule = Schedule(time(8, 30), "UTC", EVERY_DAY, station.now)
    digest = await station.digest(hour=None)

    async def choose(count: int) -> None:
        if count == 1:
            await station.store.change_digest(replace(digest, schedule=schedule))

    assert await kept(station, Sleep(station, 4, choose)) == [20.0, 10.0, 20.0, 20.0]
    (event,) = station.events
    assert event.startswith("digest/1/2026-03-02")


async def test_an_hour_that_is_moved_to_later_that_day_comes_that_day_again(station: Station) -> None:
    digest = await station.digest()
    station.now = MONDAY
    await station.hours.look()
    schedule = Schedule(time(10), "UTC", EVERY_DAY, MONDAY + HOUR)
    await station.store.change_digest(replace(digest, schedule=schedule))
    for now in (MONDAY + 80 * MINUTE, MONDAY + 90 * MINUTE, MONDAY + 100 * MINUTE):
        station.now = now
        await station.hours.look()
    assert len(station.events) == len(set(station.events)) == 2


async def test_an_hour_that_is_moved_to_earlier_that_day_does_not_come_again(station: Station) -> None:
    digest = await station.digest()
    station.now = MONDAY
    await station.hours.look()
    schedule = Schedule(time(8), "UTC", EVERY_DAY, MONDAY + HOUR)
    await station.store.change_digest(replace(digest, schedule=schedule))
    station.now = MONDAY + HOUR
    await station.hours.look()
    assert station.events == ["digest/1/2026-03-02"]


async def test_it_is_stopped_in_the_middle_of_a_look(station: Station) -> None:
    await station.digest()
    station.now = MONDAY
    begun = asyncio.Event()

    async def accept(incoming: Incoming) -> Receipt:
        begun.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody waits for this")

    hours = Hours(station.store, {"somewhere"}, accept, station.retake, lambda: station.now)
    keeping = asyncio.create_task(hours.keep(TICK))
    await begun.wait()
    keeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await keeping
