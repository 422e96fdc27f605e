"""A digest of feeds as the web has them, good, odd and bad, over real sockets, with real workers and a real
database: what can be read comes, what can't has its reason, and nothing keeps anything else from coming.

All is done once, in two readings three hours apart, and each test looks at what came of it.
"""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from adapters.base import Digest, Due, Edition, Entry, Feed, Person, Place, Reason, Section
from adapters.display import safe_link
from adapters.store.database import open_database, upgrade
from adapters.store.digests import SqlDigests
from adapters.store.sql import SqlStore
from adapters.web import GuardedWeb
from adapters.workers import Workers
from bot.editions import Draft, Editor
from bot.feeds import Feeds
from bot.reader import Reader
from summarizer.model import FeedEntry
from tests import articles
from tests.feeds import atom, json_feed, rss, rss_of
from tests.web_asking import known
from tests.web_server import Answer, Answers, Asked, WebServer, redirect

pytestmark = pytest.mark.asyncio(loop_scope="module")

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATER = NOON + 3 * HOUR
ANN = Person("ann", "Ann")
HERE = Place("somewhere", "w", "general")
MAX_BYTES = 200_000
DEADLINE = 3.0
STORY = "".join(f"<p>{paragraph}</p>" for paragraph in articles.PARAGRAPHS[:5])
"""Long enough that a page behind it is not asked for."""

SENTENCES = " ".join(articles.PARAGRAPHS)
TEASER = "The ferry to the island goes from the eastern quay this winter, once an hour until the evening."


def entry(name: str, ago: timedelta = HOUR) -> FeedEntry:
    """An entry that brings its story whole, published so long before noon."""
    return FeedEntry(f"tag:{name}", f"https://tide.example/{name}", name, published=NOON - ago, content=STORY)


def served(body: bytes, media: str = "application/xml", *headers: tuple[str, str]) -> Answer:
    return Answer(body, headers=(("Content-Type", media), *headers))


# ---- the feeds ----------------------------------------------------------------------------------

RSS_091 = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">
<rss version="0.91"><channel><title>Anno dazumal</title><link>https://old.example/</link>
<description>Grüße von der Küste</description><language>en</language>
<item><title>Café by the quay</title><link>https://old.example/cafe</link>
<description><![CDATA[{STORY}]]></description></item>
</channel></rss>""".encode("iso-8859-1", "xmlcharrefreplace")

RSS_10 = f"""<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel rdf:about="https://rdf.example/"><title>The Descriptive</title><link>https://rdf.example/</link>
<description>Of resources</description>
<items><rdf:Seq><rdf:li resource="https://rdf.example/one"/></rdf:Seq></items></channel>
<item rdf:about="https://rdf.example/one"><title>One resource</title><link>https://rdf.example/one</link>
<dc:date>2026-03-01T11:00:00Z</dc:date><content:encoded><![CDATA[{STORY}]]></content:encoded></item>
</rdf:RDF>""".encode()

WHOLE = rss([entry("cut-one"), entry("cut-two"), entry("cut-three")])
CUT_OFF = WHOLE[: WHOLE.index(b"cut-three") - 12]  # within the tags before the third's title

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BILLION_LAUGHS = f"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}
<!ENTITY passwords SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>&l9;</title><link>https://fun.example/</link>
<item><title>Laughing &l9;</title><guid>ha</guid><description>&passwords;</description></item>
<item><title>A straight face</title><guid>straight</guid><description><![CDATA[{STORY}]]></description></item>
</channel></rss>""".encode()

HOSTILE = rss_of(
    f"""<item><title>\u202eTide\u202c &lt;b&gt;rises&lt;/b&gt; @everyone &lt;!channel&gt; &lt;@U123&gt; [click](javascript:alert(1))</title>
<guid isPermaLink="false">h1</guid><link>javascript:alert(document.domain)</link>
<description><![CDATA[<script>alert(1)</script>{STORY}<a href="javascript:alert(2)" onclick="alert(3)">more</a>]]></description></item>
<item><title><![CDATA[<img src=x onerror=alert(1)>Second<script>alert(2)</script>]]></title>
<guid isPermaLink="true">data:text/html,hello</guid><link>file:///etc/passwd</link>
<description><![CDATA[{STORY}]]></description></item>""",
    title="\u202eThe &lt;i&gt;Hostile&lt;/i&gt; @here",
)

