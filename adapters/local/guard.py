"""What the channel's server refuses before it looks at anything else. Pure.

A page of another site can make a browser send requests here. So a request must name this server as
its host (a name of theirs that leads to this address is no way in), and one that changes something
must say that it comes from a page of this server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FILE_POLICY: Final = "default-src 'none'; sandbox; frame-ancestors 'none'"

HEADERS: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Of every response."""


def host_problem(host: str | None, bound: str) -> str | None:
    """Why a request with this Host header is refused by a server bound to `bound`; None if it is not."""
    name = _hostname(host)
    if name is None:
        return "This request does not say which host it is for, so it is not answered."
    allowed = _LOOPBACK | {_folded(bound)}
    if name in allowed or (_everywhere(bound) and _is_address(name)):
        return None
    return (
        f"This channel does not answer to the name “{name}”, which another site may have pointed here. "
        f"Open it as http://localhost with the same port, or set NUTGRAF_HOST to the name it is to have."
    )


def origin_problem(headers: Mapping[str, str]) -> str | None:
    """Why a request that changes something is refused; None if it comes from our own page."""
    site = headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return "This request comes from a page of another site, so it is refused."
    origin = headers.get("Origin")
    if origin is None:
        return None if site else "This request does not say what page it comes from, so it is refused."
    if not origin.startswith("http") or urlsplit(origin).netloc.lower() != headers.get("Host", "").lower():
        return "This request comes from a page of another site, so it is refused."
    return None


def _hostname(host: str | None) -> str | None:
    if not host or not re.fullmatch(r"[\w.:\[\]-]+", host, re.ASCII):
        return None
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return None
    return _folded(name) if name else None


def _folded(name: str) -> str:
    return name.lower().rstrip(".")


def _is_address(name: str) -> bool:
    """An address, unlike a name, can't be pointed here by anybody else."""
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _everywhere(bound: str) -> bool:
    return _is_address(bound) and ip_address(bound).is_unspecified
