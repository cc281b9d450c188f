r"""Measures text extraction beside other programs, against text that was made independently, and what it costs.

    python -m bench.extraction --data ../shared/data
    python -m bench.extraction --data ../shared/data --documents     ours, a line for each report

The reference is the text of the publisher's web page of the same report; pypdf, pdfminer.six and poppler's `pdftotext`
are measured where they are installed. Words are runs of letters and digits, in lower case. The same rule goes over the
reference and over every program's text, and what it takes away is printed with the result:

    links        what follows `https://`, `http://` or `www.` up to the next space; of the web page also the targets
                 behind its links, which no PDF prints
    publisher    six words in a row that a fifth of the reports have, in their web pages or in the plain text of their
                 PDFs: disclaimer, menus. A running head, which has fewer words or a title of its own, is no part
                 of it: to take it off is the program's work
    ordinals     the endings of "119th" and "1 st", since the web pages have lost them
    the page     of the web page alone, what stands above its text: it ends with the link "Listen"; and a paragraph of
                 twenty words and more that it has just had, as the summary of one report is there twice

Means over the reports of

    recall       the share of the reference's words that the text has, as multisets
    precision    the share of the text's words that the reference has
    order        Kendall's tau between the order of the reference's sentences and the places where the text has them.
                 The notes are left out: a web page has them at its end, a report at the foot of the page
    with notes   the same with the notes
    found        the share of the sentences (of six words and more) that were placed. A sentence is placed where half
                 of its runs of four words, or more, stand once in the text, at the middle one of them
    whole        the share of the sentences that the text has word for word, with nothing in between
    time         CPU seconds of the program, as a multiple of ours
"""

import argparse
import csv
import re
import resource
import subprocess
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

SAID, OFTEN = 6, 0.2
"""Words in a row, and the share of the reports that must have them, to be the publisher's."""

TWICE, NEAR = 20, 20
"""Words of a paragraph of a web page, and the lines above it, in which it counts once."""

RUN, SHORTEST = 4, 6
"""Words of the runs by which a sentence is placed, and of the shortest sentence looked for."""

_ABOVE = re.compile(r"^.*?\[Listen\]\([^)]*\)", re.S)
_TARGET = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_ORDINAL = re.compile(r"(?<=\d)\s?(?:st|nd|rd|th)\b")
_NOTES = re.compile(r"^# Footnotes$.*", re.M | re.S)
_END = re.compile(r"\n|(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[]*[A-Z])")


# --- the programs ---------------------------------------------------------------------------------------------------


def ours(paths: Sequence[Path]) -> list[str]:
    with Extractor() as extractor:
        return [extractor.extract(path).text for path in paths]


