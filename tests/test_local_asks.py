"""What a message in the local channel asks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from adapters.base import Form, Person, Reply, Section, Way
from adapters.local.asks import WORTH_READING, Asked, asked, message_of
from adapters.local.room import Entry

ENTRY = Entry(
    id=7,
    seq=9,
    root=None,
    person=Person("p1", "Guest 1234"),
    private_to=None,
    text="",
    files=(),
    reply=None,
    key=None,
    at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC),
    gone=False,
)
STORY = "The bridge at Oxmoor is closed until the river falls. " * 5


@dataclass(frozen=True)
class Said:
    text: str
    files: bool = False
    thread: bool = False
    bot_there: bool = False

    @property
    def asks(self) -> Asked | None:
        return asked(self.text, files=self.files, thread=self.thread, bot_there=self.bot_there)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("@nutgraf https://a.example/x", "https://a.example/x"),
        ("@Nutgraf, https://a.example/x", "https://a.example/x"),
        ("@NUTGRAF: short https://a.example/x", "short https://a.example/x"),
        ("read this @nutgraf please", "read this please"),
        ("and you, @nutgraf.", "and you, ."),
        ("@nutgraf", ""),
    ],
)
def test_a_mention_is_taken_out_of_the_text(said: str, text: str) -> None:
    assert Said(said, thread=True).asks == Asked(Way.MENTION, text, named=True)


@pytest.mark.parametrize(
    "said",
    ["write to desk@nutgraf.example", "@nutgraf.example wrote", "@nutgrafs", "https://a.example/@nutgraf"],
)
def test_an_address_that_holds_the_name_is_no_mention(said: str) -> None:
    asks = Said(said).asks
    assert asks == Asked(Way.MENTION, said)


def test_everything_in_the_channel_is_for_the_bot_and_stays_as_it_is() -> None:
    said = "  two spaces,\r\nand a line "
    assert Said(said).asks == Asked(Way.MENTION, said)


def test_talk_in_a_thread_is_left_alone() -> None:
    assert Said("Good find, thanks!", thread=True, bot_there=True).asks is None
    assert Said("x" * WORTH_READING, thread=True).asks is None


@pytest.mark.parametrize(
    "said",
    [
        Said("see https://a.example/x", thread=True),
        Said("see HTTP://a.example/x", thread=True),
        Said("", files=True, thread=True),
        Said(STORY, thread=True),
    ],
)
def test_something_to_read_in_a_thread_is_a_reply_where_the_bot_has_written(said: Said) -> None:
    alone, together = said.asks, replace(said, bot_there=True).asks
    assert alone is not None
    assert alone.way is Way.MENTION
    assert together is not None
    assert together.way is Way.REPLY


@pytest.mark.parametrize(
    ("said", "command", "text"),
    [
        ("/tldr https://a.example/x", "tldr", "https://a.example/x"),
        ("/TLDR\nThe first line\nand the second", "tldr", "The first line\nand the second"),
        ("/tldr", "tldr", ""),
        ("  /tldr  here x", "tldr", "here x"),
        ("/remind me", "remind", "me"),
    ],
)
def test_a_slash_command_is_known_by_its_first_word(said: str, command: str, text: str) -> None:
    for thread in (False, True):
        assert Said(said, thread=thread).asks == Asked(Way.COMMAND, text, command=command)


@pytest.mark.parametrize("said", ["/home/ada/notes.txt", "/ tldr", "//tldr x", "see /tldr x", "/2 of them"])
def test_not_every_slash_is_a_command(said: str) -> None:
    asks = Said(said).asks
    assert asks is not None
    assert asks.command is None


def test_a_persons_message_loses_the_mention_and_nothing_else() -> None:
    entry = replace(ENTRY, text="@nutgraf look:\n\n  https://a.example/x")
    assert message_of(entry).text == "look:\n\n  https://a.example/x"
    kept = "  as it was  \n"
    assert message_of(replace(ENTRY, text=kept)).text == kept


def test_a_message_of_the_bot_is_its_words() -> None:
    section = Section("a.example", headline="A bridge closes", problem=None)
    reply = Reply(sections=(section,), form=Form.HEADLINE)
    message = message_of(replace(ENTRY, person=None, reply=reply))
    assert message.bot
    assert message.person is None
    assert message.text == "A bridge closes"
