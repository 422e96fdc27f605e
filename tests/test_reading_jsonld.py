"""JSON-LD is read as far as its slips allow, whatever else stands in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from summarizer.reading.metadata.jsonld import Said, said
from tests.growth import growth

NODE: dict[str, Any] = {"@type": "NewsArticle", "headline": "Martens", "author": "Lise Dahl"}
WRITTEN = json.dumps(NODE)


def authors(script: str) -> list[str]:
    found: Said = said([script])
    article = found.article(["Martens"])
    return list(found.names(article.get("author"))) if article is not None else []


@pytest.mark.parametrize(
    "script",
    [
        WRITTEN,
        f"\ufeff{WRITTEN}",
        f"<!-- {WRITTEN} -->",
        f"//<![CDATA[\n{WRITTEN}\n//]]>",
        f"/*<![CDATA[*/{WRITTEN}/*]]>*/",
        f"{WRITTEN};",
        f"{WRITTEN}\n{WRITTEN}",
        f'{{"@type": "WebSite"}}, {WRITTEN}',
        WRITTEN.replace("}", ",}"),
        f"[{WRITTEN},]",
        f"// who wrote it\n{WRITTEN}",
        f"/* who wrote it */ {WRITTEN}",
        WRITTEN.replace('"', "&quot;"),
        WRITTEN.replace('"Martens"', '"Mar\ttens", "x": NaN, "headline": "Martens"'),
        json.dumps({"@graph": [{"@type": "WebPage"}, NODE]}),
        json.dumps([[NODE]]),
        json.dumps([{"@type": "Thing"}] * 4_000 + [NODE]),
    ],
)
def test_an_article_is_found_in_spite_of_small_slips(script: str) -> None:
    assert authors(script) == ["Lise Dahl"]


def test_a_comma_or_slashes_inside_a_text_are_no_slip() -> None:
    node = {**NODE, "author": ["A, ] // B", "C /* D */"]}
    assert authors(json.dumps(node).replace("}", ",}")) == ["A, ] // B", "C /* D */"]


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("Lise Dahl", ["Lise Dahl"]),
        (["Lise Dahl", {"name": "Nils Vik"}], ["Lise Dahl", "Nils Vik"]),
        ({"name": ["Lise Dahl", "Nils Vik"]}, ["Lise Dahl", "Nils Vik"]),
        ({"name": "Lise&nbsp;D&#228;hl"}, ["Lise Dähl"]),
        ({"givenName": "Lise", "familyName": "Dahl"}, ["Lise Dahl"]),
        ({"name": {"@value": "Lise Dahl"}}, ["Lise Dahl"]),
        ({"@id": "#nobody"}, []),
        ({"@id": ["#nobody"]}, []),
        ({"name": 7}, []),
        ([[{}]], []),
        (None, []),
        (True, []),
    ],
)
def test_an_author_is_named_in_many_ways(author: Any, names: list[str]) -> None:
    assert authors(json.dumps({**NODE, "author": author})) == names


def test_an_author_may_stand_in_another_script() -> None:
    found = said([json.dumps({"@id": "#lise", "@type": "Person", "name": "Lise Dahl"}), WRITTEN])
    assert list(found.names({"@id": "#lise"})) == ["Lise Dahl"]


@pytest.mark.parametrize(
    "script",
    [
        "", "{", "null", "7", '"text"', "[" * 100_000, '{"a":' * 100_000, '{"@type": [[5]]}', '{"@type": {"a": 1}}',
        '{"@id": "a", "author": {"@id": "a"}}', "{" + '"a": 1,' * 1_000, "1" * 10_000, "\x00", '"\ud800"', "NaN",
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_nothing(script: str) -> None:
    assert authors(script) == []


@pytest.mark.parametrize(
    "unit",
    ['"', '\\"', "/*", "//", ",", ", ", "[", '{"a":', "[[],", '{"@type":"Article"},', "<!--", "&quot;"],
)
def test_a_hostile_script_costs_no_more_than_its_length(unit: str) -> None:
    assert growth(lambda text: said([text]), lambda n: unit * (n // len(unit)), small=20_000) < 24
