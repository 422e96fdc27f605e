"""Looks at what Slack says of our tokens and rights, and tells what is missing and where to click.

It asks and changes nothing. Every way that an answer can fail becomes a `Check`; no token and nothing
that Slack sent besides names and error codes gets into one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.checks import BROKEN_NETWORK, PATIENCE, Check, unreachable
from adapters.display import clean
from adapters.slack.access import SlackAccess
from adapters.slack.api import DEAD_TOKEN, failure, web_client
from adapters.slack.manifest import CORE, EVENTS_PATH, OPTIONAL, PURPOSES, WELCOME, Feature
from adapters.slack.rights import scopes

APP: Final = "https://api.slack.com/apps → your app"
BOT_TOKEN_PAGE: Final = f"{APP} → OAuth & Permissions → Bot User OAuth Token"
APP_TOKEN_PAGE: Final = f"{APP} → Basic Information → App-Level Tokens"

BOT: Final = "bot token"
CONNECTION: Final = "app token"
SOCKET_MODE: Final = "Socket Mode"
REQUEST_URL: Final = "request URL"
CORE_RIGHTS: Final = "core permissions"
SURPLUS: Final = "permissions too many"

FEATURES: Final[Mapping[Feature, str]] = {
    Feature.REACTION: "asking by reaction",
    Feature.AUTOMATIC: "answering links unasked",
    Feature.THREADS: "mention under a message",
    Feature.PUBLIC: "posting uninvited",
    Feature.LINKS: "shared links in digests",
}
"""The names of the checks of the optional features."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """What Slack said: its fields with `ok`, or the `error` code; `scopes` where it named them."""

    fields: Mapping[str, Any]
    error: str | None = None
    scopes: frozenset[str] | None = None


async def examine(access: SlackAccess, wanted: Collection[Feature] = frozenset()) -> tuple[Check, ...]:
    """Everything there is to say about `access`; `wanted` are the features that have to work, the
    others are reported as on or off."""
    return (*await _bot(access, wanted), *await _arrival(access))


# ---- the bot token ----------------------------------------------------------------------------


def _bot_token_by_looks(token: str) -> Check | None:
    """What is wrong with a token that can't be a bot's, without sending it anywhere."""
    token = token.strip()
    if len(token.split()) > 1:
        return Check(
            BOT,
            False,
            "SLACK_BOT_TOKEN holds more than the token alone (there is a space in it).",
            f"Copy it again from {BOT_TOKEN_PAGE}.",
        )
    if token.startswith("xapp-"):
        return Check(
            BOT,
            False,
            "SLACK_BOT_TOKEN holds an app-level token (xapp-…).",
            f"That one belongs into SLACK_APP_TOKEN. The bot token (xoxb-…) is at {BOT_TOKEN_PAGE}.",
        )
    if token.startswith("xoxe"):
        return Check(
            BOT,
            False,
            "SLACK_BOT_TOKEN holds a token that expires within 12 hours, since token rotation is on.",
            "Slack can't switch that off again: make a new app from `nutgraf slack manifest`.",
        )
    if not token.startswith("xoxb-"):
        kind = "a user's token (xoxp-…)" if token.startswith("xoxp-") else "no bot token"
        return Check(
            BOT,
            False,
            f"SLACK_BOT_TOKEN holds {kind}; a bot token begins with xoxb-.",
            f"Copy it from {BOT_TOKEN_PAGE}.",
        )
    return None


async def _bot(access: SlackAccess, wanted: Collection[Feature]) -> tuple[Check, ...]:
    if wrong := _bot_token_by_looks(access.bot_token):
        return (wrong,)
    try:
        answer = await _call(access, access.bot_token, "auth.test")
    except BROKEN_NETWORK as error:
        return (unreachable(BOT, access.api_base_url, error),)
    if answer.error is None:
        bot, team = (clean(str(answer.fields.get(field) or "?")) for field in ("user", "team"))
        valid = Check(BOT, True, f"It is @{bot} in the workspace “{team}”.")
        return (valid, *_rights(answer.scopes, wanted))
    if answer.error in DEAD_TOKEN:
        finding = f"Slack does not accept SLACK_BOT_TOKEN ({answer.error})."
        remedy = (
            f"Copy it again from {BOT_TOKEN_PAGE}; if none is there: Install App → Install to your workspace."
        )
        return (Check(BOT, False, finding, remedy),)
    return (_other(BOT, answer.error),)


# ---- what the bot may -------------------------------------------------------------------------


def _rights(granted: frozenset[str] | None, wanted: Collection[Feature]) -> tuple[Check, ...]:
    """The core, each feature, and what was granted without a use."""
    if granted is None:
        return (Check(CORE_RIGHTS, None, "Slack did not say which scopes the bot token has."),)
    lacking = _lacking(CORE.scopes, granted)
    core = (
        Check(CORE_RIGHTS, False, _needs(lacking), _add(lacking))
        if lacking
        else Check(CORE_RIGHTS, True, "Mentions, commands, the message menu, direct messages and files work.")
    )
    useless = sorted(granted - PURPOSES.keys() - WELCOME.keys())
    surplus = Check(
        SURPLUS,
        None,
        f"Granted, but of no use to Nutgraf: {', '.join(map(clean, useless))}.",
        f"Take them away at {APP} → OAuth & Permissions → Bot Token Scopes, unless something else needs them.",
    )
    return (
        core,
        *(_feature(one, granted, one in wanted) for one in Feature),
        *([surplus] if useless else []),
    )


def _feature(feature: Feature, granted: frozenset[str], wanted: bool) -> Check:
    rights = OPTIONAL[feature]
    asked = (*rights.scopes, *rights.helpful)
    lacking = _lacking(asked, granted)
    if not _lacking(rights.scopes, granted):
        finding = f"Granted: {', '.join(scope for scope in asked if scope in granted)}."
        if lacking:
            finding += f" It works, though less well, without {_named(lacking)}."
            return Check(FEATURES[feature], None, finding, _add(lacking, feature))
        if not rights.events:
            return Check(FEATURES[feature], True, finding)
        # features share scopes, so that having them does not mean that the events were chosen too
        return Check(
            FEATURES[feature],
            True if wanted else None,
            f"{finding} Whether Slack sends the events can't be seen from here.",
            f"If it does nothing: {APP} → Event Subscriptions → Subscribe to bot events has to list "
            f"{' and '.join(rights.events)}.",
        )
    if wanted:
        return Check(FEATURES[feature], False, _needs(lacking), _add(lacking, feature))
    return Check(
        FEATURES[feature],
        None,
        f"Off; not granted: {', '.join(lacking)}.",
        f"Only if you want it: `nutgraf slack manifest --with {feature}` shows what to grant.",
    )


def _lacking(needed: Iterable[str], granted: frozenset[str]) -> tuple[str, ...]:
    return tuple(scope for scope in needed if scope not in granted)


def _needs(lacking: Iterable[str]) -> str:
    return f"Missing {_named(lacking)}."


def _named(scopes: Iterable[str]) -> str:
    return "; ".join(f"{scope} ({PURPOSES[scope]})" for scope in scopes)


def _add(lacking: tuple[str, ...], feature: Feature | None = None) -> str:
    """Where to click for scopes, and for the events without which a feature hears nothing."""
    them = "it" if len(lacking) == 1 else "them"
    events = OPTIONAL[feature].events if feature else ()
    subscribe = (
        f", then Event Subscriptions → Subscribe to bot events: add {' and '.join(events)}" if events else ""
    )
    return (
        f"Open {APP} → OAuth & Permissions → Bot Token Scopes and add {them}{subscribe}; "
        "then Install App → Reinstall to your workspace."
    )


# ---- how events arrive ------------------------------------------------------------------------


async def _arrival(access: SlackAccess) -> tuple[Check, ...]:
    if access.app_token is not None:
        return await _socket_mode(access, access.app_token.strip())
    if access.signing_secret is not None:
        return _over_http(access, access.signing_secret.strip())
    return (
        Check(
            CONNECTION,
            False,
            "Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set, so that nothing from Slack arrives.",
            f"{APP_TOKEN_PAGE} → Generate Token and Scopes, with the scope connections:write; copy it to SLACK_APP_TOKEN.",
        ),
    )


async def _socket_mode(access: SlackAccess, token: str) -> tuple[Check, ...]:
    if not token.startswith("xapp-") or len(token.split()) > 1:
        kind = "the bot token (xoxb-…)" if token.startswith("xoxb-") else "no app-level token"
        return (
            Check(
                CONNECTION,
                False,
                f"SLACK_APP_TOKEN holds {kind}; an app-level token begins with xapp-.",
                f"Copy it from {APP_TOKEN_PAGE}.",
            ),
        )
    try:
        answer = await _call(access, token, "apps.connections.open")
    except BROKEN_NETWORK as error:
        return (unreachable(CONNECTION, access.api_base_url, error),)
    accepted = Check(CONNECTION, True, "Slack accepts it.")
    if answer.error is None:
        return (accepted, Check(SOCKET_MODE, True, "It is on: Slack opens a connection for the bot."))
    if answer.error == "socket_mode_not_enabled":
        off = "It is off, so that nothing from Slack arrives."
        return (accepted, Check(SOCKET_MODE, False, off, f"{APP} → Socket Mode → Enable Socket Mode."))
    if answer.error in ("missing_scope", "no_permission"):
        finding = "SLACK_APP_TOKEN lacks the scope connections:write."
        remedy = f"{APP_TOKEN_PAGE}: make a new one with connections:write (an old one can't be given it)."
        return (Check(CONNECTION, False, finding, remedy),)
    if answer.error in (*DEAD_TOKEN, "not_allowed_token_type"):
        finding = f"Slack does not accept SLACK_APP_TOKEN ({answer.error})."
        remedy = f"Copy it again from {APP_TOKEN_PAGE}, or make a new one there with connections:write."
        return (Check(CONNECTION, False, finding, remedy),)
    return (_other(CONNECTION, answer.error),)


def _over_http(access: SlackAccess, secret: str) -> tuple[Check, ...]:
    """What can be said about being reached by Slack: whether it can be is not seen from here."""
    if secret.startswith(("xoxb-", "xapp-")):
        return (
            Check(
                REQUEST_URL,
                False,
                "SLACK_SIGNING_SECRET holds a token.",
                f"The secret is at {APP} → Basic Information → App Credentials → Signing Secret.",
            ),
        )
    return (
        Check(
            REQUEST_URL,
            None,
            f"Slack has to reach https://<your address>{EVENTS_PATH}, led on to http://{access.http_host}:"
            f"{access.http_port}{EVENTS_PATH}; that can't be seen from here.",
            f"While Nutgraf runs: {APP} → Event Subscriptions → Request URL has to say Verified; the same address "
            "belongs to Interactivity & Shortcuts and to each of the Slash Commands, and Socket Mode has to be off.",
        ),
    )


# ---- asking -----------------------------------------------------------------------------------


async def _call(access: SlackAccess, token: str, method: str) -> _Answer:
    """Raises one of `BROKEN_NETWORK` where no answer came."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        client = web_client(replace(access, bot_token=token), session)
        try:
            answer = await client.api_call(method)
        except SlackApiError as refused:
            return _Answer({}, clean(failure(refused).code))
        except AttributeError:  # what the SDK makes of a text with status 200
            return _Answer({}, "HTTP 200")
    fields = answer.data if isinstance(answer.data, dict) else {}
    return _Answer(fields, scopes=scopes(answer.headers))


def _other(name: str, error: str) -> Check:
    if error == "ratelimited":
        return Check(name, False, "Slack asks to wait.", "Run this again in a minute.")
    if error.startswith("HTTP"):
        return Check(
            name,
            False,
            f"What answered does not speak as Slack does ({error}).",
            "See whether SLACK_API_BASE_URL is right, a proxy is in between, or https://slack-status.com tells of trouble.",
        )
    return Check(
        name,
        False,
        f"Slack refused with “{error}”.",
        "https://docs.slack.dev/reference/methods says what that means.",
    )
