"""A workspace: people, bots, channels, messages and files, and what the app may do there.

It holds state and makes Slack's own objects of it; it decides nothing about requests.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

from tests.slack_server import blocks as kit
from tests.slack_server.blocks import Json

Kind = Literal["public", "private", "im", "mpim"]

CHANNEL_TYPE: Final[dict[Kind, str]] = {"public": "channel", "private": "group", "im": "im", "mpim": "mpim"}
HISTORY: Final[dict[Kind, str]] = {
    "public": "channels:history",
    "private": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
READ: Final[dict[Kind, str]] = {
    "public": "channels:read",
    "private": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}

LEAST_SCOPES: Final = frozenset({"app_mentions:read", "chat:write", "commands", "im:history"})
"""Enough for the mention, the commands, the shortcut and direct messages."""

ALL_SCOPES: Final = LEAST_SCOPES | {
    *HISTORY.values(),
    *READ.values(),
    "chat:write.public",
    "files:read",
    "im:write",
    "reactions:read",
    "reactions:write",
    "users:read",
}

EVENTS: Final[dict[str, str]] = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "reaction_added": "reactions:read",
}
"""What can be subscribed to, and the scope that each needs."""

MESSAGE_EVENT: Final[dict[Kind, str]] = {
    "public": "message.channels",
    "private": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}


class Refusal(Exception):
    """An answer with ok false; `details` go into it beside the error's code."""

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(slots=True)
class User:
    """A person, or a bot's user when `bot_id` is set; `calls_themself` is the display name, which many leave
    empty."""

    id: str
    name: str
    bot_id: str | None = None
    app_id: str | None = None
    calls_themself: str | None = None

    @property
    def display_name(self) -> str:
        return self.name if self.calls_themself is None else self.calls_themself

    @property
    def real_name(self) -> str:
        return self.name.title()


@dataclass(slots=True)
class StoredFile:
    """`url` is set for a file that lies elsewhere; "external" is Slack's `mode` for such."""

    id: str
    name: str
    media_type: str
    body: bytes
    user: str
    url: str | None = None
    mode: str = "hosted"


@dataclass(slots=True)
class Message:
    """`only_for` is the one person who sees it; `unfurled` what Slack would have made previews of."""

    ts: str
    channel: str
    user: str
    text: str
    bot_id: str | None = None
    app_id: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    blocks: list[Json] = field(default_factory=list)
    files: tuple[StoredFile, ...] = ()
    metadata: Json | None = None
    edited: str | None = None
    only_for: str | None = None
    reactions: dict[str, set[str]] = field(default_factory=dict)
    link_names: bool = False

    @property
    def root(self) -> str:
        return self.thread_ts or self.ts

    @property
    def shown(self) -> str:
        """The words that people see."""
        return kit.shown(self.text, self.blocks)


@dataclass(slots=True)
class Channel:
    id: str
    name: str
    kind: Kind
    members: set[str]
    archived: bool = False
    messages: dict[str, Message] = field(default_factory=dict)
    ephemerals: list[Message] = field(default_factory=list)

    def thread(self, root: str) -> list[Message]:
        return [one for _, one in sorted(self.messages.items()) if root in (one.ts, one.thread_ts)]


