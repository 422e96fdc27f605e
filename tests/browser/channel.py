"""A local channel that really serves, on a free port of loopback, with a stand-in for the service."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.local.gateway import LocalGateway
from adapters.local.poster import LocalPoster
from adapters.local.room import Room
from adapters.store.database import open_database, upgrade
from tests.browser.answering import Answering


@dataclass(frozen=True)
class Channel:
    room: Room
    poster: LocalPoster
    service: Answering
    gateway: LocalGateway

    @property
    def url(self) -> str:
        return self.gateway.url


@asynccontextmanager
async def serving(database: Path, port: int = 0, host: str = "127.0.0.1") -> AsyncIterator[Channel]:
    """Leaving it is what a stop of the program is; entering it again on the same database, its next start."""
    engine = await open_database(f"sqlite:///{database}")
    await upgrade(engine)
    room = Room(engine)
    service = Answering(room)
    gateway = LocalGateway(room, host=host, port=port)
    running = asyncio.create_task(gateway.run(service.accept))
    starting = asyncio.create_task(gateway.started.wait())
    await asyncio.wait((running, starting), return_when=asyncio.FIRST_COMPLETED)
    try:
        if running.done():
            await running  # raises what kept it from starting
        yield Channel(room, LocalPoster(room), service, gateway)
    finally:
        running.cancel()
        starting.cancel()
        await asyncio.gather(running, starting, return_exceptions=True)
        await service.stop()
        await engine.dispose()
