"""Why each sentence was chosen: its score as the named parts that add up to it, for `--why` and for JSON.

The default ranker's parts are log-odds of belonging to a summary of the length that was asked for; what has
the greatest part comes first.
"""

from __future__ import annotations

from typing import Any, Final

from adapters import locale
from adapters.display import clean
from summarizer.model import Document, Summary, Worth

_OPENING: Final = 70  # characters
_SEEN: Final = 0.005  # a part below it is +0.00 to a reader


def reasons(document: Document, summary: Summary) -> tuple[tuple[str, str], ...]:
    """How each sentence chosen begins and how its score adds up, in source order."""
    return tuple(
        (_opening(summary.sentences[worth.sentence].span.of(document.text)), _sum(worth))
        for worth in summary.worths
    )


def record(summary: Summary) -> list[dict[str, Any]]:
    """The same for JSON, to six places."""
    return [{"score": round(worth.score, 6), "parts": dict(worth.parts)} for worth in summary.worths]


def _opening(text: str) -> str:
    plain = " ".join(clean(text).split())
    return plain if len(plain) <= _OPENING else f"{plain[:_OPENING].rsplit(' ', 1)[0]} …"


def _sum(worth: Worth) -> str:
    if not worth.parts:
        return locale.text("why beside")
    parts = sorted(worth.parts, key=lambda part: -abs(part[1]))
    shown = [f"{name} {value:+.2f}" for name, value in parts if abs(value) >= _SEEN]
    return f"{worth.score:+.2f} = {', '.join(shown)}" if shown else f"{worth.score:+.2f}"
