"""What is quoted of each passage, and how its figure compares with those of other passages."""

from dataclasses import replace

import pytest

from assistant import highlight
from assistant.highlight import (
    MAX_SPAN_WORDS,
    MAX_TITLE_CHARACTERS,
    RANK,
    READ,
    READ_PASSAGES,
    READ_SENTENCES,
    WORDS,
    best_quotations,
)
from corpus.model import Locator
from corpus.passages.chunk import passages
from index.model import Hit
from index.query import parse_query
from index.stores import TERM_STORE
from tests.corpus.documents import document
from tests.encoders import WordEncoder
from tests.index.documents import passage

FEE = "The fee is paid by the city council every year."
VISIT = "A visit to the home is made by three people together."
OTHER = "Nothing else was said about the matter at hand."


class Recording(WordEncoder):
    """An encoder that records the texts it reads."""

    def __init__(self):
        self.read = []

    def encode_passages(self, texts):
        self.read.extend(texts)
        return super().encode_passages(texts)


class Points:
    """A reranker that gives points to the texts with a word, and records what it reads."""

    name = "points"
    languages = frozenset({"en"})

    def __init__(self, **points):
        self.points = points
        self.read = []

    def score(self, question, texts):
        self.read.extend(texts)
        return [sum(points for word, points in self.points.items() if word in text) for text in texts]


def hits_of(*found, scores=None):
    """Return a hit on each passage, with these scores or all with 0."""
    return [
        Hit(each, rank, score, {}, {})
        for rank, (each, score) in enumerate(zip(found, scores or [0.0] * len(found), strict=True), start=1)
    ]


@pytest.fixture
def quotations(tmp_path):
    """Quote hits of passages: their texts are the library."""

    def quotations(question, hits, title="A Work", language="en", encoder=None, **options):
        terms = TERM_STORE.create(tmp_path / f"terms{len(list(tmp_path.iterdir()))}")
        terms.write([hit.passage for hit in hits], [])
        query = parse_query(question, language)
        found = best_quotations(query, hits, [title] * len(hits), terms, encoder or WordEncoder(), **options)
        return list(found)

    return quotations


@pytest.fixture
def quoted(quotations):
    """Return the text that is quoted of each passage of a document."""

    def quoted(question, text, headings=(), **options):
        hits = hits_of(*passages(document(text, headings=headings), "ab"))
        return texts_of(hits, quotations(question, hits, **options))

    return quoted


def texts_of(hits, found):
    return [hit.passage.text[slice(*quotation.span)] for hit, quotation in zip(hits, found, strict=True)]


# --- the sentence --------------------------------------------------------------------------------------------------


def test_the_sentence_with_the_words(quoted):
    """The sentence with the words of the query is quoted, wherever it is in the passage."""
    assert quoted("Who makes a visit to the home?", f"{FEE}\n\n{OTHER}\n\n{VISIT}") == [VISIT]


def test_a_quoted_phrase_decides(quoted):
    """A sentence with the quoted phrase wins over one with more of the other words."""
    text = f"{VISIT}\n\nThe home visit is made by the three people of the city council.\n\n{OTHER}"
    assert quoted('"a visit to" three people city council home', text) == [VISIT]


def test_headings_and_short_pieces_are_not_quoted(quoted):
    """A heading with the words of the query is not quoted if there is a sentence."""
    text = f"Visits to the home by three people\n\n{VISIT}\n\nYes.\n\n{OTHER}"
    heading = [("Visits to the home by three people", 1)]
    assert quoted("visits to the home by three people", text, heading) == [VISIT]


def test_a_passage_of_short_pieces(quoted):
    """A passage of short pieces is quoted too."""
    assert quoted("what?", "Yes.") == ["Yes."]


def test_a_number_is_quoted_if_one_is_asked_for(quoted):
    """Of two sentences with the same words of the query, the one with a number answers "how many"."""
    text = "The fee is paid by all cities of the north.\n\nThe fee is paid by 12 cities of the north."
    assert quoted("How many cities pay the fee?", text)[0].startswith("The fee is paid by 12")


# --- the reranker --------------------------------------------------------------------------------------------------

CHURCH = "The fee is paid by the church of the town."
MAYOR = "The fee is paid by the mayor of the town."


@pytest.mark.parametrize(("word", "best"), [("church", CHURCH), ("mayor", MAYOR)])
def test_points_decide_between_equal_sentences(quoted, word, best):
    """The reranker reads each sentence below the title of its work. Its points decide between sentences as good."""
    reranker = Points(**{word: 100.0})
    assert quoted("Who pays the fee?", f"{CHURCH}\n\n{MAYOR}", title="On Fees", reranker=reranker) == [best]
    assert sorted(reranker.read) == [f"On Fees\n{CHURCH}", f"On Fees\n{MAYOR}"]


