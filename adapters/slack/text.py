"""Slack's markup of a message → the words as the person wrote them. Pure.

Whatever stands in angle brackets is Slack's own, since what people type between such brackets arrives
escaped; so markup is taken apart first, and each piece is unescaped once. In a message about its links
every address is written out, where adapters.links finds it again; in a longer one, a text that happens
to hold links, each reads as its label.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from adapters.links import INSTRUCTION_WORDS, all_links
from summarizer.words import count_words

_MARKUP: Final = re.compile(r"<([^<>\n]*)>")
_TYPED_MARKUP: Final = re.compile(
    r"<(?:(?:(?:@[UWB]|#[CDG])[A-Z0-9]+|!(?:here|channel|everyone))(?:\|[^<>\n]*)?"
    r"|(?:!subteam\^|!date\^|https?://|mailto:|tel:)[^<>\n]*)>"
)
_UNESCAPED_SIGN: Final = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
_ESCAPE: Final = re.compile(r"&(amp|lt|gt);")
_UNESCAPED: Final = {"amp": "&", "lt": "<", "gt": ">"}
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_CALLED: Final = re.compile(r"[ \t]*[:,]?[ \t]*")
_SPELLING: Final = re.compile(r"^https?://|^www\.|/$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Link:
    address: str
    label: str | None


def plain(text: str, bot: str) -> str:
    """The plain text of a message; `bot` is our own user's id, whose mentions are left out."""
    pieces = _pieces(text, bot)
    beside = " ".join(piece for piece in pieces if isinstance(piece, str))
    if count_words(beside) > INSTRUCTION_WORDS:
        return "".join(piece if isinstance(piece, str) else piece.label or piece.address for piece in pieces)
    labels = " ".join(piece.label for piece in pieces if isinstance(piece, _Link) and piece.label)
    # labels that would make a text of the message together are left out: it is about its links
    labelled = count_words(f"{beside} {labels}") <= INSTRUCTION_WORDS
    return "".join(_written_out(pieces, labelled))


def addresses(text: str) -> tuple[str, ...]:
    """The web addresses that a message links to, whatever words it shows for them."""
    meant = (_meant(match[1]) for match in _MARKUP.finditer(text))
    return tuple(one.address for one in meant if isinstance(one, _Link))


def typed(text: str, bot: str) -> str:
    """The plain text behind a slash command, which reaches us with Slack's escapes or as it was typed.

    Escaped text has these three signs in Slack's own markup and escapes alone; any other was typed.
    """
    return text if _UNESCAPED_SIGN.search(_TYPED_MARKUP.sub("", text)) else plain(text, bot)


def mentions(text: str, bot: str) -> bool:
    """Whether a message calls the bot."""
    return any(_is_mention(match[1], bot) for match in _MARKUP.finditer(text))


def _pieces(text: str, bot: str) -> list[str | _Link]:
    """The text in its order, unescaped, with the web's links apart."""
    pieces: list[str | _Link] = []
    at = 0
    opening = True
    for match in _MARKUP.finditer(text):
        before, inside = text[at : match.start()], match[1]
        at = match.end()
        opening = opening and not before.strip()
        if not _is_mention(inside, bot):
            pieces += [_unescaped(before), _meant(inside)]
            continue
        if opening and (called := _CALLED.match(text, at)):
            at = called.end()
        elif text[at : at + 1] in ("", "\n", " ", "\t"):
            before = before.rstrip(" \t")
        pieces.append(_unescaped(before))
    pieces.append(_unescaped(text[at:]))
    return [piece for piece in pieces if piece != ""]


def _is_mention(inside: str, bot: str) -> bool:
    return inside.partition("|")[0] == f"@{bot}"


def _meant(inside: str) -> str | _Link:
    """What one piece of markup says in words, or the link that it is."""
    target, _, label = inside.partition("|")
    label = _unescaped(label)
    if _WEB.match(target):
        return _Link(_unescaped(target), label.strip() or None)
    if target.startswith(("@", "#")):
        return target[0] + (label.removeprefix(target[0]) or target[1:])
    if target.startswith("!"):
        kind, _, rest = target[1:].partition("^")
        if kind == "date":
            return label
        return "@" + (label.removeprefix("@") or rest or kind)
    return label or _unescaped(target).removeprefix("mailto:").removeprefix("tel:")


def _written_out(pieces: list[str | _Link], labelled: bool) -> list[str]:
    written: list[str] = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            written.append(piece)
            continue
        following = pieces[index + 1] if index + 1 < len(pieces) else ""
        behind = following if isinstance(following, str) else following.label or following.address
        if labelled and piece.label and _says_more(piece.label, piece.address):
            written.append(f"{piece.label} ({_findable('(', piece.address, f'){behind}')})")
        else:
            before = written[-1][-1] if written else ""
            written.append(_findable(before, piece.address, behind))
    return written


def _says_more(label: str, address: str) -> bool:
    """Whether a label is words, and neither the address again nor another one."""
    return _bare(label) != _bare(address) and not any(all_links(label))


def _findable(before: str, address: str, behind: str) -> str:
    """The address as it stands between these, in angle brackets where its end could not be told."""
    found = next(all_links(f"{before}{address}{behind}"), None)
    return address if found is not None and found.url == address else f"<{address}>"


def _bare(address: str) -> str:
    """An address without what people leave out when they write one."""
    shown, before = address, None
    while shown != before:
        shown, before = _SPELLING.sub("", shown), shown
    return shown.casefold()


def _unescaped(text: str) -> str:
    # each escape once: "&amp;lt;" is somebody's "&lt;"
    return _ESCAPE.sub(lambda match: _UNESCAPED[match[1]], text)
