"""What a text is about and whom it names: few phrases, and those right, all of them spans."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.figures import find_figures
from summarizer.focus import leaning
from summarizer.keywords import MOST, find_keywords
from summarizer.model import Name, NameKind
from summarizer.names import find_names
from summarizer.quotes import find_quotes
from summarizer.sentences import split
from tests.articles import HEADLINE, PARAGRAPHS
from tests.documents import document
from tests.growth import growth

ENGLISH = (
    "It is a matter of some weight to all who live and work there, in the town and on the islands around it. "
    "The tidal power station at Orm feeds the grid since Monday. The tidal power station cost more than planned. "
    "Fishermen say that the turbines drive the herring away. The turbines turn slowly, the owners answer, and "
    "herring can swim around them. A tidal power station needs no coal and no wind. It needs a strait, and the "
    "strait of Orm is narrow and deep. Twice a day the sea runs through it. The turbines are cleaned by divers in "
    "the hour between. Herring was the wealth of the town for centuries. Nobody knows what the herring will do. "
    "The council wants a report before the winter. The fishermen want one before the next season begins, and the "
    "owners want none at all. So there will be one in the autumn, about the turbines, the strait and the herring."
)
GERMAN = (
    "Es geht um etwas, das alle angeht, die dort leben und arbeiten, in der Stadt und auf den Inseln um sie herum. "
    "Das Gezeitenkraftwerk speist seit Montag ins Netz ein. Das Gezeitenkraftwerk war teurer als geplant. Die Fischer "
    "sagen, die Turbinen vertrieben den Hering. Die Turbinen drehen sich langsam, sagen die Betreiber, und der Hering "
    "könne um sie herum schwimmen. Ein Gezeitenkraftwerk braucht keine Kohle und keinen Wind. Es braucht eine "
    "Meerenge, und die Meerenge ist schmal und tief. Zweimal am Tag läuft das Meer hindurch. Die Turbinen werden in der "
    "Stunde dazwischen von Tauchern gereinigt. Der Hering machte die Stadt reich. Niemand weiß, was der Hering tun wird. "
    "Der Rat will vor dem Winter einen Bericht. Die Fischer wollen einen, bevor die nächste Saison beginnt, und die "
    "Betreiber wollen gar keinen. So kommt im Herbst einer, über die Turbinen, die Meerenge und den Hering. Und die "
    "Fischer fahren wieder hinaus, wie sie es immer getan haben, ob es nun Strom gibt oder nicht in dieser Stadt."
)
JAPANESE = (
    "潮力発電所は月曜日から電気を送っている。潮力発電所の費用は予定より高かった。漁師は、タービンがニシンを追い払うと言う。"
    * 8
)
CHINESE = (
    "潮汐发电站星期一开始供电。渔民说，涡轮机赶走了鲱鱼。潮汐发电站的成本高于计划。市议会要在冬天以前看到关于潮汐发电站的报告。"
    * 6
)


def keywords(text: str, language: str, title: str | None = None) -> list[str]:
    made = replace(document(*text.split("\n\n")), title=title)
    return [span.of(made.text) for span in find_keywords(made, split(made, language), language)]


def names(text: str, language: str) -> dict[str, str]:
    made = document(*text.split("\n\n"))
    sentences = split(made, language)
    found = find_names(made, sentences, language, find_quotes(made, sentences, language))
    return {name.span.of(made.text): name.kind.value for name in found}


# ---- keywords ---------------------------------------------------------------------------------


def test_phrases_that_recur_come_first_and_whole() -> None:
    found = keywords(ENGLISH, "en")
    assert found[0] == "tidal power station"
    assert not {"tidal", "power", "station", "tidal power"} & set(found)
    assert "herring" in found


def test_german_compounds_are_words_like_others() -> None:
    found = keywords(GERMAN, "de")
    assert {"Gezeitenkraftwerk", "Hering", "Turbinen"} & set(found)
    assert all(word[0].isupper() for word in found)


def test_japanese_and_chinese_words_are_found_without_spaces() -> None:
    assert {"潮力発電所", "タービン", "ニシン"} & set(keywords(JAPANESE, "ja"))
    assert any("发电站" in word for word in keywords(CHINESE, "zh"))


def test_a_word_of_the_title_needs_to_recur_less() -> None:
    text = ENGLISH + " The lamps go out at ten. The lamps are old. Nobody minds the lamps."
    assert "lamps" not in keywords(text, "en")
    assert "lamps" in keywords(text, "en", title="Lamps out at ten")


def test_there_are_at_most_a_handful_and_none_of_a_short_text() -> None:
    assert len(keywords(ENGLISH * 5, "en")) <= MOST
    assert keywords(" ".join(ENGLISH.split()[:100]), "en") == []


def test_no_small_word_no_number_and_no_day_is_a_keyword() -> None:
    text = "On Monday the 500 men of the other one came and went as they would. " * 20
    assert keywords(text, "en") == []


def test_a_name_that_is_told_is_not_told_again() -> None:
    text = ENGLISH.replace("tidal power station", "Ida Holm")
    made = document(text)
    at = text.index("Ida Holm")
    name = Name(replace(made.blocks[0].span, start=at, end=at + 8), NameKind.PERSON, 3)
    spans = find_keywords(made, split(made, "en"), "en", (name,))
    assert not any("Holm" in span.of(text) for span in spans)


def test_a_language_without_a_list_of_small_words_has_keywords_too() -> None:
    words = "zu bal ta mer ka zu lin ta mer ka "
    text = ". ".join(
        f"Zu {words}{verb} zu ta dorvenlin kes" for verb in ("pel", "gor", "hin", "rul", "sam", "vet") * 3
    )
    assert all(len(word) > 3 for word in keywords(text + ".", "xx"))


# ---- names ------------------------------------------------------------------------------------


def test_people_are_those_who_speak_or_go_by_their_surname() -> None:
    found = names("\n\n".join(PARAGRAPHS), "en")
    assert {name for name, kind in found.items() if kind == "person"} >= {"Helena Marsh", "Tomas Wick"}
    assert HEADLINE not in found


def test_organisations_say_that_they_are() -> None:
    text = (
        "The Ministry of Fisheries has bought a boat. The University of Orm will use it. "
        "The board of Tidewater Inc is against it. The FOA said no. The FOA is old."
    )
    found = names(text, "en")
    assert {name for name, kind in found.items() if kind == "organisation"} >= {"University of Orm", "FOA"}


def test_countries_are_places_in_the_language_of_the_text() -> None:
    assert names("She left Norway for Costa Rica in May.", "en") == {"Norway": "place", "Costa Rica": "place"}
    assert names("Sie zog aus Norwegen nach Österreich.", "de") == {
        "Norwegen": "place",
        "Österreich": "place",
    }
    assert names("彼女はノルウェーから日本に来た。", "ja") == {"ノルウェー": "place", "日本": "place"}


def test_a_person_called_like_a_country_is_no_place() -> None:
    assert "Jordan" not in names("Then Jordan Smith came in.", "en")


def test_what_the_text_mostly_says_to_be_in_is_a_place() -> None:
    text = "It rained in Orm. The boats in Orm stayed. Nobody in Orm spoke."
    assert names(text, "en") == {"Orm": "place"}


def test_german_nouns_are_no_names() -> None:
    assert names(GERMAN, "de") == {}


def test_an_office_that_ran_into_a_name_is_left_out() -> None:
    text = "CTO Todd Parkin spoke. Parkin left. CTO Todd Parkin said so."
    assert "CTO Todd Parkin" not in names(text, "en")


@given(
    st.text(st.sampled_from("abc ABC.,’'“”- \n12ßé中日本の한국")),
    st.sampled_from(["en", "de", "fr", "ru", "zh", "ja", "ko", "xx", None]),
)
@settings(deadline=None, max_examples=200)
def test_no_text_is_too_odd(text: str, language: str | None) -> None:
    made = document(text * 20)
    sentences = split(made, language)
    found = find_names(made, sentences, language)
    for span in (*find_keywords(made, sentences, language, found), *(name.span for name in found)):
        assert span.of(made.text).strip() == span.of(made.text) != ""


@pytest.mark.parametrize("language", ["en", "de", "xx"])
def test_the_same_text_gives_the_same(language: str) -> None:
    assert keywords(ENGLISH, language) == keywords(ENGLISH, language)


# ---- cost -------------------------------------------------------------------------------------


def found_in(text: str) -> None:
    """All that is found beside sentences and quotes."""
    made = document(*text.split("\n\n"))
    sentences = split(made, "en")
    find_figures(made, sentences, "en")
    find_keywords(made, sentences, "en", find_names(made, sentences, "en"))
    leaning(made, sentences, "en", "water prices")


@pytest.mark.parametrize(
    "piece",
    [
        "Ann Lee of the Bank of Orm paid $5 million in May. ",
        "In Jordan 12% of 1,000 people said so on 3 May 2020. ",
        "A’b c’d e-f 1,1,1 2 3 4 5-6 7:8. ",
        "from 4% to 5% to 6% and 7% ",
    ],
)
def test_what_is_found_costs_in_proportion_to_the_text(piece: str) -> None:
    def hostile(times: int) -> str:
        lines = (piece * 4 for _ in range(times))
        return "\n\n".join(lines)

    assert growth(found_in, hostile, 30) < 24
