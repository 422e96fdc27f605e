"""What stands in Discord of a digest, and what its people are called; and what is said to one of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.base import Form, NotDelivered, Person, Place, Posted, Private, Reply, Section, Sharing
from adapters.discord.poster import DiscordPoster
from tests.contracts.poster import BYE, HELLO, NOW
from tests.discord_adapter.hearing import LINK
from tests.discord_adapter.posting import Clock, Door, passage
from tests.discord_server import Channel, DiscordServer, Guild, Right, User, shown


def entry(number: int) -> Section:
    return Section(
        label="news.example",
        headline=f"Gate {number} of the lock is mended",
        link=f"https://news.example/gates/{number}",
        passages=(
            passage(f"Gate {number} was stuck. " + "word " * 40),
            passage(f"Gate {number} opens again."),
        ),
        shared=(Sharing("Ann", f"https://discord.com/channels/1/2/{number}"),),
    )


ENTRIES = tuple(map(entry, range(40)))
SHORT = Reply(ENTRIES[:2], form=Form.DIGEST, title="News of Friday")
DIGEST = Reply(ENTRIES, form=Form.DIGEST, title="News of Friday", notes=("1 feed could not be read.",))


def opened(discord: DiscordServer, channel: Channel) -> list[int]:
    """How often each gate is said to open again, in all that the bot posted there."""
    text = "\n".join(map(shown, discord.posts(channel)))
    return [text.count(f"Gate {number} opens again.") for number in range(40)]


# ---- posted -----------------------------------------------------------------------------------


@pytest.mark.parametrize("embeds", [True, False])
async def test_a_digest_of_forty_entries_is_taken_whole(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, embeds: bool
) -> None:
    if not embeds:
        discord.forbid(channel, Right.EMBED_LINKS)
    posted = await poster.post(place, DIGEST, "17")
    there = discord.posts(channel)
    assert [str(message.id) for message in there] == [posted.id, *posted.more]
    assert opened(discord, channel) == [1] * 40
    assert "News of Friday" in shown(there[0])
    assert shown(there[-1]).endswith("-# 1 feed could not be read.")
    assert [bool(message.embeds) for message in there] == [embeds] * len(there)
    assert all(message.components == [] for message in there)


@pytest.mark.parametrize("embeds", [True, False])
@pytest.mark.parametrize("reply", [SHORT, DIGEST])
async def test_after_some_minutes_a_digest_is_found_by_reading(
    discord: DiscordServer,
    poster: DiscordPoster,
    place: Place,
    channel: Channel,
    clock: Clock,
    reply: Reply,
    embeds: bool,
) -> None:
    if not embeds:
        discord.forbid(channel, Right.EMBED_LINKS)
    await poster.post(place, replace(SHORT, sections=ENTRIES[7:9]), "16")
    posted = await poster.post(place, reply, "17")
    clock.pass_by(minutes=20)
    assert await poster.find(place, "17", NOW, reply) == posted


async def test_the_rest_of_a_digest_is_in_a_thread_on_it(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    root = await poster.post(place, replace(DIGEST, sections=ENTRIES[:9]), "17")
    await poster.post(place.in_thread(root.id), Reply(ENTRIES[9:], form=Form.DIGEST), "17/rest")
    [message] = discord.posts(channel)
    thread = discord.thread_of(message)
    assert thread is not None
    assert thread.name == "The rest of the digest"
    assert opened(discord, channel) == [1] * 9 + [0] * 31
    assert opened(discord, thread) == [0] * 9 + [1] * 31
    assert shown(discord.posts(thread)[0]).startswith("[**Gate 9 of the lock is mended**]")


async def test_without_a_thread_the_rest_of_a_digest_follows_it(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    discord.forbid(channel, Right.CREATE_PUBLIC_THREADS)
    root = await poster.post(place, replace(DIGEST, sections=ENTRIES[:9]), "17")
    await poster.post(place.in_thread(root.id), Reply(ENTRIES[9:20], form=Form.DIGEST), "17/rest")
    assert opened(discord, channel) == [1] * 20 + [0] * 20


async def test_a_digest_whose_words_are_hostile_calls_nobody_and_previews_nothing(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel
) -> None:
    words = "@everyone <@1> <@&2> [x](https://evil.example) https://evil.example discord.gg/abc"
    section = Section(words, words, LINK, site=words, passages=(passage(words),), shared=(Sharing(words),))
    reply = Reply((section,), form=Form.DIGEST, title=words, notes=(words,))
    posted = await poster.post(place, reply, "17")
    discord.forbid(channel, Right.EMBED_LINKS)
    await poster.post(place, reply, "18")
    await poster.edit(posted, reply, "17")
    assert len(discord.posts(channel)) == 2
    assert (discord.pings, discord.previews) == ([], [])


async def test_a_preview_is_for_the_asker_alone(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    ask = await door.ask(await discord.command(channel, ann, "digest preview"))
    await poster.post(replace(ask.place, private=Private(str(ann.id))), DIGEST, "17")
    text = "\n".join(map(shown, discord.ephemerals(ann)))
    assert [text.count(f"Gate {number} opens again.") for number in range(40)] == [1] * 40
    assert discord.posts(channel) == []


async def test_a_reply_fits_where_discord_takes_it_as_one_message(
    poster: DiscordPoster, discord: DiscordServer, place: Place, channel: Channel
) -> None:
    sizes = [number for number in range(1, 41) if poster.fits(replace(DIGEST, sections=ENTRIES[:number]))]
    assert sizes == list(range(1, len(sizes) + 1))
    assert (await poster.post(place, replace(DIGEST, sections=ENTRIES[: sizes[-1]]), "17")).more == ()
    one_more = replace(DIGEST, sections=ENTRIES[: sizes[-1] + 1])
    assert len((await poster.post(place, one_more, "18")).more) == 1
    assert poster.fits(HELLO)


# ---- names ------------------------------------------------------------------------------------


async def test_people_are_called_what_they_are_called_in_their_server(
    discord: DiscordServer, poster: DiscordPoster, place: Place, guild: Guild, ann: User
) -> None:
    bo, robot = discord.add_user("Bo", guild), discord.add_user("Feed", guild, bot=True)
    guild.members[bo.id].nick = "Bo of the weir"
    asked = [await poster.name(Person(str(one.id)), place) for one in (ann, bo, robot)]
    assert asked == ["Ann", "Bo of the weir", "feed"]


async def test_a_name_that_is_known_is_asked_of_nobody(
    discord: DiscordServer, poster: DiscordPoster, place: Place, ann: User
) -> None:
    assert await poster.name(Person(str(ann.id), "Annie"), place) == "Annie"
    assert discord.asked == []


async def test_a_name_is_asked_for_once_an_hour(
    discord: DiscordServer, poster: DiscordPoster, place: Place, guild: Guild, ann: User, clock: Clock
) -> None:
    async def called() -> str:
        return await poster.name(Person(str(ann.id)), place)

    assert await called() == "Ann"
    guild.members[ann.id].nick = "Annie"
    clock.pass_by(minutes=59)
    assert await called() == "Ann"
    clock.pass_by(minutes=1)
    assert await called() == "Annie"
    assert sum("/members/" in one.path for one in discord.asked) == 2


async def test_who_is_called_what_in_another_server_is_asked_there(
    discord: DiscordServer, poster: DiscordPoster, place: Place, ann: User
) -> None:
    assert await poster.name(Person(str(ann.id)), place) == "Ann"
    elsewhere = discord.add_guild("Elsewhere")
    elsewhere.members[ann.id] = replace(discord.guilds[int(place.workspace)].members[ann.id], nick="Captain")
    assert await poster.name(Person(str(ann.id)), replace(place, workspace=str(elsewhere.id))) == "Captain"


async def test_nobody_is_named_who_is_no_member_and_that_is_kept(
    discord: DiscordServer, poster: DiscordPoster, place: Place, ann: User
) -> None:
    stranger = Person(str(discord.add_user("Cy").id))
    no_guild = replace(place, workspace=str(discord.add_guild("Elsewhere", bot=False).id))
    assert [await poster.name(stranger, place) for _ in range(2)] == ["", ""]
    assert await poster.name(Person("nobody"), place) == ""
    assert await poster.name(Person(str(ann.id)), no_guild) == ""
    assert sum(f"/members/{stranger.id}" in one.path for one in discord.asked) == 1
    assert await poster.name(Person(str(ann.id)), replace(place, workspace="@me")) == ""


@pytest.mark.parametrize("status", [0, 503])
async def test_trouble_with_a_name_is_no_error_and_does_not_last(
    discord: DiscordServer, poster: DiscordPoster, place: Place, ann: User, status: int
) -> None:
    discord.fail_next("GET /guilds/*", status, times=5)
    assert await poster.name(Person(str(ann.id)), place) == ""
    discord.troubles.clear()
    assert await poster.name(Person(str(ann.id)), place) == "Ann"


async def test_where_nothing_answers_nobody_is_named(
    discord: DiscordServer, poster: DiscordPoster, place: Place, ann: User
) -> None:
    await discord.vanish()
    assert await poster.name(Person(str(ann.id)), place) == ""


# ---- directly ---------------------------------------------------------------------------------


async def test_what_is_to_reach_a_person_wherever_they_are_is_a_direct_message(
    discord: DiscordServer, poster: DiscordPoster, place: Place, channel: Channel, ann: User
) -> None:
    where = replace(place, private=Private(str(ann.id), direct=True))
    posted = await poster.post(where, HELLO, "17")
    direct = discord.add_direct(ann)
    [message] = discord.posts(direct)
    assert (shown(message), str(message.id)) == (HELLO.text, posted.id)
    assert posted.place == Place("discord", "@me", str(direct.id))
    assert discord.posts(channel) == []
    await poster.edit(posted, BYE, "17")
    assert shown(message) == BYE.text


async def test_it_is_one_though_there_is_a_ticket_for_where_they_asked(
    discord: DiscordServer, poster: DiscordPoster, channel: Channel, ann: User, door: Door
) -> None:
    ask = await door.ask(await discord.command(channel, ann, "digest now"))
    await poster.post(replace(ask.place, private=Private(str(ann.id), direct=True)), HELLO, "17")
    assert [shown(message) for message in discord.posts(discord.add_direct(ann))] == [HELLO.text]
    assert [shown(message) for message in discord.ephemerals(ann)] == [""]


async def test_what_was_said_directly_is_found_and_not_said_twice(
    discord: DiscordServer, poster: DiscordPoster, place: Place, ann: User, clock: Clock
) -> None:
    where = replace(place, private=Private(str(ann.id), direct=True))
    discord.fail_next("POST /channels/*/messages", 0, after=True)
    with pytest.raises(NotDelivered):
        await poster.post(where, HELLO, "17")
    clock.pass_by(minutes=20)
    found = await poster.find(where, "17", NOW, HELLO)
    assert isinstance(found, Posted)
    [message] = discord.posts(discord.add_direct(ann))
    assert found.id == str(message.id)


async def test_who_takes_no_direct_messages_is_barred(
    discord: DiscordServer, poster: DiscordPoster, place: Place, guild: Guild
) -> None:
    robot = discord.add_user("Feed", guild, bot=True)
    with pytest.raises(NotDelivered) as caught:
        await poster.post(replace(place, private=Private(str(robot.id), direct=True)), HELLO, "17")
    assert caught.value.barred
