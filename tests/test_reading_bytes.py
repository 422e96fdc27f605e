"""Bytes become text whatever their label says, and what is no text is refused by its name."""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile

import pytest

from summarizer.model import PROSE, BlockKind, Fault, Origin, Raw, Unreadable
from summarizer.reading import read
from summarizer.reading.decoding import decode
from summarizer.reading.sniffing import Form, form_of
from tests.test_reading_page import STORIES, page, paragraphs

GERMAN = "Der Leuchtturm von Skarvik gehört jetzt den Vögeln, und der Türmer zählt „mit Vergnügen“ jede Möwe."
RUSSIAN = "Маяк в Скарвике теперь принадлежит птицам, и смотритель считает каждую чайку с удовольствием."
JAPANESE = "スカルビクの灯台は今では鳥たちのもので、灯台守はカモメを一羽ずつ楽しそうに数えている。"
CHINESE = "斯卡维克的灯塔如今属于鸟儿，守塔人高兴地数着每一只海鸥，并把数目写进一本厚厚的册子。"


def body_of(text: str, encoding: str) -> bytes:
    return page(paragraphs(text, text + " 2", text + " 3"), title="Skarvik").encode(
        encoding, "xmlcharrefreplace"
    )


def text_of(raw: Raw) -> str:
    return read(raw).text


# ---- decoding ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "encoding", "label"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8", "iso-8859-1"),
        (GERMAN, "utf-8", "windows-1251"),
        (GERMAN, "utf-8", None),
        (GERMAN, "cp1252", "iso-8859-1"),
        (GERMAN, "cp1252", "utf-8"),
        (GERMAN, "cp1252", None),
        (RUSSIAN, "cp1251", "windows-1251"),
        (RUSSIAN, "koi8-r", "koi8-r"),
        (RUSSIAN, "cp1251", "iso-8859-1"),
        (RUSSIAN, "utf-8", "koi8-r"),
        (JAPANESE, "shift_jis", "x-sjis"),
        (JAPANESE, "euc_jp", "euc-jp"),
        (JAPANESE, "iso2022_jp", "iso-2022-jp"),
        (CHINESE, "gb18030", "gb2312"),
        (CHINESE, "utf-8", "big5"),
        (GERMAN, "utf-8", "no-such-set"),
        (GERMAN, "utf-8", "punycode"),
        (GERMAN, "utf-8", ""),
    ],
)
def test_a_label_counts_only_where_the_bytes_bear_it_out(text: str, encoding: str, label: str | None) -> None:
    body = (text * 3).encode(encoding)
    assert decode(body, label) == text * 3


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (
            "L’été dernier, la forêt brûlait près du château, où les élèves étaient déjà à la fenêtre.",
            "cp1252",
        ),
        ("Åtta män gick över ån på våren, och färjan låg kvar i hamnen när de återvände.", "cp1252"),
        ("A eleição não terá observação, disse o irmão da mãe, e as eleições põem fim a tudo.", "cp1252"),
        ("Það er æði margt sem þarf að gera áður en ísinn fer, sagði gamli vitavörðurinn.", "cp1252"),
        ("Miasto sprzedało latarnię morską, a ptaki pozostały w środku i śpiewają głośno.", "cp1250"),
        ("Město prodalo maják a ptáci zůstali uvnitř; říká se, že žijí šťastně.", "cp1250"),
        ("A világítótorony őrei főként tűzőrök voltak, és gyűjtötték a tűzifát.", "cp1250"),
        ("Şehir feneri sattı, kuşlar içeride kaldı ve ığdır gölü güzeldi.", "cp1254"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (CHINESE, "gb18030"),
    ],
)
def test_bytes_without_a_label_are_read_right(text: str, encoding: str) -> None:
    assert decode((text + "\n" + text).encode(encoding)) == text + "\n" + text


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_wins_over_every_label_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert decode(mark + GERMAN.encode(encoding), "koi8-r") == GERMAN


def test_utf16_without_its_mark_is_known_by_its_zeros() -> None:
    assert decode(GERMAN.encode("utf-16-le")) == GERMAN
    assert decode(GERMAN.encode("utf-16-be")) == GERMAN


@pytest.mark.parametrize(
    "declared",
    [
        '<meta charset="windows-1251">',
        "<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>",
    ],
)
def test_a_page_says_its_own_encoding(declared: str) -> None:
    assert decode((declared + RUSSIAN).encode("cp1251")).endswith(RUSSIAN)


