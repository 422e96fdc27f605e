"""Days of a Slack channel with a digest: the whole program over feeds, pages and Slack on loopback.

The program and Slack go by one clock that stands until a test moves it. A test goes on once the hours
and the feeds were looked at by the new time and all that was due is done: what is not there did not come.
"""

from __future__ import annotations

import asyncio
import inspect
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path
from types import CodeType
from zoneinfo import ZoneInfo

import pytest

from adapters import locale
from adapters.base import Reason
from adapters.store.database import open_database
from adapters.store.sql import SqlStore
from bot.feeds import Feeds
from bot.settings import Settings
from bot.timekeeping import Hours
from summarizer.model import FeedEntry
from tests import articles, feeds
from tests.running import running, told, until
from tests.slack_server.arguments import Arguments
from tests.slack_server.delivery import Delivery
from tests.slack_server.methods import call
from tests.slack_server.server import Clock, Said, SlackServer
from tests.slack_server.workspace import Message
from tests.web_server import Answer, WebServer

TIDE, HARBOUR = "The Orford Tide", "Harbour Notes"
XML = (("Content-Type", "application/xml"),)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026 by the clocks of Berlin; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)


def headline(subject: str) -> str:
    return f"Orford mends its {subject}"


def paragraphs(subject: str) -> tuple[str, ...]:
    """Two of them would call everybody in the channel if Slack read them."""
    return (
        f"The {subject} of Orford will be closed from April until June, the board wrote to <!channel>.",
        f"It has put aside 40,000 crowns for the {subject}, twice as much as in the whole year before.",
        f"Nobody, wrote <!channel>, had looked after the {subject} since the flood, so that the rain came in on all sides.",
        f"Whoever needs the {subject} meanwhile is asked to go to the neighbouring town on the east bank.",
    )


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it stands in a message: its linked headline, the lines under it, and where else they lead."""

    headline: str
    link: str
    origin: str
    sentences: tuple[str, ...]
    spots: tuple[str, ...]


def entries(messages: Sequence[Message]) -> list[Told]:
    found = []
    for block in (one for message in messages for one in message.blocks if one["type"] == "rich_text"):
        first, *others = block["elements"][0]["elements"]
        if first["type"] == "link":
            origin, *sentences = "".join(one["text"] for one in others).removeprefix("\n").split("\n")
            spots = tuple(one["url"] for one in others if one["type"] == "link")
            found.append(Told(first["text"], first["url"], origin, tuple(sentences), spots))
    return found


LOOPS = (Hours.look.__code__, Feeds.read_due.__code__)
"""What looks at the clock again and again, each time when the time before has come to its end."""


@dataclass
class Watch:
    """The clock as the program reads it; `looks` counts for each of the loops how often it did."""

    clock: Clock
    looks: dict[CodeType, int] = field(default_factory=lambda: dict.fromkeys(LOOPS, 0))

    def __call__(self) -> datetime:
        frame = inspect.currentframe()
        if frame and frame.f_back and frame.f_back.f_code in LOOPS:
            self.looks[frame.f_back.f_code] += 1
        return self.clock.now


@dataclass
class Quay:
    """A workspace with Ann, Ben and a channel, and the site whose feeds and pages they read."""

    slack: SlackServer
    site: WebServer
    clock: Clock
    watch: Watch
    settings: Settings
    database: Path
    ann: str
    ben: str
    general: str
    store: SqlStore | None = None

    # ---- the site

    def page(self, subject: str, outlet: str = TIDE) -> str:
        """Serves an article; its address."""
        page = articles.page(headline(subject), tuple(map(escape, paragraphs(subject))))
        self.site.answers[f"/{subject}"] = Answer(page.replace(TIDE, outlet).encode())
        return self.site.url(f"/{subject}")

    def story(self, subject: str, published: datetime, outlet: str = TIDE) -> FeedEntry:
        """An entry with a page of its own."""
        link = self.page(subject, outlet)
        return FeedEntry(f"{outlet}:{subject}", link, headline(subject), None, published)

    def rss(self, *listed: FeedEntry, pause: float = 0.0) -> str:
        """The Tide's feed, as it is from now on; its address."""
        self.site.answers["/tide.rss"] = Answer(feeds.rss(listed, TIDE), headers=XML, pause=pause)
        return self.site.url("/tide.rss")

    def atom(self, *listed: FeedEntry) -> str:
        self.site.answers["/harbour.atom"] = Answer(feeds.atom(listed, HARBOUR), headers=XML)
        return self.site.url("/harbour.atom")

    # ---- time

    @asynccontextmanager
    async def on_duty(self, database: Path | None = None) -> AsyncIterator[None]:
        """The program runs; what was due when it started is done."""
        where = database or self.database
        async with running(where, self.settings, self.watch):
            await until(lambda: self.slack.line.sockets, within=60)
            engine = await open_database(f"sqlite:///{where}")
            try:
                self.store = SqlStore(engine)
                await self.come(self.clock.now)
                yield
            finally:
                await engine.dispose()

    async def come(self, moment: datetime) -> None:
        """It is that time, and what is due then is done."""
        self.clock.now = moment
        before = dict(self.watch.looks)
        # the first look by this time has come to its end when the next begins
        await until(lambda: all(self.watch.looks[loop] >= before[loop] + 2 for loop in LOOPS), within=60)
        await self.settled()

    async def settled(self) -> None:
        """All that came in is done."""
        assert self.store is not None
        async with asyncio.timeout(60):
            while await self.store.unfinished():  # noqa: ASYNC110 - the store tells, and calls nobody
                await asyncio.sleep(0.03)

    # ---- the people

    async def tell(self, text: str, person: str = "", channel: str = "") -> Message:
        """Says `/digest …`, which is delivered twice; the one answer, which nobody else sees."""
        person, channel = person or self.ann, channel or self.general
        before = {one: len(self.slack.ephemerals(one)) for one in (self.ann, self.ben)}
        await twice(await self.slack.command(person, channel, "/digest", text))
        await self.settled()
        new = {one: self.slack.ephemerals(one)[count:] for one, count in before.items()}
        (answer,) = new.pop(person)
        assert list(new.values()) == [[]]
        return answer

    async def share(self, person: str, subject: str, thread: str | None = None) -> Said:
        text = f"have a look: <{self.page(subject)}>"
        said = await self.slack.say(self.general, person, text, thread_ts=thread)
        await twice(said)
        return said

    async def begin(self, *listed: FeedEntry) -> None:
        """Ann has the Tide in the digest of the channel, which comes at half past eight."""
        await self.tell(f"add {self.rss(*listed)}")
        await self.tell("at 08:30 Europe/Berlin")

    # ---- what stands there

    def posts(self, channel: str = "") -> list[Message]:
        """The app's own messages in the channel itself."""
        own = self.slack.own(channel or self.general)
        return [one for one in self.slack.channel(channel or self.general) if one in own]

    def told_directly(self, person: str) -> list[str]:
        return [one.shown for one in self.slack.own(self.slack.workspace.direct(person).id)]

    def permalink(self, said: Said) -> str:
        """Slack's own address of a message."""
        own, asked = self.slack.workspace, Arguments({"channel": self.general, "message_ts": said.ts})
        return str(call(own, "chat.getPermalink", asked, own.bot_token, lambda _: None)["permalink"])

    def expected(self, subject: str, origin: str = TIDE) -> tuple[str, str, str]:
        return headline(subject), self.site.url(f"/{subject}"), origin


