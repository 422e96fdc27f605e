"""What a page says about itself: title, byline, site, date, address, language.

A byline or a date stands only where the page states it: in JSON-LD, in meta elements, in markup made for
it (rel=author, itemprop, time), or in a line beside the headline that is marked as the byline or the
date. Nothing is taken from an address, a copyright line, a comment or a list of other stories.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from lxml import html

from summarizer.reading import jsonld
from summarizer.reading.dates import stated
from summarizer.reading.names import fold, names_in
from summarizer.reading.titles import Heading, Titles, headline

_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished", "date.published",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date", "dc.date", "citation_publication_date",
    "citation_online_date", "citation_date", "prism.publicationdate", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
    "pubdate", "pub_date", "publishdate", "publish-date", "publish_date", "published_time", "published", "publication_date", "publicationdate",
    "article.published", "article_date_original", "originalpublicationdate", "rnews:datepublished", "bt:pubdate", "vr:published_time", "og:article:time",
    "date",
)  # fmt: skip
_AUTHORS: Final = ("parsely-author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "citation_author", "sailthru.author", "byl", "author", "article:author_name", "rnews:creator")  # fmt: skip
_TITLES: Final = ("og:title", "twitter:title", "dc.title", "citation_title", "parsely-title", "sailthru.title")

_AUTHOR_TOKEN: Final = re.compile(
    r"(?:[a-z0-9]+[-_]{1,2})*(?:authors?|by-?lines?|autor(?:en|in)?|auteurs?|autore|redakteur|creator|writer|writtenby|written-by|authorname|authornames)"
    r"(?:[-_]{1,2}(?:names?|link|title|text|info|meta|line|vcard|inner|wrapper|list|by))*",
    re.IGNORECASE,
)
_DATE_TOKEN: Final = re.compile(
    r"(?:[a-z0-9]+[-_]{1,2})*(?:date|datum|datetime|timestamp|published|publisheddate|publishdate|pubdate|posted|dateline|fecha|publication|publicationdate|created|postdate|newsdate|time)"
    r"(?:[-_]{1,2}(?:on|at|time|date|text|info|wrapper|published|created|publication|meta|line|single|header|inner))*",
    re.IGNORECASE,
)
_CHANGED: Final = re.compile(r"updat|modif|aktualis|geändert|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|последн", re.IGNORECASE)
_ISSUED: Final = re.compile(r"publi|posted|veröffentlicht|erstellt|erschienen|first", re.IGNORECASE)
_ELSEWHERE: Final = re.compile(
    r"comment|kommentar|respon[ds]|related|recommend|sidebar|side-bar|footer|widget|teaser|popular|newsletter|archive|latest|recent|more-|-more|carousel|slider|promo|reply|discussion|event|calendar|nav(?:bar|igation)?(?:[-_\s]|$)|menu",
    re.IGNORECASE,
)
_SITE_HEADING: Final = re.compile(r"site-?(?:title|name|logo)|blog-?title|logo|brand|menu", re.IGNORECASE)
_HEADLINE: Final = re.compile(r"head-?line|(?:entry|article|post|page|news|story|content|document)[-_]{1,2}title|titre|titel", re.IGNORECASE)
_KICKER: Final = re.compile(r"kicker|roof-?line|over-?line|top-?line|top-?title|super-?title|eyebrow|dachzeile|spitzmarke|antetitulo|volanta|prehead|pre-?title", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"visually-?hidden|element-invisible|sr-only|screen-reader|\bhidden\b|invisible", re.IGNORECASE)
_BY: Final = re.compile(r"(?:written by|posted by|by|von|par|por|di|door|av|af|autor(?:in)?:|author:|text:)\s", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"(?:(?:first )?(?:published|posted|created|released|issued|date|veröffentlicht|erstellt|erschienen|publiziert|datum|stand|publié|mis en ligne|mise en ligne|publicado|pubblicato|gepubliceerd|geplaatst|opublikowano|publicerad|publisert|udgivet|опубликовано|yayınlanma tarihi)"
    r"(?: (?:on|at|am|le|el|il|op|den|em|:))*\s*[:：]?\s*|[^\w]{0,3})(?=\S)",
    re.IGNORECASE,
)
_TALK: Final = re.compile(r"comment|kommentar|avatar", re.IGNORECASE)
_LONGEST_LINE: Final = 120  # characters of a byline or a date's line
_NEAR: Final = 160  # elements from the headline within which they are looked for
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_]|$)")


@dataclass(frozen=True, slots=True)
class Metadata:
    title: str | None = None
    byline: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    titles: tuple[str, ...] = ()  # every wording of the title, which the body need not repeat


def metadata_of(tree: html.HtmlElement, url: str | None) -> Metadata:
    page = _Page(tree)
    meta, said = page.meta, jsonld.said(page.scripts)
    given = [text for name in _TITLES for text in meta[name]]
    references = [*given, *([page.title] if page.title else [])]
    headings = [heading.text for heading in page.headings if heading.first]
    article = said.article([*headings, *references])
    site = _site(meta, said, article)
    structured = [text for key in ("headline", "name") if article is not None and (text := _plain(jsonld.text_of(article.get(key))))]
    title = headline(Titles(page.headings, references, structured[:1], site))
    at = page.places.get(title or "")
    language = _language(page, meta)
    return Metadata(
        title=title,
        byline=_byline(page, meta, said, article, site, at, url),
        site=site,
        published=_published(page, meta, said, article, at, language),
        url=_address(page, meta, url),
        language=language,
        titles=tuple(dict.fromkeys(text for text in (title, *headings[:3], *structured, *references) if text)),
    )


class _Page:
    """One walk over the tree, keeping what metadata may stand in, with its place in the page's order."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.meta: dict[str, list[str]] = defaultdict(list)
        self.scripts: list[str] = []
        self.headings: list[Heading] = []
        self.places: dict[str, int] = {}  # of each heading's texts
        self.title: str | None = None
        self.canonical: str | None = None
        self.language: str | None = None
        self.authors: list[tuple[int, str, Any]] = []  # place, how it is marked, element
        self.dates: list[tuple[int, str, Any]] = []
        self.elements = list(tree.iter("*"))
        for place, element in enumerate(self.elements):
            self._see(place, element)

    def _see(self, place: int, element: Any) -> None:
        tag, get = element.tag, element.get
        if tag == "meta":
            content = _plain(get("content"))
            if content:
                for name in {(get(key) or "").strip().lower() for key in ("property", "name", "itemprop", "http-equiv")}:
                    if name:
                        self.meta[name].append(content)
            return
        if tag == "script":
            if "ld+json" in (get("type") or "").lower():
                self.scripts.append(element.text or "")
            return
        if tag == "title":
            self.title = self.title or _plain(element.text)
        elif tag == "link":
            if "canonical" in (get("rel") or "").lower().split() and self.canonical is None:
                self.canonical = (get("href") or "").strip() or None
            return
        elif tag == "html":
            self.language = get("lang") or get("{http://www.w3.org/XML/1998/namespace}lang") or get("xml:lang")
        elif tag in ("h1", "h2") and (heading := _heading(element)) is not None:
            self.headings.append(heading)
            for text in (heading.text, *heading.parts):
                self.places.setdefault(text, place)
        self._see_markup(place, element)

    def _see_markup(self, place: int, element: Any) -> None:
        tag, get = element.tag, element.get
        properties = (get("itemprop") or "").lower()
        classes = f"{get('class') or ''} {get('data-testid') or ''}".split()
        if "author" in (get("rel") or "").lower().split():
            self.authors.append((place, "rel", element))
        elif "author" in properties.split() or "creator" in properties.split():
            self.authors.append((place, "itemprop", element))
        elif classes and any(_AUTHOR_TOKEN.fullmatch(token) for token in classes):
            self.authors.append((place, "class", element))
        if "datepublished" in properties:
            self.dates.append((place, "itemprop", element))
        elif tag == "time":
            self.dates.append((place, "pubdate" if get("pubdate") is not None else "time", element))
        elif classes and any(_DATE_TOKEN.fullmatch(token) for token in classes):
            self.dates.append((place, "class", element))


