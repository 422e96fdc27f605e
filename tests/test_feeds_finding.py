"""The feed that an address leads to, however it is written; and the feed of a list that is meant."""

from __future__ import annotations

import pytest

from adapters.base import Feed, Reason, Refused
from bot.feeds import MOST_TRIED, USUAL_ADDRESSES, address_of, chosen, same_address
from tests.channel import NOON
from tests.newsroom import HARBOUR, TIDE, story
from tests.newsstand import Newsstand

SITE = "https://tide.example/"


@pytest.fixture
def stand() -> Newsstand:
    stand = Newsstand()
    stand.serve(TIDE, story(1), story(2))
    return stand


# ---- finding ----------------------------------------------------------------------------------


async def refused(stand: Newsstand, address: str) -> Reason:
    with pytest.raises(Refused) as error:
        await stand.feeds.find(address)
    return error.value.reason


@pytest.mark.parametrize(
    "written",
    [TIDE, f"<{TIDE}>", f"  {TIDE} ", f"<{TIDE}|The Tide>", f"[The Tide]({TIDE})", "tide.example/feed",
     "<tide.example/feed>"],
)  # fmt: skip
async def test_a_feed_is_found_however_its_address_is_written(stand: Newsstand, written: str) -> None:
    found = await stand.feeds.find(written)
    assert (found.url, found.others) == (TIDE, ())
    assert len(found.news.entries) == 2


@pytest.mark.parametrize("written", ["", "nonsense", "the orford tide", "ftp://tide.example/feed", "tide."])
async def test_what_holds_no_address_is_refused_without_a_request(stand: Newsstand, written: str) -> None:
    assert await refused(stand, written) is Reason.BAD_LINK
    assert stand.web.polled == {}


@pytest.mark.parametrize("reason", [Reason.UNREACHABLE, Reason.TIMED_OUT])
@pytest.mark.parametrize("written", ["old.example/feed", "www.old.example/feed"])
async def test_a_site_without_tls_is_asked_without_it_where_no_scheme_was_written(
    stand: Newsstand, written: str, reason: Reason
) -> None:
    stand.refuse(f"https://{written}", reason)
    stand.serve(f"http://{written}", story(1))
    assert (await stand.feeds.find(written)).url == f"http://{written}"


async def test_a_scheme_that_was_written_is_kept_to(stand: Newsstand) -> None:
    stand.refuse("https://old.example/feed", Reason.UNREACHABLE)
    stand.serve("http://old.example/feed", story(1))
    assert await refused(stand, "https://old.example/feed") is Reason.UNREACHABLE


async def test_a_site_that_answers_is_not_asked_again_without_tls(stand: Newsstand) -> None:
    stand.serve("http://old.example/feed", story(1))
    assert await refused(stand, "old.example/feed") is Reason.NOT_FOUND
    assert "http://old.example/feed" not in stand.web.polled


async def test_of_several_feeds_that_a_page_names_the_first_is_taken_and_the_others_told(
    stand: Newsstand,
) -> None:
    stand.page(SITE, "/feed", HARBOUR, "/sport.xml")
    found = await stand.feeds.find(SITE)
    assert found.url == TIDE
    assert found.others == ("https://tide.example/sport.xml", HARBOUR)
    assert HARBOUR not in stand.web.polled


async def test_a_feed_of_comments_is_taken_last(stand: Newsstand) -> None:
    stand.page(SITE, "/comments/feed", "/feed")
    found = await stand.feeds.find(SITE)
    assert (found.url, found.others) == (TIDE, ("https://tide.example/comments/feed",))


async def test_where_a_named_feed_fails_the_next_is_taken(stand: Newsstand) -> None:
    stand.page(SITE, "/broken.xml", "/page", "/feed")
    stand.page("https://tide.example/page")
    found = await stand.feeds.find(SITE)
    assert found.url == TIDE
    assert found.others == ("https://tide.example/broken.xml", "https://tide.example/page")


async def test_where_all_named_feeds_fail_the_reason_is_that_of_the_first(stand: Newsstand) -> None:
    stand.page(SITE, "/one.xml", "/two.xml")
    stand.refuse("https://tide.example/one.xml", Reason.FORBIDDEN)
    assert await refused(stand, SITE) is Reason.FORBIDDEN


async def test_of_many_named_feeds_few_are_tried(stand: Newsstand) -> None:
    stand.page(SITE, *(f"/{number}.xml" for number in range(9)), "/feed")
    assert await refused(stand, SITE) is Reason.NOT_FOUND
    assert stand.web.polled.total() == 1 + MOST_TRIED


