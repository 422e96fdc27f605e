"""What a page gives as its author → names of people, or nothing.

An address, a web link or the site itself is no name; a title of office beside a name is left out, and so
are the words before it ("By", "Von") and a date around it. A pen name counts, and so does an agency ("dpa",
"Reuters"): it is what the page says. What has "and" in its name, as offices of state do, is not cut there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

from summarizer.reading.metadata.dates import dated

PARTICLES: Final = frozenset(
    {
        *("de", "da", "di", "du", "del", "della", "der", "den", "van", "von", "zu", "bin", "ibn", "al", "el"),
        *("la", "le", "ter", "ten", "dos", "das", "e", "y", "and", "und"),
    }
)
"""Words in lower case that are part of a name."""

_KIND: Final = (
    r"(?:an? |the |eine? |une? |una |um(?:a)? )?(?:guest |gast)?(?:post|column|essay|analysis|opinion|commentary|report|review|"
    r"story|article|feature|recipe|text|words|documentary|kolumne|beitrag|artikel|kommentar|analyse|reportage|bericht|"
    r"rezension|chronique|tribune|article|texte|documentaire|reportaje|crónica|columna|artículo|coluna|artigo|crônica)"
)
_BEFORE: Final = re.compile(
    r"(?:(?:(?:written|posted|published|reported|created|compiled|contributed|submitted|shared) )?by|"
    rf"{_KIND} (?:by|von|de|par|por|di)|view all (?:posts|articles) by|(?:posted|published) (?:on .{{1,30}})?by|reporting by|"
    r"authors?|autor(?:in|en|es|a)?|auteurs?|autore|autori|redacteur|von|text(?: und fotos?)?|tekst|texte|"
    r"par|(?:publié|écrit|rédigé) par|propos recueillis par|por|(?:publicado|escrito) por|di|(?:scritto|pubblicato) da|"
    r"a cura di|door|geschreven door|av|af|skrevet av|skrevet af|автор|текст|yazar|文|作者|記者|记者|撰文)"
    r"(?:\s?[:：|]\s?|\s|(?<=文)/)",
    re.IGNORECASE,
)
_BETWEEN: Final = re.compile(
    r"[;|•·,，、&]|\s/\s|(?<=\w)/(?=\w{4})|\s(?:and|und|et|og|och|en|и|和)\s(?=[^\W\d_])|"
    r"\s[yei]\s(?=[^\W\d_]\S{0,40}\s[^\W\d_])",
    re.IGNORECASE,
)
_BETWEEN_BODIES: Final = re.compile(r"[;|•·,]")
_DASH: Final = re.compile(r"\s[-–—]+\s")
_AROUND_A_DATE: Final = " \t|,;:·•()–—-"
_BEFORE_A_DATE: Final = frozenset(
    {
        *(
            "on",
            "at",
            "am",
            "vom",
            "le",
            "du",
            "el",
            "il",
            "em",
            "den",
            "op",
            "published",
            "posted",
            "updated",
        ),
        *("veröffentlicht", "publié", "publicado", "aktualisiert"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        *("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
    }
)
_BEHIND_A_DATE: Final = re.compile(r"(?:[\s|,;:·•)–—-]|\b(?:uhr|h|et|est|gmt|utc)\b)*+", re.IGNORECASE)
_BARE_HOST: Final = re.compile(
    r"(?:[\w-]+\.)+(?:com|de|org|net|fr|es|it|eu|ch|at|uk|info|io|tv|bz)(?:/\S*)?", re.IGNORECASE
)
_NOT_A_NAME: Final = re.compile(
    r"(?:\w*admin(?:istrator)?|webmaster|editor|editors|editorial(?: team| staff)?|staff|guest(?: author| post)?|author|"
    r"authors|unknown|anonymous|null|none|undefined|user|default|root|super ?user|team|not available|n/?a|no author|"
    r"various(?: authors)?|(?:published|updated|posted|publiziert|veröffentlicht|aktualisiert|publié|publicado)(?: \w{1,5}){0,2}|"
    r"artikel von|more|share|follow|contact|about(?: the author)?|(?:view )?all (?:posts|articles|stories)|alle (?:artikel|beiträge)|mehr(?: artikel| anzeigen)?|"
    r"tous (?:ses|les) articles|todos los artículos|(?:view |full )?(?:profile?|bio|biography)|read more|name|gastautor|autor(?:in|en)?|gast|"
    r"facebook|twitter|instagram|linkedin|email|e-mail|rss|website|homepage|by|object object|test|\W*)",
    re.IGNORECASE,
)
_OFFICES: Final = (
    r"writers?|reporters?|editors?|correspondents?|columnists?|contributors?|journalist(?:in|e)?|redakteur(?:in)?|"
    r"chefredakteur(?:in)?|korrespondent(?:in)?|reporterin|volontär(?:in)?|producer|photographer|director|professor"
)
_OFFICE: Final = re.compile(
    rf"\b(?:{_OFFICES}|(?:online-?)?redaktion|reda(?:ktion|ctie)|autor(?:in)?|experte?|expertin|staff|ph\.?d\.?|m\.?d\.?|"
    r"jr\.?|sr\.?|esq\.?|chief|senior|freelance|special to|fotos?|photos?|ceo|founder|manager|uhr|min(?:utes)?|ago|"
    r"comments?)\b",
    re.IGNORECASE,
)
_OF_AN_OFFICE: Final = (
    r"(?:senior|junior|chief|staff|guest|freelance|political|business|science|health|sports?|news|managing|special|associate|"
    r"contributing|foreign|deputy)"
)
# "Staff Writer Lise Dahl", "Lise Dahl Senior Reporter": two words at least must be left.
_OFFICE_FIRST: Final = re.compile(
    rf"(?:{_OF_AN_OFFICE}\s){{0,3}}(?:[\w-]+-)?(?:{_OFFICES}|experte|expertin|autorin|autor)\s+(?=[^\W\d_]\S*\s+[^\W\d_])",
    re.IGNORECASE,
)
_OFFICE_LAST: Final = re.compile(
    rf"(?<=\S\s)(?:{_OF_AN_OFFICE}\s){{0,3}}(?:{_OFFICES}|ph\.?\s?d|m\.?\s?d)\b.*$", re.IGNORECASE | re.DOTALL
)
_TALK: Final = re.compile(r"comment|kommentar|коммент|news service", re.IGNORECASE)
_FOR: Final = re.compile(
    r"\s(?:(?:in|filed under|gespeichert unter|unter)\s.*|(?:for (?:the )?|on (?=[A-Z][a-z]+ \d))[A-Z].*|(?:sagt|says|said|schreibt)$|(?:mon|tues|wednes|thurs|fri|satur|sun)day,? .*)$",
    re.IGNORECASE | re.DOTALL,
)
# Who did something else than write it.
_OTHERWISE: Final = re.compile(
    r"(?:medically |clinically |expert |last )?(?:(?:peer[- ])?reviewed|edited|updated|modified|fact[- ]checked|checked|"
    r"photographed|illustrated|translated|presented|hosted|read) by\b|"
    r"(?:photos?|photographs?|photography|pictures?|illustrations?|graphics?|video) (?:by|:)|"
    r"(?:fotos?|bild(?:er)?|grafik|übersetzung|übersetzt von|redigiert von|geprüft von|traducción|traduction|traduit par)\b",
    re.IGNORECASE,
)
_BODY: Final = re.compile(
    r"\b(?:e\. ?v\.|co\. kg|gmbh|inc\.?|ltd\.?|llc|ag|verlag|media|group|foundation|stiftung|association|verband|fraktion|company|"
    r"corporation|department|ministry|ministerium|office|bureau|institute|institut|university|universität|council|committee|"
    r"commission|agency|administration|customs|police|polizei|government|authority|service|reports?|center|centre)(?:\W|$)",
    re.IGNORECASE,
)
_AGENCIES: Final = frozenset((
    "dpa", "afp", "ap", "apa", "ansa", "anp", "ani", "belga", "bloomberg", "cna", "ctk", "dapd", "efe", "epd", "ians", "interfax",
    "itar tass", "jiji", "jiji press", "kna", "kyodo", "kyodo news", "lusa", "ntb", "ots", "pa media", "press association", "pap",
    "pti", "reuters", "ria novosti", "ritzau", "sda", "sid", "stt", "tass", "thomson reuters", "tt", "upi", "xinhua", "yonhap",
    "zenit", "anadolu", "canadian press", "europa press", "the canadian press", "associated press", "the associated press",
    "agence france presse", "agence belga", "keystone sda", "press trust of india", "deutsche presse agentur", "dpa afx",
))  # fmt: skip
"""News agencies as bylines write them, folded."""

_DIGITS: Final = re.compile(r"\d{2,}")
_HANDLE: Final = re.compile(r"[^\W\d_]{3,}[\w.-]{0,20}")
_LONGEST: Final = 300  # characters of a value that are looked at
_MOST_VALUES, _MOST_NAMES = 200, 40
_SURNAME_FIRST: Final = re.compile(r"([^\W\d_][\w’'-]*), ?([^\W\d_][\w’'. -]{0,30})")
_INITIAL_LAST: Final = re.compile(r"\b[^\W\d_]\.$")
_IN_BRACKETS: Final = re.compile(r"(?<=\S)\s?[(\[].*", re.DOTALL)
_GENERATIONS: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})


def fold(text: str) -> str:
    """For comparison: words alone, without case."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def names_in(
    values: Iterable[str], not_these: Iterable[str] = (), *, people: bool = False
) -> tuple[str, ...]:
    """The names in `values`, each once, in order.

    `not_these` are names of the site and its publisher; `people` asks for what looks like a person or is an
    agency, since the place the value comes from is known to hold other things too.
    """
    refused = {fold(name[:_LONGEST]) for name in not_these if name}
    found: dict[str, str] = {}
    for number, value in enumerate(values):
        if number >= _MOST_VALUES or len(found) >= _MOST_NAMES:
            break
        short = value[:_LONGEST]
        if fold(short) in refused:
            continue
        for name in _names(short, refused):
            key = fold(name)
            if key and key not in found and not _refused(key, refused) and (not people or _person(name)):
                found[key] = name
    return tuple(found.values())


