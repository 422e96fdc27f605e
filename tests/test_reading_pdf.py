"""What stands in a PDF is known for what it is, and what can't be read says why."""

from __future__ import annotations

import contextlib
from itertools import pairwise

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarizer.core import summarise
from summarizer.model import BlockKind, Fault, Origin, Raw, Unreadable
from summarizer.reading import read
from summarizer.reading.files.pdf import _sheets
from tests.growth import growth
from tests.making_files import Drawing, Drawn, Picture, Square, column, pdf, stacked
from tests.printed import GULLS, LETTER, LIGHT, MONEY, STORY, fault_of, in_columns, read_pdf, texts

# ---- kinds ------------------------------------------------------------------------------------


def test_larger_and_bold_lines_are_headings() -> None:
    page = [
        *stacked([LIGHT], indent=3),
        Drawn(60, 160, "What it costs", 14),
        *stacked([MONEY], y=184, indent=3),
        Drawn(60, 240, "Who lives there now", 10, "bold"),
        *stacked([GULLS], y=256, indent=3),
    ]
    document = read_pdf(page)
    assert texts(document, BlockKind.HEADING) == ["What it costs", "Who lives there now"]
    assert texts(document) == [LIGHT, MONEY, GULLS]


def test_bulleted_and_numbered_lines_are_items_without_their_marks() -> None:
    items = [
        "the paint of the tower",
        "the road, which has been sent back and forth between the two offices since the winter of last year",
        "the foghorn",
    ]
    bullets = [line for i, item in enumerate(items) for line in _item("•", item, 130 + 30 * i)]
    numbers = [line for i, item in enumerate(items) for line in _item(f"{i + 1}.", item, 260 + 30 * i)]
    document = read_pdf([*stacked([LIGHT]), *bullets, *stacked([GULLS], y=230), *numbers])
    assert texts(document, BlockKind.LIST_ITEM) == items * 2
    assert texts(document) == [LIGHT, GULLS]


def test_bullets_that_are_drawn_are_bullets() -> None:
    items = ["the paint of the tower, which is white", "the road to it", "the foghorn"]
    bullets = [Square(70, 145 + 12 * i) for i in range(3)]
    page: list[Drawing] = [
        *stacked([LIGHT]),
        *bullets,
        *[Drawn(80, 150 + 12 * i, item) for i, item in enumerate(items)],
    ]
    document = read_pdf([*page, *stacked([GULLS], y=195)])
    assert texts(document, BlockKind.LIST_ITEM) == items
    assert texts(document) == [LIGHT, GULLS]


def test_a_shape_amid_a_line_or_beside_none_is_no_bullet() -> None:
    line = "The tower was sold for one crown,"
    page: list[Drawing] = [
        Drawn(60, 100, line),
        Square(232, 95),
        Drawn(243, 100, "as the papers tell."),
        Square(70, 300),
    ]
    assert texts(read_pdf([*page, *stacked([GULLS], y=130)])) == [f"{line} as the papers tell.", GULLS]


def _item(mark: str, text: str, y: float) -> list[Drawn]:
    return [Drawn(60, y, mark), *column(text, x=80, y=y, letters=70)]


def test_a_caption_stands_apart_even_between_the_halves_of_a_paragraph() -> None:
    lines = column(f"{LIGHT} {LETTER}", letters=60)
    caption = "Figure 3: The tower of Skarvik at dusk."
    document = read_pdf(
        lines[:3],
        [
            Drawn(60, 60, caption, 8),
            *[Drawn(60, 100 + 12 * i, line.text) for i, line in enumerate(lines[3:])],
        ],
    )
    assert texts(document) == [f"{LIGHT} {LETTER}"]
    assert texts(document, BlockKind.CAPTION) == [caption]


def test_notes_at_the_foot_of_a_page_are_left_out() -> None:
    lines = column(f"{LIGHT} {LETTER}", letters=60)
    note = [
        Drawn(60, 700, "1 See the minutes of the council, which are kept", 7.5),
        Drawn(60, 709, "in the library of the town.", 7.5),
    ]
    document = read_pdf([*lines[:3], *note], lines[3:])
    assert document.text == f"{LIGHT} {LETTER}"


