"""A text's quotes as a test reads them: paragraphs by line, what is quoted, who is shown."""

from __future__ import annotations

from typing import NamedTuple

from summarizer.model import Block, BlockKind, Document, Origin, Quote, Span
from summarizer.quotes import find_quotes
from summarizer.sentences import split


class Said(NamedTuple):
    text: str
    speaker: str | None


def document(text: str, **kinds: BlockKind) -> Document:
    """A paste whose every line is a paragraph; `kinds` names others, as in `line_2=BlockKind.HEADING`."""
    blocks, at = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            kind = kinds.get(f"line_{number}", BlockKind.PARAGRAPH)
            blocks.append(Block(Span(at, at + len(line)), kind))
        at += len(line) + 1
    return Document(text, tuple(blocks), Origin.PASTE)


def quotes_of(text: str, language: str | None = "en", **kinds: BlockKind) -> tuple[Quote, ...]:
    source = document(text, **kinds)
    return find_quotes(source, split(source, language), language)


def said(text: str, language: str | None = "en", **kinds: BlockKind) -> list[Said]:
    return [
        Said(quote.span.of(text), quote.speaker.of(text) if quote.speaker else None)
        for quote in quotes_of(text, language, **kinds)
    ]
