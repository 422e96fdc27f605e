"""What a page says about itself: title, byline, site, date, address, language, picture.

A byline or a date stands only where the page states it: in JSON-LD, in meta elements, in markup made for
it (rel=author, itemprop, time), or in a line beside the headline that is nothing else. Nothing is taken
from an address, a copyright line, a comment or a list of other stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from itertools import chain, islice
from typing import Any, Final

from lxml import html

from summarizer.reading.metadata import jsonld
from summarizer.reading.metadata.addresses import (
    found_at,
    home_of,
    host_of,
    is_front_of,
    own_address,
    web_address,
)
from summarizer.reading.metadata.dates import as_seen, dated, stated
from summarizer.reading.metadata.lead_image import lead_image
from summarizer.reading.metadata.markup import (
    LONGEST_LINE,
    Mark,
    Marked,
    Markup,
    is_elsewhere,
    is_in_a_comment,
    is_of_a_picture,
    plain,
    text_of,
)
from summarizer.reading.metadata.names import fold, is_full, is_login, is_no_name, names_in
from summarizer.reading.metadata.titles import Titles, headline, site_in

# Names of meta elements, best first.
_TITLES: Final = (
    "og:title",
    "twitter:title",
    "dc.title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
    "headline",
)
_AUTHORS: Final = (
    "parsely-author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "citation_author",
    "sailthru.author", "byl", "author", "article:author_name", "rnews:creator", "cxenseparse:author", "og:author",
    "article.author", "dable:author", "vf:author", "bt:author", "shareaholic:article_author_name",
)  # fmt: skip
_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "date.published", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date",
    "dc.date", "citation_publication_date", "citation_online_date", "citation_date", "prism.publicationdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "pubdate", "pub_date", "publishdate",
    "publish-date", "publish_date", "published_time", "published", "publication_date", "publicationdate",
    "article.published", "article_date_original", "originalpublicationdate", "rnews:datepublished", "bt:pubdate",
    "vr:published_time", "og:article:time", "article:published_date", "article:publication_date", "og:pubdate",
    "publish_time", "iso-8601-publish-date", "shareaholic:article_published_time", "date",
)  # fmt: skip

_CHANGED: Final = re.compile(
    r"updat|modif|aktualis|geändert|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|обновлен", re.IGNORECASE
)
_ISSUED: Final = re.compile(r"publi|posted|veröffentlicht|erstellt|erschienen|first", re.IGNORECASE)
_BY: Final = re.compile(
    r"(?:(?:written |posted |reported |publié |écrit |escrito |publicado |eine? \w{3,20} )?(?:by|von|par|por)|di|door|av|af|"
    r"(?:autor(?:in|a)?|auteur|author|text|texte|текст|автор):)\s",
    re.IGNORECASE,
)
_BY_AFTER_A_DATE: Final = re.compile(
    r"[\s|,;:·•–—-]{0,4}(?:uhr\s|h\s)?[\s|,·•–—-]{0,3}(?:by|von|par|por|di)\s", re.IGNORECASE
)
_LABEL_OF_AN_AUTHOR: Final = re.compile(
    r"(?:written|posted) by|author|by|(?:verfasst|geschrieben) von|autor|écrit par|auteur|(?:escrito|publicado) por|"
    r"scritto da|autore|geschreven door|skrive[nt] av|skrevet a[vf]|автор|napisane przez|yazan|作者|執筆者",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(
    r"(?:first )?(?:published|posted|created|released|issued|date|veröffentlicht|erstellt|erschienen|publiziert|datum|"
    r"stand|publié|mis en ligne|mise en ligne|publicado|pubblicato|gepubliceerd|geplaatst|opublikowano|publicerad|"
    r"publisert|udgivet|опубликовано|yayınlanma tarihi)(?: (?:on|at|am|le|el|il|op|den|em))?\s*[:：]?\s*",
    re.IGNORECASE,
)
_AFTER_A_DATE: Final = re.compile(
    r"\.?\s?(?:uhr\b|h\b)?\s?(?:$|[,;|·•/–—-]|by\b|von\b|par\b|por\b)", re.IGNORECASE
)
_LANGUAGE: Final = re.compile(r"(?!und\b|mul\b|zxx\b)([a-z]{2,3})(?:[-_,; ]|$)")

_NEAR: Final = 160  # elements after the headline, or before it for a byline, that are still beside it
_NEAR_BEFORE: Final = 60
_NEAREST: Final = 40  # elements after the headline that may stand in a column beside the story
_TOGETHER: Final = 12  # elements from the first name of a byline to its last
_MOST_TITLES: Final = 20
_MOST_DATES: Final = 60
_INNER: Final = 60  # elements inside a byline
_LONGEST_TITLE: Final = 400
_LONGEST_SITE: Final = 40  # characters, past which a slogan is cut off
_SLOGAN: Final = re.compile(r"\s[|–—·•:-]\s|[|,:;]\s")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`titles` are all wordings of the title, which the body need not repeat."""

    title: str | None = None
    byline: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
    image: str | None = None
    titles: tuple[str, ...] = ()


