"""What the product does with what came in: record it, read what is wanted, compose, post, once.

An Incoming is a row before it is acknowledged, an answer is a row before it is posted, and both are
taken up again after a crash. Nothing a person asked for ends in silence: what could not be done is
answered with one sentence, and its cause is in the log.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final, TypeVar

import structlog

from adapters import locale
from adapters.base import (
    Action,
    Ask,
    Deleted,
    Edited,
    Form,
    Incoming,
    Jobs,
    NotDelivered,
    Outgoing,
    Place,
    Posted,
    Poster,
    Pressed,
    Private,
    Reason,
    Refused,
    Reply,
    Request,
    Section,
    State,
    Store,
    Unknown,
    Way,
)
from bot import compose
from bot.commands import Say, Summarise, Wanted, WantedFile, WantedLink, answer_place, interpret
from bot.reader import Reader, label
from summarizer.model import Length, Wish

log = structlog.get_logger()
T = TypeVar("T")

MOST_ATTEMPTS: Final = 3
MOST_NAMED: Final = 10
"""Links that were not read are named up to this many."""

MOST_PATIENCE: Final = 900.0
"""Seconds that one post waits for a platform that says to come back later, in all."""


@dataclass(frozen=True, slots=True)
class Answering:
    """The operator's choices: the usual length, and how many links of one message are read."""

    length: Length = Length.MEDIUM
    most_links: int = 5


