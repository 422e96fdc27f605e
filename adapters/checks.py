"""What a doctor of a platform reports: one `Check` for each thing it looked at.

A finding is a plain sentence for the operator and never holds a secret; a remedy says where to click.
The sentences for a network that fails are here, since they are the same for every platform.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from typing import Final

import aiohttp
from yarl import URL

PATIENCE: Final = 10
"""The seconds that a doctor waits for one answer."""

BROKEN_NETWORK: Final = (aiohttp.ClientError, TimeoutError, OSError)
"""What a request raises where no answer came back."""


@dataclass(frozen=True, slots=True)
class Check:
    """`ok` is None where it can't be told, and where something optional is off. `remedy` is empty where
    there is nothing to do."""

    name: str
    ok: bool | None
    finding: str
    remedy: str = ""


def unreachable(name: str, address: str, error: BaseException) -> Check:
    """The failed check for a request to `address` that ended in one of `BROKEN_NETWORK`."""
    host = URL(address).host or "the address"
    return Check(
        name,
        False,
        f"{host} {_why(error)}.",
        "See whether this machine can reach it: its connection, its name server, a firewall, a proxy.",
    )


def _why(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return f"did not answer within {PATIENCE} seconds"
    if isinstance(error, aiohttp.InvalidURL):
        return "can not be asked: its address is wrong"
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return "has no address: the name could not be looked up"
    if isinstance(error, (aiohttp.ClientSSLError, ssl.SSLError)):
        return "could not be trusted: the encrypted connection failed"
    if isinstance(error, (aiohttp.ClientConnectorError, ConnectionRefusedError)):
        return "could not be reached"
    return "broke the connection off"
