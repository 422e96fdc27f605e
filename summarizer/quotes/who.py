"""From a mention at a quotation to what is shown: the full name, the role, or nobody.

A surname becomes the full name as first given, a pronoun the last person that fits, a man who "gave his
name only as Ali" becomes Ali. Where two persons fit, what stands at the quotation is shown, and nothing
where that is a pronoun.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, pairwise
from typing import Final, NamedTuple

from summarizer.model import Quote, Span
from summarizer.quotes.clauses import Token
from summarizer.quotes.lexicon import (
    ATTACHING,
    COMPLEMENTIZER,
    CONJUNCTION,
    DETERMINER,
    HE,
    PARTICLE,
    PASSIVE,
    PREPOSITION,
    PRONOUN,
    RELATIVE,
    SHE,
    Lexicon,
    Order,
)
from summarizer.quotes.people import Mention, People, name_words
from summarizer.quotes.phrases import Kind, Phrase, phrase_left, phrase_right, role_after
from summarizer.quotes.speakers import Attribution

UNSETTLED: Final = 0.8
"""The same where names have come up that may be anybody's or anything's."""
KNOWN: Final = 0.95
"""That a pronoun means the nearest person whose gender the text tells."""
UNKNOWN: Final = 0.8
"""The same where nothing tells."""
DISTANT: Final = 0.85
"""Where a whole paragraph stands between."""
ALONE: Final = 0.75
"""That it means the only name of its paragraph, where nothing tells that this is a person's."""
RIVAL: Final = 0.6
"""Where another person that could be meant stands near."""
KNOWN_RIVAL: Final = 0.9
CONTINUED: Final = 0.93
"""That it means the speaker of the quotation before, where nobody else has come up since."""
ELSEWHERE: Final = 0.85
"""That a person whose gender nothing tells is meant, where things are "he" and "she" as well."""
ORDINARY: Final = 0.6
"""That a word is a name which has its capital only where a sentence begins."""
ALIAS: Final = 0.97
_LONGEST_SPEAKER: Final = 8
"""In words: what is longer is a clause and nobody's name."""
_YEAR: Final = re.compile(r"(?:1[6-9]|20)\d\d")
_CANDIDATES: Final = 12
"""In names: how far back is looked."""


class _Named(NamedTuple):
    speaker: Span | None
    mention: Span
    role: Span | None
    surety: float


def resolve(
    text: str,
    quote: Quote,
    attribution: Attribution,
    last: Quote | None,
    people: People,
    words: Lexicon,
    sure: float,
) -> Quote:
    """Returns the quote with its mention and cue, and with speaker and role where `sure` is reached.

    `last` is the quote before.
    """
    tokens = attribution.clause.tokens
    phrase = _subject_alone(tokens, attribution.phrase, words)
    if phrase is not attribution.phrase:
        attribution = replace(attribution, phrase=phrase)
    if phrase.kind is Kind.PRONOUN:
        named = _antecedent(text, attribution, last, people, words)
    elif not _may_speak(tokens[phrase.start : phrase.end], phrase.kind, words):
        return quote
    elif phrase.kind is Kind.NOUN:
        named = _alias(text, attribution, words) or _Named(
            attribution.mention, attribution.mention, None, attribution.surety
        )
    else:
        named = _name(text, attribution, people, words)
    quote = replace(quote, mention=named.mention, cue=attribution.cue_span, confidence=round(named.surety, 3))
    if named.speaker is None or named.surety < sure:
        return quote
    return replace(quote, speaker=named.speaker, role=named.role)


def _may_speak(tokens: Sequence[Token], kind: Kind, words: Lexicon) -> bool:
    """Whoever speaks is named in few words, without a verb or another article among them."""
    spoken = [t for t in tokens if t.is_word]
    if kind is Kind.NOUN and spoken:
        if len(spoken) > _LONGEST_SPEAKER or any(_YEAR.fullmatch(t.low) for t in spoken[:2]):
            return False
        if spoken[0].kind & (COMPLEMENTIZER | RELATIVE | CONJUNCTION):
            return False
    for before, here in pairwise(tokens):
        if here.capital or not (before.is_word and here.is_word):
            continue
        if here.kind & PASSIVE or (here.kind & PRONOUN and not here.kind & (DETERMINER | PARTICLE)):
            return False
        if words.nouns_capitalised and _begins_anew(before, here):
            return False
    return True


