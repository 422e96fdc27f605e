"""Of a story only a part was read: that is said where it was asked for, passed over where nobody asked,
and in a digest told in the feed's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters import locale
from adapters.base import Section
from summarizer.model import FeedEntry
from tests import articles
from tests.channel import Channel
from tests.newsroom import TIDE, Newsroom, story

LINK = "https://news.example/"
CLAIM = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": false, "wordCount": 2000}'
    "</script></head>"
)
PART = articles.page(paragraphs=articles.PARAGRAPHS * 2).replace("</head>", CLAIM)
TEASER = "The harbour board has decided. It will close the swing bridge for the whole winter, it said."


@pytest.fixture
def channel() -> Channel:
    return Channel(news=PART)


async def test_whoever_asks_for_a_part_is_told_that_it_is_one(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    (section,) = channel.poster.replies[-1].sections
    assert section.partial
    assert section.passages
    (note,) = section.notes
    assert note.endswith(" of about 2,000 words: the publisher keeps the rest for its subscribers.")


async def test_a_part_that_nobody_asked_for_is_passed_over_in_silence(channel: Channel) -> None:
    await channel.say(channel.command("auto on", command="nutgraf"))
    before = channel.poster.posts
    await channel.say(channel.automatic(LINK))
    assert channel.poster.posts == before


async def digest_of(entry: FeedEntry) -> Section:
    room = Newsroom()
    assert entry.link is not None
    page = articles.page(entry.title or "").replace("</head>", CLAIM)
    room.web.pages[entry.link] = page
    room.feed(TIDE, entry)
    await room.tell(f"add {TIDE}")
    (section,) = (await room.ask("preview")).sections
    return section


async def test_in_a_digest_the_feed_speaks_for_a_page_that_keeps_its_rest_and_that_is_said() -> None:
    section = await digest_of(replace(story(1), content=TEASER))
    assert section.passages
    assert all(passage.text in TEASER for passage in section.passages)
    assert section.notes == (locale.text("digest rest: subscription"),)


async def test_where_the_feed_says_nothing_the_part_that_is_free_speaks_for_itself() -> None:
    section = await digest_of(story(1))
    assert section.passages
    assert all(passage.text in articles.TEXT for passage in section.passages)
    assert section.notes == (locale.text("digest rest: subscription"),)
