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
from typing import Final

import structlog

from adapters import locale
from adapters.base import (
    Action,
    Ask,
    Deleted,
    Edited,
    Incoming,
    Jobs,
    Lack,
    Message,
    NotDelivered,
    Outgoing,
    Place,
    Poster,
    Pressed,
    Private,
    Reason,
    Receipt,
    Refused,
    Reply,
    Request,
    Section,
    State,
    Store,
    Way,
)
from adapters.links import find_links
from bot import compose
from bot.commands import (
    Automatic,
    Intent,
    Look,
    Say,
    Status,
    Summarise,
    Wanted,
    WantedFile,
    WantedLink,
    answer_place,
    has_source,
    interpret,
    is_picture,
    is_private,
)
from bot.delivery import Barred, Delivery, Outcome, end_of
from bot.reader import Reader, label
from summarizer.model import Document, Length, Summary, Wish

log = structlog.get_logger()

MOST_ATTEMPTS: Final = 3
MOST_READING: Final = 16
"""Pages and files held at a time, whatever number of requests waits for a platform."""

MOST_NAMED: Final = 10
"""Links that were not read are named up to this many."""


@dataclass(frozen=True, slots=True)
class Answering:
    """The operator's choices: the usual length, how many links of one message are read, and when a link
    that nobody asked about is worth an answer: its words, and what part of them the answer may have."""

    length: Length = Length.MEDIUM
    most_links: int = 5
    automatic_words: int = 250
    automatic_share: float = 0.3


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
        self._delivery = Delivery(store, posters, clock, sleep)
        self._reading = asyncio.Semaphore(MOST_READING)
        self.jobs: Jobs | None = None

    async def accept(self, incoming: Incoming) -> Receipt:
        """Records what came in; when it returns, it is a row. What was recorded before stops here, and so
        does, without a trace, what nobody asked about where the channel has not turned that on."""
        receipt = Receipt(isinstance(incoming, Ask | Pressed) and is_private(incoming))
        if isinstance(incoming, Ask) and incoming.way is Way.AUTOMATIC:
            custom = await self._store.custom(incoming.place)
            if not custom.automatic or not find_links(incoming.text):
                return receipt
        request = await self._store.record(incoming, self._clock())
        where = {"platform": incoming.place.platform, "incoming": type(incoming).__name__.lower()}
        if request is None:
            log.info("known already", event_id=incoming.event, **where)
            return receipt
        log.info("recorded", request=request, **where)
        if self.jobs is not None:
            await self.jobs.submit(request)
        return receipt

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
        key = str(request.id)
        if composed := await self._store.outgoing(key):  # before the process stopped
            await self._end(request, ask, [await self._delivery.to_asker(ask.person, composed)])
            return
        ask, intent = await self._understand(ask)
        if isinstance(intent, Automatic | Status):
            intent = await self._configure(ask, intent)
        if isinstance(intent, Say):
            await self._say(request, ask, intent)
            return
        assert isinstance(intent, Summarise)
        place = answer_place(ask, intent.public)
        poster = self._posters[place.platform]
        if ask.way is Way.AUTOMATIC:
            intent, sections = await self._worthwhile(intent, poster)
        else:
            await poster.busy(place, key)
            sections = await self._sections(intent, poster)
        problems = [one.problem for one in sections if one.problem]
        if not any(one.passages for one in sections) and _may_be_talk(ask):
            await self._finish(request, State.DONE, cause="nothing to answer: " + "; ".join(problems))
            return
        unread = len(problems) == len(sections)
        if unread and ask.way is Way.COMMAND:  # no use to anybody but the asker
            place = answer_place(ask, public=False)
        reply = Reply(sections, actions=compose.actions(sections, intent.wish, bool(place.private)))
        if ask.way is Way.COMMAND and not place.private and place.thread is None:
            posted = await self._delivery.publish(key, request.id, place, reply, intent.wish, ask.person)
        else:
            outgoing = Outgoing(key, request.id, place, reply, intent.wish)
            posted = [await self._delivery.to_asker(ask.person, outgoing)]
        await self._end(request, ask, posted, failed=unread, cause="; ".join(problems))

    async def _say(self, request: Request, ask: Ask, say: Say) -> None:
        thanks = ask.way is Way.REPLY and say.text == locale.text("nothing to read")
        if thanks or ask.way is Way.REACTION:  # an emoji may have been meant for people
            await self._finish(request, State.DONE, cause=f"nothing to answer: {say.text}")
            return
        place = answer_place(ask, say.public)
        reply = Reply(text=say.text, actions=(Action.DELETE,) if not place.private else ())
        outgoing = Outgoing(str(request.id), request.id, place, reply, Wish())
        await self._end(request, ask, [await self._delivery.to_asker(ask.person, outgoing)])

    async def _end(
        self, request: Request, ask: Ask, outcomes: list[Outcome], failed: bool = False, cause: str = ""
    ) -> None:
        """Ends an ask; where the platform refused the answer, whoever waits for it is told so."""
        state = end_of(outcomes)
        if state is State.FAILED and ask.place.ticket is not None:
            place = replace(ask.place, private=Private(ask.person.id))
            sorry = Outgoing(
                f"{request.id}/sorry", request.id, place, Reply(text=locale.text("not posted")), Wish()
            )
            await self._delivery.deliver(sorry)
        if state is State.DONE and failed:
            state = State.FAILED
        await self._finish(request, state, cause=cause)

    async def _worthwhile(self, intent: Summarise, poster: Poster) -> tuple[Summarise, tuple[Section, ...]]:
        """What a channel that did not ask may be shown: at the usual length or, where that takes too much
        of a source, at the shortest. What can't be read or is short is passed over."""
        words, share = self._answering.automatic_words, self._answering.automatic_share
        sections = await self._sections(replace(intent, unread=()), poster)
        long_enough = [
            (wanted, section)
            for wanted, section in zip(intent.wanted, sections, strict=True)
            if section.passages and not section.whole and section.words >= words
        ]
        usual = tuple(section for _, section in long_enough)
        found = compose.worthwhile(usual, words, share)
        if found == usual:
            return intent, found
        intent = Summarise(tuple(wanted for wanted, _ in long_enough), Wish(length=Length.SHORT))
        return intent, compose.worthwhile(await self._sections(intent, poster, again=True), words, share)

    async def _understand(self, ask: Ask) -> tuple[Ask, Intent]:
        """What is wanted, with the message that is meant read where only its id came in."""
        intent = self._interpret(ask)
        if not isinstance(intent, Look):
            return ask, intent
        try:
            target = await self._delivery.patiently("look", partial(self._look, ask, intent.message))
        except Refused as refused:
            log.warning("message not read", reason=refused.reason.value, cause=refused.cause)
            if refused.reason is Reason.NOT_FOUND:
                return ask, Say(locale.text("nothing to read"))
            return ask, Say(locale.problem(refused.reason, locale.text("that message")))
        except NotDelivered as error:
            if not error.barred:  # it may pass: the whole request is tried again
                raise
            log.warning("message not read", cause=str(error))
            return ask, Say(locale.problem(Reason.NOT_ALLOWED, locale.text("that message")))
        ask = replace(ask, target=target)
        return ask, self._interpret(ask)

    async def _look(self, ask: Ask, message: Message) -> Message:
        """The message; or, for who writes in a thread whose root has nothing to read, the nearest one
        above theirs that has."""
        poster = self._posters[ask.place.platform]
        try:
            found = await poster.message(ask.place, message.id)
        except Refused as refused:
            if refused.reason is not Reason.NOT_FOUND or ask.place.thread is None:
                raise
            found = Message(message.id, "")  # a thread may hang on no message, or on one that was deleted
        if found.text is None and not found.files:
            raise Refused(Reason.NOT_ALLOWED, "its text was not given")
        if ask.message is None or ask.place.thread is None or has_source(found):
            return found
        own = ask.message.id
        thread = await poster.read(ask.place, None)
        ids = [one.id for one in thread.messages]
        above = thread.messages[: ids.index(own)] if own in ids else thread.messages
        return next((one for one in reversed(above) if not one.bot and has_source(one)), found)

    def _interpret(self, ask: Ask) -> Intent:
        return interpret(ask, self._answering.length, self._answering.most_links)

    async def _configure(self, ask: Ask, intent: Automatic | Status) -> Say:
        """Does what `/nutgraf` asks for, and says so."""
        poster, place = self._posters[ask.place.platform], ask.place
        custom = await self._store.custom(place)
        lack = await self._lack(poster, Way.AUTOMATIC, place)
        if isinstance(intent, Automatic):
            if intent.on and lack is not None:
                return Say(locale.text("automatic lacks", lack=locale.lack(lack)), public=False)
            await self._store.choose(place, replace(custom, automatic=intent.on), self._clock())
            log.info("automatic answers", on=intent.on, channel=place.channel, person=ask.person.id)
            name = "automatic on" if intent.on else "automatic off"
            return Say(locale.text(name, words=self._answering.automatic_words), public=False)
        state = locale.text("state on" if custom.automatic else "state off")
        reaction = await self._lack(poster, Way.REACTION, place)
        lines = (
            locale.text("status"),
            locale.text(
                "status reaction",
                state=locale.text("state yes") if reaction is None else locale.lack(reaction),
            ),
            locale.text("status automatic", state=state if lack is None else locale.lack(lack)),
        )
        return Say("\n".join(lines), public=False)

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
            reading = partial(self._read, wanted, wish, poster, again)
            document, summary = await self._delivery.patiently(name, reading)
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

    async def _read(
        self, wanted: Wanted, wish: Wish, poster: Poster, again: bool
    ) -> tuple[Document, Summary]:
        async with self._reading:
            return await self._reader(wanted, wish, poster, again)

    async def _lack(self, poster: Poster, way: Way, place: Place) -> Lack | None:
        """What is lacking; nothing where the platform can't tell, so that it may be tried."""
        try:
            return await self._delivery.patiently("lacks", partial(poster.lacks, way, place))
        except NotDelivered as error:
            log.warning("rights not known", way=way.value, cause=str(error))
            return None

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
        posted = recorded.posted.pressed(pressed.posted) if recorded.posted else pressed.posted
        outgoing = replace(recorded, posted=posted)
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
        place = replace(outgoing.place, private=None, ticket=pressed.place.ticket)
        shared = replace(
            outgoing.reply, actions=tuple(one for one in outgoing.reply.actions if one is not Action.SHARE)
        )
        # under a key of the answer, not of the press: two presses share it once
        posted = await self._delivery.publish(
            f"{outgoing.key}/shared", request.id, place, shared, outgoing.wish
        )
        if end_of(posted) is State.FAILED:
            barred = any(isinstance(one, Barred) for one in posted)
            await self._tell(request, pressed, locale.text("not shared" if barred else "not posted"))
            return
        if end_of(posted) is State.DONE:
            await self._delivery.edit(
                outgoing, replace(outgoing.reply, actions=(Action.DELETE,)), outgoing.wish
            )
        await self._finish(request, end_of(posted))

    async def _delete(self, request: Request, pressed: Pressed, outgoing: Outgoing) -> None:
        owner = await self._store.request(outgoing.request)
        theirs = owner is not None and _person(owner.incoming) == pressed.person.id
        poster = self._posters[outgoing.place.platform]
        may = partial(poster.may, pressed.person, Action.DELETE, outgoing.place)
        if not theirs and not await self._delivery.patiently(outgoing.key, may):
            await self._tell(request, pressed, locale.text("not yours"))
            return
        # a shared answer is a headline in the channel and the answer in its thread: both go
        for one in await self._store.outgoing_of(outgoing.request):
            posted = outgoing.posted if one.key == outgoing.key else one.posted
            try:
                if posted is not None:
                    await self._delivery.patiently(one.key, partial(poster.delete, posted))
            except NotDelivered as error:
                log.error("not deleted", key=one.key, cause=str(error))
                await self._tell(request, pressed, locale.text("not changed"))
                return
            await self._store.forget(one.key)
        await self._finish(request, State.DONE)

    async def _change_length(self, request: Request, pressed: Pressed, outgoing: Outgoing) -> None:
        ask = await self._ask_behind(outgoing)
        intent = (await self._understand(ask))[1] if ask else None
        wish = compose.step(outgoing.wish, pressed.action)
        if not isinstance(intent, Summarise) or wish == outgoing.wish:
            await self._tell(request, pressed, locale.text("no longer"))
            return
        poster = self._posters[outgoing.place.platform]
        sections = await self._sections(replace(intent, wish=wish), poster, again=True)
        if ask is not None and ask.way is Way.AUTOMATIC:  # what was passed over stays so
            shown = {one.label for one in outgoing.reply.sections}
            sections = tuple(one for one in sections if one.label in shown)
        before = sum(bool(one.problem) for one in outgoing.reply.sections)
        if not sections or sum(bool(one.problem) for one in sections) > before:
            await self._tell(request, pressed, locale.text("no longer"))  # better as it is than worse
            return
        private = outgoing.place.private is not None and Action.SHARE in outgoing.reply.actions
        reply = Reply(sections, actions=compose.actions(sections, wish, private))
        if await self._delivery.edit(outgoing, reply, wish):
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
        outgoing = Outgoing(str(request.id), request.id, place, Reply(text=text), Wish())
        await self._finish(request, end_of([await self._delivery.deliver(outgoing)]))

    # ---- ends ---------------------------------------------------------------------------------

    async def _give_up(self, request: Request, incoming: Ask | Pressed) -> None:
        log.error("given up", request=request.id, attempts=request.attempts - 1)
        if any(one.posted for one in await self._store.outgoing_of(request.id)):
            await self._finish(request, State.DONE, cause="answered, though it failed afterwards")
            return
        text = locale.text("gave up")
        if isinstance(incoming, Ask):
            place = answer_place(incoming, incoming.way is not Way.COMMAND)
        else:
            place = replace(incoming.place, private=Private(incoming.person.id))
        if not (isinstance(incoming, Ask) and incoming.way in (Way.AUTOMATIC, Way.REACTION)):
            sorry = Outgoing(f"{request.id}/sorry", request.id, place, Reply(text=text), Wish())
            await self._delivery.to_asker(incoming.person, sorry)
        await self._finish(request, State.DEAD, cause=f"{request.attempts - 1} attempts failed")

    async def _finish(self, request: Request, state: State, cause: str = "") -> None:
        await self._store.finish(request.id, state, self._clock(), cause)
        log.info("finished", request=request.id, state=state.value)


def _may_be_talk(ask: Ask) -> bool:
    """Whether nobody may have wanted an answer: a link in passing, an emoji, a reply with a picture."""
    if ask.way is Way.REPLY:
        files = ask.message.files if ask.message else ()
        return not find_links(ask.text) and all(map(is_picture, files))
    return ask.way in (Way.AUTOMATIC, Way.REACTION)


def _person(incoming: Incoming) -> str | None:
    return incoming.person.id if isinstance(incoming, Ask | Pressed) else None
