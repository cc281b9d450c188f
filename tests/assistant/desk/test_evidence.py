"""What a page shows of one piece of evidence, and of a page of a document: the templates alone."""

from dataclasses import replace

import pytest

from assistant.desk.readers import LayerLine, Reader, layer_line, read_span, read_zoom, text_parts
from assistant.desk.shared import make_environment
from assistant.desk.shown import Part, original_address, place
from assistant.desk.words import words_in
from assistant.model import Record, RecordedWork
from assistant.reading.model import PageLayout, PageView
from corpus.errors import InputError
from corpus.model import Locator
from corpus.pictures.model import Box, TextLine
from tests.assistant.desk.pages import parse_page, select, text_of
from tests.assistant.pieces import answer, citation, evidence
from tests.assistant.render.samples import (
    OTHER_WORKS,
    guessed,
    noted,
    poisoned,
    retracted,
    table_row,
    unsure,
)

ENGLISH, SPANISH = words_in("en"), words_in("es")

PAGE = """<!doctype html><title>t</title>{% import "parts.html" as parts with context %}{% include name %}"""


def rendered(name, words=ENGLISH, **values):
    """Return a template of a part of a page as a page."""
    common = {"words": words, "reader": None, "closest": False, "read_only": True, "here": lambda **_: "/ask?q=x"}
    return parse_page(make_environment().from_string(PAGE).render({**common, "name": name, **values}))


def shown(piece, words=ENGLISH, **values):
    return rendered("evidence.html", words, piece=piece, **values)


def test_a_design_that_was_guessed_says_so():
    assert "(a guess)" in text_of(shown(guessed(evidence("It fell."), True)))
    assert "(a guess)" not in text_of(shown(guessed(evidence("It fell."), False)))


def test_a_retraction_stands_out_in_words():
    (notice,) = select(shown(retracted(evidence("It fell."))), "p.notice.serious")
    assert text_of(notice).startswith("RETRACTED (2019-07-26)")
    assert select(notice, "a")[0].get("href") == "https://doi.org/10.1000/n%2A"
    assert "RETRACTADO" in text_of(shown(retracted(evidence("It fell.")), SPANISH))


def test_doubts_about_the_record_are_named():
    page = shown(unsure(evidence("It fell."), "title", "publisher"), SPANISH)
    assert "Dudoso en la ficha: título, editorial" in text_of(page)


def test_a_secondary_statement_names_the_works_that_it_cites():
    page = shown(evidence("It fell (Braga, 2012).", cites=("Braga (2012)", "Abt (2016)")))
    assert "Secondary: the sentence reports other works: Braga (2012); Abt (2016)" in text_of(page)


def test_other_works_with_the_text_are_linked():
    page = shown(evidence("It fell.", also=OTHER_WORKS))
    assert "Also in: OPM (n.d.), p. 10 (PDF p. 12); OPM (n.d.), p. 7 (with changes)" in text_of(page)


def test_a_row_has_its_table_above_it():
    page = shown(table_row())
    assert [text_of(head) for head in select(page, "p.table-head")] == ["Table 2. Deaths | 1990 2015"]
    assert text_of(select(page, "blockquote")[0]) == "South 40.9 34.4"
    assert text_of(select(page, ".headings")[0]) == "Results"


def test_a_note_is_not_a_quotation():
    page = shown(noted(evidence("# A Guide\n\nIt says much.", (11, 24))))
    assert not select(page, "blockquote")
    assert "Summary by this library, not the document" in text_of(page)
    assert "full text not held" in text_of(select(page, "cite")[0])


def test_a_document_cannot_add_anything_to_the_page():
    page = shown(poisoned())
    assert not select(page, "script")
    assert "<script>alert(1)</script>" in text_of(page)
    for control in "\x1b\u202e\u2066\x9b":
        assert control not in page.text_content()
    for element in page.iter():
        assert not [name for name in element.keys() if name.startswith("on") or name == "style"]  # noqa: SIM118


PLACES = {
    "both numbers": (Locator("page", 18, "12"), "p. 12 (PDF p. 18)", "p. 12 (p. 18 del PDF)"),
    "the same number": (Locator("page", 18, "18"), "p. 18", "p. 18"),
    "nothing printed": (
        Locator("page", 18, None),
        "PDF p. 18 (no number printed)",
        "p. 18 del PDF (sin número impreso)",
    ),
    "read by OCR": (Locator("page", 3, "3", 0.8), "p. 3, read by OCR", "p. 3, leída por OCR"),
    "a section": (Locator("section", 4, "Methods"), "Methods", "Methods"),
    "a section without a name": (Locator("section", 4, None), "section 4", "sección 4"),
    "a time": (Locator("seconds", 845, "Ana Souza"), "00:14:05 (Ana Souza)", "00:14:05 (Ana Souza)"),
}


@pytest.mark.parametrize("locator, english, spanish", PLACES.values(), ids=PLACES)
def test_places(locator, english, spanish):
    assert place(locator, ENGLISH) == english
    assert place(locator, SPANISH) == spanish


def test_the_address_of_an_original_ends_in_its_name():
    source = replace(citation().source, origin="/home/ana/a b#c?.pdf", sha256="ab")
    assert original_address(source, Locator("page", 3, "1")) == "/original/ab/a%20b%23c%3F.pdf#page=3"
    assert original_address(source, Locator("section", 3, None)) == "/original/ab/a%20b%23c%3F.pdf"


