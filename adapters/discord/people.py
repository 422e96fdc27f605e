"""Who somebody is in a server: what people there call them, and whether they moderate a channel.

Asked of Discord one member at a time, which needs no privileged intent. A name is kept for an hour, since
a digest names the same few people over and over; that somebody is no member is kept too, trouble is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from adapters.base import NotDelivered, Person, Place
from adapters.discord.payloads import DIRECT, Json, rights_of
from adapters.discord.rest import Declined, Rest

NAME_LIFE: Final = timedelta(hours=1)
MOST_NAMES: Final = 10_000

_MEMBER: Final = "/guilds/{guild_id}/members/{user_id}"
_NO_MEMBER: Final = frozenset((400, 403, 404))
"""Statuses that say that there is no such member, or none that the bot may see."""


class People:
    def __init__(self, rest: Rest, clock: Callable[[], datetime]) -> None:
        self._rest = rest
        self._clock = clock
        self._names: dict[tuple[str, str], tuple[str, datetime]] = {}

    async def name(self, person: Person, place: Place) -> str:
        """Their name in that server; empty where it can't be told. Never raises."""
        if person.name or place.workspace == DIRECT:
            return person.name
        now, key = self._clock(), (place.workspace, person.id)
        name, until = self._names.get(key, ("", now))
        if now < until:
            return name
        try:
            member = await self._rest.request("GET", _MEMBER, guild_id=key[0], user_id=key[1])
        except Declined as declined:
            if declined.status not in _NO_MEMBER:
                return name
            member = None
        except NotDelivered:
            return name
        if len(self._names) >= MOST_NAMES:
            self._names.clear()
        name = _called(member) if isinstance(member, dict) else ""
        self._names[key] = (name, now + NAME_LIFE)
        return name

    async def moderates(self, person: Person, place: Place) -> bool:
        """Whoever may manage messages there is a moderator. Raises NotDelivered."""
        if place.workspace == DIRECT:
            return False
        guild = {"guild_id": place.workspace}
        try:
            member = await self._rest.request("GET", _MEMBER, **guild, user_id=person.id)
            server = await self._rest.request("GET", "/guilds/{guild_id}", **guild)
            channel = await self._rest.request("GET", "/channels/{channel_id}", channel_id=place.channel)
        except Declined as declined:
            if declined.status not in _NO_MEMBER:
                raise
            return False
        return rights_of(member, server, channel).manage_messages


def _called(member: Json) -> str:
    user = member.get("user") or {}
    return str(member.get("nick") or user.get("global_name") or user.get("username") or "")
