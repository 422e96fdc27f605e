"""How long a summary is: from what is wished to which of the ranked sentences fill it."""

from __future__ import annotations

import pytest

from adapters import locale
from summarizer.core import summarise
from summarizer.lengths import budget, fill, how_many
from summarizer.model import Length, Paste, Wish
from summarizer.pace import seconds, words_a_minute
from summarizer.ranking import RANKERS, choose
from summarizer.sentences import split
from summarizer.words import count_words
from tests.articles import HEADLINE, TEXT
from tests.documents import document

TEN_OF_TEN = [10] * 10
BEST_FIRST = list(range(10))


def words_of(wish: Wish, text: str = TEXT) -> int:
    made, summary = summarise(Paste(text), wish)
    return sum(count_words(span.of(made.text)) for span in summary.chosen_spans)


@pytest.mark.parametrize("count", [4, 10, 40, 400])
def test_a_longer_length_never_gives_fewer_sentences(count: int) -> None:
    numbers = [how_many(length, count) for length in (Length.SHORT, Length.MEDIUM, Length.LONG)]
    assert numbers == sorted(numbers)
    assert numbers[0] >= 1
    assert numbers[-1] <= count


@pytest.mark.parametrize(("percent", "sentences"), [(1, 1), (20, 2), (34, 3), (50, 5), (100, 10)])
def test_percent_are_of_the_words_of_the_source(percent: int, sentences: int) -> None:
    assert fill(BEST_FIRST, TEN_OF_TEN, Wish(percent=percent), "en") == BEST_FIRST[:sentences]


@pytest.mark.parametrize("language", ["en", "de", "fi", "zh", "ja", "th", "xx", None])
def test_seconds_are_filled_at_the_pace_of_the_language(language: str | None) -> None:
    words = [5] * 200
    filled = fill(list(range(200)), words, Wish(seconds=30), language)
    assert abs(seconds(5 * len(filled), language) - 30) <= seconds(2.5, language)


def test_a_time_is_never_filled_with_more_than_there_is_and_never_with_nothing() -> None:
    assert fill(BEST_FIRST, TEN_OF_TEN, Wish(seconds=9_999), "en") == BEST_FIRST
    assert fill(BEST_FIRST, TEN_OF_TEN, Wish(seconds=1), "en") == [0]


def test_english_is_read_silently_at_238_words_a_minute_and_chinese_by_its_characters() -> None:
    assert words_a_minute("en") == pytest.approx(238)
    characters = "经" * 255
    assert seconds(count_words(characters), "zh") == pytest.approx(60 * 228 / 238, rel=0.01)


def test_a_language_of_longer_words_is_read_at_fewer_of_them() -> None:
    assert words_a_minute("fi") < words_a_minute("de") < words_a_minute("en")


@pytest.mark.parametrize("ranker", sorted(RANKERS))
@pytest.mark.parametrize("asked", [10, 30, 60])
def test_the_time_that_is_told_is_about_the_time_that_was_asked_for(ranker: str, asked: int) -> None:
    made = document(*TEXT.split("\n\n"))
    sentences = split(made, "en")
    chosen = choose(made, sentences, "en", Wish(seconds=asked), ranker)
    words = sum(count_words(sentences[index].span.of(made.text)) for index in chosen)
    assert abs(seconds(words, "en") - asked) <= 5
    assert locale.reading_time(words, "en") in {
        locale.reading_time(round(near * 238 / 60), "en") for near in (asked - 5, asked, asked + 5)
    }


def test_sentences_win_over_words_these_over_percent_and_these_over_seconds() -> None:
    assert budget(Wish(sentences=1, words=50, percent=10, seconds=60), 500, "en") is None
    assert budget(Wish(words=50, percent=10, seconds=60), 500, "en") == 50
    assert budget(Wish(percent=10, seconds=60), 500, "en") == 50
    assert budget(Wish(seconds=60), 500, "en") == pytest.approx(238)
    assert budget(Wish(Length.LONG), 500, "en") is None


def test_the_headline_alone_has_no_sentences() -> None:
    assert TEXT.startswith(HEADLINE)
    assert words_of(Wish(Length.HEADLINE)) == 0


def test_a_text_without_a_headline_is_told_in_its_one_best_sentence() -> None:
    body = TEXT.removeprefix(HEADLINE).lstrip()
    _, summary = summarise(Paste(body), Wish(Length.HEADLINE))
    assert len(summary.chosen) == 1


def test_a_number_beside_headline_wins() -> None:
    _, summary = summarise(Paste(TEXT), Wish(Length.HEADLINE, sentences=2))
    assert len(summary.chosen) == 2
