"""`nutgraf digest` and `nutgraf feeds` as a person runs them, over feeds on loopback. Most are run in this
process, which takes a tenth of the time; what only a process can show is one."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from typer.testing import CliRunner

from adapters import locale
from adapters.base import Digest, Person, Place, Reason
from adapters.store import database
from adapters.store.digests import SqlDigests
from bot.__main__ import app
from bot.desk import MOST_FEEDS
from summarizer.model import FeedEntry
from summarizer.reading.feeds.opml import read_opml, write_opml
from tests import articles
from tests.feeds import atom, rss
from tests.test_command_line import Ended, environment, nutgraf, unfolded
from tests.web_server import Answer, WebServer

ANN = Person("ann", "Ann")
LOCAL = Place("local", "local", "general")
TEAM = Place("slack", "T1", "C1")
OTHER = Place("slack", "T2", "C1")
TIDE, FERRY = "https://tide.example/feed", "https://ferry.example/rss?a=1&b=2"


def served(body: bytes, kind: str = "application/rss+xml") -> Answer:
    return Answer(body, headers=(("Content-Type", kind),))


@dataclass
class Press:
    """A site with two feeds, /tide and /harbour, of one story each, an hour and two hours old."""

    site: WebServer

    @property
    def tide(self) -> str:
        return self.site.url("/tide")

    @property
    def harbour(self) -> str:
        return self.site.url("/harbour")

    def tell(self, path: str, title: str, *headlines: str, ago: timedelta = timedelta(hours=1)) -> None:
        """Serves a feed of these stories, and their pages."""
        published = datetime.now(UTC) - ago
        entries = []
        for number, headline in enumerate(headlines):
            page = f"{path}/story/{number}"
            self.site.answers[page] = Answer(articles.page(headline).encode())
            entries.append(FeedEntry(page, self.site.url(page), headline, published=published))
        written = atom(entries, title) if path == "/harbour" else rss(entries, title)
        self.site.answers[path] = served(written)

    async def nutgraf(self, *words: str, given: bytes = b"", cwd: Path) -> Ended:
        return await nutgraf(*words, given=given, cwd=cwd, NUTGRAF_FETCH_ALLOW=self.site.authority)


@asynccontextmanager
async def news_in(folder: Path) -> AsyncIterator[SqlDigests]:
    """The digests in the database that a command finds in its working folder."""
    engine = await database.open_database(f"sqlite:///{folder / 'nutgraf.db'}")
    try:
        await database.upgrade(engine)
        yield SqlDigests(engine)
    finally:
        await engine.dispose()


async def digest_of(folder: Path, place: Place, *feeds: str) -> None:
    async with news_in(folder) as news:
        digest = await news.open_digest(place, ANN, datetime.now(UTC))
        for url in feeds:
            await news.add_feed(digest.id, url, ANN, datetime.now(UTC))


async def digests_of(folder: Path) -> list[Digest]:
    async with news_in(folder) as news:
        return await news.digests()


async def feeds_of(folder: Path, place: Place = LOCAL) -> list[str]:
    async with news_in(folder) as news:
        digest = await news.digest(place)
        return [] if digest is None else [one.feed.url for one in await news.members(digest.id)]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The working folder of commands that are run in this process, which log as the program does."""
    for name in [one for one in os.environ if one.startswith(("NUTGRAF_", "SLACK_", "DISCORD_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def press(here: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Press]:
    """The site, served beside whatever the test does, and open to the commands."""
    loop = asyncio.new_event_loop()
    serving = threading.Thread(target=loop.run_forever)
    serving.start()
    site = WebServer()
    try:
        asyncio.run_coroutine_threadsafe(site.__aenter__(), loop).result()
        monkeypatch.setenv("NUTGRAF_FETCH_ALLOW", site.authority)
        monkeypatch.setenv("NUTGRAF_WORKERS", "1")
        press = Press(site)
        press.tell("/tide", "The Tide", "The bridge stays shut")
        press.tell("/harbour", "Harbour news", "A ferry of its own", ago=timedelta(hours=2))
        yield press
        asyncio.run_coroutine_threadsafe(site.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        serving.join()
        loop.close()


def told_by(*words: str, given: bytes = b"") -> Ended:
    """What a command says in this process."""
    ended = CliRunner().invoke(app, words, input=given, color=False)
    return Ended(ended.exit_code, ended.stdout, ended.stderr)


def files_in(folder: Path) -> list[str]:
    return [one.name for one in folder.iterdir()]


def opml(*urls: str) -> bytes:
    return write_opml([(url, None) for url in urls], "Mine", datetime(2026, 3, 1, tzinfo=UTC))


# ---- nutgraf digest preview FEED ----------------------------------------------------------------


def test_feeds_and_sites_are_tried_out_with_nothing_set_up_and_nothing_left_behind(
    press: Press, here: Path
) -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/tide"></head></html>'
    press.site.answers["/"] = Answer(page.encode())
    ended = told_by("digest", "preview", press.harbour, press.site.url("/"))
    assert (ended.code, ended.err) == (0, "")
    shown = unfolded(ended.out)
    assert shown.startswith("News digest · ")
    first, second = shown.index("• The bridge stays shut"), shown.index("• A ferry of its own")
    assert first < second
    assert "The Orford Tide" in shown
    assert press.site.url("/tide/story/0") in shown
    assert articles.PARAGRAPHS[0] in shown
    assert files_in(here) == []


def test_a_feed_that_can_not_be_read_is_named_and_the_rest_comes(press: Press, here: Path) -> None:
    press.site.answers["/gone"] = Answer(status=404)
    press.site.answers["/broken"] = Answer(status=503)
    ended = told_by("digest", "preview", press.site.url("/gone"), press.tide, press.site.url("/broken"))
    assert ended.code == 1
    assert "The bridge stays shut" in ended.out
    assert ended.err.splitlines() == [
        f"{press.site.url(path)} can't be read: {locale.feed_problem(reason)}."
        for path, reason in (("/gone", Reason.NOT_FOUND), ("/broken", Reason.SITE_FAILED))
    ]


def test_where_no_feed_can_be_read_it_is_said_why_and_nothing_is_printed(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NUTGRAF_FETCH_ALLOW")
    ended = told_by("digest", "preview", "nonsense", press.tide)
    assert press.site.connections == 0
    assert (ended.code, ended.out) == (1, "")
    strange, private, allowed = ended.err.splitlines()
    assert strange == f"nonsense can't be read: {locale.feed_problem(Reason.BAD_LINK)}."
    assert locale.feed_problem(Reason.PRIVATE_ADDRESS) in private
    assert "NUTGRAF_FETCH_ALLOW" in allowed


def test_feeds_without_anything_of_the_last_day_say_so(press: Press, here: Path) -> None:
    press.tell("/tide", "The Tide", "Old news", ago=timedelta(days=3))
    ended = told_by("digest", "preview", press.tide)
    assert (ended.code, ended.err) == (0, "")
    assert "from the last day" in unfolded(ended.out)
    assert "Old news" not in ended.out


# ---- nutgraf digest preview ---------------------------------------------------------------------


def test_the_one_digest_there_is_is_previewed_again_and_again_with_what_is_missing(
    press: Press, here: Path
) -> None:
    press.site.answers["/gone"] = Answer(status=410)
    asyncio.run(digest_of(here, TEAM, press.tide, press.site.url("/gone")))
    problem = locale.feed_problem(Reason.GONE)
    for _ in range(2):
        ended = told_by("digest", "preview")
        assert ended.code == 0
        assert "The bridge stays shut" in ended.out
        assert unfolded(ended.err) == locale.text("digest missing", title="127.0.0.1", problem=problem)


def test_of_several_digests_the_one_of_the_channel_is_previewed(press: Press, here: Path) -> None:
    asyncio.run(digest_of(here, LOCAL, press.tide))
    asyncio.run(digest_of(here, TEAM, press.tide))
    asyncio.run(digest_of(here, OTHER, press.harbour))
    ended = told_by("digest", "preview", "--channel", "slack:T2/C1")
    assert ended.code == 0
    assert "A ferry of its own" in ended.out
    assert "The bridge stays shut" not in ended.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "There is more than one digest: say whose is meant with --channel."),
        (("--channel", "slack:C1"), "More than one digest is that of slack:C1."),
    ],
)
def test_where_it_is_not_clear_whose_digest_is_meant_all_are_named(
    here: Path, words: tuple[str, ...], said: str
) -> None:
    for place in (LOCAL, TEAM, OTHER):
        asyncio.run(digest_of(here, place))
    ended = told_by("digest", "preview", *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == f"{said} There are: local, slack:T1/C1, slack:T2/C1.\n"


@pytest.mark.parametrize("words", [("digest", "preview"), ("feeds", "export")])
def test_without_a_digest_it_is_said_where_none_is_and_how_one_begins(
    here: Path, words: tuple[str, str]
) -> None:
    ended = told_by(*words)
    assert (ended.code, ended.out) == (1, "")
    assert "no digest in the database nutgraf.db yet" in ended.err
    assert "/digest add" in ended.err


def test_feeds_to_try_and_a_channel_are_not_asked_for_at_once(here: Path) -> None:
    ended = told_by("digest", "preview", TIDE, "--channel", "local")
    assert (ended.code, ended.out) == (2, "")
    assert "--channel" in ended.err


# ---- nutgraf feeds import -----------------------------------------------------------------------

NESTED = f"""<?xml version="1.0" encoding="UTF-8"?><opml version="1.0"><body>
<outline text="Coast"><outline text="North"><outline type="rss" text="Tide" xmlUrl="{TIDE}"/></outline></outline>
<outline text="Ferry" xmlUrl="https://ferry.example/rss?a=1&amp;b=2"/>
<outline text="Tide once more" xmlUrl="{TIDE}"/>
<outline text="no address" xmlUrl="the ferry"/><outline text="no page" xmlUrl="javascript:alert(1)"/>
</body></opml>""".encode()


def test_feeds_of_nested_outlines_are_added_each_once_and_what_is_no_address_is_not(
    here: Path,
) -> None:
    (here / "mine.opml").write_bytes(NESTED)
    ended = told_by("feeds", "import", "mine.opml")
    assert (ended.code, ended.out) == (0, "")
    assert ended.err.startswith("2 feeds added to the digest of the local channel.\n")
    assert "/digest at" in ended.err
    assert asyncio.run(feeds_of(here)) == [TIDE, FERRY]


def test_feeds_that_are_there_are_not_added_again(here: Path) -> None:
    asyncio.run(digest_of(here, LOCAL, TIDE))
    ended = told_by("feeds", "import", "-", given=NESTED)
    assert ended.code == 0
    assert ended.err.startswith("1 feed added to the digest of the local channel, 1 there already.\n")
    assert asyncio.run(feeds_of(here)) == [TIDE, FERRY]


def test_an_address_is_taken_to_the_letter(here: Path) -> None:
    """Signs that would end a link in a sentence belong to one that stands alone."""
    urls = ["https://tide.example/feeds.xml?channel=UC_x_", "https://tide.example/a'b(c/feed*"]
    ended = told_by("feeds", "import", "-", given=opml(*urls))
    assert ended.code == 0
    assert asyncio.run(feeds_of(here)) == urls


def test_a_channel_that_has_no_digest_gets_one_by_its_whole_name(here: Path) -> None:
    asyncio.run(digest_of(here, LOCAL))
    ended = told_by("feeds", "import", "-", "--channel", "slack:T1/C1", given=opml(TIDE))
    assert ended.code == 0
    assert ended.err.startswith("1 feed added to the digest of slack:T1/C1.\n")
    assert asyncio.run(feeds_of(here, TEAM)) == [TIDE]


@pytest.mark.parametrize("channel", ["slack:C1", "teams:T1/C1"])
def test_a_channel_that_is_not_named_whole_gets_no_digest(here: Path, channel: str) -> None:
    ended = told_by("feeds", "import", "-", "--channel", channel, given=opml(TIDE))
    assert ended.code == 2
    assert f"No digest is that of {channel}. " in ended.err
    assert "slack:T0123ABCD/C0123ABCD" in ended.err
    assert asyncio.run(digests_of(here)) == []


def test_feeds_past_the_most_that_a_digest_reads_are_left_out_and_counted(here: Path) -> None:
    there = [f"https://{number}.example/feed" for number in range(MOST_FEEDS + 2)]
    asyncio.run(digest_of(here, LOCAL, *there[: MOST_FEEDS - 1]))
    ended = told_by("feeds", "import", "-", given=opml(*there))
    assert ended.code == 1
    assert ended.err.startswith(
        f"1 feed added to the digest of the local channel, {MOST_FEEDS - 1} there already, 2 left out"
    )
    assert asyncio.run(feeds_of(here)) == there[:MOST_FEEDS]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b"Dear all", "is no OPML."),
        (opml(), "lists no feeds with an http or https address."),
    ],
)
def test_what_lists_no_feeds_begins_no_digest(here: Path, given: bytes, said: str) -> None:
    (here / "mine.opml").write_bytes(given)
    ended = told_by("feeds", "import", "mine.opml")
    assert (ended.code, ended.out, ended.err) == (1, "", f"mine.opml {said}\n")
    assert files_in(here) == ["mine.opml"]


