"""Pages that are pictures: which pages they are, and how OCR reads them. The text of the pictures is known."""

import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from corpus.errors import MissingExtra, UnreadableFile
from corpus.reading.formats import extract
from corpus.reading.limits import ReadingLimits
from corpus.reading.monitor import Monitor
from corpus.reading.pdf import ocr
from corpus.reading.pdf.model import Line
from corpus.reading.pdf.ocr import Glance, OcrResult
from corpus.reading.sandbox import Extractor
from tests.conftest import ROOT
from tests.corpus.pdfs import Text, paragraph, scan, write

needs_ocr = pytest.mark.skipif(not ocr.available(), reason="needs the extra: pip install 'evidence-assistant[ocr]'")

ENGLISH = [
    "The partnership met the groups of the city in a call-in, and told",
    "them that the killing had to stop. Shootings fell by 63 per cent",
    "in the two years that followed; no other city saw such a change.",
]
SPANISH = [
    "¿Qué pasó en el año siguiente? La reducción de los homicidios",
    "llegó también a los barrios más pobres, según explicó el señor",
    "Núñez: «la cooperación fue única, y el índice bajó un 12 %».",
]
PORTUGUESE = [
    "A redução da violência não é só questão de polícia: as ações de",
    "prevenção, à luz da avaliação, têm três funções. Os órgãos públicos",
    "põem em prática o que a população já pôs em questão no âmbito local.",
]


def words(lines: list[str] | str) -> Counter[str]:
    return Counter(re.findall(r"\w+", " ".join(lines) if isinstance(lines, list) else lines))


# --- which pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("", True),
        ("Homicides fell in Medellín: São Paulo’s “model”, £5 and 12 €.", False),
        ("La violencia, según el señor Ñúñez, bajó en São Paulo. " * 5, False),
        ("La reducciÃ³n de la violÃªncia en SÃ£o Paulo, segÃºn el seÃ±or. " * 2, True),
        ("Londonâ€™s police and the cityâ€™s plan, the mayorâ€™s â€œmodelâ€\x9d", True),
        ("The d\ufffdstr\ufffdct keeps a reg\ufffdster o\ufffd \ufffdts quays.", True),
        ("One lost letter o\ufffd a page.", False),
        ("One page of 2,000 letters with Ã© in it. " + "x" * 2000, False),
    ],
)
def test_doubtful_text(text, doubtful):
    """Letters of another encoding differ from real accents, although single letters look alike."""
    assert ocr.is_doubtful(text) is doubtful


@pytest.mark.parametrize(
    ("letters", "ink", "paper", "more"),
    [
        (1700, 0.040, 0.9, False),  # a page of a report
        (60, 0.040, 0.85, True),  # a stamp on a scan of one
        (160, 0.016, 0.966, False),  # a cover with a large title
        (110, 0.978, 0.007, False),  # a back cover in colour
        (36, 0.001, 0.99, False),  # a page with a line on it
        (199, 0.040, 0.85, True),
        (200, 0.040, 0.85, False),
    ],
)
def test_pages_that_show_more(letters, ink, paper, more):
    """A page shows more than its text if it has too much ink for it, and is white paper with letters on it.

    The figures are those of pages of reports.
    """
    assert ocr.shows_more(letters, Glance(ink, paper)) is more


def test_ocr_replaces_text():
    """OCR replaces text that is nonsense, or text that is much shorter if OCR is confident."""
    much, little = OcrResult((Line("x" * 900),), 0.95), OcrResult((Line("x" * 120),), 0.95)
    assert ocr.is_better(much, 100, doubtful=False)
    assert not ocr.is_better(little, 100, doubtful=False)
    assert not ocr.is_better(OcrResult(much.lines, 0.6), 100, doubtful=False)
    assert ocr.is_better(little, 300, doubtful=True)


def test_names_of_glyphs_are_not_text(tmp_path):
    """A page whose font names glyphs instead of letters counts as a page without text."""
    names = "".join(f"/g{n}" for n in range(20, 60))
    document = extract(write(tmp_path / "a.pdf", [paragraph([names]), paragraph(ENGLISH)]))
    assert [page.method for page in document.pages] == ["none", "pdfium"]


