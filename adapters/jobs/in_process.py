"""`Jobs` in the program's own process: a queue, some consumers, no database and no polling.

What it holds is lost with the process, and nothing with it: the store knows what is unfinished, and
the program submits that at its start. A request is never held twice, so that no two consumers work
on one. Work that fails is tried again a few times; how often in all, across restarts, is decided by
the work itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import structlog

RETRY_SECONDS: Final = (1.0, 5.0, 25.0)
"""The waits after a first, second and third failure; after one more the request is dropped."""

_log: Final = structlog.get_logger(__name__)


class InProcessJobs:
    """Runs `work` on what is submitted, on `concurrency` requests at a time.

    `grace` is how many seconds running work may take to end once `run` is cancelled.
    """

    def __init__(
        self,
        work: Callable[[int], Awaitable[None]],
        concurrency: int = 4,
        *,
        grace: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._work = work
        self._concurrency = concurrency
        self._grace = grace
        self._sleep = sleep
        self._queue: asyncio.Queue[int] = asyncio.Queue()
        self._held: set[int] = set()  # queued, running or waiting for their time
        self._failures: dict[int, int] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._waiting: set[asyncio.Task[None]] = set()

    async def submit(self, request: int) -> None:
        if request not in self._held:
            self._held.add(request)
            self._queue.put_nowait(request)

    async def run(self) -> None:
        """Serves until cancelled; then lets running work end, for `grace` seconds at most.

        What is still queued or waiting then is forgotten; the store knows it.
        """
        try:
            async with asyncio.TaskGroup() as consumers:
                for _ in range(self._concurrency):
                    consumers.create_task(self._consume())
        finally:
            await self._wind_down()

    async def _consume(self) -> None:
        while True:
            request = await self._queue.get()
            # a task of its own: the consumer is cancelled at once, what it runs after the grace
            running = asyncio.create_task(self._take(request), name=f"request {request}")
            self._running.add(running)
            running.add_done_callback(self._running.discard)
            await asyncio.wait((running,))

    async def _wind_down(self) -> None:
        try:
            if self._running:
                _, late = await asyncio.wait(self._running, timeout=self._grace)
                if late:
                    _log.warning("jobs.cancelled", requests=len(late), grace_seconds=self._grace)
        finally:
            await _cancel(self._running)
            await _cancel(self._waiting)  # after the running: one that ends in its grace may begin to wait
            self._queue = asyncio.Queue()
            self._held.clear()
            self._failures.clear()

    async def _take(self, request: int) -> None:
        wait: float | None = None
        try:
            await self._work(request)
            self._failures.pop(request, None)
        except asyncio.CancelledError as error:
            task = asyncio.current_task()
            if task is None or task.cancelling():
                raise
            # nobody cancelled this: the work waited for something that another cancelled
            wait = self._after_failure(request, error)
        except Exception as error:
            wait = self._after_failure(request, error)
        finally:
            if wait is None:
                self._held.discard(request)
        if wait is not None:
            waiting = asyncio.create_task(self._resubmit(request, wait))
            self._waiting.add(waiting)
            waiting.add_done_callback(self._waiting.discard)

    def _after_failure(self, request: int, error: BaseException) -> float | None:
        """The seconds to wait before another try, None for no other."""
        failures = self._failures.pop(request, 0)
        if failures == len(RETRY_SECONDS):
            _log.error("request.dropped", request=request, failures=failures + 1, exc_info=error)
            return None
        self._failures[request] = failures + 1
        wait = RETRY_SECONDS[failures]
        _log.error("request.failed", request=request, retry_seconds=wait, exc_info=error)
        return wait

    async def _resubmit(self, request: int, seconds: float) -> None:
        await self._sleep(seconds)
        self._queue.put_nowait(request)


async def _cancel(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
