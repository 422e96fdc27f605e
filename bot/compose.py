"""Composes what is shown from what was read. Pure.

A quote that stands in the summary is not shown a second time, a text that is short already is shown
whole or said to be short, and every word of the source is a slice of it. What is only a part of its
source is said to be one, and never called short.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Final

from adapters import locale
from adapters.base import Action, Passage, Quotation, Reason, Section
from adapters.display import host, shown_words
from summarizer.lengths import budget
from summarizer.model import PROSE, Document, Length, Origin, Quote, QuoteKind, Span, Spoken, Summary, Wish
from summarizer.talk import names_before
from summarizer.words import count_words

SHORT_WORDS: Final = 60
SHORT_SENTENCES: Final = 3
FEW_WORDS: Final = 150
"""A source of fewer than `SHORT_WORDS` is short already, and so is one of so few sentences that all would
be shown, unless they have `FEW_WORDS` or more: then nobody put a full stop."""

FIGURES_WORDS: Final = 150
"""Of a source of fewer words no figures are listed: whoever has read the sentences has nearly read it all."""

SHORT_TEASER: Final = 100
"""A teaser of fewer words is shown as it is: one sentence chosen of three says less than the three."""

_OVER: Final = 1.1
"""By how much quotes and figures may go over what was asked for in words, percent or seconds: whoever asked
for thirty seconds is not to read for a minute."""

MOST_QUOTES: Final = {Length.SHORT: 2, Length.MEDIUM: 3, Length.LONG: 5, Length.HEADLINE: 0}
MOST_QUOTE_WORDS: Final = 90
"""Of an utterance longer than this only its key runs are shown."""


def section(document: Document, summary: Summary, label: str, wish: Wish, link: str | None = None) -> Section:
    """The answer to one source; `link` is where it was found, when that is not the document's own."""
    shown = Section(
        label=label,
        headline=document.headline,
        link=document.url or link,
        byline=document.byline,
        site=document.site,
        published=document.published,
        language=summary.language,
        other_languages=tuple(one for one in summary.languages if one != summary.language),
        words=summary.words,
    )
    chosen = summary.chosen_spans
    prose = tuple(s.span for s in summary.sentences if document.blocks[s.block].kind in PROSE)
    missing = how_much(document, summary.words)
    alone = wish.headline_alone and document.headline is not None
    short = summary.words < (SHORT_TEASER if missing else SHORT_WORDS) and not (wish.measured or alone)
    few = not alone and len(chosen) >= len(prose) <= SHORT_SENTENCES and summary.words < FEW_WORDS
    if missing:
        shown = replace(shown, partial=True, notes=(missing,))
    if alone:
        return replace(shown, headline_alone=True)
    if summary.spoken in (Spoken.NOT_AT_ALL, Spoken.HARDLY):
        said = locale.text(f"{document.origin} speaks {summary.spoken}", about=wish.about or "")
        shown = replace(shown, notes=(*shown.notes, said))
    if short or few:
        name = "short paste" if document.origin is Origin.PASTE else "short already"
        note = missing or locale.text(name, words=summary.words)
        shown = replace(shown, whole=True, notes=tuple(dict.fromkeys((*shown.notes, note))))
        if document.origin is Origin.PASTE:
            return shown
        named = replace(summary, insertions=names_before(document, prose))
        return replace(shown, passages=tuple(_passage(document, named, span) for span in prose))
    quotations = _quotations(document, summary, MOST_QUOTES[wish.length])
    shown = replace(
        shown,
        passages=tuple(_passage(document, summary, span) for span in chosen),
        quotations=quotations,
        figures=_figures(document, summary, quotations) if summary.words >= FIGURES_WORDS else (),
    )
    most = budget(wish, summary.words, summary.language)
    return shown if most is None else _within(shown, _OVER * most)


def how_much(document: Document, words: int) -> str | None:
    """The sentence that says how many words were read, of how many, and what stood before the rest; None
    for what was read whole."""
    barrier, whole = document.barrier, document.whole_words
    if whole is not None and whole <= words:
        whole = None
    if barrier is None:
        return locale.text("read by count", read=words, whole=_about(whole)) if whole is not None else None
    read = (
        locale.text("read part", read=words, whole=_about(whole))
        if whole is not None
        else locale.text("read some", read=words)
    )
    return locale.text(f"the rest: {barrier}", read=read)


def _about(words: int) -> int:
    """A number as one says it when it is not exact: two of its digits, and never less than tens."""
    digits = 2 - len(str(words))
    return round(words, min(digits, -1))


def failed(label: str, reason: Reason, limit: str = "", link: str | None = None) -> Section:
    """The one sentence that says why there is no answer."""
    name = host(link) if link else ""
    return Section(label=label, link=link, problem=locale.problem(reason, name or label, limit))


def worthwhile(sections: tuple[Section, ...], words: int, share: float) -> tuple[Section, ...]:
    """What is worth showing to a channel that did not ask: of sources of at least so many words no more
    than that share; the figures and then the quotes from the last on are left out for it, sentences are not.
    A part is no answer."""
    shown = ((_within(one, share * one.words), share * one.words) for one in sections if one.words >= words)
    return tuple(
        one
        for one, most in shown
        if one.passages and shown_words(one) <= most and not one.whole and not one.partial
    )


