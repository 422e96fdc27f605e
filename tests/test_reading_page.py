"""A page: its text is the body of the article alone, its blocks are of the kinds the markup says."""

from __future__ import annotations

import logging
import unicodedata

import pytest

from summarizer.model import BlockKind, Document, Fault, Origin, Raw, Unreadable
from summarizer.reading import read

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM
QUOTE, TABLE, CODE = BlockKind.BLOCK_QUOTE, BlockKind.TABLE, BlockKind.CODE
URL = "https://coast.example/2031/lighthouse"

STORIES = {
    "en": (
        "A lighthouse for the birds",
        "The lighthouse of Skarvik was sold on Thursday to a society of bird watchers, who paid one crown more "
        "than the town had asked.",
        "The lamp went out in 1987, when a beacon on the breakwater took over. Since then gulls have lived in "
        "the stairwell, and once a family of martens.",
        "The society will open the gallery on Sundays from May. Whoever climbs the 214 steps is asked to count "
        "the birds on the way.",
    ),
    "de": (
        "Ein Leuchtturm für die Vögel",
        "Der Leuchtturm von Skarvik ist am Donnerstag an einen Verein von Vogelfreunden verkauft worden, der "
        "eine Krone mehr zahlte, als die Stadt verlangt hatte.",
        "Das Licht erlosch 1987, als eine Bake auf der Mole seine Arbeit übernahm. Seitdem wohnen Möwen im "
        "Treppenhaus und einmal auch eine Familie von Mardern.",
        "Der Verein will die Galerie ab Mai an Sonntagen öffnen. Wer die 214 Stufen steigt, soll unterwegs die "
        "Vögel zählen.",
    ),
    "ja": (
        "鳥たちのための灯台",
        "スカルビクの灯台は木曜日、野鳥の会に売却された。会は町が求めた額より一クローネ多く支払った。会員たちは十一年にわたって"
        "貯金を続けてきたという。",
        "灯りは一九八七年に消え、防波堤の標識がその役目を引き継いだ。それ以来、階段にはカモメが住みつき、一度はテンの一家も暮ら"
        "していたと町の人々は語っている。",
        "会は五月から日曜日に展望台を公開する予定だ。二百十四段の階段をのぼる人は、途中で鳥の数をかぞえるように頼まれることになる。",
    ),
    "ar": (
        "منارة للطيور",
        "بيعت منارة سكارفيك يوم الخميس لجمعية من محبي الطيور دفعت كرونة واحدة أكثر مما طلبته البلدة، وكان أعضاء "
        "الجمعية قد ادخروا المال طوال أحد عشر عاما.",
        "انطفأ المصباح عام ١٩٨٧ حين حلت محله إشارة على حاجز الأمواج، ومنذ ذلك الحين تعيش النوارس في بيت الدرج، "
        "وعاشت فيه مرة عائلة من السمامير.",
        "ستفتح الجمعية الشرفة أيام الأحد ابتداء من شهر مايو، ويطلب ممن يصعد الدرجات المئتين والأربع عشرة أن يعد "
        "الطيور في طريقه.",
    ),
}
TITLE, *STORY = STORIES["en"]


def page(body: str, *, title: str = TITLE, head: str = "", language: str = "en") -> str:
    """A page as sites make them: furniture around an article."""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} – Coast Post</title>'
        f"{head}</head><body><header><nav><a href='/'>Home</a><a href='/sea'>Sea</a></nav></header>"
        f"<main><article><h1>{title}</h1>{body}</article></main>"
        "<aside><h2>Most read</h2><ul><li><a href='/1'>Five towers sold</a></li>"
        "<li><a href='/2'>The beacon at ten</a></li></ul></aside>"
        "<footer><p>© 2031 Coast Post. All rights reserved.</p></footer></body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def read_page(source: str, url: str | None = URL) -> Document:
    return read(Raw(source.encode(), "text/html", "utf-8", url))


def seen(body: str) -> list[tuple[BlockKind, str]]:
    document = read_page(page(body))
    return [(block.kind, block.span.of(document.text)) for block in document.blocks]


