"""What Slack sends to an app, in Slack's own shapes: events, commands, shortcuts and presses. Pure."""

from __future__ import annotations

import re
from html import unescape
from typing import Any, Final

from tests.slack_server import blocks as kit
from tests.slack_server.blocks import Json
from tests.slack_server.workspace import CHANNEL_TYPE, Channel, Message, Workspace

VERIFICATION: Final = "deprecated-verification-token"

_MARK: Final = re.compile(r"<([^<>|]+)(?:\|([^<>]*))?>")


def composed(text: str, number: int) -> list[Json]:
    """The blocks that Slack's composer makes of a person's text, which is given as Slack encodes it."""
    parts: list[Json] = []
    at = 0
    for mark in _MARK.finditer(text):
        parts += _plain(text[at : mark.start()])
        target, label = mark[1], mark[2]
        if target.startswith("@"):
            parts.append({"type": "user", "user_id": target[1:]})
        elif target.startswith("#"):
            parts.append({"type": "channel", "channel_id": target[1:]})
        elif target.startswith("!"):
            parts.append({"type": "broadcast", "range": target[1:]})
        else:
            link = {"type": "link", "url": unescape(target)}
            parts.append(link | ({"text": unescape(label)} if label else {}))
        at = mark.end()
    parts += _plain(text[at:])
    if not parts:
        return []
    section = {"type": "rich_text_section", "elements": parts}
    return [{"type": "rich_text", "block_id": f"p{number}", "elements": [section]}]


def _plain(text: str) -> list[Json]:
    return [{"type": "text", "text": unescape(text)}] if text else []


def event_callback(workspace: Workspace, event: Json) -> Json:
    """The envelope of an event, with an event_id of its own."""
    number = workspace.number()
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev0{number:08d}",
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": f"4-{number:08d}",
    }


def message_event(workspace: Workspace, channel: Channel, message: Message) -> Json:
    event = workspace.message_object(message) | {
        "channel": channel.id,
        "event_ts": message.ts,
        "channel_type": CHANNEL_TYPE[channel.kind],
    }
    if message.files:
        event.setdefault("subtype", "file_share")
    return event


def mention_event(workspace: Workspace, channel: Channel, message: Message) -> Json:
    return workspace.message_object(message) | {
        "type": "app_mention",
        "channel": channel.id,
        "event_ts": message.ts,
    }


def changed_event(workspace: Workspace, channel: Channel, message: Message) -> Json:
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "message": workspace.message_object(message),
        "previous_message": workspace.message_object(message),
        "channel": channel.id,
        "ts": message.edited or message.ts,
        "event_ts": message.edited or message.ts,
        "channel_type": CHANNEL_TYPE[channel.kind],
    }


def deleted_event(workspace: Workspace, channel: Channel, message: Message) -> Json:
    at = workspace.next_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "deleted_ts": message.ts,
        "previous_message": workspace.message_object(message),
        "channel": channel.id,
        "ts": at,
        "event_ts": at,
        "channel_type": CHANNEL_TYPE[channel.kind],
    }


def reaction_event(workspace: Workspace, channel: Channel, message: Message, user: str, name: str) -> Json:
    return {
        "type": "reaction_added",
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": workspace.next_ts(),
    }


def command(
    workspace: Workspace, channel: Channel, user: str, name: str, text: str, response_url: str
) -> dict[str, str]:
    """The fields of a form; Slack writes no other type here."""
    return {
        "token": VERIFICATION,
        "team_id": workspace.team_id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": _name(workspace, channel),
        "user_id": user,
        "user_name": workspace.users[user].name,
        "command": name,
        "text": text,
        "api_app_id": workspace.app_id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": _trigger(workspace),
    }


def message_shortcut(
    workspace: Workspace, channel: Channel, message: Message, user: str, callback_id: str, response_url: str
) -> Json:
    return {
        "type": "message_action",
        "token": VERIFICATION,
        "action_ts": workspace.next_ts(),
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "user": _user(workspace, user),
        "channel": {"id": channel.id, "name": _name(workspace, channel)},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": callback_id,
        "trigger_id": _trigger(workspace),
        "response_url": response_url,
        "message_ts": message.ts,
        "message": workspace.message_object(message),
    }


def press(
    workspace: Workspace, channel: Channel, message: Message, user: str, action_id: str, response_url: str
) -> Json:
    """A pressed button; raises LookupError when the message has none of that id. Of an ephemeral message
    the payload tells the timestamp and no more."""
    found = [one for one in kit.buttons(message.blocks) if one[1].get("action_id") == action_id]
    if not found:
        raise LookupError(f"no button {action_id} on that message")
    block_id, button = found[0]
    container: dict[str, Any] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    action: Json = {
        "action_id": action_id,
        "block_id": block_id,
        "text": {"emoji": True, **button["text"]},
        "type": "button",
        "action_ts": workspace.next_ts(),
    }
    if "value" in button:
        action["value"] = button["value"]
    payload: Json = {
        "type": "block_actions",
        "user": _user(workspace, user),
        "api_app_id": workspace.app_id,
        "token": VERIFICATION,
        "container": container,
        "trigger_id": _trigger(workspace),
        "team": {"id": workspace.team_id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "channel": {"id": channel.id, "name": _name(workspace, channel)},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [action],
    }
    if message.only_for is None:
        payload["message"] = workspace.message_object(message)
    return payload


def _user(workspace: Workspace, user: str) -> Json:
    name = workspace.users[user].name
    return {"id": user, "username": name, "team_id": workspace.team_id, "name": name}


def _trigger(workspace: Workspace) -> str:
    number = workspace.number()
    return f"{number:013d}.000000000001.{number:032x}"


def _name(workspace: Workspace, channel: Channel) -> str:
    return "privategroup" if channel.kind == "private" else channel.name
