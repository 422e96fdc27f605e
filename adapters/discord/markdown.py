"""Words → Discord's markdown, in which they do nothing. Pure.

Every word that is not ours is cleaned, and escaped where it would do something: it formats nothing,
calls nobody, hides no address behind words. What does nothing stays as it is written. Lengths are
counted in UTF-16 units, which are never fewer than what Discord counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from adapters import display, locale
from adapters.base import Section
from adapters.discord.limits import MOST_TITLE, MOST_URL

_ACTIVE: Final = re.compile(
    r"[*_`]|(?<=~)~|~(?=~)|(?<=\|)\||\|(?=\|)"
    r"|\\(?=[^0-9A-Za-z\s]|$)"
    r"|<(?=[^\s\d])"  # a mention, an emoji, a time, an address
    r"|@(?=everyone|here)"
    r"|:(?=(?!\d+:)[\w+-]+:|100:|1234:)"  # an emoji by its name; but for these two no number is one
    r"|(?<=\])\("  # Discord overlooks a backslash before the bracket that ends the words of a link
)
"""What does something wherever it stands in a line."""

_AT_LINE_START: Final = re.compile(r"(?=#{1,3}(?:\s|$)|[-+](?:\s|$)|-#|>)|\d+(?=[.)](?:\s|$))")
_ADDRESS: Final = re.compile(r"(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{0,30}://[^\s<]*")
_SCHEME: Final = re.compile(r"[A-Za-z](?=://)")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_NO_WORDS_OF_LINK: Final = re.compile(r"[\[\]]|://")
"""Brackets might end the words of a link too soon, and of words that hold an address Discord makes none."""


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escaped(words: str) -> str:
    """One line of somebody else's words, shown as they are."""
    return _begun(_quieted(display.clean(words)))


def _quieted(words: str) -> str:
    """Words that do nothing where they stand within a line."""
    active = {found.start() for found in _ACTIVE.finditer(words)}
    for address in _ADDRESS.finditer(words):
        # of one that Discord makes a link of it shows every backslash; so this becomes none
        if any(address.start() <= at <= address.end() for at in active):
            active |= {scheme.end() for scheme in _SCHEME.finditer(words, *address.span())}
    parts = [words[start:end] for start, end in pairwise((0, *sorted(active), len(words)))]
    return "\\".join(parts)


def _begun(line: str) -> str:
    """Quieted words that do nothing at the beginning of a line either."""
    if begins := _AT_LINE_START.match(line):
        return f"{begins[0]}\\{line[begins.end() :]}"
    return line


def ours(line: str) -> str:
    """A line of ours, with `code` set as such; what stands in it of a name or an address is not ours."""
    parts: list[str] = []
    at = 0
    line = display.clean(line)
    for code in _CODE.finditer(line):
        parts += [_quieted(line[at : code.start()]), code[0]]
        at = code.end()
    return _begun("".join((*parts, _quieted(line[at:]))))


def link(url: str | None) -> str | None:
    """The address, if it may stand behind words, in a form that ends no markup."""
    safe = display.safe_link(url)
    if safe is None or safe.startswith("/") or not display.host(safe):
        return None
    for character, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("\\", "%5C")):
        safe = safe.replace(character, code)
    return safe if length(safe) <= MOST_URL else None


def arrow(url: str | None) -> str:
    """The way to an address, behind the words it belongs to; nothing where it may not stand there."""
    address = link(url)
    return f" [↗](<{address}>)" if address else ""


def linked(title: str, url: str | None, most: int) -> str:
    """An escaped title in bold, with the address behind it where both take no more than `most`."""
    bold, address = f"**{title}**", link(url)
    if address is None:
        return bold
    whole = f"{bold}{arrow(url)}" if _NO_WORDS_OF_LINK.search(title) else f"[{bold}](<{address}>)"
    return whole if length(whole) <= most else bold


def name_of(section: Section) -> str:
    """What a section is called: by its headline, else by what was asked about."""
    return display.clean(section.headline or "") or display.clean(section.label) or locale.text("thread")


def titled(words: str) -> str:
    """Escaped words, cut where Discord takes no longer title."""
    most = MOST_TITLE
    while length(title := escaped(clipped(words, most))) > MOST_TITLE:
        most -= max(1, (length(title) - MOST_TITLE) // 2)
    return title


def clipped(words: str, most: int) -> str:
    if length(words) <= most:
        return words
    while length(words) > most - 1:
        words = words[: min(len(words) - 1, most - 1)]
    return f"{words.rstrip()}…"


def portions(words: str, most: int) -> Iterator[str]:
    """Escaped words in pieces of no more than `most`, broken between words where that can be."""
    piece: list[str] = []
    size = 1  # what may have to be escaped at the beginning
    for word in display.clean(words).split(" "):
        for part in _short_parts(word, most):
            own = length(_quieted(part)) + 1
            if piece and size + own > most:
                yield escaped(" ".join(piece))
                piece, size = [], 1
            piece.append(part)
            size += own
    yield escaped(" ".join(piece))


def _short_parts(word: str, most: int) -> Iterator[str]:
    each = most // 4 - 1  # a character is two units at most, and escaped no more than twice that
    yield from (word[at : at + each] for at in range(0, len(word), each))


def wrapped(line: str, most: int) -> Iterator[str]:
    """A line of ours in pieces; only one that names very long addresses needs more than one."""
    piece = ""
    for word in line.split(" "):
        longer = f"{piece} {word}" if piece else word
        if piece and length(longer) > most:
            yield piece
            longer = _begun(word)
        piece = clipped(longer, most)
    yield piece
