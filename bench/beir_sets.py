"""Sets of the gate that are BEIR folders: queries over documents, in one language or across two."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.progress import JobProgress
from assistant.progress_display import line
from bench.beir import Collection, as_passages, document_vectors, evaluate_beir, ranker, read_beir
from bench.measured import Measured, Values
from bench.plain import AWARE, BLIND, Fusion
from bench.setup import Bench, short_hash

BEIR_SETS: Mapping[str, tuple[str, ...]] = {
    "scifact": ("scifact", "scifact"),
    "cranfield": ("cranfield", "cranfield"),
    "xquad-en": ("xquad-en", "xquad-en"),
    "xquad-es": ("xquad-es", "xquad-es"),
    "xquad-en-es": ("xquad-en", "xquad-es"),
    "xquad-es-en": ("xquad-es", "xquad-en"),
    "xquad-en-mixed": ("xquad-en", "xquad-en", "xquad-es"),
    "xquad-es-mixed": ("xquad-es", "xquad-en", "xquad-es"),
}
"""The folder of the queries, then the folders of the documents. From two, which have the same ids, documents are taken
in turn."""

SHOWN_MEASURES = ("nDCG@10", "recall@100")

MAX_CI_DOCUMENTS = 1400
"""Documents of a folder that `--ci` reads, judged ones first: all of Cranfield's and a quarter of SciFact's."""


def measure_beir_set(bench: Bench, name: str) -> Measured:
    """Return the measures of the queries of one folder over the documents of one or two."""
    start = time.monotonic()
    query_folder, *document_folders = (bench.data / "ir" / folder for folder in BEIR_SETS[name])
    folder_name = document_folders[0].name
    documents = mixed([read_beir(folder) for folder in document_folders])
    collection = replace(documents, queries=read_beir(query_folder).queries)
    if bench.ci:
        collection = reduced(collection, MAX_CI_DOCUMENTS)
    bench.tell(f"{name}: {len(collection.queries)} queries over {len(collection.documents)} documents")
    progress = JobProgress(watch=lambda progress: bench.tell(f"{name}: {line(progress).plain}"))
    report = evaluate_beir(collection, ranker(bench.encoder, progress, folder_name, collection))
    our_seconds = time.monotonic() - start
    plain = _measure_plain(bench, folder_name, collection) if bench.plain else {}
    document_ids = [document.id for document in collection.documents]
    return Measured(
        mark=short_hash(sorted(collection.queries.items()), document_ids),
        rows={"all": tuple(report.values["MRR"])},
        values=_shown(report.values),
        plain=plain,
        seconds={"ours": our_seconds, "plain": time.monotonic() - start - our_seconds},
    )


def mixed(collections: Sequence[Collection]) -> Collection:
    """Return the first collection with its documents taken from each collection in turn, place by place.

    Raises:
        ValueError: The collections differ in length.
    """
    documents = []
    same_places = zip(*(collection.documents for collection in collections), strict=True)
    for place, versions in enumerate(same_places):
        documents.append(versions[place % len(versions)])
    return replace(collections[0], documents=tuple(documents))


def reduced(collection: Collection, limit: int) -> Collection:
    """Return a collection of at most `limit` documents, in their order: the judged ones, then the first others."""
    judged: set[str] = set()
    for gains in collection.qrels.values():
        judged.update(gains)
    ids = [document.id for document in collection.documents]
    judged_first = sorted(ids, key=lambda document: document not in judged)
    kept = set(judged_first[:limit])
    documents = [document for document in collection.documents if document.id in kept]
    return replace(collection, documents=tuple(documents))


def _measure_plain(bench: Bench, folder_name: str, collection: Collection) -> dict[str, Values]:
    """Return the values of each variant of plain fusion; each document is one window."""
    passages = as_passages(collection)
    document_rows = document_vectors(bench.encoder, JobProgress(), folder_name, passages)
    fusion = Fusion([passage.text for passage in passages], document_rows)
    query_rows = bench.encoder.encode_queries(list(collection.queries.values()))

    def rank_with(aware: bool) -> Callable[[Mapping[str, str], int], dict[str, list[tuple[str, float]]]]:
        def rank_queries(queries: Mapping[str, str], k: int) -> dict[str, list[tuple[str, float]]]:
            run = {}
            for (query, text), vector in zip(queries.items(), query_rows, strict=True):
                numbers = fusion.search(text, vector, aware)[:k]
                run[query] = [(collection.documents[n].id, 1 / rank) for rank, n in enumerate(numbers, start=1)]
            return run

        return rank_queries

    values = {}
    for variant in (BLIND, AWARE):
        values[variant] = _shown(evaluate_beir(collection, rank_with(aware=variant == AWARE)).values)
    return values


def _shown(values: Values) -> dict[str, Mapping[str, float]]:
    return {measure: values[measure] for measure in SHOWN_MEASURES}
