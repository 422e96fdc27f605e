"""Opens the one database and brings its tables up to date.

A write transaction takes SQLite's write lock when it begins: one that read first and wrote then would
be refused when another wrote in between, however long it waited. Transactions of an engine with the
execution option `reading` take no lock and must not write.
"""

from __future__ import annotations

import asyncio
import fcntl
import functools
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from adapters.base import Unusable

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS: Final = 30
"""How long a transaction waits for another's write lock."""

CONNECTIONS: Final = 3
"""A write lock is waited for by asking again and again, so that more connections are slower: 40 records
at once took 0.06 s with one, 0.09 s with three, 0.2 to 1.2 s with fifteen. More than one, so that who
reads need not wait for who waits to write."""

_MIGRATIONS: Final = Path(__file__).with_name("migrations")
_SQLITE: Final = "sqlite:///"
_EXAMPLE: Final = "sqlite:///nutgraf.db, or sqlite:////var/lib/nutgraf/nutgraf.db with the full path"


def normalise(url: str) -> str:
    """The address in the one way it is written, `sqlite:///` and a path, which is taken to the letter.

    Raises ValueError with a sentence for the operator, which holds nothing of the address but its
    scheme: there may be a password in it.
    """
    scheme, separator, rest = url.strip().partition("://")
    if not separator:
        raise ValueError(f"A database address has a scheme and slashes in front: {_EXAMPLE}.")
    match scheme.lower().partition("+")[0]:
        case "sqlite":
            return _SQLITE + _path(rest)
        case "postgres" | "postgresql":
            raise ValueError(
                f"PostgreSQL is not supported yet, it comes in a later version. Until then: {_EXAMPLE}."
            )
        case _:
            raise ValueError(f"Databases of the kind “{scheme}” are not supported. Write {_EXAMPLE}.")


def _path(rest: str) -> str:
    if rest and not rest.startswith("/"):
        raise ValueError(f"An address of SQLite has three slashes, or four before a full path: {_EXAMPLE}.")
    path = rest[1:]
    if path in ("", ":memory:"):
        raise ValueError(f"The address of the database names no file. Write {_EXAMPLE}.")
    if "?" in path:
        raise ValueError(f"The address of the database takes no question mark or options. Write {_EXAMPLE}.")
    return path


async def open_database(url: str) -> AsyncEngine:
    """An engine with a first connection made; raises ValueError for an address, `Unusable` for a file."""
    path = Path(normalise(url).removeprefix(_SQLITE))
    address = URL.create("sqlite+aiosqlite", database=str(path))
    try:
        # the journals beside it take over its mode: what people pasted is for its owner alone
        await asyncio.to_thread(path.touch, mode=0o600)
    except OSError as error:
        raise Unusable(f"The database {path} can't be written: {error.strerror or error}.") from error
    engine = create_async_engine(
        address,
        connect_args={"timeout": BUSY_SECONDS},
        pool_size=CONNECTIONS,
        max_overflow=0,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _on_connect)
    event.listen(engine.sync_engine, "begin", _on_begin)
    try:
        async with engine.begin():
            pass
    except DBAPIError as error:
        await engine.dispose()
        raise Unusable(f"The database {path} can't be used: {error.orig}.") from error
    return engine


@contextmanager
def only_one(engine: AsyncEngine) -> Iterator[None]:
    """Raises `Unusable` while another process is inside, for the same database: each would take up what
    the other is working on. It ends with the process, however that ends."""
    path = Path(f"{engine.url.database}.lock")
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable(
                f"another Nutgraf is running on the database {engine.url.database}; stop it, or give this one "
                "a NUTGRAF_DATABASE_URL of its own"
            ) from None
        yield


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # so that the driver begins nothing by itself; _on_begin does
    # a row with broken bytes is to fail when it is decoded, where its id is known, not while fetching
    connection.driver_connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
    finally:
        cursor.close()


def _on_begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


async def upgrade(engine: AsyncEngine) -> None:
    """Makes the tables, or changes them to what this version needs, all in one transaction.

    Two processes may start at once: the second waits, and finds the work done. Raises `Unusable`.
    """
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except DBAPIError as error:
        raise Unusable(f"The tables of the database can't be brought up to date: {error.orig}.") from error


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise Unusable(
            "The database was written by a newer version of Nutgraf: start that version again, "
            "or give this one another database."
        )
    command.upgrade(config, "head")


def to_its_end(transaction: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The same, but what has begun is ended before its caller's cancellation goes on.

    A cancelled statement would cost the connection, and its caller could not tell whether it counted.
    """

    @functools.wraps(transaction)
    async def run(*args: P.args, **kwargs: P.kwargs) -> T:
        task = asyncio.create_task(transaction(*args, **kwargs))
        try:
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            await asyncio.wait((task,))
            raise

    return run
