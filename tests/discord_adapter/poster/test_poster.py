"""What stands in Discord, a server on loopback, after the poster was asked to post and edit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from adapters.base import Form, NotDelivered, Place, Poster, Quotation, Reply, Section
from adapters.discord.poster import DiscordPoster
from tests.contracts.poster import BYE, HELLO, NOW, PosterContract
from tests.discord_adapter.hearing import LINK
from tests.discord_adapter.posting import ANSWER, LONG, LONGER, Door, passage, private
from tests.discord_server import Channel, DiscordServer, Guild, Kind, Right, User, buttons, shown


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
