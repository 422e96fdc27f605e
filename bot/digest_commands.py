"""The commands about digests in a terminal: a preview, and OPML in and out.

They work on the same database as `nutgraf run`, and beside it while it runs. A channel is named like
slack:C0123ABCD, with its workspace where two have one of that name; where there is one digest alone, it
is meant.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console

from adapters import locale, terminal
from adapters.base import Digest, Person, Place, Reason, Refused, Reply
from adapters.workers import Workers
from bot import digests, logs, settings
from bot.console import chosen_settings, say, stop
from bot.desk import MOST_FEEDS, title_of
from bot.editions import Draft, Editor
from bot.feeds import Feeds
from bot.parts import limits_of, now, reading_limits, run, web_of
from bot.reader import Reader
from bot.settings import Settings
from summarizer.model import Unreadable

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from adapters.store.digests import SqlDigests

digest: Final = typer.Typer(no_args_is_help=True, help="See what a news digest would hold.")
feeds: Final = typer.Typer(no_args_is_help=True, help="Carry the feeds of a digest in and out, as OPML.")

OPERATOR: Final = Person("", "the operator")
"""Who is told by the log alone."""

LOCAL: Final = Place("local", "local", "general")

_NAMED: Final = re.compile(r"(?P<platform>slack|discord):(?P<workspace>[^/\s]+)/(?P<channel>[^/\s]+)")

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
    if sources and channel:
        stop("Give either the feeds to try or the --channel whose digest is meant.", 2)
    code = run(_try_out(chosen, sources) if sources else _preview(chosen, channel))
    raise typer.Exit(1 if code is None else code)


async def _preview(chosen: Settings, channel: str | None) -> int:
    async with _opened(chosen, chosen.database_url.get_secret_value()) as desk:
        wanted = await _digest(desk.news, channel, chosen)
        _print(desk, wanted, await desk.editor.draft(wanted), locale.text("digest quiet"))
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
                    if refused.reason is Reason.PRIVATE_ADDRESS:
                        say("NUTGRAF_FETCH_ALLOW names the hosts of a private network that may be read.")
            if not found:
                return 1
            quiet = "Nothing there is from the last day, so a first digest of it would hold nothing."
            _print(desk, wanted, await desk.editor.draft(wanted), quiet)
            return 0 if found == len(sources) else 1


def _print(desk: _Desk, wanted: Digest, draft: Draft, quiet: str) -> None:
    """`quiet` is what is said where nothing is new."""
    console = Console(highlight=False)
    if draft.sections:
        console.print(terminal.render(draft.reply(digests.local_day(wanted.schedule, draft.until))))
    else:
        console.print(terminal.render(Reply(text=quiet)))
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
    if file == "-" and sys.stdin is None:
        stop("There is no standard input to read.", 1)
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        stop(f"{file} can't be read: {error.strerror or error}.", 1)
    code = run(_import(chosen, body, "Standard input" if file == "-" else file, channel))
    raise typer.Exit(1 if code is None else code)


async def _import(chosen: Settings, body: bytes, name: str, channel: str | None) -> int:
    from summarizer.reading.feeds.opml import read_opml

    try:
        listed = read_opml(body)
    except Unreadable:
        stop(f"{name} is no OPML.", 1)
    if not listed:
        stop(f"{name} lists no feeds with an http or https address.", 1)
    async with _store(chosen) as news:
        place = await _place(news, channel)
        wanted = await news.open_digest(place, OPERATOR, now())
        there = {one.feed.url for one in await news.members(wanted.id)}
        new = [url for url, _ in listed if url not in there]
        added = new[: max(MOST_FEEDS - len(there), 0)]
        for url in added:
            await news.add_feed(wanted.id, url, OPERATOR, now())
    over = len(new) - len(added)
    counts = [f"{_feeds(len(added))} added to the digest of {_channel(place)}"]
    counts += [f"{len(listed) - len(new)} there already"] if len(listed) > len(new) else []
    counts += [f"{over} left out, since a digest reads {MOST_FEEDS} at most"] if over else []
    say(f"{', '.join(counts)}.")
    if wanted.schedule is None:
        say("It has no hour yet: write `/digest at 08:30 Europe/Berlin weekdays` in the channel.")
    return 1 if over else 0


@feeds.command("export")
def export_command(
    file: Annotated[
        str, typer.Argument(metavar="[FILE|-]", help="Where to write; - is standard output.")
    ] = "-",
    channel: _Channel = None,
) -> None:
    """Write the feeds of a channel's digest as OPML, which every feed reader takes."""
    made = run(_export(_begun(), channel))
    if made is None:
        raise typer.Exit(1)
    body, count = made
    if file == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        Path(file).write_bytes(body)
    except OSError as error:
        stop(f"{file} can't be written: {error.strerror or error}.", 1)
    say(f"{_feeds(count)} written to {file}.")


