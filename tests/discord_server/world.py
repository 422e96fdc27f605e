"""Everything that a test's Discord holds, and who is told of what happens in it.

Beside the state stand the records that tests look at: whom the bot called out to, which links would
have opened previews, what was registered, which deadlines were missed.
"""

from __future__ import annotations

import asyncio
import fnmatch
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.discord_server import payloads
from tests.discord_server.gateway import Gateway, Session
from tests.discord_server.model import (
    NO_RIGHT,
    USUAL_RIGHTS,
    Acknowledged,
    Attachment,
    Channel,
    Clock,
    Guild,
    Intent,
    Interaction,
    Json,
    Kind,
    Member,
    Message,
    MessageKind,
    Overwrite,
    Right,
    Role,
    Snowflakes,
    User,
    rights_of,
)
from tests.discord_server.refusals import Refusal

_CONTENT_GRANTED = 1 << 19  # GATEWAY_MESSAGE_CONTENT_LIMITED, as an app of few guilds has it


@dataclass(slots=True)
class Asked:
    """A request that was made, and how it was answered."""

    method: str
    path: str
    body: Json | list[Json] | None
    status: int = 0
    code: int | None = None


@dataclass(slots=True)
class Trouble:
    """What the next requests of a kind meet. `after`: only once the request was carried out, so that
    it is the answer that is lost; a status of 0 closes the connection."""

    pattern: str
    times: int
    status: int
    after: bool = False
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    skip: int = 0
    """How many such requests pass before."""


def utc_now() -> datetime:
    return datetime.now(UTC)


