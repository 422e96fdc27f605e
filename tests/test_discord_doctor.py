"""What the doctor says of a Discord bot, over loopback against a strict stand-in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import discord
import pytest
from aiohttp import web

from adapters.checks import Check
from adapters.discord.access import DiscordAccess
from adapters.discord.doctor import APPLICATION, COMMANDS, INTENT, LOGIN, SERVERS, examine
from adapters.discord.invite import CREATE_THREADS, EMBED_LINKS, NEEDED, invite

TOKEN: Final = "ODEyMzQ1Njc4OTAxMjM0NTY3.G4x0aB.made-up-and-good-for-nothing"
NUMBER: Final = "812345678901234567"
GRANTED: Final = sum(permission.bit for permission in NEEDED)
VERIFIED: Final = discord.ApplicationFlags.gateway_message_content.flag
SWITCHED_ON: Final = discord.ApplicationFlags.gateway_message_content_limited.flag


def guild(number: int, permissions: int = GRANTED, name: str = "Harbour") -> dict[str, Any]:
    return {"id": str(number), "name": name, "permissions": str(permissions), "owner": False}


@dataclass
class Discord:
    """The four questions of the doctor, answered to its token alone; servers come in pages."""

    application: dict[str, Any] = field(default_factory=lambda: {"id": NUMBER, "name": "Nutgraf", "flags": 0})
    commands: list[str] = field(default_factory=lambda: ["tldr", "nutgraf", "Summarise"])
    guilds: list[dict[str, Any]] = field(default_factory=lambda: [guild(1001)])
    instead: dict[str, web.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/api/v10/")
        self.asked.append(path)
        if not request.headers["User-Agent"].startswith("DiscordBot ("):
            return web.json_response({"message": "blocked"}, status=403)
        if path in self.instead:
            return self.instead[path]
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized", "code": 0}, status=401)
        match path.split("/"):
            case ["users", "@me"]:
                return web.json_response({"id": NUMBER, "username": "nutgraf", "bot": True})
            case ["oauth2", "applications", "@me"]:
                return web.json_response(self.application)
            case ["applications", number, "commands"] if number == NUMBER:
                return web.json_response([{"id": "1", "name": name} for name in self.commands])
            case ["users", "@me", "guilds"]:
                limit, after = int(request.query["limit"]), int(request.query["after"])
                rest = [one for one in self.guilds if int(one["id"]) > after]
                if not 1 <= limit <= 200:
                    return web.json_response({"message": "Invalid Form Body", "code": 50035}, status=400)
                return web.json_response(rest[:limit])
        return web.json_response({"message": "404: Not Found", "code": 0}, status=404)


@asynccontextmanager
async def serving(server: Discord) -> AsyncIterator[str]:
    application = web.Application()
    application.router.add_get("/api/v10/{path:.*}", server.answer)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10"
    finally:
        await runner.cleanup()


async def checks(server: Discord, token: str = TOKEN, message_content: bool = False) -> dict[str, Check]:
    """The doctor's findings by name; none holds the token, and each that failed says what to do."""
    async with serving(server) as address:
        found = await examine(DiscordAccess(token, message_content, api_base_url=address))
    assert token not in repr(found)
    assert [check for check in found if check.ok is False and not check.remedy] == []
    return {check.name: check for check in found}


# ---- all is well ------------------------------------------------------------------------------


async def test_a_bot_that_was_invited_and_has_run_is_well_without_the_intent() -> None:
    found = await checks(Discord())
    assert {name: check.ok for name, check in found.items()} == {
        LOGIN: True,
        APPLICATION: True,
        INTENT: None,
        COMMANDS: True,
        SERVERS: True,
    }


async def test_what_discord_knows_is_named() -> None:
    found = await checks(Discord())
    assert "nutgraf" in found[LOGIN].finding
    assert "tldr, nutgraf, Summarise" in found[COMMANDS].finding
    assert "1 server" in found[SERVERS].finding


