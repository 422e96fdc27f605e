"""Rows that run on → one text: what happens where a line ends.

Words that were parted are put together again, unless the document itself writes them with a hyphen;
characters that are written without spaces are joined without one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.reading.files.pdf.rows import Row, is_wide
from summarizer.reading.files.pdf.words import HYPHEN

_HYPHENS: Final = HYPHEN + "-\u2010\u00ad"
_HYPHEN_WITHIN: Final = re.compile(f"[{HYPHEN}\u00ad]")
_WORD: Final = re.compile(r"[^\W_]+(?:[-\u2010’'][^\W_]+)*")
_LAST: Final = re.compile(rf"([^\W_]{{1,40}}(?:[-\u2010’'][^\W_]{{1,30}}){{0,3}})[{_HYPHENS}]$")
_FIRST: Final = re.compile(r"[^\W_]+(?:[-\u2010’'][^\W_]+)*")
_SPACE: Final = re.compile(r"\s+")
_HYPHEN: Final = re.compile("[-\u2010]")
_KEPT_AFTER: Final = frozenset({"well", "self"})  # hardly ever a part of a longer word
_KEPT_BEFORE: Final = frozenset({"il", "ils", "elle", "elles"})  # as in "dit-il"
_SYLLABLE: Final = 4  # letters, under which the part behind a hyphen is a word and no syllable
_WHOLE: Final = 60_000  # rows looked at for the document's words


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that a document writes within its lines, hyphens and all, and the first and last parts of
    those that have a hyphen."""

    words: Counter[str]
    firsts: frozenset[str]
    lasts: frozenset[str]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Vocabulary:
        words: Counter[str] = Counter()
        parted = False
        for row, _ in zip(rows, range(_WHOLE), strict=False):
            found = _WORD.findall(row.text)
            words.update(found[int(parted) : len(found) - row.hyphenated])
            parted = row.hyphenated
        compounds = [_HYPHEN.split(word.lower()) for word in words if _HYPHEN.search(word)]
        return cls(
            words, frozenset(parts[0] for parts in compounds), frozenset(parts[-1] for parts in compounds)
        )

    def keeps_hyphen(self, before: str, after: str) -> bool:
        """Whether two parts that a line end stands between are written with a hyphen.

        What the document writes elsewhere decides; else a hyphen stays where it begins or ends other words
        of the document in the same way ("long-" in long-standing), and goes in all that is left.
        """
        first = _HYPHEN.split(after, maxsplit=1)[0]
        if not (before[-1].isalpha() and first[0].islower()):
            return not (before.isupper() and first.isupper() and self.words[before + first])
        hyphened, joined = self._count(f"{before}-{first}"), self._count(before + first)
        if hyphened or joined:
            return hyphened > joined
        if len(before) == 1 or len(first) == 1 or before.lower() in _KEPT_AFTER or first in _KEPT_BEFORE:
            return True
        if _HYPHEN.search(before):  # state-of-the-art, but well-estab-lished
            last = _HYPHEN.split(before)[-1]
            return len(last) < _SYLLABLE or self._count(last) > 0
        return before.lower() in self.firsts or first in self.lasts

    def _count(self, word: str) -> int:
        lower = word.lower()
        return sum(self.words[form] for form in {word, lower, lower.capitalize()})


def joined(rows: Sequence[Row], vocabulary: Vocabulary) -> tuple[str, list[int]]:
    """The text of rows that run on, and where in it each row begins."""
    text = ""
    starts = []
    parts: list[str] = []
    length = 0
    for row in rows:
        plain = _SPACE.sub(" ", row.text).strip()
        between = ""
        if parts:
            cut, between = _seam(parts[-1], plain, vocabulary)
            if cut:
                parts[-1] = parts[-1][:-cut]
                length -= cut
        starts.append(length + len(between))
        parts.append(between + _inner(plain))
        length += len(parts[-1])
    text = "".join(parts)
    if text.endswith(HYPHEN):
        text = text[:-1] + "-"
    return text, starts


def _inner(text: str) -> str:
    """The row with pdfium's marks within it made hyphens; the last one waits for what comes."""
    return _HYPHEN_WITHIN.sub(lambda mark: "" if mark[0] == "\u00ad" else "-", text[:-1]) + text[-1:]


def _seam(before: str, after: str, vocabulary: Vocabulary) -> tuple[int, str]:
    """How many characters of the row before go, and what comes in their place."""
    if not before or not after:
        return 0, ""
    if before[-1] in _HYPHENS:
        soft = before[-1] == "\u00ad"
        last, first = _LAST.search(before[-80:]), _FIRST.match(after)
        if last is None or first is None:
            return (1, "-") if before[-1] == HYPHEN else (0, " " if before[-2:-1].isspace() else "")
        if after[0].islower() and _lists_parts(after, first.end()):
            return 1, "- "  # "pre- and post-war"
        return 1, "-" if not soft and vocabulary.keeps_hyphen(last[1], first[0]) else ""
    if is_wide(before[-1]) and is_wide(after[0]):
        return 0, ""
    if before[-1] in "/_—" or (before[-1] == "–" and not before[-2:-1].isspace()):
        return 0, ""
    return 0, " "


_AND: Final = frozenset(
    {"and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e", "en", "of", "och", "og"}
)


def _lists_parts(after: str, end: int) -> bool:
    """Whether the row goes on like "and post-war", so that the hyphen stands for a word left out."""
    return after[:end] in _AND and after[end : end + 1] == " "
