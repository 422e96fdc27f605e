"""Slack's way in: what people do on a strict stand-in for Slack becomes what `accept` is given.

The clients are Slack's own, by websocket and by HTTP; the stand-in is tests/slack_server.
"""

from __future__ import annotations

import asyncio
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import (
    Action,
    Ask,
    Command,
    Incoming,
    Message,
    Misconfigured,
    Person,
    Place,
    Pressed,
    Private,
    Receipt,
    Vocabulary,
    Way,
)
from adapters.slack import SlackAccess, SlackGateway
from tests.slack_server import Clock, Delivery, SlackServer

CHANNEL = "C0GENERAL"
ANN = "U0ANN"
BOB = "U0BOB"
BOT = "<@U0NUTGRAF>"
SHORTCUT = "summarise"
LINK = "https://quay.example/ferries?from=north&to=south"
ENCODED = "<https://quay.example/ferries?from=north&amp;to=south>"
HERE = Place("slack", "T0QUAY", CHANNEL)
VOCABULARY = Vocabulary(
    (
        Command("tldr", "Summarises a link or a text.", "link or text"),
        Command("nutgraf", "Settings of this channel.", "help", forms=(("help", "What I can do."),)),
    ),
    "Summarise",
)


class Desk:
    """An `accept` that keeps what it was given; it can be held up, and made to fail."""

    def __init__(self) -> None:
        self.taken: list[Incoming] = []
        self.failures = 0
        self.tried = 0
        self.free = asyncio.Event()
        self.free.set()
        self._news = asyncio.Condition()

    async def __call__(self, incoming: Incoming) -> Receipt:
        async with self._news:
            self.tried += 1
            self._news.notify_all()
        await self.free.wait()
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.taken.append(incoming)
        return Receipt(private=isinstance(incoming, Ask) and incoming.way in (Way.COMMAND, Way.MENU))

    async def tries(self, count: int) -> None:
        """Waits until it was called that often."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: self.tried >= count)

    @property
    def ask(self) -> Ask:
        """The one thing that was asked."""
        (only,) = self.taken
        assert isinstance(only, Ask)
        return only


def access(slack: SlackServer, **changes: Any) -> SlackAccess:
    by_socket = SlackAccess(
        bot_token=slack.workspace.bot_token,
        app_token=slack.workspace.app_token,
        api_base_url=slack.base_url,
    )
    return replace(by_socket, **changes)


@asynccontextmanager
async def running(
    slack: SlackServer, desk: Desk, given: SlackAccess | None = None
) -> AsyncIterator[SlackGateway]:
    """A gateway that can receive, until the block ends."""
    gateway = SlackGateway(given or access(slack), VOCABULARY, slack.clock)
    task = asyncio.create_task(gateway.run(desk))
    started = asyncio.create_task(gateway.started.wait())
    try:
        async with asyncio.timeout(5):
            await asyncio.wait({task, started}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            task.result()
        yield gateway
    finally:
        started.cancel()
        task.cancel()
        with suppress(asyncio.CancelledError, Misconfigured):
            await task


def settled(slack: SlackServer) -> None:
    """A workspace with a channel and two people."""
    slack.workspace.person("ann")
    slack.workspace.person("bob")
    slack.workspace.other_bot("newsbot")
    slack.workspace.add_channel("general", ANN, BOB, "U0NEWSBOT")


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(clock=Clock(), shortcuts=(SHORTCUT,)) as server:
        settled(server)
        yield server
        assert server.line.faults == []


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def gateway(slack: SlackServer, desk: Desk) -> AsyncIterator[SlackGateway]:
    async with running(slack, desk) as running_gateway:
        yield running_gateway


def only_mentions(slack: SlackServer) -> None:
    """The fewest rights: a mention then comes once."""
    slack.workspace.subscriptions -= {"message.channels", "message.groups"}


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
async def test_edits_and_deletions_and_what_slack_says_itself_are_no_asks(
    slack: SlackServer, desk: Desk
) -> None:
    said = await (await slack.say(CHANNEL, ANN, "nothing yet")).done()
    for delivery in await slack.edit(CHANNEL, said.ts, f"{BOT} {ENCODED}"):
        await delivery.done()
    joined = await slack.say(CHANNEL, ANN, f"joined, topic {ENCODED}", subtype="channel_topic")
    await joined.done()
    assert desk.taken == []


# ---- presses ----


async def with_button(slack: SlackServer, *, value: str = "17", only_for: str | None = None) -> Any:
    """A message of the bot with a button; the stand-in's own."""
    web = AsyncWebClient(slack.workspace.bot_token, base_url=slack.base_url)
    button = {
        "type": "button",
        "text": {"type": "plain_text", "text": "Shorter"},
        "action_id": "nutgraf:shorter",
        "value": value,
    }
    blocks = [{"type": "actions", "elements": [button]}]
    if only_for is not None:
        await web.chat_postEphemeral(channel=CHANNEL, user=only_for, text="answer", blocks=blocks)
        return slack.ephemerals(only_for)[0]
    await web.chat_postMessage(channel=CHANNEL, text="answer", blocks=blocks)
    return slack.own(CHANNEL)[0]


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