def recorded(value, unsure=()):
    work = citation(title="A Guide").reference
    record = Record("authors", "Authors", (RecordedWork(work, "A (2016)", value, unsure),), 1)
    return replace(answer(reason="x"), record=record)


RECORDED = {
    "a value": (recorded("Abt, Thomas"), "Autores: Abt, Thomas"),
    "no value": (recorded(None), "Autores: no está en la ficha"),
    "a doubt": (recorded("Abt", ("authors",)), "Autores: Abt (Dudoso en la ficha: autores)"),
}


@pytest.mark.parametrize("found, said", RECORDED.values(), ids=RECORDED)
def test_what_the_record_of_a_work_says(found, said):
    page = rendered("record.html", SPANISH, answer=found)
    assert text_of(select(page, "h2")[0]) == "De la ficha de la obra"
    assert text_of(select(page, "dt")[0]) == "A Guide"
    assert text_of(select(page, "dd")[0]) == said


# --- the reader ---------------------------------------------------------------------------------------------------

TEXT = "One fell. Two rose. Three stayed."
MARKS = {
    "a quotation in its passage": ([(0, 33)], [(10, 19)], ["passage", "quote", "passage"]),
    "a quotation that is the passage": ([(10, 19)], [(10, 19)], ["", "quote", ""]),
    "a quotation that begins before the passage": ([(10, 33)], [(0, 19)], ["quote", "passage"]),
    "a passage alone": ([(10, 19)], [], ["", "passage", ""]),
    "nothing": ([], [], [""]),
}


@pytest.mark.parametrize("passages, quotes, marks", MARKS.values(), ids=MARKS)
def test_a_quotation_is_cut_out_of_its_passage(passages, quotes, marks):
    parts = text_parts(TEXT, passages, quotes)
    assert [part.mark for part in parts if part.text.strip()] == marks
    assert "".join(part.text for part in parts) == TEXT


def test_a_mark_has_no_blank_at_its_beginning():
    assert text_parts(TEXT, [(0, 33)], [(0, 9)])[1:] == [Part(" "), Part("Two rose. Three stayed.", "passage")]


LINES = {
    "across": (0, LayerLine("a", 10, 37.8, 10, 100, "")),
    "down": (90, LayerLine("a", 32, 30, 100, 10, "rotate(90 32.0 30.0)")),
    "backwards": (180, LayerLine("a", 110, 32.2, 10, 100, "rotate(180 110.0 32.2)")),
    "up": (270, LayerLine("a", 88, 40, 100, 10, "rotate(270 88.0 40.0)")),
}


@pytest.mark.parametrize("angle, line", LINES.values(), ids=LINES)
def test_where_a_line_of_the_layer_begins(angle, line):
    """The line is in a box 100 points wide and 10 high. Its baseline is at 0.22 of its height."""
    assert layer_line(TextLine("a", Box(10, 30, 110, 40), angle)) == line


def view(**values):
    piece = evidence(TEXT)
    made = PageView(
        piece.citation.reference, piece.citation.source, Locator("page", 3, "1"), "A (2016), p. 1", TEXT, **values
    )
    return Reader(made, None, 100, lambda page, zoom: f"/x?page={page}&zoom={zoom}")


UNMARKED = {"not found": "was not found", "ocr": "read by OCR", "no letters": "has no letters"}


@pytest.mark.parametrize("reason, said", UNMARKED.items())
def test_a_sentence_that_was_not_found_is_not_marked_and_the_page_says_so(reason, said):
    page = rendered("reader.html", reader=view(layout=PageLayout(600, 800, unmarked=reason), quote_spans=((0, 9),)))
    assert said in text_of(select(page, "p.note")[0])
    assert not select(page, "rect")
    assert not select(page, ".legend")
    (read,) = select(page, "details[open]")
    assert text_of(select(read, "mark.quote")[0]) == "One fell."


def test_a_page_without_a_picture_shows_its_text_and_why():
    page = rendered("reader.html", reader=view(problem="page 3 cannot be shown", quote_spans=((10, 19),)))
    assert "page 3 cannot be shown." in text_of(select(page, "p.note")[0])
    assert text_of(select(page, ".sheet mark.quote")[0]) == "Two rose."


def test_a_quotation_on_another_page_is_a_link_away():
    page = rendered("reader.html", reader=view(layout=PageLayout(600, 800), quote_pages=(2,)))
    (link,) = select(page, "p.note a")
    assert link.get("href") == "/x?page=2&zoom=100"


def test_a_reader_at_the_first_page_has_no_page_before():
    page = rendered("reader.html", reader=view(layout=PageLayout(600, 800), next=4))
    assert not select(page, "a.previous")
    assert select(page, "a.next")[0].get("href") == "/x?page=4&zoom=100"


@pytest.mark.parametrize("text", ["", "5", "5-", "-5", "a-b", "1-2-3", "²-³", "1-999999999999"])
def test_a_part_of_a_text_has_one_form(text):
    with pytest.raises(InputError, match="START-END"):
        read_span(text)


def test_a_zoom_is_one_that_is_offered():
    assert read_zoom(None) == 100
    assert read_zoom("150") == 150
    with pytest.raises(InputError, match="zoom"):
        read_zoom("149")
