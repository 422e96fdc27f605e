"""What Discord is given for a reply, to the letter, and that it is within Discord's limits."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.base import Action, Form, Passage, Quotation, Reply, Section
from adapters.discord.limits import (
    MOST_CONTENT,
    MOST_CUSTOM_ID,
    MOST_DESCRIPTION,
    MOST_EMBEDS,
    MOST_IN_EMBEDS,
    MOST_THREAD_NAME,
    MOST_TITLE,
)
from adapters.discord.markdown import escaped, length
from adapters.discord.render import SUPPRESS_EMBEDS, Payload, messages, plain_messages, thread_name
from adapters.display import clean
from summarizer.model import Insertion

STORY = Section(
    label="weir.example",
    headline="Otters are back below the old weir",
    link="https://weir.example/otters?a=1&b=2",
    byline=("Nils Aker",),
    site="The Weir Post",
    published="2026-04-09",
    language="en",
    words=620,
    passages=(
        Passage("Two otters were seen below the old weir on Sunday.", 0, 50),
        Passage("He had not seen one there since 1988.", 60, 97, (Insertion(60, "Pim Oster"),)),
    ),
    quotations=(
        Quotation(
            (Passage("I dropped my rod", 120, 136), Passage("and just stood there", 150, 170)),
            "Pim Oster",
            "an angler of 71",
        ),
        Quotation((Passage("the council would keep the bank quiet", 180, 217),), paraphrase=True),
    ),
    notes=("I could read 500 of about 620 words.",),
)
REPLY = Reply((STORY,), actions=(Action.SHORTER, Action.SHARE, Action.DELETE))

DESCRIPTION = """\
-# By Nils Aker · The Weir Post · 9 April 2026 · English · 620 words · 3 min → 10 s · 94% shorter
- Two otters were seen below the old weir on Sunday.
- [Pim Oster] He had not seen one there since 1988.

**Key quotes**
> “I dropped my rod … and just stood there”
> — Pim Oster, an angler of 71

> the council would keep the bank quiet

