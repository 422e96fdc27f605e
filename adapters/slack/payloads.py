"""Slack's payloads → what a person did, and its messages and files → ours. Pure.

Whatever comes from a bot, ourselves included, is nobody's wish, and what is not understood is not for us:
both are None. Nothing here raises for a payload of an unexpected shape.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from adapters import display
from adapters.base import (
    Action,
    Ask,
    File,
    Incoming,
    Message,
    Person,
    Place,
    Posted,
    Pressed,
    Private,
    Ticket,
    Way,
)
from adapters.links import find_links
from adapters.slack.text import addresses, mentions, plain, typed

PLATFORM: Final = "slack"
TICKET_LIFE: Final = timedelta(minutes=30)
"""How long Slack takes answers at a response_url."""

ACTION_PREFIX: Final = "nutgraf:"
EPHEMERAL: Final = "ephemeral/"
"""How we name a message for one person's eyes: Slack's own name for it opens no door."""

_SPOKEN: Final = (None, "file_share", "thread_broadcast")
"""The subtypes of a message event that are somebody's words; the others tell of edits, joins and so on."""

_UNREADABLE: Final = ("external", "tombstone", "hidden_by_limit")
_CHANNEL: Final = re.compile(r"[A-Z0-9]+")
_TS: Final = re.compile(r"[0-9]{1,20}\.[0-9]{1,20}")

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Identity:
    """Ourselves: the bot's user, its bot id, the workspace; the app's id and the workspace's address where
    they are known."""

    user: str
    bot: str
    team: str
    app: str | None = None
    url: str | None = None


def incoming(payload: Payload, us: Identity, reaction: str | None, now: datetime) -> Incoming | None:
    """What a person did, or None when this is not for us; `reaction` is the emoji that asks."""
    kind = payload.get("type")
    if kind == "event_callback":
        return _event(payload, us, reaction, now)
    if kind == "message_action":
        return _shortcut(payload, us, now)
    if kind == "block_actions":
        return _press(payload, us, now)
    return _command(payload, us, now) if kind is None and payload.get("command") else None


# ---- events -------------------------------------------------------------------------------------


def _event(envelope: Payload, us: Identity, reaction: str | None, now: datetime) -> Ask | None:
    event = _part(envelope, "event")
    once = _text(envelope, "event_id") or _digest(envelope)
    if _text(event, "type") == "reaction_added":
        return _reaction(event, once, us, reaction, now)
    if _text(event, "type") not in ("app_mention", "message") or event.get("hidden"):
        return None
    ts, channel, user = _text(event, "ts"), _text(event, "channel"), _text(event, "user")
    if not (ts and channel and user) or event.get("subtype") not in _SPOKEN or _is_bots(event, us):
        return None
    by_app = _text(event, "app_id")
    if by_app and by_app in (us.app, envelope.get("api_app_id")):  # the app that is told posted it
        return None
    message = message_of(event, us, channel)
    text = message.text or ""
    way = _way(event, channel, us)
    if way is Way.AUTOMATIC and not (find_links(text) or message.links):
        return None
    place = Place(PLATFORM, us.team, channel, message.thread)
    # what a mention in a thread means may stand in the message that opened it
    target = Message(message.thread, None) if way is Way.MENTION and message.thread else None
    return Ask(once, way, place, Person(user), message.at or now, text, message, target)


def _way(event: Payload, channel: str, us: Identity) -> Way:
    kind = _text(event, "channel_type") or ("im" if channel.startswith("D") else "channel")
    if kind in ("im", "app_home"):
        return Way.DIRECT
    if _text(event, "type") == "app_mention" or mentions(_text(event, "text"), us.user):
        return Way.MENTION
    return Way.AUTOMATIC


def _reaction(event: Payload, once: str, us: Identity, reaction: str | None, now: datetime) -> Ask | None:
    item, user = _part(event, "item"), _text(event, "user")
    named = _text(event, "reaction").partition("::")[0]  # "::skin-tone-2" may follow
    if reaction is None or named != reaction.strip(":") or _text(item, "type") != "message":
        return None
    ts, channel = _text(item, "ts"), _text(item, "channel")
    if not (ts and channel and user) or us.user in (user, event.get("item_user")):
        return None
    place = Place(PLATFORM, us.team, channel)
    at = moment(_text(event, "event_ts")) or now
    return Ask(once, Way.REACTION, place, Person(user), at, target=Message(ts, None))


# ---- commands, shortcuts, presses ---------------------------------------------------------------


def _command(payload: Payload, us: Identity, now: datetime) -> Ask | None:
    channel, user = _text(payload, "channel_id"), _text(payload, "user_id")
    if not (channel and user):
        return None
    place = Place(PLATFORM, us.team, channel, ticket=_ticket("command", payload, now))
    return Ask(
        _once("command", payload),
        Way.COMMAND,
        place,
        Person(user, _text(payload, "user_name")),
        now,
        typed(_text(payload, "text"), us.user).strip(),
        command=_text(payload, "command").removeprefix("/"),
    )


def _shortcut(payload: Payload, us: Identity, now: datetime) -> Ask | None:
    message, person = _part(payload, "message"), _person(payload)
    channel = _text(_part(payload, "channel"), "id")
    if not (channel and person and _text(message, "ts")):
        return None
    target = message_of(message, us, channel)
    place = Place(PLATFORM, us.team, channel, target.thread, ticket=_ticket("menu", payload, now))
    return Ask(_once("menu", payload), Way.MENU, place, person, now, target=target)


