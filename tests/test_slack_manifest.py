"""The Slack app's manifest: the fewest rights for what is chosen, and nothing that Slack refuses."""

from __future__ import annotations

import json
from itertools import chain, combinations
from typing import Any, Final

import pytest

from adapters.base import Command, Subcommand, Vocabulary
from adapters.slack.manifest import PURPOSES, WELCOME, Feature, as_json, events, manifest, scopes
from bot.commands import vocabulary

WORDS: Final = Vocabulary(
    (Command("sum", "Sums up", "a link"), Command("bare", "Says what it does", "")),
    "Sum it up",
)
CORE_SCOPES: Final = {"app_mentions:read", "chat:write", "commands", "files:read", "im:history"}
CORE_EVENTS: Final = {"app_mention", "message.im"}
HISTORY: Final = {"channels:history", "groups:history"}

NEEDS: Final = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "reaction_added": "reactions:read",
}
"""The scope without which Slack does not let an app subscribe to an event."""

CHOICES: Final = [
    frozenset(choice)
    for choice in chain.from_iterable(combinations(Feature, count) for count in range(len(Feature) + 1))
]


def bot_scopes(made: dict[str, Any]) -> list[str]:
    found: list[str] = made["oauth_config"]["scopes"]["bot"]
    return found


def bot_events(made: dict[str, Any]) -> list[str]:
    found: list[str] = made["settings"]["event_subscriptions"]["bot_events"]
    return found


# ---- rights -----------------------------------------------------------------------------------


def test_the_core_asks_for_no_right_to_read_channels() -> None:
    made = manifest(WORDS)
    assert set(bot_scopes(made)) == CORE_SCOPES
    assert set(bot_events(made)) == CORE_EVENTS


@pytest.mark.parametrize(
    ("feature", "more_scopes", "more_events"),
    [
        (Feature.REACTION, {"reactions:read", *HISTORY}, {"reaction_added"}),
        (Feature.AUTOMATIC, HISTORY, {"message.channels", "message.groups"}),
        (Feature.THREADS, HISTORY, set()),
        (Feature.PUBLIC, {"chat:write.public"}, set()),
        (Feature.LINKS, {"users:read", *HISTORY}, {"message.channels", "message.groups"}),
    ],
)
def test_a_feature_adds_its_own_scopes_and_events_alone(
    feature: Feature, more_scopes: set[str], more_events: set[str]
) -> None:
    made = manifest(WORDS, {feature})
    assert set(bot_scopes(made)) - CORE_SCOPES == more_scopes
    assert set(bot_events(made)) - CORE_EVENTS == more_events
    assert set(bot_scopes(made)) >= CORE_SCOPES
    assert set(bot_events(made)) >= CORE_EVENTS


@pytest.mark.parametrize("features", CHOICES, ids=lambda features: "+".join(sorted(features)) or "core")
def test_features_together_ask_for_what_each_asks_for_and_once(features: frozenset[Feature]) -> None:
    made = manifest(WORDS, features)
    assert sorted(bot_scopes(made)) == sorted(set(chain(CORE_SCOPES, *(scopes({one}) for one in features))))
    assert sorted(bot_events(made)) == sorted(set(chain(CORE_EVENTS, *(events({one}) for one in features))))


@pytest.mark.parametrize("features", CHOICES, ids=lambda features: "+".join(sorted(features)) or "core")
def test_every_event_has_the_scope_that_slack_wants_for_it(features: frozenset[Feature]) -> None:
    made = manifest(WORDS, features)
    assert {NEEDS[event] for event in bot_events(made)} <= set(bot_scopes(made))


def test_every_scope_has_a_purpose_and_no_purpose_is_left_over() -> None:
    assert set(scopes(set(Feature))) == set(PURPOSES)
    assert PURPOSES.keys() & WELCOME.keys() == set()


# ---- what people use --------------------------------------------------------------------------


def test_each_command_of_the_vocabulary_is_a_slash_command_with_its_hint() -> None:
    commands = manifest(WORDS)["features"]["slash_commands"]
    assert commands == [
        {"command": "/sum", "description": "Sums up", "usage_hint": "a link", "should_escape": False},
        {"command": "/bare", "description": "Says what it does", "should_escape": False},
    ]


def test_a_command_with_subcommands_is_one_slash_command() -> None:
    forms = (
        Subcommand("add", "Reads a feed.", ("feed", "The address of a feed or a site.")),
        Subcommand("now", "Posts it now."),
    )
    digest = Command("digest", "The news of this channel.", "add <feed>, now", forms)
    (command,) = manifest(Vocabulary((digest,), "Sum it up"))["features"]["slash_commands"]
    assert command == {
        "command": "/digest",
        "description": "The news of this channel.",
        "usage_hint": "add <feed>, now",
        "should_escape": False,
    }


