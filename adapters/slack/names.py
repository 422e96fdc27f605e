"""What people are called in the workspace, as Slack tells (users:read).

A name is asked for once an hour. Where none was told, for whatever reason, it is empty and not asked for
again for a while, so that a digest with many links in it asks no more often than it has to. Nothing here
raises or waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import Failed, fields

KEPT: Final = timedelta(hours=1)
FAILURE_KEPT: Final = timedelta(minutes=5)
_LOG: Final = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    until: datetime


class Names:
    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._known: dict[str, _Known] = {}

    async def of(self, person: str, client: AsyncWebClient) -> str:
        """What a person calls themself, else their real name, else their handle; empty where Slack does not
        tell."""
        now = self._clock()
        known = self._known.get(person)
        if known is None or now >= known.until:
            known = self._known[person] = await _asked(person, client, now)
        return known.name


async def _asked(person: str, client: AsyncWebClient, now: datetime) -> _Known:
    try:
        told = await fields(client.users_info(user=person))
    except Failed as error:
        _LOG.info("name not told", action="slack_name", cause=error.code)
        return _Known("", now + FAILURE_KEPT)
    return _Known(name_of(told.get("user")), now + KEPT)


def name_of(user: object) -> str:
    told: Mapping[str, Any] = user if isinstance(user, dict) else {}
    profile = told.get("profile")
    shown: Mapping[str, Any] = profile if isinstance(profile, dict) else {}
    named = (shown.get("display_name"), shown.get("real_name"), told.get("real_name"), told.get("name"))
    return next((one.strip() for one in named if isinstance(one, str) and one.strip()), "")
