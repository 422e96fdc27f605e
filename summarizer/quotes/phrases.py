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
    ADDRESS,
    AND,
    ATTACHING,
    CALENDAR,
    COMPLEMENTIZER,
    CONJUNCTION,
    CUE,
    DETERMINER,
    PARTICIPLE,
    PARTICLE,
    PASSIVE,
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
_DEEPEST: Final = 3
"""How many phrases may hang on one another."""
_WIDEST: Final = 40
"""In tokens: how far back a comma may begin what stands between a subject and its verb."""
_COMMAS: Final = 5
_DASHES: Final = frozenset("–—-―")


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
    sure: bool = True


def is_name_word(token: Token) -> bool:
    """Could this token be part of a name?"""
    return token.capital and token.is_word and not is_small(token.kind)


def subject_of(tokens: Sequence[Token], verb: int, words: Lexicon) -> Phrase | None:
    """The phrase that does what the verb says."""
    cue = tokens[verb].kind
    before = _skip_back(tokens, verb - 1)
    quoted = before >= 0 and (
        tokens[before].run >= 0
        or (tokens[before].low in ",.!?" + "".join(_DASHES) and before > 0 and tokens[before - 1].run >= 0)
    )
    passive = any(tokens[i].kind & PASSIVE for i in range(before + 1, verb))
    if passive and cue & ADDRESS and not cue & PARTICIPLE:
        return None
    inverts = not cue & ADDRESS or words.order is not Order.SUBJECT_FIRST
    if quoted and not (cue & PARTICIPLE and words.order is Order.SUBJECT_FIRST):
        found = phrase_right(tokens, verb + 1, words, forced=True)
        after = tokens[found.right].kind if found and found.right < len(tokens) else 0
        if (found and not after & (SKIPPED | PASSIVE)) or (found and after & (PREPOSITION | CALENDAR)):
            return found
    if not quoted:
        found = _subject_left(tokens, before, words)
        if found and not (cue & WEAK and _is_bare(tokens, found)):
            return found
    if not inverts:
        return None
    if words.order is Order.VERB_SECOND or words.order is Order.FREE or verb == 0:
        return phrase_right(tokens, verb + 1, words, forced=False)
    return None


def _is_bare(tokens: Sequence[Token], found: Phrase) -> bool:
    """A lone word in lower case, that may as well be a verb: “she received emails”."""
    return found.kind is Kind.NOUN and found.right - found.left == 1 and not tokens[found.left].capital


def _skip_back(tokens: Sequence[Token], at: int) -> int:
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


def _subject_left(tokens: Sequence[Token], at: int, words: Lexicon) -> Phrase | None:
    if at < 0:
        return None
    token = tokens[at]
    if token.low == "," or token.low in _DASHES:
        return _over_apposition(tokens, at, words)
    if token.kind & RELATIVE and not token.kind & COMPLEMENTIZER:
        return _before_relative(tokens, at, words)
    return phrase_left(tokens, at, words)


def _before_relative(tokens: Sequence[Token], at: int, words: Lexicon) -> Phrase | None:
    before = at - 1
    if before >= 0 and tokens[before].low == ",":
        before -= 1
    return phrase_left(tokens, before, words) if before >= 0 else None


def _over_apposition(tokens: Sequence[Token], comma: int, words: Lexicon) -> Phrase | None:
    """“Smith, the mayor of York, said”; “the mayor of York, Ann Smith, said”."""
    sign = tokens[comma].low
    seen = 0
    nearest: Phrase | None = None
    fallback: Phrase | None = None
    for at in range(comma - 1, max(-1, comma - _WIDEST), -1):
        token = tokens[at]
        if token.run >= 0 or token.low in (";", ":"):
            break
        if token.low != sign:
            continue
        seen += 1
        if seen > _COMMAS:
            break
        found = phrase_left(tokens, at - 1, words) if at else None
        if nearest is None:
            inside = phrase_left(tokens, comma - 1, words)
            if inside and inside.kind is Kind.NAME and inside.left == at + 1:
                if found and found.kind is Kind.NOUN:
                    return replace(inside, left=found.left, role=(found.start, found.end))
                if found is None:
                    return inside
            nearest = inside
        opening = tokens[at + 1]
        if found is None or opening.kind & CONJUNCTION:
            continue
        if found.kind is Kind.PRONOUN and at != comma - 1 and not opening.kind & (SKIPPED | PREPOSITION | RELATIVE):
            continue
        role = None
        if opening.kind & DETERMINER or words.is_title(opening.low) or (opening.is_word and not is_small(opening.kind)):
            role = (at + 1, comma)
        found = replace(found, right=comma, role=found.role or role)
        if found.kind is not Kind.NOUN or tokens[found.left].kind & DETERMINER:
            return found
        fallback = fallback or found
    return fallback


