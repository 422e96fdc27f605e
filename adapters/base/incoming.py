"""Who, where, and what a person did; and the commands by which they can. Values alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

# ---- who, where -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Private:
    """The one person who alone sees an answer. `direct` has it reach them wherever they are, by a direct
    message where the platform has such; else it stands where they asked."""

    person: str
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a platform wants back from an answer to a command, a menu or a press (a response_url, an
    interaction's token), public or private, and when it stops being good.

    It is a way to write where the bot has no right of its own. `token` is the adapter's to read.
    """

    token: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """`thread` is the id of the thread's root message, None in the channel itself."""

    platform: str
    workspace: str
    channel: str
    thread: str | None = None
    private: Private | None = None
    ticket: Ticket | None = None

    def in_thread(self, root: str) -> Place:
        return replace(self, thread=root, private=None)


@dataclass(frozen=True, slots=True)
class Posted:
    """A reply of ours, as its platform names it: a message, and where it was too long for one the
    messages that go on with it."""

    place: Place
    id: str
    more: tuple[str, ...] = ()

    def pressed(self, message: Posted) -> Posted:
        """The same reply, reached through one of its messages as that stands now: its ticket is fresh."""
        if message.id not in (self.id, *self.more):
            return message
        return replace(self, place=message.place)


# ---- what a person did ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class File:
    """A file as a platform announces it; `ref` is what `Poster.download` needs to get its bytes."""

    name: str
    media_type: str
    size: int
    ref: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """`person` is None where the platform does not tell; `bot` where a bot wrote it, `own` where that was
    this one.

    `text` is None where only the id is known yet: `Poster.message` reads the rest, if that is allowed.
    `thread` is the root of the thread that it is a reply in. `links` are the addresses behind words of
    it, where the text has the words alone.
    """

    id: str
    text: str | None
    person: Person | None = None
    files: tuple[File, ...] = ()
    bot: bool = False
    at: datetime | None = None
    link: str | None = None
    thread: str | None = None
    own: bool = False
    links: tuple[str, ...] = ()


class Way(StrEnum):
    """How the bot was asked; DESIGN's table says for each who sees the answer."""

    MENTION = "mention"
    REPLY = "reply"  # a reply to a message of the bot
    REACTION = "reaction"
    AUTOMATIC = "automatic"  # a link that nobody asked about, where the channel wants it
    MENU = "menu"
    COMMAND = "command"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody wants something read.

    `event` is the platform's id of this delivery, the same when it is delivered again. `place` is
    where it was asked, with `thread` set inside a thread, and with a ticket where the platform gave
    one. `message` is the person's own message (a slash command has none, unless files came with it)
    and `target` the message that is meant beside it: the one under the menu or the reaction, the
    parent or replied-to message of a mention. `command` is the name of a slash command and `text`
    what stands behind it; for the other ways `text` is the message's.
    """

    event: str
    way: Way
    place: Place
    person: Person
    at: datetime
    text: str = ""
    message: Message | None = None
    target: Message | None = None
    command: str | None = None

    @property
    def once(self) -> str | None:
        """What may be answered once only, however many events tell of it; None: the event alone.

        Slack sends a message that mentions the bot twice, under two event ids; so the message counts. A
        second reaction to a message asks for what is there already.
        """
        channel = f"{self.place.workspace}/{self.place.channel}"
        if self.way is Way.REACTION and self.target is not None:
            return f"{channel}/{self.target.id}/reaction"
        if self.way in (Way.MENU, Way.COMMAND) or self.message is None:
            return None
        return f"{channel}/{self.message.id}"


class Action(StrEnum):
    """What can be done with a reply; a platform shows each in its way (a button, a menu)."""

    SHORTER = "shorter"
    LONGER = "longer"
    QUOTES = "quotes"
    CONTEXT = "context"
    WHY = "why"
    SHARE = "share"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under one of our replies. `reply` is the key it was posted under, which the button
    carries; `detail` names a part of it (a sentence, say) where the action needs one."""

    event: str
    place: Place
    person: Person
    at: datetime
    action: Action
    reply: str
    posted: Posted
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    event: str
    place: Place
    message: Message
    at: datetime


@dataclass(frozen=True, slots=True)
class Deleted:
    event: str
    place: Place
    message: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """The hour of a digest has come: nobody's wish, but recorded, done once and taken up again like one.

    `event` names the digest and the local date, so that the two together come once. `at` is the hour it
    was due, not the one it was noticed.
    """

    event: str
    place: Place
    at: datetime
    digest: int


Incoming = Ask | Pressed | Edited | Deleted | Due


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a platform may have to say when it acknowledges: whether the answer will be for the asker
    alone."""

    private: bool


Accept = Callable[[Incoming], Awaitable[Receipt]]
"""Records what came in. When it returns, and not before, the platform may be told that it was received;
when it raises, nothing was recorded."""


# ---- what the bot is asked by, for platforms that want it registered ----------------------------


@dataclass(frozen=True, slots=True)
class Subcommand:
    """Fixed words that may follow a command, and what they do. `takes` names what has to stand behind
    them, with a description of it; None: nothing."""

    words: str
    description: str
    takes: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command. `hint` says what stands behind it, for people. `forms` are what may follow; a
    command without forms takes any text and files. `flags` are words that may stand before that text,
    each with its description."""

    name: str
    description: str
    hint: str
    forms: tuple[Subcommand, ...] = ()
    flags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slash commands, and the name of the entry in a message's menu."""

    commands: tuple[Command, ...]
    menu: str
