"""Loads all that the first call would wait for, once, by being imported: a process that forks workers
imports it, and each of them has everything from the start, in memory that they share."""

from __future__ import annotations

from summarizer.core import warm

warm()
