"""The verbs and phrases of a clause that say who speaks, each with whom it belongs to.

A clause is read once, without regard to any one quotation. A verb without a subject of its own takes
that of the verb before it or of the clause, less surely; one whose subject isn't found is remembered,
for it makes what stands farther off less sure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, NamedTuple

from summarizer.quotes.clauses import Clause, Token
from summarizer.quotes.lexicon import (
    ATTACHING,
    COMPLEMENTIZER,
    CONJUNCTION,
    CUE,
    DETERMINER,
    INFINITIVE,
    PARTICIPLE,
    PASSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SAY,
    SKIPPED,
    TAG,
    WEAK,
    Lexicon,
    Order,
    is_small,
)
from summarizer.quotes.phrases import Kind, Phrase, follows_run, phrase_before, phrase_left, phrase_right
from summarizer.quotes.subjects import subject_of

WEAK_VERB: Final = 0.94
"""Against 1 for a verb that always reports."""
BORROWED_SUBJECT: Final = 0.86
UNLISTED: Final = 0.88
"""For a verb that is in no list and stands where only a reporting one can."""
_SEGMENTS: Final = 4
"""Parts between commas in which the subject of a clause is sought."""
_DASHES: Final = frozenset("–—―-")


class Cue(NamedTuple):
    """A reporting verb or phrase, from token `start` to `end`, and whose it is."""

    start: int
    end: int
    phrase: Phrase
    surety: float
    anywhere: bool = False  # holds for the whole clause, as "according to" does


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause's cues in order; `orphans` are the reporting verbs whose subject isn't found.

    `gaps` and `runs` count, before each token, the words that keep a cue and a quotation apart and the
    runs.
    """

    cues: Sequence[Cue]
    orphans: Sequence[int]
    gaps: Sequence[int]
    runs: Sequence[int]


def read(text: str, clause: Clause, words: Lexicon) -> Reading:
    """Finds the cues of a clause."""
    cues, orphans = _cues(text, clause, words)
    gaps = [0, *accumulate(t.is_word and not t.kind & (SKIPPED | PASSIVE) for t in clause.tokens)]
    runs = [0, *accumulate(t.run >= 0 for t in clause.tokens)]
    return Reading(cues, orphans, gaps, runs)


def _cues(text: str, clause: Clause, words: Lexicon) -> tuple[list[Cue], list[int]]:
    """The reporting verbs and phrases of a clause that have a subject, and the verbs without, in order."""
    found: list[Cue] = []
    orphans: list[int] = []
    for at, token in enumerate(clause.tokens):
        if not _may_report(clause.tokens, at):
            continue
        phrase, surety = _whose(clause, at, found, words)
        if phrase is not None:
            found.append(Cue(at, at + 1, phrase, surety))
        elif token.kind & SAY:
            orphans.append(at)
    found.extend(_according(text, clause, words))
    found.extend(_unlisted(text, clause, words))
    return sorted(found, key=lambda cue: cue.start), orphans


def _may_report(tokens: Sequence[Token], at: int) -> bool:
    """Could this token be a verb that reports, by what it is and what stands before it?"""
    token = tokens[at]
    if token.run >= 0 or not token.kind & (CUE | TAG) or (token.capital and at):
        return False
    before = tokens[at - 1] if at else None
    if not token.kind & CUE:
        return before is not None and (before.low == "," or follows_run(tokens, at - 1))
    if token.kind & INFINITIVE:
        return before is not None and bool(before.kind & (SKIPPED | PREPOSITION))
    return bool(token.kind & PARTICIPLE) or before is None or not _makes_a_noun(before)


