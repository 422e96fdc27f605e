"""What the bot may do, from what Slack says of it: who we are, our scopes, our membership in a channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import Lack, Place, Way
from adapters.slack.api import Failed, fields
from adapters.slack.payloads import Identity

CHANNELS, GROUPS, DIRECT, SHARED = "channels", "groups", "im", "mpim"
_OUTSIDE: Final = ("not_in_channel", "channel_not_found")


def identity(told: Mapping[str, Any]) -> Identity:
    """Ourselves, as auth.test tells."""
    user, bot, team, app, url = (
        str(told.get(name) or "") for name in ("user_id", "bot_id", "team_id", "app_id", "url")
    )
    return Identity(user, bot, team, app or None, url or None)


def scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    """The scopes of the token that a call was made with; None where Slack does not say."""
    for name, value in headers.items():
        if name.lower() == "x-oauth-scopes":
            return frozenset(one.strip() for one in value.split(",") if one.strip())
    return None


async def lacks(
    client: AsyncWebClient, granted: frozenset[str] | None, way: Way, place: Place
) -> Lack | None:
    """What the bot is short of to hear reactions or links in a channel; raises `Failed`."""
    if place.channel.startswith("D") and way is Way.AUTOMATIC:
        return Lack.NEEDLESS
    if granted is not None and way is Way.REACTION and "reactions:read" not in granted:
        return Lack.SCOPE
    kinds, member = await _channel(client, granted, place.channel)
    if granted is not None and not any(f"{kind}:history" in granted for kind in kinds):
        return Lack.SCOPE
    if member is None:
        return await _by_reading(client, place.channel)
    return None if member else Lack.MEMBERSHIP


async def _channel(
    client: AsyncWebClient, granted: frozenset[str] | None, channel: str
) -> tuple[tuple[str, ...], bool | None]:
    """What kinds of channel it may be, and whether we are in it (None where that can't be told)."""
    if channel.startswith("D"):
        return (DIRECT,), True
    likely = (GROUPS, SHARED) if channel.startswith("G") else (CHANNELS, GROUPS, SHARED)
    if granted is not None and not granted & {"channels:read", "groups:read", "mpim:read"}:
        return likely, None
    try:
        told = (await fields(client.conversations_info(channel=channel))).get("channel")
    except Failed as error:
        if error.retry_after is not None:
            raise
        return likely, False if error.code == "channel_not_found" else None
    if not isinstance(told, dict):
        return likely, None
    kind = SHARED if told.get("is_mpim") else GROUPS if told.get("is_private") else CHANNELS
    # Slack leaves the membership out where nobody can but be a member
    return (kind,), bool(told.get("is_member", kind is not CHANNELS))


async def _by_reading(client: AsyncWebClient, channel: str) -> Lack | None:
    try:
        await fields(client.conversations_history(channel=channel, limit=1))
    except Failed as error:
        if error.code in _OUTSIDE:
            return Lack.MEMBERSHIP
        if error.code == "missing_scope":
            return Lack.SCOPE
        if error.retry_after is not None:
            raise
    return None
