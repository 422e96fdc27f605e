"""Captions, credits and furniture are known for what they are, and prose is never taken for them."""

from __future__ import annotations

import pytest

from summarizer.model import BlockKind, Paste
from summarizer.reading import read

PARAGRAPH, CAPTION, FURNITURE = BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.FURNITURE

STORY = (
    "The lighthouse of Skarvik was sold on Thursday to a society of bird watchers, who paid one crown more "
    "than the town had asked.",
    "“We did not want the last crown to be the one that decides,” said Ragna Holt, who leads the society. Its "
    "members had saved for eleven years.",
    "The lamp went out in 1987, when a beacon on the breakwater took over. Since then gulls have lived in the "
    "stairwell, and once a family of martens.",
    "A fisherman, Odd Brekke, offered twice as much and was refused. He had wanted to sleep up there, he said, "
    "and the town thought that no reason to buy a lighthouse.",
    "The society will open the gallery on Sundays from May. Whoever climbs the 214 steps is asked to count the "
    "birds on the way.",
    "The town will use the money to mend the breakwater, which the sea has been taking apart since the spring.",
)


def kind_at(line: str, at: int) -> BlockKind:
    """What a line is called that stands before the paragraph `at` of the story."""
    parts = [*STORY[:at], line, *STORY[at:]]
    document = read(Paste("\n\n".join(parts)))
    found = {block.span.of(document.text).strip("“”"): block.kind for block in document.blocks}
    return found[line.strip().strip("“”")]


def in_the_middle(line: str) -> BlockKind:
    return kind_at(line, 3)


def at_the_end(line: str) -> BlockKind:
    return kind_at(line, len(STORY))


def after_the_headline(line: str) -> BlockKind:
    document = read(Paste("\n\n".join(["A lighthouse for the birds", line, *STORY])))
    return document.blocks[1].kind


def test_a_story_is_prose_throughout() -> None:
    document = read(Paste("\n\n".join(STORY)))
    assert {block.kind for block in document.blocks} == {PARAGRAPH}


# ---- captions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Ragna Holt on the gallery of the lighthouse",
        "Image credit: Skarvik town archive",
        "Photograph by Lise Dahl",
        "(Photo by Lise Dahl)",
        "Top Photo |\u00a0 The lighthouse in winter, March 2, 1974. Town archive.",
        "A photo showing young gulls, “the tenants,” in the stairwell of the lighthouse in Skarvik.",
        "In this photo taken on Thursday, members of the society carry a telescope up the stairs.",
        "The lighthouse at dusk. (Photo: Lise Dahl)",
        "The breakwater in a storm. Getty Images/Lise Dahl",
        "The coast of Skarvik from above, with its lighthouse. (NASA/Coast Survey)",
        "© Lise Dahl",
        "Foto: Lise Dahl/dpa",
        "Symbolbild: Möwen über dem Hafen",
        "Ein Foto zeigt junge Möwen im Treppenhaus des Leuchtturms.",
        "Bildquelle: Stadtarchiv",
        "Crédit photo : Lise Dahl",
        "Une photo montrant de jeunes mouettes dans l’escalier.",
        "Imagen: archivo municipal",
        "Фото: Лисе Даль",
        "写真：灯台のらせん階段に住みついたカモメ",
        "图：灯塔楼梯里的海鸥",
        "[사진=리세 달]",
        "Ảnh: Lise Dahl",
    ],
)
def test_a_caption_is_a_caption_wherever_it_stands(line: str) -> None:
    assert in_the_middle(line) is CAPTION


@pytest.mark.parametrize(
    "line",
    [
        "A photo showing gulls in the stairwell was shared a thousand times before the sale was even announced.",
        "A picture of the lamp hangs in the town hall, and visitors ask about it more than about the mayor.",
        "The photo of a marten on the stairs made the lighthouse known in the whole country that year.",
        "Photographs were not allowed inside, a rule that nobody remembers the reason for.",
        "The lighthouse has been empty since the lamp went out, the agency was told. (Reuters)",
        "Der Leuchtturm steht leer, seit das Licht erlosch, sagte die Gemeinde am Donnerstag. (dpa/lby)",
        "Le phare est vide depuis que la lampe s’est éteinte, a dit la commune jeudi. (ats/afp)",
        "Video recordings of the stairwell show that the gulls leave in October and return in March.",
    ],
)
def test_a_sentence_about_a_picture_is_prose(line: str) -> None:
    assert in_the_middle(line) is PARAGRAPH


