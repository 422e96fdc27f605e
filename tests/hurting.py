"""Text made to hurt a regular expression: for each of its repetitions what leads up to it, then what is
repeated, many times, then a character that lets the match fail.

Only the parse tree that `re` itself makes of a pattern is looked at, so that a new pattern is attacked
without anybody's thinking of it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

# what `re` is made of: it has no public name and no types
codes: Any = importlib.import_module("re._constants")
parser: Any = importlib.import_module("re._parser")

_LONGEST_UNIT = 60
_UNLIMITED = 50  # a repetition that may go on so far is worth an attack
_COMMON = (
    "a",
    " ",
    "\n",
    "A ",
    "a.",
    "1",
    "1.",
    "(",
    "<",
    "“",
    '"',
    "-",
    ": ",
    "a@",
    "a,",
    "\t ",
    "。",
    "é",
    "<a ",
)
_FAILS = ("\x01", "\n")


def attacks(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Texts of about `size` characters, each another way to make `pattern` go over the same again."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    shapes = {("", unit) for unit in _COMMON}
    for before, repeated in _repetitions(list(tree), ""):
        for unit in {repeated, *(one for one in (repeated[:1], repeated[-1:]) if one)}:
            shapes.add((before, unit))
            shapes.add(("", before + unit))
    for before, unit in sorted(shapes):
        if unit:
            body = before + unit * ((size - len(before)) // len(unit) + 1)
            for ending in _FAILS:
                yield body[:size] + ending


def _repetitions(tree: list[Any], before: str) -> Iterator[tuple[str, str]]:
    """Each repetition without a near end: a text that leads to it and one that it takes once."""
    for code, value in tree:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, most, inner = value
            for unit in _samples(list(inner)):
                if most >= _UNLIMITED:
                    yield before, unit
            yield from _repetitions(list(inner), before)
        elif code is codes.SUBPATTERN:
            yield from _repetitions(list(value[-1]), before)
        elif code is codes.BRANCH:
            for branch in value[1]:
                yield from _repetitions(list(branch), before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _repetitions(list(value[1]), before)
        elif code is codes.ATOMIC_GROUP:
            yield from _repetitions(list(value), before)
        before = (before + next(iter(_samples([(code, value)])), ""))[-_LONGEST_UNIT:]


def _samples(tree: list[Any]) -> list[str]:
    """A few texts that `tree` matches, more or less: lookarounds are passed over."""
    found = [""]
    for code, value in tree:
        found = [(one + more)[:_LONGEST_UNIT] for one in found for more in _parts(code, value)][:6]
    return list(dict.fromkeys(found))


def _parts(code: Any, value: Any) -> list[str]:
    if code is codes.LITERAL:
        return [chr(value)]
    if code is codes.NOT_LITERAL:
        return ["a" if value != ord("a") else "b"]
    if code is codes.ANY:
        return ["a", " "]
    if code is codes.IN:
        return _members(value)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        least, _, inner = value
        return [one * max(1, least) for one in _samples(list(inner))][:4]
    if code is codes.SUBPATTERN:
        return _samples(list(value[-1]))
    if code is codes.BRANCH:
        return [one for branch in value[1] for one in _samples(list(branch))[:1]][:6]
    if code is codes.ATOMIC_GROUP:
        return _samples(list(value))
    return [""]


_CATEGORIES = {
    codes.CATEGORY_DIGIT: ["1"],
    codes.CATEGORY_NOT_DIGIT: ["a"],
    codes.CATEGORY_SPACE: [" ", "\n"],
    codes.CATEGORY_NOT_SPACE: ["a", "."],
    codes.CATEGORY_WORD: ["a", "1"],
    codes.CATEGORY_NOT_WORD: [" ", "."],
}


def _members(value: list[Any]) -> list[str]:
    if value and value[0][0] is codes.NEGATE:
        excluded = re.compile(_class(value[1:]))
        return [one for one in ("a", " ", "1", ".", "\n", "é") if not excluded.fullmatch(one)][:3] or ["a"]
    found: list[str] = []
    for code, inner in value:
        if code is codes.LITERAL:
            found.append(chr(inner))
        elif code is codes.RANGE:
            found.append(chr(inner[0]))
        elif code is codes.CATEGORY:
            found.extend(_CATEGORIES.get(inner, ["a"]))
    return found[:4] or ["a"]


def _class(value: list[Any]) -> str:
    letters = {
        codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
    }  # fmt: skip
    parts = []
    for code, inner in value:
        if code is codes.LITERAL:
            parts.append(re.escape(chr(inner)))
        elif code is codes.RANGE:
            parts.append(f"{re.escape(chr(inner[0]))}-{re.escape(chr(inner[1]))}")
        elif code is codes.CATEGORY:
            parts.append(letters[inner])
    return "[" + "".join(parts) + "]"
