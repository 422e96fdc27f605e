"""The head of a Markdown file, names and values between two rules, as far as it says what the text is.

Only lines of one name and one value are looked at, and lists of names; it is no parser of YAML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from summarizer.reading.files.said import language_code, plausible_title
from summarizer.reading.metadata.dates import stated
from summarizer.reading.metadata.names import names_in
from summarizer.reading.paste.lines import head_of

_PAIR: Final = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]+(\S.{0,998})")
_LIST: Final = re.compile(r"([A-Za-z][\w-]{0,40}):[ \t]*")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(\S.{0,998})")
_TITLES: Final = ("title", "headline")
_AUTHORS: Final = ("author", "authors", "byline", "by")
_DATES: Final = ("date", "published", "pubdate", "publishdate")
_LANGUAGES: Final = ("lang", "language", "locale")


@dataclass(frozen=True, slots=True)
class Front:
    """What the head says; `published` is ISO 8601."""

    title: str | None = None
    byline: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None


def front_of(text: str) -> Front | None:
    """What the head of a file says, None where it has none."""
    head = head_of(text)
    if head is None:
        return None
    said: dict[str, list[str]] = {}
    last = ""
    for line in head.lines:
        if pair := _PAIR.fullmatch(line.rstrip()):
            said.setdefault(pair[1].lower(), [pair[2]])
            last = ""
        elif named := _LIST.fullmatch(line):
            last = named[1].lower()
        elif last and (item := _ITEM.fullmatch(line)):
            said.setdefault(last, []).append(item[1])

    def values(names: tuple[str, ...]) -> list[str]:
        return next(([_bare(value) for value in said[name]] for name in names if name in said), [])

    title, date, language = (next(iter(values(names)), "") for names in (_TITLES, _DATES, _LANGUAGES))
    code = language_code(language)
    byline = names_in(
        part.strip(" \"'") for value in values(_AUTHORS) for part in value.strip("[]").split(",")
    )
    return Front(plausible_title(title), byline, stated(date, code) if date else None, code)


def _bare(value: str) -> str:
    plain = value.strip()
    return plain[1:-1] if len(plain) > 1 and plain[0] == plain[-1] and plain[0] in "\"'" else plain
