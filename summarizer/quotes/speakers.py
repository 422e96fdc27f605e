"""Who said it: every cue near a quotation is weighed, and the surest one wins.

Attribution is by position and by the language's own words alone; each way of being near has a
confidence. A quotation that nothing names takes the speaker of the one before, a little less surely.
What is shown below which confidence is not decided here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from summarizer.model import Span
from summarizer.quotes.clauses import Clause
from summarizer.quotes.cues import Cue, Reading, main_subject, named_after_dash, named_before_colon, read
from summarizer.quotes.lexicon import CALENDAR, COMPLEMENTIZER, CONJUNCTION, PREPOSITION, WEAK, Lexicon, Order
from summarizer.quotes.marks import Run
from summarizer.quotes.phrases import Kind, Phrase, follows_run

# The order of these was reasoned; their size was set by hand after the share that was right in each band
# of confidence on every second article of polnear.dev (nothing was fitted, and nothing on dewiki.dev).
ADJACENT_AFTER: Final = 0.97  # “…,” Smith said
LISTED_AFTER: Final = 0.93  # “…” and “…,” Smith said: the first of them
TAG_AFTER: Final = 0.9  # “…” was no way to go on, Smith said.
LOOSE_TAG_AFTER: Final = 0.82
NEAR_AFTER: Final = 0.65
FAR_AFTER: Final = 0.45
COLON_BEFORE: Final = 0.96
ADJACENT_BEFORE: Final = 0.95
NEAR_BEFORE: Final = 0.9
FAR_BEFORE: Final = 0.84
REMOTE_BEFORE: Final = 0.72
ACCORDING: Final = 0.92
NAMED_ALONE: Final = 0.9  # Smith: “…”; “…” — Ann Smith
SUBJECT_BEFORE_COLON: Final = 0.78  # Smith was pleased: “…”

WEAK_AND_FAR: Final = 0.85
ORPHAN_BETWEEN: Final = 0.75  # a verb whose subject isn't found stands nearer to the quotation
CARRIED: Final = 0.96  # from the sentence before, where that was quoted
TOLD_BEFORE: Final = 0.85  # and where it only told
CARRIED_OVER_PARAGRAPH: Final = 0.82
INTRODUCED: Final = 0.95  # from a paragraph that ends with a colon
MAIN_SUBJECT: Final = 0.72  # from a sentence without a reporting verb
NEAREST_CUES: Final = 4
"""So many cues on either side of a quotation are weighed."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """`phrase` and `cue` are positions in `clause`; `surety` is the confidence that it said this."""

    clause: Clause
    phrase: Phrase
    cue: tuple[int, int] | None
    surety: float
    direct: bool = True  # not carried over from somewhere else

    @property
    def mention(self) -> Span:
        tokens = self.clause.tokens
        return Span(tokens[self.phrase.start].start, tokens[self.phrase.end - 1].end)

    @property
    def cue_span(self) -> Span | None:
        if self.cue is None:
            return None
        return Span(self.clause.tokens[self.cue[0]].start, self.clause.tokens[self.cue[1] - 1].end)


class Speakers:
    """Attributes a document's runs; each clause that matters is read once."""

    def __init__(
        self, text: str, blocks: Sequence[Sequence[Clause]], runs: Sequence[Run], words: Lexicon
    ) -> None:
        self._text = text
        self._blocks = blocks
        self._runs = runs
        self._words = words
        self._readings: dict[int, Reading] = {}

    def attribute(self) -> list[Attribution | None]:
        """One attribution a run, None where nothing says whose it is."""
        found: list[Attribution | None] = [None] * len(self._runs)
        for at, block in enumerate(self._blocks):
            for number, clause in enumerate(block):
                for q in clause.runs:
                    found[clause.tokens[q].run] = self._within(clause, q) or self._carried(
                        found, at, number, q
                    )
        # of a quotation over several paragraphs the last one may be the one that names its speaker
        for run in range(len(self._runs) - 2, -1, -1):
            here, after = found[run], found[run + 1]
            if self._runs[run].onward and after and (here is None or not here.direct):
                found[run] = replace(after, surety=after.surety * CARRIED, direct=False)
        return found

    def _reading(self, clause: Clause) -> Reading:
        key = clause.tokens[0].start
        if key not in self._readings:
            self._readings[key] = read(self._text, clause, self._words)
        return self._readings[key]

    def _within(self, clause: Clause, q: int) -> Attribution | None:
        """What the run's own clause says."""
        best: Attribution | None = None
        reading = self._reading(clause)
        first = bisect_left(reading.cues, q, key=lambda cue: cue.end - 1)
        for cue in reading.cues[max(0, first - NEAREST_CUES) : first + NEAREST_CUES]:
            surety = _surety(clause, reading, q, cue)
            nearest = bisect_left(reading.orphans, q) - 1
            if nearest >= 0 and reading.orphans[nearest] >= cue.end:
                surety *= ORPHAN_BETWEEN
            if best is None or surety > best.surety:
                best = Attribution(clause, cue.phrase, (cue.start, cue.end), surety)
        named = named_before_colon(clause, q, self._words) or named_after_dash(clause, q, self._words)
        if named and (best is None or best.surety < NAMED_ALONE):
            best = Attribution(clause, named, None, NAMED_ALONE)
        if (
            q
            and clause.tokens[q - 1].low in (":", "：")
            and (best is None or best.surety < SUBJECT_BEFORE_COLON)
        ):
            main = main_subject(clause, self._words)
            if main and main.right < q:
                best = Attribution(clause, main, None, SUBJECT_BEFORE_COLON)
        return best

    def _carried(
        self, found: Sequence[Attribution | None], at: int, number: int, q: int
    ) -> Attribution | None:
        """What a run whose clause has nothing else takes over from what stands before it."""
        clause = self._blocks[at][number]
        run = clause.tokens[q].run
        if not self._subject_dropped(clause) and any(
            t.is_word and not t.kind & CONJUNCTION for t in clause.tokens
        ):
            return None
        if run and self._runs[run - 1].onward:
            before = found[run - 1]
            return replace(before, direct=False) if before else None
        if number:
            return self._from(found, self._blocks[at][number - 1], CARRIED, TOLD_BEFORE)
        if not at or not self._blocks[at - 1]:
            return None
        last = self._blocks[at - 1][-1]
        if self._runs[run].introduced:
            return self._from(found, last, INTRODUCED, INTRODUCED)
        return self._from(found, last, CARRIED_OVER_PARAGRAPH, CARRIED_OVER_PARAGRAPH)

    def _subject_dropped(self, clause: Clause) -> bool:
        """“…”, dijo. Spanish and others leave the pronoun out, and mean the speaker before."""
        if self._words.order is not Order.FREE:
            return False
        reading = self._reading(clause)
        return not reading.cues and any(follows_run(clause.tokens, at - 1) for at in reading.orphans)

    def _from(
        self, found: Sequence[Attribution | None], clause: Clause, quoted: float, told: float
    ) -> Attribution | None:
        """What a quotation takes over from the clause before it."""
        if clause.runs:
            before = found[clause.tokens[clause.runs[-1]].run]
            return replace(before, surety=before.surety * quoted, direct=False) if before else None
        cues = self._reading(clause).cues
        if cues:
            cue = cues[-1] if told == INTRODUCED else cues[0]
            return Attribution(clause, cue.phrase, (cue.start, cue.end), told * cue.surety, direct=False)
        main = main_subject(clause, self._words)
        if main and main.kind is not Kind.NOUN:
            return Attribution(clause, main, None, told * MAIN_SUBJECT, direct=False)
        return None


