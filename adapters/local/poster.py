"""The port Poster over the local channel's own messages.

A post is there once for its key, whatever crashed when: the key is unique in the database. Nothing
here needs a connection to a browser; whoever looks at the channel sees it, now or later.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

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
from adapters.local.asks import message_of
from adapters.local.room import Room

_MOST_SECTIONS: Final = 10
"""What reads well as one post; more of a digest goes on in its thread."""


class LocalPoster:
    def __init__(self, room: Room) -> None:
        self._room = room

    async def busy(self, place: Place, key: str) -> None:
        try:
            if await self._room.posted(key) is None:
                self._room.begin(key, await self._root(place), _private_to(place))
        except NotDelivered:
            return

    async def post(self, place: Place, reply: Reply, key: str) -> Posted:
        root = await self._root(place)
        entry = await self._room.post(reply, key, root=root, private_to=_private_to(place))
        return entry.posted

    async def edit(self, posted: Posted, reply: Reply, key: str) -> Posted:
        del key  # the message keeps the one it was posted under
        if not await self._room.edit(_number(posted.id), reply):
            raise NotDelivered(f"message {posted.id} is not there any more")
        return posted

    async def delete(self, posted: Posted) -> None:
        await self._room.remove(_number(posted.id))

    async def find(self, place: Place, key: str, intended: datetime, reply: Reply) -> Posted | Unknown | None:
        del place, intended, reply  # a key is unique in the whole channel
        entry = await self._room.posted(key)
        return None if entry is None else entry.posted

    async def message(self, place: Place, message: str, /) -> Message:
        del place
        entry = await self._room.entry(_number(message))
        if entry is None or entry.gone or entry.private_to is not None:
            raise Refused(Reason.NOT_FOUND, f"no message {message}")
        return message_of(entry)

    async def lacks(self, way: Way, place: Place) -> Lack | None:
        """Whatever is written here is answered, so nothing has to be switched on."""
        del place
        return Lack.NEEDLESS if way in (Way.AUTOMATIC, Way.REACTION) else None

    async def read(self, place: Place, since: datetime | None) -> Messages:
        """What everybody sees; an answer for one person's eyes is no part of a conversation."""
        root = await self._root(place)
        entries = await (self._room.channel(since) if root is None else self._room.thread(root, since))
        return Messages(tuple(message_of(entry) for entry in entries))

    async def may(self, person: Person, what: Action, place: Place) -> bool:
        """There is no office of moderator in the local channel: an answer is its asker's alone to delete."""
        del person, what, place
        return False

    async def address(self, place: Place) -> str | None:
        """There is one channel alone, and who is told something reads it there."""
        del place
        return None

    async def name(self, person: Person, place: Place) -> str:
        del place
        return person.name

    def fits(self, reply: Reply) -> bool:
        return len(reply.sections) <= _MOST_SECTIONS

    async def download(self, file: File, limit: int) -> bytes:
        found = await self._room.file(file.ref)
        if found is None:
            raise Refused(Reason.NOT_FOUND, f"no file {file.ref}")
        kept, body = found
        if kept.size > limit:
            raise Refused(Reason.TOO_LARGE, f"{kept.size} bytes where {limit} are read")
        return body

    async def _root(self, place: Place) -> int | None:
        """The message that opens the thread; a reply's id stands for its thread, as nothing else can
        be meant."""
        if place.thread is None:
            return None
        entry = await self._room.entry(_number(place.thread))
        if entry is None:
            raise NotDelivered(f"there is no thread {place.thread}")
        return entry.id if entry.root is None else entry.root


def _private_to(place: Place) -> str | None:
    return None if place.private is None else place.private.person


def _number(message: str) -> int:
    if not (message.isascii() and message.isdigit() and len(message) < 19):
        raise NotDelivered(f"{message!r} is no message of this channel")
    return int(message)
