"""Sentences that hang on one which is not shown, before and after mending, on documents judged by hand.

    python -m bench.orphans            the table, from bench/judged/orphans.jsonl
    python -m bench.orphans read       what mending did to those documents, to be read
    python -m bench.orphans repeats    which sentences of the dev parts count as said before, to be read

The judgement says of a sentence, by its place in a document of the evaluation data, whether a reader needs
an earlier one for it: “tied” by its opening words (he, this, however), “described” by a noun phrase that
means what was told before (the glacier), “free”; and which sentences would do. Of sentences that nobody
judged the product's own opinion is taken, and their number is told.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench import data
from summarizer import language as languages
from summarizer import ranking
from summarizer.model import PROSE, Document, Insertion, Paste, Quote, Sentence, Wish
from summarizer.orphans import Mended, mend, orphans, ties_of
from summarizer.quotes import find_quotes
from summarizer.reading import read
from summarizer.repeats import without_repeats
from summarizer.sentences import split

JUDGED: Final = Path(__file__).parent / "judged" / "orphans.jsonl"
WISH: Final = Wish()


@dataclass(frozen=True, slots=True)
class Judgement:
    """`needs` are the beginnings of the sentences of which one has to be shown before."""

    verdict: str
    needs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    language: str
    document: Document
    sentences: tuple[Sentence, ...]
    quotes: tuple[Quote, ...]
    judged: Mapping[int, Judgement]  # by index of the sentence
    round: int  # 1 while the lists were written; 2 and 3 were met by lists that had not seen them


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the documents: those with an orphan before and after. Of the judged sentences: how many hang by
    their opening words, how many are said to, and how many rightly; `described` are those that hang by a noun
    phrase, which nothing looks for but a few of. `named` are names in brackets."""

    documents: int
    before: int
    after: int
    tied: int
    said: int
    right: int
    described: int
    named: int
    judged: int
    unjudged: int

    @property
    def precision(self) -> float:
        return 100 * self.right / max(1, self.said)

    @property
    def recall(self) -> float:
        return 100 * self.right / max(1, self.tied)


def cases() -> Iterator[Case]:
    """The judged documents; raises ValueError where a judgement does not fit the sentences as cut."""
    sets: dict[str, dict[str, data.Line]] = {}
    for line in map(json.loads, JUDGED.read_text(encoding="utf-8").splitlines()):
        name = line["set"]
        if name not in sets:
            sets[name] = {one["id"]: one for one in data.lines(f"summaries/{name}.dev")}
        source = sets[name][line["id"]]
        document = read(Paste(source["text"], source.get("title") or None))
        sentences = split(document, line["language"])
        places = {(one.span.start, one.span.end): index for index, one in enumerate(sentences)}
        judged = {
            places[start, end]: Judgement(verdict, frozenset(needs))
            for start, end, verdict, needs in line["sentences"]
            if (start, end) in places  # sentences may come to be cut otherwise
        }
        quotes = find_quotes(document, sentences, line["language"])
        yield Case(name, line["language"], document, sentences, quotes, judged, line["round"])


def measure(some: Iterable[Case]) -> Counted:
    documents = before = after = tied = said = right = described = named = judged = unjudged = 0
    for case in some:
        chosen, mended = _both(case)
        documents += 1
        before += bool(left(case, chosen, ()))
        after += bool(left(case, mended.chosen, mended.insertions))
        named += len(mended.insertions)
        shown = set(chosen) | set(mended.chosen)
        judged += len(case.judged)
        unjudged += len(shown - set(case.judged))
        found = ties_of(case.document, case.sentences, case.language)
        for index, one in case.judged.items():
            said += index in found and one.verdict != "described"
            tied += one.verdict == "tied"
            right += index in found and one.verdict == "tied"
            described += one.verdict == "described"
    return Counted(documents, before, after, tied, said, right, described, named, judged, unjudged)


def _both(case: Case) -> tuple[tuple[int, ...], Mended]:
    ranked = ranking.rank(case.document, case.sentences, case.language, WISH)
    chosen = ranking.pick(ranked, WISH)
    return chosen, mend(case.document, case.sentences, case.language, chosen, ranked.best, WISH, case.quotes)


def left(case: Case, chosen: Sequence[int], insertions: Sequence[Insertion]) -> list[int]:
    """Those of the chosen that a reader can't understand by what is shown, as judged; of what nobody judged,
    as the product has it."""
    starts = {case.sentences[index].span.start for index in chosen}
    doubted = set(orphans(case.document, case.sentences, case.language, chosen))
    found = []
    for index in chosen:
        span = case.sentences[index].span
        if any(span.start <= one.at < span.end for one in insertions):
            continue
        one = case.judged.get(index)
        if (one is None and index in doubted) or (
            one is not None and one.verdict == "tied" and not one.needs & starts
        ):
            found.append(index)
    return found


def _read() -> None:
    for case in cases():
        chosen, mended = _both(case)
        if tuple(chosen) == mended.chosen and not mended.insertions and not left(case, chosen, ()):
            continue
        print(f"\n{case.name} {case.language}: {chosen} → {mended.chosen}")
        after = left(case, mended.chosen, mended.insertions)
        before = left(case, chosen, ())
        for index in sorted({*chosen, *mended.chosen}):
            span = case.sentences[index].span
            mark = "-" if index not in mended.chosen else "+" if index not in chosen else " "
            mark += "!" if index in after else "?" if index in before else " "
            text = span.of(case.document.text)
            for one in sorted(mended.insertions, key=lambda one: -one.at):
                if span.start <= one.at < span.end:
                    at = one.at - span.start
                    text = f"{text[:at]}[{one.text}] {text[at:]}"
            print(f"  {mark} {index:3} {' '.join(text.split())[:300]}")


def _repeats() -> None:
    for name in ("cnndm", "web", "fundus", "blogs", "orangesum", "vietnews", "gum"):
        for line in data.lines(f"summaries/{name}.dev"):
            document = read(Paste(line["text"], line.get("title") or None))
            cut = split(document, languages.normalise(line["lang"]))
            texts = [one.span.of(document.text) for one in cut if document.blocks[one.block].kind in PROSE]
            once = list(dict.fromkeys(texts))
            kept = without_repeats(once, document.headline)
            for at in sorted(set(range(len(once))) - set(kept)):
                print(f"{name} {line['id'][-12:]}: {' '.join(once[at].split())[:240]}")


def main() -> None:
    if not data.present():
        print(data.ABSENT)
        return
    if sys.argv[1:] == ["read"]:
        _read()
        return
    if sys.argv[1:] == ["repeats"]:
        _repeats()
        return
    every = list(cases())
    for number in sorted({one.round for one in every}):
        _row(f"round {number}", measure(one for one in every if one.round == number))


def _row(title: str, one: Counted) -> None:
    print(f"{title}: {one.documents} documents, {one.judged} sentences; {one.unjudged} shown and not judged")
    print(
        f"  summaries with an orphan: before {one.before}, after {one.after}; names in brackets {one.named}"
    )
    print(
        f"  sentences that hang by their words: {one.tied}; said to {one.said}; precision"
        f" {one.precision:.1f}, recall {one.recall:.1f}; {one.described} more hang by a noun phrase"
    )


if __name__ == "__main__":
    main()
