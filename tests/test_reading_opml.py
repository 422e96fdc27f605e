"""OPML: every outline with an address comes through, and what is written can be read again."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from summarizer.model import Fault, Unreadable
from summarizer.reading.feeds.opml import read_opml, write_opml

MADE = datetime(2026, 10, 14, 16, 30, tzinfo=UTC)
TIDE, FERRY = "https://tide.example/feed", "https://ferry.example/rss?a=1&b=2"


def opml(outlines: str, version: str = "2.0", before: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<opml version="{version}">'
        f"<head><title>Mine</title></head><body>{outlines}</body></opml>"
    ).encode()


@pytest.mark.parametrize("version", ["1.0", "1.1", "2.0"])
def test_outlines_are_read_in_their_order_however_deep(version: str) -> None:
    outlines = f"""<outline text="Coast"><outline text="North"><outline type="rss" text="Tide" xmlUrl="{TIDE}"/></outline>
        <outline text="Ferry &amp; Co" title="The Ferry" xmlUrl="https://ferry.example/rss?a=1&amp;b=2"/></outline>
        <outline xmlUrl="https://bare.example/feed"/><outline text="no feed" htmlUrl="https://tide.example/"/>"""
    assert read_opml(opml(outlines, version)) == (
        (TIDE, "Tide"),
        (FERRY, "The Ferry"),
        ("https://bare.example/feed", None),
    )


@pytest.mark.parametrize("name", ["xmlUrl", "xmlurl", "XMLURL", "xmlURL"])
def test_names_of_attributes_are_read_in_any_case(name: str) -> None:
    assert read_opml(opml(f'<outline TEXT="Tide" {name}=" {TIDE} "/>')) == ((TIDE, "Tide"),)


def test_an_address_is_told_once() -> None:
    outlines = f'<outline xmlUrl="{TIDE}"/><outline text="Tide" xmlUrl="{TIDE}"/><outline text="Other" xmlUrl="{TIDE}"/>'
    assert read_opml(opml(outlines)) == ((TIDE, "Tide"),)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "feed", "", "http://["])
def test_only_addresses_of_the_web_are_taken(address: str) -> None:
    assert read_opml(opml(f'<outline text="x" xmlUrl="{address}"/>')) == ()


def test_what_is_not_well_formed_is_mended() -> None:
    assert read_opml(opml(f'<outline text="Fish & chips &eacute;" xmlUrl="{TIDE}?a=1&b=2">\x00')) == (
        (f"{TIDE}?a=1&b=2", "Fish & chips é"),
    )


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.EMPTY),
        (b" \n", Fault.EMPTY),
        (b"A list of feeds", Fault.NOT_A_FEED),
        (b"<rss><channel/></rss>", Fault.NOT_A_FEED),
        (b"<!doctype html><html><opml/></html>", Fault.NOT_A_FEED),
        (b"\x00\x01\x02\xff", Fault.NOT_A_FEED),
    ],
)
def test_what_is_no_opml_says_so(body: bytes, fault: Fault) -> None:
    with pytest.raises(Unreadable) as error:
        read_opml(body)
    assert error.value.fault is fault


def test_entities_are_neither_opened_nor_expanded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("https://secret.example/words")
    before = (
        f"""<!DOCTYPE opml [<!ENTITY f SYSTEM "{secret.as_uri()}"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>"""
    )
    (only,) = read_opml(opml(f'<outline text="x &f; &b;" xmlUrl="{TIDE}"/>', before=before))
    assert only == (TIDE, "x &f; &b;")


def test_what_is_written_says_what_it_is() -> None:
    root = etree.fromstring(write_opml([(TIDE, "Tide")], "Feeds of #coast", MADE))
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "Feeds of #coast"
    assert root.findtext("head/dateCreated") == "Wed, 14 Oct 2026 16:30:00 +0000"
    assert dict(root.find("body/outline").attrib) == {
        "type": "rss",
        "text": "Tide",
        "title": "Tide",
        "xmlUrl": TIDE,
    }


def test_what_is_written_is_read_again() -> None:
    feeds = ((TIDE, 'Fish & "chips" <b> ☂ é 漢字'), (FERRY, "Ferry"))
    assert read_opml(write_opml(feeds, "x", MADE)) == feeds


def test_a_feed_without_a_title_is_called_by_its_address() -> None:
    assert read_opml(write_opml([(TIDE, None)], "x", MADE)) == ((TIDE, TIDE),)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 99), st.text(max_size=30)), max_size=6), st.text(max_size=20))
def test_titles_of_any_characters_are_written(feeds: list[tuple[int, str]], title: str) -> None:
    written = write_opml([(f"{TIDE}/{number}", called) for number, called in feeds], title, MADE)
    assert [url for url, _ in read_opml(written)] == list(
        dict.fromkeys(f"{TIDE}/{number}" for number, _ in feeds)
    )


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_are_feeds_or_unreadable(body: bytes) -> None:
    for given_bytes in (body, opml("").replace(b"</body>", body)):
        try:
            read_opml(given_bytes)
        except Unreadable:
            continue
