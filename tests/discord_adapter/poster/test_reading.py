"""What is read from Discord: messages, rights and files; and threads that sleep or are locked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.base import Action, File, Lack, NotDelivered, Person, Place, Reason, Refused, Way
from adapters.discord.poster import DiscordPoster
from tests.contracts.poster import BYE
from tests.discord_adapter.hearing import LINK, access
from tests.discord_adapter.posting import ANSWER, Clock
from tests.discord_server import Channel, DiscordServer, Guild, Right, User, shown


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