def test_a_long_title_is_cut(quoted):
    """The reranker reads the beginning of a long title."""
    reranker = Points(church=1.0)
    quoted("Who pays the fee?", CHURCH, title="x" * 1000, reranker=reranker)
    assert reranker.read == ["x" * MAX_TITLE_CHARACTERS + f"\n{CHURCH}"]


def test_few_sentences_of_the_first_passages_are_read(quotations):
    """The best sentences of each of the first passages are read, and nothing of the other passages."""
    many = "\n\n".join(f"The fee of town {word} is paid by the mayor." for word in "abcdefghij")
    hits = hits_of(*(passage(n, many) for n in range(1, READ_PASSAGES + 2)))
    reranker = Points(fee=1.0)
    quotations("Who pays the fee?", hits, reranker=reranker)
    assert len(reranker.read) == READ_PASSAGES * READ_SENTENCES


def test_a_passage_that_is_not_read_gets_the_mean(quotations):
    """Points 10 and 0: the best sentence loses nothing, the other one 10. A Spanish passage loses 10 - (10 + 0) / 2."""
    spanish = passage(3, "La cuota de la villa la paga el alcalde.", "es")
    hits = hits_of(passage(1, CHURCH), passage(2, MAYOR), spanish)
    reranker = Points(church=10.0)
    without = quotations("Who pays the fee?", hits)
    with_points = quotations("Who pays the fee?", hits, reranker=reranker)
    lost = [before.figure - after.figure for before, after in zip(without, with_points, strict=True)]
    assert lost == pytest.approx([0.0, READ * 10, READ * 5])
    assert len(reranker.read) == 2


def test_a_reranker_that_reads_nothing_changes_nothing(quotations):
    """If all passages are in another language, the figures are those without a reranker."""
    hits = hits_of(passage(1, "La cuota la paga el alcalde.", "es"))
    reranker = Points(cuota=10.0)
    assert quotations("Who pays the fee?", hits, reranker=reranker) == quotations("Who pays the fee?", hits)
    assert reranker.read == []


# --- figures of several passages -----------------------------------------------------------------------------------


def test_the_score_of_a_passage_counts(quotations):
    """Of two passages with one text, the one with a score lower by 2 has the lower figure."""
    first, second = quotations("Who pays the fee?", hits_of(passage(1, FEE), passage(2, FEE), scores=[5.0, 3.0]))
    assert first.figure - second.figure == pytest.approx(RANK * 2)


def test_passages_beyond_the_first_have_no_figure(quotations):
    """They are not encoded. The sentence with most of the query's words is quoted."""
    hits = hits_of(*(passage(n, f"{OTHER}\n\n{FEE}") for n in (1, 2, 3)))
    encoder = Recording()
    found = quotations("Who pays the fee of the city council?", hits, encoder=encoder, weighed=2)
    assert texts_of(hits, found) == [FEE] * 3
    assert [quotation.figure is None for quotation in found] == [False, False, True]
    assert encoder.read.count(FEE) == 2


def test_no_passages_have_no_quotations(quotations):
    """Without passages there is nothing to quote, and no model reads anything."""
    assert quotations("Who pays the fee?", [], reranker=Points()) == []


# --- two sentences -------------------------------------------------------------------------------------------------


@pytest.fixture
def wide_gap(monkeypatch):
    """Any sentence is nearly as good as the best one, so only the text decides what is quoted together."""
    monkeypatch.setattr(highlight, "MAX_GAP", 1000.0)
    monkeypatch.setattr(highlight, "MAX_GAP_AFTER", 1000.0)


@pytest.fixture
def no_gap(monkeypatch):
    """No sentence is nearly as good as the best one unless its figure is the same."""
    monkeypatch.setattr(highlight, "MAX_GAP", 0.0)
    monkeypatch.setattr(highlight, "MAX_GAP_AFTER", 0.0)


def sentence_of(words):
    """Return a sentence of this many words."""
    return "Fee " + "paid " * (words - 2) + "once."


