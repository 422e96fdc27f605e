"""That the stand-in for Discord is one: the real client connects to it, and it refuses what Discord
refuses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route
from yarl import URL

from tests.discord_server import DiscordServer, Guild, Kind, Right, shown

START = datetime(2026, 8, 10, 9, 0, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(clock=clock, deadline=0.2) as server:
        yield server


@pytest.fixture
def guild(server: DiscordServer) -> Guild:
    return server.add_guild()


@pytest.fixture(autouse=True)
def _pointed_at_the_server(server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Route, "BASE", server.api_base_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(server.gateway_url))


class Client(discord.Client):
    """The real client, which notes what it hears."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.0)
        self.heard: list[str] = []
        self.asked: list[discord.Interaction] = []
        self.resumes = 0

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message.content)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.asked.append(interaction)

    async def on_resumed(self) -> None:
        self.resumes += 1


@asynccontextmanager
async def connected(
    server: DiscordServer, intents: discord.Intents | None = None, token: str | None = None
) -> AsyncIterator[Client]:
    client = Client(intents or discord.Intents(guilds=True, messages=True))
    async with client:
        running = asyncio.create_task(client.start(token or server.token))
        ready = asyncio.create_task(client.wait_until_ready())
        await asyncio.wait([running, ready], return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        try:
            if running.done():
                await running
            yield client
        finally:
            await client.close()
            await asyncio.gather(running, return_exceptions=True)


async def refused(request: Any) -> tuple[int, int]:
    """The status and the code with which the server says no to it."""
    with pytest.raises(discord.HTTPException) as caught:
        await request
    return caught.value.status, caught.value.code


async def test_the_real_client_connects_hears_and_writes(server: DiscordServer, guild: Guild) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    async with connected(server) as client:
        await server.say(channel, ann, f"{server.mention} the gates")
        await server.until(lambda: client.heard)
        there = client.get_channel(channel.id)
        assert isinstance(there, discord.TextChannel)
        await there.send("They open at six.")
        assert client.heard[0] == f"{server.mention} the gates"
        assert [shown(message) for message in server.posts(channel)] == ["They open at six."]
        await server.until(lambda: "They open at six." in client.heard)  # its own echo


async def test_a_wrong_token_is_refused(server: DiscordServer) -> None:
    with pytest.raises(discord.LoginFailure):
        async with connected(server, token="wrong"):
            pass


async def test_an_intent_that_was_not_granted_closes_the_connection(server: DiscordServer) -> None:
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with connected(server, discord.Intents(guilds=True, messages=True, message_content=True)):
            pass
    assert server.gateway.closed == [4014]


async def test_content_is_kept_back_without_the_intent(server: DiscordServer, guild: Guild) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    async with connected(server) as client:
        said = await server.say(channel, ann, "not for you")
        await server.until(lambda: client.heard)
        assert client.heard == [""]
        there = client.get_partial_messageable(channel.id)
        assert (await there.fetch_message(said.message.id)).content == ""


async def test_nothing_is_heard_from_a_channel_that_can_not_be_seen(
    server: DiscordServer, guild: Guild
) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    hidden = server.add_channel(guild, "board")
    server.forbid(hidden, Right.VIEW_CHANNEL)
    async with connected(server) as client:
        await server.say(hidden, ann, f"{server.mention} secret")
        await server.say(channel, ann, f"{server.mention} open")
        await server.until(lambda: client.heard)
        assert client.heard == [f"{server.mention} open"]
        assert await refused(client.get_partial_messageable(hidden.id).send("x")) == (403, 50001)


async def test_a_broken_connection_resumes_with_what_was_missed(server: DiscordServer, guild: Guild) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    async with connected(server) as client:
        server.drop()
        await server.say(channel, ann, f"{server.mention} meanwhile")
        await server.until(lambda: client.heard)
        assert (client.heard, server.gateway.identified, server.gateway.resumed) == (
            [f"{server.mention} meanwhile"],
            1,
            1,
        )


async def test_a_replay_brings_what_was_heard_already(server: DiscordServer, guild: Guild) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    async with connected(server) as client:
        await server.say(channel, ann, f"{server.mention} once")
        await server.until(lambda: client.heard)
        await server.replay_again()
        await server.until(lambda: len(client.heard) == 2)


async def test_a_client_without_a_pulse_is_dropped(server: DiscordServer) -> None:
    server.gateway.heartbeat = 0.02
    client = Client(discord.Intents(guilds=True))
    async with client:
        await client.login(server.token)
        socket = await client.http.ws_connect(server.gateway_url + "?v=10&encoding=json")
        assert (await socket.receive_json())["op"] == 10
        await socket.receive()
        assert socket.close_code == 4000
        await socket.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("not json", 4002),
        ('{"op": 1, "d": "' + "x" * 4096 + '"}', 4002),
        ('{"op": 99, "d": null}', 4001),
        ('{"op": 3, "d": null}', 4003),
        ('{"op": 2, "d": {"token": "wrong", "intents": 1, "properties": {}}}', 4004),
    ],
)
async def test_a_wrong_payload_closes_the_connection(server: DiscordServer, sent: str, code: int) -> None:
    client = Client(discord.Intents(guilds=True))
    async with client:
        await client.login(server.token)
        socket = await client.http.ws_connect(server.gateway_url + "?v=10&encoding=json")
        await socket.receive_json()
        await socket.send_str(sent)
        while not (await socket.receive()).type.name.startswith("CLOS"):
            pass
        assert socket.close_code == code
        await socket.close()


