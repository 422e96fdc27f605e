"""The phrases that say what a text is about, as spans of it.

A phrase is a run of words between small words and signs, as in RAKE (Rose and others, 2010); it counts by how
often it recurs, less what longer phrases have of that (the C-value of Frantzi and others, 2000), by how early
it comes and whether the title has it. Stop words help where there is a list and are guessed from the text
where there is none. Chinese is cut where its characters recur together, Japanese where its scripts change. The constants were set
by eye on the dev parts of the summary sets (`python -m bench.figures read SET`).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from summarizer.model import PROSE, Document, Name, Sentence, Span
from summarizer.quotes.lexicon import ATTACHING, CALENDAR, DETERMINER, PREPOSITION, PRONOUN, SAY, lexicon
from summarizer.stems import stemmer
from summarizer.stopwords import stop_words
from summarizer.words import UNSPACED, count_words

__all__ = ["MOST", "find_keywords"]

MOST: Final = 5
SHORT: Final = 150
"""Words: a text of fewer needs no keywords."""

_LONGEST: Final = 4
"""Words of a phrase."""
_FIRST: Final = 60_000
"""Characters of prose that are looked at: what a text is about it says before then."""
_TIMES: Final = {1: 5, 2: 2, 3: 2, 4: 2}
_TIMES_TITLED: Final = {1: 3}
"""How often a phrase of so many words has to recur, and where the title has its words."""
_SINGLE_SHARE: Final = 0.1
"""Of the sentences, how many a single word that the title has not has to stand in."""
_LEAST_SHARE: Final = 0.25
"""Of the worth of the best, what another has to have."""
_NOUN: Final = 0.5
"""How often a single word has to stand behind an article or a preposition, where these are known."""

_HEAD: Final = 3
"""Letters that the forms of a word have in common."""

_EVERYWHERE: Final = 0.006
"""The share of all words that makes a short one a small one."""

_Token = tuple[int, int, str]
_TOKEN: Final = re.compile(
    rf"[^\W\d_{UNSPACED}](?:[^\W_{UNSPACED}]|[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0963\u0966-\u0dff\u200c\u200d]|['’‐‑-](?=[^\W_]))*|\S"
)
_RUN: Final = re.compile("[\u4e00-\u9fff\u3400-\u4dbf々]+|[\u30a1-\u30fa\u30fc]+")
_SMALL_HAN: Final = frozenset(
    "的了是在和与及或等这那有不也都就而为以其中上下个们对从到由被把将会能可要我你他她它着过很更最年月日时个来去说"
    "這為個們對從將會能著過來說與後前后之所于於並并但因此该該每各還还又再让讓给給"
)
_PARTICLES: Final = tuple(
    sorted(
        [
            "을",
            "를",
            "이",
            "가",
            "은",
            "는",
            "의",
            "에",
            "에서",
            "로",
            "으로",
            "와",
            "과",
            "도",
            "만",
            "까지",
            "부터",
            "에게",
            "들",
            "들이",
            "들은",
            "들의",
            "이다",
            "입니다",
            "하는",
            "한",
            "했다",
            "라고",
            "이라고",
            "이나",
            "보다",
            "에는",
            "에도",
        ],
        key=lambda one: (-len(one), one),
    )
)
_SMALL: Final = DETERMINER | PREPOSITION | PRONOUN | SAY | CALENDAR
_HANGUL: Final = re.compile("[\uac00-\ud7a3]+")
_CASELESS: Final = re.compile("[\u0590-\u06ff\u0900-\u0dff\u10a0-\u10ff\uac00-\ud7a3]")


@dataclass(frozen=True, slots=True)
class _Word:
    span: Span
    low: str
    stem: str
    capital: bool
    noun: bool  # behind an article or a preposition


@dataclass(slots=True)
class _Phrase:
    """A phrase where it stands, all its occurrences."""

    spans: list[Span] = field(default_factory=list)
    sentences: set[int] = field(default_factory=set)
    nouns: int = 0
    capitals: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    first: dict[str, Span] = field(default_factory=dict)

    def add(self, text: str, span: Span, sentence: int) -> None:
        form = span.of(text)
        self.spans.append(span)
        self.sentences.add(sentence)
        self.forms[form] += 1
        self.first.setdefault(form, span)

    @property
    def shown(self) -> Span:
        """Where it first stands in its commonest form, of which the shortest is the likeliest to be plain."""
        return self.first[min(self.forms, key=lambda form: (-self.forms[form], len(form), self.first[form]))]


def find_keywords(
    document: Document, sentences: Sequence[Sentence], language: str | None, names: Sequence[Name] = ()
) -> tuple[Span, ...]:
    """At most `MOST`, the one that tells most first; none that `names` holds already."""
    prose: list[Sentence] = []
    length = words = 0
    for sentence in sentences:
        if document.blocks[sentence.block].kind in PROSE and length < _FIRST:
            prose.append(sentence)
            length += sentence.span.end - sentence.span.start
            words += count_words(sentence.span.of(document.text)) if words < SHORT else 0
    if words < SHORT:
        return ()
    if language in ("zh", "ja", "yue"):
        phrases = _of_characters(document.text, prose, chinese=language != "ja")
        title = frozenset(key for key in phrases if "".join(key) in (document.title or ""))
    else:
        phrases = _of_words(document.text, prose, language, _name_words(document.text, names, language))
        title = frozenset(_stems_of(document.title or "", language))
    return _best(phrases, title, len(prose), language)


def _best(
    phrases: Mapping[tuple[str, ...], _Phrase],
    title: frozenset[tuple[str, ...]],
    count: int,
    language: str | None,
) -> tuple[Span, ...]:
    titled = frozenset(stem for key in title for stem in key)
    longer: dict[tuple[str, ...], list[int]] = defaultdict(list)
    kept = {key: phrase for key, phrase in phrases.items() if _recurs(key, phrase, titled, count, language)}
    for key, phrase in kept.items():
        for size in range(1, len(key)):
            for at in range(len(key) - size + 1):
                longer[key[at : at + size]].append(len(phrase.spans))

    def worth(key: tuple[str, ...], phrase: _Phrase) -> float:
        times = len(phrase.spans)
        within = longer.get(key)
        alone = times - (sum(within) / len(within) if within else 0.0)
        early = 1 + 0.5 / (1 + min(phrase.sentences) / 3)
        spread = math.log2(1 + len(phrase.sentences))
        share = sum(stem in titled for stem in key) / len(key)
        return (
            math.log2(1 + len(key)) * alone * early * (1 + share) * spread / (1 + math.log2(1 + count / 20))
        )

    ranked = sorted(
        ((worth(key, phrase), key, phrase) for key, phrase in kept.items()),
        key=lambda one: (-one[0], one[2].spans[0]),
    )
    chosen: list[tuple[tuple[str, ...], Span]] = []
    used: set[str] = set()
    for value, key, phrase in ranked:
        if len(chosen) == MOST or value <= 0 or value < _LEAST_SHARE * ranked[0][0]:
            break
        if used & set(key) if len(key) == 1 else set(key) <= used:
            continue
        if any(_overlap(key, other) for other, _ in chosen):
            continue
        used |= set(key)
        chosen.append((key, phrase.shown))
    return tuple(span for _, span in chosen)


def _overlap(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two phrases have most of their words in common."""
    return 2 * len(set(key) & set(other)) > min(len(key), len(other))


