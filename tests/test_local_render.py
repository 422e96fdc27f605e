"""What the local channel makes of replies and of people's messages, to the letter."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Action, Form, Passage, Quotation, Reply, Section, Sharing
from adapters.display import safe_link
from adapters.local.render import plain, reply_html, text_html
from summarizer.model import Insertion

STORY = Section(
    label="tarn.example",
    headline="Hill farm wins back its spring after 12 years",
    link="https://tarn.example/spring?a=1&b=2",
    byline=("Rosa Elm",),
    site="The Tarn Herald",
    published="2026-02-11",
    language="en",
    words=500,
    passages=(
        Passage("A court gave the spring back to the farm on Monday.", 0, 51),
        Passage("She had carried water up the hill since 2014.", 60, 105, (Insertion(60, "Hana Voss"),)),
    ),
    quotations=(
        Quotation(
            (Passage("I can put the bucket down", 120, 145), Passage("at last", 160, 167)),
            "Hana Voss",
            "who farms 40 acres",
        ),
        Quotation((Passage("the company would study the ruling", 180, 214),), paraphrase=True),
    ),
    notes=("I could read 480 of about 900 words.",),
)


def test_figures_stand_in_one_line_in_the_language_of_the_source() -> None:
    figures = (Passage("40 acres", 200, 208), Passage("<b>5</b> springs", 210, 226))
    html = reply_html(Reply((replace(STORY, figures=figures),)))
    assert (
        '<p class="figures"><b>Figures</b> <span lang="en" dir="ltr"><bdi>40 acres</bdi> <span>·</span> '
        "<bdi>&lt;b&gt;5&lt;/b&gt; springs</bdi></span></p>" in html
    )
    assert "Figures: 40 acres · <b>5</b> springs" in plain(Reply((replace(STORY, figures=figures),)))


GOLDEN = """\
<section class="answer">
<h3 class="headline" lang="en" dir="ltr">
<a href="https://tarn.example/spring?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">
Hill farm wins back its spring after 12 years
</a>
</h3>
<p class="facts">
<bdi>
By Rosa Elm
</bdi>
<span>
·
</span>
<bdi>
The Tarn Herald
</bdi>
<span>
·
</span>
<bdi>
11 February 2026
</bdi>
<span>
·
</span>
<bdi>
English
</bdi>
<span>
·
</span>
<bdi>
500 words
</bdi>
<span>
·
</span>
<bdi>
2 min → 10 s
</bdi>
<span>
·
</span>
<bdi>
93% shorter
</bdi>
</p>
<ul class="sentences" lang="en" dir="ltr">
<li>
A court gave the spring back to the farm on Monday.
</li>
<li>
[Hana Voss] She had carried water up the hill since 2014.
</li>
</ul>
<h4 class="label">
Key quotes
</h4>
<div class="quotes">
<figure class="quote" lang="en" dir="ltr">
<blockquote>
<p>
I can put the bucket down
<span class="gap">
…
</span>
at last
</p>
</blockquote>
<figcaption>
<span class="speaker">
Hana Voss
</span>
,
<span class="role">
who farms 40 acres
</span>
</figcaption>
</figure>
<figure class="quote reported" lang="en" dir="ltr">
<blockquote>
<p>
the company would study the ruling
</p>
</blockquote>
</figure>
</div>
<p class="note">
I could read 480 of about 900 words.
</p>
</section>
<div class="actions" role="group" aria-label="What to do with this answer">
<button type="button" class="action" data-action="shorter">
Shorter
</button>
<button type="button" class="action" data-action="share">
Share in channel
</button>
</div>"""


def lines(html: str) -> str:
    """A tag or a run of words to a line."""
    return "\n".join(part.strip() for part in re.split(r"(<[^>]*>)", html) if part.strip())


class Reader(HTMLParser):
    """What a browser would make of it: the tags, the addresses, the words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_an_answer_reads_like_this() -> None:
    assert lines(reply_html(Reply((STORY,), actions=(Action.SHORTER, Action.SHARE)))) == GOLDEN


