"""Days of a channel's news digest in Discord: the whole program against the stand-in, stopped and started
between, with feeds and pages from a web server on loopback.

Feeds, Discord and the program go by one clock, which tests set. It begins on a Thursday at noon; on the
Sunday after it the clocks of Berlin go forward.
"""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

import pytest

from adapters import locale
from adapters.base import Lack, Reason, State
from summarizer.model import FeedEntry
from tests.discord_server import Channel, DiscordServer, Flag, Message, Right, User, shown
from tests.feeds import json_feed, rss
from tests.running import running, told, until
from tests.web_server import Answer, Asked, WebServer

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
_OPEN: tuple[str, ...] = (State.RECEIVED, State.WORKING, State.POSTING)
NOON = datetime(2026, 3, 26, 12, tzinfo=UTC)
FRIDAY = datetime(2026, 3, 27, 7, 30, tzinfo=UTC)
MONDAY = datetime(2026, 3, 30, 6, 30, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
WHEN = "08:30 Europe/Berlin weekdays"
TIDE, QUAY = "The Orford Tide", "Quay Notes"

_FACTS = (
    "The harbour board of Orford settled point {} of its plan for the winter on Tuesday evening.",
    "Ferry number {} will carry people and bicycles over the river every quarter of an hour.",
    "Shopkeeper number {} on the east bank expects fewer customers until the bridge opens again.",
    "Bearing number {} of the bridge weighs nine tonnes and has to be cast anew in a foundry abroad.",
    "A bus with the number {} will run once an hour over the motorway bridge and back to the station.",
    "The mayor said that house number {} on Quay Street would have its rent lowered by half this year.",
    "Boat number {} in the old harbour was moved to the north quay before the autumn storms began.",
    "Lamp number {} on the footpath along the river has been dark since the first week of October.",
    "Resident number {} on the list had asked the board in writing for a second landing stage.",
)


def facts(number: int) -> tuple[str, ...]:
    """The sentences of story `number`, which stand in no other."""
    return tuple(fact.format(number) for fact in _FACTS)


def told_whole(number: int) -> str:
    return "".join(f"<p>{fact}</p>" for fact in facts(number))


def page(number: int, site: str | None = None) -> bytes:
    named = f'<meta property="og:site_name" content="{escape(site)}">' if site else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Story {number}</title>{named}'
        f"</head><body><article><h1>Story {number}</h1>{told_whole(number)}</article></body></html>"
    ).encode()


# ---- what is read in Discord ------------------------------------------------------------------

_HEADLINE = re.compile(r"\[\*\*(?P<headline>.+)\*\*\]\(<(?P<link>[^<>\s]+)>\)")


@dataclass(slots=True)
class Shown:
    """An entry of a digest as people see it; `whence` is the small line under its headline."""

    headline: str
    link: str
    whence: str = ""
    sentences: list[str] = field(default_factory=list)


def entries_of(messages: Iterable[Message]) -> list[Shown]:
    found: list[Shown] = []
    for line in "\n".join(map(shown, messages)).replace("\\", "").split("\n"):
        if match := _HEADLINE.fullmatch(line):
            found.append(Shown(match["headline"], match["link"]))
        elif found and line.startswith("-# ") and not found[-1].sentences:
            found[-1].whence = line.removeprefix("-# ")
        elif found and line and not line.startswith("-# "):
            found[-1].sentences.append(line)
    return found


def numbers_of(messages: Iterable[Message]) -> list[int]:
    """The numbers of the stories, in order; each says one or two sentences of its own and no other."""
    numbers = []
    for entry in entries_of(messages):
        numbers.append(int(entry.headline.removeprefix("Story ")))
        assert 1 <= len(entry.sentences) <= 2
        assert set(entry.sentences) <= set(facts(numbers[-1]))
    return numbers


def titled(moment: datetime) -> str:
    return locale.text("digest title", day=locale.whole_day(moment.date()))


