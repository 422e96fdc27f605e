"""Pairs quotation marks, one block at a time, so that a stray mark harms nothing beyond its paragraph.

A mark opens or closes by what it is, by the characters beside it and by what stands open; only the
outermost pair counts, so that a quotation within a quotation belongs to it. Every mark is looked at
once and the stack of open marks is bounded: the time grows with the text and with nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from summarizer.model import PROSE, Block, BlockKind, Span


@dataclass(frozen=True, slots=True)
class Run:
    """Words between marks, all inside one block.

    `outer` takes the marks in; `inner` is without them and without white space at its edges. `weak`
    says that the marks were single ones, `onward` that the quotation goes on with the next run, in
    the next paragraph, `introduced` that the run opens its block and the block before ends with a
    colon.
    """

    inner: Span
    outer: Span
    block: int
    weak: bool = False
    onward: bool = False
    introduced: bool = False


_MARK: Final = re.compile(r"''|``|(?<!\w),,(?=\w)|[“”„‟\"＂«»‹›‘’‚‛'「」『』﹁﹂﹃﹄〝〞〟]")

_CLOSERS: Final = {
    "“": ("”", "“", '"', "''"),
    "‟": ("”", '"'),
    "„": ("“", "”", "‟", '"', "''"),
    ",,": ("“", "”", "''", '"'),
    "”": ("”",),
    '"': ('"', "”", "''"),
    "＂": ("＂", '"'),
    "''": ("''", '"', "”"),
    "``": ("''", "”", '"'),
    "«": ("»",),
    "»": ("«", "»"),
    "‹": ("›",),
    "›": ("‹", "›"),
    "「": ("」",),
    "『": ("』",),
    "﹁": ("﹂",),
    "﹃": ("﹄",),
    "〝": ("〞", "〟"),
    "‘": ("’", "'", "‘"),
    "‛": ("’", "'"),
    "‚": ("‘", "’", "'"),
    "'": ("'", "’"),
}
"""What may close what each mark opened: keyboards are mixed, so that pairs are mixed too."""

_CLOSING: Final = frozenset(mark for closers in _CLOSERS.values() for mark in closers)
_SINGLE: Final = frozenset("‘’‚‛'")
_ALIKE: Final = frozenset(('"', "＂", "''", "'", "”", "»", "›"))
"""Marks that open and close alike in some newspapers: what stands beside them decides."""
_SETTLED: Final = frozenset("「」『』﹁﹂﹃﹄〝〞〟")
"""Marks whose side is settled, whatever stands beside them: their scripts have no spaces."""
_ELISION: Final = re.compile(r"\d\ds?\b|(?:em|til|tis|twas|cause|cuz|bout|round|n|ere)\b", re.IGNORECASE)

_BEGINS: Final = "([¿¡“„«‘‚$€£…"

_DEEPEST: Final = 12
_LONGEST_WAIT: Final = 5
"""In paragraphs: how far behind an announced beginning a lone closing mark may stand."""
_LEAST_UNCLOSED: Final = 20
"""In characters: what follows a lone opening mark must be at least that long to be taken for speech."""


class _Open(NamedTuple):
    start: int
    end: int
    mark: str


class _Cut(NamedTuple):
    """A run before its edges are trimmed."""

    outer: tuple[int, int]
    inner: tuple[int, int]
    weak: bool = False
    onward: bool = False


class _Paired(NamedTuple):
    """A block's outermost pairs in order, and its marks that paired with nothing.

    `start` and `end` leave out the white space around the block; `opens` is the mark that opens it.
    """

    start: int
    end: int
    pairs: list[_Cut]
    unclosed: list[_Open]
    unopened: list[tuple[int, int]]
    opens: str | None
    bare: bool


def find_runs(text: str, blocks: Sequence[Block]) -> list[Run]:
    """Returns the quoted runs of the prose blocks in order; no two overlap."""
    prose = [index for index, block in enumerate(blocks) if block.kind in PROSE]
    found = [_pair(text, blocks[index].span) for index in prose]
    runs: list[Run] = []
    waiting = 0  # so many paragraphs more, this one included, until the lone closing mark
    whole = False  # the block before was a block quote without marks, taken whole
    for at, here in enumerate(found):
        index = prose[at]
        follows = at > 0 and _adjacent(blocks, prose[at - 1], index)
        introduced = follows and text[found[at - 1].end - 1 : found[at - 1].end] in (":", "：")
        cuts: list[_Cut]
        if waiting:
            waiting -= 1
            stop = here.unopened[-1] if not waiting else (here.end, here.end)
            cuts = [_Cut((here.start, stop[1]), (here.start, stop[0]), onward=waiting > 0)]
        else:
            cuts = list(here.pairs)
            after = _after(blocks, prose, at, found)
            if introduced and not (cuts and cuts[0].outer[0] == here.start):
                waiting = _wait(blocks, prose, found, at)
                begun = here.unclosed[0] if here.unclosed and here.unclosed[0].start == here.start else None
                if waiting:
                    start = begun.end if begun else here.start
                    cuts = [_Cut((here.start, here.end), (start, here.end), onward=True)]
                elif not begun and here.unopened and not (cuts and cuts[0].outer[0] < here.unopened[-1][0]):
                    start, end = here.unopened[-1]
                    cuts.insert(0, _Cut((here.start, end), (here.start, start)))
            if not waiting and (tail := _tail(here, after)):
                cuts = [cut for cut in cuts if cut.outer[1] <= tail.outer[0]] + [tail]
            if (
                not cuts
                and here.bare
                and blocks[index].kind is BlockKind.BLOCK_QUOTE
                and (introduced or whole)
            ):
                goes_on = (
                    after is not None and after.bare and blocks[prose[at + 1]].kind is BlockKind.BLOCK_QUOTE
                )
                cuts = [_Cut((here.start, here.end), (here.start, here.end), onward=goes_on)]
        whole = bool(cuts) and here.bare and not waiting
        for cut in cuts:
            inner = _unwrapped(text, _trim(text, *cut.inner))
            if inner.start < inner.end:
                announced = introduced and cut.outer[0] == here.start
                runs.append(Run(inner, Span(*cut.outer), index, cut.weak, cut.onward, announced))
    return runs


def _pair(text: str, block: Span) -> _Paired:
    """One pass over a block's marks with a stack of what stands open."""
    whole = _trim(text, block.start, block.end)
    start, end = whole.start, whole.end
    marks = [
        (m.start(), m.end(), m[0]) for m in _MARK.finditer(text, start, end) if not _inside_word(text, m, end)
    ]
    possessive = _possessives(text, marks, end)
    stack: list[_Open] = []
    pairs: list[_Cut] = []
    unopened: list[tuple[int, int]] = []
    for at, (left, right, mark) in enumerate(marks):
        if at in possessive:
            continue
        before = text[left - 1] if left > start else " "
        after = text[right] if right < end else " "
        depth = _closes(stack, mark, before, after)
        if depth is not None:
            opening = stack[depth]
            del stack[depth:]
            pairs.append(_Cut((opening.start, right), (opening.end, left), opening.mark in _SINGLE))
        elif _opens(text, right, mark, before, after):
            stack.append(_Open(left, right, mark))
            if len(stack) > _DEEPEST:
                del stack[0]
        elif mark in _CLOSING and not before.isspace() and mark not in _SINGLE and not before.isdigit():
            unopened.append((left, right))
    opens = marks[0][2] if marks and marks[0][0] == start and marks[0][2] in _CLOSERS else None
    outermost: list[_Cut] = []
    for pair in sorted(pairs):
        if not outermost or pair.outer[0] >= outermost[-1].outer[1]:
            outermost.append(pair)
    return _Paired(start, end, outermost, stack, unopened, opens, not marks)


