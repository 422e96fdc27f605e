"""The local channel over HTTP: the page, its stream of changes, and what the page sends.

A message is kept first, then accepted (which records what is asked), and only then answered; sending
it again under the same event changes nothing. Every refusal is one plain sentence; what went wrong
inside goes to the log and never out.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib.resources import files
from typing import Any, Final

import structlog
from aiohttp import web

from adapters.base import Accept, Action, Ask, Incoming, Message, Person, Pressed, Way
from adapters.local import guard, page
from adapters.local.asks import LONGEST_MESSAGE, asked, message_of
from adapters.local.form import Form, Refusal, read_form, read_json
from adapters.local.room import CHANNEL, Busy, Entry, Room, Upload

BEAT_SECONDS: Final = 15.0
"""A quiet stream says so this often, so that the page notices when it is dead."""

LOOK_SECONDS: Final = 2.0
"""How often a stream looks without being called: another process may have posted."""

COOKIE: Final = "nutgraf_person"
_COOKIE_SECONDS: Final = 365 * 24 * 3600
_EVENT: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
_PERSON: Final = web.RequestKey("person", Person)
_LOG: Final = structlog.get_logger()
_PACKAGE: Final = files("adapters.local")
_STATIC: Final = {
    one.name: one.read_bytes() for one in (_PACKAGE / "static").iterdir() if not one.name.startswith(".")
}
_SHOWN: Final = frozenset({"text/plain", "text/html", "text/markdown", "text/csv", "application/json"})
"""Types of files that open in the browser, as plain text; the others are saved."""

_TRY_AGAIN: Final = "Nutgraf could not take that in just now. Nothing is lost: send it again in a moment."
_FAILED: Final = "Something went wrong on this side; it has been logged. Reload the page and try again."
_GONE: Final = "That message is not there any more. Reload the page to see what is."

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """The routes over one room. `bound` is the host that the server listens on."""

    def __init__(self, room: Room, accept: Accept, clock: Callable[[], datetime], bound: str) -> None:
        self._room = room
        self._accept = accept
        self._clock = clock
        self._bound = bound
        self._closing = False

    def application(self) -> web.Application:
        app = web.Application(middlewares=[self._answer_plainly, self._guard])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/threads", self._threads),
                web.get("/events", self._events, allow_head=False),
                web.get("/static/{name}", self._static),
                web.get("/files/{ref}", self._file),
                web.get("/example", self._example),
                web.post("/messages", self._say),
                web.post("/summarise", self._summarise),
                web.post("/press", self._press),
            ]
        )
        app.on_response_prepare.append(self._add_headers)
        app.on_shutdown.append(self._close)
        return app

    async def _close(self, _app: web.Application) -> None:
        self._closing = True
        self._room.ring()

    # ---- before and after every request ---------------------------------------------------------

    @web.middleware
    async def _answer_plainly(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return _problem(request, refusal.status, refusal.sentence)
        except web.HTTPException as answer:
            if answer.status < 400:
                raise
            return _problem(request, answer.status, f"There is nothing here ({answer.reason}).")
        except (ConnectionResetError, asyncio.IncompleteReadError):
            raise  # the browser went away: there is nobody to tell
        except Exception:
            _LOG.exception("local request failed", action="local_request_failed", path=request.path)
            return _problem(request, 500, _FAILED)

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if sentence := guard.host_problem(request.headers.get("Host"), self._bound):
            raise Refusal(403, sentence)
        changing = request.method not in ("GET", "HEAD")
        if changing and (sentence := guard.origin_problem(request.headers)):
            raise Refusal(403, sentence)
        secret = request.cookies.get(COOKIE, "")
        if re.fullmatch(r"[A-Za-z0-9_-]{22,64}", secret):
            request[_PERSON] = _person(secret)
        return await handler(request)

    async def _add_headers(self, _request: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(guard.HEADERS)
        response.headers.setdefault("Content-Security-Policy", guard.FILE_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")

    # ---- what is looked at ----------------------------------------------------------------------

    async def _page(self, request: web.Request) -> web.StreamResponse:
        person = request.get(_PERSON)
        secret = None
        if person is None:
            if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
                # A strict cookie stays away when a link elsewhere leads here; once more, from here,
                # it comes along. A new one would make this browser somebody else.
                return _html('<!doctype html><meta http-equiv="refresh" content="0"><title>Nutgraf</title>')
            secret = secrets.token_urlsafe(24)
            person = _person(secret)
        last = await self._room.last()  # before the messages: what comes between is sent twice, not never
        entries, earlier = await self._window(person, None, page.THREADS_AT_ONCE)
        response = _html(
            page.page_html(entries, person.id, room=await self._room.name(), last=last, earlier=earlier)
        )
        if secret is not None:
            response.set_cookie(
                COOKIE, secret, max_age=_COOKIE_SECONDS, httponly=True, samesite="Strict", path="/"
            )
        return response

    async def _threads(self, request: web.Request) -> web.StreamResponse:
        """Threads older than `before`: the next ones, or all of them down to that of the message `to`."""
        person = _known(request)
        before = _number(request.query.get("before"))
        if "to" in request.query:
            entries, earlier = await self._reaching(person, before, _number(request.query["to"]))
        else:
            entries, earlier = await self._window(person, before, page.THREADS_AT_ONCE)
        return web.json_response({"html": page.threads_html(entries, person.id), "earlier": earlier})

    async def _reaching(
        self, person: Person, before: int | None, message: int | None
    ) -> tuple[list[Entry], bool]:
        """The threads before one, down to that of an earlier message, and whether there are others."""
        found = None if message is None else await self._room.entry(message)
        if found is None or found.gone or found.private_to not in (None, person.id):
            raise Refusal(404, _GONE)
        root = found.id if found.root is None else found.root
        threads = await self._room.threads_between(person.id, root, before)
        return await self._window(person, before, max(threads, page.THREADS_AT_ONCE))

    async def _window(self, person: Person, before: int | None, threads: int) -> tuple[list[Entry], bool]:
        """So many of the last threads before a message, and whether there are earlier ones."""
        entries = await self._room.recent(person.id, threads + 1, before)
        roots = [entry.id for entry in entries if entry.root is None]
        if len(roots) <= threads:
            return entries, False
        return [entry for entry in entries if roots[0] not in (entry.id, entry.root)], True

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = _known(request)
        seq = _number(request.headers.get("Last-Event-ID") or request.query.get("after")) or 0
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        stream = _Stream(response)
        try:
            await stream.send("hello", {"room": await self._room.name()})
            await self._follow(stream, person, seq)
        except ConnectionResetError:
            pass  # the browser went away
        return response

    async def _follow(self, stream: _Stream, person: Person, seq: int) -> None:
        shown: dict[str, Busy] = {}
        while not self._closing:
            bell = self._room.bell
            while entries := await self._room.since(seq, person.id):
                for entry in entries:
                    await stream.send("message", page.event(entry, person.id), entry.seq)
                    seq = entry.seq
            busy = {one.key: one for one in self._room.busy(person.id)}
            for key in shown.keys() - busy.keys():
                await stream.send("idle", {"key": key})
            for key in busy.keys() - shown.keys():
                private = busy[key].private_to is not None
                await stream.send("busy", {"key": key, "root": busy[key].root, "private": private})
            shown = busy
            if stream.quiet_for() >= BEAT_SECONDS:
                await stream.send("beat", {})
            try:
                await asyncio.wait_for(bell.wait(), LOOK_SECONDS)
            except TimeoutError:
                continue

    async def _static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        body = _STATIC.get(name)
        if body is None:
            raise web.HTTPNotFound
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        tag = hashlib.sha256(body).hexdigest()[:16]
        fresh = any(one.value == tag for one in request.if_none_match or ())
        response = web.Response(status=304) if fresh else web.Response(body=body)
        if not fresh:
            response.headers["Content-Type"] = f"{media_type}; charset=utf-8"
        response.headers["Cache-Control"] = "no-cache"
        response.etag = tag
        return response

    async def _example(self, _request: web.Request) -> web.StreamResponse:
        return _html((_PACKAGE / "example.html").read_text("utf-8"))

    async def _file(self, request: web.Request) -> web.StreamResponse:
        found = await self._room.file(request.match_info["ref"])
        if found is None:
            raise Refusal(404, "That file is not there any more.")
        file, body = found
        if file.media_type in _SHOWN:
            headers = {"Content-Type": f"text/plain{'; charset=utf-8' if _is_utf8(body) else ''}"}
            return web.Response(body=body, headers=headers)
        response = web.Response(body=body, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = _attachment(file.name)
        return response

    # ---- what is sent ---------------------------------------------------------------------------

    async def _say(self, request: web.Request) -> web.StreamResponse:
        person = _known(request)
        form = await read_form(request)
        event = _event(form.event)
        if not form.text.strip() and not form.uploads:
            raise Refusal(422, "There is nothing to send yet: paste a link or a text, or add a file.")
        root = await self._open_thread(form.thread)
        place = CHANNEL if root is None else CHANNEL.in_thread(str(root.id))
        talk = [] if root is None else await self._room.thread(root.id)
        bot = [entry for entry in talk if entry.bot]
        what = asked(form.text, files=bool(form.uploads), thread=root is not None, bot_there=bool(bot))
        now = self._clock()
        if what is not None and what.command is not None:
            if len(what.text) > LONGEST_MESSAGE:
                raise Refusal(
                    413,
                    f"/{what.command} takes up to {LONGEST_MESSAGE:,} characters. Send the text without it.",
                )
            if form.uploads:
                raise Refusal(422, f"/{what.command} takes a link or a text. Send the file without it.")
            ask = Ask(
                event=f"command/{person.id}/{event}",
                way=Way.COMMAND,
                place=place,
                person=person,
                at=now,
                text=what.text,
                command=what.command,
            )
            await self._take(ask)
            return web.json_response({"message": None})
        text, uploads = _kept(form)
        entry = await self._room.say(
            person,
            text,
            f"{person.id}/{event}",
            root=None if root is None else root.id,
            uploads=uploads,
            at=now,
        )
        if what is not None:
            message = message_of(entry)
            target = _target(what.way, what.named, root, bot)
            ask = Ask(
                event=f"message/{entry.id}",
                way=what.way,
                place=place,
                person=person,
                at=entry.at,
                text=message.text or "",
                message=message,
                target=target,
            )
            await self._take(ask)
        return web.json_response({"message": page.event(entry, person.id)})

    async def _summarise(self, request: web.Request) -> web.StreamResponse:
        """The entry of the menu on a message."""
        person = _known(request)
        sent = await read_json(request)
        entry = await self._seen(sent, person)
        if entry.private_to is not None:
            raise Refusal(422, "That is an answer for you alone: there is no thread to put a summary in.")
        await self._take(
            Ask(
                event=f"menu/{person.id}/{_event(sent.get('event'))}",
                way=Way.MENU,
                place=entry.place,
                person=person,
                at=self._clock(),
                target=message_of(entry),
            )
        )
        return web.json_response({})

    async def _press(self, request: web.Request) -> web.StreamResponse:
        person = _known(request)
        sent = await read_json(request)
        entry = await self._seen(sent, person)
        action = next((one for one in Action if one.value == sent.get("action")), None)
        if entry.reply is None or entry.key is None or action not in entry.reply.actions:
            raise Refusal(409, "That button is not there any more: the answer has changed since.")
        detail = sent.get("detail")
        await self._take(
            Pressed(
                event=f"press/{person.id}/{_event(sent.get('event'))}",
                place=entry.place,
                person=person,
                at=self._clock(),
                action=action,
                reply=entry.key,
                posted=entry.posted,
                detail=detail if isinstance(detail, str) else None,
            )
        )
        return web.json_response({})

    async def _take(self, incoming: Incoming) -> None:
        try:
            await self._accept(incoming)
        except Exception as error:
            _LOG.exception("not accepted", action="local_not_accepted", incoming=incoming.event)
            raise Refusal(503, _TRY_AGAIN) from error

    async def _open_thread(self, thread: str) -> Entry | None:
        if not thread:
            return None
        number = _number(thread)
        root = None if number is None else await self._room.entry(number)
        if root is None or root.gone or root.root is not None or root.private_to is not None:
            raise Refusal(404, "That thread is not there any more. Close it and write in the channel.")
        return root

    async def _seen(self, sent: dict[str, Any], person: Person) -> Entry:
        """The message that was sent along, if this person sees it."""
        number = sent.get("message")
        if type(number) is not int or not 0 < number < 1 << 63:
            raise Refusal(404, _GONE)
        entry = await self._room.entry(number)
        if entry is None or entry.gone or entry.private_to not in (None, person.id):
            raise Refusal(404, _GONE)
        return entry


class _Stream:
    """Server-sent events on a response."""

    def __init__(self, response: web.StreamResponse) -> None:
        self._response = response
        self._sent = time.monotonic()

    async def send(self, event: str, data: dict[str, Any], seq: int | None = None) -> None:
        number = "" if seq is None else f"id: {seq}\n"
        await self._response.write(f"event: {event}\n{number}data: {json.dumps(data)}\n\n".encode())
        self._sent = time.monotonic()

    def quiet_for(self) -> float:
        return time.monotonic() - self._sent


def _person(secret: str) -> Person:
    """Who holds this cookie. The id is no way back to it: others' requests and logs may show it."""
    person = hashlib.sha256(secret.encode()).hexdigest()[:20]
    return Person(person, page.person_name(person))


