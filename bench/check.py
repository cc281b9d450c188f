"""Measure `evidence check` on drafts that are made here, with alterations whose verdict is known.

    python -m bench.check LIBRARY... [--drafts 30] [--seed 1] [--show]

Each draft has one quotation of each of `KINDS`, from sentences of works that the library has in full. What the verdict
must be follows from how the quotation was made. The drafts are checked as text, and as the Word, ODT and PDF files that
LibreOffice writes of them, if it is installed. `--show` prints the quotations with another verdict.
"""

import argparse
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.assistant import Assistant
from assistant.checking.check import check_file, check_text
from assistant.checking.model import DraftCheck, QuoteFinding, Verdict
from assistant.progress import JobProgress
from bench.drafts import write_drafts
from corpus.citing.short_citation import authors
from corpus.model import Holding, Locator, Reference
from corpus.store.corpus import Corpus
from corpus.text.sentences import sentences
from tests.office import SOFFICE

MIN_WORDS, MAX_WORDS = 14, 45
"""Words of the sentences that are quoted."""

MIN_SENTENCES = 5
"""Sentences of a work that is quoted."""

WORDS_IN_LINE = 7
"""Words of a line of a quotation that has the line breaks of its source."""

NOWHERE = "the umbrella of seven lakes never reached a harbour"
"""Words that no work has."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_CITES = re.compile(r"\([A-Z][a-z]+[^()]{0,60}\b(?:19|20)\d\d\)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a work, with the place where it begins and the sentence after it."""

    text: str
    following: str
    reference: Reference
    locator: Locator

    @property
    def page(self) -> str:
        """The page as it is cited."""
        return self.locator.label or str(self.locator.index)


class Library:
    """The sentences of a library that a draft may quote."""

    def __init__(self, corpus: Corpus, chance: random.Random) -> None:
        self.chance = chance
        self.works: dict[str, list[Sentence]] = defaultdict(list)
        self.scans: list[Holding] = []
        for holding in corpus.holdings():
            is_citable = bool(authors(holding.reference) and holding.reference.year)
            if holding.unreadable and is_citable:
                self.scans.append(holding)
            if holding.source and holding.source.kind != "note" and is_citable:
                self.works[holding.reference.key] += _sentences(corpus, holding)
        self._leave_out_copies()

    def _leave_out_copies(self) -> None:
        """Leave out sentences that occur twice, whose work is not certain, and works with few sentences."""
        count = Counter(_folded(each) for sentences in self.works.values() for each in sentences)
        for key, found in list(self.works.items()):
            once = [each for each in found if count[_folded(each)] == 1]
            self.works[key] = once
            if len(once) < MIN_SENTENCES:
                del self.works[key]

    def pick(self, accept: Callable[[Sentence], bool] = lambda _: True) -> Sentence:
        """Return a sentence that is accepted, each work with the same chance."""
        for _ in range(5000):
            sentence = self.chance.choice(self.works[self.chance.choice(list(self.works))])
            if accept(sentence):
                return sentence
        raise SystemExit("the library has no sentence for one of the kinds")


def _folded(sentence: Sentence) -> str:
    return " ".join(sentence.text.split()).casefold()


def _sentences(corpus: Corpus, holding: Holding) -> list[Sentence]:
    assert holding.source
    found = []
    for passage in corpus.passages_of(holding.source.sha256):
        if passage.zone != "body" or passage.first != passage.last:
            continue
        spans = sentences(passage.text)
        for (start, end), following in zip(spans, [*spans[1:], None], strict=True):
            text = passage.text[start:end]
            after = passage.text[slice(*following)] if following else ""
            if MIN_WORDS <= len(text.split()) <= MAX_WORDS and not re.search(r"[“”\"«»\[\]…\n|]|\.\.\.", text):
                found.append(Sentence(text, after, holding.reference, passage.first))
    return found


def _cite(sentence: Sentence, page: str | None = None, year: int | None = None) -> str:
    return f"({authors(sentence.reference)}, {year or sentence.reference.year}, p. {page or sentence.page})"


def _quoted(sentence: Sentence, words: str, **cited: object) -> str:
    return f"One source says: “{words}” {_cite(sentence, **cited)}."  # type: ignore[arg-type]


def _change_word(text: str, chance: random.Random, word: str) -> str:
    places = list(_WORD.finditer(text))[2:-2]
    place = chance.choice(places)
    return text[: place.start()] + word + text[place.end() :]


