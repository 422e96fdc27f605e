"""`python -m bench.cost`: what ranking costs, ours beside every peer, on the same sentences in one run.

CPU a document is a ratio to sumy's LexRank, on dev articles where the data is at hand and on made ones
elsewhere. Growth is each one's CPU for 30, 300, 3,000 and 10,000 made sentences; who takes too long is not
asked for more. With `plot`, the growth is drawn into docs/ranker-growth.svg.
"""

from __future__ import annotations

import math
import random
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.kl import KLSummarizer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.lsa import LsaSummarizer
from sumy.summarizers.luhn import LuhnSummarizer
from sumy.summarizers.reduction import ReductionSummarizer
from sumy.summarizers.sum_basic import SumBasicSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from bench import data
from bench.corpus import cases
from bench.peers import SUMMA_LIMIT, peers
from summarizer.model import Document, Paste, Sentence, Wish
from summarizer.ranking import choose, sumy_document
from summarizer.reading import read
from summarizer.sentences import split
from summarizer.stopwords import stop_words

_SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "da", "fe", "go", "hu", "ja", "pe"]

SIZES: Final = (30, 300, 3_000, 10_000)
PATIENCE: Final = 1.0
"""Seconds after which a peer is not asked for the next size: ten times the sentences may take a hundred
times as long."""

Given = tuple[Document, Sequence[Sentence]]
Work = Callable[[Given], object]

_SUMY: Final[dict[str, type[Any]]] = {
    "sumy LexRank": LexRankSummarizer,
    "sumy TextRank": TextRankSummarizer,
    "sumy Luhn": LuhnSummarizer,
    "sumy LSA": LsaSummarizer,
    "sumy KL": KLSummarizer,
    "sumy SumBasic": SumBasicSummarizer,
    "sumy Reduction": ReductionSummarizer,
}


def contestants() -> dict[str, Work]:
    """Name → what ranks a document and takes three sentences of it."""
    found: dict[str, Work] = {"ours": _ours}
    found |= {name: partial(_sumys, algorithm) for name, algorithm in _SUMY.items()}
    return found | {
        name: partial(_others, peer)
        for name, peer in peers()[0].items()
        if name in ("summa", "lede", "rapid_textrank")
    }


def _ours(given: Given) -> object:
    return choose(*given, "en", Wish(sentences=3))


def _sumys(algorithm: type[Any], given: Given) -> object:
    summarizer = algorithm(Stemmer("en"))
    summarizer.stop_words = stop_words("en")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return summarizer(sumy_document(*given), 3)


def _others(peer: Callable[..., object], given: Given) -> object:
    texts = [sentence.span.of(given[0].text) for sentence in given[1]]
    return peer(texts, sumy_document(*given), "en")


def text(sentences: int, seed: int = 1) -> str:
    """Sentences of invented words, some of them frequent, as in a language."""
    rng = random.Random(seed)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(4_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    made = []
    for number in range(sentences):
        sentence = " ".join(rng.choices(words, weights, k=rng.randint(8, 30))).capitalize() + "."
        made.append(sentence + ("\n\n" if number % 4 == 3 else " "))
    return "".join(made)


def made(count: int) -> Given:
    document = read(Paste(text(count)), longest=10_000_000)
    return document, split(document, "en")


def seconds(work: Work, given: Given) -> float:
    start = time.process_time()
    work(given)
    return time.process_time() - start


def per_document(documents: Sequence[Given]) -> dict[str, float]:
    """CPU of each contestant over all documents, as a ratio to sumy's LexRank."""
    found = {}
    for name, work in contestants().items():
        work(documents[0])
        found[name] = sum(seconds(work, given) for given in documents)
    return {name: value / found["sumy LexRank"] for name, value in found.items()}


def growth(sizes: Sequence[int] = SIZES, names: Sequence[str] | None = None) -> dict[str, list[float]]:
    """Seconds of CPU of each contestant for each size, up to where its patience ends."""
    given = {size: made(size) for size in sizes}
    found: dict[str, list[float]] = {}
    for name, work in contestants().items():
        if names is not None and name not in names:
            continue
        work(given[sizes[0]])
        found[name] = []
        for size in sizes:
            if (found[name] and found[name][-1] > PATIENCE) or (name == "summa" and size > SUMMA_LIMIT):
                break
            found[name].append(seconds(work, given[size]))
    return found


def drawing(found: Mapping[str, Sequence[float]], sizes: Sequence[int] = SIZES) -> str:
    """The growth as an SVG, both axes logarithmic; ours is the heavy line."""
    width, height, left, top = 720, 420, 60, 20
    most = max(value for values in found.values() for value in values)
    least = min(value for values in found.values() for value in values)
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))

    def x(size: float) -> float:
        share = math.log(size / sizes[0]) / math.log(sizes[-1] / sizes[0])
        return left + share * (width - left - 150)

    def y(value: float) -> float:
        return top + (high - math.log10(value)) / (high - low) * (height - top - 40)

    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        lines.append(f'<path d="M{left} {at:.1f}H{width - 150}" stroke="#ddd"/>')
        lines.append(f'<text x="{left - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>')
    lines += [f'<text x="{x(n):.1f}" y="{height - 18}" text-anchor="middle">{n:,}</text>' for n in sizes]
    lines.append(f'<text x="{x(sizes[1]):.1f}" y="{height - 3}">sentences</text>')
    taken: list[float] = []
    for number, (name, values) in enumerate(sorted(found.items(), key=lambda one: one[1][-1])):
        colour = "#c00" if name == "ours" else f"hsl({number * 47 % 360},35%,50%)"
        points = " ".join(f"{x(n):.1f},{y(v):.1f}" for n, v in zip(sizes, values, strict=False))
        heavy = 3 if name == "ours" else 1.3
        lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{heavy}"/>')
        end = y(values[-1]) + 4
        while any(abs(end - other) < 13 for other in taken):
            end -= 1
        taken.append(end)
        lines.append(
            f'<text x="{x(sizes[len(values) - 1]) + 6:.1f}" y="{end:.1f}" fill="{colour}">{name}</text>'
        )
    return "\n".join([*lines, "</svg>", ""])


def main() -> None:
    documents: list[Given] = []
    if data.present():
        documents.extend(
            (case.document, [case.sentences[i] for i in case.able]) for case in cases("cnndm", 60)
        )
    else:
        documents += [made(30) for _ in range(20)]
    print("ranking a document, CPU of sumy's LexRank = 1")
    for name, ratio in per_document(documents).items():
        print(f"  {name:16}{ratio:8.2f}")
    found = growth()
    print("seconds of CPU by sentences" + "".join(f"{size:>10,}" for size in SIZES))
    for name, values in found.items():
        print(f"  {name:25}" + "".join(f"{value:10.4f}" for value in values))
    print(f"ours, 3,000 sentences against 300: × {found['ours'][2] / found['ours'][1]:.1f}")
    if "plot" in sys.argv[1:]:
        path = data.PROJECT / "docs" / "ranker-growth.svg"
        path.write_text(drawing(found), encoding="utf-8")
        print(path.relative_to(data.PROJECT))


if __name__ == "__main__":
    main()