def _press(payload: Payload, us: Identity, now: datetime) -> Pressed | None:
    container, person = _part(payload, "container"), _person(payload)
    channel = _text(container, "channel_id") or _text(_part(payload, "channel"), "id")
    ts = _text(container, "message_ts") or _text(_part(payload, "message"), "ts")
    pressed = _first(payload, "actions")
    name = _text(pressed, "action_id")
    what = name.removeprefix(ACTION_PREFIX)
    if not (channel and ts and person) or what == name or what not in {one.value for one in Action}:
        return None
    key, _, detail = _text(pressed, "value").partition("\n")
    thread = _thread({"ts": ts, "thread_ts": container.get("thread_ts")})
    thread = thread or _thread(_part(payload, "message"))
    private = Private(person.id) if container.get("is_ephemeral") else None
    place = Place(PLATFORM, us.team, channel, thread, private, _ticket("press", payload, now))
    return Pressed(
        _once("press", payload),
        place,
        person,
        now,
        Action(what),
        key,
        Posted(place, f"{EPHEMERAL}{key}" if private else ts),
        detail or None,
    )


def _ticket(kind: str, payload: Payload, now: datetime) -> Ticket | None:
    address = _text(payload, "response_url")
    return Ticket(f"{kind}:{address}", now + TICKET_LIFE) if address else None


def _person(payload: Payload) -> Person | None:
    user = _part(payload, "user")
    known = _text(user, "id")
    return Person(known, _text(user, "name") or _text(user, "username")) if known else None


def _once(kind: str, payload: Payload) -> str:
    """A name for this invocation: the same if it should be delivered again."""
    return f"{kind}/{_text(payload, 'trigger_id') or _digest(payload)}"


def _digest(payload: Payload) -> str:
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


# ---- messages and files -------------------------------------------------------------------------


def message_of(message: Payload, us: Identity, channel: str) -> Message:
    """A message of that channel as Slack's events, shortcuts and histories give it, in plain text."""
    user = _text(message, "user")
    text = _text(message, "text")
    if not text.strip():
        text = "\n".join(filter(None, map(_attached, _parts(message, "attachments"))))
    words = plain(text, us.user)
    shown = {link.url for link in find_links(words)}
    return Message(
        id=_text(message, "ts"),
        text=words,
        person=Person(user) if user else None,
        files=files_of(message),
        bot=_is_bots(message, us),
        at=moment(_text(message, "ts")),
        link=permalink(us, channel, _text(message, "ts"), _thread(message)),
        thread=_thread(message),
        own=_is_ours(message, us),
        links=tuple(address for address in addresses(text) if address not in shown),
    )


def permalink(us: Identity, channel: str, ts: str, thread: str | None) -> str | None:
    """The address of a message as Slack makes it; None where the workspace's own is not known. `thread` is
    the root of the thread that it is a reply in."""
    opened = channel_link(us, channel)
    if opened is None or not all(map(_TS.fullmatch, (ts, thread or ts))):
        return None
    link = f"{opened}/p{ts.replace('.', '')}"
    return f"{link}?thread_ts={thread}&cid={channel}" if thread else link


def channel_link(us: Identity, channel: str) -> str | None:
    """The address that opens a channel; None where the workspace's own is not known."""
    workspace = display.safe_link(us.url)
    if workspace is None or not display.host(workspace) or not _CHANNEL.fullmatch(channel):
        return None
    return f"{workspace.rstrip('/')}/archives/{channel}"


def files_of(message: Payload) -> tuple[File, ...]:
    """The files that Slack keeps; what lies elsewhere or is hidden can't be downloaded from it."""
    return tuple(
        file_of(one)
        for one in _parts(message, "files")
        if _text(one, "id") and _text(one, "mode") not in _UNREADABLE and not one.get("is_external")
    )


def file_of(file: Payload) -> File:
    """A file; where Slack tells its id alone, the rest is asked for when it is downloaded."""
    size = file.get("size")
    address = _text(file, "url_private_download") or _text(file, "url_private")
    return File(
        name=_text(file, "name") or _text(file, "title") or _text(file, "id"),
        media_type=_text(file, "mimetype"),
        size=size if isinstance(size, int) else 0,
        ref=json.dumps({"id": _text(file, "id"), "url": address or None}),
    )


def moment(ts: str) -> datetime | None:
    """The time that a message's id tells."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _thread(message: Payload) -> str | None:
    """The root of the thread it is a reply in; a root names itself."""
    root = _text(message, "thread_ts")
    return root if root and root != _text(message, "ts") else None


def _is_bots(message: Payload, us: Identity) -> bool:
    return bool(
        message.get("bot_id")
        or message.get("bot_profile")
        or message.get("subtype") == "bot_message"
        or message.get("user") == "USLACKBOT"
        or _is_ours(message, us)
    )


def _is_ours(message: Payload, us: Identity) -> bool:
    user, bot = _text(message, "user"), _text(message, "bot_id")
    return bool((user and user == us.user) or (bot and bot == us.bot))


def _attached(attachment: Payload) -> str:
    """The words of a forwarded message or of a bot's card."""
    title, link = _text(attachment, "title"), _text(attachment, "title_link")
    heading = f"<{link}|{title}>" if link and not set(link) & set("<>|") else title
    said = _text(attachment, "text") or _text(attachment, "fallback")
    return "\n".join(filter(None, (_text(attachment, "pretext"), heading, said)))


# ---- shapes -------------------------------------------------------------------------------------


def _text(value: Payload, name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


def _part(value: Payload, name: str) -> Payload:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _parts(value: Payload, name: str) -> tuple[Payload, ...]:
    found = value.get(name)
    return tuple(one for one in found if isinstance(one, dict)) if isinstance(found, list) else ()


def _first(value: Payload, name: str) -> Payload:
    return next(iter(_parts(value, name)), {})
