"""A Slack that must find no fault with how it was answered, and a desk for what the gateway hears there."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.slack.gateway import SlackGateway
from tests.slack_adapter.hearing import SHORTCUT, Desk, running, settled
from tests.slack_server import Clock, SlackServer


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(clock=Clock(), shortcuts=(SHORTCUT,)) as server:
        settled(server)
        yield server
        assert server.line.faults == []


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def gateway(slack: SlackServer, desk: Desk) -> AsyncIterator[SlackGateway]:
    async with running(slack, desk) as running_gateway:
        yield running_gateway
