"""The contract of the `Poster`, over the local channel and over the fake that other tests use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.base import Form, Person, Place, Private, Reply, Section
from adapters.local.poster import LocalPoster
from adapters.local.room import Room
from adapters.store.database import open_database, upgrade
from tests.contracts.poster import HELLO, PosterContract
from tests.fakes.poster import MemoryPoster


class TestLocalPoster(PosterContract):
    @pytest.fixture
    async def poster(self, tmp_path: Path) -> AsyncIterator[LocalPoster]:
        engine = await open_database(f"sqlite:///{tmp_path / 'room.db'}")
        await upgrade(engine)
        yield LocalPoster(Room(engine))
        await engine.dispose()

    @pytest.fixture
    def place(self) -> Place:
        return Place("local", "local", "general")

    async def test_what_reaches_one_person_directly_is_no_part_of_what_is_read(
        self, poster: LocalPoster, place: Place
    ) -> None:
        await poster.post(replace(place, private=Private("p7", direct=True)), HELLO, "k1")
        assert (await poster.read(place, None)).messages == ()

    @pytest.mark.parametrize(("count", "fits"), [(1, True), (10, True), (11, False)])
    def test_a_post_has_ten_sections_at_most(self, poster: LocalPoster, count: int, fits: bool) -> None:
        sections = tuple(Section("canal.example", f"Story {number}") for number in range(count))
        assert poster.fits(Reply(sections, form=Form.DIGEST)) is fits


class TestMemoryPoster(PosterContract):
    @pytest.fixture
    def poster(self) -> MemoryPoster:
        return MemoryPoster()

    @pytest.fixture
    def place(self) -> Place:
        return Place("somewhere", "workspace", "channel")

    async def test_whoever_has_no_name_is_called_as_the_platform_says(self, place: Place) -> None:
        poster = MemoryPoster(names={"p1": "Ben"})
        assert await poster.name(Person("p1"), place) == "Ben"
        assert await poster.name(Person("p2"), place) == ""

    def test_a_reply_of_more_sections_than_it_takes_does_not_fit(self) -> None:
        two = Reply((Section("a.example"), Section("b.example")), form=Form.DIGEST)
        assert MemoryPoster(most_sections=2).fits(two)
        assert not MemoryPoster(most_sections=1).fits(two)
