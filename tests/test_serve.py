"""How platforms are kept going: one that can't be used stops no other, one that breaks comes back."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from adapters.base import Accept, Incoming, Misconfigured, Receipt
from bot.serve import LONGEST_PAUSE, discord_access, keep_up, slack_access
from bot.settings import Settings


async def accept(incoming: Incoming) -> Receipt:
    return Receipt(private=False)


@dataclass
class Platform:
    """Ends each run as `runs` says; past those it serves until cancelled."""

    name: str
    runs: list[Exception] = field(default_factory=list)
    started: int = 0
    serving: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, accept: Accept) -> None:
        self.started += 1
        if self.runs:
            raise self.runs.pop(0)
        self.serving.set()
        await asyncio.Event().wait()


class Pauses:
    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def kept_up(*platforms: Platform, until: Platform) -> Pauses:
    pauses = Pauses()
    running = asyncio.create_task(keep_up(platforms, accept, pauses))
    await asyncio.wait_for(until.serving.wait(), 5)
    assert not running.done()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    return pauses


async def test_a_platform_that_cannot_be_used_stops_no_other() -> None:
    broken, whole = Platform("slack", [Misconfigured("the token is wrong")]), Platform("local")
    await kept_up(broken, whole, until=whole)
    assert broken.started == 1


async def test_a_platform_that_breaks_is_started_again_after_growing_pauses() -> None:
    shaky = Platform("discord", [ConnectionError("gone") for _ in range(9)])
    pauses = await kept_up(shaky, until=shaky)
    assert pauses.seconds == [1, 2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]


async def test_where_no_platform_can_be_used_the_last_one_says_why() -> None:
    with pytest.raises(Misconfigured, match="wrong"):
        await keep_up([Platform("slack", [Misconfigured("the token is wrong")])], accept, Pauses())


def test_a_platform_is_on_when_its_token_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("SLACK_BOT_TOKEN", "DISCORD_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    assert slack_access(Settings()) is None
    assert discord_access(Settings()) is None
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_REACTION", ":eyes::skin-tone-2:")
    monkeypatch.setenv("DISCORD_TOKEN", "a.b.c")
    monkeypatch.setenv("DISCORD_REACTION", "off")
    slack, discord = slack_access(Settings()), discord_access(Settings())
    assert slack is not None
    assert (slack.bot_token, slack.reaction) == ("xoxb-1", "eyes")
    assert discord is not None
    assert (discord.token, discord.reaction) == ("a.b.c", None)