def _subject_alone(tokens: Sequence[Token], phrase: Phrase, words: Lexicon) -> Phrase:
    """“ein Reporter das Ereignis”: where nouns have no marks of case between them, the first of two."""
    if not words.nouns_capitalised or phrase.kind is Kind.PRONOUN:
        return phrase
    least = 1 if phrase.kind is Kind.NOUN else 2  # a single word before it is no full name
    for at in range(phrase.start + least, phrase.end):
        if _begins_anew(tokens[at - 1], tokens[at]):
            return replace(phrase, end=at)
    return phrase


def _begins_anew(before: Token, here: Token) -> bool:
    """Does an article that hangs on nothing stand here, and with it another phrase?"""
    if here.capital or not here.kind & DETERMINER or here.kind & ATTACHING:
        return False
    return before.is_word and not before.kind & (PREPOSITION | DETERMINER | CONJUNCTION | PARTICLE)


def _name(text: str, attribution: Attribution, people: People, words: Lexicon) -> _Named:
    tokens = attribution.clause.tokens
    phrase = attribution.phrase
    mention = attribution.mention
    if mention.of(text).endswith(("’s", "'s")):
        mention = Span(mention.start, mention.end - 2)
    folded = name_words(text, mention)
    role = _span(tokens, phrase.role, words)
    person = people.named(folded)
    # "the Post" is a paper, not Mr Post: an article keeps a single word from being a surname
    article = phrase.start - phrase.left == 1 and bool(tokens[phrase.left].kind & DETERMINER)
    if person is not None and not (len(folded) == 1 and article):
        return _Named(person.name, mention, role or _role_of(people, person.words, words), attribution.surety)
    shown = mention
    surety = attribution.surety
    near = attribution.cue is not None and abs(attribution.cue[0] - phrase.end) <= 1
    if len(folded) == 1 and not phrase.start and not near and folded[0] not in people.inside:
        surety *= ORDINARY
    if len(folded) == 1:
        start = phrase.start  # without a full name, "Mr. Smith" says more than "Smith"
        while start > phrase.left and (tokens[start - 1].low == "." or words.is_title(tokens[start - 1].low)):
            start -= 1
        shown = Span(tokens[start].start, mention.end)
    return _Named(shown, mention, role if shown == mention else None, surety)


def _alias(text: str, attribution: Attribution, words: Lexicon) -> _Named | None:
    """“a militant, who identified himself only as Ali, told …”: Ali, and a militant is his role."""
    if words.alias is None or attribution.cue is None:
        return None
    tokens = attribution.clause.tokens
    phrase = attribution.phrase
    last = max(attribution.cue[0] if attribution.cue[0] > phrase.start else 0, phrase.right + 2)
    found = words.alias.search(text, tokens[phrase.start].start, tokens[min(last, len(tokens) - 1)].start)
    if found is None:
        return None
    first = next((i for i in range(phrase.start, len(tokens)) if tokens[i].start >= found.end()), None)
    name = phrase_right(tokens, first, words, forced=False) if first is not None else None
    if name is None or name.kind is not Kind.NAME:
        return None
    shown = Span(tokens[name.start].start, tokens[name.end - 1].end)
    role = Span(tokens[phrase.start].start, min(attribution.mention.end, found.start()))
    while role.end > role.start and not text[role.end - 1].isalnum():
        role = Span(role.start, role.end - 1)
    return _Named(shown, Span(role.start, shown.end), role, attribution.surety * ALIAS)


def _antecedent(
    text: str, attribution: Attribution, last: Quote | None, people: People, words: Lexicon
) -> _Named:
    """Whom a pronoun means: the speaker before, else whom the sentence before is about, else nobody."""
    clause, mention = attribution.clause, attribution.mention
    gender = clause.tokens[attribution.phrase.start].kind & (HE | SHE)
    if gender not in (HE, SHE):
        return _Named(None, mention, None, attribution.surety)
    if last is not None and last.speaker is not None and last.mention == mention:
        return _Named(last.speaker, mention, last.role, min(attribution.surety, last.confidence))
    # of several pronouns in a clause the first one tells whom all of them mean
    offset = next(t.start for t in clause.tokens if t.kind & gender and t.start <= mention.start)
    near = [
        m
        for m in islice(people.before(offset, clause.block), _CANDIDATES)
        if people.gender_of(m.words) in (0, gender)
    ]
    speaker, role, surety = _speaker_before(text, last, offset, clause.block, near, gender, people)
    if speaker is None:
        speaker, surety = _nearest(near, clause.block, gender, people)
    things_too = words.order is not Order.SUBJECT_FIRST
    if speaker is not None and things_too and people.gender_of(name_words(text, speaker)) != gender:
        surety *= ELSEWHERE
    return _Named(speaker, mention, role, attribution.surety * surety)


