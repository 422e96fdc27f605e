"""The port Poster over Slack's Web API and response_urls.

A post carries its key and its number in the message's metadata, so that it can be found again after a
crash, where the history may be read. A reply of several messages is finished by the next attempt where
one broke off. Blocks that Slack refuses are not the end of an answer: its words go out as text alone.
Nothing here waits: a 429 is `NotDelivered` with the time to come back.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
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
from adapters.slack.names import Names
from adapters.slack.payloads import EPHEMERAL, Identity, channel_link, message_of
from adapters.slack.render import Payload, in_words, is_one_message, reply_payloads

EVENT_TYPE: Final = "nutgraf_reply"
RESPONSE: Final = "response/"
"""How we name a public message posted by a response_url, of which Slack does not tell the id."""

PAGE: Final = 200
MOST_PAGES: Final = 10
EARLIER: Final = timedelta(minutes=2)
"""How much Slack's clock may be behind ours."""

NO_PREVIEWS: Final[dict[str, Any]] = {"unfurl_links": False, "unfurl_media": False}
SCOPES_KEPT: Final = timedelta(minutes=5)

_BLOCKS_REFUSED: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
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


@dataclass(frozen=True, slots=True)
class _Begun:
    """What stands there of a reply that broke off: the ids of its messages, and the number of the first that
    is text alone."""

    ids: list[str] = field(default_factory=list)
    in_words_from: int | None = None


@dataclass(frozen=True, slots=True)
class _Mark:
    """What a message's metadata says of it: its number in the reply, of how many, whether text alone."""

    part: int
    parts: int
    in_words: bool


