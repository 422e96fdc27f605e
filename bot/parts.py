"""The parts that every command of the program needs, made as the settings say, and how a command is run.

A part is imported by the command that uses it: whoever asks for help or summarises a file does not wait
for the database and three platforms.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.base import Misconfigured, Unusable
from adapters.workers import Limits
from bot.console import stop
from bot.reader import ReadingLimits
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.web import GuardedWeb

T = TypeVar("T")


def web_of(chosen: Settings) -> GuardedWeb:
    from adapters.web import GuardedWeb

    try:
        return GuardedWeb(chosen.fetch_allow, max_bytes=chosen.max_page_bytes, deadline=chosen.fetch_seconds)
    except ValueError as error:
        stop(f"NUTGRAF_FETCH_ALLOW can't be used: {error}.", 2)


def limits_of(chosen: Settings) -> Limits:
    return Limits(
        chosen.worker_seconds, chosen.worker_cpu_seconds, chosen.worker_memory_mb, chosen.max_text_chars
    )


def reading_limits(chosen: Settings) -> ReadingLimits:
    return ReadingLimits(
        chosen.max_text_chars, chosen.max_page_bytes, timedelta(minutes=chosen.cache_minutes)
    )


def now() -> datetime:
    return datetime.now(UTC)


def run(work: Coroutine[Any, Any, T]) -> T | None:
    """Runs a command; what keeps it from starting becomes a sentence. None when it was interrupted."""
    try:
        return asyncio.run(_until_stopped(work))
    except BrokenPipeError:
        raise
    except (Unusable, Misconfigured, OSError) as error:
        stop(f"Nutgraf can't go on: {error}", 1)


async def _until_stopped(work: Coroutine[Any, Any, T]) -> T | None:
    """Runs to the end, or until SIGINT or SIGTERM; parts are closed in order either way."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None
