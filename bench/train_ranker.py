"""`python -m bench.train_ranker`: trains the default ranker on the dev parts and writes it into the package.

A sentence's label is how much it belongs to the choices of sentences that score best against the reference
(`Rouge.shares`), for the length its set asks for, for another, and for a number of words. The trees are
LightGBM's, trained with a seed; the product evaluates them with numpy alone. The data is named by its hash
as it goes in. With `check`, it trains again and says how many of a fixed sample's choices are the same. With
`folds`, it writes the forests that the floors judge by, each trained without the documents of its fold.
dewiki is no part of it: it may not be trained on.
"""

from __future__ import annotations

import hashlib
import math
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench import data
from bench.corpus import SENTENCES, Case, cases, digest
from summarizer import ranking
from summarizer.model import Wish
from summarizer.ranking.features import NAMES, Wished, of_terms, sheet, terms_of, with_wish
from summarizer.ranking.learned import forest
from summarizer.ranking.trees import Forest, dump, load
from summarizer.words import tokens

MODEL: Final = data.PROJECT / "summarizer" / "data" / "ranker.npz"

FOLDS: Final = data.PROJECT / "bench" / "folds"
FOLD_COUNT: Final = 2

WEIGHTS: Final = {
    "cnndm": 4.0,
    "blogs": 2.5,
    "web": 1.5,
    "fundus": 2.0,
    "norsumm": 3.0,
    "ptbr": 3.0,
    "sadedegel": 3.0,
    "scinewskr": 5.0,
    "gum": 1.5,
    "klexikon": 0.7,
    "xsum": 0.7,
    "orangesum": 0.5,
    "vietnews": 0.5,
    "pubmed": 0.4,
    "dialog": 0.3,
}
"""What a document of a set weighs, so that neither the large sets nor their genres decide alone; 1 if not
named."""

HEAT: Final = 0.025
"""How near to the best a set of sentences must score to count for the labels. Trained on cnndm alone, three
folds, 0.015 and 0.03 gain 2.0 and 2.1 over Lead at three sentences, 0.06 gains 1.9, 0.12 1.7, and membership
in the greedy oracle 1.8."""

OPENING: Final = 16
DRAWN: Final = 16
"""Of a long document so many sentences from its beginning are trained on, those that belong to a choice, and
so many more, drawn by chance, which weigh for all the others."""

TREES: Final = 250
PARAMETERS: Final[dict[str, Any]] = {
    "objective": "cross_entropy",
    "learning_rate": 0.05,
    "num_leaves": 12,
    "min_data_in_leaf": 60,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "max_bin": 63,
    "seed": 7,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
"""LightGBM's; chosen by folds on the dev parts."""


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """Sentences of one document for one wish: their figures, their labels, what each weighs."""

    figures: NDArray[np.float32]
    labels: NDArray[np.float64]
    weights: NDArray[np.float64]


def usage(some: Iterable[Case], rounds: int = 12) -> NDArray[np.float64]:
    """The coefficients of a logistic regression on whether a reference uses a word of the document, by
    Newton's method."""
    figures, used, weights = [], [], []
    for case in some:
        names, values = of_terms(case.passages, case.stops)
        said = [set(terms_of(tokens(text), case.stops)) for text in case.references]
        if names:
            figures.append(values)
            used.append(np.array([np.mean([name in one for one in said]) for name in names]))
            weights.append(np.full(len(names), WEIGHTS.get(case.set, 1.0) / len(names)))
    x, y, w = np.concatenate(figures), np.concatenate(used), np.concatenate(weights)
    w /= w.sum()
    found = np.zeros(x.shape[1])
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-(x @ found)))
        slope = x.T @ (w * (y - p)) - 1e-5 * found
        bend = (x * (w * p * (1 - p))[:, None]).T @ x + 1e-5 * np.eye(len(found))
        found += np.linalg.solve(bend, slope)
    return found.astype(np.float32).astype(np.float64)


def examples(case: Case, coefficients: NDArray[np.float64]) -> Iterator[Example]:
    """What is learned from a document; the same each time."""
    count = len(case.able)
    if count < 4:
        return
    rng = np.random.default_rng(int(hashlib.sha1(case.id.encode()).hexdigest()[:8], 16))
    other = int(rng.integers(2, 6))
    near = float(np.mean([len(text.split()) for text in case.references])) * math.exp(rng.normal(0, 0.15))
    words = max(8, min(round(near), 250))
    wishes = [
        (Wished(float(case.asked)), case.rouge.shares(case.asked, HEAT)),
        (Wished(float(other)), case.rouge.shares(other, HEAT)),
        (Wished(max(1.0, words / case.sizes.mean()), words), case.rouge.shares(0, HEAT, words, case.sizes)),
    ]
    made = sheet(case.passages, case.stops, wishes[0][0], coefficients)
    for wished, labels in wishes:
        figures = with_wish(made, wished).astype(np.float32)
        weights = np.ones(count)
        kept = (np.arange(count) < OPENING) | (labels > 0.03)
        rest = np.flatnonzero(~kept)
        if len(rest) > DRAWN:
            drawn = rng.choice(rest, DRAWN, replace=False)
            weights[drawn] = len(rest) / DRAWN
            kept[drawn] = True
        else:
            kept[rest] = True
        whole = WEIGHTS.get(case.set, 1.0) / count
        yield Example(figures[kept], labels[kept].clip(0, 1), weights[kept] * whole)


