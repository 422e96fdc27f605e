"""Who said it: a name where the text gives one, its full form, its role; and none where it is not sure."""

from __future__ import annotations

import pytest

from summarizer.model import QuoteKind
from tests.quoting import quotes_of, said

MAY = "We will open in May,"


def speaker(text: str, language: str = "en") -> str | None:
    """The speaker of the last quotation."""
    return said(text, language)[-1].speaker


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (f"“{MAY}” Ann Reed said.", "Ann Reed"),
        (f"“{MAY}” said Ann Reed, the mayor of York.", "Ann Reed"),
        (f"“{MAY}” Ann Reed told The Daily Planet on Monday.", "Ann Reed"),
        (f"“{MAY}” Mayor Ann Reed has since added.", "Ann Reed"),
        ("Ann Reed said: “We will open in May.”", "Ann Reed"),
        ("Ann Reed said that the harbour “will open again in May.”", "Ann Reed"),
        ("Ann Reed, who was elected in June, said “we will open in May.”", "Ann Reed"),
        ("Ann Reed (Lab.), a lawyer from Hull, has told the council “we will open in May.”", "Ann Reed"),
        ("The mayor of York, Ann Reed, wrote that “we will open in May, as agreed.”", "Ann Reed"),
        ("According to Ann Reed, the harbour “will open again in May, as agreed.”", "Ann Reed"),
        ("The harbour “will open again in May, as agreed,” according to Ann Reed.", "Ann Reed"),
        ("“Will we open in May?” Ann Reed asked.", "Ann Reed"),
        ("Ann Reed smiled and said: “We will open in May.”", "Ann Reed"),
        ("Ann Reed left early, adding that “we will open in May.”", "Ann Reed"),
        (f"“{MAY}” Ann Reed shot back.", "Ann Reed"),
        ("“We will open in May.” — Ann Reed", "Ann Reed"),
        ("Ann Reed: “We will open in May.”", "Ann Reed"),
        (f"“{MAY}” harbour officials said.", "harbour officials"),
        (f"“{MAY}” said a spokesman for the harbour.", "a spokesman for the harbour"),
    ],
)
def test_the_speaker_stands_before_after_or_around(text: str, who: str) -> None:
    assert speaker(text) == who


def test_whoever_is_told_is_not_the_speaker() -> None:
    assert speaker("Ann Reed told Mayor John Cole: “You will open in May.”") == "Ann Reed"


@pytest.mark.parametrize(
    "text",
    [
        "Ann Reed was told “you will open in May or never.”",
        "On the wall “we will open in May” stood in red paint.",
        "In Hull “we will open in May” was heard all day.",
    ],
)
def test_nobody_is_named_where_nobody_speaks(text: str) -> None:
    assert speaker(text) is None


def test_the_speaker_between_two_halves_said_both_and_they_are_one_utterance() -> None:
    first, second = quotes_of("“We will open,” Ann Reed said, “and it will be in the month of May.”")
    assert first.speaker == second.speaker is not None
    assert first.group == second.group


def test_what_follows_in_the_same_paragraph_is_carried_over_less_surely() -> None:
    first, second = quotes_of(f"“{MAY}” Ann Reed said. “The pier is nearly done by now.”")
    assert first.speaker == second.speaker is not None
    assert second.confidence < first.confidence
    assert first.group == second.group


def test_a_paragraph_that_is_all_quotation_is_the_speaker_s_before() -> None:
    assert speaker(f"“{MAY}” Ann Reed said.\n“The pier is nearly done by now.”") == "Ann Reed"


def test_of_several_paragraphs_the_last_may_name_the_speaker_of_all() -> None:
    found = said("“We began early in the day.\n“We worked until the evening,” Ann Reed said.")
    assert [one.speaker for one in found] == ["Ann Reed", "Ann Reed"]


def test_a_block_quote_belongs_to_whoever_introduced_it() -> None:
    text = "Ann Reed, in speaking to The Planet, turned to this, stating:\nWe will open in May. It is done.”"
    assert said(text) == [("We will open in May. It is done.", "Ann Reed")]


@pytest.mark.parametrize("surname", ["Reed", "Ms. Reed", "Mayor Reed"])
def test_a_surname_becomes_the_full_name_as_first_given(surname: str) -> None:
    text = f"Ann Reed came to York.\n“{MAY}” {surname} said."
    shown = quotes_of(text)[0].speaker
    assert shown is not None
    assert (shown.start, shown.of(text)) == (0, "Ann Reed")


def test_a_surname_that_two_share_stays_as_it_is() -> None:
    text = f"Ann Reed and her brother Tom Reed came to York. John Cole stayed.\n“{MAY}” Reed said."
    assert speaker(text) == "Reed"


