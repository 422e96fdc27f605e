"""The port Poster for Discord, by REST alone.

An answer to a message goes into the thread on it, made where there is none; where none can be made it is
a reply to that message. An interaction's token is used where the bot has no right of its own, and for
what one person alone may see. Whether a command was deferred publicly is read from the deferred
message, never guessed: a private answer must not appear in a public one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, Self

import aiohttp
import structlog
from discord.utils import time_snowflake

from adapters import locale
from adapters.base import (
    Action,
    File,
    Form,
    Lack,
    Message,
    Messages,
    NotDelivered,
    Person,
    Place,
    Posted,
    Private,
    Reason,
    Refused,
    Reply,
    Unknown,
    Way,
)
from adapters.discord.access import DiscordAccess
from adapters.discord.payloads import (
    DIRECT,
    EPHEMERAL,
    Json,
    Pass,
    channel_link,
    jump_link,
    message_of,
)
from adapters.discord.people import People
from adapters.discord.recognition import recognised
from adapters.discord.render import messages, thread_name
from adapters.discord.rest import Declined, Rest
from adapters.discord.writing import (
    ORIGINAL,
    ByTicket,
    InChannel,
    Nonces,
    Sleep,
    erase,
    once_for,
    rewrite,
    write,
)

NONCE_LIFE: Final = timedelta(minutes=2)
"""Discord speaks of "the past few minutes"; so long they are at least."""

TICKET_MARGIN: Final = timedelta(seconds=10)

_UNKNOWN_CHANNEL: Final = 10003
_NO_REPLY: Final = frozenset((50035, 160002))
"""No reply to this message: it is none of a person's, or the history may not be read."""

_LOADING: Final = 1 << 7
_CONVERSATION: Final = frozenset((0, 19, 20, 23))
_STARTER: Final = 21
_ARCHIVE_MINUTES: Final = 1_440
_PAGE: Final = 100
_MOST_PAGES: Final = 10
_TYPING_SECONDS: Final = 3.0
_CHUNK: Final = 1 << 16
_MESSAGES: Final = "/channels/{channel_id}/messages"
_LOG: Final = structlog.get_logger()


