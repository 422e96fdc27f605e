"""A word on a page, the smallest thing that the steps from a PDF to its blocks know.

Places are in points from the upper left corner of the page as its text is read, y growing downwards.
"""

from __future__ import annotations

from typing import NamedTuple


class Word(NamedTuple):
    """`y` is the line it stands on; `glued` says that nothing parts it from the word before it. A tuple, since
    there are hundreds of thousands and a frozen dataclass takes several times as long to make."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False
    fixed: bool = False
    glued: bool = False
