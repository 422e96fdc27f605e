"""What a digest looks like in Slack, where it is parted, and that Slack would take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.base import Action, Form, Passage, Reply, Section, Sharing
from adapters.slack.render import in_words, is_one_message, reply_payloads
from tests.slack_server import blocks as kit

LINK = "https://tide.example/bridge"
MESSAGE = "https://quay.slack.com/archives/C0GENERAL/p1772442000000100"
HOSTILE = "*a* _b_ ~c~ `d` <!channel> <@U1> <https://evil.example|x> @here :tada: & &amp; > q"
TITLE = "News of Monday, 2 March"

Json = dict[str, Any]


def passage(text: str) -> Passage:
    return Passage(text, 0, len(text))


def entry(*sentences: str, **fields: Any) -> Section:
    return Section(
        **{
            "label": "tide.example",
            "headline": "The bridge closes",
            "link": LINK,
            "site": "The Tide",
            "passages": tuple(map(passage, sentences)),
            **fields,
        }
    )


def digest(*sections: Section, **fields: Any) -> Reply:
    return Reply(sections, **{"form": Form.DIGEST, "title": TITLE, **fields})


def one(reply: Reply) -> Json:
    (payload,) = reply_payloads(reply, "17")
    return payload


def parts(value: Any) -> Iterator[Json]:
    """Every object with a type in the blocks."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from parts(inner)


def addresses(payload: Json) -> list[str]:
    return [part["url"] for part in parts(payload["blocks"]) if part["type"] == "link"]


def shown(payload: Json) -> str:
    return kit.shown("", payload["blocks"])


def taken(payloads: tuple[Json, ...]) -> None:
    """Slack would take these messages, and nobody would be called by them."""
    for payload in payloads:
        kit.check(payload["blocks"])
        assert 0 < len(payload["text"]) <= 3_900
        assert kit.pings(payload["text"], payload["blocks"]) == []


def forty(words: int = 20) -> list[Section]:
    return [
        entry(
            f"Sentence one of {number} tells of the sea {'and the quay ' * words}again.",
            f"Sentence two of {number} tells of the ferry.",
            headline=f"Headline {number}",
            shared=(Sharing("Ann", MESSAGE),),
        )
        for number in range(40)
    ]


# ---- golden -------------------------------------------------------------------------------------


def test_a_digest_looks_like_this() -> None:
    reply = digest(
        entry(
            "The bridge closes in May.",
            "It opened in 1931.",
            shared=(Sharing("Ann", MESSAGE), Sharing("Ben")),
        ),
        entry(headline="Ferries run again", link="https://quay.example/ferries", site=None),
        notes=("One feed could not be read: `/digest list` says which.",),
    )
    assert one(reply) == {
        "text": f"{TITLE}\n"
        "The bridge closes\nThe Tide · shared by Ann, Ben\nThe bridge closes in May.\nIt opened in 1931.\n"
        "Ferries run again\nquay.example\n"
        "One feed could not be read: /digest list says which.",
        "blocks": [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": TITLE, "style": {"bold": True}}],
                    }
                ],
            },
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {
                                "type": "link",
                                "url": LINK,
                                "text": "The bridge closes",
                                "style": {"bold": True},
                            },
                            {"type": "text", "text": "\nThe Tide"},
                            {"type": "text", "text": " · shared by Ann"},
                            {"type": "text", "text": " "},
                            {"type": "link", "url": MESSAGE, "text": "↗"},
                            {"type": "text", "text": ", Ben"},
                            {"type": "text", "text": "\nThe bridge closes in May."},
                            {"type": "text", "text": "\nIt opened in 1931."},
                        ],
                    }
                ],
            },
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {
                                "type": "link",
                                "url": "https://quay.example/ferries",
                                "text": "Ferries run again",
                                "style": {"bold": True},
                            },
                            {"type": "text", "text": "\nquay.example"},
                        ],
                    }
                ],
            },
            {
                "type": "context",
                "elements": [
                    {
                        "type": "plain_text",
                        "text": "One feed could not be read: /digest list says which.",
                        "emoji": False,
                    }
                ],
            },
        ],
    }


