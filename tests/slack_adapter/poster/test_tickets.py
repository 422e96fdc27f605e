"""What Slack is told at a response_url: answers for one person, and where the bot may not post."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.base import (
    Form,
    NotDelivered,
    Passage,
    Private,
    Quotation,
)
from adapters.slack.poster import SlackPoster
from tests.slack_adapter.posting import (
    ANN,
    BOB,
    BYE,
    CHANNEL,
    HELLO,
    HERE,
    article,
    commanded,
    heard,
    in_order,
    many,
    outside,
    pressed,
)
from tests.slack_server import START, Clock, Message, SlackServer


async def test_an_answer_to_a_command_is_for_the_asker_alone_wherever_the_bot_is(
    slack: SlackServer, poster: SlackPoster
) -> None:
    outside(slack)
    place = replace(await commanded(slack), private=Private(ANN))
    posted = await poster.post(place, HELLO, "17")
    await poster.post(place, BYE, "18")
    assert posted.place == place
    assert [message.shown for message in slack.ephemerals(ANN)] == [HELLO.text, BYE.text]
    assert (slack.ephemerals(BOB), slack.channel(CHANNEL)) == ([], [])


async def test_where_the_bot_may_not_post_a_whole_answer_goes_by_the_ticket(
    slack: SlackServer, poster: SlackPoster
) -> None:
    outside(slack)
    posted = await poster.post(await commanded(slack), article(["The ferry left."]), "17")
    (message,) = slack.channel(CHANNEL)
    assert "The ferry left." in message.shown
    assert posted.place.channel == CHANNEL
    assert slack.unfurls == []


async def test_a_headline_does_not_go_by_the_ticket(slack: SlackServer, poster: SlackPoster) -> None:
    outside(slack)
    place = await commanded(slack)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place, replace(article([]), form=Form.HEADLINE), "17/headline")
    assert caught.value.barred
    assert slack.channel(CHANNEL) == []


async def test_an_answer_for_a_thread_does_not_go_to_the_channel_by_the_ticket(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.workspace.subscriptions.clear()
    said = await slack.say(CHANNEL, BOB, "news")
    async with heard(slack) as taken:
        await (await slack.shortcut(ANN, CHANNEL, said.ts, "summarise")).done()
    outside(slack)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(taken[0].place.in_thread(said.ts), HELLO, "17")
    assert caught.value.barred
    await poster.post(replace(taken[0].place, private=Private(ANN)), HELLO, "17")
    assert [message.shown for message in slack.ephemerals(ANN)] == [HELLO.text]
    assert len(slack.workspace.channels[CHANNEL].messages) == 1


async def test_where_the_bot_may_post_it_posts_by_its_own_right(
    slack: SlackServer, poster: SlackPoster
) -> None:
    place = await commanded(slack)
    posted = await poster.post(place, HELLO, "17")
    assert [message.ts for message in slack.channel(CHANNEL)] == [posted.id]
    assert await poster.find(place, "17", START, HELLO) == posted


async def test_a_ticket_that_is_worn_out_is_said(
    slack: SlackServer, poster: SlackPoster, clock: Clock
) -> None:
    place = replace(await commanded(slack), private=Private(ANN))
    outside(slack)
    clock.now += timedelta(minutes=31)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place, HELLO, "17")
    assert caught.value.certain


async def private_answer(slack: SlackServer, poster: SlackPoster) -> Message:
    outside(slack)
    place = replace(await commanded(slack), private=Private(ANN))
    await poster.post(place, article(["The ferry left."]), "17")
    return slack.ephemerals(ANN)[0]


async def test_a_pressed_private_answer_is_changed_in_place(slack: SlackServer, poster: SlackPoster) -> None:
    press = await pressed(slack, ANN, await private_answer(slack, poster))
    assert press.reply == "17"
    changed = await poster.edit(press.posted, article(["It left late."]), "17")
    (message,) = slack.ephemerals(ANN)
    assert "It left late." in message.shown
    assert "The ferry left." not in message.shown
    again = await pressed(slack, ANN, message, "nutgraf:longer")
    assert again.posted.id == changed.id
    await poster.edit(changed.pressed(again.posted), article(["The ferry left."]), "17")
    assert "The ferry left." in slack.ephemerals(ANN)[0].shown


async def test_a_pressed_private_answer_is_taken_away(slack: SlackServer, poster: SlackPoster) -> None:
    press = await pressed(slack, ANN, await private_answer(slack, poster), "nutgraf:delete")
    await poster.delete(press.posted)
    assert slack.ephemerals(ANN) == []


async def test_a_word_to_who_pressed_replaces_nothing(slack: SlackServer, poster: SlackPoster) -> None:
    answer = await private_answer(slack, poster)
    press = await pressed(slack, ANN, answer)
    await poster.post(replace(press.place, private=Private(ANN)), HELLO, "18")
    first, second = slack.ephemerals(ANN)
    assert "The ferry left." in first.shown
    assert second.shown == HELLO.text


async def test_a_private_answer_is_shared_for_all(slack: SlackServer, poster: SlackPoster) -> None:
    press = await pressed(slack, ANN, await private_answer(slack, poster), "nutgraf:share")
    await poster.post(replace(press.place, private=None), article(["The ferry left."]), "17/shared")
    (message,) = slack.channel(CHANNEL)
    assert "The ferry left." in message.shown
    assert len(slack.ephemerals(ANN)) == 1


async def test_a_public_answer_is_changed_by_the_ticket_of_a_press_where_the_bot_is_barred(
    slack: SlackServer, poster: SlackPoster
) -> None:
    await poster.post(HERE, article(["The ferry left."]), "17")
    outside(slack)
    press = await pressed(slack, BOB, slack.own(CHANNEL)[0])
    await poster.edit(press.posted, article(["It left late."]), "17")
    assert "It left late." in slack.own(CHANNEL)[0].shown
    press = await pressed(slack, BOB, slack.own(CHANNEL)[0])
    await poster.delete(press.posted)
    assert slack.own(CHANNEL) == []


async def test_a_public_answer_is_changed_by_its_own_right_first(
    slack: SlackServer, poster: SlackPoster
) -> None:
    posted = await poster.post(HERE, article(["The ferry left."]), "17")
    press = await pressed(slack, BOB, slack.own(CHANNEL)[0])
    assert press.posted.id == posted.id
    await poster.edit(press.posted, article(["It left late."]), "17")
    assert "It left late." in slack.own(CHANNEL)[0].shown
    assert await poster.find(HERE, "17", START, HELLO) is not None


async def test_without_a_ticket_a_private_answer_stands_in_the_channel_for_one_person(
    slack: SlackServer, poster: SlackPoster
) -> None:
    await poster.post(replace(HERE, private=Private(ANN)), HELLO, "17")
    assert [message.shown for message in slack.ephemerals(ANN)] == [HELLO.text]
    assert slack.channel(CHANNEL) == []


async def test_a_long_answer_that_goes_by_the_ticket_comes_in_order(
    slack: SlackServer, poster: SlackPoster
) -> None:
    outside(slack)
    said = tuple(Quotation((Passage(one, 0, len(one)),), "Bo Ek") for one in many(60))
    await poster.post(await commanded(slack), article([], quotations=said), "17")
    messages = slack.channel(CHANNEL)
    assert len(messages) == 2
    assert in_order("\n".join(message.shown for message in messages), many(60))


async def test_a_long_answer_that_goes_by_the_ticket_is_one_message(
    slack: SlackServer, poster: SlackPoster
) -> None:
    outside(slack)
    await poster.post(await commanded(slack), article(many(120)), "17")
    (message,) = slack.channel(CHANNEL)
    assert in_order(message.shown, many(120))
    press = await pressed(slack, ANN, message)
    await poster.edit(press.posted, article(many(150)), "17")
    (message,) = slack.channel(CHANNEL)
    assert in_order(message.shown, many(150))


async def test_a_ticket_that_is_used_up_is_said(slack: SlackServer, poster: SlackPoster) -> None:
    outside(slack)
    place = replace(await commanded(slack), private=Private(ANN))
    for number in range(5):
        await poster.post(place, HELLO, str(number))
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place, HELLO, "5")
    assert (caught.value.certain, caught.value.retry_after) == (True, None)
    assert len(slack.ephemerals(ANN)) == 5
