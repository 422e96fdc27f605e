"""What is new in a digest, what is one story, what is in trouble, and when a feed is read again: the pure
decisions beside those of the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import (
    Digest,
    Entry,
    Feed,
    Membership,
    Person,
    Place,
    Reason,
    Schedule,
    SharedLink,
    Sharing,
)
from bot.digests import (
    FIRST,
    LATE,
    LONGEST,
    LONGEST_PACE,
    OVERLAP,
    SHORTEST_PACE,
    TELL_AGAIN,
    UNDATED,
    Story,
    Window,
    entries_of,
    is_in_trouble,
    is_news,
    is_to_be_told,
    key_of,
    merged,
    page_key,
    read_again,
    sharings_of,
    stories,
    try_again,
    window,
)
from bot.hours import EVERY_DAY, WEEKDAYS, WEEKEND
from summarizer.model import FeedEntry

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANN, BEN = Person("ann", "Ann"), Person("ben", "Ben")
HERE = Place("somewhere", "w", "general")
PAGE = "https://tide.example/story/1"


def entry(ago: timedelta | None = None, key: str | None = "1", link: str | None = None) -> FeedEntry:
    """An entry that says it was published so long before noon."""
    return FeedEntry(key, link, f"Story {key}", published=None if ago is None else NOON - ago)


# ---- what tells an entry from others ------------------------------------------------------------


def test_an_entry_is_known_by_its_id_then_its_address_then_its_title_then_its_text() -> None:
    whole = FeedEntry("tag:1", PAGE, "The quay", content="<p>Until May.</p>")
    assert key_of(whole) == "tag:1"
    assert key_of(replace(whole, id=None)) == PAGE
    assert key_of(replace(whole, id=None, link=None)) == "The quay"
    assert key_of(replace(whole, id="", link="", title="")) == "<p>Until May.</p>"
    assert key_of(FeedEntry()) == ""


def test_an_address_is_the_same_key_however_it_was_counted() -> None:
    counted = FeedEntry(link=f"{PAGE.replace('tide', 'TIDE')}?utm_source=feed&fbclid=7")
    assert key_of(counted) == key_of(FeedEntry(link=PAGE))


def test_two_spots_of_one_page_are_two_keys() -> None:
    assert key_of(FeedEntry(link=f"{PAGE}#one")) != key_of(FeedEntry(link=f"{PAGE}#two"))


@given(st.text(min_size=1), st.text(), st.text(), st.datetimes(timezones=st.just(UTC)))
def test_an_edited_entry_keeps_its_key(key: str, title: str, content: str, published: datetime) -> None:
    first = FeedEntry(key, PAGE, "The quay", "Maja Lund", NOON, "Until May.", 2)
    edited = FeedEntry(key, f"{PAGE}-edited", title, None, published, content, 3)
    assert key_of(first) == key_of(edited)
    assert key_of(replace(first, id=None)) == key_of(replace(edited, id=None, link=PAGE))


@given(st.text(min_size=150, max_size=300), st.text(min_size=150, max_size=300))
def test_a_long_key_is_short_and_still_tells_two_apart(one: str, other: str) -> None:
    keys = [key_of(FeedEntry(id=key)) for key in (one, other)]
    assert all(len(key) <= 200 for key in keys)
    assert (keys[0] == keys[1]) is (one == other)


def test_half_a_character_in_a_long_key_harms_nothing() -> None:
    assert len(key_of(FeedEntry(id="\ud83d" * 201))) <= 200


# ---- when an entry became news ------------------------------------------------------------------


def moments(*ago: timedelta | None, first: bool) -> list[timedelta]:
    """How long before noon each of these became news, in a feed that is read at noon."""
    listed = [entry(one, str(number)) for number, one in enumerate(ago)]
    return [NOON - one.moment for one in entries_of(7, listed, (), NOON, first)]


@pytest.mark.parametrize("first", [True, False])
def test_an_entry_becomes_news_when_it_is_published_and_never_later_than_now(first: bool) -> None:
    assert moments(-DAY, HOUR, 3 * DAY, first=first) == [timedelta(), HOUR, 3 * DAY]


def test_an_entry_without_a_date_becomes_news_when_it_is_seen() -> None:
    assert moments(HOUR, None, DAY, None, first=False) == [HOUR, timedelta(), DAY, timedelta()]


def test_when_a_feed_is_first_read_an_entry_without_a_date_is_as_old_as_the_next_with_one() -> None:
    assert moments(None, HOUR, None, None, DAY, first=True) == [HOUR, HOUR, DAY, DAY, DAY]


def test_behind_the_last_date_of_a_feed_that_is_first_read_nothing_is_newer() -> None:
    assert moments(HOUR, 9 * DAY, None, None, first=True) == [HOUR, 9 * DAY, 9 * DAY, 9 * DAY]


def test_of_a_feed_without_any_dates_a_few_entries_are_news_at_first() -> None:
    found = moments(*[None] * (UNDATED + 2), first=True)
    assert found[:UNDATED] == [timedelta()] * UNDATED
    assert all(ago > 1000 * DAY for ago in found[UNDATED:])


def test_a_feed_without_entries_brings_none() -> None:
    assert entries_of(7, (), (), NOON, first=True) == []
    assert entries_of(7, (), (), NOON, first=False) == []


def test_entries_are_kept_with_their_feed_key_and_the_moment_they_were_seen() -> None:
    listed = [entry(HOUR, "a"), entry(DAY, None, PAGE)]
    assert entries_of(7, listed, ("b",), NOON, first=False) == [
        Entry(7, "a", listed[0], NOON - HOUR, NOON),
        Entry(7, PAGE, listed[1], NOON - DAY, NOON),
    ]


def test_what_was_there_when_the_feed_was_first_read_is_marked_unless_it_was_known_before() -> None:
    listed = [entry(HOUR, key) for key in ("a", "b")]
    assert [one.first for one in entries_of(7, listed, ("b",), NOON, first=True)] == [True, False]
    assert [one.first for one in entries_of(7, listed, ("b",), NOON, first=False)] == [False, False]


AGES = st.none() | st.timedeltas(-2 * DAY, 400 * DAY)


@given(st.lists(AGES, max_size=12), st.booleans())
def test_nothing_becomes_news_after_it_was_seen_and_what_has_a_date_keeps_it(
    ago: list[timedelta | None], first: bool
) -> None:
    listed = [entry(one, str(number)) for number, one in enumerate(ago)]
    found = entries_of(7, listed, (), NOON, first)
    assert [one.entry for one in found] == listed
    for one in found:
        assert one.moment <= NOON
        if one.entry.published is not None:
            assert one.moment == min(one.entry.published, NOON)


@given(st.lists(AGES, min_size=1, max_size=12))
def test_no_entry_of_a_first_reading_is_newer_than_the_newest_date_that_the_feed_gives(
    ago: list[timedelta | None],
) -> None:
    dates = [max(one, timedelta()) for one in ago if one is not None]
    if dates:
        assert min(moments(*ago, first=True)) == min(dates)


# ---- what is new --------------------------------------------------------------------------------


def digest(fresh: timedelta = 90 * DAY, days: tuple[int, ...] | None = EVERY_DAY) -> Digest:
    """A digest that was opened, or taken up again, so long before noon, and comes on these days."""
    schedule = None if days is None else Schedule(time(12), "UTC", days, NOON - 90 * DAY)
    return Digest(1, HERE, ANN, NOON - fresh, schedule)


def reach(of: Digest, last: timedelta | None) -> tuple[timedelta, timedelta]:
    """How long before noon what is new was seen, and became news, at the earliest; `last` says how long
    before noon the last edition was made."""
    found = window(of, None if last is None else NOON - last, NOON)
    return NOON - found.seen, NOON - found.oldest


def test_what_is_new_begins_a_little_before_the_last_edition_ended() -> None:
    assert reach(digest(), DAY)[0] == DAY + OVERLAP


def test_what_is_new_may_be_older_than_the_last_edition_since_feeds_list_some_late() -> None:
    assert reach(digest(days=(6,)), HOUR)[1] == HOUR + LATE


def test_a_digest_that_was_never_posted_begins_a_day_ago() -> None:
    assert reach(digest(), None) == (FIRST, FIRST)
    assert reach(digest(fresh=timedelta()), None) == (FIRST, FIRST)


@pytest.mark.parametrize(
    ("days", "longest"),
    [
        (EVERY_DAY, 2 * DAY),
        (WEEKDAYS, 4 * DAY),
        (WEEKEND, 7 * DAY),
        ((0, 3), 5 * DAY),
        ((2,), 8 * DAY),
        ((6,), 8 * DAY),
        (None, LONGEST),
    ],
)
def test_however_long_the_bot_was_down_nothing_is_new_for_longer_than_the_digests_longest_pause_and_a_day(
    days: tuple[int, ...] | None, longest: timedelta
) -> None:
    assert reach(digest(days=days), 60 * DAY) == (longest, longest)
    before = longest - DAY
    assert reach(digest(days=days), before)[0] == before + OVERLAP  # what comes in time loses nothing


def test_of_what_came_while_a_digest_was_paused_the_last_day_is_new() -> None:
    resumed = digest(fresh=HOUR, days=(6,))
    assert reach(resumed, 5 * DAY) == (HOUR + FIRST, HOUR + FIRST)
    assert reach(resumed, MINUTE)[0] == MINUTE + OVERLAP


def test_a_last_edition_from_a_clock_that_was_wrong_keeps_nothing_back() -> None:
    assert reach(digest(), -30 * DAY) == reach(digest(), timedelta())


ALWAYS = NOON - 90 * DAY
"""When a feed was added that the digest has had for long."""


def kept(moment: timedelta, seen: timedelta = timedelta(), first: bool = False) -> Entry:
    """An entry that became news, and was first seen, so long before noon."""
    return Entry(7, "k", entry(moment), NOON - moment, NOON - seen, first)


def since(oldest: timedelta) -> Window:
    return Window(NOON - oldest, NOON - oldest)


@pytest.mark.parametrize("first", [True, False])
def test_what_became_news_before_what_is_new_begins_is_none(first: bool) -> None:
    assert is_news(kept(5 * HOUR - MINUTE, first=first), since(5 * HOUR), ALWAYS)
    assert not is_news(kept(5 * HOUR, first=first), since(5 * HOUR), ALWAYS)
    assert not is_news(kept(3000 * DAY, first=first), since(5 * HOUR), ALWAYS)


def test_a_feed_that_is_first_read_begins_with_what_was_no_older_than_a_day_then() -> None:
    assert is_news(kept(3 * HOUR + FIRST - MINUTE, seen=3 * HOUR, first=True), since(7 * DAY), ALWAYS)
    assert not is_news(kept(3 * HOUR + FIRST, seen=3 * HOUR, first=True), since(7 * DAY), ALWAYS)
    assert is_news(kept(3 * HOUR + FIRST, seen=3 * HOUR), since(7 * DAY), ALWAYS)


@pytest.mark.parametrize("first", [True, False])
def test_a_feed_that_others_have_begins_in_a_digest_that_adds_it_with_its_last_day(first: bool) -> None:
    added = NOON - HOUR
    assert is_news(
        kept(HOUR + FIRST - MINUTE, seen=HOUR + FIRST - MINUTE, first=first), since(7 * DAY), added
    )
    assert not is_news(kept(HOUR + FIRST, seen=HOUR + FIRST, first=first), since(7 * DAY), added)


# ---- one story for one page ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        "http://tide.example/story/1",
        "https://www.tide.example/story/1",
        "https://tide.example/story/1/",
        "https://TIDE.example:443/story/1",
        "http://www.tide.example:80/story/1/#comments",
        f"{PAGE}?utm_campaign=daily",
    ],
)
def test_one_page_has_one_key_however_it_is_addressed(other: str) -> None:
    assert page_key(other) == page_key(PAGE)


@pytest.mark.parametrize(
    "other",
    [
        "https://tide.example/story/2",
        "https://tide.example/Story/1",
        "https://m.tide.example/story/1",
        "https://tide.example:8443/story/1",
        f"{PAGE}?page=2",
        "https://tide.example/",
        "https://tide.example/?u=https://tide.example/story/1",
    ],
)
def test_another_page_has_another_key(other: str) -> None:
    assert page_key(other) != page_key(PAGE)


def from_feed(feed: int, key: str, link: str | None = None, ago: timedelta = HOUR) -> Entry:
    return Entry(feed, key, entry(ago, key, link), NOON - ago, NOON)


def shared(url: str, person: Person = ANN, ago: timedelta = HOUR) -> SharedLink:
    return SharedLink(url, person, f"https://chat.example/{person.id}/{ago.seconds}", NOON - ago)


def test_an_entry_is_a_story_of_its_feed_and_a_link_one_of_its_sharer() -> None:
    link = shared("https://harbour.example/a", BEN, 2 * HOUR)
    tide = from_feed(1, "a", PAGE)
    assert stories([tide], {1: "The Orford Tide"}, [link]) == [
        Story(frozenset(("entry:1:a", page_key(PAGE))), NOON - HOUR, PAGE, tide.entry, "The Orford Tide"),
        Story(frozenset((page_key(link.url),)), NOON - 2 * HOUR, link.url, sharings=(link,)),
    ]


def test_entries_of_two_feeds_under_one_key_are_two_stories() -> None:
    assert len(stories([from_feed(1, "a"), from_feed(2, "a")], {}, ())) == 2


def test_one_page_from_two_feeds_is_one_story_of_the_first_known_by_all_its_keys() -> None:
    entries = [from_feed(1, "a", PAGE, 3 * HOUR), from_feed(2, "b", f"{PAGE}/?utm_source=b", HOUR)]
    (story,) = stories(entries, {1: "The Orford Tide", 2: "Harbour News"}, ())
    assert story.keys == {"entry:1:a", "entry:2:b", page_key(PAGE)}
    assert (story.outlet, story.link, story.at) == ("The Orford Tide", PAGE, NOON - HOUR)


def test_a_page_that_others_of_a_feed_lead_to_makes_no_story_of_them() -> None:
    listed = [entry(HOUR, key, f"https://tide.example/changes#{key}") for key in ("a", "b")]
    entries = entries_of(1, [*listed, entry(HOUR, "c", PAGE)], (), NOON, first=False)
    found = stories(entries, {}, [shared("https://tide.example/changes", BEN)])
    assert {one.keys for one in found} == {
        frozenset(("entry:1:a",)),
        frozenset(("entry:1:b",)),
        frozenset(("entry:1:c", page_key(PAGE))),
        frozenset((page_key("https://tide.example/changes"),)),
    }


def test_who_shares_a_page_that_a_feed_has_stands_beside_it() -> None:
    links = [shared(PAGE, BEN, 3 * HOUR), shared(PAGE, ANN, 2 * HOUR)]
    (story,) = stories([from_feed(1, "a", PAGE, DAY)], {1: "The Orford Tide"}, links)
    assert (story.outlet, story.entry is not None) == ("The Orford Tide", True)
    assert story.sharings == tuple(links)


def test_who_shares_a_page_twice_stands_there_once_with_the_first_time() -> None:
    links = [shared(PAGE, ANN, 3 * HOUR), shared(PAGE, BEN, 2 * HOUR), shared(PAGE, ANN, HOUR)]
    (story,) = stories((), {}, links)
    assert story.sharings == (links[0], links[1])
    assert story.at == NOON - HOUR


def test_a_sharer_is_named_where_their_name_is_known() -> None:
    (story,) = stories((), {}, [shared(PAGE, ANN, 2 * HOUR), shared(PAGE, BEN, HOUR)])
    assert sharings_of(story, {"ann": "Ann"}) == (
        Sharing("Ann", "https://chat.example/ann/7200"),
        Sharing("", "https://chat.example/ben/3600"),
    )


def test_stories_that_a_third_connects_are_one() -> None:
    one, other = Story(frozenset("a"), NOON), Story(frozenset("b"), NOON - HOUR)
    between = Story(frozenset("ab"), NOON - DAY)
    for found in ([one, other, between], [between, one, other], [one, between, other]):
        (story,) = merged(found)
        assert (story.keys, story.at) == (frozenset("ab"), NOON)


PEOPLE = tuple(Person(name) for name in "xyz")


KEYS = st.integers(1, 255).map(
    lambda bits: frozenset(one for n, one in enumerate("abcdefgh") if bits >> n & 1)
)
TIMES = st.integers(0, 5).map(lambda hours: NOON - hours * HOUR)
OF_FEEDS = st.builds(Story, KEYS, TIMES, st.sampled_from((None, PAGE)), st.just(entry(HOUR)), st.just("Tide"))
SHARINGS = st.builds(SharedLink, st.just(PAGE), st.sampled_from(PEOPLE), st.none(), TIMES)
OF_PEOPLE = st.builds(Story, KEYS, TIMES, st.just(PAGE), sharings=st.tuples(SHARINGS))
some_stories = st.lists(OF_FEEDS | OF_PEOPLE, max_size=8)
"""Stories that share keys here and there, from feeds and from people."""


def connected(found: Iterable[Story]) -> set[frozenset[str]]:
    """The keys of stories that lead to each other, put together the slow way."""
    groups: list[frozenset[str]] = []
    for story in found:
        keys = story.keys
        while touched := [one for one in groups if one & keys]:
            groups = [one for one in groups if one not in touched]
            keys = keys.union(*touched)
        groups.append(keys)
    return set(groups)


@given(some_stories)
def test_each_key_is_in_one_story_and_each_story_has_all_that_lead_to_each_other(found: list[Story]) -> None:
    together = merged(found)
    assert sum(len(one.keys) for one in together) == len({key for one in found for key in one.keys})
    assert {one.keys for one in together} == connected(found)


@given(some_stories)
def test_stories_come_most_recent_first_and_are_as_recent_as_the_last_that_made_them(
    found: list[Story],
) -> None:
    together = merged(found)
    assert [one.at for one in together] == sorted((one.at for one in together), reverse=True)
    for one in together:
        assert one.at == max(part.at for part in found if part.keys <= one.keys)


@given(some_stories)
def test_a_story_has_an_entry_a_link_and_sharers_if_any_that_made_it_has(found: list[Story]) -> None:
    for one in merged(found):
        parts = [part for part in found if part.keys <= one.keys]
        assert (one.entry is not None) is any(part.entry is not None for part in parts)
        assert (one.outlet is not None) is (one.entry is not None)
        assert (one.link is not None) is any(part.link is not None for part in parts)
        people = [link.person for link in one.sharings]
        assert len(people) == len(set(people))
        assert set(people) == {link.person for part in parts for link in part.sharings}
        assert list(one.sharings) == sorted(one.sharings, key=lambda link: link.at)


@given(some_stories.flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_in_whatever_order_stories_are_found_the_same_are_one(both: tuple[list[Story], list[Story]]) -> None:
    one, other = map(merged, both)
    assert {(story.keys, story.at) for story in one} == {(story.keys, story.at) for story in other}
    assert merged(one) == one


# ---- what does not come -------------------------------------------------------------------------

PASSING = (
    Reason.TIMED_OUT, Reason.UNREACHABLE, Reason.SITE_FAILED, Reason.RATE_LIMITED, Reason.INTERNAL,
)  # fmt: skip


def member(
    problem: Reason | None,
    read: timedelta | None = HOUR,
    told: timedelta | None = None,
    added: timedelta = 90 * DAY,
) -> Membership:
    """A feed that was added, last read well, and spoken of to whoever added it, so long before noon."""
    feed = Feed(7, PAGE, NOON, read=None if read is None else NOON - read, problem=problem)
    return Membership(feed, ANN, NOON - added, None if told is None else NOON - told)


def test_a_feed_that_is_read_well_is_in_no_trouble_however_long_ago_that_was() -> None:
    assert not is_in_trouble(member(None, 30 * DAY), NOON)
    assert not is_in_trouble(member(None, None), NOON)


@pytest.mark.parametrize("reason", sorted(set(Reason) - set(PASSING)))
def test_what_lasts_is_trouble_at_once(reason: Reason) -> None:
    assert is_in_trouble(member(reason, MINUTE), NOON)


@pytest.mark.parametrize("reason", PASSING)
def test_what_passes_is_trouble_after_a_day(reason: Reason) -> None:
    assert not is_in_trouble(member(reason, DAY), NOON)
    assert is_in_trouble(member(reason, DAY + MINUTE), NOON)


@pytest.mark.parametrize("read", [None, 30 * DAY])
def test_what_passes_has_a_day_in_a_digest_that_added_the_feed_since(read: timedelta | None) -> None:
    assert not is_in_trouble(member(Reason.SITE_FAILED, read, added=DAY), NOON)
    assert is_in_trouble(member(Reason.SITE_FAILED, read, added=DAY + MINUTE), NOON)


def test_whoever_added_a_feed_hears_of_its_trouble_once() -> None:
    assert is_to_be_told(member(Reason.GONE, 40 * DAY), NOON)
    for told in (MINUTE, 8 * DAY, 39 * DAY):
        assert not is_to_be_told(member(Reason.GONE, 40 * DAY, told), NOON)
    assert not is_to_be_told(member(Reason.GONE, None, 8 * DAY), NOON)


def test_they_hear_nothing_while_it_is_in_no_trouble() -> None:
    assert not is_to_be_told(member(None), NOON)
    assert not is_to_be_told(member(Reason.TIMED_OUT), NOON)


def test_they_hear_again_of_a_feed_that_was_well_since_but_not_within_a_week() -> None:
    assert is_to_be_told(member(Reason.NOT_FOUND, HOUR, TELL_AGAIN + MINUTE), NOON)
    assert not is_to_be_told(member(Reason.NOT_FOUND, HOUR, TELL_AGAIN), NOON)


# ---- when a feed is read again ------------------------------------------------------------------

SPANS = st.timedeltas(timedelta(), 30 * DAY)


@given(SPANS, st.lists(st.none() | SPANS, max_size=3))
def test_a_feed_is_read_again_as_late_as_anybody_wishes_within_a_day(
    usual: timedelta, wishes: list[timedelta | None]
) -> None:
    pace = read_again(usual, *wishes)
    assert SHORTEST_PACE <= pace <= LONGEST_PACE
    for wish in (usual, *wishes):
        assert wish is None or pace >= min(wish, LONGEST_PACE)
    assert pace in (usual, SHORTEST_PACE, LONGEST_PACE, *wishes)


@given(SPANS, st.integers(1, 10_000))
def test_each_failure_doubles_the_pause_up_to_a_day(usual: timedelta, failures: int) -> None:
    pause, longer = try_again(usual, failures), try_again(usual, failures + 1)
    assert SHORTEST_PACE <= pause <= longer <= LONGEST_PACE
    assert longer == min(2 * pause, LONGEST_PACE)


def test_the_first_failure_costs_no_more_than_the_usual_pace() -> None:
    assert try_again(HOUR, 1) == HOUR
    assert try_again(MINUTE, 1) == SHORTEST_PACE
