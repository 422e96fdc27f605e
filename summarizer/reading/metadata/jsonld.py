"""What a page says of itself in JSON-LD: the article's node, its authors, publisher and pictures.

Pages hold broken JSON, lists of other articles and references between nodes. What small slips leave of a
script is read (commas too many, comments, several values in a row), and one that can't be read is passed
over; of several articles, the one that has the page's own title is meant, and none where all are strangers.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from summarizer.reading.metadata.names import fold

Node = Mapping[str, Any]

_ARTICLE: Final = re.compile(
    r"(?:\w*Article|\w*Posting|Report|Recipe|Review|HowTo|PodcastEpisode|VideoObject|Episode|CreativeWork)"
)
_PAGE: Final = re.compile(r"(?:\w*Page|WebPage)")
_BODY: Final = re.compile(r"(?:\w*Organization|WebSite|Corporation|NGO|\w*Business|Periodical|Newspaper)")
_STRICTLY: Final = re.compile("Article|Posting|Report")
# What hid a script from old browsers.
_OPENINGS: Final = ("\ufeff", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--")
_CLOSINGS: Final = (";", "//]]>", "/*]]>*/", "]]>", "//-->", "-->")
# A string, or what JSON does not allow beside one. Each part matches to the end of the script where it is
# not closed, so that nothing is looked at twice.
_STRING_OR_SLIP: Final = re.compile(
    r'("(?:[^"\\]|\\.)*+"?)|,(?=\s*+[}\]])|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?', re.DOTALL
)
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,80}>")
_LISTS: Final = frozenset(
    {
        *("itemListElement", "blogPost", "hasPart", "isPartOf", "comment", "review", "mentions", "citation"),
        *("relatedLink", "about", "isBasedOn", "significantLink", "workExample", "subjectOf"),
    }
)
"""Properties whose values are other works."""

_LARGEST: Final = 400_000  # characters of a script
_MOST: Final = 5_000  # nodes and lists of a script
_VALUES: Final = 50  # one after the other in a script
_LONGEST: Final = 1_000  # characters of a text
_NAMES: Final = 100


@dataclass(frozen=True, slots=True)
class Said:
    """The nodes of a page: its articles and pages, the bodies that publish it, and every node with an id."""

    articles: tuple[Node, ...] = ()
    pages: tuple[Node, ...] = ()
    bodies: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)

    def article(self, titles: Iterable[str]) -> Node | None:
        """The node of this page's article; `titles` are those the page gives elsewhere."""
        if len(self.articles) <= 1:
            return self.articles[0] if self.articles else None
        known = [key for title in titles if (key := fold(title))]
        heads = [
            fold(text_of(node.get("headline")) or text_of(node.get("name")) or "") for node in self.articles
        ]
        for node, own in zip(self.articles, heads, strict=True):
            if own and any(own == title or own in title or title in own for title in known):
                return node
        stated = {fold(text_of(node.get("headline")) or "") for node in self.articles}
        return self.articles[0] if len(stated) == 1 else None

    def names(self, value: Any) -> Iterator[str]:
        """The names in an author's or publisher's value: a text, a node, a reference, a list of these."""
        for node in self._nodes(value):
            if isinstance(node, str):
                yield plain_text(node)
            else:
                name = node.get("name")
                if not name and (node.get("givenName") or node.get("familyName")):
                    name = " ".join(
                        part for key in ("givenName", "familyName") if (part := text_of(node.get(key)))
                    )
                for one in name[:_NAMES] if isinstance(name, list) else [name]:
                    if (text := text_of(one)) is not None:
                        yield text

    def pictures(self, value: Any) -> Iterator[tuple[str, Node]]:
        """The addresses in an image's value, each with its node (empty where it is a text alone)."""
        for node in self._nodes(value):
            if isinstance(node, str):
                yield node, {}
            else:
                for key in ("url", "contentUrl", "@id"):
                    address = node.get(key)
                    if isinstance(address, str) and address.strip():
                        yield address, node
                        break

    def _nodes(self, value: Any) -> Iterator[str | Node]:
        for item in value[:_NAMES] if isinstance(value, list) else [value]:
            if isinstance(item, str):
                yield item[:_LONGEST]
            elif isinstance(item, dict):
                known = self.by_id.get(item["@id"]) if isinstance(item.get("@id"), str) else None
                yield item if known is None or "name" in item or "url" in item else known


def text_of(value: Any) -> str | None:
    """A value as one plain text; of a list its first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return plain_text(value) or None if isinstance(value, str) else None


def plain_text(text: str) -> str:
    """The text without the markup and the entities that some leave in their JSON."""
    short = text[:_LONGEST]
    if "&" in short:
        short = html.unescape(short)
    if "<" in short:
        short = _TAG.sub("", short)
    return " ".join(short.split())


def said(scripts: Iterable[str]) -> Said:
    articles: list[Node] = []
    pages: list[Node] = []
    bodies: list[Node] = []
    by_id: dict[str, Node] = {}
    for script in scripts:
        for node, listed in _nodes(_loaded(script)):
            if isinstance(node.get("@id"), str) and node.keys() - {"@id", "@type"}:
                by_id.setdefault(node["@id"], node)
            if listed:
                continue
            names = _types(node)
            if any(_ARTICLE.fullmatch(name) for name in names):
                articles.append(node)
            elif any(_PAGE.fullmatch(name) for name in names):
                pages.append(node)
            elif any(_BODY.fullmatch(name) for name in names):
                bodies.append(node)
    # What is called an article goes before what only may be one.
    strict = [node for node in articles if any(_STRICTLY.search(name) for name in _types(node))]
    return Said(tuple(strict or articles), tuple(pages), tuple(bodies), by_id)


def _types(node: Node) -> list[str]:
    kinds = node.get("@type")
    return [
        kind.rpartition("/")[2][:60]
        for kind in (kinds[:10] if isinstance(kinds, list) else [kinds])
        if isinstance(kind, str)
    ]


def _loaded(script: str) -> list[Any]:
    """The values in a script, as far as they can be read."""
    if len(script) > _LARGEST:
        return []
    bare = _bare(script)
    if values := _values(bare):
        return values
    if "&quot;" in bare and '"' not in bare:
        bare = html.unescape(bare)
    return _values(_STRING_OR_SLIP.sub(lambda match: match[1] or "", bare).strip())


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    try:
        while at < len(text) and len(values) < _VALUES:
            value, at = decoder.raw_decode(text, at)
            values.append(value)
            while at < len(text) and (text[at].isspace() or text[at] in ",;"):
                at += 1
    except (ValueError, RecursionError):
        pass
    return values


def _bare(script: str) -> str:
    plain = script.strip()
    for opening in _OPENINGS:
        plain = plain.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        plain = plain.removesuffix(closing).rstrip()
    return plain


def _nodes(values: list[Any]) -> Iterator[tuple[Node, bool]]:
    """Every node with whether it stands in a list of others; outer before inner."""
    queue: list[tuple[Any, bool]] = [(value, False) for value in values]
    for item, listed in islice(queue, _MOST):
        if isinstance(item, list):
            queue.extend((one, listed) for one in item[:_MOST] if isinstance(one, (list, dict)))
        elif isinstance(item, dict):
            yield item, listed
            queue.extend(
                (inner, listed or key in _LISTS)
                for key, inner in item.items()
                if isinstance(inner, (list, dict))
            )
