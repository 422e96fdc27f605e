"""The extractive peers, each a score a sentence, on the very sentences that ours chooses from.

sumy's algorithms are taken as `summarizer.ranking.classic` gives them, whose values are sumy's own. summa,
lede and rapid-textrank are no dependencies of anything here: they are compared with where they are
installed (`pip install --group train`), and the run says which were not.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sumy.models.dom import ObjectDocumentModel

from summarizer.ranking import classic

Scores = NDArray[np.float64]
Peer = Callable[[Sequence[str], ObjectDocumentModel, str | None], Scores]

_SUMMA: Final = {
    "ar": "arabic",
    "da": "danish",
    "nl": "dutch",
    "en": "english",
    "fi": "finnish",
    "fr": "french",
    "de": "german",
    "hu": "hungarian",
    "it": "italian",
    "nb": "norwegian",
    "nn": "norwegian",
    "pl": "polish",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "es": "spanish",
    "sv": "swedish",
}
SUMMA_LIMIT: Final = 400
"""Above this many sentences summa's loops over all pairs take minutes: the linear measure stands in."""


def lead(texts: Sequence[str], _model: ObjectDocumentModel, _language: str | None) -> Scores:
    return -np.arange(len(texts), dtype=np.float64)


def _sumy(name: str) -> Peer:
    return lambda _texts, model, language: classic.rate(name, model, language)


def summa(texts: Sequence[str], model: ObjectDocumentModel, language: str | None) -> Scores:
    """summa's TextRank over these sentences instead of its own."""
    commons: Any = importlib.import_module("summa.commons")
    ours: Any = importlib.import_module("summa.summarizer")
    cleaning: Any = importlib.import_module("summa.preprocessing.textcleaner")
    if len(texts) > SUMMA_LIMIT:
        return classic.rate("textrank", model, language)
    cleaning.init_textcleanner(_SUMMA.get(language or "", "english"), None)
    filtered = cleaning.filter_words(list(texts))
    graph = commons.build_graph([token for token in dict.fromkeys(filtered) if token])
    ours._set_graph_edge_weights(graph)
    commons.remove_unreachable_nodes(graph)
    found = ours._pagerank(graph) if graph.nodes() else {}
    return np.array([float(np.real(found.get(token, 0.0))) for token in filtered])


def lede(texts: Sequence[str], _model: ObjectDocumentModel, _language: str | None) -> Scores:
    """lede's default score, without sections: these sentences have no headings between them."""
    inside: Any = importlib.import_module("lede.tfidf")
    return np.array(inside._composite_score_default(list(texts), {}), dtype=np.float64)


def rapid_textrank(texts: Sequence[str], _model: ObjectDocumentModel, language: str | None) -> Scores:
    """It scores phrases; a sentence has the sum of those in it, as its authors' summaries do."""
    package: Any = importlib.import_module("rapid_textrank")
    try:
        phrases = package.extract_keywords("\n".join(texts), top_n=30, language=language or "en")
    except ValueError:
        phrases = package.extract_keywords("\n".join(texts), top_n=30)
    low = [text.lower() for text in texts]
    return np.array(
        [sum(p.score for p in phrases if p.text.lower() in text) for text in low], dtype=np.float64
    )


_OPTIONAL: Final[dict[str, Peer]] = {"summa": summa, "lede": lede, "rapid_textrank": rapid_textrank}


def peers() -> tuple[dict[str, Peer], list[str]]:
    """Lead and the peers by name, and the names of those that are not installed."""
    absent = [name for name in _OPTIONAL if importlib.util.find_spec(name) is None]
    found: dict[str, Peer] = {"lead": lead, **{name: _sumy(name) for name in classic.ALGORITHMS}}
    return found | {name: peer for name, peer in _OPTIONAL.items() if name not in absent}, absent
