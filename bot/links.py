"""Finds the links in what a person wrote, and gives an address its canonical form. Pure.

Links come bare, in angle brackets, as Slack's <address|label>, as Markdown's [label](address), and
with punctuation around them that is not theirs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

from summarizer.model import Span

_START: Final = re.compile(r"https?://", re.IGNORECASE)
_BARE: Final = re.compile(r"(?<![\w@./:-])www\.[\w-]+\.[\w.-]*\w[^\s<>\"'|]*", re.IGNORECASE)
_END: Final = re.compile(r"[\s<>\"|\u201c\u201d\u201e\u00ab\u00bb\u300c\u300d\uff02\u3000]|$")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_TRAILING: Final = ".,;:!?*_~'’`…。，、！？；：）】"

_TRACKING: Final = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|igshid|igsh"
    r"|mc_cid|mc_eid|_hsenc|_hsmi|vero_id|oly_anon_id|oly_enc_id|mkt_tok|cmpid|ocid|ncid|smid|sr_share|ref_src"
    r"|ref_url|guccounter|guce_referrer(?:_sig)?|xtor|at_medium|at_campaign|s_cid|_ga|_gl|srsltid|wt_mc|wt_zmc",
    re.IGNORECASE,
)
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it was written, and where it stands with its brackets and label."""

    url: str
    span: Span


def find_links(text: str) -> tuple[Link, ...]:
    """Every link in order, the same address once."""
    found: dict[str, Link] = {}
    at = 0
    while match := _START.search(text, at):
        link = _link_at(text, match.start())
        at = max(link.span.end, match.end())
        if len(link.url) > len(match[0]):
            found.setdefault(link.url, link)
    taken = [link.span for link in found.values()]
    for match in _BARE.finditer(text):
        span = Span(*match.span())
        if not any(span.overlaps(other) for other in taken):
            address = _trimmed(match[0])
            link = Link(f"https://{address}", Span(span.start, span.start + len(address)))
            found.setdefault(link.url, link)
    return tuple(sorted(found.values(), key=lambda link: link.span))


def without_links(text: str, links: tuple[Link, ...]) -> str:
    """The text with every link taken out, its brackets and label too."""
    parts: list[str] = []
    at = 0
    for link in links:
        parts.append(text[at : link.span.start])
        at = link.span.end
    parts.append(text[at:])
    return " ".join(parts)


def canonical(url: str) -> str:
    """The form under which a page is kept: scheme and host in lower case, no default port, no fragment,
    no tracking parameters. What can't be parsed comes back as it is."""
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return url
    if not host:
        return url
    if ":" in host:
        host = f"[{host}]"
    netloc = host if port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"
    return urlunsplit(SplitResult(parts.scheme.lower(), netloc, parts.path or "/", _query(parts.query), ""))


def _query(query: str) -> str:
    kept = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    if len(kept) == len(query.split("&")):
        return query
    return urlencode(kept)


def _link_at(text: str, start: int) -> Link:
    end = _END.search(text, start).start()  # type: ignore[union-attr]  # `$` always matches
    if start and text[start - 1] == "<":
        closing = text.find(">", start)
        if closing != -1 and "\n" not in text[start:closing]:
            # Slack and Markdown escape nothing inside but what they must
            return Link(text[start:end], Span(start - 1, closing + 1))
    url = _trimmed(text[start:end])
    span = Span(start, start + len(url))
    if start > 1 and text[start - 2 : start] == "](":
        opening = text.rfind("[", 0, start - 2)
        inside = _balanced(text[start:end])
        if (
            opening != -1
            and "\n" not in text[opening:start]
            and text[start + len(inside) : start + len(inside) + 1] == ")"
        ):
            return Link(inside, Span(opening, start + len(inside) + 1))
    return Link(url, span)


def _balanced(address: str) -> str:
    """Up to the first closing parenthesis that closes nothing."""
    depth = 0
    for index, char in enumerate(address):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return address[:index]
    return address


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it; a bracket stays where its pair is inside."""
    while address:
        last = address[-1]
        if last in _TRAILING or (last in _PAIRS and address.count(last) > address.count(_PAIRS[last])):
            address = address[:-1]
        else:
            break
    return address
