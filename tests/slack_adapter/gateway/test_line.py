"""The line to Slack: what is acknowledged and when, what breaks and comes back, what is logged.

The clients are Slack's own; the stand-in is tests/slack_server.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from typing import Any

import pytest

from adapters.base import (
    Ask,
    Misconfigured,
    Person,
)
from adapters.slack.access import SlackAccess
from adapters.slack.gateway import SlackGateway
from tests.slack_adapter.hearing import (
    ANN,
    BOT,
    CHANNEL,
    DOINGS,
    ENCODED,
    VOCABULARY,
    Desk,
    Doing,
    access,
    mention,
    only_mentions,
    press,
    running,
    settled,
)
from tests.slack_server import Clock, SlackServer

# ---- acknowledged after it was recorded, never before ----


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_nothing_is_acknowledged_before_accept_returned(
    slack: SlackServer, desk: Desk, doing: Doing
) -> None:
    desk.free.clear()
    delivery = await doing(slack)
    await desk.tries(1)
    await asyncio.sleep(0.05)
    assert not delivery.acknowledged.is_set()
    desk.free.set()
    await delivery.done()
    assert len(desk.taken) == 1


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_what_could_not_be_recorded_is_not_acknowledged(
    slack: SlackServer, desk: Desk, doing: Doing
) -> None:
    desk.failures = 1
    delivery = await doing(slack)
    await desk.tries(1)
    await asyncio.sleep(0.05)
    assert not delivery.acknowledged.is_set()
    await delivery.again()
    assert len(desk.taken) == 1


async def test_an_event_that_could_not_be_recorded_is_taken_when_slack_sends_it_again(desk: Desk) -> None:
    desk.failures = 2
    async with SlackServer(clock=Clock(), deadline=0.15, retries_after=(0.0, 0.01, 0.01)) as slack:
        settled(slack)
        only_mentions(slack)
        async with running(slack, desk):
            said = await (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).done()
    assert desk.tried == 3
    assert desk.ask.event == said.deliveries[0].id


async def test_what_takes_too_long_to_record_comes_again_as_the_same_event(desk: Desk) -> None:
    desk.free.clear()
    async with SlackServer(clock=Clock(), deadline=0.05, retries_after=(0.0, 0.01, 0.01)) as slack:
        settled(slack)
        only_mentions(slack)
        async with running(slack, desk):
            said = await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")
            await desk.tries(2)
            desk.free.set()
            await said.done()
            await desk.tries(len(said.deliveries[0].sent))
        assert slack.missed_deadlines == list(said.deliveries)
    assert len({one.event for one in desk.taken}) == 1


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_a_redelivery_has_the_same_event(slack: SlackServer, desk: Desk, doing: Doing) -> None:
    delivery = await (await doing(slack)).done()
    await delivery.again()
    one, two = desk.taken
    assert one == two


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_two_doings_have_two_events(slack: SlackServer, desk: Desk, doing: Doing) -> None:
    await (await doing(slack)).done()
    if doing is press:
        await (await slack.press(ANN, slack.own(CHANNEL)[0], "nutgraf:shorter")).done()
    elif doing is mention:
        await (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).done()
    else:
        await (await doing(slack)).done()
    assert len({one.event for one in desk.taken}) == 2


# ---- the line ----


async def test_a_broken_connection_is_made_again_and_nothing_is_lost(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    async with running(slack, desk):
        desk.free.clear()
        before = await slack.say(CHANNEL, ANN, f"{BOT} before")
        await desk.tries(1)
        await slack.drop_sockets()
        desk.free.set()
        during = await slack.say(CHANNEL, ANN, f"{BOT} during")
        await before.done()
        await during.done()
    asked = {one.text for one in desk.taken if isinstance(one, Ask)}
    assert asked == {"before", "during"}
    assert len({one.event for one in desk.taken}) == 2


async def test_a_connection_that_slack_is_about_to_close_is_replaced(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    async with running(slack, desk):
        await slack.warn_sockets("refresh_requested")
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
    assert desk.ask.text == "hello"
    assert slack.line.connections == 2


async def test_a_proxy_is_not_asked_for_this_machine(
    slack: SlackServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    only_mentions(slack)
    async with running(slack, desk):
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
    assert desk.ask.text == "hello"


async def test_a_network_that_is_down_at_first_is_waited_for(desk: Desk) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    slack = SlackServer(clock=Clock(), port=port)
    settled(slack)
    given = SlackAccess(
        slack.workspace.bot_token,
        slack.workspace.app_token,
        api_base_url=f"http://127.0.0.1:{port}/api/",
    )
    gateway = SlackGateway(given, VOCABULARY, slack.clock)
    task = asyncio.create_task(gateway.run(desk))
    await asyncio.sleep(0.1)
    assert not task.done()
    assert not gateway.started.is_set()
    async with slack:
        async with asyncio.timeout(10):
            await gateway.started.wait()
        only_mentions(slack)
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert desk.ask.text == "hello"


@pytest.mark.parametrize("failure", ["limit", "error", "lost request"])
async def test_a_slack_that_is_not_well_at_first_is_waited_for(
    slack: SlackServer, desk: Desk, failure: Any
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    for method in ("auth.test", "apps.connections.open"):
        if failure == "limit":
            slack.limit_next(method, retry_after=7)
        else:
            slack.fail_next(method, failure)
    gateway = SlackGateway(access(slack), VOCABULARY, slack.clock, sleep=sleep)
    task = asyncio.create_task(gateway.run(desk))
    async with asyncio.timeout(5):
        await gateway.started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(waits) == 2
    assert all(wait >= (7 if failure == "limit" else 0.5) for wait in waits)


async def test_a_token_that_is_taken_back_ends_it_with_a_sentence(slack: SlackServer, desk: Desk) -> None:
    gateway = SlackGateway(access(slack), VOCABULARY, slack.clock)
    task = asyncio.create_task(gateway.run(desk))
    async with asyncio.timeout(5):
        await gateway.started.wait()
    slack.workspace.app_token = "xapp-another"
    await slack.drop_sockets()
    with pytest.raises(Misconfigured, match="SLACK_APP_TOKEN"):
        async with asyncio.timeout(5):
            await task
    assert not gateway.started.is_set()


async def test_cancelled_it_leaves_no_connection_and_no_task(slack: SlackServer, desk: Desk) -> None:
    before = asyncio.all_tasks()
    async with running(slack, desk) as gateway:
        assert len(slack.line.sockets) == 1
    async with asyncio.timeout(5):
        await slack.line.gone.wait()
    assert not gateway.started.is_set()
    left = [task.get_coro() for task in asyncio.all_tasks() - before]
    assert [one for one in left if "slack_" in str(one) or "adapters" in str(one)] == []


# ---- what is set up wrong ----


@pytest.mark.parametrize(
    "wrong",
    [
        {"bot_token": "xoxb-wrong-token"},
        {"app_token": "xapp-wrong-token"},
        {"bot_token": "xapp-right-0000-quay"},
        {"app_token": "xoxb-right-0000-quay"},
        {"app_token": None, "signing_secret": None},
    ],
)
async def test_a_token_that_is_not_right_is_said_in_a_sentence_without_it(
    slack: SlackServer, desk: Desk, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    gateway = SlackGateway(access(slack, **wrong), VOCABULARY, slack.clock)
    with pytest.raises(Misconfigured) as caught:
        async with asyncio.timeout(5):
            await gateway.run(desk)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert not any(secret in sentence + caplog.text for secret in wrong.values() if secret)
    assert "xoxb-right" not in sentence + caplog.text


async def test_an_app_token_without_its_scope_is_said(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.app_scopes.clear()
    with pytest.raises(Misconfigured, match="connections:write"):
        async with asyncio.timeout(5):
            await SlackGateway(access(slack), VOCABULARY, slack.clock).run(desk)


# ---- what is told in the log ----


@DOINGS
async def test_no_token_no_ticket_and_no_words_are_logged(
    slack: SlackServer,
    desk: Desk,
    doing: Doing,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    desk.failures = 1
    async with running(slack, desk):
        delivery = await doing(slack)
        await desk.tries(1)
        await asyncio.sleep(0.05)
        await delivery.again()
    written = capsys.readouterr()
    everything = caplog.text + written.out + written.err
    secrets = ("xoxb-", "xapp-", "ticket-", "/secret0", "quay.example", slack.signing_secret)
    assert [secret for secret in secrets if secret in everything] == []


async def test_everything_is_acknowledged_within_the_deadline(slack: SlackServer, desk: Desk) -> None:
    async with running(slack, desk):
        said = [await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED} {number}") for number in range(20)]
        for one in said:
            await one.done()
    assert slack.missed_deadlines == []
    assert len({one.once for one in desk.taken if isinstance(one, Ask)}) == 20
    assert all(one.person == Person(ANN, one.person.name) for one in desk.taken if isinstance(one, Ask))