class SlackPoster:
    """An async context manager: its connections are closed when it ends."""

    def __init__(self, access: SlackAccess, clock: Callable[[], datetime]) -> None:
        self._access = access
        self._clock = clock
        self._opened: tuple[aiohttp.ClientSession, AsyncWebClient] | None = None
        self._self: _Self | None = None
        self._begun: dict[str, _Begun] = {}
        """Replies of several messages that broke off, by key."""
        self._conversations: dict[str, str] = {}
        """The direct conversation with a person, as Slack named it when something was posted there."""
        self._names = Names(clock)

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
        if place.private is not None:
            if place.private.direct and not tickets.is_good(place, self._clock()):
                return await self._post_direct(place, place.private.person, reply_payloads(reply, key), key)
            payloads = reply_payloads(reply, key, weighed=False)
            return await self._post_private(place, place.private.person, payloads, key)
        try:
            return await self._post_public(place, reply_payloads(reply, key), key)
        except Failed as error:
            whole = reply.form is Form.FULL and place.thread is None and key not in self._begun
            if not (error.barred and whole and tickets.is_good(place, self._clock())):
                raise

        async def send(payloads: Sequence[Payload], number: int) -> str:
            body = {"response_type": "in_channel", "replace_original": False, **payloads[number]}
            await self._respond(place, body)
            return _named(RESPONSE, key, number)

        return await self._post_all(place, reply_payloads(reply, key, weighed=False), key, send)

    async def _post_public(self, place: Place, payloads: Sequence[Payload], key: str) -> Posted:
        async def send(payloads: Sequence[Payload], number: int) -> str:
            return await self._send(place, payloads, number, key)

        return await self._post_all(place, payloads, key, send)

    async def _post_direct(self, place: Place, person: str, payloads: Sequence[Payload], key: str) -> Posted:
        """To a person's direct conversation with the bot, which Slack opens by their id and then names; what
        stands there is a message like any other."""

        async def send(payloads: Sequence[Payload], number: int) -> str:
            told = await self._said(replace(place, channel=person, thread=None), payloads, number, key)
            self._conversations[person] = str(told.get("channel") or person)
            return str(told.get("ts") or "")

        posted = await self._post_all(place, payloads, key, send)
        channel = self._conversations.get(person, person)
        return replace(posted, place=Place(place.platform, place.workspace, channel))

    async def _post_private(self, place: Place, person: str, payloads: Sequence[Payload], key: str) -> Posted:
        by_ticket = tickets.is_good(place, self._clock())

        async def send(payloads: Sequence[Payload], number: int) -> str:
            if by_ticket:
                body = {"response_type": "ephemeral", "replace_original": False, **payloads[number]}
                await self._respond(place, body)
            else:
                call = self._client.chat_postEphemeral(
                    channel=place.channel, user=person, thread_ts=place.thread, **payloads[number]
                )
                await fields(call)
            return _named(EPHEMERAL, key, number)

        return await self._post_all(place, payloads, key, send)

    async def _post_all(
        self,
        place: Place,
        payloads: Sequence[Payload],
        key: str,
        send: Callable[[Sequence[Payload], int], Awaitable[str]],
    ) -> Posted:
        """Posts what an earlier attempt did not get to; when this one breaks off, remembers how far it got."""
        begun = self._begun.get(key, _Begun())
        worded = begun.in_words_from
        if worded is not None:
            payloads = in_words(payloads, worded)
        ids = begun.ids[: len(payloads)]
        try:
            while len(ids) < len(payloads):
                try:
                    ids.append(await send(payloads, len(ids)))
                except Failed as error:
                    payloads, worded = _reworded(payloads, len(ids), error), len(ids)
        except Failed as error:
            if ids:
                self._begun[key] = _Begun(ids, worded)
                error.begun = True
            raise
        self._begun.pop(key, None)
        return Posted(place, ids[0], tuple(ids[1:]))

    async def _send(self, place: Place, payloads: Sequence[Payload], number: int, key: str) -> str:
        return str((await self._said(place, payloads, number, key)).get("ts") or "")

    async def _said(
        self, place: Place, payloads: Sequence[Payload], number: int, key: str
    ) -> Mapping[str, Any]:
        """Posts one message; what Slack tells of it."""
        call = self._client.chat_postMessage(
            channel=place.channel, thread_ts=place.thread, **_message(payloads, number, key), **NO_PREVIEWS
        )
        return await fields(call)

    async def edit(self, posted: Posted, reply: Reply, key: str) -> Posted:
        if _is_known_by_ticket(posted):
            return await self._replace(posted, reply, key)
        try:
            return await self._update(posted, reply_payloads(reply, key), key)
        except Failed as error:
            if not ((error.barred or error.code in _NOT_OURS) and self._is_pressed(posted)):
                raise
        return await self._replace(posted, reply, key)

    async def _update(self, posted: Posted, payloads: Sequence[Payload], key: str) -> Posted:
        """Changes the messages that there are, deletes the rest of them or posts the rest of the reply."""
        there = [posted.id, *posted.more]
        ids = list(self._begun.get(f"{key}#edit", _Begun(there)).ids)
        number = 0
        try:
            while number < len(payloads):
                try:
                    if number < len(ids):
                        await self._change(posted.place, ids[number], payloads, number, key)
                    else:
                        ids.append(await self._send(posted.place, payloads, number, key))
                except Failed as error:
                    payloads = _reworded(payloads, number, error)
                else:
                    number += 1
            for ts in ids[len(payloads) :]:
                await self._delete_message(posted.place, ts)
            ids = ids[: len(payloads)]
        except Failed:
            if len(ids) > len(there):
                self._begun[f"{key}#edit"] = _Begun(ids)
            raise
        self._begun.pop(f"{key}#edit", None)
        return Posted(posted.place, ids[0], tuple(ids[1:]))

    async def _change(
        self, place: Place, ts: str, payloads: Sequence[Payload], number: int, key: str
    ) -> None:
        # blocks that are not named stay as they were
        said = {"blocks": [], **_message(payloads, number, key)}
        await fields(self._client.chat_update(channel=place.channel, ts=ts, **said))

    async def _replace(self, posted: Posted, reply: Reply, key: str) -> Posted:
        """By the ticket of a press: the pressed message is replaced, what is over follows it."""
        if not self._is_pressed(posted):
            raise Failed("no ticket of a press")
        payloads = reply_payloads(reply, key, weighed=False)
        private = posted.place.private is not None
        kind = "ephemeral" if private else "in_channel"
        number = 0
        while number < len(payloads):
            body = {"response_type": kind, "replace_original": number == 0, **payloads[number]}
            try:
                await self._respond(posted.place, body)
            except Failed as error:
                payloads = _reworded(payloads, number, error)
            else:
                number += 1
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

    async def find(self, place: Place, key: str, intended: datetime, reply: Reply) -> Posted | Unknown | None:
        del reply  # the mark tells of how many messages it is
        if place.private is not None:
            return Unknown.UNKNOWN
        try:
            us = (await self._ourselves()).identity
            found, whole = await self._pages(place, intended - EARLIER)
        except Failed as error:
            if not error.barred:
                raise
            _LOG.info("history not readable", action="slack_find", cause=error.code)
            return Unknown.UNKNOWN
        ours = [one for one in found if us.bot == one.get("bot_id") or us.user == one.get("user")]
        marked = {mark.part: (str(one.get("ts")), mark) for one in ours if (mark := _mark(one, key))}
        if 0 not in marked:
            return None if whole else Unknown.UNKNOWN
        worded = [mark for _, mark in marked.values() if mark.in_words]
        # where the rest went on as text alone, it became more than the first ones tell
        parts = max((mark.parts for mark in worded), default=marked[0][1].parts)
        ids = [marked[number][0] for number in sorted(marked) if number < parts]
        if len(ids) < parts:
            self._begun[key] = _Begun(ids, min((mark.part for mark in worded), default=None))
            return None
        return Posted(place, ids[0], tuple(ids[1:]))

    async def message(self, place: Place, message: str, /) -> Message:
        us = (await self._ourselves()).identity
        window: dict[str, Any] = {
            "channel": place.channel,
            "latest": message,
            "oldest": message,
            "inclusive": True,
        }
        history = partial(self._client.conversations_history, **window, limit=1)
        # a reply stands in no channel's history; a thread's root does in both
        replies = partial(self._client.conversations_replies, **window, ts=place.thread or message, limit=2)
        found = None
        try:
            for look in (replies, history) if place.thread else (history, replies):
                if found is None:
                    found = _with_ts(await fields(look()), message)
        except Failed as error:
            if error.code in _GONE:
                raise Refused(Reason.NOT_FOUND, error.code) from None
            if error.certain and error.retry_after is None:
                raise Refused(Reason.NOT_ALLOWED, error.code) from None
            raise
        if found is None or found.get("subtype") == "tombstone":
            raise Refused(Reason.NOT_FOUND, "no such message")
        return message_of(found, us, place.channel)

    async def read(self, place: Place, since: datetime | None) -> Messages:
        us = (await self._ourselves()).identity
        try:
            found, whole = await self._pages(place, since)
        except Failed as error:
            if error.code in BARRED:
                return Messages((), whole=False)
            raise
        shown = [one for one in found if one.get("subtype") in _SHOWN_SUBTYPES]
        messages = sorted((message_of(one, us, place.channel) for one in shown), key=lambda one: one.id)
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

    async def address(self, place: Place) -> str | None:
        return channel_link((await self._ourselves()).identity, place.channel)

    async def name(self, person: Person, place: Place) -> str:
        del place  # a name is the same in all of the workspace
        return person.name or await self._names.of(person.id, self._client)

    def fits(self, reply: Reply) -> bool:
        return is_one_message(reply)

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
            if error.retry_after is not None or not error.certain:
                raise
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
    if "blocks" not in payloads[number]:
        marks["in_words"] = True
    metadata = {"event_type": EVENT_TYPE, "event_payload": marks}
    return {**payloads[number], "metadata": metadata, "parse": "none", "link_names": False}


