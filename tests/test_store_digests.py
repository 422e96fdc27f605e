"""The contract of the `DigestStore`, over the database and over the fake that other tests use; and what the
database adds: it bears company, survives bad rows, and keeps of a shared link what a digest needs alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, delete, event, func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from adapters.base import (
    Edition,
    Person,
    Private,
    Reason,
    Reply,
    SharedLink,
    Ticket,
    Validators,
)
from adapters.store import codec, tables
from adapters.store.database import open_database, upgrade
from adapters.store.digests import MOST_ENTRIES, MOST_KEPT, SqlDigests
from adapters.store.sql import SqlStore
from summarizer.model import FeedEntry
from tests.contracts.digests import (
    DAY,
    HERE,
    HOUR,
    INES,
    MORNING,
    MOVED,
    OTTO,
    PORT,
    SHIPS,
    THERE,
    DigestContract,
    added,
    entry,
    keys_of,
    opened,
    read_at,
    shared,
)
from tests.contracts.editions import EditionContract, made, requested
from tests.fakes.digests import MemoryDigests
from tests.fakes.store import MemoryStore


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'store.db'}"


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = await open_database(url)
    await upgrade(engine)
    yield engine
    await engine.dispose()


@pytest.fixture
async def other(url: str, engine: AsyncEngine) -> AsyncIterator[SqlDigests]:
    """As another process has it open."""
    second = await open_database(url)
    yield SqlDigests(second)
    await second.dispose()


@pytest.fixture
def digests(engine: AsyncEngine) -> SqlDigests:
    return SqlDigests(engine)


@pytest.fixture
def store(engine: AsyncEngine) -> SqlStore:
    return SqlStore(engine)


class TestSqlDigests(DigestContract, EditionContract):
    """With the fixtures of this module."""


class TestMemoryDigests(DigestContract, EditionContract):
    @pytest.fixture
    def digests(self) -> MemoryDigests:
        return MemoryDigests()

    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()


async def damage(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        changed = await connection.execute(text(statement))
        assert changed.rowcount == 1


# ---- company ------------------------------------------------------------------------------------


async def test_two_programs_open_one_digest(digests: SqlDigests, other: SqlDigests) -> None:
    places = [replace(HERE, channel=f"c{n}") for n in range(20)]
    opening = (one.open_digest(place, INES, MORNING) for place in places for one in (digests, other))
    answers = await asyncio.gather(*opening)
    assert answers[::2] == answers[1::2]
    assert len(await digests.digests()) == 20


async def test_two_programs_add_one_feed(digests: SqlDigests, other: SqlDigests) -> None:
    digest = await opened(digests)
    urls = [f"https://{n}.example" for n in range(20)]
    adding = (one.add_feed(digest, url, INES, MORNING) for url in urls for one in (digests, other))
    answers = await asyncio.gather(*adding)
    assert [feed for feed, _ in answers[::2]] == [feed for feed, _ in answers[1::2]]
    assert [new + also for (_, new), (_, also) in zip(answers[::2], answers[1::2], strict=True)] == [1] * 20
    assert len(await digests.members(digest)) == 20


async def test_two_programs_keep_a_link_once(digests: SqlDigests, other: SqlDigests) -> None:
    saving = (
        one.save_links(HERE, f"m{n}", [shared("https://a.example"), shared("https://b.example")])
        for n in range(20)
        for one in (digests, other)
    )
    await asyncio.gather(*saving)
    assert len(await digests.links(HERE, MORNING - HOUR, MORNING)) == 40


async def test_two_programs_make_one_edition(digests: SqlDigests, other: SqlDigests, store: SqlStore) -> None:
    digest = await opened(digests)
    requests = [await requested(store, f"e{n}") for n in range(20)]

    async def make(one: SqlDigests, request: int, name: str) -> Edition | None:
        edition = Edition(request, digest, MORNING, Reply(text=name))
        await one.make(edition, [f"{name} {request}"])
        return await one.edition(request)

    both = ((digests, "first"), (other, "second"))
    making = (make(one, request, name) for request in requests for one, name in both)
    answers = await asyncio.gather(*making)
    assert answers[::2] == answers[1::2]
    keys = [f"{name} {request}" for request in requests for _, name in both]
    expected = {f"{edition.reply.text} {edition.request}" for edition in answers if edition}
    assert await digests.shown(digest, keys) == expected


async def test_a_feed_is_removed_by_one_program_while_another_reads_it(
    digests: SqlDigests, other: SqlDigests, engine: AsyncEngine
) -> None:
    digest = await opened(digests)
    feeds = [await added(digests, digest, f"https://{n}.example") for n in range(20)]
    removing = [digests.remove_feed(digest, feed.id) for feed in feeds]
    reading = [other.save_feed(read_at(feed, MORNING), [entry("a"), entry("b")]) for feed in feeds]
    await asyncio.gather(*(one for pair in zip(removing, reading, strict=True) for one in pair))
    async with engine.begin() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.entries)) == 0


# ---- keys ---------------------------------------------------------------------------------------


async def test_an_id_never_comes_twice(digests: SqlDigests, engine: AsyncEngine) -> None:
    """The events of hours that are due name digests; what is read late names a feed."""
    digest = await opened(digests)
    feed = await added(digests, digest)
    await digests.remove_feed(digest, feed.id)
    async with engine.begin() as connection:
        await connection.execute(delete(tables.digests))
    again = await opened(digests)
    assert again > digest
    assert (await added(digests, again)).id > feed.id


async def test_an_edition_needs_a_recorded_request(digests: SqlDigests) -> None:
    digest = await opened(digests)
    with pytest.raises(LookupError, match="404"):
        await digests.make(Edition(404, digest, MORNING, Reply()), ["a"])
    assert await digests.shown(digest, ["a"]) == set()


async def test_no_row_refers_to_one_that_is_gone(
    digests: SqlDigests, store: SqlStore, engine: AsyncEngine
) -> None:
    here, there = await opened(digests), await opened(digests, THERE)
    feeds = [await added(digests, here, address) for address in (PORT, SHIPS, MOVED)]
    await added(digests, there, MOVED)
    for feed in feeds:
        await digests.save_feed(read_at(feed, MORNING), [entry("a"), entry(str(feed.id))])
    editions = [await made(digests, store, here, MORNING + n * DAY, (f"k{n}",)) for n in range(4)]
    await digests.move_feed(feeds[0].id, MOVED)
    await digests.remove_feed(here, feeds[1].id)
    await digests.withdraw(editions[3].request)
    await digests.purge_news(MORNING + 2 * DAY)
    async with engine.begin() as connection:
        assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
        assert await connection.scalar(select(func.count()).select_from(tables.editions)) == 1


# ---- too much -----------------------------------------------------------------------------------


async def test_of_very_many_entries_the_newest_are_given(digests: SqlDigests) -> None:
    digest = await opened(digests)
    feed = await added(digests, digest)
    many = [
        replace(entry(f"k{n:04}"), moment=MORNING + timedelta(seconds=n)) for n in range(MOST_ENTRIES + 7)
    ]
    await digests.save_feed(read_at(feed, MORNING), many)
    assert await keys_of(digests, digest) == [one.key for one in many[7:]]


async def test_of_a_feed_that_is_all_new_each_time_so_many_entries_are_kept(digests: SqlDigests) -> None:
    digest = await opened(digests)
    feed = await added(digests, digest)
    for hour, keys in enumerate((range(1_500), range(1_500, 3_000))):
        when = MORNING + hour * HOUR
        await digests.save_feed(read_at(feed, when), [entry(f"k{n}", seen=when) for n in keys])
    await digests.purge_news(MORNING - DAY)
    known = await digests.known(feed.id, [f"k{n}" for n in range(3_000)])
    assert len(known) == MOST_KEPT
    assert {f"k{n}" for n in range(1_500, 3_000)} <= known


# ---- bad rows -----------------------------------------------------------------------------------

DAMAGES = {
    "cut short": "substr(digest, 1, 20)",
    "of another shape": "'{\"secret words\": 1}'",
    "not UTF-8": "CAST(x'7bff' AS TEXT)",
    "bytes": "x'ff00'",
}


@pytest.mark.parametrize("value", DAMAGES.values(), ids=DAMAGES)
async def test_a_digest_that_cannot_be_read_stops_no_other(
    digests: SqlDigests, engine: AsyncEngine, value: str
) -> None:
    bad, good = await opened(digests), await opened(digests, THERE)
    await added(digests, bad)
    ships = await added(digests, good, SHIPS)
    await damage(engine, f"UPDATE digests SET digest = {value} WHERE id = {bad}")
    with capture_logs() as said:
        assert await digests.digest(HERE) is None
        assert [digest.id for digest in await digests.digests()] == [good]
        assert await digests.feeds_due(MORNING) == [ships]
    assert [(line["event"], line["row"]) for line in said] == [("digest.unreadable", bad)] * 3
    assert "secret" not in str(said)


async def test_a_digest_that_cannot_be_read_is_set_up_anew_with_the_feeds_it_had(
    digests: SqlDigests, engine: AsyncEngine
) -> None:
    digest = await opened(digests)
    feed = await added(digests, digest)
    await damage(engine, "UPDATE digests SET digest = '{}'")
    again = await digests.open_digest(HERE.in_thread("m1"), OTTO, MORNING + DAY)
    assert (again.id, again.place, again.by, again.fresh) == (digest, HERE, OTTO, MORNING + DAY)
    assert await digests.digest(HERE) == again
    assert [member.feed for member in await digests.members(digest)] == [feed]


@pytest.mark.parametrize("value", ["'{'", "x'ff00'"])
async def test_a_member_that_cannot_be_read_stops_no_other(
    digests: SqlDigests, engine: AsyncEngine, value: str
) -> None:
    digest = await opened(digests)
    bad, good = await added(digests, digest), await added(digests, digest, SHIPS)
    await damage(engine, f"UPDATE memberships SET by = {value} WHERE feed = {bad.id}")
    assert [member.feed for member in await digests.members(digest)] == [good]
    assert await digests.feeds_due(MORNING) == [bad, good]


@pytest.mark.parametrize("value", ["'some day'", "x'ff00'"])
async def test_a_feed_with_a_time_that_is_none_stops_no_other(
    digests: SqlDigests, engine: AsyncEngine, value: str
) -> None:
    digest = await opened(digests)
    bad, good = await added(digests, digest), await added(digests, digest, SHIPS)
    await damage(engine, f"UPDATE feeds SET read = {value} WHERE id = {bad.id}")
    assert await digests.feeds_due(MORNING) == [good]
    assert [member.feed for member in await digests.members(digest)] == [good]


async def test_a_problem_that_a_later_version_knows_keeps_no_feed_from_being_read(
    digests: SqlDigests, engine: AsyncEngine
) -> None:
    feed = await added(digests, await opened(digests))
    await damage(engine, "UPDATE feeds SET problem = 'struck by lightning', failures = 1")
    assert await digests.feeds_due(MORNING) == [replace(feed, failures=1, problem=Reason.INTERNAL)]


@pytest.mark.parametrize(
    "assignment",
    ["entry = x''", "entry = substr(entry, 1, 9)", "entry = 'text'", "moment = 'some day'"],
)
async def test_an_entry_that_cannot_be_read_stops_no_other_and_is_not_new_again(
    digests: SqlDigests, engine: AsyncEngine, assignment: str
) -> None:
    digest = await opened(digests)
    feed = await added(digests, digest)
    await digests.save_feed(read_at(feed, MORNING), [entry("bad"), entry("good")])
    await damage(engine, f"UPDATE entries SET {assignment} WHERE key = 'bad'")
    assert await keys_of(digests, digest) == ["good"]
    assert await digests.known(feed.id, ["bad", "good"]) == {"bad", "good"}


async def test_a_link_that_cannot_be_read_stops_no_other(digests: SqlDigests, engine: AsyncEngine) -> None:
    await digests.save_links(HERE, "m1", [shared("https://bad.example"), shared("https://good.example")])
    await damage(engine, "UPDATE links SET person = 'Ines' WHERE url = 'https://bad.example'")
    assert await digests.links(HERE, MORNING - HOUR, MORNING) == [shared("https://good.example")]


async def test_an_edition_that_cannot_be_read_is_not_taken_for_none(
    digests: SqlDigests, store: SqlStore, engine: AsyncEngine
) -> None:
    """None would have another made, of what the first left."""
    digest = await opened(digests)
    edition = await made(digests, store, digest)
    await damage(engine, "UPDATE editions SET reply = '{\"secret words\": '")
    with pytest.raises(ValueError, match=f"edition of request {edition.request} can't be read") as raised:
        await digests.edition(edition.request)
    assert "secret" not in str(raised.value)
    assert await digests.last_edition(digest) == MORNING


# ---- what is written ----------------------------------------------------------------------------


async def test_of_a_shared_link_nothing_is_kept_but_address_person_permalink_and_time(
    digests: SqlDigests, engine: AsyncEngine
) -> None:
    place = replace(HERE, thread="m0", private=Private("p9"), ticket=Ticket("secret token", MORNING))
    link = SharedLink("https://a.example", OTTO, "https://chat.example/m7", MORNING)
    await digests.save_links(place, "m7", [link])
    async with engine.begin() as connection:
        row = dict((await connection.execute(select(tables.links))).mappings().one())
    assert row.pop("id") == 1
    where = {"platform": HERE.platform, "workspace": HERE.workspace, "channel": HERE.channel}
    assert row == {
        **where,
        "message": "m7",
        "url": "https://a.example",
        "person": codec.dump(codec.PERSON, OTTO),
        "link": "https://chat.example/m7",
        "at": MORNING,
    }


async def test_a_purged_edition_leaves_no_words_behind(
    digests: SqlDigests, store: SqlStore, engine: AsyncEngine
) -> None:
    await made(digests, store, await opened(digests), MORNING)
    await digests.purge_news(MORNING + DAY)
    async with engine.begin() as connection:
        assert (await connection.scalars(select(tables.editions.c.reply))).all() == [None]


async def test_what_an_entry_says_is_kept_compressed(digests: SqlDigests, engine: AsyncEngine) -> None:
    words = "The ferry sailed at noon. " * 1000
    feed = await added(digests, await opened(digests))
    long = replace(entry(), entry=FeedEntry(content=words))
    await digests.save_feed(read_at(feed, MORNING), [long])
    async with engine.begin() as connection:
        size = await connection.scalar(select(func.length(tables.entries.c.entry)))
    assert size is not None
    assert size < len(words) / 10


async def test_half_a_surrogate_pair_is_replaced_one_for_one(digests: SqlDigests, store: SqlStore) -> None:
    lone, mended = "a\ud83dz", "a\ufffdz"
    digest = (await digests.open_digest(HERE, Person("p1", lone), MORNING)).id
    feed, _ = await digests.add_feed(digest, f"https://{lone}.example", Person("p1", lone), MORNING)
    assert await digests.add_feed(digest, f"https://{lone}.example", INES, MORNING) == (feed, False)
    await digests.save_feed(
        replace(read_at(feed, MORNING), title=lone, validators=Validators(lone, lone)),
        [replace(entry(lone), entry=FeedEntry(title=lone))],
    )
    assert await digests.known(feed.id, [lone, "b"]) == {lone}
    (member,) = await digests.members(digest)
    assert (member.feed.title, member.by.name) == (mended, mended)
    assert member.feed.validators == Validators(mended, mended)
    assert [one.entry.title for one in await digests.entries(digest, MORNING - DAY, MORNING)] == [mended]
    await digests.save_links(HERE, "m1", [SharedLink(lone, Person(lone), lone, MORNING)])
    found = await digests.links(HERE, MORNING - DAY, MORNING)
    assert found == [SharedLink(mended, Person(mended), mended, MORNING)]
    await made(digests, store, digest, keys=(lone,))
    assert await digests.shown(digest, [lone, "b"]) == {lone}


async def test_what_an_earlier_version_wrote_of_a_digest_without_a_field_is_read(
    digests: SqlDigests, engine: AsyncEngine
) -> None:
    digest = await digests.open_digest(HERE, INES, MORNING)
    await damage(engine, "UPDATE digests SET digest = json_remove(digest, '$.links', '$.told', '$.paused')")
    assert await digests.digest(HERE) == digest


# ---- speed --------------------------------------------------------------------------------------


async def test_no_question_that_is_asked_often_reads_a_whole_table(
    digests: SqlDigests, store: SqlStore, engine: AsyncEngine
) -> None:
    """Of digests alone there are few, each a channel's."""
    asked: list[tuple[str, Any]] = []

    def listen(
        _connection: Connection, _cursor: object, statement: str, parameters: object, *_: object
    ) -> None:
        asked.append((statement, parameters))

    digest, place = await opened(digests), HERE
    feed = await added(digests, digest)
    await digests.save_feed(read_at(feed, MORNING), [entry()])
    edition = await made(digests, store, digest, keys=("k1",))
    event.listen(engine.sync_engine, "before_cursor_execute", listen)
    await digests.digest(place)
    await digests.members(digest)
    await digests.feeds_due(MORNING)
    await digests.known(feed.id, ["k1", "k2"])
    await digests.entries(digest, MORNING, MORNING + DAY)
    await digests.links(place, MORNING, MORNING + DAY)
    await digests.forget_links(place, MORNING - DAY)
    await digests.edition(edition.request)
    await digests.last_edition(digest)
    await digests.shown(digest, ["k1", "k2"])
    await digests.withdraw(edition.request)
    await digests.move_feed(feed.id, MOVED)
    await digests.remove_feed(digest, feed.id)
    event.remove(engine.sync_engine, "before_cursor_execute", listen)
    scans: list[tuple[str, str]] = []
    for statement, parameters in asked:
        if statement.startswith("BEGIN"):
            continue
        async with engine.begin() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            scans += [(statement, row.detail) for row in plan if row.detail.startswith("SCAN")]
    assert len(asked) > 20
    assert {detail for _, detail in scans} <= {"SCAN digests", "SCAN CONSTANT ROW"}, scans
