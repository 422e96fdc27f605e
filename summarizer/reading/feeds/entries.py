"""The entries of a feed that are kept, how much text each brings, and that text as a page to be read.

What feeds put beside the story is left out: links that lead on, the site's word where it appeared first.
Where they cut it their mark stays, since a text is taken to the letter. What stands in a paragraph of its own is known by reading itself (furniture.py).
"""

from __future__ import annotations

import html as escapes
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from lxml import etree, html

from summarizer.model import FeedEntry, Raw
from summarizer.reading.feeds import limits
from summarizer.reading.feeds.values import has_tags, without_controls
from summarizer.words import count_words

_LEAST: Final = 8  # words; fewer are no text

_LEADS_ON: Final = re.compile(
    r"[\s\[(»›>→…]*(?:"
    r"(?:read|view|see|find out|learn) (?:the )?(?:more|on|rest|full (?:story|article|post)|article|post|entry)\b.{0,200}"
    r"|(?:continue|keep) reading\b.{0,200}|more|full (?:story|article)|(?:view|post|add|leave a) comments?|comments?|link"
    r"|\d{1,6} (?:comments?|replies|kommentare?|commentaires?|comentarios?|commenti)"
    r"|weiterlesen\b.{0,200}|mehr(?: lesen)?|lire la suite\b.{0,200}|en savoir plus|leer más\b.{0,200}|seguir leyendo\b.{0,200}"
    r"|leggi (?:tutto|di più)\b.{0,200}|continua a leggere\b.{0,200}|le[ir]a? mais\b.{0,200}|lees (?:meer|verder)\b.{0,200}"
    r"|czytaj (?:dalej|więcej)\b.{0,200}|читать (?:далее|полностью)\b.{0,200}|続きを読む"
    r")[\s\])»›>→…\.]*",
    re.IGNORECASE,
)
_TRAILING: Final = re.compile(
    r"\b(?:(?:read more|continue reading|read the (?:full|rest)|weiterlesen|lire la suite|leer más)\b[^.!?\n]{0,120}[.…»→]*"
    r"|the post \S[^\n]{0,300}? (?:appeared first|first appeared) on [^\n]{1,200})$",
    re.IGNORECASE,
)
_TRAILING_WITHIN: Final = 600  # characters from the end
_BETWEEN_PARAGRAPHS: Final = re.compile(r"(?:\r\n?|\n)[^\S\n]*(?:\r\n?|\n)\s*")


def as_page(entry: FeedEntry) -> Raw | None:
    """A page of the entry's content under its title, for `summarizer.reading.read`; None where there is
    hardly any text."""
    body = _body(entry)
    if body is None or count_words(_text(body)) < _LEAST:
        return None
    title = escapes.escape(without_controls(entry.title or ""))
    head = [f"<title>{title}</title>"] if title else []
    if entry.published is not None:
        when = entry.published.isoformat(timespec="minutes")
        head.append(f'<meta property="article:published_time" content="{when}">')
    if entry.author:
        head.append(f'<meta name="author" content="{escapes.escape(without_controls(entry.author))}">')
    written = etree.tostring(body, method="html", encoding="unicode", with_tail=False)
    heading = f"<h1>{title}</h1>\n" if title else ""
    page = (
        f'<!doctype html>\n<html><head><meta charset="utf-8">{"".join(head)}</head>\n'
        f"<body><article>\n{heading}{written}\n</article></body></html>\n"
    )
    return Raw(page.encode(), "text/html", "utf-8", url=entry.link, title=entry.title)


def words_of(entry: FeedEntry) -> int:
    """How many words of text the entry's content has: few are a teaser, many may be the whole."""
    body = _body(entry)
    return 0 if body is None else count_words(_text(body))


def kept(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """The entries that say anything, each once, with their words counted; without their content past what is
    read of a feed."""
    told: set[str] = set()
    found: list[FeedEntry] = []
    left = limits.CONTENTS
    for entry in entries:
        if not (entry.title or entry.link or entry.content):
            continue
        key = f"id {entry.id}" if entry.id else f"link {entry.link}" if entry.link else None
        if key in told:
            continue
        if key is not None:
            told.add(key)
        if len(entry.content or "") > left:
            entry = replace(entry, content=None)
        left -= len(entry.content or "")
        found.append(replace(entry, words=words_of(entry)))
        if len(found) == limits.ENTRIES:
            break
    return tuple(found)


def _body(entry: FeedEntry) -> Any:
    """The content as one element, without what leads on; None where there is none."""
    given = without_controls(entry.content or "").strip()
    if not given:
        return None
    if not has_tags(given):
        given = _paragraphs(escapes.unescape(given))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = html.document_fromstring(f"<html><body>{given}</body></html>".encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        return None
    body = tree.find("body")
    if body is None:
        return None
    body.tag = "div"
    _clean(body)
    return body


def _paragraphs(text: str) -> str:
    parts = (part.strip() for part in _BETWEEN_PARAGRAPHS.split(_without_pointer(text)))
    return "".join(f"<p>{escapes.escape(part)}</p>" for part in parts if part)


def _without_pointer(text: str) -> str:
    """The text without a last sentence or line that leads on to the whole of it."""
    text = text.rstrip()
    for found in _TRAILING.finditer(text, max(0, len(text) - _TRAILING_WITHIN)):
        before = text[: found.start()]
        story = before.rstrip()
        if "\n" in before[len(story) :] or story.rstrip('"”»').endswith((".", "!", "?", "…")):
            return story
    return text


def _clean(body: Any) -> None:
    for element in list(body.iter("script", "style", "noscript", "iframe", "form", "template")):
        if element.getparent() is not None:
            element.drop_tree()
    for link in list(body.iter("a")):
        if link.getparent() is not None and _LEADS_ON.fullmatch(" ".join(link.text_content().split())):
            link.drop_tree()


def _text(body: Any) -> str:
    return "\n".join(body.itertext())
