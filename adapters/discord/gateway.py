"""The port Gateway for Discord: one connection, with the fewest intents.

It reads the events as they come over the wire, so that one translation serves them and what REST
answers. Nothing is acknowledged before it was recorded. What breaks the connection for a while is
outlived: discord.py resumes by itself, and what it does not survive is begun anew here.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any, Final

import discord
import structlog

from adapters import locale
from adapters.base import Accept, Ask, Incoming, Misconfigured, NotDelivered, Pressed, Vocabulary, Way
from adapters.discord.access import DiscordAccess
from adapters.discord.payloads import EPHEMERAL, PLATFORM, Json, interacted, parent_of, reacted, written
from adapters.discord.registration import register
from adapters.discord.rest import MOST_PATIENCE, Declined, Unreachable, own_of, point, request
from adapters.discord.writing import Sleep

LONGEST_PAUSE: Final = 60.0

_MESSAGE, _DEFERRED_MESSAGE, _DEFERRED_UPDATE = 4, 5, 6
_DISPATCH: Final = 0
_TOO_LATE: Final = {10062: "too late", 40060: "acknowledged already"}
_SETTLE_SECONDS: Final = 2.0
_CLOSE_SECONDS: Final = 5.0
_NAMED: Final = re.compile(r"<(?:#|@&)(\d+)>")
_LOGIN_REFUSED: Final = (
    "Discord does not take the token in DISCORD_TOKEN. Copy a new one: "
    "https://discord.com/developers/applications, your application, Bot, Reset Token."
)
_INTENT_REFUSED: Final = (
    "Discord does not give this bot the content of messages. Switch on “Message Content Intent” on the Bot "
    "page of your application (https://discord.com/developers/applications), or set "
    "DISCORD_MESSAGE_CONTENT=false."
)
_BAD_TOKEN_CODE: Final = 4004
_REFUSED_CODES: Final = frozenset((4010, 4011, 4012, 4013, 4014))
_LOG: Final = structlog.get_logger()


class DiscordGateway:
    name = PLATFORM

    def __init__(
        self,
        access: DiscordAccess,
        vocabulary: Vocabulary,
        clock: Callable[[], datetime],
        sleep: Sleep | None = None,
    ) -> None:
        self._access = access
        self._vocabulary = vocabulary
        self._clock = clock
        self._sleep = sleep or asyncio.sleep
        self.started = asyncio.Event()
        """Set when events come in."""

    async def run(self, accept: Accept) -> None:
        try:
            await self._run(accept)
        finally:
            self.started.clear()

    async def _run(self, accept: Accept) -> None:
        point(self._access)
        pause = 1.0
        while True:
            try:
                await self._serve(accept)
                cause = "closed"
            except discord.PrivilegedIntentsRequired:
                raise Misconfigured(_INTENT_REFUSED) from None
            except discord.LoginFailure:
                raise Misconfigured(_LOGIN_REFUSED) from None
            except discord.ConnectionClosed as error:
                if error.code == _BAD_TOKEN_CODE:
                    raise Misconfigured(_LOGIN_REFUSED) from None
                if error.code in _REFUSED_CODES:
                    raise Misconfigured(f"Discord refuses the connection, with code {error.code}.") from None
                cause = f"closed with {error.code}"
            except Exception as error:
                # whatever it is, an operator who is not there can do nothing about it
                cause = type(error).__name__
            if self.started.is_set():
                self.started.clear()
                pause = 1.0
            _LOG.warning("not connected", action="discord_disconnected", cause=cause, again_in=pause)
            await self._sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _serve(self, accept: Accept) -> None:
        """Connects, and serves until something breaks that can't be resumed."""
        client = _Client(self._access, accept, self.started, self._sleep, self._clock)
        try:
            try:
                await client.login(self._access.token)
            except ValueError:  # no token of Discord's, since it can't even be sent
                raise discord.LoginFailure from None
            await self._register(client)
            await client.connect(reconnect=True)
        finally:
            await asyncio.sleep(0)  # the event that came last has to be heard of first
            await client.settle()
            await client.leave()

    async def _register(self, client: discord.Client) -> None:
        application = str(client.application_id)
        try:
            changed = await register(partial(request, client), application, self._vocabulary)
        except NotDelivered as error:
            if isinstance(error, Unreachable) or not error.certain:
                raise
            # it can be asked by mention all the same
            _LOG.error("commands not registered", action="discord_not_registered", cause=str(error))
        else:
            _LOG.info("commands registered", action="discord_registered", changed=changed)


