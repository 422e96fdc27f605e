"""What the learned ranker looks at: some fifty cheap figures a sentence, linear in the length of the text.

None needs a list of any language: words are cut to a stem by their length alone, and where a language's
stop words are known they are left out. Most figures are relative to the document's own mean, so that they
mean the same in every language. Similarities are cosines of TF-IDF vectors, summed with running totals
instead of a matrix of all pairs (the directed centrality of Zheng and Lapata, 2019, is one of them).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer.words import tokens

Values = NDArray[np.float64]

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "position": (
        "index",
        "inverse_index",
        "share_before",
        "in_paragraph",
        "paragraph",
        "share_of_paragraphs",
        "opens_paragraph",
        "from_end",
    ),
    "centrality": (
        "central",
        "central_rank",
        "forward",
        "forward_mean",
        "backward",
        "backward_mean",
        "like_first",
        "like_opening",
        "like_previous",
        "like_next",
        "frequent",
        "frequency",
        "frequency_rank",
        "frequency_mean",
        "spread",
    ),
    "likely words": ("likely", "likely_mean", "likely_rank", "likely_mean_rank", "likely_new", "likely_best"),
    "title": ("title", "title_share", "title_rank", "title_rare"),
    "novelty": ("new_weight", "new_share", "new_names", "seen_share"),
    "length": ("words", "words_share", "words_rank", "word_length", "content_share"),
    "figures and names": ("names", "names_over_mean", "digits", "digits_over_mean"),
    "form": (
        "quoted_share",
        "opens_quoted",
        "asks",
        "unended",
        "colon",
        "brackets",
        "commas",
        "opens_common",
        "opens_low",
        "listed",
        "like_form",
    ),
    "document": (
        "sentences",
        "mean_words",
        "paragraphs",
        "has_title",
        "listed_share",
        "cased",
    ),
    "length asked for": ("wished", "wished_share", "wished_words", "words_of_wish"),
}
"""Named groups of figures, in the order of the columns."""

NAMES: Final = tuple(name for group in GROUPS.values() for name in group)

TERM_NAMES: Final = (
    "constant",
    "often",
    "sentences_with",
    "first",
    "inverse_first",
    "in_opening",
    "in_title",
    "no_title",
    "capital",
    "digit",
    "letters",
    "share_of_all",
    "sentences",
    "often_of_sentences",
)
"""What is known of each word of a document, to reckon how likely a summary uses it."""

_QUOTED: Final = re.compile('["“”„«»‟「」『』]')
_DIGITS: Final = re.compile(r"\d+")
_ENDED: Final = re.compile(r"[.!?。！？؟।॥…։።]")
_ASKED: Final = re.compile("[?!？！؟]")
_CLOSERS: Final = "\"'”“’»«)]）」』* "
_HANGUL: Final = ("\uac00", "\ud7a3")
_OPENING: Final = 3
"""Sentences that the opening of a document has."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The sentences to be ranked, in order: their texts, how many words each has (at least 1), the number of
    the paragraph each stands in (rising), which are items of a list; and the title over them, empty where
    there is none."""

    texts: tuple[str, ...]
    words: tuple[int, ...]
    paragraphs: tuple[int, ...]
    listed: tuple[bool, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Wished:
    """How much is asked for: `sentences`, if need be reckoned from words; `words` is 0 unless the wish was
    for words."""

    sentences: float
    words: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """The figures of each sentence, a row each, with the words each has and the vectors they were reckoned
    from: entry by entry a sentence, a term and the term's weight in it."""

    figures: Values
    words: Values
    rows: NDArray[np.intp]
    terms: NDArray[np.intp]
    weights: Values


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """A word cut to its beginning, by its length alone."""
    return word if len(word) <= 5 else word[: max(5, int(len(word) * 0.7))]


def terms_of(words: Sequence[str], stops: frozenset[str]) -> list[str]:
    """The stems of the words that are no stop words. Korean runs its particles into its words and is cut
    into pairs of syllables."""
    found: list[str] = []
    for word in words:
        low = word.lower()
        if low in stops or (len(low) == 1 and low.isascii() and not low.isdigit()):
            continue
        if _HANGUL[0] <= low[0] <= _HANGUL[1]:
            found.extend(low[at : at + 2] for at in range(max(1, len(low) - 1)))
        else:
            found.append(stem(low))
    return found


