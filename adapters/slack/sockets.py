"""Socket Mode: one websocket after another, each a client of the SDK's until it is lost.

The SDK's own reconnecting is not used: after a failed handshake it tries the same address again for ever,
which is good for one connection only, and it hides a token that Slack refuses. Here every connection gets
an address of its own, the new one stands before the old one is closed, and each payload is acknowledged
on the connection that it came by.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Final

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import proxy_for
from adapters.slack.quiet import quiet_logger

HEARTBEAT_SECONDS: Final = 10.0
STEADY_SECONDS: Final = 60.0
"""A connection that held so long was a good one: the next is opened at once."""

CLOSE_SECONDS: Final = 2.0
MOST_PAUSE: Final = 60.0
_LOG: Final = structlog.get_logger()


def growing_pauses() -> Iterator[float]:
    """1, 2, 4 … 60, 60 … seconds."""
    pause = 1.0
    while True:
        yield pause
        pause = min(pause * 2, MOST_PAUSE)


class Socket(SocketModeClient):
    """One connection. `lost` is set when it broke or Slack asked for another one."""

    def __init__(self, app: AsyncApp, app_token: str, client: AsyncWebClient) -> None:
        super().__init__(app_token, logger=quiet_logger(), web_client=client, auto_reconnect_enabled=False)
        self.lost = asyncio.Event()
        self._app = app
        self._at_work: set[asyncio.Future[None]] = set()
        self.socket_mode_request_listeners.append(self._record)

    async def open(self, session: aiohttp.ClientSession, address: str) -> None:
        """Raises what aiohttp raises."""
        self.current_session = await session.ws_connect(
            address,
            heartbeat=HEARTBEAT_SECONDS,
            timeout=aiohttp.ClientWSTimeout(ws_close=CLOSE_SECONDS),
            proxy=proxy_for(address),
        )
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def receive_messages(self) -> None:
        assert self.current_session is not None
        try:
            async for message in self.current_session:
                if message.type is aiohttp.WSMsgType.TEXT:
                    await self.enqueue_message(message.data)
        finally:
            self.lost.set()

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """What the SDK does when Slack says that it will close this one soon."""
        del force
        self.lost.set()

    async def process_message(self) -> None:
        raw = await self.message_queue.get()
        message = json.loads(raw)
        if not isinstance(message, dict):
            return
        work = asyncio.ensure_future(self.run_message_listeners(message, raw))
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)

    async def _record(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Hands a payload to Bolt; what was not recorded is not acknowledged, so that it comes again."""
        response = await run_async_bolt_app(self._app, request)
        if response.status == 200:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

    async def send_message(self, message: str) -> None:
        """Raises ConnectionError when the connection is gone; the SDK would try another one."""
        assert self.current_session is not None
        await self.current_session.send_str(message)

    async def close(self) -> None:
        """Lets what was received be recorded and acknowledged, for a moment, and takes no more."""
        self.closed = True
        reading = [one for one in (self.message_processor, self.message_receiver) if one is not None]
        self.message_processor.cancel()
        if self._at_work:
            await asyncio.wait(tuple(self._at_work), timeout=CLOSE_SECONDS)
        if self.current_session is not None:
            await self.current_session.close()
        left = (*reading, *self._at_work)
        for work in left:
            work.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self.aiohttp_client_session.close()


class Sockets:
    """Keeps one connection open. `address` asks Slack for the next one's, however long that takes;
    `opened` is called whenever one stands."""

    def __init__(
        self,
        make: Callable[[], Socket],
        session: aiohttp.ClientSession,
        address: Callable[[], Awaitable[str]],
        opened: Callable[[], None],
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._make = make
        self._session = session
        self._address = address
        self._opened = opened
        self._sleep = sleep

    async def keep(self) -> None:
        """Until cancelled; raises what `address` raises."""
        standing: list[Socket] = []
        clock = asyncio.get_running_loop().time
        pauses = growing_pauses()
        try:
            while True:
                current = await self._next()
                if current is None:
                    await self._sleep(next(pauses))
                    continue
                standing.append(current)
                first = len(standing) == 1
                while len(standing) > 1:
                    await standing[0].close()
                    del standing[0]
                self._opened()
                since = clock()
                await current.lost.wait()
                _LOG.info("connection lost", action="slack_lost")
                if clock() - since >= STEADY_SECONDS:
                    pauses = growing_pauses()
                elif not first:
                    await self._sleep(next(pauses))
        finally:
            for one in standing:
                await one.close()

    async def _next(self) -> Socket | None:
        """The next connection; None where it could not be opened."""
        address = await self._address()
        socket = self._make()
        try:
            await socket.open(self._session, address)
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            # the error's own words hold the address, which is a secret
            _LOG.warning("no connection", action="slack_open", cause=type(error).__name__)
            await socket.close()
            return None
        except BaseException:
            await socket.close()
            raise
        return socket
