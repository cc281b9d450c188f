"""Fit the weights of the ranking and print how well they do: python -m bench.rank ../shared/data [--write]

The questions of several collections are asked: the question files over the libraries of `bench.gate`, and a sample of
the queries of BEIR folders. Each collection counts the same; the XQuAD folders, which have the same paragraphs, are one
collection. The weights are those with the highest probability of the passages that answer, by a softmax of the scores
(`index.score`) over the candidates of a question:

1. all weights but `named` and `rerank`, over all candidates; the weight of `named` is kept,
2. the weight of `rerank`, over the passages that are reranked, with the other weights as fitted. Question files only.

A passage answers if some of it is on a gold page, and it holds 0.6 of the words of the question's `quote` or of one of
its parts. If no candidate does, each passage on a gold page answers. A document of a BEIR folder answers if it is
judged relevant.

The tables show the mean reciprocal rank of pages (the page on which a passage begins; the gate takes the page of its
quotation) or documents: with the stored weights, with weights fitted on all collections, and with weights fitted on the
other collections. The last table leaves out one term and fits the others again, without reranking. `--write` writes
the weights fitted on all to `index/ranking.json`.
"""

import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from assistant.assistant import Assistant
from assistant.evaluation import PASSAGES_PER_QUESTION, is_gold_page
from assistant.progress import JobProgress
from assistant.question_files import Place, Question, read_questions
from bench.beir import as_passages, document_index, rank_documents, read_beir
from bench.beir_sets import BEIR_SETS, mixed
from bench.measures import holds
from bench.page_sets import PAGE_SETS, make_library
from bench.setup import Bench, open_bench
from bench.softmax import Choice, Flags, Numbers, fit
from corpus.files import write_file
from corpus.model import Filter, Passage
from corpus.store.corpus import Corpus
from index.model import Hit, ScoreTerm
from index.models import cross_encoder
from index.protocols import Reranker
from index.query import parse_query
from index.rerank import RERANK_PASSAGES, SentenceReranker, best_windows, choose_reranker
from index.score import WEIGHTS, weights
from index.search import search
from index.spelling import check_spelling
from index.stores import TERM_STORE

FITTED_BEIR_SETS = ("scifact", "cranfield", "xquad-en-mixed", "xquad-es-mixed")

QUERIES_PER_BEIR_SET = 100

SCORED_PASSAGES = 2 * RERANK_PASSAGES
"""Passages that the reranker scores, the first by the stored weights: other weights rerank some others."""

FAST_TERMS = tuple(term for term in ScoreTerm if term not in (ScoreTerm.NAMED, ScoreTerm.RERANK))
"""The terms whose weights are fitted first."""

