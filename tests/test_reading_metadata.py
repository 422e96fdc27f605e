"""What a page says about itself is read where it says so, and is absent where it doesn't."""

from __future__ import annotations

import json
from typing import Any

import pytest

from summarizer.model import Document, Raw
from summarizer.reading import read
from tests.test_reading_page import STORY, TITLE, URL, page, paragraphs

BODY = paragraphs(*STORY)


def read_with(
    *, head: str = "", body: str = BODY, before: str = "", url: str | None = URL, title: str = TITLE
) -> Document:
    """The article with something in its head, or in its body before the first paragraph."""
    return read(Raw(page(before + body, head=head, title=title).encode(), "text/html", "utf-8", url))


def ld(**node: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, **node}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


# ---- title ------------------------------------------------------------------------------------


def bare(head: str, body: str) -> str | None:
    """The title of a page that has nothing but what is given."""
    source = f"<html><head>{head}</head><body>{body}{BODY}</body></html>"
    return read(Raw(source.encode(), "text/html", "utf-8", URL)).title


def test_a_heading_that_the_metadata_confirms_is_the_title() -> None:
    assert bare(f"<title>{TITLE} | Coast Post</title>", f"<h1>The coast</h1><h1>{TITLE}</h1>") == TITLE


def test_a_heading_named_by_the_site_alone_is_not_the_title() -> None:
    head = f"<title>{TITLE} – Coast Post</title>{meta('og:site_name', 'Coast Post')}"
    assert bare(head, "<h1>Coast Post</h1>") == TITLE
    assert bare(head, "<h1><a href='/'>The whole coast in one paper</a></h1>") == TITLE


def test_a_kicker_is_not_part_of_the_title() -> None:
    head = f"<title>{TITLE} | Coast Post</title>"
    assert bare(head, f"<h1><span class='kicker'>Skarvik</span> {TITLE}</h1>") == TITLE
    assert bare(head, f"<h1><span>Town and harbour</span> <span>{TITLE}</span></h1>") == TITLE


def test_words_for_screen_readers_are_not_part_of_the_title() -> None:
    assert (
        bare(f"<title>{TITLE}</title>", f"<h1><span class='sr-only'>Headline:</span> {TITLE}</h1>") == TITLE
    )


def test_without_a_heading_the_headline_of_the_structured_data_is_the_title() -> None:
    assert bare(f"<title>Skarvik today</title>{ld()}", "") == TITLE


@pytest.mark.parametrize("tail", [" | Coast Post", " – Coast Post", " - Coast Post", " » Coast Post"])
def test_the_sites_name_is_taken_off_the_title(tail: str) -> None:
    assert bare(f"<title>{TITLE}{tail}</title>", "") == TITLE


def test_a_dash_inside_a_title_stays() -> None:
    title = "A lighthouse – for the birds and those who count them"
    assert bare(f"<title>{title}</title>{meta('og:title', title)}", f"<h1>{title}</h1>") == title


def test_a_page_without_any_title_has_none() -> None:
    assert bare("", "") is None


# ---- byline: where the page says so -----------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        ld(author={"@type": "Person", "name": "Lise Dahl"}),
        ld(author=[{"@type": "Person", "name": "Lise Dahl"}]),
        ld(author="Lise Dahl"),
        ld(author={"name": "By Lise Dahl"}),
        meta("author", "Lise Dahl"),
        meta("article:author", "Lise Dahl"),
        '<meta name="parsely-author" content="Lise Dahl">',
    ],
)
def test_an_author_stated_in_the_head_is_the_byline(head: str) -> None:
    assert read_with(head=head).byline == ("Lise Dahl",)


