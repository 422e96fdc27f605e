"""What counts as a word, in scripts with spaces and without."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.words import count_words, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The bell, rung twice, fell silent.", ["The", "bell", "rung", "twice", "fell", "silent"]),
        ("don’t rock'n'roll well-known", ["don’t", "rock'n'roll", "well-known"]),
        ("‘quoted’ -dash- ’tis", ["quoted", "dash", "tis"]),
        ("snake_case", ["snake", "case"]),
        ("Straße über Łódź", ["Straße", "über", "Łódź"]),
        ("Мост закрыт", ["Мост", "закрыт"]),
        ("시장은 말했다", ["시장은", "말했다"]),
        ("B52 2nd 1931", ["B52", "2nd", "1931"]),
        ("", []),
        (" \n…—!😀\x00", []),
    ],
)
def test_words_are_runs_of_letters_and_digits_as_written(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("पुराना पुल बंद है", 4),
        ("পুরনো সেতু বন্ধ", 3),
        ("பழைய பாலம் மூடப்பட்டது", 3),
        ("שָׁלוֹם לְכֻלָּם", 2),
        ("مُحَمَّدٌ كَتَبَ", 2),
        (unicodedata.normalize("NFD", "Čtyři mosty přes řeku"), 4),
    ],
)
def test_a_mark_combined_with_a_letter_does_not_end_the_word(text: str, count: int) -> None:
    assert count_words(text) == len(tokens(text)) == count


def test_a_persian_word_with_a_joiner_inside_is_one() -> None:
    assert count_words("می\u200cخواهم بروم") == 2


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("今日は雨", ["今日", "日は", "は雨"]),
        ("人々", ["人々"]),
        ("雨", ["雨"]),
        ("𠮷野家", ["𠮷野", "野家"]),
        ("東京、大阪", ["東京", "大阪"]),
        ("トム・ソーヤー", ["トム", "ソー", "ーヤ", "ヤー"]),
    ],
)
def test_an_unspaced_script_gives_overlapping_pairs(text: str, pairs: list[str]) -> None:
    assert tokens(text) == pairs


@pytest.mark.parametrize(
    ("text", "count"), [("今日は雨", 2), ("雨", 1), ("สะพานเก่า", 5), ("កខ។", 1), ("၊။", 0)]
)
def test_two_characters_of_an_unspaced_script_make_one_word(text: str, count: int) -> None:
    assert count_words(text) == count


def test_a_mixed_run_is_counted_by_its_scripts() -> None:
    assert tokens("NATO加盟国2026") == ["NATO", "加盟", "盟国", "2026"]
    assert count_words("NATO加盟国2026") == 4


@given(st.text(st.characters()))
@settings(deadline=None)
def test_every_word_stands_in_the_text_and_holds_a_letter_or_a_digit(text: str) -> None:
    assert all(word in text for word in tokens(text))
    assert (count_words(text) == 0) == (tokens(text) == [])
