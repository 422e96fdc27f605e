"""What every renderer does to words before they are shown, whatever the platform.

The source's text is kept as it is until here: controls, bidi marks and runs of white space go only
now, so that what is shown is harmless and what is stored is exact. Escaping is each renderer's own.
"""

from __future__ import annotations

import re
from typing import Final

from yarl import URL

from adapters import locale
from adapters.base import Passage, Quotation, Section
from summarizer.words import count_words

_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Controls, bidi marks and zero-width characters but ZWNJ (200C) and ZWJ (200D), which scripts need; and
lone surrogates, which no encoder takes."""

_MARKS: Final = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
"""More combining marks on a letter than any writing needs."""


_QUOTED: Final = re.compile(r"[\n\r\x85\u2028\u2029][ \t]*>[> \t]*")
"""The marks of quotation at the beginning of a line that a sentence goes over to."""

_OPENING: Final = "([{“„«‘‚\"'–—-"
"""Signs that stand apart from the word before them; an empty text is one of them."""

_HOST: Final = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


def clean(text: str) -> str:
    """One line of harmless text: no controls, no bidi marks, no marks of quotation at breaks, white space
    folded."""
    # folded first, since a form feed is white space and a control
    visible = _MARKS.sub(r"\1", _INVISIBLE.sub("", " ".join(_QUOTED.sub(" ", text).split())))
    return " ".join(visible.split())


def clean_lines(text: str) -> str:
    """As `clean`, with the line breaks kept (a person's own message)."""
    lines = (_MARKS.sub(r"\1", _INVISIBLE.sub("", line)) for line in text.splitlines())
    return "\n".join(line.rstrip() for line in lines)


def passage_text(passage: Passage) -> str:
    """The sentence as shown, an editor's insertions in brackets at their places."""
    parts: list[str] = []
    at = 0
    for insertion in sorted(passage.insertions, key=lambda one: one.at):
        offset = min(max(insertion.at - passage.start, at), len(passage.text))
        before, after = passage.text[at:offset], passage.text[offset : offset + 1]
        parts += [before, _bracketed(insertion.text, before[-1:], after)]
        at = offset
    parts.append(passage.text[at:])
    return clean("".join(parts))


def _bracketed(text: str, before: str, after: str) -> str:
    """In brackets, apart from the words on either side; a full stop or a comma follows at once."""
    return f"{' ' if before.isalnum() else ''}[{text}]{' ' if after.isalnum() or after in _OPENING else ''}"


def quotation_text(quotation: Quotation) -> str:
    """The words of one utterance; between two runs stands an ellipsis for what was left out."""
    return " … ".join(passage_text(run) for run in quotation.runs)


def attribution(quotation: Quotation) -> str | None:
    """ "Ann Lee, mayor of Harbour"; None when nobody is named."""
    if not quotation.speaker:
        return None
    named = clean(quotation.speaker)
    return f"{named}, {clean(quotation.role)}" if quotation.role else named


def shown_words(section: Section) -> int:
    """How many words of the source the answer shows."""
    runs = [run for quotation in section.quotations for run in quotation.runs]
    return sum(count_words(passage.text) for passage in (*section.passages, *runs, *section.figures))


def facts(section: Section) -> tuple[str, ...]:
    """The line under the headline: byline, site, date, language, words, reading time, how much shorter."""
    line: list[str] = []
    if section.byline:
        line.append(locale.text("by", names=", ".join(clean(name) for name in section.byline)))
    if section.site:
        line.append(clean(section.site))
    elif section.link and (name := host(section.link)):
        line.append(name)
    if section.published:
        line.append(clean(locale.day(section.published)))
    if section.passages or section.headline_alone:
        line.append(locale.languages((section.language, *section.other_languages)))
    shown = shown_words(section)
    if section.headline_alone:
        line += [
            locale.text("words", words=section.words),
            locale.reading_time(section.words, section.language),
        ]
    if section.words and 0 < shown < section.words and not section.partial:  # a note says it of a part
        line.append(locale.text("words", words=section.words))
        times = tuple(locale.reading_time(one, section.language) for one in (section.words, shown))
        line.append(
            locale.text("reading time", source=times[0], shown=times[1]) if times[0] != times[1] else times[0]
        )
        if percent := 100 * (section.words - shown) // section.words:
            line.append(locale.text("shorter by", percent=percent))
    return tuple(line)


def figures(section: Section) -> tuple[str, ...]:
    """The figures as shown, one line of text each: what takes its place from several lines is one."""
    return tuple(shown for one in section.figures if (shown := passage_text(one)))


def outlet(section: Section) -> str:
    """Who published it, as a digest names them: the site, or else the host."""
    named = clean(section.site) if section.site else ""
    return named or (host(section.link) if section.link else "")


def sharing(section: Section) -> tuple[tuple[str, str | None], ...]:
    """Who posted the link, each with the address of their message: "shared by Ann", "Ben"."""
    pieces: list[tuple[str, str | None]] = []
    for one in section.shared:
        named = clean(one.by)
        if not named:
            label = locale.text("shared here")
        else:
            label = named if pieces else locale.text("shared by", name=named)
        pieces.append((label, one.link))
    return tuple(pieces)


def host(url: str) -> str:
    """The host of an address as people say it: without "www.", in the form that DNS sees, as the fetch
    reads it. Empty where there is none, or one that is no name and no address."""
    try:
        name = URL(url).raw_host or ""
    except (ValueError, IndexError):  # yarl lets an IndexError out of "//][v1.@"
        return ""
    return name.removeprefix("www.") if _HOST.fullmatch(name) else ""


def safe_link(url: str | None) -> str | None:
    """The address if it may stand behind a link: http or https, or a path on our own server."""
    if not url or url != clean(url) or " " in url:
        return None
    # browsers read a backslash as a slash: both "//host" and "/\\host" lead away from our own server
    if url.startswith("/") and url[1:2] not in ("/", "\\"):
        return url
    return url if url.lower().startswith(("http://", "https://")) else None
