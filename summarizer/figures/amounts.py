"""Finds the amounts in a sentence: numbers with a currency, a per cent, a unit, or something counted.

What is no amount is passed over: years and dates, times of day and spans of time, ages, versions, telephone
numbers, scores, statistics, numbers of pages and the like.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from summarizer.figures.lexicon import Lexicon, Nouns
from summarizer.model import FigureKind, Span

_NUMBER: Final = re.compile(
    r"\d{1,3}(?:[ \u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d+(?:[.,'’]\d+)*(?:[ ]?[¼½¾])?"
)
_WORD: Final = re.compile(r"[^\W\d_](?:[\w\u0900-\u0963\u0966-\u0dff]|['’‐‑-](?=\w))*|\d(?:[\d.,]*\d)?|\S")
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|\S{1,64}@\S{1,200}")
_TIGHT: Final = frozenset("-−‐‑/:#@=<>≤≥±+§№_.*^~°'’\\")
"""Signs that, right before a number, make it something else than an amount."""
_RATIO: Final = re.compile(r"\s?[:/]\s?\d|\s?[-–]\s?\d|\.\d")
_DAYS: Final = 32
"""Where days and months are written as numbers too, a smaller one is more likely to be that."""
_MOST_DIGITS: Final = 24
_WHOLE: Final = 5
"""So many digits that count something are written in groups."""
_LONGEST: Final = 40
"""Characters before a number that are looked at for its currency."""
_BRACKETED: Final = re.compile(r"\s?[\])]")
_LED: Final = re.compile(r"(?<!\d)\d[\d.,]{0,12} ?[조억만천億亿兆万萬千] ?\Z")
"""What stands before the number in “1億5千万円” and belongs to it."""
_WIDE: Final = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u0e00-\u0eff]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a sign; `low` is lower case, with a straight apostrophe made curly."""

    start: int
    end: int
    low: str
    capital: bool

    @property
    def is_word(self) -> bool:
        return self.low[0].isalpha()


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as tokens."""

    text: str
    span: Span
    tokens: Sequence[Token]
    starts: Sequence[int]

    def at(self, offset: int) -> int:
        """The first token that begins at an offset or behind it."""
        return bisect_left(self.starts, offset)


@dataclass(frozen=True, slots=True)
class Amount:
    """`start` to `end` is the number with its unit and, of what is counted, the noun; `size` the number with
    its magnitude, for telling whether two are the same; `noun` says that what is counted stands in it,
    `ranged` that it goes from one number to another."""

    start: int
    end: int
    kind: FigureKind
    size: float
    unit: str
    noun: bool = False
    ranged: bool = False


def line_of(text: str, span: Span) -> Line:
    tokens = [
        Token(one.start(), one.end(), one[0].lower().replace("'", "’"), any(map(str.isupper, one[0][:2])))
        for one in _WORD.finditer(text, span.start, span.end)
    ]
    return Line(text, span, tokens, [token.start for token in tokens])


def amounts_of(line: Line, words: Lexicon, stops: frozenset[str], masked: Sequence[Span]) -> list[Amount]:
    """The amounts of a sentence in order; `masked` are spans that hold none, such as its dates."""
    text, end = line.text, line.span.end
    hidden = [*masked, *(Span(*one.span()) for one in _ADDRESS.finditer(text, line.span.start, end))]
    found: list[Amount] = []
    for match in _NUMBER.finditer(text, line.span.start, end):
        if found and match.start() < found[-1].end:
            continue
        if any(span.start <= match.start() < span.end for span in hidden):
            continue
        amount = _amount(line, match, words, stops)
        if amount is not None:
            found.append(amount)
    return list(_joined(line, found, words))


def _joined(line: Line, found: Sequence[Amount], words: Lexicon) -> Iterator[Amount]:
    """“from 4.2 % to 5.1 %” is one, and “30,000 euros ($33,000)” says one thing twice."""
    before: Amount | None = None
    for amount in found:
        if before is not None and before.kind is amount.kind:
            between = line.text[before.end : amount.start]
            if amount.kind is FigureKind.MONEY and between.strip() in ("(", "[", "/", "("):
                continue
            through = words.through.match(line.text, before.end, line.span.end)
            if through and through.end() == amount.start:
                at = line.at(before.start)
                led = at > 0 and line.tokens[at - 1].low in words.origin
                if led or not any(map(str.isalpha, between)):
                    before = replace(before, end=amount.end, noun=amount.noun, size=amount.size, ranged=led)
                    continue
        if before is not None:
            yield before
        before = amount
    if before is not None:
        yield before


def _amount(line: Line, match: re.Match[str], words: Lexicon, stops: frozenset[str]) -> Amount | None:
    text, limit = line.text, line.span.end
    start, end = match.span()
    size = value(match[0], words.decimal_point)
    if not size or match[0] in words.known:
        return None
    head = text[max(line.span.start, start - _LONGEST) : start]
    if words.nouns is Nouns.SUFFIX and (led := _LED.search(head)):
        head = head[: led.start()]
        start -= len(led[0])
    currency = words.currency_before.search(head)
    if currency:
        start -= len(head) - currency.start()
    percent = None if currency else words.percent_before.search(head)
    if percent:
        start -= len(head) - percent.start()
    if not _is_free(line, start):
        return None
    last, doubled = _through(line, end, words)
    if doubled is not None:
        end, size = last, doubled
    magnitude = words.magnitude.match(text, end, limit)
    if magnitude is None and currency:
        magnitude = words.short_magnitude.match(text, end, limit)
    if magnitude:
        end = magnitude.end()
    scale = _scale(magnitude[0]) if magnitude else ""
    if currency:
        after = words.currency_after.match(text, end, limit)
        return Amount(start, after.end() if after else end, FigureKind.MONEY, size, scale)
    if percent:
        return Amount(start, end, FigureKind.PERCENT, size, "")
    for pattern, kind in (
        (words.percent, FigureKind.PERCENT),
        (words.currency_after, FigureKind.MONEY),
        (words.unit, FigureKind.MEASURE),
    ):
        if (unit := pattern.match(text, end, limit)) and not (
            kind is FigureKind.PERCENT and (magnitude or words.time.match(text, unit.end(), limit))
        ):
            if kind is FigureKind.MEASURE and "-" in (unit[0][0], text[unit.end() : unit.end() + 1]):
                return None  # “a 13-inch screen”, “1.500-Meter-Lauf”: it says which one
            named = unit[0].strip().lower() if kind is FigureKind.MEASURE else scale
            return Amount(start, unit.end(), kind, size, named)
    if doubled is not None and doubled < 20 and not magnitude:
        return None  # more likely a score
    return _counted(line, Amount(start, end, FigureKind.COUNT, size, scale), match[0], words, stops)


def _scale(written: str) -> str:
    """A magnitude, the same for “million” and “m”, so that amounts can be told to be the same."""
    low = written.strip(" \u00a0\u202f-.").lower()
    if low in ("m", "mn", "mln", "млн") or low.startswith(
        ("millio", "milio", "mio", "milj", "millo", "милл")
    ):
        return "milliard" if low.startswith("miljard") else "million"
    if low in ("b", "bn", "mrd", "md", "mlrd", "mld", "млрд") or low.startswith(
        ("billion", "miliar", "milliar")
    ):
        return "milliard"
    return low


def _through(line: Line, end: int, words: Lexicon) -> tuple[int, float | None]:
    """Where the second number of “10–12” ends, and what it is."""
    through = words.through.match(line.text, end, line.span.end)
    number = _NUMBER.match(line.text, through.end(), line.span.end) if through else None
    return (number.end(), value(number[0], words.decimal_point)) if number else (end, None)


def _is_free(line: Line, start: int) -> bool:
    """Whether nothing clings to a number from the left that makes it a name, a version, a date …"""
    if start == line.span.start:
        return True
    before = line.text[start - 1]
    if before.isalnum() or before in _TIGHT:
        return bool(_WIDE.match(before))
    return not (before == "," and start - 1 > line.span.start and line.text[start - 2].isdigit())


def _counted(line: Line, bare: Amount, number: str, words: Lexicon, stops: frozenset[str]) -> Amount | None:
    """The number with what it counts; None where nothing says what that is."""
    text, end, limit = line.text, bare.end, line.span.end
    if words.nouns is Nouns.SUFFIX:
        unit = words.counter.match(text, end, limit)
        longer = words.time.match(text, end, limit)
        if unit is None or (longer and longer.end() >= unit.end()):
            return None
        return replace(bare, end=unit.end(), noun=True)
    if words.time.match(text, end, limit) or _RATIO.match(text, end, limit):
        return None
    if not bare.unit:
        if words.noun_words > 1 and bare.size < _DAYS:
            return None
        if bare.size != int(bare.size):
            return None
        if len(number) == 4 and number.isdigit() and 1000 <= bare.size <= 2100:
            return None  # a year
        if len(number) >= _WHOLE and number.isdigit():
            return None  # a postcode, or a number of something
        if number[0] == "0" and len(number) > 1 and number[1].isdigit():
            return None
    at = line.at(bare.start)
    if at and _is_label(line, at - 1, words, stops):
        return None
    if end < limit and not text[end].isspace():
        return None
    noun = _noun(line, line.at(end), bool(bare.unit), words, stops)
    if noun is not None:
        return replace(bare, end=noun, noun=True)
    return bare if bare.unit and bare.size >= 1 and not _BRACKETED.match(text, end, limit) else None


def _is_label(line: Line, at: int, words: Lexicon, stops: frozenset[str]) -> bool:
    """Whether the word before a number says which one it is: “page 12”, “Boeing 737”."""
    token = line.tokens[at]
    if not token.is_word:
        return token.low in ("§", "№", "°") or (
            token.low == "." and at > 0 and line.tokens[at - 1].low in words.labels
        )
    if token.low in words.labels:
        return True
    named = token.capital and at > 0 and line.tokens[at - 1].low not in (".", "“", '"', "«", "„")
    return (
        words.nouns is not Nouns.CAPITAL
        and named
        and token.low not in stops
        and token.low not in words.about
        and token.low not in words.months
    )


def _noun(line: Line, at: int, large: bool, words: Lexicon, stops: frozenset[str]) -> int | None:
    """Where the noun ends that begins near the token `at`; `large` lets a preposition stand before it, as
    in “2 millions de personnes”."""
    if not stops:
        return None  # nothing would tell a noun from a small word
    tokens = line.tokens
    if large and at < len(tokens) and tokens[at].low in (*words.of, "d", "de"):
        at += 2 if tokens[at].low == "d" and at + 1 < len(tokens) and not tokens[at + 1].is_word else 1
    for index in range(at, min(at + 4, len(tokens))):
        token = tokens[index]
        if not token.is_word or (index > at and line.text[tokens[index - 1].end : token.start] != " "):
            return None
        if token.low in words.between:
            continue
        if words.time.match(line.text, tokens[index - 1].end if index else token.start, line.span.end):
            return None
        small = token.low in stops and token.low not in words.plurals
        if small and not (large and words.noun_words > 1):
            return None
        if large and token.low.startswith("d’") and token.low[2:] not in stops:
            return token.end  # “8,3 millions d’écoliers”
        if "’" in token.low and words.nouns is not Nouns.PLURAL:
            return None  # an article: “20.45 all’Olimpico”
        if words.nouns is Nouns.PLURAL:
            if token.low in words.plurals or (
                len(token.low) > 3
                and token.low.endswith("s")
                and not token.low.endswith(("ss", "us", "is", "’s"))
            ):
                follows = tokens[index + 1].low if index + 1 < len(tokens) else ""
                joined = index + 1 < len(tokens) and line.text[token.end : tokens[index + 1].start] == " "
                plural = follows.endswith("s") and not follows.endswith(("ss", "us", "is", "’s"))
                if joined and len(follows) > 3 and plural and follows not in stops:
                    continue  # “30 police officers”, “100 forces members”
                titled = index + 1 < len(tokens) and token.capital and tokens[index + 1].capital
                return None if titled else _with_more(line, index, words, stops)
        elif words.nouns is Nouns.CAPITAL:
            if token.capital:
                return _capital(line, index, words)
            if not token.low.endswith(("e", "en", "er", "es")) or token.low.endswith(("te", "ten")):
                return None
        elif words.adjectives and token.low.endswith(words.adjectives):
            if index + 1 == len(tokens) or not tokens[index + 1].is_word:
                return token.end  # an adjective that is the noun: “700 рабочих”
            continue
        elif len(token.low) > 2 and not (words.participles and token.low.endswith(words.participles)):
            last = index + words.noun_words - 1
            if index < last < len(tokens) and tokens[last].is_word and tokens[last].low not in stops:
                return tokens[last].end
            return token.end
        else:
            return None
    return None


def _capital(line: Line, index: int, words: Lexicon) -> int | None:
    """The end of a German noun, with what stands before or behind it: “Kölner Schulen”, “Lehrerinnen und
    Lehrer”; None where the word is cut: “Bürger*innen”."""
    tokens = line.tokens
    rest = tokens[index + 1 : index + 3]
    if (
        tokens[index].low.endswith("er")
        and rest
        and rest[0].capital
        and rest[0].start == tokens[index].end + 1
    ):
        return rest[0].end
    if tokens[index].low.endswith("innen") and len(rest) == 2 and rest[0].low in words.joining:
        return rest[1].end if rest[1].capital else tokens[index].end
    end = tokens[index].end
    whole = end - tokens[index].start > 2 and line.text[end : end + 1] not in ("*", ":", "_", "/", "-")
    return end if whole or line.text[end + 1 : end + 2].isspace() else None


def _with_more(line: Line, index: int, words: Lexicon, stops: frozenset[str]) -> int:
    """The end of “tonnes of waste”, with what an of-phrase of one word adds."""
    tokens = line.tokens
    if index + 2 < len(tokens) and tokens[index + 1].low in words.of:
        behind = tokens[index + 2]
        last = index + 2
        if "-" in behind.low and last + 1 < len(tokens) and tokens[last + 1].is_word:
            last += 1
        if behind.is_word and not behind.capital and not {behind.low, tokens[last].low} & stops:
            return tokens[last].end
    return tokens[index].end


def value(number: str, decimal_point: bool) -> float | None:
    """A number as it is written in a language that writes 3.5 or 3,5; None where it can be none: 3.11.2."""
    plain = number.rstrip("¼½¾ ")
    if len(plain) > _MOST_DIGITS:
        return None
    for space in " \u00a0\u202f\u2009'’":
        plain = plain.replace(space, "")
    signs = [char for char in plain if char in ".,"]
    try:
        if not signs:
            return float(plain)
        last = plain.rindex(signs[-1])
        groups = plain.replace(",", ".").split(".")
        grouped = all(len(group) == 3 for group in groups[1:]) and 1 <= len(groups[0]) <= 3
        if (
            len(set(signs)) == 2
            and signs.count(signs[-1]) == 1
            and all(len(g) in (2, 3) for g in groups[1:-1])
        ):
            return float(plain[:last].replace(",", "").replace(".", "") + "." + plain[last + 1 :])
        if len(signs) > 1:
            indian = len(groups[-1]) == 3 and all(len(group) == 2 for group in groups[1:-1])
            return float("".join(groups)) if len(set(signs)) == 1 and (grouped or indian) else None
        thousands = grouped and groups[0] != "0" and (signs[0] == ",") == decimal_point
        return float("".join(groups)) if thousands else float(".".join(groups))
    except ValueError:
        return None
