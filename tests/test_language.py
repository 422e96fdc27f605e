"""Which language a text is in: right where it answers, and unsure rather than wrong."""

from __future__ import annotations

import pytest

from summarizer.core import summarise
from summarizer.language import SAMPLE, detect, normalise, opinion
from summarizer.model import Paste
from tests.growth import growth

SENTENCES = {
    "en": "The council will close the old bridge for two weeks while engineers repair the northern pier.",
    "de": "Der Stadtrat sperrt die alte Brücke für zwei Wochen, weil der nördliche Pfeiler repariert wird.",
    "fr": "Le conseil municipal fermera le vieux pont pendant deux semaines pour réparer la pile nord.",
    "es": "El ayuntamiento cerrará el puente viejo durante dos semanas para reparar el pilar norte.",
    "it": "Il comune chiuderà il vecchio ponte per due settimane mentre gli operai riparano il pilone nord.",
    "pt": "A câmara vai fechar a ponte velha durante duas semanas para que os engenheiros reparem o pilar.",
    "nl": "De gemeente sluit de oude brug twee weken af omdat men de noordelijke pijler moet herstellen.",
    "sv": "Kommunen stänger den gamla bron i två veckor medan ingenjörerna lagar den norra bropelaren.",
    "da": "Kommunen lukker den gamle bro i to uger, mens ingeniørerne reparerer den nordlige bropille.",
    "nb": "Kommunen stenger den gamle broen i to uker. Jeg vet ikke hva det koster, sa ordføreren, bare at "
    "arbeidet ikke kan vente til våren.",
    "nn": "Kommunen stengjer den gamle brua i to veker. Eg veit ikkje kva det kostar, sa ordføraren, berre at "
    "arbeidet ikkje kan vente til våren.",
    "fi": "Kaupunki sulkee vanhan sillan kahdeksi viikoksi, kun insinöörit korjaavat pohjoista pilaria.",
    "pl": "Miasto zamknie stary most na dwa tygodnie, ponieważ inżynierowie muszą naprawić północny filar.",
    "cs": "Město uzavře starý most na dva týdny, protože inženýři musí opravit severní pilíř.",
    "sk": "Mesto uzavrie starý most na dva týždne, pretože inžinieri musia opraviť severný pilier.",
    "hu": "A város két hétre lezárja a régi hidat, mert a mérnököknek meg kell javítaniuk az északi pillért.",
    "ro": "Primăria va închide podul vechi timp de două săptămâni pentru ca inginerii să repare pilonul.",
    "tr": "Belediye, mühendisler kuzey ayağını onarırken eski köprüyü iki hafta boyunca kapatacak.",
    "ru": "Город закроет старый мост на две недели, потому что инженеры должны отремонтировать опору.",
    "uk": "Місто закриє старий міст на два тижні, бо інженери мають відремонтувати північну опору.",
    "bg": "Градът ще затвори стария мост за две седмици, защото инженерите трябва да поправят стълба.",
    "el": "Ο δήμος θα κλείσει την παλιά γέφυρα για δύο εβδομάδες, επειδή επισκευάζεται ο βόρειος στύλος.",
    "he": "העירייה תסגור את הגשר הישן לשבועיים כדי שהמהנדסים יתקנו את העמוד הצפוני.",
    "ar": "ستغلق البلدية الجسر القديم لمدة أسبوعين حتى يتمكن المهندسون من إصلاح الدعامة الشمالية.",
    "fa": "شهرداری پل قدیمی را به مدت دو هفته می‌بندد تا مهندسان پایه شمالی را تعمیر کنند.",
    "ur": "بلدیہ پرانے پل کو دو ہفتوں کے لیے بند کر دے گی تاکہ انجینئر شمالی ستون کی مرمت کر سکیں۔",
    "hi": "नगर परिषद पुराने पुल को दो सप्ताह के लिए बंद करेगी ताकि इंजीनियर उत्तरी खंभे की मरम्मत कर सकें।",
    "bn": "শহর কর্তৃপক্ষ পুরনো সেতুটি দুই সপ্তাহের জন্য বন্ধ রাখবে যাতে স্তম্ভ মেরামত করা যায়।",
    "ta": "பொறியாளர்கள் வடக்குத் தூணைச் சரிசெய்ய நகராட்சி பழைய பாலத்தை இரண்டு வாரங்களுக்கு மூடும்.",
    "th": "เทศบาลจะปิดสะพานเก่าเป็นเวลาสองสัปดาห์เพื่อให้วิศวกรซ่อมเสาด้านเหนือ",
    "ko": "시는 기술자들이 북쪽 교각을 수리하는 동안 옛 다리를 2주간 폐쇄한다고 밝혔다.",
    "ja": "市は北側の橋脚を修理するため、古い橋を二週間閉鎖すると発表した。",
    "zh": "市政府将关闭旧桥两周，以便工程师修复北侧桥墩，市长周五表示。",
    "vi": "Thành phố sẽ đóng cây cầu cũ trong hai tuần để các kỹ sư sửa chữa trụ cầu phía bắc.",
    "id": "Pemerintah kota akan menutup jembatan lama selama dua minggu agar tiang utara dapat diperbaiki.",
    "hy": "Քաղաքապետարանը երկու շաբաթով կփակի հին կամուրջը, որպեսզի վերանորոգեն հյուսիսային սյունը։",
    "ka": "ქალაქი ორი კვირით დახურავს ძველ ხიდს, რათა ინჟინრებმა შეაკეთონ ჩრდილოეთის ბურჯი.",
    "yi": "די שטאט וועט פארמאכן די אלטע בריק אויף צוויי װאכן, װייל מען דארף פארריכטן דעם זײל.",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_one_sentence_is_enough(code: str) -> None:
    assert detect(SENTENCES[code]) == code


@pytest.mark.parametrize(
    "text",
    [
        "第二次世界大戦後の憲法制定過程",
        "新型車両、来春にも運行開始へ",
        "OpenAIは新製品をアメリカで発表",
        "経済産業省、自動車関税対応策発表",
    ],
)
def test_japanese_mostly_in_kanji_is_not_taken_for_chinese(text: str) -> None:
    assert detect(text) == "ja"


def test_a_name_in_kana_does_not_make_a_chinese_article_japanese() -> None:
    assert detect(SENTENCES["zh"] * 3 + "「の」") == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "a",
        "OK",
        "Überraschung",
        "привет",
        "lol ha",
        "😀😀😀 👩‍👩‍👧 🇳🇴",
        "12 345,67 – 2026-11-22 (10:30)",
        "https://example.org/the/article/about/the/old/bridge?and=the&council=of",
        "www.example.org/the/article/about/the/old/bridge",
        "the.editor.of.the.paper@example.org",
        "@somebody_with_a_long_name #a_long_word_about_bridges",
        "`for number in range(len(everything)): print(number)`",
        "the_old_bridge closed_for_weeks",
        "\x00\x00\ud800",
        "\x00\x01\ud800\udfff\ufffe\uffff\x85\ue000\U0010ffff" * 20,
    ],
)
def test_what_holds_no_words_to_tell_by_is_unsure(text: str) -> None:
    assert detect(text) is None
    assert detect(text, "en") is None


