"""Anything to anything: bytes and texts of every kind, each of which must give a Document and a Summary
that hold together, or one of the closed set of errors. `python -m bench.fuzz [cases] [seed]`.

A case is made from its number and the seed alone, so that one which fails can be made again:
`python -m bench.fuzz 1 seed number`. Cases run in processes of their own, since a library that is written
in C may end its process: that is counted as a failure too, and so is a case that takes too long.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import signal
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from typing import Final

from summarizer import core
from summarizer.model import Document, Paste, Raw, Span, Summary, Unreadable
from tests import making_files

CASES: Final = 100_000
CHUNK: Final = 250
TOO_LONG: Final = 20  # CPU seconds for one case

_PARAGRAPHS: Final = (
    "The harbour board met on Monday, Nov. 3, to hear about the ferry. “We can’t wait,” said Mira Holt, its chair.",
    "Officials put the cost at $4.2 million. It had been 3.1 million in May; nobody could say why it rose.",
    "«Nous partirons à 8 h», a dit le capitaine. Der Bau soll am 3. Oktober beginnen, sagte Anna Weiß.",
    "港の会議は月曜に開かれた。「待てない」と議長は述べた。会议于周一举行。“不能再等了。”主席说。",
    "قال الرئيس: «لن ننتظر». כך אמרה היושבת ראש. Председатель сказала: «Мы ждать не будем».",
)
_TALK: Final = "Mira Holt  10:42 AM\nWhen does the ferry leave?\nTom Reed  10:43 AM\nAt eight.\nMira Holt  10:44 AM\nFine.\n"
_MAIL: Final = "From: Mira Holt <mira@coast.example>\nSubject: Ferry\n\nIt leaves at eight.\n\nOn Mon, Nov 3, 2025 Tom wrote:\n> When?\n-- \nMira"
_TOKENS: Final = (
    *("<p>", "</p>", "<div>", "</div>", "<article>", "<table><tr><td>", "<h1>", "</h1>", "<ul><li>", "<pre>"),
    *("<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","author":[[{}]]}', "<!--"),
    *("<meta charset='utf-16'>", "<link rel=canonical href='http://['>", "<![CDATA[", "]]>", "&#xD800;", "&amp;"),
    *("\x00", "\x1e", "\u202e", "\u200d", "\ufeff", "\ud800", "\U000e0001", "e\u0301", "ﬁ", "\u00ad", "\r", "\u2028"),
    *("“", "”", "\"", "«", "»", "「", "」", "—", "> ", "- ", "1. ", "# ", "| a | b |", "```", "---", ": ", "[10:42] "),
    *("10:42 ", "Q: ", "WEBVTT\n\n00:01.000 --> 00:02.000\n", "By Jane Doe", "http://", "@", "a" * 300, "." * 50),
    *("word ", "A sentence, with words in it. ", "she said ", "\n", "\n\n", "\t", "漢字。", "กขค", "١٢٣", "🙂"),
)  # fmt: skip
_LABELS: Final = (
    *("text/html", "text/plain", "", "image/png", "text/xml", "application/pdf", "application/zip", "multipart/related"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)  # fmt: skip
_CHARSETS: Final = (
    None,
    None,
    "utf-8",
    "latin-1",
    "gb2312",
    "utf-16",
    "shift_jis",
    "no such",
    "unicode_escape",
    "\ud800",
)
_NAMES: Final = (None, "a.html", "a.txt", "a.md", "a.pdf", "a.docx", "a.pptx", "a.mhtml", "a.vtt", "a", "")
_URLS: Final = (None, "https://coast.example/a?utm_source=x", "http://[", "not an address", "")
_BYTES: Final = (
    b"\x00",
    b"\xff",
    b"\x80",
    b"<",
    b">",
    b"&",
    b'"',
    b"\n",
    b"obj",
    b"endobj",
    b"stream",
    b"PK\x03\x04",
)


def seeds() -> list[bytes]:
    """Files of every kind that is read."""
    prose = "".join(f"<p>{one}</p>" for one in _PARAGRAPHS)
    page = (
        "<!doctype html><html lang=en><head><title>The ferry | Coast</title><meta property='og:title' content='The ferry'>"
        '<script type=\'application/ld+json\'>{"@type":"NewsArticle","isAccessibleForFree":"False","wordCount":900}'
        f"</script></head><body><nav><a href=/>Home</a></nav><article><h1>The ferry</h1>{prose}<ul><li>One</li></ul>"
        f"<blockquote>{_PARAGRAPHS[0]}</blockquote><table><tr><td>1</td><td>2</td></tr></table></article></body></html>"
    )
    text = "\n\n".join(_PARAGRAPHS)
    word, deck = making_files.new_word(), making_files.new_deck()
    for paragraph in _PARAGRAPHS:
        word.add_paragraph(paragraph)
    word.add_table(2, 2).cell(0, 0).text = "a"
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "The ferry", text
    mhtml = f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n{page}\n--x--\n"
    drawn = making_files.stacked(_PARAGRAPHS[:2])
    return [
        *(page.encode(code) for code in ("utf-8", "utf-16")),
        *(
            one.encode()
            for one in (text, _TALK * 4, _MAIL, f"# The ferry\n\n- one\n- two\n\n> {text}", mhtml)
        ),
        making_files.pdf(drawn, drawn),
        making_files.saved(word),
        making_files.saved(deck),
    ]


SEEDS: Final = seeds()


def case(seed: int, number: int) -> Paste | Raw:
    rng = random.Random(f"{seed} {number}")
    kind = rng.randrange(8)
    if kind == 0:
        return Paste(_soup(rng))
    if kind == 1:
        body = rng.randbytes(rng.randrange(3_000))
    elif kind == 2:
        body = _soup(rng).encode("utf-8", "surrogatepass")
    elif kind == 3:
        body = _repacked(rng, rng.choice(SEEDS[-2:]))
    else:
        body = _changed(rng, rng.choice(SEEDS))
        if kind == 4:
            return Paste(body.decode("utf-8", "replace"))
    return Raw(body, rng.choice(_LABELS), rng.choice(_CHARSETS), rng.choice(_URLS), rng.choice(_NAMES))


def _soup(rng: random.Random) -> str:
    return "".join(
        rng.choice(_TOKENS)
        if rng.random() < 0.7
        else chr(rng.choice((rng.randrange(0x3000), rng.randrange(0x110000))))
        for _ in range(rng.randrange(120))
    )


def _changed(rng: random.Random, body: bytes) -> bytes:
    """`body` with bytes flipped, pieces cut out, doubled, moved, put in, or with its end torn off."""
    made = bytearray(body)
    for _ in range(rng.randrange(1, 9)):
        at = rng.randrange(len(made) + 1)
        length = rng.choice((1, 2, 8, 60, 500))
        what = rng.randrange(6)
        if what == 0 and made:
            made[at % len(made)] = rng.randrange(256)
        elif what == 1:
            del made[at : at + length]
        elif what == 2:
            made[at:at] = made[at : at + length] * rng.choice((1, 3, 40))
        elif what == 3:
            made[at:at] = rng.choice(_BYTES) * rng.choice((1, 5, 200))
        elif what == 4:
            other = rng.choice(SEEDS)
            start = rng.randrange(len(other))
            made[at : at + length] = other[start : start + length]
        else:
            del made[at:]
    return bytes(made)


def _repacked(rng: random.Random, package: bytes) -> bytes:
    """An Office file with one of its parts changed inside, which the checksums would not let through."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        changed = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            if name == changed:
                if rng.random() < 0.1:
                    continue
                part = _changed(rng, part)
            new.writestr(name, part)
    return out.getvalue()


