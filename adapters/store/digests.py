"""The `DigestStore` on a SQL database.

Each method is one transaction, which runs to its end even if its caller is cancelled. A feed is one row,
however many digests have it, and goes with the last of them. A row that can't be read, after a downgrade
or damage, is passed over with a line in the log and stops nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import (
    ColumnElement,
    CursorResult,
    Executable,
    Row,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from ..base import Digest, Edition, Entry, Feed, Membership, Person, Place, Reason, SharedLink, Validators
from . import codec, tables
from .database import to_its_end

MOST_ENTRIES: Final = 1_000
"""Of one digest, that are looked at."""

MOST_KEPT: Final = 2_000
"""Of one feed, from one purge to the next."""

KEYS_AT_ONCE: Final = 500
"""SQLite takes a limited number of values in one statement; in older builds that is 999."""

T = TypeVar("T")

_log: Final = structlog.get_logger(__name__)


class SqlDigests:
    """Wants an engine of `open_database` whose tables are up to date; the caller disposes of it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._writing = engine
        self._reading = engine.execution_options(reading=True)

    async def _rows(self, event: str, query: Select[Any]) -> list[Row[Any]]:
        async with self._reading.begin() as connection:
            return _rows(event, await connection.execute(query))

    async def _write(
        self, statement: Executable, values: Sequence[Mapping[str, object]] | None = None
    ) -> None:
        async with self._writing.begin() as connection:
            await connection.execute(statement, values)

    # ---- digests ------------------------------------------------------------------------------

    @to_its_end
    async def digest(self, place: Place) -> Digest | None:
        query = select(tables.digests).where(_in_channel(tables.digests, place))
        rows = await self._rows("digest.unreadable", query)
        return next(iter(_values("digest.unreadable", rows, _digest)), None)

    @to_its_end
    async def digests(self) -> list[Digest]:
        query = select(tables.digests).order_by(tables.digests.c.id)
        rows = await self._rows("digest.unreadable", query)
        return _values("digest.unreadable", rows, _digest)

    @to_its_end
    async def open_digest(self, place: Place, by: Person, now: datetime) -> Digest:
        """One that can't be read is set up anew; its feeds stay."""
        fresh = Digest(0, Place(place.platform, place.workspace, place.channel), by, now)
        stored = codec.dump(codec.DIGEST, fresh)
        opening = insert(tables.digests).values(
            platform=place.platform, workspace=place.workspace, channel=place.channel, digest=stored
        )
        query = select(tables.digests).where(_in_channel(tables.digests, place))
        async with self._writing.begin() as connection:
            await connection.execute(opening.on_conflict_do_nothing())
            row = (await connection.execute(query)).one()
            known = _values("digest.unreadable", [row], _digest)
            if known:
                return known[0]
            mending = update(tables.digests).where(tables.digests.c.id == row.id).values(digest=stored)
            await connection.execute(mending)
            return replace(codec.load(codec.DIGEST, stored), id=row.id)

    @to_its_end
    async def change_digest(self, digest: Digest) -> None:
        changing = update(tables.digests).where(tables.digests.c.id == digest.id)
        await self._write(changing.values(digest=codec.dump(codec.DIGEST, digest)))

    # ---- feeds --------------------------------------------------------------------------------

    @to_its_end
    async def members(self, digest: int) -> list[Membership]:
        of = tables.memberships.c
        query = (
            select(*tables.feeds.c, of.by, of.added, of.told)
            .join(tables.memberships, of.feed == tables.feeds.c.id)
            .where(of.digest == digest)
            .order_by(of.added, of.id)
        )
        rows = await self._rows("member.unreadable", query)
        return _values("member.unreadable", rows, _membership)

    @to_its_end
    async def add_feed(self, digest: int, url: str, by: Person, now: datetime) -> tuple[Feed, bool]:
        """A feed that could not be read of late gets another try at once, though not while its server
        asked to be left alone. Raises LookupError when the digest was never opened."""
        feeds, address = tables.feeds, codec.encodable(url)
        making = insert(feeds).values(url=address, due=now, failures=0).on_conflict_do_nothing()
        trying_again = (
            update(feeds)
            .where(feeds.c.url == address, or_(feeds.c.failures > 0, feeds.c.problem.is_not(None)))
            .values(due=now, failures=0, problem=None)
        )
        async with self._writing.begin() as connection:
            await connection.execute(making)
            await connection.execute(trying_again)
            query = select(feeds).where(feeds.c.url == address)
            feed = _feed((await connection.execute(query)).one())
            adding = (
                insert(tables.memberships)
                .values(digest=digest, feed=feed.id, by=codec.dump(codec.PERSON, by), added=now)
                .on_conflict_do_nothing()
                .returning(tables.memberships.c.id)
            )
            try:
                added = (await connection.execute(adding)).scalar_one_or_none()
            except IntegrityError:
                raise LookupError(f"digest {digest} was never opened") from None
        return feed, added is not None

    @to_its_end
    async def remove_feed(self, digest: int, feed: int) -> None:
        of = tables.memberships.c
        removing = delete(tables.memberships).where(of.digest == digest, of.feed == feed)
        async with self._writing.begin() as connection:
            await connection.execute(removing)
            if not await connection.scalar(select(exists().where(of.feed == feed))):
                await _drop(connection, feed)

    @to_its_end
    async def told(self, digest: int, feed: int, now: datetime) -> None:
        of = tables.memberships.c
        telling = update(tables.memberships).where(of.digest == digest, of.feed == feed)
        await self._write(telling.values(told=now))

    @to_its_end
    async def feeds_due(self, now: datetime) -> list[Feed]:
        of = tables.feeds.c
        query = (
            select(*of, tables.memberships.c.digest)
            .join(tables.memberships, tables.memberships.c.feed == of.id)
            .where(
                of.due <= now,
                or_(of.barred.is_(None), of.barred <= now),
                or_(of.problem.is_(None), of.problem != Reason.GONE),
            )
            .order_by(of.due, of.id)
        )
        async with self._reading.begin() as connection:
            due = _rows("feed.unreadable", await connection.execute(query))
            rows = _rows("digest.unreadable", await connection.execute(select(tables.digests)))
        running = {one.id for one in _values("digest.unreadable", rows, _digest) if not one.paused}
        feeds = {row.id: row for row in due if row.digest in running}
        return _values("feed.unreadable", feeds.values(), _feed)

    @to_its_end
    async def save_feed(self, feed: Feed, entries: Sequence[Entry] = ()) -> None:
        saving = (
            update(tables.feeds)
            .where(tables.feeds.c.id == feed.id)
            .values(
                due=feed.due,
                title=_encodable(feed.title),
                etag=_encodable(feed.validators.etag),
                last_modified=_encodable(feed.validators.last_modified),
                pace=None if feed.pace is None else int(feed.pace.total_seconds()),
                barred=feed.barred,
                read=feed.read,
                listed=feed.listed,
                failures=feed.failures,
                problem=feed.problem,
            )
        )
        keeping = insert(tables.entries)
        keeping = keeping.on_conflict_do_update(
            index_elements=[tables.entries.c.feed, tables.entries.c.key],
            set_={"entry": keeping.excluded.entry, "last_seen": keeping.excluded.last_seen},
        )
        packed = await asyncio.to_thread(_packed, feed, entries)
        async with self._writing.begin() as connection:
            saved = await connection.execute(saving)
            if saved.rowcount and packed:
                await connection.execute(keeping, packed)

    @to_its_end
    async def move_feed(self, feed: int, url: str) -> int:
        """Where the address is another feed's, that one takes over the digests, and the entries that it
        does not know, so that nothing becomes new again."""
        of, address = tables.feeds.c, codec.encodable(url)
        async with self._writing.begin() as connection:
            holder: int | None = await connection.scalar(select(of.id).where(of.url == address))
            if holder is None:
                await connection.execute(update(tables.feeds).where(of.id == feed).values(url=address))
                return feed
            if holder != feed:
                await _take_over(connection, feed, holder)
            return holder

    @to_its_end
    async def known(self, feed: int, keys: Collection[str]) -> set[str]:
        of = tables.entries.c
        async with self._reading.begin() as connection:
            return await _among(connection, of.key, of.feed == feed, keys)

    @to_its_end
    async def entries(self, digest: int, after: datetime, until: datetime) -> list[Entry]:
        """Those that became news first come first; of very many the newest alone."""
        of = tables.entries.c
        query = (
            select(tables.entries)
            .join(tables.memberships, tables.memberships.c.feed == of.feed)
            .where(tables.memberships.c.digest == digest, of.seen > after, of.seen <= until)
            .order_by(of.moment.desc(), of.feed.desc(), of.key.desc())
            .limit(MOST_ENTRIES)
        )
        rows = await self._rows("entry.unreadable", query)
        return await asyncio.to_thread(_values, "entry.unreadable", rows[::-1], _entry)

    # ---- links --------------------------------------------------------------------------------

    @to_its_end
    async def save_links(self, place: Place, message: str, links: Sequence[SharedLink]) -> None:
        found = [
            {
                "platform": place.platform,
                "workspace": place.workspace,
                "channel": place.channel,
                "message": message,
                "url": codec.encodable(link.url),
                "person": codec.dump(codec.PERSON, link.person),
                "link": _encodable(link.link),
                "at": link.at,
            }
            for link in links
        ]
        if found:
            await self._write(insert(tables.links).on_conflict_do_nothing(), found)

    @to_its_end
    async def links(self, place: Place, after: datetime, until: datetime) -> list[SharedLink]:
        of = tables.links.c
        query = (
            select(tables.links)
            .where(_in_channel(tables.links, place), of.at > after, of.at <= until)
            .order_by(of.at, of.id)
        )
        rows = await self._rows("link.unreadable", query)
        return _values("link.unreadable", rows, _shared_link)

    @to_its_end
    async def forget_links(self, place: Place, until: datetime) -> None:
        forgetting = delete(tables.links).where(_in_channel(tables.links, place), tables.links.c.at <= until)
        await self._write(forgetting)

    # ---- editions -----------------------------------------------------------------------------

    @to_its_end
    async def edition(self, request: int) -> Edition | None:
        """Raises ValueError when it is there and can't be read: None would have another made of the news
        that it left."""
        of = tables.editions.c
        query = select(tables.editions).where(of.request == request, of.reply.is_not(None))
        async with self._reading.begin() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        try:
            return Edition(row.request, row.digest, row.until, codec.load(codec.REPLY, row.reply))
        except ValueError as error:
            raise ValueError(f"the edition of request {request} can't be read: {error}") from None

    @to_its_end
    async def last_edition(self, digest: int) -> datetime | None:
        of = tables.editions.c
        async with self._reading.begin() as connection:
            last: datetime | None = await connection.scalar(
                select(func.max(of.until)).where(of.digest == digest)
            )
            return last

    @to_its_end
    async def shown(self, digest: int, keys: Collection[str]) -> set[str]:
        of = tables.shown.c
        async with self._reading.begin() as connection:
            return await _among(connection, of.key, of.digest == digest, keys)

    @to_its_end
    async def make(self, edition: Edition, keys: Collection[str]) -> None:
        """Of two for one request the first stands, and a key stays with the edition that showed it first.
        Raises LookupError when the request was never recorded or the digest never opened."""
        making = (
            insert(tables.editions)
            .values(
                request=edition.request,
                digest=edition.digest,
                until=edition.until,
                reply=codec.dump(codec.REPLY, edition.reply),
            )
            .on_conflict_do_nothing()
            .returning(tables.editions.c.request)
        )
        showing = [
            {"digest": edition.digest, "key": codec.encodable(key), "request": edition.request}
            for key in keys
        ]
        async with self._writing.begin() as connection:
            try:
                made = (await connection.execute(making)).scalar_one_or_none()
            except IntegrityError:
                raise LookupError(
                    f"request {edition.request} was never recorded, or digest {edition.digest} never opened"
                ) from None
            if made is not None and showing:
                await connection.execute(insert(tables.shown).on_conflict_do_nothing(), showing)

    @to_its_end
    async def withdraw(self, request: int) -> None:
        async with self._writing.begin() as connection:
            await connection.execute(delete(tables.shown).where(tables.shown.c.request == request))
            await connection.execute(delete(tables.editions).where(tables.editions.c.request == request))

    @to_its_end
    async def purge_news(self, older_than: datetime) -> None:
        """Of a digest's last edition that is too old as well, no more is kept than until when it reaches."""
        of, later = tables.editions.c, tables.editions.alias("later")
        old = of.until < older_than
        followed = exists().where(later.c.digest == of.digest, later.c.until > of.until)
        listed = select(tables.feeds.c.listed).where(tables.feeds.c.id == tables.entries.c.feed)
        entry = tables.entries.c
        newest = func.row_number().over(
            partition_by=entry.feed, order_by=(entry.last_seen.desc(), entry.moment.desc())
        )
        numbered = select(entry.feed, entry.key, newest.label("number")).subquery()
        too_many = select(numbered.c.feed, numbered.c.key).where(numbered.c.number > MOST_KEPT)
        seen_last = tables.entries.c.last_seen
        async with self._writing.begin() as connection:
            for purging in (
                delete(tables.shown).where(tables.shown.c.request.in_(select(of.request).where(old))),
                delete(tables.editions).where(old, followed),
                update(tables.editions).where(old, of.reply.is_not(None)).values(reply=None),
                delete(tables.links).where(tables.links.c.at < older_than),
                delete(tables.entries).where(
                    seen_last < older_than,
                    # a feed that was not listed since may have it still: it would be taken for new then
                    seen_last < listed.scalar_subquery(),
                ),
                delete(tables.entries).where(tuple_(entry.feed, entry.key).in_(too_many)),
            ):
                await connection.execute(purging)


