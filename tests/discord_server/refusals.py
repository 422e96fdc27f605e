"""How Discord says no: a status, a code, a sentence, and for a body that does not fit the tree of its
errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.discord_server.model import Json

_KNOWN: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    40001: (401, "401: Unauthorized"),
    40058: (400, "Cannot send a message in a forum channel"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "This interaction has hit the maximum number of follow up messages"),
    40333: (403, "internal network error"),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (400, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}


class Refusal(Exception):
    """Becomes the answer to a request."""

    def __init__(self, code: int, errors: Json | None = None) -> None:
        self.status, self.text = _KNOWN[code]
        self.code = code
        self.errors = errors
        super().__init__(f"{self.status} {code}: {self.text} {errors or ''}")

    @property
    def body(self) -> Json:
        body: Json = {"message": self.text, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


@dataclass(slots=True)
class Form:
    """Collects what is wrong with a body; `done` raises it."""

    errors: Json = field(default_factory=dict)

    def wrong(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        node = self.errors
        for part in path:
            node = node.setdefault(str(part), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def text(
        self, path: tuple[str | int, ...], value: Any, most: int, *, least: int = 0, required: bool = False
    ) -> str:
        """The text of a field, empty where there is none."""
        if value is None and not required:
            return ""
        if value is None:
            self.wrong(path, "BASE_TYPE_REQUIRED", "This field is required")
            return ""
        if not isinstance(value, str):
            self.wrong(path, "STRING_TYPE_CONVERT", "Could not interpret as string.")
            return ""
        if len(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        if len(value) < least:
            self.wrong(path, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
        return value

    def rows(self, path: tuple[str | int, ...], value: Any, most: int) -> list[Json]:
        """A list of objects, empty where there is none."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType.")
            return []
        if len(value) > most:
            self.wrong(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        for index, row in enumerate(value):
            if not isinstance(row, dict):
                self.wrong((*path, index), "MODEL_TYPE_CONVERT", "Only dictionaries may be used.")
        return [row for row in value if isinstance(row, dict)]

    def done(self) -> None:
        if self.errors:
            raise Refusal(50035, self.errors)
