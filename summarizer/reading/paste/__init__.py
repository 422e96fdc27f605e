"""A text as a person gave it → blocks over it, and the turns where it is talk.

The text itself is never touched: every block is a span of it, without the white space around and
without the markers of lists, headings and quotes. A text is looked at for a mail first, then for talk,
then for a letter; what is none of them is prose.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from summarizer.model import PROSE, Block, BlockKind, Span, Turn
from summarizer.reading.furniture import furnished
from summarizer.reading.paste.lines import lines_of
from summarizer.reading.paste.mail import as_letter, as_mail
from summarizer.reading.paste.talk import as_talk
from summarizer.reading.paste.wrapping import Chunk, chunks_of
from summarizer.reading.prose import columns, could_head, ends_like_sentence, is_prose

_ROW: Final = re.compile(r"([^\W\d_][^:：.!?\n]{0,30}[:：]|\d\d[:.]\d\d)\s{1,9}\S")
"""How a field of a record begins, or a point of an agenda."""
_LEAST_ROWS: Final = 2
_ROW_COLUMNS: Final = 60
_TURN: Final = re.compile(r"([^\s:：][^:：\n]{0,30})[:：]\s")

_SETTLED: Final = frozenset({BlockKind.SPEAKER, BlockKind.EARLIER_MAIL})


@dataclass(frozen=True, slots=True)
class Structure:
    """The blocks of a text, in order and without overlaps, and its turns where it is a transcript."""

    blocks: tuple[Block, ...]
    turns: tuple[Turn, ...] = ()


def structure_of(text: str) -> Structure:
    """What `text` is made of; without blocks where there is nothing but white space."""
    lines = list(lines_of(text))
    mail = as_mail(text, lines)
    chunks = chunks_of(text, mail or as_talk(text, lines) or as_letter(text, lines) or lines)
    kinds = _kinds(text, chunks, mail=mail is not None)
    blocks = tuple(
        Block(Span(chunk.start, chunk.end), kind) for kind, chunk in zip(kinds, chunks, strict=True)
    )
    return Structure(blocks, _turns(chunks, kinds))


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of `text`, in order, without overlaps; empty where there is nothing but white space."""
    return structure_of(text).blocks


def _kinds(text: str, chunks: Sequence[Chunk], *, mail: bool) -> list[BlockKind]:
    texts = [text[chunk.start : chunk.end] for chunk in chunks]
    first_voice = next((i for i, chunk in enumerate(chunks) if chunk.voice is not None), None)
    plain = [chunk.kind for chunk in chunks]
    if first_voice is None:
        plain = _numbered(chunks, texts, _rows(chunks, texts))
    kinds = headed(list(zip(plain, texts, strict=True)))
    under_speaker = False
    spoken = False  # whether somebody speaks in the group of lines at hand
    begun: set[int] = set()  # messages of a mail whose first words are passed
    for i, chunk in enumerate(chunks):
        goes_on = i > 0 and chunk.group == chunks[i - 1].group
        spoken = chunk.voice is not None or (spoken and goes_on)
        under_speaker = chunk.kind is BlockKind.SPEAKER or (under_speaker and chunk.voice is None)
        opens = mail and chunk.kind in PROSE and chunk.message not in begun
        if opens:
            begun.add(chunk.message)
        if spoken or under_speaker or opens or _ends_message(chunks, i):
            kinds[i] = plain[i]  # whatever it looks like, it is said: “FYI”
    if first_voice is not None and chunks[first_voice].kind is not BlockKind.SPEAKER:
        for i in range(first_voice):  # over a transcript stand its title and those present
            if kinds[i] is BlockKind.PARAGRAPH and could_head(texts[i], first=i == 0):
                kinds[i] = BlockKind.HEADING
    known = furnished(list(zip(kinds, texts, strict=True)), headline=True)
    known = [
        chunk.kind if chunk.kind in _SETTLED else kind for chunk, kind in zip(chunks, known, strict=True)
    ]
    # somebody wants just this read: a caption, an appeal
    return kinds if PROSE.isdisjoint(known) else known


