r"""Measure text extraction beside other programs, against independent text, and what it costs.

    python -m bench.extraction --data ../shared/data
    python -m bench.extraction --data ../shared/data --documents     also a line for each report

The reference is the text of the publisher's web page of the same report. pypdf, pdfminer.six and poppler's `pdftotext`
are measured if they are installed. Words are runs of letters and digits, in lower case. The same rule is applied to the
reference and to every program's text, and the shares of words that it removes are printed with the result:

    links        the text after `https://`, `http://` or `www.` up to the next space; on the web page also the targets
                 of its links, which no PDF prints
    publisher    six words in a row that a fifth of the reports share, in their web pages or in the plain text of their
                 PDFs: disclaimers and menus. Running heads have fewer words or a title of their own and stay: removing
                 them is the program's work
    ordinals     the endings of "119th" and "1 st", because the web pages have lost them
    raised       a raised or lowered figure counts as a plain one, and a raised letter as a part of the word before it:
                 the web pages have lost what is raised ("8,400c"), and only our text has it ("8,400 ᶜ")
    the page     only on the web page: what precedes its text, up to the link "Listen"; and a paragraph of twenty words
                 or more that repeats one just before it, as the summary of one report does

The columns are means over the reports:

    recall       the share of the reference's words that the text has, as multisets
    precision    the share of the text's words that the reference has
    order        Kendall's tau between the order of the reference's sentences and their places in the text, without the
                 notes: a web page has them at its end, a report at the foot of the page
    with notes   the same with the notes
    found        the share of the sentences (of six words and more) that have a place. A sentence has a place if at
                 least half of its runs of four words occur exactly once in the text; its place is the middle one of
                 them
    whole        the share of the sentences that the text has word for word, with nothing in between
    time         CPU seconds of the program, as a multiple of ours
"""

import argparse
import csv
import re
import resource
import subprocess
import unicodedata
from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import mean, median_low

import pypdfium2

from corpus.reading.sandbox import Extractor

Words = list[str]
Run = tuple[str, ...]

PUBLISHER_RUN_WORDS = 6
"""Length of a run of words that may be the publisher's."""

PUBLISHER_SHARE = 0.2
"""Share of the reports that must have a run for it to be the publisher's."""

REPEATED_PARAGRAPH_WORDS = 20
"""Shortest paragraph of a web page that is counted once if it is repeated."""

REPEATED_WITHIN_LINES = 20
"""Lines above a paragraph in which the same paragraph makes it a repetition."""

PLACING_RUN_WORDS = 4
"""Length of the runs of words by which a sentence is placed."""

MIN_SENTENCE_WORDS = 6
"""Shortest sentence that is placed."""

_ABOVE = re.compile(r"^.*?\[Listen\]\([^)]*\)", re.S)
_TARGET = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_ORDINAL = re.compile(r"(?<=\d)\s?(?:st|nd|rd|th)\b")
_NOTES = re.compile(r"^# Footnotes$.*", re.M | re.S)
_RAISED = [chr(code) for code in range(0xA0, 0x2100) if unicodedata.decomposition(chr(code)).startswith("<super>")]
_RAISED_LETTERS = "".join(filter(str.isalpha, _RAISED))
_BEFORE_RAISED_LETTER = re.compile(rf"(?<=[^\W_]) (?=[{_RAISED_LETTERS}])")
_END = re.compile(r"\n|(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z])")


# --- the programs ---------------------------------------------------------------------------------------------------


def ours(paths: Sequence[Path]) -> list[str]:
    with Extractor() as extractor:
        return [extractor.extract(path).text for path in paths]


def pdfium(paths: Sequence[Path]) -> list[str]:
    texts = []
    for path in paths:
        pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)]
        texts.append("\n".join(pages))
    return texts


def pypdf(paths: Sequence[Path]) -> list[str]:
    from pypdf import PdfReader

    texts = []
    for path in paths:
        pages = [page.extract_text() for page in PdfReader(path).pages]
        texts.append("\n".join(pages))
    return texts


def pdfminer(paths: Sequence[Path]) -> list[str]:
    from pdfminer.high_level import extract_text

    return [extract_text(path) for path in paths]


