"""Where the prose of a page stands: a second opinion beside the extractor's, from one walk over the tree.

Text is taken as runs, a block each. A run of prose counts for its length, anything else against; the part
of the page that counts for most, without a gap, is the story. Names of elements and classes only say what
is likely elsewhere, and are not believed of what holds half of the page's prose. Cost grows with the page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from lxml import html

from summarizer.model import BlockKind
from summarizer.reading.page.outline import is_styled_away
from summarizer.reading.prose import ends_like_sentence, is_prose

BREAK: Final = "\x1e"
"""Stands for <br> in a run of text; never in a page's own, whose controls are dropped."""

INLINE: Final = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub"),
        *("sup", "time", "tt", "u", "var", "wbr"),
    }
)
"""Elements that stand in a line of text and don't end it."""

_IN_LINE: Final = INLINE | {"img", "picture", "source", "nobr", "svg", "input", "button"}
_UNSEEN: Final = frozenset(
    {
        *(
            "script",
            "style",
            "template",
            "svg",
            "math",
            "iframe",
            "object",
            "embed",
            "canvas",
            "audio",
            "video",
        ),
        *("select", "button", "input", "textarea", "option", "head", "link", "meta", "title"),
    }
)
_KINDS: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING),
    **dict.fromkeys(("li", "dt", "dd"), BlockKind.LIST_ITEM),
    "blockquote": BlockKind.BLOCK_QUOTE,
    "pre": BlockKind.CODE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_LASTING: Final = frozenset(_KINDS.values())  # what stands in one of these is one of these

_NO_PROSE: Final = frozenset({BlockKind.HEADING, BlockKind.CAPTION, BlockKind.TABLE, BlockKind.CODE})

