"""Worker processes for everything that costs CPU, each call within limits of time, CPU and memory.

A worker that runs past its time or its CPU seconds is killed and another takes its place; one that asks
for too much memory says so and lives on. The event loop never does language work itself.
"""

from __future__ import annotations

import asyncio
import importlib
import multiprocessing
import os
import resource
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib.machinery import ModuleSpec
from typing import Any, Final, Self

from pebble import ProcessExpired, ProcessPool

from adapters.base import Reason, Refused
from summarizer.model import Document, FeedLinks, NewsFeed, Raw, Source, Summary, Unreadable, Wish

PRELOAD: Final = ("summarizer.warmed", "adapters.workers")
"""Imported once by the fork server, so that a killed worker is back at once."""

_WHOLE_SECOND: Final = 1.0
"""Added to a call's CPU budget: the limit is in whole seconds, and cutting them off takes from it."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For one call: `seconds` by the wall, `cpu_seconds` of its worker, `text_chars` of text; for one
    worker: `memory_mb`."""

    seconds: float = 20.0
    cpu_seconds: float = 10.0
    memory_mb: int = 1024
    text_chars: int = 1_000_000


class Workers:
    """A pool of processes that read and summarise, used in a context.

    It starts beside whatever else is going on: a call made early waits, and `ready` tells when, or that
    it can't.
    """

    def __init__(self, ranker: str, processes: int = 2, limits: Limits | None = None) -> None:
        self._ranker = ranker
        self._limits = limits or Limits()
        self._starting: asyncio.Task[None] | None = None
        self._calls: set[asyncio.Future[Any]] = set()
        _keep_the_program_out()
        # numpy would start a thread a core in each process, whose stacks the memory limit counts
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._processes = processes
        self._closing = False
        self._pool = self._new_pool()

    async def __aenter__(self) -> Self:
        self._starting = asyncio.create_task(self._warm())
        return self

    async def ready(self) -> None:
        """Waits until a worker is warm; raises OSError when none can start."""
        assert self._starting is not None
        await asyncio.shield(self._starting)

    async def __aexit__(self, *_: object) -> None:
        """Stops every worker, whatever it is doing, and cancels the calls that wait for one."""
        if self._starting is not None:
            # a pool can't be stopped while it starts
            await asyncio.gather(self._starting, return_exceptions=True)
        self._closing = True
        for call in self._calls:  # a stopped pool may leave one waiting for ever
            call.cancel()
        await asyncio.to_thread(self._stop)

    async def __call__(self, source: Source, wish: Wish) -> tuple[Document, Summary]:
        """`summarizer.core.summarise` in a worker. Raises `Unreadable`, or `Refused` with TOO_HEAVY."""
        found: tuple[Document, Summary] = await self.call(
            _summarise, source, wish, self._ranker, self._limits.text_chars
        )
        return found

    async def news(self, source: Raw) -> NewsFeed | FeedLinks:
        """`summarizer.reading.feeds.read_feed` in a worker. Raises `Unreadable`, or `Refused` with TOO_HEAVY."""
        found: NewsFeed | FeedLinks = await self.call(_news, source)
        return found

    async def call(self, work: Callable[..., Any], *values: Any) -> Any:
        """Runs a module-level function in a worker, within the limits. A cancelled call frees its worker."""
        await self.ready()
        return await self._call(work, *values)

    async def _call(self, work: Callable[..., Any], *values: Any) -> Any:
        try:
            return await self._once(work, *values)
        except BrokenProcessPool:
            # another call's end took the pool with it
            return await self._once(work, *values)

    async def _once(self, work: Callable[..., Any], *values: Any) -> Any:
        try:
            future = asyncio.wrap_future(self._schedule(work, *values))
        except RuntimeError:
            if self._closing:
                raise
            # pebble gives a pool up for good after an error of its own
            self._pool = self._new_pool()
            future = asyncio.wrap_future(await asyncio.to_thread(self._schedule, work, *values))
        self._calls.add(future)
        future.add_done_callback(self._calls.discard)
        try:
            return await future
        except TimeoutError as error:
            raise Refused(Reason.TOO_HEAVY, f"over {self._limits.seconds:g} s by the wall") from error
        except ProcessExpired as error:
            cause = (
                f"its worker died (exit code {error.exitcode}, limit {self._limits.cpu_seconds:g} s of CPU)"
            )
            raise Refused(Reason.TOO_HEAVY, cause) from error
        except MemoryError as error:
            raise Refused(Reason.TOO_HEAVY, f"over {self._limits.memory_mb} MB of memory") from error
        except RecursionError as error:
            raise Refused(Reason.TOO_HEAVY, "nested too deep") from error

    async def _warm(self) -> None:
        try:
            # the first call starts the fork server, which imports all it preloads: seconds
            await asyncio.wrap_future(await asyncio.to_thread(self._schedule, _nothing))
        except (RuntimeError, ProcessExpired, TimeoutError) as error:
            raise OSError(f"no worker process can start ({error})") from error

    def _new_pool(self) -> ProcessPool:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOAD))
        return ProcessPool(
            max_workers=self._processes,
            context=context,
            initializer=_start,
            initargs=(self._limits.memory_mb,),
        )

    def _schedule(self, work: Callable[..., Any], *values: Any) -> Future[Any]:
        limits = self._limits
        future: Future[Any] = self._pool.schedule(
            _limited, args=(limits.cpu_seconds, work, *values), timeout=limits.seconds
        )
        return future

    def _stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's stub leaves it out
        self._pool.join()


def _keep_the_program_out() -> None:
    """Has new workers not run the console script, as multiprocessing would: it imports the whole bot,
    which they have no use for, and takes longer than all the rest of their start."""
    program = sys.modules["__main__"]
    if getattr(program, "__spec__", None) is None:
        program.__spec__ = ModuleSpec("nutgraf.__main__", loader=None)


# ---- what runs inside a worker ----------------------------------------------------------------


def _start(memory_mb: int) -> None:
    # the operator's Ctrl-C is for the main process, which stops its workers itself
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for module in PRELOAD:  # nothing to do, unless the fork server could not
        importlib.import_module(module)
    _limit(resource.RLIMIT_AS, memory_mb << 20)
    _limit(resource.RLIMIT_CORE, 0)


def _limited(cpu_seconds: float, work: Callable[..., Any], *values: Any) -> Any:
    """Grants `cpu_seconds` more than were used so far: the limit counts over a process's whole life."""
    used = os.times()
    _limit(resource.RLIMIT_CPU, int(used.user + used.system + cpu_seconds + _WHOLE_SECOND))
    try:
        return work(*values)
    except Exception as error:
        if type(error).__module__ in ("builtins", Unreadable.__module__):
            raise
        # a library's error that can't be unpickled on the other side would break the pool for good
        raise RuntimeError(f"{type(error).__name__}: {error}") from error


def _limit(what: int, soft: int) -> None:
    """Sets the soft limit, which is the one that bites, as far as the operator's own hard one allows."""
    hard = resource.getrlimit(what)[1]
    resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))


def _summarise(source: Source, wish: Wish, ranker: str, longest: int) -> tuple[Document, Summary]:
    from summarizer.core import summarise

    return summarise(source, wish, ranker, longest)


def _news(source: Raw) -> NewsFeed | FeedLinks:
    from summarizer.reading.feeds import read_feed

    return read_feed(source)


def _nothing() -> None:
    return None
