"""`nutgraf run`: puts the parts together and keeps them going until it is stopped.

A platform is on when its token is set. One that can't be used says why, in a sentence, and stops no
other; one that breaks is started again. Only where nothing is left to be asked by does the program end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.base import Accept, Gateway, Misconfigured, Poster
from adapters.discord.access import DiscordAccess
from adapters.discord.gateway import DiscordGateway
from adapters.discord.poster import DiscordPoster
from adapters.jobs.in_process import InProcessJobs
from adapters.local.gateway import LocalGateway
from adapters.local.poster import LocalPoster
from adapters.local.room import Room
from adapters.local.welcome import welcome
from adapters.slack.access import SlackAccess
from adapters.slack.gateway import SlackGateway
from adapters.slack.poster import SlackPoster
from adapters.store.database import only_one, upgrade
from adapters.store.digests import SqlDigests
from adapters.store.sql import SqlStore
from adapters.web import GuardedWeb
from adapters.workers import Workers
from bot.commands import vocabulary
from bot.delivery import Delivery
from bot.desk import Desk
from bot.digests import LONGEST
from bot.editions import Editor
from bot.feeds import Feeds
from bot.parts import reading_limits
from bot.reader import Reader
from bot.sections import Answering
from bot.service import Service
from bot.settings import Settings
from bot.timekeeping import Hours

KEEP_DOCUMENTS: Final = timedelta(days=30)
"""Pages read longer ago are forgotten."""

KEEP_NEWS: Final = timedelta(days=90)
"""And what digests showed, and entries that their feeds no longer have, longer ago than this."""

TICK_SECONDS: Final = 20.0
"""How often the clock is looked at between the hours of digests."""

_A_DAY: Final = 86_400.0

CONCURRENCY: Final = 128
"""Requests worked on at a time. So many may wait for a platform that says to come back later, before
others have to wait for them; how many pages are read at a time is limited elsewhere."""

LONGEST_PAUSE: Final = 60.0
"""Seconds between two starts of a platform that keeps breaking."""

log = structlog.get_logger()
Clock = Callable[[], datetime]
Announce = Callable[[str], None]


async def serve(
    engine: AsyncEngine,
    chosen: Settings,
    web: GuardedWeb,
    read: Workers,
    clock: Clock,
    announce: Announce,
    tick: float = TICK_SECONDS,
) -> None:
    """Serves until cancelled. Raises `Unusable` for a database that can't be used, and `Misconfigured`
    when no platform can."""
    with only_one(engine):
        await _serve(engine, chosen, web, read, clock, announce, tick)


async def _serve(
    engine: AsyncEngine,
    chosen: Settings,
    web: GuardedWeb,
    read: Workers,
    clock: Clock,
    announce: Announce,
    tick: float,
) -> None:
    await upgrade(engine)
    store, news = SqlStore(engine), SqlDigests(engine)
    room = Room(engine)
    async with AsyncExitStack() as open_parts:
        await open_parts.enter_async_context(web)
        await open_parts.enter_async_context(read)
        posters: dict[str, Poster] = {"local": LocalPoster(room)}
        local = LocalGateway(room, host=chosen.host, port=chosen.port, clock=clock)
        gateways: list[Gateway] = [local]
        if slack := slack_access(chosen):
            posters["slack"] = await open_parts.enter_async_context(SlackPoster(slack, clock))
            gateways.append(SlackGateway(slack, vocabulary(), clock))
        if discord := discord_access(chosen):
            posters["discord"] = await open_parts.enter_async_context(DiscordPoster(discord, clock))
            gateways.append(DiscordGateway(discord, vocabulary(), clock))
        reader = Reader(web, read, clock, reading_limits(chosen), store)
        feeds = Feeds(news, web, read.news, clock, timedelta(minutes=chosen.feed_minutes))
        delivery = Delivery(store, posters, clock)
        desk = Desk(news, feeds, Editor(news, feeds, reader, clock), delivery, posters, clock, reader.limit)
        service = Service(store, reader, delivery, desk, posters, clock, _answering(chosen))
        hours = Hours(news, posters.keys(), service.accept, service.retake, clock)
        service.jobs = jobs = InProcessJobs(service.work, concurrency=CONCURRENCY)
        try:
            async with asyncio.TaskGroup() as parts:
                parts.create_task(read.ready())
                parts.create_task(jobs.run())
                parts.create_task(keep_up(gateways, service.accept))
                await service.resume()
                parts.create_task(_keep_tidy(store, news, clock))
                parts.create_task(feeds.keep_reading(tick))
                parts.create_task(hours.keep(tick))
                await local.started.wait()
                _say_where(local, announce)
                await welcome(room, service.accept, clock())
        except ExceptionGroup as group:  # the first part that can't go on says why
            raise group.exceptions[0] from None


async def _keep_tidy(store: SqlStore, news: SqlDigests, clock: Clock) -> None:
    """Forgets what is too old, at the start and once a day."""
    while True:
        try:
            await store.purge_documents(clock() - KEEP_DOCUMENTS)
            await news.purge_news(clock() - KEEP_NEWS)
            for digest in await news.digests():
                await news.forget_links(digest.place, clock() - LONGEST)
        except Exception:
            log.exception("nothing forgotten", action="tidy_failed")
        await asyncio.sleep(_A_DAY)


def _say_where(local: LocalGateway, announce: Announce) -> None:
    if local.asked_port not in (0, local.port):
        announce(f"Port {local.asked_port} is taken, so I took a free one.")
    announce(f"The local channel is at {local.url} — open it in a browser and paste a link. Ctrl-C stops it.")


# ---- platforms --------------------------------------------------------------------------------


async def keep_up(
    gateways: Sequence[Gateway],
    accept: Accept,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Runs the gateways side by side; raises what ended the last of them."""
    running = {asyncio.create_task(_keep_up(gateway, accept, sleep)) for gateway in gateways}
    ended: Misconfigured | None = None
    try:
        while running:
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                ended = task.result()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    if ended is not None:
        raise ended