@pytest.mark.parametrize(
    "line",
    [
        '<p>By <a rel="author" href="/lise">Lise Dahl</a></p>',
        '<span itemprop="author"><span itemprop="name">Lise Dahl</span></span>',
        '<p class="byline">By Lise Dahl</p>',
        '<div class="article-author">Von Lise Dahl</div>',
        '<p class="author">Par Lise Dahl, journaliste</p>',
        '<p class="byline">Lise Dahl (lise@coast.example)</p>',
        '<p class="byline">By <a href="/lise">Lise Dahl</a> | May 3, 2031</p>',
        "<p>By Lise Dahl</p>",
        "<p>By Lise Dahl on May 3, 2031</p>",
        "<p>03.05.2031 10:15 von Lise Dahl</p>",
        "<p>Eine Kolumne von Lise Dahl</p>",
        "<dl><dt>Author</dt><dd>Lise Dahl</dd></dl>",
        '<div class="author"><b>Lise Dahl</b> <a href="/lise">All articles</a></div>',
        '<div class="story-sidebar"><p class="author">By Lise Dahl</p></div>',
        '<div class="elementor-widget"><p class="author">By Lise Dahl</p></div>',
    ],
)
def test_an_author_named_beside_the_headline_is_the_byline(line: str) -> None:
    assert read_with(before=line).byline == ("Lise Dahl",)


@pytest.mark.parametrize("said", ["lisedahl", "Lise", "lise77"])
def test_a_sign_in_or_a_given_name_gives_way_to_the_full_name(said: str) -> None:
    line = '<p class="byline">By Lise Dahl</p>'
    assert read_with(head=ld(author={"name": said}), before=line).byline == ("Lise Dahl",)
    assert read_with(head=ld(author={"name": said})).byline == (said,)


def test_a_given_name_does_not_give_way_to_somebody_else() -> None:
    assert read_with(head=ld(author="Ragna"), before='<p class="byline">By Lise Dahl</p>').byline == (
        "Ragna",
    )


def test_authors_referred_to_by_their_id_are_found() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "headline": TITLE, "author": {"@id": "#lise"}},
            {"@type": "Person", "@id": "#lise", "name": "Lise Dahl"},
        ]
    }
    assert read_with(head=f'<script type="application/ld+json">{json.dumps(graph)}</script>').byline == (
        "Lise Dahl",
    )


@pytest.mark.parametrize(
    "names",
    [
        "Lise Dahl and Nils Vik",
        "Lise Dahl, Nils Vik",
        "Lise Dahl &amp; Nils Vik",
        "Lise Dahl und Nils Vik",
        "Lise Dahl; Nils Vik",
    ],
)
def test_two_authors_are_two_names(names: str) -> None:
    assert read_with(before=f'<p class="byline">By {names}</p>').byline == ("Lise Dahl", "Nils Vik")


def test_an_office_behind_a_name_is_left_out() -> None:
    assert read_with(head=meta("author", "Lise Dahl, Staff Writer")).byline == ("Lise Dahl",)


def test_a_surname_before_a_comma_goes_behind_the_name() -> None:
    assert read_with(head='<meta name="citation_author" content="Dahl, Lise">').byline == ("Lise Dahl",)


def test_structured_data_hidden_from_old_browsers_is_read() -> None:
    node = json.dumps({"@type": "Article", "headline": TITLE, "author": "Lise Dahl"})
    head = f'<script type="application/ld+json">\n//<![CDATA[\n{node}\n//]]>\n</script>'
    assert read_with(head=head).byline == ("Lise Dahl",)


# ---- byline: where the page does not -----------------------------------------------------------


def test_a_page_that_names_no_author_has_no_byline() -> None:
    assert read_with().byline == ()


@pytest.mark.parametrize(
    "head",
    [
        meta("author", "Coast Post") + meta("og:site_name", "Coast Post"),
        ld(author={"@type": "Organization", "name": "Coast Post"}, publisher={"name": "Coast Post"}),
        meta("author", "coast.example"),
        meta("author", "admin"),
        meta("article:author", "https://social.example/coastpost"),
        meta("twitter:creator", "@coastpost"),
        meta("author", "desk@coast.example"),
        ld(author="Skarvik Coast")
        + ld(**{"@type": "WebSite", "name": "Skarvik Coast", "url": "https://coast.example/"}),
        meta("og:site_name", "Coastpost") + meta("author", "COAST POST"),
    ],
)
def test_a_site_a_handle_or_an_address_is_no_author(head: str) -> None:
    assert read_with(head=head).byline == ()


