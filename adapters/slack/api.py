"""Calls of Slack's Web API, and what its refusals mean for a post.

A call ends in the answer's fields or in `Failed`, whose cause is Slack's error code and nothing else: no
address, no token, nobody's words. Nothing here waits or tries again, so that whoever asked knows how
often Slack was asked: a second post after a broken connection would stand there twice.
"""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Final
from urllib.request import getproxies, proxy_bypass  # noqa: TID251 - the environment is read, nothing fetched

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from yarl import URL

from adapters.base import NotDelivered
from adapters.slack.access import SlackAccess
from adapters.slack.quiet import quiet_logger

TIMEOUT: Final = aiohttp.ClientTimeout(total=30, sock_connect=10)
USUAL_PAUSE: Final = 30.0
CONNECT_PAUSE: Final = 5.0
"""Seconds to come back after: where Slack names none, and where it could not be reached at all."""

BARRED: Final = frozenset(
    {
        "access_denied",
        "channel_is_archived",
        "channel_not_found",
        "ekm_access_denied",
        "is_archived",
        "messages_tab_disabled",
        "missing_scope",
        "no_permission",
        "not_in_channel",
        "restricted_action",
        "restricted_action_non_threadable_channel",
        "restricted_action_read_only_channel",
        "restricted_action_thread_locked",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
        "user_not_in_channel",
    }
)
"""The bot has no right to write (or read) there."""

DEAD_TOKEN: Final = frozenset(
    {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}
)
_LIMITED: Final = frozenset({"rate_limited", "ratelimited"})
_UNCERTAIN: Final = frozenset({"fatal_error", "internal_error", "service_unavailable"})
"""Slack says of these that a part may have been done all the same."""

LOOPBACK: Final = ("localhost", "127.0.0.1", "::1")


class Failed(NotDelivered):
    """A call that came to nothing; `code` is Slack's error, or says what broke."""

    def __init__(
        self, code: str, *, retry_after: float | None = None, certain: bool = True, barred: bool = False
    ) -> None:
        super().__init__(code, retry_after=retry_after, certain=certain, barred=barred)
        self.code = code


def open_session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(timeout=TIMEOUT)


def web_client(access: SlackAccess, session: aiohttp.ClientSession) -> AsyncWebClient:
    """The SDK's client for the bot token; it tries nothing again by itself."""
    client = AsyncWebClient(
        access.bot_token,
        base_url=access.api_base_url,
        session=session,
        retry_handlers=[],
        logger=quiet_logger(),
    )
    client.proxy = proxy_for(client.base_url)  # the SDK takes the first it finds, whatever NO_PROXY says
    return client


def proxy_for(address: str) -> str | None:
    """The proxy that the environment names for an address; None for this machine and what NO_PROXY lists."""
    url = URL(address)
    scheme = {"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)
    if url.host is None or url.host in LOOPBACK or proxy_bypass(url.host):
        return None
    return getproxies().get(scheme)


async def answer(call: Awaitable[AsyncSlackResponse]) -> tuple[dict[str, Any], AsyncSlackResponse]:
    """What Slack answered, and the answer with its headers; raises `Failed`."""
    try:
        response = await call
    except (
        SlackClientError,
        aiohttp.ClientError,
        OSError,
        TimeoutError,
        ValueError,
        AttributeError,
    ) as error:
        # AttributeError: the SDK takes any text for a dict of fields
        raise failure(error) from None
    fields = response.data
    return (fields if isinstance(fields, dict) else {}), response


async def fields(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """What Slack answered; raises `Failed`."""
    return (await answer(call))[0]


def failure(error: Exception) -> Failed:
    """What a failed call means."""
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return Failed("not reached", retry_after=CONNECT_PAUSE)  # so nothing was sent
    if not isinstance(error, SlackApiError):
        return Failed(type(error).__name__, certain=False)
    answered = error.response
    status: int = getattr(answered, "status_code", None) or getattr(answered, "status", None) or 0
    told = getattr(answered, "data", None)
    code = str(told.get("error") or "") if isinstance(told, dict) else ""
    return refusal(status, code, getattr(answered, "headers", {}).get("Retry-After"))


def refusal(status: int, code: str, retry_after: str | None) -> Failed:
    """What an answer other than yes means: its HTTP status, Slack's code, the header Retry-After."""
    if status == 429 or code in _LIMITED:
        return Failed("ratelimited", retry_after=_seconds(retry_after))
    if status >= 500 or code in _UNCERTAIN or not (code or status >= 400):
        return Failed(code or f"HTTP {status}", certain=False)
    if code in DEAD_TOKEN:  # the operator may put a good one in its place, and nothing is lost till then
        return Failed(code, retry_after=USUAL_PAUSE)
    return Failed(code or f"HTTP {status}", barred=code in BARRED)


def _seconds(header: str | None) -> float:
    try:
        return max(0.0, float(header or USUAL_PAUSE))
    except ValueError:
        return USUAL_PAUSE
