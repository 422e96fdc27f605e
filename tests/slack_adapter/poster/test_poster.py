"""Slack's way out: what is posted, changed and found on a strict stand-in for Slack.

The client is Slack's own; the stand-in is tests/slack_server.
"""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from adapters.base import (
    Action,
    Form,
    NotDelivered,
    Passage,
    Person,
    Place,
    Posted,
    Private,
    Quotation,
    Reply,
    Section,
    Unknown,
)
from adapters.slack.poster import SlackPoster
from tests.contracts.poster import PosterContract
from tests.slack_adapter.posting import (
    ANN,
    BOB,
    BYE,
    CHANNEL,
    HELLO,
    HERE,
    HOSTILE,
    LINK,
    article,
    commanded,
    labels,
    outside,
)
from tests.slack_server import LEAST_SCOPES, START, Clock, SlackServer


@pytest.fixture
def place() -> Place:
    return HERE


class TestSlackPoster(PosterContract):
    pass


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


# ---- found again ----


async def test_a_reply_is_found_in_its_thread(slack: SlackServer, poster: SlackPoster) -> None:
    root = await slack.say(CHANNEL, ANN, "hello")
    place = HERE.in_thread(root.ts)
    posted = await poster.post(place, HELLO, "17")
    assert await poster.find(place, "17", START, HELLO) == posted
    assert await poster.find(place, "17/shared", START, HELLO) is None


async def test_what_was_posted_before_the_intent_is_another(poster: SlackPoster, clock: Clock) -> None:
    await poster.post(HERE, HELLO, "17")
    clock.now += timedelta(hours=1)
    assert await poster.find(HERE, "17", clock.now, HELLO) is None


async def test_a_key_in_anothers_message_is_not_ours(slack: SlackServer, poster: SlackPoster) -> None:
    posted = await poster.post(HERE, HELLO, "17")
    ours = slack.workspace.channels[CHANNEL].messages.pop(posted.id)
    forged = replace(ours, user="U0NEWSBOT", bot_id="B0NEWSBOT", app_id="A0NEWSBOT")
    slack.workspace.channels[CHANNEL].messages[forged.ts] = forged
    assert await poster.find(HERE, "17", START, HELLO) is None


async def test_a_reply_is_found_behind_many_messages(slack: SlackServer, poster: SlackPoster) -> None:
    root = await slack.say(CHANNEL, ANN, "hello")
    posted = await poster.post(HERE.in_thread(root.ts), HELLO, "17")
    slack.workspace.subscriptions.clear()
    for number in range(1_200):
        await slack.say(CHANNEL, BOB, str(number), thread_ts=root.ts)
    assert await poster.find(HERE.in_thread(root.ts), "17", START, HELLO) == posted


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
    assert await poster.find(place, "17", START, HELLO) is Unknown.UNKNOWN


async def test_a_post_whose_answer_got_lost_is_uncertain_and_stands_there_once(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.fail_next("chat.postMessage", "lost answer")
    with pytest.raises(NotDelivered) as caught:
        await poster.post(HERE, HELLO, "17")
    assert not caught.value.certain
    assert len(slack.own(CHANNEL)) == 1
    assert await poster.find(HERE, "17", START, HELLO) == Posted(HERE, slack.own(CHANNEL)[0].ts)


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