@pytest.mark.usefixtures("wide_gap")
@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("The fee is paid by the town. The mayor said nothing of it.", True),
        ("The fee is paid by the town:\nThe mayor said nothing of it.", True),
        ("The fee is paid by the town.\n\nThe mayor said nothing of it.", False),
        ("Fee of the town 1,200 1,300\nFee of the mayor 1,400 1,500", False),
        ("the fee that is paid by the town\nThe mayor said nothing of it.", False),
        (f"{sentence_of(MAX_SPAN_WORDS - 20)} {sentence_of(20)}", True),
        (f"{sentence_of(MAX_SPAN_WORDS - 20)} {sentence_of(21)}", False),
    ],
)
def test_two_neighbours_are_quoted_together(quotations, text, joined):
    """Two sentences of at most so many words, side by side, if the first ends as a sentence does."""
    hits = hits_of(passage(1, text))
    (found,) = texts_of(hits, quotations("Who pays the fee of the town?", hits))
    assert (found == text) is joined


@pytest.mark.usefixtures("wide_gap")
def test_two_neighbours_on_two_pages_are_not_quoted_together(quotations):
    """A passage that goes on to another page has one sentence quoted, so that its page is certain."""
    text = "The fee is paid by the town. The mayor said nothing of it."
    over_two = replace(passage(1, text), last=Locator("page", 2, None))
    (found,) = texts_of(hits_of(over_two), quotations("Who pays the fee?", hits_of(over_two)))
    assert found == "The fee is paid by the town."


@pytest.mark.usefixtures("no_gap")
def test_a_neighbour_that_is_much_worse_is_left_out(quotations):
    """A neighbour with a lower figure is not quoted if none may be lower."""
    hits = hits_of(passage(1, f"{OTHER} {FEE} {OTHER}"))
    assert texts_of(hits, quotations("Who pays the fee of the city council?", hits)) == [FEE]


@pytest.mark.usefixtures("wide_gap")
def test_the_better_neighbour_is_quoted(quotations):
    """The best sentence is quoted with its neighbour that has more of the query's words."""
    after = "The council of the city said so."
    hits = hits_of(passage(1, f"{OTHER} {FEE} {after}"))
    found = quotations("Who pays the fee of the city council every year?", hits)
    assert texts_of(hits, found) == [f"{FEE} {after}"]


@pytest.mark.usefixtures("wide_gap")
def test_a_row_is_quoted_alone(quotations):
    """A row may end in a bracket, as a sentence may."""
    hits = hits_of(passage(1, "South 40.9 (34.4–41.0)\nNorth 10.1 (9.2–12.3)"))
    assert texts_of(hits, quotations("How many deaths in the South?", hits)) == ["South 40.9 (34.4–41.0)"]


def test_the_sentence_after_the_best_may_be_worse_than_the_one_before(quotations, monkeypatch):
    """A sentence after the best one completes it more often."""
    monkeypatch.setattr(highlight, "MAX_GAP", 0.0)
    monkeypatch.setattr(highlight, "MAX_GAP_AFTER", 1000.0)
    hits = hits_of(passage(1, f"{OTHER} {FEE} {VISIT}"))
    assert texts_of(hits, quotations("Who pays the fee of the city council every year?", hits)) == [f"{FEE} {VISIT}"]


# --- a second sentence ---------------------------------------------------------------------------------------------


def highlighted(question, text, quotations):
    """Return the texts that are highlighted of one passage."""
    hit = passage(1, text)
    (found,) = quotations(question, hits_of(hit))
    return [hit.text[slice(*span)] for span in found.highlights]


@pytest.mark.usefixtures("wide_gap")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The visit has two of the words of the query, and the last sentence none.
        (f"{OTHER}\n\n{FEE}\n\n{VISIT}", [FEE, VISIT]),
        (f"{VISIT}\n\n{FEE}\n\n{OTHER}", [FEE, VISIT]),
        # Neither of two sentences that are quoted together is also the second sentence.
        (f"{OTHER}\n\n{FEE} {VISIT}", [f"{FEE} {VISIT}", OTHER]),
        (f"{FEE} {VISIT}", [f"{FEE} {VISIT}"]),
        (FEE, [FEE]),
    ],
)
def test_the_next_best_sentence_is_highlighted_too(quotations, text, expected):
    """After the quotation the best of the other sentences is highlighted, wherever it is in the passage."""
    question = "Is the fee of a visit to the home paid by the city council every year?"
    assert highlighted(question, text, quotations) == expected


@pytest.mark.usefixtures("no_gap")
def test_a_second_sentence_that_is_worse_is_not_highlighted(quotations):
    """A sentence with a lower figure is not highlighted if none may be lower."""
    question = "Is the fee of a visit to the home paid by the city council every year?"
    assert highlighted(question, f"{FEE}\n\n{VISIT}", quotations) == [FEE]


# --- other languages -----------------------------------------------------------------------------------------------

