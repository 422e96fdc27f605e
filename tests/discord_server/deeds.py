"""What people do: write, use a command, open a message's menu, react, press. Each only as far as the
real client lets them, by what the bot has registered and shown.

Each gives back what happened, which can be delivered again as Discord sometimes does.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.discord_server import bodies, commands, payloads
from tests.discord_server.model import (
    Acknowledged,
    Attachment,
    Channel,
    Interaction,
    Json,
    Kind,
    Message,
    MessageKind,
    Right,
    User,
    rights_of,
)
from tests.discord_server.posting import named
from tests.discord_server.world import World

LONGEST_TYPED = 2000
_TOKEN_LIVES = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Said:
    """A message of somebody's."""

    message: Message
    _deliver: Callable[[], None]

    @property
    def id(self) -> str:
        return str(self.message.id)

    async def again(self) -> None:
        self._deliver()


@dataclass(frozen=True, slots=True)
class Reacted:
    _deliver: Callable[[], None]

    async def again(self) -> None:
        self._deliver()


@dataclass(frozen=True, slots=True)
class Asked:
    """An interaction."""

    interaction: Interaction
    _deliver: Callable[[], None]

    async def acknowledged(self) -> Acknowledged:
        """The first answer; raises TimeoutError when the deadline passes without one."""
        return await asyncio.shield(self.interaction.acknowledged)

    @property
    def answer(self) -> Message | None:
        """The original response, when there is one that was not deleted."""
        original = self.interaction.original
        return None if original is None or original.gone else original

    @property
    def follow_ups(self) -> list[Message]:
        return [message for message in self.interaction.follow_ups if not message.gone]

    async def again(self) -> None:
        self._deliver()


