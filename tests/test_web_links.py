"""What is refused about a link before anything is looked up or connected to, and what a link keeps."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Reason, Refused
from adapters.web.addresses import Allow, forbidden
from adapters.web.links import MAX_LENGTH, read_link, redirected

NOTHING = Allow()


def refusal(link: str, allow: Allow = NOTHING) -> Refused:
    with pytest.raises(Refused) as refused:
        read_link(link, allow)
    return refused.value


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/a",
        "http://news.example:80/a",
        "https://news.example:443",
        "https://news.example:/a",
        "HTTPS://News.Example/a",
        "https://bücher.example/ä",
        "https://news.example./a",
        "https://@news.example/a",  # no user in it
        "http://1.1.1.1/",
        "http://[2600::1]/",
        "https://news.example/@user:80/a",
        "https://news.example/#@127.0.0.1",
        "https://news.example/?next=http://127.0.0.1/",
    ],
)
def test_a_usual_link_may_be_tried(link: str) -> None:
    assert not read_link(link, NOTHING).exempt


@pytest.mark.parametrize(
    "link",
    [
        *(
            "http://127.0.0.1/",
            "http://127.0.0.1:8080/",
            "https://10.0.0.1/",
            "http://169.254.169.254/latest",
        ),
        *("http://0.0.0.0/", "http://255.255.255.255/", "http://224.0.0.1/"),
        *("http://[::1]/", "http://[::1]:8080/", "http://[0:0:0:0:0:0:0:1]/", "http://[::]/"),
        *("http://[0000:0000:0000:0000:0000:0000:0000:0001]/", "http://[::0001]/", "http://[0::1]/"),
        *("http://[::ffff:127.0.0.1]/", "http://[::FFFF:7F00:1]/", "http://[0:0:0:0:0:ffff:7f00:0001]/"),
        *("http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::10.0.0.1]/"),
        *("http://[2002:7f00:1::]/", "http://[2001:0:101:101::80ff:fffe]/", "http://[fd00::1]/"),
        *("http://[fe80::1]/", "http://[fec0::1]/", "http://[ff02::1]/", "http://[64:ff9b:1::1]/"),
        *("http://１２７.０.０.１/", "http://127。0。0。1/", "http://①②⑦.0.0.1/", "http://127.0.0.1./"),
        *("http://localhost/", "http://LOCALHOST:8080/", "http://localhost./", "http://a.localhost/"),
        *("http://ⓛocalhost/", "http://127.0.0.1?@a.test"),
    ],
)
def test_a_private_address_is_refused_in_every_spelling(link: str) -> None:
    assert refusal(link).reason is Reason.PRIVATE_ADDRESS


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "017700000001", "0x7f000001", "0X7F000001", "127.1", "127.0.1", "0", "0.0", "0x"),
        *("0177.0.0.1", "0177.0.0.01", "0x7f.0.0.1", "0x7f.1", "127.0x1", "127.0.0.0x1", "00.0.0.0"),
        *("1.1.1.256", "1.1.1.1.1", "01.01.01.01", "news.123", "４.４", "2130706433."),
        *("%31%32%37.0.0.1", "%6c%6f%63%61%6c%68%6f%73%74", "127.0.0.1%00", "[fe80::1%25lo]", "[::1%lo]"),
    ],
)
def test_a_number_that_is_no_plain_address_and_an_escaped_host_are_no_hosts(host: str) -> None:
    assert refusal(f"http://{host}/").reason is Reason.BAD_LINK


@pytest.mark.parametrize(
    "link",
    [
        *(
            "",
            "news",
            "news.example/a",
            "//news.example/a",
            "http:",
            "http://",
            "http:///a",
            "http:news.example",
        ),
        *("ftp://news.example/", "file:///etc/passwd", "gopher://news.example/", "javascript:alert(1)"),
        *("data:text/html,hello", "ws://news.example/", "view-source:http://news.example/"),
        *("http://user@news.example/", "http://user:word@news.example/", "http://:word@news.example/"),
        *("http://127.0.0.1@news.example/", "http://news.example@127.0.0.1/"),
        *(
            "http://news.example:22/",
            "http://news.example:8080/",
            "http://1.1.1.1:6379/",
            "http://[2600::1]:8/",
        ),
        *(
            "http://news.example:0/",
            "http://news.example:-80/",
            "http://news.example:99999/",
            "http://a.test:x/",
        ),
        *("http://news.example:80:80/", "http://[::1/", "http://::1/", "http://[]/", "http://[1.2.3.4]/"),
        *("//][v1.@", "0://:"),
        *("http://a..example/", "http://.example/", "http://..", "http://.", f"http://{'a' * 64}.example/"),
        *(
            f"http://{'a.' * 127}example/",
            "http://exa mple/",
            "http://news.example\\@127.0.0.1/",
            "http://a\\b/",
        ),
        *(
            "http://news.exa\nmple/",
            "http://news.example/\r\nHost: x",
            "http://news.example/\t",
            "http://a\x00b/",
        ),
        *(
            "http://new\u00ads.example/",
            "http://news.example/\ud800",
            f"http://news.example/{'a' * MAX_LENGTH}",
        ),
    ],
)
def test_what_is_no_link_to_a_page_is_a_bad_link(link: str) -> None:
    assert refusal(link).reason is Reason.BAD_LINK


@pytest.mark.parametrize(
    "link",
    [
        "http://someone:hunter2@news.example/?token=hunter2",
        "http://127.0.0.1/hunter2?token=hunter2#hunter2",
        "http://news.example:8080/hunter2?token=hunter2",
        "http://[hunter2/",
        "http://hunter2\\@news.example/",
    ],
)
def test_no_cause_holds_more_of_a_link_than_its_host(link: str) -> None:
    assert "hunter2" not in str(refusal(link))


@given(st.text() | st.from_regex(r"https?://[^/]*(:[0-9]*)?/.*"))
def test_any_text_is_a_link_or_refused(text: str) -> None:
    with suppress(Refused):
        link = read_link(text, NOTHING)
        assert link.url.scheme in ("http", "https")
        assert link.port in (80, 443)
        assert link.address is None or forbidden(link.address) is None


# ---- what is exempt ---------------------------------------------------------------------------


def test_an_exempt_host_is_exempt_in_every_spelling_and_nowhere_else() -> None:
    allow = Allow.parse(["127.0.0.1:8090", "wiki.example:8090"])
    assert read_link("http://127.0.0.1:8090/a", allow).exempt
    assert read_link("http://WIKI.example.:8090/a", allow).exempt
    assert refusal("http://127.0.0.1:8091/", allow).reason is Reason.PRIVATE_ADDRESS
    assert refusal("http://127.0.0.1/", allow).reason is Reason.PRIVATE_ADDRESS
    assert refusal("http://127.0.0.2:8090/", allow).reason is Reason.PRIVATE_ADDRESS
    assert refusal("http://localhost:8090/", allow).reason is Reason.PRIVATE_ADDRESS
    assert refusal("http://wiki.example:8091/", allow).reason is Reason.BAD_LINK
    assert refusal("http://user@wiki.example:8090/", allow).reason is Reason.BAD_LINK
    assert refusal("ftp://wiki.example:8090/", allow).reason is Reason.BAD_LINK


def test_where_ranges_are_exempt_a_name_is_judged_once_it_is_looked_up() -> None:
    allow = Allow.parse(["10.0.0.0/8"])
    assert not read_link("http://wiki.example:8090/", allow).exempt
    assert not read_link("http://localhost/", allow).exempt
    assert refusal("http://127.0.0.1:8090/", allow).reason is Reason.PRIVATE_ADDRESS


# ---- what a link keeps ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/a%2Fb;c/?x=%3A%2F%2c%7e+a%20b&sig=Zm9v%2Bbar%3D#p:~:text=a%20b",
        "https://news.example/a?",
        "https://news.example",
    ],
)
def test_a_well_written_path_and_query_stay_as_they_were_written(link: str) -> None:
    assert str(read_link(link, NOTHING).url).rstrip("?/") == link.rstrip("?/")


@pytest.mark.parametrize(
    ("link", "sent"),
    [
        ("https://bücher.example/ä b?q=ö", "https://xn--bcher-kva.example/%C3%A4%20b?q=%C3%B6"),
        (
            "https://news.example/می‌خوانم",
            "https://news.example/" + "".join(f"%{b:02X}" for b in "می‌خوانم".encode()),
        ),
        ("https://news.example/100%", "https://news.example/100%25"),
        ("https://news.example/a/../b", "https://news.example/b"),
        ("https://@news.example/a", "https://news.example/a"),
    ],
)
def test_what_is_not_well_written_is_put_right(link: str, sent: str) -> None:
    assert str(read_link(link, NOTHING).url) == sent


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://news.example/b"),
        ("b", "https://news.example/x/b"),
        ("?b", "https://news.example/x/a?b"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example/b", "http://other.example/b"),
        (" /b ", "https://news.example/b"),
        ("/caf\udce9", "https://news.example/caf%E9"),  # Latin-1 bytes, as aiohttp hands them on
        ("", "https://news.example/x/a"),
    ],
)
def test_a_redirect_is_read_against_the_link_it_answers(location: str, target: str) -> None:
    link = read_link("https://news.example/x/a#part", NOTHING)
    assert str(redirected(link, location, NOTHING).url.with_fragment(None)) == target


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1/", Reason.PRIVATE_ADDRESS),
        ("//[::1]/", Reason.PRIVATE_ADDRESS),
        ("http://localhost:8080/", Reason.PRIVATE_ADDRESS),
        ("file:///etc/passwd", Reason.BAD_LINK),
        ("http://user:word@other.example/", Reason.BAD_LINK),
        ("http://other.example:8080/", Reason.BAD_LINK),
        ("http://0x7f.1/", Reason.BAD_LINK),
        ("http://[", Reason.BAD_LINK),
    ],
)
def test_a_redirect_is_judged_like_a_link_that_was_pasted(location: str, reason: Reason) -> None:
    link = read_link("https://news.example/", NOTHING)
    with pytest.raises(Refused) as refused:
        redirected(link, location, NOTHING)
    assert refused.value.reason is reason
