"""The tree of a page → the blocks of its article.

Trafilatura finds the article, and the longest stretch of prose (stretch.py) is the second opinion: where
the two agree, trafilatura's reading is kept and mended; where they don't, it is asked again, slower and more
generously, and the reading that agrees best with the others is believed (opinions.py).
Before, text that stands loose in a container is made a paragraph, and headings and quoted posts are freed of
their wrapping, since all three would be overlooked; code, quotations and dates within a sentence are made
plain text of it, since they would tear it apart; notes and their marks are taken out. What comes back is a
small tree of paragraphs, headings, lists, quotes, tables and code, which is walked once.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final

from lxml import html
from trafilatura.core import bare_extraction
from trafilatura.settings import Document, Extractor

from summarizer.model import BlockKind
from summarizer.reading.page.opinions import agreement, continues, mended, most_agreed, story
from summarizer.reading.page.stretch import BREAK, INLINE, Run, is_hidden, lays_out, stretch_of
from summarizer.reading.prose import Passage, ends_like_sentence, is_prose

for _library in ("trafilatura", "htmldate", "justext", "courlan"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)  # they report each page they don't like

_KINDS: Final = {
    "p": BlockKind.PARAGRAPH,
    "ab": BlockKind.PARAGRAPH,
    "div": BlockKind.PARAGRAPH,
    "body": BlockKind.PARAGRAPH,
    "html": BlockKind.PARAGRAPH,
    "head": BlockKind.HEADING,
    "item": BlockKind.LIST_ITEM,
    "quote": BlockKind.BLOCK_QUOTE,
    "code": BlockKind.CODE,
}
_HOLDS_CODE: Final = frozenset({"p", "div", "section", "article", "main", "body", "figure", "blockquote"})
_MARKS: Final = "\"'“”‘’„‚«»‹›「」『』"
_GOES_ON: Final = (".", ",", ";", ":", "!", "?", ")")
_WITHHELD: Final = re.compile(r"paywall|premium|subscriber|locked", re.IGNORECASE)
_HANDLE: Final = re.compile(
    r"(?<!\S)(?:mw-editsection|header-?link|header-?anchor|hash-link|anchor-?link)(?!\S)"
)
_HEADING_AND_HANDLE: Final = 2  # elements in the box of a heading
_BESIDE_HEADING: Final = 3  # elements that are looked at for the paragraph it heads
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_REMARK: Final = re.compile(
    r"(?<!\S)(?:ambox|hatnote|navbox|noprint)(?!\S)"
)  # of a wiki's editors on their page
_MARK_OF_A_NOTE: Final = 12  # characters: [12], [citation needed] has a class of its own
_NOTE_SHARE: Final = 0.5  # of a page's text; "notes" that hold more are its story
_POST: Final = re.compile(r"twitter-tweet|bluesky-embed|mastodon-embed|instagram-media")

_LIGATURES: Final = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_INVISIBLE: Final = re.compile("[\u00ad\ufeff]")
_SPACE: Final = re.compile(r"[^\S\x1e]+")
_BREAKS: Final = re.compile(r" ?\x1e[ \x1e]*")
_EDGES: Final = " \u200b\u2060"

_LITTLE: Final = 250  # characters under which the precise reading is doubted anyhow
_AGREED: Final = 0.75
_LABEL_LINES: Final = 2
_LOOSE: Final = 100  # characters from which text standing loose is a paragraph and not a label


def pieces_of(tree: html.HtmlElement) -> list[Passage]:
    """The blocks of the article in `tree`, cleaned and not empty; `tree` is made ready in place."""
    _drop_withheld(tree)
    _drop_handles(tree)
    _drop_notes(tree)
    _free_posts(tree)
    _keep_inline(tree)
    _wrap_loose_text(tree)
    runs, links = stretch_of(tree)
    return _without_edges(_most_believed(tree, runs), links)


def _most_believed(tree: html.HtmlElement, runs: Sequence[Run]) -> list[Passage]:
    """The reading that another bears out."""
    stretch = list(_pieces(story(runs)))
    precise: list[Passage] = []
    for fast in (True, False):
        precise = list(_pieces(_runs(_article(tree, precision=True, fast=fast))))
        if _size(precise) < _LITTLE:
            continue
        if continues(precise, runs):
            return stretch
        if agreement(_texts(precise), _texts(stretch)) >= _AGREED:
            return list(_pieces(mended(precise, runs)))
    readings = (precise, list(_pieces(_runs(_article(tree, recall=True)))), stretch)
    return readings[most_agreed(readings)]


def _without_edges(pieces: Sequence[Passage], links: Container[str]) -> list[Passage]:
    """`pieces` without the menu that they may begin with and the list of links that they may end in; all of
    them where nothing else would be left."""
    away = [" ".join(text.split()) in links for _, text in pieces]
    start, end = 0, len(pieces)
    while start < end and away[start]:
        start += 1
    while end > start and (away[end - 1] or pieces[end - 1][0] is BlockKind.HEADING):
        end -= 1
    return list(pieces[start:end] or pieces)


def _size(pieces: Sequence[Passage]) -> int:
    return sum(len(text) for _, text in pieces)


def _texts(pieces: Iterable[Passage]) -> Iterator[str]:
    return (text for _, text in pieces)


def _article(
    tree: html.HtmlElement, *, precision: bool = False, recall: bool = False, fast: bool = False
) -> Any:
    """What trafilatura takes for the article; `fast` spares its own comparison with two other extractors."""
    options = Extractor(
        output_format="xml",  # spares it a text of its own
        precision=precision,
        recall=recall,
        fast=fast,
        comments=False,
        formatting=False,
        links=False,
        images=False,
        tables=True,
    )
    try:
        found = bare_extraction(tree, options=options)
    except MemoryError:
        raise
    except Exception:  # the page is anyone's and the library large: whatever it trips over, it found nothing
        return None
    return found.body if isinstance(found, Document) else None


# ---- before: what would be overlooked


def _drop_withheld(tree: html.HtmlElement) -> None:
    """Takes out what the page has in its source but shows to subscribers alone."""
    for element in list(tree.iter("div", "section", "article", "p")):
        if is_hidden(element) and _WITHHELD.search(f"{element.get('class')} {element.get('id')}"[:400]):
            element.drop_tree()


def _drop_notes(tree: html.HtmlElement) -> None:
    """Takes out the marks of notes, the lists of notes that they lead to, and what a wiki's editors remark."""
    targets: set[str] = set()
    for mark in tree.iter("sup"):
        link = next(mark.iter("a"), None)
        target = (link.get("href") or "").partition("#")[2] if link is not None else ""
        is_mark = target != "" and len(mark.text_content().strip()) <= _MARK_OF_A_NOTE
        if is_mark:
            targets.add(target)
        if is_mark or _REMARK.search(mark.get("class") or ""):
            mark.clear(keep_tail=True)  # not dropped: its tail would be copied with all the text before it
    remarks = [
        element
        for element in tree.iter("div", "table")
        if _REMARK.search((element.get("class") or "")[:400]) is not None
    ]
    noted = [item for item in tree.iter("li") if not targets.isdisjoint(_own_ids(item))]
    lists = dict.fromkeys(around for item in noted if (around := item.getparent()).tag in ("ol", "ul"))
    most = _NOTE_SHARE * len(tree.text_content())
    if sum(len(element.text_content()) for element in (*remarks, *lists)) > most:
        return
    for element in lists:
        heading = _heading_of(element)
        if heading is not None:
            heading.drop_tree()
    for element in (*remarks, *lists):
        if element.getparent() is not None:
            element.drop_tree()


