"""People in Slack: what they are called, and what reaches one of them by a direct message."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.base import NotDelivered, Person, Place, Private, Unknown
from adapters.slack.names import name_of
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
    in_order,
    many,
    outside,
    pressed,
)
from tests.slack_server import START, Clock, SlackServer

DIRECT = replace(HERE, private=Private(ANN, direct=True))
THERE = Place("slack", "T0QUAY", "D0ANN")


def calls(slack: SlackServer, method: str) -> int:
    return slack.methods().count(method)


# ---- names ----


async def test_a_name_that_is_known_is_not_asked_for(slack: SlackServer, poster: SlackPoster) -> None:
    assert await poster.name(Person(ANN, "Ann of the quay"), HERE) == "Ann of the quay"
    assert slack.methods() == []


@pytest.mark.parametrize(("themself", "name"), [("annie ⚓", "annie ⚓"), ("", "Ann"), ("  ", "Ann")])
async def test_people_are_called_as_they_call_themselves_or_by_their_real_name(
    slack: SlackServer, poster: SlackPoster, themself: str, name: str
) -> None:
    slack.workspace.users[ANN].calls_themself = themself
    assert await poster.name(Person(ANN), HERE) == name


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ({"name": "ann", "real_name": "Ann Lee", "profile": {"display_name": "annie"}}, "annie"),
        ({"name": "ann", "real_name": "Ann Lee", "profile": {"display_name": "", "real_name": "Ann"}}, "Ann"),
        ({"name": "ann", "real_name": "Ann Lee", "profile": {}}, "Ann Lee"),
        ({"name": "ann"}, "ann"),
        ({"profile": ["odd"]}, ""),
        ("odd", ""),
        (None, ""),
    ],
)
def test_of_what_slack_tells_the_first_name_there_is_counts(user: object, name: str) -> None:
    assert name_of(user) == name


async def test_without_the_right_to_know_people_there_is_no_name(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.workspace.scopes -= {"users:read"}
    assert await poster.name(Person(ANN), HERE) == ""


async def test_somebody_whom_slack_does_not_know_has_no_name(poster: SlackPoster) -> None:
    assert await poster.name(Person("U0GHOST"), HERE) == ""


async def test_a_name_is_remembered_for_an_hour(
    slack: SlackServer, poster: SlackPoster, clock: Clock
) -> None:
    assert await poster.name(Person(ANN), HERE) == "ann"
    slack.workspace.users[ANN].calls_themself = "annie"
    clock.now += timedelta(minutes=59)
    assert await poster.name(Person(ANN), HERE) == "ann"
    assert calls(slack, "users.info") == 1
    clock.now += timedelta(minutes=1)
    assert await poster.name(Person(ANN), HERE) == "annie"


async def test_that_no_name_was_told_is_remembered_for_five_minutes(
    slack: SlackServer, poster: SlackPoster, clock: Clock
) -> None:
    slack.workspace.scopes -= {"users:read"}
    assert await poster.name(Person(ANN), HERE) == ""
    slack.workspace.scopes |= {"users:read"}
    clock.now += timedelta(minutes=4)
    assert await poster.name(Person(ANN), HERE) == ""
    assert calls(slack, "users.info") == 1
    assert await poster.name(Person(BOB), HERE) == "bob"
    clock.now += timedelta(minutes=1)
    assert await poster.name(Person(ANN), HERE) == "ann"


async def test_a_slack_in_trouble_tells_no_name_and_nobody_waits_for_it(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.limit_next("users.info", retry_after=3_600)
    assert await poster.name(Person(ANN), HERE) == ""
    slack.fail_next("users.info", "error")
    assert await poster.name(Person(BOB), HERE) == ""
    slack.fail_next("users.info", "lost request", times=2)  # what only reads is asked again by the client
    assert await poster.name(Person("p7"), HERE) == ""


# ---- direct messages ----


@pytest.mark.parametrize("thread", [None, "1772441000.000100"])
async def test_what_has_to_reach_a_person_goes_as_a_direct_message(
    slack: SlackServer, poster: SlackPoster, thread: str | None
) -> None:
    outside(slack)
    slack.workspace.scopes.intersection_update({"chat:write"})
    posted = await poster.post(replace(DIRECT, thread=thread), HELLO, "17")
    assert posted.place == THERE
    (message,) = slack.channel("D0ANN")
    assert (message.ts, message.shown, message.thread_ts) == (posted.id, HELLO.text, None)
    assert (slack.ephemerals(ANN), slack.channel(CHANNEL)) == ([], [])


async def test_what_need_not_reach_them_there_stays_where_they_asked(
    slack: SlackServer, poster: SlackPoster
) -> None:
    await poster.post(replace(HERE, private=Private(ANN)), HELLO, "17")
    assert [message.shown for message in slack.ephemerals(ANN)] == [HELLO.text]
    assert "D0ANN" not in slack.workspace.channels


async def test_a_ticket_that_is_good_is_used_before_a_direct_message(
    slack: SlackServer, poster: SlackPoster, clock: Clock
) -> None:
    place = replace(await commanded(slack), private=Private(ANN, direct=True))
    await poster.post(place, HELLO, "17")
    assert [message.shown for message in slack.ephemerals(ANN)] == [HELLO.text]
    clock.now += timedelta(minutes=30)
    await poster.post(place, BYE, "18")
    assert [message.shown for message in slack.channel("D0ANN")] == [BYE.text]
    assert len(slack.ephemerals(ANN)) == 1


async def test_a_direct_message_is_changed_and_deleted_like_any_other(
    slack: SlackServer, poster: SlackPoster
) -> None:
    posted = await poster.post(DIRECT, article(["The ferry left."]), "17")
    changed = await poster.edit(posted, article(["It left late."]), "17")
    (message,) = slack.channel("D0ANN")
    assert "It left late." in message.shown
    press = await pressed(slack, ANN, message)
    assert (press.reply, press.posted.id, press.place.private) == ("17", posted.id, None)
    await poster.delete(changed)
    assert slack.channel("D0ANN") == []


async def test_a_long_direct_message_that_broke_off_is_finished_and_stands_there_once(
    slack: SlackServer, poster: SlackPoster
) -> None:
    slack.fail_next("chat.postMessage", "lost request", after=1)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(DIRECT, article(many(200)), "17")
    assert caught.value.begun
    posted = await poster.post(DIRECT, article(many(200)), "17")
    messages = slack.channel("D0ANN")
    assert [message.ts for message in messages] == [posted.id, *posted.more]
    assert posted.place == THERE
    assert in_order("\n".join(message.shown for message in messages), many(200))


@pytest.mark.parametrize("person", ["U0GHOST", "U0NEWSBOT"])
async def test_nobody_who_can_not_be_written_to_is(
    slack: SlackServer, poster: SlackPoster, person: str
) -> None:
    with pytest.raises(NotDelivered) as caught:
        await poster.post(replace(HERE, private=Private(person, direct=True)), HELLO, "17")
    assert (caught.value.certain, caught.value.barred) == (True, True)


async def test_whether_a_direct_message_was_posted_is_not_known_afterwards(poster: SlackPoster) -> None:
    await poster.post(DIRECT, HELLO, "17")
    assert await poster.find(DIRECT, "17", START, HELLO) is Unknown.UNKNOWN
