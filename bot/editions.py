"""Makes an edition of a digest: what is new in its feeds and among the links of its channel, each page
once and in its own words, most recent first.

What an entry says is read from its page by the same core as everywhere; from the feed itself where that
brings the whole story, or where the page can't be read or only in part. A page that takes too long costs
the digest its sentences and nothing more.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
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
from bot.sites import Places
from summarizer.model import Barrier, Document, Summary, Wish
from summarizer.words import count_words, tokens

log = structlog.get_logger()

MOST_STORIES: Final = 100
"""Of one edition; what is older is left out, and said to be."""

SENTENCES: Final = 2
MOST_WORDS: Final = 70
"""Of an entry; where two sentences have more, the first alone stands for it."""

WHOLE_STORY: Final = 120
"""Words from which on what a feed brings of an entry is its story, and its page is not asked for."""

_MOST_LABEL: Final = 80
_CUT: Final = ("…", "...", "[…]", "[...]", "(…)", "(...)")

READ_AT_ONCE: Final = 8
READ_OF_ONE_HOST: Final = 2
FEED_SECONDS: Final = 60.0
READING_SECONDS: Final = 120.0
"""For all feeds, and for all pages, of an edition together."""


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
        self,
        store: DigestStore,
        feeds: Feeds,
        reader: Reader,
        clock: Callable[[], datetime],
        reading_seconds: float = READING_SECONDS,
    ) -> None:
        self._store = store
        self._feeds = feeds
        self._reader = reader
        self._clock = clock
        self._reading_seconds = reading_seconds
        self._places = Places(READ_AT_ONCE, READ_OF_ONE_HOST)
        self._barred: dict[str, datetime] = {}
        """Until when sites asked to be left alone."""

    async def draft(self, digest: Digest, poster: Poster | None = None) -> Draft:
        """Reads the feeds and what is new in them. `poster` knows the names of who shared something."""
        feeds = [one.feed for one in await self._store.members(digest.id)]
        await self._feeds.read_all(feeds, FEED_SECONDS)
        members = await self._store.members(digest.id)
        until = self._clock()
        last = await self._store.last_edition(digest.id)
        new = digests.window(digest, last, until)
        added = {one.feed.id: one.added for one in members}
        entries = [
            one
            for one in await self._store.entries(digest.id, new.seen, until)
            if one.feed in added and digests.is_news(one, new, added[one.feed])
        ]
        links: list[SharedLink] = []
        if digest.links:
            links = await self._store.links(digest.place, until - digests.LONGEST, until)
        titles = {one.feed.id: one.feed.title for one in members}
        found = await self._unseen(digest, digests.stories(entries, titles, links))
        chosen, left_out = found[:MOST_STORIES], found[MOST_STORIES:]
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
        """The stories with what they say."""
        tasks = [asyncio.create_task(self._tell(story)) for story in found]
        if not tasks:
            return []
        try:
            done, late = await asyncio.wait(tasks, timeout=self._reading_seconds)
        finally:
            for task in tasks:
                task.cancel()
        if late:
            log.warning("entries not read in time", action="digest_late", entries=len(late))
            await asyncio.gather(*late, return_exceptions=True)
        return [
            (story, task.result() if task in done else await self._from_feed(story))
            for story, task in zip(found, tasks, strict=True)
        ]

    async def _tell(self, story: Story) -> _Told:
        """What the page says; what the feed brings where that is the whole story, where the page is that of
        other entries, too, or where it can't be read."""
        entry = story.entry
        if story.link is not None and (entry is None or (entry.words < WHOLE_STORY and entry.alone)):
            told = await self._from_page(story.link)
            if told is not None and _is_its_page(story, told):
                return await self._or_as_the_feed_says(story, told) if told.notes else told
        return await self._from_feed(story)

    async def _from_page(self, link: str) -> _Told | None:
        """Few pages are read at a time, and fewer of one site; none of one that asked to be left alone."""
        site = host(link)
        async with self._places.one(site):
            barred = self._barred.get(site)
            if barred is not None and self._clock() < barred:
                return None
            try:
                return _told(*await self._reader(WantedLink(link), _WISH))
            except Refused as refused:
                log.info("entry not read", host=site, reason=refused.reason.value)
                if refused.retry_after is not None:
                    self._barred[site] = self._clock() + timedelta(seconds=refused.retry_after)
            except Exception:
                log.exception("entry not read", host=site, reason=Reason.INTERNAL.value)
        return None

    async def _from_feed(self, story: Story) -> _Told:
        entry = story.entry
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

    async def _or_as_the_feed_says(self, story: Story, told: _Told) -> _Told:
        """What the feed brings in the place of a page's teaser; the page's own where it brings nothing."""
        brought = await self._from_feed(story)
        if not brought.passages:
            return told
        return replace(told, language=brought.language, words=brought.words, passages=brought.passages)

    async def _once(
        self, digest: Digest, told: list[tuple[Story, _Told]], names: Mapping[str, str]
    ) -> tuple[tuple[Section, ...], frozenset[str]]:
        """The sections, each page once: only the pages themselves tell that two addresses lead to one. What
        is kept of them is by what addresses they were found, since a page may lead to another tomorrow."""
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
        return tuple(sections), frozenset().union(*(story.keys for story, _ in told))


