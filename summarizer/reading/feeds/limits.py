"""How much of a feed is read. No feed for readers comes near these; one that was made to harm does."""

from __future__ import annotations

from typing import Final

ENTRIES: Final = 500
TITLE: Final = 1_000  # characters
CONTENT: Final = 100_000  # characters of one entry
CONTENTS: Final = 4_000_000  # characters of all entries together
LINE: Final = 2_000  # characters of anything else: an address, an id, a name, a date
ELEMENTS: Final = 60  # fields, attributes: what should be there once or a few times
CROWD: Final = 10 * ENTRIES  # elements beside each other, of whatever kind, that are looked at at all
