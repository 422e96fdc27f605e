"""Quotations: who said what, word for word, and no name where it is not sure.

`find_quotes` pairs the marks, keeps what is speech, names the speakers and marks what a reader would
want to see. Everything it returns is a span of the document; nothing is read but packaged word lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarizer.model import PROSE, Document, Quote, QuoteKind, Sentence, Span
from summarizer.quotes.clauses import Clause, clauses_of
from summarizer.quotes.keys import is_quotation, with_keys
from summarizer.quotes.lexicon import lexicon
from summarizer.quotes.marks import Run, find_runs
from summarizer.quotes.people import people_of
from summarizer.quotes.speakers import Attribution, Speakers, resolve

__all__ = ["find_quotes"]

SURE: Final = 0.6
"""Below this confidence no speaker is named."""


def find_quotes(document: Document, sentences: Sequence[Sentence], language: str | None) -> tuple[Quote, ...]:
    """Returns the quotations of a document's prose in order; at most five are key."""
    text = document.text
    runs = find_runs(text, document.blocks)
    if not runs:
        return ()
    words = lexicon(language)
    if words is None:
        return with_keys(text, tuple(Quote(run.inner, _kind(text, run), group=i) for i, run in enumerate(runs)))
    starts = frozenset(sentence.span.start for sentence in sentences)
    by_block: dict[int, list[tuple[int, Run]]] = {}
    for number, run in enumerate(runs):
        by_block.setdefault(run.block, []).append((number, run))
    clauses = [
        clauses_of(text, block.span.start, block.span.end, index, by_block.get(index, ()), starts, words)
        for index, block in enumerate(document.blocks)
        if block.kind in PROSE
    ]
    flat = [clause for block in clauses for clause in block if clause.tokens]
    people = people_of(text, flat, words)
    attributions = Speakers(text, clauses, runs, words).attribute()
    quotes = []
    for i, (run, attribution) in enumerate(zip(runs, attributions, strict=True)):
        speaker = mention = cue = role = None
        surety = 0.0
        if attribution and attribution.surety >= SURE:
            resolved = resolve(text, attribution, people)
            mention, cue = attribution.mention, attribution.cue_span
            surety = resolved.surety
            if surety >= SURE:
                speaker = resolved.speaker
        quotes.append(Quote(run.inner, _kind(text, run), speaker, mention, cue, role, round(surety, 3), i))
    return with_keys(text, tuple(quotes))


def _kind(text: str, run: Run) -> QuoteKind:
    return QuoteKind.DIRECT