BARE = rss_of(
    f"""<item><title>Without an id</title><link>https://bare.example/a?utm_source=feed</link>
<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate><description><![CDATA[{STORY}]]></description></item>
<item><title>Without a date</title><guid>b</guid><link>https://bare.example/b</link>
<description><![CDATA[{STORY}]]></description></item>
<item><title>Without a link</title><guid isPermaLink="false">c</guid>
<pubDate>Sun, 01 Mar 2026 09:00:00 GMT</pubDate><description><![CDATA[{STORY}]]></description></item>
<item><description><![CDATA[{STORY}]]></description></item>
<item></item>""",
    title="The Bare",
)

PAGED = rss(
    [
        FeedEntry("p1", "/story", "with a page", published=NOON - HOUR, content=TEASER),
        FeedEntry("p2", "/no-story", "without a page", published=NOON - HOUR, content=TEASER),
    ],
    title="The Paged",
)

BOMB = gzip.compress(b"<rss><channel><title>" + b"0" * 5_000_000 + b"</title></channel></rss>")
SITE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/site/feed"></head><body></body></html>'


NOT_ADDED = ("/site", "/site/feed", "/settled", "/elsewhere", "/story", "/no-story")
"""Where the feeds of others lead to."""


def conditional(etag: str, body: bytes) -> Callable[[Asked], Answer]:
    """What a server does that knows conditions."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == etag:
            return Answer(status=304, headers=(("ETag", etag),), length=None)
        return served(body, "application/rss+xml", ("ETag", etag))

    return answer


def answers(private: WebServer) -> Answers:
    """The first reading's; what is at /edited, /drip and /cut-off is another the second time."""
    return {
        "/rss-091": served(RSS_091, "text/xml"),
        "/rss-10": served(RSS_10, "application/rdf+xml"),
        "/rss-20": served(rss([entry("two-nought", 2 * HOUR)], title="Two Nought")),
        "/atom": served(atom([entry("in-atom")], title="The Atom"), "application/atom+xml"),
        "/json": served(json_feed([entry("in-json")], title="The JSON"), "application/feed+json"),
        "/site": Answer(SITE),
        "/site/feed": served(rss([entry("of-a-site")], title="The Site"), "text/plain"),
        "/known": conditional('"v1"', rss([entry("unchanged")], title="The Known")),
        "/moved": redirect("/settled", 301),
        "/settled": served(rss([entry("settled")], title="The Settled")),
        "/temporary": redirect("/elsewhere", 302),
        "/elsewhere": served(rss([entry("elsewhere")], title="The Visitor")),
        "/gone": Answer(status=410),
        "/missing": Answer(status=404),
        "/limited": Answer(status=429, headers=(("Retry-After", "86400"),)),
        "/broken": Answer(status=503),
        "/huge": served(rss([entry("huge")], more=f"<copyright>{'x' * MAX_BYTES}</copyright>")),
        "/bomb": served(BOMB, "application/xml", ("Content-Encoding", "gzip")),
        "/drip": replace(served(b"<rss>" + b" " * 1000), drip=0.1, endless=True),
        "/cut-off": served(CUT_OFF),
        "/laughs": served(BILLION_LAUGHS),
        "/page": Answer(articles.page().encode()),
        "/private": redirect(private.url("/feed"), 302),
        "/hostile": served(HOSTILE),
        "/bare": served(BARE),
        "/edited": served(rss([entry("edited")], title="The Edited")),
        "/nothing": served(b""),
        "/paged": served(PAGED),
        "/story": Answer(articles.page("A page").encode()),
        "/no-story": Answer(status=404),
    }


# ---- the two readings ---------------------------------------------------------------------------


