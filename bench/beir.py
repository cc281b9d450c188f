"""Measure the ranking on a BEIR folder (https://github.com/beir-cellar/beir).

    python -m bench.beir ../shared/data/ir/scifact
    python -m bench.beir ../shared/data/ir/scifact --terms-only --run run.txt

A BEIR folder has `corpus.jsonl`, `queries.jsonl` and `qrels/SPLIT.tsv`. Each document is one passage, its title before
its text, whatever its length. Its vectors are kept in the user's cache under the model's fingerprint and a hash of the
texts, because encoding takes nearly all of the time.
"""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import numpy as np

from assistant.progress import JobProgress
from assistant.progress_display import watch
from assistant.question_files import read_records, read_text
from bench.measures import average_precision, mean, ndcg, per_query, recall, reciprocal_rank
from corpus.errors import EvidenceError, InputError
from corpus.files import write_file
from corpus.model import Locator, Passage
from corpus.text.language import detect
from index.build import BATCH_PASSAGES
from index.language_bias import measure_leanings, subtract_leanings
from index.model import Hit, Labels, Scope
from index.models.cache import models_folder
from index.models.encoders import load
from index.protocols import Encoder, FloatMatrix, TermStore, VectorStore
from index.query import Query, parse_query
from index.search import PASSAGES_PER_RETRIEVER, rank
from index.stores import TERM_STORE, VECTOR_STORE

DOCUMENTS_PER_QUERY = 100

Run = Mapping[str, Sequence[tuple[str, float]]]
"""The documents found for each query, best first, with their scores."""