def test_what_goes_on_begins_with_its_sections() -> None:
    payload = one(digest(entry("The bridge closes in May."), title=None))
    assert shown(payload) == "The bridge closes\nThe Tide\nThe bridge closes in May."


def test_a_link_of_which_nobody_tells_who_shared_it_leads_to_the_message_all_the_same() -> None:
    payload = one(digest(entry(site=None, link=None, headline="Ferries", shared=(Sharing("", MESSAGE),))))
    assert shown(payload).splitlines()[2] == "shared here ↗"
    assert addresses(payload) == [MESSAGE]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "https://a.example/ b", "/rooms/general", "", None])
def test_an_address_that_is_not_safe_stands_behind_nothing(link: str | None) -> None:
    payload = one(digest(entry(link=link, shared=(Sharing("Ann", link),))))
    assert addresses(payload) == []
    assert shown(payload).splitlines()[1:] == ["The bridge closes", "The Tide · shared by Ann"]


def test_what_could_not_be_read_says_so_under_its_headline() -> None:
    payload = one(digest(entry("unread", problem="I could not read tide.example. Try `/tldr`.")))
    assert shown(payload).splitlines() == [
        TITLE,
        "The bridge closes",
        "I could not read tide.example. Try /tldr.",
    ]


def test_a_sentence_of_ours_in_an_entry_is_told_from_the_sources_words() -> None:
    payload = one(digest(entry("The bridge closes.", notes=("Only a part of it was there.",))))
    italic = [part["text"] for part in parts(payload["blocks"]) if part.get("style") == {"italic": True}]
    assert italic == ["\nOnly a part of it was there."]


def test_in_words_a_digest_keeps_its_addresses_and_lines() -> None:
    reply = digest(
        entry("The bridge closes in May.", shared=(Sharing("Ann", MESSAGE), Sharing("Ben", MESSAGE))),
        notes=("That is all.",),
    )
    (payload,) = in_words(reply_payloads(reply, "17"), 0)
    assert payload["text"].splitlines() == [
        TITLE,
        "The bridge closes",
        LINK,
        "The Tide · shared by Ann, Ben",
        "The bridge closes in May.",
        "That is all.",
    ]


# ---- words that mean nothing --------------------------------------------------------------------


def hostile() -> Reply:
    shared = (Sharing(HOSTILE, MESSAGE), Sharing("<!here>", MESSAGE))
    section = entry(HOSTILE, headline=HOSTILE, site=HOSTILE, notes=(HOSTILE,), shared=shared)
    return digest(section, title=HOSTILE, notes=(HOSTILE,))


def test_no_sign_in_a_digest_means_anything_to_slack() -> None:
    payload = one(hostile())
    taken((payload,))
    assert {part["type"] for part in parts(payload["blocks"])} == {
        "rich_text",
        "rich_text_section",
        "text",
        "link",
        "context",
        "plain_text",
    }
    assert addresses(payload) == [LINK, MESSAGE, MESSAGE]
    assert "<" not in payload["text"]


def test_the_words_of_titles_and_names_are_shown_as_they_are() -> None:
    assert shown(one(hostile())).count(HOSTILE) >= 5
    assert f"shared by {HOSTILE} ↗, <!here> ↗" in shown(one(hostile()))


# ---- limits -------------------------------------------------------------------------------------


def test_forty_entries_are_parted_between_entries_alone() -> None:
    sections = forty()
    payloads = reply_payloads(digest(*sections, notes=("That is all.",)), "17")
    taken(payloads)
    assert len(payloads) > 1
    lines = [line for payload in payloads for line in shown(payload).split("\n")]
    wanted = [
        (one.headline, "The Tide · shared by Ann ↗", *(said.text for said in one.passages))
        for one in sections
    ]
    assert lines == [TITLE, *(line for lines in wanted for line in lines), "That is all."]
    assert all(shown(payload).startswith("Headline") for payload in payloads[1:])
    assert all(shown(payload).endswith("the ferry.") for payload in payloads[:-1])
    assert "divider" not in [part["type"] for payload in payloads for part in parts(payload["blocks"])]


def test_more_entries_than_slack_takes_blocks_are_parted() -> None:
    sections = [entry(headline=f"Headline {number}", link=None, site=None) for number in range(120)]
    payloads = reply_payloads(digest(*sections), "17", weighed=False)
    taken(payloads)
    assert len(payloads) > 1
    assert sum(shown(payload).count("Headline") for payload in payloads) == 120


