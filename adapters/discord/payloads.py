"""Discord's JSON → what a person did. Pure.

The same functions read what the gateway brings and what REST answers, and rely on no cache. A message
whose content Discord keeps back (no message-content intent) has the text None, never an empty one.
Who is no person, and what is no message of theirs, comes out as None.
"""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from discord import Permissions
from discord.utils import snowflake_time

from adapters.base import Action, Ask, File, Message, Person, Place, Posted, Pressed, Private, Ticket, Way
from adapters.links import find_links

PLATFORM: Final = "discord"
DIRECT: Final = "@me"
"""Stands for the server where there is none, in links and in a Place."""

TICKET_LIFE: Final = timedelta(minutes=15)
THREADS: Final = frozenset((10, 11, 12))
"""Of the kinds of channel, those that are threads: of announcements, public, private."""

EPHEMERAL: Final = 1 << 6

Json = Mapping[str, Any]

_WRITTEN: Final = frozenset((0, 19))  # kinds of message: a plain one and a reply
_FORWARD: Final = 1  # kind of reference
_SLASH: Final = 1
_GROUPS: Final = frozenset((1, 2))
_BOOLEAN, _ATTACHMENT = 5, 11
_MARKUP: Final = re.compile(
    r"<(?:(?P<user>@!?)|(?P<role>@&)|(?P<channel>#))(?P<id>\d+)>"
    r"|<a?:(?P<emoji>\w+):\d+>|<t:(?P<time>-?\d{1,13})(?::(?P<style>[tTdDfFsSR]))?>"
    r"|<(?P<command>/[^:<>\n]+):\d+>|<id:(?P<page>[\w-]+)(?::\d+)?>"
)
_BUTTON: Final = re.compile(r"nutgraf:(?P<action>[a-z]+):(?P<key>[^\n]+)(?:\n(?P<detail>.+))?")


@dataclass(frozen=True, slots=True)
class Own:
    """Who the bot is: its user, its application, its own role in the server, and whether Discord gives
    it the content of every message."""

    user: str
    application: str
    role: str | None = None
    content: bool = False


# ---- where and when ---------------------------------------------------------------------------


def place_of(channel: str, guild: str | None, parent: str | None) -> Place:
    """`parent` is the channel that `channel` is a thread of, None where it is no thread."""
    if parent is None:
        return Place(PLATFORM, guild or DIRECT, channel)
    return Place(PLATFORM, guild or DIRECT, parent, thread=channel)


def parent_of(channel: Json) -> str | None:
    """The channel that this one is a thread of."""
    parent = channel.get("parent_id")
    return str(parent) if parent and channel.get("type") in THREADS else None


def made_at(snowflake: str) -> datetime:
    """When Discord made whatever has this id."""
    return snowflake_time(int(snowflake))


def jump_link(place: Place, channel: str, message: str) -> str:
    return f"https://discord.com/channels/{place.workspace}/{channel}/{message}"


def channel_link(place: Place) -> str:
    return f"https://discord.com/channels/{place.workspace}/{place.channel}"


def custom_id(action: Action, key: str) -> str:
    """What a button carries; `pressed` reads it."""
    return f"nutgraf:{action.value}:{key}"


def key_of(custom: str) -> str | None:
    """The key of the reply that a button belongs to, None for a button that is not ours."""
    found = _BUTTON.fullmatch(custom)
    return found["key"] if found else None


@dataclass(frozen=True, slots=True)
class Pass:
    """What a ticket's token holds: what it was given for, and the way to write by it. Of a press it
    knows the message, since that is what Discord calls the original then."""

    kind: str
    application: str
    message: str
    token: str

    @classmethod
    def of(cls, ticket: Ticket) -> Pass:
        kind, application, message, token = ticket.token.split(":", 3)
        return cls(kind, application, message, token)

    def __str__(self) -> str:
        return f"{self.kind}:{self.application}:{self.message}:{self.token}"