CUOTA = "La cuota de la villa la paga el alcalde cada mes."


def figures_of(found):
    return [quotation.figure for quotation in found]


@pytest.fixture
def no_meaning(monkeypatch):
    """Compare sentences by their words alone."""
    monkeypatch.setattr(highlight, "_add_meaning", lambda *_: None)


@pytest.mark.usefixtures("no_meaning")
def test_a_foreign_sentence_is_not_behind_for_its_words(quotations):
    """One English passage has all words of the query and the other none. The Spanish passage gets their mean."""
    hits = hits_of(passage(1, FEE), passage(2, CUOTA, "es"), passage(3, OTHER))
    found = quotations("fee city council", hits)
    assert figures_of(found) == pytest.approx([WORDS, WORDS / 2, 0.0])


@pytest.mark.usefixtures("no_meaning")
def test_the_best_sentence_of_a_passage_makes_up(quotations):
    """Each passage counts by its best sentence, so its other sentences do not change what a foreign one gets."""
    hits = hits_of(passage(1, f"{OTHER}\n\n{FEE}\n\n{VISIT}"), passage(2, f"{CUOTA}\n\n{CUOTA}", "es"))
    assert figures_of(quotations("fee city council", hits)) == pytest.approx([WORDS, WORDS])


def test_passages_that_are_all_foreign(quotations):
    """If no passage is in the language of the query, there is nothing to make up for."""
    hits = hits_of(passage(1, CUOTA, "es"), passage(2, CUOTA, "es"))
    assert figures_of(quotations("fee city council", hits)) == [0.0, 0.0]


@pytest.mark.usefixtures("no_meaning")
def test_a_passage_in_an_unknown_language_is_compared_by_its_words(quotations):
    """It may be in the language of the query, so a lack of words counts."""
    hits = hits_of(passage(1, FEE), passage(2, OTHER, "und"))
    assert figures_of(quotations("fee city council", hits)) == pytest.approx([WORDS, 0.0])


# --- rows of a table -----------------------------------------------------------------------------------------------


def test_a_row_is_read_below_the_head_of_its_table(quotations):
    """The encoder and the reranker read the head with the row. The row alone is quoted."""
    head = "Table 2. Deaths by region | 1990 2015"
    rows = passage(1, "South 40.9 34.4\nNorth 10.1 12.3", headings=("Results", head))
    encoder, reranker = Recording(), Points(South=5.0)
    hits = hits_of(rows)
    found = quotations("How many deaths in the South?", hits, encoder=encoder, reranker=reranker)
    assert texts_of(hits, found) == ["South 40.9 34.4"]
    assert f"{head}\nSouth 40.9 34.4" in encoder.read
    assert f"A Work\n{head}\nSouth 40.9 34.4" in reranker.read


def test_meaning_compares_the_sentences_of_all_passages(quotations):
    """The nearest sentence of all gets 1 and the farthest 0, so a passage with a near sentence is ahead."""
    near, far = quotations("fee", hits_of(passage(1, "Fee fee fee fee fee fee fee."), passage(2, OTHER)))
    assert near.figure - far.figure == pytest.approx(1 + WORDS)


def test_meaning_is_scaled_within_a_language():
    """Foreign sentences have lower cosines, and are compared with each other. A single one has nothing to compare."""
    languages = ["en", "en", "en", "es", "es", "pt"]
    assert highlight._scaled([0.8, 0.9, 0.85, 0.6, 0.7, 0.1], languages) == pytest.approx([0, 1, 0.5, 0, 1, 0])


# --- what states nothing -------------------------------------------------------------------------------------------

AIM = "Objective: to describe the fee for parking in the city."
ASKING = "What is the fee for parking in the city?"


@pytest.mark.parametrize("aim", [AIM, ASKING])
def test_an_aim_is_quoted_only_if_an_aim_was_asked(quoted, aim):
    """An aim and a question have the words of the query, and do not answer it."""
    text = f"{aim}\n\n{FEE}\n\n{OTHER}"
    assert quoted("what is the fee for parking in the city", text) == [FEE]
    assert quoted("what is the objective of the fee for parking in the city", text) == [aim]


@pytest.mark.usefixtures("no_meaning")
def test_a_passage_that_states_nothing_has_a_lower_figure(quotations):
    """The labels of a chart have the words of the query. A passage with a sentence goes before them."""
    chart = passage(1, "Fee of the City by Year")
    text = passage(2, "The fee of the city is paid in the first week of the year.")
    of_chart, of_text = quotations("fee of the city by year", hits_of(chart, text))
    assert of_chart.figure < of_text.figure
