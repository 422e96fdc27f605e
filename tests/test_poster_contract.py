"""The contract of the `Poster`, over the local channel and over the fake that other tests use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.base import Place
from adapters.local import LocalPoster, Room
from adapters.store.database import open_database, upgrade
from tests.contracts.poster import PosterContract
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


class TestMemoryPoster(PosterContract):
    @pytest.fixture
    def poster(self) -> MemoryPoster:
        return MemoryPoster()

    @pytest.fixture
    def place(self) -> Place:
        return Place("somewhere", "workspace", "channel")
