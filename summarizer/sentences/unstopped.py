"""Sentences that end without a stop: a heading that ran into its text, a smile, an address, the head, the
greeting and the farewell of a letter, a clause of Thai.

Only what leaves no doubt counts, since anything else cuts sentences in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from heapq import merge
from typing import Final

from summarizer.sentences.lexicon import lexicon
from summarizer.sentences.view import After, View


class Kind(Enum):
    """What stands before the place; of OPENER and STAMPED, behind it."""

    ADDRESS = auto()
    SMILE = auto()
    COMMA = auto()
    STAMP = auto()
    STAMPED = auto()
    OPENER = auto()
    THAI = auto()


_ADDRESS: Final = re.compile(
    r"(?<![^\s<(\[])(?:https?://|www\.)[^\s<>]{1,2000}+>?(?=\s)|(?<=[\w.])@[\w-]{1,64}\.[^\s<>]{1,200}+>?(?=\s)"
)
_STAMP: Final = re.compile(r"(?<!\d)\d{1,2}/\d{1,2}/\d{2,4} \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?=\s)")
"""When a message was sent, as the heads of quoted mail have it."""

_PICTURES: Final = "\u2600-\u27bf\U0001f300-\U0001faff"
_SMILE: Final = re.compile(
    rf"(?<=\s)[:;=]-?[)(DPp]{{1,9}}(?=\s)|[{_PICTURES}][\ufe0f\u200d{_PICTURES}]{{0,9}}(?=\s)"
)
_COMMA: Final = re.compile(r"(?<=[^\W\d_]),(?=\s+[^\W\d_a-z])")
_GREETED: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+\.?){0,3},")
_GREETING: Final = re.compile(r"(?:dear|hi|hello|hey)\b", re.IGNORECASE)
_FAREWELL: Final = re.compile(
    r"(?:(?:best|kind|warm|many) )?(?:regards|thanks|wishes),|thank you,|sincerely(?: yours)?,|yours(?: \w{1,20})?,"
    r"|cheers,|respectfully,|cordialement,|(?:mit freundlichen|viele|liebe) grüße[n]?,|(?:un )?saludos?,"
    r"|atenciosamente,|cordiali saluti,|с уважением,",
    re.IGNORECASE,
)

_THAI_LETTER: Final = re.compile("[\u0e01-\u0e4e]")
_THAI: Final = re.compile(
    r"(?<=[\u0e01-\u0e4e]{2})(?:ครับ|ค่ะ|คะ|จ้ะ|จ้า)(?=\s+[\u0e01-\u0e4e])"
    r"|(?<=[\u0e01-\u0e4e\d)”\"])(?=\s+(?:อย่างไรก็ตาม|อย่างไรก็ดี|นอกจากนี้|นอกจากนั้น|ทั้งนี้|ดังนั้น|เพราะฉะนั้น|"
    r"จากนั้น|ต่อมา|ล่าสุด|ขณะเดียวกัน|ในขณะเดียวกัน|อนึ่ง)[\u0e01-\u0e4e\s])"
)
"""Thai sets a space behind a clause as behind a sentence. What is polite stands last in a sentence, and
what links it to the one before ("however", "besides", "then") stands first; other spaces say nothing."""

_BEFORE: Final = re.compile(r"[\w)\]”»\"'’,]")
"""What a sentence may end with where its stop is missing, and a greeting its line."""

_WIDEST_GAP: Final = 12
_NUMBERED: Final = re.compile(r"\w{1,3}\)")
_LEAST: Final = 8
"""Characters of a sentence that lost its stop."""


def places(text: str, language: str | None) -> Iterator[tuple[int, Kind]]:
    """Where such an end could be, in order."""
    return merge(*_places(text, language), key=lambda place: place[0])


def _places(text: str, language: str | None) -> Iterator[Iterator[tuple[int, Kind]]]:
    yield ((found.end(), Kind.ADDRESS) for found in _ADDRESS.finditer(text))
    yield ((found.end(), Kind.SMILE) for found in _SMILE.finditer(text))
    yield ((found.end(), Kind.COMMA) for found in _COMMA.finditer(text))
    yield ((found.end(), Kind.STAMP) for found in _STAMP.finditer(text))
    yield ((at, Kind.STAMPED) for found in _STAMP.finditer(text) if (at := _gap(text, found.start())))
    if _THAI_LETTER.search(text):
        yield ((found.end(), Kind.THAI) for found in _THAI.finditer(text))
    yield _before_openers(text, language)


def _before_openers(text: str, language: str | None) -> Iterator[tuple[int, Kind]]:
    pattern = _opener_pattern(language)
    if pattern is None:
        return
    for found in pattern.finditer(text):
        at = _gap(text, found.start())
        if at and _BEFORE.match(text, at - 1):
            yield at, Kind.OPENER


def _gap(text: str, at: int) -> int:
    """Where the white space before `at` begins; 0 where there is none, or too much."""
    before = text[max(0, at - _WIDEST_GAP - 1) : at]
    bare = len(before.rstrip())
    return at - len(before) + bare if 0 < bare < len(before) else 0


@cache
def _opener_pattern(language: str | None) -> re.Pattern[str] | None:
    forms = [
        word[:-1].capitalize() + r"['’](?=[^\W\d_])" if word.endswith("'") else word.capitalize() + r"(?=\s)"
        for word in sorted(lexicon(language).openers)
    ]
    return re.compile("|".join(forms)) if forms else None


def ends_at(view: View, kind: Kind, at: int, begin: int, after: After) -> bool:
    """Whether the sentence that begins at `begin` ends at `at`, with nothing that would say so."""
    before = view.before(at, begin)
    match kind:
        case Kind.THAI:
            return True
        case Kind.SMILE:
            return after.bare and (view.begins(after) or view.careless)
        case Kind.ADDRESS:
            listed = view.text.startswith(("http://", "https://", "www."), after.at)
            begins = after.upper and (view.begins(after) or view.is_label(after))
            return after.bare and (listed or begins)
        case Kind.STAMP:
            return after.upper and after.bare and after.word not in ("AM", "PM")
        case Kind.STAMPED:
            return before[-1:].isalpha() and not view.token(at, begin).islower()
        case Kind.COMMA:
            return after.upper and _ends_line(view, before, after)
        case Kind.OPENER:
            return not before.endswith(",") and _lost_its_stop(view, before, view.token(at, begin), after)


def _ends_line(view: View, before: str, after: After) -> bool:
    """Whether a comma ends the greeting or the farewell of a letter, which stood in a line of its own."""
    if _FAREWELL.fullmatch(before):
        return True
    if not _GREETED.fullmatch(before) or not view.is_small(after):
        return False
    named = before[0].isupper() and before[:-1].lower() not in view.words.small
    opens = after.word.lower() in view.words.openers and view.second(after)[:1].islower()
    return bool(_GREETING.match(before)) or (named and opens)


def _lost_its_stop(view: View, before: str, token: str, after: After) -> bool:
    rest = view.second(after) or view.behind_apostrophe(after)
    if not rest[:1].islower() or (len(after.word) == 1 and rest in view.words.small):
        return False  # "Plan A is", "La Repubblica"
    if _NUMBERED.fullmatch(token) or token.lower() in view.words.titled | view.words.small:
        return False
    return len(before) >= _LEAST and " " in before
