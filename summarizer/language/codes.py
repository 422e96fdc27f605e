"""Codes of languages, in the one form used here: ISO 639-1, nb and nn for the two Norwegians, zh for
every Chinese. What declares a language, and each detector, writes them in its own way.
"""

from __future__ import annotations

import re
from typing import Final

_SAME: Final = {
    "zh-cn": "zh",
    "zh-tw": "zh",
    "zh-Hant": "zh",
    "cmn": "zh",
    "wuu": "zh",
    "yue": "zh",
    "no": "nb",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "arz": "ar",
    "ary": "ar",
    "fil": "tl",
}


def same(code: str) -> str:
    """A detector's code in the form used here."""
    return _SAME.get(code, code)


def normalise(code: str | None) -> str | None:
    """A declared code in the form used here: "en-US" and "EN_us" are "en", "no" is "nb"."""
    if not code or not (match := re.match(r"[A-Za-z]{2,3}(?=$|[-_])", code.strip())):
        return None
    return same(match[0].lower())
