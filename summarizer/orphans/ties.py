"""By what a sentence hangs on the one before it, read off its own words.

It hangs where it opens with such a word, where one follows a few words of time or place, or where a pronoun
alone says who spoke. What stands inside quotation marks is somebody’s own words: there only “he” and “she”
at the very beginning count. No tagger and no parser: where the words leave it open, nothing hangs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from summarizer.model import Span
from summarizer.orphans.lexicon import TOKEN, Hold, Words, folded, without_polite, words_of
from summarizer.quotes.lexicon import (
    CALENDAR,
    COMPLEMENTIZER,
    CONJUNCTION,
    DETERMINER,
    HE,
    PREPOSITION,
    RELATIVE,
    SAY,
    SHE,
    WEAK,
    Lexicon,
    Order,
    is_small,
    lexicon,
)

_MOST: Final = 1_000
"""In characters: how far into a sentence is looked."""
_REACH: Final = 12
"""In tokens: how far from its beginning a subject may stand."""
_AFTER_VERB: Final = 6
"""The same where the verb comes first behind words of time and place."""

_SCENE: Final = 7
"""The same for what is pointed at behind words of time and place and a comma."""

_CAPITAL: Final = re.compile("(?<=[a-zäöüß,] )[A-Z][a-z]{2,5}")
"""A word with a capital inside a sentence, of the length that words for the reader have."""
_LEADING: Final = re.compile(r"[-–—•·*>\s]*")
_BREAKS: Final = frozenset(",;:()–—")
"""Behind these another clause may begin, to which a connective belongs."""
_MARKS: Final = frozenset("“”„‟\"＂«»‹›‘’‚‛'「」『』")
_SMALL_MARKS: Final = frozenset("‘’‚‛'")


@dataclass(frozen=True, slots=True)
class Tie:
    """`span` is the word or the phrase; `quoted` says that it stands in somebody’s own words. `noun`, folded,
    is what was introduced in the sentence before."""

    hold: Hold
    span: Span
    quoted: bool = False
    noun: str = ""


def words_in(text: str, span: Span) -> frozenset[str]:
    """The words of a sentence, folded, as far as it is looked into."""
    last = min(span.end, span.start + _MOST)
    return frozenset(folded(match[0]) for match in TOKEN.finditer(text, span.start, last))


def introduced(text: str, before: Span, span: Span, language: str | None) -> Tie | None:
    """“The memo …” right after “… a memo”: the noun with its article, where the sentence before brings it in
    and nothing behind it says which one is meant."""
    words, reporting = words_of(language), lexicon(language)
    if words is None or reporting is None or not words.definite:
        return None
    here = _tokens(text, span.start, min(span.end, span.start + _MOST))
    if len(here) < 3 or here[0].low not in words.definite or here[0].quoted:
        return None
    noun, after = here[1], here[2]
    if not noun.is_word or len(noun.low) < 3 or (noun.capital and not reporting.nouns_capitalised):
        return None
    if reporting.kind(after.low) & (PREPOSITION | RELATIVE | COMPLEMENTIZER) or after.capital:
        return None
    there = _tokens(text, max(before.start, before.end - _MOST), before.end)
    for at, token in enumerate(there):
        if token.low == noun.low and any(one.low in words.indefinite for one in there[max(0, at - 3) : at]):
            return Tie(Hold.INTRODUCED, Span(here[0].start, noun.end), noun=noun.low)
    return None


class _Token(NamedTuple):
    start: int
    end: int
    low: str
    capital: bool
    quoted: bool

    @property
    def is_word(self) -> bool:
        return self.low[0].isalnum()


def speaks_to_reader(text: str, language: str | None) -> bool:
    """Does the text use the polite words inside its sentences, where a capital tells them apart?"""
    words = words_of(language)
    if words is None or not words.polite:
        return False
    inside = (match[0].lower() for match in _CAPITAL.finditer(text))
    return any(one in words.polite or one in words.plural for one in inside)


def tie_of(text: str, span: Span, language: str | None, spoken_to: bool = True) -> Tie | None:
    """By what the sentence at `span` hangs on what stands before it; None where nothing tells.

    `spoken_to` says that the text may mean its reader by its polite words.
    """
    words = words_of(language) if spoken_to else without_polite(language)
    if words is None:
        return None
    start = _LEADING.match(text, span.start, span.end)
    assert start is not None
    if words.unspaced:
        return _unspaced(text, Span(start.end(), span.end), words)
    tokens = _tokens(text, start.end(), min(span.end, start.end() + _MOST))
    if not tokens:
        return None
    reporting = lexicon(language)
    return _opening(tokens, words, reporting) or (_told(tokens, reporting, words) if reporting else None)


def _unspaced(text: str, span: Span, words: Words) -> Tie | None:
    quoted = text[span.start : span.start + 1] in _MARKS
    found = words.at(text[span.start + quoted : min(span.end, span.start + 40)])
    if found is None or found[0] is Hold.FREE or (quoted and found[0] is not Hold.PERSON):
        return None
    at = span.start + quoted
    return Tie(found[0], Span(at, at + found[1]), quoted)


def _tokens(text: str, start: int, end: int) -> list[_Token]:
    """Words and signs, marks of quotation left out; what stands between those is `quoted`."""
    found: list[_Token] = []
    quoted = False
    for match in TOKEN.finditer(text, start, end):
        form = match[0]
        if form in _MARKS:
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            opens = (not before.strip() or before in "([—–-") and bool(after.strip())
            # without a pair a single mark is an apostrophe
            if form not in _SMALL_MARKS or opens != quoted:
                quoted = opens
            continue
        found.append(_Token(match.start(), match.end(), folded(form), form[0].isupper(), quoted))
    return found


def _opening(tokens: Sequence[_Token], words: Words, reporting: Lexicon | None) -> Tie | None:
    lows = [token.low for token in tokens[: _REACH + words.longest + 8]]
    found = _held(tokens, lows, 0, words)
    if found is not None:
        if found.hold is Hold.FREE or (
            tokens[0].quoted and found.hold is not Hold.PERSON and not _all_quoted(tokens)
        ):
            return None
        return found
    if tokens[0].quoted:
        return None
    if words.leads_in(lows[0]):
        if len(lows) > 1 and lows[1] in words.objects:
            free = _is_free(lows, 0, words) or _is_free(lows, 1, words)
            clause = reporting is not None and bool(reporting.kind(lows[0]) & CONJUNCTION)
            if free or (clause and reporting and _name_follows(tokens, 1, reporting)):
                return None
            return Tie(Hold.THIS, Span(tokens[0].start, tokens[1].end))
        held = _after_lead(tokens, lows, words, reporting) if reporting else None
        held = held or _after_comma(tokens, lows, words)
        if held is not None:
            return held
    if reporting and lows[0] in reporting.first_person:
        held = _met(tokens, words, reporting)
        if held is not None:
            return held
    return _inside(tokens, lows, words)


def _met(tokens: Sequence[_Token], words: Words, reporting: Lexicon) -> Tie | None:
    """“We know little of him”: somebody whom a writer speaks of before any noun could name him."""
    for at in range(1, min(_REACH, len(tokens))):
        token = tokens[at]
        kind = reporting.kind(token.low) if token.is_word else 0
        if token.low in words.met and not token.quoted:
            polite = token.capital and reporting.nouns_capitalised
            if polite or _is_free([one.low for one in tokens], at, words):
                return None
            return Tie(Hold.PRONOUN, Span(token.start, token.end))
        if token.quoted or not token.is_word or kind & (DETERMINER | CONJUNCTION | COMPLEMENTIZER):
            return None
        if token.capital and not is_small(kind):
            return None
    return None


def _after_comma(tokens: Sequence[_Token], lows: Sequence[str], words: Words) -> Tie | None:
    """“Since May, this money …”: what is pointed at behind a few words that set the scene."""
    for at in range(2, min(_SCENE, len(lows))):
        if lows[at - 1] == "," and not tokens[at].quoted:
            held = _held(tokens, lows, at, words)
            if held is not None and held.hold is Hold.THIS:
                return held
    return None


def _all_quoted(tokens: Sequence[_Token]) -> bool:
    """Is nobody named who says it?"""
    return all(token.quoted for token in tokens if token.is_word)


def _inside(tokens: Sequence[_Token], lows: Sequence[str], words: Words) -> Tie | None:
    """A connective in the main clause, near its beginning: “The mayor, however, …”, “Der Rat hat jedoch …”."""
    for at in range(1, min(_REACH, len(lows))):
        if tokens[at].quoted:
            return None
        length = words.connects(lows, at)
        set_off = lows[at - 1] == ","
        if lows[at - 1] in _BREAKS and not set_off:
            return None
        if length and (not set_off or lows[at + length : at + length + 1] in ([","], ["."], [])):
            return Tie(Hold.CONNECTIVE, Span(tokens[at].start, tokens[at + length - 1].end))
        if lows[at] in _BREAKS and not words.connects(lows, at + 1):
            return None
    return None


def _held(tokens: Sequence[_Token], lows: Sequence[str], at: int, words: Words) -> Tie | None:
    """What stands at a token, FREE included."""
    found = words.at(lows, at)
    if found is None:
        return None
    hold, length = found
    after = tokens[at + length] if at + length < len(tokens) else None
    if lows[at] in words.before_name and length == 1 and after is not None and after.capital:
        hold = Hold.FREE
    if lows[at] in words.polite:
        hold = Hold.FREE
    elif lows[at] in words.plural and after is not None and after.low.endswith(words.plural_endings):
        hold = Hold.FREE if words.polite else Hold.PRONOUN
    return Tie(hold, Span(tokens[at].start, tokens[at + length - 1].end), tokens[at].quoted)


def _is_free(lows: Sequence[str], at: int, words: Words) -> bool:
    found = words.at(lows, at)
    return found is not None and found[0] is Hold.FREE


def _after_lead(
    tokens: Sequence[_Token], lows: Sequence[str], words: Words, reporting: Lexicon
) -> Tie | None:
    """A pronoun that is the subject behind words of time or place: “In 2010 he …”, “2010 zog er …”."""
    clause = bool(reporting.kind(lows[0]) & CONJUNCTION)
    named = False
    for at in range(1, min(_REACH, len(tokens))):
        token = tokens[at]
        if token.quoted:
            return None
        before = tokens[at - 1]
        if lows[at] in (":", ";") or (clause and at > 1 and named):
            return None
        if reporting.nouns_capitalised and token.capital and lows[at] in words.polite | words.plural:
            return None  # “Jetzt planen Sie …”: who is spoken to
        if (token.is_word and reporting.kind(lows[at]) & (HE | SHE)) or lows[at] in words.subjects:
            if not _is_subject(tokens, at, clause, words, reporting):
                return None
            if clause and at == 1 and _name_follows(tokens, at, reporting):
                return None  # “When he came, Smith said”
            governed = bool(reporting.kind(lows[0]) & PREPOSITION) and lows[0] in words.placing
            if named and not governed:
                return None
            tie = _held(tokens, lows, at, words)
            return None if tie is None or tie.hold is Hold.FREE else tie
        if token.capital and token.is_word and not is_small(reporting.kind(lows[at])) and before.low != ".":
            named = named or not reporting.nouns_capitalised
    return None


def _is_subject(tokens: Sequence[_Token], at: int, clause: bool, words: Words, reporting: Lexicon) -> bool:
    """May the pronoun be the first subject of its sentence?"""
    before = tokens[at - 1]
    if reporting.order is Order.VERB_SECOND:
        inside = tokens[1:at]
        return at <= _AFTER_VERB and all(token.low != "," for token in inside)
    if at == 1:
        return clause
    if clause and before.low == ",":
        return False  # that clause has a subject of its own
    return (
        before.low == ","
        or before.low[-1].isdigit()
        or bool(reporting.kind(before.low) & CALENDAR)
        or before.low in words.times
    )


def _name_follows(tokens: Sequence[_Token], at: int, reporting: Lexicon) -> bool:
    """Does the main clause, behind the next comma, begin with a name?"""
    for here, after in zip(tokens[at : at + 30], tokens[at + 1 : at + 31], strict=False):
        if here.low == ",":
            return after.capital and not is_small(reporting.kind(after.low))
    return False


def _told(tokens: Sequence[_Token], reporting: Lexicon, words: Words) -> Tie | None:
    """“…,” he said: a pronoun that alone says who spoke, behind words of his own."""
    named = False
    spoken = False
    for at, token in enumerate(tokens):
        if token.quoted:
            spoken = True
            continue
        kind = reporting.kind(token.low) if token.is_word else 0
        if kind & (HE | SHE) and at and not named:
            before, after = tokens[at - 1], tokens[at + 1] if at + 1 < len(tokens) else None
            tag = _says(after, reporting) and (before.quoted or before.low == ",")
            if not tag and at > 1 and _says(before, reporting):
                tag = tokens[at - 2].quoted or tokens[at - 2].low == ","
                tag = tag and (after is None or not after.is_word or bool(reporting.kind(after.low)))
            # of a tag behind words without marks nothing is sure but at the end
            if tag and (spoken or at >= len(tokens) - 4):
                held = words.at([token.low])
                hold = held[0] if held else Hold.PERSON
                return Tie(hold, Span(token.start, token.end))
        if token.is_word and token.capital and at and not is_small(kind):
            named = True
        if token.is_word and at == 0 and token.capital and not is_small(kind):
            named = len(tokens) > 1 and not reporting.nouns_capitalised
    return None


def _says(token: _Token | None, reporting: Lexicon) -> bool:
    return token is not None and not token.quoted and bool(reporting.kind(token.low) & (SAY | WEAK))
