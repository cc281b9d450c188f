"""Write tiny PDFs: a header, numbered objects and a cross-reference table (ISO 32000-1, 7.5)."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from pypdf import PdfReader, PdfWriter

SENTENCE = ["This is a sentence of the body that fills its line,", "and this is where it goes on and ends."]
"""A sentence of two lines."""


@dataclass(frozen=True)
class Text:
    """A run of text. Its baseline begins at (x, y), in points from the lower left corner."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11
    bold: bool = False


def paragraph(lines: Sequence[str], top: float = 700, x: float = 72, size: float = 11) -> list[Text]:
    """Return lines one below the other, 1.2 sizes apart."""
    return [Text(line, x, top - 1.2 * size * index, size) for index, line in enumerate(lines)]


def write(
    path: Path,
    pages: Sequence[Sequence[Text] | bytes],
    *,
    catalogue: str = "",
    info: str = "",
    extra: Sequence[str] = (),
    rotate: int = 0,
    glyphs: str = "",
    drawn: str = "",
    first_code: int = 1,
    page_entries: Sequence[str] = (),
    resources: str = "",
) -> Path:
    """Write a PDF and return its path.

    Args:
        path: of the new file.
        pages: for each page runs of text, or the bytes of a content stream.
        catalogue: further entries of the document catalogue.
        info: entries of the information dictionary.
        extra: further objects. They are numbered from 10.
        rotate: degrees by which viewers turn the pages.
        glyphs: names of the glyphs of a third font, /F3, from the character "A" on.
        drawn: names of the glyphs of a fourth font, /F4, from `first_code` on. The file draws them, all alike; nothing
            for "/blank".
        first_code: the code of the first of these glyphs.
        page_entries: for each page further entries of its dictionary; none for the pages after them.
        resources: further entries of the resources of all pages.
    """
    first_page = 10 + len(extra)
    page_numbers = range(first_page, first_page + 2 * len(pages), 2)  # each page is followed by its content stream
    kids = " ".join(f"{number} 0 R" for number in page_numbers)
    objects: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>".encode(),
        2: f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        4: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>",
        5: f"<< {info} >>".encode("latin-1"),
        6: (
            f"<< /Type /Font /Subtype /Type1 /BaseFont /Own /FirstChar 65 /LastChar 90 /Widths [{'600 ' * 26}] "
            f"/Encoding << /Type /Encoding /Differences [65 {glyphs}] >> >>"
        ).encode(),
    }
    if drawn:
        shape = b"600 0 0 0 500 700 d1 0 0 500 700 re f"
        blank = b"600 0 d0"
        procedures = " ".join(f"{name} {9 if name == '/blank' else 8} 0 R" for name in drawn.split())
        objects[7] = (
            "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [.001 0 0 .001 0 0] "
            f"/FirstChar {first_code} /LastChar {first_code + 30} /Widths [{'600 ' * 31}] "
            f"/CharProcs << {procedures} >> "
            f"/Encoding << /Type /Encoding /Differences [{first_code} {drawn}] >> >>"
        ).encode()
        objects[8] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(shape), shape)
        objects[9] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(blank), blank)
    for number, text in enumerate(extra, 10):
        objects[number] = text.encode("latin-1")
    entries_of_pages = [*page_entries, *[""] * (len(pages) - len(page_entries))]
    for number, page, entries in zip(page_numbers, pages, entries_of_pages, strict=True):
        content = page if isinstance(page, bytes) else b"\n".join(map(_draw, page))
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate {rotate} /Contents {number + 1} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 6 0 R /F4 7 0 R >> {resources} >> {entries} >>"
        ).encode()
        objects[number + 1] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    path.write_bytes(_assemble(objects))
    return path


def _draw(text: Text) -> bytes:
    escapes = {ord(character): f"\\{character}" for character in "\\()"}
    escaped = text.text.translate(escapes).encode("cp1252")
    font = b"/F2" if text.bold else b"/F1"
    return b"BT %b %g Tf %g %g Td (%b) Tj ET" % (font, text.size, text.x, text.y, escaped)


def _assemble(objects: dict[int, bytes]) -> bytes:
    """Return a file with these numbered objects, a cross-reference table and a trailer."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        if number in places:
            out.write(b"%010d 00000 n \n" % places[number])
        else:
            out.write(b"0000000000 65535 f \n")
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, table))
    return out.getvalue()


def encrypt(source: Path, target: Path, password: str) -> Path:
    """Write an encrypted copy that opens with this password. With an empty password it opens without one."""
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.encrypt(user_password=password, owner_password=password + "!", algorithm="AES-256")
    with target.open("wb") as file:
        writer.write(file)
    return target


def report(path: Path, pages: int = 4) -> Path:
    """Write a small report of up to seven pages: each has a running head, a page number and a sentence of its own."""
    words = "one two three four five six seven".split()
    written: list[list[Text]] = []
    for number, word in enumerate(words[:pages], 1):
        head = Text("Group Violence in Cities", y=750, size=9)
        lines = [f"Sentence number {word} stands on this page and fills its line,", f"and {word} ends on the next."]
        foot = Text(str(number), x=300, y=40, size=9)
        written.append([head, *paragraph(lines), foot])
    return write(path, written)


def scan(source: Path, target: Path, pages: Sequence[int] | None = None, *, turn: int = 0, dpi: int = 150) -> Path:
    """Write a PDF of pictures of the pages of another PDF, as a copier does, and return its path.

    Args:
        source: the PDF to copy.
        target: of the new file.
        pages: the numbers of the pages to copy, from 1; None for all pages.
        turn: degrees by which the sheets are turned to the right: 0, 90, 180 or 270.
        dpi: dots per inch.
    """
    with closing(pdfium.PdfDocument(source)) as printed, closing(pdfium.PdfDocument.new()) as copy:
        for number in pages or range(1, len(printed) + 1):
            bitmap = printed[number - 1].render(scale=dpi / 72, rotation=turn, grayscale=True)
            width, height = bitmap.width * 72 / dpi, bitmap.height * 72 / dpi
            picture = pdfium.PdfImage.new(copy)
            picture.set_bitmap(bitmap)
            picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
            sheet = copy.new_page(width, height)
            sheet.insert_obj(picture)
            sheet.gen_content()
        copy.save(target)
    return target


def lay_over(source: Path, stamps: Path, target: Path) -> Path:
    """Lay the pages of a PDF over the pages of another one, as an archive stamps a scan, and return the new path."""
    writer = PdfWriter()
    for page, stamp in zip(PdfReader(source).pages, PdfReader(stamps).pages, strict=True):
        writer.add_page(page).merge_page(stamp)
    writer.write(target)
    return target
