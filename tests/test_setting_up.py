"""Setting the platforms up by the command line, as a person does it: manifest, invite, doctor, a first start."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.discord_server import DiscordServer
from tests.slack_server import SlackServer
from tests.test_command_line import environment, nutgraf, unfolded


async def test_the_manifest_asks_for_no_right_to_read_channels(tmp_path: Path) -> None:
    ended = await nutgraf("slack", "manifest", cwd=tmp_path)
    scopes = json.loads(ended.out)["oauth_config"]["scopes"]["bot"]
    assert ended.code == 0
    assert "channels:history" not in scopes
    assert "commands" in scopes


async def test_a_feature_of_the_manifest_is_chosen_by_name(tmp_path: Path) -> None:
    ended = await nutgraf("slack", "manifest", "--with", "reaction, automatic", cwd=tmp_path)
    scopes = json.loads(ended.out)["oauth_config"]["scopes"]["bot"]
    assert {"reactions:read", "channels:history"} <= set(scopes)


@pytest.mark.parametrize(
    "words",
    [
        ("slack", "manifest", "--with", "telepathy"),
        ("slack", "manifest", "--url", "ftp://bot.example"),
        ("discord", "invite"),
        ("doctor", "--with", "telepathy"),
    ],
)
async def test_what_is_wrong_is_said_in_a_sentence(words: tuple[str, ...], tmp_path: Path) -> None:
    ended = await nutgraf(*words, cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.strip().endswith(".")
    assert "Traceback" not in ended.err


async def test_the_invite_is_made_for_the_application_of_the_token(tmp_path: Path) -> None:
    async with DiscordServer() as discord:
        ended = await nutgraf(
            "discord",
            "invite",
            cwd=tmp_path,
            DISCORD_TOKEN=discord.token,
            DISCORD_API_BASE_URL=discord.api_base_url,
        )
    assert (ended.code, ended.err) == (0, "")
    assert f"client_id={discord.application}" in ended.out


async def test_the_doctor_finds_nothing_wrong_where_nothing_is(tmp_path: Path) -> None:
    async with SlackServer() as slack:
        ended = await nutgraf(
            "doctor",
            cwd=tmp_path,
            SLACK_BOT_TOKEN=slack.workspace.bot_token,
            SLACK_APP_TOKEN=slack.workspace.app_token,
            SLACK_API_BASE_URL=slack.base_url,
        )
    assert (ended.code, ended.err) == (0, "")
    assert "✗" not in ended.out
    assert "DISCORD_TOKEN is not set" in ended.out


async def test_the_doctor_says_what_is_missing_and_where_to_click(tmp_path: Path) -> None:
    async with SlackServer(scopes=("chat:write",)) as slack, DiscordServer() as discord:
        ended = await nutgraf(
            "doctor",
            cwd=tmp_path,
            SLACK_BOT_TOKEN=slack.workspace.bot_token,
            SLACK_APP_TOKEN="xapp-another",
            SLACK_API_BASE_URL=slack.base_url,
            DISCORD_TOKEN=discord.token,
            DISCORD_MESSAGE_CONTENT="true",
            DISCORD_API_BASE_URL=discord.api_base_url,
        )
    told = unfolded(ended.out)
    assert ended.code == 1
    assert "app_mentions:read" in told
    assert "OAuth & Permissions" in told
    assert "Message Content Intent" in told
    for secret in (slack.workspace.bot_token, "xapp-another", discord.token):
        assert secret not in told


async def test_a_bad_token_is_said_plainly_and_stops_nothing_else(tmp_path: Path) -> None:
    async with SlackServer() as slack, DiscordServer() as discord:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=tmp_path,
            env=environment()
            | {
                "NUTGRAF_PORT": "0",
                "SLACK_BOT_TOKEN": "xoxb-wrong-token-of-mine",
                "SLACK_APP_TOKEN": slack.workspace.app_token,
                "SLACK_API_BASE_URL": slack.base_url,
                "DISCORD_TOKEN": discord.token,
                "DISCORD_API_BASE_URL": discord.api_base_url,
                "DISCORD_GATEWAY_URL": discord.gateway_url,
            },
            stderr=asyncio.subprocess.PIPE,
        )
        assert process.stderr is not None
        said = ""
        async with asyncio.timeout(30):
            while not (
                "platform is off" in said and "local channel is at" in said and "discord_connected" in said
            ):
                line = (await process.stderr.readline()).decode()
                assert line, said
                said += line
        process.terminate()
        await process.wait()
    assert "SLACK_BOT_TOKEN" in said
    assert "xoxb-wrong-token-of-mine" not in said
    assert "Traceback" not in said
