"""A Discord that is soon out of patience, and an inbox for what the gateway hears there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.discord_adapter.hearing import Hasty, Inbox
from tests.discord_server import DiscordServer


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("discord.client", "discord.http"):
        monkeypatch.setattr(f"{module}.asyncio", Hasty())


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(deadline=0.25) as discord:
        yield discord


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()
