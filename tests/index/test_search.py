"""The read path: works that a query names, and the scope of a search."""

from math import log

import numpy as np
import pytest

from corpus.model import Filter, Locator, Passage, passage_id
from corpus.store.corpus import Corpus
from index.build import Builder, update
from index.model import RankedPassage, Scope, Signal
from index.query import parse_query
from index.search import MEANT_WORK_SCORE, NAMED_WORK_WEIGHT, Index, prefer_named, search, within
from tests.corpus.documents import document, reference, source
from tests.encoders import WordEncoder

ADOBE = (
    "At Adobe we thank all of Adobe for what Adobe did in 2022.",
    "The operating margin was 36 percent.",
    "Street lights were mended.",
)
PEPSICO = ("The operating margin that we had in 2022 was above Adobe's operating margin in 2022.",)


@pytest.fixture
def corpus(tmp_path):
    """Two reports by two bodies, a passage on each page, indexed by their words."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as made:
        put(made, "adobe-2022", "Adobe Inc.: annual report", *ADOBE)
        put(made, "pepsico-2022", "PepsiCo: annual report", *PEPSICO)
        update(made, Builder(made.folder, WordEncoder()), lambda done, of: None)
        yield made


def put(corpus, key, title, *pages):
    sha256 = corpus.keep(key.encode(), "application/pdf")
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

    The passage of the other work has every word of the query. A passage without any of its words stays last.
    """
    hits = found(corpus, "What was Adobe's operating margin in FY2022?")
    assert [hit.passage.text for hit in hits] == [ADOBE[1], ADOBE[0], *PEPSICO, ADOBE[2]]
    assert [hit.signals.get("work") for hit in hits] == [
        Signal(1, MEANT_WORK_SCORE),
        Signal(1, MEANT_WORK_SCORE),
        None,
        Signal(1, MEANT_WORK_SCORE),
    ]


def test_a_name_alone_moves_a_work_up_by_less(corpus):
    """A work that is named without a year counts less than a work that is meant.

    One of two works is called PepsiCo: log(2/1), divided by itself plus the doubt of 1.
    """
    signals = {hit.passage.text: hit.signals.get("work") for hit in found(corpus, "What was PepsiCo's margin?")}
    assert signals == {PEPSICO[0]: Signal(1, pytest.approx(log(2) / (log(2) + 1))), **dict.fromkeys(ADOBE)}


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


def test_a_meant_work_is_ranked_by_itself(corpus):
    """A meant work is ranked again without its names, in the scope; the other passages follow.

    The lamps are out of scope. PepsiCo has the year: both works have it, so it counts nothing.
    """
    by_text = ids(corpus)
    asked = []

    def rank_in(query, scope):
        asked.append((" ".join(query.text.split()), query.language, scope))
        return [RankedPassage(by_text[ADOBE[1]], 2.0, {}), RankedPassage(by_text[ADOBE[0]], 1.0, {})]

    ranked = [RankedPassage(by_text[PEPSICO[0]], 3.0, {}), RankedPassage(by_text[ADOBE[0]], 2.5, {})]
    scope = Scope(np.array([by_text[ADOBE[2]]]), excluded=True)
    query = parse_query("What was Adobe's margin in FY2022?", "en")
    moved = prefer_named(query, ranked, scope, corpus, rank_in)
    ((text, language, within_it),) = asked
    assert text == "What was margin in ?"
    assert language == "en"
    assert set(within_it.ids) == {by_text[ADOBE[0]], by_text[ADOBE[1]]}
    assert not within_it.excluded
    meant = {"work": Signal(1, MEANT_WORK_SCORE)}
    assert moved == [
        RankedPassage(by_text[ADOBE[1]], 2.0 + NAMED_WORK_WEIGHT * MEANT_WORK_SCORE, meant),
        RankedPassage(by_text[PEPSICO[0]], 3.0, {}),
        RankedPassage(by_text[ADOBE[0]], 1.0 + NAMED_WORK_WEIGHT * MEANT_WORK_SCORE, meant),
    ]


@pytest.mark.parametrize("question", ["what was the margin", "What was the margin of IBM in 2022?", "Adobe's margin"])
def test_no_second_search_without_a_meant_work(corpus, question):
    """A query without the name and the year of one work costs one search."""
    ranked = [RankedPassage(i, 1.0, {}) for i in corpus.passage_ids()]
    everything = Scope(np.array([], dtype=np.int64), excluded=True)

    def rank_in(query, scope):
        raise AssertionError("searched again")

    moved = prefer_named(parse_query(question), ranked, everything, corpus, rank_in)
    assert {each.id for each in moved} == {each.id for each in ranked}


@pytest.mark.parametrize(
    ("ids", "excluded", "expected"),
    [([1, 2, 3], False, [2, 3]), ([1, 2, 3], True, [9]), ([], False, []), ([], True, [2, 3, 9])],
)
def test_ids_within_a_scope(ids, excluded, expected):
    """Ids outside the scope are dropped; the result is a scope of exactly the ids that are left."""
    found = within(Scope(np.array(ids, dtype=np.int64), excluded), [2, 3, 9])
    assert (list(found.ids), found.excluded) == (expected, False)
