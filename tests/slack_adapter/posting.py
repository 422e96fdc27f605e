"""What is posted to a channel of a stand-in for Slack, and the tickets that its gateway makes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from adapters.base import (
    Action,
    Ask,
    File,
    Incoming,
    Passage,
    Place,
    Posted,
    Pressed,
    Receipt,
    Reply,
    Section,
    Vocabulary,
)
from adapters.slack.access import SlackAccess
from adapters.slack.gateway import SlackGateway
from tests.slack_server import Message, SlackServer, StoredFile

CHANNEL = "C0GENERAL"
ANN = "U0ANN"
BOB = "U0BOB"
HERE = Place("slack", "T0QUAY", CHANNEL)
HELLO = Reply(text="The lock gates open at six.")
BYE = Reply(text="The lock gates close at nine.")
LINK = "https://quay.example/ferries?from=north&to=south"
BUTTONS = (Action.SHORTER, Action.LONGER, Action.SHARE, Action.DELETE)
HOSTILE = (
    "Ring <!channel> and <@U0ANN>, *now* or _later_, ~not~ `rm -rf`: see <https://evil.example/|the bank> "
    "& &lt;!here&gt; <!subteam^S0ALL> @here #general :tada: > quoted \\ **done** [x](https://evil.example/)."
)


def access(slack: SlackServer) -> SlackAccess:
    return SlackAccess(slack.workspace.bot_token, slack.workspace.app_token, api_base_url=slack.base_url)


def article(sentences: Iterable[str], **changes: Any) -> Reply:
    passages = tuple(Passage(one, 0, len(one)) for one in sentences)
    section = Section(
        label="quay.example",
        headline="Ferries run again",
        link=LINK,
        byline=("Ann Lee",),
        site="The Quay",
        published="2026-02-28",
        language="en",
        words=900,
        passages=passages,
    )
    return Reply((replace(section, **changes),), actions=BUTTONS)


def many(count: int, word: str = "ferry") -> list[str]:
    return [
        f"Sentence {number} tells of the {word} and of {'the quay and ' * 9}the sea."
        for number in range(count)
    ]


def outside(slack: SlackServer) -> None:
    """The bot is in no channel and may post in none of them."""
    slack.workspace.scopes -= {"chat:write.public"}
    slack.workspace.channels[CHANNEL].members -= {slack.workspace.bot_user}


@asynccontextmanager
async def heard(slack: SlackServer) -> AsyncIterator[list[Incoming]]:
    """What the gateway makes of what happens."""
    taken: list[Incoming] = []

    async def accept(incoming: Incoming) -> Receipt:
        taken.append(incoming)
        return Receipt(private=True)

    gateway = SlackGateway(access(slack), Vocabulary((), "Summarise"), slack.clock)
    task = asyncio.create_task(gateway.run(accept))
    async with asyncio.timeout(5):
        await gateway.started.wait()
    yield taken
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def commanded(slack: SlackServer) -> Place:
    """The place of a command, with its ticket."""
    async with heard(slack) as taken:
        await (await slack.command(ANN, CHANNEL, "/tldr", LINK)).done()
        (ask,) = taken
    return ask.place


async def pressed(
    slack: SlackServer, user: str, message: Message, action: str = "nutgraf:shorter"
) -> Pressed:
    async with heard(slack) as taken:
        await (await slack.press(user, message, action)).done()
    press = taken[-1]
    assert isinstance(press, Pressed)
    return press


async def announced(slack: SlackServer, file: StoredFile) -> tuple[File, ...]:
    """A shared file as the gateway announces it, if it does."""
    async with heard(slack) as taken:
        await (await slack.say(ANN, ANN, "", files=(file,))).done()
    (ask,) = taken
    assert isinstance(ask, Ask)
    assert ask.message is not None
    return ask.message.files


def labels(message: Message) -> list[str]:
    return [line for line in message.shown.splitlines() if line.startswith("[")]


def standing(slack: SlackServer, posted: Posted) -> list[Message]:
    messages = slack.workspace.channels[CHANNEL].messages
    return [messages[ts] for ts in (posted.id, *posted.more)]


def in_order(words: str, sentences: list[str]) -> bool:
    places = [words.find(sentence) for sentence in sentences]
    return -1 not in places and places == sorted(places)
