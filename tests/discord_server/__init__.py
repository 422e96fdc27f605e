"""A strict stand-in for Discord on loopback: what it sends and refuses is what Discord documents.

Nothing of the bot is imported here, so that the bot is measured by Discord and not by itself.
"""

from __future__ import annotations

from tests.discord_server.deeds import Asked, Reacted, Said, buttons, shown
from tests.discord_server.model import (
    NO_RIGHT,
    USUAL_RIGHTS,
    Acknowledged,
    Attachment,
    Channel,
    Flag,
    Guild,
    Interaction,
    Kind,
    Message,
    MessageKind,
    Right,
    User,
)
from tests.discord_server.server import DiscordServer

__all__ = [
    "NO_RIGHT",
    "USUAL_RIGHTS",
    "Acknowledged",
    "Asked",
    "Attachment",
    "Channel",
    "DiscordServer",
    "Flag",
    "Guild",
    "Interaction",
    "Kind",
    "Message",
    "MessageKind",
    "Reacted",
    "Right",
    "Said",
    "User",
    "buttons",
    "shown",
]
