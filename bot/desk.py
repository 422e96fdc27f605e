"""The news desk: what people say to the bot about a channel's digest, and posting it when it is due.

An edition is a row before it is posted, with all that it shows, so that nothing in it comes twice; one
that surely was not posted is taken back. What can't be read keeps nothing else from coming: whoever added
it is told once.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final
from weakref import WeakValueDictionary

import structlog

from adapters import locale
from adapters.base import (
    Ask,
    Digest,
    DigestStore,
    Due,
    Edition,
    Feed,
    Lack,
    Membership,
    NotDelivered,
    Outgoing,
    Person,
    Place,
    Posted,
    Poster,
    Private,
    Reason,
    Refused,
    Reply,
    Schedule,
    SharedLink,
    State,
    Unknown,
    Way,
)
from adapters.display import clean, host
from adapters.links import canonical, find_links
from bot import digests, hours
from bot.commands import Deed, ForDigest
from bot.delivery import Barred, Delivery, Outcome, end_of
from bot.editions import Draft, Editor
from bot.feeds import Feeds, address_of, chosen, same_address
from summarizer.model import Wish

log = structlog.get_logger()

MOST_FEEDS: Final = 200
"""Of one digest."""

MOST_LISTED: Final = 40
"""Feeds that /digest list shows: a platform takes few messages in answer to a command."""

MOST_MISSING: Final = 10
"""Feeds that a preview says are missing."""

MOST_SHOWN: Final = 120
"""Characters of an address."""

MOST_IN_POST: Final = 10
"""Entries of an edition that stand in the channel itself; the rest is in the thread."""

MOST_LINKS: Final = 20
"""Of one message, that are kept for a digest."""

_OF_CHATS: Final = re.compile(
    r"https?://(?:[\w-]+\.slack\.com/archives/|(?:\w+\.)?discord(?:app)?\.com/channels/)", re.IGNORECASE
)
"""Links to messages, which are no news."""

_SHARING: Final = (Way.AUTOMATIC, Way.MENTION, Way.REPLY)
"""The ways of being told of a message that everybody in the channel sees."""


class Desk:
    def __init__(
        self,
        store: DigestStore,
        feeds: Feeds,
        editor: Editor,
        delivery: Delivery,
        posters: Mapping[str, Poster],
        clock: Callable[[], datetime],
        limit: Callable[[Reason], str] = lambda _: "",
    ) -> None:
        """`limit` says in words what a reason such as TOO_LARGE speaks of."""
        self._store = store
        self._feeds = feeds
        self._editor = editor
        self._delivery = delivery
        self._posters = posters
        self._clock = clock
        self._limit = limit
        self._setting = asyncio.Lock()
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def keep_links(self, ask: Ask) -> None:
        """Keeps the links of a message where the channel wants them in its digest."""
        message = ask.message
        if ask.way not in _SHARING or message is None or ask.place.private is not None:
            return
        # a platform may show a link as words alone
        addresses = {
            canonical(url): url for url in (*message.links, *(one.url for one in find_links(ask.text)))
        }
        links = [url for url in addresses.values() if not _OF_CHATS.match(url)][:MOST_LINKS]
        if not links:
            return
        digest = await self._store.digest(ask.place)
        if digest is None or not digest.links or digest.paused:
            return
        kept = [SharedLink(url, ask.person, message.link, ask.at) for url in links]
        await self._store.save_links(ask.place, message.id, kept)

    # ---- what people say to it ------------------------------------------------------------------

    async def answer(self, request: int, ask: Ask, wanted: ForDigest) -> Reply:
        """Does what `/digest` asks for; the answer is for the asker alone."""
        place = Place(ask.place.platform, ask.place.workspace, ask.place.channel)
        match wanted.deed:
            case Deed.ADD:
                return Reply(text=await self._add(place, ask.person, wanted.words))
            case Deed.AT:
                return Reply(text=await self._set_hour(place, ask.person, wanted.words))
            case Deed.LINKS_ON:
                return Reply(text=await self._collect_links(place, ask.person))
        digest = await self._store.digest(place)
        if digest is None:
            return Reply(text=locale.text("digest none"))
        match wanted.deed:
            case Deed.REMOVE:
                return Reply(text=await self._remove(digest, wanted.words))
            case Deed.LINKS_OFF:
                await self._set(digest, links=False)
                await self._store.forget_links(place, self._clock())
                return Reply(text=locale.text("digest links off said"))
            case Deed.PAUSE:
                await self._set(digest, paused=True)
                return Reply(text=locale.text("digest pause said"))
            case Deed.RESUME:
                return Reply(text=await self._resume(digest))
            case Deed.PREVIEW:
                return await self.preview(digest)
            case Deed.NOW:
                return Reply(text=await self._now(request, digest))
            case _:
                return Reply(text=await self._list(digest))

    async def _set(self, digest: Digest, **changes: Any) -> Digest:
        """Sets a digest otherwise, as it stands now: it may have been changed since it was read."""
        async with self._setting:
            changed = replace(await self._store.digest(digest.place) or digest, **changes)
            await self._store.change_digest(changed)
        return changed

    async def _add(self, place: Place, by: Person, words: str) -> str:
        if not words:
            return locale.text("digest what", deed=Deed.ADD)
        label = clean(words).replace("`", "")[:200]
        if address_of(words) is None:
            return locale.text("digest no address", label=label)
        try:
            found = await self._feeds.find(words)
        except Refused as refused:
            log.warning("feed not added", reason=refused.reason.value, cause=refused.cause)
            problem = locale.feed_problem(refused.reason, self._limit(refused.reason))
            return locale.text("digest not added", label=label, problem=problem)
        digest = await self._store.open_digest(place, by, self._clock())
        members = await self._store.members(digest.id)
        there = next((one.feed for one in members if same_address(one.feed.url, found.url)), None)
        if there is not None:
            return locale.text("digest there", title=title_of(there), url=shown(there.url))
        if len(members) >= MOST_FEEDS:
            return locale.text("digest full", count=MOST_FEEDS)
        feed, new = await self._feeds.add(digest.id, found, by)
        log.info("feed added", digest=digest.id, feed=feed.id, host=host(feed.url), new=new)
        count = len(found.news.entries)
        entries = locale.text("one entry") if count == 1 else locale.text("entries", count=count)
        lines = [locale.text("digest added", title=title_of(feed), url=shown(feed.url), entries=entries)]
        latest = next((one.title for one in found.news.entries if one.title), None)
        if latest:
            lines.append(locale.text("digest latest", title=clean(latest).replace("`", "’")[:200]))
        if found.others:
            lines.append(locale.text("digest others", urls=", ".join(map(shown, found.others[:3]))))
        return "\n".join((*lines, self._hour(digest)))

    async def _remove(self, digest: Digest, words: str) -> str:
        if not words:
            return locale.text("digest what remove")
        found = chosen([one.feed for one in await self._store.members(digest.id)], words)
        if len(found) != 1:
            return locale.text("digest which" if found else "digest no such")
        await self._store.remove_feed(digest.id, found[0].id)
        log.info("feed removed", digest=digest.id, feed=found[0].id)
        return locale.text("digest removed", title=title_of(found[0]))

    async def _set_hour(self, place: Place, by: Person, words: str) -> str:
        digest = await self._store.digest(place)
        if not words:
            return locale.text("hour missing") if digest is None else self._hour(digest)
        now = self._clock()
        try:
            schedule = hours.read_hour(words, digest.schedule if digest else None, now)
        except hours.Unclear as unclear:
            return str(unclear)
        digest = digest or await self._store.open_digest(place, by, now)
        digest = await self._set(digest, schedule=schedule, by=by)
        log.info("digest set", digest=digest.id, hour=hours.described(schedule))
        lines = [locale.text("digest set", **self._next(digest.id, schedule))]
        if digest.paused:
            lines.append(locale.text("digest paused"))
        if not digest.links and not await self._store.members(digest.id):
            lines.append(locale.text("digest empty"))
        return "\n".join(lines)

    async def _collect_links(self, place: Place, by: Person) -> str:
        lack = await self._lack(place)
        if lack is not None:
            return locale.text("digest links lack", lack=locale.lack(lack))
        digest = await self._store.open_digest(place, by, self._clock())
        digest = await self._set(digest, links=True)
        return "\n".join((locale.text("digest links on said"), self._hour(digest)))

    async def _lack(self, place: Place) -> Lack | None:
        """What keeps the links of a channel from being heard of; where nobody can tell it may be tried."""
        poster = self._posters[place.platform]
        try:
            lack = await self._delivery.patiently("lacks", lambda: poster.lacks(Way.AUTOMATIC, place))
        except NotDelivered as error:
            log.warning("rights not known", cause=str(error))
            return None
        return None if lack is Lack.NEEDLESS else lack

    async def _resume(self, digest: Digest) -> str:
        now = self._clock()
        schedule = replace(digest.schedule, since=now) if digest.schedule else None
        digest = await self._set(digest, paused=False, schedule=schedule, fresh=now)
        return "\n".join((locale.text("digest resumed"), self._hour(digest)))

    async def _list(self, digest: Digest) -> str:
        now = self._clock()
        members = await self._store.members(digest.id)
        if not members and not digest.links:
            return "\n".join((locale.text("digest empty"), self._hour(digest)))
        lines = [locale.text("digest feeds" if members else "digest reads nothing")]
        for number, one in enumerate(members[:MOST_LISTED], start=1):
            values = {"number": number, "title": title_of(one.feed), "url": shown(one.feed.url)}
            if digests.is_in_trouble(one, now):
                lines.append(locale.text("digest feed in trouble", problem=self._problem(one.feed), **values))
            else:
                lines.append(locale.text("digest feed", **values))
        if len(members) > MOST_LISTED:
            lines.append(locale.text("digest more feeds", count=len(members) - MOST_LISTED))
        lines.append(locale.text("digest links are on" if digest.links else "digest links are off"))
        return "\n".join((*lines, self._hour(digest)))

    def _hour(self, digest: Digest) -> str:
        """The line that says when it comes."""
        if digest.paused:
            return locale.text("digest paused")
        if digest.schedule is None:
            return locale.text("digest no hour")
        return locale.text("digest hour", **self._next(digest.id, digest.schedule))

    def _next(self, digest: int, schedule: Schedule) -> dict[str, str]:
        turn = digests.next_turn(digest, schedule, self._clock())
        assert turn is not None  # every schedule has a day
        return {"hour": hours.described(schedule), "day": locale.whole_day(turn.day)}

    def _problem(self, feed: Feed) -> str:
        assert feed.problem is not None
        return locale.feed_problem(feed.problem, self._limit(feed.problem))

    # ---- editions ---------------------------------------------------------------------------------

    async def preview(self, digest: Digest) -> Reply:
        """What would be posted now, as far as the channel itself would show it, and what is missing."""
        draft = await self._editor.draft(digest, self._posters.get(digest.place.platform))
        missing = self._missing(draft)
        if not draft.sections:
            return Reply(text="\n".join((self._quiet(draft.members, digest), *missing)))
        whole = draft.reply(digests.local_day(digest.schedule, draft.until))
        root, rest = parted(whole, self._posters[digest.place.platform])
        notes = root.notes
        if rest is not None:  # a preview has no thread
            notes = (locale.text("digest more in preview", count=len(rest.sections)),)
        return replace(root, notes=(*notes, *missing))

    def _missing(self, draft: Draft) -> tuple[str, ...]:
        lacking = [one.feed for one in draft.members if digests.is_in_trouble(one, draft.until)]
        told = [
            locale.text("digest missing", title=title_of(feed), problem=self._problem(feed))
            for feed in lacking[:MOST_MISSING]
        ]
        if len(lacking) > MOST_MISSING:
            told.append(locale.text("digest missing more", count=len(lacking) - MOST_MISSING))
        return tuple(told)

    def _quiet(self, members: Collection[Membership], digest: Digest) -> str:
        return locale.text("digest quiet" if members or digest.links else "digest empty")

    async def _now(self, request: int, digest: Digest) -> str:
        outcomes = await self.publish(request, digest)
        if outcomes is None:
            return self._quiet(await self._store.members(digest.id), digest)
        first = outcomes[0]
        if isinstance(first, Posted):
            return locale.text("digest posted")
        if isinstance(first, Unknown):
            return locale.text("digest perhaps posted")
        return locale.text("digest barred" if isinstance(first, Barred) else "digest not posted")

    async def due(self, due: Due) -> Digest | None:
        """The digest whose hour has come; None where it is not wanted any more."""
        digest = await self._store.digest(due.place)
        return None if digest is None or digest.id != due.digest or digest.paused else digest

    async def publish(
        self, request: int, digest: Digest, hour: datetime | None = None
    ) -> list[Outcome] | None:
        """Posts what is new, once for this request; None where nothing is. `hour` is when it was due, where
        it was. Raises `NotDelivered` while the platform can't be used."""
        async with self._locks.setdefault(digest.id, asyncio.Lock()):
            edition = await self._store.edition(request) or await self._made(request, digest, hour)
            outcomes = None if edition is None else await self._issued(edition, digest)
        await self._tell_of_trouble(request, digest)
        return outcomes

    async def _made(self, request: int, digest: Digest, hour: datetime | None) -> Edition | None:
        """The edition, committed; None where nothing is new, or where it was paused while it was made."""
        draft = await self._editor.draft(digest, self._posters[digest.place.platform])
        if not draft.sections or (hour is not None and await self._is_unwanted(digest)):
            return None
        whole = draft.reply(digests.local_day(digest.schedule, hour or draft.until))
        edition = Edition(request, digest.id, draft.until, whole)
        await self._store.make(edition, draft.keys)
        return edition

    async def _is_unwanted(self, digest: Digest) -> bool:
        now = await self._store.digest(digest.place)
        return now is None or now.paused

    async def _issued(self, edition: Edition, digest: Digest) -> list[Outcome]:
        """Posts an edition, or takes it back."""
        outcomes = await self._post(edition, digest)
        if end_of(outcomes[:1]) is State.FAILED:
            await self._store.withdraw(edition.request)
        else:
            # an event may come late: what is posted twice is known by what was shown
            await self._store.forget_links(digest.place, edition.until - digests.OVERLAP)
            await self._mark(digest, told=None)
        return outcomes

    async def _post(self, edition: Edition, digest: Digest) -> list[Outcome]:
        """The first part in the channel, the rest in its thread."""
        root, rest = parted(edition.reply, self._posters[digest.place.platform])
        key = post_key(edition.request)
        first = Outgoing(key, edition.request, digest.place, root, Wish())
        posted = await self._delivery.deliver(first)
        if rest is None or not isinstance(posted, Posted):
            return [posted]
        place = digest.place.in_thread(posted.id)
        more = Outgoing(f"{key}/rest", edition.request, place, rest, Wish())
        outcome = await self._delivery.deliver(more)
        if not isinstance(outcome, Posted | Unknown):  # there may be no thread here
            log.warning("no thread for the rest", digest=digest.id)
            outcome = await self._delivery.deliver(replace(more, key=f"{key}/beside", place=digest.place))
        return [posted, outcome]

    async def abandon(self, request: int) -> None:
        """Takes back what was made for a request that ends without being posted; what may have been posted
        stays, so that nothing comes twice."""
        edition = await self._store.edition(request)
        if edition is not None and await self._delivery.surely_not(post_key(request)):
            await self._store.withdraw(request)

    async def miss(self, request: int, digest: Digest, outcome: Outcome) -> None:
        """Tells who set the digest up that it could not be posted; once, until it was posted again."""
        if await self._mark(digest, told=self._clock()):
            text = locale.text("digest told barred" if isinstance(outcome, Barred) else "digest told refused")
            await self._tell(request, digest, digest.by, "missed", text)

    async def _mark(self, digest: Digest, told: datetime | None) -> bool:
        """Records whether it was said that a digest can't be posted; False where that was known."""
        now = await self._store.digest(digest.place)
        if now is None or (now.told is None) == (told is None):
            return False
        await self._set(now, told=told)
        return True

    async def _tell_of_trouble(self, request: int, digest: Digest) -> None:
        """Tells those who added feeds that can't be read, each in one message."""
        now = self._clock()
        found: defaultdict[str, list[Membership]] = defaultdict(list)
        for one in await self._store.members(digest.id):
            if digests.is_to_be_told(one, now):
                found[one.by.id].append(one)
        for members in found.values():
            lines = [
                locale.text(
                    "digest trouble",
                    title=title_of(one.feed),
                    url=shown(one.feed.url),
                    problem=self._problem(one.feed),
                )
                for one in members
            ]
            text = "\n".join((locale.text("digest in trouble"), *lines, locale.text("digest trouble end")))
            if await self._tell(request, digest, members[0].by, "trouble", text):
                for one in members:
                    await self._store.told(digest.id, one.feed.id, now)

    async def _tell(self, request: int, digest: Digest, person: Person, what: str, text: str) -> bool:
        """Says something to one person alone. That it can't be said harms nothing; False where it may be
        tried again."""
        if not person.id:  # the operator, who reads the log
            log.warning("digest in trouble", digest=digest.id, what=what)
            return True
        place = replace(digest.place, private=Private(person.id, direct=True))
        key = f"{request}/{what}/{person.id}"
        poster = self._posters[place.platform]
        try:
            address = await self._delivery.patiently(key, lambda: poster.address(digest.place))
            if address is not None:  # a direct message has to say which channel is meant
                text = "\n".join((text, locale.text("digest channel", address=address)))
            outcome = await self._delivery.deliver(Outgoing(key, request, place, Reply(text=text), Wish()))
        except NotDelivered as error:
            log.warning("not told", digest=digest.id, what=what, cause=str(error))
            return False
        log.info("told", digest=digest.id, what=what, reached=isinstance(outcome, Posted | Unknown))
        return True