async def _keep_up(
    gateway: Gateway, accept: Accept, sleep: Callable[[float], Awaitable[None]]
) -> Misconfigured:
    """Runs one until it can't be used as it is set up; starts it again when it breaks."""
    pause = 1.0
    while True:
        try:
            await gateway.run(accept)
        except Misconfigured as error:
            log.error("platform is off", platform=gateway.name, why=str(error))
            return error
        except Exception:
            log.exception("platform broke off", platform=gateway.name, again_in_seconds=pause)
        await sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


# ---- settings as the parts take them ----------------------------------------------------------


def slack_access(chosen: Settings) -> SlackAccess | None:
    """None: Slack is off."""
    token, app, secret = chosen.slack_bot_token, chosen.slack_app_token, chosen.slack_signing_secret
    if token is None:
        return None
    return SlackAccess(
        bot_token=token.get_secret_value(),
        app_token=app.get_secret_value() if app else None,
        signing_secret=secret.get_secret_value() if secret else None,
        api_base_url=chosen.slack_api_base_url,
        http_host=chosen.slack_http_host,
        http_port=chosen.slack_http_port,
        reaction=None if chosen.slack_reaction == "off" else _without_tone(chosen.slack_reaction),
    )


def _without_tone(emoji: str) -> str:
    return emoji.strip(":").partition("::")[0]


def discord_access(chosen: Settings) -> DiscordAccess | None:
    """None: Discord is off."""
    if chosen.discord_token is None:
        return None
    return DiscordAccess(
        token=chosen.discord_token.get_secret_value(),
        message_content=chosen.discord_message_content,
        api_base_url=chosen.discord_api_base_url,
        gateway_url=chosen.discord_gateway_url,
        reaction=None if chosen.discord_reaction.lower() == "off" else chosen.discord_reaction,
    )


def _answering(chosen: Settings) -> Answering:
    return Answering(chosen.length, chosen.max_links, chosen.automatic_words, chosen.automatic_percent / 100)