# ---- what must hold


def outcome(source: Paste | Raw) -> str:
    """What came of it, in a word; AssertionError where what came back does not hold together."""
    try:
        document, summary = core.summarise(source)
    except Unreadable as error:
        return error.fault.value
    _holds(document, summary)
    if isinstance(source, Paste):
        assert document.text == source.text, "a paste was altered"
    return document.origin.value


def _holds(document: Document, summary: Summary) -> None:
    text = document.text
    whole = Span(0, len(text))
    blocks = [block.span for block in document.blocks]
    sentences = [one.span for one in summary.sentences]
    for spans in (blocks, sentences):
        assert all(a.end <= b.start for a, b in pairwise(spans)), "spans out of order"
        assert all(one.start < one.end and whole.contains(one) for one in spans), "a span outside"
        assert all(one.of(text) == one.of(text).strip() for one in spans), "white space at an end"
    for sentence in summary.sentences:
        assert blocks[sentence.block].contains(sentence.span), "a sentence outside its block"
    assert all(0 <= one < len(sentences) for one in summary.chosen), "a sentence that is none"
    assert list(summary.chosen) == sorted(set(summary.chosen)), "chosen twice or out of order"
    for quote in summary.quotes:
        for span in (quote.span, quote.speaker, quote.mention, quote.cue, quote.role):
            assert span is None or whole.contains(span), "a quote outside"
    assert all(whole.contains(one.span) and whole.contains(one.speaker) for one in document.turns), (
        "a turn outside"
    )
    assert list(document.pages) == sorted(document.pages), "pages out of order"
    assert summary.language is None or summary.language in summary.languages, (
        "its language is not among its languages"
    )


