"""Reports made for tests: real PDFs in which every page says something different."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.corpus.pdfs import paragraph, write

PLACES = "Boston Cincinnati Oakland Glasgow Malmo Tijuana Recife Cali Bogota Lima Quito Rosario".split()
TOPICS = "call-ins,custom notifications,street outreach,hot spots,problem analysis,services,shootings".split(",")

FINDINGS_PER_PAGE = 12


def write_pdf(path: Path, pages: Sequence[str]) -> Path:
    """Write a PDF with these pages, wrapped to lines."""
    return write(path, [paragraph(textwrap.wrap(text, 90)) for text in pages])


def write_reports(folder: Path, count: int, pages: int = 4) -> list[Path]:
    """Write reports with different texts, so that none is dropped as a copy of another."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for report in range(count):
        texts = [_page_text(report, page) for page in range(pages)]
        paths.append(write_pdf(folder / f"report-{report}.pdf", texts))
    return paths


def _page_text(report: int, page: int) -> str:
    place = _choose(PLACES, report)
    topic = _choose(TOPICS, page)
    sentences = [f"In {place} the team of report {report} wrote about {topic} on its page {page + 1}."]
    for finding in range(FINDINGS_PER_PAGE):
        topic = _choose(TOPICS, report + finding)
        place = _choose(PLACES, finding + page)
        times = 100 + 7 * report + 13 * page + finding
        sentences.append(f"Finding {report}-{page}-{finding} says that {topic} in {place} were counted {times} times.")
    return " ".join(sentences)


def _choose(words: Sequence[str], number: int) -> str:
    return words[number % len(words)]
