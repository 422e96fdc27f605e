"""What Slack's refusals mean, which proxy is used, and what the SDK's log lets out."""

from __future__ import annotations

import logging

import pytest

from adapters.slack.api import USUAL_PAUSE, proxy_for, refusal
from adapters.slack.quiet import quiet_logger


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.mark.parametrize("address", ["https://slack.com/api/", "wss://wss-primary.slack.com/link/?ticket=1"])
def test_calls_and_sockets_take_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    assert proxy_for(address) is None
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    assert proxy_for(address) == "http://proxy.example:3128"


def test_what_no_proxy_names_is_reached_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", "slack.com")
    assert proxy_for("https://slack.com/api/") is None


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "[::1]:8000"])
def test_this_machine_is_never_reached_by_a_proxy(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    assert proxy_for(f"http://{host}/api/") is None
    assert proxy_for(f"ws://{host}/link") is None


@pytest.mark.parametrize(
    ("status", "code", "header", "pause"),
    [
        (429, "", "7", 7.0),
        (200, "ratelimited", "2", 2.0),
        (200, "rate_limited", None, USUAL_PAUSE),
        (429, "", "x", 30),
    ],
)
def test_a_limit_says_when_to_come_back(status: int, code: str, header: str | None, pause: float) -> None:
    assert refusal(status, code, header).retry_after == pause


@pytest.mark.parametrize(
    ("status", "code"), [(500, ""), (503, ""), (200, "internal_error"), (200, "fatal_error"), (200, "")]
)
def test_where_slack_itself_failed_it_may_have_been_posted(status: int, code: str) -> None:
    assert not refusal(status, code, None).certain


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "missing_scope", "is_archived"])
def test_where_the_bot_may_not_write_another_way_is_wanted(code: str) -> None:
    failed = refusal(200, code, None)
    assert (failed.barred, failed.certain, str(failed)) == (True, True, code)


def test_any_other_refusal_is_for_good() -> None:
    failed = refusal(200, "msg_too_long", None)
    assert (failed.barred, failed.certain, failed.retry_after) == (False, True, None)


def test_of_the_sdks_log_only_the_kind_of_trouble_gets_out(caplog: pytest.LogCaptureFixture) -> None:
    logger = quiet_logger()
    with caplog.at_level(logging.DEBUG, logger="root"):
        logger.info("body: PRIVATE")
        logger.warning("Unhandled request ({'text': 'PRIVATE'})")
        try:
            raise OSError("wss://PRIVATE")
        except OSError:
            logger.exception("Failed to connect (error: PRIVATE); Retrying...")
    assert [record.getMessage() for record in caplog.records] == ["Failed to connect: OSError"]
    assert "PRIVATE" not in caplog.text
