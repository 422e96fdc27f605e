"""Quotations: who said what, word for word, and no name where it is not sure.

`find_quotes` pairs the marks, keeps what is speech, names the speakers and marks what a reader would
want to see. Everything it returns is a span of the document; nothing is read but packaged word lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarizer.model import Document, Quote, Sentence
from summarizer.quotes.cast import Cast, Meant
from summarizer.quotes.clauses import Clause
from summarizer.quotes.keys import is_quotation, kind_of, with_keys
from summarizer.quotes.lexicon import Lexicon
from summarizer.quotes.marks import Run
from summarizer.quotes.people import People
from summarizer.quotes.prose import Prose
from summarizer.quotes.speakers import Attribution, Speakers
from summarizer.quotes.who import resolve

__all__ = ["Cast", "Meant", "Prose", "find_quotes"]

SURE: Final = 0.6
"""Below this confidence nobody is named."""


def find_quotes(
    document: Document, sentences: Sequence[Sentence], language: str | None, prose: Prose | None = None
) -> tuple[Quote, ...]:
    """Returns the quotations of a document's prose in order; at most five are key.

    `language` is ISO 639-1. Where there is no lexicon for it, or it is None, nobody is named. `prose` is what
    was read of the same document, sentences and language before.
    """
    prose = prose or Prose(document, sentences, language)
    if not prose.runs:
        return ()
    people = prose.people
    if prose.words is None or people is None:
        return with_keys(document, _unnamed(document.text, prose.runs))
    return with_keys(document, _named(document.text, prose.blocks, prose.runs, people, prose.words))


def _unnamed(text: str, runs: Sequence[Run]) -> list[Quote]:
    groups = _groups(text, runs, [None] * len(runs))
    return [
        Quote(run.inner, kind_of(text, run), group=group)
        for run, group in zip(runs, groups, strict=True)
        if is_quotation(text, run, 0.0, carried=False, before="", words=None)
    ]


def _named(
    text: str, blocks: Sequence[Sequence[Clause]], runs: Sequence[Run], people: People, words: Lexicon
) -> list[Quote]:
    attributions = Speakers(text, blocks, runs, words).attribute()
    befores = _words_before(blocks, len(runs))
    groups = _groups(text, runs, attributions)
    quotes: list[Quote] = []
    last_block = 0
    for run, attribution, before, group in zip(runs, attributions, befores, groups, strict=True):
        surety = attribution.surety if attribution else 0.0
        carried = attribution is not None and not attribution.direct
        if not is_quotation(text, run, surety, carried, before, words):
            continue
        quote = Quote(run.inner, kind_of(text, run), group=group)
        if attribution is not None and surety >= SURE:
            near = quotes[-1] if quotes and run.block - last_block <= 1 else None
            quote = resolve(text, quote, attribution, near, people, words, SURE)
        last_block = run.block
        quotes.append(quote)
    return quotes


def _words_before(blocks: Sequence[Sequence[Clause]], count: int) -> list[str]:
    """For each run the word before it, in lower case."""
    befores = [""] * count
    for block in blocks:
        for clause in block:
            for at in clause.runs:
                if at:
                    befores[clause.tokens[at].run] = clause.tokens[at - 1].low
    return befores


def _groups(text: str, runs: Sequence[Run], attributions: Sequence[Attribution | None]) -> list[int]:
    """Numbers the utterances: runs that one verb interrupts, or that go on after it or in the next
    paragraph, belong together."""
    groups: list[int] = []
    for at, (run, here) in enumerate(zip(runs, attributions, strict=True)):
        together = False
        if at:
            last, there = runs[at - 1], attributions[at - 1]
            if last.onward:
                together = True
            elif last.block == run.block and here and there and here.mention == there.mention:
                between = text[last.outer.end : run.outer.start]
                interrupted = last.inner.of(text)[-1] in ",，" or not between.strip(" \u00a0,")
                together = not here.direct or (interrupted and here.cue == there.cue)
        groups.append(groups[-1] if together else at)
    return groups
