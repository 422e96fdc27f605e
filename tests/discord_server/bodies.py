"""Whether the body of a message is one that Discord takes: its lengths, embeds, components, flags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.discord_server.model import Flag, Json
from tests.discord_server.refusals import Form, Refusal

MOST_CONTENT = 2000
MOST_EMBEDS = 10
MOST_IN_EMBEDS = 6000
MOST_COMPONENTS = 40
MOST_IN_COMPONENTS = 4000

POSTABLE = Flag.SUPPRESS_EMBEDS | Flag.SUPPRESS_NOTIFICATIONS | Flag.COMPONENTS_V2
ANSWERABLE = POSTABLE | Flag.EPHEMERAL

_ROW, _BUTTON, _SELECT = 1, 2, 3
_SECTION, _TEXT, _SEPARATOR, _CONTAINER = 9, 10, 14, 17
_LINK = re.compile(r"https?://[^\s<>]+[^\s<>.,:;\"'\])]|(?<![\w./])discord\.gg/\w+")
_HUSHED = re.compile(r"<https?://[^\s<>]+>|https://discord\.com/channels/[\d@me/]+")
"""In angle brackets; and the way to a message, which the client shows as such."""


def check_body(body: Json, *, flags: Flag, creates: bool = True) -> None:
    """Raises Refusal for a message that is too long, malformed, or empty when it is created."""
    form = Form()
    form.text(("content",), body.get("content"), MOST_CONTENT)
    _check_embeds(form, body)
    components = form.rows(("components",), body.get("components"), 40 if flags & Flag.COMPONENTS_V2 else 5)
    if flags & Flag.COMPONENTS_V2:
        _check_new_components(form, body, components)
    else:
        for index, row in enumerate(components):
            if row.get("type") != _ROW:
                form.wrong(
                    ("components", index), "UNION_TYPE_CHOICES", "Value of field type must be one of (1,)."
                )
            else:
                _check_row(form, ("components", index), row)
    _check_custom_ids(form, components)
    nonce = body.get("nonce")
    if nonce is not None and len(str(nonce)) > 25:
        form.wrong(("nonce",), "NONCE_TYPE_TOO_LONG", "Must be 25 or fewer in length.")
    _check_allowed_mentions(form, body.get("allowed_mentions"))
    form.done()
    if creates and not (body.get("content") or body.get("embeds") or components):
        raise Refusal(50006)
    if (
        (body.get("content") or "").strip() == ""
        and body.get("content")
        and not (body.get("embeds") or components)
    ):
        raise Refusal(50006)


def check_flags(asked: int, allowed: Flag) -> Flag:
    if asked & ~int(allowed):
        form = Form()
        form.wrong(("flags",), "BITFIELD_UNKNOWN_FLAGS", "Only some flags can be set here.")
        form.done()
    return Flag(asked)


def _check_embeds(form: Form, body: Json) -> None:
    total = 0
    for index, embed in enumerate(form.rows(("embeds",), body.get("embeds"), MOST_EMBEDS)):
        path = ("embeds", index)
        total += len(form.text((*path, "title"), embed.get("title"), 256))
        total += len(form.text((*path, "description"), embed.get("description"), 4096))
        for number, one in enumerate(form.rows((*path, "fields"), embed.get("fields"), 25)):
            at = (*path, "fields", number)
            total += len(form.text((*at, "name"), one.get("name"), 256, least=1, required=True))
            total += len(form.text((*at, "value"), one.get("value"), 1024, least=1, required=True))
        for part, name, most in (("footer", "text", 2048), ("author", "name", 256)):
            if (inner := embed.get(part)) is not None:
                total += len(form.text((*path, part, name), inner.get(name), most, required=True))
        for where, url in (("url", embed.get("url")), ("author", (embed.get("author") or {}).get("url"))):
            if url is not None and not re.match(r"https?://[^\s/]", str(url)):
                form.wrong((*path, where), "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        if embed.get("timestamp") is not None and "T" not in str(embed["timestamp"]):
            form.wrong((*path, "timestamp"), "DATE_TIME_TYPE_PARSE", "Could not parse.")
        color = embed.get("color")
        if color is not None and not (isinstance(color, int) and 0 <= color <= 0xFFFFFF):
            form.wrong(
                (*path, "color"), "NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215."
            )
    if total > MOST_IN_EMBEDS:
        form.wrong(("embeds",), "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _check_row(form: Form, path: tuple[str | int, ...], row: Json) -> None:
    inner = form.rows((*path, "components"), row.get("components"), 5)
    if not inner:
        form.wrong((*path, "components"), "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length.")
    for index, one in enumerate(inner):
        _check_control(form, (*path, "components", index), one, alone=len(inner) == 1)


def _check_control(form: Form, path: tuple[str | int, ...], one: Json, *, alone: bool) -> None:
    if one.get("type") == _BUTTON:
        form.text((*path, "label"), one.get("label"), 80)
        if not one.get("label") and not one.get("emoji"):
            form.wrong((*path,), "BUTTON_COMPONENT_INVALID_EMOJI", "A button needs a label or an emoji.")
        style = one.get("style")
        if style not in (1, 2, 3, 4, 5):
            form.wrong((*path, "style"), "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5).")
        elif style == 5:
            form.text((*path, "url"), one.get("url"), 512, required=True)
        else:
            form.text((*path, "custom_id"), one.get("custom_id"), 100, least=1, required=True)
        if (style == 5) == ("custom_id" in one) or (style != 5) == ("url" in one):
            form.wrong(
                path, "BUTTON_COMPONENT_CUSTOM_ID_AND_URL", "One of custom_id and url, as the style wants."
            )
    elif one.get("type") == _SELECT:
        form.text((*path, "custom_id"), one.get("custom_id"), 100, least=1, required=True)
        form.text((*path, "placeholder"), one.get("placeholder"), 150)
        options = form.rows((*path, "options"), one.get("options"), 25)
        for number, option in enumerate(options):
            for name in ("label", "value"):
                form.text((*path, "options", number, name), option.get(name), 100, least=1, required=True)
        if not options or not alone:
            form.wrong(path, "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "A select has options, and a row to itself.")
    else:
        form.wrong((*path, "type"), "UNION_TYPE_CHOICES", "Value of field type must be one of (2, 3).")


def _check_new_components(form: Form, body: Json, components: list[Json]) -> None:
    for name in ("content", "embeds", "poll"):
        if body.get(name):
            form.wrong(
                (name,), "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "Not beside components."
            )
    everything = list(walk(components))
    if len(everything) > MOST_COMPONENTS:
        form.wrong(("components",), "BASE_TYPE_MAX_LENGTH", f"Must be {MOST_COMPONENTS} or fewer in all.")
    if sum(len(str(one.get("content", ""))) for one in everything) > MOST_IN_COMPONENTS:
        form.wrong(
            ("components",), "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "Must be 4000 or fewer in all."
        )
    for index, one in enumerate(everything):
        if one.get("type") == _ROW:
            _check_row(form, ("components", index), one)
        elif one.get("type") == _TEXT:
            form.text(("components", index, "content"), one.get("content"), 4000, least=1, required=True)
        elif one.get("type") not in (_BUTTON, _SELECT, _SECTION, _SEPARATOR, _CONTAINER):
            form.wrong(("components", index, "type"), "UNION_TYPE_CHOICES", "No such component here.")


def _check_custom_ids(form: Form, components: list[Json]) -> None:
    seen: set[str] = set()
    for one in walk(components):
        custom = one.get("custom_id")
        if custom is not None and custom in seen:
            form.wrong(
                ("components",), "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"
            )
        seen.add(str(custom))


def _check_allowed_mentions(form: Form, allowed: Json | None) -> None:
    if allowed is None:
        return
    parse = allowed.get("parse") or []
    if set(parse) - {"roles", "users", "everyone"}:
        form.wrong(("allowed_mentions", "parse"), "BASE_TYPE_CHOICES", "No such kind of mention.")
    for kind in ("roles", "users"):
        if kind in parse and allowed.get(kind):
            form.wrong(
                ("allowed_mentions",),
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f"parse:{kind} or ids, not both",
            )


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, those within others too."""
    for one in components:
        yield one
        yield from walk([*one.get("components", []), *([one["accessory"]] if "accessory" in one else [])])