def test_the_menu_of_a_message_has_the_entry_of_the_vocabulary() -> None:
    (shortcut,) = manifest(WORDS)["features"]["shortcuts"]
    assert (shortcut["name"], shortcut["type"], shortcut["callback_id"]) == (
        "Sum it up",
        "message",
        "summarise",
    )
    assert manifest(WORDS)["settings"]["interactivity"]["is_enabled"] is True


def test_people_can_write_to_the_bot_directly() -> None:
    home = manifest(WORDS)["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False


def test_the_bot_is_called_as_the_app_is() -> None:
    made = manifest(WORDS, name="Readers")
    assert made["display_information"]["name"] == made["features"]["bot_user"]["display_name"] == "Readers"


@pytest.mark.parametrize("name", ["", "n" * 36])
def test_a_name_that_slack_refuses_is_refused_here(name: str) -> None:
    with pytest.raises(ValueError, match="1 to 35 characters"):
        manifest(WORDS, name=name)


# ---- how events arrive ------------------------------------------------------------------------


def test_without_an_address_the_app_is_in_socket_mode_and_names_none() -> None:
    made = manifest(WORDS)
    assert made["settings"]["socket_mode_enabled"] is True
    assert "url" not in as_json(made)


def test_with_an_address_everything_goes_there_and_socket_mode_is_off() -> None:
    made = manifest(WORDS, request_url="https://bot.example/slack/events")
    settings = made["settings"]
    assert settings["socket_mode_enabled"] is False
    assert {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        *(command["url"] for command in made["features"]["slash_commands"]),
    } == {"https://bot.example/slack/events"}


@pytest.mark.parametrize("given", ["https://bot.example", "https://bot.example/", " https://bot.example "])
def test_an_address_without_a_path_gets_the_one_that_the_bot_listens_at(given: str) -> None:
    made = manifest(WORDS, request_url=given)
    assert made["settings"]["interactivity"]["request_url"] == "https://bot.example/slack/events"


def test_a_path_that_was_given_is_kept() -> None:
    made = manifest(WORDS, request_url="https://example.org/bots/nutgraf")
    assert made["settings"]["interactivity"]["request_url"] == "https://example.org/bots/nutgraf"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "bot.example",
        "http://bot.example/slack/events",
        "https://",
        "https://someone:secret@bot.example/",
        "https://bot.example/#here",
        "https://bot.example/slack events",
        "https://bot.example:port/",
        "https://bot.example/" + "x" * 3000,
    ],
)
def test_an_address_that_slack_can_not_call_is_refused_with_a_sentence(given: str) -> None:
    with pytest.raises(ValueError, match="has to be an https address") as refused:
        manifest(WORDS, request_url=given)
    assert "secret" not in str(refused.value)


# ---- what Slack takes -------------------------------------------------------------------------


def test_the_app_stays_in_its_workspace_and_its_tokens_do_not_expire() -> None:
    settings = manifest(WORDS)["settings"]
    assert settings["org_deploy_enabled"] is False
    assert settings["token_rotation_enabled"] is False


def test_nothing_of_ours_is_longer_than_slack_takes() -> None:
    made = manifest(vocabulary(), set(Feature), "https://bot.example")
    (shortcut,) = made["features"]["shortcuts"]
    commands = made["features"]["slash_commands"]
    lengths = [
        (made["display_information"]["name"], 35),
        (made["display_information"]["description"], 140),
        (made["features"]["bot_user"]["display_name"], 80),
        (shortcut["name"], 24),
        (shortcut["description"], 150),
        (shortcut["callback_id"], 255),
        *((command["command"], 32) for command in commands),
        *((command["description"], 2000) for command in commands),
        *((command["usage_hint"], 1000) for command in commands),
        *((one, 50) for one in (*bot_scopes(made), *bot_events(made))),
    ]
    assert [text for text, longest in lengths if not 1 <= len(text) <= longest] == []
    assert 1 <= len(commands) <= 50


def test_the_json_is_the_manifest_letter_for_letter() -> None:
    made = manifest(Vocabulary(WORDS.commands, "Zusammenfassen…"), set(Feature), "https://bot.example")
    assert json.loads(as_json(made)) == made
    assert "Zusammenfassen…" in as_json(made)
