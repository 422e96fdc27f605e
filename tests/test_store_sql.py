"""What the database adds to the contract: it outlives a crash, bears company, and survives bad rows."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import Ask, File, Message, Person, Place, Posted, Private, Reply, State, Ticket, Way
from adapters.store import codec
from adapters.store.database import open_database, upgrade
from adapters.store.sql import SqlStore
from adapters.store.tables import documents, replies, requests
from tests.contracts.store import FULL_REPLY, MINUTE, NOON, POSTED, ask, document, outgoing, recorded


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
def store(engine: AsyncEngine) -> SqlStore:
    return SqlStore(engine)


# ---- crashes ------------------------------------------------------------------------------------

UNTIL_KILLED = """
import asyncio, os, signal, sys
from adapters.base import State
from adapters.store.database import open_database, upgrade
from adapters.store.sql import SqlStore
from tests.contracts.store import NOON, ask, outgoing

async def work(url):
    engine = await open_database(url)
    await upgrade(engine)
    store = SqlStore(engine)
    received, working, posting, done = [await store.record(ask(f"e{n}", f"m{n}"), NOON) for n in range(4)]
    for request in (working, posting, done):
        await store.begin(request, NOON)
    await store.intend(outgoing(posting), NOON)
    await store.finish(done, State.DONE, NOON)
    os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(work(sys.argv[1]))
