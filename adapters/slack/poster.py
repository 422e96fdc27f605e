"""The port Poster over Slack's Web API and response_urls.

A post carries its key and its number in the message's metadata, so that it can be found again after a
crash, where the history may be read. A reply of several messages is finished by the next attempt where
one broke off. Nothing here waits: a 429 is `NotDelivered` with the time to come back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Final, Self

import aiohttp
import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.base import (
    Action,
    File,
    Form,
    Lack,
    Message,
    Messages,
    Person,
    Place,
    Posted,
    Reason,
    Refused,
    Reply,
    Unknown,
    Way,
)
from adapters.slack import files, rights, tickets
from adapters.slack.access import SlackAccess
from adapters.slack.api import BARRED, Failed, answer, fields, open_session, web_client
from adapters.slack.payloads import EPHEMERAL, Identity, message_of
from adapters.slack.render import Payload, reply_payloads

EVENT_TYPE: Final = "nutgraf_reply"
RESPONSE: Final = "response/"
"""How we name a public message posted by a response_url, of which Slack does not tell the id."""

PAGE: Final = 200
MOST_PAGES: Final = 10
EARLIER: Final = timedelta(minutes=2)
"""How much Slack's clock may be behind ours."""

NO_PREVIEWS: Final[dict[str, Any]] = {"unfurl_links": False, "unfurl_media": False}
SCOPES_KEPT: Final = timedelta(minutes=5)

_NOT_OURS: Final = frozenset({"cant_delete_message", "cant_update_message", "edit_window_closed"})
_GONE: Final = frozenset({"message_not_found", "thread_not_found"})
_SHOWN_SUBTYPES: Final = (None, "bot_message", "file_share", "me_message", "thread_broadcast")
_LOG: Final = structlog.get_logger()

_Method = Callable[..., Awaitable[AsyncSlackResponse]]


@dataclass(frozen=True, slots=True)
class _Self:
    """Ourselves and our scopes (None where Slack does not tell), as known since `at`."""

    identity: Identity
    scopes: frozenset[str] | None
    at: datetime


