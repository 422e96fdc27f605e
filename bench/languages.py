"""The curve behind `summarizer.language`: how often it answers, and how often it is right then, for each
threshold. `python -m bench.languages`."""

from __future__ import annotations

from bench import data
from summarizer import language

SAME = {"no": "nb", "nn": "nb"}


def main() -> None:
    if not data.present():
        print(data.ABSENT)
        return
    language.warm()
    rows = data.lines("languages/languages")
    buckets = ("pair", "chat", "sentence", "paragraph")
    print("letters  sure   " + "".join(f"{bucket + ' answered/right':>26}" for bucket in buckets))
    for letters in (0, 12, 16, 20, 24):
        for sure in (0.8, 0.9, 0.99):
            shown = []
            for bucket in buckets:
                asked = [row for row in rows if row["bucket"] == bucket]
                answers = [
                    (language.detect(row["text"], few=letters, sure=sure), row["lang"]) for row in asked
                ]
                given = [(SAME.get(code, code), SAME.get(gold, gold)) for code, gold in answers if code]
                right = sum(code == gold for code, gold in given)
                shown.append(f"{len(given) / len(asked):17.3f} / {right / max(1, len(given)):.3f}")
            print(f"{letters:7d}  {sure:4.2f} " + "".join(f"{one:>26}" for one in shown), flush=True)
    least: dict[str, float] = {}
    for row in rows:
        share = language.little_words(row["text"], row["lang"])
        if share is not None:
            least[row["lang"]] = min(share, least.get(row["lang"], 1.0))
    print(
        "least share of stop words: "
        + ", ".join(f"{code} {share:.2f}" for code, share in sorted(least.items()))
    )


if __name__ == "__main__":
    main()
