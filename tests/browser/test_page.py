"""The local channel as people use it, in a real browser."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, Route, expect

from adapters.base import Action, Form, Person, Place, Pressed, Reply, Way
from tests.browser.answering import ANSWER, LOCK
from tests.browser.channel import Channel, serving
from tests.browser.conftest import NewPage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

GENERAL = Place("local", "local", "general")
STORY = "The weir at Stannow burst on Sunday night, and the lower village was under water by dawn. " * 12


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def pressed(channel: Channel) -> Pressed:
    """The one press of a button, when it has arrived."""
    await asyncio.wait_for(channel.service.pressed.wait(), 10)
    [press] = channel.service.presses
    return press


# ---- asking ---------------------------------------------------------------------------------------


async def test_a_paste_is_answered_live_in_its_thread(channel: Channel, page: Page) -> None:
    channel.service.gate.clear()
    await say(page, STORY)
    thread = page.get_by_role("listitem").filter(has_text="The weir at Stannow").first
    await expect(thread.get_by_text("Nutgraf is reading")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")
    channel.service.gate.set()
    answer = thread.get_by_role("list", name="Thread").get_by_role("article", name="Nutgraf")
    await expect(answer.get_by_role("heading", name=LOCK.headline)).to_be_in_viewport()
    await expect(thread.get_by_text("Nutgraf is reading")).to_have_count(0)
    await expect(answer.get_by_role("link", name=LOCK.headline)).to_have_attribute("href", LOCK.link or "")
    await expect(answer.get_by_role("figure").first).to_contain_text("Aurel Dann, the lock-keeper")
    [ask] = channel.service.asks
    assert (ask.way, ask.text) == (Way.MENTION, STORY)


async def test_new_answers_are_read_aloud_in_a_few_words(page: Page) -> None:
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("log")).to_contain_text(f"New answer from Nutgraf: {LOCK.headline}")


async def test_a_command_is_answered_to_the_asker_alone_and_shared_by_a_button(
    channel: Channel, new_page: NewPage
) -> None:
    hers, his = await new_page(), await new_page()
    await say(hers, "/tldr https://a.example/x")
    answer = hers.get_by_role("article", name="Nutgraf")
    await expect(answer).to_contain_text("Only visible to you")
    await channel.room.say(Person("someone", "Guest 1234"), "a word to everybody", "e1")
    await expect(his.get_by_role("main").get_by_text("a word to everybody")).to_be_visible()
    await expect(his.get_by_text("Only visible to you")).to_have_count(0)
    await expect(hers.get_by_text("/tldr")).to_have_count(0)
    share = answer.get_by_role("button", name="Share in channel")
    await share.click()
    await expect(share).to_have_attribute("aria-busy", "true")
    press = await pressed(channel)
    assert press.action is Action.SHARE
    assert press.place.private is not None
    await channel.poster.post(GENERAL, Reply(sections=(LOCK,), form=Form.HEADLINE), "shared")
    await expect(his.get_by_role("link", name=LOCK.headline)).to_be_visible()
    await expect(share).not_to_have_attribute("aria-busy", "true")


async def test_a_button_waits_for_the_answer_to_change(channel: Channel, page: Page) -> None:
    await say(page, "https://a.example/x")
    shorter = page.get_by_role("button", name="Shorter")
    await shorter.click()
    await expect(shorter).to_have_attribute("aria-busy", "true")
    press = await pressed(channel)
    short = replace(ANSWER, sections=(replace(LOCK, passages=LOCK.passages[:1]),))
    await channel.poster.edit(press.posted, short, press.reply)
    await expect(page.locator(".sentences li")).to_have_count(1)
    await expect(shorter).not_to_have_attribute("aria-busy", "true")
    await expect(shorter).to_be_focused()


async def test_a_deleted_answer_leaves_the_thread(channel: Channel, page: Page) -> None:
    await say(page, "https://a.example/x")
    await page.get_by_role("button", name="Delete").click()
    press = await pressed(channel)
    await channel.poster.delete(press.posted)
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_have_count(0)
    await expect(page.get_by_text("https://a.example/x")).to_be_visible()


# ---- the keyboard ---------------------------------------------------------------------------------


async def test_the_menu_of_a_message_is_worked_with_the_keyboard(channel: Channel, page: Page) -> None:
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    button = page.get_by_role("button", name="Actions for the message by You")
    await button.focus()
    await page.keyboard.press("Enter")
    menu = page.get_by_role("menu")
    await expect(button).to_have_attribute("aria-expanded", "true")
    await expect(menu.get_by_role("menuitem", name="Summarise")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("menuitem", name="Reply in thread")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("menuitem", name="Summarise")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_be_hidden()
    await expect(button).to_be_focused()
    await expect(button).to_have_attribute("aria-expanded", "false")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_have_count(2)
    ask = channel.service.asks[1]
    assert ask.way is Way.MENU
    assert ask.target is not None
    assert ask.target.text == "https://a.example/x"


async def test_one_replies_in_a_thread_and_sees_where_one_writes(channel: Channel, page: Page) -> None:
    await say(page, "https://a.example/x")
    await page.get_by_role("button", name="Reply in thread").click()
    box = page.get_by_label("Message", exact=True)
    await expect(box).to_be_focused()
    await expect(page.get_by_text("In the thread of “https://a.example/x”")).to_be_visible()
    await page.keyboard.type("@nutgraf short")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_have_count(2)
    await expect(page.get_by_text("In the thread of")).to_be_hidden()
    first, second = channel.service.asks
    assert first.message is not None
    assert second.place.thread == first.message.id


async def test_enter_sends_and_with_shift_begins_a_line(channel: Channel, page: Page) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.focus()
    await page.keyboard.type("one")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("two")
    assert channel.service.accepted == []
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("")
    assert [ask.text for ask in channel.service.asks] == ["one\ntwo"]


async def test_a_slash_offers_the_commands(page: Page) -> None:
    box = page.get_by_label("Message", exact=True)
    await box.focus()
    await page.keyboard.type("/")
    options = page.get_by_role("option")
    await expect(options.first).to_have_attribute("aria-selected", "true")
    await page.keyboard.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await expect(box).to_have_attribute(
        "aria-activedescendant", await options.nth(1).get_attribute("id") or ""
    )
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/tldr here ")
    await expect(options).to_have_count(0)
    await page.keyboard.type("x")
    await expect(box).to_have_value("/tldr here x")


async def test_the_first_stop_of_the_keyboard_leads_to_the_message_box(
    channel: Channel, new_page: NewPage
) -> None:
    page = await new_page(channel.url + "/#somewhere")  # where the box does not take the focus by itself
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the message box")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_be_focused()


# ---- files and long texts -------------------------------------------------------------------------


async def test_a_chosen_file_goes_with_the_message(channel: Channel, page: Page) -> None:
    await page.locator("#files").set_input_files(
        {"name": "story.html", "mimeType": "text/html", "buffer": b"<p>Story</p>"}
    )
    await expect(page.get_by_role("list", name="Files to send")).to_contain_text("story.html")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("list", name="Files", exact=True)).to_contain_text("story.html 12 bytes")
    await expect(page.get_by_role("list", name="Files to send")).to_be_hidden()
    [ask] = channel.service.asks
    assert ask.message is not None
    [sent] = ask.message.files
    assert (sent.name, sent.media_type) == ("story.html", "text/html")
    assert await channel.poster.download(sent, 1000) == b"<p>Story</p>"


async def test_a_file_dropped_anywhere_is_added_and_can_be_left_out_again(page: Page) -> None:
    transfer = await page.evaluate_handle(
        """() => {
            const transfer = new DataTransfer();
            transfer.items.add(new File(["Story"], "story.txt", { type: "text/plain" }));
            return transfer;
        }"""
    )
    main = page.get_by_role("main")
    await main.dispatch_event("dragenter", {"dataTransfer": transfer})
    await expect(
        page.get_by_text("Drop a text, HTML, PDF, Word or PowerPoint file to have it read")
    ).to_be_visible()
    await main.dispatch_event("drop", {"dataTransfer": transfer})
    await expect(
        page.get_by_text("Drop a text, HTML, PDF, Word or PowerPoint file to have it read")
    ).to_be_hidden()
    await expect(page.get_by_role("list", name="Files to send")).to_contain_text("story.txt")
    await page.get_by_role("button", name="Leave out story.txt").click()
    await expect(page.get_by_role("list", name="Files to send")).to_be_hidden()


async def test_a_paste_too_long_for_a_message_is_put_beside_it_as_it_is(channel: Channel, page: Page) -> None:
    await page.get_by_label("Message", exact=True).focus()
    await page.evaluate(
        """() => {
            const transfer = new DataTransfer();
            transfer.setData("text/plain", "Zeile äöü.\\r\\n".repeat(5000));
            const paste = new ClipboardEvent("paste", { clipboardData: transfer, cancelable: true, bubbles: true });
            document.activeElement.dispatchEvent(paste);
        }"""
    )
    await expect(page.get_by_role("list", name="Files to send")).to_contain_text("paste.txt")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name=re.compile("paste.txt"))).to_be_visible()
    [ask] = channel.service.asks
    assert ask.message is not None
    body = await channel.poster.download(ask.message.files[0], 10_000_000)
    assert body == ("Zeile äöü.\r\n" * 5000).encode()


async def test_a_long_message_is_shown_in_part_until_asked_for(page: Page) -> None:
    await say(page, "line\n" * 39 + "end")
    fold = page.get_by_role("button", name="Show all")
    await expect(fold).to_have_attribute("aria-expanded", "false")
    height = await page.locator(".text").evaluate("one => one.offsetHeight")
    await fold.click()
    await expect(page.get_by_role("button", name="Show less")).to_have_attribute("aria-expanded", "true")
    assert await page.locator(".text").evaluate("one => one.offsetHeight") > 2 * height


# ---- when something goes wrong ----------------------------------------------------------------------


async def test_an_empty_message_is_refused_in_words_by_the_box(channel: Channel, page: Page) -> None:
    await page.get_by_role("button", name="Send").click()
    problem = page.get_by_role("alert")
    await expect(problem).to_contain_text("nothing to send")
    assert channel.service.accepted == []
    await say(page, "https://a.example/x")
    await expect(problem).to_be_empty()


async def test_what_could_not_be_taken_in_stays_in_the_box_and_goes_once(
    channel: Channel, page: Page
) -> None:
    channel.service.broken = True
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("alert")).to_contain_text("Nothing is lost")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("https://a.example/x")
    channel.service.broken = False
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_have_count(1)
    await expect(page.locator(".message.mine")).to_have_count(1)
    assert len(channel.service.asks) == 1


async def test_an_answer_lost_on_the_way_back_makes_no_second_message(channel: Channel, page: Page) -> None:
    lost = 0

    async def lose_first(route: Route) -> None:
        nonlocal lost
        lost += 1
        if lost == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/messages", lose_first)
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")
    await expect(page.locator(".message.mine")).to_have_count(1)
    assert len(channel.service.asks) == 1


async def test_a_draft_outlives_a_reload(page: Page) -> None:
    await page.get_by_label("Message", exact=True).fill("not yet sent")
    await page.reload()
    await expect(page.get_by_label("Message", exact=True)).to_have_value("not yet sent")


async def test_a_reload_shows_everything_as_it_was(channel: Channel, page: Page) -> None:
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    await say(page, "/tldr https://a.example/y")
    await expect(page.locator(".ephemeral").get_by_text("Only visible to you")).to_be_visible()
    await expect(page.locator(".reading")).to_have_count(0)
    before = await page.locator("#threads").inner_text()
    await page.reload()
    assert await page.locator("#threads").inner_text() == before


async def test_what_was_missed_while_the_server_was_away_comes_when_it_is_back(
    chromium: Browser, tmp_path: Path
) -> None:
    database = tmp_path / "restarted.db"
    page = await chromium.new_page()
    async with serving(database) as before:
        port = before.gateway.port
        assert port is not None
        await page.goto(before.url)
        await say(page, "https://a.example/x")
        await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    lost = page.get_by_text("Connection lost")
    await expect(lost).to_be_visible(timeout=10_000)
    await say(page, "said meanwhile")
    await expect(page.get_by_role("alert")).to_contain_text("can't be reached")
    async with serving(database, port=port) as after:
        assert after.gateway.port == port
        await after.room.post(Reply(text="What you missed."), "missed")
        await expect(page.get_by_role("main").get_by_text("What you missed.")).to_be_visible(timeout=15_000)
        await expect(lost).to_be_hidden()
        await page.keyboard.press("Enter")
        await expect(page.locator(".message.mine").filter(has_text="said meanwhile")).to_have_count(1)
        await page.context.close()


async def test_another_database_behind_the_page_makes_it_start_anew(
    chromium: Browser, tmp_path: Path
) -> None:
    page = await chromium.new_page()
    async with serving(tmp_path / "first.db") as first:
        port = first.gateway.port
        assert port is not None
        await page.goto(first.url)
        await say(page, "in the first")
        await expect(page.locator(".message.mine")).to_have_count(1)
    async with serving(tmp_path / "second.db", port=port):
        await expect(page.locator(".message.mine")).to_have_count(0, timeout=15_000)
        await page.context.close()


async def test_a_page_nobody_looks_at_lets_go_of_its_line_and_catches_up_when_seen(
    channel: Channel, new_page: NewPage
) -> None:
    page = await new_page("about:blank")
    await page.clock.install()
    opened: list[str] = []
    page.on("request", lambda request: opened.append(request.url) if "/events" in request.url else None)
    await page.goto(channel.url)
    look = """(hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    await say(page, "before")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    async with page.expect_event("requestfailed", lambda request: "/events" in request.url):
        await page.evaluate(look, True)
        await page.clock.fast_forward(61_000)
    await channel.room.post(Reply(text="Said to nobody."), "k")
    await page.evaluate(look, False)
    await expect(page.get_by_role("main").get_by_text("Said to nobody.")).to_be_visible()
    assert len(opened) == 2


# ---- where one looks ------------------------------------------------------------------------------


async def test_what_others_say_does_not_move_the_page_but_is_pointed_to(
    channel: Channel, new_page: NewPage
) -> None:
    for number in range(30):
        await channel.room.say(Person("someone", "Guest 1234"), f"message {number}", f"e{number}")
    page = await new_page()
    await expect(page.get_by_text("message 29")).to_be_in_viewport()
    await page.evaluate("() => scrollTo(0, 0)")
    await channel.room.say(Person("someone", "Guest 1234"), "the newest", "newest")
    pointer = page.get_by_role("button", name="1 new message")
    await expect(pointer).to_be_visible()
    assert await page.evaluate("() => scrollY") == 0
    await pointer.click()
    await expect(page.get_by_role("main").get_by_text("the newest")).to_be_in_viewport()
    await expect(pointer).to_be_hidden()


async def test_earlier_messages_are_a_button_away(channel: Channel, new_page: NewPage) -> None:
    for number in range(45):
        await channel.room.say(Person("someone", "Guest 1234"), f"message {number}.", f"e{number}")
    page = await new_page()
    await expect(page.get_by_text("message 5.", exact=True)).to_be_attached()
    await expect(page.get_by_text("message 4.", exact=True)).to_have_count(0)
    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(page.get_by_text("message 0.", exact=True)).to_be_attached()
    await expect(page.get_by_role("button", name="Show earlier messages")).to_be_hidden()
    assert await page.locator(".thread").count() == 45


@pytest.mark.parametrize("width", [320, 375, 1440])
async def test_nothing_reaches_past_the_side(channel: Channel, new_page: NewPage, width: int) -> None:
    await channel.room.say(Person("someone", "Guest 1234"), "https://a.example/" + "x" * 300, "e1")
    long = replace(LOCK, headline="Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2)
    channel.service.reply = replace(ANSWER, sections=(long,), actions=tuple(Action))
    page = await new_page(width=width, height=800)
    await say(page, "y" * 400)
    await expect(page.get_by_role("figure").first).to_be_visible()
    await page.get_by_label("Message", exact=True).fill("/")
    assert await page.evaluate("() => document.documentElement.scrollWidth") <= width


async def test_the_box_stays_in_sight_and_grows_with_the_text(channel: Channel, new_page: NewPage) -> None:
    page = await new_page(width=375, height=700)
    await say(page, "https://a.example/x")
    box = page.get_by_label("Message", exact=True)
    low = await box.evaluate("one => one.offsetHeight")
    await box.fill("line\n" * 50)
    high = await box.evaluate("one => one.offsetHeight")
    assert low < high <= 0.45 * 700
    await expect(page.get_by_role("button", name="Send")).to_be_in_viewport()


# ---- for everybody --------------------------------------------------------------------------------

AUDIT = """() => {
    const found = [];
    const named = (one) => one.getAttribute("aria-label") || one.getAttribute("aria-labelledby")
        || one.textContent.trim() || (one.id && document.querySelector(`label[for="${one.id}"]`));
    const shown = (one) => one.checkVisibility();
    if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
    for (const role of ["header", "main", "footer"])
        if (document.querySelectorAll(`body > ${role}`).length !== 1) found.push(`not one ${role}`);
    for (const one of document.querySelectorAll("button, a[href], input, textarea, [role=menu], [role=listbox]"))
        if (shown(one) && !named(one)) found.push(`no name: ${one.outerHTML}`);
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push(`twice: #${id}`);
    for (const one of document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-controls]"))
        for (const name of ["aria-labelledby", "aria-describedby", "aria-controls"])
            for (const id of (one.getAttribute(name) ?? "").split(" ").filter(Boolean))
                if (!document.getElementById(id)) found.push(`${name} leads nowhere: ${id}`);
    let before = 0;
    for (const one of [...document.querySelectorAll("h1, h2, h3, h4")].filter(shown)) {
        const level = Number(one.tagName[1]);
        if (level > before + 1) found.push(`h${level} after h${before}: ${one.textContent}`);
        before = level;
    }
    for (const one of [...document.querySelectorAll("button, textarea, a.file")].filter(shown)) {
        const box = one.getBoundingClientRect();
        if (box.height < 24 || box.width < 24) found.push(`too small to hit: ${one.outerHTML.slice(0, 80)}`);
    }
    if (!document.documentElement.lang) found.push("no language");
    return found;
}"""

CONTRAST = """() => {
    const light = (color) => {
        const [r, g, b] = color.match(/[\\d.]+/g).slice(0, 3).map((one) => {
            const part = one / 255;
            return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (one) => {
        for (let at = one; at; at = at.parentElement) {
            const color = getComputedStyle(at).backgroundColor;
            if (!/, 0\\)$|transparent/.test(color)) return color;
        }
    };
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const one = node.parentElement;
        if (!node.textContent.trim() || !one.checkVisibility()) continue;
        if (one.closest(".visually-hidden, noscript, [aria-hidden=true]")) continue;
        const [a, b] = [light(getComputedStyle(one).color), light(behind(one))].sort((x, y) => y - x);
        const ratio = (a + 0.05) / (b + 0.05);
        if (ratio < 4.5) found.push(`${ratio.toFixed(2)}: ${node.textContent.trim().slice(0, 40)}`);
    }
    return found;
}"""


async def test_everything_has_a_name_a_place_and_an_order(channel: Channel, page: Page) -> None:
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    await say(page, "/tldr https://a.example/y")
    await expect(page.locator(".ephemeral").get_by_text("Only visible to you")).to_be_visible()
    await page.get_by_role("button", name="Actions for the message by You").click()
    assert await page.evaluate(AUDIT) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_all_words_stand_out_from_what_is_behind_them(
    channel: Channel, new_page: NewPage, scheme: Literal["light", "dark"]
) -> None:
    page = await new_page(scheme=scheme)
    noted = replace(LOCK, notes=("I could read 300 of about 600 words.",))
    channel.service.reply = replace(ANSWER, sections=(noted,), actions=tuple(Action))
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("alert")).not_to_be_empty()
    await page.get_by_role("button", name="Reply in thread").click()
    await page.get_by_label("Message", exact=True).fill("/")
    assert await page.evaluate(CONTRAST) == []


async def test_a_story_that_runs_from_right_to_left_is_set_so(channel: Channel, page: Page) -> None:
    arabic = replace(LOCK, headline="عودة العبّارة إلى النهر", language="ar")
    channel.service.reply = Reply(sections=(arabic,))
    await say(page, "https://a.example/x")
    heading = page.get_by_role("heading", name=arabic.headline)
    await expect(heading).to_have_attribute("lang", "ar")
    assert await heading.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert await page.locator("figure").first.evaluate("one => getComputedStyle(one).direction") == "rtl"


async def test_nothing_is_loaded_from_anywhere_else(channel: Channel, new_page: NewPage) -> None:
    page = await new_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(channel.url)
    await say(page, "https://a.example/x")
    await expect(page.get_by_role("heading", name=LOCK.headline)).to_be_visible()
    await page.goto(channel.url + "/example")
    assert len(asked) > 8
    assert all(url.startswith((channel.url, "data:")) for url in asked)
