"""The figures of a text: money, shares, counts, measures and the days of what is to come, each a span with
enough around it to be understood, and none where none is worth it.

What decides is where a figure stands, whether the title has it, whether it recurs, and how large it is;
never how long a summary is wished. The weights were set by eye on the dev parts of the summary sets
(`python -m bench.figures read SET`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.figures.amounts import Amount, amounts_of, line_of
from summarizer.figures.days import coming, day_of, days_of, is_to_come
from summarizer.figures.extents import clause, extent
from summarizer.figures.lexicon import Lexicon, lexicon
from summarizer.model import PROSE, Document, Figure, FigureKind, Sentence, Span
from summarizer.stopwords import stop_words

__all__ = ["MOST", "find_figures"]

MOST: Final = 5
_MOST_FOUND: Final = 2_000
"""Figures of a text that are weighed at all: a table of measurements has no end."""
_LONGEST_SENTENCE: Final = 2_000
"""Characters; what runs on for longer is a table or a list that lost its breaks."""
_LONGEST: Final = 110
"""Characters of what is shown for one."""

_WORTH: Final = {
    FigureKind.MONEY: 1.0,
    FigureKind.PERCENT: 0.9,
    FigureKind.COUNT: 0.8,
    FigureKind.DATE: 0.8,
    FigureKind.MEASURE: 0.7,
}
_FEWEST: Final = 50
_FEWEST_NAMED: Final = 10
_FEWEST_PEOPLE: Final = 1_000
"""Counts below are not worth it: a text is full of small numbers. The second holds for those in the title,
the third for people of whom nothing more is said."""
_PARTIAL: Final = 0.2
"""What a share loses of which it is not said what is true of it."""
_LEAST: Final = 1.1
"""What a figure has to be worth to be shown."""
_DIGIT: Final = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class _Found:
    figure: Figure
    key: tuple[str, float, str]
    size: float
    detail: bool  # in a unit of specifications
    said: str  # what is shown, without the number
    persons: bool  # a count of people, no more
    whole: bool  # whether what is shown says it all


def find_figures(
    document: Document, sentences: Sequence[Sentence], language: str | None
) -> tuple[Figure, ...]:
    """At most `MOST`, in source order, the same amount once."""
    words = lexicon(language)
    stops = stop_words(language) - words.meaning
    published = day_of(document.published)
    found: list[_Found] = []
    prose = [index for index, one in enumerate(sentences) if document.blocks[one.block].kind in PROSE]
    for index in prose:
        span = sentences[index].span
        if len(found) >= _MOST_FOUND:
            break
        if span.end - span.start > _LONGEST_SENTENCE or not _DIGIT.search(
            document.text, span.start, span.end
        ):
            continue
        line = line_of(document.text, span)
        days, masked = days_of(line, words)
        for amount in amounts_of(line, words, stops, masked):
            if amount.kind is FigureKind.PERCENT and amount.size == 100:
                continue  # says no more than “all”
            shown = extent(line, amount, words, stops)
            if shown is not None:
                found.append(_of_amount(document.text, amount, *shown, index, words))
        for day in days:
            if is_to_come(day, line, published, words):
                value = Span(coming(line, day, words), day.span.end)
                said = clause(line, value, words, stops)
                if said is not None:
                    figure = Figure(said, value, FigureKind.DATE, index)
                    found.append(
                        _Found(
                            figure, ("date", float(day.month * 100 + day.day), ""), 0, False, "", False, True
                        )
                    )
    return _best(document, found, prose)


def _of_amount(text: str, amount: Amount, shown: Span, whole: bool, sentence: int, words: Lexicon) -> _Found:
    figure = Figure(shown, Span(amount.start, amount.end), amount.kind, sentence)
    detail = amount.kind is FigureKind.MEASURE and amount.unit in words.details
    counted = text[amount.start : amount.end].lower().split()
    if amount.kind is FigureKind.COUNT:
        said = counted[-1].lstrip("0123456789.,")
    else:
        said = " ".join((text[shown.start : amount.start] + text[amount.end : shown.end]).lower().split())
    persons = amount.kind is FigureKind.COUNT and len(counted) == 2 and counted[1] in words.persons
    key = (amount.kind.value, amount.size, amount.unit)
    return _Found(figure, key, amount.size, detail, said, persons, whole)


def _best(document: Document, found: Sequence[_Found], prose: Sequence[int]) -> tuple[Figure, ...]:
    text = document.text
    times: dict[tuple[str, float, str], int] = {}
    for one in found:
        times[one.key] = times.get(one.key, 0) + 1
    places = {index: place for place, index in enumerate(prose)}
    title = _numbers(document.headline or "")
    found = [one for one in found if _is_worth_it(one, _number(one.figure.value.of(text)) in title)]
    crowds: dict[int, int] = {}
    for one in found:
        crowds[one.figure.sentence] = crowds.get(one.figure.sentence, 0) + 1

    def worth(one: _Found) -> float:
        figure = one.figure
        place = places[figure.sentence]
        early = 1 / math.sqrt(1 + place / 2)
        recurs = 0.25 * min(2, times[one.key] - 1)
        named = 0.8 if _number(figure.value.of(text)) in title else 0.0
        crowded = 0.15 * max(0, crowds[figure.sentence] - 3)
        partial = 0.0 if one.whole else _PARTIAL
        lengthy = 0.5 if figure.span.end - figure.span.start > _LONGEST else 0.0
        return _WORTH[figure.kind] + early + recurs + named - crowded - partial - lengthy

    ranked = sorted(enumerate(found), key=lambda pair: (-worth(pair[1]), pair[0]))
    chosen: list[_Found] = []
    for _, one in ranked:
        if len(chosen) == MOST or worth(one) < _LEAST:
            break
        if any(_is_again(one, other) for other in chosen):
            continue
        chosen.append(one)
    return tuple(sorted((one.figure for one in chosen), key=lambda figure: figure.span))


def _is_worth_it(one: _Found, named: bool) -> bool:
    """Whether a figure may be shown at all; `named` says that the title has its number."""
    if one.detail:
        return named
    if one.figure.kind is FigureKind.COUNT and not one.key[2]:
        fewest = _FEWEST_NAMED if named else _FEWEST_PEOPLE if one.persons else _FEWEST
        return one.size >= fewest
    return True


def _is_again(one: _Found, other: _Found) -> bool:
    """Whether it says the same as another, or another number of the same, which side by side would puzzle."""
    same = one.key == other.key or (bool(one.said) and one.said == other.said)
    return same or one.figure.span.overlaps(other.figure.span)


def _number(words: str) -> str:
    return "".join(char for char in words if char.isdigit() or char in ".,")


def _numbers(title: str) -> frozenset[str]:
    return frozenset(_number(word) for word in title.split() if any(map(str.isdigit, word)))