"""


async def test_a_killed_process_leaves_what_it_committed_to_be_taken_up(url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", UNTIL_KILLED, url, cwd=Path(__file__).parents[1]
    )
    assert await process.wait() == -signal.SIGKILL
    engine = await open_database(url)
    await upgrade(engine)
    store = SqlStore(engine)
    received, working, posting = await store.unfinished()
    states = [await store.begin(request, NOON) for request in (received, working, posting)]
    assert [(begun.state, begun.attempts) for begun in states if begun] == [
        (State.WORKING, 1),
        (State.WORKING, 2),
        (State.POSTING, 2),
    ]
    assert await store.outgoing_of(posting) == [outgoing(posting)]
    assert await store.record(ask("e1", "m1"), NOON) is None
    await engine.dispose()


async def test_a_transaction_that_has_begun_is_ended_before_its_caller_is_cancelled(store: SqlStore) -> None:
    for steps in range(1, 50):
        task = asyncio.create_task(store.record(ask(f"e{steps}", None), NOON))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
        assert len(await store.unfinished()) == steps


# ---- company ------------------------------------------------------------------------------------


async def test_two_programs_on_one_file_neither_lose_nor_double_anything(
    url: str, engine: AsyncEngine
) -> None:
    other = await open_database(url)
    stores = (SqlStore(engine), SqlStore(other))

    async def serve(store: SqlStore, event: int) -> bool:
        request = await store.record(ask(f"e{event}", f"m{event}"), NOON)
        if request is None:
            return False
        await store.begin(request, NOON)
        intent = await store.intend(outgoing(request, f"{request}:reply"), NOON)
        await store.posted(intent.key, POSTED, NOON)
        await store.finish(request, State.DONE, NOON)
        return True

    served = await asyncio.gather(*(serve(store, event) for event in range(100) for store in stores))
    assert sum(served) == 100
    async with other.begin() as connection:
        rows = (await connection.execute(select(requests.c.event, requests.c.state))).all()
        posted = await connection.scalar(select(func.count(replies.c.posted)))
    assert sorted(rows) == sorted((f"e{event}", State.DONE) for event in range(100))
    assert posted == 100
    await other.dispose()


async def test_reading_waits_for_no_writer(url: str, store: SqlStore) -> None:
    request = await recorded(store)
    other = await open_database(url)
    async with other.begin() as writing, asyncio.timeout(10):
        await writing.execute(update(requests).values(state=State.DONE))
        assert await store.unfinished() == [request]
    assert await store.unfinished() == []
    await other.dispose()


async def test_an_id_never_comes_twice(engine: AsyncEngine, store: SqlStore) -> None:
    """Keys of replies are made of ids: after a purge, an old key must not name a new reply."""
    request = await recorded(store)
    async with engine.begin() as connection:
        await connection.execute(delete(requests))
    assert await recorded(store) > request


# ---- bad rows -----------------------------------------------------------------------------------

DAMAGES = {
    "cut short": "UPDATE requests SET incoming = substr(incoming, 1, 40) WHERE id = :id",
    "of another shape": 'UPDATE requests SET incoming = \'{"text": "secret words"}\' WHERE id = :id',
    "not UTF-8": "UPDATE requests SET incoming = CAST(x'7bff' AS TEXT) WHERE id = :id",
    "bytes": "UPDATE requests SET incoming = x'ff00' WHERE id = :id",
    "of a later kind": "UPDATE requests SET kind = 'dreamt' WHERE id = :id",
}


@pytest.mark.parametrize("damage", DAMAGES)
async def test_a_request_that_cannot_be_read_is_dead_and_stops_no_other(
    engine: AsyncEngine, store: SqlStore, damage: str
) -> None:
    bad, good = await recorded(store, ask("e1", "m1")), await recorded(store, ask("e2", "m2"))
    async with engine.begin() as connection:
        await connection.execute(text(DAMAGES[damage]), {"id": bad})
    assert await store.unfinished() == [bad, good]
    assert await store.request(bad) is None
    assert await store.begin(bad, NOON) is None
    assert await store.begin(good, NOON) is not None
    assert await store.unfinished() == [good]
    async with engine.begin() as connection:
        query = select(requests.c.state, requests.c.cause).where(requests.c.id == bad)
        state, cause = (await connection.execute(query)).one()
    assert state == State.DEAD
    assert "can't be read" in cause
    assert "secret" not in cause


async def test_a_reply_that_cannot_be_read_is_not_taken_for_none(
    engine: AsyncEngine, store: SqlStore
) -> None:
    """None would have it posted a second time."""
    request = await recorded(store)
    await store.intend(outgoing(request), NOON)
    async with engine.begin() as connection:
        await connection.execute(update(replies).values(place='{"secret words": 1}'))
    for reading in (
        store.outgoing("1:reply"),
        store.outgoing_of(request),
        store.intend(outgoing(request), NOON),
    ):
        with pytest.raises(ValueError, match="1:reply can't be read") as raised:
            await reading
        assert "secret" not in str(raised.value)


@pytest.mark.parametrize("damaged", [b"", b"nothing", codec.pack(document())[:-5]])
async def test_a_document_that_cannot_be_read_is_read_anew(
    engine: AsyncEngine, store: SqlStore, damaged: bytes
) -> None:
    await store.save_document("a", document(), NOON)
    async with engine.begin() as connection:
        await connection.execute(update(documents).values(document=damaged))
    assert await store.document("a", NOON - MINUTE) is None
    await store.save_document("a", document(), NOON)
    assert await store.document("a", NOON - MINUTE) == document()


# ---- what is written ------------------------------------------------------------------------------


async def test_half_a_surrogate_pair_is_replaced_one_for_one(store: SqlStore) -> None:
    """JSON can carry one, and nothing else can: without this such a message could not be recorded."""
    request = await recorded(store, ask(text="a\ud83dz\ude00"))
    begun = await store.begin(request, NOON)
    assert begun is not None
    assert begun.incoming == ask(text="a\ufffdz\ufffd")
    await store.finish(request, State.FAILED, NOON, cause="could not open \udcff.txt")
    await store.save_document("a", document("a\ud83dz"), NOON)
    assert await store.document("a", NOON - MINUTE) == document("a\ufffdz")


async def test_the_cause_and_the_times_of_an_end_are_kept_for_the_operator(
    engine: AsyncEngine, store: SqlStore
) -> None:
    request = await recorded(store)
    await store.finish(request, State.FAILED, NOON + MINUTE, cause="the site said 500")
    async with engine.begin() as connection:
        query = select(requests.c.cause, requests.c.created, requests.c.updated)
        assert tuple((await connection.execute(query)).one()) == ("the site said 500", NOON, NOON + MINUTE)


async def test_documents_are_kept_compressed(engine: AsyncEngine, store: SqlStore) -> None:
    words = "The ferry sailed at noon. " * 1000
    await store.save_document("a", document(words), NOON)
    async with engine.begin() as connection:
        size = await connection.scalar(select(func.length(documents.c.document)))
    assert size is not None
    assert size < len(words) / 10


def test_what_an_earlier_version_wrote_without_a_field_is_read() -> None:
    assert codec.load(codec.REPLY, '{"text": "hello"}') == Reply(text="hello")


def test_what_a_later_version_wrote_with_a_field_more_is_read() -> None:
    assert codec.load(codec.REPLY, '{"text": "hello", "colour": "red"}') == Reply(text="hello")


moments = st.datetimes(timezones=st.just(UTC))
persons = st.builds(Person, st.text(), st.text())
places = st.builds(
    Place,
    st.text(),
    st.text(),
    st.text(),
    st.none() | st.text(),
    st.none() | st.builds(Private, st.text()),
    st.none() | st.builds(Ticket, st.text(), moments),
)
files = st.builds(File, st.text(), st.text(), st.integers(0, 2**40), st.text(), st.none() | st.text())
messages = st.builds(
    Message,
    st.text(),
    st.text(),
    st.none() | persons,
    st.lists(files, max_size=2).map(tuple),
    st.booleans(),
    st.none() | moments,
    st.none() | st.text(),
)
asks = st.builds(
    Ask,
    st.text(),
    st.sampled_from(Way),
    places,
    persons,
    moments,
    st.text(),
    st.none() | messages,
    st.none() | messages,
    st.none() | st.text(),
)


decades = st.timedeltas(timedelta(days=-7000), timedelta(days=7000))
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@unhurried
@given(asks)
def test_any_ask_is_read_as_it_was_written(asked: Ask) -> None:
    kind, stored = codec.dump_incoming(asked)
    assert codec.load_incoming(kind, stored) == asked


@unhurried
@given(places, st.text())
def test_any_place_is_read_as_it_was_written(place: Place, id_: str) -> None:
    posted = Posted(place, id_)
    assert codec.load(codec.POSTED, codec.dump(codec.POSTED, posted)) == posted


@unhurried
@given(st.text(st.characters()))
def test_any_text_keeps_its_length(written: str) -> None:
    reply = replace(FULL_REPLY, text=written)
    read = codec.load(codec.REPLY, codec.dump(codec.REPLY, reply))
    assert read.text is not None
    assert len(read.text) == len(written)


@unhurried
@given(st.builds(NOON.__add__, decades), st.timezones())
def test_a_moment_is_kept_to_the_microsecond_in_any_zone(moment: datetime, zone: tzinfo) -> None:
    asked = replace(ask(), at=moment.astimezone(zone))
    kind, stored = codec.dump_incoming(asked)
    read = codec.load_incoming(kind, stored)
    assert isinstance(read, Ask)
    assert read.at == moment


async def test_an_error_of_the_database_repeats_nothing_that_people_wrote(
    engine: AsyncEngine, store: SqlStore
) -> None:
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE replies"))
        await connection.execute(text("DROP TABLE requests"))
    with pytest.raises(OperationalError) as raised:
        await store.record(ask(text="the secret recipe"), NOON)
    assert "secret recipe" not in str(raised.value)
