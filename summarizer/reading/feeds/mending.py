"""The text of a feed in XML, as it was sent → well-formed XML of bounded size, or None for no such feed.

Of a feed's tree only what is read of it is handed on, flat and cut to its limits, so that the cost of all
that comes after is known; and what would be misread there is put right: prefixes that nobody declared,
markup that was not escaped, ids that look like addresses.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from lxml import etree

from summarizer.reading.feeds import limits
from summarizer.reading.feeds.trees import tree_of

_ROOTS: Final = ("rss", "feed", "rdf")

_PREFIXES: Final = {
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "atom": "http://www.w3.org/2005/Atom",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}
"""What a prefix means that was never declared."""

_BESIDE: Final = re.compile(
    r"yahoo\.com/mrss|itunes|podcast|podlove|georss|wellformedweb|modules/slash|media:", re.IGNORECASE
)
"""Modules whose titles, descriptions and links are those of something else."""

_DECLARED: Final = re.compile(r'\sxmlns(?::[\w.-]{1,40})?="[^"<>]*"')
_NAME_BESIDE_MAIL: Final = re.compile(
    r"\s*[^\s<>()]{1,200}@[^\s<>()]{1,200}\s*\((?P<behind>[^()]*)\)\s*|(?P<before>[^<>@]*)<[^<>]*>\s*|[^\s@]+@[^\s@]+"
)
_ENTRIES: Final = frozenset({"item", "entry"})
_OF_FEED: Final = frozenset({"title", "link", "ttl", "updateperiod", "updatefrequency"})
_OF_ENTRY: Final = frozenset(
    {
        *("title", "link", "guid", "id", "origlink", "author", "creator"),
        *("pubdate", "published", "issued", "updated", "modified", "date", "created"),
    }
)
_OF_AUTHOR: Final = frozenset({"name", "email"})
_CONTENTS: Final = frozenset({"encoded", "content", "description", "summary", "body", "fullitem", "abstract"})
_PLAIN: Final = frozenset({"", "text", "text/plain", "plain"})
_NO_TEXT: Final = re.compile(r"(?:image|audio|video|font|model)/|application/(?!xhtml)")


def mended(text: str) -> bytes | None:
    """The feed in `text` in UTF-8; None where its root is no feed's, or has nothing of a feed in it."""
    root = tree_of(text, _ROOTS)
    if root is None or not _bound(root):
        return None
    channel = next((child for child in islice(root, limits.CROWD) if _name(child) == "channel"), None)
    holders = [root] if channel is None else [root, channel]
    for holder in holders:
        del holder[limits.CROWD :]
    entries = [entry for holder in holders for entry in holder if _name(entry) in _ENTRIES]
    atom = _name(root) == "feed"
    told = any(_name(child) in ("title", "id") for child in root) if atom else channel is not None
    if not entries and not told:
        return None
    for entry in entries[limits.ENTRIES :]:
        entry.getparent().remove(entry)
    left = limits.CONTENTS
    for entry in entries[: limits.ENTRIES]:
        left -= _tidy(entry, atom, left)
    for holder in holders:
        _prune(holder, _OF_FEED | _ENTRIES, spared=channel)
        for child in holder:
            if child is not channel and _name(child) not in _ENTRIES:
                _flatten(child, 8 * limits.TITLE)
    whole: bytes = etree.tostring(root, encoding="utf-8")
    return whole


