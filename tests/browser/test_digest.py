"""Digests in the local channel, and the way from one to the messages it tells of, in a real browser."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pytest
from playwright.async_api import Locator, Page, expect

from adapters.base import Form, Passage, Person, Place, Reply, Section, Sharing
from tests.browser.channel import Channel
from tests.browser.conftest import NewPage
from tests.browser.test_page import AUDIT, CONTRAST

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

GENERAL = Place("local", "local", "general")
ANN = Person("ann", "Ann")
TITLE = "News for the canal"
STORY = Section(
    label="canal.example",
    headline="The lock at Marbeck is worked by hand again",
    link="https://canal.example/marbeck",
    site="The Canal Post",
    language="en",
    passages=(Passage("A fallen poplar took the power line with it on Tuesday night.", 0, 61),),
)


def digest(*links: str) -> Reply:
    """One that tells of a story shared in the messages at these addresses, each by somebody else."""
    names = ("Ann", "Ben", "Cem")
    shared = tuple(Sharing(name, link) for name, link in zip(names, links, strict=False))
    section = replace(STORY, shared=shared)
    return Reply((section,), form=Form.DIGEST, title=TITLE, notes=("One feed could not be read.",))


async def talk(channel: Channel, count: int) -> None:
    for number in range(count):
        await channel.room.say(ANN, f"talk {number}.", f"talk{number}")


async def expect_marked(page: Page, message: int) -> None:
    await expect(page.locator(f"#m{message}:target")).to_be_in_viewport()


def first(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=name).first


async def test_who_shared_a_link_leads_to_their_message_in_the_page_itself(
    channel: Channel, new_page: NewPage
) -> None:
    root = await channel.room.say(ANN, "https://canal.example/marbeck", "e1")
    reply = await channel.room.say(Person("ben", "Ben"), "the same again", "e2", root=root.id)
    await talk(channel, 20)
    await channel.poster.post(GENERAL, digest(f"/#m{root.id}", f"/#m{reply.id}"), "digest")
    page = await new_page()
    await expect(page.get_by_role("heading", name=TITLE)).to_be_in_viewport()
    await expect(first(page, "marbeck is worked")).to_have_attribute("target", "_blank")
    await page.evaluate("() => { window.untouched = true; }")
    await first(page, "Ben").click()
    await expect_marked(page, reply.id)
    await first(page, "shared by Ann").click()
    await expect_marked(page, root.id)
    assert await page.evaluate("() => window.untouched")
    assert len(page.context.pages) == 1
    await page.go_back()
    await expect_marked(page, reply.id)


async def test_a_message_from_before_what_is_shown_is_fetched_and_marked(
    channel: Channel, new_page: NewPage
) -> None:
    root = await channel.room.say(ANN, "the oldest of all", "e0")
    older = await channel.room.say(ANN, "https://canal.example/marbeck", "e1")
    reply = await channel.room.say(ANN, "a word on it", "e2", root=older.id)
    await talk(channel, 90)
    await channel.poster.post(GENERAL, digest(f"/#m{reply.id}"), "digest")
    page = await new_page()
    await expect(page.get_by_text("a word on it")).to_have_count(0)
    await first(page, "shared by Ann").click()
    await expect_marked(page, reply.id)
    shown = await page.locator("#threads > .thread").count()
    assert shown == 92
    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(page.locator(f"#m{root.id}")).to_be_attached()
    assert await page.locator("#threads > .thread").count() == shown + 1


async def test_the_address_of_an_earlier_message_opens_the_page_there(
    channel: Channel, new_page: NewPage
) -> None:
    old = await channel.room.say(ANN, "https://canal.example/marbeck", "e1")
    await talk(channel, 60)
    page = await new_page(f"{channel.url}/#m{old.id}")
    await expect_marked(page, old.id)


async def test_a_link_to_a_message_that_was_deleted_says_so(channel: Channel, page: Page) -> None:
    old = await channel.room.say(ANN, "https://canal.example/marbeck", "e1")
    await channel.room.remove(old.id)
    await channel.poster.post(GENERAL, digest(f"/#m{old.id}"), "digest")
    link = first(page, "shared by Ann")
    for _ in range(2):
        await link.click()
        await expect(page.get_by_role("alert")).to_have_text("That message is not in this channel any more.")
        await page.evaluate("() => { document.getElementById('problem').textContent = ''; }")


@pytest.mark.parametrize("width", [320, 375, 1440])
async def test_a_digest_keeps_to_the_page(channel: Channel, new_page: NewPage, width: int) -> None:
    long = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
    wide = replace(STORY, headline=long, site=long, shared=(Sharing(long, "/#m1"), Sharing(long)))
    reply = replace(digest(), sections=(wide, STORY), title=long, notes=(long,))
    root = await channel.poster.post(GENERAL, reply, "digest")
    await channel.poster.post(GENERAL.in_thread(root.id), replace(reply, title=None), "more")
    page = await new_page(width=width, height=800)
    await expect(page.locator(".digest")).to_have_count(2)
    await page.get_by_label("Message", exact=True).fill("/digest ")
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_digest_can_be_read_and_found_ones_way_in_by_everybody(
    channel: Channel, new_page: NewPage, scheme: Literal["light", "dark"]
) -> None:
    noted = replace(STORY, notes=("I could read 40 of about 600 words.",))
    problem = replace(STORY, problem="canal.example took too long to answer.")
    reply = replace(digest("/#m1"), sections=(*digest("/#m1").sections, noted, problem))
    root = await channel.poster.post(GENERAL, reply, "digest")
    await channel.poster.post(GENERAL.in_thread(root.id), replace(reply, title=None), "more")
    page = await new_page(scheme=scheme)
    await expect(page.locator(".digest")).to_have_count(2)
    await page.get_by_label("Message", exact=True).fill("/digest ")
    assert await page.evaluate(AUDIT) == []
    assert await page.evaluate(CONTRAST) == []


# ---- its commands ---------------------------------------------------------------------------------


async def test_the_forms_of_a_command_are_offered_when_it_was_chosen(page: Page) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.focus()
    await page.keyboard.type("/")
    options = page.get_by_role("option")
    await expect(options.filter(has_text="/digest")).to_have_count(1)
    await page.keyboard.type("di")
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/digest ")
    await expect(options).to_have_count(11)
    await page.keyboard.press("ArrowUp")
    await expect(options.last).to_be_in_viewport(ratio=1)
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await page.keyboard.type("li")
    await expect(options).to_have_count(3)
    await page.keyboard.type("nks of")
    await page.keyboard.press("Tab")
    await expect(box).to_have_value("/digest links off")


async def test_a_command_that_was_typed_whole_is_sent_at_once(channel: Channel, page: Page) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.focus()
    await page.keyboard.type("/digest list")
    await expect(page.get_by_role("option")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("")
    [ask] = channel.service.asks
    assert (ask.command, ask.text) == ("digest", "list")


async def test_the_list_of_commands_stays_in_sight_on_a_small_screen(
    channel: Channel, new_page: NewPage
) -> None:
    page = await new_page(width=375, height=560)
    box = page.get_by_label("Message", exact=True)
    await box.focus()
    await page.keyboard.type("/digest ")
    options = page.get_by_role("option")
    for at in range(11):
        await expect(options.nth(at)).to_have_attribute("aria-selected", "true")
        await expect(options.nth(at)).to_be_in_viewport(ratio=1)
        await page.keyboard.press("ArrowDown")
    top = await page.locator("#hints").evaluate("one => one.getBoundingClientRect().top")
    assert top > 0
