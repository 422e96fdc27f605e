"""What reaches `accept` from a Discord that is a server on loopback."""

from __future__ import annotations

import pytest

from adapters.base import Action, Pressed, Private, Way
from tests.discord_adapter.hearing import LINK, Inbox, first, running, settled, with_button
from tests.discord_server import Channel, DiscordServer, Flag, Guild, Kind, MessageKind, Right, User

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


async def test_an_event_that_the_library_cannot_read_ends_no_connection(
    discord: DiscordServer, guild: Guild, channel: Channel, ann: User, inbox: Inbox
) -> None:
    reaction = {
        "user_id": str(ann.id),
        "channel_id": str(channel.id),
        "guild_id": str(guild.id),
        "message_id": "7",
        "emoji": {"id": None, "name": "📰"},
        "member": {"user": {"id": str(ann.id)}},
    }
    async with running(discord, inbox):
        discord.gateway.dispatch("MESSAGE_REACTION_ADD", lambda _: reaction)
        ask = await first(discord, inbox)
        assert discord.gateway.identified == 1
    assert (ask.way, ask.event) == (Way.REACTION, f"reaction/7/{ann.id}/📰")


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


@pytest.mark.parametrize(
    ("form", "options", "text"),
    [
        ("at", {"when": "08:30 Europe/Berlin weekdays"}, "at 08:30 Europe/Berlin weekdays"),
        ("add", {"source": "https://weir.example/feed"}, "add https://weir.example/feed"),
        ("remove", {"source": "2"}, "remove 2"),
        ("links on", {}, "links on"),
        ("preview", {}, "preview"),
    ],
)
async def test_what_stands_behind_a_form_comes_behind_its_words(
    discord: DiscordServer,
    channel: Channel,
    ann: User,
    inbox: Inbox,
    form: str,
    options: dict[str, str],
    text: str,
) -> None:
    async with running(discord, inbox):
        await discord.command(channel, ann, f"digest {form}", **options)
        ask = await first(discord, inbox)
    assert (ask.command, ask.text) == ("digest", text)


async def test_a_form_that_wants_something_behind_it_cannot_be_sent_without(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        with pytest.raises(ValueError, match="source"):
            await discord.command(channel, ann, "digest add")


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


async def test_a_message_has_the_link_that_leads_to_it_in_the_channel_or_thread_it_stands_in(
    discord: DiscordServer, guild: Guild, channel: Channel, ann: User, inbox: Inbox
) -> None:
    discord.message_content = True
    thread = discord.add_thread(channel, "talk", ann, (await discord.say(channel, ann, LINK)).message)
    direct = discord.add_direct(ann)
    async with running(discord, inbox):
        said = [await discord.say(where, ann, LINK) for where in (channel, thread, direct)]
        await discord.until(lambda: len(inbox.asks) == len(said))
    links = {ask.message.id: ask.message.link for ask in inbox.asks if ask.message is not None}
    assert [links[one.id] for one in said] == [
        f"https://discord.com/channels/{guild.id}/{channel.id}/{said[0].id}",
        f"https://discord.com/channels/{guild.id}/{thread.id}/{said[1].id}",
        f"https://discord.com/channels/@me/{direct.id}/{said[2].id}",
    ]


async def test_without_the_content_nothing_is_told_of_what_was_not_asked(
    discord: DiscordServer, channel: Channel, ann: User, inbox: Inbox
) -> None:
    async with running(discord, inbox):
        await discord.say(channel, ann, f"look: {LINK}")
        assert await settled(discord, inbox, channel, ann) == []


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
