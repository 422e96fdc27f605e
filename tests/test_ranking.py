"""What is chosen, by position."""

from __future__ import annotations

import random

import numpy as np
import pytest

from summarizer import ranking
from summarizer.model import BlockKind, Length, Sentence, Span, Wish
from summarizer.ranking import DEFAULT_RANKER, RANKERS, choose, classic, sumy_document
from summarizer.sentences import split
from summarizer.words import count_words
from tests.articles import PARAGRAPHS
from tests.documents import document, one_each, shown

GERMAN = (
    "Die Stadt sperrt im Winter ihre alte Drehbrücke für den Verkehr.",
    "Die Drehbrücke wurde vor neunzig Jahren gebaut und muss immer öfter repariert werden.",
    "Händler am Ostufer fürchten, dass im Winter weniger Kunden über den Fluss kommen.",
    "Eine Fähre bringt Fußgänger und Fahrräder alle zehn Minuten über den Fluss.",
    "Die Fähre kostet die Stadt mehr als die Brücke in einem ganzen Jahr.",
    "Im Frühjahr soll die reparierte Brücke wieder für den Verkehr geöffnet werden.",
)


# ---- every ranker -----------------------------------------------------------------------------

LANGUAGES = {
    "en": " ".join(PARAGRAPHS),
    "de": " ".join(GERMAN),
    "pl": "Miasto zamknęło most. Most jest stary i musi być naprawiony. Kupcy boją się o swoje sklepy. "
    "Prom pływa co dziesięć minut. Most zostanie otwarty wiosną po naprawie.",
    "cs": "Město uzavřelo most u přístavu. Most je starý a musí být opraven. Obchodníci v EU se bojí o "
    "tržby 2026. Přívoz jezdí každých 10 minut, říká pan 박 z firmy McNeil. Most se otevře na jaře.",
    "sk": "Mesto zatvorilo most pri prístave. Most je starý a musí byť opravený. Obchodníci sa boja o "
    "tržby. Kompa premáva každých 10 minút. Most sa otvorí na jar po oprave.",
    "th": "เทศบาลปิดสะพานเก่าสองสัปดาห์ วิศวกรกำลังซ่อมเสาด้านเหนือ พ่อค้ากลัวว่าลูกค้าจะน้อยลง เรือข้ามฟากวิ่งทุกสิบนาที",
    "ko": "시는 옛 다리를 2주간 폐쇄한다. 기술자들이 북쪽 교각을 수리한다. 상인들은 손님이 줄어들까 걱정한다. "
    "나룻배가 10분마다 다닌다. 다리는 봄에 다시 열린다.",
    "ja": "市は古い橋を二週間閉鎖する。技術者が北側の橋脚を修理する。商店主は客が減ると心配している。"
    "渡し船は十分ごとに出る。橋は春に再び開く予定だ。",
    "zh": "市政府将关闭旧桥两周。工程师正在修复北侧桥墩。商人担心顾客会减少。渡船每十分钟一班。大桥将于春天重新开放。",
    "ar": "أغلقت البلدية الجسر القديم. يصلح المهندسون الدعامة الشمالية. يخشى التجار على متاجرهم. "
    "تعمل العبارة كل عشر دقائق. سيفتح الجسر في الربيع.",
    "hi": "नगर परिषद ने पुराना पुल बंद किया। इंजीनियर उत्तरी खंभे की मरम्मत कर रहे हैं। दुकानदार ग्राहकों की कमी से डरते हैं। "
    "नाव हर दस मिनट में चलती है। पुल वसंत में फिर खुलेगा।",
    "el": "Ο δήμος έκλεισε την παλιά γέφυρα. Οι μηχανικοί επισκευάζουν τον στύλο. Οι έμποροι φοβούνται "
    "για τα μαγαζιά τους. Το πλοίο περνά κάθε δέκα λεπτά. Η γέφυρα θα ανοίξει την άνοιξη.",
    "xx": "Bo kela tumi ra solo. Bo kela nimi ra tulo. Kesi tumi bo ra kela. Solo nimi tulo ra bo kela.",
}


@pytest.mark.parametrize("ranker", RANKERS)
@pytest.mark.parametrize("language", [*LANGUAGES, None])
def test_every_ranker_works_in_every_language(ranker: str, language: str | None) -> None:
    made = document(LANGUAGES[language or "en"])
    sentences = split(made, language)
    chosen = choose(made, sentences, language, Wish(sentences=2), ranker)
    assert len(chosen) == min(2, len(sentences))