def sheet(passages: Passages, stops: frozenset[str], wished: Wished, usage: Values) -> Sheet:
    """The figures of all sentences; there is at least one. `usage` are the coefficients of `TERM_NAMES` in
    the log-odds that a summary uses a word."""
    entries, spoken, terms, title = _read(passages, stops)
    words = np.array(passages.words, dtype=np.float64)
    capitals = np.array([float(sum(word[0].isupper() for word in some[1:])) for some in spoken])
    likely = 1 / (1 + np.exp(-(_of_terms(entries, spoken, title) @ usage)))
    figures = {
        **_position(passages),
        **_centrality(entries),
        **_likely(entries, likely, words),
        **_title(entries, title),
        **_novelty(entries, spoken),
        **_length(words, spoken, terms),
        **_names(passages.texts, capitals, words),
        **_form(passages, spoken, words),
        **_document(passages, words, float(capitals.sum()), sum(map(len, spoken))),
        **_wish(words, wished),
    }
    values = np.column_stack([figures[name] for name in NAMES])
    return Sheet(values, words, entries.row, entries.column, entries.weight)


def with_wish(made: Sheet, wished: Wished) -> Values:
    """The figures of a sheet for another wish."""
    found = made.figures.copy()
    for name, values in _wish(made.words, wished).items():
        found[:, NAMES.index(name)] = values
    return found


def of_terms(passages: Passages, stops: frozenset[str]) -> tuple[list[str], Values]:
    """The distinct terms of a document, and a row of `TERM_NAMES` for each."""
    entries, spoken, _, title = _read(passages, stops)
    return list(entries.numbers), _of_terms(entries, spoken, title)


def _read(
    passages: Passages, stops: frozenset[str]
) -> tuple[_Entries, list[list[str]], list[list[str]], list[str]]:
    """The terms of all sentences as entries; the words and the terms of each; the title's terms."""
    count = len(passages.texts)
    spoken = [tokens(text) for text in passages.texts]
    terms = [terms_of(words, stops) for words in spoken]
    numbers: dict[str, int] = {}
    rows = np.repeat(np.arange(count), [len(some) for some in terms])
    flat = np.fromiter((numbers.setdefault(t, len(numbers)) for some in terms for t in some), dtype=np.intp)
    size = max(1, len(numbers))
    keys, times = np.unique(flat * count + rows, return_counts=True)  # sorted by term, then by sentence
    column, row = keys // count, keys % count
    having = np.bincount(column, minlength=size)
    total = np.bincount(flat, minlength=size)
    weight = (1 + np.log(times)) * np.log((count + 1) / (having[column] + 0.5))
    norms = np.sqrt(np.bincount(row, weight**2, minlength=count))
    weight = weight / np.where(norms > 0, norms, 1)[row]
    entries = _Entries(numbers, count, size, row, column, weight, total, having)

    return entries, spoken, terms, terms_of(tokens(passages.title), stops)


@dataclass(frozen=True, slots=True)
class _Entries:
    """Each sentence's terms, sorted by term and then by sentence: the numbers of both and the weight."""

    numbers: Mapping[str, int]
    count: int
    size: int
    row: NDArray[np.intp]
    column: NDArray[np.intp]
    weight: Values
    total: NDArray[np.intp]
    having: NDArray[np.intp]

    def by_sentence(self, values: Values) -> Values:
        summed: Values = np.bincount(self.row, values, minlength=self.count).astype(np.float64)
        return summed

    def first(self) -> NDArray[np.bool_]:
        """Whether an entry is its term's first in the document."""
        return np.asarray(np.diff(self.column, prepend=-1) != 0)

    def vector(self, of: NDArray[np.bool_]) -> Values:
        """The sum of the vectors whose entries are given, by term."""
        summed: Values = np.bincount(self.column[of], self.weight[of], minlength=self.size).astype(np.float64)
        return summed


def _position(passages: Passages) -> dict[str, Values]:
    count = len(passages.texts)
    index = np.arange(count, dtype=np.float64)
    numbers = np.array(passages.paragraphs)
    opens = np.diff(numbers, prepend=numbers[0] - 1) != 0
    paragraph = np.cumsum(opens) - 1.0
    inside = index - np.flatnonzero(opens)[paragraph.astype(np.intp)]
    return {
        "index": np.minimum(index, 80),
        "inverse_index": 1 / (1 + index),
        "share_before": index / max(1, count - 1),
        "in_paragraph": np.minimum(inside, 6),
        "paragraph": np.minimum(paragraph, 40),
        "share_of_paragraphs": paragraph / max(1.0, paragraph[-1]),
        "opens_paragraph": opens.astype(np.float64),
        "from_end": np.minimum(count - 1 - index, 30),
    }