def _speaker_before(
    text: str,
    last: Quote | None,
    offset: int,
    block: int,
    near: Sequence[Mention],
    gender: int,
    people: People,
) -> tuple[Span | None, Span | None, float]:
    """The speaker of the quotation before and the role, unless another person has come up since."""
    if last is None or last.speaker is None or last.mention is None or last.mention.end > offset:
        return None, None, 1.0
    name = name_words(text, last.speaker)
    if people.gender_of(name) not in (0, gender) or not people.may_be_person(name):
        return None, None, 1.0
    since = [m for m in near if m.span.start >= last.mention.end and not m.governed]
    others = [m for m in since if _person(people, m) != name]
    if any(people.is_person(m.words) for m in others):
        return None, None, 1.0
    if people.gender_of(name) != gender and any(
        m.block == block and len(m.words) > 1 and people.may_be_person(m.words)
        for m in near
        if m.span.start >= last.mention.end and _person(people, m) != name
    ):
        return None, None, 1.0  # a full name nearer by may be meant as well
    settled = len(name) > 1 and all(len(m.words) == 1 for m in others)
    return last.speaker, last.role, CONTINUED if settled else UNSETTLED


def _nearest(near: Sequence[Mention], block: int, gender: int, people: People) -> tuple[Span | None, float]:
    """The person among the names before, nearest first, that a pronoun most likely means."""
    fitting = [m for m in near if people.is_person(m.words)]
    if not fitting:
        alone = [m for m in near if m.block == block and len(m.words) > 1]
        if len(alone) == 1 and alone[0].opens and people.may_be_person(alone[0].words):
            return alone[0].span, ALONE
        return None, 1.0
    found = next((m for m in fitting if m.opens), fitting[0])
    name = _person(people, found)
    known = people.gender_of(found.words) == gender
    surety = KNOWN if known else UNKNOWN
    nearer = fitting[: fitting.index(found)]
    if not found.opens or any(_person(people, m) != name for m in nearer):
        surety *= RIVAL
    elif any(_person(people, m) != name for m in fitting):
        surety *= KNOWN_RIVAL if known else RIVAL
    if found.block < block - 1:
        surety *= DISTANT
    person = people.named(found.words)
    return person.name if person else found.span, surety


def _person(people: People, mention: Mention) -> tuple[str, ...]:
    person = people.named(mention.words)
    return person.words if person else mention.words


def _role_of(people: People, name: tuple[str, ...], words: Lexicon) -> Span | None:
    """The office that stands at a full name where it is first given."""
    mention = people.first[name]
    tokens = mention.tokens
    phrase = phrase_left(tokens, mention.last, words)
    if phrase is None:
        shaped = Phrase(Kind.NAME, mention.first, mention.last + 1, mention.first, mention.last + 1)
        return _span(tokens, role_after(tokens, shaped.right), words)
    if phrase.role:
        return _span(tokens, phrase.role, words)
    if phrase.left > 1 and tokens[phrase.left - 1].low == ",":
        office = phrase_left(tokens, phrase.left - 2, words)
        if (
            office
            and office.kind is Kind.NOUN
            and phrase.right < len(tokens)
            and tokens[phrase.right].low == ","
        ):
            return _span(tokens, (office.start, office.end), words)
    return _span(tokens, role_after(tokens, mention.last + 1), words)


def _span(tokens: Sequence[Token], role: tuple[int, int] | None, words: Lexicon) -> Span | None:
    """Where a role stands; a mere "Mr." is none."""
    if role is None:
        return None
    first, last = role
    while last > first and not tokens[last - 1].is_word:
        last -= 1
    inside = [t.low for t in tokens[first:last] if t.is_word and not t.kind & DETERMINER]
    courtesies = words.masculine | words.feminine
    if not inside or all(low in courtesies and len(low) <= 4 for low in inside):
        return None
    if _is_plural(tokens[first:last], words):
        return None  # “Cole’s co-writers Ann Reed and Tom Lee”: she is one of them
    return Span(tokens[first].start, tokens[last - 1].end)


def _is_plural(role: Sequence[Token], words: Lexicon) -> bool:
    """Is the noun that a role turns on, the last before what hangs on it, of several people?"""
    head = None
    for token in role:
        if not token.is_word or (head and token.kind & PREPOSITION):
            break
        head = token
    if head is None or head.capital or head.low in words.classes:
        return False
    return head.low.endswith(words.plural_endings) and not head.low.endswith(("ss", "us", "is", "’s"))
