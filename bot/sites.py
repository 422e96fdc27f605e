"""How much is asked of the web at a time: so much in all, and less of one site."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary


class Places:
    def __init__(self, in_all: int, of_one_site: int) -> None:
        self._in_all = asyncio.Semaphore(in_all)
        self._of_one_site = of_one_site
        self._sites: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

    @asynccontextmanager
    async def one(self, site: str) -> AsyncIterator[None]:
        """Waits for a place; who waits for a site keeps none from another."""
        async with self._sites.setdefault(site, asyncio.Semaphore(self._of_one_site)), self._in_all:
            yield