# ---- furniture --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Read more: The beacon that took over",
        "Related: Five towers that found a buyer",
        "ALSO READ: Five towers that found a buyer",
        "Advertisement",
        "Sign up for our newsletter and get the news of the coast in your inbox every morning.",
        "Share this on Facebook",
        "Facebook Twitter WhatsApp",
        "Follow us on Instagram",
        "This article was first published by the Coast Post.",
        "Tags: lighthouses, birds, Skarvik",
        "12 comments",
        "4 min read",
        "Lesen Sie auch: Fünf Türme, die einen Käufer fanden",
        "Mehr zum Thema",
        "Das könnte Sie auch interessieren:",
        "Anzeige",
        "Jetzt unseren Newsletter abonnieren!",
        "À lire aussi : cinq phares vendus",
        "Inscrivez-vous à notre newsletter",
        "Lea también: cinco faros vendidos",
        "Leggi anche: cinque fari venduti",
        "Leia também: cinco faróis vendidos",
        "Lees ook: vijf vuurtorens verkocht",
        "Czytaj też: pięć sprzedanych latarni",
        "Läs mer: fem sålda fyrar",
        "Читайте также: пять проданных маяков",
        "関連記事",
        "延伸阅读：五座售出的灯塔",
        "اقرأ أيضا: خمس منارات بيعت",
        "Xem thêm: Năm ngọn hải đăng đã bán",
        "External links",
        "Einzelnachweise",
        "FOR IMMEDIATE RELEASE",
        "Press release, 3 May 2031",
        "Pressemitteilung Nr. 14/2031",
        "This post may contain affiliate links. See how we choose our telescopes.",
        "We may earn a commission when you buy binoculars through the shops named here.",
        "This guide names products from our partners.",
        "Affiliate disclosure: the shops named here pay us for every telescope sold.",
        "Dieser Beitrag enthält Affiliate-Links, die mit einem Stern gekennzeichnet sind.",
        "Cet article contient des liens d’affiliation.",
        "Este artículo contiene enlaces de afiliados.",
        "View this post on Instagram",
        "Sieh dir diesen Beitrag auf Instagram an",
        "A post shared by Skarvik Lighthouse (@skarvikfyr)",
        "Ein Beitrag geteilt von Skarvik Fyr (@skarvikfyr)",
    ],
)
def test_furniture_is_furniture_in_the_middle_of_a_story(line: str) -> None:
    assert in_the_middle(line) is FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "The post A Lighthouse for the Birds appeared first on Coast Post.",
        "Read The Rest at Coast Post from around the web- (opens a new tab)",
        "(Reporting by Lise Dahl; Editing by Nils Vik)",
        "Copyright 2031 Coast Post. All rights reserved.",
        "The views expressed in this article are the author’s own.",
        "We use cookies to improve your experience on this site.",
        "If you enjoyed this story, please support our journalism.",
        "Follow Lise Dahl on Twitter @lisedahl",
        "Dieser Artikel erschien zuerst in der Küstenpost.",
        "Wir verwenden Cookies, um diese Website zu verbessern.",
        "Alle Rechte vorbehalten.",
        "L’article Un phare pour les oiseaux est apparu en premier sur La Côte.",
        "La entrada Un faro para las aves se publicó primero en La Costa.",
        "Запись Маяк для птиц впервые появилась Берег.",
        "無断転載を禁じます",
    ],
)
def test_what_closes_a_page_is_furniture_at_the_end(line: str) -> None:
    assert at_the_end(line) is FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "By Lise Dahl",
        "Published 3 May 2031, 10:15",
        "Von Lise Dahl",
        "Veröffentlicht am 3. Mai 2031",
        "Veröffentlichung: 3. Mai 2031",
        "Thursday, May 3, 2031",
        "03.05.2031",
    ],
)
def test_byline_and_date_under_the_headline_are_furniture(line: str) -> None:
    assert after_the_headline(line) is FURNITURE


