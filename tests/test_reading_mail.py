"""A mail: its newest message is what is read, and what it answers or sends on is kept apart."""

from __future__ import annotations

import pytest

from summarizer.model import BlockKind, Paste
from summarizer.reading import read
from summarizer.sentences import split

PARAGRAPH, HEADING, QUOTE = BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.BLOCK_QUOTE
EARLIER, FURNITURE, ITEM = BlockKind.EARLIER_MAIL, BlockKind.FURNITURE, BlockKind.LIST_ITEM

NEWS = (
    "The boiler cracked on Sunday morning, and the yard in Bergen says that a new one will cost forty thousand "
    "and take three weeks to fit."
)
ANSWER = (
    "We will go ahead with it in March, provided that the council agrees on Thursday, and the morning crossing "
    "is given to the small boat until then."
)
ON = "On Mon, 3 Nov 2025 at 10:02, Jane Doe <jane@lindholm.example> wrote:"


def seen(text: str) -> list[tuple[BlockKind, str]]:
    document = read(Paste(text))
    assert document.text == text
    return [(block.kind, block.span.of(text)) for block in document.blocks]


def of_kind(text: str, kind: BlockKind) -> list[str]:
    return [part for one, part in seen(text) if one is kind]


# ---- what is read --------------------------------------------------------------------------------


def test_the_mail_that_is_answered_is_kept_apart() -> None:
    text = f"{ANSWER}\n\n{ON}\n\n> {NEWS}\n>\n> Jane\n"
    assert seen(text) == [(PARAGRAPH, ANSWER), (FURNITURE, ON), (EARLIER, NEWS), (EARLIER, "Jane")]


def test_no_sentence_of_earlier_mail_can_reach_the_summary() -> None:
    document = read(Paste(f"{ANSWER}\n\n{ON}\n\n> {NEWS}"))
    assert [sentence.span.of(document.text) for sentence in split(document, "en")] == [ANSWER]


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, 3 Nov 2025 at 10:02, Jane Doe <jane@lindholm.example>\nwrote:",
        "Am 03.11.2025 um 10:02 schrieb Jane Doe <jane@lindholm.example>:",
        "Am Mo., 3. Nov. 2025 um 10:02 Uhr schrieb Jane Doe <\njane@lindholm.example>:",
        "Le lun. 3 nov. 2025 à 10:02, Jane Doe <jane@lindholm.example> a écrit :",
        "El lun, 3 nov 2025 a las 10:02, Jane Doe (<jane@lindholm.example>) escribió:",
        "Em seg., 3 de nov. de 2025 às 10:02, Jane Doe <jane@lindholm.example> escreveu:",
        "Il giorno lun 3 nov 2025 alle ore 10:02 Jane Doe <jane@lindholm.example> ha scritto:",
        "Op ma 3 nov 2025 om 10:02 schreef Jane Doe <jane@lindholm.example>:",
        "man. 3. nov. 2025 kl. 10:02 skrev Jane Doe <jane@lindholm.example>:",
        "pon., 3 lis 2025 o 10:02 Jane Doe <jane@lindholm.example> napisał(a):",
        "Jane Doe <jane@lindholm.example> 于2025年11月3日周一 10:02写道：",
        "Jane Doe <jane@lindholm.example> escreveu no dia segunda, 3/11/2025 à(s) 10:02:",
        "пн, 3 нояб. 2025 г. в 10:02, Jane Doe <jane@lindholm.example>:",
        "2025年11月3日(月) 10:02 Jane Doe <jane@lindholm.example>:",
    ],
)
def test_who_wrote_what_is_quoted_is_furniture_in_many_languages(attribution: str) -> None:
    assert seen(f"{ANSWER}\n\n{attribution}\n\n> {NEWS}")[1:] == [(FURNITURE, attribution), (EARLIER, NEWS)]


def test_what_is_quoted_without_marks_below_an_attribution_is_earlier_mail() -> None:
    assert of_kind(f"{ANSWER}\n\n{ON}\n\n{NEWS}", EARLIER) == [NEWS]


def test_answers_between_the_lines_are_read() -> None:
    text = f"{ON}\n> Is the boiler broken?\n{NEWS}\n> And then?\n{ANSWER}"
    assert of_kind(text, PARAGRAPH) == [NEWS, ANSWER]
    assert of_kind(text, EARLIER) == ["Is the boiler broken?", "And then?"]