# ---- the text ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", STORIES)
def test_the_text_is_the_articles_paragraphs_joined_by_blank_lines(language: str) -> None:
    title, *story = STORIES[language]
    document = read_page(page(paragraphs(*story), title=title, language=language))
    assert document.text == "\n\n".join(story)
    assert {block.kind for block in document.blocks} == {PARAGRAPH}


@pytest.mark.parametrize("language", STORIES)
def test_every_blocks_span_is_its_paragraph(language: str) -> None:
    title, *story = STORIES[language]
    document = read_page(page(paragraphs(*story), title=title, language=language))
    assert [block.span.of(document.text) for block in document.blocks] == story


def test_the_title_is_beside_the_text_and_not_in_it() -> None:
    document = read_page(page(f"<h2>{TITLE}</h2>" + paragraphs(*STORY)))
    assert document.title == TITLE
    assert TITLE not in document.text


def test_white_space_inside_a_paragraph_is_single_spaces() -> None:
    loose = STORY[0].replace(" ", "\n\t ", 6).replace("one crown", "one&nbsp;crown")
    assert seen(paragraphs(loose, *STORY[1:]))[0] == (PARAGRAPH, STORY[0])


def test_soft_hyphens_are_gone_and_letters_composed() -> None:
    loose = unicodedata.normalize("NFD", STORIES["de"][1]).replace("Vogel", "Vogel\u00ad&shy;")
    document = read_page(page(paragraphs(loose, *STORIES["de"][2:]), language="de"))
    assert document.text.startswith(STORIES["de"][1])


def test_ligatures_of_type_are_letters() -> None:
    set_in_type = STORY[0].replace("society", "oﬃcial society of ﬁshers and ﬂiers")
    plain = STORY[0].replace("society", "official society of fishers and fliers")
    assert read_page(page(paragraphs(set_in_type, *STORY[1:]))).text == "\n\n".join([plain, *STORY[1:]])


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n\r\n"])
def test_line_ends_of_any_kind_are_spaces_within_a_paragraph(line_end: str) -> None:
    mixed = page(
        paragraphs(STORY[0].replace(" who", f" {line_end}who"), *STORY[1:]).replace("</p>", f"</p>{line_end}")
    )
    assert read_page(mixed).text == "\n\n".join(STORY)


def test_joiners_that_shape_letters_stay() -> None:
    joined = STORY[0] + " می\u200cروم 👩\u200d🚒."
    assert joined in read_page(page(paragraphs(joined, *STORY[1:]))).text


def test_a_line_break_of_the_source_is_no_space_in_japanese() -> None:
    title, *story = STORIES["ja"]
    wrapped = story[0][:20] + "\n      " + story[0][20:]
    assert read_page(page(paragraphs(wrapped, *story[1:]), title=title, language="ja")).text == "\n\n".join(
        story
    )


# ---- kinds ------------------------------------------------------------------------------------


def test_headings_lists_and_quotes_are_called_so() -> None:
    body = (
        paragraphs(STORY[0])
        + f"<h2>What the lamp did</h2><p>{STORY[1]}</p>"
        + "<blockquote><p>The gulls were here before the lamp, and they will be here when the town is gone.</p></blockquote>"
        + "<p>The society asks its visitors for three things:</p>"
        + "<ul><li>to come without dogs,</li><li>to count the birds.</li></ul>"
        + paragraphs(STORY[2])
    )
    assert [kind for kind, _ in seen(body)] == [
        *(PARAGRAPH, HEADING, PARAGRAPH, QUOTE, PARAGRAPH, ITEM, ITEM, PARAGRAPH),
    ]


def test_a_table_of_data_is_one_block_of_its_own_kind() -> None:
    rows = "<table><tr><th>Year</th><th>Birds</th></tr><tr><td>2029</td><td>41</td></tr><tr><td>2030</td><td>44</td></tr></table>"
    blocks = seen(paragraphs(*STORY[:2]) + rows + paragraphs(STORY[2]))
    assert (TABLE, "Year\tBirds\n2029\t41\n2030\t44") in blocks