def test_the_post_above_a_shared_answer_is_the_headline_alone() -> None:
    html = reply_html(Reply((STORY,), form=Form.HEADLINE))
    assert Reader(html).words == STORY.headline
    assert Reader(html).addresses == [STORY.link]


def test_what_could_not_be_read_is_one_sentence() -> None:
    problem = "tarn.example took too long to answer. Paste the text here."
    html = reply_html(Reply((Section("tarn.example", problem=problem),)))
    assert Reader(html).words == problem


def test_several_links_get_a_section_each() -> None:
    html = reply_html(Reply((STORY, replace(STORY, headline="Another"), Section("x", problem="Not read."))))
    assert html.count('<section class="answer">') == 3


def test_without_a_headline_it_says_what_was_asked_about() -> None:
    html = reply_html(Reply((replace(STORY, headline=None, link=None, label="notes.txt"),)))
    assert '<h3 class="headline unnamed" dir="auto">notes.txt</h3>' in html


@pytest.mark.parametrize(
    ("language", "speech"),
    [
        ("ar", ' lang="ar" dir="rtl"'),
        ("he", ' lang="he" dir="rtl"'),
        ("de", ' lang="de" dir="ltr"'),
        ("zh-Hant", ' lang="zh-Hant" dir="ltr"'),
        (None, ' dir="auto"'),
        ('en" onclick="x', ' dir="auto"'),
    ],
)
def test_the_sources_words_carry_its_language_and_direction(language: str | None, speech: str) -> None:
    html = reply_html(Reply((replace(STORY, language=language),)))
    assert f'<h3 class="headline"{speech}>' in html
    assert f'<ul class="sentences"{speech}>' in html
    assert f'<figure class="quote"{speech}>' in html


def test_our_own_words_have_paragraphs_lists_and_code() -> None:
    html = reply_html(Reply(text="Send a <link>.\n• Type `/tldr <b>`.\n• Drop a file.\nThat is all."))
    assert html == (
        '<div class="own"><p>Send a &lt;link&gt;.</p><ul><li>Type <code>/tldr &lt;b&gt;</code>.</li>'
        "<li>Drop a file.</li></ul><p>That is all.</p></div>"
    )


# ---- a digest -----------------------------------------------------------------------------------

NEWS = Section(
    label="tarn.example",
    headline="Hill farm wins back its spring",
    link="https://tarn.example/spring?a=1&b=2",
    site="The Tarn Herald",
    language="en",
    words=500,
    passages=(
        Passage("A court gave the spring back on Monday.", 0, 39),
        Passage("She had carried water since 2014.", 60, 93, (Insertion(60, "Hana Voss"),)),
    ),
    shared=(Sharing("Ann & Co", "/#m12"), Sharing("Ben"), Sharing("", "/#m31")),
)
BRIEF = Section("ford.example", "وصلت العبّارة", "https://ford.example/1", language="ar")
DIGEST = Reply(
    (NEWS, BRIEF),
    form=Form.DIGEST,
    title="News for the valley",
    notes=("One feed could not be read; `/digest list` says why.",),
)

GOLDEN_DIGEST = """\
<section class="answer digest">
<h3 class="headline" dir="auto">
News for the valley
</h3>
<ul class="entries">
<li>
<h4 class="headline" lang="en" dir="ltr">
<a href="https://tarn.example/spring?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">
Hill farm wins back its spring
</a>
</h4>
<p class="facts">
<bdi>
The Tarn Herald
</bdi>
<span>
·
</span>
<a href="/#m12">
<bdi>
shared by Ann &amp; Co
</bdi>
</a>
,
<bdi>
Ben
</bdi>
,
<a href="/#m31">
<bdi>
shared here
</bdi>
</a>
</p>
<div class="brief" lang="en" dir="ltr">
<p>
A court gave the spring back on Monday.
</p>
<p>
[Hana Voss] She had carried water since 2014.
</p>
</div>
</li>
<li>
<h4 class="headline" lang="ar" dir="rtl">
<a href="https://ford.example/1" target="_blank" rel="noopener noreferrer nofollow">
وصلت العبّارة
</a>
</h4>
<p class="facts">
<bdi>
ford.example
</bdi>
</p>
</li>
</ul>
<p class="note">
One feed could not be read;
<code>
/digest list
</code>
says why.
</p>
</section>"""


