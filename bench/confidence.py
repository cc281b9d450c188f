"""Fits the confidence model and says what it reaches: python -m bench.confidence ../shared/data [--write]

Questions are asked where their answer is (`own`), of the same documents without those that hold it (`out`: near
misses), and of another collection (`far`). The 8 questions of `reports` that were written to have no answer are only
looked at (`near`). Collections are the libraries of `bench.gate`, made by it where they are missing, and BEIR folders.

Each row of the first table comes from a fit that saw no question of its set, neither here nor elsewhere. The limit is
the confidence below which `REFUSED` of all that has an answer then falls. `--write` puts the fit on all sets, and this
limit, into `assistant/confidence.json`.
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
from bench.page_sets import PAGE_SETS, make_library
from bench.setup import Bench, Teller
from bench.vectors import KeptEncoder
from corpus.files import write_file
from corpus.model import Filter
from corpus.store.corpus import Corpus
from index.language_bias import leanings
from index.model import Hit, Scope
from index.models import cross_encoder
from index.models.cache import models_folder
from index.models.encoders import load
from index.protocols import Encoder, Reranker
from index.query import parse_query
from index.rerank import SentenceReranker, choose_reranker, rerank
from index.search import search
from index.stores import TERM_STORE

PRIOR = 0.85
"""Share of the questions people ask of a library that it can answer: assumed."""

REFUSED = 0.07
"""Share of what has an answer that may be refused, of questions that the fit never saw."""

EACH = 100
"""Questions of a BEIR folder that are asked."""

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)

FOLDERS = {name: folders for name, folders in BEIR_SETS.items() if len(folders) == 2}
"""The folders of the queries and of the documents, those whose documents are of one language."""

SIGNS = tuple(name for name in Features.__slots__ if name != "quoted")
"""The features that are weighed."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question asked: of which set it is, in which way it was asked (own, out, far, near), and what was seen."""

    origin: str
    way: str
    seen: Features

    @property
    def answerable(self) -> bool:
        """Whether what was asked holds the answer."""
        return self.way == "own"


class Desk:
    """A library that questions are asked of, with or without some of its works."""

    def __init__(self, opened: Assistant, encoder: Encoder, reranker: Reranker) -> None:
        self._index = opened.index
        self._corpus = Corpus.open(opened.folder)
        self._models = encoder, reranker
        sources = self._corpus.sources().values()
        self._works = {source.origin: source.key for source in sources if source.kind == "full text"}

    def ask(self, text: str, without: Set[str] = frozenset()) -> Features | None:
        """Gives what is seen where these works are left out; None where nothing is found."""
        left = tuple(sorted(set(self._works.values()).difference(without))) if without else ()
        query = parse_query(text)
        hits = search(query, CONFIDENCE_HITS, Filter(keys=left), self._corpus, self._index, *self._models)
        return features(query, hits, self._index.terms, self._corpus) if hits else None

    def works(self, question: Question) -> set[str]:
        """Gives the keys of the works that answer a question."""
        return {key for origin, key in self._works.items() if any(origin.endswith(file) for file, _ in question.gold)}


def main() -> None:
    data = Path(sys.argv[1])
    tell = Teller()
    cache = models_folder().parent / "gate"
    encoder, reranker = KeptEncoder(load(None), cache, tell), cross_encoder.load(None)
    bench = Bench(data, cache, encoder, tell, libraries={}, ci=False, plain=False, fast=False)
    desks = {
        name: Desk(make_library(bench, name, sorted((data / name).rglob("*.pdf"))), encoder, reranker)
        for name in PAGE_SETS
    }
    cases: list[Case] = []
    for name, desk in desks.items():
        (other,) = (each for each in desks.values() if each is not desk)
        cases += _of_reports(name, read_questions(data / name / "questions.jsonl"), desk, other)
        print(f"{name}: {len(cases)} cases", file=sys.stderr)
    for name, (questions, documents) in FOLDERS.items():
        collection = replace(read_beir(data / "ir" / documents), queries=read_beir(data / "ir" / questions).queries)
        other = desks["reports"] if questions == documents else None
        cases += _of_folder(name, collection, data / "ir" / documents, encoder, reranker, other)
        print(f"{name}: {len(cases)} cases", file=sys.stderr)
    _report(cases)


def _of_reports(name: str, questions: Iterable[Question], desk: Desk, other: Desk) -> Iterator[Case]:
    for question in questions:
        if not question.answerable:
            yield from _case(name, "near", desk.ask(question.text))
            continue
        yield from _case(name, "own", desk.ask(question.text))
        yield from _case(name, "out", desk.ask(question.text, desk.works(question)))
        yield from _case(name, "far", other.ask(question.text))


