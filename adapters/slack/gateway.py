"""The port Gateway for Slack: Bolt's app, fed by a websocket or by requests that Slack posts to us.

One middleware translates and records before anything is acknowledged. What can't be recorded is not
acknowledged, so that Slack sends it again; what is not for us is acknowledged at once.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import Accept, Misconfigured, Vocabulary
from adapters.slack import rights
from adapters.slack.access import SlackAccess
from adapters.slack.api import DEAD_TOKEN, Failed, fields, open_session, web_client
from adapters.slack.payloads import PLATFORM, Identity, incoming
from adapters.slack.quiet import quiet_logger
from adapters.slack.sockets import Socket, Sockets, growing_pauses

PATH: Final = "/slack/events"
MOST_BODY: Final = 2 * 1024 * 1024
_STOP_SECONDS: Final = 2.0
_APP: Final = "https://api.slack.com/apps → your app"
_LOG: Final = structlog.get_logger()

T = TypeVar("T")


class SlackGateway:
    name = PLATFORM

    def __init__(
        self,
        access: SlackAccess,
        vocabulary: Vocabulary,
        clock: Callable[[], datetime],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        del vocabulary  # Slack learns commands and menu from the app's manifest, not from us
        self._access = access
        self._clock = clock
        self._sleep = sleep
        self.port: int | None = None
        """The port listened on in HTTP mode; None until then."""
        self.started = asyncio.Event()
        """Set once something can be received."""

    async def run(self, accept: Accept) -> None:
        access = self._access
        if not (access.app_token or access.signing_secret):
            raise Misconfigured(
                "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so nothing from Slack can arrive. "
                f"Set SLACK_APP_TOKEN to an app-level token with connections:write ({_APP} → Basic "
                "Information → App-Level Tokens)."
            )
        async with open_session() as session:
            client = web_client(access, session)
            told = await self._patiently(lambda: fields(client.auth_test()), _bot_token_problem)
            us = rights.identity(told)
            if not us.user or not (us.bot or access.bot_token.startswith("xoxb-")):
                raise Misconfigured(_bot_token_problem("not_allowed_token_type"))
            who = {"team": str(told.get("team") or ""), "bot": str(told.get("user") or "")}
            app = _bolt(access, us, self._recorder(us, accept))
            try:
                if access.app_token:
                    await self._by_socket(app, client, session, access.app_token, who)
                else:
                    await self._by_requests(app, who)
            finally:
                self.started.clear()

    def _recorder(self, us: Identity, accept: Accept) -> Callable[[Mapping[str, Any]], Awaitable[int]]:
        """What gives a payload its HTTP status, having recorded it."""

        async def record(payload: Mapping[str, Any]) -> int:
            try:
                found = incoming(payload, us, self._access.reaction, self._clock())
            except Exception as error:  # Slack would send the same again
                _LOG.error("payload not understood", action="slack_payload", cause=type(error).__name__)
                return 200
            if found is None:
                return 200
            try:
                await accept(found)
            except Exception as error:  # whose words may be a person's
                _LOG.error("not recorded", action="slack_accept", cause=type(error).__name__)
                return 500
            return 200

        return record

    async def _patiently(
        self, attempt: Callable[[], Awaitable[T]], problem: Callable[[str], str | None]
    ) -> T:
        """Tries again whatever may pass; raises `Misconfigured` where `problem` has a sentence."""
        pauses = growing_pauses()
        while True:
            try:
                return await attempt()
            except Failed as error:
                if sentence := problem(error.code):
                    raise Misconfigured(sentence) from None
                limited = error.retry_after if error.code == "ratelimited" else None
                pause = max(next(pauses), limited or 0.0)
                _LOG.warning("Slack not reached", action="slack_start", cause=error.code, again_in=pause)
                await self._sleep(pause)

    # ---- by websocket ---------------------------------------------------------------------------

    async def _by_socket(
        self,
        app: AsyncApp,
        client: AsyncWebClient,
        session: aiohttp.ClientSession,
        app_token: str,
        who: Mapping[str, str],
    ) -> None:
        async def address() -> str:
            told = await self._patiently(
                lambda: fields(client.apps_connections_open(app_token=app_token)), _app_token_problem
            )
            return str(told.get("url") or "")

        def opened() -> None:
            _LOG.info("connected", action="slack_connected", by="socket", **who)
            self.started.set()

        await Sockets(lambda: Socket(app, app_token, client), session, address, opened, self._sleep).keep()

    # ---- by requests ----------------------------------------------------------------------------

    async def _by_requests(self, app: AsyncApp, who: Mapping[str, str]) -> None:
        async def receive(request: web.Request) -> web.Response:
            try:
                asked = await to_bolt_request(request)
            except web.HTTPException:
                raise
            except Exception:  # Bolt takes a body apart before it looks at the signature
                return web.Response(status=400)
            return await to_aiohttp_response(await app.async_dispatch(asked))

        host, port = self._access.http_host, self._access.http_port
        server = web.Application(client_max_size=MOST_BODY)
        server.router.add_post(PATH, receive)
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=_STOP_SECONDS)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                taken = error.errno == errno.EADDRINUSE
                why = "another program uses that port" if taken else error.strerror or type(error).__name__
                raise Misconfigured(
                    f"Can't listen for Slack on {host}:{port}: {why}. "
                    "Set SLACK_HTTP_HOST and SLACK_HTTP_PORT to an address of this machine and a free port."
                ) from None
            self.port = runner.addresses[0][1]
            _LOG.info("connected", action="slack_connected", by="requests", port=self.port, **who)
            self.started.set()
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()


def _bolt(
    access: SlackAccess, us: Identity, record: Callable[[Mapping[str, Any]], Awaitable[int]]
) -> AsyncApp:
    """Bolt's app with the one middleware. It knows who we are, so it asks Slack nothing for a payload."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=us.team, bot_user_id=us.user, bot_id=us.bot or None
        )

    async def first(body: dict[str, Any]) -> BoltResponse:
        return BoltResponse(status=await record(body))

    app = AsyncApp(
        name="nutgraf",
        logger=quiet_logger(),
        client=AsyncWebClient(base_url=access.api_base_url, logger=quiet_logger()),
        signing_secret=access.signing_secret or "",
        authorize=authorize,
    )
    app.use(first)
    return app


def _bot_token_problem(code: str) -> str | None:
    if code in DEAD_TOKEN | {"not_allowed_token_type"}:
        return (
            f"Slack does not accept SLACK_BOT_TOKEN ({code}). Copy the Bot User OAuth Token (xoxb-…) again "
            f"from {_APP} → OAuth & Permissions; if none is there, install the app first."
        )
    return None


def _app_token_problem(code: str) -> str | None:
    if code in DEAD_TOKEN | {"not_allowed_token_type", "missing_scope", "no_permission"}:
        return (
            f"Slack does not accept SLACK_APP_TOKEN ({code}). Make an app-level token (xapp-…) with the scope "
            f"connections:write at {_APP} → Basic Information → App-Level Tokens."
        )
    if code == "socket_mode_not_enabled":
        return f"Socket Mode is off for the Slack app, so nothing arrives. Enable it at {_APP} → Socket Mode."
    return None
