"""A Discord of one's own on a loopback port: REST, gateway and files, as strict as the real one.

It refuses what Discord refuses, with its statuses and codes; a request that no client of Discord makes
(no such route, no User-Agent of a bot) is refused too, and stands in `asked`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from types import TracebackType
from typing import Any

from aiohttp import web

from tests.discord_server import rest, webhooks
from tests.discord_server.deeds import Deeds
from tests.discord_server.model import Json
from tests.discord_server.refusals import Refusal
from tests.discord_server.world import Asked, Trouble

_API = "/api/v10"
_BY_TOKEN = webhooks.ROUTES
_ROUTES = rest.ROUTES | webhooks.ROUTES


class DiscordServer(Deeds):
    """`async with DiscordServer(...) as discord:`. What can be set is said at `World`."""

    _runner: web.AppRunner

    async def __aenter__(self) -> DiscordServer:
        application = web.Application(client_max_size=25 * 1024 * 1024)
        application.router.add_get("/", self.gateway.serve)
        application.router.add_get("/resume", self.gateway.serve)
        application.router.add_get("/attachments/{rest:.*}", self._download)
        application.router.add_route("*", _API + "/{path:.*}", self._answer)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await self.listen()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for socket in list(self.gateway.sockets):
            socket.drop()
        await self._runner.cleanup()

    async def listen(self) -> None:
        """Again on the same port after `vanish`."""
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{self.port}"

    async def vanish(self) -> None:
        """Nothing answers on its port any more."""
        for socket in list(self.gateway.sockets):
            socket.drop()
        for site in list(self._runner.sites):
            await site.stop()

    @property
    def api_base_url(self) -> str:
        return self.base + _API

    @property
    def gateway_url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/"

    # ---- the connection -----------------------------------------------------------------------

    def drop(self) -> None:
        """Every socket breaks, without a goodbye."""
        self.gateway.drop()

    def reconnect(self) -> None:
        self.gateway.ask_to_reconnect()

    def invalidate(self) -> None:
        """The session is no more, and can't be resumed."""
        self.gateway.invalidate()

    async def replay_again(self) -> None:
        """Breaks the connection; the RESUME then brings the whole session once more."""
        resumed = self.gateway.resumed
        self.gateway.replays_all = True
        self.gateway.drop()
        await self.until(lambda: self.gateway.resumed > resumed)

    async def until(self, holds: Callable[[], object], within: float = 5.0) -> None:
        """Waits for it; raises TimeoutError."""
        async with asyncio.timeout(within):
            while not holds():  # noqa: ASYNC110 - what is waited for is whatever a test asks
                await asyncio.sleep(0.005)

    # ---- requests -----------------------------------------------------------------------------

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = "/" + request.match_info["path"]
        named = f"{request.method} {path}"
        asked = Asked(request.method, path, None)
        self.asked.append(asked)
        if (trouble := self.trouble_for(named, after=False)) is not None:
            return self._trouble(request, asked, trouble)
        found = rest.find_route(_ROUTES, request.method, path)
        try:
            body = await self._body(request)
            asked.body = body
            status, answer = self._carry_out(request, found, body)
        except Refusal as refusal:
            asked.code = refusal.code
            status, answer = refusal.status, refusal.body
        asked.status = status
        if self.tells_little and isinstance(answer, dict) and "embeds" in answer:
            answer = {name: answer[name] for name in ("id", "channel_id", "author", "content")}
        if (trouble := self.trouble_for(named, after=True)) is not None:
            return self._trouble(request, asked, trouble)
        headers = _bucket(found[1] if found else path)
        if status == 204:
            return web.Response(status=204, headers=headers)
        # exactly this type: discord.py takes anything else for text
        headers["Content-Type"] = "application/json"
        return web.Response(status=status, body=json.dumps(answer).encode(), headers=headers)

    def _carry_out(
        self, request: web.Request, found: tuple[rest.Route, str, dict[str, str]] | None, body: Any
    ) -> rest.Answer:
        if found is None:
            raise Refusal(0)
        route, pattern, parts = found
        by_token = (request.method, pattern) in _BY_TOKEN
        # discord.py names itself on the bot's own routes alone, and Discord lets that pass
        agent = request.headers.get("User-Agent", "")
        if not agent or not (by_token or agent.startswith("DiscordBot (")):
            raise Refusal(40333)
        sent = request.headers.get("Authorization")
        # the routes of a token ask for no other; a wrong one is refused all the same
        if (sent is not None or not by_token) and sent != f"Bot {self.token}":
            raise Refusal(40001)
        answer = route(rest.Call(self, parts, dict(request.query), body))
        assert isinstance(answer, tuple)
        return answer

    async def _body(self, request: web.Request) -> Json | list[Json] | None:
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            text = form.get("payload_json")
            if not isinstance(text, str):
                raise Refusal(50035)
        else:
            text = await request.text()
            if not text:
                return None
            if request.content_type != "application/json":
                raise Refusal(50035)
        try:
            body: Json | list[Json] = json.loads(text)
        except ValueError:
            raise Refusal(50109) from None
        return body

    def _trouble(self, request: web.Request, asked: Asked, trouble: Trouble) -> web.StreamResponse:
        asked.status = trouble.status
        if trouble.status == 0:
            assert request.transport is not None
            request.transport.abort()
            return web.Response(status=500)
        return web.Response(
            status=trouble.status,
            body=json.dumps(trouble.body).encode(),
            headers=trouble.headers | {"Content-Type": "application/json"},
        )

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.downloads.append(request.path)
        if "Authorization" in request.headers:
            self.leaks.append(request.path)
        attachment = self.attachments.get(request.path)
        if attachment is None or not attachment.url.endswith(request.query_string):
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=attachment.body, headers={"Content-Type": attachment.media_type})


def _bucket(pattern: str) -> dict[str, str]:
    """The headers of a limit that is far away."""
    return {
        "X-RateLimit-Bucket": f"{abs(hash(pattern)):x}"[:16],
        "X-RateLimit-Limit": "1000",
        "X-RateLimit-Remaining": "999",
        "X-RateLimit-Reset": "9999999999.000",
        "X-RateLimit-Reset-After": "1.000",
        "Via": "1.1 google",
    }
