"""The link that brings the bot to a Discord server, with the fewest permissions, each with its reason.

Pure. The doctor compares what a server granted with the same table. Every one of them is about
writing an answer and none about reading what people write beside the bot: Discord keeps that behind
the message content intent.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from discord import Permissions
from yarl import URL

AUTHORIZE: Final = URL("https://discord.com/oauth2/authorize")
SCOPES: Final = ("bot", "applications.commands")


@dataclass(frozen=True, slots=True)
class Permission:
    """`name` is how Discord's settings call it, `bit` its place in the integer, as a value."""

    name: str
    bit: int
    why: str


VIEW_CHANNELS: Final = Permission(
    "View Channels",
    Permissions.view_channel.flag,
    "A channel that the bot can't see it can't answer in, and mentions there don't reach it.",
)
SEND_MESSAGES: Final = Permission(
    "Send Messages",
    Permissions.send_messages.flag,
    "Where no thread can be made the answer is a reply in the channel; a shared answer is a post there.",
)
SEND_IN_THREADS: Final = Permission(
    "Send Messages in Threads",
    Permissions.send_messages_in_threads.flag,
    "Answers go into the thread of the message, where the right to send messages counts for nothing.",
)
CREATE_THREADS: Final = Permission(
    "Create Public Threads",
    Permissions.create_public_threads.flag,
    "The answer opens the thread on the message that asked; without it, it is a reply in the channel.",
)
EMBED_LINKS: Final = Permission(
    "Embed Links",
    Permissions.embed_links.flag,
    "An answer is an embed, with its quotes set apart; without this it is plain text.",
)
READ_HISTORY: Final = Permission(
    "Read Message History",
    Permissions.read_message_history.flag,
    "Discord wants it for a reply, and for looking, after a crash, whether an answer was posted.",
)

NEEDED: Final = (
    VIEW_CHANNELS,
    SEND_MESSAGES,
    SEND_IN_THREADS,
    CREATE_THREADS,
    EMBED_LINKS,
    READ_HISTORY,
)


def invite(application_id: str, permissions: Iterable[Permission] = NEEDED) -> str:
    """The address to open in a browser; raises ValueError where the id is not a number."""
    if not _is_number(application_id):
        raise ValueError("A Discord application's id is a number of some 18 digits.")
    bits = 0
    for permission in permissions:
        bits |= permission.bit
    query = {"client_id": application_id, "scope": " ".join(SCOPES), "permissions": str(bits)}
    return str(AUTHORIZE.with_query(query))


def lacking(granted: int, permissions: Iterable[Permission] = NEEDED) -> tuple[Permission, ...]:
    """Those that `granted`, Discord's integer, does not hold; an administrator lacks none."""
    if granted & Permissions.administrator.flag:
        return ()
    return tuple(permission for permission in permissions if not granted & permission.bit)


def application_id(token: str) -> str | None:
    """The id that a bot token begins with, read without asking anybody; None where it holds none.

    It is the bot's user id, which is the application's too but for some of the oldest bots.
    """
    first = token.strip().split(".")[0]
    try:
        padded = first + "=" * (-len(first) % 4)
        decoded = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    return decoded if _is_number(decoded) else None


def _is_number(text: str) -> bool:
    return re.fullmatch("[1-9][0-9]{0,19}", text) is not None
