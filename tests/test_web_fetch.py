"""The guarded fetch over real sockets: what it brings, when it gives up, and what it then says."""

from __future__ import annotations

import asyncio
import gzip
import ssl
import threading
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.base import Reason
from adapters.web import GuardedWeb
from adapters.web.fetch import MAX_REDIRECTS
from adapters.web.names import system_resolve
from tests.web_asking import known, reason, refusal
from tests.web_server import HTML, Answer, Answers, Asked, WebServer, redirect

STORY = "<p>Ein Satz für alle.</p>".encode()


def packed(body: bytes, *codings: str, media: str = HTML) -> Answer:
    headers = tuple(("Content-Encoding", coding) for coding in codings)
    return Answer(body, headers=(("Content-Type", media), *headers))


# ---- what it brings ---------------------------------------------------------------------------


async def test_a_page_comes_with_its_address_type_character_set_and_bytes() -> None:
    answer = Answer(STORY, headers=(("Content-Type", "Text/HTML; Charset=ISO-8859-1"),))
    async with WebServer({"/a?b=%2F": answer}) as server, GuardedWeb([server.authority]) as web:
        page = await web.fetch(server.url("/a?b=%2F#part"))
    assert page.url == server.url("/a?b=%2F#part")
    assert (page.body, page.media_type, page.charset) == (STORY, "text/html", "iso-8859-1")


async def test_it_says_who_it_is_and_nothing_of_who_asks() -> None:
    async with WebServer({"/": Answer(STORY)}) as server, GuardedWeb([server.authority]) as web:
        await web.fetch(server.url())
    headers = dict(server.asked[0].headers)
    assert "Nutgraf/" in headers.pop("user-agent")
    assert headers.pop("accept-encoding") == "gzip, deflate"
    assert set(headers) <= {"host", "accept", "accept-language", "connection"}


async def test_a_user_agent_of_the_operator_is_sent_instead() -> None:
    async with WebServer({"/": Answer(STORY)}) as server:
        await GuardedWeb([server.authority], user_agent="reader of example").fetch(server.url())
    assert server.asked[0].headers["user-agent"] == "reader of example"


@pytest.mark.parametrize(
    "answer",
    [
        packed(gzip.compress(STORY), "gzip"),
        packed(gzip.compress(STORY), "x-gzip"),
        packed(zlib.compress(STORY), "deflate"),
        packed(zlib.compress(STORY)[2:-4], "deflate"),  # raw, as some servers send it
        packed(STORY, "identity"),
        packed(STORY),
    ],
)
async def test_a_compressed_page_is_unpacked(answer: Answer) -> None:
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority]) as web:
        assert (await web.fetch(server.url())).body == STORY


async def test_a_page_in_chunks_is_put_together() -> None:
    raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nWord \r\n8\r\nfor word\r\n0\r\n\r\n"
    async with WebServer({"/": Answer(raw=raw)}) as server, GuardedWeb([server.authority]) as web:
        page = await web.fetch(server.url())
    assert (page.body, page.media_type, page.charset) == (b"Word for word", "", None)


@pytest.mark.parametrize("answer", [Answer(status=204, length=None), Answer(b""), packed(b"", "gzip")])
async def test_an_empty_answer_is_an_empty_page(answer: Answer) -> None:
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority]) as web:
        assert (await web.fetch(server.url())).body == b""


async def test_many_fetches_at_once_do_not_mix() -> None:
    answers: Answers
    answers = {f"/{number}": Answer(b"%d" % number) for number in range(30)}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        pages = await asyncio.gather(*(web.fetch(server.url(target)) for target in answers))
    assert [page.body for page in pages] == [b"%d" % number for number in range(30)]


async def test_a_name_is_looked_up_by_the_system() -> None:
    async with WebServer({"/": Answer(STORY)}, names=("localhost",)) as server:
        page = await GuardedWeb([f"localhost:{server.port}"]).fetch(server.url(host="localhost"))
    assert page.body == STORY


# ---- redirects --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed_and_the_final_address_told(status: int) -> None:
    answers: Answers
    answers = {"/short": redirect("../long?x=1", status), "/long?x=1": Answer(STORY)}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        page = await web.fetch(server.url("/short"))
    assert (page.url, page.body) == (server.url("/long?x=1"), STORY)


