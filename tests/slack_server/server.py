"""Slack on a loopback port, for tests: strict where Slack is strict.

People act on it (`say`, `command`, `shortcut`, `react`, `press`), the app uses its Web API, sockets, files
and response_urls, and tests read what stands in its channels. It refuses what Slack refuses, with Slack's
codes. Its clock is an argument.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Self

from aiohttp import web

from tests.slack_server import payloads
from tests.slack_server.arguments import Arguments
from tests.slack_server.blocks import Json
from tests.slack_server.delivery import RETRIES_AFTER, Delivery, Line
from tests.slack_server.hooks import Hooks
from tests.slack_server.methods import Told, call, takes_json
from tests.slack_server.workspace import (
    ALL_SCOPES,
    EVENTS,
    MESSAGE_EVENT,
    Channel,
    Message,
    Refusal,
    StoredFile,
    Workspace,
)

SIGN_IN = (
    "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in to your workspace</body></html>"
)
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True, slots=True)
class Said:
    """A message of a person, and what the app was sent about it."""

    ts: str
    deliveries: tuple[Delivery, ...]

    async def done(self) -> Said:
        for delivery in self.deliveries:
            await delivery.done()
        return self


@dataclass(frozen=True, slots=True)
class Called:
    """A call of the Web API; `error` is the code it was refused with."""

    method: str
    arguments: Json
    error: str | None


Failure = Literal["error", "lost request", "lost answer"]
"""A 500; a connection that breaks before anything was done; one that breaks when all was done."""


@dataclass(slots=True)
class SlackServer:
    """`burst` is how many messages a channel takes at once before one a second is the rule. `mention_first`
    says which of the two events of a mention comes first."""

    clock: Callable[[], datetime] = field(default_factory=Clock)
    scopes: Iterable[str] = ALL_SCOPES
    app_scopes: Iterable[str] = ("connections:write",)
    subscriptions: Iterable[str] = tuple(EVENTS)
    commands: Iterable[str] = ("/tldr", "/nutgraf")
    shortcuts: Iterable[str] = ()
    signing_secret: str = "right-signing-secret"
    deadline: float = 3.0
    retries_after: tuple[float, ...] = RETRIES_AFTER
    burst: int = 50
    mention_first: bool = False
    port: int = 0
    workspace: Workspace = field(init=False)
    hooks: Hooks = field(init=False)
    line: Line = field(init=False)
    calls: list[Called] = field(default_factory=list)
    downloads: list[tuple[str, str | None]] = field(default_factory=list)
    """Every request for a file: its path, and the Authorization that came with it."""
    _fates: dict[str, list[Failure | Refusal | int | None]] = field(default_factory=dict)
    """What becomes of the next calls of a method, in their order: a failure, a refusal, a limit of so many
    seconds, or nothing of the kind."""
    _allowed: dict[str, tuple[datetime, float]] = field(default_factory=dict)
    _tickets: set[str] = field(default_factory=set)
    _runner: web.AppRunner | None = None
    _telling: set[asyncio.Task[Delivery]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.workspace = Workspace(
            self.clock,
            set(self.scopes),
            set(self.app_scopes),
            set(self.subscriptions),
            set(self.commands),
            set(self.shortcuts),
        )
        self.hooks = Hooks(self.workspace)
        self.line = Line(self.signing_secret, self.deadline, self.retries_after)

    # ---- the server ----

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/{ticket}", self._link)
        app.router.add_get("/files-pri/{tail:.*}", self._file)
        for kind in ("commands", "actions", "app"):
            app.router.add_post(f"/{kind}/{{tail:.*}}", self._hook)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.workspace.origin = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for task in list(self._telling):
            task.cancel()
        await self.line.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"{self.workspace.origin}/api/"

    async def _api(self, request: web.Request) -> web.Response:
        name = request.match_info["method"]
        headers = {"x-oauth-scopes": ",".join(sorted(self.workspace.scopes))}
        arguments = Arguments(await _given(request, name))
        error = failure = None
        try:
            failure = self._fate(name)
            if failure in ("error", "lost request"):
                self.calls.append(Called(name, dict(arguments.given), failure))
                return _failed(request, failure)
            self._within_limits(name, arguments)
            bearer = request.headers.get("Authorization", "")
            token = bearer.removeprefix("Bearer ") if bearer else arguments.text("token")
            answer = call(self.workspace, name, arguments, token, self._tell)
            if name == "apps.connections.open":
                ticket = f"ticket-{self.workspace.number()}"
                self._tickets.add(ticket)
                answer["url"] = f"ws://127.0.0.1:{self.port}/link/{ticket}?app_id={self.workspace.app_id}"
        except _Limited as limited:
            self.calls.append(Called(name, dict(arguments.given), "ratelimited"))
            headers["Retry-After"] = str(limited.retry_after)
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
        except Refusal as refusal:
            error = refusal.code
            answer = {"ok": False, "error": refusal.code, **refusal.details}
        self.calls.append(Called(name, dict(arguments.given), error))
        if failure is not None:
            return _failed(request, failure)
        return web.json_response(answer, headers=headers)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.match_info["ticket"]
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        if request.transport is not None:
            await self.line.serve(ws, request.transport, self.workspace.app_id)
        return ws

    async def _file(self, request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization")
        self.downloads.append((request.path, bearer))
        file = self.workspace.files.get(request.path.split("/")[2].partition("-")[2])
        allowed = bearer == f"Bearer {self.workspace.bot_token}" and "files:read" in self.workspace.scopes
        if not allowed:
            return web.Response(text=SIGN_IN, content_type="text/html")
        if file is None or file.url is not None:
            return web.Response(status=404)
        return web.Response(body=file.body, content_type=file.media_type)

    async def _hook(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":
            return web.Response(status=400, text="invalid_payload")
        try:
            failure = self._fate("response_url")
            if failure in ("error", "lost request"):
                return _failed(request, failure)
            self.hooks.use(request.path, json.loads(await request.text()), self._tell)
        except _Limited as limited:
            return web.Response(status=429, headers={"Retry-After": str(limited.retry_after)})
        except Refusal as refusal:
            gone = refusal.code in ("no_service", "expired_url", "used_url")
            status = 404 if gone else 410 if refusal.code == "channel_is_archived" else 400
            return web.json_response({"ok": False, "error": refusal.code}, status=status)
        if failure is not None:
            return _failed(request, failure)
        if request.path.startswith("/commands/"):
            return web.Response(text="ok")
        return web.json_response({"ok": True})

    # ---- limits ----

    def limit_next(self, method: str, retry_after: int = 1, times: int = 1, after: int = 0) -> None:
        """Answers calls of a method ("response_url" is one here) with 429, after so many others."""
        self._fates.setdefault(method, []).extend([*[None] * after, *[retry_after] * times])

    def fail_next(self, method: str, failure: Failure, times: int = 1, after: int = 0) -> None:
        """Lets calls of a method fail on Slack's side, after so many others."""
        self._fates.setdefault(method, []).extend([*[None] * after, *[failure] * times])

    def refuse_next(self, method: str, code: str, times: int = 1, after: int = 0) -> None:
        """Refuses calls of a method with a code of Slack's, after so many others."""
        self._fates.setdefault(method, []).extend([*[None] * after, *[Refusal(code)] * times])

    def _fate(self, method: str) -> Failure | None:
        """What goes wrong with this call; raises `_Limited` and `Refusal`."""
        waiting = self._fates.get(method)
        fate = waiting.pop(0) if waiting else None
        if isinstance(fate, int):
            raise _Limited(fate)
        if isinstance(fate, Refusal):
            raise fate
        return fate

    def _within_limits(self, method: str, arguments: Arguments) -> None:
        if method != "chat.postMessage":
            return
        channel, now = arguments.text("channel"), self.clock()
        last, left = self._allowed.get(channel, (now, float(self.burst)))
        left = min(float(self.burst), left + (now - last).total_seconds())
        if left < 1:
            raise _Limited(1)
        self._allowed[channel] = (now, left - 1)

    # ---- what people do ----

    async def say(
        self,
        channel: str,
        user: str,
        text: str,
        *,
        thread_ts: str | None = None,
        files: Iterable[StoredFile] = (),
        subtype: str | None = None,
    ) -> Said:
        """A message, `text` as Slack encodes it; the person's own id as channel is the direct conversation
        with the bot."""
        where = self.workspace.direct(user) if channel == user else self.workspace.channels[channel]
        if thread_ts is not None and thread_ts not in where.messages:
            raise LookupError("no such thread")
        who = self.workspace.users[user]
        blocks = payloads.composed(text, self.workspace.number())
        ts = self.workspace.next_ts()
        message = Message(
            ts, where.id, user, text, who.bot_id, who.app_id, thread_ts, subtype, blocks, tuple(files)
        )
        where.messages[ts] = message
        events = [(MESSAGE_EVENT[where.kind], payloads.message_event(self.workspace, where, message))]
        if where.kind != "im" and f"<@{self.workspace.bot_user}>" in text:
            events.append(("app_mention", payloads.mention_event(self.workspace, where, message)))
        if self.mention_first:
            events.reverse()
        sent = [await self._event(kind, where, event) for kind, event in events if self._hears(kind, where)]
        return Said(ts, tuple(sent))

    async def edit(self, channel: str, ts: str, text: str) -> tuple[Delivery, ...]:
        """A person changes a message."""
        where = self.workspace.channels[channel]
        message = where.messages[ts]
        message.text, message.edited = text, self.workspace.next_ts()
        kind = MESSAGE_EVENT[where.kind]
        if not self._hears(kind, where):
            return ()
        event = payloads.changed_event(self.workspace, where, message)
        return (await self._event(kind, where, event),)

    async def react(self, user: str, channel: str, ts: str, name: str) -> Delivery | None:
        """None when the app is not told."""
        where = self.workspace.channels[channel]
        message = where.messages[ts]
        message.reactions.setdefault(name, set()).add(user)
        if not self._hears("reaction_added", where):
            return None
        event = payloads.reaction_event(self.workspace, where, message, user, name)
        return await self._event("reaction_added", where, event)

    async def command(
        self, user: str, channel: str, name: str, text: str = "", *, thread_ts: str | None = None
    ) -> Delivery:
        """Raises ValueError where Slack would send nothing to the app."""
        if thread_ts is not None:
            raise ValueError(f"{name} is not supported in threads. Sorry!")
        if name not in self.workspace.commands or "commands" not in self.workspace.scopes:
            raise ValueError(f"{name} is not a valid command")
        where = self.workspace.channels[channel]
        url = self.hooks.hand_out("commands", where, user)
        payload = payloads.command(self.workspace, where, user, name, text, url)
        return await self.line.deliver("slash_commands", dict(payload))

    async def shortcut(self, user: str, channel: str, ts: str, callback_id: str) -> Delivery:
        where = self.workspace.channels[channel]
        if "commands" not in self.workspace.scopes or callback_id not in self.workspace.shortcuts:
            raise ValueError(f"the app has no shortcut {callback_id}")
        url = self.hooks.hand_out("app", where, user)
        message = where.messages[ts]
        payload = payloads.message_shortcut(self.workspace, where, message, user, callback_id, url)
        return await self.line.deliver("interactive", payload)

    async def press(self, user: str, message: Message, action_id: str) -> Delivery:
        """Raises LookupError when that person sees no such button."""
        where = self.workspace.channels[message.channel]
        if message.only_for not in (None, user):
            raise LookupError("only another person sees that message")
        there = message in where.ephemerals or message.ts in where.messages
        if not there:
            raise LookupError("that message is gone")
        url = self.hooks.hand_out("actions", where, user, message)
        payload = payloads.press(self.workspace, where, message, user, action_id, url)
        return await self.line.deliver("interactive", payload)

    # ---- what the app is told ----

    def _hears(self, kind: str, channel: Channel) -> bool:
        own = self.workspace
        return kind in own.subscriptions and EVENTS[kind] in own.scopes and own.is_in(channel)

    async def _event(self, kind: str, channel: Channel, event: Json) -> Delivery:
        return await self.line.deliver("events_api", payloads.event_callback(self.workspace, event))

    def _tell(self, told: Told) -> None:
        """The app's own doings come back to it as events, as anybody's do."""
        kind = MESSAGE_EVENT[told.channel.kind]
        if not self._hears(kind, told.channel):
            return
        make = {
            "posted": payloads.message_event,
            "changed": payloads.changed_event,
            "deleted": payloads.deleted_event,
        }[told.kind]
        event = make(self.workspace, told.channel, told.message)
        task = asyncio.ensure_future(self._event(kind, told.channel, event))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def drop_sockets(self) -> None:
        """Breaks every socket without a goodbye."""
        await self.line.drop()

    async def warn_sockets(self, reason: str = "warning") -> None:
        """Tells every open socket that it will be closed soon."""
        await self.line.warn(reason)

    @property
    def missed_deadlines(self) -> list[Delivery]:
        """What was not acknowledged in time."""
        return self.line.missed_deadlines

    # ---- what stands there ----

    def channel(self, channel: str) -> list[Message]:
        """What stands in the channel itself, oldest first."""
        messages = sorted(self.workspace.channels[channel].messages.items())
        return [one for _, one in messages if one.thread_ts in (None, one.ts)]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """A message and the replies to it."""
        return self.workspace.channels[channel].thread(ts)

    def own(self, channel: str) -> list[Message]:
        """Everything of the app's in a channel and its threads, oldest first."""
        messages = sorted(self.workspace.channels[channel].messages.items())
        return [one for _, one in messages if self.workspace.is_own(one)]

    def ephemerals(self, user: str) -> list[Message]:
        """What a person alone sees now."""
        everywhere = self.workspace.channels.values()
        return [one for channel in everywhere for one in channel.ephemerals if one.only_for == user]

    @property
    def pings(self) -> list[str]:
        return self.workspace.pings

    @property
    def unfurls(self) -> list[str]:
        return self.workspace.unfurls

    def methods(self) -> list[str]:
        """The names of the methods called, in order."""
        return [one.method for one in self.calls]


def _failed(request: web.Request, failure: Failure) -> web.Response:
    if failure != "error" and isinstance(request.transport, asyncio.Transport):
        request.transport.abort()
    return web.Response(status=500, text="<html>Server Error</html>", content_type="text/html")


class _Limited(Exception):
    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


async def _given(request: web.Request, method: str) -> Json:
    given: Json = dict(request.query)
    if request.method != "POST":
        return given
    if request.content_type == "application/json":
        body = await request.text()
        value = json.loads(body) if body and takes_json(method) else {}
        return given | (value if isinstance(value, dict) else {})
    return given | dict(await request.post())