async def _export(chosen: Settings, channel: str | None) -> tuple[bytes, int]:
    from summarizer.reading.feeds.opml import write_opml

    async with _store(chosen) as news:
        wanted = await _digest(news, channel, chosen)
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
    from adapters.store.database import upgrade
    from adapters.store.digests import SqlDigests

    engine = await _database(chosen.database_url.get_secret_value())
    try:
        await upgrade(engine)
        yield SqlDigests(engine)
    finally:
        await engine.dispose()


@asynccontextmanager
async def _opened(chosen: Settings, database: str) -> AsyncIterator[_Desk]:
    from adapters.store.database import upgrade
    from adapters.store.digests import SqlDigests
    from adapters.store.sql import SqlStore

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
    from adapters.store.database import open_database

    try:
        return await open_database(url)
    except ValueError as error:
        stop(f"NUTGRAF_DATABASE_URL can't be used: {error}", 2)


async def _digest(news: SqlDigests, channel: str | None, chosen: Settings) -> Digest:
    """The digest that is meant; where there is none the command stops."""
    there = await news.digests()
    if not there:
        from adapters.store.database import normalise

        # a command in another folder than that of `nutgraf run` looks into another file
        path = normalise(chosen.database_url.get_secret_value()).removeprefix("sqlite:///")
        stop(
            f"There is no digest in the database {path} yet. `/digest add` in a channel, or "
            "`nutgraf feeds import`, begins one.",
            1,
        )
    found = [one for one in there if channel is None or _is(one.place, channel)]
    if len(found) != 1:
        stop(_which(there, channel), 2)
    return found[0]


async def _place(news: SqlDigests, channel: str | None) -> Place:
    """The channel that is meant, which need not have a digest."""
    there = await news.digests()
    found = [one.place for one in there if channel is None or _is(one.place, channel)]
    if not found and (channel == "local" or channel is None):
        return LOCAL
    if not found and (named := _NAMED.fullmatch(channel or "")):
        return Place(named["platform"], named["workspace"], named["channel"])
    if len(found) != 1:
        stop(
            f"{_which(there, channel)} A channel that has none yet is named with its workspace, such as "
            "slack:T0123ABCD/C0123ABCD.",
            2,
        )
    return found[0]


def _which(there: Sequence[Digest], channel: str | None) -> str:
    named = ", ".join(_named(one.place) for one in there)
    if channel is None:
        return f"There is more than one digest: say whose is meant with --channel. There are: {named}."
    alike = sum(_is(one.place, channel) for one in there)
    wanted = f"More than one digest is that of {channel}" if alike else f"No digest is that of {channel}"
    return f"{wanted}. There are: {named}." if there else f"{wanted}."


def _is(place: Place, channel: str) -> bool:
    return channel in (f"{place.platform}:{place.channel}", _named(place))


def _named(place: Place) -> str:
    return "local" if place.platform == "local" else f"{place.platform}:{place.workspace}/{place.channel}"


def _feeds(count: int) -> str:
    return "1 feed" if count == 1 else f"{count} feeds"


def _channel(place: Place) -> str:
    return "the local channel" if place.platform == "local" else _named(place)
