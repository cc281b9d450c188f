from dataclasses import replace

import pytest

from assistant.evaluate import Collection, Found, evaluate_beir
from assistant.evaluation import as_found, as_passage, document_vectors, ranker
from assistant.progress import JobProgress
from corpus.model import Locator
from tests.assistant.pieces import evidence
from tests.encoders import WordEncoder

COLLECTION = Collection(
    documents=(
        ("gangs", "Gangs", "The police told the gangs of Boston to stop."),
        ("lamps", "", "New lamps were put up in the streets of Chicago."),
        ("farolas", "", "En las calles de Chicago se pusieron farolas nuevas."),
    ),
    queries={"q1": "police and gangs", "q2": "lamps in the streets"},
    judged={"q1": {"gangs": 1}, "q2": {"lamps": 1}},
)


class Counting(WordEncoder):
    """Counts the passages that it is given."""

    passages = 0

    def encode_passages(self, texts):
        self.passages += len(texts)
        return super().encode_passages(texts)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("terms_only", [False, True])
def test_ranks_a_collection(tmp_path, terms_only):
    """This test ensures that the document that shares a query's words comes first, by its id, in either way."""
    report = evaluate_beir(COLLECTION, ranker(WordEncoder(), JobProgress(), tmp_path, COLLECTION, terms_only))
    assert {query: found[0][0] for query, found in report.run.items()} == {"q1": "gangs", "q2": "lamps"}
    assert report.mean("nDCG@10") == 1.0


def test_queries_may_be_in_another_language(tmp_path):
    """This test ensures that terms are silent across languages: the Spanish document is found by meaning alone.

    "chicago" is a word of both streets' documents, and the Spanish one shares three more of the question's.
    """
    rank = ranker(WordEncoder(), JobProgress(), tmp_path, COLLECTION)
    run = rank({"q": "¿Dónde se pusieron las farolas de Chicago?"}, 10)
    assert run["q"][0][0] == "farolas"


def test_no_more_is_given_than_wanted(tmp_path):
    """This test ensures that a ranking ends at k."""
    assert len(ranker(WordEncoder(), JobProgress(), tmp_path, COLLECTION)({"q": "the streets"}, 2)["q"]) == 2


def test_vectors_are_kept_by_their_texts(tmp_path):
    """This test ensures that the same documents are encoded once, and that another text is no stale vector."""
    encoder = Counting()
    passages = [as_passage(n, title, text) for n, (_, title, text) in enumerate(COLLECTION.documents)]
    first = document_vectors(encoder, JobProgress(), tmp_path, passages)
    assert (document_vectors(encoder, JobProgress(), tmp_path, passages) == first).all()
    assert encoder.passages == 3
    changed = [*passages[:2], as_passage(2, "", "Another text.")]
    assert not (document_vectors(encoder, JobProgress(), tmp_path, changed)[2] == first[2]).all()


def test_what_is_measured_of_a_passage():
    """This test ensures that a passage found is its original's path, its citation's page, and all that it quotes."""
    piece = evidence("One. Two. Three.", key="abt-2016")
    cited = replace(piece.citation, locator=Locator("page", 14, "12"))
    found = as_found(replace(piece, citation=cited, highlights=((10, 16), (0, 4))))
    assert found == Found(piece.citation.source.origin, 14, "abt-2016", "Three.\nOne.")
