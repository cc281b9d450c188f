"""The read path: works that a question names, and the scope they are looked for in."""

from math import log

import numpy as np
import pytest

from corpus.model import Filter, Locator, Passage, passage_id
from corpus.store.corpus import Corpus
from index.build import Builder, update
from index.model import Query, Scope, Signal
from index.search import MEANT, NAMED, Index, prefer_named, search, within
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
    """Gives each passage's id by its text."""
    return {passage.text: i for i, passage in corpus.passages(corpus.passage_ids()).items()}


def found(corpus, text, **selection):
    query = Query(text, 10, Filter(**selection), "en")
    return search(query, corpus, Index.open(corpus.folder), WordEncoder())


def test_the_work_that_a_question_means_comes_first(corpus):
    """This test ensures that what Adobe's report says of the matter comes before a passage of PepsiCo's that has every
    word of the question, the answer before what has only the names; what has nothing of the question stays behind.
    """
    hits = found(corpus, "What was Adobe's operating margin in FY2022?")
    assert [hit.passage.text for hit in hits] == [ADOBE[1], ADOBE[0], *PEPSICO, ADOBE[2]]
    assert [hit.signals.get("work") for hit in hits] == [Signal(1, MEANT), Signal(1, MEANT), None, Signal(1, MEANT)]


def test_a_name_alone_moves_a_work_up_by_less(corpus):
    """This test ensures that without a year, as where a topic is named, a work counts less than one that is meant.

    One of two works is called PepsiCo: log(2/1) over that and the doubt of 1.
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
def test_a_filter_holds_for_works_that_are_meant(corpus, question, selection, expected):
    """This test ensures that filters, quoted phrases and excluded words keep out what they do of any question."""
    assert tuple(hit.passage.text for hit in found(corpus, question, **selection)) == expected


def test_a_work_that_is_meant_is_looked_through_by_itself(corpus):
    """This test ensures that it is looked for without its names, in the scope, and that what else was found follows.

    The lamps are out of scope. PepsiCo has the year: of two works both have it, so it counts for nothing.
    """
    by_text = ids(corpus)
    asked = []

    def look(text, scope):
        asked.append((" ".join(text.split()), scope))
        return [(by_text[ADOBE[1]], 2.0, {}), (by_text[ADOBE[0]], 1.0, {})]

    ranked = [(by_text[PEPSICO[0]], 3.0, {}), (by_text[ADOBE[0]], 2.5, {})]
    scope = Scope(np.array([by_text[ADOBE[2]]]), excluded=True)
    moved = prefer_named("What was Adobe's margin in FY2022?", ranked, scope, corpus, look)
    ((text, within_it),) = asked
    assert text == "What was margin in ?"
    assert set(within_it.ids) == {by_text[ADOBE[0]], by_text[ADOBE[1]]}
    assert not within_it.excluded
    meant = {"work": Signal(1, MEANT)}
    assert moved == [
        (by_text[ADOBE[1]], 2.0 + NAMED * MEANT, meant),
        (by_text[PEPSICO[0]], 3.0, {}),
        (by_text[ADOBE[0]], 1.0 + NAMED * MEANT, meant),
    ]


@pytest.mark.parametrize("question", ["what was the margin", "What was the margin of IBM in 2022?", "Adobe's margin"])
def test_where_no_work_is_meant_nothing_is_looked_for_again(corpus, question):
    """This test ensures that a question without a name and a year of one work costs one search."""
    ranked = [(i, 1.0, {}) for i in corpus.passage_ids()]

    def look(text, scope):
        raise AssertionError("looked again")

    moved = prefer_named(question, ranked, Scope(np.array([], dtype=np.int64), excluded=True), corpus, look)
    assert {i for i, _, _ in moved} == {i for i, _, _ in ranked}


@pytest.mark.parametrize(
    ("ids", "excluded", "expected"),
    [([1, 2, 3], False, [2, 3]), ([1, 2, 3], True, [9]), ([], False, []), ([], True, [2, 3, 9])],
)
def test_what_is_within_a_scope(ids, excluded, expected):
    """This test ensures that ids are kept where the scope lets them in, and that what is given says what is in."""
    found = within(Scope(np.array(ids, dtype=np.int64), excluded), [2, 3, 9])
    assert (list(found.ids), found.excluded) == (expected, False)
