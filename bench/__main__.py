"""`make bench`: speed, as ratios between things measured in one run on the same input.

The input is made here, so that anyone can run it; where the evaluation data is at hand, its pages are
used for the reading of HTML. An absolute time would say more about the machine than about the code.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from sumy.nlp.stemmers import Stemmer
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from bench import data, pages
from summarizer import core, ranking
from summarizer.model import Paste
from summarizer.reading import read
from summarizer.sentences import split
from summarizer.stopwords import stop_words

_SYLLABLES = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "da", "fe", "go", "hu", "ja", "pe"]


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


def seconds(work: Callable[[], Any], times: int = 3) -> float:
    """The least CPU seconds of some runs."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def graph_algorithms() -> None:
    print("sumy's own matrices against ours, the same scores (CPU of sumy = 1)")
    for count in (50, 150, 400):
        document = read(Paste(text(count)))
        sentences = split(document, "en")
        for name, theirs, ours in (
            ("LexRank", LexRankSummarizer, ranking.LexRank),
            ("TextRank", TextRankSummarizer, ranking.TextRank),
        ):
            peer, mine = theirs(Stemmer("en")), ours(Stemmer("en"))
            peer.stop_words = mine.stop_words = stop_words("en")
            model = ranking.sumy_document(document, sentences)
            base = seconds(partial(peer, model, 3), times=1)
            fast = seconds(partial(mine.rate, model), times=1)
            print(f"  {name:<9} {count:5d} sentences   {fast / base:6.3f}")


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
    graph_algorithms()
    growth()
    if data.present():
        pages.cost()
    else:
        print(data.ABSENT)
