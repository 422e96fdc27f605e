"""Who is who in a document: full names as first given, surnames, titles, and whom "he" may mean.

A name is resolved only where one person fits; where two do, what stands at the quotation is shown.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from summarizer.model import Span
from summarizer.quotes.clauses import Clause, Token
from summarizer.quotes.lexicon import DETERMINER, HE, PREPOSITION, SHE, Lexicon
from summarizer.quotes.phrases import Kind, is_name_word, joins, phrase_left, role_after

_LONGEST_NAME: Final = 6
_HEADLINE_SHARE: Final = 0.75
"""A paragraph with that share of capitals is a headline: its words say nothing about names."""
_REACH: Final = 3
"""In paragraphs: how far back the person may stand that a pronoun means."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands, at the tokens `first` to `last` of a clause; `words` are folded."""

    span: Span
    words: tuple[str, ...]
    block: int
    governed: bool  # hangs on a preposition
    opens: bool  # is the first name of its clause, and hangs on nothing
    gender: int
    tokens: Sequence[Token]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Person:
    """`name` is the full name as first given; `gender` is HE, SHE or 0 when nothing tells."""

    name: Span
    words: tuple[str, ...]
    gender: int


@dataclass(frozen=True, slots=True)
class People:
    """All names of a document in order, and the persons among them."""

    mentions: Sequence[Mention]
    starts: Sequence[int]
    full: Mapping[tuple[str, ...], Person]
    first: Mapping[tuple[str, ...], Mention]
    by_last: Mapping[str, Sequence[Person]]
    by_any: Mapping[str, Sequence[Person]]
    genders: Mapping[str, int]
    surnames: frozenset[str]
    inside: frozenset[str]  # words of names that stand elsewhere than first in a clause
    titled: frozenset[str]
    things: frozenset[str]

    def named(self, words: tuple[str, ...]) -> Person | None:
        """The one person that these words name, None where none or several fit."""
        if len(words) > 1:
            return self.full.get(words)
        if not words:
            return None
        for index in (self.by_last, self.by_any):
            fitting = index.get(words[0], ())
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                return None
        return None

    def gender_of(self, words: tuple[str, ...]) -> int:
        person = self.named(words)
        return (person.gender if person else 0) or self.genders.get(words[-1], 0)

    def is_person(self, words: tuple[str, ...]) -> bool:
        """Does the text treat this name as a person's: by a title, or by the surname alone later on?"""
        person = self.named(words)
        if person is None:
            return words[-1] in self.titled and not self.things.intersection(words)
        known = person.words[-1] in self.surnames or person.words[-1] in self.titled
        return known and self.may_be_person(person.words)

    def may_be_person(self, words: tuple[str, ...]) -> bool:
        return not self.things.intersection(words)

    def before(self, offset: int, block: int) -> Iterable[Mention]:
        """The names before an offset, nearest first, as far back as a pronoun reaches."""
        for at in range(bisect_left(self.starts, offset) - 1, -1, -1):
            mention = self.mentions[at]
            if mention.block < block - _REACH:
                return
            yield mention


def people_of(text: str, clauses: Sequence[Clause], words: Lexicon) -> People:
    """Reads the names off the clauses of a document's prose."""
    ordinary = _ordinary(clauses)
    mentions: list[Mention] = []
    for clause in clauses:
        if not _is_headline(clause):
            mentions.extend(_names(text, clause, ordinary, words))
    genders = _genders(clauses, mentions)
    inside = frozenset(word for m in mentions if m.first for word in m.words)
    titled = frozenset(m.words[-1] for m in mentions if m.gender)
    surnames = frozenset(m.words[0] for m in mentions if len(m.words) == 1)
    full: dict[tuple[str, ...], Person] = {}
    first: dict[tuple[str, ...], Mention] = {}
    for mention in mentions:
        if len(mention.words) > 1:
            gender = mention.gender or genders.get(mention.words[-1], 0)
            known = full.get(mention.words)
            if known is None:
                full[mention.words] = Person(mention.span, mention.words, gender)
                first[mention.words] = mention
    by_last: dict[str, list[Person]] = {}
    by_any: dict[str, list[Person]] = {}
    for person in full.values():
        by_last.setdefault(person.words[-1], []).append(person)
        for word in person.words[:-1]:
            by_any.setdefault(word, []).append(person)
    return People(
        mentions,
        [m.span.start for m in mentions],
        full,
        first,
        by_last,
        by_any,
        genders,
        surnames,
        inside,
        titled,
        words.things,
    )


def name_words(text: str, span: Span) -> tuple[str, ...]:
    """A name's words as they are compared: folded, without the possessive, without initials' dots."""
    return tuple(_folded(word) for word in span.of(text).split())


