"""What was said in the local channel, kept in the database, and a bell that rings at each change.

Everything is written once: a person's message under its event, the bot's under its key; saying it
again returns what stands there. What is private to one person is never returned for another. Only
"Nutgraf is reading …" lives in memory, and for a while only.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.base import File, Person, Place, Posted, Private, Reply
from adapters.local import tables
from adapters.store import codec

PLATFORM: Final = "local"
CHANNEL: Final = Place(platform=PLATFORM, workspace=PLATFORM, channel="general")

BUSY: Final = timedelta(minutes=2)
"""An answer that has not come by then is no longer promised; Slack's own status lasts as long."""

_ROW: Final = 1
_messages: Final = tables.messages.c


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes with a message; `link` is where it can be seen, if not at its own address."""

    name: str
    media_type: str
    body: bytes
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it stands. `person` is None for the bot's own, `root` the id of the message that
    opened its thread, `seq` the number of its last change."""

    id: int
    seq: int
    root: int | None
    person: Person | None
    private_to: str | None
    text: str
    files: tuple[File, ...]
    reply: Reply | None
    key: str | None
    at: datetime
    gone: bool

    @property
    def bot(self) -> bool:
        return self.person is None

    @property
    def place(self) -> Place:
        return Place(
            platform=CHANNEL.platform,
            workspace=CHANNEL.workspace,
            channel=CHANNEL.channel,
            thread=None if self.root is None else str(self.root),
            private=None if self.private_to is None else Private(self.private_to),
        )

    @property
    def posted(self) -> Posted:
        return Posted(self.place, str(self.id))


