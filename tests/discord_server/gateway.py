"""The websocket side: identifying, heartbeats, events in order, resuming; and the ways it breaks.

A session outlives its socket. Its events are kept with their numbers, so that a RESUME brings what was
missed, and, where a test asks for it, what was seen already.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.discord_server.model import PRIVILEGED, Intent, Json

MOST_BYTES = 4096
MOST_SENT, SENT_WITHIN = 120, 60.0
_ALL_INTENTS = (1 << 26) - 1


@dataclass(slots=True, eq=False)
class Session:
    id: str
    intents: Intent
    log: list[Json] = field(default_factory=list)
    socket: Socket | None = None

    def dispatch(self, event: str, data: Json) -> None:
        payload = {"op": 0, "t": event, "s": len(self.log) + 1, "d": json.loads(json.dumps(data))}
        self.log.append(payload)
        if self.socket is not None:
            self.socket.send(payload)


class Socket:
    """One connection, its compression and what waits to be sent."""

    def __init__(self, request: web.Request, response: web.WebSocketResponse, compressed: bool) -> None:
        self._request = request
        self.response = response
        self._compress = zlib.compressobj() if compressed else None
        self._outgoing: asyncio.Queue[Json | int] = asyncio.Queue()
        self.received: deque[float] = deque()
        self.session: Session | None = None
        self.code: int | None = None

    def send(self, payload: Json) -> None:
        self._outgoing.put_nowait(payload)

    def close(self, code: int) -> None:
        """After what was sent before."""
        self.code = self.code or code
        self._outgoing.put_nowait(code)

    def drop(self) -> None:
        """Without a goodbye."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def write(self) -> None:
        while isinstance(payload := await self._outgoing.get(), dict):
            text = json.dumps(payload)
            if self._compress is None:
                await self.response.send_str(text)
            else:
                packed = self._compress.compress(text.encode()) + self._compress.flush(zlib.Z_SYNC_FLUSH)
                await self.response.send_bytes(packed)
        await self.response.close(code=payload)


