"""Values to JSON and back, as the database keeps them.

What was written is read again by later versions: a field may be added with a default, and a field
that is no longer known is passed over; anything else needs a migration. Reading raises ValueError,
never with a person's words in its message.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from summarizer.model import Document, FeedEntry, Wish

from ..base import (
    Ask,
    Custom,
    Deleted,
    Digest,
    Due,
    Edited,
    Incoming,
    Person,
    Place,
    Posted,
    Pressed,
    Reply,
)

T = TypeVar("T")

PLACE: Final = TypeAdapter(Place)
REPLY: Final = TypeAdapter(Reply)
WISH: Final = TypeAdapter(Wish)
POSTED: Final = TypeAdapter(Posted)
DOCUMENT: Final = TypeAdapter(Document)
CUSTOM: Final = TypeAdapter(Custom)

DIGEST: Final = TypeAdapter(Digest)
PERSON: Final = TypeAdapter(Person)
FEED_ENTRY: Final = TypeAdapter(FeedEntry)

_KINDS: Final[Mapping[str, TypeAdapter[Incoming]]] = {
    "ask": TypeAdapter(Ask),
    "pressed": TypeAdapter(Pressed),
    "edited": TypeAdapter(Edited),
    "deleted": TypeAdapter(Deleted),
    "due": TypeAdapter(Due),
}

_LONE: Final = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """The text with a replacement character for each lone surrogate.

    Platforms' JSON may hold half of a pair, which no database, file or platform takes. One stands for
    one, so that offsets stay.
    """
    return _LONE.sub("\ufffd", text)


def dump(adapter: TypeAdapter[T], value: T) -> str:
    try:
        return adapter.dump_json(value).decode()
    except PydanticSerializationError:
        return encodable(json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False))


def load(adapter: TypeAdapter[T], stored: str | bytes) -> T:
    try:
        return adapter.validate_json(stored)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        at = ".".join(str(step) for step in first["loc"])
        # from None: the original's message quotes what was stored
        raise ValueError(f"{first['type']} at {at or 'the start'}") from None
    except UnicodeError:
        raise ValueError("not UTF-8") from None


def dump_incoming(incoming: Incoming) -> tuple[str, str]:
    """The kind and the JSON."""
    kind = type(incoming).__name__.lower()
    return kind, dump(_KINDS[kind], incoming)


def load_incoming(kind: str, stored: str | bytes) -> Incoming:
    if kind not in _KINDS:
        raise ValueError("a kind of request that this version does not know")
    return load(_KINDS[kind], stored)


def pack(document: Document) -> bytes:
    return _pack(DOCUMENT, document)


def unpack(stored: bytes) -> Document:
    return _unpack(DOCUMENT, stored)


def pack_entry(entry: FeedEntry) -> bytes:
    return _pack(FEED_ENTRY, entry)


def unpack_entry(stored: bytes) -> FeedEntry:
    return _unpack(FEED_ENTRY, stored)


def _pack(adapter: TypeAdapter[T], value: T) -> bytes:
    return zlib.compress(dump(adapter, value).encode())


def _unpack(adapter: TypeAdapter[T], stored: bytes) -> T:
    try:
        unpacked = zlib.decompress(stored)
    except (zlib.error, TypeError):  # damage may have left text or nothing where bytes belong
        raise ValueError("not compressed text") from None
    return load(adapter, unpacked)