def test_small_print_under_a_headline_is_no_note() -> None:
    small = (
        "The towns of this coast are older than their harbours, and most of them will be there without one."
    )
    page = [
        Drawn(60, 60, "On harbours and their towns", 18, "bold"),
        Drawn(60, 80, "1", 6),
        Drawn(64, 83, "University of Skarvik", 8),
        *column(small, y=100, size=8, letters=70),
        *in_columns([LIGHT, LETTER], [GULLS, MONEY], y=140),
    ]
    assert small in read_pdf(page).text


def test_notes_under_one_column_are_left_out() -> None:
    columns = in_columns([LIGHT, LETTER], [GULLS, MONEY])
    note = [Drawn(50, 300, "1", 6), Drawn(56, 303, "See the minutes of the council.", 7.5)]
    assert texts(read_pdf([*columns, *note])) == STORY


def test_a_comma_behind_the_mark_of_a_note_follows_its_word() -> None:
    line = "The tower was sold for one crown"
    after = ", as the papers of the town and its library tell us all."
    at = 60 + 5 * len(line)
    page = [Drawn(60, 100, line), Drawn(at, 96.5, "12", 6), Drawn(at + 6, 100, after), *column(LETTER, y=112)]
    assert f"{line}{after}" in read_pdf(page).text


def test_names_and_addresses_over_the_prose_are_none_of_it() -> None:
    page = [Drawn(60, 60, "On harbours", 18, "bold"), Drawn(60, 85, "Ada Quill, Tom Brandt")]
    document = read_pdf([*page, Drawn(60, 105, "University of Skarvik"), *stacked(STORY, y=130, indent=3)])
    assert texts(document) == STORY


def test_the_mark_of_a_note_is_no_part_of_the_sentence() -> None:
    line = "The tower was sold for one crown, as the papers of the town and its library tell us all."
    page = [Drawn(60, 100, line), Drawn(60 + 5 * len(line), 96.5, "12", 6), *column(LETTER, x=60, y=112)]
    assert f"{line}12" not in read_pdf(page).text
    assert line in read_pdf(page).text


def test_an_index_stays_with_its_word() -> None:
    page = [
        Drawn(60, 100, "The lamp burned no oil and gave off CO"),
        Drawn(60 + 5 * 38, 102, "2", 6),
        Drawn(60 + 5 * 38 + 6, 100, "all the same."),
    ]
    assert "CO2 all the same" in read_pdf(page).text


def test_what_stands_side_by_side_in_short_pieces_is_a_table() -> None:
    rows = [
        ("Year", "Ships", "Storms"),
        ("1990", "37", "one"),
        ("1991", "74", "two"),
        ("1992", "111", "none"),
    ]
    table = [
        Drawn(60 + 120 * j, 160 + 14 * i, cell) for i, row in enumerate(rows) for j, cell in enumerate(row)
    ]
    document = read_pdf([*stacked([LIGHT]), *table, *stacked([LETTER], y=240)])
    assert texts(document, BlockKind.TABLE) == ["\n".join("\t".join(row) for row in rows)]
    assert texts(document) == [LIGHT, LETTER]


def test_what_a_work_cites_is_left_out() -> None:
    cited = [
        "[1] Quill, A.: On Gulls. Skarvik University Press, 1998.",
        "[2] Brandt, T.: On Fog. Journal of Weather, 2003.",
    ]
    heads = [Drawn(60, 200, "References", 12, "bold")]
    document = read_pdf([*stacked([LIGHT, LETTER], indent=3), *heads, *stacked(cited, y=220)])
    assert texts(document) == [LIGHT, LETTER]


def test_a_large_initial_belongs_to_its_word() -> None:
    beside = column(LIGHT[1:], x=60, letters=70)[:2]
    rest = LIGHT[1:].removeprefix(" ".join(line.text for line in beside))
    page = [Drawn(40, 112, LIGHT[0], 30), *beside, *stacked([rest.strip(), LETTER], x=40, y=124, letters=74)]
    assert texts(read_pdf(page))[0] == LIGHT


