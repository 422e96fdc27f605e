"""Whom the guarded fetch never connects to, counted by servers that would have been, and exemptions."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from ipaddress import ip_address
from pathlib import Path

import pytest
from yarl import URL

from adapters.base import Reason
from adapters.web import Allow, GuardedWeb
from adapters.web.fetch import Gate
from adapters.web.links import Link
from tests.web_asking import known, reason, refusal
from tests.web_server import Answer, Answers, WebServer, redirect

STORY = b"<p>A story.</p>"


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


# ---- private addresses ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "127.0.0.1.", "１２７.0.0.1"]
)
async def test_a_private_address_in_a_link_is_never_connected_to(host: str) -> None:
    async with WebServer() as server, GuardedWeb() as web:
        assert await reason(web, server.url(host=host)) is Reason.PRIVATE_ADDRESS
    assert server.connections == 0


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.0.0.1", "0"])
async def test_an_address_in_disguise_is_never_connected_to(host: str) -> None:
    async with WebServer() as server, GuardedWeb(["10.0.0.0/8"]) as web:
        assert await reason(web, server.url(host=host)) is Reason.BAD_LINK
    assert server.connections == 0


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["::ffff:127.0.0.1"], ["127.0.0.1", "::1", "0.0.0.0"]])
async def test_a_name_that_leads_to_a_private_address_is_never_connected_to(addresses: list[str]) -> None:
    # A range that is exempt, so that the port alone does not refuse the link.
    web = GuardedWeb(["10.0.0.0/8"], resolver=known({"news.test": addresses}))
    async with WebServer() as server:
        assert await reason(web, server.url(host="news.test")) is Reason.PRIVATE_ADDRESS
    assert server.connections == 0


async def test_a_name_on_a_usual_port_is_checked_without_any_exemption() -> None:
    web = GuardedWeb(resolver=known({"news.test": ["127.0.0.1"]}))
    for url in ("http://news.test/", "https://news.test/"):
        assert await reason(web, url) is Reason.PRIVATE_ADDRESS


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "fe80::1%1", "169.254.169.254"])
def test_the_gate_before_every_socket_relies_on_no_earlier_check(address: str) -> None:
    link = Link(URL("http://news.test/"), "news.test", 80, ip_address("1.1.1.1"), exempt=False)
    gate = Gate(link, Allow())
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with pytest.raises(OSError, match="refused"):
        gate.open((family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80)))
    assert not gate.opened


async def test_of_several_addresses_only_the_permitted_is_connected_to() -> None:
    async with (
        WebServer({"/": Answer(STORY)}, names=("news.test",)) as permitted,
        WebServer(host="127.0.0.2", port=permitted.port) as private,
    ):
        web = GuardedWeb(["127.0.0.1"], resolver=known({"news.test": ["127.0.0.2", "127.0.0.1"]}))
        assert (await web.fetch(permitted.url(host="news.test"))).body == STORY
    assert (permitted.connections, private.connections) == (1, 0)


async def test_a_name_whose_address_changes_between_two_requests_is_checked_again() -> None:
    answers = iter((["127.0.0.1"], ["127.0.0.2"]))

    async def rebinding(host: str) -> Sequence[str]:
        return next(answers)

    async with (
        WebServer({"/": redirect("/again")}, names=("news.test",)) as permitted,
        WebServer(host="127.0.0.2", port=permitted.port) as private,
    ):
        web = GuardedWeb(["127.0.0.1"], resolver=rebinding)
        assert await reason(web, permitted.url(host="news.test")) is Reason.PRIVATE_ADDRESS
    assert (permitted.connections, private.connections) == (1, 0)


async def test_a_name_is_looked_up_once_a_request_so_that_what_is_checked_is_what_is_connected_to() -> None:
    asked = []

    async def counting(host: str) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"]

    answers: Answers = {"/": redirect("/b"), "/b": Answer(STORY)}
    async with WebServer(answers, names=("news.test",)) as server:
        await GuardedWeb(["127.0.0.1"], resolver=counting).fetch(server.url(host="news.test"))
    assert asked == ["news.test", "news.test"]


async def test_a_redirect_to_a_private_address_is_never_followed() -> None:
    async with WebServer() as private, WebServer() as front:
        for target in (private.url(), private.url(host="localhost"), f"//[::1]:{private.port}/"):
            front.answers["/"] = redirect(target)
            web = GuardedWeb([front.authority])
            assert await reason(web, front.url()) is Reason.PRIVATE_ADDRESS
    assert (front.connections, private.connections) == (3, 0)


async def test_no_proxy_or_password_file_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login someone password secret\n")
    netrc.chmod(0o600)
    async with WebServer() as proxy, WebServer({"/": Answer(STORY)}) as server:
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        await GuardedWeb([server.authority]).fetch(server.url())
    assert proxy.connections == 0
    assert "authorization" not in server.asked[0].headers


# ---- what an operator allows ------------------------------------------------------------------


async def test_a_host_and_port_that_is_allowed_opens_no_other_port_and_no_other_host() -> None:
    async with WebServer({"/": Answer(STORY)}) as allowed, WebServer() as neighbour:
        web = GuardedWeb([allowed.authority], resolver=known({"news.test": ["127.0.0.1"]}))
        assert (await web.fetch(allowed.url())).body == STORY
        assert await reason(web, neighbour.url()) is Reason.PRIVATE_ADDRESS
        assert await reason(web, allowed.url(host="news.test")) is Reason.BAD_LINK
        assert await reason(web, allowed.url(host="127.0.0.2")) is Reason.PRIVATE_ADDRESS
    assert (allowed.connections, neighbour.connections) == (1, 0)


async def test_an_allowed_name_opens_its_machine_to_no_other_name() -> None:
    names = known({"wiki.test": ["127.0.0.1"], "news.test": ["127.0.0.1"]})
    async with WebServer({"/": Answer(STORY, pause=0.05)}, names=("wiki.test",)) as server:
        web = GuardedWeb(["wiki.test", "10.0.0.0/8"], resolver=names)
        page, refused = await asyncio.gather(
            web.fetch(server.url(host="wiki.test")), refusal(web, server.url(host="news.test"))
        )
        assert page.body == STORY
        assert refused.reason is Reason.PRIVATE_ADDRESS
        # Nor afterwards, over a connection that was left open.
        assert await reason(web, server.url(host="news.test")) is Reason.PRIVATE_ADDRESS
    assert server.connections == 1


async def test_an_allowed_range_opens_its_addresses_on_any_port_by_any_name() -> None:
    names = known({"wiki.test": ["127.0.0.1"], "news.test": ["127.1.0.1"]})
    async with WebServer({"/": Answer(STORY)}, names=("wiki.test",)) as server:
        web = GuardedWeb(["127.0.0.0/24"], resolver=names)
        assert (await web.fetch(server.url())).body == STORY
        assert (await web.fetch(server.url(host="wiki.test"))).body == STORY
        assert await reason(web, server.url(host="news.test")) is Reason.PRIVATE_ADDRESS


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")
async def test_an_ipv6_host_and_port_can_be_allowed() -> None:
    async with WebServer({"/": Answer(STORY)}, host="::1") as server, GuardedWeb([server.authority]) as web:
        assert (await web.fetch(server.url())).body == STORY
        assert await reason(web, f"http://[::1]:{server.port + 1}/") is Reason.PRIVATE_ADDRESS
