"""What stands in Discord, a server on loopback, after the poster was asked to post, edit, find and read."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

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
    Poster,
    Pressed,
    Private,
    Quotation,
    Reason,
    Receipt,
    Refused,
    Reply,
    Section,
    Unknown,
    Way,
)
from adapters.discord import DiscordAccess, DiscordGateway, DiscordPoster
from tests.contracts.poster import BYE, HELLO, NOW, PosterContract
from tests.discord_server import (
    Channel,
    DiscordServer,
    Flag,
    Guild,
    Kind,
    Message,
    Right,
    User,
    buttons,
    shown,
)
from tests.test_discord_gateway import LINK, VOCABULARY, Hasty

ACTIONS = (Action.SHORTER, Action.LONGER, Action.SHARE, Action.DELETE)


def passage(text: str) -> Passage:
    return Passage(text, 0, len(text))


SECTION = Section(
    label="news.example",
    headline="The gates open at six",
    link=LINK,
    words=600,
    passages=(passage("The lock gates open at six in the morning."), passage("They close at nine.")),
)
ANSWER = Reply((SECTION,), actions=ACTIONS)
HEADLINE = Reply((SECTION,), actions=ACTIONS, form=Form.HEADLINE)
LONG = Reply(
    (replace(SECTION, passages=tuple(passage(f"Sentence {n} of it. " + "word " * 90) for n in range(40))),),
    actions=ACTIONS,
)
LONGER = Reply(
    (replace(SECTION, passages=tuple(passage(f"Sentence {n} of it. " + "word " * 90) for n in range(80))),),
    actions=ACTIONS,
)


LONGEST = replace(LONG, sections=LONGER.sections * 2)


class Clock:
    def __init__(self) -> None:
        self.now = NOW + timedelta(seconds=1)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def discord(clock: Clock) -> AsyncIterator[DiscordServer]:
    async with DiscordServer(clock=clock) as discord:
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


def access(discord: DiscordServer) -> DiscordAccess:
    return DiscordAccess(discord.token, discord.message_content, discord.api_base_url, discord.gateway_url)


@pytest.fixture
async def poster(discord: DiscordServer, clock: Clock) -> AsyncIterator[DiscordPoster]:
    async with DiscordPoster(access(discord), clock, Hasty.sleep) as poster:
        yield poster


@pytest.fixture
def place(guild: Guild, channel: Channel) -> Place:
    return Place("discord", str(guild.id), str(channel.id))


class Door:
    """The gateway, so that places come with the tickets that it makes."""

    def __init__(self, discord: DiscordServer) -> None:
        self.discord = discord
        self.private = True
        self.got: list[Incoming] = []

    async def accept(self, incoming: Incoming) -> Receipt:
        self.got.append(incoming)
        return Receipt(self.private)

    async def ask(self, asked: Any) -> Ask:
        await asked.acknowledged()
        assert isinstance(self.got[-1], Ask)
        return self.got[-1]

    async def press(self, user: User, message: Message, button: str) -> Pressed:
        await (await self.discord.press(user, message, button)).acknowledged()
        assert isinstance(self.got[-1], Pressed)
        return self.got[-1]


@pytest.fixture
async def door(discord: DiscordServer, channel: Channel, clock: Clock) -> AsyncIterator[Door]:
    door = Door(discord)
    gateway = DiscordGateway(access(discord), VOCABULARY, clock)
    task = asyncio.create_task(gateway.run(door.accept))
    await asyncio.wait_for(gateway.started.wait(), 5)
    await discord.until(lambda: discord.commands)
    yield door
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discord.http.asyncio", Hasty())


def private(place: Place, person: User) -> Place:
    return replace(place, private=Private(str(person.id)))


@pytest.fixture(autouse=True)
def _nobody_is_called_and_nothing_previewed(discord: DiscordServer) -> Any:
    yield
    assert (discord.pings, discord.previews, discord.leaks) == ([], [], [])


class TestDiscordPoster(PosterContract):
    async def test_a_post_is_found_by_its_key(self, poster: Poster, place: Place) -> None:
        """For some minutes Discord itself answers the same post with the first one."""
        posted = await poster.post(place, HELLO, "k1")
        assert await poster.find(place, "k1", NOW, HELLO) in (posted, None)
        assert await poster.post(place, HELLO, "k1") == posted

    async def test_an_edited_post_keeps_its_name(self, poster: Poster, place: Place) -> None:
        posted = await poster.post(place, HELLO, "k1")
        assert await poster.edit(posted, BYE, "k1") == posted
        assert await poster.find(place, "k1", NOW, BYE) in (posted, None)
        assert await poster.post(place, HELLO, "k1") == posted

    async def test_a_private_answer_is_no_part_of_what_is_read(  # type: ignore[override]  # needs a ticket
        self,
        poster: DiscordPoster,
        place: Place,
        discord: DiscordServer,
        channel: Channel,
        ann: User,
        door: Door,
    ) -> None:
        ask = await door.ask(await discord.command(channel, ann, "tldr", text=LINK))
        posted = await poster.post(private(ask.place, ann), HELLO, "k1")
        read = await poster.read(place, None)
        assert posted.id not in [message.id for message in read.messages]


# ---- where an answer stands -------------------------------------------------------------------


async def test_an_answer_opens_a_thread_on_the_message(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    await poster.post(place.in_thread(str(said.id)), BYE, "18")
    thread = discord.thread_of(said)
    assert thread is not None
    assert thread.name == "The gates open at six"
    assert len(discord.posts(thread)) == 2
    assert "The lock gates open at six in the morning." in shown(discord.posts(thread)[0])
    assert discord.posts(channel) == []


async def test_an_announcement_gets_its_thread_too(
    discord: DiscordServer, poster: DiscordPoster, place: Place, guild: Guild, ann: User
) -> None:
    news = discord.add_channel(guild, "news", Kind.ANNOUNCEMENT)
    said = (await discord.say(news, ann, LINK)).message
    await poster.post(replace(place, channel=str(news.id), thread=str(said.id)), ANSWER, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    assert len(discord.posts(thread)) == 1


@pytest.mark.parametrize("archived", [False, True])
async def test_a_thread_that_is_there_is_used(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User, archived: bool
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, said)
    thread.archived = archived
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    assert len(discord.posts(thread)) == 1


async def test_a_post_of_a_forum_is_answered_in_it(
    discord: DiscordServer, poster: DiscordPoster, place: Place, guild: Guild, ann: User
) -> None:
    forum = discord.add_channel(guild, "forum", Kind.FORUM)
    thread = discord.add_thread(forum, "gates", ann)
    await poster.post(replace(place, channel=str(forum.id), thread=str(thread.id)), ANSWER, "17")
    assert len(discord.posts(thread)) == 1


async def test_a_direct_message_is_answered_by_a_reply(
    discord: DiscordServer, poster: DiscordPoster, ann: User
) -> None:
    direct = discord.add_direct(ann)
    said = (await discord.say(direct, ann, LINK)).message
    await poster.post(Place("discord", "@me", str(direct.id), thread=str(said.id)), ANSWER, "17")
    [posted] = discord.posts(direct)
    assert posted.reply_to is said


def _no_threads(discord: DiscordServer, channel: Channel) -> None:
    discord.forbid(channel, Right.CREATE_PUBLIC_THREADS)


def _no_talk_in_threads(discord: DiscordServer, channel: Channel) -> None:
    discord.forbid(channel, Right.SEND_MESSAGES_IN_THREADS)


def _too_many_threads(discord: DiscordServer, channel: Channel) -> None:
    assert channel.guild is not None
    channel.guild.most_threads = 0


@pytest.mark.parametrize("hinder", [_no_threads, _no_talk_in_threads, _too_many_threads])
async def test_where_no_thread_can_be_had_the_answer_is_a_reply(
    discord: DiscordServer,
    poster: DiscordPoster,
    place: Place,
    channel: Channel,
    ann: User,
    hinder: Callable[[DiscordServer, Channel], None],
) -> None:
    hinder(discord, channel)
    said = (await discord.say(channel, ann, LINK)).message
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    [posted] = discord.posts(channel)
    assert posted.reply_to is said


async def test_without_the_right_to_reply_it_is_said_without_reference(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    discord.forbid(channel, Right.CREATE_PUBLIC_THREADS, Right.READ_MESSAGE_HISTORY)
    said = (await discord.say(channel, ann, LINK)).message
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    [posted] = discord.posts(channel)
    assert posted.reply_to is None


async def test_an_answer_to_a_message_that_is_gone_is_still_given(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    await poster.post(place.in_thread("123456789012345678"), ANSWER, "17")
    assert len(discord.posts(channel)) == 1


@pytest.mark.parametrize(
    "rights", [(Right.VIEW_CHANNEL,), (Right.SEND_MESSAGES, Right.SEND_MESSAGES_IN_THREADS)]
)
async def test_where_the_bot_may_not_write_it_is_barred(
    discord: DiscordServer,
    poster: DiscordPoster,
    place: Place,
    channel: Channel,
    ann: User,
    rights: tuple[Right, ...],
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    discord.forbid(channel, *rights)
    for where in (place, place.in_thread(str(said.id))):
        with pytest.raises(NotDelivered) as caught:
            await poster.post(where, ANSWER, "17")
        assert (caught.value.barred, caught.value.certain) == (True, True)


async def test_a_channel_or_server_that_is_not_there_is_barred(
    discord: DiscordServer, poster: DiscordPoster, place: Place
) -> None:
    elsewhere = discord.add_channel(discord.add_guild("Elsewhere", bot=False))
    for channel in ("123456789012345678", str(elsewhere.id)):
        with pytest.raises(NotDelivered) as caught:
            await poster.post(replace(place, channel=channel), ANSWER, "17")
        assert caught.value.barred


# ---- what an answer looks like ------------------------------------------------------------------


HOSTILE = "@everyone @here <@1> <@&2> <#3> **bold** [x](https://evil.example) https://evil.example discord.gg/abc ||s|| `c` </a:1>"


@pytest.mark.parametrize("embeds", [True, False])
@pytest.mark.parametrize("form", [Form.FULL, Form.HEADLINE])
async def test_a_source_full_of_mentions_and_markup_does_nothing(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, embeds: bool, form: Form
) -> None:
    if not embeds:
        discord.forbid(channel, Right.EMBED_LINKS)
    section = Section(
        label=HOSTILE,
        headline=HOSTILE,
        link=LINK,
        byline=(HOSTILE,),
        words=900,
        passages=(passage(HOSTILE),),
        quotations=(Quotation((passage(HOSTILE),), speaker=HOSTILE, role=HOSTILE),),
        notes=(HOSTILE,),
    )
    posted = await poster.post(place, Reply((section,), form=form), "17")
    await poster.post(place, Reply((Section(label=HOSTILE, problem=f"I can't open {HOSTILE}."),)), "18")
    await poster.post(place, Reply(text=f"I don't know {HOSTILE}."), "19")
    await poster.edit(posted, Reply((section,), form=form), "17")
    assert len(discord.posts(channel)) == 3
    assert (discord.pings, discord.previews) == ([], [])


async def test_without_embeds_the_same_is_plain_text(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    discord.forbid(channel, Right.EMBED_LINKS)
    posted = await poster.post(place, ANSWER, "17")
    [message] = discord.posts(channel)
    assert "The lock gates open at six in the morning." in shown(message)
    assert buttons(message) == ["Shorter", "Longer", "Share in channel", "Delete"]
    await poster.edit(posted, ANSWER, "17")
    assert "The lock gates open at six in the morning." in shown(message)


async def test_a_long_answer_goes_on_in_further_messages_with_its_buttons_below(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    posted = await poster.post(place.in_thread(str(said.id)), LONG, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    messages = discord.posts(thread)
    assert len(messages) > 1
    assert [str(message.id) for message in messages] == [posted.id, *posted.more]
    text = "\n".join(map(shown, messages))
    assert [text.count(f"Sentence {number} of it.") for number in range(40)] == [1] * 40
    assert [bool(buttons(message)) for message in messages] == [False] * (len(messages) - 1) + [True]


async def test_an_edit_takes_more_messages_or_fewer(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    posted = await poster.post(place.in_thread(str(said.id)), LONG, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    longer = await poster.edit(posted, LONGER, "17")
    assert [str(message.id) for message in discord.posts(thread)] == [longer.id, *longer.more]
    assert len(longer.more) > len(posted.more)
    assert [bool(buttons(one)) for one in discord.posts(thread)] == [False] * len(longer.more) + [True]
    text = "\n".join(map(shown, discord.posts(thread)))
    assert [text.count(f"Sentence {number} of it.") for number in range(80)] == [1] * 80
    short = await poster.edit(longer, ANSWER, "17")
    assert (short.id, short.more) == (posted.id, ())
    [message] = discord.posts(thread)
    assert buttons(message) == ["Shorter", "Longer", "Share in channel", "Delete"]
    await poster.delete(replace(short, more=longer.more))
    assert discord.posts(thread) == []


# ---- once -------------------------------------------------------------------------------------


async def test_a_post_whose_answer_was_lost_is_not_made_twice(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, said)
    where = place.in_thread(str(said.id))
    discord.fail_next("POST /channels/*/messages", 0, after=True)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(where, LONG, "17")
    assert not caught.value.certain
    found = await poster.find(where, "17", NOW, LONG)
    if found is None:
        found = await poster.post(where, LONG, "17")
    assert isinstance(found, Posted)
    text = "\n".join(map(shown, discord.posts(thread)))
    assert text.count("Sentence 0 of it.") == 1


@pytest.mark.parametrize("embeds", [True, False])
@pytest.mark.parametrize("reply", [ANSWER, HEADLINE, HELLO])
async def test_after_some_minutes_a_post_is_found_by_reading(
    discord: DiscordServer,
    poster: DiscordPoster,
    place: Place,
    channel: Channel,
    ann: User,
    clock: Clock,
    reply: Reply,
    embeds: bool,
) -> None:
    if not embeds:
        discord.forbid(channel, Right.EMBED_LINKS)
    said = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, said)
    where = place.in_thread(str(said.id))
    await poster.post(where, reply, "17")
    clock.pass_by(minutes=20)
    found = await poster.find(where, "17", NOW, reply)
    [posted] = discord.posts(thread)
    assert isinstance(found, Posted)
    assert found.id == str(posted.id)


async def test_what_was_never_posted_is_not_found_however_much_was(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User, clock: Clock
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    clock.pass_by(minutes=20)
    assert await poster.find(place.in_thread(str(said.id)), "1", NOW, ANSWER) is None


@pytest.mark.parametrize("reply", [HEADLINE, BYE])
async def test_without_buttons_what_was_never_posted_is_told_from_the_rest(
    discord: DiscordServer, poster: DiscordPoster, place: Place, clock: Clock, reply: Reply
) -> None:
    await poster.post(place, ANSWER, "17")
    await poster.post(place, HELLO, "18")
    clock.pass_by(minutes=20)
    assert await poster.find(place, "19", NOW, reply) is None


async def test_all_parts_of_a_long_reply_are_found_among_others(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, clock: Clock
) -> None:
    await poster.post(place, HELLO, "16")
    posted = await poster.post(place, LONG, "17")
    await poster.post(place, BYE, "18")
    clock.pass_by(minutes=20)
    assert await poster.find(place, "17", NOW, LONG) == posted


async def test_a_long_reply_of_which_a_part_stands_there_may_not_be_posted_again(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, clock: Clock
) -> None:
    posted = await poster.post(place, LONG, "17")
    await poster.delete(Posted(place, posted.more[-1]))
    clock.pass_by(minutes=20)
    assert await poster.find(place, "17", NOW, LONG) is Unknown.UNKNOWN


async def test_where_nothing_can_be_read_nobody_can_tell(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, clock: Clock
) -> None:
    await poster.post(place, ANSWER, "17")
    discord.forbid(channel, Right.READ_MESSAGE_HISTORY)
    clock.pass_by(minutes=20)
    assert await poster.find(place, "17", NOW, ANSWER) is Unknown.UNKNOWN


# ---- limits and breaks ------------------------------------------------------------------------


async def test_a_short_limit_is_waited_out(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    discord.limit_next("POST /channels/*/messages", 0.05)
    await poster.post(place, ANSWER, "17")
    assert len(discord.posts(channel)) == 1


@pytest.mark.parametrize("is_global", [False, True])
async def test_a_long_limit_is_handed_on(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, is_global: bool
) -> None:
    discord.limit_next("POST /channels/*/messages", 600, times=9, is_global=is_global)
    with pytest.raises(NotDelivered) as caught:
        await asyncio.wait_for(poster.post(place, ANSWER, "17"), 3)
    assert caught.value.retry_after == pytest.approx(600)
    assert (caught.value.certain, caught.value.barred) == (True, False)
    assert discord.posts(channel) == []


async def test_a_limit_half_way_through_a_long_reply_leaves_no_double(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User, clock: Clock
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, said)
    where = place.in_thread(str(said.id))
    discord.limit_next("POST /channels/*/messages", 60, skip=1)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(where, LONG, "17")
    assert caught.value.retry_after == pytest.approx(60)
    clock.pass_by(seconds=60)
    whole = await poster.post(where, LONG, "17")
    assert [str(message.id) for message in discord.posts(thread)] == [whole.id, *whole.more]


async def test_parts_that_a_long_wait_parts_from_the_rest_do_not_stand_there_twice(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, clock: Clock
) -> None:
    discord.limit_next("POST /channels/*/messages", 600, skip=1)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place, LONG, "17")
    assert caught.value.retry_after == pytest.approx(600)
    assert caught.value.certain
    assert discord.posts(channel) == []
    clock.pass_by(seconds=600)
    whole = await poster.post(place, LONG, "17")
    assert [str(message.id) for message in discord.posts(channel)] == [whole.id, *whole.more]


async def test_what_was_taken_back_is_posted_again_under_other_nonces(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    """Discord does not say whether it remembers those of messages that are gone."""
    discord.limit_next("POST /channels/*/messages", 60, skip=1)
    with pytest.raises(NotDelivered):
        await poster.post(place, LONG, "17")
    before = {
        one.body["nonce"] for one in discord.asked if isinstance(one.body, dict) and "nonce" in one.body
    }
    await poster.post(place, LONG, "17")
    assert before
    assert not before & {message.nonce for message in discord.posts(channel)}


async def test_follow_ups_that_a_long_wait_parts_from_the_rest_do_not_stand_there_twice(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    where = private((await door.ask(await discord.command(channel, ann, "tldr", text=LINK))).place, ann)
    discord.limit_next("POST /webhooks/*", 600, skip=1)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(where, LONGEST, "17")
    assert caught.value.retry_after == pytest.approx(600)
    assert caught.value.certain
    whole = await poster.post(where, LONGEST, "17")
    assert len(whole.more) > 1
    assert [str(message.id) for message in discord.ephemerals(ann)] == [whole.id, *whole.more]


async def test_a_part_that_may_be_there_is_not_overtaken_by_what_stands_before_it(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    discord.fail_next("POST /channels/*/messages", 0, after=True, skip=1)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place, LONG, "17")
    assert not caught.value.certain
    assert await poster.find(place, "17", NOW, LONG) is None
    whole = await poster.post(place, LONG, "17")
    assert [str(message.id) for message in discord.posts(channel)] == [whole.id, *whole.more]


@pytest.mark.parametrize("status", [500, 503, 0])
async def test_a_break_on_a_post_leaves_open_whether_it_was_made(
    discord: DiscordServer, poster: DiscordPoster, place: Place, status: int
) -> None:
    discord.fail_next("POST /channels/*/messages", status, times=9)
    with pytest.raises(NotDelivered) as caught:
        await asyncio.wait_for(poster.post(place, ANSWER, "17"), 3)
    assert (caught.value.certain, caught.value.barred) == (False, False)
    assert discord.token not in f"{caught.value!r}"


async def test_a_network_that_is_down_is_said(
    discord: DiscordServer, poster: DiscordPoster, place: Place
) -> None:
    await discord.vanish()
    with pytest.raises(NotDelivered):
        await asyncio.wait_for(poster.post(place, ANSWER, "17"), 3)
    await poster.busy(place, "17")


# ---- answers to interactions ------------------------------------------------------------------


async def test_a_private_answer_takes_the_place_of_the_waiting(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    it = await discord.command(channel, ann, "tldr", text=LINK)
    where = private((await door.ask(it)).place, ann)
    posted = await poster.post(where, ANSWER, "17")
    [message] = discord.ephemerals(ann)
    assert "The lock gates open at six in the morning." in shown(message)
    assert not message.flags & Flag.LOADING
    assert await poster.post(where, ANSWER, "17") == posted
    assert await poster.find(where, "17", NOW, ANSWER) in (posted, None)
    assert len(discord.ephemerals(ann)) == 1
    assert discord.posts(channel) == []


async def test_a_long_private_answer_stays_private(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    it = await discord.command(channel, ann, "tldr", text=LINK)
    where = private((await door.ask(it)).place, ann)
    posted = await poster.post(where, LONG, "17")
    text = "\n".join(map(shown, discord.ephemerals(ann)))
    assert [text.count(f"Sentence {number} of it.") for number in range(40)] == [1] * 40
    assert len(discord.ephemerals(ann)) == 1 + len(posted.more) > 1
    assert discord.posts(channel) == []


async def test_a_public_answer_is_a_headline_with_a_thread(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    door.private = False
    it = await discord.command(channel, ann, "tldr", text=LINK, here=True)
    ask = await door.ask(it)
    headline = await poster.post(ask.place, HEADLINE, "17/headline")
    answer = await poster.post(ask.place.in_thread(headline.id), ANSWER, "17")
    assert it.answer is not None
    assert str(it.answer.id) == headline.id
    assert "The gates open at six" in shown(it.answer)
    thread = discord.thread_of(it.answer)
    assert thread is not None
    assert [str(message.id) for message in discord.posts(thread)] == [answer.id]
    assert len(discord.posts(channel)) == 1


async def test_where_no_thread_can_be_had_a_public_answer_follows_its_headline(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    discord.forbid(channel, Right.VIEW_CHANNEL)
    door.private = False
    ask = await door.ask(await discord.command(channel, ann, "tldr", text=LINK, here=True))
    headline = await poster.post(ask.place, HEADLINE, "17/headline")
    await poster.post(ask.place.in_thread(headline.id), ANSWER, "17")
    [above, below] = discord.posts(channel)
    assert str(above.id) == headline.id
    assert "They close at nine." in shown(below)


async def test_where_only_the_asker_has_installed_it_a_command_is_answered(
    discord: DiscordServer, poster: DiscordPoster, door: Door
) -> None:
    elsewhere = discord.add_guild("Elsewhere", bot=False)
    there, bo = discord.add_channel(elsewhere), discord.add_user("Bo", elsewhere)
    discord.installed_by.add(bo.id)
    ask = await door.ask(await discord.command(there, bo, "tldr", text=LINK))
    await poster.post(private(ask.place, bo), ANSWER, "17")
    assert "They close at nine." in shown(discord.ephemerals(bo)[0])
    door.private = False
    ask = await door.ask(await discord.command(there, bo, "tldr", text=LINK, here=True))
    headline = await poster.post(ask.place, HEADLINE, "18/headline")
    await poster.post(ask.place.in_thread(headline.id), ANSWER, "18")
    assert len(discord.posts(there)) == 2


async def test_a_public_waiting_ends_in_private_when_nothing_could_be_read(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    door.private = False
    it = await discord.command(channel, ann, "tldr", text=LINK, here=True)
    ask = await door.ask(it)
    await poster.post(private(ask.place, ann), Reply(text="There is no page there."), "17")
    assert discord.posts(channel) == []
    assert [shown(message) for message in discord.ephemerals(ann)] == ["There is no page there."]


async def test_the_menu_answers_in_the_thread_and_points_the_asker_to_it(
    discord: DiscordServer, poster: DiscordPoster, guild: Guild, channel: Channel, ann: User, door: Door
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    it = await discord.menu(channel, ann, said, "Summarise")
    ask = await door.ask(it)
    posted = await poster.post(ask.place.in_thread(str(said.id)), ANSWER, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    assert [str(message.id) for message in discord.posts(thread)] == [posted.id]
    assert it.answer is not None
    assert not it.answer.flags & Flag.LOADING
    assert f"/channels/{guild.id}/{thread.id}/{posted.id}" in shown(it.answer)
    assert it.follow_ups == []


async def test_the_menu_answers_the_asker_alone_where_the_bot_may_not_write(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    discord.forbid(channel, Right.VIEW_CHANNEL)
    ask = await door.ask(await discord.menu(channel, ann, said, "Summarise"))
    with pytest.raises(NotDelivered) as caught:
        await poster.post(ask.place.in_thread(str(said.id)), ANSWER, "17")
    assert caught.value.barred
    await poster.post(private(ask.place, ann), ANSWER, "17")
    assert ["They close at nine." in shown(message) for message in discord.ephemerals(ann)] == [True]
    assert discord.posts(channel) == []


async def test_a_press_changes_the_public_reply_itself(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User, door: Door
) -> None:
    await poster.post(place, ANSWER, "17")
    [message] = discord.posts(channel)
    pressed = await door.press(ann, message, "Shorter")
    assert pressed.reply == "17"
    await poster.edit(pressed.posted, BYE, "17")
    assert shown(message) == BYE.text
    await poster.post(private(pressed.place, ann), Reply(text="Only the one who asked can do that."), "18")
    assert shown(message) == BYE.text
    assert [shown(one) for one in discord.ephemerals(ann)] == ["Only the one who asked can do that."]


async def test_a_press_in_a_thread_changes_what_stands_there(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User, door: Door
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    posted = await poster.post(place.in_thread(str(said.id)), LONG, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    pressed = await door.press(ann, discord.posts(thread)[-1], "Shorter")
    assert (pressed.place.channel, pressed.place.thread) == (str(channel.id), str(thread.id))
    await poster.edit(posted.pressed(pressed.posted), BYE, "17")
    assert [shown(message) for message in discord.posts(thread)] == [BYE.text]


async def test_a_press_changes_a_public_reply_where_the_bot_is_no_member(
    discord: DiscordServer, poster: DiscordPoster, door: Door
) -> None:
    elsewhere = discord.add_guild("Elsewhere", bot=False)
    there, bo = discord.add_channel(elsewhere), discord.add_user("Bo", elsewhere)
    discord.installed_by.add(bo.id)
    door.private = False
    ask = await door.ask(await discord.command(there, bo, "tldr", text=LINK, here=True))
    await poster.post(ask.place, ANSWER, "17")
    [message] = discord.posts(there)
    pressed = await door.press(bo, message, "Shorter")
    await poster.edit(pressed.posted, BYE, "17")
    assert shown(message) == BYE.text


async def test_a_press_changes_a_private_reply_by_its_own_ticket(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door, clock: Clock
) -> None:
    ask = await door.ask(await discord.command(channel, ann, "tldr", text=LINK))
    posted = await poster.post(private(ask.place, ann), ANSWER, "17")
    clock.pass_by(minutes=30)
    [message] = discord.ephemerals(ann)
    pressed = await door.press(ann, message, "Shorter")
    await poster.edit(posted.pressed(pressed.posted), BYE, "17")
    assert [shown(one) for one in discord.ephemerals(ann)] == [BYE.text]
    await poster.post(private(pressed.place, ann), HELLO, "18")
    assert [shown(one) for one in discord.ephemerals(ann)] == [BYE.text, HELLO.text]
    await poster.delete(pressed.posted)
    assert [shown(one) for one in discord.ephemerals(ann)] == [HELLO.text]


async def test_what_may_have_been_said_to_the_asker_is_not_said_again(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User, door: Door
) -> None:
    """A follow-up has no nonce, so nothing but not repeating it keeps it single."""
    await poster.post(place, ANSWER, "17")
    pressed = await door.press(ann, discord.posts(channel)[0], "Shorter")
    discord.fail_next("POST /webhooks/*", 500, after=True)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(private(pressed.place, ann), HELLO, "18")
    assert not caught.value.certain
    assert [shown(one) for one in discord.ephemerals(ann)] == [HELLO.text]
    assert await poster.find(private(pressed.place, ann), "18", NOW, HELLO) is Unknown.UNKNOWN


async def test_sharing_posts_to_the_channel_a_headline_with_a_thread(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    ask = await door.ask(await discord.command(channel, ann, "tldr", text=LINK))
    await poster.post(private(ask.place, ann), ANSWER, "17")
    pressed = await door.press(ann, discord.ephemerals(ann)[0], "Share in channel")
    open_place = replace(pressed.place, private=None)
    headline = await poster.post(open_place, HEADLINE, "17/headline")
    await poster.post(open_place.in_thread(headline.id), ANSWER, "17/shared")
    [posted] = discord.posts(channel)
    thread = discord.thread_of(posted)
    assert thread is not None
    assert len(discord.posts(thread)) == 1
    assert "They close at nine." in shown(discord.ephemerals(ann)[0])  # what was pressed stays as it was


async def test_when_the_ticket_has_died_the_asker_is_written_to_directly(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door, clock: Clock
) -> None:
    it = await discord.command(channel, ann, "tldr", text=LINK)
    where = private((await door.ask(it)).place, ann)
    clock.pass_by(minutes=15)
    assert await poster.find(where, "17", NOW, ANSWER) is Unknown.UNKNOWN
    await poster.busy(where, "17")
    await poster.post(where, ANSWER, "17")
    [posted] = discord.posts(discord.add_direct(ann))
    assert "They close at nine." in shown(posted)
    assert discord.posts(channel) == []


async def test_a_ticket_that_discord_ended_sooner_is_said_and_no_secret(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door, clock: Clock
) -> None:
    it = await discord.command(channel, ann, "tldr", text=LINK)
    posted = await poster.post(private((await door.ask(it)).place, ann), ANSWER, "17")
    it.interaction.expires = clock()
    with pytest.raises(NotDelivered) as caught:
        await poster.edit(posted, BYE, "17")
    assert caught.value.barred
    assert (
        it.interaction.token not in f"{caught.value!r}{caught.value.__cause__!r}{caught.value.__context__!r}"
    )


async def test_a_command_in_a_thread_for_everybody_is_answered_where_it_was_asked(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    thread = discord.add_thread(channel, "talk", ann, (await discord.say(channel, ann, LINK)).message)
    door.private = False
    it = await discord.command(thread, ann, "tldr", text=LINK, here=True)
    posted = await poster.post((await door.ask(it)).place, ANSWER, "17")
    assert it.answer is not None
    assert (str(it.answer.id), [it.answer]) == (posted.id, discord.posts(thread))
    assert "They close at nine." in shown(it.answer)


async def test_a_command_in_a_direct_message_is_answered_there(
    discord: DiscordServer, poster: DiscordPoster, ann: User, door: Door
) -> None:
    direct = discord.add_direct(ann)
    ask = await door.ask(await discord.command(direct, ann, "tldr", text=LINK))
    await poster.post(private(ask.place, ann), ANSWER, "17")
    assert ["They close at nine." in shown(message) for message in discord.ephemerals(ann)] == [True]
    door.private = False
    ask = await door.ask(await discord.command(direct, ann, "tldr", text=LINK, here=True))
    headline = await poster.post(ask.place, HEADLINE, "18/headline")
    await poster.post(ask.place.in_thread(headline.id), ANSWER, "18")
    assert len(discord.posts(direct)) == 2


async def test_a_headline_after_a_crash_is_not_posted_twice(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door, clock: Clock
) -> None:
    door.private = False
    ask = await door.ask(await discord.command(channel, ann, "tldr", text=LINK, here=True))
    first = await poster.post(ask.place, HEADLINE, "17/headline")
    clock.pass_by(minutes=8)
    found = await poster.find(ask.place, "17/headline", NOW, HEADLINE)
    assert found in (first, None)
    assert await poster.post(ask.place, HEADLINE, "17/headline") == first
    assert len(discord.posts(channel)) == 1


async def test_where_the_bot_is_no_member_sharing_goes_by_the_press(
    discord: DiscordServer, poster: DiscordPoster, door: Door
) -> None:
    elsewhere = discord.add_guild("Elsewhere", bot=False)
    there, bo = discord.add_channel(elsewhere), discord.add_user("Bo", elsewhere)
    discord.installed_by.add(bo.id)
    ask = await door.ask(await discord.command(there, bo, "tldr", text=LINK))
    await poster.post(private(ask.place, bo), ANSWER, "17")
    pressed = await door.press(bo, discord.ephemerals(bo)[0], "Share in channel")
    open_place = replace(pressed.place, private=None)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(open_place, HEADLINE, "17/headline")
    assert caught.value.barred
    await poster.post(open_place, ANSWER, "17/shared")
    assert ["They close at nine." in shown(message) for message in discord.posts(there)] == [True]


async def test_a_token_that_was_taken_back_is_no_crash_and_not_told(
    discord: DiscordServer, place: Place, clock: Clock
) -> None:
    token = discord.token
    discord.token = "another"
    async with DiscordPoster(replace(access(discord), token=token), clock) as poster:
        with pytest.raises(NotDelivered) as caught:
            await poster.post(place, ANSWER, "17")
    assert token not in f"{caught.value!r}{caught.value.__cause__!r}{caught.value.__context__!r}"


async def test_what_was_answered_in_public_can_be_changed_after_its_ticket_has_died(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door, clock: Clock
) -> None:
    door.private = False
    it = await discord.command(channel, ann, "tldr", text=LINK, here=True)
    headline = await poster.post((await door.ask(it)).place, HEADLINE, "17/headline")
    clock.pass_by(minutes=20)
    await poster.edit(headline, BYE, "17/headline")
    assert it.answer is not None
    assert shown(it.answer) == BYE.text
    await poster.delete(headline)
    assert discord.posts(channel) == []


# ---- reading, rights, files -------------------------------------------------------------------


async def test_a_message_is_read_where_that_is_allowed(
    discord: DiscordServer, place: Place, channel: Channel, ann: User, clock: Clock
) -> None:
    discord.message_content = True
    said = (
        await discord.say(channel, ann, LINK, attachments=[discord.add_attachment("a.txt", b"abc")])
    ).message
    async with DiscordPoster(access(discord), clock) as poster:
        message = await poster.message(place, str(said.id))
        assert (message.id, message.text, message.bot) == (str(said.id), LINK, False)
        assert message.person is not None
        assert message.person.id == str(ann.id)
        assert [await poster.download(file, 10) for file in message.files] == [b"abc"]
        discord.forbid(channel, Right.READ_MESSAGE_HISTORY)
        with pytest.raises(Refused) as caught:
            await poster.message(place, str(said.id))
        assert caught.value.reason is Reason.NOT_ALLOWED


async def test_a_message_whose_content_is_kept_back_may_not_be_read(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    with pytest.raises(Refused) as caught:
        await poster.message(place, str(said.id))
    assert caught.value.reason is Reason.NOT_ALLOWED


async def test_a_message_inside_a_thread_and_the_one_it_is_on_are_both_found_there(
    discord: DiscordServer, place: Place, channel: Channel, ann: User, clock: Clock
) -> None:
    discord.message_content = True
    root = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, root)
    inside = (await discord.say(thread, ann, "inside")).message
    async with DiscordPoster(access(discord), clock) as poster:
        where = place.in_thread(str(root.id))
        assert (await poster.message(where, str(root.id))).text == LINK
        message = await poster.message(where, str(inside.id))
        assert (message.text, message.thread) == ("inside", str(thread.id))


async def test_a_thread_is_read_oldest_first_and_says_what_is_missing(
    discord: DiscordServer, place: Place, channel: Channel, ann: User, clock: Clock
) -> None:
    discord.message_content = True
    root = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, root)
    for number in range(120):
        await discord.say(thread, ann, f"number {number}")
    async with DiscordPoster(access(discord), clock) as poster:
        read = await poster.read(place.in_thread(str(root.id)), None)
        texts = [message.text for message in read.messages if (message.text or "").startswith("number")]
        assert texts == [f"number {number}" for number in range(120)][-len(texts) :]
        assert read.whole == (len(texts) == 120)
        discord.forbid(channel, Right.READ_MESSAGE_HISTORY)
        assert not (await poster.read(place.in_thread(str(root.id)), None)).whole


async def test_only_who_may_manage_messages_is_a_moderator(
    discord: DiscordServer, poster: DiscordPoster, place: Place, guild: Guild, channel: Channel, ann: User
) -> None:
    warden = discord.add_user("Bo", guild, rights=Right.MANAGE_MESSAGES)
    here_alone = discord.add_user("Cy", guild)
    discord.allow(channel, Right.MANAGE_MESSAGES, user=here_alone)
    not_here = discord.add_user("Di", guild, rights=Right.MANAGE_MESSAGES)
    discord.forbid(channel, Right.MANAGE_MESSAGES, user=not_here)
    root = (await discord.say(channel, ann, LINK)).message
    discord.add_thread(channel, "talk", ann, root)

    async def may(user: User, where: Place = place) -> bool:
        return await poster.may(Person(str(user.id)), Action.DELETE, where)

    assert [await may(one) for one in (ann, warden, here_alone, not_here)] == [False, True, True, False]
    assert await may(discord.users[guild.owner])
    assert await may(warden, place.in_thread(str(root.id)))
    direct = discord.add_direct(warden)
    assert not await may(warden, Place("discord", "@me", str(direct.id)))


async def test_what_is_lacking_is_told_apart(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, clock: Clock
) -> None:
    assert await poster.lacks(Way.AUTOMATIC, place) is Lack.INTENT
    discord.message_content = True
    async with DiscordPoster(access(discord), clock) as granted:
        assert await granted.lacks(Way.AUTOMATIC, place) is None
        discord.forbid(channel, Right.VIEW_CHANNEL)
        assert await granted.lacks(Way.AUTOMATIC, place) is Lack.MEMBERSHIP
    async with DiscordPoster(replace(access(discord), reaction=None), clock) as silent:
        assert await silent.lacks(Way.REACTION, place) is Lack.SWITCHED_OFF


@pytest.mark.parametrize("said", [None, 3])
async def test_a_file_past_the_limit_is_not_read_to_its_end(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, said: int | None
) -> None:
    attachment = discord.add_attachment("a.txt", b"x" * 5000, size=said)
    file = File("a.txt", "text/plain", attachment.size, attachment.url)
    with pytest.raises(Refused) as caught:
        await poster.download(file, 4999)
    assert caught.value.reason is Reason.TOO_LARGE
    if said is None:
        assert await poster.download(file, 5000) == b"x" * 5000


async def test_a_file_whose_link_has_died_is_not_found(discord: DiscordServer, poster: DiscordPoster) -> None:
    attachment = discord.add_attachment("a.txt", b"abc")
    with pytest.raises(Refused) as caught:
        await poster.download(File("a.txt", "text/plain", 3, attachment.url + "0"), 10)
    assert caught.value.reason is Reason.NOT_FOUND


async def test_a_reply_in_a_thread_that_went_to_sleep_can_still_be_changed_and_deleted(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    posted = await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    thread.archived = True
    await poster.edit(posted, BYE, "17")
    assert [shown(message) for message in discord.posts(thread)] == [BYE.text]
    thread.archived = True
    await poster.delete(posted)
    assert discord.posts(thread) == []


async def test_a_locked_thread_is_barred(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    thread = discord.add_thread(channel, "talk", ann, said)
    thread.locked = True
    with pytest.raises(NotDelivered) as caught:
        await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    assert caught.value.barred


async def test_busy_shows_where_the_answer_will_stand(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    await poster.busy(place, "17")
    assert discord.typing == [channel.id]
    discord.fail_next("POST *", 0)
    await poster.busy(place, "17")


# ---- a server that does less than Discord -----------------------------------------------------


async def test_a_deferred_message_that_nobody_knows_of_is_asked_for_once(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    door.private = False
    ask = await door.ask(await discord.command(channel, ann, "tldr", text=LINK, here=True))
    discord.fail_next("GET /webhooks/*", 404, times=9)
    await poster.post(ask.place, ANSWER, "17")
    looked = [one for one in discord.asked if one.method == "GET" and one.path.startswith("/webhooks/")]
    assert len(looked) == 1
    assert any("They close at nine." in shown(message) for message in discord.posts(channel))


async def test_a_thread_that_is_not_found_for_whatever_reason_is_opened(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    discord.fail_next(f"POST /channels/{said.id}/messages", 404)
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    assert len(discord.posts(thread)) == 1


async def test_a_message_that_is_not_found_for_whatever_reason_is_not_there(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    discord.fail_next("GET /channels/*/messages/*", 404)
    with pytest.raises(Refused) as caught:
        await poster.message(place, str(said.id))
    assert caught.value.reason is Reason.NOT_FOUND


async def test_nothing_is_warned_of_that_is_meant_so(
    discord: DiscordServer, poster: DiscordPoster, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    await poster.post(place, HELLO, "17")
    assert caplog.messages == []
