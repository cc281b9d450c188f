"""What the library says about the quotations and figures of a draft. The library has works made here."""

import pytest

from assistant.checking.check import check_text
from assistant.checking.model import FigureVerdict, Verdict
from assistant.progress import JobProgress
from corpus.text.verbatim import Difference
from index.sparse import TantivyTermStore
from tests.corpus.documents import add_document, reference

HARBOUR = (
    "Boats left the harbour at nine. Every third boat carried salt, and the count fell by 14.4 percent in a year.",
    "The watch was doubled in May (Cole and Dean, 2001). It did not change what the crews did on the quay. 40 left.",
)
LETTERS = ("Letters were sent to forty families in the old town, and thirty of them wrote back before the summer.",)


def by(family, year):
    return {"author": [{"family": family, "given": "A."}], "issued": {"date-parts": [[year]]}}


@pytest.fixture
def library(corpus, tmp_path):
    """A corpus with two works in full text, one that cannot be read, a record alone, and the terms of its passages."""
    add_document(corpus, "able-2019", *HARBOUR, labels=["31", "32"], **by("Able", 2019))
    add_document(corpus, "baker-2020", *LETTERS, labels=["5"], **by("Baker", 2020))
    corpus.put([reference("dole-2018", **by("Dole", 2018))])
    terms = TantivyTermStore.create(tmp_path / "terms")
    terms.write(list(corpus.passages(corpus.passage_ids()).values()), [])
    return corpus, terms


def checked(library, draft):
    return check_text(draft, *library, JobProgress())


VERDICTS = {
    "word for word": ("“Every third boat carried salt” (Able, 2019, p. 31)", Verdict.VERBATIM),
    "without a page": ("“Every third boat carried salt” (Able, 2019)", Verdict.VERBATIM),
    "by the page of the file": ("“Every third boat carried salt” (Able, 2019, PDF p. 1)", Verdict.VERBATIM),
    "by its key": ("“Every third boat carried salt” [@able-2019, p. 31]", Verdict.VERBATIM),
    "without a citation": ("“Every third boat carried salt”", Verdict.VERBATIM),
    "over two pages": ("“14.4 percent in a year. The watch was doubled” (Able, 2019, p. 32)", Verdict.VERBATIM),
    "a figure altered": ("“the count fell by 15.4 percent in a year” (Able, 2019, p. 31)", Verdict.ALTERED),
    "a negation dropped": ("“It did change what the crews did on the quay” (Able, 2019, p. 32)", Verdict.ALTERED),
    "altered, without a citation": ("“the count rose by 14.4 percent in a year”", Verdict.ALTERED),
    "another page": ("“Every third boat carried salt” (Able, 2019, p. 32)", Verdict.OTHER_PAGE),
    "another work": ("“thirty of them wrote back” (Able, 2019, p. 31)", Verdict.OTHER_WORK),
    "a record alone": ("“Every third boat carried salt” (Dole, 2018, p. 1)", Verdict.NOT_HELD),
    "an unknown work": ("“Every third boat carried salt” (Quist, 2011, p. 1)", Verdict.NOT_HELD),
    "another year": ("“Every third boat carried salt” (Able, 2009, p. 31)", Verdict.NOT_HELD),
    "nothing like it": ("“seven umbrellas crossed the northern lake” (Able, 2019, p. 31)", Verdict.NOT_FOUND),
    "nothing like it, without a citation": ("“seven umbrellas crossed the northern lake”", Verdict.NOT_FOUND),
    "in a note": ("“Every third boat carried salt”[^1]\n\n[^1]: Able, 2019, p. 31.", Verdict.VERBATIM),
    "in a note, another page": ("“Every third boat carried salt”[^1]\n\n[^1]: Able, 2019, p. 9.", Verdict.OTHER_PAGE),
}


