"""The service, from an Incoming to what stands in the channel, with fakes at every port and the real core."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from adapters import locale
from adapters.base import (
    Action,
    Ask,
    File,
    Form,
    Lack,
    Message,
    NotDelivered,
    Private,
    Reason,
    Refused,
    State,
    Ticket,
    Way,
)
from bot.service import MOST_ATTEMPTS
from summarizer.model import Document
from tests import articles
from tests.channel import ANN, BEN, CHANNEL, LINK, NOON, Channel
from tests.fakes.poster import Trouble


@pytest.fixture
def channel() -> Channel:
    return Channel()


# ---- what is answered, and where --------------------------------------------------------------


async def test_a_link_is_answered_in_the_thread_of_its_message(channel: Channel) -> None:
    await channel.say(ask := channel.mention(f"have a look: {LINK}"))
    assert ask.message is not None
    assert channel.poster.places == [CHANNEL.in_thread(ask.message.id)]
    (reply,) = channel.poster.replies
    assert reply.sections[0].headline == articles.HEADLINE
    assert channel.states == [State.DONE]


async def test_everything_shown_is_a_slice_of_the_source(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    text = "\n\n".join(articles.PARAGRAPHS)
    (section,) = channel.poster.replies[0].sections
    runs = [run for quotation in section.quotations for run in quotation.runs]
    assert section.passages
    assert runs
    assert all(passage.text in text for passage in (*section.passages, *runs))


async def test_a_mention_in_a_thread_is_about_the_message_it_points_to(channel: Channel) -> None:
    root = Message("r1", f"Read this: {LINK}", BEN)
    await channel.say(channel.mention("please", thread="r1", target=root))
    assert channel.poster.places == [CHANNEL.in_thread("r1")]
    assert channel.poster.replies[0].sections[0].passages


async def test_a_command_answers_the_asker_alone_and_offers_to_share(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    assert channel.poster.places == [replace(CHANNEL, private=Private("ann"))]
    assert Action.SHARE in channel.poster.replies[0].actions


async def test_here_posts_the_headline_and_answers_in_its_thread(channel: Channel) -> None:
    await channel.say(channel.command(f"here {LINK}"))
    root, answer = channel.poster.places
    headline, reply = channel.poster.replies
    assert (root, headline.form) == (CHANNEL, Form.HEADLINE)
    assert answer.thread == next(iter(channel.poster.shown))
    assert reply.form is Form.FULL
    assert Action.SHARE not in reply.actions


async def test_several_links_make_one_reply_with_a_section_each(channel: Channel) -> None:
    channel.web.pages["https://two.example/x"] = articles.page("A second story about the bridge")
    await channel.say(channel.mention(f"{LINK} and https://two.example/x."))
    (reply,) = channel.poster.replies
    assert [section.headline for section in reply.sections] == [
        articles.HEADLINE,
        "A second story about the bridge",
    ]


async def test_links_past_the_limit_are_named(channel: Channel) -> None:
    await channel.say(channel.mention(" ".join(f"https://s{i}.example/" for i in range(5))))
    (reply,) = channel.poster.replies
    assert len(reply.sections) == 3
    assert "https://s3.example/, https://s4.example/" in reply.sections[-1].notes[-1]


async def test_one_bad_link_does_not_take_the_good_one_with_it(channel: Channel) -> None:
    await channel.say(channel.mention(f"https://gone.example/ {LINK}"))
    bad, good = channel.poster.replies[0].sections
    assert bad.problem
    assert good.passages
    assert channel.states == [State.DONE]


async def test_a_text_is_answered_as_it_is(channel: Channel) -> None:
    await channel.say(channel.mention(articles.TEXT))
    (section,) = channel.poster.replies[0].sections
    assert section.headline == articles.HEADLINE
    assert section.language == "en"
    assert all(passage.text in articles.TEXT for passage in section.passages)


async def test_a_file_is_downloaded_and_read(channel: Channel) -> None:
    channel.poster.files["f1"] = articles.page().encode()
    await channel.say(
        channel.mention("", File("bridge.html", "text/html", 9, "f1", "https://files.example/f1"))
    )
    (section,) = channel.poster.replies[0].sections
    assert section.headline == articles.HEADLINE
    assert section.passages


# ---- once -------------------------------------------------------------------------------------


async def test_a_redelivered_event_is_not_answered_twice(channel: Channel) -> None:
    ask = channel.mention(LINK)
    await channel.say(ask)
    await channel.say(ask)
    assert channel.poster.posts == 1


async def test_two_events_about_one_message_are_answered_once(channel: Channel) -> None:
    ask = channel.mention(LINK)
    await channel.say(ask)
    await channel.say(replace(ask, event="another"))
    assert channel.poster.posts == 1


async def test_the_row_is_there_when_accept_returns(channel: Channel) -> None:
    await channel.service.accept(channel.mention(LINK))
    assert channel.states == [State.RECEIVED]


async def test_what_was_recorded_before_a_crash_is_taken_up_at_the_next_start(channel: Channel) -> None:
    await channel.service.accept(channel.mention(LINK))
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_a_crash_between_post_and_record_posts_no_second_time(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(RuntimeError("the process dies here"), lands=True)]
    with pytest.raises(RuntimeError):
        await channel.say(channel.mention(LINK))
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]


async def test_a_crash_before_the_post_posts_what_was_composed(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(RuntimeError("the process dies here"))]
    with pytest.raises(RuntimeError):
        await channel.say(channel.mention(LINK))
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.web.fetched[LINK] == 1


async def test_a_crash_between_headline_and_answer_brings_the_answer(channel: Channel) -> None:
    channel.poster.trouble = [Trouble(RuntimeError("dies after the headline"), lands=True)]
    with pytest.raises(RuntimeError):
        await channel.say(channel.command(f"here {LINK}"))
    await channel.restart()
    assert [reply.form for reply in channel.poster.replies] == [Form.HEADLINE, Form.FULL]


async def test_where_nothing_can_be_read_back_nothing_is_posted_again(channel: Channel) -> None:
    channel.poster.readable = False
    channel.poster.trouble = [Trouble(RuntimeError("the process dies here"), lands=True)]
    with pytest.raises(RuntimeError):
        await channel.say(channel.mention(LINK))
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.states == [State.UNKNOWN]


async def test_a_request_that_kills_its_process_three_times_is_given_up_with_a_sentence(
    channel: Channel,
) -> None:
    await channel.service.accept(channel.mention(LINK))
    (number,) = channel.store.rows
    for _ in range(MOST_ATTEMPTS):
        await channel.store.begin(number, channel.now)  # taken up, and the process dies
    await channel.restart()
    assert channel.states == [State.DEAD]
    assert [reply.text for reply in channel.poster.replies] == [locale.text("gave up")]


async def test_one_fetch_serves_all_who_ask_at_the_same_time(channel: Channel) -> None:
    channel.web.gate.clear()
    for ask in (channel.mention(LINK), channel.mention(f"{LINK}?utm_source=x"), channel.command(LINK)):
        await channel.service.accept(ask)
    running = [asyncio.create_task(channel.service.work(number)) for number in list(channel.store.rows)]
    for _ in range(50):
        await asyncio.sleep(0)
    channel.web.gate.set()
    await asyncio.gather(*running)
    assert channel.web.fetched.total() == 1
    assert all(reply.sections[0].passages for reply in channel.poster.replies)


async def test_a_page_read_lately_is_not_fetched_again_and_an_old_one_is(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    channel.now += timedelta(minutes=59)
    await channel.say(channel.mention(LINK))
    assert channel.web.fetched[LINK] == 1
    channel.now += timedelta(minutes=2)
    await channel.say(channel.mention(LINK))
    assert channel.web.fetched[LINK] == 2


# ---- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [*Reason])
async def test_every_reason_is_told_in_one_sentence_that_names_the_host(reason: Reason) -> None:
    channel = Channel(trouble=Refused(reason, "the cause is for the log"))
    await channel.say(channel.mention("https://trouble.example/"))
    (section,) = channel.poster.replies[0].sections
    assert section.problem
    assert "the cause" not in section.problem
    assert channel.states == [State.FAILED]


async def test_an_error_of_our_own_is_a_sentence_too() -> None:
    channel = Channel(trouble=ZeroDivisionError("a bug"))
    await channel.say(channel.mention("https://trouble.example/"))
    (section,) = channel.poster.replies[0].sections
    assert section.problem == locale.problem(Reason.INTERNAL, "trouble.example")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", locale.text("help")),
        ("help", locale.text("help")),
        ("what do you mean", locale.text("nothing to read")),
        ("12345 67890 ?!", locale.text("nothing to read")),
    ],
)
async def test_a_message_without_anything_to_read_is_told_what_to_send(
    channel: Channel, text: str, told: str
) -> None:
    await channel.say(channel.mention(text))
    assert [reply.text for reply in channel.poster.replies] == [told]


async def test_an_unknown_command_is_told_so_to_the_asker_alone(channel: Channel) -> None:
    await channel.say(channel.command("x", command="frobnicate"))
    assert "`/frobnicate`" in (channel.poster.replies[0].text or "")
    assert channel.poster.places[0].private == Private("ann")


async def test_text_in_no_language_is_said_to_be_so(channel: Channel) -> None:
    await channel.say(channel.mention("zxqv brtl kfjd wplm nqrs tvbx hjkl zdfg " * 5))
    (section,) = channel.poster.replies[0].sections
    assert section.problem == locale.problem(Reason.NO_LANGUAGE, locale.text("pasted text"))


async def test_a_text_past_the_limit_is_told_the_limit(channel: Channel) -> None:
    await channel.say(channel.mention(articles.TEXT * 100))
    (section,) = channel.poster.replies[0].sections
    assert "100,000 characters" in (section.problem or "")


async def test_a_short_text_is_not_summarised(channel: Channel) -> None:
    await channel.say(channel.mention(articles.PARAGRAPHS[0]))
    (section,) = channel.poster.replies[0].sections
    assert not section.passages
    assert "short already" in section.notes[0]


@pytest.mark.parametrize(
    ("body", "why"), [("", Reason.NOTHING_TO_READ), ("<div id=app></div>", Reason.SCRIPT)]
)
async def test_a_page_without_an_article_is_said_to_be_so(body: str, why: Reason) -> None:
    channel = Channel(empty=f"<html><body>{body}</body></html>")
    await channel.say(channel.mention("https://empty.example/"))
    (section,) = channel.poster.replies[0].sections
    assert section.problem == locale.problem(why, "empty.example")


# ---- buttons ----------------------------------------------------------------------------------


async def test_share_posts_headline_and_answer_for_all(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    await channel.say(channel.press(Action.SHARE, "1"))
    private, headline, answer = channel.poster.places
    assert private.private
    assert (headline, answer.private) == (CHANNEL, None)
    assert answer.thread is not None
    assert Action.SHARE not in channel.poster.replies[0].actions


async def test_sharing_twice_over_a_redelivery_shares_once(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    press = channel.press(Action.SHARE, "1")
    await channel.say(press)
    await channel.say(press)
    assert channel.poster.posts == 3


async def test_two_presses_of_share_share_once(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    for press in [channel.press(Action.SHARE, "1"), channel.press(Action.SHARE, "1")]:
        await channel.service.accept(press)
    await channel.jobs.run_all()
    assert channel.poster.posts == 3
    assert channel.states == [State.DONE] * 3


async def test_a_share_whose_private_copy_can_no_longer_be_edited_is_shared_all_the_same(
    channel: Channel,
) -> None:
    await channel.say(channel.command(LINK))
    press = channel.press(Action.SHARE, "1")
    channel.poster.edit_trouble = [NotDelivered("expired_url")]
    await channel.say(press)
    assert channel.poster.posts == 3
    assert channel.states == [State.DONE, State.DONE]


async def test_an_edit_that_is_told_to_wait_waits(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    usual = channel.poster.replies[0]
    channel.poster.edit_trouble = [NotDelivered("429", retry_after=3.0)]
    await channel.say(channel.press(Action.LONGER, "1"))
    assert channel.slept == [3.0]
    assert channel.poster.replies[0] != usual


async def test_an_edit_that_is_refused_is_told_to_the_one_who_pressed(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    channel.poster.edit_trouble = [NotDelivered("cant_update_message")]
    await channel.say(channel.press(Action.LONGER, "1"))
    assert channel.poster.replies[-1].text == locale.text("not changed")
    assert channel.poster.places[-1].private == Private("ann")


async def test_the_message_that_was_pressed_is_the_one_that_is_changed(channel: Channel) -> None:
    """Its ticket is fresh; that of the post may have gone stale."""
    await channel.say(channel.command(LINK))
    press = channel.press(Action.LONGER, "1")
    fresh = replace(press.posted, place=replace(press.posted.place, ticket=Ticket("fresh", NOON)))
    await channel.say(replace(press, posted=fresh))
    assert channel.poster.places[0].ticket == Ticket("fresh", NOON)


async def test_nobody_else_can_share_a_private_answer(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    await channel.say(channel.press(Action.SHARE, "1", BEN))
    assert channel.poster.replies[-1].text == locale.text("not yours")
    assert channel.poster.places[-1].private == Private("ben")


async def test_longer_and_shorter_change_the_answer_in_place(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    usual = channel.poster.replies[0].sections[0].passages
    await channel.say(channel.press(Action.LONGER, "1"))
    longer = channel.poster.replies[0].sections[0].passages
    await channel.say(channel.press(Action.SHORTER, "1"))
    await channel.say(channel.press(Action.SHORTER, "1"))
    shorter = channel.poster.replies[0].sections[0].passages
    assert len(shorter) < len(usual) < len(longer)
    assert channel.poster.posts == 1
    assert channel.web.fetched[LINK] == 1


async def test_a_shared_answer_can_be_made_longer(channel: Channel) -> None:
    await channel.say(channel.command(LINK))
    await channel.say(channel.press(Action.SHARE, "1"))
    before = channel.poster.replies[-1].sections[0].passages
    await channel.say(channel.press(Action.LONGER, "1/shared"))
    assert len(channel.poster.replies[-1].sections[0].passages) > len(before)


async def test_delete_is_for_the_asker_and_for_moderators(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    await channel.say(channel.press(Action.DELETE, "1", BEN))
    assert [reply.text for reply in channel.poster.replies][1:] == [locale.text("not yours")]
    await channel.say(channel.press(Action.DELETE, "1", ANN))
    assert all(not reply.sections for reply in channel.poster.replies)


async def test_a_moderator_may_delete(channel: Channel) -> None:
    channel.poster.moderators = frozenset({"ben"})
    await channel.say(channel.mention(LINK))
    await channel.say(channel.press(Action.DELETE, "1", BEN))
    assert channel.poster.replies == []


async def test_a_press_under_an_answer_that_is_gone_is_told_so(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    await channel.say(channel.press(Action.DELETE, "1"))
    await channel.say(channel.press(Action.LONGER, "1"))
    assert channel.poster.replies[-1].text == locale.text("no longer")


async def test_buttons_work_after_a_restart(channel: Channel) -> None:
    await channel.say(channel.mention(articles.TEXT))
    usual = channel.poster.replies[0].sections[0].passages
    channel.start()
    await channel.say(channel.press(Action.LONGER, "1"))
    assert len(channel.poster.replies[0].sections[0].passages) > len(usual)


# ---- links that nobody asked about ------------------------------------------------------------


async def test_a_link_that_nobody_asked_about_is_not_even_recorded(channel: Channel) -> None:
    await channel.say(channel.automatic(LINK))
    assert (channel.store.rows, channel.poster.posts, channel.web.fetched.total()) == ({}, 0, 0)


async def test_where_the_channel_turned_that_on_a_link_is_answered_in_its_thread(channel: Channel) -> None:
    await channel.say(channel.command("auto on", command="nutgraf"))
    await channel.say(ask := channel.automatic(f"look {LINK}"))
    assert ask.message is not None
    assert channel.poster.places[-1] == CHANNEL.in_thread(ask.message.id)
    assert channel.poster.replies[-1].sections[0].passages


async def test_turned_off_again_it_is_quiet(channel: Channel) -> None:
    for words in ("auto on", "auto off"):
        await channel.say(channel.command(words, command="nutgraf"))
    before = channel.poster.posts
    await channel.say(channel.automatic(LINK))
    assert channel.poster.posts == before


async def test_a_channel_turns_it_on_for_itself_alone(channel: Channel) -> None:
    await channel.say(channel.command("auto on", command="nutgraf"))
    before = channel.poster.posts
    ask = channel.automatic(LINK)
    await channel.say(replace(ask, place=replace(ask.place, channel="another")))
    assert channel.poster.posts == before


@pytest.mark.parametrize("page", ["short", "missing"])
async def test_what_is_not_worth_it_is_passed_over_in_silence(page: str) -> None:
    channel = Channel(short=f"<html><body><article><p>{articles.PARAGRAPHS[0]}</p></article></body></html>")
    await channel.say(channel.command("auto on", command="nutgraf"))
    before = channel.poster.posts
    await channel.say(channel.automatic(f"https://{page}.example/"))
    assert channel.poster.posts == before
    assert channel.poster.busy_with == []
    assert channel.states[-1] is State.DONE


async def test_where_it_cannot_work_the_way_out_is_told_and_nothing_turned_on(channel: Channel) -> None:
    channel.poster.lacking = {Way.AUTOMATIC: Lack.INTENT}
    await channel.say(channel.command("auto on", command="nutgraf"))
    (reply,) = channel.poster.replies
    assert "DISCORD_MESSAGE_CONTENT=true" in (reply.text or "")
    assert channel.poster.places[0].private == Private("ann")
    assert not (await channel.store.custom(CHANNEL)).automatic


async def test_the_status_says_what_is_on_and_what_is_missing(channel: Channel) -> None:
    channel.poster.lacking = {Way.REACTION: Lack.SWITCHED_OFF}
    await channel.say(channel.command("auto on", command="nutgraf"))
    await channel.say(channel.command("status", command="nutgraf"))
    told = channel.poster.replies[-1].text or ""
    assert locale.text("state on") in told
    assert locale.lack(Lack.SWITCHED_OFF) in told


# ---- messages of which only the id came in ----------------------------------------------------


def reaction(target: str) -> Ask:
    return Ask(f"reaction/{target}", Way.REACTION, CHANNEL, BEN, NOON, target=Message(target, None))


async def test_a_reaction_is_about_the_message_it_is_put_on(channel: Channel) -> None:
    channel.poster.said["m7"] = Message("m7", LINK, ANN)
    await channel.say(reaction("m7"))
    assert channel.poster.places == [CHANNEL.in_thread("m7")]
    assert channel.poster.replies[0].sections[0].passages


async def test_a_reaction_to_a_reply_is_answered_under_the_root(channel: Channel) -> None:
    channel.poster.said["m7"] = Message("m7", LINK, ANN, thread="m1")
    await channel.say(reaction("m7"))
    assert channel.poster.places == [CHANNEL.in_thread("m1")]


async def test_a_reaction_to_what_is_no_source_is_passed_over_in_silence(channel: Channel) -> None:
    channel.poster.said["m7"] = Message("m7", "well done", ANN)
    await channel.say(reaction("m7"))
    assert channel.poster.posts == 0
    assert channel.states == [State.DONE]


async def test_under_a_mention_the_root_of_the_thread_is_read(channel: Channel) -> None:
    channel.poster.said["r1"] = Message("r1", LINK, BEN)
    await channel.say(channel.mention("", thread="r1", target=Message("r1", None)))
    assert channel.poster.replies[0].sections[0].passages


async def test_in_a_thread_that_hangs_on_no_message_the_nearest_link_above_is_meant(channel: Channel) -> None:
    channel.poster.talk = [
        Message("t1", LINK, BEN),
        Message("t2", "what do you make of it?", BEN),
        Message("t3", "", ANN),
        Message("t4", "https://later.example/", BEN),
    ]
    ask = channel.mention("", thread="r1", target=Message("r1", None))
    assert ask.message is not None
    await channel.say(replace(ask, message=replace(ask.message, id="t3")))
    assert channel.poster.replies[0].sections[0].headline == articles.HEADLINE


async def test_a_message_that_was_deleted_is_nothing_to_read(channel: Channel) -> None:
    await channel.say(channel.mention("please", target=Message("gone", None)))
    assert [reply.text for reply in channel.poster.replies] == [locale.text("nothing to read")]


async def test_where_history_may_not_be_read_a_mention_is_asked_for_the_link(channel: Channel) -> None:
    channel.poster.readable = False
    await channel.say(channel.mention("", thread="r1", target=Message("r1", None)))
    (reply,) = channel.poster.replies
    assert reply.text == locale.problem(Reason.NOT_ALLOWED, locale.text("that message"))


async def test_an_answer_about_a_looked_up_message_can_be_made_longer(channel: Channel) -> None:
    channel.poster.said["m7"] = Message("m7", LINK, ANN)
    await channel.say(reaction("m7"))
    before = channel.poster.replies[0].sections[0].passages
    await channel.say(channel.press(Action.LONGER, "1", BEN))
    assert len(channel.poster.replies[0].sections[0].passages) > len(before)


async def test_a_request_of_a_platform_that_was_switched_off_ends(channel: Channel) -> None:
    elsewhere = replace(CHANNEL, platform="elsewhere")
    await channel.say(replace(channel.mention(LINK), place=elsewhere))
    assert channel.states == [State.DEAD]


async def test_two_reactions_to_one_message_are_answered_once(channel: Channel) -> None:
    target = Message("t1", LINK, BEN)
    for person in (ANN, BEN):
        event = channel.event()
        await channel.say(Ask(event, Way.REACTION, CHANNEL, person, NOON, target=target))
    assert channel.poster.posts == 1


async def test_a_page_that_cannot_be_kept_is_answered_all_the_same(channel: Channel) -> None:
    async def full(address: str, document: Document, now: datetime) -> None:
        raise OSError("disk full")

    channel.store.save_document = full  # type: ignore[method-assign]  # the disk is what fails
    await channel.say(channel.mention(LINK))
    assert channel.poster.replies[0].sections[0].passages


async def test_what_cannot_be_read_for_all_is_told_to_the_asker_alone(channel: Channel) -> None:
    await channel.say(channel.command("here https://missing.example/"))
    (place,) = channel.poster.places
    assert place.private == Private("ann")
    assert channel.states == [State.FAILED]


async def test_thanks_in_reply_to_an_answer_are_not_answered(channel: Channel) -> None:
    target = Message("a1", articles.TEXT, bot=True, own=True)
    thanks = replace(channel.mention("thanks!", thread="r1", target=target), way=Way.REPLY)
    await channel.say(thanks)
    assert channel.poster.posts == 0


async def test_a_download_that_is_told_to_wait_waits(channel: Channel) -> None:
    channel.poster.files["f1"] = articles.page().encode()
    channel.poster.download_trouble = [NotDelivered("429", retry_after=4.0)]
    await channel.say(channel.mention("", File("bridge.html", "text/html", 9, "f1")))
    assert channel.slept == [4.0]
    assert channel.poster.replies[0].sections[0].passages


async def test_a_reaction_is_never_answered_with_a_failure(channel: Channel) -> None:
    channel.poster.said["m7"] = Message("m7", "https://missing.example/", ANN)
    await channel.say(reaction("m7"))
    assert channel.poster.posts == 0


async def test_a_reaction_to_a_short_remark_is_passed_over(channel: Channel) -> None:
    channel.poster.said["m7"] = Message("m7", "We could go there after lunch on Friday, couldn't we?", ANN)
    await channel.say(reaction("m7"))
    assert channel.poster.posts == 0


async def test_a_picture_in_reply_to_an_answer_is_passed_over(channel: Channel) -> None:
    cat = File("cat.gif", "image/gif", 9, "f1")
    target = Message("a1", articles.TEXT, bot=True, own=True)
    await channel.say(replace(channel.mention("", cat, thread="r1", target=target), way=Way.REPLY))
    assert channel.poster.posts == 0


async def test_a_passing_failure_to_read_a_message_is_no_lack_of_rights(channel: Channel) -> None:
    channel.poster.said["r1"] = Message("r1", LINK, BEN)
    channel.poster.message_trouble = [NotDelivered("503", certain=False)]
    await channel.service.accept(channel.mention("", thread="r1", target=Message("r1", None)))
    with pytest.raises(NotDelivered):
        await channel.jobs.run_all()
    await channel.restart()
    assert channel.poster.replies[0].sections[0].passages


async def test_a_link_that_nobody_asked_about_is_fetched_once(channel: Channel) -> None:
    await channel.say(channel.command("auto on", command="nutgraf"))
    await channel.say(channel.automatic(f"{LINK} https://missing.example/"))
    assert (channel.web.fetched[LINK], channel.web.fetched["https://missing.example/"]) == (1, 1)
    assert len(channel.poster.replies[-1].sections) == 1


async def test_what_was_passed_over_stays_so_when_the_answer_is_made_longer(channel: Channel) -> None:
    await channel.say(channel.command("auto on", command="nutgraf"))
    await channel.say(channel.automatic(f"{LINK} https://missing.example/"))
    await channel.say(channel.press(Action.LONGER, "2"))
    assert [bool(one.problem) for one in channel.poster.replies[-1].sections] == [False]


async def test_an_answer_whose_source_is_gone_is_left_as_it_is(channel: Channel) -> None:
    channel.poster.files["f1"] = articles.page().encode()
    await channel.say(channel.mention("", File("bridge.html", "text/html", 9, "f1")))
    before = channel.poster.replies[0]
    channel.poster.files.clear()
    await channel.say(channel.press(Action.LONGER, "1"))
    assert channel.poster.replies[0] == before
    assert channel.poster.replies[-1].text == locale.text("no longer")


async def test_who_may_delete_is_asked_again_when_told_to_wait(channel: Channel) -> None:
    channel.poster.moderators = frozenset({"ben"})
    channel.poster.may_trouble = [NotDelivered("429", retry_after=2.0)]
    await channel.say(channel.mention(LINK))
    await channel.say(channel.press(Action.DELETE, "1", BEN))
    assert channel.poster.replies == []


async def test_nobody_is_told_of_a_failure_below_an_answer_that_stands(channel: Channel) -> None:
    await channel.say(channel.mention(LINK))
    row = channel.store.rows[1]
    row.request = replace(row.request, state=State.POSTING, attempts=MOST_ATTEMPTS)  # it was never ended
    await channel.restart()
    assert channel.poster.posts == 1
    assert channel.states == [State.DONE]
