r"""Measure how true the text of PDFs is to their pages: the words and numbers that no other program reads there.

    python -m bench.suspects ../shared/data/articles/pdfs ../shared/data/reports
    python -m bench.suspects ../shared/data/articles/pdfs --list numbers       each number, with its file and page
    python -m bench.suspects FOLDER --limits numbers=0 accents=0               exit status 1 if more are found

The other programs are poppler's `pdftotext`, as a page reads and as it is drawn (`-raw`), and pypdf. They read letters
by code of their own. A word or number of ours that a page has in none of them is a suspect; it is one of a class:

    numbers     its digits are in no number of theirs, also not across a line end
    accents     letters are theirs, and an accent is where no program puts it in that word in the whole folder; or an
                accent stands by itself inside a word
    ligatures   it is a word of theirs without an f, ff, fi, fl, ffi or ffl, or half of one that is split there
    spaces      it is two words of theirs, or a piece of one
    hyphens     it is a word of theirs but for its hyphens
    controls    characters without a meaning: controls, private use, U+FFFD
    letters     any other word

A page is left out if they have less than half of its words, because they cannot read its fonts.
A word that a program breaks at a line end counts as they print it, joined, and joined with its hyphen. Numbers that
they glue to a raised mark hold ours. So a class may miss faults that all programs share, and some suspects are right:
words in type that the others do not know. `--list` shows them. Many programs lose accents that a font draws apart. A
word of ours that has them is not a suspect if a program reads it elsewhere in the folder, or if all its letters are of
Western European languages and no program reads it with other accents.

`cut` counts ends of sentences within a paragraph after which no sentence begins: the text goes on with a small letter,
or a bracket follows the decimals of a number.
"""

import argparse
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from corpus.errors import EvidenceError
from corpus.model import Document
from corpus.reading.formats import extract
from corpus.text.rows import is_row
from corpus.text.sentences import sentences

LIGATURES = ("ffi", "ffl", "ff", "fi", "fl", "f")

CLASSES = ("numbers", "accents", "ligatures", "spaces", "hyphens", "controls", "letters")

CONTEXT_CHARACTERS = 30
"""Characters of ours that `--list` shows on both sides of a suspect."""

MAX_UNKNOWN_SHARE = 0.5
"""Share of the words of a page that no other program has. Above it they cannot read the fonts of the page. Chosen."""

