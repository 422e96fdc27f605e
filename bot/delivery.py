"""Posts what was composed: once, where it belongs, and by the next best way where that can't be.

The intent to post is a row before the post, and what was posted is a row after it. A platform that says
to come back later is waited for, within the same attempt, so that it spends none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Final, TypeVar

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

MOST_TRIES: Final = 3
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

    async def publish(
        self,
        key: str,
        request: int,
        place: Place,
        reply: Reply,
        wish: Wish,
        asker: Person | None = None,
    ) -> list[Outcome]:
        """For all: in a thread as it is; in a channel as headline and link, the answer in its thread. In
        one that the bot has no right to write in, the answer alone, by the ticket of who asked; and where
        that does not do either, for the asker alone if there is one."""
        answer = Outgoing(key, request, place, reply, wish)
        if place.thread is not None:
            return [await self.to_asker(asker, answer)]
        headline = Reply(reply.sections, form=Form.HEADLINE)
        root = await self.deliver(Outgoing(f"{key}/headline", request, place, headline, wish))
        if isinstance(root, Barred) and place.ticket is not None:
            return [await self.to_asker(asker, answer)]
        if not isinstance(root, Posted):
            return [root]
        return [root, await self.deliver(replace(answer, place=place.in_thread(root.id)))]

    async def to_asker(self, asker: Person | None, outgoing: Outgoing) -> Outcome:
        """Delivers; where the bot may not write, to the asker alone if their ticket lets it."""
        outcome = await self.deliver(outgoing)
        place = outgoing.place
        if not isinstance(outcome, Barred) or place.private or place.ticket is None or asker is None:
            return outcome
        alone = replace(place, private=Private(asker.id))
        return await self.deliver(replace(outgoing, key=f"{outgoing.key}/alone", place=alone))

    async def deliver(self, outgoing: Outgoing) -> Outcome:
        """Posts what was recorded under this key, unless that happened before."""
        before = await self._store.outgoing(outgoing.key)
        recorded = before or await self._store.intend(outgoing, self._clock())
        if recorded.posted is not None:
            return recorded.posted
        poster = self._posters[recorded.place.platform]
        # an earlier process may have died between posting and recording it
        found: Outcome = await self._find(poster, recorded) if before else None
        for _ in range(MOST_TRIES):
            if found is not None:
                break
            post = partial(poster.post, recorded.place, recorded.reply, recorded.key)
            try:
                found = await self.patiently(recorded.key, post)
            except NotDelivered as error:
                log.error("not posted", key=recorded.key, cause=str(error), certain=error.certain)
                if error.certain:
                    return Barred.BARRED if error.barred else None
                found = await self._find(poster, recorded)
        if isinstance(found, Posted):
            await self._store.posted(recorded.key, found, self._clock())
        elif found is not None:
            log.error("outcome unknown", key=recorded.key, place=recorded.place.channel)
        return found

    async def _find(self, poster: Poster, outgoing: Outgoing) -> Posted | Unknown | None:
        intended = outgoing.intended or self._clock()
        find = partial(poster.find, outgoing.place, outgoing.key, intended)
        try:
            return await self.patiently(outgoing.key, find)
        except NotDelivered:
            return Unknown.UNKNOWN

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


def end_of(outcomes: list[Outcome]) -> State:
    """How a request ends whose answers fared like this."""
    if any(isinstance(one, Unknown) for one in outcomes):
        return State.UNKNOWN
    return State.DONE if all(isinstance(one, Posted) for one in outcomes) else State.FAILED
