"""Speech after a dash: “— We were there, — said Ann Smith. — All of us.”

Russian, Polish, Spanish and the Nordic newspapers set speech so, and lists look the same: it counts as
speech only where a reporting verb with its subject follows in the same paragraph.
"""

from __future__ import annotations

import re
from typing import Final

from summarizer.model import Span
from summarizer.quotes.lexicon import SAY, WEAK, Lexicon
from summarizer.quotes.marks import Run

_OPENING: Final = re.compile(r"\s*[—–―-](?:\s*)(?=\S)")
_TURN: Final = re.compile(r"(?:(?<!\s)\s+)?[—–―]\s*|\s-\s")
_COMMA: Final = re.compile(r"[,!?…]\s+(?=\w)")
_WORD: Final = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_STOP: Final = re.compile(r"[.!?…](?=\s|$)")
_LONGEST_TAG: Final = 200
"""In characters, of the words that name the speaker."""


def find_dialogue(text: str, block: Span, index: int, words: Lexicon) -> list[Run]:
    """Returns the speech of a paragraph that begins with a dash, in order; none if nobody says it."""
    opening = _OPENING.match(text, block.start, block.end)
    if opening is None:
        return []
    end = block.end
    while end > block.start and text[end - 1].isspace():
        end -= 1
    start = opening.end()
    turns = [m.span() for m in _TURN.finditer(text, start, end)]
    for at, (left, right) in enumerate(turns):
        if not _reports(text, right, end, words):
            continue
        runs = [Run(Span(start, left), Span(opening.start(), left), index)]
        if at + 1 < len(turns) and turns[at + 1][0] - right <= _LONGEST_TAG and turns[at + 1][1] < end:
            again = turns[at + 1]
            runs.append(Run(Span(again[1], end), Span(again[0], end), index))
        return [run for run in runs if run.inner.start < run.inner.end]
    for match in _COMMA.finditer(text, start, end):
        stop = _STOP.search(text, match.end(), end)
        close = (stop.start() if stop else end) - match.end() <= _LONGEST_TAG
        if close and _reports(text, match.end(), end, words):
            last = match.start() + (text[match.start()] != ",")
            return [Run(Span(start, last), Span(opening.start(), last), index)]
    return []


def _reports(text: str, at: int, end: int, words: Lexicon) -> bool:
    """Does a reporting verb stand at `at`?"""
    word = _WORD.match(text, at, end)
    if word is None or not word[0][0].islower():
        return False
    low = word[0].lower().replace("'", "’")
    kind = words.classes.get(low, 0) or words.classes.get(low.split("-")[0], 0)
    return bool(kind & SAY) and not kind & WEAK
