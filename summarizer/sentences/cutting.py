"""Where the sentences of one block end: each place that could be an end is looked at once, in order.

No sentence ends between two marks that belong together, of quotation or brackets, with one exception: a
quotation that holds several sentences is cut like any other text. It does so when it opens where a
sentence begins, or behind a colon or a comma, so that its words are no part of the writer's own sentence;
and it is taken to when it is longer than such a part can be. No sentence within it is shorter than some
words. The marks are then balanced not in each sentence but in the group of them, from the one with the
opening mark to the one with the closing mark. A mark without a pair keeps nothing together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from heapq import merge
from typing import Final, NamedTuple

from summarizer.sentences import stops, unstopped
from summarizer.sentences.evidence import Evidence, is_careless
from summarizer.sentences.lexicon import lexicon
from summarizer.sentences.marks import Pair, marks_of
from summarizer.sentences.view import LOOK, After, View


class _Place(NamedTuple):
    """A place that could be an end: a sign from `start` to `stop`, called by the group of the pattern that
    found it, or a place without one, of a `kind`."""

    start: int
    stop: int
    sign: str
    kind: unstopped.Kind | None = None


class _Around(NamedTuple):
    """A pair of marks that a place stands between."""

    pair: Pair
    holds_sentences: bool


_SIGN: Final = re.compile(
    rf"(?P<stop>[.…{stops.HARD}{stops.WIDE}]+(?:[ \u00a0\u202f][.!?](?=[\s.!?\"'”’»)\]]|$))*)"
    r"|(?P<semicolon>;)(?=\s)"
    r"|(?P<blank>\n[^\S\n]*\n\s*)"
    r"|(?P<item>\n[^\S\n]*(?=(?:[•‣▪◦·]|[-*–—]\s|\(?\d{1,3}[.)]\s)\s*\w))"
)
"""Linear, since no branch begins with what it has passed over in vain: a blank line ends a sentence
whatever stands before it, and so does a line that begins as the item of a list."""

_BULLETS: Final = frozenset("•‣▪◦·")
_BEFORE_ITEM: Final = frozenset(".!?:;…")
_NOTE: Final = re.compile(r"[ \u00a0]?\[(?:\d{1,3}|…|\.\.\.)\]")
_SMILE: Final = re.compile(r" ?[:;=]-?[)(DPp]{1,9}(?=\s|$)")

_LEAST_QUOTED: Final = 12
_LEAST_QUOTED_UNSPACED: Final = 6
"""Characters of a sentence within a quotation, and of one in a script of more meaning a character; “Stop.
Go back.” stays whole."""
_LONGEST_PART: Final = 300
"""Characters of a quotation, or of brackets, that may be part of the writer's own sentence."""


def ends_of(text: str, language: str | None, evidence: Evidence) -> Iterator[int]:
    """The offsets inside `text` at which a sentence ends, in order; white space behind it not counted."""
    marks = marks_of(text)
    careless = evidence.careless or is_careless(text)
    view = View(text, language, lexicon(language), evidence, marks, careless)
    begin = passed = 0
    around: list[_Around] = []
    for place in merge(_signs(text), _unstopped(text, language), key=lambda place: place.start):
        if place.start < begin:
            continue
        end = _closed(view, place.stop) if place.sign == "stop" else place.stop
        while around and around[-1].pair.end <= end:
            around.pop()
        while passed < len(marks.pairs) and marks.pairs[passed].start < place.start:
            pair = marks.pairs[passed]
            passed += 1
            if pair.end > end:
                around.append(_Around(pair, _holds_sentences(text, pair, begin)))
        if _ends(view, place, end, begin, around):
            yield end
            begin = end


def _signs(text: str) -> Iterator[_Place]:
    for found in _SIGN.finditer(text):
        sign = found.lastgroup or ""
        start = found.start()
        yield _Place(start, start if sign in ("blank", "item") else found.end(), sign)


def _unstopped(text: str, language: str | None) -> Iterator[_Place]:
    return (_Place(at, at, "", kind) for at, kind in unstopped.places(text, language))


def _closed(view: View, at: int) -> int:
    """Behind the closing marks, the notes and the smile that belong to the sentence ending at `at`."""
    text, closing = view.text, view.marks.closing
    while at < len(text):
        sign = text[at]
        if at in closing:
            at = closing[at]
        elif sign in "'’*_" and at not in view.marks.opening and not text[at + 1 : at + 2].isalnum():
            at += 1
        elif sign in " \u00a0\u202f" and _is_set_apart(view, at + 1):
            at = closing[at + 1]
        elif found := _NOTE.match(text, at) or _SMILE.match(text, at):
            at = found.end()
        else:
            break
    return at


def _is_set_apart(view: View, at: int) -> bool:
    """Whether a mark that closes behind a space stands at `at`, as French sets them."""
    end = view.marks.closing.get(at)
    return end is not None and not view.text[end : end + 1].isalnum()


def _holds_sentences(text: str, pair: Pair, begin: int) -> bool:
    """Whether sentences may end between the marks; `begin` is that of the sentence they stand in."""
    if pair.end - pair.start > _LONGEST_PART:
        return True
    lead = text[max(begin, pair.start - LOOK) : pair.start].rstrip(" \t\n\u00a0\u202f—–-*_¿¡")
    return not lead or (not pair.bracket and lead[-1] in ":,：，、")


def _ends(view: View, place: _Place, end: int, begin: int, around: list[_Around]) -> bool:
    if place.sign == "blank":
        return True
    if place.sign == "item":
        bullet = view.text[view.skip_space(place.start)] in _BULLETS
        return bullet or view.before(place.start, begin)[-1:] in _BEFORE_ITEM
    at = view.skip_space(end)
    if at == len(view.text):
        return False
    after = view.after(at)
    if around and not _parts(around, begin, end, after):
        return False
    if place.sign == "stop":
        return stops.ends_at(view, place.start, place.stop, end, begin, after)
    if around:
        return False
    if place.kind is not None:
        return unstopped.ends_at(view, place.kind, end, begin, after)
    return after.upper and (view.language == "el" or _meant_as_stop(view, after))


def _meant_as_stop(view: View, after: After) -> bool:
    """Whether a semicolon stands between sentences: a capital follows for no reason of its own. In Greek it
    is a question mark."""
    goes_on = view.second(after) or view.behind_apostrophe(after)
    return len(after.word) > 1 and view.is_small(after) and goes_on != ""


def _parts(around: list[_Around], begin: int, end: int, after: After) -> bool:
    """Whether a sentence may end within the marks: they hold several, and enough before and behind it."""
    if after.lower or not all(one.holds_sentences for one in around):
        return False
    pair = around[-1].pair
    least = _LEAST_QUOTED if after.upper or after.digit else _LEAST_QUOTED_UNSPACED
    return end - max(begin, pair.start) >= least and pair.end - after.at >= least