def _inside_word(text: str, mark: re.Match[str], end: int) -> bool:
    """An apostrophe between two letters is no mark."""
    start, stop = mark.span()
    return (
        mark[0] in _SINGLE and start > 0 and text[start - 1].isalnum() and stop < end and text[stop].isalnum()
    )


def _possessives(text: str, marks: list[tuple[int, int, str]], end: int) -> set[int]:
    """Marks as in “the players’ union” within single marks: an s before, and a better end still to come."""
    found: set[int] = set()
    better = False  # does a surer closing mark follow before another single one opens?
    for at in range(len(marks) - 1, -1, -1):
        left, right, mark = marks[at]
        if mark not in ("’", "'"):
            better = better and mark not in ("‘", "‚")
            continue
        before = text[left - 1] if left else " "
        after = text[right] if right < end else "."
        if before.isspace():
            better = False
        elif before in "sSxzß" and after.isspace() and better:
            found.add(at)
        else:
            better = True
    return found


def _closes(stack: list[_Open], mark: str, before: str, after: str) -> int | None:
    """The depth of what this mark closes, if it closes."""
    if mark not in _CLOSING or not stack:
        return None
    if (
        before.isspace()
        and mark in _CLOSERS
        and mark not in _SETTLED
        and (after.isalnum() or after in _BEGINS)
    ):
        return None  # it stands as opening marks do
    for depth in range(len(stack) - 1, -1, -1):
        opening = stack[depth]
        if mark in _CLOSERS[opening.mark]:
            return depth
        if mark in _SINGLE and opening.mark not in _SINGLE:
            return None
    return None


