"""The whole product, all eight hops: `nutgraf run` as a process, a site on loopback, a person in Chromium."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from adapters import locale
from adapters.base import Reason
from tests import articles
from tests.web_server import Answer, Answers, WebServer

PROJECT = str(Path(__file__).parents[2])
pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


@dataclass
class Running:
    process: asyncio.subprocess.Process
    url: str


@asynccontextmanager
async def nutgraf_run(folder: Path, allow: str) -> AsyncIterator[Running]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=os.environ
        | {"PYTHONPATH": PROJECT, "NUTGRAF_PORT": "0", "NUTGRAF_WORKERS": "1", "NUTGRAF_LOG_LEVEL": "error"}
        | {"NUTGRAF_FETCH_ALLOW": allow},
    )
    assert process.stderr is not None
    said = (await process.stderr.readline()).decode()
    found = re.search(r"http://\S+", said)
    assert found, said
    try:
        yield Running(process, found[0])
    finally:
        if process.returncode is None:
            process.kill()
        rest = (await process.communicate())[1].decode()
        assert "Traceback" not in rest, rest


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def site() -> AsyncIterator[WebServer]:
    pages: Answers = {
        "/bridge": Answer(articles.page().encode()),
        "/second": Answer(articles.page("A second story about the bridge").encode()),
        "/gone": Answer(b"gone", status=404),
        "/empty": Answer(b"<html><body><script>go()</script></body></html>"),
        "/picture": Answer(b"\x89PNG", headers=(("Content-Type", "image/png"),)),
    }
    async with WebServer(pages) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def running(site: WebServer, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with nutgraf_run(tmp_path_factory.mktemp("run"), site.authority) as one:
        yield one


@pytest_asyncio.fixture(loop_scope="module")
async def page(chromium: Browser, running: Running) -> AsyncIterator[Page]:
    context = await chromium.new_context(reduced_motion="reduce")
    context.set_default_timeout(20_000)
    opened = await context.new_page()
    await opened.goto(running.url)
    yield opened
    await context.close()


async def say(page: Page, text: str) -> Locator:
    """Sends it, and gives the thread that begins with it; a thread holds its own message first."""
    before = await page.locator("li.thread").count()
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")
    return page.locator("li.thread").nth(before)


def answer_in(thread: Locator) -> Locator:
    return thread.get_by_role("list", name="Thread").get_by_role("article", name="Nutgraf").first


async def test_the_worked_example_is_answered_in_the_welcome_messages_thread(page: Page) -> None:
    answer = answer_in(page.locator("li.thread").first)
    await expect(answer).to_contain_text(locale.text("quotes"))
    assert await answer.get_by_role("figure").count() >= 2


async def test_a_pasted_link_is_answered_in_its_thread(page: Page, site: WebServer) -> None:
    answer = answer_in(await say(page, f"http://{site.authority}/bridge"))
    await expect(answer.get_by_role("link", name=articles.HEADLINE)).to_have_attribute(
        "href", f"http://{site.authority}/bridge"
    )
    await expect(answer).to_contain_text("By Maja Lund · The Orford Tide · 14 October 2026 · English")
    await expect(answer).to_contain_text(articles.PARAGRAPHS[0])


async def test_everything_shown_of_a_source_is_in_it_word_for_word(page: Page, site: WebServer) -> None:
    answer = answer_in(await say(page, f"see http://{site.authority}/bridge."))
    await expect(answer.get_by_role("figure").first).to_be_visible()
    shown = [*await answer.locator("ul.sentences li").all_inner_texts()]
    shown += await answer.locator("blockquote").all_inner_texts()
    assert len(shown) >= 4
    source = "\n".join(articles.PARAGRAPHS)
    for words in shown:
        for run in words.split(" … "):
            assert run.strip() in source


async def test_a_pasted_article_is_answered_in_its_thread(page: Page) -> None:
    answer = answer_in(await say(page, articles.TEXT))
    await expect(answer).to_contain_text(articles.HEADLINE)
    await expect(answer.get_by_role("figure").first).to_contain_text("Helena Marsh")


async def test_a_dropped_file_is_answered_in_its_thread(page: Page) -> None:
    before = await page.locator("li.thread").count()
    await page.locator("input[type=file]").set_input_files(
        {"name": "bridge.html", "mimeType": "text/html", "buffer": articles.page().encode()}
    )
    await page.get_by_role("button", name="Send").click()
    answer = answer_in(page.locator("li.thread").nth(before))
    await expect(answer).to_contain_text("By Maja Lund")


async def test_several_links_make_one_reply_with_a_section_each(page: Page, site: WebServer) -> None:
    links = f"<http://{site.authority}/bridge|the bridge> and (http://{site.authority}/second)"
    answer = answer_in(await say(page, links))
    await expect(answer.get_by_role("heading", name=articles.HEADLINE)).to_be_visible()
    await expect(answer.get_by_role("heading", name="A second story about the bridge")).to_be_visible()


async def test_a_command_is_answered_to_the_asker_alone_until_it_is_shared(
    page: Page, site: WebServer
) -> None:
    await page.get_by_label("Message", exact=True).fill(f"/tldr http://{site.authority}/second")
    await page.keyboard.press("Enter")
    private = page.locator("article.ephemeral").last
    await expect(private).to_contain_text("Only visible to you")
    before = await page.locator("li.thread").count()
    await private.get_by_role("button", name="Share in channel").click()
    shared = page.locator("li.thread").nth(before)
    await expect(shared.locator("article").first).to_contain_text("A second story about the bridge")
    await expect(answer_in(shared)).to_contain_text(articles.PARAGRAPHS[0])


async def test_longer_and_delete_work_on_the_answer_in_place(page: Page, site: WebServer) -> None:
    answer = answer_in(await say(page, f"once more http://{site.authority}/bridge"))
    sentences = answer.locator("ul.sentences li")
    await expect(sentences.first).to_be_visible()
    usual = await sentences.count()
    await answer.get_by_role("button", name="Longer").click()
    await expect(sentences).not_to_have_count(usual)
    assert await sentences.count() > usual
    await answer.get_by_role("button", name="Delete").click()
    await expect(answer).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/gone", Reason.NOT_FOUND),
        ("/empty", Reason.NOTHING_TO_READ),
        ("/picture", Reason.NOT_A_PAGE),
    ],
)
async def test_a_link_that_cannot_be_read_gets_its_sentence_in_the_thread(
    page: Page, site: WebServer, path: str, reason: Reason
) -> None:
    answer = answer_in(await say(page, f"http://{site.authority}{path}"))
    await expect(answer).to_contain_text(locale.problem(reason, "127.0.0.1"))


async def test_a_private_address_gets_its_sentence_and_no_connection(page: Page) -> None:
    async with WebServer() as inside:
        answer = answer_in(await say(page, f"http://{inside.authority}/secret"))
        await expect(answer).to_contain_text("private network address")
        assert inside.connections == 0


async def test_small_talk_and_gibberish_get_a_sentence_too(page: Page) -> None:
    await expect(answer_in(await say(page, "@nutgraf"))).to_contain_text("Send me a link")
    await expect(answer_in(await say(page, "hello there"))).to_contain_text("I see no link")
    gibberish = "zxqv brtl kfjd wplm nqrs tvbx hjkl zdfg " * 5
    await expect(answer_in(await say(page, gibberish))).to_contain_text("in any language I know")


async def test_five_megabytes_of_text_get_a_sentence_that_tells_the_limit(page: Page) -> None:
    before = await page.locator("li.thread").count()
    await page.get_by_label("Message", exact=True).evaluate(
        """(box, text) => {
            box.value = text.repeat(Math.ceil(5_000_000 / text.length));
            box.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        articles.TEXT,
    )
    await page.get_by_label("Message", exact=True).press("Enter")
    thread = page.locator("li.thread").nth(before)
    await expect(answer_in(thread)).to_contain_text("1,000,000 characters", timeout=30_000)


async def test_what_was_in_progress_when_the_process_died_is_answered_after_the_next_start(
    chromium: Browser, tmp_path: Path
) -> None:
    slow = Answer(articles.page().encode(), pause=3600)
    async with WebServer({"/slow": slow}) as site:
        context = await chromium.new_context(reduced_motion="reduce")
        context.set_default_timeout(20_000)
        page = await context.new_page()
        async with nutgraf_run(tmp_path, site.authority) as first:
            await page.goto(first.url)
            await expect(answer_in(page.locator("li.thread"))).to_contain_text(locale.text("quotes"))
            thread = await say(page, f"http://{site.authority}/slow")
            await expect(thread).to_contain_text("Nutgraf is reading")
            first.process.kill()
        site.answers["/slow"] = Answer(articles.page().encode())
        async with nutgraf_run(tmp_path, site.authority) as second:
            await page.goto(second.url)
            thread = page.locator("li.thread").last
            await expect(answer_in(thread)).to_contain_text(articles.PARAGRAPHS[0])
            await expect(thread.get_by_role("article", name="Nutgraf")).to_have_count(1)
        await context.close()
