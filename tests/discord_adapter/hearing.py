"""A gateway that listens to a stand-in for Discord, and what people do there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from adapters.base import Ask, Command, Incoming, Receipt, Subcommand, Vocabulary
from adapters.discord.access import DiscordAccess
from adapters.discord.gateway import DiscordGateway
from tests.discord_server import Channel, DiscordServer, Flag, Message, User

TLDR = Command("tldr", "Summarise a link or a text", "A link or a text", flags=(("here", "For everybody"),))
NUTGRAF = Command(
    "nutgraf",
    "What I do here",
    "auto, status or help",
    forms=(
        Subcommand("auto on", "Answer links"),
        Subcommand("auto off", "Don't"),
        Subcommand("status", "How it stands"),
        Subcommand("help", "Help"),
    ),
)
DIGEST = Command(
    "digest",
    "News of this channel",
    "add, list, at",
    forms=(
        Subcommand("add", "Follow a site", ("source", "The address of a feed or a site")),
        Subcommand("list", "What is followed"),
        Subcommand("remove", "Follow it no longer", ("source", "A feed, or its number in the list")),
        Subcommand("at", "When it comes", ("when", "A time, a place, days")),
        Subcommand("links on", "With the links posted here"),
        Subcommand("links off", "Without them"),
        Subcommand("preview", "What would come now"),
        Subcommand("now", "Post it now"),
        Subcommand("pause", "Stop for a while"),
        Subcommand("resume", "Go on"),
        Subcommand("help", "How it works"),
    ),
)
VOCABULARY = Vocabulary((TLDR, NUTGRAF, DIGEST), "Summarise")
LINK = "https://news.example/gates"


class Inbox:
    """An `accept` that keeps what it got. `release`, cleared, makes it wait; `broken` makes it raise."""

    def __init__(self) -> None:
        self.got: list[Incoming] = []
        self.private = True
        self.broken = False
        self.release = asyncio.Event()
        self.release.set()

    async def __call__(self, incoming: Incoming) -> Receipt:
        await self.release.wait()
        if self.broken:
            raise RuntimeError("the database is away")
        self.got.append(incoming)
        return Receipt(self.private)

    @property
    def asks(self) -> list[Ask]:
        return [one for one in self.got if isinstance(one, Ask)]


class Hasty:
    """asyncio as discord.py sees it, with its pauses before it tries again cut short."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(delay: float) -> None:
        await asyncio.sleep(min(delay, 0.01))


def access(discord: DiscordServer, **settings: Any) -> DiscordAccess:
    usual = DiscordAccess(discord.token, discord.message_content, discord.api_base_url, discord.gateway_url)
    return replace(usual, **settings)


@asynccontextmanager
async def running(
    discord: DiscordServer, inbox: Inbox, vocabulary: Vocabulary = VOCABULARY, **settings: Any
) -> AsyncIterator[DiscordGateway]:
    """A gateway that can receive; what it raises instead is raised."""
    gateway = DiscordGateway(access(discord, **settings), vocabulary, discord.clock, Hasty.sleep)
    task = asyncio.create_task(gateway.run(inbox))
    started = asyncio.create_task(gateway.started.wait())
    await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED, timeout=5)
    started.cancel()
    try:
        if task.done():
            await task
        assert gateway.started.is_set()
        yield gateway
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def first(discord: DiscordServer, inbox: Inbox) -> Ask:
    await discord.until(lambda: inbox.asks)
    return inbox.asks[0]


async def settled(discord: DiscordServer, inbox: Inbox, channel: Channel, user: User) -> list[Ask]:
    """Everything that was asked before a last mention, which every message before it has overtaken."""
    last = await discord.say(channel, user, f"{discord.mention} the last")
    await discord.until(lambda: any(ask.event == f"message/{last.id}" for ask in inbox.asks))
    return [ask for ask in inbox.asks if ask.event != f"message/{last.id}"]


def with_button(discord: DiscordServer, channel: Channel, only_for: User | None = None) -> Message:
    """A reply of the bot's with a button, as its poster would leave it."""
    button = {"type": 2, "style": 2, "label": "Shorter", "custom_id": "nutgraf:shorter:17/shared"}
    message = Message(discord.new_id(), channel, discord.bot, discord.clock(), "The gates open at six.")
    message.components = [{"type": 1, "components": [button]}]
    if only_for is not None:
        message.only_for, message.flags = only_for, Flag.EPHEMERAL
    channel.messages[message.id] = message
    return message