def _opens(text: str, right: int, mark: str, before: str, after: str) -> bool:
    if mark not in _CLOSERS:
        return False
    if mark in _SETTLED:
        return True
    if after.isspace():  # French sets its marks apart, and so do typists
        return before.isspace() and mark not in _SINGLE and mark not in ("”", "»", "›")
    if mark in _SINGLE and _ELISION.match(text, right):
        return False
    if mark in _ALIKE or mark in _SINGLE:
        return (
            not before.isalnum() and (before not in ".,;!?…%)]" or mark in "»›") and (after not in ".,;:!?)]")
        )
    return True


def _tail(here: _Paired, after: _Paired | None) -> _Cut | None:
    """Speech from a mark that is not closed in its block: to be closed in the next, or forgotten."""
    last = here.pairs[-1].outer[1] if here.pairs else here.start
    for mark in here.unclosed:
        if mark.start < last and not (mark.start == here.start and all(p.weak for p in here.pairs)):
            continue
        if mark.mark in _SINGLE:
            continue
        onward = after is not None and after.opens is not None and _alike(after.opens, mark.mark)
        if onward or here.end - mark.end >= _LEAST_UNCLOSED:
            return _Cut((mark.start, here.end), (mark.end, here.end), onward=onward)
    return None


def _alike(one: str, other: str) -> bool:
    return one == other or {one, other} <= {"“", '"', "''", "``", "”"} or {one, other} <= {"«", "»"}


def _wait(blocks: Sequence[Block], prose: Sequence[int], found: Sequence[_Paired], at: int) -> int:
    """How many paragraphs on an announced quotation without marks between ends; 0 if it does not."""
    here = found[at]
    if here.pairs or here.unopened or len(here.unclosed) > 1:
        return 0
    if here.unclosed and here.unclosed[0].start != here.start:
        return 0
    for ahead in range(1, _LONGEST_WAIT + 1):
        if at + ahead >= len(found) or not _adjacent(blocks, prose[at + ahead - 1], prose[at + ahead]):
            return 0
        there = found[at + ahead]
        if there.bare:
            continue
        lone = len(there.unopened) == 1 and not there.pairs and not there.unclosed
        return ahead if lone and there.unopened[0][1] >= there.end - 1 else 0
    return 0


def _after(
    blocks: Sequence[Block], prose: Sequence[int], at: int, found: Sequence[_Paired]
) -> _Paired | None:
    if at + 1 < len(found) and _adjacent(blocks, prose[at], prose[at + 1]):
        return found[at + 1]
    return None


def _adjacent(blocks: Sequence[Block], before: int, after: int) -> bool:
    """Does nothing but captions and furniture stand between two blocks?"""
    return all(block.kind in (BlockKind.CAPTION, BlockKind.FURNITURE) for block in blocks[before + 1 : after])


def _unwrapped(text: str, inner: Span) -> Span:
    """Without a second pair of marks that holds all of the words, as in “‘Never.’”."""
    marks = [m for m in _MARK.finditer(text, inner.start, inner.end) if not _inside_word(text, m, inner.end)]
    # with a mark in between it may be two pairs: “‘Yes’ and ‘no’”
    if len(marks) != 2 or marks[0].start() != inner.start or marks[1].end() != inner.end:
        return inner
    if marks[1][0] not in _CLOSERS.get(marks[0][0], ()):
        return inner
    return _trim(text, marks[0].end(), marks[1].start())


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
