"""Downloads a file that people shared, with the bot's token, from Slack and from nowhere else.

The token goes to hosts of Slack's alone (or of the API's address, as set), over no redirect. Where the
token does not open a file, Slack answers with its sign-in page as if that were the file.
"""

from __future__ import annotations

import json
from typing import Any, Final

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from yarl import URL

from adapters.base import File, Reason, Refused
from adapters.slack.api import BARRED, LOOPBACK, Failed, failure, fields, proxy_for, refusal

SLACKS_OWN: Final = ("slack.com", "slack-files.com", "slack-gov.com")
_CHUNK: Final = 64 * 1024
_HTML: Final = ("text/html", "application/xhtml+xml")


async def download(
    client: AsyncWebClient, session: aiohttp.ClientSession, token: str, file: File, limit: int
) -> bytes:
    """The bytes of a file; raises `Refused`, and `Failed` where Slack or the network is in trouble."""
    if file.size > limit:
        raise Refused(Reason.TOO_LARGE, f"{file.size} bytes where {limit} are read")
    known = _known(file.ref)
    media_type, size = file.media_type, file.size
    if not known.get("url"):
        told = await _told(client, str(known.get("id") or ""))
        known = {"url": told.get("url_private_download") or told.get("url_private")}
        media_type, size = str(told.get("mimetype") or ""), _size(told.get("size"))
        if told.get("is_external") or told.get("mode") in ("external", "hidden_by_limit", "tombstone"):
            raise Refused(Reason.NOT_ALLOWED, "a file that Slack does not keep or show")
        if size > limit:
            raise Refused(Reason.TOO_LARGE, f"{size} bytes where {limit} are read")
    address = str(known.get("url") or "")
    if not _is_slacks(address, client.base_url):
        raise Refused(Reason.NOT_ALLOWED, "not at an address of Slack's")
    body, got = await _bytes(session, token, address, limit)
    if got in _HTML and (media_type not in _HTML or (size and len(body) != size)):
        raise Refused(Reason.NOT_ALLOWED, "the sign-in page came instead")
    return body


def _known(ref: str) -> dict[str, Any]:
    try:
        known = json.loads(ref)
    except ValueError:
        known = None
    if not isinstance(known, dict):
        raise Refused(Reason.NOT_FOUND, "no file of Slack's")
    return known


async def _told(client: AsyncWebClient, file: str) -> dict[str, Any]:
    """What Slack says of a file."""
    if not file:
        raise Refused(Reason.NOT_FOUND, "no file of Slack's")
    try:
        told = (await fields(client.files_info(file=file))).get("file")
    except Failed as error:
        if error.code in BARRED | {"not_visible", "not_allowed_token_type"}:
            raise Refused(Reason.NOT_ALLOWED, error.code) from None
        if error.code in ("file_not_found", "file_deleted"):
            raise Refused(Reason.NOT_FOUND, error.code) from None
        raise
    return told if isinstance(told, dict) else {}


def _size(value: object) -> int:
    return value if isinstance(value, int) else 0


def _is_slacks(address: str, api: str) -> bool:
    """Whether the token may be sent there."""
    try:
        url, own = URL(address), URL(api)
        host = url.host or ""
    except ValueError:
        return False
    here = host == own.host or (host in LOOPBACK and own.host in LOOPBACK)
    if host and here and url.scheme == own.scheme:
        return True
    return url.scheme == "https" and any(host == name or host.endswith(f".{name}") for name in SLACKS_OWN)


async def _bytes(session: aiohttp.ClientSession, token: str, address: str, limit: int) -> tuple[bytes, str]:
    """What is there, and its media type."""
    headers = {"Authorization": f"Bearer {token}"}
    try:
        async with session.get(
            address, headers=headers, proxy=proxy_for(address), allow_redirects=False
        ) as answered:
            _refuse(answered)
            body = bytearray()
            async for chunk in answered.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > limit:
                    raise Refused(Reason.TOO_LARGE, f"more than {limit} bytes")
            return bytes(body), answered.content_type
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise failure(error) from None


def _refuse(answered: aiohttp.ClientResponse) -> None:
    status = answered.status
    if 300 <= status < 400 or status in (401, 403):
        raise Refused(Reason.NOT_ALLOWED, f"HTTP {status}")
    if status in (404, 410):
        raise Refused(Reason.NOT_FOUND, f"HTTP {status}")
    if status != 200:
        raise refusal(status, "", answered.headers.get("Retry-After"))
