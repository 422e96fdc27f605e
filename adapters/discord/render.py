"""Reply → the messages that Discord takes, in its JSON. Pure.

Every word that is not ours is cleaned, and escaped where it would do something: it formats nothing,
calls nobody, hides no address behind words. What does nothing stays as it is written. Lengths are
counted in UTF-16 units, which are never fewer than what Discord counts. Where embeds are not allowed,
the same answer is plain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from adapters import display, locale
from adapters.base import Action, Form, Passage, Quotation, Reply, Section
from adapters.discord.payloads import custom_id

MOST_CONTENT: Final = 2_000
MOST_TITLE: Final = 256
MOST_DESCRIPTION: Final = 4_096
MOST_EMBEDS: Final = 10
MOST_IN_EMBEDS: Final = 6_000
MOST_CUSTOM_ID: Final = 100
MOST_THREAD_NAME: Final = 100
SUPPRESS_EMBEDS: Final = 1 << 2

Payload = dict[str, Any]

_MOST_URL: Final = 2_048
_HEADING: Final = 100
"""Room that is kept for the heading above the quotes."""

_BUTTONS_A_ROW: Final = 5
_ROW, _BUTTON = 1, 2
_PRIMARY, _SECONDARY = 1, 2

_ACTIVE: Final = re.compile(
    r"[*_`]|(?<=~)~|~(?=~)|(?<=\|)\||\|(?=\|)"
    r"|\\(?=[^0-9A-Za-z\s]|$)"
    r"|<(?=[^\s\d])"  # a mention, an emoji, a time, an address
    r"|@(?=everyone|here)"
    r"|:(?=(?!\d+:)[\w+-]+:|100:|1234:)"  # an emoji by its name; but for these two no number is one
    r"|(?<=\])\("  # Discord overlooks a backslash before the bracket that ends the words of a link
)
"""What does something wherever it stands in a line."""

_AT_LINE_START: Final = re.compile(r"(?=#{1,3}(?:\s|$)|[-+](?:\s|$)|-#|>)|\d+(?=[.)](?:\s|$))")
_ADDRESS: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s<]*")
_SCHEME: Final = re.compile(r"[A-Za-z](?=://)")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_BULLET: Final = "• "


def messages(reply: Reply, key: str) -> tuple[Payload, ...]:
    """The messages of a reply, one or more, the buttons under the last."""
    if reply.text is not None:
        return _plain(_own_words(reply.text), reply.actions, key)
    if reply.form is Form.FULL and all(one.problem for one in reply.sections):
        return plain_messages(reply, key)
    batches = _batched(tuple(embed for one in reply.sections for embed in _embeds(one, reply.form)))
    return tuple(
        _payload(embeds=list(batch), actions=reply.actions if last else (), key=key)
        for batch, last in _with_last(batches)
    )


def plain_messages(reply: Reply, key: str) -> tuple[Payload, ...]:
    """The same without embeds, for where the bot may not send them."""
    if reply.text is not None:
        return _plain(_own_words(reply.text), reply.actions, key)
    blocks: list[_Block] = []
    for section in reply.sections:
        blocks += _plain_section(section, reply.form)
    return _plain(blocks, reply.actions, key)


def thread_name(reply: Reply) -> str:
    """What a thread is called that is made for this reply."""
    words = _name(reply.sections[0]) if reply.sections else locale.text("thread")
    return _clipped(words, MOST_THREAD_NAME)


def length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


# ---- words --------------------------------------------------------------------------------------


def escaped(words: str) -> str:
    """One line of somebody else's words, shown as they are."""
    return _inert(display.clean(words))


def _inert(line: str) -> str:
    return _begun(_quieted(line))


def _quieted(words: str) -> str:
    """Words that do nothing where they stand within a line."""
    active = {found.start() for found in _ACTIVE.finditer(words)}
    for address in _ADDRESS.finditer(words):
        # of one that Discord makes a link of it shows every backslash; so this becomes none
        if any(address.start() <= at <= address.end() for at in active):
            active |= {scheme.end() for scheme in _SCHEME.finditer(words, *address.span())}
    parts = [words[start:end] for start, end in pairwise((0, *sorted(active), len(words)))]
    return "\\".join(parts)


def _begun(line: str) -> str:
    """Quieted words that do nothing at the beginning of a line either."""
    if begins := _AT_LINE_START.match(line):
        return f"{begins[0]}\\{line[begins.end() :]}"
    return line


def _ours(line: str) -> str:
    """A line of ours, with `code` set as such; what stands in it of a name or an address is not ours."""
    parts: list[str] = []
    at = 0
    line = display.clean(line)
    for code in _CODE.finditer(line):
        parts += [_quieted(line[at : code.start()]), code[0]]
        at = code.end()
    return _begun("".join((*parts, _quieted(line[at:]))))


def _link(url: str | None) -> str | None:
    """The address, if it may stand behind words, in a form that ends no markup."""
    safe = display.safe_link(url)
    if safe is None or safe.startswith("/") or not display.host(safe):
        return None
    for character, code in (("(", "%28"), (")", "%29"), ("<", "%3C"), (">", "%3E"), ("\\", "%5C")):
        safe = safe.replace(character, code)
    return safe if length(safe) <= _MOST_URL else None


def _clipped(words: str, most: int) -> str:
    if length(words) <= most:
        return words
    while length(words) > most - 1:
        words = words[: min(len(words) - 1, most - 1)]
    return f"{words.rstrip()}…"


def _name(section: Section) -> str:
    return display.clean(section.headline or "") or display.clean(section.label) or locale.text("thread")


