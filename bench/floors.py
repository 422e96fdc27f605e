"""`make floors`: quality on the evaluation data, held to floors that are lowered only on purpose.

A floor stands a little below what was reached when it was set, so that it fails on a loss and not on
a rounding; where there is a peer, the floor is the peer's figure from the same run.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import mean
from typing import Final

from bench import data, orphans, pages
from bench.corpus import cases
from bench.data import DATA, Line
from bench.ranking import compared, of_ours, of_peers
from bench.train_ranker import stored_folds

SENTENCES_F1: Final = 97.0
SENTENCES_F1_EACH: Final = 90.0
PAGES_F1: Final = 97.5
METADATA_ERRORS: Final = 0
TITLE_EXACT: Final = 91.0
DATE_RIGHT: Final = 88.0
AUTHOR_RIGHT: Final = 69.0
DATE_EXTRA: Final = 42.0
AUTHOR_EXTRA: Final = 27.0
"""What is shown where the data has none may be right: often nobody looked."""

SUMMARISED: Final = 800
"""How many documents of a set are summarised at most."""

OVER_LEAD: Final = {"cnndm": 1.9}
"""How far over Lead the ranker stays at the number of sentences. By these two folds, trained on half of the
data, it is 1.98; three folds gave 2.10 before repeats were left out, and 2 is the aim."""

OVER_ALL: Final = {"cnndm": 0.0, "vietnews": 0.0}
"""What the 95 % interval of ours minus the best of Lead and LexRank, at equal words, stays above."""

NOT_BELOW: Final = ("blogs", "web", "fundus", "norsumm", "ptbr", "scinewskr", "gum")
"""Sets where that interval must not lie wholly below 0."""

LANGUAGES: Final = (
    ("sentence", 98.5, 99.4, 98.8),
    ("paragraph", 99.8, 99.8, 99.8),
    ("pair", 83.0, 97.4, 85.0),
    ("chat", 98.8, 99.2, 99.2),
)
"""Length → right of all, right when sure, answered at all."""

QUOTES: Final[dict[str, tuple[float, ...]]] = {
    "polnear": (98.0, 90.0, 96.0, 94.5),
    "dewiki": (93.0, 58.0, 83.0, 83.0),
    "cs": (95.0, 75.0, 90.0),
    "ru": (90.0, 62.0, 85.0),
}
"""Set → span F1, span and speaker F1, speaker right when given, key quote's name right."""


ORPHANS: Final = {1: (8.0, 95.0, 85.0), 2: (8.0, 95.0, 65.0), 3: (12.0, 90.0, 75.0)}
"""Round of judging → percent of summaries with an orphan left, at most; precision and recall of what is said
to hang."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure; `most` for one that must not rise."""

    name: str
    value: float
    least: float | None = None
    most: float | None = None

    @property
    def held(self) -> bool:
        above = self.least is None or self.value >= self.least
        return above and (self.most is None or self.value <= self.most)

    def __str__(self) -> str:
        bound = (
            f"≥ {self.least:g}"
            if self.least is not None
            else f"≤ {self.most:g}"
            if self.most is not None
            else ""
        )
        return f"{'ok  ' if self.held else 'LOST'}  {self.name:<44} {self.value:7.2f}  {bound}"


def _errors(name: str, answered: list[Line], most: int = 0) -> Figure:
    for line in answered:
        if line["error"]:
            print(f"      {name} {line['id']}: {line['error']}")
    return Figure(
        f"{name}: lines with an error", sum(line["error"] is not None for line in answered), most=most
    )


def main_text() -> Iterator[Figure]:
    """Ours against the best of the single extractors, in the same run and through the same scorer."""
    gold = DATA / "pages" / "gold.json"
    answered = data.batch(data.pages("pages"))
    yield _errors("pages", answered)
    peers = {
        name: data.score("pages", gold, pages.answers(extract))["f1"]
        for name, extract in pages.EXTRACTORS.items()
    }
    for name, value in peers.items():
        yield Figure(f"pages: main text F1, {name}", value)
    figures = data.score("pages", gold, answered)
    yield Figure("pages: main text F1", figures["f1"], least=max(PAGES_F1, *peers.values()))


def metadata() -> Iterator[Figure]:
    answered = data.batch(data.pages("metadata"))
    yield _errors("metadata", answered, most=METADATA_ERRORS)
    figures = data.score("metadata", DATA / "metadata" / "gold.json", answered)
    yield Figure("metadata: title exact", figures["title_exact"], least=TITLE_EXACT)
    yield Figure("metadata: date right", figures["date_right"], least=DATE_RIGHT)
    yield Figure("metadata: author right", figures["author_right"], least=AUTHOR_RIGHT)
    yield Figure("metadata: date where gold has none", figures["date_where_gold_has_none"], most=DATE_EXTRA)
    yield Figure(
        "metadata: author where gold has none", figures["author_where_gold_has_none"], most=AUTHOR_EXTRA
    )