@pytest.mark.parametrize(
    "name", ["Ada Lindqvist", "Ursula von der Heide", "Nowa Huta", "The Old Bridge", "José de la Cruz"]
)
def test_a_name_is_in_no_language(name: str) -> None:
    assert detect(name) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [("Yes, thanks!", "en"), ("C’est la vie", "fr"), ("привет, мир", "ru"), ("guten morgen", "de")],
)
def test_two_words_are_enough_where_the_vote_is_clear(text: str, code: str) -> None:
    assert detect(text) == code


@pytest.mark.parametrize("text", ["gode venner", "store lister", "hotel taxi", "portal central"])
def test_two_words_that_several_languages_have_are_unsure(text: str) -> None:
    assert detect(text) is None


@pytest.mark.parametrize(
    "code",
    [
        '{"id": 12, "status": "closed", "bridge": {"name": "the old bridge", "open": false}}',
        "def closed(bridge): return bridge.weeks > 2 and not bridge.open",
        "for (int i = 0; i < bridges; i++) { total += weeks[i]; }",
        "import numpy as np\nfrom pathlib import Path\n\nprint('the bridge is closed')",
        "SELECT name, weeks FROM bridges WHERE open = false ORDER BY name;",
        "body { margin: 0; padding: 0 }\n.bridge { color: red }",
        "id,name,city\n1,Anna,Oslo\n2,Ben,Bergen\n3,Carl,Moss",
        "2026-11-27 10:00:01 INFO the server has started\n2026-11-27 10:00:02 WARN connection reset by peer",
        "<div class='bridge'><p>closed</p></div>",
    ],
)
def test_code_and_data_are_in_no_language(code: str) -> None:
    assert detect(code) is None


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE 1-The council closes the old bridge for two weeks",
        "The council (which met on Monday) will close it: the ferry, the footbridge and the old bridge.",
        "Bring: a lamp, a rope, and warm clothes; the council lends helmets.",
        "Anna, Ben, Carl met.\nThey talked, argued, drank a lot of coffee.\nThen, tired, they all went home.",
    ],
)
def test_prose_with_marks_in_it_is_not_taken_for_code(text: str) -> None:
    assert detect(text) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "gbp timvi pteew rokzh yzselyud trzhd dpkkbfhk ycrqgsgk udph mnzmcnz ghhn htywxs",
        "qwrtz plmok brnst vlkjh grtwz mnbvc zxqwe rtzvi opzsd fghjk lyxcv bnmqw",
        "ktyzi ggxwmzgu gqhlsioh ydxdqsav nbztrsj tlexq ifzp miqhfvsy cglzsv brnndt knjlu",
    ],
)
def test_random_letters_are_in_no_language(text: str) -> None:
    assert detect(text) is None