async def test_five_redirects_are_followed_and_a_sixth_is_not() -> None:
    answers: Answers
    answers = {f"/{hop}": redirect(f"/{hop + 1}") for hop in range(10)}
    answers["/10"] = Answer(STORY)
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        assert (await web.fetch(server.url("/5"))).body == STORY
        assert await reason(web, server.url("/4")) is Reason.TOO_MANY_REDIRECTS
    assert MAX_REDIRECTS == 5
    assert [asked.target for asked in server.asked[6:]] == ["/4", "/5", "/6", "/7", "/8", "/9"]


async def test_redirects_in_a_circle_are_left_at_once() -> None:
    answers: Answers
    answers = {"/a": redirect("/b#1"), "/b": redirect("/a#2"), "/self": redirect("")}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url("/a")) is Reason.TOO_MANY_REDIRECTS
        assert await reason(web, server.url("/self")) is Reason.TOO_MANY_REDIRECTS
    assert [asked.target for asked in server.asked] == ["/a", "/b", "/self"]


async def test_a_cookie_is_not_kept_and_no_referer_is_sent() -> None:
    first = Answer(status=302, headers=(("Location", "/b"), ("Set-Cookie", "seen=1; Path=/")))
    async with WebServer({"/a": first, "/b": Answer(STORY)}) as server:
        await GuardedWeb([server.authority]).fetch(server.url("/a"))
    assert not {"cookie", "referer"} & set(server.asked[1].headers)


async def test_the_body_of_a_redirect_is_not_read() -> None:
    first = Answer(b"x" * 65536, status=302, headers=(("Location", "/b"),), endless=True)
    async with WebServer({"/a": first, "/b": Answer(STORY)}) as server, GuardedWeb([server.authority]) as web:
        assert (await web.fetch(server.url("/a"))).body == STORY


# ---- answers that are no page -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (404, Reason.NOT_FOUND),
        (410, Reason.NOT_FOUND),
        (403, Reason.FORBIDDEN),
        (429, Reason.RATE_LIMITED),
        (400, Reason.SITE_FAILED),
        (503, Reason.SITE_FAILED),
        (302, Reason.SITE_FAILED),  # to nowhere
        (304, Reason.SITE_FAILED),
    ],
)
async def test_a_status_that_is_no_success_is_a_reason(status: int, why: Reason) -> None:
    async with WebServer({"/": Answer(STORY, status)}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is why


async def test_a_picture_is_refused_without_its_download() -> None:
    picture = Answer(b"x" * 65536, headers=(("Content-Type", "image/png"),), endless=True)
    async with WebServer({"/": picture}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is Reason.NOT_A_PAGE


async def test_a_document_handed_out_to_be_saved_is_brought() -> None:
    headers = (
        ("Content-Type", "application/octet-stream"),
        ("Content-Disposition", "attachment; filename=l.pdf"),
    )
    async with (
        WebServer({"/get": Answer(STORY, headers=headers)}) as server,
        GuardedWeb([server.authority]) as web,
    ):
        assert (await web.fetch(server.url("/get"))).body == STORY


@pytest.mark.parametrize(
    "answer",
    [
        packed(gzip.compress(gzip.compress(STORY)), "gzip, gzip"),
        packed(gzip.compress(zlib.compress(STORY)), "deflate", "gzip"),
        packed(STORY, "br"),
        packed(STORY, "zstd"),
        packed(STORY, "gzip"),
        packed(gzip.compress(STORY)[:-1], "gzip"),
    ],
)
async def test_a_coding_not_asked_for_or_not_kept_to_is_a_failure_of_the_site(answer: Answer) -> None:
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is Reason.SITE_FAILED


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"<p>no head at all</p>",
        b"HTTP/1.1 200",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\nbody",
        b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nbody",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbody",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbo",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\nbody",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 100_000 + b"\r\nbody",
        b"HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
        bytes(range(256)),
    ],
)
async def test_what_is_no_answer_is_a_failure_of_the_site(raw: bytes) -> None:
    async with WebServer({"/": Answer(raw=raw)}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is Reason.SITE_FAILED


async def test_a_body_shorter_than_announced_is_a_failure_of_the_site() -> None:
    async with WebServer({"/": Answer(STORY, length=99)}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is Reason.SITE_FAILED


async def test_a_body_longer_than_announced_is_a_failure_of_the_site() -> None:
    raw = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbody"
    async with WebServer({"/": Answer(raw=raw)}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is Reason.SITE_FAILED


# ---- limits -----------------------------------------------------------------------------------


async def test_a_body_up_to_the_limit_is_brought_and_a_longer_one_refused() -> None:
    answers: Answers
    answers = {"/a": Answer(b"a" * 1000, length=None), "/b": Answer(b"a" * 1001, length=None)}
    async with WebServer(answers) as server, GuardedWeb([server.authority], max_bytes=1000) as web:
        assert len((await web.fetch(server.url("/a"))).body) == 1000
        assert await reason(web, server.url("/b")) is Reason.TOO_LARGE


async def test_a_body_announced_as_too_long_is_not_waited_for() -> None:
    answer = Answer(
        length=1001, raw=b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", body=b"a" * 9, drip=3600
    )
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority], max_bytes=1000) as web:
        assert await reason(web, server.url()) is Reason.TOO_LARGE


async def test_an_endless_body_is_left_at_the_limit() -> None:
    answer = Answer(b"<p>and on</p>" * 5000, endless=True)
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority], max_bytes=500_000) as web:
        assert await reason(web, server.url()) is Reason.TOO_LARGE