def metadata_of(tree: html.HtmlElement, url: str | None) -> Metadata:
    page = _Page(Markup(tree), url)
    return Metadata(
        title=page.title,
        byline=page.byline(),
        site=page.site,
        published=page.published(),
        url=page.address(),
        language=page.language,
        image=lead_image(page.markup, page.said, page.article, page.base),
        titles=tuple(dict.fromkeys(text for text in (page.title, *page.wordings) if text)),
    )


class _Page:
    """Weighs what the markup of one page says."""

    def __init__(self, markup: Markup, url: str | None) -> None:
        self.markup, self.url = markup, url
        base = web_address(markup.base, url) if markup.base else None
        self.base = base.geturl() if base is not None else url
        self.said = jsonld.said(markup.scripts)
        given = [text for name in _TITLES for text in markup.meta[name]]
        given += [markup.title] if markup.title else []
        # Many escape them twice.
        given = [text for one in given[:_MOST_TITLES] if (text := plain(unescape(one[:_LONGEST_TITLE])))]
        first = [heading.text for heading in markup.headings if heading.first][:_MOST_TITLES]
        self.article = self.said.article([*first, *given])
        named = (jsonld.text_of(self._of_article(key)) for key in ("headline", "name"))
        structured = [text for text in named if text]
        self.wordings = [*first[:3], *structured, *given]
        self.title = headline(Titles(markup.headings, given, structured[:1], self.site, self.hosts))
        self.at = self._place()
        self.own = markup.around(self.at)

    def _place(self) -> int | None:
        """The place of the heading that the title is from, which may have had a date before it."""
        place = self.markup.place_of(self.title)
        if place is None and (key := fold(self.title or "")):
            for heading in self.markup.headings[:_MOST_TITLES]:
                if fold(heading.text).endswith(f" {key}"):
                    return self.markup.place_of(heading.text)
        return place

    def _of_article(self, key: str) -> Any:
        return self.article.get(key) if self.article is not None else None

    @cached_property
    def publishers(self) -> list[str]:
        """The names of who publishes the page: as the article says, else of whose site it is."""
        names = list(self.said.names(self._of_article("publisher")))
        for body in self.said.bodies[:_MOST_TITLES]:
            if is_front_of(jsonld.text_of(body.get("url")) or "", self.url):
                names += self.said.names(body)
        return names

    @cached_property
    def hosts(self) -> list[str]:
        """What may be a site's name in its host, such as "coast-post"."""
        host = home_of(self.url).removeprefix("www.")
        return [host, *host.split(".")[:-1]]

    @cached_property
    def site(self) -> str | None:
        meta = self.markup.meta
        titled = site_in((self.markup.title or "")[:_LONGEST_TITLE], self.hosts)
        spelt = [titled] if titled else []
        names = (*meta["og:site_name"], *spelt, *self.publishers, *meta["application-name"])
        given = (plain(unescape(name[:_LONGEST_TITLE])) for name in names)
        found = next((text.strip(" /|") for text in given if text and text.strip(" /|")), None)
        if found is not None and "://" in found:
            return host_of(found).removeprefix("www.") or None
        if found is not None and len(found) > _LONGEST_SITE:
            return _SLOGAN.split(found, maxsplit=1)[0].strip(" .:") or found
        return found

    @cached_property
    def language(self) -> str | None:
        meta = self.markup.meta
        named = (*meta["content-language"], *meta["og:locale"], *meta["dc.language"], *meta["language"])
        for given in (self.markup.language, *named, jsonld.text_of(self._of_article("inLanguage"))):
            if given and (found := _LANGUAGE.match(given.strip().lower())):
                return found[1]
        return None

    def address(self) -> str | None:
        for given in (self.markup.canonical, *self.markup.meta["og:url"][:3]):
            if given and (address := own_address(given, self.url, self.base)):
                return address
        return found_at(self.url)

    # ---- who wrote it

    def byline(self) -> tuple[str, ...]:
        """The names of the best of the ways that name somebody.

        A sign-in or a given name alone gives way to the full name that another way has for it.
        """
        host = home_of(self.url).removeprefix("www.")
        site = [self.site, host, host.rpartition(".")[0], *self.publishers, *self.markup.meta["og:site_name"]]
        refused = [name for name in site if name]
        best: tuple[str, ...] = ()
        for values, people in self._authors():
            names = names_in(values, refused, people=people)
            if not names:
                continue
            if not best and (len(names) > 1 or is_full(names[0])):
                return names
            if not best:
                best = names
            elif all(map(is_full, names)) and (
                is_login(best[0]) or any(fold(best[0]) in fold(name).split() for name in names)
            ):
                return names
        return best

    def _authors(self) -> Iterator[tuple[Iterable[str], bool]]:
        """The values of each way to name an author, best first, and whether only people are meant."""
        yield self.said.names(self._of_article("author")), False
        yield self.said.names(self._of_article("creator")), True
        for mark in (Mark.REL, Mark.ITEMPROP, Mark.CLASS):
            yield self._beside(self.markup.authors, mark), mark is Mark.CLASS
        if self.at is not None:
            for line, _ in self.markup.lines_beside(self.at):
                if self._is_byline(line):
                    yield [line], True
        for name in _AUTHORS:
            yield self.markup.meta[name], True
        for number in "12":  # label and value, as shown under a shared link
            if any(map(_LABEL_OF_AN_AUTHOR.fullmatch, self.markup.meta[f"twitter:label{number}"])):
                yield self.markup.meta[f"twitter:data{number}"], True
        yield self._beside(self.markup.authors, Mark.LINK), True
        for node in self.said.pages:
            yield self.said.names(node.get("author")), True

    def _beside(self, marked: Sequence[Marked], mark: Mark) -> list[str]:
        """The names so marked that are nearest to the headline; without a headline, only if they agree."""
        at = self.at
        lines: list[tuple[int, str]] = []
        covered: set[Any] = set()
        for one in reversed(marked):  # what is inside comes before what is around it
            if one.mark is not mark or one.element in covered or self._is_elsewhere(one):
                continue
            if is_of_a_picture(one.element):
                continue
            if (at is None or abs(one.place - at) <= _NEAR) and (text := _name_in(one.element)):
                lines.append((one.place, text))
                covered.update(one.element.iterancestors())
        lines.reverse()
        if at is None:
            return [lines[0][1]] if len({fold(text) for _, text in lines}) == 1 else []
        nearest = min(
            (place for place, _ in lines), key=lambda place: (place < at, abs(place - at)), default=0
        )
        return [text for place, text in lines if nearest <= place <= nearest + _TOGETHER]

    # ---- when it was published

    def published(self) -> str | None:
        """The date as exactly as it is stated; where that is in UTC and readers saw another day, theirs."""
        found = self._stated(self._dates_in_head())
        if found:
            day = found[0][:10]
            # The same day may be given once more with its hour.
            written = max((one for one in found if one[:10] == day), key=len)
            return as_seen(
                written, [*self._stated(self._dates_in_markup()), *self._stated(self._dates_beside())]
            )
        for texts in (self._dates_in_markup(), self._dates_beside()):
            if shown := self._stated(texts):
                return max((one for one in shown if one[:10] == shown[0][:10]), key=len)
        return None

    def _stated(self, texts: Iterable[str]) -> list[str]:
        return [written for text in islice(texts, _MOST_DATES) if (written := stated(text, self.language))]

    def _dates_in_head(self) -> Iterator[str]:
        """Those of the structured data and the meta elements, best first."""
        article = [self.article] if self.article is not None else []
        yield from (text for node in article if (text := jsonld.text_of(node.get("datePublished"))))
        yield from (text for name in _PUBLISHED for text in self.markup.meta[name][:1])
        yield from (text for node in self.said.pages if (text := jsonld.text_of(node.get("datePublished"))))

    def _dates_in_markup(self) -> list[str]:
        marked = [one for one in self.markup.dates if one.mark in (Mark.ITEMPROP, Mark.PUBDATE)]
        beside = [one for one in marked if not is_elsewhere(one.element, self.own)]
        # The only one of a page is the page's own wherever it stands, if not in a comment.
        alone = marked if len(marked) == 1 and not is_in_a_comment(marked[0].element) else []
        return [text for one in beside or alone if (text := _moment(one.element))][:1]

    def _dates_beside(self) -> list[str]:
        at = self.at
        near: list[tuple[int, str, str]] = []
        last: list[tuple[int, str, str]] = []  # what many call "updated" is often the only date there is
        for one in self.markup.dates:
            if one.mark not in (Mark.TIME, Mark.CLASS) or self._is_elsewhere(one):
                continue
            if at is not None and not -_NEAR_BEFORE <= one.place - at <= _NEAR:
                continue
            if _is_of_a_change(one.element):
                continue
            if (moment := _moment(one.element)) and (day := stated(moment, self.language)):
                named = (one.element.get("class") or "").lower().split()
                (last if named == ["updated"] else near).append((one.place, moment, day[:10]))
        near = near or last
        if at is None:
            return [near[0][1]] if len({day for *_, day in near}) == 1 else []
        if near:
            return [min(near, key=lambda one: (one[0] < at - 30, abs(one[0] - at)))[1]]
        heading = self.markup.elements[at]
        for line, element in chain(
            [(text_of(heading, _LONGEST_TITLE), heading)], self.markup.lines_beside(at)
        ):
            if self._is_dateline(line) and not _is_of_a_change(element):
                return [line]
        return []

    def _is_elsewhere(self, one: Marked) -> bool:
        near = self.at is not None and 0 <= one.place - self.at <= _NEAREST
        return is_elsewhere(one.element, self.own, near=near)

    def _is_byline(self, line: str) -> bool:
        """Whether a line names somebody by "By" and a full name, or does so behind a date."""
        if label := _BY.match(line):
            return is_full(line[label.end() :].strip())
        found = dated(line, self.language)
        return (
            found is not None and found.start <= 3 and _BY_AFTER_A_DATE.match(line[found.end :]) is not None
        )

    def _is_dateline(self, line: str) -> bool:
        """Whether a line is a date and at most a name or a section behind it."""
        label = _LABEL.match(line)
        bare = line[label.end() :] if label else line
        found = dated(bare, self.language)
        if found is not None and _BY.match(line):
            return bool(names_in([line], people=True))
        return found is not None and found.start <= 3 and _AFTER_A_DATE.match(bare, found.end) is not None


