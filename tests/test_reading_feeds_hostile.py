"""Anything may be sent as a feed: little comes of it, or `Unreadable`, and nothing is opened or swells."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarizer.model import FeedEntry, FeedLinks, NewsFeed, Raw, Unreadable
from summarizer.reading.feeds import as_page, limits, read_feed, words_of
from summarizer.reading.feeds.mending import mended
from tests.feeds import atom, json_feed, rss, rss_of
from tests.growth import growth

URL = "https://tide.example/feed"
MEBIBYTE = 1 << 20


def comes_back(body: bytes, media_type: str = "", charset: str | None = None) -> NewsFeed | FeedLinks | None:
    """What is read, within its limits; None for what is refused."""
    try:
        found = read_feed(Raw(body, media_type, charset, URL))
    except Unreadable:
        return None
    if isinstance(found, NewsFeed):
        assert len(found.entries) <= limits.ENTRIES
        assert sum(len(entry.content or "") for entry in found.entries) <= limits.CONTENTS
        for entry in found.entries:
            assert len(entry.title or "") <= limits.TITLE
            assert len(entry.content or "") <= limits.CONTENT
            assert max(map(len, (entry.id or "", entry.link or "", entry.author or ""))) <= limits.LINE
            assert entry.published is None or entry.published.tzinfo is not None
            words_of(entry)
            as_page(entry)
    return found


def declaring(*entities: str, use: str) -> bytes:
    return (
        f"<!DOCTYPE rss [{''.join(entities)}]>".encode()
        + rss_of(f"<item><title>{use}</title><description>{use}</description></item>").partition(b"\n")[2]
    )


# ---- entities


LAUGHS = tuple(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))


@pytest.mark.parametrize(
    ("entities", "use"),
    [
        (('<!ENTITY l0 "laugh">', *LAUGHS), "&l9;"),
        (("<!ENTITY % p \"<!ENTITY l0 'laugh'>\"> %p;", *LAUGHS), "&l9;"),
        ((f'<!ENTITY l9 "{"laugh" * 20_000}">',), "&l9;" * 20_000),
        (('<!ENTITY l9 "&l9;">',), "&l9;"),
    ],
)
def test_entities_are_not_expanded(entities: tuple[str, ...], use: str) -> None:
    found = comes_back(declaring(*entities, use=use))
    assert isinstance(found, NewsFeed)
    assert "laugh" not in repr(found)
    assert (found.entries[0].title or "").startswith("&l9;")


@pytest.mark.parametrize("kind", ["internal", "parameter", "whole"])
def test_files_are_not_opened(kind: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("<!ENTITY f 'wordsofthesecret'>wordsofthesecret")
    address = secret.as_uri()
    body = {
        "internal": declaring(f'<!ENTITY f SYSTEM "{address}">', use="Seen &f;"),
        "parameter": declaring(f'<!ENTITY % f SYSTEM "{address}"> %f;', use="Seen &f;"),
        "whole": f'<!DOCTYPE rss SYSTEM "{address}">'.encode() + rss([FeedEntry(title="Seen &f;")]),
    }[kind]
    found = comes_back(body)
    assert "Seen" in repr(found)
    assert "wordsofthesecret" not in repr(found)


def test_a_body_that_is_a_path_or_an_address_is_not_opened(tmp_path: Path) -> None:
    feed = tmp_path / "feed.xml"
    feed.write_bytes(rss([FeedEntry(title="Seen")]))
    assert comes_back(str(feed).encode()) is None
    assert comes_back(feed.as_uri().encode()) is None


def test_inclusions_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("wordsofthesecret")
    included = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'
    body = rss_of(f"<item><title>Seen {included}</title><description>{included}</description></item>")
    assert "wordsofthesecret" not in repr(comes_back(body))


# ---- size: whatever is sent, what is handed to the slow part has a bound


def item(fields: str) -> bytes:
    return rss_of(f"<item>{fields}</item>")


SWOLLEN: dict[str, Callable[[], bytes]] = {
    "nested elements": lambda: item("<title>A</title>" + "<a>" * 100_000),
    "nested elements in a content": lambda: item("<description>" + "<a>" * 100_000 + "x</description>"),
    "nested elements around": lambda: b"<rss>" + b"<channel>" * 100_000,
    "attributes": lambda: rss_of("<item " + " ".join(f'a{i}="x"' for i in range(100_000)) + "><title>A</title></item>"),
    "namespaces": lambda: rss_of("<item " + " ".join(f'xmlns:a{i}="u:{i}"' for i in range(20_000)) + "><title>A</title></item>"),
    "a long title": lambda: item(f"<title>{'title ' * MEBIBYTE}</title>"),
    "a long title of references": lambda: item(f"<title>{'&amp;lt;b' * (MEBIBYTE // 2)}</title>"),
    "a long author": lambda: item(f"<title>A</title><author>{'a.' * MEBIBYTE}</author>"),
    "a long date": lambda: item(f"<title>A</title><pubDate>{'1 ' * MEBIBYTE}</pubDate>"),
    "a long link": lambda: item(f"<title>A</title><link>https://x.example/{'a/' * MEBIBYTE}</link>"),
    "tiny entries": lambda: rss_of("<item/>" * 1_000_000),
    "tiny elements": lambda: item("<title>A</title>" + "<a/>" * 1_000_000),
    "tiny elements beside": lambda: rss_of("", more="<a/>" * 1_000_000),
    "channels": lambda: b"<rss>" + b"<channel><title>A</title></channel>" * 100_000 + b"</rss>",
    "entries in entries": lambda: rss_of("<item><title>A</title>" * 20_000),
    "contents": lambda: item("<description>word</description>" * 300_000),
    "large contents": lambda: rss_of(f"<item><title>A</title><description>{'w' * 90_000}</description></item>" * 100),
    "open titles": lambda: rss_of("<item>" + "<title>" * 300_000),
    "open sections": lambda: rss_of("<item><title>" + "<![CDATA[" * 300_000),
    "open comments": lambda: rss_of("<!--" * 300_000),
    "comments before": lambda: b"<!-- -->" * 300_000 + rss(),
    "open comments before": lambda: b"<!--" * 300_000 + rss(),
    "open declarations before": lambda: b"<?xml " * 300_000 + rss(),
    "references": lambda: item(f"<description>{'&#128512;&unheard;&' * 100_000}</description>"),
    "links": lambda: item("<title>A</title>" + '<link rel="alternate" href="/a"/>' * 200_000),
    "categories": lambda: item("<title>A</title>" + "".join(f"<category>c{i}</category>" for i in range(100_000))),
}  # fmt: skip


@pytest.mark.parametrize("swollen", SWOLLEN)
def test_whatever_is_sent_what_is_read_of_it_has_a_bound(swollen: str) -> None:
    body = SWOLLEN[swollen]()
    handed_on = mended(body.decode())
    assert handed_on is None or handed_on.count(b"<") < 4 * (limits.ENTRIES + 10 * limits.ELEMENTS)
    assert len(handed_on or b"") <= 2 * limits.CONTENTS
    comes_back(body)


@pytest.mark.parametrize("swollen", ["tiny entries", "tiny elements", "large contents"])
def test_of_what_has_no_end_the_beginning_is_read(swollen: str) -> None:
    assert isinstance(comes_back(SWOLLEN[swollen]()), NewsFeed)


GROWING: dict[str, Callable[[int], str]] = {
    "a title of brackets": lambda n: item(f"<title>{'&lt;b ' * n}</title>").decode(),
    "a content of brackets": lambda n: item(f"<description>{'&lt;a ' * n}</description>").decode(),
    "a content of breaks": lambda n: item("<description>" + "w.\n \n" * n + "</description>").decode(),
    "a content of posts": lambda n: item(f"<description>{'x. the post y ' * (n // 2)}</description>").decode(),
    "a content of links": lambda n: item(f"<description>{'&lt;a&gt;read more' * (n // 2)}</description>").decode(),
    "attributes": lambda n: rss_of("<item " + " ".join(f'a{i}="x"' for i in range(n)) + "/>").decode(),
    "open titles": lambda n: rss_of("<item>" + "<title>" * n).decode(),
    "open sections": lambda n: rss_of("<item><title>" + "<![CDATA[" * n).decode(),
    "open declarations": lambda n: "<?xml " * n,
    "open brackets": lambda n: "<" * n + "rss",
    "ampersands": lambda n: item(f"<title>{'&a' * n}</title>").decode(),
    "links of a page": lambda n: "<html>" + '<a href="/x/feed">' * (n // 4),
    "declared feeds of a page": lambda n: "<html>" + "".join(
        f'<link rel=alternate type="application/rss+xml" href="/{i}">' for i in range(n // 4)
    ),
    "paths of a page": lambda n: f'<html><link rel=alternate type="text/xml" href="{"/a" * n}">',
}  # fmt: skip


@pytest.mark.parametrize("growing", GROWING)
def test_the_cost_grows_no_faster_than_what_is_sent(growing: str) -> None:
    assert growth(lambda text: comes_back(text.encode()), GROWING[growing], small=1_500) < 24


# ---- what is no feed at all


@pytest.mark.parametrize(
    "body",
    [
        b"\x00" * 5_000,
        bytes(range(256)) * 40,
        gzip.compress(rss()),
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 500,
        b"PK\x03\x04" + b"\x00" * 500,
        b"%PDF-1.7\n%\xe2\xe3",
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"version":"https://jsonfeed.org/version/1","items":' + b"[" * 100_000,
        b'{"items": [' + b"9" * 10_000 + b'], "title": "", "feed_url": ""}',
        b"<rss",
        b"<rss><channel",
        b"<feed>",
        b"<rdf:RDF>",
        b"<",
        b"&",
    ],
)
def test_what_is_no_feed_is_refused(body: bytes) -> None:
    assert not isinstance(comes_back(body, "application/rss+xml"), FeedLinks)


def test_a_page_that_is_called_xml_is_a_page() -> None:
    page = (
        b'<?xml version="1.0"?>\n<!DOCTYPE html [<!ENTITY a "b">]>\n<html><body><rss>&a;</rss></body></html>'
    )
    assert comes_back(page, "application/rss+xml") == FeedLinks(())


def test_zeros_among_the_bytes_of_a_feed_are_passed_over() -> None:
    found = comes_back(rss([FeedEntry(title="Seen")]).replace(b"Seen", b"Se\x00en"))
    assert isinstance(found, NewsFeed)
    assert found.entries[0].title == "Seen"


def test_characters_that_no_document_may_hold_are_left_out() -> None:
    items = [{"id": "\ud800\x00", "title": "A\ud800\x1b[1m", "content_text": "\udfff\x00word"}]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}).encode()
    found = comes_back(body)
    assert isinstance(found, NewsFeed)
    assert found.entries == (FeedEntry(None, None, "A[1m", content="word", words=1),)


PIECES = (
    "<item>", "</item>", "<entry>", "<title>", "</title>", "<title type='xhtml'>", "<link/>", "<link href='http://['/>",
    "<link>javascript:x</link>", "<guid>x</guid>", "<guid isPermaLink='TRUE'>http://a.example/</guid>", "<description>",
    "</description>", "<content:encoded>", "</content:encoded>", "<content type='x/y' mode='base64'>", "</content>",
    "<pubDate>Mon, 99 Foo 9999 99:99:99 +9999</pubDate>", "<dc:date>2026-10-14T99:00</dc:date>", "<author>", "</author>",
    "<name>a@b.c (</name>", "<image>", "<source url='x'>", "<media:group>", "<media:description>x</media:description>",
    "<div xmlns='http://www.w3.org/1999/xhtml'>", "</div>", "<svg:svg>", "<a:b c:d='e'>", "<textinput>", "</channel>",
    "<ttl>1e9</ttl>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&#0;", "&#x110000;", "&#9999999;", "&lt;", "word ", "é", "\x00",
    "xml:base='http://['", "<category/>", "<cloud/>", "<georss:point>a</georss:point>", "<itunes:duration>1:2:3:4</itunes:duration>",
)  # fmt: skip


@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.sampled_from(["rss", "feed", "rdf:RDF", "RSS"]))
def test_any_markup_in_a_feed_comes_to_an_end(pieces: list[str], root: str) -> None:
    comes_back(f"<{root}><channel><title>T</title>{''.join(pieces)}</{root}>".encode())


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from([rss, atom, json_feed]), st.integers(0, 700), st.integers(0, 200), st.binary(max_size=8)
)
def test_a_feed_with_a_piece_cut_out_and_another_put_in_comes_to_an_end(
    written: Callable[[list[FeedEntry]], bytes], at: int, cut: int, put: bytes
) -> None:
    body = written(
        [FeedEntry("7", "https://tide.example/a", "A title", "Maja Lund", None, "<p>Words & more.</p>")]
    )
    comes_back(body[:at] + put + body[at + cut :])


@settings(deadline=None, max_examples=150)
@given(
    st.binary(max_size=300),
    st.sampled_from(["", "text/html", "application/rss+xml", "application/feed+json", "image/png"]),
    st.sampled_from([None, "utf-8", "utf-16", "no such", "unicode_escape"]),
)
def test_bytes_of_any_kind_come_to_an_end(body: bytes, media_type: str, charset: str | None) -> None:
    comes_back(body, media_type, charset)
