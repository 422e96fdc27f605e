"""In talk the message counts: what says most, what is decided, and what nobody answered."""

from __future__ import annotations

import pytest

from summarizer.core import summarise
from summarizer.messages import WHOLE_MESSAGE, weigh
from summarizer.model import Document, Paste, Sentence, Summary, Wish
from summarizer.words import count_words
from tests.growth import growth


def talk(*messages: str) -> str:
    names = ("Ada", "Ben")
    return "\n".join(f"{names[at % 2]}: {message}" for at, message in enumerate(messages))


def summed(text: str, wish: Wish | None = None) -> tuple[Document, Summary]:
    document, summary = summarise(Paste(text), wish or Wish(language="en"))
    assert document.turns
    return document, summary


def shown(text: str, wish: Wish | None = None) -> list[str]:
    document, summary = summed(text, wish)
    return [span.of(document.text).split(": ", 1)[-1] for span in summary.chosen_spans]


def part(text: str, name: str, language: str = "en") -> list[bool]:
    """Which sentences have that part in their score."""
    document, summary = summarise(Paste(text), Wish(language=language))
    sentences: tuple[Sentence, ...] = summary.sentences
    texts = [one.span.of(document.text).split(": ", 1)[-1] for one in sentences]
    return [bool(value) for value in weigh(document, sentences, texts, language)[name]]


PLAN = (
    "Hello.",
    "Hi there.",
    "The harbour board wants the new ferry timetable before the summer season begins.",
    "Yeah.",
    "It is in Zanzibar.",
    "The old timetable of the ferry has too few crossings for the season on the harbour islands.",
    "Right.",
    "Sure.",
)


def test_what_says_most_is_chosen_and_not_what_is_shortest() -> None:
    assert shown(talk(*PLAN), Wish(language="en", sentences=2)) == [PLAN[2], PLAN[5]]


@pytest.mark.parametrize(
    ("message", "language"),
    [
        ("Let's move the launch to the old quay.", "en"),
        ("I’ll write to the harbour board.", "en"),
        ("Wir haben beschlossen, die Fähre zu verkaufen.", "de"),
        ("On va garder l'ancien quai.", "fr"),
        ("我们决定星期四出发。", "zh"),
    ],
)
def test_a_decision_counts(message: str, language: str) -> None:
    text = talk("The ferry is late.", message, "The quay is full.", "It rains.")
    assert part(text, "decision", language)[1]
    assert not part(text, "decision", language)[2]


def test_a_question_that_nobody_answers_counts_and_one_that_is_answered_does_not() -> None:
    text = talk("Who has the key?", "Tom has it.", "And who paints the boat?", "Who knows?")
    assert part(text, "open question") == [False, False, True, True]


def test_an_answer_to_oneself_is_none() -> None:
    text = "Ada: Who has the key?\nBen: It rains.\nAda: Who paints the boat?\nAda: I wonder.\nAda: So do all."
    assert part(text, "open question")[2]


def test_links_and_numbers_count() -> None:
    text = talk("See https://tide.example/ferry for it.", "We need 40 lamps.", "Fine.", "Good.")
    assert part(text, "link") == [True, False, False, False]
    assert part(text, "number") == [False, True, False, False]


def test_a_short_message_is_shown_whole() -> None:
    message = "The board met. It wants the ferry timetable of the harbour islands before the season begins."
    assert "The board met." in shown(talk(*PLAN[:2], message, *PLAN[3:]))


def test_of_a_long_message_the_best_is_shown_and_not_all() -> None:
    filler = " ".join(["And then we talked a while about this and that and much else."] * 6)
    message = f"The ferry timetable of the harbour islands must be ready before the season. {filler}"
    assert count_words(message) > WHOLE_MESSAGE
    assert len(shown(talk(*PLAN[:2], message, *PLAN[3:]))) < message.count(".")


def test_so_many_sentences_as_were_asked_for_are_shown_whatever_the_messages() -> None:
    assert len(shown(talk(*PLAN), Wish(language="en", sentences=1))) == 1


def test_short_messages_fill_a_number_of_words_before_a_long_one_does() -> None:
    text = talk(
        "The ferry sails at nine.",
        "The harbour opens at noon.",
        "The islands of the harbour have asked the ferry board again and again for one more crossing in the evening.",
        "Fine.",
    )
    assert shown(text, Wish(language="en", words=10)) == [
        "The ferry sails at nine.",
        "The harbour opens at noon.",
    ]


def test_the_cost_grows_with_the_talk() -> None:
    def work(text: str) -> object:
        return summarise(Paste(text), Wish(language="en"))

    assert growth(work, lambda size: talk(*(f"Does number {at} sail today?" for at in range(size))), 150) < 24
