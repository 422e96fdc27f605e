"""How much Discord takes in one message, in UTF-16 units or by number."""

from __future__ import annotations

from typing import Final

MOST_CONTENT: Final = 2_000
MOST_TITLE: Final = 256
MOST_DESCRIPTION: Final = 4_096
MOST_URL: Final = 2_048
MOST_EMBEDS: Final = 10
MOST_IN_EMBEDS: Final = 6_000
MOST_CUSTOM_ID: Final = 100
MOST_THREAD_NAME: Final = 100
