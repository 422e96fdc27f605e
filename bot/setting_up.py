"""The commands for whoever sets Nutgraf up: Slack's manifest, Discord's invite link, the doctor.

Nothing here changes anything anywhere. The doctor's exit code is 1 when something has to be mended.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.text import Text

from adapters.slack.manifest import Feature, as_json, manifest
from bot.commands import vocabulary
from bot.console import chosen_settings, stop
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.checks import Check

slack: Final = typer.Typer(no_args_is_help=True, help="Set Nutgraf up on Slack.")
discord: Final = typer.Typer(no_args_is_help=True, help="Set Nutgraf up on Discord.")

_FEATURES: Final = ", ".join(Feature)
_With = Annotated[
    str,
    typer.Option("--with", metavar="FEATURES", help=f"What it shall do beyond the core: any of {_FEATURES}."),
]


@slack.command("manifest")
def manifest_command(
    wanted: _With = "",
    url: Annotated[
        str | None,
        typer.Option(
            metavar="https://…", help="Where Slack reaches Nutgraf; without it, the app is in Socket Mode."
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="The app's name.")] = "Nutgraf",
) -> None:
    """Print the manifest to make the Slack app from, with the fewest rights for what it shall do.

    Without --with it asks for no right to read channels: mention, command, menu and direct messages
    need none.
    """
    try:
        made = manifest(vocabulary(), _features(wanted), url, name)
    except ValueError as error:
        stop(str(error), 2)
    print(as_json(made))  # noqa: T201 - this is the command's answer


@discord.command("invite")
def invite_command() -> None:
    """Print the link that brings the bot to a Discord server, with the fewest permissions."""
    from adapters.checks import Check
    from adapters.discord.doctor import application_of
    from adapters.discord.invite import invite
    from bot.serve import discord_access

    access = discord_access(chosen_settings())
    if access is None:
        stop("DISCORD_TOKEN is not set: put the bot's token into .env, see docs/discord.md.", 2)
    number = asyncio.run(application_of(access))
    if isinstance(number, Check):
        stop(f"{number.finding} {number.remedy}", 2)
    print(invite(number))  # noqa: T201 - this is the command's answer


def doctor_command(wanted: _With = "") -> None:
    """Look at tokens, scopes, intents and permissions: what is missing, and where to click."""
    chosen = chosen_settings()
    features = _features(wanted)
    console = Console(highlight=False)
    failed = False
    for title, checks in asyncio.run(_examined(chosen, features)):
        console.print(Text(title, style="bold"))
        for check in checks:
            failed = failed or check.ok is False
            console.print(_line(check), soft_wrap=True)
            if check.remedy:
                console.print(Text(f"    {check.remedy}"), soft_wrap=True)  # a link stays whole
        console.print()
    if failed:
        raise typer.Exit(1)


async def _examined(chosen: Settings, features: frozenset[Feature]) -> list[tuple[str, Iterable[Check]]]:
    from adapters.discord.doctor import examine as examine_discord
    from adapters.slack.doctor import examine as examine_slack
    from bot.serve import discord_access, slack_access

    slack_is, discord_is = slack_access(chosen), discord_access(chosen)
    found: list[tuple[str, Iterable[Check]]] = []
    if slack_is:
        found.append(("Slack", await examine_slack(slack_is, features)))
    else:
        found.append(("Slack", (_off("SLACK_BOT_TOKEN", "slack"),)))
    if discord_is:
        found.append(("Discord", await examine_discord(discord_is)))
    else:
        found.append(("Discord", (_off("DISCORD_TOKEN", "discord"),)))
    return found


def _off(variable: str, guide: str) -> Check:
    from adapters.checks import Check

    return Check(
        "switched on", None, f"It is off: {variable} is not set.", f"To set it up, see docs/{guide}.md."
    )


def _line(check: Check) -> Text:
    mark, style = {True: ("✓", "green"), False: ("✗", "red"), None: ("–", "dim")}[check.ok]
    return Text.assemble("  ", (mark, style), " ", (check.name, "bold"), ": ", check.finding)


def _features(given: str) -> frozenset[Feature]:
    names = [name.strip().lower() for name in given.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Feature)]
    if unknown:
        stop(f"There is no feature “{unknown[0]}”. There are {_FEATURES}.", 2)
    return frozenset(map(Feature, names))
