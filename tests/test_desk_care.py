"""What a digest must neither lose nor flood a channel with, in the cases that are easily overlooked."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters import locale
from adapters.base import NotDelivered, Place, Reason, Refused, Way
from bot.editions import READ_AT_ONCE, READ_OF_ONE_HOST
from summarizer.model import FeedEntry
from tests import articles
from tests.channel import ANN, BEN, CHANNEL, LINK, NOON
from tests.fakes.poster import Trouble
from tests.newsroom import HARBOUR, HOUR, MINUTE, TIDE, Newsroom, story

DAY = timedelta(days=1)
MONDAY_MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
DOWN = NotDelivered("down")
NOT_IN_CHANNEL = NotDelivered("not in channel", barred=True)


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


async def set_up(room: Newsroom, *entries: FeedEntry, hour: str = "08:30 Europe/Berlin") -> None:
    room.feed(TIDE, *entries)
    await room.tell(f"add {TIDE}")
    await room.tell(f"at {hour}")


# ---- stories that share a page ----------------------------------------------------------------


def release(number: int, now: datetime, mark: str = "#") -> FeedEntry:
    words = f"Release {number} of the tide table reckons with the new bridge. It is also quicker by half."
    link = "https://tide.example/notes" + (f"{mark}{number}" if mark else "")
    return FeedEntry(f"release-{number}", link, f"Release {number}", published=now - HOUR, content=words)


@pytest.mark.parametrize(("mark", "with_id"), [("#", True), ("#", False), ("", True)])
async def test_entries_that_all_lead_to_one_page_are_stories_of_their_own(
    room: Newsroom, mark: str, with_id: bool
) -> None:
    def releases(*numbers: int) -> list[FeedEntry]:
        found = [release(number, NOON + number * HOUR / 10, mark) for number in numbers]
        return found if with_id else [replace(one, id=None) for one in found]

    await set_up(room, *releases(3, 2, 1))
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Release 3", "Release 2", "Release 1"]
    fourth = replace(releases(4)[0], published=room.now + HOUR)
    room.feed(TIDE, fourth, *releases(3, 2, 1))
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines[-1] == "Release 4"
    sections = [section for _, reply in room.posts for section in reply.sections]
    for number, section in zip((3, 2, 1, 4), sections, strict=True):
        assert f"Release {number} of the tide table" in section.passages[0].text
        assert room.web.fetched[section.link or ""] == 0


async def test_links_behind_one_sign_in_are_links_of_their_own(room: Newsroom) -> None:
    await room.tell("links on")
    room.web.pages["https://wiki.example/login"] = articles.page("Sign in to the wiki")
    for number in range(1, 5):
        link = f"https://wiki.example/page/{number}"
        room.web.moved[link] = "https://wiki.example/login"
        await room.share(link)
    await room.tell("now")
    sections = room.posts[0][1].sections
    assert sorted(section.label for section in sections) == [f"wiki.example/page/{n}" for n in range(1, 5)]
    assert all(section.passages == () and section.headline is None for section in sections)


async def test_a_story_a_day_behind_one_wall_comes_every_day(room: Newsroom) -> None:
    wall = "https://tide.example/consent"
    room.web.pages[wall] = articles.page("Before you go on")
    room.web.moved["https://tide.example/story/1"] = wall
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    for day in (1, 2):
        number = day + 1
        room.web.moved[f"https://tide.example/story/{number}"] = wall
        room.feed(TIDE, story(number, -HOUR, now=room.now))
        await room.until(MONDAY_MORNING + day * DAY)
    assert room.headlines == ["Story 1", "Story 2", "Story 3"]
    assert all(section.passages == () for _, reply in room.posts for section in reply.sections)


# ---- hours ------------------------------------------------------------------------------------


async def test_an_hour_that_is_moved_to_later_that_day_comes_that_day(room: Newsroom) -> None:
    await room.tell("at 12:10 UTC")
    await room.tick(10 * MINUTE)  # nothing to post yet
    room.feed(TIDE, story(1))
    await room.tell(f"add {TIDE}")
    assert "next on Sunday, 1 March 2026" in await room.tell("at 14:00 UTC")
    await room.until(NOON + 2 * HOUR)
    assert room.headlines == ["Story 1"]
    await room.tick(HOUR)
    assert len(room.posts) == 1


async def test_a_clock_that_was_ahead_and_is_set_right_silences_nothing(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.now += 100 * DAY
    room.feed(TIDE, story(2, now=room.now), story(1))
    await room.tell("now")
    room.now = MONDAY_MORNING - HOUR
    room.feed(TIDE, story(3, now=room.now), story(2), story(1))
    await room.tick(HOUR)
    assert "Story 3" in room.headlines


# ---- editions that were made and not posted ---------------------------------------------------


async def failed_once(room: Newsroom) -> None:
    """The digest of Monday is made, and the platform can't be used."""
    before = len(room.posts)
    down = NotDelivered("no connection", retry_after=2_000)
    room.poster.trouble = [Trouble(down)]
    with pytest.raises(NotDelivered):
        await room.until(MONDAY_MORNING)
    assert len(room.posts) == before


