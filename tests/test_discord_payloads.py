"""What a person did, read from Discord's JSON."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from discord.utils import time_snowflake

from adapters.base import Action, Ask, File, Message, Person, Place, Pressed, Private, Ticket, Way
from adapters.discord.payloads import (
    Own,
    Pass,
    custom_id,
    interacted,
    key_of,
    made_at,
    message_of,
    parent_of,
    plain_text,
    reacted,
    rights_of,
    written,
)

Json = dict[str, Any]

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
OWN = Own(user="900", application="901", role="902")
SEEING = Own(user="900", application="901", role="902", content=True)
ANN: Json = {"id": "11", "username": "ann", "global_name": "Ann"}
BOT: Json = {"id": "900", "username": "nutgraf", "bot": True}
LINK = "https://weir.example/otters"
ID = str(time_snowflake(NOON))
CHANNEL = Place("discord", "1", "20")


def message(content: str = "", **more: Any) -> Json:
    mentions = [BOT] if "<@900>" in content or "<@!900>" in content else []
    return {
        "id": ID,
        "type": 0,
        "channel_id": "20",
        "guild_id": "1",
        "author": ANN,
        "member": {"nick": "Ann of the Weir"},
        "content": content,
        "mentions": mentions,
        "attachments": [],
        "embeds": [],
        **more,
    }


def direct(content: str, **more: Any) -> Json:
    return {
        name: value for name, value in message(content, **more).items() if name not in ("guild_id", "member")
    }


def interaction(kind: int, data: Json, **more: Any) -> Json:
    return {
        "id": ID,
        "application_id": "901",
        "type": kind,
        "token": "tok:en",
        "guild_id": "1",
        "channel": {"id": "20", "type": 0},
        "channel_id": "20",
        "member": {"user": ANN, "nick": None},
        "data": data,
        **more,
    }


def ask_of(incoming: Ask | Pressed | None) -> Ask:
    assert isinstance(incoming, Ask)
    return incoming


# ---- messages -----------------------------------------------------------------------------------


@pytest.mark.parametrize("mention", ["<@900>", "<@!900>"])
def test_a_mention_is_asked_without_the_mention(mention: str) -> None:
    ask = ask_of(written(message(f"{mention} short {LINK}"), OWN, None))
    assert ask == Ask(
        event=f"message/{ID}",
        way=Way.MENTION,
        place=CHANNEL,
        person=Person("11", "Ann of the Weir"),
        at=NOON,
        text=f"short {LINK}",
        message=Message(
            ID,
            f"short {LINK}",
            Person("11", "Ann of the Weir"),
            at=NOON,
            link=f"https://discord.com/channels/1/20/{ID}",
        ),
    )


def test_a_mention_of_the_bots_own_role_is_one_of_the_bot() -> None:
    ask = ask_of(written(message(f"<@&902> {LINK}"), OWN, None))
    assert (ask.way, ask.text) == (Way.MENTION, LINK)


def test_a_message_without_a_server_is_direct() -> None:
    ask = ask_of(written(direct("Otters are back."), OWN, None))
    assert (ask.way, ask.text) == (Way.DIRECT, "Otters are back.")
    assert ask.place == Place("discord", "@me", "20")


def test_a_message_in_a_thread_belongs_to_its_channel_and_means_what_the_thread_hangs_on() -> None:
    ask = ask_of(written(message("<@900>"), OWN, "7"))
    assert ask.place == Place("discord", "1", "7", thread="20")
    assert ask.target == Message("20", None)
    assert ask.message is not None
    assert ask.message.thread == "20"
    assert ask.message.link == f"https://discord.com/channels/1/20/{ID}"


@pytest.mark.parametrize(
    "data",
    [
        message(f"<@900> {LINK}", author=BOT),
        message(f"<@900> {LINK}", author={**ANN, "bot": True}),
        message(f"<@900> {LINK}", webhook_id="5"),
        message(f"<@900> {LINK}", author={**ANN, "system": True}),
        message("<@900>", type=7),
        message("", type=21),
        direct(LINK, author=BOT),
    ],
)
def test_what_no_person_wrote_is_passed_over(data: Json) -> None:
    assert written(data, SEEING, None) is None


def test_a_link_that_nobody_asked_about_is_heard_where_content_is_given() -> None:
    assert ask_of(written(message(f"See {LINK}"), SEEING, None)).way is Way.AUTOMATIC


@pytest.mark.parametrize(("content", "own"), [("No link here.", SEEING), (f"See {LINK}", OWN), ("", OWN)])
def test_what_nobody_asked_is_passed_over(content: str, own: Own) -> None:
    assert written(message(content), own, None) is None


def reply(content: str, answered: Json | None, **more: Any) -> Json:
    reference = {"message_reference": {"message_id": "30", "channel_id": "20"}}
    return message(content, type=19, referenced_message=answered, **reference, **more)


def test_a_reply_with_a_mention_means_the_message_above() -> None:
    above = message(LINK, id="30", author={**ANN, "id": "12"})
    ask = ask_of(written(reply("<@900> please", above), SEEING, None))
    assert (ask.way, ask.text) == (Way.MENTION, "please")
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == ("30", LINK)


def test_of_a_message_above_whose_content_is_kept_back_only_the_id_is_known() -> None:
    ask = ask_of(written(reply("<@900>", message("", id="30")), OWN, None))
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == ("30", None)


def test_a_message_above_that_was_deleted_is_not_meant() -> None:
    assert ask_of(written(reply("<@900>", None), OWN, None)).target is None


def test_a_message_above_that_was_not_looked_up_is_meant() -> None:
    data = reply("<@900>", None)
    del data["referenced_message"]
    assert ask_of(written(data, OWN, None)).target == Message("30", None)


def test_a_reply_to_the_bot_that_pings_is_asked() -> None:
    answer = message("", id="30", author=BOT, embeds=[{"title": "Otters", "description": "They are back."}])
    ask = ask_of(written(reply(LINK, answer, mentions=[BOT]), OWN, None))
    assert (ask.way, ask.text) == (Way.REPLY, LINK)
    assert ask.target is not None
    assert (ask.target.bot, ask.target.text) == (True, "Otters\nThey are back.")


def test_a_reply_to_the_bot_that_pings_nobody_is_talk() -> None:
    assert written(reply("thanks", message("", id="30", author=BOT)), SEEING, None) is None


def test_files_come_with_the_message() -> None:
    attachment = {
        "id": "8",
        "filename": "message.txt",
        "content_type": "text/plain; charset=utf-8",
        "size": 9_000,
        "url": "https://cdn.example/message.txt?ex=1",
    }
    ask = ask_of(written(message("<@900>", attachments=[attachment]), OWN, None))
    assert ask.message is not None
    expected = File("message.txt", "text/plain", 9_000, "https://cdn.example/message.txt?ex=1")
    assert ask.message.files == (expected,)


@pytest.mark.parametrize(("name", "media_type"), [("a.html", "text/html"), ("a", "application/octet-stream")])
def test_a_file_without_a_media_type_is_judged_by_its_name(name: str, media_type: str) -> None:
    data = message("<@900>", attachments=[{"filename": name, "size": 1, "url": "https://cdn.example/a"}])
    assert message_of(data, OWN, "1").files[0].media_type == media_type


def test_a_forwarded_message_is_read_for_what_is_in_it() -> None:
    inside = {"content": LINK, "attachments": [], "mentions": []}
    data = direct(
        "", message_snapshots=[{"message": inside}], message_reference={"type": 1, "message_id": "30"}
    )
    ask = ask_of(written(data, OWN, None))
    assert (ask.text, ask.target) == (LINK, None)


# ---- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("hello <@900>", "hello"),
        ("ask <@11> or <@!11>", "ask @Ann or @Ann"),
        ("ask <@404>", "ask @someone"),
        ("in <#20> for <@&50>", "in #general for @anglers"),
        ("in <#21> for <@&51>", "in #channel for @role"),
        ("so <:otter:12345> <a:wave:678>", "so :otter: :wave:"),
        ("on <t:1772366400:D>", "on 2026-03-01"),
        ("at <t:1772366400:t>", "at 12:00 UTC"),
        ("<t:1772366400>", "2026-03-01 12:00 UTC"),
        ("<t:9999999999999>", "<t:9999999999999>"),
        ("use </tldr:77> or <id:browse>", "use /tldr or #browse"),
        (f"[otters]({LINK}) and <{LINK}>", f"[otters]({LINK}) and <{LINK}>"),
        ("a < b and <nothing>", "a < b and <nothing>"),
    ],
)
def test_discords_markup_is_written_out(content: str, text: str) -> None:
    assert plain_text(content, [ANN], OWN, {"20": "general", "50": "anglers"}) == text


# ---- reading -------------------------------------------------------------------------------------


def test_a_message_whose_content_is_kept_back_has_no_text() -> None:
    assert message_of(message(""), OWN, "1").text is None


@pytest.mark.parametrize(
    ("data", "own", "guild"),
    [
        (message(""), SEEING, "1"),
        (message(""), OWN, None),
        (message("", author=BOT), OWN, "1"),
        (message("", mentions=[BOT]), OWN, "1"),
    ],
)
def test_a_message_that_is_given_and_empty_has_an_empty_text(data: Json, own: Own, guild: str | None) -> None:
    assert message_of(data, own, guild).text == ""


def test_a_message_of_this_bot_is_its_own() -> None:
    robot = {"id": "77", "username": "feed", "bot": True}
    assert [message_of(message("", author=one), OWN, "1").own for one in (BOT, robot, ANN)] == [
        True,
        False,
        False,
    ]


def test_a_channel_that_is_a_thread_has_a_parent() -> None:
    assert parent_of({"id": "20", "type": 11, "parent_id": "7"}) == "7"
    assert parent_of({"id": "20", "type": 0, "parent_id": "a category"}) is None


# ---- reactions -----------------------------------------------------------------------------------


def reaction(**more: Any) -> Json:
    return {
        "user_id": "11",
        "channel_id": "20",
        "message_id": "30",
        "guild_id": "1",
        "emoji": {"id": None, "name": "📰"},
        "member": {"user": ANN},
        **more,
    }


def test_the_chosen_emoji_asks_about_the_message_under_it() -> None:
    ask = reacted(reaction(), OWN, "📰", None, NOON)
    assert ask == Ask(
        "reaction/30/11/📰", Way.REACTION, CHANNEL, Person("11", "Ann"), NOON, target=Message("30", None)
    )


@pytest.mark.parametrize(
    ("put", "chosen"),
    [
        ({"id": None, "name": "⚓"}, "⚓\ufe0f"),
        ({"id": "5", "name": "otter"}, "otter"),
        ({"id": "5", "name": "otter"}, "<:otter:5>"),
        ({"id": "5", "name": "otter"}, "5"),
    ],
)
def test_an_emoji_is_known_however_it_is_written(put: Json, chosen: str) -> None:
    assert reacted(reaction(emoji=put), OWN, chosen, None, NOON) is not None


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        (reaction(), None),
        (reaction(), "🦦"),
        (reaction(user_id="900"), "📰"),
        (reaction(message_author_id="900"), "📰"),
        (reaction(member={"user": {**ANN, "bot": True}}), "📰"),
    ],
)
def test_no_other_reaction_asks(data: Json, chosen: str | None) -> None:
    assert reacted(data, OWN, chosen, None, NOON) is None


# ---- interactions --------------------------------------------------------------------------------


def ticket(kind: str, pressed: str = "") -> Ticket:
    return Ticket(f"{kind}:901:{pressed}:tok:en", NOON + timedelta(minutes=15))


def command(name: str, options: list[Json], resolved: Json | None = None, **more: Any) -> Json:
    return interaction(
        2, {"id": "3", "type": 1, "name": name, "options": options, "resolved": resolved or {}}, **more
    )


def test_a_command_is_its_words() -> None:
    options = [{"type": 3, "name": "text", "value": f"short {LINK}"}]
    ask = interacted(command("tldr", options), OWN, None)
    place = Place("discord", "1", "20", ticket=ticket("command"))
    assert ask == Ask(
        f"interaction/{ID}",
        Way.COMMAND,
        place,
        Person("11", "Ann"),
        NOON,
        text=f"short {LINK}",
        command="tldr",
    )


@pytest.mark.parametrize(("chosen", "text"), [(True, f"here {LINK}"), (False, LINK)])
def test_a_flag_that_was_chosen_stands_before_the_text(chosen: bool, text: str) -> None:
    options = [{"type": 3, "name": "text", "value": LINK}, {"type": 5, "name": "here", "value": chosen}]
    assert ask_of(interacted(command("tldr", options), OWN, None)).text == text


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ([{"type": 2, "name": "auto", "options": [{"type": 1, "name": "on", "options": []}]}], "auto on"),
        ([{"type": 2, "name": "auto", "options": [{"type": 1, "name": "off"}]}], "auto off"),
        ([{"type": 1, "name": "status"}], "status"),
    ],
)
def test_subcommands_are_the_words_that_were_typed(options: list[Json], text: str) -> None:
    ask = ask_of(interacted(command("nutgraf", options), OWN, None))
    assert (ask.command, ask.text) == ("nutgraf", text)


def test_a_file_comes_with_a_command_as_a_message() -> None:
    attachment = {
        "id": "8",
        "filename": "a.txt",
        "content_type": "text/plain",
        "size": 5,
        "url": "https://c.example/a",
    }
    options = [{"type": 11, "name": "file", "value": "8"}]
    ask = ask_of(interacted(command("tldr", options, {"attachments": {"8": attachment}}), OWN, None))
    file = File("a.txt", "text/plain", 5, "https://c.example/a")
    assert ask.message == Message(ID, "", Person("11", "Ann"), (file,), at=NOON)


def test_a_command_in_a_thread_says_its_channel_too() -> None:
    ask = ask_of(interacted(command("tldr", []), OWN, "7"))
    assert (ask.place.channel, ask.place.thread) == ("7", "20")


def test_a_command_in_a_direct_message_has_its_user() -> None:
    data = command("tldr", [], user=ANN)
    del data["member"], data["guild_id"]
    ask = ask_of(interacted(data, OWN, None))
    assert (ask.person, ask.place.workspace) == (Person("11", "Ann"), "@me")


def test_a_menu_carries_the_message_whatever_the_intent() -> None:
    target = {name: value for name, value in message(LINK, id="30").items() if name != "guild_id"}
    data = interaction(
        2, {"type": 3, "name": "Summarise", "target_id": "30", "resolved": {"messages": {"30": target}}}
    )
    ask = ask_of(interacted(data, OWN, None))
    assert ask.way is Way.MENU
    assert ask.place == Place("discord", "1", "20", ticket=ticket("menu"))
    assert ask.target is not None
    assert (ask.target.id, ask.target.text) == ("30", LINK)
    assert ask.target.link == "https://discord.com/channels/1/20/30"


def press(custom: str, flags: int = 0) -> Json:
    return interaction(
        3,
        {"custom_id": custom, "component_type": 2},
        message={"id": "40", "channel_id": "20", "flags": flags},
    )


def test_a_press_says_what_was_pressed_and_where() -> None:
    pressed = interacted(press(custom_id(Action.LONGER, "17/shared")), OWN, None)
    assert isinstance(pressed, Pressed)
    assert (pressed.action, pressed.reply, pressed.detail) == (Action.LONGER, "17/shared", None)
    assert pressed.posted.id == "40"
    assert pressed.place == pressed.posted.place == Place("discord", "1", "20", ticket=ticket("press", "40"))
    assert pressed.event == f"interaction/{ID}"


def test_a_press_on_what_one_person_sees_is_private_to_them() -> None:
    pressed = interacted(press(custom_id(Action.SHARE, "17"), flags=64), OWN, None)
    assert isinstance(pressed, Pressed)
    assert pressed.place.private == pressed.posted.place.private == Private("11")


@pytest.mark.parametrize("custom", ["other:share:17", "nutgraf:fly:17", "nutgraf:share:", "nutgraf"])
def test_a_button_that_is_not_ours_is_passed_over(custom: str) -> None:
    assert interacted(press(custom), OWN, None) is None


@pytest.mark.parametrize(
    "data", [interaction(1, {}), interaction(4, {"type": 1, "name": "tldr"}), interaction(2, {"type": 2})]
)
def test_no_other_interaction_asks(data: Json) -> None:
    assert interacted(data, OWN, None) is None


def test_a_ticket_says_what_it_lets_do() -> None:
    assert Pass.of(ticket("press", "40")) == Pass("press", "901", "40", "tok:en")
    assert Pass.of(ticket("menu")).kind == "menu"


def test_a_button_gives_its_key_back() -> None:
    assert key_of(custom_id(Action.DELETE, "17/headline")) == "17/headline"
    assert key_of("something else") is None


def test_an_id_tells_its_time() -> None:
    assert made_at(ID) == NOON


# ---- rights -------------------------------------------------------------------------------------

MANAGE = 1 << 13
ADMINISTRATOR = 1 << 3
SEND = 1 << 11


def guild(everyone: int = SEND, helpers: int = 0) -> Json:
    roles = [{"id": "1", "permissions": str(everyone)}, {"id": "50", "permissions": str(helpers)}]
    return {"id": "1", "owner_id": "99", "roles": roles}


def overwrites(*rules: tuple[str, int, int]) -> Json:
    return {
        "id": "20",
        "permission_overwrites": [
            {"id": who, "allow": str(allow), "deny": str(deny)} for who, allow, deny in rules
        ],
    }


@pytest.mark.parametrize(
    ("member", "server", "channel", "may"),
    [
        ({"roles": []}, guild(), overwrites(), False),
        ({"roles": ["50"]}, guild(helpers=MANAGE), overwrites(), True),
        ({"roles": ["50"]}, guild(helpers=ADMINISTRATOR), overwrites(("11", 0, MANAGE)), True),
        ({"roles": ["50"]}, guild(helpers=MANAGE), overwrites(("1", 0, MANAGE)), False),
        ({"roles": ["50"]}, guild(), overwrites(("1", 0, MANAGE), ("50", MANAGE, 0)), True),
        ({"roles": ["50"]}, guild(), overwrites(("11", 0, MANAGE), ("50", MANAGE, 0)), False),
        ({"roles": []}, guild(), overwrites(("11", MANAGE, 0)), True),
        ({"roles": []}, guild(), overwrites(("50", MANAGE, 0)), False),
    ],
)
def test_what_a_member_may_do_follows_roles_and_channel(
    member: Json, server: Json, channel: Json, may: bool
) -> None:
    rights = rights_of({**member, "user": ANN}, server, channel)
    assert rights.manage_messages is may


def test_the_owner_may_do_everything() -> None:
    assert rights_of({"roles": [], "user": {"id": "99"}}, guild(), overwrites()).manage_messages
