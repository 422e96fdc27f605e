"""The guarded fetch: brings what a stranger's link points at, and reaches no private machine."""

from .addresses import Allow
from .fetch import GuardedWeb

__all__ = ["Allow", "GuardedWeb"]
