"""The commands about digests in a terminal: a preview, and OPML in and out.

They work on the same database as `nutgraf run`, and beside it while it runs. A channel is named like
slack:C0123ABCD, with its workspace where two have one of that name; where there is one digest alone, it
is meant.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, NoReturn

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters import locale, terminal
from adapters.base import Digest, Person, Place, Refused, Reply
from adapters.links import find_links
from adapters.store.database import open_database, upgrade
from adapters.store.digests import SqlDigests
from adapters.store.sql import SqlStore
from adapters.workers import Workers
from bot import digests, logs, settings
from bot.console import chosen_settings, say, stop
from bot.desk import MOST_FEEDS, title_of
from bot.editions import Draft, Editor
from bot.feeds import Feeds
from bot.parts import limits_of, now, run, web_of
from bot.reader import Reader
from bot.serve import reading_limits
from bot.settings import Settings
from summarizer.model import Unreadable

digest: Final = typer.Typer(no_args_is_help=True, help="See what a news digest would hold.")
feeds: Final = typer.Typer(no_args_is_help=True, help="Carry the feeds of a digest in and out, as OPML.")

OPERATOR: Final = Person("", "the operator")
"""Who is told by the log alone."""

LOCAL: Final = Place("local", "local", "general")

_Channel = Annotated[
    str | None,
    typer.Option(metavar="PLATFORM:CHANNEL", help="Whose digest, such as local or slack:C0123ABCD."),
]


# ---- nutgraf digest preview ---------------------------------------------------------------------


@digest.command("preview")
def preview_command(
    sources: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FEED|SITE]...", help="Feeds to try, instead of those of a digest."),
    ] = None,
    channel: _Channel = None,
) -> None:
    """Print what a digest would hold if it came now. Nothing is posted.

    With addresses of feeds or sites it shows a digest of those, and changes nothing.
    """
    chosen = _begun()
    work = _try_out(chosen, sources) if sources else _preview(chosen, channel)
    raise typer.Exit(run(work) or 0)


async def _preview(chosen: Settings, channel: str | None) -> int:
    async with _opened(chosen, chosen.database_url.get_secret_value()) as desk:
        wanted = await _digest(desk.news, channel)
        _print(desk, wanted, await desk.editor.draft(wanted))
    return 0


async def _try_out(chosen: Settings, sources: Sequence[str]) -> int:
    """A digest of its own, in a database that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="nutgraf-") as folder:
        async with _opened(chosen, f"sqlite:///{folder}/preview.db") as desk:
            wanted = await desk.news.open_digest(LOCAL, OPERATOR, now())
            found = 0
            for source in sources:
                try:
                    await desk.feeds.add(wanted.id, await desk.feeds.find(source), OPERATOR)
                    found += 1
                except Refused as refused:
                    problem = locale.feed_problem(refused.reason, desk.reader.limit(refused.reason))
                    say(f"{source} can't be read: {problem}.")
            if not found:
                return 1
            _print(desk, wanted, await desk.editor.draft(wanted))
            return 0 if found == len(sources) else 1


def _print(desk: _Desk, wanted: Digest, draft: Draft) -> None:
    console = Console(highlight=False)
    if draft.sections:
        console.print(terminal.render(draft.reply(digests.local_day(wanted.schedule, draft.until))))
    else:
        console.print(terminal.render(Reply(text=locale.text("digest quiet"))))
    for one in draft.members:
        if one.feed.problem is not None:
            problem = locale.feed_problem(one.feed.problem, desk.reader.limit(one.feed.problem))
            say(locale.text("digest missing", title=title_of(one.feed), problem=problem))


# ---- nutgraf feeds import, export ---------------------------------------------------------------


@feeds.command("import")
def import_command(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="OPML; - reads standard input.")],
    channel: _Channel = None,
) -> None:
    """Add the feeds of an OPML file to a channel's digest.

    They are read by [bold]nutgraf run[/], within a minute where it runs already.
    """
    chosen = _begun()
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        stop(f"{file} can't be read: {error.strerror or error}.", 1)
    raise typer.Exit(run(_import(chosen, body, file, channel)) or 0)