def _recurs(
    key: tuple[str, ...], phrase: _Phrase, titled: frozenset[str], count: int, language: str | None
) -> bool:
    least = (_TIMES_TITLED if titled.issuperset(key) else _TIMES).get(len(key), 2)
    if len(key) == 1 and key[0] not in titled:
        least = max(least, math.ceil(_SINGLE_SHARE * count))
    if len(phrase.spans) < least or len(phrase.sentences) < 2:
        return False
    if len(key) > 1 or lexicon(language) is None:
        return True
    words = lexicon(language)
    assert words is not None
    if words.nouns_capitalised:
        return phrase.capitals == len(phrase.spans)
    return phrase.nouns >= _NOUN * len(phrase.spans)


# ---- words ------------------------------------------------------------------------------------


def _of_words(
    text: str, prose: Sequence[Sentence], language: str | None, named: frozenset[str]
) -> dict[tuple[str, ...], _Phrase]:
    """Phrases by the stems of their words."""
    found: dict[tuple[str, ...], _Phrase] = defaultdict(_Phrase)
    tokens = [_tokens(text, sentence.span) for sentence in prose]
    stops = (stop_words(language) or _guessed(tokens)) | named
    heads = Counter(low[:_HEAD] for line in tokens for _, _, low in line)
    lines = [list(_runs(text, line, language, stops, heads)) for line in tokens]
    times = Counter(word.stem for runs in lines for run in runs for word in run)
    for number, runs in enumerate(lines):
        for part in _parts(runs, times):
            phrase = found[tuple(word.stem for word in part)]
            phrase.add(text, Span(part[0].span.start, part[-1].span.end), number)
            phrase.nouns += part[0].noun
            phrase.capitals += part[-1].capital
    return found


def _parts(runs: Sequence[Sequence[_Word]], times: Counter[str]) -> Iterator[Sequence[_Word]]:
    """All stretches of the runs whose words recur."""
    for run in runs:
        for start in range(len(run)):
            for end in range(start + 1, min(start + _LONGEST, len(run)) + 1):
                if times[run[end - 1].stem] < 2:
                    break
                if end - start > 1 or not _is_slight(run[start:end]):
                    yield run[start:end]


def _is_slight(part: Sequence[_Word]) -> bool:
    """Whether a phrase is nothing to look for: of one or two letters, or one short word."""
    return len(part) == 1 and len(part[0].low) < (2 if _CASELESS.match(part[0].low) else 4)


