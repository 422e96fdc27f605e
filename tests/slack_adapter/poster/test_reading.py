"""What is read from Slack: messages, files, and what the bot is short of."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from adapters.base import (
    Lack,
    Person,
    Private,
    Reason,
    Refused,
    Way,
)
from adapters.slack.poster import SlackPoster
from tests.slack_adapter.posting import (
    ANN,
    BOB,
    CHANNEL,
    HELLO,
    HERE,
    access,
    announced,
    commanded,
    outside,
)
from tests.slack_server import LEAST_SCOPES, Clock, SlackServer

# ---- reading ----


async def test_a_message_is_read_as_a_person_wrote_it(slack: SlackServer, poster: SlackPoster) -> None:
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=BOB)
    said = await slack.say(CHANNEL, BOB, "look: <https://quay.example/a?b=1&amp;c=2>", files=(file,))
    read = await poster.message(HERE, said.ts)
    assert (read.id, read.text, read.thread) == (said.ts, "look: https://quay.example/a?b=1&c=2", None)
    assert read.person == Person(BOB, read.person.name if read.person else "")
    assert not read.bot
    assert [one.name for one in read.files] == ["tide.txt"]


async def test_a_reply_is_read_with_its_thread(slack: SlackServer, poster: SlackPoster) -> None:
    root = await slack.say(CHANNEL, BOB, "root")
    reply = await slack.say(CHANNEL, ANN, "reply", thread_ts=root.ts)
    read = await poster.message(HERE, reply.ts)
    assert (read.text, read.thread) == ("reply", root.ts)
    assert (await poster.message(HERE.in_thread(root.ts), root.ts)).text == "root"


async def test_a_message_is_read_with_the_address_that_slack_gives_it(
    slack: SlackServer, poster: SlackPoster
) -> None:
    root = await slack.say(CHANNEL, BOB, "root")
    reply = await slack.say(CHANNEL, ANN, "reply", thread_ts=root.ts)
    client = AsyncWebClient(slack.workspace.bot_token, base_url=slack.base_url)
    for ts in (root.ts, reply.ts):
        told = await client.chat_getPermalink(channel=CHANNEL, message_ts=ts)
        assert (await poster.message(HERE.in_thread(root.ts), ts)).link == told["permalink"]
    read = await poster.read(HERE, None)
    assert [one.link for one in read.messages if one.id == root.ts] == [
        f"https://quay.slack.com/archives/{CHANNEL}/p{root.ts.replace('.', '')}"
    ]


async def test_a_bots_message_is_read_as_one(slack: SlackServer, poster: SlackPoster) -> None:
    said = await slack.say(CHANNEL, "U0NEWSBOT", "news")
    read = await poster.message(HERE, said.ts)
    assert (read.bot, read.own) == (True, False)


async def test_a_message_of_ours_is_read_as_our_own(slack: SlackServer, poster: SlackPoster) -> None:
    posted = await poster.post(HERE, HELLO, "17")
    read = await poster.message(HERE, posted.id)
    assert (read.bot, read.own) == (True, True)
    assert [one.own for one in (await poster.read(HERE, None)).messages] == [True]


async def test_the_message_before_is_not_taken_for_one_that_is_gone(
    slack: SlackServer, poster: SlackPoster
) -> None:
    said = await slack.say(CHANNEL, BOB, "before")
    with pytest.raises(Refused) as caught:
        await poster.message(HERE, f"{float(said.ts) + 1:.6f}")
    assert caught.value.reason is Reason.NOT_FOUND


async def test_the_root_of_a_thread_is_read_where_the_thread_may_be_and_the_channel_may_not(
    slack: SlackServer, poster: SlackPoster
) -> None:
    root = await slack.say(CHANNEL, BOB, "root")
    slack.refuse_next("conversations.history", "unknown_method", times=9)
    assert (await poster.message(HERE.in_thread(root.ts), root.ts)).text == "root"


async def test_a_refusal_for_an_unknown_reason_is_one_all_the_same(
    slack: SlackServer, poster: SlackPoster
) -> None:
    said = await slack.say(CHANNEL, BOB, "root")
    slack.refuse_next("conversations.history", "unknown_method")
    with pytest.raises(Refused) as caught:
        await poster.message(HERE, said.ts)
    assert caught.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("lacking", ["scope", "membership"])
async def test_a_message_that_may_not_be_read_is_refused(
    slack: SlackServer, poster: SlackPoster, lacking: str
) -> None:
    said = await slack.say(CHANNEL, BOB, "news")
    if lacking == "scope":
        slack.workspace.scopes = set(LEAST_SCOPES)
    else:
        outside(slack)
    with pytest.raises(Refused) as caught:
        await poster.message(HERE, said.ts)
    assert caught.value.reason is Reason.NOT_ALLOWED


async def test_a_channel_is_read_from_a_time_on_oldest_first(
    slack: SlackServer, poster: SlackPoster, clock: Clock
) -> None:
    await slack.say(CHANNEL, ANN, "early")
    clock.now += timedelta(hours=1)
    since = clock.now
    for text in ("one", "two"):
        await slack.say(CHANNEL, ANN, text)
    read = await poster.read(HERE, since - timedelta(seconds=1))
    assert [message.text for message in read.messages] == ["one", "two"]
    assert read.whole


async def test_what_may_not_be_read_makes_the_rest_less_than_whole(
    slack: SlackServer, poster: SlackPoster
) -> None:
    await slack.say(CHANNEL, ANN, "early")
    slack.workspace.scopes = set(LEAST_SCOPES)
    read = await poster.read(HERE, None)
    assert (read.messages, read.whole) == ((), False)


# ---- files ----


async def test_a_file_is_read_with_the_token(slack: SlackServer, poster: SlackPoster) -> None:
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=ANN)
    (ref,) = await announced(slack, file)
    assert await poster.download(ref, 100) == b"High water at noon."


async def test_a_file_that_only_its_id_is_told_of_is_read_by_it(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.workspace.scopes -= {"files:read"}
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=ANN)
    (ref,) = await announced(slack, file)
    with pytest.raises(Refused) as caught:
        await poster.download(ref, 100)
    assert caught.value.reason is Reason.NOT_ALLOWED
    slack.workspace.scopes |= {"files:read"}
    assert await poster.download(ref, 100) == b"High water at noon."


async def test_a_page_that_a_person_shared_is_no_sign_in_page(
    slack: SlackServer, poster: SlackPoster
) -> None:
    page = b"<!DOCTYPE html><html><body><p>Sign in to the ferry at noon.</p></body></html>"
    file = slack.workspace.add_file("ferry.html", page, "text/html", user=ANN)
    (ref,) = await announced(slack, file)
    assert await poster.download(ref, 1_000) == page


async def test_the_sign_in_page_is_not_taken_for_the_file(slack: SlackServer, poster: SlackPoster) -> None:
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=ANN)
    (ref,) = await announced(slack, file)
    slack.workspace.scopes -= {"files:read"}
    with pytest.raises(Refused) as caught:
        await poster.download(ref, 1_000)
    assert caught.value.reason is Reason.NOT_ALLOWED


@pytest.mark.parametrize("told", [True, False])
async def test_a_file_that_is_too_large_is_refused(
    slack: SlackServer, poster: SlackPoster, told: bool
) -> None:
    file = slack.workspace.add_file("tide.txt", b"x" * 5_000, user=ANN)
    (ref,) = await announced(slack, file)
    with pytest.raises(Refused) as caught:
        await poster.download(ref if told else replace(ref, size=0), 4_999)
    assert caught.value.reason is Reason.TOO_LARGE
    assert len(await poster.download(ref, 5_000)) == 5_000


@pytest.mark.parametrize("mode", ["external", "hosted"])
@pytest.mark.parametrize("told", [True, False])
async def test_the_token_is_sent_to_no_other_host(
    slack: SlackServer, poster: SlackPoster, mode: str, told: bool
) -> None:
    given: list[str] = []

    async def strange(request: web.Request) -> web.Response:
        given.append(request.headers.get("Authorization", ""))
        return web.Response(body=b"High water at noon.")

    app = web.Application()
    app.router.add_get("/{tail:.*}", strange)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.2", 0).start()
    elsewhere = f"http://127.0.0.2:{runner.addresses[0][1]}/files-pri/T0QUAY-F1/tide.txt"
    file = slack.workspace.add_file("tide.txt", b"", user=ANN, url=elsewhere, mode=mode)
    if not told:
        slack.workspace.scopes -= {"files:read"}
    files = await announced(slack, file)
    slack.workspace.scopes |= {"files:read"}
    try:
        for one in files:
            with pytest.raises(Refused):
                await poster.download(one, 100)
    finally:
        await runner.cleanup()
    assert not any(given)


async def test_a_proxy_is_not_asked_for_this_machine(
    slack: SlackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    file = slack.workspace.add_file("tide.txt", b"High water at noon.", user=ANN)
    place = replace(await commanded(slack), private=Private(ANN))
    async with SlackPoster(access(slack), slack.clock) as one:
        await one.post(HERE, HELLO, "17")
        await one.post(place, HELLO, "18")
        (ref,) = await announced(slack, file)
        assert await one.download(ref, 100) == b"High water at noon."
    assert len(slack.own(CHANNEL)) == len(slack.ephemerals(ANN)) == 1


# ---- what is lacking ----


@pytest.mark.parametrize("way", [Way.MENTION, Way.MENU, Way.COMMAND, Way.REACTION, Way.AUTOMATIC])
async def test_nothing_is_lacking_where_all_is_granted(poster: SlackPoster, way: Way) -> None:
    assert await poster.lacks(way, HERE) is None


@pytest.mark.parametrize(
    ("way", "scope"), [(Way.REACTION, "reactions:read"), (Way.AUTOMATIC, "channels:history")]
)
async def test_a_missing_scope_is_lacking(
    slack: SlackServer, poster: SlackPoster, way: Way, scope: str
) -> None:
    slack.workspace.scopes -= {scope}
    assert await poster.lacks(way, HERE) is Lack.SCOPE


async def test_an_invitation_is_lacking(slack: SlackServer, poster: SlackPoster) -> None:
    outside(slack)
    assert await poster.lacks(Way.AUTOMATIC, HERE) is Lack.MEMBERSHIP


async def test_an_emoji_that_is_off_is_lacking(slack: SlackServer, clock: Clock) -> None:
    async with SlackPoster(replace(access(slack), reaction=None), clock) as poster:
        assert await poster.lacks(Way.REACTION, HERE) is Lack.SWITCHED_OFF


async def test_a_direct_conversation_needs_no_automatic(slack: SlackServer, poster: SlackPoster) -> None:
    slack.workspace.direct(ANN)
    assert await poster.lacks(Way.AUTOMATIC, replace(HERE, channel="D0ANN")) is Lack.NEEDLESS
