"""Slack's markup of a message, and the words behind it."""

from __future__ import annotations

import pytest

from adapters.links import find_links
from adapters.slack.text import mentions, plain, typed

BOT = "U0NUTGRAF"
LONG = " ".join(f"word{number}" for number in range(60))


def read(text: str) -> str:
    return plain(text, BOT)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("salt &amp; pepper", "salt & pepper"),
        ("3 &lt; 4 &gt; 2", "3 < 4 > 2"),
        ("typed: &amp;lt;", "typed: &lt;"),
        ("typed: &lt;@U1&gt; &lt;!here&gt;", "typed: <@U1> <!here>"),
        ("&quot;left alone&quot; &nbsp;", "&quot;left alone&quot; &nbsp;"),
    ],
)
def test_each_escape_is_undone_once_and_makes_no_markup(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<@U1|ann> and <@U2>", "@ann and @U2"),
        ("in <#C1|general>, <#C2|> and <#C3>", "in #general, #C2 and #C3"),
        ("<!here> <!channel|channel> <!everyone>", "@here @channel @everyone"),
        ("<!subteam^S1|@desk> and <!subteam^S2>", "@desk and @S2"),
        ("due <!date^1392734382^{date}|18 February>", "due 18 February"),
        ("<mailto:ann@tide.example|ann@tide.example>", "ann@tide.example"),
        ("<mailto:ann@tide.example>", "ann@tide.example"),
        ("<tel:+4912|call us>", "call us"),
        ("<slack://open|open it>", "open it"),
    ],
)
def test_people_channels_dates_and_the_like_read_as_they_are_shown(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (f"<@{BOT}> read this", "read this"),
        (f"<@{BOT}|nutgraf>: read this", "read this"),
        (f"<@{BOT}>, read this", "read this"),
        (f"read this <@{BOT}>", "read this"),
        (f"read <@{BOT}> this", "read this"),
        (f"read <@{BOT}>, please", "read , please"),
        (f"one <@{BOT}>\ntwo", "one\ntwo"),
        (f"<@{BOT}><@{BOT}> twice", "twice"),
        (f"<@{BOT}>", ""),
    ],
)
def test_our_own_mention_is_left_out_wherever_it_stands(written: str, meant: str) -> None:
    assert read(written) == meant


def test_a_mention_is_one_of_us_alone() -> None:
    assert mentions(f"hey <@{BOT}|nutgraf>", BOT)
    assert not mentions(f"hey <@{BOT}2> and &lt;@{BOT}&gt;", BOT)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<https://tide.example/a>", "https://tide.example/a"),
        ("<https://tide.example/a?b=1&amp;c=2>", "https://tide.example/a?b=1&c=2"),
        ("<http://tide.example|tide.example>", "http://tide.example"),
        ("<https://www.tide.example/|tide.example>", "https://www.tide.example/"),
        ("see <https://tide.example/a|the story>!", "see the story (https://tide.example/a)!"),
    ],
)
def test_in_a_message_about_its_links_each_address_is_written_out(written: str, meant: str) -> None:
    assert read(written) == meant


@pytest.mark.parametrize(
    "address",
    [
        "https://tide.example/a",
        "https://tide.example/a_(b)",
        "https://tide.example/a)",
        "https://tide.example/a.",
        "https://tide.example/what?!",
        "https://tide.example/~ann/*",
        "https://tide.example/?u=https://other.example/",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "see {} now", "({})", "see {}.", "{}, they say", "“{}”", "これは{}です", "{}://", "_{}_"]
)
@pytest.mark.parametrize("label", ["", "|the story", "|www.tide.example/a"])
def test_the_true_address_is_found_whatever_stands_around_it(address: str, around: str, label: str) -> None:
    text = read(around.replace("{}", f"<{address}{label}>"))
    assert [link.url for link in find_links(text)] == [address]


def test_two_links_without_a_space_between_stay_two() -> None:
    text = read("<https://a.example/1><https://b.example/2>")
    assert [link.url for link in find_links(text)] == ["https://a.example/1", "https://b.example/2"]


def test_a_pasted_text_reads_as_it_was_pasted() -> None:
    assert read(f"{LONG} <https://tide.example/a|the bridge> closes.") == f"{LONG} the bridge closes."
    assert read(f"{LONG} <https://tide.example/a>") == f"{LONG} https://tide.example/a"


def test_labels_that_would_make_a_text_of_a_list_of_links_are_left_out() -> None:
    written = "\n".join(f"<https://tide.example/{n}|{LONG}>" for n in range(2))
    assert read(written) == "https://tide.example/0\nhttps://tide.example/1"


def test_line_breaks_and_spaces_of_a_paste_are_kept() -> None:
    assert read("one\n\n  two   three\n") == "one\n\n  two   three\n"


# ---- behind a slash command ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "https://x.example/?a=1&b=2",
        "https://x.example/?a=1&amp;b=2",
        "<https://x.example/?a=1&b=2>",
        "<https://x.example/?a=1&amp;b=2>",
    ],
)
def test_a_command_gives_the_true_address_escaped_or_not(written: str) -> None:
    assert typed(written, BOT) == "https://x.example/?a=1&b=2"


@pytest.mark.parametrize(
    "pasted",
    [
        "if a < b and c > d then stop",
        "Tide < 2 m",
        "the <b>bold</b> move",
        "<!DOCTYPE html> <!-- here --> <#1 in the list>",
        "R&D wrote &lt; for <",
        f"{LONG} a < b > c",
    ],
)
def test_what_was_pasted_raw_behind_a_command_is_left_as_it_is(pasted: str) -> None:
    assert typed(pasted, BOT) == pasted


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("if a &lt; b and c &gt; d", "if a < b and c > d"),
        ("the sign &amp;lt;here&amp;gt;", "the sign &lt;here&gt;"),
        ("<@U1|ann> in <#C1|general>, <!here>", "@ann in #general, @here"),
        (f"<@{BOT}> short", "short"),
    ],
)
def test_what_slack_escaped_behind_a_command_is_read_as_in_a_message(written: str, meant: str) -> None:
    assert typed(written, BOT) == meant