def _own_ids(item: Any) -> list[str]:
    """The names by which an item of a list can be led to: its own and that of what it begins with."""
    first = item[0] if len(item) else item
    return [name for name in (item.get("id"), first.get("id"), first.get("name")) if name]


def _heading_of(element: Any) -> Any:
    """The heading that stands right above an element, or its box; None where none does."""
    while (
        element.getprevious() is None and element.getparent() is not None and element.getparent().tag == "div"
    ):
        element = element.getparent()
    above = element.getprevious()
    if above is None or (above.tail or "").strip():
        return None
    heading = above[0] if above.tag == "div" and len(above) == 1 else above
    return above if heading.tag in _HEADINGS else None


def _drop_handles(tree: html.HtmlElement) -> None:
    """Takes the links to edit a heading, or to itself, out of headings, and headings out of boxes of their
    own where paragraphs stand beside the box: apart from what they head they would be lost."""
    for heading in list(tree.iter(*_HEADINGS)):
        box = heading.getparent()
        is_boxed = box is not None and box.tag == "div" and len(box) <= _HEADING_AND_HANDLE
        for inner in (box if is_boxed else heading).findall(".//*[@class]"):
            if inner is not heading and _HANDLE.search(inner.get("class")):
                inner.drop_tree()
        if (
            is_boxed
            and len(box) == 1
            and not f"{box.text or ''}{heading.tail or ''}".strip()
            and any(beside.tag == "p" for beside in islice(box.itersiblings(), _BESIDE_HEADING))
        ):
            box.drop_tag()


