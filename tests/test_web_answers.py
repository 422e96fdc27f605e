"""What is read from an answer's head, and bodies unpacked within bounds."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict

from adapters.base import Reason, Refused
from adapters.web import GuardedWeb
from adapters.web.answers import Body, charset, coding, file_name, media_type, never_a_page, refusal
from tests.web_server import Answer, WebServer

MIB = 1024 * 1024


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


Pack = Callable[[bytes], bytes]
CODINGS: dict[str, tuple[str | None, Pack]] = {
    "plain": (None, bytes),
    "gzip": ("gzip", gzip.compress),
    "zlib": ("deflate", zlib.compress),
    "raw": ("deflate", raw_deflate),
}


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        *((status, None) for status in (200, 203, 204, 206)),
        *((status, Reason.NOT_FOUND) for status in (404, 410)),
        *((status, Reason.FORBIDDEN) for status in (401, 403, 407, 451)),
        (402, Reason.SUBSCRIPTION),
        (429, Reason.RATE_LIMITED),
        *((status, Reason.SITE_FAILED) for status in (101, 300, 304, 400, 405, 418, 500, 502, 503, 999)),
    ],
)
def test_each_status_has_its_reason(status: int, reason: Reason | None) -> None:
    assert refusal(status) is reason


@pytest.mark.parametrize(
    ("status", "header"),
    [
        *((status, ("CF-Mitigated", "challenge")) for status in (403, 503)),
        *((status, ("x-datadome", "protected")) for status in (401, 403)),
        (202, ("x-amzn-waf-action", "challenge")),
        (405, ("X-Amzn-Waf-Action", "CAPTCHA")),
        (429, ("x-vercel-mitigated", "challenge")),
    ],
)
def test_a_check_for_human_visitors_is_told_by_the_header_of_who_makes_it(
    status: int, header: tuple[str, str]
) -> None:
    assert refusal(status, CIMultiDict([header])) is Reason.CHALLENGE


@pytest.mark.parametrize(
    ("status", "header", "reason"),
    [
        (200, ("x-datadome", "protected"), None),
        (200, ("Server", "cloudflare"), None),
        (503, ("Server", "cloudflare"), Reason.SITE_FAILED),
        (403, ("Server", "cloudflare"), Reason.FORBIDDEN),
        (403, ("cf-mitigated", "block"), Reason.FORBIDDEN),
        (404, ("x-datadome", "protected"), Reason.NOT_FOUND),
    ],
)
def test_a_guard_that_lets_pages_through_is_no_check(
    status: int, header: tuple[str, str], reason: Reason | None
) -> None:
    assert refusal(status, CIMultiDict([header])) is reason


async def test_a_check_that_comes_as_a_success_is_not_taken_for_the_page() -> None:
    check = Answer(b"<script></script>", 202, (("x-amzn-waf-action", "challenge"),))
    async with WebServer({"/": check}) as server, GuardedWeb([server.authority]) as web:
        with pytest.raises(Refused) as refused:
            await web.fetch(server.url())
    assert refused.value.reason is Reason.CHALLENGE


def test_a_site_that_asks_for_credentials_wants_a_sign_in() -> None:
    assert refusal(401, CIMultiDict({"WWW-Authenticate": "Basic"})) is Reason.SIGN_IN


def test_a_price_for_crawlers_is_no_subscription() -> None:
    assert refusal(402, CIMultiDict({"crawler-price": "USD 0.01"})) is Reason.FORBIDDEN


@pytest.mark.parametrize(
    ("header", "media", "label"),
    [
        ("text/html; charset=utf-8", "text/html", "utf-8"),
        ('Text/HTML;Charset="ISO-8859-1"', "text/html", "iso-8859-1"),
        ("text/html;version=1; charset='koi8-r'", "text/html", "koi8-r"),
        ("application/xhtml+xml", "application/xhtml+xml", None),
        ("text/html; charset=", "text/html", None),
        ("html", "", None),
        ("", "", None),
        ("; charset=utf-8", "", "utf-8"),
    ],
)
def test_a_content_type_tells_media_type_and_character_set(
    header: str, media: str, label: str | None
) -> None:
    assert media_type(header) == media
    assert charset(header) == label


@pytest.mark.parametrize(
    "media",
    [
        *("image/png", "image/svg+xml", "audio/mpeg", "video/mp4", "font/woff2", "application/zip"),
        *("application/octet-stream", "binary/octet-stream", "application/gzip", "application/wasm"),
    ],
)
def test_pictures_sounds_archives_and_programs_are_never_pages(media: str) -> None:
    assert never_a_page(media)


@pytest.mark.parametrize("media", ["application/octet-stream", "binary/octet-stream", "application/zip"])
def test_a_document_to_be_saved_is_brought_whose_name_says_what_it_is(media: str) -> None:
    assert not never_a_page(media, "/papers/Light.PDF")
    assert not never_a_page(media, "light.docx")
    assert never_a_page(media, "/programs/light.exe")
    assert never_a_page("image/png", "/light.pdf")


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="the light.pdf"', "the light.pdf"),
        ("inline; FileName=light.pdf; size=9", "light.pdf"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_the_name_to_save_a_body_under_is_taken_from_its_header(header: str, name: str) -> None:
    assert file_name(header) == name


@pytest.mark.parametrize(
    "media",
    [
        *("text/html", "text/plain", "application/pdf", "application/xhtml+xml", "application/rss+xml", ""),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
)
def test_what_may_be_text_is_left_to_the_reader(media: str) -> None:
    assert not never_a_page(media)


@pytest.mark.parametrize(
    ("headers", "one"),
    [
        ([], None),
        (["identity"], None),
        ([""], None),
        (["GZIP "], "gzip"),
        (["x-gzip"], "gzip"),
        (["deflate"], "deflate"),
    ],
)
def test_one_content_coding_is_undone(headers: list[str], one: str | None) -> None:
    assert coding(headers) == one


@pytest.mark.parametrize(
    "headers", [["gzip, gzip"], ["gzip", "gzip"], ["deflate,gzip"], ["br"], ["zstd"], ["x"]]
)
def test_two_codings_or_one_not_asked_for_are_a_failure_of_the_site(headers: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        coding(headers)
    assert refused.value.reason is Reason.SITE_FAILED


@pytest.mark.parametrize("way", CODINGS)
@given(data=st.binary(max_size=300) | st.binary(max_size=50).map(lambda some: some * 5000), cuts=st.data())
def test_a_body_is_unpacked_however_it_is_cut_in_pieces(way: str, data: bytes, cuts: st.DataObject) -> None:
    name, pack = CODINGS[way]
    packed = pack(data)
    places = cuts.draw(st.lists(st.integers(0, len(packed)), max_size=5).map(sorted))
    body = Body(name, MIB)
    for start, end in pairwise([0, *places, len(packed)]):
        body.feed(packed[start:end])
    assert body.finish() == data


def test_a_body_one_byte_at_a_time_is_unpacked() -> None:
    body = Body("gzip", MIB)
    for byte in gzip.compress(b"word for word"):
        body.feed(bytes([byte]))
    assert body.finish() == b"word for word"


@pytest.mark.parametrize("way", CODINGS)
def test_the_limit_is_exact_and_holds_for_what_comes_out(way: str) -> None:
    name, pack = CODINGS[way]
    body = Body(name, 100_000)
    body.feed(pack(b"a" * 100_000))
    assert len(body.finish()) == 100_000
    with pytest.raises(Refused) as refused:
        Body(name, 100_000).feed(pack(b"a" * 100_001))
    assert refused.value.reason is Reason.TOO_LARGE


def test_a_bomb_takes_no_more_memory_than_the_limit_allows() -> None:
    bomb = gzip.compress(bytes(200 * MIB), 9)
    tracemalloc.start()
    try:
        with pytest.raises(Refused) as refused:
            Body("gzip", MIB).feed(bomb)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert refused.value.reason is Reason.TOO_LARGE
    assert peak < 4 * MIB


def test_what_is_fed_is_bounded_though_nothing_comes_of_it() -> None:
    body = Body("gzip", 1000)
    body.feed(gzip.compress(b"done"))
    with pytest.raises(Refused) as refused:
        body.feed(bytes(1000))
    assert refused.value.reason is Reason.TOO_LARGE


def test_bytes_after_the_end_of_a_stream_are_dropped() -> None:
    body = Body("gzip", MIB)
    body.feed(gzip.compress(b"story") + b"surplus")
    body.feed(gzip.compress(b"more"))
    assert body.finish() == b"story"


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_no_body_at_all_is_an_empty_body(name: str) -> None:
    assert Body(name, MIB).finish() == b""


@pytest.mark.parametrize(
    "sent",
    [b"x", b"plain text", gzip.compress(b"a story" * 99)[:-9], b"\x1f\x8b"],
    ids=["one byte", "plain", "cut off", "two bytes"],
)
def test_a_body_that_is_not_what_it_says_or_is_cut_off_is_a_failure_of_the_site(sent: bytes) -> None:
    body = Body("gzip", MIB)
    with pytest.raises(Refused) as refused:  # noqa: PT012 - either step may find out
        body.feed(sent)
        body.finish()
    assert refused.value.reason is Reason.SITE_FAILED
