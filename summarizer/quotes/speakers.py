"""Who said it: every verb that reports and has a subject is weighed against every quotation near it.

Attribution is by position and by the language's own words alone. Each way of being near has a
confidence; the surest one wins, and a quotation that nothing names takes the speaker of the one before,
a little less surely. What to show below which confidence is not decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from summarizer.model import Span
from summarizer.quotes.clauses import Clause, Token
from summarizer.quotes.lexicon import (
    CALENDAR,
    COMPLEMENTIZER,
    CONJUNCTION,
    CUE,
    DETERMINER,
    HE,
    INFINITIVE,
    PARTICIPLE,
    PASSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SAY,
    SHE,
    SKIPPED,
    TAG,
    WEAK,
    Lexicon,
    is_small,
)
from summarizer.quotes.marks import Run
from summarizer.quotes.people import People, name_words
from summarizer.quotes.phrases import Kind, Phrase, phrase_left, phrase_right, subject_of

ADJACENT_AFTER: Final = 0.97
LISTED_AFTER: Final = 0.93
TAG_AFTER: Final = 0.9
LOOSE_TAG_AFTER: Final = 0.82
NEAR_AFTER: Final = 0.65
FAR_AFTER: Final = 0.45
COLON_BEFORE: Final = 0.96
ADJACENT_BEFORE: Final = 0.95
NEAR_BEFORE: Final = 0.9
FAR_BEFORE: Final = 0.84
REMOTE_BEFORE: Final = 0.72
ACCORDING: Final = 0.92
NAMED_ALONE: Final = 0.9
EMBEDDED: Final = 0.5

WEAK_VERB: Final = 0.94
BORROWED_SUBJECT: Final = 0.86
CARRIED: Final = 0.96
CARRIED_OVER_PARAGRAPH: Final = 0.82
TOLD_BEFORE: Final = 0.85
INTRODUCED: Final = 0.95
MAIN_SUBJECT: Final = 0.72
_DASHES: Final = frozenset("–—―-")
_SEGMENTS: Final = 4
"""Parts between commas in which the main subject of a clause is sought."""
NEAREST_CUES: Final = 5
"""So many verbs on either side of a quotation are looked at."""


class Cue(NamedTuple):
    """A reporting verb or phrase, from token `start` to `end`, and whose it is."""

    start: int
    end: int
    phrase: Phrase
    surety: float
    anywhere: bool = False  # holds for the whole clause, as "according to" does


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
    """Reads clauses once each and remembers their verbs; otherwise a value."""

    def __init__(self, text: str, clauses: Sequence[Sequence[Clause]], runs: Sequence[Run], words: Lexicon) -> None:
        self._text = text
        self._clauses = clauses
        self._runs = runs
        self._words = words
        self._cues: dict[int, list[Cue]] = {}

    def attribute(self) -> list[Attribution | None]:
        """One attribution a run, None where nothing says whose it is."""
        found: list[Attribution | None] = [None] * len(self._runs)
        for at, block in enumerate(self._clauses):
            for number, clause in enumerate(block):
                previous = block[number - 1] if number else None
                for q in clause.runs:
                    run = clause.tokens[q].run
                    found[run] = self._within(clause, q) or self._carried(found, run, at, clause, previous)
        # of a quotation over several paragraphs the last one may be the one that names its speaker
        for run in range(len(self._runs) - 2, -1, -1):
            here, after = found[run], found[run + 1]
            if self._runs[run].onward and after and (here is None or not here.direct):
                found[run] = replace(after, surety=after.surety * CARRIED, direct=False)
        return found

    def cues(self, clause: Clause) -> list[Cue]:
        key = clause.tokens[0].start
        if key not in self._cues:
            self._cues[key] = _cues(self._text, clause, self._words)
        return self._cues[key]

    def _within(self, clause: Clause, q: int) -> Attribution | None:
        best: Attribution | None = None
        cues = self.cues(clause)
        near = [c for c in cues if c.end <= q][-NEAREST_CUES:] + [c for c in cues if c.end > q][:NEAREST_CUES]
        for cue in near:
            surety = _surety(clause, q, cue)
            if best is None or surety > best.surety:
                best = Attribution(clause, cue.phrase, (cue.start, cue.end), surety)
        named = _before_colon(clause, q, self._words) or _after_dash(clause, q, self._words)
        if named and (best is None or best.surety < NAMED_ALONE):
            best = Attribution(clause, named, None, NAMED_ALONE)
        if best is None and len(clause.tokens) > 1 and any(t.is_word for t in clause.tokens):
            main = main_subject(clause, self._words)
            if main and main.kind is not Kind.NOUN and main.right <= q:
                best = Attribution(clause, main, None, EMBEDDED)
        return best

    def _carried(
        self, found: Sequence[Attribution | None], run: int, at: int, clause: Clause, previous: Clause | None
    ) -> Attribution | None:
        if any(t.is_word and not t.kind & CONJUNCTION for t in clause.tokens):
            return None
        if run and self._runs[run - 1].onward:
            before = found[run - 1]
            return replace(before, direct=False) if before else None
        if previous is not None:
            return self._from(found, previous, CARRIED, TOLD_BEFORE)
        if not at:
            return None
        last = self._clauses[at - 1][-1] if self._clauses[at - 1] else None
        if last is None or clause.tokens[0].start < last.tokens[0].start:
            return None
        if self._runs[run].introduced:
            return self._from(found, last, INTRODUCED, INTRODUCED)
        return self._from(found, last, CARRIED_OVER_PARAGRAPH, CARRIED_OVER_PARAGRAPH)

    def _from(
        self, found: Sequence[Attribution | None], clause: Clause, quoted: float, told: float
    ) -> Attribution | None:
        """What a quotation takes over from the clause before it."""
        if clause.runs:
            before = found[clause.tokens[clause.runs[-1]].run]
            return replace(before, surety=before.surety * quoted, direct=False) if before else None
        cues = [cue for cue in self.cues(clause)]
        if cues:
            cue = cues[-1] if told == INTRODUCED else cues[0]
            return Attribution(clause, cue.phrase, (cue.start, cue.end), told * cue.surety, direct=False)
        main = main_subject(clause, self._words)
        if main and main.kind is not Kind.NOUN:
            return Attribution(clause, main, None, told * MAIN_SUBJECT, direct=False)
        return None


def _cues(text: str, clause: Clause, words: Lexicon) -> list[Cue]:
    """The reporting verbs and phrases of a clause that have a subject, in order."""
    tokens = clause.tokens
    found: list[Cue] = []
    for at, token in enumerate(tokens):
        kind = token.kind
        if token.run >= 0 or not kind & (CUE | TAG) or (token.capital and at):
            continue
        if kind & TAG and not kind & CUE and not _right_after_run(tokens, at):
            continue
        before = tokens[at - 1] if at else None
        if before and before.kind & (DETERMINER | PREPOSITION) and not kind & PARTICIPLE and not before.kind & PRONOUN:
            if not before.kind & COMPLEMENTIZER:
                continue
        if kind & INFINITIVE and not (before and before.kind & (SKIPPED | PREPOSITION)):
            continue
        surety = 1.0 if kind & SAY and not kind & WEAK else WEAK_VERB
        phrase: Phrase | None
        if kind & PARTICIPLE and not kind & (SAY | WEAK):
            phrase = None
            if at and not (before and (before.kind & (PREPOSITION | CONJUNCTION) or before.low == ",")):
                phrase = subject_of(tokens, at, words)
                if phrase and phrase.kind is Kind.NOUN and phrase.right == at and not _with(tokens, phrase.left):
                    phrase = None  # “issued a statement saying”: the object of another verb
            if phrase is None:
                phrase, surety = _borrowed(clause, found, words), surety * BORROWED_SUBJECT
        else:
            phrase = subject_of(tokens, at, words)
            if phrase is None and _coordinated(tokens, at):
                phrase, surety = _borrowed(clause, found, words), surety * BORROWED_SUBJECT
        if phrase is not None:
            found.append(Cue(at, at + 1, phrase, surety))
    found.extend(_according(text, clause, words))
    return sorted(found, key=lambda cue: cue.start)


def _with(tokens: Sequence[Token], at: int) -> bool:
    return at == 0 or bool(tokens[at - 1].kind & (PREPOSITION | CONJUNCTION))


def _right_after_run(tokens: Sequence[Token], at: int) -> bool:
    before = at - 1
    while before >= 0 and tokens[before].run < 0 and not tokens[before].is_word:
        before -= 1
    return before >= 0 and tokens[before].run >= 0


def _coordinated(tokens: Sequence[Token], at: int) -> bool:
    """Does a conjunction stand before the verb, so that its subject is the one before?"""
    at -= 1
    while at >= 0 and tokens[at].kind & SKIPPED:
        at -= 1
    return at >= 0 and bool(tokens[at].kind & CONJUNCTION)


def _borrowed(clause: Clause, found: Sequence[Cue], words: Lexicon) -> Phrase | None:
    """The subject of a verb that has none of its own: that of the verb before, else of the clause."""
    if found:
        return found[-1].phrase
    return main_subject(clause, words)


def main_subject(clause: Clause, words: Lexicon) -> Phrase | None:
    """The phrase that opens a clause, or what follows an adverbial phrase with its comma."""
    tokens = clause.tokens
    at = 0
    while at < len(tokens) and tokens[at].kind & CONJUNCTION and not tokens[at].kind & PRONOUN:
        at += 1
    for _ in range(_SEGMENTS):
        if at >= len(tokens) or tokens[at].run >= 0:
            return None
        opening = tokens[at]
        adverbial = opening.kind & (PREPOSITION | PARTICIPLE | SKIPPED) or (
            is_small(opening.kind) and not opening.kind & (DETERMINER | PRONOUN)
        )
        if not adverbial:
            found = _opening(tokens, at, words)
            if found:
                return found
        comma = next((i for i in range(at, min(len(tokens), at + 25)) if tokens[i].low == ","), None)
        if comma is None:
            return None
        at = comma + 1
    return None


def _opening(tokens: Sequence[Token], at: int, words: Lexicon) -> Phrase | None:
    """The phrase that begins at `at`, where what follows shows that it ends there and is a subject."""
    found = phrase_right(tokens, at, words, forced=False)
    if found is None or found.left != at:
        return None
    if found.kind is Kind.PRONOUN:
        return found
    after = tokens[found.right] if found.right < len(tokens) else None
    if after is not None and after.kind & (SKIPPED | PASSIVE | CUE | RELATIVE):
        return found
    if after is None or after.low == ",":
        beyond = tokens[found.right + 1] if found.right + 1 < len(tokens) else None
        apposed = beyond is not None and (beyond.kind & (DETERMINER | RELATIVE) or not beyond.capital)
        at_first = not any(t.low == "," for t in tokens[:at])
        return found if found.kind is Kind.NAME and apposed and at_first else None
    if found.kind is Kind.NAME and all(t.capital or not t.is_word for t in tokens[found.start : found.end]):
        return found if found.right - found.end < 1 else replace(found, right=found.end)
    end = at
    while end < len(tokens) and tokens[end].capital and not is_small(tokens[end].kind):
        end += 1
    return phrase_left(tokens, end - 1, words) if at < end < len(tokens) else None


def _according(text: str, clause: Clause, words: Lexicon) -> list[Cue]:
    tokens = clause.tokens
    found: list[Cue] = []
    starts = {token.start: i for i, token in enumerate(tokens) if token.run < 0}
    first, last = tokens[0].start, tokens[-1].end
    ends = {token.end: i for i, token in enumerate(tokens) if token.run < 0}
    if words.according:
        for match in words.according.finditer(text, first, last):
            if match.start() not in starts or match.end() not in ends:
                continue
            phrase = phrase_right(tokens, ends[match.end()] + 1, words, forced=True)
            if phrase:
                found.append(Cue(starts[match.start()], ends[match.end()] + 1, phrase, 1.0, anywhere=True))
    if words.according_after:
        for match in words.according_after.finditer(text, first, last):
            if match.start() not in starts or match.end() not in ends:
                continue
            phrase = phrase_left(tokens, starts[match.start()] - 1, words)
            if phrase:
                found.append(Cue(starts[match.start()], ends[match.end()] + 1, phrase, 1.0, anywhere=True))
    return found


def _before_colon(clause: Clause, q: int, words: Lexicon) -> Phrase | None:
    """“Smith: “…””, as in an interview, at the beginning of a paragraph."""
    tokens = clause.tokens
    if not clause.opens_block or not 2 <= q <= 12 or tokens[q - 1].low not in (":", "："):
        return None
    found = phrase_right(tokens, 0, words, forced=True)
    if found is None or found.left or (found.right != q - 1 and found.kind is not Kind.NAME):
        return None
    return found


def _after_dash(clause: Clause, q: int, words: Lexicon) -> Phrase | None:
    """“…” — Ann Smith, with nothing after it but an office."""
    tokens = clause.tokens
    if q + 2 >= len(tokens) or tokens[q + 1].low not in _DASHES:
        return None
    found = phrase_right(tokens, q + 2, words, forced=False)
    if found is None or found.kind is not Kind.NAME or found.left != q + 2:
        return None
    closed = found.right == len(tokens) or tokens[found.right].low in ",.("
    return found if closed and not any(t.run >= 0 for t in tokens[found.right :]) else None


def _surety(clause: Clause, q: int, cue: Cue) -> float:
    """How surely a cue is that of the run at token `q`."""
    tokens = clause.tokens
    phrase = cue.phrase
    near = (phrase.right <= cue.start and cue.start - phrase.right < 12) or phrase.left >= cue.end
    start = min(cue.start, phrase.left) if near else cue.start
    end = max(cue.end, phrase.right) if near else cue.end
    if start <= q < end:  # the quotation stands between subject and verb
        return cue.surety * NEAR_AFTER
    between = tokens[end:q] if end <= q else tokens[q + 1 : start]
    gap = sum(t.is_word for t in between)
    runs = sum(t.run >= 0 for t in between)
    if cue.anywhere:
        return cue.surety * (ADJACENT_AFTER if not gap and not runs else ACCORDING)
    if end <= q:
        if not runs and tokens[q - 1].low in (":", "："):
            surety = COLON_BEFORE
        elif gap - sum(bool(t.kind & COMPLEMENTIZER) for t in between) <= 1 and not runs:
            surety = ADJACENT_BEFORE
        else:
            surety = NEAR_BEFORE if gap <= 8 else FAR_BEFORE if gap <= 20 else REMOTE_BEFORE
        return cue.surety * surety * 0.98 ** min(runs, 3)
    if not gap:
        surety = ADJACENT_AFTER if not runs else LISTED_AFTER
    elif all(t.kind & CONJUNCTION for t in between if t.is_word) and runs:
        surety = LISTED_AFTER
    elif tokens[start - 1].low == "," and (end >= len(tokens) or tokens[end].low in ",." or tokens[end].run >= 0):
        surety = TAG_AFTER
    elif tokens[start - 1].low == "," and tokens[end].kind & (PREPOSITION | CALENDAR) and cue.surety == 1.0:
        surety = LOOSE_TAG_AFTER
    else:
        surety = NEAR_AFTER if gap <= 4 else FAR_AFTER
    return cue.surety * surety


class Resolved(NamedTuple):
    """`speaker` is what is shown, None where a pronoun is not resolved or two persons fit."""

    speaker: Span | None
    surety: float


def resolve(text: str, attribution: Attribution, people: People) -> Resolved:
    """The name behind a mention: a surname's full name, a pronoun's person."""
    tokens = attribution.clause.tokens
    phrase = attribution.phrase
    mention = attribution.mention
    if phrase.kind is Kind.PRONOUN:
        return _antecedent(attribution, people, tokens[phrase.start])
    if phrase.kind is Kind.NOUN:
        return Resolved(mention, attribution.surety)
    end = mention.end - (2 if text[mention.start : mention.end].endswith(("’s", "'s")) else 0)
    mention = Span(mention.start, end)
    folded = name_words(text, mention)
    person = people.named(folded)
    if person is not None and not (len(folded) == 1 and phrase.left < phrase.start and _plain_article(tokens, phrase)):
        return Resolved(person.name, attribution.surety)
    return Resolved(mention, attribution.surety)


def _plain_article(tokens: Sequence[Token], phrase: Phrase) -> bool:
    return phrase.start - phrase.left == 1 and bool(tokens[phrase.left].kind & DETERMINER)


def _antecedent(attribution: Attribution, people: People, pronoun: Token) -> Resolved:
    """Whom a pronoun means: the nearest person before it that fits, surer where no other is near."""
    gender = pronoun.kind & (HE | SHE)
    if not gender:
        return Resolved(None, attribution.surety)
    block = attribution.clause.block
    candidates: list[tuple[Span, tuple[str, ...], bool, int]] = []
    for mention in people.before(pronoun.start, block):
        person = people.named(mention.words)
        words = person.words if person else mention.words
        known = people.gender_of(mention.words)
        if known and known != gender:
            continue
        if person is None and not known:
            continue
        span = person.name if person else mention.span
        if all(words != other for _, other, _, _ in candidates):
            candidates.append((span, words, mention.governed, known))
        if len(candidates) >= 3:
            break
    if not candidates:
        return Resolved(None, attribution.surety)
    free = [c for c in candidates if not c[2]] or candidates
    span, _, governed, known = free[0]
    surety = 0.95 if known else 0.8
    if len(candidates) > 1:
        surety *= 0.9 if known else 0.75
    if governed:
        surety *= 0.8
    return Resolved(span, attribution.surety * surety)
