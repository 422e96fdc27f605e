"""Reply → HTML, and a person's text → HTML. Pure.

Every word that is not ours is cleaned and escaped; a link is http, https or a path on this server;
nothing is loaded from elsewhere. The source's words carry the source's language and direction, so
that they are set and read aloud as what they are.
"""

from __future__ import annotations

import re
from html import escape
from typing import Final

from adapters import display, locale
from adapters.base import Action, Form, Passage, Quotation, Reply, Section
from adapters.links import all_links
from summarizer.model import Span

LONG_CHARACTERS: Final = 700
LONG_LINES: Final = 10
"""Past either, a person's text is shown in part, with "Show all"."""

_RIGHT_TO_LEFT: Final = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi")
)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_BULLET: Final = "• "
_HERE: Final = "/#"
"""How the address of a message of this channel begins: to follow it is a jump within the page."""


def reply_html(reply: Reply) -> str:
    """The body of a message of the bot, its buttons included."""
    if reply.text is not None:
        body = _own_words(reply.text)
    elif reply.form is Form.DIGEST:
        body = _digest(reply)
    elif reply.form is Form.HEADLINE:
        body = "".join(f'<section class="answer">{_headline(one)}</section>' for one in reply.sections)
    else:
        body = "".join(_section(one) for one in reply.sections)
    return body + _actions(reply.actions)


def text_html(text: str) -> str:
    """A person's own message: its lines kept, its links made clickable, much of it folded away."""
    shown = display.clean_lines(text).strip("\n")
    if not shown:
        return ""
    body = f'<div class="text" dir="auto">{_linked(shown)}</div>'
    if len(shown) <= LONG_CHARACTERS and shown.count("\n") < LONG_LINES:
        return body
    return f'<div class="long">{body}</div><button type="button" class="fold" aria-expanded="false">Show all</button>'


def plain(reply: Reply) -> str:
    """The words of a reply alone, a paragraph each."""
    if reply.text is not None:
        return reply.text
    parts: list[str] = [display.clean(reply.title)] if reply.title else []
    for section in reply.sections:
        parts.append(display.clean(section.headline or section.label))
        if reply.form is Form.HEADLINE:
            continue
        if section.problem:
            parts.append(display.clean(section.problem))
        parts += [display.passage_text(passage) for passage in section.passages]
        for quotation in section.quotations:
            said, by = display.quotation_text(quotation), display.attribution(quotation)
            parts.append(f"“{said}” ({by})" if by else f"“{said}”")
        if shown := display.figures(section):
            parts.append(f"{locale.text('figures')}: {' · '.join(shown)}")
    parts += [display.clean(note) for note in reply.notes]
    return "\n\n".join(parts)


# ---- a section ----------------------------------------------------------------------------------


def _section(section: Section) -> str:
    if section.problem:
        parts = [_headline(section) if section.headline else "", _note(section.problem, "problem")]
        return f'<section class="answer">{"".join(parts)}</section>'
    speech = _speech(section.language)
    parts = [_headline(section), _facts(section)]
    if section.passages:
        items = "".join(f"<li>{_passage(one)}</li>" for one in section.passages)
        parts.append(f'<ul class="sentences"{speech}>{items}</ul>')
    if section.quotations:
        parts.append(f'<h4 class="label">{_ours(locale.text("quotes"))}</h4><div class="quotes">')
        parts += [_quotation(one, speech) for one in section.quotations]
        parts.append("</div>")
    if shown := display.figures(section):
        items = " <span>·</span> ".join(f"<bdi>{escape(one)}</bdi>" for one in shown)
        label = f"<b>{_ours(locale.text('figures'))}</b>"
        parts.append(f'<p class="figures">{label} <span{speech}>{items}</span></p>')
    parts += [_note(one, "note") for one in section.notes]
    return f'<section class="answer">{"".join(parts)}</section>'


def _headline(section: Section, level: str = "h3") -> str:
    words = escape(display.clean(section.headline or section.label))
    address = display.safe_link(section.link)
    inner = _anchor(address, words) if address else words
    if section.headline:
        return f'<{level} class="headline"{_speech(section.language)}>{inner}</{level}>'
    return f'<{level} class="headline unnamed" dir="auto">{inner}</{level}>'


def _facts(section: Section) -> str:
    return _line([f"<bdi>{escape(display.clean(fact))}</bdi>" for fact in display.facts(section)])


def _line(items: list[str]) -> str:
    return f'<p class="facts">{" <span>·</span> ".join(items)}</p>' if items else ""


def _passage(passage: Passage) -> str:
    words = escape(display.passage_text(passage))
    address = display.safe_link(passage.link)
    if address is None:
        return words
    label = escape(locale.text("read more"), quote=True)
    source = _anchor(address, "↗", f' class="source" aria-label="{label}"')
    return f"{words} {source}"