@pytest.mark.parametrize(("draft", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_the_verdict_on_a_quotation(library, draft, verdict):
    (finding,) = checked(library, draft).quotes
    assert finding.verdict == verdict


def test_the_words_that_differ_and_the_original_are_said(library):
    (finding,) = checked(library, "“the count fell by 15.4 percent in a year” (Able, 2019, p. 31)").quotes
    assert finding.differences == (Difference("15.4", "14.4"),)
    assert finding.original == "the count fell by 14.4 percent in a year"
    assert finding.citation.text == "Able (2019), p. 31 (PDF p. 1)"


def test_the_page_of_the_file_in_place_of_the_printed_one_is_said(library):
    (finding,) = checked(library, "“Every third boat carried salt” (Able, 2019, p. 1)").quotes
    assert finding.verdict == Verdict.OTHER_PAGE
    assert finding.reason == "1 is the page of the file. The printed page is 31"


def test_a_quotation_that_cites_another_work_is_secondary(library):
    (finding,) = checked(library, "“The watch was doubled in May” (Able, 2019, p. 32)").quotes
    assert finding.verdict == Verdict.VERBATIM
    assert finding.cites == ("Cole and Dean, 2001",)


def test_a_work_that_is_not_held_and_one_that_has_the_words(library):
    """The writer learns where the words are, although the work that is cited cannot be checked."""
    (finding,) = checked(library, "“Every third boat carried salt” (Quist, 2011, p. 1)").quotes
    assert [place.text for place in finding.also] == ["Able (2019), p. 31 (PDF p. 1)"]


def test_pages_that_cannot_be_read_are_not_called_wrong(corpus, tmp_path):
    add_document(corpus, "able-2019", HARBOUR[0], "", labels=["31", "32"], **by("Able", 2019))
    terms = TantivyTermStore.create(tmp_path / "terms")
    terms.write(list(corpus.passages(corpus.passage_ids()).values()), [])
    check = check_text("“seven umbrellas crossed the lake” (Able, 2019, PDF p. 2)", corpus, terms, JobProgress())
    (finding,) = check.quotes
    assert finding.verdict == Verdict.UNREADABLE
    assert not check.is_wrong


def test_short_quotations_are_counted(library):
    check = checked(library, "The “third boat” and “a quay” left.")
    assert (check.quotes, check.skipped) == ((), 2)


def test_titles_of_works_are_counted(library):
    """A footnote has them in quotation marks, in the capitals of its style."""
    corpus, _ = library
    title = "Boats and salt: A count of crews"
    corpus.put([reference("dole-2018", title=title, **by("Dole", 2018))])
    check = checked(library, "It fell.[^1]\n\n[^1]: A. Dole, “Boats and Salt: A Count of Crews,” *Quays* 2 (2018): 3.")
    assert (check.quotes, check.skipped) == ((), 1)


def test_a_work_without_a_year_is_cited_as_such(corpus, tmp_path):
    """Its title may have years, and takes the place of its author."""
    add_document(corpus, "plan", *HARBOUR, labels=["31", "32"], title="Harbour Plan 2018-2022")
    terms = TantivyTermStore.create(tmp_path / "terms")
    terms.write(list(corpus.passages(corpus.passage_ids()).values()), [])
    draft = "“Every third boat carried salt” (Harbour Plan 2018-2022, n.d., p. 31)"
    (finding,) = checked((corpus, terms), draft).quotes
    assert finding.verdict == Verdict.VERBATIM


def test_a_sentence_of_many_pages_is_found_on_the_page_that_is_cited(corpus, tmp_path):
    """More pages have it than passages are compared."""
    notice = "No data are held for this period of the count."
    pages = [f"{notice} " + f"Row {number} has crews and boats of the harbour. " * 40 for number in range(60)]
    add_document(corpus, "able-2019", *pages, **by("Able", 2019))
    terms = TantivyTermStore.create(tmp_path / "terms")
    terms.write(list(corpus.passages(corpus.passage_ids()).values()), [])
    for page in (1, 30, 60):
        (finding,) = checked((corpus, terms), f"“{notice}” (Able, 2019, p. {page})").quotes
        assert (finding.verdict, finding.citation.locator.index) == (Verdict.VERBATIM, page)


FIGURES = {
    "on the page": ("It fell by 14.4% (Able, 2019, p. 31).", FigureVerdict.FOUND),
    "in the work": ("It fell by 14.4 per cent (Able, 2019).", FigureVerdict.FOUND),
    "by the page of the file": ("It fell by 14.4% (Able, 2019, PDF p. 1).", FigureVerdict.FOUND),
    "by another page of the file": ("It fell by 14.4% (Able, 2019, PDF p. 2).", FigureVerdict.NOT_FOUND),
    "another figure": ("It fell by 15.4% (Able, 2019, p. 31).", FigureVerdict.NOT_FOUND),
    "on another page": ("It fell by 14.4% (Able, 2019, p. 32).", FigureVerdict.NOT_FOUND),
    "in words": ("In the end, forty left (Able, 2019, p. 32).", FigureVerdict.FOUND),
    "a share in words": ("A third of the boats carried salt (Able, 2019, p. 32).", FigureVerdict.NOT_FOUND),
    "words on the page": ("Letters went to 40 families (Baker, 2020, p. 5).", FigureVerdict.FOUND),
    "not held": ("It fell by 14.4% (Dole, 2018, p. 3).", FigureVerdict.NOT_HELD),
}


@pytest.mark.parametrize(("draft", "verdict"), FIGURES.values(), ids=FIGURES)
def test_the_verdict_on_a_figure(library, draft, verdict):
    (finding,) = checked(library, draft).figures
    assert finding.verdict == verdict


def test_figures_without_a_citation_years_and_quoted_figures_are_left_out(library):
    draft = "In 2018 two of them fell by 3. In 2019 “the count fell by 14.4 percent in a year” (Able, 2019, p. 31)."
    assert checked(library, draft).figures == ()


@pytest.mark.parametrize("note", ["12 (Able, 2019, p. 31)", "[^12]: (Able, 2019, p. 31)", "[^3]: See Able (2019)."])
def test_the_number_of_a_note_is_not_a_figure(library, note):
    assert checked(library, note).figures == ()


def test_a_number_is_not_a_share(library):
    """The pages have the number 40, which is not 40 percent."""
    (finding,) = checked(library, "It rose by 40 percent (Able, 2019).").figures
    assert finding.verdict == FigureVerdict.NOT_FOUND
