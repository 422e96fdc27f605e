"""Posting and editing as the bot: by its own right in a channel, or by the token of an interaction."""

from __future__ import annotations

import re
from datetime import timedelta

from tests.discord_server import bodies, payloads
from tests.discord_server.model import (
    Channel,
    Flag,
    Interaction,
    Json,
    Kind,
    Message,
    MessageKind,
    Right,
    User,
)
from tests.discord_server.refusals import Form, Refusal
from tests.discord_server.world import World

_BY_RIGHT = ("users", "roles", "everyone")
_BY_TOKEN = ("users",)


def post(world: World, channel: Channel, body: Json) -> Message:
    """By the bot's own right; the message that was posted with the same nonce, where that is enforced."""
    if channel.kind is Kind.FORUM:
        raise Refusal(50024)
    rights = world.bot_rights(channel)
    if not rights & (Right.SEND_MESSAGES_IN_THREADS if channel.is_thread else Right.SEND_MESSAGES):
        raise Refusal(50013)
    if channel.recipient is not None and channel.recipient.bot:
        raise Refusal(50007)
    flags = bodies.check_flags(body.get("flags") or 0, bodies.POSTABLE)
    bodies.check_body(body, flags=flags)
    answered = _answered(world, channel, body.get("message_reference"))
    if channel.locked and not rights & Right.MANAGE_THREADS:
        raise Refusal(160005)
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        for posted in _recent(world):
            if posted.nonce == body["nonce"]:
                return posted
    message = Message(world.new_id(), channel, world.bot, world.clock(), flags=flags, nonce=body.get("nonce"))
    if answered is not None:
        message.kind, message.reply_to = MessageKind.REPLY, answered
        message.refers = (answered.channel.id, answered.id)
    channel.archived = False
    _write(world, message, body, _BY_RIGHT, created=True)
    _show(world, message)
    return message


def answer(world: World, interaction: Interaction, body: Json, *, loading: bool = False) -> Message:
    """A message by an interaction's token: no right of the bot's own is asked for."""
    allowed = Flag.EPHEMERAL if loading else bodies.ANSWERABLE
    flags = bodies.check_flags(body.get("flags") or 0, allowed)
    if not loading:
        bodies.check_body(body, flags=flags)
    message = Message(world.new_id(), interaction.channel, world.bot, world.clock(), interaction=interaction)
    message.flags = flags | (Flag.LOADING if loading else Flag(0))
    if interaction.kind == 2:
        slash = interaction.data["type"] == 1
        message.kind = MessageKind.CHAT_INPUT_COMMAND if slash else MessageKind.CONTEXT_MENU_COMMAND
    elif interaction.message is not None:
        message.refers, message.reply_to = (
            (interaction.channel.id, interaction.message.id),
            interaction.message,
        )
        message.kind = MessageKind.REPLY
    if flags & Flag.EPHEMERAL:
        message.only_for = interaction.user
    if not loading:
        _write(world, message, body, _BY_TOKEN, created=True)
    _show(world, message)
    return message


def change(world: World, message: Message, body: Json, *, by_token: bool) -> None:
    """Edits; a deferred answer gets its first text so. Raises Refusal."""
    if not by_token:
        if message.author is not world.bot:
            _may_change_others(world, message, body)
        if message.kind not in (
            MessageKind.DEFAULT,
            MessageKind.REPLY,
            MessageKind.CHAT_INPUT_COMMAND,
            MessageKind.CONTEXT_MENU_COMMAND,
        ):
            raise Refusal(50021)
    if message.channel.archived:
        raise Refusal(50083)
    # what can't be set is passed over here, and what was set and can't be changed stays
    changeable = Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2
    flags = message.flags
    if body.get("flags") is not None:
        flags = (
            (flags & ~changeable) | (Flag(body["flags"]) & changeable) | (message.flags & Flag.COMPONENTS_V2)
        )
    was_loading = bool(flags & Flag.LOADING)
    bodies.check_body(body, flags=flags, creates=False)
    after = {
        "content": body.get("content", message.content),
        "embeds": body.get("embeds", message.embeds),
        "components": body.get("components", message.components),
    }
    if flags & Flag.COMPONENTS_V2 and (after["content"] or after["embeds"]):
        raise Refusal(
            50035, {"content": {"_errors": [{"code": "MESSAGE_CANNOT_USE_LEGACY_FIELDS", "message": "-"}]}}
        )
    if not (any(after.values()) or message.attachments):
        raise Refusal(50006)
    message.flags = flags & ~Flag.LOADING
    if not was_loading:
        message.edited = world.clock()
    _write(world, message, body, _BY_TOKEN if by_token else _BY_RIGHT, created=False)
    world.tell("MESSAGE_UPDATE", message)


