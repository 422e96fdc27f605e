"""The bytes of a feed → its entries; of a page → the feeds that it names.

Pure and synchronous, like all reading: no file is opened and no network asked, whatever the bytes declare.
What is not well formed is mended, what is too much is cut, and what is neither a feed nor a page raises
`Unreadable`. Only Python's own RecursionError and MemoryError may pass, which a worker makes a refusal of.
"""

from __future__ import annotations

from summarizer.model import Fault, FeedLinks, NewsFeed, Raw, Unreadable
from summarizer.reading.decoding import decode
from summarizer.reading.feeds.entries import as_page, words_of
from summarizer.reading.feeds.json_feed import read_json
from summarizer.reading.feeds.links import links_of
from summarizer.reading.feeds.mending import mended
from summarizer.reading.feeds.syndication import read_xml
from summarizer.reading.sniffing import Form, form_of

__all__ = ["as_page", "read_feed", "words_of"]


def read_feed(source: Raw) -> NewsFeed | FeedLinks:
    """The feed in `source` (RSS, RDF, Atom, JSON Feed), or the feeds that a page names; raises `Unreadable`
    (EMPTY, NOT_A_FEED)."""
    text = decode(source.body, source.charset).strip("\ufeff\x00 \t\r\n\f\v")
    if not text:
        raise Unreadable(Fault.EMPTY)
    if text.startswith("{"):
        return read_json(text, source.url)
    whole = mended(text)
    if whole is not None:
        return read_xml(whole, source.url)
    if not _is_page(source):
        raise Unreadable(Fault.NOT_A_FEED, source.media_type or "of no type")
    return links_of(text, source.url)


def _is_page(source: Raw) -> bool:
    try:
        return form_of(source) is Form.HTML
    except Unreadable as error:
        raise Unreadable(Fault.NOT_A_FEED, error.detail or str(error.fault)) from None