async def test_a_gzip_bomb_is_left_at_the_limit() -> None:
    bomb = packed(gzip.compress(bytes(100 * 1024 * 1024), 9), "gzip")
    async with WebServer({"/": bomb}) as server, GuardedWeb([server.authority]) as web:
        assert await reason(web, server.url()) is Reason.TOO_LARGE


@pytest.mark.parametrize(
    "answer",
    [
        Answer(STORY, pause=3600),
        Answer(b"x", drip=0.01, endless=True),
        Answer(b"X: x\r\n", raw=b"HTTP/1.1 200 OK\r\n", drip=0.01, endless=True),
        Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", body=b"a" * 9, drip=3600),
        Answer(raw=b"", body=b"HTTP/1.1 103 Early Hints\r\n\r\n", endless=True),
        Answer(
            raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            body=b"1\r\nx\r\n",
            drip=0.01,
            endless=True,
        ),
    ],
    ids=["silence", "drip", "dripping head", "body that stops", "endless hints", "dripping chunks"],
)
async def test_a_slow_answer_is_given_up_at_the_deadline(answer: Answer) -> None:
    async with WebServer({"/": answer}) as server, GuardedWeb([server.authority], deadline=0.3) as web:
        assert await reason(web, server.url()) is Reason.TIMED_OUT


async def test_the_deadline_spans_all_redirects() -> None:
    slow = 0.25

    def later(asked: Asked) -> Answer:
        return Answer(status=302, headers=(("Location", f"{asked.target}x"),), pause=slow)

    answers: Answers
    answers = {"/" + "x" * hop: later for hop in range(MAX_REDIRECTS + 1)}
    async with WebServer(answers) as server, GuardedWeb([server.authority], deadline=2 * slow) as web:
        assert await reason(web, server.url()) is Reason.TIMED_OUT
    assert len(server.asked) <= 3


async def test_a_name_that_takes_too_long_is_given_up_at_the_deadline() -> None:
    async def never(host: str) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    assert await reason(GuardedWeb(resolver=never, deadline=0.1), "http://news.test/") is Reason.TIMED_OUT


async def test_a_fetch_that_is_cancelled_ends() -> None:
    asked = asyncio.Event()

    def never(_: Asked) -> Answer:
        asked.set()
        return Answer(STORY, pause=3600)

    async with WebServer({"/": never}) as server:
        fetching = asyncio.create_task(GuardedWeb([server.authority]).fetch(server.url()))
        await asked.wait()
        fetching.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fetching


# ---- sites that can't be reached --------------------------------------------------------------


async def test_a_name_nobody_knows_is_unreachable() -> None:
    assert await reason(GuardedWeb(resolver=known({})), "http://news.test/") is Reason.UNREACHABLE
    assert (
        await reason(GuardedWeb(resolver=known({"news.test": []})), "http://news.test/") is Reason.UNREACHABLE
    )


async def test_a_port_where_nobody_listens_is_unreachable() -> None:
    async with WebServer() as server:
        pass
    assert await reason(GuardedWeb([server.authority]), server.url()) is Reason.UNREACHABLE


async def test_a_name_with_thousands_of_addresses_is_tried_a_few_times_only() -> None:
    addresses = [f"127.{a}.{b}.1" for a in range(1, 21) for b in range(200)]
    async with WebServer() as server:
        pass
    web = GuardedWeb(["127.0.0.0/8"], resolver=known({"news.test": addresses}))
    assert await reason(web, server.url(host="news.test")) is Reason.UNREACHABLE


