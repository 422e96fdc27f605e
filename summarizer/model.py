"""The values that everything else is made of.

Every offset is a half-open position in code points of `Document.text`, which is fixed when reading
ends. A sentence, a quote, a speaker is a span of that text and never a rewritten string; what an
editor would put in brackets is an `Insertion` beside the span. All values are frozen and slotted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The characters from `start` up to, not including, `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list item"
    BLOCK_QUOTE = "block quote"
    TABLE = "table"
    CODE = "code"
    CAPTION = "caption"
    SPEAKER = "speaker"  # the line above a turn of talk: who speaks, and when
    EARLIER_MAIL = "earlier mail"  # what a mail quotes of those before it
    FURNITURE = "furniture"  # credits, author's bio, "appeared first on", share bars …


PROSE: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.BLOCK_QUOTE})
"""The kinds whose sentences may be chosen for a summary and searched for quotes."""

READABLE: Final = PROSE | {BlockKind.HEADING}
"""The kinds that are cut into sentences at all."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or its like; blocks are in order and do not overlap."""

    span: Span
    kind: BlockKind


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says in a transcript of talk, up to the next turn; `speaker` is the name as the
    transcript writes it, in a line of its own or in front of the words."""

    speaker: Span
    span: Span


class Barrier(StrEnum):
    """What keeps a reader, or us, from the whole of a page."""

    SUBSCRIPTION = "subscription"  # the publisher sells the rest
    SIGN_IN = "sign-in"  # the rest is shown to people with an account, free or not
    CONSENT = "consent"  # nothing is shown before cookies are agreed to
    CHALLENGE = "challenge"  # “checking your browser”
    SCRIPT = "script"  # the text is put there by JavaScript


class Origin(StrEnum):
    PASTE = "paste"
    PAGE = "page"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Document:
    """What was read.

    `text` of a paste is the text given, unaltered; of a page it is the body of the article alone.
    `published` is ISO 8601, as exact as the source says; `url` is where the source says it lives,
    else where it was found; `declared_language` is the page's own claim, not to be trusted alone.
    Title, byline, site and date stand only where the source states them. `image` is the address of the
    picture that the page gives as its own. `pages` are the offsets at which the pages of a PDF or the
    slides of a deck begin, the first included; empty for what has no pages. `turns` are those of a
    transcript of talk, in order. `barrier` says what stood before the rest of a page that could not be
    read whole, and `whole_words` about how many words the whole has, where the page tells.
    """

    text: str
    blocks: tuple[Block, ...]
    origin: Origin
    title: str | None = None
    byline: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    url: str | None = None
    declared_language: str | None = None
    image: str | None = None
    pages: tuple[int, ...] = ()
    turns: tuple[Turn, ...] = ()
    barrier: Barrier | None = None
    whole_words: int | None = None

    @property
    def headline(self) -> str | None:
        """The title, or a paste's own first line where that is a heading; the head of a mail or of a file
        may stand over it."""
        if self.title:
            return self.title
        first = next((block for block in self.blocks if block.kind is not BlockKind.FURNITURE), None)
        return first.span.of(self.text) if first and first.kind is BlockKind.HEADING else None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence without white space around it, and the index of the block it stands in."""

    span: Span
    block: int


class QuoteKind(StrEnum):
    DIRECT = "direct"  # a whole utterance in marks
    PARTIAL = "partial"  # words in marks that complete the writer's own sentence
    INDIRECT = "indirect"  # reported without marks


@dataclass(frozen=True, slots=True)
class Quote:
    """One unbroken run of quoted words inside one paragraph, without its marks.

    `speaker` is what is shown (the full name as the source first gives it, or the noun phrase) and
    None when unsure; `mention` is where the speaker is named at the quote, a pronoun included; `cue`
    is the reporting verb; `role` is the speaker's office where the text gives one. Runs of one
    utterance share `group`. `confidence` (0 to 1) is that of the attribution. `key` says that a
    reader would want it, independent of the summary and of its length.
    """

    span: Span
    kind: QuoteKind
    speaker: Span | None = None
    mention: Span | None = None
    cue: Span | None = None
    role: Span | None = None
    confidence: float = 0.0
    group: int = 0
    key: bool = False


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words shown in brackets at an offset, such as a name; never part of `Document.text` there. `source`
    is where the text itself has them."""

    at: int
    text: str
    source: Span | None = None


@dataclass(frozen=True, slots=True)
class Worth:
    """Why a sentence ranks where it does: `sentence` is its index, `parts` are named and add up to `score`.

    The default ranker's are log-odds of belonging to a summary of the length that was asked for.
    """

    sentence: int
    parts: tuple[tuple[str, float], ...]

    @property
    def score(self) -> float:
        return sum(value for _, value in self.parts)


class FigureKind(StrEnum):
    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"  # of what the noun behind it says
    MEASURE = "measure"  # in a unit: kilometres, tonnes, degrees
    DATE = "date"  # of what is still to come


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that a reader would want, with as much around it as it takes to be understood.

    `span` is what is shown, `value` the number and its unit in it; `sentence` is the index of the sentence
    it stands in.
    """

    span: Span
    value: Span
    kind: FigureKind
    sentence: int


class NameKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody or something named, where the source first gives the name in full; `times` counts how often
    it is named at all."""

    span: Span
    kind: NameKind
    times: int


class Spoken(StrEnum):
    """How much a source speaks of what its summary was to lean to."""

    NOT_AT_ALL = "not at all"
    HARDLY = "hardly"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True)
class Summary:
    """What was chosen from a Document.

    `language` is ISO 639-1 (nb and nn for the two Norwegians) or None when unsure; `languages` are those
    that a considerable part of the text is in, most of it first, and hold `language`; `sentences` are all the sentences of the document in order, headings included; `chosen` are indices into them, in
    source order; `words` counts the words of the readable blocks; `worths` say why, one for each of `chosen`
    in the same order. `figures` are at most five, in source order, `keywords` and `names` those that tell most
    first; none of them hangs on the length asked for; the last two stand where the wish says `index`.
    `spoken` stands where a wish said what the summary is to be about.
    """

    language: str | None
    sentences: tuple[Sentence, ...]
    chosen: tuple[int, ...]
    quotes: tuple[Quote, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    words: int = 0
    languages: tuple[str, ...] = ()
    worths: tuple[Worth, ...] = ()
    figures: tuple[Figure, ...] = ()
    keywords: tuple[Span, ...] = ()
    names: tuple[Name, ...] = ()
    spoken: Spoken | None = None

    @property
    def chosen_spans(self) -> tuple[Span, ...]:
        return tuple(self.sentences[i].span for i in self.chosen)


class Length(StrEnum):
    HEADLINE = "headline"  # the headline alone, or one sentence of a source that has none
    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Wish:
    """How long the summary is to be: `sentences` wins over `words`, `words` over `percent` of the source's
    words, that over `seconds` of reading, and all of them over `length`.

    `language` overrides detection. `about` is what the summary is to lean to, in a person's own words;
    `index` has keywords and names found, too, which cost as much as all the rest and are shown to nobody in a
    chat.
    """

    length: Length = Length.MEDIUM
    sentences: int | None = None
    words: int | None = None
    language: str | None = None
    percent: int | None = None
    seconds: int | None = None
    about: str | None = None
    index: bool = False

    @property
    def measured(self) -> bool:
        """Whether it says how much in numbers, and not by a length alone."""
        return any(one is not None for one in (self.sentences, self.words, self.percent, self.seconds))

    @property
    def headline_alone(self) -> bool:
        return self.length is Length.HEADLINE and not self.measured


@dataclass(frozen=True, slots=True)
class Paste:
    """A text as a person gave it."""

    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes as they came: a page when it has a `url`, else a file.

    `media_type` is the type and subtype in lower case (or empty when nobody said), `charset` what the
    transport said, `title` what the one who asked called it, which is taken over the page's own.
    """

    body: bytes
    media_type: str = ""
    charset: str | None = None
    url: str | None = None
    name: str | None = None
    title: str | None = None


PDF_SHARE: Final = 0.6
"""How long the text of a PDF may be, of what may be read of a plain text: its letters cost far more."""


class Fault(StrEnum):
    """Why a source could not be read."""

    EMPTY = "empty"  # nothing but white space
    NOTHING_TO_READ = "nothing to read"  # a page without an article
    NOT_TEXT = "not text"  # a picture, an archive, a type that is not read
    NOT_FOUND = "not found"  # a page that says of itself that nothing is there
    NO_LANGUAGE = "no language"  # no words of any language
    TOO_LONG = "too long"
    SUBSCRIPTION = "subscription"  # nothing of it is free: see Barrier
    SIGN_IN = "sign-in"
    CONSENT = "consent"
    CHALLENGE = "challenge"
    SCRIPT = "script"
    LOCKED = "locked"  # a file that a password protects
    SCANNED = "scanned"  # pages of pictures alone
    DAMAGED = "damaged"  # a file that its own format's reader can't open
    NOT_A_FEED = "not a feed"  # neither a feed nor a page that could name one


class Unreadable(Exception):
    """Raised for a source that can't be summarised; `detail` is for the log."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault, detail)
        self.fault = fault
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.fault}: {self.detail}" if self.detail else str(self.fault)


# ---- feeds --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed, as the feed gives it.

    `id` is what the feed calls it, `link` its page (http or https alone), `title` its headline in plain
    text. `published` is aware, None where the feed gives no date or one that can't be read. `content` is
    the longest HTML or text that the feed brings of it, which may be a teaser or the whole, and `words`
    counts the words of that. `alone` says that no other entry of the feed leads to the same page.
    """

    id: str | None = None
    link: str | None = None
    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    content: str | None = None
    words: int = 0
    alone: bool = True


@dataclass(frozen=True, slots=True)
class NewsFeed:
    """A feed as it was read: its title, the page it belongs to, its entries in its own order, and every
    how long it wants to be read (ttl, sy:updatePeriod), where it says so."""

    title: str | None
    link: str | None
    entries: tuple[FeedEntry, ...]
    pace: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FeedLinks:
    """The addresses of the feeds that a page names, the likeliest first; none where it names none."""

    urls: tuple[str, ...]


Source = Paste | Raw | FeedEntry | Document
"""What can be summarised; a Document is one that was read before."""
