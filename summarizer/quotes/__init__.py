"""Quotations: who said what, word for word, and no name where it is not sure.

`find_quotes` pairs the marks, keeps what is speech, names the speakers and marks what a reader would
want to see. Everything it returns is a span of the document; nothing is read but packaged word lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarizer.model import PROSE, Document, Quote, Sentence
from summarizer.quotes.clauses import Clause, clauses_of
from summarizer.quotes.dialogue import find_dialogue
from summarizer.quotes.keys import is_quotation, kind_of, with_keys
from summarizer.quotes.lexicon import Lexicon, lexicon
from summarizer.quotes.marks import Run, find_runs
from summarizer.quotes.people import people_of
from summarizer.quotes.speakers import Attribution, Speakers
from summarizer.quotes.who import resolve

__all__ = ["find_quotes"]

SURE: Final = 0.6
"""Below this confidence nobody is named."""


def find_quotes(document: Document, sentences: Sequence[Sentence], language: str | None) -> tuple[Quote, ...]:
    """Returns the quotations of a document's prose in order; at most five are key.

    `language` is ISO 639-1. Where there is no lexicon for it, or it is None, nobody is named.
    """
    words = lexicon(language)
    runs = find_runs(document.text, document.blocks)
    if words is not None and words.dashes:
        runs = _with_dialogue(document, runs, words)
    if not runs:
        return ()
    found = _unnamed(document.text, runs) if words is None else _named(document, sentences, runs, words)
    return with_keys(document, found)


def _with_dialogue(document: Document, runs: list[Run], words: Lexicon) -> list[Run]:
    """Adds the speech after dashes, of paragraphs that have no marks."""
    marked = {run.block for run in runs}
    spoken = [
        run
        for index, block in enumerate(document.blocks)
        if block.kind in PROSE and index not in marked
        for run in find_dialogue(document.text, block.span, index, words)
    ]
    return sorted([*runs, *spoken], key=lambda run: run.outer) if spoken else runs


def _unnamed(text: str, runs: Sequence[Run]) -> list[Quote]:
    groups = _groups(text, runs, [None] * len(runs))
    return [
        Quote(run.inner, kind_of(text, run), group=group)
        for run, group in zip(runs, groups, strict=True)
        if is_quotation(text, run, 0.0, carried=False, before="", words=None)
    ]


def _named(
    document: Document, sentences: Sequence[Sentence], runs: Sequence[Run], words: Lexicon
) -> list[Quote]:
    text = document.text
    blocks = _clauses(document, sentences, runs, words)
    people = people_of(text, [clause for block in blocks for clause in block], words)
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


def _clauses(
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