async def test_too_many_payloads_close_the_connection(server: DiscordServer) -> None:
    client = Client(discord.Intents(guilds=True))
    async with client:
        await client.login(server.token)
        socket = await client.http.ws_connect(server.gateway_url + "?v=10&encoding=json")
        for _ in range(121):
            await socket.send_str('{"op": 1, "d": null}')
        while not (await socket.receive()).type.name.startswith("CLOS"):
            pass
        assert socket.close_code == 4008
        await socket.close()


LONG = "x" * 2001
BAD_BODIES: list[dict[str, Any]] = [
    {"content": LONG},
    {"embeds": [{"description": "x" * 4097}]},
    {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
    {"embeds": [{"title": "x" * 257}]},
    {"embeds": [{"title": "x"}] * 11},
    {"embeds": [{"title": "x", "url": "javascript:alert(1)"}]},
    {"content": "x", "nonce": "n" * 26},
    {"content": "x", "flags": 64},
    {"content": "x", "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "a"}]},
    {"content": "x", "message_reference": {"message_id": "1"}},
    {
        "content": "x",
        "components": [
            {"type": 1, "components": [{"type": 2, "style": 1, "label": "x" * 81, "custom_id": "a"}]}
        ],
    },
    {
        "content": "x",
        "components": [
            {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "a" * 101}]}
        ],
    },
    {
        "content": "x",
        "components": [
            {"type": 1, "components": [{"type": 2, "style": 1, "label": "x", "custom_id": "a"}] * 2}
        ],
    },
]


@pytest.mark.parametrize("body", BAD_BODIES)
async def test_a_malformed_message_is_refused_with_its_place(
    server: DiscordServer, guild: Guild, body: dict[str, Any]
) -> None:
    channel = server.add_channel(guild)
    async with connected(server) as client:
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
        with pytest.raises(discord.HTTPException, match="In ") as caught:
            await client.http.request(route, json=body)
        assert (caught.value.status, caught.value.code) == (400, 50035)
        assert await refused(client.http.request(route, json={"content": ""})) == (400, 50006)
        assert server.posts(channel) == []


async def test_what_the_bot_has_no_right_to_is_refused(server: DiscordServer, guild: Guild) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    said = await server.say(channel, ann, "hello")
    forum = server.add_channel(guild, "forum", Kind.FORUM)
    async with connected(server) as client:
        there = client.get_partial_messageable(channel.id)
        message = there.get_partial_message(said.message.id)
        assert await refused(message.edit(content="mine")) == (403, 50005)
        assert await refused(message.delete()) == (403, 50013)
        assert await refused(client.get_partial_messageable(forum.id).send("x")) == (400, 50024)
        server.forbid(channel, Right.READ_MESSAGE_HISTORY)
        assert await refused(message.reply("x")) == (403, 160002)
        assert await refused(message.fetch()) == (403, 50001)
        assert [one async for one in there.history()] == []
        thread = server.add_thread(channel, "talk", ann, said.message)
        server.forbid(channel, Right.SEND_MESSAGES)
        assert await refused(there.send("x")) == (403, 50013)
        await client.get_partial_messageable(thread.id).send("in threads another right holds")
        server.forbid(channel, Right.SEND_MESSAGES_IN_THREADS)
        assert await refused(client.get_partial_messageable(thread.id).send("x")) == (403, 50013)
        assert await refused(client.fetch_guild(1)) == (404, 10004)
        assert await refused(client.fetch_channel(1)) == (404, 10003)


