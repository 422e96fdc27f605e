"""What a file says of itself, as far as it can be believed.

Programs fill these fields with the name of a file, of a template or of whoever owns the computer. So a
title must not look like one of those, and an author counts only where the document names him, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from summarizer.reading.metadata.names import fold, names_in

_NO_TITLE: Final = re.compile(
    r"microsoft (?:office )?(?:word|powerpoint|excel)\b.*|.*\.(?:docx?|dotx?|pdf|tex|dvi|indd|qxp|pptx?|xlsx?|odt|odp|rtf|html?|txt|md|pages|key|eps|ps)|"
    r"(?:untitled|unbenannt|sans titre|sin título|senza titolo|sem título|naamloos|document|dokument|documento|presentation|präsentation|présentation|"
    r"presentación|slide|folie|title|titel|titre|print|scan|image|layout|template|vorlage|book|draft|entwurf|draft version|none|null|new|test|"
    r"powerpoint[ -]?(?:presentation|präsentation)|présentation powerpoint|presentación de powerpoint|word document|pdf document|adobe photoshop pdf|full page photo|"
    r"about:blank|acrobat web capture|cover|titelseite|page)[\s_\-#]*\d*(?: \(\d+\))?|"
    r"[\w.\-]*[\\/][\w.\\/\-]*|https?:.*|file:.*|\W*|[\d\W_]*|[^\s_]*_\S*|[a-z]{0,4}[-_]?\d[\w.\-]*",
    re.IGNORECASE,
)
_NO_AUTHOR: Final = re.compile(
    r"python-docx|steve canny|microsoft|office|\buser\b|benutzer|utilisateur|usuario|utente|admin|owner|besitzer|author|autor|apache poi|openxml|"
    r"libreoffice|unknown|unbekannt|adobe|acrobat|latex|quark|chrome|\bpdf\b|\bhp\b|dell|lenovo|\bpc\b|scanner|xerox|canon|ricoh|konica|windows",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"(?i:by|von|par|por|di|door|av|af)\s+(?=[^\W\d_a-z])")
_LONGEST_TITLE: Final = 300
_LONGEST_BYLINE: Final = 100
_SPACE: Final = re.compile(r"[\s\x00-\x1f\ufeff]+")
_LANGUAGE: Final = re.compile(r"([a-zA-Z]{2,3})(?:[-_]|$)")


def plausible_title(given: object, name: str | None = None) -> str | None:
    """The title that a file gives, unless a program put it there; `name` is the file's."""
    text = _SPACE.sub(" ", given).strip() if isinstance(given, str) else ""
    if not 2 <= len(text) <= _LONGEST_TITLE or _NO_TITLE.fullmatch(text) or not any(map(str.isalpha, text)):
        return None
    if name and fold(text) == fold(name.rpartition(".")[0] or name):
        return None
    return text


def stands_in(title: str, opening: str) -> bool:
    """Whether the opening of the text says the title."""
    return fold(title).replace(" ", "") in fold(opening).replace(" ", "")


def plausible_authors(given: Sequence[object], opening: str) -> tuple[str, ...]:
    """Those of the authors given who are named in the opening of the text."""
    text = f" {fold(opening)} "
    values = [value for value in given if isinstance(value, str) and not _NO_AUTHOR.search(value)]
    return tuple(name for name in names_in(values, people=True) if " " in name and f" {fold(name)} " in text)


def bylined(lines: Iterable[str]) -> tuple[str, ...]:
    """The names in the first of `lines` that is a byline and nothing else."""
    for line in lines:
        if len(line) > _LONGEST_BYLINE or not _BYLINE.match(line) or line.endswith((".", ":")):
            continue
        if names := tuple(name for name in names_in([line], people=True) if " " in name):
            return names
    return ()


def language_code(given: object) -> str | None:
    """The language of a tag such as de-CH, in lower case; None for what is no tag."""
    found = _LANGUAGE.match(given.strip()) if isinstance(given, str) else None
    return found[1].lower() if found else None