def remove(world: World, message: Message) -> None:
    message.gone = True
    message.channel.messages.pop(message.id, None)
    world.tell_of_deletion(message)


def named(world: World, content: str) -> list[User]:
    """The people and bots that a text mentions."""
    ids = re.findall(r"<@!?(\d+)>", content)
    return [world.users[one] for one in dict.fromkeys(map(int, ids)) if one in world.users]


def _show(world: World, message: Message) -> None:
    message.channel.messages[message.id] = message
    world.tell("MESSAGE_CREATE", message)


def _write(world: World, message: Message, body: Json, by_default: tuple[str, ...], *, created: bool) -> None:
    if "content" in body:
        message.content = body["content"] or ""
    if "components" in body:
        message.components = body["components"] or []
    if "embeds" in body:
        message.embeds = [{"type": "rich", **embed} for embed in body["embeds"] or []]
        if message.interaction is None and not world.bot_rights(message.channel) & Right.EMBED_LINKS:
            message.embeds = []
    world.pings += bodies.pings(
        body,
        by_default=by_default,
        replies=created and message.reply_to is not None and message.interaction is None,
    )
    if not (message.embeds and not message.content):
        world.previews += bodies.previews(message.content, message.flags)
    allowed = body.get("allowed_mentions")
    if allowed is None or "users" in (allowed.get("parse") or ()):
        message.mentions = named(world, message.content)


def _answered(world: World, channel: Channel, reference: Json | None) -> Message | None:
    if reference is None:
        return None
    form = Form()
    at = reference.get("channel_id")
    if at is not None and str(at) != str(channel.id):
        form.wrong(
            ("message_reference",), "REPLIES_CANNOT_REPLY_TO_OTHER_CHANNEL", "Another channel's message."
        )
        form.done()
    if not world.bot_rights(channel) & Right.READ_MESSAGE_HISTORY:
        raise Refusal(160002)
    found = channel.messages.get(int(reference["message_id"]))
    if found is None or found.only_for is not None:
        if reference.get("fail_if_not_exists") is False:
            return None
        form.wrong(("message_reference",), "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "Unknown message")
    elif found.kind in (MessageKind.JOIN, MessageKind.THREAD_STARTER):
        form.wrong(
            ("message_reference",),
            "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE",
            "Cannot reply to a system message",
        )
    form.done()
    return found


def _may_change_others(world: World, message: Message, body: Json) -> None:
    if set(body) - {"flags"}:
        raise Refusal(50005)
    if not world.bot_rights(message.channel) & Right.MANAGE_MESSAGES:
        raise Refusal(50013)


def _recent(world: World) -> list[Message]:
    since = world.clock() - timedelta(seconds=world.same_nonce_for)
    everything = (message for channel in world.channels.values() for message in channel.messages.values())
    return [one for one in everything if one.author is world.bot and one.at >= since]


def as_answered(world: World, message: Message) -> Json:
    """A message as the request that made it is answered."""
    shown = world.shown_to_bot(message, granted=True)
    if message.nonce is not None:
        shown["nonce"] = message.nonce
    return shown


def callback_shown(world: World, interaction: Interaction, made: Message | None) -> Json:
    """What Create Interaction Response gives back when it is asked to."""
    shown: Json = {"interaction": {"id": str(interaction.id), "type": interaction.kind}}
    if made is not None:
        shown["interaction"] |= {
            "response_message_id": str(made.id),
            "response_message_loading": bool(made.flags & Flag.LOADING),
            "response_message_ephemeral": bool(made.flags & Flag.EPHEMERAL),
        }
    shown["resource"] = {"type": interaction.callback}
    if made is not None and interaction.callback in (4, 7):
        shown["resource"]["message"] = payloads.message(made)
    return shown
