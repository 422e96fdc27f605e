"""Digests on a strict stand-in for Slack: what is posted, and whether it is one message."""

from __future__ import annotations

import pytest

from adapters.base import Action, Form, Passage, Reply, Section, Sharing
from adapters.slack.poster import SlackPoster
from tests.slack_adapter.posting import CHANNEL, HELLO, HERE, HOSTILE, LINK, in_order, standing
from tests.slack_server import START, SlackServer

MESSAGE = "https://quay.slack.com/archives/C0GENERAL/p1772442000000100"


def entry(number: int) -> Section:
    said = f"Sentence {number} tells of the ferry and of {'the quay and ' * 20}the sea."
    return Section(
        "quay.example",
        f"Headline {number}: {HOSTILE}",
        LINK,
        site=HOSTILE,
        passages=(Passage(said, 0, len(said)),),
        shared=(Sharing(HOSTILE, MESSAGE), Sharing("@here", MESSAGE)),
    )


def digest(count: int, *actions: Action) -> Reply:
    return Reply(
        tuple(map(entry, range(count))),
        actions=actions,
        form=Form.DIGEST,
        title=f"News for <!channel> {HOSTILE}",
        notes=("That is all.",),
    )


async def test_a_digest_of_forty_entries_stands_there_whole_and_calls_nobody(
    slack: SlackServer, poster: SlackPoster
) -> None:
    posted = await poster.post(HERE, digest(40, Action.DELETE), "17")
    messages = standing(slack, posted)
    assert len(messages) > 1
    assert slack.channel(CHANNEL) == messages
    said = "\n".join(message.shown for message in messages)
    assert in_order(said, [f"Headline {number}: {HOSTILE}" for number in range(40)])
    assert said.count("News for <!channel>") == 1
    assert (slack.pings, slack.unfurls) == ([], [])
    assert await poster.find(HERE, "17", START, digest(40, Action.DELETE)) == posted


@pytest.mark.parametrize("actions", [(), tuple(Action)], ids=["bare", "buttons"])
async def test_what_fits_is_what_is_posted_as_one_message(
    slack: SlackServer, poster: SlackPoster, actions: tuple[Action, ...]
) -> None:
    slack.burst = 100
    answers = []
    for count in range(1, 20):
        reply = digest(count, *actions)
        posted = await poster.post(HERE, reply, f"{count}")
        assert poster.fits(reply) is (posted.more == ())
        answers.append(poster.fits(reply))
    assert sorted(answers, reverse=True) == answers
    assert set(answers) == {True, False}


async def test_whether_a_reply_fits_is_told_without_asking_slack(
    slack: SlackServer, poster: SlackPoster
) -> None:
    assert poster.fits(HELLO)
    assert slack.methods() == []
