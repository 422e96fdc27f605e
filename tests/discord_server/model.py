"""What a Discord consists of: people, guilds with their rights, channels, messages. Values and their
arithmetic alone; what may be done with them is said elsewhere.

Ids are snowflakes, integers here and strings on the wire.
"""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, IntFlag
from typing import Any

Json = dict[str, Any]
Clock = Callable[[], datetime]

EPOCH_MS = 1_420_070_400_000


class Right(IntFlag):
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    SEND_TTS_MESSAGES = 1 << 12
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38


NO_RIGHT = Right(0)
ALL_RIGHTS = Right(sum(Right))
USUAL_RIGHTS = (
    Right.VIEW_CHANNEL
    | Right.SEND_MESSAGES
    | Right.SEND_MESSAGES_IN_THREADS
    | Right.CREATE_PUBLIC_THREADS
    | Right.READ_MESSAGE_HISTORY
    | Right.EMBED_LINKS
    | Right.ATTACH_FILES
    | Right.ADD_REACTIONS
    | Right.USE_APPLICATION_COMMANDS
)
"""What @everyone may do in a new guild, as far as it matters here."""

_NEEDS_SENDING = Right.MENTION_EVERYONE | Right.SEND_TTS_MESSAGES | Right.ATTACH_FILES | Right.EMBED_LINKS


class Intent(IntFlag):
    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED = Intent.GUILD_MEMBERS | Intent.GUILD_PRESENCES | Intent.MESSAGE_CONTENT


class Kind(IntEnum):
    TEXT = 0
    DM = 1
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = (Kind.ANNOUNCEMENT_THREAD, Kind.PUBLIC_THREAD, Kind.PRIVATE_THREAD)


class Flag(IntFlag):
    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


NO_FLAG = Flag(0)


class MessageKind(IntEnum):
    DEFAULT = 0
    JOIN = 7
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


@dataclass(slots=True)
class User:
    id: int
    name: str
    bot: bool = False


@dataclass(slots=True)
class Role:
    id: int
    name: str
    rights: Right
    managed: bool = False


@dataclass(slots=True)
class Member:
    user: User
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True)
class Overwrite:
    allow: Right = NO_RIGHT
    deny: Right = NO_RIGHT


@dataclass(slots=True)
class Guild:
    id: int
    name: str
    owner: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    most_threads: int = 1000


@dataclass(slots=True, eq=False)
class Channel:
    """`overwrites` go by the id of a role or of a member; a thread has those of its parent."""

    id: int
    kind: Kind
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    owner: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    created: datetime | None = None
    archive_after: int = 1440
    archived: bool = False
    locked: bool = False

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def ruled_by(self) -> Channel:
        """The channel whose overwrites hold here."""
        return self.parent or self


@dataclass(slots=True)
class Attachment:
    id: int
    name: str
    media_type: str
    body: bytes
    url: str
    size: int


@dataclass(slots=True, eq=False)
class Message:
    """`only_for` is the one person who sees it; `raw_mentions` are the users named in its text."""

    id: int
    channel: Channel
    author: User
    at: datetime
    content: str = ""
    kind: MessageKind = MessageKind.DEFAULT
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: Flag = NO_FLAG
    mentions: list[User] = field(default_factory=list)
    reply_to: Message | None = None
    refers: tuple[int, int] | None = None
    thread: Channel | None = None
    edited: datetime | None = None
    nonce: int | str | None = None
    interaction: Interaction | None = None
    only_for: User | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The first answer to an interaction: how many seconds after it, of which type, with which flags."""

    after: float
    type: int
    flags: int


@dataclass(slots=True, eq=False)
class Interaction:
    """`original` is the first answer: the message under a press deferred as an update, else our own.
    `deadline` is on the loop's clock; `acknowledged` ends with TimeoutError when it passes."""

    id: int
    token: str
    kind: int
    channel: Channel
    user: User
    data: Json
    expires: datetime
    deadline: float
    acknowledged: Future[Acknowledged]
    user_installed_only: bool = False
    message: Message | None = None
    callback: int | None = None
    original: Message | None = None
    follow_ups: list[Message] = field(default_factory=list)


def rights_of(user: int, channel: Channel) -> Right:
    """What somebody may do in a channel, as Discord works it out: base, overwrites, then what makes no
    sense without another right."""
    place = channel.ruled_by
    guild = place.guild
    if guild is None:
        return USUAL_RIGHTS
    member = guild.members.get(user)
    if member is None:
        return NO_RIGHT
    rights = guild_rights_of(member, guild)
    if rights == ALL_RIGHTS:
        return ALL_RIGHTS
    everyone = place.overwrites.get(guild.id, Overwrite())
    rights = rights & ~everyone.deny | everyone.allow
    denied, allowed = NO_RIGHT, NO_RIGHT
    for role in member.roles:
        overwrite = place.overwrites.get(role, Overwrite())
        denied |= overwrite.deny
        allowed |= overwrite.allow
    rights = rights & ~denied | allowed
    own = place.overwrites.get(user, Overwrite())
    rights = rights & ~own.deny | own.allow
    if not rights & Right.VIEW_CHANNEL:
        return NO_RIGHT
    sending = Right.SEND_MESSAGES_IN_THREADS if channel.is_thread else Right.SEND_MESSAGES
    return rights if rights & sending else rights & ~_NEEDS_SENDING


def guild_rights_of(member: Member, guild: Guild) -> Right:
    if member.user.id == guild.owner:
        return ALL_RIGHTS
    rights = guild.roles[guild.id].rights
    for role in member.roles:
        rights |= guild.roles[role].rights
    return ALL_RIGHTS if rights & Right.ADMINISTRATOR else rights


class Snowflakes:
    """Ids in order of time, none twice."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def __call__(self) -> int:
        earliest = (int(self._clock().timestamp() * 1000) - EPOCH_MS) << 22
        self._last = max(earliest, self._last + 1)
        return self._last