def test_a_digest_reads_like_this() -> None:
    assert lines(reply_html(DIGEST)) == GOLDEN_DIGEST


def test_a_digest_that_goes_on_begins_with_its_entries() -> None:
    html = reply_html(replace(DIGEST, title=None))
    assert html.startswith('<section class="answer digest"><ul class="entries"><li><h3 class="headline"')


def test_a_digest_without_entries_has_no_list_of_them() -> None:
    html = reply_html(Reply(form=Form.DIGEST, title="News", notes=("Nothing is new.",)))
    assert Reader(html).tags == {"section", "h3", "p"}


def test_an_entry_that_could_not_be_read_says_so_under_its_headline() -> None:
    unread = replace(NEWS, problem="tarn.example took too long to answer.")
    html = reply_html(Reply((unread,), form=Form.DIGEST))
    assert "Hill farm wins back its spring</a>" in html
    assert '<p class="problem">tarn.example took too long to answer.</p>' in html
    assert "A court gave" not in html


def test_what_is_to_be_said_of_an_entry_stands_with_it() -> None:
    noted = replace(NEWS, notes=("I could read 40 of about 500 words.",))
    html = reply_html(Reply((noted, BRIEF), form=Form.DIGEST))
    assert html.index("I could read 40") < html.index("ford.example")


@pytest.mark.parametrize("address", ["/example", "/", "https://a.example/#m12", "//#m12", "/\\#m12"])
def test_no_address_but_one_of_a_message_here_is_followed_in_the_page_itself(address: str) -> None:
    shared = replace(NEWS, link=None, shared=(Sharing("Ann", address),))
    html = reply_html(Reply((shared,), form=Form.DIGEST))
    assert html.count("<a ") == html.count('target="_blank"')


def test_a_digest_as_plain_words_has_its_title_its_headlines_and_its_sentences() -> None:
    assert plain(DIGEST) == (
        "News for the valley\n\n"
        "Hill farm wins back its spring\n\n"
        "A court gave the spring back on Monday.\n\n"
        "[Hana Voss] She had carried water since 2014.\n\n"
        "وصلت العبّارة\n\n"
        "One feed could not be read; `/digest list` says why."
    )


# ---- hostile words ------------------------------------------------------------------------------

MARKUP = '<img src=x onerror="alert(1)"><script>alert(2)</script>&lt;b&gt;\'"'
TAGS = (
    "section",
    "h3",
    "h4",
    "a",
    "p",
    "bdi",
    "span",
    "ul",
    "li",
    "div",
    "figure",
    "blockquote",
    "figcaption",
)
BIDI = "invoice\u202egpj.exe\u2066\u200b\u0007"


def hostile(words: str, address: str) -> Section:
    return Section(
        label=words,
        headline=words,
        link=address,
        byline=(words,),
        site=words,
        published=words,
        language="en",
        words=900,
        passages=(Passage(words, 0, len(words), (Insertion(3, words),), link=address),),
        quotations=(Quotation((Passage(words, 0, len(words)),), words, words),),
        notes=(words,),
        shared=(Sharing(words, address), Sharing(words, address)),
    )


def hostile_digest(words: str, address: str) -> Reply:
    return Reply((hostile(words, address),), form=Form.DIGEST, title=words, notes=(words,))


def test_markup_in_any_word_stays_words() -> None:
    read = Reader(reply_html(Reply((hostile(MARKUP, "https://a.example/"),))))
    assert read.tags <= set(TAGS)
    assert read.attributes <= {"class", "href", "target", "rel", "lang", "dir", "aria-label"}
    assert read.words.count("<script>alert(2)</script>") == 10
    assert Reader(reply_html(Reply((Section(MARKUP, problem=MARKUP),)))).tags == {"section", "p"}


def test_markup_in_any_word_of_a_digest_stays_words() -> None:
    read = Reader(reply_html(hostile_digest(MARKUP, "https://a.example/")))
    assert read.tags <= set(TAGS)
    assert read.attributes <= {"class", "href", "target", "rel", "lang", "dir", "aria-label"}
    assert read.words.count("<script>alert(2)</script>") == 9


