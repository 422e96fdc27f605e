"""Addresses of databases, how one is opened, and its migrations."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import Unusable
from adapters.store.database import normalise, open_database, upgrade
from adapters.store.tables import metadata


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    engine = await open_database(f"sqlite:///{tmp_path / 'store.db'}")
    yield engine
    await engine.dispose()


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.begin() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))


# ---- addresses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("sqlite:///nutgraf.db", "nutgraf.db"),
        ("sqlite:///data/my notes 100%.db", "data/my notes 100%.db"),
        ("sqlite:////var/lib/nutgraf/nutgraf.db", "/var/lib/nutgraf/nutgraf.db"),
        ("  SQLite:///nutgraf.db\n", "nutgraf.db"),
        ("sqlite+aiosqlite:///nutgraf.db", "nutgraf.db"),
    ],
)
def test_sqlite_is_accepted_as_people_write_it(written: str, meant: str) -> None:
    assert normalise(written) == f"sqlite:///{meant}"
    assert normalise(normalise(written)) == normalise(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("nutgraf.db", "scheme"),
        ("/var/lib/nutgraf.db", "scheme"),
        ("", "scheme"),
        ("sqlite:nutgraf.db", "scheme"),
        ("sqlite://nutgraf.db", "three slashes"),
        ("sqlite://user:hunter2@host/x.db", "three slashes"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:///x.db?mode=ro", "options"),
        ("postgres://user:hunter2@host/nutgraf", "PostgreSQL is not supported yet"),
        ("postgresql://user:hunter2@host/nutgraf", "later version"),
        ("postgresql+psycopg://user:hunter2@host/nutgraf", "later version"),
        ("mysql://user:hunter2@host/nutgraf", "“mysql” are not supported"),
    ],
)
def test_what_is_no_database_of_ours_is_refused_in_a_sentence(written: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        normalise(written)
    assert str(raised.value).endswith(".")
    assert "hunter2" not in str(raised.value)


# ---- opening ------------------------------------------------------------------------------------


async def test_every_connection_is_set_up(engine: AsyncEngine) -> None:
    async def settings() -> list[object]:
        async with engine.begin() as connection:
            await asyncio.sleep(0)  # so that the three are open at once
            names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            return [await connection.scalar(text(f"PRAGMA {name}")) for name in names]

    for found in await asyncio.gather(settings(), settings(), settings()):
        assert found == ["wal", 2, 1, 30_000]


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


async def test_what_people_pasted_is_for_the_owner_of_the_file_alone(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await upgrade(engine)
    assert modes(tmp_path) == {"store.db": 0o600, "store.db-wal": 0o600, "store.db-shm": 0o600}


@pytest.mark.parametrize("name", ["here.db", "100%25 of ours.db", "größe.db"])
async def test_a_relative_address_is_the_file_of_that_very_name_where_the_program_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = await open_database(f"sqlite:///{name}")
    await upgrade(engine)
    await engine.dispose()
    assert list(modes(tmp_path)) == [name]


@pytest.mark.parametrize("name", ["missing/store.db", "folder", "letter.txt"])
async def test_a_file_that_cannot_be_a_database_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "letter.txt").write_text("Dear all, this is a letter and no database. " * 30)
    with pytest.raises(Unusable, match=rf"^The database .*{name} can't be (written|used): .*\.$"):
        await open_database(f"sqlite:///{tmp_path / name}")


# ---- migrations ---------------------------------------------------------------------------------


async def test_the_migrations_make_the_tables_that_the_code_knows(engine: AsyncEngine) -> None:
    importlib.import_module("adapters.local.tables")  # puts the local channel's on the same metadata
    await upgrade(engine)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    async with engine.begin() as connection:
        assert await connection.run_sync(differences) == []
    assert await tables(engine) > {"requests", "replies", "documents"}


async def test_upgrading_again_changes_nothing(engine: AsyncEngine) -> None:
    async def schema() -> list[str | None]:
        async with engine.begin() as connection:
            return list((await connection.scalars(text("SELECT sql FROM sqlite_master ORDER BY name"))).all())

    await upgrade(engine)
    before = await schema()
    await upgrade(engine)
    assert await schema() == before


async def test_two_programs_may_start_at_once(tmp_path: Path) -> None:
    async def start() -> set[str]:
        engine = await open_database(f"sqlite:///{tmp_path / 'store.db'}")
        try:
            await upgrade(engine)
            return await tables(engine)
        finally:
            await engine.dispose()

    first, *others = await asyncio.gather(*(start() for _ in range(4)))
    assert "requests" in first
    assert others == [first] * 3


async def test_a_newer_database_is_refused_and_left_as_it_is(engine: AsyncEngine) -> None:
    await upgrade(engine)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unusable, match="newer version of Nutgraf"):
        await upgrade(engine)
    async with engine.begin() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"


async def test_an_upgrade_that_fails_leaves_nothing_half_done(tmp_path: Path) -> None:
    """Another program's database has a table by one of our names."""
    path = tmp_path / "theirs.db"
    theirs = sqlite3.connect(path)
    theirs.execute("CREATE TABLE documents (name TEXT)")
    theirs.close()
    engine = await open_database(f"sqlite:///{path}")
    with pytest.raises(Unusable, match="documents already exists"):
        await upgrade(engine)
    assert await tables(engine) == {"documents"}
    await engine.dispose()


async def test_upgrading_leaves_logging_and_the_terminal_alone(
    engine: AsyncEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    ours = logging.getLogger("ours")
    before = (list(logging.root.handlers), logging.root.level, ours.disabled)
    await upgrade(engine)
    assert (list(logging.root.handlers), logging.root.level, ours.disabled) == before
    assert capfd.readouterr() == ("", "")
