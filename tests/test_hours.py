"""The hour of a digest as people write it: what is understood, what stays as it was, what is refused; and
that what is said of an hour is understood as that hour."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import locale
from adapters.base import Schedule
from bot.hours import EVERY_DAY, WEEKDAYS, WEEKEND, Unclear, described, read_hour
from tests.growth import growth

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEFORE = Schedule(time(8, 30), "Europe/Berlin", WEEKDAYS, NOON - timedelta(days=30))


def read(words: str, before: Schedule | None = None) -> Schedule:
    return read_hour(words, before, NOON)


def refusal(words: str, before: Schedule | None = None) -> str:
    with pytest.raises(Unclear) as unclear:
        read(words, before)
    return str(unclear.value)


# ---- the time of the day ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("08:30", time(8, 30)),
        ("8:30", time(8, 30)),
        ("8.30", time(8, 30)),
        ("8h30", time(8, 30)),
        ("08H30", time(8, 30)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
        ("8am", time(8)),
        ("8 am", time(8)),
        ("8 AM", time(8)),
        ("8 a.m.", time(8)),
        ("8:30am", time(8, 30)),
        ("8:30 p.m.", time(20, 30)),
        ("8pm", time(20)),
        ("12am", time(0)),
        ("12:15 am", time(0, 15)),
        ("12pm", time(12)),
        ("12:15pm", time(12, 15)),
        ("1pm", time(13)),
        ("11:59 pm", time(23, 59)),
    ],
)
@pytest.mark.parametrize("sentence", ["{} UTC", "UTC {}", "at {}, UTC", "every day at {} in UTC"])
def test_a_time_is_understood_as_people_write_it(written: str, meant: time, sentence: str) -> None:
    assert read(sentence.format(written)) == Schedule(meant, "UTC", EVERY_DAY, NOON)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("24:00 UTC", "24:00"),
        ("25:10 UTC", "25:10"),
        ("08:60 UTC", "08:60"),
        ("0am UTC", "0am"),
        ("13pm UTC", "13pm"),
        ("17:30pm UTC", "17:30pm"),
    ],
)
def test_what_is_no_time_of_the_day_is_named_as_such(words: str, told: str) -> None:
    assert refusal(words) == locale.text("no hour", words=told)
    assert refusal(words, BEFORE) == locale.text("no hour", words=told)


@pytest.mark.parametrize("words", ["08:30 and 18:30 UTC", "8am 6pm", "8am to 8pm UTC", "8.30, 9.30"])
def test_two_times_are_refused(words: str) -> None:
    assert refusal(words) == locale.text("hour twice")
    assert refusal(words, BEFORE) == locale.text("hour twice")


def test_a_first_hour_needs_a_time() -> None:
    for words in ("", "UTC", "weekdays", "Europe/Berlin weekdays"):
        assert refusal(words) == locale.text("hour missing")


@pytest.mark.parametrize("words", ["8 UTC", "08:30:15 UTC", "830 UTC", "1:2 UTC", "118:30 UTC", "8:301 UTC"])
def test_what_only_looks_like_a_time_is_not_guessed_at(words: str) -> None:
    assert refusal(words) == locale.text("no hour", words=words.split()[0])


# ---- the zone -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("EUROPE/BERLIN", "Europe/Berlin"),
        ("Berlin", "Europe/Berlin"),
        ("berlin time", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("America/New York", "America/New_York"),
        ("Port of Spain", "America/Port_of_Spain"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("America/Argentina/Ushuaia", "America/Argentina/Ushuaia"),
        ("Ushuaia", "America/Argentina/Ushuaia"),
        ("St. Johns", "America/St_Johns"),
        ("utc", "UTC"),
        ("GMT", "GMT"),
        ("UTC+2", "Etc/GMT-2"),
        ("utc-03:00", "Etc/GMT+3"),
        ("GMT+0", "Etc/GMT-0"),
        ("UTC+14", "Etc/GMT-14"),
        ("UTC-12", "Etc/GMT+12"),
        ("UTC+02:00", "Etc/GMT-2"),
        ("CET", "CET"),
    ],
)
@pytest.mark.parametrize("sentence", ["08:30 {}", "{} 08:30", "08:30 {} on weekdays", "weekdays, 08:30, {}."])
def test_a_zone_is_known_by_its_name_its_city_or_its_offset(written: str, zone: str, sentence: str) -> None:
    assert read(sentence.format(written)).zone == zone


@pytest.mark.parametrize(
    "written",
    ["Nowhere", "Europe/Nowhere", "Europe", "Etc", "UTC+15", "UTC-13", "UTC+5:30", "UTC+99", "PST8", "...", "Berlin Paris",
     "posix/Europe/Berlin", "right/UTC", "localtime", "Factory", "fortnightly", "../../etc/passwd"],
)  # fmt: skip
def test_what_is_no_zone_is_named_as_such(written: str) -> None:
    assert refusal(f"08:30 {written}") == locale.text("no zone", words=written)
    assert refusal(f"08:30 {written} weekdays", BEFORE) == locale.text("no zone", words=written)


def test_cities_of_one_name_have_the_same_clocks_so_that_nothing_is_guessed() -> None:
    cities: dict[str, set[str]] = {}
    for zone in ZONES:
        if zone.count("/") and not zone.startswith(
            ("Etc", "US", "SystemV", "Canada", "Brazil", "Chile", "Mexico")
        ):
            cities.setdefault(zone.rpartition("/")[2], set()).add(zone)
    for city, zones in cities.items():
        zones |= {city} & set(ZONES)
        assert read(f"08:30 {city}").zone in zones
        for number in range(36):
            moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=30 * number)
            assert len({moment.astimezone(ZoneInfo(zone)).utcoffset() for zone in zones}) == 1, zones
    assert read("08:30 Buenos Aires").zone == "America/Buenos_Aires"


def test_a_first_hour_needs_a_zone_and_the_answer_names_the_hour() -> None:
    assert refusal("8pm weekdays") == locale.text("zone missing", time="20:00")


# ---- the days -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("", EVERY_DAY),
        ("daily", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("everyday", EVERY_DAY),
        ("weekdays", WEEKDAYS),
        ("on weekdays", WEEKDAYS),
        ("every weekday", WEEKDAYS),
        ("workdays", WEEKDAYS),
        ("weekends", WEEKEND),
        ("on the weekend", WEEKEND),
        ("mon-fri", WEEKDAYS),
        ("Mon - Fri", WEEKDAYS),
        ("monday–friday", WEEKDAYS),
        ("Monday to Friday", WEEKDAYS),
        ("mon through thu", (0, 1, 2, 3)),
        ("mon until wed", (0, 1, 2)),
        ("fri-mon", (0, 4, 5, 6)),
        ("wed-wed", (2,)),
        ("mon", (0,)),
        ("Mondays", (0,)),
        ("every Monday", (0,)),
        ("mon,wed,fri", (0, 2, 4)),
        ("fri; wed; mon", (0, 2, 4)),
        ("mon wed fri", (0, 2, 4)),
        ("Monday, Wednesday and Friday", (0, 2, 4)),
        ("tue & thu", (1, 3)),
        ("tues, weds, thurs", (1, 2, 3)),
        ("sat. and sun.", WEEKEND),
        ("mon-wed, sat", (0, 1, 2, 5)),
        ("weekdays and sat", (0, 1, 2, 3, 4, 5)),
        ("mon mon", (0,)),
    ],
)
@pytest.mark.parametrize("sentence", ["08:30 UTC {}", "{} 08:30 UTC", "{} at 08:30 in UTC", "UTC {} 8:30am"])
def test_days_are_understood_as_people_write_them(written: str, days: tuple[int, ...], sentence: str) -> None:
    assert read(sentence.format(written)).days == days


@pytest.mark.parametrize("word", ["mo", "mun", "mon-xyz", "m-f", "weekly", "monthly"])
def test_a_word_that_names_no_day_is_not_passed_over(word: str) -> None:
    assert refusal(f"08:30 {word}", BEFORE) == locale.text("no zone", words=word)


# ---- what stays ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("09:00", (time(9), "Europe/Berlin", WEEKDAYS)),
        ("00:00", (time(0), "Europe/Berlin", WEEKDAYS)),
        ("London", (time(8, 30), "Europe/London", WEEKDAYS)),
        ("daily", (time(8, 30), "Europe/Berlin", EVERY_DAY)),
        ("sat", (time(8, 30), "Europe/Berlin", (5,))),
        ("09:00 sat", (time(9), "Europe/Berlin", (5,))),
        ("9am London", (time(9), "Europe/London", WEEKDAYS)),
        ("London daily", (time(8, 30), "Europe/London", EVERY_DAY)),
        ("", (time(8, 30), "Europe/Berlin", WEEKDAYS)),
    ],
)
def test_what_is_not_said_stays_as_it_was(words: str, meant: tuple[time, str, tuple[int, ...]]) -> None:
    found = read(words, BEFORE)
    assert (found.hour, found.zone, found.days) == meant


def test_a_schedule_counts_from_the_moment_it_was_said() -> None:
    assert read("08:30 UTC").since == NOON
    assert read("weekdays", BEFORE).since == NOON


# ---- what is said of an hour --------------------------------------------------------------------


def test_an_hour_is_described_as_people_say_it() -> None:
    assert described(read("8.30 Berlin weekdays")) == "08:30 Europe/Berlin on weekdays"
    assert described(read("6pm utc+2")) == "18:00 UTC+2 every day"
    assert described(read("6pm Etc/GMT+5 fri mon")) == "18:00 UTC-5 on Monday and Friday"
    assert described(read("6pm GMT sat-sun")) == "18:00 GMT on weekends"


ABBREVIATIONS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = sorted(available_timezones() - {"localtime", "Factory", "EST", "MST"})


@given(
    st.times().map(lambda one: one.replace(second=0, microsecond=0, fold=0)),
    st.sampled_from(ZONES),
    st.sets(st.sampled_from(EVERY_DAY), min_size=1).map(lambda days: tuple(sorted(days))),
)
def test_what_is_described_is_understood_as_the_same(hour: time, zone: str, days: tuple[int, ...]) -> None:
    first = read(f"{hour:%H:%M} {zone} {', '.join(ABBREVIATIONS[day] for day in days)}")
    assert (first.hour, first.days) == (hour, days)
    assert read(described(first)) == first


def test_every_zone_is_known_by_its_name_and_understood_again_from_what_is_said_of_it() -> None:
    for zone in ZONES:
        schedule = read(f"08:30 {zone}")
        assert read(described(schedule)) == schedule
        if not zone.startswith("GMT"):  # which are offsets, and all the same hour
            assert schedule.zone == zone


@given(st.text(max_size=60))
def test_whatever_is_written_is_a_schedule_or_a_sentence(words: str) -> None:
    said, found = "", None
    try:
        found = read(words, BEFORE)
    except Unclear as unclear:
        said = str(unclear)
    assert said or (found is not None and found.days and set(found.days) <= set(EVERY_DAY))


@pytest.mark.parametrize("piece", ["8:", "mon-", "- ", "to ", "08:30a", ".", "utc+1 ", " ", "mon - tue "])
def test_the_cost_grows_with_the_text_and_no_faster(piece: str) -> None:
    def read_on(words: str) -> None:
        with pytest.raises(Unclear):
            read(words)

    read_on("nowhere")  # the zones are looked up once
    assert growth(read_on, lambda size: f"x{piece * (size // len(piece))}x", small=4_000) < 24


@pytest.mark.parametrize("name", ["EST", "est", "MST"])
def test_a_name_that_knows_no_summer_is_not_taken_for_a_city(name: str) -> None:
    assert refusal(f"08:30 {name}") == locale.text("zone without summer", words=name)
