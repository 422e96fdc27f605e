"""What a reply looks like in Slack, and that Slack would take it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.base import Action, Form, Passage, Quotation, Reply, Section
from adapters.slack.render import in_words, reply_payloads
from tests.slack_server import blocks as kit

LINK = "https://tide.example/bridge"
HOSTILE = "*a* _b_ ~c~ `d` <!channel> <@U1> <https://evil.example|x> @here :tada: & &amp; > q"

Json = dict[str, Any]


def passage(text: str, link: str | None = None) -> Passage:
    return Passage(text, 0, len(text), link=link)


def section(*sentences: str, **fields: Any) -> Section:
    return Section(
        **{
            "label": "tide.example",
            "headline": "The bridge closes",
            "link": LINK,
            "language": "en",
            "words": 900,
            "passages": tuple(map(passage, sentences)),
            **fields,
        }
    )


def one(reply: Reply) -> Json:
    (payload,) = reply_payloads(reply, "17")
    return payload


def texts(value: Any) -> Iterator[Json]:
    """Every object with a type in the blocks."""
    if isinstance(value, dict):
        if "type" in value:
            yield value
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def shown(payloads: tuple[Json, ...]) -> str:
    return "\n".join(kit.shown("", payload["blocks"]) for payload in payloads)


# ---- golden -------------------------------------------------------------------------------------


def test_an_answer_looks_like_this() -> None:
    reply = Reply(
        (
            section(
                "The bridge closes in May.",
                byline=("Ann Lee",),
                site="The Tide",
                published="2026-03-01",
                quotations=(Quotation((passage("It must"), passage("It will.")), "Bo Ek", "the mayor"),),
                notes=("Part of the page could not be read.",),
            ),
        ),
        actions=(Action.SHORTER, Action.DELETE),
    )
    bullet = {
        "type": "rich_text_section",
        "elements": [{"type": "text", "text": "The bridge closes in May."}],
    }
    facts = "By Ann Lee · The Tide · 1 March 2026 · English · 900 words · 4 min → 5 s · 99% shorter"
    assert one(reply) == {
        "text": f"The bridge closes\n{facts}\n• The bridge closes in May.\nKey quotes\n"
        "“It must … It will.” — Bo Ek, the mayor\nPart of the page could not be read.",
        "blocks": [
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
                            }
                        ],
                    }
                ],
            },
            {"type": "context", "elements": [{"type": "plain_text", "text": facts, "emoji": False}]},
            {
                "type": "rich_text",
                "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [bullet]}],
            },
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [{"type": "text", "text": "Key quotes", "style": {"bold": True}}],
                    }
                ],
            },
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_quote",
                        "elements": [
                            {"type": "text", "text": "“It must … It will.”"},
                            {"type": "text", "text": "\n— Bo Ek, the mayor"},
                        ],
                    }
                ],
            },
            {
                "type": "context",
                "elements": [
                    {"type": "plain_text", "text": "Part of the page could not be read.", "emoji": False}
                ],
            },
            {
                "type": "actions",
                "elements": [
                    {
                        "type": "button",
                        "action_id": "nutgraf:shorter",
                        "text": {"type": "plain_text", "text": "Shorter", "emoji": False},
                        "value": "17",
                    },
                    {
                        "type": "button",
                        "action_id": "nutgraf:delete",
                        "text": {"type": "plain_text", "text": "Delete", "emoji": False},
                        "value": "17",
                        "style": "danger",
                    },
                ],
            },
        ],
    }


def test_figures_stand_in_one_line_behind_their_label() -> None:
    payload = one(Reply((section("It closes.", figures=(passage("4,000 cars"), passage("<$5> *m*"))),)))
    assert payload["blocks"][-1] == {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Figures: ", "style": {"bold": True}},
                    {"type": "text", "text": "4,000 cars · <$5> *m*"},
                ],
            }
        ],
    }
    assert payload["text"].endswith("\nFigures: 4,000 cars · &lt;$5&gt; *m*")


def test_a_headline_alone_is_its_link_and_facts() -> None:
    payload = one(Reply((section("Unseen.", words=0),), form=Form.HEADLINE))
    assert kit.shown("", payload["blocks"]) == "The bridge closes\ntide.example · English"
    assert payload["text"] == "The bridge closes\ntide.example · English"


def test_a_text_of_ours_has_code_and_bullets() -> None:
    payload = one(Reply(text="Say `/tldr` or:\n• `a` link\n• a text\nThat is all."))
    assert payload["text"] == "Say `/tldr` or:\n• `a` link\n• a text\nThat is all."
    first, items, last = (block["elements"][0] for block in payload["blocks"])
    assert first["elements"][1] == {"type": "text", "text": "/tldr", "style": {"code": True}}
    assert [kit.shown("", [{"type": "rich_text", "elements": [item]}]) for item in items["elements"]] == [
        "a link",
        "a text",
    ]
    assert last["type"] == "rich_text_section"


# ---- sections -----------------------------------------------------------------------------------


def test_what_could_not_be_read_is_one_sentence() -> None:
    payload = one(Reply((Section("tide.example", link=LINK, problem="Nothing there, say `help`."),)))
    assert kit.shown("", payload["blocks"]) == "Nothing there, say help."


def test_sections_are_set_apart() -> None:
    kinds = [block["type"] for block in one(Reply((section("One."), section("Two."))))["blocks"]]
    assert kinds.count("divider") == 1
    assert kinds[0] != "divider" != kinds[-1]


def test_without_a_headline_the_label_stands_there() -> None:
    payload = one(Reply((section("One.", headline=None, link=None, label="notes.txt"),)))
    assert payload["blocks"][0]["elements"][0]["elements"] == [
        {"type": "text", "text": "notes.txt", "style": {"bold": True}}
    ]


def test_reported_words_get_no_quotation_marks() -> None:
    quoted = Quotation((passage("The bridge must close"),), "Bo Ek", paraphrase=True)
    payload = one(Reply((section("One.", quotations=(quoted,)),)))
    assert "“" not in payload["text"]
    assert "The bridge must close\n— Bo Ek" in kit.shown("", payload["blocks"])


def test_a_sentence_may_link_to_its_spot() -> None:
    spot = f"{LINK}#:~:text=One"
    payload = one(Reply((section(passages=(passage("One.", spot),)),)))
    links = [part for part in texts(payload["blocks"]) if part["type"] == "link"]
    assert links[-1] == {"type": "link", "url": spot, "text": "↗"}


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "/article/1",
        "https://a.example/|x",
        'https://a.example/"',
        "https://a b",
        "http://",
    ],
)
def test_only_a_web_address_becomes_a_link(link: str) -> None:
    payload = one(Reply((section("One.", link=link),)))
    assert not [part for part in texts(payload["blocks"]) if part["type"] == "link"]


# ---- harmless, and word for word ----------------------------------------------------------------


def hostile() -> Reply:
    return Reply(
        (
            section(
                HOSTILE,
                headline=HOSTILE,
                site=HOSTILE,
                byline=(HOSTILE,),
                quotations=(Quotation((passage(HOSTILE),), HOSTILE, HOSTILE),),
                notes=(HOSTILE,),
            ),
            Section("x", headline=HOSTILE, link=LINK, problem=HOSTILE),
        )
    )


def test_no_sign_in_a_source_means_anything_to_slack() -> None:
    payload = one(hostile())
    assert kit.pings(payload["text"], payload["blocks"]) == []
    assert {part["type"] for part in texts(payload["blocks"])} <= {
        "rich_text",
        "rich_text_section",
        "rich_text_list",
        "rich_text_quote",
        "text",
        "link",
        "context",
        "plain_text",
        "divider",
    }
    assert {part["url"] for part in texts(payload["blocks"]) if part["type"] == "link"} == {LINK}
    assert all(part["emoji"] is False for part in texts(payload["blocks"]) if part["type"] == "plain_text")
    assert "<" not in payload["text"]


def test_the_words_of_a_source_are_shown_as_they_are() -> None:
    assert shown(reply_payloads(hostile(), "17")).count(HOSTILE) >= 6


def test_in_the_plain_text_slacks_three_signs_are_escaped() -> None:
    assert one(Reply((section("A <b> & c"),)))["text"].endswith("• A &lt;b&gt; &amp; c")


# ---- limits -------------------------------------------------------------------------------------


def fits(payloads: tuple[Json, ...]) -> None:
    for payload in payloads:
        kit.check(payload["blocks"])
        assert 0 < len(payload["text"]) <= 3_900


def test_a_long_answer_goes_on_in_further_messages_word_for_word() -> None:
    sentences = [
        f"Sentence {number} of a long story, {'and so on ' * 20}to its end." for number in range(120)
    ]
    payloads = reply_payloads(Reply((section(*sentences),), actions=tuple(Action)), "17/shared")
    fits(payloads)
    assert len(payloads) > 1
    lines = shown(payloads).split("\n")
    assert [line for line in lines if line.startswith("Sentence")] == sentences


def test_buttons_stand_under_the_last_message_alone() -> None:
    reply = Reply((section(*["word " * 300] * 20),), actions=(Action.DELETE,))
    payloads = reply_payloads(reply, "17")
    having = [any(block["type"] == "actions" for block in payload["blocks"]) for payload in payloads]
    assert having == [False] * (len(payloads) - 1) + [True]
    assert payloads[-1]["blocks"][-1]["type"] == "actions"


def test_a_section_that_has_room_elsewhere_is_not_torn_apart() -> None:
    sections = tuple(section(*["word " * 200] * 6, headline=f"Headline {number}") for number in range(3))
    payloads = reply_payloads(Reply(sections), "17")
    fits(payloads)
    assert [kit.shown("", payload["blocks"]).split("\n")[0] for payload in payloads] == [
        "Headline 0",
        "Headline 1",
        "Headline 2",
    ]
    assert "divider" not in [block["type"] for payload in payloads for block in payload["blocks"]]


def test_a_label_is_not_left_behind_by_its_quotes() -> None:
    quotations = tuple(Quotation((passage(f"{number} " + "word " * 160),), "Bo Ek") for number in range(30))
    for count in range(1, 16):
        reply = Reply((section(*["word " * 160] * count, quotations=quotations),))
        payloads = reply_payloads(reply, "17")
        fits(payloads)
        assert all(not payload["text"].endswith("Key quotes") for payload in payloads)
        assert all(not kit.shown("", payload["blocks"]).endswith("Key quotes") for payload in payloads)


def test_more_than_fifty_blocks_are_parted() -> None:
    quotations = tuple(Quotation((passage(f"Word {number}."),), "Bo Ek") for number in range(80))
    payloads = reply_payloads(
        Reply((section("One.", quotations=quotations),), actions=(Action.DELETE,)), "17"
    )
    fits(payloads)
    assert shown(payloads).count("— Bo Ek") == 80


def quoted(count: int) -> Section:
    said = tuple(Quotation((passage(f"Word {number}."),), "Bo Ek") for number in range(count))
    return section(*(f"Sentence {number} {'and so on ' * 20}" for number in range(120)), quotations=said)


def test_where_slack_does_not_weigh_blocks_a_long_answer_is_one_message() -> None:
    reply = Reply((quoted(30),), actions=(Action.SHORTER, Action.DELETE))
    (payload,) = reply_payloads(reply, "17", weighed=False)
    assert len(payload["blocks"]) <= 50
    assert payload["blocks"][-1]["type"] == "actions"
    assert shown((payload,)).replace("[Shorter]\n[Delete]", "").strip() == shown(
        reply_payloads(Reply(reply.sections), "17")
    )


def test_fifty_blocks_are_the_limit_where_slack_does_not_weigh_them() -> None:
    payloads = reply_payloads(Reply((quoted(120),), actions=(Action.DELETE,)), "17", weighed=False)
    assert len(payloads) == 3
    assert all(len(payload["blocks"]) <= 50 for payload in payloads)
    assert shown(payloads).count("— Bo Ek") == 120


def test_in_words_an_answer_reads_as_it_is_shown() -> None:
    spot = passage("One <b>.", f"{LINK}#:~:text=One")
    said = Quotation((passage("It must"),), "Bo Ek")
    reply = Reply(
        (section(passages=(spot, passage("Two.")), quotations=(said,), words=0), section("Three.", words=0)),
        actions=(Action.DELETE,),
    )
    heading = f"The bridge closes\n{LINK}\ntide.example · English"
    assert in_words(reply_payloads(reply, "17"), 0) == (
        {
            "text": f"{heading}\n• One &lt;b&gt;.\n• Two.\nKey quotes\n“It must”\n— Bo Ek"
            f"\n\n{heading}\n• Three.",
            "mrkdwn": False,
        },
    )


@pytest.mark.parametrize("start", [0, 1])
def test_in_words_texts_end_where_a_line_does(start: int) -> None:
    payloads = reply_payloads(Reply((quoted(80),), actions=(Action.DELETE,)), "17")
    worded = in_words(payloads, start)
    assert worded[:start] == payloads[:start]
    texts = [payload["text"] for payload in worded[start:]]
    assert all(len(text) <= 3_900 for text in texts)
    assert all(text.startswith(("The bridge", "• ", "“", "— ", "Key quotes")) for text in texts)
    lines = "\n".join(texts).split("\n")
    assert [line for line in lines if line.startswith("•")] == [
        line for line in lines if line.startswith("• Sentence")
    ]
    assert lines.count("— Bo Ek") == 80


@pytest.mark.parametrize("text", ["x" * 30_000, "word " * 8_000, "&<>" * 6_000, "漢字" * 9_000])
def test_in_words_no_text_is_too_long_and_none_is_empty(text: str) -> None:
    reply = Reply((section(text, headline=text, notes=(text,)), Section("x", problem=text)))
    for payload in in_words(reply_payloads(reply, "17"), 0):
        assert 0 < len(payload["text"].strip()) <= 3_900
        assert "<" not in payload["text"]
    assert [one["text"] for one in in_words(reply_payloads(Reply(text=" "), "17"), 0)] == ["…"]


@pytest.mark.parametrize("text", ["x" * 30_000, "word " * 8_000, "&<>" * 6_000, "漢字" * 9_000])
def test_no_single_piece_is_too_long(text: str) -> None:
    reply = Reply(
        (
            section(
                text, headline=text, site=text, notes=(text,), quotations=(Quotation((passage(text),), "Bo"),)
            ),
            Section("x", problem=text),
        )
    )
    fits(reply_payloads(reply, "17"))
    fits(reply_payloads(Reply(text=text), "17"))
    fits(reply_payloads(Reply(reply.sections, form=Form.HEADLINE), "17"))


def test_what_the_plain_text_leaves_out_is_said_by_an_ellipsis() -> None:
    payload = one(Reply((section(*["word " * 150] * 9),)))
    assert payload["text"].endswith("\n…")


def test_an_empty_text_is_still_a_message() -> None:
    fits(reply_payloads(Reply(text=" \n"), "17"))


_WORDS = st.text(st.characters(codec="utf-8"), max_size=400)
_PASSAGES = st.builds(passage, _WORDS)
_SECTIONS = st.builds(
    Section,
    label=_WORDS,
    headline=st.none() | _WORDS,
    link=st.none() | st.just(LINK) | _WORDS,
    site=st.none() | _WORDS,
    passages=st.lists(_PASSAGES, max_size=6).map(tuple),
    quotations=st.lists(
        st.builds(
            Quotation,
            st.lists(_PASSAGES, min_size=1, max_size=3).map(tuple),
            st.none() | _WORDS,
            st.none() | _WORDS,
            st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    notes=st.lists(_WORDS, max_size=2).map(tuple),
    problem=st.none() | _WORDS,
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_SECTIONS, min_size=1, max_size=4))
def test_slack_takes_whatever_is_in_a_reply(sections: list[Section]) -> None:
    payloads = reply_payloads(Reply(tuple(sections), actions=(Action.DELETE,)), "17")
    fits(payloads)
    assert all(kit.pings(payload["text"], payload["blocks"]) == [] for payload in payloads)
