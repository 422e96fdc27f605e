"""Where a page lives is what it says of its own site, without what follows readers around."""

from __future__ import annotations

import pytest

from summarizer.reading.metadata.addresses import found_at, home_of, own_address
from tests.test_reading_metadata import meta, read_with

HERE = "https://coast.example/lighthouse"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        (f"{HERE}?utm_source=chat&utm_medium=social", HERE),
        (f"{HERE}?fbclid=1&gclid=2&mc_cid=3", HERE),
        (f"{HERE}?id=7&utm_source=chat", f"{HERE}?id=7"),
        (f"{HERE}?id=7&q=%E4+b", f"{HERE}?id=7&q=%E4+b"),
        (HERE, HERE),
        ("http://[", "http://["),
        (None, None),
    ],
)
def test_where_a_page_was_found_is_kept_without_tracking(url: str | None, address: str | None) -> None:
    assert found_at(url) == address


def test_a_page_that_does_not_say_where_it_lives_is_known_by_where_it_was_found() -> None:
    assert read_with(url=f"{HERE}?utm_source=chat").url == HERE


@pytest.mark.parametrize(
    ("given", "address"),
    [
        (HERE, HERE),
        ("/lighthouse", HERE),
        (f"{HERE}?utm_source=feed", HERE),
        ("http://coast.example/lighthouse", HERE),  # it was read safely
        ("https://m.coast.example/lighthouse", "https://m.coast.example/lighthouse"),
        ("http://www.coast.example/lighthouse", "http://www.coast.example/lighthouse"),
        ("https://coast.example/", None),
        ("/", None),
        ("https://other.example.org/lighthouse", None),
        ("https://user@coast.example/lighthouse", None),
        ("https://coast.example/light house", None),
        ("mailto:lise@coast.example", None),
        ("https://coast.example:bad/", None),
        ("https://coast.example/" + "a" * 5_000, None),
    ],
)
def test_a_page_is_believed_about_its_own_site_alone(given: str, address: str | None) -> None:
    assert own_address(given, f"{HERE}?amp=1") == address


def test_the_front_of_a_site_is_its_own_address() -> None:
    assert own_address("https://coast.example/", "https://coast.example") == "https://coast.example/"


@pytest.mark.parametrize(
    "cache",
    [
        "https://coast-example.cdn.ampproject.org/c/s/coast.example/lighthouse.amp",
        "https://www.google.com/amp/s/coast.example/lighthouse.amp",
    ],
)
def test_a_page_in_a_cache_of_amp_pages_lives_where_it_says(cache: str) -> None:
    assert own_address(HERE, cache) == HERE
    assert own_address("https://elsewhere.example.org/x", cache) is None


def test_an_amp_page_lives_where_its_canonical_address_says() -> None:
    head = f'<link rel="canonical" href="{HERE}">'
    assert read_with(head=head, url=f"{HERE}/amp").url == HERE


def test_a_canonical_address_that_is_not_believed_gives_way_to_the_shared_one() -> None:
    head = '<link rel="canonical" href="https://coast.example/">' + meta("og:url", f"{HERE}-keeper")
    assert read_with(head=head, url=HERE).url == f"{HERE}-keeper"


def test_an_archived_page_is_from_the_site_it_was_on() -> None:
    assert home_of("https://web.archive.org/web/20310503101500/https://coast.example/x") == "coast.example"
    assert home_of("https://coast.example/web/2031/https://other.example/") == "coast.example"
