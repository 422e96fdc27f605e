"""The command line, and the composition root: the one place that knows every concrete part.

Exit codes: 0 done, 1 something failed, 2 the command or a setting was wrong. Answers go to standard
output, everything else to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import structlog
import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from adapters import locale, terminal
from adapters.base import Reason, Refused, Reply, Section
from adapters.links import find_links
from adapters.threads import in_daemon
from adapters.workers import Workers
from bot import batch, compose, digest_commands, logs, setting_up, settings, why
from bot.commands import WantedLink
from bot.console import chosen_settings, say, stop
from bot.parts import limits_of, now, reading_limits, run, web_of
from bot.reader import Reader, label
from bot.settings import Settings
from summarizer.model import Document, Length, Raw, Summary, Wish

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
app.add_typer(setting_up.slack, name="slack")
app.add_typer(setting_up.discord, name="discord")
app.add_typer(digest_commands.digest, name="digest")
app.add_typer(digest_commands.feeds, name="feeds")
app.command("doctor")(setting_up.doctor_command)


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
    """Serve Slack and Discord, where their tokens are set, and the local channel in the browser.

    Until Ctrl-C.
    """
    chosen = chosen_settings()
    logs.to_stderr(chosen.log_level, chosen.log_format, settings.secrets(chosen))
    for sentence in settings.unknown(os.environ):
        log.warning(sentence)
    run(_serve(chosen))


async def _serve(chosen: Settings) -> None:
    from adapters.store.database import open_database
    from bot.serve import serve

    try:
        engine = await open_database(chosen.database_url.get_secret_value())
    except ValueError as error:
        stop(f"NUTGRAF_DATABASE_URL can't be used: {error}", 2)
    try:
        workers = Workers(chosen.ranker, chosen.workers, limits_of(chosen))
        await serve(engine, chosen, web_of(chosen), workers, now, say)
    finally:
        await engine.dispose()


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
    percent: Annotated[
        int | None, typer.Option(min=1, max=100, help="About that part of the source, in percent.")
    ] = None,
    seconds: Annotated[
        int | None, typer.Option(min=1, help="As much as is read in about that many seconds.")
    ] = None,
    about: Annotated[str | None, typer.Option(metavar="WORDS", help="What it is to lean to.")] = None,
    language: Annotated[
        str | None, typer.Option(metavar="CODE", help="The language, where detection is not wanted.")
    ] = None,
    with_why: Annotated[bool, typer.Option("--why", help="And why each sentence was chosen.")] = False,
) -> None:
    """Summarise pages, files or standard input, here in the terminal.

    The sentences and the key quotes are the source's own, word for word.
    """
    chosen = chosen_settings()
    logs.to_stderr("error", chosen.log_format, settings.secrets(chosen))
    wish = Wish(length or chosen.length, sentences, words, language, percent, seconds, about, index=as_json)
    code = run(_summarize(chosen, sources, wish, as_json, with_why))
    raise typer.Exit(1 if code is None else code)


async def _summarize(chosen: Settings, sources: list[str], wish: Wish, as_json: bool, with_why: bool) -> int:
    console, errors = Console(highlight=False), Console(stderr=True, highlight=False)
    failed = 0
    async with web_of(chosen) as web, Workers(chosen.ranker, 1, limits_of(chosen)) as read:
        reader = Reader(web, read, now, reading_limits(chosen))
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
            if with_why:
                console.print(terminal.reasons(why.reasons(document, summary)))
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
    [bold]url[/], [bold]title[/], [bold]language[/], [bold]about[/], and how much: [bold]sentences[/],
    [bold]words[/], [bold]percent[/] of the source or [bold]seconds[/] of reading. A line that can't be
    worked on comes back with its [bold]error[/] in one sentence.
    """
    chosen = chosen_settings()
    logs.to_stderr("error", chosen.log_format, settings.secrets(chosen))
    if run(_batch(chosen)) is None:
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
    async with Workers(chosen.ranker, chosen.workers, limits_of(chosen)) as read:
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


if __name__ == "__main__":
    main()
