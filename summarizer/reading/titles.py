"""Which of the titles a page gives is its headline.

A heading that the page's own metadata confirms is the headline as readers see it; else the headline in
JSON-LD; else what the metadata says, without the site's name behind it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.reading.names import fold

_BETWEEN: Final = re.compile(r"\s+[|\-–—·•»:›«/]+\s+|\s*\|\s*")
_SHORTEST: Final = 8  # characters under which agreement may be chance
_SHORTEST_PART: Final = 12


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page gives: `headings` (h1, in order), `lesser` (h2), the metadata's, JSON-LD's, the site."""

    headings: Sequence[str]
    lesser: Sequence[str]
    metadata: Sequence[str]
    structured: Sequence[str]
    site: str | None


def headline(titles: Titles) -> str | None:
    site = fold(titles.site or "")
    references = [key for text in (*titles.metadata, *titles.structured) if (key := fold(text))]
    for heading in titles.headings:
        if _confirmed(fold(heading), references, site):
            return heading
    if titles.structured:
        return titles.structured[0]
    for heading in titles.lesser:
        key = fold(heading)
        if len(key) >= 2 * _SHORTEST_PART and _confirmed(key, references, site):
            return heading
    if len(titles.headings) == 1 and _shares(fold(titles.headings[0]), references, site):
        return titles.headings[0]
    for text in titles.metadata:
        if bare := without_site(text, site):
            return bare
    return titles.headings[0] if titles.headings else None


def _confirmed(key: str, references: Sequence[str], site: str) -> bool:
    if len(key) < _SHORTEST or key == site:
        return False
    return any(
        key == reference
        or reference.startswith(key + " ")
        or reference.endswith(" " + key)
        or (len(reference) >= _SHORTEST_PART and reference != site and (key.startswith(reference) or key.endswith(reference)))
        for reference in references
    )


def _shares(key: str, references: Sequence[str], site: str) -> bool:
    words = set(key.split())
    if len(words) < 3 or key == site:
        return False
    return not references or any(len(words & set(reference.split())) >= 0.4 * len(words) for reference in references)


def without_site(text: str, site: str) -> str:
    """`text` without the site's name before or behind it; `site` is folded, empty where not known."""
    parts = [part for part in _BETWEEN.split(text) if part.strip()]
    if len(parts) < 2:
        return text.strip()
    if site and fold(parts[0]) == site:
        return text[text.find(parts[1]) :].strip()
    if fold(parts[-1]) == site or len(parts[-1]) <= 0.4 * len(text):
        return re.sub(r"[\s|\-–—·•»:›«/]+$", "", text[: text.rfind(parts[-1])])
    return text.strip()