def test_a_file_that_is_not_there_is_named(here: Path) -> None:
    ended = told_by("feeds", "import", "missing.opml")
    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "missing.opml can't be read: No such file or directory.\n"


async def test_without_standard_input_import_says_so(tmp_path: Path) -> None:
    shell = await asyncio.create_subprocess_shell(
        f"{sys.executable} -m bot feeds import - <&-",
        stderr=asyncio.subprocess.PIPE,
        cwd=tmp_path,
        env=environment(),
    )
    _, err = await shell.communicate()
    assert (shell.returncode, err) == (1, b"There is no standard input to read.\n")


# ---- nutgraf feeds export -----------------------------------------------------------------------


def test_what_is_exported_can_be_imported_elsewhere(here: Path) -> None:
    asyncio.run(digest_of(here, LOCAL, TIDE, FERRY))
    exported = told_by("feeds", "export")
    assert (exported.code, exported.err) == (0, "")
    written = told_by("feeds", "export", "mine.opml")
    assert (written.code, written.out, written.err) == (0, "", "2 feeds written to mine.opml.\n")
    assert read_opml((here / "mine.opml").read_bytes()) == read_opml(exported.out.encode())
    (here / "nutgraf.db").rename(here / "before.db")
    assert told_by("feeds", "import", "-", given=exported.out.encode()).code == 0
    assert asyncio.run(feeds_of(here)) == [TIDE, FERRY]


