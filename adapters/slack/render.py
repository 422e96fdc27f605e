"""Reply → the payloads of Slack's messages. Pure.

The source's words stand in rich text and plain text alone, where no sign of theirs means anything to
Slack: nothing in them can format, link or call anybody. `text`, which notifications and screen readers
get, is escaped. What is too long for one message goes on in the next, from a section or a sentence on,
and the buttons come last. In a digest each section is one block, so that it parts between these alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from adapters import display, locale
from adapters.base import Action, Form, Passage, Quotation, Reply, Section
from adapters.slack.payloads import ACTION_PREFIX

MOST_BLOCKS: Final = 50
MOST_WEIGHT: Final = 12_000
EACH_BLOCK: Final = 100
"""All blocks of a message as JSON, with so much for each, may be about 13,200 long: Slack tells no number,
this is what others measured (slackapi/bolt-js 2509 and 2867)."""

MOST_TEXT: Final = 3_900
MOST_PLAIN: Final = 2_800
MOST_RUN: Final = 2_500
"""Characters: of the plain fallback, of one note, and of one unbroken run of rich text."""

MOST_NAME: Final = 200
MOST_SHARING: Final = 4_000
"""Of a digest's entry: characters of an outlet or a person's name, and the length as JSON of all who shared
it. Whatever headline stands over them, the line never outweighs a message."""

MOST_KEY: Final = 64
"""So long a key has room in each button, so that how a reply is parted does not hang on its key."""

MOST_HEADLINE: Final = 600
MOST_ADDRESS: Final = 3_000
MOST_BUTTON: Final = 75

_CODE: Final = re.compile(r"`([^`\n]+)`")
_BULLET: Final = "• "
_ELLIPSIS: Final = " …"
_SPOT: Final = "↗"

Block = dict[str, Any]
Payload = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Piece:
    """What is never torn apart: a block, or one item of a list; `plain` are its words. A heading is not
    left behind by what it heads."""

    block: Block
    plain: str = ""
    item: bool = False
    heading: bool = False

    @property
    def weight(self) -> int:
        return len(json.dumps(self.block, ensure_ascii=False, separators=(",", ":"))) + EACH_BLOCK


_DIVIDER: Final = _Piece({"type": "divider"}, heading=True)


def reply_payloads(reply: Reply, key: str, *, weighed: bool = True) -> tuple[Payload, ...]:
    """The messages of a reply, each with `text` and `blocks`; `key` is what its buttons carry.

    `weighed` says whether the blocks of a message are weighed together: Slack does so for messages that
    the bot posts by its own right, not for those at a response_url or for one person.
    """
    if reply.text is not None:
        sections = [list(_own_words(reply.text))]
    elif reply.form is Form.DIGEST:
        sections = [list(_digest(reply))]
    elif reply.form is Form.HEADLINE:
        sections = [list(_heading(one)) for one in reply.sections]
    else:
        sections = [list(_section(one)) for one in reply.sections]
    buttons = _buttons(reply.actions, key)
    reserved = _buttons(reply.actions, key.ljust(MOST_KEY))
    room = MOST_WEIGHT - (_Piece(reserved).weight if reserved else 0) if weighed else None
    messages = _packed([one for one in sections if one], room)
    payloads = [_payload(pieces) for pieces in messages or [[_Piece(_rich(_paragraph([_words("…")])), "…")]]]
    if buttons:
        payloads[-1]["blocks"].append(buttons)
    return tuple(payloads)


def is_one_message(reply: Reply) -> bool:
    """Whether the bot needs one message alone to post this by its own right."""
    return len(reply_payloads(reply, "")) == 1


# ---- sections -----------------------------------------------------------------------------------


def _section(section: Section) -> Iterator[_Piece]:
    if section.problem:
        if section.headline:
            yield _headline(section)
        yield from _own_words(section.problem)
        return
    yield from _heading(section)
    for passage in section.passages:
        yield from _passage(passage)
    if section.quotations:
        label = locale.text("quotes")
        yield _Piece(_rich(_paragraph([_words(label, "bold")])), label, heading=True)
        for quotation in section.quotations:
            yield from _quotation(quotation)
    if section.figures:
        yield from _figures(section)
    for note in section.notes:
        yield from _note(note)


def _heading(section: Section) -> Iterator[_Piece]:
    yield _headline(section)
    if facts := " · ".join(display.facts(section)):
        shown = _shortened(facts, MOST_PLAIN)
        yield _Piece(_context(shown), shown, heading=True)


def _headline(section: Section) -> _Piece:
    linked = _linked_headline(section)
    return _Piece(_rich(_paragraph([linked])), linked["text"], heading=True)


def _linked_headline(section: Section) -> Block:
    shown = _shortened(display.clean(section.headline or section.label), MOST_HEADLINE) or "…"
    return _link(section.link, shown, "bold")


def _passage(passage: Passage) -> Iterator[_Piece]:
    runs = _runs(display.passage_text(passage))
    for index, run in enumerate(runs):
        elements = [_words(run)]
        if index == len(runs) - 1:
            elements += _spot(passage.link)
        item = {"type": "rich_text_list", "style": "bullet", "elements": [_paragraph(elements)]}
        yield _Piece(_rich(item), f"{_BULLET}{run}", item=True)


def _quotation(quotation: Quotation) -> Iterator[_Piece]:
    """A quote with its speaker. Words that the source itself reports without marks get none here."""
    said = display.quotation_text(quotation)
    if not said:
        return
    plain = said if quotation.paraphrase else f"“{said}”"
    elements = [_words(plain)]
    for run in quotation.runs:
        elements += _spot(run.link)
    if by := display.attribution(quotation):
        elements.append(_words(f"\n— {by}"))
        plain += f" — {by}"
    whole = _Piece(_rich({"type": "rich_text_quote", "elements": elements}), plain)
    if whole.weight <= MOST_WEIGHT // 2:
        yield whole
        return
    for part in _runs(plain):
        yield _Piece(_rich({"type": "rich_text_quote", "elements": [_words(part)]}), part)


def _figures(section: Section) -> Iterator[_Piece]:
    """One line behind its label; what would be too long for one goes on in the next."""
    label = f"{locale.text('figures')}: "
    for index, run in enumerate(_runs(" · ".join(display.figures(section)))):
        before = [_words(label, "bold")] if index == 0 else []
        yield _Piece(_rich(_paragraph([*before, _words(run)])), f"{label if index == 0 else ''}{run}")


def _spot(address: str | None) -> list[Block]:
    """A small link to the exact spot, where there is one."""
    link = _link(address, _SPOT)
    return [_words(" "), link] if link["type"] == "link" else []


def _note(sentence: str) -> Iterator[_Piece]:
    for run in _runs(_CODE.sub(r"\1", display.clean(sentence)), MOST_PLAIN):
        yield _Piece(_context(run), run)


def _own_words(text: str) -> Iterator[_Piece]:
    """A text of ours: paragraphs, `code`, and lines that begin with a bullet as a list."""
    for line in display.clean_lines(text).split("\n"):
        bullet = line.startswith(_BULLET)
        for run in _runs(display.clean(line.removeprefix(_BULLET))):
            paragraph = _paragraph(list(_coded(run)))
            if bullet:
                item = {"type": "rich_text_list", "style": "bullet", "elements": [paragraph]}
                yield _Piece(_rich(item), _BULLET + run, item=True)
            else:
                yield _Piece(_rich(paragraph), run)


def _coded(line: str) -> Iterator[Block]:
    at = 0
    for match in _CODE.finditer(line):
        if match.start() > at:
            yield _words(line[at : match.start()])
        yield _words(match[1], "code")
        at = match.end()
    if at < len(line):
        yield _words(line[at:])


# ---- digests ------------------------------------------------------------------------------------


def _digest(reply: Reply) -> Iterator[_Piece]:
    if title := _shortened(display.clean(reply.title or ""), MOST_HEADLINE):
        yield _Piece(_rich(_paragraph([_words(title, "bold")])), title, heading=True)
    for section in reply.sections:
        yield from _entry(section)
    for note in reply.notes:
        yield from _note(note)


def _entry(section: Section) -> Iterator[_Piece]:
    """A section in brief, in one piece with a line for each thing that it says."""
    if section.problem:
        head = [[_linked_headline(section)]] if section.headline else []
        said = [list(_coded(display.clean(section.problem)))]
    else:
        head = [[_linked_headline(section)], _origin(section)]
        said = [[_words(text)] for one in section.passages if (text := display.passage_text(one))]
        said += [[_words(text, "italic")] for one in section.notes if (text := display.clean(one))]
    whole = _lines([*head, *said])
    if not whole.plain:
        return
    if whole.weight <= MOST_WEIGHT // 2 and all(
        len(one["text"]) <= MOST_RUN for line in said for one in line
    ):
        yield whole
        return
    if head:
        above = _lines(head)
        # one that leaves little room beside it may stand alone, or nothing could follow it
        yield replace(above, heading=above.weight <= MOST_WEIGHT // 4)
    for line in said:
        for run in _runs(_joined(_paragraph(line))):
            yield _lines([[_words(run)]])


def _origin(section: Section) -> list[Block]:
    """Who published it, and who shared it: each name, and a link to their message."""
    line: list[Block] = []
    if outlet := _shortened(display.outlet(section), MOST_NAME):
        line.append(_words(outlet))
    sharing: list[Block] = []
    for label, link in display.sharing(section):
        before = ", " if sharing else " · " if line else ""
        more = [_words(before + _shortened(label, MOST_NAME)), *_spot(link)]
        if len(json.dumps([*sharing, *more], ensure_ascii=False)) > MOST_SHARING:
            return [*line, *sharing, _words(_ELLIPSIS)]
        sharing += more
    return [*line, *sharing]


def _lines(lines: Iterable[list[Block]]) -> _Piece:
    """One piece of lines, each of which is elements of rich text."""
    shown = [line for line in lines if line]
    elements: list[Block] = []
    for first, *others in shown:
        broken = first | {"text": f"\n{first['text']}"} if elements else first
        elements += [broken, *others]
    return _Piece(_rich(_paragraph(elements)), "\n".join(_joined(_paragraph(line)) for line in shown))


# ---- buttons ------------------------------------------------------------------------------------


def _buttons(actions: Iterable[Action], key: str) -> Block | None:
    elements = [_button(action, key) for action in actions]
    return {"type": "actions", "elements": elements} if elements else None


def _button(action: Action, key: str) -> Block:
    button: Block = {
        "type": "button",
        "action_id": f"{ACTION_PREFIX}{action.value}",
        "text": {"type": "plain_text", "text": locale.action(action)[:MOST_BUTTON], "emoji": False},
        "value": key,
    }
    return button | {"style": "danger"} if action is Action.DELETE else button


# ---- blocks -------------------------------------------------------------------------------------


def _rich(element: Block) -> Block:
    return {"type": "rich_text", "elements": [element]}


def _paragraph(elements: list[Block]) -> Block:
    return {"type": "rich_text_section", "elements": elements}


def _words(text: str, style: str | None = None) -> Block:
    words: Block = {"type": "text", "text": text}
    return words | {"style": {style: True}} if style else words


def _link(address: str | None, label: str, style: str | None = None) -> Block:
    """The label as a link, or alone where the address may not stand behind it."""
    safe = display.safe_link(address)
    words = _words(label, style)
    if safe is None or not display.host(safe) or len(safe) > MOST_ADDRESS or set(safe) & set('<>|"'):
        return words
    return words | {"type": "link", "url": safe}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "plain_text", "text": text, "emoji": False}]}


# ---- words --------------------------------------------------------------------------------------


def _runs(text: str, most: int = MOST_RUN) -> list[str]:
    """The text in runs of at most so many characters, parted at spaces where there are any."""
    runs: list[str] = []
    while len(text) > most:
        space = text.rfind(" ", most // 2, most + 1)
        end = space if space > 0 else most
        runs.append(text[:end])
        text = text[end:].lstrip(" ")
    return [*runs, text] if text else runs


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else _runs(text, most - len(_ELLIPSIS))[0] + _ELLIPSIS


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _fallback(pieces: Iterable[_Piece]) -> str:
    """The words of a message for where its blocks are not shown: as many pieces as have room."""
    lines: list[str] = []
    left = MOST_TEXT - len(_ELLIPSIS)
    for piece in pieces:
        line = _escaped(piece.plain)
        if len(line) > left:
            # an escape is five characters long at most
            lines.append("…" if lines else _escaped(_shortened(piece.plain, MOST_TEXT // 5)))
            break
        if line:
            lines.append(line)
            left -= len(line) + 1
    return "\n".join(lines)


# ---- messages -----------------------------------------------------------------------------------


def _packed(sections: list[list[_Piece]], room: int | None) -> list[list[_Piece]]:
    """The pieces of each message. A section that has room in a message of its own is not torn apart."""
    messages: list[list[_Piece]] = []
    for section in sections:
        joined = [*messages[-1], _DIVIDER, *section] if messages else section
        if messages and _fits(joined, room):
            messages[-1] = joined
            continue
        current: list[_Piece] = []
        for piece in section:
            if current and not _fits([*current, piece], room):
                kept = _without_headings(current)
                if kept:
                    messages.append(kept)
                    current = current[len(kept) :]
            current.append(piece)
        messages.append(current)
    return messages


def _fits(pieces: list[_Piece], room: int | None) -> bool:
    """Whether one message holds these and the buttons; with `room` None their weight is of no matter."""
    light = room is None or sum(piece.weight for piece in pieces) <= room
    return light and len(_blocks(pieces)) < MOST_BLOCKS


def _without_headings(pieces: list[_Piece]) -> list[_Piece]:
    end = len(pieces)
    while end and pieces[end - 1].heading:
        end -= 1
    return pieces[:end]


def _payload(pieces: list[_Piece]) -> Payload:
    return {"text": _fallback(pieces), "blocks": _blocks(pieces)}


def _blocks(pieces: Iterable[_Piece]) -> list[Block]:
    """The blocks, items that follow each other joined to one list."""
    blocks: list[Block] = []
    listing = False
    for piece in pieces:
        if piece.item and listing:
            (before,) = blocks[-1]["elements"]
            (item,) = piece.block["elements"]
            joined = before | {"elements": [*before["elements"], *item["elements"]]}
            blocks[-1] = _rich(joined)
        else:
            blocks.append(piece.block)
        listing = piece.item
    return blocks


# ---- without blocks -----------------------------------------------------------------------------


def in_words(payloads: Sequence[Payload], start: int) -> tuple[Payload, ...]:
    """The messages of a reply, those from number `start` on as text alone: for where Slack refuses their
    blocks for a reason that we don't know. Buttons are blocks, so there are none."""
    lines = [line for payload in payloads[start:] for block in payload["blocks"] for line in _said(block)]
    texts = [{"text": text, "mrkdwn": False} for text in _texts(lines)]
    return (*payloads[:start], *texts)


