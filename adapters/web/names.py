"""Looks host names up, by what the system knows, without the event loop or the process waiting.

`getaddrinfo` can't be cut short, and whoever runs a domain decides how long it takes. In asyncio's
shared threads a few such names would hold up all other work, and the exit of the process with it.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Thread

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""The addresses of a host name, best first; raises OSError when there are none."""


async def system_resolve(host: str) -> list[str]:
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | OSError) -> None:
        if answer.done():
            return  # nobody waits any more
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)

    def look_up() -> None:
        found: list[str] | OSError
        try:
            infos = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
            found = [str(info[4][0]) for info in infos]
        except OSError as problem:
            found = problem
        with suppress(RuntimeError):  # the loop is closed: the process is ending
            loop.call_soon_threadsafe(settle, found)

    Thread(target=look_up, name="look-up", daemon=True).start()
    return await answer
