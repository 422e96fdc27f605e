"""Vocabulary → the application commands that Discord shows as people type, and their registration.

Discord takes 200 new commands a day, so they are put only where they differ from what is there.
Every command is open to everybody: what it asks of its user holds for all of its subcommands, and
`/nutgraf status` or `/digest list` are everybody's. Who may use one, and so switch automatic answers on or
set up a digest, is left to Discord's own command permissions (Server Settings → Integrations).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from adapters import locale
from adapters.base import Command, Subcommand, Vocabulary
from adapters.discord.payloads import Json
from adapters.discord.rest import Declined

_SLASH, _MESSAGE_MENU = 1, 3
_SUBCOMMAND, _GROUP, _STRING, _BOOLEAN, _ATTACHMENT = 1, 2, 3, 5, 11
_GUILD_INSTALL, _USER_INSTALL = 0, 1
_GUILD, _BOT_DM, _PRIVATE_CHANNEL = 0, 1, 2
_WIDE: Final = 100
"""Characters of a description."""

Payload = dict[str, Any]
Request = Callable[..., Awaitable[Any]]


def commands(vocabulary: Vocabulary) -> list[Payload]:
    """The bulk of all commands, as it is put."""
    slash = [_slash(command) for command in vocabulary.commands]
    return [*slash, {"type": _MESSAGE_MENU, "name": vocabulary.menu, **_everywhere()}]


def same(there: list[Json], wanted: list[Json]) -> bool:
    """Whether what is registered is what is wanted, apart from what Discord fills in by itself."""
    return sorted(map(_essence, there), key=repr) == sorted(map(_essence, wanted), key=repr)


async def register(request: Request, application: str, vocabulary: Vocabulary) -> bool:
    """Registers the commands globally; False where they were there already. Where nobody tells what is
    there, they are put all the same."""
    path = "/applications/{application_id}/commands"
    wanted = commands(vocabulary)
    there: Any = None
    try:
        there = await request("GET", path, application_id=application)
    except Declined as declined:
        if not declined.certain or declined.retry_after is not None:
            raise
    told = isinstance(there, list) and all(isinstance(one, dict) for one in there)
    if told and same(there, list(wanted)):
        return False
    await request("PUT", path, json=wanted, application_id=application)
    return True


def _everywhere() -> Payload:
    return {
        "integration_types": [_GUILD_INSTALL, _USER_INSTALL],
        "contexts": [_GUILD, _BOT_DM, _PRIVATE_CHANNEL],
    }


def _slash(command: Command) -> Payload:
    return {
        "type": _SLASH,
        "name": command.name,
        "description": command.description[:_WIDE],
        "options": _forms(command) if command.forms else _words(command),
        **_everywhere(),
    }


def _words(command: Command) -> list[Payload]:
    """What may stand behind a command that takes any text: that, its flags, and a file."""
    return [
        _option(_STRING, "text", command.hint),
        *(_option(_BOOLEAN, name, description) for name, description in command.flags),
        _option(_ATTACHMENT, "file", locale.text("file option")),
    ]


def _forms(command: Command) -> list[Payload]:
    """The fixed words as subcommands: "auto on" is the subcommand "on" of the group "auto"."""
    options: list[Payload] = []
    groups: dict[str, list[Payload]] = {}
    for form in command.forms:
        first, _, second = form.words.partition(" ")
        if not second:
            options.append(_subcommand(first, form))
            continue
        if first not in groups:
            groups[first] = []
            options.append({**_option(_GROUP, first, command.description), "options": groups[first]})
        groups[first].append(_subcommand(second, form))
    return options


def _subcommand(name: str, form: Subcommand) -> Payload:
    subcommand = _option(_SUBCOMMAND, name, form.description)
    if form.takes is None:
        return subcommand
    return {**subcommand, "options": [{**_option(_STRING, *form.takes), "required": True}]}


def _option(kind: int, name: str, description: str) -> Payload:
    return {"type": kind, "name": name, "description": description[:_WIDE]}


def _essence(command: Json) -> Payload:
    """What makes a command, without ids, versions and the defaults that Discord shows."""
    return {
        "type": command.get("type", _SLASH),
        "name": command.get("name"),
        "description": command.get("description") or "",
        "options": [_option_essence(one) for one in command.get("options") or ()],
        "integration_types": sorted(command.get("integration_types") or (_GUILD_INSTALL,)),
        "contexts": sorted(command.get("contexts") or ()),
        "permissions": command.get("default_member_permissions"),
    }


def _option_essence(option: Json) -> Payload:
    return {
        "type": option.get("type"),
        "name": option.get("name"),
        "description": option.get("description"),
        "required": bool(option.get("required")),
        "choices": list(option.get("choices") or ()),
        "options": [_option_essence(one) for one in option.get("options") or ()],
    }
