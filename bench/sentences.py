"""Sentences: each language's boundary F1 beside that of sentencex alone, and how time grows with one long
line. `python -m bench.sentences`; `python -m bench.sentences halves` scores the treebanks' paragraphs of odd
and of even number apart, for what is tuned on them."""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Final

import sentencex

from bench import data
from summarizer.model import Block, BlockKind, Document, Origin, Paste, Span, Unreadable
from summarizer.reading import read
from summarizer.sentences import split

_LINES: Final = {
    "prose": "The ferry runs again from Tuesday, and Dr. Hale was glad of it. ",
    "Japanese": "渡し船は火曜日から再び動きます。",
    "opening marks": "He said “we go at once. ",
    "stops": ".",
}
_SMALL: Final = 1_000_000
"""Characters of the short line; the long one has ten times as many."""


def ours(text: str, language: str | None) -> list[str]:
    try:
        document = read(Paste(text))
    except Unreadable:
        return []
    return [sentence.span.of(document.text) for sentence in split(document, language)]


def alone(text: str, language: str | None) -> list[str]:
    found: list[str] = sentencex.segment(language or "en", text)
    return found


def ends(sentences: list[str]) -> set[int]:
    """Where they end inside their text, in characters that are no white space; as the scorer counts them."""
    at = 0
    found = set()
    for sentence in sentences:
        at += sum(not char.isspace() for char in sentence)
        found.add(at)
    return found - {at}


def scores(
    rows: list[data.Line], cut: Callable[[str, str | None], list[str]], known: bool = True
) -> dict[str, float]:
    """F1 in percent, by language; `known` says that the cutter is told which language it is."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        gold, found = ends(row["sentences"]), ends(cut(row["text"], row["lang"] if known else None))
        counts[row["lang"]][0] += 2 * len(gold & found)
        counts[row["lang"]][1] += len(gold) + len(found)
    return {language: 100 * hit / max(1, total) for language, (hit, total) in sorted(counts.items())}


def table(rows: list[data.Line]) -> None:
    columns = (scores(rows, alone), scores(rows, ours), scores(rows, ours, known=False))
    print("language   sentencex    ours   language not told")
    for language in columns[0]:
        print(f"{language:<8}" + "".join(f"{column[language]:12.2f}" for column in columns))
    print(f"{'mean':<8}" + "".join(f"{sum(column.values()) / len(column):12.2f}" for column in columns))


def growth() -> None:
    print(f"one line, CPU of {10 * _SMALL:,} characters as a multiple of that of {_SMALL:,} (10 = linear)")
    for name, unit in _LINES.items():
        short, long = (_seconds(unit * (size // len(unit))) for size in (_SMALL, 10 * _SMALL))
        print(f"  {name:<14} × {long / short:4.1f}   ({long:.1f} s)", flush=True)


def _seconds(text: str) -> float:
    document = Document(text, (Block(Span(0, len(text)), BlockKind.PARAGRAPH),), Origin.PASTE)
    before = time.process_time()
    split(document, "en")
    return time.process_time() - before


def main() -> None:
    if not data.present():
        print(data.ABSENT)
    else:
        rows = data.lines("sentences/sentences")
        for part in (rows[::2], rows[1::2]) if "halves" in sys.argv[1:] else (rows,):
            table(part)
    if "halves" not in sys.argv[1:]:
        growth()


if __name__ == "__main__":
    main()
