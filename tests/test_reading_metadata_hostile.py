"""What a hostile page says about itself costs no more than the page is long."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from lxml import html

from summarizer.reading.metadata import Metadata, metadata_of
from tests.growth import growth

URL = "https://coast.example/lighthouse"

HOSTILE: dict[str, Callable[[int], str]] = {
    "titles and headings": lambda n: (
        "<meta property='og:title' content='A title of words'>" * (n // 20) + "<h1>A heading</h1>" * (n // 10)
    ),
    "one long heading": lambda n: f"<h1>{'A - ' * n}</h1>",
    "one long title": lambda n: f"<title>{' | ' * n}</title><h1>x</h1>",
    "attributes": lambda n: (
        f"<h1 class='{'kicker-' * n}'>A heading</h1><p class='{'author ' * n}' rel='{'author ' * n}'>By A B</p>"
        f"<time datetime='{'1.' * n}'></time><meta name=author content='{'By ' * n}'>"
        f"<link rel=canonical href='{'/a' * n}'><meta property='og:image' content='{'/a' * n}'>"
    ),
    "authors and dates": lambda n: (
        "<h1>A heading</h1>" + "<a href='/author/lise-dahl'>Lise Dahl</a><time>3 May 2031</time>" * (n // 8)
    ),
    "facts": lambda n: "<h1>A heading</h1><dl>" + "<dt>Author</dt><dd>A B</dd>" * (n // 4) + "</dl>",
    "columns in columns": lambda n: (
        "<h1>A heading</h1>" + "<div class=sidebar>" * n + "<p class=author>A B</p>" * (n // 8)
    ),
    "pictures": lambda n: "<meta property='og:image' content='/logo.png'>" * (n // 4),
    "publishers": lambda n: (
        '<script type="application/ld+json">['
        + '{"@type":"Organization","name":"A","url":"/","logo":"/a.png"},' * (n // 8)
        + "{}]</script>"
    ),
    "articles": lambda n: (
        "<h1>A heading of words</h1>"
        + '<script type="application/ld+json">{"@type":"Article","headline":"B","author":"C D"}</script>'
        * (n // 10)
    ),
}


def said_by(source: str) -> Metadata:
    tree = html.document_fromstring(f"<html><body>{source}</body></html>")
    return metadata_of(tree, URL)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_cost_grows_no_faster_than_the_page(hostile: str) -> None:
    assert growth(said_by, HOSTILE[hostile], small=500) < 24


def test_an_attribute_of_a_million_characters_is_no_name_and_no_title() -> None:
    long = "Lise Dahl " * 100_000
    said = said_by(
        f"<h1>Martens</h1><meta name=author content='{long}'><meta property='og:title' content='{long}'>"
        f"<meta property='og:site_name' content='{long}'><p class=byline>{long}</p>"
    )
    assert said.title == "Martens"
    assert said.byline == ()
    assert len(said.site or "") <= 400


def test_a_page_that_says_nothing_has_nothing() -> None:
    assert said_by("") == Metadata(url=URL)