def _known(request: web.Request) -> Person:
    person: Person | None = request.get(_PERSON)
    if person is None:
        raise Refusal(403, "The page does not know you: allow cookies for this address and reload it.")
    return person


def _kept(form: Form) -> tuple[str, tuple[Upload, ...]]:
    """What a message holds: a text too long for one is put beside it as a file."""
    if len(form.text) <= LONGEST_MESSAGE:
        return form.text, form.uploads
    body = (asked(form.text, files=False, thread=False, bot_there=False) or form).text.encode()
    return "", (Upload("paste.txt", "text/plain", body), *form.uploads)


def _target(way: Way, named: bool, root: Entry | None, bot: list[Entry]) -> Message | None:
    """The message that is meant beside one's own: what the thread is about, or what is replied to."""
    if root is None:
        return None
    if named:
        return message_of(root)
    return message_of(bot[-1]) if way is Way.REPLY else None


def _event(event: object) -> str:
    if not isinstance(event, str) or not _EVENT.fullmatch(event):
        raise Refusal(400, "This page is out of date. Reload it and send that again.")
    return event


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"[0-9]{1,15}", text) else None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _attachment(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name)
    return f'attachment; filename="{plain}"'


def _html(text: str) -> web.Response:
    return web.Response(
        text=text, content_type="text/html", headers={"Content-Security-Policy": guard.PAGE_POLICY}
    )


def _problem(request: web.Request, status: int, sentence: str) -> web.Response:
    if request.method == "POST":
        return web.json_response({"problem": sentence}, status=status)
    return web.Response(text=sentence + "\n", status=status)