def test_a_headline_in_capitals_gives_no_names() -> None:
    text = f"Harbour Mayor Reed Opens Pier Again\nAnn Reed came to York.\n“{MAY}” Reed said."
    assert speaker(text) == "Ann Reed"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"“{MAY}” said Ann Reed, the mayor of York.", "the mayor of York"),
        (f"York’s envoy to Hull, Ann Reed, spoke on Monday.\n“{MAY}” Reed said.", "York’s envoy to Hull"),
        (f"“{MAY}” harbour spokeswoman Ann Reed said.", "harbour spokeswoman"),
    ],
)
def test_a_role_is_read_off_the_text(text: str, role: str) -> None:
    found = quotes_of(text)[0].role
    assert found is not None
    assert found.of(text) == role


def test_a_man_who_gives_only_a_name_is_shown_by_it() -> None:
    text = "A young sailor, who identified himself only as Omar, told the Planet: “We will open in May.”"
    (quote,) = quotes_of(text)
    assert quote.speaker is not None
    assert quote.role is not None
    assert (quote.speaker.of(text), quote.role.of(text)) == ("Omar", "A young sailor")


def test_a_pronoun_means_the_speaker_before() -> None:
    text = f"“{MAY}” Ann Reed said. She added that “it will not be one day later than that.”"
    assert speaker(text) == "Ann Reed"


def test_a_pronoun_of_the_other_gender_is_somebody_else() -> None:
    text = f"“{MAY}” Mrs. Reed said. He added that “it will not be one day later than that.”"
    assert speaker(text) is None


def test_a_pronoun_with_two_that_fit_is_nobody() -> None:
    text = (
        "Mr. Cole came to York. Mr. Hall came too. Mr. Cole saw Mr. Hall.\n"
        "The crowd waited for Mr. Hall and for Mr. Cole.\n"
        "It rained all day.\nThen he said: “We will open in May, I think.”"
    )
    assert speaker(text) is None


def test_a_pronoun_is_still_where_the_speaker_is_mentioned() -> None:
    text = "It rained. “We will open in May,” he said."
    (quote,) = quotes_of(text)
    assert quote.speaker is None
    assert quote.mention is not None
    assert quote.mention.of(text) == "he"


ROTH = "Das sagte Anna Roth, Bürgermeisterin von Kiel, am Montag. „Wir öffnen im Mai“, sagte Roth.\n"
MOREL = "« Nous ouvrirons en mai », a déclaré Claire Morel, la maire de Brest.\n"


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        (
            "de",
            ROTH
            + "Der Vorsitzende der Neuen Fischer, Dr. Karl Huber, warf der Stadt Eile vor. „Niemand hat uns "
            "gefragt, ob wir das wollen“, erklärte er.",
            "Karl Huber",
        ),
        (
            "de",
            "Das war der Plan der Vorsitzenden Anna Roth, und Roth kam. „Niemand hat uns gefragt, ob wir das "
            "wollen“, erklärte sie.",
            "Anna Roth",
        ),
        ("de", ROTH + "Es regnete. „Niemand hat uns gefragt, ob wir das wollen“, erklärte er.", None),
        ("de", ROTH + "„Niemand hat uns gefragt, ob wir das wollen“, erklärte sie.", "Anna Roth"),
        (
            "fr",
            MOREL + "Le quai est dessiné par l’architecte Paul Garnier. « Le vent entre ici toute la "
            "journée », explique-t-il.",
            "Paul Garnier",
        ),
        ("fr", MOREL + "Il pleuvait. « Le vent entre ici toute la journée », explique-t-il.", None),
        ("fr", MOREL + "« Le vent entre ici toute la journée », explique-t-elle.", "Claire Morel"),
        ("en", f"“{MAY}” said Ann Reed, the chairwoman. “It may well be a day late,” he said.", None),
    ],
)
def test_an_office_tells_whether_he_or_she_is_meant(language: str, text: str, who: str | None) -> None:
    assert speaker(text, language) == who


def test_a_pronoun_is_nobody_where_a_full_name_has_come_up_since_and_nothing_tells_the_gender() -> None:
    before = "„Wir öffnen im Mai“, sagte Kim Roth. "
    after = "„Niemand hat uns gefragt, ob wir das wollen“, erklärte er."
    assert speaker(before + after, "de") == "Kim Roth"
    assert speaker(before + "\nDas Schiff von Toni Huber lag im Hafen. " + after, "de") is None


