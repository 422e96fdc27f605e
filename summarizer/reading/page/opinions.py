"""Several readings of one page: how far they agree, which of them to believe, what one of them left out.

Readings are compared by the runs of three words they hold, so that blocks cut differently are the same.
Nothing here knows a page: what is trusted is that two that were made differently seldom err alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from summarizer.model import PROSE, BlockKind
from summarizer.reading.page.stretch import Run
from summarizer.reading.prose import Passage, ends_like_sentence
from summarizer.words import UNSPACED

# Scripts that put no spaces between words are taken by the letter.
_WORD: Final = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+")
_NOWHERE: Final = -1  # in several pieces, so in none for certain
_KNOWN: Final = 0.6  # of a block's triples that another reading must hold to hold the block
_MUCH: Final = 500  # characters
_MUCH_SHARE: Final = 0.5
_PARAGRAPHS_A_LINK: Final = 20
_STARTS: Final = re.compile(r"[\w\"'“‘„«»¿¡(\[]")
_COUNTS: Final = re.compile(r"\d{1,2}[.)] ")  # the heading of a part, made without its element
_WORDS: Final = 3  # fewer are a label, or what a table of buttons left

Triple = tuple[str, ...]


def triples_of(text: str) -> list[Triple]:
    """Each three words in a row; what is shorter as a whole."""
    words = _WORD.findall(text.lower())
    if len(words) < 3:
        return [tuple(words)] if words else []
    return list(zip(words, words[1:], words[2:], strict=False))


def agreement(one: Iterable[str], other: Iterable[str]) -> float:
    """From 0 to 1: the part of both that is in both. Two that are empty don't agree on anything."""
    return _dice(_held(one), _held(other))


def most_agreed(readings: Sequence[Sequence[Passage]]) -> int:
    """The reading that agrees best with the others; of equals the first that isn't empty."""
    held = [_held(text for _, text in reading) for reading in readings]
    agreed = [sum(_dice(one, other) for other in held if other is not one) for one in held]
    return max(range(len(held)), key=lambda i: (agreed[i], bool(held[i]), -i))


def _held(texts: Iterable[str]) -> set[Triple]:
    return {triple for text in texts for triple in triples_of(text)}


def _dice(one: set[Triple], other: set[Triple]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one or other else 0.0


def mended(pieces: Sequence[Passage], runs: Sequence[Run]) -> list[Passage]:
    """`pieces` with what was left out between two of them that are its siblings in the page.

    An extractor drops a paragraph for its links or its look; one whose neighbours on both sides are the
    story's is the story's. A heading belongs to what follows it.
    """
    at: dict[Triple, int] = {}
    for i, (_, text) in enumerate(pieces):
        for triple in triples_of(text):
            at[triple] = i if at.get(triple, i) == i else _NOWHERE
    where = [_where(run, at) for run in runs]
    added: dict[int, list[Passage]] = {}
    gap: list[Run] = []
    before: tuple[int, int] | None = None  # the piece of the last run that is one, and that run's holder
    for run, piece in zip(runs, where, strict=True):
        if piece is None:
            gap.append(run)
            continue
        if gap and before is not None and before[0] < piece <= before[0] + 1:
            added[before[0]] = [
                (left.kind, left.text)
                for left in gap
                if left.holder == run.holder
                and (left.kind is BlockKind.HEADING or before[1] == run.holder)
                and _can_be_missed(left)
            ]
        gap = []
        before = None if piece == _NOWHERE else (piece, run.holder)
    return [found for i, piece in enumerate(pieces) for found in (piece, *added.get(i, ()))]


def continues(pieces: Sequence[Passage], runs: Sequence[Run]) -> bool:
    """Whether the story goes on where `pieces` end, or began before: the runs beyond them are a good deal
    more prose, and lead to no other pages as lists of stories do."""
    held = _held(text for _, text in pieces)
    known = beyond = 0.0
    paragraphs = links = 0
    for run in runs:
        triples = triples_of(run.text)
        if sum(triple in held for triple in triples) >= _KNOWN * len(triples):
            known += run.prose
        else:
            beyond += run.prose
            paragraphs += run.prose > 0
            links += run.leads_away
    return beyond >= max(_MUCH, _MUCH_SHARE * known) and links * _PARAGRAPHS_A_LINK <= paragraphs


def story(runs: Iterable[Run]) -> Iterator[Passage]:
    """The runs that are no links, which stand alone between paragraphs to lead elsewhere."""
    for run in runs:
        if run.kind is BlockKind.HEADING or not run.leads_away:
            yield run.kind, run.text


def _can_be_missed(run: Run) -> bool:
    if run.kind is BlockKind.HEADING:
        return not run.leads_away
    if run.kind not in PROSE or run.leads_away or len(_WORD.findall(run.text, 0, 200)) < _WORDS:
        return False
    plain = " ".join(run.text.split())
    return _STARTS.match(plain) is not None and (
        ends_like_sentence(plain) or _COUNTS.match(plain) is not None
    )


def _where(run: Run, at: dict[Triple, int]) -> int | None:
    """The piece that holds a run, or ends it where it was cut; None where none does."""
    triples = triples_of(run.text)
    known = [at[triple] for triple in triples if triple in at]
    if not known or len(known) < _KNOWN * len(triples):
        return None
    return next((piece for piece in reversed(known) if piece != _NOWHERE), _NOWHERE)