*I could read 500 of about 620 words.*"""

HARMLESS = {"parse": [], "replied_user": False}


def test_figures_stand_in_one_line_under_the_quotes() -> None:
    figures = (Passage("4,000 cars a day", 0, 16), Passage("*$5* million", 20, 32))
    shown = only(messages(Reply((replace(STORY, figures=figures),)), "k"))["embeds"][0]["description"]
    assert shown.endswith(
        "quiet\n\n**Figures:** 4,000 cars a day · \\*$5\\* million\n\n*I could read 500 of about 620 words.*"
    )


def only(payloads: tuple[Payload, ...]) -> Payload:
    (payload,) = payloads
    return payload


def words_of(payloads: tuple[Payload, ...]) -> str:
    """Everything that is shown, with the escapes taken away as Discord takes them."""
    shown: list[str] = []
    for payload in payloads:
        shown.append(payload["content"])
        for embed in payload["embeds"]:
            shown += [embed.get("title", ""), embed.get("description", "")]
    return unescaped("\n".join(shown))


def unescaped(markdown: str) -> str:
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown)


def buttons(payload: Payload) -> list[dict[str, Any]]:
    return [button for row in payload["components"] for button in row["components"]]


# ---- to the letter ------------------------------------------------------------------------------


def test_a_story_is_an_embed_with_the_source_behind_its_headline() -> None:
    payload = only(messages(REPLY, "17"))
    assert payload["content"] == ""
    assert payload["embeds"] == [
        {
            "title": "Otters are back below the old weir",
            "url": "https://weir.example/otters?a=1&b=2",
            "description": DESCRIPTION,
        }
    ]
    assert (payload["flags"], payload["allowed_mentions"]) == (0, HARMLESS)


def test_without_embeds_it_is_the_same_words_under_a_linked_headline() -> None:
    payload = only(plain_messages(REPLY, "17"))
    head = "[**Otters are back below the old weir**](<https://weir.example/otters?a=1&b=2>)"
    assert payload["content"] == f"{head}\n{DESCRIPTION}"
    assert (payload["embeds"], payload["flags"]) == ([], SUPPRESS_EMBEDS)
    assert payload["allowed_mentions"] == HARMLESS


def test_the_buttons_carry_the_key_and_what_they_do() -> None:
    payload = only(messages(REPLY, "17/shared"))
    assert payload["components"] == [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 2, "label": "Shorter", "custom_id": "nutgraf:shorter:17/shared"},
                {"type": 2, "style": 1, "label": "Share in channel", "custom_id": "nutgraf:share:17/shared"},
                {"type": 2, "style": 2, "label": "Delete", "custom_id": "nutgraf:delete:17/shared"},
            ],
        }
    ]


def test_no_row_has_more_than_five_buttons() -> None:
    payload = only(messages(replace(REPLY, actions=tuple(Action)), "17"))
    assert [len(row["components"]) for row in payload["components"]] == [5, 2]


def test_a_key_that_no_button_can_carry_is_an_error() -> None:
    with pytest.raises(ValueError, match="can't carry"):
        messages(REPLY, "1" * MOST_CUSTOM_ID)


def test_a_headline_is_the_embed_without_sentences() -> None:
    payload = only(messages(Reply((STORY,), form=Form.HEADLINE), "17/headline"))
    (embed,) = payload["embeds"]
    assert embed["title"] == STORY.headline
    assert embed["url"] == STORY.link
    assert embed["description"] == DESCRIPTION.splitlines()[0]
    assert payload["components"] == []


def test_a_problem_alone_is_a_sentence_and_no_embed() -> None:
    problem = Section("weir_*.pdf", problem="weir_*.pdf is too large for me: I read up to 5 MB.")
    payload = only(messages(Reply((problem,), actions=(Action.DELETE,)), "17"))
    assert payload["content"] == "weir\\_\\*.pdf is too large for me: I read up to 5 MB."
    assert payload["embeds"] == []
    assert payload["flags"] == SUPPRESS_EMBEDS
    assert len(buttons(payload)) == 1


def test_a_problem_beside_a_story_has_an_embed_of_its_own() -> None:
    problem = Section("dam.example", link="https://dam.example/", problem="I could not reach dam.example.")
    payload = only(messages(Reply((STORY, problem)), "17"))
    assert [embed["title"] for embed in payload["embeds"]] == [STORY.headline, "dam.example"]
    assert payload["embeds"][1]["description"] == "I could not reach dam.example."


def test_a_text_of_ours_keeps_its_code_and_its_lines() -> None:
    payload = only(messages(Reply(text="Try `/tldr here`.\n• one_two\n\nThat is *all*."), "17"))
    assert payload["content"] == "Try `/tldr here`.\n• one\\_two\nThat is \\*all\\*."
    assert payload["embeds"] == []


def test_a_text_without_a_headline_is_called_by_its_label() -> None:
    pasted = replace(STORY, headline=None, link=None, label="Pasted text")
    (embed,) = only(messages(Reply((pasted,)), "17"))["embeds"]
    assert embed["title"] == "Pasted text"
    assert "url" not in embed


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "/source/3", "https://", f"https://a.example/{'x' * 2100}"]
)
def test_what_is_no_link_for_discord_stands_behind_nothing(link: str) -> None:
    reply = Reply((replace(STORY, link=link),))
    assert "url" not in only(messages(reply, "17"))["embeds"][0]
    assert only(plain_messages(reply, "17"))["content"].startswith(f"**{STORY.headline}**\n")


def test_an_address_ends_no_markup() -> None:
    reply = Reply((replace(STORY, link="https://a.example/x>)(y"),))
    assert "](<https://a.example/x%3E%29%28y>)\n" in only(plain_messages(reply, "17"))["content"]


def test_a_thread_is_called_by_the_headline() -> None:
    assert thread_name(REPLY) == STORY.headline
    assert thread_name(Reply(text="I see no link there.")) == "Summary"


def test_a_thread_has_a_name_that_is_not_too_long() -> None:
    name = thread_name(Reply((replace(STORY, headline="𝒲eir " * 40),)))
    assert name.startswith("𝒲eir")
    assert name.endswith("…")
    assert length(name) <= MOST_THREAD_NAME


# ---- word for word, and harmless ------------------------------------------------------------------

HOSTILE = (
    "[free](https://evil.example)",
    "# loud",
    "-# small",
    "> quoted",
    ">>> all of it",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "12) item",
    "**bold** *it* __u__ _i_ ~~s~~ ||spoiler||",
    "`code` ```block```",
    "<@1> <@!1> <@&1> <#1> <:e:1> <a:e:1> <t:0> <t:0:R> </tldr:1> <id:browse>",
    "@everyone and @here",
    "https://evil.example/a_b and <https://evil.example>",
    ":smile: steam://run discord.gg/abc",
    "back\\slash \\* and \\\\",
    "[](x) [a]: https://evil.example [a\\](https://evil.example) [b [c]](x)",
    "a \\. backslash at the end\\",
    "http://a.example/~~x||y\\* :+1: :100:",
    "~~~ |||| <https://evil.example> <mailto:a@evil.example>",
)
ORDINARY = (
    "10:30 and 10:30:00",
    "#1 of [sic] a@b",
    "127.0.0.1 5 > 3 < 4 <3",
    "~5 | 6 C:\\temp std::vector",
    "In 1988. It was wet, 3.5 - 4 + 5",
    "https://a.example/b-c?d=e#f",
)
MARKS = (*"\\*_~|`<>@#:[]()-+. 1ax/", "https://", "everyone", "here", "100", "](", "> ", "- ")
_BLOCK = re.compile(r"(?:#{1,3}|-#|[-+*]|\d+[.)])(?:\s|$)|>")
_INLINE = re.compile(
    r"\\(?P<plain>[^0-9A-Za-z\s])|(?P<address>https?://[^\s<]+)"
    r"|(?P<active>[*_`]|~~|\|\||<[^\s\d][^>]*|@everyone|@here|:(?!\d+:)[\w+-]+:|:100:"
    r"|\[(?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*\]\()"
    r"|(?P<other>.)",
    re.DOTALL,
)


def shown(markdown: str) -> str:
    """What Discord shows of one line; raises where something in it is more than words."""
    if _BLOCK.match(markdown):
        raise AssertionError(f"a block begins: {markdown}")
    parts: list[str] = []
    for found in _INLINE.finditer(markdown):
        if found["active"]:
            raise AssertionError(f"{found[0]} is active in {markdown}")
        parts.append(found["plain"] or found[0])
    return "".join(parts)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_do_nothing_and_are_shown_as_they_are(words: str) -> None:
    assert shown(escaped(words)) == words


@pytest.mark.parametrize("words", HOSTILE)
def test_what_shows_markup_knows_it(words: str) -> None:
    with pytest.raises(AssertionError):
        assert shown(words) == words


@pytest.mark.parametrize("words", ORDINARY)
def test_ordinary_words_are_left_alone(words: str) -> None:
    assert escaped(words) == words


@given(st.text(max_size=60) | st.lists(st.sampled_from(MARKS), max_size=24).map("".join))
def test_any_words_do_nothing_and_are_shown_as_they_are(words: str) -> None:
    assert shown(escaped(words)) == clean(words)


def test_where_a_long_note_is_broken_no_block_begins() -> None:
    note = " ".join(["word " * 60 + "- # 1. > x"] * 60)
    for render in (messages, plain_messages):
        for payload in render(Reply((replace(STORY, notes=(note,)),)), "17"):
            texts = [payload["content"], *(embed.get("description", "") for embed in payload["embeds"])]
            for line in "\n".join(texts).split("\n"):
                if line.startswith("*") and "word" in line:
                    shown(line.strip("*"))


def test_a_headline_with_brackets_has_its_link_behind_it() -> None:
    section = replace(STORY, headline="Otters ] are [ back")
    content = only(plain_messages(Reply((section,), form=Form.HEADLINE), "17"))["content"]
    assert content.startswith("**Otters ] are [ back** [↗](<https://weir.example/otters?a=1&b=2>)\n")


def test_a_headline_that_holds_an_address_has_its_link_behind_it() -> None:
    """Of words that look like another address than theirs Discord makes no link."""
    section = replace(STORY, headline="All of https://dam.example")
    content = only(plain_messages(Reply((section,), form=Form.HEADLINE), "17"))["content"]
    assert content.startswith("**All of https://dam.example** [↗](<https://weir.example/otters?a=1&b=2>)\n")


@pytest.mark.parametrize("words", HOSTILE)
def test_no_word_of_a_source_reaches_discord_unescaped(words: str) -> None:
    whole = Passage(words, 0, len(words))
    section = Section(
        label=words,
        headline=words,
        byline=(words,),
        site=words,
        published=words,
        passages=(whole,),
        quotations=(Quotation((whole,), words, words),),
        notes=(words,),
    )
    (embed,) = only(messages(Reply((section,)), "17"))["embeds"]
    assert embed["title"] == escaped(words)
    assert f"\n- {escaped(words)}\n" in embed["description"]
    for line in embed["description"].splitlines():
        if line.startswith("*") and not line.startswith("**"):  # a note, which may hold code
            line = re.sub(r"(?<!\\)`[^`]+`", "", line[1:-1])
        shown(re.sub(r"^(?:-# |- |> (?:— )?|\*\*Key quotes\*\*$)", "", line))


# ---- limits ---------------------------------------------------------------------------------------


def check(payloads: tuple[Payload, ...]) -> None:
    for payload in payloads:
        assert payload["content"] or payload["embeds"]
        assert length(payload["content"]) <= MOST_CONTENT
        assert len(payload["embeds"]) <= MOST_EMBEDS
        total = 0
        for embed in payload["embeds"]:
            title, description = embed.get("title", ""), embed.get("description", "")
            assert title or description
            assert length(title) <= MOST_TITLE
            assert length(description) <= MOST_DESCRIPTION
            total += length(title) + length(description)
        assert total <= MOST_IN_EMBEDS
        assert payload["allowed_mentions"] == HARMLESS
    assert all(not payload["components"] for payload in payloads[:-1])


def long_section(number: int, sentence: str, times: int) -> Section:
    sentences = [f"{number}.{index} {sentence}" for index in range(times)]
    return replace(
        STORY,
        headline=f"Story {number}",
        passages=tuple(Passage(one, 0, len(one)) for one in sentences),
        quotations=(),
        notes=(),
    )


@pytest.mark.parametrize("render", [messages, plain_messages])
@pytest.mark.parametrize("sentence", ["ends well.", "*_*" * 40, "𝒳" * 300, "word " * 1_500, "x" * 9_000])
def test_long_answers_go_on_in_further_messages_and_lose_no_word(render: Any, sentence: str) -> None:
    reply = Reply(tuple(long_section(number, sentence, 12) for number in range(4)), actions=(Action.DELETE,))
    payloads = render(reply, "17")
    check(payloads)
    assert len(buttons(payloads[-1])) == 1
    shown = re.sub(r"\s+", "", words_of(payloads))
    for section in reply.sections:
        for passage in section.passages:
            assert re.sub(r"\s", "", passage.text)[:1_200] in shown


def test_a_message_has_no_more_than_ten_embeds() -> None:
    reply = Reply(tuple(long_section(number, "ends well.", 2) for number in range(23)))
    payloads = messages(reply, "17")
    check(payloads)
    assert [len(payload["embeds"]) for payload in payloads] == [10, 10, 3]


def test_messages_break_between_sentences() -> None:
    payloads = plain_messages(Reply((long_section(0, "is a sentence that ends well.", 150),)), "17")
    check(payloads)
    assert len(payloads) > 2
    assert all(payload["content"].endswith("ends well.") for payload in payloads)


def test_a_long_headline_is_cut_where_discord_ends_it() -> None:
    (embed,) = only(messages(Reply((replace(STORY, headline="*So* " * 90),)), "17"))["embeds"]
    assert embed["title"].startswith("\\*So\\* \\*So\\*")
    assert embed["title"].endswith("…")
    assert MOST_TITLE - 20 < length(embed["title"]) <= MOST_TITLE


def test_a_note_that_names_long_addresses_is_within_the_limits() -> None:
    note = "Not read: " + ", ".join(f"https://a.example/{'x' * 1_900}{n}" for n in range(10))
    for render in (messages, plain_messages):
        payloads = render(Reply((replace(STORY, notes=(note,)),)), "17")
        check(payloads)
        assert "https://a.example/xxx" in words_of(payloads)


def test_a_long_text_of_ours_is_split_too() -> None:
    payloads = messages(Reply(text="\n".join(f"Line {n} of it." for n in range(300))), "17")
    check(payloads)
    assert "Line 299 of it." in payloads[-1]["content"]


@settings(deadline=None)  # how long it takes is up to whatever else the machine does
@given(
    st.lists(
        st.builds(
            Section,
            label=st.text(max_size=400),
            headline=st.none() | st.text(max_size=600),
            link=st.none() | st.just("https://a.example/") | st.text(max_size=20),
            byline=st.lists(st.text(max_size=300), max_size=3).map(tuple),
            passages=st.lists(
                st.builds(
                    lambda words, n: Passage(words * n, 0, 1), st.text(max_size=40), st.integers(1, 200)
                ),
                max_size=6,
            ).map(tuple),
            quotations=st.lists(
                st.builds(
                    lambda words, n, speaker: Quotation((Passage(words * n, 0, 1),), speaker),
                    st.text(max_size=40),
                    st.integers(1, 200),
                    st.none() | st.text(max_size=500),
                ),
                max_size=4,
            ).map(tuple),
            notes=st.lists(st.text(max_size=900), max_size=2).map(tuple),
            problem=st.none() | st.just("I could not reach a.example."),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_whatever_is_to_be_said_is_within_the_limits(sections: list[Section]) -> None:
    reply = Reply(tuple(sections), actions=tuple(Action))
    check(messages(reply, "17"))
    check(plain_messages(reply, "17"))
    headline = replace(reply, form=Form.HEADLINE)
    check(messages(headline, "17"))
    check(plain_messages(headline, "17"))
    assert 1 <= length(thread_name(reply)) <= MOST_THREAD_NAME
