"""What every `Poster` keeps to. A subclass gives the fixtures `poster` and `place` (a channel)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.base import (
    Action,
    File,
    Form,
    NotDelivered,
    Person,
    Place,
    Posted,
    Poster,
    Private,
    Reason,
    Refused,
    Reply,
    Section,
    Way,
)

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HELLO = Reply(text="The lock gates open at six.")
BYE = Reply(text="The lock gates close at nine.")
DIGEST = Reply(
    (Section("canal.example", "Lock gates mended", "https://canal.example/gates"),),
    form=Form.DIGEST,
    title="News of the canal",
)


class PosterContract:
    async def test_a_post_is_found_by_its_key(self, poster: Poster, place: Place) -> None:
        posted = await poster.post(place, HELLO, "k1")
        assert await poster.find(place, "k1", NOW, HELLO) == posted

    async def test_nothing_is_found_under_a_key_that_was_not_used(self, poster: Poster, place: Place) -> None:
        await poster.post(place, HELLO, "k1")
        assert await poster.find(place, "k2", NOW, HELLO) is None

    async def test_an_answer_stands_in_the_thread_it_was_posted_to(
        self, poster: Poster, place: Place
    ) -> None:
        root = await poster.post(place, HELLO, "k1")
        answer = await poster.post(place.in_thread(root.id), BYE, "k2")
        thread = await poster.read(place.in_thread(root.id), None)
        assert answer.id in [message.id for message in thread.messages]

    async def test_a_private_answer_is_no_part_of_what_is_read(self, poster: Poster, place: Place) -> None:
        private = Place(place.platform, place.workspace, place.channel, private=Private("p7"))
        posted = await poster.post(private, HELLO, "k1")
        read = await poster.read(place, None)
        assert posted.id not in [message.id for message in read.messages]

    async def test_an_edited_post_keeps_its_name(self, poster: Poster, place: Place) -> None:
        posted = await poster.post(place, HELLO, "k1")
        assert await poster.edit(posted, BYE, "k1") == posted
        assert await poster.find(place, "k1", NOW, BYE) == posted

    async def test_editing_what_is_gone_is_said(self, poster: Poster, place: Place) -> None:
        with pytest.raises(NotDelivered):
            await poster.edit(Posted(place, "999999"), BYE, "k1")

    async def test_a_deleted_post_is_not_read_any_more(self, poster: Poster, place: Place) -> None:
        root = await poster.post(place, HELLO, "k1")
        answer = await poster.post(place.in_thread(root.id), BYE, "k2")
        await poster.delete(answer)
        await poster.delete(answer)  # a second time does no harm
        thread = await poster.read(place.in_thread(root.id), None)
        assert answer.id not in [message.id for message in thread.messages]

    async def test_busy_never_raises(self, poster: Poster, place: Place) -> None:
        await poster.busy(place.in_thread("999999"), "k9")

    async def test_a_file_that_is_not_there_is_not_found(self, poster: Poster) -> None:
        with pytest.raises(Refused) as caught:
            await poster.download(File("a.txt", "text/plain", 3, "nowhere"), 10)
        assert caught.value.reason is Reason.NOT_FOUND

    async def test_a_message_that_is_not_there_is_not_found(self, poster: Poster, place: Place) -> None:
        with pytest.raises(Refused) as caught:
            await poster.message(place, "999999")
        assert caught.value.reason is Reason.NOT_FOUND

    async def test_a_channel_is_opened_at_its_address_if_it_has_one(
        self, poster: Poster, place: Place
    ) -> None:
        address = await poster.address(place)
        assert address is None or (address.startswith("https://") and address.endswith(place.channel))

    async def test_nothing_is_lacking_for_a_mention(self, poster: Poster, place: Place) -> None:
        assert await poster.lacks(Way.MENTION, place) is None

    async def test_whether_somebody_may_is_always_answered(self, poster: Poster, place: Place) -> None:
        assert await poster.may(Person("p1"), Action.DELETE, place) in (True, False)

    async def test_a_person_whose_name_is_known_is_called_by_it(self, poster: Poster, place: Place) -> None:
        assert await poster.name(Person("p1", "Ann Lee"), place) == "Ann Lee"

    async def test_asking_for_a_name_never_raises(self, poster: Poster, place: Place) -> None:
        assert isinstance(await poster.name(Person("nobody"), place), str)

    @pytest.mark.parametrize("reply", [HELLO, DIGEST])
    def test_a_short_reply_is_one_message(self, poster: Poster, reply: Reply) -> None:
        assert poster.fits(reply)
