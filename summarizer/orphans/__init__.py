"""No sentence of a summary hangs on one that is not shown: “he”, “this”, “however” with nothing before.

Such an orphan gets the name it means in brackets, where that is sure; else the sentence it hangs on joins
it, where that is cheap; else the next best sentence that hangs on nothing takes its place. Where none of
these is better the sentence stays. What is shown is never more than was asked for. Talk is left alone:
there everything hangs on everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from summarizer.model import PROSE, Document, Insertion, Quote, Sentence, Span, Wish
from summarizer.orphans.lexicon import Hold
from summarizer.orphans.ties import Tie, introduced, speaks_to_reader, tie_of, words_in
from summarizer.quotes import Cast, Prose
from summarizer.words import count_words

__all__ = ["Mended", "mend", "orphans", "ties_of"]

SURE: Final = 0.8
"""From this confidence on a name stands in brackets."""

MOST: Final = 60
"""Longer summaries, in sentences, stay as they are: they leave out little, and each change is weighed against
all that is shown."""
CHEAP: Final = 30
"""In words: the longest sentence that joins where the length is not exact."""
SHARE: Final = 0.4
"""Of the words of the summary as chosen: how much those that join may add to it."""
JOINING: Final = 5
"""One sentence may join for each so many of the summary, and one in any case."""
NEAR: Final = 0.2
"""Of the words asked for: how far from them the summary may be after a change."""
TRIED: Final = 24
"""How many sentences beyond those chosen are tried in the place of one."""
_WORST: Final = 12
"""How many of those chosen are tried to give way, the worst first."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Indices of sentences in source order, and the names that stand in brackets among them."""

    chosen: tuple[int, ...]
    insertions: tuple[Insertion, ...] = ()


def orphans(
    document: Document, sentences: Sequence[Sentence], language: str | None, chosen: Sequence[int]
) -> tuple[int, ...]:
    """Those of the chosen that hang on a sentence which is not among them, names in brackets left aside."""
    return _Chain(document, sentences, language).orphans(frozenset(chosen))


def ties_of(document: Document, sentences: Sequence[Sentence], language: str | None) -> dict[int, Tie]:
    """The sentences of prose that hang on the one before, each with the words it hangs by."""
    chain = _Chain(document, sentences, language)
    return {index: tie for index in chain.before if (tie := chain.tie(index)) is not None}


def mend(
    document: Document,
    sentences: Sequence[Sentence],
    language: str | None,
    chosen: Sequence[int],
    order: Sequence[int],
    wish: Wish,
    quotes: Sequence[Quote] = (),
    prose: Prose | None = None,
) -> Mended:
    """A choice with as few orphans as may be.

    `chosen` are indices into the sentences, `order` all that could be chosen, the best first, and `quotes`
    those that were found in the document; `prose` is what was read of it for them.
    """
    unmended = Mended(tuple(sorted(chosen)))
    if document.turns or not 0 < len(chosen) <= MOST:
        return unmended
    chain = _Chain(document, sentences, language)
    if not chain.orphans(frozenset(chosen)):
        return unmended
    names = _Names(prose or Prose(document, sentences, language), quotes, chain)
    shown = _Mending(chain, order, wish, names.told).of(frozenset(chosen))
    return Mended(tuple(sorted(shown)), names.insertions(shown))


class _Chain:
    """Which sentence hangs on which; each is looked at once."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], language: str | None) -> None:
        self._text = document.text
        self._sentences = sentences
        self._language = language
        self._spoken_to = speaks_to_reader(document.text, language)
        self._ties: dict[int, Tie | None] = {}
        self._words: dict[int, int] = {}
        self._vocabulary: dict[int, frozenset[str]] = {}
        self.before: dict[int, int] = {}
        self.after: dict[int, int] = {}
        last = None
        for index, sentence in enumerate(sentences):
            if document.blocks[sentence.block].kind in PROSE:
                if last is not None:
                    self.before[index] = last
                    self.after[last] = index
                last = index

    def span(self, index: int) -> Span:
        return self._sentences[index].span

    def tie(self, index: int) -> Tie | None:
        """By what the sentence hangs on the one before it; the first of a text hangs on nothing."""
        if index not in self._ties:
            span = self._sentences[index].span
            self._ties[index] = None
            if index in self.before:
                before = self._sentences[self.before[index]].span
                self._ties[index] = tie_of(self._text, span, self._language, self._spoken_to) or introduced(
                    self._text, before, span, self._language
                )
        return self._ties[index]

    def words(self, index: int) -> int:
        if index not in self._words:
            self._words[index] = count_words(self._sentences[index].span.of(self._text))
        return self._words[index]

    def is_orphan(self, index: int, shown: frozenset[int]) -> bool:
        tie = self.tie(index)
        if tie is None or self.before[index] in shown:
            return False
        if tie.hold is Hold.FAINT:
            return index == min(shown)
        if tie.hold is Hold.INTRODUCED:
            return not any(tie.noun in self._said(one) for one in shown if one < index)
        return True

    def orphans(self, shown: frozenset[int]) -> tuple[int, ...]:
        """In source order."""
        return tuple(index for index in sorted(shown) if self.is_orphan(index, shown))

    def _said(self, index: int) -> frozenset[str]:
        if index not in self._vocabulary:
            self._vocabulary[index] = words_in(self._text, self.span(index))
        return self._vocabulary[index]


class _Names:
    """The persons that orphaned pronouns mean; the document is read for them where one has to be."""

    def __init__(self, prose: Prose, quotes: Sequence[Quote], chain: _Chain) -> None:
        self._text = prose.document.text
        self._chain = chain
        self._make: Callable[[], Cast] = lambda: Cast(prose, quotes)
        self._cast: Cast | None = None
        self._meant: dict[int, Span | None] = {}

    def told(self, index: int) -> bool:
        """Can it be said in brackets whom the sentence's pronoun means?"""
        return self._name(index) is not None

    def insertions(self, shown: frozenset[int]) -> tuple[Insertion, ...]:
        """The names for those that hang on nobody who is named where the reader just was."""
        found: list[Insertion] = []
        order = sorted(shown)
        for index in self._chain.orphans(shown):
            name = self._name(index)
            tie = self._chain.tie(index)
            if name is None or tie is None:
                continue
            at = order.index(index)
            if at and self._is_known(order[at - 1], name):
                continue
            found.append(Insertion(self._place(tie.span, self._chain.span(index)), self._shown(name), name))
        return tuple(found)

    def _is_known(self, last: int, name: Span) -> bool:
        """Is that person, and no other, who the sentence shown before is about?"""
        assert self._cast is not None
        return self._cast.is_alone_in(self._chain.span(last), name)

    def _name(self, index: int) -> Span | None:
        if index not in self._meant:
            tie = self._chain.tie(index)
            self._meant[index] = None
            if tie is not None and tie.hold is Hold.PERSON and not tie.quoted:
                if self._cast is None:
                    self._cast = self._make()
                found = self._cast.meant(tie.span)
                if found is not None and found.surety >= SURE:
                    self._meant[index] = found.name
        return self._meant[index]

    def _shown(self, name: Span) -> str:
        return " ".join(name.of(self._text).split())

    def _place(self, pronoun: Span, sentence: Span) -> int:
        """Behind the pronoun and the space after it, where the next word begins."""
        at = pronoun.end
        while at < sentence.end and self._text[at].isspace():
            at += 1
        return at


