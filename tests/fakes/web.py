"""A web of a few pages in memory; an address it does not have is not found."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter
from datetime import timedelta

from adapters.base import Page, Polled, Reason, Refused, Validators


class MemoryWeb:
    """`pages` maps an address to its text, or to what is raised; `fetched` counts the fetches and `polled`
    the polls.

    A poll knows a page again by its ETag, which is `etags[url]` where that is set, else one that changes
    with the text. `moved` maps an address to where it lives from now on, `ages` to how long an answer is
    good for, `media` to a type other than HTML.
    """

    def __init__(self, pages: dict[str, str | Exception]) -> None:
        self.pages = pages
        self.etags: dict[str, str] = {}
        self.moved: dict[str, str] = {}
        self.ages: dict[str, timedelta] = {}
        self.media: dict[str, str] = {}
        self.fetched: Counter[str] = Counter()
        self.polled: Counter[str] = Counter()
        self.gate = asyncio.Event()
        self.gate.set()

    async def fetch(self, url: str) -> Page:
        self.fetched[url] += 1
        await self.gate.wait()
        return self._page(self.moved.get(url, url))

    async def poll(self, url: str, validators: Validators) -> Polled:
        self.polled[url] += 1
        await self.gate.wait()
        moved = self.moved.get(url)
        page = self._page(moved or url)
        etag = self.etag(moved or url)
        return Polled(
            None if validators.etag == etag else page, Validators(etag), moved, self.ages.get(moved or url)
        )

    def etag(self, url: str) -> str:
        """What a poll of this address gives to know its page again by, as it is now."""
        return self.etags.get(url) or f'"{zlib.crc32(str(self.pages.get(url)).encode()):08x}"'

    def _page(self, url: str) -> Page:
        page = self.pages.get(url, Refused(Reason.NOT_FOUND, "404"))
        if isinstance(page, Exception):
            raise page
        return Page(url, page.encode(), self.media.get(url, "text/html"), "utf-8")
