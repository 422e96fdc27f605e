"""`nutgraf batch`: JSON lines in, JSON lines out, in the same order, streaming.

One bad line fails alone: it comes back with its `error` in one sentence and everything else empty.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import mimetypes
import zlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from adapters.base import Read, Refused
from adapters.threads import in_daemon
from bot import why
from summarizer.model import Document, Paste, Raw, Source, Summary, Unreadable, Wish

Record = dict[str, Any]

MOST_FILE_BYTES: Final = 64 << 20
_READS: Final = ("text", "html", "path")


class BadLine(ValueError):
    """A line that can't be worked on; its text is the sentence for the one who sent it."""


async def run(lines: AsyncIterator[bytes], read: Read, at_once: int) -> AsyncIterator[Record]:
    """One record a line, in order, each as soon as it and those before it are done; at most `at_once`
    lines are under way."""
    under_way: asyncio.Queue[asyncio.Task[Record] | None] = asyncio.Queue(maxsize=max(1, at_once - 1))

    async def take_up() -> None:
        try:
            async for line in lines:
                if line.strip():
                    await under_way.put(asyncio.create_task(answer(line, read)))
        finally:
            await under_way.put(None)

    taking = asyncio.create_task(take_up())
    try:
        while task := await under_way.get():
            yield await task
        await taking
    finally:
        taking.cancel()
        while not under_way.empty():
            if task := under_way.get_nowait():
                task.cancel()


async def answer(line: bytes, read: Read) -> Record:
    """The record for one line, an error's included; never raises."""
    number: Any = None
    try:
        asked = _parsed(line)
        number = asked.get("id")
        source, wish = await in_daemon(partial(_source, asked), "file"), _wish(asked)
        document, summary = await read(source, wish)
    except BadLine as error:
        return failed(number, str(error))
    except Unreadable as error:
        return failed(number, f"Nothing could be summarised ({error}).")
    except Refused as error:
        return failed(number, f"Reading was stopped ({error}).")
    except Exception as error:
        return failed(number, f"Something went wrong inside: {type(error).__name__}.")
    return record(number, document, summary)


def record(number: Any, document: Document, summary: Summary) -> Record:
    """What was read and chosen, with every offset into `text`."""
    text = document.text

    def shown(span: Any) -> str | None:
        return " ".join(span.of(text).split()) if span else None

    return {
        "id": number,
        "error": None,
        "language": summary.language,
        "title": document.title,
        "byline": ", ".join(document.byline) or None,
        "site": document.site,
        "published": document.published,
        "text": text,
        "segments": [[one.span.start, one.span.end] for one in summary.sentences],
        "sentences": [
            {"start": span.start, "end": span.end, "text": span.of(text)} for span in summary.chosen_spans
        ],
        "why": why.record(summary),
        "insertions": [
            {"at": one.at, "text": one.text}
            | ({"source": {"start": one.source.start, "end": one.source.end}} if one.source else {})
            for one in summary.insertions
        ],
        "quotes": [
            {
                "start": quote.span.start,
                "end": quote.span.end,
                "text": quote.span.of(text),
                "speaker": shown(quote.speaker),
                "mention": {"start": quote.mention.start, "end": quote.mention.end}
                if quote.mention
                else None,
                "cue": shown(quote.cue),
                "role": shown(quote.role),
                "kind": quote.kind.value,
                "confidence": round(quote.confidence, 4),
                "group": quote.group,
                "key": quote.key,
            }
            for quote in summary.quotes
        ],
        "figures": [
            {
                "start": figure.span.start,
                "end": figure.span.end,
                "text": figure.span.of(text),
                "value": figure.value.of(text),
                "kind": figure.kind.value,
                "sentence": {
                    "start": summary.sentences[figure.sentence].span.start,
                    "end": summary.sentences[figure.sentence].span.end,
                },
            }
            for figure in summary.figures
        ],
        "keywords": [
            {"start": span.start, "end": span.end, "text": span.of(text)} for span in summary.keywords
        ],
        "names": [
            {
                "start": name.span.start,
                "end": name.span.end,
                "text": name.span.of(text),
                "kind": name.kind.value,
                "times": name.times,
            }
            for name in summary.names
        ],
        "spoken": summary.spoken.value if summary.spoken else None,
    }


def encoded(line: Record) -> bytes:
    """A record as a line of UTF-8; what UTF-8 can't hold (a lone surrogate) is escaped."""
    try:
        return json.dumps(line, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(line).encode() + b"\n"


def failed(number: Any, sentence: str) -> Record:
    """The record of a line that could not be worked on."""
    return {
        "id": number,
        "error": sentence,
        "language": None,
        "title": None,
        "byline": None,
        "site": None,
        "published": None,
        "text": "",
        "segments": [],
        "sentences": [],
        "why": [],
        "insertions": [],
        "quotes": [],
        "figures": [],
        "keywords": [],
        "names": [],
        "spoken": None,
    }


def raw_file(path: Path) -> Raw:
    """A file as a source, `.gz` unpacked, its type by its name. Raises OSError and `BadLine`."""
    packed = path.suffix == ".gz"
    name = path.stem if packed else path.name
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            body = file.read(MOST_FILE_BYTES + 1)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise BadLine(f"{path} is no gzip file, or a broken one.") from error
    if len(body) > MOST_FILE_BYTES:
        raise BadLine(f"{path} is larger than {MOST_FILE_BYTES >> 20} MB.")
    return Raw(body, mimetypes.guess_type(name)[0] or "", name=name)


def _parsed(line: bytes) -> Record:
    try:
        asked = json.loads(line, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadLine("The line is not JSON.") from error
    if not isinstance(asked, dict):
        raise BadLine("The line is no JSON object.")
    return asked


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _source(asked: Record) -> Source:
    given = [name for name in _READS if asked.get(name) is not None]
    if len(given) != 1:
        raise BadLine("A line needs exactly one of text, html and path.")
    value = asked[given[0]]
    if not isinstance(value, str):
        raise BadLine(f"{given[0]} must be a string.")
    url, title = _string(asked, "url"), _string(asked, "title")
    if given[0] == "text":
        return Paste(value, title)
    if given[0] == "html":
        # a page given as text has been decoded already, whatever its own markup says
        return Raw(value.encode("utf-8", "surrogatepass"), "text/html", "utf-8", url, title=title)
    try:
        raw = raw_file(Path(value))
    except BadLine:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadLine(f"{value} can't be read: {reason}.") from error
    return Raw(raw.body, raw.media_type, raw.charset, url, raw.name, title)


def _wish(asked: Record) -> Wish:
    percent = _count(asked, "percent")
    return Wish(
        sentences=_count(asked, "sentences"),
        words=_count(asked, "words"),
        language=_string(asked, "language"),
        percent=None if percent is None else min(percent, 100),
        seconds=_count(asked, "seconds"),
        about=_string(asked, "about"),
        index=True,
    )


def _string(asked: Record, name: str) -> str | None:
    value = asked.get(name)
    if value is not None and not isinstance(value, str):
        raise BadLine(f"{name} must be a string.")
    return value or None


def _count(asked: Record, name: str) -> int | None:
    value = asked.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 1 or value != value:
        raise BadLine(f"{name} must be a number from 1 on.")
    return round(min(value, 1_000_000))