class Service:
    """Handles what comes in. `jobs` is set after construction, since it runs `work`."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        posters: Mapping[str, Poster],
        clock: Callable[[], datetime],
        answering: Answering | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._reader = reader
        self._posters = posters
        self._clock = clock
        self._answering = answering or Answering()
        self._sleep = sleep
        self.jobs: Jobs | None = None

    async def accept(self, incoming: Incoming) -> None:
        """Records what came in; when it returns, it is a row. What was recorded before stops here."""
        request = await self._store.record(incoming, self._clock())
        where = {"platform": incoming.place.platform, "incoming": type(incoming).__name__.lower()}
        if request is None:
            log.info("known already", event_id=incoming.event, **where)
            return
        log.info("recorded", request=request, **where)
        if self.jobs is not None:
            await self.jobs.submit(request)

    async def resume(self) -> None:
        """Takes up what was not finished when the process last stopped."""
        unfinished = await self._store.unfinished()
        if unfinished:
            log.info("taken up again", requests=len(unfinished))
        for request in unfinished:
            if self.jobs is not None:
                await self.jobs.submit(request)

    async def work(self, number: int) -> None:
        """Carries one recorded request to its end; called again for the same one it does no harm."""
        request = await self._store.begin(number, self._clock())
        if request is None:
            return
        incoming = request.incoming
        if incoming.place.platform not in self._posters:
            await self._finish(request, State.DEAD, cause=f"{incoming.place.platform} is switched off")
        elif isinstance(incoming, Edited | Deleted):  # recorded; following them is to come
            await self._finish(request, State.DONE)
        elif request.attempts > MOST_ATTEMPTS:
            await self._give_up(request, incoming)
        elif isinstance(incoming, Ask):
            await self._answer(request, incoming)
        else:
            await self._press(request, incoming)

    # ---- asks ---------------------------------------------------------------------------------

    async def _answer(self, request: Request, ask: Ask) -> None:
        if composed := await self._store.outgoing(str(request.id)):  # before the process stopped
            await self._finish(request, _end([await self._deliver(composed)]))
            return
        intent = interpret(ask, self._answering.length, self._answering.most_links)
        place = answer_place(ask, intent.public)
        key = str(request.id)
        if isinstance(intent, Say):
            reply = Reply(text=intent.text, actions=(Action.DELETE,) if not place.private else ())
            delivered = await self._deliver(Outgoing(key, request.id, place, reply, Wish(), None))
            await self._finish(request, _end([delivered]))
            return
        poster = self._posters[place.platform]
        await poster.busy(place, key)
        sections = await self._sections(intent, poster)
        reply = Reply(sections, actions=compose.actions(sections, intent.wish, bool(place.private)))
        if ask.way is Way.COMMAND and not place.private and place.thread is None:
            posted_all = await self._publish(key, request.id, place, reply, intent.wish)
        else:
            posted_all = [await self._deliver(Outgoing(key, request.id, place, reply, intent.wish, None))]
        problems = [one.problem for one in sections if one.problem]
        state = _end(posted_all)
        if state is State.DONE and len(problems) == len(sections):
            state = State.FAILED
        await self._finish(request, state, cause="; ".join(problems))

    async def _sections(self, intent: Summarise, poster: Poster, again: bool = False) -> tuple[Section, ...]:
        """A section each, read side by side; what can't be read gets its sentence."""
        sections = list(
            await asyncio.gather(*(self._section(one, intent.wish, poster, again) for one in intent.wanted))
        )
        if intent.unread:
            named = ", ".join(intent.unread[:MOST_NAMED]) + (" …" if len(intent.unread) > MOST_NAMED else "")
            left = locale.text("more links", count=self._answering.most_links, links=named)
            sections[-1] = replace(sections[-1], notes=(*sections[-1].notes, left))
        return tuple(sections)

    async def _section(self, wanted: Wanted, wish: Wish, poster: Poster, again: bool) -> Section:
        name = label(wanted)
        link = wanted.url if isinstance(wanted, WantedLink) else None
        if isinstance(wanted, WantedFile):
            link = wanted.file.link
        try:
            document, summary = await self._reader(wanted, wish, poster, again)
        except Refused as refused:
            log.warning("not read", source=name, reason=refused.reason.value, cause=refused.cause)
            return compose.failed(name, refused.reason, self._reader.limit(refused.reason), link)
        except NotDelivered as error:
            log.warning("file not downloaded", source=name, cause=str(error))
            return compose.failed(name, Reason.SITE_FAILED, link=link)
        except Exception:
            log.exception("not read", source=name, reason=Reason.INTERNAL.value)
            return compose.failed(name, Reason.INTERNAL, link=link)
        return compose.section(document, summary, name, wish, link)

    # ---- buttons ------------------------------------------------------------------------------

    async def _press(self, request: Request, pressed: Pressed) -> None:
        recorded = await self._store.outgoing(pressed.reply)
        if recorded is None and pressed.action is Action.DELETE and request.attempts > 1:
            await self._finish(request, State.DONE)  # it was deleted before the process stopped
            return
        if recorded is None:
            await self._tell(request, pressed, locale.text("no longer"))
            return
        # the message that was pressed, by the press's own ticket; the one it was posted by may be stale
        outgoing = replace(recorded, posted=pressed.posted)
        if pressed.action is Action.SHARE:
            await self._share(request, pressed, outgoing)
        elif pressed.action is Action.DELETE:
            await self._delete(request, pressed, outgoing)
        elif pressed.action in (Action.SHORTER, Action.LONGER):
            await self._change_length(request, pressed, outgoing)
        else:
            await self._tell(request, pressed, locale.text("no longer"))

    async def _share(self, request: Request, pressed: Pressed, outgoing: Outgoing) -> None:
        private = outgoing.place.private
        if private is None or private.person != pressed.person.id:
            await self._tell(request, pressed, locale.text("not yours"))
            return
        place = replace(outgoing.place, private=None, ticket=None)
        shared = replace(
            outgoing.reply, actions=tuple(one for one in outgoing.reply.actions if one is not Action.SHARE)
        )
        # under a key of the answer, not of the press: two presses share it once
        posted = await self._publish(f"{outgoing.key}/shared", request.id, place, shared, outgoing.wish)
        if _end(posted) is State.DONE:
            await self._edit(outgoing, replace(outgoing.reply, actions=(Action.DELETE,)), outgoing.wish)
        await self._finish(request, _end(posted))

    async def _delete(self, request: Request, pressed: Pressed, outgoing: Outgoing) -> None:
        owner = await self._store.request(outgoing.request)
        theirs = owner is not None and _person(owner.incoming) == pressed.person.id
        poster = self._posters[outgoing.place.platform]
        if not theirs and not await poster.may(pressed.person, Action.DELETE, outgoing.place):
            await self._tell(request, pressed, locale.text("not yours"))
            return
        # a shared answer is a headline in the channel and the answer in its thread: both go
        for one in await self._store.outgoing_of(outgoing.request):
            posted = pressed.posted if one.key == outgoing.key else one.posted
            try:
                if posted is not None:
                    await self._patiently(one.key, partial(poster.delete, posted))
            except NotDelivered as error:
                log.error("not deleted", key=one.key, cause=str(error))
                await self._tell(request, pressed, locale.text("not changed"))
                return
            await self._store.forget(one.key)
        await self._finish(request, State.DONE)

    async def _change_length(self, request: Request, pressed: Pressed, outgoing: Outgoing) -> None:
        ask = await self._ask_behind(outgoing)
        intent = interpret(ask, self._answering.length, self._answering.most_links) if ask else None
        wish = compose.step(outgoing.wish, pressed.action)
        if not isinstance(intent, Summarise) or wish == outgoing.wish:
            await self._tell(request, pressed, locale.text("no longer"))
            return
        poster = self._posters[outgoing.place.platform]
        sections = await self._sections(replace(intent, wish=wish), poster, again=True)
        private = outgoing.place.private is not None and Action.SHARE in outgoing.reply.actions
        reply = Reply(sections, actions=compose.actions(sections, wish, private))
        if await self._edit(outgoing, reply, wish):
            await self._finish(request, State.DONE)
        else:
            await self._tell(request, pressed, locale.text("not changed"))

    async def _ask_behind(self, outgoing: Outgoing) -> Ask | None:
        """The ask that an answer goes back to, through any sharing of it."""
        for _ in range(MOST_ATTEMPTS):
            request = await self._store.request(outgoing.request)
            incoming = request.incoming if request else None
            if isinstance(incoming, Ask):
                return incoming
            if not isinstance(incoming, Pressed):
                return None
            before = await self._store.outgoing(incoming.reply)
            if before is None:
                return None
            outgoing = before
        return None

    async def _tell(self, request: Request, pressed: Pressed, text: str) -> None:
        """Answers a press in words, to the one who pressed alone."""
        place = replace(pressed.place, private=pressed.place.private or Private(pressed.person.id))
        outgoing = Outgoing(str(request.id), request.id, place, Reply(text=text), Wish(), None)
        await self._finish(request, _end([await self._deliver(outgoing)]))

    # ---- posting ------------------------------------------------------------------------------

    async def _publish(
        self, key: str, request: int, place: Place, reply: Reply, wish: Wish
    ) -> list[Posted | Unknown | None]:
        """For all: in a thread as it is; in a channel as headline and link, the answer in its thread."""
        if place.thread is not None:
            return [await self._deliver(Outgoing(key, request, place, reply, wish, None))]
        headline = Reply(reply.sections, form=Form.HEADLINE)
        root = await self._deliver(Outgoing(f"{key}/headline", request, place, headline, wish, None))
        if not isinstance(root, Posted):
            return [root]
        return [
            root,
            await self._deliver(Outgoing(key, request, place.in_thread(root.id), reply, wish, None)),
        ]

    async def _deliver(self, outgoing: Outgoing) -> Posted | Unknown | None:
        """Posts what was recorded under this key, unless that happened before.

        None when the platform refused it for good; Unknown when nobody can tell whether it was posted.
        """
        before = await self._store.outgoing(outgoing.key)
        recorded = before or await self._store.intend(outgoing, self._clock())
        if recorded.posted is not None:
            return recorded.posted
        poster = self._posters[recorded.place.platform]
        # an earlier process may have died between posting and recording it
        found = await self._find(poster, recorded) if before else None
        for _ in range(MOST_ATTEMPTS):
            if found is not None:
                break
            post = partial(poster.post, recorded.place, recorded.reply, recorded.key)
            try:
                found = await self._patiently(recorded.key, post)
            except NotDelivered as error:
                log.error("not posted", key=recorded.key, cause=str(error), certain=error.certain)
                if error.certain:
                    return None
                found = await self._find(poster, recorded)
        if isinstance(found, Posted):
            await self._store.posted(recorded.key, found, self._clock())
        elif found is not None:
            log.error("outcome unknown", key=recorded.key, place=recorded.place.channel)
        return found

    async def _find(self, poster: Poster, outgoing: Outgoing) -> Posted | Unknown | None:
        try:
            return await self._patiently(outgoing.key, partial(poster.find, outgoing.place, outgoing.key))
        except NotDelivered:
            return Unknown.UNKNOWN

    async def _patiently(self, key: str, attempt: Callable[[], Awaitable[T]]) -> T:
        """Does it again each time the platform says to come back later. Raises `NotDelivered`."""
        waited = 0.0
        while True:
            try:
                return await attempt()
            except NotDelivered as error:
                if error.retry_after is None or waited >= MOST_PATIENCE:
                    raise
                seconds = max(error.retry_after, 1.0)
                log.info("told to wait", key=key, seconds=seconds)
                await self._sleep(seconds)
                waited += seconds

    async def _edit(self, outgoing: Outgoing, reply: Reply, wish: Wish) -> bool:
        """Whether the platform let us change the message."""
        assert outgoing.posted is not None
        poster = self._posters[outgoing.place.platform]
        try:
            await self._patiently(outgoing.key, partial(poster.edit, outgoing.posted, reply, outgoing.key))
        except NotDelivered as error:
            log.error("not edited", key=outgoing.key, cause=str(error))
            return False
        await self._store.change(outgoing.key, reply, wish, self._clock())
        return True

    async def _give_up(self, request: Request, incoming: Ask | Pressed) -> None:
        log.error("given up", request=request.id, attempts=request.attempts - 1)
        text = locale.text("gave up")
        if isinstance(incoming, Ask):
            place = answer_place(incoming, incoming.way is not Way.COMMAND)
        else:
            place = replace(incoming.place, private=Private(incoming.person.id))
        await self._deliver(
            Outgoing(f"{request.id}/sorry", request.id, place, Reply(text=text), Wish(), None)
        )
        await self._finish(request, State.DEAD, cause=f"{request.attempts - 1} attempts failed")

    async def _finish(self, request: Request, state: State, cause: str = "") -> None:
        await self._store.finish(request.id, state, self._clock(), cause)
        log.info("finished", request=request.id, state=state.value)


def _end(posted: list[Posted | Unknown | None]) -> State:
    """How a request ends whose answers fared like this."""
    if any(isinstance(one, Unknown) for one in posted):
        return State.UNKNOWN
    return State.FAILED if any(one is None for one in posted) else State.DONE


def _person(incoming: Incoming) -> str | None:
    return incoming.person.id if isinstance(incoming, Ask | Pressed) else None