def _heading(element: Any) -> Heading | None:
    """The heading without kicker and hidden words; None for an empty one or the site's name."""
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if _SITE_HEADING.search(named) or any(_is_front(link) for link in element.iter("a")):
        return None
    pieces: list[tuple[str, bool]] = []  # text, whether it is a kicker's
    _gather(element, pieces, kicker=False)
    plain = " ".join(" ".join(text for text, kicker in pieces if not kicker).split())
    whole = " ".join(" ".join(text for text, _ in pieces).split())
    if not whole or len(whole) > 400:
        return None
    texts = [text for text, _ in pieces]
    parts = [" ".join(" ".join(run).split()) for i in range(1, min(len(texts), 7)) for run in (texts[i:], texts[:i])]
    marked = "headline" in (element.get("itemprop") or "") or _HEADLINE.search(named) is not None
    return Heading(plain or whole, tuple(part for part in parts if part), element.tag == "h1", marked)


def _gather(element: Any, pieces: list[tuple[str, bool]], *, kicker: bool) -> None:
    if element.text and element.text.strip():
        pieces.append((element.text, kicker))
    for inner in element:
        classes = inner.get("class") or ""
        if not _HIDDEN.search(classes) and len(pieces) < 50:
            _gather(inner, pieces, kicker=kicker or inner.tag in ("time", "small") or _KICKER.search(classes) is not None)
        if inner.tail and inner.tail.strip():
            pieces.append((inner.tail, kicker))