# ---- the run


def _work(seed: int, numbers: range, told: Connection) -> None:
    """Sends each case's number before it is tried, then what came of it."""
    signal.signal(signal.SIGPROF, _alarm)
    for number in numbers:
        told.send(number)
        signal.setitimer(signal.ITIMER_PROF, TOO_LONG)
        try:
            came = outcome(case(seed, number))
        except BaseException as error:
            told.send(f"FAILED {type(error).__name__}: {error}"[:300])
        else:
            told.send(came)
        signal.setitimer(signal.ITIMER_PROF, 0)
    told.send(None)


def _alarm(*_: object) -> None:
    raise TimeoutError(f"more than {TOO_LONG} s of CPU")


def run(cases: int, seed: int, report: Callable[[str], None] = print) -> Counter[str]:
    """How often each outcome came; those that must not begin with FAILED and are reported one by one."""
    counted: Counter[str] = Counter()
    context = multiprocessing.get_context("fork")
    chunks = iter([range(at, min(at + CHUNK, cases)) for at in range(0, cases, CHUNK)])
    under_way: dict[Connection, int] = {}

    def start(numbers: range) -> None:
        ours, theirs = context.Pipe(duplex=False)
        context.Process(target=_work, args=(seed, numbers, theirs), daemon=True).start()
        theirs.close()
        under_way[ours] = numbers.start

    def failed(number: int, why: str) -> None:
        counted["FAILED"] += 1
        report(f"case {number}: {why}")

    for numbers in _first(chunks, os.cpu_count() or 1):
        start(numbers)
    ends = {at: min(at + CHUNK, cases) for at in range(0, cases, CHUNK)}
    while under_way:
        for ready in wait(list(under_way)):
            assert isinstance(ready, Connection)
            number = under_way[ready]
            try:
                message = ready.recv()
            except EOFError:
                failed(number, "FAILED its process died")
                del under_way[ready]
                end = next(end for at, end in ends.items() if at <= number < end)
                following = range(number + 1, end) or next(chunks, None)
                if following:
                    start(following)
                continue
            if message is None:
                del under_way[ready]
                if following := next(chunks, None):
                    start(following)
            elif isinstance(message, int):
                under_way[ready] = message
            elif message.startswith("FAILED"):
                failed(number, message)
            else:
                counted[message] += 1
    return counted


def _first(chunks: Iterator[range], count: int) -> Iterator[range]:
    for _ in range(count):
        if (chunk := next(chunks, None)) is not None:
            yield chunk


def main() -> int:
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else CASES
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    if len(sys.argv) > 3:
        print(outcome(case(seed, int(sys.argv[3]))))
        return 0
    core.warm()
    before = time.monotonic()
    counted = run(cases, seed)
    for name, count in counted.most_common():
        print(f"{count:8,d}  {name}")
    print(f"{counted.total():8,d}  cases, seed {seed}, {time.monotonic() - before:.0f} s on this machine")
    return 1 if counted["FAILED"] else 0


if __name__ == "__main__":
    sys.exit(main())
