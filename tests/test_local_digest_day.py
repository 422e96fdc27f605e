"""Days of a digest in the local channel, over HTTP as its page speaks it: two feeds, links that two people
share, the program stopped and started in between. What stands there is exactly what should.

The clock of the program is the test's; it begins at noon UTC on Sunday, 1 March 2026.
"""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from lxml import html

from adapters import locale
from adapters.base import Reason
from bot.desk import MOST_IN_POST
from bot.settings import Settings
from summarizer.model import FeedEntry
from tests import articles
from tests.feeds import atom, rss
from tests.running import TICK, running, told, until
from tests.test_local_server import Browser
from tests.web_server import Answer, WebServer

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
MONDAY = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)
"""08:30 in Berlin, the day after."""


@dataclass
class Clock:
    now: datetime = NOON
    looks: int = 0

    def __call__(self) -> datetime:
        self.looks += 1
        return self.now


@dataclass(frozen=True)
class Shown:
    """A message on the page of somebody. `entries` are a digest's headlines, each with the line under it
    and the links in that line; `root` is the message whose thread it stands in."""

    id: str
    root: str | None
    author: str
    alone: bool
    text: str
    title: str | None
    entries: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]

    @property
    def headlines(self) -> list[str]:
        return [headline for headline, _, _ in self.entries]


def shown(page: str) -> list[Shown]:
    return [
        message
        for thread in html.document_fromstring(page).xpath("//li[@class='thread']")
        for message in map(_message, thread.xpath(".//article"))
    ]


def _message(article: html.HtmlElement) -> Shown:
    (thread,) = article.xpath("ancestor::li[@class='thread']")
    number, root = article.get("data-id"), thread.get("data-root")
    digests = article.xpath(".//section[contains(@class, 'digest')]")
    titles = [one.text_content() for one in article.xpath(".//section[contains(@class, 'digest')]/h3")]
    return Shown(
        number,
        None if number == root else root,
        article.xpath(".//*[@class='author']")[0].text_content(),
        "ephemeral" in article.get("class"),
        "\n".join(
            one.text_content() for one in article.xpath(".//*[@class='body']//p|.//*[@class='body']//li")
        ),
        titles[0] if titles else "" if digests else None,
        tuple(_entry(one) for one in article.xpath(".//ul[@class='entries']/li")),
    )


def _entry(item: html.HtmlElement) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    (headline,) = item.xpath(".//*[contains(@class, 'headline')]")
    (facts,) = item.xpath(".//p[@class='facts']")
    links = tuple((one.text_content(), one.get("href")) for one in facts.xpath(".//a"))
    return headline.text_content(), facts.text_content(), links


@dataclass
class Person:
    browser: Browser

    async def page(self) -> list[Shown]:
        return shown((await self.browser.get("/"))[1])

    async def say(self, text: str) -> str:
        """The id of the message."""
        status, said = await self.browser.say(text)
        assert status == 200, said
        return str(said["message"]["id"])

    async def ask(self, text: str) -> str:
        """Says a `/digest`; what is answered to them alone."""
        before = len(await self.alone())
        status, said = await self.browser.say(f"/digest {text}".strip())
        assert status == 200, said
        async with asyncio.timeout(30):
            while len(await self.alone()) == before:  # noqa: ASYNC110 - what is waited for is on a page
                await asyncio.sleep(TICK)
        return (await self.alone())[-1].text

    async def alone(self) -> list[Shown]:
        return [one for one in await self.page() if one.alone]

    async def digests(self) -> list[Shown]:
        """Those that stand in the channel or in a thread, for everybody."""
        return [one for one in await self.page() if one.title is not None and not one.alone]


