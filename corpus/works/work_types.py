"""Types of works: whether a document is an article, a chapter, a thesis, slides, a working paper or a report.

The form of its pages and the words at its beginning say so; the journal, if one was found, does too.
"""

import re
from collections.abc import Sequence
from statistics import median

from corpus.model import FrontLine
from corpus.text.language import fold
from corpus.works.printed_citation import plain_line

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
_DOCTORAL = re.compile(r"\bph\.? ?d\b|doctor|\btese\b")
_MASTERS = re.compile(r"\bmaster|\bmaestr|\bmestr|\bmagister")
_UNIVERSITY = re.compile(r"\b(?:university|universidad|universidade|college)\b")
_BOOK_REVIEW = re.compile(r"book reviews?|resenas?(?: bibliograficas?| de libros?)?|resenhas?|review essay")
_ARTICLE_HEAD = re.compile(
    r"(?:original|research|review) (?:article|paper|investigation|contribution)s?|artigos? origina(?:l|is)"
    r"|articulos? original(?:es)?"
)
_RECEIVED = re.compile(r"\b(?:received|recibido|recebido)\b.{0,200}\b(?:accepted|aceptado|aceito|aprovado)\b", re.S)
_BOOK_OF_PARTS = re.compile(r"\b(?:handbook|encyclopedia|companion to|enciclopedia|manual de)\b")
_WORKING_PAPER = re.compile(
    r"""\b(working\ paper|discussion\ paper|documento\ de\ trabajo|texto\ para\ discussao|documento\ de\ trabalho)s?
    (?:\ series)?(?:,?\ (?:no?\.?|num\.?|numero|n[o°º.]+|\#)?\s?((?:[a-z]{1,4}-?){0,2}\d[\d-]*))?""",
    re.X,
)
_EVENT = re.compile(
    r"""\b(?:annual\ (?:meeting|conference)|conference|congress|symposium|workshop|summit|congreso|conferencia|encuentro
    |simposio|seminario|congresso|encontro|jornadas?)\b""",
    re.X,
)
# The fixed lines of cover sheets: "Conference Paper · March 2013", "Chapter Title: Moles".
_TYPE_ON_SHEET = re.compile(
    r"(article|chapter|conference paper|thesis|presentation|technical report|preprint)(?: in .*)? · |(chapter) title:"
)
_TYPES_ON_SHEETS = {
    "article": "article-journal",
    "chapter": "chapter",
    "conference paper": "paper-conference",
    "presentation": "speech",
    "thesis": "thesis",
}
MAX_UNIVERSITY_WORDS = 8
"""Words of a line with the name of a university and no more. Chosen."""

MAX_EVENT_WORDS = 14
"""Words of a line that names a meeting; a longer line is a sentence. Chosen."""

MAX_SERIES_LINE_CHARACTERS = 60
"""A line that names a series of working papers and a number; a longer line is a sentence. Chosen."""


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


def thesis_genre(opening: str) -> str:
    """Return the genre of a thesis, or "" if the first pages do not say which degree it is for."""
    folded = fold(opening)
    if _DOCTORAL.search(folded):
        return "Doctoral dissertation"
    return "Master’s thesis" if _MASTERS.search(folded) else ""


def find_university(title_page: str) -> str:
    """Return the university in a short line of the title page of a thesis, or ""."""
    for line in title_page.split("\n"):
        if _UNIVERSITY.search(fold(line)) and len(line.split()) <= MAX_UNIVERSITY_WORDS:
            return line.strip(" ,.;")
    return ""


def is_book_review(title_page: str) -> bool:
    """Return whether a line of the title page says that the work reviews a book."""
    return any(_BOOK_REVIEW.fullmatch(line.strip()) for line in fold(title_page).split("\n"))


def is_article(opening: str) -> bool:
    """Return whether the first pages say that they begin an article of a journal, whose name may be a picture."""
    folded = fold(opening)
    has_head = any(_ARTICLE_HEAD.fullmatch(line.strip()) for line in folded.split("\n"))
    return has_head or _RECEIVED.search(folded) is not None


def is_book_of_parts(name: str) -> bool:
    """Return whether a work appears in a book: "The Handbook of Quays"."""
    return _BOOK_OF_PARTS.search(fold(name)) is not None


def find_working_paper(title_page: str) -> tuple[str, str] | None:
    """Return the genre of a working paper and its number or "", if a short line of the title page has them."""
    for line in title_page.split("\n"):
        match = _WORKING_PAPER.search(fold(line))
        if match and len(line) <= MAX_SERIES_LINE_CHARACTERS:
            genre = match[1].title()
            return genre, (match[2] or "").upper()
    return None


def type_on_sheet(lines: Sequence[FrontLine]) -> str:
    """Return the CSL type that the cover sheet of a network or an archive states, or ""."""
    for line in lines:
        match = _TYPE_ON_SHEET.match(fold(line.text)) if line.page == lines[0].page else None
        if match:
            return _TYPES_ON_SHEETS.get(match[1] or match[2], "report")
    return ""


def find_event(lines: Sequence[FrontLine]) -> str:
    """Return the meeting that the first slide names, or ""."""
    for line in lines:
        text = plain_line(line.text)
        if line.page == lines[0].page and _EVENT.search(fold(text)) and len(text.split()) <= MAX_EVENT_WORDS:
            return text
    return ""
