"""Looks host names up, by what the system knows, without the event loop or the process waiting.

`getaddrinfo` can't be cut short, and whoever runs a domain decides how long it takes.
"""

from __future__ import annotations

import socket
from collections.abc import Awaitable, Callable, Sequence

from adapters.threads import in_daemon

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""The addresses of a host name, best first; raises OSError when there are none."""


async def system_resolve(host: str) -> list[str]:
    def look_up() -> list[str]:
        infos = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
        return [str(info[4][0]) for info in infos]

    return await in_daemon(look_up, "look-up")
