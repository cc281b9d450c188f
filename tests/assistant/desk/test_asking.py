"""The page with the question and its answer, from a running server."""

import re
import shutil
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.assistant.desk.pages import parse_page, select, text_of
from tests.assistant.desk.serving import running_desk

CALL_IN = "What is a call-in?"


@pytest.fixture(scope="module")
def ask(desk_server):
    """A function that asks by an address and returns the page."""

    def get(question, status=200, language="en", **values):
        query = urlencode({"q": question, **values}, doseq=True)
        response = desk_server.client.get(f"/ask?{query}", headers={"accept-language": language})
        assert response.status_code == status, response.text
        return parse_page(response.text)

    return get


def quotation(piece):
    """Return the element with what is quoted of a passage, or of a summary by this library."""
    return (select(piece, "blockquote") or select(piece, ".summary"))[0]


def pieces(page):
    return select(page, "article.piece")


def test_an_answer_has_quotations_with_their_places_and_the_confidence(ask):
    page = ask(CALL_IN)
    assert text_of(select(page, "h1")[0]) == CALL_IN
    assert re.search(r"Confidence: (high|medium|low) \(0\.\d\d\)", text_of(select(page, ".verdict")[0]))
    assert pieces(page)
    for piece in pieces(page):
        assert text_of(select(piece, ".source cite")[0])
        assert text_of(quotation(piece))
        assert len(select(piece, ".passage mark.quote")) == 1


def test_filters_and_their_values_are_in_the_language_of_the_page(desk_server):
    address = "/ask?q=call-in&language=en&all=1"
    page = parse_page(desk_server.client.get(address, headers={"accept-language": "es"}).text)
    assert [text_of(chip) for chip in select(page, ".only .chip")] == ["idioma inglés"]


def test_a_summary_by_this_library_is_not_shown_as_a_quotation(ask):
    notes = [piece for piece in pieces(ask(CALL_IN)) if "of-note" in piece.get("class")]
    assert notes
    for note in notes:
        assert "Summary by this library, not the document" in text_of(note)
        assert not select(note, "blockquote")


def test_the_quotation_is_marked_in_its_passage(ask):
    for piece in pieces(ask(CALL_IN)):
        (mark,) = select(piece, "mark.quote")
        assert text_of(mark) == text_of(quotation(piece))


def test_no_good_evidence_says_why_and_marks_the_closest_passages_in_words(ask):
    page = ask("Which vaccine did the moon colony use in 2087?")
    verdict = select(page, ".verdict.refused")[0]
    assert text_of(select(verdict, "h2")[0]) == "No good evidence in this library"
    assert len(select(verdict, "p")) == 2
    assert pieces(page)
    for piece in pieces(page):
        assert "Does not answer the question" in text_of(piece)


REFUSED = {
    "en": "This is not a question about anything that a document may say.",
    "es": "Esto no es una pregunta sobre algo que un documento pueda decir.",
    "pt": "Isto não é uma pergunta sobre algo que um documento possa dizer.",
}


@pytest.mark.parametrize("language", REFUSED)
def test_the_reason_is_in_the_language_of_the_page(ask, language):
    page = ask("hello", language=language)
    assert page.get("lang") == language
    assert REFUSED[language] in text_of(select(page, ".refused")[0])


def test_a_filter_that_selects_nothing_is_an_error_with_what_there_is(ask):
    page = ask(CALL_IN, status=400, kind="opera")
    fault = select(page, ".fault")[0]
    assert "no work in this library has the kind 'opera'" in text_of(fault)
    assert select(fault, "[lang=en]")
    assert select(page, "details.filters[open]")


@pytest.mark.parametrize("values", [{"k": "many"}, {"k": "0"}, {"k": "1000"}, {"since": "last year"}, {"until": "²"}])
def test_a_number_that_is_not_one_is_an_error(ask, values):
    assert select(ask(CALL_IN, status=400, **values), ".fault")


def test_a_filter_is_named_above_the_answer_and_can_be_left(ask):
    page = ask(CALL_IN, design="guide", since="2000")
    only = select(page, ".only")[0]
    assert "design guide" in text_of(only)
    assert "from 2000" in text_of(only)
    (whole,) = select(only, "a")
    assert whole.get("href") == "/ask?" + urlencode({"q": CALL_IN})


def test_empty_fields_of_the_form_leave_the_address(desk_server):
    response = desk_server.client.get("/ask?q=call-in&kind=&since=&k=3&key=")
    assert str(response.url).endswith("/ask?q=call-in&k=3")


def test_a_misspelt_word_is_named_with_what_was_searched(ask):
    page = ask("What is a custom notifcation?", language="es")
    notes = [text_of(note) for note in select(page, "p.note")]
    assert any("“notifcation”" in note and "“notification”" in note for note in notes)


def test_a_question_about_the_works_is_answered_by_their_records(ask):
    page = ask("How many works are there?")
    heading = text_of(select(page, ".record h2")[0])
    listed = select(page, ".record li")
    assert heading.startswith(f"From the records: {len(listed)} works")


def test_all_passages_are_shown_without_a_judgement(ask):
    page = ask(CALL_IN, all="1", k="12")
    assert len(pieces(page)) == 12
    assert not select(page, ".answered") + select(page, ".refused")
    assert "it was not judged whether they answer" in text_of(select(page, ".verdict")[0])


def test_what_a_person_typed_is_text_and_not_a_page(ask):
    typed = """<script>alert(1)</script> "onfocus=x" ' {{ 7 * 7 }}"""
    page = ask(typed)
    assert select(page, "input#q")[0].get("value") == typed
    assert [script.get("src") for script in select(page, "script")] == ["/static/desk.js"]


def test_the_language_stays_chosen_and_the_question_too(desk_server):
    with desk_server.stranger(cookies=desk_server.client.cookies) as client:
        asked = client.get("/ask", params={"q": "hello", "lang": "pt"})
        page = parse_page(asked.text)
        assert page.get("lang") == "pt"
        hidden = select(page, "form.language input[type=hidden]")
        assert [(field.get("name"), field.get("value")) for field in hidden] == [("q", "hello")]
        assert parse_page(client.get("/").text).get("lang") == "pt"


def test_the_same_question_is_not_asked_again_until_the_library_changes(desk_server):
    """The second page of a question is quick, because its answer is kept. A change of the library ends that."""
    from assistant.assistant import Assistant
    from assistant.desk.recent import Recent

    library = Assistant.open(desk_server.library)
    recent = Recent()
    made = []

    def make():
        made.append(1)
        return len(made)

    assert recent.get("name", library, make) == 1
    assert recent.get("name", library, make) == 1
    assert recent.get("another", library, make) == 2
    key = library.holdings()[0].reference.key
    library.edit(key, ["note=changed"])
    assert not recent.has("name", library)
    assert recent.get("name", library, make) == 3


def test_a_library_without_documents_says_how_to_add_them(starter_library, tmp_path):
    with running_desk(Path(shutil.copytree(starter_library, tmp_path / "library"))) as desk:
        page = parse_page(desk.client.get("/").text)
    (note,) = select(page, "main .note")
    assert "It has no documents yet" in text_of(note)
    assert [link.get("href") for link in select(note, "a")] == ["/adding"]