@dataclass
class Outcome:
    """What came of two readings: the sections of both editions by their headlines, how the feeds stood after
    each by their addresses, what the servers were asked for, and the entries that are kept in the end."""

    authority: str = ""
    editions: list[dict[str, Section]] = field(default_factory=list)
    feeds: list[dict[str, Feed]] = field(default_factory=list)
    asked: list[list[Asked]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    private_connections: int = 0
    errors: list[str] = field(default_factory=list)

    @property
    def first(self) -> dict[str, Section]:
        return self.editions[0]

    @property
    def second(self) -> dict[str, Section]:
        return self.editions[1]

    def url(self, target: str) -> str:
        return f"http://{self.authority}{target}"

    def asked_for(self, target: str, reading: int) -> list[Asked]:
        return [one for one in self.asked[reading] if one.target == target]


class Bureau:
    """The parts as the product has them, at a clock of the test's."""

    def __init__(self, digests: SqlDigests, store: SqlStore, web: GuardedWeb, workers: Workers) -> None:
        self.now = NOON
        self.digests = digests
        self.store = store
        self.feeds = Feeds(digests, web, workers.news, lambda: self.now)
        self.editor = Editor(
            digests, self.feeds, Reader(web, workers, lambda: self.now, store=store), lambda: self.now
        )

    async def make(self, digest: Digest, draft: Draft) -> None:
        """Has this edition posted."""
        due = Due(f"digest/{digest.id}/{self.now:%H}", HERE, self.now, digest.id)
        request = await self.store.record(due, self.now)
        assert request is not None
        edition = Edition(request, digest.id, draft.until, draft.reply(NOON.date()))
        await self.digests.make(edition, draft.keys)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def outcome(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Outcome]:
    path: Path = tmp_path_factory.mktemp("digests")
    engine = await open_database(f"sqlite:///{path / 'store.db'}")
    await upgrade(engine)
    found = Outcome()
    async with WebServer() as private, WebServer(answers(private)) as server:
        web = GuardedWeb(
            [server.authority], max_bytes=MAX_BYTES, deadline=DEADLINE, resolver=known({}), clock=lambda: NOON
        )
        async with Workers("textrank", processes=1) as workers:
            bureau = Bureau(SqlDigests(engine), SqlStore(engine), web, workers)
            with capture_logs() as logs:
                await _read_twice(bureau, server, found)
        found.errors = [str(one) for one in logs if one["log_level"] == "error"]
        found.private_connections = private.connections
    await engine.dispose()
    yield found


async def _read_twice(bureau: Bureau, server: WebServer, found: Outcome) -> None:
    found.authority = server.authority
    digest = await bureau.digests.open_digest(HERE, ANN, NOON)
    await bureau.feeds.add(digest.id, await bureau.feeds.find(server.url("/site")), ANN)
    for target in server.answers:
        if target not in NOT_ADDED:
            # as if it had been well when it was found
            await bureau.digests.add_feed(digest.id, server.url(target), ANN, NOON)
    await _read(bureau, digest, server, found)
    server.answers["/edited"] = served(
        rss(
            [entry("added-later", -2 * HOUR), replace(entry("edited"), title="edited twice")],
            title="The Edited",
        )
    )
    server.answers["/drip"] = served(rss([entry("in-one-go", -2 * HOUR)]))
    server.answers["/cut-off"] = served(WHOLE)
    bureau.now = LATER
    await _read(bureau, digest, server, found)
    found.entries = await bureau.digests.entries(digest.id, NOON - HOUR, LATER)


async def _read(bureau: Bureau, digest: Digest, server: WebServer, found: Outcome) -> None:
    """Makes an edition, as if it was posted, and notes how everything stands then."""
    draft = await bureau.editor.draft(digest)
    await bureau.make(digest, draft)
    found.editions.append({one.headline or "": one for one in draft.sections})
    assert len(found.editions[-1]) == len(draft.sections)
    found.feeds.append({one.feed.url: one.feed for one in await bureau.digests.members(digest.id)})
    found.asked.append(server.asked)
    server.asked = []


# ---- what comes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headline", "link", "outlet"),
    [
        ("Café by the quay", "https://old.example/cafe", "Anno dazumal"),  # RSS 0.91
        ("One resource", "https://rdf.example/one", "The Descriptive"),  # RSS 1.0
        ("two-nought", "https://tide.example/two-nought", "Two Nought"),  # RSS 2.0
        ("in-atom", "https://tide.example/in-atom", "The Atom"),
        ("in-json", "https://tide.example/in-json", "The JSON"),
        ("of-a-site", "https://tide.example/of-a-site", "The Site"),
        ("unchanged", "https://tide.example/unchanged", "The Known"),
        ("settled", "https://tide.example/settled", "The Settled"),
        ("elsewhere", "https://tide.example/elsewhere", "The Visitor"),
        ("cut-one", "https://tide.example/cut-one", "The Orford Tide"),
        ("cut-two", "https://tide.example/cut-two", "The Orford Tide"),
        ("Without an id", "https://bare.example/a?utm_source=feed", "The Bare"),
        ("Without a date", "https://bare.example/b", "The Bare"),
        ("Without a link", None, "The Bare"),
        ("A straight face", None, "&l9;"),
        ("edited", "https://tide.example/edited", "The Edited"),
    ],
)
async def test_each_good_entry_comes_with_its_headline_link_outlet_and_sentences(
    outcome: Outcome, headline: str, link: str | None, outlet: str
) -> None:
    section = outcome.first[headline]
    assert (section.link, section.site) == (link, outlet)
    assert 1 <= len(section.passages) <= 2
    assert all(passage.text in SENTENCES for passage in section.passages)


