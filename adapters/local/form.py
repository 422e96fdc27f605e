"""Reads what the page sends, piece by piece and never past its bounds.

A text comes as a file part of the form: a browser rewrites the line breaks of an ordinary field, and
a paste is to arrive as it is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import BadHttpMessage

from adapters.local.room import Upload

TEXT_BYTES: Final = 8_000_000
FILE_BYTES: Final = 10_000_000
FILES: Final = 5
_FIELD_BYTES: Final = 200
_JSON_BYTES: Final = 16_000
_ALL_BYTES: Final = TEXT_BYTES + FILES * FILE_BYTES + 100_000
_PARTS: Final = FILES + 3

_BROKEN: Final = "What the page sent arrived broken. Reload it and send that again."
_TEXT_TOO_LONG: Final = (
    f"That text is too long: {TEXT_BYTES // 1_000_000} MB is the most. Send the part that matters."
)
_TOO_MANY: Final = f"Those are too many files: {FILES} go with one message."
_TYPE: Final = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,80}")


class Refusal(Exception):
    """A request that is not done: the HTTP status and the sentence for the person."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(status, sentence)
        self.status = status
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent as a message; `event` is the page's id of it, `thread` a root's id or empty."""

    text: str = ""
    event: str = ""
    thread: str = ""
    uploads: tuple[Upload, ...] = field(default=())


async def read_form(request: web.Request) -> Form:
    """Raises `Refusal` with a sentence for whatever is wrong with it."""
    if request.content_type != "multipart/form-data":
        raise Refusal(415, _BROKEN)
    if (request.content_length or 0) > _ALL_BYTES:
        raise Refusal(
            413, f"That is more than one message holds: {FILES} files of {FILE_BYTES // 1_000_000} MB."
        )
    fields: dict[str, str] = {}
    uploads: list[Upload] = []
    try:
        reader = await request.multipart()
        for _ in range(_PARTS + 1):
            part = await reader.next()
            if part is None:
                break
            if not isinstance(part, BodyPartReader) or part.name is None:
                raise Refusal(400, _BROKEN)
            if part.name == "file":
                if len(uploads) == FILES:
                    raise Refusal(413, _TOO_MANY)
                uploads.append(await _upload(part))
            elif part.name == "text":
                fields["text"] = _text(await _body(part, TEXT_BYTES, _TEXT_TOO_LONG))
            else:
                fields[part.name] = _text(await _body(part, _FIELD_BYTES, _BROKEN))
        else:
            raise Refusal(413, _TOO_MANY)
    except (ValueError, BadHttpMessage) as error:  # aiohttp's words for a form that is none
        raise Refusal(400, _BROKEN) from error
    return Form(
        text=fields.get("text", ""),
        event=fields.get("event", ""),
        thread=fields.get("thread", ""),
        uploads=tuple(uploads),
    )


async def read_json(request: web.Request) -> dict[str, Any]:
    """An object; raises `Refusal`."""
    body = await request.content.read(_JSON_BYTES + 1)
    while len(body) <= _JSON_BYTES and (more := await request.content.read(_JSON_BYTES)):
        body += more
    if len(body) > _JSON_BYTES:
        raise Refusal(413, _BROKEN)
    try:
        sent = json.loads(body)
    except ValueError as error:
        raise Refusal(400, _BROKEN) from error
    if not isinstance(sent, dict):
        raise Refusal(400, _BROKEN)
    return sent


async def _upload(part: BodyPartReader) -> Upload:
    name = file_name(part.filename or "")
    too_large = f"{name} is too large: {FILE_BYTES // 1_000_000} MB is the most for a file. Paste the part that matters."
    body = await _body(part, FILE_BYTES, too_large)
    media_type = part.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Upload(
        name=name,
        media_type=media_type if _TYPE.fullmatch(media_type) else "application/octet-stream",
        body=body,
    )


async def _body(part: BodyPartReader, limit: int, sentence: str) -> bytes:
    pieces: list[bytes] = []
    held = 0
    while piece := await part.read_chunk(65_536):
        held += len(piece)
        if held > limit:
            raise Refusal(413, sentence)
        pieces.append(piece)
    return b"".join(pieces)


def _text(body: bytes) -> str:
    """NUL can't be kept by every database, nor seen by anybody."""
    return body.decode(errors="replace").replace("\0", "\ufffd")


def file_name(sent: str) -> str:
    """A name without a path and without what can't be seen, at most 120 characters long."""
    name = "".join(char for char in re.split(r"[/\\]", sent)[-1] if char.isprintable()).strip()
    if len(name) > 120:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:100]}{dot}{ending[:19]}" if stem else name[:120]
    return name or "file"