def written(body: Json) -> str:
    """The text in which Discord looks for mentions: content, or the text of the new components."""
    texts = [str(one.get("content") or "") for one in walk(body.get("components") or [])]
    return "\n".join([str(body.get("content") or ""), *texts])


def pings(body: Json, *, by_default: tuple[str, ...], replies: bool) -> list[str]:
    """Whoever a message with this body would call out to."""
    allowed = body.get("allowed_mentions")
    parse = by_default if allowed is None else tuple(allowed.get("parse") or ())
    ids = {kind: set(map(str, (allowed or {}).get(kind) or ())) for kind in ("users", "roles")}
    text = written(body)
    found = re.findall(r"@(?:everyone|here)", text) if "everyone" in parse else []
    for kind, pattern in (("users", r"<@!?(\d+)>"), ("roles", r"<@&(\d+)>")):
        found += [f"{kind}/{one}" for one in re.findall(pattern, text) if kind in parse or one in ids[kind]]
    if replies and (allowed is None or allowed.get("replied_user")):
        found.append("replied_user")
    return found


def previews(content: str, flags: Flag) -> list[str]:
    """The links that Discord would open a preview for."""
    if flags & (Flag.SUPPRESS_EMBEDS | Flag.COMPONENTS_V2):
        return []
    return _LINK.findall(_HUSHED.sub("", content))