def is_no_name(text: str) -> bool:
    """Whether a text beside names is known to be something else, such as "All articles"."""
    return _NOT_A_NAME.fullmatch(text[:_LONGEST]) is not None


def is_full(name: str) -> bool:
    """Whether it has a given name and a surname, as far as its form tells."""
    return len(name.split()) > 1


def is_login(name: str) -> bool:
    """Whether it looks like what somebody signs in with: one word in lower case, or with digits."""
    return " " not in name and (name == name.lower() or _DIGITS.search(name) is not None)


def _refused(key: str, refused: Iterable[str]) -> bool:
    """Whether the name is that of the site, or begins with it, or is one word of its host."""
    joined = key.replace(" ", "")
    return any(
        joined == name.replace(" ", "")
        or (len(name) >= 6 and key.startswith(name + " "))
        or (" " not in key and key in name.split())
        for name in refused
    )


def _names(value: str, refused: Iterable[str]) -> list[str]:
    plain = _without_label(_without_date(_without_addresses(html.unescape(value))))
    parts = [part.strip() for part in (_BETWEEN_BODIES if _BODY.search(plain) else _BETWEEN).split(plain)]
    if _BARE_HOST.fullmatch(parts[0].strip()):
        return []  # what follows is where the site is
    reversed_ = [_SURNAME_FIRST.fullmatch(one.strip()) for one in plain.split(";") if one.strip()]
    if all(reversed_) and (
        len(reversed_) > 1 or all(re.fullmatch(r"[^\W\d_][\w’'-]+", part) for part in parts)
    ):
        parts = [f"{one[2]} {one[1]}" for one in reversed_ if one]  # as libraries write it
    names: list[str] = []
    for part in parts:
        bare = _without_office(_of_the_writer(_without_label(_FOR.sub("", part)), refused))
        name = _once(_bare(_IN_BRACKETS.sub("", bare)))
        if names and fold(name) in _GENERATIONS:
            names[-1] += f", {part.strip()}"
        elif _could_name(name) and not (names and _is_beside_a_name(part, name, names[-1])):
            names.append(name)
    return names