def _verbatim(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    return _quoted(sentence, sentence.text), Verdict.VERBATIM


def _word_changed(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: len(_WORD.findall(each.text)) > 6)
    return _quoted(sentence, _change_word(sentence.text, library.chance, "umbrella")), Verdict.ALTERED


def _number_changed(library: Library) -> tuple[str, Verdict]:
    number = re.compile(r"(?<![\w.,])\d{1,3}(?![\w.,])")
    sentence = library.pick(lambda each: bool(number.search(each.text)))
    changed = number.sub(lambda match: str(int(match[0]) + 1), sentence.text, count=1)
    return _quoted(sentence, changed), Verdict.ALTERED


def _negation_dropped(library: Library) -> tuple[str, Verdict]:
    negation = re.compile(r"(?<=\w )(?:not|no|não) ", re.I)
    sentence = library.pick(lambda each: bool(negation.search(each.text)))
    return _quoted(sentence, negation.sub("", sentence.text, count=1)), Verdict.ALTERED


def _page_off(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: each.page.isdecimal() and each.locator.kind == "page")
    return _quoted(sentence, sentence.text, page=str(int(sentence.page) + 3)), Verdict.OTHER_PAGE


def _pdf_page(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: bool(each.locator.label) and each.locator.label != str(each.locator.index))
    return _quoted(sentence, sentence.text, page=str(sentence.locator.index)), Verdict.OTHER_PAGE


def _wrong_work(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    other = library.pick(lambda each: authors(each.reference) != authors(sentence.reference))
    return f"One source says: “{sentence.text}” {_cite(other)}.", Verdict.OTHER_WORK


def _other_year(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    return _quoted(sentence, sentence.text, year=1913), Verdict.NOT_HELD


def _not_held(library: Library) -> tuple[str, Verdict]:
    return (
        "One source says: “the umbrella of seven lakes never reached a harbour” (Quistgaard, 2011, p. 4).",
        Verdict.NOT_HELD,
    )


def _ellipsis(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: len(each.text.split()) > 18)
    words = sentence.text.split()
    return _quoted(
        sentence, " ".join([*words[:6], library.chance.choice(["…", "...", "[…]", ". . ."]), *words[11:]])
    ), Verdict.VERBATIM


def _bracket(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: each.text.split()[5].isalpha())
    words = sentence.text.split()
    return _quoted(sentence, " ".join([*words[:5], "[the agency]", *words[6:]])), Verdict.VERBATIM


def _typography(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: "’" in each.text or "-" in each.text or "–" in each.text)
    plain = sentence.text.replace("’", "'").replace("–", "-").upper()
    return f'One source says: "{plain}" {_cite(sentence)}.', Verdict.VERBATIM


def _hyphenated(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: bool(re.search(r"[a-z]{8,}", each.text)))
    words = re.sub(r"([a-z]{4})([a-z]{4,})", r"\1-\n\2", sentence.text, count=1)
    return _quoted(sentence, words), Verdict.VERBATIM


def _line_breaks(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    words = sentence.text.split()
    lines = [" ".join(words[start : start + WORDS_IN_LINE]) for start in range(0, len(words), WORDS_IN_LINE)]
    return _quoted(sentence, "\n".join(lines)), Verdict.VERBATIM


def _joined(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    other = library.chance.choice([each for each in library.works[sentence.reference.key] if each != sentence])
    first, second = sentence.text.split(), other.text.split()
    return _quoted(sentence, " ".join([*first[: len(first) * 3 // 4], *second[-4:]])), Verdict.ALTERED


def _translated(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    spanish = "según los autores la intervención no tuvo ningún paraguas sobre los siete lagos del norte"
    return _quoted(sentence, spanish), Verdict.NOT_FOUND


def _secondary(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick(lambda each: bool(_CITES.search(each.text)))
    return _quoted(sentence, sentence.text), Verdict.VERBATIM


def _paraphrase(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    words = sentence.text.split()
    kept = words[::4]
    library.chance.shuffle(kept)
    return _quoted(sentence, " umbrella ".join(kept)), Verdict.NOT_FOUND


def _footnote(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    name = f"n{library.chance.randrange(10**6)}"
    note = f"[^{name}]: {authors(sentence.reference)}, {sentence.reference.year}, p. {sentence.page}."
    return f"One source says: “{sentence.text}”[^{name}]\n\n{note}", Verdict.VERBATIM


def _block(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    words = sentence.text.split()
    return f"> {' '.join(words[:8])}\n> {' '.join(words[8:])} {_cite(sentence)}", Verdict.VERBATIM


def _nested(library: Library) -> tuple[str, Verdict]:
    sentence = library.pick()
    words = sentence.text.split()
    inner = " ".join([*words[:3], f"‘{words[3]} {words[4]}’", *words[5:]])
    return _quoted(sentence, inner), Verdict.VERBATIM


def _unreadable(library: Library) -> tuple[str, Verdict]:
    scan = library.chance.choice(library.scans)
    place = f"({authors(scan.reference)}, {scan.reference.year}, p. {scan.unreadable[0]})"
    return f"One source says: “{NOWHERE}” {place}.", Verdict.UNREADABLE


SCAN = "unreadable page"
"""The kind that needs a work with pages that cannot be read."""

KINDS: dict[str, Callable[[Library], tuple[str, Verdict]]] = {
    "word for word": _verbatim,
    "word changed": _word_changed,
    "number changed": _number_changed,
    "negation dropped": _negation_dropped,
    "page off": _page_off,
    "page of the file": _pdf_page,
    "wrong work": _wrong_work,
    "another edition": _other_year,
    "work not held": _not_held,
    "ellipsis": _ellipsis,
    "bracket": _bracket,
    "capitals and plain marks": _typography,
    "divided word": _hyphenated,
    "line breaks": _line_breaks,
    "two quotations joined": _joined,
    "translated": _translated,
    "reports another work": _secondary,
    "paraphrase": _paraphrase,
    "footnote": _footnote,
    "block": _block,
    "nested marks": _nested,
    SCAN: _unreadable,
}


Made = tuple[str, str, Verdict]
"""The kind of a quotation, its draft in Markdown, and the verdict that is right."""


@dataclass(slots=True)
class Tally:
    """How many verdicts on the drafts of a library in a format were right."""

    format: str
    show_wrong: bool
    right: Counter[str] = field(default_factory=Counter)
    made: Counter[str] = field(default_factory=Counter)
    altered_called_verbatim: int = 0
    seconds: float = 0.0

    def add(self, made: Made, finding: QuoteFinding | None) -> None:
        """Count the verdict on a quotation. None: the program did not see that it is one."""
        name, _, expected = made
        verdict = finding.verdict if finding else None
        self.made[name] += 1
        self.right[name] += verdict == expected
        self.altered_called_verbatim += expected == Verdict.ALTERED and verdict == Verdict.VERBATIM
        if self.show_wrong and verdict != expected:
            _show(self.format, made, finding)

    def show(self, folder: Path) -> None:
        """Print the totals, and the kinds with a wrong verdict."""
        made = self.made.total()
        share = f"{self.right.total()} of {made} right, {self.right.total() / made:.1%}"
        print(f"{folder}, {self.format}: {share}; altered called verbatim: {self.altered_called_verbatim}")
        print(f"  {made / self.seconds:.0f} quotations a CPU-second with the reading of the drafts")
        for name, count in self.made.items():
            if self.right[name] < count:
                print(f"  {name:26} {self.right[name]:3} of {count}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", type=Path)
    parser.add_argument("--drafts", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    for folder in options.libraries:
        measure(folder, options.drafts, options.seed, options.show)


def measure(folder: Path, count: int, seed: int, show: bool) -> None:
    """Print how many verdicts on the drafts of a library are right, by format and kind."""
    terms = Assistant.open(folder).index.terms
    with Corpus.open(folder) as corpus, TemporaryDirectory() as place:
        library = Library(corpus, random.Random(seed))
        drafts = [_draft(library) for _ in range(count)]
        texts = ["\n\n".join(markdown for _, markdown, _ in draft) for draft in drafts]
        keys = []
        tally = Tally("text", show)
        for draft, text in zip(drafts, texts, strict=True):
            found = _timed(tally, partial(check_text, text, corpus, terms, JobProgress()))
            keys.append([_letters(finding) for finding in found])
            for made, finding in zip(draft, found, strict=True):
                tally.add(made, finding)
        tally.show(folder)
        files = write_drafts(texts, Path(place)) if SOFFICE else {}
        for format, paths in files.items():
            tally = Tally(format, show)
            for draft, letters, path in zip(drafts, keys, paths, strict=True):
                found = _timed(tally, partial(check_file, path, corpus, terms, JobProgress()))
                _add_all(tally, draft, letters, found)
            tally.show(folder)


def _draft(library: Library) -> list[Made]:
    """Return a quotation of each kind."""
    return [(name, *make(library)) for name, make in KINDS.items() if name != SCAN or library.scans]


def _timed(tally: Tally, check: Callable[[], DraftCheck]) -> tuple[QuoteFinding, ...]:
    """Return the findings of a check. Add its CPU time, with that of the children that read the draft."""
    before = _cpu_seconds()
    found = check().quotes
    tally.seconds += _cpu_seconds() - before
    return found


def _cpu_seconds() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _add_all(tally: Tally, draft: Sequence[Made], letters: Sequence[str], found: Sequence[QuoteFinding]) -> None:
    """Count the verdicts on a draft in a file. A finding belongs to the quotation that has its letters."""
    by_letters: defaultdict[str, list[QuoteFinding]] = defaultdict(list)
    for finding in found:
        by_letters[_letters(finding)].append(finding)
    for made, key in zip(draft, letters, strict=True):
        same = by_letters[key]
        tally.add(made, same.pop(0) if same else None)


def _letters(finding: QuoteFinding) -> str:
    return "".join(filter(str.isalnum, finding.quote.words))


def _show(format: str, made: Made, finding: QuoteFinding | None) -> None:
    name, markdown, expected = made
    print(f"--- {format}: {name}: {finding.verdict if finding else 'not seen'}, not {expected}\n{markdown}")
    if finding:
        print(f"    cited {finding.quote.cited}")
        print(f"    {finding.citation} {finding.original!r} {finding.differences} {finding.reason}")


if __name__ == "__main__":
    main()
