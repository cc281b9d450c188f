"""A brief is built from baskets, answers and ids of passages. Its words and citations are those of the library."""

import json

import pytest

from assistant.assistant import Assistant
from assistant.briefs.model import AnswerFile
from corpus.errors import InputError
from corpus.store.corpus import Corpus
from tests.corpus.documents import add_document

ABLE = {
    "author": [{"family": "Able", "given": "Ann"}],
    "issued": {"date-parts": [[2019]]},
    "title": "Ports",
    "type": "book",
}
TEXT = "Boats left at nine. It fell by a third. Baker et al. (2012) counted ten crews."


@pytest.fixture
def library(tmp_path):
    """A library with a report of two pages and a note, and the report's passage."""
    with Corpus.create(tmp_path / "library", seed=lambda _: None) as corpus:
        add_document(corpus, "able-2019", "Title page.", TEXT, labels=[None, "7"], **ABLE)
        add_document(corpus, "zed-2018", "# Quays\n\nZed found little.", kind="note", title="Quays")
    return Assistant(tmp_path / "library")


def passages(library, key):
    """Return the passages of a work."""
    with Corpus.open(library.folder) as corpus:
        sources = [sha256 for sha256, source in corpus.sources().items() if source.key == key]
        return [passage for sha256 in sources for passage in corpus.passages_of(sha256)]


def piece(passage, words, **fields):
    """Return a piece of evidence as `ask --json` writes it."""
    start = passage.text.index(words)
    found = {
        "sha256": passage.source,
        "passage_id": passage.handle,
        "text": passage.text,
        "highlights": [[start, start + len(words)]],
        "key": "able-2019",
        "reference": {"title": "Ports"},
        "citation": "Able (2019), p. 7",
    }
    return {**found, **fields}


def answers(*pieces, question="Did it fall?", **fields):
    value = {"question": question, "answered": bool(pieces), "reason": None, "evidence": list(pieces), **fields}
    return AnswerFile("answers.json", json.dumps(value))


def test_the_words_and_the_citation_are_the_library_s(library):
    """A changed citation and a changed quotation in a file change nothing."""
    (passage,) = passages(library, "able-2019")
    file = answers(piece(passage, "It fell by a third.", citation="Nobody (1999), p. 1", quote="It rose."))
    ((section,), problems) = _parts(library.brief(answers=[file]))
    (item,) = section.items
    assert (section.heading, item.kept.quote) == ("Did it fall?", "It fell by a third.")
    assert (item.kept.citation.text, item.cites) == ("Able (2019), p. 7 (PDF p. 2)", ())
    assert problems == ()


def _parts(brief):
    return brief.sections, brief.problems


def test_words_that_the_library_does_not_have_are_not_quoted(library):
    (passage,) = passages(library, "able-2019")
    text = "Boats left at nine. It fell by two thirds."
    file = answers(piece(passage, "It fell by a third.", text=text, highlights=[[20, 42]]))
    brief = library.brief(answers=[file])
    assert [item.mention for item in brief.items] == [None]
    assert brief.problems == ("Ports. Able (2019), p. 7: the text was read again and does not have these words now",)


def test_the_text_of_an_answer_may_begin_before_its_passage(library):
    """Passages that are side by side are merged in an answer, under the id of one of them."""
    sentences = [f"In year {year} the crews counted {year} boats on the quay of the old town." for year in range(90)]
    with Corpus.open(library.folder, write=True) as corpus:
        sha256 = add_document(corpus, "dole-2015", " ".join(sentences), title="Crews")
        text = corpus.document(sha256).text
        first, second, *_ = corpus.passages_of(sha256)
    words = "the crews counted"  # which are in every sentence: only the place tells which of them are meant
    start = text.index(words, second.start + 200)
    merged = text[first.start : second.end]
    place = [start - first.start, start - first.start + len(words)]
    file = answers(piece(second, words, text=merged, highlights=[place]))
    (item,) = library.brief(answers=[file]).items
    assert (item.kept.start, item.kept.quote) == (start, words)