def test_what_turns_the_line_around_or_hides_is_taken_out() -> None:
    words = Reader(reply_html(Reply((hostile(BIDI, "https://a.example/"),)))).words
    words += Reader(reply_html(hostile_digest(BIDI, "https://a.example/"))).words
    assert "invoicegpj.exe" in words
    assert not set(words) & set("\u202e\u2066\u200b\u0007")
    assert Reader(text_html(BIDI)).words == "invoicegpj.exe"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScript:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "/\\evil.example/x",
        "\\\\evil.example",
        "ftp://a.example/x",
        "",
    ],
)
def test_an_address_that_leads_elsewhere_than_to_a_page_is_no_link(address: str) -> None:
    assert safe_link(address) is None
    assert Reader(reply_html(Reply((hostile("Words", address),)))).addresses == []
    assert Reader(reply_html(hostile_digest("Words", address))).addresses == []


def test_an_address_can_not_leave_its_attribute() -> None:
    address = 'https://a.example/"onmouseover="alert(1)'
    read = Reader(reply_html(Reply((hostile("Words", address),))))
    assert set(read.addresses) == {address}
    assert "onmouseover" not in read.attributes


@pytest.mark.parametrize("link", ['/#m12" onclick="alert(1)', '/#m12"><script>alert(1)</script>'])
def test_no_link_to_a_message_can_leave_its_attribute(link: str) -> None:
    shared = replace(NEWS, link=None, shared=(Sharing("Ann", link),))
    read = Reader(reply_html(Reply((shared,), form=Form.DIGEST)))
    assert read.attributes <= {"class", "href", "lang", "dir"}
    assert "script" not in read.tags


@given(st.text(), st.text())
def test_no_words_and_no_address_make_a_tag_that_is_not_ours(words: str, address: str) -> None:
    digest = reply_html(hostile_digest(words, address))
    read = Reader(reply_html(Reply((hostile(words, address),))) + digest + text_html(words))
    assert not read.tags & {"script", "img", "style", "iframe", "object", "svg", "form", "input", "meta"}
    assert not any(name.startswith("on") or name in ("style", "src") for name in read.attributes)
    assert all(re.match(r"https?://|/[^/\\]?", one, re.IGNORECASE) for one in read.addresses)


# ---- people's messages --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "address", "after"),
    [
        ("see https://a.example/x.", "https://a.example/x", "."),
        ("(https://a.example/x)", "https://a.example/x", ")"),
        ("https://a.example/x_(y), z", "https://a.example/x_(y)", ", z"),
        ("“https://a.example/x”", "https://a.example/x", "”"),
        ("<https://a.example/x>", "https://a.example/x", ">"),
        ("https://a.example/?q=a&b=c…", "https://a.example/?q=a&b=c", "…"),
    ],
)
def test_links_in_a_message_can_be_followed(said: str, address: str, after: str) -> None:
    html = text_html(said)
    assert Reader(html).addresses == [address]
    assert Reader(html).words == said
    assert Reader(html.split("</a>")[1]).words == after
    assert 'rel="noopener noreferrer nofollow"' in html


def test_the_lines_of_a_message_are_kept() -> None:
    assert Reader(text_html("one\n\n  two\nthree\n")).words == "one\n\n  two\nthree"


@pytest.mark.parametrize("said", ["word " * 200, "line\n" * 20])
def test_much_of_a_long_message_is_folded_away(said: str) -> None:
    html = text_html(said)
    assert '<div class="long">' in html
    assert 'aria-expanded="false">Show all</button>' in html
    assert said.strip() in Reader(html).words


def test_a_reply_as_plain_words_has_its_sentences_and_who_said_what() -> None:
    assert plain(Reply((STORY,))) == (
        "Hill farm wins back its spring after 12 years\n\n"
        "A court gave the spring back to the farm on Monday.\n\n"
        "[Hana Voss] She had carried water up the hill since 2014.\n\n"
        "“I can put the bucket down … at last” (Hana Voss, who farms 40 acres)\n\n"
        "“the company would study the ruling”"
    )
