"""What the tests of PDF share: a story of four paragraphs, and how a drawn one is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from summarizer.model import BlockKind, Document, Fault, Raw, Unreadable
from summarizer.reading import read
from tests.making_files import Drawing, Drawn, pdf, stacked

LIGHT = (
    "The harbour council met on Monday evening to decide what should become of the old lighthouse. "
    "Nobody had expected an agreement, since the keepers had refused every offer for a year."
)
LETTER = (
    "Its chairwoman read the letter of the ministry aloud. The room was silent for a while, and then "
    "somebody at the back laughed, which everybody in the hall understood at once."
)
GULLS = (
    "Since the lamp was switched off the gulls have taken the gallery. An engineer counted ninety nests "
    "in spring, and he has learned to knock before he opens the upper door."
)
MONEY = (
    "What the tower costs is a matter of dispute. The town pays for the paint and the state for the "
    "foghorn, while the bill for the road has been sent from one to the other since winter."
)
STORY = [LIGHT, LETTER, GULLS, MONEY]


def read_pdf(*pages: Sequence[Drawing], **how: Any) -> Document:
    return read(Raw(pdf(*pages, **how), "application/pdf", name="skarvik.pdf"))


def texts(document: Document, kind: BlockKind = BlockKind.PARAGRAPH) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind is kind]


def fault_of(body: bytes, longest: int = 1_000_000) -> Fault:
    with pytest.raises(Unreadable) as raised:
        read(Raw(body, "application/pdf", name="a.pdf"), longest)
    return raised.value.fault


def in_columns(*columns: list[str], letters: int = 44, y: float = 100) -> list[Drawn]:
    """Columns side by side, drawn a line of each in turn."""
    width = letters * 5 + 22
    set_ = [
        stacked(texts, x=50 + i * width, y=y, letters=letters, indent=2) for i, texts in enumerate(columns)
    ]
    lines = []
    for i in range(max(map(len, set_))):
        lines += [column[i] for column in set_ if i < len(column)]
    return lines