def test_shouting_and_ornate_letters_are_read_as_plain_ones() -> None:
    assert detect(SENTENCES["de"].upper()) == "de"
    assert detect("𝐓𝐡𝐞 𝐜𝐨𝐮𝐧𝐜𝐢𝐥 𝐰𝐢𝐥𝐥 𝐜𝐥𝐨𝐬𝐞 𝐭𝐡𝐞 𝐨𝐥𝐝 𝐛𝐫𝐢𝐝𝐠𝐞") == "en"
    assert detect("The\x00 council\x07 will\ud800 close\x85 the\ufffe old bridge for two weeks") == "en"


def test_names_in_latin_letters_do_not_make_another_script_s_text_latin() -> None:
    assert detect("삼성전자와 Google DeepMind, OpenAI가 새 제품을 발표했다") == "ko"
    assert detect("Компания Google представила новый телефон Pixel и часы Watch") == "ru"


def test_an_address_is_no_part_of_the_text_around_it() -> None:
    """Chinese goes on behind an address without a space."""
    assert detect("https://example.org/the-bridge今日大雨，桥梁关闭。") == "zh"
    assert detect("联系编辑the.editor.of.this.paper@example.org今日大雨，桥梁关闭。") == "zh"


def test_a_few_words_of_another_language_do_not_sway() -> None:
    assert detect("Das Stück „The Winter’s Tale“ beginnt erst um acht. " + SENTENCES["de"]) == "de"


def test_a_long_text_is_known_by_its_beginning_and_middle() -> None:
    assert detect(SENTENCES["fr"] * 400) == "fr"
    assert len(SENTENCES["fr"]) * 400 > SAMPLE


def test_the_same_text_gets_the_same_answer_whatever_was_asked_before() -> None:
    doubtful = [text[:32] for text in SENTENCES.values()][::4]
    first = [opinion(text) for text in doubtful]
    assert [opinion(text) for text in reversed(doubtful)] == first[::-1]


DANISH_OR_NORWEGIAN = "gode venner"


def test_what_the_page_declares_settles_a_doubt() -> None:
    assert detect(DANISH_OR_NORWEGIAN) is None
    assert detect(DANISH_OR_NORWEGIAN, "da-DK") == "da"
    assert detect(DANISH_OR_NORWEGIAN, "no") == "nb"