def test_prose_laid_out_in_a_table_is_paragraphs() -> None:
    cells = "".join(f"<tr><td>{text}</td></tr>" for text in STORY)
    document = read_page(
        f"<html><head><title>{TITLE}</title></head><body><table>{cells}</table></body></html>"
    )
    assert [block.span.of(document.text) for block in document.blocks] == STORY
    assert {block.kind for block in document.blocks} == {PARAGRAPH}


@pytest.mark.parametrize("before", ["\n", "    ", "\u2028", "\u00a0\n\t"])
def test_code_is_a_block_without_white_space_around_it(before: str) -> None:
    body = (
        paragraphs(*STORY)
        + f"<pre><code>{before}ring(bell)\nwait(noon)\n</code></pre>"
        + paragraphs(STORY[0] + " Again.")
    )
    assert (CODE, "ring(bell)\nwait(noon)") in seen(body)


def test_code_keeps_its_lines() -> None:
    body = (
        paragraphs(*STORY)
        + "<pre><code>for bird in gulls:\n    count(bird)</code></pre>"
        + paragraphs(STORY[0] + " Again.")
    )
    assert (CODE, "for bird in gulls:\n    count(bird)") in seen(body)


INLINE = (
    "code",
    "kbd",
    "samp",
    "var",
    "tt",
    "abbr",
    "mark",
    "sub",
    "sup",
    "cite",
    "del",
    "ins",
    "small",
    "time",
)


@pytest.mark.parametrize("tag", INLINE)
def test_what_is_marked_up_within_a_sentence_stays_in_it(tag: str) -> None:
    marked = (
        STORY[0].replace("Thursday", f"<{tag}>Thursday</{tag}>").replace("birds", f"<{tag}>birds</{tag}>")
    )
    assert seen(paragraphs(marked, *STORY[1:])) == [(PARAGRAPH, text) for text in STORY]


@pytest.mark.parametrize(
    ("body", "kind", "text"),
    [
        ("<ul><li>Call <code>ring()</code> at noon.</li></ul>", ITEM, "Call ring() at noon."),
        ("<ul><li><code>ring()</code> wakes the gulls.</li></ul>", ITEM, "ring() wakes the gulls."),
        ("<blockquote>Call <code>ring()</code> at noon.</blockquote>", QUOTE, "Call ring() at noon."),
        ("<h2>Why <code>ring()</code> is loud</h2>", HEADING, "Why ring() is loud"),
        ("<h2><code>ring()</code></h2>", HEADING, "ring()"),
        (
            "<div>Call <pre><code>ring()</code></pre>, and wait for the gulls to leave the gallery before you climb the stairs or light the lamp.</div>",
            PARAGRAPH,
            "Call ring(), and wait for the gulls to leave the gallery before you climb the stairs or light the lamp.",
        ),
        (
            "<p><code>ring()</code>, <b><code>call()</code></b> and <a href='/l'><code>lamp()</code></a></p>",
            PARAGRAPH,
            "ring(), call() and lamp()",
        ),
    ],
)
def test_code_within_a_line_is_part_of_the_line(body: str, kind: BlockKind, text: str) -> None:
    assert (kind, text) in seen(paragraphs(*STORY) + body + paragraphs(STORY[0] + " Again."))


@pytest.mark.parametrize("around", ["<p>{}</p>", "<div>{}</div>", "{}", "<p>Do this:<br>{}<br></p>"])
def test_code_that_has_its_lines_to_itself_is_a_block(around: str) -> None:
    code = around.format("<code>ring(bell)<br>wait(noon)</code>")
    assert (CODE, "ring(bell)\nwait(noon)") in seen(
        paragraphs(*STORY) + code + paragraphs(STORY[0] + " Again.")
    )


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("She said <q>the gulls <b>stay</b></q> twice.", "She said “the gulls stay” twice."),
        ("She said <q>he said <q>no</q> to me</q> twice.", "She said “he said ‘no’ to me” twice."),
        ("Sie sagte <q>„die Möwen bleiben“</q> zweimal.", "Sie sagte „die Möwen bleiben“ zweimal."),
        ("She said “<q>the gulls stay</q>” twice.", "She said “the gulls stay” twice."),
        ("She said<q> </q> nothing at all.", "She said nothing at all."),
    ],
)
def test_a_quotation_within_a_sentence_stays_in_it_in_marks(marked: str, text: str) -> None:
    assert (PARAGRAPH, text) in seen(paragraphs(*STORY, marked, STORY[0] + " Again."))