def phrase_left(tokens: Sequence[Token], last: int, words: Lexicon, depth: int = 0) -> Phrase | None:
    """The phrase whose last token is at `last`, with what it hangs on."""
    if last < 0:
        return None
    if tokens[last].low == ")":
        last = _skip_back(tokens, last)
        if last < 0:
            return None
    if tokens[last].kind & PRONOUN and not tokens[last].kind & DETERMINER:
        if last and tokens[last - 1].kind & PREPOSITION and not tokens[last - 1].kind & CONJUNCTION:
            return None
        return Phrase(Kind.PRONOUN, last, last + 1, last, last + 1)
    at = last
    while at >= 0 and last - at < _LONGEST:
        token = tokens[at]
        if token.run >= 0:
            break
        if not token.is_word:
            if token.low == "." and at and tokens[at - 1].capital and at < last:
                at -= 1  # an abbreviation or an initial
                continue
            if token.low in "’'" and at < last:
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
    left = at + 1
    if left > last or not any(tokens[i].is_word and not tokens[i].kind & DETERMINER for i in range(left, last + 1)):
        return None
    found = _shaped(tokens, left, last + 1, words)
    if found is None or depth > _DEEPEST:
        return None
    if at < 0:
        return found
    before = tokens[at]
    if words.nouns_capitalised and tokens[left].kind & DETERMINER and is_name_word(before):
        chained = phrase_left(tokens, at, words, depth + 1)
        return _hung(chained, found, last + 1) if chained else found
    if before.kind & PREPOSITION and not before.kind & CONJUNCTION:
        chained = phrase_left(tokens, at - 1, words, depth + 1) if at else None
        if chained is None or chained.kind is Kind.PRONOUN:
            return None
        return _hung(chained, found, last + 1) if before.kind & ATTACHING else replace(chained, right=last + 1)
    if before.kind & RELATIVE and not before.kind & COMPLEMENTIZER and found.kind is Kind.NOUN:
        return _before_relative(tokens, at, words) or found
    if before.kind & AND and at and is_name_word(tokens[at - 1]) and found.kind is Kind.NAME:
        other = phrase_left(tokens, at - 1, words, depth + 1)
        if other and other.kind is Kind.NAME:
            return Phrase(Kind.NOUN, other.start, found.end, other.left, last + 1)
    return found


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
    return not (tokens[at].kind & PREPOSITION and first > 1 and tokens[first - 2].kind & DETERMINER)


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
        if (token.kind & SKIPPED and not token.kind & (PRONOUN | DETERMINER) and not token.capital) or (token.low in ("-", "t") and at + 1 < len(tokens)):
            at += 1
        else:
            break
    if at >= len(tokens):
        return None
    left = at
    if tokens[at].kind & PRONOUN and not tokens[at].kind & DETERMINER:
        return Phrase(Kind.PRONOUN, at, at + 1, at, at + 1)
    at = _forward(tokens, at, words)
    if at == left:
        return None
    settled = (
        forced or tokens[left].capital or bool(tokens[left].kind & DETERMINER) or words.is_title(tokens[left].low)
    )
    if not settled:
        return None
    found = _shaped(tokens, left, at, words)
    if found is None:
        return None
    if found.kind is Kind.NOUN:
        found = _extended(tokens, found, at, words)
        return _named_after(tokens, found, words)
    return replace(found, role=found.role or _role_after(tokens, found.right))


def _forward(tokens: Sequence[Token], at: int, words: Lexicon) -> int:
    """The end of the phrase that begins at `at`."""
    left = at
    while at < len(tokens) and at - left < _LONGEST:
        token = tokens[at]
        if token.run >= 0:
            break
        if not token.is_word:
            abbreviated = token.low == "." and at > left and tokens[at - 1].capital and at + 1 < len(tokens)
            if abbreviated and is_name_word(tokens[at + 1]) and (
                words.is_title(tokens[at - 1].low) or tokens[at - 1].end - tokens[at - 1].start <= 4
            ):
                at += 1
                continue
            break
        if at > left and joins(tokens, at, words):
            at += 1
            continue
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
    if end == at + 1 or not is_name_word(tokens[at + 1]) or not (end == len(tokens) or tokens[end].low in ",."):
        return found
    named = _shaped(tokens, at + 1, end, words)
    if named is None or named.kind is not Kind.NAME or named.end - named.start < 2:
        return found
    return replace(named, left=found.left, role=(found.start, found.end))


def _role_after(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
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
    start = last
    while start >= left and (
        is_name_word(tokens[start])
        or (tokens[start].low == "." and start > left and tokens[start - 1].capital)
        or (left < start < last and joins(tokens, start, words))
    ):
        start -= 1
    start += 1
    while start <= last and not tokens[start].is_word:
        start += 1
    if start > last:
        # no capital at the end: a noun, unless a name of several words stands first
        length = 0
        while left + length <= last and is_name_word(tokens[left + length]):
            length += 1
        if length >= 2 and not words.nouns_capitalised and not words.is_title(tokens[left + length - 1].low):
            name = _shaped(tokens, left, left + length, words)
            if name and name.kind is Kind.NAME and tokens[last].kind == 0 and length <= 3 and last - left - length > 3:
                return replace(name, right=end)
        if not any(c.isalpha() for c in tokens[last].low):
            return None
        return Phrase(Kind.NOUN, left, last + 1, left, end)
    title = next((i for i in range(last - 1, start - 1, -1) if words.is_title(tokens[i].low)), None)
    name = start if title is None else title + 1
    while name < last and not tokens[name].is_word:
        name += 1
    owner = next((i for i in range(last - 1, name - 1, -1) if tokens[i].low.endswith("’s")), None)
    if owner is not None and not words.nouns_capitalised:
        if last - owner < 2:
            return Phrase(Kind.NOUN, left, last + 1, left, end)
        name = owner + 1  # “The Times’s Ann Smith”
    if words.nouns_capitalised and name == last and (
        (left < start and tokens[left].kind & DETERMINER) or words.is_title(tokens[last].low)
    ) and title is None:
        return Phrase(Kind.NOUN, left, last + 1, left, end)
    if tokens[last].low.endswith(("’s", "s’")) and not words.nouns_capitalised:
        if tokens[last].low.endswith("’s"):
            return None
    role = (left, name) if name > left and any(tokens[i].is_word and not tokens[i].kind & DETERMINER for i in range(left, name)) else None
    return Phrase(Kind.NAME, name, last + 1, left, end, role)
