"""The picture that a page gives as its own: og:image, twitter:image, JSON-LD, link rel=image_src.

Only what others can load counts, an absolute address in the web; what its name, its size or the page's own
data call a logo, a placeholder or a counting pixel is not the story's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from summarizer.reading.metadata.addresses import web_address
from summarizer.reading.metadata.jsonld import Node, Said
from summarizer.reading.metadata.markup import Markup

_NAMES: Final = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")
_NO_PICTURE: Final = re.compile(
    r"(?:^|[_.%-])(?:\w{0,20}logo|placeholder|default|fallback|blank|spacer|pixel|sprite|favicon|apple-touch-icon|avatar|"
    r"no-?image|transparent|1x1)s?\d{0,2}(?=[_.%-]|$)|\.(?:svg|ico)$",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(\d{1,6})(?:\.\d{1,3})?(?:px)?", re.IGNORECASE)
_SMALLEST: Final = 100  # pixels of a side, under which it is an icon
_MOST: Final = 30  # candidates


def lead_image(markup: Markup, said: Said, article: Node | None, base: str | None) -> str | None:
    """The absolute address of the page's picture, None where it gives none of its own."""
    logos = set(_logos(said, article, base))
    for given, width, height in islice(_given(markup, said, article), _MOST):
        address = web_address(given, base)
        if address is None or (address.hostname or "").endswith("gravatar.com"):
            continue
        if _is_small(width) or _is_small(height):
            continue
        if not _NO_PICTURE.search(address.path.rpartition("/")[2]) and address.geturl() not in logos:
            return address.geturl()
    return None


def _given(markup: Markup, said: Said, article: Node | None) -> Iterator[tuple[str, Any, Any]]:
    """Addresses with width and height as far as told, best first."""
    meta = markup.meta
    for name in _NAMES:
        found = meta[name]
        widths, heights = meta["og:image:width"], meta["og:image:height"]
        sized = name == "og:image" and len(found) == len(widths) == len(heights)
        for i, address in enumerate(found[:_MOST]):
            yield address, widths[i] if sized else None, heights[i] if sized else None
    for node in [article, *said.pages[:3]]:
        for key in ("image", "primaryImageOfPage", "thumbnailUrl"):
            for address, picture in said.pictures(node.get(key) if node is not None else None):
                yield address, picture.get("width"), picture.get("height")
    if markup.picture:
        yield markup.picture, None, None
    for address in meta["image"][:1]:
        yield address, None, None


def _logos(said: Said, article: Node | None, base: str | None) -> Iterator[str]:
    publisher = article.get("publisher") if article is not None else None
    for body in [publisher, *said.bodies[:20]]:
        logo = body.get("logo") if isinstance(body, dict) else None
        for given, _ in said.pictures(logo):
            if (address := web_address(given, base)) is not None:
                yield address.geturl()


def _is_small(side: Any) -> bool:
    if isinstance(side, dict):
        side = side.get("value")
    told = str(side).strip() if isinstance(side, (str, int, float)) else ""
    number = _NUMBER.fullmatch(told)
    return number is not None and int(number[1]) < _SMALLEST
