"""Two ways to write to Discord, a channel by the bot's own right and an interaction by its token, and how
a reply of one or more messages is put there and changed.

A message in a channel carries a nonce made of the reply's key, so that posting it again within minutes
gives the first one back. A reply of which a part can't be posted is taken back whole, so that none of it
stands there twice in the end. Where embeds are not allowed the reply turns into plain text.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Final, Protocol

from adapters.base import NotDelivered, Place, Reply, Unknown
from adapters.discord.payloads import EPHEMERAL, Json, Pass
from adapters.discord.render import Payload, messages, plain_messages
from adapters.discord.rest import Declined, Rest

ORIGINAL: Final = "@original"

_NO_EMBEDS: Final = frozenset((50006, 50013, 50035))
"""How Discord says no to an embed: the message is empty without it, the right to it is missing, or it
finds fault with an address in it."""

_ARCHIVED: Final = 50083
_NOT_YET: Final = frozenset((10008, 10015))
_PAUSES: Final = (0.1, 0.2, 0.4, 0.8, 1.5)
"""An answer may be there before the gateway has acknowledged what asked for it: Discord knows of no
original message until then, which takes no longer than the 3 s that it leaves for it."""

Sleep = Callable[[float], Awaitable[None]]


class Writer(Protocol):
    async def new(self, payload: Payload, part: int) -> Json: ...
    async def change(self, message: str, payload: Payload) -> Json: ...
    async def remove(self, message: str) -> None: ...
    async def take_back(self, there: tuple[str, ...], error: NotDelivered) -> None:
        """Removes the first messages of a reply after the next one failed. Raises NotDelivered."""
        ...


class Nonces:
    """Those of a reply's messages are the same however often it is posted, until it is taken back: Discord
    may remember a nonce longer than the message that had it."""

    def __init__(self) -> None:
        self._taken_back: Counter[str] = Counter()

    def of(self, once: str, part: int) -> str:
        return hashlib.sha256(f"{once}/{self._taken_back[once]}/{part}".encode()).hexdigest()[:24]

    def renew(self, once: str) -> None:
        self._taken_back[once] += 1


class InChannel:
    """A channel or thread. `once` makes the nonces; without it each message is a new one. `answers` is
    the message that the first one replies to."""

    def __init__(
        self, rest: Rest, channel: str, nonces: Nonces, once: str | None = None, answers: str | None = None
    ) -> None:
        self._rest = rest
        self._channel = channel
        self._nonces = nonces
        self._once = once or secrets.token_hex(12)
        self._answers = answers

    async def new(self, payload: Payload, part: int) -> Json:
        body = {**payload, "nonce": self._nonces.of(self._once, part), "enforce_nonce": True}
        if self._answers is not None and part == 0:
            body["message_reference"] = {"message_id": self._answers, "fail_if_not_exists": False}
        made: Json = await self._request("POST", "", json=body)
        return made

    async def change(self, message: str, payload: Payload) -> Json:
        changed: Json = await self._request("PATCH", "/{message_id}", json=payload, message_id=message)
        return changed

    async def remove(self, message: str) -> None:
        await self._request("DELETE", "/{message_id}", message_id=message)

    async def take_back(self, there: tuple[str, ...], error: NotDelivered) -> None:
        # what may be there is posted again with its nonce at once, and has to come after what is there
        if error.certain:
            await erase(self, there)
            self._nonces.renew(self._once)

    async def _request(self, method: str, rest_of_path: str, **details: Any) -> Any:
        path = f"/channels/{{channel_id}}/messages{rest_of_path}"
        try:
            return await self._rest.request(method, path, channel_id=self._channel, **details)
        except Declined as declined:
            if declined.code != _ARCHIVED:
                raise
        await self._rest.request(
            "PATCH", "/channels/{channel_id}", json={"archived": False}, channel_id=self._channel
        )
        return await self._rest.request(method, path, channel_id=self._channel, **details)


class ByTicket:
    """An interaction. `original` is the message of ours that it calls so, if that is one to change.
    With `defers` the first new message takes the place of the one that says that it is being made."""

    def __init__(
        self,
        rest: Rest,
        granted: Pass,
        sleep: Sleep = asyncio.sleep,
        *,
        alone: bool = False,
        defers: bool = False,
        original: str | None = None,
    ) -> None:
        self._rest = rest
        self._granted = granted
        self._sleep = sleep
        self._flags = EPHEMERAL if alone else 0
        self._defers = defers
        self._original = original

    async def new(self, payload: Payload, part: int) -> Json:
        if self._defers and part == 0:
            changed = await self.change(ORIGINAL, payload)
            self._original = str(changed.get("id"))
            return changed
        body = {**payload, "flags": payload["flags"] | self._flags}
        made: Json = await self._request("POST", "", json=body, params={"wait": "true"})
        return made

    async def change(self, message: str, payload: Payload) -> Json:
        changed: Json = await self._request("PATCH", self._path(message), json=payload)
        return changed

    async def remove(self, message: str) -> None:
        await self._request("DELETE", self._path(message))

    async def take_back(self, there: tuple[str, ...], error: NotDelivered) -> None:
        del error
        # the deferred message is written over by the next attempt, which would miss it
        await erase(self, there[1:] if self._defers else there)

    async def look(self) -> Json | Unknown | None:
        """The original message; None where there is none any more, UNKNOWN where that can't be asked."""
        try:
            found: Json = await self._request("GET", self._path(ORIGINAL))
        except Declined as declined:
            if declined.code in _NOT_YET or declined.barred:
                return None
            if declined.status in (404, 405):
                return Unknown.UNKNOWN
            raise
        return found

    def _path(self, message: str) -> str:
        return f"/messages/{ORIGINAL if message == self._original else message}"

    async def _request(self, method: str, rest_of_path: str, **details: Any) -> Any:
        path = f"/webhooks/{{webhook_id}}/{{webhook_token}}{rest_of_path}"
        ids = {"webhook_id": self._granted.application, "webhook_token": self._granted.token}
        for pause in _PAUSES:
            try:
                return await self._rest.request(method, path, **ids, **details)
            except Declined as declined:
                if declined.code not in _NOT_YET:
                    raise
            await self._sleep(pause)
        return await self._rest.request(method, path, **ids, **details)