def _within(section: Section, words: float) -> Section:
    """Without the figures, and the quotes from the last on, that would take it over so many words."""
    if shown_words(section) > words:
        section = replace(section, figures=())
    while section.quotations and shown_words(section) > words:
        section = replace(section, quotations=section.quotations[:-1])
    return section


def actions(sections: tuple[Section, ...], wish: Wish, private: bool) -> tuple[Action, ...]:
    """What can be done with an answer: nothing can be lengthened or shared that could not be read."""
    offered: list[Action] = []
    if any(one.headline_alone or (one.passages and not one.whole) for one in sections):
        if step(wish, Action.SHORTER) != wish:
            offered.append(Action.SHORTER)
        if step(wish, Action.LONGER) != wish:
            offered.append(Action.LONGER)
    if private and any(one.headline_alone or one.passages for one in sections):
        offered.append(Action.SHARE)
    offered.append(Action.DELETE)
    return tuple(offered)


_LENGTHS: Final = (Length.SHORT, Length.MEDIUM, Length.LONG)
_MOST_SENTENCES: Final = 30
_MOST_WORDS: Final = 2_000
_MOST_PERCENT: Final = 80
_LEAST_SECONDS: Final = 5
_MOST_SECONDS: Final = 600


def step(wish: Wish, towards: Action) -> Wish:
    """The wish one step shorter or longer; the same where there is no further step."""
    longer = towards is Action.LONGER
    if wish.sentences is not None:
        count = wish.sentences * 2 if longer else wish.sentences // 2
        return replace(wish, sentences=max(1, min(count, max(_MOST_SENTENCES, wish.sentences))))
    if wish.words is not None:
        count = wish.words * 2 if longer else wish.words // 2
        return replace(wish, words=max(1, min(count, max(_MOST_WORDS, wish.words))))
    if wish.percent is not None:
        share = wish.percent * 2 if longer else wish.percent // 2
        return replace(wish, percent=max(1, min(share, max(_MOST_PERCENT, wish.percent))))
    if wish.seconds is not None:
        count = wish.seconds * 2 if longer else wish.seconds // 2
        return replace(wish, seconds=max(_LEAST_SECONDS, min(count, max(_MOST_SECONDS, wish.seconds))))
    if wish.length is Length.HEADLINE:
        return replace(wish, length=Length.SHORT) if longer else wish
    at = _LENGTHS.index(wish.length) + (1 if longer else -1)
    return replace(wish, length=_LENGTHS[max(0, min(at, len(_LENGTHS) - 1))])


def _passage(document: Document, summary: Summary, span: Span) -> Passage:
    inside = tuple(one for one in summary.insertions if span.start <= one.at < span.end)
    return Passage(span.of(document.text), span.start, span.end, inside)


def _figures(document: Document, summary: Summary, quotations: tuple[Quotation, ...]) -> tuple[Passage, ...]:
    """The figures that no sentence and no quote above them shows, nor the headline."""
    quoted = [Span(run.start, run.end) for quotation in quotations for run in quotation.runs]
    above = [*summary.chosen_spans, *quoted]
    texts = [document.headline or "", *(span.of(document.text) for span in above)]
    return tuple(
        Passage(figure.span.of(document.text), figure.span.start, figure.span.end)
        for figure in summary.figures
        if not any(figure.value.of(document.text) in text for text in texts)
    )


def _quotations(document: Document, summary: Summary, most: int) -> tuple[Quotation, ...]:
    """The key quotes, an utterance each, in source order; none that the summary shows already. Where
    there are more than `most`, everybody is heard once before anybody is heard twice."""
    utterances: defaultdict[int, list[Quote]] = defaultdict(list)
    for quote in summary.quotes:
        utterances[quote.group].append(quote)
    found: list[Quotation] = []
    for runs in utterances.values():
        if not any(run.key for run in runs):
            continue
        words = sum(count_words(run.span.of(document.text)) for run in runs)
        picked = [run for run in runs if run.key] if words > MOST_QUOTE_WORDS else runs
        left = [run for run in picked if not _is_shown(summary, run.span)]
        if any(run.key for run in left):
            found.append(_quotation(document, summary, left))
    heard: Counter[str | None] = Counter()
    turns: list[tuple[int, int]] = []
    for index, quotation in enumerate(found):
        turns.append((heard[quotation.speaker], index))
        heard[quotation.speaker] += 1
    return tuple(found[index] for _, index in sorted(sorted(turns)[:most], key=lambda turn: turn[1]))


def _is_shown(summary: Summary, span: Span) -> bool:
    """Whether the summary has every sentence that these words run through."""
    around = {index for index, one in enumerate(summary.sentences) if one.span.overlaps(span)}
    return bool(around) and around <= set(summary.chosen)


def _quotation(document: Document, summary: Summary, runs: list[Quote]) -> Quotation:
    named = next((run for run in runs if run.speaker), runs[0])
    spans = [run.span for run in runs]
    # the comma before the closing mark belongs to the writer's sentence, which is not shown
    end = spans[-1].start + len(spans[-1].of(document.text).rstrip(",，、 "))
    spans[-1] = Span(spans[-1].start, end)
    return Quotation(
        runs=tuple(_passage(document, summary, span) for span in spans),
        speaker=named.speaker.of(document.text) if named.speaker else None,
        role=named.role.of(document.text) if named.role else None,
        paraphrase=named.kind is QuoteKind.INDIRECT,
    )