# ---- statements ---------------------------------------------------------------------------------


def _in_channel(table: Table, place: Place) -> ColumnElement[bool]:
    return and_(
        table.c.platform == place.platform,
        table.c.workspace == place.workspace,
        table.c.channel == place.channel,
    )


async def _among(
    connection: AsyncConnection, column: ColumnElement[str], where: ColumnElement[bool], keys: Collection[str]
) -> set[str]:
    """Which of the keys stand in that column."""
    found: set[str] = set()
    for some in _portions(sorted({codec.encodable(key) for key in keys})):
        found.update((await connection.execute(select(column).where(where, column.in_(some)))).scalars())
    return {key for key in keys if codec.encodable(key) in found}


def _portions(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield keys[start : start + KEYS_AT_ONCE]


async def _drop(connection: AsyncConnection, feed: int) -> None:
    """A feed that no digest has, with its entries."""
    await connection.execute(delete(tables.entries).where(tables.entries.c.feed == feed))
    await connection.execute(delete(tables.feeds).where(tables.feeds.c.id == feed))


async def _take_over(connection: AsyncConnection, feed: int, holder: int) -> None:
    """Leaves nothing of `feed` that `holder` has not got; of a digest's two memberships the earlier stays."""
    member, entry = tables.memberships.c, tables.entries.c
    query = select(member.id, member.digest).where(member.feed.in_((feed, holder)))
    rows = (await connection.execute(query.order_by(member.added, member.id))).all()
    earliest: dict[int, int] = {}
    for row in rows:
        earliest.setdefault(row.digest, row.id)
    for row in rows:
        if earliest[row.digest] != row.id:
            await connection.execute(delete(tables.memberships).where(member.id == row.id))
    await connection.execute(update(tables.memberships).where(member.feed == feed).values(feed=holder))
    has = tables.entries.alias("has")
    known = exists().where(has.c.feed == holder, has.c.key == entry.key)
    await connection.execute(update(tables.entries).where(entry.feed == feed, ~known).values(feed=holder))
    await _drop(connection, feed)


# ---- rows ---------------------------------------------------------------------------------------


def _rows(event: str, result: CursorResult[Any]) -> list[Row[Any]]:
    """All rows, but for those with a time in them that is none: fetching such a row fails."""
    rows: list[Row[Any]] = []
    while True:
        try:
            row = result.fetchone()
        except (ValueError, TypeError):
            _log.warning(event, cause="a time in its row can't be read")
            continue
        if row is None:
            return rows
        rows.append(row)


def _values(event: str, rows: Collection[Row[Any]], read: Callable[[Row[Any]], T]) -> list[T]:
    """What the rows stand for. The first column of each tells in the log which one could not be read."""
    values: list[T] = []
    for row in rows:
        try:
            values.append(read(row))
        except ValueError as error:
            _log.warning(event, row=row[0], cause=str(error))
    return values


def _digest(row: Row[Any]) -> Digest:
    return replace(codec.load(codec.DIGEST, row.digest), id=row.id)


def _feed(row: Row[Any]) -> Feed:
    return Feed(
        id=row.id,
        url=row.url,
        due=row.due,
        title=row.title,
        validators=Validators(row.etag, row.last_modified),
        pace=None if row.pace is None else timedelta(seconds=row.pace),
        barred=row.barred,
        read=row.read,
        listed=row.listed,
        failures=row.failures,
        problem=_problem(row.problem),
    )


def _problem(stored: str | None) -> Reason | None:
    """A reason that a later version knows is no reason to stop reading a feed."""
    try:
        return None if stored is None else Reason(stored)
    except ValueError:
        return Reason.INTERNAL


def _membership(row: Row[Any]) -> Membership:
    return Membership(_feed(row), codec.load(codec.PERSON, row.by), row.added, row.told)


def _entry(row: Row[Any]) -> Entry:
    return Entry(row.feed, row.key, codec.unpack_entry(row.entry), row.moment, row.seen, row.first)


def _shared_link(row: Row[Any]) -> SharedLink:
    return SharedLink(row.url, codec.load(codec.PERSON, row.person), row.link, row.at)


def _packed(feed: Feed, entries: Sequence[Entry]) -> list[dict[str, object]]:
    return [
        {
            "feed": feed.id,
            "key": codec.encodable(entry.key),
            "entry": codec.pack_entry(entry.entry),
            "moment": entry.moment,
            "seen": entry.seen,
            "first": entry.first,
            "last_seen": feed.listed or entry.seen,
        }
        for entry in entries
    ]


def _encodable(text: str | None) -> str | None:
    return None if text is None else codec.encodable(text)
