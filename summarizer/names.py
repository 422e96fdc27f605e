"""The people, organisations and places that a text names, as spans of it: rather few, and those right.

A person is one whom the text treats as one: by a title, by the surname alone later on, or as the speaker of
a quotation. An organisation says that it is one (a ministry, a bank, an Inc.) or is an abbreviation beside its
full name. Places are the countries of CLDR, by their names in the language, and what the text mostly says
something to be in. Names that are nothing of that for sure are left out. The constants were set by eye on the dev parts of the
summary sets (`python -m bench.figures read SET`).
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Final

from babel import Locale, UnknownLocaleError

from summarizer.model import PROSE, Document, Name, NameKind, Quote, Sentence, Span
from summarizer.quotes.clauses import Clause, clauses_of
from summarizer.quotes.lexicon import ATTACHING, DETERMINER, PARTICLE, SAY, Lexicon, lexicon
from summarizer.quotes.people import Mention, People, name_words, people_of
from summarizer.quotes.phrases import is_name_word
from summarizer.stopwords import stop_words
from summarizer.words import UNSPACED

__all__ = ["find_names"]

MOST: Final = {NameKind.PERSON: 5, NameKind.ORGANISATION: 4, NameKind.PLACE: 4}
_FIRST: Final = 60_000
"""Characters of prose that are looked at."""
_LONGEST_NAME: Final = 4
_SURE_SPEAKER: Final = 0.8
_IN: Final = 0.6
"""Of its mentions, how many have to stand behind “in” for a name to be a place; two at least."""
_IN_NOUNS: Final = 0.8
"""The same where every noun has a capital."""
_EXPANSION: Final = 80
"""Characters before an abbreviation in which its full name stands."""
_ADJECTIVES: Final = ("e", "en", "er", "es", "em")
_TABLE: Final = tomllib.loads(files("summarizer.data").joinpath("names.toml").read_text(encoding="utf-8"))
_INSTITUTIONS: Final = frozenset(_TABLE["institutions"].split())
_FORMS: Final = frozenset(_TABLE["forms"].split())
_SITES: Final = frozenset(_TABLE["sites"].split())
_DIRECTIONS: Final = frozenset(_TABLE["directions"].split())
_OTHERS: Final = frozenset(_TABLE["others"].split())
_WHERE: Final = {code: frozenset(words.split()) for code, words in _TABLE["where"].items()}
_PLACING: Final = frozenset(("in", "im", "at", "on", "près", "en", "bei", "aus", "i", "w"))
"""Small words that hang a place on an institution and not its name."""
_SHORT: Final = re.compile(r"[A-ZÀ-ÖØ-ÞА-Я]{2,6}[0-9]?")
_WORD: Final = re.compile(rf"[^\W\d_{UNSPACED}](?:[\w’'‐‑-])*")


def find_names(
    document: Document, sentences: Sequence[Sentence], language: str | None, quotes: Sequence[Quote] = ()
) -> tuple[Name, ...]:
    """People first, then organisations, then places; of each those named most, the earlier before the
    later."""
    words = lexicon(language)
    countries = list(_countries_in(document, sentences, language))
    if words is None:
        return _kept(countries)
    clauses = _clauses(document, sentences, words)
    read = _Read(document.text, clauses, people_of(document.text, clauses, words), words, language)
    persons = list(_persons(read, quotes, _countries(language).firsts))
    taken = frozenset(word for name in persons for word in name_words(document.text, name.span))
    return _kept([*persons, *countries, *_others(read, taken, countries)])


def _kept(names: Iterable[Name]) -> tuple[Name, ...]:
    by_kind: dict[NameKind, list[Name]] = defaultdict(list)
    for name in sorted(names, key=lambda name: (-name.times, name.span)):
        if len(by_kind[name.kind]) < MOST[name.kind]:
            by_kind[name.kind].append(name)
    return tuple(name for kind in NameKind for name in by_kind[kind])


def _clauses(document: Document, sentences: Sequence[Sentence], words: Lexicon) -> list[Clause]:
    starts = frozenset(sentence.span.start for sentence in sentences)
    found: list[Clause] = []
    length = 0
    for index, block in enumerate(document.blocks):
        if block.kind in PROSE and length < _FIRST:
            length += block.span.end - block.span.start
            found += clauses_of(document.text, block.span, index, (), starts, words)
    return found


class _Read:
    """A text with its names as they stand in its clauses."""

    def __init__(
        self, text: str, clauses: Sequence[Clause], people: People, words: Lexicon, language: str | None
    ) -> None:
        self.text = text
        self.people = people
        self.words = words
        self.stops = stop_words(language)
        self.locative = _WHERE.get(language or "", frozenset())
        self.mentions: dict[tuple[str, ...], list[Mention]] = defaultdict(list)
        for mention in people.mentions:
            self.mentions[mention.words].append(mention)
        self.is_latin = language not in ("ru", "uk", "bg", "sr", "el")
        self._nouns = _after_articles(clauses) if words.nouns_capitalised else frozenset()

    def is_plain(self, folded: Sequence[str]) -> bool:
        """Whether the words may be a name: none stands behind an article where all nouns have capitals."""
        return self._nouns.isdisjoint(folded) and folded[0] not in self.stops

    def is_titled(self, mention: Mention) -> bool:
        """Whether an office or a form of address stands right before a name."""
        at = mention.first - 1
        if at > 0 and mention.tokens[at].low in (".", ","):
            at -= 1
        return at >= 0 and self.words.is_title(mention.tokens[at].low)

    def is_behind_article(self, mention: Mention) -> bool:
        return mention.first > 0 and bool(mention.tokens[mention.first - 1].kind & DETERMINER)

    def places(self, found: Sequence[Mention]) -> int:
        """How many mentions stand behind a word that says where."""
        return sum(_before(mention) in self.locative for mention in found)

    def speaks(self, found: Sequence[Mention]) -> bool:
        """Whether something is said by it: what can speak is somebody, or an organisation."""
        return any(
            mention.last + 1 < len(mention.tokens) and bool(mention.tokens[mention.last + 1].kind & SAY)
            for mention in found
        )


def _after_articles(clauses: Sequence[Clause]) -> frozenset[str]:
    """Words with a capital that stand behind an article, a number or an adjective."""
    found: set[str] = set()
    for clause in clauses:
        for before, token in pairwise(clause.tokens):
            adjective = (
                before.is_word and not (before.capital or before.kind) and before.low.endswith(_ADJECTIVES)
            )
            if token.capital and (before.kind & DETERMINER or before.low[0].isdigit() or adjective):
                found.add(token.low)
    return frozenset(found)


def _before(mention: Mention) -> str:
    return mention.tokens[mention.first - 1].low if mention.first else ""


# ---- people -----------------------------------------------------------------------------------


def _persons(read: _Read, quotes: Sequence[Quote], countries: frozenset[str]) -> Iterator[Name]:
    people = read.people
    spoken = {
        name_words(read.text, quote.speaker)
        for quote in quotes
        if quote.speaker is not None and quote.confidence >= _SURE_SPEAKER
    }
    times: Counter[tuple[str, ...]] = Counter()
    for mention in people.mentions:
        person = people.named(mention.words)
        times[person.words if person else mention.words] += 1
    for full, person in people.full.items():
        if not 1 < len(full) <= _LONGEST_NAME or min(map(len, full)) < 2 or _is_institution(full):
            continue
        if not people.may_be_person(full) or not read.is_plain(full):
            continue
        if any(len(word) > 2 and word.isupper() for word in person.name.of(read.text).split()):
            continue  # “CTO Todd Park”, and what is set in capitals
        if len(full) > 2 and person.name.of(read.text).split()[0] in countries:
            continue  # “Ukraine Kurt Volker”: an envoy’s title ran into the name
        told = full in spoken or any(read.is_titled(mention) for mention in read.mentions[full])
        likely = not read.words.nouns_capitalised and people.is_person(full) and _is_likely(read, full)
        if told or likely:
            yield Name(person.name, NameKind.PERSON, times[full])


def _is_likely(read: _Read, full: tuple[str, ...]) -> bool:
    """Whether a name that nobody speaks under is a person's all the same: plain, not only at the beginning
    of sentences, where the first word may be no name, and not a place."""
    found = read.mentions[full]
    alone = read.mentions.get(full[-1:], [])
    acts = bool(read.people.gender_of(full)) or read.speaks([*found, *alone])
    recurs = len(alone) > 1 and not any(read.is_behind_article(one) for one in (*found, *alone))
    if not (acts or recurs):
        return False
    particles = any(token.kind & PARTICLE for one in found for token in one.tokens[one.first : one.last + 1])
    inside = any(mention.first for mention in found)
    return (
        inside and not particles and _SITES.isdisjoint(full) and read.places(found) < max(1, _IN * len(found))
    )


# ---- organisations and places -----------------------------------------------------------------


def _others(read: _Read, taken: frozenset[str], countries: Sequence[Name]) -> Iterator[Name]:
    states = [name.span.of(read.text).lower() for name in countries]
    bodies = _bodies(read.text, read.people.mentions)
    for spans in bodies.values():
        yield Name(spans[0], NameKind.ORGANISATION, len(spans))
    heads = frozenset(span.start for spans in bodies.values() for span in spans)
    for folded, all_found in read.mentions.items():
        found = [mention for mention in all_found if mention.span.start not in heads]
        if not found or taken.issuperset(folded) or len(folded) > _LONGEST_NAME + 2:
            continue
        name = found[0].span.of(read.text)
        short = bool(_SHORT.fullmatch(name))
        if _is_institution(folded) or (short and _is_body(read, found[0].span, found)):
            if not read.words.is_title(folded[-1]) and (read.is_plain(folded) or folded[-1] in _FORMS):
                yield Name(found[0].span, NameKind.ORGANISATION, len(found))
        elif not name.isupper() and name.lower() not in states and _is_place(read, folded, found, states):
            yield Name(found[0].span, NameKind.PLACE, len(found))


def _is_place(read: _Read, folded: tuple[str, ...], found: Sequence[Mention], states: Sequence[str]) -> bool:
    """Whether the text mostly says something to be in it, and nothing speaks against it: it is no form of a
    country's name that is told already, and none of what one is “in”, too, such as a network."""
    share, least = (_IN_NOUNS, 3) if read.words.nouns_capitalised else (_IN, 2)
    if len(folded) >= _LONGEST_NAME or read.places(found) < max(least, share * len(found)):
        return False
    if any(len(state) > 4 and folded[0][:4] == state[:4] for state in states):
        return False
    foreign = not read.is_latin and read.text[found[0].span.start].isascii()
    return not foreign and read.words.things.isdisjoint(folded) and read.is_plain(folded)


