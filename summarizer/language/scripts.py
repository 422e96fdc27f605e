"""Scripts: which one a text is written in, and the language where a script has (nearly) but one.

Shares are of what a reader reads, not of characters: two of Chinese, Japanese or Korean make a word,
where other scripts take about five, so that a product's name does not turn a Japanese line Latin.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache
from itertools import groupby
from typing import Final

LANGUAGE_OF: Final = {
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "THAI": "th",
    "GREEK": "el",
    "HEBREW": "he",
    "ARMENIAN": "hy",
    "GEORGIAN": "ka",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "GUJARATI": "gu",
    "GURMUKHI": "pa",
    "BENGALI": "bn",
    "ORIYA": "or",
    "SINHALA": "si",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "TIBETAN": "bo",
    "THAANA": "dv",
    "ETHIOPIC": "am",
    "CJK": "zh",
}
"""First word of a letter's Unicode name → the language that (nearly) alone is written with it."""

BY_LETTERS: Final = frozenset({*LANGUAGE_OF.values(), "yi", "as"})
"""Every language that is known by its letters alone."""

_DENSE: Final = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_DENSITY: Final = 2.5
"""How many letters of other scripts one of these stands for."""

_KANA: Final = ("HIRAGANA", "KATAKANA")

_MOST: Final = 0.4
_MOST_LATIN: Final = 0.6
"""Share of a text from which on it is in a script."""

_KANA_SHARE: Final = 0.05
"""Least share of kana in Japanese that is mostly Chinese characters; a Chinese text may quote a few."""

_JAPANESE_FORMS: Final = frozenset(
    "戦経済発変総覚広黒単図団対応実駅売読続権検験険剣仮価児県鉄銭転伝円塩歩渋拝払仏辺様営桜歓観気弾帰労聴庁"
    "徳徴涙粋酔斎歳雑絵巻鶏沢訳釈択駆齢緑竜滝込働畑峠"
)
"""Characters as Japan alone writes them since 1946, or made there: a headline may have no kana."""


def letters_of(text: str) -> list[str]:
    return [char for char in text if char.isalpha()]


def main_script(letters: list[str]) -> str | None:
    """The script that the text is in, kana and Han as one ("CJK"); None where no script prevails.

    Latin words stand in texts of every other script, as names and terms, and not the other way round: so
    it takes less for these to be what the text is in.
    """
    weights: Counter[str] = Counter()
    for script, count in _counted(letters).items():
        weights["CJK" if script in _KANA else script] += round(count * (_DENSITY if script in _DENSE else 1))
    ranked = sorted(weights, key=lambda script: (script == "LATIN", -weights[script]))
    for script in ranked:
        if weights[script] > (_MOST_LATIN if script == "LATIN" else _MOST) * weights.total():
            return script
    return None


def by_letters(script: str, letters: list[str]) -> str | None:
    """The language of a text mainly in that script, where its letters alone tell."""
    if script == "CJK":
        return "ja" if _japanese(letters) else "zh"
    if script == "HEBREW" and _share(letters, "\u05f0\u05f1\u05f2") > 0.01:
        return "yi"
    if script == "BENGALI" and _share(letters, "\u09f0\u09f1") > 0.01:
        return "as"
    return LANGUAGE_OF.get(script)


def only(script: str, text: str) -> str:
    """The text with the words of other scripts left out, such as names; marks go with their letters."""
    kept = []
    for alike, run in groupby(text, lambda char: not char.isalpha() or _script(char) == script):
        kept.append("".join(run) if alike else " ")
    return "".join(kept)


def is_latin(text: str, most: int = 12_000) -> bool:
    """Whether nearly all letters, of the first `most` characters at least, are Latin."""
    letters = letters_of(text[:most])
    return sum(_script(char) == "LATIN" for char in letters) > 0.9 * len(letters)


def _japanese(letters: list[str]) -> bool:
    counted = _counted(letters)
    kana = counted["HIRAGANA"] + counted["KATAKANA"]
    if kana >= _KANA_SHARE * (kana + counted["CJK"]) and kana:
        return True
    forms = sum(char in _JAPANESE_FORMS for char in letters)
    return forms >= 2 and forms >= _KANA_SHARE * counted["CJK"]


def _counted(letters: list[str]) -> Counter[str]:
    return Counter(_script(char) for char in letters)


def _share(letters: list[str], of: str) -> float:
    return sum(char in of for char in letters) / len(letters)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0].split("-", 1)[0]
