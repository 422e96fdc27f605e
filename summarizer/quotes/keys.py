"""What is speech and what is a label in marks; and which quotations a reader wants to see.

A label (a title, a term, words held at arm's length) is short, or written like a title, and nobody is
said to have said it. Which are key depends on the document alone, never on its summary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from summarizer.model import READABLE, Document, Quote, QuoteKind, Span
from summarizer.quotes.lexicon import Lexicon
from summarizer.quotes.marks import Run
from summarizer.words import count_words, tokens

WHOLE: Final = 5
"""In words: from this length on, words in marks are speech unless they are written like a title."""
SAID: Final = 0.8
"""So sure an attribution must be for a shorter run to count as speech."""
PLAINLY_SAID: Final = 0.9
"""And so sure for a run that is written like a title."""
KEY_SURE: Final = 0.7
"""A key quotation shows its speaker only above this confidence; others come after all that do."""
MOST_KEYS: Final = 5
FEWEST_KEYS: Final = 2
"""So many are key, named ones first; those beyond these few have to be named."""
_GOES_ON: Final = 3
"""In words: what of a key utterance goes on after its verb is key, too, from this length on."""
AGAIN: Final = 0.5
"""What a quotation loses for each that is chosen already of the same speaker."""
_CANDIDATES: Final = 40
"""So many of the best are compared with one another."""
_LEAD_WORDS: Final = 80
_FULL: Final = 20
_LONG: Final = 60
"""In words: a quotation that says enough, and one that begins to say too much."""
_TITLE_SHARE: Final = 0.75
_LONGEST_TITLE: Final = 10
_SAME: Final = 0.5
_ENDS: Final = ".!?…。！？"


def is_quotation(
    text: str, run: Run, surety: float, carried: bool, before: str, words: Lexicon | None
) -> bool:
    """Is this run speech? `surety` is that of its attribution, `before` the lower-case word before it."""
    inner = run.inner.of(text)
    if not any(c.isalpha() for c in inner) or text[run.outer.start - 1 : run.outer.start] == "=":
        return False
    if run.onward or run.introduced:
        return True
    length = count_words(inner)
    ends = inner[-1] in _ENDS
    plainly = surety >= PLAINLY_SAID and not carried
    if words is None:
        return length >= WHOLE - 1 or (length >= WHOLE - 2 and ends)
    titled = _like_a_title(inner, words) and length <= _LONGEST_TITLE
    if before in words.labels and (titled or length < WHOLE or not (plainly or ends)):
        return False
    if titled and not (inner[-1] in "?!" and length >= WHOLE):
        return plainly and inner[-1] in _ENDS + ",，"
    if length >= WHOLE:
        return True
    if run.weak:
        return plainly
    return surety >= SAID and (not carried or ends)


def kind_of(text: str, run: Run) -> QuoteKind:
    """Direct where it begins as a sentence does, partial where it completes the writer's own."""
    first = next((c for c in run.inner.of(text) if c.isalpha()), "")
    return QuoteKind.PARTIAL if first.islower() and not run.introduced else QuoteKind.DIRECT


def with_keys(document: Document, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    """Returns the quotes with the few that are worth showing marked: early ones with a named speaker
    that are long enough to say something, near to what the story opens with, no two alike; and with
    what belongs to one of them."""
    text = document.text
    lead = _lead(document)
    best: dict[int, tuple[float, int]] = {}  # of each utterance, its best run
    for at, quote in enumerate(quotes):
        score = _worth(text, quote, at / len(quotes), lead)
        if score > 0 and score > best.get(quote.group, (0.0, 0))[0]:
            best[quote.group] = (score, at)
    ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1]))[:_CANDIDATES]
    pool = {at: score for score, at in ranked}
    chosen: list[int] = []
    for most, named in ((MOST_KEYS, True), (FEWEST_KEYS, False)):
        while len(chosen) < most:
            fitting = [
                at
                for at in pool
                if at not in chosen
                and (_is_named(quotes[at]) or not named)
                and not any(_alike(text, quotes[at], quotes[other]) for other in chosen)
            ]
            if not fitting:
                break
            heard = [_speaker(text, quotes[other]) for other in chosen]
            worth = {at: pool[at] - AGAIN * heard.count(_speaker(text, quotes[at])) for at in fitting}
            chosen.append(min(fitting, key=lambda at: (-worth[at], at)))
    groups = {quotes[at].group for at in chosen}
    rest = (
        at
        for at, quote in enumerate(quotes)
        if quote.group in groups and at not in chosen and _goes_on(text, quote)
    )
    chosen.extend(islice(rest, MOST_KEYS - len(chosen)))
    return tuple(replace(quote, key=True) if at in chosen else quote for at, quote in enumerate(quotes))


def _speaker(text: str, quote: Quote) -> str | None:
    return quote.speaker.of(text) if quote.speaker else None


def _is_named(quote: Quote) -> bool:
    return quote.speaker is not None and quote.confidence >= KEY_SURE


def _goes_on(text: str, quote: Quote) -> bool:
    """May the rest of an utterance be shown with what is key of it?"""
    return (quote.speaker is None or _is_named(quote)) and count_words(quote.span.of(text)) >= _GOES_ON


def _worth(text: str, quote: Quote, lateness: float, lead: frozenset[str]) -> float:
    inner = quote.span.of(text)
    length = count_words(inner)
    if length < WHOLE or (quote.speaker is not None and not _is_named(quote)):
        return 0.0
    own = _content(inner)
    shared = len(own & lead) / len(own) if own else 0.0
    fitting = min(1.0, length / _FULL) if length <= _LONG else max(0.3, 1.0 - (length - _LONG) / 100)
    whole = 0.4 if quote.kind is QuoteKind.DIRECT else 0.0
    return (1.0 - lateness) + shared + fitting + whole + 0.5 * quote.confidence


def _lead(document: Document) -> frozenset[str]:
    """The words of the headline and of what the story opens with."""
    words = list(tokens(document.headline or ""))
    for block in document.blocks:
        if block.kind in READABLE:
            # enough for the lead in any script, however long the block
            span = Span(block.span.start, min(block.span.end, block.span.start + 20 * _LEAD_WORDS))
            words.extend(tokens(span.of(document.text)))
            if len(words) >= _LEAD_WORDS:
                break
    return frozenset(w.lower() for w in words[:_LEAD_WORDS] if _is_content(w))


def _content(inner: str) -> frozenset[str]:
    return frozenset(w.lower() for w in tokens(inner) if _is_content(w))


def _is_content(word: str) -> bool:
    return len(word) > 3 or not word.isascii()


def _alike(text: str, one: Quote, other: Quote) -> bool:
    first, second = _content(one.span.of(text)), _content(other.span.of(text))
    return len(first & second) > _SAME * max(1, min(len(first), len(second)))


def _like_a_title(inner: str, words: Lexicon) -> bool:
    """Are its words written with capitals? In German, where all nouns are, that says nothing."""
    if words.nouns_capitalised:
        return False
    long = [w for w in tokens(inner) if len(w) > 3 or w[0].isupper()]
    return bool(long) and sum(w[0].isupper() or w[0].isdigit() for w in long) >= _TITLE_SHARE * len(long)