def test_without_the_extra(monkeypatch):
    """The error about the missing extra names the command that installs it."""
    monkeypatch.setattr(ocr, "find_spec", lambda name: None)
    with pytest.raises(MissingExtra, match=re.escape("pip install 'evidence-assistant[ocr]'")):
        ocr.require()


# --- what OCR reads ---------------------------------------------------------------------------------------------------


def read_picture(source: Path, **how: int):
    """Return the document that OCR reads from pictures of the pages of a file, in this process."""
    return extract(scan(source, source.with_suffix(".scan.pdf"), **how), Monitor(ocr="auto"))


@needs_ocr
@pytest.mark.parametrize("lines", [ENGLISH, SPANISH, PORTUGUESE], ids=["English", "Spanish", "Portuguese"])
def test_letters(tmp_path, lines):
    """Every word is read with its accents, and the page says that OCR read it."""
    document = read_picture(write(tmp_path / "a.pdf", [paragraph(lines)]))
    assert words(document.text) == words(lines)
    (page,) = document.pages
    assert page.method == "ocr"
    assert page.locator.ocr is not None
    assert 0.9 < page.locator.ocr <= 1
    assert document.text.count("¿") == "".join(lines).count("¿")
    assert document.warnings == ()


@needs_ocr
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_sheets(tmp_path, turn):
    """A sheet is read whichever way it was put into the copier."""
    assert read_picture(write(tmp_path / "a.pdf", [paragraph(ENGLISH)]), turn=turn).text == " ".join(ENGLISH)


@needs_ocr
def test_two_columns(tmp_path):
    """The left column is read before the right column, below a title across both."""
    left = [f"the left column says in row {n} that" for n in "one two three four five six".split()]
    right = [f"to the right stands in row {n} and" for n in "one two three four five six".split()]
    runs = [Text("A Title That Spans Both of the Columns", 120, 740, 20), *paragraph(left), *paragraph(right, x=330)]
    text = " ".join(read_picture(write(tmp_path / "a.pdf", [runs])).text.split())
    assert text == " ".join(["A Title That Spans Both of the Columns", *left, *right])


@needs_ocr
def test_running_heads_are_removed(tmp_path):
    """Pages read by OCR lose their running heads and page numbers as other pages do, and keep the labels."""
    pages = [
        [Text("Group Violence in Cities", y=750), *paragraph([f"{word} {line}" for line in ENGLISH]), Text(n, 300, 40)]
        for word, n in zip("Alpha Beta Gamma".split(), ("7", "8", "9"), strict=True)
    ]
    document = read_picture(write(tmp_path / "a.pdf", pages))
    assert [page.locator.label for page in document.pages] == ["7", "8", "9"]
    assert "Group Violence" not in document.text
    assert not re.search(r"\b[789]\b", document.text)


@needs_ocr
def test_only_pictures_are_read(tmp_path):
    """A page with text stays as it is, and a blank page is known to be blank. `always` also reads pages with text."""
    path = write(tmp_path / "a.pdf", [paragraph(ENGLISH * 2), b"", [Text("7", 300, 40)]])
    plain = extract(path)
    auto = extract(path, Monitor(ocr="auto"))
    assert auto.pages[0] == plain.pages[0]
    assert [page.method for page in auto.pages] == ["pdfium", "blank", "pdfium"]
    assert (plain.unreadable, auto.unreadable, auto.warnings) == ((2,), (), ())
    always = extract(path, Monitor(ocr="always"))
    assert [page.method for page in always.pages] == ["ocr", "blank", "ocr"]
    assert words(always.text) == words([*ENGLISH * 2, "7"])