def test_outside_english_a_pronoun_whose_person_nothing_tells_is_less_sure() -> None:
    pairs = {
        "en": "“We will open in May,” said Kim Roth. “It will be a day late,” he said.",
        "de": "„Wir öffnen im Mai“, sagte Kim Roth. „Es wird ein Tag später“, sagte er.",
    }
    surety = {language: quotes_of(text, language)[-1].confidence for language, text in pairs.items()}
    assert surety["de"] < surety["en"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "That voyage said it all: “we cannot go on like this any more.”"),
        (
            "en",
            "A harbour fund that sailors in the north pay into said “we cannot go on like this any more.”",
        ),
        (
            "en",
            "“We cannot go on like this,” said a long list of letters from the owners of small boats in the north.",
        ),
        ("en", "“We cannot go on like this,” said a 2019 study."),
        ("de", "Wie ein Reporter das Unglück schilderte: „Die Leute liefen alle aus dem Haus.“"),
    ],
)
def test_a_clause_or_a_long_phrase_is_no_speaker(language: str, text: str) -> None:
    assert speaker(text, language) is None


def test_of_a_subject_and_its_object_the_subject_speaks() -> None:
    text = "Am Montag begründete der neue Hafenmeister seine Absage: „Der Wind war an diesem Tag zu stark.“"
    assert speaker(text, "de") == "der neue Hafenmeister"


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        ("Cole’s co-writers", None),
        ("Cole’s co-writer", "Cole’s co-writer"),
        ("the harbour boss", "the harbour boss"),
    ],
)
def test_an_office_of_several_is_not_the_role_of_one(role: str, shown: str | None) -> None:
    text = f"{role[0].upper()}{role[1:]}, Ann Reed, said “we wrote it in one night.”"
    (quote,) = quotes_of(text)
    assert quote.speaker is not None
    assert quote.speaker.of(text) == "Ann Reed"
    assert (quote.role.of(text).lower() if quote.role else None) == (shown.lower() if shown else None)


@pytest.mark.parametrize(
    "text",
    [
        "The film “The Long Way Home” opens on Friday.",
        "Sources cited by Ann Reed have asserted that the coming “Battle of the Pier” would be in May.",
        "The so-called “harbour tax” fell by half.",
        "He walked past the “fresh fish” sign.",
        "The page read <a title=“we will open in May again”> and nothing else.",
    ],
)
def test_titles_labels_and_scare_quotes_are_not_quotations(text: str) -> None:
    assert said(text) == []


def test_a_few_words_count_where_somebody_plainly_said_them() -> None:
    assert said("Ann Reed called the plan “very bold indeed.”") == [("very bold indeed.", "Ann Reed")]


def test_words_that_complete_the_writer_s_sentence_are_a_partial_quotation() -> None:
    text = "Ann Reed said that “it will open in May.” John Cole said: “It will never open at all.”"
    assert [quote.kind for quote in quotes_of(text)] == [QuoteKind.PARTIAL, QuoteKind.DIRECT]


def test_the_cue_is_the_verb() -> None:
    text = f"“{MAY}” Ann Reed has since insisted."
    cue = quotes_of(text)[0].cue
    assert cue is not None
    assert cue.of(text) == "insisted"


@pytest.mark.parametrize(
    ("language", "text", "who"),
    [
        ("de", "„Wir öffnen im Mai“, sagte Bürgermeisterin Anna Roth am Montag.", "Anna Roth"),
        ("de", "„Wir öffnen im Mai“, so Roth.", "Roth"),
        ("de", "Der Chef des Hafens, Karl Huber, sagte: „Wir öffnen im Mai.“", "Karl Huber"),
        ("de", "Am Montag erklärte Karl Huber, man werde „im Mai wieder alles öffnen“.", "Karl Huber"),
        ("de", "Laut Karl Huber werde man „im Mai wieder alles öffnen“.", "Karl Huber"),
        ("de", "Dem Minister zufolge werde man „im Mai wieder alles öffnen“.", "Dem Minister"),
        ("de", "„Wir öffnen im Mai“, freute sich Anna Roth.", "Anna Roth"),
        (
            "fr",
            "« Nous ouvrirons en mai », a déclaré la maire de Brest, Claire Morel, lundi.",
            "Claire Morel",
        ),
        ("fr", "Selon Claire Morel, le port « ouvrira de nouveau en mai ».", "Claire Morel"),
        ("fr", "Claire Morel a dit qu’elle est « très heureuse de ce choix ».", "Claire Morel"),
        ("es", "«Abriremos en mayo», afirmó la alcaldesa de Vigo, Ana Soto.", "Ana Soto"),
        ("es", "Según Ana Soto, el puerto “abrirá de nuevo en mayo”.", "Ana Soto"),
        ("es", "—Abriremos en mayo —dijo Ana Soto—. No antes.", "Ana Soto"),
        ("it", "«Apriremo a maggio», ha detto il sindaco di Bari, Luca Neri.", "Luca Neri"),
        ("it", "Luca Neri ha spiegato che «il porto aprirà a maggio».", "Luca Neri"),
        ("pt", "“Vamos abrir em maio”, disse o presidente do porto, João Silva.", "João Silva"),
        ("pt", "Segundo João Silva, “o porto vai abrir em maio”.", "João Silva"),
        ("nl", "“We gaan in mei open”, zegt burgemeester Karin Bos.", "Karin Bos"),
        ("nl", "“We gaan in mei open”, aldus Piet de Boer.", "Piet de Boer"),
        ("sv", "”Vi öppnar i maj”, säger borgmästare Eva Lind.", "Eva Lind"),
        ("sv", "– Vi öppnar i maj, säger Eva Lind.", "Eva Lind"),
        ("da", "»Vi åbner igen i maj«, siger borgmester Lars Holm.", "Lars Holm"),
        ("nb", "«Vi åpner igjen i mai», sier ordfører Lars Holm.", "Lars Holm"),
        ("nn", "«Vi opnar igjen i mai», seier Lars Holm.", "Lars Holm"),
        ("ru", "«Мы откроем порт в мае», — сказал мэр города Иван Петров.", "Иван Петров"),
        ("ru", "— Мы откроем порт в мае, — сказал Иван Петров. — Не раньше.", "Иван Петров"),
        ("cs", "„Otevřeme v květnu,“ řekl starosta Jan Novák.", "Jan Novák"),
        ("cs", "Podle Jana Nováka bude přístav „otevřen až v květnu“.", "Jana Nováka"),
        ("pl", "„Otworzymy port w maju” – powiedział burmistrz Jan Kowalski.", "Jan Kowalski"),
        ("pl", "— Otworzymy port w maju — powiedział Jan Kowalski.", "Jan Kowalski"),
    ],
)
def test_each_language_names_speakers_in_its_own_way(language: str, text: str, who: str) -> None:
    assert said(text, language)[0].speaker == who