def test_a_table_with_a_line_and_nothing_beside_it_is_not_in_the_text() -> None:
    label = "<table><tr><td><img src='/t.jpg'></td></tr><tr><td>The tower from the sea</td></tr></table>"
    assert [text for _, text in seen(paragraphs(*STORY[:2]) + label + paragraphs(STORY[2]))] == STORY


def test_two_line_breaks_part_paragraphs() -> None:
    body = f"<p>{STORY[0]}<br><br>{STORY[1]}</p><p>{STORY[2]}</p>"
    assert [text for _, text in seen(body)] == STORY


def test_a_line_break_inside_a_sentence_parts_nothing() -> None:
    body = paragraphs(STORY[0].replace("who paid", "<br>who paid"), *STORY[1:])
    assert [text for _, text in seen(body)] == STORY


def test_text_loose_in_a_container_is_read() -> None:
    body = f"<div class='story'>{STORY[0]}<p>{STORY[1]}</p><p>{STORY[2]}</p></div>"
    assert [text for _, text in seen(body)] == STORY


def test_a_container_of_one_paragraph_is_a_paragraph() -> None:
    body = f"<div class='deck'>{STORY[0]}</div>" + paragraphs(*STORY[1:])
    assert [text for _, text in seen(body)] == STORY


def test_a_post_quoted_in_the_text_is_a_quotation_of_it() -> None:
    said = "We paid one crown more so that nobody could say that the birds had begged for it."
    post = (
        "<div class='social-media-embed'><blockquote class='twitter-tweet'>"
        f"<p lang='en'>{said}</p>— Bird Society (@birds) May 3, 2031</blockquote></div>"
    )
    blocks = seen(paragraphs(STORY[0]) + post + paragraphs(*STORY[1:]))
    assert any(kind is QUOTE and text.startswith(said) for kind, text in blocks)


LOG = [
    f"In the {season} of that year the keeper counted {birds} gulls on the gallery, wrote their number into the book "
    f"of the house, and lit the lamp {minutes} minutes before the sun was gone."
    for season, birds, minutes in (
        *(("winter", "nine", "thirty"), ("spring", "fourteen", "twenty"), ("summer", "sixty", "ten")),
        *(("autumn", "forty", "fifteen"), ("second winter", "eleven", "thirty-one")),
    )
]


def test_an_article_in_what_is_called_a_sidebar_is_read() -> None:
    source = (
        f"<html><body><aside class='sidebar'><h1>{TITLE}</h1>{paragraphs(*STORY, *LOG)}</aside></body></html>"
    )
    assert read_page(source).text == "\n\n".join([*STORY, *LOG])


def test_a_story_told_in_boxes_of_its_own_is_read_to_its_end() -> None:
    boxes = "".join(
        f"<div class='box'><div class='text'><p>{text}</p></div></div>" for text in [*STORY, *LOG]
    )
    assert read_page(page(boxes)).text == "\n\n".join([*STORY, *LOG])


def test_questions_that_are_no_headings_stay_above_their_answers() -> None:
    body = "".join(f"<div class='sub'>What of year {i}?</div><p>{text}</p>" for i, text in enumerate(LOG))
    assert [text for _, text in seen(paragraphs(*STORY) + body)][3:] == [
        line for i, text in enumerate(LOG) for line in (f"What of year {i}?", text)
    ]


def test_headings_in_the_boxes_of_a_live_report_stay_above_what_they_head() -> None:
    body = "".join(
        f"<div><time>1{i}:05</time><h3>Gulls at {i}</h3><p>{text}</p></div>" for i, text in enumerate(LOG)
    )
    assert [text for kind, text in seen(body) if kind is HEADING] == [
        f"Gulls at {i}" for i in range(len(LOG))
    ]