def languages() -> Iterator[Figure]:
    path = DATA / "languages" / "languages.jsonl"
    asked = [{"id": i, "text": line["text"]} for i, line in enumerate(data.lines("languages/languages"))]
    answered = data.batch(asked)
    yield _errors("languages", answered)
    figures = data.score("languages", path, answered)
    for bucket, right, sure, given in LANGUAGES:
        reached = figures[bucket]
        yield Figure(f"languages: {bucket}, right", reached["accuracy"], least=right)
        yield Figure(f"languages: {bucket}, right when sure", reached["right_when_sure"], least=sure)
        yield Figure(f"languages: {bucket}, answered", reached["answered"], least=given)


def sentences() -> Iterator[Figure]:
    path = DATA / "sentences" / "sentences.jsonl"
    asked = [
        {"id": line["id"], "text": line["text"], "language": line["lang"]}
        for line in data.lines("sentences/sentences")
    ]
    answered = data.batch(asked)
    yield _errors("sentences", answered)
    figures = data.score("sentences", path, answered)
    yield Figure("sentences: mean boundary F1", figures["mean_f1"], least=SENTENCES_F1)
    for language, value in figures["per_language"].items():
        yield Figure(f"sentences: boundary F1, {language}", value, least=SENTENCES_F1_EACH)


def quotes() -> Iterator[Figure]:
    for name, floors in QUOTES.items():
        path = DATA / "quotes" / f"{name}.dev.jsonl"
        asked = [
            {"id": line["id"], "text": line["text"], "language": line["lang"]}
            for line in data.lines(f"quotes/{name}.dev")
        ]
        answered = data.batch(asked)
        yield _errors(f"quotes {name}", answered)
        figures = data.score("quotes", path, answered)
        long = figures["at_least_5_words"]
        yield Figure(f"quotes {name}: span F1, ≥ 5 words", long["ov80"][2], least=floors[0])
        yield Figure(f"quotes {name}: span and speaker F1", long["e2e"][2], least=floors[1])
        yield Figure(f"quotes {name}: speaker right when given", long["spk_given"], least=floors[2])
        if len(floors) > 3:
            yield Figure(
                f"quotes {name}: key quote's name right", figures["key_quotes"]["name_right"], least=floors[3]
            )


def summaries() -> Iterator[Figure]:
    """Each document is ranked by a forest that was trained without it (`python -m bench.train_ranker folds`)."""
    sets = {name: cases(name, SUMMARISED) for name in (*OVER_ALL, *NOT_BELOW)}
    forests = stored_folds()
    for name, some in sets.items():
        ours, theirs = of_ours(some, forests), of_peers(some, ("lead", "lexrank"))
        lead = mean(theirs["lead"].sentences)
        yield Figure(f"summaries {name}: ROUGE-1 of Lead", lead)
        least = lead + OVER_LEAD[name] if name in OVER_LEAD else None
        yield Figure(f"summaries {name}: ROUGE-1", mean(ours.sentences), least=least)
        best, gain, (low, high) = compared(ours.words, {peer: one.words for peer, one in theirs.items()})
        yield Figure(f"summaries {name}: equal words, over {best}", gain)
        if name in OVER_ALL:
            yield Figure(f"summaries {name}: its interval begins at", low, least=OVER_ALL[name])
        else:
            yield Figure(f"summaries {name}: its interval ends at", high, least=0.0)


def orphaned() -> Iterator[Figure]:
    """Sentences that hang on one which is not shown, as judged by hand."""
    every = list(orphans.cases())
    for number, (most, precision, recall) in ORPHANS.items():
        title = f"orphans, round {number}"
        one = orphans.measure(case for case in every if case.round == number)
        yield Figure(f"{title}: % of summaries, unmended", 100 * one.before / one.documents)
        yield Figure(f"{title}: % of summaries, mended", 100 * one.after / one.documents, most=most)
        yield Figure(f"{title}: precision", one.precision, least=precision)
        yield Figure(f"{title}: recall", one.recall, least=recall)


TASKS: Final[dict[str, Callable[[], Iterator[Figure]]]] = {
    "pages": main_text,
    "metadata": metadata,
    "languages": languages,
    "sentences": sentences,
    "quotes": quotes,
    "summaries": summaries,
    "orphans": orphaned,
}


def main() -> int:
    if not data.present():
        print(data.ABSENT)
        return 0
    lost = 0
    for name in sys.argv[1:] or TASKS:
        for figure in TASKS[name]():
            print(figure, flush=True)
            lost += not figure.held
    print("every floor holds" if not lost else f"{lost} below their floor")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
