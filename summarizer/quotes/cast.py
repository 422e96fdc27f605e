"""Whom the pronouns of a document mean, outside of quotations as well.

The same rules as for whoever is quoted: one person has to fit, and where two do it is nobody.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from summarizer.model import Quote, Span
from summarizer.quotes.clauses import Token
from summarizer.quotes.lexicon import (
    CONJUNCTION,
    DETERMINER,
    HE,
    PREPOSITION,
    SAY,
    SHE,
    TITLE,
    TURN,
    WEAK,
    Order,
)
from summarizer.quotes.people import Mention, name_words
from summarizer.quotes.prose import Prose
from summarizer.quotes.who import ELSEWHERE, KNOWN, KNOWN_RIVAL, UNKNOWN

_UNSUPPORTED: Final = 0.85
"""The least confidence that the speaker of a quotation needs where the sentences before do not tell the same.
Below it 4 of 12 names were wrong on cnndm.dev, as read by hand."""
_REACH: Final = 6
"""In clauses: how far back the name may stand."""
_OPENING: Final = 9
"""In tokens: how far from the beginning of a clause its subject is looked for."""


class Meant(NamedTuple):
    """The name of a person as the text first gives it in full, and how sure it is that he is meant."""

    name: Span
    surety: float


class Cast:
    """The persons of one document."""

    def __init__(self, prose: Prose, quotes: Sequence[Quote]) -> None:
        """`quotes` are those that were found in the document, in order."""
        self._text = prose.document.text
        self._quotes = quotes
        # there a thing is “he” or “she” as well
        self._things_too = prose.words is not None and prose.words.order is not Order.SUBJECT_FIRST
        self._clauses = prose.clauses
        self._people = prose.people
        self._starts = [clause.tokens[0].start for clause in self._clauses]
        self._ends = [quote.span.end for quote in quotes]

    def meant(self, pronoun: Span) -> Meant | None:
        """The person that a pronoun means, None where it is no pronoun of a person or nobody fits."""
        at = bisect_right(self._starts, pronoun.start) - 1
        if at < 0 or self._people is None:
            return None
        tokens = self._clauses[at].tokens
        place = next((i for i, token in enumerate(tokens) if token.start == pronoun.start), None)
        gender = tokens[place].kind & (HE | SHE) if place is not None else 0
        if place is None or gender not in (HE, SHE):
            return None
        about = None
        if not any(token.run >= 0 for token in tokens[:place]):
            about = self._subject_before(at, place, gender)
        if about is None and _speaks(tokens, place):
            about = self._speaker_before(at, gender)
        spoken = next((one for one in self._near(pronoun) if one.mention == pronoun), None)
        if spoken is None or spoken.speaker is None:
            return about
        name = name_words(self._text, spoken.speaker)
        before = about or self._subject_before(at, 0, gender) or self._speaker_before(at, gender)
        said = self._full(name, spoken.confidence)
        if said is None or self._people.gender_of(name) not in (0, gender):
            return None
        if before is not None:
            return Meant(said.name, max(said.surety, before.surety)) if before.name == said.name else None
        sure = self._people.gender_of(name) == gender and self._people.is_person(name)
        if not sure or said.surety < _UNSUPPORTED:
            return None
        near = self._people.before(pronoun.start, self._clauses[at].block)
        last = next((one for one in near if self._may_be(one, gender)), None)
        return said if last is None or self._one(last.words) == self._one(name) else None

    def _subject_before(self, at: int, place: int, gender: int) -> Meant | None:
        """The person whom the clauses before are about, each by his name or by the same pronoun, back to
        where he is named; nobody where another one comes up between."""
        assert self._people is not None
        rivals = self._fitting(self._clauses[at].tokens[:place], gender)
        for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
            clause = self._clauses[back]
            if self._clauses[at].block - clause.block > 1 or not clause.tokens:
                return None
            opening = clause.tokens[:_OPENING]
            subject = next((t for t in opening if t.kind & (HE | SHE) or t.run >= 0), None)
            named = self._fitting(clause.tokens, gender)
            first = next((one for one in named if one.opens), None)
            if first is not None and first.span.start < opening[-1].end:
                if not self._people.is_person(first.words):
                    return None
                if subject is not None and subject.start < first.span.start:
                    return None
                if not _is_subject(clause.tokens, first):
                    return None
                meant = self._one(first.words)
                if any(self._one(one.words) != meant for one in [*named, *rivals]):
                    return None
                if self._text.startswith(("’s", "'s"), first.span.end):
                    return None  # “Hern’s wife was ill. She …”
                if self._people.gender_of(first.words) == gender:
                    return self._full(first.words, KNOWN)
                return self._full(first.words, UNKNOWN * ELSEWHERE if self._things_too else UNKNOWN)
            if subject is None or subject.kind & (HE | SHE) != gender:
                return None
            rivals = [*rivals, *named]
        return None

    def _speaker_before(self, at: int, gender: int) -> Meant | None:
        """The person who alone is said to speak in the clause before: “…, Smith said. He added …”."""
        assert self._people is not None
        for back in range(at - 1, max(-1, at - 1 - _REACH), -1):
            clause = self._clauses[back]
            if self._clauses[at].block - clause.block > 1 or not clause.tokens:
                return None
            if clause.tokens[0].kind & CONJUNCTION and not clause.tokens[0].kind & PREPOSITION:
                return None  # “When Smith asked him, he said …”
            speakers = {
                self._one(one.words): one
                for one in self._fitting(clause.tokens, gender)
                if _speaks(one.tokens, one.first, one.last)
            }
            goes_on = [
                token.kind & (HE | SHE)
                for i, token in enumerate(clause.tokens)
                if token.kind & (HE | SHE) and _speaks(clause.tokens, i)
            ]
            if len(speakers) == 1 and not goes_on:
                (only,) = speakers.values()
                sure = self._people.gender_of(only.words) == gender
                if not self._people.is_person(only.words) or (self._things_too and not sure):
                    return None
                return self._full(only.words, KNOWN_RIVAL if sure else UNKNOWN)
            if speakers or gender not in goes_on or len(set(goes_on)) > 1:
                return None
        return None

    def _fitting(self, tokens: Sequence[Token], gender: int) -> list[Mention]:
        """The names among the tokens that may be those of a person of that gender."""
        assert self._people is not None
        if not tokens:
            return []
        inside = self._persons(tokens[0].start, tokens[-1].end)
        return [one for one in inside if self._may_be(one, gender)]

    def _persons(self, start: int, end: int) -> list[Mention]:
        """The names there that may be a person's."""
        assert self._people is not None
        first, last = bisect_left(self._people.starts, start), bisect_left(self._people.starts, end)
        return [one for one in self._people.mentions[first:last] if self._may_be(one, HE | SHE)]

    def _may_be(self, one: Mention, gender: int) -> bool:
        """Is the name one of a person, of that gender for all that is known?"""
        assert self._people is not None
        known = self._people.gender_of(one.words)
        likely = len(one.words) > 1 or self._people.is_person(one.words)
        return likely and self._people.may_be_person(one.words) and (not known or bool(known & gender))

    def _full(self, name: tuple[str, ...], surety: float) -> Meant | None:
        """The person of that name, where first name and surname are known."""
        assert self._people is not None
        person = self._people.named(name)
        if person is None or person.words[-1] != name[-1] or not self._people.may_be_person(person.words):
            return None
        return Meant(person.name, surety)

    def is_alone_in(self, span: Span, name: Span) -> bool:
        """Is the person of this name the only one who could be a person that is named there?"""
        if self._people is None:
            return False
        meant = self._one(name_words(self._text, name))
        inside = [self._one(one.words) for one in self._persons(span.start, span.end)]
        return meant in inside and len(set(inside)) == 1

    def _one(self, name: tuple[str, ...]) -> tuple[str, ...]:
        assert self._people is not None
        person = self._people.named(name)
        return person.words if person else name

    def _near(self, pronoun: Span) -> Sequence[Quote]:
        at = bisect_left(self._ends, pronoun.start)
        return self._quotes[max(0, at - 3) : at + 3]