def _is_beside_a_name(part: str, name: str, before: str) -> bool:
    """Whether what follows a name says what that person is or where: an office, a house, a degree, a town."""
    if _OFFICE.search(part) or _BODY.search(part):
        return True
    return is_full(before) and not is_full(name) and fold(name) not in _AGENCIES


def _without_addresses(text: str) -> str:
    """Without what leads to a web page, a mailbox or an account."""
    words = (word for word in text.split() if "@" not in word and "//" not in word)
    return " ".join(word for word in words if not word.lower().startswith("www."))


def _without_date(text: str) -> str:
    """What stands before the date in a byline, else what stands behind it."""
    plain = " ".join(text.split())
    found = dated(plain) if _DIGITS.search(plain) else None
    if found is None:
        return plain
    words = plain[: found.start].rstrip(_AROUND_A_DATE).split()
    while words and words[-1].strip(_AROUND_A_DATE).casefold() in {"", *_BEFORE_A_DATE}:
        words.pop()
    if words:
        return " ".join(words)
    return _BEHIND_A_DATE.sub("", plain[found.end :], count=1)


def _without_label(text: str) -> str:
    plain = " ".join(text.split())
    while label := _BEFORE.match(plain):
        plain = plain[label.end() :].lstrip()
    return plain


def _of_the_writer(text: str, refused: Iterable[str]) -> str:
    """Of "Coast Post - Lise Dahl" and "Edited by Nils Vik – by Lise Dahl" the name of the writer."""
    for piece in _DASH.split(text):
        if piece.strip() and not _OTHERWISE.match(piece) and not _refused(fold(piece), refused):
            return _without_label(piece)
    return ""


