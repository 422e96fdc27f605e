"""A reply as it is printed: the words of the source as they are, and nothing they could do."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.console import Console

from adapters.base import Form, Passage, Quotation, Reply, Section, Sharing
from adapters.display import facts
from adapters.terminal import render
from summarizer.model import Insertion


def printed(reply: Reply, colour: bool = False) -> str:
    output = io.StringIO()
    Console(file=output, width=200, force_terminal=colour, highlight=False).print(render(reply))
    return output.getvalue()


def passage(text: str, *insertions: Insertion) -> Passage:
    return Passage(text, 0, len(text), insertions)


READ = Section(
    "tide.example",
    "Bridge closed",
    "https://tide.example/bridge",
    ("Maja Lund",),
    "The Tide",
    "2026-10-14",
    "en",
    words=900,
    passages=(passage("The bridge is shut."), passage("She decided.", Insertion(0, "Ann Lee"))),
    quotations=(
        Quotation((passage("It had"), passage("to be")), "Ann Lee", "mayor"),
        Quotation((passage("nobody would miss it"),), None),
        Quotation((passage("the ferry would run"),), "Ola Berg", paraphrase=True),
    ),
    notes=("I read the first page.",),
)


def test_figures_stand_in_one_line_under_the_quotes() -> None:
    figures = (passage("4,000 cars\n a day"), passage("[red]310,000 crowns"))
    lines = [line.rstrip() for line in printed(Reply((replace(READ, figures=figures),))).splitlines()]
    assert lines[-4:] == ["", "Figures: 4,000 cars a day · [red]310,000 crowns", "", "I read the first page."]


def test_an_answer_is_set_line_by_line() -> None:
    assert [line.rstrip() for line in printed(Reply((READ,))).splitlines()] == [
        "Bridge closed",
        " · ".join(facts(READ)),
        "https://tide.example/bridge",
        "",
        "The bridge is shut.",
        "",
        "[Ann Lee] She decided.",
        "",
        "Key quotes",
        "",
        "  “It had … to be”",
        "  — Ann Lee, mayor",
        "",
        "  “nobody would miss it”",
        "",
        "  the ferry would run",
        "  — Ola Berg",
        "",
        "I read the first page.",
    ]


def test_two_sections_are_set_apart() -> None:
    other = Section("other.example", "Ferry runs")
    lines = printed(Reply((READ, other))).splitlines()
    assert lines[-1].rstrip() == "Ferry runs"
    assert set(lines[-3]) == {"─"}


def test_a_problem_is_all_that_is_said_of_a_section() -> None:
    assert printed(Reply((Section("x", "Bridge", problem="It took\n too long."),))) == "It took too long.\n"


def test_a_text_of_ours_keeps_its_lines() -> None:
    shown = printed(Reply(text="One line.\n\n  And `another`.\x00"))
    assert [line.rstrip() for line in shown.splitlines()] == ["One line.", "", "  And `another`."]


DIGEST = Reply(
    (
        Section(
            "tide.example",
            "Bridge closed",
            "https://tide.example/bridge",
            site="The Tide",
            language="en",
            passages=(passage("The bridge is shut."), passage("She decided.", Insertion(0, "Ann Lee"))),
            notes=("I read the first page.",),
            shared=(Sharing("Ola", "/#m3"), Sharing("Ben")),
        ),
        Section("ferry.example", "Ferry runs", "https://ferry.example/1"),
        Section("ford.example", link="https://ford.example/1", problem="It took too long."),
    ),
    form=Form.DIGEST,
    title="News of the river",
    notes=("One feed could not be read.",),
)


def test_a_digest_is_a_list_of_its_entries() -> None:
    assert [line.rstrip() for line in printed(DIGEST).splitlines()] == [
        "News of the river",
        "",
        "• Bridge closed",
        "  The Tide · shared by Ola, Ben",
        "  https://tide.example/bridge",
        "  The bridge is shut.",
        "  [Ann Lee] She decided.",
        "  I read the first page.",
        "",
        "• Ferry runs",
        "  ferry.example",
        "  https://ferry.example/1",
        "",
        "• ford.example",
        "  ford.example",
        "  https://ford.example/1",
        "  It took too long.",
        "",
        "One feed could not be read.",
    ]


def test_a_digest_that_goes_on_begins_with_its_entries() -> None:
    assert printed(replace(DIGEST, title=None)).startswith("• Bridge closed")


def test_a_long_headline_in_a_digest_goes_on_under_its_beginning() -> None:
    long = Section("x", " ".join(["headline"] * 40))
    shown = printed(Reply((long,), form=Form.DIGEST)).splitlines()
    assert [line[:10] for line in shown] == ["• headline", "  headline"]


HOSTILE = "[red]x[/red] [link=https://evil.example]y[/link] :smile: \x1b[31m\x07\u202e\x9b2J\ud800\r\nz"
HARMLESS = "[red]x[/red] [link=https://evil.example]y[/link] :smile: [31m2J z"


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize(
    "section",
    [
        Section("x", HOSTILE),
        Section("x", byline=(HOSTILE,)),
        Section("x", site=HOSTILE),
        Section("x", published=HOSTILE),
        Section("x", passages=(passage(HOSTILE),)),
        Section("x", passages=(passage("z", Insertion(0, HOSTILE)),)),
        Section("x", quotations=(Quotation((passage(HOSTILE),), "Ann"),)),
        Section("x", quotations=(Quotation((passage("z"),), HOSTILE, HOSTILE),)),
        Section("x", notes=(HOSTILE,)),
        Section("x", problem=HOSTILE),
    ],
)
def test_words_of_a_source_are_printed_and_never_obeyed(section: Section, colour: bool) -> None:
    assert_harmless(printed(Reply((section,)), colour=colour))


@pytest.mark.parametrize("colour", [False, True])
@pytest.mark.parametrize(
    "digest",
    [
        Reply(title=HOSTILE),
        Reply(notes=(HOSTILE,)),
        Reply((Section(HOSTILE),)),
        Reply((Section("x", HOSTILE),)),
        Reply((Section("x", site=HOSTILE),)),
        Reply((Section("x", passages=(passage(HOSTILE),)),)),
        Reply((Section("x", notes=(HOSTILE,)),)),
        Reply((Section("x", problem=HOSTILE),)),
        Reply((Section("x", shared=(Sharing(HOSTILE),)),)),
    ],
)
def test_neither_are_those_of_a_digest(digest: Reply, colour: bool) -> None:
    assert_harmless(printed(replace(digest, form=Form.DIGEST), colour=colour))


def assert_harmless(shown: str) -> None:
    shown.encode()
    assert HARMLESS in shown
    assert not set(shown) & set("\x07\x9b\u202e\r")
    assert "\x1b[31m" not in shown
    assert "\x1b]8" not in shown


def test_neither_are_those_of_a_text_of_ours() -> None:
    shown = printed(Reply(text=HOSTILE))
    assert "[red]x[/red]" in shown
    assert not set(shown) & set("\x1b\x07\x9b\u202e\r\ud800")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "https://a.example/\x1b]8;;x", "https://a.example/\u202e"]
)
def test_an_address_that_could_do_harm_is_not_printed(link: str) -> None:
    assert printed(Reply((Section("x", "Bridge", link),))).splitlines()[-1].rstrip() in (
        "Bridge",
        "a.example",
    )
