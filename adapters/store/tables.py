"""The tables, as SQLAlchemy Core sees them; the migrations beside this make them.

Other adapters may put tables of their own on `metadata`, with a migration in the same line. Values
of ours stand as JSON in text, written and read by `codec` alone. A time is an `Instant`: aware,
stored as UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
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
