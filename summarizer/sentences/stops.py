"""Whether a sign that may end a sentence does.

A full stop ends a sentence unless the word before it is a short form, an initial, an ordinal or the
label of a list; where that leaves both possible, the word behind decides, by a capital that it has for no
other reason. Whoever writes without capitals or forgets a space is understood where the words leave no
doubt.
"""

from __future__ import annotations

import re
from typing import Final

from summarizer.sentences.lexicon import Short
from summarizer.sentences.view import FAR, After, View
from summarizer.words import HAN_AND_KANA

WIDE: Final = "。．！？｡\u0964\u0965\u17d4\u17d5\u104b\u1362\u1367\u1368"
"""Stops of scripts that set no space behind them, or need none: of Chinese, Japanese, the Indic scripts, Khmer, Burmese and Ethiopic."""

HARD: Final = "!?‼⁇⁈⁉\u061f\u06d4\u0589\u055c\u055e\u1803\u1809\u05c3\u037e"
"""Stops that are nothing else, those of Arabic, Urdu, Armenian, Mongolian, Hebrew and Greek with them; with
a small letter behind them they may stand within a sentence."""

_WIDE: Final = frozenset(WIDE)
_HARD: Final = frozenset(HARD)
_PUNCTUATION: Final = frozenset(",;:/%)]}.")
_UNSPACED: Final = re.compile(f"[{HAN_AND_KANA}]")
_LABEL: Final = re.compile(r"[(\[]?(?:\d{1,4}|\d{1,2}\.\d{1,2}|[^\W\d_]|[ivxIVX]{1,5})[)\]]?")
_ROMAN: Final = re.compile(r"[IVXLC]{2,6}")
_OPENING_DASH: Final = re.compile(r"\s*[—–-]")

_CLOSING: Final = "'’\")]}»”“"
_FEW: Final = re.compile(r"\d{1,2}")
_YEAR: Final = re.compile(r"\d{3,4}")

_ORDINAL: Final = frozenset(
    ("de", "nb", "nn", "no", "da", "fi", "is", "cs", "sk", "sl", "hr", "bs", "sr", "hu", "et")
)
"""Languages that write "3." for third."""
_LEAST_GLUED: Final = 4
"""Letters of the words around a full stop without a space, if they are to be more than an address."""
_LONGEST_NAME: Final = 4
"""Words, the verb behind it counted."""
_LEAST_CARELESS: Final = 4
"""Letters of a word that is taken for no short form though a small letter follows its full stop. 3 and 4
score alike on either half of the dev sentences (`python -m bench.sentences halves`), 5 and more lower."""


def ends_at(view: View, start: int, stop: int, end: int, begin: int, after: After) -> bool:
    """Whether the sentence that begins at `begin` ends with the sign from `start` to `stop`.

    `end` is behind the marks that close with it, `after` what follows there.
    """
    sign = view.text[start:stop]
    closed = end > stop
    spaced = view.text[end : end + 1].isspace()
    if not _WIDE.isdisjoint(sign):
        return spaced or _unspaced(view, stop, end)
    if not spaced:
        if (
            sign[0] in "!?."
            and len(sign) < 3
            and _UNSPACED.match(view.text, end)
            and _UNSPACED.match(view.text, max(0, start - 1))
        ):
            return _unspaced(view, stop, end)
        return not closed and _glued(view, sign, start, begin, after)
    if not _HARD.isdisjoint(sign):
        return _cried(view, start, begin, after, closed)
    if _is_punctuation(view, end):
        return False
    if "…" in sign or sign.count(".") > 1:
        return _trails_off(view, start, begin, after)
    return _full_stop(view, start, begin, after, closed)


def _unspaced(view: View, stop: int, end: int) -> bool:
    """Behind a quotation without a space the sentence goes on, unless another one opens."""
    return stop == end or view.text[end - 1] not in '」』”’"﹂﹄〞〟》〉' or end in view.marks.opening


def _glued(view: View, sign: str, start: int, begin: int, after: After) -> bool:
    """“… was over.The mayor …”: a space is missing, and nothing else looks like that."""
    if sign not in (".", "!", "?") or not after.upper or after.dashed or after.bracketed:
        return False
    behind = after.at + len(after.word)
    follows = view.text[behind : behind + 1].isspace() or view.behind_apostrophe(after) != ""
    if view.text[start - 1] in _CLOSING:
        return len(after.word) > 1 or follows
    token = view.token(start, begin)
    if len(token) > 1 and token.isalnum() and not _FEW.fullmatch(token) and view.is_small(after):
        return follows
    sure = len(token) >= _LEAST_GLUED and token.isalpha() and token[1:].islower()
    long = len(after.word) >= _LEAST_GLUED and after.word.istitle()  # not Node.js, not Booking.Com
    return follows and long and (sure or _YEAR.fullmatch(token) is not None)