_ELSEWHERE: Final = frozenset({"nav", "footer", "aside", "form", "dialog", "label", "noscript"})
_ROLES: Final = frozenset(
    {
        *("navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "search", "menu"),
        *("menubar", "form"),
    }
)
_NEVER_NAMED: Final = INLINE | {"article", "main", "body", "h1", "h2", "h3"}
_NAMED: Final = re.compile(
    r"(?<![^\s_-])(?:related|recommend(?:ed|ations?)?|"
    r"side-?bar\d?|widget|teasers?|popular|trending|breaking-news|newsletter|subscri(?:be|ption)|promo|shar(?:e|ing)|"
    r"social|banner|breadcrumbs?|menu|nav(?:bar|igation)?|footer|pager|pagination|"
    r"author-?(?:bio|box|info)|byline|outbrain|taboola|sponsor(?:ed)?|advert(?:isement)?s?|ads?|"
    r"log-?in|sign-?up|most-?read|read-?more|more-?(?:stories|news|from)|see-?also|toc|sr-only|visually-hidden|"
    r"skip-?link|credits?|caption)(?![^\s_-])",
    re.IGNORECASE,
)
_NAMED_SURELY: Final = re.compile(
    r"(?<![^\s_-])(?:cookies?|consent|gdpr|popup|modal|overlay)(?![^\s_-])", re.IGNORECASE
)
# Readers may write far more below a story than it has itself.
_DISCUSSION: Final = re.compile(
    r"(?<![^\s_-])(?:comments?|comment-?list|kommentare?|respond|replies|disqus|forum)(?![^\s_-])",
    re.IGNORECASE,
)
_NUMBERED: Final = re.compile(r"\s*\d{1,3}\s?/\s?\d{1,3}(?![\d/.])")  # a picture of a gallery: 3/12
_STOP: Final = re.compile(r"[.!?…؟।][”\"»’)\]]?(?:\s|$)|[。！？]")

# What a run counts for, in characters of prose. Tried on the dev pages and, against the vote of six
# extractors, on those of metadata, half and double of each: F1 of the stretch alone moved by less than .01.
_LEAST_PROSE: Final = 40
_LONG_ENOUGH: Final = 100  # prose without a stop, which counts half
_OF_A_HEADING, _OF_A_LINE, _OF_LINKS, _OF_ELSEWHERE = -3.0, -5.0, -30.0, -15.0
_OF_A_LINKED_HEADING: Final = -200.0  # it leads to a story of its own
_LIKELY, _SURELY = 0.5, 0.9  # of the page's prose; what holds more is the story, whatever it is called
_WHOLE: Final = 0.4  # of the page's prose that <article> or <main> must hold to be believed


@dataclass(frozen=True, slots=True)
class Run:
    """A block's text as the page has it, with breaks marked.

    `length` counts its characters without needless white space, `linked` those in links. `holder` numbers
    the element around the block: runs that share it are siblings.
    """

    kind: BlockKind
    text: str
    length: int
    linked: int
    holder: int

    @property
    def prose(self) -> float:
        """What it counts for as prose, in characters; nothing for what is none."""
        free = self.length - self.linked
        if self.kind in _NO_PROSE or free < max(_LEAST_PROSE, self.linked) or _NUMBERED.match(self.text):
            return 0.0
        if _STOP.search(self.text):
            return free
        return free / 2 if free >= _LONG_ENOUGH else 0.0

    @property
    def leads_away(self) -> bool:
        """Whether most of it is a link to another page."""
        return 2 * self.linked > self.length


class Stretch(NamedTuple):
    """`runs` of the stretch, among them captions and links, and none where there is no prose; `links` are the
    lines of the whole page that are no sentences and lead to other pages, single-spaced."""

    runs: list[Run]
    links: frozenset[str]


def stretch_of(tree: html.HtmlElement) -> Stretch:
    """Where the prose of the page stands."""
    walk = _Walk(tree)
    linked = (line for run in walk.runs if run.leads_away for line in run.text.split(BREAK))
    links = frozenset(" ".join(line.split()) for line in linked if not ends_like_sentence(line))
    prose = [run.prose for run in walk.runs]
    elsewhere = _elsewhere(walk, prose)
    worth = [
        _OF_ELSEWHERE if away else count or _worth_without_prose(run)
        for run, count, away in zip(walk.runs, prose, elsewhere, strict=True)
    ]
    start, end = _best(worth)
    story = zip(walk.runs[start:end], elsewhere[start:end], strict=True)
    return Stretch([run for run, away in story if not away], links)


def _worth_without_prose(run: Run) -> float:
    if run.kind is BlockKind.HEADING:
        return _OF_A_LINKED_HEADING if run.leads_away else _OF_A_HEADING
    if run.kind in _NO_PROSE:
        return 0.0
    if run.leads_away:
        return _OF_LINKS
    return 0.0 if run.kind is BlockKind.LIST_ITEM else _OF_A_LINE


def _best(worth: Sequence[float]) -> tuple[int, int]:
    """The half-open range of the greatest sum."""
    best, found = 0.0, (0, 0)
    total, start = 0.0, 0
    for i, value in enumerate(worth):
        if total <= 0:
            total, start = 0.0, i
        total += value
        if total > best:
            best, found = total, (start, i + 1)
    return found


# ---- what is elsewhere


def _elsewhere(walk: _Walk, prose: Sequence[float]) -> list[bool]:
    """Which runs stand outside the article, or in what is named as no part of one."""
    held: dict[int, float] = defaultdict(float)  # prose in and under an element, by its number
    for place, count in zip(walk.places, prose, strict=True):
        held[place] += count
    for number in range(len(walk.elements) - 1, 0, -1):
        held[walk.parents[number]] += held[number]
    whole = held[0]
    hidden = _hidden(walk, held)
    article = _article(walk, held, _WHOLE * whole)
    away = [False] * len(walk.elements)
    inside = [article is None] * len(walk.elements)
    for number, element in enumerate(walk.elements):
        parent = walk.parents[number]
        if number:
            away[number] = away[parent]
            inside[number] = inside[parent]
        if number == article:
            inside[number] = True
        if not away[number]:
            away[number] = number in hidden or _is_named_elsewhere(element, held[number], whole)
    return [away[place] or not inside[place] for place in walk.places]


def _article(walk: _Walk, held: dict[int, float], least: float) -> int | None:
    for tag in ("article", "main"):
        best = max(
            (n for n, element in enumerate(walk.elements) if tag in (element.tag, element.get("role"))),
            key=lambda n: (held[n], -n),
            default=None,
        )
        if best is not None and held[best] >= least > 0:
            return best
    return None


def _hidden(walk: _Walk, held: dict[int, float]) -> set[int]:
    """The elements that are hidden; none where that is most of the page, which a script then shows."""
    found: set[int] = set()
    within: set[int] = set()  # those inside another count once
    prose = 0.0
    for number, element in enumerate(walk.elements):
        if number and walk.parents[number] in within:
            within.add(number)
        elif number and is_hidden(element):
            found.add(number)
            within.add(number)
            prose += held[number]
    return found if 2 * prose <= held[0] else set()


def _is_named_elsewhere(element: Any, held: float, whole: float) -> bool:
    """Whether an element that holds so much of the whole prose is called something beside the story."""
    tag, role = element.tag, (element.get("role") or "").lower()
    if tag in _NEVER_NAMED:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"[:400]
    if _DISCUSSION.search(named):
        return True
    if held > _SURELY * whole:
        return False
    if role in ("dialog", "alertdialog") or _NAMED_SURELY.search(named):
        return True
    if held > _LIKELY * whole:
        return False
    return tag in _ELSEWHERE or role in _ROLES or _NAMED.search(named) is not None


# ---- the walk


class _Walk:
    """The runs of a page's body, and the elements seen on the way, each under its number in the page's order.

    `places` are the elements that the runs begin in, `parents` those around each.
    """

    def __init__(self, tree: html.HtmlElement) -> None:
        body = tree.find("body")
        self.elements: list[Any] = []
        self.parents: list[int] = []
        self._blocks: list[int] = []  # the nearest block: an element itself or the one around it
        self.runs: list[Run] = []
        self.places: list[int] = []
        self._text: list[str] = []
        self._linked = 0
        self._place: int | None = None
        self._go(tree if body is None else body)

    def _go(self, body: Any) -> None:
        # An element to be entered, a text to be read, or the end of a block: a stack of our own, for a page
        # may be deep.
        stack: list[tuple[Any, BlockKind, bool, int]] = [(body, BlockKind.PARAGRAPH, False, 0)]
        while stack:
            item, kind, linked, around = stack.pop()
            if item is None:
                self._end(kind)
            elif isinstance(item, str):
                self._read(item, around, linked)
            else:
                self._enter(item, kind, linked, around, stack)

    def _enter(self, element: Any, kind: BlockKind, linked: bool, around: int, stack: list[Any]) -> None:
        number = len(self.elements)
        self.elements.append(element)
        self.parents.append(around)
        is_block = number == 0 or element.tag not in _IN_LINE
        self._blocks.append(number if is_block else self._blocks[around])
        if element.tag in _UNSEEN:
            return
        if element.tag == "br":
            self._text.append(BREAK)
            return
        if element.tag == "table" and (rows := _rows(element)) is not None:
            self._end(kind)
            self._read("\n".join(rows), number, linked=False)
            self._end(BlockKind.TABLE)
            return
        within = kind
        if is_block:
            self._end(kind)
            within = _KINDS.get(element.tag, kind if kind in _LASTING else BlockKind.PARAGRAPH)
            stack.append((None, within, False, number))
        linked = linked or (element.tag == "a" and _leads_away(element))
        for child in reversed(element):
            if child.tail:
                stack.append((child.tail, within, linked, number))
            stack.append((child, within, linked, number))
        if element.text:
            stack.append((element.text, within, linked, number))

    def _read(self, text: str, place: int, linked: bool) -> None:
        self._text.append(text)
        bare = text.strip()
        if bare:
            if self._place is None:
                self._place = place
            if linked:
                self._linked += len(bare)

    def _end(self, kind: BlockKind) -> None:
        """Ends the run that has been read, if any."""
        if self._place is not None:
            text = "".join(self._text)
            holder = self.parents[self._blocks[self._place]]
            self.runs.append(Run(kind, text, len(" ".join(text.split())), self._linked, holder))
            self.places.append(self._place)
        self._text, self._linked, self._place = [], 0, None


def _leads_away(link: Any) -> bool:
    """Whether it leads to another page, and not to a note or a heading of this one."""
    target = link.get("href")
    return target is not None and not target.lstrip().startswith("#")


def is_hidden(element: Any) -> bool:
    """Whether its own attributes say that it is not shown, or not to be read out."""
    return element.get("aria-hidden") == "true" or is_styled_away(element)


def _rows(table: Any) -> list[str] | None:
    """The rows of a table of data, cells set apart by tabs; None for one that lays a page or prose out."""
    if any(inner.tag in ("table", "form", "h1") for inner in table.iterdescendants()):
        return None
    rows = [
        [" ".join(cell.text_content().split()) for cell in row if cell.tag in ("td", "th")]
        for row in table.iter("tr")
    ]
    cells = [cell for row in rows for cell in row if cell]
    if lays_out(cells):
        return None
    return ["\t".join(cell for cell in row if cell) for row in rows if any(row)]


def lays_out(cells: Iterable[str]) -> bool:
    """Whether most of a table's text is prose, which a table of data does not hold."""
    lengths = [(len(cell), is_prose(cell)) for cell in cells]
    return 2 * sum(length for length, prose in lengths if prose) > sum(length for length, _ in lengths)
