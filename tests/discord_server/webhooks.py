"""Answering an interaction, by its token alone: the callback, the original, the follow-ups."""

from __future__ import annotations

import asyncio

from tests.discord_server import posting
from tests.discord_server.model import Flag, Interaction, Message
from tests.discord_server.refusals import Form, Refusal
from tests.discord_server.rest import Answer, Call, Route

_MESSAGE, _DEFERRED, _DEFERRED_UPDATE, _UPDATE = 4, 5, 6, 7
_MOST_FOLLOW_UPS = 5
_COMMAND, _COMPONENT = 2, 3


def callback(call: Call) -> Answer:
    world = call.world
    interaction = world.interactions.get(call.parts["token"])
    if interaction is None or str(interaction.id) != call.parts["interaction_id"]:
        raise Refusal(10062)
    if interaction.callback is not None:
        raise Refusal(40060)
    if asyncio.get_running_loop().time() > interaction.deadline:
        raise Refusal(10062)
    kind = call.fields.get("type")
    data = call.fields.get("data") or {}
    allowed = [_MESSAGE, _DEFERRED]
    if interaction.kind == _COMPONENT:
        allowed += [_DEFERRED_UPDATE, _UPDATE]
    if kind not in allowed:
        form = Form()
        form.wrong(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {tuple(allowed)}.")
        form.done()
    made: Message | None
    if kind in (_MESSAGE, _DEFERRED):
        made = posting.answer(world, interaction, data, loading=kind == _DEFERRED)
    else:
        made = interaction.message
        if kind == _UPDATE and made is not None:
            posting.change(world, made, data, by_token=True)
    interaction.callback = kind
    interaction.original = made
    world.acknowledged(interaction, int(data.get("flags") or 0))
    if call.query.get("with_response") not in ("1", "true", "True"):
        return 204, None
    return 200, posting.callback_shown(world, interaction, made)


def _alive(call: Call) -> Interaction:
    interaction = call.world.interactions.get(call.parts["token"])
    if interaction is None or call.parts["application_id"] != str(call.world.application):
        raise Refusal(10015)
    if call.world.clock() >= interaction.expires:
        raise Refusal(50027)
    if interaction.callback is None:
        raise Refusal(10015)
    return interaction


def _original(interaction: Interaction) -> Message:
    if interaction.original is None or interaction.original.gone:
        raise Refusal(10008)
    return interaction.original


def _meant(call: Call) -> tuple[Interaction, Message]:
    """The message that the path names, of those that this token has made or was pressed under."""
    interaction = _alive(call)
    if call.parts["message_id"] == "@original":
        return interaction, _original(interaction)
    for message in (*interaction.follow_ups, interaction.original):
        if message is not None and str(message.id) == call.parts["message_id"] and not message.gone:
            return interaction, message
    raise Refusal(10008)


def follow_up(call: Call) -> Answer:
    world, interaction = call.world, _alive(call)
    original = interaction.original
    if (
        interaction.callback == _DEFERRED
        and original is not None
        and original.flags & Flag.LOADING
        and not original.gone
    ):
        # the first one takes the place of the loading message, and its secrecy with it
        body = {name: value for name, value in call.fields.items() if name != "flags"}
        posting.change(world, original, body, by_token=True)
        return 200, posting.as_answered(world, original)
    if interaction.user_installed_only and len(interaction.follow_ups) >= _MOST_FOLLOW_UPS:
        raise Refusal(40094)
    made = posting.answer(world, interaction, call.fields)
    interaction.follow_ups.append(made)
    return 200, posting.as_answered(world, made)


def shown(call: Call) -> Answer:
    return 200, posting.as_answered(call.world, _meant(call)[1])


def changed(call: Call) -> Answer:
    _, message = _meant(call)
    posting.change(call.world, message, call.fields, by_token=True)
    return 200, posting.as_answered(call.world, message)


def removed(call: Call) -> Answer:
    _, message = _meant(call)
    posting.remove(call.world, message)
    return 204, None


_WEBHOOK = "/webhooks/{application_id}/{token}"

ROUTES: dict[tuple[str, str], Route] = {
    ("POST", "/interactions/{interaction_id}/{token}/callback"): callback,
    ("POST", _WEBHOOK): follow_up,
    ("GET", _WEBHOOK + "/messages/{message_id}"): shown,
    ("PATCH", _WEBHOOK + "/messages/{message_id}"): changed,
    ("DELETE", _WEBHOOK + "/messages/{message_id}"): removed,
}