@lru_cache(maxsize=4096)
def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).strip(".,'")
    return plain.removesuffix("'s")


def _ordinary(clauses: Iterable[Clause]) -> frozenset[str]:
    return frozenset(t.low for clause in clauses for t in clause.tokens if t.run < 0 and not t.capital)


def _is_headline(clause: Clause) -> bool:
    if not (clause.opens_block and clause.closes_block):
        return False
    long = [t for t in clause.tokens if t.is_word and t.end - t.start > 3]
    return len(long) > 3 and sum(t.capital for t in long) >= _HEADLINE_SHARE * len(long)


def _names(text: str, clause: Clause, ordinary: frozenset[str], words: Lexicon) -> Iterable[Mention]:
    tokens = clause.tokens
    at = 0
    opens = True
    while at < len(tokens):
        if not is_name_word(tokens[at]):
            at += 1
            continue
        first = at
        while at < len(tokens) and at - first < _LONGEST_NAME + 4:
            token = tokens[at]
            initial = token.low == "." and (
                tokens[at - 1].end - tokens[at - 1].start <= 2 or words.is_title(tokens[at - 1].low)
            )
            if not (is_name_word(token) or initial or (at > first and joins(tokens, at, words))):
                break
            at += 1
            if token.low.endswith("’s"):
                break
        last = at - 1
        while not is_name_word(tokens[last]):
            last -= 1
        governed = first > 0 and bool(tokens[first - 1].kind & PREPOSITION)
        if first == 0 and tokens[0].low in ordinary and last > 0:
            first += 1
        gender = 0
        for i in range(first, last):
            if words.is_title(tokens[i].low):
                low = tokens[i].low
                gender = HE if low in words.masculine else SHE if low in words.feminine else gender
                first = i + 1
        while first < last and not is_name_word(tokens[first]):
            first += 1
        if first == last and (
            words.is_title(tokens[first].low) or (first == 0 and tokens[0].low in ordinary)
        ):
            continue
        end = tokens[last].end - (2 if tokens[last].low.endswith("’s") else 0)
        span = Span(tokens[first].start, end)
        folded = name_words(text, span)
        if len(folded) <= _LONGEST_NAME and all(folded):
            gender = gender or _office_gender(tokens, first, last, words)
            yield Mention(
                span, folded, clause.block, governed, opens and not governed, gender, tokens, first, last
            )
            opens = opens and governed


def _office_gender(tokens: Sequence[Token], first: int, last: int, words: Lexicon) -> int:
    """What the office beside a full name tells: before it, or between commas on either side of it."""
    if first == last:
        return 0
    offices = []
    named = phrase_left(tokens, last, words)
    left = named.left if named else first
    if left < first and not tokens[first - 1].kind & (PREPOSITION | DETERMINER):
        offices.append((left, first))
    if left > 1 and tokens[left - 1].low == ",":
        before = phrase_left(tokens, left - 2, words)
        if before and before.kind is Kind.NOUN:
            offices.append((before.start, before.end))
    after = role_after(tokens, last + 1)
    if after:
        offices.append(after)
    for start, end in offices:
        for at in range(start, end):
            if at > start and tokens[at].kind & PREPOSITION:
                break  # what hangs on an office is somebody else’s
            if tokens[at].kind & DETERMINER:
                continue
            gender = words.gender_of(tokens[at - 1].low if at else "", tokens[at].low)
            if gender:
                return gender
    return 0


def _genders(clauses: Iterable[Clause], mentions: Sequence[Mention]) -> dict[str, int]:
    """Votes by the text itself: a clause with one person and one kind of pronoun after the name."""
    votes: dict[str, list[int]] = {}
    at = 0
    for mention in mentions:
        if mention.gender:
            votes.setdefault(mention.words[-1], [0, 0])[mention.gender == SHE] += 3
    for clause in clauses:
        end = clause.tokens[-1].end
        inside = []
        while at < len(mentions) and mentions[at].span.start < clause.tokens[0].start:
            at += 1
        while at < len(mentions) and mentions[at].span.start < end:
            inside.append(mentions[at])
            at += 1
        if len({m.words[-1] for m in inside}) != 1 or not inside[0].opens:
            continue
        kinds = {
            t.kind & (HE | SHE) for t in clause.tokens if t.kind & (HE | SHE) and t.start > inside[0].span.end
        }
        if len(kinds) == 1:
            votes.setdefault(inside[0].words[-1], [0, 0])[kinds.pop() == SHE] += 1
    return {name: HE if he > 2 * she else SHE if she > 2 * he else 0 for name, (he, she) in votes.items()}
