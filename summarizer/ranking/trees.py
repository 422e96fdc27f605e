"""Evaluates a small forest of decision trees with numpy alone, and says what each group of figures gave.

A forest is a file of arrays, a row a tree: for each node the figure it asks for, the threshold, where to go
(a leaf goes to itself) and the value that stands there. What a figure contributes is the sum of the steps
that its questions made in that value, along the path that was taken (Saabas, 2014): with the values of the
roots they add up to the score.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

_ARRAYS: Final = ("figure", "threshold", "left", "right", "value")
_AT_ONCE: Final = 2_000
"""Rows that are evaluated together, which bounds the memory."""


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """The trees, the names of the figures that they ask for, in the order of the columns, and the
    coefficients that some of the figures are reckoned with."""

    names: tuple[str, ...]
    figure: NDArray[np.intp]
    threshold: NDArray[np.float32]
    left: NDArray[np.intp]
    right: NDArray[np.intp]
    value: NDArray[np.float64]
    usage: NDArray[np.float64]

    def contributions(
        self, figures: NDArray[np.float64], groups: Sequence[int], count: int
    ) -> NDArray[np.float64]:
        """A row for each row of figures, a column for each of `count` groups, and last the trees' own mean.
        `groups` says for each figure which group it belongs to."""
        parts = [
            self._contributions(figures[at : at + _AT_ONCE].astype(np.float32), np.asarray(groups), count)
            for at in range(0, len(figures), _AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.zeros((0, count + 1))

    def _contributions(
        self, figures: NDArray[np.float32], groups: NDArray[np.intp], count: int
    ) -> NDArray[np.float64]:
        rows, (trees, size) = len(figures), self.figure.shape
        starts = np.arange(trees)[:, None] * size
        ask, bound, value = self.figure.ravel(), self.threshold.ravel(), self.value.ravel()
        left, right = (self.left + starts).ravel(), (self.right + starts).ravel()
        node = np.tile(starts[:, 0], rows)
        row = np.repeat(np.arange(rows), trees)
        cells: list[NDArray[np.intp]] = []
        steps: list[NDArray[np.float64]] = []
        while len(node):
            asked = ask[node]
            below = np.where(figures[row, asked] <= bound[node], left[node], right[node])
            moved = np.flatnonzero(below != node)
            node, below, row, asked = node[moved], below[moved], row[moved], asked[moved]
            cells.append(row * (count + 1) + groups[asked])
            steps.append(value[below] - value[node])
            node = below
        size = rows * (count + 1)
        summed = np.bincount(np.concatenate(cells), np.concatenate(steps), minlength=size)
        parts: NDArray[np.float64] = summed.astype(np.float64).reshape(rows, count + 1)
        parts[:, count] = self.value[:, 0].sum()
        return parts


def load(body: bytes) -> Forest:
    """A forest from the bytes of its file. Raises ValueError or KeyError for other bytes."""
    with np.load(io.BytesIO(body), allow_pickle=False) as file:
        names = tuple(str(file["names"]).split())
        return Forest(
            names,
            file["figure"].astype(np.intp),
            file["threshold"].astype(np.float32),
            file["left"].astype(np.intp),
            file["right"].astype(np.intp),
            file["value"].astype(np.float64),
            file["usage"].astype(np.float64),
        )


def dump(forest: Forest) -> bytes:
    """The bytes of a forest's file: the same forest, the same bytes. A tree has at most 256 nodes."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        names=np.array(" ".join(forest.names)),
        figure=forest.figure.astype(np.uint8),
        threshold=forest.threshold.astype(np.float32),
        left=forest.left.astype(np.uint8),
        right=forest.right.astype(np.uint8),
        value=forest.value.astype(np.float32),
        usage=forest.usage.astype(np.float32),
    )
    return file.getvalue()