class Gateway:
    """`welcome` gives READY's own fields, and `guilds` what GUILD_CREATE tells after it."""

    def __init__(
        self,
        *,
        token: Callable[[], str],
        granted: Callable[[], Intent],
        resume_url: Callable[[], str],
        welcome: Callable[[], Json],
        guilds: Callable[[], list[Json]],
        heartbeat: float,
    ) -> None:
        self._token = token
        self._granted = granted
        self._resume_url = resume_url
        self._welcome = welcome
        self._guilds = guilds
        self.heartbeat = heartbeat
        self.grace = 0.05
        self.beats = 0
        self.acknowledges = True
        self.replays_all = False
        self.sessions: dict[str, Session] = {}
        self.sockets: list[Socket] = []
        self.identified = 0
        self.resumed = 0
        self.closed: list[int] = []
        """The codes by which this side has closed a connection."""

    def dispatch(self, event: str, data_for: Callable[[Session], Json | None]) -> None:
        """`data_for` says what a session is told; None: nothing."""
        for session in self.sessions.values():
            if (data := data_for(session)) is not None:
                session.dispatch(event, data)

    @property
    def connected(self) -> bool:
        return any(session.socket is not None for session in self.sessions.values())

    async def serve(self, request: web.Request) -> web.StreamResponse:
        query = request.query
        if query.get("v") != "10" or query.get("encoding") != "json":
            return web.Response(status=400, text="v=10 and encoding=json are spoken here")
        if query.get("compress") not in (None, "zlib-stream"):
            return web.Response(status=400, text="no such compression")
        response = web.WebSocketResponse(autoping=True, max_msg_size=0)
        await response.prepare(request)
        socket = Socket(request, response, query.get("compress") is not None)
        self.sockets.append(socket)
        writing = asyncio.create_task(socket.write())
        socket.send({"op": 10, "s": None, "t": None, "d": {"heartbeat_interval": int(self.heartbeat * 1000)}})
        try:
            await self._listen(socket, resuming=request.path.endswith("/resume"))
        finally:
            self.sockets.remove(socket)
            if socket.session is not None and socket.session.socket is socket:
                socket.session.socket = None
            if socket.code is not None:
                self.closed.append(socket.code)
                with suppress(asyncio.TimeoutError, ConnectionError):
                    await asyncio.wait_for(writing, 1.0)
            writing.cancel()
            with suppress(asyncio.CancelledError, ConnectionError):
                await writing
        return response

    async def _listen(self, socket: Socket, resuming: bool) -> None:
        loop = asyncio.get_running_loop()
        beaten = loop.time()
        while socket.code is None:
            patience = beaten + 2 * self.heartbeat + self.grace - loop.time()
            try:
                message = await socket.response.receive(timeout=max(patience, 0.001))
            except TimeoutError:
                return socket.close(4000)
            if message.type is not WSMsgType.TEXT:
                return None if message.type is not WSMsgType.BINARY else socket.close(4002)
            now = loop.time()
            socket.received.append(now)
            while socket.received[0] < now - SENT_WITHIN:
                socket.received.popleft()
            if len(socket.received) > MOST_SENT:
                return socket.close(4008)
            try:
                payload = json.loads(message.data)
                op, data = payload["op"], payload.get("d")
            except (ValueError, KeyError, TypeError):
                return socket.close(4002)
            if len(message.data.encode()) > MOST_BYTES:
                return socket.close(4002)
            if op == 1:
                beaten = now
                self.beats += 1
                if self.acknowledges:
                    socket.send({"op": 11, "s": None, "t": None, "d": None})
            elif op == 2:
                self._identify(socket, data)
            elif op == 6:
                self._resume(socket, data, resuming)
            elif op not in (3, 4, 8):
                socket.close(4001)
            elif socket.session is None:
                socket.close(4003)
        return None

    def _identify(self, socket: Socket, data: Any) -> None:
        if socket.session is not None:
            return socket.close(4005)
        if not isinstance(data, dict) or "properties" not in data:
            return socket.close(4002)
        if data.get("token") != self._token():
            return socket.close(4004)
        asked = data.get("intents")
        if not isinstance(asked, int) or asked & ~_ALL_INTENTS:
            return socket.close(4013)
        if asked & int(PRIVILEGED) & ~int(self._granted()):
            return socket.close(4014)
        self.identified += 1
        session = Session(f"session{self.identified}", Intent(asked & int(sum(Intent))), socket=socket)
        self.sessions = {session.id: session}
        socket.session = session
        ready = self._welcome() | {"session_id": session.id, "resume_gateway_url": self._resume_url()}
        session.dispatch("READY", ready)
        if session.intents & Intent.GUILDS:
            for guild in self._guilds():
                session.dispatch("GUILD_CREATE", guild)
        return None

    def _resume(self, socket: Socket, data: Any, right_address: bool) -> None:
        if socket.session is not None:
            return socket.close(4005)
        if not isinstance(data, dict) or data.get("token") != self._token():
            return socket.close(4004)
        session = self.sessions.get(str(data.get("session_id")))
        seen = data.get("seq")
        # a session can be resumed at its own address alone
        if session is None or not right_address:
            return socket.send({"op": 9, "s": None, "t": None, "d": False})
        if not isinstance(seen, int) or seen > len(session.log):
            return socket.close(4007)
        if session.socket is not None:
            session.socket.drop()
        session.socket = socket
        socket.session = session
        if self.replays_all:
            seen = 0
            self.replays_all = False
        for payload in session.log[seen:]:
            if payload["t"] not in ("READY", "GUILD_CREATE", "RESUMED"):
                socket.send(payload)
        self.resumed += 1
        session.dispatch("RESUMED", {"_trace": []})
        return None

    def drop(self) -> None:
        for socket in self.sockets:
            socket.drop()

    def ask_to_reconnect(self) -> None:
        """Opcode 7, and the close that follows it."""
        for socket in self.sockets:
            socket.send({"op": 7, "s": None, "t": None, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        if not resumable:
            self.sessions.clear()
        for socket in self.sockets:
            socket.send({"op": 9, "s": None, "t": None, "d": resumable})
