"""From what is wanted to what was read: fetch or download, then one call into a worker.

One fetch serves everybody who asks for the same address at the same time, and a page that was read
lately is not fetched again. What goes wrong comes out as `Refused`, with its reason for the person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from adapters import locale
from adapters.base import Poster, Read, Reason, Refused, Store, Web
from adapters.display import host
from adapters.links import canonical
from bot.commands import Wanted, WantedFile, WantedLink
from summarizer.model import PDF_SHARE, Document, Fault, Paste, Raw, Source, Summary, Unreadable, Wish

log = structlog.get_logger()

_REASONS: Final = {
    Fault.EMPTY: Reason.EMPTY,
    Fault.NOTHING_TO_READ: Reason.NOTHING_TO_READ,
    Fault.NOT_TEXT: Reason.NOT_A_PAGE,
    Fault.NOT_FOUND: Reason.NOT_FOUND,
    Fault.NO_LANGUAGE: Reason.NO_LANGUAGE,
    Fault.TOO_LONG: Reason.TOO_LONG,
    Fault.SUBSCRIPTION: Reason.SUBSCRIPTION,
    Fault.SIGN_IN: Reason.SIGN_IN,
    Fault.CONSENT: Reason.CONSENT,
    Fault.CHALLENGE: Reason.CHALLENGE,
    Fault.SCRIPT: Reason.SCRIPT,
    Fault.LOCKED: Reason.LOCKED,
    Fault.SCANNED: Reason.SCANNED,
    Fault.DAMAGED: Reason.DAMAGED,
    Fault.NOT_A_FEED: Reason.NOT_A_FEED,
}


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """`text_chars`: the longest text; `file_bytes`: the largest file or page; `fresh`: how long a page
    that was read is good for."""

    text_chars: int = 1_000_000
    file_bytes: int = 16 << 20
    fresh: timedelta = timedelta(hours=1)


class Reader:
    def __init__(
        self,
        web: Web,
        read: Read,
        clock: Callable[[], datetime],
        limits: ReadingLimits | None = None,
        store: Store | None = None,
    ) -> None:
        self._web = web
        self._read = read
        self._store = store
        self._clock = clock
        self.limits = limits or ReadingLimits()
        self._under_way: dict[str, asyncio.Task[_Fetched]] = {}

    async def __call__(
        self, wanted: Wanted, wish: Wish, poster: Poster | None = None, again: bool = False
    ) -> tuple[Document, Summary]:
        """Reads one wanted thing. `poster` downloads files; `again` takes a kept page of any age, for an
        answer that is to change its length and not its source. Raises `Refused`."""
        if isinstance(wanted, WantedLink):
            return await _told(self._page(wanted.url, wish, again))
        if isinstance(wanted, WantedFile):
            if poster is None:
                raise Refused(Reason.INTERNAL, "no platform to download the file from")
            body = await poster.download(wanted.file, self.limits.file_bytes)
            return await self.source(Raw(body, wanted.file.media_type, name=wanted.file.name), wish)
        if len(wanted.text) > self.limits.text_chars:
            raise Refused(Reason.TOO_LONG, f"{len(wanted.text)} characters")
        return await self.source(Paste(wanted.text), wish)

    async def source(self, source: Source, wish: Wish) -> tuple[Document, Summary]:
        """Reads a source that is at hand already. Raises `Refused`."""
        return await _told(self._read(source, wish))

    def limit(self, reason: Reason) -> str:
        """The limit that TOO_LARGE and TOO_LONG speak of, in words."""
        if reason is Reason.TOO_LONG:
            pdf = round(PDF_SHARE * self.limits.text_chars)
            return f"{self.limits.text_chars:,} characters of text ({pdf:,} of a PDF)"
        return f"{self.limits.file_bytes / (1 << 20):g} MB"

    async def _page(self, url: str, wish: Wish, again: bool) -> tuple[Document, Summary]:
        address = canonical(url)
        if self._store is not None:
            now = self._clock()
            newer_than = datetime.min.replace(tzinfo=now.tzinfo) if again else now - self.limits.fresh
            if kept := await self._store.document(address, newer_than):
                return await self._read(kept, wish)
        fetching = self._under_way.get(address)
        if fetching is None:
            fetching = asyncio.create_task(self._fetch(url, address, wish))
            self._under_way[address] = fetching
            fetching.add_done_callback(lambda _: self._under_way.pop(address, None))
        # one of those who wait may be cancelled without taking the page from the others
        fetched = await asyncio.shield(fetching)
        if fetched.wish == wish:
            return fetched.document, fetched.summary
        return await self._read(fetched.document, wish)

    async def _fetch(self, url: str, address: str, wish: Wish) -> _Fetched:
        page = await self._web.fetch(url)
        raw = Raw(page.body, page.media_type, page.charset, url=page.url)
        document, summary = await self._read(raw, wish)
        if self._store is not None:
            try:
                await self._store.save_document(address, document, self._clock())
            except Exception:  # the answer is at hand, and the page can be fetched again
                log.exception("page not kept", host=host(url))
        return _Fetched(document, wish, summary)


@dataclass(frozen=True, slots=True)
class _Fetched:
    document: Document
    wish: Wish
    summary: Summary


async def _told(reading: Awaitable[tuple[Document, Summary]]) -> tuple[Document, Summary]:
    """What can't be read, as a reason for the person."""
    try:
        return await reading
    except Unreadable as error:
        raise Refused(_REASONS[error.fault], error.detail) from error


def label(wanted: Wanted) -> str:
    """What a person would call it: the host, the file's name, "pasted text"."""
    if isinstance(wanted, WantedLink):
        return host(wanted.url) or locale.text("that link")
    if isinstance(wanted, WantedFile):
        return wanted.file.name
    return locale.text("pasted text")
