"""Replies that are too long for one of Slack's messages, and blocks that Slack does not take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.base import (
    NotDelivered,
    Private,
)
from adapters.slack.poster import SlackPoster
from tests.slack_adapter.posting import (
    ANN,
    BUTTONS,
    CHANNEL,
    HELLO,
    HERE,
    HOSTILE,
    access,
    article,
    commanded,
    in_order,
    labels,
    many,
    outside,
    pressed,
    standing,
)
from tests.slack_server import START, Clock, SlackServer


async def test_a_long_answer_goes_over_several_messages_with_the_buttons_on_the_last(
    slack: SlackServer, poster: SlackPoster
) -> None:
    root = await slack.say(CHANNEL, ANN, "hello")
    posted = await poster.post(HERE.in_thread(root.ts), article(many(200)), "17")
    messages = standing(slack, posted)
    assert len(messages) > 1
    assert in_order("\n".join(message.shown for message in messages), many(200))
    assert [bool(labels(message)) for message in messages] == [False] * (len(messages) - 1) + [True]
    assert slack.thread(CHANNEL, root.ts)[1:] == messages


async def test_one_sentence_longer_than_a_message_is_shown_whole(
    slack: SlackServer, poster: SlackPoster
) -> None:
    words = " ".join(f"word{number}" for number in range(6_000))
    posted = await poster.post(HERE, article([words]), "17")
    shown = " ".join("\n".join(message.shown for message in standing(slack, posted)).split())
    assert all(f"word{number}" in shown for number in range(0, 6_000, 97))


@pytest.mark.parametrize("script", ["ferry", "渡船" * 30, "𝒇𝒆𝒓𝒓𝒚"], ids=["latin", "han", "astral"])
async def test_an_edit_takes_as_many_messages_as_it_needs(
    slack: SlackServer, poster: SlackPoster, script: str
) -> None:
    posted = await poster.post(HERE, article(many(100, script)), "17")
    longer = await poster.edit(posted, article(many(260, script)), "17")
    assert longer.id == posted.id
    assert len(longer.more) > len(posted.more)
    assert in_order("\n".join(message.shown for message in standing(slack, longer)), many(260, script))
    assert [message.ts for message in slack.own(CHANNEL)] == [longer.id, *longer.more]
    shorter = await poster.edit(longer, article(["Only this."]), "17")
    assert (shorter.id, shorter.more) == (posted.id, ())
    (only,) = slack.own(CHANNEL)
    assert "Only this." in only.shown
    assert len(labels(only)) == len(BUTTONS)


async def test_a_long_answer_is_found_and_deleted_whole(slack: SlackServer, poster: SlackPoster) -> None:
    posted = await poster.post(HERE, article(many(200)), "17")
    assert await poster.find(HERE, "17", START, HELLO) == posted
    await poster.delete(posted)
    assert slack.own(CHANNEL) == []


async def test_a_long_private_answer_is_shown_whole(slack: SlackServer, poster: SlackPoster) -> None:
    place = replace(await commanded(slack), private=Private(ANN))
    for where in (place, replace(place, ticket=None)):
        await poster.post(where, article(many(120)), "17")
    for message in slack.ephemerals(ANN):
        assert in_order(message.shown, many(120))
        assert len(labels(message)) == len(BUTTONS)
    assert len(slack.ephemerals(ANN)) == 2


async def test_a_long_private_answer_is_made_shorter_and_taken_away_whole(
    slack: SlackServer, poster: SlackPoster
) -> None:
    place = replace(await commanded(slack), private=Private(ANN))
    posted = await poster.post(place, article(many(120)), "17")
    press = await pressed(slack, ANN, slack.ephemerals(ANN)[0])
    longer = await poster.edit(posted.pressed(press.posted), article(many(240)), "17")
    (message,) = slack.ephemerals(ANN)
    assert in_order(message.shown, many(240))
    press = await pressed(slack, ANN, message)
    await poster.edit(longer.pressed(press.posted), article(["Only this."]), "17")
    (message,) = slack.ephemerals(ANN)
    assert "ferry" not in message.shown
    press = await pressed(slack, ANN, message, "nutgraf:delete")
    await poster.delete(press.posted)
    assert slack.ephemerals(ANN) == []


Mishap = Callable[[SlackServer, int], None]


def _limited(slack: SlackServer, after: int) -> None:
    slack.limit_next("chat.postMessage", retry_after=1, after=after)


def _lost(slack: SlackServer, after: int) -> None:
    slack.fail_next("chat.postMessage", "lost answer", after=after)


@pytest.mark.parametrize("restarted", [False, True])
@pytest.mark.parametrize("mishap", [_limited, _lost])
async def test_a_long_answer_that_broke_off_is_finished_and_stands_there_once(
    slack: SlackServer, clock: Clock, mishap: Mishap, restarted: bool
) -> None:
    reply = article(many(300))
    async with SlackPoster(access(slack), clock) as poster:
        mishap(slack, 1)
        with pytest.raises(NotDelivered):
            await poster.post(HERE, reply, "17")
        if not restarted and mishap is _limited:
            posted = await poster.post(HERE, reply, "17")
        elif not restarted:
            assert await poster.find(HERE, "17", START, HELLO) is None
            posted = await poster.post(HERE, reply, "17")
    if restarted:
        async with SlackPoster(access(slack), clock) as poster:
            assert await poster.find(HERE, "17", START, HELLO) is None
            posted = await poster.post(HERE, reply, "17")
    assert len(posted.more) >= 2
    assert slack.own(CHANNEL) == standing(slack, posted)
    assert in_order("\n".join(message.shown for message in slack.own(CHANNEL)), many(300))


async def test_an_edit_that_broke_off_is_finished(slack: SlackServer, poster: SlackPoster) -> None:
    posted = await poster.post(HERE, article(["Short."]), "17")
    _limited(slack, 1)
    with pytest.raises(NotDelivered):
        await poster.edit(posted, article(many(300)), "17")
    whole = await poster.edit(posted, article(many(300)), "17")
    assert slack.own(CHANNEL) == standing(slack, whole)
    assert in_order("\n".join(message.shown for message in slack.own(CHANNEL)), many(300))


# ---- blocks that Slack refuses ----

CODES = pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])


@CODES
async def test_an_answer_whose_blocks_are_refused_goes_out_as_text(
    slack: SlackServer, poster: SlackPoster, code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    slack.refuse_next("chat.postMessage", code)
    posted = await poster.post(HERE, article([HOSTILE]), "17")
    (message,) = slack.own(CHANNEL)
    assert message.blocks == []
    assert HOSTILE in message.shown
    assert "<" not in message.text
    assert await poster.find(HERE, "17", START, HELLO) == posted
    logged = capsys.readouterr().out
    assert code in logged
    assert "error" in logged
    assert not any(words in logged for words in ("Ring", "Ferries", "quay.example"))


@CODES
async def test_an_answer_whose_blocks_are_refused_goes_to_one_person_as_text(
    slack: SlackServer, poster: SlackPoster, code: str
) -> None:
    place = replace(await commanded(slack), private=Private(ANN))
    slack.refuse_next("response_url", code)
    slack.refuse_next("chat.postEphemeral", code)
    for where in (place, replace(place, ticket=None)):
        await poster.post(where, article([HOSTILE]), "17")
    assert [(HOSTILE in one.shown, one.blocks) for one in slack.ephemerals(ANN)] == [(True, [])] * 2


async def test_an_answer_whose_blocks_are_refused_goes_by_the_ticket_as_text(
    slack: SlackServer, poster: SlackPoster
) -> None:
    place = await commanded(slack)
    outside(slack)
    slack.refuse_next("response_url", "invalid_blocks")
    await poster.post(place, article(many(60)), "17")
    shown = [one.shown for one in slack.channel(CHANNEL)]
    assert in_order("\n".join(shown), many(60))
    assert all(len(one) <= 3_900 for one in shown)


async def test_text_alone_is_tried_once(slack: SlackServer, poster: SlackPoster) -> None:
    slack.refuse_next("chat.postMessage", "invalid_blocks", times=2)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE, HELLO, "17")
    assert (str(caught.value), caught.value.certain) == ("invalid_blocks", True)
    assert slack.methods().count("chat.postMessage") == 2


async def test_other_refusals_are_not_answered_with_text(slack: SlackServer, poster: SlackPoster) -> None:
    slack.refuse_next("chat.postMessage", "metadata_too_large")
    with pytest.raises(NotDelivered):
        await poster.post(HERE, HELLO, "17")
    assert slack.methods().count("chat.postMessage") == 1


async def test_the_rest_of_a_long_answer_goes_out_as_text_from_where_blocks_are_refused(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.refuse_next("chat.postMessage", "msg_blocks_too_long", after=1)
    posted = await poster.post(HERE, article(many(200)), "17")
    first, *others = standing(slack, posted)
    assert first.blocks
    assert all(not one.blocks and len(one.text) <= 3_900 for one in others)
    assert slack.own(CHANNEL) == [first, *others]
    assert in_order("\n".join(one.shown for one in (first, *others)), many(200))
    assert await poster.find(HERE, "17", START, HELLO) == posted


@pytest.mark.parametrize("restarted", [False, True])
async def test_text_that_broke_off_is_finished_and_stands_there_once(
    slack: SlackServer, clock: Clock, restarted: bool
) -> None:
    reply = article(many(200))
    async with SlackPoster(access(slack), clock) as poster:
        slack.refuse_next("chat.postMessage", "invalid_blocks", after=1)
        slack.limit_next("chat.postMessage", after=7)
        with pytest.raises(NotDelivered):
            await poster.post(HERE, reply, "17")
        if not restarted:
            posted = await poster.post(HERE, reply, "17")
    if restarted:
        async with SlackPoster(access(slack), clock) as poster:
            assert await poster.find(HERE, "17", START, reply) is None
            posted = await poster.post(HERE, reply, "17")
    assert slack.own(CHANNEL) == standing(slack, posted)
    assert [bool(one.blocks) for one in slack.own(CHANNEL)] == [True] + [False] * len(posted.more)
    assert in_order("\n".join(one.shown for one in slack.own(CHANNEL)), many(200))


@CODES
async def test_a_change_whose_blocks_are_refused_is_made_as_text(
    slack: SlackServer, poster: SlackPoster, code: str
) -> None:
    posted = await poster.post(HERE, article(["The ferry left."]), "17")
    slack.refuse_next("chat.update", code)
    changed = await poster.edit(posted, article(many(60)), "17")
    assert changed.id == posted.id
    assert slack.own(CHANNEL) == standing(slack, changed)
    assert not any(one.blocks for one in slack.own(CHANNEL))
    assert in_order("\n".join(one.shown for one in slack.own(CHANNEL)), many(60))
    back = await poster.edit(changed, article(["It left late."]), "17")
    (message,) = slack.own(CHANNEL)
    assert (message.ts, len(labels(message)), back.more) == (posted.id, len(BUTTONS), ())


async def test_a_private_change_whose_blocks_are_refused_is_made_as_text(
    slack: SlackServer, poster: SlackPoster
) -> None:
    place = replace(await commanded(slack), private=Private(ANN))
    await poster.post(place, article(["The ferry left."]), "17")
    press = await pressed(slack, ANN, slack.ephemerals(ANN)[0])
    slack.refuse_next("response_url", "invalid_blocks")
    await poster.edit(press.posted, article(["It left late."]), "17")
    (message,) = slack.ephemerals(ANN)
    assert (message.blocks, "It left late." in message.shown) == ([], True)
