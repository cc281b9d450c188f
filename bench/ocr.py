r"""How well scanned pages are read: the share of their words that are found, and the confidence.

    python -m bench.ocr ../shared/data [--pages 20] [--dpi 150]

Words are compared as multisets, by the rule of `bench/extraction.py`: recall is the share of the known text's words
that are found. Pages of reports are printed to pictures; their known text is what pdfium reads from the page, without
type that is too small to see. Whole reports are printed to pictures too; their known text is the independent text of
the publisher's web page (`reports-text/pairs.tsv`). The figures of the same report without OCR are in brackets, because
no PDF has everything that a web page has. For real scans nobody knows the text, so only pages, words and confidence are
printed.
"""

import argparse
import random
import resource
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean

import pypdfium2

from bench.extraction import Words, read_web_page, words
from corpus.model import Document, PageMethod
from corpus.reading.pdf.lines import PageReader
from corpus.reading.sandbox import Extractor
from tests.corpus.pdfs import scan

SCANS = ("metro-ideas/bylaws.pdf", "metro-ideas/irs-determination.pdf", "fbi/18f-Options_for_data_update.pdf")
"""Reports with scanned pages."""

WHOLE_REPORTS = ("IN12422.6", "IF10491.14", "IN12682.2")
"""Short reports with independent text: one in two columns, two in one."""

MIN_PAGE_CHARACTERS = 800
"""A sampled page has at least this much text."""

MAX_PAGE_CHARACTERS = 1_000_000


def sample(data: Path, count: int) -> Iterator[tuple[Path, int]]:
    """Yield pages with text, each from another report: the file and the physical page. They are the same every time."""
    chance = random.Random(7)
    files = sorted((data / "reports").rglob("*.pdf"))
    for path in chance.sample(files, len(files)):
        document = pypdfium2.PdfDocument(path)
        full_pages = []
        for number, page in enumerate(document, start=1):
            if page.get_textpage().count_chars() > MIN_PAGE_CHARACTERS:
                full_pages.append(number)
        if full_pages and count:
            count -= 1
            yield path, chance.choice(full_pages)


def page_words(path: Path, number: int) -> Words:
    """Return the words that pdfium reads from a page."""
    text_page = pypdfium2.PdfDocument(path)[number - 1].get_textpage()
    lines = PageReader(text_page, MAX_PAGE_CHARACTERS).lines()
    return words("\n".join(line.text for line in lines))


def read_scan(extractor: Extractor, path: Path) -> tuple[Document, float]:
    """Return the document of a scan, and the mean confidence of its pages."""
    document = extractor.extract(path, ocr="auto")
    confidences = [page.locator.ocr for page in document.pages if page.locator.ocr is not None]
    return document, mean(confidences) if confidences else 0.0


def common_words(found: Words, wanted: Words) -> int:
    """Return how many words two texts have in common, as multisets."""
    return (Counter(found) & Counter(wanted)).total()


def recall_and_precision(found: Words, wanted: Words) -> tuple[float, float]:
    """Return the shares of the wanted words that were found, and of the found words that were wanted."""
    common = common_words(found, wanted)
    return common / max(len(wanted), 1), common / max(len(found), 1)


def print_row(name: str, figures: tuple[float, float], confidence: float) -> None:
    recall, precision = figures
    print(f"{recall:.4f} {precision:.4f} {confidence:.3f}  {name}", flush=True)


def measure_pages(data: Path, count: int, dpi: int, extractor: Extractor, folder: Path) -> None:
    """Print a row for each sampled page, and the recall over all of them."""
    print("recall precision confidence: pages printed to pictures")
    all_common, all_wanted = 0, 0
    for path, number in sample(data, count):
        document, confidence = read_scan(extractor, scan(path, folder / "page.pdf", [number], dpi=dpi))
        found, wanted = words(document.text), page_words(path, number)
        all_common += common_words(found, wanted)
        all_wanted += len(wanted)
        print_row(f"{path.name} p. {number}", recall_and_precision(found, wanted), confidence)
    print(f"{all_common / all_wanted:.4f} of {all_wanted:,} words")


def measure_reports(data: Path, names: Sequence[str], dpi: int, extractor: Extractor, folder: Path) -> None:
    """Print a row for each whole report, with the figures without OCR in brackets."""
    print("whole reports against independent text, and without OCR")
    for name in names:
        path = data / "reports" / "crs" / f"{name}.pdf"
        wanted = words(read_web_page(data / "reports-text" / "crs" / f"{name}.md"))
        document, confidence = read_scan(extractor, scan(path, folder / "report.pdf", dpi=dpi))
        recall, precision = recall_and_precision(words(extractor.extract(path).text), wanted)
        figures = recall_and_precision(words(document.text), wanted)
        print_row(f"{name}  ({recall:.4f} {precision:.4f})", figures, confidence)


def measure_scans(data: Path, extractor: Extractor) -> None:
    """Print the pages read, the words and the confidence of each scan."""
    print("scans")
    for name in SCANS:
        document, confidence = read_scan(extractor, data / "reports" / name)
        pages_read = sum(page.method == PageMethod.OCR for page in document.pages)
        count = len(words(document.text))
        print(f"{name}: {pages_read} of {len(document.pages)} pages, {count} words, {confidence:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--dpi", type=int, default=150)
    options = parser.parse_args()
    with Extractor() as extractor, tempfile.TemporaryDirectory() as folder:
        measure_pages(options.data, options.pages, options.dpi, extractor, Path(folder))
        measure_reports(options.data, WHOLE_REPORTS, options.dpi, extractor, Path(folder))
        measure_scans(options.data, extractor)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"children: {used.ru_utime + used.ru_stime:.0f} CPU-seconds, peak {used.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
