"""Answering at a response_url: a right to write that Slack hands out with a command, a shortcut or a press.

It is good for a few answers in half an hour. A press's replaces or deletes the pressed message, too.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.base import Place
from adapters.slack.api import Failed, failure, proxy_for, refusal
from adapters.slack.quiet import quiet_logger


def is_good(place: Place, now: datetime) -> bool:
    return place.ticket is not None and now < place.ticket.expires


def is_of_press(place: Place) -> bool:
    """Whether the ticket speaks for a message of ours, so that this can be replaced."""
    return place.ticket is not None and place.ticket.token.startswith("press:")


async def respond(session: aiohttp.ClientSession, place: Place, body: Mapping[str, Any]) -> None:
    """Answers by the ticket of a place; raises `Failed`."""
    if place.ticket is None:
        raise Failed("no ticket")
    address = place.ticket.token.partition(":")[2]
    hook = AsyncWebhookClient(address, session=session, retry_handlers=[], logger=quiet_logger())
    hook.proxy = proxy_for(address)
    try:
        response = await hook.send_dict(dict(body))
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        raise failure(error) from None
    code = _code(response.body)
    if response.status_code != 200 or code:
        headers = {name.lower(): value for name, value in response.headers.items()}
        raise refusal(response.status_code, code, headers.get("retry-after"))


def _code(body: str | None) -> str:
    """The error that an answer names, in JSON or as a bare word; empty for "ok"."""
    said = (body or "").strip()
    if said.startswith("{"):
        try:
            told = json.loads(said)
        except ValueError:
            return ""
        return "" if told.get("ok", True) else str(told.get("error") or "")
    return said if said != "ok" and said.replace("_", "").isalpha() and len(said) < 50 else ""