def test_lines_beside_a_large_initial_are_of_one_paragraph_in_a_column_too() -> None:
    lines = column(LIGHT[1:], x=66, letters=40)[:2]
    rest = LIGHT[1:].removeprefix(" ".join(line.text for line in lines)).strip()
    left = [Drawn(50, 112, LIGHT[0], 30), *lines, *stacked([rest], x=50, y=124, letters=44)]
    document = read_pdf([*left, *stacked([GULLS, MONEY], x=300, letters=44, indent=2)])
    assert texts(document) == [LIGHT, GULLS, MONEY]


def test_what_is_printed_along_the_margin_is_left_out() -> None:
    page = [*stacked(STORY, indent=3), Drawn(20, 600, "Preprint of the Skarvik society", 12, up=True)]
    assert texts(read_pdf(page)) == STORY


def test_a_page_lying_on_its_side_is_read() -> None:
    page = [Drawn(60 + 14 * i, 700, line.text, up=True) for i, line in enumerate(column(LIGHT, letters=60))]
    assert texts(read_pdf(page)) == [LIGHT]


# ---- what it says of itself -------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "Microsoft Word - draft3.doc",
        "untitled",
        "skarvik_v2_final",
        "C:\\texts\\light.tex",
        "Document1",
        "skarvik",
        "2024-03-12",
    ],
)
def test_a_title_that_a_program_made_gives_way_to_the_largest_heading(title: str) -> None:
    page = [
        Drawn(60, 60, "The light that", 20),
        Drawn(60, 84, "went out", 20),
        *stacked(STORY, y=120, indent=3),
    ]
    document = read_pdf(page, info={"Title": title})
    assert document.title == "The light that went out"
    assert texts(document) == STORY


def test_a_title_that_the_page_bears_out_is_believed() -> None:
    page = [
        Drawn(60, 60, "SKARVIK NEWS", 24),
        Drawn(60, 90, "The light that went out", 14),
        *stacked(STORY, y=120, indent=3),
    ]
    assert read_pdf(page, info={"Title": "The light that went out"}).title == "The light that went out"


def test_a_title_without_any_heading_on_the_page_is_believed_and_none_is_made_up() -> None:
    page = stacked(STORY, indent=3)
    assert read_pdf(page, info={"Title": "Minutes of the council"}).title == "Minutes of the council"
    assert read_pdf(page).title is None


def test_an_author_counts_who_is_named_on_the_page() -> None:
    page = [
        Drawn(60, 60, "The light that went out", 20),
        Drawn(60, 84, "Ada Quill and Tom Brandt"),
        *stacked(STORY, y=120, indent=3),
    ]
    named = read_pdf(page, info={"Author": "Ada Quill; Tom Brandt"})
    assert named.byline == ("Ada Quill", "Tom Brandt")
    assert read_pdf(page, info={"Author": "Rita Owen"}).byline == ()
    assert read_pdf(page, info={"Author": "Microsoft Office User"}).byline == ()


def test_a_byline_under_the_title_is_one() -> None:
    page = [
        Drawn(60, 60, "The light that went out", 20),
        Drawn(60, 84, "By Ada Quill"),
        *stacked(STORY, y=120, indent=3),
    ]
    assert read_pdf(page).byline == ("Ada Quill",)


def test_the_day_a_file_was_made_is_not_the_day_it_was_published() -> None:
    document = read_pdf(stacked(STORY, indent=3), info={"CreationDate": "D:20240312080000Z"})
    assert document.published is None


def test_a_declared_language_is_passed_on() -> None:
    assert read_pdf(stacked(STORY, indent=3), language="en-GB").declared_language == "en"


def test_a_pdf_found_on_the_web_is_a_page_with_its_address() -> None:
    document = read(Raw(pdf(stacked(STORY, indent=3)), "application/pdf", url="https://coast.example/l.pdf"))
    assert (document.origin, document.url) == (Origin.PAGE, "https://coast.example/l.pdf")


def test_a_pdf_is_summarised_like_any_text() -> None:
    _, summary = summarise(Raw(pdf(stacked(STORY, indent=3)), name="skarvik.pdf"))
    assert summary.language == "en"
    assert summary.chosen


# ---- what can't be read -----------------------------------------------------------------------


def test_a_pdf_that_needs_a_password_is_locked_and_one_that_opens_without_is_read() -> None:
    page = stacked(STORY, indent=3)
    assert fault_of(pdf(page, password="secret")) is Fault.LOCKED
    assert texts(read(Raw(pdf(page, password="")))) == STORY


