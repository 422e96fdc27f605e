"""The judgement that `python -m bench.orphans` measures by: places and verdicts, and not a word of the texts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

JUDGED = Path(__file__).parent.parent / "bench" / "judged" / "orphans.jsonl"
LINES = [json.loads(line) for line in JUDGED.read_text(encoding="utf-8").splitlines()]


def test_a_hundred_documents_and_more_are_judged_half_of_them_in_other_languages_than_english() -> None:
    languages = Counter(line["language"] for line in LINES if line["round"] == 1)
    assert sum(languages.values()) == 100
    assert languages["en"] <= 60
    assert len(languages) >= 10


def test_a_judgement_holds_places_and_verdicts_alone() -> None:
    for line in LINES:
        assert line.keys() == {"set", "id", "language", "round", "sentences"}
        for start, end, verdict, needs in line["sentences"]:
            assert 0 <= start < end
            assert verdict in ("tied", "described", "free")
            assert bool(needs) == (verdict != "free")
            assert all(isinstance(need, int) and need < start for need in needs)


def test_no_document_is_judged_twice() -> None:
    assert max(Counter((line["set"], line["id"]) for line in LINES).values()) == 1
