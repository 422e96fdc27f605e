"""What the program logs, to standard error: its own lines, and the warnings of the libraries it stands on.

A secret that somebody's line holds all the same, a library's traceback say, is blotted out at the last
moment before it is printed.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterable
from typing import Any, Final

import structlog
from structlog.typing import EventDict, WrappedLogger

SHORTEST_SECRET: Final = 8
"""Characters; a shorter one would be found by chance, and take words out of every line."""


def to_stderr(level: str, form: str, secrets: Iterable[str] = ()) -> None:
    """Everything from `level` on, as `console` or as `json`."""
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
            _blotting(render, secrets),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(handlers=[_Passed()], level=logging.WARNING, force=True)


def _blotting(render: Callable[..., Any], secrets: Iterable[str]) -> Callable[..., str]:
    hidden = [secret for secret in secrets if len(secret) >= SHORTEST_SECRET]

    def blotted(logger: WrappedLogger, name: str, event: EventDict) -> str:
        line = str(render(logger, name, event))
        for secret in hidden:
            line = line.replace(secret, "…")
        return line

    return blotted


class _Passed(logging.Handler):
    """Hands a library's lines on, so that all lines look the same."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = record.getMessage()
        except Exception:  # a library's own mistake in its line is no reason to fail
            line = str(record.msg)
        log = structlog.get_logger()
        method = {"WARNING": log.warning, "ERROR": log.error, "CRITICAL": log.critical}
        cause = {"exc_info": record.exc_info} if record.exc_info else {}
        method.get(record.levelname, log.info)(line, logger=record.name, **cause)
