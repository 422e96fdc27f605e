"""The labels by which a transcript says who speaks, and whether they make a text talk.

Recognised by the whole and never by one line: a shape must recur, people must come back after others have
spoken, and what stands beside their names must be words. Lists name each thing once, records name their
fields in one order, and both stay what they are. The shares are chosen and were tried, not tuned, on the
dev parts of dialog, ami, web and blogs (talk) and of the news sets (none).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from summarizer.model import BlockKind, Span
from summarizer.reading.paste.lines import SPACE, Line
from summarizer.reading.paste.talk import shapes
from summarizer.reading.paste.talk.shapes import Shape
from summarizer.reading.prose import ends_like_sentence
from summarizer.words import count_words

_CLOCK: Final = re.compile(r"\d[:.]\d\d")
_FULL_CLOCK: Final = re.compile(r"[ap]\.?\s?m\.?$|\d:\d\d:\d\d$", re.IGNORECASE)
_HOURS: Final = re.compile(r"(\d{1,2})[:.](\d\d)(?![.\d])")
_DIGIT: Final = re.compile(r"\d")
# behind a name: “ (laughing)”, “, CNN HOST”
_ASIDE: Final = re.compile(r"\s?[(\[][^()\[\]]{0,40}[)\]]$|\s?[,،]\s.{0,60}$")
_NO_NAME: Final = re.compile(
    r"[.,]\s?$|[,;]|\.\s(?=[^\W\d_]{4})|^(?:https?|ftp|mailto)$|\d{3}", re.IGNORECASE
)
_NAME_WORDS: Final = 6  # and no more in a name
_UNSAVED: Final = "~" + SPACE
"""What WhatsApp writes before the name that somebody chose who is not in the address book."""
_NUMBERED: Final = re.compile(r"\W*\d{1,5}\W*$")

_LEAST_SHARE: Final = 0.2
"""Of the lines from the first label to the last, so many must have one: answers have paragraphs."""
_LEAST_SHARE_BRIEF: Final = 0.75
"""And so many where there are no more than `_BRIEF` labels."""
_BRIEF: Final = 5
_LEAST_WORDS: Final = 5
"""Words that stand beside a label on average, where few end like sentences; beside fields stand fewer."""
_BARE_SHARE: Final = 0.3  # of what stands beside labels, what may have no letter in it
_FOLLOWED: Final = 0.6
"""Of the labels above their words, so many must have words at once below."""
_FEW: Final = 3
"""So few messages may all be of different people."""
_MOST_VOICES: Final = 60
_LONGEST_NAME: Final = 48
_FIELD_SHARE: Final = 0.4
_DIFFERENT: Final = 0.7
"""Of messages that could be the points of a schedule, no more than this share are of different people."""


@dataclass(frozen=True, slots=True)
class Label:
    """A line that may begin a turn: its index, who would speak, where what is shown of it begins and what is
    said, which is the line's end for a label above."""

    line: int
    who: Span
    begins: int
    says: int
    key: str


def seen(text: str, line: Line) -> str:
    """What is looked at of a line, the mark included that may be none of a list."""
    return text[line.marked : min(line.end, line.marked + shapes.LONGEST)]


# ---- finding them -------------------------------------------------------------------------------


def labels_of(text: str, lines: Sequence[Line]) -> dict[str, list[Label]]:
    """By the name of their shape, the lines that have one; a line may have several."""
    found: dict[str, list[Label]] = {}
    for i, line in enumerate(lines):
        if line.kind in (BlockKind.CODE, BlockKind.TABLE, BlockKind.FURNITURE):
            continue
        shown = seen(text, line)
        clock = _CLOCK.search(shown) is not None
        short = clock and line.end - line.marked <= shapes.LONGEST
        for shape in shapes.SHAPES:
            if (shape.timed and not clock) or (shape.above and not short):
                continue
            label = _label(line, i, shown, shape)
            if label is not None:
                found.setdefault(shape.name, []).append(label)
    return found