def _bodies(text: str, mentions: Sequence[Mention]) -> dict[str, list[Span]]:
    """Institutions that say of what they are: “Ministry of Fisheries”, each with all its places."""
    found: dict[str, list[Span]] = defaultdict(list)
    for mention in mentions:
        tokens, at = mention.tokens, mention.last + 1
        if mention.words[-1] not in _INSTITUTIONS or at + 1 >= len(tokens):
            continue
        if not tokens[at].kind & ATTACHING or tokens[at].low in _PLACING:
            continue
        at += 1
        while at < len(tokens) and tokens[at].kind & DETERMINER:
            at += 1
        end = at
        while end < len(tokens) and end - at < _LONGEST_NAME and is_name_word(tokens[end]):
            end += 1
        if end > at:
            last = tokens[end - 1].end
            span = Span(mention.span.start, last - 2 if text[last - 2 : last] in ("’s", "'s") else last)
            found[span.of(text)].append(span)
    return found


def _is_institution(folded: Sequence[str]) -> bool:
    return (
        len(folded) > 1
        and _DIRECTIONS.isdisjoint(folded[:1])
        and (not _INSTITUTIONS.isdisjoint(folded) or folded[-1] in _FORMS)
    )


def _is_body(read: _Read, span: Span, found: Sequence[Mention]) -> bool:
    """Whether an abbreviation stands for an organisation: something is said by it, or it stands in brackets
    behind a name with its initials."""
    if span.of(read.text) in _OTHERS or len(found) < 2:
        return False
    if read.speaks(found):
        return True
    head = read.text[max(0, span.start - _EXPANSION) : span.start]
    if not head.endswith("("):
        return False
    initials = "".join(word[0] for word in _WORD.findall(head) if word[0].isupper())
    return initials.endswith(span.of(read.text))


