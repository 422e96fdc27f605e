"""What a person wants, from what they wrote. Pure: an Ask in, an intent out.

A message is about its files and links; it is itself the text to summarise when it is long enough to be
one; and when it is neither, the message it points to is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from adapters import locale
from adapters.base import Ask, File, Message, Place, Private, Way
from adapters.links import find_links, without_links
from summarizer.model import Length, Wish
from summarizer.words import count_words

INSTRUCTION_WORDS: Final = 40
"""Up to this many words beside a link are about the link; more are a text that happens to hold one."""

TEXT_WORDS: Final = 20
"""From this many words on a message without a link is a text to summarise and not small talk."""

TEXT_WORDS_ASKED: Final = 4
"""The same behind a slash command, and in the message under a menu, a reaction or a reply."""

_POLITE: Final = re.compile(
    r"@\w+|\b(?:please|thanks|tldr|summari[sz]e|summary|make|give|me|it|this|that|the|of|in|as|an?|version)\b|[.:;!?,]",
    re.IGNORECASE,
)
"""What may stand around a length without meaning more."""

_OPTION: Final = re.compile(
    r"\s*(?:(?P<here>here)|(?P<length>short|medium|long)|(?P<sentences>\d{1,3})\s+sentences?"
    r"|(?P<words>\d{1,5})\s+words)(?=[\s:,]|$)[\s:,]*",
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
    word = text.lower().strip("?!. ")
    files = ask.message.files if ask.message else ()
    if (word == "help" and not files) or not (word or files or ask.target):
        return Say(locale.text("help"), public)
    # under a menu or a reaction the target is what is meant; else what was written comes first
    own = _wanted(text, files, asked=_is_asked(ask))
    meant = _of_message(ask.target)
    found = (meant or own) if ask.way in (Way.MENU, Way.REACTION) else (own or meant)
    if not found:
        return Say(locale.text("nothing to read"), public)
    if ask.way is not Way.COMMAND and not any(isinstance(one, WantedText) for one in own):
        wish = _wish_beside(without_links(text), length)
    links = [one for one in found if isinstance(one, WantedLink)]
    others = [one for one in found if not isinstance(one, WantedLink)]
    return Summarise(
        wanted=(*others, *links[:most_links]),
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
            return replace(place, private=None)
        return place if place.private else _private(place, ask)
    if ask.way is Way.DIRECT or place.private:
        return place
    root = place.thread
    if root is None:
        first = ask.target if ask.way in (Way.MENU, Way.REACTION) else ask.message
        root = (first or ask.target or ask.message or Message(ask.event, "")).id
    return place.in_thread(root)


def _private(place: Place, ask: Ask) -> Place:
    return replace(place, private=Private(ask.person.id))


def _is_asked(ask: Ask) -> bool:
    return ask.way in (Way.COMMAND, Way.MENU, Way.REACTION)


def _of_message(message: Message | None) -> tuple[Wanted, ...]:
    return _wanted(message.text, message.files, asked=True) if message else ()


def _wanted(text: str, files: tuple[File, ...], asked: bool) -> tuple[Wanted, ...]:
    """Files and links, or the text itself; `asked` lowers what counts as a text."""
    links = find_links(text)
    beside = count_words(without_links(text))
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

    Beside a link options may stand before it and behind it. Before a text they are options only where
    they can't be its beginning: written small, and not run on in small letters. "Here is how …" is
    neither shortened by a word nor shown to all.
    """
    found, rest = _leading(text)
    if address := _ADDRESS.match(rest):
        behind, more = _leading(rest[address.end() :])
        if not more:
            found, rest = found | behind, f"https://{address[0]}"
    beside = without_links(rest)
    if beside != rest and count_words(beside) <= INSTRUCTION_WORDS:
        behind, _ = _leading(beside)
        return _wish_beside(f"{_spelled(found)} {beside}", length), "here" in found | behind, rest
    found, rest = _leading(text, small=True)
    if rest[:1].islower() and not text[: -len(rest)].rstrip(" \t").endswith((":", "\n")):
        return Wish(length=length), False, text
    return _wish_beside(_spelled(found), length), "here" in found, rest


def _leading(text: str, small: bool = False) -> tuple[dict[str, str], str]:
    """The options at the beginning, by kind, and the rest; `small` takes those in small letters alone."""
    found: dict[str, str] = {}
    at = 0
    while (match := _OPTION.match(text, at)) and not (small and match[0] != match[0].lower()):
        found.update({name: value.lower() for name, value in match.groupdict().items() if value})
        at = match.end()
    return found, text[at:]


def _spelled(found: dict[str, str]) -> str:
    units = {"sentences": " sentences", "words": " words"}
    return " ".join(value + units.get(name, "") for name, value in found.items())


def _wish_beside(words: str, length: Length) -> Wish:
    """The length that the words beside a link ask for, where they ask for nothing else: "make it short,
    please" does, "not too long a story, I hope" does not."""
    asked = _POLITE.sub(" ", words)
    found, rest = _leading(asked.strip(" .,:;!?"))
    if rest.strip(" .,:;!?"):
        return Wish(length=length)
    if "sentences" in found:
        return Wish(length=length, sentences=max(1, int(found["sentences"])))
    if "words" in found:
        return Wish(length=length, words=max(1, int(found["words"])))
    return Wish(length=Length(found["length"])) if "length" in found else Wish(length=length)
