"""Word, PowerPoint and saved pages: what they show is read, what only their makers see is not."""

from __future__ import annotations

import base64
import contextlib
import io
import quopri
import zipfile
from typing import Any

import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pptx.util import Inches

from summarizer.model import BlockKind, Document, Fault, Origin, Raw, Unreadable
from summarizer.reading import read
from tests.making_files import new_deck, new_word, saved
from tests.printed import GULLS, LETTER, LIGHT, STORY, texts
from tests.test_reading_page import page, paragraphs

TITLE = "The light that went out"


def read_file(file: Any, name: str = "skarvik.docx") -> Document:
    return read(Raw(saved(file), name=name))


def kinds(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


def fault_of(body: bytes, name: str = "a.docx", longest: int = 1_000_000) -> Fault:
    with pytest.raises(Unreadable) as raised:
        read(Raw(body, name=name), longest)
    return raised.value.fault


def story(*, title: bool = True) -> Any:
    file = new_word()
    if title:
        file.add_heading(TITLE, 0)
    for text in STORY:
        file.add_paragraph(text)
    return file


# ---- Word -------------------------------------------------------------------------------------


def test_styles_say_what_is_a_heading_a_list_a_quote_and_a_caption() -> None:
    file = story()
    file.add_heading("What it costs", 2)
    file.add_paragraph("the paint of the tower", "List Bullet")
    file.add_paragraph("the road to it", "List Number")
    file.add_paragraph("We shall see who laughs last.", "Quote")
    file.add_paragraph("Figure 1: The tower.", "Caption")
    document = read_file(file)
    assert document.title == TITLE
    assert kinds(document)[4:] == [
        (BlockKind.HEADING, "What it costs"),
        (BlockKind.LIST_ITEM, "the paint of the tower"),
        (BlockKind.LIST_ITEM, "the road to it"),
        (BlockKind.BLOCK_QUOTE, "We shall see who laughs last."),
        (BlockKind.CAPTION, "Figure 1: The tower."),
    ]
    assert texts(document) == STORY


def test_bold_lines_are_headings_where_no_style_says_so() -> None:
    file = new_word()
    file.add_paragraph().add_run("Who lives there now").bold = True
    file.add_paragraph(GULLS)
    assert kinds(read_file(file)) == [
        (BlockKind.HEADING, "Who lives there now"),
        (BlockKind.PARAGRAPH, GULLS),
    ]


def test_typed_bullets_and_numbers_that_follow_each_other_are_items() -> None:
    file = new_word()
    for text in (
        LIGHT,
        "- the paint",
        "- the road",
        GULLS,
        "1. the foghorn",
        "2) the lamp",
        "- a dash alone",
    ):
        file.add_paragraph(text)
    document = read_file(file)
    assert texts(document, BlockKind.LIST_ITEM) == ["the paint", "the road", "the foghorn", "the lamp"]
    assert texts(document) == [LIGHT, GULLS, "- a dash alone"]


def test_headers_footers_notes_comments_and_contents_are_left_out() -> None:
    file = story()
    section = file.sections[0]
    section.header.paragraphs[0].text = "Annals of Skarvik"
    section.footer.paragraphs[0].text = "Page 1"
    file.add_comment(file.paragraphs[1].runs, "Who says so?", "A. Quill")
    file.styles.add_style("toc 1", 1)
    file.paragraphs[1].insert_paragraph_before("The gulls ........ 4", "toc 1")
    assert read_file(file).text == "\n\n".join(STORY)


def test_deleted_text_is_not_read_and_inserted_text_is() -> None:
    file = new_word()
    paragraph = file.add_paragraph("The council ")
    for tag, part, text in (("del", "delText", "never "), ("ins", "t", "twice ")):
        change = f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{part} xml:space="preserve">{text}</w:{part}></w:r></w:{tag}>'
        paragraph._p.append(parse_xml(change))
    paragraph.add_run("refused the offer of the ministry.")
    assert read_file(file).text == "The council twice refused the offer of the ministry."


def test_hidden_text_and_codes_of_fields_are_not_read() -> None:
    file = new_word()
    paragraph = file.add_paragraph("The council refused the offer")
    hidden = paragraph.add_run(" (check this)")
    hidden.font.hidden = True
    field = f"<w:r {nsdecls('w')}><w:instrText>PAGEREF _Toc1</w:instrText></w:r>"
    paragraph._p.append(parse_xml(field))
    paragraph.add_run(" of the ministry.")
    assert read_file(file).text == "The council refused the offer of the ministry."


def test_links_and_content_controls_are_part_of_their_sentence() -> None:
    file = new_word()
    paragraph = file.add_paragraph("The ")
    link = f"<w:hyperlink {nsdecls('w')}><w:r><w:t>council of Skarvik</w:t></w:r></w:hyperlink>"
    control = f'<w:sdt {nsdecls("w")}><w:sdtPr/><w:sdtContent><w:r><w:t xml:space="preserve"> refused</w:t></w:r></w:sdtContent></w:sdt>'
    paragraph._p.append(parse_xml(link))
    paragraph._p.append(parse_xml(control))
    paragraph.add_run(" the offer.")
    assert read_file(file).text == "The council of Skarvik refused the offer."


def test_a_text_box_is_read_once_and_after_the_paragraph_it_hangs_in() -> None:
    file = story(title=False)
    box = (
        f'<w:r {nsdecls("w")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:AlternateContent>'
        "<mc:Choice Requires='wps'><w:txbxContent><w:p><w:r><w:t>Ninety nests in one spring.</w:t></w:r></w:p></w:txbxContent></mc:Choice>"
        "<mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Ninety nests in one spring.</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    file.paragraphs[0]._p.append(parse_xml(box))
    assert texts(read_file(file)) == [LIGHT, "Ninety nests in one spring.", *STORY[1:]]


def test_a_table_of_data_is_a_table_and_one_that_lays_out_prose_is_prose() -> None:
    file = new_word()
    file.add_paragraph(LIGHT)
    data = file.add_table(2, 2)
    for cell, text in zip(
        (*data.rows[0].cells, *data.rows[1].cells), ("Year", "Ships", "1990", "37"), strict=True
    ):
        cell.text = text
    layout = file.add_table(1, 2)
    layout.rows[0].cells[0].text, layout.rows[0].cells[1].text = LETTER, GULLS
    document = read_file(file)
    assert texts(document, BlockKind.TABLE) == ["Year\tShips\n1990\t37"]
    assert texts(document) == [LIGHT, LETTER, GULLS]


def test_a_break_within_a_paragraph_parts_sentences_and_not_a_sentence() -> None:
    file = new_word()
    run = file.add_paragraph().add_run("The council met on Monday and")
    run.add_break(WD_BREAK.LINE)
    run.add_text("on Tuesday.")
    run.add_break(WD_BREAK.LINE)
    run.add_text("Nobody came.")
    assert texts(read_file(file)) == ["The council met on Monday and on Tuesday.", "Nobody came."]


@pytest.mark.parametrize(
    ("author", "byline"), [("Ada Quill", ("Ada Quill",)), ("Rita Owen", ()), ("python-docx", ())]
)
def test_an_author_counts_who_is_named_in_the_text(author: str, byline: tuple[str, ...]) -> None:
    file = story()
    file.paragraphs[1].insert_paragraph_before("Ada Quill, Skarvik")
    file.core_properties.author = author
    assert read_file(file).byline == byline


@pytest.mark.parametrize("given", ["Word Document", "skarvik", "Microsoft Word - a.doc"])
def test_a_title_that_a_program_made_is_none(given: str) -> None:
    file = story(title=False)
    file.core_properties.title = given
    assert read_file(file).title is None


def test_a_title_in_the_properties_is_believed_where_no_heading_says_otherwise() -> None:
    file = story(title=False)
    file.core_properties.title = TITLE
    assert read_file(file).title == TITLE
    file.paragraphs[0].insert_paragraph_before("Who lives there now", "Heading 1")
    assert read_file(file).title is None


def test_the_language_that_most_of_the_text_is_marked_as_is_declared() -> None:
    file = story()
    for paragraph in file.paragraphs:
        for run in paragraph.runs:
            run._r.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="de-CH"/>'))
    assert read_file(file).declared_language == "de"


def test_a_document_in_the_strict_dialect_and_one_with_macros_are_read() -> None:
    strict = _changed(
        saved(story()),
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
        b"http://purl.oclc.org/ooxml/wordprocessingml/",
    )
    macros = _changed(
        saved(story()),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    assert texts(read(Raw(strict))) == texts(read(Raw(macros))) == STORY


def _changed(body: bytes, old: bytes, new: bytes) -> bytes:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(body)) as given,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
    ):
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(old, new))
    return held.getvalue()