async def test_threads_are_made_once_and_only_on_messages_of_a_channel(
    server: DiscordServer, guild: Guild
) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    said = await server.say(channel, ann, "hello")
    route = Route(
        "POST",
        "/channels/{channel_id}/messages/{message_id}/threads",
        channel_id=channel.id,
        message_id=said.message.id,
    )
    async with connected(server) as client:
        assert await refused(client.http.request(route, json={"name": "x" * 101})) == (400, 50035)
        made = await client.http.request(route, json={"name": "talk"})
        assert made["id"] == said.id
        assert await refused(client.http.request(route, json={"name": "talk"})) == (400, 160004)
        thread = server.thread_of(said.message)
        assert thread is not None
        inside = await server.say(thread, ann, "inside")
        within = Route(
            "POST",
            "/channels/{channel_id}/messages/{message_id}/threads",
            channel_id=thread.id,
            message_id=inside.message.id,
        )
        assert await refused(client.http.request(within, json={"name": "talk"})) == (400, 50024)
        thread.archived = thread.locked = True
        assert await refused(client.get_partial_messageable(thread.id).send("x")) == (400, 160005)


async def test_the_same_nonce_posts_once_for_some_minutes(
    server: DiscordServer, guild: Guild, clock: Clock
) -> None:
    channel = server.add_channel(guild)
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    body = {"content": "x", "nonce": "n1", "enforce_nonce": True}
    async with connected(server) as client:
        first = await client.http.request(route, json=body)
        assert (await client.http.request(route, json=body))["id"] == first["id"]
        clock.now += timedelta(minutes=6)
        assert (await client.http.request(route, json=body))["id"] != first["id"]


async def test_embeds_are_stripped_where_the_bot_may_not_embed(server: DiscordServer, guild: Guild) -> None:
    channel = server.add_channel(guild)
    server.forbid(channel, Right.EMBED_LINKS)
    async with connected(server) as client:
        await client.get_partial_messageable(channel.id).send("x", embed=discord.Embed(title="y"))
    assert [shown(message) for message in server.posts(channel)] == ["x"]


async def test_mentions_and_previews_are_noted(server: DiscordServer, guild: Guild) -> None:
    channel = server.add_channel(guild)
    async with connected(server) as client:
        there = client.get_partial_messageable(channel.id)
        await there.send("<https://a.example> @everyone", allowed_mentions=discord.AllowedMentions.none())
        await there.send("https://a.example", suppress_embeds=True)
        assert (server.pings, server.previews) == ([], [])
        await there.send("see https://a.example, <@5> and @everyone")
        assert (server.pings, server.previews) == (["@everyone", "users/5"], ["https://a.example"])


async def test_a_limit_is_waited_out_by_the_client(server: DiscordServer, guild: Guild) -> None:
    channel = server.add_channel(guild)
    async with connected(server) as client:
        server.limit_next("POST /channels/*/messages", 0.01, times=2)
        await client.get_partial_messageable(channel.id).send("x")
        assert [one.status for one in server.asked if one.path.endswith("/messages")] == [429, 429, 200]


SLASH = {
    "name": "tldr",
    "description": "d",
    "options": [{"type": 3, "name": "text", "description": "d", "required": True}],
}


def with_option(**option: Any) -> list[dict[str, Any]]:
    """A command whose one sub-command has one option."""
    inner = {"type": 3, "name": "source", "description": "d", **option}
    return [SLASH | {"options": [{"type": 1, "name": "add", "description": "d", "options": [inner]}]}]


