"""`make bench`: speed, as ratios between things measured in one run on the same input.

The input is made here, so that anyone can run it; where the evaluation data is at hand, its pages are
used for the reading of HTML. An absolute time would say more about the machine than about the code.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from bench import cost, data, pages
from bench.cost import text
from summarizer import core
from summarizer.model import Paste


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """The least CPU seconds of some runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def growth() -> None:
    print("summarise, CPU for a text ten times as long (10 = linear)")
    before = 0.0
    for count in (80, 800, 8_000):
        paste = Paste(text(count))
        taken = seconds(partial(core.summarise, paste, longest=10_000_000), times=1)
        print(f"  {count:5d} sentences   " + (f"× {taken / before:.1f}" if before else "1"))
        before = taken


if __name__ == "__main__":
    core.warm()
    cost.main()
    growth()
    if data.present():
        pages.cost()
    else:
        print(data.ABSENT)