async def test_nothing_is_raised_and_no_fault_of_ours_is_told_of(outcome: Outcome) -> None:
    assert outcome.errors == []


async def test_nothing_comes_that_no_feed_brought(outcome: Outcome) -> None:
    assert len(outcome.first) == 22
    assert "huge" not in outcome.first
    assert "cut-three" not in outcome.first


async def test_an_entry_that_has_nothing_but_its_text_comes_under_the_name_of_its_feed(
    outcome: Outcome,
) -> None:
    section = outcome.first[""]
    assert (section.link, section.headline, section.site) == (None, None, "The Bare")
    assert section.passages


async def test_a_teaser_has_the_sentences_of_its_page_or_its_own_where_that_is_not_there(
    outcome: Outcome,
) -> None:
    with_page, without = outcome.first["with a page"], outcome.first["without a page"]
    assert with_page.link == outcome.url("/story")
    assert with_page.passages
    assert all(passage.text in SENTENCES for passage in with_page.passages)
    assert without.link == outcome.url("/no-story")
    assert [passage.text for passage in without.passages] == [TEASER]


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("/gone", Reason.GONE),
        ("/missing", Reason.NOT_FOUND),
        ("/limited", Reason.RATE_LIMITED),
        ("/broken", Reason.SITE_FAILED),
        ("/huge", Reason.TOO_LARGE),
        ("/bomb", Reason.TOO_LARGE),
        ("/drip", Reason.TIMED_OUT),
        ("/page", Reason.NOT_A_FEED),
        ("/private", Reason.PRIVATE_ADDRESS),
        ("/nothing", Reason.EMPTY),
    ],
)
async def test_each_bad_feed_has_its_reason(outcome: Outcome, target: str, reason: Reason) -> None:
    feed = outcome.feeds[0][outcome.url(target)]
    assert (feed.problem, feed.failures, feed.read, feed.listed) == (reason, 1, None, None)


async def test_a_feed_that_can_be_read_has_no_problem(outcome: Outcome) -> None:
    well = {url.removeprefix(outcome.url("")) for url, feed in outcome.feeds[0].items() if not feed.problem}
    assert well == {
        "/rss-091", "/rss-10", "/rss-20", "/atom", "/json", "/site/feed", "/known", "/settled", "/temporary",
        "/cut-off", "/laughs", "/hostile", "/bare", "/edited", "/paged",
    }  # fmt: skip


# ---- what is asked for, and where ---------------------------------------------------------------


async def test_a_feed_that_is_as_it_was_is_asked_for_with_what_it_came_with(outcome: Outcome) -> None:
    first, second = (outcome.asked_for("/known", reading)[0].headers for reading in (0, 1))
    assert "if-none-match" not in first
    assert second["if-none-match"] == '"v1"'
    feed = outcome.feeds[1][outcome.url("/known")]
    assert (feed.read, feed.listed, feed.title, feed.problem) == (LATER, NOON, "The Known", None)


