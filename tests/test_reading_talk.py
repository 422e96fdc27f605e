"""Talk: turns with their speakers, and nothing that is only labelled alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.model import BlockKind, Insertion, Paste, Span
from summarizer.ranking import sumy_document
from summarizer.reading import read
from summarizer.reading.paste import structure_of
from summarizer.sentences import split
from summarizer.talk import names_before
from summarizer.words import tokens
from tests.growth import growth

PARAGRAPH, SPEAKER, FURNITURE = BlockKind.PARAGRAPH, BlockKind.SPEAKER, BlockKind.FURNITURE

BROKEN = "The boiler is broken, so we can't sail."
HOW_LONG = "How long will it take?"
WEEKS = "Three weeks, says the yard."


def turns(text: str) -> list[tuple[str, str]]:
    return [(turn.speaker.of(text), turn.span.of(text)) for turn in structure_of(text).turns]


def of_kind(text: str, kind: BlockKind) -> list[str]:
    return [block.span.of(text) for block in structure_of(text).blocks if block.kind is kind]


SAID = [("Jane Doe", BROKEN), ("Tom", HOW_LONG), ("Jane Doe", WEEKS)]

ABOVE = {
    "Slack": f"Jane Doe  10:42 AM\n{BROKEN}\nTom  10:43 AM\n{HOW_LONG}\nJane Doe  11:00 AM\n{WEEKS}",
    "Slack, an app": f"Jane Doe  10:42\n{BROKEN}\nTomAPP  10:43\n{HOW_LONG}\nJane Doe  11:00\n{WEEKS}",
    "Slack, the time below": (
        f"Jane Doe\n  10:42 AM\n{BROKEN}\nTom\n  10:43 AM\n{HOW_LONG}\nJane Doe\n  11:00 AM\n{WEEKS}"
    ),
    "Slack, with a status": (
        f"Jane Doe\n:palm_tree:  10:42 AM\n{BROKEN}\nTom\n  10:43 AM\n{HOW_LONG}\nJane Doe\n:palm_tree:  11:00 AM\n{WEEKS}"
    ),
    "Discord": (
        f"Jane Doe — Today at 10:42 AM\n{BROKEN}\nTom — Yesterday at 10:43\n{HOW_LONG}\n"
        f"Jane Doe — 03/11/2025 10:50\n{WEEKS}"
    ),
    "Discord, in three lines": (
        f"Jane Doe\n — \n03/11/2025 10:42\n{BROKEN}\nTom\n — \n03/11/2025 10:43\n{HOW_LONG}\n"
        f"Jane Doe\n — \n03/11/2025 10:44\n{WEEKS}"
    ),
    "Teams": f"[10:42 AM] Jane Doe\n{BROKEN}\n[10:43 AM] Tom\n{HOW_LONG}\n[10:44 AM] Jane Doe\n{WEEKS}",
    "Teams, dated": (
        f"Jane Doe   11/3/2025 10:42 AM\n{BROKEN}\n\nTom   11/3/2025 10:43 AM\n{HOW_LONG}\n\n"
        f"Jane Doe   11/3/2025 10:44 AM\n{WEEKS}"
    ),
    "Google Chat": f"Jane Doe, Mon 10:42 AM\n{BROKEN}\nTom, Mon 10:43 AM\n{HOW_LONG}\nJane Doe, Mon 10:44 AM\n{WEEKS}",
    "Telegram": (
        f"Jane Doe, [03.11.2025 10:42]\n{BROKEN}\n\nTom, [03.11.2025 10:43]\n{HOW_LONG}\n\n"
        f"Jane Doe, [03.11.2025 10:44]\n{WEEKS}"
    ),
    "a recording": f"Jane Doe  0:12\n{BROKEN}\n\nTom  0:20\n{HOW_LONG}\n\nJane Doe  0:25\n{WEEKS}",
    "Zoom's chat": (
        f"10:42:11 From Jane Doe to Everyone:\n\t{BROKEN}\n10:43:00 From Tom to Everyone:\n\t{HOW_LONG}\n"
        f"10:44:00 From Jane Doe to Everyone:\n\t{WEEKS}"
    ),
    "a play": f"Jane Doe:\n{BROKEN}\n\nTom:\n{HOW_LONG}\n\nJane Doe:\n{WEEKS}",
    "WebVTT": (
        f"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\n<v Jane Doe>{BROKEN}</v>\n\n2\n00:00:04.000 --> 00:00:06.000\n"
        f"<v Tom>{HOW_LONG}</v>\n\n3\n00:00:06.000 --> 00:00:09.000\n<v Jane Doe>{WEEKS}</v>\n"
    ),
}


@pytest.mark.parametrize("where", ABOVE)
def test_names_above_the_words_are_speakers_and_only_what_is_said_is_read(where: str) -> None:
    assert turns(ABOVE[where]) == SAID
    assert of_kind(ABOVE[where], PARAGRAPH) == [words for _, words in SAID]
    assert len(of_kind(ABOVE[where], SPEAKER)) == 3


LABELLED = [(name, f"{name}: {words}") for name, words in SAID]
BESIDE = {
    "a chat": f"[10:42] Jane Doe: {BROKEN}\n[10:43] Tom: {HOW_LONG}\n[10:44] Jane Doe: {WEEKS}",
    "WhatsApp on an iPhone": (
        f"\u200e[03.11.25, 10:42:11] Jane Doe: {BROKEN}\n[03.11.25, 10:43:11] Tom: {HOW_LONG}\n"
        f"[03.11.25, 10:44:11] Jane Doe: {WEEKS}"
    ),
    "WhatsApp on Android": (
        f"12/3/25, 10:42 - Jane Doe: {BROKEN}\n12/3/25, 10:43 - Tom: {HOW_LONG}\n"
        f"12/3/25, 10:44 - Jane Doe: {WEEKS}"
    ),
    "Zoom": f"00:12:33 Jane Doe: {BROKEN}\n00:12:40 Tom: {HOW_LONG}\n00:13:33 Jane Doe: {WEEKS}",
    "captions": (
        f"1\n00:00:01,000 --> 00:00:04,000\nJane Doe: {BROKEN}\n\n2\n00:00:04,000 --> 00:00:06,000\n"
        f"Tom: {HOW_LONG}\n\n3\n00:00:06,000 --> 00:00:09,000\nJane Doe: {WEEKS}\n"
    ),
    "minutes": f"Jane Doe: {BROKEN}\nTom: {HOW_LONG}\nJane Doe: {WEEKS}",
    "minutes, hard-wrapped": f"Jane Doe: {BROKEN}\nTom: {HOW_LONG}\r\nJane Doe: {WEEKS}\r\n",
}


@pytest.mark.parametrize("where", BESIDE)
def test_a_name_in_front_stays_with_its_words_and_the_time_goes(where: str) -> None:
    assert turns(BESIDE[where]) == LABELLED
    assert of_kind(BESIDE[where], PARAGRAPH) == [words for _, words in LABELLED]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (f"10:42 <jane> {BROKEN}\n10:43 <@tom> {HOW_LONG}\n10:44 * jane waves", ["jane", "tom", "jane"]),
        (f"<jane> {BROKEN}\n<tom> {HOW_LONG}\n<jane> {WEEKS}", ["jane", "tom", "jane"]),
        (f"Q: {HOW_LONG}\n\nA: {WEEKS}\n\nQ: Why is that?\n\nA: {BROKEN}", ["Q", "A", "Q", "A"]),
        (f"Q. {HOW_LONG}\nA. {WEEKS}\nQ. Why is that?\nA. {BROKEN}", ["Q", "A", "Q", "A"]),
        (f"JANE (laughing): {BROKEN}\nTOM: {HOW_LONG}\nJANE: {WEEKS}", ["JANE", "TOM", "JANE"]),
        (f"**Jane:** {BROKEN}\n\n**Tom:** {HOW_LONG}\n\n**Jane:** {WEEKS}", ["Jane", "Tom", "Jane"]),
        (
            "记者：锅炉怎么了？\n船长：星期天坏了。\n记者：要多久？\n船长：三个星期。",
            ["记者", "船长", "记者", "船长"],
        ),
    ],
)
def test_other_ways_to_write_who_speaks(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in turns(text)] == speakers


def test_a_turn_goes_on_to_the_next_one() -> None:
    text = f"Ship news\n\nQ: {HOW_LONG}\n\nA: {WEEKS}\n\n{BROKEN}\n\nQ: Why?\n\nA: {BROKEN}"
    assert turns(text)[1] == ("A", f"A: {WEEKS}\n\n{BROKEN}")


def test_a_message_is_no_heading_whatever_it_looks_like() -> None:
    long = "It has been so since Sunday, when it cracked in the middle of the crossing with nobody near it."
    assert (
        of_kind(f"Jane  10:42 AM\nThe boiler\n{long}\nTom  10:43 AM\nA new boiler\n{long}", BlockKind.HEADING)
        == []
    )


def test_a_line_that_goes_on_below_a_label_is_no_heading() -> None:
    text = f"12/3/25, 10:42 - Jane: {BROKEN}\nThe old boiler\n12/3/25, 10:43 - Tom: {HOW_LONG * 3}"
    assert of_kind(text, BlockKind.HEADING) == []


def test_each_line_is_a_message_of_who_writes_without_capitals() -> None:
    lines = ["the boiler is broken and nobody knows why", "we need two men on friday"]
    text = "jane — Today at 10:42\n" + "\n".join(lines) + f"\ntom — Today at 10:43\n{HOW_LONG}"
    assert of_kind(text, PARAGRAPH)[:2] == lines


@pytest.mark.parametrize(
    ("shown", "name"), [("+44 7700 900123", "+44 7700 900123"), ("~ Olga", "Olga"), ("~\u202fOlga", "Olga")]
)
def test_who_is_not_in_the_address_book_has_a_voice(shown: str, name: str) -> None:
    text = f"[03.11.25, 10:42:11] Jane: {BROKEN}\n[03.11.25, 10:43:11] {shown}: {HOW_LONG}\n[03.11.25, 10:44:11] Jane: {WEEKS}"
    assert turns(text)[1][0] == name


def test_names_in_front_of_all_captions_are_voices_though_nobody_comes_back() -> None:
    text = (
        f"WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nJane Doe: {BROKEN}\n\n"
        f"2\n00:00:04.000 --> 00:00:06.000\nJane Doe: {WEEKS}\n\n3\n00:00:06.000 --> 00:00:09.000\nTom: {HOW_LONG}\n"
    )
    assert [name for name, _ in turns(text)] == ["Jane Doe", "Jane Doe", "Tom"]


def test_what_stands_over_a_transcript_and_the_times_within_are_not_read() -> None:
    said = f"Jane Doe: {BROKEN}\nTom Roe: {HOW_LONG}\n00:05:12\nJane Doe: {WEEKS}\nTom Roe: {HOW_LONG}"
    head = ["Harbour board, 3 November", "Attendees", "Jane Doe, Tom Roe", "Transcript", "Part one"]
    text = "\n".join(head) + f"\n\n{said}"
    assert of_kind(text, BlockKind.HEADING) == head
    assert of_kind(text, FURNITURE) == ["00:05:12"]


def test_a_comma_behind_a_name_is_no_part_of_it() -> None:
    text = f"Jane, [3 Nov 2025 at 10:42:11]:\n{BROKEN}\n\nTom, [3 Nov 2025 at 10:43:00]:\n{HOW_LONG}"
    assert [name for name, _ in turns(text)] == ["Jane", "Tom"]


def test_a_list_in_a_message_stays_a_list() -> None:
    text = f"Jane  10:42 AM\n- coal\n- oil\nTom  10:43 AM\n{HOW_LONG}"
    assert of_kind(text, BlockKind.LIST_ITEM) == ["coal", "oil"]


@pytest.mark.parametrize(
    ("text", "furniture"),
    [
        (
            f"Jane  10:42 AM\n{BROKEN}\n3 replies\nTom  10:43 AM\njoined #boilers.\n{HOW_LONG}",
            ["3 replies", "joined #boilers."],
        ),
        (f"Jane — Today at 10:42\n{BROKEN}\n[10:43]\n{WEEKS}\nTom — Today at 10:44\n{HOW_LONG}", ["[10:43]"]),
        (f"<jane> {BROKEN}\n*** bo has quit\n<tom> {HOW_LONG}\n<jane> {WEEKS}", ["*** bo has quit"]),
        (
            f"[03.11.25, 10:42:11] Jane: {BROKEN}\n[03.11.25, 10:43:00] Tom left\n[03.11.25, 10:44:11] Jane: \u200eimage omitted",
            [
                "[03.11.25, 10:42:11]",
                "[03.11.25, 10:43:00] Tom left",
                "[03.11.25, 10:44:11] Jane: \u200eimage omitted",
            ],
        ),
    ],
)
def test_what_a_program_says_is_furniture(text: str, furniture: list[str]) -> None:
    assert of_kind(text, FURNITURE) == furniture


def test_the_times_of_a_recording_without_names_are_furniture() -> None:
    text = "0:00\nhello and welcome\n0:05\ntoday we talk about the boiler\n0:12\nwhich broke\n0:20\non sunday"
    assert of_kind(text, FURNITURE) == ["0:00", "0:05", "0:12", "0:20"]


def test_the_lines_of_one_caption_are_one_paragraph() -> None:
    text = "1\n00:00:01,000 --> 00:00:04,000\nThe boiler is broken, and we can\nnot sail.\n\n2\n00:00:04,000 --> 00:00:06,000\nWhy?"
    assert of_kind(text, PARAGRAPH) == ["The boiler is broken, and we can\nnot sail.", "Why?"]


# ---- what is no talk -----------------------------------------------------------------------------

NO_TALK = {
    "notes": "Note: the boiler is hot.\nWarning: do not touch it.\nNote: it is wet.\nWarning: it is heavy.",
    "an article": f"{BROKEN}\n\nThe mayor: a new one is too dear.\n\nThe captain: without it we sink.\n\n{WEEKS}",
    "a recipe": "Prep: 10 minutes\nCook: 20 minutes\n\nStep 1: Boil the water.\nStep 2: Add the salt.",
    "a log": "ERROR: boiler failed to start\nINFO: retrying it now\nERROR: boiler failed again\nINFO: giving up",
    "a log with times": "[10:42:11] INFO: it has started\n[10:42:12] ERROR: it failed\n[10:42:13] INFO: it retries",
    "records": "mark: J1\nrole: captain of the ferry\nsince: 2001\nmark: T2\nrole: stoker of the ferry\nsince: 2002",
    "settings": "host_a: harbour\nport_a: 22\nhost_a: town\nport_a: 23\nhost_a: sea\nport_a: 24",
    "contents": "Chapter 1: The boiler\nChapter 2: The ferry\nChapter 3: The town\nChapter 4: The sea",
    "a bibliography": "Doe: The boiler. 1999.\nDoe: The ferry. 2001.\nRoe: The town. 2003.\nRoe: The sea. 2004.",
    "verses": "Genesis 1:10\nAnd it was hot.\nGenesis 1:11\nAnd it broke.\nGenesis 1:12\nAnd it was cold.",
    "opening hours": "Monday: closed\nTuesday: 9–5\nWednesday: 9–5\nThursday: 9–5",
    "a timetable": "Lindholm 10:42\nSandby 10:58\nLindholm 11:42\nSandby 11:58",
    "a schedule": "Welcome 9:00 AM\nIn the hall.\nThe boiler 10:00 AM\nJane Doe.\nCoffee 11:00 AM\nOutside.\nThe end 12:00 PM\nBye.",
    "versions": "1.2.0 - 2025-11-03\nThe boiler is new.\n1.1.0 - 2025-10-01\nThe ferry is new.",
    "a ticker": f"10:42 Uhr: {BROKEN}\n11:00 Uhr: {HOW_LONG}\n11:30 Uhr: {WEEKS}",
    "good and bad": "Pros: it is cheap.\nCons: it is loud.\nPros: it is new.\nCons: it smells.",
    "results": "Lindholm: Doe 12, Roe 8\nSandby: Poe 3, Loe 9\nLindholm: Doe 2, Roe 1\nSandby: Poe 7, Loe 2",
    "one line": f"Jane: {BROKEN}",
}


@pytest.mark.parametrize("what", NO_TALK)
def test_what_is_only_labelled_like_talk_is_none(what: str) -> None:
    structure = structure_of(NO_TALK[what])
    assert structure.turns == ()
    assert {SPEAKER, FURNITURE}.isdisjoint(block.kind for block in structure.blocks)


# ---- what a reader sees --------------------------------------------------------------------------


def test_a_sentence_whose_label_stands_above_is_shown_with_the_speakers_name() -> None:
    document = read(Paste(ABOVE["Slack"]))
    spans = [sentence.span for sentence in split(document, "en")]
    named = names_before(document, spans)
    assert [(one.at, one.text) for one in named] == [
        (document.text.index(words), name) for name, words in SAID
    ]
    assert [one.source.of(document.text) for one in named if one.source] == [name for name, _ in SAID]


def test_a_sentence_that_begins_with_its_label_gets_no_other() -> None:
    document = read(Paste(BESIDE["minutes"]))
    assert names_before(document, [sentence.span for sentence in split(document, "en")]) == ()


def test_the_second_sentence_of_a_turn_gets_a_name_only_where_the_first_is_not_shown() -> None:
    document = read(Paste(f"Jane: It broke. It was Sunday.\nTom: {HOW_LONG}\nJane: {WEEKS}"))
    first, second, *_ = (sentence.span for sentence in split(document, "en"))
    assert names_before(document, [first, second]) == ()
    assert names_before(document, [second]) == (Insertion(second.start, "Jane", Span(0, 4)),)


def test_a_name_in_front_does_not_count_when_sentences_are_weighed() -> None:
    document = read(Paste(BESIDE["minutes"]))
    weighed = sumy_document(document, split(document, "en")).sentences
    assert [" ".join(sentence.words) for sentence in weighed] == [
        " ".join(tokens(words)) for _, words in SAID
    ]


# ---- whatever is pasted --------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        *(
            "Jane",
            "Tom Roe",
            "10:42",
            "10:42 AM",
            "[10:42]",
            "  ",
            ": ",
            ":",
            "<jane>",
            "<v Jane>",
            "</v>",
            "—",
            " - ",
        ),
        *(
            "hello there.",
            "- item",
            "> ",
            ">> ",
            "\n",
            "\n\n",
            "\r\n",
            "\u2028",
            "\x85",
            "\u200e",
            "* ",
            "Q: ",
            "A. ",
        ),
        *(
            "00:00:01.000 --> 00:00:02.000",
            "WEBVTT",
            "From: a@b.cd",
            "Subject: x",
            "To: b",
            "wrote:",
            "On 3 Nov 2025",
        ),
        *(
            "Hi Jane,",
            "Thanks,",
            "-- ",
            "-----Original Message-----",
            "```",
            "**Jane:** ",
            "\u202b",
            "港",
            "\ud800",
        ),
    ]
)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_blocks_and_turns_are_in_order_and_inside_the_text(text: str) -> None:
    structure = structure_of(text)
    at = 0
    for block in structure.blocks:
        part = block.span.of(text)
        assert at <= block.span.start < block.span.end <= len(text)
        assert part == part.strip()
        at = block.span.end
    at = 0
    for turn in structure.turns:
        assert at <= turn.span.start < turn.span.end <= len(text)
        assert 0 <= turn.speaker.start < turn.speaker.end <= turn.span.end
        assert turn.speaker.of(text).strip()
        at = turn.span.end


HOSTILE = {
    "two speakers": lambda n: "Jane: hi\nTom: ho\n" * (n // 17),
    "clocks": lambda n: "Jane Doe 1 3 nov 10:42 Jane 1.1.1 10:42 [10:42 \n" * (n // 48),
    "names and clocks": lambda n: "Jane Doe  10:42 AM\nhi\n" * (n // 22),
    "heads": lambda n: "From: a\nTo: b\n" * (n // 14),
    "subjects": lambda n: "From: a\nSubject: b\n\nhi\n" * (n // 23),
    "attributions": lambda n: "On 3 Nov 10:42 schrieb schrieb wrote:\n" * (n // 38),
    "courtesies": lambda n: "From: a\nSubject: b\n\n" + "Thanks,\n" * (n // 8),
    "captions": lambda n: "00:00:01.000 --> 00:00:04.000\nhi\n" * (n // 33),
    "fields": lambda n: f"{BROKEN * 4}\n\n" + "".join(f"Field {i}: 1\n" for i in range(n // 12)),
    "the same field": lambda n: f"{BROKEN * 4}\n\n" + "Field: 1\nRow: 2\n" * (n // 16),
    "one line": lambda n: "Jane: 10:42 <v " * (n // 15),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_the_cost_of_talk_and_mail_grows_no_faster_than_the_text(hostile: str) -> None:
    assert growth(structure_of, HOSTILE[hostile], small=800) < 24
