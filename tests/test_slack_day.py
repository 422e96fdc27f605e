"""A day in a Slack channel: requests of every kind, half of them delivered twice, a dropped connection and
a restart in the middle. What stands there in the evening is exactly what should."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters import locale
from adapters.base import Reason
from bot.settings import Settings
from tests import articles
from tests.running import running, told, until
from tests.slack_server.delivery import Delivery
from tests.slack_server.server import Said, SlackServer
from tests.slack_server.workspace import Message
from tests.web_server import Answer, WebServer

FIRST, LAST = articles.PARAGRAPHS[0], articles.PARAGRAPHS[-1]
SENTENCES = (
    "The town of Orford will close its swing bridge",
    "Engineers found cracks",
    "The bridge, which opened",
)


def is_answer(message: Message) -> bool:
    return articles.HEADLINE in message.shown and any(one in message.shown for one in SENTENCES)


@dataclass
class Team:
    slack: SlackServer
    site: WebServer
    settings: Settings
    ann: str
    ben: str
    general: str

    @property
    def link(self) -> str:
        return f"http://{self.site.authority}/bridge"

    @property
    def encoded(self) -> str:
        return f"<{self.link}>"

    @property
    def mention(self) -> str:
        return f"<@{self.slack.workspace.bot_user}>"

    def answers(self, ts: str, channel: str | None = None) -> list[Message]:
        """The app's own messages in a thread."""
        thread = self.slack.thread(channel or self.general, ts)
        return [one for one in thread if one.bot_id == self.slack.workspace.bot_id]

    def headlines(self) -> list[Message]:
        """The app's own messages in the channel itself."""
        own = self.slack.own(self.general)
        return [one for one in self.slack.channel(self.general) if one in own]

    async def all_answered(self, wanted: list[tuple[str, str]]) -> None:
        await until(lambda: all(self.answers(ts, channel) for channel, ts in wanted))

    async def answered(self, said: Said, channel: str | None = None) -> Message:
        await until(lambda: self.answers(said.ts, channel))
        return self.answers(said.ts, channel)[0]

    async def told_alone(self, person: str, before: int) -> Message:
        await until(lambda: len(self.slack.ephemerals(person)) > before)
        return self.slack.ephemerals(person)[-1]


@pytest.fixture
async def team() -> AsyncIterator[Team]:
    site = WebServer({"/bridge": Answer(articles.page().encode()), "/gone": Answer(status=404)})
    async with SlackServer(shortcuts=("summarise",)) as slack, site:
        ann, ben = slack.workspace.person("ann"), slack.workspace.person("ben")
        general = slack.workspace.add_channel("general", ann, ben)
        settings = told(
            fetch_allow=(site.authority,),
            SLACK_BOT_TOKEN=slack.workspace.bot_token,
            SLACK_APP_TOKEN=slack.workspace.app_token,
            SLACK_API_BASE_URL=slack.base_url,
        )
        yield Team(slack, site, settings, ann, ben, general)
        assert slack.pings == []
        assert slack.unfurls == []
        assert slack.line.missed_deadlines == []
        assert slack.line.faults == []


async def twice(delivered: Delivery | Said | None) -> None:
    """Acknowledged, and delivered once more as Slack sometimes does."""
    assert delivered is not None
    for delivery in delivered.deliveries if isinstance(delivered, Said) else (delivered,):
        await delivery.done()
        await delivery.again()


