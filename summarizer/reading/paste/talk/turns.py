"""Labels → the lines with their voices: what is said stands apart from times and from what programs put
between, and no word of a person is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from summarizer.model import BlockKind, Span
from summarizer.reading.paste.lines import SPACE, Line, regrouped
from summarizer.reading.paste.talk import shapes
from summarizer.reading.paste.talk.labels import Label, seen
from summarizer.reading.paste.talk.shapes import Shape

_PROGRAM: Final = "\u200e"
"""WhatsApp writes this mark before what no person wrote."""


def told(text: str, lines: Sequence[Line], shape: Shape, labels: Sequence[Label]) -> list[Line]:
    """The lines with the labels' voices; from the first one on, what a program says is furniture."""
    by_line = {label.line: label for label in labels}
    names = frozenset(label.key for label in labels)
    pieces: list[tuple[Line, bool]] = []  # with whether a break stands before it
    apart = False
    careless = False  # whether the message at hand has no capital to begin with: then each line is one
    for i, line in enumerate(lines):
        label = by_line.get(i)
        if line.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FURNITURE):
            pieces.append((line, apart))
            apart = False
        elif label is not None:
            pieces.extend((piece, True) for piece in _begun(text, line, label, shape))
            apart = pieces[-1][0].kind is not None
            careless = text[label.says : label.says + 1].islower()
        elif (action := _action(text, line, shape, names)) is not None:
            pieces.extend((piece, True) for piece in action)
            apart = False
        elif (i > labels[0].line or shape.system is not None) and _is_system(text, line, shape):
            pieces.append((replace(line, kind=BlockKind.FURNITURE), True))
            apart = True
        else:
            careless = text[line.start].islower() if apart else careless
            pieces.append((line, apart or careless))
            apart = False
    return regrouped(pieces)


def _begun(text: str, line: Line, label: Label, shape: Shape) -> Iterator[Line]:
    """The line that begins a turn, the time in front and a label that is no word of it set apart."""
    plain = replace(line, start=line.marked, kind=None, number=None)
    said = text[label.says : min(line.end, label.says + shapes.LONGEST)]
    bare = said.strip(SPACE)
    if shape.above or not bare:
        yield replace(plain, kind=BlockKind.SPEAKER, voice=label.who)
        return
    if said[0] == _PROGRAM or shapes.OMITTED.fullmatch(bare):
        yield replace(plain, kind=BlockKind.FURNITURE)
        return
    if label.begins > plain.start:
        time = text[plain.start : label.begins].rstrip(SPACE)
        yield replace(plain, end=plain.start + len(time), kind=BlockKind.FURNITURE)
    if shape.name == "cue":
        tag = text[label.begins : label.says].rstrip(SPACE)
        end = label.begins + len(tag)
        yield replace(plain, start=label.begins, end=end, kind=BlockKind.SPEAKER, voice=label.who)
        yield _untagged(text, replace(plain, start=label.says + said.index(bare[0])))
    else:
        yield replace(plain, start=label.begins, voice=label.who)


def _untagged(text: str, line: Line) -> Line:
    if text.endswith("</v>", line.start + 1, line.end):
        return replace(line, end=line.start + len(text[line.start : line.end - 4].rstrip(SPACE)))
    return line


def _action(text: str, line: Line, shape: Shape, names: frozenset[str]) -> list[Line] | None:
    """The line as a turn where it says what one of the speakers does: “* jane waves”."""
    action = shapes.ACTION.match(seen(text, line)) if shape.name == "irc" else None
    if action is None or action["who"].casefold() not in names:
        return None
    begins = line.marked + action.start("who")
    mark = text[line.marked : begins].rstrip(SPACE)
    plain = replace(line, start=line.marked, kind=None, number=None)
    voice = Span(begins, begins + len(action["who"]))
    return [
        replace(plain, end=line.marked + len(mark), kind=BlockKind.FURNITURE),
        replace(plain, start=begins, voice=voice),
    ]


def _is_system(text: str, line: Line, shape: Shape) -> bool:
    """Whether a program, and nobody, says this line."""
    if line.end - line.marked > shapes.LONGEST:
        return False
    shown = seen(text, line)
    if shapes.OMITTED.fullmatch(shown):
        return shape.timed
    if shapes.LONE_TIME.fullmatch(shown):
        return True
    if shape.system is not None:
        return shape.system.match(shown) is not None
    if not shape.above:
        return False
    return bool(shapes.BADGE.fullmatch(shown) or shapes.SYSTEM.fullmatch(shown))
