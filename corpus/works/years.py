"""Years: the year that the first pages of a document print as its own, and the dates in its metadata."""

import re
from collections.abc import Iterable
from re import Match, Pattern

from corpus.text.language import fold
from corpus.text.words import MONTHS, years_in

MAX_DATE_LINE_CHARACTERS = 80
"""A date in a shorter line is the date of the work. A date in a paragraph is the date of an event."""

# All patterns are for folded text: lower case without accents.
_YEAR = r"((?:19[5-9]|20[0-4])\d)(?!\d)"
_SHORT_MONTHS = "jan feb mar apr jun jul aug sept sep oct nov dec ene abr ago dic"
_SEASONS = "spring summer autumn fall winter primavera verano otono invierno verao outono inverno"
_MONTH = rf"(?:{'|'.join(MONTHS.split())}|(?:{'|'.join(_SHORT_MONTHS.split())})\b\.?)"
_DATE = re.compile(
    rf"(?<!\w)(?:{_MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?)?|{'|'.join(_SEASONS.split())}),?(?: del?)? {_YEAR}"
    rf"|(?<![\w/.])\d{{1,2}}[/.]\d{{1,2}}[/.]{_YEAR}|(?<![\w-]){_YEAR}-\d\d-\d\d(?!\d)"
)
_IMPRINT = re.compile(
    rf"(?:©|\(c\)|copyright|published|updated|revised|issued|publicad[oa]|actualizad[oa])\D{{0,30}}{_YEAR}"
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright")
_YEAR_LINE = re.compile(rf"^(?:[^\d\n]{{2,40}}, )?{_YEAR}$")  # "2014"; "Vienna, 2014"
# Dates of reading, dates on the way to a journal, and years of the data behind a figure.
_OTHER_DATE = re.compile(
    r"""downloaded|accessed|retrieved|consultado|descargado|acessado|received|accepted|submitted|approved|online
    |presented\ on|advance\ access|recibido|aceptado|recebido|aprovado|aceito|disponi
    |^\W*(?:source|fuente|fonte|notes?|nota)s?\s?:""",
    re.X,
)
_CODE = re.compile(r"[=<>{}\"+]|\|\S")  # a date in a program or in a table of its output
_ISO_DATE = re.compile(rf"{_YEAR}-(\d\d)-(\d\d)")
_LEADING_YEAR = re.compile(_YEAR)


def find_printed_year(title_page: str, first_pages: str) -> int | None:
    """Return the year that a document prints as its own, or None.

    Only short lines are searched. The title page counts before the pages after it, and there a full date counts before
    an imprint ("© 2016"), which counts before a line of its own ("Vienna, 2014").
    """
    title_lines = _short_lines(title_page)
    first_lines = _short_lines(first_pages)
    return (
        _find_date(title_lines)
        or _find_imprint(title_lines)
        or _find_year_line(title_lines)
        or _find_imprint(first_lines)
    )


def find_inner_date(first_pages: str) -> int | None:
    """Return the year of the first date on the first pages, which may be the date of something else."""
    return _find_date(_short_lines(first_pages))


def leading_year(date: str) -> int | None:
    """Return the year with which a date begins, or None: 2016 for `2016-02-22`."""
    match = _LEADING_YEAR.match(date)
    if match is None:
        return None
    return int(match[1])


def parse_iso_date(date: str) -> list[int] | None:
    """Return year, month and day of `2016-02-22`, or None for any other text."""
    match = _ISO_DATE.fullmatch(date)
    if match is None:
        return None
    year, month, day = match.groups()
    return [int(year), int(month), int(day)]


def _find_date(lines: Iterable[str]) -> int | None:
    """Return the year of the first date: "May 2016", "Spring 2012", "06/30/2023", "2016-02-22".

    A line that mentions several years says what the work is about. A date of reading ("Accessed ...") and
    the dates on which a journal received and accepted a text do not count.
    """
    dated_lines = [line for line in lines if _may_date_the_work(line)]
    return _first_year(_DATE, dated_lines)


def _may_date_the_work(line: str) -> bool:
    return len(years_in(line)) == 1 and not _OTHER_DATE.search(line) and not _CODE.search(line)


def _find_imprint(lines: Iterable[str]) -> int | None:
    """Return the year of the first imprint: "© 2016", "Published May 2016"."""
    imprints = [line for line in lines if _COPYRIGHT.search(line) or not _OTHER_DATE.search(line)]
    return _first_year(_IMPRINT, imprints)


def find_imprint(text: str) -> int | None:
    """Return the year of the first imprint in short lines: "© 2016", "Published: May 30, 2016"."""
    return _find_imprint(_short_lines(text))


def find_date_line(text: str) -> int | None:
    """Return the year of the first short line that is a date and nothing else."""
    for line in _short_lines(text):
        match = _DATE.fullmatch(line) or _YEAR_LINE.fullmatch(line)
        if match:
            return _year_of(match)
    return None


def _find_year_line(lines: Iterable[str]) -> int | None:
    """Return the year of the first line that is a year, alone or after a place."""
    return _first_year(_YEAR_LINE, lines)


def _first_year(pattern: Pattern[str], lines: Iterable[str]) -> int | None:
    """Return the year in the first line that has a match. Each alternative of a pattern captures its own year."""
    for line in lines:
        match = pattern.search(line)
        if match:
            return _year_of(match)
    return None


def _year_of(match: Match[str]) -> int:
    return int(next(group for group in match.groups() if group))


def _short_lines(text: str) -> list[str]:
    """Return the lines that are not paragraphs, folded."""
    return [line.strip() for line in fold(text).split("\n") if len(line) <= MAX_DATE_LINE_CHARACTERS]
