"""Pieces of a kind → the text of a Document, with a block over each and the places where pages begin.

Furniture is known by the rules that pages are read by, and left out, as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from summarizer.model import PROSE, Block, BlockKind, Document, Fault, Origin, Raw, Span, Unreadable
from summarizer.reading.furniture import furnished
from summarizer.reading.prose import ends_like_sentence, is_prose

_BETWEEN: Final = "\n\n"
_OPENING: Final = 20  # pieces among which the first prose is looked for


@dataclass(frozen=True, slots=True)
class Piece:
    """A block and its text; `pages` says at which offset of the text which page begins, counted from 0,
    the page that the piece itself begins on first. Empty for what has no pages."""

    kind: BlockKind
    text: str
    pages: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of itself, already weighed."""

    title: str | None = None
    byline: tuple[str, ...] = ()
    language: str | None = None


def without_furniture(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces that are the document's own; all of them where nothing else would be left."""
    kinds = furnished([(piece.kind, piece.text) for piece in pieces], headline=True)
    kept = [
        piece if kind is piece.kind else Piece(kind, piece.text, piece.pages)
        for kind, piece in zip(kinds, pieces, strict=True)
        if kind is not BlockKind.FURNITURE
    ]
    return kept if any(piece.kind in PROSE for piece in kept) else list(pieces)


def with_front_matter(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces; lines without a stop over the first prose (authors, addresses, the journal) are furniture."""
    first = next((i for i, piece in enumerate(pieces[:_OPENING]) if is_prose(piece.text)), 0)
    return [
        replace(piece, kind=BlockKind.FURNITURE)
        if i < first and piece.kind is BlockKind.PARAGRAPH and not ends_like_sentence(piece.text)
        else piece
        for i, piece in enumerate(pieces)
    ]


def document_of(raw: Raw, pieces: Iterable[Piece], said: Said, pages: int = 0) -> Document:
    """The document made of pieces, with `pages` pages; raises `Unreadable` (EMPTY) without any prose."""
    kept = [piece for piece in pieces if piece.text.strip()]
    if not any(piece.kind in PROSE for piece in kept):
        raise Unreadable(Fault.EMPTY, "no prose in the file")
    blocks: list[Block] = []
    begins: dict[int, int] = {}
    at = 0
    for piece in kept:
        blocks.append(Block(Span(at, at + len(piece.text)), piece.kind))
        for offset, page in piece.pages:
            begins.setdefault(page, at + offset)
        at += len(piece.text) + len(_BETWEEN)
    text = _BETWEEN.join(piece.text for piece in kept)
    return Document(
        text,
        tuple(blocks),
        Origin.FILE if raw.url is None else Origin.PAGE,
        title=said.title,
        byline=said.byline,
        url=raw.url,
        declared_language=said.language,
        pages=_in_order(begins, pages, len(text)),
    )


def _in_order(begins: dict[int, int], pages: int, end: int) -> tuple[int, ...]:
    """Where each page begins; one that nothing stands on begins where the next one does."""
    offsets = [end] * pages
    reached = end
    for page in range(pages - 1, -1, -1):
        reached = min(reached, begins.get(page, reached))
        offsets[page] = reached
    if offsets:
        offsets[0] = 0
    return tuple(offsets)