# ---- the token --------------------------------------------------------------------------------


async def test_a_token_that_discord_does_not_know_ends_the_examination_with_where_to_get_one() -> None:
    server = Discord()
    found = await checks(server, token="ODEyMzQ1Njc4OTAxMjM0NTY3.G4x0aB.an-older-one")
    assert list(found) == [LOGIN]
    assert found[LOGIN].ok is False
    assert "Bot → Token → Reset Token" in found[LOGIN].remedy
    assert server.asked == ["users/@me"]


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (NUMBER, "application's id"),
        ("0123456789abcdef" * 4, "public key"),
        (f"Bot {TOKEN}", "space"),
    ],
)
async def test_what_is_no_token_is_named_as_what_it_is_and_sent_to_nobody(token: str, said: str) -> None:
    server = Discord()
    found = await checks(server, token=token)
    assert found[LOGIN].ok is False
    assert said in found[LOGIN].finding
    assert server.asked == []


# ---- the application --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "wanted", "ok"),
    [
        (0, False, None),
        (SWITCHED_ON, False, None),
        (VERIFIED, True, True),
        (SWITCHED_ON, True, True),
        (0, True, False),
        (~(VERIFIED | SWITCHED_ON) & (1 << 24) - 1, True, False),
    ],
)
async def test_the_intent_is_well_when_wanted_and_granted_and_bad_when_wanted_only(
    flags: int, wanted: bool, ok: bool | None
) -> None:
    server = Discord(application={"id": NUMBER, "name": "Nutgraf", "flags": flags})
    found = await checks(server, message_content=wanted)
    assert found[INTENT].ok is ok


async def test_an_intent_that_is_missing_is_said_with_both_ways_out() -> None:
    found = await checks(Discord(), message_content=True)
    assert "Bot → Privileged Gateway Intents → Message Content Intent" in found[INTENT].remedy
    assert "DISCORD_MESSAGE_CONTENT=false" in found[INTENT].remedy


async def test_flags_that_discord_does_not_tell_are_not_guessed() -> None:
    server = Discord(application={"id": NUMBER, "name": "Nutgraf"})
    found = await checks(server, message_content=True)
    assert found[INTENT].ok is None


@pytest.mark.parametrize(
    ("setting", "value", "where"),
    [
        ("interactions_endpoint_url", "https://old.example/", "General Information"),
        ("bot_require_code_grant", True, "Requires OAuth2 Code Grant"),
    ],
)
async def test_a_setting_that_keeps_the_bot_from_working_is_found(
    setting: str, value: object, where: str
) -> None:
    server = Discord(application={"id": NUMBER, "name": "Nutgraf", "flags": 0, setting: value})
    found = await checks(server)
    assert found[APPLICATION].ok is False
    assert where in found[APPLICATION].remedy


async def test_before_the_first_run_no_command_is_registered_and_that_is_no_failure() -> None:
    found = await checks(Discord(commands=[]))
    assert found[COMMANDS].ok is None
    assert "nutgraf run" in found[COMMANDS].remedy


# ---- servers ----------------------------------------------------------------------------------


async def test_a_bot_in_no_server_is_given_its_invite_link() -> None:
    found = await checks(Discord(guilds=[]))
    assert found[SERVERS].ok is False
    assert invite(NUMBER) in found[SERVERS].remedy


async def test_a_server_that_denies_something_is_named_with_what_and_the_others_are_counted() -> None:
    short = guild(1002, GRANTED & ~CREATE_THREADS.bit & ~EMBED_LINKS.bit, name="Sea\u202eports")
    found = await checks(Discord(guilds=[guild(1001), short, guild(1003)]))
    assert "2 servers" in found[SERVERS].finding
    assert found["server “Seaports”"].ok is False
    assert found["server “Seaports”"].finding == "Missing Create Public Threads, Embed Links."
    assert invite(NUMBER) in found["server “Seaports”"].remedy