def _free_posts(tree: html.HtmlElement) -> None:
    """Takes the wrapping off posts quoted in the text, which is named like that of advertisements."""
    for quote in tree.iter("blockquote"):
        if not _POST.search(quote.get("class") or ""):
            continue
        quote.attrib.pop("class", None)
        alone = 1.3 * len(quote.text_content()) + 40
        around = quote.getparent()
        while (
            around is not None
            and around.tag in ("div", "figure", "section", "p")
            and len(around.text_content()) <= alone
        ):
            around.attrib.clear()
            around.tag = "div"
            around = around.getparent()


def _keep_inline(tree: html.HtmlElement) -> None:
    """Makes plain text of what stands in a sentence and would be taken for a block, or for furniture."""
    for block in list(tree.iter("pre")):
        if (block.tail or "").startswith(_GOES_ON) and "\n" not in block.text_content():
            block.tag = "span"  # a sentence goes on behind it: it's made to look like code, and no block
    in_blocks = {code for block in tree.iter("pre") for code in block.iter("code")}
    for code in list(tree.iter("code")):
        if code in in_blocks:
            continue
        if not _is_block_of_code(code):
            code.tag = "span"
        elif all(inner.tag in INLINE for inner in code):
            _write_lines(code)
    for quotation in reversed(list(tree.iter("q"))):  # the inner one while the outer is still called so
        if all(inner.tag in INLINE for inner in quotation):
            _write_marks(quotation)
            quotation.tag = "span"
    for paragraph in tree.iter("p"):
        dates = [inner for inner in paragraph if inner.tag == "time"]
        if dates and ends_like_sentence(" ".join(paragraph.text_content().split())):
            for date in dates:
                date.tag = "span"


def _is_block_of_code(code: Any) -> bool:
    """Whether code outside <pre> is a block all the same: it holds blocks, or has its lines to itself."""
    if any(inner.tag not in INLINE for inner in code):
        return True
    around, before, after = code.getparent(), code.getprevious(), code.getnext()
    if around is None or around.tag not in _HOLDS_CODE:
        return False
    beside = (around.text if before is None else before.tail, code.tail)
    return not any(text and text.strip() for text in beside) and not any(
        element is not None and element.tag in INLINE and element.tag != "br" for element in (before, after)
    )


def _write_lines(code: Any) -> None:
    """Makes one text of a block of code, in which a break would be taken for its end."""
    for line_break in code.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    text = "".join(code.itertext())
    code.clear(keep_tail=True)
    code.text = text


def _write_marks(quotation: Any) -> None:
    """Writes the marks that browsers show around <q>, unless the page has written some itself."""
    text = quotation.text_content().strip()
    if not text or text[0] in _MARKS:
        return
    around, before = quotation.getparent(), quotation.getprevious()
    ahead = (around.text if before is None else before.tail) or ""
    if ahead and ahead[-1] in _MARKS:
        return
    opening, closing = "‘’" if around.tag == "q" else "“”"
    quotation.text = opening + (quotation.text or "")
    if len(quotation):
        quotation[-1].tail = (quotation[-1].tail or "") + closing
    else:
        quotation.text += closing


def _wrap_loose_text(tree: html.HtmlElement) -> None:
    """Makes paragraphs of text that stands in a container by itself."""
    for element in list(tree.iter("div", "section", "article", "main", "td")):
        if all(inner.tag in INLINE for inner in element):
            if element.tag == "div" and _is_paragraph(element):
                element.tag = "p"
            continue
        loose = [text.strip() for text in (element.text, *(inner.tail for inner in element)) if text]
        if sum(map(len, loose)) >= _LOOSE or any(map(is_prose, loose)):
            _wrap_runs(element)


def _is_paragraph(element: Any) -> bool:
    if any(inner.tag not in INLINE for inner in element.iterdescendants()):
        return False
    text = " ".join(element.text_content().split())
    linked = sum(len(link.text_content()) for link in element.iter("a"))
    return len(text) >= _LOOSE and ends_like_sentence(text) and 2 * linked < len(text)


