"""Where the evaluation data is, and how `nutgraf batch` is run over it.

The data is no part of the project: it lies in ../shared/data beside the checkout, or where
NUTGRAF_BENCH_DATA points, with its scorer in ../score beside it. What reads it says so when it is absent.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

Line = dict[str, Any]

PROJECT: Final = Path(__file__).parent.parent
DATA: Final = Path(os.environ.get("NUTGRAF_BENCH_DATA") or PROJECT.parent / "shared" / "data")
SCORER: Final = DATA.parent / "score" / "score.py"
ABSENT: Final = f"The evaluation data is not at {DATA}, so nothing was measured."


def present() -> bool:
    return DATA.is_dir() and SCORER.is_file()


def lines(name: str) -> list[Line]:
    """The lines of one set, such as "quotes/polnear.dev"."""
    with (DATA / f"{name}.jsonl").open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def gold_of_pages(folder: str) -> dict[str, Line]:
    found: dict[str, Line] = json.loads((DATA / folder / "gold.json").read_text(encoding="utf-8"))
    return found


def pages(folder: str) -> Iterator[Line]:
    """Batch input for a folder of pages."""
    for number, gold in gold_of_pages(folder).items():
        yield {"id": number, "path": str(DATA / folder / "html" / f"{number}.html.gz"), "url": gold["url"]}


def batch(asked: Iterable[Line], **environment: str) -> list[Line]:
    """What `nutgraf batch` answers."""
    sent = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in asked)
    done = subprocess.run(
        [sys.executable, "-m", "bot", "batch"],
        input=sent.encode("utf-8", "surrogatepass"),
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        env={**os.environ, **environment},
        check=True,
    )
    return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]


def score(task: str, gold: Path, answered: Iterable[Line]) -> Line:
    """The scorer's figures, in percent."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as out:
        out.writelines(json.dumps(line) + "\n" for line in answered)
        out.flush()
        done = subprocess.run(
            [sys.executable, str(SCORER), task, str(gold), out.name], stdout=subprocess.PIPE, check=True
        )
    figures: Line = json.loads(done.stdout)
    return figures