def test_the_transports_label_goes_before_the_documents_own() -> None:
    body = ('<meta charset="koi8-r">' + RUSSIAN).encode("cp1251")
    assert decode(body, "windows-1251").endswith(RUSSIAN)


def test_a_cut_character_does_not_change_the_encoding() -> None:
    body = (GERMAN * 3).encode()[:-1] + "ö".encode()[:1]
    assert decode(body).startswith(GERMAN * 2)


def test_decoding_never_fails() -> None:
    assert decode(bytes(range(256)), "utf-8")
    assert decode(b"") == ""


@pytest.mark.parametrize(
    ("text", "encoding"), [(GERMAN, "cp1252"), (RUSSIAN, "cp1251"), (JAPANESE, "shift_jis")]
)
def test_a_page_in_an_old_encoding_with_a_label_of_another_is_read_right(text: str, encoding: str) -> None:
    source = body_of(text, encoding).replace(b'<meta charset="utf-8">', b"")
    assert text_of(Raw(source, "text/html", "utf-8", "https://coast.example/l")).startswith(text)


# ---- text files -------------------------------------------------------------------------------


def test_a_text_file_is_kept_as_it_is_and_cut_like_a_paste() -> None:
    text = f"# Skarvik\r\n\r\n{GERMAN}\r\n\r\n- eins\r\n- zwei\r\n"
    document = read(Raw(text.encode(), "text/markdown", name="skarvik.md"))
    assert (document.text, document.origin) == (text, Origin.FILE)
    assert [block.kind for block in document.blocks] == [
        *(BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM)
    ]


def test_the_head_of_a_markdown_file_says_what_it_is() -> None:
    head = "---\ntitle: 'Das Licht von Skarvik'\nauthor: [Ada Quill, Tom Brandt]\ndate: 2024-03-12\nlang: de-CH\n---\n"
    document = read(Raw(f"{head}\n{GERMAN}\n".encode(), "text/markdown", name="skarvik.md"))
    assert (document.title, document.byline) == ("Das Licht von Skarvik", ("Ada Quill", "Tom Brandt"))
    assert (document.published, document.declared_language) == ("2024-03-12", "de")
    assert [block.span.of(document.text) for block in document.blocks if block.kind in PROSE] == [GERMAN]


def test_a_head_without_a_title_leaves_it_to_the_first_heading() -> None:
    body = f"---\nauthor:\n  - Ada Quill\n---\n\n# Skarvik\n\n{GERMAN}\n".encode()
    document = read(Raw(body, name="skarvik.md"))
    assert (document.title, document.byline, document.published) == ("Skarvik", ("Ada Quill",), None)


def test_a_rule_at_the_beginning_is_no_head() -> None:
    document = read(Raw(f"---\n\n{GERMAN}\n\ntitle: none\n".encode(), name="skarvik.md"))
    assert (document.title, document.byline) == (None, ())


def test_a_text_found_on_the_web_is_a_page() -> None:
    document = read(Raw(GERMAN.encode(), "text/plain", url="https://coast.example/l.txt"))
    assert (document.origin, document.url) == (Origin.PAGE, "https://coast.example/l.txt")


