"""A channel with the service behind it, fakes at every port and the real core; short ways to say what
people do in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from adapters.base import Action, Ask, File, Message, Person, Place, Posted, Pressed, Private, State, Way
from bot.delivery import Delivery
from bot.desk import Desk
from bot.editions import Editor
from bot.feeds import Feeds
from bot.reader import Reader, ReadingLimits
from bot.sections import Answering
from bot.service import Service
from bot.timekeeping import Hours
from summarizer.core import summarise
from summarizer.model import Document, FeedLinks, NewsFeed, Raw, Source, Summary, Wish
from summarizer.reading.feeds import read_feed
from tests import articles
from tests.fakes.digests import MemoryDigests
from tests.fakes.jobs import MemoryJobs
from tests.fakes.poster import MemoryPoster
from tests.fakes.store import MemoryStore
from tests.fakes.web import MemoryWeb

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANNEL = Place("somewhere", "w", "general")
ANN = Person("ann", "Ann")
BEN = Person("ben", "Ben")
LINK = "https://tide.example/bridge"


async def read_news(source: Raw) -> NewsFeed | FeedLinks:
    return read_feed(source)


async def read(source: Source, wish: Wish) -> tuple[Document, Summary]:
    return summarise(source, wish)


class Channel:
    """A service with its fakes, and short ways to say what people do."""

    def __init__(self, **pages: str | Exception) -> None:
        self.now = NOON
        self.store = MemoryStore()
        self.news = MemoryDigests()
        self.poster = MemoryPoster()
        self.web = MemoryWeb(
            {LINK: articles.page(), **{f"https://{k}.example/": v for k, v in pages.items()}}
        )
        self.slept: list[float] = []
        self.start()
        self.events = 0

    def start(self) -> None:
        """A new process over the same store and the same platform."""
        clock, posters = lambda: self.now, {"somewhere": self.poster}
        reader = Reader(self.web, read, clock, ReadingLimits(text_chars=100_000), self.store)
        delivery = Delivery(self.store, posters, clock, self.sleep)
        self.feeds = Feeds(self.news, self.web, read_news, clock)
        desk = Desk(
            self.news, self.feeds, Editor(self.news, self.feeds, reader, clock), delivery, posters, clock
        )
        self.service = Service(self.store, reader, delivery, desk, posters, clock, Answering(most_links=3))
        self.hours = Hours(self.news, posters.keys(), self.service.accept, self.service.retake, clock)
        self.jobs = MemoryJobs(self.service.work)
        self.service.jobs = self.jobs

    async def restart(self) -> None:
        """A new process, that takes up what the last one left."""
        self.start()
        await self.service.resume()
        await self.jobs.run_all()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def event(self) -> str:
        self.events += 1
        return f"event-{self.events}"

    def mention(
        self, text: str, *files: File, thread: str | None = None, target: Message | None = None
    ) -> Ask:
        place = CHANNEL if thread is None else CHANNEL.in_thread(thread)
        event = self.event()
        return Ask(
            event, Way.MENTION, place, ANN, NOON, text, Message(f"m-{event}", text, ANN, files), target
        )

    def command(self, text: str, command: str = "tldr") -> Ask:
        place = replace(CHANNEL, private=Private("ann"))
        return Ask(self.event(), Way.COMMAND, place, ANN, NOON, text, command=command)

    def press(self, action: Action, key: str, person: Person = ANN) -> Pressed:
        posted = self.poster.posted(key) or Posted(CHANNEL, "gone")
        return Pressed(self.event(), CHANNEL, person, NOON, action, key, posted)

    def automatic(self, text: str) -> Ask:
        event = self.event()
        return Ask(event, Way.AUTOMATIC, CHANNEL, ANN, NOON, text, Message(f"m-{event}", text, ANN))

    async def say(self, incoming: Ask | Pressed) -> None:
        await self.service.accept(incoming)
        await self.jobs.run_all()

    @property
    def states(self) -> list[State]:
        return [row.request.state for row in self.store.rows.values()]