def test_an_unknown_ranker_is_an_error_even_where_there_is_nothing_to_rank() -> None:
    with pytest.raises(KeyError):
        choose(*one_each("A sentence about a bridge."), "en", Wish(), "best")
    with pytest.raises(KeyError):
        choose(*one_each(), "en", Wish(), "best")


@pytest.fixture(params=RANKERS)
def ranker(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_the_same_text_gets_the_same_sentences(ranker: str) -> None:
    made = document(*PARAGRAPHS)
    sentences = split(made, "en")
    first = choose(made, sentences, "en", Wish(), ranker)
    for text in LANGUAGES.values():
        other = document(text)
        choose(other, split(other, None), None, Wish(), ranker)
    assert all(choose(made, sentences, "en", Wish(), ranker) == first for _ in range(3))


def test_a_sentence_that_recurs_is_chosen_once(ranker: str) -> None:
    again = "The harbour board will close the bridge."
    texts = [
        again,
        PARAGRAPHS[1],
        again,
        PARAGRAPHS[3],
        again.upper(),
        PARAGRAPHS[5],
        "The harbour\nboard will close the bridge.",
    ]
    made, sentences = one_each(*texts)
    assert choose(made, sentences, "en", Wish(sentences=9), ranker) == (0, 1, 3, 5)


def test_headings_and_tables_are_never_chosen(ranker: str) -> None:
    made, sentences = one_each(
        (BlockKind.HEADING, "The harbour board closes the bridge"),
        PARAGRAPHS[0],
        (BlockKind.TABLE, "The bridge of the harbour board, its cars and its closures"),
        (BlockKind.LIST_ITEM, PARAGRAPHS[1]),
        (BlockKind.CAPTION, "The bridge of the harbour board in 1931, at its opening"),
        (BlockKind.BLOCK_QUOTE, PARAGRAPHS[3]),
        (BlockKind.FURNITURE, "Read more about the harbour board and the bridge"),
    )
    assert choose(made, sentences, "en", Wish(sentences=9), ranker) == (1, 3, 5)


def test_headings_alone_give_nothing(ranker: str) -> None:
    assert (
        choose(*one_each((BlockKind.HEADING, "The bridge of the harbour board")), "en", Wish(), ranker) == ()
    )


def test_one_sentence_is_the_summary_of_itself(ranker: str) -> None:
    assert choose(*one_each("The bridge of the town is closed."), "en", Wish(), ranker) == (0,)


def test_a_text_of_stop_words_alone_gets_a_summary(ranker: str) -> None:
    texts = [
        "It was what it was.",
        "And so we are here again.",
        "But who would have been there?",
        "You and I were.",
    ]
    assert len(choose(*one_each(*texts), "en", Wish(sentences=2), ranker)) == 2


def test_scraps_are_chosen_only_where_there_is_nothing_else(ranker: str) -> None:
    made, sentences = one_each("Sold out.", PARAGRAPHS[0], "Photo: Lund")
    assert choose(made, sentences, "en", Wish(sentences=9), ranker) == (1,)
    assert choose(*one_each("Sold out.", "Photo: Lund"), "en", Wish(sentences=9), ranker) == (0, 1)


def test_a_text_of_thousands_of_sentences_goes_through(ranker: str) -> None:
    rng = random.Random(7)
    words = [f"{a}{b}{c}" for a in "bdfgk" for b in ("a", "e", "i", "o") for c in ("nd", "rt", "l", "ss")]
    texts = [" ".join(rng.choices(words, k=8)) + f" {number}." for number in range(5_000)]
    assert len(choose(*one_each(*texts), "en", Wish(), ranker)) == 5


# ---- the default ------------------------------------------------------------------------------


def test_the_default_prefers_what_is_early_and_central() -> None:
    aside = "Gulls cried over the grey water while somebody painted a fence."
    made, sentences = one_each(aside, *PARAGRAPHS[:1], aside[:-1] + " green.", PARAGRAPHS[1], *PARAGRAPHS[3:])
    assert 1 in choose(made, sentences, "en", Wish(sentences=2))


def test_the_default_does_not_say_the_same_thing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "The town will close the old bridge to all traffic in November."
    nearly = "Traffic will have to leave the old bridge, since the town will close it in November."
    made, sentences = one_each(said, nearly, *PARAGRAPHS[3:])
    assert choose(made, sentences, "en", Wish(sentences=2)) != (0, 1)
    monkeypatch.setattr(ranking, "NOVELTY", 0.0)
    assert choose(made, sentences, "en", Wish(sentences=2)) == (0, 1)


def test_the_lead_is_the_first_sentences() -> None:
    assert choose(*one_each(*PARAGRAPHS), "en", Wish(sentences=3), "lead") == (0, 1, 2)


# ---- how much ---------------------------------------------------------------------------------

TEN_WORDS = [f"Sentence {number} of this text has ten words in it." for number in range(30)]


def words_chosen(wish: Wish) -> int:
    made, sentences = one_each(*TEN_WORDS)
    return sum(map(count_words, shown(made, sentences, choose(made, sentences, "en", wish))))


def test_sentences_are_given_in_source_order() -> None:
    chosen = choose(*one_each(*TEN_WORDS), "en", Wish(sentences=12), "textrank")
    assert list(chosen) == sorted(chosen)


@pytest.mark.parametrize(
    ("words", "total"), [(1, 10), (10, 10), (24, 20), (26, 30), (100, 100), (9_999, 300)]
)
def test_the_nearest_to_the_number_of_words_is_taken_and_never_nothing(words: int, total: int) -> None:
    assert words_chosen(Wish(words=words)) == total


def test_a_sentence_that_would_overshoot_is_passed_over_for_a_shorter_one() -> None:
    made, sentences = one_each(
        "This is a sentence of exactly eight words.",
        "This one goes on and on and on, so long that it has far more words than were ever asked for.",
        "And this is one of eight words, too.",
    )
    assert choose(made, sentences, "en", Wish(words=16), "lead") == (0, 2)


def test_sentences_win_over_words_and_words_over_length() -> None:
    assert words_chosen(Wish(Length.LONG, sentences=2, words=200)) == 20
    assert words_chosen(Wish(Length.LONG, words=40)) == 40


def test_more_sentences_than_there_are_gives_all_of_them() -> None:
    assert words_chosen(Wish(sentences=500)) == 300


def chosen_of(text: str, wish: Wish) -> list[str]:
    made = document(text)
    sentences = split(made, "en")
    return shown(made, sentences, choose(made, sentences, "en", wish))


def test_a_summary_is_more_than_a_courtesy_where_there_is_more() -> None:
    news = "The terrace may stay open until November, though the heaters must be off by ten in the evening."
    text = f"Thanks for your message. {news} The town looks at it from next week on."
    assert news in chosen_of(text, Wish())


@pytest.mark.parametrize("marks", ["“”", '""', "«»"])
def test_a_part_of_a_quotation_is_chosen_last(marks: str) -> None:
    speech = (
        "The ferry needs a new boiler before the winter. The boiler costs more than the ferry. "
        "Nobody in the town wants to pay for it, and nobody wants to row."
    )
    rest = ["The ferry of the town has a broken boiler.", f"She said {marks[0]}it is old{marks[1]}."]
    assert chosen_of(f"{marks[0]}{speech}{marks[1]} {' '.join(rest)}", Wish(sentences=2)) == rest


def test_the_plain_algorithms_are_not_mixed_with_likeness() -> None:
    """Under its own name an algorithm chooses by its own scores alone."""
    texts = ["The bridge is shut for the winter.", "The bridge is shut for the winter now.", *PARAGRAPHS[3:6]]
    made, sentences = one_each(*texts)
    scores = classic.rate("textrank", sumy_document(made, sentences), "en")
    best = tuple(sorted(int(index) for index in np.argsort(-scores, kind="stable")[:2]))
    assert choose(made, sentences, "en", Wish(sentences=2), "textrank") == best
    assert DEFAULT_RANKER not in ("lexrank", "textrank", "lead")


def test_offsets_decide_and_not_texts() -> None:
    """A sentence is found by its span even where its words stand earlier inside another."""
    made = document("The bridge is shut for now. Why the bridge is shut for now nobody says.")
    sentences = (Sentence(Span(0, 27), 0), Sentence(Span(28, len(made.text)), 0))
    assert shown(made, sentences, choose(made, sentences, "en", Wish(sentences=1), "lead")) == [
        "The bridge is shut for now."
    ]
