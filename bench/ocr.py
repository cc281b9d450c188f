r"""Measures reading pages that are pictures: how many of their words are found, and how sure it was.

    python -m bench.ocr ../shared/data [--pages 20] [--dpi 150]

Words are runs of `\w` in lower case, compared as multisets: recall is the share of the known text's words that are
found. Pages of reports are printed to pictures, and their text is what pdfium reads off them before, but for type too
small to see. Whole reports are printed likewise, and their text is what was made independently from the publisher's web
page (`reports-text/pairs.tsv`); what the report itself gives without OCR stands beside it in brackets, as no PDF has
all that a web page has, and heads and feet go. Scans, whose text nobody knows, come with pages, words and confidence.
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

from bench.extraction import body, compare, words
from corpus.model import Document
from corpus.reading.pdf.lines import PageReader
from corpus.reading.sandbox import Extractor
from tests.corpus.pdfs import scan

SCANS = ("metro-ideas/bylaws.pdf", "metro-ideas/irs-determination.pdf", "fbi/18f-Options_for_data_update.pdf")
"""Reports with pages that are pictures only."""

WHOLE = ("IN12422.6", "IF10491.14", "IN12682.2")
"""Short reports with independent text: one of two columns, two of one."""


def sample(data: Path, count: int) -> Iterator[tuple[Path, int]]:
    """Gives pages with text, each of another report, and the physical number of each: the same ones every time."""
    chance = random.Random(7)
    files = sorted((data / "reports").rglob("*.pdf"))
    for path in chance.sample(files, len(files)):
        document = pypdfium2.PdfDocument(path)
        full = [n for n, page in enumerate(document, 1) if page.get_textpage().count_chars() > 800]
        if full and count:
            count -= 1
            yield path, chance.choice(full)


def text_of(path: Path, number: int) -> Counter[str]:
    text_page = pypdfium2.PdfDocument(path)[number - 1].get_textpage()
    return words("\n".join(line.text for line in PageReader(text_page, 1_000_000).lines()))


def look(extractor: Extractor, path: Path) -> tuple[Document, float]:
    """Gives what is read of pictures, and how sure that was on average."""
    document = extractor.extract(path, ocr="auto")
    sure = [page.locator.ocr for page in document.pages if page.locator.ocr is not None]
    return document, mean(sure) if sure else 0.0


def row(name: str, recall: float, precision: float, sure: float, further: str = "") -> None:
    print(f"{recall:.4f} {precision:.4f} {sure:.3f}  {name}{further}", flush=True)


def pages(data: Path, count: int, dpi: int, extractor: Extractor, folder: Path) -> None:
    print("recall precision confidence: pages printed to pictures")
    found_all, wanted_all = 0, 0
    for path, number in sample(data, count):
        document, sure = look(extractor, scan(path, folder / "page.pdf", [number], dpi=dpi))
        found, wanted = words(document.text), text_of(path, number)
        found_all, wanted_all = found_all + (found & wanted).total(), wanted_all + wanted.total()
        row(f"{path.name} p. {number}", *compare(found, wanted), sure)
    print(f"{found_all / wanted_all:.4f} of {wanted_all:,} words")


def reports(data: Path, names: Sequence[str], dpi: int, extractor: Extractor, folder: Path) -> None:
    print("whole reports against independent text, and without OCR")
    for name in names:
        path = data / "reports" / "crs" / f"{name}.pdf"
        wanted = words(body((data / "reports-text" / "crs" / f"{name}.md").read_text()))
        document, sure = look(extractor, scan(path, folder / "report.pdf", dpi=dpi))
        plain = compare(words(extractor.extract(path).text), wanted)
        row(name, *compare(words(document.text), wanted), sure, f"  ({plain[0]:.4f} {plain[1]:.4f})")


def scans(data: Path, extractor: Extractor) -> None:
    print("scans")
    for name in SCANS:
        document, sure = look(extractor, data / "reports" / name)
        seen = sum(page.method == "ocr" for page in document.pages)
        print(f"{name}: {seen} of {len(document.pages)} pages, {words(document.text).total()} words, {sure:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=20)
    parser.add_argument("--dpi", type=int, default=150)
    options = parser.parse_args()
    with Extractor() as extractor, tempfile.TemporaryDirectory() as folder:
        pages(options.data, options.pages, options.dpi, extractor, Path(folder))
        reports(options.data, WHOLE, options.dpi, extractor, Path(folder))
        scans(options.data, extractor)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"children: {used.ru_utime + used.ru_stime:.0f} CPU-seconds, peak {used.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
