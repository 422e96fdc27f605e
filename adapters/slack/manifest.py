"""The manifest that makes the Slack app: what it is asked by, and the fewest rights for that. Pure.

The core (commands, the message shortcut, mentions, direct messages, files) needs no right to read a
channel. Each optional feature brings its own scopes and events and nothing else. The doctor compares
what an app was granted with the same tables.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from yarl import URL

from adapters.base import Vocabulary

SHORTCUT: Final = "summarise"
"""The callback_id of the message shortcut."""

EVENTS_PATH: Final = "/slack/events"
"""Where events, commands and presses arrive over HTTP."""

NAME_LENGTH: Final = 35
URL_LENGTH: Final = 3000
"""The manifest's limits: an app's name, and the shortest of those for the addresses."""

DESCRIPTION: Final = (
    "Summarises a link, a text or a file in the story's own sentences and key quotes, word for word."
)
SHORTCUT_DESCRIPTION: Final = "Summarises this message, its link or its file in the thread."


class Feature(StrEnum):
    """What an app can do beyond the core."""

    REACTION = "reaction"  # an emoji on a message asks for its summary
    AUTOMATIC = "automatic"  # links are answered unasked, where a channel turned that on
    THREADS = "threads"  # a mention may stand under the message that is meant
    PUBLIC = "public"  # answers in public channels that the bot was not invited to
    LINKS = "links"  # links posted in a channel can be in its digest


@dataclass(frozen=True, slots=True)
class Rights:
    """`helpful` are scopes that are asked for as well, and without which it works, though less well."""

    scopes: tuple[str, ...]
    events: tuple[str, ...] = ()
    helpful: tuple[str, ...] = ()


_HISTORY: Final = ("channels:history", "groups:history")
_MESSAGES: Final = ("message.channels", "message.groups")

CORE: Final = Rights(
    scopes=("app_mentions:read", "chat:write", "commands", "files:read", "im:history"),
    events=("app_mention", "message.im"),
)

OPTIONAL: Final[Mapping[Feature, Rights]] = {
    Feature.REACTION: Rights(("reactions:read", *_HISTORY), ("reaction_added",)),
    Feature.AUTOMATIC: Rights(_HISTORY, _MESSAGES),
    Feature.THREADS: Rights(_HISTORY),
    Feature.PUBLIC: Rights(("chat:write.public",)),
    Feature.LINKS: Rights(_HISTORY, _MESSAGES, helpful=("users:read",)),
}

PURPOSES: Final[Mapping[str, str]] = {
    "app_mentions:read": "hearing a mention of the bot",
    "chat:write": "posting answers",
    "commands": "the slash commands and Summarise in a message's menu",
    "files:read": "reading files that are given to it",
    "im:history": "reading direct messages to it",
    "reactions:read": "seeing an emoji put on a message",
    "channels:history": "reading messages in public channels it was invited to",
    "groups:history": "reading messages in private channels it was invited to",
    "chat:write.public": "posting in public channels it was not invited to",
    "users:read": (
        "naming who shared a link, and letting administrators delete answers that others asked for"
    ),
}
"""What each scope is asked for."""

WELCOME: Final[Mapping[str, str]] = {
    "channels:read": "knowing public channels it is in without trying",
    "groups:read": "knowing private channels it is in without trying",
    "mpim:read": "knowing conversations of several people it is in without trying",
    "mpim:history": "reading messages in conversations of several people it was added to",
}
"""What is never asked for, but made use of where an operator granted it."""


def scopes(features: Collection[Feature]) -> tuple[str, ...]:
    """The bot token's scopes for the core and these features, in the order of `PURPOSES`."""
    chosen = [OPTIONAL[feature] for feature in features]
    wanted = {*CORE.scopes, *(scope for one in chosen for scope in (*one.scopes, *one.helpful))}
    return tuple(sorted(wanted, key=list(PURPOSES).index))


def events(features: Collection[Feature]) -> tuple[str, ...]:
    """The events that the core and these features subscribe to."""
    chosen = (feature for feature in Feature if feature in features)
    wanted = (*CORE.events, *(event for feature in chosen for event in OPTIONAL[feature].events))
    return tuple(dict.fromkeys(wanted))  # features share some


def manifest(
    vocabulary: Vocabulary,
    features: Collection[Feature] = frozenset(),
    request_url: str | None = None,
    name: str = "Nutgraf",
) -> dict[str, Any]:
    """The manifest of an app in Socket Mode, or of one that Slack reaches at `request_url`.

    Raises ValueError, with a sentence for the operator, for an address or a name that Slack refuses.
    """
    if not 1 <= len(name) <= NAME_LENGTH:
        raise ValueError(f"The app's name has to have 1 to {NAME_LENGTH} characters.")
    arrival = {} if request_url is None else {"request_url": _events_url(request_url)}
    return {
        "display_information": {"name": name, "description": DESCRIPTION},
        "features": {
            "app_home": {
                "home_tab_enabled": False,
                # without the messages tab nobody can write to the bot directly
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": name, "always_online": True},
            "shortcuts": [
                {
                    "name": vocabulary.menu,
                    "type": "message",
                    "callback_id": SHORTCUT,
                    "description": SHORTCUT_DESCRIPTION,
                }
            ],
            "slash_commands": [
                {
                    "command": f"/{command.name}",
                    **({"url": arrival["request_url"]} if arrival else {}),
                    "description": command.description,
                    **({"usage_hint": command.hint} if command.hint else {}),
                    "should_escape": False,  # a link arrives as it was typed
                }
                for command in vocabulary.commands
            ],
        },
        "oauth_config": {"scopes": {"bot": list(scopes(features))}},
        "settings": {
            "event_subscriptions": {**arrival, "bot_events": list(events(features))},
            "interactivity": {"is_enabled": True, **arrival},
            "org_deploy_enabled": False,
            "socket_mode_enabled": request_url is None,
            "token_rotation_enabled": False,
        },
    }


def as_json(manifest: Mapping[str, Any]) -> str:
    """The manifest as Slack's page takes it."""
    return json.dumps(manifest, indent=2, ensure_ascii=False)


def _events_url(given: str) -> str:
    """The address with the path that the bot listens at, where none was given."""
    wrong = ValueError(
        f"The request URL has to be an https address that Slack can reach, such as https://bot.example{EVENTS_PATH}."
    )
    try:
        url = URL(given.strip())
    except ValueError:
        raise wrong from None
    if url.scheme != "https" or not url.host or url.user or url.fragment or " " in given.strip():
        raise wrong
    if url.path in ("", "/"):
        url = url.with_path(EVENTS_PATH)
    if len(str(url)) > URL_LENGTH:
        raise wrong
    return str(url)