def _mark(message: Mapping[str, Any], key: str) -> _Mark | None:
    """None for a message that is no part of the reply under this key."""
    metadata = message.get("metadata")
    if not isinstance(metadata, dict) or metadata.get("event_type") != EVENT_TYPE:
        return None
    marks = metadata.get("event_payload")
    if not isinstance(marks, dict) or marks.get("key") != key:
        return None
    return _Mark(int(marks.get("part") or 0), int(marks.get("parts") or 1), bool(marks.get("in_words")))


def _reworded(payloads: Sequence[Payload], number: int, error: Failed) -> tuple[Payload, ...]:
    """What there is to say from a message on whose blocks Slack refused; raises any other error."""
    if error.code not in _BLOCKS_REFUSED or "blocks" not in payloads[number]:
        raise error
    _LOG.error("blocks refused", action="slack_blocks", cause=error.code)
    return in_words(payloads, number)


def _with_ts(read: Mapping[str, Any], ts: str) -> dict[str, Any] | None:
    messages = read.get("messages") or []
    return next((one for one in messages if isinstance(one, dict) and one.get("ts") == ts), None)


def _is_known_by_ticket(posted: Posted) -> bool:
    return posted.place.private is not None or posted.id.startswith((EPHEMERAL, RESPONSE))


def _named(prefix: str, key: str, number: int) -> str:
    return f"{prefix}{key}" if number == 0 else f"{prefix}{key}#{number + 1}"