class DiscordPoster:
    def __init__(
        self, access: DiscordAccess, clock: Callable[[], datetime], sleep: Sleep = asyncio.sleep
    ) -> None:
        self._access = access
        self._clock = clock
        self._sleep = sleep
        self._rest = Rest(access)
        self._nonces = Nonces()
        self._people = People(self._rest, clock)
        self._files: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self._rest.close()
        if self._files is not None:
            await self._files.close()

    # ---- writing ------------------------------------------------------------------------------

    async def busy(self, place: Place, key: str) -> None:
        """Types, where nothing says "thinking" already."""
        del key
        if place.ticket is not None or place.private is not None:
            return
        try:
            async with asyncio.timeout(_TYPING_SECONDS):
                for channel in _channels(place):
                    try:
                        await self._rest.request("POST", "/channels/{channel_id}/typing", channel_id=channel)
                    except Declined:
                        continue  # the thread is not there yet
                    return
        except (NotDelivered, TimeoutError):
            return

    async def post(self, place: Place, reply: Reply, key: str) -> Posted:
        granted = self._granted(place)
        if place.private is not None:
            return await self._post_alone(place, place.private, reply, key, granted)
        if granted is None:
            return await self._post_openly(place, reply, key)
        deferred = granted.kind == "menu"
        if granted.kind == "command":
            ticket = ByTicket(self._rest, granted, self._sleep, defers=True)
            original = await ticket.look()
            if original is Unknown.UNKNOWN:  # deferred as such a command is
                takes = place.thread is None
            else:
                takes = original is not None and _takes(original, place)
                deferred = original is not None and _is_ephemeral(original)
            if takes:
                return _posted(place, await write(ticket, reply, key))
        try:
            posted = await self._post_openly(place, reply, key)
        except NotDelivered as error:
            # what was deferred for one person's eyes can't be followed by what all may see
            if not error.barred or deferred or reply.form is Form.HEADLINE:
                raise
            return _posted(place, await write(ByTicket(self._rest, granted, self._sleep), reply, key))
        if deferred:
            await self._point_to(granted, posted)
        return posted

    async def edit(self, posted: Posted, reply: Reply, key: str) -> Posted:
        place, there = posted.place, (posted.id, *posted.more)
        granted = self._granted(place)
        if place.private is None:
            try:
                return _posted(
                    place, await rewrite(self._channel(place.thread or place.channel), there, reply, key)
                )
            except NotDelivered as error:
                if not error.barred or granted is None:
                    raise
        return _posted(place, await rewrite(self._by_ticket(place, granted), there, reply, key))

    async def delete(self, posted: Posted) -> None:
        place, there = posted.place, (posted.id, *posted.more)
        granted = self._granted(place)
        if place.private is None:
            try:
                await erase(self._channel(place.thread or place.channel), there)
            except NotDelivered as error:
                if not error.barred or granted is None:
                    raise
            else:
                return
        await erase(self._by_ticket(place, granted), there)

    def fits(self, reply: Reply) -> bool:
        """In embeds. As plain text it may take more messages, which then follow each other in the channel:
        who may send embeds there is known to Discord alone."""
        return len(messages(reply, "")) == 1

    async def _post_openly(self, place: Place, reply: Reply, key: str) -> Posted:
        """By the bot's own right: in the channel, in the thread, or as a reply."""
        once = once_for(place, key)
        if place.thread is None:
            return _posted(place, await write(self._channel(place.channel, once), reply, key))
        if place.workspace != DIRECT:
            # opened first: nothing is ever written to a thread that is not there
            opened = await self._opened(place, reply)
            try:
                return _posted(place, await write(self._channel(place.thread, once), reply, key))
            except Declined as declined:
                # one that others opened may be closed to us, and then nothing is said beside it
                if declined.status != 404 and not (declined.barred and opened):
                    raise
        try:
            answering = self._channel(place.channel, once, answers=place.thread)
            return _posted(place, await write(answering, reply, key))
        except Declined as declined:
            if declined.code not in _NO_REPLY:
                raise
        return _posted(place, await write(self._channel(place.channel, once), reply, key))

    async def _opened(self, place: Place, reply: Reply) -> bool:
        """Opens a thread on the message of that id; False where that was refused, since there is one, or
        there can be none."""
        assert place.thread is not None
        try:
            await self._rest.request(
                "POST",
                f"{_MESSAGES}/{{message_id}}/threads",
                json={"name": thread_name(reply), "auto_archive_duration": _ARCHIVE_MINUTES},
                channel_id=place.channel,
                message_id=place.thread,
            )
        except Declined as declined:
            if not declined.certain or declined.retry_after is not None:
                raise
            return False
        return True

    async def _post_alone(
        self, place: Place, private: Private, reply: Reply, key: str, granted: Pass | None
    ) -> Posted:
        """For one person: by the ticket, and when that is over, or they are to be reached wherever they
        are, in a direct message."""
        try:
            if granted is not None and not private.direct:
                return _posted(place, await write(await self._aside(granted, key), reply, key))
        except Declined as declined:
            if not declined.barred:
                raise
        return await self._post_openly(await self._direct(place, private.person), reply, key)

    async def _direct(self, place: Place, person: str) -> Place:
        """Where the bot and one person write to each other."""
        channel = await self._rest.request("POST", "/users/@me/channels", json={"recipient_id": person})
        return Place(place.platform, DIRECT, str(channel["id"]))

    async def _aside(self, granted: Pass, key: str) -> ByTicket:
        """Where the one who asked alone reads. A message deferred for all is taken away first, since
        the first one to follow it would take its place, and be for all."""
        if granted.kind == "press":
            return ByTicket(self._rest, granted, self._sleep, alone=True)
        deferred = ByTicket(self._rest, granted, self._sleep, alone=True, defers=True)
        original = await deferred.look()
        if (
            original is Unknown.UNKNOWN
        ):  # what was asked for in private was deferred so; no second thoughts were
            return deferred if "/" not in key else ByTicket(self._rest, granted, self._sleep, alone=True)
        if original is not None and _is_ephemeral(original):
            return deferred
        if original is not None:
            await erase(deferred, (ORIGINAL,))
        return ByTicket(self._rest, granted, self._sleep, alone=True)

    async def _point_to(self, granted: Pass, posted: Posted) -> None:
        """Turns what was deferred for the asker into the way to the answer. The answer is there whether
        this comes off or not."""
        channel = posted.place.thread or posted.place.channel
        told: dict[str, Any] = {
            "content": locale.text("answer there", link=jump_link(posted.place, channel, posted.id)),
            "allowed_mentions": {"parse": []},
        }
        try:
            await ByTicket(self._rest, granted, self._sleep).change(ORIGINAL, told)
        except NotDelivered as error:
            _LOG.warning("asker not told", action="discord_not_pointed", cause=str(error))

    def _granted(self, place: Place) -> Pass | None:
        """What the place's ticket lets do, while it lasts."""
        if place.ticket is None or self._clock() + TICKET_MARGIN >= place.ticket.expires:
            return None
        return Pass.of(place.ticket)

    def _channel(self, channel: str, once: str | None = None, answers: str | None = None) -> InChannel:
        return InChannel(self._rest, channel, self._nonces, once, answers)

    def _by_ticket(self, place: Place, granted: Pass | None) -> ByTicket:
        if granted is None:
            raise NotDelivered("the ticket has expired", barred=True)
        alone = place.private is not None
        return ByTicket(self._rest, granted, self._sleep, alone=alone, original=granted.message or None)

    # ---- finding ------------------------------------------------------------------------------

    async def find(self, place: Place, key: str, intended: datetime, reply: Reply) -> Posted | Unknown | None:
        """By reading what the bot wrote there since, as far as that may be read. For a while the nonce
        makes posting again harmless: then nothing is taken for it that only reads alike."""
        if place.private is not None and place.private.direct:
            place = await self._direct(place, place.private.person)
        granted = self._granted(place)
        if place.private is not None:
            return await self._find_alone(place, key, reply, granted)
        harmless = self._clock() - intended < NONCE_LIFE
        if granted is not None and granted.kind == "command":
            original = await ByTicket(self._rest, granted, self._sleep).look()
            if isinstance(original, Mapping) and _takes(original, place):
                # it is written over, however often; what follows it has no nonce
                harmless = _is_loading(original) or len(messages(reply, key)) == 1
        found: Posted | Unknown | None = None
        for channel in _channels(place):
            there = await self._since(channel, intended)
            one = (
                Unknown.UNKNOWN
                if there is None
                else await self._recognised(place, there, key, reply, not harmless)
            )
            if isinstance(one, Posted):
                if granted is not None and granted.kind == "menu":
                    await self._point_to(granted, one)
                return one
            found = found or one
        return None if harmless else found

    async def _find_alone(
        self, place: Place, key: str, reply: Reply, granted: Pass | None
    ) -> Posted | Unknown | None:
        if granted is None or granted.kind == "press":
            return Unknown.UNKNOWN
        original = await ByTicket(self._rest, granted, self._sleep).look()
        if not isinstance(original, Mapping):
            return Unknown.UNKNOWN
        if not _is_ephemeral(original) or _is_loading(original):
            return None
        found = recognised([original], reply, key)
        if isinstance(found, list):
            return _posted(place, found)
        # what follows the first of several can't be read back; one alone is written over
        return None if len(messages(reply, key)) == 1 else Unknown.UNKNOWN

    async def _since(self, channel: str, intended: datetime) -> list[Json] | None:
        """What was written there since, oldest first; None where that can't be told."""
        after = str(time_snowflake(intended - timedelta(seconds=30)))
        try:
            found, whole = await self._pages(channel, after)
            # who may not read the history is given nothing, and no error
            if not found and not await self._page(channel, limit="1"):
                return None
        except Declined as declined:
            return [] if declined.code == _UNKNOWN_CHANNEL else None
        return found if whole else None

    async def _recognised(
        self, place: Place, there: list[Json], key: str, reply: Reply, by_words: bool
    ) -> Posted | Unknown | None:
        own = await self._rest.own()
        written = [
            one
            for one in there
            if (one.get("author") or {}).get("id") == own.user and one.get("type") != _STARTER
        ]
        found = recognised(written, reply, key, by_words)
        return _posted(place, found) if isinstance(found, list) else found

    # ---- reading ------------------------------------------------------------------------------

    async def message(self, place: Place, message: str, /) -> Message:
        channels = _channels(place)
        if message == place.thread:  # what a thread was made from stands in the channel, save in a forum
            channels.reverse()
        for channel in channels:
            try:
                data = await self._rest.request(
                    "GET", f"{_MESSAGES}/{{message_id}}", channel_id=channel, message_id=message
                )
            except Declined as declined:
                if declined.status in (400, 404):
                    continue
                if declined.status != 403:
                    raise
                raise Refused(Reason.NOT_ALLOWED, str(declined)) from None
            found = await self._message(data, place)
            if found.text is None:
                raise Refused(Reason.NOT_ALLOWED, "no message content intent")
            return replace(found, thread=channel if channel == place.thread else None)
        raise Refused(Reason.NOT_FOUND, f"no message {message}")

    async def read(self, place: Place, since: datetime | None) -> Messages:
        channel = place.thread or place.channel
        try:
            if since is None:
                newest = await self._page(channel, limit=str(_PAGE))
                found, whole = newest[::-1], len(newest) < _PAGE
            else:
                found, whole = await self._pages(channel, str(time_snowflake(since)))
        except Declined as declined:
            if declined.status not in (403, 404):
                raise
            return Messages((), whole=False)
        begun = [
            (one.get("referenced_message") or {}) if one.get("type") == _STARTER else one for one in found
        ]
        read = [await self._message(one, place) for one in begun if one.get("type") in _CONVERSATION]
        # given nothing at all, the bot may not read there
        return Messages(tuple(read), whole and bool(found) and all(one.text is not None for one in read))

    async def may(self, person: Person, what: Action, place: Place) -> bool:
        del what
        return await self._people.moderates(person, place)

    async def address(self, place: Place) -> str | None:
        return channel_link(place)

    async def name(self, person: Person, place: Place) -> str:
        return await self._people.name(person, place)

    async def lacks(self, way: Way, place: Place) -> Lack | None:
        if way in (Way.AUTOMATIC, Way.REACTION):
            if way is Way.REACTION and self._access.reaction is None:
                return Lack.SWITCHED_OFF
            if place.workspace == DIRECT:
                return Lack.NEEDLESS
            if not self._access.message_content:
                return Lack.INTENT
        if way in (Way.COMMAND, Way.MENU):
            return None  # they come with the person
        try:
            await self._rest.request("GET", "/channels/{channel_id}", channel_id=place.channel)
        except Declined as declined:
            if declined.status not in (400, 403, 404):
                raise
            return Lack.MEMBERSHIP
        return None

    async def download(self, file: File, limit: int) -> bytes:
        if not file.ref.startswith(("https://", "http://")):
            raise Refused(Reason.NOT_FOUND, "no address")
        if self._files is None:
            self._files = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60))
        try:
            async with self._files.get(file.ref, allow_redirects=False) as answer:
                if answer.status in (403, 404):  # an address of Discord's is good for a day
                    raise Refused(Reason.NOT_FOUND, f"status {answer.status}")
                if answer.status == 429:
                    raise NotDelivered("Discord says to come back later", retry_after=5.0)
                if answer.status != 200:
                    raise NotDelivered(f"the file was answered with {answer.status}")
                body = bytearray()
                async for chunk in answer.content.iter_chunked(_CHUNK):
                    body += chunk
                    if len(body) > limit:
                        raise Refused(Reason.TOO_LARGE, f"more than {limit} bytes")
                return bytes(body)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raised = NotDelivered(f"the connection broke: {type(error).__name__}")
        raise raised

    async def _message(self, data: Json, place: Place) -> Message:
        guild = None if place.workspace == DIRECT else place.workspace
        return message_of(data, await self._rest.own(), guild)

    async def _pages(self, channel: str, after: str) -> tuple[list[Json], bool]:
        """What came after, oldest first, and whether that is all."""
        found: list[Json] = []
        for _ in range(_MOST_PAGES):
            page = await self._page(channel, limit=str(_PAGE), after=after)
            found += sorted(page, key=_number)
            if len(page) < _PAGE:
                return found, True
            after = str(found[-1]["id"])
        return found, False

    async def _page(self, channel: str, **which: str) -> list[Json]:
        return list(await self._rest.request("GET", _MESSAGES, params=which, channel_id=channel))


def _channels(place: Place) -> list[str]:
    """Where something may be that belongs to this place, the thread first."""
    if place.thread is None or place.workspace == DIRECT:
        return [place.channel]
    return [place.thread, place.channel]


def _posted(place: Place, written: list[Json]) -> Posted:
    """The messages of a reply, and where they really are: a reply to a message is in no thread."""
    first, *more = written
    channel = str(first.get("channel_id") or place.thread or place.channel)
    at = replace(place, thread=None if channel == place.channel else channel)
    return Posted(at, str(first["id"]), tuple(str(one["id"]) for one in more))


def _is_ephemeral(message: Json) -> bool:
    return bool(int(message.get("flags") or 0) & EPHEMERAL)


def _is_loading(message: Json) -> bool:
    return bool(int(message.get("flags") or 0) & _LOADING)


def _takes(original: Json, place: Place) -> bool:
    """Whether a public answer goes into the deferred message: one for the channel, or for the very
    thread that the command was given in."""
    here = place.thread is None or str(original.get("channel_id")) == place.thread
    return here and not _is_ephemeral(original)


def _number(message: Json) -> int:
    return int(message["id"])