class SlackPoster:
    """An async context manager: its connections are closed when it ends."""

    def __init__(self, access: SlackAccess, clock: Callable[[], datetime]) -> None:
        self._access = access
        self._clock = clock
        self._opened: tuple[aiohttp.ClientSession, AsyncWebClient] | None = None
        self._self: _Self | None = None
        self._begun: dict[str, list[str]] = {}
        """Of replies of several messages that broke off: the ids of those that stand there, by key."""

    async def __aenter__(self) -> Self:
        session = open_session()
        self._opened = session, web_client(self._access, session)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        if self._opened is not None:
            await self._opened[0].close()
        self._opened = None

    @property
    def _session(self) -> aiohttp.ClientSession:
        if self._opened is None:
            raise RuntimeError("used outside of its context")
        return self._opened[0]

    @property
    def _client(self) -> AsyncWebClient:
        if self._opened is None:
            raise RuntimeError("used outside of its context")
        return self._opened[1]

    async def busy(self, place: Place, key: str) -> None:
        """Slack has a sign for it only where a further right is granted, so none is shown."""
        del place, key

    # ---- writing --------------------------------------------------------------------------------

    async def post(self, place: Place, reply: Reply, key: str) -> Posted:
        payloads = reply_payloads(reply, key)
        if place.private is not None:
            return await self._post_private(place, place.private.person, payloads, key)
        try:
            return await self._post_public(place, payloads, key)
        except Failed as error:
            whole = reply.form is Form.FULL and place.thread is None and key not in self._begun
            if not (error.barred and whole and tickets.is_good(place, self._clock())):
                raise

        async def send(number: int) -> str:
            body = {"response_type": "in_channel", "replace_original": False, **payloads[number]}
            await self._respond(place, body)
            return _named(RESPONSE, key, number)

        return await self._post_all(place, len(payloads), key, send)

    async def _post_public(self, place: Place, payloads: Sequence[Payload], key: str) -> Posted:
        async def send(number: int) -> str:
            return await self._send(place, payloads, number, key)

        return await self._post_all(place, len(payloads), key, send)

    async def _post_private(self, place: Place, person: str, payloads: Sequence[Payload], key: str) -> Posted:
        by_ticket = tickets.is_good(place, self._clock())

        async def send(number: int) -> str:
            if by_ticket:
                body = {"response_type": "ephemeral", "replace_original": False, **payloads[number]}
                await self._respond(place, body)
            else:
                call = self._client.chat_postEphemeral(
                    channel=place.channel, user=person, thread_ts=place.thread, **payloads[number]
                )
                await fields(call)
            return _named(EPHEMERAL, key, number)

        return await self._post_all(place, len(payloads), key, send)

    async def _post_all(
        self, place: Place, count: int, key: str, send: Callable[[int], Awaitable[str]]
    ) -> Posted:
        """Posts what an earlier attempt did not get to; when this one breaks off, remembers how far it got."""
        ids = self._begun.get(key, [])[:count]
        try:
            while len(ids) < count:
                ids.append(await send(len(ids)))
        except Failed:
            if ids:
                self._begun[key] = ids
            raise
        self._begun.pop(key, None)
        return Posted(place, ids[0], tuple(ids[1:]))

    async def _send(self, place: Place, payloads: Sequence[Payload], number: int, key: str) -> str:
        call = self._client.chat_postMessage(
            channel=place.channel, thread_ts=place.thread, **_message(payloads, number, key), **NO_PREVIEWS
        )
        return str((await fields(call)).get("ts") or "")

    async def edit(self, posted: Posted, reply: Reply, key: str) -> Posted:
        payloads = reply_payloads(reply, key)
        if _is_known_by_ticket(posted):
            return await self._replace(posted, payloads, key)
        try:
            return await self._update(posted, payloads, key)
        except Failed as error:
            if not ((error.barred or error.code in _NOT_OURS) and self._is_pressed(posted)):
                raise
        return await self._replace(posted, payloads, key)

    async def _update(self, posted: Posted, payloads: Sequence[Payload], key: str) -> Posted:
        """Changes the messages that there are, deletes the rest of them or posts the rest of the reply."""
        there = [posted.id, *posted.more]
        ids = self._begun.get(f"{key}#edit") or list(there)
        try:
            for number, ts in enumerate(ids[: len(payloads)]):
                call = self._client.chat_update(
                    channel=posted.place.channel, ts=ts, **_message(payloads, number, key)
                )
                await fields(call)
            for ts in ids[len(payloads) :]:
                await self._delete_message(posted.place, ts)
            ids = ids[: len(payloads)]
            while len(ids) < len(payloads):
                ids.append(await self._send(posted.place, payloads, len(ids), key))
        except Failed:
            if len(ids) > len(there):
                self._begun[f"{key}#edit"] = ids
            raise
        self._begun.pop(f"{key}#edit", None)
        return Posted(posted.place, ids[0], tuple(ids[1:]))

    async def _replace(self, posted: Posted, payloads: Sequence[Payload], key: str) -> Posted:
        """By the ticket of a press: the pressed message is replaced, what is over follows it."""
        if not self._is_pressed(posted):
            raise Failed("no ticket of a press")
        private = posted.place.private is not None
        for number, payload in enumerate(payloads):
            kind = "ephemeral" if private else "in_channel"
            body = {"response_type": kind, "replace_original": number == 0, **payload}
            await self._respond(posted.place, body)
        prefix = EPHEMERAL if private else RESPONSE
        return Posted(posted.place, posted.id, tuple(_named(prefix, key, n) for n in range(1, len(payloads))))

    async def delete(self, posted: Posted) -> None:
        if not _is_known_by_ticket(posted):
            try:
                for ts in (posted.id, *posted.more):
                    await self._delete_message(posted.place, ts)
            except Failed as error:
                if not ((error.barred or error.code in _NOT_OURS) and self._is_pressed(posted)):
                    raise
            else:
                return
        if not self._is_pressed(posted):
            raise Failed("no ticket of a press")
        try:
            await self._respond(posted.place, {"delete_original": True})
        except Failed as error:
            if error.code not in _GONE:
                raise

    async def _delete_message(self, place: Place, ts: str) -> None:
        if ts.startswith((EPHEMERAL, RESPONSE)):
            return
        try:
            await fields(self._client.chat_delete(channel=place.channel, ts=ts))
        except Failed as error:
            if error.code not in _GONE:
                raise

    def _is_pressed(self, posted: Posted) -> bool:
        return tickets.is_good(posted.place, self._clock()) and tickets.is_of_press(posted.place)

    async def _respond(self, place: Place, body: Mapping[str, Any]) -> None:
        if place.thread is not None and not (body.get("replace_original") or body.get("delete_original")):
            body = {**body, "thread_ts": place.thread}
        await tickets.respond(self._session, place, {**body, **NO_PREVIEWS})

    # ---- reading --------------------------------------------------------------------------------

    async def find(self, place: Place, key: str, intended: datetime) -> Posted | Unknown | None:
        if place.private is not None:
            return Unknown.UNKNOWN
        try:
            us = (await self._ourselves()).identity
            found, whole = await self._pages(place, intended - EARLIER)
        except Failed as error:
            if error.retry_after is not None:
                raise
            _LOG.info("history not readable", action="slack_find", cause=error.code)
            return Unknown.UNKNOWN
        ours = [one for one in found if us.bot == one.get("bot_id") or us.user == one.get("user")]
        marked = {number: (str(one.get("ts")), of) for one in ours for number, of in _marks(one, key)}
        if 0 not in marked:
            return None if whole else Unknown.UNKNOWN
        ids = [marked[number][0] for number in sorted(marked) if number < marked[0][1]]
        if len(ids) < marked[0][1]:
            self._begun[key] = ids
            return None
        return Posted(place, ids[0], tuple(ids[1:]))

    async def message(self, place: Place, message: str, /) -> Message:
        us = (await self._ourselves()).identity
        try:
            read = await fields(
                self._client.conversations_history(
                    channel=place.channel, latest=message, oldest=message, inclusive=True, limit=1
                )
            )
            found = _with_ts(read, message)
            if found is None:  # a reply, which stands in no channel's history
                read = await fields(
                    self._client.conversations_replies(
                        channel=place.channel,
                        ts=place.thread or message,
                        latest=message,
                        oldest=message,
                        inclusive=True,
                        limit=2,
                    )
                )
                found = _with_ts(read, message)
        except Failed as error:
            if error.code in BARRED:
                raise Refused(Reason.NOT_ALLOWED, error.code) from None
            if error.code in _GONE:
                raise Refused(Reason.NOT_FOUND, error.code) from None
            raise
        if found is None or found.get("subtype") == "tombstone":
            raise Refused(Reason.NOT_FOUND, "no such message")
        return message_of(found, us)

    async def read(self, place: Place, since: datetime | None) -> Messages:
        us = (await self._ourselves()).identity
        try:
            found, whole = await self._pages(place, since)
        except Failed as error:
            if error.code in BARRED:
                return Messages((), whole=False)
            raise
        shown = [one for one in found if one.get("subtype") in _SHOWN_SUBTYPES]
        messages = sorted((message_of(one, us) for one in shown), key=lambda one: one.id)
        return Messages(tuple(messages), whole)

    async def _pages(self, place: Place, since: datetime | None) -> tuple[list[dict[str, Any]], bool]:
        """The messages of a thread or a channel, and whether these are all; raises `Failed`."""
        oldest = f"{since.timestamp():.6f}" if since is not None else None
        window = {"channel": place.channel, "oldest": oldest, "limit": PAGE, "include_all_metadata": True}
        if place.thread is not None:
            window["ts"] = place.thread
            method: _Method = self._client.conversations_replies
        else:
            method = self._client.conversations_history
        found: list[dict[str, Any]] = []
        cursor = None
        for _ in range(MOST_PAGES):
            page = await fields(method(**window, cursor=cursor))
            found += [one for one in page.get("messages") or [] if isinstance(one, dict)]
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return found, True
        return found, False

    async def download(self, file: File, limit: int) -> bytes:
        return await files.download(self._client, self._session, self._access.bot_token, file, limit)

    # ---- rights ---------------------------------------------------------------------------------

    async def lacks(self, way: Way, place: Place) -> Lack | None:
        if way is Way.REACTION and self._access.reaction is None:
            return Lack.SWITCHED_OFF
        if way not in (Way.REACTION, Way.AUTOMATIC):
            return None
        scopes = (await self._ourselves()).scopes
        return await rights.lacks(self._client, scopes, way, place)

    async def may(self, person: Person, what: Action, place: Place) -> bool:
        """Owners and administrators of the workspace, where Slack tells us who they are (users:read)."""
        del what, place
        try:
            user = (await fields(self._client.users_info(user=person.id))).get("user")
        except Failed as error:
            if error.code != "missing_scope":
                _LOG.warning("rights not known", action="slack_may", cause=error.code)
            return False
        return isinstance(user, dict) and bool(user.get("is_admin") or user.get("is_owner"))

    async def _ourselves(self) -> _Self:
        now = self._clock()
        if self._self is None or now - self._self.at > SCOPES_KEPT:
            told, response = await answer(self._client.auth_test())
            self._self = _Self(rights.identity(told), rights.scopes(response.headers), now)
        return self._self


