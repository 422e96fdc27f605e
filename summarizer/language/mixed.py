"""The languages of a text that may be in several: a page in two languages, side by side or in turn.

Sentences are asked about by themselves, in a long text some together; what stands in quotation marks counts
for none. A language is named when a considerable part of the words is in it: a quotation, names or a stray
title are not. Close kin of a language that is are taken for it, since single sentences of the two look alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from summarizer.language import kin
from summarizer.language.scripts import BY_LETTERS
from summarizer.language.vote import SHORT, Verdict
from summarizer.words import count_words

CONSIDERABLE: Final = 0.2
"""Least share of the words that a second language has. Reasoned, not tuned: more than a quotation or an
abstract in another language, less than the shorter half of a bilingual page."""

CONSIDERABLE_WORDS: Final = 15
CONSIDERABLE_OF_FEW: Final = 1 / 3
"""Words that it has at least, or that share of a text of few words."""

SURE: Final = 0.9
"""Least chance for a piece to count for its language."""

_PIECES: Final = 40
"""Pieces asked about, evenly spread, so that a book costs what a page does."""

_SHORTEST: Final = 30
_LONGEST: Final = 600
"""Characters of a piece."""

_QUOTED: Final = re.compile(r"“[^“”\n]*”|„[^„“”\n]*[“”]|\"[^\"\n]*\"|「[^「」\n]*」|『[^『』\n]*』")
_GUILLEMETS: Final = (re.compile(r"«[^«»\n]*»"), re.compile(r"»[^«»\n]*«"))
_SENTENCE_END: Final = re.compile(r"(?<![.!?…])[.!?…]+[\"”’»)]*\s+|[。！？]+|[؟۔।]\s*|\n+")


def considerable(paragraphs: Sequence[str], opinion: Callable[[str], Verdict | None]) -> dict[str, float]:
    """The languages of considerable parts and their shares of the words, most first; kin as the commoner."""
    own = [_without_quotations(paragraph) for paragraph in paragraphs]
    size = min(_LONGEST, max(_SHORTEST, sum(map(len, own)) // _PIECES))
    pieces = [piece for paragraph in own for piece in _pieces(paragraph, size) if not piece.isspace()]
    counts: dict[str, int] = {}
    total = 0
    for piece in pieces[:: max(1, -(-len(pieces) // _PIECES))]:
        words = count_words(piece)
        total += words
        verdict = opinion(piece)
        if verdict is None or verdict.chance < SURE:
            continue
        if verdict.letters >= SHORT or verdict.language in BY_LETTERS:
            counts[verdict.language] = counts.get(verdict.language, 0) + words
    merged: dict[str, int] = {}
    for language in _most_first(counts):
        commoner = next((known for known in merged if kin.alike(known, language)), language)
        merged[commoner] = merged.get(commoner, 0) + counts[language]
    least = max(CONSIDERABLE * total, min(CONSIDERABLE_WORDS, CONSIDERABLE_OF_FEW * total))
    return {
        language: merged[language] / total for language in _most_first(merged) if merged[language] >= least
    }


def _most_first(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=lambda language: (-counts[language], language))


def _without_quotations(paragraph: str) -> str:
    first = re.search("[«»]", paragraph)
    if first is not None:
        paragraph = _GUILLEMETS[first[0] == "»"].sub(" ", paragraph)
    return _QUOTED.sub(" ", paragraph)


def _pieces(paragraph: str, size: int) -> Iterator[str]:
    """Sentences, so many together that they have `size` characters, and parts of what has no end."""
    start = 0
    for end in (*(match.end() for match in _SENTENCE_END.finditer(paragraph)), len(paragraph)):
        while end - start > _LONGEST:
            space = paragraph.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
            cut = space if space > 0 else start + _LONGEST
            yield paragraph[start:cut]
            start = cut
        enough = size // 2 if paragraph[end - 1 : end] in "。！？" else size  # dense scripts say more in less
        if end - start >= enough or (end == len(paragraph) and end > start):
            yield paragraph[start:end]
            start = end
