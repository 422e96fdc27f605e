"""XML of anybody's making → a tree, with as much mended as can be.

Whatever stands before the root element that is looked for never reaches a parser: a warning of PHP, and
above all a document type with its entities. So nothing is there to be expanded, opened or fetched; an entity
that HTML does not know is plain text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from typing import Any, Final

from lxml import etree

from summarizer.reading.feeds.values import without_controls

_AHEAD: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|(?P<page><(?:!doctype\s+html|html)[\s>])"
    r"|<(?:[\w-]{1,20}:)?(?P<root>[a-z]{1,20})[\s>/]",
    re.IGNORECASE | re.DOTALL,
)
_REFERENCE: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#\d{1,7};|#x[0-9a-f]{1,6};|(?P<name>[a-z]\w{1,31});)?",
    re.IGNORECASE | re.DOTALL,
)
_HOLDING: Final = r"title|description|summary|content(?::encoded)?"
_BOUNDARY: Final = re.compile(
    rf"<!\[CDATA\[.*?(?:\]\]>|\Z)|</?(?P<apart>item|entry)[\s>]"
    rf"|<(?P<open>{_HOLDING})(?:\s[^<>]*)?(?<!/)>|</(?P<close>{_HOLDING})\s*>",
    re.IGNORECASE | re.DOTALL,
)
_OF_XML: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})


def tree_of(text: str, roots: Collection[str]) -> Any:
    """The tree of the first element that is called one of `roots`, in lower case and whatever its prefix;
    None where there is none, or where a page of HTML begins before."""
    for found in _AHEAD.finditer(text):
        if found["page"]:
            return None
        if found["root"] and found["root"].lower() in roots:
            return _parsed(_REFERENCE.sub(_known, without_controls(text[found.start() :])))
    return None


def _known(reference: re.Match[str]) -> str:
    """A reference that every XML parser knows; `&` alone, and what only HTML knows, are made one."""
    given, name = reference[0], reference["name"]
    if given.startswith("<") or name in _OF_XML:
        return given
    if given == "&":
        return "&amp;"
    meant = without_controls(html.unescape(given))
    if name is not None and meant.startswith("&" + name[:1]):
        return "&amp;" + given[1:]
    return html.escape(meant, quote=True)


def _parsed(text: str) -> Any:
    """The tree of `text`, as it is or else as much of it as can be mended; None for what is no XML at all."""
    for mends in (False, True):
        parser = etree.XMLParser(
            encoding="utf-8",
            recover=mends,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring((_closed(text) if mends else text).encode(), parser)
        except (etree.LxmlError, ValueError):
            continue
    return None


def _closed(text: str) -> str:
    """Escapes what stands in titles and contents as it is: a tag that it leaves open would swallow all the
    entries that follow."""
    parts: list[str] = []
    at, opening = 0, None
    for tag in _BOUNDARY.finditer(text):
        if tag["apart"]:
            opening = None
        elif opening is None and tag["open"]:
            opening = tag
        elif opening is not None and tag["close"] and tag["close"].lower() == opening["open"].lower():
            inner = text[opening.end() : tag.start()]
            if "<" in inner and "<![CDATA[" not in inner:
                parts += text[at : opening.end()], inner.replace("<", "&lt;")
                at = tag.start()
            opening = None
    return "".join(parts) + text[at:]
