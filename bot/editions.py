"""Makes an edition of a digest: what is new in its feeds and among the links of its channel, each page
once and in its own words, most recent first.

What an entry says is read from its page by the same core as everywhere; from the feed itself where that
brings the whole story, or where the page can't be read. A page that takes too long costs the digest its
sentences and nothing more.
"""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

import structlog

from adapters import locale
from adapters.base import (
    Digest,
    DigestStore,
    Form,
    Membership,
    Passage,
    Poster,
    Reason,
    Refused,
    Reply,
    Section,
    SharedLink,
)
from adapters.display import clean, host
from bot import digests
from bot.commands import WantedLink
from bot.digests import Story
from bot.feeds import Feeds
from bot.reader import Reader
from summarizer.model import Document, Summary, Wish
from summarizer.words import count_words

log = structlog.get_logger()

MOST_STORIES: Final = 100
"""Of one edition; what is older is left out, and said to be."""

SENTENCES: Final = 2
MOST_WORDS: Final = 70
"""Of an entry; where two sentences have more, the first alone stands for it."""

WHOLE_STORY: Final = 120
"""Words from which on what a feed brings of an entry is its story, and its page is not asked for."""

_MOST_LABEL: Final = 80

READ_AT_ONCE: Final = 8
READ_OF_ONE_HOST: Final = 2
READING_SECONDS: Final = 120.0
"""For all pages of an edition together."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What an edition would be made of now: everything new until `until`. `keys` are all that is shown,
    and left out, by; `members` the feeds as they were just read."""

    until: datetime
    sections: tuple[Section, ...]
    keys: frozenset[str]
    members: tuple[Membership, ...]
    left_out: int = 0

    def reply(self, day: date) -> Reply:
        """The whole of it, as if one message had room for it."""
        notes = (locale.text("digest left out", count=self.left_out),) if self.left_out else ()
        title = locale.text("digest title", day=locale.whole_day(day))
        return Reply(self.sections, form=Form.DIGEST, title=title, notes=notes)


class Editor:
    def __init__(
        self, store: DigestStore, feeds: Feeds, reader: Reader, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._feeds = feeds
        self._reader = reader
        self._clock = clock

    async def draft(self, digest: Digest, poster: Poster | None = None) -> Draft:
        """Reads the feeds and what is new in them. `poster` knows the names of who shared something."""
        await self._feeds.read_all([one.feed for one in await self._store.members(digest.id)])
        members = await self._store.members(digest.id)
        until = self._clock()
        last = await self._store.last_edition(digest.id)
        start = digests.start_of(digest, last, until)
        entries = [
            one
            for one in await self._store.entries(digest.id, start, until)
            if digests.is_news(one, start, last)
        ]
        links: list[SharedLink] = []
        if digest.links:
            links = await self._store.links(digest.place, until - digests.LONGEST, until)
        titles = {one.feed.id: one.feed.title for one in members}
        new = await self._unseen(digest, digests.stories(entries, titles, links))
        chosen, left_out = new[:MOST_STORIES], new[MOST_STORIES:]
        names = await self._names(digest, chosen, poster)
        told = await self._told(chosen)
        sections, keys = await self._once(digest, told, names)
        keys = keys.union(*(one.keys for one in left_out))
        return Draft(until, sections, keys, tuple(members), len(left_out))

    async def _unseen(self, digest: Digest, found: list[Story]) -> list[Story]:
        shown = await self._store.shown(digest.id, {key for story in found for key in story.keys})
        return [story for story in found if not story.keys & shown]

    async def _names(self, digest: Digest, found: list[Story], poster: Poster | None) -> dict[str, str]:
        people = {link.person.id: link.person for story in found for link in story.sharings}
        if poster is None:
            return {one.id: one.name for one in people.values()}
        return {one.id: await poster.name(one, digest.place) for one in people.values()}

    # ---- what the stories say ---------------------------------------------------------------------

    async def _told(self, found: list[Story]) -> list[tuple[Story, _Told]]:
        """The stories with what they say. Few are read at a time, and fewer of one site."""
        places = asyncio.Semaphore(READ_AT_ONCE)
        hosts: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(READ_OF_ONE_HOST))

        async def told(story: Story) -> _Told:
            async with hosts[host(story.link or "")], places:
                return await self._tell(story)

        tasks = [asyncio.create_task(told(story)) for story in found]
        if not tasks:
            return []
        try:
            done, late = await asyncio.wait(tasks, timeout=READING_SECONDS)
        finally:
            for task in tasks:
                task.cancel()
        if late:
            log.warning("entries not read in time", action="digest_late", entries=len(late))
            await asyncio.gather(*late, return_exceptions=True)
        return [
            (story, task.result() if task in done else _Told())
            for story, task in zip(found, tasks, strict=True)
        ]

    async def _tell(self, story: Story) -> _Told:
        entry = story.entry
        if story.link is not None and (entry is None or entry.words < WHOLE_STORY):
            try:
                return _told(*await self._reader(WantedLink(story.link), _WISH))
            except Refused as refused:
                log.info("entry not read", host=host(story.link), reason=refused.reason.value)
            except Exception:
                log.exception("entry not read", host=host(story.link), reason=Reason.INTERNAL.value)
        if entry is None or not entry.words:
            return _Told()
        try:
            # what a feed brings is no page: it tells nothing of the site
            return replace(_told(*await self._reader.source(entry, _WISH)), site=None, url=None)
        except Refused as refused:
            log.info("entry not read", reason=refused.reason.value)
        except Exception:
            log.exception("entry not read", reason=Reason.INTERNAL.value)
        return _Told()

    async def _once(
        self, digest: Digest, told: list[tuple[Story, _Told]], names: Mapping[str, str]
    ) -> tuple[tuple[Section, ...], frozenset[str]]:
        """The sections, each page once: only the pages themselves tell that two addresses lead to one."""
        says: dict[str, _Told] = {}
        found: list[Story] = []
        for story, one in _without_walls(told):
            keys = story.keys | ({digests.page_key(one.url)} if one.url else frozenset())
            found.append(replace(story, keys=keys))
            for key in keys:
                if key not in says or not says[key].passages:
                    says[key] = one
        sections = []
        for story in await self._unseen(digest, digests.merged(found)):
            parts = [says[key] for key in sorted(story.keys)]
            sections.append(_section(story, max(parts, key=lambda one: bool(one.passages)), names))
        return tuple(sections), frozenset().union(*(story.keys for story in found))