def _label(line: Line, at: int, seen: str, shape: Shape) -> Label | None:
    match = shape.pattern.match(seen)
    if match is None:
        return None
    who = match["who"].rstrip(SPACE + ",")
    name = who if shape.above else _ASIDE.sub("", who) or who
    if not any(map(str.isalpha, name)) and not (shape.timed and shapes.PHONE.fullmatch(name)):
        return None
    bare = name.lstrip(_UNSAVED) or name
    start = line.marked + match.start("who") + len(name) - len(bare)
    name = bare
    key = " ".join(name.casefold().split())
    if shape.above:
        return Label(at, Span(start, start + len(name)), line.marked, line.end, key)
    says = min(line.marked + match.end(), line.end)
    return Label(at, Span(start, start + len(name)), line.marked + match.start("from"), says, key)


def labels_apart(text: str, lines: Sequence[Line]) -> list[Label]:
    """The labels whose name stands in one line and whose time in the next; none where it is no talk."""
    labels: list[Label] = []
    badged: list[bool] = []
    for i, line in enumerate(lines[:-2]):
        if line.kind is not None or line.end - line.start > _LONGEST_NAME:
            continue
        below = i + 1
        while below < min(i + 3, len(lines) - 2) and shapes.BADGE.fullmatch(seen(text, lines[below])):
            below += 1
        if not is_time(text, lines[below]) or is_time(text, line) or is_time(text, lines[below + 1]):
            continue
        who = line.start, line.end
        key = text[who[0] : who[1]].casefold()
        if any(map(str.isalpha, key)) and not ends_like_sentence(key) and key.count(" ") < _NAME_WORDS:
            labels.append(Label(i, Span(*who), line.start, line.end, key))
            badged.append(below > i + 1)
    voices = Counter(label.key for label in labels)
    labels = [
        label
        for label, badge in zip(labels, badged, strict=True)
        if badge or voices[label.key] > 1 or _could_name(text, label)
    ]
    voices = Counter(label.key for label in labels)
    if len(labels) < 2 or (len(voices) == len(labels) > _FEW) or _are_fields(voices):
        return []
    return labels


def is_time(text: str, line: Line) -> bool:
    if line.end - line.start > _LONGEST_NAME or _CLOCK.search(text, line.start, line.end) is None:
        return False
    return shapes.LONE_TIME.fullmatch(seen(text, line)) is not None


# ---- is it talk? --------------------------------------------------------------------------------


