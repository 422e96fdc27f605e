"""The whole of the core in one call: read, detect the language, cut, rank, find the quotes."""

from __future__ import annotations

import contextlib
from dataclasses import replace

from summarizer import language as languages
from summarizer import ranking
from summarizer.figures import find_figures
from summarizer.keywords import find_keywords
from summarizer.messages import whole_messages
from summarizer.model import (
    READABLE,
    BlockKind,
    Document,
    Fault,
    FeedEntry,
    Paste,
    Raw,
    Source,
    Summary,
    Unreadable,
    Wish,
)
from summarizer.names import find_names
from summarizer.orphans import Mended, mend
from summarizer.quotes import Prose, find_quotes
from summarizer.reading import read
from summarizer.reading.feeds import as_page, read_feed
from summarizer.sentences import split
from summarizer.stopwords import stop_words
from summarizer.talk import names_before
from summarizer.words import count_words, tokens

GIBBERISH_WORDS = 8
"""From this many words on a text of no known language must hold some language's stop word."""


_LARGE = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "tr")
_UNSURE_OF_KIN = ("da", "nb", "cs", "sk", "hr", "id", "ms")
"""Languages that stand for all: large ones, and those that a sound text may be unsure between."""


def summarise(
    source: Source,
    wish: Wish | None = None,
    ranker: str = ranking.DEFAULT_RANKER,
    longest: int = 1_000_000,
) -> tuple[Document, Summary]:
    """Reads the source, unless it is a Document already, and chooses its sentences and quotes.

    `longest` is in characters of text. Raises `Unreadable`; KeyError for an unknown ranker.
    """
    wish = wish or Wish()
    if isinstance(source, FeedEntry):
        page = as_page(source)
        if page is None:
            raise Unreadable(Fault.NOTHING_TO_READ, "hardly a word in the entry")
        source = page
    document = read(source, longest) if isinstance(source, Paste | Raw) else source
    if isinstance(source, Raw) and source.title:
        document = replace(document, title=source.title)
    if len(document.text) > longest:
        raise Unreadable(Fault.TOO_LONG, f"{len(document.text)} characters of text")
    readable = [block.span.of(document.text) for block in document.blocks if block.kind in READABLE]
    whole = "\n".join(readable)
    asked = languages.normalise(wish.language)
    found = (asked,) if asked else languages.detect_all(_own_words(document), document.declared_language)
    language = next(iter(found), None)
    if language is None and not _has_words(whole):
        raise Unreadable(Fault.NO_LANGUAGE, f"{len(whole)} characters of no language")
    sentences = split(document, language)
    prose = Prose(document, sentences, language)
    quotes = find_quotes(document, sentences, language, prose)
    names = find_names(document, sentences, language, quotes) if wish.index else ()
    ranked = ranking.rank(document, sentences, language, wish, ranker)
    mended = Mended(ranking.pick(ranked, wish, language))
    if ranker == ranking.DEFAULT_RANKER:  # the plain algorithms stay as they were published
        mended = mend(document, sentences, language, mended.chosen, ranked.best, wish, quotes, prose)
        if not wish.measured:
            mended = replace(mended, chosen=whole_messages(document, sentences, mended.chosen))
    summary = Summary(
        language=language,
        sentences=sentences,
        chosen=mended.chosen,
        quotes=quotes,
        words=sum(map(count_words, readable)),
        languages=found,
        worths=ranked.of(mended.chosen),
        figures=find_figures(document, sentences, language),
        keywords=find_keywords(document, sentences, language, names) if wish.index else (),
        names=names,
        spoken=ranked.spoken,
    )
    named = (*names_before(document, summary.chosen_spans), *mended.insertions)
    return document, replace(summary, insertions=tuple(sorted(named, key=lambda one: one.at)))


def warm() -> None:
    """Loads what the first call would otherwise wait for: language profiles, extractors, word lists,
    what knows the dialects of feeds."""
    languages.warm()
    summarise(Paste("The council met on Monday. “We will decide in May,” the mayor said. Nobody objected."))
    page = b"<html><body><article><h1>A short page</h1><p>One sentence of prose.</p></article></body></html>"
    with contextlib.suppress(Unreadable):
        summarise(Raw(page, "text/html", url="http://localhost/"))
    read_feed(Raw(b"<rss><channel><item><title>A short entry</title></item></channel></rss>"))


def _own_words(document: Document) -> list[str]:
    """The readable blocks, without those that quote another source, unless there are no others."""
    readable = [block for block in document.blocks if block.kind in READABLE]
    own = [block for block in readable if block.kind is not BlockKind.BLOCK_QUOTE]
    return [block.span.of(document.text) for block in own or readable]


def _has_words(text: str) -> bool:
    """Whether a text that no language was found for could be one all the same: short, in letters, or
    with words in it that some language strings its sentences together with."""
    words = [word.lower() for word in tokens(text) if not any(map(str.isdigit, word))]
    if len(words) < GIBBERISH_WORDS or not languages.is_latin(text):
        return bool(words)
    common = frozenset().union(*map(stop_words, _LARGE + _UNSURE_OF_KIN))
    known = sum(len(word) > 1 and word in common for word in words)
    return known >= 0.05 * len(words)