MEASURES: Mapping[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
    "nDCG@10": partial(ndcg, k=10),
    "recall@10": partial(recall, k=10),
    "recall@100": partial(recall, k=100),
    "MRR": reciprocal_rank,
    "MAP": average_precision,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a collection; `title` may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder: documents, the queries that have judgements, and the relevance of documents to them (qrels)."""

    documents: tuple[Document, ...]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class BeirReport:
    """The value of each query by measure, how many queries have nothing relevant and were left out, and the run."""

    values: Mapping[str, Mapping[str, float]]
    left_out: int
    run: Run


def read_beir(folder: Path, split: str = "test") -> Collection:
    """Return all documents of a BEIR folder, and the queries of one split.

    Raises:
        InputError: A file is missing or malformed. The message names it.
    """
    qrels = _read_qrels(folder, split)
    try:
        documents = []
        for _, record in read_records(folder / "corpus.jsonl"):
            documents.append(Document(record["_id"], record.get("title") or "", record["text"]))
        queries = {}
        for _, record in read_records(folder / "queries.jsonl"):
            if record["_id"] in qrels:
                queries[record["_id"]] = record["text"]
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{str(folder)!r} is not a BEIR folder: a line lacks {error}") from error
    return Collection(tuple(documents), queries, qrels)


def _read_qrels(folder: Path, split: str) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    lines = read_text(folder / "qrels" / f"{split}.tsv").splitlines()
    for number, line in enumerate(lines[1:], start=2):
        try:
            query, document, gain = line.split("\t")
            qrels.setdefault(query, {})[document] = int(gain)
        except ValueError as error:
            where = f"{str(folder)!r}, qrels/{split}.tsv, line {number}"
            raise InputError(f"{where}: not a query, a document and a gain") from error
    return qrels


def evaluate_beir(collection: Collection, rank_queries: Callable[[Mapping[str, str], int], Run]) -> BeirReport:
    """Return the measures of a ranking of a collection.

    Args:
        collection: As `read_beir` returns it.
        rank_queries: Takes the queries and the number of documents for each; a query may be missing from its run.
    """
    run = rank_queries(collection.queries, DOCUMENTS_PER_QUERY)
    rankings = {query: [document for document, _ in found] for query, found in run.items()}
    values = {}
    left_out = 0
    for name, measure in MEASURES.items():
        values[name], left_out = per_query(measure, rankings, collection.qrels)
    return BeirReport(values, left_out, run)


def ranker(
    encoder: Encoder, progress: JobProgress, name: str, collection: Collection, terms_only: bool = False
) -> Callable[[Mapping[str, str], int], Run]:
    """Return a function that ranks a collection's documents for queries, which may be in another language.

    Args:
        encoder: Encodes queries and documents.
        progress: Told while documents are encoded.
        name: What the progress calls the collection.
        collection: The documents.
        terms_only: Whether to rank by term search alone.
    """
    passages = as_passages(collection)

    def rank_queries(queries: Mapping[str, str], k: int) -> Run:
        with TemporaryDirectory() as temporary:
            terms = TERM_STORE.create(Path(temporary) / "terms")
            terms.write(passages, [])
            if terms_only:
                numbered = {query: terms.search(parse_query(text), k, None) for query, text in queries.items()}
            else:
                vectors = document_index(encoder, progress, name, passages, Path(temporary) / "vectors")
                numbered = _rank_all(encoder, queries, vectors, terms, passages)
        run = {}
        for query, found in numbered.items():
            run[query] = [(collection.documents[number].id, score) for number, score in found[:k]]
        return run

    return rank_queries


def _rank_all(
    encoder: Encoder, queries: Mapping[str, str], vectors: VectorStore, terms: TermStore, passages: Sequence[Passage]
) -> dict[str, list[tuple[int, float]]]:
    query_vectors = encoder.encode_queries(list(queries.values()))
    numbered = {}
    for row, (query, text) in enumerate(queries.items()):
        ranked = rank_documents(parse_query(text), query_vectors[row : row + 1], vectors, terms, passages)
        numbered[query] = [(hit.passage.id, hit.score) for hit in ranked]
    return numbered


def rank_documents(
    query: Query,
    vector: FloatMatrix,
    vectors: VectorStore,
    terms: TermStore,
    passages: Sequence[Passage],
    scope: Scope | None = None,
) -> list[Hit]:
    """Rank documents for one query by the same functions that rank a library's passages."""

    def passages_of(ids: Sequence[int]) -> dict[int, Passage]:
        return {i: passages[i] for i in ids}

    return rank(query, vector, vectors, terms, scope, PASSAGES_PER_RETRIEVER, passages_of)


def as_passages(collection: Collection) -> list[Passage]:
    """Return each document of a collection as one passage; its id is its place in the collection, from 0."""
    return [as_passage(number, document) for number, document in enumerate(collection.documents)]


def as_passage(number: int, document: Document) -> Passage:
    """Return a document as one passage with this id."""
    text = f"{document.title}\n\n{document.text}" if document.title else document.text
    place = Locator("section", 1, None)
    return Passage(
        id=number,
        source=str(number),
        start=0,
        end=len(text),
        text=text,
        first=place,
        last=place,
        headings=(),
        zone="body",
        language=detect(text),
    )


def document_index(
    encoder: Encoder, progress: JobProgress, name: str, passages: Sequence[Passage], folder: Path
) -> VectorStore:
    """Return the index of documents by their numbers, in a new folder, without the language bias, as in a library."""
    rows = document_vectors(encoder, progress, name, passages)
    languages = [passage.language for passage in passages]
    ids = np.arange(len(passages), dtype=np.int64)
    store = VECTOR_STORE.create(folder, encoder.dimensions)
    sources, zones = [passage.source for passage in passages], [passage.zone for passage in passages]
    labels = Labels(sources, zones, languages)
    store.write(ids, subtract_leanings(rows, languages, measure_leanings(encoder)), labels, ids[:0])
    return store


def document_vectors(encoder: Encoder, progress: JobProgress, name: str, passages: Sequence[Passage]) -> FloatMatrix:
    """Return the documents' vectors, from the cache if they are there."""
    texts = sha256("\0".join(passage.text for passage in passages).encode("utf-8", "replace")).hexdigest()
    cached = models_folder().parent / "collections" / f"{texts[:16]}-{encoder.fingerprint[:16]}.npy"
    with suppress(OSError, ValueError):
        found: FloatMatrix = np.load(cached, allow_pickle=False)
        return found
    rows = []
    for begin in range(0, len(passages), BATCH_PASSAGES):
        rows.append(encoder.encode_passages([passage.text for passage in passages[begin : begin + BATCH_PASSAGES]]))
        progress.advance(stage=f"Encoding {name}", passages=begin, passages_total=len(passages))
    vectors = np.concatenate(rows)
    content = BytesIO()
    np.save(content, vectors, allow_pickle=False)
    cached.parent.mkdir(parents=True, exist_ok=True)
    write_file(cached, content.getvalue())
    return vectors


def write_run(path: Path, run: Run, tag: str) -> None:
    """Write a run in the format of trec_eval: `query Q0 document rank score tag`, ranks from 1.

    Spaces and other characters that would break a line are percent-encoded.
    """
    lines = []
    for query, found in run.items():
        for rank_, (document, score) in enumerate(found, start=1):
            lines.append(f"{_token(query)} Q0 {_token(document)} {rank_} {score:.6f} {_token(tag)}\n")
    path.write_text("".join(lines), "utf-8")


def _token(name: str) -> str:
    return quote(name, safe="/#=:+@,()")


def main() -> None:
    """Measure the folder of the command line and print each measure."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.beir", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="a BEIR folder")
    parser.add_argument("--split", default="test", metavar="NAME", help="which qrels to use (default: test)")
    parser.add_argument("--terms-only", action="store_true", help="rank by term search alone")
    parser.add_argument("--model", metavar="NAME", help="the embedding model, by name or folder")
    parser.add_argument("--run", type=Path, metavar="FILE", help="write the ranking here, as a TREC run")
    arguments = parser.parse_args()
    collection = read_beir(arguments.folder, arguments.split)
    progress = JobProgress()
    rank_queries = ranker(
        load(arguments.model), progress, arguments.folder.name, collection, terms_only=arguments.terms_only
    )
    with watch(progress):
        report = evaluate_beir(collection, rank_queries)
    if arguments.run:
        write_run(arguments.run, report.run, "evidence")
    for name, values in report.values.items():
        print(f"{name:12}{mean(values):.3f}  ({len(values)} queries)")
    if report.left_out:
        print(f"{report.left_out} queries have no relevant document and were left out")


if __name__ == "__main__":
    try:
        main()
    except EvidenceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
