"""Texts in several languages: both are named where both are a considerable part, and only then."""

from __future__ import annotations

import pytest

from summarizer.core import summarise
from summarizer.language import detect_all
from summarizer.language.mixed import considerable
from summarizer.model import Paste, Raw, Wish
from tests.growth import growth

EN = (
    "The council will close the old bridge for two weeks while engineers repair the northern pier."
    " Nobody objected, although the ferry can carry only twelve cars at a time."
)
DE = (
    "Der Stadtrat sperrt die alte Brücke für zwei Wochen, weil der nördliche Pfeiler repariert wird."
    " Niemand widersprach, obwohl die Fähre nur zwölf Autos auf einmal tragen kann."
)
FR = (
    "Le conseil municipal fermera le vieux pont pendant deux semaines pour réparer la pile nord."
    " Personne ne s’y est opposé, bien que le bac ne prenne que douze voitures."
)
ZH = "市政府将关闭旧桥两周，以便工程师修复北侧桥墩，市长周五表示。没有人反对，尽管渡轮每次只能载十二辆车。"
NB = "Kommunen stenger den gamle broen i to uker. Ingen protesterte, selv om ferjen bare tar tolv biler."
DA = "Kommunen lukker den gamle bro i to uger. Ingen protesterede, selv om færgen kun tager tolv biler."


@pytest.mark.parametrize(
    ("paragraphs", "languages"),
    [
        ([EN, DE, EN, DE], {"en", "de"}),
        ([ZH, EN, ZH, EN], {"zh", "en"}),
        ([EN, EN, EN, FR, FR, FR], {"en", "fr"}),
        ([" ".join([EN, EN, EN, DE, DE, DE])], {"en", "de"}),
        ([f"{ZH} {EN}"], {"en", "zh"}),
        ([EN, DE, FR], {"en", "de", "fr"}),
    ],
)
def test_a_text_in_several_languages_names_them_all(paragraphs: list[str], languages: set[str]) -> None:
    assert set(detect_all(paragraphs)) == languages


def test_the_language_of_most_words_comes_first() -> None:
    assert detect_all([DE, EN, DE, DE]) == ("de", "en")
    assert detect_all([EN, DE, EN, EN]) == ("en", "de")


@pytest.mark.parametrize(
    "paragraphs",
    [
        [EN, EN, EN],
        [EN, f"« {FR} »", EN],
        [EN, f"“{FR}”", EN],
        [f"He wrote: “{FR}” and left the room without a word more.", EN],
        [FR[:40], EN, EN],
        [EN] * 6 + [DE],
        ["Jean-Luc Lefebvre, Frankfurter Allgemeine Zeitung, Universidad Complutense de Madrid", EN, EN],
        [EN, "Tags: puente, ciudad, noticias", EN],
        [EN, "12 345,67", "https://example.org/die/alte/bruecke/ist/gesperrt", EN],
    ],
)
def test_a_quotation_a_title_or_names_make_no_text_bilingual(paragraphs: list[str]) -> None:
    assert detect_all(paragraphs) == ("en",)


def test_close_kin_are_one_language_here() -> None:
    assert detect_all([NB, NB, DA, NB]) == ("nb",)


def test_a_page_s_own_claim_does_not_make_it_bilingual() -> None:
    assert detect_all([EN, EN], declared="de") == ("en",)


@pytest.mark.parametrize(
    "paragraphs", [[], [""], [" ", "\n"], ["123", "—"], ["\x00\ud800"], ["Ada Lindqvist"]]
)
def test_what_is_in_no_language_names_none(paragraphs: list[str]) -> None:
    assert detect_all(paragraphs) == ()


def test_of_a_book_parts_from_all_over_are_looked_at() -> None:
    assert detect_all([EN] * 3_000 + [DE] * 2_000) == ("en", "de")


@pytest.mark.parametrize("piece", [".", ". ", "“", '"', "«", "»", "「", "。", "\n", ".”", ".)"])
def test_cutting_grows_with_the_text_and_no_faster(piece: str) -> None:
    def cut(text: str) -> object:
        return considerable([text], lambda part: None)

    assert growth(cut, lambda size: piece * (size // len(piece)), small=2_000) < 24


def test_a_summary_names_the_languages_its_own_first() -> None:
    _, summary = summarise(Paste("\n\n".join([DE, EN, DE, EN, DE])))
    assert (summary.language, summary.languages) == ("de", ("de", "en"))


def test_a_block_quote_on_a_page_is_another_s_words() -> None:
    body = f"<h1>The old bridge</h1><p>{EN}</p><blockquote><p>{FR}</p></blockquote><p>{EN}</p>"
    page = f"<html lang='de'><body><article>{body}</article></body></html>".encode()
    _, summary = summarise(Raw(page, "text/html", "utf-8", "https://example.org/bridge"))
    assert summary.languages == ("en",)


def test_a_wished_language_is_the_first_named() -> None:
    _, summary = summarise(Paste("\n\n".join([EN, DE, EN, DE])), Wish(language="fr"))
    assert summary.language == "fr"
    assert summary.languages[0] == "fr"


def test_no_language_is_named_for_what_is_unsure() -> None:
    _, summary = summarise(Paste("Ada Lindqvist"))
    assert (summary.language, summary.languages) == (None, ())
