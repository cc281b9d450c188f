"""The works that a sentence cites. They tell evidence from an account of other people's evidence.

    "Homicides fell by a third (Braga et al., 2018)."        Braga et al., 2018
    "Braga and Weisburd (2012) found ..."                    Braga and Weisburd (2012)
    "Homicides fell by a third.¹²", "... a third.12"         the text of note 12 of the page, if it names a work
    "Homicides fell by a third [4]."                         [4], if the work has a list of references

One name and a year may also be a place and a date ("(Chicago, 2014)"). They count only if the list of references has
both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.text.language import fold
from corpus.text.raised import NOTE_MARKS, RAISED_DIGITS, plain_marks, raised_mark
from corpus.text.words import MONTHS

MAX_NOTE_CHARACTERS = 160
"""A longer footnote is cut: this is enough for authors and title."""

_PARTICLES = "(?:(?:van|von|de|del|der|den|da|do|dos|la|le|el) )*"
_NAME = rf"{_PARTICLES}[A-ZÀ-Þ][\w’'-]+"
_AND = r"(?:,? (?:&|and|y|e) )"
_NAMES = rf"{_NAME}(?:(?:, {_NAME})*{_AND}{_NAME}(?: {_NAME})?|,? et al\.?)?"
_YEAR = r"(?:19|20)\d\d[a-z]?"
_NARRATIVE = re.compile(rf"({_NAMES})(?:’s|'s)? \(({_YEAR})\b[^()]{{0,20}}\)")
_PARENTHESES = re.compile(rf"\(([^()]{{0,200}}\b{_YEAR}[^()]{{0,60}})\)")
_IN_PARENTHESES = re.compile(rf"((?:{_NAME} ){{0,4}}{_NAMES}),? \(?({_YEAR})(?!\d)")  # a body has several words
_NUMBERED = re.compile(r"\[\d{1,3}(?:\s?[,–-]\s?\d{1,3})*\]")
_NOTE_MARK = re.compile(r"(?<=[^\W\d_][.,;:!?”\"’)]|[^\W\d_]{2}|[)”\"]\.)(\d{1,3})(?=\s|$|[.,;])")
_NUMERAL = re.compile(r"\d+|\b[ivx]+\b")
_MARKS_OF_A_WORK = re.compile(r"[“”\"«]|https?:|doi|\bpp?\. ?\d|\bvol\.|et al\b|\bop\. cit|\bibid\b", re.I)
_SEVERAL_NAMES = re.compile(rf"{_AND}|et al")
_AFTER_FIRST_NAME = re.compile(r",| et al|&| and | y | e ")
_MONTHS = frozenset(MONTHS.split())


@dataclass(frozen=True, slots=True)
class _AuthorYear:
    """A citation by author and year, as a sentence has it; `text` is all of it."""

    text: str
    names: str
    year: str

    @property
    def first_name(self) -> str:
        """The last word of the first author's name, folded."""
        return fold(_AFTER_FIRST_NAME.split(self.names)[0]).split()[-1]

    def is_work(self, references: str) -> bool:
        """Return whether this cites a work and is not a place or month with a date; `references` are folded."""
        if self.first_name in _MONTHS:
            return False
        if _SEVERAL_NAMES.search(self.names):
            return True
        return self.first_name in references and self.year in references


def cited_works(sentence: str, page: str, references: str, authors: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the works that a sentence cites, each once: as the sentence names it, or the beginning of its footnote.

    Args:
        sentence: the quotation.
        page: the text of the page that has the sentence, with its footnotes.
        references: the text of the work's list of references; empty if it has none.
        authors: family names of the work's own authors. Citations of their other works are left out.
    """
    own_names = {fold(name) for name in authors}
    folded_references = fold(references)
    works = []
    for citation in _author_year_citations(sentence):
        if citation.is_work(folded_references) and citation.first_name not in own_names:
            works.append(citation.text)
    if references:
        works += [match[0] for match in _NUMBERED.finditer(sentence)]
    for number in _note_numbers(sentence):
        note = _footnote(number, page)
        if note:
            works.append(note)
    return tuple(dict.fromkeys(works))


def may_cite(sentence: str) -> bool:
    """Return whether a sentence looks as if it cites a work. Only then the page and the references must be loaded."""
    patterns = (_NARRATIVE, _PARENTHESES, _NUMBERED, _NOTE_MARK, NOTE_MARKS)
    return any(pattern.search(sentence) for pattern in patterns)


def _note_numbers(sentence: str) -> Iterator[str]:
    """Yield the numbers of the notes that a sentence refers to: raised ("third.¹²") or plain ("third.12")."""
    for marks in NOTE_MARKS.finditer(sentence):
        yield from _NUMERAL.findall(plain_marks(marks[0]))
    for mark in _NOTE_MARK.finditer(sentence):
        yield mark[1]


def _author_year_citations(sentence: str) -> Iterator[_AuthorYear]:
    """Yield the citations in the running text ("Braga (2012) found"), then the citations in parentheses."""
    for match in _NARRATIVE.finditer(sentence):
        yield _AuthorYear(match[0], match[1], match[2])
    for parentheses in _PARENTHESES.finditer(sentence):
        for match in _IN_PARENTHESES.finditer(parentheses[1]):
            yield _AuthorYear(match[0], match[1], match[2])


def _footnote(number: str, page: str) -> str | None:
    """Return the beginning of the footnote with this number, the last one on the page, if it names a work."""
    either = f"(?:{number}|{raised_mark(number)})"
    notes = re.findall(rf"^{either}\.? (?=\S)([^\n]+(?:\n(?![\d{RAISED_DIGITS}]{{1,3}}\.? )[^\n]+)*)", page, re.M)
    if not notes:
        return None
    text = " ".join(notes[-1].split())
    if not re.search(_YEAR, text) or not _MARKS_OF_A_WORK.search(text):
        return None
    if len(text) > MAX_NOTE_CHARACTERS:
        return text[:MAX_NOTE_CHARACTERS].rpartition(" ")[0] + " …"
    return text
