"""A served channel and a real Chromium. Without one the tests are skipped, but never in CI."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, expect

from tests.browser.channel import Channel, serving
from tests.browser.chromium import find_chromium, start_chromium

# a loaded machine may take its time; a test that passes does not wait
expect.set_options(timeout=20_000)

NewPage = Callable[..., Awaitable[Page]]


# One browser for a module's tests, and so one event loop for them and their fixtures.


@pytest_asyncio.fixture(loop_scope="module")
async def channel(tmp_path: Path) -> AsyncIterator[Channel]:
    async with serving(tmp_path / "channel.db") as open_channel:
        yield open_channel


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    if find_chromium() is None:
        reason = "no Chromium found: set CHROMIUM to its path, or install Debian's chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with start_chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def new_page(chromium: Browser, channel: Channel) -> AsyncIterator[NewPage]:
    """Opens the channel as another person each time; a script's error fails the test."""
    errors: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # the browser itself notes every answer past 400, and every line that broke
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    async def open_page(
        url: str | None = None,
        width: int = 1440,
        height: int = 900,
        scheme: Literal["light", "dark"] = "light",
    ) -> Page:
        context = await chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", color_scheme=scheme
        )
        context.set_default_timeout(10_000)
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", on_console)
        await page.goto(url or channel.url)
        return page

    yield open_page
    for context in chromium.contexts:
        await context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(new_page: NewPage) -> Page:
    return await new_page()
