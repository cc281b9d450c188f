"""Printed citations: the journal, volume, issue, year and pages that one line of a document states about a work.

Publishers, archives and authors print the same facts in many orders:

    Quay Studies 65 (2007) 2070–2080                      Quay Stud. 2016;22(3):3–18
    Int. Quay Lett. (2016) 15:177                         Cad. Cais, Recife, 24(3): jul-set 2015
    Quay Studies, Vol. 47, No. 260 (Dec., 1952), pp. 663-685
    June 2014, Vol 104, No. 11 | Quay Studies             Quay Studies 34, no.10 (2015):1704-1712

`FORMS` has one pattern for each order of the numbers. The name of the journal is the text before the numbers, back to
where something else ends; if there is none, it is the text after the numbers.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from re import Match

from corpus.model import RAISED_END, RAISED_START
from corpus.text.language import fold
from corpus.text.words import MONTHS
from corpus.works.journals import is_city, tidy_journal

MIN_TITLE_WORDS = 3
"""Words before a full stop that are a title. Fewer may be the abbreviation of a journal: "Rev Bras. Cais". Chosen."""

_SHORT_MONTHS = "jan feb mar apr may jun jul aug sept sep oct nov dec ene fev abr mai ago set out dic dez"
_SEASONS = "spring summer autumn fall winter primavera verano otono invierno verao outono inverno"
_MONTH = rf"(?:(?:{'|'.join([*MONTHS.split(), *_SEASONS.split(), *_SHORT_MONTHS.split()])})\b\.?)"
_MONTHS = rf"(?:{_MONTH}(?:\s?[-/]\s?{_MONTH})?(?: (?:and|y|e) {_MONTH})?)"
_YEAR = r"(?P<year>(?:18[5-9]|19\d|20[0-4])\d)(?!\d)"
_DATE = rf"(?:(?:\d{{1,2}} )?(?:de )?{_MONTHS}(?: \d{{1,2}})?,?(?: del?)? )?{_YEAR}"
_LONE_YEAR = r"(?:18|19|20)\d\d(?!\s?-|\d)"
_VOLUME = r"(?<![\w.-])(?P<volume>\d{1,4})"
_SUPPLEMENT = r"suppl(?:ement)?\.?|suplemento|supl\.?"
_ISSUE_NUMBER = r"(?:no?\.|n[ºo°]|special issue)?\s?(?!(?:18|19|20)\d\d(?!\d))\d{1,5}(?:[-/]\d{1,3})?"
_ISSUE = rf"(?P<issue>(?:{_SUPPLEMENT})\s?\d*|{_ISSUE_NUMBER}(?:\s?(?:{_SUPPLEMENT})\s?\d*)?)"
_PAGES = r"(?P<pages>(?:[a-z]{1,2})?\d{1,8}(?:\s?-\s?(?:[a-z]{1,2})?\d{1,6})?(?![\w/]|\.\d|-\w))"
_PAGE_LABEL = r"(?:pp?\.?|pags?\.?|paginas|pages?|pg\.|article(?: id| number)?|art\.)"
_VOLUME_LABEL = r"(?<!\w)(?:vol(?:ume|umen|\.)?|v\.|tomo)"
_ISSUE_LABEL = r"(?:no\.?|num(?:ero|ber)?\.?|n[º°o.]\.?|n\.[º°o]|issue|iss\.?)"

# All patterns are for folded text: lower case without accents. The order is the order in which they are tried.
FORMS: Sequence[re.Pattern[str]] = tuple(
    re.compile(form)
    for form in (
        # ; Jul/Aug 2009; 28, 4
        rf";\s?{_MONTHS} {_YEAR};\s?{_VOLUME}\s?,\s?{_ISSUE}(?!\w)(?P<rest>.{{0,60}})",
        # Vol. 23 (1993), pp. 217-243     Vol 104, No. 11     v. 12, n. 1, p. 10-25, 2018     2016, Vol. 25(6) 1-9
        rf"(?:{_DATE}\s?[,.:;/|]?\s?)?{_VOLUME_LABEL}\s?(?P<volume>\d{{1,4}}|[ivxlc]{{1,7}}\b)"
        rf"(?:(?:\s?\(|\s?[,.:;/|•·-]?\s?{_ISSUE_LABEL}\s?|\s?[,/]?\s?(?=supp?l)){_ISSUE}\)?)?"
        rf"(?P<rest>.{{0,60}})",
        # 34, no.10 (2015):1704-1712
        rf"{_VOLUME}\s?,\s?{_ISSUE_LABEL}\s?{_ISSUE}\s?\((?:{_MONTHS},? )?{_YEAR}\)\s?[,:]\s?{_PAGE_LABEL}?\s?{_PAGES}",
        # 2017; 33(8):e00080316     2014;104:2156-2162     2011, 11:123     2015 Oct;24(3):1-10     2010.29:2149-2160
        rf"(?:{_MONTHS} )?(?<![\d/.-]){_YEAR}(?: {_MONTHS}(?: \d{{1,2}})?)?\s?[;.,]\s?(?P<volume>\d{{1,4}})"
        rf"\s?(?:\({_ISSUE}\)|(?P<supplement>(?:{_SUPPLEMENT})\s?\d*))?\s?(?:[:;]|,\s?(?=(?:pp?\.?\s?)?[a-z]?\d+\s?-|\d{{3,6}}(?![\d,])))"
        rf"\s?{_PAGE_LABEL}?\s?(?!0){_PAGES}(?!\s?[ap]\.?m\b)",
        # 65 (2007) 2070-2080        12(3) (2015), pp. 1-20
        rf"{_VOLUME}\s?\+?\s?(?:\({_ISSUE}\))?\s?\((?:{_MONTHS},? )?{_YEAR}\)\s?[,:]?\s?{_PAGE_LABEL}?\s?{_PAGES}",
        # (2018) 112, 4, 769-785
        rf"\({_YEAR}\)\s?,?\s?{_VOLUME},\s?{_ISSUE},\s?(?=\d+\s?-\s?\d){_PAGES}",
        # (2016) 15:177              (2012) 52, 1-20
        rf"\({_YEAR}\)\s?[,.:]?\s?{_VOLUME}\s?(?:\({_ISSUE}\))?\s?[:,]\s?{_PAGES}",
        # 2020;1-30, online before it has a volume
        rf"{_YEAR};\s?\d{{1,2}}-\d{{1,2}}(?![\w:(])",
        # October 2015 34:10
        rf"{_MONTHS} {_YEAR} (?!0){_VOLUME}:(?!0){_ISSUE}(?![\w:])",
        # 354;19 www.example.org may 11, 2006
        rf"(?<![\w.;,-])(?P<volume>\d{{1,3}});{_ISSUE}(?!\w)(?P<rest>.{{0,60}})",
        # 24(3): jul-set 2015        14(5): e1002306      22(9):2869-2880, 2017      55(3), 12-30      25(6)
        rf"{_VOLUME}\s?\((?!(?:18|19|20)\d\d\)){_ISSUE}\)(?!\d)(?:(?:\s?[:,]\s?|\s|\.\s(?=pp?\b))(?!\s?{_LONE_YEAR}){_PAGE_LABEL}?\s?{_PAGES})?"
        rf"(?:\s?[:,.;|•·]?\s?\(?{_DATE}\)?)?",
        # Quay Studies, 31:2, 1-20
        rf"(?<=, )(?P<volume>\d{{1,3}}):{_ISSUE}, (?=\d+-\d){_PAGES}",
        # Quay Reviews 2012:11
        rf"(?<=[a-z] ){_YEAR}:{_ISSUE}(?![\w:,])",
        # Quay 9:712345
        r"(?<=[a-z.] )(?P<volume>\d{1,3}):(?P<pages>\d{5,7}|e\d+)(?!\d)",
        # No. 17, December 2015, pp. 9-24
        rf"(?<!\w){_ISSUE_LABEL}\s?{_ISSUE},(?=.{{0,60}}(?<!\w){_PAGE_LABEL}\s?\d)(?P<rest>.{{0,80}})",
        # 12 J. Quay L. 345 (2015)
        rf"(?:^|-- ){_VOLUME} (?P<journal>[a-z][^\d]{{3,60}}?) {_PAGES} \(?{_YEAR}\)?",
    )
)
_DIGIT = re.compile(r"\d|\bx+\b", re.I)  # or a placeholder
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?:doi:? ?)?10\.\d{4,9}/\S+", re.I)
# Where the text before the name of the journal ends: columns, authors, quotation marks, labels, years, addresses.
_BOUNDARY = re.compile(
    r"""\ ?\|\ | \s/\s | \s\((?=[A-Z][^)]*$) | \s?[•·]\s | et\ al\.?,?\s | \[[^\]]*\]\s? | [”"’?!)]\.?,?\s(?=[A-ZÁÉÍÓÚ])
    |^\W*\d+\s(?=\D) | :\s(?=in\b) | \b(?:source|fuente|fonte|in|en|em|as):\s | \.\s(?=The\s) | \b\d{4}\)?[.,:;]?\s
    |\b(?:publi(?:shed|cado)(?:\ original(?:ly|mente))?|forthcoming|appear(?:s|ing|ed)?|accepted|in\ press|source
    |article)\s(?:in|at|by|en|em|na|no)?:?\s""",
    re.X | re.I,
)
_PLACEHOLDER = re.compile(r"0+|x+")  # online before print: "Quay Studies 00(0)", "Vol. XX, No. X"
_DATE_COLUMN = re.compile(rf"(?:\d{{1,2}} )?(?:{_DATE}|{_MONTHS})[\s,.\d]*|[\W\d]*")
_SENTENCE_END = re.compile(r"\b(?:[a-z]\w+|[A-Z]\w{10,})\. (?=[A-ZÁÉÍÓÚ])")
_YEARS = re.compile(rf"(?<![\d-]){_YEAR}(?!-\d)")
_PAGES_IN_REST = re.compile(
    rf"(?:(?<!\w){_PAGE_LABEL}\s?|[|:]\s?(?=e\d{{4}})|[,:]?\s(?<!\d\s)(?=[a-z]?\d+\s?-\s?[a-z]?\d)){_PAGES}"
)
_PAGE_RANGE = re.compile(r"([a-z]*)(\d+)-([a-z]*)(\d+)")


@dataclass(frozen=True, slots=True)
class PrintedCitation:
    """The publication of a work, as a line states it. Empty texts and a year of None are not stated."""

    journal: str = ""
    volume: str = ""
    issue: str = ""
    year: int | None = None
    pages: str = ""


def parse_citation(line: str) -> PrintedCitation | None:
    """Return what a line states about a publication, or None if it states no numbers in a known form."""
    if not _DIGIT.search(line):
        return None
    text = _ADDRESS.sub("", plain_line(line))
    folded = _fold_in_place(text)
    for form in FORMS:
        match = form.search(folded)
        if match:
            return _read_match(match, text)
    return None


@lru_cache(4096)
def plain_line(line: str) -> str:
    """Return a line with simple dashes and spaces, without the brackets of raised parts. Columns are parted by `|`."""
    line = re.sub(rf"[{RAISED_START}{RAISED_END}\u00ad]", "", line)
    line = re.sub(r"[\u2010-\u2015\u2212]+|-{2,}", "-", line)
    line = line.replace("\t", " | ")
    return " ".join(line.split())


def _fold_in_place(text: str) -> str:
    """Return a text in lower case without accents, with one letter for each letter of the text."""
    whole = fold(text)
    if len(whole) == len(text):
        return whole
    letters = []
    for letter in text:
        folded = fold(letter)
        letters.append(folded if len(folded) == 1 else letter)
    return "".join(letters)


def _read_match(match: Match[str], text: str) -> PrintedCitation:
    """Return what a match of a form states. `text` is the line that was matched, before it was folded."""
    groups = match.groupdict(default="")
    journal = _journal_at(match, text)
    volume = groups.get("volume", "")
    if _PLACEHOLDER.fullmatch(volume):
        return PrintedCitation(journal)
    rest = groups.get("rest", "")
    issue = groups.get("issue") or groups.get("supplement", "")
    year = groups.get("year") or _year_in(rest)
    pages = groups.get("pages") or _pages_in(rest)
    return PrintedCitation(
        journal=journal,
        volume=volume.upper(),
        issue=_tidy_issue(issue),
        year=int(year) if year else None,
        pages=complete_pages(pages),
    )


def _year_in(rest: str) -> str:
    """Return the year of the first date in the text after a volume, or "": "(Dec., 1952)", "September 1, 2018"."""
    match = _YEARS.search(rest)
    return match["year"] if match else ""


def _pages_in(rest: str) -> str:
    match = _PAGES_IN_REST.search(rest)
    return match["pages"] if match else ""


def _tidy_issue(issue: str) -> str:
    """Return an issue as it is cited: "3", "Suppl 1"."""
    issue = re.sub(r"^(?:no?\.|n[ºo°]|special issue)\s*", "", issue.strip())
    issue = re.sub(rf"(?:{_SUPPLEMENT})\s*", "Suppl ", issue)
    return issue.strip()


def complete_pages(pages: str) -> str:
    """Return pages as a range with whole numbers: `760-75` becomes `760-775`."""
    pages = re.sub(r"\s", "", pages)
    match = _PAGE_RANGE.fullmatch(pages)
    if match is None:
        return pages
    first_letters, first, last_letters, last = match.groups()
    if len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return f"{first_letters}{first}-{last_letters or first_letters}{last}"


# --- the name of the journal --------------------------------------------------------------------------------------


def _journal_at(match: Match[str], text: str) -> str:
    """Return the name of the journal within the numbers, before them or after them, or ""."""
    groups = match.groupdict(default="")
    if groups.get("journal"):
        return text[match.start("journal") : match.end("journal")]
    end_of_numbers = match.end() - len(groups.get("rest", ""))
    return _journal_before(text[: match.start()]) or _journal_after(text[end_of_numbers:])


def _journal_before(text: str) -> str:
    """Return the name of the journal at the end of a text, or in the column before a city, a date or an address."""
    for column in reversed(re.split(r" \| | / ", text.strip(" ,;:-(|/"))):
        name = tidy_journal(_end_of(column))
        if name and not is_city(name):
            return name
        if column and not (is_city(column) or _DATE_COLUMN.fullmatch(_fold_in_place(column))):
            return ""
    return ""


def _end_of(text: str) -> str:
    """Return the end of a text, after authors, quotation marks, labels, years and the last sentence."""
    for boundary in (_BOUNDARY, _SENTENCE_END):
        start = 0
        for match in boundary.finditer(text):
            if match.end() < len(text):
                start = match.end()
        text = text[start:]
    before, stop, last = text.rstrip(" .,").rpartition(". ")
    if stop and len(before.rpartition(". ")[2].split()) >= MIN_TITLE_WORDS:
        return text[text.rindex(last) :]
    return text


def _journal_after(text: str) -> str:
    """Return the name of the journal in the column after the numbers: "Vol 104, No. 11 | Quay Studies"."""
    for column in text.split(" | ")[1:2]:
        return tidy_journal(column)
    return ""
