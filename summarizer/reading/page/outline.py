"""What a visitor would see of a page before any script has run: its runs of text in order, and where
each stands. Made in one walk over the tree, which it leaves as it is.

It tells nothing of what the text says. A run is the text between two tags; from `PROSE_WORDS` on it is
prose and no label. What is hidden, and what a browser shows only without JavaScript, is kept apart.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from enum import IntFlag
from typing import Any, Final, NamedTuple

from lxml import html

from summarizer.words import count_words

PROSE_WORDS: Final = 8

_SILENT: Final = frozenset(
    {"script", "style", "template", "svg", "head", "select", "textarea", "iframe", "object", "title"}
)
_NAMING: Final = ("class", "id", "data-testid", "data-target-id", "data-area")
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_FURNITURE: Final = frozenset({"nav", "footer", "aside", "menu"})
_HIDDEN_STYLE: Final = re.compile(
    r"display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden", re.IGNORECASE
)
_HIDDEN_NAME: Final = re.compile(
    r"(?:^|[-_\s])(?:modal|popup|pop-up|lightbox|snackbar|toast|sr-only|visually-?hidden)"
    r"|(?:^|\s)(?:hidden|hide|is-hidden|d-none)(?![^\s])(?!.{0,300}:(?:inline|block|flex|grid))",
    re.DOTALL,
)
_CONSENT_NAME: Final = re.compile(
    r"(?<!tag-)(?<!category-)(?<!topic-)(?<!article-)(?:consent|cookie(?:s|bot|law|bar|wall|banner|notice|layer|hint|info)?(?:$|[-_\s]))"
    r"|gdpr|dsgvo|rgpd|lgpd|didomi|onetrust|usercentrics|truste|iubenda|sp_message"
    r"|privacy-?(?:wall|gate|banner|manager|layer)|(?:^|[-_\s])cmp(?:$|[-_\s]|box)|qc-cmp|(?:^|[-_\s])tcf"
)


class Stand(IntFlag):
    """Where an element stands; what is in it stands there, too."""

    OPEN = 0
    SILENT = 1  # never shown: scripts, styles, templates
    HIDDEN = 2  # shown when asked for: dialogs, menus
    FURNITURE = 4  # navigation, footers, asides
    NO_SCRIPT = 8  # shown only where JavaScript is off
    CONSENT = 16  # a cookie banner's or a consent manager's
    HEADING = 32


class Run(NamedTuple):  # a page has thousands, and a dataclass takes three times as long to make
    """`place` is the number of the element that the run is in, or stands behind."""

    place: int
    words: int
    stand: Stand

    @property
    def is_prose(self) -> bool:
        return self.words >= PROSE_WORDS and self.stand is Stand.OPEN


class Outline:
    """`elements` are all of the tree's, in order; `runs` all of its text that is ever shown."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.elements: list[Any] = list(tree.iter("*"))
        self.names: list[str] = []
        self.runs: list[Run] = []
        self._stands: dict[Any, Stand] = {}
        self._of_names: dict[str, Stand] = {"": Stand.OPEN}  # most names of a page are on many elements
        for place, element in enumerate(self.elements):
            self._see(place, element)
        self.prose = sum(run.words for run in self.runs if run.is_prose)

    def stand(self, element: Any) -> Stand:
        return self._stands.get(element, Stand.OPEN)

    def words(self, stand: Stand = Stand.OPEN) -> int:
        """The words that stand so, labels included."""
        return sum(run.words for run in self.runs if run.stand == stand)

    def prose_between(self, start: int, end: int) -> int:
        """The words of prose in the elements from place `start` up to, not including, `end`."""
        return sum(run.words for run in self.runs_between(start, end) if run.is_prose)

    def runs_between(self, start: int, end: int) -> list[Run]:
        first = bisect_left(self.runs, start, key=lambda run: run.place)
        last = bisect_left(self.runs, end, key=lambda run: run.place)
        return self.runs[first:last]

    def _see(self, place: int, element: Any) -> None:
        around = self._stands.get(element.getparent(), Stand.OPEN)
        name = name_of(element)
        self.names.append(name)
        stand = self._own_stand(element, name)
        if around is not Stand.OPEN:
            stand = stand | around
        if stand is not Stand.OPEN:
            self._stands[element] = stand
        text, tail = element.text, element.tail
        if text and (stand is Stand.OPEN or not stand & Stand.SILENT) and not text.isspace():
            self.runs.append(Run(place, _words(text), stand))
        if tail and (around is Stand.OPEN or not around & Stand.SILENT) and not tail.isspace():
            self.runs.append(Run(place, _words(tail), around))

    def _own_stand(self, element: Any, name: str) -> Stand:
        tag, get = element.tag, element.get
        if tag in _SILENT:
            return Stand.SILENT
        if tag in ("html", "body", "main", "article"):  # named after what they are about
            return Stand.OPEN
        if tag == "noscript":
            return Stand.NO_SCRIPT
        stand = self._of_names.get(name)
        if stand is None:
            stand = Stand.CONSENT if _CONSENT_NAME.search(name) else Stand.OPEN
            if _HIDDEN_NAME.search(name):
                stand = stand | Stand.HIDDEN
            self._of_names[name] = stand
        if tag in _FURNITURE:
            stand = stand | Stand.FURNITURE
        elif tag in _HEADINGS:
            stand = stand | Stand.HEADING
        if get("role") == "dialog" or is_styled_away(element):
            stand = stand | Stand.HIDDEN
        return stand


def _words(text: str) -> int:
    return len(text.split()) if text.isascii() else count_words(text)


def is_styled_away(element: Any) -> bool:
    """Whether its own attributes keep browsers from showing it."""
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return style is not None and _HIDDEN_STYLE.search(style[:400]) is not None


def name_of(element: Any) -> str:
    """What an element is called by its class, its id and the like, in lower case."""
    said = [text for key in _NAMING if (text := element.get(key))]
    return " ".join(said)[:400].lower() if said else ""


def shown_in(element: Any, most: int = 3_000) -> str:
    """The text of an element on one line, without scripts and styles; the first `most` characters or so."""
    pieces: list[str] = []
    size = 0
    for text in texts_in(element):
        pieces.append(text)
        size += len(text)
        if size > most:
            break
    return " ".join(" ".join(pieces).split())[:most]


def texts_in(element: Any) -> Iterator[str]:
    """The texts between the tags of an element, without scripts and styles."""
    silent: set[Any] = set()
    kept: list[Any] = []  # so that what `silent` holds stays the same object
    for inner in element.iter("*"):
        if inner.tag in _SILENT or (inner is not element and inner.getparent() in silent):
            silent.add(inner)
            kept.append(inner)
        elif inner.text:
            yield inner.text
        if inner is not element and inner.tail and inner.getparent() not in silent:
            yield inner.tail
