"""OPML, in which readers of feeds hand their subscriptions on: bytes → addresses and titles, and back.

No entity is expanded, no file opened and no network asked. What is read is every outline with an address,
in order and however deep; what is written is OPML 2.0.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime
from typing import Any, Final

from lxml import etree

from summarizer.model import Fault, Unreadable
from summarizer.reading.decoding import decode
from summarizer.reading.feeds.trees import tree_of
from summarizer.reading.feeds.values import address, headline, without_controls

_MOST: Final = 5_000  # feeds


def read_opml(body: bytes) -> tuple[tuple[str, str | None], ...]:
    """The feeds' addresses and titles, each address once; raises `Unreadable` (EMPTY, NOT_A_FEED)."""
    text = decode(body).strip("\ufeff\x00 \t\r\n\f\v")
    if not text:
        raise Unreadable(Fault.EMPTY)
    root = tree_of(text, ("opml",))
    if root is None:
        raise Unreadable(Fault.NOT_A_FEED, "no OPML")
    found: dict[str, str | None] = {}
    for outline in root.iter("{*}*"):
        if len(found) >= _MOST:
            break
        if _name(outline) != "outline":
            continue
        given = {name.lower(): value for name, value in outline.attrib.items()}
        feed = address(given.get("xmlurl"))
        if feed is not None:
            title = headline(given.get("title"), markup=False) or headline(given.get("text"), markup=False)
            found[feed] = found.get(feed) or title
    return tuple(found.items())


def write_opml(feeds: Sequence[tuple[str, str | None]], title: str, made: datetime) -> bytes:
    """OPML 2.0 in UTF-8 of these addresses and titles; `made` is aware. Characters that XML can't hold are
    left out."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = without_controls(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(made)
    body = etree.SubElement(root, "body")
    for feed, called in feeds:
        url = without_controls(feed)
        name = without_controls(called or "") or url
        etree.SubElement(body, "outline", type="rss", text=name, title=name, xmlUrl=url)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2].lower()
