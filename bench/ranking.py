"""`python -m bench.ranking [set …]`: ROUGE-1 of the default ranker, Lead and every peer on the same sentences.

Ours is judged in folds, each by a ranker that was trained without it. Each set is asked for its number of
sentences, and for the mean length of its references in words, where long sentences win nothing; the
interval is that of ours minus the best of the others, 95 %, by the bootstrap over documents. `novelty`
compares values of `ranking.NOVELTY`; `talk` says what the names in front of turns do.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from bench import data
from bench.corpus import SENTENCES, Case, cases, interval
from bench.peers import peers
from bench.rouge import words as rouge_words
from bench.train_ranker import fold_forests
from summarizer import ranking
from summarizer.model import Document, Wish
from summarizer.ranking.dom import sumy_document
from summarizer.ranking.trees import Forest

FOLDS: Final = 5

TALK: Final = {
    "dialog, 1 sentence": ("dialog", Wish(sentences=1)),
    "dialog, 20 words": ("dialog", Wish(words=20)),
    "ami, 100 sentences": ("ami", Wish(sentences=100)),
    "ami, 1989 words": ("ami", Wish(words=1989)),  # near the mean length of its references
}


@dataclass(frozen=True, slots=True)
class Scores:
    """ROUGE-1 of each document of a set, in percent: for its number of sentences, and for equal words."""

    sentences: tuple[float, ...]
    words: tuple[float, ...]


def of_ours(some: Iterable[Case], forests: Sequence[Forest]) -> Scores:
    """The default ranker, each document by the forest of its fold."""
    sentences: list[float] = []
    words: list[float] = []
    for case in some:
        trees = forests[case.bucket % len(forests)]
        for wish, scores in ((Wish(sentences=case.asked), sentences), (Wish(words=case.words), words)):
            ranked = ranking.rank(case.document, case.sentences, case.language, wish, trees=trees)
            scores.append(_rouge(case, ranking.pick(ranked, wish)))
    return Scores(tuple(sentences), tuple(words))


def of_peers(some: Iterable[Case], names: Sequence[str] | None = None) -> dict[str, Scores]:
    """Lead and the peers, or some of them, by name."""
    found: dict[str, tuple[list[float], list[float]]] = {}
    for case in some:
        texts = [case.sentences[i].span.of(case.document.text) for i in case.able]
        model = sumy_document(case.document, [case.sentences[i] for i in case.able])
        sizes = dict(zip(case.able, case.sizes.astype(int).tolist(), strict=True))
        for name, peer in peers()[0].items():
            if names is not None and name not in names:
                continue
            order = np.argsort(-peer(texts, model, case.language), kind="stable")
            best = tuple(case.able[at] for at in order)
            ranked = ranking.Ranking((), best, sizes)
            sentences, words = found.setdefault(name, ([], []))
            sentences.append(_rouge(case, ranking.pick(ranked, Wish(sentences=case.asked))))
            words.append(_rouge(case, ranking.pick(ranked, Wish(words=case.words))))
    return {name: Scores(tuple(one), tuple(other)) for name, (one, other) in found.items()}


def compared(
    ours: Sequence[float], others: Mapping[str, Sequence[float]]
) -> tuple[str, float, tuple[float, float]]:
    """The best of the others by its mean, by how much ours is over it, and the interval of that."""
    best = max(others, key=lambda name: (np.mean(others[name]), name))
    differences = (np.array(ours) - np.array(others[best])).tolist()
    return best, float(np.mean(differences)), interval(differences)


def main() -> None:
    if not data.present():
        print(data.ABSENT)
    elif sys.argv[1:] == ["talk"]:
        _talk()
    elif sys.argv[1:] == ["novelty"]:
        _novelty()
    else:
        _compare(sys.argv[1:] or list(SENTENCES))


def _compare(names: Sequence[str]) -> None:
    absent = peers()[1]
    if absent:
        print(f"not installed, and so not compared with: {', '.join(absent)}")
    sets = {name: cases(name) for name in SENTENCES}
    forests = fold_forests([case for some in sets.values() for case in some], FOLDS)
    for name in names:
        ours, theirs = of_ours(sets[name], forests), of_peers(sets[name])
        print(
            f"\n{name}: {len(sets[name])} documents, {SENTENCES[name]} sentences / {sets[name][0].words} words"
        )
        for title, one in {"ours": ours, **theirs}.items():
            print(f"  {title:16}{np.mean(one.sentences):8.2f}{np.mean(one.words):8.2f}")
        for title, mine, others in (
            ("sentences", ours.sentences, {peer: one.sentences for peer, one in theirs.items()}),
            ("words", ours.words, {peer: one.words for peer, one in theirs.items()}),
        ):
            best, gain, (low, high) = compared(mine, others)
            print(f"  {title:10} over {best}: {gain:+.2f}  [{low:+.2f}, {high:+.2f}]", flush=True)


def _novelty() -> None:
    sets = {name: cases(name) for name in SENTENCES}
    forests = fold_forests([case for some in sets.values() for case in some], 3)
    print(f"{'':8}" + "".join(f"{name:>16}" for name in sets))
    for value in (0.0, 0.5, 1.0, 1.5, 2.0, 3.0):
        ranking.NOVELTY = value  # type: ignore[misc]  # the grid is what this is for
        row = [of_ours(some, forests) for some in sets.values()]
        print(
            f"{value:<8g}"
            + "".join(f"{np.mean(one.sentences):8.2f}{np.mean(one.words):8.2f}" for one in row),
            flush=True,
        )


def _talk() -> None:
    sets = {name: cases(name) for name in ("dialog", "ami")}
    print(f"{'names':24}" + "".join(f"{title:>20}" for title in TALK))
    for title, read_as, named in (
        ("shown, not weighed", _as_read, True),
        ("shown and weighed", _without_turns, True),
        ("neither", _as_read, False),
    ):
        row = [
            100 * np.mean([_score_talk(case, read_as, wish, named) for case in sets[name]])
            for name, wish in TALK.values()
        ]
        print(f"{title:24}" + "".join(f"{value:20.2f}" for value in row), flush=True)


def _as_read(document: Document) -> Document:
    return document


def _without_turns(document: Document) -> Document:
    return replace(document, turns=())


def _score_talk(case: Case, read_as: Callable[[Document], Document], wish: Wish, named: bool) -> float:
    document = read_as(case.document)
    chosen = ranking.choose(document, case.sentences, case.language, wish, "early-central")
    said = {turn.span.start: turn.speaker.end for turn in case.document.turns}
    spans = [case.sentences[index].span for index in chosen]
    starts = [span.start if named else max(span.start, said.get(span.start, 0)) for span in spans]
    shown = " ".join(document.text[at : span.end] for at, span in zip(starts, spans, strict=True))
    ours = Counter(rouge_words(shown, case.written))
    return max(_f1(ours, Counter(rouge_words(text, case.written))) for text in case.references)


def _f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _rouge(case: Case, chosen: Iterable[int]) -> float:
    place = {index: at for at, index in enumerate(case.able)}
    return 100 * case.rouge.of([place[index] for index in chosen])[0]


if __name__ == "__main__":
    main()