@dataclass(frozen=True, slots=True)
class Busy:
    """An answer in the making, and the thread it will stand in."""

    key: str
    root: int | None
    private_to: str | None
    until: datetime


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Room:
    """The channel's messages. One object is shared by all who speak and listen in this process;
    another process that writes to the same database is noticed by asking again now and then."""

    def __init__(self, engine: AsyncEngine, clock: Callable[[], datetime] = _utc_now) -> None:
        self._engine = engine
        self._reading = engine.execution_options(reading=True)
        self._clock = clock
        self._bell = asyncio.Event()
        self._busy: dict[str, Busy] = {}

    # ---- writing --------------------------------------------------------------------------------

    async def say(
        self,
        person: Person,
        text: str,
        event: str,
        *,
        root: int | None = None,
        uploads: Sequence[Upload] = (),
        at: datetime | None = None,
    ) -> Entry:
        """A person's message; the one said before under this event, if there is one."""
        return await self._add(
            _messages.event == event,
            {"person": person.id, "name": person.name, "text": text, "event": event, "root": root},
            uploads,
            at,
        )

    async def post(
        self,
        reply: Reply,
        key: str,
        *,
        root: int | None = None,
        private_to: str | None = None,
        uploads: Sequence[Upload] = (),
        at: datetime | None = None,
    ) -> Entry:
        """The bot's message; the one posted before under this key, if there is one."""
        values = {
            "reply": codec.dump(codec.REPLY, reply),
            "key": key,
            "root": root,
            "private_to": private_to,
        }
        entry = await self._add(_messages.key == key, values, uploads, at)
        self._busy.pop(key, None)
        self.ring()
        return entry

    async def edit(self, message: int, reply: Reply) -> bool:
        """False when the message is not there any more."""
        return await self._change(message, reply=codec.dump(codec.REPLY, reply))

    async def remove(self, message: int) -> bool:
        """Empties a message; its row stays, so that it is not posted again. False when it was gone."""
        return await self._change(message, text="", reply=None, gone=True)

    async def _add(
        self,
        same: ColumnElement[bool],
        values: dict[str, Any],
        uploads: Sequence[Upload],
        at: datetime | None,
    ) -> Entry:
        row = {"name": "", "text": "", "gone": False, "at": at or self._clock()} | values
        async with self._engine.begin() as connection:
            # Counting first takes the lock that makes looking and inserting one step.
            seq = await self._next(connection)
            before = (await connection.execute(select(tables.messages).where(same))).one_or_none()
            if before is None:
                added = await connection.execute(
                    insert(tables.messages).values(seq=seq, **row).returning(_messages.id)
                )
                message = added.scalar_one()
                for position, upload in enumerate(uploads):
                    ref = secrets.token_urlsafe(16)
                    await connection.execute(
                        insert(tables.files).values(
                            id=ref,
                            message=message,
                            position=position,
                            name=upload.name,
                            media_type=upload.media_type,
                            size=len(upload.body),
                            link=upload.link or f"/files/{ref}",
                            body=upload.body,
                        )
                    )
                before = (
                    await connection.execute(select(tables.messages).where(_messages.id == message))
                ).one()
            [entry] = await self._entries(connection, [before])
        self.ring()
        return entry

    async def _change(self, message: int, **values: Any) -> bool:
        async with self._engine.begin() as connection:
            seq = await self._next(connection)
            changed = await connection.execute(
                update(tables.messages)
                .where(_messages.id == message, _messages.gone.is_(False))
                .values(seq=seq, **values)
            )
        self.ring()
        return changed.rowcount == 1

    async def _next(self, connection: AsyncConnection) -> int:
        room = tables.room
        counted = await connection.execute(
            update(room).where(room.c.id == _ROW).values(last=room.c.last + 1).returning(room.c.last)
        )
        seq: int | None = counted.scalar_one_or_none()
        if seq is None:
            await connection.execute(insert(room).values(id=_ROW, name=secrets.token_hex(8), last=1))
            seq = 1
        return seq

    # ---- reading --------------------------------------------------------------------------------

    async def name(self) -> str:
        """Tells this room from one in another database: a page that knew another must start anew."""
        room = tables.room
        async with self._engine.begin() as connection:
            name: str | None = await connection.scalar(select(room.c.name).where(room.c.id == _ROW))
            if name is None:
                name = secrets.token_hex(8)
                await connection.execute(insert(room).values(id=_ROW, name=name, last=0))
        return name

    async def last(self) -> int:
        """The number of the last change."""
        async with self._reading.begin() as connection:
            last = await connection.scalar(select(tables.room.c.last).where(tables.room.c.id == _ROW))
        return last or 0

    async def entry(self, message: int) -> Entry | None:
        async with self._reading.begin() as connection:
            found = await connection.execute(select(tables.messages).where(_messages.id == message))
            return next(iter(await self._entries(connection, found.all())), None)

    async def posted(self, key: str) -> Entry | None:
        """What the bot posted under this key, even when it was deleted since."""
        async with self._reading.begin() as connection:
            found = await connection.execute(select(tables.messages).where(_messages.key == key))
            return next(iter(await self._entries(connection, found.all())), None)

    async def since(self, seq: int, viewer: str, limit: int = 200) -> list[Entry]:
        """What changed after `seq`, in the order of the changes."""
        async with self._reading.begin() as connection:
            found = await connection.execute(
                select(tables.messages)
                .where(_messages.seq > seq, _visible(viewer))
                .order_by(_messages.seq)
                .limit(limit)
            )
            return await self._entries(connection, found.all())

    async def recent(self, viewer: str, threads: int, before: int | None = None) -> list[Entry]:
        """The last threads of the channel (older than message `before`), each root and its replies,
        in the order they were written."""
        wanted = select(_messages.id).where(_shown_root(viewer, before))
        wanted = wanted.order_by(_messages.id.desc()).limit(threads)
        async with self._reading.begin() as connection:
            roots = list(await connection.scalars(wanted))
            replies = _messages.root.in_(roots) & _messages.gone.is_(False) & _visible(viewer)
            found = await connection.execute(
                select(tables.messages).where(or_(_messages.id.in_(roots), replies)).order_by(_messages.id)
            )
            return await self._entries(connection, found.all())

    async def threads_between(self, viewer: str, root: int, before: int | None = None) -> int:
        """How many threads `recent` has to give so that this one is among them."""
        counted = select(func.count()).where(_shown_root(viewer, before), _messages.id >= root)
        async with self._reading.begin() as connection:
            return await connection.scalar(counted) or 0

    async def thread(self, root: int, since: datetime | None = None) -> list[Entry]:
        """A root and its replies as everybody sees them, in the order they were written."""
        return await self._public(or_(_messages.id == root, _messages.root == root), since)

    async def channel(self, since: datetime | None = None) -> list[Entry]:
        """The messages that stand in the channel itself, as everybody sees them."""
        return await self._public(_messages.root.is_(None), since)

    async def file(self, ref: str) -> tuple[File, bytes] | None:
        """A file and its bytes, unless its message was deleted."""
        async with self._reading.begin() as connection:
            found = await connection.execute(
                select(tables.files)
                .join(tables.messages, tables.files.c.message == _messages.id)
                .where(tables.files.c.id == ref, _messages.gone.is_(False))
            )
            row = found.one_or_none()
        return None if row is None else (_file(row), row.body)

    async def _public(self, where: ColumnElement[bool], since: datetime | None) -> list[Entry]:
        wanted = select(tables.messages).where(
            where, _messages.private_to.is_(None), _messages.gone.is_(False)
        )
        if since is not None:
            wanted = wanted.where(_messages.at >= since)
        async with self._reading.begin() as connection:
            found = await connection.execute(wanted.order_by(_messages.id))
            return await self._entries(connection, found.all())

    async def _entries(self, connection: AsyncConnection, rows: Iterable[Row[Any]]) -> list[Entry]:
        rows = list(rows)
        of: dict[int, list[File]] = {row.id: [] for row in rows if not row.gone}
        columns = [column for column in tables.files.c if column.name != "body"]
        found = await connection.execute(
            select(*columns)
            .where(tables.files.c.message.in_(list(of)))
            .order_by(tables.files.c.message, tables.files.c.position)
        )
        for row in found:
            of[row.message].append(_file(row))
        return [_entry(row, of.get(row.id, [])) for row in rows]

    # ---- the bell, and who is at work -----------------------------------------------------------

    def ring(self) -> None:
        """Wakes everybody who listens."""
        bell, self._bell = self._bell, asyncio.Event()
        bell.set()

    @property
    def bell(self) -> asyncio.Event:
        """Set at the next change. Take it before you look, so that nothing falls between."""
        return self._bell

    def begin(self, key: str, root: int | None, private_to: str | None) -> None:
        """An answer is being made; it is over with the post of that key, or after a while."""
        self._busy[key] = Busy(key, root, private_to, self._clock() + BUSY)
        self.ring()

    def busy(self, viewer: str) -> list[Busy]:
        """The answers being made that this person may know of."""
        now = self._clock()
        self._busy = {key: one for key, one in self._busy.items() if one.until > now}
        return [one for one in self._busy.values() if one.private_to in (None, viewer)]


