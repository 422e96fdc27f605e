"""Documents built by hand, for tests of what comes after reading."""

from __future__ import annotations

from summarizer.model import Block, BlockKind, Document, Origin, Sentence, Span


def document(*blocks: str | tuple[BlockKind, str], origin: Origin = Origin.PAGE) -> Document:
    """Blocks joined by blank lines; a string alone is a paragraph."""
    made: list[Block] = []
    at = 0
    texts: list[str] = []
    for block in blocks:
        kind, text = (BlockKind.PARAGRAPH, block) if isinstance(block, str) else block
        made.append(Block(Span(at, at + len(text)), kind))
        texts.append(text)
        at += len(text) + 2
    return Document("\n\n".join(texts), tuple(made), origin)


def one_each(*texts: str | tuple[BlockKind, str]) -> tuple[Document, tuple[Sentence, ...]]:
    """A document whose blocks are one sentence each, and these sentences."""
    made = document(*texts)
    return made, tuple(Sentence(block.span, index) for index, block in enumerate(made.blocks))


def shown(document: Document, sentences: tuple[Sentence, ...], chosen: tuple[int, ...]) -> list[str]:
    return [sentences[index].span.of(document.text) for index in chosen]