@pytest.mark.parametrize(
    "commands",
    [
        with_option(name="Source"),
        with_option(name="the source"),
        with_option(name=""),
        with_option(name="s" * 33),
        with_option(description=""),
        with_option(description="x" * 101),
        with_option(required="yes"),
        with_option(type=1),
        [
            SLASH
            | {"options": [{"type": 2, "name": "links", "description": "d", "options": SLASH["options"]}]}
        ],
        [SLASH | {"options": [{"type": 1, "name": "add", "description": "d", "required": True}]}],
        [SLASH | {"options": [{"type": 1, "name": f"n{n}", "description": "d"} for n in range(26)]}],
        [SLASH | {"options": [{"type": 1, "name": "add", "description": "d"}, *SLASH["options"]]}],
        [SLASH | {"name": "TLDR"}],
        [SLASH | {"name": "two words"}],
        [SLASH | {"description": ""}],
        [SLASH | {"description": "x" * 101}],
        [SLASH, SLASH],
        [{"type": 3, "name": "Summarise", "description": "none allowed"}],
        [SLASH | {"options": [{"type": 3, "name": "a", "description": "d"}, *SLASH["options"]]}],
    ],
)
async def test_malformed_commands_are_refused(server: DiscordServer, commands: list[dict[str, Any]]) -> None:
    async with connected(server) as client:
        put = Route("PUT", "/applications/{application_id}/commands", application_id=server.application)
        assert await refused(client.http.request(put, json=commands)) == (400, 50035)


@pytest.mark.parametrize(
    "commands",
    [
        with_option(name="s" * 32, description="x" * 100, required=True),
        [SLASH | {"options": [{"type": 1, "name": f"n{n}", "description": "d"} for n in range(25)]}],
    ],
)
async def test_commands_at_the_very_limits_are_taken(
    server: DiscordServer, commands: list[dict[str, Any]]
) -> None:
    async with connected(server) as client:
        put = Route("PUT", "/applications/{application_id}/commands", application_id=server.application)
        await client.http.request(put, json=commands)
    assert [command["name"] for command in server.commands] == ["tldr"]


async def test_nobody_can_send_a_command_that_is_not_registered(server: DiscordServer, guild: Guild) -> None:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    with pytest.raises(LookupError):
        await server.command(channel, ann, "tldr", text="x")
    async with connected(server) as client:
        put = Route("PUT", "/applications/{application_id}/commands", application_id=server.application)
        await client.http.request(put, json=[SLASH])
        with pytest.raises(ValueError, match="wants"):
            await server.command(channel, ann, "tldr")
        with pytest.raises(ValueError, match="0 characters"):
            await server.command(channel, ann, "tldr", text="")
        with pytest.raises(LookupError):
            await server.command(channel, ann, "tldr", text="x", other="y")
        await server.command(channel, ann, "tldr", text="x")
        await server.until(lambda: client.asked)


@asynccontextmanager
async def asked_by_ann(server: DiscordServer, guild: Guild) -> AsyncIterator[tuple[Any, discord.Interaction]]:
    channel, ann = server.add_channel(guild), server.add_user("Ann", guild)
    async with connected(server) as client:
        put = Route("PUT", "/applications/{application_id}/commands", application_id=server.application)
        await client.http.request(put, json=[SLASH])
        asked = await server.command(channel, ann, "tldr", text="x")
        await server.until(lambda: client.asked)
        yield asked, client.asked[0]


async def test_a_private_deferral_stays_private(server: DiscordServer, guild: Guild) -> None:
    async with asked_by_ann(server, guild) as (asked, interaction):
        await interaction.response.defer(ephemeral=True)
        assert (await asked.acknowledged()).type == 5
        await interaction.followup.send("first", ephemeral=False)  # takes the loading message's place
        await interaction.followup.send("second", ephemeral=False)
        assert [shown(message) for message in server.ephemerals(asked.interaction.user)] == ["first"]
        assert [shown(message) for message in asked.follow_ups] == ["second"]
        callback = Route(
            "POST",
            "/interactions/{webhook_id}/{webhook_token}/callback",
            webhook_id=interaction.id,
            webhook_token=interaction.token,
        )
        assert await refused(interaction.client.http.request(callback, json={"type": 5})) == (400, 40060)


async def test_an_answer_that_comes_too_late_is_refused(server: DiscordServer, guild: Guild) -> None:
    async with asked_by_ann(server, guild) as (asked, interaction):
        with pytest.raises(TimeoutError):
            await asked.acknowledged()
        assert server.missed_deadlines == [asked.interaction]
        assert await refused(interaction.response.defer()) == (404, 10062)
        assert await refused(interaction.followup.send("x")) == (404, 10015)


async def test_a_token_is_dead_after_a_quarter_of_an_hour(
    server: DiscordServer, guild: Guild, clock: Clock
) -> None:
    async with asked_by_ann(server, guild) as (_, interaction):
        await interaction.response.defer()
        clock.now += timedelta(minutes=15)
        assert await refused(interaction.edit_original_response(content="x")) == (401, 50027)