# ---- countries --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Countries:
    """The names of countries in a language, the first words of those, and how many words the longest has;
    for a script without spaces a pattern of all."""

    names: frozenset[str]
    firsts: frozenset[str]
    longest: int
    spelled: re.Pattern[str] | None


def _countries_in(document: Document, sentences: Sequence[Sentence], language: str | None) -> Iterator[Name]:
    known = _countries(language)
    if not known.names:
        return
    words = lexicon(language)
    nouns = words is not None and words.nouns_capitalised
    times: Counter[str] = Counter()
    first: dict[str, Span] = {}
    length = 0
    for sentence in sentences:
        if document.blocks[sentence.block].kind not in PROSE or length > _FIRST:
            continue
        length += sentence.span.end - sentence.span.start
        for span in _named(document.text, sentence.span, known, nouns):
            times[span.of(document.text)] += 1
            first.setdefault(span.of(document.text), span)
    yield from (Name(first[name], NameKind.PLACE, times[name]) for name in first)


def _named(text: str, span: Span, known: _Countries, nouns: bool) -> Iterator[Span]:
    if known.spelled is not None:
        yield from (Span(*match.span()) for match in known.spelled.finditer(text, span.start, span.end))
        return
    found = list(_WORD.finditer(text, span.start, span.end))
    at = 0
    while at < len(found):
        size = 0
        if found[at][0].removesuffix("'s").removesuffix("’s") in known.firsts:
            size = _size(text, found, at, known)
        if size and (size > 1 or nouns or not _goes_on(text, found, at)):
            end = found[at + size - 1].end()
            yield Span(found[at].start(), end - 2 if text[end - 2 : end] in ("'s", "’s") else end)
        at += size or 1


