"""Renders a Reply for a terminal. Pure: a Reply in, what rich prints out.

Source text never reaches rich as markup, and control characters are gone before it is printed.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from adapters import locale
from adapters.base import Form, Quotation, Reply, Section
from adapters.display import (
    attribution,
    clean,
    clean_lines,
    facts,
    figures,
    outlet,
    passage_text,
    quotation_text,
    safe_link,
    sharing,
)


def render(reply: Reply) -> Group:
    """The whole reply: the sections of an answer set apart by a rule, the entries of a digest in a list."""
    if reply.form is Form.DIGEST:
        return _digest(reply)
    parts: list[RenderableType] = []
    if reply.text is not None:
        parts.append(Text(clean_lines(reply.text)))
    for number, section in enumerate(reply.sections):
        if number:
            parts += [Text(), Rule(style="dim"), Text()]
        parts += _section(section)
    return Group(*parts)


def reasons(found: Iterable[tuple[str, str]]) -> Group:
    """Why each sentence was chosen: how it begins, and how its score adds up."""
    parts: list[RenderableType] = [Text(), Text(locale.text("why"), style="bold")]
    for opening, added in found:
        parts += [Text(), Text(clean(opening)), Padding(Text(clean(added), style="dim"), (0, 0, 0, 2))]
    return Group(*parts)


def _section(section: Section) -> list[RenderableType]:
    if section.problem:
        return [Text(clean(section.problem), style="yellow")]
    parts: list[RenderableType] = []
    if section.headline:
        parts.append(Text(clean(section.headline), style="bold"))
    if line := facts(section):
        parts.append(Text(" · ".join(line), style="dim"))
    if link := safe_link(section.link):
        parts.append(Text(link, style="dim underline"))
    for passage in section.passages:
        parts += [Text(), Text(passage_text(passage))]
    if section.quotations:
        parts += [Text(), Text(locale.text("quotes"), style="bold")]
        for quotation in section.quotations:
            parts += [Text(), Padding(_quotation(quotation), (0, 0, 0, 2))]
    if line := figures(section):
        shown = Text(f"{locale.text('figures')}: ", style="bold")
        parts += [Text(), shown.append(" · ".join(line), style="not bold")]
    for note in section.notes:
        parts += [Text(), Text(clean(note), style="italic")]
    return parts


def _digest(reply: Reply) -> Group:
    parts: list[RenderableType] = []
    if reply.title:
        parts += [Text(clean(reply.title), style="bold underline"), Text()]
    for number, section in enumerate(reply.sections):
        if number:
            parts.append(Text())
        parts += _entry(section)
    for note in reply.notes:
        parts += [Text(), Text(clean(note), style="italic")]
    return Group(*parts)


def _entry(section: Section) -> list[RenderableType]:
    lines: list[Text] = []
    shared = ", ".join(label for label, _ in sharing(section))
    if origin := [one for one in (outlet(section), shared) if one]:
        lines.append(Text(" · ".join(origin), style="dim"))
    if link := safe_link(section.link):
        lines.append(Text(link, style="dim underline"))
    if section.problem:
        lines.append(Text(clean(section.problem), style="yellow"))
    else:
        lines += [Text(passage_text(passage)) for passage in section.passages]
    lines += [Text(clean(note), style="italic") for note in section.notes]
    headline = Text(clean(section.headline or section.label), style="bold")
    return [_hanging(headline), *(Padding(line, (0, 0, 0, 2)) for line in lines)]


def _hanging(headline: Text) -> Table:
    """Behind a bullet, the lines after the first indented as the first is."""
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row("•", headline)
    return row


def _quotation(quotation: Quotation) -> Text:
    words = quotation_text(quotation)
    shown = Text(words if quotation.paraphrase else f"“{words}”")
    if named := attribution(quotation):
        shown.append(f"\n— {named}", style="dim")
    return shown
