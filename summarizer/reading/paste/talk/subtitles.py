"""What was recorded, written down with its times: subtitles (WebVTT, SubRip), and transcripts whose times
stand in lines of their own. The times, numbers and notes are furniture; who speaks is for others to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from summarizer.model import BlockKind
from summarizer.reading.paste.lines import Line, regrouped
from summarizer.reading.paste.talk import shapes
from summarizer.reading.paste.talk.labels import is_time, seen

_LEAST_TIMES: Final = 4
"""Times in lines of their own that make a transcript without names."""


def captioned(text: str, lines: Sequence[Line]) -> list[Line] | None:
    """The lines of a file of subtitles, its times, numbers and notes called furniture and the lines of one
    cue made one; None where it is none."""
    cues = [i for i, line in enumerate(lines) if shapes.CUE.match(seen(text, line))]
    if len(cues) < 2:
        return None
    marks = set(cues)
    for i in cues:
        if i and lines[i - 1].group == lines[i].group and (i < 2 or lines[i - 2].group != lines[i].group):
            marks.add(i - 1)  # its number or name
    skipped = {lines[0].group} if lines[0].group != lines[cues[0]].group else set()
    skipped |= {line.group for line in lines if shapes.CUE_NOTE.match(seen(text, line))}
    pieces: list[tuple[Line, bool]] = []
    said = False  # whether the last piece is words of the cue at hand
    for i, line in enumerate(lines):
        if i in marks or (line.group in skipped and i not in marks):
            pieces.append((replace(line, kind=BlockKind.FURNITURE), True))
            said = False
        elif said and pieces[-1][0].group == line.group and not shapes.CUE_TURN.match(seen(text, line)):
            pieces[-1] = (replace(pieces[-1][0], end=line.end), True)
        else:
            pieces.append((replace(line, kind=None, number=None), True))
            said = True
    return regrouped(pieces)


def clocked(text: str, lines: Sequence[Line]) -> list[Line] | None:
    """The lines with the times of a recording's transcript called furniture, None where it is none."""
    times = [i for i, line in enumerate(lines) if line.kind is None and is_time(text, line)]
    if len(times) < _LEAST_TIMES or shapes.BEGINNING.match(seen(text, lines[times[0]])) is None:
        return None
    followed = sum(later - one > 1 for one, later in pairwise([*times, len(lines)]))
    if followed < len(times) - 1:
        return None
    marks = frozenset(times)
    return regrouped(
        [
            (replace(line, kind=BlockKind.FURNITURE) if i in marks else line, i in marks or i - 1 in marks)
            for i, line in enumerate(lines)
        ]
    )