async def test_where_every_server_denies_something_none_is_called_well() -> None:
    found = await checks(Discord(guilds=[guild(1001, 0)]))
    assert SERVERS not in found
    assert [check.ok for name, check in found.items() if name.startswith("server ")] == [False]


async def test_an_administrator_lacks_nothing() -> None:
    rights = discord.Permissions(administrator=True).value
    found = await checks(Discord(guilds=[guild(1001, rights)]))
    assert found[SERVERS].ok is True


async def test_servers_past_the_first_page_are_seen() -> None:
    many = [guild(1000 + number) for number in range(1, 401)]
    server = Discord(guilds=[*many, guild(5000, 0, name="Last")])
    found = await checks(server)
    assert "400 servers" in found[SERVERS].finding
    assert found["server “Last”"].ok is False
    assert server.asked.count("users/@me/guilds") == 3


# ---- what answers is not Discord --------------------------------------------------------------


def text(status: int) -> web.Response:
    return web.Response(status=status, text="<p>made-up-and-good-for-nothing</p>", content_type="text/html")


@pytest.mark.parametrize(
    ("instead", "said"),
    [
        (text(200), "HTTP 200"),
        (web.json_response([]), "HTTP 200"),
        (web.json_response("yes"), "HTTP 200"),
        (text(403), "HTTP 403"),
        (text(503), "HTTP 503"),
        (web.json_response({"retry_after": 64.5}, status=429), "wait"),
    ],
)
@pytest.mark.parametrize(("path", "name"), [("users/@me", LOGIN), ("oauth2/applications/@me", APPLICATION)])
async def test_any_other_answer_is_a_failed_check_that_repeats_none_of_it(
    path: str, name: str, instead: web.Response, said: str
) -> None:
    again = web.Response(status=instead.status, body=instead.body, headers=instead.headers)
    found = await checks(Discord(instead={path: again}))
    assert found[name].ok is False
    assert said in found[name].finding
    assert list(found)[-1] == name
    assert "good-for-nothing" not in repr(found)


@pytest.mark.parametrize(
    ("path", "name"), [(f"applications/{NUMBER}/commands", COMMANDS), ("users/@me/guilds", SERVERS)]
)
async def test_a_list_that_is_none_is_a_failed_check(path: str, name: str) -> None:
    found = await checks(Discord(instead={path: web.json_response({"message": "none"})}))
    assert found[name].ok is False


async def test_a_question_about_commands_that_fails_keeps_nobody_from_asking_about_servers() -> None:
    found = await checks(Discord(instead={f"applications/{NUMBER}/commands": text(500)}))
    assert (found[COMMANDS].ok, found[SERVERS].ok) == (False, True)


async def test_what_the_other_end_does_not_serve_can_not_be_told() -> None:
    paths = (f"applications/{NUMBER}/commands", "users/@me/guilds")
    found = await checks(Discord(instead={path: text(404) for path in paths}))
    assert (found[COMMANDS].ok, found[SERVERS].ok) == (None, None)


async def test_an_application_without_a_number_is_a_failed_check() -> None:
    found = await checks(Discord(application={"name": "Nutgraf"}))
    assert list(found)[-1] == APPLICATION
    assert found[APPLICATION].ok is False


async def test_a_discord_that_is_not_there_is_a_failed_check() -> None:
    async with serving(Discord()) as address:
        pass
    (check,) = await examine(DiscordAccess(TOKEN, api_base_url=address))
    assert (check.name, check.ok) == (LOGIN, False)
    assert check.finding == "127.0.0.1 could not be reached."


async def test_permissions_that_are_not_told_are_not_called_missing() -> None:
    quiet = {name: value for name, value in guild(1001).items() if name != "permissions"}
    found = await checks(Discord(guilds=[quiet]))
    assert [check.ok for name, check in found.items() if "Harbour" in name] == [None]
