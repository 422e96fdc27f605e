"""A PDF is read in the order in which people read it, and what its margins repeat is no part of it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from summarizer.model import Origin
from tests.making_files import Drawing, Drawn, Picture, below, column, stacked
from tests.printed import GULLS, LETTER, LIGHT, MONEY, STORY, in_columns, read_pdf, texts

# ---- paragraphs -------------------------------------------------------------------------------


def test_lines_become_paragraphs_by_their_indents() -> None:
    assert texts(read_pdf(stacked(STORY, indent=3))) == STORY


def test_lines_become_paragraphs_by_the_room_between_them() -> None:
    assert texts(read_pdf(stacked(STORY, space=8))) == STORY


def test_a_short_last_line_ends_a_paragraph_that_nothing_else_sets_apart() -> None:
    assert texts(read_pdf(stacked([LIGHT, LETTER], letters=64))) == [LIGHT, LETTER]


def test_the_order_in_which_lines_are_drawn_does_not_matter() -> None:
    lines = stacked(STORY, indent=3)
    random.Random(7).shuffle(lines)
    assert texts(read_pdf(lines)) == STORY


def test_a_document_says_where_its_pages_begin() -> None:
    document = read_pdf(
        stacked([LIGHT], indent=3), stacked([LETTER], indent=3), [], stacked([GULLS], indent=3)
    )
    second, fourth = document.text.index(LETTER), document.text.index(GULLS)
    assert document.pages == (0, second, fourth, fourth)
    assert document.origin is Origin.FILE


def test_a_paragraph_runs_on_over_the_end_of_a_page_and_the_page_begins_within_it() -> None:
    lines = column(f"{LIGHT} {LETTER}", letters=60)
    document = read_pdf(lines[:3], lines[3:])
    assert texts(document) == [f"{LIGHT} {LETTER}"]
    assert document.text[document.pages[1] :].startswith(lines[3].text)


def test_a_paragraph_that_begins_a_page_stays_apart_from_one_that_ended() -> None:
    first, second = stacked([LIGHT], indent=3), stacked([LETTER], indent=3)
    assert texts(read_pdf(first, second)) == [LIGHT, LETTER]


def test_lines_of_a_skew_scan_are_lines() -> None:
    page = []
    for line in stacked(STORY, indent=3):
        x = line.x
        for word in line.text.split():
            page.append(Drawn(x, line.y + 0.012 * (x - 60), word))
            x += 5 * len(word) + 5
    assert texts(read_pdf([Picture(), *page])) == STORY


def test_a_first_line_that_ends_a_sentence_does_not_end_its_paragraph() -> None:
    lines = [
        Drawn(85, 100, "Nobody had expected an agreement, since the keepers had refused it."),
        *column(
            "The harbour council met all the same. Its chairwoman read the letter of the ministry aloud.",
            y=112,
            letters=72,
        ),
    ]
    document = read_pdf([*lines, *stacked([GULLS, MONEY], y=136, letters=72, indent=5)])
    assert texts(document) == [" ".join(line.text for line in lines), GULLS, MONEY]


def test_few_lines_with_room_between_them_are_paragraphs() -> None:
    first, *others = [
        "The fair begins at noon.",
        "The mayor speaks first and the band",
        "plays after her.",
        "Come all.",
    ]
    page = [Drawn(60, 60, "Fair of Skarvik", 24, "bold"), Drawn(60, 100, first)]
    page += [Drawn(60, y, text) for y, text in zip((122, 134, 156), others, strict=True)]
    assert texts(read_pdf(page)) == [first, " ".join(others[:2]), others[2]]


def test_letters_too_small_to_see_do_not_keep_a_reader_for_ever() -> None:
    assert texts(read_pdf(column(LIGHT, size=0.26))) == [LIGHT]


# ---- columns ----------------------------------------------------------------------------------


def test_two_columns_are_read_one_after_the_other() -> None:
    assert texts(read_pdf(in_columns([LIGHT, LETTER], [GULLS, MONEY]))) == STORY


def test_three_columns_are_read_one_after_the_other() -> None:
    page = in_columns([LIGHT, LETTER], [GULLS, MONEY], [LETTER, LIGHT], letters=30)
    assert texts(read_pdf(page)) == [*STORY, LETTER, LIGHT]


def test_lines_of_columns_need_not_stand_at_one_height() -> None:
    left = stacked([LIGHT, LETTER], x=50, letters=44, indent=2)
    right = stacked([GULLS, MONEY], x=300, y=104.5, letters=44, indent=2)
    assert texts(read_pdf([*left, *right])) == STORY


def test_a_headline_and_a_lede_over_both_columns_come_before_them() -> None:
    lede = "Three towns quarrel over a tower that nobody has lit since the autumn of last year."
    page = [
        Drawn(50, 60, "The light that went out", 20, "bold"),
        Drawn(50, 84, lede),
        *in_columns([LIGHT, LETTER], [GULLS, MONEY], y=120),
    ]
    document = read_pdf(page)
    assert document.title == "The light that went out"
    assert texts(document) == [lede, *STORY]


def test_a_line_over_both_columns_parts_what_is_above_it_from_what_is_below() -> None:
    above = in_columns([LIGHT], [LETTER])
    middle = Drawn(
        50,
        below(above, 20),
        "What the sum would have bought, and what the town has made of it since",
        14,
        "bold",
    )
    page = [*above, middle, *in_columns([GULLS], [MONEY], y=middle.y + 30)]
    assert texts(read_pdf(page)) == STORY


def test_a_paragraph_runs_on_over_the_end_of_a_column() -> None:
    lines = column(f"{LIGHT} {LETTER} {GULLS}", x=50, letters=44)
    moved = [Drawn(300, 100 + 12 * i, line.text) for i, line in enumerate(lines[6:])]
    assert texts(read_pdf([*lines[:6], *moved])) == [f"{LIGHT} {LETTER} {GULLS}"]


def test_a_narrow_column_beside_another_is_read_by_itself() -> None:
    beside = ["Skarvik", "12 Quay Street", "Lamp out since", "autumn", "Ninety nests"]
    narrow = [Drawn(50, 100 + 17 * i, line) for i, line in enumerate(beside)]
    document = read_pdf([*narrow, *stacked(STORY, x=180, letters=70, indent=2)])
    assert texts(document)[-4:] == STORY
    assert document.text.index("Ninety nests") < document.text.index(LIGHT)


# ---- margins ----------------------------------------------------------------------------------


def paged(heads: list[str], feet: list[str]) -> list[Sequence[Drawing]]:
    pages: list[Sequence[Drawing]] = []
    for i, (head, foot) in enumerate(zip(heads, feet, strict=True)):
        text = stacked([STORY[i % 4], STORY[(i + 1) % 4]], y=120, indent=3)
        pages.append([Drawn(60, 40, head, 9), *text, Drawn(290, 810, foot, 9)])
    return pages


def test_a_running_head_and_page_numbers_are_left_out() -> None:
    document = read_pdf(*paged(["Annals of Skarvik, volume 12"] * 3, ["7", "8", "9"]))
    assert "Annals" not in document.text
    assert texts(document) == [LIGHT, LETTER, LETTER, GULLS, GULLS, MONEY]


def test_heads_of_even_and_odd_pages_may_differ() -> None:
    document = read_pdf(
        *paged([f"{n}   The Gulls" if n % 2 else f"A. Quill   {n}" for n in range(4, 8)], [" "] * 4)
    )
    assert "The Gulls" not in document.text
    assert "Quill" not in document.text


def test_a_head_that_names_its_chapter_goes_with_its_page_number() -> None:
    heads = [f"On {what} {n}" for n, what in enumerate(("gulls", "paint", "fog", "roads"), start=31)]
    assert "On " not in read_pdf(*paged(heads, [" "] * 4)).text


def test_what_a_browser_prints_around_a_page_is_left_out() -> None:
    page = [
        Drawn(30, 25, "3/12/24, 10:14 AM", 8),
        Drawn(250, 25, "The light - Skarvik News", 8),
        Drawn(60, 70, "The light that went out", 20, "bold"),
        *stacked([LIGHT, LETTER], y=110, indent=3),
        Drawn(30, 825, "https://news.example/light", 8),
        Drawn(550, 825, "1/1", 8),
    ]
    document = read_pdf(page, info={"Title": "The light - Skarvik News"})
    assert document.title == "The light that went out"
    assert document.text == f"{LIGHT}\n\n{LETTER}"


@pytest.mark.parametrize("foot", ["Page {} of 3", "- {} -", "{} / 3", "Seite {} von 3"])
def test_page_numbers_are_known_in_any_dress(foot: str) -> None:
    document = read_pdf(*paged([" "] * 3, [foot.format(i) for i in (1, 2, 3)]))
    assert texts(document) == [LIGHT, LETTER, LETTER, GULLS, GULLS, MONEY]


def test_a_line_in_the_margin_of_one_page_alone_is_text() -> None:
    document = read_pdf(
        [Drawn(60, 40, "Printed for the members of the society", 9), *stacked(STORY, y=120, indent=3)]
    )
    assert "Printed for the members" in document.text


# ---- ends of lines ----------------------------------------------------------------------------


def test_a_word_that_a_line_end_parted_is_one_again() -> None:
    page = [
        Drawn(60, 100, "The ministry asked for more infor-"),
        Drawn(60, 112, "mation about the lamp and the keepers."),
    ]
    assert texts(read_pdf(page)) == [
        "The ministry asked for more information about the lamp and the keepers."
    ]


def test_a_hyphen_that_the_document_writes_elsewhere_stays() -> None:
    page = [
        Drawn(60, 100, "There were twenty-five keepers on the coast, and when the last twenty-"),
        Drawn(60, 112, "five were asked what they wanted, all of the twenty-five said the same."),
    ]
    assert texts(read_pdf(page))[0].count("twenty-five") == 3


def test_a_word_in_capitals_is_one_again_that_the_document_knows() -> None:
    page = [
        Drawn(60, 100, "The lamp is OPTIONAL, and so is the foghorn, which was called OP-"),
        Drawn(60, 112, "TIONAL by the ministry and by everybody else who had to listen to it."),
    ]
    assert read_pdf(page).text.count("OPTIONAL") == 2


def test_a_hyphen_stays_that_begins_other_words_of_the_document() -> None:
    page = [
        Drawn(60, 100, "It was a long-standing quarrel, and the towns had never found a long-"),
        Drawn(60, 112, "term answer to it, though each of them had a well-estab-"),
        Drawn(60, 124, "lished view."),
    ]
    text = read_pdf(page).text
    assert "a long-term answer" in text
    assert "well-established view" in text


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("a state-of-the-", "art lamp", "state-of-the-art"),
        ("the Anglo-", "Norwegian pact", "Anglo-Norwegian"),
        ("all pre-", "and post-war keepers", "pre- and post-war"),
        ("the years 1998–", "2003 were worse", "1998–2003"),
        ("what a-", "t-elle dit", "a-t-elle"),
        ("what dit-", "elle aux gens", "dit-elle"),
        ("the well-", "established lamp", "well-established"),
    ],
)
def test_a_hyphen_that_belongs_to_the_word_stays(first: str, second: str, whole: str) -> None:
    start = "They talked for most of the morning about "
    page = [
        Drawn(60, 100, start + first),
        Drawn(60, 112, f"{second}, which was no surprise to anyone there."),
    ]
    assert whole in read_pdf(page).text


def test_a_soft_hyphen_is_no_character_of_the_text() -> None:
    page = [
        Drawn(60, 100, "The mini\u00adstry asked for infor\u00ad", 10, "wide"),
        Drawn(60, 112, "mation about the lamp.", 10, "wide"),
    ]
    assert texts(read_pdf(page)) == ["The ministry asked for information about the lamp."]


def test_ligatures_are_letters() -> None:
    page = [
        Drawn(60, 100, "Di\ufb03cult \ufb01res", 10, "wide"),
        Drawn(60, 112, "a\ufb04icted us.", 10, "wide"),
    ]
    assert "Difficult fires afflicted us." in read_pdf(page).text


def test_lines_of_chinese_and_japanese_are_joined_without_a_space() -> None:
    text = (
        "灯台は今では鳥たちのもので、灯台守はカモメを一羽ずつ楽しそうに数えている。市議会は月曜日に決めた。"
    )
    page = [Drawn(60, 100, text[:24], 10, "wide"), Drawn(60, 114, text[24:], 10, "wide")]
    assert texts(read_pdf(page)) == [text]


def test_hebrew_drawn_from_the_left_is_read_from_the_right() -> None:
    lines = ["מועצת העיר החליטה ביום שני למכור את", "המגדלור הישן לציפורים."]
    page = [Drawn(500 - 10 * len(line), 100 + 14 * i, line[::-1], 10, "wide") for i, line in enumerate(lines)]
    assert texts(read_pdf(page)) == [" ".join(lines)]


def test_numbers_and_brackets_in_hebrew_stand_as_they_are_read() -> None:
    words = ["המגדלור", "(שנבנה", "בשנת", "1887)", "נמכר", "לציפורים."]
    seen = [word[::-1].translate(str.maketrans("()", ")(")) for word in words]
    seen[3] = "(1887"
    page = []
    right = 520.0
    for word in seen:
        page.append(Drawn(right - 10 * len(word), 100, word, 10, "wide"))
        right -= 10 * len(word) + 4
    assert texts(read_pdf(page)) == [" ".join(words)]


def test_japanese_that_runs_downwards_is_read_from_the_right() -> None:
    text = (
        "灯台は今では鳥たちのもので、灯台守はカモメを一羽ずつ楽しそうに数えている。市議会は月曜日に決めた。"
    )
    places = [(500 - 18 * (i // 24), 60 + 10 * (i % 24), c) for i, c in enumerate(text)]
    page = [Drawn(x, y, c + " ", 10, "wide") for x, y, c in places]
    assert texts(read_pdf(page)) == [text]
