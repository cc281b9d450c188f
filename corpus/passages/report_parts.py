"""The part of a report (zone) that a passage belongs to. Only the body is searched unless a query asks for more.

The chunker cuts out the tables of contents and lists of references that it knows by their look. In the rest a heading
decides, if there is one ("References", "Contenido"). Otherwise the look of the text decides: affiliations and contacts
are front matter, wherever they are printed. In doubt a passage is body, because a passage that is wrongly left out
can never be found.

Tables, appendices and abstracts in other languages often come after the references, without a heading of their own. So
a passage under "References" that has hardly any years, authors or volumes is body.

Headings of references and indexes also decide about the text under their subheadings, because the parts of such lists
have headings. All other headings decide about their own text only: "Contents" may be set larger than the chapters after
it, and they are not contents. Nor are sentences under it.
"""

import math
import re
from collections.abc import Callable, Sequence

from corpus.model import Zone
from corpus.passages.reference_lists import count_marks
from corpus.text.publication_notes import ends_in_date, has_affiliation_and_address, is_note
from corpus.text.rows import is_row
from corpus.text.sentences import sentences
from corpus.text.statements import MIN_STATEMENT_CHARACTERS, is_label

_HEADINGS: dict[Zone, str] = {
    "contents": r"(?:table of )?contents|(?:list of )?(?:figures|tables|exhibits|boxes)(?: and (?:figures|tables))?"
    r"|(?:tabla de )?contenidos?|índice(?: general| de (?:cuadros|gráficos|tablas|figuras))?|sumário",
    "references": r"(?:selected |cited |list of )?(?:references?|bibliography)(?: cited| list)?"
    r"|references and (?:foot|end)?notes|(?:foot|end)?notes and references|endnotes|literature|further readings?"
    r"|(?:works|sources|literature) (?:cited|consulted)"
    r"|referencias?(?: bibliográficas| citadas)?|bibliografía(?: citada| consultada)?|literatura citada|notas finales"
    r"|(?:obras|fuentes) (?:citadas|consultadas)|fuentes|lecturas recomendadas"
    r"|referências?(?: bibliográficas| citadas)?|bibliografia(?: citada| consultada)?|notas finais"
    r"|(?:obras|fontes) (?:citadas|consultadas)|leituras recomendadas",
    "index": r"(?:subject |name |author )?index|índice (?:analítico|onomástico|remissivo|temático)",
    "front matter": r"acknowledge?ments?|about the authors?|authors?[’']? (?:information|contributions|biographies)"
    r"|notes on (?:the )?contributors|(?:declaration|statement) of (?:conflicting|competing) interests?"
    r"|competing interests|(?:how to cite|suggested citation|recommended citation)(?: this \w+)?"
    r"|disclaimer|copyright|photo credits"
    r"|agradecimientos|agradecimentos|sobre (?:el|los|o|os) autor(?:es)?|cómo citar|como citar|créditos",
}
_BACK_MATTER = re.compile(
    r"(?:acknowledge?ments?|funding(?: statement)?|(?:financial )?disclosures?(?: statement)?|contributors|data sharing"
    r"|(?:conflicts?|declarations?|statements?) of (?:conflicting |competing )?interests?|ethic(?:al|s) approval"
    r"|(?:conflicting|competing) interests?(?: statement)?|authors?[’']? contributions?"
    r"|agradecimientos|financiación|financiamiento|conflictos? de interés|agradecimentos|financiamento"
    r"|conflitos? de interesses?)\s?[:.—–]\s?\S"
    r"|(?:we|the authors?|i) (?:would like to |wish to )?(?:thank|(?:are|am|is) (?:very )?grateful to|declare)\b"
    r"|this (?:work|study|research|project|article|paper) (?:is|was) (?:partially |partly |also )?(?:supported|funded)"
    r"|work on .{1,40} (?:was |is )?(?:supported|funded) (?:in part )?by (?:\w+ )?grants?\b"
    r"|(?:l[oa]s|[oa]s) autor(?:es|as) (?:declara|agradece)[nm]\b"
    r"|(?:este es un|este é um) art[ií](?:culo|go) (?:\w+ ){1,2}acc?es{1,2}o ab(?:ie|e)rto"
    r"|this (?:is an|article is an?) open[ -]access|distributed (?:under|in accordance with) the|all rights reserved",
    re.I,
)
"""The beginning of a paragraph on who helped, who paid, what may be done with the text."""

