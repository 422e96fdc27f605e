"""A page's HTML → Document: the body of the article as text, what the page says of itself beside it.

The text is the article's blocks joined by blank lines. Title, byline, captions, credits and furniture are
known for what they are and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from lxml import etree, html

from summarizer.model import PROSE, READABLE, Block, BlockKind, Document, Fault, Origin, Span, Unreadable
from summarizer.reading.furniture import furnished
from summarizer.reading.metadata import Metadata, metadata_of
from summarizer.reading.metadata.names import fold
from summarizer.reading.page.access import Access
from summarizer.reading.page.body import pieces_of
from summarizer.reading.paste import headed
from summarizer.reading.prose import Passage, ends_like_sentence
from summarizer.words import HAN_AND_KANA

_BETWEEN: Final = "\n\n"
_CONTROLS: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
# Between characters that are written without spaces, a line break in the source is none in the text.
_WRAPPED: Final = re.compile(f"(?<=[{HAN_AND_KANA}\u3001\u3002])[ \t]*\r?\n[ \t]*(?=[{HAN_AND_KANA}])")
_SENTENCE: Final = 60  # characters
_OPENING: Final = 4  # blocks in which a title, deck or byline may still stand


def read_page(source: str, url: str | None) -> Document:
    """The document in a page; raises `Unreadable` (NOTHING_TO_READ, or for the gate that stands
    before it: SUBSCRIPTION, SIGN_IN, CONSENT, CHALLENGE, SCRIPT)."""
    tree = _parsed(source)
    metadata = metadata_of(tree, url)
    access = Access(tree, url, metadata.titles)
    access.refuse()
    access.take_gates()
    pieces = _article(pieces_of(tree), metadata)
    if not any(kind in PROSE and _says_something(text) for kind, text in pieces):
        raise access.nothing()
    extent = access.extent(pieces)
    blocks: list[Block] = []
    at = 0
    for kind, text in pieces:
        blocks.append(Block(Span(at, at + len(text)), kind))
        at += len(text) + len(_BETWEEN)
    return Document(
        text=_BETWEEN.join(text for _, text in pieces),
        blocks=tuple(blocks),
        origin=Origin.FILE if url is None else Origin.PAGE,
        title=metadata.title,
        byline=metadata.byline,
        site=metadata.site,
        published=metadata.published,
        url=metadata.url,
        declared_language=metadata.language,
        image=metadata.image,
        barrier=extent.barrier,
        whole_words=extent.whole_words,
    )


def _parsed(source: str) -> html.HtmlElement:
    plain = _WRAPPED.sub("", _CONTROLS.sub("", source))
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return html.document_fromstring(plain.encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise Unreadable(Fault.NOTHING_TO_READ, f"not parsed: {type(error).__name__}") from None


def _article(pieces: Sequence[Passage], metadata: Metadata) -> list[Passage]:
    """The pieces that are the story's: without its title, captions, furniture and dangling headings."""
    kept = _without_title(pieces, metadata.titles)
    kinds = headed(kept)
    kinds = furnished([(kind, text) for kind, (_, text) in zip(kinds, kept, strict=True)])
    story: list[Passage] = [
        (kind, text)
        for kind, (_, text) in zip(kinds, kept, strict=True)
        if kind not in (BlockKind.CAPTION, BlockKind.FURNITURE)
    ]
    while story and story[-1][0] is BlockKind.HEADING:
        story.pop()
    return story


def _says_something(text: str) -> bool:
    """A sentence, or as much as one; a menu's words are neither."""
    return ends_like_sentence(text) or len(text) >= _SENTENCE


def _without_title(pieces: Sequence[Passage], titles: Iterable[str]) -> list[Passage]:
    known = {fold(title) for title in titles}
    return [
        (kind, text)
        for i, (kind, text) in enumerate(pieces)
        if not (i < _OPENING and kind in READABLE and len(text) < 300 and fold(text) in known)
    ]
