"""The first message of a channel, and the example that comes with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.base import Ask, Incoming, Person, Receipt, Reply, Way
from adapters.local.poster import LocalPoster
from adapters.local.room import Room
from adapters.local.welcome import welcome
from adapters.store.database import open_database, upgrade
from summarizer.core import summarise
from summarizer.model import Raw

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Accepting:
    """Records by event, as the store does."""

    def __init__(self) -> None:
        self.asks: dict[str, Ask] = {}
        self.broken = False

    async def __call__(self, incoming: Incoming) -> Receipt:
        if self.broken:
            raise ConnectionError("the database is away")
        assert isinstance(incoming, Ask)
        self.asks.setdefault(incoming.event, incoming)
        return Receipt(private=False)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Room]:
    engine = await open_database(f"sqlite:///{tmp_path / 'channel.db'}")
    await upgrade(engine)
    yield Room(engine)
    await engine.dispose()


async def test_an_empty_channel_is_opened_with_an_article_to_be_read(room: Room) -> None:
    accept = Accepting()
    await welcome(room, accept, NOON)
    [entry] = await room.channel()
    [ask] = accept.asks.values()
    assert entry.bot
    assert (ask.way, ask.person.id) == (Way.MENU, "nutgraf-example")
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == (str(entry.id), "")
    [file] = ask.target.files
    assert (file.media_type, file.link) == ("text/html", "/example")
    assert b"<h1>" in await LocalPoster(room).download(file, 100_000)


async def test_a_second_start_does_nothing_twice(room: Room) -> None:
    accept = Accepting()
    await welcome(room, accept, NOON)
    await welcome(room, accept, NOON)
    assert len(await room.channel()) == 1
    assert len(accept.asks) == 1


async def test_a_start_after_a_crash_between_the_two_does_what_is_left(room: Room) -> None:
    accept = Accepting()
    accept.broken = True
    with pytest.raises(ConnectionError):
        await welcome(room, accept, NOON)
    accept.broken = False
    await welcome(room, accept, NOON)
    assert len(await room.channel()) == 1
    assert len(accept.asks) == 1


async def test_a_channel_where_people_have_spoken_is_not_opened_again(room: Room) -> None:
    await room.say(Person("ada"), "hello", "e1")
    accept = Accepting()
    await welcome(room, accept, NOON)
    assert len(await room.channel()) == 1
    assert accept.asks == {}


async def test_an_example_that_was_answered_is_not_asked_for_again(room: Room) -> None:
    await welcome(room, Accepting(), NOON)
    [entry] = await room.channel()
    await room.post(Reply(text="Here it is."), "k", root=entry.id)
    accept = Accepting()
    await welcome(room, accept, NOON)
    assert accept.asks == {}


async def test_the_article_says_of_itself_what_an_answer_shows(room: Room) -> None:
    accept = Accepting()
    await welcome(room, accept, NOON)
    [entry] = await room.channel()
    body = await LocalPoster(room).download(entry.files[0], 100_000)
    document, summary = summarise(Raw(body, "text/html", name=entry.files[0].name))
    assert document.title == "Wrenfield’s chain ferry to cross the Alder again after 31 years"
    assert (document.byline, document.site) == (("Hannah Brisco",), "The Wrenfield Courier")
    assert (document.published or "")[:10] == "2026-05-14"
    assert summary.language == "en"
    assert 550 <= summary.words <= 700
    assert "Drawing: Joan Ferris" not in document.text
    assert "comes with Nutgraf" not in document.text
