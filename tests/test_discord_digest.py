"""What Discord is given for a digest, to the letter; that it is within Discord's limits and does nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.base import Form, Passage, Reply, Section, Sharing, Unknown
from adapters.discord.limits import MOST_DESCRIPTION, MOST_IN_EMBEDS, MOST_THREAD_NAME
from adapters.discord.markdown import escaped, length
from adapters.discord.recognition import recognised
from adapters.discord.render import SUPPRESS_EMBEDS, Payload, messages, plain_messages, thread_name
from tests.test_discord_render import HARMLESS, HOSTILE, check, only, shown, words_of

Render = Callable[[Reply, str], tuple[Payload, ...]]


def passages(*texts: str) -> tuple[Passage, ...]:
    return tuple(Passage(text, 0, len(text)) for text in texts)


OTTERS = Section(
    label="weir.example",
    headline="Otters are back below the old weir",
    link="https://weir.example/otters?a=1&b=2",
    site="The Weir Post",
    passages=passages("Two otters were seen below the old weir on Sunday.", "- They stayed_until_dark."),
)
FERRY = Section(
    label="quay.example",
    headline="The [last] ferry stays in port",
    link="https://www.quay.example/ferry",
    passages=passages("The ferry will not sail before May."),
    shared=(Sharing("Ann", "https://discord.com/channels/1/20/30"), Sharing("Ben_2")),
)
MILL = Section("mill.example", link="https://mill.example/", problem="I could not reach mill.example.")
DIGEST = Reply(
    (OTTERS, FERRY, MILL),
    form=Form.DIGEST,
    title="News of Friday, 10 April 2026",
    notes=("2 feeds could not be read: `/digest list` says which.", "There were 3 more links."),
)
REST = replace(DIGEST, sections=(OTTERS,), title=None, notes=())

OTTERS_SHOWN = """\
[**Otters are back below the old weir**](<https://weir.example/otters?a=1&b=2>)
-# The Weir Post
Two otters were seen below the old weir on Sunday.
\\- They stayed\\_until\\_dark."""

ENTRIES = f"""\
{OTTERS_SHOWN}

**The [last] ferry stays in port** [↗](<https://www.quay.example/ferry>)
-# quay.example · shared by Ann [↗](<https://discord.com/channels/1/20/30>), Ben\\_2
The ferry will not sail before May.

[**mill.example**](<https://mill.example/>)
-# mill.example
I could not reach mill.example.

-# 2 feeds could not be read: `/digest list` says which.
-# There were 3 more links."""


def entry(number: int, words: int = 40) -> Section:
    return Section(
        label="weir.example",
        headline=f"Story {number} of the weir",
        link=f"https://weir.example/stories/{number}",
        site="The Weir Post",
        passages=passages(f"{number} begins" + " word" * words + f" and {number} ends."),
    )


def many(count: int, words: int = 40) -> Reply:
    return replace(DIGEST, sections=tuple(entry(number, words) for number in range(count)))


def texts_of(payloads: tuple[Payload, ...]) -> list[str]:
    """What stands in each text, an embed's or a message's own."""
    return [
        text
        for payload in payloads
        for text in (payload["content"], *(one.get("description", "") for one in payload["embeds"]))
        if text
    ]


# ---- to the letter ------------------------------------------------------------------------------


def test_a_digest_is_an_embed_with_its_entries_one_under_another() -> None:
    payload = only(messages(DIGEST, "17"))
    assert payload["embeds"] == [{"title": "News of Friday, 10 April 2026", "description": ENTRIES}]
    assert (payload["content"], payload["components"]) == ("", [])
    assert (payload["flags"], payload["allowed_mentions"]) == (0, HARMLESS)


def test_without_embeds_a_digest_is_the_same_words_and_previews_nothing() -> None:
    payload = only(plain_messages(DIGEST, "17"))
    assert payload["content"] == f"**News of Friday, 10 April 2026**\n\n{ENTRIES}"
    assert (payload["embeds"], payload["components"]) == ([], [])
    assert (payload["flags"], payload["allowed_mentions"]) == (SUPPRESS_EMBEDS, HARMLESS)


def test_what_goes_on_in_a_thread_begins_with_the_entries() -> None:
    assert only(messages(REST, "17"))["embeds"] == [{"description": OTTERS_SHOWN}]
    assert only(plain_messages(REST, "17"))["content"] == OTTERS_SHOWN


def test_a_digest_without_entries_is_what_is_said_of_it() -> None:
    nothing = replace(DIGEST, sections=(), notes=("There is nothing new.",))
    assert only(messages(nothing, "17"))["embeds"] == [
        {"title": "News of Friday, 10 April 2026", "description": "-# There is nothing new."}
    ]
    bare = replace(nothing, notes=())
    assert only(messages(bare, "17"))["embeds"] == [{"title": "News of Friday, 10 April 2026"}]
    assert only(plain_messages(bare, "17"))["content"] == "**News of Friday, 10 April 2026**"


def test_an_entry_that_somebody_unknown_shared_says_where() -> None:
    section = replace(FERRY, shared=(Sharing("", "https://discord.com/channels/1/20/30"),), site=None)
    (text,) = texts_of(messages(replace(REST, sections=(section,)), "17"))
    assert "\n-# quay.example · shared here [↗](<https://discord.com/channels/1/20/30>)\n" in text


@pytest.mark.parametrize(
    "link", [None, "javascript:alert(1)", "/source/3", f"https://a.example/{'x' * 2100}"]
)
def test_a_headline_whose_link_is_none_for_discord_is_bold_alone(link: str | None) -> None:
    for render in (messages, plain_messages):
        (text,) = texts_of(render(replace(REST, sections=(replace(OTTERS, link=link),)), "17"))
        assert text.startswith("**Otters are back below the old weir**\n")


def test_a_link_shared_by_more_people_than_fit_on_a_line_names_the_first() -> None:
    crowd = tuple(Sharing(f"Person {n}", f"https://discord.com/channels/1/20/{n}") for n in range(90))
    (text,) = texts_of(messages(replace(REST, sections=(replace(FERRY, shared=crowd),)), "17"))
    line = text.splitlines()[1]
    assert line.startswith("-# quay.example · shared by Person 0 [↗](<")
    assert line.endswith("/20/17>), …")
    assert length(line) < 1_200


def test_a_sentence_that_is_empty_leaves_no_line() -> None:
    section = replace(OTTERS, passages=passages("\u200b", "They came back."))
    (text,) = texts_of(messages(replace(REST, sections=(section,)), "17"))
    assert text.splitlines()[2:] == ["They came back."]


def test_the_thread_of_what_did_not_fit_is_called_so() -> None:
    assert thread_name(REST) == "The rest of the digest"


def test_a_thread_for_a_whole_digest_has_its_headline() -> None:
    assert thread_name(DIGEST) == "News of Friday, 10 April 2026"
    assert length(thread_name(replace(DIGEST, title="𝒲eir " * 60))) <= MOST_THREAD_NAME


# ---- limits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("render", [messages, plain_messages])
def test_texts_end_between_entries(render: Render) -> None:
    reply = many(40)
    payloads = render(reply, "17")
    check(payloads)
    texts = texts_of(payloads)
    assert len(texts) > 3
    for text in texts:
        last = text.splitlines()[-1]
        assert text.startswith(("[**Story", "**News", "-#"))
        assert last.endswith(" ends.") or last.startswith("-# ")
    assert [words_of(payloads).count(f" and {number} ends.") for number in range(40)] == [1] * 40
    assert "There were 3 more links." in texts[-1]


def test_an_embed_is_filled_before_the_next_begins_and_a_message_too() -> None:
    payloads = messages(many(40), "17")
    assert [len(payload["embeds"]) for payload in payloads[:-1]] == [2] * (len(payloads) - 1)
    for payload in payloads[:-1]:
        size = sum(length(text) for one in payload["embeds"] for text in one.values())
        assert length(payload["embeds"][0]["description"]) > MOST_DESCRIPTION - 400
        assert size > MOST_IN_EMBEDS - 400
    assert ["title" in one for payload in payloads for one in payload["embeds"]].count(True) == 1


@pytest.mark.parametrize(("render", "words"), [(messages, 900), (plain_messages, 400)])
def test_an_entry_that_is_longer_than_a_text_breaks_between_its_lines(render: Render, words: int) -> None:
    lines = [f"{number}" + " word" * (words // 3) + f" {number} ends." for number in range(4)]
    reply = replace(REST, sections=(replace(OTTERS, passages=passages(*lines)),))
    texts = texts_of(render(reply, "17"))
    check(render(reply, "17"))
    assert len(texts) > 1
    assert [line for text in texts for line in text.splitlines()][2:] == lines


@pytest.mark.parametrize("render", [messages, plain_messages])
@pytest.mark.parametrize("sentence", ["*_*" * 900, "𝒳" * 3_000, "word " * 1_500, "x" * 9_000])
def test_only_a_sentence_that_is_longer_than_a_text_is_cut_and_loses_no_word(
    render: Render, sentence: str
) -> None:
    reply = replace(REST, sections=(OTTERS, replace(OTTERS, passages=passages(sentence)), OTTERS))
    payloads = render(reply, "17")
    check(payloads)
    assert re.sub(r"\s", "", sentence) in re.sub(r"\s", "", words_of(payloads))


@settings(deadline=None)  # how long it takes is up to whatever else the machine does
@given(
    st.lists(
        st.builds(
            Section,
            label=st.text(max_size=400),
            headline=st.none() | st.text(max_size=600),
            link=st.none() | st.integers(1, 2_030).map(lambda n: f"https://a.example/{'x' * n}"),
            site=st.none() | st.text(max_size=400),
            passages=st.lists(
                st.builds(
                    lambda words, n: Passage(words * n, 0, 1), st.text(max_size=40), st.integers(1, 200)
                ),
                max_size=4,
            ).map(tuple),
            notes=st.lists(st.text(max_size=900), max_size=2).map(tuple),
            problem=st.none() | st.just("I could not reach a.example."),
            shared=st.lists(
                st.builds(
                    Sharing,
                    st.text(max_size=200),
                    st.none() | st.integers(1, 2_030).map(lambda n: f"https://a.example/{'x' * n}"),
                ),
                max_size=30,
            ).map(tuple),
        ),
        min_size=1,
        max_size=5,
    ),
    st.none() | st.text(max_size=400),
    st.lists(st.text(max_size=5_000), max_size=2),
)
def test_whatever_is_in_a_digest_is_within_the_limits(
    sections: list[Section], title: str | None, notes: list[str]
) -> None:
    reply = Reply(tuple(sections), form=Form.DIGEST, title=title, notes=tuple(notes))
    check(messages(reply, "17"))
    check(plain_messages(reply, "17"))
    assert 1 <= length(thread_name(reply)) <= MOST_THREAD_NAME


# ---- harmless ------------------------------------------------------------------------------------

_OURS = re.compile(r"(?<=[^\[]) \[↗\]\(<https://a\.example/>\)")
"""The way to an address behind somebody's words, which is ours to write."""


@pytest.mark.parametrize("render", [messages, plain_messages])
@pytest.mark.parametrize("words", HOSTILE)
def test_no_word_in_a_digest_does_anything(render: Render, words: str) -> None:
    section = Section(
        label=words,
        headline=words,
        link="https://a.example/",
        site=words,
        passages=passages(words),
        shared=(Sharing(words, "https://a.example/"), Sharing(words)),
    )
    reply = Reply((section,), form=Form.DIGEST, title=words)
    (payload,) = render(reply, "17")
    if payload["embeds"]:
        title, text = payload["embeds"][0]["title"], payload["embeds"][0]["description"]
    else:
        title, _, text = payload["content"].partition("\n\n")
        title = title.removeprefix("**").removesuffix("**")
    assert title == escaped(words)
    headline, whence, sentence = text.splitlines()
    assert sentence == escaped(words)
    assert shown(_OURS.sub("", whence.removeprefix("-# "))) == f"{words} · shared by {words}, {words}"
    if linked := re.fullmatch(r"\[\*\*(.*)\*\*\]\(<https://a\.example/>\)", headline):
        assert not re.search(r"[\[\]]|://", linked[1])
        assert shown(linked[1]) == words
    else:
        assert shown(_OURS.sub("", headline)[2:-2]) == words


# ---- recognised ----------------------------------------------------------------------------------


def there(payloads: tuple[Payload, ...]) -> list[dict[str, object]]:
    """The messages as Discord gives them back: it trims what was sent and adds to the embeds."""
    return [
        {
            "id": str(number),
            "content": payload["content"].strip(),
            "embeds": [{"type": "rich", "content_scan_version": 3, **one} for one in payload["embeds"]],
            "components": [],
        }
        for number, payload in enumerate(payloads)
    ]


@pytest.mark.parametrize("render", [messages, plain_messages])
@pytest.mark.parametrize("reply", [DIGEST, REST, many(40)])
def test_a_digest_is_recognised_by_its_words(render: Render, reply: Reply) -> None:
    written = there(render(reply, "17"))
    other = there(render(replace(reply, sections=(MILL,)), "16"))
    assert recognised([*other, *written], reply, "17") == written
    assert recognised(other, reply, "17") is None
    assert recognised(written, reply, "17", by_words=False) is None


@pytest.mark.parametrize("render", [messages, plain_messages])
def test_of_a_digest_that_stands_there_in_part_nobody_can_tell(render: Render) -> None:
    written = there(render(many(40), "17"))
    assert recognised(written[:-1], many(40), "17") is Unknown.UNKNOWN
