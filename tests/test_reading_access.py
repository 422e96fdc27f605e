"""How much of a page was read: barriers are told by agreeing signs, and what is free is never barred."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html

from summarizer.model import Barrier, BlockKind, Unreadable
from summarizer.reading.page.access import Access
from tests.articles import HEADLINE, PARAGRAPHS
from tests.barred import (
    COOKIES,
    NEWSLETTER,
    OFFER,
    PAYWALL,
    SIGN_IN,
    STORY,
    SUBSCRIPTION,
    TEASER,
    URL,
    bare,
    data,
    marked,
    page,
    read_page,
)
from tests.growth import growth
from tests.test_reading_page import STORIES

# ---- what is free -----------------------------------------------------------------------------

FREE = {
    "a story": page(*STORY),
    "a short story": page(*TEASER),
    "a newsletter box": page(*STORY, after=NEWSLETTER),
    "a short story with a newsletter box": page(*TEASER, after=NEWSLETTER),
    "a cookie banner over the text": page(*STORY, before=COOKIES),
    "a cookie banner under a short text": page(*TEASER, after=COOKIES),
    "a short story that ends in dots": page(*TEASER, "And nobody in the town knows what will come of it …"),
    "a metered site that says it is free": page(*STORY, head=data(isAccessibleForFree=True), after=PAYWALL),
    "a short story that is said to be free": page(
        *TEASER, head=data(isAccessibleForFree="True"), after=PAYWALL
    ),
    "a metered tier": page(*STORY, head='<meta property="article:content_tier" content="metered">'),
    "declared not free and there as a whole": page(
        *STORY, head=data(**marked(), wordCount=470), attributes=' class="for-subscribers"'
    ),
    "declared not free, with the marked part read": page(
        *STORY, head=data(**marked()), attributes=' class="for-subscribers"'
    ),
    "declared not free, no shorter than declared": page(
        *TEASER, head=data(isAccessibleForFree=False, wordCount=60)
    ),
    "declared not free, and long": page(*STORY, head=data(isAccessibleForFree="False")),
    "a paywall's template that waits to be called": page(
        *TEASER, after=PAYWALL.replace("<div", '<div style="display:none"')
    ),
    "a paywall's dialog": page(*TEASER, after=PAYWALL.replace('class="paywall"', 'class="modal paywall"')),
    "a gate above the story": page(*STORY, before=PAYWALL),
    "a login box in the header": page(
        *TEASER,
        before='<div class="login"><form action="/login"><input type="password"><button>Log in</button></form></div>',
    ),
    "a number of words that counts the captions, too": page(*STORY, head=data(wordCount=700)),
    "a long reading time, for the videos": page(
        *STORY, head='<meta name="twitter:data1" content="9 minutes">'
    ),
    "a page that also asks for JavaScript": page(
        *STORY, before="<noscript>Please enable JavaScript to see the comments.</noscript>"
    ),
    "a recipe, whose minutes are not those of reading": page(
        *TEASER, head=data(isAccessibleForFree=False), after="<div><b>45 min</b></div>"
    ),
    "a number of words that counts characters": page(*TEASER, head=data(wordCount=340)),
    "a number of characters, as Japanese is counted": page(
        *STORIES["ja"][1:],
        head=data(isAccessibleForFree=False, wordCount=round(1.1 * sum(map(len, STORIES["ja"])))),
    ),
    "a list of stories of which one is not free": page(
        *PARAGRAPHS,
        head='<script type="application/ld+json">[{"@type":"NewsArticle","headline":"The ferry","isAccessibleForFree":false},'
        '{"@type":"NewsArticle","headline":"The beacon","isAccessibleForFree":false}]</script>',
        after=PAYWALL,
    ),
    "a poem on a page that asks for JavaScript": page(
        "<br>".join(
            ["The bridge is shut,", "the ferry is late,", "and we that wait", "are wet, but wait."] * 8
        ),
        before="<noscript>Please enable JavaScript to listen to this poem.</noscript>",
    ),
    "a gate in the middle of a story that is declared not free": page(
        TEASER[0], PAYWALL, *PARAGRAPHS[1:], head=data(isAccessibleForFree=False)
    ),
    "a gate behind a story whose marked part is there": page(
        *PARAGRAPHS, head=data(**marked()), attributes=' class="for-subscribers"', after=PAYWALL
    ),
    "a newsletter's box under a short story that ends in dots": page(
        *TEASER,
        "And nobody in the town knows what will come of it …",
        after='<div class="box"><p>Keep reading with our newsletter, every Friday.</p><form action="/subscribe">'
        "<input type=email><button>Subscribe</button></form></div>",
    ),
    "a story about paywalls": page(
        *(text.replace("bridge", "paywall") for text in STORY),
        "“Subscribe to continue reading” is what most papers now write under a teaser for those who are not "
        "already a subscriber, the study found.",
        title="Why papers close their paywalls for the winter",
    ),
    "a story about checks": page(
        *(text.replace("bridge", "captcha") for text in TEASER),
        "Cloudflare says that its “checking your browser” page is shown a billion times a day.",
        title="Just a moment: are you human?",
        head='<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'
        '<script src="https://js.datadome.example/tags.js"></script><script src="/_Incapsula_Resource?SWJIYLWA=7"></script>',
    ),
    "a story about cookies": page(
        *(text.replace("bridge", "cookie banner") for text in TEASER),
        title="What happens when we consent to cookies",
        before=COOKIES,
    ),
}


@pytest.mark.parametrize("source", FREE.values(), ids=FREE)
def test_what_is_free_or_there_as_a_whole_is_not_barred(source: str) -> None:
    document = read_page(source)
    assert (document.barrier, document.whole_words) == (None, None)


NOTICE = "The library will ask whoever borrows a boat for their consent from May on, and keeps it for a year."


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (
            bare(
                f"<h1>Consent</h1><p>{NOTICE}</p><form action='/search'><input type='text'><button>Search</button></form>",
                title="Consent",
            ),
            "https://library.example/consent",
        ),
        (
            bare(
                f"<h1>How to sign in</h1><p>{NOTICE}</p><header><nav><form action='/login'><input type=password></form></nav></header>",
                title="How to sign in at the library",
            ),
            "https://library.example/help",
        ),
        (
            bare(
                f"<h1>Verification</h1><p>{NOTICE}</p><p>{NOTICE.upper()}</p><p>{' '.join(TEASER)}</p>"
                "<script>window.bobcmn='1'; TSPD_101='x';</script>",
                title="Verification of boats",
            ),
            "https://library.example/boats",
        ),
    ],
    ids=["consent", "sign-in", "a guard's script"],
)
def test_a_short_notice_about_such_things_is_read(source: str, url: str) -> None:
    assert NOTICE in read_page(source, url).text


# ---- a teaser ---------------------------------------------------------------------------------

CUT = {
    "declared, and short of its words": (
        page(*TEASER, head=data(isAccessibleForFree=False, wordCount=800)),
        SUBSCRIPTION,
        800,
    ),
    "declared in broken JSON, with a gate": (
        page(
            *PARAGRAPHS,
            head='<script type="application/ld+json">{"@type":"NewsArticle","image":"<img src="x">",'
            '"isAccessibleForFree":"false"}</script>',
            after=PAYWALL,
        ),
        SUBSCRIPTION,
        None,
    ),
    "declared in a meta element, with a gate": (
        page(*PARAGRAPHS, head='<meta itemprop="isAccessibleForFree" content="False">', after=PAYWALL),
        SUBSCRIPTION,
        None,
    ),
    "declared a locked tier, with a gate": (
        page(*PARAGRAPHS, head='<meta property="article:content_tier" content="locked">', after=PAYWALL),
        SUBSCRIPTION,
        None,
    ),
    "declared, and the marked part is not there, and the text breaks off": (
        page(*TEASER, "Three …", head=data(**marked())),
        SUBSCRIPTION,
        None,
    ),
    "declared, with the whole text's length in the data": (
        page(*TEASER, head=data(isAccessibleForFree=False, articleBody=" ".join(STORY * 2))),
        SUBSCRIPTION,
        1100,
    ),
    "declared, with a gate, and the teaser alone in the data": (
        page(*TEASER, head=data(isAccessibleForFree=False, articleBody=" ".join(TEASER)), after=PAYWALL),
        SUBSCRIPTION,
        None,
    ),
    "on a small page, all in one box": (
        bare(
            f"<div><div><a href='/login'>Sign in</a></div><h1>{HEADLINE}</h1><div>{''.join(f'<p>{text}</p>' for text in TEASER)}</div>"
            "<div><h2>Create an account to read the full story.</h2><p>It is for paying members only.</p>"
            "<a href='/register'>Sign up</a></div></div>",
            title=HEADLINE,
            head=data(isAccessibleForFree=False),
        ),
        SUBSCRIPTION,
        None,
    ),
    "not declared, with a gate, and short of its words": (
        page(*TEASER, head=data(wordCount=800), after=PAYWALL),
        SUBSCRIPTION,
        800,
    ),
    "not declared, with a gate that says why": (page(*TEASER, after=PAYWALL), SUBSCRIPTION, None),
    "a gate without a name that says whom the rest is for": (
        page(
            *TEASER,
            after='<div class="x7f"><h2>Create an account to read the full story.</h2><p>It is for paying members '
            "only.</p><a href='/register'>Sign up</a></div>",
        ),
        SUBSCRIPTION,
        None,
    ),
    "a gate without a name, and a text that breaks off": (
        page(
            *TEASER,
            "Shopkeepers on the east bank fear …",
            after=f'<div class="x7f"><span>To read the full story</span><div>{OFFER}</div></div>',
        ),
        SUBSCRIPTION,
        None,
    ),
    "put in its place by a publishing system": (
        page(
            *STORY,
            after='<aside class="gh-post-upgrade-cta"><h2>This post is for paying subscribers only</h2>'
            '<a href="#/portal/signup">Subscribe now</a><p>Already have an account? <a href="#/portal/signin">Sign in</a></p></aside>',
        ),
        SUBSCRIPTION,
        None,
    ),
    "a wall for an account that is free": (
        page(
            *TEASER,
            after='<div class="regwall"><h2>Keep reading with a free account</h2>'
            '<form action="/register"><input type="email"><button>Create a free account</button></form></div>',
        ),
        SIGN_IN,
        None,
    ),
    "a share that is left": (
        page(
            *TEASER,
            after='<section class="paywall"><p>Il vous reste 82.5% de cet article à lire. La suite est réservée aux '
            'abonnés.</p><a href="https://abo.tide.example/">S’abonner</a></section>',
        ),
        SUBSCRIPTION,
        344,
    ),
    "a reading time": (
        page(
            *TEASER,
            head=data(isAccessibleForFree=False)
            + '<meta name="twitter:label2" content="Est. reading time"><meta name="twitter:data2" content="6 minutes">',
        ),
        SUBSCRIPTION,
        1320,
    ),
    "nothing but the count": (page(*TEASER, head=data(wordCount=900)), None, 900),
}


@pytest.mark.parametrize(("source", "barrier", "whole"), CUT.values(), ids=CUT)
def test_a_teaser_is_known_for_one(source: str, barrier: Barrier | None, whole: int | None) -> None:
    document = read_page(source)
    assert (document.barrier, document.whole_words) == (barrier, whole)
    assert document.text.startswith(PARAGRAPHS[0])


@pytest.mark.parametrize(
    "asks",
    [
        "<h3>Jetzt weiterlesen</h3><p>Sie sind bereits Abonnent?</p><a href='/abo'>Abo abschließen</a><a href='/login'>Anmelden</a>",
        "<h3>Diesen Artikel lesen Sie nur mit Abo</h3><p>Zugriff auf alle Artikel</p><a href='/angebote'>Jetzt testen</a>",
        "<p>Cet article est réservé aux abonnés</p><a href='/offres'>Abonnez-vous</a><p>Déjà abonné ?</p><a href='/c'>Se connecter</a>",
        "<p>Para seguir leyendo, suscríbete</p><p>¿Ya eres suscriptor?</p><a href='/s'>Inicia sesión</a>",
        "<p>Contenuto riservato agli abbonati</p><a href='/a'>Abbonati</a><p>Sei già abbonato?</p><a href='/l'>Accedi</a>",
        "<p>Conteúdo exclusivo para assinantes</p><a href='/a'>Assine</a><p>Já é assinante?</p><a href='/e'>Entrar</a>",
        "<p>Lees verder met een abonnement</p><a href='/a'>Word abonnee</a><p>Al abonnee?</p><a href='/i'>Inloggen</a>",
        "<p>Läs hela artikeln</p><a href='/p'>Bli prenumerant</a><p>Redan prenumerant?</p><a href='/l'>Logga in</a>",
        "<p>Czytaj dalej</p><a href='/s'>Wykup dostęp</a><p>Masz już prenumeratę?</p><a href='/z'>Zaloguj się</a>",
    ],
    ids=["de", "de, an offer", "fr", "es", "it", "pt", "nl", "sv", "pl"],
)
def test_a_gate_speaks_many_languages_and_is_no_part_of_the_text(asks: str) -> None:
    document = read_page(page(*TEASER, "Und dann …", after=f'<div class="box premium-wall">{asks}</div>'))
    assert document.barrier in (SUBSCRIPTION, SIGN_IN)
    assert document.text == "\n\n".join([*TEASER, "Und dann …"])


def test_offers_side_by_side_go_with_the_words_around_them() -> None:
    offers = "".join(
        f"<div class='paywall-offer'><h4>{name}</h4><p>{price} € a month</p><ul><li>All the news of the coast</li>"
        "<li>Prices at the fish market</li></ul><a href='/shop'>Subscribe now</a></div>"
        for name, price in (("Digital", 9), ("Digital and paper", 19))
    )
    wall = f"<div><p>Read the full story, and all else that we write.</p>{offers}<p>Whoever has one is welcome.</p></div>"
    source = page(*TEASER, head=data(isAccessibleForFree=False), after=wall)
    tree = html.document_fromstring(source)
    Access(tree, URL, (HEADLINE,)).take_gates()
    assert [text.text for text in tree.iter("p")] == [*TEASER, "© 2026 The Tide"]
    document = read_page(source)
    assert (document.barrier, document.text) == (SUBSCRIPTION, "\n\n".join(TEASER))


def test_a_story_in_a_box_named_after_the_paywall_is_read() -> None:
    source = page(*STORY, head=data(**marked(".paywall")), attributes=' class="paywall"')
    document = read_page(source)
    assert document.text.startswith(PARAGRAPHS[0])
    assert document.text.endswith(PARAGRAPHS[-1])
    assert document.barrier is None


# ---- odd and hostile --------------------------------------------------------------------------


CLAIMS: dict[str, tuple[Any, ...]] = {
    "isAccessibleForFree": (None, [], {}, "", "perhaps", 7, [False, True], "https://schema.org/False"),
    "wordCount": (-5, 0, "many", [900], {"@value": 1}, 10**9, "9" * 50, 1e300, True, "٣"),
    "timeRequired": ("P", "PT", "PT99H99M", 5, "soon", ["PT5M"]),
    "articleBody": (["a"], 7, "", {"@value": "word " * 20}, "<" * 5_000),
    "hasPart": ([], 7, [[]], {"cssSelector": 7}, {"cssSelector": ".a:not(.b) > #c, , ..", "isAccessibleForFree": "no"}),
}  # fmt: skip


@pytest.mark.parametrize("claims", [{key: value} for key, values in CLAIMS.items() for value in values])
def test_claims_of_any_kind_leave_a_whole_story_whole(claims: dict[str, Any]) -> None:
    document = read_page(page(*STORY, head=data(**claims)))
    assert (document.barrier, document.text) == (None, "\n\n".join(STORY))


PIECES = (
    *("<div class=paywall>", "<section id=gate>", "<article>", "<main>", "<p>", "<h1>", "<a href=/login>Sign in</a>", "<aside>"),
    *("</div>", "</section>", "</article>", "</p>", "</main>", "<div id=root>", "<div class=cookie-banner>", "<noscript>"),
    *("<button>Accept</button>", "<form action='http://[/consent'>", "<input type=password>", "<script>_cf_chl_opt</script>"),
    *("Subscribe to continue reading. ", "Only for subscribers. ", "99.9% of this article ", "5 min read", NOTICE, "x ", "字。"),
    data(isAccessibleForFree=False, wordCount=900, timeRequired="PT9M"),
    "<script type='application/ld+json'>{\"isAccessibleForFree\":\"false\"",
    "<meta itemprop=isAccessibleForFree content=x>",
)  # fmt: skip


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), max_size=40),
    st.sampled_from([URL, None, "http://[", "https://consent.a.example/login"]),
)
def test_gates_of_any_kind_leave_a_document_or_unreadable(pieces: list[str], url: str | None) -> None:
    with suppress(Unreadable):
        document = read_page("<html><body>" + "".join(pieces), url)
        assert document.whole_words is None or document.whole_words > 0


HOSTILE: dict[str, Callable[[int], str]] = {
    "gates in gates": lambda n: page(*TEASER, after="<div class=paywall><a href=/login>Sign in</a> read on " * (n // 8)),
    "gates": lambda n: page(*TEASER, after=PAYWALL * (n // 20)),
    "links to sign in": lambda n: page(*TEASER, after="<i><a href=/login>Sign in to continue reading</a></i>" * (n // 8)),
    "one name of many parts": lambda n: page(*TEASER, after=f"<div class='{'reg-' * n}' id='{'cookie-' * n}'>x</div>"),
    "empty roots": lambda n: bare("<div id=root></div>" * n, title="x"),
    "scripts": lambda n: bare("<script>var d</script>" * n, title="x"),
    "one claim of many": lambda n: page(*TEASER, head=data(articleBody="<" * n, timeRequired="P" + "1" * n)),
    "claims that are broken": lambda n: page(
        *TEASER, head='<script type="application/ld+json">' + '"isAccessibleForFree" ' * (n // 4) + "</script>"
    ),
    "selectors": lambda n: page(*TEASER, head=data(**marked(", ".join([".a"] * n)))),
    "minutes": lambda n: page(*TEASER, after="<b>5 min</b>" * (n // 4)),
    "shares": lambda n: page(*TEASER, after=f"<div class=paywall>{'9% of ' * n}<a href=/login>Sign in</a></div>"),
}  # fmt: skip


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_no_more_than_in_proportion(hostile: Callable[[int], str]) -> None:
    def work(source: str) -> None:
        access = Access(html.document_fromstring(source), URL, (HEADLINE,))
        access.take_gates()
        with suppress(Unreadable):
            access.extent([(BlockKind.PARAGRAPH, text) for text in TEASER])

    # gates are looked at up to a number, which a small page does not reach
    assert growth(work, hostile, 500) < 14
