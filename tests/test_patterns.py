"""Every regular expression of the product takes time in proportion to the text, also to a hostile one.

They are found by themselves: those that modules keep, in tuples and tables too, and those written in a
call of `re`. Each is used on the attack as the code uses it: anchored where it is only matched, else
searched for throughout.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import math
import pkgutil
import re
import signal
import time
import types
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.hurting import attacks

ROOT = Path(__file__).parent.parent
PACKAGES = ("summarizer", "adapters", "bot")
ANCHORED = frozenset({"match", "fullmatch"})
METHODS = ANCHORED | {"search", "sub", "subn", "split", "findall", "finditer"}

PROBE, SMALL, LARGE = 1_000, 20_000, 40_000  # characters
TOO_LONG = 0.1  # CPU seconds for the probe, which takes a linear pattern some milliseconds
WORST = 3  # attacks, of those that the probe found the slowest, that are tried at full size
RATIO = 3.0
MOST = 3.0  # seconds for any one text: a guard, no measure
NOISE = 2e-2  # CPU seconds, under which the clock’s steps and the making of memory tell more than the pattern


class Used(NamedTuple):
    where: str
    pattern: re.Pattern[Any]
    methods: frozenset[str]


def modules() -> Iterator[tuple[types.ModuleType, ast.Module]]:
    for package in PACKAGES:
        top = importlib.import_module(package)
        for found in pkgutil.walk_packages(top.__path__, f"{package}."):
            if found.name.endswith("__main__") or ".migrations" in found.name:
                continue
            module = importlib.import_module(found.name)
            yield module, ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))


class Calls:
    """By which methods of patterns what is called, in one module: constants and fields by their names,
    and anything that a loop or a function gives a name of its own."""

    def __init__(self, tree: ast.Module) -> None:
        self.constants: defaultdict[str, set[str]] = defaultdict(set)
        self.fields: defaultdict[str, set[str]] = defaultdict(set)
        self.passing: set[str] = set()
        self.written: list[tuple[int, str, re.Pattern[Any]]] = []  # line, method, pattern of a call of re
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner, method = node.func.value, node.func.attr
            if method not in METHODS:
                continue
            if isinstance(owner, ast.Attribute):
                kind = self.constants if owner.attr.isupper() else self.fields
                kind[owner.attr].add(method)
            elif isinstance(owner, ast.Name) and owner.id != "re":
                self.constants[owner.id].add(method)
                if not owner.id.isupper():
                    self.passing.add(method)
            elif isinstance(owner, ast.Name) and isinstance(node.args[0], ast.Constant):
                self.written.append((node.lineno, method, re.compile(node.args[0].value)))


def kept(value: object, depth: int = 0) -> Iterator[tuple[str, re.Pattern[Any]]]:
    """The patterns in a value, each with the name of the field it stands in, "" where it has none."""
    if isinstance(value, re.Pattern):
        yield "", value
    elif depth > 3:
        return
    elif isinstance(value, tuple | list | set | frozenset):
        for one in value:
            yield from kept(one, depth + 1)
    elif isinstance(value, dict):
        for one in value.items():
            yield from kept(one, depth + 1)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            for inner, pattern in kept(getattr(value, field.name, None), depth + 1):
                yield inner or field.name, pattern


def every_pattern() -> list[Used]:
    found: dict[tuple[str | bytes, int], Used] = {}
    everywhere, fields = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    parts = [(module, Calls(tree)) for module, tree in modules()]
    for _, called in parts:
        for name, methods in called.constants.items():
            everywhere[name] |= methods
        for name, methods in called.fields.items():
            fields[name] |= methods

    def add(where: str, pattern: re.Pattern[Any], methods: set[str]) -> None:
        key = (pattern.pattern, pattern.flags)
        before = found[key].methods if key in found else frozenset[str]()
        found[key] = Used(where, pattern, before | methods)

    for module, called in parts:
        for line, method, pattern in called.written:
            add(f"{module.__name__}:{line}", pattern, {method})
        for name, value in vars(module).items():
            if isinstance(value, types.ModuleType):
                continue
            for field, pattern in kept(value):
                if field:
                    methods = fields[field]
                elif isinstance(value, re.Pattern):
                    methods = called.constants[name] if name.startswith("_") else everywhere[name]
                else:
                    methods = called.passing
                add(f"{module.__name__}.{name}", pattern, methods or {"search"})
    return sorted(found.values(), key=lambda used: used.where)


PATTERNS = every_pattern()


def work_of(used: Used) -> Callable[[str], object]:
    pattern = used.pattern

    def work(text: str) -> object:
        subject: Any = text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
        if used.methods <= ANCHORED:
            return [getattr(pattern, method)(subject) for method in used.methods]
        return sum(1 for _ in pattern.finditer(subject))

    return work


class OutOfTime(Exception):
    """The work was stopped: it may never have come to an end."""


def seconds(work: Callable[[str], object], text: str) -> float:
    """CPU seconds; endless where the work had not come to an end after `MOST`."""
    before = time.process_time()
    signal.setitimer(signal.ITIMER_REAL, MOST)
    try:
        work(text)
    except OutOfTime:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return time.process_time() - before


@pytest.fixture(autouse=True, scope="module")
def _an_end() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGALRM, stop)
    yield
    signal.signal(signal.SIGALRM, before)


def hurts(used: Used, tries: int = 8) -> str | None:
    """The attack under which the pattern's time grows faster than the text, in each of so many tries; None
    where there is none."""
    work = work_of(used)
    slowest: list[tuple[float, int]] = []
    probes = list(attacks(used.pattern, PROBE))
    for number, attack in enumerate(probes):
        taken = seconds(work, attack)
        if taken > TOO_LONG:
            return attack[:60]
        slowest.append((taken, number))
    worst = {number for _, number in sorted(slowest, reverse=True)[:WORST]}
    pairs = zip(probes, attacks(used.pattern, SMALL), attacks(used.pattern, LARGE), strict=True)
    for number, texts in enumerate(pairs):
        if number in worst and not any(is_linear(work, *texts) for _ in range(tries)):
            return texts[1][:60]
    return None


def is_linear(work: Callable[[str], object], probe: str, small: str, large: str) -> bool:
    """All three are timed anew and close together: a machine that is shared is fast now and slow then. The
    small text is twenty times the probe, and far more than twenty times its time needs no longer text."""
    least = seconds(work, probe)
    taken = seconds(work, small)
    if taken > max(0.1, RATIO * SMALL / PROBE * max(least, seconds(work, probe))):
        return False
    longer = seconds(work, large)
    return longer < NOISE or longer <= RATIO * max(taken, seconds(work, small))


def test_the_patterns_are_found() -> None:
    """Else the next test would hold for nothing."""
    names = {used.where.rsplit(".", 1)[-1] for used in PATTERNS}
    assert len(PATTERNS) > 150
    assert {"RULES", "_MARK", "_TAG"} <= names
    assert any(":" in used.where for used in PATTERNS)


@pytest.mark.parametrize("used", PATTERNS, ids=lambda used: used.where)
def test_a_pattern_takes_time_in_proportion_to_a_hostile_text(used: Used) -> None:
    attack = hurts(used)
    assert attack is None, f"{used.pattern.pattern!r} is hurt by {attack!r}"


@pytest.mark.parametrize(
    ("pattern", "methods"),
    [
        (r"\s+$", {"search"}),
        (r"(a+)+b", {"match"}),
        (r"\s*x\s*", {"split"}),
        (r"<a [^>]*>.*?</a>", {"search"}),
        (r"(?:\s*(?:h|uhr)?\s*)$", {"match"}),
    ],
)
def test_a_pattern_that_goes_over_the_same_again_is_caught(pattern: str, methods: set[str]) -> None:
    assert hurts(Used("here", re.compile(pattern), frozenset(methods)), tries=1)


def test_a_plain_pattern_is_not_called_slow() -> None:
    assert hurts(Used("here", re.compile(r"(?<!\s)\s+x|[^\W\d]{1,20}\."), frozenset({"search"}))) is None