def test_pages_of_pictures_alone_are_scanned() -> None:
    assert fault_of(pdf([Picture()], [Picture()])) is Fault.SCANNED
    assert (
        fault_of(
            pdf(*([Picture()] for _ in range(9)), [Drawn(60, 100, "Scanned by the library of Skarvik.")])
        )
        is Fault.SCANNED
    )


def test_a_scan_with_its_text_under_the_picture_is_read() -> None:
    assert texts(read_pdf([Picture(), *stacked(STORY, indent=3)])) == STORY


def test_letters_that_a_font_keeps_to_itself_are_no_text() -> None:
    strange = "".join(chr(0xE000 + ord(c)) for c in LIGHT if c != " ")
    assert fault_of(pdf([Drawn(60, 100, strange[:40], 10, "wide")])) is Fault.SCANNED


def test_blank_pages_are_empty() -> None:
    assert fault_of(pdf([], [])) is Fault.EMPTY


def test_pages_that_hold_nothing_but_their_numbers_are_empty() -> None:
    numbered = (pdf(*([Drawn(290, 810, str(page))] for page in range(1, count))) for count in (2, 4))
    assert {fault_of(file) for file in numbered} <= {Fault.EMPTY, Fault.NOTHING_TO_READ}


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5])
def test_what_is_broken_is_read_or_called_damaged(share: float) -> None:
    body = pdf(stacked(STORY, indent=3))
    with pytest.raises(Unreadable) as raised:
        read(Raw(body[: int(share * len(body))], "application/pdf"))
    assert raised.value.fault in (Fault.DAMAGED, Fault.EMPTY, Fault.SCANNED)


def test_more_text_than_is_read_is_refused_before_all_of_it_is() -> None:
    assert fault_of(pdf(*[stacked(STORY, indent=3)] * 4), longest=1_000) is Fault.TOO_LONG


def test_of_many_pages_the_characters_are_counted_before_any_is_read() -> None:
    file = pypdfium2.PdfDocument(pdf(*[stacked(STORY)] * 120))
    with contextlib.closing(file), pytest.raises(Unreadable, match="too long"):
        next(_sheets(file, 60_000))


def test_what_stands_before_the_beginning_does_not_hide_it() -> None:
    assert texts(read(Raw(b"\n\nHTTP junk\n" + pdf(stacked(STORY, indent=3)), "text/plain"))) == STORY


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_bytes_changed_at_random_give_a_document_or_say_why_not(data: st.DataObject) -> None:
    body = bytearray(pdf(in_columns([LIGHT, LETTER], [GULLS, MONEY])))
    for _ in range(data.draw(st.integers(1, 12))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        document = read(Raw(bytes(body), "application/pdf"))
    except Unreadable:
        return
    assert document.text.strip()


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-50, 700),
            st.integers(-50, 900),
            st.sampled_from(["a", "•", "12", "word-", LIGHT[:30], "مدينة", "灯台"]),
            st.sampled_from([0.1, 6, 10, 40, 900]),
        ),
        max_size=40,
    )
)
def test_words_anywhere_on_a_page_give_blocks_in_order(places: list[tuple[int, int, str, float]]) -> None:
    page = [Drawn(x, y, text, size, "wide") for x, y, text, size in places]
    try:
        document = read(Raw(pdf(page)))
    except Unreadable:
        return
    ends = [(block.span.start, block.span.end) for block in document.blocks]
    assert all(a < b for a, b in ends)
    assert all(a[1] < b[0] for a, b in pairwise(ends))
    assert ends[-1][1] == len(document.text)


@pytest.mark.parametrize("piece", ["a. b. c. ", "....", "1. ", "((((", "a-\u00ad"])
def test_reading_costs_no_more_than_its_length(piece: str) -> None:
    def work(text: str) -> None:
        lines = [text[i : i + 90] for i in range(0, len(text), 90)]
        pages = [
            [Drawn(40, 60 + 12 * i, line) for i, line in enumerate(lines[at : at + 60])]
            for at in range(0, len(lines), 60)
        ]
        with contextlib.suppress(Unreadable):
            read(Raw(pdf(*pages)))

    assert growth(work, lambda size: (piece * size)[:size], 1_500, times=4) < 8