async def _import(chosen: Settings, body: bytes, name: str, channel: str | None) -> int:
    from summarizer.reading.opml import read_opml

    try:
        listed = read_opml(body)
    except Unreadable:
        stop(f"{name} is no OPML file.", 1)
    async with _store(chosen) as news:
        place = await _place(news, channel)
        wanted = await news.open_digest(place, OPERATOR, now())
        there = len(await news.members(wanted.id))
        added = known = passed = over = 0
        for url, _ in listed:
            links = find_links(url)
            if not links or links[0].url != url:
                passed += 1
            elif there + added >= MOST_FEEDS:
                over += 1
            else:
                _, new = await news.add_feed(wanted.id, url, OPERATOR, now())
                added, known = added + new, known + (not new)
    parts = [f"{added} added"]
    parts += [f"{known} there already"] if known else []
    parts += [f"{passed} without an http address passed over"] if passed else []
    parts += [f"{over} left out, since a digest reads {MOST_FEEDS} at most"] if over else []
    say(f"Feeds of the digest of {_named(place)}: {', '.join(parts)}.")
    return 1 if over else 0


@feeds.command("export")
def export_command(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="Where to write; - is standard output.")
    ] = "-",
    channel: _Channel = None,
) -> None:
    """Write the feeds of a channel's digest as OPML, which every feed reader takes."""
    body, count = run(_export(_begun(), channel)) or (b"", 0)
    if file == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        Path(file).write_bytes(body)
    except OSError as error:
        stop(f"{file} can't be written: {error.strerror or error}.", 1)
    say(f"{count} feeds written to {file}.")


async def _export(chosen: Settings, channel: str | None) -> tuple[bytes, int]:
    from summarizer.reading.opml import write_opml

    async with _store(chosen) as news:
        wanted = await _digest(news, channel)
        members = await news.members(wanted.id)
    return write_opml([(one.feed.url, one.feed.title) for one in members], "Nutgraf", now()), len(members)


# ---- what they share ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Desk:
    news: SqlDigests
    feeds: Feeds
    reader: Reader
    editor: Editor


def _begun() -> Settings:
    chosen = chosen_settings()
    logs.to_stderr("error", chosen.log_format, settings.secrets(chosen))
    return chosen


@asynccontextmanager
async def _store(chosen: Settings) -> AsyncIterator[SqlDigests]:
    engine = await _database(chosen.database_url.get_secret_value())
    try:
        await upgrade(engine)
        yield SqlDigests(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _opened(chosen: Settings, database: str) -> AsyncIterator[_Desk]:
    engine = await _database(database)
    try:
        await upgrade(engine)
        async with web_of(chosen) as web, Workers(chosen.ranker, chosen.workers, limits_of(chosen)) as read:
            news = SqlDigests(engine)
            reader = Reader(web, read, now, reading_limits(chosen), SqlStore(engine))
            found = Feeds(news, web, read.news, now, timedelta(minutes=chosen.feed_minutes))
            yield _Desk(news, found, reader, Editor(news, found, reader, now))
    finally:
        await engine.dispose()


async def _database(url: str) -> AsyncEngine:
    try:
        return await open_database(url)
    except ValueError as error:
        stop(f"NUTGRAF_DATABASE_URL can't be used: {error}", 2)


async def _digest(news: SqlDigests, channel: str | None) -> Digest:
    """The digest that is meant; where there is none the command stops."""
    there = await news.digests()
    found = [one for one in there if channel is None or _is(one.place, channel)]
    if len(found) == 1:
        return found[0]
    if not there:
        stop("There is no digest yet. `/digest add` in a channel, or `nutgraf feeds import`, begins one.", 1)
    return _which(found or there, channel)


async def _place(news: SqlDigests, channel: str | None) -> Place:
    """The channel that is meant, which need not have a digest."""
    there = await news.digests()
    found = [one.place for one in there if channel is None or _is(one.place, channel)]
    if len(found) == 1:
        return found[0]
    if channel == "local" or (channel is None and not there):
        return LOCAL
    platform, _, rest = (channel or "").partition(":")
    workspace, slash, name = rest.partition("/")
    if not found and platform in ("slack", "discord") and slash and workspace and name:
        return Place(platform, workspace, name)
    return _which(there, channel)


def _which(there: Sequence[Digest], channel: str | None) -> NoReturn:
    named = ", ".join(_named(one.place) for one in there) or "none"
    wanted = f"no digest is that of {channel}" if channel else "there is more than one digest"
    stop(
        f"Say whose digest is meant with --channel, since {wanted}. There are: {named}. A channel without "
        "one is named with its workspace, such as slack:T0123/C0123.",
        2,
    )


def _is(place: Place, channel: str) -> bool:
    return channel in (f"{place.platform}:{place.channel}", _named(place))


def _named(place: Place) -> str:
    return "local" if place.platform == "local" else f"{place.platform}:{place.workspace}/{place.channel}"
