"""Blocking work that nobody may have to wait for: in a thread that ends with the process.

asyncio's own threads are waited for when the loop closes, so that a read that never returns, or a name
server that does not answer, would keep the program from stopping.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def in_daemon(work: Callable[[], T], name: str) -> T:
    """What `work` returns or raises; cancelled, the thread is left to itself."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(found: T | None, error: BaseException | None) -> None:
        if answer.done():
            return  # nobody waits any more
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(found)  # type: ignore[arg-type]  # None only where T is None

    def run() -> None:
        found, error = None, None
        try:
            found = work()
        except Exception as caught:
            error = caught
        with suppress(RuntimeError):  # the loop is closed: the process is ending
            loop.call_soon_threadsafe(settle, found, error)

    Thread(target=run, name=name, daemon=True).start()
    return await answer
