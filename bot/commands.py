"""What a person wants, from what they wrote, and the commands that platforms register. Pure: an Ask in,
an intent out.

A message is about its files and links; it is itself the text to summarise when it is long enough to be
one; and when it is neither, the message it points to is meant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from adapters import locale
from adapters.base import (
    Ask,
    Command,
    File,
    Message,
    Place,
    Pressed,
    Private,
    Subcommand,
    Vocabulary,
    Way,
)
from adapters.links import INSTRUCTION_WORDS, all_links, find_links, without_links
from summarizer.model import Length, Span, Wish
from summarizer.words import count_words

TEXT_WORDS: Final = 20
"""From this many words on a message without a link is a text to summarise and not small talk."""

TEXT_WORDS_ASKED: Final = 4
"""The same behind a slash command, and in the message under a menu, a reaction or a reply."""

_POLITE: Final = re.compile(
    r"@\w+|\b(?:please|thanks|tldr|summari[sz]e|summary|make|give|me|it|this|that|the|of|in|as|an?|version|just|only"
    r"|read|reading)\b|[.:;!?,]",
    re.IGNORECASE,
)
"""What may stand around a length without meaning more."""

_OPTION: Final = re.compile(
    r"\s*(?:(?P<here>here)|(?P<length>short|medium|long|headline)|(?P<sentences>\d{1,3})\s+sentences?"
    r"|(?P<words>\d{1,5})\s+words|(?P<percent>\d{1,3})\s?(?:%|percent\b)"
    r"|(?P<seconds>\d{1,4})\s?(?:s|sec|secs|seconds?)|(?P<minutes>\d{1,2})\s?(?:m|min|mins|minutes?))(?=[\s:,]|$)[\s:,]*",
    re.IGNORECASE,
)
_PERHAPS_TEXT: Final = re.compile(r"\d\s?(?:%|percent)|\d\s[ms](?!\w)")
"""What a text may begin with, too, when nothing parts it from what follows: “20% Rabatt auf alles”."""

_ABOUT: Final = re.compile(
    r'(?<![\w:])about:[ \t]{0,3}(?:"(?P<straight>[^"\n]{1,120})"|[“”„](?P<curly>[^“”"\n]{1,120})[“”"]'
    r"|«(?P<angled>[^«»\n]{1,120})»|(?P<bare>))",
    re.IGNORECASE,
)
_WRITTEN: Final = re.compile(r"\S+")
_BARE: Final = re.compile(r"[^\n,;]{0,120}")
_WORD: Final = re.compile(r"[^\s,;:\"“”„«»]{1,60}(?=[\s,;:]|$)")
MOST_ABOUT: Final = 8
"""Words that say what a summary is to be about, where no marks say how far they go."""

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


@dataclass(frozen=True, slots=True)
class Look:
    """Read this message, of which only the id is known, and interpret the ask again with it."""

    message: Message
    public: bool = True


@dataclass(frozen=True, slots=True)
class Automatic:
    """Answer links in this channel by itself from now on, or no longer."""

    on: bool
    public: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """Say by what the bot can be asked here, and what it is short of."""

    public: bool = False


class Deed(StrEnum):
    """What can be done with a channel's digest, by the words behind /digest."""

    ADD = "add"
    LIST = "list"
    REMOVE = "remove"
    AT = "at"
    LINKS_ON = "links on"
    LINKS_OFF = "links off"
    PREVIEW = "preview"
    NOW = "now"
    PAUSE = "pause"
    RESUME = "resume"


_TAKES: Final = {Deed.ADD: "source", Deed.REMOVE: "source", Deed.AT: "when"}
"""The deeds behind whose words something more has to stand."""


@dataclass(frozen=True, slots=True)
class ForDigest:
    """Do this with the channel's digest; `words` are what stands behind."""

    deed: Deed
    words: str = ""
    public: bool = False


Intent = Summarise | Say | Look | Automatic | Status | ForDigest


def vocabulary() -> Vocabulary:
    """What platforms register, so that people find it as they type."""
    tldr = Command(
        "tldr",
        locale.text("tldr"),
        locale.text("tldr hint"),
        flags=(("here", locale.text("tldr here")),),
    )
    nutgraf = Command(
        "nutgraf",
        locale.text("nutgraf"),
        locale.text("nutgraf hint"),
        forms=tuple(Subcommand(words, locale.text(f"nutgraf {words}")) for words in _FORMS),
    )
    digest = Command(
        "digest",
        locale.text("digest"),
        locale.text("digest hint"),
        forms=(
            *(Subcommand(one, locale.text(f"digest {one}"), _taken(one)) for one in Deed),
            Subcommand("help", locale.text("digest help")),
        ),
    )
    return Vocabulary((tldr, nutgraf, digest), locale.text("menu"))


