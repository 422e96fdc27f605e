"""What the product and a platform say to each other: values and ports, no SDK.

Incoming is what a person did, Place is where, Reply is what is posted. An adapter translates its
platform's payloads into these and back, and decides nothing else. Text in an `Incoming` is plain:
the platform's escapes are undone, its links written out, the mention of the bot removed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, StrEnum
from typing import Protocol

from summarizer.model import Document, Insertion, Source, Summary, Wish

# ---- who, where -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Private:
    """The one person who alone sees an answer."""

    person: str


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
    `thread` is the root of the thread that it is a reply in.
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


Incoming = Ask | Pressed | Edited | Deleted


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
class Command:
    """A slash command. `hint` says what stands behind it, for people. `forms` are the fixed words that
    may follow, each with its description; a command without forms takes any text and files. `flags`
    are words that may stand before that text, each with its description."""

    name: str
    description: str
    hint: str
    forms: tuple[tuple[str, str], ...] = ()
    flags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The slash commands, and the name of the entry in a message's menu."""

    commands: tuple[Command, ...]
    menu: str


# ---- what is posted ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the source, word for word; `start` and `end` are its place in the Document."""

    text: str
    start: int
    end: int
    insertions: tuple[Insertion, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a speaker, without marks; `speaker` is None when unsure.

    `runs` are the unbroken runs of one utterance, in order; between two of them something of the
    writer's was left out.
    """

    runs: tuple[Passage, ...]
    speaker: str | None = None
    role: str | None = None
    paraphrase: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """The answer to one link, text or file.

    `label` says what was asked about when there is no headline (a host, a file's name). `language`
    is a code or None when unsure. `words` counts the source. `problem` is the one sentence that
    stands instead of everything else when it could not be read; `notes` are sentences of honesty.
    `whole` says that the source is short already, so that nothing of it was left out.
    """

    label: str
    headline: str | None = None
    link: str | None = None
    byline: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    language: str | None = None
    words: int = 0
    passages: tuple[Passage, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    notes: tuple[str, ...] = ()
    whole: bool = False
    problem: str | None = None


class Form(StrEnum):
    FULL = "full"
    HEADLINE = "headline"  # headline and link alone: the post of a shared answer, above its thread


@dataclass(frozen=True, slots=True)
class Reply:
    """What is posted: sections, or a plain `text` of ours (help, an apology); never both.

    `text` knows one kind of markup: `code` between backticks.
    """

    sections: tuple[Section, ...] = ()
    text: str | None = None
    actions: tuple[Action, ...] = ()
    form: Form = Form.FULL


# ---- ports ------------------------------------------------------------------------------------


class Unknown(Enum):
    """The platform can't tell."""

    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Messages:
    """Messages oldest first; `whole` is False where a right or a limit kept some back."""

    messages: tuple[Message, ...]
    whole: bool = True


class Misconfigured(Exception):
    """A platform that can't be used as it is set up (a bad token, say); waiting mends nothing. The
    message is a sentence for the operator, with the way out and without a secret."""


class Gateway(Protocol):
    """Receives; needs a connection. What breaks it for a while it outlives by itself."""

    name: str

    async def run(self, accept: Accept) -> None:
        """Serves until cancelled; raises `Misconfigured`."""
        ...


class Lack(StrEnum):
    """What a platform is short of for a way of being asked; the catalogue says what to do about each."""

    NEEDLESS = "needless"  # everything here is answered as it is
    INTENT = "intent"  # Discord's message content
    SCOPE = "scope"  # of the Slack app
    MEMBERSHIP = "membership"  # the bot has to be invited to the channel
    SWITCHED_OFF = "switched off"  # by a setting


class Poster(Protocol):
    """Writes and reads by request alone, so that any worker can do it.

    Every method may raise `NotDelivered`. A place with a thread that is not there yet opens it, on the
    message of that id; where a platform has no thread to offer, the answer is a reply to that message.
    """

    async def busy(self, place: Place, key: str) -> None:
        """Shows, where the platform has a way, that an answer is being made. Never raises."""
        ...

    async def post(self, place: Place, reply: Reply, key: str) -> Posted:
        """Posts; where the bot has no right of its own and the place has a ticket, a whole answer to the
        channel itself goes by that. A headline has to become a message that a thread can hang on."""
        ...

    async def edit(self, posted: Posted, reply: Reply, key: str) -> Posted:
        """Changes a reply; as it is named then, since it may take more messages or fewer."""
        ...

    async def delete(self, posted: Posted) -> None:
        """Deleting what is gone already is no error."""
        ...

    async def find(self, place: Place, key: str, intended: datetime, reply: Reply) -> Posted | Unknown | None:
        """Was this reply posted under this key, at `intended` or later? None where it was not, or where
        posting it again does no harm."""
        ...

    async def message(self, place: Place, message: str, /) -> Message:
        """One message of this channel or thread; raises `Refused` with NOT_ALLOWED where it may not be
        read, and with NOT_FOUND."""
        ...

    async def lacks(self, way: Way, place: Place) -> Lack | None:
        """What keeps the bot from being asked this way there; None where it can be."""
        ...

    async def read(self, place: Place, since: datetime | None) -> Messages:
        """A thread, or a channel, as far as allowed."""
        ...

    async def may(self, person: Person, what: Action, place: Place) -> bool:
        """Has this person the platform's right to do that to others' messages there (a moderator)?"""
        ...

    async def download(self, file: File, limit: int) -> bytes:
        """The bytes of a file; raises `Refused` with TOO_LARGE past `limit` bytes."""
        ...


class NotDelivered(Exception):
    """The platform did not take a post. `retry_after` seconds when it said to come back; `certain`
    is False when it may have been posted all the same; `barred` when the bot may not write there, so
    that another way has to be found; `begun` when a part of a long reply stands there already."""

    begun: bool = False

    def __init__(
        self, cause: str, *, retry_after: float | None = None, certain: bool = True, barred: bool = False
    ) -> None:
        super().__init__(cause)
        self.retry_after = retry_after
        self.certain = certain
        self.barred = barred


class Reason(StrEnum):
    """Why something could not be done; the catalogue has one sentence for each."""

    NOT_FOUND = "not found"
    FORBIDDEN = "forbidden"  # 401, 403, 451: sign-in, paywall, bots kept out
    RATE_LIMITED = "rate limited"
    SITE_FAILED = "site failed"  # 5xx and other answers that are no page
    TIMED_OUT = "timed out"
    UNREACHABLE = "unreachable"  # no such host, refused, TLS
    PRIVATE_ADDRESS = "private address"
    BAD_LINK = "bad link"  # scheme, port, credentials, malformed
    TOO_MANY_REDIRECTS = "too many redirects"
    TOO_LARGE = "too large"  # in bytes
    TOO_LONG = "too long"  # in characters of text
    NOT_A_PAGE = "not a page"
    NOTHING_TO_READ = "nothing to read"
    NO_LANGUAGE = "no language"
    EMPTY = "empty"
    NOT_ALLOWED = "not allowed"  # a message or file that the bot has no right to read
    TOO_HEAVY = "too heavy"  # its worker ran out of time, CPU or memory
    INTERNAL = "internal"


class Refused(Exception):
    """Something asked for can't be done: a reason for the person, a cause for the log."""

    def __init__(self, reason: Reason, cause: str = "") -> None:
        super().__init__(reason, cause)
        self.reason = reason
        self.cause = cause

    def __str__(self) -> str:
        return f"{self.reason}: {self.cause}" if self.cause else str(self.reason)


@dataclass(frozen=True, slots=True)
class Page:
    """What a fetch brought: the address after redirects and the bytes, unpacked."""

    url: str
    body: bytes
    media_type: str
    charset: str | None = None


class Web(Protocol):
    async def fetch(self, url: str) -> Page:
        """Fetches one address; raises `Refused`."""
        ...


class Read(Protocol):
    """One call into a worker process; raises `Refused` (TOO_HEAVY) or `summarizer.model.Unreadable`."""

    async def __call__(self, source: Source, wish: Wish) -> tuple[Document, Summary]: ...


class State(StrEnum):
    RECEIVED = "received"
    WORKING = "working"
    POSTING = "posting"
    DONE = "done"
    FAILED = "failed"  # answered with the sentence that says why
    UNKNOWN = "unknown"  # may have been posted; nobody can tell
    DEAD = "dead"  # given up after repeated crashes


@dataclass(frozen=True, slots=True)
class Request:
    """A recorded Incoming. `attempts` counts how often it was taken up."""

    id: int
    incoming: Incoming
    state: State
    attempts: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A recorded Reply: the intent to post it, since `intended`, and once posted, where."""

    key: str
    request: int
    place: Place
    reply: Reply
    wish: Wish
    posted: Posted | None = None
    intended: datetime | None = None


@dataclass(frozen=True, slots=True)
class Custom:
    """What a channel has chosen for itself."""

    automatic: bool = False


class Store(Protocol):
    """What must outlive the process. Every method is one transaction."""

    async def record(self, incoming: Incoming, now: datetime) -> int | None:
        """The new request's id, or None when this event or its message was recorded before."""
        ...

    async def unfinished(self) -> list[int]:
        """The ids of requests that are received, working or posting, oldest first."""
        ...

    async def begin(self, request: int, now: datetime) -> Request | None:
        """Takes a request up: its state becomes working (posting stays posting) and `attempts` grows
        by one. None when it is finished or not there."""
        ...

    async def finish(self, request: int, state: State, now: datetime, cause: str = "") -> None:
        """Ends a request; `cause` is for the operator."""
        ...

    async def request(self, request: int) -> Request | None: ...

    async def intend(self, outgoing: Outgoing, now: datetime) -> Outgoing:
        """Commits the intent to post, and the request's state with it; returns the one recorded under
        that key before, if there is one, else what was given."""
        ...

    async def posted(self, key: str, posted: Posted, now: datetime) -> None: ...

    async def change(self, key: str, posted: Posted, reply: Reply, wish: Wish, now: datetime) -> None:
        """Records that a posted reply now reads otherwise."""
        ...

    async def outgoing(self, key: str) -> Outgoing | None: ...
    async def forget(self, key: str) -> None:
        """Removes a reply that was deleted."""
        ...

    async def outgoing_of(self, request: int) -> list[Outgoing]: ...

    async def custom(self, place: Place) -> Custom:
        """What the channel of `place` has chosen; the defaults where it chose nothing."""
        ...

    async def choose(self, place: Place, custom: Custom, now: datetime) -> None: ...

    async def save_document(self, address: str, document: Document, now: datetime) -> None: ...

    async def document(self, address: str, newer_than: datetime) -> Document | None:
        """The document kept under a canonical address, if it was read after `newer_than`."""
        ...


class Jobs(Protocol):
    """Runs recorded requests, each at least once, some at a time."""

    async def submit(self, request: int) -> None: ...
