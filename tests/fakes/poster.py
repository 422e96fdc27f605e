"""A platform in memory that behaves: it remembers what was posted, under which key, and who may what.

`trouble` is raised, one a call, by the next posts; with `lands=True` the post is there all the same, as
when a connection breaks after the platform has taken it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from adapters.base import (
    Action,
    File,
    Lack,
    Message,
    Messages,
    NotDelivered,
    Person,
    Place,
    Posted,
    Reason,
    Refused,
    Reply,
    Unknown,
    Way,
)


@dataclass
class Trouble:
    error: BaseException
    lands: bool = False


@dataclass
class MemoryPoster:
    readable: bool = True
    moderators: frozenset[str] = frozenset()
    trouble: list[Trouble] = field(default_factory=list)
    edit_trouble: list[BaseException] = field(default_factory=list)
    find_trouble: list[BaseException] = field(default_factory=list)
    message_trouble: list[BaseException] = field(default_factory=list)
    may_trouble: list[BaseException] = field(default_factory=list)
    barred_threads: bool = False
    download_trouble: list[BaseException] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    shown: dict[str, tuple[Place, Reply]] = field(default_factory=dict)
    said: dict[str, Message] = field(default_factory=dict)
    talk: list[Message] = field(default_factory=list)
    edited: list[Posted] = field(default_factory=list)
    lacking: dict[Way, Lack] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    most_sections: int = 5
    posts: int = 0
    busy_with: list[str] = field(default_factory=list)
    _keys: dict[str, Posted] = field(default_factory=dict)

    async def busy(self, place: Place, key: str) -> None:
        self.busy_with.append(key)

    async def post(self, place: Place, reply: Reply, key: str) -> Posted:
        await asyncio.sleep(0)
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble and not trouble.lands:
            raise trouble.error
        if self.barred_threads and place.thread is not None:
            raise NotDelivered("no thread here", barred=True)
        self.posts += 1
        posted = Posted(place, str(1000 + self.posts))
        self._keys[key] = posted
        self.shown[posted.id] = (place, reply)
        if trouble:
            raise trouble.error
        return posted

    async def edit(self, posted: Posted, reply: Reply, key: str) -> Posted:
        if self.edit_trouble:
            raise self.edit_trouble.pop(0)
        if posted.id not in self.shown:
            raise NotDelivered("no such message")
        self.edited.append(posted)
        self.shown[posted.id] = (posted.place, reply)
        return posted

    async def delete(self, posted: Posted) -> None:
        self.shown.pop(posted.id, None)

    async def find(self, place: Place, key: str, intended: datetime, reply: Reply) -> Posted | Unknown | None:
        if self.find_trouble:
            raise self.find_trouble.pop(0)
        return self._keys.get(key) if self.readable else Unknown.UNKNOWN

    async def message(self, place: Place, message: str, /) -> Message:
        if self.message_trouble:
            raise self.message_trouble.pop(0)
        if not self.readable:
            raise Refused(Reason.NOT_ALLOWED, "no history here")
        if message not in self.said:
            raise Refused(Reason.NOT_FOUND, f"no message {message}")
        return self.said[message]

    async def lacks(self, way: Way, place: Place) -> Lack | None:
        return self.lacking.get(way)

    async def read(self, place: Place, since: datetime | None) -> Messages:
        here = [
            Message(number, reply.text or "", bot=True)
            for number, (where, reply) in self.shown.items()
            if where.thread == place.thread and where.private is None
        ]
        return Messages((*self.talk, *here) if self.readable else (), whole=self.readable)

    async def may(self, person: Person, what: Action, place: Place) -> bool:
        if self.may_trouble:
            raise self.may_trouble.pop(0)
        return person.id in self.moderators

    async def address(self, place: Place) -> str | None:
        return f"https://chat.example/{place.channel}"

    async def name(self, person: Person, place: Place) -> str:
        return person.name or self.names.get(person.id, "")

    def fits(self, reply: Reply) -> bool:
        return len(reply.sections) <= self.most_sections

    async def download(self, file: File, limit: int) -> bytes:
        if self.download_trouble:
            raise self.download_trouble.pop(0)
        if file.ref not in self.files:
            raise Refused(Reason.NOT_FOUND, f"no file {file.ref}")
        body = self.files[file.ref]
        if len(body) > limit:
            raise Refused(Reason.TOO_LARGE, f"{len(body)} bytes")
        return body

    def posted(self, key: str) -> Posted | None:
        return self._keys.get(key)

    @property
    def replies(self) -> list[Reply]:
        """What can be seen now, in the order it was posted."""
        return [reply for _, reply in self.shown.values()]

    @property
    def places(self) -> list[Place]:
        return [place for place, _ in self.shown.values()]