def test_quotations_of_several_levels_are_all_earlier_mail() -> None:
    text = f"{ANSWER}\n\n{ON}\n> {NEWS}\n>\n> Tom wrote:\n>> How is the boiler?\n>> I need to know."
    assert of_kind(text, EARLIER) == [NEWS, "How is the boiler?", "I need to know."]


HEAD_EN = "From: Jane Doe\nSent: Monday, 3 November 2025 10:02\nTo: Tom Roe\nSubject: The boiler"
HEAD_DE = "Von: Jane Doe\nGesendet: Montag, 3. November 2025 10:02\nAn: Tom Roe\nBetreff: Der Kessel"
HEAD_FR = "De : Jane Doe\nEnvoyé : lundi 3 novembre 2025 10:02\nÀ : Tom Roe\nObjet : La chaudière"


@pytest.mark.parametrize("head", [HEAD_EN, HEAD_DE, HEAD_FR])
def test_below_the_head_of_an_earlier_mail_stands_earlier_mail(head: str) -> None:
    assert seen(f"{ANSWER}\n\n{head}\n\n{NEWS}") == [(PARAGRAPH, ANSWER), (FURNITURE, head), (EARLIER, NEWS)]


@pytest.mark.parametrize(
    "line",
    ["-----Original Message-----", "-------- Weitergeleitete Nachricht --------", "Begin forwarded message:"],
)
def test_a_separator_begins_earlier_mail(line: str) -> None:
    assert seen(f"{ANSWER}\n\n{line}\n\n{NEWS}")[1:] == [(FURNITURE, line), (EARLIER, NEWS)]


@pytest.mark.parametrize("note", ["FYI", "See below.", "Hi Tom,\n\nplease have a look.\n\nThanks\nAnn"])
def test_a_mail_that_says_next_to_nothing_is_read_with_the_one_it_sends_on(note: str) -> None:
    text = f"{note}\n\n---------- Forwarded message ---------\n{HEAD_EN}\n\n{NEWS}"
    assert NEWS in of_kind(text, PARAGRAPH)
    assert of_kind(text, EARLIER) == []


def test_what_is_quoted_is_read_without_its_marks_where_nothing_else_says_something() -> None:
    assert of_kind(f"Agreed.\n\n{ON}\n> {NEWS}\n> - coal\n> - oil", ITEM) == ["coal", "oil"]


def test_only_the_next_mail_that_says_something_is_read() -> None:
    text = f"FYI\n\n{ON}\n> {NEWS}\n>\n> On Sun, 2 Nov 2025 at 09:00, Tom <tom@x.example> wrote:\n>> {ANSWER}"
    assert of_kind(text, EARLIER) == [ANSWER]


def test_a_conversation_of_web_mail_is_read_whole() -> None:
    text = (
        f"Jane Doe <jane@lindholm.example>\nMon, 3 Nov 2025 at 10:02\nto me\n\n{NEWS}\n\n"
        f"Tom Roe <tom@lindholm.example>\nMon, 3 Nov 2025 at 11:02\nto Jane\n\n{ANSWER}"
    )
    assert of_kind(text, PARAGRAPH) == [NEWS, ANSWER]


def test_the_last_line_of_a_message_is_no_heading_of_the_next() -> None:
    text = f"Please see to it, Tom\n\n{HEAD_EN}\n\n{NEWS}"
    assert seen(text)[0] == (PARAGRAPH, "Please see to it, Tom")
    text = f"{HEAD_EN}\n\nCan you see to it?\n\nWhat the yard says\n\n{HEAD_DE}\n\n{NEWS}"
    assert (PARAGRAPH, "What the yard says") in seen(text)


def test_an_address_to_answer_to_by_some_hour_is_no_attribution() -> None:
    text = f"Dear all,\n\n{NEWS}\n\nAnswer by 18:30 to jane@lindholm.example:\n\n{ANSWER}\n\nBest,\nJane"
    assert (PARAGRAPH, ANSWER) in seen(text)


# ---- heads and courtesies ------------------------------------------------------------------------


def test_the_subject_heads_the_mail() -> None:
    document = read(Paste(f"{HEAD_EN.replace('The boiler', 'RE: Fwd: The boiler')}\n\n{NEWS}"))
    assert document.headline == "The boiler"


def test_the_first_words_of_a_mail_are_no_heading() -> None:
    assert (PARAGRAPH, "FYI") in seen(f"FYI\n\n{ON}\n\n{NEWS}")


