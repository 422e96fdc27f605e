"""Which addresses may be connected to; pure, asked about every socket before it is opened.

The table follows IANA's special-purpose registries for IPv4 and IPv6, with multicast and what was
set aside before the registries began. The standard library's `is_global` is not asked: it calls
224.0.0.1, ff02::1 and fec0::1 global, and its answers change between the supported Pythons. An IPv6
form that carries an IPv4 address is judged by what it carries. Where in doubt, an address is refused:
what IANA has not given out for unicast, and public blocks that hold no pages, are in the table too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from yarl import URL

from ..base import Reason

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

USUAL_PORTS: Final = frozenset({80, 443})

SPECIAL_V4: Final = tuple(
    (IPv4Network(network), name)
    for network, name in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private use"),
        ("100.64.0.0/10", "shared address space"),
        ("127.0.0.0/8", "loopback"),
        ("168.63.129.16/32", "Azure's platform endpoint"),  # public by number, within by reach
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private use"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "AS112"),
        ("192.52.193.0/24", "AMT"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private use"),
        ("192.175.48.0/24", "AS112"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)

SPECIAL_V6: Final = tuple(
    (IPv6Network(network), name)
    for network, name in (
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("::ffff:0:0:0/96", "IPv4-translated"),
        ("64:ff9b:1::/48", "local-use NAT64"),
        ("100::/64", "discard-only"),
        ("100:0:0:1::/64", "dummy prefix"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "protocol assignments"),
        ("2001:db8::/32", "documentation"),
        ("2620:4f:8000::/48", "AS112"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)

GLOBAL_UNICAST: Final = IPv6Network("2000::/3")  # all that IANA gives out; the rest is reserved
MAPPED: Final = IPv6Network("::ffff:0:0/96")
NAT64: Final = IPv6Network("64:ff9b::/96")
SIX_TO_FOUR: Final = IPv6Network("2002::/16")
ISATAP: Final = 0x5EFE  # an interface identifier 0:5efe or 200:5efe, then the IPv4 address


def forbidden(address: Address) -> str | None:
    """What kind of special address this is, in words for the log; None for a public one."""
    if isinstance(address, IPv4Address):
        return next((name for network, name in SPECIAL_V4 if address in network), None)
    if address in MAPPED:
        return forbidden(_low(address))
    if address in NAT64:
        return _within("NAT64", _low(address))
    if address in SIX_TO_FOUR:
        return _within("6to4", IPv4Address(int(address) >> 80 & 0xFFFF_FFFF))
    for network, name in SPECIAL_V6:
        if address in network:
            return name
    if address not in GLOBAL_UNICAST:
        return "reserved"
    if int(address) >> 32 & 0xFDFF_FFFF == ISATAP:
        return _within("ISATAP", _low(address))
    return None


def _low(address: IPv6Address) -> IPv4Address:
    return IPv4Address(int(address) & 0xFFFF_FFFF)


def _within(form: str, inner: IPv4Address) -> str | None:
    name = forbidden(inner)
    return f"{form} of {name}" if name else None


@dataclass(frozen=True, slots=True)
class Allow:
    """What an operator exempts from the refusal of private addresses and of unusual ports.

    An address or range alone exempts every connection that goes there, on any port and by whatever
    name. A name, and anything with a port, exempts a link whose host (and port) is written so,
    wherever that name leads; another name of the same machine stays refused.
    """

    hosts: frozenset[tuple[str, int | None]] = frozenset()
    ranges: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, entries: Sequence[str]) -> Allow:
        """Reads `host`, `host:port`, `[v6]:port`, an address or a range; raises ValueError."""
        hosts: set[tuple[str, int | None]] = set()
        ranges: list[Network] = []
        for entry in entries:
            parsed = _parse(entry.strip())
            if isinstance(parsed, tuple):
                hosts.add(parsed)
            else:
                ranges.append(parsed)
        return cls(frozenset(hosts), tuple(ranges))

    def exempts(self, host: str, port: int) -> bool:
        """Is a link to this host, as `canonical_host` writes it, exempt wherever it leads?"""
        return (host, port) in self.hosts or (host, None) in self.hosts

    def covers(self, address: Address) -> bool:
        """Is this address in an exempt range? A mapped one is the IPv4 address it maps."""
        forms = {address}
        if isinstance(address, IPv6Address) and address in MAPPED:
            forms.add(_low(address))
        return any(form in network for form in forms for network in self.ranges)

    def objection(self, address: Address, port: int) -> tuple[Reason, str] | None:
        """Why a connection there is refused, and in words for the log; None when it may be made."""
        if self.covers(address):
            return None
        if name := forbidden(address):
            return Reason.PRIVATE_ADDRESS, f"{address} is {name}"
        if port not in USUAL_PORTS:
            return Reason.BAD_LINK, f"port {port}"
        return None


def _parse(entry: str) -> tuple[str, int | None] | Network:
    if "/" in entry:
        try:
            return ip_network(entry)
        except ValueError as problem:
            raise ValueError(f"{entry!r} is no range of addresses ({problem})") from None
    if (address := literal(entry)) is not None:
        return ip_network(address)
    host, port = entry, None
    if match := re.fullmatch(r"(.*):([0-9]{1,5})", entry):
        host, port = match[1], int(match[2])
        if not 0 < port < 65536:
            raise ValueError(f"{entry!r}: a port is a number from 1 to 65535")
    bracketed = host.startswith("[") and host.endswith("]")
    name = canonical_host(host[1:-1] if bracketed else host)
    if name is None or bracketed != (":" in name):
        raise ValueError(f"{entry!r} is neither host, host:port, [v6]:port, an address nor a range")
    if port is None and (address := literal(name)) is not None:
        return ip_network(address)
    return name, port


def literal(host: str) -> Address | None:
    """The address a host spells in the one usual way; a zone (fe80::1%eth0) is not read."""
    try:
        return None if "%" in host else ip_address(host)
    except ValueError:
        return None


_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)")


def canonical_host(host: str) -> str | None:
    """The one spelling of a host by which it is compared; None for what is no host name.

    Lower case, in punycode, no final dot, addresses as `ipaddress` writes them. What the system would
    take for an IPv4 address though it is not written as four decimal numbers (2130706433, 0x7f.1,
    0177.0.0.1) is no host name: a public page is never linked so.
    """
    try:
        name = (URL.build(scheme="http", host=host).raw_host or "").lower()
    except ValueError:
        return None
    if (address := literal(name)) is not None:
        return str(address)
    name = name.removesuffix(".")
    return name if _NAME.fullmatch(name) and not _NUMBER.fullmatch(name) else None
