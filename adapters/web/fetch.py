"""Fetches one page or feed for a stranger: `GuardedWeb` implements the port `Web`.

Every connection passes one check of its address, in the socket factory: the only place that sees
what is really connected to, for literal addresses, each answer of a name server and each redirect
alike. A connector lives for one request, so that no connection is found in a pool, past the check or
under another host's exemption. Redirects are followed by hand; one deadline spans all of it.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from ipaddress import ip_address
from types import TracebackType
from typing import Final

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from ..base import Page, Polled, Reason, Refused, Validators
from .addresses import Allow
from .answers import (
    PERMANENT,
    REDIRECTS,
    Body,
    charset,
    coding,
    file_name,
    media_type,
    never_a_feed,
    never_a_page,
    refusal,
)
from .headers import conditions, max_age, moment, retry_after, usable, validators
from .links import Link, read_link, redirected
from .names import Resolve, system_resolve

MAX_BYTES: Final = 16 * 1024 * 1024
DEADLINE: Final = 15.0
MAX_REDIRECTS: Final = 5
# Of each family; aiohttp goes through n addresses n²/2 times, and a name server may send thousands.
MAX_ADDRESSES: Final = 4

try:
    _VERSION = version("nutgraf")
except PackageNotFoundError:  # run from a checkout
    _VERSION = "0"
USER_AGENT: Final = f"Mozilla/5.0 (compatible; Nutgraf/{_VERSION}; self-hosted, fetches links people post)"


@dataclass(frozen=True, slots=True)
class Purpose:
    """What an answer is wanted for: the types asked for, those that are not worth a download and the
    reason that is given then, and the reason for what is gone for good."""

    accept: str
    never: Callable[[str, str], bool]
    misfit: Reason
    gone: Reason


PAGE: Final = Purpose(
    "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5",
    never_a_page,
    Reason.NOT_A_PAGE,
    Reason.NOT_FOUND,
)
FEED: Final = Purpose(
    "application/rss+xml,application/atom+xml,application/feed+json,"
    "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5",
    never_a_feed,
    Reason.NOT_A_FEED,
    Reason.GONE,
)


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where to ask next; `lasting` when that is for good."""

    link: Link
    lasting: bool


def _utc_now() -> datetime:
    return datetime.now(UTC)


class GuardedWeb:
    """Keeps nothing between two fetches: no cookies, no connections, no looked-up names.

    `allow` takes the entries that `Allow.parse` describes (raises ValueError), `max_bytes` bounds a
    body both as sent and unpacked, `deadline` is in seconds and spans all redirects. Certificates are
    checked against the system's, or those that SSL_CERT_FILE and SSL_CERT_DIR name. `clock` is asked
    where a site names a time and not its own.
    """

    def __init__(
        self,
        allow: Sequence[str] = (),
        *,
        max_bytes: int = MAX_BYTES,
        deadline: float = DEADLINE,
        user_agent: str = USER_AGENT,
        resolver: Resolve = system_resolve,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._allow = Allow.parse(allow)
        self._max_bytes = max_bytes
        self._deadline = deadline
        self._resolver = _Resolver(resolver)
        self._clock = clock
        self._tls = ssl.create_default_context()
        self._tls.set_alpn_protocols(["http/1.1"])
        self._headers = {
            "User-Agent": user_agent,
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
        page = (await self._bring(url, PAGE, Validators())).page
        assert page is not None  # unchanged is said to those alone who know what there was
        return page

    async def poll(self, url: str, validators: Validators) -> Polled:
        """The feed at this address or where it redirects to, unless it is as it was; raises `Refused`."""
        return await self._bring(url, FEED, usable(validators))

    async def _bring(self, url: str, purpose: Purpose, known: Validators) -> Polled:
        link = read_link(url, self._allow)
        try:
            async with asyncio.timeout(self._deadline):
                return await self._follow(link, purpose, known)
        except TimeoutError:
            raise Refused(Reason.TIMED_OUT, f"{link.host}: no whole answer in {self._deadline:g} s") from None

    async def _follow(self, link: Link, purpose: Purpose, known: Validators) -> Polled:
        seen = set()
        moved, lasting = None, True
        for _ in range(MAX_REDIRECTS + 1):
            bare = link.url.with_fragment(None)
            if bare in seen:
                raise Refused(Reason.TOO_MANY_REDIRECTS, f"{link.host}: redirects in a circle")
            seen.add(bare)
            if lasting and len(seen) > 1:
                moved = str(bare)
            # What is known goes along on every hop. It came from the last of them, which nobody knows
            # beforehand; the others have no use for it, and whoever redirects may tell the next anything.
            found = await self._ask(link, purpose, known)
            if isinstance(found, Polled):
                return replace(found, moved=moved)
            link = found.link
            if not found.lasting:
                # From here on nothing is said of the address that was asked for, nor that it is gone.
                lasting, purpose = False, replace(purpose, gone=Reason.NOT_FOUND)
        raise Refused(Reason.TOO_MANY_REDIRECTS, f"{link.host}: more than {MAX_REDIRECTS} redirects")

    async def _ask(self, link: Link, purpose: Purpose, known: Validators) -> Polled | Redirect:
        """One request: what it brought, or where to ask next."""
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
                session.get(
                    link.url, headers={"Accept": purpose.accept, **conditions(known)}, allow_redirects=False
                ) as response,
            ):
                try:
                    return await self._judge(link, purpose, known, response)
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

    async def _judge(
        self, link: Link, purpose: Purpose, known: Validators, response: aiohttp.ClientResponse
    ) -> Polled | Redirect:
        headers, status = response.headers, response.status
        if status in REDIRECTS and (location := headers.get("Location")) is not None:
            return Redirect(redirected(link, location, self._allow), status in PERMANENT)
        now = moment(headers.get("Date")) or self._clock()
        fresh = max_age(headers.getall("Cache-Control", []), headers.get("Expires"), now)
        etag, last_modified = headers.get("ETag"), headers.get("Last-Modified")
        if status == 304 and known != Validators():
            return Polled(None, validators(etag, last_modified, known), max_age=fresh)
        if reason := purpose.gone if status == 410 else refusal(status, headers):
            cause = f"{link.host}: status {status}"
            raise Refused(reason, cause, retry_after=retry_after(headers.get("Retry-After"), now))
        page = await self._read(link, purpose, response)
        return Polled(page, validators(etag, last_modified), max_age=fresh)

    async def _read(self, link: Link, purpose: Purpose, response: aiohttp.ClientResponse) -> Page:
        content_type = response.headers.get("Content-Type", "")
        media = media_type(content_type)
        if purpose.never(media, file_name(response.headers.get("Content-Disposition", "")) or link.url.path):
            raise Refused(purpose.misfit, f"{link.host}: {media}")
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
