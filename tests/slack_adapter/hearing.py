"""A gateway that listens to a stand-in for Slack, and what people do there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import (
    Ask,
    Command,
    Incoming,
    Misconfigured,
    Place,
    Receipt,
    Subcommand,
    Vocabulary,
    Way,
)
from adapters.slack.access import SlackAccess
from adapters.slack.gateway import SlackGateway
from tests.slack_server import Delivery, SlackServer
from tests.slack_server.payloads import event_callback

Json = dict[str, Any]

CHANNEL = "C0GENERAL"
ANN = "U0ANN"
BOB = "U0BOB"
BOT = "<@U0NUTGRAF>"
SHORTCUT = "summarise"
LINK = "https://quay.example/ferries?from=north&to=south"
ENCODED = "<https://quay.example/ferries?from=north&amp;to=south>"
HERE = Place("slack", "T0QUAY", CHANNEL)
VOCABULARY = Vocabulary(
    (
        Command("tldr", "Summarises a link or a text.", "link or text"),
        Command(
            "nutgraf", "Settings of this channel.", "help", forms=(Subcommand("help", "What I can do."),)
        ),
    ),
    "Summarise",
)


class Desk:
    """An `accept` that keeps what it was given; it can be held up, and made to fail."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []
        self.failures = 0
        self.tried = 0
        self.free = asyncio.Event()
        self.free.set()
        self._news = asyncio.Condition()

    async def __call__(self, incoming: Incoming) -> Receipt:
        async with self._news:
            self.tried += 1
            self._news.notify_all()
        await self.free.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.taken.append(incoming)
        return Receipt(private=isinstance(incoming, Ask) and incoming.way in (Way.COMMAND, Way.MENU))

    async def tries(self, count: int) -> None:
        """Waits until it was called that often."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self.tried >= count)

    @property
    def ask(self) -> Ask:
        """The one thing that was asked."""
        (only,) = self.taken
        assert isinstance(only, Ask)
        return only


def access(slack: SlackServer, **changes: Any) -> SlackAccess:
    by_socket = SlackAccess(
        bot_token=slack.workspace.bot_token,
        app_token=slack.workspace.app_token,
        api_base_url=slack.base_url,
    )
    return replace(by_socket, **changes)


@asynccontextmanager
async def running(
    slack: SlackServer, desk: Desk, given: SlackAccess | None = None
) -> AsyncIterator[SlackGateway]:
    """A gateway that can receive, until the block ends."""
    gateway = SlackGateway(given or access(slack), VOCABULARY, slack.clock)
    task = asyncio.create_task(gateway.run(desk))
    started = asyncio.create_task(gateway.started.wait())
    try:
        async with asyncio.timeout(5):
            await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield gateway
    finally:
        started.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError, Misconfigured):
            await task


def settled(slack: SlackServer) -> None:
    """A workspace with a channel and two people."""
    slack.workspace.person("ann")
    slack.workspace.person("bob")
    slack.workspace.other_bot("newsbot")
    slack.workspace.add_channel("general", ANN, BOB, "U0NEWSBOT")


def only_mentions(slack: SlackServer) -> None:
    """The fewest rights: a mention then comes once."""
    slack.workspace.subscriptions -= {"message.channels", "message.groups"}


async def with_button(slack: SlackServer, *, value: str = "17", only_for: str | None = None) -> Any:
    """A message of the bot with a button; the stand-in's own."""
    web = AsyncWebClient(slack.workspace.bot_token, base_url=slack.base_url)
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Shorter"},
        "action_id": "nutgraf:shorter",
        "value": value,
    }
    blocks = [{"type": "actions", "elements": [button]}]
    if only_for is not None:
        await web.chat_postEphemeral(channel=CHANNEL, user=only_for, text="answer", blocks=blocks)
        return slack.ephemerals(only_for)[0]
    await web.chat_postMessage(channel=CHANNEL, text="answer", blocks=blocks)
    return slack.own(CHANNEL)[0]


Doing = Callable[[SlackServer], Awaitable[Delivery]]


async def mention(slack: SlackServer) -> Delivery:
    only_mentions(slack)
    return (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).deliveries[0]


async def command(slack: SlackServer) -> Delivery:
    return await slack.command(ANN, CHANNEL, "/tldr", LINK)


async def shortcut(slack: SlackServer) -> Delivery:
    slack.workspace.subscriptions.clear()
    said = await slack.say(CHANNEL, BOB, ENCODED)
    return await slack.shortcut(ANN, CHANNEL, said.ts, SHORTCUT)


async def press(slack: SlackServer) -> Delivery:
    return await slack.press(BOB, await with_button(slack), "nutgraf:shorter")


async def reaction(slack: SlackServer) -> Delivery:
    slack.workspace.subscriptions -= {"message.channels"}
    said = await slack.say(CHANNEL, BOB, ENCODED)
    delivery = await slack.react(ANN, CHANNEL, said.ts, "newspaper")
    assert delivery is not None
    return delivery


DOINGS = pytest.mark.parametrize("doing", [mention, command, shortcut, press, reaction])


OWN = pytest.mark.parametrize(
    "own",
    [
        {"user": "U0GHOST", "bot_id": "B0NUTGRAF"},
        {"user": "U0NUTGRAF"},
        {"user": "U0GHOST", "app_id": "A0NUTGRAF"},
    ],
    ids=["bot", "user", "app"],
)
"""What may be left in an echo of a message that tells it to be ours."""


def echo(slack: SlackServer, kind: str, own: Json) -> Json:
    """An event of a message that calls the bot, with nothing else to tell who wrote it."""
    ts = slack.workspace.next_ts()
    event = {"type": kind, "channel": CHANNEL, "ts": ts, "event_ts": ts, "text": f"{BOT} {ENCODED}", **own}
    return event_callback(slack.workspace, event)