@dataclass(slots=True)
class Workspace:
    """`files_without_scope` says what an event tells of files when files:read is missing: their ids, or
    nothing."""

    clock: Callable[[], datetime]
    scopes: set[str]
    app_scopes: set[str]
    subscriptions: set[str]
    commands: set[str]
    shortcuts: set[str]
    origin: str = ""
    files_without_scope: Literal["ids", "nothing"] = "ids"
    team_id: str = "T0QUAY"
    domain: str = "quay"
    app_id: str = "A0NUTGRAF"
    bot_user: str = "U0NUTGRAF"
    bot_id: str = "B0NUTGRAF"
    bot_token: str = "xoxb-right-0000-quay"
    app_token: str = "xapp-right-0000-quay"
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    pings: list[str] = field(default_factory=list)
    unfurls: list[str] = field(default_factory=list)
    _last: int = 0
    _numbers: int = 0

    def __post_init__(self) -> None:
        self.users[self.bot_user] = User(self.bot_user, "nutgraf", self.bot_id, self.app_id)

    # ---- making things ----

    def number(self) -> int:
        self._numbers += 1
        return self._numbers

    def next_ts(self) -> str:
        """A timestamp that no message has yet, later than all before it."""
        self._last = max(self._last + 1, round(self.clock().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def person(self, name: str) -> str:
        user = User(f"U0{name.upper()}", name)
        self.users[user.id] = user
        return user.id

    def other_bot(self, name: str) -> str:
        user = User(f"U0{name.upper()}", name, f"B0{name.upper()}", f"A0{name.upper()}")
        self.users[user.id] = user
        return user.id

    def add_channel(self, name: str, *members: str, kind: Kind = "public", bot: bool = True) -> str:
        own = {self.bot_user} if bot else set()
        channel = Channel(f"C0{name.upper()}", name, kind, {*members, *own})
        self.channels[channel.id] = channel
        return channel.id

    def direct(self, user: str) -> Channel:
        """The direct conversation of a person with the bot."""
        between = Channel(f"D{user[1:]}", "directmessage", "im", {user, self.bot_user})
        return self.channels.setdefault(between.id, between)

    def add_file(
        self,
        name: str,
        body: bytes,
        media_type: str = "text/plain",
        *,
        user: str,
        url: str | None = None,
        mode: str = "hosted",
    ) -> StoredFile:
        file = StoredFile(f"F0{self.number():04d}", name, media_type, body, user, url, mode)
        self.files[file.id] = file
        return file

    # ---- looking things up ----

    def channel_named(self, named: str) -> Channel:
        channel = self.channels.get(named)
        if channel is None:
            raise Refusal("channel_not_found")
        return channel

    def is_in(self, channel: Channel) -> bool:
        return self.bot_user in channel.members

    def is_own(self, message: Message) -> bool:
        return message.bot_id == self.bot_id

    def notice(self, message: Message, *, unfurls: bool) -> None:
        """Records whom a post of the app would have pinged, and what Slack would have unfurled."""
        self.pings += kit.pings(message.text, message.blocks)
        if message.link_names:
            self.pings.append("link_names")
        if unfurls:
            self.unfurls += kit.links(message.text, message.blocks)

    # ---- Slack's objects ----

    def file_object(self, file: StoredFile) -> Json:
        path = f"{self.origin}/files-pri/{self.team_id}-{file.id}"
        return {
            "id": file.id,
            "created": 1_767_000_000,
            "timestamp": 1_767_000_000,
            "name": file.name,
            "title": file.name,
            "mimetype": file.media_type,
            "filetype": file.name.rpartition(".")[2],
            "pretty_type": "Plain Text",
            "user": file.user,
            "user_team": self.team_id,
            "editable": False,
            "size": len(file.body),
            "mode": file.mode,
            "is_external": file.mode == "external",
            "external_type": "app" if file.mode == "external" else "",
            "is_public": True,
            "public_url_shared": False,
            "display_as_bot": False,
            "username": "",
            "url_private": file.url or f"{path}/{file.name}",
            "url_private_download": file.url or f"{path}/download/{file.name}",
            "permalink": f"https://{self.domain}.slack.com/files/{file.user}/{file.id}/{file.name}",
            "has_rich_preview": False,
            "file_access": "visible",
        }

    def file_objects(self, files: tuple[StoredFile, ...]) -> list[Json]:
        """As the app gets them, by what it may read."""
        if "files:read" in self.scopes:
            return [self.file_object(file) for file in files]
        if self.files_without_scope == "nothing":
            return []
        return [
            {
                "id": file.id,
                "created": 0,
                "timestamp": 0,
                "user": "",
                "mode": "file_access",
                "file_access": "check_file_info",
            }
            for file in files
        ]

    def message_object(self, message: Message, *, metadata: bool = False) -> Json:
        value: Json = {
            "type": "message",
            "user": message.user,
            "ts": message.ts,
            "text": message.text,
            "team": self.team_id,
        }
        if message.subtype:
            value["subtype"] = message.subtype
        if message.bot_id:
            value |= {
                "bot_id": message.bot_id,
                "app_id": message.app_id,
                "bot_profile": {
                    "id": message.bot_id,
                    "app_id": message.app_id,
                    "user_id": message.user,
                    "name": self.users[message.user].name,
                    "icons": {},
                    "deleted": False,
                    "updated": 1_767_000_000,
                    "team_id": self.team_id,
                },
            }
        else:
            value["client_msg_id"] = f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
        if message.blocks:
            value["blocks"] = message.blocks
        if message.files and (files := self.file_objects(message.files)):
            value |= {"files": files, "upload": False}
        if message.thread_ts and message.thread_ts != message.ts:
            channel = self.channels[message.channel]
            value["thread_ts"] = message.thread_ts
            if root := channel.messages.get(message.thread_ts):
                value["parent_user_id"] = root.user
        else:
            replies = self.channels[message.channel].thread(message.ts)[1:]
            if replies:
                value |= {
                    "thread_ts": message.ts,
                    "reply_count": len(replies),
                    "latest_reply": replies[-1].ts,
                    "subscribed": False,
                }
        if message.edited:
            value["edited"] = {"user": message.user, "ts": message.edited}
        if message.reactions:
            value["reactions"] = [
                {"name": name, "users": sorted(users), "count": len(users)}
                for name, users in message.reactions.items()
            ]
        if message.metadata is not None and metadata:
            value["metadata"] = message.metadata
        return value
