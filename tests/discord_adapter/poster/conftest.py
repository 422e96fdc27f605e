"""A poster, a place to post to, and a door that people come in by with tickets. After each test nobody
may have been called, and nothing previewed or leaked, by what was posted.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.base import Place
from adapters.discord.gateway import DiscordGateway
from adapters.discord.poster import DiscordPoster
from tests.discord_adapter.hearing import VOCABULARY, Hasty, access
from tests.discord_adapter.posting import Clock, Door
from tests.discord_server import Channel, DiscordServer, Guild


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def discord(clock: Clock) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(clock=clock) as discord:
        yield discord
        assert (discord.pings, discord.previews, discord.leaks) == ([], [], [])


@pytest.fixture
async def poster(discord: DiscordServer, clock: Clock) -> AsyncIterator[DiscordPoster]:
    async with DiscordPoster(access(discord), clock, Hasty.sleep) as poster:
        yield poster


@pytest.fixture
def place(guild: Guild, channel: Channel) -> Place:
    return Place("discord", str(guild.id), str(channel.id))


@pytest.fixture
async def door(discord: DiscordServer, channel: Channel, clock: Clock) -> AsyncIterator[Door]:
    door = Door(discord)
    gateway = DiscordGateway(access(discord), VOCABULARY, clock)
    task = asyncio.create_task(gateway.run(door.accept))
    await asyncio.wait_for(gateway.started.wait(), 5)
    await discord.until(lambda: discord.commands)
    yield door
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.asyncio", Hasty())
