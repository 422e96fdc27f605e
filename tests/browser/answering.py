"""A stand-in for the service: records what the channel accepts, and answers with a canned reply."""

from __future__ import annotations

import asyncio

from adapters.base import (
    Action,
    Ask,
    Incoming,
    Passage,
    Place,
    Pressed,
    Private,
    Quotation,
    Receipt,
    Reply,
    Section,
    Way,
)
from adapters.local.poster import LocalPoster
from adapters.local.room import Room

LOCK = Section(
    label="lockkeeper.example",
    headline="Last lock-keeper on the Varne canal hands over the keys after 44 years",
    link="https://lockkeeper.example/varne",
    byline=("Ines Carrow",),
    site="The Canal Post",
    published="2026-03-19",
    language="en",
    words=612,
    passages=(
        Passage(
            "The last resident lock-keeper on the Varne canal handed over his keys on Thursday, 44 years "
            "after he was told that the job would not outlive the decade.",
            0,
            152,
        ),
        Passage(
            "From April the eleven locks between Tolle and Marbeck will be worked from a control room "
            "30 kilometres away, with cameras in place of the cottage window.",
            160,
            310,
        ),
        Passage(
            "The waterways office says the change will save 190,000 euros a year and keep the canal open "
            "for two hours longer each evening in summer.",
            320,
            455,
        ),
        Passage(
            "Boat owners fear that nobody will see a child on the gates, and 2,300 of them have signed a "
            "letter that asks for a person to stay at the deepest lock.",
            460,
            600,
        ),
    ),
    quotations=(
        Quotation(
            (Passage("A camera has never pulled anybody out of the water. I have, nine times.", 700, 771),),
            "Aurel Dann",
            "the lock-keeper",
        ),
        Quotation(
            (Passage("We are not taking away the eyes, we are adding to them", 800, 855),),
            "Mirela Stanz",
            "director of the waterways office",
        ),
        Quotation((Passage("Then let the minister come and watch the gates in fog", 900, 953),)),
    ),
)

ANSWER = Reply(sections=(LOCK,), actions=(Action.SHORTER, Action.LONGER, Action.DELETE))
PRIVATE_ANSWER = Reply(sections=(LOCK,), actions=(Action.SHORTER, Action.SHARE, Action.DELETE))


class Answering:
    """`accept` answers at once, or when `gate` is opened; `broken` makes it fail, `pressed` tells of a button."""

    def __init__(self, room: Room) -> None:
        self.accepted: list[Incoming] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.broken = False
        self.pressed = asyncio.Event()
        self.reply: Reply | None = None
        self._known: set[str] = set()
        self._poster = LocalPoster(room)
        self._tasks: set[asyncio.Task[None]] = set()

    async def accept(self, incoming: Incoming) -> Receipt:
        if self.broken:
            raise ConnectionError("the database is away")
        receipt = Receipt(private=False)
        if incoming.event in self._known:
            return receipt
        self._known.add(incoming.event)
        self.accepted.append(incoming)
        if isinstance(incoming, Pressed):
            self.pressed.set()
        if isinstance(incoming, Ask):
            task = asyncio.create_task(self._answer(incoming, f"answer-{len(self.accepted)}"))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return receipt

    async def _answer(self, ask: Ask, key: str) -> None:
        place = place_of(ask)
        await self._poster.busy(place, key)
        await self.gate.wait()
        reply = self.reply or (PRIVATE_ANSWER if place.private else ANSWER)
        await self._poster.post(place, reply, key)

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def asks(self) -> list[Ask]:
        return [one for one in self.accepted if isinstance(one, Ask)]

    @property
    def presses(self) -> list[Pressed]:
        return [one for one in self.accepted if isinstance(one, Pressed)]


def place_of(ask: Ask) -> Place:
    """Who sees the answer, by the design's table."""
    if ask.way is Way.COMMAND:
        return Place("local", "local", "general", ask.place.thread, Private(ask.person.id))
    message = ask.target if ask.way is Way.MENU else ask.message
    assert message is not None
    return ask.place.in_thread(ask.place.thread or message.id)