@pytest.mark.parametrize(
    "handle",
    [
        "<span class='mw-editsection'>[<a href='/edit'>edit</a>]</span>",
        "<a class='headerlink' href='#lamp'>¶</a>",
        "<a class='header-anchor' href='#lamp'>#</a>",
    ],
)
def test_a_heading_is_without_its_handles(handle: str) -> None:
    body = paragraphs(STORY[0]) + f"<h2>The lamp{handle}</h2>" + paragraphs(*STORY[1:])
    assert (HEADING, "The lamp") in seen(body)


def test_a_heading_in_a_box_with_its_handle_is_a_heading_of_the_text() -> None:
    boxed = "<div class='mw-heading'><h2>The lamp</h2><span class='mw-editsection'>[<a href='/e'>edit</a>]</span></div>"
    assert seen(paragraphs(STORY[0]) + boxed + paragraphs(*STORY[1:])) == [
        *((PARAGRAPH, STORY[0]), (HEADING, "The lamp"), (PARAGRAPH, STORY[1]), (PARAGRAPH, STORY[2])),
    ]


def test_a_short_sentence_loose_behind_a_quotation_is_read() -> None:
    said = "That worked for the town, too, and the gulls have kept quiet since then."
    post = f"<div><blockquote>Count the birds on the way.</blockquote>{said}</div>"
    assert (PARAGRAPH, said) in seen(paragraphs(*STORY) + post + paragraphs(STORY[0] + " Again."))


# ---- notes ------------------------------------------------------------------------------------

MARK = "<sup class='reference'><a href='#note-1'>[1]</a></sup>"
NOTES = "<div><h2>Notes</h2></div><div class='list'><ol><li id='note-1'>The book of the town gives 1988, which is wrong.</li></ol></div>"


def test_a_note_and_its_mark_are_not_in_the_text() -> None:
    marked = STORY[0].replace("Thursday", "Thursday" + MARK)
    assert seen(paragraphs(marked, *STORY[1:]) + NOTES) == [(PARAGRAPH, text) for text in STORY]


def test_a_note_whose_mark_leads_to_what_it_begins_with_is_not_in_the_text() -> None:
    marked = STORY[0].replace("Thursday", "Thursday" + MARK)
    notes = NOTES.replace("<li id='note-1'>", "<li><a id='note-1'>1</a> ")
    assert seen(paragraphs(marked, *STORY[1:]) + notes) == [(PARAGRAPH, text) for text in STORY]


def test_a_list_that_holds_most_of_a_page_is_read_though_a_mark_leads_to_it() -> None:
    log = "<ol>" + "".join(f"<li id='note-{i}'>{text}</li>" for i, text in enumerate(LOG)) + "</ol>"
    assert LOG[1] in read_page(page(paragraphs(STORY[0] + MARK) + log)).text


def test_what_the_editors_of_a_wiki_remark_is_not_in_the_text() -> None:
    box = "<table class='metadata ambox'><tr><td>This article needs more sources, and everybody is asked to add some.</td></tr></table>"
    asked = STORY[0].replace("Thursday", "Thursday<sup class='noprint'>[<a href='/w'>who says so?</a>]</sup>")
    assert seen(box + paragraphs(asked, *STORY[1:])) == [(PARAGRAPH, text) for text in STORY]


def test_a_heading_over_an_editors_remark_stays() -> None:
    body = "<h2>The lamp</h2><div role='note' class='hatnote'>Main article: <a href='/l'>Lamp of Skarvik</a></div>"
    assert seen(paragraphs(STORY[0]) + body + paragraphs(*STORY[1:])) == [
        *((PARAGRAPH, STORY[0]), (HEADING, "The lamp"), (PARAGRAPH, STORY[1]), (PARAGRAPH, STORY[2])),
    ]


def test_raised_text_that_is_no_mark_stays() -> None:
    raised = (
        STORY[0].replace("birds", "birds<sup>2</sup>").replace("crown", "crown<sup><a href='/b'>b</a></sup>")
    )
    assert (PARAGRAPH, STORY[0].replace("birds", "birds2").replace("crown", "crownb")) in seen(
        paragraphs(raised, *STORY[1:])
    )


