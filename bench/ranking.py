"""The grid behind `summarizer.ranking`'s weights: ROUGE-1 of the default ranker for each choice, beside
Lead and the plain algorithms, on the dev parts. `python -m bench.ranking [documents a set]`; with `talk`
in place of a number, what the names in front of turns do on the dev parts of dialog and ami."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rouge_score.tokenizers import DefaultTokenizer

from bench import data
from bench.floors import SENTENCES
from summarizer import ranking
from summarizer.model import Document, Paste, Sentence, Wish
from summarizer.reading import read
from summarizer.sentences import split

_ENGLISH = DefaultTokenizer(use_stemmer=True)
TALK = {
    "dialog, 1 sentence": ("dialog", Wish(sentences=1)),
    "dialog, 20 words": ("dialog", Wish(words=20)),
    "ami, 100 sentences": ("ami", Wish(sentences=100)),
    "ami, 1989 words": ("ami", Wish(words=1989)),  # near the mean length of its references
}
_CHARACTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")


@dataclass(frozen=True, slots=True)
class Case:
    document: Document
    sentences: tuple[Sentence, ...]
    language: str
    references: tuple[Counter[str], ...]


def main() -> None:
    if not data.present():
        print(data.ABSENT)
        return
    if sys.argv[1:] == ["talk"]:
        _talk()
        return
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 120
    cases = {name: [_case(line) for line in data.lines(f"summaries/{name}.dev")[:most]] for name in SENTENCES}
    print(f"{'':28}" + "".join(f"{name:>9}" for name in cases))
    for name in ranking.RANKERS:
        _row(name, cases, name)
    for weight in (0.5, 1.0, 2.0, 4.0):
        for novelty in (0.0, 0.3, 0.6):
            chosen = ranking.Weights(position=weight, novelty=novelty)
            _row(f"position {weight:g} novelty {novelty:g}", cases, ranking.DEFAULT_RANKER, chosen)


def _talk() -> None:
    sets = {name: [_case(line) for line in data.lines(f"summaries/{name}.dev")] for name in ("dialog", "ami")}
    print(f"{'names':24}" + "".join(f"{title:>20}" for title in TALK))
    for title, read_as, named in (
        ("shown, not weighed", _as_read, True),
        ("shown and weighed", _without_turns, True),
        ("neither", _as_read, False),
    ):
        row = []
        for name, wish in TALK.values():
            scores = [_score_talk(case, read_as(case.document), wish, named) for case in sets[name]]
            row.append(100 * sum(scores) / len(scores))
        print(f"{title:24}" + "".join(f"{value:20.2f}" for value in row), flush=True)


def _as_read(document: Document) -> Document:
    return document


def _without_turns(document: Document) -> Document:
    return replace(document, turns=())


def _score_talk(case: Case, document: Document, wish: Wish, named: bool) -> float:
    chosen = ranking.choose(document, case.sentences, case.language, wish)
    said = {turn.span.start: turn.speaker.end for turn in case.document.turns}
    spans = [case.sentences[index].span for index in chosen]
    starts = [span.start if named else max(span.start, said.get(span.start, 0)) for span in spans]
    return _f1_of(case, (document.text[at : span.end] for at, span in zip(starts, spans, strict=True)))


def _row(
    title: str, cases: dict[str, list[Case]], ranker: str, weights: ranking.Weights = ranking.WEIGHTS
) -> None:
    row = [
        100 * sum(_score(one, SENTENCES[name], ranker, weights) for one in some) / len(some)
        for name, some in cases.items()
    ]
    print(f"{title:28}" + "".join(f"{value:9.2f}" for value in row), flush=True)


def _case(line: data.Line) -> Case:
    document = read(Paste(line["text"]))
    references = line.get("refs") or [line["summary"]]
    return Case(
        document,
        split(document, line["lang"]),
        line["lang"],
        tuple(Counter(_words(text, line["lang"])) for text in references),
    )


def _score(case: Case, count: int, ranker: str, weights: ranking.Weights) -> float:
    chosen = ranking.choose(
        case.document, case.sentences, case.language, Wish(sentences=count), ranker, weights
    )
    return _f1_of(case, (case.sentences[index].span.of(case.document.text) for index in chosen))


def _f1_of(case: Case, chosen: Iterable[str]) -> float:
    ours = Counter(_words(" ".join(chosen), case.language))
    return max(_f1(ours, reference) for reference in case.references)


def _f1(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _words(text: str, language: str) -> Sequence[str]:
    if language == "en":
        found: list[str] = _ENGLISH.tokenize(text)
        return found
    words = re.findall(r"\w+", text.lower())
    return [piece for word in words for piece in (word if _CHARACTERS.search(word) else [word])]


if __name__ == "__main__":
    main()
