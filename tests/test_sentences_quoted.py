"""Sentences and marks: what stands within a quotation or brackets, and what is no mark at all."""

from __future__ import annotations

import pytest

from tests.test_sentences import cut


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The sign reads “Mind the gap. Keep to the left. Leave no bags.” and hangs low."),
        ("en", 'The sign reads "Mind the gap. Keep to the left. Leave no bags." and hangs low.'),
        ("fr", "L’affiche « Attention à la marche. Restez à gauche du quai. » est tombée."),
        ("de", "Auf dem Schild „Bitte nicht stören. Hier wird gearbeitet.“ stand mehr."),
        ("da", "På skiltet »Hold til venstre her. Pas på trinnet.« stod der mere."),
        ("ja", "駅の「足元に注意。左側を歩くこと。」という札が落ちた。"),
        ("en", "The harbour (it froze in May. Nobody knew why it did.) was empty."),
    ],
)
def test_nothing_ends_within_what_is_part_of_the_writers_own_sentence(language: str, text: str) -> None:
    assert cut(text, language) == [text]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["“The ice came early this year.", "Nobody was ready,” Ada Hale said.", "It stayed."]),
        ("en", ["She said: “The ice came early.", "Nobody was ready for it.”", "It stayed."]),
        ("en", ['She said, "The ice came early.', 'Nobody was ready for it."', "It stayed."]),
        ("pt", ["«O gelo chegou cedo este ano.", "Ninguém estava pronto», disse.", "Ficou."]),
        ("de", ["„Das Eis kam früh in diesem Jahr.", "Niemand war bereit“, sagte sie.", "Es blieb."]),
        ("zh", ["“今年的冰来得很早。", "没有人准备好。”她说。", "冰还在。"]),
    ],
)
def test_a_quotation_that_holds_several_sentences_is_cut_between_them(
    language: str, sentences: list[str]
) -> None:
    joiner = "" if language == "zh" else " "
    assert cut(joiner.join(sentences), language) == sentences


def test_the_sentences_of_a_quotation_are_balanced_together() -> None:
    made = cut("He waited. “The ice came early. (It was May.) Nobody was ready for it,” he said. It stayed.")
    inside = made[1:-1]
    assert inside[0].startswith("“")
    assert [one.count("“") - one.count("”") for one in made] == [0, 1, *[0] * (len(inside) - 2), -1, 0]


def test_short_sentences_of_a_quotation_stay_together() -> None:
    assert cut("“Wait. No. Stop now,” she said. He did.") == ["“Wait. No. Stop now,” she said.", "He did."]


def test_a_quotation_longer_than_any_sentence_is_cut_wherever_it_stands() -> None:
    long = (
        "The letter that says “" + "we shall meet at the bridge again. Then we will see. " * 8 + "” is lost."
    )
    assert len(cut(long)) > 8


@pytest.mark.parametrize(
    "text",
    [
        "He is 6'2\" tall. She is not.",
        'The screen has 15". It is big.',
        "It lies at 52° 31' N. Nobody goes there.",
        "The players' union met. It was late.",
        "The '90s are gone. Rock 'n' roll lives.",
        "’Tis the season. We’re glad.",
        "Don't ask. It isn't his.",
    ],
)
def test_apostrophes_feet_and_inches_hold_nothing_together(text: str) -> None:
    assert len(cut(text)) == 2


def test_inches_within_a_quotation_do_not_end_it() -> None:
    assert cut('"He is 6\'2" tall," she said. He left.') == ['"He is 6\'2" tall," she said.', "He left."]


@pytest.mark.parametrize(
    "sentences",
    [
        ["He said “we go.", "They went at once."],
        ['He said "we go.', 'She said "we stay.', "They left."],
        ["We go.”", "They went at once."],
        ["He (or she left.", "Nobody knows."],
    ],
)
def test_a_mark_without_its_pair_keeps_nothing_together(sentences: list[str]) -> None:
    assert cut(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["It froze.", '"We wait," she said.', '"Until May."']),
        ("en", ['"It froze."', '"We wait."']),
        ("en", ["‘It froze last night.’", "‘We wait.’"]),
        ("en", ["&quot;It froze.&quot;", "Nobody came."]),
        ("en", ["``It froze.''", "Nobody came."]),
        ("fr", ["« Où est-il ? »", "« Au pont ! »", "Il partit."]),
        ("ru", ["«Лёд пришёл».", "«Мы ждём»."]),
        ("sv", ["”Isen kom tidigt.”", "”Vi väntar.”"]),
        ("ja", ["「はい。」", "「いいえ。」"]),
    ],
)
def test_a_mark_goes_to_the_sentence_that_it_faces(language: str, sentences: list[str]) -> None:
    assert cut(("" if language == "ja" else " ").join(sentences), language) == sentences


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "“Who is there?” she asked."),
        ("en", "“Stop!” Ada Hale said."),
        ("de", "„Wer ist da?“ fragte sie."),
        ("fr", "« Qui est là ? » demanda-t-elle."),
        ("ru", "— Кто там? — спросила она."),
        ("ja", "「誰だ？」と彼女は聞いた。"),
    ],
)
def test_who_spoke_stays_with_what_was_asked_or_cried(language: str, text: str) -> None:
    assert cut(text, language) == [text]


def test_brackets_around_whole_sentences_are_sentences() -> None:
    assert cut("It froze. (Nobody knew why.) It thawed.") == ["It froze.", "(Nobody knew why.)", "It thawed."]
    assert cut("It froze (in May!). It thawed (in June?).") == [
        "It froze (in May!).",
        "It thawed (in June?).",
    ]
