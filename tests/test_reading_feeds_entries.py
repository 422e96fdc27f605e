"""An entry's own content is read and summarised like a page, without what feeds put beside the story."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from summarizer.core import summarise
from summarizer.model import Fault, FeedEntry, Unreadable
from summarizer.reading import read
from summarizer.reading.feeds import as_page, words_of
from tests.articles import HEADLINE, PARAGRAPHS

URL = "https://tide.example/2026/bridge"
AT = datetime(2026, 10, 14, 16, 30, tzinfo=UTC)


def told(content: str, title: str | None = HEADLINE) -> str:
    """The text that is read from an entry of that content."""
    page = as_page(FeedEntry("7", URL, title, content=content))
    assert page is not None
    return read(page).text


def html(*paragraphs: str) -> str:
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


STORY = "\n\n".join(PARAGRAPHS[:4])


def test_an_entry_is_read_like_the_page_it_might_have_been() -> None:
    page = as_page(FeedEntry("7", URL, HEADLINE, "Maja Lund", AT, html(*PARAGRAPHS)))
    assert page is not None
    document = read(page)
    assert document.text == "\n\n".join(PARAGRAPHS)
    assert (document.title, document.url, document.byline) == (HEADLINE, URL, ("Maja Lund",))
    assert document.published == "2026-10-14T16:30+00:00"
    assert summarise(page)[0].title == HEADLINE


def test_an_entry_is_summarised_like_a_page_or_has_nothing_to_read() -> None:
    document, summary = summarise(FeedEntry("7", URL, HEADLINE, content=html(*PARAGRAPHS)))
    assert document.text == "\n\n".join(PARAGRAPHS)
    assert (document.title, document.url, summary.language) == (HEADLINE, URL, "en")
    with pytest.raises(Unreadable) as error:
        summarise(FeedEntry("7", URL, HEADLINE))
    assert error.value.fault is Fault.NOTHING_TO_READ


@pytest.mark.parametrize(
    "content", [PARAGRAPHS[0], html(PARAGRAPHS[0]), f"{PARAGRAPHS[3]}<br><br>{PARAGRAPHS[5]}"]
)
def test_a_short_content_is_read_whole(content: str) -> None:
    expected = content.replace("<br><br>", "\n\n").replace("<p>", "").replace("</p>", "")
    assert told(content) == expected


def test_a_plain_content_keeps_its_paragraphs_and_its_signs() -> None:
    plain = f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[5]}\r\n\r\nWhoever says that 5 &lt; 6 &amp; 7 &gt; 6 is right as rain."
    assert (
        told(plain)
        == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[5]}\n\nWhoever says that 5 < 6 & 7 > 6 is right as rain."
    )


@pytest.mark.parametrize(
    "content", [None, "", "<p></p>", "<img src='/a.png'>", "Comments", "<p>Five words are no text.</p>"]
)
def test_an_entry_with_hardly_any_text_is_no_page(content: str | None) -> None:
    assert as_page(FeedEntry("7", None, "A title", content=content)) is None


@pytest.mark.parametrize(
    "ending",
    [
        '<p>The post <a href="/b">Orford closes its bridge</a> appeared first on <a href="/">The Orford Tide</a>.</p>',
        '<p><a href="/b">Read more</a></p>',
        '<p>Continue reading <a href="/b">Orford closes its bridge</a></p>',
        '<p><a class="more-link" href="/b">Continue reading <span>Orford closes its bridge</span> →</a></p>',
        '<a href="/b">[Read more]</a>',
        "<p>12 comments</p>",
        '<p><a href="/b#comments">12 Comments</a></p>',
        '<span><a href="/b">[link]</a></span> <span><a href="/b">[comments]</a></span>',
        "<script>track('entry seen')</script>",
    ],
)
def test_what_leads_on_from_a_content_is_no_part_of_its_text(ending: str) -> None:
    assert told(html(*PARAGRAPHS[:4]) + ending) == STORY
    assert words_of(FeedEntry(content=html(*PARAGRAPHS[:4]) + "<script>a b c</script>")) == words_of(
        FeedEntry(content=html(*PARAGRAPHS[:4]))
    )


@pytest.mark.parametrize(
    ("ending", "left"),
    [
        (' <a href="/b">Read more…</a>', ""),
        ('<a href="/b">Weiterlesen</a>', ""),
        (" […]", " […]"),
        (" [&#8230;]", " […]"),
        (' […] <a href="/b">more</a>', " […]"),
    ],
)
def test_an_excerpt_ends_where_the_feed_cut_it_with_the_feeds_own_mark(ending: str, left: str) -> None:
    cut = PARAGRAPHS[5].removesuffix(".")
    assert told(html(PARAGRAPHS[3], cut + ending)) == f"{PARAGRAPHS[3]}\n\n{cut}{left}"


def test_a_plain_content_ends_where_the_story_does() -> None:
    endings = (
        "\n\nThe post Bridge shut appeared first on The Orford Tide.",
        "\n\nRead more »",
        " Continue reading Bridge →",
    )
    assert [told(PARAGRAPHS[0] + ending) for ending in endings] == [PARAGRAPHS[0]] * 3


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, 0),
        ("Three plain words", 3),
        ("<p>Two <b>words</b></p>", 2),
        ("A &amp; B", 2),
        ("<p>One</p><p>two</p>", 2),
    ],
)
def test_the_words_of_a_content_are_counted(content: str | None, words: int) -> None:
    assert words_of(FeedEntry(content=content)) == words
