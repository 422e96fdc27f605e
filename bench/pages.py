"""The reading of pages against the extractors that others wrote: their answers, and what each costs.

Each is used as its own documents show, on the same text of the same page; readability-lxml and justext
give HTML or paragraphs, which are joined line by line.
"""

from __future__ import annotations

import gzip
import logging
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import justext
import readability
import trafilatura
from lxml import html
from resiliparse.extract.html2text import extract_plain_text

from bench import data
from bench.data import Line
from summarizer.model import Raw, Unreadable
from summarizer.reading import read
from summarizer.reading.decoding import decode

for _library in ("trafilatura", "readability.readability"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

_TIMES: Final = 3


def _trafilatura(source: str, **settings: Any) -> str | None:
    return trafilatura.extract(source, include_comments=False, **settings)


def _readability(source: str) -> str:
    summary = readability.Document(source).summary()
    return "\n".join(html.document_fromstring(summary).itertext()) if summary.strip() else ""


def _justext(source: str) -> str:
    stop_words = justext.get_stoplist("English")
    paragraphs = justext.justext(source.encode(), stop_words, encoding="utf-8")
    return "\n".join(paragraph.text for paragraph in paragraphs if not paragraph.is_boilerplate)


EXTRACTORS: Final[dict[str, Callable[[str], str | None]]] = {
    "trafilatura": _trafilatura,
    "trafilatura, precise": partial(_trafilatura, favor_precision=True),
    "trafilatura, fast": partial(_trafilatura, fast=True),
    "readability-lxml": _readability,
    "justext": _justext,
    "resiliparse": partial(extract_plain_text, main_content=True, alt_texts=False),
}


def pages() -> Iterator[tuple[str, bytes, str]]:
    """The id, bytes and address of each page of the main text data."""
    for line in data.pages("pages"):
        with gzip.open(line["path"]) as packed:
            yield line["id"], packed.read(), line["url"]


def answers(extract: Callable[[str], str | None]) -> list[Line]:
    """What an extractor finds, as the scorer wants it; nothing where it fails."""
    return [{"id": key, "text": _attempt(partial(extract, decode(body))) or ""} for key, body, _ in pages()]


def cost() -> None:
    """Prints the CPU of reading against that of two extractors, page by page in turns."""
    print("HTML → Document, CPU of an extractor alone on the same pages = 1")
    mine = theirs = fastest = 0.0
    for _, body, url in pages():
        theirs += _seconds(partial(trafilatura.extract, body, url=url))
        mine += _seconds(partial(read, Raw(body, "text/html", url=url)))
        fastest += _seconds(partial(_fastest, body))
    print(f"  trafilatura   {mine / theirs:6.2f}")
    print(f"  resiliparse   {mine / fastest:6.2f}")


def _fastest(body: bytes) -> str | None:
    return EXTRACTORS["resiliparse"](decode(body))


def _seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(_TIMES):
        start = time.process_time()
        _attempt(work)
        taken.append(time.process_time() - start)
    return min(taken)


def _attempt(work: Callable[[], Any]) -> Any:
    try:
        return work()
    except (Unreadable, ValueError, readability.readability.Unparseable):
        return None
