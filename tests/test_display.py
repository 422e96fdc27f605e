"""What every renderer does to words: harmless, and nothing else."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters import locale
from adapters.base import Passage, Quotation, Section
from adapters.display import (
    attribution,
    clean,
    clean_lines,
    facts,
    host,
    passage_text,
    quotation_text,
    safe_link,
    shown_words,
)
from summarizer.model import Insertion

# ---- words ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  one\n\ntwo\t three ", "one two three"),
        ("page one\x0cpage two\x85three\x1ffour", "page one page two three four"),
        ("a\u2028b\u2029c\u3000d\u00a0e", "a b c d e"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b31mred", "31mred"),
        ("null\x00 and bell\x07", "null and bell"),
        ("\u202egpj.exe\u202c", "gpj.exe"),
        ("\u2066left\u2069 \u061c\u200e\u200fright", "left right"),
        ("zero\u200bwidth\u2060 \ufeffmarks", "zerowidth marks"),
        ("soft\u00adhyphen", "softhyphen"),
        ("tag\U000e0041\U000e0042s", "tags"),
        ("lone \ud83d surrogate\udfff", "lone surrogate"),
        ("\u200b", ""),
    ],
)
def test_what_is_invisible_goes_and_white_space_is_folded(text: str, shown: str) -> None:
    assert clean(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧 👍🏽 🇳🇴 ❤️ 1️⃣",
        "می‌بندد",
        "क्‍ष",
        "שָׁלוֹם مُحَمَّدٌ",
        "Việt Nam e\u0301\u0323",
        "“quoted” – ‘so’ … «là»",
        "<b>&amp;</b> [red]*_`~|\\ @channel",
        "葛󠄀城",
    ],
)
def test_what_writing_needs_stays(text: str) -> None:
    assert clean(text) == text


def test_a_pile_of_marks_on_one_letter_is_cut() -> None:
    assert clean("Z" + "\u0335" * 40 + "algo") == "Z" + "\u0335" * 4 + "algo"


def test_the_marks_of_a_quotation_go_where_a_sentence_goes_over_a_break() -> None:
    assert (
        clean("this autumn,\n> > after a century\r\n>of coal, > 3")
        == "this autumn, after a century of coal, > 3"
    )


def test_a_message_keeps_its_lines_and_nothing_else_that_is_invisible() -> None:
    assert clean_lines("one  \r\n  two\x00\u202e\n\nthree\ud800") == "one\n  two\n\nthree"


@given(st.text(st.characters()))
@settings(deadline=None)
def test_what_is_shown_can_be_encoded_and_holds_no_control(text: str) -> None:
    for shown in (clean(text), clean_lines(text).replace("\n", "").replace("\t", "")):
        shown.encode()
        assert not any(unicodedata.category(char) in ("Cc", "Cs") for char in shown)
        assert not set(shown) & set(
            "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
        )
    assert clean(clean(text)) == clean(text)


# ---- passages and quotes ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("insertions", "shown"),
    [
        ((), "Then she left."),
        ((Insertion(105, "Ann Lee"),), "Then [Ann Lee] she left."),
        ((Insertion(105, "Ann\u202e\n Lee"),), "Then [Ann Lee] she left."),
        ((Insertion(109, "soon"), Insertion(100, "In May")), "[In May] Then she [soon] left."),
        ((Insertion(113, "Lund"),), "Then she left [Lund]."),
        ((Insertion(114, "Lund"),), "Then she left.[Lund]"),
    ],
)
def test_insertions_stand_in_brackets_at_their_places(insertions: tuple[Insertion, ...], shown: str) -> None:
    assert passage_text(Passage("Then she left.", 100, 114, insertions)) == shown


def test_between_two_runs_stands_an_ellipsis() -> None:
    assert quotation_text(Quotation((Passage("One.", 0, 4), Passage("Two\u200b.", 9, 14)))) == "One. … Two."


@pytest.mark.parametrize(
    ("speaker", "role", "shown"),
    [
        ("Ann\n Lee", "mayor of\u202e Orford", "Ann Lee, mayor of Orford"),
        ("Ann Lee", None, "Ann Lee"),
        (None, None, None),
        (None, "mayor", None),
    ],
)
def test_a_quote_is_given_to_its_speaker_or_to_nobody(
    speaker: str | None, role: str | None, shown: str | None
) -> None:
    assert attribution(Quotation((Passage("One.", 0, 4),), speaker, role)) == shown


# ---- the line of facts ------------------------------------------------------------------------

TEN = "ten words of the source are shown here in all"
READ = Section(
    "tide.example",
    "Bridge closed",
    "https://www.tide.example/bridge",
    ("Maja Lund", "Ola Berg"),
    "The Tide",
    "2026-10-14T18:30:00+02:00",
    "en",
    words=1_000,
    passages=(Passage(TEN, 0, len(TEN)),) * 9,
    quotations=(Quotation((Passage(TEN, 0, len(TEN)),)),),
)


def line(**changed: object) -> tuple[str, ...]:
    known = {name: getattr(READ, name) for name in READ.__dataclass_fields__}
    return facts(Section(**(known | changed)))


def test_the_line_of_facts_tells_who_where_when_what_language_and_how_long() -> None:
    assert line() == (
        "By Maja Lund, Ola Berg",
        "The Tide",
        "14 October 2026",
        "English",
        "1,000 words",
        "4 min → 25 s",
        locale.text("shorter by", percent=90),
    )


def test_a_source_in_two_languages_is_said_to_be_in_both() -> None:
    assert "English and Welsh" in line(other_languages=("cy",))
    assert "English, Welsh and French" in line(other_languages=("cy", "fr"))


def test_the_length_of_a_part_is_left_to_the_note_about_it() -> None:
    assert line(partial=True)[-1] == "English"


def test_what_is_not_known_is_left_out_of_it() -> None:
    assert line(byline=(), site=None, published=None, link=None) == (
        "English",
        "1,000 words",
        "4 min → 25 s",
        locale.text("shorter by", percent=90),
    )


def test_the_host_stands_in_for_the_site() -> None:
    assert line(site=None)[1] == "tide.example"


def test_an_unsure_language_is_said_to_be_unsure() -> None:
    assert "language unsure" in line(language=None)


def test_where_nothing_is_shown_neither_language_nor_length_is_claimed() -> None:
    assert line(passages=(), quotations=()) == ("By Maja Lund, Ola Berg", "The Tide", "14 October 2026")


def test_where_all_is_shown_nothing_is_called_shorter() -> None:
    assert line(words=100)[3:] == ("English",)


def test_two_lengths_that_read_the_same_are_told_once() -> None:
    assert line(words=105)[3:] == ("English", "105 words", "25 s", locale.text("shorter by", percent=4))


def test_nothing_that_shows_something_is_100_percent_shorter() -> None:
    assert line(words=1_000_000)[-1] == locale.text("shorter by", percent=99)


def test_words_of_sentences_and_of_quotes_are_counted() -> None:
    assert shown_words(READ) == 100


def test_a_source_can_put_nothing_invisible_into_it() -> None:
    evil = "\x1b[2Jx\u202e\n"
    told = line(byline=(evil,), site=evil, published=evil, passages=())
    assert told[:3] == ("By [2Jx", "[2Jx", "[2Jx")
    assert (
        line(byline=(), site=None, published=None, link="https://a\x1b[2J.example/", passages=())[0]
        != "a\x1b[2J.example"
    )


# ---- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.News.Example/a", "news.example"),
        ("https://user:pw@news.example:8443/a", "news.example"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://straße.example/", "xn--strae-oqa.example"),
        ("https://раураl.example/", "xn--l-7sba6dbr.example"),
        ("https://例え。example/", "xn--r8jz45g.example"),
        ("http://127.0.0.1:8080/", "127.0.0.1"),
        ("http://[2001:DB8::1]/", "2001:db8::1"),
        ("https://wwwhat.example/", "wwwhat.example"),
    ],
)
def test_a_host_is_named_as_dns_sees_it(url: str, name: str) -> None:
    assert host(url) == name


@pytest.mark.parametrize(
    "url",
    ["", "no address", "/path", "//][v1.@", "https://[::1", "https://\u202eevil.example/", "https://a b.example/",
     "https://a\x1b[2J.example/", "https://<b>.example/", "https://\ud800.example/", "https://news.example:port/"],
)  # fmt: skip
def test_what_is_no_host_is_named_nothing(url: str) -> None:
    assert host(url) == ""


@given(st.text(st.characters()))
@settings(deadline=None)
def test_a_host_is_plain_ascii_whatever_the_address(text: str) -> None:
    assert host(text).isascii()
    assert host(f"https://{text}/").isprintable()


@pytest.mark.parametrize("url", ["https://a.example/x?y#z", "http://a.example", "HTTPS://a.example", "/example#m1", "https://a.example/橋"])  # fmt: skip
def test_a_web_address_and_a_path_of_ours_may_stand_behind_a_link(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [None, "", "javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//evil.example", "ftp://a.example",
     "file:///etc/passwd", "mailto:a@b.example", "https://a.example/ x", "https://a.example/\nx", "https://a.example/\x9b31m",
     "https://a.example/\u202ex", "https://a.example/\u200bx", "https://a.example/\ud800", "java\x00script:alert(1)"],
)  # fmt: skip
def test_nothing_else_may(url: str | None) -> None:
    assert safe_link(url) is None
