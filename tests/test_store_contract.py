"""The contract of the `Store`, over the database and over the fake that other tests use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.store.database import open_database, upgrade
from adapters.store.sql import SqlStore
from tests.contracts.store import StoreContract
from tests.fakes.store import MemoryStore


class TestSqlStore(StoreContract):
    @pytest.fixture
    async def store(self, tmp_path: Path) -> AsyncIterator[SqlStore]:
        engine = await open_database(f"sqlite:///{tmp_path / 'store.db'}")
        await upgrade(engine)
        yield SqlStore(engine)
        await engine.dispose()


class TestMemoryStore(StoreContract):
    @pytest.fixture
    def store(self) -> MemoryStore:
        return MemoryStore()