async def test_looking_names_up_holds_no_other_thread_work_up(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def hanging(*_: object, **__: object) -> list[object]:
        let_go.wait(60)
        return []

    monkeypatch.setattr("socket.getaddrinfo", hanging)
    try:
        web = GuardedWeb(resolver=system_resolve, deadline=0.2)
        reasons = await asyncio.gather(*(reason(web, f"http://news{n}.test/") for n in range(40)))
        assert set(reasons) == {Reason.TIMED_OUT}
        assert await asyncio.wait_for(asyncio.to_thread(lambda: "done"), 30) == "done"
    finally:
        let_go.set()


# ---- TLS --------------------------------------------------------------------------------------

# Signed by itself, for localhost alone, until 2120. It protects nothing.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHSO9HwC43bhzspJ+
n/Na/uax623/m9tqjCM1D9gxfVOhRANCAASLUefaJNVAFv/adodmQJllp2DxBJdm
A8Sb4R1uqoFC67+2V6+//BtT/ENp4Cicr9w1LuaOKp3vJ1KwclV0c7Zf
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBcDCCARegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABItR59ok1UAW/9p2
h2ZAmWWnYPEEl2YDxJvhHW6qgULrv7ZXr7/8G1P8Q2ngKJyv3DUu5o4qne8nUrBy
VXRztl+jWDBWMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgKEMB0GA1Ud
DgQWBBSZERY07IwA5xRwIMd3Y9r1pOZdTjAUBgNVHREEDTALgglsb2NhbGhvc3Qw
CgYIKoZIzj0EAwIDRwAwRAIgPbtDHsWWrFRPHyEttWQum1LvrZadQbIBM4siKrRp
XAACIB/DUmmMsrqj/ysit9EIfIcZqKNIFcWRUtnvgzk8I/RB
-----END CERTIFICATE-----
"""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "localhost.pem"
    path.write_text(CERTIFICATE)
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_certificate_that_the_system_trusts_is_good(
    certificate: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with WebServer({"/": Answer(STORY)}, names=("localhost",), tls=tls) as server:
        page = await GuardedWeb([f"localhost:{server.port}"]).fetch(server.url(host="localhost"))
    assert page.body == STORY


async def test_a_certificate_nobody_vouches_for_is_refused_though_its_host_is_allowed(
    tls: ssl.SSLContext,
) -> None:
    async with WebServer(names=("localhost",), tls=tls) as server:
        refused = await refusal(GuardedWeb([f"localhost:{server.port}"]), server.url(host="localhost"))
    assert refused.reason is Reason.UNREACHABLE
    assert "certificate" in refused.cause
    assert not server.asked


async def test_a_certificate_for_another_name_is_refused(
    certificate: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    async with WebServer(tls=tls) as server:
        web = GuardedWeb(["news.test"], resolver=known({"news.test": ["127.0.0.1"]}))
        refused = await refusal(web, server.url(host="news.test"))
    assert refused.reason is Reason.UNREACHABLE
    assert "certificate" in refused.cause
    assert not server.asked


async def test_a_server_that_speaks_no_tls_is_unreachable_by_https() -> None:
    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(speak, "127.0.0.1", 0) as server:
        authority = "{}:{}".format(*server.sockets[0].getsockname())
        assert await reason(GuardedWeb([authority]), f"https://{authority}/") is Reason.UNREACHABLE


# ---- what is told -----------------------------------------------------------------------------


async def test_a_refusal_names_the_host_and_keeps_the_rest_of_the_link_to_itself() -> None:
    answers: Answers
    answers = {"/hunter2?key=hunter2": Answer(status=500), "/raw?hunter2": Answer(raw=b"hunter")}
    async with WebServer(answers) as server, GuardedWeb([server.authority]) as web:
        told = [str(await refusal(web, server.url(target))) for target in answers]
    told.append(str(await refusal(web, server.url("/hunter2"))))  # nobody listens now
    assert all("127.0.0.1" in line and "hunter2" not in line for line in told)


async def test_a_malformed_exemption_is_told_at_once() -> None:
    with pytest.raises(ValueError, match=r"'http://wiki/'"):
        GuardedWeb(["http://wiki/"])
