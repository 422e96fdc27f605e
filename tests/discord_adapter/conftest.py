"""Who and what there is on a Discord, whichever `discord` the tests below are given."""

from __future__ import annotations

import pytest

from tests.discord_server import Channel, DiscordServer, Guild, User


@pytest.fixture
def guild(discord: DiscordServer) -> Guild:
    return discord.add_guild()


@pytest.fixture
def channel(discord: DiscordServer, guild: Guild) -> Channel:
    return discord.add_channel(guild)


@pytest.fixture
def ann(discord: DiscordServer, guild: Guild) -> User:
    return discord.add_user("Ann", guild)