def _title(section: Section) -> str:
    """The headline, cut where Discord takes no longer one."""
    words, most = _name(section), MOST_TITLE
    while length(title := escaped(_clipped(words, most))) > MOST_TITLE:
        most -= max(1, (length(title) - MOST_TITLE) // 2)
    return title


def _portions(words: str, most: int) -> Iterator[str]:
    """Escaped words in pieces of no more than `most`, broken between words where that can be."""
    piece: list[str] = []
    size = 1  # what may have to be escaped at the beginning
    for word in display.clean(words).split(" "):
        for part in _short_parts(word, most):
            own = length(_quieted(part)) + 1
            if piece and size + own > most:
                yield escaped(" ".join(piece))
                piece, size = [], 1
            piece.append(part)
            size += own
    yield escaped(" ".join(piece))


def _short_parts(word: str, most: int) -> Iterator[str]:
    each = most // 4 - 1  # a character is two units at most, and escaped no more than twice that
    yield from (word[at : at + each] for at in range(0, len(word), each))


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
        return [_Block(part) for part in _wrapped(_ours(section.problem), most)]
    for passage in section.passages:
        blocks += _lined(display.passage_text(passage), "- ", "  ", most, _source(passage))
    for index, quotation in enumerate(section.quotations):
        said = _quotation(quotation, most)
        if index == 0:
            heading = f"**{locale.text('quotes')}**\n"
            said[0] = _Block(heading + said[0].text, "\n\n" if blocks else "\n")
        elif said:
            said[0] = _Block(said[0].text, "\n\n")
        blocks += said
    for index, note in enumerate(section.notes):
        parts = [f"*{part}*" for part in _wrapped(_ours(note), most - 2) if part]
        blocks += [_Block(part, "\n" if index or number else "\n\n") for number, part in enumerate(parts)]
    return blocks


def _lined(words: str, first: str, further: str, most: int, source: str = "") -> list[_Block]:
    portions = list(_portions(words, most - length(source) - 50))
    lines = [f"{further if index else first}{part}" for index, part in enumerate(portions)]
    return [*map(_Block, lines[:-1]), _Block(lines[-1] + source)]


def _quotation(quotation: Quotation, most: int) -> list[_Block]:
    words = display.quotation_text(quotation)
    if not quotation.paraphrase:
        words = f"“{words}”"
    blocks = _lined(words, "> ", "> ", most)
    by = display.attribution(quotation)
    if by is None:
        return blocks
    name = f"> — {escaped(_clipped(by, MOST_TITLE))}"
    if length(blocks[-1].text) + length(name) < most:
        return [*blocks[:-1], _Block(f"{blocks[-1].text}\n{name}")]
    return [*blocks, _Block(name)]


def _source(passage: Passage) -> str:
    url = _link(passage.link)
    return f" [↗](<{url}>)" if url else ""


def _facts(section: Section) -> str:
    facts = display.facts(section)
    # small and grey; a byline of hundreds of names is cut, as it is no sentence of the source
    return f"-# {escaped(_clipped(' · '.join(facts), 500))}" if facts else ""


def _own_words(text: str) -> list[_Block]:
    """A text of ours, line by line; a line that begins with a bullet keeps it."""
    blocks: list[_Block] = []
    for line in display.clean_lines(text).split("\n"):
        if not line.strip():
            continue
        listed = line.startswith(_BULLET)
        words = _ours(line.removeprefix(_BULLET))
        for part in _wrapped(words, MOST_CONTENT - 100):
            blocks.append(_Block(f"{_BULLET}{part}" if listed else part, "\n"))
            listed = False
    return blocks


def _wrapped(line: str, most: int) -> Iterator[str]:
    """A line of ours in pieces; only one that names very long addresses needs more than one."""
    piece = ""
    for word in line.split(" "):
        longer = f"{piece} {word}" if piece else word
        if piece and length(longer) > most:
            yield piece
            longer = _begun(word)
        piece = _clipped(longer, most)
    yield piece


# ---- embeds -------------------------------------------------------------------------------------


def _embeds(section: Section, form: Form) -> list[Payload]:
    """The embed of a section, and where its text is too long for one those that go on with it."""
    title, url = _title(section), _link(section.link)
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


def _batched(embeds: tuple[Payload, ...]) -> list[tuple[Payload, ...]]:
    """The embeds of each message; one that goes on with a section follows it if there is room."""
    batches: list[tuple[Payload, ...]] = []
    size = 0
    for embed in embeds:
        own = length(embed.get("title", "")) + length(embed.get("description", ""))
        if batches and len(batches[-1]) < MOST_EMBEDS and size + own <= MOST_IN_EMBEDS:
            batches[-1] = (*batches[-1], embed)
            size += own
        else:
            batches.append((embed,))
            size = own
    return batches


# ---- plain --------------------------------------------------------------------------------------


def _plain_section(section: Section, form: Form) -> list[_Block]:
    url, most = _link(section.link), MOST_CONTENT - 300
    blocks: list[_Block] = []
    if form is Form.HEADLINE or section.headline or not section.problem:
        title = f"**{_title(section)}**"
        linked = f"[{title}](<{url}>)" if url else title
        if url and re.search(r"[\[\]]", title):  # brackets might end the words of the link too soon
            linked = f"{title} [↗](<{url}>)"
        blocks.append(_Block(linked if length(linked) < MOST_CONTENT - 100 else title, "\n\n"))
    if form is Form.HEADLINE:
        line = _facts(section)
        return [*blocks, _Block(line)] if line else blocks
    content = _content(section, most)
    if not blocks and content:
        content[0] = _Block(content[0].text, "\n\n")
    return blocks + content


def _plain(blocks: list[_Block], actions: tuple[Action, ...], key: str) -> tuple[Payload, ...]:
    texts = _filled(blocks, MOST_CONTENT) or [""]
    return tuple(
        _payload(content=text, actions=actions if last else (), key=key) for text, last in _with_last(texts)
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
