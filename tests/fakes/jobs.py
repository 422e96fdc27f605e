"""Jobs that are run when the test says so, in the order they were submitted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable


class MemoryJobs:
    def __init__(self, work: Callable[[int], Awaitable[None]]) -> None:
        self._work = work
        self.waiting: list[int] = []

    async def submit(self, request: int) -> None:
        if request not in self.waiting:
            self.waiting.append(request)

    async def run_all(self) -> None:
        while self.waiting:
            await self._work(self.waiting.pop(0))
