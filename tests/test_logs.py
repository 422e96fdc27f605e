"""What is logged: lines of one look, and no secret in any."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs

SECRET = "xoxb-1234567890-hush"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.parametrize("form", ["console", "json"])
def test_a_secret_is_blotted_out_wherever_a_line_holds_it(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.to_stderr("info", form, [SECRET])
    log = structlog.get_logger()
    try:
        raise ValueError(f"refused: {SECRET}")
    except ValueError:
        log.exception(f"post to {SECRET}", token=SECRET)
    logging.getLogger("library").warning("header %s", SECRET)
    logged = capsys.readouterr().err
    assert "refused: …" in logged
    assert "header …" in logged
    assert SECRET not in logged


def test_a_word_as_short_as_others_is_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("info", "json", ["", "a"])
    structlog.get_logger().info("a plain line")
    assert json.loads(capsys.readouterr().err)["event"] == "a plain line"


def test_a_librarys_warning_looks_like_our_own_lines(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("info", "json")
    logging.getLogger("library").warning("slow: %s", "disk")
    logging.getLogger("library").info("chatter")
    (line,) = capsys.readouterr().err.splitlines()
    logged = json.loads(line)
    assert (logged["event"], logged["level"], logged["logger"]) == ("slow: disk", "warning", "library")
