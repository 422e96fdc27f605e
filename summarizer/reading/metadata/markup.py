"""One walk over a page's tree, keeping the elements in which a page states things about itself.

Nothing is decided here but what an element is: a heading (without its kicker and hidden words), a byline
or a date by the markup made for them, and whether it stands among comments or other stories.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import html

from summarizer.reading.metadata.names import fold
from summarizer.reading.metadata.titles import Heading
from summarizer.reading.prose import ends_like_sentence, is_prose

LONGEST_LINE: Final = 120
"""Characters that a byline or a date's line may have."""

# What a class made for an author or a date is called: words joined by dashes, of which one names it and those
# behind say which part of it.
_AUTHOR: Final = frozenset((
    "author", "authors", "byline", "bylines", "autor", "autoren", "autorin", "auteur", "auteurs", "autore",
    "redakteur", "creator", "writer", "writtenby", "authorname", "authornames",
))  # fmt: skip
_OF_AN_AUTHOR: Final = frozenset((
    "name", "names", "link", "title", "text", "info", "meta", "line", "vcard", "inner", "wrapper", "list", "by",
))  # fmt: skip
_DATE: Final = frozenset((
    "date", "datum", "datetime", "timestamp", "published", "publishdate", "publisheddate", "pubdate", "posted",
    "dateline", "fecha", "publication", "publicationdate", "created", "postdate", "newsdate", "time",
))  # fmt: skip
_OF_A_DATE: Final = frozenset((
    "on", "at", "time", "date", "text", "info", "wrapper", "published", "created", "publication", "meta", "line",
    "single", "header", "inner",
))  # fmt: skip
_LONGEST_CLASS: Final = 80
_AUTHOR_LABEL: Final = re.compile(
    r"(?:authors?|written by|by|autor(?:in|en|es)?|auteurs?|autric[ei]|autor[ei]|von|par|por|di|text)\s?:?",
    re.IGNORECASE,
)
_AUTHORS_PAGE: Final = re.compile(
    r"/(?:authors?|autor(?:en|in|es|a)?|auteurs?|autor[ei]|contributors?|writers?|journalists?|reporters?|columnists?|staff)/"
    r"[\w%.-]{3,60}/?$",
    re.IGNORECASE,
)
_DATE_LABEL: Final = re.compile(
    r"(?:published|date published|publication date|posted|veröffentlicht|erschienen|publié(?: le)?|mise? en ligne|"
    r"date de publication|publicado|fecha de publicación|pubblicato)(?: (?:on|am|le|el|il))?\s?:?",
    re.IGNORECASE,
)
_ELSEWHERE: Final = re.compile(
    r"comment|kommentar|respon[ds]|related|recommend|footer|(?<!elementor-)widget|teaser|popular|newsletter|"
    r"archive|latest|recent|more-|-more|carousel|slider|promo|reply|discussion|event|calendar|"
    r"nav(?:bar|igation)?(?:[-_\s]|$)|menu",
    re.IGNORECASE,
)
# A layout "with-sidebar" holds the story, too.
_SIDEBAR: Final = re.compile(r"(?<!with)(?<!with[-_])(?<!has)(?<!has[-_])(?<!no[-_])side-?bar", re.IGNORECASE)
_OF_A_COMMENT: Final = re.compile(r"comment|kommentar|avatar", re.IGNORECASE)
_OF_A_PICTURE: Final = re.compile(
    r"licen[cs]e|caption|copyright|cr[eé]dit|(?:photo|image|img|picture|media|bild|foto)[-_]{0,2}(?:author|source|autor)",
    re.IGNORECASE,
)

_SITE: Final = re.compile(r"site-?(?:title|name|logo)|blog-?title|logo|brand|menu", re.IGNORECASE)
_HEADLINE: Final = re.compile(
    r"head-?line|(?:entry|article|post|page|news|story|content|document)[-_]{1,2}title|titre|titel",
    re.IGNORECASE,
)
_KICKER: Final = re.compile(
    r"kicker|roof-?line|over-?line|top-?line|top-?title|super-?title|eyebrow|dachzeile|spitzmarke|"
    r"antetitulo|volanta|prehead|pre-?title",
    re.IGNORECASE,
)
_HIDDEN: Final = re.compile(
    r"visually-?hidden|element-invisible|sr-only|screen-reader|\bhidden\b|invisible", re.IGNORECASE
)
_LINES: Final = frozenset({"p", "div", "span", "small", "time", "li", "em", "address", "strong", "h2"})
_SHORT_LINE: Final = 90  # characters
_LINES_BEFORE, _LINES_AFTER = 12, 30  # elements
_TO_THE_STORY: Final = 200  # elements
_LONGEST_HEADING: Final = 400
_LONGEST_META: Final = 4_000
_MOST_HEADINGS: Final = 300


