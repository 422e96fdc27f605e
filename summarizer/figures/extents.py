"""How much of a sentence is shown with a figure, so that it says something by itself.

What it counts, of what it is a part, the noun that it gives the size of, or a short clause from the beginning
of its sentence on; always one stretch of the sentence. Where none of these is there, or where it can't be told
where a phrase ends, there is nothing to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarizer.figures.amounts import Amount, Line, Token
from summarizer.figures.lexicon import Lexicon, Nouns
from summarizer.model import FigureKind, Span

_LONGEST_LEAD: Final = 3
"""Words of “as many as”."""
_LONGEST_PHRASE: Final = 4
"""Words of a noun phrase, the noun included."""
_LONGEST_CLAUSE: Final = 84
_MOST_CLAUSE: Final = 12
"""Characters and words of a clause that is shown up to its figure."""
_LONGEST_END: Final = 3
"""Words behind a figure that are shown to bring its clause to an end."""
_WIDE_CLAUSE: Final = 24
"""Characters of a clause in Chinese, Japanese or Korean that is shown whole."""
_BREAKS: Final = "、。，；：「」『』（）！？,.;:()“”\n"
_SIGNS: Final = frozenset(",;:–—“„«")
_ELIDED: Final = ("l’", "d’", "un’", "all’", "dell’", "nell’")


def extent(line: Line, amount: Amount, words: Lexicon, stops: frozenset[str]) -> tuple[Span, bool] | None:
    """What is shown of a sentence for one of its amounts, and whether that says it all, which “60 percent of
    the tenants” does not; None where nothing explains it."""
    start = _led(line, amount, words)
    end = _rated(line, _compound(line, amount.end), words)
    if words.nouns is Nouns.SUFFIX:
        wide = _wide(line, Span(start, end))
        return (wide, True) if wide else None
    if amount.kind is FigureKind.COUNT:
        return (Span(start, end), True) if amount.noun else None
    if end == amount.end and (tail := _tail(line, amount, start, words, stops)) is not None:
        shown = Span(start, tail)
        if amount.kind is not FigureKind.PERCENT:
            return shown, True
        whole = _share(line, shown, words, stops)
        return (whole, True) if whole else (shown, False)
    hyphened = end > amount.end and line.text[amount.end] in "-‐‑"
    if hyphened and amount.kind is FigureKind.MONEY and words.nouns is Nouns.CAPITAL:
        return Span(start, end), True  # “200-Millionen-Euro-Brücke”
    if not amount.ranged and not _goes_on(line, end, words, stops):
        first = _sized(line, start, amount.kind is FigureKind.PERCENT, words, stops)
        if first is not None:
            return Span(first, end), True
    said = None if amount.kind is FigureKind.MEASURE else clause(line, Span(start, end), words, stops)
    return (said, True) if said else None


def clause(line: Line, shown: Span, words: Lexicon, stops: frozenset[str]) -> Span | None:
    """The sentence from its beginning up to a figure and, where it ends soon, to the end of its clause. None
    where it opens with a small word (it may hang on another sentence), has a sign in it, or runs long."""
    tokens, at = line.tokens, line.at(shown.start)
    said = tokens[: min(at, _MOST_CLAUSE + 1)]
    if not said or len(said) > _MOST_CLAUSE or not all(map(_is_said, said)):
        return None
    opening = said[0]
    if not (_is_content(opening, stops) or opening.low in words.articles):
        return None
    if not any(token.is_word and token.low not in stops for token in said):
        return None
    if any(token.low in words.pointing or token.low in words.breaks for token in said):
        return None
    end = _closed(line, line.at(shown.end), shown.end, words, stops)
    if end is None or end - opening.start > _LONGEST_CLAUSE:
        return None
    return Span(opening.start, end)


def _share(line: Line, shown: Span, words: Lexicon, stops: frozenset[str]) -> Span | None:
    """The clause around “60 percent of the tenants”, which alone does not say what they do: from the beginning
    of the sentence or, where the share begins its clause, from the share on. None where that is long, hangs
    on another sentence, or has a sign in it."""
    tokens, at = line.tokens, line.at(shown.start)
    subject = _subject(tokens, at, words)
    if subject is not None:
        first = subject
    elif tokens[0].low not in words.breaks and (
        _is_content(tokens[0], stops) or tokens[0].low in words.articles
    ):
        first = 0
    else:
        return None
    begin = tokens[first].start
    rest = tokens[line.at(shown.end) : line.at(begin + _LONGEST_CLAUSE) + 1]
    more = next((place for place, token in enumerate(rest) if not _is_said(token)), len(rest))
    end = rest[more - 1].end if more else shown.end
    inside = tokens[first : line.at(end)]
    cut = line.text[end : end + 1] in ("-", "‐", "‑", "/", "’", "'")
    plain = not cut and all(map(_is_said, tokens[first:at])) and not _points(inside, words)
    if plain and end - begin <= _LONGEST_CLAUSE:
        return Span(begin, end) if subject is None or more > 1 else None
    content = sum(_is_content(token, stops) for token in tokens[: min(at, _MOST_CLAUSE)])
    return clause(line, shown, words, stops) if subject is None and content > 1 else None


def _subject(tokens: Sequence[Token], at: int, words: Lexicon) -> int | None:
    """Where the clause begins that a share begins, but for an article: behind a sign or a “that”."""
    that = frozenset() if words.verb_last else words.breaks
    for first in range(at, max(-1, at - 3), -1):
        if first == 0 or tokens[first - 1].low in _SIGNS or tokens[first - 1].low in that:
            return first + 1 if first < at and tokens[first].low in words.joining else first
        if first > 1 and tokens[first - 1].low in words.joining and tokens[first - 2].low in _SIGNS:
            return first
        if tokens[first - 1].low not in words.articles:
            break
    return None


def _is_said(token: Token) -> bool:
    return token.is_word or _is_number(token)


def _points(tokens: Sequence[Token], words: Lexicon) -> bool:
    return any(token.low in words.pointing for token in tokens)


def _goes_on(line: Line, end: int, words: Lexicon, stops: frozenset[str]) -> bool:
    """Whether the noun phrase of an amount is not at its end, so that no noun before it has that size:
    “in lieu of $5,000 bail”."""
    at = line.at(end)
    if at >= len(line.tokens) or not _is_content(line.tokens[at], stops):
        return False
    return words.nouns is Nouns.PLURAL or (words.nouns is Nouns.CAPITAL and line.tokens[at].capital)


def _closed(line: Line, at: int, end: int, words: Lexicon, stops: frozenset[str]) -> int | None:
    """Where a clause that goes on at a token can be ended without leaving a phrase half said."""
    tokens = line.tokens
    rest: list[Token] = []
    for token in tokens[at : at + _LONGEST_END + 1]:
        if not _is_said(token):
            break
        rest.append(token)
    if not rest:
        return end
    following = rest[0]
    if words.through.match(line.text, end, line.span.end) or following.low in words.joining:
        return None
    pointed = any(token.low in words.pointing or token.low in words.breaks for token in rest)
    half = rest[-1].low.endswith(("’s", "s’")) or (rest[-1].low in stops and not words.verb_last)
    if len(rest) <= _LONGEST_END and not pointed and not half:
        return rest[-1].end
    pair = " ".join(token.low for token in rest[:2])
    if pair in words.more or following.low in words.more:
        return _compared(line, at + (2 if pair in words.more else 1), words, stops)
    if words.verb_last or following.low not in stops:
        return None
    return end


def _is_number(token: Token) -> bool:
    return token.low[0].isdigit()


def _led(line: Line, amount: Amount, words: Lexicon) -> int:
    """With “about”, “more than” in front, and with the “from” of a range."""
    at = line.at(amount.start)
    if amount.ranged and at:
        return line.tokens[at - 1].start
    for count in range(min(_LONGEST_LEAD, at), 0, -1):
        phrase = line.tokens[at - count : at]
        if " ".join(token.low for token in phrase) in words.about:
            return phrase[0].start
    return amount.start


def _compound(line: Line, end: int) -> int:
    """With what a hyphen or a stroke hangs on it: “Euro-Anleihe”, “Cent/kWh”."""
    while end + 1 < line.span.end and line.text[end] in "-‐‑/" and line.text[end + 1].isalpha():
        end += 1
        while end < line.span.end and line.text[end].isalnum():
            end += 1
    return end


def _rated(line: Line, end: int, words: Lexicon) -> int:
    rate = words.rate.match(line.text, end, line.span.end)
    return rate.end() if rate else end


def _tail(line: Line, amount: Amount, start: int, words: Lexicon, stops: frozenset[str]) -> int | None:
    """The end of what stands behind a sum, a share or a measure and explains it."""
    tokens = line.tokens
    at = line.at(amount.end)
    if at >= len(tokens) or not tokens[at].is_word or not _is_next(line, at):
        return None
    pair = " ".join(token.low for token in tokens[at : at + 2])
    if pair in words.of or tokens[at].low in words.of:
        return _of_what(line, at + (2 if pair in words.of else 1), words, stops)
    if amount.kind is FigureKind.MEASURE:
        return None
    if words.nouns is Nouns.PLURAL and _has_article(line, line.at(start), words):
        run = _run(line, at, words, stops)
        single = run is not None and run == tokens[at].end
        return None if single and amount.kind is FigureKind.PERCENT else run  # “the 4 percent mark” of what?
    if words.nouns is Nouns.CAPITAL and tokens[at].capital and tokens[at].low not in stops:
        return tokens[at].end
    return None


def _is_next(line: Line, at: int) -> bool:
    """Whether a token stands a space behind the one before it."""
    return line.text[line.tokens[at - 1].end : line.tokens[at].start] in (" ", "\u00a0")


def _has_article(line: Line, at: int, words: Lexicon) -> bool:
    before = line.tokens[at - 1].low if at else ""
    return before in words.articles or before.endswith(("’s", "s’"))


def _run(line: Line, at: int, words: Lexicon, stops: frozenset[str]) -> int | None:
    """The end of “harbour repair grant”: words up to a small one or a sign; None where there are too many, as
    then nothing tells where the noun is."""
    tokens = line.tokens
    end: int | None = None
    for index in range(at, min(at + _LONGEST_PHRASE + 1, len(tokens))):
        token = tokens[index]
        if _is_number(token) or token.low in words.days or token.low in words.months:
            return None
        if not token.is_word or token.low in stops or (end is not None and token.low.endswith("ed")):
            return end
        cut = token.low in words.pointing or token.low.endswith(("ly", "’s", "s’"))
        if cut or index == at + _LONGEST_PHRASE:
            return None
        end = token.end
    return end


def _of_what(line: Line, at: int, words: Lexicon, stops: frozenset[str]) -> int | None:
    """The end of the noun phrase from the token `at` on; None where there is no noun in it."""
    tokens = line.tokens
    found: int | None = None
    small = 0
    for index in range(at, min(at + 5, len(tokens))):
        token = tokens[index]
        if not token.is_word:
            break
        if token.low in words.pointing or token.low in words.months or _is_about(line, index, words):
            return None
        if token.low in stops:
            small += 1
            if found is not None:
                return None if token.capital else found  # “of the whole E.U. harvest”
            if small > 2:
                return None
            continue
        if words.nouns is Nouns.CAPITAL:
            if token.capital:
                return _doubled(line, index, words)
            continue
        if token.low.endswith(("’s", "s’")) and words.nouns is Nouns.PLURAL:
            continue
        if words.nouns is Nouns.FIRST:
            return _first_noun(line, index, words, stops)
        if not _is_content(token, stops):
            break
        if found is not None and token.low.endswith("ed"):
            break
        found = token.end
        if (token.low.endswith("s") or token.low in words.plurals) and not token.capital:
            break
    return found


def _is_about(line: Line, index: int, words: Lexicon) -> bool:
    """Whether another amount begins here: “30% dos cerca de 200 mil”."""
    pair = " ".join(token.low for token in line.tokens[index : index + 2])
    return pair in words.about


def _first_noun(line: Line, index: int, words: Lexicon, stops: frozenset[str]) -> int:
    """The end of a noun that comes first in its phrase, with what it hangs on: “das casas da cidade”,
    “av Oslos elever”."""
    tokens = line.tokens
    rest = tokens[index + 1 : index + 4]
    if tokens[index].capital and rest and _is_content(rest[0], stops):
        return rest[0].end
    if rest and rest[0].low in words.of:
        last = index + (3 if len(rest) > 1 and rest[1].low in words.articles else 2)
        ends = last + 1 >= len(tokens) or not _is_number(tokens[last + 1])
        if last < len(tokens) and ends and _is_content(tokens[last], stops):
            timed = words.time.match(line.text, tokens[last - 1].end, line.span.end)
            return tokens[index].end if timed else tokens[last].end
    return tokens[index].end


def _doubled(line: Line, index: int, words: Lexicon) -> int:
    """With the second half of “Schülerinnen und Schüler”."""
    rest = line.tokens[index + 1 : index + 3]
    if line.tokens[index].low.endswith("innen") and len(rest) == 2 and rest[0].low in words.joining:
        return rest[1].end if rest[1].capital else line.tokens[index].end
    return line.tokens[index].end


def _sized(line: Line, start: int, share: bool, words: Lexicon, stops: frozenset[str]) -> int | None:
    """Where the noun phrase begins whose size an amount gives: “net debt of $9 million”. With a share more
    than a noun has to say of what: “a rate of 5 %” says little, “a rate of inflation of 5 %” does."""
    tokens, at = line.tokens, line.at(start)
    head = at - 2
    if head < 0 or tokens[at - 1].low not in words.sized or not _is_content(tokens[head], stops):
        return None
    if words.nouns is Nouns.CAPITAL and not tokens[head].capital:
        return None
    if tokens[head].low in words.months or tokens[head].low in words.days or _is_verbal(tokens[head], words):
        return None
    first = _begin(tokens, head, words, stops)
    ahead = first - 1
    if ahead >= 0 and not tokens[ahead].is_word and tokens[ahead].end == tokens[first].start:
        return None  # half a word: “10-year mean”
    elided = tokens[first].low.startswith(_ELIDED)
    article = elided or (ahead >= 0 and tokens[ahead].low.rpartition("’")[2] in words.articles)
    while ahead >= 0 and tokens[ahead].low in words.articles and tokens[ahead].low not in words.of:
        ahead -= 1
    hangs = not elided and ahead > 0 and tokens[ahead].low in words.of
    if tokens[head].low in words.hollow:
        joined = head > 1 and tokens[head - 1].low in stops and _is_content(tokens[head - 2], stops)
        return tokens[head - 2].start if joined and not share else None
    if hangs:
        if not _is_content(tokens[ahead - 1], stops):
            return None
        first = ahead - 1
    elif share and (words.nouns is not Nouns.PLURAL or first == head):
        return None
    elif words.nouns is Nouns.FIRST and not article:
        return None  # it may as well be a verb: “il dispose de 3 millions”
    return tokens[first].start


def _begin(tokens: Sequence[Token], head: int, words: Lexicon, stops: frozenset[str]) -> int:
    """The first token of the noun phrase that ends with the token `head`."""
    first = head
    while (
        head - first < _LONGEST_PHRASE
        and first
        and _is_content(tokens[first - 1], stops)
        and not tokens[first].low.startswith(_ELIDED)
    ):
        if words.nouns is Nouns.CAPITAL and tokens[first - 1].capital:
            break
        first -= 1
    if head - first >= _LONGEST_PHRASE:
        return head
    while first < head and _is_verbal(tokens[first], words):
        first += 1
    return first


def _is_content(token: Token, stops: frozenset[str]) -> bool:
    """Whether a word is no small one, nor joined to one: “it’s”, “d’une”."""
    head, _, rest = token.low.partition("’")
    small = rest and rest != "s" and (rest in stops or len(rest) < 3)
    owned = rest == "s" and head in stops
    return token.is_word and token.low not in stops and not small and not owned


def _is_verbal(token: Token, words: Lexicon) -> bool:
    """Whether an English word looks like a form of a verb, or an adverb."""
    return words.nouns is Nouns.PLURAL and token.low.endswith(("ed", "ing", "ly"))


def _compared(line: Line, at: int, words: Lexicon, stops: frozenset[str]) -> int:
    """Behind “more”: “than in 2023”, “in rents”, “expensive”."""
    tokens = line.tokens
    end = tokens[at - 1].end
    than = at < len(tokens) and tokens[at].low in words.than
    joined = than or (at < len(tokens) and tokens[at].low in ("in", "on"))
    if not joined:
        plain = at < len(tokens) and _is_next(line, at) and _is_content(tokens[at], stops)
        plain = plain and not (at + 1 < len(tokens) and _is_content(tokens[at + 1], stops))
        return tokens[at].end if plain else end
    for token in tokens[at + 1 : at + 6]:
        if not _is_said(token):
            break
        if token.low not in stops or token.low in words.more:
            return token.end
    return end


def _wide(line: Line, shown: Span) -> Span | None:
    """The clause around it, where that is short and says more than the number."""
    start, end = shown.start, shown.end
    while start > line.span.start and line.text[start - 1] not in _BREAKS:
        start -= 1
        if end - start > _WIDE_CLAUSE:
            return None
    while end < line.span.end and line.text[end] not in _BREAKS:
        end += 1
        if end - start > _WIDE_CLAUSE:
            return None
    part = line.text[start:end]
    found = Span(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))
    return found if found != shown else None