@dataclass
class Town:
    database: Path
    settings: Settings
    tide: WebServer
    harbour: WebServer
    ann: Person
    ben: Person
    clock: Clock = field(default_factory=Clock)

    def page(self, site: WebServer, path: str, headline: str) -> str:
        """Serves an article; its address."""
        site.answers[path] = Answer(articles.page(headline).encode())
        return site.url(path)

    def serve(self, site: WebServer, *stories: tuple[str, datetime]) -> None:
        """Serves a feed of these stories at /feed, and their pages. The tide's is RSS, the harbour's Atom."""
        entries = [
            FeedEntry(
                headline,
                self.page(site, f"/{headline.lower().replace(' ', '-')}", headline),
                headline,
                published=at,
            )
            for headline, at in stories
        ]
        if site is self.tide:
            body, kind = rss(entries, "The Tide", site.url()), "application/rss+xml"
        else:
            body, kind = atom(entries, "Harbour news", site.url()), "application/atom+xml"
        site.answers["/feed"] = Answer(body, headers=(("Content-Type", kind),))

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with running(self.database, self.settings, self.clock):
            yield

    async def set_up(self) -> None:
        """A digest of both feeds, at 08:30 in Berlin each day: Ann's the tide and the hour, Ben's the harbour."""
        assert "Added: The Tide" in await self.ann.ask(f"add {self.tide.url('/feed')}")
        assert "Added: Harbour news" in await self.ben.ask(f"add {self.harbour.url('/feed')}")
        assert "next on Monday, 2 March 2026" in await self.ann.ask("at 08:30 Europe/Berlin")

    async def looked(self) -> None:
        """The program has looked at the clock again and again, as it stands now."""
        before = self.clock.looks
        await until(lambda: self.clock.looks >= before + 20)

    async def taken_up(self, day: datetime) -> None:
        """The digest of this day was recorded, or more."""
        await until(lambda: self.states(day), within=60)

    async def done(self, day: datetime) -> None:
        """The digest of this day was taken up and brought to its end."""
        await until(lambda: self.states(day) == ["done"], within=60)

    def states(self, day: datetime) -> list[str]:
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            asked = f"digest/1/{day.date().isoformat()}"
            rows = connection.execute("SELECT state FROM requests WHERE event = ?", (asked,))
            return [state for (state,) in rows]
        finally:
            connection.close()


