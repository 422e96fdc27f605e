"""How the cost of a piece of work grows with its input, compared within one run."""

from __future__ import annotations

import time
from collections.abc import Callable


def growth(work: Callable[[str], object], hostile: Callable[[int], str], small: int, times: int = 8) -> float:
    """How many times more CPU an input of `times` the size takes, each the least of three runs.

    Linear work gives about `times`, quadratic its square: `times` and a few more tell them apart whatever
    the machine does beside.
    """
    return _cost(work, hostile(small * times)) / max(_cost(work, hostile(small)), 1e-4)


def _cost(work: Callable[[str], object], text: str) -> float:
    costs = []
    for _ in range(3):
        before = time.process_time()
        work(text)
        costs.append(time.process_time() - before)
    return min(costs)
