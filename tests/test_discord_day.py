"""A day in a Discord channel: requests of every kind, half of them delivered twice, a dropped connection
and, in the middle, a process that is killed. What stands there in the evening is exactly what should.

The program is a process of its own, as people run it.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters import locale
from adapters.base import Reason
from tests import articles
from tests.discord_server import DiscordServer, shown
from tests.discord_server.model import Channel, Message, User
from tests.running import until
from tests.test_command_line import environment
from tests.web_server import Answer, WebServer

SENTENCES = (
    "The town of Orford will close its swing bridge",
    "Engineers found cracks",
    "The bridge, which opened",
)


def is_answer(message: Message) -> bool:
    words = shown(message).replace("\\", "")
    return articles.HEADLINE in words and any(one in words for one in SENTENCES)


@dataclass
class Server:
    discord: DiscordServer
    site: WebServer
    ann: User
    ben: User
    general: Channel
    folder: Path

    @property
    def link(self) -> str:
        return f"http://{self.site.authority}/bridge"

    def answers(self, message: Message) -> list[Message]:
        """The bot's posts in the thread on a message."""
        thread = self.discord.thread_of(message)
        return [] if thread is None else self.discord.posts(thread)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        before = self.discord.gateway.identified
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=self.folder,
            env=environment()
            | {
                "NUTGRAF_PORT": "0",
                "NUTGRAF_FETCH_ALLOW": self.site.authority,
                "DISCORD_TOKEN": self.discord.token,
                "DISCORD_MESSAGE_CONTENT": "true",
                "DISCORD_API_BASE_URL": self.discord.api_base_url,
                "DISCORD_GATEWAY_URL": self.discord.gateway_url,
            },
            stderr=asyncio.subprocess.PIPE,
        )
        lines: list[bytes] = []

        async def read() -> None:
            assert process.stderr is not None
            while line := await process.stderr.readline():
                lines.append(line)

        reading = asyncio.create_task(read())
        try:
            await until(lambda: self.discord.gateway.identified > before or process.returncode is not None)
            assert process.returncode is None, b"".join(lines).decode()
            yield process
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()
            await reading
        logged = b"".join(lines).decode()
        assert self.discord.token not in logged
        assert "Traceback" not in logged, logged


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    site = WebServer({"/bridge": Answer(articles.page().encode()), "/gone": Answer(status=404)})
    async with DiscordServer(message_content=True) as discord, site:
        guild = discord.add_guild()
        ann, ben = discord.add_user("Ann", guild), discord.add_user("Ben", guild)
        yield Server(discord, site, ann, ben, discord.add_channel(guild), tmp_path)
        assert discord.pings == []
        assert discord.previews == []
        assert discord.missed_deadlines == []
        assert discord.leaks == []