async def twice(delivered: Delivery | Said) -> None:
    """Acknowledged, and delivered once more as Slack does where it believes the first was lost."""
    for delivery in delivered.deliveries if isinstance(delivered, Said) else (delivered,):
        await delivery.done()
        await delivery.again()


def brief(told: Sequence[Told]) -> list[tuple[str, str, str]]:
    return [(one.headline, one.link, one.origin) for one in told]


def has_own_sentences(told: Told) -> bool:
    """One or two, word for word from the page that the entry links."""
    page = paragraphs(told.link.rpartition("/")[2])
    return 1 <= len(told.sentences) <= 2 and all(one in page for one in told.sentences)


def title(day: int) -> str:
    return locale.text("digest title", day=locale.whole_day(date(2026, 3, day)))


@pytest.fixture
async def quay(tmp_path: Path) -> AsyncIterator[Quay]:
    site, clock = WebServer(), Clock(at(2, 10))
    async with SlackServer(clock, commands=("/tldr", "/nutgraf", "/digest")) as slack, site:
        ann, ben = slack.workspace.person("ann"), slack.workspace.person("ben")
        general = slack.workspace.add_channel("general", ann, ben)
        settings = told(
            fetch_allow=(site.authority,),
            SLACK_BOT_TOKEN=slack.workspace.bot_token,
            SLACK_APP_TOKEN=slack.workspace.app_token,
            SLACK_API_BASE_URL=slack.base_url,
        )
        yield Quay(slack, site, clock, Watch(clock), settings, tmp_path / "day.db", ann, ben, general)
        assert slack.pings == []
        assert slack.unfurls == []
        assert slack.line.missed_deadlines == []
        assert slack.line.faults == []