@pytest.mark.parametrize("path", USUAL_ADDRESSES)
async def test_a_page_that_names_no_feed_is_looked_for_in_the_usual_places(path: str) -> None:
    stand = Newsstand()
    stand.page("https://tide.example/news/")
    stand.serve(f"https://tide.example{path}", story(1))
    assert (await stand.feeds.find("tide.example/news/")).url == f"https://tide.example{path}"


async def test_the_usual_places_are_those_of_the_host_that_the_page_is_on(stand: Newsstand) -> None:
    stand.page(SITE)
    stand.web.moved["https://old.example/"] = SITE
    assert (await stand.feeds.find("https://old.example/")).url == TIDE


async def test_a_page_without_a_feed_anywhere_is_no_feed(stand: Newsstand) -> None:
    stand.page("https://harbour.example/")
    assert await refused(stand, "https://harbour.example/") is Reason.NOT_A_FEED


async def test_a_feed_that_is_found_through_a_lasting_redirect_is_added_where_it_lives(
    stand: Newsstand,
) -> None:
    new = "https://www.tide.example/news.xml"
    stand.serve(new, story(1))
    stand.web.moved[TIDE] = new
    assert (await stand.feeds.find(TIDE)).url == new
    assert (await stand.have(TIDE)).url == new


# ---- choosing one of a list -------------------------------------------------------------------


def listed(*feeds: tuple[str, str | None]) -> list[Feed]:
    return [Feed(number, url, NOON, title) for number, (url, title) in enumerate(feeds, start=7)]


LIST = listed(
    ("https://tide.example/feed", "The Orford Tide"),
    ("https://tide.example/sport.xml", "The Orford Tide: Sport"),
    ("http://www.harbour.example/rss/", "Harbour News"),
    ("https://bare.example/feed", None),
    ("https://code.example/blog.xml", "Harbour.js"),
)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("1", [0]),
        ("3.", [2]),
        (" 4 ", [3]),
        ("0", []),
        ("6", []),
        ("99999999999999999999", []),
        ("https://tide.example/feed", [0]),
        ("<https://tide.example/sport.xml>", [1]),
        ("tide.example/sport.xml", [1]),
        ("http://www.tide.example/feed/", [0]),
        ("https://harbour.example/rss", [2]),
        ("harbour.example", [2]),
        ("tide.example", [0, 1]),
        ("bare.example", [3]),
        ("the orford tide", [0]),
        ("The Orford Tide: Sport", [1]),
        ("sport", [1]),
        ("orford", [0, 1]),
        ("HARBOUR NEWS", [2]),
        ("harbour.js", [4]),
        ("weather", []),
        ("the", [0, 1]),
        ("ti", []),
        ("e", []),
        ("https://weather.example/feed", []),
        ("", []),
        (".", []),
        ("²", []),
    ],
)
def test_a_feed_is_chosen_by_number_address_or_title(words: str, meant: list[int]) -> None:
    assert chosen(LIST, words) == [LIST[index] for index in meant]


def test_nothing_is_chosen_of_an_empty_list() -> None:
    assert [chosen([], words) for words in ("1", "tide.example", "orford")] == [[], [], []]


def test_an_address_that_is_there_to_the_letter_is_meant_before_one_that_is_like_it() -> None:
    both = listed(("http://tide.example/feed", None), ("https://tide.example/feed", None))
    assert [chosen(both, one.url) for one in both] == [[both[0]], [both[1]]]
    assert chosen(both, "https://www.tide.example/feed") == both


def test_addresses_are_one_whatever_their_scheme_www_and_slash_and_not_with_another_path() -> None:
    assert same_address("http://www.tide.example/feed/", "https://tide.example/feed")
    assert not same_address("https://tide.example/feed", "https://tide.example/feeds")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("https://video.example/feed?channel_id=UCabc_", "https://video.example/feed?channel_id=UCabc_"),
        ("<https://tide.example/feed*>", "https://tide.example/feed*"),
        ("https://tide.example/feed.", "https://tide.example/feed"),
        ("feed://tide.example/rss", "https://tide.example/rss"),
        ("feed:https://tide.example/rss", "https://tide.example/rss"),
        ("please https://tide.example/feed, thanks", "https://tide.example/feed"),
        ("news", None),
    ],
)
def test_an_address_is_taken_to_the_letter(written: str, address: str | None) -> None:
    assert address_of(written) == address