@pytest.mark.parametrize("body", [b"", b" \r\n\t ", codecs.BOM_UTF8 + b"\n", "\u00a0\u200b".encode()])
def test_a_file_of_white_space_is_empty(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        read(Raw(body, "text/plain", name="a.txt"))
    assert raised.value.fault is Fault.EMPTY


# ---- what it is, whatever it is called ----------------------------------------------------------


@pytest.mark.parametrize(
    "media_type", ["text/plain", "", "application/octet-stream", "image/png", "application/json"]
)
def test_a_page_is_a_page_whatever_its_label(media_type: str) -> None:
    document = read(Raw(body_of(GERMAN, "utf-8"), media_type, url="https://coast.example/l"))
    assert document.text.startswith(GERMAN)
    assert document.title == "Skarvik"


def test_comments_and_declarations_before_the_page_do_not_hide_it() -> None:
    body = b"<?xml version='1.0'?>\n<!-- made -- by -- hand -->\n" * 3 + body_of(GERMAN, "utf-8")
    assert read(Raw(body, "text/plain")).text.startswith(GERMAN)


def test_a_text_called_html_is_a_text() -> None:
    text = f"{GERMAN}\n\n{GERMAN}"
    assert text_of(Raw(text.encode(), "text/html")) == text


def test_a_text_that_shows_markup_is_a_text() -> None:
    text = f"<p> is how a paragraph begins. {GERMAN}"
    assert text_of(Raw(text.encode(), "text/plain", name="notes.txt")) == text


def test_a_page_with_a_stray_zero_is_read() -> None:
    body = body_of(GERMAN, "utf-8").replace(b"</p>", b"\x00</p>", 1)
    assert text_of(Raw(body, "text/html")).startswith(GERMAN)


def zipped(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("body", "called"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "JPEG"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "GIF"),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), "Excel"),
        (
            zipped("mimetype", "content.xml").replace(
                b"mimetypex", b"mimetypeapplication/vnd.oasis.opendocument.text"
            ),
            "OpenDocument",
        ),
        (zipped("a.txt"), "ZIP"),
        (gzip.compress(b"text", mtime=0), "gzip"),
        (b"{\\rtf1\\ansi hello}", "rich text"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "recording"),
        (b"\x00\x00\x00\x18ftypmp42", "film"),
        (b"\x7fELF\x02\x01\x01\x00", "program"),
        (b"some\x00words\x00and\x00zeros\x00between", "zeros"),
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain", ""])
def test_what_is_no_text_is_refused_by_its_name_whatever_its_label(
    body: bytes, called: str, media_type: str
) -> None:
    with pytest.raises(Unreadable) as raised:
        read(Raw(body, media_type))
    assert raised.value.fault is Fault.NOT_TEXT
    assert called in raised.value.detail


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", Form.PDF),
        (b"\xef\xbb\xbf\r\n%PDF-1.4\n%\x00\n1 0 obj", Form.PDF),
        (zipped("[Content_Types].xml", "word/document.xml"), Form.WORD),
        (zipped("[Content_Types].xml", "word/document.xml", "word/embeddings/xl/a.xml"), Form.WORD),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), Form.SLIDES),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=a\r\n\r\n--a", Form.SAVED),
    ],
)
@pytest.mark.parametrize("media_type", ["text/html", "text/plain", "application/octet-stream", "image/png"])
def test_a_file_is_known_by_its_bytes_whatever_its_label(body: bytes, form: Form, media_type: str) -> None:
    assert form_of(Raw(body, media_type, name="a.txt")) is form


@pytest.mark.parametrize(
    "text", ["A letter about %PDF-1.4 and \u00a0 its like.", "Subject: the lamp\nContent: none\n\nIt is out."]
)
def test_a_text_that_speaks_of_files_is_a_text(text: str) -> None:
    assert text_of(Raw(text.encode(), "text/plain")) == text


@pytest.mark.parametrize(
    ("body", "called"),
    [
        (b"<?xml version='1.0'?><rss version='2.0'><channel></channel></rss>", "feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "SVG"),
        (b"<?xml version='1.0'?><note>a</note>", "XML"),
    ],
)
def test_markup_that_is_no_page_is_refused_by_its_name(body: bytes, called: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(Raw(body, "application/xml"))
    assert raised.value.fault is Fault.NOT_TEXT
    assert called in raised.value.detail


@pytest.mark.parametrize(
    "media_type", ["image/webp", "video/mp4", "application/json", "text/css", "text/javascript"]
)
def test_a_label_of_something_else_is_believed_where_the_bytes_say_nothing(media_type: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(Raw(b"body { color: red }", media_type))
    assert raised.value.fault is Fault.NOT_TEXT
    assert raised.value.detail == media_type


def test_bytes_that_mean_nothing_are_no_text() -> None:
    with pytest.raises(Unreadable) as raised:
        read(Raw(bytes(i % 7 + 1 for i in range(500)) + b"abc" * 20, "text/plain"))
    assert raised.value.fault is Fault.NOT_TEXT


@pytest.mark.parametrize("language", STORIES)
def test_a_page_in_utf16_is_read(language: str) -> None:
    title, *story = STORIES[language]
    source = page(paragraphs(*story), title=title, language=language).encode("utf-16")
    assert text_of(Raw(source, "text/html")) == "\n\n".join(story)
