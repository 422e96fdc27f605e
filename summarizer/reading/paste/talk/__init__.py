"""A transcript of talk: which lines begin a turn, and whose; which are times and what programs put between.

A chat as it is copied from Slack, Discord, Teams, Telegram or Zoom, an export of WhatsApp, IRC, subtitles,
an interview, a play. Whatever is not sure to be talk stays prose.
"""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.reading.paste.lines import Line
from summarizer.reading.paste.talk.labels import captions_named, labels_apart, labels_of, plain, timed_talk
from summarizer.reading.paste.talk.shapes import APART, SHAPES
from summarizer.reading.paste.talk.subtitles import captioned, clocked
from summarizer.reading.paste.talk.turns import told

__all__ = ["as_talk"]


def as_talk(text: str, lines: Sequence[Line]) -> list[Line] | None:
    """The lines with their voices and kinds where `text` is talk, None where it is not."""
    captions = captioned(text, lines)
    if captions is not None:
        named = labels_of(text, captions)
        found = plain(text, captions, named) or captions_named(text, captions, named)
        return told(text, captions, *found) if found else captions
    by_shape = labels_of(text, lines)
    for shape in SHAPES:
        labels = by_shape.get(shape.name, [])
        if shape.timed and timed_talk(text, lines, labels, shape):
            return told(text, lines, shape, labels)
    found = plain(text, lines, by_shape)
    if found is not None:
        return told(text, lines, *found)
    apart = labels_apart(text, lines)
    return told(text, lines, APART, apart) if apart else clocked(text, lines)
