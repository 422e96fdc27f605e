"""The command line, and the composition root: the one place that knows every concrete part.

Exit codes: 0 done, 1 something failed, 2 the command or a setting was wrong. Answers go to standard
output, everything else to standard error.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn

import structlog
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters import locale, terminal
from adapters.base import Reason, Refused, Reply, Section
from adapters.jobs.in_process import InProcessJobs
from adapters.links import find_links
from adapters.local import LocalGateway, LocalPoster, Room, welcome
from adapters.store.database import Unusable, only_one, open_database, upgrade
from adapters.store.sql import SqlStore
from adapters.threads import in_daemon
from adapters.web import GuardedWeb
from adapters.workers import Limits, Workers
from bot import batch, compose, settings
from bot.commands import WantedLink
from bot.reader import Reader, ReadingLimits, label
from bot.service import Answering, Service
from bot.settings import Settings
from summarizer.model import Document, Length, Raw, Summary, Wish

KEEP_DOCUMENTS: Final = timedelta(days=30)
"""Pages read longer ago are forgotten at the start."""

log = structlog.get_logger()

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Nutgraf reads a story and answers with its own sentences and its key quotes, word for word.",
    epilog=(
        "Try [bold]nutgraf summarize https://example.org/story[/], or [bold]nutgraf run[/] and open the "
        "local channel in a browser. Settings come from the environment or .env: see .env.example."
    ),
)


def main() -> None:
    """The console command."""
    try:
        app()
    except BrokenPipeError:
        # whoever read our output has seen enough; do not fail again when Python flushes at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"nutgraf {version('nutgraf')}")  # noqa: T201 - this is the command's answer
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


# ---- nutgraf run ------------------------------------------------------------------------------


@app.command("run")
def run_command() -> None:
    """Serve the local channel in the browser, until Ctrl-C."""
    chosen = _settings()
    _log_to_stderr(chosen.log_level, chosen.log_format)
    for sentence in settings.unknown(os.environ):
        log.warning(sentence)
    _run(_serve(chosen))


async def _serve(chosen: Settings) -> None:
    try:
        engine = await open_database(chosen.database_url.get_secret_value())
    except ValueError as error:
        _stop(f"NUTGRAF_DATABASE_URL can't be used: {error}", 2)
    try:
        with only_one(engine):
            await _serve_from(engine, chosen)
    finally:
        await engine.dispose()


async def _serve_from(engine: AsyncEngine, chosen: Settings) -> None:
    try:
        await upgrade(engine)
        store = SqlStore(engine)
        room = Room(engine)
        async with _web(chosen) as web, Workers(chosen.ranker, chosen.workers, _limits(chosen)) as read:
            await store.purge_documents(_now() - KEEP_DOCUMENTS)
            reader = Reader(web, read, _now, _reading(chosen), store)
            posters = {"local": LocalPoster(room)}
            service = Service(store, reader, posters, _now, Answering(chosen.length, chosen.max_links))
            service.jobs = jobs = InProcessJobs(service.work, concurrency=2 * chosen.workers)
            local = LocalGateway(room, host=chosen.host, port=chosen.port, clock=_now)
            async with asyncio.TaskGroup() as parts:
                parts.create_task(read.ready())
                parts.create_task(jobs.run())
                parts.create_task(_listen(local, service))
                await local.started.wait()
                _announce(local)
                await service.resume()
                await welcome(room, service.accept, _now())
    except ExceptionGroup as group:  # the first part that can't go on says why
        raise group.exceptions[0] from None


async def _listen(local: LocalGateway, service: Service) -> None:
    try:
        await local.run(service.accept)
    except OSError as error:
        where = f"NUTGRAF_HOST={local.host}, NUTGRAF_PORT={local.asked_port}"
        raise OSError(f"the local channel can't listen there ({where}): {error.strerror or error}") from error


def _announce(local: LocalGateway) -> None:
    if local.asked_port not in (0, local.port):
        _say(f"Port {local.asked_port} is taken, so I took a free one.")
    _say(f"The local channel is at {local.url} — open it in a browser and paste a link. Ctrl-C stops it.")


# ---- nutgraf summarize ------------------------------------------------------------------------


@app.command("summarize")
def summarize_command(
    sources: Annotated[
        list[str], typer.Argument(metavar="URL|FILE|-", help="Addresses or files; - reads standard input.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a source, as batch writes it.")
    ] = False,
    sentences: Annotated[int | None, typer.Option(min=1, help="That many sentences.")] = None,
    words: Annotated[int | None, typer.Option(min=1, help="About that many words.")] = None,
    length: Annotated[Length | None, typer.Option(help="How long in general.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="The language, where detection is not wanted.")
    ] = None,
) -> None:
    """Summarise pages, files or standard input, here in the terminal.

    The sentences and the key quotes are the source's own, word for word.
    """
    chosen = _settings()
    _log_to_stderr("error", chosen.log_format)
    wish = Wish(length or chosen.length, sentences, words, language)
    code = _run(_summarize(chosen, sources, wish, as_json))
    raise typer.Exit(1 if code is None else code)


async def _summarize(chosen: Settings, sources: list[str], wish: Wish, as_json: bool) -> int:
    console, errors = Console(highlight=False), Console(stderr=True, highlight=False)
    failed = 0
    async with _web(chosen) as web, Workers(chosen.ranker, 1, _limits(chosen)) as read:
        reader = Reader(web, read, _now, _reading(chosen))
        for number, source in enumerate(sources):
            try:
                document, summary = await _read_one(reader, source, wish)
            except (Refused, batch.BadLine, RuntimeError) as error:
                failed += 1
                section = Section(_name(source), problem=_sentence(reader, source, error))
                if as_json:
                    _print_line(batch.encoded(batch.failed(source, section.problem or "")))
                else:
                    errors.print(terminal.render(Reply((section,))))
                continue
            if as_json:
                extra = {"url": document.url, "words": summary.words}
                _print_line(batch.encoded(batch.record(source, document, summary) | extra))
                continue
            if number:
                console.rule(style="dim")
            section = compose.section(document, summary, _name(source), wish)
            console.print(terminal.render(Reply((section,))))
    return 1 if failed else 0


async def _read_one(reader: Reader, source: str, wish: Wish) -> tuple[Document, Summary]:
    """Raises `Refused`, or `BadLine` where there is no such file."""
    links = find_links(source)
    if links and links[0].url == source:
        return await reader(WantedLink(source), wish)
    if source == "-":
        chunks: list[bytes] = []
        while chunk := await _read_input():
            chunks.append(chunk)
        return await reader.source(Raw(b"".join(chunks), name="-"), wish)
    try:
        raw = await in_daemon(partial(batch.raw_file, Path(source)), "file")
    except batch.BadLine:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise batch.BadLine(f"{source} can't be read: {reason}.") from error
    return await reader.source(raw, wish)


def _sentence(reader: Reader, source: str, error: Exception) -> str:
    if isinstance(error, batch.BadLine):
        return str(error)
    reason = error.reason if isinstance(error, Refused) else Reason.INTERNAL
    log.debug("not read", source=_name(source), cause=str(error))
    return compose.failed(_name(source), reason, reader.limit(reason)).problem or ""


def _name(source: str) -> str:
    if source == "-":
        return locale.text("standard input")
    return label(WantedLink(source)) if find_links(source) else source


def _print_line(line: bytes) -> None:
    sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()


# ---- nutgraf batch ----------------------------------------------------------------------------


@app.command("batch")
def batch_command() -> None:
    """Summarise JSON lines from standard input, one JSON line out for each, in the same order.

    A line has an [bold]id[/] and one of [bold]text[/], [bold]html[/] or [bold]path[/]; and if wanted
    [bold]url[/], [bold]title[/], [bold]language[/], [bold]sentences[/] or [bold]words[/]. A line that
    can't be worked on comes back with its [bold]error[/] in one sentence.
    """
    chosen = _settings()
    _log_to_stderr("error", chosen.log_format)
    if _run(_batch(chosen)) is None:
        raise typer.Exit(1)


async def _batch(chosen: Settings) -> int:
    done = failed = 0
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.completed:.0f} lines, {task.fields[failed]} failed"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    async with Workers(chosen.ranker, chosen.workers, _limits(chosen)) as read:
        with bar:
            shown = bar.add_task("", total=None, failed=0)
            async for line in batch.run(_lines(), read, at_once=4 * chosen.workers):
                done += 1
                failed += line["error"] is not None
                await in_daemon(partial(_print_line, batch.encoded(line)), "standard output")
                bar.update(shown, completed=done, failed=failed)
    return 0


async def _lines() -> AsyncIterator[bytes]:
    rest: list[bytes] = []
    while chunk := await _read_input():
        *ended, last = chunk.split(b"\n")
        for line in ended:
            yield b"".join((*rest, line))
            rest.clear()
        rest.append(last)
    yield b"".join(rest)


async def _read_input() -> bytes:
    """The next bytes of standard input, none at its end. Ctrl-C does not have to wait for them."""
    if sys.stdin is None:
        raise OSError("there is no standard input to read")
    # not by sys.stdin, whose lock a thread left reading would hold while Python ends
    return await in_daemon(lambda: os.read(0, 1 << 16), "standard input")


# ---- what they share --------------------------------------------------------------------------


def _settings() -> Settings:
    try:
        return settings.read()
    except settings.SettingsError as error:
        _stop(str(error), 2)


def _web(chosen: Settings) -> GuardedWeb:
    try:
        return GuardedWeb(chosen.fetch_allow, max_bytes=chosen.max_page_bytes, deadline=chosen.fetch_seconds)
    except ValueError as error:
        _stop(f"NUTGRAF_FETCH_ALLOW can't be used: {error}.", 2)


def _limits(chosen: Settings) -> Limits:
    return Limits(
        chosen.worker_seconds, chosen.worker_cpu_seconds, chosen.worker_memory_mb, chosen.max_text_chars
    )


def _reading(chosen: Settings) -> ReadingLimits:
    return ReadingLimits(
        chosen.max_text_chars, chosen.max_page_bytes, timedelta(minutes=chosen.cache_minutes)
    )


def _now() -> datetime:
    return datetime.now(UTC)


def _run(work: Coroutine[Any, Any, int | None]) -> int | None:
    """Runs a command; what keeps it from starting becomes a sentence. None when it was interrupted."""
    try:
        return asyncio.run(_until_stopped(work))
    except BrokenPipeError:
        raise
    except (Unusable, OSError) as error:
        _stop(f"Nutgraf can't go on: {error}", 1)


async def _until_stopped(work: Coroutine[Any, Any, int | None]) -> int | None:
    """Runs to the end, or until SIGINT or SIGTERM; parts are closed in order either way."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        return await task
    return None


def _log_to_stderr(level: str, form: str) -> None:
    render: Callable[..., Any] = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            # rich's tracebacks print local variables: people's texts, and secrets
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            *([structlog.processors.format_exc_info] if form == "json" else []),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _say(sentence: str) -> None:
    Console(stderr=True, highlight=False).print(sentence, markup=False, soft_wrap=True)


def _stop(sentence: str, code: int) -> NoReturn:
    _say(sentence)
    raise typer.Exit(code)


if __name__ == "__main__":
    main()
