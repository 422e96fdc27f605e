"""What a person wrote → what is asked, in the terms of the ports. Pure.

What stands in the channel is for the bot, since the channel is there to try it; what stands in a
thread is for the bot when it is named, or given something to read. The rest is talk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from adapters.base import Message, Way
from adapters.local.render import plain
from adapters.local.room import Entry

LONGEST_MESSAGE: Final = 40_000
"""Characters; a longer text is kept as a file beside the message. It is Slack's limit, too."""

WORTH_READING: Final = 200
"""Characters above which a text in a thread counts as something to read and not as talk."""

_MENTION: Final = re.compile(r"(?<![\w@./:-])@nutgraf(?![\w@/-])(?!\.\w)[,:]?[ \t]*", re.IGNORECASE)
_COMMAND: Final = re.compile(r"\s*/([a-z][a-z0-9_-]*)(?:\s+(.*))?", re.IGNORECASE | re.DOTALL)
_LINK: Final = re.compile(r"https?://\S", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """`text` is without the mention, or what stands behind the command; `named` says that the bot was
    mentioned."""

    way: Way
    text: str
    named: bool = False
    command: str | None = None


def asked(text: str, *, files: bool, thread: bool, bot_there: bool) -> Asked | None:
    """What a message asks, None when it is talk. `bot_there`: the bot has written in that thread."""
    if command := _COMMAND.fullmatch(text):
        return Asked(Way.COMMAND, (command[2] or "").strip(), command=command[1].lower())
    without, mentions = _MENTION.subn("", text)
    if mentions:
        return Asked(Way.MENTION, without.strip(), named=True)
    if not thread:
        return Asked(Way.MENTION, text)
    if files or _LINK.search(text) or len(text) > WORTH_READING:
        return Asked(Way.REPLY if bot_there else Way.MENTION, text)
    return None


def message_of(entry: Entry) -> Message:
    """The entry as the ports describe a message: plain text, the mention of the bot removed."""
    if entry.reply is not None:
        text = plain(entry.reply)
    else:
        without, mentions = _MENTION.subn("", entry.text)
        text = without.strip() if mentions else entry.text
    return Message(
        id=str(entry.id),
        text=text,
        person=entry.person,
        files=entry.files,
        bot=entry.bot,
        own=entry.bot,
        at=entry.at,
        link=f"/#m{entry.id}",
        thread=None if entry.root is None else str(entry.root),
    )