_CHAPTER_NUMBER = r"(?:[\dIVXivx]+[.)]?\s+|appendix \w+[.:]?\s+|chapter \d+[.:]?\s+)?"
_PATTERNS = {zone: re.compile(rf"{_CHAPTER_NUMBER}(?:{words})\W*", re.I) for zone, words in _HEADINGS.items()}
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"[-–−$]?\d{1,3}(?:,?\d{3})*(?:\.\d+)?%?")
_AGE_GROUP = re.compile(r"[<>≤≥]?\d{1,4}(?:[–−-]\d{1,4})?")
_NO_SIGNS = str.maketrans("–−", "--", "$%,")
_INDEX_ENTRY = re.compile(r"\b[^\W\d][\w’'-]+,\s\d{1,4}(?:[–-]\d{1,4})?(?=,|;|\s|$)")
# "2024-01-23", "April 10, 2026", "23 de abril de 2024", "Updated May 2, 2019"
_DATE = re.compile(
    r"(?:[^\W\d]+[\s.]+){0,2}(?:\d{1,2},?\s)?(?:de\s)?(?:[^\W\d]+\s(?:de\s)?)?(?:19|20)\d\d(?:-\d\d){0,2}"
)
_COPYRIGHT = re.compile(
    r"\bISBN\b|©|all rights reserved|todos los derechos|todos os direitos|cataloguing[ -]in[ -]publication"
    r"|cataloging[ -]in[ -]publication|catalogación en la (?:publicación|fuente)|catalogação na (?:publicação|fonte)",
    re.I,
)

MAX_WORDS_PER_MARK = 25
"""A passage under "References" with fewer marks of references than one in this many words is not a list of them. Lists
have one in 18 words or more; what comes after them has none, and notes that discuss have one in 20 to 27."""

MIN_REFERENCES_WORDS = 30
"""A text under "References" of at most this many words is not judged by its look."""

CONTENTS_END = 0.15
"""Position in a document up to which a "Contents" heading is believed."""

MIN_LINES_SHARE = 0.75
"""Share of the characters under a "Contents" that are in lines, not in sentences; chosen."""

MIN_NOTES_SHARE = 0.6
"""Share of the characters of front matter that are in affiliations, contacts and notes about the authors; chosen. A
passage with a paragraph of the text beside them has less."""

TITLE_PAGE_END = 0.005
"""Position in a document up to which a passage may be a title page: its first passage, and the next of a long one."""

MAX_BYLINE_WORDS = 15
"""Words of a passage near the beginning that has only a title, names and a date, at most; chosen."""

MAX_TITLE_PAGE_WORDS = 60
"""Words of a title page that has lines and a date but no sentence, at most; chosen."""

MIN_TITLE_PAGE_NOTES_SHARE = 0.25
"""Share of the characters of a title page that are in notes on authors and publication; chosen."""

MIN_NAMES_SHARE = 0.75
"""Share of the characters of a title page that are in notes and in lines that are not sentences. Also the
share of a list of contributors, after the references, that is in lines of names; chosen."""

MIN_AXIS_NUMBERS = 4
"""Numbers along the axes of a chart, at least; chosen."""

MIN_AXIS_SHARE = 0.8
"""Share of the numbers among the labels of a chart that are along its axes. Figures printed in it are answers."""

MAX_WORDED_SHARE = 0.2
"""Share of the characters among the labels of charts that is text: a long label, the end of a caption; chosen."""

INDEX_BEGINS = 0.8
"""Position in a document before which "Index" heads a chapter about an index."""

INDEX_TEXT_BEGINS = 0.9
"""Position in a document from which a text may look like an index."""

MIN_INDEX_WORDS = 40
"""A text of at most this many words is not taken for an index by its look."""

WORDS_PER_INDEX_ENTRY = 4
"""An index has an entry at least once in this many words."""

FRONT_MATTER_END = 0.05
"""Position in a document up to which a copyright notice makes a text front matter."""

MAX_FRONT_MATTER_WORDS = 150
"""A longer text with a copyright notice is not front matter."""


def heading_zone(heading: str) -> Zone | None:
    """Return the zone that a heading opens, or None if the heading does not say."""
    for zone, pattern in _PATTERNS.items():
        if pattern.fullmatch(heading.strip()):
            return zone
    return None


def passage_zone(text: str, headings: Sequence[str], position: float, has_pages: bool = True) -> Zone:
    """Return the zone of a passage.

    Args:
        text: the passage.
        headings: the headings above it, outermost first.
        position: where in the document it begins, from 0.0 to 1.0.
        has_pages: whether the document has more than one page. An ISBN in a document of one page does not make its
            beginning front matter.
    """
    for heading in headings:
        zone = heading_zone(heading)
        if zone == "references" and not _lacks_references(text):
            return zone
        if zone == "index" and position >= INDEX_BEGINS:
            return zone
    innermost = heading_zone(headings[-1]) if headings else None
    if innermost == "front matter":
        return innermost
    if innermost == "contents" and position < CONTENTS_END and _share(_is_line, text) >= MIN_LINES_SHARE:
        return innermost
    return _text_zone(text, headings, position, has_pages)