def _tokens(text: str, span: Span) -> list[_Token]:
    """The words and signs of a sentence in lower case, possessives and articles that hang on a word cut off."""
    found: list[_Token] = []
    for match in _TOKEN.finditer(text, span.start, span.end):
        start, end = match.span()
        low = match[0].lower()
        if len(low) > 1 and ("'" in low or "’" in low):
            low = low.replace("'", "’")
            if low.endswith("’s"):
                low, end = low[:-2], end - 2
            elif (cut := low.index("’") + 1) < 4:
                found.append((start, start + cut, low[:cut]))
                low, start = low[cut:], start + cut
        if low:
            found.append((start, end, low))
    return found


def _runs(
    text: str, tokens: Sequence[_Token], language: str | None, stops: frozenset[str], heads: Counter[str]
) -> Iterator[list[_Word]]:
    """The words of a sentence between small words, signs, and words that don't recur."""
    stem = stemmer(language)
    words = lexicon(language)
    korean = language == "ko"
    run: list[_Word] = []
    end = 0
    before = 0  # whether an article or a preposition stands before the run
    counted = False  # whether a number does, so that what follows is counted or a unit
    for start, stop, low in tokens:
        if run and text[end:start] not in (" ", "\u00a0"):
            yield run
            run, before = [], 0
        end = stop
        if korean and _HANGUL.fullmatch(low):
            low = _without_particle(low)
            stop = start + len(low)
        kind = words.kind(low) if words else 0
        if not low[0].isalpha() or low in stops or kind & _SMALL or len(low) < 2 or low[-1] in "’다":
            if run:
                yield run
            run, counted = [], low[0].isdigit()
            before = kind & (DETERMINER | PREPOSITION | ATTACHING) if low != "to" else 0
            before |= DETERMINER if low[-1] == "’" else 0
            continue
        if counted or heads[low[:_HEAD]] < 2:
            if run:
                yield run
            run, before = [], 0
            continue
        run.append(_Word(Span(start, stop), low, str(stem(low)), text[start].isupper(), bool(before)))
        if stop != end:
            yield run
            run, before = [], 0
    if run:
        yield run


def _without_particle(word: str) -> str:
    for particle in _PARTICLES:
        if word.endswith(particle) and len(word) - len(particle) >= 2:
            return word[: -len(particle)]
    return word


def _guessed(tokens: Sequence[Sequence[_Token]]) -> frozenset[str]:
    """Words that are short and everywhere, in a language that no list is known for."""
    counts = Counter(low for line in tokens for _, _, low in line)
    total = sum(counts.values())
    return frozenset(word for word, times in counts.items() if times >= _EVERYWHERE * total and len(word) < 6)


def _stems_of(title: str, language: str | None) -> Iterator[tuple[str, ...]]:
    stem, stops = stemmer(language), stop_words(language)
    for match in _TOKEN.finditer(title):
        low = match[0].lower().replace("'", "’").removesuffix("’s")
        if language == "ko":
            low = _without_particle(low)
        if low not in stops and low[:1].isalpha():
            yield (str(stem(low)),)


def _name_words(text: str, names: Sequence[Name], language: str | None) -> frozenset[str]:
    """The words of the names that are told beside the keywords."""
    stops = stop_words(language)
    words = (word.lower().strip(".,") for name in names for word in name.span.of(text).split())
    return frozenset(word for word in words if word not in stops)


# ---- characters -------------------------------------------------------------------------------


def _of_characters(text: str, prose: Sequence[Sentence], chinese: bool) -> dict[tuple[str, ...], _Phrase]:
    """Words as runs of one script in Japanese; in Chinese what recurs between different characters."""
    found: dict[tuple[str, ...], _Phrase] = defaultdict(_Phrase)
    around: dict[str, tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for number, sentence in enumerate(prose):
        for run in _RUN.finditer(text, sentence.span.start, sentence.span.end):
            for start, end in _pieces(run, chinese):
                word = text[start:end]
                if word[0] in _SMALL_HAN or word[-1] in _SMALL_HAN:
                    continue
                phrase = found[(word,)]
                phrase.add(text, Span(start, end), number)
                around[word][0].add(text[start - 1 : start])
                around[word][1].add(text[end : end + 1])
    if not chinese:
        return {key: phrase for key, phrase in found.items() if len(phrase.spans) > 2}
    whole = {
        word: len(phrase.spans)
        for (word,), phrase in found.items()
        if len(phrase.spans) > 2 and min(map(len, around[word])) > 1
    }
    covered = {
        part
        for word, times in whole.items()
        for size in range(2, len(word))
        for at in range(len(word) - size + 1)
        if whole.get(part := word[at : at + size], 0) <= 1.5 * times
    }
    return {(word,): found[(word,)] for word in whole if word not in covered}


def _pieces(run: re.Match[str], chinese: bool) -> Iterator[tuple[int, int]]:
    start, end = run.span()
    if not chinese:
        if 2 <= end - start <= 8 and not (end - start < 3 and "\u30a0" < run[0][0] < "\u30ff"):
            yield start, end
        return
    for size in range(2, 7):
        for at in range(start, end - size + 1):
            yield at, at + size
