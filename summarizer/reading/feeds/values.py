"""What a feed writes in its fields → a line of plain text, a web address, a content.

A headline is freed of markup and of entities that were escaped once too often; an address is absolute and
of the web, or none; a content is HTML, in which line breaks count where it has no tags.
"""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urljoin, urlsplit

from summarizer.reading.feeds import limits

_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_TAG: Final = re.compile(
    r"<(/?)(a|abbr|b|bdi|big|br|center|cite|code|del|div|em|font|h[1-6]|i|img|ins|kbd|mark|p|q|s|small|span|strong|"
    r"strike|sub|sup|time|tt|u|var|wbr)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_APART: Final = frozenset({"br", "p", "div", "center", "h1", "h2", "h3", "h4", "h5", "h6"})
_ANY_TAG: Final = re.compile(r"</?[a-z][a-z0-9]{0,15}(?:\s[^<>]*)?/?>", re.IGNORECASE)
_CLOSING_TAG: Final = re.compile(
    r"</(?:p|div|a|b|i|em|strong|span|li|ul|ol|blockquote|h[1-6])\s*>", re.IGNORECASE
)


def without_controls(text: str) -> str:
    """`text` without the characters that no document may hold."""
    return _CONTROLS.sub("", text)


def line(text: str | None, longest: int = limits.LINE) -> str | None:
    """White space folded, no control characters; None for nothing."""
    plain = " ".join(without_controls((text or "")[: 8 * longest]).split())
    return plain[:longest].rstrip() or None


def headline(text: str | None, *, markup: bool = True) -> str | None:
    """A title in plain text; `markup` says that its tags are tags and no words of it."""
    plain = (text or "")[: 8 * limits.TITLE]
    if markup:
        plain = _TAG.sub(_between, plain)
    once = html.unescape(plain)
    if once != plain:
        # escaped twice, markup included; a tag that is only talked about has no closing one beside it
        tags = _TAG.findall(once)
        opened = {name.lower() for slash, name in tags if not slash}
        closed = {name.lower() for slash, name in tags if slash}
        if markup and opened & closed:
            once = _TAG.sub(_between, once)
        once = html.unescape(once)
    return line(once, limits.TITLE)


def _between(tag: re.Match[str]) -> str:
    return " " if tag[2].lower() in _APART else ""


def address(text: str | None, base: str | None = None) -> str | None:
    """An absolute address of the web, without white space; None for any other."""
    given = without_controls(text or "").strip()
    if not given or len(given) > limits.LINE:
        return None
    given = re.sub(r"[\r\n\t]", "", given).replace(" ", "%20")
    try:
        whole = urljoin(base or "", given)
        parts = urlsplit(whole)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname or any(map(str.isspace, whole)):
        return None
    return whole


def has_tags(text: str) -> bool:
    return _ANY_TAG.search(text) is not None


def content(text: str | None, *, plain: bool = False) -> str | None:
    """HTML, cut to what is read of it. `plain` says that the feed calls it text; it is believed, unless
    that text holds the ends of common elements."""
    given = without_controls(text or "").strip()
    if len(given) > limits.CONTENT:
        given = given[: limits.CONTENT]
        torn = given.rfind("<")
        if torn > given.rfind(">"):
            given = given[:torn]
    if plain and not _CLOSING_TAG.search(given):
        given = html.escape(given, quote=False)
    return given.rstrip() or None