def _centrality(entries: _Entries) -> dict[str, Values]:
    count, row, column, weight = entries.count, entries.row, entries.column, entries.weight
    others = max(1, count - 1)
    everything = entries.vector(np.ones(len(row), dtype=bool))
    own = entries.by_sentence(weight**2)
    central = entries.by_sentence(weight * everything[column]) - own
    running = np.cumsum(weight) - weight
    starts = np.flatnonzero(entries.first())
    before = running - np.repeat(running[starts], np.diff(starts, append=len(row)))
    backward = entries.by_sentence(weight * before)
    forward = central - backward
    index = np.arange(count)
    pairs = np.flatnonzero((np.diff(column) == 0) & (np.diff(row) == 1))
    like_next = np.bincount(row[pairs], weight[pairs] * weight[pairs + 1], minlength=count)
    like_previous = np.concatenate(([0.0], like_next[:-1]))
    opening = entries.vector(row < _OPENING)
    mine = np.where(index < _OPENING, own, 0)
    opens = np.minimum(_OPENING, count) - (index < _OPENING)
    frequent = np.zeros(entries.size)
    frequent[np.argsort(-entries.total, kind="stable")[:12]] = 1
    share = entries.total[column] / max(1, entries.total.sum())
    distinct = np.maximum(1, np.bincount(row, minlength=count))
    frequency = entries.by_sentence(share)
    return {
        "central": central / others,
        "central_rank": _ranks(central),
        "forward": forward / others,
        "forward_mean": forward / np.maximum(1, count - 1 - index),
        "backward": backward / others,
        "backward_mean": backward / np.maximum(1, index),
        "like_first": entries.by_sentence(weight * entries.vector(row == 0)[column]),
        "like_opening": (entries.by_sentence(weight * opening[column]) - mine) / np.maximum(1, opens),
        "like_previous": like_previous,
        "like_next": like_next,
        "frequent": entries.by_sentence(frequent[column]),
        "frequency": frequency,
        "frequency_rank": _ranks(frequency),
        "frequency_mean": 50 * frequency / distinct,
        "spread": entries.by_sentence(entries.having[column] / count) / distinct,
    }


def _of_terms(entries: _Entries, spoken: Sequence[Sequence[str]], title: Sequence[str]) -> Values:
    names = list(entries.numbers)
    size = len(names)
    first = entries.row[entries.first()].astype(np.float64)
    opening = np.bincount(entries.column[entries.row < _OPENING], minlength=entries.size)[:size]
    capital = {stem(word.lower()) for some in spoken for word in some[1:] if word[0].isupper()}
    known = set(title)
    flag = np.fromiter((name in known for name in names), dtype=np.float64, count=size)
    often = np.log(np.maximum(1, entries.total[:size]))
    having = np.log(np.maximum(1, entries.having[:size]))
    columns = (
        np.ones(size),
        often,
        having,
        np.log1p(first),
        1 / (1 + first),
        np.minimum(opening, 2).astype(np.float64),
        flag,
        np.full(size, float(not known)),
        np.fromiter((name in capital for name in names), dtype=np.float64, count=size),
        np.fromiter((name[0].isdigit() for name in names), dtype=np.float64, count=size),
        np.fromiter((min(len(name), 10) / 10 for name in names), dtype=np.float64, count=size),
        20 * entries.total[:size] / max(1, entries.total.sum()),
        np.full(size, math.log(entries.count)),
        having / (1 + math.log(entries.count)),
    )
    return np.column_stack(columns) if size else np.zeros((0, len(TERM_NAMES)))


def _likely(entries: _Entries, likely: Values, words: Values) -> dict[str, Values]:
    """How many of its words a sentence is likely to share with a summary, and how much of it they are."""
    padded = np.zeros(entries.size)
    padded[: len(likely)] = likely
    each = padded[entries.column]
    whole = entries.by_sentence(each)
    mean = whole / words
    best = np.zeros(entries.count)
    np.maximum.at(best, entries.row, each)
    return {
        "likely": whole,
        "likely_mean": mean,
        "likely_rank": _ranks(whole),
        "likely_mean_rank": _ranks(mean),
        "likely_new": entries.by_sentence(each * entries.first()),
        "likely_best": best / (best.max() or 1.0),
    }


def _title(entries: _Entries, title: Sequence[str]) -> dict[str, Values]:
    known = [entries.numbers[term] for term in dict.fromkeys(title) if term in entries.numbers]
    marked = np.zeros(entries.size)
    marked[known] = 1
    shared = entries.by_sentence(marked[entries.column])
    rarity = np.log((entries.count + 1) / (entries.having + 0.5)) * marked
    norm = math.sqrt(float((rarity**2).sum())) or 1.0
    likeness = entries.by_sentence(entries.weight * rarity[entries.column]) / norm
    rare = entries.by_sentence(rarity[entries.column]) / (float(rarity.sum()) or 1.0)
    return {
        "title": shared / max(1, min(8, len(set(title)))),
        "title_share": likeness,
        "title_rank": _ranks(likeness) if known else np.full(entries.count, 0.5),
        "title_rare": rare,
    }


