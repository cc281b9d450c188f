"""The read path: works that a query names, and the scope of a search."""

from math import log

import numpy as np
import pytest

from corpus.model import Filter, Locator, Passage, passage_id
from corpus.store.corpus import Corpus
from index import score
from index.build import Builder, update
from index.model import Hit, Scope, ScoreTerm
from index.query import parse_query
from index.score import weigh
from index.search import MEANT_WORK, Index, prefer_named, rank, search
from tests.corpus.documents import document, reference, source
from tests.encoders import WordEncoder

ADOBE = (
    "At Adobe we thank all of Adobe for what Adobe did in 2022.",
    "The operating margin was 36 percent.",
    "Street lights were mended.",
)
PEPSICO = ("The operating margin that we had in 2022 was above Adobe's operating margin in 2022.",)


WEIGHTS = {**dict.fromkeys(ScoreTerm, 1.0), ScoreTerm.DOCUMENT: 0.0}


@pytest.fixture(autouse=True)
def plain_weights(monkeypatch):
    """Each term counts as it is, and documents do not count, so that orders can be worked out by hand."""
    monkeypatch.setattr(score, "weights", lambda: WEIGHTS)


@pytest.fixture
def corpus(tmp_path):
    """Two reports by two bodies, a passage on each page, indexed by their words."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as made:
        put(made, "adobe-2022", "Adobe Inc.: annual report", *ADOBE)
        put(made, "pepsico-2022", "PepsiCo: annual report", *PEPSICO)
        update(made, Builder(made.folder, WordEncoder()), lambda done, of: None)
        yield made


def put(corpus, key, title, *pages):
    sha256 = corpus.keep(f"{key} {title}".encode(), "application/pdf")
    made = document(*pages)
    cut = []
    for page, start in zip(made.pages, made.starts, strict=True):
        end, place = start + len(page.text), Locator("page", page.locator.index, None)
        i = passage_id(sha256, start, end)
        cut.append(Passage(i, sha256, start, end, page.text, place, place, (), "body", "en"))
    work = reference(key, title=title, issued={"date-parts": [[2022]]})
    corpus.add(source(sha256, key, name=f"/{key[0]}.pdf"), work, made, cut)


def ids(corpus):
    """Return the id of each passage by its text."""
    return {passage.text: i for i, passage in corpus.passages(corpus.passage_ids()).items()}


def found(corpus, text, **selection):
    query = parse_query(text, "en")
    return search(query, 10, Filter(**selection), corpus, Index.open(corpus.folder), WordEncoder())


def test_passages_of_a_meant_work_come_first(corpus):
    """The passages of the work that a query is about come first, the answer before a passage that has only the names.

    The passage of the other work has every word of the query, but the names do not count for the passages of the work.
    """
    hits = found(corpus, "What was Adobe's operating margin in FY2022?")
    assert hits[0].passage.text == ADOBE[1]
    assert {hit.passage.text for hit in hits[:3]} == set(ADOBE)
    assert [hit.passage.text for hit in hits[3:]] == [*PEPSICO]
    assert [hit.added.get(ScoreTerm.NAMED) for hit in hits] == [MEANT_WORK] * 3 + [pytest.approx(0.0)]
    assert [hit.rank for hit in hits] == [1, 2, 3, 4]


def test_a_name_alone_moves_a_work_up_by_less(corpus):
    """A work that is named without a year counts less than a work that is meant.

    One of two works is called PepsiCo: log(2/1), divided by itself plus the doubt of 1.
    """
    added = {hit.passage.text: hit.added[ScoreTerm.NAMED] for hit in found(corpus, "What was PepsiCo's margin?")}
    assert added == {PEPSICO[0]: pytest.approx(log(2) / (log(2) + 1)), **dict.fromkeys(ADOBE, 0.0)}


@pytest.mark.parametrize(
    "question", ["What was Adobe's operating margin in FY2022?", "PepsiCo", "street lights", "annual report of Adobe"]
)
def test_a_score_is_the_sum_of_its_terms(corpus, question):
    """Hits are in the order of their scores, and a score is what its terms add up to."""
    hits = found(corpus, question)
    assert [hit.score for hit in hits] == [pytest.approx(sum(hit.added.values())) for hit in hits]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def ranked(corpus, text, passages_of, scope=None):
    """Return the passages of a corpus for a query, by `rank` alone."""
    index = Index.open(corpus.folder)
    vector = WordEncoder().encode_queries([text])
    return rank(parse_query(text, "en"), vector, index.vectors, index.terms, scope, 10, passages_of)


def test_a_passage_is_scored_once_by_all_retrievers(corpus):
    """Street lights: the one passage with both words has all of them, and is the nearest. The others have none.

    The cosine of a passage is the number of the words that it shares, 2, by the roots of 2 and 4 words. `document`
    does not count. So the first has 0 for `dense` and 1 for `terms` and `coverage`, the others 0 less the cosine.
    """
    first, *others = ranked(corpus, "street lights", corpus.passages)
    assert first.passage.text == ADOBE[2]
    assert first.signals.keys() == {"dense", "terms"}
    assert first.score == pytest.approx(0 + 1 + 1)
    assert [hit.signals.keys() for hit in others] == [{"dense"}] * 3
    assert [hit.score for hit in others] == pytest.approx([-2 / 8**0.5] * 3, abs=1e-6)


def test_a_passage_that_a_writer_removed_is_left_out(corpus):
    """Without a passage in the corpus there is no hit, and ranks have no gap. Without any there are no hits."""
    gone = ids(corpus)[ADOBE[2]]

    def held(wanted):
        return {i: passage for i, passage in corpus.passages(wanted).items() if i != gone}

    hits = ranked(corpus, "street lights", held)
    assert {hit.passage.text for hit in hits} == {ADOBE[0], ADOBE[1], *PEPSICO}
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert ranked(corpus, "street lights", lambda wanted: {}) == []


def test_asked_works_come_first(corpus):
    """The passages of a work that is asked for by its title come first, with the signal `asked`, each once."""
    hits = found(corpus, "PepsiCo: annual report")
    assert hits[0].passage.text == PEPSICO[0]
    assert hits[0].signals["asked"].score == 1.0
    assert hits[0].added[ScoreTerm.NAMED] == MEANT_WORK
    assert sorted(hit.passage.text for hit in hits) == sorted((*ADOBE, *PEPSICO))
    assert not any("asked" in hit.signals for hit in hits[1:])


@pytest.mark.parametrize(
    ("question", "selection", "expected"),
    [
        ("What was Adobe's operating margin in 2022?", {"keys": ("pepsico-2022",)}, PEPSICO),
        ("What was Adobe's operating margin in 2022?", {"until": 2021}, ()),
        ('Where does Adobe say "operating margin" in 2022?', {}, (ADOBE[1], *PEPSICO)),
        ("What was in Adobe's report of 2022 -street -margin", {}, (ADOBE[0],)),
    ],
)
def test_filters_apply_to_meant_works(corpus, question, selection, expected):
    """Filters, quoted phrases and excluded words also apply to the passages of works that are meant."""
    assert tuple(hit.passage.text for hit in found(corpus, question, **selection)) == expected


def hit_of(corpus, text, points):
    """Return a hit on the passage with this text, whose words count this much."""
    i = ids(corpus)[text]
    return Hit(corpus.passages([i])[i], 0, points, {}, {ScoreTerm.TERMS: points})


def test_a_meant_work_is_ranked_by_itself(corpus):
    """A meant work is ranked again without its names, in the scope; the other passages follow.

    The lamps are out of scope. PepsiCo has the year: both works have it, so it counts nothing.
    """
    by_text = ids(corpus)
    asked = []

    def rank_in(query, scope):
        asked.append((" ".join(query.text.split()), query.language, scope))
        return [hit_of(corpus, ADOBE[1], 2.0), hit_of(corpus, ADOBE[0], 1.0)]

    hits = [hit_of(corpus, PEPSICO[0], 11.5), hit_of(corpus, ADOBE[0], 2.5)]
    scope = Scope(without_ids=np.array([by_text[ADOBE[2]]]))
    query = parse_query("What was Adobe's margin in FY2022?", "en")
    moved = prefer_named(query, hits, scope, corpus, rank_in)
    ((text, language, within_it),) = asked
    assert text == "What was margin in ?"
    assert language == "en"
    assert Index.open(corpus.folder).vectors.within(within_it).tolist() == sorted(by_text[text] for text in ADOBE[:2])
    assert [(hit.passage.text, hit.rank, hit.score) for hit in moved] == [
        (ADOBE[1], 1, 2.0 + MEANT_WORK),
        (PEPSICO[0], 2, 11.5),
        (ADOBE[0], 3, 1.0 + MEANT_WORK),
    ]
    assert moved[0].added == {ScoreTerm.TERMS: 2.0, **weigh({ScoreTerm.NAMED: MEANT_WORK})}


@pytest.mark.parametrize("question", ["what was the margin", "What was the margin of IBM in 2022?", "Adobe's margin"])
def test_no_second_search_without_a_meant_work(corpus, question):
    """A query without the name and the year of one work costs one search."""
    hits = [hit_of(corpus, text, 1.0) for text in (*ADOBE, *PEPSICO)]
    everything = Scope()

    def rank_in(query, scope):
        raise AssertionError("searched again")

    moved = prefer_named(parse_query(question), hits, everything, corpus, rank_in)
    assert {hit.passage.id for hit in moved} == {hit.passage.id for hit in hits}


class Mended:
    """A reranker that prefers what was mended to all else."""

    name = "mended"
    languages = frozenset({"en"})

    def score(self, question, texts):
        return [100.0 * ("mended" in text) for text in texts]


def test_few_results_are_reranked_like_many(corpus):
    """A passage that the reranker prefers is the first of a few too, even if two were before it."""
    query = parse_query("What was the operating margin?", "en")
    index, encoder = Index.open(corpus.folder), WordEncoder()
    before = [hit.passage.text for hit in search(query, 9, Filter(), corpus, index, encoder)]
    many = search(query, 9, Filter(), corpus, index, encoder, Mended())
    assert before.index(ADOBE[2]) >= 2
    assert many[0].passage.text == ADOBE[2]
    for k in (1, 2, 3):
        assert search(query, k, Filter(), corpus, index, encoder, Mended()) == many[:k]
