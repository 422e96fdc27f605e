"""What is wanted, read and composed: a section for each link, text or file, side by side.

What can't be read gets the one sentence that says why, and costs the others nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import structlog

from adapters import locale
from adapters.base import NotDelivered, Poster, Reason, Refused, Section
from bot import compose
from bot.commands import Summarise, Wanted, WantedFile, WantedLink
from bot.delivery import Delivery
from bot.reader import Reader, label
from summarizer.model import Document, Length, Summary, Wish

log = structlog.get_logger()

MOST_READING: Final = 16
"""Pages and files held at a time, whatever number of requests waits for a platform."""

MOST_NAMED: Final = 10
"""Links that were not read are named up to this many."""


@dataclass(frozen=True, slots=True)
class Answering:
    """The operator's choices: the usual length, how many links of one message are read, and when a link
    that nobody asked about is worth an answer: its words, and what part of them the answer may have."""

    length: Length = Length.MEDIUM
    most_links: int = 5
    automatic_words: int = 250
    automatic_share: float = 0.3


class Sections:
    def __init__(self, reader: Reader, delivery: Delivery, answering: Answering) -> None:
        self._reader = reader
        self._delivery = delivery
        self._answering = answering
        self._reading = asyncio.Semaphore(MOST_READING)

    async def __call__(self, intent: Summarise, poster: Poster, again: bool = False) -> tuple[Section, ...]:
        """A section each, read side by side; what can't be read gets its sentence."""
        sections = list(
            await asyncio.gather(*(self._section(one, intent.wish, poster, again) for one in intent.wanted))
        )
        if intent.unread:
            named = ", ".join(intent.unread[:MOST_NAMED]) + (" …" if len(intent.unread) > MOST_NAMED else "")
            left = locale.text("more links", count=self._answering.most_links, links=named)
            sections[-1] = replace(sections[-1], notes=(*sections[-1].notes, left))
        return tuple(sections)

    async def _section(self, wanted: Wanted, wish: Wish, poster: Poster, again: bool) -> Section:
        name = label(wanted)
        link = wanted.url if isinstance(wanted, WantedLink) else None
        if isinstance(wanted, WantedFile):
            link = wanted.file.link
        try:
            reading = partial(self._read, wanted, wish, poster, again)
            document, summary = await self._delivery.patiently(name, reading)
        except Refused as refused:
            log.warning("not read", source=name, reason=refused.reason.value, cause=refused.cause)
            return compose.failed(name, refused.reason, self._reader.limit(refused.reason), link)
        except NotDelivered as error:
            log.warning("file not downloaded", source=name, cause=str(error))
            return compose.failed(name, Reason.SITE_FAILED, link=link)
        except Exception:
            log.exception("not read", source=name, reason=Reason.INTERNAL.value)
            return compose.failed(name, Reason.INTERNAL, link=link)
        return compose.section(document, summary, name, wish, link)

    async def _read(
        self, wanted: Wanted, wish: Wish, poster: Poster, again: bool
    ) -> tuple[Document, Summary]:
        async with self._reading:
            return await self._reader(wanted, wish, poster, again)

    async def worthwhile(self, intent: Summarise, poster: Poster) -> tuple[Summarise, tuple[Section, ...]]:
        """What a channel that did not ask may be shown: at the usual length or, where that takes too much
        of a source, at the shortest. What can't be read, not whole, or is short is passed over."""
        words, share = self._answering.automatic_words, self._answering.automatic_share
        sections = await self(replace(intent, unread=()), poster)
        long_enough = [
            (wanted, section)
            for wanted, section in zip(intent.wanted, sections, strict=True)
            if section.passages and not (section.whole or section.partial) and section.words >= words
        ]
        usual = tuple(section for _, section in long_enough)
        found = compose.worthwhile(usual, words, share)
        if found == usual:
            return intent, found
        intent = Summarise(tuple(wanted for wanted, _ in long_enough), Wish(length=Length.SHORT))
        return intent, compose.worthwhile(await self(intent, poster, again=True), words, share)
