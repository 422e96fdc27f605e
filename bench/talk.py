"""`python -m bench.talk`: the weights of `summarizer.messages` on the dev parts of dialog and ami.

ROUGE-1 for the number of sentences of each set and for the mean length of its references in words; and of
the ten sentences of a meeting that are ranked highest, how many its reference holds. The forest beneath is
that of the document's fold, which was trained without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import mean

from bench import data
from bench.corpus import Case, cases
from bench.train_ranker import stored_folds
from summarizer import messages, ranking
from summarizer.model import Wish

_CONTENT = (0.0, 2.0, 4.0, 8.0)
_EARLY = (0.0, 1.2, 2.4, 4.0)
_OF_BUDGET = (0.0, 0.8, 1.6, 3.2)
_MARKS = (0.0, 0.4, 1.2)
_FIRST = 10


def main() -> None:
    if not data.present():
        print(data.ABSENT)
        return
    sets = {name: [case for case in cases(name) if case.document.turns] for name in ("dialog", "ami")}
    print(
        f"{'':24}" + "".join(f"{name + ', ' + unit:>18}" for name in sets for unit in ("sentences", "words"))
    )
    for ranker in ("lead", "early-central", "lexrank"):
        _row(ranker, sets, ranker)
    _row("as it is", sets)
    for name, values in (("CONTENT", _CONTENT), ("EARLY", _EARLY), ("OF_BUDGET", _OF_BUDGET)):
        kept = getattr(messages, name)
        for value in values:
            setattr(messages, name, value)
            _row(f"{name} {value:g}", sets)
        setattr(messages, name, kept)
    marks = (messages.DECISION, messages.QUESTION, messages.LINK)
    for value in _MARKS:
        messages.DECISION = messages.QUESTION = messages.LINK = value
        _row(f"marks {value:g}", sets)
    messages.DECISION, messages.QUESTION, messages.LINK = marks


def _row(title: str, sets: dict[str, list[Case]], ranker: str = ranking.DEFAULT_RANKER) -> None:
    row = [
        mean(_rouge(case, wish, ranker) for case in some)
        for some in sets.values()
        for wish in (Wish(sentences=some[0].asked), Wish(words=some[0].words))
    ]
    held = mean(_held(case, ranker) for case in sets["ami"])
    print(f"{title:24}" + "".join(f"{value:18.2f}" for value in row) + f"{held:10.1f} % held", flush=True)


def _ranked(case: Case, wish: Wish, ranker: str) -> ranking.Ranking:
    forests = stored_folds()
    trees = forests[case.bucket % len(forests)]
    return ranking.rank(case.document, case.sentences, case.language, wish, ranker, trees)


def _rouge(case: Case, wish: Wish, ranker: str) -> float:
    place = {index: at for at, index in enumerate(case.able)}
    ranked = _ranked(case, wish, ranker)
    chosen = ranking.pick(ranked, wish, case.language)
    return 100 * case.rouge.of([place[index] for index in chosen])[0]


def _held(case: Case, ranker: str) -> float:
    """Of the sentences ranked highest, how many the reference of a meeting holds to the letter, in percent."""
    best = _ranked(case, Wish(sentences=_FIRST), ranker).best
    reference = _plain(case.references)
    texts = [case.sentences[index].span.of(case.document.text) for index in best[:_FIRST]]
    return 100 * mean(_plain([text]) in reference for text in texts)


def _plain(texts: Sequence[str]) -> str:
    return " ".join(" ".join(texts).split())


if __name__ == "__main__":
    main()