# ---- acknowledged after it was recorded, never before ----

Doing = Callable[[SlackServer], Awaitable[Delivery]]


async def _mention(slack: SlackServer) -> Delivery:
    only_mentions(slack)
    return (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).deliveries[0]


async def _command(slack: SlackServer) -> Delivery:
    return await slack.command(ANN, CHANNEL, "/tldr", LINK)


async def _shortcut(slack: SlackServer) -> Delivery:
    slack.workspace.subscriptions.clear()
    said = await slack.say(CHANNEL, BOB, ENCODED)
    return await slack.shortcut(ANN, CHANNEL, said.ts, SHORTCUT)


async def _press(slack: SlackServer) -> Delivery:
    return await slack.press(BOB, await with_button(slack), "nutgraf:shorter")


async def _reaction(slack: SlackServer) -> Delivery:
    slack.workspace.subscriptions -= {"message.channels"}
    said = await slack.say(CHANNEL, BOB, ENCODED)
    delivery = await slack.react(ANN, CHANNEL, said.ts, "newspaper")
    assert delivery is not None
    return delivery


DOINGS = pytest.mark.parametrize("doing", [_mention, _command, _shortcut, _press, _reaction])


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_nothing_is_acknowledged_before_accept_returned(
    slack: SlackServer, desk: Desk, doing: Doing
) -> None:
    desk.free.clear()
    delivery = await doing(slack)
    await desk.tries(1)
    await asyncio.sleep(0.05)
    assert not delivery.acknowledged.is_set()
    desk.free.set()
    await delivery.done()
    assert len(desk.taken) == 1


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_what_could_not_be_recorded_is_not_acknowledged(
    slack: SlackServer, desk: Desk, doing: Doing
) -> None:
    desk.failures = 1
    delivery = await doing(slack)
    await desk.tries(1)
    await asyncio.sleep(0.05)
    assert not delivery.acknowledged.is_set()
    await delivery.again()
    assert len(desk.taken) == 1


async def test_an_event_that_could_not_be_recorded_is_taken_when_slack_sends_it_again(desk: Desk) -> None:
    desk.failures = 2
    async with SlackServer(clock=Clock(), deadline=0.15, retries_after=(0.0, 0.01, 0.01)) as slack:
        settled(slack)
        only_mentions(slack)
        async with running(slack, desk):
            said = await (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).done()
    assert desk.tried == 3
    assert desk.ask.event == said.deliveries[0].id


async def test_what_takes_too_long_to_record_comes_again_as_the_same_event(desk: Desk) -> None:
    desk.free.clear()
    async with SlackServer(clock=Clock(), deadline=0.05, retries_after=(0.0, 0.01, 0.01)) as slack:
        settled(slack)
        only_mentions(slack)
        async with running(slack, desk):
            said = await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")
            await desk.tries(2)
            desk.free.set()
            await said.done()
            await desk.tries(len(said.deliveries[0].sent))
        assert slack.missed_deadlines == list(said.deliveries)
    assert len({one.event for one in desk.taken}) == 1


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_a_redelivery_has_the_same_event(slack: SlackServer, desk: Desk, doing: Doing) -> None:
    delivery = await (await doing(slack)).done()
    await delivery.again()
    one, two = desk.taken
    assert one == two


@DOINGS
@pytest.mark.usefixtures("gateway")
async def test_two_doings_have_two_events(slack: SlackServer, desk: Desk, doing: Doing) -> None:
    await (await doing(slack)).done()
    if doing is _press:
        await (await slack.press(ANN, slack.own(CHANNEL)[0], "nutgraf:shorter")).done()
    elif doing is _mention:
        await (await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED}")).done()
    else:
        await (await doing(slack)).done()
    assert len({one.event for one in desk.taken}) == 2


# ---- the line ----


