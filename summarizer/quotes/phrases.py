"""Finds who a verb belongs to: the noun phrase before or after it, by a language's small words.

No tagger: a phrase runs until a preposition, a verb that reports, a conjunction or a sign. A phrase that
hangs on a preposition is never a subject; what it hangs on may be one ("the mayor of York said"). Where
the small words leave it open, there is no subject.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from summarizer.quotes.clauses import Token
from summarizer.quotes.lexicon import (
    AND,
    ATTACHING,
    CALENDAR,
    COMPLEMENTIZER,
    CONJUNCTION,
    CUE,
    DETERMINER,
    PARTICLE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SKIPPED,
    WEAK,
    Lexicon,
    Order,
    is_small,
)

_LONGEST: Final = 10
"""In tokens, of a phrase without what hangs on it."""
_LONGEST_LEADING: Final = 3
_DEEPEST: Final = 3
"""How many phrases may hang on one another."""


class Kind(Enum):
    NAME = auto()
    NOUN = auto()
    PRONOUN = auto()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Token positions in a clause: `start` to `end` is what is shown, `left` to `right` all of it.

    `role` are the positions of an office named beside it.
    """

    kind: Kind
    start: int
    end: int
    left: int
    right: int
    role: tuple[int, int] | None = None


def is_name_word(token: Token) -> bool:
    """Could this token be part of a name?"""
    return token.capital and token.is_word and not is_small(token.kind)


def follows_run(tokens: Sequence[Token], at: int) -> bool:
    """Does a run end at the token `at`, or only signs stand between?"""
    while at >= 0 and tokens[at].run < 0 and not tokens[at].is_word:
        at -= 1
    return at >= 0 and tokens[at].run >= 0


def skip_back(tokens: Sequence[Token], at: int) -> int:
    """Over adverbs, auxiliaries, dates and brackets between a verb and its subject."""
    skipped = 0
    while at >= 0 and skipped < 8:
        token = tokens[at]
        if token.low == ")":
            opened = at
            while opened > max(0, at - 12) and tokens[opened].low != "(":
                opened -= 1
            if tokens[opened].low != "(":
                return at
            at = opened - 1
        elif token.kind & (SKIPPED | CALENDAR) and not (token.kind & PRONOUN):
            at -= 1
            if token.kind & CALENDAR and at > 0 and tokens[at].kind & PREPOSITION:
                at -= 1
        else:
            return at
        skipped += 1
    return at


def before_relative(tokens: Sequence[Token], at: int, words: Lexicon) -> Phrase | None:
    before = at - 1
    if before >= 0 and tokens[before].low == ",":
        before -= 1
    return phrase_left(tokens, before, words) if before >= 0 else None


def phrase_left(tokens: Sequence[Token], last: int, words: Lexicon, depth: int = 0) -> Phrase | None:
    """The phrase whose last token is at `last`, with what it hangs on; None where it is no subject."""
    if last >= 0 and tokens[last].low == ")":
        last = skip_back(tokens, last)
    if last < 0 or depth > _DEEPEST:
        return None
    if tokens[last].kind & PRONOUN and not tokens[last].kind & DETERMINER:
        if last and tokens[last - 1].kind & PREPOSITION and not tokens[last - 1].kind & CONJUNCTION:
            return None
        return Phrase(Kind.PRONOUN, last, last + 1, last, last + 1)
    left = _begin(tokens, last, words)
    found = _shaped(tokens, left, last + 1, words) if left <= last else None
    if found is None or left == 0:
        return found
    before = tokens[left - 1]
    if words.nouns_capitalised and tokens[left].kind & DETERMINER and is_name_word(before):
        chained = phrase_left(tokens, left - 1, words, depth + 1)
        return _hung(chained, found, last + 1) if chained else found
    if before.kind & PREPOSITION and not before.kind & CONJUNCTION:
        chained = phrase_left(tokens, left - 2, words, depth + 1)
        if chained is None or chained.kind is Kind.PRONOUN:
            return None
        return (
            _hung(chained, found, last + 1) if before.kind & ATTACHING else replace(chained, right=last + 1)
        )
    if before.kind & RELATIVE and not before.kind & COMPLEMENTIZER and found.kind is Kind.NOUN:
        return before_relative(tokens, left - 1, words) or found
    if before.kind & AND and left > 1 and is_name_word(tokens[left - 2]) and found.kind is Kind.NAME:
        other = phrase_left(tokens, left - 2, words, depth + 1)
        if other and other.kind is Kind.NAME:
            return Phrase(Kind.NOUN, other.start, found.end, other.left, last + 1)
    return found


def phrase_before(tokens: Sequence[Token], end: int, words: Lexicon) -> Phrase | None:
    """The phrase that ends before `end`, whatever it hangs on: “dem Minister zufolge”."""
    if end < 1:
        return None
    left = _begin(tokens, end - 1, words)
    found = _shaped(tokens, left, end, words) if left < end else None
    if found and found.kind is Kind.NOUN and left and tokens[left - 1].kind & PREPOSITION:
        return replace(found, start=left - 1, left=left - 1)
    return found