def rights_of(member: Json, guild: Json, channel: Json) -> Permissions:
    """What a member may do in a channel, by their roles and what the channel grants or denies them."""
    user = str((member.get("user") or {}).get("id"))
    roles = {str(role) for role in member.get("roles", ())} | {str(guild["id"])}
    rights = Permissions.none()
    for role in guild.get("roles", ()):
        if str(role["id"]) in roles:
            rights |= Permissions(int(role["permissions"]))
    if rights.administrator or str(guild.get("owner_id")) == user:
        return Permissions.all()
    overwrites = {str(one["id"]): one for one in channel.get("permission_overwrites") or ()}
    # the server's own, then those of all roles together, then the member's: each outweighs the last
    for group in ({str(guild["id"])}, roles - {str(guild["id"])}, {user}):
        met = [overwrites[id_] for id_ in group if id_ in overwrites]
        allow = deny = 0
        for one in met:
            allow, deny = allow | int(one["allow"]), deny | int(one["deny"])
        rights.handle_overwrite(allow, deny)
    return rights


# ---- messages ---------------------------------------------------------------------------------


def message_of(data: Json, own: Own, guild: str | None = None, readable: bool = False) -> Message:
    """A message; `readable` says that Discord gives its content whatever the intent."""
    author = data.get("author") or {}
    readable = (
        readable or own.content or guild is None or author.get("id") == own.user or _mentions(data, own)
    )
    text = _text_of(data, own)
    files = [*data.get("attachments", ()), *(one for part in _forwarded(data) for one in part["attachments"])]
    channel = str(data.get("channel_id", ""))
    return Message(
        id=str(data["id"]),
        text=text if text or files or readable else None,
        person=_person(author, data.get("member")),
        files=tuple(file_of(one) for one in files),
        bot=_is_bot(data),
        at=made_at(str(data["id"])),
        link=jump_link(place_of(channel, guild, None), channel, str(data["id"])),
        own=author.get("id") == own.user,
    )


def file_of(attachment: Json) -> File:
    name = str(attachment.get("filename", ""))
    media_type = str(attachment.get("content_type") or mimetypes.guess_type(name)[0] or "").partition(";")[0]
    return File(
        name=name,
        media_type=media_type.strip().lower() or "application/octet-stream",
        size=int(attachment.get("size", 0)),
        ref=str(attachment["url"]),
    )


def plain_text(content: str, users: Iterable[Json], own: Own, names: Mapping[str, str] | None = None) -> str:
    """What a person wrote, with Discord's markup for people, channels, emoji and times written out and
    the mention of the bot taken away. `names` are those of roles and channels, by id."""
    called = {str(user["id"]): _name(user, user.get("member")) for user in users} | dict(names or {})

    def written(found: re.Match[str]) -> str:
        whose = found["id"]
        if whose is not None and whose in (own.user, own.role):
            return ""
        if found["user"] or found["role"]:
            return f"@{called.get(whose, 'someone' if found['user'] else 'role')}"
        if found["channel"]:
            return f"#{called.get(whose, 'channel')}"
        if found["emoji"]:
            return f":{found['emoji']}:"
        if found["time"]:
            return _moment(int(found["time"]), found["style"]) or found[0]
        return found["command"] or f"#{found['page']}"

    return _MARKUP.sub(written, content).strip()


def _moment(seconds: int, style: str | None) -> str | None:
    try:
        at = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    if style in ("d", "D"):
        return f"{at:%Y-%m-%d}"
    return f"{at:%H:%M} UTC" if style in ("t", "T") else f"{at:%Y-%m-%d %H:%M} UTC"


def _text_of(data: Json, own: Own, names: Mapping[str, str] | None = None) -> str:
    """The content; of a forward that of the message inside; of a bot that writes in embeds, their words."""
    parts = [plain_text(str(data.get("content") or ""), data.get("mentions", ()), own, names)]
    parts += [plain_text(str(part["content"]), part["mentions"], own) for part in _forwarded(data)]
    if _is_bot(data) or not any(parts):
        for embed in data.get("embeds", ()):
            parts += [str(embed[name]) for name in ("title", "url", "description") if embed.get(name)]
            parts += [f"{field.get('name')}\n{field.get('value')}" for field in embed.get("fields", ())]
    return "\n".join(part for part in parts if part)


