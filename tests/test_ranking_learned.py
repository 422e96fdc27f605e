"""What the learned ranker looks at, how its trees are evaluated, and how it accounts for a score."""

from __future__ import annotations

import random

import numpy as np
import pytest
from sumy.models.dom import ObjectDocumentModel, Paragraph
from sumy.models.dom import Sentence as SumySentence

from summarizer import core
from summarizer.model import Length, Paste, Sentence, Wish
from summarizer.ranking import choose, learned, pick, rank
from summarizer.ranking.dom import Words, passages
from summarizer.ranking.features import GROUPS, NAMES, Passages, Wished, sheet, terms_of
from summarizer.ranking.learned import PARTS, Learned, forest
from summarizer.ranking.trees import Forest, dump, load
from summarizer.sentences import split
from summarizer.words import count_words
from tests.articles import HEADLINE, PARAGRAPHS, TEXT
from tests.documents import document, one_each
from tests.growth import growth

NOTHING: frozenset[str] = frozenset()


def figures(*texts: str, title: str = "", stops: frozenset[str] = NOTHING) -> dict[str, list[float]]:
    counts = tuple(max(1, count_words(text)) for text in texts)
    made = Passages(texts, counts, tuple(range(len(texts))), (False,) * len(texts), title)
    found = sheet(made, stops, Wished(2.0), forest().usage).figures
    return {name: found[:, column].tolist() for column, name in enumerate(NAMES)}


# ---- figures ----------------------------------------------------------------------------------


def test_a_sentence_that_shares_its_words_with_all_is_the_most_central() -> None:
    found = figures("gull cries loud", "bridge ferry town", "bridge quay", "ferry quay", "town quay bridge")
    assert int(np.argmax(found["central"])) == 4
    assert found["central"][0] == pytest.approx(0)


def test_forward_and_backward_add_up_to_the_whole_centrality() -> None:
    found = figures(*PARAGRAPHS)
    both = np.array(found["forward"]) + np.array(found["backward"])
    assert both == pytest.approx(np.array(found["central"]))
    assert found["backward"][0] == pytest.approx(0)
    assert found["forward"][-1] == pytest.approx(0)


def test_likeness_to_neighbours_is_told_from_both_sides() -> None:
    found = figures("bridge ferry", "ferry quay", "gull cries", "quay town")
    assert found["like_next"][0] == pytest.approx(found["like_previous"][1])
    assert found["like_next"][0] > 0
    assert found["like_next"][1] == pytest.approx(0)


def test_words_of_the_title_count_and_rare_ones_more() -> None:
    found = figures("bridge one", "bridge two", "bearing three", "other four", title="Bridge bearing")
    assert found["title_rare"][2] > found["title_rare"][0] > found["title_rare"][3] == 0
    assert found["has_title"] == [1, 1, 1, 1]


def test_what_is_said_again_is_not_new() -> None:
    found = figures("bridge ferry quay", "bridge ferry quay", "gull cries loud")
    assert found["new_share"] == [1, 0, 1]


def test_stop_words_are_left_out_of_what_is_compared() -> None:
    found = figures("the gull", "the quay", "the town", stops=frozenset({"the"}))
    assert found["central"] == [0, 0, 0]


def test_korean_words_share_their_stems_whatever_their_particles() -> None:
    assert set(terms_of(["다리는"], NOTHING)) & set(terms_of(["다리를"], NOTHING)) == {"다리"}


def test_the_first_of_a_paragraph_opens_it() -> None:
    made = Passages(("a b", "c d", "e f", "g h"), (2,) * 4, (3, 3, 8, 8), (False,) * 4)
    found = sheet(made, NOTHING, Wished(1.0), forest().usage).figures
    assert found[:, NAMES.index("opens_paragraph")].tolist() == [1, 0, 1, 0]
    assert found[:, NAMES.index("in_paragraph")].tolist() == [0, 1, 0, 1]
    assert found[:, NAMES.index("paragraph")].tolist() == [0, 0, 1, 1]


