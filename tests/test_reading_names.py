"""What a page gives as its author becomes names as a reader would say them, or none."""

from __future__ import annotations

import pytest

from summarizer.reading.metadata.names import names_in
from tests.growth import growth


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("By Lise Dahl", ("Lise Dahl",)),
        ("BY LISE DAHL", ("LISE DAHL",)),
        ("Von Lise Dahl", ("Lise Dahl",)),
        ("Par Lise Dahl", ("Lise Dahl",)),
        ("Por Lise Dahl", ("Lise Dahl",)),
        ("Autorin: Lise Dahl", ("Lise Dahl",)),
        ("Eine Kolumne von Lise Dahl", ("Lise Dahl",)),
        ("An essay by Lise Dahl", ("Lise Dahl",)),
        ("文/王小明", ("王小明",)),
    ],
)
def test_the_word_before_a_name_is_left_out(said: str, names: tuple[str, ...]) -> None:
    assert names_in([said], people=True) == names


@pytest.mark.parametrize(
    "said",
    [
        "Lise Dahl and Nils Vik",
        "Lise Dahl, Nils Vik",
        "Lise Dahl et Nils Vik",
        "Lise Dahl y Nils Vik",
        "Lise Dahl; Nils Vik",
        "Dahl, Lise; Vik, Nils",
        "By Lise Dahl & Nils Vik",
    ],
)
def test_two_people_are_two_names(said: str) -> None:
    assert names_in([said], people=True) == ("Lise Dahl", "Nils Vik")


@pytest.mark.parametrize("name", ["José Ortega y Gasset", "Lise Vik-Dahl III", "Dr. med. Lise Dahl", "R. R."])
def test_a_name_of_many_parts_is_one(name: str) -> None:
    assert names_in([name], people=True) == (name,)


@pytest.mark.parametrize(
    "said",
    [
        "Lise Dahl, Staff Writer",
        "Lise Dahl - Senior Reporter",
        "Staff Writer Lise Dahl",
        "Wetter-Redakteurin Lise Dahl",
        "Lise Dahl, MS, RD",
        "Lise Dahl, University of the Coast",
        "Lise Dahl (Coast Desk)",
        "Lise Dahl, AP Science Writer",
        "Lise Dahl, Ph.D.",
        "Von Lise Dahl, Skarvik",
        "Lise Dahl in Skarvik",
    ],
)
def test_an_office_a_house_or_a_degree_is_no_second_author(said: str) -> None:
    assert names_in([said]) == ("Lise Dahl",)


@pytest.mark.parametrize(
    "said",
    [
        "By Lise Dahl on May 3, 2031",
        "By Lise Dahl | 3 May 2031",
        "Lise Dahl Saturday, May 3, 2031",
        "3.5.2031 10:15 Uhr | Lise Dahl",
        "Von Lise Dahl am 3. Mai 2031 um 10:15 Uhr gespeichert unter Küste",
        "By Lise Dahl In Coast",
        "Lise Dahl lise@coast.example @lisedahl",
        "Lise Dahl https://coast.example/lise",
    ],
)
def test_what_else_stands_in_the_line_is_no_name(said: str) -> None:
    assert names_in([said], people=True) == ("Lise Dahl",)


@pytest.mark.parametrize(
    "said", ["Coast Post - Lise Dahl", "Lise Dahl – Coast Post", "Lise Dahl | Coast Post"]
)
def test_the_site_beside_a_name_is_left_out(said: str) -> None:
    assert names_in([said], ["Coast Post"], people=True) == ("Lise Dahl",)


@pytest.mark.parametrize(
    "said", ["Coast Post", "COAST POST", "CoastPost", "coast-post", "Coast Post Team", "coast.example"]
)
def test_the_site_is_not_its_own_author(said: str) -> None:
    assert names_in([said], ["Coast Post", "coast.example"]) == ()


@pytest.mark.parametrize("agency", ["dpa", "Reuters", "AFP", "The Associated Press", "EFE"])
def test_a_news_agency_is_a_byline(agency: str) -> None:
    assert names_in([f"By {agency}"], people=True) == (agency,)


def test_an_office_with_and_in_its_name_is_not_cut_in_two() -> None:
    assert names_in(["Department of Ships and Harbours"]) == ("Department of Ships and Harbours",)
    assert names_in(["Department of Ships and Harbours"], people=True) == ()


@pytest.mark.parametrize(
    "said",
    [
        "admin",
        "Guest author",
        "null",
        "[object Object]",
        "@lisedahl",
        "lise@coast.example",
        "All posts",
        "12",
        "",
    ],
)
def test_what_names_nobody_is_no_name(said: str) -> None:
    assert names_in([said]) == ()


def test_many_who_are_meant_together_are_named_as_they_are() -> None:
    assert names_in(["Contributors to the coast wiki"]) == ("Contributors to the coast wiki",)


@pytest.mark.parametrize(
    "said",
    [
        "Reviewed by Nils Vik",
        "Edited by Nils Vik",
        "Photos by Nils Vik",
        "Foto: Nils Vik",
        "Translated by Nils Vik",
    ],
)
def test_who_did_something_else_than_write_it_is_no_author(said: str) -> None:
    assert names_in([said]) == ()
    assert names_in([f"{said} — Written by Lise Dahl"], people=True) == ("Lise Dahl",)
    assert names_in([f"By Lise Dahl | {said}"], people=True) == ("Lise Dahl",)


def test_a_pen_name_counts() -> None:
    assert names_in(["gullwatcher77"]) == ("gullwatcher77",)


@pytest.mark.parametrize(
    "unit", ["By ", "von ", "@1", "a-", "A, ", "A and ", "3.5.2031 ", " - ", "(", "&amp;"]
)
def test_many_names_cost_no_more_than_their_length(unit: str) -> None:
    assert growth(lambda text: names_in([text] * 3), lambda n: unit * n, small=10_000) < 24