def test_a_place_that_can_not_be_written_to_is_named(here: Path) -> None:
    asyncio.run(digest_of(here, LOCAL, TIDE))
    ended = told_by("feeds", "export", "missing/mine.opml")
    assert ended.code == 1
    assert ended.err == "missing/mine.opml can't be written: No such file or directory.\n"


# ---- beside others ------------------------------------------------------------------------------


async def test_all_of_them_work_beside_a_program_that_runs(press: Press, tmp_path: Path) -> None:
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        stderr=asyncio.subprocess.PIPE,
        cwd=tmp_path,
        env=environment()
        | {
            "NUTGRAF_PORT": "0",
            "NUTGRAF_LOG_LEVEL": "error",
            "NUTGRAF_FETCH_ALLOW": press.site.authority,
        },
    )
    assert running.stderr is not None
    await running.stderr.readline()
    try:
        imported = await press.nutgraf("feeds", "import", "-", given=opml(press.tide), cwd=tmp_path)
        previewed = await press.nutgraf("digest", "preview", cwd=tmp_path)
        exported = await press.nutgraf("feeds", "export", "-", "--channel", "local", cwd=tmp_path)
    finally:
        running.terminate()
        _, more = await running.communicate()
    assert imported.code == exported.code == previewed.code == 0
    assert read_opml(exported.out.encode()) == ((press.tide, "The Tide"),)
    assert "The bridge stays shut" in previewed.out
    assert (running.returncode, more) == (0, b"")


@pytest.mark.parametrize("words", [("feeds", "export"), ("feeds", "import", "-")])
def test_a_database_of_an_older_version_is_brought_up_to_date(here: Path, words: tuple[str, ...]) -> None:
    asyncio.run(_older(here))
    assert "digests" not in _tables(here)
    ended = told_by(*words, given=opml(TIDE))
    assert ended.code == (0 if words[-1] == "-" else 1)
    assert "Traceback" not in ended.err
    assert {"digests", "feeds", "editions"} <= _tables(here)


async def _older(folder: Path) -> None:
    engine = await database.open_database(f"sqlite:///{folder / 'nutgraf.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(_as_it_was)
    await engine.dispose()


def _as_it_was(connection: Connection) -> None:
    """The tables of the version before there were digests."""
    config = Config()
    migrations = Path(database.__file__).with_name("migrations")
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "0003")


def _tables(folder: Path) -> set[str]:
    connection = sqlite3.connect(folder / "nutgraf.db")
    try:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    finally:
        connection.close()