def _novelty(entries: _Entries, spoken: Sequence[Sequence[str]]) -> dict[str, Values]:
    first = entries.first().astype(np.float64)
    again = (entries.total[entries.column] - 1) / max(1, entries.total.sum())
    distinct = np.maximum(1, np.bincount(entries.row, minlength=entries.count))
    seen: set[str] = set()
    fresh = np.zeros(entries.count)
    for number, words in enumerate(spoken):
        names = {word for word in words[1:] if word[0].isupper()} - seen
        fresh[number] = len(names)
        seen |= names
    fresh_share = entries.by_sentence(first) / distinct
    later = entries.by_sentence((entries.having[entries.column] > 1).astype(np.float64)) / distinct
    return {
        "new_weight": entries.by_sentence(first * again),
        "new_share": fresh_share,
        "new_names": np.minimum(fresh, 8),
        "seen_share": later,
    }


def _length(
    words: Values, spoken: Sequence[Sequence[str]], terms: Sequence[Sequence[str]]
) -> dict[str, Values]:
    letters = np.array([sum(map(len, some)) / max(1, len(some)) for some in spoken])
    return {
        "words": np.log1p(words),
        "words_share": words / words.mean(),
        "words_rank": _ranks(words),
        "word_length": letters / (letters.mean() or 1.0),
        "content_share": np.array([len(some) for some in terms]) / words,
    }


def _names(texts: Sequence[str], capitals: Values, words: Values) -> dict[str, Values]:
    names = capitals / words
    digits = np.array([float(len(_DIGITS.findall(text))) for text in texts])
    return {
        "names": names,
        "names_over_mean": names / names.mean() if names.any() else np.ones(len(words)),
        "digits": np.minimum(digits, 8),
        "digits_over_mean": digits - digits.mean(),
    }


def _form(passages: Passages, spoken: Sequence[Sequence[str]], words: Values) -> dict[str, Values]:
    texts = passages.texts
    ends = [text.rstrip(_CLOSERS)[-1:] for text in texts]
    openers: dict[str, int] = {}
    anywhere: dict[str, int] = {}
    for some in spoken:
        if some:
            openers[some[0].lower()] = openers.get(some[0].lower(), 0) + 1
        for word in some[1:]:
            anywhere[word] = anywhere.get(word, 0) + 1
    opening = [some[0] if some else "" for some in spoken]
    every = max(1.0, float(words.sum()))
    marks = np.array([float(len(_QUOTED.findall(text))) for text in texts])
    commas = np.array([float(sum(map(text.count, ",，、;；"))) for text in texts]) / words
    return {
        "quoted_share": marks,
        "opens_quoted": np.array([float(bool(_QUOTED.match(text))) for text in texts]),
        "asks": np.array([float(bool(_ASKED.match(end))) for end in ends]),
        "unended": np.array([float(not _ENDED.match(end)) for end in ends]),
        "colon": np.array([float(":" in text or "：" in text) for text in texts]),
        "brackets": np.array([float("(" in text or "（" in text) for text in texts]),
        "commas": commas,
        "opens_common": np.array([1000 * anywhere.get(word.lower(), 0) / every for word in opening]),
        "opens_low": np.array([float(len(word)) for word in opening]),
        "listed": np.array(passages.listed, dtype=np.float64),
        "like_form": np.array([openers.get(word.lower(), 0) / len(texts) for word in opening]),
    }


def _document(passages: Passages, words: Values, capitals: float, spoken: int) -> dict[str, Values]:
    count = len(passages.texts)
    of_all = {
        "sentences": math.log(count),
        "mean_words": math.log(float(words.mean())),
        "paragraphs": len(set(passages.paragraphs)) / count,
        "has_title": float(bool(passages.title)),
        "listed_share": sum(passages.listed) / count,
        "cased": capitals / max(1, spoken - count),
    }
    return {name: np.full(count, value) for name, value in of_all.items()}


def _wish(words: Values, wished: Wished) -> dict[str, Values]:
    count = len(words)
    sentences = max(1.0, wished.sentences)
    return {
        "wished": np.full(count, math.log(sentences)),
        "wished_share": np.full(count, math.log(sentences / count)),
        "wished_words": np.full(count, math.log1p(wished.words)),
        "words_of_wish": np.minimum(words / wished.words, 4) if wished.words else np.zeros(count),
    }


def _ranks(values: Values) -> Values:
    """Where each value stands among all, from 0 for the least to 1; the earlier one first where two tie."""
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks / max(1, len(values) - 1)