def test_every_figure_is_a_number_on_any_text() -> None:
    rng = random.Random(5)
    letters = "aZ9 .,!?\n\t“”\"'()–…éß中文ひらがなกไ다리हि\u0301\u200d\U0001f600\ud800İ_-’:"
    odd = ["", " ", "…", "\U0001f600", "0", "다", "é", "\ud800", "A" * 5_000]
    odd += ["".join(rng.choices(letters, k=rng.randint(1, 40))) for _ in range(200)]
    for start in range(0, len(odd), 7):
        some = odd[start : start + rng.randint(1, 12)]
        counts = tuple(max(1, count_words(text)) for text in some)
        made = Passages(tuple(some), counts, tuple(range(len(some))), (True,) * len(some), rng.choice(odd))
        found = sheet(made, frozenset({"a", "z"}), Wished(1.0, rng.choice([0, 1, 50])), forest().usage)
        assert np.isfinite(found.figures).all()
        assert found.figures.shape == (len(some), len(NAMES))


# ---- trees ------------------------------------------------------------------------------------

ASKS_TWICE = Forest(
    ("first", "second"),
    np.array([[0, 0, 1, 0, 0]]),
    np.array([[1.5, np.inf, 0.5, np.inf, np.inf]], dtype=np.float32),
    np.array([[1, 1, 3, 3, 4]]),
    np.array([[2, 1, 4, 3, 4]]),
    np.array([[0.25, -1.0, 0.5, 0.75, 0.125]]),
    np.array([0.5]),
)
"""first ≤ 1.5: −1, else second ≤ 0.5: 0.75, else 0.125."""


@pytest.mark.parametrize(
    ("row", "parts"),
    [((1.5, 9), [-1.25, 0, 0.25]), ((2, 0.5), [0.25, 0.25, 0.25]), ((2, 0.6), [0.25, -0.375, 0.25])],
)
def test_each_question_on_the_path_gives_its_step(row: tuple[float, float], parts: list[float]) -> None:
    assert ASKS_TWICE.contributions(np.array([row]), (0, 1), 2).tolist() == [parts]


def test_figures_of_one_group_give_one_part() -> None:
    assert ASKS_TWICE.contributions(np.array([[2.0, 0.6]]), (0, 0), 1).tolist() == [[-0.125, 0.25]]


def test_no_rows_have_no_parts() -> None:
    assert ASKS_TWICE.contributions(np.zeros((0, 2)), (0, 1), 2).shape == (0, 3)


def test_more_rows_than_are_evaluated_at_once_give_what_each_gives_alone() -> None:
    rows = np.random.default_rng(2).normal(1, 1, (5_000, 2))
    every = ASKS_TWICE.contributions(rows, (0, 1), 2)
    assert every[4_321].tolist() == ASKS_TWICE.contributions(rows[4_321:4_322], (0, 1), 2)[0].tolist()
    assert every[0].tolist() == ASKS_TWICE.contributions(rows[:1], (0, 1), 2)[0].tolist()


def test_a_forest_comes_back_from_its_file_and_writes_the_same_bytes() -> None:
    body = dump(ASKS_TWICE)
    again = load(body)
    rows = np.random.default_rng(3).normal(1, 1, (50, 2))
    assert again.names == ASKS_TWICE.names
    assert (again.contributions(rows, (0, 1), 2) == ASKS_TWICE.contributions(rows, (0, 1), 2)).all()
    assert dump(again) == body


def test_the_packaged_forest_is_small_and_knows_these_figures() -> None:
    assert len(dump(forest())) <= 100_000
    assert forest().names == NAMES


def test_a_forest_trained_on_other_figures_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learned, "load", lambda _body: ASKS_TWICE)
    with pytest.raises(ValueError, match="other figures"):
        forest.__wrapped__()


# ---- why --------------------------------------------------------------------------------------


def test_the_named_parts_add_up_to_the_score() -> None:
    made = document(*PARAGRAPHS)
    sentences = split(made, "en")
    ranked = rank(made, sentences, "en", Wish())
    trees, _ = learned.rate(passages(made, sentences, [9] * len(sentences)), NOTHING, Wished(3.0))
    assert trees.shape[1] == len(PARTS) == len(GROUPS) + 1
    for worth in ranked.worths:
        assert worth.score == sum(value for _, value in worth.parts)
        assert {name for name, _ in worth.parts} <= {*PARTS, "half a quotation"}
        assert ranked.scores[worth.sentence] == worth.score


