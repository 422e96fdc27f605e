"""Entries → the page, and the events that keep it up to date. Pure.

The same function makes a message for the page's first load, for the stream and for the answer to who
sent it, so that a message looks the same however it came.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from html import escape
from importlib.resources import files
from string import Template
from typing import Any, Final

from adapters import display, locale
from adapters.base import File
from adapters.local.render import plain, reply_html, text_html
from adapters.local.room import Entry

THREADS_AT_ONCE: Final = 40
"""How many threads a page shows at first, and adds with "Show earlier messages"."""

_PACKAGE: Final = files("adapters.local")
_PAGE: Final = Template((_PACKAGE / "page.html").read_text("utf-8"))
_MARK: Final = '<svg class="avatar" aria-hidden="true"><use href="#mark"></use></svg>'

_RESPOND: Final = '<button type="button" class="respond">Reply in thread</button>'


def person_name(person: str) -> str:
    """What others see of a person: "Guest 4821", always the same for the same id."""
    number = int.from_bytes(hashlib.sha256(person.encode()).digest()[:4])
    return f"Guest {1000 + number % 9000}"


def page_html(entries: Sequence[Entry], viewer: str, *, room: str, last: int, earlier: bool) -> str:
    return _PAGE.substitute(
        threads=threads_html(entries, viewer),
        room=escape(room, quote=True),
        last=last,
        earlier="" if earlier else " hidden",
    )


def threads_html(entries: Iterable[Entry], viewer: str) -> str:
    """Threads in the order of their roots; entries whose root is not among them are left out."""
    roots: dict[int, tuple[Entry, list[Entry]]] = {}
    for entry in entries:
        if entry.root is None:
            roots[entry.id] = (entry, [])
        elif entry.root in roots:
            roots[entry.root][1].append(entry)
    return "".join(_thread(root, replies, viewer) for root, replies in roots.values())


def event(entry: Entry, viewer: str) -> dict[str, Any]:
    """A new or changed message, as the page's script takes it. `said` is what is read aloud."""
    return {
        "id": entry.id,
        "root": entry.root,
        "seq": entry.seq,
        "mine": _mine(entry, viewer),
        "bot": entry.bot,
        "gone": entry.gone,
        "said": _said(entry),
        "html": message_html(entry, viewer),
    }


def message_html(entry: Entry, viewer: str) -> str:
    if entry.gone:
        return (
            f'<article class="message gone" id="m{entry.id}" data-id="{entry.id}" tabindex="-1">'
            f"<p>This message was deleted.</p></article>"
        )
    level = "h2" if entry.root is None else "h3"
    kind = "bot" if entry.bot else "mine" if _mine(entry, viewer) else "other"
    private = (
        f'<span class="private">{escape(locale.text("only you"))}</span>'
        if entry.private_to is not None
        else ""
    )
    body = text_html(entry.text) if entry.reply is None else reply_html(entry.reply)
    return (
        f'<article class="message {kind}{" ephemeral" if private else ""}" id="m{entry.id}" '
        f'data-id="{entry.id}" aria-labelledby="by{entry.id}" tabindex="-1">{_avatar(entry)}'
        f'<header><{level} class="author" id="by{entry.id}">{_author(entry, viewer)}</{level}>'
        f"{_time(entry)}{private}</header>"
        f'<div class="body">{body}{_files(entry.files)}</div>'
        f'<button type="button" class="more" aria-haspopup="menu" aria-expanded="false" '
        f'aria-label="Actions for the message by {_author(entry, viewer)}">'
        f'<span aria-hidden="true">⋯</span></button></article>'
    )


def _thread(root: Entry, replies: Iterable[Entry], viewer: str) -> str:
    inner = "".join(f"<li>{message_html(one, viewer)}</li>" for one in replies)
    return (
        f'<li class="thread" data-root="{root.id}">{message_html(root, viewer)}'
        f'<ol class="replies" aria-label="Thread">{inner}</ol>{_RESPOND}</li>'
    )


def _mine(entry: Entry, viewer: str) -> bool:
    return entry.person is not None and entry.person.id == viewer


def _author(entry: Entry, viewer: str) -> str:
    if entry.person is None:
        return "Nutgraf"
    return "You" if _mine(entry, viewer) else escape(display.clean(entry.person.name) or "Guest")


def _avatar(entry: Entry) -> str:
    if entry.person is None:
        return _MARK
    return '<svg class="avatar" aria-hidden="true"><use href="#person"></use></svg>'


def _time(entry: Entry) -> str:
    when = entry.at
    return (
        f'<a class="when" href="#m{entry.id}"><time datetime="{when.isoformat()}">{when:%H:%M} UTC</time></a>'
    )


def _said(entry: Entry) -> str:
    """The first line of what was written, short."""
    text = plain(entry.reply) if entry.reply is not None else entry.text
    return display.clean(text[:400].split("\n")[0])[:160]


def _files(attached: Sequence[File]) -> str:
    if not attached:
        return ""
    return f'<ul class="files" aria-label="Files">{"".join(map(_file, attached))}</ul>'


def _file(file: File) -> str:
    name = escape(display.clean(file.name) or "file")
    address = escape(display.safe_link(file.link) or f"/files/{file.ref}", quote=True)
    return (
        f'<li><a class="file" href="{address}" target="_blank" rel="noopener"><span class="name" dir="auto">{name}'
        f'</span> <span class="size">{size(file.size)}</span></a></li>'
    )


def size(count: int) -> str:
    """ "812 bytes", "40 kB", "5.2 MB"."""
    if count < 1000:
        return f"{count} bytes"
    if count < 1_000_000:
        return f"{round(count / 1000)} kB"
    return f"{count / 1_000_000:.1f} MB"
