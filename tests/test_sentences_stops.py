"""Stops that end no sentence, and sentences that end without one."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from summarizer.model import BlockKind
from summarizer.sentences import split
from summarizer.sentences.lexicon import Short, lexicon
from tests.documents import document
from tests.test_sentences import cut


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The U.S. Navy left the U.S.", "The rest stayed."]),
        ("en", ["It opens at 5 p.m. Monday.", "It shuts at 9 p.m.", "The bar stays open."]),
        ("en", ["Hale Inc. lost No. 5, e.g. Mr. Doe.", "He joined Rowe Inc.", "They were glad."]),
        ("en", ["J. K. Doe and Ann B. Rowe took plan B.", "It failed."]),
        ("en", ["Rivers, lakes, etc.", "Wolves came."]),
        ("en", ["He met St. John on Main St.", "The street was dark."]),
        ("en", ["He said no.", "Nobody did."]),
        ("de", ["Äpfel, z. B. Boskop, d. h. alte Sorten.", "Birnen, Äpfel usw.", "Die Liste ist lang."]),
        ("de", ["Das kostet ca. 3 Mio. Euro bzw. mehr.", "Prof. Dr. Voss zahlt."]),
        ("fr", ["M. Roche naquit au Ier siècle av. J.-C. selon Mme. Petit.", "Il mourut vieux."]),
        ("es", ["La Sra. Ruiz vive en EE. UU. desde mayo.", "Su casa mide 5 km.", "Nadie sabe."]),
        ("pt", ["O Sr. Silva e a D. Ana foram à Av. Central.", "Mediu 30 cm.", "Era pouco."]),
        ("it", ["Il sig. Rossi cita l’art. 5 ecc.", "Nessuno legge."]),
        ("ru", ["В 2007 г. Петров уехал в г. Тверь.", "Он жил там до 1990 г.", "В том году умер."]),
        ("ru", ["А. С. Иванов взял 5 тыс. руб. и т. д.", "Всё прошло."]),
        ("pl", ["Prof. Lis mieszka przy ul. Leśnej.", "W 2003 r. Jan wyjechał itd.", "Koniec."]),
        ("cs", ["Je to tzv. most, tj. lávka.", "Konec."]),
        ("nl", ["Hij kwam o.a. met dhr. Vos, enz.", "Niemand keek."]),
        ("nl", ["‘Ik kom niet,’ zei hij.", "’s Avonds was het stil."]),
        ("nl", ["'Ik kom niet,' zei hij.", "'s Avonds was het stil."]),
        ("hi", ["डॉ. शर्मा कल आए।", "पुल बंद है।"]),
        ("el", ["Ο κ. Λίβας ήρθε π.χ. χθες.", "Έφυγε."]),
        (None, ["Il sig. Rossi met Dr. Hale.", "They left."]),
    ],
)
def test_a_short_form_ends_a_sentence_only_where_another_begins(
    language: str | None, sentences: list[str]
) -> None:
    assert cut(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("de", ["Am 3. Oktober im 6. Stock.", "Das war 1998.", "Danach war er auf Platz 3.", "Er ging."]),
        ("de", ["Ludwig XIV. Kapelle steht noch.", "Es regnet."]),
        ("de", ["Vom 17.-23. September blieb er.", "Am 26./28. Juli nicht."]),
        ("nb", ["Den 3. mai kom han.", "Han ble nummer 2.", "Så gikk han."]),
        ("cs", ["Dne 3. května mrzlo.", "Bylo to v roce 1990.", "Pak roztálo."]),
        ("en", ["It cost 3.50 in 1990.", "Then it cost 4.", "Now it is 5,000.25."]),
        ("en", ["That was 1990.", "17.45 was the time."]),
    ],
)
def test_a_number_is_an_ordinal_or_ends_a_sentence(language: str, sentences: list[str]) -> None:
    assert cut(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["1. The bridge is shut.", "2. The ferry runs.", "3. Nobody swims."],
        ["a. The bridge is shut.", "b. The ferry runs."],
        ["IV. The bridge is shut.", "V. The ferry runs."],
        ["3.1. The bridge is shut.", "3.2. The ferry runs."],
    ],
)
def test_the_label_of_an_item_stays_with_it(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


def test_a_line_that_begins_as_an_item_begins_a_sentence() -> None:
    assert cut("It takes:\n- a boat\n• a rope.\n1) a crew") == [
        "It takes:",
        "- a boat",
        "• a rope.",
        "1) a crew",
    ]
    assert cut("Er kam am\n3. Oktober zurück.", "de") == ["Er kam am\n3. Oktober zurück."]


@pytest.mark.parametrize("kind", [BlockKind.LIST_ITEM, BlockKind.BLOCK_QUOTE, BlockKind.PARAGRAPH])
def test_a_block_without_a_stop_is_one_sentence(kind: BlockKind) -> None:
    assert cut("A boat, a rope and a crew", kind=kind) == ["A boat, a rope and a crew"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("I saw it... It was big.", 2),
        ("I saw it ... and left.", 1),
        ("“I saw… it,” he said.", 1),
        ("He left. …and came back.", 2),
        ("He left . . . The door was open.", 2),
        ("What?! No way!! Really??", 3),
    ],
)
def test_an_ellipsis_ends_a_sentence_before_a_capital(text: str, count: int) -> None:
    assert len(cut(text)) == count


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("ar", ["الجسر مغلق.", "هل تعلم؟", "نعم."]),
        ("ar", ["وصل د. سالم عام 1990.", "الجسر مغلق."]),
        ("ur", ["پل بند ہے۔", "لوگ کشتی سے جاتے ہیں۔"]),
        ("hi", ["क्या पुल बंद है?", "हाँ।"]),
        ("ko", ["다리가 닫혔다.", "배가 다닌다."]),
        ("hy", ["Կամուրջը փակ է։", "Նավը գնում է։"]),
        ("he", ["הגשר סגור.", "מה קרה?"]),
        ("th", ["สะพานปิดแล้วครับ", "เรือยังวิ่งอยู่", "อย่างไรก็ตาม ไม่มีใครมา"]),
    ],
)
def test_scripts_without_capitals_end_their_sentences(language: str, sentences: list[str]) -> None:
    assert cut(" ".join(sentences), language) == sentences


@pytest.mark.parametrize("language", ["ja", "zh", None])
def test_numbers_and_western_marks_do_not_confuse_chinese_and_japanese(language: str | None) -> None:
    assert cut("価格は3.5元。2024年に終わる!本当?はい。", language) == [
        "価格は3.5元。",
        "2024年に終わる!",
        "本当?",
        "はい。",
    ]


def test_thai_is_not_cut_at_any_space() -> None:
    assert cut("สะพานปิดแล้ว เรือยังวิ่งอยู่", "th") == ["สะพานปิดแล้ว เรือยังวิ่งอยู่"]


@pytest.mark.parametrize(
    "sentences",
    [
        ["ok then.", "i will be there.", "who else is coming?", "nobody knows."],
        ["nobody was ready.", "the ice came early.", "it stayed till june."],
    ],
)
def test_who_writes_without_capitals_is_understood(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["The bridge is shut again", "The mayor told nobody why."]),
        ("en", ["The ferry runs :-)", "We are all glad."]),
        ("en", ["See https://example.org/ferry", "The boat leaves at nine."]),
        ("en", ["Dear Ms. Rowe,", "The boat leaves at nine."]),
        ("pt", ["Ponte fecha outra vez", "O presidente não disse porquê."]),
        ("fr", ["Le pont est fermé", "Il rouvrira en mai."]),
    ],
)
def test_a_sentence_that_lost_its_stop_ends_before_a_word_that_opens_one(
    language: str, sentences: list[str]
) -> None:
    assert cut(" ".join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Group A is in the Hague and reads The Times."),
        ("en", "She loves the film The last ferry home."),
        ("fr", "Elle aime le film Les jours de glace."),
        ("de", "Sie liest gern Der kleine Fährmann."),
        ("en", "In the end, I stayed. "),
        ("en", "However, The Hague is far."),
    ],
)
def test_a_capital_of_a_names_own_begins_no_sentence(language: str, text: str) -> None:
    assert cut(text, language) == [text.strip()]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The bridge was over.The mayor left.", 2),
        ("“It is over”.Nobody came.", 2),
        ("Read Node.js and ferry.example.com/The.html now.", 1),
        ("It has version 2.0.The end of it.", 1),
        ("It ended.[3] Then it began.[4][5]", 2),
        ("*It ended.* _It began._", 2),
    ],
)
def test_a_missing_space_a_note_and_markup_are_seen_through(text: str, count: int) -> None:
    assert len(cut(text)) == count


def test_a_word_that_the_document_writes_small_is_no_name() -> None:
    alone = cut("He joined Rowe Inc. Harbours froze.")
    known = document("He joined Rowe Inc. Harbours froze.", "The harbours of the north.")
    assert len(alone) == 1
    assert len(split(known, "en")) == 3


def test_a_colon_ends_no_sentence() -> None:
    assert cut("One thing is clear: The bridge is shut.") == ["One thing is clear: The bridge is shut."]


NAMES = sorted(
    entry.name.removesuffix(".toml") for entry in (files("summarizer.data") / "sentences").iterdir()
)


@pytest.mark.parametrize("name", NAMES)
def test_the_list_of_a_language_is_sound(name: str) -> None:
    """No form has its last stop, none stands in two fields, and what always goes on is no little word."""
    table = tomllib.loads((files("summarizer.data") / "sentences" / f"{name}.toml").read_text("utf-8"))
    fields = [table["short"].get(kind.value, "").split() for kind in Short] if "short" in table else []
    forms = [form for field in fields for form in field]
    assert not [form for form in forms if form.endswith(".")]
    assert len(forms) == len(set(forms))
    small = set(table.get("words", {}).get("small", "").split())
    assert not small & set(table.get("short", {}).get("bound", "").split())
    assert lexicon(name).openers <= small


def test_a_language_that_is_not_known_is_cut_all_the_same() -> None:
    for language in ("xx", "../en", "", "EN"):
        assert cut("One ends here. Another follows.", language) == ["One ends here.", "Another follows."]
