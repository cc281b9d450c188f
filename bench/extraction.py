r"""Measures text extraction against text that was made independently, and what it costs.

    python -m bench.extraction --data ../shared/data

Words are runs of `\w` in lower case, compared as multisets: recall is the share of the reference's words that the
extracted text has, precision the share of the extracted words that the reference has. "before" is pdfium's text as it
comes, "after" is what `corpus.extract` gives: cleaned, hyphens mended, running heads, feet and page numbers off.

Each is given twice. "whole" takes the reference as it is: a web page, whose menus, link targets, list of versions and
three more copies of the title no PDF has; a running head that repeats the title then counts as found, so that taking
heads off must cost recall there. "body" takes the web page's text alone: from its "Listen" link on, without targets.
"""

import argparse
import csv
import re
import resource
from collections import Counter
from pathlib import Path

import pypdfium2

from corpus.extract.sandbox import Extractor

FORMAT = "{:.4f} {:.4f}  {:.4f} {:.4f}    {:.4f} {:.4f}  {:.4f} {:.4f}  {}"


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def compare(found: Counter[str], wanted: Counter[str]) -> tuple[float, float]:
    """Gives recall and precision."""
    common = (found & wanted).total()
    return common / max(wanted.total(), 1), common / max(found.total(), 1)


def body(text: str) -> str:
    """Gives a reference without what only the web page has."""
    text = re.sub(r"^.*?\[Listen\]\([^)]*\)", "", text, flags=re.S)
    return re.sub(r"\]\([^)\s]*\)", "]", text)


def plain(path: Path) -> str:
    """Gives pdfium's text as it comes."""
    document = pypdfium2.PdfDocument(path)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def pairs(data: Path, extractor: Extractor) -> None:
    """Prints recall and precision of each pair, before and after cleaning, and their means."""
    rows = []
    print("whole: before, after    body: before, after (recall precision)")
    with (data / "reports-text" / "pairs.tsv").open() as file:
        for pair in csv.DictReader(file, delimiter="\t"):
            reference = (data / pair["text"]).read_text()
            before = words(plain(data / pair["pdf"]))
            after = words(extractor.extract(data / pair["pdf"]).text)
            wholes, bodies = words(reference), words(body(reference))
            row = [x for wanted in (wholes, bodies) for found in (before, after) for x in compare(found, wanted)]
            rows.append(row)
            print(FORMAT.format(*row, Path(pair["pdf"]).name))
    means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
    print(FORMAT.format(*means, f"mean of {len(rows)}"))


def cost(data: Path, extractor: Extractor) -> None:
    """Prints pages, CPU seconds of the child and its peak memory over all reports."""
    documents = [extractor.extract(path) for path in sorted((data / "reports").rglob("*.pdf"))]
    pages = sum(len(document.pages) for document in documents)
    unreadable = sum(len(document.unreadable) for document in documents)
    print(f"{len(documents)} reports, {pages} pages, {unreadable} without text")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data
    with Extractor() as extractor:
        pairs(data, extractor)
    with Extractor() as extractor:
        cost(data, extractor)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"children: {used.ru_utime + used.ru_stime:.1f} CPU-seconds, peak {used.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
