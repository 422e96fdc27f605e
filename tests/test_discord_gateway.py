"""What reaches `accept` from a Discord that is a server on loopback, and what Discord is told then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from adapters.base import (
    Action,
    Ask,
    Command,
    Incoming,
    Misconfigured,
    Pressed,
    Private,
    Receipt,
    Vocabulary,
    Way,
)
from adapters.discord import DiscordAccess, DiscordGateway
from tests.discord_server import (
    Channel,
    DiscordServer,
    Flag,
    Guild,
    Kind,
    Message,
    MessageKind,
    Right,
    User,
    shown,
)

TLDR = Command("tldr", "Summarise a link or a text", "A link or a text", flags=(("here", "For everybody"),))
NUTGRAF = Command(
    "nutgraf",
    "What I do here",
    "auto, status or help",
    forms=(("auto on", "Answer links"), ("auto off", "Don't"), ("status", "How it stands"), ("help", "Help")),
)
VOCABULARY = Vocabulary((TLDR, NUTGRAF), "Summarise")
LINK = "https://news.example/gates"


class Inbox:
    """An `accept` that keeps what it got. `hold` makes it wait, `broken` makes it raise."""

    def __init__(self) -> None:
        self.got: list[Incoming] = []
        self.private = True
        self.broken = False
        self.release = asyncio.Event()
        self.release.set()

    async def __call__(self, incoming: Incoming) -> Receipt:
        await self.release.wait()
        if self.broken:
            raise RuntimeError("the database is away")
        self.got.append(incoming)
        return Receipt(self.private)

    @property
    def asks(self) -> list[Ask]:
        return [one for one in self.got if isinstance(one, Ask)]


class Hasty:
    """asyncio as discord.py sees it, with its pauses before it tries again cut short."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(delay: float) -> None:
        await asyncio.sleep(min(delay, 0.01))


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("discord.client", "discord.http"):
        monkeypatch.setattr(f"{module}.asyncio", Hasty())


@pytest.fixture
async def discord() -> AsyncIterator[DiscordServer]:
    async with DiscordServer(deadline=0.25) as discord:
        yield discord


@pytest.fixture
def guild(discord: DiscordServer) -> Guild:
    return discord.add_guild()


@pytest.fixture
def channel(discord: DiscordServer, guild: Guild) -> Channel:
    return discord.add_channel(guild)


@pytest.fixture
def ann(discord: DiscordServer, guild: Guild) -> User:
    return discord.add_user("Ann", guild)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


def access(discord: DiscordServer, **settings: Any) -> DiscordAccess:
    usual = DiscordAccess(discord.token, discord.message_content, discord.api_base_url, discord.gateway_url)
    return replace(usual, **settings)


@asynccontextmanager
async def running(
    discord: DiscordServer, inbox: Inbox, vocabulary: Vocabulary = VOCABULARY, **settings: Any
) -> AsyncIterator[DiscordGateway]:
    """A gateway that can receive; what it raises instead is raised."""
    gateway = DiscordGateway(access(discord, **settings), vocabulary, discord.clock, Hasty.sleep)
    task = asyncio.create_task(gateway.run(inbox))
    started = asyncio.create_task(gateway.started.wait())
    await asyncio.wait([task, started], return_when=asyncio.FIRST_COMPLETED, timeout=5)
    started.cancel()
    try:
        if task.done():
            await task
        assert gateway.started.is_set()
        yield gateway
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def first(discord: DiscordServer, inbox: Inbox) -> Ask:
    await discord.until(lambda: inbox.asks)
    return inbox.asks[0]


async def settled(discord: DiscordServer, inbox: Inbox, channel: Channel, user: User) -> list[Ask]:
    """Everything that was asked before a last mention, which every message before it has overtaken."""
    last = await discord.say(channel, user, f"{discord.mention} the last")
    await discord.until(lambda: any(ask.event == f"message/{last.id}" for ask in inbox.asks))
    return [ask for ask in inbox.asks if ask.event != f"message/{last.id}"]


# ---- the ways in ------------------------------------------------------------------------------


