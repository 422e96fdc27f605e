"""What the product asks of the world: platforms, the web, workers, the database, jobs. Protocols, and the
values that go through them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Protocol

from adapters.base.incoming import Accept, Action, File, Incoming, Message, Person, Place, Posted, Way
from adapters.base.reply import Reply
from summarizer.model import Document, FeedLinks, NewsFeed, Raw, Source, Summary, Wish


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


class Unusable(Exception):
    """A database that can't be used; the message is a sentence for the operator, with the way out."""


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

    async def address(self, place: Place) -> str | None:
        """Where the channel of a place is opened, for who is told of it elsewhere; None where nobody has to
        be told."""
        ...

    async def name(self, person: Person, place: Place) -> str:
        """What people there call them; empty where the platform does not tell."""
        ...

    def fits(self, reply: Reply) -> bool:
        """Whether this is one message here, and no more. Asks nobody."""
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


@dataclass(frozen=True, slots=True)
class Page:
    """What a fetch brought: the address after redirects and the bytes, unpacked."""

    url: str
    body: bytes
    media_type: str
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server wants to be told to say that nothing has changed: its ETag and Last-Modified, as it
    wrote them."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Polled:
    """What a conditional fetch brought. `page` is None where nothing has changed; `moved` is where the
    address lives from now on, if redirects said so for good; `max_age` how long the answer is good for,
    where the server tells."""

    page: Page | None
    validators: Validators = field(default_factory=Validators)
    moved: str | None = None
    max_age: timedelta | None = None


class Web(Protocol):
    async def fetch(self, url: str) -> Page:
        """Fetches one address; raises `Refused`."""
        ...

    async def poll(self, url: str, validators: Validators) -> Polled:
        """Fetches one address unless it is as it was; raises `Refused`, with GONE for what will never be
        there again, and with `retry_after` where the server said when to come back."""
        ...


class Read(Protocol):
    """One call into a worker process; raises `Refused` (TOO_HEAVY) or `summarizer.model.Unreadable`."""

    async def __call__(self, source: Source, wish: Wish) -> tuple[Document, Summary]: ...


class ReadNews(Protocol):
    """One call into a worker process: the feed in these bytes, or the feeds that a page names. Raises
    `Refused` (TOO_HEAVY) or `summarizer.model.Unreadable`."""

    async def __call__(self, source: Raw) -> NewsFeed | FeedLinks: ...


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
