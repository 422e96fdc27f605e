"""What `summarizer.language` reaches and what each of its voices costs: `python -m bench.languages`.

Prints the curve of answers against right answers that its thresholds were chosen on, what the vote reaches
without each voice and with other weights, and the memory and time that each voice takes, in processes of
their own. On the dev languages; some minutes.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from statistics import mean
from typing import Final

from bench import data
from bench.data import Line
from summarizer.language import little_words, opinion, prose, vote
from summarizer.language import voices as detectors
from summarizer.language.voices import Voice
from summarizer.language.vote import Verdict

BUCKETS: Final = ("pair", "sentence", "chat", "paragraph")
SAME: Final = {"nn": "nb"}
LOADERS: Final = ("langdetect", "langid", "fasttext", "compact")
WEIGHTS: Final[dict[str, tuple[float, ...]]] = {
    "DOUBT": (0.02, 0.1),
    "RARE": (0.0, 2.0, 4.0),
    "LITTLE": (0.0, 4.0, 12.0),
}
CHANCES: Final = (
    *((short, 0.8, 0.6) for short in (0.0, 0.8, 0.9, 0.93, 0.95, 0.99)),
    *((0.93, kin, 0.6) for kin in (0.6, 0.7, 0.9)),
    *((0.93, max(other, 0.8), other) for other in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95)),
)
TEXT: Final = "The council will close the old bridge for two weeks while engineers repair the northern pier."

Judged = tuple[str, str, Verdict | None]
"""Bucket, language, and what the vote says."""


def main() -> None:
    if not data.present():
        print(data.ABSENT)
        return
    rows = [row for row in data.lines("languages/languages") if row["bucket"] in BUCKETS]
    # each text is asked about many times over, and langdetect takes its time
    voices = [replace(voice, ask=cache(voice.ask)) for voice in detectors.installed()]

    heading("chance: short, kin, other")
    judged = judge(rows, voices)
    for short, kin, other in CHANCES:
        show(f"{short:.2f} {kin:.2f} {other:.2f}", judged, (short, kin, other))

    heading("voices")
    show("all", judged)
    for voice in voices:
        show(f"without {voice.name}", judge(rows, [one for one in voices if one is not voice]))
    for voice in voices:
        show(f"{voice.name} alone", judge(rows, [voice]))

    heading("weights")
    for name, values in WEIGHTS.items():
        chosen = getattr(vote, name)
        for value in values:
            setattr(vote, name, value)
            show(f"{name} {value:g}, not {chosen:g}", judge(rows, voices))
        setattr(vote, name, chosen)

    print(f"\n{'cost':<28}{'MB added':>10}{'load, of langdetect':>22}{'call, of langdetect':>22}")
    costs = {name: cost(name) for name in LOADERS}
    for name, (memory, load, call) in costs.items():
        _, first_load, first_call = costs[LOADERS[0]]
        print(f"{name:<28}{memory:10.0f}{load / first_load:22.2f}{call / first_call:22.3f}")

    prose_rows = [row["text"] for row in rows if row["bucket"] in ("sentence", "paragraph")]
    print(f"\nmost marks of code a letter: {max(map(prose.code_marks, prose_rows)):.3f}")
    least: dict[str, float] = {}
    for row in rows:
        if (share := little_words(row["text"], row["lang"])) is not None:
            least[row["lang"]] = min(share, least.get(row["lang"], 1.0))
    shares = ", ".join(f"{code} {share:.2f}" for code, share in sorted(least.items()))
    print(f"least share of stop words: {shares}")


def judge(rows: Sequence[Line], voices: Sequence[Voice]) -> list[Judged]:
    return [(row["bucket"], row["lang"], opinion(row["text"], asked=voices)) for row in rows]


def heading(name: str) -> None:
    print(f"\n{name:<28}" + "".join(f"{bucket + ' right/sure/answered':>32}" for bucket in BUCKETS))


def show(name: str, judged: Sequence[Judged], chances: tuple[float, float, float] | None = None) -> None:
    """A line of figures: right of all (mean over languages), right of those answered, answered."""
    print(f"{name:<28}", end="")
    for bucket in BUCKETS:
        right: dict[str, list[bool]] = defaultdict(list)
        sure: list[bool] = []
        for kind, language, verdict in judged:
            if kind != bucket:
                continue
            answered = verdict is not None and is_sure(verdict, chances)
            hit = verdict is not None and SAME.get(verdict.language, verdict.language) == language
            right[language].append(answered and hit)
            if answered:
                sure.append(hit)
        asked = sum(map(len, right.values()))
        figures = (mean(map(mean, right.values())), mean(sure or [False]), len(sure) / asked)
        print(f"{' / '.join(f'{figure:.3f}' for figure in figures):>32}", end="")
    print(flush=True)


def is_sure(verdict: Verdict, chances: tuple[float, float, float] | None) -> bool:
    if chances is None or verdict.bare:
        return verdict.sure
    short, kin, other = chances
    return verdict.chance >= (short if verdict.letters < vote.SHORT else kin if verdict.alike else other)


def cost(loader: str) -> tuple[float, float, float]:
    """MB of memory that a voice adds, CPU seconds to load it and to ask it once about a sentence."""
    done = subprocess.run(
        [sys.executable, "-c", f"from bench.languages import measure; measure({loader!r})"],
        stdout=subprocess.PIPE,
        cwd=data.PROJECT,
        check=True,
        text=True,
    )
    memory, load, call = map(float, done.stdout.split())
    return memory, load, call


def measure(loader: str) -> None:
    """Prints the cost of one voice in this process, which must have loaded none."""
    memory, start = resident(), time.process_time()
    voice = getattr(detectors, loader)()
    voice.ask(TEXT)
    loaded = time.process_time()
    for _ in range(50):
        voice.ask(TEXT)
    print(resident() - memory, loaded - start, (time.process_time() - loaded) / 50)


def resident() -> float:
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main()
