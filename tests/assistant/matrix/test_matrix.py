"""A matrix of the reports that tests make: which cells have a quotation, and what the others say."""

import csv
import json
import re
import shutil
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest

from assistant.assistant import Assistant
from assistant.cli.matrices import _checked_address
from assistant.matrix.model import Cell, Matrix, MatrixQuestion
from assistant.matrix.questions import parse_questions, questions_text, set_names
from assistant.render.matrices import MATRIX_FORMATS, render_matrix
from assistant.render.matrices.as_list import matrix_json
from assistant.render.matrices.grid import grid
from corpus.errors import InputError
from corpus.model import Filter, Holding
from corpus.store.corpus import Corpus
from tests.assistant.pieces import evidence as piece
from tests.corpus.documents import add_document, reference, source
from tests.office import convert, needs_office, text_of
from tests.reports import write_reports


@pytest.mark.parametrize("name", set_names())
def test_a_set_of_questions_has_its_parts(name):
    """Each language of a set has as many questions under as many headings as the English one."""
    questions = parse_questions(questions_text(name), name)
    english = parse_questions(questions_text(name.split("-")[0]), name)
    assert len(questions) == len(english)
    assert len({question.group for question in questions}) == len({question.group for question in english})


def test_questions_have_the_heading_above_them():
    text = "What?\n# Cost\n\nHow much?\n  How often? \n"
    expected = (MatrixQuestion("What?"), MatrixQuestion("How much?", "Cost"), MatrixQuestion("How often?", "Cost"))
    assert parse_questions(text, "q.txt") == expected


@pytest.mark.parametrize(("text", "message"), [("", "has no question"), ("What?\n" * 501, "has 501 questions")])
def test_too_few_and_too_many_questions(text, message):
    with pytest.raises(InputError, match=message):
        parse_questions(text, "q.txt")


def test_a_name_near_a_set():
    with pytest.raises(InputError, match="Did you mean emmie"):
        questions_text("emie")


def test_cells_of_real_reports(starter_library, tmp_path):
    """With the real models: the report that answers has a quotation, the other was read, the notes are summaries."""
    desk = Assistant.open(shutil.copytree(starter_library, tmp_path / "library"))
    desk.add(*write_reports(tmp_path / "reports", 2))
    with Corpus.open(desk.folder) as corpus:
        corpus.put([reference("dole-2018")])
    asked = "How many times were call-ins in Boston counted in Finding 1-0-6?"
    matrix = desk.matrix([MatrixQuestion(asked)], fast=True)
    states = {holding.reference.key: cell for holding, cell in zip(matrix.works, matrix.cells[0], strict=True)}
    names = {holding.source.name: holding.reference.key for holding in matrix.works if holding.source}
    assert "Finding 1-0-6" in states[names["report-1.pdf"]].evidence.quote
    assert states["dole-2018"].state == "not held"
    assert states["nnsc-gvi-guide-2013"].state == "summary only"
    with_text = [cell for cell in states.values() if cell.state in ("found", "nothing found")]
    assert len(with_text) == 2


def test_only_the_works_that_are_selected(library_of_reports):
    desk = Assistant.open(library_of_reports)
    works = desk.matrix([MatrixQuestion("What is a call-in?")], Filter(kinds=("guide",)), fast=True).works
    assert {holding.reference.kind for holding in works} == {"guide"}


POISON = "=cmd|'/c calc'!A0 </td><script>alert(1)</script> | **x** \u202e"


@pytest.fixture
def matrix(corpus):
    """A matrix of two questions and three works. The first work's title, author and quotation are poisoned."""
    key = "able-2019"
    add_document(corpus, key, POISON, author=[{"literal": POISON}], issued={"date-parts": [[2019]]})
    works = (
        next(holding for holding in corpus.holdings() if holding.reference.key == key),
        Holding(reference("baker-2020"), source("b", "baker-2020"), 9, (3, 4), ()),
        Holding(reference("dole-2018"), None, 0, (), ()),
    )
    found = Cell("found", piece(POISON))
    rows = (
        (found, Cell("nothing found", None, 2), Cell("not held")),
        (Cell("nothing found"), Cell("unreadable", None, 2), Cell("not held")),
    )
    return Matrix((MatrixQuestion(POISON, "Effect"), MatrixQuestion("How much?", "Cost")), works, rows)


