"""Fit the confidence model and print how well it works: python -m bench.confidence ../shared/data [--write]

Each question is asked in several ways: of a library that holds the answer (`own`), of the same library without the
documents that hold it (`out`), and of another collection (`far`). Questions that were written to have no answer in a
library on their topic are `near`. The collections are the libraries of `bench.gate`, which
are made if they do not exist, and BEIR folders.

Each row of the first table comes from a fit that saw no question of its set, here or elsewhere. The limit is the
confidence below which `REFUSED_SHARE` of the answerable questions then fall. `--write` writes the fit on all sets, and
this limit, to `assistant/confidence.json`.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from assistant.answer import CONFIDENCE_HITS
from assistant.assistant import Assistant
from assistant.confidence import MODEL, Features, confidence, features
from assistant.progress import JobProgress
from assistant.question_files import Question, read_questions
from bench.beir import Collection, as_passages, document_index, rank_documents, read_beir
from bench.beir_sets import BEIR_SETS
from bench.page_sets import make_library
from bench.setup import open_bench
from corpus.files import write_file
from corpus.model import Filter
from corpus.store.corpus import Corpus
from index.language_bias import measure_leanings
from index.model import Scope
from index.models import cross_encoder
from index.protocols import Encoder, Reranker
from index.query import parse_query
from index.rerank import SentenceReranker, choose_reranker, rerank
from index.search import search
from index.spelling import check_spelling
from index.stores import TERM_STORE

PRIOR = 0.85
"""Share of the questions that people ask a library and that it can answer: assumed."""

REFUSED_SHARE = 0.07
"""Share of the answerable questions that may be refused, among questions that the fit did not see."""

QUESTIONS_PER_FOLDER = 100
"""Questions of a BEIR folder that are asked."""

CONFIDENCE_BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)

WAYS = ("own", "out", "far", "near")
"""The ways of asking a question, in the order of the table."""

OTHER_LIBRARY = {"reports": "filings", "filings": "reports", "articles": "filings"}
"""The libraries that are asked, each with the library of other documents (`far`)."""

ONE_LANGUAGE_SETS = {name: folders for name, folders in BEIR_SETS.items() if len(folders) == 2}
"""The sets with documents of one language: the folders of their queries and of their documents."""

WEIGHTED_FEATURES = tuple(name for name in Features.__slots__ if name != "quoted")


@dataclass(frozen=True, slots=True)
class Case:
    """A question that was asked: its set, the way it was asked, and the features of what was found."""

    origin: str
    way: str
    features: Features

    @property
    def answerable(self) -> bool:
        """Whether the library held the answer."""
        return self.way == "own"


class Desk:
    """A library that questions are asked of, with or without some of its works."""

    def __init__(self, opened: Assistant, encoder: Encoder, reranker: Reranker) -> None:
        self._index = opened.index
        self._corpus = Corpus.open(opened.folder)
        self._encoder, self._reranker = encoder, reranker
        sources = self._corpus.sources().values()
        self._works = {source.origin: source.key for source in sources if source.kind == "full text"}

    def ask(self, text: str, without: Set[str] = frozenset()) -> Features | None:
        """Return the features of what is found without these works; None if nothing is found."""
        keys: tuple[str, ...] = ()
        if without:
            keys = tuple(sorted(set(self._works.values()) - without))
        query = check_spelling(parse_query(text), self._index.terms)
        hits = search(
            query, CONFIDENCE_HITS, Filter(keys=keys), self._corpus, self._index, self._encoder, self._reranker
        )
        if not hits:
            return None
        return features(query, hits, self._index.terms, self._corpus)

    def works(self, question: Question) -> set[str]:
        """Return the keys of the works that answer a question."""
        keys = set()
        for origin, key in self._works.items():
            if any(origin.endswith(file) for file, _ in question.gold):
                keys.add(key)
        return keys


def main() -> None:
    data = Path(sys.argv[1])
    bench, reranker = open_bench(data), cross_encoder.load(None)
    encoder = bench.encoder
    desks = {}
    for name in OTHER_LIBRARY:
        files = sorted((data / name).rglob("*.pdf"))
        desks[name] = Desk(make_library(bench, name, files), encoder, reranker)
    cases: list[Case] = []
    for name, other_name in OTHER_LIBRARY.items():
        questions = read_questions(data / name / "questions.jsonl")
        cases += page_cases(name, questions, desks[name], desks[other_name])
        print(f"{name}: {len(cases)} cases", file=sys.stderr)
    for name, (query_folder, document_folder) in ONE_LANGUAGE_SETS.items():
        queries = read_beir(data / "ir" / query_folder).queries
        collection = replace(read_beir(data / "ir" / document_folder), queries=queries)
        other = desks["reports"] if query_folder == document_folder else None
        cases += beir_cases(name, collection, document_folder, encoder, reranker, other)
        print(f"{name}: {len(cases)} cases", file=sys.stderr)
    report(cases)


def page_cases(name: str, questions: Iterable[Question], desk: Desk, other: Desk) -> Iterator[Case]:
    """Yield the cases of a question file over a library; `other` is a library of other documents."""
    for question in questions:
        if not question.answerable:
            yield from _case(name, "near", desk.ask(question.text))
            continue
        yield from _case(name, "own", desk.ask(question.text))
        yield from _case(name, "out", desk.ask(question.text, desk.works(question)))
        yield from _case(name, "far", other.ask(question.text))


def beir_cases(
    name: str, collection: Collection, folder_name: str, encoder: Encoder, reranker: Reranker, other: Desk | None
) -> Iterator[Case]:
    """Yield the cases of a BEIR collection; `other` is a library of other documents, None for no case of that way."""
    passages = as_passages(collection)
    sentence_reranker = SentenceReranker(encoder, measure_leanings(encoder))
    numbers = {document.id: number for number, document in enumerate(collection.documents)}
    unnamed = SimpleNamespace(namings=lambda _: {})
    with TemporaryDirectory() as temporary:
        vectors = document_index(encoder, JobProgress(), folder_name, passages, Path(temporary) / "vectors")
        terms = TERM_STORE.create(Path(temporary) / "terms")
        terms.write(passages, [])
        for key in random.Random(1).sample(sorted(collection.queries), QUESTIONS_PER_FOLDER):
            query = check_spelling(parse_query(collection.queries[key]), terms)
            chosen = choose_reranker(query, reranker, sentence_reranker)
            vector = encoder.encode_queries([query.text])
            gold = np.array(sorted(numbers[document] for document in collection.qrels[key]), dtype=np.int64)
            for way, scope in (("own", None), ("out", Scope(without_ids=gold))):
                hits = rank_documents(query, vector, vectors, terms, passages, scope)[:CONFIDENCE_HITS]
                if chosen:
                    hits = rerank(query, hits, chosen)
                yield from _case(name, way, features(query, hits, terms, unnamed))  # type: ignore[arg-type]
            if other:
                yield from _case(name, "far", other.ask(query.text))


def _case(origin: str, way: str, found: Features | None) -> Iterator[Case]:
    if found is not None:
        yield Case(origin, way, found)


# --- the fit ---------------------------------------------------------------------------------------------------


def report(cases: Sequence[Case]) -> None:
    """Print the tables and the model, and write the model if the command line asks for it."""
    used = [case for case in cases if not case.features.quoted]
    confidences = _cross_validated(used)
    answerable = np.array([case.answerable for case in used])
    limit = float(np.quantile(confidences[answerable], REFUSED_SHARE))
    _print_refused(used, confidences, limit)
    _print_reliability(used, confidences)
    model = fit(used)
    model["answers"] = round(limit, 3)
    text = json.dumps(model, indent=1)
    print(f"\n{text}")
    if "--write" in sys.argv[2:]:
        write_file(MODEL, text.encode() + b"\n")


def _cross_validated(used: Sequence[Case]) -> NDArray[np.float64]:
    """Return the confidence of each case from a fit that saw no case of its set."""
    confidences = np.full(len(used), np.nan)
    for origin in _origins(used):
        model = fit([case for case in used if case.origin != origin])
        for place, case in enumerate(used):
            if case.origin == origin:
                confidences[place] = confidence(case.features, model)
    return confidences


def _origins(cases: Iterable[Case]) -> list[str]:
    return list(dict.fromkeys(case.origin for case in cases))


def fit(cases: Sequence[Case]) -> dict[str, Any]:
    """Return the model of these cases in the form of its file. Each set, and each answer, has the same weight."""
    columns = []
    scales: dict[str, tuple[float, float]] = {}
    for name in WEIGHTED_FEATURES:
        column = np.array([asdict(case.features)[name] for case in cases], dtype=float)
        usual, spread = float(np.nanmean(column)), float(np.nanstd(column)) or 1.0
        scales[name] = (usual, spread)
        columns.append(np.nan_to_num((column - usual) / spread))
    counts = Counter((case.origin, case.answerable) for case in cases)
    weights = np.array([1 / counts[case.origin, case.answerable] for case in cases])
    answerable = [case.answerable for case in cases]
    regression = LogisticRegression(max_iter=10_000)
    regression.fit(np.stack(columns, axis=1), answerable, weights * len(cases) / weights.sum())
    # The weights make half of the cases answerable; of real questions, `PRIOR` are.
    intercept = float(regression.intercept_[0] + np.log(PRIOR / (1 - PRIOR)))
    fitted_features = {}
    for name, weight in zip(WEIGHTED_FEATURES, regression.coef_[0], strict=True):
        usual, spread = scales[name]
        fitted_features[name] = {
            "usual": round(usual, 4),
            "spread": round(spread, 4),
            "weight": round(float(weight), 3),
        }
    return {"intercept": round(intercept, 3), "features": fitted_features}


def _print_refused(cases: Sequence[Case], confidences: NDArray[np.float64], limit: float) -> None:
    """Print the share refused for each set and way of asking; each set was left out of the fit that scores it."""
    print(f"| left out of the fit | has an answer | left out | other collection | near miss |   (below {limit:.2f})")
    print("|---|---|---|---|---|")
    for name in [*_origins(cases), "all"]:
        cells = [_refused_cell(cases, confidences, limit, name, way) for way in WAYS]
        print(f"| {name} | {' | '.join(cells)} |")
    unanswerable = np.array([not case.answerable for case in cases])
    refused = (confidences[unanswerable] < limit).mean()
    print(f"\nof all questions without an answer, {refused:.2f} are refused")


def _refused_cell(cases: Sequence[Case], confidences: NDArray[np.float64], limit: float, name: str, way: str) -> str:
    refused = []
    for case, value in zip(cases, confidences, strict=True):
        if case.way == way and name in (case.origin, "all"):
            refused.append(value < limit)
    return f"{np.mean(refused):.2f} of {len(refused)}" if refused else ""


def _print_reliability(cases: Sequence[Case], confidences: NDArray[np.float64]) -> None:
    """Print how often there is an answer, by confidence, if `PRIOR` of the questions have one."""
    counts = Counter((case.origin, case.answerable) for case in cases)
    weights = []
    for case in cases:
        prior = PRIOR if case.answerable else 1 - PRIOR
        weights.append(prior / counts[case.origin, case.answerable])
    all_weights = np.array(weights)
    answerable = np.array([case.answerable for case in cases])
    print("\n| confidence | share of questions | mean confidence | had an answer |  |\n|---|---|---|---|---|")
    for low, high in pairwise(CONFIDENCE_BINS):
        here = (confidences >= low) & ((confidences < high) | (high == 1.0))
        if not here.any():
            continue
        share = all_weights[here].sum() / all_weights.sum()
        mean_confidence = np.average(confidences[here], weights=all_weights[here])
        had_answer = np.average(answerable[here], weights=all_weights[here])
        bar = "█" * round(20 * had_answer)
        print(f"| {low:g} to {high:g} | {share:.3f} | {mean_confidence:.2f} | {had_answer:.2f} | `{bar:20}` |")


if __name__ == "__main__":
    main()