def _quotation(quotation: Quotation, speech: str) -> str:
    """Speaker and role are words of the source, too, so the whole figure runs as the source does."""
    words = ' <span class="gap">…</span> '.join(_passage(run) for run in quotation.runs)
    by = ""
    if quotation.speaker:
        role = f'<span class="role">{escape(display.clean(quotation.role))}</span>' if quotation.role else ""
        name = f'<span class="speaker">{escape(display.clean(quotation.speaker))}</span>'
        by = f"<figcaption>{', '.join(filter(None, (name, role)))}</figcaption>"
    kind = "quote reported" if quotation.paraphrase else "quote"
    return f'<figure class="{kind}"{speech}><blockquote><p>{words}</p></blockquote>{by}</figure>'


# ---- a digest -----------------------------------------------------------------------------------


def _digest(reply: Reply) -> str:
    parts: list[str] = []
    if reply.title:
        parts.append(f'<h3 class="headline" dir="auto">{_ours(reply.title)}</h3>')
    if reply.sections:
        level = "h4" if reply.title else "h3"  # no level of headings may be left out
        entries = "".join(f"<li>{_entry(one, level)}</li>" for one in reply.sections)
        parts.append(f'<ul class="entries">{entries}</ul>')
    parts += [_note(one, "note") for one in reply.notes]
    return f'<section class="answer digest">{"".join(parts)}</section>'


def _entry(section: Section, level: str) -> str:
    parts = [_headline(section, level), _line(_origin(section))]
    if section.problem:
        parts.append(_note(section.problem, "problem"))
    elif section.passages:
        said = "".join(f"<p>{_passage(one)}</p>" for one in section.passages)
        parts.append(f'<div class="brief"{_speech(section.language)}>{said}</div>')
    parts += [_note(one, "note") for one in section.notes]
    return "".join(parts)


def _origin(section: Section) -> list[str]:
    """Who published it, and who shared it."""
    items: list[str] = []
    if outlet := display.outlet(section):
        items.append(f"<bdi>{escape(outlet)}</bdi>")
    if pieces := display.sharing(section):
        items.append(", ".join(_sharing(label, link) for label, link in pieces))
    return items


def _sharing(label: str, link: str | None) -> str:
    words = f"<bdi>{escape(label)}</bdi>"
    address = display.safe_link(link)
    return _anchor(address, words) if address else words


def _note(sentence: str, kind: str) -> str:
    return f'<p class="{kind}">{_ours(sentence)}</p>'


def _actions(actions: tuple[Action, ...]) -> str:
    if not actions:
        return ""
    buttons = "".join(
        f'<button type="button" class="action" data-action="{escape(one.value)}">{escape(locale.action(one))}</button>'
        for one in actions
    )
    return f'<div class="actions" role="group" aria-label="What to do with this answer">{buttons}</div>'


def _speech(language: str | None) -> str:
    """The attributes that say in what language and direction the words run."""
    if language is None or not _LANGUAGE.fullmatch(language):
        return ' dir="auto"'
    direction = "rtl" if language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"
    return f' lang="{language}" dir="{direction}"'


# ---- words --------------------------------------------------------------------------------------


def _own_words(text: str) -> str:
    """A text of ours: paragraphs, `code`, and lines that begin with a bullet as a list."""
    parts: list[str] = []
    listed = False
    for line in display.clean_lines(text).split("\n"):
        if not line.strip():
            continue
        bullet = line.startswith(_BULLET)
        if bullet != listed:
            parts.append("<ul>" if bullet else "</ul>")
            listed = bullet
        words = _ours(line.removeprefix(_BULLET))
        parts.append(f"<li>{words}</li>" if bullet else f"<p>{words}</p>")
    if listed:
        parts.append("</ul>")
    return f'<div class="own">{"".join(parts)}</div>'


def _ours(text: str) -> str:
    """One line of ours, with `code` set as such."""
    return _CODE.sub(r"<code>\1</code>", escape(display.clean(text)))


def _linked(text: str) -> str:
    parts: list[str] = []
    at = 0
    for link in all_links(text):
        if display.safe_link(link.url) is None:
            continue
        # brackets and label around it stay as they were written
        start = text.find(link.url, link.span.start, link.span.end)
        written = Span(start, start + len(link.url)) if start >= 0 else link.span
        parts += [escape(text[at : written.start]), _anchor(link.url, escape(written.of(text)))]
        at = written.end
    parts.append(escape(text[at:]))
    return "".join(parts)


def _anchor(url: str, inner: str, attributes: str = "") -> str:
    if url.startswith(_HERE):
        return f'<a href="{escape(url, quote=True)}"{attributes}>{inner}</a>'
    return (
        f'<a href="{escape(url, quote=True)}" target="_blank" rel="noopener noreferrer nofollow"{attributes}>'
        f"{inner}</a>"
    )