def _is_front(link: Any) -> bool:
    if "home" in (link.get("rel") or "").split():
        return True
    try:
        return link.get("href") is not None and urlsplit(link.get("href").strip()).path in ("", "/") and not link.get("href").startswith(("#", "?"))
    except ValueError:
        return False


def _plain(text: str | None) -> str | None:
    return " ".join(text.split()) or None if text else None


def _text(element: Any, longest: int) -> str:
    """The element's text, or nothing where it is longer than a line of its kind can be."""
    text = ""
    for piece in element.itertext():
        text += f" {piece}"
        if len(text) > 20 * longest:
            break
    text = " ".join(text.split())
    return text if len(text) <= longest else ""


def _site(meta: dict[str, list[str]], said: jsonld.Said, article: jsonld.Node | None) -> str | None:
    published = list(said.names(article.get("publisher"))) if article is not None else []
    for name in (*meta["og:site_name"], *published, *meta["application-name"]):
        if plain := _plain(name):
            return plain
    return None


def _byline(
    page: _Page,
    meta: dict[str, list[str]],
    said: jsonld.Said,
    article: jsonld.Node | None,
    site: str | None,
    at: int | None,
    url: str | None,
) -> tuple[str, ...]:
    host = _host(url)
    publishers = list(said.names(article.get("publisher"))) if article is not None else []
    refused = [name for name in (site, host, host.rpartition(".")[0], *publishers, *meta["og:site_name"]) if name]
    if article is not None and (names := names_in(said.names(article.get("author")), refused)):
        return names
    for way in ("rel", "itemprop", "class"):
        if names := names_in(_beside(page.authors, way, at), refused, people=way == "class"):
            return names
    for line in _lines_beside(page, at):
        if _BY.match(line) and (names := names_in([line], refused, people=True)):
            return names
    for name in _AUTHORS:
        if names := names_in(meta[name], refused, people=True):
            return names
    for node in said.pages:
        if names := names_in(said.names(node.get("author")), refused, people=True):
            return names
    return ()


def _beside(marked: Sequence[tuple[int, str, Any]], way: str, at: int | None) -> list[str]:
    """The lines so marked that are nearest to the headline; without a headline, only if they agree."""
    lines: list[tuple[int, str]] = []
    inner: set[Any] = set()
    for place, how, element in reversed(marked):  # what is inside comes after what is around it
        if how != way or element in inner or (at is not None and abs(place - at) > _NEAR) or _is_elsewhere(element):
            continue
        if text := _line(element):
            lines.insert(0, (place, text))
            inner.update(element.iterancestors())
    if at is None:
        return [lines[0][1]] if len({fold(text) for _, text in lines}) == 1 else []
    if not lines:
        return []
    nearest = min(lines, key=lambda line: (line[0] < at, abs(line[0] - at)))[0]
    return [text for place, text in lines if nearest <= place <= nearest + 12]


def _lines_beside(page: _Page, at: int | None) -> Iterator[str]:
    """The short lines around the headline, those after it first."""
    if at is None:
        return
    for element in (*page.elements[at : at + 30], *reversed(page.elements[max(0, at - 12) : at])):
        if element.tag in ("p", "div", "span", "small", "time", "li", "em", "address", "strong", "h2") and (text := _text(element, 90)):
            yield text


def _line(element: Any) -> str:
    for inner in element.iter("*"):
        if (inner.get("itemprop") or "").lower() == "name":
            return " ".join((inner.get("content") or "").split()) or _text(inner, _LONGEST_LINE)
    links = [text for link in element.iter("a") if (text := _text(link, 60))]
    if links and element.tag != "a" and _text(element, _LONGEST_LINE):
        return "; ".join(links)
    return " ".join((element.get("content") or "").split()) or _text(element, _LONGEST_LINE)


def _is_elsewhere(element: Any) -> bool:
    for around in (element, *element.iterancestors()):
        if around.tag in ("aside", "nav") or (around.tag == "footer" and next(around.iterancestors("article"), None) is None):
            return True
        if around.tag == "footer":
            return False
        if around.tag in ("body", "html", "main"):
            return False
        named = f"{around.get('class') or ''} {around.get('id') or ''}"
        if len(named) < 300 and (_ELSEWHERE if around is not element else _TALK).search(named):
            return True
    return False


