"""Which of the titles a page gives is its headline.

A heading that the page's own metadata confirms is the headline as readers see it; else the headline in
JSON-LD; else the page's one heading; else what the metadata says, without the site's name or a date beside
it. The site's own name is no headline.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.reading.metadata.dates import dated
from summarizer.reading.metadata.names import fold

_BETWEEN: Final = re.compile(r"\s[|\-–—·•»:›«/~]{1,3}\s|[|｜]")
_SEPARATORS: Final = " \t|-–—·•»:›«/~｜"
_REFERENCE: Final = re.compile(r"&#(?:\d{1,7}|x[0-9a-f]{1,6});", re.IGNORECASE)
_SHORTEST: Final = 8  # characters under which agreement may be chance
_SHORTEST_PART: Final = 12
_SHORTEST_BEFORE: Final = 25
_SHORTEST_HOST: Final = 4


@dataclass(frozen=True, slots=True)
class Heading:
    """`parts` are the runs its markup divides it into, `first` says h1, `marked` that it is called one, `apart`
    that it stands among other stories or furniture."""

    text: str
    parts: tuple[str, ...] = ()
    first: bool = True
    marked: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page gives: its headings in order, the titles of the metadata, those of JSON-LD, the site by
    its name and by its host's labels ("coast-post")."""

    headings: Sequence[Heading]
    metadata: Sequence[str]
    structured: Sequence[str]
    site: str | None
    hosts: Sequence[str] = ()


def headline(titles: Titles) -> str | None:
    """The headline, as the page writes it; None where it gives none."""
    chosen = _chosen(titles)
    if chosen is None:
        return None
    chosen = _without_date(chosen).strip(" |\t｜")
    if _REFERENCE.search(chosen):  # escaped twice
        chosen = " ".join(html.unescape(chosen).split())
    if chosen.isupper():
        # What is set in capitals is written as the metadata spells it.
        spelt = (without_site(text, titles) for text in (*titles.structured, *titles.metadata))
        chosen = next((text for text in spelt if fold(text) == fold(chosen) and not text.isupper()), chosen)
    return chosen or None


def is_site(text: str, titles: Titles) -> bool:
    """Whether a text is the site's name, or what its host spells."""
    key = fold(text)
    joined = key.replace(" ", "")
    return bool(key) and (
        key == fold(titles.site or "")
        or joined in {fold(host).replace(" ", "") for host in titles.hosts if len(host) >= _SHORTEST_HOST}
    )


def site_in(title: str, hosts: Sequence[str]) -> str | None:
    """The part of a title that its host spells, such as "Coast Post" at coast-post.example."""
    parts = [part.strip() for part in _BETWEEN.split(title) if part.strip(_SEPARATORS)]
    spelt = Titles((), (), (), None, hosts)
    return next((part for part in (parts[-1], parts[0]) if is_site(part, spelt)), None) if parts[1:] else None


def _chosen(titles: Titles) -> str | None:
    site = fold(titles.site or "")
    given = [*titles.metadata, *titles.structured]
    exact = {fold(text) for text in given} | {fold(without_site(text, titles)) for text in given}
    references = [key for text in given if (key := fold(text))]
    opening = {fold(_BETWEEN.split(text, maxsplit=1)[0]) for text in given}
    first = [heading for heading in titles.headings if heading.first and not is_site(heading.text, titles)]
    for heading in first:
        for part in heading.parts:
            if len(fold(part)) >= _SHORTEST_PART and fold(part) in exact and not is_site(part, titles):
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
        if len(key) >= _SHORTEST_PART and _confirmed(key, references, site) and not is_site(key, titles):
            return heading.text
    alone = [heading for heading in first if not heading.apart]
    if len(alone) == 1 and _plausible(fold(alone[0].text), site):
        return alone[0].text
    for text in titles.metadata:
        if (bare := without_site(text, titles)) and not is_site(bare, titles):
            return bare
    return first[0].text if first else next(iter(titles.metadata), None)


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


def without_site(text: str, titles: Titles) -> str:
    """`text` without the site's name, or a short part that may be it, before or behind it."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip(_SEPARATORS)]
    if len(parts) < 2:
        return text.strip()
    if is_site(parts[0], titles):
        return text[text.find(parts[1]) :].strip()
    if _names_site(parts[-1], titles) or len(parts[-1]) <= 0.4 * len(text):
        bare = text[: text.rfind(parts[-1])].rstrip(_SEPARATORS)
        return _without_section(bare, text[len(bare) : text.rfind(parts[-1])])
    return text.strip()


def _without_section(text: str, separator: str) -> str:
    """Of "Headline - Town", which stood before the same separator and the site's name, the headline."""
    before, _, section = text.rpartition(separator or "|")
    return before.strip() if len(before) >= _SHORTEST_BEFORE and len(section.split()) <= 2 else text


def _names_site(part: str, titles: Titles) -> bool:
    """Whether a part of a title is the site's name, or holds what its host spells ("St. Georg Ulm" at
    georg-ulm.example)."""
    joined = fold(part).replace(" ", "")
    return is_site(part, titles) or any(
        len(host) >= _SHORTEST and fold(host).replace(" ", "") in joined for host in titles.hosts
    )


def _without_date(text: str) -> str:
    """Of "3.5.2031 | Lighthouse sold" what stands behind the date."""
    found = dated(text) if text[:1].isdigit() else None
    if found is None or found.start > 0:
        return text
    behind = text[found.end :].lstrip()
    return behind.lstrip(_SEPARATORS) if behind[:1] and behind[0] in _SEPARATORS else text
