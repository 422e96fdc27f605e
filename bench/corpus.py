"""The dev sets of summaries as the ranker is trained and judged on them.

Each document is read and cut as the product does it, and held against its references. Documents fall into
folds by a hash; pages that two sets share, and translations of one text, fall into the same.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench import data
from bench.rouge import Rouge
from summarizer.language import normalise
from summarizer.model import Document, Paste, Sentence
from summarizer.ranking.dom import candidates, passages
from summarizer.ranking.features import Passages
from summarizer.reading import read
from summarizer.sentences import split
from summarizer.stopwords import stop_words

SENTENCES: Final = {
    "cnndm": 3,
    "blogs": 2,
    "web": 1,
    "fundus": 1,
    "xsum": 1,
    "orangesum": 1,
    "vietnews": 1,
    "norsumm": 5,
    "ptbr": 8,
    "sadedegel": 9,
    "scinewskr": 6,
    "gum": 3,
    "klexikon": 3,
    "pubmed": 1,
    "dialog": 1,
    "ami": 1,
}
"""Set → how many sentences a summary of it has."""

BUCKETS: Final = 60
"""What a fold is counted in, so that folds of 2 to 6 divide it."""


@dataclass(frozen=True)
class Case:
    """A document with its references; `asked` sentences or `words` words are wanted of it, the words being
    the mean length of the set's references."""

    id: str
    set: str
    language: str | None
    document: Document
    sentences: tuple[Sentence, ...]
    able: tuple[int, ...]
    references: tuple[str, ...]
    written: str
    asked: int
    words: int
    bucket: int

    @cached_property
    def passages(self) -> Passages:
        return passages(
            self.document, [self.sentences[i] for i in self.able], self.sizes.astype(int).tolist()
        )

    @cached_property
    def stops(self) -> frozenset[str]:
        return stop_words(self.language)

    @cached_property
    def sizes(self) -> NDArray[np.float64]:
        words = candidates(self.document, self.sentences)
        return np.array([max(1, words[i]) for i in self.able], dtype=np.float64)

    @cached_property
    def rouge(self) -> Rouge:
        texts = [self.sentences[i].span.of(self.document.text) for i in self.able]
        return Rouge(texts, self.references, self.written)


def cases(name: str, most: int | None = None) -> list[Case]:
    """The dev part of a set, or the first `most` of it."""
    lines = data.lines(f"summaries/{name}.dev")
    references = [line.get("refs") or [line["summary"]] for line in lines]
    words = round(float(np.mean([len(text.split()) for some in references for text in some])))
    found = []
    for line, some in list(zip(lines, references, strict=True))[:most]:
        language = normalise(line["lang"])
        document = read(Paste(line["text"], line.get("title") or None))
        sentences = split(document, language)
        able = tuple(candidates(document, sentences))
        if able:
            found.append(
                Case(
                    line["id"],
                    name,
                    language,
                    document,
                    sentences,
                    able,
                    tuple(some),
                    line["lang"],
                    SENTENCES[name],
                    words,
                    _bucket(name, line),
                )
            )
    return found


def digest(name: str) -> str:
    """The SHA-256 of a set's file, by which the training names it."""
    return hashlib.sha256((data.DATA / "summaries" / f"{name}.dev.jsonl").read_bytes()).hexdigest()


def interval(differences: Sequence[float], times: int = 2_000) -> tuple[float, float]:
    """The middle 95 % of the mean of resampled differences, the same at every run."""
    values = np.asarray(differences)
    chosen = np.random.default_rng(1).integers(0, len(values), (times, len(values)))
    low, high = np.percentile(values[chosen].mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


def _bucket(name: str, line: data.Line) -> int:
    key = line["id"]
    if name in ("web", "fundus"):
        key = re.sub(r"\W+", "", (line.get("title") or line["text"]).lower())[:30]
    elif line["source"] == "osguide":
        key = key.rsplit("/", 1)[-1]
    return int(hashlib.sha1(key.encode()).hexdigest()[:8], 16) % BUCKETS