def _visible(viewer: str, column: ColumnElement[str | None] | None = None) -> ColumnElement[bool]:
    private_to = _messages.private_to if column is None else column
    return or_(private_to.is_(None), private_to == viewer)


def _shown_root(viewer: str, before: int | None) -> ColumnElement[bool]:
    """The roots (older than message `before`) whose threads this person sees: not those of which nothing
    is left."""
    inner = tables.messages.alias()
    replied = exists().where(
        inner.c.root == _messages.id, inner.c.gone.is_(False), _visible(viewer, inner.c.private_to)
    )
    shown = [_messages.root.is_(None), _visible(viewer), or_(_messages.gone.is_(False), replied)]
    return and_(*shown) if before is None else and_(*shown, _messages.id < before)


def _file(row: Row[Any]) -> File:
    return File(name=row.name, media_type=row.media_type, size=row.size, ref=row.id, link=row.link)


def _entry(row: Row[Any], files: Iterable[File]) -> Entry:
    return Entry(
        id=row.id,
        seq=row.seq,
        root=row.root,
        person=None if row.person is None else Person(row.person, row.name),
        private_to=row.private_to,
        text=row.text,
        files=tuple(files),
        reply=None if row.reply is None else codec.load(codec.REPLY, row.reply),
        key=row.key,
        at=row.at,
        gone=row.gone,
    )
