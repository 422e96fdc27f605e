"""A channel's digest from what people say to what is posted, with fakes at every port and the real core."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from adapters import locale
from adapters.base import Form, Lack, NotDelivered, Person, Reason, Refused, Reply, Section, State, Way
from bot.desk import MOST_FEEDS, parted
from summarizer.model import FeedEntry
from tests import articles
from tests.channel import ANN, BEN, CHANNEL, LINK, NOON
from tests.fakes.poster import MemoryPoster, Trouble
from tests.newsroom import HARBOUR, HOUR, MINUTE, TIDE, Newsroom, story

DAY = timedelta(days=1)
MONDAY_MORNING = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
"""08:30 in Berlin, the day after the clock of the tests stands."""


@pytest.fixture
def room() -> Newsroom:
    return Newsroom()


async def set_up(room: Newsroom, *entries: FeedEntry) -> None:
    """One feed, and an hour: 08:30 in Berlin every day."""
    room.feed(TIDE, *entries)
    await room.tell(f"add {TIDE}")
    await room.tell("at 08:30 Europe/Berlin")


# ---- setting up -------------------------------------------------------------------------------


async def test_a_feed_is_added_by_its_address(room: Newsroom) -> None:
    room.feed(TIDE, story(1), story(2))
    said = await room.tell(f"add {TIDE}")
    assert said.startswith(f"Added: The Orford Tide ({TIDE}), 2 entries now.")
    assert "Its latest: Story 1" in said
    assert locale.text("digest no hour") in said


async def test_a_site_is_added_by_the_feed_that_its_page_names(room: Newsroom) -> None:
    room.feed(TIDE, story(1))
    room.web.pages["https://tide.example/"] = (
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed">'
        '<link rel="alternate" type="application/atom+xml" href="/comments/feed"></head><body></body></html>'
    )
    said = await room.tell("add tide.example/")
    assert f"Added: The Orford Tide ({TIDE})" in said
    assert "https://tide.example/comments/feed" in said


async def test_a_site_that_names_no_feed_is_looked_at_in_the_usual_places(room: Newsroom) -> None:
    room.web.pages["https://tide.example/"] = "<html><body><p>Welcome.</p></body></html>"
    room.feed("https://tide.example/rss.xml", story(1))
    assert "(https://tide.example/rss.xml)" in await room.tell("add https://tide.example/")


async def test_what_can_not_be_read_is_not_added_and_why_is_said(room: Newsroom) -> None:
    room.web.pages["https://tide.example/"] = "<html><body><p>Welcome.</p></body></html>"
    for address, reason in (
        ("https://tide.example/", Reason.NOT_A_FEED),
        ("https://gone.example/feed", Reason.NOT_FOUND),
    ):
        said = await room.tell(f"add {address}")
        assert said == locale.text("digest not added", label=address, problem=locale.feed_problem(reason))
    assert await room.tell("add BBC news") == locale.text("digest no address", label="BBC news")
    assert await room.tell("list") == locale.text("digest none")


async def test_a_feed_is_added_once(room: Newsroom) -> None:
    room.feed(TIDE, story(1))
    await room.tell(f"add {TIDE}")
    assert "already" in await room.tell(f"add {TIDE}", BEN)
    assert len(await room.news.members(room.digest.id)) == 1


async def test_a_feed_too_many_is_refused(room: Newsroom) -> None:
    digest = await room.news.open_digest(CHANNEL, ANN, NOON)
    for number in range(MOST_FEEDS):
        await room.news.add_feed(digest.id, f"https://{number}.example/feed", ANN, NOON)
    room.feed(TIDE, story(1))
    assert await room.tell(f"add {TIDE}") == locale.text("digest full", count=MOST_FEEDS)


async def test_the_list_names_feeds_links_and_hour(room: Newsroom) -> None:
    await set_up(room, story(1))
    said = await room.tell("list")
    assert f"1. The Orford Tide ({TIDE})" in said
    assert locale.text("digest links are off") in said
    assert "08:30 Europe/Berlin every day; next on Monday, 2 March 2026" in said


@pytest.mark.parametrize("which", ["1", TIDE, "tide.example", "orford", "http://www.tide.example/feed/"])
async def test_a_feed_is_taken_out_by_number_address_or_name(room: Newsroom, which: str) -> None:
    await set_up(room, story(1))
    assert await room.tell(f"remove {which}") == locale.text("digest removed", title="The Orford Tide")
    assert room.news.feeds == {}


async def test_what_is_not_clear_is_not_taken_out(room: Newsroom) -> None:
    for url in (TIDE, HARBOUR):
        room.feed(url, story(1))
        await room.tell(f"add {url}")
    assert await room.tell("remove orford") == locale.text("digest which")
    assert await room.tell("remove 3") == locale.text("digest no such")
    assert len(room.news.feeds) == 2


async def test_an_hour_that_is_not_clear_changes_nothing(room: Newsroom) -> None:
    await set_up(room, story(1))
    before = room.digest
    assert "Nowhere" in await room.tell("at 09:00 Nowhere")
    assert room.digest == before


async def test_what_is_said_about_a_digest_is_answered_to_the_asker_alone(room: Newsroom) -> None:
    for text in ("help", "list", "preview", "now", "pause", "links on", "at 08:30 UTC", "nonsense"):
        await room.tell(text)
    assert room.posts == []


# ---- what is posted, and when -----------------------------------------------------------------


async def test_a_digest_is_posted_at_its_local_time_once(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING - MINUTE)
    assert room.posts == []
    for _ in range(5):
        await room.until(max(room.now, MONDAY_MORNING))
        await room.tick(30 * MINUTE)
    ((place, reply),) = room.posts
    assert place == CHANNEL
    assert reply.title == "News digest · Monday, 2 March 2026"
    assert room.headlines == ["Story 1"]


async def test_an_entry_has_headline_outlet_and_sentences_of_its_own(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    (section,) = room.posts[0][1].sections
    assert (section.headline, section.link, section.site) == (
        "Story 1", "https://tide.example/story/1", "The Orford Tide",
    )  # fmt: skip
    assert 1 <= len(section.passages) <= 2
    page = room.web.pages["https://tide.example/story/1"]
    assert isinstance(page, str)
    assert all(passage.text in page for passage in section.passages)


async def test_entries_come_most_recent_first(room: Newsroom) -> None:
    room.feed(HARBOUR, story(3, 2 * HOUR, "harbour.example"), title="Harbour news")
    await set_up(room, story(1, HOUR), story(2, 3 * HOUR))
    await room.tell(f"add {HARBOUR}")
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1", "Story 3", "Story 2"]


async def test_what_was_shown_is_not_shown_again(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    room.feed(TIDE, story(2, now=room.now, ago=-HOUR), story(1))
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == ["Story 1", "Story 2"]


async def test_an_edited_entry_is_not_new(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    edited = replace(story(1), title="Story 1, corrected", published=room.now)
    room.feed(TIDE, edited, story(2, now=room.now))
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == ["Story 1", "Story 2"]


async def test_an_entry_that_comes_back_under_another_id_is_not_new(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    room.feed(TIDE, replace(story(1), id="renamed", published=room.now))
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == ["Story 1"]


async def test_a_feed_that_changes_all_its_ids_and_addresses_floods_nothing(room: Newsroom) -> None:
    old = [story(number, number * 5 * DAY) for number in range(1, 30)]
    await set_up(room, *old)
    await room.until(MONDAY_MORNING)
    moved = [replace(one, id=f"new-{one.id}", link=f"{one.link}?new") for one in old]
    room.feed(TIDE, *moved)
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == []


async def test_a_quiet_day_is_silent(room: Newsroom) -> None:
    await set_up(room, story(1, 3 * DAY))
    await room.until(MONDAY_MORNING)
    assert room.posts == []
    assert room.states[-1] is State.DONE


async def test_a_first_digest_holds_the_last_day_at_most(room: Newsroom) -> None:
    await set_up(
        room,
        story(1, HOUR),
        story(2, 4 * HOUR),
        story(3, 8 * HOUR),
        *(story(n, n * DAY) for n in range(4, 40)),
    )
    await room.tell("now")
    assert room.headlines == ["Story 1", "Story 2", "Story 3"]


async def test_a_feed_that_is_added_later_brings_its_last_day_at_most(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    room.now += 2 * HOUR
    room.feed(
        HARBOUR, *(story(n, n * 10 * HOUR, "harbour.example", room.now) for n in range(1, 9)), title="Harbour"
    )
    await room.tell(f"add {HARBOUR}")
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == ["Story 1", "Story 1", "Story 2"]  # the harbour's of 10 and 20 hours ago


async def test_the_same_page_from_two_feeds_stands_there_once(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.feed(
        HARBOUR, replace(story(1, 2 * HOUR), id="other", link="http://www.tide.example/story/1/?utm_source=x")
    )
    await room.tell(f"add {HARBOUR}")
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1"]


async def test_two_addresses_of_one_page_stand_there_once(room: Newsroom) -> None:
    page = "https://tide.example/story/1"
    short, printed = "https://short.example/abc", f"{page}/print"
    await set_up(room, story(1))
    await room.tell("links on")
    await room.share(short)
    room.now += MINUTE
    await room.share(printed, person=BEN)
    room.web.moved[short] = page
    text = room.web.pages[page]
    assert isinstance(text, str)
    room.web.pages[printed] = text.replace("<title>", f'<link rel="canonical" href="{page}"><title>')
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1"]
    assert [one.by for one in room.posts[0][1].sections[0].shared] == ["Ann", "Ben"]


@pytest.mark.parametrize("wall", ["https://tide.example/sign-in", "https://tide.example/"])
async def test_a_page_that_all_stories_lead_to_is_none_of_theirs(room: Newsroom, wall: str) -> None:
    await set_up(room, story(1), story(2, 2 * HOUR))
    room.web.pages[wall] = articles.page("Please sign in")
    for number in (1, 2):
        room.web.moved[f"https://tide.example/story/{number}"] = wall
    await room.until(MONDAY_MORNING)
    first, second = room.posts[0][1].sections
    assert (first.headline, first.link, first.passages) == ("Story 1", "https://tide.example/story/1", ())
    assert (second.headline, second.link, second.passages) == ("Story 2", "https://tide.example/story/2", ())


async def test_entries_past_the_room_of_one_message_go_into_its_thread(room: Newsroom) -> None:
    await set_up(room, *(story(number, number * MINUTE) for number in range(1, 13)))
    await room.until(MONDAY_MORNING)
    (place, root), (thread, rest) = room.posts
    assert (place.thread, len(root.sections)) == (None, room.poster.most_sections)
    assert root.notes == (locale.text("digest more in thread", count=12 - len(root.sections)),)
    assert thread.thread is not None
    assert (rest.title, rest.form) == (None, Form.DIGEST)
    assert room.headlines == [f"Story {number}" for number in range(1, 13)]


def test_an_entry_too_long_for_one_message_is_posted_all_the_same() -> None:
    poster = MemoryPoster(most_sections=0)
    whole = Reply((Section("a"), Section("b")), form=Form.DIGEST, title="News")
    root, rest = parted(whole, poster)
    assert [one.label for one in root.sections] == ["a"]
    assert rest is not None
    assert [one.label for one in rest.sections] == ["b"]


# ---- entries as feeds bring them --------------------------------------------------------------


async def test_an_entry_without_id_or_date_or_link_comes_too(room: Newsroom) -> None:
    words = " ".join(articles.PARAGRAPHS[:2])
    await set_up(
        room,
        replace(story(1), id=None),
        replace(story(2), published=None),
        FeedEntry(None, None, "Without a link", published=NOON - HOUR, content=words),
        story(3, 2 * HOUR),
    )
    await room.until(MONDAY_MORNING)
    assert sorted(filter(None, room.headlines)) == ["Story 1", "Story 2", "Story 3", "Without a link"]
    sections = {section.headline: section for section in room.posts[0][1].sections}
    without = sections["Without a link"]
    assert without.link is None
    assert without.passages
    assert all(passage.text in words for passage in without.passages)


async def test_the_entries_of_a_feed_without_dates_come_when_they_are_seen(room: Newsroom) -> None:
    undated = [replace(story(number), published=None) for number in range(1, 30)]
    await set_up(room, *undated)
    await room.until(MONDAY_MORNING)
    first = list(room.headlines)
    assert first == ["Story 1", "Story 2", "Story 3"]
    room.feed(TIDE, replace(story(30), published=None), *undated)
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == [*first, "Story 30"]


async def test_an_entry_of_tomorrow_is_one_of_today(room: Newsroom) -> None:
    await set_up(room, story(1, -5 * DAY))
    await room.until(MONDAY_MORNING)
    await room.until(MONDAY_MORNING + 7 * DAY)
    assert room.headlines == ["Story 1"]


async def test_a_page_that_can_not_be_read_leaves_headline_and_what_the_feed_brings(room: Newsroom) -> None:
    teaser = "The harbour board has decided. It will close the swing bridge for the whole winter, it said."
    await set_up(room, replace(story(1), content=teaser), story(2))
    for number in (1, 2):
        room.web.pages[f"https://tide.example/story/{number}"] = Refused(Reason.FORBIDDEN)
    await room.until(MONDAY_MORNING)
    with_teaser, bare = room.posts[0][1].sections
    assert all(passage.text in teaser for passage in with_teaser.passages)
    assert with_teaser.passages
    assert (bare.headline, bare.passages) == ("Story 2", ())


async def test_a_sentence_that_the_feed_cut_stands_only_where_there_is_no_whole_one(room: Newsroom) -> None:
    whole = "The harbour board has decided that the swing bridge stays shut for the whole winter."
    cut = "The ferry that is to carry people and bicycles instead will cost more than […]"
    await set_up(room, replace(story(1), content=f"{whole} {cut}"), replace(story(2), content=cut))
    for number in (1, 2):
        room.web.pages[f"https://tide.example/story/{number}"] = Refused(Reason.FORBIDDEN)
    await room.until(MONDAY_MORNING)
    shown = [[passage.text for passage in section.passages] for section in room.posts[0][1].sections]
    assert shown == [[whole], [cut]]


async def test_a_story_that_the_feed_brings_whole_is_not_fetched(room: Newsroom) -> None:
    whole = "".join(f"<p>{paragraph}</p>" for paragraph in articles.PARAGRAPHS)
    await set_up(room, replace(story(1), content=whole))
    await room.until(MONDAY_MORNING)
    (section,) = room.posts[0][1].sections
    assert section.passages
    assert room.web.fetched["https://tide.example/story/1"] == 0


# ---- links shared in the channel --------------------------------------------------------------


async def test_shared_links_come_with_who_shared_them_and_where(room: Newsroom) -> None:
    await room.tell("links on")
    await room.tell("at 08:30 Europe/Berlin")
    message = await room.share(LINK)
    await room.until(MONDAY_MORNING)
    (section,) = room.posts[0][1].sections
    assert section.headline == articles.HEADLINE
    assert [(one.by, one.link) for one in section.shared] == [("Ann", message.link)]
    assert section.passages


async def test_a_link_that_a_feed_has_too_is_one_entry_with_all_who_shared_it(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.tell("links on")
    for person in (ANN, BEN, ANN):
        await room.share("https://tide.example/story/1", person=person)
    await room.until(MONDAY_MORNING)
    (section,) = room.posts[0][1].sections
    assert section.headline == "Story 1"
    assert [one.by for one in section.shared] == ["Ann", "Ben"]


async def test_links_are_kept_only_where_the_channel_wants_that(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.share(LINK)
    await room.tell("links on")
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1"]


async def test_links_off_forgets_what_was_kept(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share(LINK)
    await room.tell("links off")
    await room.tell("links on")
    await room.tell("now")
    assert room.posts == []


async def test_links_need_the_right_to_hear_of_them(room: Newsroom) -> None:
    room.poster.lacking[Way.AUTOMATIC] = Lack.SCOPE
    said = await room.tell("links on")
    assert said == locale.text("digest links lack", lack=locale.lack(Lack.SCOPE))
    assert await room.news.digest(CHANNEL) is None


async def test_a_link_given_with_a_mention_was_shared_too_and_one_in_private_was_not(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share("https://one.example/", way=Way.MENTION)
    await room.share("https://two.example/", way=Way.DIRECT)
    await room.say(room.command("https://three.example/"))
    links = await room.news.links(CHANNEL, NOON - DAY, NOON + DAY)
    assert [link.url for link in links] == ["https://one.example/"]


async def test_links_to_messages_are_no_news(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share("https://team.slack.com/archives/C1/p17", "https://discord.com/channels/1/2/3", LINK)
    links = await room.news.links(CHANNEL, NOON - DAY, NOON + DAY)
    assert [link.url for link in links] == [LINK]


async def test_a_shared_link_that_can_not_be_read_stands_there_by_its_address(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share("https://www.walled.example/some/story")
    await room.tell("now")
    (section,) = room.posts[0][1].sections
    assert (section.headline, section.label) == (None, "walled.example/some/story")
    assert section.link == "https://www.walled.example/some/story"


async def test_a_message_that_is_told_of_twice_shares_once(room: Newsroom) -> None:
    await room.tell("links on")
    for _ in range(2):
        await room.share(LINK, at="m-1")
    assert len(await room.news.links(CHANNEL, NOON - DAY, NOON + DAY)) == 1


async def test_names_that_did_not_come_with_the_message_are_asked_for(room: Newsroom) -> None:
    room.poster.names["u7"] = "Cem"
    await room.tell("links on")
    await room.share(LINK, person=Person("u7"))
    await room.tell("now")
    assert [one.by for one in room.posts[0][1].sections[0].shared] == ["Cem"]


async def test_links_are_forgotten_once_they_were_posted(room: Newsroom) -> None:
    await room.tell("links on")
    await room.share(LINK)
    room.now += HOUR
    await room.tell("now")
    assert await room.news.links(CHANNEL, NOON - DAY, NOON + DAY) == []


# ---- preview, now, pause ----------------------------------------------------------------------


async def test_a_preview_is_for_the_asker_alone_and_takes_nothing_away(room: Newsroom) -> None:
    await set_up(room, *(story(number, number * MINUTE) for number in range(1, 9)))
    for _ in range(2):
        preview = await room.ask("preview", BEN)
        assert preview.form is Form.DIGEST
        assert len(preview.sections) == room.poster.most_sections
    assert room.posts == []
    await room.until(MONDAY_MORNING)
    assert len(room.headlines) == 8


async def test_a_preview_says_what_is_missing(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.web.pages[TIDE] = Refused(Reason.NOT_FOUND)
    problem = locale.feed_problem(Reason.NOT_FOUND)
    missing = locale.text("digest missing", title="The Orford Tide", problem=problem)
    assert missing in (await room.ask("preview")).notes


async def test_now_posts_what_is_new_and_the_hour_comes_all_the_same(room: Newsroom) -> None:
    await set_up(room, story(1))
    assert await room.tell("now") == locale.text("digest posted")
    assert await room.tell("now") == locale.text("digest quiet")
    room.feed(TIDE, story(2, now=MONDAY_MORNING), story(1))
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1", "Story 2"]


async def test_a_paused_digest_is_not_posted_and_nothing_piles_up(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.tell("pause")
    await room.until(MONDAY_MORNING)
    assert locale.text("digest paused") in await room.tell("list")
    room.now += HOUR
    await room.tell("resume")
    await room.tick()
    assert room.posts == []  # the hour that passed meanwhile does not count
    room.feed(TIDE, *(story(n, n * 8 * HOUR, now=MONDAY_MORNING + DAY) for n in range(2, 40)))
    await room.until(MONDAY_MORNING + DAY)
    assert len(room.headlines) <= 4


# ---- crashes, and platforms that fail ---------------------------------------------------------


async def test_a_bot_that_is_back_within_three_hours_posts_once(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.now = MONDAY_MORNING + 2 * HOUR
    await room.restart()
    await room.tick()
    await room.restart()
    await room.tick()
    assert room.headlines == ["Story 1"]


async def test_a_bot_that_is_back_later_posts_nothing_until_the_next_hour(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.now = MONDAY_MORNING + 3 * HOUR
    await room.restart()
    await room.tick()
    assert room.posts == []
    room.feed(TIDE, story(2, now=MONDAY_MORNING + DAY), story(1))
    await room.until(MONDAY_MORNING + DAY)
    assert "Story 2" in room.headlines


async def test_two_processes_post_once(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.now = MONDAY_MORNING
    await room.hours.look()
    other = room.jobs
    room.start()
    await room.hours.look()
    await other.run_all()
    await room.jobs.run_all()
    assert room.headlines == ["Story 1"]


async def test_a_crash_after_the_post_posts_no_second_one(room: Newsroom) -> None:
    await set_up(room, *(story(number, number * MINUTE) for number in range(1, 9)))
    room.poster.trouble = [Trouble(KeyboardInterrupt(), lands=True)]
    with pytest.raises(KeyboardInterrupt):
        await room.until(MONDAY_MORNING)
    await room.restart()
    await room.tick()
    assert len(room.posts) == 2
    assert len(room.headlines) == 8


async def test_a_crash_before_the_post_loses_nothing(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.poster.trouble = [Trouble(KeyboardInterrupt())]
    with pytest.raises(KeyboardInterrupt):
        await room.until(MONDAY_MORNING)
    await room.restart()
    assert room.headlines == ["Story 1"]


async def test_what_could_not_be_posted_is_new_the_next_time(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.poster.trouble = [Trouble(NotDelivered("refused"))]
    assert await room.tell("now") == locale.text("digest not posted")
    assert await room.tell("now") == locale.text("digest posted")
    assert room.headlines == ["Story 1"]


async def test_a_platform_that_is_down_for_a_while_gets_its_digest_later(room: Newsroom) -> None:
    await set_up(room, story(1))
    down = NotDelivered("down", certain=False)
    room.poster.trouble = [Trouble(down) for _ in range(8)]
    for _ in range(3):
        with pytest.raises(NotDelivered):
            await room.until(max(MONDAY_MORNING, room.now + 6 * MINUTE))
        if len(room.poster.trouble) <= 0:
            break
    await room.tick(6 * MINUTE)
    assert room.headlines == ["Story 1"]


async def test_a_channel_that_may_not_be_written_to_is_told_to_who_set_the_hour_once(room: Newsroom) -> None:
    await set_up(room, story(1))
    for day in range(3):
        room.poster.trouble = [Trouble(NotDelivered("not in channel", barred=True))]
        await room.until(MONDAY_MORNING + day * DAY)
        room.feed(TIDE, story(day + 2, -HOUR, now=room.now), story(1))
    assert room.posts == []
    (told,) = room.told()
    channel = locale.text("digest channel", address="https://chat.example/general")
    assert told == "\n".join((locale.text("digest told barred"), channel))
    await room.until(MONDAY_MORNING + 3 * DAY)
    assert room.posts
    room.poster.trouble = [Trouble(NotDelivered("not in channel", barred=True))]
    room.feed(TIDE, story(9, -HOUR, now=room.now))
    await room.until(MONDAY_MORNING + 4 * DAY)
    assert len(room.told()) == 2


async def test_now_says_where_the_bot_may_not_write(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.poster.trouble = [Trouble(NotDelivered("not in channel", barred=True))]
    assert await room.tell("now") == locale.text("digest barred")


async def test_a_platform_that_is_switched_off_has_no_digests(room: Newsroom) -> None:
    digest = await room.news.open_digest(replace(CHANNEL, platform="elsewhere"), ANN, NOON)
    await set_up(room, story(1))
    await room.news.change_digest(replace(digest, schedule=(await room.news.digests())[1].schedule))
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1"]


# ---- feeds in trouble -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "trouble",
    [
        Refused(Reason.NOT_FOUND),
        Refused(Reason.GONE),
        Refused(Reason.TOO_LARGE),
        Refused(Reason.TOO_HEAVY),
        Refused(Reason.PRIVATE_ADDRESS),
        Refused(Reason.TOO_MANY_REDIRECTS),
        "<html><body><p>We have moved!</p></body></html>",
        "<rss><channel><item><title>cut off",
        "",
        "%PDF-1.4 not a feed",
    ],
    ids=lambda one: str(one)[:20] or "empty",
)
async def test_a_feed_that_breaks_keeps_nothing_else_from_coming(
    room: Newsroom, trouble: str | Exception
) -> None:
    room.feed(HARBOUR, story(7, host="harbour.example"), title="Harbour news")
    await room.tell(f"add {HARBOUR}", BEN)
    await set_up(room, story(1))
    room.web.pages[HARBOUR] = trouble
    room.news._entries.clear()  # what came of it before is another matter
    room.feed(TIDE, story(2, now=NOON), story(1))
    for day in range(3):
        await room.until(MONDAY_MORNING + day * DAY)
    assert "Story 2" in room.headlines
    if trouble != "<rss><channel><item><title>cut off":  # of which something could be read
        (told,) = room.told(BEN)
        assert f"Harbour news ({HARBOUR})" in told
    assert room.told(ANN) == []


async def test_a_feed_that_fails_for_a_moment_is_nobodys_business(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.web.pages[TIDE] = Refused(Reason.TIMED_OUT)
    await room.until(MONDAY_MORNING)
    assert room.headlines == ["Story 1"]
    assert room.told() == []
    await room.until(MONDAY_MORNING + DAY)
    assert len(room.told()) == 1


async def test_a_feed_that_has_moved_is_followed_and_its_entries_stay_known(room: Newsroom) -> None:
    await set_up(room, story(1))
    await room.until(MONDAY_MORNING)
    room.web.moved[TIDE] = "https://tide.example/new-feed"
    room.feed("https://tide.example/new-feed", story(2, now=room.now), story(1))
    await room.until(MONDAY_MORNING + DAY)
    assert room.headlines == ["Story 1", "Story 2"]
    assert [feed.url for feed in room.news.feeds.values()] == ["https://tide.example/new-feed"]


async def test_several_feeds_in_trouble_are_told_in_one_message(room: Newsroom) -> None:
    for url in (TIDE, HARBOUR):
        room.feed(url, story(1))
        await room.tell(f"add {url}")
    await room.tell("at 08:30 Europe/Berlin")
    room.web.pages[TIDE] = room.web.pages[HARBOUR] = Refused(Reason.GONE)
    await room.until(MONDAY_MORNING)
    (told,) = room.told()
    assert TIDE in told
    assert HARBOUR in told


async def test_a_feed_that_is_gone_for_good_is_not_asked_for_again(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.web.pages[TIDE] = Refused(Reason.GONE)
    await room.until(MONDAY_MORNING)
    asked = room.web.polled[TIDE]
    await room.until(MONDAY_MORNING + DAY)
    await room.feeds.read_due()
    assert room.web.polled[TIDE] == asked


async def test_the_list_says_which_feed_is_in_trouble(room: Newsroom) -> None:
    await set_up(room, story(1))
    room.web.pages[TIDE] = Refused(Reason.FORBIDDEN)
    await room.tell("preview")
    assert locale.feed_problem(Reason.FORBIDDEN) in await room.tell("list")
