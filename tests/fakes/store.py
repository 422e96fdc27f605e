"""The `Store` in memory: the same answers as a database's, gone with the object.

Every method gives up the event loop once before it does its work, as a database does, so that tests
meet the races that a database would let happen.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from adapters.base import Ask, Custom, Incoming, Outgoing, Place, Posted, Reply, Request, State
from summarizer.model import Document, Wish

OPEN = (State.RECEIVED, State.WORKING, State.POSTING)


@dataclass
class Row:
    request: Request
    created: datetime
    updated: datetime
    cause: str = ""


class MemoryStore:
    """`rows` are the recorded requests by id, for a test to look at states and causes."""

    def __init__(self) -> None:
        self.rows: dict[int, Row] = {}
        self._seen: set[tuple[str, str, str]] = set()
        self._outgoing: dict[str, Outgoing] = {}
        self._documents: dict[str, tuple[Document, datetime]] = {}
        self._channels: dict[tuple[str, str, str], Custom] = {}

    # ---- requests -----------------------------------------------------------------------------

    async def record(self, incoming: Incoming, now: datetime) -> int | None:
        await _turn(now)
        platform = incoming.place.platform
        marks = {(platform, "event", incoming.event)}
        if isinstance(incoming, Ask) and incoming.once is not None:
            marks.add((platform, "once", incoming.once))
        if marks & self._seen:
            return None
        self._seen |= marks
        request = len(self.rows) + 1
        self.rows[request] = Row(Request(request, incoming, State.RECEIVED, attempts=0), now, now)
        return request

    async def unfinished(self) -> list[int]:
        await _turn()
        return [request for request, row in self.rows.items() if row.request.state in OPEN]

    async def begin(self, request: int, now: datetime) -> Request | None:
        await _turn(now)
        row = self._open(request)
        if row is None:
            return None
        state = State.POSTING if row.request.state is State.POSTING else State.WORKING
        row.request = replace(row.request, state=state, attempts=row.request.attempts + 1)
        row.updated = now
        return row.request

    async def finish(self, request: int, state: State, now: datetime, cause: str = "") -> None:
        await _turn(now)
        if state in OPEN:
            raise ValueError(f"{state} is no end of a request")
        row = self._open(request)
        if row is not None:
            row.request = replace(row.request, state=state)
            row.updated = now
            row.cause = cause

    async def request(self, request: int) -> Request | None:
        await _turn()
        row = self.rows.get(request)
        return row.request if row else None

    def _open(self, request: int) -> Row | None:
        row = self.rows.get(request)
        return row if row and row.request.state in OPEN else None

    # ---- replies ------------------------------------------------------------------------------

    async def intend(self, outgoing: Outgoing, now: datetime) -> Outgoing:
        await _turn(now)
        if outgoing.request not in self.rows:
            raise LookupError(f"request {outgoing.request} was never recorded")
        row = self._open(outgoing.request)
        if row is not None:
            row.request = replace(row.request, state=State.POSTING)
            row.updated = now
        return self._outgoing.setdefault(outgoing.key, replace(outgoing, intended=now))

    async def posted(self, key: str, posted: Posted, now: datetime) -> None:
        await _turn(now)
        if key in self._outgoing:
            self._outgoing[key] = replace(self._outgoing[key], posted=posted)

    async def change(self, key: str, posted: Posted, reply: Reply, wish: Wish, now: datetime) -> None:
        await _turn(now)
        if key in self._outgoing:
            self._outgoing[key] = replace(self._outgoing[key], posted=posted, reply=reply, wish=wish)

    async def outgoing(self, key: str) -> Outgoing | None:
        await _turn()
        return self._outgoing.get(key)

    async def forget(self, key: str) -> None:
        await _turn()
        self._outgoing.pop(key, None)

    async def outgoing_of(self, request: int) -> list[Outgoing]:
        await _turn()
        return [outgoing for outgoing in self._outgoing.values() if outgoing.request == request]

    # ---- channels -----------------------------------------------------------------------------

    async def custom(self, place: Place) -> Custom:
        await _turn()
        return self._channels.get((place.platform, place.workspace, place.channel), Custom())

    async def choose(self, place: Place, custom: Custom, now: datetime) -> None:
        await _turn(now)
        self._channels[place.platform, place.workspace, place.channel] = custom

    # ---- documents ----------------------------------------------------------------------------

    async def save_document(self, address: str, document: Document, now: datetime) -> None:
        await _turn(now)
        self._documents[address] = (document, now)

    async def document(self, address: str, newer_than: datetime) -> Document | None:
        await _turn(newer_than)
        document, read_at = self._documents.get(address, (None, newer_than))
        return document if read_at > newer_than else None

    async def purge_documents(self, older_than: datetime) -> int:
        await _turn(older_than)
        old = [address for address, (_, read_at) in self._documents.items() if read_at < older_than]
        for address in old:
            del self._documents[address]
        return len(old)


async def _turn(time: datetime | None = None) -> None:
    if time is not None and time.utcoffset() is None:
        raise ValueError("a time without a zone can't be stored")
    await asyncio.sleep(0)