def test_no_heading_is_left_alone_at_the_end_of_a_message() -> None:
    for words in range(100, 2_400, 100):
        sections = (
            entry("word " * words, headline="Headline 0"),
            entry("word " * 600, headline="Headline 1"),
        )
        payloads = reply_payloads(digest(*sections, actions=tuple(Action)), "17")
        taken(payloads)
        for payload in payloads:
            assert shown(payload).splitlines()[-1] not in (TITLE, "The Tide")


def test_a_title_stays_with_its_first_entry_however_little_room_there_is() -> None:
    quotes = '"' * 900
    shared = tuple(Sharing(f"Person {number}", MESSAGE) for number in range(60))
    section = entry(quotes, headline=quotes, site=quotes, link=f"{LINK}/{'p' * 2_900}", shared=shared)
    payloads = reply_payloads(digest(section, title=quotes, actions=tuple(Action)), "k" * 200)
    taken(payloads)
    assert "Person 0" in shown(payloads[0])


def test_an_entry_too_long_for_a_message_is_shown_whole() -> None:
    words = [f"word{number}" for number in range(4_000)]
    payloads = reply_payloads(digest(entry(" ".join(words))), "17")
    taken(payloads)
    found = " ".join(shown(payload) for payload in payloads).split()
    assert [word for word in found if word.startswith("word")] == words


def test_of_very_many_who_shared_a_link_as_many_are_named_as_have_room() -> None:
    shared = tuple(Sharing(f"Person {number}", MESSAGE) for number in range(200))
    payloads = reply_payloads(digest(entry("The bridge closes.", shared=shared)), "17")
    taken(payloads)
    assert "Person 9 ↗" in shown(payloads[0])
    assert " …\n" in shown(payloads[0])


def test_whether_it_is_one_message_is_what_posting_it_needs_whatever_the_key() -> None:
    for actions in ((), (Action.DELETE,), tuple(Action)):
        answers = set()
        for length in range(1, 2_400, 40):
            sections = [*[entry("x" * 2_000) for _ in range(4)], entry("x" * length)]
            reply = digest(*sections, actions=actions)
            needed = {len(reply_payloads(reply, key)) == 1 for key in ("1", "123456789/digest/headline")}
            assert needed == {is_one_message(reply)}
            answers |= needed
        assert answers == {True, False}


@pytest.mark.parametrize("text", ["", " ", "\u200b", "x" * 20_000, '"' * 20_000, "潮" * 20_000, "a " * 9_000])
def test_no_text_in_a_digest_is_too_long_or_too_short(text: str) -> None:
    sections = (
        entry(
            text, headline=text, site=text, notes=(text,), shared=(Sharing(text, LINK + "/" + "p" * 2_900),)
        ),
        entry(problem=text or "x"),
        entry(headline=None, problem=text or "x"),
    )
    taken(reply_payloads(digest(*sections, title=text, notes=(text,), actions=tuple(Action)), "17"))


def test_a_digest_without_anything_is_still_a_message() -> None:
    taken((one(digest(title=None)),))


_WORDS = st.text(st.characters(codec="utf-8"), max_size=300)
_LINKS = st.none() | st.just(LINK) | _WORDS
_ENTRIES = st.builds(
    Section,
    label=_WORDS,
    headline=st.none() | _WORDS,
    link=_LINKS,
    site=st.none() | _WORDS,
    passages=st.lists(st.builds(passage, _WORDS), max_size=4).map(tuple),
    notes=st.lists(_WORDS, max_size=2).map(tuple),
    problem=st.none() | _WORDS,
    shared=st.lists(st.builds(Sharing, _WORDS, _LINKS), max_size=4).map(tuple),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_ENTRIES, max_size=6), st.none() | _WORDS, st.lists(_WORDS, max_size=2))
def test_slack_takes_whatever_is_in_a_digest(
    sections: list[Section], title: str | None, notes: list[str]
) -> None:
    taken(reply_payloads(digest(*sections, title=title, notes=tuple(notes), actions=(Action.DELETE,)), "17"))
