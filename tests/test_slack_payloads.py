"""Slack's payloads, and what a person did."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Action, Ask, Incoming, Message, Person, Place, Posted, Pressed, Private, Ticket, Way
from adapters.slack.payloads import Identity, incoming, message_of

US = Identity("U0NUTGRAF", "B0NUTGRAF", "T0QUAY", "A0NUTGRAF")
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TS = "1772442000.000100"
ROOT = "1772441000.000100"
AT = datetime.fromtimestamp(float(TS), UTC)
LINK = "https://tide.example/a"
CHANNEL = Place("slack", "T0QUAY", "C1")

Json = dict[str, Any]


def read(payload: Json, reaction: str | None = "newspaper") -> Incoming | None:
    return incoming(payload, US, reaction, NOW)


def asked(payload: Json) -> Ask:
    found = read(payload)
    assert isinstance(found, Ask)
    return found


def event(**fields: Any) -> Json:
    return {
        "type": "event_callback",
        "team_id": "T0QUAY",
        "api_app_id": "A0NUTGRAF",
        "event_id": "Ev1",
        "event_time": 1772442000,
        "event": {"type": "message", "user": "U1", "channel": "C1", "ts": TS, "event_ts": TS, **fields},
    }


def said(text: str, **fields: Any) -> Json:
    return event(text=text, **{"channel_type": "channel", **fields})


def pressed(**container: Any) -> Json:
    return {
        "type": "block_actions",
        "api_app_id": "A0NUTGRAF",
        "user": {"id": "U1", "username": "ann", "name": "ann"},
        "team": {"id": "T0QUAY"},
        "channel": {"id": "C1", "name": "general"},
        "container": {
            "type": "message",
            "message_ts": TS,
            "channel_id": "C1",
            "is_ephemeral": False,
            **container,
        },
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.example/actions/1",
        "actions": [{"type": "button", "action_id": "nutgraf:longer", "value": "17", "action_ts": TS}],
    }


def command(text: str, **fields: Any) -> Json:
    return {
        "command": "/tldr",
        "text": text,
        "team_id": "T0QUAY",
        "api_app_id": "A0NUTGRAF",
        "channel_id": "C1",
        "user_id": "U1",
        "user_name": "ann",
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.example/commands/1",
        **fields,
    }


def shortcut(**message: Any) -> Json:
    return {
        "type": "message_action",
        "callback_id": "whatever",
        "team": {"id": "T0QUAY"},
        "channel": {"id": "C1"},
        "user": {"id": "U1", "name": "ann"},
        "trigger_id": "1.2.3",
        "response_url": "https://hooks.example/app/1",
        "message_ts": TS,
        "message": {"type": "message", "user": "U2", "ts": TS, "text": f"<{LINK}>", **message},
    }


# ---- messages -----------------------------------------------------------------------------------


def test_a_mention_is_asked_in_its_channel() -> None:
    text = f"look: {LINK}"
    assert read(event(type="app_mention", text=f"<@U0NUTGRAF> look: <{LINK}>")) == Ask(
        "Ev1", Way.MENTION, CHANNEL, Person("U1"), AT, text, Message(TS, text, Person("U1"), at=AT)
    )


def test_the_message_event_of_a_mention_is_the_same_ask_but_for_its_event() -> None:
    text = f"<@U0NUTGRAF> <{LINK}>"
    mention, message = asked(event(type="app_mention", text=text)), asked(said(text))
    assert mention == message
    assert mention.once == message.once is not None


def test_a_mention_in_a_thread_means_the_message_that_opened_it() -> None:
    ask = asked(event(type="app_mention", text="<@U0NUTGRAF> this", thread_ts=ROOT))
    assert ask.place == CHANNEL.in_thread(ROOT)
    assert ask.target == Message(ROOT, None)
    assert ask.message is not None
    assert ask.message.thread == ROOT


def test_a_root_that_names_itself_is_no_reply() -> None:
    ask = asked(event(type="app_mention", text=f"<@U0NUTGRAF> {LINK}", thread_ts=TS))
    assert (ask.place, ask.target) == (CHANNEL, None)


@pytest.mark.parametrize("kind", ["channel", "group", "mpim"])
def test_a_link_that_nobody_asked_about_is_automatic(kind: str) -> None:
    assert asked(said(f"<{LINK}>", channel_type=kind)).way is Way.AUTOMATIC


def test_small_talk_is_not_for_us() -> None:
    assert read(said("good morning, <@U2>")) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"channel_type": "im"},
        {"channel_type": "app_home", "channel": "D1"},
        {"channel_type": None, "channel": "D1"},
    ],
)
def test_whatever_is_said_to_us_directly_is_asked(fields: Json) -> None:
    ask = asked(said("good morning", **fields))
    assert (ask.way, ask.place.thread, ask.target) == (Way.DIRECT, None, None)


def test_in_a_thread_of_a_direct_message_the_thread_is_kept() -> None:
    ask = asked(said("good morning", channel_type="im", channel="D1", thread_ts=ROOT))
    assert ask.place.thread == ROOT


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_files_and_broadcast_replies_are_messages(subtype: str) -> None:
    assert asked(said(f"<{LINK}>", subtype=subtype)).way is Way.AUTOMATIC


@pytest.mark.parametrize(
    "fields",
    [
        {"bot_id": "B1"},
        {"bot_profile": {"id": "B1"}},
        {"subtype": "bot_message"},
        {"user": "U0NUTGRAF"},
        {"user": "USLACKBOT"},
        {"user": None},
        {"subtype": "message_changed", "hidden": True, "message": {"ts": TS, "text": LINK}},
        {"subtype": "message_deleted", "hidden": True, "deleted_ts": TS},
        {"subtype": "channel_join"},
        {"hidden": True},
    ],
)
@pytest.mark.parametrize("kind", ["message", "app_mention"])
def test_bots_edits_and_notices_are_not_for_us(fields: Json, kind: str) -> None:
    assert read(said(f"<@U0NUTGRAF> <{LINK}>", type=kind, **fields)) is None


@pytest.mark.parametrize("kind", ["message", "app_mention"])
@pytest.mark.parametrize("named", ["A0NUTGRAF", "A9", None])
def test_what_our_app_posted_is_not_for_us_whoever_it_is_said_to_be_from(
    kind: str, named: str | None
) -> None:
    envelope = said(f"<@U0NUTGRAF> <{LINK}>", type=kind, app_id=named or "A0NUTGRAF")
    assert read(envelope | {"api_app_id": named}) is None


def test_a_payload_is_for_us_however_the_app_is_named_in_it() -> None:
    for payload in (said(f"<{LINK}>"), said(f"<{LINK}>", app_id="A7"), command(LINK), pressed(), shortcut()):
        assert read(payload | {"api_app_id": "A9"}) is not None


@pytest.mark.parametrize(
    ("fields", "own"),
    [
        ({"user": "U0NUTGRAF"}, True),
        ({"user": "U9", "bot_id": "B0NUTGRAF"}, True),
        ({"user": "U9", "bot_id": "B9"}, False),
        ({"user": "U1"}, False),
        ({}, False),
    ],
)
def test_a_message_tells_whether_we_wrote_it(fields: Json, own: bool) -> None:
    message = message_of({"ts": TS, "text": "hello", **fields}, US, "C1")
    assert message.own is own
    assert message.bot or not own


KNOWN = replace(US, url="https://quay.slack.com/")


@pytest.mark.parametrize(
    ("thread", "link"),
    [
        (None, "https://quay.slack.com/archives/C1/p1772442000000100"),
        (TS, "https://quay.slack.com/archives/C1/p1772442000000100"),
        (ROOT, f"https://quay.slack.com/archives/C1/p1772442000000100?thread_ts={ROOT}&cid=C1"),
    ],
    ids=["channel", "root", "reply"],
)
def test_a_message_has_the_address_that_it_is_found_at(thread: str | None, link: str) -> None:
    fields: Json = {"text": f"<{LINK}>", "user": "U2", "ts": TS, "thread_ts": thread}
    by_event = incoming(said(**fields), KNOWN, None, NOW)
    by_menu = incoming(shortcut(**fields), KNOWN, None, NOW)
    assert isinstance(by_event, Ask)
    assert isinstance(by_menu, Ask)
    assert [one.link for one in (by_event.message, by_menu.target) if one] == [link, link]


@pytest.mark.parametrize(
    "url", [None, "", "/quay", "ftp://quay.example/", "https://", "https://a b.example/"]
)
def test_where_the_workspaces_address_is_not_known_its_messages_have_none(url: str | None) -> None:
    assert message_of({"ts": TS, "text": "hello"}, replace(US, url=url), "C1").link is None


@pytest.mark.parametrize(("channel", "ts"), [("C1/../x", TS), ("C1", "1?x=.2"), ("", TS), ("C1", "")])
def test_no_address_is_made_of_what_is_no_message_of_slacks(channel: str, ts: str) -> None:
    assert message_of({"ts": ts, "text": "hello"}, KNOWN, channel).link is None


def test_without_an_id_of_our_own_no_message_is_taken_for_ours() -> None:
    nobody = Identity("", "", "T0QUAY")
    assert not message_of({"ts": TS, "text": "hello", "user": "", "bot_id": ""}, nobody, "C1").own


def test_the_workspace_is_ours_in_a_channel_shared_with_another_one() -> None:
    assert asked(said(f"<{LINK}>") | {"team_id": "T9"}).place.workspace == "T0QUAY"


def test_a_forwarded_message_is_read_where_the_message_itself_says_nothing() -> None:
    card = {"pretext": "From the desk", "title": "The bridge", "title_link": LINK, "text": "It &amp; more"}
    message = message_of({"ts": TS, "user": "U1", "text": "", "attachments": [card]}, US, "C1")
    assert message.text == f"From the desk\nThe bridge ({LINK})\nIt & more"


# ---- reactions ----------------------------------------------------------------------------------


def reaction(**fields: Any) -> Json:
    item = {"type": "message", "channel": "C1", "ts": ROOT}
    return event(
        **{"type": "reaction_added", "reaction": "newspaper", "item": item, "item_user": "U2", **fields}
    )


@pytest.mark.parametrize("name", ["newspaper", "newspaper::skin-tone-2"])
def test_the_chosen_emoji_asks_about_the_message_under_it(name: str) -> None:
    ask = asked(reaction(reaction=name))
    assert (ask.way, ask.place, ask.target) == (Way.REACTION, CHANNEL, Message(ROOT, None))


@pytest.mark.parametrize(
    "fields",
    [
        {"reaction": "eyes"},
        {"user": "U0NUTGRAF"},
        {"item_user": "U0NUTGRAF"},
        {"item": {"type": "file", "file": "F1"}},
    ],
)
def test_other_emoji_our_own_and_those_on_our_answers_are_not_for_us(fields: Json) -> None:
    assert read(reaction(**fields)) is None


def test_where_reactions_are_off_none_asks() -> None:
    assert read(reaction(), reaction=None) is None


# ---- commands, shortcuts, presses ---------------------------------------------------------------


def test_a_command_carries_its_ticket_and_no_slash() -> None:
    ask = asked(command(f"here <{LINK}|tide>"))
    ticket = Ticket("command:https://hooks.example/commands/1", NOW + timedelta(minutes=30))
    assert ask == Ask(
        "command/1.2.3",
        Way.COMMAND,
        Place("slack", "T0QUAY", "C1", ticket=ticket),
        Person("U1", "ann"),
        NOW,
        f"here tide ({LINK})",
        command="tldr",
    )


def test_a_command_typed_without_slacks_markup_reads_the_same() -> None:
    for sign in ("&", "&amp;"):
        assert asked(command(f"here {LINK}?a=1{sign}b=2")).text == f"here {LINK}?a=1&b=2"
    assert asked(command("a < b > c")).text == "a < b > c"


def test_a_shortcut_brings_the_message_with_it() -> None:
    ask = asked(shortcut(thread_ts=ROOT))
    ticket = Ticket("menu:https://hooks.example/app/1", NOW + timedelta(minutes=30))
    assert (ask.event, ask.way) == ("menu/1.2.3", Way.MENU)
    assert ask.place == Place("slack", "T0QUAY", "C1", ROOT, ticket=ticket)
    assert ask.target == Message(TS, LINK, Person("U2"), at=AT, thread=ROOT)


def test_a_shortcut_on_a_bots_message_is_a_persons_wish() -> None:
    target = asked(shortcut(bot_id="B1", user=None)).target
    assert target is not None
    assert (target.bot, target.person) == (True, None)


def test_a_press_names_the_reply_and_the_message() -> None:
    ticket = Ticket("press:https://hooks.example/actions/1", NOW + timedelta(minutes=30))
    place = Place("slack", "T0QUAY", "C1", ROOT, ticket=ticket)
    assert read(pressed(thread_ts=ROOT)) == Pressed(
        "press/1.2.3", place, Person("U1", "ann"), NOW, Action.LONGER, "17", Posted(place, TS)
    )


def test_a_press_is_understood_by_its_message_where_it_has_no_container() -> None:
    payload = {name: value for name, value in pressed().items() if name != "container"}
    found = read(payload | {"message": {"ts": TS, "text": "…"}})
    assert isinstance(found, Pressed)
    assert found.posted.id == TS


def test_a_press_under_a_private_answer_is_private() -> None:
    found = read(pressed(is_ephemeral=True))
    assert isinstance(found, Pressed)
    assert found.place.private == Private("U1")
    assert found.posted == Posted(found.place, "ephemeral/17")


def test_a_press_under_the_root_of_a_thread_is_in_the_channel() -> None:
    found = read(pressed(thread_ts=TS))
    assert isinstance(found, Pressed)
    assert found.place.thread is None


def test_the_thread_of_a_press_is_known_from_the_message_too() -> None:
    found = read(pressed() | {"message": {"ts": TS, "thread_ts": ROOT}})
    assert isinstance(found, Pressed)
    assert found.place.thread == ROOT


def test_a_button_may_carry_a_detail() -> None:
    payload = pressed()
    payload["actions"][0] |= {"action_id": "nutgraf:why", "value": "17\n3"}
    found = read(payload)
    assert isinstance(found, Pressed)
    assert (found.action, found.reply, found.detail) == (Action.WHY, "17", "3")


@pytest.mark.parametrize("name", ["longer", "nutgraf:dance", "other:longer", ""])
def test_buttons_that_are_not_ours_are_not_for_us(name: str) -> None:
    payload = pressed()
    payload["actions"][0]["action_id"] = name
    assert read(payload) is None


def test_without_a_trigger_the_same_payload_still_has_the_same_name() -> None:
    first, again = asked(command("x", trigger_id="")), asked(command("x", trigger_id=""))
    assert first.event == again.event != asked(command("y", trigger_id="")).event


# ---- files --------------------------------------------------------------------------------------

FILE = {
    "id": "F1",
    "name": "notes.txt",
    "mimetype": "text/plain",
    "size": 12,
    "mode": "hosted",
    "url_private": "https://files.slack.com/a",
    "url_private_download": "https://files.slack.com/b",
}


def test_a_file_tells_what_its_download_needs() -> None:
    (file,) = message_of({"ts": TS, "files": [FILE]}, US, "C1").files
    assert (file.name, file.media_type, file.size, file.link) == ("notes.txt", "text/plain", 12, None)
    assert json.loads(file.ref) == {"id": "F1", "url": "https://files.slack.com/b"}


def test_of_a_file_that_slack_hides_from_us_the_id_is_kept() -> None:
    bare = {"id": "F1", "mode": "file_access", "file_access": "check_file_info"}
    (file,) = message_of({"ts": TS, "files": [bare]}, US, "C1").files
    assert (file.name, file.size) == ("F1", 0)
    assert json.loads(file.ref) == {"id": "F1", "url": None}


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "tombstone"},
        {"mode": "hidden_by_limit"},
        {"mode": "external"},
        {"is_external": True},
        {"id": None},
    ],
)
def test_a_file_that_slack_does_not_hold_is_none(fields: Json) -> None:
    assert message_of({"ts": TS, "files": [FILE | fields, None]}, US, "C1").files == ()


# ---- shapes -------------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    [
        "type",
        "event",
        "user",
        "channel",
        "ts",
        "text",
        "item",
        "message",
        "actions",
        "container",
        "files",
        "command",
    ]
)
_SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
_VALUES = st.recursive(
    _SCALARS
    | st.sampled_from(["event_callback", "message", "reaction_added", "block_actions", "message_action"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=5),
    max_leaves=12,
)


@given(st.dictionaries(_NAMES, _VALUES, max_size=8))
def test_no_shape_of_a_payload_breaks_anything(payload: Json) -> None:
    assert incoming(payload, US, "newspaper", NOW) is None or payload


def test_a_link_behind_words_of_a_long_message_is_not_lost() -> None:
    words = "word " * 45
    ask = asked(said(f"{words}<{LINK}|the story> and <http://www.tide.example/b|tide.example/b>"))
    assert ask.message is not None
    assert LINK not in (ask.message.text or "")
    assert ask.message.links == (LINK, "http://www.tide.example/b")
    assert ask.way is Way.AUTOMATIC