def _begin(tokens: Sequence[Token], last: int, words: Lexicon) -> int:
    """Where the phrase begins whose last token is at `last`; `last` + 1 if there is none."""
    at = last
    while at >= 0 and last - at < _LONGEST:
        token = tokens[at]
        if token.run >= 0:
            break
        if not token.is_word:
            initial = token.low == "." and at and tokens[at - 1].capital
            if at < last and (initial or token.low == "’"):
                at -= 1
                continue
            break
        if at < last and joins(tokens, at, words):
            at -= 1
            continue
        if token.kind & DETERMINER:
            at -= 1
            break
        if is_small(token.kind):
            break
        if token.kind & CUE and not token.capital and not _is_noun(tokens, at, last):
            break
        at -= 1
    if not any(t.is_word and not t.kind & DETERMINER for t in tokens[at + 1 : last + 1]):
        return last + 1
    return at + 1


def joins(tokens: Sequence[Token], at: int, words: Lexicon) -> bool:
    """Is this the “van” or “de la” inside a name?"""
    if not tokens[at].kind & PARTICLE or tokens[at].capital:
        return False
    first = last = at
    while first and tokens[first - 1].kind & PARTICLE and not tokens[first - 1].capital:
        first -= 1
    while last + 1 < len(tokens) and tokens[last + 1].kind & PARTICLE and not tokens[last + 1].capital:
        last += 1
    if last - first > 1 or not first or last + 1 >= len(tokens):
        return False
    before, after = tokens[first - 1], tokens[last + 1]
    if not is_name_word(before) or not is_name_word(after) or words.is_title(before.low):
        return False
    if not tokens[at].kind & PREPOSITION or first < 2:
        return True
    # "Ursula von der Leyen", but not "Karl Huber von der Hafenwacht" or "der Leiter von Hafen 3"
    farther = tokens[first - 2]
    return not farther.kind & DETERMINER and not (words.nouns_capitalised and is_name_word(farther))


def _is_noun(tokens: Sequence[Token], at: int, last: int) -> bool:
    """Is a form that may report a noun here, as in “the report”, “White House claims”?"""
    return bool(at == last and at and tokens[at - 1].kind & DETERMINER)


def _hung(chained: Phrase, found: Phrase, end: int) -> Phrase:
    """The phrase that another one hangs on: a name stands alone, a noun takes all."""
    if chained.kind is Kind.NAME:
        return replace(chained, right=end)
    return replace(chained, end=min(found.right, end), right=end)


def phrase_right(tokens: Sequence[Token], first: int, words: Lexicon, forced: bool) -> Phrase | None:
    """The phrase that begins at `first`; `forced` says that a subject has to stand there."""
    at = first
    while at < len(tokens) and at - first < 4:
        token = tokens[at]
        if (token.kind & SKIPPED and not token.kind & (PRONOUN | DETERMINER) and not token.capital) or (
            token.low in ("-", "t") and at + 1 < len(tokens)
        ):
            at += 1
        else:
            break
    if forced and words.order is Order.FREE:
        at = _after_adverbial(tokens, at)
    if at >= len(tokens):
        return None
    left = at
    if tokens[at].kind & PRONOUN and not tokens[at].kind & DETERMINER:
        return Phrase(Kind.PRONOUN, at, at + 1, at, at + 1)
    at = _forward(tokens, at, words)
    if at == left:
        return None
    settled = (
        forced
        or tokens[left].capital
        or bool(tokens[left].kind & DETERMINER)
        or words.is_title(tokens[left].low)
    )
    if not settled:
        return None
    found = _shaped(tokens, left, at, words)
    if found is None:
        return None
    if found.kind is Kind.NOUN:
        found = _extended(tokens, found, at, words)
        return _named_after(tokens, found, words)
    return replace(found, role=found.role or role_after(tokens, found.right))


def _after_adverbial(tokens: Sequence[Token], at: int) -> int:
    """Over “after the match” in “said after the match Smith”, where a name follows at once."""
    if at >= len(tokens) or not tokens[at].kind & PREPOSITION:
        return at
    for beyond in range(at + 2, min(len(tokens), at + 5)):
        if is_name_word(tokens[beyond]):
            return beyond
        if not tokens[beyond].is_word or tokens[beyond].kind & (CUE | CONJUNCTION):
            break
    return at


def _forward(tokens: Sequence[Token], at: int, words: Lexicon) -> int:
    """The end of the phrase that begins at `at`."""
    left = at
    while at < len(tokens) and at - left < _LONGEST:
        token = tokens[at]
        if token.run >= 0:
            break
        if not token.is_word:
            abbreviated = token.low == "." and at > left and tokens[at - 1].capital and at + 1 < len(tokens)
            if (
                abbreviated
                and is_name_word(tokens[at + 1])
                and (words.is_title(tokens[at - 1].low) or tokens[at - 1].end - tokens[at - 1].start <= 4)
            ):
                at += 1
                continue
            break
        if at > left and joins(tokens, at, words):
            at += 1
            continue
        named = at > left and is_name_word(tokens[at - 1]) and not words.is_title(tokens[at - 1].low)
        if (
            named
            and not token.capital
            and not token.kind & DETERMINER
            and words.order is not Order.SUBJECT_FIRST
        ):
            break  # a noun and its adjectives stand before a name: here the verb begins
        if token.kind & DETERMINER:
            if at > left and not (tokens[at - 1].kind & DETERMINER) and not words.nouns_capitalised:
                break
        elif is_small(token.kind) or (token.kind & CUE and not token.capital and not token.kind & WEAK):
            break
        at += 1
    return at