def _surety(clause: Clause, reading: Reading, q: int, cue: Cue) -> float:
    """How surely a cue is that of the run at token `q`."""
    phrase = cue.phrase
    near = (phrase.right <= cue.start and cue.start - phrase.right < 12) or phrase.left >= cue.end
    start = min(cue.start, phrase.left) if near else cue.start
    end = max(cue.end, phrase.right) if near else cue.end
    if start <= q < end:  # the quotation stands between subject and verb
        return cue.surety * NEAR_AFTER
    first, last = (end, q) if end <= q else (q + 1, start)
    gap = reading.gaps[last] - reading.gaps[first]
    runs = reading.runs[last] - reading.runs[first]
    if cue.anywhere:
        return cue.surety * (ADJACENT_AFTER if not gap and not runs else ACCORDING)
    if end <= q:
        return cue.surety * _before(clause, q, cue, gap, runs) * 0.98 ** min(runs, 3)
    return cue.surety * _after(clause, start, end, gap, runs, always=cue.surety == 1.0, q=q)


def _before(clause: Clause, q: int, cue: Cue, gap: int, runs: int) -> float:
    tokens = clause.tokens
    if not runs and tokens[q - 1].low in (":", "："):
        return COLON_BEFORE
    if not runs and (gap <= 1 or (gap == 2 and tokens[q - 1].kind & COMPLEMENTIZER)):
        return ADJACENT_BEFORE
    surety = NEAR_BEFORE if gap <= 8 else FAR_BEFORE if gap <= 20 else REMOTE_BEFORE
    return surety * WEAK_AND_FAR if tokens[cue.start].kind & WEAK else surety


def _after(clause: Clause, start: int, end: int, gap: int, runs: int, always: bool, q: int) -> float:
    tokens = clause.tokens
    if not gap:
        return LISTED_AFTER if runs else ADJACENT_AFTER
    if runs and all(t.kind & CONJUNCTION for t in tokens[q + 1 : start] if t.is_word):
        return LISTED_AFTER
    if tokens[start - 1].low == ",":
        if end >= len(tokens) or tokens[end].low in ",." or tokens[end].run >= 0:
            return TAG_AFTER
        if always and tokens[end].kind & (PREPOSITION | CALENDAR):
            return LOOSE_TAG_AFTER
    return NEAR_AFTER if gap <= 4 else FAR_AFTER
