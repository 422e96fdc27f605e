"""Files that are not text themselves → Document: PDF, Word, PowerPoint, a page saved whole (MHTML).

Each reader says what its file states of itself and orders what it holds into blocks; `pieces` joins
those into a text. Whatever the bytes are, there comes back a Document or `Unreadable`.
"""

from __future__ import annotations
