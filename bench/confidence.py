"""Fits the confidence model: python bench/confidence.py LIBRARY ../shared/data

Questions of each collection are asked of every other as well as of its own, so that half of the cases have no answer
there. Each fold leaves one set of questions out: what is printed for it comes from a fit that never saw them. LIBRARY
is one that holds ../shared/data/reports.
"""

import json
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant import Assistant
from assistant.answer import CANDIDATES
from assistant.confidence import MEAN_COVERAGE, features
from assistant.evaluate import read_beir
from assistant.evaluation import as_passage, document_vectors
from corpus.language import detect
from corpus.model import Filter
from corpus.store import Corpus
from index.dense import VectorIndex
from index.model import Hit, Query
from index.search import DEPTH, rank, search
from index.sparse import TermIndex

PRIOR = 0.85
"""Share of the questions people ask of a library that it can answer: assumed. With it a confidence of 0.5 refuses about
five in a hundred questions that have an answer; without it, a third (0.15 and 0.5 in the table below)."""

LIMITS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
EACH = 120
"""Questions of a set that are asked of a collection."""


def main() -> None:
    desk, data = Assistant.open(sys.argv[1]), Path(sys.argv[2])
    chance = random.Random(1)
    lines = (data / "reports" / "questions.jsonl").read_text("utf-8").splitlines()
    reports = [json.loads(line) for line in lines]
    asked = {"reports": [q["question"] for q in reports if q["answerable"]]}
    missing = [q["question"] for q in reports if not q["answerable"]]
    cases: list[tuple[str, bool, list[float]]] = []
    with TemporaryDirectory() as temporary, Corpus.open(desk.folder) as corpus:
        searches = {"reports": lambda text: (desk.index, _search(desk, corpus, text))}
        for name in ("scifact", "cranfield", "xquad-en", "xquad-es"):
            collection = read_beir(data / "ir" / name)
            asked[name] = chance.sample(list(collection.queries.values()), EACH)
            passages = [as_passage(n, title, text) for n, (_, title, text) in enumerate(collection.documents)]
            terms = TermIndex.create(Path(temporary) / name)
            terms.write(passages, [])
            rows = document_vectors(desk.encoder, desk.progress, data / "ir" / name, passages)
            vectors = VectorIndex.build(np.arange(len(passages)), rows)
            searches[name] = lambda text, p=passages, v=vectors, t=terms: (
                SimpleNamespace(terms=t),
                _rank(desk, text, p, v, t),
            )
        own = {"xquad-en": {"xquad-en", "xquad-es"}, "xquad-es": {"xquad-en", "xquad-es"}}
        for collection, ask in searches.items():
            for name, questions in asked.items():
                for text in questions:
                    index, hits = ask(text)
                    cases.append((name, collection in own.get(name, {name}), _row(text, hits, index)))
        for text in missing:
            index, hits = searches["reports"](text)
            cases.append(("near misses", False, _row(text, hits, index)))
    _fit(cases)


def _search(desk: Assistant, corpus: Corpus, text: str) -> list[Hit]:
    return search(Query(text, CANDIDATES, Filter(), detect(text)), corpus, desk.index, desk.encoder)


def _rank(desk, text, passages, vectors, terms) -> list[Hit]:  # type: ignore[no-untyped-def]
    vector = desk.encoder.encode_queries([text])
    ranked = rank(
        text, detect(text), vector, vectors, terms, None, DEPTH, lambda ids: {i: passages[i].language for i in ids}
    )
    return [Hit(passages[i], n, score, signals) for n, (i, score, signals) in enumerate(ranked[:CANDIDATES], start=1)]


def _row(text: str, hits: list[Hit], index: object) -> list[float]:
    found = features(Query(text, CANDIDATES, Filter(), detect(text)), hits, index)  # type: ignore[arg-type]
    return [found.likeness, found.lead, MEAN_COVERAGE if found.coverage is None else found.coverage]


def _fit(cases: list[tuple[str, bool, list[float]]]) -> None:
    names = np.array([name for name, _, _ in cases])
    answerable = np.array([right for _, right, _ in cases])
    rows = np.array([row for _, _, row in cases])
    weight = np.array(
        [1 / max(np.sum((names == n) & (answerable == a)), 1) for n, a in zip(names, answerable, strict=True)]
    )
    print("share refused below each confidence, of what has an answer and of what has none")
    print(f"{'left out':12}" + "".join(f"{f'< {limit}':>16}" for limit in LIMITS))
    for name in dict.fromkeys(names):
        out = names == name
        fit = LogisticRegression(C=1e4, max_iter=10_000).fit(rows[~out], answerable[~out], weight[~out])
        sure = fit.predict_proba(rows[out])[:, 1]
        yes = answerable[out]
        parts = [
            [f"{(sure[part] < limit).mean():.3f}" if part.any() else "-" for part in (yes, ~yes)] for limit in LIMITS
        ]
        print(f"{name:12}" + "".join(f"{a:>9}{b:>7}" for a, b in parts))
    fit = LogisticRegression(C=1e4, max_iter=10_000).fit(rows, answerable, weight)
    shift = np.log(PRIOR / (1 - PRIOR))  # the cases are weighted to be half and half
    print("INTERCEPT, LIKENESS, LEAD, COVERAGE =", *np.round([fit.intercept_[0] + shift, *fit.coef_[0]], 2))


if __name__ == "__main__":
    main()
