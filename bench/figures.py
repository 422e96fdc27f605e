"""What `summarizer.figures`, `keywords` and `names` find in the dev parts of the summary sets: how often they
find something, and what it costs beside the choosing of sentences. `python -m bench.figures [documents a set]`;
with `read SET [documents]` it prints what was found, to be judged by eye, which is how their constants were set.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from bench import data
from summarizer import ranking
from summarizer.figures import find_figures
from summarizer.keywords import find_keywords
from summarizer.model import Document, Paste, Sentence, Wish
from summarizer.names import find_names
from summarizer.quotes import find_quotes
from summarizer.reading import read
from summarizer.sentences import split

SETS = (
    "cnndm",
    "blogs",
    "web",
    "fundus",
    "orangesum",
    "vietnews",
    "norsumm",
    "ptbr",
    "sadedegel",
    "scinewskr",
    "gum",
)
Case = tuple[Document, tuple[Sentence, ...], str]


def main() -> None:
    if not data.present():
        print(data.ABSENT)
        return
    if sys.argv[1:2] == ["read"]:
        name, most = sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 30
        for document, sentences, language in _cases(name, most):
            _print(document, sentences, language)
        return
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print(
        f"{'':12}{'documents':>10}{'with figures':>14}{'of those, mean':>16}{'with keywords':>15}{'with names':>12}"
    )
    spent = dict.fromkeys(("choosing", "quotes", "figures", "keywords", "names"), 0.0)
    for name in SETS:
        cases = list(_cases(name, most))
        figures = [_timed(spent, "figures", find_figures, *case) for case in cases]
        names = [_timed(spent, "names", find_names, *case) for case in cases]
        keywords = [_timed(spent, "keywords", find_keywords, *case) for case in cases]
        for case in cases:
            _timed(spent, "choosing", ranking.choose, *case, Wish())
            _timed(spent, "quotes", find_quotes, *case)
        having = [one for one in figures if one]
        mean = sum(map(len, having)) / max(1, len(having))
        shares = [sum(map(bool, found)) / len(cases) for found in (figures, keywords, names)]
        print(
            f"{name:12}{len(cases):10}{shares[0]:14.0%}{mean:16.1f}{shares[1]:15.0%}{shares[2]:12.0%}",
            flush=True,
        )
    for part, taken in spent.items():
        print(f"{part:12} {taken / spent['choosing']:.2f} of the CPU of choosing")


def _cases(name: str, most: int) -> Iterator[Case]:
    for line in data.lines(f"summaries/{name}.dev")[:most]:
        language = "nb" if line["lang"] == "no" else str(line["lang"])
        document = read(Paste(line["text"], line.get("title")))
        yield document, split(document, language), language


def _timed(spent: dict[str, float], part: str, find: Callable[..., Any], *given: Any) -> Any:
    start = time.process_time()
    found = find(*given)
    spent[part] += time.process_time() - start
    return found


def _print(document: Document, sentences: tuple[Sentence, ...], language: str) -> None:
    names = find_names(document, sentences, language, find_quotes(document, sentences, language))
    text = document.text
    print(f"[{language}] {(document.title or text[:80])[:80]!r}")
    for figure in find_figures(document, sentences, language):
        print(f"    {figure.kind.value:8} {' '.join(figure.span.of(text).split())}")
    print(
        "    keywords", *(repr(span.of(text)) for span in find_keywords(document, sentences, language, names))
    )
    print("    names   ", *(f"{name.span.of(text)!r} ({name.kind.value})" for name in names))


if __name__ == "__main__":
    main()
