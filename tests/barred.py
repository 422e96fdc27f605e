"""What the tests of barriers share: pages of a paper with claims, gates and offers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from summarizer.model import Barrier, Document, Fault, Raw, Unreadable
from summarizer.reading import read
from tests.articles import HEADLINE, PARAGRAPHS

URL = "https://tide.example/2026/bridge"
STORY = PARAGRAPHS * 2  # some 490 words
TEASER = PARAGRAPHS[:2]
SUBSCRIPTION, SIGN_IN, SCRIPT = Barrier.SUBSCRIPTION, Barrier.SIGN_IN, Barrier.SCRIPT

OFFER = '<a href="https://tide.example/subscribe">Subscribe</a> <a href="/login">Sign in</a>'
PAYWALL = (
    f'<div class="paywall"><h3>Subscribe to continue reading</h3><p>Already a subscriber?</p>{OFFER}</div>'
)
NEWSLETTER = (
    '<section class="subscribe-box"><h3>Like what you read?</h3><p>Subscribe and get our newsletter in your '
    'inbox every Friday.</p><form action="/newsletter"><input type="email"><button>Subscribe</button></form></section>'
)
COOKIES = (
    '<div id="cookie-banner" class="cookie-banner"><p>We and our 812 partners keep cookies on your device to show '
    "you advertisements and to measure how many people read us. You may agree to that or refuse it.</p>"
    "<button>Accept all</button><button>Settings</button></div>"
)


def data(**claims: Any) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": HEADLINE, **claims}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def marked(selector: str = ".for-subscribers") -> dict[str, Any]:
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": selector}
    return {"isAccessibleForFree": False, "hasPart": part}


def page(
    *texts: str,
    head: str = "",
    after: str = "",
    before: str = "",
    attributes: str = "",
    title: str = HEADLINE,
) -> str:
    body = "".join(f"<p{attributes}>{text}</p>" for text in texts)
    return (
        f'<!doctype html><html lang="en"><head><title>{title} – The Tide</title>{head}</head><body>'
        '<header><nav><a href="/">Home</a><a href="/subscribe">Subscribe</a><a href="/login">Sign in</a></nav></header>'
        f"{before}<main><article><h1>{title}</h1>{body}{after}</article></main>"
        '<footer><p>© 2026 The Tide</p><a href="/subscribe">Subscribe</a></footer></body></html>'
    )


def bare(body: str, *, title: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def read_page(source: str, url: str | None = URL) -> Document:
    return read(Raw(source.encode(), "text/html", "utf-8", url))


def fault_of(source: str, url: str | None = URL) -> Fault:
    with pytest.raises(Unreadable) as refused:
        read_page(source, url)
    return refused.value.fault
