"""A feed's entries are what the feed says they are, however it writes it; a page's feeds are those it names."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from summarizer.model import Fault, FeedEntry, FeedLinks, NewsFeed, Raw, Unreadable
from summarizer.reading.feeds import limits, read_feed
from summarizer.reading.feeds.dates import moment
from tests.articles import HEADLINE, PARAGRAPHS
from tests.feeds import HOME, TITLE, atom, atom_of, json_feed, json_feed_of, rss, rss_of

URL = "https://tide.example/blog/feed"
AT = datetime(2026, 10, 14, 16, 30, tzinfo=UTC)
CONTENT = f"<p>{PARAGRAPHS[0]}</p>"
ENTRY = FeedEntry("tide-17", "https://tide.example/2026/bridge", HEADLINE, "Maja Lund", AT, CONTENT, 29)
OTHER = FeedEntry("tide-16", "https://tide.example/2026/ferry", "A ferry for the winter", None, AT, None)


def feed(
    body: bytes | str, media_type: str = "", charset: str | None = None, url: str | None = URL
) -> NewsFeed:
    found = read_feed(Raw(body.encode() if isinstance(body, str) else body, media_type, charset, url))
    assert isinstance(found, NewsFeed)
    return found


def entry(body: bytes | str) -> FeedEntry:
    (only,) = feed(body).entries
    return only


def item(fields: str) -> FeedEntry:
    """The only entry of an RSS feed."""
    return entry(rss_of(f"<item>{fields}</item>"))


def atom_entry(fields: str) -> FeedEntry:
    return entry(atom_of(f"<entry>{fields}</entry>"))


def fault(body: bytes, media_type: str = "") -> Fault:
    with pytest.raises(Unreadable) as error:
        read_feed(Raw(body, media_type, url=URL))
    return error.value.fault


# ---- the kinds


@pytest.mark.parametrize("written", [rss, atom, json_feed])
def test_a_feed_of_any_kind_gives_its_entries_whole(written: Callable[[Sequence[FeedEntry]], bytes]) -> None:
    assert feed(written([ENTRY, OTHER])) == NewsFeed(TITLE, HOME, (ENTRY, OTHER))


@pytest.mark.parametrize("version", ["0.91", "0.92", "2.0"])
def test_the_older_versions_of_rss_are_read(version: str) -> None:
    body = f'<rss version="{version}"><channel><title>T</title><item><title>A</title><link>/a</link></item></channel></rss>'
    assert entry(body) == FeedEntry(None, "https://tide.example/a", "A")


@pytest.mark.parametrize("namespace", ["http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/"])
def test_rss_in_rdf_is_read(namespace: str) -> None:
    body = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="{namespace}"
        xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="https://tide.example/"><title>Tide</title><link>https://tide.example/</link>
        <items><rdf:Seq><rdf:li rdf:resource="https://tide.example/a"/></rdf:Seq></items></channel>
        <item rdf:about="https://tide.example/a"><title>A</title><link>https://tide.example/a</link>
        <dc:date>2026-10-14T18:30:00+02:00</dc:date><dc:creator>Maja Lund</dc:creator></item></rdf:RDF>"""
    assert feed(body).title == "Tide"
    assert entry(body) == FeedEntry("https://tide.example/a", "https://tide.example/a", "A", "Maja Lund", AT)