def _whose(clause: Clause, at: int, found: Sequence[Cue], words: Lexicon) -> tuple[Phrase | None, float]:
    """The subject of the verb at `at`, its own or a borrowed one, and how sure the verb is."""
    tokens = clause.tokens
    kind = tokens[at].kind
    surety = 1.0 if kind & SAY and not kind & WEAK else WEAK_VERB
    phrase: Phrase | None = None
    if kind & PARTICIPLE and not kind & (SAY | WEAK):
        borrows = True
        before = tokens[at - 1] if at else None
        if before and not before.kind & (PREPOSITION | CONJUNCTION) and before.low != ",":
            phrase = subject_of(tokens, at, words)
            if phrase and phrase.kind is Kind.NOUN and phrase.right == at and not _hangs(tokens, phrase.left):
                phrase = None  # “issued a statement saying”: the object of another verb
    else:
        borrows = _coordinated(tokens, at)
        if not (borrows and found and words.order is not Order.SUBJECT_FIRST):
            phrase = subject_of(tokens, at, words)
    if phrase is None and borrows:
        return _borrowed(clause, found, words), surety * BORROWED_SUBJECT
    return phrase, surety


def _makes_a_noun(before: Token) -> bool:
    """Is a verb's form a noun or an adjective after this word: “the claims”, “in said report”?"""
    small = before.kind & (DETERMINER | PREPOSITION)
    return bool(small) and not before.kind & (PRONOUN | COMPLEMENTIZER | SKIPPED)


def _unlisted(text: str, clause: Clause, words: Lexicon) -> list[Cue]:
    """A verb that no lexicon has, where only a reporting one can stand: “…,” Smith shot back."""
    tokens = clause.tokens
    found: list[Cue] = []
    for q in clause.runs:
        at = q + 1
        if at < len(tokens) and tokens[at].low == ",":
            at += 1
        elif not any(c in ",!?" for c in text[max(tokens[q].start, tokens[q].end - 3) : tokens[q].end]):
            continue
        if at + 1 >= len(tokens) or not tokens[at].is_word:
            continue
        if words.order is Order.SUBJECT_FIRST:
            phrase = phrase_right(tokens, at, words, forced=False)
            if phrase is None or phrase.left != at or phrase.kind is Kind.NOUN:
                continue
            if phrase.kind is Kind.NAME and any(
                t.is_word and not t.capital for t in tokens[at : phrase.right]
            ):
                continue
            verb = phrase.right
        else:
            verb = at
            phrase = phrase_right(tokens, at + 1, words, forced=False)
        if phrase is not None and verb < len(tokens) and _is_plain(tokens[verb], words):
            found.append(Cue(verb, verb + 1, phrase, UNLISTED))
    return found


def _is_plain(token: Token, words: Lexicon) -> bool:
    """Is this a word of no class, in lower case, that could be a verb?"""
    if token.kind or token.capital or not token.low.isalpha() or words.is_title(token.low):
        return False
    return not words.verb_endings or token.low.endswith(words.verb_endings)


def _hangs(tokens: Sequence[Token], at: int) -> bool:
    """Does a phrase at `at` follow a small word, as in “with aides calling it …”?"""
    return at == 0 or bool(tokens[at - 1].kind & (PREPOSITION | CONJUNCTION))


def _coordinated(tokens: Sequence[Token], at: int) -> bool:
    """Does a conjunction stand before the verb, so that its subject is the one before?"""
    at -= 1
    while at >= 0 and tokens[at].kind & SKIPPED:
        at -= 1
    return at >= 0 and bool(tokens[at].kind & CONJUNCTION)


def _borrowed(clause: Clause, found: Sequence[Cue], words: Lexicon) -> Phrase | None:
    """The subject of a verb that has none of its own: that of the verb before, else of the clause."""
    if found:
        return found[-1].phrase
    return main_subject(clause, words)


def main_subject(clause: Clause, words: Lexicon) -> Phrase | None:
    """The phrase that opens a clause, or what follows an adverbial phrase with its comma."""
    tokens = clause.tokens
    at = 0
    while at < len(tokens) and tokens[at].kind & CONJUNCTION and not tokens[at].kind & PRONOUN:
        at += 1
    for _ in range(_SEGMENTS):
        if at >= len(tokens) or tokens[at].run >= 0:
            return None
        opening = tokens[at]
        adverbial = opening.kind & (PREPOSITION | PARTICIPLE | SKIPPED) or (
            is_small(opening.kind) and not opening.kind & (DETERMINER | PRONOUN)
        )
        if not adverbial:
            found = _opening(tokens, at, words)
            if found:
                return found
        comma = next((i for i in range(at, min(len(tokens), at + 25)) if tokens[i].low == ","), None)
        if comma is None:
            return None
        at = comma + 1
    return None


