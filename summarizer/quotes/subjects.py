"""Finds the subject of a reporting verb: before it, after it, or beyond what is put in between.

"Smith, who was elected in May, said", "said the mayor, Ann Smith", "Smith (Lab.) has since added": commas,
dashes, brackets, relative clauses, adverbs and auxiliaries are stepped over; a passive has no speaker.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from summarizer.quotes.clauses import Token
from summarizer.quotes.lexicon import (
    ADDRESS,
    CALENDAR,
    COMPLEMENTIZER,
    CONJUNCTION,
    DETERMINER,
    PARTICIPLE,
    PASSIVE,
    PREPOSITION,
    RELATIVE,
    SKIPPED,
    WEAK,
    Lexicon,
    Order,
    is_small,
)
from summarizer.quotes.phrases import (
    Kind,
    Phrase,
    before_relative,
    follows_run,
    phrase_left,
    phrase_right,
    skip_back,
)

_WIDEST: Final = 40
"""In tokens: how far back a comma may begin what stands between a subject and its verb."""
_COMMAS: Final = 5
_CLAUSE: Final = 15
"""In tokens, of a relative clause between a subject and its verb."""
_DASHES: Final = frozenset("–—-―")


def subject_of(tokens: Sequence[Token], verb: int, words: Lexicon) -> Phrase | None:
    """The phrase that does what the verb says."""
    cue = tokens[verb].kind
    before = skip_back(tokens, verb - 1)
    quoted = follows_run(tokens, before)
    if not cue & PARTICIPLE and any(tokens[i].kind & PASSIVE for i in range(before + 1, verb)):
        return None
    inverts = not cue & ADDRESS
    if quoted and inverts and not (cue & PARTICIPLE and words.order is Order.SUBJECT_FIRST):
        found = phrase_right(tokens, verb + 1, words, forced=True)
        after = tokens[found.right].kind if found and found.right < len(tokens) else 0
        # "…," said the mayor was wrong: with a verb of its own it is no subject of this one
        if found and (not after & (SKIPPED | PASSIVE) or after & (PREPOSITION | CALENDAR)):
            return found
    if not quoted:
        found = _subject_left(tokens, before, words)
        adverb = found and _is_bare(tokens, found) and (cue & WEAK or follows_run(tokens, found.left - 1))
        if found and not adverb:
            return _after_object(tokens, verb, found, words) or found
    if inverts and words.order is not Order.SUBJECT_FIRST:
        return phrase_right(tokens, verb + 1, words, forced=False)
    return None


def _after_object(tokens: Sequence[Token], verb: int, before: Phrase, words: Lexicon) -> Phrase | None:
    """“Der Zeitung sagte Karl Huber”: a noun before the verb and a full name after it, which is the one."""
    if words.order is not Order.VERB_SECOND or before.kind is not Kind.NOUN or tokens[verb].kind & ADDRESS:
        return None
    after = phrase_right(tokens, verb + 1, words, forced=False)
    if after is None or after.kind is not Kind.NAME or after.end - after.start < 2:
        return None
    return after if after.left == verb + 1 else None


def _is_bare(tokens: Sequence[Token], found: Phrase) -> bool:
    """A lone word in lower case, that may as well be a verb: “she received emails”."""
    return found.kind is Kind.NOUN and found.right - found.left == 1 and not tokens[found.left].capital


def _subject_left(tokens: Sequence[Token], at: int, words: Lexicon) -> Phrase | None:
    if at < 0:
        return None
    token = tokens[at]
    if token.low == "," or token.low in _DASHES:
        return _over_apposition(tokens, at, words)
    if token.kind & RELATIVE and not token.kind & COMPLEMENTIZER:
        return before_relative(tokens, at, words)
    found = phrase_left(tokens, at, words)
    if found is None or found.kind is Kind.PRONOUN:
        return found
    # “an official who spoke to discuss the plan said”: the official, not the plan
    for i in range(found.left - 1, max(-1, found.left - _CLAUSE), -1):
        if tokens[i].run >= 0 or not tokens[i].is_word:
            break
        if tokens[i].kind & RELATIVE and not tokens[i].kind & COMPLEMENTIZER:
            return before_relative(tokens, i, words)
    return found


def _over_apposition(tokens: Sequence[Token], comma: int, words: Lexicon) -> Phrase | None:
    """“Smith, the mayor of York, said”; “the mayor of York, Ann Smith, said”.

    Looks back from comma to comma (or dash to dash) for what the words between them are said of.
    """
    sign = tokens[comma].low
    commas = []
    for at in range(comma - 1, max(-1, comma - _WIDEST), -1):
        if tokens[at].run >= 0 or tokens[at].low in (";", ":"):
            break
        if tokens[at].low == sign:
            commas.append(at)
    fallback: Phrase | None = None
    for at in commas[:_COMMAS]:
        found = phrase_left(tokens, at - 1, words)
        opening = tokens[at + 1]
        if at == commas[0]:
            inside = phrase_left(tokens, comma - 1, words)
            if inside and inside.kind is Kind.NAME and inside.left == at + 1:
                if found and found.kind is Kind.NOUN:
                    return replace(inside, left=found.left, role=(found.start, found.end))
                if found is None:
                    fallback = (
                        inside  # "In the capital, Smith, said" — or its name: "in the capital, York, …"
                    )
        if found is None or opening.kind & CONJUNCTION:
            continue
        if found.kind is Kind.PRONOUN and not opening.kind & (SKIPPED | PREPOSITION | RELATIVE):
            continue
        if fallback and fallback.kind is Kind.NAME and not opening.kind & (RELATIVE | DETERMINER):
            continue
        office = opening.is_word and (
            opening.kind & DETERMINER or words.is_title(opening.low) or not is_small(opening.kind)
        )
        found = replace(found, right=comma, role=found.role or ((at + 1, comma) if office else None))
        if found.kind is not Kind.NOUN or tokens[found.left].kind & DETERMINER:
            return found
        fallback = fallback or found
    return fallback
