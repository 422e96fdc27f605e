"""The local channel's tables, on the same metadata and in the same line of migrations as the store's.

`local_messages` holds what people and the bot wrote, a deleted message as an empty row; each change
of a row gives it a new `seq`, so that "what is new since" is one comparison. `local_files` holds the
bytes. `local_room` is one row: the last `seq`, and a random id that tells one database from another.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, Table, Text, UniqueConstraint

from adapters.store.tables import Instant, metadata

room: Final = Table(
    "local_room",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("last", Integer, nullable=False),
)

messages: Final = Table(
    "local_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False, index=True),
    Column("root", ForeignKey("local_messages.id"), index=True),  # none: it stands in the channel
    Column("person", Text),  # none: the bot wrote it
    Column("name", Text, nullable=False),
    Column("private_to", Text),
    Column("text", Text, nullable=False),
    Column("reply", Text),
    Column("key", Text),  # of the bot's posts
    Column("event", Text),  # of people's messages
    Column("at", Instant, nullable=False),
    Column("gone", Boolean, nullable=False),
    UniqueConstraint("key"),
    UniqueConstraint("event"),
    sqlite_autoincrement=True,  # an id is named in requests and replies: it must never come twice
)

files: Final = Table(
    "local_files",
    metadata,
    Column("id", Text, primary_key=True),
    Column("message", ForeignKey("local_messages.id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("link", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