class Mark(Enum):
    """How an element says what it holds."""

    REL = "rel=author"
    ITEMPROP = "itemprop"
    PUBDATE = "pubdate"
    TIME = "a time element"
    CLASS = "a class made for it"
    LINK = "a link to an author's page"


@dataclass(frozen=True, slots=True)
class Marked:
    """`place` is the element's number in the page's order."""

    place: int
    mark: Mark
    element: Any


class Markup:
    """What a page's elements hold; `elements` are all of them, in order."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.meta: dict[str, list[str]] = defaultdict(list)  # by name in lower case
        self.scripts: list[str] = []  # JSON-LD
        self.headings: list[Heading] = []
        self.title: str | None = None
        self.canonical: str | None = None
        self.picture: str | None = None  # the old way to name one
        self.base: str | None = None
        self.language: str | None = None
        self.authors: list[Marked] = []
        self.dates: list[Marked] = []
        self.elements = list(tree.iter("*"))
        self._places: dict[str, int] = {}
        self._first: set[str] = set()  # texts of headings that are h1
        for place, element in enumerate(self.elements):
            self._see(place, element)

    def place_of(self, title: str | None) -> int | None:
        """The place of the heading that reads so: of an h1 where there is one."""
        return self._places.get(fold(title)) if title else None

    def around(self, place: int | None) -> set[Any]:
        """The elements around a heading and around the story that begins behind it."""
        if place is None:
            return set()
        own = set(self.elements[place].iterancestors())
        for element in self.elements[place : place + _TO_THE_STORY]:
            if element.tag == "p" and is_prose(text_of(element, 5_000)) and not is_elsewhere(element, own):
                return own | set(element.iterancestors())
        return own

    def lines_beside(self, place: int) -> Iterator[tuple[str, Any]]:
        """The short lines around an element, each with its own element: those after it, until the story has
        begun, then those before."""
        prose = 0
        own = self.around(place)
        for element in self.elements[place : place + _LINES_AFTER]:
            prose += element.tag == "p" and is_prose(text_of(element, 5_000))
            if prose > 1:  # the first may be the deck
                break
            yield from _line(element, own)
        for element in reversed(self.elements[max(0, place - _LINES_BEFORE) : place]):
            yield from _line(element, own)

    def _see(self, place: int, element: Any) -> None:
        tag, get = element.tag, element.get
        if tag == "meta":
            content = plain((get("content") or "")[:_LONGEST_META])
            for name in {
                (get(key) or "").strip().lower() for key in ("property", "name", "itemprop", "http-equiv")
            }:
                if name and content:
                    self.meta[name].append(content)
            return
        if tag == "script":
            if "ld+json" in (get("type") or "").lower():
                self.scripts.append(element.text or "")
            return
        if tag == "title":
            self.title = self.title or plain((element.text or "")[:_LONGEST_META])
        elif tag == "link":
            self._see_link((get("rel") or "").lower().split(), (get("href") or "").strip())
        elif tag == "base":
            self.base = self.base or (get("href") or "").strip() or None
        elif tag == "html":
            self.language = (
                get("lang") or get("{http://www.w3.org/XML/1998/namespace}lang") or get("xml:lang")
            )
        elif tag in ("h1", "h2") and len(self.headings) < _MOST_HEADINGS:
            self._see_heading(place, element)
        self._see_marks(place, element)

    def _see_link(self, relations: list[str], address: str) -> None:
        if "canonical" in relations:
            self.canonical = self.canonical or address or None
        elif "image_src" in relations:
            self.picture = self.picture or address or None

    def _see_heading(self, place: int, element: Any) -> None:
        heading = _heading(element)
        if heading is None:
            return
        self.headings.append(heading)
        for text in (heading.text, *heading.parts):
            key = fold(text)
            # A menu may show the headline of the page, too.
            if key not in self._places or (heading.first and key not in self._first):
                self._places[key] = place
            if heading.first:
                self._first.add(key)

    def _see_marks(self, place: int, element: Any) -> None:
        get = element.get
        properties = (get("itemprop") or "").lower().split()
        classes = f"{get('class') or ''} {get('data-testid') or ''}".split()
        if "author" in (get("rel") or "").lower().split():
            self.authors.append(Marked(place, Mark.REL, element))
        elif ("author" in properties or "creator" in properties) and "publisher" not in properties:
            self.authors.append(Marked(place, Mark.ITEMPROP, element))
        elif _is_called(classes, _AUTHOR, _OF_AN_AUTHOR) or _is_labelled(element, _AUTHOR_LABEL):
            self.authors.append(Marked(place, Mark.CLASS, element))
        elif element.tag == "a" and _AUTHORS_PAGE.search((get("href") or "")[:_LONGEST_META]):
            self.authors.append(Marked(place, Mark.LINK, element))
        if "datepublished" in properties:
            self.dates.append(Marked(place, Mark.ITEMPROP, element))
        elif element.tag == "time":
            self.dates.append(
                Marked(place, Mark.PUBDATE if get("pubdate") is not None else Mark.TIME, element)
            )
        elif _is_called(classes, _DATE, _OF_A_DATE) or _is_labelled(element, _DATE_LABEL):
            self.dates.append(Marked(place, Mark.CLASS, element))


def _is_called(classes: Sequence[str], nouns: Container[str], parts: Container[str]) -> bool:
    """Whether one of the classes ends in one of the nouns, or in one and its parts."""
    for name in classes:
        if len(name) > _LONGEST_CLASS:
            continue
        words = name.lower().replace("_", "-").replace("by-line", "byline").split("-")
        for word in reversed(words):
            if word in nouns:
                return True
            if word and word not in parts:
                break
    return False


def _is_labelled(element: Any, label: re.Pattern[str]) -> bool:
    """Whether a list of facts about the page (dl) has such a label before the element."""
    before = element.getprevious() if element.tag == "dd" else None
    return before is not None and before.tag == "dt" and label.fullmatch(text_of(before, 40)) is not None


def plain(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def text_of(element: Any, longest: int) -> str:
    """The element's text, or nothing where it is longer than a line of its kind can be."""
    text = ""
    for piece in element.itertext():
        text += f" {piece}"
        if len(text) > 20 * longest:
            return ""
    text = " ".join(text.split())
    return text if len(text) <= longest else ""