def test_what_the_page_declares_does_no_more_than_that() -> None:
    assert detect(DANISH_OR_NORWEGIAN, "fi") is None
    assert detect(SENTENCES["ko"], "en") == "ko"
    assert detect("12345", "en") is None


@pytest.mark.parametrize("declared", ["de", "fr-FR", "nl", "ja", "af", "no such language"])
def test_a_template_s_language_does_not_become_that_of_the_text(declared: str) -> None:
    assert detect(SENTENCES["en"], declared) == "en"
    assert detect("Read more about the bridge", declared) == "en"


SIBLINGS = {
    "nb": "Kommunen stenger broen i to uker mens den nordlige pilaren repareres.",
    "nn": "Kommunen stengjer brua i to veker medan den nordlege pilaren blir reparert.",
    "hr": "Grad će zatvoriti most na dva tjedna, a točno vrijeme rada trajekta objavit će u petak.",
    "sr": "Grad će zatvoriti most na dve nedelje, a tačno vreme rada skele objaviće u petak.",
    "bs": "Grad će zatvoriti most na dvije sedmice, a tačno vrijeme rada skele objavit će u petak.",
    "id": "Pemerintah kota menutup jembatan karena tiang utara harus diperbaiki pada Agustus.",
    "ms": "Majlis bandaran menutup jambatan kerana tiang utara perlu dibaiki pada bulan Ogos.",
    "da": "Kommunen lukker broen i to uger, mens den nordlige bropille bliver repareret.",
}


@pytest.mark.parametrize("code", SIBLINGS)
def test_close_kin_are_told_apart_by_their_own_words(code: str) -> None:
    assert detect(SIBLINGS[code]) == code


def test_serbian_is_known_in_both_its_scripts() -> None:
    assert detect("Град ће затворити стари мост на две недеље, рекла је градоначелница.") == "sr"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("is", "Bærinn lokar gömlu brúnni í tvær vikur á meðan gert er við nyrðri stöpulinn."),
        ("eu", "Udalak bi astez itxiko du zubi zaharra, ingeniariek zutabea konpondu bitartean."),
        ("cy", "Bydd y cyngor yn cau'r hen bont am bythefnos tra bydd peirianwyr yn trwsio'r piler."),
        ("be", "Горад зачыніць стары мост на два тыдні, пакуль інжынеры рамантуюць апору."),
        ("kk", "Қала ескі көпірді екі аптаға жабады, инженерлер солтүстік тіреуді жөндейді."),
    ],
)
def test_a_language_that_one_detector_does_not_know_is_left_to_the_others(code: str, text: str) -> None:
    """langdetect knows none of these."""
    assert detect(text) == code


def test_a_language_without_a_code_of_two_letters_is_unsure() -> None:
    assert (
        detect("Sirad-an sa siyudad ang karaang taytayan samtang giayo sa mga inhenyero ang haligi.") is None
    )


@pytest.mark.parametrize(
    ("declared", "code"),
    [
        ("en-US", "en"),
        ("EN_us", "en"),
        (" de ", "de"),
        ("no", "nb"),
        ("nn-NO", "nn"),
        ("zh-Hant-TW", "zh"),
        ("iw", "he"),
        ("", None),
        (None, None),
        ("english", None),
        ("x", None),
        ("-", None),
    ],
)
def test_a_declared_code_is_brought_to_the_form_used_here(declared: str | None, code: str | None) -> None:
    assert normalise(declared) == code


@pytest.mark.parametrize("piece", ["@", "a@", "http", "www.", "`", "#", "a.b@c."])
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    assert growth(detect, lambda size: piece * (size // len(piece)), small=500, times=8) < 24


def test_a_text_of_two_scripts_is_not_taken_for_no_language() -> None:
    """Its Latin half alone has none of any language's little words."""
    mixed = (
        "สิงหาคม นักวิจัย สาขา Kvantum Zbrix Tolmar Wexford Plinth Groxel Harven Myrtle Quonset Ledrax ประกอบด้วย"
    )
    _, summary = summarise(Paste(mixed))
    assert summary.words > 8
