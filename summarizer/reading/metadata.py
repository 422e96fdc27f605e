"""What a page says about itself: title, byline, site, date, address, language.

A byline or a date stands only where the page states it: in JSON-LD, in meta elements, in markup made for
it (rel=author, itemprop, time), or in a line beside the headline that is nothing else. Nothing is taken
from an address, a copyright line, a comment or a list of other stories.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from lxml import html

from summarizer.reading import jsonld
from summarizer.reading.addresses import host_of, own_address
from summarizer.reading.dates import dated, stated
from summarizer.reading.markup import LONGEST_LINE, Mark, Marked, Markup, is_elsewhere, plain, text_of
from summarizer.reading.names import fold, names_in
from summarizer.reading.titles import Titles, headline

# Names of meta elements, best first.
_TITLES: Final = (
    "og:title",
    "twitter:title",
    "dc.title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
)
_AUTHORS: Final = (
    "parsely-author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "citation_author",
    "sailthru.author", "byl", "author", "article:author_name", "rnews:creator",
)  # fmt: skip
_PUBLISHED: Final = (
    "article:published_time", "og:article:published_time", "og:published_time", "article:published", "datepublished",
    "date.published", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dcterms.date",
    "dc.date", "citation_publication_date", "citation_online_date", "citation_date", "prism.publicationdate",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "pubdate", "pub_date", "publishdate",
    "publish-date", "publish_date", "published_time", "published", "publication_date", "publicationdate",
    "article.published", "article_date_original", "originalpublicationdate", "rnews:datepublished", "bt:pubdate",
    "vr:published_time", "og:article:time", "date",
)  # fmt: skip

_CHANGED: Final = re.compile(
    r"updat|modif|aktualis|geändert|mis à jour|actualiz|aggiorn|atualiz|bijgewerkt|обновлен", re.IGNORECASE
)
_ISSUED: Final = re.compile(r"publi|posted|veröffentlicht|erstellt|erschienen|first", re.IGNORECASE)
_BY: Final = re.compile(
    r"(?:written by|posted by|by|von|par|por|di|door|av|af|autor(?:in)?:|author:|text:)\s", re.IGNORECASE
)
_LABEL: Final = re.compile(
    r"(?:first )?(?:published|posted|created|released|issued|date|veröffentlicht|erstellt|erschienen|publiziert|datum|"
    r"stand|publié|mis en ligne|mise en ligne|publicado|pubblicato|gepubliceerd|geplaatst|opublikowano|publicerad|"
    r"publisert|udgivet|опубликовано|yayınlanma tarihi)(?: (?:on|at|am|le|el|il|op|den|em))?\s*[:：]?\s*",
    re.IGNORECASE,
)
_AFTER_A_DATE: Final = re.compile(
    r"\s*(?:uhr\b|h\b)?\s*(?:$|[,;|·•/–—-]|by\b|von\b|par\b|por\b)", re.IGNORECASE
)
_LANGUAGE: Final = re.compile(r"([a-z]{2,3})(?:[-_]|$)")

_NEAR: Final = 160  # elements after the headline, or before it for a byline, that are still beside it
_NEAR_BEFORE: Final = 60
_TOGETHER: Final = 12  # elements from the first name of a byline to its last


@dataclass(frozen=True, slots=True)
class Metadata:
    """`titles` are all wordings of the title, which the body need not repeat."""

    title: str | None = None
    byline: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    url: str | None = None
    language: str | None = None
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
        titles=tuple(dict.fromkeys(text for text in (page.title, *page.wordings) if text)),
    )


class _Page:
    """Weighs what the markup of one page says."""

    def __init__(self, markup: Markup, url: str | None) -> None:
        self.markup, self.url = markup, url
        self.said = jsonld.said(markup.scripts)
        given = [text for name in _TITLES for text in markup.meta[name]]
        given += [markup.title] if markup.title else []
        first = [heading.text for heading in markup.headings if heading.first]
        self.article = self.said.article([*first, *given])
        named = (jsonld.text_of(self._of_article(key)) for key in ("headline", "name"))
        structured = [text for text in named if text]
        self.wordings = [*first[:3], *structured, *given]
        self.title = headline(Titles(markup.headings, given, structured[:1], self.site))
        self.at = markup.place_of(self.title)
        self.own = markup.around(self.at)

    def _of_article(self, key: str) -> Any:
        return self.article.get(key) if self.article is not None else None

    @cached_property
    def publishers(self) -> list[str]:
        return list(self.said.names(self._of_article("publisher")))

    @cached_property
    def site(self) -> str | None:
        meta = self.markup.meta
        names = (*meta["og:site_name"], *self.publishers, *meta["application-name"])
        return next((text for name in names if (text := plain(name))), None)

    @cached_property
    def language(self) -> str | None:
        meta = self.markup.meta
        for given in (self.markup.language, *meta["content-language"], *meta["og:locale"]):
            if given and (found := _LANGUAGE.match(given.strip().lower())):
                return found[1]
        return None

    def address(self) -> str | None:
        for given in (self.markup.canonical, *self.markup.meta["og:url"]):
            if given and (address := own_address(given, self.url)):
                return address
        return self.url

    # ---- who wrote it

    def byline(self) -> tuple[str, ...]:
        host = host_of(self.url).removeprefix("www.")
        site = [self.site, host, host.rpartition(".")[0], *self.publishers, *self.markup.meta["og:site_name"]]
        refused = [name for name in site if name]
        for values, people in self._authors():
            if names := names_in(values, refused, people=people):
                return names
        return ()

    def _authors(self) -> Iterator[tuple[Iterable[str], bool]]:
        """The values of each way to name an author, best first, and whether only people are meant."""
        yield self.said.names(self._of_article("author")), False
        for mark in (Mark.REL, Mark.ITEMPROP, Mark.CLASS):
            yield self._beside(self.markup.authors, mark), mark is Mark.CLASS
        if self.at is not None:
            for line in self.markup.lines_beside(self.at):
                if _BY.match(line):
                    yield [line], True
        for name in _AUTHORS:
            yield self.markup.meta[name], True
        for node in self.said.pages:
            yield self.said.names(node.get("author")), True

    def _beside(self, marked: Sequence[Marked], mark: Mark) -> list[str]:
        """The names so marked that are nearest to the headline; without a headline, only if they agree."""
        at = self.at
        lines: list[tuple[int, str]] = []
        covered: set[Any] = set()
        for one in reversed(marked):  # what is inside comes before what is around it
            if one.mark is not mark or one.element in covered or is_elsewhere(one.element, self.own):
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
        for texts in (self._dates_in_head(), self._dates_in_markup(), self._dates_beside()):
            found = [written for text in texts if (written := stated(text, self.language))]
            if found:
                # The same day may be given once more with its hour.
                return max((written for written in found if written[:10] == found[0][:10]), key=len)
        return None

    def _dates_in_head(self) -> Iterator[str]:
        """Those of the structured data and the meta elements, best first."""
        article = [self.article] if self.article is not None else []
        yield from (text for node in article if (text := jsonld.text_of(node.get("datePublished"))))
        yield from (text for name in _PUBLISHED for text in self.markup.meta[name][:1])
        yield from (text for node in self.said.pages if (text := jsonld.text_of(node.get("datePublished"))))

    def _dates_in_markup(self) -> list[str]:
        made_for_it = (one.element for one in self.markup.dates if one.mark in (Mark.ITEMPROP, Mark.PUBDATE))
        return [
            text
            for element in made_for_it
            if not is_elsewhere(element, self.own) and (text := _moment(element))
        ][:1]

    def _dates_beside(self) -> list[str]:
        at = self.at
        near: list[tuple[int, str, str]] = []
        for one in self.markup.dates:
            if one.mark not in (Mark.TIME, Mark.CLASS) or is_elsewhere(one.element, self.own):
                continue
            if at is not None and not -_NEAR_BEFORE <= one.place - at <= _NEAR:
                continue
            line = text_of(one.element, LONGEST_LINE)
            if _CHANGED.search(line) and not _ISSUED.search(line):
                continue
            if (moment := _moment(one.element)) and (day := stated(moment, self.language)):
                near.append((one.place, moment, day[:10]))
        if at is None:
            return [near[0][1]] if len({day for *_, day in near}) == 1 else []
        if near:
            return [min(near, key=lambda one: (one[0] < at - 30, abs(one[0] - at)))[1]]
        return [line for line in self.markup.lines_beside(at) if self._is_dateline(line)][:1]

    def _is_dateline(self, line: str) -> bool:
        """Whether a line is a date and at most a name or a section behind it."""
        label = _LABEL.match(line)
        bare = line[label.end() :] if label else line
        found = dated(bare, self.language)
        return found is not None and found.start <= 3 and _AFTER_A_DATE.match(bare, found.end) is not None


def _name_in(element: Any) -> str:
    """The name an element holds: its own part for that, its links, else all of its text."""
    for inner in element.iter("*"):
        if (inner.get("itemprop") or "").lower() == "name":
            return plain(inner.get("content")) or text_of(inner, LONGEST_LINE)
    whole = text_of(element, LONGEST_LINE)
    links = [text for link in element.iter("a") if (text := text_of(link, 60))]
    return "; ".join(links) if links and whole else plain(element.get("content")) or whole


def _moment(element: Any) -> str:
    return (element.get("content") or element.get("datetime") or "").strip() or text_of(element, LONGEST_LINE)
