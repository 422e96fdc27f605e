"""What of a text speaks for a language: its words, without addresses, numbers, identifiers and marks; and
whether there are any, since code, data and names are written alike in every language.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SAMPLE: Final = 6_000
"""Characters looked at: half from the beginning, half from the middle."""

CODE_MARKS: Final = 0.04
"""From this many marks of code a letter on, a text is code or data. The most in a sentence or paragraph of
the dev languages is 0.015 (`python -m bench.languages`)."""

NAME_WORDS: Final = 5
"""Up to so many words that all begin with a capital are taken for a name."""

_SMALL: Final = (
    "of the and von van vom zu der den dem und de la le les el los las du des di da do dos das del della y e"
    " et i al bin ibn ben af av"
)
_PARTICLES: Final = frozenset(_SMALL.split())
"""What is in small letters inside names: von der, de la, bin."""

_NOT_WORDS: Final = re.compile(
    # ASCII and bounded: Chinese goes on behind an address without a space, and hostile text has many "@"
    r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+|[@#]\w+|`[^`]*`"
    # identifiers, joined by underscores or digits, and numbers; what other scripts have beside a number stays
    r"|(?<![A-Za-z])[A-Za-z]*[\d_][A-Za-z\d_]*"
)
_CODE: Final = re.compile(r"[{}<>=\\|^]|[A-Za-z]\(|[\"']\s?:|\)\s?[:;{]|//|&&|::|[^\W_]_[^\W_]")
_STATEMENT: Final = re.compile(
    r"(?:from [\w.]+ )?import [\w.*, ]+$"  # import numpy as np
    r"|#include|\$ [a-z]|>>> |</|<[a-z]"
    r"|[A-Za-z_][\w.\[\]]* ?[-+*/|&:]?= ?[^=]"  # total += 1
    r"|SELECT .{1,200} FROM |INSERT INTO |UPDATE \w+ SET |DELETE FROM |CREATE TABLE "
)
_BLOCK: Final = re.compile(
    r"(?:def|class|function|func|fn|public|private|static|const|let|var|if|for|while|elif|return|with)\b"
)
_LOGGED: Final = re.compile(
    r"\[?\d[\d:.,TZ/ +-]{7,40}\]? ?\S{0,40} ?\[?(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL)\b"
)
_CALL: Final = re.compile(r"[A-Za-z_][\w.]*\(")

_ROWS: Final = 3
_COLUMNS: Final = 3
_CELL_WORDS: Final = 2
"""What data separated by commas or tabs has at least, and at most; a verse has longer parts."""

_PLANE: Final = 0x10000


class _Kept(dict[int, str]):
    """Character → itself where it is part of a word, else a space."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        is_part = char.isalpha() or unicodedata.category(char)[0] == "M" or char in "'’-\u200c\u200d"
        kept = char if is_part else " "
        if point < _PLANE:  # so that no text can fill the memory
            self[point] = kept
        return kept


_KEPT: Final = _Kept()


def sample(text: str) -> str:
    """The part of a long text that is looked at."""
    if len(text) <= SAMPLE:
        return text
    half = SAMPLE // 2
    middle = len(text) // 2
    return text[:half] + " " + text[middle : middle + half]


def words_alone(text: str) -> str:
    """The words with single spaces between them, letters in their plain form, shouting in small letters;
    of no more than a `sample`."""
    plain = unicodedata.normalize("NFKC", _NOT_WORDS.sub(" ", sample(text)))[: 2 * SAMPLE]
    words = " ".join(plain.translate(_KEPT).split())
    upper = sum(map(str.isupper, words))
    return words.lower() if upper > 0.5 * sum(map(str.isalpha, words)) else words


def is_code(text: str) -> bool:
    """Whether a text is a program, its output or data: by its marks, or by most of its lines."""
    looked_at = sample(text)
    if code_marks(looked_at) >= CODE_MARKS:
        return True
    lines = [line.strip() for line in looked_at.splitlines() if line.strip()]
    return 2 * sum(map(_is_statement, lines)) > len(lines) or _is_table(lines)


def code_marks(text: str) -> float:
    """How many marks of code and data there are a letter; none where there is but one."""
    looked_at = sample(text)
    marks = sum(1 for _ in _CODE.finditer(looked_at))
    return marks / max(1, sum(map(str.isalpha, looked_at))) if marks > 1 else 0.0


def is_name(words: str) -> bool:
    """Whether these few words could be a name: each begins with a capital, but for "von" and its like."""
    parts = words.split()
    if len(parts) > NAME_WORDS:
        return False
    return all(part[0].isupper() or part in _PARTICLES for part in parts) and parts[-1][0].isupper()


def _is_statement(line: str) -> bool:
    bracketed = any(mark in line for mark in "({[=")
    return (
        _STATEMENT.match(line) is not None
        or _LOGGED.match(line) is not None
        or (bracketed and line.endswith((";", "{", "}")))
        or (bracketed and line.endswith(":") and _BLOCK.match(line) is not None)
        or (line.endswith(")") and _CALL.match(line) is not None)
        or line in ("{", "}", "};", "},")
    )


def _is_table(lines: list[str]) -> bool:
    """Whether every line has the same number of columns, three at least, and few words in each."""
    if len(lines) < _ROWS or any(line.endswith((".", "!", "?")) for line in lines):
        return False
    for separator in ",;\t|":
        columns = {line.count(separator) for line in lines}
        if len(columns) == 1 and (count := columns.pop()) >= _COLUMNS - 1:
            return sum(len(line.split()) for line in lines) <= _CELL_WORDS * len(lines) * (count + 1)
    return False
