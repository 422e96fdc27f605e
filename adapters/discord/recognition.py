"""Is a reply among the messages that the bot wrote? Pure.

The last message of a reply is known by the key that its buttons carry; one without buttons by being what
the renderer makes of the reply. Discord adds to a message and may change white space in it, so only what
was sent is compared, word by word.
"""

from __future__ import annotations

from collections.abc import Sequence

from yarl import URL

from adapters.base import Reply, Unknown
from adapters.discord.payloads import Json, key_of
from adapters.discord.render import Payload, messages, plain_messages


def recognised(
    written: Sequence[Json], reply: Reply, key: str, by_words: bool = True
) -> list[Json] | Unknown | None:
    """The messages of this reply among those that the bot wrote, oldest first; by the key alone without
    `by_words`. Unknown where a part of it stands there alone, or an empty message that was to become one."""
    renderings = (messages(reply, key), plain_messages(reply, key))
    for index, message in enumerate(written):
        if key in _keys(message) and not _is_empty(message):
            return [*max((_parts(written[:index], one[:-1]) for one in renderings), key=len), message]
    if not by_words:
        return None
    for parts in renderings:
        found = _parts(written, parts)
        if len(found) == len(parts):
            return found
        if found:
            return Unknown.UNKNOWN
    return Unknown.UNKNOWN if any(map(_is_empty, written)) else None


def _parts(written: Sequence[Json], parts: Sequence[Payload]) -> list[Json]:
    """Those of the parts that stand there in their order; of two that read alike the later one."""
    found: list[Json] = []
    end = len(written)
    for part in reversed(parts):
        at = next((index for index in reversed(range(end)) if _is(written[index], part)), None)
        if at is not None:
            found.insert(0, written[at])
            end = at
    return found


def _is(message: Json, part: Payload) -> bool:
    """Whether a message without buttons is this part of a rendering."""
    if part["components"] or message.get("components"):
        return False
    sent, shown = part["embeds"], message.get("embeds") or ()
    if not sent:
        return _same_words(part["content"], message.get("content"))
    return len(sent) == len(shown) and all(map(_is_embed, shown, sent))


def _is_embed(shown: Json, sent: Payload) -> bool:
    words = all(_same_words(sent.get(name), shown.get(name)) for name in ("title", "description"))
    return words and _same_address(sent.get("url"), shown.get("url"))


def _same_words(sent: str | None, shown: str | None) -> bool:
    return (sent or "").split() == (shown or "").split()


def _same_address(sent: str | None, shown: str | None) -> bool:
    if sent == shown or sent is None or shown is None:
        return sent == shown
    try:
        return URL(sent) == URL(shown)
    except ValueError:
        return False


def _is_empty(message: Json) -> bool:
    return not (message.get("content") or message.get("embeds"))


def _keys(message: Json) -> set[str | None]:
    rows = message.get("components") or ()
    return {key_of(str(one.get("custom_id", ""))) for row in rows for one in row.get("components") or ()}
