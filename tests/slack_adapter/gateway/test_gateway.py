"""Slack's way in: what people do on a strict stand-in for Slack becomes what `accept` is given.

The clients are Slack's own; the stand-in is tests/slack_server.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import (
    Action,
    Ask,
    Message,
    Pressed,
    Private,
    Way,
)
from tests.slack_adapter.hearing import (
    ANN,
    BOB,
    BOT,
    CHANNEL,
    ENCODED,
    HERE,
    LINK,
    OWN,
    SHORTCUT,
    Desk,
    Json,
    access,
    echo,
    only_mentions,
    running,
    with_button,
)
from tests.slack_server import SlackServer


def at(ts: str) -> datetime:
    return datetime.fromtimestamp(float(ts), UTC)


# ---- the ways in ----


@pytest.mark.usefixtures("gateway")
async def test_a_mention_with_a_link_is_asked_as_plain_text(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    said = await (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED} short please")).done()
    ask = desk.ask
    assert (ask.way, ask.text, ask.command) == (Way.MENTION, f"{LINK} short please", None)
    assert (ask.place, ask.person.id, ask.target) == (HERE, ANN, None)
    assert ask.message is not None
    assert (ask.message.id, ask.message.text, ask.message.bot) == (said.ts, ask.text, False)
    assert abs(ask.at - at(said.ts)) < timedelta(seconds=1)


@pytest.mark.usefixtures("gateway")
async def test_the_escapes_of_a_pasted_text_are_undone_once(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    pasted = f"{BOT} Tide &lt; 2 m &amp; rising, he said.\nThe sign reads &amp;lt;here&amp;gt;."
    await (await slack.say(CHANNEL, ANN, pasted)).done()
    assert desk.ask.text == "Tide < 2 m & rising, he said.\nThe sign reads &lt;here&gt;."


@pytest.mark.usefixtures("gateway")
async def test_a_labelled_link_keeps_its_address(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    await (await slack.say(CHANNEL, ANN, f"{BOT} <https://quay.example/a|the ferry story>")).done()
    assert "https://quay.example/a" in desk.ask.text


@pytest.mark.usefixtures("gateway")
async def test_a_mention_with_a_file_announces_the_file(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=ANN)
    await (await slack.say(CHANNEL, ANN, BOT, files=(file,))).done()
    assert desk.ask.message is not None
    (announced,) = desk.ask.message.files
    assert (announced.name, announced.media_type, announced.size) == ("tide.txt", "text/plain", 19)
    assert slack.workspace.bot_token not in announced.ref


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("told", ["ids", "nothing"])
async def test_a_file_that_may_not_be_read_breaks_nothing(slack: SlackServer, desk: Desk, told: Any) -> None:
    only_mentions(slack)
    slack.workspace.scopes -= {"files:read"}
    slack.workspace.files_without_scope = told
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=ANN)
    await (await slack.say(CHANNEL, ANN, BOT, files=(file,))).done()
    assert desk.ask.message is not None
    assert len(desk.ask.message.files) == (1 if told == "ids" else 0)


@pytest.mark.usefixtures("gateway")
async def test_a_mention_in_a_thread_means_the_root(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    root = await slack.say(CHANNEL, BOB, ENCODED)
    said = await (await slack.say(CHANNEL, ANN, f"{BOT} what is this?", thread_ts=root.ts)).done()
    assert desk.ask.place == replace(HERE, thread=root.ts)
    assert desk.ask.target == Message(root.ts, None)
    assert desk.ask.message is not None
    assert (desk.ask.message.id, desk.ask.text) == (said.ts, "what is this?")


@pytest.mark.usefixtures("gateway")
@pytest.mark.parametrize("mention_first", [False, True])
async def test_both_events_of_a_mention_are_the_same_ask(
    slack: SlackServer, desk: Desk, mention_first: bool
) -> None:
    slack.mention_first = mention_first
    await (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).done()
    one, two = desk.taken
    assert isinstance(one, Ask)
    assert isinstance(two, Ask)
    assert one.once is not None
    assert one.once == two.once
    assert one.event != two.event
    assert replace(one, event="") == replace(two, event="")


@pytest.mark.usefixtures("gateway")
async def test_a_direct_message_is_asked_there(slack: SlackServer, desk: Desk) -> None:
    await (await slack.say(ANN, ANN, ENCODED)).done()
    ask = desk.ask
    assert (ask.way, ask.text, ask.place) == (Way.DIRECT, LINK, replace(HERE, channel="D0ANN"))


@pytest.mark.usefixtures("gateway")
async def test_a_command_brings_its_words_and_a_ticket(slack: SlackServer, desk: Desk) -> None:
    delivery = await (await slack.command(ANN, CHANNEL, "/tldr", f"here {LINK}")).done()
    ask = desk.ask
    assert (ask.way, ask.command, ask.text, ask.message) == (Way.COMMAND, "tldr", f"here {LINK}", None)
    assert (ask.place.channel, ask.place.private, ask.person.id) == (CHANNEL, None, ANN)
    assert ask.place.ticket is not None
    assert ask.place.ticket.expires == slack.clock() + timedelta(minutes=30)
    assert not delivery.answer


@pytest.mark.usefixtures("gateway")
async def test_the_other_command_comes_in_too(slack: SlackServer, desk: Desk) -> None:
    await (await slack.command(ANN, CHANNEL, "/nutgraf", "auto on")).done()
    assert (desk.ask.command, desk.ask.text) == ("nutgraf", "auto on")


@pytest.mark.usefixtures("gateway")
async def test_the_shortcut_brings_the_whole_message(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.subscriptions.clear()
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=BOB)
    said = await slack.say(CHANNEL, BOB, f"look: {ENCODED}", files=(file,))
    delivery = await (await slack.shortcut(ANN, CHANNEL, said.ts, SHORTCUT)).done()
    ask = desk.ask
    assert (ask.way, ask.person.id, ask.place.ticket is None) == (Way.MENU, ANN, False)
    assert ask.target is not None
    assert (ask.target.id, ask.target.text, ask.target.thread) == (said.ts, f"look: {LINK}", None)
    assert ask.target.person is not None
    assert ask.target.person.id == BOB
    assert [one.name for one in ask.target.files] == ["tide.txt"]
    assert not delivery.answer


@pytest.mark.usefixtures("gateway")
async def test_the_shortcut_on_a_reply_knows_the_thread(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.subscriptions.clear()
    root = await slack.say(CHANNEL, BOB, "news")
    reply = await slack.say(CHANNEL, BOB, ENCODED, thread_ts=root.ts)
    await (await slack.shortcut(ANN, CHANNEL, reply.ts, SHORTCUT)).done()
    assert desk.ask.target is not None
    assert (desk.ask.target.id, desk.ask.target.thread) == (reply.ts, root.ts)


@pytest.mark.usefixtures("gateway")
async def test_the_chosen_emoji_asks_about_its_message(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.subscriptions -= {"message.channels"}
    said = await slack.say(CHANNEL, BOB, ENCODED)
    for name in ("thumbsup", "newspaper"):
        reaction = await slack.react(ANN, CHANNEL, said.ts, name)
        assert reaction is not None
        await reaction.done()
    ask = desk.ask
    assert (ask.way, ask.person.id, ask.place) == (Way.REACTION, ANN, HERE)
    assert (ask.target, ask.message) == (Message(said.ts, None), None)


async def test_no_emoji_asks_where_that_is_off(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.subscriptions -= {"message.channels"}
    said = await slack.say(CHANNEL, BOB, ENCODED)
    async with running(slack, desk, access(slack, reaction=None)):
        reaction = await slack.react(ANN, CHANNEL, said.ts, "newspaper")
        assert reaction is not None
        await reaction.done()
    assert desk.taken == []


@pytest.mark.usefixtures("gateway")
async def test_a_link_that_nobody_asked_about_is_a_candidate(slack: SlackServer, desk: Desk) -> None:
    await (await slack.say(CHANNEL, ANN, "no link in this one")).done()
    said = await (await slack.say(CHANNEL, ANN, f"look {ENCODED}")).done()
    ask = desk.ask
    assert (ask.way, ask.text, ask.place) == (Way.AUTOMATIC, f"look {LINK}", HERE)
    assert ask.message is not None
    assert ask.message.id == said.ts


@pytest.mark.usefixtures("gateway")
async def test_a_link_that_was_posted_comes_with_the_address_of_its_message(
    slack: SlackServer, desk: Desk
) -> None:
    root = await (await slack.say(CHANNEL, BOB, ENCODED)).done()
    await (await slack.say(CHANNEL, ANN, ENCODED, thread_ts=root.ts)).done()
    client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.base_url)
    messages = [one.message for one in desk.taken if isinstance(one, Ask) and one.message]
    told = [await client.chat_getPermalink(channel=CHANNEL, message_ts=one.id) for one in messages]
    assert len(messages) == 2
    assert [one.link for one in messages] == [one["permalink"] for one in told]


@pytest.mark.usefixtures("gateway")
async def test_edits_and_deletions_and_what_slack_says_itself_are_no_asks(
    slack: SlackServer, desk: Desk
) -> None:
    said = await (await slack.say(CHANNEL, ANN, "nothing yet")).done()
    for delivery in await slack.edit(CHANNEL, said.ts, f"{BOT} {ENCODED}"):
        await delivery.done()
    joined = await slack.say(CHANNEL, ANN, f"joined, topic {ENCODED}", subtype="channel_topic")
    await joined.done()
    assert desk.taken == []


@pytest.mark.usefixtures("gateway")
async def test_a_mention_in_a_private_channel_and_in_a_group_conversation_is_asked(
    slack: SlackServer, desk: Desk
) -> None:
    only_mentions(slack)
    slack.workspace.add_channel("crew", ANN, kind="private")
    slack.workspace.add_channel("three", ANN, BOB, kind="mpim")
    slack.workspace.subscriptions -= {"message.mpim"}
    for channel in ("C0CREW", "C0THREE"):
        await (await slack.say(channel, ANN, f"{BOT} {ENCODED}")).done()
    asked = [(one.place.channel, one.way) for one in desk.taken if isinstance(one, Ask)]
    assert asked == [("C0CREW", Way.MENTION), ("C0THREE", Way.MENTION)]


@pytest.mark.usefixtures("gateway")
async def test_a_command_comes_from_where_the_bot_is_not(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.add_channel("crew", ANN, kind="private", bot=False)
    await (await slack.command(ANN, "C0CREW", "/tldr", LINK)).done()
    assert desk.ask.place.channel == "C0CREW"


# ---- presses ----


@pytest.mark.usefixtures("gateway")
async def test_a_press_names_the_reply_and_the_message(slack: SlackServer, desk: Desk) -> None:
    message = await with_button(slack, value="17/shared\n3")
    delivery = await (await slack.press(BOB, message, "nutgraf:shorter")).done()
    (pressed,) = desk.taken
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.reply, pressed.detail) == (Action.SHORTER, "17/shared", "3")
    assert (pressed.person.id, pressed.posted.id) == (BOB, message.ts)
    assert (pressed.place.channel, pressed.place.private) == (CHANNEL, None)
    assert pressed.posted.place.channel == CHANNEL
    assert pressed.place.ticket is not None
    assert pressed.place.ticket == pressed.posted.place.ticket
    assert not delivery.answer


@pytest.mark.usefixtures("gateway")
async def test_a_press_on_a_private_answer_stays_private(slack: SlackServer, desk: Desk) -> None:
    message = await with_button(slack, only_for=BOB)
    await (await slack.press(BOB, message, "nutgraf:shorter")).done()
    (pressed,) = desk.taken
    assert isinstance(pressed, Pressed)
    assert pressed.place.private == Private(BOB)
    assert pressed.posted.place.private == Private(BOB)
    assert (pressed.reply, pressed.detail) == ("17", None)


@pytest.mark.usefixtures("gateway")
async def test_a_button_that_is_not_ours_is_acknowledged_and_left_alone(
    slack: SlackServer, desk: Desk
) -> None:
    message = await with_button(slack)
    for name in ("nutgraf:explode", "other"):
        message.blocks[0]["elements"][0]["action_id"] = name
        await (await slack.press(BOB, message, name)).done()
    assert desk.tried == 0


# ---- who is not answered ----


@pytest.mark.usefixtures("gateway")
async def test_bots_are_dropped_and_still_acknowledged(slack: SlackServer, desk: Desk) -> None:
    await (await slack.say(CHANNEL, "U0NEWSBOT", f"{BOT} {ENCODED}")).done()
    await (await slack.say(CHANNEL, "U0NEWSBOT", ENCODED, subtype="bot_message")).done()
    assert desk.tried == 0


@pytest.mark.usefixtures("gateway")
async def test_the_bots_own_posts_and_edits_are_dropped(slack: SlackServer, desk: Desk) -> None:
    web = AsyncWebClient(slack.workspace.bot_token, base_url=slack.base_url)
    posted = await web.chat_postMessage(channel=CHANNEL, text=f"{BOT} {ENCODED}")
    await web.chat_update(channel=CHANNEL, ts=posted["ts"], text=ENCODED)
    await web.chat_delete(channel=CHANNEL, ts=posted["ts"])
    await (await slack.say(CHANNEL, ANN, ENCODED)).done()
    assert [one.person.id for one in desk.taken if isinstance(one, Ask)] == [ANN]


@OWN
@pytest.mark.usefixtures("gateway")
async def test_an_echo_of_our_own_message_is_dropped(slack: SlackServer, desk: Desk, own: Json) -> None:
    for kind in ("message", "app_mention"):
        await (await slack.line.deliver("events_api", echo(slack, kind, own))).done()
    assert desk.tried == 0


@pytest.mark.usefixtures("gateway")
async def test_a_command_reads_an_address_with_and_without_escapes(slack: SlackServer, desk: Desk) -> None:
    for text in (LINK, LINK.replace("&", "&amp;"), "a < b > c"):
        await (await slack.command(ANN, CHANNEL, "/tldr", text)).done()
    assert [one.text for one in desk.taken if isinstance(one, Ask)] == [LINK, LINK, "a < b > c"]
