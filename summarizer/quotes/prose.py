"""A document's prose as quotations and pronouns are read in it: runs, clauses, names.

Each of them is read when it is first asked for, and once; a language without a lexicon has runs alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from summarizer.model import PROSE, Document, Sentence
from summarizer.quotes.clauses import Clause, clauses_by_block
from summarizer.quotes.dialogue import find_dialogue
from summarizer.quotes.lexicon import Lexicon, lexicon
from summarizer.quotes.marks import Run, find_runs
from summarizer.quotes.people import People, people_of


class Prose:
    """What `find_quotes` and `Cast` read of one document."""

    def __init__(self, document: Document, sentences: Sequence[Sentence], language: str | None) -> None:
        self.document = document
        self.words = lexicon(language)
        self._sentences = sentences

    @cached_property
    def runs(self) -> list[Run]:
        """What stands between marks, or after a dash where that is how speech is written."""
        runs = find_runs(self.document.text, self.document.blocks)
        if self.words is not None and self.words.dashes:
            return _with_dialogue(self.document, runs, self.words)
        return runs

    @cached_property
    def blocks(self) -> list[list[Clause]]:
        """The clauses, a list a block of prose."""
        if self.words is None:
            return []
        return clauses_by_block(self.document, self._sentences, self.runs, self.words)

    @cached_property
    def clauses(self) -> list[Clause]:
        return [clause for block in self.blocks for clause in block]

    @cached_property
    def people(self) -> People | None:
        if self.words is None:
            return None
        return people_of(self.document.text, self.clauses, self.words)


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
