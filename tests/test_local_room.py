"""The local channel's messages, and its poster where it is more than every poster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import Action, NotDelivered, Person, Place, Private, Reason, Refused, Reply
from adapters.local import tables
from adapters.local.poster import LocalPoster
from adapters.local.room import BUSY, Room, Upload
from adapters.store.database import open_database, upgrade

ADA, BEN = Person("ada", "Guest 1111"), Person("ben", "Guest 2222")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHANNEL = Place("local", "local", "general")
HELLO, BYE = Reply(text="Hello."), Reply(text="Bye.")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    opened = await open_database(f"sqlite:///{tmp_path / 'channel.db'}")
    await upgrade(opened)
    yield opened
    await opened.dispose()


@pytest.fixture
def channel(engine: AsyncEngine) -> Room:
    return Room(engine, lambda: NOON)


@pytest.fixture
def poster(channel: Room) -> LocalPoster:
    return LocalPoster(channel)


async def test_the_migration_makes_what_the_tables_say(engine: AsyncEngine) -> None:
    def differences(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), tables.room.metadata))

    async with engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_message_said_twice_under_one_event_is_there_once(channel: Room) -> None:
    first = await channel.say(ADA, "one", "e1", uploads=[Upload("a.txt", "text/plain", b"A")])
    again = await channel.say(ADA, "changed", "e1", uploads=[Upload("b.txt", "text/plain", b"B")])
    assert (again.id, again.text, again.files) == (first.id, "one", first.files)
    assert [entry.text for entry in await channel.channel()] == ["one"]


async def test_posts_of_one_key_at_the_same_moment_become_one(channel: Room, poster: LocalPoster) -> None:
    posted = await asyncio.gather(*(poster.post(CHANNEL, HELLO, "k") for _ in range(8)))
    assert len(set(posted)) == 1
    assert len(await channel.channel()) == 1


async def test_a_deleted_post_is_not_posted_again(channel: Room, poster: LocalPoster) -> None:
    posted = await poster.post(CHANNEL, HELLO, "k")
    await poster.delete(posted)
    assert await poster.post(CHANNEL, HELLO, "k") == posted
    assert await channel.channel() == []
    entry = await channel.entry(int(posted.id))
    assert entry is not None
    assert (entry.gone, entry.reply) == (True, None)


async def test_what_changed_comes_in_the_order_of_the_changes(channel: Room) -> None:
    first = await channel.say(ADA, "one", "e1")
    await channel.say(ADA, "two", "e2")
    seen = await channel.last()
    post = await channel.post(HELLO, "k", root=first.id)
    await channel.say(BEN, "three", "e3")
    await channel.edit(post.id, BYE)
    changed = await channel.since(seen, "ada")
    assert [(entry.text, entry.reply) for entry in changed] == [("three", None), ("", BYE)]
    assert [entry.seq for entry in changed] == sorted(entry.seq for entry in changed)
    assert changed[-1].seq == await channel.last()


async def test_a_deletion_is_a_change_that_everybody_hears_of(channel: Room) -> None:
    post = await channel.post(HELLO, "k")
    seen = await channel.last()
    await channel.remove(post.id)
    [entry] = await channel.since(seen, "ada")
    assert (entry.id, entry.gone) == (post.id, True)


async def test_what_is_private_is_its_persons_alone(channel: Room, poster: LocalPoster) -> None:
    root = await channel.say(ADA, "root", "e1")
    await poster.post(Place("local", "local", "general", private=Private("ada")), HELLO, "k1")
    await poster.post(Place("local", "local", "general", str(root.id), Private("ada")), BYE, "k2")
    assert [entry.reply for entry in await channel.since(0, "ada")] == [None, HELLO, BYE]
    assert [entry.reply for entry in await channel.since(0, "ben")] == [None]
    assert len(await channel.recent("ada", 10)) == 3
    assert len(await channel.recent("ben", 10)) == 1
    assert len((await poster.read(CHANNEL.in_thread(str(root.id)), None)).messages) == 1


async def test_the_last_threads_come_whole_and_the_earlier_ones_when_asked_for(channel: Room) -> None:
    roots = [await channel.say(ADA, f"root {n}", f"r{n}") for n in range(4)]
    for root in roots:
        await channel.post(HELLO, f"k{root.id}", root=root.id)
    late = await channel.recent("ada", 2)
    assert [entry.root or entry.id for entry in late] == [roots[2].id, roots[3].id, roots[2].id, roots[3].id]
    early = await channel.recent("ada", 2, before=roots[2].id)
    assert {entry.root or entry.id for entry in early} == {roots[0].id, roots[1].id}


async def test_a_deleted_root_stays_as_long_as_somebody_can_read_its_thread(channel: Room) -> None:
    root = await channel.post(HELLO, "k")
    await channel.post(BYE, "k2", root=root.id, private_to="ada")
    await channel.remove(root.id)
    assert [entry.id for entry in await channel.recent("ada", 10)] == [root.id, root.id + 1]
    assert await channel.recent("ben", 10) == []


async def test_an_answer_to_a_reply_goes_to_the_thread_it_stands_in(
    channel: Room, poster: LocalPoster
) -> None:
    root = await channel.say(ADA, "root", "e1")
    reply = await channel.say(BEN, "reply", "e2", root=root.id)
    posted = await poster.post(CHANNEL.in_thread(str(reply.id)), HELLO, "k")
    assert posted.place.thread == str(root.id)


@pytest.mark.parametrize("thread", ["77", "x", "", "1.5", "٣", "9" * 30])
async def test_a_thread_that_is_not_there_takes_no_post(poster: LocalPoster, thread: str) -> None:
    with pytest.raises(NotDelivered) as caught:
        await poster.post(CHANNEL.in_thread(thread), HELLO, "k")
    assert caught.value.certain


async def test_reading_since_a_moment_leaves_out_what_came_before(channel: Room, poster: LocalPoster) -> None:
    await channel.say(ADA, "old", "e1", at=NOON - timedelta(days=1))
    await channel.say(ADA, "new", "e2", at=NOON)
    read = await poster.read(CHANNEL, NOON - timedelta(hours=1))
    assert [message.text for message in read.messages] == ["new"]
    assert read.whole


async def test_a_file_comes_back_as_it_was_and_not_past_the_limit(channel: Room, poster: LocalPoster) -> None:
    body = bytes(range(256)) * 4
    entry = await channel.say(ADA, "", "e1", uploads=[Upload("a.bin", "application/pdf", body)])
    [file] = entry.files
    assert (file.name, file.media_type, file.size) == ("a.bin", "application/pdf", 1024)
    assert await poster.download(file, 1024) == body
    with pytest.raises(Refused) as caught:
        await poster.download(file, 1023)
    assert caught.value.reason is Reason.TOO_LARGE


async def test_the_file_of_a_deleted_message_is_gone(channel: Room, poster: LocalPoster) -> None:
    entry = await channel.say(ADA, "", "e1", uploads=[Upload("a.txt", "text/plain", b"A")])
    await channel.remove(entry.id)
    with pytest.raises(Refused) as caught:
        await poster.download(entry.files[0], 100)
    assert caught.value.reason is Reason.NOT_FOUND


async def test_nobody_is_a_moderator(poster: LocalPoster) -> None:
    assert not await poster.may(BEN, Action.DELETE, CHANNEL)


async def test_an_answer_in_the_making_is_over_with_its_post(channel: Room, poster: LocalPoster) -> None:
    root = await channel.say(ADA, "root", "e1")
    place = CHANNEL.in_thread(str(root.id))
    await poster.busy(place, "k")
    assert [(one.key, one.root) for one in channel.busy("ben")] == [("k", root.id)]
    await poster.post(place, HELLO, "k")
    assert channel.busy("ben") == []
    await poster.busy(place, "k")
    assert channel.busy("ben") == []


async def test_a_private_answer_in_the_making_is_nobody_elses_business(
    channel: Room, poster: LocalPoster
) -> None:
    await poster.busy(Place("local", "local", "general", private=Private("ada")), "k")
    assert len(channel.busy("ada")) == 1
    assert channel.busy("ben") == []


async def test_an_answer_that_never_comes_is_not_promised_for_ever(engine: AsyncEngine) -> None:
    now = [NOON]
    waiting = Room(engine, lambda: now[0])
    await LocalPoster(waiting).busy(CHANNEL, "k")
    now[0] += BUSY - timedelta(seconds=1)
    assert len(waiting.busy("ada")) == 1
    now[0] += timedelta(seconds=1)
    assert waiting.busy("ada") == []


async def test_every_change_rings_the_bell(channel: Room, poster: LocalPoster) -> None:
    entry = await channel.post(HELLO, "k")
    for change in (
        lambda: channel.say(ADA, "x", "e1"),
        lambda: channel.post(BYE, "k2"),
        lambda: channel.edit(entry.id, BYE),
        lambda: poster.busy(CHANNEL, "k3"),
        lambda: channel.remove(entry.id),
    ):
        bell = channel.bell
        await change()
        assert bell.is_set()


async def test_a_room_keeps_its_name_and_another_has_another(
    engine: AsyncEngine, channel: Room, tmp_path: Path
) -> None:
    assert await Room(engine).name() == await channel.name()
    other = await open_database(f"sqlite:///{tmp_path / 'other.db'}")
    await upgrade(other)
    assert await Room(other).name() != await channel.name()
    await other.dispose()
