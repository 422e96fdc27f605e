"""Words: what counts as one, in any script.

Chinese, Japanese and Thai write without spaces. There a run of characters is cut into overlapping
pairs for comparing, and counted as half a word a character.
"""

from __future__ import annotations

import re
from typing import Final

UNSPACED: Final = "\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Thai, Lao, Burmese, Khmer, kana and Han, as ranges for a character class."""

_WORD: Final = re.compile(
    rf"(?P<unspaced>[{UNSPACED}]+)|[^\W_]+(?:['’‑-][^\W_]+)*".replace(r"[^\W_]", rf"[^\W_{UNSPACED}]")
)


def tokens(text: str) -> list[str]:
    """The words in order, as written; of an unspaced script, its overlapping pairs of characters."""
    found: list[str] = []
    for match in _WORD.finditer(text):
        word = match[0]
        if match["unspaced"]:
            found.extend(word[i : i + 2] for i in range(max(1, len(word) - 1)))
        else:
            found.append(word)
    return found


def count_words(text: str) -> int:
    """How many words a reader reads: two characters of an unspaced script make one."""
    count = 0
    for match in _WORD.finditer(text):
        count += (len(match[0]) + 1) // 2 if match["unspaced"] else 1
    return count
