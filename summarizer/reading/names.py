"""What a page gives as its author → names of people, or nothing.

An address, a handle, a web link or the site itself is no name; a title of office behind a comma is left
out; what stands before the name ("By", "Von") goes. A pen name counts: it is what the page says.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

PARTICLES: Final = frozenset(
    {
        *("de", "da", "di", "du", "del", "della", "der", "den", "van", "von", "zu", "bin", "ibn", "al", "el"),
        *("la", "le", "ter", "ten", "dos", "das", "e", "y", "and", "und"),
    }
)
"""Words in lower case that are part of a name."""

_BEFORE: Final = re.compile(
    r"(?:(?:(?:recipe|written|posted|published|reported|story|words|text|review(?:ed)?|edited|created|article) )?by|view all (?:posts|articles) by|"
    r"(?:posted|published) (?:on .{1,30})?by|authors?|autor(?:in|en)?|auteur|artikel von|autore|redacteur|von|ein (?:beitrag|artikel|kommentar|text|gastbeitrag) von|"
    r"text(?: und fotos?)?|par|publié par|propos recueillis par|por|publicado por|escrito por|di|a cura di|door|av|af|skrevet av|автор|текст|文|作者|記者|撰文)"
    r"(?:\s*[:：|]\s*|\s+)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"\s*(?:[;|•·\n\t]|\s/\s|(?<=\w)/(?=\w{4})|,|&|\s(?:and|und|et|y|og|och|en|和)\s(?=[^\W\d_]))\s*",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(r"\S+@\S+\.\S+|(?:https?:)?//\S+|www\.\S+")
_BARE_HOST: Final = re.compile(
    r"(?:[\w-]+\.)+(?:com|de|org|net|fr|es|it|eu|ch|at|uk|info|io|tv|bz)(?:/\S*)?", re.IGNORECASE
)
_NOT_A_NAME: Final = re.compile(
    r"(?:\w*admin(?:istrator)?|webmaster|editor|editors|editorial(?: team| staff)?|staff|guest(?: author| post)?|author|unknown|anonymous|"
    r"null|none|undefined|user|default|root|super ?user|team|not available|n/?a|no author|various(?: authors)?|(?:published|updated|posted|publiziert|veröffentlicht|aktualisiert|publié|publicado)(?: \w{1,5}){0,2}|artikel von|more|share|follow|contact|"
    r"name|gastautor|autor(?:in|en)?|gast|facebook|twitter|instagram|linkedin|email|e-mail|rss|website|homepage|\W*)",
    re.IGNORECASE,
)
_OFFICE: Final = re.compile(
    r"\b(?:writers?|reporters?|editors?|correspondents?|columnists?|contributors?|journalist(?:in)?|redakteur(?:in)?|(?:online-?)?redaktion|"
    r"reda(?:ktion|ctie)|autor(?:in)?|experte?|expertin|staff|ph\.?d\.?|m\.?d\.?|jr\.?|sr\.?|esq\.?|professor|director|chief|senior|freelance|"
    r"special to|chefredakteur(?:in)?|volontär(?:in)?|producer|photographer|fotos?|photos?|ceo|founder|manager|uhr|min(?:utes)?|ago|comments?)\b",
    re.IGNORECASE,
)
_OF_THE_TITLE: Final = re.compile(
    r"(?:[\w-]+-(?:experte|expertin|autor|autorin|redakteur|redakteurin|korrespondent|korrespondentin|reporter|reporterin)\s+)(?=[^\W\d_])",
    re.IGNORECASE,
)
_TALK: Final = re.compile(r"comment|kommentar|коммент|news service", re.IGNORECASE)
_FOR: Final = re.compile(
    r"\s(?:(?:for (?:the )?|on (?=[A-Z][a-z]+ \d))[A-Z].*|(?:sagt|says|said|schreibt)$|(?:mon|tues|wednes|thurs|fri|satur|sun)day,? .*)$",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"\b(?:e\. ?v\.|gmbh|inc\.?|ltd\.?|llc|ag|verlag|media|group|foundation|stiftung|association|verband|fraktion|company|corporation)(?:\W|$)",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"\d{2,}")
_LONGEST: Final = 300  # characters of a value that are looked at
_GENERATIONS: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})


def fold(text: str) -> str:
    """For comparison: words alone, without case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def names_in(
    values: Iterable[str], not_these: Iterable[str] = (), *, people: bool = False
) -> tuple[str, ...]:
    """The names in `values`, each once, in order.

    `not_these` are names of the site and its publisher; `people` asks for what looks like a person, since
    the place the value comes from is known to hold other things too.
    """
    refused = {fold(name) for name in not_these if name}
    found: dict[str, str] = {}
    for value in values:
        if fold(value) in refused:
            continue
        for name in _names(value):
            key = fold(name)
            if key and key not in found and not _refused(key, refused) and (not people or _person(name)):
                found[key] = name
    return tuple(found.values())


def _refused(key: str, refused: Iterable[str]) -> bool:
    """Whether the name is that of the site, or begins with it, or is one word of its host."""
    return any(
        key == name
        or (len(name) >= 6 and key.startswith(name + " "))
        or (" " not in key and key in name.split())
        for name in refused
    )


def _names(value: str) -> list[str]:
    parts = _BETWEEN.split(_without_label(_ADDRESS.sub(" ", html.unescape(value)[:_LONGEST])))
    if _BARE_HOST.fullmatch(parts[0].strip()):
        return []  # what follows is where the site is
    if len(parts) == 2 and "," in value and all(re.fullmatch(r"[^\W\d_][\w’'-]+", part) for part in parts):
        parts = [f"{parts[1]} {parts[0]}"]  # as libraries write it
    names: list[str] = []
    for part in parts:
        name = _once(_without_label(_FOR.sub("", part)).strip(" .,:-–—()[]\"'“”"))
        if names and fold(name) in _GENERATIONS:
            names[-1] += f", {part.strip()}"
        elif _could_name(name) and not (names and _OFFICE.search(name)):
            names.append(name)
    return names


def _without_label(text: str) -> str:
    plain = _OF_THE_TITLE.sub("", " ".join(text.split()))
    while label := _BEFORE.match(plain):
        plain = plain[label.end() :].lstrip()
    return plain


def _once(name: str) -> str:
    """A name that is given twice, for readers and for machines, once."""
    words = name.split()
    half = len(words) // 2
    return " ".join(words[:half] if half and words[:half] == words[half:] else words)


def _could_name(name: str) -> bool:
    if not 2 <= len(name) <= 60 or name.startswith("@") or ":" in name or not any(map(str.isalpha, name)):
        return False
    return not (
        _NOT_A_NAME.fullmatch(name)
        or _BARE_HOST.fullmatch(name)
        or _TALK.search(name)
        or _DIGITS.search(name)
    )


def _person(name: str) -> bool:
    words = name.split()
    if len(words) > 5 or _BODY.search(name) or _OFFICE.search(name):
        return False
    return not any(word[0].islower() and word not in PARTICLES for word in words)