def _taken(deed: Deed) -> tuple[str, str] | None:
    name = _TAKES.get(deed)
    return (name, locale.text(name)) if name else None


_FORMS: Final = ("auto on", "auto off", "status", "help")


def interpret(ask: Ask, length: Length = Length.MEDIUM, most_links: int = 5) -> Intent:
    """What `ask` wants; `length` is meant where it names none."""
    public = ask.way is not Way.COMMAND
    text = ask.text.strip()
    about = None
    if ask.way is not Way.AUTOMATIC and ask.command in (None, "tldr"):
        about, text = _about(text, beside=bool(ask.target or (ask.message and ask.message.files)))
    wish = Wish(length=length)
    if ask.way is Way.COMMAND:
        if ask.command == "nutgraf":
            return _about_the_bot(" ".join(text.lower().split()))
        if ask.command == "digest":
            return _about_the_digest(text)
        if ask.command != "tldr":
            return Say(locale.text("unknown command", command=ask.command or ""), public=False)
        wish, public, text = _options(text, length)
    word = text.lower().strip("?!. ")
    files = ask.message.files if ask.message else ()
    if (word == "help" and not files) or not (word or files or ask.target):
        return Say(locale.text("help"), ask.way is not Way.COMMAND)
    own = _wanted(text, files, asked=_is_asked(ask))
    if ask.way is Way.AUTOMATIC:  # its links alone, however much is said about them
        own = tuple(WantedLink(link.url) for link in find_links(text))
    # under a menu or a reaction the target is what is meant; else what was written comes first
    found = own if own and ask.way not in (Way.MENU, Way.REACTION) else _of_message(ask.target) or own
    if not found and ask.target is not None and ask.target.text is None:
        return Look(ask.target)
    if not found:
        return Say(locale.text("nothing to read"), ask.way is not Way.COMMAND)
    if ask.way is not Way.COMMAND and not any(isinstance(one, WantedText) for one in own):
        wish = _wish_beside(without_links(text), length)
    links = [one for one in found if isinstance(one, WantedLink)]
    others = [one for one in found if not isinstance(one, WantedLink)]
    return Summarise(
        wanted=(*others, *links[:most_links]),
        wish=replace(wish, about=about),
        public=public,
        unread=tuple(link.url for link in links[most_links:]),
    )


def _about_the_bot(words: str) -> Intent:
    match words:
        case "auto on" | "auto off":
            return Automatic(words == "auto on")
        case "" | "status" | "auto":
            return Status()
        case "help":
            return Say(locale.text("help"), public=False)
        case _:
            return Say(locale.text("unknown form"), public=False)


def _about_the_digest(text: str) -> Intent:
    words = text.split()
    small = [word.lower() for word in words]
    if not words:
        return ForDigest(Deed.LIST)
    if small == ["help"]:
        return Say(locale.text("digest usage"), public=False)
    for deed in Deed:
        named = deed.split()
        if small[: len(named)] == named and (deed in _TAKES or small == named):
            return ForDigest(deed, " ".join(words[len(named) :]))
    return Say(locale.text("digest unknown"), public=False)


def is_private(incoming: Ask | Pressed) -> bool:
    """Whether the first thing that comes back is for the asker alone, as a platform has to know when it
    acknowledges. The answer to a menu goes to the thread; only the word that it did is the asker's."""
    if isinstance(incoming, Pressed):
        return incoming.place.private is not None
    return incoming.way is Way.MENU or (incoming.way is Way.COMMAND and not interpret(incoming).public)


def has_source(message: Message) -> bool:
    """Whether a message holds a link or a file."""
    return bool(message.files or find_links(message.text or ""))


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
        first = first or ask.target or ask.message or Message(ask.event, "")
        root = first.thread or first.id
    return place.in_thread(root)


def _private(place: Place, ask: Ask) -> Place:
    return replace(place, private=Private(ask.person.id))


def _is_asked(ask: Ask) -> bool:
    return ask.way in (Way.COMMAND, Way.MENU, Way.REACTION)


def _of_message(message: Message | None) -> tuple[Wanted, ...]:
    if message is None or (message.own and not message.files):  # what we wrote is a summary already
        return ()
    return _wanted(message.text or "", message.files, asked=True)


def _wanted(text: str, files: tuple[File, ...], asked: bool) -> tuple[Wanted, ...]:
    """Files and links, or the text itself; `asked` lowers what counts as a text. A picture beside
    anything else illustrates it."""
    links = find_links(text)
    beside = count_words(without_links(text))
    if links or beside >= TEXT_WORDS or not all(map(is_picture, files)):
        files = tuple(file for file in files if not is_picture(file))
    if links and beside <= INSTRUCTION_WORDS:
        return (*map(WantedFile, files), *(WantedLink(link.url) for link in links))
    least = TEXT_WORDS_ASKED if asked else TEXT_WORDS
    if files and beside <= INSTRUCTION_WORDS:
        return tuple(map(WantedFile, files))
    if beside >= least:
        return (*map(WantedFile, files), WantedText(text))
    return tuple(map(WantedFile, files))


