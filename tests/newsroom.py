"""A channel with a digest: short ways to write feeds, to say what people say about digests, and to let
time go by. The clock stands at noon UTC on Sunday, 1 March 2026."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from adapters.base import Ask, Digest, Form, Message, Person, Place, Reply, Way
from summarizer.model import FeedEntry
from tests import articles
from tests.channel import ANN, CHANNEL, NOON, Channel
from tests.feeds import rss

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TIDE, HARBOUR = "https://tide.example/feed", "https://harbour.example/rss"


def story(number: int, ago: timedelta = HOUR, host: str = "tide.example", now: datetime = NOON) -> FeedEntry:
    """An entry with a page of its own at /story/<number>, published so long ago."""
    return FeedEntry(
        f"{host}-{number}", f"https://{host}/story/{number}", f"Story {number}", published=now - ago
    )


class Newsroom(Channel):
    def feed(self, url: str, *entries: FeedEntry, title: str = "The Orford Tide") -> None:
        """Serves a feed of these entries, and a page for each that has a link."""
        self.web.pages[url] = rss(entries, title=title).decode()
        self.web.media[url] = "application/rss+xml"
        for entry in entries:
            if entry.link:
                first = (
                    f"What story {entry.title} is about stands in its first sentence, which is long enough."
                )
                self.web.pages.setdefault(
                    entry.link, articles.page(entry.title or "", (first, *articles.PARAGRAPHS))
                )

    def digest_command(self, text: str, person: Person = ANN) -> Ask:
        return replace(self.command(text, "digest"), person=person, place=CHANNEL)

    async def tell(self, text: str, person: Person = ANN) -> str:
        """Says `/digest …`; what is answered to them alone."""
        return (await self.ask(text, person)).text or ""

    async def ask(self, text: str, person: Person = ANN) -> Reply:
        before = len(self.poster.shown)
        await self.say(self.digest_command(text, person))
        place, reply = list(self.poster.shown.values())[-1]
        assert len(self.poster.shown) > before
        assert place.private is not None
        assert place.private.person == person.id
        return reply

    async def share(
        self, *links: str, person: Person = ANN, way: Way = Way.AUTOMATIC, at: str = ""
    ) -> Message:
        event = self.event()
        text = " and ".join(links)
        message = Message(at or f"m-{event}", text, person, at=self.now, link=f"https://chat.example/{event}")
        await self.say(Ask(event, way, CHANNEL, person, self.now, text, message))
        return message

    async def tick(self, later: timedelta = timedelta(0)) -> None:
        """Time goes by, the clock is looked at, and what is due is done."""
        self.now += later
        await self.hours.look()
        await self.jobs.run_all()

    async def until(self, moment: datetime) -> None:
        await self.tick(moment - self.now)

    @property
    def digest(self) -> Digest:
        (digest,) = self.news._digests.values()
        return digest

    @property
    def posts(self) -> list[tuple[Place, Reply]]:
        """The digests that stand in the channel, and what of them stands in their threads."""
        return [
            one for one in self.poster.shown.values() if one[1].form is Form.DIGEST and not one[0].private
        ]

    @property
    def headlines(self) -> list[str | None]:
        return headlines(self.posts)

    def told(self, person: Person = ANN) -> list[str]:
        """What somebody was told directly."""
        return [
            reply.text or ""
            for place, reply in self.poster.shown.values()
            if place.private is not None and place.private.direct and place.private.person == person.id
        ]


def headlines(posts: Sequence[tuple[Place, Reply]]) -> list[str | None]:
    return [section.headline for _, reply in posts for section in reply.sections]
