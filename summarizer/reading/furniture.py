"""Knows captions, credits and furniture among the blocks of a text.

Two rules it keeps. A block is told by its own wording (phrases.py) and by where it stands, never by
what it is about; and prose is never lost to a doubt: long blocks are left alone, and what could be a
real sentence counts only at the edges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from summarizer.model import PROSE, BlockKind
from summarizer.reading import phrases
from summarizer.reading.metadata.names import PARTICLES
from summarizer.reading.phrases import Where
from summarizer.reading.prose import Passage, ends_like_sentence

_LONGEST: Final = max(rule.longest for rule in phrases.RULES)
_DECORATION: Final = " \t*_#>→»›•·–—|[]{}~▶►▼■◆●★✉📷📸✔…"
_SUBJECT: Final = re.compile(
    r"([^\W\d_][\w.’'-]*(?: [^\W\d_][\w.’'-]*){0,5}?)(?: \([^()]{1,60}\))?,? "
    r"(?:is|was|writes|covers|reports|has|works|ist|war|schreibt|arbeitet|est|écrit|es|escribe|è|scrive|é|escreve|"
    r"jest|pisze|är|er|on)\b"
)

_CAPTION_WITHIN: Final = 400  # characters; what is longer is told as a story
_BIOGRAPHY_WITHIN: Final = 900
_EDGE: Final = 6  # blocks from either end that may be called an edge …
_EDGE_SHARE: Final = 0.34  # … but, past the second, never more than this share of the text


def furnished(pieces: Sequence[Passage], *, headline: bool = False) -> list[BlockKind]:
    """The kinds of `pieces`, with captions and furniture called by their names.

    `headline` says that the first piece may be one, which wording alone does not make a byline.
    """
    kinds = [kind for kind, _ in pieces]
    texts = [" ".join(text[: 4 * _LONGEST].split()) for _, text in pieces]
    edge = max(2, min(_EDGE, round(len(pieces) * _EDGE_SHARE)))
    heading_list = False
    for i, (kind, text) in enumerate(zip(tuple(kinds), texts, strict=True)):
        if kind in (BlockKind.CODE, BlockKind.TABLE):
            heading_list = False
            continue
        if kind in (BlockKind.CAPTION, BlockKind.FURNITURE):
            continue
        rule = _rule_for(text, at_start=int(headline) <= i < edge, at_end=i >= len(pieces) - edge)
        if rule is not None:
            kinds[i] = rule.kind
            heading_list = rule.heads and text.rstrip(" :：").count(" ") < 6
        elif _is_caption(text):
            kinds[i] = BlockKind.CAPTION
        elif heading_list and len(text) <= 200 and not ends_like_sentence(text):
            kinds[i] = BlockKind.FURNITURE
        else:
            heading_list = False
    _call_biographies(kinds, texts)
    return kinds


def _rule_for(text: str, *, at_start: bool, at_end: bool) -> phrases.Rule | None:
    if len(text) > _LONGEST:
        return None
    plain = text.strip(_DECORATION)
    whole = None
    for rule in phrases.RULES:
        if len(text) > rule.longest:
            continue
        if rule.where is Where.START and not at_start:
            continue
        if rule.where is Where.END and not at_end:
            continue
        if rule.where is Where.EDGES and not (at_start or at_end):
            continue
        if rule.pattern.match(plain) or (plain.startswith("(") and rule.pattern.match(plain, 1)):
            if rule.unfinished:
                whole = ends_like_sentence(text) if whole is None else whole
                if whole:
                    continue
            return rule
    return None


def _is_caption(text: str) -> bool:
    if len(text) > _CAPTION_WITHIN:
        return False
    if phrases.RELEASED.search(text):
        return True
    if phrases.CREDIT_AT_END.search(text) and not phrases.AGENCY_ALONE.search(text):
        return True
    described = phrases.DESCRIBES_PICTURE.match(text)
    return described is not None and not phrases.FINITE.search(text, described.end())


def _call_biographies(kinds: list[BlockKind], texts: Sequence[str]) -> None:
    """Names the writer's biography furniture: it stands last, and its subject nowhere before."""
    for i in range(len(kinds) - 1, max(0, len(kinds) - 1 - 2 * _EDGE), -1):
        if kinds[i] is BlockKind.HEADING:
            return
        if kinds[i] in PROSE:
            story = [text for kind, text in zip(kinds[:i], texts[:i], strict=True) if kind in PROSE]
            if not _is_biography(texts[i], story):
                return
            kinds[i] = BlockKind.FURNITURE


def _is_biography(text: str, story: Sequence[str]) -> bool:
    found = _SUBJECT.match(text) if len(text) <= _BIOGRAPHY_WITHIN else None
    if found is None or not story:
        return False
    named = [word for word in found[1].split() if word.lower() not in PARTICLES]
    if not 2 <= len(named) <= 5 or not all(word[0].isupper() for word in named):
        return False
    if not (phrases.TRADE.search(text, found.end(), found.end() + 120) or phrases.BIOGRAPHY.search(text)):
        return False
    surname = re.compile(rf"(?<!\w){re.escape(named[-1])}(?!\w)")
    return not any(surname.search(other) for other in story)