class _Mending:
    """Changes a choice, one orphan after the other."""

    def __init__(self, chain: _Chain, order: Sequence[int], wish: Wish, told: Callable[[int], bool]) -> None:
        self._chain = chain
        self._order = order
        self._rank: Mapping[int, int] = {index: rank for rank, index in enumerate(order)}
        self._wish = wish
        self._told = told
        self._most = 0
        self._most_words = 0.0

    def of(self, chosen: frozenset[int]) -> frozenset[int]:
        self._most = len(chosen) + max(1, len(chosen) // JOINING)
        self._most_words = (1 + SHARE) * self._total(chosen)
        shown = chosen
        for index in self._chain.orphans(chosen):
            if index in shown and self._chain.is_orphan(index, shown) and not self._told(index):
                shown = self._better(index, shown)
        return shown

    def _better(self, index: int, shown: frozenset[int]) -> frozenset[int]:
        """Without that orphan, or the same where nothing is better."""
        return self._joined(index, shown) or self._replaced(index, shown) or shown

    def _joined(self, index: int, shown: frozenset[int]) -> frozenset[int] | None:
        """With the sentence that it hangs on; another one gives way where no more may be shown."""
        before = self._chain.before[index]
        if before not in self._rank:
            return None
        more = shown | {before}
        if self._mends(index, shown, more):
            if self._is_cheap(before, shown):
                return more
            rest = sorted(shown - {index}, key=lambda one: -self._rank.get(one, len(self._rank)))
            for other in islice(rest, _WORST):
                fewer = more - {other}
                if self._mends(index, shown, fewer) and self._fits(fewer, shown):
                    return fewer
        return None

    def _replaced(self, index: int, shown: frozenset[int]) -> frozenset[int] | None:
        """With the next best in its place."""
        rest = shown - {index}
        others = (one for one in self._order if one not in shown)
        for other in islice(others, TRIED):
            instead = rest | {other}
            if self._mends(index, shown, instead) and self._fits(instead, shown):
                return instead
        return None

    def _mends(self, index: int, shown: frozenset[int], changed: frozenset[int]) -> bool:
        """Is that orphan mended, and no other made?"""
        touched = (shown ^ changed) | {index}
        around = touched | {self._chain.after[one] for one in touched if one in self._chain.after}
        if min(shown) != min(changed):
            around |= {min(changed)}
        before = sum(self._is_open(one, shown) for one in around & shown)
        return sum(self._is_open(one, changed) for one in around & changed) < before

    def _is_open(self, index: int, shown: frozenset[int]) -> bool:
        return self._chain.is_orphan(index, shown) and not self._told(index)

    def _total(self, shown: Iterable[int]) -> int:
        return sum(map(self._chain.words, shown))

    def _is_cheap(self, index: int, shown: frozenset[int]) -> bool:
        """May it be shown besides all others?"""
        if self._wish.sentences is not None:
            return False
        words, total = self._chain.words(index), self._total(shown)
        if self._wish.words is not None:
            return abs(total + words - self._wish.words) <= abs(total - self._wish.words)
        return words <= CHEAP and len(shown) < self._most and total + words <= self._most_words

    def _fits(self, changed: frozenset[int], shown: frozenset[int]) -> bool:
        """Is it still as long as was asked for?"""
        before, after = self._total(shown), self._total(changed)
        if self._wish.sentences is not None:
            return True
        if self._wish.words is not None:
            off = abs(before - self._wish.words)
            return abs(after - self._wish.words) <= max(off, NEAR * self._wish.words)
        return after <= self._most_words
