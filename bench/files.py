"""What reading a PDF costs beside reading the same text as a plain one, and how that grows with ten times
the text: `python -m bench.files`. The files are made by tests.making_files, the words are invented."""

from __future__ import annotations

import textwrap
from functools import partial

from bench.__main__ import seconds
from bench.cost import text
from summarizer import core
from summarizer.model import Paste, Raw
from summarizer.reading import read
from tests.making_files import Drawn, pdf

_ROWS = 55
_TOP, _LEFT, _LEADING, _GUTTER = 80, 50, 12, 20


def paper(story: str, columns: int) -> bytes:
    """A PDF of a text, its paragraphs indented, in as many columns."""
    letters = 98 // columns - 2 * (columns - 1)
    width = letters * 5 + _GUTTER
    paragraphs = filter(str.strip, story.split("\n\n"))
    lines = [line for one in paragraphs for line in textwrap.wrap(one, letters, initial_indent="   ")]
    drawn = []
    for i, line in enumerate(lines):
        column, row = divmod(i % (columns * _ROWS), _ROWS)
        bare = line.lstrip()
        indent = 5 * (len(line) - len(bare))
        drawn.append(Drawn(_LEFT + column * width + indent, _TOP + row * _LEADING, bare))
    size = columns * _ROWS
    return pdf(*(drawn[i : i + size] for i in range(0, len(drawn), size)))


def main() -> None:
    read(Raw(paper(text(8), 1)))  # imports the library
    print(
        "reading a PDF, CPU (reading the same as plain text = 1), and the whole (its summary from text = 1)"
    )
    before: dict[int, float] = {}
    for sentences in (450, 4_500):
        story = text(sentences)
        plain, whole = (seconds(partial(work, Paste(story)), times=2) for work in (read, core.summarise))
        for columns in (1, 2):
            body = Raw(paper(story, columns))
            reading, all_of_it = (seconds(partial(work, body), times=2) for work in (read, core.summarise))
            print(
                f"  {len(story):7d} characters, columns: {columns}   {reading / plain:5.1f}   {all_of_it / whole:4.1f}"
                + (f"   reading × {reading / before[columns]:.1f}" if columns in before else "")
            )
            before[columns] = reading


if __name__ == "__main__":
    core.warm()
    main()
