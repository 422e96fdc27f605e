"""The port Gateway for the local channel: a web server on this machine.

It listens before it says where. A port that is taken is not fought over: a free one is used, and
`asked_port` and `port` tell the difference to whoever announces the address.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import structlog
from aiohttp import web

from adapters.base import Accept, Misconfigured
from adapters.local.room import PLATFORM, Room
from adapters.local.server import Server

_STOP_SECONDS: Final = 2.0
_LOG: Final = structlog.get_logger()


def _utc_now() -> datetime:
    return datetime.now(UTC)


class LocalGateway:
    name = PLATFORM

    def __init__(
        self,
        room: Room,
        *,
        host: str = "127.0.0.1",
        port: int = 8080,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._room = room
        self._clock = clock
        self.host = host
        self.asked_port = port
        self.port: int | None = None
        """The port listened on; None until then."""
        self.started = asyncio.Event()
        """Set when it listens."""

    @property
    def url(self) -> str:
        """Where to point a browser on this machine; raises RuntimeError before it listens."""
        if self.port is None:
            raise RuntimeError("the local channel does not listen yet")
        host = self.host
        if host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
            host = "127.0.0.1"
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    async def run(self, accept: Accept) -> None:
        """Serves until cancelled; raises `Misconfigured` when this host can't be listened on."""
        try:
            listening = await _listen(self.host, self.asked_port)
        except OSError as error:
            where = f"NUTGRAF_HOST={self.host}, NUTGRAF_PORT={self.asked_port}"
            why = error.strerror or error
            raise Misconfigured(f"the local channel can't listen there ({where}): {why}") from error
        self.port = listening.getsockname()[1]
        if self.asked_port not in (0, self.port):
            _LOG.warning("port taken", action="local_port_taken", asked=self.asked_port, used=self.port)
        server = Server(self._room, accept, self._clock, self.host)
        runner = web.AppRunner(server.application(), access_log=None, shutdown_timeout=_STOP_SECONDS)
        await runner.setup()
        try:
            await web.SockSite(runner, listening).start()
            self.started.set()
            await asyncio.Event().wait()
        finally:
            self.started.clear()
            await runner.cleanup()
            listening.close()


async def _listen(host: str, port: int) -> socket.socket:
    """A socket bound to the port, or to a free one when that is taken."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    # "localhost" may stand for ::1 first, which not every browser tries
    family, kind, protocol, _, address = min(found, key=lambda one: one[0] is not socket.AF_INET)
    for wanted in (port, 0):
        listening = socket.socket(family, kind, protocol)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.setblocking(False)
            listening.bind((address[0], wanted, *address[2:]))
            listening.listen(128)
        except OSError as error:
            listening.close()
            if error.errno != errno.EADDRINUSE or wanted == 0:
                raise
        else:
            return listening
    raise AssertionError("a free port is always found or refused")
