"""The fit of the ranking: by hand, on drawn choices, and what is asked of a small library."""

import json
from dataclasses import replace

import numpy as np
import pytest

from assistant.question_files import Question
from bench import rank
from bench.rank import FAST_TERMS, Asked
from bench.setup import Bench
from bench.vectors import KeptEncoder
from index.model import Hit, ScoreTerm, SignalName
from index.models.encoders import load
from index.rerank import RERANK_PASSAGES
from index.score import weights
from tests.reports import write_pdf

NAN = float("nan")


def test_each_family_is_left_out():
    """The fit for a collection sees no other collection with the same paragraphs."""
    collections = {"reports": [], "xquad-en-mixed": [], "scifact": [], "xquad-es-mixed": []}
    splits = {family: list(others) for family, others in rank.left_out(collections).items()}
    assert splits == {
        "reports": ["xquad-en-mixed", "scifact", "xquad-es-mixed"],
        "xquad": ["reports", "scifact"],
        "scifact": ["reports", "xquad-en-mixed", "xquad-es-mixed"],
    }


QUOTE = "one two three four five || six seven eight nine ten"
QUESTION = Question("1", "single", "en", "?", True, (("a.pdf", 2),), (), QUOTE)
GOLD, OTHER, ENDS_ON_GOLD = [("x/a.pdf", 2)], [("x/a.pdf", 1)], [("x/a.pdf", 1), ("x/a.pdf", 2)]
"""Pages of a passage."""


@pytest.mark.parametrize(
    ("texts", "pages", "answers"),
    [
        (["one two three", "one two"], [GOLD, GOLD], [True, False]),
        (["one two three", "six seven eight nine"], [GOLD, GOLD], [True, True]),
        (["one two three", "one two three"], [OTHER, ENDS_ON_GOLD], [False, True]),
        # Nothing on a gold page has 0.6 of a part, so each passage on one counts.
        (["one two", "six seven", "one two three"], [GOLD, OTHER, OTHER], [True, False, False]),
        (["one two three"], [OTHER], [False]),
    ],
)
def test_what_answers_by_hand(texts, pages, answers):
    """A passage on a gold page with the quote, or with a part of it; without such a passage, each on a gold page."""
    assert rank.answering(QUESTION, texts, pages) == answers


def test_without_a_quote_gold_pages_answer():
    """A question file may have no quotes."""
    assert rank.answering(replace(QUESTION, quote=""), ["x", "y"], [GOLD, OTHER]) == [True, False]


def asked(places, is_gold, points):
    count = len(places)
    return Asked(
        values=np.zeros((count, len(FAST_TERMS))),
        named=np.zeros(count),
        places=np.array(places),
        is_gold=np.array(is_gold, dtype=bool),
        answers=np.array(is_gold, dtype=bool),
        points=np.array(points, dtype=float),
    )


def test_pages_are_ranked_once():
    """By falling scores the pages are 7, 8, 9: the gold page is third. Without a gold page the value is 0."""
    some = asked([7, 7, 8, 9], [0, 0, 0, 1], [NAN] * 4)
    assert some.reciprocal_rank(np.array([4.0, 3.0, 2.0, 1.0])) == pytest.approx(1 / 3)
    assert some.reciprocal_rank(np.array([1.0, 2.0, 3.0, 4.0])) == 1.0
    assert asked([1], [0], [NAN]).reciprocal_rank(np.array([1.0])) == 0.0


def test_reranking_by_hand():
    """The first eight by their scores have points above the lowest; one that was not read has the mean, (2 + 6) / 2."""
    scores = np.arange(10, 0, -1, dtype=float)
    some = asked(range(10), [0] * 10, [2, NAN, 6, NAN, NAN, NAN, NAN, NAN, 50, NAN])
    assert some.rerank_values(scores).tolist() == [0, 2, 4, 2, 2, 2, 2, 2, 0, 0]
    assert not asked(range(10), [0] * 10, [NAN] * 10).rerank_values(scores).any()


def test_values_are_what_was_added_without_the_weights():
    """With the stored weights the score of a candidate is the score of its hit."""
    hits = []
    for size in (0.5, 2.0):
        added = {term: size * weight for term, weight in weights().items() if term != ScoreTerm.RERANK}
        hits.append(Hit(None, 1, sum(added.values()), {}, added))
    found = rank._asked(hits, ["a", "b"], [True, False], [True, False], {1: 3.0})
    assert found.values.tolist() == pytest.approx(np.array([[0.5] * 6, [2.0] * 6]))
    assert found.scores(weights()) == pytest.approx([hit.score for hit in hits])
    assert found.points.tolist() == pytest.approx([NAN, 3.0], nan_ok=True)


def test_asking_a_small_library(tmp_path):
    """The candidates of a question have, with the stored weights, the scores that the library gives them."""
    reports = tmp_path / "data" / "reports"
    reports.mkdir(parents=True)
    write_pdf(reports / "a.pdf", ["The lease of the port runs for 99 years."])
    write_pdf(reports / "b.pdf", ["The police of Boston told the gangs that shooting has to stop."])
    line = {"id": "q", "kind": "single", "language": "en", "answerable": True, "quote": "runs for 99 years"}
    line |= {"question": "How long is the lease of the port?", "gold": [{"file": "a.pdf", "page": 1}]}
    unanswerable = {**line, "id": "r", "answerable": False}
    (reports / "questions.jsonl").write_text(f"{json.dumps(line)}\n{json.dumps(unanswerable)}\n", "utf-8")
    encoder = KeptEncoder(load(None), tmp_path / "cache")
    bench = Bench(tmp_path / "data", tmp_path / "cache", encoder, lambda _: None, {}, False, False, False)
    (found,) = rank.ask_pages(bench, "reports", rank.cross_encoder.load(None))
    scores = found.scores(weights())
    reranked = scores + weights()[ScoreTerm.RERANK] * found.rerank_values(scores)
    desk = rank.make_library(bench, "reports", sorted(reports.glob("*.pdf")))
    evidence = desk.search(line["question"], len(scores))
    assert sorted(reranked) == pytest.approx(sorted(piece.hit.score for piece in evidence), abs=1e-4)
    reread = [piece.hit for piece in evidence if SignalName.RERANK in piece.hit.signals]
    assert len(reread) == RERANK_PASSAGES
    by_earlier_rank = [reranked[hit.signals[SignalName.FUSED].rank - 1] for hit in reread]
    assert by_earlier_rank == pytest.approx([hit.score for hit in reread], abs=1e-4)
    assert found.is_gold.sum() == 1
    assert found.reciprocal_rank(reranked) == 1.0
    fitted = rank.fit_weights({"reports": [found]}, [ScoreTerm.KIND])
    assert fitted.keys() == weights().keys()
    assert (fitted[ScoreTerm.KIND], fitted[ScoreTerm.NAMED]) == (0.0, weights()[ScoreTerm.NAMED])