def _size(text: str, found: Sequence[re.Match[str]], at: int, known: _Countries) -> int:
    """How many of the words from one on are a country's name; 0 for none."""
    for size in range(min(known.longest, len(found) - at), 0, -1):
        name = text[found[at].start() : found[at + size - 1].end()]
        if name in known.names or (name[-2:] in ("'s", "’s") and name[:-2] in known.names):
            return size
    return 0


def _goes_on(text: str, found: Sequence[re.Match[str]], at: int) -> bool:
    """Whether another word with a capital follows: “Jordan Smith” is no country."""
    follows = at + 1 < len(found) and found[at + 1][0][0].isupper()
    return follows and text[found[at].end() : found[at + 1].start()] == " "


@lru_cache(maxsize=64)
def _countries(language: str | None) -> _Countries:
    """None that is a word of few letters, which may be a word of another sense."""
    try:
        territories = Locale.parse(language or "").territories
    except (UnknownLocaleError, ValueError):
        return _Countries(frozenset(), frozenset(), 0, None)
    unspaced = language in ("zh", "ja", "th")
    least = 2 if unspaced or language == "ko" else 4
    names = frozenset(
        name for code, name in territories.items() if code.isalpha() and len(code) == 2 and len(name) >= least
    )
    longest_first = sorted(map(re.escape, names), key=lambda name: (-len(name), name))
    return _Countries(
        names,
        frozenset(match[0] for name in names if (match := _WORD.match(name))),
        max((name.count(" ") + 1 for name in names), default=0),
        re.compile("|".join(longest_first)) if unspaced and names else None,
    )