async def test_a_day_in_a_channel(server: Server) -> None:
    discord, general, ann, ben = server.discord, server.general, server.ann, server.ben
    assert general.guild is not None
    feed = discord.add_user("Feed", general.guild, bot=True)
    mention, link = discord.mention, server.link
    one_answer: list[Message] = []  # the messages whose thread is to have one whole answer

    async with server.running() as process:
        # 1, 2, 3: a mention with a link, with a text that is so long that it comes as a file, with a file
        by_link = await discord.say(general, ann, f"{mention} {link}")
        by_text = await discord.say(
            general, ben, f"{mention} {articles.HEADLINE}\n\n{articles.PARAGRAPHS[0]}"
        )
        message_txt = discord.add_attachment("message.txt", articles.TEXT.encode())
        by_paste = await discord.say(general, ben, mention, attachments=(message_txt,))
        page = discord.add_attachment("bridge.html", articles.page().encode(), "text/html; charset=utf-8")
        by_file = await discord.say(general, ann, mention, attachments=(page,))
        # 4: in reply to a message that has a link
        root = await discord.say(general, ben, f"have you read {link}?")
        under = await discord.say(general, ann, f"{mention} please", reply_to=root.message)
        # 5, 6: directly
        direct = discord.add_direct(ann)
        await discord.say(direct, ann, link)
        asked_help = await discord.say(direct, ann, "help")
        # 7: a bot's link is nobody's question
        by_bot = await discord.say(general, feed, f"{mention} new: {link}")
        for said in (by_link, by_paste, under, asked_help, by_bot):
            await said.again()
        # 8, 9: the command, for the asker alone, with a link and with a text
        alone = await discord.command(general, ann, "tldr", text=link)
        assert (await alone.acknowledged()).flags == 64
        await alone.again()
        by_words = await discord.command(general, ann, "tldr", text=articles.TEXT[:1900])
        await by_words.acknowledged()
        one_answer += [said.message for said in (by_link, by_paste, by_file, under)]
        await until(lambda: all(map(server.answers, one_answer)))
        await until(lambda: alone.answer and is_answer(alone.answer))
        await until(lambda: by_words.answer and "Orford" in shown(by_words.answer))

        discord.drop()
        await until(lambda: discord.gateway.resumed)
        # 10: a link that is not there is told in the thread
        missing = await discord.say(general, ben, f"{mention} http://{server.site.authority}/gone")
        # 11, 12: the message's menu, in the channel and inside a thread
        target = await discord.say(general, ben, f"a good one: {link}")
        by_menu = await discord.menu(general, ann, target.message, "Summarise")
        assert (await by_menu.acknowledged()).flags == 64
        await by_menu.again()
        thread = discord.add_thread(general, "the bridge", ben)
        inside = await discord.say(thread, ben, link)
        await (await discord.menu(thread, ann, inside.message, "Summarise")).acknowledged()
        one_answer.append(target.message)
        await until(lambda: server.answers(target.message) and discord.posts(thread))
        await until(lambda: by_menu.answer and "https://" in shown(by_menu.answer))
        # 13: the emoji, of two people; and another emoji
        liked = await discord.say(general, ben, link)
        for person in (ann, ben):
            await (await discord.react(general, person, liked.message, "📰")).again()
        await discord.react(general, ben, by_bot.message, "👍")
        one_answer.append(liked.message)
        await until(lambda: server.answers(liked.message))
        # what was acknowledged is answered after the process was killed
        last = await discord.command(general, ben, "tldr", text=link)
        await last.acknowledged()
        process.kill()
        await process.wait()

    sessions = len(discord.registrations)
    async with server.running():
        await until(lambda: last.answer and is_answer(last.answer))
        # 14, 15: a link that nobody asked about, before and after the channel turned that on
        quiet = await discord.say(general, ben, f"by the way {link}")
        turned_on = await discord.command(general, ben, "nutgraf auto on")
        await until(lambda: turned_on.answer and shown(turned_on.answer))
        unasked = await discord.say(general, ben, f"and again {link}")
        await unasked.again()
        one_answer.append(unasked.message)
        await until(lambda: server.answers(unasked.message))
        turned_off = await discord.command(general, ben, "nutgraf auto off")
        await until(lambda: turned_off.answer and shown(turned_off.answer))
        # 16: for everybody
        for_all = await discord.command(general, ann, "tldr", text=link, here=True)
        assert (await for_all.acknowledged()).flags == 0
        await for_all.again()
        await until(lambda: for_all.answer and server.answers(for_all.answer))
        # 17, 18, 19: what can be done with an answer
        (answer,) = server.answers(by_link.message)
        before = shown(answer)
        longer = await discord.press(ben, answer, "Longer")
        await longer.again()
        await until(lambda: len(shown(answer)) > len(before))
        assert alone.answer is not None
        share = await discord.press(ann, alone.answer, "Share in channel")
        await share.again()
        (doomed,) = server.answers(by_file.message)
        await (await discord.press(ann, doomed, "Delete")).again()
        await until(lambda: not server.answers(by_file.message))
        one_answer.remove(by_file.message)
        # 20: what is no question
        talk = await discord.say(general, ann, "good night")
        await until(lambda: len(discord.posts(general)) == 2)
        await until(lambda: all(map(server.answers, discord.posts(general))))

    assert len(discord.registrations) == sessions  # the same commands are not registered again
    for message in one_answer:
        (answer,) = server.answers(message)
        assert is_answer(answer)
    for headline in discord.posts(general):  # `here` and Share: the answer is in its thread
        assert articles.HEADLINE in shown(headline).replace("\\", "")
        (answer,) = server.answers(headline)
        assert is_answer(answer)
    (told_missing,) = server.answers(missing.message)
    host = server.site.authority.split(":")[0]
    assert locale.problem(Reason.NOT_FOUND, host) in shown(told_missing).replace("\\", "")
    assert sorted(is_answer(one) for one in discord.posts(direct)) == [False, True]
    (in_thread,) = discord.posts(thread)
    assert is_answer(in_thread)
    for said in (by_bot, quiet, talk):
        assert server.answers(said.message) == []
    assert turned_on.answer is not None
    assert "`/nutgraf auto off`" in shown(turned_on.answer)
    assert server.answers(by_text.message)