def _cried(view: View, start: int, begin: int, after: After, closed: bool) -> bool:
    token = view.token(start, begin)
    if view.text[start] == "!" and token.lower() in view.words.shouted and not closed:
        return False
    if not after.lower:
        return not (closed and after.bare and _names_speaker(view, after))
    if closed or not after.bare or _OPENING_DASH.match(view.text, begin):
        return False  # “Who?” he asked
    named = token[:1].isupper() and " " in view.before(start, begin)
    return not (view.text[start] == "!" and named)


def _names_speaker(view: View, after: After) -> bool:
    """Whether some name and a verb of saying follow: “Stop!” Ada Hale said."""
    if not view.words.reporting or view.is_small(after):
        return False
    for word in view.text[after.at : after.at + FAR].split(None, _LONGEST_NAME)[:_LONGEST_NAME]:
        if not word[0].isupper():
            return word.rstrip(",.:;") in view.words.reporting
    return False


def _is_punctuation(view: View, end: int) -> bool:
    at = view.skip_space(end)
    return view.text[at : at + 1] in _PUNCTUATION


def _trails_off(view: View, start: int, begin: int, after: After) -> bool:
    if not view.before(start, begin).strip("\"“„«'‘([{"):
        return False  # the sentence opens with it
    if view.language == "de" and view.text[start - 1].isspace():
        return after.upper and view.begins(after)  # words left out before a noun
    return after.upper or (after.quoted and not after.lower and not after.digit)


def _full_stop(view: View, start: int, begin: int, after: After, closed: bool) -> bool:
    if not closed and start - begin < 24 and _LABEL.fullmatch(view.before(start, begin)):
        return False
    if after.lower and (closed or not after.bare):
        return closed and after.bare and view.careless
    token = view.token(start, begin)
    word = token.strip(_CLOSING + "*_").rsplit("/", 1)[-1]
    if not word or token[-1] in _CLOSING:
        return not after.lower or view.careless
    if word[-1].isdigit():
        return _behind_number(view, word, start, begin, after)
    if _is_letter(word):
        return _behind_letter(view, word, start, begin, after)
    if view.language in _ORDINAL and _ROMAN.fullmatch(word):
        return after.upper and view.is_small(after)
    if f"{word}.{after.word}".lower() in view.words.short:
        return False  # EE. UU.
    kind = view.short(word, start, begin)
    if (
        word in view.words.streets
        and after.upper
        and view.is_small(after)
        and view.second(after)[:1].islower()
    ):
        return view.token(start - len(word), begin)[:1].isupper()
    if kind is Short.BOUND or (kind is Short.COUNTS and after.digit):
        return False
    if kind is Short.OPEN:
        dotted = "." in word and word.isupper()  # U.S. Army
        return after.upper and view.is_small(after) if dotted else view.begins(after)
    if kind is Short.LAST:
        return after.upper or after.quoted
    return not after.lower or _careless(view, word, after)


def _behind_number(view: View, token: str, start: int, begin: int, after: After) -> bool:
    if after.lower:
        return view.careless and len(token) > 2
    number = re.split("[-–]", token)[-1]
    few = number.isdigit() and len(number) <= 3
    if after.digit and few and len(number) <= 2:
        return False  # 3. 10. 1990
    if few and after.upper and view.language == "de":
        # what is counted has a capital, too
        before = view.token(start - len(token), begin)
        return view.is_small(after) or before.lower() in view.words.counted
    return True


def _behind_letter(view: View, letter: str, start: int, begin: int, after: After) -> bool:
    """An initial, or a letter that names something: “plan B”."""
    kind = view.short(letter, start, begin)
    if kind in (Short.BOUND, Short.LAST):
        return kind is Short.LAST and after.upper
    if not after.upper:
        return False
    if letter.islower() and not letter.isascii() and kind is None:
        return True  # "ì" is a word
    if len(after.word) == 1 and view.text[after.at + 1 : after.at + 2] == ".":
        return False
    if after.word.lower() in view.words.particles and view.second(after)[:1].isupper():
        return False
    return view.is_small(after)


def _careless(view: View, word: str, after: After) -> bool:
    """A small letter behind a full stop: the word is an ordinary one, or nobody writes capitals here."""
    if not word.isalpha() or not word[1:].islower():
        return view.careless and len(word) > 2
    return view.careless or (after.word == "i" and view.language == "en") or len(word) >= _LEAST_CARELESS


def _is_letter(token: str) -> bool:
    """One letter, be it with an accent of its own."""
    return token[0].isalpha() and (len(token) == 1 or (len(token) == 2 and "\u0300" <= token[1] <= "\u036f"))