_WISH: Final = Wish(sentences=SENTENCES)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a page says of itself, and its sentences; nothing where it could not be read."""

    headline: str | None = None
    site: str | None = None
    url: str | None = None
    published: str | None = None
    language: str | None = None
    words: int = 0
    passages: tuple[Passage, ...] = ()


def _told(document: Document, summary: Summary) -> _Told:
    """One or two sentences, none of which says what the headline does."""
    headline = clean(document.title or "").casefold().rstrip(".")
    prose = [
        span
        for span in summary.chosen_spans
        if clean(span.of(document.text)).casefold().rstrip(".") != headline
    ]
    chosen = prose[:SENTENCES]
    if sum(count_words(span.of(document.text)) for span in chosen) > MOST_WORDS:
        chosen = chosen[:1]
    return _Told(
        document.title,
        document.site,
        document.url,
        document.published,
        summary.language,
        summary.words,
        tuple(Passage(span.of(document.text), span.start, span.end) for span in chosen),
    )


def _without_walls(told: list[tuple[Story, _Told]]) -> Iterator[tuple[Story, _Told]]:
    """A site that leads every reader to one page, to sign in or to consent, has told nothing of its stories;
    nor has one that leads from a story to its front page."""
    led = Counter(
        (digests.page_key(one.url), story.outlet)
        for story, one in told
        if one.url and story.entry is not None
    )
    for story, one in told:
        if one.url is None:
            yield story, one
            continue
        page = digests.page_key(one.url)
        front = "/" not in page.removeprefix("page:") and "/" in digests.page_key(story.link or "")[5:]
        yield story, _Told() if front or led[page, story.outlet] > 1 else one


def _section(story: Story, told: _Told, names: Mapping[str, str]) -> Section:
    title = story.entry.title if story.entry is not None else None
    link = story.link or told.url
    return Section(
        label=_label(link) or story.outlet or locale.text("that link"),
        headline=title or told.headline,
        link=link,
        site=told.site or story.outlet,  # a feed may gather from many sites
        published=told.published,
        language=told.language,
        words=told.words,
        passages=told.passages,
        shared=digests.sharings_of(story, names),
    )


def _label(link: str | None) -> str:
    """What stands for a headline where there is none: the address as people say it, not too long."""
    if link is None or not host(link):
        return ""
    bare = link.partition("://")[2].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= _MOST_LABEL else f"{bare[: _MOST_LABEL - 1]}…"
