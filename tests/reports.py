"""Reports made for tests: real PDFs of ASCII text, a line of the page to a line of the file."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

PLACES = "Boston Cincinnati Oakland Glasgow Malmo Tijuana Recife Cali Bogota Lima Quito Rosario".split()
TOPICS = "call-ins,custom notifications,street outreach,hot spots,problem analysis,services,shootings".split(",")


def write_pdf(path: Path, pages: Sequence[str], width: int = 90) -> Path:
    """Writes a PDF with these pages, wrapped to lines of `width` characters in 11-point Helvetica."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        lines = [line for part in text.split("\n") for line in textwrap.wrap(part, width) or [""]]
        escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
        stream = "BT /F1 11 Tf 14 TL 50 780 Td " + " ".join(f"({line}) Tj T*" for line in escaped) + " ET"
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n"
    path.write_bytes(body + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode())
    return path


def write_reports(folder: Path, count: int, pages: int = 4) -> list[Path]:
    """Writes reports that all say something else, so that nothing in them is dropped as a copy."""
    folder.mkdir(parents=True, exist_ok=True)
    return [write_pdf(folder / f"report-{n}.pdf", [_page(n, page) for page in range(pages)]) for n in range(count)]


def _page(report: int, page: int) -> str:
    place, topic = PLACES[report % len(PLACES)], TOPICS[page % len(TOPICS)]
    sentences = [f"In {place} the team of report {report} wrote about {topic} on its page {page + 1}."]
    for n in range(12):
        what, where = TOPICS[(report + n) % len(TOPICS)], PLACES[(n + page) % len(PLACES)]
        times = 100 + 7 * report + 13 * page + n
        sentences.append(f"Finding {report}-{page}-{n} says that {what} in {where} were counted {times} times.")
    return " ".join(sentences)
