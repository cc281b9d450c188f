"""Pages are shown by real child processes, and no page harms the program or the other pages."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from corpus.errors import LibraryDamaged, UnknownKey, UnreadableFile
from corpus.pictures import pages as pages_module
from corpus.pictures.model import MAX_PIXELS, MAX_SIDE_PIXELS
from corpus.pictures.pages import CHILDREN, Pages
from tests.corpus.pdfs import Text, encrypt, report, write
from tests.corpus.pictures.unpacking import unpack

SLOW = b"/S0 sh " * 200
"""Fills the page 200 times with a shading whose color is calculated at each pixel."""


@pytest.fixture(scope="module")
def pages():
    with closing(Pages()) as pages:
        yield pages


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    return report(tmp_path_factory.mktemp("reports") / "report.pdf", pages=4)


def digest(path):
    return sha256(path.read_bytes()).hexdigest()


def slow_page(path):
    """Write a PDF whose first page takes minutes to draw, in little memory, and whose second page is plain."""
    program = "{ " + "add dup 3 div sin exch 0.5 mul 2 copy " * 20 + "pop pop " * 20 + "add }"
    color = f"<< /FunctionType 4 /Domain [0 1 0 1] /Range [0 1] /Length {len(program)} >>\nstream\n{program}\nendstream"
    shading = "<< /ShadingType 1 /ColorSpace /DeviceGray /Matrix [612 0 0 792 0 0] /Function 10 0 R >>"
    return write(path, [SLOW, [Text("Plain")]], extra=[color, shading], resources="/Shading << /S0 11 0 R >>")


def test_the_picture_of_a_page(pages, reports):
    """The picture has the pixels that pdfium draws. A letter page has 8.5 x 11 inches."""
    picture = pages.picture(reports, digest(reports), 1, 72)
    assert (picture.width, picture.height) == (612, 792)
    with closing(pdfium.PdfDocument(reports)) as document:
        drawn = bytes(document[0].render(scale=1).buffer)[::3]  # black and white, so one channel tells all
    width, height, _, rows = unpack(picture.png)
    assert (width, height) == (612, 792)
    assert b"".join(rows) == drawn
    assert 0 < sum(pixel < 128 for pixel in drawn) < 10_000  # there is text, and most of the page is paper


@pytest.mark.parametrize(
    ("dpi", "size"), [(72, (612, 792)), (96, (816, 1056)), (144, (1224, 1584)), (288, (2448, 3168))]
)
def test_resolutions(pages, reports, dpi, size):
    """The pixels of a page grow with the resolution."""
    picture = pages.picture(reports, digest(reports), 2, dpi)
    assert (picture.width, picture.height) == size


def test_the_letters_of_a_page(pages, reports):
    """The letters are of the page that was asked for."""
    letters = pages.letters(reports, digest(reports), 3)
    assert [line.text for line in letters.lines][1].startswith("Sentence number three")
    assert pages.letters(reports, digest(reports), 3) is letters  # kept


@pytest.mark.parametrize("number", [0, -1, 5, 10**9])
def test_a_page_that_does_not_exist(pages, reports, number):
    """A number that is not a page is an error that says how many pages there are."""
    with pytest.raises(UnknownKey, match=f"no page {number}: it has 4"):
        pages.picture(reports, digest(reports), number, 72)
    with pytest.raises(UnknownKey, match="it has 4"):
        pages.letters(reports, digest(reports), number)


def test_other_bytes_are_not_shown(pages, reports, tmp_path):
    """A file is shown only if its bytes have the hash, also after it was changed while the program ran."""
    path = tmp_path / "copy.pdf"
    path.write_bytes(reports.read_bytes())
    expected = digest(path)
    assert pages.picture(path, expected, 1, 72)
    path.write_bytes(reports.read_bytes() + b"\n% changed")
    with pytest.raises(LibraryDamaged, match="has changed"):
        pages.picture(path, expected, 1, 72)
    path.unlink()
    with pytest.raises(LibraryDamaged, match="cannot be opened"):
        pages.picture(path, expected, 1, 72)
    path.symlink_to(reports)
    with pytest.raises(LibraryDamaged, match="a link"):
        pages.picture(path, digest(reports), 1, 72)


def test_an_encrypted_file(pages, reports, tmp_path):
    """A file with a password is refused. One that anybody may open is shown."""
    locked = encrypt(reports, tmp_path / "locked.pdf", "secret")
    with pytest.raises(UnreadableFile, match="needs a password"):
        pages.picture(locked, digest(locked), 1, 72)
    open_to_all = encrypt(reports, tmp_path / "open.pdf", "")
    assert pages.picture(open_to_all, digest(open_to_all), 1, 72)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"not a pdf at all", b"%PDF-1.7\n" + b"\0" * 5000])
def test_a_damaged_file(pages, tmp_path, content):
    """A file that is not a PDF is refused in a sentence."""
    path = tmp_path / "damaged.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match="the file is damaged"):
        pages.picture(path, digest(path), 1, 72)


@pytest.mark.parametrize(
    "box",
    [
        "0 0 200000 200000",
        "0 0 10000000 10",
        "0 0 1e30 1e30",
        "0 0 0.001 0.001",
        "5 5 5 5",
        "-50000 -50000 50000 50000",
        "600 700 0 0",
    ],
)
def test_a_page_of_an_odd_size(pages, tmp_path, box):
    """A page of any size becomes a picture within the limits, or is refused in a sentence."""
    path = write(tmp_path / "odd.pdf", [[Text("Large")]], page_entries=[f"/MediaBox [{box}] /CropBox [{box}]"])
    try:
        picture = pages.picture(path, digest(path), 1, 288)
    except UnreadableFile as error:
        assert str(error) == "the page has no size"
    else:
        assert picture.width * picture.height <= 1.01 * MAX_PIXELS + MAX_SIDE_PIXELS
        assert max(picture.width, picture.height) <= MAX_SIDE_PIXELS + 1
    assert pages.letters(path, digest(path), 1).width >= 0


def test_a_page_that_takes_too_long(tmp_path, monkeypatch):
    """A page that hangs the child is given up, other pages are shown, and it is not tried again for a while."""
    path = slow_page(tmp_path / "slow.pdf")
    with closing(Pages(page_seconds=3.0)) as pages:
        with pytest.raises(UnreadableFile, match="took longer than 3 s"):
            pages.picture(path, digest(path), 1, 72)
        assert pages.picture(path, digest(path), 2, 72)
        children = list(pages._children)
        with pytest.raises(UnreadableFile, match="took longer than 3 s"):
            pages.picture(path, digest(path), 1, 72)
        assert pages._children == children
        assert all(child.process.poll() is None for child in children)
        monkeypatch.setattr(pages_module, "RETRY_SECONDS", 0.0)
        with pytest.raises(UnreadableFile, match="took longer than 3 s"):
            pages.picture(path, digest(path), 1, 72)
        assert any(child.process.poll() is not None for child in children)


def test_a_child_that_dies(reports):
    """A child that was killed between two pages is replaced."""
    with closing(Pages()) as pages:
        pages.warm_up()
        (child,) = pages._children
        child.process.kill()
        child.process.wait()
        assert pages.picture(reports, digest(reports), 1, 72)
        assert child not in pages._children


def test_many_threads(pages, reports):
    """Threads that ask at once get their own pages, from a few children."""
    expected = {number: pages.picture(reports, digest(reports), number, 96).png for number in range(1, 5)}
    assert len(set(expected.values())) == 4
    numbers = [1, 2, 3, 4] * 6
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda number: pages.picture(reports, digest(reports), number, 96).png, numbers))
    assert found == [expected[number] for number in numbers]
    assert len(pages._children) <= CHILDREN


def test_closing_ends_the_children(reports):
    """No child is left when the pages are closed, and when they are no longer used."""
    pages = Pages()
    pages.picture(reports, digest(reports), 1, 72)
    (child,) = pages._children
    pages.close()
    assert child.process.poll() is not None
    with pytest.raises(UnreadableFile, match="is ending"):
        pages.picture(reports, digest(reports), 2, 72)
    others = Pages()
    others.warm_up()
    (child,) = others._children
    del others
    assert child.process.poll() is not None


def test_memory_stays_flat(pages, reports):
    """A child that shows many pages does not grow."""
    for _ in range(3):
        pages.picture(reports, digest(reports), 1, 144)
    before = _resident_bytes(pages)
    for _ in range(30):
        pages.picture(reports, digest(reports), 1, 144)
    assert _resident_bytes(pages) < before + 20 * 2**20


def _resident_bytes(pages):
    total = 0
    for child in pages._children:
        try:
            status = Path(f"/proc/{child.process.pid}/status").read_text()
        except OSError:
            pytest.skip("needs /proc")
        total += int(status.split("VmRSS:")[1].split()[0]) * 1024
    return total
