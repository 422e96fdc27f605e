"""A second opinion of where a page's prose stands, and what is made of two that differ."""

from __future__ import annotations

import pytest
from lxml import html

from summarizer.model import BlockKind
from summarizer.reading.page.opinions import agreement, continues, mended, most_agreed, story
from summarizer.reading.page.stretch import Run, stretch_of
from tests.test_reading_page import STORY, page, paragraphs

HEADING, PARAGRAPH, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM

LOG = [
    "In January the ice lay thick on the gallery, and the keeper wrote that he had seen no ship for nine days.",
    "In March a brig from the south ran on the bar. Her crew came up the stairs one by one and slept in the oil room.",
    "In June the inspector counted the wicks, found one too many, and asked the keeper where he had got it from.",
    "In August the lens was cleaned with spirit and a cloth of linen, which took two men from Monday to Friday.",
    "In October the first storm broke four panes. The keeper nailed his own door over the hole and kept the lamp lit.",
    "In December nothing happened, and the keeper, who was fond of order, wrote that down as well.",
]


def texts(source: str) -> list[str]:
    return [" ".join(text.split()) for _, text in story(stretch_of(html.document_fromstring(source)).runs)]


def pieces(*lines: str) -> list[tuple[BlockKind, str]]:
    return [(PARAGRAPH, line) for line in lines]


def run(text: str, kind: BlockKind = PARAGRAPH, holder: int = 1, linked: int = 0) -> Run:
    return Run(kind, text, len(text), linked, holder)


# ---- the stretch ------------------------------------------------------------------------------


def test_the_stretch_of_a_page_is_its_article() -> None:
    assert texts(page(paragraphs(*STORY))) == STORY


def test_an_article_in_what_is_called_a_sidebar_is_found() -> None:
    source = f"<html><body><aside class='sidebar'><div>{paragraphs(*STORY)}</div></aside></body></html>"
    assert texts(source) == STORY


@pytest.mark.parametrize("name", ["comments", "comment-list", "disqus"])
def test_comments_are_not_the_story_however_many_there_are(name: str) -> None:
    below = f"<div class='{name}'>" + paragraphs(*LOG * 9) + "</div>"
    assert texts(page(paragraphs(*STORY) + below)) == STORY


@pytest.mark.parametrize(
    "named",
    ["class='cookie-notice'", "class='modal fade'", "role='dialog'", "style='display: none'", "hidden"],
)
def test_what_is_laid_over_a_page_or_hidden_in_it_is_not_the_story(named: str) -> None:
    source = (
        f"<html><body><div {named}>{paragraphs(*LOG[:3])}</div><div>{paragraphs(*STORY)}</div></body></html>"
    )
    assert texts(source) == STORY


def test_a_page_that_hides_most_of_itself_is_read() -> None:
    source = f"<html><body><div style='display:none'>{paragraphs(*STORY)}</div></body></html>"
    assert texts(source) == STORY


def test_teasers_of_other_stories_are_not_the_story() -> None:
    teasers = "".join(
        f"<h3><a href='/{i}'>The log of a keeper</a></h3><p>{text}</p>" for i, text in enumerate(LOG)
    )
    source = f"<html><body>{paragraphs(*STORY)}{teasers}</body></html>"
    assert texts(source) == STORY


def test_a_heading_that_links_to_itself_is_a_heading_of_the_story() -> None:
    body = paragraphs(STORY[0]) + "<h2><a href='#lamp'>What the lamp did</a></h2>" + paragraphs(*STORY[1:])
    assert texts(page(body)) == [STORY[0], "What the lamp did", *STORY[1:]]


def test_a_page_without_prose_has_no_stretch() -> None:
    assert texts("<html><body><ul><li><a href='/1'>Home</a></li></ul></body></html>") == []


