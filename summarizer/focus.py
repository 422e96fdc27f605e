"""What a summary is to be about: how much each sentence speaks of it, to be added to any ranker's scores.

A sentence speaks of a term by the term itself, by a word of the same stem, in a language without stemmer by
one that begins alike, where words are compounds by one that holds it, and in scripts without spaces by the
characters. Its neighbours and all that stands under a heading that speaks of it come closer, too.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer.model import PROSE, BlockKind, Document, Sentence, Spoken
from summarizer.stems import has_stems, stemmer
from summarizer.stopwords import stop_words
from summarizer.words import UNSPACED, tokens

Scores = NDArray[np.float64]

LEAN: Final = 2.0
"""What speaking of all the terms adds to a score between 0 and 1: such a sentence goes before every one
that speaks of none."""

_NEAR: Final = 0.2
_HEADED: Final = 0.35
_PHRASE: Final = 0.25
"""Shares of that: for the next sentence to one that speaks of it, for standing under a heading that does,
and what the terms side by side add, as they were asked for."""

_SPEAKS: Final = 0.5
"""From this share of the terms on a sentence counts as speaking of it."""

_HARDLY: Final = 0.02
"""Up to this share of the sentences, or a single one, a source hardly speaks of something that neither its
title nor a heading names."""

_FEW: Final = 8
"""In a source of fewer sentences one that speaks of it is enough."""

_LEAST_PREFIX: Final = 4
_ENDING: Final = 2
"""Letters by which the forms of a word may differ at the end."""
_COMPOUNDING: Final = frozenset(
    ("de", "nl", "da", "nb", "nn", "no", "sv", "is", "fi", "et", "hu", "af", "lb")
)
_RUN: Final = re.compile(f"[{UNSPACED}]+")
_HANGUL: Final = re.compile("[\uac00-\ud7a3]+")


@dataclass(frozen=True, slots=True)
class _Text:
    """A sentence or a heading as it is compared: in lower case, and the words of it."""

    plain: str
    words: frozenset[str]


def leaning(
    document: Document, sentences: Sequence[Sentence], language: str | None, about: str
) -> tuple[Scores, Spoken]:
    """What to add to the score of each sentence, between 0 and `LEAN` and a little, and how much the source
    speaks of it at all."""
    texts = [_text(sentence.span.of(document.text)) for sentence in sentences]
    title = _text(document.title or "")
    named = _named_in([*texts, title], about, language)
    if not sentences or not named:
        return np.zeros(len(sentences)), Spoken.NOT_AT_ALL
    shares = _shares(named, _text(about).plain, [*texts, title])
    own, of_title = shares[:-1], shares[-1]
    kinds = [document.blocks[sentence.block].kind for sentence in sentences]
    headings = [index for index, kind in enumerate(kinds) if kind is BlockKind.HEADING]
    prose = [index for index, kind in enumerate(kinds) if kind in PROSE]
    speaking = int((own[prose] >= _SPEAKS).sum())
    headed = bool((own[headings] >= _SPEAKS).any()) or of_title >= _SPEAKS
    return LEAN * _with_near(own, kinds), _spoken(speaking, len(prose), headed)


def _with_near(own: Scores, kinds: Sequence[BlockKind]) -> Scores:
    """The shares, raised by what the neighbours and the heading above speak of."""
    found = own.copy()
    heading = 0.0
    for index, kind in enumerate(kinds):
        if kind is BlockKind.HEADING:
            heading = float(own[index]) if own[index] >= _SPEAKS else 0.0
        if own[index] < 1:
            found[index] += _HEADED * heading
        if own[index] < _SPEAKS:
            near = own[max(0, index - 1) : index + 2]
            found[index] += _NEAR * float(near.max())
    return found


def _spoken(speaking: int, of: int, headed: bool) -> Spoken:
    if not speaking:
        return Spoken.HARDLY if headed else Spoken.NOT_AT_ALL
    few = of >= _FEW and speaking <= max(1, math.floor(_HARDLY * of))
    return Spoken.HARDLY if few and not headed else Spoken.ENOUGH


def _shares(named: Sequence[NDArray[np.bool_]], phrase: str, texts: Sequence[_Text]) -> Scores:
    """How much of the terms each text speaks of, the last being the title. The rarer term in the sentences
    says more; one that never stands there counts as much as one that stands there once."""
    count = len(texts) - 1
    rarity = np.array([math.log(1 + count / max(1, int(having[:-1].sum()))) for having in named])
    shares = np.asarray((rarity / rarity.sum()) @ np.array(named), dtype=np.float64)
    if len(named) > 1:
        shares += _PHRASE * np.array([phrase in text.plain for text in texts])
    return shares


def _named_in(texts: Sequence[_Text], about: str, language: str | None) -> list[NDArray[np.bool_]]:
    """For each term of what was asked, which texts speak of it."""
    asked = _text(about)
    stops = stop_words(language)
    words = tokens(_RUN.sub(" ", asked.plain))
    terms = dict.fromkeys([word for word in words if word not in stops] or words)
    known = sorted(frozenset[str]().union(*(text.words for text in texts)))
    found = []
    for term in terms:
        forms = frozenset(word for word in known if word == term or _is_form(word, term, language))
        found.append(np.array([not forms.isdisjoint(text.words) for text in texts]))
    runs = dict.fromkeys(match[0] for match in _RUN.finditer(asked.plain))
    return [*found, *(np.array([run in text.plain for text in texts]) for run in runs)]


def _is_form(word: str, term: str, language: str | None) -> bool:
    """Whether a word is another form of a term, or a compound with it."""
    if _HANGUL.match(term):
        return word.startswith(term)  # particles are written on to it
    stem = stemmer(language)
    stemmed = str(stem(term))
    if has_stems(language):
        other = str(stem(word))
        compound = language in _COMPOUNDING and len(stemmed) > _LEAST_PREFIX and stemmed in other
        return compound or other == stemmed
    if len(term) < _LEAST_PREFIX:
        return False
    if word[: len(term) - 1] == term[:-1] and abs(len(word) - len(term)) <= _ENDING:
        return True  # another ending: cena, ceny, cenę
    least = max(_LEAST_PREFIX, len(term) - _ENDING)
    return word[:least] == term[:least]


def _text(words: str) -> _Text:
    plain = " ".join(unicodedata.normalize("NFC", words).lower().split())
    return _Text(plain, frozenset(tokens(plain)))
