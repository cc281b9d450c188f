"""Reports made for tests: real PDFs with something of their own to say on each page."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.corpus.pdfs import paragraph, write

PLACES = "Boston Cincinnati Oakland Glasgow Malmo Tijuana Recife Cali Bogota Lima Quito Rosario".split()
TOPICS = "call-ins,custom notifications,street outreach,hot spots,problem analysis,services,shootings".split(",")


def write_pdf(path: Path, pages: Sequence[str]) -> Path:
    """Writes a PDF with these pages, wrapped to lines."""
    return write(path, [paragraph(textwrap.wrap(text, 90)) for text in pages])


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
