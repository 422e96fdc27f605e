"""What a publisher declares of a story: whether it is free, which parts are not, how long the whole is.

It stands in JSON-LD and in meta elements. Neither is trusted alone (see the package): templates declare the
same of every page, count captions as words, and give a teaser for the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Final

from summarizer.reading.metadata import jsonld
from summarizer.reading.page.outline import Outline
from summarizer.words import count_words

_MOST_WORDS: Final = 200_000
_CLAIMS: Final = ("isAccessibleForFree", "wordCount", "articleBody", "timeRequired")
_RAW_FREE: Final = re.compile(r'"isAccessibleForFree"\s{0,5}:\s{0,5}"?(true|false)', re.IGNORECASE)
_ARTICLE: Final = re.compile(r'"(?:[A-Za-z]{0,20}Article|[A-Za-z]{0,10}Posting)"')
_DURATION: Final = re.compile(r"PT?(?:(\d{1,2})H)?(?:(\d{1,3})M)?(?:\d{1,4}S)?", re.IGNORECASE)
_MINUTES: Final = re.compile(
    r"\W{0,3}(?P<before>(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|"
    r"tempo de leitura|leestijd|lästid|lesetid|læsetid|czas czytania|время чтения)\s?:?\s?)?(?:ca\.? ?|~ ?|≈ ?)?"
    r"(?P<minutes>\d{1,2})[ -]?(?:min(?:ute)?[ns]?|minut[eoiy]?s?|минут?а?ы?|мин)\b\.?"
    r"(?P<after> ?(?:read|reading time|lesezeit|lesedauer|zum lesen|de lecture|de lectura|di lettura|de leitura|"
    r"leestijd|lezen|läsning|lästid|lesetid|læsetid|czytania|чтения))?\W{0,3}",
    re.IGNORECASE,
)
_IN_MINUTES: Final = re.compile(r"[0-9][ -]?(?:[Mm]in|мин)")
_TAG: Final = re.compile(r"<[^<>]{0,2000}>")
_SELECTOR: Final = re.compile(r"(?:[\w*-]*)((?:[.#][\w-]+)+)")
_LOCKED: Final = frozenset({"locked", "premium", "paid", "subscriber", "subscribers", "subscription"})


@dataclass(frozen=True, slots=True)
class Declared:
    """What the publisher says: whether it is free, which parts are not, how long the whole is."""

    free: bool | None = None
    marked: tuple[str, ...] = ()  # classes and ids (".a", "#b") of what is not free
    words: tuple[int, ...] = ()
    body: tuple[int, ...] = ()  # the words of the text that the data hold; of a teaser where that is all
    minutes: int | None = None
    is_article: bool = False


def declared_of(outline: Outline, titles: Sequence[str]) -> Declared:
    """What is declared of the story that has one of these titles."""
    meta: dict[str, list[str]] = {}
    scripts: list[str] = []
    for element in outline.elements:
        if element.tag == "meta":
            for key in ("property", "name", "itemprop"):
                if name := element.get(key):
                    meta.setdefault(name.strip().lower(), []).append((element.get("content") or "").strip())
        elif element.tag == "script" and "ld+json" in (element.get("type") or "").lower():
            scripts.append(element.text or "")
    telling = [script for script in scripts if any(claim in script for claim in _CLAIMS)]
    said = jsonld.said(telling)
    node = said.article(titles)
    nodes = [node] if node is not None else []
    broken = () if said.articles or said.pages else telling
    free = _free(nodes, said.pages, broken, meta)
    marked = tuple(_selectors(nodes or said.pages)) if free is False else ()
    is_article = "article" in meta.get("og:type", ()) or any(_ARTICLE.search(script) for script in scripts)
    return Declared(
        free,
        marked,
        tuple(_counts(nodes, meta)),
        tuple(_bodies(nodes)),
        _minutes(outline, nodes, meta),
        is_article,
    )


def _free(
    nodes: Sequence[jsonld.Node],
    pages: Sequence[jsonld.Node],
    broken: Iterable[str],
    meta: Mapping[str, list[str]],
) -> bool | None:
    """Whether the publisher calls the story free; None where nothing is said, or both."""
    for group in (nodes, pages):
        said = {truth for node in group if (truth := _truth(node.get("isAccessibleForFree"))) is not None}
        said = said or {
            truth
            for node in group
            for part in _parts(node)
            if (truth := _truth(part.get("isAccessibleForFree"))) is not None
        }
        if said:
            return False not in said
    tiers = {tier.lower() for tier in meta.get("article:content_tier", ())}
    said = {truth for text in meta.get("isaccessibleforfree", ()) if (truth := _truth(text)) is not None}
    said = said or {found[1].lower() == "true" for text in broken for found in _RAW_FREE.finditer(text)}
    if tiers & _LOCKED:
        said.add(False)
    elif "free" in tiers:
        said.add(True)
    return said.pop() if len(said) == 1 else None


def _truth(value: Any) -> bool | None:
    if isinstance(value, list):
        truths = {_truth(one) for one in value[:10] if not isinstance(one, list)} - {None}
        return False if False in truths else True if truths else None
    if isinstance(value, bool):
        return value
    word = str(value).rpartition("/")[2].strip().lower() if isinstance(value, str) else ""
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(word)


def _parts(node: jsonld.Node) -> Iterator[jsonld.Node]:
    parts = node.get("hasPart")
    for part in parts[:20] if isinstance(parts, list) else [parts]:
        if isinstance(part, dict):
            yield part


def _selectors(nodes: Iterable[jsonld.Node]) -> Iterator[str]:
    """The classes and ids by which the parts that are not free are selected; of a path, its end."""
    for part in (part for node in nodes for part in _parts(node)):
        if _truth(part.get("isAccessibleForFree")) is not False:
            continue
        value = part.get("cssSelector")
        for text in value[:10] if isinstance(value, list) else [value]:
            for one in text[:500].split(",") if isinstance(text, str) else ():
                if (steps := one.split()) and (found := _SELECTOR.fullmatch(steps[-1])):
                    yield re.findall(r"[.#][\w-]+", found[1])[-1]


def _counts(nodes: Iterable[jsonld.Node], meta: Mapping[str, list[str]]) -> Iterator[int]:
    """The numbers of words that are declared for the story."""
    for given in (*(node.get("wordCount") for node in nodes), *meta.get("wordcount", ())):
        if re.fullmatch(r"[0-9]{1,6}", str(given)) and 0 < int(str(given)) <= _MOST_WORDS:
            yield int(str(given))


def _bodies(nodes: Iterable[jsonld.Node]) -> Iterator[int]:
    """The number of words of the story's text that stands in the data, often with its markup."""
    for node in nodes:
        if isinstance(text := node.get("articleBody"), str) and text:
            yield count_words(_TAG.sub(" ", unescape(unescape(text))))


def _minutes(outline: Outline, nodes: Iterable[jsonld.Node], meta: Mapping[str, list[str]]) -> int | None:
    """How many minutes the story takes to read, as the page says; None where it says several."""
    for node in nodes:
        found = _DURATION.fullmatch(jsonld.text_of(node.get("timeRequired")) or "")
        if found and (minutes := 60 * int(found[1] or 0) + int(found[2] or 0)):
            return minutes
    cards = [text for name in ("twitter:data1", "twitter:data2") for text in meta.get(name, ())]
    labels = [
        element.text.strip()
        for element in outline.elements
        if element.text and len(element.text) < 60 and _IN_MINUTES.search(element.text)
    ]
    said = {int(found["minutes"]) for text in cards if (found := _MINUTES.fullmatch(text))}
    said |= {
        int(found["minutes"])
        for text in labels
        if (found := _MINUTES.fullmatch(text)) and (found["before"] or found["after"])
    }
    said -= {0}
    return said.pop() if len(said) == 1 else None
