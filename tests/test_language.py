"""Which language a text is in: right where it answers, and unsure rather than wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from summarizer.core import summarise
from summarizer.language import SAMPLE, detect, normalise, warm
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
    ["第二次世界大戦後の憲法制定過程", "新型車両、来春にも運行開始へ", "OpenAIは新製品をアメリカで発表"],
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
        "Yes, thanks!",
        "C’est la vie",
        "привет, мир",
        "😀😀😀 👩‍👩‍👧 🇳🇴",
        "12 345,67 – 2026-11-22 (10:30)",
        "https://example.org/the/article/about/the/old/bridge?and=the&council=of",
        "www.example.org/the/article/about/the/old/bridge",
        "the.editor.of.the.paper@example.org",
        "@somebody_with_a_long_name #a_long_word_about_bridges",
        "`for number in range(len(everything)): print(number)`",
        "\x00\x00\ud800",
    ],
)
def test_what_holds_too_few_words_is_unsure(text: str) -> None:
    assert detect(text) is None


def test_an_address_is_no_part_of_the_text_around_it() -> None:
    """Chinese goes on behind an address without a space."""
    assert detect("https://example.org/the-bridge今日大雨，桥梁关闭。") == "zh"
    assert detect("联系编辑the.editor.of.this.paper@example.org今日大雨，桥梁关闭。") == "zh"


def test_a_few_words_of_another_language_do_not_sway() -> None:
    assert detect("Das Stück „The Winter’s Tale“ beginnt erst um acht. " + SENTENCES["de"]) == "de"


def test_a_long_text_is_known_by_its_beginning_and_middle() -> None:
    assert detect(SENTENCES["fr"] * 400) == "fr"
    assert len(SENTENCES["fr"]) * 400 > SAMPLE


def test_the_same_text_gets_the_same_answer_every_time() -> None:
    doubtful = [text[:32] for text in SENTENCES.values()]
    first = [detect(text) for text in doubtful]
    assert all([detect(text) for text in doubtful] == first for _ in range(2))
    assert [detect(text) for text in reversed(doubtful)] == first[::-1]


def test_threads_get_the_same_answers_too() -> None:
    warm()
    texts = list(SENTENCES.values()) * 2
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(detect, texts)) == [detect(text) for text in texts]


DANISH_OR_NORWEGIAN = "Kommunen lukker broen i dag."


def test_what_the_page_declares_settles_a_doubt() -> None:
    assert detect(DANISH_OR_NORWEGIAN) is None
    assert detect(DANISH_OR_NORWEGIAN, "da-DK") == "da"
    assert detect(DANISH_OR_NORWEGIAN, "no") == "nb"
    assert detect(DANISH_OR_NORWEGIAN, "nn-NO") == "nn"


def test_what_the_page_declares_does_no_more_than_that() -> None:
    assert detect(DANISH_OR_NORWEGIAN, "fi") is None
    assert detect(SENTENCES["en"], "de") == "en"
    assert detect(SENTENCES["ko"], "en") == "ko"
    assert detect("12345", "en") is None


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
    assert growth(detect, lambda size: piece * (size // len(piece)), small=500) < 24


def test_a_text_of_two_scripts_is_not_taken_for_no_language() -> None:
    """Its Latin half alone has none of any language's little words."""
    mixed = (
        "สิงหาคม นักวิจัย สาขา Kvantum Zbrix Tolmar Wexford Plinth Groxel Harven Myrtle Quonset Ledrax ประกอบด้วย"
    )
    _, summary = summarise(Paste(mixed))
    assert summary.words > 8
