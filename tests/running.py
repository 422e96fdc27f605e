"""The whole program in this process, as `nutgraf run` puts it together, against stand-ins on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from adapters.store.database import open_database
from adapters.web import GuardedWeb
from adapters.workers import Limits, Workers
from bot.serve import serve
from bot.settings import Settings

TICK = 0.05
"""Seconds between two looks at the clock, which tests set."""


def told(**settings: Any) -> Settings:
    """Settings with which no platform is on but those that are told of, whatever the environment says."""
    off: dict[str, Any] = {"SLACK_BOT_TOKEN": None, "DISCORD_TOKEN": None, "port": 0, "workers": 1}
    return Settings.model_validate(off | settings)


@asynccontextmanager
async def running(
    database: Path, settings: Settings, clock: Callable[[], datetime]
) -> AsyncIterator[asyncio.Task[None]]:
    """Leaving it stops the program where it stands; entering it again on the same database is its next
    start. What was said when it started is awaited."""
    engine = await open_database(f"sqlite:///{database}")
    announced = asyncio.Event()
    web = GuardedWeb(settings.fetch_allow)
    read = Workers(settings.ranker, settings.workers, Limits())
    task = asyncio.create_task(serve(engine, settings, web, read, clock, lambda _: announced.set(), TICK))
    waiting = asyncio.create_task(announced.wait())
    try:
        await asyncio.wait((task, waiting), return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task  # raises what kept it from starting
        yield task
    finally:
        waiting.cancel()
        task.cancel()
        await asyncio.gather(task, waiting, return_exceptions=True)
        await engine.dispose()


async def until(holds: Callable[[], object], within: float = 20.0) -> None:
    """Waits for it; raises TimeoutError."""
    async with asyncio.timeout(within):
        while not holds():  # noqa: ASYNC110 - what is waited for is whatever a test asks
            await asyncio.sleep(0.01)