async def test_what_was_made_while_the_platform_was_down_comes_after_a_pause(room: Newsroom) -> None:
    await set_up(room, story(1))
    await failed_once(room)
    await room.tell("pause")
    await room.tick(6 * MINUTE)
    await room.tell("resume")
    await room.tell("now")
    assert room.headlines == ["Story 1"]


async def test_what_was_made_comes_though_the_platform_was_switched_off_meanwhile(room: Newsroom) -> None:
    await set_up(room, story(1))
    await failed_once(room)
    room.service._posters = {}
    await room.service.resume()
    await room.jobs.run_all()
    room.start()
    await room.tell("now")
    assert room.headlines == ["Story 1"]


async def test_what_missed_its_hours_comes_the_next_day(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.tell("now")
    room.now += HOUR
    room.feed(TIDE, story(2, now=room.now), story(1))
    await failed_once(room)
    room.now += 4 * HOUR
    await room.restart()
    assert room.headlines == ["Story 1"]
    (told,) = room.told()
    assert told.startswith(locale.text("digest told refused"))
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == ["Story 1", "Story 2"]


async def test_now_that_is_given_up_takes_nothing_away(room: Newsroom) -> None:
    await set_up(room, story(1))
    uncertain = NotDelivered("status 502", certain=False)
    room.poster.trouble = [Trouble(uncertain) for _ in range(12)]
    await room.service.accept(room.digest_command("now"))
    request = room.jobs.waiting[0]
    for _ in range(3):
        with pytest.raises(NotDelivered):
            await room.service.work(request)
    room.poster.trouble = []
    room.jobs.waiting.clear()
    await room.service.work(request)
    place, reply = list(room.poster.shown.values())[-1]
    assert place.private is not None
    assert reply.text == locale.text("digest gave up")
    await room.tell("now")
    assert room.headlines == ["Story 1"]


async def test_a_pause_while_a_digest_is_made_stops_it(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.web.gate.clear()
    room.now = MONDAY_MORNING
    await room.hours.look()
    making = asyncio.create_task(room.jobs.run_all())
    await asyncio.sleep(0)
    digest = await room.news.digest(CHANNEL)
    assert digest is not None
    await room.news.change_digest(replace(digest, paused=True))
    room.web.gate.set()
    await making
    assert room.posts == []


# ---- posts that may not have a thread, or may not be ------------------------------------------


async def test_where_there_can_be_no_thread_the_rest_stands_beside_it(room: Newsroom) -> None:
    await set_up(room, *(story(number, number * MINUTE) for number in range(1, 9)))
    room.poster.barred_threads = True
    assert await room.tell("now") == locale.text("digest posted")
    assert [place for place, _ in room.posts] == [CHANNEL, CHANNEL]
    assert len(room.headlines) == 8
    assert room.told() == []


async def test_a_digest_that_is_refused_is_told_to_who_set_the_hour_once(room: Newsroom) -> None:
    await set_up(room, story(1))
    for day in range(3):
        room.poster.trouble = [Trouble(NotDelivered("invalid"))]
        await room.until(MONDAY_MORNING + day * DAY)
        room.feed(TIDE, story(day + 2, -HOUR, now=room.now))
    (told,) = room.told()
    assert told.startswith(locale.text("digest told refused"))


# ---- links ------------------------------------------------------------------------------------


async def test_a_link_that_is_told_of_late_comes_the_next_time(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share("https://one.example/")
    room.now += MINUTE
    said = room.now
    room.now += MINUTE
    await room.tell("now")
    digest_time, room.now = room.now, said
    await room.share("https://two.example/")
    room.now = digest_time + HOUR
    await room.tell("now")
    labels = [section.label for _, reply in room.posts for section in reply.sections]
    assert labels == ["one.example", "two.example"]


async def test_links_behind_words_are_shared_too(room: Newsroom) -> None:
    await room.tell("links on")
    ask = room.automatic("a long message that shows words where its link is")
    assert ask.message is not None
    await room.say(replace(ask, message=replace(ask.message, links=(LINK, LINK))))
    assert [one.url for one in await room.news.links(CHANNEL, NOON - DAY, NOON + DAY)] == [LINK]


async def test_a_paused_digest_keeps_no_links(room: Newsroom) -> None:
    await room.tell("links on")
    await room.tell("pause")
    await room.share(LINK)
    assert await room.news.links(CHANNEL, NOON - DAY, NOON + DAY) == []


# ---- floods -----------------------------------------------------------------------------------


async def test_a_feed_that_another_channel_reads_brings_its_last_day_at_most(room: Newsroom) -> None:
    other = await room.news.open_digest(Place("somewhere", "w", "other"), BEN, NOON)
    entries = [story(number, -number * 8 * HOUR) for number in range(1, 60)]
    for number in range(1, 18):
        room.now = NOON + number * 8 * HOUR
        room.feed(TIDE, *entries[number::-1])
        if number == 1:
            await room.feeds.add(other.id, await room.feeds.find(TIDE), BEN)
        await room.feeds.read_all([one.feed for one in await room.news.members(other.id)])
    room.feed(HARBOUR, story(99, HOUR, "harbour.example", room.now))
    await room.tell(f"add {HARBOUR}")
    await room.tell("now")
    before = len(room.headlines)
    room.now += MINUTE
    await room.tell(f"add {TIDE}")
    await room.tell("now")
    assert len(room.headlines) - before <= 4


async def test_after_a_month_a_daily_digest_brings_two_days(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    back = MONDAY_MORNING + 30 * DAY
    room.feed(TIDE, *(story(number, number * 4 * HOUR, now=back) for number in range(2, 100)))
    await room.restart()
    before = len(room.headlines)
    await room.until(back)
    assert 0 < len(room.headlines) - before <= 12


async def test_a_weekly_digest_brings_the_whole_week(room: Newsroom) -> None:
    await set_up(room, story(1), hour="08:30 Europe/Berlin mondays")
    await room.until(MONDAY_MORNING)
    for day in range(1, 8):
        room.now = MONDAY_MORNING + day * DAY - HOUR
        room.feed(TIDE, *(story(n, now=MONDAY_MORNING + n * DAY - HOUR) for n in range(day + 1, 1, -1)))
        await room.feeds.read_due()
    await room.until(MONDAY_MORNING + 7 * DAY)
    assert len(room.headlines) == 1 + 7


async def test_after_a_pause_no_more_than_the_last_day_comes(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    await room.tell("pause")
    room.now += 5 * DAY
    await room.tell("resume")
    room.feed(TIDE, *(story(number, number * 4 * HOUR, now=room.now) for number in range(2, 60)))
    before = len(room.headlines)
    await room.tell("now")
    assert 0 < len(room.headlines) - before <= 6


async def test_an_undated_feed_that_changes_all_its_ids_floods_nothing(room: Newsroom) -> None:
    undated = [replace(story(number), published=None) for number in range(1, 60)]
    await set_up(room, *undated)
    await room.until(MONDAY_MORNING)
    before = len(room.headlines)
    room.feed(TIDE, *(replace(one, id=f"new-{one.id}", link=f"{one.link}?new") for one in undated))
    await room.until(MONDAY_MORNING + DAY)
    assert len(room.headlines) - before <= 3


@pytest.mark.parametrize("before", [[], [story(1)]], ids=["empty", "rolled over"])
async def test_a_feed_whose_entries_are_all_new_since_it_was_read_loses_none(
    room: Newsroom, before: list[FeedEntry]
) -> None:
    room.feed(HARBOUR, story(90, host="harbour.example"))
    await room.tell(f"add {HARBOUR}")
    await set_up(room, *before)
    await room.tell("now")
    shown = len(room.headlines)
    room.now += 40 * HOUR
    room.feed(TIDE, *(story(number, number * 4 * HOUR, now=room.now) for number in range(2, 10)))
    await room.tell("now")
    assert len(room.headlines) == shown + 8


# ---- politeness -------------------------------------------------------------------------------


async def test_a_site_that_asks_to_be_left_alone_is_asked_no_more(room: Newsroom) -> None:
    await set_up(room, *(story(number, number * MINUTE) for number in range(1, 30)))
    for number in range(1, 30):
        room.web.pages[f"https://tide.example/story/{number}"] = Refused(
            Reason.RATE_LIMITED, "429", retry_after=3_600
        )
    await room.ask("preview")
    assert sum(room.web.fetched.values()) <= READ_OF_ONE_HOST
    await room.ask("preview")
    assert sum(room.web.fetched.values()) <= READ_OF_ONE_HOST


async def test_few_pages_are_read_at_a_time_whatever_number_of_digests_is_made(room: Newsroom) -> None:
    for number in range(1, 6):
        room.feed(
            f"https://s{number}.example/feed",
            *(story(n, n * MINUTE, f"s{number}.example") for n in range(1, 9)),
        )
    for channel in ("one", "two", "three"):
        place = replace(CHANNEL, channel=channel)
        digest = await room.news.open_digest(place, ANN, NOON)
        for number in range(1, 6):
            await room.feeds.add(digest.id, await room.feeds.find(f"https://s{number}.example/feed"), ANN)
    room.web.gate.clear()
    for digest in await room.news.digests():
        ask = replace(room.digest_command("preview"), place=digest.place)
        await room.service.accept(ask)
    working = [asyncio.create_task(room.service.work(request)) for request in room.jobs.waiting]
    for _ in range(200):
        await asyncio.sleep(0)
    room.jobs.waiting.clear()
    room.web.gate.set()
    under_way = sum(room.web.fetched.values())
    await asyncio.gather(*working)
    assert under_way <= READ_AT_ONCE
    assert sum(room.web.fetched.values()) == 40


async def test_a_page_that_takes_too_long_leaves_what_the_feed_brings(room: Newsroom) -> None:
    teaser = "The harbour board has decided. It will close the swing bridge for the whole winter, it said."
    await set_up(room, replace(story(1), content=teaser))
    room.service._desk._editor._reading_seconds = 0.05

    async def never(url: str) -> None:
        await asyncio.Event().wait()

    room.web.fetch = never  # type: ignore[assignment,method-assign]
    (section,) = (await room.ask("preview")).sections
    assert section.passages
    assert all(passage.text in teaser for passage in section.passages)


# ---- what is said -----------------------------------------------------------------------------


async def test_a_secret_in_a_feeds_address_is_not_shown_to_all(room: Newsroom) -> None:
    address = f"{TIDE}?token=s3cret"
    room.feed(address, story(1))
    said = await room.tell(f"add {address}")
    assert "s3cret" not in said
    assert "s3cret" not in await room.tell("list", BEN)


async def test_the_same_feed_under_another_spelling_is_there_already(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.feed("http://www.tide.example/feed/", story(1))
    assert "already" in await room.tell("add http://www.tide.example/feed/")


async def test_an_empty_digest_says_how_to_fill_it(room: Newsroom) -> None:
    await room.tell("at 08:30 UTC")
    assert await room.tell("now") == locale.text("digest empty")
    assert await room.tell("preview") == locale.text("digest empty")


async def test_a_letter_of_a_name_takes_no_feed_out(room: Newsroom) -> None:
    await set_up(room, story(1))
    assert await room.tell("remove e") == locale.text("digest no such")


async def test_a_mention_is_no_way_to_share_in_a_direct_message(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share(LINK, way=Way.DIRECT)
    assert await room.news.links(CHANNEL, NOON - DAY, NOON + DAY) == []
