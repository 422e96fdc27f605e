"""By what a sentence hangs on the one before it, language by language, in both directions."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from summarizer.model import Span
from summarizer.orphans import ties_of
from summarizer.orphans.lexicon import Hold, words_of
from summarizer.orphans.ties import tie_of
from summarizer.quotes.lexicon import lexicon
from tests.documents import one_each
from tests.growth import growth

FOLDER = files("summarizer.data") / "orphans"
LANGUAGES = sorted(one.name.removesuffix(".toml") for one in FOLDER.iterdir() if one.name.endswith(".toml"))

TIED = [
    ("en", "He left the harbour at noon.", "He"),
    ("en", "He’s been mayor since May.", "He’s"),
    ("en", "In 2010, she moved to Lund.", "she"),
    ("en", "Last year he sold the mill.", "he"),
    ("en", "Founded in 1871, it has grown ever since.", "it"),
    ("en", "When he arrived, nobody was there.", "he"),
    ("en", "They opened the gate.", "They"),
    ("en", "Their boat was gone.", "Their"),
    ("en", "It has a roof of slate.", "It"),
    ("en", "This worried the fishermen.", "This"),
    ("en", "That bridge was never built.", "That"),
    ("en", "At this point the crowd went home.", "At this point"),
    ("en", "Among them was a piper.", "Among them"),
    ("en", "However, the vote was postponed.", "However"),
    ("en", "But the mayor stayed.", "But"),
    ("en", "Still, nobody complained.", "Still,"),
    ("en", "The mayor, however, stayed at home.", "however"),
    ("en", "Some towns, on the other hand, lack a harbour.", "on the other hand"),
    ("en", "For many towns, however, there is no harbour.", "however"),
    ("en", "In theory, this money can be used again.", "this"),
    ("en", "The latter was repaired.", "The latter"),
    ("en", "The second is about the roof.", "The second is"),
    ("en", "“We will rebuild the pier,” he said.", "he"),
    ("en", "The pier will be rebuilt by June, she said.", "she"),
    ("en", "“He was a brave man,” the mayor said.", "He"),
    ("en", "“It will be rebuilt.”", "It"),
    ("en", "We know little of his early years.", "his"),
    ("en", "- He left the harbour.", "He"),
    ("en", "Because this is no ordinary bridge, it was painted.", "Because this"),
    ("en", "Another was sold in May.", "Another was"),
    ("de", "Man kann aber auch laufen.", "aber"),
    ("de", "Er verließ den Hafen.", "Er"),
    ("de", "Sie war Ärztin.", "Sie"),
    ("de", "2010 zog er nach Lund.", None),
    ("de", "Im Mai zog er nach Lund.", "er"),
    ("de", "Damit ist der Streit beendet.", "Damit"),
    ("de", "Diese Brücke wurde nie gebaut.", "Diese"),
    ("de", "Der Rat hat jedoch anders entschieden.", "jedoch"),
    ("de", "„Wir bauen neu“, sagte er.", "er"),
    ("de", "Letztere wurde repariert.", "Letztere"),
    ("fr", "Il a quitté le port.", "Il"),
    ("fr", "Elle était médecin.", "Elle"),
    ("fr", "Cependant, le vote a été reporté.", "Cependant"),
    ("fr", "Cette décision inquiète les pêcheurs.", "Cette"),
    ("fr", "Ce dernier a refusé.", "Ce dernier"),
    ("fr", "« Nous reconstruirons », a-t-il dit.", None),
    ("fr", "Le maire, en revanche, est resté.", "en revanche"),
    ("es", "Sin embargo, el voto se aplazó.", "Sin embargo"),
    ("es", "Ella dejó el puerto.", "Ella"),
    ("es", "Esta decisión preocupa a los pescadores.", "Esta"),
    ("es", "El alcalde, por su parte, se quedó.", "por su parte"),
    ("it", "Tuttavia il voto è stato rinviato.", "Tuttavia"),
    ("it", "Questa decisione preoccupa i pescatori.", "Questa"),
    ("it", "Lei lasciò il porto.", "Lei"),
    ("pt", "No entanto, a votação foi adiada.", "No entanto"),
    ("pt", "Ele deixou o porto.", "Ele"),
    ("pt", "Essa decisão preocupa os pescadores.", "Essa"),
    ("nl", "Hij verliet de haven.", "Hij"),
    ("nl", "Maar de burgemeester bleef.", "Maar"),
    ("nl", "De burgemeester bleef echter thuis.", "echter"),
    ("nl", "Dit besluit verontrust de vissers.", "Dit"),
    ("nl", "Ze kunnen niet wachten.", "Ze"),
    ("sv", "Han lämnade hamnen.", "Han"),
    ("sv", "Dessutom stängs bron.", "Dessutom"),
    ("sv", "Detta oroar fiskarna.", "Detta"),
    ("nb", "Hun forlot havnen.", "Hun"),
    ("nb", "Dette bekymrer fiskerne.", "Dette"),
    ("nb", "Ordføreren ble imidlertid hjemme.", "imidlertid"),
    ("nn", "Ho forlét hamna.", "Ho"),
    ("da", "Han forlod havnen.", "Han"),
    ("da", "Men borgmesteren blev.", "Men"),
    ("da", "Denne beslutning bekymrer fiskerne.", "Denne"),
    ("pl", "Jednak burmistrz został.", "Jednak"),
    ("pl", "Ona opuściła port.", "Ona"),
    ("pl", "Ta decyzja niepokoi rybaków.", "Ta"),
    ("ru", "Однако мэр остался.", "Однако"),
    ("ru", "Он покинул порт.", "Он"),
    ("ru", "Это решение тревожит рыбаков.", "Это"),
    ("ru", "Мэр, однако, остался дома.", "однако"),
    ("tr", "Ancak belediye başkanı kaldı.", "Ancak"),
    ("tr", "Bu karar balıkçıları endişelendiriyor.", "Bu"),
    ("tr", "Öte yandan köprü kapalı.", "Öte yandan"),
    ("vi", "Tuy nhiên, cuộc bỏ phiếu bị hoãn.", "Tuy nhiên"),
    ("vi", "Ông cho biết cầu sẽ đóng.", "Ông"),
    ("vi", "Điều này khiến ngư dân lo lắng.", "Điều này"),
    ("cs", "Tento most nikdy nepostavili.", "Tento"),
    ("cs", "Starosta však zůstal.", "však"),
    ("zh", "但是，市长留下了。", "但是"),
    ("zh", "他离开了港口。", "他"),
    ("ja", "しかし、市長は残った。", "しかし"),
    ("ja", "彼は港を去った。", "彼は"),
    ("ja", "この橋は建てられなかった。", "この"),
    ("ko", "그러나 시장은 남았다.", "그러나"),
    ("ko", "그는 항구를 떠났다.", "그는"),
]

FREE = [
    ("en", "Ann Lee left the harbour at noon."),
    ("en", "It is raining in Lund."),
    ("en", "It was the first time that the harbour froze."),
    ("en", "It is not yet clear who will pay."),
    ("en", "It seems that nobody will pay."),
    ("en", "This week the harbour froze."),
    ("en", "This guide is for beginners."),
    ("en", "Those who came early found a seat."),
    ("en", "Such as it is, the plan will do."),
    ("en", "So far nobody has complained."),
    ("en", "When he arrived, Ann Lee was there."),
    ("en", "Ann Lee said she would stay, she added."),
    ("en", "“It is a shame,” said Ann Lee."),
    ("en", "After Smith left, he was missed."),
    ("en", "In spite of the storm, the ferry sailed."),
    ("en", "The harbour that he built is closed."),
    ("en", "Although it is small, Lund has a harbour."),
    ("en", "In this guide we build a boat."),
    ("en", "I wrote this guide for beginners."),
    ("en", "However hard the town tries, the harbour silts up."),
    ("de", "Es regnet in Lund."),
    ("de", "Sie können das Formular hier ausfüllen."),
    ("de", "Jetzt planen Sie einen Umbau."),
    ("de", "Wir erklären Ihnen, wie der Hafen gebaut wurde."),
    ("de", "In diesem Jahr fror der Hafen zu."),
    ("de", "Der Rat hat anders entschieden."),
    ("it", "Dovresti dare un indirizzo (ad esempio quello di casa)."),
    ("ru", "Там, где это возможно, мосты строят из камня."),
    ("fr", "Il y a un port à Lund."),
    ("fr", "Il est possible que le port ferme."),
    ("fr", "Cette semaine, le port a gelé."),
    ("fr", "Ceux qui sont venus tôt ont trouvé une place."),
    ("es", "Este lunes se heló el puerto."),
    ("it", "Questa settimana il porto è gelato."),
    ("pt", "Esta semana o porto congelou."),
    ("nl", "Deze week vroor de haven dicht."),
    ("nl", "Het regent in Lund."),
    ("sv", "Det regnar i Lund."),
    ("nb", "Det regner i Lund."),
    ("da", "Det regner i Lund."),
    ("pl", "W tym roku port zamarzł."),
    ("ru", "В этом году порт замёрз."),
    ("tr", "Bu yıl liman dondu."),
    ("vi", "Ông Nam cho biết cầu sẽ đóng."),
    ("zh", "今年港口结冰了。"),
    ("ja", "この度、橋が開通した。"),
    ("ko", "이번 주 항구가 얼었다."),
    ("fi", "Mutta pormestari jäi."),
    (None, "But the mayor stayed."),
]


@pytest.mark.parametrize(("language", "sentence", "word"), TIED)
def test_a_sentence_hangs_by_a_word_of_its_language(language: str, sentence: str, word: str | None) -> None:
    tie = tie_of(sentence, Span(0, len(sentence)), language)
    assert (tie and tie.span.of(sentence)) == word


@pytest.mark.parametrize(("language", "sentence"), FREE)
def test_a_sentence_that_only_looks_like_it_hangs_on_nothing(language: str | None, sentence: str) -> None:
    assert tie_of(sentence, Span(0, len(sentence)), language) is None


@pytest.mark.parametrize(
    ("language", "sentence", "hold"),
    [
        ("en", "She left.", Hold.PERSON),
        ("en", "But Ann left.", Hold.CONNECTIVE),
        ("en", "The company left.", Hold.FAINT),
        ("nl", "Ze wacht niet.", Hold.PERSON),
        ("nl", "Ze kunnen niet wachten.", Hold.PRONOUN),
    ],
)
def test_what_a_word_holds_by_is_told(language: str, sentence: str, hold: Hold) -> None:
    tie = tie_of(sentence, Span(0, len(sentence)), language)
    assert tie is not None
    assert tie.hold is hold


@pytest.mark.parametrize(
    ("language", "before", "sentence", "word"),
    [
        ("en", "The mayor signed a memo.", "The memo asks for silence.", "The memo"),
        ("en", "The mayor signed a short memo.", "The memo asks for silence.", "The memo"),
        ("en", "The mayor signed a memo.", "The memo of May asks for silence.", None),
        ("en", "The mayor signed the memo.", "The memo asks for silence.", None),
        ("de", "Der Rat beschloss einen Umbau.", "Der Umbau beginnt im Mai.", "Der Umbau"),
        ("fr", "Le maire a signé une lettre.", "La lettre demande le silence.", "La lettre"),
    ],
)
def test_a_noun_hangs_on_the_sentence_that_brought_it_in(
    language: str, before: str, sentence: str, word: str | None
) -> None:
    made, sentences = one_each(before, sentence)
    tie = ties_of(made, sentences, language).get(1)
    assert (tie and tie.span.of(made.text)) == word


@pytest.mark.parametrize(
    ("before", "sentence", "word"),
    [
        ("Die Fischer kamen.", "Sie haben lange gewartet.", "Sie"),
        ("Die Fischer kamen.", "Ihre Boote lagen im Hafen.", "Ihre"),
        ("Wir schicken Ihnen das Formular.", "Sie haben lange gewartet.", None),
        ("Wir schicken Ihnen das Formular.", "Ihre Unterlagen bleiben hier.", None),
    ],
)
def test_a_polite_word_hangs_only_where_the_text_does_not_speak_to_its_reader(
    before: str, sentence: str, word: str | None
) -> None:
    made, sentences = one_each(before, sentence)
    tie = ties_of(made, sentences, "de").get(1)
    assert (tie and tie.span.of(made.text)) == word


def test_the_first_sentence_of_a_text_hangs_on_nothing() -> None:
    assert ties_of(*one_each("He left.", "Then he came back."), "en").keys() == {1}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_has_words_of_every_kind_that_is_asked_for(language: str) -> None:
    words = words_of(language)
    assert words is not None
    assert {Hold.PRONOUN, Hold.THIS, Hold.CONNECTIVE, Hold.FREE} <= set(words.openings.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_list_is_written_as_it_is_compared(language: str) -> None:
    table = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    written = " ".join(value for value in table.values() if isinstance(value, str))
    assert written == written.lower()
    assert "'" not in written


def test_the_languages_of_speakers_have_lists_too() -> None:
    assert {one for one in LANGUAGES if lexicon(one)} >= {"en", "de", "fr", "es", "it", "pt", "nl", "ru"}


@pytest.mark.parametrize(
    "text", ["", " ", "…", "“", "''", "🙂", "- ", "\u200b", "“”", "he", "He", "“He", "’s", "\ud800"]
)
@pytest.mark.parametrize("language", [*LANGUAGES, None, "xx", "nn"])
def test_odd_text_hangs_on_nothing_or_on_something_and_breaks_nothing(
    text: str, language: str | None
) -> None:
    tie = tie_of(text, Span(0, len(text)), language)
    assert tie is None or tie.span.of(text)


def test_the_work_grows_with_the_text() -> None:
    def work(text: str) -> object:
        made, sentences = one_each(*text.split("|"))
        return ties_of(made, sentences, "en")

    hostile = "In 2010, it is now clear that the memo, however, “he” said, he said a memo|"
    assert growth(work, lambda size: hostile * size, 40) < 14
