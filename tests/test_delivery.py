"""How what was composed is posted: with patience, once, and by the next best way where the bot may not."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from adapters import locale
from adapters.base import (
    Action,
    Ask,
    Form,
    Message,
    NotDelivered,
    Posted,
    Private,
    State,
    Ticket,
    Way,
)
from bot.delivery import BREAK_PAUSES, MOST_PATIENCE
from tests.channel import ANN, BEN, CHANNEL, LINK, NOON, Channel
from tests.fakes.poster import Trouble

WAIT = NotDelivered("429", retry_after=7.0)
BROKEN = NotDelivered("503", certain=False)
BARRED = NotDelivered("not_in_channel", barred=True)
TICKET = Ticket("command:t", NOON)


@pytest.fixture
def channel() -> Channel:
    return Channel()


class Died(Exception):
    """The process ends here."""


async def stopped_while_waiting(channel: Channel, ask: Ask) -> None:
    async def dies(seconds: float) -> None:
        raise Died

    channel.service._delivery._sleep = dies
    await channel.service.accept(ask)
    with pytest.raises(Died):
        await channel.jobs.run_all()


# ---- patience ---------------------------------------------------------------------------------


async def test_a_platform_that_says_to_wait_is_waited_for(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(NotDelivered("429", retry_after=7.0))]
    await channel.say(channel.mention(LINK))
    assert channel.slept == [7.0]
    assert channel.poster.posts == 1
    assert [row.request.attempts for row in channel.store.rows.values()] == [1]


async def test_a_post_that_broke_off_and_landed_is_not_repeated(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(NotDelivered("connection lost", certain=False), lands=True)]
    await channel.say(channel.mention(LINK))
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_a_post_that_broke_off_and_did_not_land_is_made_again(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(NotDelivered("connection lost", certain=False))]
    await channel.say(channel.mention(LINK))
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_a_post_that_broke_off_where_nothing_can_be_read_is_unknown(channel: Channel) -> None:
    channel.poster.readable = False
    channel.poster.trouble = [Trouble(NotDelivered("connection lost", certain=False))]
    await channel.say(channel.mention(LINK))
    assert channel.states == [State.UNKNOWN]


async def test_a_platform_that_refuses_for_good_ends_the_request_as_failed(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(NotDelivered("not_in_channel"))]
    await channel.say(channel.mention(LINK))
    assert channel.states == [State.FAILED]


async def test_a_platform_that_fails_for_a_while_is_tried_again_after_pauses(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(BROKEN), Trouble(BROKEN), Trouble(BROKEN)]
    await channel.say(channel.mention(LINK))
    assert channel.slept == list(BREAK_PAUSES)
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_a_history_that_cannot_be_read_for_a_moment_is_read_later(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(BROKEN, lands=True)]
    channel.poster.find_trouble = [BROKEN]
    await channel.say(channel.mention(LINK))
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_past_all_patience_the_request_stays_open(channel: Channel) -> None:
    times = int(MOST_PATIENCE / 300) + 1
    channel.poster.trouble = [Trouble(NotDelivered("429", retry_after=300.0)) for _ in range(times)]
    await channel.service.accept(channel.mention(LINK))
    with pytest.raises(NotDelivered):
        await channel.jobs.run_all()
    assert channel.states == [State.POSTING]
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


@pytest.mark.parametrize("trouble", [WAIT, NotDelivered("not reached", retry_after=5.0)])
async def test_what_surely_was_not_posted_is_posted_after_a_restart_where_nothing_can_be_read(
    channel: Channel, trouble: NotDelivered
) -> None:
    channel.poster.readable = False
    channel.poster.trouble = [Trouble(trouble)]
    await stopped_while_waiting(channel, channel.mention(LINK))
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_a_long_reply_of_which_a_part_stands_is_not_begun_again_where_nothing_can_be_read(
    channel: Channel,
) -> None:
    begun = NotDelivered("429", retry_after=7.0)
    begun.begun = True
    channel.poster.readable = False
    channel.poster.trouble = [Trouble(begun)]
    await stopped_while_waiting(channel, channel.mention(LINK))
    await channel.restart()
    assert channel.poster.posts == 0
    assert channel.states == [State.UNKNOWN]


async def test_two_presses_of_share_at_the_same_time_share_once(channel: Channel) -> None:
    channel.poster.readable = False
    await channel.say(channel.command(LINK))
    presses = [channel.press(Action.SHARE, "1"), channel.press(Action.SHARE, "1")]
    for press in presses:
        await channel.service.accept(press)
    numbers, channel.jobs.waiting = channel.jobs.waiting, []
    await asyncio.gather(*map(channel.service.work, numbers))
    assert channel.poster.posts == 3


# ---- where the bot may not write --------------------------------------------------------------


async def test_a_menu_in_a_place_the_bot_may_not_write_in_is_answered_to_the_asker_alone(
    channel: Channel,
) -> None:
    channel.poster.trouble = [Trouble(BARRED)]
    place = replace(CHANNEL, ticket=TICKET)
    await channel.say(Ask("menu/1", Way.MENU, place, ANN, NOON, target=Message("m7", LINK, BEN)))
    assert [one.private for one in channel.poster.places] == [Private("ann")]
    assert channel.states == [State.DONE]


async def test_an_answer_for_all_goes_by_the_ticket_where_the_bot_has_no_right_of_its_own(
    channel: Channel,
) -> None:
    channel.poster.trouble = [Trouble(BARRED)]
    ask = replace(channel.command(f"here {LINK}"), place=replace(CHANNEL, ticket=TICKET))
    await channel.say(ask)
    assert channel.poster.places == [replace(CHANNEL, ticket=TICKET)]
    assert [reply.form for reply in channel.poster.replies] == [Form.FULL]


async def test_a_share_that_the_bot_may_not_post_is_told_with_the_way_out(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    channel.poster.trouble = [Trouble(BARRED)]
    await channel.say(channel.press(Action.SHARE, "1"))
    assert channel.poster.replies[-1].text == locale.text("not shared")
    assert channel.poster.places[-1].private == Private("ann")


async def test_a_reply_of_several_messages_is_edited_as_a_whole_with_a_fresh_ticket(
    channel: Channel,
) -> None:
    await channel.say(channel.mention(LINK))
    posted = channel.poster.posted("1")
    assert posted is not None
    long = replace(posted, more=("1100",))
    await channel.store.posted("1", long, NOON)
    channel.poster.edited.clear()
    fresh = replace(posted.place, ticket=TICKET)
    press = replace(channel.press(Action.LONGER, "1"), posted=Posted(fresh, "1100"))
    await channel.say(press)
    assert channel.poster.edited == [replace(long, place=fresh)]


async def test_a_crash_before_the_answer_for_the_asker_alone_brings_it_after_all(channel: Channel) -> None:
    channel.poster.readable = False
    channel.poster.trouble = [Trouble(BARRED), Trouble(Died())]
    place = replace(CHANNEL, ticket=TICKET)
    await channel.service.accept(Ask("menu/1", Way.MENU, place, ANN, NOON, target=Message("m7", LINK, BEN)))
    with pytest.raises(Died):
        await channel.jobs.run_all()
    channel.poster.trouble = [Trouble(BARRED)]
    await channel.restart()
    # whether the private one was seen nobody can tell, and it is not shown twice
    assert channel.poster.posts == 0
    assert channel.states == [State.UNKNOWN]


async def test_a_crash_after_being_barred_tries_again(channel: Channel) -> None:
    channel.poster.readable = False
    channel.poster.trouble = [Trouble(BARRED), Trouble(WAIT)]
    place = replace(CHANNEL, ticket=TICKET)
    await stopped_while_waiting(
        channel, Ask("menu/1", Way.MENU, place, ANN, NOON, target=Message("m7", LINK, BEN))
    )
    channel.poster.trouble = [Trouble(BARRED)]
    await channel.restart()
    assert [one.private for one in channel.poster.places] == [Private("ann")]
    assert channel.states == [State.DONE]


async def test_a_headline_that_no_thread_can_hang_on_does_not_stay_alone(channel: Channel) -> None:
    channel.poster.barred_threads = True
    await channel.say(replace(channel.command(f"here {LINK}"), place=replace(CHANNEL, ticket=TICKET)))
    assert [reply.form for reply in channel.poster.replies] == [Form.FULL]
    assert channel.poster.places[0].thread is None


@pytest.mark.parametrize("text", [LINK, f"here {LINK}"])
async def test_an_answer_that_is_refused_is_said_to_be_so_to_the_asker(channel: Channel, text: str) -> None:
    channel.poster.trouble = [Trouble(NotDelivered("invalid_blocks"))]
    await channel.say(replace(channel.command(text), place=replace(CHANNEL, ticket=TICKET)))
    assert [reply.text for reply in channel.poster.replies] == [locale.text("not posted")]
    assert channel.poster.places[0].private == Private("ann")
    assert channel.states == [State.FAILED]


async def test_a_share_that_is_refused_is_said_to_be_so(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    channel.poster.trouble = [Trouble(NotDelivered("invalid_blocks"))]
    await channel.say(channel.press(Action.SHARE, "1"))
    assert channel.poster.replies[-1].text == locale.text("not posted")
