"""What a person reads beside an answer: the page of a quotation with its marks, or the text around it."""

import json
from contextlib import closing
from dataclasses import replace

import pypdfium2 as pdfium
import pytest

from assistant.assistant import Assistant
from assistant.reading.layout import with_layout
from assistant.reading.page import MAX_DISTANCE_CHARACTERS, page_view
from corpus.errors import InputError, LibraryDamaged, UnknownKey
from corpus.model import Document, Locator, Notice, Page, Source
from corpus.passages.chunk import passages
from corpus.pictures.pages import Pages
from corpus.reading.formats import extract
from tests.corpus.documents import reference
from tests.corpus.pdfs import Text, paragraph, report, scan, write

PDF = "application/pdf"

LEFT = [
    "The programme began in two districts of the city, and it was",
    "expected to take three years. Violence with guns fell by a",
    "third in the first year. In the second year it fell by a quar-",
    "ter, and the number of calls to the police fell as well.",
]
RIGHT = [
    "Nobody had expected that the number of calls would fall, be-",
    "cause more people knew whom they could call. Violence with",
    "guns fell by a third in the first year. Other cities saw no",
    "change in the years between the two counts of the survey.",
]
REPEATED = "Violence with guns fell by a third in the first year."


@pytest.fixture(scope="module")
def pages():
    with closing(Pages()) as pages:
        yield pages


@pytest.fixture
def library(corpus, pages):
    """Return a function that adds a file or a document as a work, and returns the document and its source."""

    def add(content, document=None, key="work", media_type=PDF, name="Annual Report.pdf", kind="full text", **changes):
        if document is None:
            document = extract(content)
            content = content.read_bytes()
        sha256 = corpus.keep(content, media_type)
        source = Source(sha256, media_type, key, f"/home/ana/{name}", kind)
        corpus.add(source, replace(reference(key), **changes), document, passages(document, sha256))
        return document, source

    return add


@pytest.fixture
def look(corpus, pages):
    """Return a function that returns a view as `Assistant.page_view` does."""

    def view(*arguments, **options):
        shown = page_view(corpus, *arguments, **options)
        is_pdf = shown.source.media_type == PDF
        return with_layout(shown, corpus.original(shown.source), pages) if is_pdf else shown

    return view


def text_in(path, page, boxes):
    """Return the text that pdfium finds inside boxes of a page that is neither cropped nor turned."""
    found = []
    with closing(pdfium.PdfDocument(path)) as document:
        sheet = document[page - 1]
        text_page = sheet.get_textpage()
        height = sheet.get_height()
        for box in boxes:
            bounds = (box.left - 0.1, height - box.bottom, box.right + 0.1, height - box.top)
            found.append(text_page.get_text_bounded(*bounds).strip())
    return " ".join(found).replace("\x02", "-")  # a hyphen at the end of a line


def span_of(document, quote, number=1):
    """Return where a text is in a document, the `number`-th time."""
    start = -1
    for _ in range(number):
        start = document.text.index(quote, start + 1)
    return start, start + len(quote)


def test_the_page_of_a_quotation(library, look, corpus, tmp_path):
    """A quotation is marked on its page: the text inside its boxes is the quotation, and it is within the passage."""
    path = write(tmp_path / "a.pdf", [[Text("Cover")], paragraph(LEFT), [Text("Last")]])
    document, source = library(path)
    (start, end) = span_of(document, "In the second year it fell by a quarter, and the number of calls")
    passage = next(found for found in corpus.passages_of(source.sha256) if found.start <= start and end <= found.end)
    view = look(passage.handle, quote=(start, end))
    assert view.locator == Locator("page", 2, None)
    assert view.citation.endswith("PDF p. 2")
    assert (view.page_count, view.previous, view.next, view.quote_pages) == (3, 1, 3, (2,))
    assert (view.reference.key, view.source.name, view.passage.handle) == ("work", "Annual Report.pdf", passage.handle)
    assert view.found
    assert (view.layout.width, view.layout.height) == (612, 792)
    assert text_in(path, 2, view.layout.quote_boxes) == (
        "In the second year it fell by a quar- ter, and the number of calls"
    )
    assert [line.text for line in view.layout.lines] == LEFT
    ((first, last),) = view.quote_spans
    assert view.text[first:last] == document.text[start:end]


