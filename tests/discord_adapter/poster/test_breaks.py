"""What stands in Discord when a post is made again, is held up or breaks off, or a server does less."""

from __future__ import annotations

import asyncio

import pytest

from adapters.base import NotDelivered, Place, Posted, Reason, Refused, Reply, Unknown
from adapters.discord.poster import DiscordPoster
from adapters.discord.rest import MOST_PATIENCE, Declined
from tests.contracts.poster import BYE, HELLO, NOW
from tests.discord_adapter.hearing import LINK
from tests.discord_adapter.posting import ANSWER, HEADLINE, LONG, LONGEST, Clock, Door, private
from tests.discord_server import Channel, DiscordServer, Right, User, shown

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


async def test_nothing_is_written_to_a_thread_before_it_is_there(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    said = (await discord.say(channel, ann, LINK)).message
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    thread = discord.thread_of(said)
    assert thread is not None
    assert len(discord.posts(thread)) == 1
    assert [one.status for one in discord.asked if one.status >= 400] == []


@pytest.mark.parametrize(("told", "seconds"), [("1", 1.0), (None, MOST_PATIENCE), ("soon", MOST_PATIENCE)])
def test_a_wait_is_as_long_as_it_was_told_to_be(told: str | None, seconds: float) -> None:
    assert Declined(429, 0, told).retry_after == seconds


async def test_an_answer_that_does_not_tell_of_embeds_is_taken_as_it_is(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    """Embeds that were left out come back as an empty list."""
    said = (await discord.say(channel, ann, LINK)).message
    discord.tells_little = True
    await poster.post(place.in_thread(str(said.id)), ANSWER, "17")
    assert [one.method for one in discord.asked].count("PATCH") == 0


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