def fold_forests(every: Sequence[Case], folds: int, trees: int = TREES) -> list[Forest]:
    """For each fold a forest that saw no document of it: a document's is that at its bucket modulo
    `folds`."""
    found = []
    for fold in range(folds):
        some = [case for case in every if case.bucket % folds != fold]
        coefficients = usage(some)
        found.append(
            train([one for case in some for one in examples(case, coefficients)], coefficients, trees)
        )
    return found


@cache
def stored_folds() -> list[Forest]:
    """The forests that `folds` wrote, in the order of their folds."""
    return [load(path.read_bytes()) for path in sorted(FOLDS.glob("*.npz"))]


def train(some: Sequence[Example], coefficients: NDArray[np.float64], trees: int = TREES) -> Forest:
    """A forest that tells what belongs to a summary. Wants LightGBM: `pip install --group train`."""
    import lightgbm

    weights = np.concatenate([one.weights for one in some])
    table = lightgbm.Dataset(
        np.concatenate([one.figures for one in some]),
        np.concatenate([one.labels for one in some]),
        weight=weights / weights.mean(),
    )
    return _forest(lightgbm.train(PARAMETERS, table, trees).dump_model()["tree_info"], coefficients)


def _forest(trees: Sequence[dict[str, Any]], coefficients: NDArray[np.float64]) -> Forest:
    flat = [_nodes(tree["tree_structure"]) for tree in trees]
    size = max(map(len, flat))
    figure, left, right = (np.zeros((len(flat), size), dtype=np.intp) for _ in range(3))
    threshold = np.full((len(flat), size), np.inf, dtype=np.float32)
    value = np.zeros((len(flat), size))
    for row, nodes in enumerate(flat):
        for at, (asked, bound, below, above, stands) in enumerate(nodes):
            figure[row, at], threshold[row, at] = asked, bound
            left[row, at], right[row, at], value[row, at] = below, above, stands
    value = value.astype(np.float32).astype(np.float64)
    return Forest(NAMES, figure, threshold, left, right, value, coefficients)


Node = tuple[int, float, int, int, float]


def _nodes(root: dict[str, Any]) -> list[Node]:
    """The nodes of a tree, its root first; a leaf leads to itself. LightGBM rounds what stands in the inner
    ones, and a tree's mean is reckoned anew from its leaves."""
    found: list[Node | None] = []

    def walk(node: dict[str, Any]) -> tuple[int, float, float]:
        at = len(found)
        found.append(None)
        if "leaf_value" in node:
            value, many = float(node["leaf_value"]), float(node.get("leaf_count", 1))
            found[at] = (0, math.inf, at, at, value)
            return at, value, many
        below, first, few = walk(node["left_child"])
        above, second, more = walk(node["right_child"])
        value = (first * few + second * more) / (few + more)
        found[at] = (int(node["split_feature"]), float(node["threshold"]), below, above, value)
        return at, value, few + more

    walk(root)
    return [node for node in found if node is not None]


def choices(some: Iterable[Case], trees: Forest) -> list[tuple[int, ...]]:
    """What a forest chooses of documents at the usual length and for their own wish."""
    return [
        ranking.pick(ranking.rank(c.document, c.sentences, c.language, wish, trees=trees), wish)
        for c in some
        for wish in (Wish(), Wish(sentences=c.asked), Wish(words=c.words))
    ]


def main() -> int:
    if not data.present():
        print(data.ABSENT)
        return 0
    start = time.process_time()
    some: list[Case] = []
    for name in SENTENCES:
        print(f"{name:10} {digest(name)}", flush=True)
        some += cases(name)
    sample = [case for case in some if case.bucket == 0]
    if sys.argv[1:] == ["folds"]:
        FOLDS.mkdir(exist_ok=True)
        for number, forest_of_fold in enumerate(fold_forests(some, FOLD_COUNT)):
            (FOLDS / f"{number}.npz").write_bytes(dump(forest_of_fold))
        return 0
    coefficients = usage(some)
    every = [example for case in some for example in examples(case, coefficients)]
    trees = train(every, coefficients)
    body = dump(trees)
    rows = sum(len(one.labels) for one in every)
    print(f"{rows} sentences, {len(trees.figure)} trees, {len(body)} bytes", end=", ")
    print(f"{time.process_time() - start:.0f} s of CPU")
    if sys.argv[1:] == ["check"]:
        before, after = choices(sample, forest()), choices(sample, trees)
        same = sum(one == other for one, other in zip(before, after, strict=True))
        print(f"{same} of {len(before)} choices are those of the packaged ranker")
        return 0 if same == len(before) else 1
    MODEL.write_bytes(body)
    print(f"{MODEL.relative_to(data.PROJECT)} {hashlib.sha256(body).hexdigest()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