def _is_subject(tokens: Sequence[Token], name: Mention) -> bool:
    """Is the clause about this person: named at its beginning, behind words of time and place, or as the
    one whom its first words mean (“Her mother, Ann Lee, …”)?"""
    opening = tokens[0]
    if opening.kind & CONJUNCTION and not opening.kind & PREPOSITION:
        return False  # “When Smith came, the mayor left. He …”
    commas = [at for at, token in enumerate(tokens[: name.first]) if token.low == ","]
    if not commas or opening.kind & PREPOSITION or not (opening.kind & DETERMINER):
        return len(commas) < 2
    apart = name.last + 1 < len(tokens) and tokens[name.last + 1].low == ","
    return commas == [name.first - 1] and apart


def _speaks(tokens: Sequence[Token], first: int, last: int | None = None) -> bool:
    """Does a reporting verb stand at once behind these tokens, or before them and their titles where
    nothing but a sign is behind? Not one that hands the word to somebody else: “asked”."""
    after = first + 1 if last is None else last + 1
    if after < len(tokens) and tokens[after].kind & (SAY | WEAK):
        return not tokens[after].kind & TURN
    if after < len(tokens) and tokens[after].is_word:
        return False
    before = first - 1
    while before >= 0 and (tokens[before].kind & TITLE or tokens[before].low == "."):
        before -= 1
    if before < 1 or not tokens[before].kind & SAY or tokens[before].kind & TURN:
        return False
    return not tokens[before - 1].is_word
