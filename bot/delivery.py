"""Posts what was composed: once, where it belongs, and by the next best way where that can't be.

The intent to post is a row before the post, and what was posted is a row after it; what the platform
surely did not take leaves none. A platform that says to come back later is waited for, within the same
attempt, so that it spends none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Final, TypeVar
from weakref import WeakValueDictionary

import structlog

from adapters.base import (
    Form,
    NotDelivered,
    Outgoing,
    Person,
    Place,
    Posted,
    Poster,
    Private,
    Reply,
    State,
    Store,
    Unknown,
)
from summarizer.model import Wish

log = structlog.get_logger()
T = TypeVar("T")

BREAK_PAUSES: Final = (1.0, 5.0, 25.0)
"""Seconds between tries while connections break off, or the platform fails."""

MOST_PATIENCE: Final = 900.0
"""Seconds that one post waits for a platform that says to come back later, in all."""


class Barred(Enum):
    """The bot may not write there."""

    BARRED = "barred"


Outcome = Posted | Unknown | Barred | None
"""How a post fared; None: the platform refused it for good."""


class Delivery:
    def __init__(
        self,
        store: Store,
        posters: Mapping[str, Poster],
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._posters = posters
        self._clock = clock
        self._sleep = sleep
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def publish(
        self,
        key: str,
        request: int,
        place: Place,
        reply: Reply,
        wish: Wish,
        asker: Person | None = None,
    ) -> list[Outcome]:
        """For all: in a thread as it is; in a channel as headline and link, the answer in its thread.
        Where there can be no such thread, the answer alone stands in the channel, by the ticket of who
        asked if need be; and where that does not do either it is for the asker alone, if there is one."""
        answer = Outgoing(key, request, place, reply, wish)
        if place.thread is not None:
            return [await self.to_asker(asker, answer)]
        top = Outgoing(f"{key}/headline", request, place, Reply(reply.sections, form=Form.HEADLINE), wish)
        root = await self.deliver(top)
        if isinstance(root, Barred) and place.ticket is not None:
            return [await self.to_asker(asker, answer)]
        if not isinstance(root, Posted):
            return [root]
        answered = await self.deliver(replace(answer, place=place.in_thread(root.id)))
        if isinstance(answered, Posted | Unknown):
            return [root, answered]
        await self._remove(top.key, root)  # a headline alone helps nobody
        return [await self.to_asker(asker, answer)]

    async def to_asker(self, asker: Person | None, outgoing: Outgoing) -> Outcome:
        """Delivers; where the bot may not write, to the asker alone if their ticket lets it."""
        place = outgoing.place
        if place.private or place.ticket is None or asker is None:
            return await self.deliver(outgoing)
        alone = replace(
            outgoing, key=f"{outgoing.key}/alone", place=replace(place, private=Private(asker.id))
        )
        if await self._store.outgoing(alone.key) is None:  # nobody was told so before the process stopped
            outcome = await self.deliver(outgoing)
            if not isinstance(outcome, Barred):
                return outcome
        return await self.deliver(alone)

    async def deliver(self, outgoing: Outgoing) -> Outcome:
        """Posts what was recorded under this key, unless that happened before.

        Raises `NotDelivered` when the platform could not be used for longer than there is patience; the
        request stays open then.
        """
        async with self._alone(outgoing.key):
            before = await self._store.outgoing(outgoing.key)
            recorded = before or await self._store.intend(outgoing, self._clock())
            if recorded.posted is not None:
                return recorded.posted
            # an earlier process may have died between posting and recording it
            outcome: Outcome = await self._find(recorded) if before else None
            if outcome is None:
                outcome = await self._post(recorded)
            if isinstance(outcome, Posted):
                await self._store.posted(recorded.key, outcome, self._clock())
            elif isinstance(outcome, Unknown):
                log.error("outcome unknown", key=recorded.key, place=recorded.place.channel)
            return outcome

    async def _post(self, outgoing: Outgoing) -> Outcome:
        """Posts, with patience. An intent that surely came to nothing is withdrawn before anything is
        waited for, so that no restart has to wonder about it."""
        poster = self._posters[outgoing.place.platform]
        waited, breaks = 0.0, iter(BREAK_PAUSES)
        while True:
            try:
                return await poster.post(outgoing.place, outgoing.reply, outgoing.key)
            except NotDelivered as error:
                log.error("not posted", key=outgoing.key, cause=str(error), certain=error.certain)
                surely_not = error.certain and not error.begun
                if surely_not:
                    await self._store.forget(outgoing.key)
                if error.retry_after is not None:
                    pause = max(error.retry_after, 1.0)
                    waited += pause
                    if waited > MOST_PATIENCE:
                        raise
                elif surely_not:
                    return Barred.BARRED if error.barred else None
                else:
                    found = await self._find(outgoing)
                    if found is not None:
                        return found
                    if (pause := next(breaks, 0.0)) == 0.0:
                        raise
            log.info("waiting to post", key=outgoing.key, seconds=pause)
            await self._sleep(pause)
            outgoing = await self._store.intend(outgoing, self._clock())

    async def _find(self, outgoing: Outgoing) -> Posted | Unknown | None:
        poster = self._posters[outgoing.place.platform]
        intended = outgoing.intended or self._clock()
        find = partial(poster.find, outgoing.place, outgoing.key, intended, outgoing.reply)
        for pause in (*BREAK_PAUSES, 0.0):
            try:
                return await self.patiently(outgoing.key, find)
            except NotDelivered as error:
                if error.barred:
                    break
            await self._sleep(pause)
        return Unknown.UNKNOWN

    async def surely_not(self, key: str) -> bool:
        """Whether nothing stands there under this key, as far as anybody can tell."""
        outgoing = await self._store.outgoing(key)
        if outgoing is None:
            return True
        if outgoing.posted is not None or outgoing.place.platform not in self._posters:
            return False
        return await self._find(outgoing) is None

    async def patiently(self, key: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """Does it again each time the platform says to come back later. Raises `NotDelivered`."""
        waited = 0.0
        while True:
            try:
                return await attempt()
            except NotDelivered as error:
                if error.retry_after is None or waited >= MOST_PATIENCE:
                    raise
                seconds = max(error.retry_after, 1.0)
                log.info("told to wait", key=key, seconds=seconds)
                await self._sleep(seconds)
                waited += seconds

    async def edit(self, outgoing: Outgoing, reply: Reply, wish: Wish) -> bool:
        """Whether the platform let us change the message."""
        assert outgoing.posted is not None
        poster = self._posters[outgoing.place.platform]
        edit = partial(poster.edit, outgoing.posted, reply, outgoing.key)
        try:
            posted = await self.patiently(outgoing.key, edit)
        except NotDelivered as error:
            log.error("not edited", key=outgoing.key, cause=str(error))
            return False
        await self._store.change(outgoing.key, posted, reply, wish, self._clock())
        return True

    async def _remove(self, key: str, posted: Posted) -> None:
        poster = self._posters[posted.place.platform]
        try:
            await self.patiently(key, partial(poster.delete, posted))
        except NotDelivered as error:
            log.error("not deleted", key=key, cause=str(error))
        else:
            await self._store.forget(key)

    def _alone(self, key: str) -> asyncio.Lock:
        """Two that deliver under one key, as two presses of one button do, go one after the other."""
        return self._locks.setdefault(key, asyncio.Lock())


def end_of(outcomes: list[Outcome]) -> State:
    """How a request ends whose answers fared like this."""
    if any(isinstance(one, Unknown) for one in outcomes):
        return State.UNKNOWN
    return State.DONE if all(isinstance(one, Posted) for one in outcomes) else State.FAILED