# ---- what is left out -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "furniture",
    [
        "<figure><img src='a.jpg' alt='x'><figcaption>The lighthouse in winter.</figcaption></figure>",
        "<p class='wp-caption-text'>The lighthouse in winter.</p>",
        "<p>Photo: Lise Dahl, Coast Post</p>",
        "<p>By Lise Dahl</p>",
        "<p>Read more: Five towers that found a buyer</p>",
        "<p>Sign up for our newsletter to get the news of the coast in your inbox.</p>",
        "<p>Advertisement</p>",
    ],
)
def test_captions_credits_and_furniture_are_not_in_the_text(furniture: str) -> None:
    document = read_page(page(paragraphs(STORY[0]) + furniture + paragraphs(*STORY[1:])))
    assert document.text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "furniture",
    [
        "<p>Lise Dahl is a staff writer for the Coast Post. Her work has appeared in several papers.</p>",
        "<p>The post A Lighthouse for the Birds appeared first on Coast Post.</p>",
        "<p>This article was first published by the Coast Post.</p>",
        "<h3>About the author</h3>",
        "<h3>Our other stories</h3>",
    ],
)
def test_what_closes_a_page_is_not_in_the_text(furniture: str) -> None:
    document = read_page(page(paragraphs(*STORY) + furniture))
    assert document.text == "\n\n".join(STORY)


def test_what_the_site_puts_around_the_article_is_not_in_the_text() -> None:
    text = read_page(page(paragraphs(*STORY))).text
    assert not any(word in text for word in ("Most read", "Five towers", "Home", "rights reserved"))


def test_comments_are_not_in_the_text_however_many_there_are() -> None:
    below = "".join(f"<div><b>reader{i}</b><p>{text}</p></div>" for i, text in enumerate(LOG * 6))
    source = page(paragraphs(*STORY) + f"<div class='comments'>{below}</div>")
    assert read_page(source).text == "\n\n".join(STORY)


def test_a_menu_above_the_story_and_a_list_of_links_below_it_are_not_in_the_text() -> None:
    menu = "<td><a href='/'>Front page</a><br><a href='/sea'>All of the sea</a></td>"
    more = "<h2>Elsewhere</h2><p><a href='/1'>What became of the beacon</a></p>"
    source = f"<html><head><title>{TITLE}</title></head><body><table><tr>{menu}<td>{'<br><br>'.join(STORY)}{more}</td></tr></table></body></html>"
    assert read_page(source).text == "\n\n".join(STORY)


def test_what_is_hidden_from_all_but_subscribers_is_not_in_the_text() -> None:
    withheld = f"<div class='paywall-content' style='display: none'>{paragraphs(*LOG)}</div>"
    assert LOG[0] not in read_page(page(paragraphs(*STORY) + withheld)).text


# ---- what it is called ------------------------------------------------------------------------


def test_a_page_with_an_address_is_a_page_and_without_one_a_file() -> None:
    source = page(paragraphs(*STORY))
    assert read_page(source).origin is Origin.PAGE
    assert read_page(source, None).origin is Origin.FILE


# ---- nothing to read --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "<html><body><nav><a href='/a'>One</a><a href='/b'>Two</a></nav></body></html>",
        "<html></html>",
        "<html><body><img src='a.png'></body></html>",
    ],
)
def test_a_page_without_prose_has_nothing_to_read(source: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read_page(source)
    assert raised.value.fault is Fault.NOTHING_TO_READ


def test_a_page_of_one_short_paragraph_is_read() -> None:
    document = read_page(page("<p>The lighthouse is closed today.</p>", title="Notice to visitors"))
    assert document.text == "The lighthouse is closed today."


def test_reading_says_nothing_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Unreadable):
        read_page("<html><body></body></html>")
    assert [record.name for record in caplog.records if record.levelno >= logging.WARNING] == []


def test_reading_leaves_the_root_logger_alone() -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    read_page(page(paragraphs(*STORY)))
    assert (root.level, list(root.handlers)) == before