@pytest.mark.parametrize(
    "line",
    [
        "Read more books about the sea, the mayor told the children of Skarvik, and they laughed at him.",
        "Share prices of the two ferry companies rose on the news, though nobody could say why.",
        "Related species, among them the black guillemot, had left the bay long before the lamp went out.",
        "The post office of Skarvik appeared first on a map in 1870, forty years before the lighthouse did.",
        "Follow the steps to the second landing, and the wind can be heard in the walls.",
        "Sign language was used on the gallery, where the wind is too loud for words.",
        "By Thursday the society had counted forty-one species from the gallery alone.",
        "Von dort oben sieht man an klaren Tagen bis zu den Inseln hinüber.",
        "Advertisements for the sale had hung in the harbour since March.",
        "This article of faith, that a light must burn on every coast, has cost the country a fortune.",
        "The society, which uses cookies as bait for the martens, has caught none so far.",
        "Comments from the town were friendly, and only one letter asked for the money back.",
        "More on the coast than inland, people care about their towers, a survey found.",
        "Press releases of the town had promised for years that the tower would never be sold to anybody.",
        "References to the tower stand in every guide that was printed on this coast since 1912.",
        "Die Seite verlangt von jedem Makler eine Provision, und die Stadt hat nichts dagegen.",
        "This review was sponsored by the ministry, which had hoped for a kinder one.",
        "The seller may receive a fee of two crones for every visitor, which nobody had asked for.",
        "This article on the affiliates of the society ran to nine pages, and named all of them.",
        "A post shared by two families stands in front of the tower, and both paint it every spring.",
        "View this post from the sea, the fisherman said, and you see why nobody ever moved it.",
    ],
)
def test_a_sentence_that_begins_like_furniture_is_prose(line: str) -> None:
    assert in_the_middle(line) is PARAGRAPH
    assert at_the_end(line) is PARAGRAPH


def test_what_stands_under_related_stories_is_furniture_up_to_the_next_sentence() -> None:
    text = "\n\n".join([*STORY[:3], "Related stories", "Five towers sold", "The beacon at ten", *STORY[3:]])
    document = read(Paste(text))
    assert [block.kind for block in document.blocks] == [PARAGRAPH] * 3 + [FURNITURE] * 3 + [PARAGRAPH] * 3


# ---- the writer's biography -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "Lise Dahl is a staff writer for the Coast Post. Her work has appeared in several papers of the north.",
        "Lise Dahl covers the coast as a reporter for the Coast Post.",
        "Lise Dahl ist freie Journalistin und lebt in Skarvik.",
        "Lise Dahl est journaliste à La Côte.",
        "Lise Dahl es periodista y vive en Skarvik.",
        "Jan van der Meer is the author of three books on towers.",
        "Lise Dahl (lise@coast.example) is the editor of the Coast Post and writes about towers.",
    ],
)
def test_the_biography_of_a_writer_at_the_end_is_furniture(line: str) -> None:
    assert at_the_end(line) is FURNITURE


def test_a_biography_is_known_behind_other_furniture() -> None:
    parts = [*STORY, "Lise Dahl is a reporter for the Coast Post.", "All rights reserved."]
    document = read(Paste("\n\n".join(parts)))
    assert [block.kind for block in document.blocks[-2:]] == [FURNITURE, FURNITURE]


def test_a_person_of_the_story_keeps_the_last_paragraph() -> None:
    line = "Ragna Holt is a writer of guides to the birds of the coast, and lives with two owls."
    assert at_the_end(line) is PARAGRAPH


def test_a_biography_in_the_middle_is_part_of_the_story() -> None:
    assert (
        in_the_middle("Lise Dahl is a reporter who has climbed the tower every year since 1990.") is PARAGRAPH
    )


# ---- nothing else to read ---------------------------------------------------------------------


def test_where_furniture_is_all_there_is_it_is_read() -> None:
    document = read(Paste("Sign up for our newsletter and get the news of the coast in your inbox."))
    assert [block.kind for block in document.blocks] == [PARAGRAPH]


def test_a_press_release_is_headed_by_its_headline() -> None:
    document = read(Paste("\n\n".join(["FOR IMMEDIATE RELEASE", "A lighthouse for the birds", *STORY])))
    assert [block.kind for block in document.blocks[:2]] == [FURNITURE, BlockKind.HEADING]


def test_what_stands_under_references_is_furniture() -> None:
    text = "\n\n".join([*STORY, "References", "Dahl, L. (2031): Towers of the coast", "Coast Post, 3 May"])
    document = read(Paste(text))
    assert [block.kind for block in document.blocks[-3:]] == [FURNITURE] * 3
