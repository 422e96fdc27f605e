"""Web addresses, as far as reading needs them: whose they are, and whether one is the page's own.

A page is believed about its address where that is on its own site, or where the page was found in a cache
that names the site. What follows a reader around (utm_source and its like) is part of no address.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from summarizer.tracking import without_tracking

_SHARED: Final = frozenset({"com", "org", "net", "gov", "edu"})  # before a country's two letters
_LONGEST: Final = 2_000  # characters, as browsers and platforms take them

_ARCHIVED: Final = re.compile(r"/web/\d{4,14}[a-z_]{0,4}/(https?://.+)", re.IGNORECASE | re.DOTALL)


def host_of(url: str | None) -> str:
    """The host in lower case, empty where there is none."""
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def home_of(url: str | None) -> str:
    """The host that a page is from; of one in the Internet Archive, that of the page as it was."""
    host = host_of(url)
    if url and host == "web.archive.org" and (there := _ARCHIVED.match(urlsplit(url).path)):
        return host_of(there[1])
    return host


def found_at(url: str | None) -> str | None:
    """The address a page was found at, without what follows a reader around."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return url
    if not url or without_tracking(parts.query) == parts.query:
        return url
    return urlunsplit(parts._replace(query=without_tracking(parts.query)))


def web_address(given: str, base: str | None) -> SplitResult | None:
    """`given` made absolute, if it is an address in the web that others than its writer can reach."""
    if len(given) > _LONGEST:
        return None
    try:
        parts = urlsplit(urljoin(base, given.strip()) if base else given.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or parts.username is not None or port == 0:
        return None
    if any(c.isspace() for c in parts.geturl()):
        return None
    name = host.removesuffix(".")
    return parts if ":" in name or "." in name.strip(".") else None


def own_address(given: str, url: str | None, base: str | None = None) -> str | None:
    """`given` made absolute, if it is a web address of the page's own site and not merely its front.

    None otherwise: a page that calls the front of its site, or another site, its canonical address has
    been set up wrongly, or copied. `base` is what the page's addresses are relative to, where that is not
    `url`. Where the page was read safely, its own address is safe, too.
    """
    there = web_address(given, base or url)
    if there is None:
        return None
    if url:
        try:
            here = urlsplit(url)
        except ValueError:
            return None
        host = there.hostname or ""
        if not (_same_site(host, here.hostname or "") or _is_cache_of(here, host)):
            return None
        if _is_front(there) and not _is_front(here):
            return None
        if (there.scheme, here.scheme) == ("http", "https") and there.netloc == here.netloc:
            there = there._replace(scheme="https")
    return urlunsplit(there._replace(query=without_tracking(there.query)))


def is_front_of(given: str, url: str | None) -> bool:
    """Whether an address is the front of the site that the page is on."""
    there = web_address(given, url)
    return there is not None and _is_front(there) and _same_site(there.hostname or "", home_of(url))


def _is_front(parts: SplitResult) -> bool:
    return parts.path in ("", "/") and not parts.query


def _is_cache_of(here: SplitResult, host: str) -> bool:
    """Whether a page lies in a cache of AMP pages, whose addresses name the host they are from."""
    cache = here.hostname or ""
    named = cache.endswith(".cdn.ampproject.org") or (
        cache.startswith(("www.google.", "google.")) and here.path.startswith("/amp/")
    )
    return named and any(_same_site(host, part.lower()) for part in here.path.split("/")[:6] if "." in part)


def _same_site(a: str, b: str) -> bool:
    return a == b or _registrable(a) == _registrable(b)


def _registrable(host: str) -> str:
    """The part of a host that somebody registered, near enough without the public suffix list."""
    labels = host.removesuffix(".").split(".")
    if labels[-1].isdigit() or ":" in host:  # an address, not a name
        return host
    shared = len(labels[-1]) == 2 and len(labels) > 2 and (len(labels[-2]) <= 2 or labels[-2] in _SHARED)
    return ".".join(labels[-3 if shared else -2 :])
