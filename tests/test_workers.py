"""Real worker processes under tiny limits: each limit ends the call, and the next call is served."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from pebble.pool.base_pool import PoolStatus

from adapters.base import ReadNews, Reason, Refused
from adapters.workers import Limits, Workers
from summarizer.core import summarise
from summarizer.model import Fault, FeedEntry, Raw, Unreadable, Wish
from summarizer.reading.feeds import read_feed
from tests.articles import PARAGRAPHS
from tests.documents import document
from tests.feeds import rss

pytestmark = pytest.mark.asyncio(loop_scope="module")

ENDLESS = 3_600.0


# ---- work that a worker is given --------------------------------------------------------------


def who() -> int:
    return os.getpid()


def sleep(begun: Path | None = None) -> None:
    if begun is not None:
        begun.touch()
    time.sleep(ENDLESS)


def burn() -> None:
    while True:
        pass


def spend(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def ask_for_memory() -> int:
    return len(bytearray(4 << 30))


def dig() -> None:
    dig()


def interrupt() -> int:
    os.kill(os.getpid(), signal.SIGINT)
    return os.getpid()


def fail() -> None:
    raise LookupError("no such thing")


class Strange(Exception):
    """Pickled like any other, and can't be unpickled, as with some libraries' errors."""

    def __init__(self, what: str, where: int) -> None:
        super().__init__(f"{what} in line {where}")


def fail_strangely() -> None:
    raise Strange("no end", 7)


def meet(mine: Path, other: Path) -> bool:
    """Ends when the other one has begun, too."""
    mine.touch()
    while not other.exists():
        time.sleep(0.005)
    return True


# ---- the pools --------------------------------------------------------------------------------


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers() -> AsyncIterator[Workers]:
    """One worker, bounded by CPU and memory."""
    limits = Limits(seconds=ENDLESS, cpu_seconds=0.4, memory_mb=1_024, text_chars=2_000)
    async with Workers("lead", 1, limits) as started:
        await started.ready()
        yield started


async def refusal(workers: Workers, work: object, *values: object) -> Refused:
    with pytest.raises(Refused) as error:
        await workers.call(work, *values)  # type: ignore[arg-type]  # every work here is a function
    assert error.value.reason is Reason.TOO_HEAVY
    return error.value


async def until(path: Path, exists: bool) -> None:
    """Waits until something has made that path, or taken it away."""

    def look() -> None:
        while path.exists() is not exists:
            time.sleep(0.005)

    await asyncio.to_thread(look)


# ---- claims -----------------------------------------------------------------------------------


async def test_work_is_done_in_another_process(workers: Workers) -> None:
    assert await workers.call(who) != os.getpid()


async def test_one_worker_serves_many_calls(workers: Workers) -> None:
    assert len({await workers.call(who) for _ in range(5)}) == 1


async def test_a_document_is_summarised_as_it_is_in_process(workers: Workers) -> None:
    made = document(*PARAGRAPHS)
    assert await workers(made, Wish(sentences=2)) == summarise(made, Wish(sentences=2), "lead")


async def test_a_feed_is_read_as_it_is_in_process(workers: Workers) -> None:
    news: ReadNews = workers.news
    source = Raw(rss([FeedEntry("tide-17", "https://tide.example/bridge", "The bridge is shut")]))
    assert await news(source) == read_feed(source)


async def test_what_is_no_feed_says_so_across_the_process(workers: Workers) -> None:
    with pytest.raises(Unreadable) as error:
        await workers.news(Raw(b"No feed at all."))
    assert error.value.fault is Fault.NOT_A_FEED


async def test_what_cannot_be_read_says_why_across_the_process(workers: Workers) -> None:
    with pytest.raises(Unreadable) as error:
        await workers(document(*PARAGRAPHS * 3), Wish())
    assert error.value.fault is Fault.TOO_LONG
    assert error.value.detail


async def test_other_errors_come_back_as_they_are(workers: Workers) -> None:
    with pytest.raises(LookupError, match="no such thing"):
        await workers.call(fail)


async def test_an_error_that_cannot_be_sent_is_told_in_words_and_breaks_nothing(workers: Workers) -> None:
    with pytest.raises(RuntimeError, match="Strange: no end in line 7"):
        await workers.call(fail_strangely)
    assert await workers.call(who)


async def test_too_much_memory_ends_the_call_and_not_the_worker(workers: Workers) -> None:
    before = await workers.call(who)
    assert "1024 MB" in (await refusal(workers, ask_for_memory)).cause
    assert await workers.call(who) == before


async def test_nesting_too_deep_ends_the_call_and_not_the_worker(workers: Workers) -> None:
    before = await workers.call(who)
    await refusal(workers, dig)
    assert await workers.call(who) == before


async def test_a_keyboard_interrupt_is_for_the_main_process(workers: Workers) -> None:
    assert await workers.call(interrupt) == await workers.call(who)


async def test_too_much_cpu_ends_the_worker_and_another_takes_its_place(workers: Workers) -> None:
    before = await workers.call(who)
    assert "CPU" in (await refusal(workers, burn)).cause
    assert await workers.call(who) != before


async def test_a_worker_that_dies_is_replaced(workers: Workers) -> None:
    before = await workers.call(who)
    assert "exit code 3" in (await refusal(workers, os._exit, 3)).cause
    assert await workers.call(who) != before


async def test_a_pool_that_broke_is_replaced(workers: Workers) -> None:
    workers._pool._context.status = PoolStatus.ERROR  # what pebble sets when one of its own threads dies
    assert await workers.call(os.getpid) != os.getpid()


async def test_the_cpu_limit_is_for_a_call_and_not_for_a_workers_life(workers: Workers) -> None:
    """Together these calls use more CPU than one may."""
    first = await workers.call(who)
    for _ in range(8):
        await workers.call(spend, 0.2)
    assert await workers.call(who) == first


async def test_a_cancelled_call_frees_its_worker(workers: Workers, tmp_path: Path) -> None:
    call = asyncio.create_task(workers.call(sleep, tmp_path / "begun"))
    await until(tmp_path / "begun", exists=True)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert await workers.call(who)


async def test_a_call_that_waits_is_cancelled_without_disturbing_the_one_at_work(
    workers: Workers, tmp_path: Path
) -> None:
    at_work = asyncio.create_task(workers.call(meet, tmp_path / "a", tmp_path / "b"))
    await until(tmp_path / "a", exists=True)
    waiting = asyncio.create_task(workers.call(who))
    await asyncio.sleep(0)
    waiting.cancel()
    (tmp_path / "b").touch()
    assert await at_work


async def test_too_much_time_ends_the_call_and_another_worker_serves_the_next() -> None:
    async with Workers("lead", 1, Limits(seconds=0.2)) as workers:
        before = await workers.call(who)
        assert "0.2 s" in (await refusal(workers, sleep)).cause
        assert await workers.call(who) != before


async def test_several_workers_work_at_once(tmp_path: Path) -> None:
    async with Workers("lead", 2) as workers:
        one, two = tmp_path / "one", tmp_path / "two"
        assert list(await asyncio.gather(workers.call(meet, one, two), workers.call(meet, two, one))) == [
            True,
            True,
        ]


async def test_at_the_end_no_worker_and_no_call_is_left(tmp_path: Path) -> None:
    async with Workers("lead", 1, Limits(seconds=ENDLESS)) as workers:
        worker = await workers.call(who)
        call = asyncio.create_task(workers.call(sleep, tmp_path / "begun"))
        await until(tmp_path / "begun", exists=True)
    with pytest.raises(asyncio.CancelledError):
        await call
    await until(Path(f"/proc/{worker}"), exists=False)


PROGRAM = """
import asyncio, sys

with open(sys.argv[1], "a") as marks:
    marks.write("run\\n")

from adapters.workers import Workers


async def main() -> None:
    async with Workers("lead", 2) as workers:
        await workers.ready()


if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_a_worker_does_not_run_the_program_again(tmp_path: Path) -> None:
    """The console script imports the whole bot."""
    script, marks = tmp_path / "nutgraf", tmp_path / "marks"
    script.write_text(PROGRAM)
    program = await asyncio.create_subprocess_exec(
        sys.executable, script, marks, env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    )
    assert await program.wait() == 0
    assert marks.read_text() == "run\n"
