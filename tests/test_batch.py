"""`nutgraf batch`'s contract: what a line may say, what comes back, and in which order."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.base import Reason, Refused
from bot import batch
from summarizer.core import summarise
from summarizer.model import Document, Insertion, Paste, Source, Span, Summary, Wish
from tests import articles

KEYS = {
    "id",
    "error",
    "language",
    "title",
    "byline",
    "site",
    "published",
    "text",
    "segments",
    "sentences",
    "why",
    "insertions",
    "quotes",
    "figures",
    "keywords",
    "names",
    "spoken",
}


async def read(source: Source, wish: Wish) -> tuple[Document, Summary]:
    return summarise(source, wish)


async def one(**asked: Any) -> batch.Record:
    return await batch.answer(json.dumps(asked).encode(), read)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the article as a page, packed, and as a text."""
    (tmp_path / "bridge.html").write_text(articles.page(), encoding="utf-8")
    (tmp_path / "bridge.html.gz").write_bytes(gzip.compress(articles.page().encode()))
    (tmp_path / "bridge.txt").write_text(articles.TEXT, encoding="utf-8")
    return tmp_path


async def test_a_paste_comes_back_with_its_text_exactly_as_given() -> None:
    text = "  \r\n" + articles.TEXT.replace("\n\n", "\r\n\r\n") + "\t\n"
    answered = await one(id="a", text=text)
    assert answered["error"] is None
    assert answered["text"] == text
    assert answered.keys() == KEYS


async def test_every_span_is_a_slice_of_the_text() -> None:
    answered = await one(id=1, text=articles.TEXT)
    for shown in (*answered["sentences"], *answered["quotes"]):
        assert answered["text"][shown["start"] : shown["end"]] == shown["text"]
    assert answered["sentences"] == sorted(answered["sentences"], key=lambda each: each["start"])
    assert all(not answered["text"][s:e].isspace() for s, e in answered["segments"])


def test_a_name_in_brackets_says_where_the_text_has_it() -> None:
    told = "Ann Lee, the mayor, opened the pier. Mrs Lee had fought for it. She wants a ferry by June."
    document, summary = summarise(Paste(told), Wish(sentences=1, language="en"))
    name = Insertion(told.index("wants"), "Ann Lee", Span(0, 7))
    record = batch.record("a", document, replace(summary, insertions=(name, Insertion(0, "New"))))
    assert record["insertions"] == [
        {"at": name.at, "text": "Ann Lee", "source": {"start": 0, "end": 7}},
        {"at": 0, "text": "New"},
    ]


async def test_segments_hold_the_heading_too() -> None:
    answered = await one(id=1, text=articles.TEXT)
    assert articles.TEXT[slice(*answered["segments"][0])] == articles.HEADLINE


async def test_a_page_gives_its_title_byline_site_and_date() -> None:
    answered = await one(id=1, html=articles.page(), url="https://tide.example/bridge")
    assert answered["title"] == articles.HEADLINE
    assert answered["byline"] == "Maja Lund"
    assert answered["site"] == "The Orford Tide"
    assert answered["published"].startswith("2026-10-14")
    assert articles.PARAGRAPHS[0] in answered["text"]
    assert articles.HEADLINE not in answered["text"]


async def test_the_title_of_a_paste_is_null_unless_it_was_given() -> None:
    assert (await one(id=1, text=articles.TEXT))["title"] is None
    assert (await one(id=1, text=articles.TEXT, title="Bridge"))["title"] == "Bridge"


async def test_quotes_name_their_speaker_and_cue() -> None:
    answered = await one(id=1, text=articles.TEXT)
    first = next(quote for quote in answered["quotes"] if quote["text"].startswith("We have patched"))
    assert first["speaker"] == "Helena Marsh"
    assert first["cue"] == "said"
    assert first["kind"] == "direct"
    assert 0 < first["confidence"] <= 1


