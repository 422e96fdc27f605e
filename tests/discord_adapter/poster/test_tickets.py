"""What Discord is told by the ticket of an interaction: answers to commands, menus and presses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.base import NotDelivered, Place, Reply, Unknown
from adapters.discord.poster import DiscordPoster
from tests.contracts.poster import BYE, HELLO, NOW
from tests.discord_adapter.hearing import LINK, access
from tests.discord_adapter.posting import ANSWER, HEADLINE, LONG, Clock, Door, private
from tests.discord_server import Channel, DiscordServer, Flag, Guild, Right, User, shown


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


async def test_where_the_waiting_cannot_be_looked_at_it_is_written_over_all_the_same(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    it = await discord.command(channel, ann, "tldr", text=LINK)
    where = private((await door.ask(it)).place, ann)
    discord.fail_next("GET /webhooks/*", 404)
    await poster.post(where, ANSWER, "17")
    [message] = discord.ephemerals(ann)
    assert not message.flags & Flag.LOADING
    assert discord.posts(channel) == []


async def test_a_private_answer_on_second_thoughts_is_in_no_message_that_may_be_public(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    it = await discord.command(channel, ann, "tldr", text=LINK, here=True)
    where = private((await door.ask(it)).place, ann)
    discord.fail_next("GET /webhooks/*", 404)
    await poster.post(where, ANSWER, "17/alone")
    assert all("lock gates" not in shown(one) for one in discord.posts(channel))


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
