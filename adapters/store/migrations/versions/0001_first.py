"""Requests, replies, documents.

A migration spells its tables out: what it makes must not change when `tables` does. There is no way
down; an older version refuses a newer database.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "requests",
        Column("id", Integer, nullable=False),
        Column("platform", Text, nullable=False),
        Column("event", Text, nullable=False),
        Column("once", Text),
        Column("kind", Text, nullable=False),
        Column("incoming", Text, nullable=False),
        Column("state", Text, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("cause", Text, nullable=False),
        Column("created", DateTime(timezone=True), nullable=False),
        Column("updated", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("id", name="pk_requests"),
        UniqueConstraint("platform", "event", name="uq_requests_platform_event"),
        UniqueConstraint("platform", "once", name="uq_requests_platform_once"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_requests_state", "requests", ["state"])
    op.create_table(
        "replies",
        Column("key", Text, nullable=False),
        Column("request", Integer, nullable=False),
        Column("place", Text, nullable=False),
        Column("reply", Text, nullable=False),
        Column("wish", Text, nullable=False),
        Column("posted", Text),
        Column("created", DateTime(timezone=True), nullable=False),
        Column("updated", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("key", name="pk_replies"),
        ForeignKeyConstraint(["request"], ["requests.id"], name="fk_replies_request"),
    )
    op.create_index("ix_replies_request", "replies", ["request"])
    op.create_table(
        "documents",
        Column("address", Text, nullable=False),
        Column("document", LargeBinary, nullable=False),
        Column("read_at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("address", name="pk_documents"),
    )
    op.create_index("ix_documents_read_at", "documents", ["read_at"])