def once_for(place: Place, key: str) -> str:
    """What makes the nonces of a reply: the same however often it is posted."""
    return f"{place.workspace}/{place.channel}/{key}"


async def write(writer: Writer, reply: Reply, key: str) -> list[Json]:
    """Posts a reply; the messages it took."""

    async def begin(payload: Payload) -> Json:
        return await writer.new(payload, 0)

    first, parts = await _first(writer, begin, reply, key)
    written = [first]
    try:
        for index, part in enumerate(parts[1:], start=1):
            written.append(await writer.new(part, index))
    except NotDelivered as error:
        with suppress(NotDelivered):
            await writer.take_back(tuple(str(one["id"]) for one in written), error)
        raise
    return written


async def rewrite(writer: Writer, there: tuple[str, ...], reply: Reply, key: str) -> list[Json]:
    """Changes the messages of a reply; posts what is more now and removes what is too many."""

    async def begin(payload: Payload) -> Json:
        return await writer.change(there[0], payload)

    first, parts = await _first(writer, begin, reply, key)
    written = [first]
    for index, part in enumerate(parts[1:], start=1):
        if index < len(there):
            written.append(await writer.change(there[index], part))
        else:
            written.append(await writer.new(part, index))
    await erase(writer, there[len(parts) :])
    return written


async def erase(writer: Writer, there: tuple[str, ...]) -> None:
    """Removes messages; that one is gone already is no error."""
    for message in there:
        try:
            await writer.remove(message)
        except Declined as declined:
            if declined.code != 10008:
                raise


async def _first(
    writer: Writer, begin: Callable[[Payload], Awaitable[Json]], reply: Reply, key: str
) -> tuple[Json, tuple[Payload, ...]]:
    """The first message, and all parts of the rendering that Discord took: without embeds where it
    refused them, or left them out without a word."""
    parts = messages(reply, key)
    try:
        first = await begin(parts[0])
    except Declined as declined:
        if not parts[0]["embeds"] or declined.code not in _NO_EMBEDS:
            raise
        parts = plain_messages(reply, key)
        return await begin(parts[0]), parts
    if parts[0]["embeds"] and first.get("embeds") == []:
        parts = plain_messages(reply, key)
        first = await writer.change(str(first["id"]), parts[0])
    return first, parts
