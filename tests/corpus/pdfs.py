"""Tiny PDFs, written by hand: a header, numbered objects, a cross-reference table (ISO 32000-1, 7.5)."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from pypdf import PdfReader, PdfWriter


@dataclass(frozen=True)
class Text:
    """A run of text whose baseline begins at (x, y), points from the lower left corner."""

    text: str
    x: float = 72
    y: float = 700
    size: float = 11
    bold: bool = False


def paragraph(lines: Sequence[str], top: float = 700, x: float = 72, size: float = 11) -> list[Text]:
    """Gives lines one below the other, 1.2 sizes apart."""
    return [Text(line, x, top - 1.2 * size * i, size) for i, line in enumerate(lines)]


def write(
    path: Path,
    pages: Sequence[Sequence[Text] | bytes],
    *,
    catalogue: str = "",
    info: str = "",
    extra: Sequence[str] = (),
    rotate: int = 0,
    glyphs: str = "",
) -> Path:
    """Writes a PDF and gives its path.

    Args:
        path: where to.
        pages: runs of text, or the bytes of a content stream.
        catalogue: further entries of the document catalogue. Objects of `extra` are numbered from 10.
        info: entries of the information dictionary.
        extra: further objects.
        rotate: degrees that viewers turn the pages by.
        glyphs: names of the glyphs that a third font, /F3, has from "A" on.
    """
    first = 10 + len(extra)
    kids = " ".join(f"{first + 2 * i} 0 R" for i in range(len(pages)))
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
    objects |= {10 + i: text.encode("latin-1") for i, text in enumerate(extra)}
    for i, page in enumerate(pages):
        content = page if isinstance(page, bytes) else b"\n".join(map(_draw, page))
        objects[first + 2 * i] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate {rotate} /Contents {first + 2 * i + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R /F3 6 0 R >> >> >>"
        ).encode()
        objects[first + 2 * i + 1] = b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content)
    path.write_bytes(_assemble(objects))
    return path


def _draw(text: Text) -> bytes:
    escaped = text.text.translate({ord(c): f"\\{c}" for c in "\\()"}).encode("cp1252")
    font = b"/F2" if text.bold else b"/F1"
    return b"BT %b %g Tf %g %g Td (%b) Tj ET" % (font, text.size, text.x, text.y, escaped)


def _assemble(objects: dict[int, bytes]) -> bytes:
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = {}
    for number, body in sorted(objects.items()):
        places[number] = out.tell()
        out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    table, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        free = number not in places
        out.write(b"%010d %05d %b \n" % (places.get(number, 0), 65535 if free else 0, b"f" if free else b"n"))
    out.write(b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, table))
    return out.getvalue()


def encrypt(source: Path, target: Path, password: str) -> Path:
    """Writes an encrypted copy that opens with this password; an empty one opens it without asking."""
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.encrypt(user_password=password, owner_password=password + "!", algorithm="AES-256")
    with target.open("wb") as file:
        writer.write(file)
    return target


def report(path: Path, pages: int = 4) -> Path:
    """Writes a small report: a running head, page numbers at the foot, and a sentence of its own on each page."""
    return write(
        path,
        [
            [
                Text("Group Violence in Cities", y=750, size=9),
                *paragraph(
                    [f"Sentence number {word} stands on this page and fills its line,", f"and {word} ends on the next."]
                ),
                Text(str(i), x=300, y=40, size=9),
            ]
            for i, word in enumerate(["one", "two", "three", "four", "five", "six", "seven"][:pages], 1)
        ],
    )


def scan(source: Path, target: Path, pages: Sequence[int] | None = None, *, turn: int = 0, dpi: int = 150) -> Path:
    """Writes a PDF of nothing but pictures of the pages of another, as a copier makes it, and gives its path.

    Args:
        source: what is copied.
        target: where to.
        pages: which, from 1; None for all of them.
        turn: degrees by which the sheets lie turned to the right: 0, 90, 180 or 270.
        dpi: dots to an inch.
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