# ---- what comes, and when -----------------------------------------------------------------------


async def test_a_digest_over_two_feeds_and_three_shared_links_comes_once_a_day_whatever_restarts(
    quay: Quay,
) -> None:
    slack, ann, ben = quay.slack, quay.ann, quay.ben
    site = '<html><head><link rel="alternate" type="application/rss+xml" href="/tide.rss"></head></html>'
    quay.site.answers["/"] = Answer(site.encode())
    ferry, old = quay.story("ferry", at(2, 9)), quay.story("museum", at(1, 1))
    ancient = replace(quay.story("market", at(1, 1), HARBOUR), published=datetime(2025, 11, 5, tzinfo=UTC))
    tide, harbour = quay.rss(ferry, old), quay.atom(ancient)

    async with quay.on_duty():
        by_site = await quay.tell(f"add {quay.site.url()}")
        assert f"Added: {TIDE} ({tide})" in by_site.shown
        assert f"Added: {HARBOUR} ({harbour})" in (await quay.tell(f"add {harbour}", ben)).shown
        await quay.tell("links on")
        assert "Tuesday, 3 March 2026" in (await quay.tell("at 08:30 Europe/Berlin")).shown
        await quay.come(at(2, 12))
        by_ben = await quay.share(ben, "library")
        await quay.come(at(2, 13))
        in_thread = await quay.share(ann, "school", by_ben.ts)
        await quay.come(at(2, 20))
        # the ferry is edited; the lighthouse stands in both feeds, and Ann shares it, too
        edited = replace(ferry, title=f"{ferry.title}, at last")
        lighthouse = quay.story("lighthouse", at(2, 18))
        twin = replace(lighthouse, id="tag:harbour,2026:17", published=at(2, 19))
        quay.rss(quay.story("bakery", at(2, 16)), lighthouse, edited, old)
        quay.atom(twin, ancient)
        by_ann = await quay.share(ann, "lighthouse")
        await quay.come(at(3, 8))
        quay.atom(quay.story("dredger", at(3, 7), HARBOUR), twin, ancient)
        await quay.come(at(3, 8, 29))
        assert quay.posts() == []

    quay.clock.now = at(3, 8, 40)
    async with quay.on_duty():
        pass
    async with quay.on_duty():
        await quay.come(at(3, 9))
        (post,) = quay.posts()
        shown = entries([post])
        assert brief(shown) == [
            quay.expected("dredger", HARBOUR),
            quay.expected("lighthouse", f"{TIDE} · shared by ann ↗"),
            quay.expected("bakery"),
            quay.expected("school", f"{TIDE} · shared by ann ↗"),
            quay.expected("library", f"{TIDE} · shared by ben ↗"),
            (f"{headline('ferry')}, at last", quay.site.url("/ferry"), TIDE),
        ]
        assert all(map(has_own_sentences, shown))
        assert "<!channel>" in post.shown
        spots = [spot for one in shown for spot in one.spots]
        assert spots == [quay.permalink(by_ann), quay.permalink(in_thread), quay.permalink(by_ben)]
        assert post.shown.startswith(title(3))
        assert slack.thread(quay.general, post.ts) == [post]

        # the next day: what was shown does not come again, edited or shared again or not
        await quay.come(at(3, 15))
        await quay.share(ben, "bakery")
        quay.rss(quay.story("market", at(3, 14)), lighthouse, replace(edited, title="Mended, as we said"))
        await quay.come(at(4, 8, 31))
        assert brief(entries(quay.posts()[1:])) == [quay.expected("market")]
        assert quay.posts()[1].shown.startswith(title(4))
        await quay.come(at(5, 8, 31))  # a day without news
        assert len(quay.posts()) == 2

    # it is down from before the hour until four hours later
    quay.rss(quay.story("theatre", at(6, 7)))
    quay.clock.now = at(6, 12, 31)
    async with quay.on_duty():
        await quay.come(at(6, 18))
        assert len(quay.posts()) == 2
        await quay.come(at(7, 8, 31))
        assert brief(entries(quay.posts()[2:])) == [quay.expected("theatre")]
    assert slack.methods().count("chat.postMessage") == 3