def _forwarded(data: Json) -> list[dict[str, Any]]:
    inner = [one.get("message") or {} for one in data.get("message_snapshots") or ()]
    empty: Json = {"content": "", "mentions": (), "attachments": ()}
    return [{**empty, **{name: value for name, value in one.items() if value}} for one in inner]


def _is_bot(data: Json) -> bool:
    author = data.get("author") or {}
    return bool(author.get("bot") or author.get("system") or data.get("webhook_id"))


def _mentions(data: Json, own: Own) -> bool:
    return any(str(user["id"]) == own.user for user in data.get("mentions", ()))


def _person(user: Json, member: Json | None) -> Person | None:
    return Person(str(user["id"]), _name(user, member)) if user.get("id") else None


def _name(user: Json, member: Json | None) -> str:
    return str((member or {}).get("nick") or user.get("global_name") or user.get("username") or "someone")


# ---- what a person did ------------------------------------------------------------------------


def written(data: Json, own: Own, parent: str | None, names: Mapping[str, str] | None = None) -> Ask | None:
    """MESSAGE_CREATE: a mention, a reply to the bot, a direct message, or a link that may be worth an
    answer where the channel wants it."""
    if data.get("type", 0) not in _WRITTEN or _is_bot(data):
        return None
    guild = data.get("guild_id")
    asker = _person(data.get("author") or {}, data.get("member"))
    if asker is None:
        return None
    message, content = str(data["id"]), str(data.get("content") or "")
    place = place_of(str(data["channel_id"]), guild, parent)
    text = _text_of(data, own, names)
    way = _way(data, content, text, own)
    if way is None:
        return None
    target = _target(data, own, guild) if way is not Way.AUTOMATIC else None
    if target is None and place.thread is not None and way in (Way.MENTION, Way.REPLY):
        # a thread has the id of the message that it was made from
        target = Message(place.thread, None)
    return Ask(
        event=f"message/{message}",
        way=way,
        place=place,
        person=asker,
        at=made_at(message),
        text=text,
        message=Message(
            id=message,
            text=text,
            person=asker,
            files=message_of(data, own, guild).files,
            at=made_at(message),
            link=jump_link(place, str(data["channel_id"]), message),
            thread=place.thread,
        ),
        target=target,
    )


def _way(data: Json, content: str, text: str, own: Own) -> Way | None:
    if data.get("guild_id") is None:
        return Way.DIRECT
    if any(mention in content for mention in (f"<@{own.user}>", f"<@!{own.user}>")) or (
        own.role is not None and f"<@&{own.role}>" in content
    ):
        return Way.MENTION
    # a reply that does not ping was not meant to call anybody
    answered = data.get("referenced_message") or {}
    if (answered.get("author") or {}).get("id") == own.user and _mentions(data, own):
        return Way.REPLY
    return Way.AUTOMATIC if own.content and find_links(text) else None


def _target(data: Json, own: Own, guild: str | None) -> Message | None:
    """The message that this one replies to."""
    reference = data.get("message_reference") or {}
    if reference.get("type", 0) == _FORWARD or not reference.get("message_id"):
        return None
    if answered := data.get("referenced_message"):
        return message_of(answered, own, guild)
    # None stands there for one that was deleted, nothing for one that was not looked up
    return None if "referenced_message" in data else Message(str(reference["message_id"]), None)


def reacted(data: Json, own: Own, emoji: str | None, parent: str | None, at: datetime) -> Ask | None:
    """MESSAGE_REACTION_ADD: the chosen emoji, put by a person under a message that is not ours."""
    put, asker = data.get("emoji") or {}, str(data["user_id"])
    member = data.get("member") or {}
    user = member.get("user") or {}
    if emoji is None or not _is_emoji(put, emoji) or user.get("bot"):
        return None
    if own.user in (asker, str(data.get("message_author_id"))):
        return None
    message = str(data["message_id"])
    name = str(put.get("id") or put.get("name"))
    return Ask(
        event=f"reaction/{message}/{asker}/{name}",
        way=Way.REACTION,
        place=place_of(str(data["channel_id"]), data.get("guild_id"), parent),
        person=Person(asker, _name(user, member) if user else ""),
        at=at,
        target=Message(message, None),
    )