def test_a_score_is_that_of_the_trees_but_for_half_a_quotation() -> None:
    rest = "Nobody knows when it sails again. The harbour board meets on Monday."
    whole = f"The ferry needs a new boiler. The town has no money. {rest}"
    torn = f"“The ferry needs a new boiler. The town has no money.” {rest}"
    parts = []
    for text in (whole, torn):
        made = document(text)
        ranked = rank(made, split(made, "en"), "en", Wish())
        parts.append([dict(worth.parts).get("half a quotation") for worth in ranked.worths])
    assert parts[0] == [None, None, None, None]
    assert parts[1][2:] == [None, None]
    assert all(part is not None and part < 0 for part in parts[1][:2])


def test_the_best_sentences_are_those_that_are_chosen() -> None:
    made = document(*PARAGRAPHS)
    sentences = split(made, "en")
    ranked = rank(made, sentences, "en", Wish(sentences=3))
    assert pick(ranked, Wish(sentences=3)) == tuple(sorted(ranked.best[:3]))
    assert choose(made, sentences, "en", Wish(sentences=3)) == pick(ranked, Wish(sentences=3))
    assert sorted(ranked.best) == [worth.sentence for worth in ranked.worths]


def test_a_summary_says_why_of_each_chosen_sentence() -> None:
    _, summary = core.summarise(Paste(TEXT), Wish(length=Length.MEDIUM))
    assert tuple(worth.sentence for worth in summary.worths) == summary.chosen
    assert all(dict(worth.parts) for worth in summary.worths)


def test_plain_algorithms_say_their_score_alone() -> None:
    made, sentences = one_each(*PARAGRAPHS)
    ranked = rank(made, sentences, "en", Wish(), "lead")
    assert [worth.parts for worth in ranked.worths][1] == (("lead", -1.0),)


def test_eight_times_the_text_costs_about_eight_times_as_much() -> None:
    def work(text: str) -> object:
        made = document(*text.split("\n"))
        return choose(made, [Sentence(block.span, i) for i, block in enumerate(made.blocks)], "en", Wish())

    def many(count: int) -> str:
        rng = random.Random(9)
        words = [f"{a}{b}{c}" for a in "bdfgk" for b in ("a", "e", "i", "o") for c in ("nd", "rt", "l", "ss")]
        return "\n".join(" ".join(rng.choices(words, k=9)) + f" {number}." for number in range(count))

    assert growth(work, many, 250) < 14


# ---- the ranker among sumy's ------------------------------------------------------------------


def sumy_article() -> ObjectDocumentModel:
    heading = SumySentence(HEADLINE, Words, is_heading=True)
    paragraphs = [Paragraph([SumySentence(text, Words)]) for text in PARAGRAPHS]
    return ObjectDocumentModel([Paragraph([heading]), *paragraphs])


def test_it_is_called_as_sumys_summarizers_are() -> None:
    found = Learned()(sumy_article(), 3)
    texts = [str(sentence) for sentence in found]
    assert len(texts) == 3
    assert texts == [text for text in PARAGRAPHS if text in texts]
    assert PARAGRAPHS[0] in texts


def test_it_takes_a_share_and_nothing_as_sumys_do() -> None:
    assert len(Learned()(sumy_article(), "50%")) == 4
    assert Learned()(ObjectDocumentModel([]), 3) == ()


def test_what_is_no_sentence_comes_behind_the_sentences_where_most_are_some() -> None:
    entries = (
        "The Ferry Company of Lindholm, Kent, Washington",
        "What the harbour board will have to pay for:",
    )
    made, sentences = one_each(*entries, *PARAGRAPHS)
    best = rank(made, sentences, "en", Wish()).best
    assert set(best[-2:]) == {0, 1}


def test_where_nobody_sets_a_stop_nothing_is_held_against_anything() -> None:
    made, sentences = one_each(*(text.rstrip(".") for text in PARAGRAPHS))
    assert not any("unfinished" in dict(worth.parts) for worth in rank(made, sentences, "en", Wish()).worths)
