"""Reads a link as far as a fetch must understand it; pure.

One parser (yarl, which aiohttp connects by too) decides what the host is, so that nobody is checked
who is not then asked. What needs no connection to be refused is refused here, with `Refused`; no
cause holds the link itself, since links carry people's secrets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from yarl import URL

from ..base import Reason, Refused
from .addresses import USUAL_PORTS, Address, Allow, canonical_host, literal


@dataclass(frozen=True, slots=True)
class Link:
    """`host` is spelt canonically, `address` is set when it is an address and not a name; `exempt`
    when an operator's entry names this host."""

    url: URL
    host: str
    port: int
    address: Address | None
    exempt: bool


def read_link(text: str, allow: Allow) -> Link:
    """The link, if it may be tried; raises `Refused`."""
    try:
        url = _as_written(text)
        port = url.port
    except (ValueError, IndexError):  # yarl lets an IndexError out of "//][v1.@"
        raise Refused(Reason.BAD_LINK, "malformed link") from None
    if url.scheme not in ("http", "https"):
        raise Refused(Reason.BAD_LINK, f"scheme {url.scheme[:20]!r}")
    if url.raw_user or url.raw_password:
        raise Refused(Reason.BAD_LINK, "credentials in the link")
    host = canonical_host(url.raw_host or "")
    if host is None or port is None:
        raise Refused(Reason.BAD_LINK, "no usable host in the link")

    link = Link(url, host, port, literal(host), allow.exempts(host, port))
    if objection := None if link.exempt else _objection(link, allow):
        reason, cause = objection
        raise Refused(reason, f"{host}: {cause}")
    return link


def _objection(link: Link, allow: Allow) -> tuple[Reason, str] | None:
    """What is known against a link before its name is looked up."""
    if link.address is not None:
        return allow.objection(link.address, link.port)
    if allow.ranges:
        return None  # the name may lead into one of them, where any port is good
    if link.host == "localhost" or link.host.endswith(".localhost"):
        return Reason.PRIVATE_ADDRESS, "this machine by name"
    if link.port not in USUAL_PORTS:
        return Reason.BAD_LINK, f"port {link.port}"
    return None


def redirected(link: Link, location: str, allow: Allow) -> Link:
    """Where a redirect leads, judged like a link that somebody pasted; raises `Refused`."""
    # aiohttp hands bytes that are no UTF-8 on as surrogates: they go back as the bytes they were.
    location = "".join(
        f"%{ord(char) - 0xDC00:02X}" if "\udc80" <= char <= "\udcff" else char for char in location.strip()
    )
    try:
        target = urljoin(str(link.url), location)
    except ValueError:
        raise Refused(Reason.BAD_LINK, f"{link.host}: malformed redirect") from None
    return read_link(target, allow)


MAX_LENGTH: Final = 8192  # no server takes more, and reading a host name of 40,000 letters takes 0.3 s

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_PLAIN = re.compile(r"([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*")
_DOTS = re.compile(r"/\.\.?(/|$)")


def _as_written(text: str) -> URL:
    """The address with its path and query as they were written, where they are well written.

    yarl writes %3A as a colon and %2F in a query as a slash, which is the same link by the book and
    another one to a server that checks a signature over it. Raises ValueError.
    """
    text.encode()  # a lone surrogate is a ValueError
    if len(text) > MAX_LENGTH or _CONTROL.search(text):
        raise ValueError("longer than a link is, or with a character that none has")
    url = URL(text)
    if not url.raw_host or url.raw_user or url.raw_password or not _PLAIN.fullmatch(text):
        return url
    exact = URL(text, encoded=True)
    if _DOTS.search(exact.raw_path):
        return url
    query = f"?{exact.raw_query_string}" if exact.raw_query_string else ""
    fragment = f"#{exact.raw_fragment}" if exact.raw_fragment else ""
    origin = f"{url.scheme}://{url.host_port_subcomponent}"
    return URL(f"{origin}{exact.raw_path}{query}{fragment}", encoded=True)