class World:
    """`message_content` is the grant of the privileged intent in the developer portal. `deadline` is in
    seconds, for the first answer to an interaction; `heartbeat` too."""

    def __init__(
        self,
        *,
        clock: Clock = utc_now,
        message_content: bool = False,
        heartbeat: float = 41.25,
        deadline: float = 3.0,
        same_nonce_for: float = 300.0,
    ) -> None:
        self.clock = clock
        self.message_content = message_content
        self.deadline = deadline
        self.same_nonce_for = same_nonce_for
        self.tells_little = False
        """Whether messages come back with what every message has alone, as less complete servers give them."""
        self.new_id = Snowflakes(clock)
        self.base = ""
        self.port = 0
        self.bot = User(self.new_id(), "Nutgraf", bot=True)
        self.application = self.bot.id
        self.token = f"MTA{self.bot.id}.Gx.not-a-real-token"
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.installed_by: set[int] = set()
        self.interactions: dict[str, Interaction] = {}
        self.commands: list[Json] = []
        self.attachments: dict[str, Attachment] = {}
        self.gateway = Gateway(
            token=lambda: self.token,
            granted=lambda: Intent.MESSAGE_CONTENT if self.message_content else Intent(0),
            resume_url=lambda: f"ws://127.0.0.1:{self.port}/resume",
            welcome=self._welcome,
            guilds=lambda: [self.guild_shown(guild) for guild in self._own_guilds()],
            heartbeat=heartbeat,
        )
        self.asked: list[Asked] = []
        self.troubles: list[Trouble] = []
        self.pings: list[str] = []
        self.previews: list[str] = []
        self.typing: list[int] = []
        self.registrations: list[list[Json]] = []
        self.missed_deadlines: list[Interaction] = []
        self.downloads: list[str] = []
        self.leaks: list[str] = []
        """Requests for a file that carried the bot's token with them."""

    # ---- making it ----------------------------------------------------------------------------

    def add_guild(
        self,
        name: str = "Harbour",
        *,
        everyone: Right = USUAL_RIGHTS,
        bot: bool = True,
        rights: Right = NO_RIGHT,
    ) -> Guild:
        """`rights` are those of the bot's own role, beside those of everyone."""
        guild = Guild(self.new_id(), name, owner=self.add_user("Owner").id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", everyone)
        guild.members[guild.owner] = Member(self.users[guild.owner])
        self.guilds[guild.id] = guild
        if bot:
            role = Role(self.new_id(), self.bot.name, rights, managed=True)
            guild.roles[role.id] = role
            guild.members[self.bot.id] = Member(self.bot, [role.id])
        return guild

    def add_user(self, name: str, *guilds: Guild, bot: bool = False, rights: Right = NO_RIGHT) -> User:
        user = User(self.new_id(), name, bot=bot)
        self.users[user.id] = user
        for guild in guilds:
            member = Member(user)
            if rights:
                role = Role(self.new_id(), f"{name}'s", rights)
                guild.roles[role.id] = role
                member.roles.append(role.id)
            guild.members[user.id] = member
        return user

    def add_channel(self, guild: Guild, name: str = "general", kind: Kind = Kind.TEXT) -> Channel:
        channel = Channel(self.new_id(), kind, name, guild, created=self.clock())
        self.channels[channel.id] = channel
        return channel

    def add_thread(
        self, parent: Channel, name: str, owner: User, root: Message | None = None, kind: Kind | None = None
    ) -> Channel:
        """A thread, on a message or on none (as in a forum, where its first post has its id)."""
        announces = parent.kind is Kind.ANNOUNCEMENT
        kind = kind or (Kind.ANNOUNCEMENT_THREAD if announces else Kind.PUBLIC_THREAD)
        own_id = root.id if root is not None else self.new_id()
        thread = Channel(own_id, kind, name, parent.guild, parent, owner=owner.id, created=self.clock())
        self.channels[thread.id] = thread
        self.tell_of_channel("THREAD_CREATE", thread, {"newly_created": True})
        if root is not None:
            root.thread = thread
            starter = Message(
                self.new_id(), thread, root.author, self.clock(), kind=MessageKind.THREAD_STARTER
            )
            starter.refers, starter.reply_to = (parent.id, root.id), root
            thread.messages[starter.id] = starter
            self.tell("MESSAGE_UPDATE", root)
            self.tell("MESSAGE_CREATE", starter)
        return thread

    def add_direct(self, user: User) -> Channel:
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.new_id(), Kind.DM, "", recipient=user, created=self.clock())
        self.channels[channel.id] = channel
        return channel

    def add_attachment(
        self,
        name: str,
        body: bytes,
        media_type: str = "text/plain; charset=utf-8",
        *,
        size: int | None = None,
    ) -> Attachment:
        """`size` is what Discord says it has, where that is not the truth."""
        own_id = self.new_id()
        signature = hashlib.sha256(f"{own_id}{self.token}".encode()).hexdigest()
        path = f"/attachments/{self.application}/{own_id}/{name}"
        attachment = Attachment(
            own_id,
            name,
            media_type,
            body,
            f"{self.base}{path}?ex=7&is=6&hm={signature}",
            len(body) if size is None else size,
        )
        self.attachments[path] = attachment
        return attachment

    def forbid(self, channel: Channel, *rights: Right, user: User | None = None) -> None:
        """Takes rights from the bot, or from somebody else, in one channel."""
        overwrite = channel.ruled_by.overwrites.setdefault((user or self.bot).id, Overwrite())
        for right in rights:
            overwrite.deny |= right
            overwrite.allow &= ~right

    def allow(self, channel: Channel, *rights: Right, user: User | None = None) -> None:
        overwrite = channel.ruled_by.overwrites.setdefault((user or self.bot).id, Overwrite())
        for right in rights:
            overwrite.allow |= right
            overwrite.deny &= ~right

    # ---- trouble ------------------------------------------------------------------------------

    def limit_next(
        self,
        pattern: str,
        retry_after: float,
        times: int = 1,
        *,
        is_global: bool = False,
        code: int | None = None,
        skip: int = 0,
    ) -> None:
        """The next requests whose "METHOD /path" is like `pattern`, but for the first `skip` of them, are
        asked to come back later."""
        body: Json = {
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": is_global,
        }
        headers = {
            "Retry-After": str(max(1, round(retry_after))),
            "Via": "1.1 google",
            "X-RateLimit-Scope": "global" if is_global else "user",
        }
        if is_global:
            headers["X-RateLimit-Global"] = "true"
        body |= {} if code is None else {"code": code}
        self.troubles.append(Trouble(pattern, times, 429, body=body, headers=headers, skip=skip))

    def fail_next(
        self, pattern: str, status: int, times: int = 1, *, after: bool = False, skip: int = 0
    ) -> None:
        """They are answered with that status (0: the connection breaks); with `after`, though carried out."""
        body: Json = {"message": "Oops", "code": 0}
        self.troubles.append(Trouble(pattern, times, status, after, body, skip=skip))

    def trouble_for(self, request: str, *, after: bool) -> Trouble | None:
        for trouble in self.troubles:
            if (
                trouble.times < 1
                or trouble.after != after
                or not fnmatch.fnmatchcase(request, trouble.pattern)
            ):
                continue
            if trouble.skip:
                trouble.skip -= 1
                continue
            trouble.times -= 1
            return trouble
        return None

    # ---- interactions -------------------------------------------------------------------------

    def acknowledged(self, interaction: Interaction, flags: int) -> None:
        """Notes how an interaction was answered first, and how long that took."""
        assert interaction.callback is not None
        after = asyncio.get_running_loop().time() - (interaction.deadline - self.deadline)
        interaction.acknowledged.set_result(Acknowledged(after, interaction.callback, flags))

    # ---- looking ------------------------------------------------------------------------------

    def bot_rights(self, channel: Channel) -> Right:
        return rights_of(self.bot.id, channel)

    def channel(self, named: int | str) -> Channel:
        return self.channels[int(named)]

    def bot_channel(self, named: str) -> Channel:
        """A channel that the bot may see; raises Refusal."""
        channel = self.channels.get(int(named)) if named.isascii() and named.isdigit() else None
        if channel is None:
            raise Refusal(10003)
        if not self.bot_rights(channel) & Right.VIEW_CHANNEL:
            raise Refusal(50001)
        return channel

    def message(self, named: int | str) -> Message:
        """Wherever it stands; raises LookupError for one that was deleted."""
        for channel in self.channels.values():
            if (found := channel.messages.get(int(named))) is not None:
                return found
        raise LookupError(f"no message {named}")

    def posts(self, channel: Channel) -> list[Message]:
        """What everybody sees there of the bot's own, oldest first."""
        return [
            message
            for message in channel.messages.values()
            if message.author is self.bot
            and message.only_for is None
            and message.kind is not MessageKind.THREAD_STARTER
        ]

    def thread_of(self, message: Message) -> Channel | None:
        return message.thread

    def ephemerals(self, user: User) -> list[Message]:
        """What the bot has shown to one person alone, oldest first."""
        everything = (message for channel in self.channels.values() for message in channel.messages.values())
        return sorted((one for one in everything if one.only_for is user), key=lambda one: one.id)

    def readable(self, message: Message, granted: bool) -> bool:
        """Whether the bot is given what a message says."""
        return (
            granted
            or message.author is self.bot
            or message.channel.guild is None
            or any(user is self.bot for user in message.mentions)
        )

    def shown_to_bot(self, message: Message, *, granted: bool) -> Json:
        """A message as the bot is given it, with the one that it answers."""
        shown = payloads.message(message, content=self.readable(message, granted))
        if message.reply_to is not None:
            answered = message.reply_to
            shown["referenced_message"] = (
                None
                if answered.gone
                else payloads.message(answered, content=self.readable(answered, granted))
            )
        return shown

    def guild_shown(self, guild: Guild) -> Json:
        seen = [
            channel
            for channel in self.channels.values()
            if channel.guild is guild and self.bot_rights(channel) & Right.VIEW_CHANNEL
        ]
        own = payloads.member(guild.members[self.bot.id]) | {"user": payloads.user(self.bot)}
        return payloads.guild(guild, seen) | {"members": [own]}

    def _own_guilds(self) -> list[Guild]:
        return [guild for guild in self.guilds.values() if self.bot.id in guild.members]

    def _welcome(self) -> Json:
        return {
            "v": 10,
            "user": payloads.user(self.bot)
            | {"verified": True, "mfa_enabled": False, "email": None, "bio": ""},
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self._own_guilds()],
            "application": {"id": str(self.application), "flags": self.application_flags},
            "session_type": "normal",
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "_trace": [],
        }

    @property
    def application_flags(self) -> int:
        return _CONTENT_GRANTED if self.message_content else 0

    # ---- telling ------------------------------------------------------------------------------

    def tell(self, event: str, message: Message) -> None:
        """MESSAGE_CREATE or MESSAGE_UPDATE, to whoever may know."""
        if message.only_for is not None:
            return

        def data(session: Session) -> Json:
            shown = self.shown_to_bot(message, granted=bool(session.intents & Intent.MESSAGE_CONTENT))
            guild = message.channel.guild
            shown["channel_type"] = int(message.channel.kind)
            if event == "MESSAGE_CREATE" and message.nonce is not None:
                shown["nonce"] = message.nonce
            if guild is not None:
                shown["guild_id"] = str(guild.id)
                if message.author.id in guild.members and message.interaction is None:
                    shown["member"] = payloads.member(guild.members[message.author.id])
                for user in shown["mentions"]:
                    if int(user["id"]) in guild.members:
                        user["member"] = payloads.member(guild.members[int(user["id"])])
            return shown

        self._tell(event, message.channel, Intent.GUILD_MESSAGES, Intent.DIRECT_MESSAGES, data)

    def tell_of_deletion(self, message: Message) -> None:
        shown = {"id": str(message.id), "channel_id": str(message.channel.id)}
        if message.channel.guild is not None:
            shown["guild_id"] = str(message.channel.guild.id)
        if message.only_for is None:
            self._tell(
                "MESSAGE_DELETE",
                message.channel,
                Intent.GUILD_MESSAGES,
                Intent.DIRECT_MESSAGES,
                lambda _: shown,
            )

    def tell_of_reaction(self, channel: Channel, data: Json) -> None:
        self._tell(
            "MESSAGE_REACTION_ADD",
            channel,
            Intent.GUILD_MESSAGE_REACTIONS,
            Intent.DIRECT_MESSAGE_REACTIONS,
            lambda _: data,
        )

    def tell_of_channel(self, event: str, channel: Channel, more: Json | None = None) -> None:
        shown = payloads.channel(channel) | (more or {})
        self._tell(event, channel, Intent.GUILDS, NO_INTENT, lambda _: shown)

    def _tell(
        self, event: str, channel: Channel, in_guild: Intent, direct: Intent, data: Callable[[Session], Json]
    ) -> None:
        wanted = direct if channel.guild is None else in_guild
        if self.bot_rights(channel) & Right.VIEW_CHANNEL:
            self.gateway.dispatch(event, lambda session: data(session) if session.intents & wanted else None)


NO_INTENT = Intent(0)
