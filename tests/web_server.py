"""A web server on a loopback port that gives exactly the answers it was told to, right or wrong.

It writes its own bytes, so that it can lie about a length, stop half-way or never end, and reads
requests strictly: one that is not a well-formed GET with the server's own Host, or any for a path that
is not served, is an error that leaving the `async with` raises. It counts connections from accept on.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Answer:
    """`headers` go out as they stand, and a Content-Length beside them unless `length` is None.

    `length` overrides the true one; `pause` is in seconds before anything is sent, `drip` before each
    byte of the body; `endless` repeats the body until the client goes. `raw` is sent instead of a
    head.
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", HTML),)
    length: int | None = -1
    pause: float = 0.0
    drip: float = 0.0
    endless: bool = False
    raw: bytes | None = None

    def head(self) -> bytes:
        lines = [f"HTTP/1.1 {self.status} As Told", *(f"{name}: {value}" for name, value in self.headers)]
        if self.length is not None and not self.endless:
            lines.append(f"Content-Length: {len(self.body) if self.length < 0 else self.length}")
        return "\r\n".join([*lines, "Connection: close", "", ""]).encode("utf-8", "surrogateescape")


def redirect(to: str, status: int = 302) -> Answer:
    return Answer(status=status, headers=(("Location", to),))


@dataclass(frozen=True, slots=True)
class Asked:
    """`headers` have their names in lower case."""

    target: str
    headers: Mapping[str, str]


Answers = dict[str, Answer | Callable[[Asked], Answer]]


@dataclass(slots=True)
class WebServer:
    """`answers` maps a target (path and query) to its answer, or to one made for each request.

    `names` are hosts, other than `host`, by which a client may ask.
    """

    answers: Answers = field(default_factory=dict)
    host: str = "127.0.0.1"
    names: tuple[str, ...] = ()
    tls: ssl.SSLContext | None = None
    port: int = 0
    connections: int = 0
    sent: int = 0
    asked: list[Asked] = field(default_factory=list)
    _errors: list[str] = field(default_factory=list)
    _server: asyncio.Server | None = None
    _serving: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def authority(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, target: str = "/", *, host: str | None = None) -> str:
        authority = self.authority if host is None else f"{host}:{self.port}"
        return f"{'https' if self.tls else 'http'}://{authority}{target}"

    async def __aenter__(self) -> WebServer:
        self._server = await asyncio.start_server(self._accept, self.host, self.port, ssl=self.tls)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        await self._server.wait_closed()
        if error is None:
            assert not self._errors, self._errors

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._serve(reader, writer)
        finally:
            self._serving.discard(task)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = self._read((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
        answer = self.answers.get(asked.target)
        if callable(answer):
            answer = answer(asked)
        if answer is None:
            self._errors.append(f"asked for {asked.target}")
            answer = Answer(status=404)
        await asyncio.sleep(answer.pause)
        await self._write(writer, answer.head() if answer.raw is None else answer.raw)
        body = answer.body
        while body:
            if answer.drip:
                for byte in body:
                    await asyncio.sleep(answer.drip)
                    await self._write(writer, bytes([byte]))
            else:
                await self._write(writer, body)
            if not answer.endless:
                return

    async def _write(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        writer.write(data)
        await writer.drain()
        self.sent += len(data)

    def _read(self, head: str) -> Asked:
        request, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
        pairs = [(name.lower(), value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        headers = dict(pairs)
        method, target, protocol = request.split(" ")
        if (method, protocol) != ("GET", "HTTP/1.1") or not target.startswith("/"):
            self._errors.append(f"request line {request!r}")
        if len(headers) != len(pairs):
            self._errors.append("a header twice")
        if headers.get("host") not in {self.authority, *(f"{name}:{self.port}" for name in self.names)}:
            self._errors.append(f"Host {headers.get('host')!r}")
        self.asked.append(Asked(target, headers))
        return self.asked[-1]
