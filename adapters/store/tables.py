"""The tables, as SQLAlchemy Core sees them; the migrations beside this make them.

Other adapters may put tables of their own on `metadata`, with a migration in the same line. Values
of ours stand as JSON in text, written and read by `codec` alone. A time is an `Instant`: aware,
stored as UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata: Final = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """A moment: aware datetimes alone go in, in any zone; they come out in UTC.

    SQLite has no type for it and keeps text in UTC, which sorts as the moments do.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError("a time without a zone can't be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


requests: Final = Table(
    "requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("once", Text),
    Column("kind", Text, nullable=False),
    Column("incoming", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("cause", Text, nullable=False),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
    UniqueConstraint("platform", "event"),
    UniqueConstraint("platform", "once"),
    Index(None, "state"),
    sqlite_autoincrement=True,  # keys of replies are made of ids, so that none may come twice
)

replies: Final = Table(
    "replies",
    metadata,
    Column("key", Text, primary_key=True),
    Column("request", ForeignKey("requests.id"), nullable=False, index=True),
    Column("place", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("wish", Text, nullable=False),
    Column("posted", Text),
    Column("created", Instant, nullable=False),
    Column("updated", Instant, nullable=False),
)

channels: Final = Table(
    "channels",
    metadata,
    Column("platform", Text, primary_key=True),
    Column("workspace", Text, primary_key=True),
    Column("channel", Text, primary_key=True),
    Column("custom", Text, nullable=False),
    Column("updated", Instant, nullable=False),
)

documents: Final = Table(
    "documents",
    metadata,
    Column("address", Text, primary_key=True),
    Column("document", LargeBinary, nullable=False),
    Column("read_at", Instant, nullable=False, index=True),
)

# ---- digests ------------------------------------------------------------------------------------

digests: Final = Table(
    "digests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("digest", Text, nullable=False),
    UniqueConstraint("platform", "workspace", "channel"),
    sqlite_autoincrement=True,  # a digest is named in requests and their events: it must never come twice
)

feeds: Final = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("due", Instant, nullable=False, index=True),
    Column("title", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("pace", Integer),  # seconds
    Column("barred", Instant),
    Column("read", Instant),
    Column("listed", Instant),
    Column("failures", Integer, nullable=False),
    Column("problem", Text),
    UniqueConstraint("url"),
    sqlite_autoincrement=True,  # what is read of a feed that was removed meanwhile must not reach another
)

memberships: Final = Table(
    "memberships",
    metadata,
    Column("id", Integer, primary_key=True),  # tells which came first of those added at one moment
    Column("digest", ForeignKey("digests.id"), nullable=False),
    Column("feed", ForeignKey("feeds.id"), nullable=False, index=True),
    Column("by", Text, nullable=False),
    Column("added", Instant, nullable=False),
    Column("told", Instant),
    UniqueConstraint("digest", "feed"),
)

entries: Final = Table(
    "entries",
    metadata,
    Column("feed", ForeignKey("feeds.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("entry", LargeBinary, nullable=False),
    Column("moment", Instant, nullable=False),
    Column("seen", Instant, nullable=False),
    Column("first", Boolean, nullable=False),
    Column("last_seen", Instant, nullable=False, index=True),
    Index(None, "feed", "seen"),
)

links: Final = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True),  # keeps the order inside one message
    Column("platform", Text, nullable=False),
    Column("workspace", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("link", Text),
    Column("at", Instant, nullable=False, index=True),
    UniqueConstraint("platform", "workspace", "channel", "message", "url"),
    Index(None, "platform", "workspace", "channel", "at"),
)

editions: Final = Table(
    "editions",
    metadata,
    Column("request", ForeignKey("requests.id"), primary_key=True),
    Column("digest", ForeignKey("digests.id"), nullable=False),
    Column("until", Instant, nullable=False),
    Column("reply", Text),  # none: it was purged, and the row stays to tell until when it reached
    Index(None, "digest", "until"),
)

shown: Final = Table(
    "shown",
    metadata,
    Column("digest", ForeignKey("digests.id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("request", ForeignKey("editions.request"), nullable=False, index=True),
)
