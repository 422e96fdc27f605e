"""What the product does with what came in: record it, read what is wanted, compose, post, once.

An Incoming is a row before it is acknowledged, an answer is a row before it is posted, and both are
taken up again after a crash. Nothing a person asked for ends in silence: what could not be done is
answered with one sentence, and its cause is in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from adapters import locale
from adapters.base import (
    Action,
    Ask,
    Deleted,
    Due,
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
    State,
    Store,
    Way,
)
from adapters.links import find_links
from bot import compose
from bot.commands import (
    Automatic,
    ForDigest,
    Intent,
    Look,
    Say,
    Status,
    Summarise,
    answer_place,
    has_source,
    interpret,
    is_picture,
    is_private,
)
from bot.delivery import Barred, Delivery, Outcome, end_of
from bot.desk import Desk
from bot.digests import GRACE
from bot.reader import Reader
from bot.sections import Answering, Sections
from summarizer.model import Wish

log = structlog.get_logger()

MOST_ATTEMPTS: Final = 3
MOST_TURNS: Final = 200
"""A digest is tried so often within the hours in which it still may come."""


class Service:
    """Handles what comes in. `jobs` is set after construction, since it runs `work`."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        delivery: Delivery,
        desk: Desk,
        posters: Mapping[str, Poster],
        clock: Callable[[], datetime],
        answering: Answering | None = None,
    ) -> None:
        self._store = store
        self._delivery = delivery
        self._desk = desk
        self._posters = posters
        self._clock = clock
        self._answering = answering or Answering()
        self._sections = Sections(reader, delivery, self._answering)
        self.jobs: Jobs | None = None

    async def accept(self, incoming: Incoming) -> Receipt:
        """Records what came in; when it returns, it is a row. What was recorded before stops here, and so
        does, without a trace, what nobody asked about where the channel has not turned that on."""
        receipt = Receipt(isinstance(incoming, Ask | Pressed) and is_private(incoming))
        if isinstance(incoming, Ask):
            await self._desk.keep_links(incoming)
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

    async def retake(self) -> None:
        """Takes up again the digests that could not be posted yet, as while their platform was down."""
        for number in await self._store.unfinished():
            request = await self._store.request(number)
            if request is not None and isinstance(request.incoming, Due) and self.jobs is not None:
                await self.jobs.submit(number)

    async def work(self, number: int) -> None:
        """Carries one recorded request to its end; called again for the same one it does no harm."""
        request = await self._store.begin(number, self._clock())
        if request is None:
            return
        incoming = request.incoming
        if incoming.place.platform not in self._posters:
            await self._desk.abandon(request.id)
            await self._finish(request, State.DEAD, cause=f"{incoming.place.platform} is switched off")
        elif isinstance(incoming, Edited | Deleted):  # recorded; following them is to come
            await self._finish(request, State.DONE)
        elif isinstance(incoming, Due):
            await self._issue(request, incoming)
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
        if isinstance(intent, ForDigest):
            reply = await self._desk.answer(request.id, ask, intent)
            alone = Outgoing(key, request.id, answer_place(ask, intent.public), reply, Wish())
            await self._end(request, ask, [await self._delivery.to_asker(ask.person, alone)])
            return
        if isinstance(intent, Say):
            await self._say(request, ask, intent)
            return
        assert isinstance(intent, Summarise)
        place = answer_place(ask, intent.public)
        poster = self._posters[place.platform]
        if ask.way is Way.AUTOMATIC:
            intent, sections = await self._sections.worthwhile(intent, poster)
        else:
            await poster.busy(place, key)
            sections = await self._sections(intent, poster)
        problems = [one.problem for one in sections if one.problem]
        if not any(one.passages or one.headline_alone for one in sections) and _may_be_talk(ask):
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

    async def _lack(self, poster: Poster, way: Way, place: Place) -> Lack | None:
        """What is lacking; nothing where the platform can't tell, so that it may be tried."""
        try:
            return await self._delivery.patiently("lacks", partial(poster.lacks, way, place))
        except NotDelivered as error:
            log.warning("rights not known", way=way.value, cause=str(error))
            return None

    # ---- digests ------------------------------------------------------------------------------

    async def _issue(self, request: Request, due: Due) -> None:
        """Posts a digest whose hour has come, unless that is long past and nothing of it stands there."""
        digest = await self._desk.due(due)
        begun = bool(await self._store.outgoing_of(request.id))
        if digest is None:
            await self._desk.abandon(request.id)
            await self._finish(request, State.DONE, cause="the digest is paused, or not there any more")
        elif not begun and (self._clock() >= due.at + GRACE or request.attempts > MOST_TURNS):
            log.error("digest missed", digest=digest.id, due=due.at.isoformat(), attempts=request.attempts)
            await self._desk.abandon(request.id)
            await self._finish(request, State.DEAD, cause="it could not be posted in time")
            await self._desk.miss(request.id, digest, None)
        else:
            outcomes = await self._desk.publish(request.id, digest, due.at)
            if outcomes is None:
                await self._finish(request, State.DONE, cause="nothing new")
                return
            if end_of(outcomes[:1]) is State.FAILED:
                await self._desk.miss(request.id, digest, outcomes[0])
            await self._finish(request, end_of(outcomes))

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
        await self._desk.abandon(request.id)
        if any(one.posted for one in await self._store.outgoing_of(request.id)):
            await self._finish(request, State.DONE, cause="answered, though it failed afterwards")
            return
        about_digest = isinstance(incoming, Ask) and incoming.command == "digest"
        text = locale.text("digest gave up" if about_digest else "gave up")
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
