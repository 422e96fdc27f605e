"""Close kin: languages so alike that runs of letters hardly tell them apart, and the words that do.

The detectors are the better witnesses to which family a text belongs to, these words to which member: one
of them weighs more than all voices together, since the other members write it differently.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

FAMILIES: Final = (
    frozenset({"nb", "nn", "da"}),
    frozenset({"hr", "sr", "bs"}),
    frozenset({"id", "ms"}),
    frozenset({"cs", "sk"}),
    frozenset({"nl", "af"}),
    frozenset({"bg", "mk"}),
    frozenset({"pt", "gl"}),
)

TOLD_BY_WORDS: Final = (frozenset({"nb", "nn"}), frozenset({"hr", "sr", "bs"}), frozenset({"id", "ms"}))
"""Those of which single words tell which it is; Danish and bokmål share too many of theirs."""

_TELLING: Final = {
    (
        "nn",
    ): "ikkje eg dei frå vere vore noko nokon meir berre sjå kva kvar kven korleis kvifor vart mykje hjå"
    " hennar saman auka seier eit gjere kjem medan veker veke åra stengjer då òg",
    (
        "nb",
    ): "ikke jeg fra være vært noe noen mer bare hva hvor hvem hvordan hvorfor ble mye hos hennes sammen øke"
    " sier et gjøre kommer mens uker uke årene da",
    (
        "hr",
    ): "tko tjedan tjedna tjedana tisuća tisuće povijest točno uvjet uvjeti glazba vlak zrakoplov tvrtka sustav"
    " nogomet sveučilište europa europe europske izvješće priopćenje sudjelovati siječnja veljače ožujka travnja"
    " svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca hrvatske",
    (
        "bs",
    ): "historija historije lahko mehko kahva saopćenje bosne bosni hercegovine hercegovini sedmice sedmica sedmici",
    (
        "bs",
        "sr",
    ): "ko šta hiljada hiljade tačno uslov uslovi muzika voz avion fudbal saobraćaj univerzitet evropa"
    " evrope evropske januara februara marta aprila maja juna jula avgusta septembra oktobra novembra decembra",
    (
        "sr",
    ): "pre posle gde ovde uvek vreme vremena mesto mesta dve deca dece reč reči svet sveta nedelja nedelje"
    " nedelju takođe uopšte opštine srbije srbiji čovek videti hteo",
    (
        "bs",
        "hr",
    ): "prije poslije gdje ovdje uvijek vrijeme mjesto dvije djeca djece riječ riječi svijet svijeta nedjelja"
    " također općine čovjek vidjeti htio",
    (
        "id",
    ): "karena bahwa bisa uang mobil kantor polisi universitas kualitas berbagai perusahaan agustus maret desember"
    " juli juni mau coba berbeda layanan rupiah beberapa provinsi",
    (
        "ms",
    ): "kerana bahawa ialah wang polis bandar universiti kualiti pelbagai syarikat ogos mac disember julai jun mahu"
    " cuba berbeza perkhidmatan ringgit manakala sahaja",
}
"""Members of one of these → words that they write and its other members do not."""

_MEMBERS: Final = {word: members for members, words in _TELLING.items() for word in words.split()}


def family(language: str) -> frozenset[str]:
    """The languages that this one is taken for, itself included."""
    return next((group for group in FAMILIES if language in group), frozenset({language}))


def alike(one: str, other: str) -> bool:
    """Whether the two are the same, or too close to be told apart by a paragraph."""
    return other in family(one)


def siblings(language: str) -> frozenset[str]:
    """The languages that single words tell from this one, itself included; empty where there are none."""
    return next((group for group in TOLD_BY_WORDS if language in group), frozenset())


def told(words: Iterable[str], language: str) -> frozenset[str]:
    """Those of a language's siblings that the words speak for most; empty where they speak for none."""
    votes = dict.fromkeys(siblings(language), 0)
    for word in words:
        for code in _MEMBERS.get(word.lower(), ()):
            if code in votes:
                votes[code] += 1
    most = max(votes.values(), default=0)
    return frozenset(code for code, count in votes.items() if count == most) if most else frozenset()