def pdftotext(paths: Sequence[Path], *options: str) -> list[str]:
    texts = []
    for path in paths:
        command = ["pdftotext", *options, str(path), "-"]
        texts.append(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    return texts


PROGRAMS: dict[str, Callable[[Sequence[Path]], list[str]]] = {
    "evidence": ours,
    "pdfium": pdfium,
    "pypdf": pypdf,
    "pdfminer.six": pdfminer,
    "pdftotext": pdftotext,
    "pdftotext -layout": lambda paths: pdftotext(paths, "-layout"),
}


# --- the rule -------------------------------------------------------------------------------------------------------


def words(text: str) -> Words:
    """Return the words of a text without its links and without the endings of ordinals."""
    without_links = _ADDRESS.sub(" ", text).lower()
    return all_words(_ORDINAL.sub("", without_links))


def all_words(text: str) -> Words:
    """Return the words of a text, in lower case, with plain letters and digits for raised and lowered ones.

    A raised letter is a part of the word before it.
    """
    joined = _BEFORE_RAISED_LETTER.sub("", text)
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", joined).lower())


def without_repetitions(page: str) -> str:
    """Return a web page without long paragraphs that repeat one just before them."""
    lines: list[str] = []
    for line in page.split("\n"):
        is_long = len(line.split()) >= REPEATED_PARAGRAPH_WORDS
        if not (is_long and line in lines[-REPEATED_WITHIN_LINES:]):
            lines.append(line)
    return "\n".join(lines)


def runs(text: Sequence[str], length: int) -> list[Run]:
    """Return every run of this many words."""
    return [tuple(text[start : start + length]) for start in range(len(text) - length + 1)]


def publisher_runs(texts: Sequence[Words]) -> set[Run]:
    """Return the runs of words that so many reports share that they are the publisher's."""
    reports_with: Counter[Run] = Counter()
    for text in texts:
        reports_with.update(set(runs(text, PUBLISHER_RUN_WORDS)))
    return {run for run, reports in reports_with.items() if reports >= PUBLISHER_SHARE * len(texts)}


def without_runs(text: Words, removed: set[Run]) -> Words:
    """Return a text's words without the words of these runs."""
    dropped: set[int] = set()
    for start, run in enumerate(runs(text, PUBLISHER_RUN_WORDS)):
        if run in removed:
            dropped.update(range(start, start + PUBLISHER_RUN_WORDS))
    return [word for place, word in enumerate(text) if place not in dropped]


# --- the measures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """The text of a web page after the rule: its words, and the words of each sentence and note."""

    words: Words
    sentences: list[Words]
    notes: list[Words]


@dataclass(frozen=True, slots=True)
class TextMeasures:
    """The measures of a text, in the order of the table."""

    recall: float
    precision: float
    order: float
    with_notes: float
    found: float
    whole: float


def split(text: str, removed: set[Run]) -> list[Words]:
    """Return the words of the sentences that are long enough to be placed."""
    sentences = []
    for sentence in _END.split(text):
        kept = without_runs(words(sentence), removed)
        if len(kept) >= MIN_SENTENCE_WORDS:
            sentences.append(kept)
    return sentences


def place(sentences: Iterable[Words], text: Words) -> list[int]:
    """Return the place of each sentence in a text; sentences without a place are left out."""
    text_runs = runs(text, PLACING_RUN_WORDS)
    count = Counter(text_runs)
    unique_places = {run: start for start, run in enumerate(text_runs) if count[run] == 1}
    places = []
    for sentence in sentences:
        sentence_runs = runs(sentence, PLACING_RUN_WORDS)
        here = [unique_places[run] for run in sentence_runs if run in unique_places]
        if len(here) * 2 >= len(sentence_runs):
            places.append(median_low(here))
    return places


def tau(places: Sequence[int]) -> float:
    """Return Kendall's tau between places and their order: 1 if they ascend, -1 if they descend."""
    before: list[int] = []
    inversions = 0
    for place in places:
        inversions += len(before) - bisect_right(before, place)
        insort(before, place)
    pairs = len(places) * (len(places) - 1) / 2
    return 1 - 2 * inversions / pairs if pairs else 1.0


def measure(reference: Reference, text: Words) -> TextMeasures:
    """Compare a text with its reference."""
    common = (Counter(reference.words) & Counter(text)).total()
    sentences = [*reference.sentences, *reference.notes]
    places = place(sentences, text)
    stream = f" {' '.join(text)} "
    return TextMeasures(
        recall=common / len(reference.words),
        precision=common / max(len(text), 1),
        order=tau(place(reference.sentences, text)),
        with_notes=tau(places),
        found=len(places) / len(sentences),
        whole=mean(f" {' '.join(sentence)} " in stream for sentence in sentences),
    )


# --- the table ------------------------------------------------------------------------------------------------------


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def read_with_each(paths: Sequence[Path]) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Return the texts and the CPU seconds of each installed program."""
    texts, seconds = {}, {}
    for name, program in PROGRAMS.items():
        start = cpu_seconds()
        try:
            texts[name] = program(paths)
        except (ModuleNotFoundError, FileNotFoundError) as error:
            print(f"{name} is left out: {error}")
        seconds[name] = cpu_seconds() - start
    return texts, seconds


def share_removed(before: Iterable[Words], after: Iterable[Words]) -> float:
    """Return the share of the words that were removed."""
    return 1 - sum(map(len, after)) / sum(map(len, before))


def read_web_page(path: Path) -> str:
    """Return the text of a web page by the rule, with its notes."""
    page = _TARGET.sub("]", _ABOVE.sub("", path.read_text("utf-8")))
    return without_repetitions(page)


def make_reference(page: str, removed: set[Run]) -> Reference:
    """Return the words, sentences and notes of a web page."""
    notes = "".join(_NOTES.findall(page))
    return Reference(
        words=without_runs(words(page), removed),
        sentences=split(_NOTES.sub("", page), removed),
        notes=split(notes, removed),
    )


def compare(data: Path, documents: bool) -> None:
    """Print the table of all programs, and with `documents` a line of ours for each report."""
    pdfs, pages = _read_pairs(data)
    texts, seconds = read_with_each(pdfs)
    page_words = [words(page) for page in pages]
    removed = publisher_runs(page_words) | publisher_runs([words(text) for text in texts["pdfium"]])
    references = [make_reference(page, removed) for page in pages]
    print(f"{'':20}recall  precision  order  with notes  found  whole   time   links  publisher (shares taken)")
    print(f"{'web pages':70} {_shares_removed(pages, [reference.words for reference in references])}")
    for name, program_texts in texts.items():
        kept = [without_runs(words(text), removed) for text in program_texts]
        rows = [measure(reference, text) for reference, text in zip(references, kept, strict=True)]
        if documents and name == "evidence":
            _print_documents(pdfs, rows)
        time = seconds[name] / seconds["evidence"]
        print(f"{name:20}{_figures(_means(rows))}  {time:5.1f}  {_shares_removed(program_texts, kept)}")


def _print_documents(pdfs: Sequence[Path], rows: Sequence[TextMeasures]) -> None:
    for pdf, row in zip(pdfs, rows, strict=True):
        print(f"{pdf.name[:19]:20}{_figures(astuple(row))}")


def _read_pairs(data: Path) -> tuple[list[Path], list[str]]:
    """Return the PDF of each report, and the text of its web page."""
    pdfs, pages = [], []
    with (data / "reports-text" / "pairs.tsv").open(encoding="utf-8") as file:
        for pair in csv.DictReader(file, delimiter="\t"):
            pdfs.append(data / pair["pdf"])
            pages.append(read_web_page(data / pair["text"]))
    return pdfs, pages


def _shares_removed(texts: Sequence[str], kept: Sequence[Words]) -> str:
    """Return the shares of words that the rule removes: links and ordinals, then the publisher's words."""
    unlinked = [words(text) for text in texts]
    links = share_removed([all_words(text) for text in texts], unlinked)
    return f"{links:5.1%} {share_removed(unlinked, kept):5.1%}"


def _means(rows: Sequence[TextMeasures]) -> list[float]:
    columns = zip(*(astuple(row) for row in rows), strict=True)
    return [mean(column) for column in columns]


def _figures(values: Sequence[float]) -> str:
    return "  ".join(f"{value:.4f}" for value in values)


def cost(data: Path) -> None:
    """Print the pages of all reports, the CPU seconds to read them, and the child's peak memory."""
    start = cpu_seconds()
    with Extractor() as extractor:
        documents = [extractor.extract(path) for path in sorted((data / "reports").rglob("*.pdf"))]
    pages = sum(len(document.pages) for document in documents)
    unreadable = sum(len(document.unreadable) for document in documents)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(documents)} reports, {pages} pages, {unreadable} without text")
    print(f"{cpu_seconds() - start:.1f} CPU-seconds, children's peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", action="store_true", help="also print a line of ours for each report")
    arguments = parser.parse_args()
    cost(arguments.data)  # first, because the children's peak is the highest of all children so far
    compare(arguments.data, arguments.documents)


if __name__ == "__main__":
    main()