async def test_of_thirty_entries_ten_stand_in_the_channel_and_the_rest_in_the_thread(quay: Quay) -> None:
    subjects = [f"pier-{number}" for number in range(30)]
    listed = [quay.story(one, at(2, 9, 59 - number)) for number, one in enumerate(subjects)]
    async with quay.on_duty():
        await quay.begin(*listed)
        await quay.come(at(3, 8, 30))
        (post,) = quay.posts()
        rest = quay.slack.thread(quay.general, post.ts)[1:]
        assert brief(entries([post])) == [quay.expected(one) for one in subjects[:10]]
        assert brief(entries(rest)) == [quay.expected(one) for one in subjects[10:]]
        assert all(map(has_own_sentences, entries([post, *rest])))
        assert locale.text("digest more in thread", count=20) in post.shown
        assert all(title(3) not in one.shown for one in rest)


async def test_who_shared_a_link_is_named_where_slack_tells_names_and_else_the_link_alone_comes(
    quay: Quay,
) -> None:
    quay.slack.workspace.scopes.discard("users:read")
    async with quay.on_duty():
        await quay.tell("links on")
        await quay.tell("at 08:30 Europe/Berlin")
        first = await quay.share(quay.ann, "ferry")
        await quay.come(at(3, 8, 30))
        quay.slack.workspace.scopes.add("users:read")
        second = await quay.share(quay.ann, "bakery")
        await quay.come(at(4, 8, 30))
        without, named = entries(quay.posts())
        assert brief([without, named]) == [
            quay.expected("ferry", f"{TIDE} · shared here ↗"),
            quay.expected("bakery", f"{TIDE} · shared by ann ↗"),
        ]
        assert (without.spots, named.spots) == ((quay.permalink(first),), (quay.permalink(second),))


# ---- what people say ----------------------------------------------------------------------------


async def test_what_is_said_about_a_digest_is_acknowledged_at_once_and_answered_to_the_asker_alone(
    quay: Quay,
) -> None:
    slack, ann = quay.slack, quay.ann
    ferry = quay.story("ferry", at(2, 9))
    async with quay.on_duty():
        await quay.begin(ferry)
        await quay.tell("links on")
        await quay.share(ann, "library")
        await quay.come(at(2, 11))

        quay.rss(ferry, pause=1.0)
        asked = await slack.command(ann, quay.general, "/digest", "preview")
        count = len(slack.ephemerals(ann))
        await asked.done()
        assert len(slack.ephemerals(ann)) == count  # it was acknowledged before the feed was there
        await quay.settled()
        quay.rss(ferry)

        preview = await quay.tell("preview")
        assert [one.headline for one in entries([preview])] == [headline("library"), headline("ferry")]
        assert quay.posts() == []
        assert f"1. {TIDE} (" in (await quay.tell("list")).shown

        assert (await quay.tell("pause")).shown == locale.text("digest pause said").replace("`", "")
        await quay.come(at(3, 8, 30))
        await quay.come(at(3, 9))
        assert locale.text("digest resumed") in (await quay.tell("resume")).shown
        assert (await quay.tell("now", quay.ben)).shown == locale.text("digest posted")
        (post,) = quay.posts()
        assert (await quay.tell("now")).shown == locale.text("digest quiet")
        await quay.come(at(4, 8, 30))  # nothing is new
        assert quay.posts() == [post]

        assert (await quay.tell("links off")).shown == locale.text("digest links off said")
        assert (await quay.tell("remove 1")).shown == locale.text("digest removed", title=TIDE)
        assert locale.text("digest empty").replace("`", "") in (await quay.tell("list")).shown
        await quay.share(ann, "bakery")
        await quay.come(at(5, 8, 30))
        assert quay.posts() == [post]
    assert "chat.postEphemeral" not in slack.methods()


# ---- what goes wrong ----------------------------------------------------------------------------