def test_an_empty_document_is_empty() -> None:
    assert fault_of(saved(new_word())) is Fault.EMPTY


def test_a_package_that_unpacks_to_far_more_than_its_size_is_refused() -> None:
    bomb = _changed(saved(story()), b"</w:body>", b"<w:p/>" + b" " * (49 << 20) + b"</w:body>")
    assert len(bomb) < 1 << 20
    assert fault_of(bomb) is Fault.TOO_LONG


def test_entities_are_not_expanded() -> None:
    entity = b'<!DOCTYPE w [<!ENTITY a "boom"><!ENTITY b SYSTEM "file:///etc/hostname">]><w:document '
    body = _changed(_changed(saved(story()), b"<w:document ", entity), b"Nobody", b"&a;&b;")
    try:
        text = read(Raw(body)).text
    except Unreadable:
        return
    assert "boom" not in text


def test_a_broken_package_is_damaged() -> None:
    body = saved(story())
    assert fault_of(body[: len(body) // 2]) in (Fault.DAMAGED, Fault.NOT_TEXT)
    assert fault_of(_changed(body, b"<w:body>", b"<w:body")) is Fault.DAMAGED
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as made:
        made.writestr("word/document.xml", "x")
    assert fault_of(empty.getvalue()) is Fault.DAMAGED


def test_more_text_than_is_read_is_refused() -> None:
    assert fault_of(saved(story()), longest=200) is Fault.TOO_LONG


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_bytes_changed_at_random_give_a_document_or_say_why_not(data: st.DataObject) -> None:
    for body in (WORD, DECK):
        changed = bytearray(body)
        for _ in range(data.draw(st.integers(1, 8))):
            changed[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
        with contextlib.suppress(Unreadable):
            assert read(Raw(bytes(changed), name="a.docx")).text


# ---- PowerPoint -------------------------------------------------------------------------------


def deck() -> Any:
    file = new_deck()
    first = file.slides.add_slide(file.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = TITLE, "Ada Quill, Skarvik"
    second = file.slides.add_slide(file.slide_layouts[1])
    second.shapes.title.text = "What it costs"
    second.placeholders[1].text = "The town pays for the paint.\nThe state pays for the foghorn."
    second.notes_slide.notes_text_frame.text = "Do not mention the road."
    third = file.slides.add_slide(file.slide_layouts[5])
    third.shapes.title.text = "Who lives there now"
    box = third.shapes.add_textbox(Inches(1), Inches(2), Inches(5), Inches(2))
    box.text_frame.text = GULLS
    return file


def test_titles_of_slides_are_headings_and_their_lines_items() -> None:
    document = read_file(deck(), "skarvik.pptx")
    assert document.title == TITLE
    assert kinds(document) == [
        (BlockKind.PARAGRAPH, "Ada Quill, Skarvik"),
        (BlockKind.HEADING, "What it costs"),
        (BlockKind.LIST_ITEM, "The town pays for the paint."),
        (BlockKind.LIST_ITEM, "The state pays for the foghorn."),
        (BlockKind.HEADING, "Who lives there now"),
        (BlockKind.PARAGRAPH, GULLS),
    ]


def test_each_slide_is_a_page_and_a_hidden_one_keeps_its_number() -> None:
    file = deck()
    file.slides[1]._element.set("show", "0")
    document = read_file(file, "skarvik.pptx")
    third = document.text.index("Who lives")
    assert document.pages == (0, third, third)
    assert "What it costs" not in document.text


def test_what_stands_alike_on_the_slides_is_no_text() -> None:
    file = deck()
    for slide in file.slides:
        box = slide.shapes.add_textbox(Inches(1), Inches(7), Inches(5), Inches(1))
        box.text_frame.text = "Confidential, the council of Skarvik"
    assert "Confidential" not in read_file(file, "skarvik.pptx").text


def test_shapes_are_read_from_the_top_and_out_of_their_groups() -> None:
    file = new_deck()
    slide = file.slides.add_slide(file.slide_layouts[6])
    lower = slide.shapes.add_textbox(Inches(1), Inches(5), Inches(5), Inches(1))
    lower.text_frame.text = LETTER
    group = slide.shapes.add_group_shape()
    upper = group.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1))
    upper.text_frame.text = LIGHT
    assert texts(read_file(file, "skarvik.pptx")) == [LIGHT, LETTER]


def test_shapes_beside_each_other_are_read_from_the_left() -> None:
    file = new_deck()
    slide = file.slides.add_slide(file.slide_layouts[6])
    for text, left, top in ((LETTER, 6, 1.98), (LIGHT, 1, 2)):
        box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(4), Inches(3))
        box.text_frame.text = text
    assert texts(read_file(file, "skarvik.pptx")) == [LIGHT, LETTER]


def test_a_table_on_a_slide_is_a_table() -> None:
    file = deck()
    table = file.slides[2].shapes.add_table(2, 2, Inches(1), Inches(5), Inches(5), Inches(1)).table
    for i, text in enumerate(("Year", "Ships", "1990", "37")):
        table.cell(i // 2, i % 2).text = text
    assert texts(read_file(file, "skarvik.pptx"), BlockKind.TABLE) == ["Year\tShips\n1990\t37"]


def test_an_empty_deck_is_empty() -> None:
    assert fault_of(saved(new_deck()), "a.pptx") is Fault.EMPTY


WORD, DECK = saved(story()), saved(deck())


# ---- locked and old ---------------------------------------------------------------------------


def compound(*streams: str) -> bytes:
    names = b"".join(name.encode("utf-16-le").ljust(128, b"\x00") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504 + names


def test_an_office_file_with_a_password_is_locked() -> None:
    assert fault_of(compound("Root Entry", "EncryptionInfo", "EncryptedPackage")) is Fault.LOCKED


@pytest.mark.parametrize(
    ("stream", "called"),
    [
        ("WordDocument", "old Word"),
        ("PowerPoint Document", "old PowerPoint"),
        ("Workbook", "old Excel"),
        ("Other", "old Office"),
    ],
)
def test_an_old_office_file_is_refused_by_its_name(stream: str, called: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(Raw(compound("Root Entry", stream), "application/msword", name="a.doc"))
    assert raised.value.fault is Fault.NOT_TEXT
    assert called in raised.value.detail


# ---- saved pages ------------------------------------------------------------------------------

URL = "https://coast.example/light"


def web_archive(encoding: str, *, charset: str = "utf-8", before: bytes = b"") -> bytes:
    body = page(paragraphs(*STORY), title=TITLE).encode(charset)
    packed = quopri.encodestring(body) if encoding == "quoted-printable" else base64.encodebytes(body)
    return b"".join(
        (
            b"From: <Saved by a browser>\r\nSubject: Skarvik\r\nMIME-Version: 1.0\r\n",
            b'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--edge--"\r\n\r\n',
            before,
            b"\r\n----edge--\r\n",
            f"Content-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\nContent-Location: {URL}\r\n\r\n".encode(),
            packed,
            b"\r\n----edge--\r\nContent-Type: image/png\r\n\r\nnone\r\n----edge----\r\n",
        )
    )


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64"])
@pytest.mark.parametrize(
    "media_type", ["", "message/rfc822", "multipart/related", "application/x-mimearchive"]
)
def test_a_page_in_a_web_archive_is_read(encoding: str, media_type: str) -> None:
    document = read(Raw(web_archive(encoding), media_type, name="skarvik.mhtml"))
    assert (document.title, texts(document)) == (TITLE, STORY)
    assert (document.origin, document.url) == (Origin.FILE, URL)


def test_the_charset_of_the_page_in_an_archive_is_its_own() -> None:
    assert texts(read(Raw(web_archive("base64", charset="utf-16"), "multipart/related"))) == STORY


def test_an_archive_without_a_page_is_damaged() -> None:
    assert (
        fault_of(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\nText.\n--x--\n")
        is Fault.DAMAGED
    )
    assert fault_of(b"Content-Type: multipart/related\n\nText.\n") is Fault.DAMAGED


def test_parts_within_parts_are_followed_a_few_levels_deep_and_no_further() -> None:
    nested = b"".join(
        b"Content-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(5_000)
    )
    assert fault_of(nested) is Fault.DAMAGED


def test_a_saved_page_says_where_it_was_saved_from() -> None:
    body = page(paragraphs(*STORY), title=TITLE).replace(
        "<html", f"<!-- saved from url=(0027){URL} -->\n<html", 1
    )
    document = read(Raw(body.encode(), "text/html", name="skarvik.html"))
    assert (document.url, document.origin) == (URL, Origin.FILE)


def test_lines_that_look_like_a_head_are_text_all_the_same() -> None:
    text = f"Subject: a letter\nContent-Type: multipart\n\n{LETTER}"
    assert LETTER in read(Raw(text.encode(), "text/plain", name="a.txt")).text
