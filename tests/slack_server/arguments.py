"""The arguments of a call of the Web API, from a JSON body, a form or a query, and the content of a message.

Reads them as Slack does: JSON bodies only where a method takes them, blocks and metadata as JSON or as its
text, and refuses with Slack's codes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.slack_server import blocks as kit
from tests.slack_server.blocks import Json
from tests.slack_server.workspace import Refusal

POST_TEXT: Final = 40_000
UPDATE_TEXT: Final = 4_000
METADATA: Final = 8_000
"""Slack documents metadata_too_large without a number; this one is small enough to stay clear of it."""


@dataclass(frozen=True, slots=True)
class Arguments:
    given: Mapping[str, Any]

    def text(self, name: str) -> str:
        """As a string; empty when it was not given."""
        value = self.given.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise Refusal("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.given.get(name)
        if value is None:
            return default
        return value is True or str(value).lower() in ("1", "true")

    def number(self, name: str, default: int) -> int:
        try:
            return int(self.text(name) or default)
        except ValueError:
            raise Refusal("invalid_arguments") from None

    def says_no(self, name: str) -> bool:
        """Whether it was given, and as a no."""
        return self.given.get(name) is not None and not self.flag(name)

    def value(self, name: str, wrong: str) -> object:
        """JSON, as it is or in a string; None when it was not given. `wrong` is the code if it is none."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise Refusal(wrong) from None


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says; `blocks` and `metadata` are None when they were not given."""

    text: str
    blocks: list[Json] | None
    metadata: Json | None


def content(arguments: Arguments, *, text_limit: int = POST_TEXT, together: bool = True) -> Content:
    """What is to be said, if Slack would take it; `together` counts all blocks as chat.postMessage does."""
    text = arguments.text("text")
    blocks = _blocks(arguments, together)
    if arguments.text("markdown_text"):
        if text or blocks:
            raise Refusal("markdown_text_conflict")
        if len(arguments.text("markdown_text")) > kit.MARKDOWN:
            raise Refusal("msg_too_long")
        blocks = [{"type": "markdown", "text": arguments.text("markdown_text")}]
    if not text.strip() and not blocks:
        raise Refusal("no_text")
    if len(text) > text_limit:
        raise Refusal("msg_too_long")
    return Content(text, blocks, _metadata(arguments))


def _blocks(arguments: Arguments, together: bool) -> list[Json] | None:
    value = arguments.value("blocks", "invalid_blocks_format")
    if value is None:
        return None
    try:
        return [dict(block) for block in kit.check(value)]
    except kit.Invalid as wrong:
        raise Refusal("invalid_blocks", response_metadata={"messages": [f"[ERROR] {wrong}"]}) from None
    except kit.TooLong:
        if together:
            raise Refusal("msg_blocks_too_long") from None
        return [dict(block) for block in value] if isinstance(value, list) else None


def _metadata(arguments: Arguments) -> Json | None:
    value = arguments.value("metadata", "invalid_metadata_format")
    if value is None or value == {}:
        return value if isinstance(value, dict) else None
    if not isinstance(value, dict):
        raise Refusal("invalid_metadata_format")
    if value.keys() - {"event_type", "event_payload", "entities"}:
        raise Refusal("invalid_metadata_schema")
    if not isinstance(value.get("event_type"), str) or not value["event_type"]:
        raise Refusal("invalid_metadata_schema")
    if not isinstance(value.get("event_payload"), dict):
        raise Refusal("invalid_metadata_schema")
    if len(json.dumps(value)) > METADATA:
        raise Refusal("metadata_too_large")
    return value


def with_block_ids(blocks: list[Json], number: int) -> list[Json]:
    """Slack names blocks that were given no name."""
    return [{"block_id": f"b{number}-{at}", **block} for at, block in enumerate(blocks)]