class Deeds(World):
    @property
    def mention(self) -> str:
        return f"<@{self.bot.id}>"

    async def say(
        self,
        channel: Channel,
        user: User,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        attachments: Sequence[Attachment] = (),
        kind: MessageKind = MessageKind.DEFAULT,
    ) -> Said:
        """What is too long to type goes as a file, the way the client offers it. `ping` is the switch
        beside a reply."""
        files = list(attachments)
        if len(text) > LONGEST_TYPED:
            files.insert(0, self.add_attachment("message.txt", text.encode()))
            text = ""
        message = Message(self.new_id(), channel, user, self.clock(), text, kind, attachments=files)
        message.mentions = named(self, text)
        if reply_to is not None:
            message.kind, message.reply_to = MessageKind.REPLY, reply_to
            message.refers = (reply_to.channel.id, reply_to.id)
            if ping and reply_to.author not in message.mentions:
                message.mentions.append(reply_to.author)
        channel.messages[message.id] = message
        self.tell("MESSAGE_CREATE", message)
        return Said(message, lambda: self.tell("MESSAGE_CREATE", message))

    async def react(self, channel: Channel, user: User, message: Message, emoji: str) -> Reacted:
        data: Json = {
            "user_id": str(user.id),
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": {"id": None, "name": emoji},
            "burst": False,
            "burst_colors": [],
            "type": 0,
        }
        if channel.guild is not None:
            data["guild_id"] = str(channel.guild.id)
            data["member"] = payloads.member(channel.guild.members[user.id]) | {"user": payloads.user(user)}
        self.tell_of_reaction(channel, data)
        return Reacted(lambda: self.tell_of_reaction(channel, data))

    async def command(self, channel: Channel, user: User, name: str, **options: Any) -> Asked:
        """`name` is the command's, with its sub-command behind a space. Raises LookupError for what the
        bot did not register, ValueError for an option that does not fit."""
        first, *path = name.split()
        command = self._offered(commands.SLASH, first, channel, user)
        data: Json = {"id": command["id"], "name": first, "type": commands.SLASH}
        if filled := commands.filled_in(command, path, options):
            data["options"] = filled
        files = {str(value.id): value for value in options.values() if isinstance(value, Attachment)}
        if files:
            shown = {key: payloads.attachment(one) | {"ephemeral": True} for key, one in files.items()}
            data["resolved"] = {"attachments": shown}
        return self._ask(2, channel, user, data)

    async def menu(self, channel: Channel, user: User, message: Message, name: str) -> Asked:
        command = self._offered(commands.MESSAGE_MENU, name, channel, user)
        shown = payloads.message(message) | {"channel_id": str(channel.id)}
        return self._ask(
            2,
            channel,
            user,
            {
                "id": command["id"],
                "name": name,
                "type": commands.MESSAGE_MENU,
                "target_id": str(message.id),
                "resolved": {"messages": {str(message.id): shown}},
            },
        )

    async def press(self, user: User, message: Message, button: str) -> Asked:
        """`button` is its label or its custom id. Raises LookupError for one that is not there, or not
        for that person to see."""
        if message.gone or (message.only_for is not None and message.only_for is not user):
            raise LookupError("there is no such message for them")
        for one in bodies.walk(message.components):
            if one.get("type") == 2 and button in (one.get("label"), one.get("custom_id")):
                if one.get("disabled"):
                    raise LookupError(f"{button} is disabled")
                data = {"custom_id": one["custom_id"], "component_type": 2, "id": 2}
                return self._ask(3, message.channel, user, data, message)
        raise LookupError(f"there is no button {button}, but {buttons(message)}")

    def _offered(self, kind: int, name: str, channel: Channel, user: User) -> Json:
        """The command as somebody is offered it there; raises LookupError."""
        found = [one for one in self.commands if one["type"] == kind and one["name"] == name]
        if not found:
            raise LookupError(f"no command {name} is registered")
        context = 1 if channel.kind is Kind.DM else 0
        if found[0]["contexts"] is not None and context not in found[0]["contexts"]:
            raise LookupError(f"{name} is not offered in context {context}")
        by = {0} if channel.guild is None or self.bot.id in channel.guild.members else set()
        by |= {1} if user.id in self.installed_by else set()
        if not by & set(found[0]["integration_types"]):
            raise LookupError(f"{name} is not offered there: the app is not installed for it")
        needed = Right(int(found[0]["default_member_permissions"] or 0))
        held = rights_of(user.id, channel)
        if not held & Right.USE_APPLICATION_COMMANDS or needed & ~held:
            raise LookupError(f"{name} is not offered to {user.name}")
        return found[0]

    def _ask(
        self, kind: int, channel: Channel, user: User, data: Json, message: Message | None = None
    ) -> Asked:
        loop = asyncio.get_running_loop()
        interaction = Interaction(
            id=self.new_id(),
            token=secrets.token_urlsafe(64),
            kind=kind,
            channel=channel,
            user=user,
            data=data,
            expires=self.clock() + _TOKEN_LIVES,
            deadline=loop.time() + self.deadline,
            acknowledged=loop.create_future(),
            user_installed_only=channel.guild is not None and self.bot.id not in channel.guild.members,
            message=message,
        )
        self.interactions[interaction.token] = interaction
        shown = None if message is None else payloads.message(message)
        payload = payloads.interaction(interaction, self.application, self.bot, shown)
        loop.call_later(self.deadline, self._expire, interaction)

        def deliver() -> None:
            self.gateway.dispatch("INTERACTION_CREATE", lambda _: payload)

        deliver()
        return Asked(interaction, deliver)

    def _expire(self, interaction: Interaction) -> None:
        if interaction.callback is None and not interaction.acknowledged.done():
            self.missed_deadlines.append(interaction)
            interaction.acknowledged.set_exception(TimeoutError("this interaction failed"))
            interaction.acknowledged.exception()  # nobody has to have waited for it


def shown(message: Message) -> str:
    """What people read of a message: its text, its embeds, its text components."""
    lines = [message.content]
    for embed in message.embeds:
        author, footer = embed.get("author") or {}, embed.get("footer") or {}
        lines += [author.get("name") or "", embed.get("title") or "", embed.get("description") or ""]
        for field in embed.get("fields") or ():
            lines += [field["name"], field["value"]]
        lines.append(footer.get("text") or "")
    lines += [str(one["content"]) for one in bodies.walk(message.components) if one.get("type") == 10]
    return "\n".join(line for line in lines if line)


def buttons(message: Message) -> list[str]:
    """The labels under a message, in order."""
    return [str(one.get("label")) for one in bodies.walk(message.components) if one.get("type") == 2]
