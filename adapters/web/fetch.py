"""Fetches one page for a stranger: `GuardedWeb` implements the port `Web`.

Every connection passes one check of its address, in the socket factory: the only place that sees
what is really connected to, for literal addresses, each answer of a name server and each redirect
alike. A connector lives for one request, so that no connection is found in a pool, past the check or
under another host's exemption. Redirects are followed by hand; one deadline spans all of it.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from types import TracebackType
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from ..base import Page, Reason, Refused
from .addresses import Allow
from .answers import REDIRECTS, Body, charset, coding, media_type, never_a_page, refusal
from .links import Link, read_link, redirected
from .names import Resolve, system_resolve

MAX_BYTES: Final = 8 * 1024 * 1024
DEADLINE: Final = 15.0
MAX_REDIRECTS: Final = 5
# Of each family; aiohttp goes through n addresses n²/2 times, and a name server may send thousands.
MAX_ADDRESSES: Final = 4

try:
    _VERSION = version("nutgraf")
except PackageNotFoundError:  # run from a checkout
    _VERSION = "0"
USER_AGENT: Final = f"Mozilla/5.0 (compatible; Nutgraf/{_VERSION}; self-hosted, fetches links people post)"


class GuardedWeb:
    """Keeps nothing between two fetches: no cookies, no connections, no looked-up names.

    `allow` takes the entries that `Allow.parse` describes (raises ValueError), `max_bytes` bounds a
    body both as sent and unpacked, `deadline` is in seconds and spans all redirects. Certificates are
    checked against the system's, or those that SSL_CERT_FILE and SSL_CERT_DIR name.
    """

    def __init__(
        self,
        allow: Sequence[str] = (),
        *,
        max_bytes: int = MAX_BYTES,
        deadline: float = DEADLINE,
        user_agent: str = USER_AGENT,
        resolver: Resolve = system_resolve,
    ) -> None:
        self._allow = Allow.parse(allow)
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._resolver = _Resolver(resolver)
        self._tls = ssl.create_default_context()
        self._tls.set_alpn_protocols(["http/1.1"])
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5",
            "Accept-Language": "en,*;q=0.5",
            "Accept-Encoding": "gzip, deflate",
        }

    async def __aenter__(self) -> GuardedWeb:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Nothing is open between fetches; callers treat this like any adapter that has something."""

    async def fetch(self, url: str) -> Page:
        """The page at this address or where it redirects to; raises `Refused`."""
        link = read_link(url, self._allow)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._follow(link)
        except TimeoutError:
            raise Refused(Reason.TIMED_OUT, f"{link.host}: no whole answer in {self._deadline:g} s") from None

    async def _follow(self, link: Link) -> Page:
        seen = set()
        for _ in range(MAX_REDIRECTS + 1):
            bare = link.url.with_fragment(None)
            if bare in seen:
                raise Refused(Reason.TOO_MANY_REDIRECTS, f"{link.host}: redirects in a circle")
            seen.add(bare)
            found = await self._ask(link)
            if isinstance(found, Page):
                return found
            link = found
        raise Refused(Reason.TOO_MANY_REDIRECTS, f"{link.host}: more than {MAX_REDIRECTS} redirects")

    async def _ask(self, link: Link) -> Page | Link:
        """One request: the page, or where to ask next."""
        gate = Gate(link, self._allow)
        connector = aiohttp.TCPConnector(
            socket_factory=gate.open,
            resolver=self._resolver,
            use_dns_cache=False,
            force_close=True,
            ssl=self._tls,
        )
        try:
            async with (
                aiohttp.ClientSession(
                    connector=connector,
                    cookie_jar=aiohttp.DummyCookieJar(),
                    trust_env=False,
                    auto_decompress=False,
                    timeout=aiohttp.ClientTimeout(),  # none of its own: the deadline is around all
                    headers=self._headers,
                ) as session,
                session.get(link.url, allow_redirects=False) as response,
            ):
                try:
                    return await self._judge(link, response)
                finally:
                    response.close()  # what is left of the body is not wanted
        except aiohttp.ClientConnectorError as problem:
            shut = None if gate.opened else gate.objection
            reason, cause = shut or (Reason.UNREACHABLE, _cause(problem))
        except aiohttp.InvalidURL:
            reason, cause = Reason.BAD_LINK, "refused by the client"
        except (aiohttp.ClientError, OSError) as problem:
            reason, cause = Reason.SITE_FAILED, type(problem).__name__
        raise Refused(reason, f"{link.host}: {cause}")

    async def _judge(self, link: Link, response: aiohttp.ClientResponse) -> Page | Link:
        if response.status in REDIRECTS and (location := response.headers.get("Location")) is not None:
            return redirected(link, location, self._allow)
        if reason := refusal(response.status):
            raise Refused(reason, f"{link.host}: status {response.status}")
        content_type = response.headers.get("Content-Type", "")
        media = media_type(content_type)
        if never_a_page(media):
            raise Refused(Reason.NOT_A_PAGE, f"{link.host}: {media}")
        body = Body(coding(response.headers.getall("Content-Encoding", [])), self._max_bytes)
        if (length := response.content_length) is not None and length > self._max_bytes:
            raise Refused(Reason.TOO_LARGE, f"{link.host}: {length} bytes announced")
        async for piece in response.content.iter_any():
            body.feed(piece)
        return Page(str(link.url), body.finish(), media, charset(content_type))


class Shut(OSError):
    """Stops aiohttp from connecting. Only an OSError whose text never varies comes out of it whole, so
    what was wrong is kept in the gate."""

    def __init__(self) -> None:
        super().__init__("address refused")


class Gate:
    """The socket factory of one request: opens a socket where the request may go."""

    def __init__(self, link: Link, allow: Allow) -> None:
        self._link = link
        self._allow = allow
        self.objection: tuple[Reason, str] | None = None
        self.opened = False

    def open(self, info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, (host, port, *_) = info
        if not self._link.exempt:
            address = ip_address(str(host).partition("%")[0])
            if objection := self._allow.objection(address, int(port)):
                self.objection = self.objection or objection
                raise Shut
        self.opened = True
        return socket.socket(family, kind, protocol)


class _Resolver(AbstractResolver):
    """Hands addresses to aiohttp the way it wants them, and no more than a few."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - never narrowed by us
    ) -> list[ResolveResult]:
        addresses = list(dict.fromkeys(await self._resolve(host)))
        sixes = [address for address in addresses if ":" in address]
        fours = [address for address in addresses if ":" not in address]
        chosen = {*sixes[:MAX_ADDRESSES], *fours[:MAX_ADDRESSES]}
        if not chosen:
            raise OSError("no address")
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
            if address in chosen
        ]

    async def close(self) -> None:
        pass


def _cause(problem: aiohttp.ClientConnectorError) -> str:
    """What kept a connection from being made, without the link."""
    if isinstance(problem, aiohttp.ClientConnectorCertificateError):
        return f"certificate: {getattr(problem.certificate_error, 'verify_message', 'not valid')}"
    return f"{type(problem).__name__}: {problem.os_error.strerror or problem.os_error}"