@pytest.mark.parametrize(
    "tail",
    [
        '<div class="comments"><p class="comment-author">Gull77</p><a rel="author">Gull77</a></div>',
        '<aside><p class="byline">By Nils Vik</p></aside>',
        '<div class="related-stories"><p class="byline">By Nils Vik</p></div>',
    ],
)
def test_the_author_of_a_comment_or_of_another_story_is_not_the_byline(tail: str) -> None:
    assert read_with(body=BODY + tail).byline == ()


@pytest.mark.parametrize(
    "line",
    [
        '<figure><p class="author">Nils Vik</p></figure>',
        '<div class="image-license"><span class="author-name">Nils Vik</span></div>',
        '<div class="photo-credit"><span class="author">Nils Vik</span></div>',
        '<p itemprop="author publisher">Coast Society</p>',
        "<p>By Bus</p>",
        "<p>Von Skarvik nach Vestby</p>",
    ],
)
def test_a_photographer_a_publisher_or_a_way_to_travel_is_no_author(line: str) -> None:
    assert read_with(before=line).byline == ()


def test_a_person_of_the_story_is_not_its_author() -> None:
    assert read_with(body=BODY + "<p>By noon, Ragna Holt had counted forty-one.</p>").byline == ()


# ---- date: where the page says so -------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (ld(datePublished="2031-05-03T10:15:00+02:00"), "2031-05-03T10:15:00+02:00"),
        (ld(datePublished="2031-05-03"), "2031-05-03"),
        (ld(datePublished="Sat, 03 May 2031 10:15:00 +0200"), "2031-05-03T10:15:00+02:00"),
        (meta("article:published_time", "2031-05-03T08:15:00Z"), "2031-05-03T08:15:00+00:00"),
        (meta("datePublished", "2031-05-03"), "2031-05-03"),
        ('<meta name="dcterms.date" content="2031-05">', "2031-05"),
        (
            ld(datePublished="2031-05-03") + meta("article:published_time", "2031-05-03T08:15:00Z"),
            "2031-05-03T08:15:00+00:00",
        ),
    ],
)
def test_a_date_stated_in_the_head_is_given_as_exactly_as_it_is_said(head: str, published: str) -> None:
    assert read_with(head=head).published == published


@pytest.mark.parametrize(
    "line",
    [
        '<time datetime="2031-05-03">Saturday</time>',
        "<time>May 3, 2031</time>",
        '<time pubdate datetime="2031-05-03"></time>',
        '<span itemprop="datePublished" content="2031-05-03">3.5.</span>',
        '<span class="date">03.05.2031</span>',
        '<p class="posted-on">Posted on 3 May 2031</p>',
        "<p>Published on May 3, 2031</p>",
        "<p>3 May 2031 | Town</p>",
        "<p>By Lise Dahl on 3 May 2031</p>",
        "<dl><dt>Published</dt><dd>3 May 2031</dd></dl>",
        '<div class="story-sidebar"><time datetime="2031-05-03">3 May</time></div>',
    ],
)
def test_a_date_beside_the_headline_is_the_date(line: str) -> None:
    assert read_with(before=line).published == "2031-05-03"


def test_an_hour_before_or_after_noon_is_read() -> None:
    assert read_with(before="<p>May 3, 2031 at 9:15 p.m.</p>").published == "2031-05-03T21:15"


def test_the_only_date_marked_as_the_publications_counts_wherever_it_stands() -> None:
    tail = '<div class="story-footer"><time itemprop="datePublished" datetime="2031-05-03">3.5.</time></div>'
    assert read_with(body=BODY + tail).published == "2031-05-03"
    assert read_with(body=BODY + tail + tail.replace("-03", "-04")).published is None


@pytest.mark.parametrize(
    ("shown", "published"),
    [
        ('<time datetime="2031-05-03T21:30:00-04:00">May 3</time>', "2031-05-03T21:30:00-04:00"),
        ('<time datetime="2031-05-03 21:30:00">May 3</time>', "2031-05-03T21:30:00"),
        ('<span class="date">3 May 2031</span>', "2031-05-03"),
        ('<span class="date">Updated: 3 May 2031</span>', "2031-05-04T01:30:00+00:00"),
        ('<span class="date">1 May 2031</span>', "2031-05-04T01:30:00+00:00"),
        ('<span class="date">4 May 2031</span>', "2031-05-04T01:30:00+00:00"),
        ("", "2031-05-04T01:30:00+00:00"),
    ],
)
def test_the_day_is_the_one_that_readers_of_the_page_see(shown: str, published: str) -> None:
    """A moment in UTC falls on another day where the paper is; any other difference is no such thing."""
    head = meta("article:published_time", "2031-05-04T01:30:00Z")
    assert read_with(head=head, before=shown).published == published


