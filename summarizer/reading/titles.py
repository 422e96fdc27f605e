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
class Heading:
    """`parts` are the runs its markup divides it into, `first` says h1, `marked` that it is called one."""

    text: str
    parts: tuple[str, ...] = ()
    first: bool = True
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page gives: its headings in order, the titles of the metadata, those of JSON-LD, the site."""

    headings: Sequence[Heading]
    metadata: Sequence[str]
    structured: Sequence[str]
    site: str | None


def headline(titles: Titles) -> str | None:
    site = fold(titles.site or "")
    given = [*titles.metadata, *titles.structured]
    exact = {fold(text) for text in given} | {fold(without_site(text, site)) for text in given}
    references = [key for text in given if (key := fold(text))]
    opening = {fold(_BETWEEN.split(text, maxsplit=1)[0]) for text in given}
    first = [heading for heading in titles.headings if heading.first]
    for heading in first:
        for part in heading.parts:
            if len(fold(part)) >= _SHORTEST_PART and fold(part) in exact and fold(part) != site:
                return part
        key = fold(heading.text)
        if _confirmed(key, references, site) or (
            len(first) == 1 and key in opening and key not in ("", site)
        ):
            return heading.text
    marked = [heading for heading in first if heading.marked]
    if len(marked) == 1 and _plausible(fold(marked[0].text), site):
        return marked[0].text
    if len(first) == 1 and _shares(fold(first[0].text), references, site):
        return first[0].text
    if titles.structured:
        return titles.structured[0]
    for heading in titles.headings:
        key = fold(heading.text)
        if len(key) >= _SHORTEST_PART and _confirmed(key, references, site):
            return heading.text
    for text in titles.metadata:
        if bare := without_site(text, site):
            return bare
    return first[0].text if first else None


def _plausible(key: str, site: str) -> bool:
    return len(key) >= _SHORTEST and key != site


def _confirmed(key: str, references: Sequence[str], site: str) -> bool:
    if len(key) < _SHORTEST or key == site:
        return False
    return any(
        key == reference
        or reference.startswith(key + " ")
        or reference.endswith(" " + key)
        or (
            len(reference) >= _SHORTEST_PART
            and reference != site
            and (key.startswith(reference) or key.endswith(reference))
        )
        for reference in references
    )


def _shares(key: str, references: Sequence[str], site: str) -> bool:
    words = set(key.split())
    if len(words) < 3 or key == site:
        return False
    return not references or any(
        len(words & set(reference.split())) >= 0.4 * len(words) for reference in references
    )


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
