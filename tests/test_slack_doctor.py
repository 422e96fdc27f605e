"""What the doctor says of a Slack app, by the real SDK client over loopback against a strict stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import aiohttp
import pytest
from aiohttp import web

from adapters.checks import PATIENCE, Check, unreachable
from adapters.slack.access import SlackAccess
from adapters.slack.doctor import (
    BOT,
    CONNECTION,
    CORE_RIGHTS,
    FEATURES,
    REQUEST_URL,
    SOCKET_MODE,
    SURPLUS,
    examine,
)
from adapters.slack.manifest import WELCOME, Feature, scopes

BOT_TOKEN: Final = "xoxb-11-22-made-up-bot"
APP_TOKEN: Final = "xapp-1-A11-22-made-up-app"
SECRET: Final = "0123456789abcdef0123456789abcdef"
EVERYTHING: Final = frozenset(scopes(set(Feature)))


@dataclass
class Slack:
    """Two methods of Slack's: a token counts in the header alone, and each method takes its own kind."""

    granted: frozenset[str] | None = field(default_factory=lambda: frozenset(scopes(())))
    app_scopes: frozenset[str] = frozenset({"connections:write"})
    socket_mode: bool = True
    instead: web.Response | None = None
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        self.asked.append(method)
        if self.instead is not None:
            return self.instead
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method == "auth.test":
            return self._auth_test(token)
        return self._open(token)

    def _auth_test(self, token: str) -> web.Response:
        if token != BOT_TOKEN:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        headers = {} if self.granted is None else {"x-oauth-scopes": ",".join(sorted(self.granted))}
        fields = {"ok": True, "user": "nutgraf", "team": "Harbour\u202e Desk", "bot_id": "B11"}
        return web.json_response(fields, headers=headers)

    def _open(self, token: str) -> web.Response:
        if token.startswith("xoxb-"):
            return web.json_response({"ok": False, "error": "not_allowed_token_type"})
        if token != APP_TOKEN:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        if "connections:write" not in self.app_scopes:
            return web.json_response({"ok": False, "error": "missing_scope", "needed": "connections:write"})
        if not self.socket_mode:
            return web.json_response({"ok": False, "error": "socket_mode_not_enabled"})
        return web.json_response({"ok": True, "url": "wss://127.0.0.1/link"})


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK would ask a proxy of the environment even for loopback."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@asynccontextmanager
async def serving(slack: Slack) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_post("/api/{method}", slack.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


async def checks(
    slack: Slack,
    wanted: frozenset[Feature] = frozenset(),
    bot_token: str = BOT_TOKEN,
    app_token: str | None = APP_TOKEN,
    signing_secret: str | None = None,
) -> dict[str, Check]:
    """The doctor's findings by name; none holds a secret, and each that failed says what to do."""
    async with serving(slack) as address:
        access = SlackAccess(bot_token, app_token, signing_secret, api_base_url=address)
        found = await examine(access, wanted)
    for secret in filter(None, (bot_token, app_token, signing_secret)):
        assert secret not in repr(found)
    assert [check for check in found if check.ok is False and not check.remedy] == []
    assert len({check.name for check in found}) == len(found)
    return {check.name: check for check in found}


# ---- all is well ------------------------------------------------------------------------------


async def test_an_app_from_the_manifest_is_well_and_the_optional_features_are_off() -> None:
    found = await checks(Slack())
    assert {name: check.ok for name, check in found.items()} == {
        BOT: True,
        CORE_RIGHTS: True,
        **dict.fromkeys(FEATURES.values()),
        CONNECTION: True,
        SOCKET_MODE: True,
    }


async def test_the_bot_and_its_workspace_are_named_without_hidden_characters() -> None:
    found = await checks(Slack())
    assert found[BOT].finding == "It is @nutgraf in the workspace “Harbour Desk”."


async def test_with_every_scope_every_feature_is_on() -> None:
    found = await checks(Slack(granted=EVERYTHING), frozenset(Feature))
    assert all(check.ok for check in found.values())


# ---- the bot token ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (APP_TOKEN, "SLACK_APP_TOKEN"),
        ("xoxp-1-made-up", "a user's token"),
        ("xoxe.xoxb-1-made-up", "rotation"),
        ("made-up-secret", "no bot token"),
        ("xoxb-1-made-up xapp-1-made-up", "there is a space in it"),
    ],
)
async def test_what_is_no_bot_token_is_named_as_what_it_is_and_sent_to_nobody(token: str, said: str) -> None:
    slack = Slack()
    found = await checks(slack, bot_token=token, app_token=None, signing_secret=SECRET)
    assert found[BOT].ok is False
    assert said in found[BOT].finding + found[BOT].remedy
    assert slack.asked == []


