"""What is posted to a stand-in for Discord, and the tickets that its gateway makes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from adapters.base import (
    Action,
    Ask,
    Form,
    Incoming,
    Passage,
    Place,
    Pressed,
    Private,
    Receipt,
    Reply,
    Section,
)
from tests.contracts.poster import NOW
from tests.discord_adapter.hearing import LINK
from tests.discord_server import DiscordServer, Message, User

ACTIONS = (Action.SHORTER, Action.LONGER, Action.SHARE, Action.DELETE)


def passage(text: str) -> Passage:
    return Passage(text, 0, len(text))


SECTION = Section(
    label="news.example",
    headline="The gates open at six",
    link=LINK,
    words=600,
    passages=(passage("The lock gates open at six in the morning."), passage("They close at nine.")),
)
ANSWER = Reply((SECTION,), actions=ACTIONS)
HEADLINE = Reply((SECTION,), actions=ACTIONS, form=Form.HEADLINE)
LONG = Reply(
    (replace(SECTION, passages=tuple(passage(f"Sentence {n} of it. " + "word " * 90) for n in range(40))),),
    actions=ACTIONS,
)
LONGER = Reply(
    (replace(SECTION, passages=tuple(passage(f"Sentence {n} of it. " + "word " * 90) for n in range(80))),),
    actions=ACTIONS,
)
LONGEST = replace(LONG, sections=LONGER.sections * 2)


class Clock:
    """The time, which passes when it is told to."""

    def __init__(self) -> None:
        self.now = NOW + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


class Door:
    """The gateway, so that places come with the tickets that it makes."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self.private = True
        self.got: list[Incoming] = []

    async def accept(self, incoming: Incoming) -> Receipt:
        self.got.append(incoming)
        return Receipt(self.private)

    async def ask(self, asked: Any) -> Ask:
        await asked.acknowledged()
        assert isinstance(self.got[-1], Ask)
        return self.got[-1]

    async def press(self, user: User, message: Message, button: str) -> Pressed:
        await (await self.discord.press(user, message, button)).acknowledged()
        assert isinstance(self.got[-1], Pressed)
        return self.got[-1]


def private(place: Place, person: User) -> Place:
    return replace(place, private=Private(str(person.id)))