async def test_a_broken_connection_is_made_again_and_nothing_is_lost(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    async with running(slack, desk):
        desk.free.clear()
        before = await slack.say(CHANNEL, ANN, f"{BOT} before")
        await desk.tries(1)
        await slack.drop_sockets()
        desk.free.set()
        during = await slack.say(CHANNEL, ANN, f"{BOT} during")
        await before.done()
        await during.done()
    asked = {one.text for one in desk.taken if isinstance(one, Ask)}
    assert asked == {"before", "during"}
    assert len({one.event for one in desk.taken}) == 2


async def test_a_connection_that_slack_is_about_to_close_is_replaced(slack: SlackServer, desk: Desk) -> None:
    only_mentions(slack)
    async with running(slack, desk):
        await slack.warn_sockets("refresh_requested")
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
    assert desk.ask.text == "hello"
    assert slack.line.connections == 2


async def test_a_proxy_is_not_asked_for_this_machine(
    slack: SlackServer, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    only_mentions(slack)
    async with running(slack, desk):
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
    assert desk.ask.text == "hello"


async def test_a_network_that_is_down_at_first_is_waited_for(desk: Desk) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    slack = SlackServer(clock=Clock(), port=port)
    settled(slack)
    given = SlackAccess(
        slack.workspace.bot_token,
        slack.workspace.app_token,
        api_base_url=f"http://127.0.0.1:{port}/api/",
    )
    gateway = SlackGateway(given, VOCABULARY, slack.clock)
    task = asyncio.create_task(gateway.run(desk))
    await asyncio.sleep(0.1)
    assert not task.done()
    assert not gateway.started.is_set()
    async with slack:
        async with asyncio.timeout(10):
            await gateway.started.wait()
        only_mentions(slack)
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert desk.ask.text == "hello"


@pytest.mark.parametrize("failure", ["limit", "error", "lost request"])
async def test_a_slack_that_is_not_well_at_first_is_waited_for(
    slack: SlackServer, desk: Desk, failure: Any
) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    for method in ("auth.test", "apps.connections.open"):
        if failure == "limit":
            slack.limit_next(method, retry_after=7)
        else:
            slack.fail_next(method, failure)
    gateway = SlackGateway(access(slack), VOCABULARY, slack.clock, sleep=sleep)
    task = asyncio.create_task(gateway.run(desk))
    async with asyncio.timeout(5):
        await gateway.started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(waits) == 2
    assert all(wait >= (7 if failure == "limit" else 0.5) for wait in waits)


async def test_a_token_that_is_taken_back_ends_it_with_a_sentence(slack: SlackServer, desk: Desk) -> None:
    gateway = SlackGateway(access(slack), VOCABULARY, slack.clock)
    task = asyncio.create_task(gateway.run(desk))
    async with asyncio.timeout(5):
        await gateway.started.wait()
    slack.workspace.app_token = "xapp-another"
    await slack.drop_sockets()
    with pytest.raises(Misconfigured, match="SLACK_APP_TOKEN"):
        async with asyncio.timeout(5):
            await task
    assert not gateway.started.is_set()


async def test_cancelled_it_leaves_no_connection_and_no_task(slack: SlackServer, desk: Desk) -> None:
    before = asyncio.all_tasks()
    async with running(slack, desk) as gateway:
        assert len(slack.line.sockets) == 1
    async with asyncio.timeout(5):
        await slack.line.gone.wait()
    assert not gateway.started.is_set()
    left = [task.get_coro() for task in asyncio.all_tasks() - before]
    assert [one for one in left if "slack_" in str(one) or "adapters" in str(one)] == []


# ---- what is set up wrong ----


@pytest.mark.parametrize(
    "wrong",
    [
        {"bot_token": "xoxb-wrong-token"},
        {"app_token": "xapp-wrong-token"},
        {"bot_token": "xapp-right-0000-quay"},
        {"app_token": "xoxb-right-0000-quay"},
        {"app_token": None, "signing_secret": None},
    ],
)
async def test_a_token_that_is_not_right_is_said_in_a_sentence_without_it(
    slack: SlackServer, desk: Desk, wrong: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    gateway = SlackGateway(access(slack, **wrong), VOCABULARY, slack.clock)
    with pytest.raises(Misconfigured) as caught:
        async with asyncio.timeout(5):
            await gateway.run(desk)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert not any(secret in sentence + caplog.text for secret in wrong.values() if secret)
    assert "xoxb-right" not in sentence + caplog.text


async def test_an_app_token_without_its_scope_is_said(slack: SlackServer, desk: Desk) -> None:
    slack.workspace.app_scopes.clear()
    with pytest.raises(Misconfigured, match="connections:write"):
        async with asyncio.timeout(5):
            await SlackGateway(access(slack), VOCABULARY, slack.clock).run(desk)


# ---- over HTTP ----


@asynccontextmanager
async def listening(slack: SlackServer, desk: Desk) -> AsyncIterator[str]:
    """A gateway in HTTP mode, and where it listens."""
    given = access(slack, app_token=None, signing_secret=slack.signing_secret, http_port=0)
    async with running(slack, desk, given) as gateway:
        slack.line.request_url = f"http://127.0.0.1:{gateway.port}/slack/events"
        yield slack.line.request_url


@DOINGS
async def test_everything_comes_in_over_http_too(slack: SlackServer, desk: Desk, doing: Doing) -> None:
    async with listening(slack, desk):
        delivery = await (await doing(slack)).done()
        await delivery.again()
    one, two = desk.taken
    assert one == two
    assert not delivery.answer


@DOINGS
async def test_over_http_what_could_not_be_recorded_is_answered_with_an_error(
    slack: SlackServer, desk: Desk, doing: Doing
) -> None:
    desk.failures = 1
    async with listening(slack, desk):
        delivery = await doing(slack)
        async with asyncio.timeout(5):
            while not delivery.statuses:  # noqa: ASYNC110 - a list has no event
                await asyncio.sleep(0.01)
        assert delivery.statuses[0] >= 500
        await delivery.again()
    assert len(desk.taken) == 1


async def test_slacks_check_of_the_address_is_answered(slack: SlackServer, desk: Desk) -> None:
    async with listening(slack, desk) as url:
        body = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "t"})
        headers = {"Content-Type": "application/json", **slack.line.signature(body)}
        status, text = await slack.line.request(url, body, headers)
        assert status == 200
        assert "c0ffee" in text
        form = urlencode({"ssl_check": "1", "token": "t"})
        headers = {"Content-Type": "application/x-www-form-urlencoded", **slack.line.signature(form)}
        assert (await slack.line.request(url, form, headers))[0] == 200
    assert desk.tried == 0


@pytest.mark.parametrize("wrong", ["secret", "age", "absent"])
async def test_a_request_that_is_not_slacks_is_refused_and_its_words_are_not_logged(
    slack: SlackServer,
    desk: Desk,
    wrong: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    async with listening(slack, desk) as url:
        event = {
            "type": "app_mention",
            "user": ANN,
            "text": "a-secret-sentence",
            "ts": "1.1",
            "channel": CHANNEL,
        }
        body = json.dumps({"type": "event_callback", "event_id": "Ev1", "team_id": "T0QUAY", "event": event})
        match wrong:
            case "secret":
                signature = slack.line.signature(body, secret="wrong")
            case "age":
                signature = slack.line.signature(body, age=3_600)
            case _:
                signature = {}
        status, text = await slack.line.request(url, body, {"Content-Type": "application/json", **signature})
    assert status in (400, 401, 403)
    assert desk.tried == 0
    written = capsys.readouterr()
    everything = caplog.text + written.out + written.err + text
    assert "a-secret-sentence" not in everything
    assert slack.signing_secret not in everything


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", "{"),
        ("application/json", "[]"),
        ("application/json", '"a-secret-sentence"'),
        ("application/x-www-form-urlencoded", "payload=%7B"),
        ("application/x-www-form-urlencoded", "payload=%5B%5D"),
        ("application/x-www-form-urlencoded", ""),
        ("text/plain", "a-secret-sentence"),
        ("application/json", '{"type": "event_callback", "event": {"type": "message", "text": 7, "ts": []}}'),
    ],
)
async def test_a_body_that_can_not_be_read_breaks_nothing(
    slack: SlackServer,
    desk: Desk,
    kind: str,
    body: str,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    only_mentions(slack)
    async with listening(slack, desk) as url:
        status, _ = await slack.line.request(url, body, {"Content-Type": kind, **slack.line.signature(body)})
        assert 200 <= status < 500
        await (await slack.say(CHANNEL, ANN, f"{BOT} hello")).done()
    assert desk.ask.text == "hello"
    written = capsys.readouterr()
    assert "a-secret-sentence" not in caplog.text + written.out + written.err


async def test_a_port_is_let_go_when_cancelled(slack: SlackServer, desk: Desk) -> None:
    async with listening(slack, desk) as url:
        pass
    async with aiohttp.ClientSession() as http:
        with pytest.raises(aiohttp.ClientConnectionError):
            await http.post(url, data=b"{}")


# ---- what is told in the log ----


@DOINGS
async def test_no_token_no_ticket_and_no_words_are_logged(
    slack: SlackServer,
    desk: Desk,
    doing: Doing,
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.INFO)
    desk.failures = 1
    async with running(slack, desk):
        delivery = await doing(slack)
        await desk.tries(1)
        await asyncio.sleep(0.05)
        await delivery.again()
    written = capsys.readouterr()
    everything = caplog.text + written.out + written.err
    secrets = ("xoxb-", "xapp-", "ticket-", "/secret0", "quay.example", slack.signing_secret)
    assert [secret for secret in secrets if secret in everything] == []


async def test_everything_is_acknowledged_within_the_deadline(slack: SlackServer, desk: Desk) -> None:
    async with running(slack, desk):
        said = [await slack.say(CHANNEL, ANN, f"{BOT} {ENCODED} {number}") for number in range(20)]
        for one in said:
            await one.done()
    assert slack.missed_deadlines == []
    assert len({one.once for one in desk.taken if isinstance(one, Ask)}) == 20
    assert all(one.person == Person(ANN, one.person.name) for one in desk.taken if isinstance(one, Ask))


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