async def test_a_feed_that_moved_for_good_is_asked_for_where_it_lives(outcome: Outcome) -> None:
    assert outcome.url("/moved") not in outcome.feeds[0]
    assert [len(outcome.asked_for("/moved", reading)) for reading in (0, 1)] == [1, 0]
    assert [len(outcome.asked_for("/settled", reading)) for reading in (0, 1)] == [1, 1]


async def test_a_feed_that_is_elsewhere_for_a_while_keeps_its_address(outcome: Outcome) -> None:
    assert outcome.url("/elsewhere") not in outcome.feeds[1]
    assert len(outcome.asked_for("/temporary", 1)) == 1


@pytest.mark.parametrize("target", ["/gone", "/limited"])
async def test_what_is_gone_and_who_asked_to_be_left_alone_is_asked_once(
    outcome: Outcome, target: str
) -> None:
    assert [len(outcome.asked_for(target, reading)) for reading in (0, 1)] == [1, 0]
    assert outcome.feeds[1][outcome.url(target)] == outcome.feeds[0][outcome.url(target)]


async def test_who_says_when_to_come_back_is_left_alone_as_long(outcome: Outcome) -> None:
    assert outcome.feeds[0][outcome.url("/limited")].barred == NOON + timedelta(days=1)


@pytest.mark.parametrize("target", ["/missing", "/broken", "/huge", "/bomb", "/page", "/private", "/nothing"])
async def test_other_failures_are_asked_again_and_left_alone_longer(outcome: Outcome, target: str) -> None:
    once, twice = (outcome.feeds[reading][outcome.url(target)] for reading in (0, 1))
    assert HOUR <= once.due - NOON < twice.due - LATER < 3 * HOUR
    assert (once.failures, twice.failures) == (1, 2)


async def test_a_private_address_is_not_connected_to(outcome: Outcome) -> None:
    assert outcome.private_connections == 0


# ---- what harms nobody --------------------------------------------------------------------------


async def test_no_entity_is_expanded_and_no_file_read(outcome: Outcome) -> None:
    laughing = outcome.first["Laughing &l9;"]
    assert (laughing.link, laughing.passages) == (None, ())
    assert "haha" not in str(outcome)


@pytest.mark.parametrize(
    "headline",
    [
        "\u202eTide\u202c rises @everyone <!channel> <@U123> [click](javascript:alert(1))",
        "Second<script>alert(2)</script>",
    ],
)
async def test_a_hostile_entry_comes_as_plain_words_without_a_link_and_without_script(
    outcome: Outcome, headline: str
) -> None:
    section = outcome.first[headline]
    assert section.link is None
    assert section.passages
    assert all(passage.text in SENTENCES for passage in section.passages)


async def test_every_link_is_one_that_may_be_shown(outcome: Outcome) -> None:
    for section in (*outcome.first.values(), *outcome.second.values()):
        assert section.link is None or safe_link(section.link) == section.link


# ---- the second reading -------------------------------------------------------------------------


async def test_the_next_edition_has_what_is_new_and_that_alone(outcome: Outcome) -> None:
    assert set(outcome.second) == {"added-later", "in-one-go", "cut-three"}


async def test_an_edited_entry_is_the_same_with_other_words(outcome: Outcome) -> None:
    (edited,) = [one for one in outcome.entries if one.key == "tag:edited"]
    assert (edited.entry.title, edited.seen, edited.moment) == ("edited twice", NOON, NOON - HOUR)


async def test_a_feed_that_was_in_trouble_is_well_again_once_it_can_be_read(outcome: Outcome) -> None:
    feed = outcome.feeds[1][outcome.url("/drip")]
    assert (feed.problem, feed.failures, feed.read) == (None, 0, LATER)


async def test_an_entry_that_was_cut_off_comes_when_the_feed_is_whole(outcome: Outcome) -> None:
    assert outcome.second["cut-three"].passages