def test_a_list_with_dashes_is_no_dialogue() -> None:
    assert said("— яблоки и груши\n— хлеб — белый\n— молоко, сыр", "ru") == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "市长说：“我们将在五月重新开放这个港口。”"),
        ("ja", "市長は「港は五月にもう一度開きます」と述べた。"),
        ("fi", "”Avaamme sataman jälleen toukokuussa”, sanoi pormestari Anna Koski."),
        (None, "“Agorduma fin belo rast en kole,” dra Ann Reed."),
    ],
)
def test_a_language_without_a_lexicon_has_quotations_without_speakers(
    language: str | None, text: str
) -> None:
    assert [one.speaker for one in said(text, language)] == [None]


STORY = (
    "The harbour of York will open in May, the mayor promised on Monday.\n"
    "“The harbour will open in May, and every boat in York is welcome,” Mayor Ann Reed said.\n"
    "“Good,” said John Cole.\n"
    "“The harbour will open in May, and every boat of York is welcome,” Reed said again.\n"
    "“Nobody asked those of us who live beside the pier,” said John Cole, a fisherman.\n"
    "“They will have to build a wall before the winter,” it was heard.\n"
    "“My own boat has waited for this day for seven years,” said Ruth Hall, a sailor.\n"
    "“I will believe it when I see the first sail come in,” said Tom Lee.\n"
)


def test_key_quotes_are_few_early_named_whole_and_not_two_of_the_same() -> None:
    keys = [quote for quote in quotes_of(STORY) if quote.key]
    speakers = [quote.speaker.of(STORY) for quote in keys if quote.speaker]
    assert 2 <= len(keys) <= 5
    assert len(speakers) == len(keys) == len(set(speakers))
    assert speakers[0] == "Ann Reed"
    assert all(len(quote.span.of(STORY).split()) >= 5 for quote in keys)


def test_an_unnamed_quotation_is_key_only_where_named_ones_are_missing() -> None:
    alone = quotes_of("“They will have to build a wall before the winter,” it was heard.")
    assert [quote.key for quote in alone] == [True]
    assert not any(quote.key and quote.speaker is None for quote in quotes_of(STORY))


def test_up_to_five_are_key_where_so_many_are_named_and_say_something() -> None:
    words = ["winter storm took roof", "ferry leaves before dawn", "children learn sailing here"]
    words += [
        "nets cost more today",
        "lighthouse needs fresh paint",
        "gulls steal every lunch",
        "tide waits for nobody",
    ]
    names = ["Ann Reed", "John Cole", "Ruth Hall", "Tom Lee", "Eve Moss", "Max Dunn", "Ida Fox"]
    text = "\n".join(f"“The {said_} again,” said {name}." for name, said_ in zip(names, words, strict=True))
    assert sum(quote.key for quote in quotes_of(text)) == 5


def test_what_goes_on_after_the_verb_is_key_with_its_utterance_but_for_a_word_or_two() -> None:
    text = "“We will open the harbour in May,” Ann Reed said, “rain or shine.”"
    assert [quote.key for quote in quotes_of(text)] == [True, True]
    text = "“We will open the harbour in May,” Ann Reed said, “at last.”"
    assert [quote.key for quote in quotes_of(text)][1:] in ([], [False])
