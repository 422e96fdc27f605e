"""Reply → the messages that Discord takes, in its JSON. Pure.

What is not ours is shown as `markdown` leaves it: it does nothing, and everything is within the limits.
Where embeds are not allowed, the same answer is plain text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from adapters import display, locale
from adapters.base import Action, Form, Quotation, Reply, Section
from adapters.discord.digest import digest_embeds, digest_texts
from adapters.discord.limits import (
    MOST_CONTENT,
    MOST_CUSTOM_ID,
    MOST_DESCRIPTION,
    MOST_EMBEDS,
    MOST_IN_EMBEDS,
    MOST_THREAD_NAME,
    MOST_TITLE,
)
from adapters.discord.markdown import (
    arrow,
    clipped,
    escaped,
    length,
    link,
    linked,
    name_of,
    ours,
    portions,
    titled,
    wrapped,
)
from adapters.discord.payloads import custom_id

SUPPRESS_EMBEDS: Final = 1 << 2

Payload = dict[str, Any]

_HEADING: Final = 100
"""Room that is kept for the heading above the quotes."""

_BUTTONS_A_ROW: Final = 5
_ROW, _BUTTON = 1, 2
_PRIMARY, _SECONDARY = 1, 2

_BULLET: Final = "• "


def messages(reply: Reply, key: str) -> tuple[Payload, ...]:
    """The messages of a reply, one or more, the buttons under the last."""
    if reply.text is not None:
        return _plain(_own_words(reply.text), reply.actions, key)
    if reply.form is Form.FULL and all(one.problem for one in reply.sections):
        return plain_messages(reply, key)
    if reply.form is Form.DIGEST:
        batches = digest_embeds(reply)
    else:
        batches = _batched(embed for one in reply.sections for embed in _embeds(one, reply.form))
    return tuple(
        _payload(embeds=batch, actions=reply.actions if last else (), key=key)
        for batch, last in _with_last(batches)
    )


def plain_messages(reply: Reply, key: str) -> tuple[Payload, ...]:
    """The same without embeds, for where the bot may not send them."""
    if reply.text is not None:
        return _plain(_own_words(reply.text), reply.actions, key)
    if reply.form is Form.DIGEST:
        return _written(digest_texts(reply), reply.actions, key)
    blocks: list[_Block] = []
    for section in reply.sections:
        blocks += _plain_section(section, reply.form)
    return _plain(blocks, reply.actions, key)


def thread_name(reply: Reply) -> str:
    """What a thread is called that is made for this reply."""
    if reply.form is Form.DIGEST:
        words = display.clean(reply.title or "") or locale.text("digest thread")
    else:
        words = name_of(reply.sections[0]) if reply.sections else locale.text("thread")
    return clipped(words, MOST_THREAD_NAME)


# ---- blocks -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that stay together, and what parts them from the block above."""

    text: str
    gap: str = "\n"


def _content(section: Section, most: int) -> list[_Block]:
    """What stands under the headline, in blocks of no more than `most`."""
    blocks: list[_Block] = []
    if line := _facts(section):
        blocks.append(_Block(line))
    if section.problem:
        return [_Block(part) for part in wrapped(ours(section.problem), most)]
    for passage in section.passages:
        blocks += _lined(display.passage_text(passage), "- ", "  ", most, arrow(passage.link))
    for index, quotation in enumerate(section.quotations):
        said = _quotation(quotation, most)
        if index == 0:
            heading = f"**{locale.text('quotes')}**\n"
            said[0] = _Block(heading + said[0].text, "\n\n" if blocks else "\n")
        elif said:
            said[0] = _Block(said[0].text, "\n\n")
        blocks += said
    if line := " · ".join(display.figures(section)):
        label = f"**{locale.text('figures')}:** "
        first, *further = portions(line, most - length(label) - 50)
        blocks += [_Block(f"{label}{first}", "\n\n" if blocks else "\n"), *map(_Block, further)]
    for index, note in enumerate(section.notes):
        parts = [f"*{part}*" for part in wrapped(ours(note), most - 2) if part]
        blocks += [_Block(part, "\n" if index or number else "\n\n") for number, part in enumerate(parts)]
    return blocks


def _lined(words: str, first: str, further: str, most: int, source: str = "") -> list[_Block]:
    parts = portions(words, most - length(source) - 50)
    lines = [f"{further if index else first}{part}" for index, part in enumerate(parts)]
    return [*map(_Block, lines[:-1]), _Block(lines[-1] + source)]


def _quotation(quotation: Quotation, most: int) -> list[_Block]:
    words = display.quotation_text(quotation)
    if not quotation.paraphrase:
        words = f"“{words}”"
    blocks = _lined(words, "> ", "> ", most)
    by = display.attribution(quotation)
    if by is None:
        return blocks
    name = f"> — {escaped(clipped(by, MOST_TITLE))}"
    if length(blocks[-1].text) + length(name) < most:
        return [*blocks[:-1], _Block(f"{blocks[-1].text}\n{name}")]
    return [*blocks, _Block(name)]


