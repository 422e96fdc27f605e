"""How long a summary is: from what is wished to how many words or sentences, and which of the ranked
sentences fill that. Pure arithmetic, of any ranker's order.

A summary has one sentence at least, and never more than there are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from summarizer.model import Length, Wish
from summarizer.pace import words_a_minute

_SENTENCES: Final = {Length.SHORT: (2, 2, 0.06), Length.MEDIUM: (3, 5, 0.12), Length.LONG: (6, 9, 0.24)}
"""Length → least and most sentences, and the share of the source's sentences between them."""

_MOST_SHARE: Final = {Length.SHORT: 0.25, Length.MEDIUM: 0.4, Length.LONG: 0.6}
"""Length → the share of the source's words that a summary may have, whatever its number of sentences."""

_LEAST_WORDS: Final = 10
"""Words that a summary keeps where the share would leave fewer: “Thanks for your message.” tells nothing."""


def how_many(length: Length, of: int) -> int:
    """Sentences for a length, of a source that has `of`."""
    if length is Length.HEADLINE:
        return min(of, 1)
    least, most, share = _SENTENCES[length]
    return min(of, max(least, min(most, math.ceil(share * of))))


def budget(wish: Wish, words: int, language: str | None) -> float | None:
    """How many words a summary is to have, of a source of `words`; None where the wish counts sentences or
    names a length."""
    if wish.sentences is not None:
        return None
    if wish.words is not None:
        return wish.words
    if wish.percent is not None:
        return words * wish.percent / 100
    if wish.seconds is not None:
        return words_a_minute(language) * wish.seconds / 60
    return None


def fill(order: Sequence[int], words: Sequence[int], wish: Wish, language: str | None) -> list[int]:
    """The sentences of a summary, best first: indices out of `order`, the best of all first; `words` says
    how many each has, by its index."""
    if wish.sentences is not None:
        return list(order[: wish.sentences])
    wanted = budget(wish, sum(words), language)
    if wanted is not None:
        return _nearest(order, words, wanted)
    picked = list(order[: how_many(wish.length, len(words))])
    if wish.length is Length.HEADLINE:
        return picked
    most = _MOST_SHARE[wish.length] * sum(words)
    total = sum(words[index] for index in picked)
    while total > most and total - words[picked[-1]] >= _LEAST_WORDS:
        total -= words[picked.pop()]
    return picked


def _nearest(order: Sequence[int], words: Sequence[int], wanted: float) -> list[int]:
    """The best that together come nearest to so many words; at least one."""
    picked: list[int] = []
    total = 0
    for index in order:
        if not picked or abs(total + words[index] - wanted) < abs(total - wanted):
            picked.append(index)
            total += words[index]
    return picked
