"""When a digest is due: once for each local date, whatever the clocks do."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from adapters.base import Schedule
from bot.digests import GRACE, due, next_turn
from bot.hours import EVERY_DAY, WEEKDAYS

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def at(hour: str, zone: str, days: tuple[int, ...] = EVERY_DAY, since: datetime = LONG_AGO) -> Schedule:
    return Schedule(time.fromisoformat(hour), zone, days, since)


def dates(schedule: Schedule, now: datetime) -> list[str]:
    return [turn.day.isoformat() for turn in due({1: schedule}, now)]


def test_a_digest_is_due_from_its_hour_on_for_three_hours() -> None:
    schedule = at("08:30", "Europe/Berlin")
    hour = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
    second = timedelta(seconds=1)
    assert dates(schedule, hour - second) == []
    assert dates(schedule, hour) == ["2026-03-02"]
    assert dates(schedule, hour + GRACE - second) == ["2026-03-02"]
    assert dates(schedule, hour + GRACE) == []


def test_it_is_due_on_its_days_of_the_week_alone() -> None:
    schedule = at("08:30", "UTC", WEEKDAYS)
    saturday = datetime(2026, 2, 28, 8, 30, tzinfo=UTC)
    assert dates(schedule, saturday) == []
    assert dates(schedule, saturday + 2 * DAY) == ["2026-03-02"]


def test_the_day_of_the_week_is_that_of_its_own_zone() -> None:
    monday_in_auckland = at("08:30", "Pacific/Auckland", (0,))
    sunday_evening_utc = datetime(2026, 3, 1, 19, 30, tzinfo=UTC)
    assert dates(monday_in_auckland, sunday_evening_utc) == ["2026-03-02"]


def test_an_hour_before_it_was_asked_for_does_not_count() -> None:
    nine = datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert dates(at("08:30", "UTC", since=nine), nine) == []
    assert dates(at("09:00", "UTC", since=nine), nine) == ["2026-03-02"]


def test_an_hour_late_in_the_day_is_made_up_for_past_midnight() -> None:
    assert dates(at("23:30", "UTC"), datetime(2026, 3, 3, 1, tzinfo=UTC)) == ["2026-03-02"]


def test_an_hour_that_the_clocks_leave_out_comes_later_that_day() -> None:
    schedule = at("02:30", "Europe/Berlin")
    after_the_gap = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # 03:30 in summer time
    assert dates(schedule, after_the_gap - timedelta(minutes=1)) == []
    assert dates(schedule, after_the_gap) == ["2026-03-29"]


def test_an_hour_that_the_clocks_repeat_counts_the_first_time() -> None:
    schedule = at("02:30", "Europe/Berlin")
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert dates(schedule, first) == ["2026-10-25"]
    assert {turn.at for turn in due({1: schedule}, first + HOUR)} == {first}


def test_a_date_that_a_zone_left_out_has_no_digest() -> None:
    schedule = at("08:30", "Pacific/Apia")
    told = {
        day
        for hour in range(24 * 5)
        for day in dates(schedule, datetime(2011, 12, 28, tzinfo=UTC) + hour * HOUR)
    }
    assert told >= {"2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"}
    assert "2011-12-30" not in told


def test_several_digests_are_looked_at_together() -> None:
    schedules = {3: at("08:30", "UTC"), 5: at("09:00", "UTC"), 9: at("12:00", "UTC")}
    turns = due(schedules, datetime(2026, 3, 2, 9, tzinfo=UTC))
    assert [turn.event for turn in turns] == ["digest/3/2026-03-02", "digest/5/2026-03-02"]


def test_the_next_hour_passes_over_days_off() -> None:
    friday = datetime(2026, 2, 27, 8, 30, tzinfo=UTC)
    turn = next_turn(1, at("08:30", "UTC", WEEKDAYS), friday)
    assert turn is not None
    assert turn.day == date(2026, 3, 2)


@pytest.mark.parametrize("days", [(day,) for day in range(7)])
def test_there_always_is_a_next_hour(days: tuple[int, ...]) -> None:
    schedule = at("02:30", "Europe/Berlin", days)
    for number in range(400):
        now = datetime(2026, 1, 1, 1, tzinfo=UTC) + number * timedelta(hours=23)
        turn = next_turn(1, schedule, now)
        assert turn is not None
        assert now < turn.at <= now + 8 * DAY


def test_a_zone_that_is_no_longer_known_keeps_the_digest_coming() -> None:
    assert dates(at("08:30", "Nowhere/Atall"), datetime(2026, 3, 2, 9, tzinfo=UTC)) == ["2026-03-02"]


# ---- ten years of every zone ------------------------------------------------------------------

START, YEARS = datetime(2020, 1, 1, tzinfo=UTC), 10
END = START.replace(year=START.year + YEARS)
TIMES = ("00:00", "00:30", "02:30", "08:30", "23:45")
"""Where clocks change: at midnight, in the night, never, and in the last hour of a day (Greenland)."""


def changes(zone: ZoneInfo) -> list[datetime]:
    """The moments, to the minute, at which the offset of a zone changes."""
    found = []
    step = 3 * DAY  # no zone has changed its clocks there and back within so short a time
    for number in range(int((END - START) / step) + 1):
        low, high = START + number * step, START + (number + 1) * step
        if offset(zone, low) == offset(zone, high):
            continue
        while high - low > timedelta(minutes=1):
            middle = low + (high - low) / 2
            low, high = (low, middle) if offset(zone, middle) != offset(zone, low) else (middle, high)
        found.append(high)
    return found


def offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    found = moment.astimezone(zone).utcoffset()
    assert found is not None
    return found


def alike() -> list[tuple[list[str], list[datetime]]]:
    """Every zone of the database, those together whose clocks say the same in all those years."""
    groups: dict[tuple[object, ...], list[str]] = {}
    moments: dict[tuple[object, ...], list[datetime]] = {}
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        found = changes(zone)
        key = (offset(zone, START), *((moment, offset(zone, moment)) for moment in found))
        groups.setdefault(key, []).append(name)
        moments[key] = found
    return [(names, moments[key]) for key, names in groups.items()]


def posted_by(
    schedule: Schedule,
    clock_changes: list[datetime],
    chance: random.Random,
    start: datetime = START,
    end: datetime = END,
) -> dict[date, datetime]:
    """What is posted by a bot whose looks at the clock are as far apart as it may be down. Where clocks
    change it looks at odd minutes for days; else once a day, a little or almost too late."""
    posted: dict[date, datetime] = {}
    quiet = iter([*clock_changes, END + 9 * DAY])
    now, change, last = start, next(quiet), start - 9 * DAY
    while now < end:
        for turn in due({1: schedule}, now):
            # the same turn always is the same moment, so that one key holds it
            assert posted.setdefault(turn.day, turn.at) == turn.at, (schedule, turn)
            last = max(last, turn.at)
        while now > change + 30 * HOUR:
            change = next(quiet)
        if not posted or change - now < 30 * HOUR:
            now += timedelta(minutes=chance.randint(20, 170))
        else:
            later = last + DAY + timedelta(seconds=chance.randint(0, 10_700))
            now = max(later, now + timedelta(hours=2))  # a digest that is missed ends the test, too
    return posted


def dates_that_exist(zone: ZoneInfo, first: date, last: date) -> set[date]:
    """The dates on which some minute of the clocks exists, found without the code under test."""
    days = [first + number * DAY for number in range((last - first).days + 1)]
    return {
        day
        for day in days
        if any(
            datetime(day.year, day.month, day.day, hour, tzinfo=zone).astimezone(UTC).astimezone(zone).date()
            == day
            for hour in (12, 0, 23)
        )
    }


def test_no_digest_is_missed_or_doubled_in_ten_years_of_every_zone() -> None:
    chance = random.Random(4)
    groups = alike()
    assert sum(len(names) for names, _ in groups) == len(available_timezones()) > 400
    for number, (names, clock_changes) in enumerate(groups):
        zone = ZoneInfo(names[0])
        usual = at(TIMES[number % len(TIMES)], names[0])
        check(zone, usual, posted_by(usual, clock_changes, chance), START, END)
        for hour in hours_in_question(zone, clock_changes) - {TIMES[number % len(TIMES)]}:
            schedule = at(hour, names[0])
            for change in clock_changes:  # in between one hour is like another
                start, end = change - 4 * DAY, change + 4 * DAY
                check(zone, schedule, posted_by(schedule, clock_changes, chance, start, end), start, end)


def check(
    zone: ZoneInfo, schedule: Schedule, posted: dict[date, datetime], start: datetime, end: datetime
) -> None:
    """Every date that exists has one moment, and no two have the same."""
    moments = sorted(posted.values())
    assert len(set(moments)) == len(moments), schedule
    missed = dates_that_exist(zone, (start + 2 * DAY).date(), (end - 2 * DAY).date()) - posted.keys()
    assert not missed, (schedule, sorted(missed)[:3])
    # Casey on Antarctica has set its clocks by three hours
    assert all(later - earlier <= 27 * HOUR for earlier, later in pairwise(moments)), schedule


def hours_in_question(zone: ZoneInfo, clock_changes: list[datetime]) -> set[str]:
    """The middle of the hours that the last changes left out or repeated."""
    found = set()
    for change in clock_changes[-2:]:
        before = change - timedelta(minutes=1)
        forward = offset(zone, change) > offset(zone, before)
        clock = before.astimezone(zone) + timedelta(minutes=31 if forward else 0)
        found.add(f"{clock.hour:02}:30")
    return found
