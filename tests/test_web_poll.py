"""The conditional fetch of feeds: over real sockets, and what is read from an answer's head for it."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Page, Polled, Reason, Refused, Validators, Web
from adapters.web import GuardedWeb
from adapters.web.answers import never_a_feed
from adapters.web.headers import conditions, max_age, moment, retry_after, usable, validators
from tests.fakes.web import MemoryWeb
from tests.web_asking import known, refusal
from tests.web_server import Answer, Answers, Asked, WebServer, redirect

FEED = "<rss version='2.0'><channel><title>Nachrichten für alle</title></channel></rss>".encode()
RSS = ("Content-Type", "application/rss+xml; charset=utf-8")
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
DATE = ("Date", "Fri, 27 Nov 2026 12:00:00 GMT")
WEEK = 7 * 24 * 3600
NOTHING = Validators()
EVENING = "Thu, 26 Nov 2026 18:30:00 GMT"


def feed(*headers: tuple[str, str], status: int = 200) -> Answer:
    return Answer(FEED, status, headers=(RSS, *headers))


def unchanged(*headers: tuple[str, str]) -> Answer:
    return Answer(status=304, headers=headers, length=None)


def versioned(etag: str, body: bytes = FEED) -> Callable[[Asked], Answer]:
    """What a server does that knows conditions: the whole, or that it is as it was."""

    def answer(asked: Asked) -> Answer:
        if asked.headers.get("if-none-match") == etag:
            return unchanged(("ETag", etag))
        return Answer(body, headers=(RSS, ("ETag", etag)))

    return answer


async def polled(answer: Answer | Callable[[Asked], Answer], given: Validators = NOTHING) -> Polled:
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority], clock=lambda: NOON) as web:
        return await web.poll(server.url(), given)


async def not_polled(web: Web, url: str, given: Validators = NOTHING) -> Refused:
    with pytest.raises(Refused) as refused:
        await web.poll(url, given)
    return refused.value


async def refused(answer: Answer, given: Validators = NOTHING) -> Refused:
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority], clock=lambda: NOON) as web:
        return await not_polled(web, server.url(), given)


# ---- what a poll asks and gets ----------------------------------------------------------------


async def test_a_first_poll_brings_the_feed_and_what_to_ask_with_next() -> None:
    answer = feed(("ETag", '"v1"'), ("Last-Modified", EVENING), ("Cache-Control", "max-age=600"))
    async with WebServer({"/feed": answer}) as server, GuardedWeb([server.authority]) as web:
        got = await web.poll(server.url("/feed"), NOTHING)
    assert got.page == Page(server.url("/feed"), FEED, "application/rss+xml", "utf-8")
    assert (got.validators, got.moved) == (Validators('"v1"', EVENING), None)
    assert got.max_age == timedelta(minutes=10)


async def test_without_validators_nothing_conditional_is_asked() -> None:
    async with WebServer({"/": feed()}) as server, GuardedWeb([server.authority]) as web:
        await web.poll(server.url(), NOTHING)
    assert not {"if-none-match", "if-modified-since"} & set(server.asked[0].headers)


async def test_validators_are_sent_as_they_came_and_a_304_brings_no_page() -> None:
    given = Validators('W/"v1"', EVENING)
    async with WebServer({"/": unchanged()}) as server, GuardedWeb([server.authority]) as web:
        got = await web.poll(server.url(), given)
    assert server.asked[0].headers["if-none-match"] == 'W/"v1"'
    assert server.asked[0].headers["if-modified-since"] == EVENING
    assert got == Polled(None, given)


async def test_a_304_says_anew_what_to_ask_with_and_how_long_it_is_good_for() -> None:
    answer = unchanged(("ETag", '"v2"'), ("Cache-Control", "max-age=60"))
    got = await polled(answer, Validators('"v1"', EVENING))
    assert got == Polled(None, Validators('"v2"', EVENING), max_age=timedelta(minutes=1))


async def test_a_304_to_a_question_without_conditions_is_a_failure_of_the_site() -> None:
    assert (await refused(unchanged(("ETag", '"v1"')))).reason is Reason.SITE_FAILED
    # Those given are no good, so that none were sent.
    bad = Validators("a\r\nb", "soon")
    assert (await refused(unchanged(), bad)).reason is Reason.SITE_FAILED


async def test_a_changed_feed_has_the_validators_it_came_with_and_no_others() -> None:
    got = await polled(feed(("Last-Modified", EVENING)), Validators('"v1"'))
    assert got.page is not None
    assert got.validators == Validators(None, EVENING)


async def test_a_poll_prefers_feeds_and_a_fetch_pages() -> None:
    async with WebServer({"/": feed()}) as server, GuardedWeb([server.authority]) as web:
        await web.poll(server.url(), NOTHING)
        await web.fetch(server.url())
    poll, fetch = (asked.headers["accept"].split(",") for asked in server.asked)
    wanted = ["application/rss+xml", "application/atom+xml", "application/feed+json"]
    assert [kind.partition(";")[0] for kind in poll] == [*wanted, "application/xml", "text/xml", "*/*"]
    assert fetch[0] == "text/html"
    assert not any(kind.startswith("application/rss") for kind in fetch)


@pytest.mark.parametrize(
    "media", ["application/octet-stream", "text/plain", "text/html", "application/zip", "nonsense", ""]
)
async def test_a_feed_is_taken_whatever_a_careless_server_calls_it(media: str) -> None:
    got = await polled(Answer(FEED, headers=(("Content-Type", media),)))
    assert got.page is not None
    assert got.page.body == FEED


@pytest.mark.parametrize("media", ["audio/mpeg", "video/mp4", "image/svg+xml", "font/woff2"])
async def test_what_is_surely_no_feed_is_refused_without_its_download(media: str) -> None:
    assert never_a_feed(media)
    endless = Answer(b"x" * 65536, headers=(("Content-Type", media),), endless=True)
    assert (await refused(endless)).reason is Reason.NOT_A_FEED


# ---- redirects --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [
        ([301], "/1"),
        ([308], "/1"),
        ([301, 308, 301], "/3"),
        ([301, 302, 301], "/1"),
        ([302], None),
        ([307, 301], None),
        ([303, 308], None),
    ],
)
@pytest.mark.parametrize("etag", [None, '"v1"'])
async def test_a_feed_has_moved_as_far_as_redirects_from_its_address_on_are_for_good(
    statuses: list[int], moved: str | None, etag: str | None
) -> None:
    answers: Answers
    answers = {f"/{hop}": redirect(f"/{hop + 1}", status) for hop, status in enumerate(statuses)}
    answers[f"/{len(statuses)}"] = versioned('"v1"')
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        got = await web.poll(server.url("/0"), Validators(etag))
        assert got.moved == (moved and server.url(moved))
    assert (got.page is None) is (etag is not None)
    assert len(server.asked) == len(statuses) + 1


async def test_no_fragment_is_in_the_address_that_a_feed_moved_to() -> None:
    answers: Answers
    answers = {"/old": redirect("/new?all=%2F#latest", 301), "/new?all=%2F": feed()}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        got = await web.poll(server.url("/old#top"), NOTHING)
        assert got.moved == server.url("/new?all=%2F")


async def test_credentials_in_a_redirect_for_good_are_refused() -> None:
    async with WebServer() as server, GuardedWeb([server.authority]) as web:
        server.answers["/"] = redirect(f"http://ada:secret@{server.authority}/new", 301)
        assert (await not_polled(web, server.url())).reason is Reason.BAD_LINK
    assert len(server.asked) == 1


async def test_validators_go_along_to_the_host_that_a_redirect_leads_to() -> None:
    async with WebServer({"/": versioned('"v1"')}) as home, WebServer() as front:
        front.answers["/"] = redirect(home.url(), 302)
        async with GuardedWeb([front.authority, home.authority]) as web:
            first = await web.poll(front.url(), NOTHING)
            second = await web.poll(front.url(), first.validators)
    assert first.page is not None
    assert second == Polled(None, Validators('"v1"'))
    assert [asked.headers.get("if-none-match") for asked in home.asked] == [None, '"v1"']


async def test_redirects_of_a_poll_end_where_those_of_a_fetch_do() -> None:
    answers: Answers
    answers = {f"/{hop}": redirect(f"/{hop + 1}", 301) for hop in range(10)}
    answers |= {"/10": feed(), "/a": redirect("/b", 308), "/b": redirect("/a", 308)}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        assert (await web.poll(server.url("/5"), NOTHING)).page is not None
        assert (await not_polled(web, server.url("/4"))).reason is Reason.TOO_MANY_REDIRECTS
        assert (await not_polled(web, server.url("/a"))).reason is Reason.TOO_MANY_REDIRECTS


# ---- the same guard ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 308])
async def test_a_private_address_behind_a_redirect_is_never_connected_to(status: int) -> None:
    async with WebServer() as private, WebServer() as front:
        for target in (private.url(), private.url(host="localhost"), f"//[::1]:{private.port}/"):
            front.answers["/"] = redirect(target, status)
            web = GuardedWeb([front.authority])
            assert (await not_polled(web, front.url())).reason is Reason.PRIVATE_ADDRESS
    assert (front.connections, private.connections) == (3, 0)


async def test_a_name_that_leads_to_a_private_address_behind_a_redirect_is_never_connected_to() -> None:
    async with WebServer() as private, WebServer() as front:
        front.answers["/"] = redirect(private.url(host="news.test"), 301)
        # A range that is exempt, so that the port alone does not refuse the link.
        allow, names = [front.authority, "10.0.0.0/8"], known({"news.test": ["127.0.0.1"]})
        refused = await not_polled(GuardedWeb(allow, resolver=names), front.url())
    assert refused.reason is Reason.PRIVATE_ADDRESS
    assert private.connections == 0


async def test_a_private_address_is_not_polled_at_all() -> None:
    async with WebServer() as server, GuardedWeb() as web:
        assert (await not_polled(web, server.url(), Validators('"v1"'))).reason is Reason.PRIVATE_ADDRESS
        assert (await not_polled(web, "file:///etc/hosts")).reason is Reason.BAD_LINK
    assert server.connections == 0


@pytest.mark.parametrize(
    "answer",
    [
        Answer(gzip.compress(bytes(100 * 1024 * 1024), 9), headers=(RSS, ("Content-Encoding", "gzip"))),
        Answer(FEED * 500, headers=(RSS,), endless=True),
    ],
    ids=["bomb", "endless"],
)
async def test_a_body_without_bounds_is_left_at_the_limit(answer: Answer) -> None:
    assert (await refused(answer)).reason is Reason.TOO_LARGE


async def test_a_slow_poll_is_given_up_at_the_deadline() -> None:
    async with (
        WebServer({"/": Answer(pause=3600)}) as server,
        GuardedWeb([server.authority], deadline=0.1) as web,
    ):
        assert (await not_polled(web, server.url())).reason is Reason.TIMED_OUT


@pytest.mark.parametrize(
    ("etag", "last_modified"),
    [
        ("*", "yesterday"),
        ('"' + "x" * 2000 + '"', "x" * 2000),
        ('"\udcfc\udc80"', "\udcff"),  # bytes that are no UTF-8
        ('"“v1”"', "\x01\x02"),
        ('"\x85"', "Thu, 26 Nov 2026 99:99:99 GMT"),
    ],
)
async def test_hostile_validators_are_dropped_and_the_feed_is_read_all_the_same(
    etag: str, last_modified: str
) -> None:
    got = await polled(feed(("ETag", etag), ("Last-Modified", last_modified)))
    assert got.page is not None
    assert got.validators == NOTHING


async def test_validators_that_could_end_a_line_are_not_sent() -> None:
    given = Validators('"a"\r\nX-Injected: 1', f"{EVENING}\nHost: other.test")
    async with WebServer({"/": feed()}) as server, GuardedWeb([server.authority]) as web:
        await web.poll(server.url(), given)
    assert not {"x-injected", "if-none-match", "if-modified-since"} & set(server.asked[0].headers)


async def test_an_etag_with_letters_beyond_ascii_comes_back_as_the_bytes_it_was() -> None:
    async with WebServer({"/": feed(("ETag", '"für"'))}) as server, GuardedWeb([server.authority]) as web:
        first = await web.poll(server.url(), NOTHING)
        await web.poll(server.url(), first.validators)
    assert server.asked[1].headers["if-none-match"].encode("latin-1") == '"für"'.encode()


async def test_hostile_times_in_the_head_do_no_harm() -> None:
    nonsense = ["-1", "9" * 5000, "\udcff", '="', "Sun, 06 Nov 99999999999 08:49:37 GMT"]
    for value in nonsense:
        names = ("Cache-Control", "Expires", "Date", "Retry-After")
        hostile = tuple((name, value) for name in names)
        got = await polled(feed(*hostile))
        assert got.page is not None
        assert got.max_age is None
        assert (await refused(feed(*hostile, status=503))).reason is Reason.SITE_FAILED


# ---- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (404, Reason.NOT_FOUND),
        (410, Reason.GONE),
        (403, Reason.FORBIDDEN),
        (429, Reason.RATE_LIMITED),
        (503, Reason.SITE_FAILED),
        (301, Reason.SITE_FAILED),  # to nowhere
    ],
)
async def test_each_status_that_is_no_success_is_a_reason(status: int, why: Reason) -> None:
    got = await refused(Answer(status=status), Validators('"v1"'))
    assert (got.reason, got.retry_after) == (why, None)


@pytest.mark.parametrize(("status", "why"), [(301, Reason.GONE), (308, Reason.GONE), (302, Reason.NOT_FOUND)])
async def test_a_feed_is_gone_for_good_only_where_it_lives_for_good(status: int, why: Reason) -> None:
    answers: Answers = {"/": redirect("/new", status), "/new": Answer(status=410)}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        assert (await not_polled(web, server.url())).reason is why


@pytest.mark.parametrize("status", [429, 503, 403, 404])
async def test_a_refused_status_says_when_to_come_back(status: int) -> None:
    assert (await refused(feed(("Retry-After", "120"), status=status))).retry_after == 120


async def test_a_time_to_come_back_at_is_by_the_clock_of_the_site_or_else_by_ours() -> None:
    later = ("Retry-After", "Fri, 27 Nov 2026 12:05:00 GMT")
    ahead = ("Date", "Fri, 27 Nov 2026 12:04:00 GMT")
    assert (await refused(feed(later, ahead, status=503))).retry_after == 60
    assert (await refused(feed(later, status=503))).retry_after == 300


async def test_a_fetch_says_too_when_to_come_back() -> None:
    answer = feed(("Retry-After", "7"), status=429)
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority]) as web:
        assert (await refusal(web, server.url())).retry_after == 7


# ---- reading the head -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Fri, 27 Nov 2026 12:00:00 GMT", NOON),
        ("Friday, 27-Nov-26 12:00:00 GMT", NOON),
        ("Fri Nov 27 12:00:00 2026", NOON),
        ("Fri, 27 Nov 2026 13:00:00 +0100", NOON.astimezone(timezone(timedelta(hours=1)))),
        *((text, None) for text in ("", "0", "-1", "now", "Fri, 32 Nov 2026 12:00:00 GMT", None)),
    ],
)
def test_a_date_of_a_header_is_read_in_each_of_its_forms(text: str | None, when: datetime | None) -> None:
    assert moment(text) == when


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        (" 90 ", 90),
        ("0000000000000090", 90),
        (str(WEEK + 1), WEEK),
        ("9" * 5000, WEEK),
        ("Fri, 27 Nov 2026 12:00:30 GMT", 30),
        ("Fri, 27 Nov 2026 11:00:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", WEEK),
        *((value, None) for value in (None, "", "-5", "1.5", "soon", "٣", "1e9", "5 5")),
    ],
)
def test_a_time_to_come_back_is_seconds_or_a_date_within_a_week(
    value: str | None, seconds: float | None
) -> None:
    assert retry_after(value, NOON) == seconds


@pytest.mark.parametrize(
    ("cache_control", "expires", "seconds"),
    [
        (["max-age=300"], None, 300),
        (["public, Max-Age = 300, must-revalidate"], None, 300),
        (['max-age="300"'], None, 300),
        (["public", "max-age=300"], None, 300),
        (["max-age=300, max-age=900"], None, 300),
        (["s-maxage=900, max-age=300"], None, 300),
        ([f"max-age={WEEK + 1}"], None, WEEK),
        (["max-age=0"], None, 0),
        (["max-age=300"], "Fri, 27 Nov 2026 13:00:00 GMT", 300),
        (['private="x, max-age=5", max-age=300'], None, 300),
        (['no-cache="Set-Cookie", max-age=300'], None, 300),
        ([], "Fri, 27 Nov 2026 13:00:00 GMT", 3600),
        (["s-maxage=900"], "Fri, 27 Nov 2026 13:00:00 GMT", 3600),
        ([], "Thu, 19 Nov 1981 08:52:00 GMT", 0),
        ([], "Fri, 31 Dec 9999 23:59:59 GMT", WEEK),
        (["no-cache, max-age=300"], None, None),
        (["no-store"], "Fri, 27 Nov 2026 13:00:00 GMT", None),
        *(([alone], None, None) for alone in ("no-cache", "no-store", "must-revalidate", "s-maxage=900")),
        *(([odd], None, None) for odd in ("max-age", "max-age=-1", "max-age=soon", "x-max-age=5", ',="')),
        ([], "0", None),
        ([], None, None),
    ],
)
def test_how_long_an_answer_is_good_for_is_what_its_server_says_within_a_week(
    cache_control: Sequence[str], expires: str | None, seconds: int | None
) -> None:
    assert max_age(cache_control, expires, NOON) == (None if seconds is None else timedelta(seconds=seconds))


@given(st.text() | st.text("0123456789 :,;=-+\"*GMTFriNov'max-age", max_size=60))
def test_nothing_that_a_head_may_hold_breaks_its_reading(text: str) -> None:
    wait, stretch = retry_after(text, NOON), max_age([text, text], text, NOON)
    assert wait is None or 0 <= wait <= WEEK
    assert stretch is None or timedelta() <= stretch <= timedelta(days=7)
    for value in conditions(validators(text, text)).values():
        assert value == text
        assert not any(char in value for char in "\r\n\0")


def test_what_may_not_stand_in_a_request_is_no_condition() -> None:
    assert conditions(Validators('"a"\r\nX-Injected: 1', f"{EVENING}\n")) == {}


def test_what_is_usable_stays_as_it_is() -> None:
    given = Validators("no-quotes-at-all", EVENING)
    assert usable(given) == given
    assert conditions(given) == {"If-None-Match": "no-quotes-at-all", "If-Modified-Since": EVENING}


# ---- what every web does ----------------------------------------------------------------------


@pytest.fixture(params=["sockets", "memory"])
async def place(request: pytest.FixtureRequest) -> AsyncIterator[tuple[Web, Callable[[str], str]]]:
    """A web with /feed, which /old moved to, and /gone; and what writes their addresses out."""
    if request.param == "memory":

        def at(target: str) -> str:
            return f"https://news.example{target}"

        memory = MemoryWeb({at("/feed"): FEED.decode(), at("/gone"): Refused(Reason.GONE)})
        memory.moved[at("/old")] = at("/feed")
        yield memory, at
        return
    answers: Answers = {
        "/feed": versioned('"v1"'),
        "/old": redirect("/feed", 301),
        "/gone": Answer(status=410),
        "/none": Answer(status=404),
    }
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        yield web, server.url


Place = tuple[Web, Callable[[str], str]]


async def test_a_feed_comes_once_and_then_no_more_while_it_is_as_it_was(place: Place) -> None:
    web, at = place
    first = await web.poll(at("/feed"), NOTHING)
    assert first.page is not None
    assert (first.page.url, first.page.body) == (at("/feed"), FEED)
    second = await web.poll(at("/feed"), first.validators)
    assert (second.page, second.validators) == (None, first.validators)
    assert (await web.poll(at("/feed"), Validators('"another"'))).page == first.page


async def test_a_feed_that_moved_comes_from_where_it_is(place: Place) -> None:
    web, at = place
    got = await web.poll(at("/old"), NOTHING)
    assert got.page is not None
    assert (got.moved, got.page.url, got.page.body) == (at("/feed"), at("/feed"), FEED)
    assert (await web.poll(at("/old"), got.validators)).page is None


async def test_what_is_gone_and_what_is_not_there_is_told_apart(place: Place) -> None:
    web, at = place
    assert (await not_polled(web, at("/gone"))).reason is Reason.GONE
    assert (await not_polled(web, at("/none"))).reason is Reason.NOT_FOUND


async def test_a_page_in_memory_that_changes_is_no_longer_as_it_was() -> None:
    web = MemoryWeb({"https://news.example/feed": "<rss>one</rss>"})
    first = await web.poll("https://news.example/feed", NOTHING)
    web.pages["https://news.example/feed"] = "<rss>two</rss>"
    second = await web.poll("https://news.example/feed", first.validators)
    assert second.page is not None
    assert second.page.body == b"<rss>two</rss>"
    assert web.polled["https://news.example/feed"] == 2