def _wrap_runs(element: Any) -> None:
    """Puts each run of text and inline elements among the blocks of `element` into a paragraph."""
    blocks: list[Any] = []
    run: Any = None
    text, element.text = element.text, None
    for child in (None, *element):
        if child is not None:
            text, child.tail = child.tail, None
            element.remove(child)
            if child.tag in INLINE and (run is not None or child.tag != "br"):
                if run is None:
                    run = html.Element("p")
                    blocks.append(run)
                child.tail = text
                run.append(child)
                continue
            blocks.append(child)
            run = None
        if text and text.strip():
            run = html.Element("p")
            run.text = text
            blocks.append(run)
    element.extend(blocks)


# ---- after: a tree of few elements


def _pieces(runs: Iterable[Passage]) -> Iterator[Passage]:
    for kind, text in runs:
        if kind in (BlockKind.CODE, BlockKind.TABLE):
            plain = _clean(text).replace(BREAK, "\n").strip()
            if plain:
                yield kind, plain
        else:
            for part in _paragraphs(text):
                yield kind, part


def _clean(text: str) -> str:
    """Letters composed, ligatures of type apart, without soft hyphens; nothing else is rewritten."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_LIGATURES)


def _runs(body: Any) -> Iterator[Passage]:
    """Every run of text with the kind of the block it stands in, in order; breaks within are marked."""
    if body is None:
        return
    kind = BlockKind.PARAGRAPH
    run: list[str] = []
    # Of an element still to be entered, or to be left: a stack of our own, for a page may be deep.
    stack: list[tuple[Any, BlockKind, bool]] = [(body, kind, False)]
    while stack:
        element, around, leaving = stack.pop()
        starts_block = element.tag in _KINDS or element.tag == "table"
        if starts_block and run:
            yield kind, "".join(run)
            run = []
        if leaving or element.tag == "table":
            if not leaving:
                yield from _table(element)
            if starts_block:
                kind = around
            if element is not body:
                run.append(element.tail or "")
            continue
        if starts_block:
            kind = _kind_within(_KINDS[element.tag], around)
        elif element.tag == "lb":
            run.append(BREAK)
        if element.text:
            run.append(element.text)
        stack.append((element, around, True))
        stack.extend((child, kind if starts_block else around, False) for child in reversed(element))
    if run:
        yield kind, "".join(run)


def _kind_within(kind: BlockKind, around: BlockKind) -> BlockKind:
    """A paragraph in a list item or in a quotation is that item's or quotation's."""
    if kind is BlockKind.PARAGRAPH and around in (BlockKind.LIST_ITEM, BlockKind.BLOCK_QUOTE):
        return around
    return kind


def _table(table: Any) -> Iterator[Passage]:
    """A table of data as one block, a row a line; one that only lays prose out, as paragraphs.

    One with nothing beside anything, of a line or two, holds no data but a picture's caption or a label.
    """
    rows = [
        [" ".join("".join(cell.itertext()).split()) for cell in row.iter("cell")] for row in table.iter("row")
    ]
    cells = [cell for row in rows for cell in row if cell]
    if lays_out(cells):
        for cell in table.iter("cell"):
            yield from _runs(cell)
        return
    lines = ["\t".join(cell for cell in row if cell) for row in rows if any(row)]
    is_label = len(lines) <= _LABEL_LINES and len(cells) == len(lines)
    yield BlockKind.CAPTION if is_label else BlockKind.TABLE, "\n".join(lines)


def _paragraphs(text: str) -> Iterator[str]:
    """The paragraphs in a run of text: one, unless breaks part it.

    A break parts what is doubled, or what both stands by itself: a line that goes on in lower case or
    after a comma is the same sentence.
    """
    plain = _SPACE.sub(" ", _clean(text))
    part = ""
    at = 0
    for found in (*_BREAKS.finditer(plain), None):
        line = plain[at : found.start() if found else len(plain)].strip(_EDGES)
        doubled = at > 0 and plain.count(BREAK, max(0, at - 8), at) > 1
        at = found.end() if found else at
        if not line:
            continue
        if part and not doubled and (line[0].islower() or part.endswith((",", ";", "-"))):
            part += " " + line
            continue
        if part:
            yield part
        part = line
    if part:
        yield part
