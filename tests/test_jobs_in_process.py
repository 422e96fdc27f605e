"""The runner in the program's own process. Waits are events and a sleep that the test holds: no clock."""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from structlog.testing import capture_logs

from adapters.base import Jobs
from adapters.jobs.in_process import InProcessJobs


class Work:
    """Work whose course the test decides: `outcomes` are raised in turn, `gate` holds it while shut."""

    def __init__(self, *outcomes: BaseException) -> None:
        self.outcomes = list(outcomes)
        self.gate = asyncio.Event()
        self.gate.set()
        self.started: list[int] = []
        self.ended: list[int] = []
        self.cancelled: list[int] = []
        self.at_once = 0

    async def __call__(self, request: int) -> None:
        self.started.append(request)
        self.at_once = max(self.at_once, len(self.started) - len(self.ended))
        try:
            await self.gate.wait()
            if self.outcomes:
                raise self.outcomes.pop(0)
        except asyncio.CancelledError:
            self.cancelled.append(request)
            raise
        finally:
            self.ended.append(request)


class Clock:
    """A sleep that ends when the test says so."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._sleepers: list[asyncio.Event] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        over = asyncio.Event()
        self._sleepers.append(over)
        await over.wait()

    def pass_by(self) -> None:
        for over in self._sleepers:
            over.set()
        self._sleepers.clear()


async def settle() -> None:
    """Lets everything happen that waits for nothing outside."""
    for _ in range(50):
        await asyncio.sleep(0)


@asynccontextmanager
async def running(jobs: InProcessJobs) -> AsyncIterator[asyncio.Task[None]]:
    serving = asyncio.create_task(jobs.run())
    await settle()
    try:
        yield serving
    finally:
        serving.cancel()
        await asyncio.wait((serving,))
        assert serving.cancelled()


async def drop_after(jobs: InProcessJobs, clock: Clock, tries: int) -> None:
    for _ in range(tries):
        await settle()
        clock.pass_by()
    await settle()


# ---- what is run --------------------------------------------------------------------------------


async def test_it_is_a_jobs_and_runs_what_is_submitted_in_order() -> None:
    work = Work()
    runner = InProcessJobs(work, concurrency=1)
    jobs: Jobs = runner
    async with running(runner):
        for request in (3, 1, 2):
            await jobs.submit(request)
        await settle()
    assert work.ended == [3, 1, 2]


async def test_what_was_submitted_before_it_serves_is_run() -> None:
    work = Work()
    jobs = InProcessJobs(work)
    await jobs.submit(1)
    async with running(jobs):
        assert work.ended == [1]


async def test_no_more_run_at_once_than_it_was_told() -> None:
    work = Work()
    work.gate.clear()
    jobs = InProcessJobs(work, concurrency=3)
    async with running(jobs):
        for request in range(10):
            await jobs.submit(request)
        await settle()
        assert work.started == [0, 1, 2]
        work.gate.set()
        await settle()
    assert work.ended == list(range(10))
    assert work.at_once == 3


async def test_a_request_is_held_once_while_queued_and_while_running() -> None:
    work = Work()
    work.gate.clear()
    jobs = InProcessJobs(work, concurrency=2)
    await jobs.submit(1)
    await jobs.submit(1)
    async with running(jobs):
        assert work.started == [1]
        await jobs.submit(1)
        await settle()
        work.gate.set()
        await settle()
        assert work.ended == [1]


async def test_a_request_may_come_again_when_it_has_ended() -> None:
    work = Work()
    jobs = InProcessJobs(work)
    async with running(jobs):
        for _ in range(2):
            await jobs.submit(1)
            await settle()
    assert work.ended == [1, 1]


# ---- failures --------------------------------------------------------------------------


async def test_a_failure_is_logged_and_tried_again_after_growing_waits_then_dropped() -> None:
    work, clock = Work(*(RuntimeError(f"number {n}") for n in range(9))), Clock()
    jobs = InProcessJobs(work, sleep=clock.sleep)
    with capture_logs() as logs:
        async with running(jobs):
            await jobs.submit(7)
            await drop_after(jobs, clock, 10)
            assert len(work.ended) == 4
            assert clock.slept == [1, 5, 25]
    assert Counter(log["event"] for log in logs) == {"request.failed": 3, "request.dropped": 1}
    assert {log["request"] for log in logs} == {7}
    assert {log["log_level"] for log in logs} == {"error"}
    assert str(logs[-1]["exc_info"]) == "number 3"


async def test_one_that_was_dropped_may_be_submitted_anew() -> None:
    work, clock = Work(*(RuntimeError() for _ in range(5))), Clock()
    jobs = InProcessJobs(work, sleep=clock.sleep)
    async with running(jobs):
        await jobs.submit(1)
        await drop_after(jobs, clock, 10)
        await jobs.submit(1)
        await drop_after(jobs, clock, 10)
    assert clock.slept == [1, 5, 25, 1]
    assert len(work.ended) == 6


async def test_success_makes_earlier_failures_forgotten() -> None:
    work, clock = Work(RuntimeError()), Clock()
    jobs = InProcessJobs(work, sleep=clock.sleep)
    async with running(jobs):
        await jobs.submit(1)
        await drop_after(jobs, clock, 2)
        work.outcomes.append(RuntimeError())
        await jobs.submit(1)
        await drop_after(jobs, clock, 2)
    assert clock.slept == [1, 1]


async def test_a_failure_stops_no_other_request() -> None:
    work, clock = Work(*(RuntimeError() for _ in range(4))), Clock()
    jobs = InProcessJobs(work, concurrency=2, sleep=clock.sleep)
    async with running(jobs):
        for request in range(8):
            await jobs.submit(request)
        await settle()
    assert work.ended == list(range(8))


async def test_work_whose_own_wait_was_cancelled_by_another_is_tried_again() -> None:
    """Two asks may wait for one fetch; whoever cancels that does not mean to lose the request."""
    fetch: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    clock = Clock()
    ended: list[int] = []

    async def work(request: int) -> None:
        if not ended:
            ended.append(-request)
            await fetch
        ended.append(request)

    jobs = InProcessJobs(work, concurrency=1, sleep=clock.sleep)
    async with running(jobs):
        await jobs.submit(1)
        await settle()
        fetch.cancel()
        await drop_after(jobs, clock, 1)
    assert ended == [-1, 1]


# ---- the end ------------------------------------------------------------------------------------


async def test_running_work_may_end_and_nothing_new_begins() -> None:
    work = Work()
    work.gate.clear()
    jobs = InProcessJobs(work, concurrency=1, grace=600)
    async with running(jobs) as serving:
        await jobs.submit(1)
        await jobs.submit(2)
        await settle()
        serving.cancel()
        await settle()
        assert not serving.done()
        work.gate.set()
        await asyncio.wait((serving,))
    assert (work.ended, work.cancelled) == ([1], [])


async def test_work_that_outlasts_the_grace_is_cancelled() -> None:
    work = Work()
    work.gate.clear()
    jobs = InProcessJobs(work, grace=0)
    with capture_logs() as logs:
        async with running(jobs):
            await jobs.submit(1)
            await settle()
    assert (work.ended, work.cancelled) == ([1], [1])
    assert [(log["event"], log["requests"]) for log in logs] == [("jobs.cancelled", 1)]


async def test_a_second_cancel_ends_the_grace() -> None:
    work = Work()
    work.gate.clear()
    jobs = InProcessJobs(work, grace=600)
    async with running(jobs) as serving:
        await jobs.submit(1)
        await settle()
        for _ in range(2):
            serving.cancel()
            await settle()
        assert serving.done()
    assert work.cancelled == [1]


async def test_what_waits_for_its_time_does_not_hold_up_the_end() -> None:
    work, clock = Work(RuntimeError(), RuntimeError()), Clock()
    jobs = InProcessJobs(work, grace=600, sleep=clock.sleep)
    async with running(jobs) as serving:
        await jobs.submit(1)  # waits before the end
        await settle()
        work.gate.clear()
        await jobs.submit(2)  # begins to wait in the grace
        await settle()
        serving.cancel()
        await settle()
        work.gate.set()
        await settle()
        assert serving.done()
    assert work.ended == [1, 2]
    assert {task for task in asyncio.all_tasks() if not task.done()} == {asyncio.current_task()}


async def test_it_may_serve_again_and_takes_up_what_is_submitted_then() -> None:
    work = Work()
    work.gate.clear()
    jobs = InProcessJobs(work, concurrency=1, grace=0)
    async with running(jobs):
        await jobs.submit(1)
        await jobs.submit(2)
        await settle()
    work.gate.set()
    async with running(jobs):
        await jobs.submit(1)
        await jobs.submit(2)
        await settle()
    assert work.ended == [1, 1, 2]


# ---- idleness -----------------------------------------------------------------------------------


class CountingSelector(selectors.DefaultSelector):
    """Counts how often the event loop looks for something to do."""

    looks = 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.looks += 1
        return super().select(timeout)


def looks_while(idle: Callable[[], Awaitable[Any]]) -> int:
    """How often the loop woke in a tenth of a second of idling."""

    async def look() -> int:
        idling = asyncio.ensure_future(idle())
        await settle()
        before = selector.looks
        await asyncio.sleep(0.1)
        after = selector.looks
        idling.cancel()
        await asyncio.wait((idling,))
        return after - before

    selector = CountingSelector()
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selector)) as runner:
        return runner.run(look())


def test_an_idle_runner_wakes_for_nothing() -> None:
    async def nothing(request: int) -> None: ...

    async def idle() -> None:
        await InProcessJobs(nothing, concurrency=4).run()

    async def sleep() -> None:
        await asyncio.sleep(600)

    assert looks_while(idle) <= looks_while(sleep) + 1