def post_key(request: int) -> str:
    """The key under which a request's edition stands in the channel."""
    return f"{request}/digest"


def parted(reply: Reply, poster: Poster) -> tuple[Reply, Reply | None]:
    """An edition as it stands in the channel, and what goes into its thread: as many entries as one
    message has room for, and no more than `MOST_IN_POST`."""
    if len(reply.sections) <= MOST_IN_POST and poster.fits(reply):
        return reply, None
    for count in range(min(MOST_IN_POST, len(reply.sections) - 1), 0, -1):
        more = locale.text("digest more in thread", count=len(reply.sections) - count)
        root = replace(reply, sections=reply.sections[:count], notes=(more,))
        if poster.fits(root) or count == 1:
            return root, replace(reply, sections=reply.sections[count:], title=None)
    return reply, None  # one entry alone, however long


def shown(url: str) -> str:
    """A feed's address as everybody may read it: what stands behind the question mark may be a secret."""
    bare = url.partition("#")[0].partition("?")[0]
    cut = bare if len(bare) <= MOST_SHOWN else f"{bare[: MOST_SHOWN - 1]}…"
    return f"{cut}?…" if "?" in url else cut


def title_of(feed: Feed) -> str:
    """What people call a feed; without signs that would mark code in a text of ours."""
    return (clean(feed.title or "").replace("`", "’") or host(feed.url))[:100]
