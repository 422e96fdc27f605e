"""Finds the links in what a person wrote, and gives an address its canonical form. Pure.

Links come bare, in angle brackets, as Slack's <address|label>, as Markdown's [label](address), and
with punctuation around them that is not theirs. No character is looked at more than a few times, since
this runs before any limit on a text does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit, urlunsplit

from summarizer.model import Span
from summarizer.tracking import without_tracking

INSTRUCTION_WORDS: Final = 40
"""Up to this many words beside a link are about the link; more are a text that happens to hold one."""

_START: Final = re.compile(r"https?://|(?<![\w@./:-])www\.(?=[\w-]+\.\w)", re.IGNORECASE)
_FOREIGN: Final = (
    '\\s<>"|“”„«»「」＂、。，（）【】'
    "\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
)
"""What no address holds as people write it, for a character class; of Chinese and Japanese punctuation
that which stands between sentences, since there the text goes on without a space."""

_END: Final = re.compile(rf"[{_FOREIGN}]|\]\(|$")
_ANGLED: Final = re.compile(r"([^\s<>|]++)(?:\|[^<>\n]*+)?>")
_PARENTHESIS_OR_END: Final = re.compile(rf"\]\(|[(){_FOREIGN}]|$")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}
_TRAILING: Final = ".,;:!?*_~'’`…。，、！？；：）】"

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Link:
    """An address as it was written, and where it stands with its brackets and label."""

    url: str
    span: Span


def find_links(text: str) -> tuple[Link, ...]:
    """Every link in order, the same page once."""
    found: dict[str, Link] = {}
    for link in all_links(text):
        found.setdefault(canonical(link.url), link)
    return tuple(found.values())


def without_links(text: str) -> str:
    """The text with every link taken out, its brackets and label too."""
    parts: list[str] = []
    at = 0
    for link in all_links(text):
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
    return urlunsplit(
        SplitResult(parts.scheme.lower(), netloc, parts.path or "/", without_tracking(parts.query), "")
    )


def all_links(text: str) -> Iterator[Link]:
    """Every link in order, as often as it stands there."""
    at = 0
    while match := _START.search(text, at):
        address, span = _address(text, match.start(), at)
        at = max(span.end, match.end())
        if len(address) > len(match[0]):
            yield Link(address if "://" in match[0] else f"https://{address}", span)


def _address(text: str, start: int, after: int) -> tuple[str, Span]:
    """The address that begins at `start`, and the span that is its; nothing before `after` is."""
    if start > after and text[start - 1] == "<" and (angled := _ANGLED.match(text, start)):
        # Slack and Markdown escape nothing inside but what they must
        return angled[1], Span(start - 1, angled.end())
    if text.startswith("](", max(after, start - 2)):
        opening = text.rfind("[", after, start - 2)
        closing = _closing(text, start)
        if closing is not None and opening != -1 and "\n" not in text[opening:start]:
            return text[start:closing], Span(opening, closing + 1)
    end = _END.search(text, start).start()  # type: ignore[union-attr]  # `$` always matches
    address = _trimmed(text[start:end])
    return address, Span(start, start + len(address))


def _closing(text: str, start: int) -> int | None:
    """Where the first parenthesis stands that closes nothing, if the address goes on so far."""
    depth = 0
    for match in _PARENTHESIS_OR_END.finditer(text, start):
        if match[0] == ")" and depth == 0:
            return match.start()
        if match[0] not in ("(", ")"):
            return None
        depth += 1 if match[0] == "(" else -1
    return None


def _trimmed(address: str) -> str:
    """Without the punctuation of the sentence around it; a bracket stays where its pair is inside."""
    unpaired = {
        closing: address.count(closing) - address.count(opening) for closing, opening in _PAIRS.items()
    }
    end = len(address)
    while end:
        last = address[end - 1]
        if unpaired.get(last, 0) > 0:
            unpaired[last] -= 1
        elif last not in _TRAILING:
            break
        end -= 1
    return address[:end]
