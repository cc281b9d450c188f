"""Runs what `evaluate.py` measures: a question file against a library, a BEIR folder against an index of its own.

A BEIR document is one passage, its title before its text, whatever its length. Its vectors are kept in the user's
cache under the model's fingerprint and a hash of the texts, since encoding is all that takes time.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from assistant.assistant import Assistant
from assistant.evaluate import (
    Collection,
    Found,
    Report,
    Run,
    evaluate_beir,
    evaluate_questions,
    read_beir,
    read_questions,
    write_run,
)
from assistant.model import Evidence
from assistant.progress import JobProgress
from corpus.files import write_file
from corpus.model import Filter, Locator, Passage
from corpus.text.language import detect
from index.build import STEP
from index.dense import VectorIndex
from index.language_bias import leanings, level
from index.model import Scope
from index.models.encoders import load
from index.models.weights import models_folder
from index.protocols import Encoder, FloatMatrix
from index.search import DEPTH, Ranked, rank
from index.sparse import TermIndex


def evaluate(desk: Assistant, path: Path, split: str, terms_only: bool, run: Path | None) -> Report:
    """Measures on a question file or a BEIR folder.

    Args:
        desk: the library that questions are asked of; its model encodes a BEIR folder.
        path: the file or the folder.
        split: which qrels of a BEIR folder.
        terms_only: whether term search ranks a BEIR folder alone.
        run: where to write the ranking as a TREC run; None for nowhere.

    Raises:
        InputError: the file or folder cannot be read or is not of its form.
    """
    if path.is_dir():
        collection = read_beir(path, split)
        encoder = load(desk.settings.model) if desk.settings.model else desk.encoder
        report = evaluate_beir(collection, ranker(encoder, desk.progress, path, collection, terms_only))
    else:
        report = evaluate_questions(read_questions(path), searcher(desk), lambda question: desk.ask(question).answered)
    if run is not None:
        write_run(run, report.run, "evidence")
    return report


def searcher(desk: Assistant) -> Callable[[str, int], list[Found]]:
    """Gives a search of the full texts of a library, as `evidence search` does it."""

    def search(question: str, k: int) -> list[Found]:
        return [as_found(evidence) for evidence in desk.search(question, k, Filter())]

    return search


def as_found(evidence: Evidence) -> Found:
    """Gives what is measured of a passage found."""
    citation, text = evidence.citation, evidence.hit.passage.text
    quoted = "\n".join(text[start:end] for start, end in evidence.highlights)
    return Found(citation.source.origin, citation.locator.index, citation.reference.key, quoted)


def ranker(
    encoder: Encoder, progress: JobProgress, folder: Path, collection: Collection, terms_only: bool = False
) -> Callable[[Mapping[str, str], int], Run]:
    """Gives what ranks a collection's documents for queries, which may be in another language than the documents.

    Args:
        encoder: what encodes both.
        progress: told while documents are encoded.
        folder: where they come from; only its name is used.
        collection: what is ranked.
        terms_only: whether term search ranks alone.
    """
    passages = as_passages(collection)

    def rank_all(queries: Mapping[str, str], k: int) -> Run:
        with TemporaryDirectory() as temporary:
            terms = TermIndex.create(Path(temporary) / "terms")
            terms.write(passages, [])
            if terms_only:
                found = {q: terms.search(text, detect(text), k, None) for q, text in queries.items()}
            else:
                vectors = document_index(encoder, progress, folder, passages)
                asked = encoder.encode_queries(list(queries.values()))
                found = {
                    q: [(i, s) for i, s, _ in rank_documents(text, asked[n : n + 1], vectors, terms, passages)][:k]
                    for n, (q, text) in enumerate(queries.items())
                }
        return {q: [(collection.documents[i][0], score) for i, score in ranked] for q, ranked in found.items()}

    return rank_all


def rank_documents(
    text: str,
    vector: FloatMatrix,
    vectors: VectorIndex,
    terms: TermIndex,
    passages: Sequence[Passage],
    scope: Scope | None = None,
) -> list[Ranked]:
    """Ranks documents for one query as a library's passages are ranked: all that is shared with it is called here."""
    return rank(
        text, detect(text), vector, vectors, terms, scope, DEPTH, lambda ids: {i: passages[i].language for i in ids}
    )


def as_passages(collection: Collection) -> list[Passage]:
    """Gives each document of a collection as one passage."""
    return [as_passage(n, title, text) for n, (_, title, text) in enumerate(collection.documents)]


def as_passage(n: int, title: str, text: str) -> Passage:
    """Gives a document as one passage, whose id is its number."""
    whole = f"{title}\n\n{text}" if title else text
    place = Locator("section", 1, None)
    return Passage(n, "", 0, len(whole), whole, place, place, (), "body", detect(whole))


def document_index(encoder: Encoder, progress: JobProgress, folder: Path, passages: Sequence[Passage]) -> VectorIndex:
    """Gives the index of documents by their numbers; their vectors are levelled as a library's are."""
    rows = document_vectors(encoder, progress, folder, passages)
    spoken = [passage.language for passage in passages]
    return VectorIndex.build(np.arange(len(passages), dtype=np.int64), level(rows, spoken, leanings(encoder)))


def document_vectors(encoder: Encoder, progress: JobProgress, folder: Path, passages: Sequence[Passage]) -> FloatMatrix:
    """Gives the documents' vectors, from the cache if they are there; of `folder` only the name is used."""
    texts = sha256("\0".join(passage.text for passage in passages).encode("utf-8", "replace")).hexdigest()
    name = f"{texts[:16]}-{encoder.fingerprint[:16]}.npy"
    kept = models_folder().parent / "collections" / name
    with suppress(OSError, ValueError):
        found: FloatMatrix = np.load(kept, allow_pickle=False)
        return found
    rows = []
    for begin in range(0, len(passages), STEP):
        rows.append(encoder.encode_passages([p.text for p in passages[begin : begin + STEP]]))
        progress.advance(stage=f"Encoding {folder.name}", passages=begin, passages_total=len(passages))
    vectors = np.concatenate(rows)
    kept.parent.mkdir(parents=True, exist_ok=True)
    content = BytesIO()
    np.save(content, vectors, allow_pickle=False)
    write_file(kept, content.getvalue())
    return vectors
