"""What a page says of itself in JSON-LD: the article's node, its authors and publisher.

Pages hold broken JSON, lists of other articles and references between nodes. A script that can't be read
is passed over; of several articles, the one that has the page's own title is meant, and none where all
are strangers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from summarizer.reading.names import fold

Node = Mapping[str, Any]

_ARTICLE: Final = re.compile(
    r"(?:\w*Article|\w*Posting|Report|Recipe|Review|HowTo|PodcastEpisode|VideoObject|Episode|CreativeWork)"
)
_PAGE: Final = re.compile(r"(?:\w*Page|WebPage)")
_STRICTLY: Final = re.compile("Article|Posting|Report")
# What hid a script from old browsers.
_OPENINGS: Final = ("//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--")
_CLOSINGS: Final = (";", "//]]>", "/*]]>*/", "]]>", "//-->", "-->")
_LISTS: Final = frozenset(
    {
        *("itemListElement", "blogPost", "hasPart", "isPartOf", "comment", "review", "mentions", "citation"),
        *("relatedLink", "about"),
    }
)
"""Properties whose values are other works."""

_LARGEST: Final = 400_000  # characters of a script
_MOST: Final = 5_000  # nodes of a page


@dataclass(frozen=True, slots=True)
class Said:
    """The nodes of a page: its articles and pages, and every node that has an id."""

    articles: tuple[Node, ...] = ()
    pages: tuple[Node, ...] = ()
    by_id: Mapping[str, Node] = field(default_factory=dict)

    def article(self, titles: Iterable[str]) -> Node | None:
        """The node of this page's article; `titles` are those the page gives elsewhere."""
        if len(self.articles) <= 1:
            return self.articles[0] if self.articles else None
        known = [fold(title) for title in titles if title]
        for node in self.articles:
            own = fold(text_of(node.get("headline")) or text_of(node.get("name")) or "")
            if own and any(own == title or own in title or title in own for title in known if title):
                return node
        heads = {fold(text_of(node.get("headline")) or "") for node in self.articles}
        return self.articles[0] if len(heads) == 1 else None

    def names(self, value: Any) -> Iterator[str]:
        """The names in an author's or publisher's value: a text, a node, a reference, a list of these."""
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, str):
                yield item
            elif isinstance(item, dict):
                node = item if "name" in item else self.by_id.get(str(item.get("@id")), item)
                name = node.get("name")
                for one in name if isinstance(name, list) else [name]:
                    if isinstance(one, str):
                        yield one


def text_of(value: Any) -> str | None:
    """A value as one text; of a list its first."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("@value")
    return " ".join(value.split()) if isinstance(value, str) and value.strip() else None


def said(scripts: Iterable[str]) -> Said:
    articles: list[Node] = []
    pages: list[Node] = []
    by_id: dict[str, Node] = {}
    for script in scripts:
        for node, listed in _nodes(_loaded(script)):
            if isinstance(node.get("@id"), str) and "name" in node:
                by_id.setdefault(node["@id"], node)
            if listed:
                continue
            kinds = node.get("@type")
            names = [
                kind.rpartition("/")[2]
                for kind in (kinds if isinstance(kinds, list) else [kinds])
                if isinstance(kind, str)
            ]
            if any(_ARTICLE.fullmatch(name) for name in names):
                articles.append(node)
            elif any(_PAGE.fullmatch(name) for name in names):
                pages.append(node)
    # What is called an article goes before what only may be one.
    strict = [node for node in articles if _STRICTLY.search(str(node.get("@type")))]
    return Said(tuple(strict or articles), tuple(pages), by_id)


def _loaded(script: str) -> Any:
    if len(script) > _LARGEST:
        return None
    try:
        return json.loads(_bare(script), strict=False)
    except (ValueError, RecursionError):
        return None


def _bare(script: str) -> str:
    plain = script.strip()
    for opening in _OPENINGS:
        plain = plain.removeprefix(opening).lstrip()
    for closing in _CLOSINGS:
        plain = plain.removesuffix(closing).rstrip()
    return plain


def _nodes(value: Any) -> Iterator[tuple[Node, bool]]:
    """Every node with whether it stands in a list of others; outer before inner."""
    queue: list[tuple[Any, bool]] = [(value, False)]
    for item, listed in queue:
        if len(queue) > _MOST:
            return
        if isinstance(item, list):
            queue.extend((one, listed) for one in item)
        elif isinstance(item, dict):
            yield item, listed
            queue.extend(
                (inner, listed or key in _LISTS)
                for key, inner in item.items()
                if isinstance(inner, (list, dict))
            )
