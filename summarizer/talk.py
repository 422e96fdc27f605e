"""Whose words a sentence of talk is, where the sentence does not say so itself."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.model import Document, Insertion, Span


def turns_of(document: Document, spans: Sequence[Span]) -> list[int | None]:
    """The number of the turn that each span stands in, None for one that stands in none; the spans come in
    source order."""
    found: list[int | None] = []
    at = 0
    for span in spans:
        while at < len(document.turns) and document.turns[at].span.end <= span.start:
            at += 1
        within = at < len(document.turns) and document.turns[at].span.contains(span)
        found.append(at if within else None)
    return found


def names_before(document: Document, shown: Sequence[Span]) -> tuple[Insertion, ...]:
    """The speakers' names that a reader of the sentences `shown`, in source order, needs in front of them:
    none where the transcript's own label is shown, or where the same turn goes on."""
    found: list[Insertion] = []
    named = None  # the turn whose speaker the reader was told last
    for span, number in zip(shown, turns_of(document, shown), strict=True):
        if number is None:
            continue
        turn = document.turns[number]
        if turn is not named and not span.contains(turn.speaker):
            found.append(Insertion(span.start, turn.speaker.of(document.text), turn.speaker))
        named = turn
    return tuple(found)