def _facts(section: Section) -> str:
    facts = display.facts(section)
    # small and grey; a byline of hundreds of names is cut, as it is no sentence of the source
    return f"-# {escaped(clipped(' · '.join(facts), 500))}" if facts else ""


def _own_words(text: str) -> list[_Block]:
    """A text of ours, line by line; a line that begins with a bullet keeps it."""
    blocks: list[_Block] = []
    for line in display.clean_lines(text).split("\n"):
        if not line.strip():
            continue
        listed = line.startswith(_BULLET)
        words = ours(line.removeprefix(_BULLET))
        for part in wrapped(words, MOST_CONTENT - 100):
            blocks.append(_Block(f"{_BULLET}{part}" if listed else part, "\n"))
            listed = False
    return blocks


# ---- embeds -------------------------------------------------------------------------------------


def _embeds(section: Section, form: Form) -> list[Payload]:
    """The embed of a section, and where its text is too long for one those that go on with it."""
    title, url = titled(name_of(section)), link(section.link)
    head: Payload = {"title": title, **({"url": url} if url else {})}
    if form is Form.HEADLINE:
        line = _facts(section)
        return [{**head, **({"description": line} if line else {})}]
    texts = _filled(_content(section, MOST_DESCRIPTION - _HEADING), MOST_DESCRIPTION)
    first, *further = texts or [""]
    return [
        {**head, **({"description": first} if first else {})},
        *({"description": text} for text in further),
    ]


def _filled(blocks: list[_Block], most: int) -> list[str]:
    """Texts of no more than `most` that hold the blocks in order."""
    texts: list[str] = []
    for block in blocks:
        longer = f"{texts[-1]}{block.gap}{block.text}" if texts else ""
        if texts and length(longer) <= most:
            texts[-1] = longer
        else:
            texts.append(block.text)
    return texts


def _batched(embeds: Iterable[Payload]) -> list[list[Payload]]:
    """The embeds of each message; one that goes on with a section follows it if there is room."""
    batches: list[list[Payload]] = []
    size = 0
    for embed in embeds:
        own = length(embed.get("title", "")) + length(embed.get("description", ""))
        if batches and len(batches[-1]) < MOST_EMBEDS and size + own <= MOST_IN_EMBEDS:
            batches[-1].append(embed)
            size += own
        else:
            batches.append([embed])
            size = own
    return batches


# ---- plain --------------------------------------------------------------------------------------


def _plain_section(section: Section, form: Form) -> list[_Block]:
    blocks: list[_Block] = []
    if form is Form.HEADLINE or section.headline or not section.problem:
        blocks.append(_Block(linked(titled(name_of(section)), section.link, MOST_CONTENT - 100), "\n\n"))
    if form is Form.HEADLINE:
        line = _facts(section)
        return [*blocks, _Block(line)] if line else blocks
    content = _content(section, MOST_CONTENT - 300)
    if not blocks and content:
        content[0] = _Block(content[0].text, "\n\n")
    return blocks + content


def _plain(blocks: list[_Block], actions: tuple[Action, ...], key: str) -> tuple[Payload, ...]:
    return _written(_filled(blocks, MOST_CONTENT), actions, key)


def _written(texts: list[str], actions: tuple[Action, ...], key: str) -> tuple[Payload, ...]:
    return tuple(
        _payload(content=text, actions=actions if last else (), key=key)
        for text, last in _with_last(texts or [""])
    )


# ---- messages -----------------------------------------------------------------------------------


def _payload(
    *, content: str = "", embeds: list[Payload] | None = None, actions: tuple[Action, ...], key: str
) -> Payload:
    """A whole message: what it does not have is there and empty, so that it edits as it posts."""
    return {
        "content": content,
        "embeds": embeds or [],
        "components": _rows(actions, key),
        "flags": 0 if embeds else SUPPRESS_EMBEDS,
        "allowed_mentions": {"parse": [], "replied_user": False},
    }


def _rows(actions: tuple[Action, ...], key: str) -> list[Payload]:
    buttons = [
        {
            "type": _BUTTON,
            "style": _PRIMARY if one is Action.SHARE else _SECONDARY,
            "label": locale.action(one),
            "custom_id": _carried(one, key),
        }
        for one in actions
    ]
    rows = [buttons[at : at + _BUTTONS_A_ROW] for at in range(0, len(buttons), _BUTTONS_A_ROW)]
    return [{"type": _ROW, "components": row} for row in rows]


def _carried(action: Action, key: str) -> str:
    carried = custom_id(action, key)
    if length(carried) > MOST_CUSTOM_ID:
        raise ValueError(f"a button can't carry a key of {len(key)} characters")
    return carried


def _with_last(parts: list[Any]) -> Iterator[tuple[Any, bool]]:
    for index, part in enumerate(parts):
        yield part, index == len(parts) - 1
