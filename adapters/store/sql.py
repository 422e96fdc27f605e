"""The `Store` on a SQL database.

Each method is one transaction, which runs to its end even if its caller is cancelled. A request's
state moves forward alone: what is final stays as it is. A row that can't be read, after a downgrade
or damage, ends with a cause and stops nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import structlog
from sqlalchemy import Row, case, delete, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from summarizer.model import Document, Wish

from ..base import Ask, Custom, Incoming, Outgoing, Place, Posted, Reply, Request, State
from . import codec
from .database import to_its_end
from .tables import channels, documents, replies, requests

OPEN: Final = (State.RECEIVED, State.WORKING, State.POSTING)

_log: Final = structlog.get_logger(__name__)


class SqlStore:
    """Wants an engine of `open_database` whose tables are up to date; the caller disposes of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._writing = engine
        self._reading = engine.execution_options(reading=True)

    # ---- requests -----------------------------------------------------------------------------

    @to_its_end
    async def record(self, incoming: Incoming, now: datetime) -> int | None:
        kind, stored = codec.dump_incoming(incoming)
        recording = (
            insert(requests)
            .values(
                platform=incoming.place.platform,
                event=incoming.event,
                once=incoming.once if isinstance(incoming, Ask) else None,
                kind=kind,
                incoming=stored,
                state=State.RECEIVED,
                attempts=0,
                cause="",
                created=now,
                updated=now,
            )
            .on_conflict_do_nothing()
            .returning(requests.c.id)
        )
        async with self._writing.begin() as connection:
            recorded: int | None = (await connection.execute(recording)).scalar_one_or_none()
            return recorded

    @to_its_end
    async def unfinished(self) -> list[int]:
        query = select(requests.c.id).where(requests.c.state.in_(OPEN)).order_by(requests.c.id)
        async with self._reading.begin() as connection:
            return list((await connection.execute(query)).scalars())

    @to_its_end
    async def begin(self, request: int, now: datetime) -> Request | None:
        taking_up = (
            update(requests)
            .where(requests.c.id == request, requests.c.state.in_(OPEN))
            .values(
                state=case((requests.c.state == State.POSTING, State.POSTING), else_=State.WORKING),
                attempts=requests.c.attempts + 1,
                updated=now,
            )
            .returning(requests)
        )
        async with self._writing.begin() as connection:
            row = (await connection.execute(taking_up)).one_or_none()
            if row is None:
                return None
            try:
                return _request(row)
            except ValueError as error:
                cause = f"its row can't be read: {error}"
                await _finish(connection, request, State.DEAD, now, cause)
        _log.error("request.unreadable", request=request, cause=cause)
        return None

    @to_its_end
    async def finish(self, request: int, state: State, now: datetime, cause: str = "") -> None:
        if state in OPEN:
            raise ValueError(f"{state} is no end of a request")
        async with self._writing.begin() as connection:
            await _finish(connection, request, state, now, cause)

    @to_its_end
    async def request(self, request: int) -> Request | None:
        async with self._reading.begin() as connection:
            query = select(requests).where(requests.c.id == request)
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        try:
            return _request(row)
        except ValueError as error:
            _log.warning("request.unreadable", request=request, cause=str(error))
            return None

    # ---- replies ------------------------------------------------------------------------------

    @to_its_end
    async def intend(self, outgoing: Outgoing, now: datetime) -> Outgoing:
        """Raises LookupError when its request was never recorded."""
        intending = (
            insert(replies)
            .values(
                key=outgoing.key,
                request=outgoing.request,
                place=codec.dump(codec.PLACE, outgoing.place),
                reply=codec.dump(codec.REPLY, outgoing.reply),
                wish=codec.dump(codec.WISH, outgoing.wish),
                posted=codec.dump(codec.POSTED, outgoing.posted) if outgoing.posted else None,
                created=now,
                updated=now,
            )
            .on_conflict_do_nothing()
            .returning(replies.c.key)
        )
        posting = (
            update(requests)
            .where(requests.c.id == outgoing.request, requests.c.state.in_(OPEN))
            .values(state=State.POSTING, updated=now)
        )
        try:
            async with self._writing.begin() as connection:
                new = (await connection.execute(intending)).one_or_none()
                await connection.execute(posting)
                if new is not None:
                    return replace(outgoing, intended=now)
                query = select(replies).where(replies.c.key == outgoing.key)
                return _outgoing((await connection.execute(query)).one())
        except IntegrityError as error:
            raise LookupError(f"request {outgoing.request} was never recorded") from error

    @to_its_end
    async def posted(self, key: str, posted: Posted, now: datetime) -> None:
        await self._change(key, posted=codec.dump(codec.POSTED, posted), updated=now)

    @to_its_end
    async def change(self, key: str, posted: Posted, reply: Reply, wish: Wish, now: datetime) -> None:
        await self._change(
            key,
            posted=codec.dump(codec.POSTED, posted),
            reply=codec.dump(codec.REPLY, reply),
            wish=codec.dump(codec.WISH, wish),
            updated=now,
        )

    async def _change(self, key: str, **values: object) -> None:
        async with self._writing.begin() as connection:
            await connection.execute(update(replies).where(replies.c.key == key).values(**values))

    @to_its_end
    async def outgoing(self, key: str) -> Outgoing | None:
        """Raises ValueError when it is there and can't be read: None would have it posted again."""
        async with self._reading.begin() as connection:
            row = (await connection.execute(select(replies).where(replies.c.key == key))).one_or_none()
        return None if row is None else _outgoing(row)

    @to_its_end
    async def forget(self, key: str) -> None:
        async with self._writing.begin() as connection:
            await connection.execute(delete(replies).where(replies.c.key == key))

    @to_its_end
    async def outgoing_of(self, request: int) -> list[Outgoing]:
        """In the order they were intended; raises ValueError as `outgoing` does."""
        query = select(replies).where(replies.c.request == request).order_by(replies.c.created, replies.c.key)
        async with self._reading.begin() as connection:
            rows = (await connection.execute(query)).all()
        return [_outgoing(row) for row in rows]

    # ---- channels -----------------------------------------------------------------------------

    @to_its_end
    async def custom(self, place: Place) -> Custom:
        query = select(channels.c.custom).where(
            channels.c.platform == place.platform,
            channels.c.workspace == place.workspace,
            channels.c.channel == place.channel,
        )
        async with self._reading.begin() as connection:
            stored = (await connection.execute(query)).scalar_one_or_none()
        if stored is None:
            return Custom()
        try:
            return codec.load(codec.CUSTOM, stored)
        except ValueError as error:
            _log.warning("channel.unreadable", channel=place.channel, cause=str(error))
            return Custom()

    @to_its_end
    async def choose(self, place: Place, custom: Custom, now: datetime) -> None:
        choosing = insert(channels).values(
            platform=place.platform,
            workspace=place.workspace,
            channel=place.channel,
            custom=codec.dump(codec.CUSTOM, custom),
            updated=now,
        )
        choosing = choosing.on_conflict_do_update(
            index_elements=[channels.c.platform, channels.c.workspace, channels.c.channel],
            set_={"custom": choosing.excluded.custom, "updated": choosing.excluded.updated},
        )
        async with self._writing.begin() as connection:
            await connection.execute(choosing)

    # ---- documents ----------------------------------------------------------------------------

    @to_its_end
    async def save_document(self, address: str, document: Document, now: datetime) -> None:
        packed = await asyncio.to_thread(codec.pack, document)
        saving = insert(documents).values(address=address, document=packed, read_at=now)
        saving = saving.on_conflict_do_update(
            index_elements=[documents.c.address],
            set_={"document": saving.excluded.document, "read_at": saving.excluded.read_at},
        )
        async with self._writing.begin() as connection:
            await connection.execute(saving)

    @to_its_end
    async def document(self, address: str, newer_than: datetime) -> Document | None:
        query = select(documents.c.document).where(
            documents.c.address == address, documents.c.read_at > newer_than
        )
        async with self._reading.begin() as connection:
            packed = (await connection.execute(query)).scalar_one_or_none()
        if packed is None:
            return None
        try:
            return await asyncio.to_thread(codec.unpack, packed)
        except ValueError as error:
            _log.warning("document.unreadable", host=urlsplit(address).hostname, cause=str(error))
            return None

    @to_its_end
    async def purge_documents(self, older_than: datetime) -> int:
        """Removes the documents read before `older_than`; how many there were."""
        async with self._writing.begin() as connection:
            purged = await connection.execute(delete(documents).where(documents.c.read_at < older_than))
            return purged.rowcount


async def _finish(connection: AsyncConnection, request: int, state: State, now: datetime, cause: str) -> None:
    await connection.execute(
        update(requests)
        .where(requests.c.id == request, requests.c.state.in_(OPEN))
        .values(state=state, updated=now, cause=codec.encodable(cause))
    )


def _request(row: Row[Any]) -> Request:
    return Request(
        row.id, codec.load_incoming(row.kind, row.incoming), State(row.state), attempts=row.attempts
    )


def _outgoing(row: Row[Any]) -> Outgoing:
    try:
        return Outgoing(
            key=row.key,
            request=row.request,
            place=codec.load(codec.PLACE, row.place),
            reply=codec.load(codec.REPLY, row.reply),
            wish=codec.load(codec.WISH, row.wish),
            posted=None if row.posted is None else codec.load(codec.POSTED, row.posted),
            intended=row.created,
        )
    except ValueError as error:
        raise ValueError(f"the reply {row.key} can't be read: {error}") from None