async def test_a_feed_that_is_gone_keeps_nothing_back_and_is_told_once_to_whoever_added_it(
    quay: Quay,
) -> None:
    async with quay.on_duty():
        await quay.begin(quay.story("ferry", at(2, 9)))
        harbour = quay.atom(quay.story("dredger", at(1, 9), HARBOUR))
        await quay.tell(f"add {harbour}", quay.ben)
        quay.site.answers["/harbour.atom"] = Answer(status=410)
        await quay.come(at(3, 8, 30))
        assert brief(entries(quay.posts())) == [quay.expected("ferry")]
        (told_once,) = quay.told_directly(quay.ben)
        problem = locale.feed_problem(Reason.GONE)
        trouble = locale.text("digest trouble", title=HARBOUR, url=harbour, problem=problem)
        assert trouble.removeprefix("• ") in told_once
        quay.rss(quay.story("bakery", at(3, 20)))
        await quay.come(at(4, 8, 30))
        assert brief(entries(quay.posts()[1:])) == [quay.expected("bakery")]
        assert quay.told_directly(quay.ben) == [told_once]
        assert quay.told_directly(quay.ann) == []


async def test_where_the_bot_may_not_post_who_set_the_hour_is_told_once_and_once_invited_it_posts(
    quay: Quay,
) -> None:
    own = quay.slack.workspace
    own.scopes.discard("chat:write.public")
    shut = own.add_channel("shut", quay.ann, quay.ben, bot=False)
    async with quay.on_duty():
        await quay.tell(f"add {quay.rss(quay.story('ferry', at(2, 9)))}", channel=shut)
        await quay.tell("at 08:30 Europe/Berlin", quay.ben, channel=shut)
        await quay.come(at(3, 8, 30))
        (told,) = quay.told_directly(quay.ben)
        assert told.startswith(locale.text("digest told barred"))
        assert told.endswith(f".slack.com/archives/{shut}")
        quay.rss(quay.story("bakery", at(3, 20)))
        await quay.come(at(4, 8, 30))
        own.channels[shut].members.add(own.bot_user)
        quay.rss(quay.story("dredger", at(5, 7)), quay.story("bakery", at(3, 20)))
        await quay.come(at(4, 20))
        assert quay.posts(shut) == []
        await quay.come(at(5, 8, 30))
        (post,) = quay.posts(shut)
        assert brief(entries([post])) == [quay.expected("dredger")]
        (told,) = quay.told_directly(quay.ben)
        assert told.startswith(locale.text("digest told barred"))
        assert told.endswith(f".slack.com/archives/{shut}")
        assert quay.told_directly(quay.ann) == []
    refused = [one for one in quay.slack.calls if one.error == "not_in_channel"]
    assert len(refused) == 2


async def test_a_digest_is_posted_once_through_a_limit_a_lost_request_and_a_lost_answer(quay: Quay) -> None:
    async with quay.on_duty():
        await quay.begin(quay.story("ferry", at(2, 9)))
        quay.slack.limit_next("chat.postMessage", retry_after=1)
        await quay.come(at(3, 8, 30))
        quay.rss(quay.story("bakery", at(4, 7)))
        quay.slack.fail_next("chat.postMessage", "lost request")
        await quay.come(at(4, 8, 30))
        quay.rss(quay.story("dredger", at(5, 7)))
        quay.slack.fail_next("chat.postMessage", "lost answer")
        await quay.come(at(5, 8, 30))
        await quay.come(at(5, 9))
    assert brief(entries(quay.posts())) == [quay.expected(one) for one in ("ferry", "bakery", "dredger")]
    outcomes = [one.error for one in quay.slack.calls if one.method == "chat.postMessage"]
    assert outcomes == ["ratelimited", None, "lost request", None, None]


async def test_a_program_that_was_killed_while_it_posted_finds_its_digest_and_posts_no_second(
    quay: Quay, tmp_path: Path
) -> None:
    killed = tmp_path / "killed.db"
    async with quay.on_duty():
        await quay.begin(quay.story("ferry", at(2, 9)))
        # Slack takes the message and its answer is lost; until the program may look for it, it knows nothing
        quay.slack.fail_next("chat.postMessage", "lost answer")
        quay.slack.limit_next("conversations.history", retry_after=1)
        quay.clock.now = at(3, 8, 30)
        await until(quay.posts)
        with closing(sqlite3.connect(quay.database)) as there, closing(sqlite3.connect(killed)) as copy:
            there.backup(copy)
    quay.slack.calls.clear()
    async with quay.on_duty(killed):
        pass
    assert "conversations.history" in quay.slack.methods()
    assert "chat.postMessage" not in quay.slack.methods()
    assert brief(entries(quay.posts())) == [quay.expected("ferry")]