async def test_a_token_that_slack_does_not_know_is_said_with_where_to_copy_it() -> None:
    found = await checks(Slack(), bot_token="xoxb-99-other")
    assert found[BOT].ok is False
    assert "invalid_auth" in found[BOT].finding
    assert "OAuth & Permissions → Bot User OAuth Token" in found[BOT].remedy
    assert CORE_RIGHTS not in found


# ---- rights -----------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", scopes(()))
async def test_a_missing_scope_of_the_core_is_named_with_its_purpose_and_its_place(scope: str) -> None:
    found = await checks(Slack(granted=EVERYTHING - {scope}))
    assert found[CORE_RIGHTS].ok is False
    assert found[CORE_RIGHTS].finding.startswith(f"Missing {scope} (")
    assert "OAuth & Permissions → Bot Token Scopes" in found[CORE_RIGHTS].remedy
    assert "Reinstall" in found[CORE_RIGHTS].remedy


@pytest.mark.parametrize("feature", Feature)
async def test_a_wanted_feature_fails_for_exactly_the_scopes_it_lacks(feature: Feature) -> None:
    found = await checks(Slack(), frozenset({feature}))
    failed = {name for name, check in found.items() if check.ok is False}
    assert failed == {FEATURES[feature]}
    missing = set(scopes({feature})) - set(scopes(()))
    assert {scope for scope in EVERYTHING if f"{scope} (" in found[FEATURES[feature]].finding} == missing


@pytest.mark.parametrize(
    ("feature", "named"),
    [
        (Feature.REACTION, ["reaction_added"]),
        (Feature.AUTOMATIC, ["message.channels", "message.groups"]),
        (Feature.LINKS, ["message.channels", "message.groups"]),
    ],
)
async def test_the_events_that_a_feature_hears_are_part_of_the_remedy(
    feature: Feature, named: list[str]
) -> None:
    found = await checks(Slack(), frozenset({feature}))
    assert [event for event in named if event not in found[FEATURES[feature]].remedy] == []


@pytest.mark.parametrize("feature", Feature)
async def test_a_feature_that_nobody_wants_is_off_and_no_failure(feature: Feature) -> None:
    found = await checks(Slack())
    assert found[FEATURES[feature]].ok is None
    assert f"--with {feature.value}`" in found[FEATURES[feature]].remedy


async def test_scopes_that_a_feature_shares_with_another_do_not_prove_that_its_events_come() -> None:
    found = await checks(Slack(granted=frozenset(scopes({Feature.REACTION}))), frozenset({Feature.REACTION}))
    assert (found[FEATURES[Feature.REACTION]].ok, found[FEATURES[Feature.THREADS]].ok) == (True, True)
    assert found[FEATURES[Feature.AUTOMATIC]].ok is None
    assert "message.channels and message.groups" in found[FEATURES[Feature.AUTOMATIC]].remedy


@pytest.mark.parametrize("wanted", [frozenset(), frozenset({Feature.LINKS})], ids=["unasked", "wanted"])
async def test_links_that_nobody_can_be_named_for_are_no_failure_and_the_right_is_named(
    wanted: frozenset[Feature],
) -> None:
    found = (await checks(Slack(granted=EVERYTHING - {"users:read"}), wanted))[FEATURES[Feature.LINKS]]
    assert found.ok is None
    assert found.finding.startswith("Granted: channels:history, groups:history. It works")
    assert "users:read (naming who shared a link" in found.finding
    assert "OAuth & Permissions → Bot Token Scopes and add it" in found.remedy


async def test_scopes_that_nothing_of_ours_uses_are_named_and_no_failure() -> None:
    found = await checks(Slack(granted=frozenset({*scopes(()), "files:write", "admin"})))
    assert found[SURPLUS].ok is None
    assert "admin, files:write" in found[SURPLUS].finding


async def test_scopes_that_are_made_use_of_though_never_asked_for_are_not_called_useless() -> None:
    found = await checks(Slack(granted=frozenset({*scopes(()), *WELCOME})))
    assert SURPLUS not in found


async def test_scopes_that_slack_does_not_tell_are_not_guessed() -> None:
    found = await checks(Slack(granted=None), frozenset(Feature))
    assert found[CORE_RIGHTS].ok is None
    assert set(found) == {BOT, CORE_RIGHTS, CONNECTION, SOCKET_MODE}


# ---- how events arrive ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("xoxb-99-other", "the bot token"),
        ("made-up-secret", "no app-level token"),
        ("xapp-1-made-up\nSLACK_REACTION=off", "no app-level token"),
    ],
)
async def test_what_is_no_app_token_is_named_as_what_it_is(token: str, said: str) -> None:
    slack = Slack()
    found = await checks(slack, app_token=token)
    assert found[CONNECTION].ok is False
    assert said in found[CONNECTION].finding
    assert slack.asked == ["auth.test"]


