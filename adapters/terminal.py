"""Renders a Reply for a terminal. Pure: a Reply in, what rich prints out.

Source text never reaches rich as markup, and control characters are gone before it is printed.
"""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from adapters import locale
from adapters.base import Quotation, Reply, Section
from adapters.display import attribution, clean, clean_lines, facts, passage_text, quotation_text, safe_link


def render(reply: Reply) -> Group:
    """The whole reply, sections set apart by a rule."""
    parts: list[RenderableType] = []
    if reply.text is not None:
        parts.append(Text(clean_lines(reply.text)))
    for number, section in enumerate(reply.sections):
        if number:
            parts += [Text(), Rule(style="dim"), Text()]
        parts += _section(section)
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
    for note in section.notes:
        parts += [Text(), Text(clean(note), style="italic")]
    return parts


def _quotation(quotation: Quotation) -> Text:
    words = quotation_text(quotation)
    shown = Text(words if quotation.paraphrase else f"“{words}”")
    if named := attribution(quotation):
        shown.append(f"\n— {named}", style="dim")
    return shown