# ---- date: where the page does not ------------------------------------------------------------


def test_a_page_that_states_no_date_has_none() -> None:
    assert read_with().published is None


@pytest.mark.parametrize(
    "url", ["https://coast.example/2031/05/03/lighthouse", "https://coast.example/20310503.html"]
)
def test_a_date_in_the_address_is_no_date_of_the_page(url: str) -> None:
    assert read_with(url=url).published is None


@pytest.mark.parametrize(
    "tail",
    [
        "<footer><p>© 2031 Coast Post, 3 May 2031</p></footer>",
        "<p>On 3 May 2031 the society will open the gallery, if the martens have left by then.</p>",
        '<div class="comments"><div><time datetime="2031-05-03">May 3</time> Gull77: nice!</div></div>',
        '<aside><ul><li><time datetime="2031-05-03">May 3</time> Five towers sold</li></ul></aside>',
        '<div class="related"><span class="date">3 May 2031</span></div>',
        "<p>Updated: 3 May 2031</p>",
        '<div class="comments"><time itemprop="datePublished" datetime="2031-05-03">May 3</time></div>',
        '<meta property="article:modified_time" content="2031-05-03">',
    ],
)
def test_a_date_of_something_else_is_no_date_of_the_page(tail: str) -> None:
    assert read_with(body=BODY + tail).published is None


@pytest.mark.parametrize(
    "line",
    [
        '<time itemprop="dateModified" datetime="2031-05-03">May 3</time>',
        '<span class="modified-date">May 3, 2031</span>',
        '<span class="updated-date">May 3, 2031</span>',
        '<p>Updated: <time datetime="2031-05-03">May 3</time></p>',
        '<p><span>Aktualisiert am</span> <time datetime="2031-05-03">3. Mai</time></p>',
        "<p>Last modified on May 3, 2031</p>",
    ],
)
def test_the_date_of_a_change_is_not_that_of_the_publication(line: str) -> None:
    assert read_with(before=line).published is None
    first = '<p>Published <time datetime="2031-05-01">May 1</time></p>'
    assert read_with(before=line + first).published == "2031-05-01"


def test_a_date_that_is_merely_named_updated_counts_where_there_is_no_other() -> None:
    named = '<time class="updated" datetime="2031-05-03">May 3</time>'
    other = '<time class="entry-date" datetime="2031-05-01">May 1</time>'
    assert read_with(before=named).published == "2031-05-03"
    assert read_with(before=named + other).published == "2031-05-01"


@pytest.mark.parametrize(
    "said", ["yesterday", "2031", "2031-02-30", "05/06/2031", "0000-00-00", "soon", "1970-01-01T00:00:00Z"]
)
def test_what_is_no_date_or_could_be_two_is_not_shown(said: str) -> None:
    assert read_with(head=meta("article:published_time", said)).published is None


# ---- site, address, language -------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        meta("og:site_name", "Coast Post"),
        ld(publisher={"@type": "Organization", "name": "Coast Post"}),
        '<meta name="application-name" content="Coast Post">',
    ],
)
def test_the_site_is_named_as_it_names_itself(head: str) -> None:
    assert read_with(head=head).site == "Coast Post"


def test_the_site_is_named_as_its_title_and_its_host_do_both() -> None:
    both = f"<title>{TITLE} - Coast</title>{ld(publisher={'name': 'Coast Holding, Inc.'})}"
    source = f"<html><head>{both}</head><body><h1>{TITLE}</h1>{BODY}</body></html>"
    there, elsewhere = (
        read(Raw(source.encode(), "text/html", "utf-8", f"https://{host}.example/x"))
        for host in ("coast", "isle")
    )
    assert (there.site, elsewhere.site) == ("Coast", "Coast Holding, Inc.")


