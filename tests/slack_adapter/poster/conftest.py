"""A poster, and a workspace with a channel, people and another bot. After each test nobody may have been
pinged, nothing unfurled, and no fault found with how Slack was answered.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.slack.poster import SlackPoster
from tests.slack_adapter.posting import ANN, BOB, access
from tests.slack_server import Clock, SlackServer, User


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackServer]:
    async with SlackServer(clock=clock, shortcuts=("summarise",)) as server:
        own = server.workspace
        own.person("ann")
        own.person("bob")
        own.other_bot("newsbot")
        own.users["p7"] = User("p7", "seven")
        own.add_channel("general", ANN, BOB, "U0NEWSBOT", "p7")
        yield server
        assert server.line.faults == []
        assert server.pings == []
        assert server.unfurls == []


@pytest.fixture
async def poster(slack: SlackServer, clock: Clock) -> AsyncIterator[SlackPoster]:
    async with SlackPoster(access(slack), clock) as one:
        yield one
