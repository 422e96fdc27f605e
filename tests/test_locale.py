"""The interface's words: none is missing, and dates, languages and times read as people write them."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters import locale
from adapters.base import Action, Reason
from adapters.locale import en
from summarizer.language import known

ROOT = Path(__file__).parent.parent


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def calls_for_text() -> Iterator[tuple[str, set[str] | None]]:
    """Each text that the code asks for by name, with the values it gives (None: it gives a dictionary)."""
    for package in ("adapters", "bot"):
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant)):
                    continue
                named = node.func
                is_text = (
                    isinstance(named, ast.Attribute)
                    and named.attr == "text"
                    and ast.unparse(named.value) == "locale"
                ) or (isinstance(named, ast.Name) and named.id == "text" and path.parent.name == "locale")
                if is_text:
                    given = {keyword.arg for keyword in node.keywords}
                    yield str(node.args[0].value), None if None in given else {name for name in given if name}


def test_every_reason_has_its_sentence_and_every_action_its_words() -> None:
    assert set(en.PROBLEMS) == set(Reason)
    assert set(en.ACTIONS) == set(Action)
    assert all(map(locale.action, Action))


def test_every_text_that_the_code_asks_for_is_there_with_the_values_it_takes() -> None:
    asked = list(calls_for_text())
    assert len(asked) > 10
    for name, given in asked:
        assert name in en.TEXTS, name
        assert given is None or fields(en.TEXTS[name]) == given, name


@pytest.mark.parametrize("reason", Reason)
def test_a_problem_is_told_with_a_capital_a_full_stop_and_a_way_out(reason: Reason) -> None:
    told = locale.problem(reason, "news.example", "8 MB")
    assert told[0].isupper() or not told[0].isalpha()
    assert told.endswith(".")
    assert "{" not in told
    way_out = ("Check", "paste", "Paste", "Try", "Send", "Open")
    assert any(word in told for word in way_out)


def test_a_label_is_told_as_it_is_even_with_braces_in_it() -> None:
    assert "{limit} {0}.txt" in locale.problem(Reason.EMPTY, "{limit} {0}.txt")


def test_an_unknown_text_is_an_error() -> None:
    with pytest.raises(KeyError):
        locale.text("no such text")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("en", "English"),
        ("nb", "Norwegian Bokmål"),
        ("nn", "Norwegian Nynorsk"),
        ("zh", "Chinese"),
        ("fa", "Persian"),
        ("tl", "Filipino"),
        ("xx", "xx"),
        ("not a code", "not a code"),
        (None, "language unsure"),
    ],
)
def test_a_language_goes_by_its_name(code: str | None, name: str) -> None:
    assert locale.language(code) == name


def test_every_language_that_can_be_found_has_a_name() -> None:
    assert [code for code in sorted(known()) if locale.language(code) == code] == []


@pytest.mark.parametrize(
    ("published", "shown"),
    [
        ("2026-05-03", "3 May 2026"),
        ("2026-05-03T23:30:00-05:00", "3 May 2026"),
        ("2026-05-03 10:00", "3 May 2026"),
        ("20260503T100000Z", "3 May 2026"),
        ("2026-05", "May 2026"),
        ("2026", "2026"),
        ("2026-13", "2026-13"),
        ("2026-02-30", "2026-02-30"),
        ("last week", "last week"),
        ("", ""),
    ],
)
def test_a_day_is_told_as_exactly_as_the_source_says(published: str, shown: str) -> None:
    assert locale.day(published) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (0, "5 s"),
        (1, "5 s"),
        (100, "25 s"),
        (210, "55 s"),
        (238, "1 min"),
        (950, "4 min"),
        (23_800, "100 min"),
    ],
)
def test_a_reading_time_is_rounded_and_never_nought(words: int, shown: str) -> None:
    assert locale.reading_time(words) == shown