def rows_of(matrix, works_down=False, desk=""):
    text = render_matrix(matrix, "csv", works_down, desk).decode("utf-8-sig")
    return list(csv.reader(StringIO(text)))


def test_a_table_has_questions_down_and_totals(matrix):
    rows = rows_of(matrix)
    assert [row[0] for row in rows[:6]] == ["Question", "Effect", rows[2][0], "Cost", "How much?", "Questions answered"]
    assert rows[2][2:] == ["read, nothing found; pages unreadable (2)", "not held", "1 (1 descriptive)", "0"]
    assert rows[4][1:] == ["read, nothing found", "pages unreadable (2)", "not held", "0", "0"]
    assert rows[5][1:4] == ["1", "0", "0"]
    assert rows[6][:4] == ["of these, by what others found", "0", "0", "0"]
    assert rows[7][:2] == ["Design", "descriptive"]


def test_the_other_way_round(matrix):
    rows = rows_of(matrix, works_down=True)
    assert rows[0][0] == "Question"
    assert [row[0].rpartition(" · ")[2] for row in rows[1:4]] == ["able-2019", "baker-2020", "dole-2018"]


def test_no_cell_of_a_csv_file_is_a_formula(matrix):
    for row in rows_of(matrix):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)


def test_a_poisoned_work_is_text_in_a_web_page_and_in_markdown(matrix):
    page = render_matrix(matrix, "html").decode()
    assert "<script>" not in page
    assert "</td><script" not in page
    table = render_matrix(matrix, "markdown").decode()
    lines = [line for line in table.splitlines() if line.startswith("|")]
    bars = {len(line.replace("\\|", "").split("|")) for line in lines}
    assert len(bars) == 1  # no text of a document makes a column
    assert "<script>" not in table.replace("\\<script\\>", "")


