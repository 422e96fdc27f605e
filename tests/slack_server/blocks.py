"""What Slack takes as Block Kit, and what people see of it.

`check` refuses what Slack refuses, by its own rules and limits, and every field that Slack does not know.
Of elements that can be pressed only buttons and overflow menus are known here. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

Json = dict[str, Any]

BLOCKS: Final = 50
SECTION: Final = 3_000
FIELDS: Final = 10
FIELD: Final = 2_000
HEADER: Final = 150
CONTEXT: Final = 10
ACTIONS: Final = 25
BUTTON: Final = 75
VALUE: Final = 2_000
IDENTIFIER: Final = 255
ADDRESS: Final = 3_000
MARKDOWN: Final = 12_000

TOGETHER: Final = 13_200
"""All blocks of one message as JSON, with `EACH` for every block. Slack documents the error
msg_blocks_too_long without a number; this one was measured by others (slackapi/bolt-js 2509, 2867)."""
EACH: Final = 100

_PING: Final = re.compile(
    r"<(?:!(?:channel|here|everyone|group|subteam\^\w+)(?:\|[^>]*)?|[@#]\w+(?:\|[^>]*)?)>"
)
_LINK: Final = re.compile(r"https?://[^\s<>|]+", re.IGNORECASE)
_ANGLED: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


class Invalid(Exception):
    """A block that Slack refuses; the message says which and why."""


class TooLong(Exception):
    """Blocks that are each right and together too long for one message."""


def check(blocks: object) -> list[Json]:
    """The blocks, if Slack would take them; raises `Invalid` and `TooLong`."""
    if not isinstance(blocks, list):
        raise Invalid("blocks must be a list")
    if len(blocks) > BLOCKS:
        raise Invalid(f"no more than {BLOCKS} items allowed")
    once = _Once(set(), set())
    for at, block in enumerate(blocks):
        _block(block, f"/blocks/{at}", once)
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN:
        raise Invalid(f"markdown blocks must be less than {MARKDOWN + 1} characters together")
    if together(blocks) > TOGETHER:
        raise TooLong
    return blocks


def together(blocks: list[Json]) -> int:
    return sum(len(json.dumps(one, ensure_ascii=False, separators=(",", ":"))) + EACH for one in blocks)


# ---- blocks ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Once:
    block_ids: set[str]
    action_ids: set[str]


def _block(block: object, at: str, once: _Once) -> None:
    if not isinstance(block, dict):
        raise Invalid(f"{at}: must be an object")
    kind = block.get("type")
    rule = _RULES.get(kind) if isinstance(kind, str) else None
    if rule is None:
        raise Invalid(f"{at}: unsupported type: {kind}")
    identifier = block.get("block_id")
    if identifier is not None:
        _string(identifier, f"{at}/block_id", IDENTIFIER)
        if identifier in once.block_ids:
            raise Invalid(f"{at}/block_id: {identifier} is there already")
        once.block_ids.add(identifier)
    rule(block, at, once)


def _section(block: Json, at: str, once: _Once) -> None:
    _fields(block, at, optional=("text", "fields", "accessory", "expand"))
    if not block.get("text") and not block.get("fields"):
        raise Invalid(f"{at}: needs text or fields")
    if "text" in block:
        _text(block["text"], f"{at}/text", SECTION)
    for number, field in enumerate(_list(block.get("fields", []), f"{at}/fields", 0, FIELDS)):
        _text(field, f"{at}/fields/{number}", FIELD)
    if "accessory" in block:
        _element(block["accessory"], f"{at}/accessory", once, image=True)
    if not isinstance(block.get("expand", False), bool):
        raise Invalid(f"{at}/expand: must be a boolean")


def _header(block: Json, at: str, once: _Once) -> None:
    _fields(block, at, required=("text",))
    _text(block["text"], f"{at}/text", HEADER, plain=True)


def _context(block: Json, at: str, once: _Once) -> None:
    _fields(block, at, required=("elements",))
    for number, element in enumerate(_list(block["elements"], f"{at}/elements", 1, CONTEXT)):
        here = f"{at}/elements/{number}"
        if isinstance(element, dict) and element.get("type") == "image":
            _image(element, here)
        else:
            _text(element, here, SECTION)


def _actions(block: Json, at: str, once: _Once) -> None:
    _fields(block, at, required=("elements",))
    for number, element in enumerate(_list(block["elements"], f"{at}/elements", 1, ACTIONS)):
        _element(element, f"{at}/elements/{number}", once)


def _divider(block: Json, at: str, once: _Once) -> None:
    _fields(block, at)


def _image_block(block: Json, at: str, once: _Once) -> None:
    if "title" in block:
        _text(block["title"], f"{at}/title", FIELD, plain=True)
    _image({name: value for name, value in block.items() if name not in ("title", "block_id")}, at)


def _markdown(block: Json, at: str, once: _Once) -> None:
    _fields(block, at, required=("text",))
    _string(block["text"], f"{at}/text", MARKDOWN)


def _rich_text(block: Json, at: str, once: _Once) -> None:
    _fields(block, at, required=("elements",))
    for number, element in enumerate(_list(block["elements"], f"{at}/elements", 1)):
        _rich(element, f"{at}/elements/{number}")


_RULES: Final[dict[str, Callable[[Json, str, _Once], None]]] = {
    "section": _section,
    "header": _header,
    "context": _context,
    "actions": _actions,
    "divider": _divider,
    "image": _image_block,
    "markdown": _markdown,
    "rich_text": _rich_text,
}


# ---- elements ---------------------------------------------------------------------------------------


def _element(element: object, at: str, once: _Once, *, image: bool = False) -> None:
    if not isinstance(element, dict):
        raise Invalid(f"{at}: must be an object")
    if image and element.get("type") == "image":
        _image(element, at)
        return
    if element.get("type") == "button":
        optional = ("action_id", "url", "value", "style", "confirm", "accessibility_label")
        _fields(element, at, required=("text",), optional=optional, block=False)
        _text(element["text"], f"{at}/text", BUTTON, plain=True)
        if "value" in element:
            _string(element["value"], f"{at}/value", VALUE)
        if "url" in element:
            _address(element["url"], f"{at}/url")
        if element.get("style", "primary") not in ("primary", "danger"):
            raise Invalid(f"{at}/style: primary or danger")
        if "accessibility_label" in element:
            _string(element["accessibility_label"], f"{at}/accessibility_label", BUTTON)
    elif element.get("type") == "overflow":
        _fields(element, at, required=("options",), optional=("action_id", "confirm"), block=False)
        for number, option in enumerate(_list(element["options"], f"{at}/options", 1, 5)):
            _option(option, f"{at}/options/{number}")
    else:
        raise Invalid(f"{at}: unsupported type: {element.get('type')}")
    if "confirm" in element:
        _confirm(element["confirm"], f"{at}/confirm")
    identifier = element.get("action_id")
    if identifier is not None:
        _string(identifier, f"{at}/action_id", IDENTIFIER)
        if identifier in once.action_ids:
            raise Invalid(f"{at}/action_id: {identifier} is there already")
        once.action_ids.add(identifier)


def _option(option: object, at: str) -> None:
    if not isinstance(option, dict):
        raise Invalid(f"{at}: must be an object")
    unknown = option.keys() - {"text", "value", "description", "url"}
    if unknown or not {"text", "value"} <= option.keys():
        raise Invalid(f"{at}: text and value, and nothing unknown")
    _text(option["text"], f"{at}/text", BUTTON, plain=True)
    _string(option["value"], f"{at}/value", 150)
    if "url" in option:
        _address(option["url"], f"{at}/url")


def _confirm(confirm: object, at: str) -> None:
    if not isinstance(confirm, dict) or confirm.keys() - {"title", "text", "confirm", "deny", "style"}:
        raise Invalid(f"{at}: not a confirmation dialog")
    for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
        _text(confirm.get(name), f"{at}/{name}", most, plain=True)


def _image(image: Json, at: str) -> None:
    _fields(image, at, required=("image_url", "alt_text"), block=False)
    _address(image["image_url"], f"{at}/image_url")
    _string(image["alt_text"], f"{at}/alt_text", FIELD)


def _text(value: object, at: str, most: int, *, plain: bool = False) -> None:
    if not isinstance(value, dict):
        raise Invalid(f"{at}: must be a text object")
    kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
    if value.get("type") not in kinds:
        raise Invalid(f"{at}: must be {' or '.join(kinds)}")
    own = "emoji" if value["type"] == "plain_text" else "verbatim"
    _fields(value, at, required=("text",), optional=(own,), block=False)
    _string(value["text"], f"{at}/text", most)
    if not isinstance(value.get(own, False), bool):
        raise Invalid(f"{at}/{own}: must be a boolean")


# ---- rich text ---------------------------------------------------------------------------------------

_PARTS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "text": (frozenset({"text"}), frozenset({"style"})),
    "link": (frozenset({"url"}), frozenset({"text", "unsafe", "style"})),
    "emoji": (frozenset({"name"}), frozenset({"unicode", "style"})),
    "user": (frozenset({"user_id"}), frozenset({"style"})),
    "usergroup": (frozenset({"usergroup_id"}), frozenset({"style"})),
    "channel": (frozenset({"channel_id"}), frozenset({"style"})),
    "broadcast": (frozenset({"range"}), frozenset({"style"})),
    "date": (frozenset({"timestamp", "format"}), frozenset({"url", "fallback", "style"})),
    "color": (frozenset({"value"}), frozenset({"style"})),
}
_STYLES: Final = frozenset({"bold", "italic", "strike", "code", "underline"})


def _rich(element: object, at: str) -> None:
    if not isinstance(element, dict):
        raise Invalid(f"{at}: must be an object")
    match element.get("type"):
        case "rich_text_section":
            _fields(element, at, required=("elements",), block=False)
        case "rich_text_quote":
            _fields(element, at, required=("elements",), optional=("border",), block=False)
        case "rich_text_preformatted":
            _fields(element, at, required=("elements",), optional=("border", "language"), block=False)
        case "rich_text_list":
            optional = ("indent", "offset", "border")
            _fields(element, at, required=("elements", "style"), optional=optional, block=False)
            if element["style"] not in ("bullet", "ordered"):
                raise Invalid(f"{at}/style: bullet or ordered")
            for number, item in enumerate(_list(element["elements"], f"{at}/elements", 1)):
                if not isinstance(item, dict) or item.get("type") != "rich_text_section":
                    raise Invalid(f"{at}/elements/{number}: must be a rich_text_section")
                _rich(item, f"{at}/elements/{number}")
            return
        case kind:
            raise Invalid(f"{at}: unsupported type: {kind}")
    if element.get("border", 0) not in (0, 1):
        raise Invalid(f"{at}/border: 0 or 1")
    for number, part in enumerate(_list(element["elements"], f"{at}/elements", 1)):
        _part(part, f"{at}/elements/{number}")


def _part(part: object, at: str) -> None:
    if not isinstance(part, dict) or part.get("type") not in _PARTS:
        raise Invalid(f"{at}: unsupported rich text element")
    required, optional = _PARTS[part["type"]]
    names = part.keys() - {"type"}
    if missing := required - names:
        raise Invalid(f"{at}: missing {sorted(missing)}")
    if unknown := names - required - optional:
        raise Invalid(f"{at}: unknown {sorted(unknown)}")
    if part["type"] == "text":
        _string(part["text"], f"{at}/text")
    if part["type"] == "link":
        _address(part["url"], f"{at}/url")
        if "text" in part:
            _string(part["text"], f"{at}/text")
    style = part.get("style", {})
    if not isinstance(style, dict) or style.keys() - _STYLES:
        raise Invalid(f"{at}/style: unknown style")
    if not all(isinstance(value, bool) for value in style.values()):
        raise Invalid(f"{at}/style: must be booleans")


# ---- small rules ---------------------------------------------------------------------------------------


def _fields(
    value: Json,
    at: str,
    *,
    required: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    block: bool = True,
) -> None:
    known = {"type", *required, *optional} | ({"block_id"} if block else set())
    if missing := set(required) - value.keys():
        raise Invalid(f"{at}: missing required field: {sorted(missing)}")
    if unknown := value.keys() - known:
        raise Invalid(f"{at}: additional property: {sorted(unknown)}")


def _string(value: object, at: str, most: int | None = None) -> None:
    if not isinstance(value, str):
        raise Invalid(f"{at}: must be a string")
    if not value:
        raise Invalid(f"{at}: must be more than 0 characters")
    if most is not None and len(value) > most:
        raise Invalid(f"{at}: must be less than {most + 1} characters")


def _list(value: object, at: str, least: int, most: int | None = None) -> list[Any]:
    if not isinstance(value, list):
        raise Invalid(f"{at}: must be a list")
    if len(value) < least or (most is not None and len(value) > most):
        raise Invalid(f"{at}: must have {least} to {most} items")
    return value


def _address(value: object, at: str) -> None:
    _string(value, at, ADDRESS)
    if not _LINK.fullmatch(str(value)):
        raise Invalid(f"{at}: must be a http or https address")


# ---- what people see ---------------------------------------------------------------------------------------


def shown(text: str, blocks: list[Json]) -> str:
    """The words that people see, a line for each text; the labels of buttons in brackets."""
    if not blocks:
        return _read(text)
    return "\n".join(_words(block) for block in blocks if _words(block))


def _words(value: Json) -> str:
    match value.get("type"):
        case "plain_text" | "text" | "markdown":
            return str(value["text"])
        case "mrkdwn":
            return _read(value["text"])
        case "link":
            return str(value.get("text") or value["url"])
        case "emoji":
            return f":{value['name']}:"
        case "button":
            return f"[{value['text']['text']}]"
        case "rich_text_section" | "rich_text_quote" | "rich_text_preformatted":
            return "".join(_words(one) for one in value["elements"])
        case "rich_text" | "rich_text_list" | "context" | "actions":
            return "\n".join(_words(one) for one in value["elements"])
        case "section" | "header":
            texts = [value["text"]] if "text" in value else []
            return "\n".join(_words(one) for one in (*texts, *value.get("fields", [])))
        case "image":
            return str(value["alt_text"])
        case _:
            return ""


def _read(mrkdwn: str) -> str:
    return unescape(_ANGLED.sub(lambda match: match[2] or match[1], mrkdwn))


def _texts(blocks: list[Json]) -> Iterator[Json]:
    """Every object in the blocks that has a type, the outer before the inner."""
    stack: list[Any] = list(reversed(blocks))
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            if "type" in value:
                yield value
            stack += reversed(list(value.values()))
        elif isinstance(value, list):
            stack += reversed(value)


def pings(text: str, blocks: list[Json]) -> list[str]:
    """Every active mention of a person, a group, a channel or everybody."""
    found = _PING.findall(text)
    for value in _texts(blocks):
        if value["type"] in ("user", "usergroup", "broadcast", "channel"):
            found.append(json.dumps(value))
        elif value["type"] in ("mrkdwn", "markdown") and isinstance(value.get("text"), str):
            found += _PING.findall(value["text"])
    return found


def links(text: str, blocks: list[Json]) -> list[str]:
    """Every address that Slack would look at for a preview."""
    found = _LINK.findall(text)
    for value in _texts(blocks):
        if value["type"] == "link":
            found.append(value["url"])
        elif value["type"] in ("mrkdwn", "markdown") and isinstance(value.get("text"), str):
            found += _LINK.findall(value["text"])
    return found


def buttons(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Every button, with the id of its block."""
    for block in blocks:
        for value in _texts([block]):
            if value["type"] == "button":
                yield block.get("block_id", ""), value
