"""Gates: the boxes with which a page asks for a subscription or a sign-in before it shows its rest.

A gate is told by how it is built, and by its wording only beside that: it is called a wall, or it says
that one may read on, and it holds a link, a button or a form to subscribe or sign in by. It is short, in
the page's main part, and not a dialog that waits to be called. What asks for a newsletter is none. Whether
a gate keeps anything from anybody is not decided here: free pages carry gates, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from summarizer.model import Barrier
from summarizer.reading.page.access import wording
from summarizer.reading.page.outline import Outline, Stand, name_of, shown_in, texts_in
from summarizer.words import count_words

_LONGEST: Final = 250  # words of a gate with its offers; what has more holds the story, too
_LONGEST_BARE: Final = 120  # of one that is only called so
_CHARACTERS: Final = 2_200  # no gate of so many words has more
_MOST: Final = 30  # elements of a page that are looked at for their name, and as many links
_CLIMB: Final = 4  # elements from what is pressed up to the box around it
_LABEL: Final = 80  # characters of a button
_PARAGRAPH: Final = 15  # words
_STORY: Final = 30  # words in such paragraphs
_BESIDE: Final = 60  # words that may stand beside gates in a box that is all theirs …
_LINE: Final = 15  # … none of them a paragraph
_PARTS: Final = frozenset({"html", "body", "main", "article"})
_PRESSED: Final = ("a", "button", "input", "form")

_WALL: Final = re.compile(
    r"pay-?wall|(?:reg|registration|register|login|signup|sign-up|signin|sign-in|auth|sub|subscriber|subscription|"
    r"subscribe|member|membership|soft|hard|meter|metered|article|premium|content|piano)[-_]{0,2}(?:wall|gate|barrier|fence)(?:$|[^a-z])|"
    r"(?:^|[\s_-])(?:gate|barrier|fence|wall-box|poool|tp-container)(?:$|[\s_-])|"
    r"snippet-login|(?:premium|locked|restricted|payant|plus)[-_](?:box|overlay|offer|message|notice|teaser|hint|cta)|"
    r"(?:article|contenu|bloc)[-_]payant|contenido-(?:cerrado|exclusivo)|"
    r"(?:subscribe|subscription|abo|login|register|upgrade|unlock)[-_](?:to[-_]read|to[-_]continue|prompt|required|offer|hint)|"
    r"upgrade-cta|post-access",
)
# Put by the server in the place of what it does not show; a page that shows everything has none of these.
_INSTEAD: Final = re.compile(
    r"gh-(?:post-)?upgrade-cta|post-upgrade-cta|leaky_paywall_message|pmpro_content_message|"
    r"rcp[-_]restricted|mepr-unauthorized|wc-memberships-(?:content-)?restrict|swpm-post-not-logged|um-locked-content|"
    r"patreon-locked-content|steady-paywall|jetpack-subscribe-paywall|jetpack-paywall",
)
_SIGN_IN_WALL: Final = re.compile(
    r"(?:reg|registration|register|login|signup|sign-up|signin|sign-in|auth)[-_]{0,2}(?:wall|gate)|authwall",
)


@dataclass(frozen=True, slots=True)
class Gate:
    """`place` and `end` are the numbers of its first element and of the first behind it. `named`: it is
    called a wall; `worded`: it says what it is for; `plain`: so plainly that hardly anything else would say
    it; `instead`: it is there only where something is not. `left` is the share of the story that it says is
    still to be read."""

    element: Any
    place: int
    end: int
    kind: Barrier
    named: bool
    worded: bool
    plain: bool
    instead: bool
    left: float | None = None


def gates_of(outline: Outline) -> list[Gate]:
    """The gates of a page, outermost, in order."""
    found: list[Gate] = []
    called: dict[str, bool] = {}  # by name, since most are on many elements
    named = pressed = 0
    behind = 0  # the first place behind the last gate
    for place, element in enumerate(outline.elements):
        if place < behind:
            continue
        name = outline.names[place]
        if name not in called:
            called[name] = _WALL.search(name) is not None or _INSTEAD.search(name) is not None
        box = None
        if called[name] and named < _MOST:
            named += 1
            box = element
        elif (
            element.tag in _PRESSED and pressed < _MOST and _is_in_story(element, outline) and _asks(element)
        ):
            pressed += 1
            box = _box_around(element)
        gate = _gate(box, place, outline) if box is not None else None
        if gate is not None:
            while found and found[-1].place >= gate.place:
                found.pop()  # it was in the box, too
            found.append(gate)
            behind = gate.end
    return _grown(found, outline)


def _is_in_story(element: Any, outline: Outline) -> bool:
    return outline.stand(element) in (Stand.OPEN, Stand.HEADING)


def _grown(gates: list[Gate], outline: Outline) -> list[Gate]:
    """The gates with the boxes around them in which hardly anything else stands: a heading, a list of
    what a subscriber gets, two offers side by side."""
    grown: list[Gate] = []
    for gate in gates:
        if grown and gate.place < grown[-1].end:
            continue
        box, place, end = gate.element, gate.place, gate.end
        for _ in range(_CLIMB):
            box = box.getparent()
            if box is None or box.tag in _PARTS or outline.stand(box):
                break
            place = _place(box, place, outline)
            end = place + sum(1 for _ in box.iter("*"))
            inside = [one for one in gates if place <= one.place < end]
            others = [
                run.words
                for run in outline.runs_between(place, end)
                if not any(one.place <= run.place < one.end for one in inside)
            ]
            if sum(others) > _BESIDE or max(others, default=0) > _LINE:
                break
            text = f"{name_of(box)} {shown_in(box, _CHARACTERS)}"
            if wording.says_so(text) and not wording.is_newsletter(text):
                sure = any(one.instead for one in inside)
                kind = next((one.kind for one in inside if one.kind is Barrier.SUBSCRIPTION), gate.kind)
                named = any(one.named for one in inside)
                plain = named or wording.keeps_rest(text)
                gate = Gate(box, place, end, kind, named, True, plain, sure, gate.left)
        grown.append(gate)
    return grown


def _place(box: Any, place: int, outline: Outline) -> int:
    """The number of an element, which is that of one in it or before."""
    while place > 0 and outline.elements[place] is not box:
        place -= 1
    return place


def _box_around(element: Any) -> Any:
    """The smallest box around something to press that says what a gate says; None where none does."""
    box = element.getparent()
    for _ in range(_CLIMB):
        if box is None or box.tag in _PARTS:
            return None
        text = shown_in(box, _CHARACTERS)
        if len(text) >= _CHARACTERS or _holds_story(box):
            return None
        if wording.says_so(text):
            return box
        box = box.getparent()
    return None


def _gate(box: Any, place: int, outline: Outline) -> Gate | None:
    parent = box.getparent()
    if box.tag in _PARTS or parent is None:
        return None
    if outline.stand(box) & (Stand.SILENT | Stand.HIDDEN | Stand.CONSENT | Stand.NO_SCRIPT):
        return None
    if outline.stand(parent) & Stand.FURNITURE:
        return None
    name, text = name_of(box), shown_in(box, _CHARACTERS)
    words = count_words(text) if len(text) < _CHARACTERS else _LONGEST + 1
    if not 0 < words <= _LONGEST:
        return None
    named = _WALL.search(name) is not None
    instead = _INSTEAD.search(name) is not None
    worded = wording.says_so(text)
    if not (named or instead or worded):
        return None
    if not (worded or instead) and words > _LONGEST_BARE:
        return None
    if _holds_story(box) or not (_holds_asking(box) or (worded and (named or instead))):
        return None
    if not (named or instead) and (wording.is_newsletter(f"{name} {text}") or _is_in_newsletter(box)):
        return None
    start = _place(box, place, outline)  # the element may only have given the box away
    end = start + sum(1 for _ in box.iter("*"))
    plain = worded and (named or wording.keeps_rest(text))
    return Gate(box, start, end, _kind(name, text), named, worded, plain, instead, wording.left(text))


def _is_in_newsletter(box: Any) -> bool:
    around = islice(box.iterancestors(), _CLIMB)
    return any(wording.is_newsletter(name_of(one)) for one in around if one.tag not in _PARTS)


def _kind(name: str, text: str) -> Barrier:
    """What a gate wants: money, wherever it names a price; else an account where it is called so."""
    if not wording.has_price(text) and (_SIGN_IN_WALL.search(name) or wording.wants_account(text)):
        return Barrier.SIGN_IN
    return Barrier.SUBSCRIPTION


def _holds_story(box: Any) -> bool:
    """Whether there are paragraphs in a box that offer nothing."""
    if any(True for _ in box.iter("article", "main")):
        return True
    other = 0
    for text in texts_in(box):
        words = count_words(text[:_CHARACTERS])
        if words >= _PARAGRAPH and not wording.is_offer(text[:_CHARACTERS]):
            other += words
    return other > _STORY


def _holds_asking(box: Any) -> bool:
    return any(_asks(inner, links=True) for inner in box.iter(*_PRESSED))


def _asks(pressed: Any, *, links: bool = False) -> bool:
    """Whether something to press is there to subscribe or sign in by; with `links`, links are judged by
    what they are called, too."""
    if wording.leads_to_asking((pressed.get("href") or pressed.get("action") or "")[:300]):
        return True
    if pressed.tag == "input":
        if (pressed.get("type") or "").lower() == "password":
            return True
        label = pressed.get("value") or ""
    elif pressed.tag == "button" or (links and pressed.tag == "a"):
        label = shown_in(pressed, 200)
    else:
        return False
    return len(label) <= _LABEL and wording.is_asking(label)