@pytest.mark.parametrize("packed", [False, True])
async def test_a_path_is_read_by_its_type_and_unpacked(
    folder: Path, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.chdir(folder)
    name = "bridge.html.gz" if packed else "bridge.html"
    answered = await one(id=1, path=name, url="https://tide.example/bridge")
    assert answered["title"] == articles.HEADLINE


async def test_a_text_file_is_read_as_text(folder: Path) -> None:
    answered = await one(id=1, path=str(folder / "bridge.txt"))
    assert answered["text"] == articles.TEXT


async def test_the_number_of_sentences_is_kept_and_wins_over_words() -> None:
    assert len((await one(id=1, text=articles.TEXT, sentences=2, words=500))["sentences"]) == 2


async def test_words_bring_the_total_nearest_to_it() -> None:
    few = await one(id=1, text=articles.TEXT, words=1)
    many = await one(id=1, text=articles.TEXT, words=150)
    assert len(few["sentences"]) == 1
    assert abs(sum(len(each["text"].split()) for each in many["sentences"]) - 150) < 20


async def test_percent_and_seconds_bring_the_total_nearest_to_them() -> None:
    for asked, wanted in (({"percent": 30}, 0.3 * 320), ({"seconds": 30}, 119)):
        answered = await one(id=1, text=articles.TEXT, **asked)
        assert abs(sum(len(each["text"].split()) for each in answered["sentences"]) - wanted) < 25


async def test_what_it_is_to_be_about_is_leant_to_and_how_much_is_said_of_it_is_told() -> None:
    answered = await one(id=1, text=articles.TEXT, about="ferries", sentences=1)
    assert "ferry" in answered["sentences"][0]["text"]
    assert answered["spoken"] == "enough"
    assert (await one(id=1, text=articles.TEXT, about="volcano"))["spoken"] == "not at all"
    assert (await one(id=1, text=articles.TEXT))["spoken"] is None


async def test_figures_keywords_and_names_are_slices_of_the_text() -> None:
    answered = await one(id=1, text=articles.TEXT)
    for shown in (*answered["figures"], *answered["keywords"], *answered["names"]):
        assert answered["text"][shown["start"] : shown["end"]] == shown["text"]
    (cars, *_) = answered["figures"]
    assert (cars["text"], cars["value"], cars["kind"]) == ("about 4,000 cars a day", "4,000 cars", "count")
    sentence = answered["text"][cars["sentence"]["start"] : cars["sentence"]["end"]]
    assert sentence.startswith("The bridge, which opened in 1931,")
    assert {"Helena Marsh", "Ingrid Sole"} <= {
        name["text"] for name in answered["names"] if name["kind"] == "person"
    }


async def test_a_language_given_overrides_detection() -> None:
    assert (await one(id=1, text=articles.TEXT, language="de"))["language"] == "de"


@pytest.mark.parametrize(
    "line",
    [
        b"not json",
        b"[1, 2]",
        b'"text"',
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"id": 1}',
        b'{"id": 1, "text": 5}',
        b'{"id": 1, "text": "a", "html": "b"}',
        b'{"id": 1, "text": "A sentence.", "sentences": 0}',
        b'{"id": 1, "text": "A sentence.", "words": "many"}',
        b'{"id": 1, "text": "A sentence.", "sentences": true}',
        b'{"id": 1, "text": "A sentence.", "sentences": NaN}',
        b'{"id": 1, "path": "no/such/file.html"}',
        b'{"id": 1, "path": "a\\u0000b"}',
        b'{"id": 1, "path": "."}',
        b'{"id": 1, "text": ""}',
        b'{"id": 1, "text": "  \\n "}',
        b'{"id": 1, "html": "<html></html>"}',
    ],
)
async def test_a_bad_line_comes_back_with_one_sentence_and_nothing_else(line: bytes) -> None:
    answered = await batch.answer(line, read)
    assert answered["error"].endswith(".")
    assert "Traceback" not in answered["error"]
    assert answered.keys() == KEYS
    assert not any(answered[key] for key in KEYS - {"id", "error"})


async def test_an_error_inside_fails_its_line_alone() -> None:
    async def breaks(source: Source, wish: Wish) -> tuple[Document, Summary]:
        if isinstance(source, Paste) and source.text == "heavy":
            raise Refused(Reason.TOO_HEAVY, "over 20 s by the wall")
        if isinstance(source, Paste) and source.text == "bug":
            raise ZeroDivisionError
        return summarise(source, wish)

    asked = [{"id": i, "text": text} for i, text in enumerate(["heavy", articles.TEXT, "bug", articles.TEXT])]
    answered = [line async for line in batch.run(_stream(*map(_line, asked)), breaks, at_once=2)]
    assert [bool(line["error"]) for line in answered] == [True, False, True, False]


async def test_the_order_is_that_of_the_input() -> None:
    async def slower_first(source: Source, wish: Wish) -> tuple[Document, Summary]:
        assert isinstance(source, Paste)
        for _ in range(100 if "0" in source.text else 1):
            await asyncio.sleep(0)
        return summarise(source, wish)

    asked = [{"id": i, "text": f"Line {i} has a sentence."} for i in range(9)]
    answered = [line async for line in batch.run(_stream(*map(_line, asked)), slower_first, at_once=4)]
    assert [line["id"] for line in answered] == list(range(9))


async def test_an_answer_does_not_wait_for_the_next_line() -> None:
    more = asyncio.Event()

    async def lines() -> AsyncIterator[bytes]:
        yield _line({"id": 1, "text": articles.TEXT})
        await more.wait()
        yield _line({"id": 2, "text": articles.TEXT})

    answers = batch.run(lines(), read, at_once=8)
    assert (await anext(answers))["id"] == 1
    more.set()
    assert (await anext(answers))["id"] == 2


async def test_no_more_lines_are_taken_than_may_be_under_way() -> None:
    taken = 0

    async def lines() -> AsyncIterator[bytes]:
        nonlocal taken
        for number in range(100):
            taken += 1
            yield _line({"id": number, "text": "A line has a sentence."})

    answers = batch.run(lines(), read, at_once=4)
    await anext(answers)
    for _ in range(100):
        await asyncio.sleep(0)
    assert taken <= 8
    await answers.aclose()  # type: ignore[attr-defined]  # an AsyncIterator in name, a generator in fact


async def test_a_line_that_utf_8_cannot_hold_is_escaped_and_whole() -> None:
    text = "A lone \ud800 surrogate stands in this sentence of a paste."
    answered = await one(id=1, text=text)
    assert answered["error"] is None
    assert json.loads(batch.encoded(answered))["text"] == text


def _line(asked: dict[str, Any]) -> bytes:
    return json.dumps(asked).encode()


async def _stream(*lines: bytes) -> AsyncIterator[bytes]:
    for line in lines:
        yield line
