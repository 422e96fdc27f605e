"""Looks at what Discord says of our token, intents and permissions; tells what is missing and where to click.

It asks and changes nothing, and needs no connection to the gateway. Every way that an answer can fail
becomes a `Check`; no token and nothing of Discord's answers besides names and numbers gets into one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import aiohttp
from discord import ApplicationFlags, __version__

from adapters.checks import BROKEN_NETWORK, PATIENCE, Check, unreachable
from adapters.discord.access import DiscordAccess
from adapters.discord.invite import application_id, invite, lacking
from adapters.display import clean

PORTAL: Final = "https://discord.com/developers/applications → your app"
NEW_TOKEN: Final = (
    f"{PORTAL} → Bot → Token → Reset Token; copy the new one to DISCORD_TOKEN (the old one stops working)."
)

LOGIN: Final = "token"
APPLICATION: Final = "application"
INTENT: Final = "message content"
COMMANDS: Final = "commands"
SERVERS: Final = "servers"

GUILDS_A_PAGE: Final = 200
"""The most that Discord tells of at once."""

_CONTENT_FLAGS: Final = (
    ApplicationFlags.gateway_message_content.flag | ApplicationFlags.gateway_message_content_limited.flag
)
_USER_AGENT: Final = f"DiscordBot (https://github.com/Rapptz/discord.py {__version__})"
"""Discord wants this form; what the bot itself connects with is that library."""


class _Failed(Exception):
    """An answer did not come, or was not the one asked for; `check` says it."""

    def __init__(self, check: Check) -> None:
        super().__init__(check.finding)
        self.check = check


@dataclass(frozen=True, slots=True)
class _Discord:
    session: aiohttp.ClientSession
    address: str

    async def get(self, name: str, path: str) -> Any:
        """What Discord answers for the check of this name; raises `_Failed`."""
        try:
            async with self.session.get(f"{self.address.rstrip('/')}/{path}") as response:
                status, body = response.status, await response.read()
        except BROKEN_NETWORK as error:
            raise _Failed(unreachable(name, self.address, error)) from None
        if status != 200:
            raise _Failed(_refusal(name, status))
        try:
            return json.loads(body)
        except ValueError:
            raise _Failed(_refusal(name, status)) from None

    async def fields(self, name: str, path: str) -> dict[str, Any]:
        answer = await self.get(name, path)
        if not isinstance(answer, dict):
            raise _Failed(_refusal(name, 200))
        return answer

    async def rows(self, name: str, path: str) -> list[dict[str, Any]]:
        answer = await self.get(name, path)
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            raise _Failed(_refusal(name, 200))
        return answer


async def examine(access: DiscordAccess) -> tuple[Check, ...]:
    """Everything there is to say about `access`; whose bot it is has to be answered before the rest."""
    if wrong := _token_by_looks(access.token.strip()):
        return (wrong,)
    checks: list[Check] = []
    async with _session(access) as session:
        discord = _Discord(session, access.api_base_url)
        try:
            user = await discord.fields(LOGIN, "users/@me")
            checks.append(Check(LOGIN, True, f"It is the bot {_text(user, 'username')}."))
            # the address that discord.py asks too: whatever serves the one serves the other
            application = await discord.fields(APPLICATION, "oauth2/applications/@me")
            number = str(application.get("id"))
            if not _integer(number):
                raise _Failed(_refusal(APPLICATION, 200))
            checks += _application(application)
            checks.append(_intent(application.get("flags"), access.message_content))
        except _Failed as failed:
            return (*checks, failed.check)
        try:
            checks.append(_commands(await discord.rows(COMMANDS, f"applications/{number}/commands")))
        except _Failed as failed:
            checks.append(failed.check)
        try:
            checks += _servers((await _guilds(discord)).values(), invite(number))
        except _Failed as failed:
            checks.append(failed.check)
    return tuple(checks)


async def application_of(access: DiscordAccess) -> str | Check:
    """The application's id, as the token begins with it or else as Discord says; or why it can't be told."""
    if number := application_id(access.token):
        return number
    if wrong := _token_by_looks(access.token.strip()):
        return wrong
    async with _session(access) as session:
        try:
            told = await _Discord(session, access.api_base_url).fields(LOGIN, "oauth2/applications/@me")
        except _Failed as failed:
            return failed.check
    return str(told["id"]) if _integer(told.get("id")) else _refusal(LOGIN, 200)


def _session(access: DiscordAccess) -> aiohttp.ClientSession:
    headers = {"Authorization": f"Bot {access.token.strip()}", "User-Agent": _USER_AGENT}
    return aiohttp.ClientSession(headers=headers, timeout=aiohttp.ClientTimeout(total=PATIENCE))


def _text(fields: dict[str, Any], field: str) -> str:
    return clean(str(fields.get(field) or "?"))


# ---- the token --------------------------------------------------------------------------------


def _token_by_looks(token: str) -> Check | None:
    """What is wrong with something that can't be a bot's token, without sending it anywhere."""
    if token.isdigit():
        kind = "a number, perhaps the application's id"
    elif re.fullmatch("[0-9a-f]{64}", token):
        kind = "what looks like the application's public key"
    elif re.search(r"\s", token):
        kind = "more than the token alone (there is a space in it)"
    else:
        return None
    return Check(LOGIN, False, f"DISCORD_TOKEN holds {kind}.", NEW_TOKEN)


# ---- the application --------------------------------------------------------------------------


def _application(application: dict[str, Any]) -> tuple[Check, ...]:
    """Settings of the portal that keep a bot from working whatever else is right."""
    wrong = []
    if application.get("interactions_endpoint_url"):
        wrong.append(
            Check(
                APPLICATION,
                False,
                "It has an interactions endpoint URL, so that commands and buttons don't come to the bot.",
                f"{PORTAL} → General Information → Interactions Endpoint URL: empty it, then Save Changes.",
            )
        )
    if application.get("bot_require_code_grant"):
        wrong.append(
            Check(
                APPLICATION,
                False,
                "It requires a code grant, so that the invite link does not work.",
                f"{PORTAL} → Bot → Requires OAuth2 Code Grant: off, then Save Changes.",
            )
        )
    return tuple(wrong) or (Check(APPLICATION, True, f"It is “{_text(application, 'name')}”."),)


def _intent(flags: object, wanted: bool) -> Check:
    switch = f"{PORTAL} → Bot → Privileged Gateway Intents → Message Content Intent: on, then Save Changes"
    if not isinstance(flags, int):
        return Check(INTENT, None, "Discord did not say whether the intent is granted.")
    granted = bool(flags & _CONTENT_FLAGS)
    if wanted and granted:
        return Check(INTENT, True, "The intent is granted and DISCORD_MESSAGE_CONTENT asks for it.")
    if wanted:
        return Check(
            INTENT,
            False,
            "DISCORD_MESSAGE_CONTENT asks for an intent that is not granted: Discord will refuse the connection.",
            f"{switch}; or set DISCORD_MESSAGE_CONTENT=false.",
        )
    return Check(
        INTENT,
        None,
        "Off: mentions, replies, commands, the message menu and direct messages work without it.",
        "Only for answering links unasked, by reaction, and for a message that a mention points to: "
        + ("" if granted else f"{switch}; then ")
        + "set DISCORD_MESSAGE_CONTENT=true.",
    )


# ---- commands and servers ---------------------------------------------------------------------


def _commands(registered: list[dict[str, Any]]) -> Check:
    if registered:
        names = ", ".join(_text(command, "name") for command in registered)
        return Check(COMMANDS, True, f"Registered: {names}.")
    return Check(
        COMMANDS,
        None,
        "None is registered yet.",
        "Nutgraf registers them when it starts: `nutgraf run`, then reload Discord (Ctrl+R).",
    )


async def _guilds(discord: _Discord) -> dict[str, dict[str, Any]]:
    """The servers that the bot is in, by id."""
    guilds: dict[str, dict[str, Any]] = {}
    after = "0"
    while True:
        page = await discord.rows(SERVERS, f"users/@me/guilds?limit={GUILDS_A_PAGE}&after={after}")
        new = {str(guild.get("id")): guild for guild in page if str(guild.get("id")) not in guilds}
        guilds |= new
        if len(page) < GUILDS_A_PAGE or not new:
            return guilds
        after = list(guilds)[-1]


def _servers(guilds: Iterable[dict[str, Any]], link: str) -> tuple[Check, ...]:
    """One check for all servers where nothing is missing, and one for each of the others."""
    short: list[Check] = []
    fine = 0
    for guild in guilds:
        if "permissions" not in guild:  # Discord tells them; what stands in for it may not
            name = f"server “{_text(guild, 'name')}”"
            short.append(Check(name, None, "Its permissions are not told."))
            continue
        missing = lacking(_integer(guild.get("permissions")))
        fine += not missing
        if missing:
            short.append(
                Check(
                    f"server “{_text(guild, 'name')}”",
                    False,
                    f"Missing {', '.join(permission.name for permission in missing)}.",
                    "Server Settings → Roles → the bot's role → Permissions: switch it on; or invite the bot "
                    f"again by {link}",
                )
            )
    if fine:
        servers = "1 server" if fine == 1 else f"{fine} servers"
        well = f"All permissions in {servers}; the settings of a channel may still deny them there."
        return (Check(SERVERS, True, well), *short)
    none = Check(SERVERS, False, "The bot is in no server.", f"Open this and choose your server: {link}")
    return tuple(short) or (none,)


def _integer(given: object) -> int:
    """Discord writes large integers as strings."""
    text = str(given)
    return int(text) if re.fullmatch("[0-9]{1,40}", text) else 0


def _refusal(name: str, status: int) -> Check:
    if status == 429:
        return Check(name, False, "Discord asks to wait.", "Run this again in a minute.")
    if status == 404 and name in (COMMANDS, SERVERS):
        # Discord itself always answers these; something else may serve no more than a bot uses
        return Check(name, None, "What answered has nothing to say of them.")
    if status == 401:
        return Check(name, False, "Discord does not accept DISCORD_TOKEN.", NEW_TOKEN)
    return Check(
        name,
        False,
        f"What answered does not speak as Discord does (HTTP {status}).",
        "See whether DISCORD_API_BASE_URL is right, a proxy is in between, or https://discordstatus.com tells of trouble.",
    )