async def test_a_day_in_a_channel(team: Team, tmp_path: Path) -> None:
    slack, general, ann, ben = team.slack, team.general, team.ann, team.ben
    database = tmp_path / "day.db"
    rss = slack.workspace.other_bot("rss")
    slack.workspace.channels[general].members.add(rss)
    direct = slack.workspace.direct(ann).id
    one_answer: list[tuple[str, str]] = []  # channel and root of what is to have one whole answer

    async with running(database, team.settings, slack.clock):
        await until(lambda: slack.line.sockets)
        slack.limit_next("chat.postMessage", retry_after=1, times=2)
        # 1, 2: a mention with a link, and with a text
        by_link = await slack.say(general, ann, f"{team.mention} {team.encoded}")
        by_text = await slack.say(general, ben, f"{team.mention} {articles.TEXT}")
        await twice(by_link)
        await twice(by_text)
        # 3: with a file
        file = slack.workspace.add_file("bridge.html", articles.page().encode(), "text/html", user=ann)
        by_file = await slack.say(general, ann, team.mention, files=(file,), subtype="file_share")
        # 4: under a message that has a link
        root = await slack.say(general, ben, f"have you read {team.encoded}?")
        under = await slack.say(general, ann, f"{team.mention} please", thread_ts=root.ts)
        await twice(under)
        # 5, 6: directly
        await slack.say(ann, ann, team.encoded)
        await twice(await slack.say(ann, ann, "help"))
        # 7: a bot's link is nobody's question
        by_bot = await slack.say(general, rss, f"{team.mention} new: {team.encoded}")
        # 8, 9: the command, to the asker alone, with a link and with a text
        await twice(await slack.command(ann, general, "/tldr", team.link))
        alone = await team.told_alone(ann, 0)
        await twice(await slack.command(ann, general, "/tldr", articles.TEXT))
        await team.told_alone(ann, 1)
        one_answer += [(general, said.ts) for said in (by_link, by_text, by_file, root)]
        await team.all_answered(one_answer)

        await slack.line.drop()

        # 10: a link that is not there is told in the thread
        missing = await slack.say(general, ben, f"{team.mention} <http://{team.site.authority}/gone>")
        # 11, 12: the message's menu, outside a thread and inside one
        target = await slack.say(general, ben, f"a good one: {team.encoded}")
        await twice(await slack.shortcut(ann, general, target.ts, "summarise"))
        small = await slack.say(general, ben, "what of the bridge?")
        inside = await slack.say(general, ben, team.encoded, thread_ts=small.ts)
        await twice(await slack.shortcut(ann, general, inside.ts, "summarise"))
        one_answer += [(general, target.ts), (general, small.ts)]
        # 13: the emoji, of two people
        liked = await slack.say(general, ben, team.encoded)
        for person in (ann, ben):
            await twice(await slack.react(person, general, liked.ts, "newspaper"))
        other = await slack.react(ben, general, by_bot.ts, "thumbsup")
        assert other is not None
        one_answer.append((general, liked.ts))
        # what was just asked stands recorded when the program stops, answered or not

    async with running(database, team.settings, slack.clock):
        await until(lambda: slack.line.sockets)
        # 14, 15: a link that nobody asked about, before and after the channel turned that on
        quiet = await slack.say(general, ben, f"by the way {team.encoded}")
        await quiet.done()
        count = len(slack.ephemerals(ben))
        await twice(await slack.command(ben, general, "/nutgraf", "auto on"))
        turned_on = await team.told_alone(ben, count)
        unasked = await slack.say(general, ben, f"and again {team.encoded}")
        await twice(unasked)
        await twice(await slack.command(ben, general, "/nutgraf", "auto off"))
        one_answer.append((general, unasked.ts))
        # 16: for everybody
        await twice(await slack.command(ben, general, "/tldr", f"here {team.link}"))
        # 17, 18, 19: what can be done with an answer
        by_press = await team.answered(by_link)
        before = by_press.shown
        await twice(await slack.press(ben, by_press, "nutgraf:longer"))
        await until(lambda: len(by_press.shown) > len(before))
        await twice(await slack.press(ann, alone, "nutgraf:share"))
        doomed = await team.answered(by_file)
        await twice(await slack.press(ann, doomed, "nutgraf:delete"))
        await until(lambda: not team.answers(by_file.ts))
        one_answer.remove((general, by_file.ts))
        # 20: what is no question
        talk = await slack.say(general, ann, "good night")
        await talk.done()
        await team.all_answered(one_answer)
        await until(lambda: len(team.headlines()) == 2)
        await until(lambda: all(team.answers(one.ts)[1:] for one in team.headlines()))

    for channel, ts in one_answer:
        (answer,) = team.answers(ts, channel)
        assert is_answer(answer)
    for headline in team.headlines():  # `here` and Share: headline and link, the answer in its thread
        assert articles.HEADLINE in headline.shown
        (answer,) = [one for one in team.answers(headline.ts) if one is not headline]
        assert is_answer(answer)
    (told_missing,) = team.answers(missing.ts)
    host = team.site.authority.split(":")[0]
    assert locale.problem(Reason.NOT_FOUND, host) in told_missing.shown
    in_direct = slack.own(direct)
    assert sorted(is_answer(one) for one in in_direct) == [False, True]
    assert [one.thread_ts for one in in_direct] == [None, None]
    for said in (by_bot, quiet, talk):
        assert team.answers(said.ts) == []
    assert "/nutgraf auto off" in turned_on.shown
    shown_alone = [one for one in slack.ephemerals(ann) if is_answer(one)]
    assert len(shown_alone) == 2
    assert len(slack.ephemerals(ben)) == 2  # auto on, auto off


async def test_every_request_is_acknowledged_in_time_whatever_the_work(team: Team, tmp_path: Path) -> None:
    numbers = range(40)
    for number in numbers:
        team.site.answers[f"/slow/{number}"] = Answer(articles.page().encode(), pause=1.0)
    async with running(tmp_path / "busy.db", team.settings, team.slack.clock):
        await until(lambda: team.slack.line.sockets)
        asked = [
            await team.slack.say(
                team.general, team.ann, f"{team.mention} <http://{team.site.authority}/slow/{number}>"
            )
            for number in numbers
        ]
        for said in asked:
            await said.done()
        took = [delivery.took for said in asked for delivery in said.deliveries]
        assert max(one or 0 for one in took) < 3
        await until(lambda: all(team.answers(said.ts) for said in asked), within=60)
    assert all(len(team.answers(said.ts)) == 1 for said in asked)
