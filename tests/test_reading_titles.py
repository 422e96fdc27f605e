"""The headline is the one that readers see, without the site's name, a date or broken signs in it."""

from __future__ import annotations

import pytest

from summarizer.reading.metadata.titles import Heading, Titles, headline
from tests.growth import growth
from tests.test_reading_metadata import bare, ld, meta

TITLE = "The lighthouse keeper of Skarvik counts her martens"


def of(
    *headings: str, metadata: tuple[str, ...] = (), site: str | None = None, hosts: tuple[str, ...] = ()
) -> str | None:
    return headline(Titles([Heading(text) for text in headings], metadata, (), site, hosts))


@pytest.mark.parametrize(
    "title",
    [
        f"{TITLE} - Town - Coast Post",
        f"{TITLE} | Town | Coast Post",
        f"Coast Post » {TITLE}",
        f"{TITLE} – 海岸新聞",
        f"{TITLE} | ",
        f"{TITLE}｜海岸新聞",
        f"03.05.2031 | {TITLE}",
        f"2031-05-03 - {TITLE} - Coast Post",
    ],
)
def test_what_a_site_puts_around_a_title_is_taken_off(title: str) -> None:
    assert of(metadata=(title,), site="Coast Post") == TITLE


def test_a_date_that_the_title_speaks_of_stays() -> None:
    assert of("3 May 2031 in pictures", metadata=("3 May 2031 in pictures",)) == "3 May 2031 in pictures"


def test_the_sites_name_is_known_by_its_host() -> None:
    hosts = ("coast-post.example", "coast-post")
    assert of("Coast Post", metadata=(f"Coast Post » Archive » {TITLE}",), hosts=hosts) != "Coast Post"
    assert of("Coast Post", TITLE, metadata=(f"Coast Post » {TITLE}",), hosts=hosts) == TITLE
    assert of(metadata=("Tides | St. Anne Coast Post of Skarvik",), hosts=hosts) == "Tides"


def test_one_heading_is_the_headline_though_the_title_says_it_otherwise() -> None:
    assert of("Our martens", metadata=("Wildlife on the coast – where and when to see it",)) == "Our martens"


@pytest.mark.parametrize("around", ["<aside>{}</aside>", "<div class='newsletter'><div>{}</div></div>"])
def test_a_heading_of_something_else_is_not_the_headline(around: str) -> None:
    body = around.format("<h1>Get our letter from the coast</h1>")
    assert bare("<title>Wildlife near the harbour</title>", body) == "Wildlife near the harbour"


def test_of_two_headings_the_confirmed_one_is_the_headline() -> None:
    assert of("Welcome to the coast", TITLE, metadata=(f"{TITLE} | Coast Post",)) == TITLE


def test_a_title_that_is_nothing_but_the_sites_name_gives_way_to_a_heading() -> None:
    assert of(TITLE, metadata=("Coast Post", "Coast Post"), site="Coast Post") == TITLE


def test_what_is_set_in_capitals_is_written_as_the_metadata_spells_it() -> None:
    assert of(TITLE.upper(), metadata=(f"{TITLE} | Coast Post",)) == TITLE
    assert of("NASA", metadata=("NASA",)) == "NASA"


def test_entities_that_were_escaped_twice_are_read() -> None:
    title = "The keeper’s martens & gulls"
    assert bare(meta("og:title", "The keeper&amp;#8217;s martens &amp;amp; gulls"), "") == title
    assert bare(ld(headline="The keeper&#8217;s <em>martens</em> &amp; gulls"), "") == title


def test_the_place_of_a_headline_is_its_own_heading_and_not_the_menus() -> None:
    """Else the byline beside it would not be found."""
    menu = f"<ul><li><h2>{TITLE}</h2></li></ul>" + "<p>Menu</p>" * 200
    body = f"{menu}<h1>{TITLE}</h1><p class='byline'>By Lise Dahl</p>"
    assert bare(f"<title>{TITLE}</title>", body) == TITLE


@pytest.mark.parametrize("unit", ["a - ", " | ", "-", "- ", "1.1.2031 - ", "&#x41;", " "])
def test_a_long_title_costs_no_more_than_its_length(unit: str) -> None:
    def work(text: str) -> object:
        return of(text, metadata=(text, text), site="Coast Post", hosts=("coast-post",))

    assert growth(work, lambda n: unit * (n // len(unit)) + "x", small=4_000) < 24