def _said(block: Block) -> Iterator[str]:
    """The lines that a block shows."""
    match block["type"]:
        case "rich_text":
            (element,) = block["elements"]
            if element["type"] == "rich_text_list":
                for item in element["elements"]:
                    yield _BULLET + _joined(item)
                return
            line, *others = _joined(element).split("\n")
            yield line
            first = element["elements"][0]
            if first["type"] == "link" and "style" in first:  # a headline, whose address would be lost
                yield str(first["url"])
            yield from others
        case "context":
            yield from (str(one["text"]) for one in block["elements"])
        case "divider":
            yield ""


def _joined(element: Block) -> str:
    said = ""
    for one in element["elements"]:
        is_spot = one["type"] == "link" and one["text"] == _SPOT
        said = said.rstrip(" ") if is_spot else said + str(one["text"])
    return said.rstrip(" ")


def _texts(lines: Iterable[str]) -> list[str]:
    """The lines, escaped, in texts of at most `MOST_TEXT` characters that end where a line does."""
    texts = [""]
    for line in lines:
        # an escape is five characters long at most
        most = MOST_TEXT if len(_escaped(line)) == len(line) else MOST_TEXT // 5
        for run in map(_escaped, _runs(line, most) or [""]):
            joined = f"{texts[-1]}\n{run}" if texts[-1] else run
            if len(joined) <= MOST_TEXT:
                texts[-1] = joined
            else:
                texts.append(run)
    return [text.rstrip("\n") for text in texts if text.strip()] or ["…"]
