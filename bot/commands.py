"""What a person wants, from what they wrote. Pure: an Ask in, an intent out.

A message is about its files and links; it is itself the text to summarise when it is long enough to be
one; and when it is neither, the message it points to is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from adapters import locale
from adapters.base import Ask, File, Message, Place, Private, Way
from bot.links import find_links, without_links
from summarizer.model import Length, Wish
from summarizer.words import count_words

INSTRUCTION_WORDS: Final = 40
"""Up to this many words beside a link are about the link; more are a text that happens to hold one."""

TEXT_WORDS: Final = 20
"""From this many words on a message without a link is a text to summarise and not small talk."""

TEXT_WORDS_ASKED: Final = 4
"""The same behind a slash command or a mention, where something was asked for."""

_LENGTH: Final = re.compile(r"\b(short|medium|long)\b", re.IGNORECASE)
_SENTENCES: Final = re.compile(r"\b(\d{1,3})\s+sentences?\b", re.IGNORECASE)
_WORDS: Final = re.compile(r"\b(\d{1,5})\s+words\b", re.IGNORECASE)
_HERE: Final = re.compile(r"\bhere\b", re.IGNORECASE)
_OPTION: Final = re.compile(
    r"\s*(?:(?P<here>here)|(?P<length>short|medium|long)|(?P<sentences>\d{1,3})\s+sentences?"
    r"|(?P<words>\d{1,5})\s+words)\b[\s:,]*",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?(?:/\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WantedLink:
    url: str


@dataclass(frozen=True, slots=True)
class WantedText:
    text: str


@dataclass(frozen=True, slots=True)
class WantedFile:
    file: File


Wanted = WantedLink | WantedText | WantedFile


@dataclass(frozen=True, slots=True)
class Summarise:
    """Summarise these, at this length, for all or for the asker alone; `unread` are links past the limit."""

    wanted: tuple[Wanted, ...]
    wish: Wish
    public: bool = True
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Say:
    """Answer with a text of ours."""

    text: str
    public: bool = True


Intent = Summarise | Say


def interpret(ask: Ask, length: Length = Length.MEDIUM, most_links: int = 5) -> Intent:
    """What `ask` wants; `length` is meant where it names none."""
    public = ask.way is not Way.COMMAND
    text = ask.text.strip()
    wish = Wish(length=length)
    if ask.way is Way.COMMAND:
        if ask.command != "tldr":
            return Say(locale.text("unknown command", command=ask.command or ""), public=False)
        wish, public, text = _options(text, length)
        if _ADDRESS.fullmatch(text):
            text = f"https://{text}"
    if text.lower().strip("?!. ") in ("help", "") and not _has_more(ask):
        return Say(locale.text("help"), public)
    # under a menu or a reaction the target is what is meant; else what was written comes first
    own = _wanted(text, ask.message.files if ask.message else (), asked=_is_asked(ask))
    meant = _of_message(ask.target)
    found = (meant or own) if ask.way in (Way.MENU, Way.REACTION) else (own or meant)
    if not found:
        return Say(locale.text("nothing to read"), public)
    if ask.way is not Way.COMMAND and not any(isinstance(one, WantedText) for one in own):
        wish = _wish_beside(text, length)
    links = [one for one in found if isinstance(one, WantedLink)]
    return Summarise(
        wanted=tuple(one for one in found if one not in links[most_links:]),
        wish=wish,
        public=public,
        unread=tuple(link.url for link in links[most_links:]),
    )


def answer_place(ask: Ask, public: bool) -> Place:
    """Where the answer belongs, by the table of who sees what.

    A public answer to a slash command outside a thread has no message to hang on: it comes back with
    the channel's own place, and becomes a post with a thread under it.
    """
    place = ask.place
    if ask.way is Way.COMMAND:
        if public:
            return Place(place.platform, place.workspace, place.channel, place.thread)
        return place if place.private else _private(place, ask)
    if ask.way is Way.DIRECT or place.private:
        return place
    root = place.thread
    if root is None:
        first = ask.target if ask.way in (Way.MENU, Way.REACTION) else ask.message
        root = (first or ask.target or ask.message or Message(ask.event, "")).id
    return place.in_thread(root)


def _private(place: Place, ask: Ask) -> Place:
    return Place(place.platform, place.workspace, place.channel, place.thread, Private(ask.person.id))


def _has_more(ask: Ask) -> bool:
    return bool(ask.target or (ask.message and ask.message.files))


def _is_asked(ask: Ask) -> bool:
    return ask.way in (Way.COMMAND, Way.MENU, Way.REACTION)


def _of_message(message: Message | None) -> tuple[Wanted, ...]:
    return _wanted(message.text, message.files, asked=True) if message else ()


def _wanted(text: str, files: tuple[File, ...], asked: bool) -> tuple[Wanted, ...]:
    """Files and links, or the text itself; `asked` lowers what counts as a text."""
    links = find_links(text)
    beside = count_words(without_links(text, links))
    if links and beside <= INSTRUCTION_WORDS:
        return (*map(WantedFile, files), *(WantedLink(link.url) for link in links))
    least = TEXT_WORDS_ASKED if asked else TEXT_WORDS
    if files and beside <= INSTRUCTION_WORDS:
        return tuple(map(WantedFile, files))
    if beside >= least:
        return (*map(WantedFile, files), WantedText(text))
    return tuple(map(WantedFile, files))


def _options(text: str, length: Length) -> tuple[Wish, bool, str]:
    """The wish, whether for all, and the rest of a command's text.

    Options stand before the text, and beside a link also behind it, so that the words of a pasted text
    are never taken for them.
    """
    found: dict[str, str] = {}
    while match := _OPTION.match(text):
        found.update({name: value.lower() for name, value in match.groupdict().items() if value})
        text = text[match.end() :]
    links = find_links(text)
    rest = without_links(text, links)
    public = "here" in found
    if links and count_words(rest) <= INSTRUCTION_WORDS:
        public = public or bool(_HERE.search(rest))
        return _wish_beside(f"{' '.join(_spelled(found))} {rest}", length), public, text
    wish = _wish_beside(" ".join(_spelled(found)), length)
    return wish, public, text


def _spelled(found: dict[str, str]) -> list[str]:
    units = {"sentences": " sentences", "words": " words"}
    return [value + units.get(name, "") for name, value in found.items()]


def _wish_beside(instruction: str, length: Length) -> Wish:
    """The length that the words beside a link ask for."""
    words = without_links(instruction, find_links(instruction))
    if match := _SENTENCES.search(words):
        return Wish(length=length, sentences=max(1, int(match[1])))
    if match := _WORDS.search(words):
        return Wish(length=length, words=max(1, int(match[1])))
    if match := _LENGTH.search(words):
        return Wish(length=Length(match[1].lower()))
    return Wish(length=length)
