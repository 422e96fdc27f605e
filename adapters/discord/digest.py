"""A digest → what Discord shows of it: its entries one under another, in embeds or as plain text. Pure.

An entry is its headline, then small who published and who shared it, then its sentences, each on a line of
its own. Texts end between entries; an entry that is longer than one goes on in the next, broken between its
lines. No sentence is cut unless it is longer than a whole text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from adapters import display
from adapters.base import Reply, Section
from adapters.discord.limits import MOST_CONTENT, MOST_DESCRIPTION, MOST_EMBEDS, MOST_IN_EMBEDS
from adapters.discord.markdown import (
    arrow,
    clipped,
    escaped,
    length,
    linked,
    name_of,
    ours,
    portions,
    titled,
    wrapped,
)

_SMALL: Final = "-# "
_MOST_OF_NAME: Final = 100
_MOST_ON_LINE: Final = 1_000
"""Of who shared a link, each with the address of their message; whoever is past that is left out."""


@dataclass(frozen=True, slots=True)
class _Room:
    """What one text takes, all texts of a message together, and how many of them there may be."""

    text: int
    message: int
    texts: int


_EMBEDS: Final = _Room(MOST_DESCRIPTION, MOST_IN_EMBEDS, MOST_EMBEDS)
_PLAIN: Final = _Room(MOST_CONTENT, MOST_CONTENT, 1)


def digest_embeds(reply: Reply) -> list[list[dict[str, Any]]]:
    """The embeds of each message, the digest's own headline above the first."""
    title = titled(reply.title) if reply.title else ""
    texts = _laid_out(_entries(reply, _EMBEDS.text), _EMBEDS, length(title))
    embeds = [[{"description": text} for text in message] for message in texts]
    if title:
        first = embeds[0][0] if embeds[0] else {}
        embeds[0] = [{"title": title, **first}, *embeds[0][1:]]
    return embeds


def digest_texts(reply: Reply) -> list[str]:
    """The same as the text of one message or more."""
    entries = _entries(reply, _PLAIN.text)
    if reply.title:
        entries.insert(0, (f"**{titled(reply.title)}**",))
    return [text for message in _laid_out(entries, _PLAIN, 0) for text in message]


# ---- entries ------------------------------------------------------------------------------------


def _entries(reply: Reply, most: int) -> list[tuple[str, ...]]:
    """The lines of each entry, none longer than `most`; what is said under it all is the last."""
    entries = [tuple(_entry(section, most)) for section in reply.sections]
    notes = tuple(_small(reply.notes, most))
    return [*entries, notes] if notes else entries


def _entry(section: Section, most: int) -> Iterable[str]:
    yield linked(titled(name_of(section)), section.link, most)
    if whence := _whence(section):
        yield f"{_SMALL}{whence}"
    if section.problem:
        yield from wrapped(ours(section.problem), most)
        return
    for passage in section.passages:
        yield from (part for part in portions(display.passage_text(passage), most) if part)
    yield from _small(section.notes, most)


def _whence(section: Section) -> str:
    """Who published it, and who shared it with the way to their messages."""
    outlet = escaped(clipped(display.outlet(section), _MOST_OF_NAME))
    sharing = ""
    for label, address in display.sharing(section):
        one = f"{escaped(clipped(label, _MOST_OF_NAME))}{arrow(address)}"
        longer = f"{sharing}, {one}" if sharing else one
        if length(longer) > _MOST_ON_LINE:
            # without the way to a message there is always room for the first
            sharing = f"{sharing}, …" if sharing else escaped(clipped(label, _MOST_OF_NAME))
            break
        sharing = longer
    return " · ".join(part for part in (outlet, sharing) if part)


def _small(notes: Iterable[str], most: int) -> Iterable[str]:
    for note in notes:
        yield from (f"{_SMALL}{part}" for part in wrapped(ours(note), most - len(_SMALL)) if part)


# ---- texts --------------------------------------------------------------------------------------


def _laid_out(entries: Iterable[tuple[str, ...]], room: _Room, taken: int) -> list[list[str]]:
    """The texts of each message, of which there is one at least; of the first `taken` is used already."""
    messages: list[list[str]] = [[]]
    for lines in entries:
        whole = "\n".join(lines)
        pieces = (whole,) if length(whole) <= room.text else lines
        for index, piece in enumerate(pieces):
            gap = "\n" if index else "\n\n"
            texts, own = messages[-1], length(piece)
            left = room.message - taken
            if texts and length(texts[-1]) + len(gap) + own <= room.text and len(gap) + own <= left:
                texts[-1] += gap + piece
                taken += len(gap) + own
            elif own <= left and len(texts) < room.texts:
                texts.append(piece)
                taken += own
            else:
                messages.append([piece])
                taken = own
    return messages