def test_a_slogan_or_an_address_is_no_part_of_the_sites_name() -> None:
    slogan = "Coast Post - News, tides and weather for all of the northern coast"
    assert read_with(head=meta("og:site_name", slogan)).site == "Coast Post"
    assert read_with(head=meta("og:site_name", "https://www.coast.example")).site == "coast.example"


def test_a_site_that_does_not_name_itself_has_no_name() -> None:
    assert read_with().site is None


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("https://coast.example/lighthouse", "https://coast.example/lighthouse"),
        ("/lighthouse", "https://coast.example/lighthouse"),
        ("https://www.coast.example/lighthouse", "https://www.coast.example/lighthouse"),
        ("https://elsewhere.example.org/lighthouse", URL),
        ("https://coast.example/", URL),
        ("javascript:void(0)", URL),
        ("ftp://coast.example/lighthouse", URL),
        ("https://coast.example:bad/lighthouse", URL),
        ("http://[", URL),
    ],
)
def test_the_canonical_address_counts_where_it_is_the_pages_own(given: str, address: str) -> None:
    assert read_with(head=f'<link rel="canonical" href="{given}">').url == address


def test_without_a_canonical_address_the_page_lives_where_it_was_found() -> None:
    assert read_with().url == URL
    assert read_with(head=meta("og:url", "https://coast.example/l")).url == "https://coast.example/l"


def test_a_saved_page_knows_where_it_lived() -> None:
    head = '<link rel="canonical" href="https://coast.example/lighthouse">'
    assert read_with(head=head, url=None).url == "https://coast.example/lighthouse"
    assert read_with(url=None).url is None


@pytest.mark.parametrize(
    ("markup", "language"),
    [
        ('<html lang="de-AT">', "de"),
        ('<html lang="NO">', "no"),
        ('<html><meta property="og:locale" content="pt_BR">', "pt"),
        ('<html><meta http-equiv="content-language" content="ja">', "ja"),
        ('<html><meta name="language" content="fr">', "fr"),
        ('<html><meta http-equiv="content-language" content="de, en">', "de"),
        (f"<html>{ld(inLanguage='it-IT')}", "it"),
        ('<html lang="und">', None),
        ('<html lang="">', None),
        ("<html>", None),
    ],
)
def test_the_declared_language_is_the_one_the_page_declares(markup: str, language: str | None) -> None:
    source = f"{markup}<body><h1>{TITLE}</h1>{BODY}</body></html>"
    assert read(Raw(source.encode(), "text/html", "utf-8", URL)).declared_language == language


# ---- broken pages -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "script",
    [
        "{",
        '{"@type": "NewsArticle", "author": }',
        "[" * 5_000,
        '{"@graph": 7}',
        '"text"',
        "null",
        '{"@type": 5, "author": [[]]}',
    ],
)
def test_structured_data_that_is_broken_is_passed_over(script: str) -> None:
    head = f'<script type="application/ld+json">{script}</script>{meta("author", "Lise Dahl")}'
    assert read_with(head=head).byline == ("Lise Dahl",)


def test_of_several_articles_the_one_with_the_pages_title_is_meant() -> None:
    nodes = [
        {
            "@type": "NewsArticle",
            "headline": "Five towers sold",
            "author": "Nils Vik",
            "datePublished": "2030-01-01",
        },
        {"@type": "NewsArticle", "headline": TITLE, "author": "Lise Dahl", "datePublished": "2031-05-03"},
    ]
    document = read_with(head=f'<script type="application/ld+json">{json.dumps(nodes)}</script>')
    assert (document.byline, document.published) == (("Lise Dahl",), "2031-05-03")


def test_articles_that_are_all_others_say_nothing_about_this_one() -> None:
    nodes = [
        {
            "@type": "NewsArticle",
            "headline": "Five towers sold",
            "author": "Nils Vik",
            "datePublished": "2030-01-01",
        },
        {
            "@type": "NewsArticle",
            "headline": "The beacon at ten",
            "author": "Odd Moe",
            "datePublished": "2030-02-01",
        },
    ]
    document = read_with(head=f'<script type="application/ld+json">{json.dumps(nodes)}</script>')
    assert (document.byline, document.published) == ((), None)
