"""A web of a few pages in memory; an address it does not have is not found."""

from __future__ import annotations

import asyncio
from collections import Counter

from adapters.base import Page, Reason, Refused


class MemoryWeb:
    """`pages` maps an address to its HTML, or to what is raised; `fetched` counts the fetches."""

    def __init__(self, pages: dict[str, str | Exception]) -> None:
        self.pages = pages
        self.fetched: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, url: str) -> Page:
        self.fetched[url] += 1
        await self.gate.wait()
        page = self.pages.get(url, Refused(Reason.NOT_FOUND, "404"))
        if isinstance(page, Exception):
            raise page
        return Page(url, page.encode(), "text/html", "utf-8")