async def test_a_mention_is_asked_without_the_name_in_it(
    discord: DiscordServer, guild: Guild, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        said = await discord.say(channel, ann, f"{discord.mention} {LINK} short")
        ask = await first(discord, inbox)
    assert (ask.event, ask.way, ask.text) == (f"message/{said.id}", Way.MENTION, f"{LINK} short")
    assert (ask.place.platform, ask.place.workspace) == ("discord", str(guild.id))
    assert (ask.place.channel, ask.place.thread, ask.place.ticket) == (str(channel.id), None, None)
    assert (ask.person.id, ask.person.name) == (str(ann.id), "Ann")
    assert ask.message is not None
    assert ask.message.id == said.id


async def test_a_reply_that_calls_the_bot_brings_the_message_it_answers(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    own = (await discord.say(channel, discord.bot, "The gates open at six.")).message
    async with running(discord, inbox):
        await discord.say(channel, ann, "longer please", reply_to=own)
        ask = await first(discord, inbox)
    assert ask.way in (Way.REPLY, Way.MENTION)
    assert ask.target is not None
    assert (ask.target.id, ask.target.text, ask.target.bot) == (str(own.id), own.content, True)


async def test_a_mention_under_a_message_names_it_though_its_text_is_kept_back(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    link = (await discord.say(channel, ann, LINK)).message
    async with running(discord, inbox):
        await discord.say(channel, ann, discord.mention, reply_to=link)
        ask = await first(discord, inbox)
    assert (ask.way, ask.text) == (Way.MENTION, "")
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == (str(link.id), None)


async def test_with_the_content_of_messages_the_one_above_is_read_at_once(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    discord.message_content = True
    link = (await discord.say(channel, ann, LINK)).message
    async with running(discord, inbox):
        await discord.say(channel, ann, discord.mention, reply_to=link)
        ask = await first(discord, inbox)
    assert ask.target is not None
    assert ask.target.text == LINK


async def test_a_mention_inside_a_thread_means_the_message_the_thread_is_on(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    root = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, root)
    async with running(discord, inbox):
        await discord.say(thread, ann, discord.mention)
        ask = await first(discord, inbox)
    assert (ask.place.channel, ask.place.thread) == (str(channel.id), str(thread.id))
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == (str(root.id), None)


async def test_a_thread_that_opened_meanwhile_is_known_as_one(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        root = (await discord.say(channel, ann, LINK)).message
        thread = discord.add_thread(channel, "talk", ann, root)
        await discord.say(thread, ann, discord.mention)
        ask = await first(discord, inbox)
    assert (ask.place.channel, ask.place.thread) == (str(channel.id), str(thread.id))


async def test_an_archived_thread_that_wakes_is_known_as_one(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    root = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, root)
    thread.archived = True
    async with running(discord, inbox):
        thread.archived = False
        await discord.say(thread, ann, discord.mention)
        ask = await first(discord, inbox)
    assert (ask.place.channel, ask.place.thread) == (str(channel.id), str(thread.id))


async def test_a_direct_message_is_an_ask_as_it_is(discord: DiscordServer, ann: User, inbox: Inbox) -> None:
    direct = discord.add_direct(ann)
    async with running(discord, inbox):
        await discord.say(direct, ann, LINK)
        ask = await first(discord, inbox)
    assert (ask.way, ask.text) == (Way.DIRECT, LINK)
    assert (ask.place.workspace, ask.place.channel) == ("@me", str(direct.id))


async def test_a_long_paste_comes_as_a_file(discord: DiscordServer, ann: User, inbox: Inbox) -> None:
    direct = discord.add_direct(ann)
    async with running(discord, inbox):
        await discord.say(direct, ann, "The gates open at six. " * 100)
        ask = await first(discord, inbox)
    assert ask.message is not None
    [file] = ask.message.files
    assert (file.name, file.media_type, file.size) == ("message.txt", "text/plain", 2300)


async def test_a_command_brings_its_words_and_a_ticket(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        it = await discord.command(channel, ann, "tldr", text=LINK)
        ask = await first(discord, inbox)
        answered = await it.acknowledged()
    assert (ask.way, ask.command, ask.text) == (Way.COMMAND, "tldr", LINK)
    assert ask.event == f"interaction/{it.interaction.id}"
    assert (ask.place.channel, ask.place.private) == (str(channel.id), None)
    assert ask.place.ticket is not None
    assert abs((ask.place.ticket.expires - it.interaction.expires).total_seconds()) < 5
    assert (answered.type, answered.flags) == (5, Flag.EPHEMERAL)


async def test_a_command_for_everybody_is_deferred_in_public(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.private = False
    async with running(discord, inbox):
        it = await discord.command(channel, ann, "tldr", text=LINK, here=True)
        ask = await first(discord, inbox)
        answered = await it.acknowledged()
    assert ask.text == f"here {LINK}"
    assert (answered.type, answered.flags) == (5, 0)


@pytest.mark.parametrize("form", ["auto on", "auto off", "status", "help"])
async def test_a_form_of_a_command_comes_as_its_words(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox, form: str
) -> None:
    async with running(discord, inbox):
        await discord.command(channel, ann, f"nutgraf {form}")
        ask = await first(discord, inbox)
    assert (ask.command, ask.text) == ("nutgraf", form)


async def test_a_file_may_come_with_a_command(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        await discord.command(
            channel, ann, "tldr", file=discord.add_attachment("gates.html", b"<p>", "text/html")
        )
        ask = await first(discord, inbox)
    assert ask.message is not None
    assert [(file.name, file.media_type, file.size) for file in ask.message.files] == [
        ("gates.html", "text/html", 3)
    ]


async def test_a_command_inside_a_thread_knows_its_channel(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    thread = discord.add_thread(channel, "talk", ann, (await discord.say(channel, ann, LINK)).message)
    async with running(discord, inbox):
        await discord.command(thread, ann, "tldr", text=LINK)
        ask = await first(discord, inbox)
    assert (ask.place.channel, ask.place.thread) == (str(channel.id), str(thread.id))


async def test_the_menu_brings_the_message_whatever_the_bot_may_read(
    discord: DiscordServer, guild: Guild, ann: User, inbox: Inbox
) -> None:
    board = discord.add_channel(guild, "board")
    discord.forbid(board, Right.VIEW_CHANNEL)
    said = (await discord.say(board, ann, LINK)).message
    async with running(discord, inbox):
        it = await discord.menu(board, ann, said, "Summarise")
        ask = await first(discord, inbox)
        answered = await it.acknowledged()
    assert ask.way is Way.MENU
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == (str(said.id), LINK)
    assert ask.target.person is not None
    assert ask.target.person.id == str(ann.id)
    assert (answered.type, answered.flags) == (5, Flag.EPHEMERAL)


async def test_the_menu_works_where_only_the_asker_has_installed_it(
    discord: DiscordServer, inbox: Inbox
) -> None:
    elsewhere = discord.add_guild("Elsewhere", bot=False)
    there, bo = discord.add_channel(elsewhere), discord.add_user("Bo", elsewhere)
    discord.installed_by.add(bo.id)
    said = (await discord.say(there, bo, LINK)).message
    async with running(discord, inbox):
        it = await discord.menu(there, bo, said, "Summarise")
        ask = await first(discord, inbox)
        assert (await it.acknowledged()).flags == Flag.EPHEMERAL
    assert (ask.place.workspace, ask.place.channel) == (str(elsewhere.id), str(there.id))


async def test_the_chosen_emoji_asks_for_the_message_under_it(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    async with running(discord, inbox):
        await discord.react(channel, ann, said, "👍")
        await discord.react(channel, ann, said, "📰")
        ask = await first(discord, inbox)
        assert await settled(discord, inbox, channel, ann) == [ask]
    assert (ask.event, ask.way) == (f"reaction/{said.id}/{ann.id}/📰", Way.REACTION)
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == (str(said.id), None)
    assert ask.message is None


async def test_reactions_may_be_switched_off(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    async with running(discord, inbox, reaction=None):
        await discord.react(channel, ann, said, "📰")
        assert await settled(discord, inbox, channel, ann) == []


async def test_a_link_that_nobody_asked_about_is_told_where_content_is_given(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    discord.message_content = True
    async with running(discord, inbox):
        await discord.say(channel, ann, "good morning")
        await discord.say(channel, ann, f"look: {LINK}")
        [ask] = await settled(discord, inbox, channel, ann)
    assert (ask.way, ask.text, ask.target) == (Way.AUTOMATIC, f"look: {LINK}", None)


async def test_without_the_content_nothing_is_told_of_what_was_not_asked(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        await discord.say(channel, ann, f"look: {LINK}")
        assert await settled(discord, inbox, channel, ann) == []


def with_button(discord: DiscordServer, channel: Channel, only_for: User | None = None) -> Message:
    """A reply of the bot's with a button, as its poster would leave it."""
    button = {"type": 2, "style": 2, "label": "Shorter", "custom_id": "nutgraf:shorter:17/shared"}
    message = Message(discord.new_id(), channel, discord.bot, discord.clock(), "The gates open at six.")
    message.components = [{"type": 1, "components": [button]}]
    if only_for is not None:
        message.only_for, message.flags = only_for, Flag.EPHEMERAL
    channel.messages[message.id] = message
    return message


async def test_a_press_brings_the_reply_it_stands_under(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    message = with_button(discord, channel)
    async with running(discord, inbox):
        it = await discord.press(ann, message, "Shorter")
        assert (await it.acknowledged()).type == 6
    [pressed] = inbox.got
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.reply, pressed.detail) == (Action.SHORTER, "17/shared", None)
    assert (pressed.posted.id, pressed.place.private) == (str(message.id), None)
    assert pressed.place.ticket is not None
    assert pressed.posted.place.ticket == pressed.place.ticket


async def test_a_press_on_what_one_person_sees_is_private(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        it = await discord.press(ann, with_button(discord, channel, only_for=ann), "Shorter")
        await it.acknowledged()
    [pressed] = inbox.got
    assert isinstance(pressed, Pressed)
    assert pressed.place.private == Private(str(ann.id))


# ---- who is not answered ----------------------------------------------------------------------


async def test_bots_and_the_system_are_no_people(
    discord: DiscordServer, guild: Guild, channel: Channel, ann: User, inbox: Inbox
) -> None:
    discord.message_content = True
    robot = discord.add_user("Feed", guild, bot=True)
    async with running(discord, inbox):
        await discord.say(channel, robot, f"{discord.mention} {LINK}")
        await discord.say(channel, discord.bot, f"{discord.mention} {LINK}")
        await discord.say(channel, ann, f"{discord.mention} {LINK}", kind=MessageKind.JOIN)
        said = (await discord.say(channel, robot, LINK)).message
        await discord.react(channel, robot, said, "📰")
        assert await settled(discord, inbox, channel, ann) == []


async def test_a_channel_of_threads_starts_none_by_its_own(
    discord: DiscordServer, guild: Guild, ann: User, inbox: Inbox
) -> None:
    forum = discord.add_channel(guild, "forum", Kind.FORUM)
    async with running(discord, inbox):
        thread = discord.add_thread(forum, "gates", ann)
        await discord.say(thread, ann, f"{discord.mention} {LINK}")
        ask = await first(discord, inbox)
    assert (ask.place.channel, ask.place.thread) == (str(forum.id), str(thread.id))


async def test_a_server_that_nobody_told_of_is_answered_too(discord: DiscordServer, inbox: Inbox) -> None:
    async with running(discord, inbox):
        new = discord.add_guild("New")
        there, bo = discord.add_channel(new), discord.add_user("Bo", new)
        said = (await discord.say(there, bo, LINK)).message
        thread = discord.add_thread(there, "talk", bo, said)
        await discord.say(thread, bo, discord.mention)
        ask = await first(discord, inbox)
    assert (ask.place.workspace, ask.place.channel, ask.place.thread) == (
        str(new.id),
        str(there.id),
        str(thread.id),
    )


# ---- acknowledging ----------------------------------------------------------------------------


async def test_nothing_is_acknowledged_before_it_is_recorded(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.release.clear()
    async with running(discord, inbox):
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await asyncio.sleep(0.05)
        assert it.interaction.callback is None
        inbox.release.set()
        assert (await it.acknowledged()).type == 5


async def test_what_was_not_recorded_is_said_to_the_asker_alone(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.broken = True
    message = with_button(discord, channel)
    async with running(discord, inbox):
        for it in (
            await discord.command(channel, ann, "tldr", text=LINK),
            await discord.menu(channel, ann, message, "Summarise"),
            await discord.press(ann, message, "Shorter"),
        ):
            answered = await it.acknowledged()
            assert (answered.type, answered.flags & Flag.EPHEMERAL) == (4, Flag.EPHEMERAL)
            assert it.answer is not None
            assert "database" not in shown(it.answer)


async def test_a_message_that_was_not_recorded_is_passed_over(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    inbox.broken = True
    async with running(discord, inbox):
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await asyncio.sleep(0.05)
        inbox.broken = False
        assert await settled(discord, inbox, channel, ann) == []
    assert discord.posts(channel) == []


async def test_one_that_takes_long_holds_up_no_other(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    finish = asyncio.Event()

    class Slow(Inbox):
        async def __call__(self, incoming: Incoming) -> Receipt:
            if isinstance(incoming, Ask) and incoming.text == "slow":
                await finish.wait()
            return await super().__call__(incoming)

    slow = Slow()
    async with running(discord, slow):
        missed = await discord.command(channel, ann, "tldr", text="slow")
        it = await discord.command(channel, ann, "tldr", text="quick")
        assert (await it.acknowledged()).type == 5
        with pytest.raises(TimeoutError):
            await missed.acknowledged()
        finish.set()
        assert (await (await discord.command(channel, ann, "tldr", text="quick")).acknowledged()).type == 5
    assert discord.missed_deadlines == [missed.interaction]


async def test_a_limit_does_not_keep_it_from_acknowledging_in_time(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.limit_next("POST /interactions/*", 0.01)
        it = await discord.command(channel, ann, "tldr", text=LINK)
        assert (await it.acknowledged()).type == 5


async def test_an_acknowledgement_whose_answer_was_lost_is_the_last_word(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.fail_next("POST /interactions/*", 502, after=True)
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await it.acknowledged()
        await settled(discord, inbox, channel, ann)
    assert len(discord.ephemerals(ann)) == 1
    assert it.follow_ups == []


async def test_an_interaction_delivered_again_is_the_same_and_stays_answered_once(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await it.acknowledged()
        await it.again()
        await discord.until(lambda: len(inbox.asks) == 2)
        await settled(discord, inbox, channel, ann)
    assert inbox.asks[0] == inbox.asks[1]
    assert it.follow_ups == []
    assert [shown(message) for message in discord.ephemerals(ann)] == [""]


# ---- connections ------------------------------------------------------------------------------


async def test_a_replay_after_a_break_is_the_same_event(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        said = await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
        await said.again()
        await discord.until(lambda: len(inbox.asks) == 2)
        await discord.replay_again()
        await discord.until(lambda: len(inbox.asks) == 4)
    assert {ask.event for ask in inbox.asks} == {f"message/{said.id}"}


async def test_a_dropped_connection_resumes_with_what_was_said_meanwhile(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.drop()
        said = await discord.say(channel, ann, f"{discord.mention} {LINK}")
        assert (await first(discord, inbox)).event == f"message/{said.id}"
    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 1)


async def test_it_reconnects_when_it_is_told_to(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.reconnect()
        await discord.until(lambda: discord.gateway.resumed == 1)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)


async def test_a_session_that_is_over_is_begun_anew(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        discord.invalidate()
        await discord.until(lambda: discord.gateway.identified == 2)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)


async def test_a_server_that_goes_away_is_found_again(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        await discord.vanish()
        await asyncio.sleep(0.05)
        await discord.listen()
        await discord.until(lambda: discord.gateway.connected)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)


async def test_its_heart_keeps_beating(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    discord.gateway.heartbeat, discord.gateway.grace = 0.05, 5.0
    async with running(discord, inbox):
        await discord.until(lambda: discord.gateway.beats >= 3)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
    assert (discord.gateway.identified, discord.gateway.resumed) == (1, 0)


# ---- starting and stopping --------------------------------------------------------------------


async def test_a_bad_token_is_said_without_it(discord: DiscordServer, inbox: Inbox) -> None:
    with pytest.raises(Misconfigured) as caught:
        async with running(discord, inbox, token="MTA0.not.right"):
            pass
    told = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert "MTA0" not in told
    assert "DISCORD_TOKEN" in str(caught.value)


@pytest.mark.parametrize("token", ["", "  ", "with space", "line\nbreak", "zéro"])
async def test_what_can_be_no_token_is_no_crash(discord: DiscordServer, inbox: Inbox, token: str) -> None:
    with pytest.raises(Misconfigured):
        async with running(discord, inbox, token=token):
            pass


async def test_an_intent_that_was_not_granted_is_said_with_the_way_out(
    discord: DiscordServer, inbox: Inbox
) -> None:
    with pytest.raises(Misconfigured, match=r"DISCORD_MESSAGE_CONTENT|(?i:message content)"):
        async with running(discord, inbox, message_content=True):
            pass


async def test_a_token_that_was_taken_back_ends_it(discord: DiscordServer, inbox: Inbox) -> None:
    gateway = DiscordGateway(access(discord), VOCABULARY, discord.clock, Hasty.sleep)
    task = asyncio.create_task(gateway.run(inbox))
    await asyncio.wait_for(gateway.started.wait(), 5)
    discord.token = "another"
    discord.drop()
    with pytest.raises(Misconfigured, match="DISCORD_TOKEN"):
        await asyncio.wait_for(task, 5)


async def test_it_waits_for_a_network_that_is_down_when_it_starts(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    await discord.vanish()
    gateway = DiscordGateway(access(discord), VOCABULARY, discord.clock, Hasty.sleep)
    task = asyncio.create_task(gateway.run(inbox))
    try:
        await asyncio.sleep(0.05)
        assert not task.done()
        await discord.listen()
        await asyncio.wait_for(gateway.started.wait(), 5)
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("pattern", ["GET /users/@me", "GET /oauth2/applications/@me", "* /applications/*"])
async def test_a_server_in_trouble_is_asked_again(discord: DiscordServer, inbox: Inbox, pattern: str) -> None:
    discord.fail_next(pattern, 503)
    async with running(discord, inbox):
        pass
    assert 503 in [asked.status for asked in discord.asked]


async def test_commands_are_registered_once_and_again_only_when_they_differ(
    discord: DiscordServer, inbox: Inbox
) -> None:
    for _ in range(2):
        async with running(discord, inbox):
            await discord.until(lambda: discord.commands)
    assert len(discord.registrations) == 1
    async with running(discord, inbox, Vocabulary((TLDR,), "Summarise")):
        await discord.until(lambda: len(discord.registrations) == 2)
    assert [command["name"] for command in discord.commands] == ["tldr", "Summarise"]


async def test_stopping_leaves_nothing_behind(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    before = asyncio.all_tasks()
    async with running(discord, inbox) as gateway:
        await discord.say(channel, ann, f"{discord.mention} {LINK}")
        await first(discord, inbox)
    assert not gateway.started.is_set()
    await discord.until(lambda: not discord.gateway.sockets)
    await discord.until(lambda: len(asyncio.all_tasks()) <= len(before) + 1)  # the server's own connection


async def test_the_token_is_shown_nowhere(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox, capfd: pytest.CaptureFixture[str]
) -> None:
    async with running(discord, inbox) as gateway:
        await discord.command(channel, ann, "tldr", text=LINK)
        inbox.broken = True
        it = await discord.command(channel, ann, "tldr", text=LINK)
        await it.acknowledged()
        assert discord.token not in repr(gateway)
        discord.drop()
        await discord.until(lambda: discord.gateway.resumed)
    out, err = capfd.readouterr()
    for secret in (discord.token, it.interaction.token, LINK):
        assert secret not in out + err