def _message(payloads: Sequence[Payload], number: int, key: str) -> dict[str, Any]:
    """What both a new and a changed message say; nothing in it is to be read as markup."""
    marks = {"key": key, "part": number, "parts": len(payloads)}
    metadata = {"event_type": EVENT_TYPE, "event_payload": marks}
    return {**payloads[number], "metadata": metadata, "parse": "none", "link_names": False}


def _marks(message: Mapping[str, Any], key: str) -> list[tuple[int, int]]:
    """The number of a message in the reply under this key, and of how many; empty for any other."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return []
    marks = metadata.get("event_payload")
    if not isinstance(marks, dict) or marks.get("key") != key:
        return []
    return [(int(marks.get("part") or 0), int(marks.get("parts") or 1))]


def _with_ts(read: Mapping[str, Any], ts: str) -> dict[str, Any] | None:
    messages = read.get("messages") or []
    return next((one for one in messages if isinstance(one, dict) and one.get("ts") == ts), None)


def _is_known_by_ticket(posted: Posted) -> bool:
    return posted.place.private is not None or posted.id.startswith((EPHEMERAL, RESPONSE))


def _named(prefix: str, key: str, number: int) -> str:
    return f"{prefix}{key}" if number == 0 else f"{prefix}{key}#{number + 1}"
