"""How much of a page was there to be read, and what stood before the rest.

One sign is never enough. What the publisher declares (not free, so many words) must agree with what was
read, or with a gate at the end of it; a page that was read whole is whole, whatever it declares. Where
nothing but a gate was there, that is the answer, and not the gate's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import html

from summarizer.model import READABLE, Barrier, Fault, Unreadable
from summarizer.reading.page.access.declared import declared_of
from summarizer.reading.page.access.gates import Gate, gates_of
from summarizer.reading.page.access.interstitials import interstitial, is_shell, wants_script
from summarizer.reading.page.outline import Outline
from summarizer.reading.prose import Passage
from summarizer.words import UNSPACED, count_words

# Shares of the words declared. On the 296 dev pages what was read whole has .76 of them or more: templates
# count captions, credits and boxes. `python -m bench.barriers` shows which pages are called cut by these.
_WHOLE: Final = 0.65
_SHORT: Final = 0.55
_FAR_SHORT: Final = 0.5  # where nothing but the count says so
_GAP: Final = 80  # words that must be missing; a number of words is never exact
_BY_THE_CLOCK: Final = 0.45  # of a reading time's words, which is a rough guess
_WORDS_A_MINUTE: Final = 220  # sites count with 200 to 265

_TEASER: Final = 250  # words; what is not free, and longer, needs a gate or a count to be called cut
_NOTICE: Final = 350  # words of what is not free and ends in a gate that says so
_FEW: Final = 120  # words of what ends in a gate, and nothing else tells whether it is in use
_PART: Final = 120  # words of what is declared not free, from which on it is there and no teaser of itself
_PART_SHARE: Final = 0.3
_FURNITURE: Final = 40  # words
_SCRAP: Final = 20  # words of what says so much more of itself: a slogan, a caption
_AFTER: Final = 0.25  # of a page's prose may stand behind a gate, teasers of other stories …
_LITTLE: Final = 100  # … and in any case so many words

_UNSPACED: Final = re.compile(f"[{UNSPACED}]")
_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.|\[\.\.\.\]|\[…\])\W{0,3}$")
_CUT_NAME: Final = re.compile(r"(?:^|[\s_-])(?:faded|fade-?out|cut-?off|blurred|obscured)(?:$|[\s_-])")


@dataclass(frozen=True, slots=True)
class Extent:
    """What `Document` is told: the barrier, and about how many words the whole has."""

    barrier: Barrier | None = None
    whole_words: int | None = None


class Access:
    """What a page says and shows of it, found before the tree is changed by anybody."""

    def __init__(self, tree: html.HtmlElement, url: str | None, titles: Sequence[str]) -> None:
        outline = Outline(tree)
        self._declared = declared_of(outline, titles)
        title = next((text for text in (_title(outline), *titles) if text), None)
        self.stands_for = interstitial(outline, url, title, has_article=self._declared.is_article)
        self._gates = gates_of(outline) if self.stands_for is None else []
        self._last = [gate for gate in self._gates if _ends_story(gate, outline)]
        in_gates = sum(outline.prose_between(gate.place, gate.end) for gate in self._gates)
        self._besides = outline.prose - in_gates
        self._fades = any(_CUT_NAME.search(outline.names[at]) for at in _paragraphs(outline))
        self._marked_words = _words_marked(outline, self._declared.marked)
        self._shell = is_shell(outline) or (outline.prose < _TEASER and wants_script(outline))

    def take_gates(self) -> None:
        """Takes the gates out of the tree, since their text is no part of any story."""
        for gate in self._gates:
            if gate.element.getparent() is not None:
                gate.element.drop_tree()

    def refuse(self) -> None:
        """Raises `Unreadable` where the page is only what stands in another's place."""
        if self.stands_for is not None:
            raise Unreadable(self.stands_for, "the page stands in the place of another")

    def nothing(self) -> Unreadable:
        """Why there was nothing to read."""
        gates = [gate for gate in self._gates if gate.worded or gate.instead]
        if gates or (self._gates and self._declared.free is False):
            barrier = self._kind(gates or self._gates)
            fault = Fault.SIGN_IN if barrier is Barrier.SIGN_IN else Fault.SUBSCRIPTION
            return Unreadable(fault, "nothing but a gate in the page")
        if self._declared.free is False:
            return Unreadable(Fault.SUBSCRIPTION, "no prose in a page that is declared not free")
        if self._shell:
            return Unreadable(Fault.SCRIPT, "no prose in a page that asks for JavaScript")
        return Unreadable(Fault.NOTHING_TO_READ, "no prose in the page")

    def extent(self, pieces: Sequence[Passage]) -> Extent:
        """What was read, these pieces, against the whole; raises `Unreadable` where that is no story."""
        readable = [text for kind, text in pieces if kind in READABLE]
        read = sum(map(count_words, readable))
        if self._gates and self._besides == 0 and read < _FURNITURE:
            raise self.nothing()  # what was found in the place of a story is a footer's
        unspaced = 2 * sum(len(_UNSPACED.findall(text)) for text in readable) > sum(map(len, readable))
        whole = self._whole(read, 2 if unspaced else 1)
        if whole is not None and read < min(_SCRAP, 0.1 * whole):
            raise self.nothing()
        barrier = self._barrier(read, whole, readable[-1] if readable else "")
        if barrier is not None:
            return Extent(barrier, self._about(read, whole))
        if self._declared.free is not False and whole is not None and _lacks(read, whole, _FAR_SHORT):
            characters = sum(map(len, readable))
            if self._shell or not 0.7 * characters < whole < 1.3 * characters:  # some count characters
                return Extent(Barrier.SCRIPT if self._shell else None, whole)
        return Extent()

    def _barrier(self, read: int, whole: int | None, end: str) -> Barrier | None:
        declared = self._declared
        gates = self._last
        told = any(gate.worded for gate in gates)
        teased = told and declared.free is False and not declared.words  # the data may hold the teaser alone
        if whole is not None and read >= _WHOLE * whole and not teased:
            return None
        short = whole is not None and _lacks(read, whole, _SHORT)
        slow = declared.minutes is not None and read < _BY_THE_CLOCK * declared.minutes * _WORDS_A_MINUTE
        cut = self._fades or _ELLIPSIS.search(end[-12:]) is not None
        there = self._marked_words >= max(_PART, _PART_SHARE * read) and read >= _WHOLE * self._marked_words
        if there and not short and not (told and (cut or slow)):
            return None  # what is not free stands in the page, and was read
        if declared.free is False:
            absent = bool(declared.marked) and self._marked_words < _PART
            teaser = read < _TEASER and (absent or slow or cut)
            if short or teaser or (gates and (absent or slow or cut or read < (_NOTICE if told else _FEW))):
                return self._kind(gates) if gates else Barrier.SUBSCRIPTION
            return None
        if not gates:
            return None
        if declared.free is True and not short:
            return None
        sure = any(gate.instead or gate.left is not None for gate in gates)
        plain = any(gate.plain for gate in gates) and read < _FEW
        if short or sure or (told and (cut or slow)) or plain:
            return self._kind(gates)
        return None

    def _kind(self, gates: Sequence[Gate]) -> Barrier:
        paid = any(gate.kind is Barrier.SUBSCRIPTION for gate in gates)
        return Barrier.SUBSCRIPTION if paid else Barrier.SIGN_IN

    def _whole(self, read: int, characters: int) -> int | None:
        """About how many words the story has, as its publisher counts it, where a word is so many characters
        to those who count them; a count of less than was read is one of something else."""
        declared = self._declared
        counts = [count // characters for count in declared.words] + list(declared.body)
        counts = [count for count in counts if count >= _WHOLE * read]
        if not counts:
            return None
        return max(counts) if declared.free is False else min(counts)

    def _about(self, read: int, whole: int | None) -> int | None:
        """The best guess of the whole, where something is known to be missing."""
        if whole is not None and _lacks(read, whole, 1):
            return whole
        left = next((gate.left for gate in self._last if gate.left is not None), None)
        if left is not None:
            return round(read / (1 - left))
        minutes = self._declared.minutes
        guess = minutes * _WORDS_A_MINUTE if minutes is not None else 0
        return guess if read < _BY_THE_CLOCK * guess else None


def _lacks(read: int, whole: int, share: float) -> bool:
    return read < share * whole and whole - read >= _GAP


def _ends_story(gate: Gate, outline: Outline) -> bool:
    """Whether what a gate stands in is over with it: next to no prose comes behind."""
    behind = outline.prose_between(gate.end, len(outline.elements))
    return behind <= max(_AFTER * outline.prose, _LITTLE)


def _paragraphs(outline: Outline) -> Iterator[int]:
    """The places of the elements around prose."""
    seen: set[int] = set()
    for run in outline.runs:
        if run.is_prose and run.place not in seen:
            seen.add(run.place)
            yield run.place


def _words_marked(outline: Outline, marked: Iterable[str]) -> int:
    """The words in the elements that are said not to be free."""
    wanted = frozenset(marked)
    if not wanted:
        return 0
    inside: set[Any] = set()
    for element in outline.elements:
        names = {f".{name}" for name in (element.get("class") or "").split()}
        names.add(f"#{element.get('id')}")
        if names & wanted or element.getparent() in inside:
            inside.add(element)
    return sum(run.words for run in outline.runs if outline.elements[run.place] in inside)


def _title(outline: Outline) -> str | None:
    return next((element.text for element in outline.elements if element.tag == "title"), None)
