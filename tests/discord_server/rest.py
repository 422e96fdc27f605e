"""The REST side, by the bot's token: itself, its commands, channels, messages, threads, guilds."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from tests.discord_server import commands, payloads, posting
from tests.discord_server.model import (
    THREADS,
    Channel,
    Json,
    Kind,
    Message,
    MessageKind,
    Right,
    guild_rights_of,
)
from tests.discord_server.refusals import Form, Refusal
from tests.discord_server.world import World

Answer = tuple[int, Any]


class Call:
    """One request: the parts of its path, its query, its body."""

    def __init__(self, world: World, parts: dict[str, str], query: dict[str, str], body: Any) -> None:
        self.world = world
        self.parts = parts
        self.query = query
        self._body = body

    @property
    def fields(self) -> Json:
        if self._body is None:
            return {}
        if not isinstance(self._body, dict):
            raise Refusal(50035, {"_errors": [{"code": "MODEL_TYPE_CONVERT", "message": "Not an object."}]})
        return self._body

    @property
    def whole(self) -> Any:
        return self._body

    def id(self, name: str) -> int:
        value = self.parts[name]
        if not (value.isascii() and value.isdigit()) or len(value) > 20:
            form = Form()
            form.wrong((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            form.done()
        return int(value)

    def channel(self) -> Channel:
        self.id("channel_id")
        return self.world.bot_channel(self.parts["channel_id"])

    def message(self, channel: Channel) -> Message:
        found = channel.messages.get(self.id("message_id"))
        if found is None or found.only_for is not None:
            raise Refusal(10008)
        return found


def me(call: Call) -> Answer:
    return 200, payloads.user(call.world.bot) | {
        "verified": True,
        "mfa_enabled": False,
        "email": None,
        "bio": "",
    }


def application(call: Call) -> Answer:
    world = call.world
    return 200, {
        "id": str(world.application),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot_public": False,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": world.application_flags,
        "owner": payloads.user(world.users[min(world.users)]),
        "team": None,
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": len(world.installed_by),
        "integration_types_config": {"0": {}, "1": {}},
        "bot": payloads.user(world.bot),
    }


def gateway(call: Call) -> Answer:
    return 200, {"url": f"ws://127.0.0.1:{call.world.port}/"}


def gateway_bot(call: Call) -> Answer:
    limit = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
    return 200, {"url": f"ws://127.0.0.1:{call.world.port}/", "shards": 1, "session_start_limit": limit}


def commands_get(call: Call) -> Answer:
    _own_application(call)
    return 200, call.world.commands


def commands_put(call: Call) -> Answer:
    _own_application(call)
    world = call.world
    checked = commands.checked(call.whole)
    world.registrations.append(checked)
    known = {(one["type"], one["name"]): int(one["id"]) for one in world.commands}
    world.commands = [
        commands.given_back(
            one,
            known.get((one.get("type", 1), one["name"])) or world.new_id(),
            world.application,
            world.new_id(),
        )
        for one in checked
    ]
    return 200, world.commands


def _own_application(call: Call) -> None:
    if call.id("application_id") != call.world.application:
        raise Refusal(50001)


def channel_get(call: Call) -> Answer:
    return 200, payloads.channel(call.channel())


def channel_patch(call: Call) -> Answer:
    channel, world, body = call.channel(), call.world, call.fields
    rights = world.bot_rights(channel)
    manages = bool(rights & Right.MANAGE_THREADS)
    if not channel.is_thread:
        if not rights & Right.MANAGE_CHANNELS:
            raise Refusal(50013)
        return 200, payloads.channel(channel)
    opens = body.get("archived") is False
    own = channel.owner == world.bot.id
    allowed = (
        manages
        or (own and "locked" not in body)
        or (opens and set(body) == {"archived"} and not channel.locked)
    )
    if not allowed or (channel.locked and not manages):
        raise Refusal(50013)
    if channel.archived and not opens:
        raise Refusal(50083)
    channel.archived = bool(body.get("archived", channel.archived))
    channel.locked = bool(body.get("locked", channel.locked))
    channel.name = _name(body) if "name" in body else channel.name
    world.tell_of_channel("THREAD_UPDATE", channel)
    return 200, payloads.channel(channel)


def messages_get(call: Call) -> Answer:
    channel, world = call.channel(), call.world
    if channel.kind is Kind.FORUM:
        raise Refusal(50024)
    form = Form()
    limit = call.query.get("limit", "50")
    if not limit.isdigit() or not 1 <= int(limit) <= 100:
        form.wrong(("limit",), "NUMBER_TYPE_MAX", "int value should be between 1 and 100.")
    bounds = [name for name in ("around", "before", "after") if name in call.query]
    if len(bounds) > 1:
        form.wrong((bounds[1],), "APIMESSAGES_EXCLUSIVE", "Only one of around, before, after.")
    for name in bounds:
        if not call.query[name].isdigit():
            form.wrong((name,), "NUMBER_TYPE_COERCE", "Not a snowflake.")
    form.done()
    # no error: "then no messages will be returned"
    if not world.bot_rights(channel) & Right.READ_MESSAGE_HISTORY:
        return 200, []
    found = [one for one in channel.messages.values() if one.only_for is None]
    found.sort(key=lambda one: one.id)
    if "after" in call.query:
        # the oldest that follow, and given newest first like all
        found = [one for one in found if one.id > int(call.query["after"])][: int(limit)]
    elif "around" in call.query:
        found = [one for one in found if abs(one.id - int(call.query["around"])) == 0]
    else:
        before = int(call.query.get("before", str(1 << 63)))
        found = [one for one in found if one.id < before][-int(limit) :]
    return 200, [world.shown_to_bot(one, granted=world.message_content) for one in reversed(found)]


def message_get(call: Call) -> Answer:
    channel, world = call.channel(), call.world
    if not world.bot_rights(channel) & Right.READ_MESSAGE_HISTORY:
        raise Refusal(50001)
    return 200, world.shown_to_bot(call.message(channel), granted=world.message_content)


def message_post(call: Call) -> Answer:
    return 200, posting.as_answered(call.world, posting.post(call.world, call.channel(), call.fields))


def message_patch(call: Call) -> Answer:
    message = call.message(call.channel())
    posting.change(call.world, message, call.fields, by_token=False)
    return 200, call.world.shown_to_bot(message, granted=call.world.message_content)


def message_delete(call: Call) -> Answer:
    channel = call.channel()
    message = call.message(channel)
    if message.author is not call.world.bot:
        if channel.guild is None:
            raise Refusal(50003)
        if not call.world.bot_rights(channel) & Right.MANAGE_MESSAGES:
            raise Refusal(50013)
    if message.kind is MessageKind.THREAD_STARTER:
        raise Refusal(50021)
    posting.remove(call.world, message)
    return 204, None


def thread_on_message(call: Call) -> Answer:
    channel, world = call.channel(), call.world
    if channel.kind not in (Kind.TEXT, Kind.ANNOUNCEMENT):
        raise Refusal(50024)
    message = call.message(channel)
    _may_open_thread(world, channel, Right.CREATE_PUBLIC_THREADS)
    name = _name(call.fields)
    if message.thread is not None or message.id in world.channels:
        raise Refusal(160004)
    if message.kind is MessageKind.JOIN:
        raise Refusal(50021)
    thread = world.add_thread(channel, name, world.bot, message)
    thread.archive_after = call.fields.get("auto_archive_duration") or 1440
    return 201, payloads.channel(thread)


def thread_alone(call: Call) -> Answer:
    channel, world, body = call.channel(), call.world, call.fields
    if channel.kind is Kind.FORUM:
        if not world.bot_rights(channel) & Right.SEND_MESSAGES:
            raise Refusal(50013)
        name = _name(body)
        thread = world.add_thread(channel, name, world.bot)
        try:
            first = posting.post(world, thread, body.get("message") or {})
        except Refusal:
            del world.channels[thread.id]
            raise
        return 201, payloads.channel(thread) | {"message": posting.as_answered(world, first)}
    if channel.kind not in (Kind.TEXT, Kind.ANNOUNCEMENT):
        raise Refusal(50024)
    kind = Kind(body.get("type", Kind.PRIVATE_THREAD))
    if kind not in THREADS:
        raise Refusal(50035, {"type": {"_errors": [{"code": "BASE_TYPE_CHOICES", "message": "No thread."}]}})
    private = kind is Kind.PRIVATE_THREAD
    _may_open_thread(world, channel, Right.CREATE_PRIVATE_THREADS if private else Right.CREATE_PUBLIC_THREADS)
    return 201, payloads.channel(world.add_thread(channel, _name(body), world.bot, kind=kind))


def _may_open_thread(world: World, channel: Channel, right: Right) -> None:
    if not world.bot_rights(channel) & right:
        raise Refusal(50013)
    assert channel.guild is not None
    open_ones = [one for one in world.channels.values() if one.guild is channel.guild and one.is_thread]
    if sum(not one.archived for one in open_ones) >= channel.guild.most_threads:
        raise Refusal(160006)


def _name(body: Json) -> str:
    form = Form()
    name = form.text(("name",), body.get("name"), 100, least=1, required=True)
    if name and not name.strip():
        form.wrong(("name",), "BASE_TYPE_REQUIRED", "This field is required")
    if body.get("auto_archive_duration") not in (None, 60, 1440, 4320, 10080):
        form.wrong(
            ("auto_archive_duration",), "BASE_TYPE_CHOICES", "Value must be one of (60, 1440, 4320, 10080)."
        )
    form.done()
    return name


def typing(call: Call) -> Answer:
    channel = call.channel()
    right = Right.SEND_MESSAGES_IN_THREADS if channel.is_thread else Right.SEND_MESSAGES
    if not call.world.bot_rights(channel) & right:
        raise Refusal(50013)
    call.world.typing.append(channel.id)
    return 204, None


def guild_get(call: Call) -> Answer:
    guild = call.world.guilds.get(call.id("guild_id"))
    if guild is None or call.world.bot.id not in guild.members:
        raise Refusal(10004)
    return 200, payloads.guild(guild)


def roles_get(call: Call) -> Answer:
    return 200, guild_get(call)[1]["roles"]


def member_get(call: Call) -> Answer:
    guild_get(call)
    user = call.id("user_id")
    if user not in call.world.users:
        raise Refusal(10013)
    member = call.world.guilds[call.id("guild_id")].members.get(user)
    if member is None:
        raise Refusal(10007)
    return 200, payloads.member(member) | {"user": payloads.user(member.user)}


def own_guilds(call: Call) -> Answer:
    world = call.world
    mine = [guild for guild in world.guilds.values() if world.bot.id in guild.members]
    return 200, [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(int(guild_rights_of(guild.members[world.bot.id], guild))),
            "features": [],
        }
        for guild in mine
    ]


def direct_open(call: Call) -> Answer:
    recipient = str(call.fields.get("recipient_id", ""))
    user = call.world.users.get(int(recipient)) if recipient.isdigit() else None
    if user is None:
        raise Refusal(
            50035, {"recipient_id": {"_errors": [{"code": "NUMBER_TYPE_COERCE", "message": "Nobody."}]}}
        )
    return 200, payloads.channel(call.world.add_direct(user))


Route = Callable[[Call], Answer | Awaitable[Answer]]
_CHANNEL = "/channels/{channel_id}"
_MESSAGE = _CHANNEL + "/messages/{message_id}"
_GUILD = "/guilds/{guild_id}"

ROUTES: dict[tuple[str, str], Route] = {
    ("GET", "/users/@me"): me,
    ("GET", "/users/@me/guilds"): own_guilds,
    ("POST", "/users/@me/channels"): direct_open,
    ("GET", "/oauth2/applications/@me"): application,
    ("GET", "/applications/@me"): application,
    ("GET", "/gateway"): gateway,
    ("GET", "/gateway/bot"): gateway_bot,
    ("GET", "/applications/{application_id}/commands"): commands_get,
    ("PUT", "/applications/{application_id}/commands"): commands_put,
    ("GET", _CHANNEL): channel_get,
    ("PATCH", _CHANNEL): channel_patch,
    ("GET", _CHANNEL + "/messages"): messages_get,
    ("POST", _CHANNEL + "/messages"): message_post,
    ("GET", _MESSAGE): message_get,
    ("PATCH", _MESSAGE): message_patch,
    ("DELETE", _MESSAGE): message_delete,
    ("POST", _MESSAGE + "/threads"): thread_on_message,
    ("POST", _CHANNEL + "/threads"): thread_alone,
    ("POST", _CHANNEL + "/typing"): typing,
    ("GET", _GUILD): guild_get,
    ("GET", _GUILD + "/roles"): roles_get,
    ("GET", _GUILD + "/members/{user_id}"): member_get,
}


def find_route(
    routes: dict[tuple[str, str], Route], method: str, path: str
) -> tuple[Route, str, dict[str, str]] | None:
    """The route, its pattern, and the parts of the path that it names."""
    for (verb, pattern), route in routes.items():
        if verb != method:
            continue
        expression = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(pattern))
        if match := re.fullmatch(expression, path):
            return route, pattern, match.groupdict()
    return None
