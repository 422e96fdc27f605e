"""The local channel's room, messages and files."""

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

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "local_room",
        Column("id", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("last", Integer, nullable=False),
        PrimaryKeyConstraint("id", name="pk_local_room"),
    )
    op.create_table(
        "local_messages",
        Column("id", Integer, nullable=False),
        Column("seq", Integer, nullable=False),
        Column("root", Integer),
        Column("person", Text),
        Column("name", Text, nullable=False),
        Column("private_to", Text),
        Column("text", Text, nullable=False),
        Column("reply", Text),
        Column("key", Text),
        Column("event", Text),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("gone", Boolean, nullable=False),
        PrimaryKeyConstraint("id", name="pk_local_messages"),
        ForeignKeyConstraint(["root"], ["local_messages.id"], name="fk_local_messages_root"),
        UniqueConstraint("key", name="uq_local_messages_key"),
        UniqueConstraint("event", name="uq_local_messages_event"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_local_messages_seq", "local_messages", ["seq"])
    op.create_index("ix_local_messages_root", "local_messages", ["root"])
    op.create_table(
        "local_files",
        Column("id", Text, nullable=False),
        Column("message", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("media_type", Text, nullable=False),
        Column("size", Integer, nullable=False),
        Column("link", Text, nullable=False),
        Column("body", LargeBinary, nullable=False),
        PrimaryKeyConstraint("id", name="pk_local_files"),
        ForeignKeyConstraint(["message"], ["local_messages.id"], name="fk_local_files_message"),
    )
    op.create_index("ix_local_files_message", "local_files", ["message"])
