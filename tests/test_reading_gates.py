"""Where nothing but a gate is there, the answer says which, and the gate is not read as a story."""

from __future__ import annotations

import pytest

from summarizer.model import Fault
from tests.articles import HEADLINE, PARAGRAPHS
from tests.barred import (
    COOKIES,
    PAYWALL,
    SCRIPT,
    TEASER,
    URL,
    bare,
    data,
    fault_of,
    page,
    read_page,
)

# ---- nothing but a gate -----------------------------------------------------------------------


CHECK = "<h1>tide.example</h1><p>Checking that you are human. This may take a few seconds, please wait.</p><noscript>Enable JavaScript and cookies to continue</noscript>"
CHECKS = {
    "options of a challenge": bare(CHECK, title="Just a moment...", head="<script>window._cf_chl_opt={cType:'managed'};</script>"),
    "a form of a challenge": bare(f'{CHECK}<form id="challenge-form" action="/?__cf_chl_f_tk=a"></form>', title="Nur einen Moment…"),
    "a puzzle's host": bare(
        '<p id="cmsg">Please enable JS and disable any ad blocker</p>'
        "<script>var dd={'rt':'c','cid':'A','host':'geo.captcha-delivery.com'}</script>"
        '<script src="https://ct.captcha-delivery.com/c.js"></script>',
        title="tide.example",
    ),
    "a box to press and hold": bare(
        '<h1>Access to this page has been denied</h1><p>We believe that you are using automation tools to browse the website.</p><div id="px-captcha"></div>',
        title="Access to this page has been denied",
    ),
    "a page that loads itself again": bare(
        "", title="", head="""<meta http-equiv="refresh" content="5; URL='/a?bm-verify=AAQ'">"""
    ),
    "a script of a firewall": bare(
        '<div id="challenge-container"></div><script>window.gokuProps={"key":"A"};AwsWafIntegration.getToken();</script>', title=""
    ),
    "a frame of an incident": bare(
        '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&incident_id=7">Request unsuccessful.</iframe>', title=""
    ),
    "nothing but a guard's script": bare('<script src="/_Incapsula_Resource?SWJIYLWA=719"></script>', title=""),
    "a proof of work": bare(
        '<h1>Making sure you are not a bot!</h1><p>Loading...</p><script id="anubis_challenge" type="application/json">{}</script>',
        title="Making sure you are not a bot!",
    ),
    "a puzzle on a page of its own": bare(
        '<h1>One more step</h1><form><div class="h-captcha" data-sitekey="a"></div></form>', title="Security check"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", CHECKS.values(), ids=CHECKS)
def test_a_check_for_human_visitors_is_no_page(source: str) -> None:
    assert fault_of(source) is Fault.CHALLENGE


CHOICE = (
    "<h1>Lesen Sie die Flut</h1><h2>Mit Werbung</h2><p>Lesen Sie uns wie gewohnt mit Werbung und Tracking, dem Sie "
    "jederzeit widersprechen können.</p><button>Einverstanden</button><h2>Oder ohne</h2><p>Lesen Sie uns ohne Werbung und "
    "ohne Tracking für 3,99 € im Monat, jederzeit kündbar.</p><a href='/pur'>Jetzt abonnieren</a>"
)


@pytest.mark.parametrize(
    ("source", "url"),
    [
        (bare(COOKIES, title="The Tide"), URL),
        (
            bare(
                "<h1>Before you continue</h1><p>We use cookies and data to deliver and maintain our services and to measure "
                "how they are used.</p><form action='https://consent.search.example/save'><button>Reject all</button>"
                "<button>Accept all</button></form>",
                title="Before you continue",
            ),
            "https://search.example/",
        ),
        (
            bare(
                "<h1>Lesen Sie uns mit Werbung</h1><p>Um der Nutzung mit Werbung zuzustimmen, muss JavaScript in Ihrem Browser "
                "eingeschaltet sein, und zwar auf Dauer.</p><button>Zustimmen und weiter</button>",
                title="Einwilligung",
            ),
            "https://www.flut.example/zustimmung?url=%2Fbruecke",
        ),
        (
            bare("<h1>The Tide</h1><p>Go on as you please.</p><button>Agree</button>", title="The Tide"),
            "https://www.tide.example/consent-a-?targetUrl=%2Fbridge",
        ),
        (bare(CHOICE, title="Lesen Sie die Flut"), URL),
    ],
    ids=[
        "a banner and nothing behind it",
        "a form",
        "an address",
        "a marked address",
        "to pay or be tracked",
    ],
)
def test_a_wall_of_cookies_is_no_page(source: str, url: str) -> None:
    assert fault_of(source, url) is Fault.CONSENT


def test_a_story_about_tracking_is_read_beside_what_is_pressed_to_agree() -> None:
    ruling = (
        "The court of the coast ruled that nobody may be asked to agree to tracking by a green button alone."
    )
    told = f"<h1>Court on tracking</h1><p>{ruling}</p><p>{PARAGRAPHS[0]}</p><button>Accept</button><a href='/abo'>Abo</a>"
    assert ruling in read_page(bare(told, title="Court on tracking")).text


EXCUSE = "<p>It may have moved, or it was never there. Try the search above, or go back to the harbour.</p>"


@pytest.mark.parametrize(
    ("title", "heading"),
    [
        ("404", "404"),
        ("Page not found | The Tide", ""),
        ("The Tide – Error 404 (Not Found)", "The Tide"),
        ("The Tide", "Sorry, the page you’re looking for can’t be found."),
        ("Die Flut", "Diese Seite wurde leider nicht gefunden"),
        ("Page introuvable – La Marée", "La Marée"),
        ("La Marea", "Página no encontrada"),
        ("潮", "お探しのページは見つかりませんでした"),
    ],
)
def test_a_page_that_says_that_it_is_none_is_no_page_whatever_its_status(title: str, heading: str) -> None:
    assert fault_of(bare(f"<main><h1>{heading}</h1>{EXCUSE}</main>", title=title)) is Fault.NOT_FOUND


@pytest.mark.parametrize(
    "title", ["404 houses without a view of the sea", "Page not found in the log of the lighthouse keeper"]
)
def test_a_short_notice_whose_headline_begins_like_that_is_read(title: str) -> None:
    assert read_page(bare(f"<main><h1>{title}</h1><p>{PARAGRAPHS[0]}</p></main>", title=title)).text


def test_a_story_under_such_a_headline_is_read() -> None:
    assert read_page(page(*PARAGRAPHS, title="Page not found")).text


SIGN_IN_FORM = (
    "<main><h1>Welcome back</h1><p>Sign in to see who your friends are and what they wrote.</p><form action='/checkpoint'>"
    "<input type=email><input type=password><button>Sign in</button></form></main>"
)


@pytest.mark.parametrize(
    ("title", "url"),
    [
        ("Log in • Tide", "https://social.example/p/1"),
        ("Tide", "https://social.example/authwall?to=1"),
        ("Anmelden", None),
    ],
)
def test_a_form_to_sign_in_is_no_page(title: str, url: str | None) -> None:
    assert fault_of(bare(SIGN_IN_FORM, title=title), url) is Fault.SIGN_IN


@pytest.mark.parametrize(
    "body",
    [
        '<div id="root"></div><script src="/main.js"></script>',
        '<div id="__next"><div class="spinner">Loading…</div></div>',
        "<app-root></app-root>",
        '<header><nav><a href="/">Home</a></nav></header><main></main><noscript>You need to enable JavaScript to run this app.</noscript>',
        "<noscript><div><strong>Bitte aktivieren Sie JavaScript, um diese Seite in ihrem ganzen Umfang zu sehen.</strong></div></noscript>",
    ],
)
def test_a_shell_that_a_script_is_to_fill_is_no_page(body: str) -> None:
    assert fault_of(bare(body, title=HEADLINE, head=data())) is Fault.SCRIPT


def test_a_page_whose_text_a_script_adds_says_so_of_the_little_there_is() -> None:
    document = read_page(
        page(TEASER[0], head=data(wordCount=900), before="<noscript>Please enable JavaScript.</noscript>")
    )
    assert (document.barrier, document.whole_words) == (SCRIPT, 900)


def test_a_few_words_that_are_not_the_story_are_not_passed_off_as_it() -> None:
    slogan = "Your first stop for all the news of the coast."
    assert fault_of(page(slogan, head=data(wordCount=900))) is Fault.NOTHING_TO_READ
    assert fault_of(page(slogan, head=data(wordCount=900, isAccessibleForFree=False))) is Fault.SUBSCRIPTION


def test_a_gate_alone_is_told_and_not_read() -> None:
    assert fault_of(page(head=data(isAccessibleForFree=False), after=PAYWALL)) is Fault.SUBSCRIPTION
    assert fault_of(page(after=PAYWALL)) is Fault.SUBSCRIPTION
    free = '<div class="register-wall"><p>Create a free account to continue reading</p><a href="/register">Register</a></div>'
    assert fault_of(page(after=free)) is Fault.SIGN_IN


def test_a_footer_is_not_taken_for_the_story_behind_a_gate() -> None:
    assert fault_of(page(before="<p>All the news of the coast.</p>", after=PAYWALL)) is Fault.SUBSCRIPTION


def test_a_page_with_neither_text_nor_gate_has_nothing_to_read() -> None:
    assert fault_of(page(title="A bridge")) is Fault.NOTHING_TO_READ
    assert fault_of(bare("", title="")) is Fault.NOTHING_TO_READ