def _of_folder(
    name: str, collection: Collection, folder: Path, encoder: Encoder, reranker: Reranker, other: Desk | None
) -> Iterator[Case]:
    passages = as_passages(collection)
    vectors = document_index(encoder, JobProgress(), folder.name, passages)
    sentence_reranker = SentenceReranker(encoder, leanings(encoder))
    numbers = {document.id: n for n, document in enumerate(collection.documents)}
    unnamed = SimpleNamespace(namings=lambda _: {})
    with TemporaryDirectory() as temporary:
        terms = TERM_STORE.create(Path(temporary) / "terms")
        terms.write(passages, [])
        for key in random.Random(1).sample(sorted(collection.queries), EACH):
            text = collection.queries[key]
            query = parse_query(text)
            chosen = choose_reranker(query, reranker, sentence_reranker)
            vector = encoder.encode_queries([text])
            gold = np.array(sorted(numbers[document] for document in collection.qrels[key]), dtype=np.int64)
            for way, scope in (("own", None), ("out", Scope(gold, excluded=True))):
                ranked = rank_documents(query, vector, vectors, terms, passages, scope)[:CONFIDENCE_HITS]
                hits = [Hit(passages[each.id], n, each.score, each.signals) for n, each in enumerate(ranked, start=1)]
                if chosen:
                    hits = rerank(query, hits, chosen)
                yield from _case(name, way, features(query, hits, terms, unnamed))  # type: ignore[arg-type]
            if other:
                yield from _case(name, "far", other.ask(text))


def _case(origin: str, way: str, seen: Features | None) -> Iterator[Case]:
    if seen is not None:
        yield Case(origin, way, seen)


# --- the fit ---------------------------------------------------------------------------------------------------


def _report(cases: Sequence[Case]) -> None:
    used = [case for case in cases if not case.seen.quoted]
    fitted = [case for case in used if case.way != "near"]
    sure = np.full(len(used), np.nan)
    for origin in dict.fromkeys(case.origin for case in used):
        mine = np.array([case.origin == origin for case in used])
        model = _fit([case for case in fitted if case.origin != origin])
        sure[mine] = [confidence(case.seen, model) for case in used if case.origin == origin]
    limit = float(np.quantile(sure[[case.answerable for case in used]], REFUSED))
    _print_refused(used, sure, limit)
    _print_reliability(fitted, sure[[case.way != "near" for case in used]])
    model = _fit(fitted)
    model["answers"] = round(limit, 3)
    print("\n" + (text := json.dumps(model, indent=1)))
    if "--write" in sys.argv[2:]:
        write_file(MODEL, text.encode() + b"\n")


def _fit(cases: Sequence[Case]) -> dict:  # type: ignore[type-arg]
    """Gives the model of these cases, each set and each answer counted alike, as it stands in the file."""
    columns = {name: np.array([asdict(case.seen)[name] for case in cases], dtype=float) for name in SIGNS}
    usual = {name: float(np.nanmean(column)) for name, column in columns.items()}
    spread = {name: float(np.nanstd(column)) or 1.0 for name, column in columns.items()}
    rows = np.stack([np.nan_to_num((columns[n] - usual[n]) / spread[n]) for n in SIGNS], axis=1)
    counted = Counter((case.origin, case.answerable) for case in cases)
    weights = np.array([1 / counted[case.origin, case.answerable] for case in cases])
    answerable = [case.answerable for case in cases]
    fit = LogisticRegression(max_iter=10_000).fit(rows, answerable, weights * len(cases) / weights.sum())
    return {
        "intercept": round(float(fit.intercept_[0] + np.log(PRIOR / (1 - PRIOR))), 3),  # the cases are half and half
        "features": {
            name: {"usual": round(usual[name], 4), "spread": round(spread[name], 4), "weight": round(float(weight), 3)}
            for name, weight in zip(SIGNS, fit.coef_[0], strict=True)
        },
    }


def _print_refused(cases: Sequence[Case], sure: NDArray[np.float64], limit: float) -> None:
    """Prints the share refused of each way of asking, each set left out of the fit that weighs it."""
    print(f"| left out of the fit | has an answer | left out | other collection | near miss |   (below {limit:.2f})")
    print("|---|---|---|---|---|")
    for name in [*dict.fromkeys(case.origin for case in cases), "all"]:
        cells = []
        mine = [(case, value) for case, value in zip(cases, sure, strict=True) if name in (case.origin, "all")]
        for way in ("own", "out", "far", "near"):
            of = [value < limit for case, value in mine if case.way == way]
            cells.append(f"{np.mean(of):.2f} of {len(of)}" if of else "")
        print(f"| {name} | {' | '.join(cells)} |")
    without = [value < limit for case, value in zip(cases, sure, strict=True) if not case.answerable]
    print(f"\nof all that has no answer {np.mean(without):.2f} is refused")


def _print_reliability(cases: Sequence[Case], sure: NDArray[np.float64]) -> None:
    """Prints how often there is an answer, by confidence: with `PRIOR` of the questions having one."""
    counted = Counter((case.origin, case.answerable) for case in cases)
    weights = np.array(
        [(PRIOR if case.answerable else 1 - PRIOR) / counted[case.origin, case.answerable] for case in cases]
    )
    answerable = np.array([case.answerable for case in cases])
    print("\n| confidence | share of questions | said, on average | had an answer |  |\n|---|---|---|---|---|")
    for low, high in pairwise(BINS):
        here = (sure >= low) & ((sure < high) | (high == 1.0))
        if here.any():
            share = weights[here].sum() / weights.sum()
            said, had = (np.average(each[here], weights=weights[here]) for each in (sure, answerable))
            bar = "█" * round(20 * had)
            print(f"| {low:g} to {high:g} | {share:.3f} | {said:.2f} | {had:.2f} | `{bar:20}` |")


if __name__ == "__main__":
    main()