def test_a_quotation_beside_its_passage_is_in_what_is_marked_as_the_passage(library, look, corpus):
    """Neighbouring passages are merged for an answer, which then has the id of one of them and quotes another."""
    text = " ".join(f"Sentence {number} says that nothing of note was seen on that day." for number in range(60))
    document, source = library(b"merged", Document((Page(Locator("section", 1, None), text, "html"),), (), {}, ()))
    second = corpus.passages_of(source.sha256)[1]
    quote = span_of(document, "Sentence 2 says")
    view = look(second.handle, quote=quote)
    assert not second.start <= quote[0] < second.end
    ((start, end),) = view.passage_spans
    assert (start, end) == (quote[0], second.end)


def test_a_repeated_sentence_in_two_columns(library, look, tmp_path):
    """Of two equal sentences, the one at this place of the text is marked, in its own column."""
    path = write(tmp_path / "a.pdf", [paragraph(RIGHT, x=320, size=8) + paragraph(LEFT, x=60, size=8)])
    columns = [" ".join(column).replace("- ", "") for column in (LEFT, RIGHT)]
    said = Document((Page(Locator("page", 1, None), "\n\n".join(columns), "pdfium"),), (), {}, ())
    document, _ = library(path.read_bytes(), said)
    for number, side in ((1, range(60, 310)), (2, range(320, 612))):
        view = look("work", quote=span_of(document, REPEATED, number))
        boxes = view.layout.quote_boxes
        assert text_in(path, 1, boxes) == REPEATED
        assert all(int(box.left + 1) in side for box in boxes)
    assert [line.text for line in view.layout.lines] == LEFT + RIGHT


def test_a_quotation_that_goes_on_on_the_next_page(library, look, tmp_path):
    """Each page has the part of the quotation that is on it."""
    first = paragraph(["The report is long. It was found that the", "number of homicides in the two districts had"])
    second = paragraph(["fallen by a third when the programme ended.", "Nothing else had changed by then."])
    path = write(tmp_path / "a.pdf", [first, second])
    document, _ = library(path)
    start = document.text.index("It was found")
    span = start, document.text.index("Nothing else") - 1
    on_first = look("work", quote=span)
    on_second = look("work", page=2, quote=span)
    assert on_first.quote_pages == on_second.quote_pages == (1, 2)
    assert on_first.locator.index == 1
    assert text_in(path, 1, on_first.layout.quote_boxes) == (
        "It was found that the number of homicides in the two districts had"
    )
    assert text_in(path, 2, on_second.layout.quote_boxes) == "fallen by a third when the programme ended."


def test_another_page(library, look, tmp_path):
    """A page without the quotation has no marks, and nothing is wrong with it."""
    path = report(tmp_path / "a.pdf", pages=3)
    document, _ = library(path)
    view = look("work", page=3, quote=span_of(document, "Sentence number one"))
    assert view.found
    assert view.layout.quote_boxes == view.quote_spans == ()
    assert view.next is None


def test_a_row_of_a_table(library, look, tmp_path):
    """The cells of a row are marked one by one."""
    rows = []
    for number, cells in enumerate(
        (("District", "2015", "2016"), ("Northern", "1204", "877"), ("Southern", "310", "295"))
    ):
        rows += [Text(cell, x=x, y=700 - 14 * number) for cell, x in zip(cells, (72, 250, 350), strict=True)]
    path = write(tmp_path / "a.pdf", [rows])
    document, _ = library(path)
    start = document.text.index("Northern")
    view = look("work", quote=(start, document.text.index("877") + 3))
    assert text_in(path, 1, view.layout.quote_boxes) == "Northern 1204 877"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_a_page_that_is_turned(library, look, tmp_path, rotate):
    """On a turned page the boxes are where a viewer shows the sentence: the dark pixels of the picture are in them."""
    path = write(tmp_path / "a.pdf", [[Text(REPEATED, x=72, y=700, size=10)]], rotate=rotate)
    document, _ = library(path)
    view = look("work", quote=span_of(document, REPEATED))
    (box,) = view.layout.quote_boxes
    with closing(pdfium.PdfDocument(path)) as opened:
        bitmap = opened[0].render(scale=1, grayscale=True)
        pixels, width = bytes(bitmap.buffer), bitmap.stride
    dark = [divmod(place, width) for place, value in enumerate(pixels) if value < 128]
    assert dark
    for y, x in dark:
        assert box.left - 1 <= x <= box.right + 1
        assert box.top - 1 <= y <= box.bottom + 1


def test_text_that_the_page_lacks(library, look, tmp_path):
    """If the page has other letters than its text says, nothing is marked, and the reader is told."""
    path = write(tmp_path / "a.pdf", [paragraph(LEFT)])
    said = Document((Page(Locator("page", 1, None), "Knives were counted at the station.", "pdfium"),), (), {}, ())
    document, _ = library(path.read_bytes(), said)
    view = look("work", quote=(0, len(document.text)))
    assert not view.found
    assert view.layout.unmarked == "not found"
    assert view.layout.quote_boxes == ()
    assert view.quote_spans == ((0, len(document.text)),)