def pdfium(paths: Sequence[Path]) -> list[str]:
    return ["\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(path)) for path in paths]


def pypdf(paths: Sequence[Path]) -> list[str]:
    from pypdf import PdfReader

    return ["\n".join(page.extract_text() for page in PdfReader(path).pages) for path in paths]


def pdfminer(paths: Sequence[Path]) -> list[str]:
    from pdfminer.high_level import extract_text

    return [extract_text(path) for path in paths]


def pdftotext(paths: Sequence[Path], *options: str) -> list[str]:
    commands = [["pdftotext", *options, str(path), "-"] for path in paths]
    return [subprocess.run(command, capture_output=True, check=True, text=True).stdout for command in commands]


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
    """Gives the words of a text without its links and the endings of ordinals."""
    return re.findall(r"[^\W_]+", _ORDINAL.sub("", _ADDRESS.sub(" ", text).lower()))


def once(page: str) -> str:
    """Gives a web page without the paragraphs that it has just had."""
    lines: list[str] = []
    for line in page.split("\n"):
        if len(line.split()) < TWICE or line not in lines[-NEAR:]:
            lines.append(line)
    return "\n".join(lines)


def runs(text: Sequence[str], length: int) -> list[Run]:
    """Gives every run of so many words."""
    return [tuple(text[i : i + length]) for i in range(len(text) - length + 1)]


def publishers(texts: Sequence[Words]) -> set[Run]:
    """Gives the runs that are the publisher's, as so many of the reports have them."""
    count = Counter(run for text in texts for run in set(runs(text, SAID)))
    return {run for run, reports in count.items() if reports >= OFTEN * len(texts)}


def without(text: Words, gone: set[Run]) -> Words:
    """Gives a text's words without those in any of these runs."""
    drop = {i + k for i, run in enumerate(runs(text, SAID)) if run in gone for k in range(SAID)}
    return [word for i, word in enumerate(text) if i not in drop]


# --- the measures ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reference:
    """A web page's text: its words, and those of each sentence and note, without what the rule takes."""

    words: Words
    sentences: list[Words]
    notes: list[Words]


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured of a text, as the table has it."""

    recall: float
    precision: float
    order: float
    with_notes: float
    found: float
    whole: float


def split(text: str, gone: set[Run]) -> list[Words]:
    """Gives the words of the sentences that are long enough to look for."""
    found = (without(words(sentence), gone) for sentence in _END.split(text))
    return [sentence for sentence in found if len(sentence) >= SHORTEST]


def place(sentences: Iterable[Words], text: Words) -> list[int]:
    """Gives where a text has each of the sentences; those that it lacks are left out."""
    count = Counter(runs(text, RUN))
    places = {run: i for i, run in enumerate(runs(text, RUN)) if count[run] == 1}
    found = []
    for sentence in sentences:
        wanted = runs(sentence, RUN)
        if len(here := [places[run] for run in wanted if run in places]) * 2 >= len(wanted):
            found.append(median_low(here))
    return found


def tau(places: Sequence[int]) -> float:
    """Gives Kendall's tau between places and their order: 1 where they ascend, -1 where they descend."""
    before: list[int] = []
    inversions = 0
    for place in places:
        inversions += len(before) - bisect_right(before, place)
        insort(before, place)
    pairs = len(places) * (len(places) - 1) / 2
    return 1 - 2 * inversions / pairs if pairs else 1.0


def measure(wanted: Reference, text: Words) -> Measured:
    """Compares a text with its reference."""
    common = (Counter(wanted.words) & Counter(text)).total()
    every = [*wanted.sentences, *wanted.notes]
    placed = place(every, text)
    stream = f" {' '.join(text)} "
    return Measured(
        common / len(wanted.words),
        common / max(len(text), 1),
        tau(place(wanted.sentences, text)),
        tau(placed),
        len(placed) / len(every),
        mean(f" {' '.join(sentence)} " in stream for sentence in every),
    )


# --- the table ------------------------------------------------------------------------------------------------------


def used() -> float:
    """Gives the CPU seconds of this process and of its children that have ended."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def read(paths: Sequence[Path]) -> tuple[dict[str, list[str]], dict[str, float]]:
    """Gives each program's texts, and its CPU seconds."""
    texts, seconds = {}, {}
    for name, program in PROGRAMS.items():
        began = used()
        try:
            texts[name] = program(paths)
        except (ModuleNotFoundError, FileNotFoundError) as error:
            print(f"{name} is left out: {error}")
        seconds[name] = used() - began
    return texts, seconds


def taken(before: Iterable[Words], after: Iterable[Words]) -> float:
    """Gives the share of the words that is gone."""
    return 1 - sum(map(len, after)) / sum(map(len, before))


def compare(data: Path, documents: bool) -> None:
    """Prints the table of all programs, and with `documents` a line of ours for each report."""
    with (data / "reports-text" / "pairs.tsv").open() as file:
        pairs = list(csv.DictReader(file, delimiter="\t"))
    texts, seconds = read([data / pair["pdf"] for pair in pairs])
    pages = [once(_TARGET.sub("]", _ABOVE.sub("", (data / pair["text"]).read_text()))) for pair in pairs]
    gone = publishers([words(page) for page in pages]) | publishers([words(text) for text in texts["pdfium"]])
    references = [
        Reference(
            without(words(page), gone),
            split(_NOTES.sub("", page), gone),
            split("".join(_NOTES.findall(page)), gone),
        )
        for page in pages
    ]
    print(f"{'':20}recall  precision  order  with notes  found  whole   time   links  publisher (shares taken)")
    bare = [re.findall(r"[^\W_]+", page.lower()) for page in pages]
    unlinked = [words(page) for page in pages]
    print(f"{'web pages':70} {taken(bare, unlinked):5.1%} {taken(unlinked, [r.words for r in references]):5.1%}")
    for name, found in texts.items():
        unlinked = [words(text) for text in found]
        kept = [without(text, gone) for text in unlinked]
        rows = [measure(*pair) for pair in zip(references, kept, strict=True)]
        if documents and name == "evidence":
            for pair, row in zip(pairs, rows, strict=True):
                print(f"{Path(pair['pdf']).name[:19]:20}{_figures(astuple(row))}")
        means = [mean(column) for column in zip(*map(astuple, rows), strict=True)]
        bare = [re.findall(r"[^\W_]+", text.lower()) for text in found]
        time = seconds[name] / seconds["evidence"]
        print(f"{name:20}{_figures(means)}  {time:5.1f}  {taken(bare, unlinked):5.1%} {taken(unlinked, kept):5.1%}")


def _figures(values: Sequence[float]) -> str:
    return "  ".join(f"{value:.4f}" for value in values)


def cost(data: Path) -> None:
    """Prints pages, CPU seconds of the child and its peak memory over all reports."""
    began = used()
    with Extractor() as extractor:
        documents = [extractor.extract(path) for path in sorted((data / "reports").rglob("*.pdf"))]
    pages = sum(len(document.pages) for document in documents)
    unreadable = sum(len(document.unreadable) for document in documents)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{len(documents)} reports, {pages} pages, {unreadable} without text")
    print(f"{used() - began:.1f} CPU-seconds, children's peak {peak:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--documents", action="store_true", help="a line of ours for each report")
    arguments = parser.parse_args()
    cost(arguments.data)  # first, as the children's peak is that of all so far
    compare(arguments.data, arguments.documents)


if __name__ == "__main__":
    main()
