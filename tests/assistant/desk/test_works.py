"""The library in a running server: the list, corrections, removal, and what is taken back."""

import pytest

from assistant.assistant import Assistant
from assistant.desk.record_form import faults_of, form_fields, sent_changes
from corpus.model import FieldOrigin, Reference
from corpus.store.corpus import Corpus
from tests.assistant.desk.pages import parse_page, select, text_of

KEY = "nnsc-gvi-guide-2013"
"""A work of the reading list."""


@pytest.fixture
def get(desk_server):
    """A function that returns the page of an address."""

    def page(address, status=200, language="en"):
        response = desk_server.client.get(address, headers={"accept-language": language})
        assert response.status_code == status, response.text
        return parse_page(response.text)

    return page


@pytest.fixture
def post(desk_server):
    """A function that sends a form and returns the page that it leads to."""

    def page(address, status=200, **sent):
        response = desk_server.client.post(address, data=sent)
        assert response.status_code == status, response.text
        return parse_page(response.text)

    return page


@pytest.fixture
def record(desk_server):
    """A function that returns a record as it is in the library now."""

    def read(key=KEY):
        return Assistant.open(desk_server.library).edit(key, [])[0]

    return read


def keys(page):
    return [text_of(key) for key in select(page, "table.works tbody .key")]


def titles(page):
    return [text_of(link) for link in select(page, "table.works tbody .title a")]


def undo(post, page):
    (number,) = select(page, "form.last-job input[name=job]")
    return post("/works/undo", job=number.get("value"))


# --- the list ----------------------------------------------------------------------------------------------------


def test_the_list_has_every_work_once(get, desk_server):
    page = get("/works")
    with Corpus.open(desk_server.library) as corpus:
        assert sorted(keys(page)) == sorted(corpus.references())


def test_a_column_sorts_both_ways_and_says_so(get):
    page = get("/works?sort=title")
    assert titles(page) == sorted(titles(page), key=lambda title: title.lstrip("“'\"").casefold())
    (head,) = select(page, "th[aria-sort]")
    assert (head.get("aria-sort"), text_of(head)) == ("ascending", "Title ▲")
    turned = get(select(head, "a")[0].get("href"))
    assert titles(turned) == titles(page)[::-1]


def test_the_newest_year_is_first_and_an_unknown_one_is_last(get):
    years = [text_of(select(row, "td")[1]) for row in select(get("/works?sort=-year"), "table.works tbody tr")]
    known = [year for year in years if year]
    assert known == sorted(known, reverse=True)
    assert years == [*known, *[""] * (len(years) - len(known))]


def test_filters_narrow_the_list_and_stay_in_its_links(get):
    page = get("/works?q=REPORT-0")
    assert keys(page) == ["report-0"]
    for link in select(page, "thead a") + select(page, ".exports a"):
        assert "q=REPORT-0" in link.get("href")
    assert keys(get("/works?status=full+text")) == ["report-1", "report-0"]
    assert keys(get("/works?since=2013&until=2013&kind=guide&q=group+violence")) == [KEY]
    assert keys(get("/works?doubtful=1")) == ["report-1", "report-0"]


def test_no_work_is_said_in_words(get):
    page = get("/works?q=zzzz&since=nonsense&sort=nonsense&page=999")
    assert not keys(page)
    assert "No work of the library is like that." in text_of(page)


@pytest.mark.parametrize("format, suffix", [("bibtex", "bib"), ("ris", "ris"), ("csl-json", "json")])
def test_the_export_has_what_is_shown(desk_server, format, suffix):
    """The command line writes the same text for the same work."""
    response = desk_server.client.get(f"/works/export?q={KEY}&format={format}")
    assert response.headers["content-disposition"] == f'attachment; filename="works.{suffix}"'
    assert response.text == Assistant.open(desk_server.library).export([KEY], format)


def test_the_export_of_nothing_and_of_an_unknown_format_are_refused(get):
    assert "no work is shown" in text_of(get("/works/export?q=zzzz", status=400))
    assert "Choose from: bibtex" in text_of(get("/works/export?format=xls", status=400))


# --- corrections -------------------------------------------------------------------------------------------------


def test_a_record_is_corrected_and_the_correction_taken_back(get, post, record):
    before = record()
    page = post(
        f"/works/{KEY}/edit",
        **{
            "author": "Abt, Thomas; {Violence Reduction Unit, Scotland}",
            "was.author": "National Network for Safe Communities",
            "issued": "2014-02",
            "was.issued": "2013",
            "title": before.title,
            "was.title": before.title,
        },
    )
    assert text_of(select(page, ".done")[0]) == "The record was corrected."
    corrected = record()
    assert corrected.csl["author"] == [
        {"family": "Abt", "given": "Thomas"},
        {"literal": "Violence Reduction Unit, Scotland"},
    ]
    assert corrected.csl["issued"] == {"date-parts": [[2014, 2]]}
    assert corrected.origins.keys() - before.origins.keys() <= {"author", "issued"}
    assert text_of(select(undo(post, page), ".done")[0]) == "The change was taken back."
    assert record() == before


