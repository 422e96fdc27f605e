"""Whose words a sentence of talk is, where the sentence does not say so itself."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.model import Document, Insertion, Span


def names_before(document: Document, shown: Sequence[Span]) -> tuple[Insertion, ...]:
    """The speakers' names that a reader of the sentences `shown`, in source order, needs in front of them:
    none where the transcript's own label is shown, or where the same turn goes on."""
    found: list[Insertion] = []
    turns = iter(document.turns)
    turn = next(turns, None)
    named = None  # the turn whose speaker the reader was told last
    for span in shown:
        while turn is not None and turn.span.end <= span.start:
            turn = next(turns, None)
        if turn is None or not turn.span.contains(span):
            continue
        if turn is not named and not span.contains(turn.speaker):
            found.append(Insertion(span.start, turn.speaker.of(document.text), turn.speaker))
        named = turn
    return tuple(found)
