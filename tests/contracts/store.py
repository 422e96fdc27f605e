"""What every `Store` keeps to, and the values its tests use.

A subclass gives the fixture `store`. Times are arguments here too: nothing reads a clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

import pytest

from adapters.base import (
    Action,
    Ask,
    Custom,
    Deleted,
    Due,
    Edited,
    File,
    Incoming,
    Message,
    Outgoing,
    Passage,
    Person,
    Place,
    Posted,
    Pressed,
    Private,
    Quotation,
    Reply,
    Section,
    State,
    Store,
    Ticket,
    Way,
)
from summarizer.model import Block, BlockKind, Document, Insertion, Length, Origin, Span, Wish

NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FINAL = (State.DONE, State.FAILED, State.UNKNOWN, State.DEAD)

PLACE = Place("somewhere", "workspace", "channel")
PERSON = Person("p1", "Ines Ahlqvist")
POSTED = Posted(PLACE.in_thread("m1"), "77")


def ask(
    event: str = "e1", message: str | None = "m1", platform: str = "somewhere", text: str = "read it"
) -> Ask:
    return Ask(
        event=event,
        way=Way.MENTION if message else Way.COMMAND,
        place=replace(PLACE, platform=platform),
        person=PERSON,
        at=NOON,
        text=text,
        message=Message(message, text, PERSON, at=NOON) if message else None,
    )


def pressed(event: str) -> Pressed:
    return Pressed(event, PLACE, PERSON, NOON, Action.SHORTER, "1:reply", POSTED)


def due(event: str, platform: str = "somewhere") -> Due:
    return Due(event, replace(PLACE, platform=platform), NOON, digest=3)


def outgoing(request: int, key: str = "1:reply", posted: Posted | None = None) -> Outgoing:
    reply = Reply(text="one moment")
    return Outgoing(key, request, PLACE.in_thread("m1"), reply, Wish(length=Length.SHORT), posted, NOON)


FULL_REPLY = Reply(
    sections=(
        Section(
            label="example.org",
            headline="Ferry line “reopens” – after 40 years",
            link="https://example.org/ferry?a=1&b=2",
            byline=("Ines Ahlqvist", "Óscar Núñez"),
            site="The Shore",
            published="2026-02-28",
            language="en",
            words=412,
            passages=(
                Passage("He came back.", 10, 23, (Insertion(10, "the captain"),), "https://example.org/#x"),
            ),
            quotations=(
                Quotation((Passage("we never left", 40, 53),), speaker="Óscar Núñez", role="pilot"),
                Quotation((Passage("one", 60, 63), Passage("two", 70, 73)), paraphrase=True),
            ),
            notes=("Only the first half could be read.",),
        ),
        Section(label="notes.txt", problem="There is nothing to read in it."),
    ),
    actions=(Action.SHORTER, Action.DELETE),
)

INCOMINGS: Sequence[Incoming] = (
    ask(),
    Ask(
        event="e2",
        way=Way.COMMAND,
        place=replace(
            PLACE, private=Private("p1"), ticket=Ticket("https://example.org/back", NOON + 30 * MINUTE)
        ),
        person=Person("p1"),
        at=NOON.astimezone(timezone(timedelta(hours=5, minutes=45))),
        text='https://example.org/\u0000 \u200d 👩‍🚀 "quoted" \\u0041 ‮',
        command="/tldr",
    ),
    Ask(
        event="e3",
        way=Way.MENU,
        place=PLACE.in_thread("m0"),
        person=PERSON,
        at=NOON,
        target=Message(
            "m3", "look", files=(File("a.pdf", "application/pdf", 9, "ref", "https://f"),), bot=True
        ),
    ),
    pressed("e4"),
    Edited("e5", PLACE, Message("m1", "read this instead"), NOON),
    Deleted("e6", PLACE, "m1", NOON),
    due("e7"),
)


def document(text: str = "A ferry.\n\nIt sailed.") -> Document:
    cut = len(text) // 2
    return Document(
        text=text,
        blocks=(
            Block(Span(0, cut), BlockKind.HEADING),
            Block(Span(cut, len(text)), BlockKind.BLOCK_QUOTE),
        ),
        origin=Origin.PAGE,
        title="Ferry",
        byline=("Ines Ahlqvist",),
        url="https://example.org/ferry",
    )


class KeepingStore(Store, Protocol):
    """A `Store` that can be rid of what is too old to keep."""

    async def purge_documents(self, older_than: datetime) -> int: ...


class StoreContract:
    """Inherit, and give a fixture `store` that is empty at first."""

    # ---- recording ----------------------------------------------------------------------------

    @pytest.mark.parametrize("incoming", INCOMINGS, ids=lambda incoming: incoming.event)
    async def test_what_is_recorded_comes_back_equal(self, store: KeepingStore, incoming: Incoming) -> None:
        request = await store.record(incoming, NOON)
        assert request is not None
        recorded = await store.request(request)
        assert recorded is not None
        assert recorded.incoming == incoming
        assert (recorded.id, recorded.state, recorded.attempts) == (request, State.RECEIVED, 0)

    async def test_an_event_is_recorded_once(self, store: KeepingStore) -> None:
        assert await store.record(ask("e1", message=None), NOON) is not None
        assert await store.record(ask("e1", message=None), NOON + MINUTE) is None

    async def test_an_event_is_recorded_once_whatever_its_kind(self, store: KeepingStore) -> None:
        assert await store.record(ask("e1"), NOON) is not None
        assert await store.record(pressed("e1"), NOON) is None

    async def test_a_message_told_of_by_two_events_is_recorded_once(self, store: KeepingStore) -> None:
        assert await store.record(ask("e1", "m1"), NOON) is not None
        assert await store.record(ask("e2", "m1"), NOON) is None

    async def test_a_redelivery_after_the_end_is_still_known(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.finish(request, State.DONE, NOON)
        assert await store.record(ask(), NOON + 60 * MINUTE) is None

    async def test_platforms_may_use_the_same_ids(self, store: KeepingStore) -> None:
        assert await store.record(ask(platform="here"), NOON) != await store.record(
            ask(platform="there"), NOON
        )

    async def test_what_has_no_message_is_told_apart_by_its_event_alone(self, store: KeepingStore) -> None:
        commands = [await store.record(ask(f"e{n}", message=None), NOON) for n in range(3)]
        presses = [await store.record(pressed(f"p{n}"), NOON) for n in range(3)]
        assert len({*commands, *presses} - {None}) == 6

    async def test_an_hour_that_is_due_is_recorded_once_for_each_platform(self, store: KeepingStore) -> None:
        hours = [due("digest 3 2026-03-01"), due("digest 3 2026-03-02"), due("digest 3 2026-03-01", "there")]
        first = [await store.record(hour, NOON) for hour in hours]
        assert len({*first} - {None}) == 3
        assert [await store.record(hour, NOON + MINUTE) for hour in hours] == [None] * 3

    async def test_deliveries_at_the_same_time_give_one_request(self, store: KeepingStore) -> None:
        deliveries = (store.record(ask(f"e{n % 2}"), NOON) for n in range(40))
        ids = [request for request in await asyncio.gather(*deliveries) if request is not None]
        assert await store.unfinished() == ids
        assert len(ids) == 1

    # ---- states -------------------------------------------------------------------------------

    async def test_unfinished_are_the_open_ones_oldest_first(self, store: KeepingStore) -> None:
        received, working, posting, *ended = [
            await recorded(store, ask(f"e{n}", f"m{n}")) for n in range(3 + len(FINAL))
        ]
        await store.begin(working, NOON)
        await store.intend(outgoing(posting), NOON)
        for request, state in zip(ended, FINAL, strict=True):
            await store.finish(request, state, NOON)
        assert await store.unfinished() == [received, working, posting]

    async def test_beginning_is_counted(self, store: KeepingStore) -> None:
        request = await recorded(store)
        first, second = await store.begin(request, NOON), await store.begin(request, NOON)
        assert first is not None
        assert second is not None
        assert (first.state, first.attempts, first.incoming) == (State.WORKING, 1, ask())
        assert (second.state, second.attempts) == (State.WORKING, 2)
        assert await store.request(request) == second

    async def test_beginning_leaves_posting_as_it_is(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.intend(outgoing(request), NOON)
        begun = await store.begin(request, NOON)
        assert begun is not None
        assert (begun.state, begun.attempts) == (State.POSTING, 1)

    @pytest.mark.parametrize("end", FINAL)
    async def test_a_finished_request_is_not_begun(self, store: KeepingStore, end: State) -> None:
        request = await recorded(store)
        await store.finish(request, end, NOON, "so it was")
        assert await store.begin(request, NOON) is None
        finished = await store.request(request)
        assert finished is not None
        assert (finished.state, finished.attempts) == (end, 0)

    async def test_the_first_end_stands(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.finish(request, State.UNKNOWN, NOON)
        await store.finish(request, State.DONE, NOON)
        await store.intend(outgoing(request), NOON)
        finished = await store.request(request)
        assert finished is not None
        assert finished.state is State.UNKNOWN

    async def test_an_open_state_is_no_end(self, store: KeepingStore) -> None:
        request = await recorded(store)
        with pytest.raises(ValueError, match="no end"):
            await store.finish(request, State.WORKING, NOON)

    async def test_a_request_that_is_not_there_is_nothing(self, store: KeepingStore) -> None:
        assert await store.request(404) is None
        assert await store.begin(404, NOON) is None
        await store.finish(404, State.DONE, NOON)
        assert await store.outgoing_of(404) == []

    # ---- replies ------------------------------------------------------------------------------

    async def test_an_intent_comes_back_equal(self, store: KeepingStore) -> None:
        request = await recorded(store)
        private = replace(PLACE, private=Private("p1"), ticket=Ticket("token", NOON))
        wish = Wish(Length.LONG, sentences=3, words=90, language="nn")
        intent = Outgoing("k", request, private, FULL_REPLY, wish, intended=NOON)
        assert await store.intend(intent, NOON) == intent
        assert await store.outgoing("k") == intent

    async def test_an_intent_sets_its_request_to_posting(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.begin(request, NOON)
        await store.intend(outgoing(request), NOON)
        posting = await store.request(request)
        assert posting is not None
        assert posting.state is State.POSTING

    async def test_the_intent_recorded_first_is_the_one_that_counts(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.intend(outgoing(request), NOON)
        await store.posted("1:reply", POSTED, NOON)
        again = replace(outgoing(request), reply=Reply(text="another"))
        assert await store.intend(again, NOON) == outgoing(request, posted=POSTED)
        assert await store.outgoing("1:reply") == outgoing(request, posted=POSTED)

    async def test_intents_at_the_same_time_agree_on_one(self, store: KeepingStore) -> None:
        request = await recorded(store)
        intents = (replace(outgoing(request), reply=Reply(text=str(n))) for n in range(20))
        agreed = await asyncio.gather(*(store.intend(intent, NOON) for intent in intents))
        assert len(set(agreed)) == 1
        assert await store.outgoing("1:reply") == agreed[0]

    async def test_an_intent_needs_a_recorded_request(self, store: KeepingStore) -> None:
        with pytest.raises(LookupError, match="404"):
            await store.intend(outgoing(404), NOON)
        assert await store.outgoing("1:reply") is None

    async def test_a_change_touches_what_is_read_alone(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.intend(outgoing(request), NOON)
        await store.posted("1:reply", POSTED, NOON)
        longer = replace(POSTED, more=("m10", "m11"))
        await store.change("1:reply", longer, FULL_REPLY, Wish(words=50), NOON)
        expected = replace(outgoing(request, posted=longer), reply=FULL_REPLY, wish=Wish(words=50))
        assert await store.outgoing("1:reply") == expected

    async def test_replies_of_a_request_come_in_the_order_they_were_intended(
        self, store: KeepingStore
    ) -> None:
        request, other = await recorded(store), await recorded(store, ask("e2", "m2"))
        for n, (of, key) in enumerate([(request, "z"), (other, "m"), (request, "a")]):
            await store.intend(outgoing(of, key), NOON + n * MINUTE)
        assert [one.key for one in await store.outgoing_of(request)] == ["z", "a"]

    async def test_a_forgotten_reply_is_gone(self, store: KeepingStore) -> None:
        request = await recorded(store)
        await store.intend(outgoing(request), NOON)
        await store.forget("1:reply")
        assert await store.outgoing("1:reply") is None
        assert await store.outgoing_of(request) == []

    async def test_a_reply_that_is_not_there_is_nothing(self, store: KeepingStore) -> None:
        await store.posted("k", POSTED, NOON)
        await store.change("k", POSTED, FULL_REPLY, Wish(), NOON)
        await store.forget("k")
        assert await store.outgoing("k") is None

    # ---- channels -----------------------------------------------------------------------------

    async def test_what_a_channel_has_chosen_is_its_own(self, store: KeepingStore) -> None:
        here, there = Place("slack", "T1", "C1"), Place("slack", "T1", "C2")
        await store.choose(here.in_thread("7"), Custom(automatic=True), NOON)
        assert await store.custom(here) == Custom(automatic=True)
        assert await store.custom(there) == Custom()

    async def test_a_channel_may_choose_again(self, store: KeepingStore) -> None:
        here = Place("slack", "T1", "C1")
        await store.choose(here, Custom(automatic=True), NOON)
        await store.choose(here, Custom(automatic=False), NOON + MINUTE)
        assert await store.custom(here) == Custom(automatic=False)

    # ---- documents ----------------------------------------------------------------------------

    async def test_a_document_comes_back_while_it_is_new_enough(self, store: KeepingStore) -> None:
        await store.save_document("https://example.org/a", document(), NOON)
        assert await store.document("https://example.org/a", NOON - MINUTE) == document()
        assert await store.document("https://example.org/a", NOON) is None
        assert await store.document("https://example.org/b", NOON - MINUTE) is None

    async def test_reading_again_replaces_a_document(self, store: KeepingStore) -> None:
        await store.save_document("a", document(), NOON)
        await store.save_document("a", document("Another text."), NOON + MINUTE)
        assert await store.document("a", NOON) == document("Another text.")

    @pytest.mark.parametrize("hours", [-7, 9])
    async def test_age_is_the_same_in_every_zone(self, store: KeepingStore, hours: int) -> None:
        there = timezone(timedelta(hours=hours))
        await store.save_document("a", document(), (NOON + MINUTE).astimezone(there))
        assert await store.document("a", NOON) == document()
        assert await store.document("a", NOON + MINUTE) is None

    async def test_old_documents_are_purged(self, store: KeepingStore) -> None:
        for n in range(4):
            await store.save_document(str(n), document(), NOON + n * MINUTE)
        assert await store.purge_documents(NOON + 2 * MINUTE) == 2
        kept = [n for n in range(4) if await store.document(str(n), NOON - MINUTE)]
        assert kept == [2, 3]

    async def test_a_time_without_a_zone_is_refused(self, store: KeepingStore) -> None:
        naive = NOON.replace(tzinfo=None)
        with pytest.raises(Exception, match="without a zone"):
            await store.record(ask(), naive)
        with pytest.raises(Exception, match="without a zone"):
            await store.document("a", naive)
        assert await store.unfinished() == []

    # ---- size ---------------------------------------------------------------------------------

    async def test_a_text_of_a_megabyte_is_kept_to_the_letter(self, store: KeepingStore) -> None:
        text = "Ærlig talt: «ja» 🙂\n" * 50_000
        request = await recorded(store, ask(text=text))
        await store.save_document("a", document(text), NOON)
        begun = await store.begin(request, NOON)
        assert begun is not None
        assert begun.incoming == ask(text=text)
        assert await store.document("a", NOON - MINUTE) == document(text)


async def recorded(store: Store, incoming: Incoming | None = None) -> int:
    request = await store.record(incoming or ask(), NOON)
    assert request is not None
    return request