def test_the_links_of_a_page_are_its_lines_that_lead_elsewhere_and_are_no_sentences() -> None:
    menu = "<p><a href='/'>Front page</a><br><a href='/sea'>All  of the sea</a></p>"
    linked = f"<p><a href='/log'>{LOG[0]}</a></p><h2><a href='#lamp'>The lamp</a></h2>"
    tree = html.document_fromstring(f"<html><body>{menu}{linked}{paragraphs(*STORY)}</body></html>")
    assert stretch_of(tree).links == {"Front page", "All of the sea"}


# ---- opinions ---------------------------------------------------------------------------------


def test_readings_cut_into_other_blocks_agree() -> None:
    assert agreement(LOG, [" ".join(LOG)]) > 0.9


def test_readings_of_scripts_without_spaces_are_compared_by_letters() -> None:
    assert agreement(["灯台は木曜日に売却された。"], ["灯台は木曜日に売却された"]) == 1.0
    assert agreement(["灯台は木曜日に売却された。"], ["町は五月に橋を直す。"]) < 0.2


def test_readings_that_are_empty_agree_on_nothing() -> None:
    assert agreement([], []) == 0.0
    assert agreement(["...", "—"], ["!"]) == 0.0


def test_of_three_readings_the_one_that_two_bear_out_is_believed() -> None:
    assert most_agreed([pieces(LOG[0]), pieces(*STORY), pieces(*STORY, LOG[1])]) in (1, 2)
    assert most_agreed([pieces(*STORY), pieces(*STORY), pieces(*LOG)]) == 0


def test_a_reading_that_is_empty_is_believed_over_none() -> None:
    assert most_agreed([[], [], pieces(*STORY)]) == 2


def test_a_paragraph_left_out_between_two_of_its_siblings_is_put_back() -> None:
    assert mended(pieces(LOG[0], LOG[2]), [run(text) for text in LOG]) == pieces(*LOG[:3])


def test_what_is_left_out_at_either_end_stays_out() -> None:
    assert mended(pieces(LOG[1], LOG[2]), [run(text) for text in LOG]) == pieces(LOG[1], LOG[2])


@pytest.mark.parametrize(
    "left",
    [
        run(LOG[1], holder=2),  # in a box of its own
        run(LOG[1], linked=90),
        run("Share this"),
        run("$ lamp --on --now"),
        run(LOG[1], kind=BlockKind.CAPTION),
    ],
)
def test_what_is_no_sibling_or_no_prose_is_not_put_back(left: Run) -> None:
    kept = pieces(LOG[0], LOG[2])
    assert mended(kept, [run(LOG[0]), left, run(LOG[2])]) == kept


def test_a_heading_left_out_is_put_back_above_what_it_heads() -> None:
    runs = [run(LOG[0], holder=1), run("Spring", HEADING, holder=2), run(LOG[1], holder=2)]
    assert mended(pieces(LOG[0], LOG[1]), runs) == [
        (PARAGRAPH, LOG[0]),
        (HEADING, "Spring"),
        (PARAGRAPH, LOG[1]),
    ]


def test_a_reading_cut_short_is_known_by_the_prose_beyond_it() -> None:
    runs = [run(text) for text in (*STORY, *LOG)]
    assert continues(pieces(*STORY), runs)
    assert not continues(pieces(*STORY, *LOG), runs)


def test_a_list_of_other_stories_is_no_continuation() -> None:
    teasers = [one for text in LOG for one in (run("The log of a keeper", HEADING, linked=19), run(text))]
    assert not continues(pieces(*STORY), [run(text) for text in STORY] + teasers)


# ---- the page as a whole ----------------------------------------------------------------------


def test_a_table_laid_in_tables_keeps_its_prose_and_its_data_apart() -> None:
    rows = "<table><tr><th>Year</th><th>Birds</th></tr><tr><td>2029</td><td>41</td></tr></table>"
    source = f"<html><body><table><tr><td>{paragraphs(*STORY)}{rows}{paragraphs(LOG[0])}</td></tr></table></body></html>"
    assert texts(source) == [*STORY, "Year Birds 2029 41", LOG[0]]
