"""The commands that Discord shows as people type, and when they are put there."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.base import Command, NotDelivered, Subcommand, Vocabulary
from adapters.discord.registration import commands, register, same
from adapters.discord.rest import Declined, Rest
from bot.commands import vocabulary
from tests.discord_adapter.hearing import access
from tests.discord_server import DiscordServer

VOCABULARY = Vocabulary(
    (
        Command("tldr", "Summarise", "a link or a text", flags=(("here", "For everybody"),)),
        Command(
            "nutgraf",
            "What I do",
            "auto on | status",
            forms=(
                Subcommand("auto on", "Switch it on"),
                Subcommand("auto off", "Switch it off"),
                Subcommand("status", "How it stands"),
            ),
        ),
    ),
    "Summarise",
)

EVERYWHERE = {"integration_types": [0, 1], "contexts": [0, 1, 2]}


def given_back(command: dict[str, Any]) -> dict[str, Any]:
    """A registered command as Discord lists it: with ids and defaults, without what is false."""

    def option(one: dict[str, Any]) -> dict[str, Any]:
        kept = {name: value for name, value in one.items() if value not in (False, [], None)}
        inner = {"options": [option(each) for each in one["options"]]} if one.get("options") else {}
        return {**kept, **inner, "name_localizations": None}

    return {
        "id": "5",
        "application_id": "901",
        "version": "6",
        "default_member_permissions": None,
        "nsfw": False,
        "dm_permission": True,
        "description": "",
        **command,
        "contexts": command["contexts"][::-1],
        **({"options": [option(one) for one in command["options"]]} if "options" in command else {}),
    }


def changed(there: list[dict[str, Any]], which: int, **more: Any) -> list[dict[str, Any]]:
    return [{**one, **more} if index == which else one for index, one in enumerate(there)]


class Discord:
    """Holds the commands of an application."""

    def __init__(self, there: list[dict[str, Any]]) -> None:
        self.there = there
        self.puts = 0

    async def request(self, method: str, path: str, *, json: Any = None, application_id: str) -> Any:
        assert path == "/applications/{application_id}/commands"
        assert application_id == "901"
        if method == "PUT":
            self.puts += 1
            self.there = [given_back(one) for one in json]
        return self.there


def test_a_command_that_takes_any_text_has_it_its_flags_and_a_file() -> None:
    assert commands(VOCABULARY)[0] == {
        "type": 1,
        "name": "tldr",
        "description": "Summarise",
        "options": [
            {"type": 3, "name": "text", "description": "a link or a text"},
            {"type": 5, "name": "here", "description": "For everybody"},
            {"type": 11, "name": "file", "description": "A text, HTML, PDF, Word or PowerPoint file to read"},
        ],
        **EVERYWHERE,
    }


def test_forms_are_typed_as_they_are_written() -> None:
    assert commands(VOCABULARY)[1]["options"] == [
        {
            "type": 2,
            "name": "auto",
            "description": "What I do",
            "options": [
                {"type": 1, "name": "on", "description": "Switch it on"},
                {"type": 1, "name": "off", "description": "Switch it off"},
            ],
        },
        {"type": 1, "name": "status", "description": "How it stands"},
    ]


def test_what_has_to_stand_behind_a_form_is_a_required_option_of_its_subcommand() -> None:
    add = Subcommand("add", "Follow a site", ("source", "The address of a feed or a site"))
    ours = Subcommand("links on", "With the links posted here", ("since", "From which day on"))
    digest = Command("digest", "News of this channel", "add", forms=(add, ours))
    assert commands(Vocabulary((digest,), "Summarise"))[0]["options"] == [
        {
            "type": 1,
            "name": "add",
            "description": "Follow a site",
            "options": [
                {
                    "type": 3,
                    "name": "source",
                    "description": "The address of a feed or a site",
                    "required": True,
                }
            ],
        },
        {
            "type": 2,
            "name": "links",
            "description": "News of this channel",
            "options": [
                {
                    "type": 1,
                    "name": "on",
                    "description": "With the links posted here",
                    "options": [
                        {"type": 3, "name": "since", "description": "From which day on", "required": True}
                    ],
                }
            ],
        },
    ]


def test_an_option_that_was_not_required_before_is_a_difference() -> None:
    add = Subcommand("add", "Follow a site", ("source", "An address"))
    wanted = commands(Vocabulary((Command("digest", "News", "add", forms=(add,)),), "Summarise"))
    there = [given_back(one) for one in wanted]
    assert same(list(there), list(wanted))
    del there[0]["options"][0]["options"][0]["required"]
    assert not same(list(there), list(wanted))


def test_the_menu_of_a_message_has_its_entry() -> None:
    assert commands(VOCABULARY)[2] == {"type": 3, "name": "Summarise", **EVERYWHERE}


def test_nobody_is_kept_from_a_command() -> None:
    assert all("default_member_permissions" not in command for command in commands(VOCABULARY))


def test_no_description_is_too_long_for_discord() -> None:
    long = Vocabulary((Command("tldr", "d" * 200, "h" * 200, flags=(("here", "f" * 200),)),), "Summarise")
    (slash, _) = commands(long)
    assert {len(one["description"]) for one in (slash, *slash["options"][:2])} == {100}


def test_what_people_are_offered_is_named_as_discord_wants_it() -> None:
    slash = [command for command in commands(vocabulary()) if command["type"] == 1]
    assert [command["name"] for command in slash][:2] == ["tldr", "nutgraf"]

    def named(options: list[dict[str, Any]]) -> None:
        assert len(options) <= 25
        for option in options:
            assert option["name"] == option["name"].lower()
            assert 1 <= len(option["name"]) <= 32
            assert 1 <= len(option["description"]) <= 100
            named(option.get("options", []))

    named(slash)


def test_what_discord_adds_by_itself_is_no_difference() -> None:
    wanted = commands(VOCABULARY)
    assert same([given_back(one) for one in reversed(wanted)], list(wanted))


@pytest.mark.parametrize(
    "there",
    [
        [],
        commands(VOCABULARY)[:2],
        [*commands(VOCABULARY), {"type": 1, "name": "old", "description": "Gone"}],
        changed(commands(VOCABULARY), 0, description="Something else"),
        changed(commands(VOCABULARY), 0, options=commands(VOCABULARY)[0]["options"][:2]),
        changed(commands(VOCABULARY), 0, default_member_permissions="16"),
        changed(commands(VOCABULARY), 2, contexts=[0]),
        changed(commands(VOCABULARY), 2, integration_types=[0]),
    ],
)
def test_whatever_differs_is_a_difference(there: list[dict[str, Any]]) -> None:
    assert not same(list(there), list(commands(VOCABULARY)))


async def test_commands_are_put_once() -> None:
    discord = Discord([])
    assert await register(discord.request, "901", VOCABULARY)
    assert not await register(discord.request, "901", VOCABULARY)
    assert discord.puts == 1


def required(options: list[dict[str, Any]]) -> dict[str, Any]:
    """The sub-commands by name; each with the options that have to be filled in, or with its own forms."""
    return {
        one["name"]: [inner["name"] for inner in one.get("options", ()) if inner.get("required")]
        if one["type"] == 1
        else required(one["options"])
        for one in options
    }


async def test_discord_takes_what_people_are_offered_and_shows_it_with_what_has_to_be_filled_in() -> None:
    async with DiscordServer() as discord:
        rest = Rest(access(discord))
        try:
            assert await register(rest.request, str(discord.application), vocabulary())
            assert not await register(rest.request, str(discord.application), vocabulary())
        finally:
            await rest.close()
    assert len(discord.registrations) == 1
    offered = {command["name"]: command for command in discord.commands}
    assert set(offered) == {"tldr", "nutgraf", "digest", "Summarise"}
    assert required(offered["digest"]["options"]) == {
        "add": ["source"],
        "list": [],
        "remove": ["source"],
        "at": ["when"],
        "links": {"on": [], "off": []},
        "preview": [],
        "now": [],
        "pause": [],
        "resume": [],
        "help": [],
    }


class Sparse(Discord):
    """Takes commands, and answers what there are in a way of its own."""

    def __init__(self, told: Any) -> None:
        super().__init__([])
        self.told = told

    async def request(self, method: str, path: str, *, json: Any = None, application_id: str) -> Any:
        if method == "GET" and isinstance(self.told, Exception):
            raise self.told
        found = await super().request(method, path, json=json, application_id=application_id)
        return found if method == "PUT" else self.told


@pytest.mark.parametrize(
    "told",
    [
        Declined(404, 0),
        Declined(405, 0),
        None,
        "",
        {"message": "no"},
        ["tldr"],
        [{"id": "5", "options": [{}]}],
    ],
)
async def test_where_nobody_tells_what_is_there_commands_are_put_all_the_same(told: Any) -> None:
    discord = Sparse(told)
    assert await register(discord.request, "901", VOCABULARY)
    assert discord.puts == 1


@pytest.mark.parametrize("told", [Declined(503, 0), Declined(429, 0), NotDelivered("gone", certain=False)])
async def test_what_passes_is_no_reason_to_put_commands(told: NotDelivered) -> None:
    discord = Sparse(told)
    with pytest.raises(NotDelivered):
        await register(discord.request, "901", VOCABULARY)
    assert discord.puts == 0
