"""Anything may be given: there comes back a Document or one of the closed set of errors, in time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarizer.model import Document, Raw, Unreadable
from summarizer.reading import read
from summarizer.reading.paste import blocks_of
from tests.growth import growth
from tests.test_reading_page import STORY, page, paragraphs

TAGS = (
    *(
        "div",
        "p",
        "span",
        "a",
        "h1",
        "h2",
        "table",
        "tr",
        "td",
        "ul",
        "li",
        "blockquote",
        "pre",
        "code",
        "script",
    ),
    *("style", "time", "figure", "form", "br"),
)
ATTRIBUTES = (
    "",
    " class='author byline date'",
    " itemprop=author",
    " rel=author",
    " itemprop=datePublished content='2031-99-99'",
    " class=twitter-tweet",
    " style='display:none'",
)
PIECES = (
    "word ", "A sentence, with words in it. ", "“q” ", "漢字。", "\n", "\r\n\r\n", "- ", "> ", "&amp;", "&#0;", "&#xD800;", "\x00", "\x1e",
    "<!--", "-->", "<![CDATA[", "]]>", "By Jane Doe", "2031-05-03",
    "<meta charset='utf-16'>", "<meta property='article:published_time' content='99999999'>", "<link rel=canonical href='http://['>",
    "<script type='application/ld+json'>{\"@graph\":[{\"@type\":\"NewsArticle\",\"author\":[[{}]],\"datePublished\":7}]}</script>",
)  # fmt: skip

markup = st.lists(
    st.one_of(
        st.sampled_from(PIECES),
        st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
        st.builds("</{}>".format, st.sampled_from(TAGS)),
    ),
    max_size=60,
).map(lambda parts: "".join(parts).encode("utf-8", "replace"))
labels = st.sampled_from(["text/html", "text/plain", "", "image/png", "text/xml"])
charsets = st.sampled_from([None, "utf-8", "latin-1", "gb2312", "utf-16", "no such", "unicode_escape"])
addresses = st.sampled_from([None, "https://coast.example/l", "http://[", "not an address"])


def is_whole(document: Document) -> bool:
    spans = [block.span for block in document.blocks]
    ordered = all(a.end <= b.start for a, b in pairwise(spans))
    inside = all(0 <= span.start < span.end <= len(document.text) for span in spans)
    return (
        ordered and inside and all(span.of(document.text) == span.of(document.text).strip() for span in spans)
    )


def comes_back(raw: Raw) -> None:
    try:
        document = read(raw)
    except Unreadable:
        return
    assert is_whole(document)


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=300), labels, charsets, addresses)
def test_bytes_of_any_kind_are_a_document_or_unreadable(
    body: bytes, label: str, charset: str | None, url: str | None
) -> None:
    comes_back(Raw(body, label, charset, url))


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(markup, labels, charsets, addresses)
def test_markup_of_any_kind_is_a_document_or_unreadable(
    body: bytes, label: str, charset: str | None, url: str | None
) -> None:
    comes_back(Raw(body, label, charset, url))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 1200), st.integers(0, 300), st.binary(max_size=8))
def test_a_page_with_a_piece_cut_out_and_another_put_in_is_a_document_or_unreadable(
    at: int, cut: int, put: bytes
) -> None:
    body = page(paragraphs(*STORY)).encode()
    comes_back(Raw(body[:at] + put + body[at + cut :], "text/html", None, "https://coast.example/l"))


def as_page(source: str) -> None:
    comes_back(Raw(source.encode(), "text/html", "utf-8", "https://coast.example/l"))


HOSTILE_PAGES: dict[str, Callable[[int], str]] = {
    "divisions in divisions": lambda n: "<html><body>" + "<div>" * n + STORY[0],
    "spans in spans": lambda n: "<html><body><p>" + "<span>" * n + STORY[0],
    "posts in posts": lambda n: (
        "<html><body>" + "<blockquote class=twitter-tweet>x " * n + paragraphs(*STORY)
    ),
    "tables in tables": lambda n: "<html><body>" + "<table><tr><td>" * n + paragraphs(*STORY),
    "comments before": lambda n: "<!-- -->" * n + page(paragraphs(*STORY)),
    "open comments": lambda n: "<!--" * n + page(paragraphs(*STORY)),
    "open brackets": lambda n: "<html><body>" + "<" * n + paragraphs(*STORY),
    "open structured data": lambda n: page(
        paragraphs(*STORY), head='<script type="application/ld+json">' + '{"a":' * n + "</script>"
    ),
    "headings": lambda n: page("<h1>A heading of words</h1>" * (n // 4) + paragraphs(*STORY)),
    "authors in authors": lambda n: page("<div class=author>" * n + "x" + paragraphs(*STORY)),
    "authors": lambda n: page("<i class=author>A B</i>" * n + paragraphs(*STORY)),
    "one author of many names": lambda n: page(f"<a rel=author>{'A B, ' * n}</a>" + paragraphs(*STORY)),
    "dates": lambda n: page("<time>1.1.2020 </time>" * (n // 4) + paragraphs(*STORY)),
    "one class of many parts": lambda n: page(f"<p class='{'author-name-' * n}x'>" + paragraphs(*STORY)),
    "line breaks": lambda n: page(f"<p>{'word<br>' * (n // 8)}</p>" + paragraphs(*STORY)),
    "loose text": lambda n: page(
        "<div>" + "loose text here <p>x</p>" * (n // 8) + "</div>" + paragraphs(*STORY)
    ),
    "marks of notes": lambda n: page(
        "<p>" + "x<sup><a href='#n'>1</a></sup>" * (n // 4) + "</p>" + paragraphs(*STORY)
    ),
    "headings in boxes": lambda n: page(
        "<div><h2>A heading</h2></div><p>x</p>" * (n // 8) + paragraphs(*STORY)
    ),
    "links": lambda n: page("<p>" + "<a href=/x>word</a><br>" * (n // 8) + "</p>" + paragraphs(*STORY)),
    "spaces": lambda n: page(f"<p>{' ' * n * 8}x</p>" + paragraphs(*STORY)),
}
HOSTILE_PASTES: dict[str, Callable[[int], str]] = {
    "short lines": lambda n: "A short line of text\n" * (n // 8),
    "numbers": lambda n: "1. x\n" * (n // 8),
    "marks of quotation": lambda n: ">" * n,
    "hashes": lambda n: "# " * n,
    "dashes": lambda n: "- " * n,
    "dashes and a letter": lambda n: "- " * n + "x",
    "bars": lambda n: "|" * n,
    "stars": lambda n: "*" * n + "x",
    "spaces": lambda n: " " * n + "x" + " " * n,
    "the head of a file": lambda n: "---\n" + "a: b\n" * n,
    "brackets": lambda n: "Photo (" * n,
    "words": lambda n: "the post " * n,
    "capitals": lambda n: "Aa " * n + "is",
    "biographies": lambda n: "A story of one sentence.\n\n" + "Lise Dahl is a writer.\n\n" * (n // 8),
    "labels": lambda n: "Related:\n" * (n // 8),
    "closing marks": lambda n: "x" + "”" * n,
    "notes": lambda n: "x" + "[1]" * n,
}


@pytest.mark.parametrize("hostile", HOSTILE_PAGES)
def test_the_cost_of_a_page_grows_no_faster_than_the_page(hostile: str) -> None:
    assert growth(as_page, HOSTILE_PAGES[hostile], small=1_000) < 24


@pytest.mark.parametrize("hostile", HOSTILE_PASTES)
def test_the_cost_of_a_paste_grows_no_faster_than_the_paste(hostile: str) -> None:
    assert growth(blocks_of, HOSTILE_PASTES[hostile], small=1_000) < 24