def timed_talk(text: str, lines: Sequence[Line], labels: Sequence[Label], shape: Shape) -> bool:
    """Whether labels with a clock are those of a chat."""
    voices = Counter(label.key for label in labels)
    if len(labels) < 2 or len(voices) > max(_MOST_VOICES, len(labels) // 2) or _are_fields(voices):
        return False
    if len(voices) == len(labels) and (len(labels) > _FEW or any(_DIGIT.search(key) for key in voices)):
        return False
    if not shape.above:
        return _returns(labels) > 0 or all(_could_name(text, label) for label in labels)
    ends = [label.line for label in labels[1:]] + [len(lines)]
    followed = sum(end - label.line > 1 for label, end in zip(labels, ends, strict=True))
    if followed < _FOLLOWED * len(labels):
        return False
    if not shape.loose:
        return True
    if len(labels) > _FEW and len(voices) > _DIFFERENT * len(labels):
        return False
    if _backwards(text, lines, labels) > 1:
        return False
    return (_returns(labels) > 1 and len(voices) > 1) or _half_days(text, lines, labels)


def _backwards(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> int:
    """How often the clock goes back from one label to the next, whatever the half of the day."""
    times = [
        (int(clock[1]) % 12, int(clock[2]))
        for label in labels
        if (clock := _HOURS.search(seen(text, lines[label.line])))
    ]
    return sum(later < one for one, later in pairwise(times))


def _half_days(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> bool:
    """Whether all the times are such as no verse is numbered with: with am or pm, or with seconds."""
    return all(_FULL_CLOCK.search(seen(text, lines[label.line])) for label in labels)


def _returns(labels: Sequence[Label]) -> int:
    """How often somebody speaks again after another."""
    seen: set[str] = set()
    count = 0
    last = ""
    for label in labels:
        count += label.key != last and label.key in seen
        seen.add(label.key)
        last = label.key
    return count


def plain(
    text: str, lines: Sequence[Line], by_shape: Mapping[str, list[Label]]
) -> tuple[Shape, list[Label]] | None:
    """The shape without a clock that makes the text talk, with its labels."""
    for shape in shapes.SHAPES:
        if shape.timed or shape.name not in by_shape:
            continue
        labels = by_shape[shape.name]
        voices = Counter(label.key for label in labels)
        if shape.name in ("irc", "cue"):
            if len(labels) > 1 and len(voices) <= max(2, len(labels) // 2 + 1):
                return shape, labels
            continue
        kept = [label for label in labels if voices[label.key] > 1 or _could_name(text, label)]
        if _is_talk(text, lines, kept):
            return shape, kept
    return None


def captions_named(
    text: str, lines: Sequence[Line], by_shape: Mapping[str, list[Label]]
) -> tuple[Shape, list[Label]] | None:
    """As `plain`, of subtitles: a name in front of nearly all of them needs no one to come back."""
    shape = next(shape for shape in shapes.SHAPES if shape.name == "label")
    labels = [label for label in by_shape.get(shape.name, []) if _could_name(text, label)]
    said = sum(line.kind is not BlockKind.FURNITURE for line in lines)
    return (shape, labels) if labels and len(labels) >= _LEAST_SHARE_BRIEF * said else None


def _is_talk(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> bool:
    voices = Counter(label.key for label in labels)
    recurring = [key for key, count in voices.items() if count > 1]
    brief = len(labels) <= _BRIEF
    if len(labels) < 3 or len(voices) < 2 or len(voices) > _MOST_VOICES or not recurring:
        return False
    if _returns(labels) < (1 if brief else 2) or _are_fields(voices):
        return False
    if any(_NO_NAME.search(key) or key.count(" ") >= _NAME_WORDS for key in recurring):
        return False
    if len(voices) > 2 and _in_one_order(labels, len(voices)):
        return False
    passed = lines[labels[0].line : labels[-1].line + 1]
    between = sum(line.kind is not BlockKind.FURNITURE for line in passed)
    between -= sum(label.says == lines[label.line].end for label in labels)  # the words stand below
    if len(labels) < (_LEAST_SHARE_BRIEF if brief else _LEAST_SHARE) * between:
        return False
    return _says_words(text, lines, labels)


def _are_fields(voices: Counter[str]) -> bool:
    """Whether so many labels are names of fields that the rest will be, too."""
    return sum(count for key, count in voices.items() if _is_field(key)) > _FIELD_SHARE * voices.total()


def _is_field(key: str) -> bool:
    return key in shapes.FIELDS or _NUMBERED.match(key) is not None


def _could_name(text: str, label: Label) -> bool:
    """Whether a label that stands only once could be a name: capitals throughout, no field."""
    words = label.who.of(text).split()
    if len(words) > 3 or _is_field(label.key):
        return False
    return all(not word[0].islower() for word in words) and not _NO_NAME.search(label.key)


def _in_one_order(labels: Sequence[Label], voices: int) -> bool:
    """Whether the labels come round in one order, as those of records do and three people don't."""
    return all(one.key == other.key for one, other in zip(labels, labels[voices:], strict=False))


def _says_words(text: str, lines: Sequence[Line], labels: Sequence[Label]) -> bool:
    """Whether what stands beside the labels is said and no data: words enough, or ends of sentences."""
    said = [
        text[label.says : min(lines[label.line].end, label.says + 2 * shapes.LONGEST)] for label in labels
    ]
    said = [words for words in said if words.strip(SPACE)]
    if not said:
        return True
    ended = sum(ends_like_sentence(words) for words in said)
    bare = sum(not any(map(str.isalpha, words)) for words in said)
    figures = sum(_DIGIT.search(words) is not None for words in said)
    wordy = sum(count_words(words) for words in said) >= _LEAST_WORDS * len(said)
    if bare > _BARE_SHARE * len(said) or (2 * figures > len(said) and 2 * ended < len(said)):
        return False
    return 2 * ended >= len(said) or wordy