def test_atom_0_3_is_read() -> None:
    body = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title mode="escaped">Tide</title>
        <entry><id>tag:tide.example,1</id><title type="text/html" mode="escaped">A &lt;b&gt;bold&lt;/b&gt; step</title>
        <link rel="alternate" type="text/html" href="https://tide.example/a"/><issued>2026-10-14T16:30:00Z</issued>
        <content type="text/html" mode="base64">PHA+V29yZHM8L3A+</content></entry></feed>"""
    assert entry(body) == FeedEntry(
        "tag:tide.example,1", "https://tide.example/a", "A bold step", None, AT, "<p>Words</p>", 1
    )


def test_version_1_of_json_feed_and_its_liberties_are_read() -> None:
    body = {
        "version": "https://jsonfeed.org/version/1",
        "title": "Tide",
        "items": [
            {
                "id": 17,
                "external_url": "/a",
                "content_text": "5 < 6 & so on",
                "author": {"name": "Maja Lund"},
            },
            {"id": "18", "summary": "Short.", "date_modified": "2026-10-14T16:30:00Z", "attachments": [7]},
            "no item",
        ],
    }
    assert feed(json.dumps(body)).entries == (
        FeedEntry("17", "https://tide.example/a", None, "Maja Lund", None, "5 &lt; 6 &amp; so on", 4),
        FeedEntry("18", None, None, None, AT, "Short.", 1),
    )


@pytest.mark.parametrize(
    "body",
    [b"Just a text.", b"<urlset><url/></urlset>", b"<rss/>", b'{"items": []}', b"[1]", b"{", b"<svg></svg>"],
)
def test_what_is_neither_a_feed_nor_a_page_says_so(body: bytes) -> None:
    assert fault(body) is Fault.NOT_A_FEED


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf \n"])
def test_nothing_is_empty(body: bytes) -> None:
    assert fault(body) is Fault.EMPTY


def test_a_feed_without_entries_is_a_feed() -> None:
    assert feed(rss()).entries == ()
    assert feed(atom()).entries == ()
    assert feed(json_feed()).entries == ()


# ---- what sites do to feeds


@pytest.mark.parametrize(
    "media_type", ["", "text/html", "text/plain", "application/octet-stream", "application/xml"]
)
@pytest.mark.parametrize("written", [rss, atom, json_feed])
def test_the_media_type_does_not_matter(
    media_type: str, written: Callable[[Sequence[FeedEntry]], bytes]
) -> None:
    assert feed(written([ENTRY]), media_type).entries == (ENTRY,)


@pytest.mark.parametrize(
    "before",
    [
        b"\xef\xbb\xbf",
        b"\r\n  \t",
        b"<br />\n<b>Warning</b>: Undefined variable $tide in <b>/srv/feed.php</b> on line <b>3</b><br />\n",
        b"<!-- <rss> by hand -->",
        b"connected\n",
    ],
)
def test_what_stands_before_the_feed_is_passed_over(before: bytes) -> None:
    assert feed(before + rss([ENTRY])).entries == (ENTRY,)


@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "ISO-8859-1", None),
        ("utf-8", "utf-8", "iso-8859-1"),
        ("cp1252", "utf-8", None),
        ("cp1252", "ISO-8859-1", None),
        ("utf-16", "utf-16", None),
        ("utf-16-le", "utf-8", None),
    ],
)
def test_a_wrong_label_of_the_charset_does_not_matter(
    encoding: str, declared: str, charset: str | None
) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?><rss><channel><title>Café Ørsted – “naïve”</title></channel></rss>'
    assert feed(text.encode(encoding), "application/rss+xml", charset).title == "Café Ørsted – “naïve”"


def test_what_is_not_well_formed_is_mended() -> None:
    body = """<rss version="2.0"><channel><title>Fish & chips &nbsp;caf&eacute; &unheard; &#8230;</title>
        <item><title>One</title><link>https://tide.example/?a=1&b=2</link><content:encoded>Text & <b>more</content:encoded>
        <dc:creator>Maja Lund</dc:creator><strange:tag x:y="1">z</strange:tag></item>
        <item><title>Two\x00\x0b</title>"""
    found = feed(body)
    assert found.title == "Fish & chips café &unheard; …"
    assert [(one.title, one.link, one.author) for one in found.entries] == [
        ("One", "https://tide.example/?a=1&b=2", "Maja Lund"),
        ("Two", None, None),
    ]
    assert found.entries[0].content == "Text & <b>more"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Tom &amp; Jerry", "Tom & Jerry"),
        ("Tom &amp;amp; Jerry", "Tom & Jerry"),
        ("<![CDATA[Tom &amp; Jerry]]>", "Tom & Jerry"),
        ("&lt;b&gt;Bold&lt;/b&gt; &lt;i&gt;step&lt;/i&gt;", "Bold step"),
        ("&amp;lt;b&amp;gt;Bold&amp;lt;/b&amp;gt; step", "Bold step"),
        ("A <b>bold</b> step", "A bold step"),
        ("One&lt;br /&gt;two", "One two"),
        ("The &lt;title&gt; element", "The <title> element"),
        ("Use of &amp;lt;div&amp;gt; grows", "Use of <div> grows"),
        ("5 &lt; 6", "5 < 6"),
        ("  folded \n\t white\u00a0space ", "folded white space"),
        ("It&amp;#8217;s here", "It’s here"),
    ],
)
def test_a_title_is_plain_text(written: str, meant: str) -> None:
    assert item(f"<title>{written}</title>").title == meant


def test_a_title_of_atom_is_read_by_its_type() -> None:
    titles = (
        "<title>Use of &lt;b&gt; grows</title>",
        '<title type="html">Use of &amp;lt;b&amp;gt; &lt;i&gt;grows&lt;/i&gt;</title>',
        '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Use of &lt;b&gt; <i>grows</i></div></title>',
    )
    assert [atom_entry(title).title for title in titles] == ["Use of <b> grows"] * 3


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<link>\n  https://tide.example/a \n</link>", "https://tide.example/a"),
        ("<link>/a</link>", "https://tide.example/a"),
        ("<link>a b</link>", "https://tide.example/blog/a%20b"),
        ("<link>javascript:alert(1)</link>", None),
        ("<link>data:text/html,x</link>", None),
        ("<link>ftp://tide.example/a</link>", None),
        ("<link>http://[</link>", None),
        ("<link></link><guid>https://tide.example/g</guid>", "https://tide.example/g"),
        ("<guid>https://tide.example/g</guid>", "https://tide.example/g"),
        ('<guid isPermaLink="true">https://tide.example/g</guid>', "https://tide.example/g"),
        ('<guid isPermaLink="false">https://tide.example/g</guid>', None),
        ("<guid>tide-17</guid>", None),
        ('<guid isPermaLink="true">17</guid>', None),
        ("<guid>https://tide.example/g</guid><link>https://tide.example/a</link>", "https://tide.example/a"),
        (
            "<link>https://proxy.example/x</link><feedburner:origLink>https://tide.example/a</feedburner:origLink>",
            "https://tide.example/a",
        ),
    ],
)
def test_a_link_is_where_the_entry_can_be_read(written: str, meant: str | None) -> None:
    assert item(f"<title>A</title>{written}").link == meant


def test_an_id_is_told_as_it_is() -> None:
    assert item("<title>A</title><guid>17</guid>").id == "17"
    assert atom_entry("<id>17</id><title>A</title>").id == "17"


def test_of_atoms_links_the_alternate_page_is_taken() -> None:
    links = """<title>A</title><link rel="self" href="/self"/><link rel="replies" href="/replies"/>
        <link rel="enclosure" type="audio/mpeg" href="/a.mp3"/><link rel="alternate" type="application/json" href="/a.json"/>
        <link rel="alternate" type="text/html" href=" /a "/><link rel="alternate" type="text/html" href="/b"/>"""
    assert atom_entry(links).link == "https://tide.example/a"
    assert atom_entry('<title>A</title><link rel="self" href="/self"/>').link is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Wed, 14 Oct 2026 16:30:00 GMT", AT),
        ("Wed, 14 Oct 2026 16:30:00 +0000", AT),
        ("14 Oct 2026 18:30 +0200", AT),
        ("Wed, 14 October 2026 12:30:00 EDT", AT),
        ("Wed, 14 Oct 26 11:30:00 EST", AT),
        ("Wed, 14 Oct 2026 16:30:00 GMT+00:00", AT),
        ("Wed, 14 Oct 2026 18:30:00 CEST", AT),
        ("October 14, 2026 4:30 PM", AT),
        ("Wed Oct 14 16:30:00 2026", AT),
        ("2026-10-14T16:30:00Z", AT),
        ("2026-10-14T18:30:00.123+02:00", AT),
        ("2026-10-14 16:30:00", AT),
        ("2026-10-14T16:30", AT),
        ("20261014T163000Z", AT),
        ("Thu, 1 Oct 2026 9:05:00 GMT", datetime(2026, 10, 1, 9, 5, tzinfo=UTC)),
        ("2026-10-14", datetime(2026, 10, 14, tzinfo=UTC)),
        ("14 Oct 2026", datetime(2026, 10, 14, tzinfo=UTC)),
        ("2026-10-14T24:00:00Z", datetime(2026, 10, 15, tzinfo=UTC)),
        ("2026-12-31T23:59:60Z", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("Mi, 14 Okt 2026 16:30:00 GMT", None),
        ("mié., 14 octubre 2026 16:30", None),
        ("14/10/2026", None),
        ("5.6.2026 10:00", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("0001-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("31 Feb 2026 10:00:00 GMT", None),
        ("2026-10-14T16:30:00+99:00", None),
        ("yesterday", None),
        ("", None),
        ("1" * 1_000_000, None),
    ],
)
def test_a_date_is_read_or_none_and_never_guessed(written: str, meant: datetime | None) -> None:
    assert moment(written) == meant


def test_the_date_of_publication_is_taken_before_that_of_a_change() -> None:
    later = "2026-10-15T08:00:00Z"
    dated = f"<title>A</title><updated>{later}</updated><published>2026-10-14T16:30:00Z</published>"
    assert atom_entry(dated).published == AT
    assert atom_entry(f"<title>A</title><updated>{later}</updated>").published == datetime(
        2026, 10, 15, 8, tzinfo=UTC
    )
    assert (
        atom_entry(f"<title>A</title><updated>{later}</updated><published>soon</published>").published
        is not None
    )


@pytest.mark.parametrize(
    "written",
    [
        "<author>desk@tide.example (Maja Lund)</author>",
        "<author>Maja Lund &lt;desk@tide.example&gt;</author>",
        "<dc:creator>Maja Lund</dc:creator>",
        "<author>Maja Lund</author>",
        "<author><name>Maja Lund</name><email>desk@tide.example</email></author>",
    ],
)
def test_an_author_is_a_name(written: str) -> None:
    assert item(f"<title>A</title>{written}").author == "Maja Lund"


def test_an_address_of_mail_is_no_author() -> None:
    assert item("<title>A</title><author>desk@tide.example</author>").author is None


@pytest.mark.parametrize("first", ["description", "content:encoded"])
def test_the_longest_content_is_taken(first: str) -> None:
    fields = {
        "description": "<description>A teaser.</description>",
        "content:encoded": "<content:encoded><![CDATA[<p>The whole story.</p>]]></content:encoded>",
    }
    ordered = fields.pop(first) + "".join(fields.values())
    assert item(ordered).content == "<p>The whole story.</p>"
    assert (
        item(ordered.replace("A teaser.", "A teaser that is longer than all the rest.")).content or ""
    ).startswith("A t")


@pytest.mark.parametrize(
    "written",
    [
        '<content type="html">&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;</content>',
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Fish &amp; chips</p></div></content>',
        '<content type="xhtml" xmlns:x="http://www.w3.org/1999/xhtml"><x:div><x:p>Fish &amp; chips</x:p></x:div></content>',
        "<summary>Fish &amp; chips</summary>",
        '<content type="text">Fish &amp; chips</content>',
        '<summary type="text">&lt;p&gt;Fish &amp;amp; chips&lt;/p&gt;</summary>',
        '<content type="image/png">iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4</content><summary>Fish &amp; chips</summary>',
    ],
)
def test_a_content_of_atom_is_html_whatever_its_type(written: str) -> None:
    content = atom_entry(written).content or ""
    assert (
        content.replace("<div>", "").replace("</div>", "").replace("<p>", "").replace("</p>", "")
        == "Fish &amp; chips"
    )


def test_the_words_beside_a_film_are_taken_where_there_are_no_others() -> None:
    beside = "<media:group><media:title>Other</media:title><media:description>Seen.</media:description></media:group>"
    found = item(f"<title>Film</title>{beside}")
    assert (found.title, found.content) == ("Film", "Seen.")
    assert (
        item(f"<title>Film</title>{beside}<description>Told at length.</description>").content
        == "Told at length."
    )


def test_an_entry_says_something_or_is_left_out() -> None:
    bodies = ("<title>A</title>", "<link>/a</link>", "<description>Words.</description>")
    assert [bool(item(body)) for body in bodies] == [True, True, True]
    assert feed(rss_of("<item><guid>7</guid><pubDate>14 Oct 2026</pubDate></item>")).entries == ()


def test_an_entry_that_comes_twice_is_told_once() -> None:
    first = "<item><guid>7</guid><title>First</title></item>"
    again = "<item><guid>7</guid><title>Again</title></item>"
    linked = "<item><title>Linked</title><link>/a</link></item>"
    bare = "<item><title>Bare</title></item>"
    titles = [one.title for one in feed(rss_of(first + again + linked + linked + bare + bare)).entries]
    assert titles == ["First", "Linked", "Bare", "Bare"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<ttl>60</ttl>", timedelta(hours=1)),
        ("<ttl>1</ttl>", timedelta(minutes=5)),
        ("<ttl>999999</ttl>", timedelta(days=7)),
        (
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
            timedelta(minutes=30),
        ),
        ("<sy:updatePeriod> daily\n</sy:updatePeriod>", timedelta(days=1)),
        ("<sy:updatePeriod>yearly</sy:updatePeriod>", timedelta(days=7)),
        ("<ttl>0</ttl>", None),
        ("<ttl>-5</ttl>", None),
        ("<ttl>soon</ttl>", None),
        ("<ttl>10000000000000000</ttl>", None),
        ("<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", None),
        ("<sy:updatePeriod>often</sy:updatePeriod>", None),
        ("", None),
    ],
)
def test_the_pace_is_what_the_feed_asks_for_within_reason(written: str, meant: timedelta | None) -> None:
    assert feed(rss_of("", more=written)).pace == meant


# ---- pages


def links(body: str, url: str | None = "https://tide.example/blog/2026/bridge") -> tuple[str, ...]:
    found = read_feed(Raw(body.encode(), "text/html", url=url))
    assert isinstance(found, FeedLinks)
    return found.urls


def named(*heads: str, body: str = "<p>Words.</p>") -> str:
    return f"<!doctype html><html><head><title>T</title>{''.join(heads)}</head><body>{body}</body></html>"


def link(href: str, kind: str = "application/rss+xml", title: str = "") -> str:
    return f'<link rel="alternate" type="{kind}" title="{title}" href="{href}">'


@pytest.mark.parametrize(
    "kind",
    [
        "application/rss+xml",
        "application/atom+xml",
        "application/rdf+xml",
        "application/feed+json",
        "text/xml",
        "Application/RSS+XML; charset=utf-8",
    ],
)
def test_a_page_names_its_feeds(kind: str) -> None:
    assert links(named(link(" ../rss?a=1&amp;b=2 ", kind))) == ("https://tide.example/blog/rss?a=1&b=2",)


def test_other_alternates_are_no_feeds() -> None:
    heads = (
        link("/en", "text/html"),
        link("/wp-json/posts/7", "application/json"),
        link("/oembed?format=xml", "text/xml+oembed"),
        link("javascript:feed()"),
        '<link rel="stylesheet" type="application/rss+xml" href="/style">',
    )
    assert links(named(*heads)) == ()
    assert links(named(link("/feed.json", "application/json"))) == ("https://tide.example/feed.json",)


def test_feeds_are_resolved_against_the_pages_base() -> None:
    assert links(named('<base href="https://static.example/x/">', link("feed"))) == (
        "https://static.example/x/feed",
    )


def test_the_likeliest_feed_comes_first() -> None:
    heads = (
        link("https://elsewhere.example/feed"),
        link("/feed", title="Tide"),
        link("/blog/2026/bridge/feed", title="Comments on this story"),
        link("/blog/feed", "application/atom+xml", "Tide » Blog"),
        link("/feed", title="Tide once more"),
        link("/comments/feed"),
    )
    assert links(named(*heads)) == (
        "https://tide.example/blog/feed",
        "https://tide.example/feed",
        "https://elsewhere.example/feed",
        "https://tide.example/blog/2026/bridge/feed",
        "https://tide.example/comments/feed",
    )


@pytest.mark.parametrize(
    "path",
    [
        "/feed",
        "/feed/",
        "/rss",
        "/news.rss",
        "/rss.xml",
        "/atom.xml",
        "/feed.xml",
        "/feed.json",
        "/blog/index.xml",
    ],
)
def test_a_page_that_declares_none_may_lead_to_one(path: str) -> None:
    body = f'<a href="{path}">News</a><a href="https://elsewhere.example/feed">x</a><a href="/feedback">y</a>'
    assert links(named(body=body)) == (f"https://tide.example{path}",)
    assert links(named(link("/declared"), body=body)) == ("https://tide.example/declared",)


def test_ten_feeds_of_a_page_are_enough() -> None:
    assert len(links(named(*(link(f"/{i}/feed") for i in range(40))))) == 10


def test_a_page_in_xml_is_a_page() -> None:
    page = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head>'
        + link("/feed")
        + "</head><rss/></html>"
    )
    assert links(page) == ("https://tide.example/feed",)


# ---- limits


def test_titles_and_contents_are_cut_to_what_is_read_of_them() -> None:
    long = rss([FeedEntry("1", None, "T" * 5_000, content=f"<p>{'word ' * 40_000}</p>")])
    (one,) = feed(long).entries
    assert len(one.title or "") == limits.TITLE
    assert 0.99 * limits.CONTENT < len(one.content or "") <= limits.CONTENT


@pytest.mark.parametrize("written", [rss, atom, json_feed])
def test_of_many_entries_the_first_are_kept_and_content_only_to_its_limit(
    written: Callable[[Sequence[FeedEntry]], bytes],
) -> None:
    entries = [FeedEntry(str(i), None, f"Entry {i}", content="w" * 90_000) for i in range(60)]
    entries += [FeedEntry(str(i), None, f"Entry {i}") for i in range(60, 700)]
    found = feed(written(entries)).entries
    assert [one.title for one in found] == [f"Entry {i}" for i in range(limits.ENTRIES)]
    assert sum(one.content is not None for one in found) == limits.CONTENTS // 90_000


def test_json_items_of_strange_types_are_survived() -> None:
    items: list[object] = [
        None,
        7,
        [],
        {},
        {"title": 7, "url": {}, "authors": "x", "id": True},
        {"title": "A", "author": []},
    ]
    assert [one.title for one in feed(json_feed_of(items)).entries] == ["A"]
