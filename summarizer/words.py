"""Words: what counts as one, in any script.

Chinese, Japanese and Thai write without spaces. There a run of characters is cut into overlapping
pairs for comparing, and counted as half a word a character. Elsewhere a word is letters and digits
with the marks that are combined with them, such as the vowel signs of Hindi.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

HAN_AND_KANA: Final = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
"""What Chinese and Japanese are written in, without punctuation, as ranges for a character class."""

UNSPACED: Final = (
    "\u0e01-\u0e3e\u0e40-\u0e4e\u0e50-\u0e59\u0e80-\u0eff\u1000-\u1049\u1050-\u109f\u1780-\u17d3\u17db-\u17ff"
    + HAN_AND_KANA
)
"""The scripts that set no space between words: these, and Thai, Lao, Burmese and Khmer."""

_LETTERS: Final = rf"[^\W_{UNSPACED}]"
_MARKS: Final = re.sub(
    f"[{UNSPACED}]",
    "",
    "".join(c for c in map(chr, range(0x0300, 0x10000)) if unicodedata.category(c)[0] == "M"),
)
"""Python's word characters leave combining marks out. ZWNJ and ZWJ, below, stand inside words, too."""

_WORD: Final = re.compile(
    rf"(?P<unspaced>[{UNSPACED}]+)"
    rf"|{_LETTERS}+(?:[{_MARKS}\u00ad\u200c\u200d]+{_LETTERS}*|['’‑-]{_LETTERS}+)*"
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
