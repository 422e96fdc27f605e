"""The commands an application has registered: what Discord takes, how it gives them back, and which
options somebody may fill in."""

from __future__ import annotations

import re
from typing import Any

from tests.discord_server.model import Attachment, Json
from tests.discord_server.refusals import Form, Refusal

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, ATTACHMENT = 1, 2, 3, 4, 5, 11

_MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
_NAME = re.compile(r"[-_'\w]{1,32}")
_MOST_CHARACTERS = 8000


def checked(commands: Any) -> list[Json]:
    """The commands of a bulk overwrite; raises Refusal."""
    if not isinstance(commands, list):
        raise Refusal(50035, {"_errors": [{"code": "LIST_TYPE_CONVERT", "message": "Not a list."}]})
    form = Form()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        kind = command.get("type", SLASH)
        if kind not in _MOST:
            form.wrong((index, "type"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3).")
            continue
        name = form.text((index, "name"), command.get("name"), 32, least=1, required=True)
        if (kind, name) in seen:
            form.wrong((index, "name"), "APPLICATION_COMMANDS_DUPLICATE_NAME", "Names must be unique.")
        seen.add((kind, name))
        if kind == SLASH:
            _check_name(form, (index, "name"), name)
            form.text((index, "description"), command.get("description"), 100, least=1, required=True)
            _check_options(form, (index, "options"), command.get("options"), depth=0)
            if _characters(command) > _MOST_CHARACTERS:
                form.wrong((index,), "APPLICATION_COMMAND_TOO_LARGE", "Must be 8000 or fewer in all.")
        elif command.get("description") or command.get("options"):
            form.wrong(
                (index,), "APPLICATION_COMMAND_INVALID", "A menu entry has no description and no options."
            )
        for field, allowed in (("contexts", {0, 1, 2}), ("integration_types", {0, 1})):
            values = command.get(field)
            if values is not None and (not isinstance(values, list) or not values or set(values) - allowed):
                form.wrong((index, field), "BASE_TYPE_CHOICES", f"Values must be of {sorted(allowed)}.")
    for kind, most in _MOST.items():
        if sum(command.get("type", SLASH) == kind for command in commands) > most:
            form.wrong((), "APPLICATION_COMMAND_LIMIT_REACHED", f"At most {most}.")
    form.done()
    return commands


def given_back(command: Json, own_id: int, application: int, version: int) -> Json:
    """As Discord shows a registered command: with all that was left out."""
    shown: Json = {
        "id": str(own_id),
        "application_id": str(application),
        "version": str(version),
        "default_member_permissions": command.get("default_member_permissions"),
        "type": command.get("type", SLASH),
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "dm_permission": True,
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": bool(command.get("nsfw", False)),
    }
    if command.get("options"):
        shown["options"] = [_option_back(option) for option in command["options"]]
    return shown


def _option_back(option: Json) -> Json:
    shown = {name: value for name, value in option.items() if value not in (None, False)}
    shown |= {"name_localizations": None, "description_localizations": None}
    if option.get("options"):
        shown["options"] = [_option_back(inner) for inner in option["options"]]
    else:
        shown.pop("options", None)
    return shown


def _check_options(form: Form, path: tuple[str | int, ...], options: Any, depth: int) -> None:
    seen: set[str] = set()
    kinds: set[bool] = set()
    optional = False
    for index, option in enumerate(form.rows(path, options, 25)):
        at = (*path, index)
        name = form.text((*at, "name"), option.get("name"), 32, least=1, required=True)
        _check_name(form, (*at, "name"), name)
        form.text((*at, "description"), option.get("description"), 100, least=1, required=True)
        if name in seen:
            form.wrong((*at, "name"), "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Names must be unique.")
        seen.add(name)
        kind = option.get("type")
        nests = kind in (SUBCOMMAND, GROUP)
        kinds.add(nests)
        if (
            not isinstance(kind, int)
            or not 1 <= kind <= 11
            or (kind == GROUP and depth)
            or (nests and depth > 1)
        ):
            form.wrong((*at, "type"), "BASE_TYPE_CHOICES", "No such kind of option here.")
        if nests:
            _check_options(form, (*at, "options"), option.get("options"), depth + 1 if kind == GROUP else 2)
            if option.get("required") is not None:
                form.wrong((*at, "required"), "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Not of these.")
            continue
        if depth == 1:
            form.wrong((*at, "type"), "BASE_TYPE_CHOICES", "A group holds sub-commands alone.")
        if option.get("required") not in (None, True, False):
            form.wrong((*at, "required"), "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        if option.get("required") and optional:
            form.wrong(at, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first.")
        optional = optional or not option.get("required")
        for number, choice in enumerate(form.rows((*at, "choices"), option.get("choices"), 25)):
            form.text((*at, "choices", number, "name"), choice.get("name"), 100, least=1, required=True)
    if len(kinds) > 1:
        form.wrong(
            path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Sub-commands stand beside none but such."
        )


def _check_name(form: Form, path: tuple[str | int, ...], name: str) -> None:
    if name and (not _NAME.fullmatch(name) or name != name.lower()):
        form.wrong(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def _characters(command: Json) -> int:
    texts: list[Any] = [command.get("name"), command.get("description")]
    for choice in command.get("choices") or ():
        texts += [choice.get("name"), choice.get("value")]
    own = sum(len(str(text)) for text in texts if text is not None)
    return own + sum(_characters(option) for option in command.get("options") or ())


def filled_in(command: Json, path: list[str], values: Json) -> list[Json]:
    """The options as they are sent when somebody filled them in; raises LookupError or ValueError for
    what the client would not let anybody send."""
    options = command.get("options") or []
    if path:
        for option in options:
            if option["name"] == path[0] and option["type"] in (SUBCOMMAND, GROUP):
                return [
                    {"name": path[0], "type": option["type"], "options": filled_in(option, path[1:], values)}
                ]
        raise LookupError(f"{command['name']} has no sub-command {path[0]}")
    if any(option["type"] in (SUBCOMMAND, GROUP) for option in options):
        raise LookupError(f"{command['name']} can't be sent without one of its sub-commands")
    by_name = {option["name"]: option for option in options}
    if unknown := set(values) - set(by_name):
        raise LookupError(f"{command['name']} has no option {sorted(unknown)}")
    if missing := [o["name"] for o in options if o.get("required") and o["name"] not in values]:
        raise ValueError(f"{command['name']} wants {missing}")
    return [
        {"name": name, "type": by_name[name]["type"], "value": _value(by_name[name], value)}
        for name, value in values.items()
    ]


def _value(option: Json, value: Any) -> Any:
    kind, name = option["type"], option["name"]
    if kind == ATTACHMENT:
        if not isinstance(value, Attachment):
            raise ValueError(f"{name} is a file")
        return str(value.id)
    python: Any = {STRING: str, INTEGER: int, BOOLEAN: bool}.get(kind, (str, float))
    if not isinstance(value, python):
        raise ValueError(f"{name} does not take {value!r}")
    if choices := option.get("choices"):
        if value not in [choice["value"] for choice in choices]:
            raise ValueError(f"{value!r} is no choice of {name}")
    elif kind == STRING and not option.get("min_length", 1) <= len(value) <= option.get("max_length", 6000):
        raise ValueError(f"{name} does not take {len(value)} characters")
    return value
