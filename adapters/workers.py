"""Worker processes for everything that costs CPU, each call within limits of time, CPU and memory.

A worker that runs past its time or its CPU seconds is killed and another takes its place; one that asks
for too much memory says so and lives on. The event loop never does language work itself.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import resource
from collections.abc import Callable
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from typing import Any, Final, Self

from pebble import ProcessExpired, ProcessPool

from adapters.base import Reason, Refused
from summarizer.model import Document, Source, Summary, Wish

PRELOAD: Final = ("summarizer.core", "adapters.workers")
"""Imported once by the fork server, so that a killed worker is back at once."""

_GRACE: Final = 1.0
"""Seconds of CPU between the soft limit, which kills, and the hard one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """For one call: `seconds` by the wall, `cpu_seconds` of its worker, `text_chars` of text; for one
    worker: `memory_mb`."""

    seconds: float = 20.0
    cpu_seconds: float = 10.0
    memory_mb: int = 1024
    text_chars: int = 1_000_000


class Workers:
    """A pool of processes that read and summarise. Start it before the first call, in a context."""

    def __init__(self, ranker: str, processes: int = 2, limits: Limits | None = None) -> None:
        self._ranker = ranker
        self._limits = limits or Limits()
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(PRELOAD))
        self._pool = ProcessPool(
            max_workers=processes,
            context=context,
            initializer=_start,
            initargs=(self._limits.memory_mb,),
        )

    async def __aenter__(self) -> Self:
        """Waits until one worker is warm, so that the first person does not. Raises OSError when none
        can start."""
        try:
            await self.call(_nothing)
        except (RuntimeError, Refused) as error:
            await self.close()
            raise OSError(f"no worker process can start ({error})") from error
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def __call__(self, source: Source, wish: Wish) -> tuple[Document, Summary]:
        """`summarizer.core.summarise` in a worker. Raises `Unreadable`, or `Refused` with TOO_HEAVY."""
        found: tuple[Document, Summary] = await self.call(
            _summarise, source, wish, self._ranker, self._limits.text_chars
        )
        return found

    async def call(self, work: Callable[..., Any], *values: Any) -> Any:
        """Runs a module-level function in a worker, within the limits. A cancelled call frees its worker."""
        future = self._pool.schedule(
            _limited, args=(self._limits.cpu_seconds, work, *values), timeout=self._limits.seconds
        )
        try:
            return await asyncio.wrap_future(future)
        except (TimeoutError, FutureTimeoutError) as error:
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

    async def close(self) -> None:
        """Stops every worker, whatever it is doing."""
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._pool.stop()  # type: ignore[no-untyped-call]  # pebble's stub leaves it out
        self._pool.join()


# ---- what runs inside a worker ----------------------------------------------------------------


def _start(memory_mb: int) -> None:
    # the operator's Ctrl-C is for the main process, which stops its workers itself
    import signal

    from summarizer.core import warm

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm()
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(cpu_seconds: float, work: Callable[..., Any], *values: Any) -> Any:
    """Grants `cpu_seconds` more than were used so far: the limit counts over a process's whole life."""
    used = os.times()
    soft = int(used.user + used.system + cpu_seconds + _GRACE)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return work(*values)


def _summarise(source: Source, wish: Wish, ranker: str, longest: int) -> tuple[Document, Summary]:
    from summarizer.core import summarise

    return summarise(source, wish, ranker, longest)


def _nothing() -> None:
    return None
