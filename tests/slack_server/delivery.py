"""How payloads reach the app: over its open sockets in turn, or as signed requests to its URL.

A payload is acknowledged within the deadline or it is missed; a missed event is sent again, as often and as
late as Slack does. What was not acknowledged on a socket that broke goes to another one, or to the next
that connects.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal
from urllib.parse import urlencode
from uuid import uuid4

import aiohttp
from aiohttp import web

from tests.slack_server.blocks import Json

Form = Literal["events_api", "slash_commands", "interactive"]
RETRIES_AFTER: Final = (0.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Sent:
    """One time that a payload was sent."""

    attempt: int
    reason: str
    socket: int | None


@dataclass(eq=False, slots=True)
class Delivery:
    """A payload on its way. `took` is how many seconds after it was last sent it was acknowledged, `answer`
    what the acknowledgement carried."""

    line: Line
    form: Form
    payload: Json
    sent: list[Sent] = field(default_factory=list)
    took: float | None = None
    answer: Json | str | None = None
    statuses: list[int] = field(default_factory=list)
    acknowledged: asyncio.Event = field(default_factory=asyncio.Event)
    _at: float = 0.0

    @property
    def id(self) -> str:
        """What stays the same when it is sent again."""
        return str(self.payload.get("event_id") or self.payload.get("trigger_id"))

    async def done(self, within: float = 5.0) -> Delivery:
        """Waits for the acknowledgement; raises TimeoutError."""
        async with asyncio.timeout(within):
            await self.acknowledged.wait()
        return self

    async def again(self, reason: str = "timeout") -> Delivery:
        """Sends it once more, as Slack does when it believes the first was lost; waits for the answer."""
        self.acknowledged.clear()
        await self.line.send(self, len(self.sent), reason)
        return await self.done()

    def starts(self, attempt: int, reason: str, socket: int | None) -> None:
        self.sent.append(Sent(attempt, reason, socket))
        self._at = time.perf_counter()

    def ends(self, answer: Json | str | None) -> None:
        self.took = time.perf_counter() - self._at
        self.answer = answer
        self.acknowledged.set()


@dataclass(eq=False, slots=True)
class Socket:
    number: int
    ws: web.WebSocketResponse
    transport: asyncio.Transport
    waiting: dict[str, Delivery] = field(default_factory=dict)
    leaving: bool = False


@dataclass(slots=True)
class Line:
    """The way to the app: over HTTP when `request_url` is set, else over sockets."""

    signing_secret: str
    deadline: float = 3.0
    retries_after: tuple[float, ...] = RETRIES_AFTER
    request_url: str | None = None
    missed_deadlines: list[Delivery] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    """What the app did that the protocol does not allow."""
    sockets: list[Socket] = field(default_factory=list)
    connections: int = 0
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while a socket is open."""
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set while sockets have been there and none is left."""
    _queue: list[Delivery] = field(default_factory=list)
    _turn: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _http: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for socket in list(self.sockets):
            await socket.ws.close()
        if self._http is not None:
            await self._http.close()

    async def deliver(self, form: Form, payload: Json) -> Delivery:
        """Sends a payload and watches over its acknowledgement; returns when it is on its way."""
        delivery = Delivery(self, form, payload)
        await self.send(delivery, 0, "")
        self._start(self._watch(delivery))
        return delivery

    async def send(self, delivery: Delivery, attempt: int, reason: str) -> None:
        if self.request_url is not None:
            delivery.starts(attempt, reason, None)
            self._start(self._post(delivery, self.request_url, attempt, reason))
            return
        open_sockets = [one for one in self.sockets if not one.leaving and not one.ws.closed]
        if not open_sockets:
            if delivery not in self._queue:
                self._queue.append(delivery)
            return
        self._turn += 1
        await self._to(open_sockets[self._turn % len(open_sockets)], delivery, attempt, reason)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _watch(self, delivery: Delivery) -> None:
        """Waits for the acknowledgement, and sends an event again while there is none."""
        for pause in (*self.retries_after, None):
            with suppress(TimeoutError):
                await delivery.done(self.deadline)
                return
            if not delivery.sent:
                continue  # no socket has been open so far
            if delivery not in self.missed_deadlines:
                self.missed_deadlines.append(delivery)
            if pause is None or delivery.form != "events_api":
                return
            await asyncio.sleep(pause)
            await self.send(delivery, len(delivery.sent), "timeout")

    # ---- sockets ----

    async def serve(self, ws: web.WebSocketResponse, transport: asyncio.Transport, app_id: str) -> None:
        """Keeps one socket, from hello until it closes."""
        self.connections += 1
        socket = Socket(self.connections, ws, transport)
        self.sockets.append(socket)
        hello = {
            "type": "hello",
            "num_connections": len(self.sockets),
            "debug_info": {"host": "applink", "build_number": 1, "approximate_connection_time": 18_060},
            "connection_info": {"app_id": app_id},
        }
        try:
            self.gone.clear()
            await ws.send_str(json.dumps(hello))
            self.connected.set()
            queued, self._queue = self._queue, []
            for delivery in queued:
                await self.send(delivery, len(delivery.sent), "timeout" if delivery.sent else "")
            async for message in ws:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._read(socket, message.data)
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self.connected.clear()
                self.gone.set()
            for delivery in socket.waiting.values():
                if not delivery.acknowledged.is_set():
                    await self.send(delivery, len(delivery.sent), "timeout")

    async def _to(self, socket: Socket, delivery: Delivery, attempt: int, reason: str) -> None:
        envelope: Json = {
            "envelope_id": str(uuid4()),
            "type": delivery.form,
            "payload": delivery.payload,
            "accepts_response_payload": delivery.form != "events_api",
        }
        if delivery.form == "events_api":
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        socket.waiting[envelope["envelope_id"]] = delivery
        delivery.starts(attempt, reason, socket.number)
        with suppress(ConnectionError):  # then the socket's end sends it on
            await socket.ws.send_str(json.dumps(envelope))

    def _read(self, socket: Socket, text: str) -> None:
        try:
            answer = json.loads(text)
        except ValueError:
            self.faults.append("a socket message that is no JSON")
            return
        delivery = socket.waiting.pop(answer.get("envelope_id", ""), None)
        if delivery is None:
            self.faults.append("an acknowledgement of an unknown envelope")
            return
        if answer.keys() - {"envelope_id", "payload"}:
            self.faults.append("an acknowledgement with unknown fields")
        if answer.get("payload") and delivery.form == "events_api":
            self.faults.append("an acknowledgement of an event with a payload")
        delivery.ends(answer.get("payload"))

    async def warn(self, reason: str = "warning") -> None:
        """Tells every open socket that it will be closed soon; what comes from now on goes to others."""
        for socket in list(self.sockets):
            socket.leaving = True
            await socket.ws.send_str(json.dumps({"type": "disconnect", "reason": reason, "debug_info": {}}))

    async def drop(self) -> None:
        """Breaks every socket without a goodbye."""
        self.connected.clear()
        for socket in list(self.sockets):
            socket.leaving = True
            socket.transport.abort()

    # ---- requests ----

    async def _post(self, delivery: Delivery, url: str, attempt: int, reason: str) -> None:
        if delivery.form == "events_api":
            body, kind = json.dumps(delivery.payload), "application/json"
        elif delivery.form == "slash_commands":
            body, kind = urlencode(delivery.payload), "application/x-www-form-urlencoded"
        else:
            body = urlencode({"payload": json.dumps(delivery.payload)})
            kind = "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, **self.signature(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        status, answer = await self.request(url, body, headers)
        delivery.statuses.append(status)
        if status == 200:
            delivery.ends(answer or None)

    def signature(self, body: str, *, secret: str | None = None, age: float = 0.0) -> dict[str, str]:
        """The headers that prove a request to be Slack's; `secret` is another than ours for a forgery."""
        at = str(int(time.time() - age))
        digest = hmac.new(
            (secret or self.signing_secret).encode(), f"v0:{at}:{body}".encode(), hashlib.sha256
        )
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={digest.hexdigest()}"}

    async def request(self, url: str, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """The app's answer, 0 when there was none."""
        if self._http is None:
            self._http = aiohttp.ClientSession()
        try:
            async with self._http.post(url, data=body.encode(), headers=headers) as answer:
                return answer.status, await answer.text()
        except aiohttp.ClientError:
            return 0, ""
