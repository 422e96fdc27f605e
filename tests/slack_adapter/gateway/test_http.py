"""Slack's way in where Slack posts to us."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp
import pytest

from tests.slack_adapter.hearing import (
    ANN,
    BOT,
    CHANNEL,
    DOINGS,
    OWN,
    Desk,
    Doing,
    Json,
    access,
    echo,
    only_mentions,
    running,
)
from tests.slack_server import SlackServer


@asynccontextmanager
async def listening(slack: SlackServer, desk: Desk) -> AsyncIterator[str]:
    """A gateway in HTTP mode, and where it listens."""
    given = access(slack, app_token=None, signing_secret=slack.signing_secret, http_port=0)
    async with running(slack, desk, given) as gateway:
        slack.line.request_url = f"http://127.0.0.1:{gateway.port}/slack/events"
        yield slack.line.request_url


@DOINGS
async def test_everything_comes_in_over_http_too(slack: SlackServer, desk: Desk, doing: Doing) -> None:
    async with listening(slack, desk):
        delivery = await (await doing(slack)).done()
        await delivery.again()
    one, two = desk.taken
    assert one == two
    assert not delivery.answer


@DOINGS
async def test_over_http_what_could_not_be_recorded_is_answered_with_an_error(
    slack: SlackServer, desk: Desk, doing: Doing
) -> None:
    desk.failures = 1
    async with listening(slack, desk):
        delivery = await doing(slack)
        async with asyncio.timeout(5):
            while not delivery.statuses:  # noqa: ASYNC110 - a list has no event
                await asyncio.sleep(0.01)
        assert delivery.statuses[0] >= 500
        await delivery.again()
    assert len(desk.taken) == 1


async def test_slacks_check_of_the_address_is_answered(slack: SlackServer, desk: Desk) -> None:
    async with listening(slack, desk) as url:
        body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "t"})
        headers = {"Content-Type": "application/json", **slack.line.signature(body)}
        status, text = await slack.line.request(url, body, headers)
        assert status == 200
        assert "c0ffee" in text
        form = urlencode({"ssl_check": "1", "token": "t"})
        headers = {"Content-Type": "application/x-www-form-urlencoded", **slack.line.signature(form)}
        assert (await slack.line.request(url, form, headers))[0] == 200
    assert desk.tried == 0


@pytest.mark.parametrize("wrong", ["secret", "age", "absent"])
async def test_a_request_that_is_not_slacks_is_refused_and_its_words_are_not_logged(
    slack: SlackServer,
    desk: Desk,
    wrong: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    async with listening(slack, desk) as url:
        event = {
            "type": "app_mention",
            "user": ANN,
            "text": "a-secret-sentence",
            "ts": "1.1",
            "channel": CHANNEL,
        }
        body = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": "T0QUAY", "event": event})
        match wrong:
            case "secret":
                signature = slack.line.signature(body, secret="wrong")
            case "age":
                signature = slack.line.signature(body, age=3_600)
            case _:
                signature = {}
        status, text = await slack.line.request(url, body, {"Content-Type": "application/json", **signature})
    assert status in (400, 401, 403)
    assert desk.tried == 0
    written = capsys.readouterr()
    everything = caplog.text + written.out + written.err + text
    assert "a-secret-sentence" not in everything
    assert slack.signing_secret not in everything


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", '"a-secret-sentence"'),
        ("application/x-www-form-urlencoded", "payload=%7B"),
        ("application/x-www-form-urlencoded", "payload=%5B%5D"),
        ("application/x-www-form-urlencoded", ""),
        ("text/plain", "a-secret-sentence"),
        ("application/json", '{"type": "event_callback", "event": {"type": "message", "text": 7, "ts": []}}'),
    ],
)
async def test_a_body_that_can_not_be_read_breaks_nothing(
    slack: SlackServer,
    desk: Desk,
    kind: str,
    body: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    only_mentions(slack)
    async with listening(slack, desk) as url:
        status, _ = await slack.line.request(url, body, {"Content-Type": kind, **slack.line.signature(body)})
        assert 200 <= status < 500
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
    assert desk.ask.text == "hello"
    written = capsys.readouterr()
    assert "a-secret-sentence" not in caplog.text + written.out + written.err


async def test_a_port_is_let_go_when_cancelled(slack: SlackServer, desk: Desk) -> None:
    async with listening(slack, desk) as url:
        pass
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectionError):
            await http.post(url, data=b"{}")


@OWN
async def test_over_http_an_echo_of_our_own_message_is_dropped(
    slack: SlackServer, desk: Desk, own: Json
) -> None:
    async with listening(slack, desk):
        for kind in ("message", "app_mention"):
            await (await slack.line.deliver("events_api", echo(slack, kind, own))).done()
    assert desk.tried == 0
