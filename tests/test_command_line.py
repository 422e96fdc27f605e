"""The command as a person runs it: a process, its output, its exit code."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import signal
import sys
import termios
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters import locale
from tests import articles
from tests.running import until
from tests.web_server import Answer, WebServer

PROJECT = str(Path(__file__).parent.parent)


@dataclass(frozen=True, slots=True)
class Ended:
    code: int | None
    out: str
    err: str


def environment() -> dict[str, str]:
    """That of a process which has no settings, and finds the checkout."""
    ours = ("NUTGRAF_", "SLACK_", "DISCORD_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"PYTHONPATH": PROJECT, "COLUMNS": "100", "NO_COLOR": "1", "NUTGRAF_WORKERS": "1"}


async def nutgraf(*words: str, given: bytes = b"", cwd: Path | None = None, **settings: str) -> Ended:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *words),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cwd,
        env=environment() | settings,
    )
    out, err = await process.communicate(given)
    return Ended(process.returncode, out.decode(), err.decode())


def unfolded(text: str) -> str:
    """Printed text without the line breaks that the terminal's width put in."""
    return " ".join(text.split())


async def test_a_file_is_summarised_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(articles.TEXT, encoding="utf-8")
    ended = await nutgraf("summarize", "bridge.txt", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    shown = unfolded(ended.out)
    assert shown.startswith(articles.HEADLINE)
    assert "English" in shown
    assert articles.PARAGRAPHS[0] in shown
    assert "Key quotes" in shown
    assert "— Helena Marsh" in shown or "— Tomas Wick" in shown


async def test_standard_input_is_read_and_json_is_the_record_of_batch() -> None:
    ended = await nutgraf("summarize", "-", "--json", "--sentences", "2", given=articles.TEXT.encode())
    answered = json.loads(ended.out)
    assert ended.code == 0
    assert answered["language"] == "en"
    assert len(answered["sentences"]) == 2
    assert answered["words"] > 250


async def test_why_tells_how_the_score_of_each_sentence_adds_up() -> None:
    ended = await nutgraf("summarize", "-", "--why", "--sentences", "2", given=articles.TEXT.encode())
    shown = unfolded(ended.out)
    assert ended.code == 0
    assert locale.text("why") in shown
    assert shown.split(locale.text("why"))[1].count(" = ") == 2


async def test_a_time_and_what_it_is_to_be_about_are_options() -> None:
    asked = ("summarize", "-", "--json", "--seconds", "15", "--about", "ferries")
    answered = json.loads((await nutgraf(*asked, given=articles.TEXT.encode())).out)
    assert answered["spoken"] == "enough"
    assert any("ferry" in sentence["text"] for sentence in answered["sentences"])
    assert sum(len(sentence["text"].split()) for sentence in answered["sentences"]) < 90
    assert {"Helena Marsh"} <= {name["text"] for name in answered["names"]}


async def test_the_headline_alone_is_a_length() -> None:
    ended = await nutgraf("summarize", "-", "--length", "headline", given=articles.TEXT.encode())
    assert unfolded(ended.out).startswith(f"{articles.HEADLINE} English · ")
    assert articles.PARAGRAPHS[0] not in unfolded(ended.out)


async def test_a_link_is_fetched_when_its_host_is_allowed() -> None:
    async with WebServer({"/bridge": Answer(articles.page().encode())}) as site:
        link = f"http://{site.authority}/bridge"
        ended = await nutgraf("summarize", link, NUTGRAF_FETCH_ALLOW=site.authority)
    assert ended.code == 0
    shown = unfolded(ended.out)
    assert "By Maja Lund · The Orford Tide · 14 October 2026 · English" in shown
    assert link in shown


async def test_a_private_address_is_refused_in_one_sentence() -> None:
    async with WebServer() as site:
        ended = await nutgraf("summarize", f"http://{site.authority}/")
        assert site.connections == 0
    assert (ended.code, ended.out) == (1, "")
    assert "private network address" in ended.err
    assert "Traceback" not in ended.err


async def test_what_failed_makes_exit_code_1_and_the_rest_is_answered(tmp_path: Path) -> None:
    (tmp_path / "bridge.txt").write_text(articles.TEXT, encoding="utf-8")
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    ended = await nutgraf("summarize", "missing.txt", "empty.txt", "bridge.txt", cwd=tmp_path)
    assert ended.code == 1
    assert articles.HEADLINE in ended.out
    assert "missing.txt" in ended.err
    assert "empty.txt" in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ("summarize",),
        ("summarize", "x", "--length", "huge"),
        ("summarize", "x", "--words", "0"),
        ("summarize", "x", "--percent", "101"),
        ("summarize", "x", "--seconds", "0"),
        ("frobnicate",),
    ],
)
async def test_wrong_usage_ends_with_2(words: tuple[str, ...]) -> None:
    ended = await nutgraf(*words)
    assert ended.code == 2
    assert "Traceback" not in ended.err