class _Client(discord.Client):
    """Hears the raw events, and keeps nothing but the servers, their channels and threads."""

    def __init__(
        self,
        access: DiscordAccess,
        accept: Accept,
        started: asyncio.Event,
        sleep: Sleep,
        clock: Callable[[], datetime],
    ) -> None:
        intents = discord.Intents.none()
        intents.guilds = True
        intents.guild_messages = intents.dm_messages = True
        intents.guild_reactions = intents.dm_reactions = access.reaction is not None
        intents.message_content = access.message_content
        super().__init__(
            intents=intents,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0,  # nothing here waits for discord.py's own "ready"
            max_ratelimit_timeout=MOST_PATIENCE,
            enable_debug_events=True,  # brings on_socket_raw_receive
        )
        for name in ("MESSAGE_CREATE", "MESSAGE_REACTION_ADD", "INTERACTION_CREATE"):
            # what is read here as it comes; a payload that the library can't read would end the connection
            self._connection.parsers.pop(name, None)
        self._access = access
        self._accept = accept
        self._started = started
        self._pause = sleep
        self._clock = clock
        self._hearing: set[asyncio.Task[Any]] = set()

    # ---- the connection -----------------------------------------------------------------------

    async def on_connect(self) -> None:
        self._started.set()
        _LOG.info("connected", action="discord_connected")

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        del shard_id
        if not initial:
            await self._pause(5.0)  # Discord takes one IDENTIFY in five seconds

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        del args, kwargs
        _LOG.exception("event not handled", action="discord_event_failed", event_method=event_method)

    async def settle(self) -> None:
        """Lets what is being recorded come to its end."""
        if self._hearing:
            _, late = await asyncio.wait(self._hearing, timeout=_SETTLE_SECONDS)
            for task in late:
                task.cancel()

    async def leave(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_SECONDS):
                await self.close()
        await self.http.close()

    # ---- events -------------------------------------------------------------------------------

    async def on_socket_raw_receive(self, frame: str) -> None:
        event = json.loads(frame)
        if event.get("op") != _DISPATCH:
            return
        heard = {
            "MESSAGE_CREATE": self._written,
            "MESSAGE_REACTION_ADD": self._reacted,
            "INTERACTION_CREATE": self._interacted,
        }.get(event.get("t"))
        task = asyncio.current_task()
        if heard is None or task is None:
            return
        self._hearing.add(task)
        try:
            await heard(event["d"])
        finally:
            self._hearing.discard(task)

    async def _written(self, data: Json) -> None:
        own = own_of(self, self._access, data.get("guild_id"))
        if written(data, own, None) is None:  # before anything is looked up for what is nobody's business
            return
        parent = await self._parent(str(data["channel_id"]), data.get("guild_id"))
        if (ask := written(data, own, parent, self._names(data))) is not None:
            await self._recorded(ask)

    async def _reacted(self, data: Json) -> None:
        own, emoji, now = own_of(self, self._access), self._access.reaction, self._clock()
        if reacted(data, own, emoji, None, now) is None:
            return
        parent = await self._parent(str(data["channel_id"]), data.get("guild_id"))
        if (ask := reacted(data, own, emoji, parent, now)) is not None:
            await self._recorded(ask)

    async def _interacted(self, data: Json) -> None:
        channel: Json = data.get("channel") or {}
        if "type" in channel:
            parent = parent_of(channel)
        else:
            parent = await self._parent(str(data.get("channel_id")), data.get("guild_id"))
        incoming = interacted(data, own_of(self, self._access), parent)
        if incoming is None:
            return
        try:
            receipt = await self._accept(incoming)
        except Exception as error:
            _not_recorded(incoming, error)
            said = {"content": locale.text("not recorded"), "flags": EPHEMERAL}
            await self._call_back(data, _MESSAGE, {**said, "allowed_mentions": {"parse": []}})
            return
        if isinstance(incoming, Pressed):
            await self._call_back(data, _DEFERRED_UPDATE)
            return
        alone = receipt.private or (isinstance(incoming, Ask) and incoming.way is Way.MENU)
        await self._call_back(data, _DEFERRED_MESSAGE, {"flags": EPHEMERAL} if alone else None)

    async def _recorded(self, ask: Ask) -> None:
        try:
            await self._accept(ask)
        except Exception as error:
            _not_recorded(ask, error)

    async def _call_back(self, data: Json, kind: int, said: dict[str, Any] | None = None) -> None:
        """Acknowledges an interaction. That this fails harms nothing: what was asked is recorded."""
        try:
            await request(
                self,
                "POST",
                "/interactions/{webhook_id}/{webhook_token}/callback",
                json={"type": kind, **({"data": said} if said else {})},
                webhook_id=str(data["id"]),
                webhook_token=str(data["token"]),
            )
        except NotDelivered as error:
            code = error.code if isinstance(error, Declined) else None
            _LOG.warning(
                "interaction not acknowledged",
                action="discord_not_acknowledged",
                cause=_TOO_LATE.get(code or 0, str(error)),
            )

    # ---- what is known of a server ------------------------------------------------------------

    async def _parent(self, channel: str, guild: str | None) -> str | None:
        """The channel that this one is a thread of. One that nobody told of is asked for."""
        if guild is None:
            return None
        known = self.get_channel(int(channel))
        if isinstance(known, discord.Thread):
            return str(known.parent_id)
        if known is not None:
            return None
        try:
            return parent_of(await request(self, "GET", "/channels/{channel_id}", channel_id=channel))
        except NotDelivered:
            return None

    def _names(self, data: Json) -> dict[str, str]:
        """Of the channels and roles that a message names."""
        guild = self.get_guild(int(data.get("guild_id") or 0))
        names: dict[str, str] = {}
        for snowflake in _NAMED.findall(str(data.get("content") or "")) if guild else ():
            assert guild is not None
            known = guild.get_channel_or_thread(int(snowflake)) or guild.get_role(int(snowflake))
            if known is not None:
                names[snowflake] = known.name
        return names


def _not_recorded(incoming: Incoming, error: Exception) -> None:
    _LOG.error(
        "not recorded",
        action="discord_not_recorded",
        event_id=incoming.event,
        cause=type(error).__name__,
    )