def _text_zone(text: str, headings: Sequence[str], position: float, has_pages: bool) -> Zone:
    """Return the zone of a passage by the look of its text."""
    word_count = len(text.split())
    if position > INDEX_TEXT_BEGINS and _looks_like_index(text, word_count):
        return "index"
    if _looks_like_chart(text, headings):
        return "figures"
    if has_pages and _looks_like_front_matter(text, position, word_count):
        return "front matter"
    return "body"


def _looks_like_chart(text: str, headings: Sequence[str]) -> bool:
    """Return whether a text is the labels of charts: numbers at equal steps, side by side, and little else.

    The headings above the text may be at its beginning.
    """
    for heading in headings:
        text = text.removeprefix(heading).lstrip()
    words = [word for word in text.split() if not _YEAR.fullmatch(word)]
    numbers = [_number(word) for word in words]
    count = len(numbers) - numbers.count(None)
    if count < MIN_AXIS_NUMBERS or _on_axes(numbers) < MIN_AXIS_SHARE * count:
        return False
    return _share(_is_worded, text) <= MAX_WORDED_SHARE


def _number(word: str) -> float | None:
    if not _NUMBER.fullmatch(word):
        return None
    return float(word.translate(_NO_SIGNS))


def _on_axes(numbers: Sequence[float | None]) -> int:
    """Return how many numbers are in a row of three or more at equal steps. None is a word between them."""
    on_axes: set[int] = set()
    for place in range(len(numbers) - 2):
        first, second, third = numbers[place : place + 3]
        if first is None or second is None or third is None:
            continue
        step = second - first
        if step and math.isclose(third - second, step, rel_tol=0.01):
            on_axes.update((place, place + 1, place + 2))
    return len(on_axes)


def _is_worded(text: str) -> bool:
    """Return whether a unit is text, code or a caption, not a label or numbers."""
    words = text.split()
    numbers = [word for word in words if _NUMBER.fullmatch(word) or _AGE_GROUP.fullmatch(word)]
    return len(text) >= MIN_STATEMENT_CHARACTERS and 2 * len(numbers) < len(words)


def _looks_like_index(text: str, word_count: int) -> bool:
    if word_count <= MIN_INDEX_WORDS:
        return False
    return len(_INDEX_ENTRY.findall(text)) * WORDS_PER_INDEX_ENTRY > word_count


def _lacks_references(text: str) -> bool:
    """Return whether a passage under "References" is something else: a table, an appendix, another abstract."""
    word_count = len(text.split())
    if word_count <= MIN_REFERENCES_WORDS:
        return False
    if count_marks(text) * MAX_WORDS_PER_MARK >= word_count:
        return False
    return _share(is_label, text) < MIN_NAMES_SHARE


def _looks_like_front_matter(text: str, position: float, word_count: int) -> bool:
    if position < FRONT_MATTER_END:
        if word_count < MAX_FRONT_MATTER_WORDS and _COPYRIGHT.search(text):
            return True
        if word_count <= MAX_BYLINE_WORDS and _share(_is_name_or_date, text) == 1:
            return True
    if position < TITLE_PAGE_END and word_count <= MAX_TITLE_PAGE_WORDS and _is_dated_title_page(text):
        return True
    if has_affiliation_and_address(text) and _share(_is_line_or_note, text) == 1:
        return True
    notes = _share(is_note, text)
    if max(notes, _back_matter_share(text)) >= MIN_NOTES_SHARE:
        return True
    if position < TITLE_PAGE_END and notes >= MIN_TITLE_PAGE_NOTES_SHARE:
        return notes + _share(_is_line, text) >= MIN_NAMES_SHARE
    return False


def _back_matter_share(text: str) -> float:
    """Return the share of the characters of a text that is in paragraphs on who helped and who paid."""
    paragraphs = text.split("\n")
    counted = [paragraph for paragraph in paragraphs if _BACK_MATTER.match(paragraph)]
    return len("".join(counted)) / max(len("".join(paragraphs)), 1)


def _is_name_or_date(text: str) -> bool:
    return is_label(text) or _DATE.fullmatch(text) is not None


def _is_line(text: str) -> bool:
    """Return whether a unit is a line of a title page or of a table of contents, not a sentence."""
    is_sentence = text.endswith((".", "!", "?", ";")) and not text.endswith("..")
    return not is_sentence and not is_note(text)


def _is_dated_title_page(text: str) -> bool:
    """Return whether a text is lines without a sentence or row, and one of them is a date."""
    has_date = any(ends_in_date(text[start:end]) for start, end in sentences(text))
    return has_date and _share(_is_line_or_note, text) == 1


def _is_line_or_note(text: str) -> bool:
    return is_note(text) or (_is_line(text) and not is_row(text))


def _share(is_counted: Callable[[str], bool], text: str) -> float:
    """Return the share of the characters of a text that are in such sentences and lines."""
    counted = total = 0
    for start, end in sentences(text):
        total += end - start
        if is_counted(text[start:end]):
            counted += end - start
    return counted / max(total, 1)
