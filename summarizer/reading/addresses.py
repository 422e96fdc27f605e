"""Web addresses, as far as reading needs them: whose they are, and whether one is the page's own."""

from __future__ import annotations

from typing import Final
from urllib.parse import urljoin, urlsplit

_SHARED: Final = frozenset({"com", "org", "net", "gov", "edu"})  # before a country's two letters


def host_of(url: str | None) -> str:
    """The host in lower case, empty where there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def own_address(given: str, url: str | None) -> str | None:
    """`given` made absolute, if it is a web address of the page's own site and not merely its front.

    None otherwise: a page that calls the front of its site, or another site, its canonical address has
    been set up wrongly, or copied.
    """
    try:
        address = urljoin(url, given) if url else given
        there, here = urlsplit(address), urlsplit(url or "")
        if there.scheme not in ("http", "https") or not there.hostname or there.username or there.port == 0:
            return None
        if url and not _same_site(there.hostname, here.hostname or ""):
            return None
    except ValueError:
        return None
    if any(c.isspace() for c in address):
        return None
    front = there.path in ("", "/") and not there.query
    return None if url and front and here.path not in ("", "/") else address


def _same_site(a: str, b: str) -> bool:
    return a == b or _registrable(a) == _registrable(b)


def _registrable(host: str) -> str:
    """The part of a host that somebody registered, near enough without the public suffix list."""
    labels = host.removesuffix(".").split(".")
    if labels[-1].isdigit() or ":" in host:  # an address, not a name
        return host
    shared = len(labels[-1]) == 2 and len(labels) > 2 and (len(labels[-2]) <= 2 or labels[-2] in _SHARED)
    return ".".join(labels[-3 if shared else -2 :])