@pytest.fixture
def port() -> Iterator[int]:
    """A port that nobody else is given, and that the program can listen on each time it is started."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
async def town(tmp_path: Path, port: int) -> AsyncIterator[Town]:
    async with AsyncExitStack() as stack:
        tide, harbour = [await stack.enter_async_context(WebServer()) for _ in range(2)]
        ann, ben = [
            Person(
                Browser(
                    await stack.enter_async_context(
                        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
                    ),
                    f"http://127.0.0.1:{port}",
                )
            )
            for _ in range(2)
        ]
        settings = told(port=port, fetch_allow=(tide.authority, harbour.authority))
        town = Town(tmp_path / "days.db", settings, tide, harbour, ann, ben)
        town.serve(tide)
        town.serve(harbour)
        yield town


async def known(*people: Person) -> None:
    """Each opens the page, which gives them their cookie."""
    for one in people:
        await one.page()


async def test_days_of_a_digest(town: Town) -> None:
    ann, ben, clock = town.ann, town.ben, town.clock
    tide = [(f"Tide {number}", NOON - number * MINUTE) for number in range(1, 9)]
    harbour = [(f"Harbour {number}", NOON - number * MINUTE - MINUTE / 2) for number in range(1, 5)]
    town.serve(town.tide, *tide, ("Long ago", NOON - 9 * DAY))
    town.serve(town.harbour, *harbour)
    found = town.page(town.harbour, "/found", "Found by two")
    town.page(town.harbour, "/found?utm_source=ben", "Found by two")

    async with town.running():
        await known(ann, ben)
        await town.set_up()
        await ben.ask("links on")
        assert "2 more would stand in its thread." in await ann.ask("preview")
        clock.now += MINUTE
        of_ann = await ann.say(f"look: {found}")
        clock.now += MINUTE
        of_ben = await ben.say(f"{found}?utm_source=ben")
        clock.now += MINUTE
        of_feed = await ben.say(town.tide.url("/tide-3"))
        clock.now = MONDAY - MINUTE
        await town.looked()
        assert await ann.digests() == []

    async with town.running():
        clock.now = MONDAY
        await town.taken_up(MONDAY)  # and stopped at once, whatever of it is done
    async with town.running():
        await town.done(MONDAY)
        clock.now += 30 * MINUTE
        await town.looked()
        clock.now += 4 * HOUR
        await town.looked()
        await check_first_day(town, of_ann, of_ben, of_feed)

    # on the second day one entry is new
    clock.now = MONDAY + 23 * HOUR
    town.serve(town.tide, ("Tide 9", MONDAY + HOUR), *tide)
    async with town.running():
        clock.now = MONDAY + DAY
        await town.done(clock.now)
        second = (await ann.digests())[2:]
        assert [one.title for one in second] == ["News digest · Tuesday, 3 March 2026"]
        assert second[0].headlines == ["Tide 9"]

        # the third is quiet, the fourth is not
        clock.now = MONDAY + 2 * DAY
        await town.done(clock.now)
        assert len(await ann.digests()) == 3
        town.serve(town.harbour, ("Harbour 5", MONDAY + 2 * DAY + HOUR), *harbour)
        clock.now = MONDAY + 3 * DAY
        await town.done(clock.now)
    async with town.running():
        *_, last = await ben.digests()
        assert len(await ben.digests()) == 4
        assert (last.title, last.headlines) == ("News digest · Thursday, 5 March 2026", ["Harbour 5"])


async def check_first_day(town: Town, of_ann: str, of_ben: str, of_feed: str) -> None:
    root, rest = await town.ann.digests()
    assert await town.ben.digests() == [root, rest]
    assert (root.root, root.title, root.alone) == (None, "News digest · Monday, 2 March 2026", False)
    assert (rest.root, rest.title) == (root.id, "")
    assert len(root.headlines) == MOST_IN_POST
    assert f"{len(rest.headlines)} more in the thread." in root.text
    assert root.headlines + rest.headlines == [
        *("Tide 3", "Found by two", "Tide 1", "Harbour 1", "Tide 2", "Harbour 2", "Harbour 3", "Tide 4"),
        *("Harbour 4", "Tide 5", "Tide 6", "Tide 7", "Tide 8"),
    ]
    authors = {one.id: one.author for one in await town.ben.page()}
    authors |= {one.id: one.author for one in await town.ann.page() if one.id == of_ben}
    (_, by_ben, one), (_, by_both, two), *others = (*root.entries, *rest.entries)
    assert one == ((f"shared by {authors[of_ben]}", f"/#m{of_feed}"),)
    assert two == (
        (f"shared by {authors[of_ann]}", f"/#m{of_ann}"),
        (authors[of_ben], f"/#m{of_ben}"),
    )
    assert by_ben.startswith("The Orford Tide")
    assert by_both.endswith(f"shared by {authors[of_ann]}, {authors[of_ben]}")
    assert [links for _, _, links in others] == [()] * 11


async def test_a_digest_is_not_posted_four_hours_late(town: Town) -> None:
    town.serve(town.tide, ("Tide 1", NOON))
    async with town.running():
        await known(town.ann, town.ben)
        await town.set_up()
    town.clock.now = MONDAY + 4 * HOUR
    async with town.running():
        await town.looked()
        assert town.states(MONDAY) == []
        town.serve(town.tide, ("Tide 2", MONDAY + 5 * HOUR), ("Tide 1", NOON))
        town.clock.now = MONDAY + DAY
        await town.done(town.clock.now)
        (digest,) = await town.ann.digests()
    assert digest.title == "News digest · Tuesday, 3 March 2026"
    assert digest.headlines == ["Tide 2"]


async def test_what_is_said_about_a_digest_is_seen_by_who_asked_alone(town: Town) -> None:
    town.serve(town.tide, ("Tide 1", NOON - HOUR))
    async with town.running():
        await known(town.ann, town.ben)
        await town.set_up()
        of_ben = await town.ben.alone()
        for text in ("list", "preview", "help", "links on", "pause", "resume", "remove 2"):
            await town.ann.ask(text)
        (preview,) = [one for one in await town.ann.alone() if one.title is not None]
        assert preview.headlines == ["Tide 1"]
        assert await town.ben.alone() == of_ben
        assert await town.ben.digests() == []
        assert await town.ann.ask("now") == locale.text("digest posted")
        (posted,) = await town.ben.digests()
        assert (posted.headlines, posted.alone) == (["Tide 1"], False)


async def test_a_feed_that_is_gone_is_told_once_to_who_added_it(town: Town) -> None:
    async with town.running():
        await known(town.ann, town.ben)
        await town.set_up()
        before = len(await town.ann.alone()), len(await town.ben.alone())
        town.harbour.answers["/feed"] = Answer(status=410)
        for day in range(3):
            town.clock.now = MONDAY + day * DAY
            town.serve(town.tide, (f"Tide {day}", town.clock.now - HOUR))
            await town.done(town.clock.now)
        assert [one.headlines for one in await town.ann.digests()] == [["Tide 0"], ["Tide 1"], ["Tide 2"]]
        (*_, told) = await town.ben.alone()
        assert (len(await town.ann.alone()), len(await town.ben.alone())) == (before[0], before[1] + 1)
        problem = locale.feed_problem(Reason.GONE)
        feed = town.harbour.url("/feed")
        assert f"Harbour news ({feed}): {problem}." in told.text
        assert f"2. Harbour news ({feed}): can't be read, {problem}" in await town.ben.ask("list")
