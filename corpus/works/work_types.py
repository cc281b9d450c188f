"""Types of works: whether a document is an article, a chapter, a thesis, slides, a working paper or a report.

The form of its pages and the words at its beginning say so; the journal, if one was found, does too.
"""

import re
from collections.abc import Sequence
from statistics import median

from corpus.model import FrontLine
from corpus.text.language import fold

MAX_SLIDE_WORDS = 120
"""Half of the slides of a deck have fewer words; pages of text have 170 and more."""

MIN_SLIDE_WIDTH = 1.0
"""The last line of a slide may begin farther to the right than the first line is above the foot of the page. On the
upright page of a report the ratio is below 0.8."""

MIN_SLIDES = 4
"""A document of fewer pages with few words is a flyer or a certificate."""

# All patterns are for folded text.
_THESIS = re.compile(
    r"""\b(?:dissertation|thesis)\ (?:submitted|presented)
    |submitted\ (?:in\ partial|to\ the).{0,60}(?:fulfil|requirements)
    |\btesis\ (?:para\ (?:optar|obtener)|que\ para\ obtener|doctoral|de\ (?:maestria|doctorado|licenciatura|magister))
    |\b(?:tese|dissertacao)\ (?:apresentada|de\ (?:doutorado|mestrado))|\btrabajo\ de\ fin\ de
    |trabalho\ de\ conclusao""",
    re.X,
)
_BOOK_REVIEW = re.compile(r"book reviews?|resenas?(?: bibliograficas?| de libros?)?|resenhas?|review essay")
_BOOK_OF_PARTS = re.compile(r"\b(?:handbook|encyclopedia|companion to|enciclopedia|manual de)\b")
_WORKING_PAPER = re.compile(
    r"""\b(working\ paper|discussion\ paper|documento\ de\ trabajo|texto\ para\ discussao|documento\ de\ trabalho)s?
    (?:\ series)?(?:,?\ (?:no?\.?|num\.?|numero|n[o°º.]+|\#)?\s?([a-z]{0,4}-?\d[\d-]*))?""",
    re.X,
)
_PART_OF_TITLE_LINE = 60


def is_slides(lines: Sequence[FrontLine], words_on_pages: Sequence[int]) -> bool:
    """Return whether a document is a deck of slides: wide pages with few words."""
    set_lines = [line for line in lines if line.size]
    if len(words_on_pages) < MIN_SLIDES or not set_lines or median(words_on_pages) > MAX_SLIDE_WORDS:
        return False
    right = max(line.left for line in set_lines)
    top = max(line.baseline for line in set_lines)
    return right >= MIN_SLIDE_WIDTH * top


def is_thesis(opening: str) -> bool:
    """Return whether the first pages say that the work is a thesis."""
    return _THESIS.search(" ".join(fold(opening).split())) is not None


def is_book_review(title_page: str) -> bool:
    """Return whether a line of the title page says that the work reviews a book."""
    return any(_BOOK_REVIEW.fullmatch(line.strip()) for line in fold(title_page).split("\n"))


def is_book_of_parts(name: str) -> bool:
    """Return whether a work appears in a book: "The Handbook of Quays"."""
    return _BOOK_OF_PARTS.search(fold(name)) is not None


def find_working_paper(title_page: str) -> tuple[str, str] | None:
    """Return the genre of a working paper and its number or "", if a short line of the title page has them."""
    for line in title_page.split("\n"):
        match = _WORKING_PAPER.search(fold(line))
        if match and len(line) <= _PART_OF_TITLE_LINE:
            genre = match[1].title()
            return genre, (match[2] or "").upper()
    return None
