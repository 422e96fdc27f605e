"""What stands around a place of a block: the word before it, what follows it, and what these are.

Every look is bounded: no further back than to the beginning of the sentence and some dozens of
characters, no further ahead than two words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from summarizer.sentences.abbreviations import short_form
from summarizer.sentences.evidence import Evidence
from summarizer.sentences.lexicon import Lexicon, Short
from summarizer.sentences.marks import Marks

LOOK: Final = 48
"""Characters looked at to either side."""

FAR: Final = 80
"""Characters of a sentence that are looked at where its beginning matters."""

_SPACE: Final = re.compile(r"\s*")
_WORD: Final = re.compile(r"[^\W\d_]+")
_OPENING: Final = re.compile(r"[(\[{\"“„«‘‚‹「『]")
_SPACED: Final = re.compile(r"(?:(?<![^\W\d_])[^\W\d_]{1,4}\.[ \u00a0\u202f]?){1,4}[^\W\d_]{1,6}$")
_ELIDED: Final = re.compile(r"[^\W\d_]{1,2}['’](?=[^\W\d_]{2})")
_APOSTROPHE: Final = re.compile(r"['’]([^\W\d_]{1,48})")
_BEFORE_WORD: Final = frozenset("([{¿¡—–-•*_#《〈・")
_DASHES: Final = frozenset("—–-")
_MOST_SIGNS: Final = 8


@dataclass(frozen=True, slots=True)
class After:
    """What follows a place: the first word at `at`, empty where it begins with no letter, and which signs
    stand in front of it: marks of quotation, brackets, dashes."""

    at: int
    word: str
    digit: bool
    quoted: bool
    bracketed: bool
    dashed: bool

    @property
    def upper(self) -> bool:
        return self.word[:1].isupper() or self.word[:1].istitle()

    @property
    def lower(self) -> bool:
        return self.word[:1].islower()

    @property
    def bare(self) -> bool:
        return not (self.quoted or self.bracketed or self.dashed)


@dataclass(frozen=True, slots=True)
class View:
    text: str
    language: str | None
    words: Lexicon
    evidence: Evidence
    marks: Marks
    careless: bool
    """Whether who wrote the block begins sentences with small letters."""

    def before(self, at: int, begin: int) -> str:
        """The last of what stands between `begin` and `at`, without white space around it."""
        return self.text[max(begin, at - FAR) : at].strip()

    def token(self, at: int, begin: int) -> str:
        """What stands before `at`, back to white space, an opening mark or `begin`."""
        words = self.text[max(begin, at - LOOK) : at].split()
        return _OPENING.split(words[-1])[-1] if words else ""

    def skip_space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def after(self, at: int) -> After:
        text, opening = self.text, self.marks.opening
        quoted = bracketed = dashed = False
        for _ in range(_MOST_SIGNS):
            at = self.skip_space(at)
            if at in opening:
                if text[at] in "([{（［【〔":
                    bracketed = True
                else:
                    quoted = True
                at = opening[at]
            elif text[at : at + 1] in _BEFORE_WORD:
                dashed = dashed or text[at] in _DASHES
                at += 1
            else:
                break
        word = _WORD.match(text, at, at + LOOK)
        return After(at, word[0] if word else "", text[at : at + 1].isdigit(), quoted, bracketed, dashed)

    def second(self, after: After) -> str:
        """The word behind the next one, with nothing but a space between them."""
        at = after.at + len(after.word)
        if not self.text[at : at + 1].isspace():
            return ""
        word = _WORD.match(self.text, at + 1, at + 1 + LOOK)
        return word[0] if word else ""

    def behind_apostrophe(self, after: After) -> str:
        """The word behind the next one's apostrophe: "L'usine", "It's"."""
        found = _APOSTROPHE.match(self.text, after.at + len(after.word))
        return found[1] if found else ""

    def is_label(self, after: After) -> bool:
        """Whether a colon stands behind the next word, as in the head of a mail."""
        at = after.at + len(after.word)
        return self.text[at : at + 1] == ":" and self.text[at + 1 : at + 2].isspace()

    def is_small(self, after: After) -> bool:
        """Whether the next word is one of the little words, which are no names."""
        low = after.word.lower()
        small = self.words.small
        return low in small or (low + "'" in small and self.behind_apostrophe(after) != "")

    def begins(self, after: After) -> bool:
        """Whether the next word has a capital for no other reason than that a sentence begins."""
        if not after.upper:
            return False
        if self.is_small(after):
            return not (after.word.lower() in self.words.particles and self.second(after)[:1].isupper())
        return self.evidence.is_common(after.word)

    def short(self, word: str, at: int, begin: int) -> Short | None:
        """What kind of short form ends at `at`, with those before it that it belongs to: "z. B."."""
        head = self.text[max(begin, at - LOOK) : at]
        spaced = _SPACED.search(head) if "." in head else None
        if spaced is not None:
            parts = "".join(spaced[0].split()).split(".")
            for first in range(len(parts) - 1):
                kind = short_form(".".join(parts[first:]), self.language, after_number=False)
                if kind is not None:
                    return kind
        bare = _ELIDED.sub("", word, count=1)
        numbered = head[: len(head) - len(word)].rstrip()[-1:].isdigit()
        return short_form(bare, self.language, numbered)