_STANDING_STILL = """
import asyncio, json, sys
from datetime import datetime
from pathlib import Path
from tests.running import running, told

async def main(database, now, settings):
    async with running(Path(database), told(**json.loads(settings)), lambda: datetime.fromisoformat(now)) as program:
        await program

asyncio.run(main(*sys.argv[1:]))
"""
"""The program at one moment, as a process of its own."""


# ---- where it happens -------------------------------------------------------------------------


class Clock:
    """Stands where it was set, and counts how often the program looks at it."""

    def __init__(self) -> None:
        self.now = NOON
        self.looks = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.now


@dataclass
class News:
    """A channel in which Ann and Ben write, and two sites whose feeds list what is published by then."""

    discord: DiscordServer
    site: WebServer
    clock: Clock
    general: Channel
    ann: User
    ben: User
    database: Path
    feeds: dict[str, list[FeedEntry]] = field(default_factory=lambda: {"/rss": [], "/json": []})
    commands: int = 0

    def settings(self) -> dict[str, Any]:
        return {
            "DISCORD_TOKEN": self.discord.token,
            "DISCORD_MESSAGE_CONTENT": self.discord.message_content,
            "DISCORD_API_BASE_URL": self.discord.api_base_url,
            "DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "fetch_allow": self.site.authority,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        before = self.discord.gateway.identified
        async with running(self.database, told(**self.settings()), self.clock) as program:
            await until(lambda: self.discord.gateway.identified > before or program.done())
            assert not program.done()
            yield

    @asynccontextmanager
    async def cut_off(self) -> AsyncIterator[None]:
        """The program, whose work stops in the end where it stands; else it is given some seconds to end."""
        async with self.running():
            yield
            for task in asyncio.all_tasks():
                if task.get_name().startswith("request "):
                    task.cancel()

    @asynccontextmanager
    async def killed(self) -> AsyncIterator[None]:
        """The program in a process of its own, which is killed in the end."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _STANDING_STILL, str(self.database)),
            *(self.clock.now.isoformat(), json.dumps(self.settings())),
            cwd=Path(__file__).parent.parent,
        )
        try:
            yield
            assert process.returncode is None
        finally:
            process.kill()
            await process.wait()

    async def looked(self) -> None:
        """The program has looked at the clock some more times, and is done with what it found due."""
        before = self.clock.looks
        await until(lambda: self.clock.looks >= before + 10)
        await until(lambda: not self.found("SELECT 1 FROM requests WHERE state IN (?, ?, ?)", *_OPEN))

    async def ended(self, hour: datetime) -> str:
        """Waits until what was due on the date of `hour` is over; how it ended."""
        event = f"digest/1/{hour.date().isoformat()}"
        over = "SELECT state FROM requests WHERE event = ? AND state NOT IN (?, ?, ?)"
        await until(lambda: self.found(over, event, *_OPEN))
        return str(self.found(over, event, *_OPEN)[0][0])

    async def kept(self, count: int) -> None:
        """Waits until the links of so many messages are kept."""
        await until(lambda: len(self.found("SELECT DISTINCT message FROM links")) >= count)

    def found(self, query: str, *values: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database)) as database:
            return database.execute(query, values).fetchall()

    # ---- sites

    def url(self, number: int) -> str:
        return self.site.url(f"/story/{number}")

    def publish(self, feed: str, number: int, at: datetime | None = None, whole: bool = False) -> FeedEntry:
        """Lists a story from `at` on, with a page; where the feed brings the `whole` story there is none."""
        teaser = told_whole(number) if whole else facts(number)[0]
        entry = FeedEntry(
            f"{feed}-{number}", self.url(number), f"Story {number}", published=at, content=teaser
        )
        self.feeds[feed].append(entry)
        if not whole:
            self.site.answers[f"/story/{number}"] = Answer(page(number))
        return entry

    def serve(self, feed: str, write: Callable[[Sequence[FeedEntry]], bytes], media: str) -> None:
        def answer(asked: Asked) -> Answer:
            there = [one for one in self.feeds[feed] if one.published and one.published <= self.clock.now]
            body = write(sorted(there, key=lambda one: one.published or NOON, reverse=True))
            etag = f'"{sha256(body).hexdigest()[:16]}"'
            if asked.headers.get("if-none-match") == etag:
                return Answer(status=304, headers=(("ETag", etag),), length=None)
            return Answer(body, headers=(("Content-Type", media), ("ETag", etag)))

        self.site.answers[feed] = answer

    def read(self, path: str) -> int:
        """How often a path of the sites was asked for that begins so."""
        return sum(one.target.startswith(path) for one in self.site.asked)

    # ---- people

    async def set_up(self, *feeds: str) -> None:
        """A digest in the channel: Ann adds the feeds, Ben sets the hour."""
        for feed in feeds:
            await self.say(self.ann, "add", source=self.site.url(feed))
        await self.say(self.ben, "at", when=WHEN)

    async def say_alone(self, user: User, words: str, **options: str) -> Message:
        """Says `/digest …`, which Discord delivers twice; the answer, which they alone see."""
        asked = await self.discord.command(self.general, user, f"digest {words}", **options)
        await asked.again()
        self.commands += 1
        assert (await asked.acknowledged()).flags == int(Flag.EPHEMERAL)
        await until(lambda: asked.answer and not asked.answer.flags & Flag.LOADING)
        assert asked.answer is not None
        assert asked.answer.only_for is user
        assert asked.follow_ups == []
        return asked.answer

    async def say(self, user: User, words: str, **options: str) -> str:
        return shown(await self.say_alone(user, words, **options)).replace("\\", "")

    async def share(self, user: User, text: str, at: datetime, channel: Channel | None = None) -> str:
        """Posts a message, which Discord delivers twice; the way to it."""
        self.clock.now = at
        channel = channel or self.general
        said = await self.discord.say(channel, user, text)
        await said.again()
        assert channel.guild is not None
        return f"https://discord.com/channels/{channel.guild.id}/{channel.id}/{said.id}"

    # ---- what stands there

    async def comes_once_all_the_same(self, down_for: timedelta) -> None:
        """Friday's twelve stories stand there once, though the program did not hear that they do, and is
        started only that much later."""
        assert self.found("SELECT key FROM replies WHERE posted IS NULL")
        self.clock.now = FRIDAY + down_for
        async with self.running():
            assert await self.ended(FRIDAY) == State.DONE
        (post,) = self.posts
        assert len(self.whole(post)) == 2
        assert numbers_of(self.whole(post)) == list(range(1, 13))

    @property
    def posts(self) -> list[Message]:
        return self.discord.posts(self.general)

    def whole(self, post: Message) -> list[Message]:
        """A post and what stands in the thread on it."""
        thread = self.discord.thread_of(post)
        return [post, *(self.discord.posts(thread) if thread else [])]

    def told(self, user: User) -> list[str]:
        """What the bot has written to somebody directly."""
        return [shown(one).replace("\\", "") for one in self.discord.posts(self.discord.add_direct(user))]


@pytest.fixture
async def news(tmp_path: Path) -> AsyncIterator[News]:
    clock, site = Clock(), WebServer()
    async with DiscordServer(clock=lambda: clock.now, message_content=True) as discord, site:
        guild = discord.add_guild()
        ann, ben = discord.add_user("Ann", guild), discord.add_user("Ben", guild)
        news = News(discord, site, clock, discord.add_channel(guild), ann, ben, tmp_path / "nutgraf.db")
        news.serve("/rss", lambda entries: rss(entries, title=TIDE), "application/rss+xml")
        news.serve("/json", lambda entries: json_feed(entries, title=QUAY), "application/feed+json")
        yield news
        assert discord.pings == []
        assert discord.previews == []
        assert discord.missed_deadlines == []
        assert len(discord.ephemerals(ann)) + len(discord.ephemerals(ben)) == news.commands


# ---- it comes once ----------------------------------------------------------------------------


async def test_a_digest_of_feeds_and_shared_links_arrives_once_at_its_hour_though_restarted(
    news: News,
) -> None:
    published = {number: NOON - 3 * HOUR + number * 7 % 31 * 40 * MINUTE for number in range(1, 29)}
    for number in range(1, 17):
        news.publish("/rss", number, published[number])
    for number in range(17, 29):
        news.publish("/json", number, published[number], whole=True)
    news.publish("/json", 5, published[5])
    for number in range(101, 104):
        news.publish("/rss", number, NOON - timedelta(days=3))
    news.publish("/json", 104, NOON - timedelta(days=40))
    for number in (29, 30):
        news.site.answers[f"/story/{number}"] = Answer(page(number, "The Ferry Post"))

    async with news.running():
        await news.set_up("/rss", "/json")
        await news.say(news.ann, "links on")
        by_ben = await news.share(news.ben, f"look: {news.url(5)}", NOON + 65 * MINUTE)
        first = await news.share(news.ann, f"<{news.url(29)}> is worth it", NOON + 85 * MINUTE)
        by_ann = await news.share(news.ann, f"{news.url(5)}?utm_source=chat", NOON + 190 * MINUTE)
        thread = news.discord.add_thread(news.general, "the ferry", news.ben)
        inside = await news.share(news.ben, news.url(30), NOON + 245 * MINUTE, thread)
        await news.kept(4)
        news.clock.now = FRIDAY - MINUTE
        await news.looked()
        assert news.posts == []

    news.clock.now = FRIDAY + MINUTE
    async with news.cut_off():  # while it reads what is new
        await until(lambda: news.read("/story/"))
    async with news.running():
        assert await news.ended(FRIDAY) == State.DONE
        await news.looked()

    (post,) = news.posts
    assert shown(post).startswith(titled(FRIDAY))
    assert locale.text("digest more in thread", count=20) in shown(post)
    assert len(entries_of([post])) == 10
    moments = published | {
        5: NOON + 190 * MINUTE,
        29: NOON + 85 * MINUTE,
        30: NOON + 245 * MINUTE,
    }
    assert numbers_of(news.whole(post)) == sorted(moments, key=lambda one: moments[one], reverse=True)
    by_number = {int(one.headline.removeprefix("Story ")): one for one in entries_of(news.whole(post))}
    shared = {
        5: f"{TIDE} · shared by Ben [↗](<{by_ben}>), Ann [↗](<{by_ann}>)",
        29: f"The Ferry Post · shared by Ann [↗](<{first}>)",
        30: f"The Ferry Post · shared by Ben [↗](<{inside}>)",
    }
    for number, entry in by_number.items():
        assert entry.link == news.url(number)
        assert entry.whence == shared.get(number, TIDE if number <= 16 else QUAY)
    assert news.discord.posts(thread) == []


async def test_each_day_brings_what_is_new_and_a_quiet_day_nothing(news: News) -> None:
    news.publish("/rss", 1, NOON - HOUR)
    news.publish("/rss", 2, FRIDAY + 5 * HOUR)
    news.publish("/json", 3, FRIDAY + 30 * HOUR, whole=True)
    news.publish("/json", 101, NOON - timedelta(days=3), whole=True)
    async with news.running():
        await news.set_up("/rss", "/json")
        news.clock.now = FRIDAY
        assert await news.ended(FRIDAY) == State.DONE
        for now in (FRIDAY + 25 * HOUR, MONDAY - MINUTE):  # on Saturday, and before the hour
            news.clock.now = now
            await news.looked()
        assert [numbers_of([post]) for post in news.posts] == [[1]]
        news.clock.now = MONDAY
        assert await news.ended(MONDAY) == State.DONE
        assert [numbers_of([post]) for post in news.posts] == [[1], [3, 2]]
        assert shown(news.posts[1]).startswith(titled(MONDAY))
        news.clock.now = TUESDAY
        assert await news.ended(TUESDAY) == State.DONE
    assert len(news.posts) == 2


async def test_an_hour_that_passed_four_hours_ago_is_left_for_the_next_day(news: News) -> None:
    news.publish("/rss", 1, FRIDAY - HOUR)
    async with news.running():
        await news.set_up("/rss")
    news.clock.now = FRIDAY + 4 * HOUR
    async with news.running():
        await news.looked()
        assert news.posts == []
        news.publish("/rss", 2, MONDAY - 2 * HOUR)
        news.clock.now = MONDAY
        assert await news.ended(MONDAY) == State.DONE
    assert [numbers_of([post]) for post in news.posts] == [[2]]


async def test_cut_off_before_discord_said_that_it_took_the_rest_that_does_not_come_twice(news: News) -> None:
    for number in range(1, 13):
        news.publish("/json", number, NOON - number * MINUTE, whole=True)
    async with news.cut_off():
        await news.set_up("/json")
        news.discord.fail_next("POST /channels/*/messages", 0, after=True, skip=1)
        news.clock.now = FRIDAY
        await until(lambda: news.posts and len(news.whole(news.posts[0])) == 2)
    await news.comes_once_all_the_same(MINUTE)


async def test_killed_before_discord_said_that_it_took_it_it_does_not_come_twice(news: News) -> None:
    for number in range(1, 13):
        news.publish("/json", number, NOON - number * MINUTE, whole=True)
    async with news.running():
        await news.set_up("/json")
    news.discord.fail_next("POST /channels/*/messages", 0, after=True)
    news.clock.now = FRIDAY
    async with news.killed():
        await until(lambda: news.posts, within=60)
    await news.comes_once_all_the_same(4 * HOUR)


# ---- what people say to it --------------------------------------------------------------------


async def test_what_is_said_to_it_is_answered_to_the_asker_alone_and_done_once(news: News) -> None:
    news.publish("/rss", 1, NOON - HOUR)
    news.publish("/rss", 2, NOON - 2 * HOUR)
    news.publish("/json", 3, FRIDAY + HOUR, whole=True)
    day = locale.whole_day(FRIDAY.date())
    async with news.running():
        assert await news.say(news.ann, "list") == locale.text("digest none")
        added = await news.say(news.ann, "add", source=news.site.url("/rss"))
        assert added.startswith(
            locale.text("digest added", title=TIDE, url=news.site.url("/rss"), entries="2 entries now")
        )
        await news.say(news.ben, "add", source=news.site.url("/json"))
        hour = f"08:30 Europe/Berlin {locale.text('on weekdays')}"
        assert await news.say(news.ben, "at", when=WHEN) == locale.text("digest set", hour=hour, day=day)
        listed = await news.say(news.ann, "list")
        for number, (title, feed) in enumerate(((TIDE, "/rss"), (QUAY, "/json")), start=1):
            line = locale.text("digest feed", number=number, title=title, url=news.site.url(feed))
            assert line in listed
        assert listed.endswith(locale.text("digest hour", hour=hour, day=day))
        preview = await news.say_alone(news.ben, "preview")
        assert numbers_of([preview]) == [1, 2]
        assert news.posts == []
        assert await news.say(news.ann, "now") == locale.text("digest posted")
        assert await news.say(news.ann, "now") == locale.text("digest quiet")
        assert await news.say(news.ben, "preview") == locale.text("digest quiet")
        assert await news.say(news.ben, "pause") == locale.text("digest pause said")
        news.clock.now = FRIDAY + 2 * HOUR
        await news.looked()
        assert (await news.say(news.ben, "resume")).startswith(locale.text("digest resumed"))
        assert await news.say(news.ann, "remove", source="1") == locale.text("digest removed", title=TIDE)
        assert TIDE not in await news.say(news.ann, "list")
        news.clock.now = MONDAY
        assert await news.ended(MONDAY) == State.DONE
        await news.looked()
    assert [numbers_of([post]) for post in news.posts] == [[1, 2], [3]]


async def test_without_message_content_only_links_in_mentions_are_in_it(news: News) -> None:
    lack = locale.text("digest links lack", lack=locale.lack(Lack.INTENT))
    for number in (1, 2):
        news.site.answers[f"/story/{number}"] = Answer(page(number))
    async with news.running():
        await news.set_up()
        await news.say(news.ann, "links on")
    news.discord.message_content = False
    async with news.running():
        assert await news.say(news.ben, "links on") == lack
        await news.share(news.ben, f"unseen: {news.url(1)}", NOON + HOUR)
        await news.share(news.ann, f"{news.discord.mention} {news.url(2)}", NOON + 2 * HOUR)
        await news.kept(1)
        news.clock.now = FRIDAY
        assert await news.ended(FRIDAY) == State.DONE
    (post,) = news.posts
    assert numbers_of([post]) == [2]
    assert "shared by Ann" in shown(post)


# ---- what does not come -----------------------------------------------------------------------


async def test_who_added_a_feed_that_is_gone_is_told_once_and_the_rest_comes(news: News) -> None:
    news.publish("/json", 1, FRIDAY - HOUR, whole=True)
    news.publish("/json", 2, MONDAY - HOUR, whole=True)
    async with news.running():
        await news.set_up("/rss", "/json")
        news.site.answers["/rss"] = Answer(status=410)
        for hour in (FRIDAY, MONDAY):
            news.clock.now = hour
            assert await news.ended(hour) == State.DONE
        await news.looked()
    assert [numbers_of([post]) for post in news.posts] == [[1], [2]]
    (alone,) = news.told(news.ann)
    problem = locale.feed_problem(Reason.GONE)
    assert locale.text("digest trouble", title=TIDE, url=news.site.url("/rss"), problem=problem) in alone
    assert news.told(news.ben) == []


async def test_who_set_the_hour_is_told_once_that_it_may_not_be_posted_and_it_comes_when_it_may(
    news: News,
) -> None:
    for number, at in enumerate((NOON - HOUR, FRIDAY - HOUR / 2, MONDAY - HOUR, TUESDAY - HOUR), start=1):
        news.publish("/json", number, at, whole=True)
    async with news.running():
        await news.set_up("/json")
        assert await news.say(news.ann, "now") == locale.text("digest posted")
        news.discord.forbid(news.general, Right.SEND_MESSAGES)
        for hour in (FRIDAY, MONDAY):
            news.clock.now = hour
            assert await news.ended(hour) == State.FAILED
        assert await news.say(news.ann, "now") == locale.text("digest barred")
        assert len(news.posts) == 1
        (told,) = news.told(news.ben)
        assert told.startswith(locale.text("digest told barred"))
        assert news.general.guild is not None
        assert told.endswith(f"/channels/{news.general.guild.id}/{news.general.id}")
        news.discord.allow(news.general, Right.SEND_MESSAGES)
        news.clock.now = TUESDAY
        assert await news.ended(TUESDAY) == State.DONE
    assert [numbers_of([post]) for post in news.posts] == [[1], [4, 3, 2]]
    assert len(news.told(news.ben)) == 1
    assert news.told(news.ann) == []


async def test_without_embeds_the_same_comes_as_plain_text(news: News) -> None:
    news.publish("/rss", 1, NOON - HOUR)
    news.publish("/json", 2, NOON - 2 * HOUR, whole=True)
    news.site.answers["/story/3"] = Answer(page(3, "The Ferry Post"))
    news.discord.forbid(news.general, Right.EMBED_LINKS)
    async with news.running():
        await news.set_up("/rss", "/json")
        await news.say(news.ann, "links on")
        await news.share(news.ben, news.url(3), NOON + HOUR)
        await news.kept(1)
        preview = await news.say_alone(news.ann, "preview")
        news.clock.now = FRIDAY
        assert await news.ended(FRIDAY) == State.DONE
    (post,) = news.posts
    assert preview.embeds
    assert post.embeds == []
    assert numbers_of([post]) == [3, 1, 2]
    assert entries_of([post]) == entries_of([preview])
    assert shown(post).startswith(f"**{titled(FRIDAY)}**")
