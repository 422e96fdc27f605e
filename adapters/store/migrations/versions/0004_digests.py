"""Digests of channels, their feeds and shared links, and the editions made of them."""

from __future__ import annotations

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _feeds()
    _links()
    _editions()


def _feeds() -> None:
    op.create_table(
        "digests",
        Column("id", Integer, nullable=False),
        Column("platform", Text, nullable=False),
        Column("workspace", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("digest", Text, nullable=False),
        PrimaryKeyConstraint("id", name="pk_digests"),
        UniqueConstraint("platform", "workspace", "channel", name="uq_digests_platform_workspace_channel"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "feeds",
        Column("id", Integer, nullable=False),
        Column("url", Text, nullable=False),
        Column("due", DateTime(timezone=True), nullable=False),
        Column("title", Text),
        Column("etag", Text),
        Column("last_modified", Text),
        Column("pace", Integer),
        Column("barred", DateTime(timezone=True)),
        Column("read", DateTime(timezone=True)),
        Column("listed", DateTime(timezone=True)),
        Column("failures", Integer, nullable=False),
        Column("problem", Text),
        PrimaryKeyConstraint("id", name="pk_feeds"),
        UniqueConstraint("url", name="uq_feeds_url"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_feeds_due", "feeds", ["due"])
    op.create_table(
        "memberships",
        Column("id", Integer, nullable=False),
        Column("digest", Integer, nullable=False),
        Column("feed", Integer, nullable=False),
        Column("by", Text, nullable=False),
        Column("added", DateTime(timezone=True), nullable=False),
        Column("told", DateTime(timezone=True)),
        PrimaryKeyConstraint("id", name="pk_memberships"),
        ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_memberships_digest"),
        ForeignKeyConstraint(["feed"], ["feeds.id"], name="fk_memberships_feed"),
        UniqueConstraint("digest", "feed", name="uq_memberships_digest_feed"),
    )
    op.create_index("ix_memberships_feed", "memberships", ["feed"])
    op.create_table(
        "entries",
        Column("feed", Integer, nullable=False),
        Column("key", Text, nullable=False),
        Column("entry", LargeBinary, nullable=False),
        Column("moment", DateTime(timezone=True), nullable=False),
        Column("seen", DateTime(timezone=True), nullable=False),
        Column("first", Boolean, nullable=False),
        Column("last_seen", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("feed", "key", name="pk_entries"),
        ForeignKeyConstraint(["feed"], ["feeds.id"], name="fk_entries_feed"),
    )
    op.create_index("ix_entries_feed_seen", "entries", ["feed", "seen"])
    op.create_index("ix_entries_last_seen", "entries", ["last_seen"])


def _links() -> None:
    op.create_table(
        "links",
        Column("id", Integer, nullable=False),
        Column("platform", Text, nullable=False),
        Column("workspace", Text, nullable=False),
        Column("channel", Text, nullable=False),
        Column("message", Text, nullable=False),
        Column("url", Text, nullable=False),
        Column("person", Text, nullable=False),
        Column("link", Text),
        Column("at", DateTime(timezone=True), nullable=False),
        PrimaryKeyConstraint("id", name="pk_links"),
        UniqueConstraint(
            "platform",
            "workspace",
            "channel",
            "message",
            "url",
            name="uq_links_platform_workspace_channel_message_url",
        ),
    )
    op.create_index(
        "ix_links_platform_workspace_channel_at", "links", ["platform", "workspace", "channel", "at"]
    )
    op.create_index("ix_links_at", "links", ["at"])


def _editions() -> None:
    op.create_table(
        "editions",
        Column("request", Integer, nullable=False),
        Column("digest", Integer, nullable=False),
        Column("until", DateTime(timezone=True), nullable=False),
        Column("reply", Text),
        PrimaryKeyConstraint("request", name="pk_editions"),
        ForeignKeyConstraint(["request"], ["requests.id"], name="fk_editions_request"),
        ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_editions_digest"),
    )
    op.create_index("ix_editions_digest_until", "editions", ["digest", "until"])
    op.create_table(
        "shown",
        Column("digest", Integer, nullable=False),
        Column("key", Text, nullable=False),
        Column("request", Integer, nullable=False),
        PrimaryKeyConstraint("digest", "key", name="pk_shown"),
        ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_shown_digest"),
        ForeignKeyConstraint(["request"], ["editions.request"], name="fk_shown_request"),
    )
    op.create_index("ix_shown_request", "shown", ["request"])
