"""Which messages of talk say most: threads, chats, minutes, interviews.

People in talk do not write the main thing first and do not repeat it; most of what they say is “Yeah”. What
counts is how much a sentence says that the talk is about: the sum of its terms’ weights, not their mean,
which would prefer the shortest. A decision, a question that stays open, a link and a number count beside.
Any language: stop words and the words of decisions sharpen it where there are some.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
from numpy.typing import NDArray

from summarizer.model import Document, Sentence
from summarizer.stems import stemmer
from summarizer.stopwords import stop_words
from summarizer.talk import turns_of
from summarizer.words import HAN_AND_KANA, count_words, tokens

Scores = NDArray[np.float64]

CONTENT: Final = 4.0
EARLY: Final = 2.4
OF_BUDGET: Final = 1.6
"""In log-odds, as the forest gives them: what saying most adds, what being the first sentence adds, and what
filling all of a number of words takes off, since two short messages say more than a long one. Tuned on the
dev parts of dialog and ami by `python -m bench.talk`, with the forests of the folds."""

DECISION, QUESTION, LINK, NUMBER = 0.4, 0.4, 0.4, 0.1
"""What a decision, an open question, a link and a number add. Reasoned: references of spoken dialogue hardly
tell whether they help, and no less do so small ones hurt there."""

WHOLE_MESSAGE: Final = 45
"""Words of a message that is shown as it is, and not a sentence of it alone."""

_ANSWERED_WITHIN: Final = 3
"""Turns in which a question is answered, if ever."""
_QUESTION: Final = re.compile(r"[?？؟;]['\"”»’)\]]*\s*$")
_GREEK_MARK: Final = ";"
_LINK: Final = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_DIGIT: Final = re.compile(r"\d")


def weigh(
    document: Document, sentences: Sequence[Sentence], texts: Sequence[str], language: str | None
) -> dict[str, Scores]:
    """What is added to the score of each sentence of a document with turns, in named parts; `texts` are the
    sentences without the names in front of them."""
    turns = turns_of(document, [sentence.span for sentence in sentences])
    return {
        "content": CONTENT * _content(texts, language),
        "early in the talk": EARLY / np.sqrt(1.0 + np.arange(len(texts))),
        "decision": DECISION * _matching(texts, _decisions(language)),
        "open question": QUESTION * _open_questions(document, texts, turns, language),
        "link": LINK * _matching(texts, _LINK),
        "number": NUMBER * _matching(texts, _DIGIT),
    }


def whole_messages(
    document: Document, sentences: Sequence[Sentence], chosen: Sequence[int]
) -> tuple[int, ...]:
    """The chosen sentences and, of short messages, the others too: “Kate. She was too excited to sleep.”"""
    turns = turns_of(document, [sentence.span for sentence in sentences])
    of_turn: dict[int, list[int]] = {}
    for index, turn in enumerate(turns):
        if turn is not None:
            of_turn.setdefault(turn, []).append(index)
    shown = set(chosen)
    for index in chosen:
        turn = turns[index]
        message = of_turn[turn] if turn is not None else []
        if sum(count_words(sentences[one].span.of(document.text)) for one in message) <= WHOLE_MESSAGE:
            shown.update(message)
    return tuple(sorted(shown))


def _content(texts: Sequence[str], language: str | None) -> Scores:
    """How much of what the talk is about each sentence says: the square root of the sum of its terms’
    TF-IDF weights (Luhn, 1958; Spärck Jones, 1972), the highest being 1."""
    stops, stem = stop_words(language), stemmer(language)
    terms = [
        [stem(word) for word in map(str.lower, tokens(text)) if word not in stops and not word.isdigit()]
        for text in texts
    ]
    times = Counter(term for one in terms for term in one)
    having = Counter(term for one in terms for term in set(one))
    weight = {
        term: math.log(1 + len(texts) / count) * math.log1p(times[term]) for term, count in having.items()
    }
    sums = np.array([math.fsum(weight[term] for term in sorted(set(one))) for one in terms])
    return np.asarray(np.sqrt(sums / (sums.max(initial=0.0) or 1.0)))


def _matching(texts: Sequence[str], pattern: re.Pattern[str] | None) -> Scores:
    if pattern is None:
        return np.zeros(len(texts))
    return np.array([float(pattern.search(text) is not None) for text in texts])


def _open_questions(
    document: Document, texts: Sequence[str], turns: Sequence[int | None], language: str | None
) -> Scores:
    """1 for a question that nobody else says a word to in the turns that follow, another question apart."""
    said: dict[int, list[str]] = {}
    for text, turn in zip(texts, turns, strict=True):
        if turn is not None:
            said.setdefault(turn, []).append(text)
    names = [" ".join(turn.speaker.of(document.text).split()) for turn in document.turns]
    return np.array(
        [
            float(
                turn is not None
                and _is_question(text, language)
                and not any(
                    names[later] != names[turn] and _answers(said.get(later, ()), language)
                    for later in range(turn + 1, min(len(names), turn + 1 + _ANSWERED_WITHIN))
                )
            )
            for text, turn in zip(texts, turns, strict=True)
        ]
    )


def _is_question(text: str, language: str | None) -> bool:
    found = _QUESTION.search(text[-20:])
    return found is not None and (not found[0].startswith(_GREEK_MARK) or language == "el")


def _answers(message: Sequence[str], language: str | None) -> bool:
    """Whether a message says something, and not only asks in turn. “Yes” is an answer."""
    return not all(_is_question(text, language) for text in message)


@cache
def _decisions(language: str | None) -> re.Pattern[str] | None:
    code = {"nn": "nb"}.get(language or "", language)
    table = tomllib.loads((files("summarizer.data") / "talk.toml").read_text(encoding="utf-8"))
    phrases = sorted(table.get(code or "", {}).get("decisions", "").split(), key=len, reverse=True)
    if not phrases:
        return None
    written = "|".join(re.escape(one).replace("_", " ").replace("'", "['’]") for one in phrases)
    unspaced = re.search(f"[{HAN_AND_KANA}\uac00-\ud7a3]", written)
    return re.compile(written if unspaced else rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)