def test_a_scan(library, look, tmp_path):
    """A page that OCR read has no letters with places. Its text is marked, and the picture is shown without marks."""
    path = scan(write(tmp_path / "a.pdf", [paragraph(LEFT)]), tmp_path / "scan.pdf")
    by_ocr = Page(Locator("page", 1, None, ocr=0.98), " ".join(LEFT), "ocr")
    library(path.read_bytes(), Document((by_ocr,), (), {}, ()))
    view = look("work", quote=(0, 40))
    assert (view.layout.unmarked, view.layout.lines, view.quote_spans) == ("ocr", (), ((0, 40),))
    assert not view.found


def test_a_blank_page(library, look, tmp_path):
    """A page without text is shown as it is. Nothing is marked, and nothing is wrong."""
    path = write(tmp_path / "a.pdf", [paragraph(LEFT), []])
    library(path)
    view = look("work", page=2)
    assert (view.text, view.layout.lines, view.layout.unmarked) == ("", (), "")


def test_a_page_that_pdfium_cannot_show(library, look, tmp_path):
    """The text is shown, with a sentence that says why there is no picture."""
    page = Page(Locator("page", 1, None), "Some text.", "pypdf")
    library(b"%PDF-1.7 broken", Document((page,), (), {}, ()))
    view = look("work")
    assert view.layout is None
    assert view.problem == "page 1 cannot be shown as a picture: the file is damaged"
    assert view.text == "Some text."


def test_the_places_of_a_quotation_are_checked(library, look, corpus, tmp_path):
    """A quotation must be a part of the document, and near its passage. An offset in the passage is neither."""
    document, source = library(b"1", _long_document(), media_type="text/html", name="page.html")
    passage = corpus.passages_of(source.sha256)[-1]
    assert passage.start > MAX_DISTANCE_CHARACTERS + 100
    for quote in [(0, 10), (50, 90)]:
        with pytest.raises(InputError, match=r"is not near the passage .*quote_span"):
            look(passage.handle, quote=quote)
    for quote in [(-5, 10), (10, 10), (20, 10), (0, len(document.text) + 1)]:
        with pytest.raises(InputError, match="the document has no part"):
            look("work", quote=quote)


def _long_document():
    sections = []
    for number in range(1, 60):
        text = f"Section {number} says that the number of calls in district {number} fell by {number} in the year." * 3
        sections.append(Page(Locator("section", number, None), text, "html"))
    return Document(tuple(sections), (), {}, ())


def test_a_text_without_pages(library, look, corpus):
    """A web page has no picture. The part around the quotation is shown, with quotation and passage marked."""
    document, source = library(b"1", _long_document(), media_type="text/html", name="page.html")
    quote = span_of(document, "district 30 fell by 30")
    passage = next(found for found in corpus.passages_of(source.sha256) if found.start <= quote[0] < found.end)
    view = look(passage.handle, quote=quote)
    assert (view.layout, view.problem, view.page_count, view.quote_pages, view.found) == (None, "", 0, (), True)
    assert view.locator.index == 30
    ((start, end),) = view.quote_spans
    assert view.text[start:end] == "district 30 fell by 30"
    ((first, last),) = view.passage_spans
    assert first <= start < end <= last
    assert 1 < view.previous < 30 < view.next < 59
    assert look("work", page=view.next).locator.index == view.next


def test_a_recording(library, look):
    """A recording is shown at the time of the quotation, and cited with it."""
    cues = [(10 * number, "Ana", f"Answer {number} is about the calls of the year.") for number in range(100)]
    document = Document(
        tuple(Page(Locator("seconds", s, who), text, "transcript") for s, who, text in cues), (), {}, ()
    )
    library(b"1", document, media_type="text/vtt", name="talk.vtt")
    view = look("work", quote=span_of(document, "Answer 50 is about"))
    assert view.citation.endswith("00:08:20 (Ana)")
    assert view.locator == Locator("seconds", 500, "Ana")
    ((start, end),) = view.quote_spans
    assert view.text[start:end] == "Answer 50 is about"


