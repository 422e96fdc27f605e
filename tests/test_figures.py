"""Which numbers of a text are worth knowing, how much is shown with each, and which are none."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.figures import MOST, find_figures
from summarizer.figures.amounts import value
from summarizer.model import BlockKind, Figure, FigureKind
from summarizer.sentences import split
from tests.articles import PARAGRAPHS
from tests.documents import document


def figures(text: str, language: str = "en", published: str | None = None) -> list[tuple[str, str]]:
    """What is shown and of which kind, of a text by itself."""
    made = replace(document(text), published=published)
    return [
        (figure.span.of(made.text), figure.kind.value)
        for figure in find_figures(made, split(made, language), language)
    ]


def shown(text: str, language: str = "en", published: str | None = None) -> list[str]:
    return [words for words, _ in figures(text, language, published)]


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The plant will lose 700 jobs by spring.", "700 jobs", "count"),
        ("Nearly 4,000 cars cross the bridge.", "Nearly 4,000 cars", "count"),
        ("The bridge carries about 4,000 cars a day in summer.", "about 4,000 cars a day", "count"),
        ("It has 300 police officers left.", "300 police officers", "count"),
        ("They sent 120 forces members there.", "120 forces members", "count"),
        ("They found it in 10 per cent of Danish salt.", "10 per cent of Danish salt", "percent"),
        ("She has a net debt of $9 million.", "net debt of $9 million", "money"),
        ("It is a contract worth $300 million.", "contract worth $300 million", "money"),
        ("He takes a $4,000 harbour repair grant.", "$4,000 harbour repair grant", "money"),
        (
            "The union agreed to pay $6 million in fees.",
            "The union agreed to pay $6 million in fees",
            "money",
        ),
        ("Le pays a 8,3 millions d’écoliers.", "8,3 millions d’écoliers", "count"),
        ("They built 350 new apartments there.", "350 new apartments", "count"),
        ("It serves 2.5 million people in the north.", "2.5 million people", "count"),
        ("The firm has a fine of $3.2 billion to pay.", "fine of $3.2 billion", "money"),
        ("The ministry imposed a £2m penalty on it.", "£2m penalty", "money"),
        ("The ice will cost 310,000 crowns.", "The ice will cost 310,000 crowns", "money"),
        ("The flat was let for US$1,200 a month.", "The flat was let for US$1,200 a month", "money"),
        ("The poll found 12% of households in debt.", "The poll found 12% of households in debt", "percent"),
        (
            "Bread is 12 per cent cheaper than in 2023.",
            "Bread is 12 per cent cheaper than in 2023",
            "percent",
        ),
        ("Rents rose by 3.5 percent.", "Rents rose by 3.5 percent", "percent"),
        ("Inflation went from 4.2% to 5.1% in May.", "Inflation went from 4.2% to 5.1%", "percent"),
        ("The mine holds 40 tonnes of gold.", "40 tonnes of gold", "measure"),
        ("In Köln fehlen 12.000 neue Wohnungen.", "12.000 neue Wohnungen", "count"),
        ("Der Verlust von 140 Millionen Euro war hoch.", "Verlust von 140 Millionen Euro", "money"),
        ("So dachten 88 Prozent der Befragten.", "88 Prozent der Befragten", "percent"),
        ("Die Mieten sind um 3,5 Prozent gestiegen.", "Die Mieten sind um 3,5 Prozent gestiegen", "percent"),
        ("Er bekam eine Hilfe in Höhe von 4200 Euro.", "Hilfe in Höhe von 4200 Euro", "money"),
        ("Dort lernen 164 Lehrerinnen und Lehrer.", "164 Lehrerinnen und Lehrer", "count"),
        ("Dort stehen 270 Kölner Häuser.", "270 Kölner Häuser", "count"),
        ("Er brachte eine 200-Millionen-Euro-Brücke.", "200-Millionen-Euro-Brücke", "money"),
        ("Il paie une amende de 45 euros.", "amende de 45 euros", "money"),
        ("Avec 20 % des salariés du groupe, rien.", "20 % des salariés du groupe", "percent"),
        ("Le groupe supprime 700 emplois en France.", "700 emplois", "count"),
        ("Le projet coûte 3 milliards d’euros.", "Le projet coûte 3 milliards d’euros", "money"),
        ("La película tuvo 2 millones de espectadores.", "2 millones de espectadores", "count"),
        ("Il Comune ha speso 3,2 milioni di euro.", "Il Comune ha speso 3,2 milioni di euro", "money"),
        ("A cidade perdeu 40% dos empregos.", "A cidade perdeu 40% dos empregos", "percent"),
        ("De stad telt 12.000 inwoners.", "12.000 inwoners", "count"),
        ("Staden bygger 500 bostäder.", "500 bostäder", "count"),
        ("Завод сократит 700 рабочих.", "700 рабочих", "count"),
        ("Fabryka zwolni 700 pracowników.", "700 pracowników", "count"),
        ("Enflasyon yüzde 12 oldu.", "Enflasyon yüzde 12 oldu", "percent"),
        ("Công ty sa thải 700 công nhân.", "700 công nhân", "count"),
        ("会社は700人を解雇した。", "会社は700人を解雇した", "count"),
        ("公司投资3.2亿元。", "公司投资3.2亿元", "money"),
        ("회사는 직원 700명을 줄인다.", "회사는 직원 700명을 줄인다", "count"),
    ],
)
def test_a_figure_is_shown_with_what_makes_it_understood(text: str, words: str, kind: str) -> None:
    code = {
        "In Köln": "de", "Dort ler": "de", "Dort ste": "de", "Er brach": "de", "Er bekam": "de", "Il paie ": "fr", "Avec 20 ": "fr", "Der Ver": "de", "So dach": "de", "Die Mie": "de", "Le grou": "fr", "Le pays": "fr", "Le proj": "fr",
        "La pelí": "es", "Il Comu": "it", "A cidad": "pt", "De stad": "nl", "Staden ": "sv", "Завод с": "ru",
        "Fabryka": "pl", "Enflasy": "tr", "Công ty": "vi", "会社は700": "ja", "公司投资3.2": "zh", "회사는 직원": "ko",
    }  # fmt: skip
    language = next((one for start, one in code.items() if text.startswith(start)), "en")
    assert figures(text, language) == [(words, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "The law of 1998 was changed in 2019.",
        "It says so on page 12, and again on page 340.",
        "Call 0171 234 567 or +44 20 7946 0958.",
        "They won 3-1 and lost 2:4.",
        "The train leaves at 10:45 and at 5 pm.",
        "Python 3.11.4 replaces version 3.9.",
        "One of the two was late, the other was not.",
        "She is 45 years old, he is a 12-year-old.",
        "The match took 90 minutes, the flight 11 hours.",
        "A Boeing 737 landed in Terminal 5.",
        "Covid-19 closed the school, B52 the bar.",
        "Only 3 people came, and 2 of them left.",
        "The effect was small (p < 0.05, n = 40).",
        "See https://example.org/2024/500-jobs for more.",
        "It was on the 3rd floor of 10 Downing Street.",
        "The screen has 13.3-inch glass, the phone a 6-inch one.",
        "All of it, 100%, was his.",
        "He said no (12).",
        "There were 911 calls all night.",
    ],
)
def test_what_is_no_figure_is_none(text: str) -> None:
    assert shown(text) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Er wohnt in 50321 Köln.", "de"),
        ("Das Gesetz von 1998 steht auf Seite 12.", "de"),
        ("Der Zug fährt um 10.45 Uhr am 3. Mai.", "de"),
        ("Elle a 45 ans et habite au 12 rue Haute.", "fr"),
        ("Alle 20.45 all’Olimpico si gioca.", "it"),
        ("Cô giáo ấy là người ngoài 30 vui tính.", "vi"),
        ("그는 30대이고 2020년에 왔다.", "ko"),
        ("2020年5月3日に来た。", "ja"),
    ],
)
def test_what_is_no_figure_is_none_in_other_languages_either(text: str, language: str) -> None:
    assert shown(text, language) == []


def test_the_same_amount_written_twice_is_shown_once() -> None:
    text = "The plant will lose 700 jobs. The union fights for the 700 jobs. A fine of $5 million, or debts of $5m."
    assert shown(text) == ["700 jobs", "fine of $5 million"]


def test_of_two_numbers_of_the_same_thing_one_is_shown() -> None:
    """Side by side, “44 % of the votes” and “31 % of the votes” would only puzzle."""
    assert shown("One got 44% of the votes, one 31% of the votes.") == ["44% of the votes"]
    assert shown("Here are 900 gulls, there 8,000 gulls.") == ["900 gulls"]


def test_amounts_of_two_kinds_in_one_sentence_are_both_found() -> None:
    assert shown("It has 5,000 workers and debts of $3 billion.") == ["5,000 workers", "debts of $3 billion"]


def test_an_amount_said_again_in_another_currency_is_not_shown_twice() -> None:
    assert shown("He has to pay a fine of 30,000 euros ($33,000).") == ["fine of 30,000 euros"]


THINGS = ("jobs", "cars", "trees", "houses", "cows", "seats", "shops", "boats")
LOSSES = [f"The town lost {number},000 {thing}." for number, thing in enumerate(THINGS, 11)]


def test_at_most_a_handful_are_shown_in_source_order() -> None:
    found = shown(" ".join(LOSSES))
    assert len(found) == MOST
    assert found == sorted(found)


def test_what_the_title_names_goes_first() -> None:
    made = replace(document(" ".join(LOSSES)), title="All of 18,000 boats gone")
    found = find_figures(made, split(made, "en"), "en")
    assert "18,000 boats" in [figure.span.of(made.text) for figure in found]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("For this test, we’re holding the 3.1GHz laptop.", "en"),
        ("It will start at $52,000, he said.", "en"),
        ("It’s not bad at $160.", "en"),
        ("The price on this one is $2,450.", "en"),
        ("He earns between $200,000 and $300,000.", "en"),
        ("They kept it in lieu of $5,000 bail.", "en"),
        ("He was above the 4 percent mark.", "en"),
        ("The fares ranged from about $35 to $60 an hour.", "en"),
        ("They are 2 percent of the whole E.U. harvest.", "en"),
        ("Sie fahren Boot für etwa 30 Euro.", "de"),
        ("The latter may spare you $90 a year.", "en"),
        ("Er nimmt die App, deren Anteil von 17 Prozent stieg.", "de"),
        ("Die Firma hat 3 Milliarden Euro in viele neue Fabriken im Osten gesteckt.", "de"),
        ("Elle dispose de 3 millions d’euros.", "fr"),
        ("Après une baisse de 0,7 %, rien.", "fr"),
    ],
)
def test_what_would_be_half_said_is_not_shown(text: str, language: str) -> None:
    assert shown(text, language) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The phone has 256GB of memory.", "en"),
        ("It has a screen size of 13 inches.", "en"),
        ("The box weighs 140 millimeters less.", "en"),
        ("Sie kauft einen 12 Volt-Lampe mit 30 CD und 25 Ruder.", "de"),
    ],
)
def test_specifications_and_small_numbers_are_not_worth_it(text: str, language: str) -> None:
    assert shown(text, language) == []


def test_specifications_and_small_numbers_are_worth_it_where_the_title_has_them() -> None:
    made = replace(document("The phone has 256GB of memory and 12 cameras."), title="With 256GB: 12 eyes")
    found = find_figures(made, split(made, "en"), "en")
    assert [figure.span.of(made.text) for figure in found] == ["256GB of memory", "12 cameras"]


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Commuters are 65% of the passengers.", "en", "Commuters are 65% of the passengers"),
        ("To be built, 30% of the houses must go.", "en", "30% of the houses must go"),
        ("He says that 30% of the houses stood empty.", "en", "30% of the houses stood empty"),
        ("They pay, and 30% of the houses stood empty.", "en", "30% of the houses stood empty"),
        ("Les ouvriers sont 65% des passagers.", "fr", "Les ouvriers sont 65% des passagers"),
    ],
)
def test_a_share_is_shown_with_what_is_true_of_it(text: str, language: str, words: str) -> None:
    assert shown(text, language) == [words]


def test_a_share_of_which_nothing_is_said_has_to_come_early() -> None:
    filler = "Nobody in the town of the bridge knows more. " * 12
    text = "It, they say, with 40% of the passengers, was full."
    assert shown(text) == ["40% of the passengers"]
    assert shown(filler + text) == []


def test_people_of_whom_nothing_is_said_have_to_be_many() -> None:
    assert shown("They met 110 people there, and 1,200 people here.") == ["1,200 people"]
    assert shown("They met 110 angry farmers there.") == ["110 angry farmers"]


def test_what_comes_early_or_again_is_preferred() -> None:
    filler = "Nobody in the town of the bridge knows more. "
    text = f"The plant lost 11,000 jobs. {filler * 30} There were 12,000 cars. {filler * 3} Some 13,000 cats died."
    found = shown(text)
    assert found == ["11,000 jobs"]
    assert "12,000 cars" in shown(text + " So 12,000 cars it was. And 12,000 cars again.")


def test_a_share_of_nothing_in_particular_is_left_out() -> None:
    assert shown("It was quiet (55%), then it rained, 72%, they say.") == []


def test_headings_and_captions_give_no_figures() -> None:
    made = document(
        (BlockKind.HEADING, "They lost 700 jobs"),
        (BlockKind.CAPTION, "Some 900 people came."),
        "Nobody says how many.",
    )
    assert find_figures(made, split(made, "en"), "en") == ()


# ---- dates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The bridge will reopen on 1 April.", "en", "The bridge will reopen on 1 April"),
        ("The fair is scheduled for March 14, 2027.", "en", "The fair is scheduled for March 14, 2027"),
        ("Die Brücke öffnet am 1. April wieder.", "de", "Die Brücke öffnet am 1. April wieder"),
        ("Le pont sera fermé du 3 juillet au soir.", "fr", "Le pont sera fermé du 3 juillet au soir"),
    ],
)
def test_of_a_text_of_a_known_day_what_is_to_come_is_shown(text: str, language: str, words: str) -> None:
    assert figures(text, language, "2027-02-01") == [(words, "date")]


@pytest.mark.parametrize(
    "text", ["The bridge was shut on 1 January.", "It opened on May 3, 1931.", "He came on 12 December 2026."]
)
def test_what_is_past_is_not(text: str) -> None:
    assert shown(text, published="2027-02-01") == []


@pytest.mark.parametrize(
    "text",
    [
        "It will reopen on 1 April.",
        "The second, said the mayor, is due on 1 April.",
        "On 1 April it reopens.",
    ],
)
def test_a_day_of_what_is_not_said_is_not_shown(text: str) -> None:
    assert shown(text, published="2027-02-01") == []


def test_of_a_text_of_an_unknown_day_a_date_is_shown_that_the_sentence_puts_ahead() -> None:
    assert shown("The bridge will reopen on 1 April.") == ["The bridge will reopen on 1 April"]
    assert shown("The bridge was opened on 1 April.") == []
    assert shown("He was arrested July 3, and the trial is due.") == []


# ---- what holds for all -----------------------------------------------------------------------


def test_every_figure_is_a_slice_that_holds_its_value_and_names_its_sentence() -> None:
    made = document(*PARAGRAPHS)
    sentences = split(made, "en")
    found = find_figures(made, sentences, "en")
    assert [figure.span.of(made.text) for figure in found]
    for figure in found:
        assert figure.span.contains(figure.value)
        assert sentences[figure.sentence].span.contains(figure.span)


@pytest.mark.parametrize(
    ("number", "point", "size"),
    [
        ("4,000", True, 4000), ("4.000", False, 4000), ("3.5", True, 3.5), ("3,5", False, 3.5),
        ("1,234,567", True, 1234567), ("12 000", True, 12000), ("1’200", True, 1200), ("1,234.56", True, 1234.56),
        ("1.234,56", False, 1234.56), ("1,50,000", True, 150000), ("3.11.4", True, None), ("0.500", True, 0.5),
        ("9" * 400, True, None), ("٣", True, 3),
    ],
)  # fmt: skip
def test_numbers_are_read_as_the_language_writes_them(number: str, point: bool, size: float | None) -> None:
    assert value(number, point) == size


@given(
    st.text(st.sampled_from("0123456789.,:%$€ aA£-–/()万億人円 明\n’'millionSeptember")),
    st.sampled_from(["en", "de", "fr", "ja", "ko", "zh", "vi", "hi", "ar", "xx"]),
)
@settings(deadline=None, max_examples=300)
def test_no_text_is_too_odd(text: str, language: str) -> None:
    made = document(text)
    for figure in find_figures(made, split(made, language), language):
        assert isinstance(figure, Figure)
        assert figure.kind in FigureKind
        assert figure.value.of(made.text).strip()
