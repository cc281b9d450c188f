"""BEIR folders: reading, ranking, measures and runs."""

import pytest

from assistant.progress import JobProgress
from bench.beir import (
    Collection,
    Document,
    as_passage,
    as_passages,
    document_vectors,
    evaluate_beir,
    ranker,
    read_beir,
    write_run,
)
from corpus.errors import InputError
from tests.encoders import WordEncoder

COLLECTION = Collection(
    documents=(
        Document("gangs", "Gangs", "The police told the gangs of Boston to stop."),
        Document("lamps", "", "New lamps were put up in the streets of Chicago."),
        Document("farolas", "", "En las calles de Chicago se pusieron farolas nuevas."),
    ),
    queries={"q1": "police and gangs", "q2": "lamps in the streets"},
    qrels={"q1": {"gangs": 1}, "q2": {"lamps": 1}},
)


class CountingEncoder(WordEncoder):
    """An encoder that counts the passages it encodes."""

    passages = 0

    def encode_passages(self, texts):
        self.passages += len(texts)
        return super().encode_passages(texts)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "qrels").mkdir()
    (tmp_path / "corpus.jsonl").write_text(
        '{"_id": "d1", "title": "T", "text": "one"}\n{"_id": "d 2", "text": "two\u2028"}\n', "utf-8"
    )
    (tmp_path / "queries.jsonl").write_text(
        "".join(f'{{"_id": "q{n}", "text": "ask {n}"}}\n' for n in range(1, 5)), "utf-8"
    )
    (tmp_path / "qrels" / "test.tsv").write_text(
        "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td 2\t1\nq2\td1\t1\nq3\td1\t0\n", "utf-8"
    )
    return tmp_path


def test_reads_a_folder(folder):
    """All documents are read, and only the queries of the split."""
    collection = read_beir(folder)
    assert collection.documents == (Document("d1", "T", "one"), Document("d 2", "", "two\u2028"))
    assert collection.queries == {"q1": "ask 1", "q2": "ask 2", "q3": "ask 3"}
    assert collection.qrels == {"q1": {"d1": 2, "d 2": 1}, "q2": {"d1": 1}, "q3": {"d1": 0}}


def test_a_missing_file_is_named(tmp_path):
    """A folder without qrels raises an `InputError` that names the file."""
    with pytest.raises(InputError, match=r"test\.tsv"):
        read_beir(tmp_path)


def test_measures_by_hand(folder):
    """q3, with nothing relevant, is left out and counted. q2, which is not in the run, counts as 0.

    q1 found d 2, d1: nDCG = (1 + 2 / log2(3)) / (2 + 1 / log2(3)) = 2.26186 / 2.63093.
    """
    run = {"q1": [("d 2", 3.0), ("d1", 2.0)], "q3": [("d1", 1.0)]}
    report = evaluate_beir(read_beir(folder), lambda queries, k: run)
    assert report.left_out == 1
    assert report.values["nDCG@10"] == {"q1": pytest.approx(2.26186 / 2.63093, abs=1e-5), "q2": 0.0}
    assert report.values["recall@10"] == {"q1": 1.0, "q2": 0.0}
    assert report.values["MAP"] == {"q1": 1.0, "q2": 0.0}


def test_writes_a_run(folder, tmp_path):
    """A line has six fields and ranks count from 1. A space in a name does not make a seventh field."""
    report = evaluate_beir(read_beir(folder), lambda queries, k: {"q1": [("d 2", 3.0), ("d1", 2.0)]})
    write_run(tmp_path / "run.txt", report.run, "mine")
    assert (tmp_path / "run.txt").read_text() == "q1 Q0 d%202 1 3.000000 mine\nq1 Q0 d1 2 2.000000 mine\n"


@pytest.mark.parametrize("terms_only", [False, True])
def test_ranks_a_collection(terms_only):
    """The document that shares a query's words is first, with and without vectors."""
    report = evaluate_beir(COLLECTION, ranker(WordEncoder(), JobProgress(), "set", COLLECTION, terms_only))
    assert {query: found[0][0] for query, found in report.run.items()} == {"q1": "gangs", "q2": "lamps"}
    assert set(report.values["nDCG@10"].values()) == {1.0}


def test_queries_may_be_in_another_language():
    """Term search is silent across languages: the Spanish document is found by meaning alone.

    "chicago" is a word of both documents about streets; the Spanish one shares three more words with the question.
    """
    run = ranker(WordEncoder(), JobProgress(), "set", COLLECTION)(
        {"q": "¿Dónde se pusieron las farolas de Chicago?"}, 10
    )
    assert run["q"][0][0] == "farolas"


def test_a_run_ends_at_k():
    """No more than k documents are returned."""
    assert len(ranker(WordEncoder(), JobProgress(), "set", COLLECTION)({"q": "the streets"}, 2)["q"]) == 2


def test_vectors_are_kept_by_their_texts():
    """The same documents are encoded once. A changed text does not get an old vector."""
    encoder = CountingEncoder()
    passages = as_passages(COLLECTION)
    first = document_vectors(encoder, JobProgress(), "set", passages)
    assert (document_vectors(encoder, JobProgress(), "set", passages) == first).all()
    assert encoder.passages == 3
    changed = [*passages[:2], as_passage(2, Document("farolas", "", "Another text."))]
    assert not (document_vectors(encoder, JobProgress(), "set", changed)[2] == first[2]).all()


def test_reads_the_real_collection(shared_data):
    """SciFact is read whole (counts from its README)."""
    scifact = read_beir(shared_data / "ir/scifact")
    assert (len(scifact.documents), len(scifact.queries)) == (5183, 300)
