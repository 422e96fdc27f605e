"""Slack's way out: what is posted, changed, found and read on a strict stand-in for Slack.

The client is Slack's own; the stand-in is tests/slack_server. Tickets are those that the gateway makes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.base import (
    Action,
    Ask,
    File,
    Form,
    Incoming,
    Lack,
    NotDelivered,
    Passage,
    Person,
    Place,
    Posted,
    Pressed,
    Private,
    Quotation,
    Reason,
    Receipt,
    Refused,
    Reply,
    Section,
    Unknown,
    Vocabulary,
    Way,
)
from adapters.slack import SlackAccess, SlackGateway, SlackPoster
from tests.contracts.poster import PosterContract
from tests.slack_server import LEAST_SCOPES, START, Clock, Message, SlackServer, StoredFile, User

CHANNEL = "C0GENERAL"
ANN = "U0ANN"
BOB = "U0BOB"
HERE = Place("slack", "T0QUAY", CHANNEL)
HELLO = Reply(text="The lock gates open at six.")
BYE = Reply(text="The lock gates close at nine.")
LINK = "https://quay.example/ferries?from=north&to=south"
BUTTONS = (Action.SHORTER, Action.LONGER, Action.SHARE, Action.DELETE)
HOSTILE = (
    "Ring <!channel> and <@U0ANN>, *now* or _later_, ~not~ `rm -rf`: see <https://evil.example/|the bank> "
    "& &lt;!here&gt; <!subteam^S0ALL> @here #general :tada: > quoted \\ **done** [x](https://evil.example/)."
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[SlackServer]:
    async with SlackServer(clock=clock, shortcuts=("summarise",)) as server:
        own = server.workspace
        own.person("ann")
        own.person("bob")
        own.other_bot("newsbot")
        own.users["p7"] = User("p7", "seven")
        own.add_channel("general", ANN, BOB, "U0NEWSBOT", "p7")
        yield server
        assert server.line.faults == []
        assert server.pings == []
        assert server.unfurls == []


def access(slack: SlackServer) -> SlackAccess:
    return SlackAccess(slack.workspace.bot_token, slack.workspace.app_token, api_base_url=slack.base_url)


@pytest.fixture
async def poster(slack: SlackServer, clock: Clock) -> AsyncIterator[SlackPoster]:
    async with SlackPoster(access(slack), clock) as one:
        yield one


@pytest.fixture
def place() -> Place:
    return HERE


class TestSlackPoster(PosterContract):
    pass


def article(sentences: Iterable[str], **changes: Any) -> Reply:
    passages = tuple(Passage(one, 0, len(one)) for one in sentences)
    section = Section(
        label="quay.example",
        headline="Ferries run again",
        link=LINK,
        byline=("Ann Lee",),
        site="The Quay",
        published="2026-02-28",
        language="en",
        words=900,
        passages=passages,
    )
    return Reply((replace(section, **changes),), actions=BUTTONS)


def many(count: int, word: str = "ferry") -> list[str]:
    return [
        f"Sentence {number} tells of the {word} and of {'the quay and ' * 9}the sea."
        for number in range(count)
    ]


def outside(slack: SlackServer) -> None:
    """The bot is in no channel and may post in none of them."""
    slack.workspace.scopes -= {"chat:write.public"}
    slack.workspace.channels[CHANNEL].members -= {slack.workspace.bot_user}


@asynccontextmanager
async def heard(slack: SlackServer) -> AsyncIterator[list[Incoming]]:
    """What the gateway makes of what happens."""
    taken: list[Incoming] = []

    async def accept(incoming: Incoming) -> Receipt:
        taken.append(incoming)
        return Receipt(private=True)

    gateway = SlackGateway(access(slack), Vocabulary((), "Summarise"), slack.clock)
    task = asyncio.create_task(gateway.run(accept))
    async with asyncio.timeout(5):
        await gateway.started.wait()
    yield taken
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def commanded(slack: SlackServer) -> Place:
    """The place of a command, with its ticket."""
    async with heard(slack) as taken:
        await (await slack.command(ANN, CHANNEL, "/tldr", LINK)).done()
        (ask,) = taken
    return ask.place


async def pressed(
    slack: SlackServer, user: str, message: Message, action: str = "nutgraf:shorter"
) -> Pressed:
    async with heard(slack) as taken:
        await (await slack.press(user, message, action)).done()
    press = taken[-1]
    assert isinstance(press, Pressed)
    return press


async def announced(slack: SlackServer, file: StoredFile) -> tuple[File, ...]:
    """A shared file as the gateway announces it, if it does."""
    async with heard(slack) as taken:
        await (await slack.say(ANN, ANN, "", files=(file,))).done()
    (ask,) = taken
    assert isinstance(ask, Ask)
    assert ask.message is not None
    return ask.message.files


def labels(message: Message) -> list[str]:
    return [line for line in message.shown.splitlines() if line.startswith("[")]


# ---- what stands there ----


async def test_an_answer_shows_the_storys_own_words(slack: SlackServer, poster: SlackPoster) -> None:
    sentence = "The first ferry left at six, “full to the rails”."
    said = Quotation((Passage("We waited all winter", 0, 20),), "Bo Ek", "harbour master")
    reply = article([sentence], quotations=(said,), notes=("Part of the page could not be read.",))
    posted = await poster.post(HERE, reply, "17")
    (message,) = slack.channel(CHANNEL)
    assert message.ts == posted.id
    for words in (
        "Ferries run again",
        sentence,
        "We waited all winter",
        "Bo Ek",
        "harbour master",
        "Ann Lee",
    ):
        assert words in message.shown
    assert "Part of the page could not be read." in message.shown
    assert labels(message) == ["[Shorter]", "[Longer]", "[Share in channel]", "[Delete]"]
    assert "Ferries run again" in message.text


async def test_words_that_look_like_markup_are_shown_as_they_are(
    slack: SlackServer, poster: SlackPoster
) -> None:
    said = Quotation((Passage(HOSTILE, 0, len(HOSTILE)),), HOSTILE, HOSTILE)
    reply = article([HOSTILE], headline=HOSTILE, byline=(HOSTILE,), site=HOSTILE, quotations=(said,))
    posted = await poster.post(HERE, reply, "17")
    await poster.edit(posted, replace(reply, form=Form.HEADLINE), "17")
    await poster.edit(posted, reply, "17")
    await poster.post(replace(HERE, private=Private(ANN)), reply, "18")
    assert slack.own(CHANNEL)[0].shown.count(HOSTILE) >= 5
    assert slack.ephemerals(ANN)[0].shown.count(HOSTILE) >= 5
    assert (slack.pings, slack.unfurls) == ([], [])


async def test_a_sentence_of_ours_about_hostile_words_is_harmless(
    slack: SlackServer, poster: SlackPoster
) -> None:
    await poster.post(HERE, Reply(text=f"I can't read that.\n• `{LINK}`\n{HOSTILE}"), "17")
    shown = slack.channel(CHANNEL)[0].shown
    assert "I can't read that." in shown
    assert "<!channel>" in shown
    assert (slack.pings, slack.unfurls) == ([], [])


async def test_a_problem_stands_alone(slack: SlackServer, poster: SlackPoster) -> None:
    await poster.post(HERE, Reply((Section("quay.example", problem="There is no page there."),)), "17")
    assert "There is no page there." in slack.channel(CHANNEL)[0].shown


async def test_a_headline_carries_its_thread(slack: SlackServer, poster: SlackPoster) -> None:
    reply = article(["The first ferry left at six."])
    head = await poster.post(HERE, replace(reply, form=Form.HEADLINE, actions=()), "17/headline")
    answer = await poster.post(HERE.in_thread(head.id), reply, "17")
    top, under = slack.thread(CHANNEL, head.id)
    assert "Ferries run again" in top.shown
    assert "The first ferry" not in top.shown
    assert "The first ferry left at six." in under.shown
    assert (under.ts, under.thread_ts) == (answer.id, head.id)


async def test_no_link_and_an_unsound_link_are_no_obstacle(slack: SlackServer, poster: SlackPoster) -> None:
    for number, link in enumerate(
        (None, "javascript:alert(1)", f"https://quay.example/{'a' * 4_000}", "ftp://x/")
    ):
        passage = Passage("The first ferry left at six.", 0, 27, link=link)
        await poster.post(HERE, article([], link=link, passages=(passage,)), str(number))
    assert [message.shown.count("The first ferry left at six.") for message in slack.channel(CHANNEL)] == [
        1
    ] * 4


async def test_a_very_long_headline_and_name_are_no_obstacle(slack: SlackServer, poster: SlackPoster) -> None:
    quote = Quotation((Passage("We waited", 0, 9),), "Bo " * 2_000, "master " * 2_000)
    await poster.post(
        HERE, article(["The ferry left."], headline="Ferry " * 2_000, quotations=(quote,)), "17"
    )
    assert "The ferry left." in "\n".join(message.shown for message in slack.channel(CHANNEL))


async def test_a_direct_message_is_answered_there(slack: SlackServer, poster: SlackPoster) -> None:
    said = await slack.say(ANN, ANN, "hello")
    await poster.post(Place("slack", "T0QUAY", "D0ANN", thread=said.ts), HELLO, "17")
    assert [message.shown for message in slack.thread("D0ANN", said.ts)][1:] == [HELLO.text]


# ---- long replies ----


def standing(slack: SlackServer, posted: Posted) -> list[Message]:
    messages = slack.workspace.channels[CHANNEL].messages
    return [messages[ts] for ts in (posted.id, *posted.more)]


def in_order(words: str, sentences: list[str]) -> bool:
    places = [words.find(sentence) for sentence in sentences]
    return -1 not in places and places == sorted(places)


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
    assert await poster.find(HERE, "17", START) == posted
    await poster.delete(posted)
    assert slack.own(CHANNEL) == []


async def test_a_long_private_answer_is_shown_whole(slack: SlackServer, poster: SlackPoster) -> None:
    place = await commanded(slack)
    await poster.post(replace(place, private=Private(ANN)), article(many(120)), "17")
    shown = "\n".join(message.shown for message in slack.ephemerals(ANN))
    assert in_order(shown, many(120))


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
            assert await poster.find(HERE, "17", START) is None
            posted = await poster.post(HERE, reply, "17")
    if restarted:
        async with SlackPoster(access(slack), clock) as poster:
            assert await poster.find(HERE, "17", START) is None
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


# ---- found again ----


async def test_a_reply_is_found_in_its_thread(slack: SlackServer, poster: SlackPoster) -> None:
    root = await slack.say(CHANNEL, ANN, "hello")
    place = HERE.in_thread(root.ts)
    posted = await poster.post(place, HELLO, "17")
    assert await poster.find(place, "17", START) == posted
    assert await poster.find(place, "17/shared", START) is None


async def test_what_was_posted_before_the_intent_is_another(poster: SlackPoster, clock: Clock) -> None:
    await poster.post(HERE, HELLO, "17")
    clock.now += timedelta(hours=1)
    assert await poster.find(HERE, "17", clock.now) is None


async def test_a_key_in_anothers_message_is_not_ours(slack: SlackServer, poster: SlackPoster) -> None:
    posted = await poster.post(HERE, HELLO, "17")
    ours = slack.workspace.channels[CHANNEL].messages.pop(posted.id)
    forged = replace(ours, user="U0NEWSBOT", bot_id="B0NEWSBOT", app_id="A0NEWSBOT")
    slack.workspace.channels[CHANNEL].messages[forged.ts] = forged
    assert await poster.find(HERE, "17", START) is None


async def test_a_reply_is_found_behind_many_messages(slack: SlackServer, poster: SlackPoster) -> None:
    root = await slack.say(CHANNEL, ANN, "hello")
    posted = await poster.post(HERE.in_thread(root.ts), HELLO, "17")
    slack.workspace.subscriptions.clear()
    for number in range(1_200):
        await slack.say(CHANNEL, BOB, str(number), thread_ts=root.ts)
    assert await poster.find(HERE.in_thread(root.ts), "17", START) == posted


@pytest.mark.parametrize("lacking", ["scope", "membership", "privacy"])
async def test_where_slack_can_not_be_asked_the_outcome_is_unknown(
    slack: SlackServer, poster: SlackPoster, lacking: str
) -> None:
    place = HERE
    match lacking:
        case "scope":
            slack.workspace.scopes = set(LEAST_SCOPES)
        case "membership":
            outside(slack)
        case _:
            place = replace(HERE, private=Private(ANN))
    assert await poster.find(place, "17", START) is Unknown.UNKNOWN


async def test_a_post_whose_answer_got_lost_is_uncertain_and_stands_there_once(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.fail_next("chat.postMessage", "lost answer")
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE, HELLO, "17")
    assert not caught.value.certain
    assert len(slack.own(CHANNEL)) == 1
    assert await poster.find(HERE, "17", START) == Posted(HERE, slack.own(CHANNEL)[0].ts)


@pytest.mark.parametrize("failure", ["error", "lost request"])
async def test_a_post_that_broke_on_slacks_side_is_uncertain_and_not_repeated(
    slack: SlackServer, poster: SlackPoster, failure: Any
) -> None:
    slack.fail_next("chat.postMessage", failure)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE, HELLO, "17")
    assert (caught.value.certain, caught.value.barred) == (False, False)
    assert slack.methods().count("chat.postMessage") == 1


async def test_a_private_post_whose_answer_got_lost_is_uncertain_and_stands_there_once(
    slack: SlackServer, poster: SlackPoster
) -> None:
    place = await commanded(slack)
    slack.fail_next("response_url", "lost answer")
    with pytest.raises(NotDelivered) as caught:
        await poster.post(replace(place, private=Private(ANN)), HELLO, "17")
    assert not caught.value.certain
    assert len(slack.ephemerals(ANN)) == 1


# ---- what Slack does not take ----


async def test_a_limit_is_passed_on_at_once(slack: SlackServer, poster: SlackPoster) -> None:
    slack.limit_next("chat.postMessage", retry_after=7)
    began = time.monotonic()
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE, HELLO, "17")
    assert (caught.value.retry_after, caught.value.certain, caught.value.barred) == (7, True, False)
    assert time.monotonic() - began < 2
    assert slack.own(CHANNEL) == []


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_a_limit_on_a_change_is_passed_on(slack: SlackServer, poster: SlackPoster, method: str) -> None:
    posted = await poster.post(HERE, HELLO, "17")
    slack.limit_next(method, retry_after=7)
    with pytest.raises(NotDelivered) as caught:
        await (poster.edit(posted, BYE, "17") if method == "chat.update" else poster.delete(posted))
    assert caught.value.retry_after == 7


async def test_a_limit_on_a_ticket_is_passed_on(slack: SlackServer, poster: SlackPoster) -> None:
    place = await commanded(slack)
    slack.limit_next("response_url", retry_after=7)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(replace(place, private=Private(ANN)), HELLO, "17")
    assert (caught.value.retry_after, caught.value.certain) == (7, True)


async def test_where_the_bot_may_not_post_it_is_barred(slack: SlackServer, poster: SlackPoster) -> None:
    outside(slack)
    for place in (HERE, replace(HERE, channel="C0NOWHERE")):
        with pytest.raises(NotDelivered) as caught:
            await poster.post(place, HELLO, "17")
        assert (caught.value.barred, caught.value.certain) == (True, True)


async def test_a_missing_right_to_write_is_barred(slack: SlackServer, poster: SlackPoster) -> None:
    slack.workspace.scopes -= {"chat:write"}
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE, HELLO, "17")
    assert caught.value.barred


async def test_a_thread_that_is_gone_is_no_bar(poster: SlackPoster) -> None:
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE.in_thread("1.000001"), HELLO, "17")
    assert (caught.value.barred, caught.value.certain) == (False, True)


async def test_a_cause_names_the_code_and_no_secret(slack: SlackServer, poster: SlackPoster) -> None:
    place = await commanded(slack)
    slack.workspace.channels[CHANNEL].archived = True
    for where in (HERE, replace(place, private=Private(ANN))):
        with pytest.raises(NotDelivered) as caught:
            await poster.post(where, HELLO, "17")
        assert "archived" in str(caught.value)
        assert not any(secret in str(caught.value) for secret in ("xoxb", "http", "secret0", "lock gates"))


# ---- tickets ----


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
    assert await poster.find(place, "17", START) == posted


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
    assert await poster.find(HERE, "17", START) is not None


async def test_without_a_ticket_a_private_answer_stands_in_the_channel_for_one_person(
    slack: SlackServer, poster: SlackPoster
) -> None:
    await poster.post(replace(HERE, private=Private(ANN)), HELLO, "17")
    assert [message.shown for message in slack.ephemerals(ANN)] == [HELLO.text]
    assert slack.channel(CHANNEL) == []


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


async def test_a_bots_message_is_read_as_one(slack: SlackServer, poster: SlackPoster) -> None:
    said = await slack.say(CHANNEL, "U0NEWSBOT", "news")
    assert (await poster.message(HERE, said.ts)).bot


async def test_the_message_before_is_not_taken_for_one_that_is_gone(
    slack: SlackServer, poster: SlackPoster
) -> None:
    said = await slack.say(CHANNEL, BOB, "before")
    with pytest.raises(Refused) as caught:
        await poster.message(HERE, f"{float(said.ts) + 1:.6f}")
    assert caught.value.reason is Reason.NOT_FOUND


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
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    elsewhere = f"http://localhost:{runner.addresses[0][1]}/files-pri/T0QUAY-F1/tide.txt"
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


# ---- with the fewest rights ----


async def test_the_fewest_rights_are_enough_to_answer_change_and_delete(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.workspace.scopes = set(LEAST_SCOPES)
    root = await slack.say(CHANNEL, ANN, "hello")
    place = HERE.in_thread(root.ts)
    await poster.busy(place, "17")
    posted = await poster.post(place, HELLO, "17")
    await poster.edit(posted, BYE, "17")
    assert [message.shown for message in slack.own(CHANNEL)] == [BYE.text]
    await poster.delete(posted)
    assert slack.own(CHANNEL) == []
    assert await poster.may(Person(ANN), Action.DELETE, HERE) is False


async def test_busy_shows_nothing_in_the_way_and_survives_a_broken_slack(
    slack: SlackServer, poster: SlackPoster
) -> None:
    root = await slack.say(CHANNEL, ANN, "hello")
    await poster.busy(HERE.in_thread(root.ts), "17")
    assert slack.own(CHANNEL) == []
    await slack.__aexit__(None, None, None)
    await poster.busy(HERE.in_thread(root.ts), "17")


async def test_a_long_answer_that_goes_by_the_ticket_comes_in_order(
    slack: SlackServer, poster: SlackPoster
) -> None:
    outside(slack)
    await poster.post(await commanded(slack), article(many(60)), "17")
    messages = slack.channel(CHANNEL)
    assert len(messages) > 1
    assert in_order("\n".join(message.shown for message in messages), many(60))


async def test_a_ticket_that_is_used_up_is_said(slack: SlackServer, poster: SlackPoster) -> None:
    outside(slack)
    place = replace(await commanded(slack), private=Private(ANN))
    for number in range(5):
        await poster.post(place, HELLO, str(number))
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place, HELLO, "5")
    assert (caught.value.certain, caught.value.retry_after) == (True, None)
    assert len(slack.ephemerals(ANN)) == 5
