"""Reports made for tests: real PDFs in which every page says something different."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

from tests.corpus.pdfs import Text, paragraph, write

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


def write_paper(path: Path, title: str, author: str, sentences: Sequence[str], year: int = 2024) -> Path:
    """Write a PDF with a title page that names its title, author and year, and these sentences, 25 on a page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    head = [Text(title, y=740, size=20, bold=True), Text(author, y=710, size=12), Text(f"May {year}", y=690)]
    pages = []
    for start in range(0, len(sentences), 25):
        lines = paragraph(sentences[start : start + 25], top=650)
        pages.append([*head, *lines] if start == 0 else lines)
    return write(path, pages)


def weeks(subject: str, count: int = 30, changed: Sequence[int] = ()) -> list[str]:
    """Return a sentence about each of some weeks; the figures of the `changed` weeks are different."""
    sentences = []
    for week in range(count):
        times = 100 + len(subject) * week + (1000 if week in changed else 0)
        sentences.append(f"In week {week} the {subject} was counted {times} times by its own team.")
    return sentences