Weights = Mapping[ScoreTerm, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """The candidates of a question, in arrays of one length.

    `values` has a column for each of `FAST_TERMS`; `named` is what the work's name adds; `places` numbers the pages or
    documents; `is_gold` is about the place, `answers` about the passage; `points` are the reranker's scores, NaN for a
    passage without one.
    """

    values: Numbers
    named: Numbers
    places: NDArray[np.int64]
    is_gold: Flags
    answers: Flags
    points: Numbers

    def scores(self, given: Weights) -> Numbers:
        """Return the score of each candidate before reranking."""
        scores: Numbers = self.values @ np.array([given[term] for term in FAST_TERMS]) + self.named
        return scores

    def rerank_values(self, scores: Numbers) -> Numbers:
        """Return the term `rerank` of each candidate, as `index.rerank` does: 0 for one that is not reranked."""
        values = np.zeros(len(scores))
        first = np.argsort(-scores, kind="stable")[:RERANK_PASSAGES]
        points = self.points[first]
        is_read = ~np.isnan(points)
        if is_read.any():
            filled = np.where(is_read, points, points[is_read].mean())
            values[first] = filled - points[is_read].min()
        return values

    def reciprocal_rank(self, scores: Numbers) -> float:
        """Return 1 / rank of the first gold place, or 0."""
        rank = 0
        seen = set()
        for number in np.argsort(-scores, kind="stable"):
            place = self.places[number]
            if place not in seen:
                seen.add(place)
                rank += 1
                if self.is_gold[number]:
                    return 1 / rank
        return 0.0


def main() -> None:
    bench = open_bench(Path(sys.argv[1]))
    asked: dict[str, list[Asked]] = {}
    reranker = cross_encoder.load(None)
    for name in PAGE_SETS:
        asked[name] = list(ask_pages(bench, name, reranker))
    for name in FITTED_BEIR_SETS:
        asked[name] = list(ask_beir(bench, name))
    fitted = report(asked)
    if "--write" in sys.argv[2:]:
        text = json.dumps({term.value: _short(weight) for term, weight in fitted.items()}, indent=1)
        write_file(WEIGHTS, text.encode() + b"\n")


# --- asking ----------------------------------------------------------------------------------------------------


def ask_pages(bench: Bench, name: str, reranker: Reranker) -> Iterator[Asked]:
    """Yield the candidates of each answerable question of a question file."""
    folder = bench.data / name
    opened = make_library(bench, name, sorted(folder.rglob("*.pdf")))
    with Corpus.open(opened.folder) as corpus:
        origins = {sha256: source.origin for sha256, source in corpus.sources().items()}
        for question in read_questions(folder / "questions.jsonl"):
            if question.answerable:
                bench.tell(f"{name}: {question.id}")
                yield _ask_page_question(bench, question, opened, corpus, reranker, origins)


def _ask_page_question(
    bench: Bench,
    question: Question,
    opened: Assistant,
    corpus: Corpus,
    reranker: Reranker,
    origins: Mapping[str, str],
) -> Asked:
    index, encoder = opened.index, bench.encoder
    query = check_spelling(parse_query(question.text), index.terms)
    hits = search(query, PASSAGES_PER_QUESTION, Filter(), corpus, index, encoder)
    points: dict[int, float] = {}
    chosen = choose_reranker(query, reranker, SentenceReranker(encoder, index.leanings))
    if chosen:
        best = best_windows(query, hits[:SCORED_PASSAGES], chosen)
        points = {number: score for number, (score, _) in best.items()}
    pages = [_pages(hit.passage, origins) for hit in hits]
    is_gold = [is_gold_page(pages_of_hit[0], question.gold) for pages_of_hit in pages]
    first_pages = [pages_of_hit[0] for pages_of_hit in pages]
    answers = answering(question, [hit.passage.text for hit in hits], pages)
    return _asked(hits, first_pages, is_gold, answers, points)


def _pages(passage: Passage, origins: Mapping[str, str]) -> list[Place]:
    """Return the pages of a passage, the one on which it begins first."""
    file = origins[passage.source]
    return [(file, page) for page in range(passage.first.index, passage.last.index + 1)]


def answering(question: Question, texts: Sequence[str], pages: Sequence[Sequence[Place]]) -> list[bool]:
    """Return whether each passage answers: on a gold page, and with the quote if any passage there has it.

    Args:
        question: the question.
        texts: the passages.
        pages: the pages of each passage.
    """
    parts = [part for part in question.quote.split("||") if part.strip()]
    touching = []
    holding = []
    for text, pages_of_text in zip(texts, pages, strict=True):
        is_on_gold = any(is_gold_page(page, question.gold) for page in pages_of_text)
        touching.append(is_on_gold)
        holding.append(is_on_gold and any(holds(part, text) for part in parts))
    return holding if any(holding) else touching


def ask_beir(bench: Bench, name: str) -> Iterator[Asked]:
    """Yield the documents found for a sample of the queries of a BEIR set."""
    query_folder, *document_folders = (bench.data / "ir" / folder for folder in BEIR_SETS[name])
    queries = read_beir(query_folder).queries
    collection = replace(mixed([read_beir(folder) for folder in document_folders]), queries=queries)
    passages = as_passages(collection)
    with TemporaryDirectory() as temporary:
        vectors = document_index(bench.encoder, JobProgress(), name, passages, Path(temporary) / "vectors")
        terms = TERM_STORE.create(Path(temporary) / "terms")
        terms.write(passages, [])
        for key in random.Random(1).sample(sorted(queries), QUERIES_PER_BEIR_SET):
            bench.tell(f"{name}: {key}")
            query = parse_query(queries[key])
            hits = rank_documents(query, bench.encoder.encode_queries([query.text]), vectors, terms, passages)
            found = [collection.documents[hit.passage.id].id for hit in hits]
            is_gold = [collection.qrels[key].get(document, 0) > 0 for document in found]
            yield _asked(hits, found, is_gold, is_gold, {})


def _asked(
    hits: Sequence[Hit],
    places: Iterable[object],
    is_gold: Sequence[bool],
    answers: Sequence[bool],
    points: Mapping[int, float],
) -> Asked:
    """Return the candidates in arrays. A term's value is what it added, divided by its weight."""
    columns = []
    for term in FAST_TERMS:
        added = np.array([hit.added.get(term, 0.0) for hit in hits])
        columns.append(added / weights()[term])
    numbers: dict[object, int] = {}
    return Asked(
        values=np.stack(columns, axis=1),
        named=np.array([hit.added.get(ScoreTerm.NAMED, 0.0) for hit in hits]),
        places=np.array([numbers.setdefault(place, len(numbers)) for place in places]),
        is_gold=np.array(is_gold, dtype=bool),
        answers=np.array(answers, dtype=bool),
        points=np.array([points.get(number, np.nan) for number in range(len(hits))]),
    )


# --- the fit ---------------------------------------------------------------------------------------------------


def fit_weights(asked: Mapping[str, Sequence[Asked]], without: Iterable[ScoreTerm] = ()) -> dict[ScoreTerm, float]:
    """Return the weights fitted on these collections, rounded; those of `without` are 0."""
    columns = [number for number, term in enumerate(FAST_TERMS) if term not in without]
    choices: defaultdict[str, list[Choice]] = defaultdict(list)
    for name, questions in asked.items():
        choices[family_of(name)] += [Choice(each.values[:, columns], each.named, each.answers) for each in questions]
    fitted = dict.fromkeys(ScoreTerm, 0.0)
    fitted[ScoreTerm.NAMED] = weights()[ScoreTerm.NAMED]
    for column, weight in zip(columns, fit(choices), strict=True):
        fitted[FAST_TERMS[column]] = rounded(weight)
    reranked: defaultdict[str, list[Choice]] = defaultdict(list)
    for name, questions in asked.items():
        reranked[family_of(name)] += [_reranked_choice(each, each.scores(fitted)) for each in questions]
    (weight,) = fit(reranked)
    fitted[ScoreTerm.RERANK] = rounded(weight)
    return fitted


def _reranked_choice(asked: Asked, scores: Numbers) -> Choice:
    """Return the choice among the passages that are reranked."""
    first = np.argsort(-scores, kind="stable")[:RERANK_PASSAGES]
    values = asked.rerank_values(scores)
    return Choice(values[first, np.newaxis], scores[first], asked.answers[first])


def rounded(weight: float) -> float:
    """Return a weight with two digits."""
    return float(f"{weight:.2g}")


def _short(weight: float) -> float:
    """Return a whole number without its decimal point."""
    return int(weight) if weight.is_integer() else weight


# --- the tables ------------------------------------------------------------------------------------------------


def report(asked: Mapping[str, Sequence[Asked]]) -> dict[ScoreTerm, float]:
    """Print the tables and return the weights fitted on all collections."""
    stored, fitted = weights(), fit_weights(asked)
    by_family = {family: fit_weights(others) for family, others in left_out(asked).items()}
    _print_weights({"stored": stored, "all": fitted, **{f"without {name}": each for name, each in by_family.items()}})
    print("\n| MRR | questions | fast: stored | all | others | reranked: stored | all | others |")
    print("|---|---|---|---|---|---|---|---|")
    for name, questions in asked.items():
        three = (stored, fitted, by_family[family_of(name)])
        cells = [f"{mean_rank(questions, each):.3f}" for each in three]
        if name in PAGE_SETS:
            cells += [f"{mean_rank(questions, each, reranked=True):.3f}" for each in three]
        print(f"| {name} | {len(questions)} | {' | '.join(cells)} |")
    print(f"\n| fast, without | {' | '.join(asked)} |\n|---|{'---|' * len(asked)}")
    for term in (None, *FAST_TERMS):
        without = fit_weights(asked, [term]) if term else fitted
        cells = [f"{mean_rank(questions, without):.3f}" for questions in asked.values()]
        print(f"| {term or '(all terms)'} | {' | '.join(cells)} |")
    return fitted


def left_out(asked: Mapping[str, Sequence[Asked]]) -> dict[str, dict[str, Sequence[Asked]]]:
    """Return for each collection the sets of the others."""
    splits = {}
    for family in dict.fromkeys(family_of(name) for name in asked):
        splits[family] = {name: questions for name, questions in asked.items() if family_of(name) != family}
    return splits


def family_of(name: str) -> str:
    """Return the name of the collection that a set belongs to: one for all XQuAD folders."""
    return name.split("-", maxsplit=1)[0]


def mean_rank(questions: Iterable[Asked], given: Weights, reranked: bool = False) -> float:
    """Return the mean reciprocal rank of questions with these weights."""
    ranks = []
    for each in questions:
        scores = each.scores(given)
        if reranked:
            scores = scores + given[ScoreTerm.RERANK] * each.rerank_values(scores)
        ranks.append(each.reciprocal_rank(scores))
    return fmean(ranks)


def _print_weights(rows: Mapping[str, Weights]) -> None:
    print(f"| weights | {' | '.join(ScoreTerm)} |\n|---|{'---|' * len(ScoreTerm)}")
    for label, given in rows.items():
        print(f"| {label} | {' | '.join(f'{given[term]:g}' for term in ScoreTerm)} |")


if __name__ == "__main__":
    main()