def _opening(tokens: Sequence[Token], at: int, words: Lexicon) -> Phrase | None:
    """The phrase that begins at `at`, where what follows shows that it ends there and is a subject."""
    found = phrase_right(tokens, at, words, forced=False)
    if found is None or found.left != at:
        return None
    after = tokens[found.right] if found.right < len(tokens) else None
    if found.kind is Kind.PRONOUN or (after and after.kind & (SKIPPED | PASSIVE | CUE | RELATIVE)):
        return found
    if found.kind is Kind.NAME and (after is None or after.low == ","):
        beyond = tokens[found.right + 1] if found.right + 1 < len(tokens) else None
        apposed = beyond is not None and (beyond.kind & (DETERMINER | RELATIVE) or not beyond.capital)
        first = not any(t.low == "," for t in tokens[:at])
        return found if apposed and first else None
    if found.kind is Kind.NAME and all(t.capital or not t.is_word for t in tokens[found.start : found.end]):
        return replace(found, right=found.end)
    # "Ann Smith left early": nothing shows where the name ends but the capitals
    end = at
    while end < len(tokens) and tokens[end].capital and not is_small(tokens[end].kind):
        end += 1
    return phrase_left(tokens, end - 1, words) if at < end < len(tokens) else None


def _according(text: str, clause: Clause, words: Lexicon) -> list[Cue]:
    tokens = clause.tokens
    found: list[Cue] = []
    starts = {token.start: i for i, token in enumerate(tokens) if token.run < 0}
    first, last = tokens[0].start, tokens[-1].end
    ends = {token.end: i for i, token in enumerate(tokens) if token.run < 0}
    if words.according:
        for match in words.according.finditer(text, first, last):
            if match.start() not in starts or match.end() not in ends:
                continue
            after = ends[match.end()] + 1
            if words.nouns_capitalised and after < len(tokens) and tokens[after].kind & ATTACHING:
                after += not tokens[after].kind & DETERMINER  # nach Angaben von …, des …, der …
            phrase = phrase_right(tokens, after, words, forced=True)
            if phrase:
                found.append(Cue(starts[match.start()], ends[match.end()] + 1, phrase, 1.0, anywhere=True))
    if words.according_after:
        for match in words.according_after.finditer(text, first, last):
            if match.start() not in starts or match.end() not in ends:
                continue
            phrase = phrase_before(tokens, starts[match.start()], words)
            if phrase:
                found.append(Cue(starts[match.start()], ends[match.end()] + 1, phrase, 1.0, anywhere=True))
    return found


def named_before_colon(clause: Clause, q: int, words: Lexicon) -> Phrase | None:
    """“Smith: “…””, as in an interview, at the beginning of a paragraph."""
    tokens = clause.tokens
    if not clause.opens_block or not 2 <= q <= 12 or tokens[q - 1].low not in (":", "："):
        return None
    found = phrase_right(tokens, 0, words, forced=True)
    if found is None or found.left or (found.right != q - 1 and found.kind is not Kind.NAME):
        return None
    return found


def named_after_dash(clause: Clause, q: int, words: Lexicon) -> Phrase | None:
    """“…” — Ann Smith, with nothing after it but an office."""
    tokens = clause.tokens
    if q + 2 >= len(tokens) or tokens[q + 1].low not in _DASHES:
        return None
    found = phrase_right(tokens, q + 2, words, forced=False)
    if found is None or found.kind is not Kind.NAME or found.left != q + 2:
        return None
    closed = found.right == len(tokens) or tokens[found.right].low in ",.("
    return found if closed and not any(t.run >= 0 for t in tokens[found.right :]) else None
