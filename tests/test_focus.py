"""What a summary is to be about: who speaks of it in which form, and how much of the source does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.core import summarise
from summarizer.focus import LEAN, leaning
from summarizer.model import BlockKind, Paste, Spoken, Wish
from summarizer.ranking import RANKERS, choose
from summarizer.sentences import split
from tests.articles import PARAGRAPHS, TEXT
from tests.documents import document, one_each, shown

PLAIN = (
    "The council met on Monday evening in the old town hall.",
    "Nobody spoke for long, and the windows stayed shut.",
    "Rents have risen twice since the spring in most quarters.",
    "The market moves to the harbour for the summer.",
    "A new tram line is to be built in the north.",
    "The library opens on Sundays from now on.",
    "Two schools get a new roof, and one a new yard.",
    "The mayor thanked everybody and closed the meeting.",
    "Afterwards there was soup for all who had come.",
)


def first(about: str, language: str, *texts: str) -> str:
    """The sentence that speaks of it most."""
    made, sentences = one_each(*texts)
    return texts[int(np.argmax(leaning(made, sentences, language, about)[0]))]


def spoken(about: str, *texts: str, language: str = "en") -> Spoken:
    made, sentences = one_each(*texts)
    return leaning(made, sentences, language, about)[1]


@pytest.mark.parametrize("ranker", sorted(RANKERS))
def test_every_ranker_leans_to_it(ranker: str) -> None:
    made, sentences = one_each(*PLAIN)
    assert shown(made, sentences, choose(made, sentences, "en", Wish(sentences=1, about="rent"), ranker)) == [
        PLAIN[2]
    ]


@pytest.mark.parametrize(
    ("about", "language", "text"),
    [
        ("prices", "en", "The price of bread is high."),
        ("PRICE rising", "en", "Prices rise again."),
        ("Preis", "de", "Die Strompreise sind hoch."),
        ("Erhöhung", "de", "Man spricht von Preiserhöhungen."),
        ("prix élevé", "fr", "Les prix sont élevés."),
        ("precio", "es", "Los precios suben otra vez."),
        ("цена", "ru", "Цены снова растут."),
        ("fiyat", "tr", "Fiyatlar yine yükseldi."),
        ("cena", "pl", "Znowu rosną ceny chleba."),
        ("価格", "ja", "電気の価格が上がった。"),
        ("价格", "zh", "粮食价格又上涨了。"),
        ("가격", "ko", "빵 가격이 다시 올랐다."),
        ("ราคา", "th", "ราคาขนมปังสูงขึ้น"),
        ("café", "fr", "Le cafe\u0301 ferme à midi."),
    ],
)
def test_other_forms_of_a_word_speak_of_it(about: str, language: str, text: str) -> None:
    assert first(about, language, "Nobody knows.", text, "It rained.") == text


def test_a_word_that_only_begins_alike_does_not_where_stems_tell() -> None:
    assert spoken("party", "He wants to participate.", *PLAIN) is Spoken.NOT_AT_ALL


def test_the_terms_together_go_before_each_alone_and_the_phrase_before_the_terms() -> None:
    texts = (
        "The price of bread.",
        "Sea levels rise.",
        "A rise came; the price did not.",
        "The price rise was small.",
    )
    made, sentences = one_each(*texts)
    scores, _ = leaning(made, sentences, "en", "price rise")
    assert list(np.argsort(-scores)[:2]) == [3, 2]
    assert scores[3] > scores[2] >= LEAN > scores[0]


def test_small_words_in_what_was_asked_count_for_nothing() -> None:
    assert first(
        "the price of the bread", "en", "The end of the day is the end.", "Bread has its price."
    ) == ("Bread has its price.")


def test_small_words_alone_are_taken_as_they_are() -> None:
    assert spoken("who", "Who was it?", *PLAIN[:3]) is Spoken.ENOUGH


def test_the_neighbours_of_what_speaks_of_it_come_closer() -> None:
    made, sentences = one_each(*PLAIN)
    scores, _ = leaning(made, sentences, "en", "rents")
    assert scores[1] == scores[3] > scores[5] == 0


def test_what_stands_under_a_heading_that_speaks_of_it_comes_closer() -> None:
    made, sentences = one_each(
        (BlockKind.HEADING, "Rents"), PLAIN[0], PLAIN[1], (BlockKind.HEADING, "Trams"), PLAIN[4], PLAIN[5]
    )
    scores, said = leaning(made, sentences, "en", "rents")
    assert min(scores[1:3]) > 0 == max(scores[4:])
    assert said is Spoken.HARDLY  # a heading, and nothing under it


def test_how_much_is_said_of_it_is_told() -> None:
    assert spoken("volcano", *PLAIN) is Spoken.NOT_AT_ALL
    assert spoken("rents", *PLAIN) is Spoken.HARDLY
    assert spoken("rents", *PLAIN, "Rents rise again.") is Spoken.ENOUGH
    assert spoken("rents", *PLAIN[:4]) is Spoken.ENOUGH  # a fourth of all


def test_what_the_title_names_is_not_hardly_spoken_of() -> None:
    made, sentences = one_each(*PLAIN)
    assert leaning(replace(made, title="Rents"), sentences, "en", "rents")[1] is Spoken.ENOUGH


def test_a_source_that_does_not_speak_of_it_is_summarised_as_ever() -> None:
    _, usual = summarise(Paste(TEXT), Wish())
    _, asked = summarise(Paste(TEXT), Wish(about="volcanoes"))
    assert asked.chosen == usual.chosen
    assert (asked.spoken, usual.spoken) == (Spoken.NOT_AT_ALL, None)


def test_a_long_text_costs_little_more() -> None:
    made = document(*PARAGRAPHS * 100)
    sentences = split(made, "en")
    assert leaning(made, sentences, "en", "ferry costs")[1] is Spoken.ENOUGH


@given(st.text(), st.text(), st.sampled_from(["en", "de", "ja", "ko", "th", "xx", None]))
@settings(deadline=None, max_examples=200)
def test_nothing_asked_is_too_odd(about: str, text: str, language: str | None) -> None:
    made = document(text)
    sentences = split(made, language)
    scores, said = leaning(made, sentences, language, about)
    assert len(scores) == len(sentences)
    assert np.isfinite(scores).all()
    assert said in Spoken