_WORD = re.compile(r"[^\W\d_]+(?:[-‐‑’'][^\W\d_]+)*")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LAST_LATIN_1 = "\xff"
_LINE_HYPHEN = re.compile(r"[-\u00ad\u2010]\s*\n\s*")
_LINE_END = re.compile(r"\s*\n\s*")
_BROKEN_NUMBER = re.compile(r"(?<=\d[.,])\s*\n\s*(?=\d)")
_LONE_ACCENT = re.compile(r"(?<=[^\W\d_])[´`¨ˆ˜¸](?=[^\W\d_])|ı(?=[^\W\d_])")
_LIGATURE_CODES = range(0xFB00, 0xFB07)
_RAISED_CODES = [
    code for code in range(0xA0, 0x2100) if unicodedata.decomposition(chr(code)).startswith(("<super>", "<sub>"))
]
_PLAIN = {code: unicodedata.normalize("NFKC", chr(code)) for code in (*_LIGATURE_CODES, *_RAISED_CODES)}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_GOES_ON = re.compile(r"\s+(?:[a-zà-ÿ](?![A-Z])|\()")
_DECIMAL = re.compile(r"[\s\d=<>−–-]\.\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word, number or character of ours that no other program reads on its page, and the text around it."""

    kind: str
    text: str
    file: str
    page: int
    context: str


@dataclass(frozen=True, slots=True)
class Measured:
    """What one document has: its words and numbers, the suspects among them, and its sentences.

    `accented` are the words with accents that other programs read in it.
    """

    words: int
    numbers: int
    suspects: Sequence[Suspect]
    sentences: int
    cut: int
    accented: frozenset[str] = frozenset()


class OtherTexts:
    """The words and numbers that other programs read on a page, in each way to join what a line end breaks."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._printed = [composed(text) for text in texts]
        self._texts = []
        for text in self._printed:
            self._texts += [text, _LINE_HYPHEN.sub("", text), _LINE_HYPHEN.sub("-", text), _LINE_END.sub("", text)]

    @cached_property
    def words(self) -> set[str]:
        """The words in lower case; those with a hyphen whole and in parts."""
        found = set()
        for text in self._texts:
            for word in _WORD.findall(text.lower()):
                found.add(plain(word))
                found.update(re.split("[-‐‑]", word))
        return found

    @cached_property
    def numbers(self) -> str:
        """All numbers, between blanks. A number that a line end breaks after a comma or stop is joined too."""
        found = []
        for text in self._printed:
            found += _NUMBER.findall(text) + _NUMBER.findall(_BROKEN_NUMBER.sub("", text))
        return f" {' '.join(found)} "

    @cached_property
    def bare_words(self) -> set[str]:
        """The words without their accents."""
        return {without_accents(word) for word in self.words}

    @cached_property
    def solid_words(self) -> set[str]:
        """The words without their hyphens."""
        return {word.replace("-", "") for word in self.words}

    @cached_property
    def without_ligatures(self) -> set[str]:
        """The words without each ligature that they have, and the parts before and after it."""
        found = set()
        for word in self.words:
            for ligature in LIGATURES:
                for place in re.finditer(ligature, word):
                    before, after = word[: place.start()], word[place.end() :]
                    found |= {before + after, before + ligature, ligature + after}
        return found - self.words


def composed(text: str) -> str:
    """Return text with composed letters, and with plain letters and digits for ligatures and for what is raised."""
    return unicodedata.normalize("NFC", text).translate(_PLAIN)


def plain(word: str) -> str:
    """Return a word with simple hyphens and apostrophes."""
    return re.sub("[‐‑]", "-", word.replace("’", "'"))


def without_accents(word: str) -> str:
    """Return a word without its accents; a dotless i has lost its accent too."""
    letters = unicodedata.normalize("NFD", word.replace("ı", "i"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def classify(word: str, others: OtherTexts) -> str:
    """Return the class of a word that no other program reads, in lower case."""
    if without_accents(word) != word and without_accents(word) in others.bare_words:
        return "accents"
    if word in others.without_ligatures:
        return "ligatures"
    if word.replace("-", "") in others.solid_words:
        return "hyphens"
    if _is_glued(word, others.words) or any(word in other for other in others.words):
        return "spaces"
    return "letters"


def _is_glued(word: str, words: set[str]) -> bool:
    """Return whether a word is two words of a page."""
    return any(word[:middle] in words and word[middle:] in words for middle in range(1, len(word)))


def suspects(text: str, others: OtherTexts) -> Iterator[tuple[str, int, int]]:
    """Yield the class, start and end of each suspect of a page."""
    for found in _WORD.finditer(text):
        word = plain(found[0].lower())
        parts = word.split("-")
        if word not in others.words and not (len(parts) > 1 and all(part in others.words for part in parts)):
            yield classify(word, others), *found.span()
    for found in _NUMBER.finditer(text):
        if found[0] not in others.numbers:
            yield "numbers", *found.span()
    for found in _LONE_ACCENT.finditer(text):
        yield "accents", *found.span()
    for found in _CONTROL.finditer(text):
        yield "controls", *found.span()


def count_cut(text: str, spans: Sequence[tuple[int, int]]) -> int:
    """Return how many sentences of a text end within a paragraph where no sentence begins."""
    count = 0
    for (start, end), (next_start, _) in pairwise(spans):
        following = _GOES_ON.match(text, end)
        is_in_paragraph = "\n" not in text[end:next_start] and not is_row(text[start:end])
        if following is None or not is_in_paragraph:
            continue
        if not following[0].endswith("(") or _DECIMAL.search(text, start, end):
            count += 1
    return count


def measure(path: Path) -> Measured | None:
    """Return the measures of a PDF, or None if we or another program cannot read it."""
    try:
        document = extract(path)
        others = zip(*(program(path) for program in (poppler, poppler_raw, pypdf_pages)), strict=False)
        return measure_pages(path.name, document, [OtherTexts(texts) for texts in others])
    except (EvidenceError, subprocess.CalledProcessError):
        return None


def measure_pages(name: str, document: Document, others: Sequence[OtherTexts]) -> Measured:
    """Return the measures of a document. Pages that OCR read and pages that the others cannot read are left out."""
    words = numbers = sentence_count = cut_count = 0
    found = []
    accented: set[str] = set()
    for page, other in zip(document.pages, others, strict=False):
        accented |= {word for word in other.words if without_accents(word) != word}
        if page.locator.ocr or not other.words:
            continue
        text = composed(page.text)
        page_words = len(_WORD.findall(text))
        page_suspects = list(suspects(text, other))
        unknown_words = sum(kind == "letters" for kind, _, _ in page_suspects)
        if unknown_words > MAX_UNKNOWN_SHARE * page_words:
            continue
        words += page_words
        numbers += len(_NUMBER.findall(text))
        for kind, start, end in page_suspects:
            around = text[max(start - CONTEXT_CHARACTERS, 0) : end + CONTEXT_CHARACTERS]
            found.append(Suspect(kind, text[start:end], name, page.locator.index, " ".join(around.split())))
        spans = sentences(text)
        sentence_count += len(spans)
        cut_count += count_cut(text, spans)
    return Measured(words, numbers, found, sentence_count, cut_count, frozenset(accented))


def without_right_accents(measured: Sequence[Measured]) -> list[Measured]:
    """Return the documents of a folder without the suspects whose accents are right as far as the folder shows."""
    accented = frozenset().union(*(document.accented for document in measured))
    bare_words = {without_accents(word) for word in accented}
    settled = []
    for document in measured:
        kept = [suspect for suspect in document.suspects if not _is_right(suspect, accented, bare_words)]
        settled.append(replace(document, suspects=kept))
    return settled


def _is_right(suspect: Suspect, accented: Set[str], bare_words: Set[str]) -> bool:
    word = plain(suspect.text.lower())
    if suspect.kind not in ("accents", "letters") or without_accents(word) == word or len(word) == 1:
        return False
    is_western = all(letter <= _LAST_LATIN_1 for letter in word)
    return word in accented or (is_western and without_accents(word) not in bare_words)


# --- the other programs -----------------------------------------------------------------------------------------------


def poppler(path: Path) -> list[str]:
    """Return the text of each page by poppler, in the order of reading."""
    return _pdftotext(path)


def poppler_raw(path: Path) -> list[str]:
    """Return the text of each page by poppler, in the order of drawing."""
    return _pdftotext(path, "-raw")


def _pdftotext(path: Path, *options: str) -> list[str]:
    command = ["pdftotext", *options, str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")
    return text.split("\f")


def pypdf_pages(path: Path) -> list[str]:
    """Return the text of each page by pypdf; a page that it cannot read is empty."""
    from pypdf import PdfReader

    texts = []
    for page in PdfReader(path).pages:
        try:
            texts.append(page.extract_text())
        except Exception:  # pypdf raises what it meets in a broken file
            texts.append("")
    return texts


# --- the table --------------------------------------------------------------------------------------------------------


def table_row(name: str, measured: Sequence[Measured]) -> str:
    """Return the figures of a folder: suspects of each class, all suspects in 10,000 words, and sentences cut."""
    words = sum(document.words for document in measured)
    kinds = Counter(suspect.kind for document in measured for suspect in document.suspects)
    cells = [f"{kinds[kind]:6}" for kind in CLASSES]
    rate = 10_000 * sum(kinds.values()) / max(words, 1)
    cut = sum(document.cut for document in measured)
    total = sum(document.sentences for document in measured)
    return f"{name[-20:]:20} {len(measured):5} {words:9,} {' '.join(cells)} {rate:8.1f} {cut:5} of {total:,}"


def print_folder(folder: Path, listed: Sequence[str]) -> Counter[str]:
    """Print the row of a folder, or of one PDF, and its suspects of the listed classes. Return the count of each."""
    paths = sorted(folder.rglob("*.pdf")) if folder.is_dir() else [folder]
    with ProcessPoolExecutor() as pool:
        measured = without_right_accents([document for document in pool.map(measure, paths) if document is not None])
    print(table_row(folder.name, measured), flush=True)
    found = [suspect for document in measured for suspect in document.suspects]
    for suspect in found:
        if suspect.kind in listed:
            place = f"{suspect.file[:24]:24} p. {suspect.page:<4}"
            print(f"    {suspect.kind:10} {suspect.text:24} {place} ... {suspect.context} ...")
    return Counter(suspect.kind for suspect in found)


def main() -> int:
    """Print the table. Return 1 if a class has more suspects in a folder than its limit."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="+", help="folders of PDFs, or PDFs")
    parser.add_argument("--list", nargs="*", default=[], choices=CLASSES, help="print each suspect of these classes")
    parser.add_argument("--limits", nargs="*", default=[], metavar="CLASS=COUNT", help="most suspects of a class")
    arguments = parser.parse_args()
    limits = dict(limit.split("=") for limit in arguments.limits)
    print(f"{'':20} {'PDFs':>5} {'words':>9} {' '.join(f'{kind[:6]:>6}' for kind in CLASSES)} in 10,000  cut")
    is_over = False
    for folder in arguments.folders:
        counts = print_folder(folder, arguments.list)
        is_over |= any(counts[kind] > int(limit) for kind, limit in limits.items())
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main())