def test_no_cell_of_a_spreadsheet_is_a_formula(matrix):
    pytest.importorskip("xlsxwriter", reason="needs the extra `office`")
    with ZipFile(BytesIO(render_matrix(matrix, "xlsx"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        strings = archive.read("xl/sharedStrings.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert "<script>" not in strings


def test_a_word_document_has_a_table_for_each_question(matrix):
    """A work is a row, because a page is too narrow for a column for each work. Works that say nothing share rows."""
    docx = pytest.importorskip("docx", reason="needs the extra `office`")
    document = docx.Document(BytesIO(render_matrix(matrix, "docx")))
    headings = [each.text for each in document.paragraphs if each.style.name.startswith("Heading")]
    assert headings[1::2] == ["Effect", "Cost", "Questions answered"]
    _, cost, answered = document.tables
    names = [cell.text for cell in cost.columns[0].cells]
    works = [cell.text.rpartition(" · ")[2] for cell in cost.columns[1].cells]
    assert names[:3] == ["read, nothing found: 1", "pages unreadable (2): 1", "not held: 1"]
    assert works == ["able-2019", "baker-2020", "dole-2018", "0", "0"]
    assert [cell.text[:1] for cell in answered.columns[1].cells] == ["1", "0", "0"]
    assert "Design: descriptive" in answered.columns[1].cells[0].text


DESK = "http://127.0.0.1:8365"


def test_quotations_are_links_to_a_desk(matrix):
    """Nothing but the address of the desk and the id of a passage is in a link."""
    (cell,) = [cell for row in grid(matrix, desk=DESK) for cell in row if cell.opens]
    assert cell.address == f"{DESK}/passage/{matrix.cells[0][0].evidence.hit.passage.handle}"
    page = render_matrix(matrix, "html", desk=DESK).decode()
    assert re.findall('href="([^"]*)"', page) == [cell.address]
    assert f"[open]({cell.address})" in render_matrix(matrix, "markdown", desk=DESK).decode()
    assert cell.address in rows_of(matrix, desk=DESK)[2][1]


def test_quotations_have_a_command_without_a_desk(matrix):
    handle = matrix.cells[0][0].evidence.hit.passage.handle
    for format in ("csv", "markdown", "html"):
        assert f"evidence show {handle}" in render_matrix(matrix, format).decode()


def test_links_of_a_spreadsheet_and_of_a_word_document(matrix):
    pytest.importorskip("xlsxwriter", reason="needs the extra `office`")
    address = f"{DESK}/passage/{matrix.cells[0][0].evidence.hit.passage.handle}"
    places = {"xlsx": "xl/worksheets/_rels/sheet1.xml.rels", "docx": "word/_rels/document.xml.rels"}
    for format, name in places.items():
        with ZipFile(BytesIO(render_matrix(matrix, format, desk=DESK))) as archive:
            targets = re.findall('Target="(http[^"]*)"', archive.read(name).decode())
        assert targets == [address]


def test_a_printed_spreadsheet_has_its_heads_on_each_page(matrix):
    pytest.importorskip("xlsxwriter", reason="needs the extra `office`")
    with ZipFile(BytesIO(render_matrix(matrix, "xlsx"))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        book = archive.read("xl/workbook.xml").decode()
    assert 'orientation="landscape"' in sheet
    assert 'state="frozen"' in sheet
    assert "Evidence!$A:$A,Evidence!$1:$1" in book


@needs_office
def test_spreadsheets_and_a_word_document_open_in_another_program(matrix, tmp_path):
    """No text of a work is calculated, and no column is too narrow for its number."""
    pytest.importorskip("xlsxwriter", reason="needs the extra `office`")
    files = [tmp_path / name for name in ("across.xlsx", "down.xlsx", "word.docx", "text.csv")]
    for path in files:
        path.write_bytes(render_matrix(matrix, path.suffix[1:], works_down=path.stem == "down"))
    for shown in convert(files, "pdf", tmp_path):
        text = text_of(shown)
        assert "=cmd|" in text
        assert "##" not in text
        assert "Err:" not in text


def test_json_has_all_cells(matrix):
    found = json.loads(json.dumps(matrix_json(matrix)))
    assert found["works"] == ["able-2019", "baker-2020", "dole-2018"]
    assert [cell["state"] for cell in found["rows"][0]["cells"]] == ["found", "nothing found", "not held"]
    assert found["rows"][0]["answers"] == {"all": 1, "descriptive": 1, "reported": 0}


@pytest.mark.parametrize("format", MATRIX_FORMATS)
def test_controls_reach_no_format(matrix, format):
    if format in ("xlsx", "docx"):
        pytest.importorskip("docx", reason="needs the extra `office`")
    assert "\u202e".encode() not in render_matrix(matrix, format)


def test_the_command(evidence, starter_library, tmp_path):
    questions = tmp_path / "q.txt"
    questions.write_text("# Kinds\nWhat is a custom notification?\n", "utf-8")
    made = evidence("matrix", questions, "--fast", "--csv", library=starter_library)
    assert made.returncode == 1, made.stderr  # the starter library has summaries only
    assert "summary only" in made.stdout
    printed = evidence("matrix", "programme-pt", "--print-questions", library=starter_library)
    assert printed.stdout.startswith("# Lugar\n")
    mistaken = evidence("matrix", questions, "--csv", "--html", library=starter_library)
    assert (mistaken.returncode, mistaken.stderr.count("\n")) == (2, 1)


ADDRESSES = {
    "http://127.0.0.1:8365": "http://127.0.0.1:8365",
    "http://127.0.0.1:8365/open?token=abc": "http://127.0.0.1:8365",
    "https://desk.example/": "https://desk.example",
    "http://[::1]:8365/": "http://[::1]:8365",
    "javascript:alert(1)": None,
    "http://": None,
    "http://me:secret@desk.example": None,
    "http://desk.example:port": None,
    'http://a"onclick=b': None,
    "127.0.0.1:8365": None,
}


@pytest.mark.parametrize(("address", "kept"), ADDRESSES.items(), ids=ADDRESSES)
def test_the_address_of_a_desk(address, kept):
    """The token of an opening address is in no file."""
    if kept is None:
        with pytest.raises(InputError, match="is not an address of a desk"):
            _checked_address(address)
    else:
        assert _checked_address(address) == kept
