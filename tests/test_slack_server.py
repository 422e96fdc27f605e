"""That the stand-in for Slack refuses what Slack refuses, asked by Slack's own clients."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.slack_server import LEAST_SCOPES, SIGN_IN, Clock, SlackServer

TEXT = {"type": "plain_text", "text": "The ferry leaves at nine."}


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    async with SlackServer(clock=Clock()) as server:
        server.workspace.person("ann")
        server.workspace.person("bob")
        server.workspace.add_channel("general", "U0ANN", "U0BOB")
        yield server


@pytest.fixture
def web(slack: SlackServer) -> AsyncWebClient:
    return AsyncWebClient(slack.workspace.bot_token, base_url=slack.base_url)


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


# ---- tokens and scopes ----


@pytest.mark.parametrize(
    ("token", "code"),
    [
        (None, "not_authed"),
        ("xoxb-wrong", "invalid_auth"),
        ("xapp-right-0000-quay", "not_allowed_token_type"),
    ],
)
async def test_a_token_that_is_not_right_is_refused(slack: SlackServer, token: str | None, code: str) -> None:
    web = AsyncWebClient(token, base_url=slack.base_url)
    assert await refusal(web.chat_postMessage(channel="C0GENERAL", text="hello")) == code


async def test_the_error_of_a_missing_scope_says_which(slack: SlackServer, web: AsyncWebClient) -> None:
    slack.workspace.scopes = set(LEAST_SCOPES)
    with pytest.raises(SlackApiError) as caught:
        await web.conversations_history(channel="C0GENERAL")
    answer = caught.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
    assert "chat:write" in answer["provided"].split(",")


async def test_every_answer_names_the_scopes_that_are_granted(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    answer = await web.auth_test()
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


async def test_a_method_that_is_not_there_is_refused(web: AsyncWebClient) -> None:
    assert await refusal(web.api_call("chat.shout")) == "unknown_method"


# ---- where and what may be posted ----


async def test_where_the_bot_may_post_depends_on_channel_and_scope(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    slack.workspace.add_channel("open", bot=False)
    slack.workspace.add_channel("closed", kind="private", bot=False)
    slack.workspace.add_channel("old")
    slack.workspace.channels["C0OLD"].archived = True
    assert (await web.chat_postMessage(channel="C0OPEN", text="hello"))["ok"]
    slack.workspace.scopes -= {"chat:write.public"}
    codes = [
        await refusal(web.chat_postMessage(channel=channel, text="hello"))
        for channel in ("C0OPEN", "C0CLOSED", "C0OLD", "C0NOWHERE")
    ]
    assert codes == ["not_in_channel", "channel_not_found", "is_archived", "channel_not_found"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": " "}, "no_text"),
        ({"text": "a" * 40_001}, "msg_too_long"),
        ({"text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
        ({"text": "a", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "a", "blocks": [{"type": "divider"}] * 51}, "invalid_blocks"),
        (
            {"text": "a", "blocks": [{"type": "section", "text": TEXT | {"text": "a" * 2_900}}] * 5},
            "msg_blocks_too_long",
        ),
        ({"text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        (
            {"text": "a", "metadata": {"event_type": "x", "event_payload": {"a": "b" * 9_000}}},
            "metadata_too_large",
        ),
    ],
)
async def test_a_message_that_slack_would_not_take_is_refused(
    web: AsyncWebClient, arguments: dict[str, Any], code: str
) -> None:
    call = web.api_call("chat.postMessage", json={"channel": "C0GENERAL", **arguments})
    assert await refusal(call) == code


BUTTON = {"type": "button", "text": {"type": "plain_text", "text": "Share"}, "action_id": "a"}


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "paragraph", "text": TEXT}],
        [{"type": "section", "text": TEXT, "colour": "red"}],
        [{"type": "section", "text": TEXT | {"text": "a" * 3_001}}],
        [{"type": "section", "text": TEXT | {"text": ""}}],
        [{"type": "section", "text": TEXT | {"verbatim": True}}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "a"}}],
        [{"type": "header", "text": TEXT | {"text": "a" * 151}}],
        [{"type": "context", "elements": [TEXT] * 11}],
        [{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}],
        [{"type": "actions", "elements": []}],
        [{"type": "actions", "elements": [BUTTON, BUTTON]}],
        [{"type": "actions", "elements": [BUTTON | {"value": "a" * 2_001}]}],
        [{"type": "actions", "elements": [BUTTON | {"text": TEXT | {"text": "a" * 76}}]}],
        [{"type": "actions", "elements": [BUTTON | {"url": "javascript:alert(1)"}]}],
        [{"type": "rich_text", "elements": [{"type": "text", "text": "a"}]}],
        [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": []}]}],
        *(
            [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [part]}]}]
            for part in (
                {"type": "text", "text": ""},
                {"type": "text", "text": "a", "style": {"loud": True}},
                {"type": "text", "text": "a", "url": "https://quay.example/"},
                {"type": "link", "url": "ftp://quay.example/"},
                {"type": "link", "url": "https://quay.example/" + "a" * 3_000},
            )
        ),
    ],
)
async def test_blocks_that_break_a_rule_are_refused(web: AsyncWebClient, blocks: list[Any]) -> None:
    assert (
        await refusal(web.chat_postMessage(channel="C0GENERAL", text="a", blocks=blocks)) == "invalid_blocks"
    )


async def test_a_post_to_a_person_opens_the_direct_conversation_with_them(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    told = await web.chat_postMessage(channel="U0ANN", text="hello")
    assert told["channel"] == "D0ANN"
    assert [one.ts for one in slack.channel("D0ANN")] == [told["ts"]]


@pytest.mark.parametrize("person", ["U0GHOST", "U0NEWSBOT", "U0NUTGRAF"])
async def test_a_stranger_or_a_bot_has_no_direct_conversation(
    slack: SlackServer, web: AsyncWebClient, person: str
) -> None:
    slack.workspace.other_bot("newsbot")
    assert await refusal(web.chat_postMessage(channel=person, text="hello")) == "channel_not_found"


async def test_what_stands_in_a_direct_conversation_is_reached_by_its_own_id_alone(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    ts = (await web.chat_postMessage(channel="U0ANN", text="hello"))["ts"]
    assert await refusal(web.chat_update(channel="U0ANN", ts=ts, text="bye")) == "channel_not_found"
    await web.chat_update(channel="D0ANN", ts=ts, text="bye")
    assert [one.text for one in slack.channel("D0ANN")] == ["bye"]


async def test_only_own_messages_can_be_changed_and_not_to_more_than_4000_characters(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    said = await slack.say("C0GENERAL", "U0ANN", "mine")
    assert await refusal(web.chat_update(channel="C0GENERAL", ts=said.ts, text="x")) == "cant_update_message"
    assert await refusal(web.chat_update(channel="C0GENERAL", ts="1.000001", text="x")) == "message_not_found"
    own = (await web.chat_postMessage(channel="C0GENERAL", text="own"))["ts"]
    assert await refusal(web.chat_update(channel="C0GENERAL", ts=own, text="x" * 4_001)) == "msg_too_long"


async def test_an_ephemeral_message_is_for_one_person_and_out_of_reach_of_the_other_methods(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    ts = (await web.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="psst"))["message_ts"]
    assert [one.text for one in slack.ephemerals("U0ANN")] == ["psst"]
    assert slack.ephemerals("U0BOB") == []
    assert await refusal(web.chat_update(channel="C0GENERAL", ts=ts, text="x")) == "message_not_found"
    assert await refusal(web.chat_delete(channel="C0GENERAL", ts=ts)) == "message_not_found"


async def test_a_reply_alone_and_the_whole_thread_are_read_by_their_timestamps(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    root = await slack.say("C0GENERAL", "U0ANN", "root")
    reply = await slack.say("C0GENERAL", "U0BOB", "reply", thread_ts=root.ts)
    alone = await web.conversations_replies(channel="C0GENERAL", ts=reply.ts)
    whole = await web.conversations_replies(channel="C0GENERAL", ts=root.ts)
    top = await web.conversations_history(channel="C0GENERAL")
    texts = [[one["text"] for one in answer["messages"]] for answer in (alone, whole, top)]
    assert texts == [["reply"], ["root", "reply"], ["root"]]


async def test_metadata_is_given_to_who_asks_for_it(web: AsyncWebClient) -> None:
    metadata = {"event_type": "answer", "event_payload": {"key": "17"}}
    await web.chat_postMessage(channel="C0GENERAL", text="a", metadata=metadata)
    without = await web.conversations_history(channel="C0GENERAL")
    asked = await web.conversations_history(channel="C0GENERAL", include_all_metadata=True)
    assert "metadata" not in without["messages"][0]
    assert asked["messages"][0]["metadata"] == metadata


async def test_pings_and_previews_are_noticed(slack: SlackServer, web: AsyncWebClient) -> None:
    await web.chat_postMessage(channel="C0GENERAL", text="&lt;!channel&gt; @here", unfurl_links=False)
    assert (slack.pings, slack.unfurls) == ([], [])
    await web.chat_postMessage(channel="C0GENERAL", text="<!channel> <https://quay.example/a>")
    assert (slack.pings, slack.unfurls) == (["<!channel>"], ["https://quay.example/a"])


# ---- limits ----


async def test_a_channel_takes_one_message_a_second_after_a_burst(
    slack: SlackServer, web: AsyncWebClient
) -> None:
    clock = Clock()
    async with SlackServer(clock=clock, burst=2) as slow:
        slow.workspace.add_channel("general")
        web = AsyncWebClient(slow.workspace.bot_token, base_url=slow.base_url)
        for _ in range(2):
            await web.chat_postMessage(channel="C0GENERAL", text="a")
        with pytest.raises(SlackApiError) as caught:
            await web.chat_postMessage(channel="C0GENERAL", text="a")
        answer = caught.value.response
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
        clock.now += timedelta(seconds=1)
        assert (await web.chat_postMessage(channel="C0GENERAL", text="a"))["ok"]


async def test_a_response_url_is_good_five_times_in_thirty_minutes(slack: SlackServer) -> None:
    used, old = [(await slack.command("U0ANN", "C0GENERAL", "/tldr")).payload for _ in range(2)]
    answers = [await AsyncWebhookClient(used["response_url"]).send(text="a") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[-1].body
    assert isinstance(slack.clock, Clock)
    slack.clock.now += timedelta(minutes=30)
    late = await AsyncWebhookClient(old["response_url"]).send(text="a")
    assert (late.status_code, json.loads(late.body)["error"]) == (404, "expired_url")


# ---- deliveries ----


class App:
    """A Socket Mode client that acknowledges while `answers` says so."""

    def __init__(self, slack: SlackServer) -> None:
        self.heard: list[SocketModeRequest] = []
        self.answers = True
        self._news = asyncio.Condition()
        web = AsyncWebClient(slack.workspace.app_token, base_url=slack.base_url)
        self.client = SocketModeClient(slack.workspace.app_token, web_client=web, ping_interval=0.05)
        self.client.socket_mode_request_listeners.append(self._hear)

    async def _hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        async with self._news:
            self.heard.append(request)
            self._news.notify_all()
        if self.answers:
            await client.send_socket_mode_response(SocketModeResponse(request.envelope_id))

    async def hears(self, count: int) -> None:
        """Waits until that much was heard."""
        async with asyncio.timeout(5), self._news:
            await self._news.wait_for(lambda: len(self.heard) >= count)

    async def __aenter__(self) -> App:
        await self.client.connect()  # type: ignore[no-untyped-call]  # the SDK gives it no types
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.client.close()  # type: ignore[no-untyped-call]  # nor this
        await self.client.aiohttp_client_session.close()


async def test_a_mention_comes_as_two_events_with_ids_of_their_own(slack: SlackServer) -> None:
    async with App(slack) as app:
        said = await slack.say("C0GENERAL", "U0ANN", "<@U0NUTGRAF> hello")
        await said.done()
    events = [request.payload["event"]["type"] for request in app.heard]
    assert events == ["message", "app_mention"]
    assert len({request.payload["event_id"] for request in app.heard}) == 2
    assert len({request.payload["event"]["ts"] for request in app.heard}) == 1


@pytest.mark.parametrize("lacking", ["scope", "subscription", "membership"])
async def test_an_event_needs_scope_subscription_and_membership(slack: SlackServer, lacking: str) -> None:
    match lacking:
        case "scope":
            slack.workspace.scopes -= {"channels:history"}
        case "subscription":
            slack.workspace.subscriptions -= {"message.channels"}
        case _:
            slack.workspace.channels["C0GENERAL"].members -= {"U0NUTGRAF"}
    assert (await slack.say("C0GENERAL", "U0ANN", "hello")).deliveries == ()


async def test_the_apps_own_post_comes_back_to_it(slack: SlackServer, web: AsyncWebClient) -> None:
    async with App(slack) as app:
        await web.chat_postMessage(channel="C0GENERAL", text="own")
        await app.hears(1)
    assert app.heard[0].payload["event"]["bot_id"] == "B0NUTGRAF"


async def test_an_event_that_is_not_acknowledged_in_time_comes_again_three_times() -> None:
    async with SlackServer(clock=Clock(), deadline=0.03, retries_after=(0.0, 0.01, 0.01)) as slack:
        slack.workspace.person("ann")
        slack.workspace.add_channel("general", "U0ANN")
        async with App(slack) as app:
            app.answers = False
            said = await slack.say("C0GENERAL", "U0ANN", "hello")
            await app.hears(4)
            await asyncio.sleep(0.1)
        assert [(one.retry_attempt, one.retry_reason) for one in app.heard] == [
            (0, ""),
            (1, "timeout"),
            (2, "timeout"),
            (3, "timeout"),
        ]
        assert len({one.payload["event_id"] for one in app.heard}) == 1
        assert slack.missed_deadlines == list(said.deliveries)


async def test_what_was_not_acknowledged_on_a_broken_socket_comes_by_the_next(slack: SlackServer) -> None:
    async with App(slack) as app:
        app.answers = False
        said = await slack.say("C0GENERAL", "U0ANN", "hello")
        await app.hears(1)
        app.answers = True
        await slack.drop_sockets()
        await said.done()
    assert [sent.socket for sent in said.deliveries[0].sent] == [1, 2]


async def test_payloads_go_to_the_open_sockets_in_turn(slack: SlackServer) -> None:
    async with App(slack) as one, App(slack) as two:
        for _ in range(4):
            await (await slack.say("C0GENERAL", "U0ANN", "hello")).done()
    assert (len(one.heard), len(two.heard)) == (2, 2)


async def test_there_are_no_commands_in_threads(slack: SlackServer) -> None:
    root = await slack.say("C0GENERAL", "U0ANN", "root")
    with pytest.raises(ValueError, match="not supported in threads"):
        await slack.command("U0ANN", "C0GENERAL", "/tldr", thread_ts=root.ts)


async def test_a_file_without_the_token_is_a_sign_in_page(slack: SlackServer, web: AsyncWebClient) -> None:
    file = slack.workspace.add_file("notes.txt", b"The ferry leaves at nine.", user="U0ANN")
    url = (await web.files_info(file=file.id))["file"]["url_private_download"]
    right = {"Authorization": f"Bearer {slack.workspace.bot_token}"}
    async with aiohttp.ClientSession() as http:
        async with http.get(url) as answer:
            assert (answer.status, answer.content_type) == (200, "text/html")
            assert await answer.text() == SIGN_IN
        async with http.get(url, headers=right) as answer:
            assert await answer.read() == b"The ferry leaves at nine."