async def test_an_app_token_that_slack_does_not_know_is_said() -> None:
    found = await checks(Slack(), app_token="xapp-1-other")
    assert (found[CONNECTION].ok, SOCKET_MODE in found) == (False, False)
    assert "Basic Information → App-Level Tokens" in found[CONNECTION].remedy


async def test_an_app_token_without_its_scope_has_to_be_made_anew() -> None:
    found = await checks(Slack(app_scopes=frozenset({"authorizations:read"})))
    assert found[CONNECTION].ok is False
    assert "connections:write" in found[CONNECTION].finding
    assert "make a new one" in found[CONNECTION].remedy


async def test_socket_mode_that_is_off_is_told_from_a_bad_token() -> None:
    found = await checks(Slack(socket_mode=False))
    assert (found[CONNECTION].ok, found[SOCKET_MODE].ok) == (True, False)
    assert "Socket Mode → Enable Socket Mode" in found[SOCKET_MODE].remedy


async def test_over_http_the_address_that_slack_needs_is_said_and_not_judged() -> None:
    slack = Slack()
    found = await checks(slack, app_token=None, signing_secret=SECRET)
    assert found[REQUEST_URL].ok is None
    assert "https://<your address>/slack/events" in found[REQUEST_URL].finding
    assert "http://127.0.0.1:3000/slack/events" in found[REQUEST_URL].finding
    assert slack.asked == ["auth.test"]


async def test_a_token_in_place_of_the_signing_secret_is_said() -> None:
    found = await checks(Slack(), app_token=None, signing_secret=BOT_TOKEN)
    assert found[REQUEST_URL].ok is False
    assert "Signing Secret" in found[REQUEST_URL].remedy


async def test_without_a_way_for_events_nothing_arrives_and_that_is_said() -> None:
    found = await checks(Slack(), app_token=None)
    assert found[CONNECTION].ok is False
    assert "nothing from Slack arrives" in found[CONNECTION].finding


# ---- what answers is not Slack ----------------------------------------------------------------


def text(status: int, media_type: str) -> web.Response:
    return web.Response(status=status, text="<p>Sign in, xoxb-echo</p>", content_type=media_type)


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        (text(200, "text/html"), "HTTP 200"),
        (text(200, "text/plain"), "HTTP 200"),
        (text(200, "application/json"), "HTTP 200"),
        (web.json_response(["ok"]), "HTTP 200"),
        (text(502, "text/html"), "HTTP 502"),
        (text(502, "text/plain"), "HTTP 502"),
        (web.json_response({"ok": False, "error": "ratelimited"}, status=429), "wait"),
        (text(429, "text/plain"), "wait"),
        (web.json_response({"ok": False, "error": "team_access_not_granted"}), "team_access_not_granted"),
    ],
)
async def test_any_other_answer_is_a_failed_check_that_repeats_none_of_it(
    instead: web.Response, said: str
) -> None:
    # a response can be sent once only, so that the bot token is asked about alone
    found = await checks(Slack(instead=instead), app_token=None, signing_secret=SECRET)
    assert found[BOT].ok is False
    assert said in found[BOT].finding
    assert "xoxb-echo" not in repr(found)


async def test_a_slack_that_is_not_there_is_a_failed_check() -> None:
    async with serving(Slack()) as address:
        pass
    found = await examine(SlackAccess(BOT_TOKEN, APP_TOKEN, api_base_url=address))
    assert [(check.name, check.ok) for check in found] == [(BOT, False), (CONNECTION, False)]
    assert {check.finding for check in found} == {"127.0.0.1 could not be reached."}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (TimeoutError(), f"did not answer within {PATIENCE} seconds"),
        (aiohttp.ServerDisconnectedError(), "broke the connection off"),
        (ConnectionResetError(), "broke the connection off"),
        (aiohttp.InvalidURL("secret"), "can not be asked: its address is wrong"),
    ],
)
def test_a_network_that_fails_is_said_in_words(error: Exception, said: str) -> None:
    check = unreachable("token", "https://someone:secret@slack.test/api/", error)
    assert check.ok is False
    assert check.finding == f"slack.test {said}."
    assert "secret" not in repr(check)


def test_every_feature_has_a_check_with_a_name_of_its_own() -> None:
    assert set(FEATURES) == set(Feature)
    others = {BOT, CONNECTION, CORE_RIGHTS, REQUEST_URL, SOCKET_MODE, SURPLUS}
    assert len(set(chain(FEATURES.values(), others))) == len(Feature) + len(others)