_WISH: Final = Wish(sentences=SENTENCES)

_KEPT_BACK: Final = frozenset({Barrier.SUBSCRIPTION, Barrier.SIGN_IN})
"""What awaits whoever follows the link, and is said for that; two sentences are never the whole."""


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
    notes: tuple[str, ...] = ()


def _told(document: Document, summary: Summary) -> _Told:
    """One or two sentences, none of which says what the headline does, nor is cut where others are whole."""
    headline = clean(document.title or "").casefold().rstrip(".")
    prose = [
        span
        for span in summary.chosen_spans
        if clean(span.of(document.text)).casefold().rstrip(".") != headline
    ]
    whole = [span for span in prose if not span.of(document.text).endswith(_CUT)]
    chosen = (whole or prose)[:SENTENCES]
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
        (locale.text(f"digest rest: {document.barrier}"),) if document.barrier in _KEPT_BACK else (),
    )


def _is_its_page(story: Story, told: _Told) -> bool:
    """Whether the page that a story's link led to is the story's: not the front page of its site, nor one
    elsewhere whose title has no word in common with the story's."""
    if told.url is None or story.link is None:
        return True
    page, link = digests.page_key(told.url), digests.page_key(story.link)
    if page == link:
        return True
    if _is_front(page) and not _is_front(link):
        return False
    title = story.entry.title if story.entry is not None else None
    said, meant = _words(told.headline or ""), _words(title or "")
    return not (said and meant) or bool(said & meant)


def _is_front(page: str) -> bool:
    """Whether a page's key is that of the front page of a site, or of its part in one language."""
    path = page.removeprefix("page:").partition("/")[2].partition("?")[0]
    return len(path) <= len("en-us") and "/" not in path


def _words(title: str) -> set[str]:
    return {word.lower() for word in tokens(title) if len(word) > 2}


def _without_walls(told: list[tuple[Story, _Told]]) -> Iterator[tuple[Story, _Told]]:
    """A page that many stories lead to, and that is none of theirs, asks every reader to sign in or to
    consent: it has told nothing of them."""
    own = {key for story, _ in told for key in story.keys}
    led = Counter(digests.page_key(one.url) for _, one in told if one.url)
    of_one = Counter(
        (digests.page_key(one.url), story.outlet)
        for story, one in told
        if one.url and story.entry is not None
    )
    for story, one in told:
        page = digests.page_key(one.url) if one.url else ""
        many = page not in own and (led[page] > 2 or of_one[page, story.outlet] > 1)
        yield story, _Told() if page and many else one


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
        notes=told.notes,
        shared=digests.sharings_of(story, names),
    )


def _label(link: str | None) -> str:
    """What stands for a headline where there is none: the address as people say it, not too long."""
    if link is None or not host(link):
        return ""
    bare = link.partition("://")[2].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= _MOST_LABEL else f"{bare[: _MOST_LABEL - 1]}…"