def test_an_error_is_said_beside_its_field_and_nothing_typed_is_lost(post, record):
    before = record()
    page = post(
        f"/works/{KEY}/edit", 422, **{"issued": "last year", "was.issued": "2013", "publisher": "Typed <b>", "DOI": "x"}
    )
    (fault,) = select(page, "[id=fault-issued]")
    assert text_of(fault) == "'last year' is not a date: write 2016, 2016-02 or 2016-02-22"
    (field,) = select(page, "[id=f-issued]")
    assert (field.get("value"), field.get("aria-invalid")) == ("last year", "true")
    assert "fault-issued" in field.get("aria-describedby").split()
    assert select(page, "[id=f-publisher]")[0].get("value") == "Typed <b>"
    assert record() == before


def test_a_value_that_another_program_corrected_meanwhile_stays(desk_server, post, record, evidence):
    """The form was shown before, with the old year. Only the publisher was changed in it."""
    assert evidence("edit", "report-1", "year=2019", library=desk_server.library).returncode == 0
    post("/works/report-1/edit", **{"issued": "", "was.issued": "", "publisher": "Port Office", "was.publisher": ""})
    assert (record("report-1").year, record("report-1").csl["publisher"]) == (2019, "Port Office")


def test_a_person_can_say_that_an_unsure_value_is_right(get, post, record):
    page = get("/works/report-0/edit")
    assert select(page, "[id=doubt-title]")
    title = record("report-0").title
    page = post("/works/report-0/edit", **{"title": title, "was.title": title, "right.title": "1"})
    assert not select(page, "[id=doubt-title]")
    assert record("report-0").origins["title"] == FieldOrigin("person", is_sure=True)


def test_two_records_of_one_work_become_one(get, post, record):
    page = post("/works/report-0/merge", other="report-1")
    assert text_of(select(page, ".done")[0]) == "The two records are one work now."
    assert record("report-1").key == "report-0"
    undo(post, page)
    assert record("report-1").key == "report-1"


def test_a_merge_with_an_unknown_work_is_refused_on_the_page(post):
    page = post("/works/report-0/merge", 422, other="report-9")
    assert "no work in this library has the key 'report-9'" in text_of(select(page, ".fault")[0])


def test_an_unknown_work_has_a_page_that_says_so(get):
    assert "no work in this library has the key 'nobody'" in text_of(get("/works/nobody/edit", status=404))


def test_a_form_for_a_hostile_record_shows_its_text_and_not_its_markup():
    """A value is shown on one line without controls, and only a change of the person counts as one."""
    csl = {"id": "k", "type": "report", "title": "A \u202eb\n<script>", "issued": {"literal": "soon"}}
    reference = Reference("k", csl, "report", "descriptive")
    shown, _ = form_fields(reference)
    title = next(field for field in shown if field.name == "title")
    assert (title.value, title.was) == ("A b <script>", "A b <script>")
    unchanged = {field.name: field.value for field in shown} | {f"was.{field.name}": field.was for field in shown}
    assert sent_changes(unchanged) == {}
    assert sent_changes(unchanged | {"title": "B"}) == {"title": "title=B"}
    assert list(faults_of(reference, {"issued": "issued=x", "title": "title="})) == ["issued", "title"]


# --- removal -----------------------------------------------------------------------------------------------------


def test_a_work_is_removed_after_a_question_and_comes_back(get, post, desk_server):
    question = get("/works/report-1/remove")
    assert text_of(select(question, "h1")[0]) == "Remove this work?"
    assert "report-1" in keys(get("/works"))
    page = post("/works/report-1/remove")
    assert "report-1" not in keys(page)
    assert "removed: report-1" in text_of(select(page, ".last-job")[0])
    assert "report-1" in keys(undo(post, page))
    assert all(fault is None for _, fault in Assistant.open(desk_server.library).verify())


def test_only_the_change_that_was_shown_is_taken_back(get, post, desk_server, evidence):
    shown = get("/works")
    assert evidence("edit", KEY, "volume=3", library=desk_server.library).returncode == 0
    (number,) = select(shown, "form.last-job input[name=job]")
    page = post("/works/undo", 400, job=number.get("value"))
    assert "the library has changed meanwhile" in text_of(page)
    undo(post, get("/works"))


def test_a_busy_library_is_said_and_nothing_is_lost(post, desk_server, record):
    before = record()
    with Corpus.open(desk_server.library, write=True):
        page = post(f"/works/{KEY}/edit", 503, **{"volume": "4", "was.volume": ""})
    assert "another process is writing to the library" in text_of(page)
    assert select(page, "input[id=f-volume]")[0].get("value") == "4"
    assert record() == before


def test_a_read_only_desk_has_no_way_to_change_anything(read_only_server):
    client = read_only_server.client
    page = parse_page(client.get("/works").text)
    assert keys(page)
    assert not select(page, "form[method=post]")
    addresses = [link.get("href") for link in select(page, "a")]
    assert not [each for each in addresses if each.endswith(("/edit", "/remove", "/adding"))]
    for address in (f"/works/{KEY}/edit", f"/works/{KEY}/remove", f"/works/{KEY}/merge", "/works/undo", "/adding"):
        assert client.post(address, data={"title": "x"}).status_code in (404, 405)
        assert client.get(address).status_code in (404, 405)