def _name_in(element: Any) -> str:
    """The name an element holds: its own part for that, its links, else all of its text."""
    for inner in islice(element.iter("*"), _INNER):
        if (inner.get("itemprop") or "").lower() == "name":
            return plain(inner.get("content")) or text_of(inner, LONGEST_LINE)
    whole = text_of(element, LONGEST_LINE)
    links = [text for link in islice(element.iter("a"), _INNER) if (text := text_of(link, 60))]
    for link in links:
        if is_no_name(link):
            whole = whole.replace(link, " ")
    links = [link for link in links if not is_no_name(link)]
    return "; ".join(links) if links and whole else plain(element.get("content")) or whole


def _is_of_a_change(element: Any) -> bool:
    """Whether a date is said to be that of a change: by its markup, in its own words or by those before it."""
    named = f"{element.get('itemprop') or ''} {element.get('class') or ''}"[:_LONGEST_TITLE].lower().split()
    # "updated" alone is what an old way to mark articles calls the only date it has.
    if any("modif" in one or ("updat" in one and one != "updated") for one in named):
        return True
    previous, parent = element.getprevious(), element.getparent()
    before = (previous.tail if previous is not None else parent.text if parent is not None else None) or ""
    if not before.strip() and previous is not None:
        before = text_of(previous, LONGEST_LINE)
    words = f"{before[-LONGEST_LINE:]} {text_of(element, LONGEST_LINE)}"
    return _CHANGED.search(words) is not None and _ISSUED.search(words) is None


def _moment(element: Any) -> str:
    return (element.get("content") or element.get("datetime") or "").strip() or text_of(element, LONGEST_LINE)
