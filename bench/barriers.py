"""Which pages of the evaluation data are said not to have been read whole, one a line, to be read by hand.

    python -m bench.barriers            those with a barrier, or of which only a part was read
    python -m bench.barriers FOLDER     the same for a folder of pages (.html, .html.gz) of one's own

A false alarm costs more trust than a barrier that is missed: every line here should be true.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import data
from summarizer.model import READABLE, Document, Fault, Raw, Unreadable
from summarizer.reading import read
from summarizer.words import count_words

_GATES = (Fault.SUBSCRIPTION, Fault.SIGN_IN, Fault.CONSENT, Fault.CHALLENGE, Fault.SCRIPT)


def said_of(page: Raw) -> str:
    """What is said of how much was read; empty where nothing is."""
    try:
        document = read(page)
    except Unreadable as error:
        return f"refused: {error.fault}" if error.fault in _GATES else ""
    if document.barrier is None and document.whole_words is None:
        return ""
    whole = f" of about {document.whole_words}" if document.whole_words else ""
    why = document.barrier or "no barrier, only the count"
    return f"{why}: read {_words(document)}{whole} words, to “{document.text[-60:].strip()}”"


def _words(document: Document) -> int:
    return sum(count_words(one.span.of(document.text)) for one in document.blocks if one.kind in READABLE)


def _pages(folders: list[str]) -> Iterator[tuple[str, Path, str]]:
    if folders:
        for path in sorted(path for folder in folders for path in Path(folder).rglob("*.html*")):
            yield path.name, path, f"https://saved.example/{path.stem}"
        return
    for folder in ("pages", "metadata"):
        for line in data.pages(folder):
            yield f"{folder}/{line['id']}", Path(line["path"]), line["url"]


def main(folders: list[str]) -> None:
    if not folders and not data.present():
        print(data.ABSENT)
        return
    looked = called = 0
    for name, path, url in _pages(folders):
        body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        looked += 1
        if said := said_of(Raw(body, "text/html", url=url)):
            called += 1
            print(f"{name}  {url}\n    {said}")
    print(f"{looked} pages, {called} of them not read whole")


if __name__ == "__main__":
    main(sys.argv[1:])