def _is_emoji(put: Json, chosen: str) -> bool:
    # with or without the selector that asks for colours, it is the same emoji
    name = str(put.get("name") or "").replace("\ufe0f", "")
    if put.get("id"):
        return chosen.strip("<:>") in (name, f"{name}:{put['id']}", str(put["id"]))
    return name == chosen.replace("\ufe0f", "")


def interacted(data: Json, own: Own, parent: str | None) -> Ask | Pressed | None:
    """INTERACTION_CREATE: a slash command, the entry in a message's menu, a button of ours."""
    member = data.get("member") or {}
    asker = _person(member.get("user") or data.get("user") or {}, member)
    channel = str(data.get("channel_id") or (data.get("channel") or {}).get("id") or "")
    if asker is None or not channel:
        return None
    what: Json = data.get("data") or {}
    match data.get("type"), what.get("type", _SLASH):
        case (2, 1):
            translate: Callable[[Json, Own, Place, Person], Ask | Pressed | None] = _commanded
            kind = "command"
        case (2, 3):
            translate, kind = _chosen, "menu"
        case (3, _):
            translate, kind = _pressed, "press"
        case _:
            return None
    message = str((data.get("message") or {}).get("id", ""))
    token = Pass(kind, str(data.get("application_id") or own.application), message, str(data["token"]))
    ticket = Ticket(str(token), made_at(str(data["id"])) + TICKET_LIFE)
    place = replace(place_of(channel, data.get("guild_id"), parent), ticket=ticket)
    return translate(data, own, place, asker)


def _commanded(data: Json, own: Own, place: Place, asker: Person) -> Ask:
    interaction, what = str(data["id"]), data["data"]
    resolved = what.get("resolved") or {}
    options, path = list(what.get("options") or ()), []
    while options and options[0].get("type") in _GROUPS:
        path.append(str(options[0]["name"]))
        options = list(options[0].get("options") or ())
    flags = [str(one["name"]) for one in options if one["type"] == _BOOLEAN and one.get("value")]
    rest = [str(one["value"]) for one in options if one["type"] not in (_BOOLEAN, _ATTACHMENT)]
    attached = [resolved["attachments"][str(one["value"])] for one in options if one["type"] == _ATTACHMENT]
    users = (resolved.get("users") or {}).values()
    return Ask(
        event=f"interaction/{interaction}",
        way=Way.COMMAND,
        place=place,
        person=asker,
        at=made_at(interaction),
        text=" ".join([*path, *flags, *(plain_text(one, users, own) for one in rest)]).strip(),
        message=Message(interaction, "", asker, tuple(map(file_of, attached)), at=made_at(interaction))
        if attached
        else None,
        command=str(what["name"]),
    )


def _chosen(data: Json, own: Own, place: Place, asker: Person) -> Ask | None:
    interaction, what = str(data["id"]), data["data"]
    found = ((what.get("resolved") or {}).get("messages") or {}).get(str(what.get("target_id")))
    if found is None:
        return None
    return Ask(
        event=f"interaction/{interaction}",
        way=Way.MENU,
        place=place,
        person=asker,
        at=made_at(interaction),
        target=message_of(found, own, data.get("guild_id"), readable=True),
    )


def _pressed(data: Json, own: Own, place: Place, asker: Person) -> Pressed | None:
    del own
    button = _BUTTON.fullmatch(str(data["data"].get("custom_id", "")))
    message = data.get("message") or {}
    if button is None or button["action"] not in set(Action) or not message:
        return None
    interaction = str(data["id"])
    if int(message.get("flags") or 0) & EPHEMERAL:
        place = replace(place, private=Private(asker.id))
    return Pressed(
        event=f"interaction/{interaction}",
        place=place,
        person=asker,
        at=made_at(interaction),
        action=Action(button["action"]),
        reply=button["key"],
        posted=Posted(place, str(message["id"])),
        detail=button["detail"],
    )