def _without_office(text: str) -> str:
    first = _OFFICE_FIRST.match(text)
    bare = text[first.end() :] if first and text[first.end()].isupper() else text
    if (last := _OFFICE_LAST.search(bare)) and len(bare[: last.start()].split()) > 1:
        bare = bare[: last.start()]
    return bare


def _bare(name: str) -> str:
    """Without the marks around it; the full stop of an initial stays."""
    plain = name.strip(" ,:-–—()[]\"'“”«»*")
    return plain if _INITIAL_LAST.search(plain) else plain.strip(" .,:-–—")


def _once(name: str) -> str:
    """A name that is given twice, for readers and for machines, once."""
    words = name.split()
    half = len(words) // 2
    twice = words[:half] == words[half:] and len("".join(words)) > 6  # not the initials "R. R."
    return " ".join(words[:half] if half and twice else words)


def _could_name(name: str) -> bool:
    if not 2 <= len(name) <= 60 or name.startswith("@") or ":" in name or not any(map(str.isalpha, name)):
        return False
    return not (
        _NOT_A_NAME.fullmatch(name)
        or _BARE_HOST.fullmatch(name)
        or _TALK.search(name)
        or (_DIGITS.search(name) and not _HANDLE.fullmatch(name))
    )


def _person(name: str) -> bool:
    if fold(name) in _AGENCIES:
        return True
    words = name.split()
    if len(words) > 5 or _BODY.search(name) or _OFFICE.search(name):
        return False
    return not any(word[0].islower() and word not in PARTICLES and word[-1] != "." for word in words)