def test_the_head_of_a_mail_as_it_was_sent_is_furniture() -> None:
    head = (
        "Return-Path: <jane@lindholm.example>\nReceived: from mail.lindholm.example\n\tby mx.town.example; Mon\n"
        "From: Jane Doe <jane@lindholm.example>\nTo: tom@lindholm.example,\n ann@lindholm.example\nDate: Mon, 3 Nov"
    )
    assert seen(f"{head}\n\n{NEWS}") == [(FURNITURE, head), (PARAGRAPH, NEWS)]


@pytest.mark.parametrize(
    ("greeting", "closing"),
    [
        ("Hi Jane,", "Kind regards,\nTom Roe\nHarbour Office\n+47 555 1234"),
        ("Sehr geehrte Frau Dorn,", "Mit freundlichen Grüßen\nTom Roe"),
        ("Bonjour Jane,", "Cordialement,\nTom"),
        ("Hola Jane:", "Un saludo\nTom"),
        ("山田様", "よろしくお願いいたします。"),
        ("Hi Jane,", "Tom Roe"),
        ("Dear all,", "-- \nTom Roe\nHarbour Office\nhttps://lindholm.example"),
        ("Hello!", "Sent from my iPhone"),
    ],
)
def test_greeting_closing_and_signature_are_furniture(greeting: str, closing: str) -> None:
    text = f"{greeting}\n\n{ANSWER}\n\n{closing}\n\n{ON}\n> {NEWS}"
    assert seen(text)[:3] == [(FURNITURE, greeting), (PARAGRAPH, ANSWER), (FURNITURE, closing)]


def test_small_print_is_furniture_and_a_postscript_is_not() -> None:
    print_ = "This e-mail and its attachments are confidential and intended solely for the addressee."
    text = f"{HEAD_EN}\n\n{NEWS}\n\nBest,\nJane\n\nPS: The whistle is for sale, and I think that we should buy it.\n\n{print_}"
    assert seen(text)[-3:] == [
        (FURNITURE, "Best,\nJane"),
        (PARAGRAPH, "PS: The whistle is for sale, and I think that we should buy it."),
        (FURNITURE, print_),
    ]


def test_a_letter_loses_its_greeting_and_its_closing() -> None:
    assert seen(f"Dear Mayor,\n\n{NEWS}\n\n{ANSWER}\n\nYours sincerely,\nAnna Bergqvist") == [
        (FURNITURE, "Dear Mayor,"),
        (PARAGRAPH, NEWS),
        (PARAGRAPH, ANSWER),
        (FURNITURE, "Yours sincerely,\nAnna Bergqvist"),
    ]


def test_each_message_has_its_own_width() -> None:
    short = "\n> ".join(
        ["the boiler of the old ferry is broken and", "it will cost a lot of money to get it", "mended."]
    )
    text = f"{ANSWER}\n{ON}\n> {short}"
    assert [part.count("\n") for part in of_kind(text, EARLIER)] == [2]


def test_the_line_over_an_attribution_is_no_part_of_it() -> None:
    last = "On Tuesday we sail."
    assert (PARAGRAPH, last) in seen(f"{ANSWER}\n{last}\n{ON}\n> {NEWS}")


# ---- what is no mail -----------------------------------------------------------------------------


def test_a_quotation_in_an_article_is_the_articles_own() -> None:
    text = f"{NEWS}\n\nAs the captain once wrote:\n\n> The boiler is the heart of the ship.\n\n{ANSWER}"
    assert of_kind(text, QUOTE) == ["The boiler is the heart of the ship."]


def test_an_article_that_prints_a_mail_is_read_to_its_end() -> None:
    text = "\n\n".join(["The mails of the harbour", *[NEWS, ANSWER] * 4, HEAD_EN, NEWS, ANSWER])
    assert of_kind(text, EARLIER) == []


@pytest.mark.parametrize(
    "line",
    [
        "Best option is the small boat",
        "Thanks to the yard we sail",
        "Dear coal is the end of steam.",
        "Love is blind",
    ],
)
def test_words_that_begin_like_a_courtesy_are_prose(line: str) -> None:
    assert (FURNITURE, line) not in seen(f"{HEAD_EN}\n\n{NEWS}\n\n{line}\n\n{ANSWER}")


def test_a_mail_that_begins_with_fields_has_them_as_rows() -> None:
    text = f"{HEAD_EN}\n\nWhen: Thursday, 4 pm\nWhere: the harbour\n\n{NEWS}"
    assert of_kind(text, BlockKind.TABLE) == ["When: Thursday, 4 pm", "Where: the harbour"]