def _line(element: Any, own: Container[Any]) -> Iterator[tuple[str, Any]]:
    text = text_of(element, _SHORT_LINE) if element.tag in _LINES else ""
    ended = ends_like_sentence(text) and not text.endswith(("a.m.", "p.m."))
    if text and not ended and not is_elsewhere(element, own):
        yield text, element


def is_elsewhere(element: Any, own: Container[Any], *, near: bool = False) -> bool:
    """Whether an element stands among comments, other stories or the page's own furniture.

    `own` are the elements around the headline and the story: what stands in the nearest of them is beside
    it, however that is named. `near` says that it follows the headline at once: a column beside the story
    may open with the story's own date and author.
    """
    if _OF_A_COMMENT.search(_named(element)):
        return True
    for around in (element, *element.iterancestors()):
        if around in own or around.tag in ("body", "html", "main"):
            return False
        if around.tag in ("aside", "nav"):
            return True
        if around.tag == "footer":
            return next(around.iterancestors("article"), None) is None
        if around is not element:
            named = _named(around)
            if _ELSEWHERE.search(named) or (not near and _SIDEBAR.search(named)):
                return True
    return False


def is_in_a_comment(element: Any) -> bool:
    return any(_OF_A_COMMENT.search(_named(around)) for around in (element, *element.iterancestors()))


def is_of_a_picture(element: Any) -> bool:
    """Whether it stands in a picture's caption or credit."""
    for around in islice((element, *element.iterancestors()), 5):
        if around.tag in ("figure", "figcaption", "picture") or _OF_A_PICTURE.search(_named(around)):
            return True
    return False


def _named(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def _heading(element: Any) -> Heading | None:
    """The heading without kicker and hidden words; None for an empty one or the site's name."""
    named = _named(element)
    if _SITE.search(named) or any(_leads_to_front(link) for link in element.iter("a")):
        return None
    pieces: list[tuple[str, bool]] = []  # text, and whether it is a kicker's
    _gather(element, pieces, kicker=False)
    texts = [text for text, _ in pieces]
    whole = plain(" ".join(texts))
    if whole is None or len(whole) > _LONGEST_HEADING:
        return None
    text = plain(" ".join(text for text, kicker in pieces if not kicker)) or whole
    runs = (run for i in range(1, min(len(texts), 7)) for run in (texts[i:], texts[:i]))
    parts = tuple(part for run in runs if (part := plain(" ".join(run))))
    marked = "headline" in (element.get("itemprop") or "") or _HEADLINE.search(named) is not None
    return Heading(text, parts, element.tag == "h1", marked, is_elsewhere(element, ()))


def _gather(element: Any, pieces: list[tuple[str, bool]], *, kicker: bool) -> None:
    if element.text and element.text.strip():
        pieces.append((element.text, kicker))
    for inner in element:
        classes = inner.get("class") or ""
        if not _HIDDEN.search(classes) and len(pieces) < 50:
            apart = inner.tag in ("time", "small") or _KICKER.search(classes) is not None
            _gather(inner, pieces, kicker=kicker or apart)
        if inner.tail and inner.tail.strip():
            pieces.append((inner.tail, kicker))


def _leads_to_front(link: Any) -> bool:
    target = (link.get("href") or "").strip()
    if "home" in (link.get("rel") or "").split():
        return True
    try:
        return bool(target) and not target.startswith(("#", "?")) and urlsplit(target).path in ("", "/")
    except ValueError:
        return False
