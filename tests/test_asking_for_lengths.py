"""A time, a share, the headline alone, and what it is to be about: from what is typed to what is read."""

from __future__ import annotations

import pytest

from adapters import locale
from adapters.base import Action, Section, State
from adapters.display import facts, shown_words
from tests import articles
from tests.channel import LINK, Channel


@pytest.fixture
def channel() -> Channel:
    return Channel()


async def answered(channel: Channel, words: str) -> Section:
    await channel.say(channel.mention(f"{words} {LINK}"))
    (section,) = channel.poster.replies[-1].sections
    assert channel.states[-1] is State.DONE
    return section


async def test_thirty_seconds_are_about_thirty_seconds(channel: Channel) -> None:
    section = await answered(channel, "30s")
    assert locale.reading_time(shown_words(section), "en") in ("25 s", "30 s", "35 s")


async def test_a_fifth_is_about_a_fifth(channel: Channel) -> None:
    section = await answered(channel, "20%")
    assert 0.12 < shown_words(section) / section.words < 0.28


async def test_the_headline_alone_can_be_lengthened(channel: Channel) -> None:
    section = await answered(channel, "just the headline, please:")
    assert (section.headline, section.passages) == (articles.HEADLINE, ())
    assert "English" in facts(section)
    reply = channel.poster.replies[-1]
    assert Action.LONGER in reply.actions
    assert Action.SHORTER not in reply.actions
    await channel.say(channel.press(Action.LONGER, "1"))
    (longer,) = channel.poster.replies[-1].sections
    assert len(longer.passages) == 2


async def test_the_answer_leans_to_what_was_asked_about(channel: Channel) -> None:
    section = await answered(channel, "1 sentence about: ferries")
    assert "ferry" in section.passages[0].text
    assert section.notes == ()


async def test_and_says_so_where_the_page_does_not_speak_of_it(channel: Channel) -> None:
    section = await answered(channel, 'about:"price rises"')
    assert section.passages
    assert section.notes == ("The page does not speak of “price rises”.",)


async def test_every_figure_shown_is_a_slice_of_the_source_and_shown_once(channel: Channel) -> None:
    section = await answered(channel, "1 sentence")
    text = "\n\n".join(articles.PARAGRAPHS)
    sentences = " ".join(passage.text for passage in section.passages)
    assert section.figures
    for figure in section.figures:
        assert text[figure.start : figure.end] == figure.text
        assert figure.text not in sentences