def _name(element: Any) -> str:
    """The local name in lower case."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2].lower()


def _bound(element: Any) -> bool:
    """Puts an element whose prefix nobody declared into the namespace that it stands for; False where it
    stands for none. Attributes of undeclared prefixes go, and those of a crowd."""
    tag = str(element.tag)
    if not tag.startswith("{") and ":" in tag:
        prefix, _, local = tag.partition(":")
        if prefix.lower() not in _PREFIXES:
            return False
        element.tag = f"{{{_PREFIXES[prefix.lower()]}}}{local}"
    if len(element.attrib) > limits.ELEMENTS:
        element.attrib.clear()
    for name, value in element.attrib.items():
        if (not name.startswith("{") and ":" in name) or len(value) > limits.LINE:
            del element.attrib[name]
    return True


def _prune(element: Any, wanted: frozenset[str], spared: Any = None) -> None:
    """Leaves `spared` and the children that are wanted, and of these no more than are read."""
    left = limits.ENTRIES + limits.ELEMENTS
    for child in list(element):
        if child is spared:
            continue
        if _name(child) in wanted and not _BESIDE.search(str(child.tag)) and left > 0 and _bound(child):
            left -= 1
        else:
            element.remove(child)


def _flatten(element: Any, longest: int) -> bool:
    """Makes one text of the element, cut; whether there was markup in it."""
    marked = len(element) > 0
    text = "".join(element.itertext())
    del element[:]
    element.text = text[:longest]
    return marked


# ---- entries


def _tidy(entry: Any, atom: bool, left: int) -> int:
    """Makes an entry one of flat fields with the longest of its contents, if that is within what is `left`;
    the length of that content."""
    del entry[limits.CROWD // 10 :]
    chosen = max(_contents(entry), key=_length, default=None)
    length = 0 if chosen is None else _length(chosen)
    if length == 0 or length > left:
        chosen, length = None, 0
    if chosen is not None and chosen.getparent() is not entry:
        entry.append(chosen)
    _bound(entry)
    _prune(entry, _OF_ENTRY, spared=chosen)
    for field in list(entry):
        if field is not chosen:
            _tidy_field(field, atom)
            if not (field.text or field.attrib or len(field)):
                entry.remove(field)  # an empty link would keep the guid from being one
        elif atom:
            _tell_type(field)
    return length


def _contents(entry: Any) -> Iterator[Any]:
    """What may be its content, flat and cut; the words beside a film only where there is nothing else."""
    said = False
    for child in list(entry):
        if _name(child) not in _CONTENTS or _BESIDE.search(str(child.tag)) or not _bound(child):
            continue
        if not _NO_TEXT.match((child.get("type") or "").lower()):
            _write_out(child)
            said = said or _length(child) > 0
            yield child
    if said:
        return
    for element in islice(entry.iterdescendants(), limits.CROWD):
        if _name(element) == "description" and _BESIDE.search(str(element.tag)):
            _flatten(element, limits.CONTENT + 1)
            element.tag = etree.QName(etree.QName(entry).namespace, "summary").text
            element.attrib.clear()
            yield element
            return


def _write_out(element: Any) -> None:
    """Makes markup that stands in the element as it is a text, as other feeds escape it; and cuts that."""
    if len(element):
        for inner in element.iterdescendants():
            inner.tag = _name(inner) or "span"
        etree.cleanup_namespaces(element)
        parts = [html.escape(element.text or "", quote=False)]
        parts += [
            _DECLARED.sub("", etree.tostring(inner, method="html", encoding="unicode"), count=40)
            for inner in element
        ]
        del element[:]
        element.text = "".join(parts)
        element.set("type", "html")
    element.text = (element.text or "")[: limits.CONTENT + 1]


def _length(element: Any) -> int:
    return min(len((element.text or "").strip()), limits.CONTENT)


def _tidy_field(field: Any, atom: bool) -> None:
    name = _name(field)
    if name == "author" and len(field):
        _prune(field, _OF_AUTHOR)
        for part in field:
            _flatten(part, limits.LINE)
        return
    marked = _flatten(field, 8 * limits.TITLE if name == "title" else limits.LINE)
    if name in ("author", "creator"):
        mail = _NAME_BESIDE_MAIL.fullmatch(field.text)
        field.text = (mail["behind"] or mail["before"] or "").strip() if mail else field.text
    if name == "title" and atom:
        if marked:
            field.set("type", "text")
        _tell_type(field)
    if name == "id" or (name == "guid" and not (field.text or "").strip().lower().startswith("http")):
        # else it would be called a link, or even made an address of the feed's own host
        for attribute in [key for key in field.attrib if key.lower() == "ispermalink"]:
            del field.attrib[attribute]
        field.set("isPermaLink", "false")


def _tell_type(element: Any) -> None:
    """Calls what is no plain text HTML: other types would be decoded from base64, or escaped again."""
    kind = (element.get("type") or "").strip().lower()
    element.set("type", "text" if kind in _PLAIN else "html")
    if (element.get("mode") or "").lower() != "base64":
        element.attrib.pop("mode", None)
