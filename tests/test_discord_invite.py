"""The invite link: the fewest permissions, each with its reason, and ids read from tokens."""

from __future__ import annotations

import base64

import discord
import pytest
from yarl import URL

from adapters.discord.invite import (
    NEEDED,
    READ_HISTORY,
    SEND_MESSAGES,
    VIEW_CHANNELS,
    application_id,
    invite,
    lacking,
)

APPLICATION = "812345678901234567"


def token_of(number: str) -> str:
    return (
        base64.urlsafe_b64encode(number.encode()).decode().rstrip("=")
        + ".G4x0aB.made-up-and-good-for-nothing"
    )


def asked_for(link: str) -> discord.Permissions:
    return discord.Permissions(int(URL(link).query["permissions"]))


def test_the_link_opens_discords_page_for_this_application() -> None:
    link = URL(invite(APPLICATION))
    assert (link.scheme, link.host, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert link.query["client_id"] == APPLICATION
    assert "scope=bot+applications.commands" in str(link)


def test_the_link_asks_for_what_answering_needs_and_nothing_else() -> None:
    assert asked_for(invite(APPLICATION)) == discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        create_public_threads=True,
        embed_links=True,
        read_message_history=True,
    )


def test_fewer_permissions_can_be_asked_for() -> None:
    assert asked_for(invite(APPLICATION, (SEND_MESSAGES,))) == discord.Permissions(send_messages=True)
    assert asked_for(invite(APPLICATION, ())) == discord.Permissions.none()


@pytest.mark.parametrize(
    "number", ["", "0", "nutgraf", "81234567890123456&scope=bot", "８１２３４５６７", "1" * 21]
)
def test_an_id_that_is_none_makes_no_link(number: str) -> None:
    with pytest.raises(ValueError, match="number"):
        invite(number)


def test_each_permission_is_one_bit_with_a_name_and_a_sentence() -> None:
    for permission in NEEDED:
        assert permission.bit.bit_count() == 1
        assert permission.name
        assert permission.why.endswith(".")
    assert len({permission.bit for permission in NEEDED}) == len(NEEDED)


def test_what_a_server_did_not_grant_is_named() -> None:
    granted = int(URL(invite(APPLICATION)).query["permissions"])
    assert lacking(granted) == ()
    assert lacking(granted & ~VIEW_CHANNELS.bit & ~READ_HISTORY.bit) == (VIEW_CHANNELS, READ_HISTORY)
    assert lacking(0) == NEEDED


def test_an_administrator_lacks_nothing() -> None:
    assert lacking(discord.Permissions(administrator=True).value) == ()


@pytest.mark.parametrize(
    "number", ["80351110224678912", "175928847299117063", APPLICATION, "1234567890123456789"]
)
def test_the_id_is_read_from_the_token_alone(number: str) -> None:
    assert application_id(token_of(number)) == number
    assert application_id(f" {token_of(number)}\n") == number


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "made-up",
        "xoxb-1-2-3",
        token_of("nutgraf"),
        token_of("0"),
        token_of("-5"),
        "ø.ø.ø",
        "====.x.y",
    ],
)
def test_a_token_that_holds_no_id_gives_none(token: str) -> None:
    assert application_id(token) is None
