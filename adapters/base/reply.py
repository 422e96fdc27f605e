"""What is posted: a Reply of sections, each the answer to one source. Values alone, no markup."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from adapters.base.incoming import Action
from summarizer.model import Insertion


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the source, word for word; `start` and `end` are its place in the Document."""

    text: str
    start: int
    end: int
    insertions: tuple[Insertion, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a speaker, without marks; `speaker` is None when unsure.

    `runs` are the unbroken runs of one utterance, in order; between two of them something of the
    writer's was left out.
    """

    runs: tuple[Passage, ...]
    speaker: str | None = None
    role: str | None = None
    paraphrase: bool = False


@dataclass(frozen=True, slots=True)
class Sharing:
    """Somebody posted a link in the channel: their name, empty where the platform does not tell it, and
    the link to their message."""

    by: str
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The answer to one link, text or file.

    `label` says what was asked about when there is no headline (a host, a file's name). `language`
    is a code or None when unsure, `other_languages` those that a good part of it is in beside. `words` counts the source. `problem` is the one sentence that
    stands instead of everything else when it could not be read; `notes` are sentences of honesty.
    `whole` says that nothing of what was read was left out, since it is short. `partial` says that what was
    read is not the whole source; a note says why. `shared` says who posted the link, in a digest. `figures`
    are the source's numbers that neither the sentences nor the quotes show. `headline_alone` says that no more was asked for.
    """

    label: str
    headline: str | None = None
    link: str | None = None
    byline: tuple[str, ...] = ()
    site: str | None = None
    published: str | None = None
    language: str | None = None
    other_languages: tuple[str, ...] = ()
    words: int = 0
    passages: tuple[Passage, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    notes: tuple[str, ...] = ()
    whole: bool = False
    partial: bool = False
    problem: str | None = None
    shared: tuple[Sharing, ...] = ()
    figures: tuple[Passage, ...] = ()
    headline_alone: bool = False


class Form(StrEnum):
    FULL = "full"
    HEADLINE = "headline"  # headline and link alone: the post of a shared answer, above its thread
    DIGEST = "digest"  # many sections in brief, under a title; those that go on in its thread have none


@dataclass(frozen=True, slots=True)
class Reply:
    """What is posted: sections, or a plain `text` of ours (help, an apology); never both.

    `title` is a digest's own headline and `notes` are sentences of ours under it all. Text of ours knows
    one kind of markup: `code` between backticks.
    """

    sections: tuple[Section, ...] = ()
    text: str | None = None
    actions: tuple[Action, ...] = ()
    form: Form = Form.FULL
    title: str | None = None
    notes: tuple[str, ...] = ()
