"""A paste: its text stays as it was given, and blocks over it say what each part is."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.model import Block, BlockKind, Document, Fault, Origin, Paste, Raw, Unreadable
from summarizer.reading import read

PARAGRAPH, HEADING, ITEM = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM
QUOTE, CODE, TABLE = BlockKind.BLOCK_QUOTE, BlockKind.CODE, BlockKind.TABLE

LEDE = (
    "The ferry company of Lindholm will run its last steamer this autumn, after a hundred and four years in "
    "which it never once cancelled the morning crossing."
)
REASON = (
    "Coal has become too dear, the company said on Monday, and the boiler would have to be replaced before "
    "the winter at a cost that no fare could bring in."
)
CLOSE = "The ship will stay in the harbour as a museum, and its whistle will be blown every day at noon."


def seen(text: str) -> list[tuple[BlockKind, str]]:
    document = read(Paste(text))
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def kinds(text: str) -> list[BlockKind]:
    return [kind for kind, _ in seen(text)]


def texts(text: str) -> list[str]:
    return [part for _, part in seen(text)]


# ---- the text ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        f"\r\n\r\n  {LEDE}\r\n\r\n\t{REASON}  \r\n",
        f"\ufeff{LEDE}\u2028{REASON}\x0b{CLOSE}",
        f"{LEDE}\r{REASON}\n\r{CLOSE}\n\n\n",
        f"\u00a0{LEDE}\u00ad\u200b\n\u3000\n{REASON}",
    ],
)
def test_the_text_is_the_one_given_to_the_last_character(text: str) -> None:
    assert read(Paste(text)).text == text


def test_windows_line_ends_do_not_shift_the_offsets() -> None:
    text = f"{LEDE}\r\n\r\n{REASON}\r\n\r\n{CLOSE}"
    assert texts(text) == [LEDE, REASON, CLOSE]


def test_a_paste_has_the_title_it_was_given_and_no_other() -> None:
    assert read(Paste(LEDE, title="Last steamer")).title == "Last steamer"
    assert read(Paste(f"A heading\n\n{LEDE}")).title is None


def test_a_paste_is_called_a_paste() -> None:
    assert read(Paste(LEDE)).origin is Origin.PASTE


@pytest.mark.parametrize("text", ["", " \n\t\r\n ", "\ufeff\u200b\u00a0", "\u3000\u2028"])
def test_nothing_but_white_space_is_empty(text: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(Paste(text))
    assert raised.value.fault is Fault.EMPTY


def holds(document: Document, blocks: tuple[Block, ...]) -> bool:
    """In order, apart from each other, none empty, none with white space around it."""
    at = 0
    for block in blocks:
        part = block.span.of(document.text)
        if not at <= block.span.start < block.span.end <= len(document.text) or part != part.strip():
            return False
        at = block.span.end
    return True


@given(st.text(alphabet="ab.A 漢字é“”\n\r\t-*#>1)|`~:\u200b\u3000\ufeff\x85\u2028_=", max_size=120))
def test_whatever_is_pasted_the_blocks_are_in_order_and_hold_no_white_space_around(text: str) -> None:
    try:
        document = read(Paste(text))
    except Unreadable as unreadable:
        assert unreadable.fault is Fault.EMPTY  # noqa: PT017  either outcome is right
        return
    assert document.text == text
    assert holds(document, document.blocks)


@given(
    st.lists(
        st.sampled_from([LEDE, REASON, CLOSE, "A heading", "- an item", "1. first", "> said"]), max_size=8
    )
)
def test_no_letter_stands_outside_the_blocks(lines: list[str]) -> None:
    text = "\n\n".join(["Opening words.", *lines])
    document = read(Paste(text))
    outside, at = "", 0
    for block in document.blocks:
        outside += text[at : block.span.start]
        at = block.span.end
    assert not re.search(r"[^\W\d_]", outside + text[at:])


# ---- paragraphs -------------------------------------------------------------------------------


def test_blank_lines_part_paragraphs() -> None:
    assert texts(f"{LEDE}\n\n{REASON}\n   \n{CLOSE}") == [LEDE, REASON, CLOSE]


def test_long_lines_are_a_paragraph_each() -> None:
    assert texts(f"{LEDE}\n{REASON}\n{CLOSE}") == [LEDE, REASON, CLOSE]


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    text = (
        "The ferry company of Lindholm will run its last steamer this autumn,\n"
        "after a hundred and four years in which it never once cancelled the\n"
        "morning crossing. Coal has become too dear, the company said.\n"
        "\n"
        "The ship will stay in the harbour as a museum, and its whistle will\n"
        "be blown every day at noon.\n"
    )
    assert [part.count("\n") for part in texts(text)] == [2, 1]


def test_in_a_wrapped_text_a_short_line_that_ends_a_sentence_ends_the_paragraph() -> None:
    text = (
        "The ferry company of Lindholm will run its last steamer this autumn,\n"
        "after a hundred and four years.\n"
        "Coal has become too dear, the company said on Monday, and the boiler\n"
        "would have to be replaced before the winter at a cost that no fare\n"
        "could bring in.\n"
    )
    assert [part.split()[0] for part in texts(text)] == ["The", "Coal"]


def test_japanese_wrapped_at_a_width_is_one_paragraph() -> None:
    line = "港町の渡し船は今年の秋で最後の航海を迎えることになった。会社は石炭"
    text = f"{line}\n{line}\n{line}\n終わりです。"
    assert len(texts(text)) == 1


def test_a_text_of_german_nouns_wrapped_at_a_width_is_one_paragraph() -> None:
    text = (
        "Die Fährgesellschaft von Lindholm wird in diesem Herbst ihren letzten\n"
        "Dampfer fahren lassen, nach hundertvier Jahren, in denen sie nie die\n"
        "Morgenfahrt ausfallen ließ. Kohle ist zu teuer geworden, sagte die\n"
        "Gesellschaft am Montag."
    )
    assert len(texts(text)) == 1


@pytest.mark.parametrize("mark", ["-", "\u2010", "\u00ad"])
def test_a_word_cut_at_the_end_of_a_line_goes_on_in_the_next(mark: str) -> None:
    assert len(texts(f"The steam{mark}\ner of Lindholm will run no more.")) == 1


def test_what_a_terminal_indents_is_one_paragraph() -> None:
    text = (
        "The ferry company of Lindholm will run its last steamer this\n"
        "    autumn, after a hundred and four years in which it never\n"
        "    once cancelled the morning crossing."
    )
    assert len(texts(text)) == 1


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\x85", "\u2028"])
def test_lines_end_as_they_please(ending: str) -> None:
    wrapped = ending.join(
        [
            "The ferry company of Lindholm will run its last steamer this autumn,",
            "after a hundred and four years in which it never once cancelled the",
            "morning crossing.",
        ]
    )
    assert texts(f"{wrapped}{ending}{ending}{CLOSE}") == [wrapped, CLOSE]


def test_a_wrapped_quotation_is_one_block() -> None:
    text = (
        "> The ferry company of Lindholm will run its last steamer this autumn,\n"
        "> after a hundred and four years in which it never once cancelled the\n"
        "> morning crossing.\n>\n> The ship will stay."
    )
    assert kinds(text) == [QUOTE, QUOTE]


VERSE = (
    "The gulls have gone to where the summer sleeps,\n"
    "The tide is out upon the silent shore,\n"
    "And nobody who waits beside it weeps,\n"
    "For nobody is waiting any more."
)
CODE_LINES = (
    "def mend(boiler, ferry, council):\n"
    "    parts = order(boiler.parts, from_=bergen)\n"
    "    return ferry.with_boiler(boiler, parts, council)\n"
    "print(mend(old_boiler, the_ferry, the_council_of_lindholm))"
)
LOG = (
    "Nov  3 10:42:11 harbour kernel: boiler failed\n"
    "Nov  3 10:42:12 harbour sshd: session opened\n"
    "Nov  3 10:42:13 harbour kernel: boiler failed again"
)
ADDRESS = (
    "Jane Doe\nHarbour Office of the Town of Lindholm\n12 Harbour Lane, Third Floor, Left\n4711 Lindholm"
)


@pytest.mark.parametrize(
    "text", ["The gulls have gone\nThe tide is out\nNobody waits", VERSE, CODE_LINES, LOG, ADDRESS]
)
def test_verse_code_logs_and_addresses_stay_lines(text: str) -> None:
    assert len(texts(text)) == text.count("\n") + 1


# ---- headings ---------------------------------------------------------------------------------


def test_the_first_line_over_prose_is_the_headline() -> None:
    document = read(Paste(f"Lindholm loses its steamer\n\n{LEDE}\n\n{REASON}"))
    assert document.headline == "Lindholm loses its steamer"


def test_a_question_may_be_a_headline() -> None:
    assert kinds(f"Who will miss the steamer?\n\n{LEDE}")[0] is HEADING


def test_a_short_line_without_a_stop_before_prose_is_a_heading() -> None:
    assert kinds(f"{LEDE}\n\nA museum in the harbour\n\n{CLOSE}") == [PARAGRAPH, HEADING, PARAGRAPH]


def test_a_stray_mark_leaves_a_heading_a_heading() -> None:
    assert kinds(f"{LEDE}\n\nThe captain” has other plans for the ship\n\n{CLOSE}")[1] is HEADING


@pytest.mark.parametrize(
    "line",
    [
        "The captain agreed.",
        "The captain, when he was asked about it, said:",
        "“We will not,” he said.",
        "“We will not.”",
        "and so on",
        "— Anna Bergqvist, captain",
    ],
)
def test_a_short_line_that_is_part_of_the_prose_is_no_heading(line: str) -> None:
    assert kinds(f"{LEDE}\n\n{line}\n\n{REASON}")[1] is PARAGRAPH


def test_a_sentence_with_a_picture_behind_its_stop_is_no_heading() -> None:
    assert kinds(f"We mended the boiler. It took three weeks. 🚢\n\n{LEDE}")[0] is PARAGRAPH


def test_a_short_line_with_nothing_below_is_no_heading() -> None:
    assert kinds(f"{LEDE}\n\nMore to come")[-1] is PARAGRAPH


def test_lines_of_talk_are_no_headings() -> None:
    text = f"Anna: so what now\nBen: no idea\nAnna: ask the captain\nBen: well\nAnna: {LEDE}\nBen: {REASON}"
    assert set(kinds(text)) == {PARAGRAPH}


def test_headline_deck_and_first_heading_may_stand_upon_each_other() -> None:
    text = f"Last steamer\n\nAfter a century, the coal is gone\n\nThe decision\n\n{LEDE}"
    assert kinds(text) == [HEADING, HEADING, HEADING, PARAGRAPH]


def test_a_numbered_line_over_its_paragraph_is_a_heading() -> None:
    text = f"1. Coal\n{REASON}\n\n2. Museum\nIt opens in May.\n\n3. Whistle\n{CLOSE}"
    assert kinds(text) == [HEADING, PARAGRAPH] * 3


def test_the_last_item_of_a_list_over_prose_is_an_item() -> None:
    assert kinds(f"1. Coal\n2. Oil\n\n{LEDE}") == [ITEM, ITEM, PARAGRAPH]


@pytest.mark.parametrize(
    "rows",
    [
        "Date: 6 May 2031\nPresent: A. Bergqvist, T. Roe\nApologies: none",
        "Serves: 4\nPrep time: 15 minutes",
        "09:00 Welcome\n09:30 The boiler\n10:30 Coffee",
    ],
)
def test_fields_and_the_points_of_an_agenda_are_rows_of_a_table_and_keep_the_headline(rows: str) -> None:
    text = f"Minutes of the harbour board\n{rows}\n\n{LEDE}"
    assert kinds(text) == [HEADING, *[TABLE] * (rows.count("\n") + 1), PARAGRAPH]


@pytest.mark.parametrize(
    "lines",
    ["Note: it is hot.\nWarning: it is wet.", "Jane: yes\nTom: no idea\nJane: well", "Price: 2 crowns"],
)
def test_sentences_talk_and_a_single_field_are_no_rows(lines: str) -> None:
    assert TABLE not in kinds(f"{LEDE}\n\n{lines}\n\n{REASON}")


def test_fields_with_nothing_else_are_read() -> None:
    assert kinds("Date: 6 May 2031\nPlace: the harbour") == [PARAGRAPH, PARAGRAPH]


# ---- lists and the marks of Markdown ------------------------------------------------------------


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "+ "])
def test_a_bullet_is_not_part_of_its_item(mark: str) -> None:
    assert seen(f"{mark}coal for the boiler\n{mark}oil for the lamps") == [
        (ITEM, "coal for the boiler"),
        (ITEM, "oil for the lamps"),
    ]


def test_numbers_in_a_row_make_a_list() -> None:
    assert seen("1. Buy coal.\n2. Light the boiler.\n3. Leave.") == [
        (ITEM, "Buy coal."),
        (ITEM, "Light the boiler."),
        (ITEM, "Leave."),
    ]


def test_a_date_that_opens_a_sentence_is_no_list() -> None:
    text = "3. Oktober war der letzte Tag des Dampfers, und der ganze Ort kam an den Hafen, um ihn zu sehen."
    assert seen(text) == [(PARAGRAPH, text)]


def test_one_dash_before_speech_is_no_list() -> None:
    text = "- No volveremos nunca, dijo el capitán."
    assert seen(f"{text}\n\n{LEDE}")[0] == (PARAGRAPH, text)


def test_markdown_headings_and_quotes_lose_their_marks() -> None:
    text = f"# Last steamer #\n\n{LEDE}\n\n> The whistle will be missed."
    assert seen(text) == [
        (HEADING, "Last steamer"),
        (PARAGRAPH, LEDE),
        (QUOTE, "The whistle will be missed."),
    ]


def test_fenced_code_is_code_and_its_fence_is_nothing() -> None:
    assert seen(f"{LEDE}\n\n```\nstoke = True\n\nrun(stoke)\n```\n\n{CLOSE}") == [
        (PARAGRAPH, LEDE),
        (CODE, "stoke = True\n\nrun(stoke)"),
        (PARAGRAPH, CLOSE),
    ]


def test_an_item_goes_on_where_a_line_hangs_under_it() -> None:
    text = "- Coal has become\n  too dear.\n- The ship will stay\n  in the harbour."
    assert texts(text) == ["Coal has become\n  too dear.", "The ship will stay\n  in the harbour."]


def test_marks_of_writing_direction_are_no_part_of_a_block() -> None:
    assert texts(f"\u200f{LEDE}\u200e\n\u202b{CLOSE}\u202c") == [LEDE, CLOSE]


def test_a_blank_line_of_a_quotation_parts_its_paragraphs() -> None:
    assert seen(f"> {LEDE}\n>\n> {CLOSE}") == [(QUOTE, LEDE), (QUOTE, CLOSE)]


def test_rows_between_bars_are_a_table() -> None:
    assert kinds(f"| year | fare |\n| --- | --- |\n| 1931 | 2 |\n\n{LEDE}") == [TABLE, PARAGRAPH]


def test_a_rule_and_an_underline_are_no_blocks() -> None:
    assert seen(f"Last steamer\n============\n\n{LEDE}\n\n* * *\n\n{CLOSE}") == [
        (HEADING, "Last steamer"),
        (PARAGRAPH, LEDE),
        (PARAGRAPH, CLOSE),
    ]


def test_the_head_of_a_markdown_file_is_furniture() -> None:
    text = f"---\ntitle: Last steamer\ndate: 2031-10-01\ntags:\n  - ships\n---\n\n{LEDE}"
    assert kinds(text) == [BlockKind.FURNITURE, PARAGRAPH]


def test_the_head_of_a_file_may_stand_over_its_headline() -> None:
    assert read(Paste(f"---\ndate: 2031-10-01\n---\n\n# Last steamer\n\n{LEDE}")).headline == "Last steamer"


# ---- too long ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source", [Paste("One two. " * 20), Raw(b"One two. " * 20, "text/plain", name="notes.txt")]
)
def test_a_text_that_is_too_long_is_refused_before_anything_is_looked_for_in_it(source: Paste | Raw) -> None:
    with pytest.raises(Unreadable) as refused:
        read(source, longest=100)
    assert refused.value.fault is Fault.TOO_LONG
