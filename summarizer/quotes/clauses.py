"""Cuts a block into clauses of tokens, in which a whole quoted run is one token.

A clause is about a sentence, seen from outside the quotations: it ends where the splitter of sentences
says so, but never between a quotation and the words that name its speaker. Clauses are bounded in
length, so that what looks around within one is bounded too.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from summarizer.model import PROSE, Document, Sentence, Span
from summarizer.quotes.lexicon import CUE, PRONOUN, SAY, TITLE, WEAK, Lexicon, is_small
from summarizer.quotes.marks import Run

LONGEST: Final = 160
"""In tokens; a longer clause is cut."""

_TERMINAL: Final = frozenset(".!?…。！？")


class Token(NamedTuple):
    """A word, a sign, or a whole run; `low` is lower case, with a straight apostrophe made curly."""

    start: int
    end: int
    low: str
    kind: int
    capital: bool
    run: int = -1

    @property
    def is_word(self) -> bool:
        return self.run < 0 and self.low[0].isalnum()


class Clause(NamedTuple):
    """Tokens of one clause; `runs` are the positions of runs among them."""

    block: int
    tokens: Sequence[Token]
    runs: Sequence[int]
    opens_block: bool
    closes_block: bool


def clauses_of(
    text: str, span: Span, block: int, runs: Sequence[tuple[int, Run]], starts: frozenset[int], words: Lexicon
) -> list[Clause]:
    """Returns the clauses of the block at `span`.

    `runs` are the block's own, each with its number; `starts` are the offsets at which sentences begin.
    """
    tokens = _tokens(text, span, runs, words)
    if not tokens:
        return []
    cuts = [0]
    for at in range(1, len(tokens)):
        if at - cuts[-1] >= LONGEST or _parts(text, tokens, at, cuts[-1], runs, starts):
            cuts.append(at)
    cuts.append(len(tokens))
    clauses = []
    for first, last in pairwise(cuts):
        part = tokens[first:last]
        inside = [i for i, token in enumerate(part) if token.run >= 0]
        clauses.append(Clause(block, part, inside, first == 0, last == len(tokens)))
    return clauses


def clauses_by_block(
    document: Document, sentences: Sequence[Sentence], runs: Sequence[Run], words: Lexicon
) -> list[list[Clause]]:
    """The clauses of every block of prose, a list a block."""
    starts = frozenset(sentence.span.start for sentence in sentences)
    by_block: dict[int, list[tuple[int, Run]]] = {}
    for number, run in enumerate(runs):
        by_block.setdefault(run.block, []).append((number, run))
    return [
        clauses_of(document.text, block.span, index, by_block.get(index, ()), starts, words)
        for index, block in enumerate(document.blocks)
        if block.kind in PROSE
    ]


def _tokens(text: str, span: Span, runs: Sequence[tuple[int, Run]], words: Lexicon) -> list[Token]:
    tokens: list[Token] = []
    at = span.start

    def take(left: int, right: int) -> None:
        for match in words.word.finditer(text, left, right):
            form = match[0]
            low = form.lower().replace("'", "’") if len(form) > 1 else form.lower()
            capital = form[0].isupper()
            kind = words.classes.get(low, 0) if capital else words.kind(low)
            tokens.append(Token(match.start(), match.end(), low, kind, capital))

    for number, run in runs:
        take(at, run.outer.start)
        tokens.append(Token(run.outer.start, run.outer.end, "“”", 0, False, number))
        at = run.outer.end
    take(at, span.end)
    for at, token in enumerate(tokens):
        if token.capital and token.low in words.surnames and _is_surname(tokens, at):
            tokens[at] = token._replace(kind=0)
    return tokens


def _is_surname(tokens: Sequence[Token], at: int) -> bool:
    """Is this "May" a person: after a first name or a title, or before a reporting verb?"""
    if at and tokens[at - 1].capital and tokens[at - 1].is_word and not is_small(tokens[at - 1].kind):
        return True
    if at > 1 and tokens[at - 1].low == "." and tokens[at - 2].kind & TITLE:
        return True
    return at + 1 < len(tokens) and bool(tokens[at + 1].kind & SAY) and tokens[at + 1].run < 0


def _parts(
    text: str,
    tokens: Sequence[Token],
    at: int,
    first: int,
    runs: Sequence[tuple[int, Run]],
    starts: frozenset[int],
) -> bool:
    """Does a new clause begin with the token at `at`?"""
    before, here = tokens[at - 1], tokens[at]
    if before.run >= 0:
        last = text[_inner_end(runs, before.run) - 1]
        if here.run >= 0:
            return last in _TERMINAL
        if not here.is_word or not here.capital:
            return False
        if last in ",;:–—-":
            return False
        if last in _TERMINAL:
            return not _is_tag(tokens, at, full_stop=last == ".")
        return False
    if before.low in _TERMINAL and at - 1 > first:
        length = tokens[at - 2].end - tokens[at - 2].start
        if before.low == "." and tokens[at - 2].capital and (tokens[at - 2].kind & TITLE and length <= 5):
            return False  # splitters stumble over "Ms. Smith"
        return here.start in starts or (here.run >= 0 and (before.low != "." or length > 1))
    return False


def _inner_end(runs: Sequence[tuple[int, Run]], number: int) -> int:
    return runs[number - runs[0][0]][1].inner.end


def _is_tag(tokens: Sequence[Token], at: int, full_stop: bool) -> bool:
    """Do the words after a finished quotation only say who said it, as in “Why?” Smith asked.?"""
    end = at
    while end < len(tokens) and end - at < 6 and tokens[end].is_word and not tokens[end].kind & SAY:
        if not (tokens[end].capital or tokens[end].kind & TITLE) and not tokens[end].kind & PRONOUN:
            return False
        if is_small(tokens[end].kind) and not tokens[end].kind & (PRONOUN | TITLE):
            return False
        end += 1
    if end >= len(tokens) or end == at or not tokens[end].kind & SAY or tokens[end].kind & WEAK:
        return False
    if end + 1 == len(tokens) or tokens[end + 1].low in (".", ","):
        return True
    return (
        not full_stop
        and not tokens[end + 1].kind & CUE
        and tokens[end + 1].run < 0
        and tokens[end + 1].low != ":"
    )