def test_a_work_with_two_texts(library, look, tmp_path):
    """The text of a work that is named by its hash is shown; a text of another work is not."""
    _, one = library(report(tmp_path / "a.pdf", pages=2))
    _, two = library(report(tmp_path / "b.pdf", pages=3), name="Second edition.pdf")
    _, other = library(report(tmp_path / "c.pdf", pages=4), key="other")
    assert look("work", source=one.sha256).page_count == 2
    assert look("work", source=two.sha256).page_count == 3
    for sha256 in (other.sha256, "0" * 64, "../../etc"):
        with pytest.raises(UnknownKey, match="has no text with the hash"):
            look("work", source=sha256)


def test_what_is_not_there(library, look, corpus, tmp_path):
    """A work, a page or a text that is not there is an error in a sentence."""
    library(report(tmp_path / "a.pdf", pages=2))
    with pytest.raises(UnknownKey, match="no work in this library has the key 'nobody'"):
        look("nobody")
    with pytest.raises(UnknownKey, match="'work' has no page 3"):
        look("work", page=3)


def test_what_was_announced(library, look, tmp_path):
    """What was announced about a work is told beside every page of it."""
    retracted = Notice("retraction", "2019", "")
    library(report(tmp_path / "a.pdf", pages=2), notices=(retracted,))
    assert look("work", page=2).notices == (retracted,)


@pytest.fixture(scope="module")
def desk(tmp_path_factory, word_encoder):
    """An assistant whose library has one report, and the report."""
    folder = tmp_path_factory.mktemp("desk")
    path = report(folder / "Annual Report (2016).pdf", pages=4)
    desk = Assistant.open(folder / "library")
    desk.add(path)
    return desk, path


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "pages"


def report_of(desk):
    return next(holding.source for holding in desk.holdings() if holding.pages)


def test_pictures_through_the_assistant(desk, cache):
    """A picture is made once and then comes from the cache, also when no child can be asked."""
    desk, _ = desk
    desk.prepare_pages()
    sha256 = report_of(desk).sha256
    picture = desk.page_picture(sha256, 2)
    assert [path.name.split("-")[1:3] for path in cache.iterdir()] == [["2", "144"]]
    other = Assistant.open(desk.folder)
    other._pages.close()
    assert other.page_picture(sha256, 2) == picture


def test_pictures_that_are_not_made(desk, library):
    """Only pages of PDFs in the library become pictures, at a few resolutions."""
    desk, _ = desk
    source = report_of(desk)
    with pytest.raises(UnknownKey, match="no document in this library has the hash"):
        desk.page_picture("0" * 64, 1)
    with pytest.raises(UnknownKey, match="no document in this library has the hash"):
        desk.page_picture("../" + source.sha256, 1)
    with pytest.raises(UnknownKey, match="no page 9: it has 4"):
        desk.page_picture(source.sha256, 9)
    with pytest.raises(InputError, match="no pictures of 600 dpi, but of 72, 96, 144"):
        desk.page_picture(source.sha256, 1, 600)
    note = next(holding.source for holding in desk.holdings() if holding.source and holding.source.kind == "note")
    with pytest.raises(InputError, match="is not a PDF"):
        desk.page_picture(note.sha256, 1)


def test_the_original(desk, tmp_path):
    """The original has the bytes of the file and its name. A web page must not be shown as a page of this program."""
    desk, path = desk
    original = desk.original(report_of(desk).sha256)
    assert original.path.read_bytes() == path.read_bytes()
    assert (original.name, original.media_type) == ("Annual Report (2016).pdf", PDF)
    assert original.size == path.stat().st_size
    assert original.is_safe_to_show
    with pytest.raises(UnknownKey):
        desk.original("0" * 64)


def test_an_original_that_was_changed(library, corpus, pages):
    """A file with other bytes than its hash says is not handed out."""
    from assistant.reading.original import original

    _, source = library(b"<p>One</p>", _long_document(), media_type="text/html", name="../../evil\r\n.html")
    found = original(corpus, pages, source.sha256)
    assert found.name == "evil__.html"
    assert not found.is_safe_to_show
    found.path.write_bytes(b"<p>Two</p>")
    with pytest.raises(LibraryDamaged, match="has changed"):
        original(corpus, pages, source.sha256)


def test_the_quotation_of_an_answer_is_marked(desk):
    """What `ask` quotes is marked on the page that it cites, by the place that the evidence says."""
    desk, path = desk
    evidence = desk.search("Sentence number three stands on this page", k=1)[0]
    view = desk.page_view(evidence.hit.passage.handle, quote=evidence.quote_span)
    assert view.locator == evidence.citation.locator
    assert " ".join(text_in(path, view.locator.index, view.layout.quote_boxes).split()) == evidence.quote
    json.dumps([line.text for line in view.layout.lines])
