"""Digests: what a channel wants to be told of regularly, where it comes from, and what was told already.

A digest belongs to a channel. Its entries come from feeds, which digests share, and from the links posted
in the channel, where it asked for that. What was made of them for one day is an edition.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Protocol

from adapters.base.incoming import Person, Place
from adapters.base.ports import Validators
from adapters.base.refusals import Reason
from adapters.base.reply import Reply
from summarizer.model import FeedEntry


@dataclass(frozen=True, slots=True)
class Schedule:
    """At `hour` by the clocks in `zone` (an IANA name) on `days` of the week (0 is Monday). An hour before
    `since` does not count: nobody had asked for it then."""

    hour: time
    zone: str
    days: tuple[int, ...]
    since: datetime


@dataclass(frozen=True, slots=True)
class Digest:
    """`by` set it up and is told when it can't be posted; `told`: when that was said last, None since it
    was posted again. `links` says that the channel wants the links posted there in it. Entries older than
    `fresh` are no news: it was opened or taken up again then."""

    id: int
    place: Place
    by: Person
    fresh: datetime
    schedule: Schedule | None = None
    paused: bool = False
    links: bool = False
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """An address that is read regularly, for all digests that have it.

    `due` is when its pace and any back-off want it read next, `pace` how often it asked to be; `barred` until when its server asked
    to be left alone. `read` is when it was last read well, `listed` when it last came with its entries;
    `failures` counts those in a row since, and `problem` is the last one's reason; GONE is final.
    """

    id: int
    url: str
    due: datetime
    title: str | None = None
    validators: Validators = field(default_factory=Validators)
    pace: timedelta | None = None
    barred: datetime | None = None
    read: datetime | None = None
    listed: datetime | None = None
    failures: int = 0
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """A feed of a digest: who added it when, and when they were last told that it can't be read."""

    feed: Feed
    by: Person
    added: datetime
    told: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of a feed as it was last read. `key` tells it from the feed's others whatever is edited in
    it; `moment` is when it became news, `seen` when it was read first; `first` says that it was there
    when the feed itself was read first."""

    feed: int
    key: str
    entry: FeedEntry
    moment: datetime
    seen: datetime
    first: bool = False


@dataclass(frozen=True, slots=True)
class SharedLink:
    """A link that somebody posted in a channel, and the permalink of their message; nothing else of it."""

    url: str
    person: Person
    link: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """One issue of a digest, made for a request: everything new until `until`."""

    request: int
    digest: int
    until: datetime
    reply: Reply


class DigestStore(Protocol):
    """What digests must not forget. Every method is one transaction."""

    async def digest(self, place: Place) -> Digest | None:
        """The digest of the channel of `place`."""
        ...

    async def digests(self) -> list[Digest]:
        """All of them, in the order they were opened."""
        ...

    async def open_digest(self, place: Place, by: Person, now: datetime) -> Digest:
        """The digest of the channel of `place`, which is made if there is none."""
        ...

    async def change_digest(self, digest: Digest) -> None:
        """Records how a digest is set now."""
        ...

    # ---- feeds

    async def members(self, digest: int) -> list[Membership]:
        """The feeds of a digest, in the order they were added."""
        ...

    async def add_feed(self, digest: int, url: str, by: Person, now: datetime) -> tuple[Feed, bool]:
        """Has a digest read this address; and whether it is new to the digest. A feed that is new to all
        is due at once."""
        ...

    async def remove_feed(self, digest: int, feed: int) -> None:
        """Takes a feed from a digest; one that no digest has any more goes with its entries."""
        ...

    async def told(self, digest: int, feed: int, now: datetime) -> None:
        """Records that whoever added this feed was told that it can't be read."""
        ...

    async def feeds_due(self, now: datetime) -> list[Feed]:
        """The feeds of digests that are not paused whose time to be read has come, the longest due first."""
        ...

    async def save_feed(self, feed: Feed, entries: Sequence[Entry] = ()) -> None:
        """Records how a feed was read and the entries that came with it. Of an entry that is known what
        it says now is kept, and when it was seen first."""
        ...

    async def move_feed(self, feed: int, url: str) -> int:
        """Records where a feed lives from now on; its id then, since that address may have been known."""
        ...

    async def known(self, feed: int, keys: Collection[str]) -> set[str]:
        """Which of these entries of a feed were read before."""
        ...

    async def entries(self, digest: int, after: datetime, until: datetime) -> list[Entry]:
        """The entries of a digest's feeds that were seen first after `after`, and not after `until`; of very
        many the newest alone."""
        ...

    # ---- links

    async def save_links(self, place: Place, message: str, links: Sequence[SharedLink]) -> None:
        """Keeps the links of a message in the channel of `place`; once, however often it comes."""
        ...

    async def links(self, place: Place, after: datetime, until: datetime) -> list[SharedLink]:
        """The links posted in that channel after `after`, and not after `until`, oldest first."""
        ...

    async def forget_links(self, place: Place, until: datetime) -> None:
        """Forgets the links posted in that channel until then."""
        ...

    # ---- editions

    async def edition(self, request: int) -> Edition | None: ...

    async def last_edition(self, digest: int) -> datetime | None:
        """Until when the last edition of a digest reaches."""
        ...

    async def shown(self, digest: int, keys: Collection[str]) -> set[str]:
        """Which of these a digest has shown already."""
        ...

    async def make(self, edition: Edition, keys: Collection[str]) -> None:
        """Commits an edition, before it is posted, with the keys of all that it shows."""
        ...

    async def withdraw(self, request: int) -> None:
        """Takes back an edition that surely was not posted: what it showed is new again."""
        ...

    async def purge_news(self, older_than: datetime) -> None:
        """Forgets editions and links older than that, and entries that their feeds have not had since."""
        ...
