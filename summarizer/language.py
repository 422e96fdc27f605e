"""Which language a text is in, or an honest "unsure".

A script that one language alone is written in decides by itself; otherwise langdetect is asked, seeded
so that the same text always gets the same answer. A few words in a script that many languages share
are never enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from functools import lru_cache
from typing import Final

from langdetect import DetectorFactory, detect_langs
from langdetect.lang_detect_exception import LangDetectException

from summarizer.stopwords import stop_words
from summarizer.words import tokens

SURE: Final = 0.9
"""Below this probability langdetect's first answer is not taken. Chosen with `FEW_LETTERS` on
../shared/data/languages by `python -m bench.languages`, which prints the curve."""

FEW_LETTERS: Final = 20
"""Texts of fewer letters in a shared script are unsure: two words there are right 88 times in 100."""

PROSE_WORDS: Final = 30
LITTLE_WORDS: Final = 0.03
"""A text of so many words in which fewer than this share are stop words is in no language. The least in
the dev languages is 0.11, in Finnish, Turkish and Vietnamese, but for a Thai text that is all Latin
letters (`python -m bench.languages`)."""

SAMPLE: Final = 12_000
"""Characters looked at: half from the beginning, half from the middle."""

_SCRIPTS: Final = {
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
    "SINHALA": "si",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "ETHIOPIC": "am",
    "CJK": "zh",
}
"""First word of a letter's Unicode name → the language that (nearly) alone is written with it."""

_SAME: Final = {"zh-cn": "zh", "zh-tw": "zh", "no": "nb", "iw": "he", "in": "id", "ji": "yi"}
_NYNORSK: Final = frozenset(
    ("ikkje", "eg", "dei", "frå", "vere", "noko", "meir", "berre", "sjå", "kva", "korleis", "vart")
)
_BOKMAL: Final = frozenset(
    ("ikke", "jeg", "de", "fra", "være", "noe", "mer", "bare", "se", "hva", "hvordan", "ble")
)
_NOT_PROSE: Final = re.compile(
    # ASCII and bounded: Chinese goes on behind an address without a space, and hostile text has many "@"
    r"(?:https?://|www\.)[!-~]+|[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+|[@#]\w+|\d+|`[^`]*`"
)


def warm() -> None:
    """Loads langdetect's profiles, so that no thread or first request pays for it or races for it."""
    DetectorFactory.seed = 0
    detect_langs("A sentence of some words, to have the profiles read.")


def detect(
    text: str, declared: str | None = None, *, few: int = FEW_LETTERS, sure: float = SURE
) -> str | None:
    """The ISO 639-1 code (nb and nn for the two Norwegians, zh for every Chinese), or None when unsure.

    `declared` is a page's own claim: it settles a doubt between langdetect's candidates and is not
    believed beyond that.
    """
    sample = _NOT_PROSE.sub(" ", _sample(text))
    letters = [char for char in sample if char.isalpha()]
    if len(letters) < 2:
        return None
    language, share = _by_script(letters)
    if language is not None and share > 0.5:
        return language
    if len(letters) < few:
        return None
    candidates = _ask(sample)
    if not candidates:
        return None
    best, probability = candidates[0]
    claimed = normalise(declared)
    if probability < sure:
        likely = {code for code, chance in candidates if chance > 0.1}
        known_as = "nb" if claimed == "nn" else claimed  # langdetect tells of one Norwegian
        return claimed if known_as in likely else None
    if not _strung_together(sample, best):
        return None
    if best == "nb":
        return _which_norwegian(sample)
    return best


def is_latin(text: str) -> bool:
    """Whether nearly all letters, of the beginning at least, are Latin."""
    letters = [char for char in text[:SAMPLE] if char.isalpha()]
    return sum(_script(char) == "LATIN" for char in letters) > 0.9 * len(letters)


def _strung_together(sample: str, code: str) -> bool:
    """Whether a longer text has enough of the little words that its language can't do without; langdetect
    finds a language for random letters too."""
    share = little_words(sample, code)
    return share is None or share >= LITTLE_WORDS


def little_words(text: str, code: str) -> float | None:
    """The share of stop words in a text of Latin letters; None where it can't be told, or is too short."""
    words = [word.lower() for word in tokens(text)]
    stops = stop_words(code)
    if len(words) < PROSE_WORDS or not stops or not is_latin(text):
        return None
    return sum(word in stops for word in words) / len(words)


def normalise(code: str | None) -> str | None:
    """A declared code in the form used here: "en-US" and "EN_us" are "en", "no" is "nb"."""
    if not code or not (match := re.match(r"[A-Za-z]{2,3}(?=$|[-_])", code.strip())):
        return None
    primary = match[0].lower()
    return _SAME.get(primary, primary)


def _sample(text: str) -> str:
    if len(text) <= SAMPLE:
        return text
    half = SAMPLE // 2
    middle = len(text) // 2
    return text[:half] + " " + text[middle : middle + half]


def _by_script(letters: list[str]) -> tuple[str | None, float]:
    """The language that the scripts point to and the share of letters that do."""
    counted = Counter(_script(char) for char in letters)
    kana = counted["HIRAGANA"] + counted["KATAKANA"]
    han = counted["CJK"]
    if kana and kana >= 0.05 * (kana + han):
        return "ja", (kana + han) / len(letters)
    script, count = counted.most_common(1)[0]
    if script == "HEBREW" and _yiddish(letters):
        return "yi", count / len(letters)
    return _SCRIPTS.get(script), count / len(letters)


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    return unicodedata.name(char, "").split(" ", 1)[0].split("-", 1)[0]


def _yiddish(letters: list[str]) -> bool:
    return sum(char in "\u05f0\u05f1\u05f2" for char in letters) > 0.01 * len(letters)


def _ask(sample: str) -> list[tuple[str, float]]:
    DetectorFactory.seed = 0
    try:
        found = detect_langs(sample)
    except LangDetectException:
        return []
    merged: dict[str, float] = defaultdict(float)
    for candidate in found:
        merged[_SAME.get(candidate.lang, candidate.lang)] += candidate.prob
    return sorted(merged.items(), key=lambda one: -one[1])


def _which_norwegian(sample: str) -> str:
    words = Counter(re.findall(r"\w+", sample.lower()))
    nynorsk = sum(words[word] for word in _NYNORSK)
    bokmal = sum(words[word] for word in _BOKMAL)
    return "nn" if nynorsk > bokmal else "nb"
