"""What Discord is told by a gateway, and how it comes through bad connections, starts and stops."""

from __future__ import annotations

import asyncio

import pytest

from adapters.base import Ask, Incoming, Misconfigured, Receipt, Vocabulary
from adapters.discord.gateway import DiscordGateway
from tests.discord_adapter.hearing import (
    LINK,
    TLDR,
    VOCABULARY,
    Hasty,
    Inbox,
    access,
    first,
    running,
    settled,
    with_button,
)
from tests.discord_server import Channel, DiscordServer, Flag, User, shown

# ---- acknowledging ----------------------------------------------------------------------------


async def test_nothing_is_acknowledged_before_it_is_recorded(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.release.clear()
    async with running(discord, inbox):
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await asyncio.sleep(0.05)
        assert it.interaction.callback is None
        inbox.release.set()
        assert (await it.acknowledged()).type == 5


async def test_what_was_not_recorded_is_said_to_the_asker_alone(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.broken = True
    message = with_button(discord, channel)
    async with running(discord, inbox):
        for it in (
            await discord.command(channel, ann, "tldr", text=LINK),
            await discord.menu(channel, ann, message, "Summarise"),
            await discord.press(ann, message, "Shorter"),
        ):
            answered = await it.acknowledged()
            assert (answered.type, answered.flags & Flag.EPHEMERAL) == (4, Flag.EPHEMERAL)
            assert it.answer is not None
            assert "database" not in shown(it.answer)


async def test_a_message_that_was_not_recorded_is_passed_over(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.broken = True
    async with running(discord, inbox):
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await asyncio.sleep(0.05)
        inbox.broken = False
        assert await settled(discord, inbox, channel, ann) == []
    assert discord.posts(channel) == []


async def test_one_that_takes_long_holds_up_no_other(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    finish = asyncio.Event()

    class Slow(Inbox):
        async def __call__(self, incoming: Incoming) -> Receipt:
            if isinstance(incoming, Ask) and incoming.text == "slow":
                await finish.wait()
            return await super().__call__(incoming)

    slow = Slow()
    async with running(discord, slow):
        missed = await discord.command(channel, ann, "tldr", text="slow")
        it = await discord.command(channel, ann, "tldr", text="quick")
        assert (await it.acknowledged()).type == 5
        with pytest.raises(TimeoutError):
            await missed.acknowledged()
        finish.set()
        assert (await (await discord.command(channel, ann, "tldr", text="quick")).acknowledged()).type == 5
    assert discord.missed_deadlines == [missed.interaction]


async def test_a_limit_does_not_keep_it_from_acknowledging_in_time(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.limit_next("POST /interactions/*", 0.01)
        it = await discord.command(channel, ann, "tldr", text=LINK)
        assert (await it.acknowledged()).type == 5


async def test_an_acknowledgement_whose_answer_was_lost_is_the_last_word(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.fail_next("POST /interactions/*", 502, after=True)
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await it.acknowledged()
        await settled(discord, inbox, channel, ann)
    assert len(discord.ephemerals(ann)) == 1
    assert it.follow_ups == []


async def test_an_interaction_delivered_again_is_the_same_and_stays_answered_once(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await it.acknowledged()
        await it.again()
        await discord.until(lambda: len(inbox.asks) == 2)
        await settled(discord, inbox, channel, ann)
    assert inbox.asks[0] == inbox.asks[1]
    assert it.follow_ups == []
    assert [shown(message) for message in discord.ephemerals(ann)] == [""]


# ---- connections ------------------------------------------------------------------------------


async def test_a_replay_after_a_break_is_the_same_event(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        said = await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
        await said.again()
        await discord.until(lambda: len(inbox.asks) == 2)
        await discord.replay_again()
        await discord.until(lambda: len(inbox.asks) == 4)
    assert {ask.event for ask in inbox.asks} == {f"message/{said.id}"}


async def test_a_dropped_connection_resumes_with_what_was_said_meanwhile(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.drop()
        said = await discord.say(channel, ann, f"{discord.mention} {LINK}")
        assert (await first(discord, inbox)).event == f"message/{said.id}"
    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 1)


async def test_it_reconnects_when_it_is_told_to(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.reconnect()
        await discord.until(lambda: discord.gateway.resumed == 1)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)


async def test_a_session_that_is_over_is_begun_anew(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.invalidate()
        await discord.until(lambda: discord.gateway.identified == 2)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)


async def test_a_server_that_goes_away_is_found_again(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        await discord.vanish()
        await asyncio.sleep(0.05)
        await discord.listen()
        await discord.until(lambda: discord.gateway.connected)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)


async def test_its_heart_keeps_beating(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    discord.gateway.heartbeat, discord.gateway.grace = 0.05, 5.0
    async with running(discord, inbox):
        await discord.until(lambda: discord.gateway.beats >= 3)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 0)


# ---- starting and stopping --------------------------------------------------------------------


async def test_a_bad_token_is_said_without_it(discord: DiscordServer, inbox: Inbox) -> None:
    with pytest.raises(Misconfigured) as caught:
        async with running(discord, inbox, token="MTA0.not.right"):
            pass
    told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert "MTA0" not in told
    assert "DISCORD_TOKEN" in str(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "with space", "line\nbreak", "zéro"])
async def test_what_can_be_no_token_is_no_crash(discord: DiscordServer, inbox: Inbox, token: str) -> None:
    with pytest.raises(Misconfigured):
        async with running(discord, inbox, token=token):
            pass


async def test_an_intent_that_was_not_granted_is_said_with_the_way_out(
    discord: DiscordServer, inbox: Inbox
) -> None:
    with pytest.raises(Misconfigured, match=r"DISCORD_MESSAGE_CONTENT|(?i:message content)"):
        async with running(discord, inbox, message_content=True):
            pass


async def test_a_token_that_was_taken_back_ends_it(discord: DiscordServer, inbox: Inbox) -> None:
    gateway = DiscordGateway(access(discord), VOCABULARY, discord.clock, Hasty.sleep)
    task = asyncio.create_task(gateway.run(inbox))
    await asyncio.wait_for(gateway.started.wait(), 5)
    discord.token = "another"
    discord.drop()
    with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
        await asyncio.wait_for(task, 5)


async def test_it_waits_for_a_network_that_is_down_when_it_starts(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    await discord.vanish()
    gateway = DiscordGateway(access(discord), VOCABULARY, discord.clock, Hasty.sleep)
    task = asyncio.create_task(gateway.run(inbox))
    try:
        await asyncio.sleep(0.05)
        assert not task.done()
        await discord.listen()
        await asyncio.wait_for(gateway.started.wait(), 5)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("pattern", ["GET /users/@me", "GET /oauth2/applications/@me", "* /applications/*"])
async def test_a_server_in_trouble_is_asked_again(discord: DiscordServer, inbox: Inbox, pattern: str) -> None:
    discord.fail_next(pattern, 503)
    async with running(discord, inbox):
        pass
    assert 503 in [asked.status for asked in discord.asked]


async def test_commands_are_registered_once_and_again_only_when_they_differ(
    discord: DiscordServer, inbox: Inbox
) -> None:
    for _ in range(2):
        async with running(discord, inbox):
            await discord.until(lambda: discord.commands)
    assert len(discord.registrations) == 1
    async with running(discord, inbox, Vocabulary((TLDR,), "Summarise")):
        await discord.until(lambda: len(discord.registrations) == 2)
    assert [command["name"] for command in discord.commands] == ["tldr", "Summarise"]


async def test_stopping_leaves_nothing_behind(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    before = asyncio.all_tasks()
    async with running(discord, inbox) as gateway:
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
    assert not gateway.started.is_set()
    await discord.until(lambda: not discord.gateway.sockets)
    await discord.until(lambda: len(asyncio.all_tasks()) <= len(before) + 1)  # the server's own connection


async def test_the_token_is_shown_nowhere(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox, capfd: pytest.CaptureFixture[str]
) -> None:
    async with running(discord, inbox) as gateway:
        await discord.command(channel, ann, "tldr", text=LINK)
        inbox.broken = True
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await it.acknowledged()
        assert discord.token not in repr(gateway)
        discord.drop()
        await discord.until(lambda: discord.gateway.resumed)
    out, err = capfd.readouterr()
    for secret in (discord.token, it.interaction.token, LINK):
        assert secret not in out + err