def _extended(tokens: Sequence[Token], found: Phrase, at: int, words: Lexicon) -> Phrase:
    """A noun with the phrases that hang on it: “a spokesman for the ministry of defence”."""
    for _ in range(_DEEPEST):
        if at >= len(tokens) or not tokens[at].kind & ATTACHING:
            break
        end = _forward(tokens, at + 1, words)
        if end == at + 1:
            break
        at = end
    return replace(found, end=max(found.end, at), right=max(found.right, at))


def _named_after(tokens: Sequence[Token], found: Phrase, words: Lexicon) -> Phrase:
    """“the mayor of York, Ann Smith”: the name it is, and the office its role."""
    at = found.right
    if at >= len(tokens) or tokens[at].low != ",":
        return found
    end = _forward(tokens, at + 1, words)
    if (
        end == at + 1
        or not is_name_word(tokens[at + 1])
        or not (end == len(tokens) or tokens[end].low in ",.")
    ):
        return found
    named = _shaped(tokens, at + 1, end, words)
    if named is None or named.kind is not Kind.NAME or named.end - named.start < 2:
        return found
    return replace(named, left=found.left, role=(found.start, found.end))


def role_after(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """The office in “Ann Smith, the mayor of York, …”."""
    if at + 1 >= len(tokens) or tokens[at].low != ",":
        return None
    opening = tokens[at + 1]
    if not opening.is_word or opening.kind & (PRONOUN | CONJUNCTION | RELATIVE | SKIPPED | CALENDAR):
        return None
    if opening.kind & (PREPOSITION | CUE) or (is_small(opening.kind) and not opening.kind & DETERMINER):
        return None
    end = at + 1
    while end < len(tokens) and tokens[end].run < 0 and end - at < 14 and tokens[end].low not in ",.;:!?()–—":
        if tokens[end].kind & (CUE | RELATIVE):
            return None
        end += 1
    return (at + 1, end) if end - at > 2 or not opening.capital else None


def _shaped(tokens: Sequence[Token], left: int, end: int, words: Lexicon) -> Phrase | None:
    """Tells a name from a noun, and the name from the titles and nouns before it."""
    last = end - 1
    while last >= left and not tokens[last].is_word:
        last -= 1
    if last < left:
        return None
    start = _capitals(tokens, left, last, words)
    if start > last:
        return _noun_or_leading_name(tokens, left, last, end, words)
    title = next((i for i in range(last - 1, start - 1, -1) if words.is_title(tokens[i].low)), None)
    name = start if title is None else title + 1
    while name < last and not tokens[name].is_word:
        name += 1
    if not words.nouns_capitalised:
        if tokens[last].low.endswith("’s"):
            return None  # somebody's, and what is theirs isn't here
        owner = next((i for i in range(last - 1, name - 1, -1) if tokens[i].low.endswith("’s")), None)
        if owner is not None and last - owner < 2:
            return Phrase(Kind.NOUN, left, last + 1, left, end)
        name = name if owner is None else owner + 1  # “The Times’s Ann Smith”
    article = words.nouns_capitalised and left < start and tokens[left].kind & DETERMINER
    if name == last and title is None and (article or words.is_title(tokens[last].low)):
        return Phrase(Kind.NOUN, left, last + 1, left, end)
    office = any(t.is_word and not t.kind & DETERMINER for t in tokens[left:name])
    return Phrase(Kind.NAME, name, last + 1, left, end, (left, name) if office else None)


def _capitals(tokens: Sequence[Token], left: int, last: int, words: Lexicon) -> int:
    """Where the words with a capital begin that end at `last`; beyond it if there are none."""
    start = last + 1
    for at in range(last, left - 1, -1):
        token = tokens[at]
        if is_name_word(token):
            start = at
        elif not (
            (token.low == "." and at > left and tokens[at - 1].capital)
            or (left < at < last and joins(tokens, at, words))
        ):
            break
    return start


def _noun_or_leading_name(
    tokens: Sequence[Token], left: int, last: int, end: int, words: Lexicon
) -> Phrase | None:
    """A noun, unless it is a name of several words with much in lower case behind it."""
    if not any(c.isalpha() for c in tokens[last].low):
        return None
    length = 0
    while is_name_word(tokens[left + length]):  # the last word has no capital
        length += 1
    leading = 2 <= length <= _LONGEST_LEADING and last - left - length > _LONGEST_LEADING
    if leading and not words.nouns_capitalised and tokens[last].kind == 0:
        name = _shaped(tokens, left, left + length, words)
        if name and name.kind is Kind.NAME:
            return replace(name, right=end)
    return Phrase(Kind.NOUN, left, last + 1, left, end)
