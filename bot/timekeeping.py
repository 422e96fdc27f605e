"""Looks at the clock: records each digest whose hour has come, as if somebody had asked for it.

What is recorded is one for its digest and local date, however often it is found due, by however many
processes. This loop decides nothing and forgets nothing: it may stop and start at any time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime
from typing import Final

import structlog

from adapters.base import Accept, DigestStore, Due
from bot.digests import due, next_turn

log = structlog.get_logger()

RETAKE_SECONDS: Final = 300.0
"""How often digests are taken up again that could not be posted yet."""


class Hours:
    def __init__(
        self,
        store: DigestStore,
        platforms: Collection[str],
        accept: Accept,
        retake: Callable[[], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._platforms = platforms
        self._accept = accept
        self._retake = retake
        self._clock = clock
        self._recorded: set[str] = set()
        self._retaken: datetime | None = None

    async def look(self) -> float | None:
        """Records what is due now; the seconds until the next hour, None where there is none."""
        now = self._clock()
        wanted = {
            one.id: one
            for one in await self._store.digests()
            if one.schedule is not None and not one.paused and one.place.platform in self._platforms
        }
        schedules = {number: one.schedule for number, one in wanted.items() if one.schedule is not None}
        turns = due(schedules, now)
        for turn in turns:
            if turn.event in self._recorded:
                continue
            try:
                await self._accept(Due(turn.event, wanted[turn.digest].place, turn.at, turn.digest))
            except Exception:  # it is found due again, and keeps no other from coming
                log.exception("digest not recorded", digest=turn.digest)
            else:
                self._recorded.add(turn.event)
        self._recorded &= {turn.event for turn in turns}
        if self._retaken is None or abs((now - self._retaken).total_seconds()) >= RETAKE_SECONDS:
            self._retaken = now
            await self._retake()
        to_come = [turn for turn in (next_turn(*one, now) for one in schedules.items()) if turn is not None]
        return min(((turn.at - now).total_seconds() for turn in to_come), default=None)

    async def keep(self, tick: float, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Looks every `tick` seconds, and when the next hour comes: a clock may be set, and a machine sleep."""
        while True:
            left = None
            try:
                left = await self.look()
            except Exception:
                log.exception("digests not looked at", action="digests_failed")
            await sleep(tick if left is None else min(max(left, 0.01), tick))