@needs_ocr
def test_a_picture_of_nothing(tmp_path):
    """A picture without text gets a warning. It does not count as a page that OCR has not read."""
    document = extract(write(tmp_path / "a.pdf", [b"0.5 g 100 100 300 500 re f"]), Monitor(ocr="auto"))
    assert (document.unreadable, document.warnings) == ((), ("nothing to read was seen on 1 of 1 pages: 1",))


@needs_ocr
def test_nothing_is_downloaded(tmp_path):
    """OCR works in a process that can open no connection, with the files of the wheel."""
    path = scan(write(tmp_path / "a.pdf", [paragraph(ENGLISH)]), tmp_path / "scan.pdf")
    code = (
        "import socket, sys, pathlib\n"
        "def refuse(*arguments, **options): raise AssertionError('a connection was opened')\n"
        "socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse\n"
        "from corpus.reading.formats import extract\n"
        "from corpus.reading.monitor import Monitor\n"
        "print(extract(pathlib.Path(sys.argv[1]), Monitor(ocr='auto')).text)\n"
    )
    run = subprocess.run([sys.executable, "-c", code, path], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == " ".join(ENGLISH)


# --- in the child process -----------------------------------------------------------------------------------------


SABOTAGE = """
import os
from corpus.reading.pdf import ocr
read, count = ocr.read, [0]
def spoilt(page):
    count[0] += 1
    if count[0] == {fatal}:
        os.abort()
    return read(page)
ocr.read = spoilt
"""


@needs_ocr
def test_a_crash_costs_its_page(tmp_path, monkeypatch):
    """A page that crashes the reader is lost. The results of the pages before it are kept."""
    (tmp_path / "sitecustomize.py").write_text(SABOTAGE.format(fatal=2))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    source = write(tmp_path / "a.pdf", [paragraph([line]) for line in ENGLISH])
    kept: dict[int, object] = {}
    with Extractor() as extractor:
        document = extractor.extract(scan(source, tmp_path / "scan.pdf"), ocr="auto", ocr_results=kept)
        assert [page.method for page in document.pages] == ["ocr", "none", "ocr"]
        assert document.warnings[0] == "page 2: as a picture: crashed the reader (SIGABRT)"
        assert sorted(kept) == [1, 3]
        kept[2] = kept[1]
        again = extractor.extract(tmp_path / "scan.pdf", ocr="auto", ocr_results=kept)
    assert [page.text for page in again.pages] == [ENGLISH[0], ENGLISH[0], ENGLISH[2]]


@needs_ocr
def test_too_little_memory(tmp_path):
    """If the models need more memory than allowed, a warning names the page, and the file is read on."""
    path = write(tmp_path / "a.pdf", [paragraph(ENGLISH * 2), b"50 w 100 100 m 300 500 l S"])
    with Extractor(ReadingLimits(ocr_memory_bytes=512 * 2**20)) as extractor:
        document = extractor.extract(path, ocr="auto")
    assert [page.method for page in document.pages] == ["pdfium", "none"]
    assert any(warning.startswith("page 2: as a picture: ") for warning in document.warnings)


@needs_ocr
def test_altered_models_are_not_loaded(tmp_path, monkeypatch):
    """A model with another SHA-256 than the published one is refused, with the command that reinstalls it."""
    installed = Path(str(find_spec("rapidocr").origin)).parent
    altered = tmp_path / "path" / "rapidocr"
    (altered / "models").mkdir(parents=True)
    for path in [*installed.iterdir(), *(installed / "models").glob("*.onnx")]:
        if path.name != "models":
            (altered / path.relative_to(installed)).symlink_to(path)
    model = altered / "models" / "PP-OCRv6_rec_small.onnx"
    content = bytearray(model.read_bytes())
    content[-1] ^= 1
    model.unlink()
    model.write_bytes(content)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    source = write(tmp_path / "a.pdf", [paragraph(ENGLISH)])
    with Extractor() as extractor, pytest.raises(UnreadableFile) as refused:
        extractor.extract(scan(source, tmp_path / "scan.pdf"), ocr="auto")
    assert "altered model PP-OCRv6_rec_small.onnx: pip install --force-reinstall" in str(refused.value)