def _published(page: _Page, meta: dict[str, list[str]], said: jsonld.Said, article: jsonld.Node | None, at: int | None, language: str | None) -> str | None:
    found = [written for text in _dates(page, meta, said, article, at, language) if (written := stated(text, language))]
    if not found:
        return None
    # The same day may be given once more with its hour.
    return max((written for written in found if written[:10] == found[0][:10]), key=len)


def _dates(page: _Page, meta: dict[str, list[str]], said: jsonld.Said, article: jsonld.Node | None, at: int | None, language: str | None) -> Iterator[str]:
    """What the page states as its date, best first; as far as one way tells, the next is not asked."""
    ways = (
        [text for node in ((article,) if article is not None else ()) if (text := jsonld.text_of(node.get("datePublished")))],
        [text for name in _PUBLISHED for text in meta[name][:1]],
        [text for node in said.pages if (text := jsonld.text_of(node.get("datePublished")))],
        [text for place, how, element in page.dates if how in ("itemprop", "pubdate") and not _is_elsewhere(element) and (text := _moment(element))][:1],
        list(_dates_beside(page, at, language)),
    )
    for way in ways:
        usable = [text for text in way if stated(text, language)]
        yield from usable
        if usable:
            return


def _moment(element: Any) -> str:
    return (element.get("content") or element.get("datetime") or "").strip() or _text(element, _LONGEST_LINE)


def _dates_beside(page: _Page, at: int | None, language: str | None) -> Iterator[str]:
    near: list[tuple[int, str, str]] = []
    for place, how, element in page.dates:
        if how not in ("time", "class") or (at is not None and not -60 <= place - at <= _NEAR) or _is_elsewhere(element):
            continue
        text = _text(element, _LONGEST_LINE)
        if _CHANGED.search(text) and not _ISSUED.search(text):
            continue
        if (moment := _moment(element)) and (day := stated(moment, language)):
            near.append((place, moment, day[:10]))
    if at is None:
        if len({day for *_, day in near}) == 1:
            yield near[0][1]
    elif near:
        yield min(near, key=lambda one: (one[0] < at - 30, abs(one[0] - at)))[1]
    else:
        yield from (bare for line in _lines_beside(page, at) if (bare := _only_date(line, language)))


def _only_date(line: str, language: str | None) -> str | None:
    """The line from its date on, if it begins with one; a label such as "Published" may stand before."""
    label = _LABEL.match(line)
    bare = re.split(r"\s[|·•]\s", line[label.end() :] if label else line, maxsplit=1)[0]
    return bare if len(bare) <= 60 and (bare[:1].isdigit() or not label or label[0].strip()) and stated(bare[:24], language) else None


def _address(page: _Page, meta: dict[str, list[str]], url: str | None) -> str | None:
    for given in (page.canonical, *meta["og:url"]):
        if given and (address := _own_address(given, url)):
            return address
    return url


def _own_address(given: str, url: str | None) -> str | None:
    """`given` made absolute, if it is a web address of the page's own site and not merely its front."""
    try:
        address = urljoin(url, given) if url else given
        there, here = urlsplit(address), urlsplit(url or "")
        if there.scheme not in ("http", "https") or not there.hostname or there.username or any(c.isspace() for c in address):
            return None
        if url and (not _same_site(there.hostname, here.hostname or "") or (there.path in ("", "/") and not there.query and here.path not in ("", "/"))):
            return None
    except ValueError:
        return None
    return address


def _host(url: str | None) -> str:
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _same_site(a: str, b: str) -> bool:
    return a == b or _registrable(a) == _registrable(b)


def _registrable(host: str) -> str:
    """The part of a host that somebody registered, near enough without the public suffix list."""
    labels = host.removesuffix(".").split(".")
    if len(labels) < 3 or labels[-1].isdigit():
        return host.removesuffix(".") if labels[-1].isdigit() else ".".join(labels[-2:])
    shared = len(labels[-1]) == 2 and (len(labels[-2]) <= 2 or labels[-2] in ("com", "org", "net", "gov", "edu"))
    return ".".join(labels[-3 if shared else -2 :])


def _language(page: _Page, meta: dict[str, list[str]]) -> str | None:
    for given in (page.language, *meta["content-language"], *meta["og:locale"]):
        if given and (found := _LANGUAGE.match(given.strip().lower())):
            return found[1]
    return None