def test_an_id_that_is_gone_and_other_spaces_change_nothing(library):
    """The text was read again: its passages have new ids, and its lines break elsewhere."""
    (passage,) = passages(library, "able-2019")
    file = answers(
        piece(passage, "It fell by a third.", passage_id="7" * 16, text="It fell\nby a third.", highlights=[[0, 19]])
    )
    (item,) = library.brief(answers=[file]).items
    assert item.kept.citation.text == "Able (2019), p. 7 (PDF p. 2)"


def test_a_quotation_that_reports_another_work(library):
    (passage,) = passages(library, "able-2019")
    (item,) = library.brief(answers=[answers(piece(passage, "Baker et al. (2012) counted ten crews."))]).items
    assert item.cites == ("Baker et al. (2012)",)


def test_a_work_that_was_removed_is_one_line_and_the_rest_is_there(library):
    (passage,) = passages(library, "able-2019")
    (note,) = passages(library, "zed-2018")
    gone = piece(note, "Zed found little.", key="zed-2018", reference={"title": "Quays"}, citation="Zed (2018)")
    with Corpus.open(library.folder, write=True) as corpus:
        corpus.remove("zed-2018", keep_note=False)
    brief = library.brief(answers=[answers(gone, piece(passage, "It fell by a third."))])
    assert [item.mention is None for item in brief.items] == [True, False]
    assert brief.problems == ("Quays. Zed (2018): the library does not have this work",)


def test_answers_of_another_library_are_one_line(library):
    (passage,) = passages(library, "able-2019")
    other = piece(passage, "It fell by a third.", sha256="0" * 64, key="cole-2001", reference={"title": "Harbours"})
    refusal = answers(question="Was it cheap?", reason="no passage")
    both = AnswerFile("other.jsonl", f"{answers(other, other).text}\n{refusal.text}")
    (sections, problems) = _parts(library.brief(answers=[both]))
    assert sections == ()
    assert problems == (
        "other.jsonl: none of its 2 quotations is in this library. If it is of another library: -L FOLDER",
    )


def test_a_question_without_good_evidence_stays(library):
    ((section,), problems) = _parts(library.brief(answers=[answers(question="Was it cheap?", reason="no passage")]))
    assert (section.heading, section.refusal, section.items, problems) == ("Was it cheap?", "no passage", (), ())


def test_ids_of_passages_are_whole_passages_under_a_heading(library):
    """A note is there without its title. An id that names nothing is one line."""
    (passage,) = passages(library, "able-2019")
    (note,) = passages(library, "zed-2018")
    brief = library.brief(
        passages=[passage.handle[:10], note.handle, "ffffffff", "x/y", passage.handle[:10]], heading=" It \n fell "
    )
    (section,) = brief.sections
    assert section.heading == "It fell"
    assert [item.kept.quote for item in section.items] == [" ".join(passage.text.split()), "Zed found little."]
    assert [item.kept.is_note for item in section.items] == [False, True]
    assert [line.split(":")[0] for line in brief.problems] == [
        "no passage in this library has an id that begins with 'ffffffff'",
        "no passage in this library has an id that begins with 'x/y'",
    ]


def test_a_basket_has_its_order_and_its_notes(library):
    (passage,) = passages(library, "able-2019")
    start = passage.start + passage.text.index("It fell")
    library.add_to_basket(passage.handle, start, start + 19, name="Chapter 1", note="See table 3.")
    library.add_to_basket(passage.handle, start - 20, start - 1, name="Chapter 1")
    ((section,), _) = _parts(library.brief(basket="Chapter 1"))
    assert section.heading == "Chapter 1"
    assert [(item.kept.quote, item.kept.kept.note) for item in section.items] == [
        ("It fell by a third.", "See table 3."),
        ("Boats left at nine.", ""),
    ]
    assert library.brief(basket="Chapter 1", heading="Ports").sections[0].heading == "Ports"


def test_a_basket_that_is_not_there(library):
    (passage,) = passages(library, "able-2019")
    library.add_to_basket(passage.handle, passage.start, passage.start + 5, name="Chapter 1")
    with pytest.raises(InputError, match=r"'Chapter 2' has no quotations. Did you mean Chapter 1"):
        library.brief(basket="Chapter 2")