def is_picture(file: File) -> bool:
    """Whether there is nothing in a file to read: a picture, a film, a sound."""
    return file.media_type.startswith(("image/", "video/", "audio/"))


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
        behind, more = _leading(beside.strip())
        if more:  # "here is the one I told you about" is no wish
            behind = {}
        return _wish_beside(f"{_spelled(found)} {beside}", length), "here" in found | behind, rest
    found, rest = _leading(text, small=True)
    before = text[: len(text) - len(rest)].rstrip(" \t")
    if (rest[:1].islower() or _PERHAPS_TEXT.search(before)) and not before.endswith((":", "\n")):
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
    units = {name: f" {name}" for name in ("sentences", "words", "percent", "seconds", "minutes")}
    return " ".join(value + units.get(name, "") for name, value in found.items())


def _wish_beside(words: str, length: Length) -> Wish:
    """The length that the words beside a link ask for, where they ask for nothing else: "make it short,
    please" does, "not too long a story, I hope" does not."""
    asked = _POLITE.sub(" ", words)
    found, rest = _leading(asked.strip(" .,:;!?"))
    if rest.strip(" .,:;!?"):
        return Wish(length=length)
    count = {name: max(1, int(value)) for name, value in found.items() if value.isdigit()}
    if "sentences" in count:
        return Wish(length=length, sentences=count["sentences"])
    if "words" in count:
        return Wish(length=length, words=count["words"])
    if "percent" in count:
        return Wish(length=length, percent=min(100, count["percent"]))
    if "seconds" in count or "minutes" in count:
        return Wish(length=length, seconds=count.get("seconds", 0) + 60 * count.get("minutes", 0))
    return Wish(length=Length(found["length"])) if "length" in found else Wish(length=length)


def _about(text: str, beside: bool) -> tuple[str | None, str]:
    """What the summary is to lean to, and the text without it.

    Beside a link, a file or another message (`beside`) it may stand anywhere, and without marks it goes on
    to a comma, the end of the line, the link or a length. Before a text it has marks, is one word set close
    (about:prices), or fills a line.
    """
    inside = [link.span for link in all_links(text)]
    if not (inside or beside):
        inside = [Span(*one.span()) for one in _WRITTEN.finditer(text) if _ADDRESS.fullmatch(one[0])]
    if (beside or inside) and count_words(without_links(text)) <= INSTRUCTION_WORDS:
        found = next(
            (
                one
                for one in _ABOUT.finditer(text)
                if not any(span.start <= one.start() < span.end for span in inside)
            ),
            None,
        )
        if found is None:
            return None, text
        if found["bare"] is None:
            return _said(found), _cut(text, found.start(), found.end())
        end = min((span.start for span in inside if span.start >= found.end()), default=len(text))
        words = _BARE.match(text, found.end(), end)
        said, behind = _without_options(words[0] if words else "")
        if not said or count_words(said) > MOST_ABOUT:
            return None, text
        return said, _cut(text, found.start(), found.end() + len(words[0]) if words else end, behind)
    head = len(text) - len(_leading(text, small=True)[1])
    found = _ABOUT.match(text, head)
    if found is None or found[0][:1] != "a":
        return None, text
    if found["bare"] is None:
        return _said(found), _cut(text, found.start(), found.end())
    line = _BARE.match(text, found.end())
    if word := _WORD.match(text, found.end()):
        if text[word.start() - 1] == ":":
            return word[0], _cut(text, found.start(), word.end())
        if line and text[line.end() : line.end() + 1] == "\n" and count_words(line[0]) <= MOST_ABOUT:
            return line[0].strip(), _cut(text, found.start(), line.end())
    return None, text


def _said(found: re.Match[str]) -> str | None:
    """The words between the marks, None where there are none."""
    words = found["straight"] or found["curly"] or found["angled"]
    return " ".join(words.split()) or None


def _without_options(words: str) -> tuple[str, str]:
    """The words that say what is wanted, and the lengths and the like that stand behind them."""
    parts = words.split()
    for at in range(1, len(parts)):
        if not _leading(" ".join(parts[at:]))[1]:
            return " ".join(parts[:at]), " ".join(parts[at:])
    return " ".join(parts), ""


def _cut(text: str, start: int, end: int, instead: str = "") -> str:
    return f"{text[:start]}{instead} {text[end:].lstrip(' ,;:')}".strip()
