"""Requests to Discord's REST API, by discord.py's client: it spaces them and waits out short 429s.

Whatever goes wrong comes out as NotDelivered, and Discord's own no as Declined with its code. Neither
they nor a line of the library's log tell a token: those stand in the addresses of interactions.
"""

from __future__ import annotations

import asyncio
import logging
import re
from types import SimpleNamespace
from typing import Any, Final

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.base import NotDelivered
from adapters.discord.access import DiscordAccess
from adapters.discord.payloads import Own

MOST_PATIENCE: Final = 30.0
"""Seconds that a request waits for its turn by itself; discord.py takes no less. Longer waits are said."""

_AGAIN_SECONDS: Final = 5.0
_NO_RIGHT: Final = frozenset(
    (
        10003,  # unknown channel
        10004,  # unknown server
        10015,  # unknown webhook: an interaction that is over, or was never answered
        40058,  # a forum takes no messages
        50001,  # missing access
        50003,  # not in a direct message
        50007,  # this user takes no messages
        50008,  # not in a channel without text
        50013,  # missing permissions
        50024,  # not in a channel of this kind
        50027,  # an interaction's token that has expired
        50083,  # archived thread
        160005,  # locked thread
    )
)
_IN_ADDRESS: Final = re.compile(r"(/(?:webhooks|interactions)/[^/\s]+/)[^/\s?]+")


class Declined(NotDelivered):
    """Discord answered, and said no."""

    def __init__(self, status: int, code: int, retry_after: str | None = None) -> None:
        super().__init__(
            f"Discord answered {status}, code {code}",
            retry_after=_seconds(retry_after) if status == 429 else None,
            certain=status < 500,
            barred=code in _NO_RIGHT,
        )
        self.status = status
        self.code = code


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or MOST_PATIENCE))
    except ValueError:
        return MOST_PATIENCE


class Unreachable(NotDelivered):
    """There is no connection, so that nothing was asked for."""

    def __init__(self) -> None:
        super().__init__("Discord can't be reached", retry_after=_AGAIN_SECONDS)


class Rest:
    """A client without a gateway, logged in when it is first needed."""

    def __init__(self, access: DiscordAccess) -> None:
        point(access)
        self._access = access
        self._client: discord.Client | None = None
        self._own = Own("", "")
        self._login = asyncio.Lock()

    async def own(self) -> Own:
        """Who the bot is. Raises NotDelivered when it can't log in."""
        async with self._login:
            if self._client is None:
                client = discord.Client(
                    # this client never connects; without that intent discord.py warns all the same
                    intents=discord.Intents(guilds=True),
                    max_messages=None,
                    max_ratelimit_timeout=MOST_PATIENCE,
                    http_trace=_once_only(),
                )
                try:
                    await _translated(client.login(self._access.token))
                except BaseException:
                    await client.close()
                    raise
                self._client, self._own = client, own_of(client, self._access)
        return self._own

    async def request(self, method: str, path: str, **details: Any) -> Any:
        """As `request`, logged in."""
        await self.own()
        assert self._client is not None
        return await request(self._client, method, path, **details)

    async def close(self) -> None:
        if self._client is not None:
            client, self._client = self._client, None
            await client.close()


async def request(
    client: discord.Client, method: str, path: str, *, json: Any = None, params: Any = None, **ids: str
) -> Any:
    """What Discord answers. `ids` fill the path. Raises Declined and other NotDelivered."""
    details = {name: value for name, value in (("json", json), ("params", params)) if value is not None}
    return await _translated(client.http.request(Route(method, path, **ids), **details))


def own_of(client: discord.Client, access: DiscordAccess, guild: str | None = None) -> Own:
    """Who a client that is logged in stands for; its role in a server, if it knows that server."""
    assert client.user is not None
    known = client.get_guild(int(guild)) if guild else None
    role = known.self_role if known else None
    return Own(
        user=str(client.user.id),
        application=str(client.application_id or client.user.id),
        role=str(role.id) if role else None,
        content=access.message_content,
    )


def point(access: DiscordAccess) -> None:
    """Sends discord.py to the Discord of this access, the one of the whole process, and hushes it."""
    Route.BASE = access.api_base_url.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(access.gateway_url)
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
    logging.getLogger("discord").setLevel(logging.WARNING)
    http = logging.getLogger("discord.http")
    if _without_tokens not in http.filters:
        http.addFilter(_without_tokens)


def _without_tokens(record: logging.LogRecord) -> bool:
    record.msg, record.args = _IN_ADDRESS.sub(r"\1…", record.getMessage()), ()
    return True


class _Failed(Exception):
    """A request that must not be made a second time failed on Discord's side."""


def _once_only() -> aiohttp.TraceConfig:
    """discord.py repeats what failed with a 5xx. A message with a nonce bears that, as does what only
    changes or removes; a follow-up may have been posted, and would stand there twice."""

    async def look(
        session: aiohttp.ClientSession, context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        del session, context
        if params.method == "POST" and params.response.status >= 500 and "/webhooks/" in params.url.path:
            params.response.close()
            raise _Failed

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(look)
    return trace


async def _translated(answer: Any) -> Any:
    # what is raised here names no cause of the library's, whose words hold addresses and bodies
    try:
        return await answer
    except discord.HTTPException as error:
        retry_after = error.response.headers.get("Retry-After")
        raised: NotDelivered = Declined(error.status, error.code, retry_after)
    except discord.RateLimited as error:
        raised = NotDelivered("Discord says to come back later", retry_after=error.retry_after)
    except discord.LoginFailure:
        raised = NotDelivered("Discord does not take the token")
    except aiohttp.ClientConnectorError:
        raised = Unreachable()
    except (aiohttp.ClientError, OSError, TimeoutError, _Failed) as error:
        raised = NotDelivered(f"the connection broke: {type(error).__name__}", certain=False)
    raise raised