async def test_a_wrong_setting_is_named_and_ends_with_2() -> None:
    ended = await nutgraf("summarize", "x", NUTGRAF_WORKERS="many")
    assert ended.code == 2
    assert "NUTGRAF_WORKERS" in ended.err


async def test_batch_streams_in_order_with_errors_alone_and_nothing_on_standard_error() -> None:
    asked = [
        {"id": "a", "text": articles.TEXT, "sentences": 1},
        {"id": "b", "text": 7},
        {"id": "c", "html": articles.page(), "url": "https://tide.example/bridge"},
    ]
    given = "\n".join(json.dumps(line) for line in asked).encode() + b"\n{not json\n"
    ended = await nutgraf("batch", given=given)
    answered = [json.loads(line) for line in ended.out.splitlines()]
    assert (ended.code, ended.err) == (0, "")
    assert [line["id"] for line in answered] == ["a", "b", "c", None]
    assert [bool(line["error"]) for line in answered] == [False, True, False, True]
    assert answered[2]["title"] == articles.HEADLINE


async def test_batch_answers_a_line_before_the_next_one_comes() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "batch"), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(2):
        process.stdin.write(json.dumps({"id": number, "text": articles.TEXT}).encode() + b"\n")
        await process.stdin.drain()
        assert json.loads(await process.stdout.readline())["id"] == number
    process.stdin.close()
    assert await process.wait() == 0


@pytest.mark.parametrize("command", [("batch",), ("summarize", "-")])
async def test_ctrl_c_does_not_wait_for_standard_input(command: tuple[str, ...]) -> None:
    given, giving = os.pipe()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *command),
        stdin=given,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": PROJECT, "NUTGRAF_WORKERS": "1"},
    )
    try:
        assert process.stderr is not None
        os.write(giving, b"A sentence to be read")
        await until(lambda: not unread(giving), within=60)
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 1
        assert b"Traceback" not in await process.stderr.read()
    finally:
        os.close(given)
        os.close(giving)


def unread(pipe: int) -> int:
    """How many bytes stand in a pipe."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


async def test_without_standard_input_batch_says_so() -> None:
    shell = await asyncio.create_subprocess_shell(
        f"{sys.executable} -m bot batch <&-",
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": PROJECT, "NUTGRAF_WORKERS": "1"},
    )
    _, err = await shell.communicate()
    assert shell.returncode == 1
    assert b"no standard input" in err
    assert b"Traceback" not in err


async def test_a_host_that_is_not_this_machines_is_named_with_its_setting(tmp_path: Path) -> None:
    ended = await nutgraf("run", cwd=tmp_path, NUTGRAF_HOST="192.0.2.7", NUTGRAF_PORT="0")
    assert ended.code == 1
    assert "NUTGRAF_HOST=192.0.2.7" in unfolded(ended.err)
    assert "Traceback" not in ended.err


async def test_a_second_run_on_one_database_says_that_there_is_one(tmp_path: Path) -> None:
    async def start() -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            stderr=asyncio.subprocess.PIPE,
            cwd=tmp_path,
            env=os.environ
            | {
                "PYTHONPATH": PROJECT,
                "NUTGRAF_PORT": "0",
                "NUTGRAF_WORKERS": "1",
                "NUTGRAF_LOG_LEVEL": "error",
            },
        )

    first = await start()
    assert first.stderr is not None
    await first.stderr.readline()
    second = await start()
    _, err = await second.communicate()
    first.terminate()
    assert await first.wait() == 0
    assert second.returncode == 1
    assert "another Nutgraf is running" in " ".join(err.decode().split())


async def test_version_and_help_say_what_they_should() -> None:
    version = await nutgraf("--version")
    helped = await nutgraf("--help")
    assert version.out.startswith("nutgraf ")
    for command in ("run", "summarize", "batch"):
        assert command in helped.out
    assert (version.code, helped.code) == (0, 0)


async def test_run_says_where_the_channel_is_and_stops_cleanly(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        stderr=asyncio.subprocess.PIPE,
        cwd=tmp_path,
        env=os.environ
        | {"PYTHONPATH": PROJECT, "NUTGRAF_PORT": "0", "NUTGRAF_WORKERS": "1", "NUTGRAF_LOG_LEVEL": "error"},
    )
    assert process.stderr is not None
    said = (await process.stderr.readline()).decode()
    process.terminate()
    assert await process.wait() == 0
    assert "http://127.0.0.1:" in said
    assert (tmp_path / "nutgraf.db").exists()