def _ends_message(chunks: Sequence[Chunk], at: int) -> bool:
    """Whether a message of a mail ends here, so that what follows is not what stands under it."""
    return at + 1 < len(chunks) and chunks[at + 1].message != chunks[at].message


def _rows(chunks: Sequence[Chunk], texts: Sequence[str]) -> list[BlockKind]:
    """The kinds, where fields and the points of an agenda that stand upon each other, each once, are rows
    of a table, unless there is nothing else."""
    kinds = [chunk.kind for chunk in chunks]
    if not any(kind in PROSE and is_prose(part) for kind, part in zip(kinds, texts, strict=True)):
        return kinds
    at = 0
    while at < len(chunks):
        names: list[str] = []
        while at + len(names) < len(chunks) and chunks[at + len(names)].group == chunks[at].group:
            name = _row_name(chunks[at + len(names)], texts[at + len(names)])
            if name is None:
                break
            names.append(name)
        if len(names) >= _LEAST_ROWS and len(set(names)) == len(names):
            kinds[at : at + len(names)] = [BlockKind.TABLE] * len(names)
        at += len(names) or 1
    return kinds


def _row_name(chunk: Chunk, text: str) -> str | None:
    """What a short line without a stop gives a value to, or the time of it; None for any other line."""
    if chunk.kind is not BlockKind.PARAGRAPH or columns(text[: _ROW_COLUMNS + 1]) > _ROW_COLUMNS:
        return None
    found = _ROW.match(text)
    return found[1] if found and not ends_like_sentence(text) else None


def _numbered(chunks: Sequence[Chunk], texts: Sequence[str], kinds: list[BlockKind]) -> list[BlockKind]:
    """The kinds, where a short numbered line over a paragraph, and under no other item, is a heading."""
    return [
        BlockKind.HEADING
        if kind is BlockKind.LIST_ITEM
        and chunks[i].number is not None
        and could_head(texts[i])
        and (i == 0 or kinds[i - 1] is not BlockKind.LIST_ITEM)
        and i + 1 < len(kinds)
        and kinds[i + 1] is BlockKind.PARAGRAPH
        and ends_like_sentence(texts[i + 1])
        else kind
        for i, kind in enumerate(kinds)
    ]


def headed(pieces: Sequence[tuple[BlockKind, str]]) -> list[BlockKind]:
    """The kinds of `pieces`, where a short line over prose is called a heading.

    Up to three may stand upon each other (a headline, its deck, a first heading). A line of talk is
    none: its label comes back.
    """
    kinds = [kind for kind, _ in pieces]
    speakers = Counter(turn[1] for _, text in pieces if (turn := _TURN.match(text)))
    above = 0  # headings counted since the prose below
    under_prose = False
    for i in range(len(pieces) - 1, -1, -1):
        kind, text = pieces[i]
        turn = _TURN.match(text)
        talk = turn is not None and speakers[turn[1]] > 2
        over_prose = kind is BlockKind.PARAGRAPH and under_prose and above < 3
        if over_prose and not talk and could_head(text, first=i == 0):
            kinds[i] = BlockKind.HEADING
            above += 1
            continue
        if kind in (BlockKind.CAPTION, BlockKind.TABLE, BlockKind.FURNITURE):
            continue
        under_prose = kind is BlockKind.HEADING or (kind in PROSE and is_prose(text))
        above = 0
    return kinds


def _turns(chunks: Sequence[Chunk], kinds: Sequence[BlockKind]) -> tuple[Turn, ...]:
    """From each voice to the next one, without the furniture at the end; none where nothing is said."""
    turns: list[Turn] = []
    voice: Span | None = None
    start = end = -1
    for chunk, kind in zip(chunks, kinds, strict=True):
        if chunk.voice is not None:
            if voice is not None and start >= 0:
                turns.append(Turn(voice, Span(start, end)))
            voice, start = chunk.voice, -1
        if kind not in (BlockKind.SPEAKER, BlockKind.FURNITURE):
            start, end = (chunk.start if start < 0 else start), chunk.end
    if voice is not None and start >= 0:
        turns.append(Turn(voice, Span(start, end)))
    return tuple(turns)
