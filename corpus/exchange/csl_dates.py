"""Dates of CSL-JSON, from text and back.

A CSL date is `{"date-parts": [[2016, 2, 22]]}`. A second list is the end of a range. `season` is 1 (spring) to 4,
`circa` is true for an approximate date, and `literal` holds a text that is not a date ("forthcoming").

In other formats a date is written as EDTF (https://www.loc.gov/standards/datetime/), which biblatex reads too:
`2016-02-22`, `2013/2014`, `2012-21` (spring), `2013~` (about 2013).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.exchange.lines import one_line
from corpus.exchange.model import Csl
from corpus.text.words import MONTHS

_EDTF = re.compile(r"(-?\d{4,})(?:-(\d\d?))?(?:-(\d\d?))?[~?%]?")
_EDTF_CIRCA = re.compile("[~?%]")
_TIME = re.compile(r"(?<=\d)(?:T| (?=\d\d:))\d\d:?\d\d(?::?\d\d(?:[.,]\d+)?)?(?: ?Z| ?[+-]\d\d:?\d\d)?")
_SLASHES = re.compile(r"(\d{4})/(\d\d?)(?:/(\d\d?))?")
_COMPACT = re.compile(r"(\d{4})([01]\d)([0-3]\d)")
_YEAR_RANGE = re.compile(r"(\d{4})\s?(?:[–—/]|--?)\s?(\d{4})")
_SHORT_RANGE = re.compile(r"(\d\d)(\d\d)(?:[–—/]|--)(\d\d)")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNDATED = re.compile(r"(?i)n\.?\s?d\.?|no date|s\.?\s?[fd]\.?|sin fecha|sem data")
_CIRCA = re.compile(r"(?i)\W*(?:(?:c|ca|circa|about|approx|approximately|hacia|cerca de)[.\s]|\d{4}\W*\?)")
_MONTHS = {name: number % 12 + 1 for number, name in enumerate(MONTHS.split())}
_SEASONS = {
    **dict.fromkeys(("spring", "primavera"), 1),
    **dict.fromkeys(("summer", "verano", "verao"), 2),
    **dict.fromkeys(("autumn", "fall", "otono", "outono"), 3),
    **dict.fromkeys(("winter", "invierno", "inverno"), 4),
}

FIRST_SEASON_MONTH = 21
"""EDTF writes the seasons as months 21 (spring) to 24 (winter)."""

_PART_RANGES = ((-9999, 9999), (1, 12), (1, 31))
"""The smallest and largest year, month and day."""


def clean_date(value: object) -> Csl | None:
    """Return a CSL date with whole numbers as its parts. Return None if it holds no date.

    Args:
        value: a CSL date, or one of the forms that other programs write: "2016-02", 2016, [2016, 2],
            {"year": 2016, "month": 2}, [{"year": 2016}], {"date-parts": [2016, 2]}, {"raw": "2016-02"}.
    """
    if isinstance(value, str):
        return parse_date(value)
    date = value if isinstance(value, Mapping) else {"date-parts": value}
    clean = _date_of_parts(_date_parts(date), date.get("season"), date.get("circa"))
    return clean or _date_of_text(date)


def _date_of_parts(parts: Sequence[object], season: object = None, circa: object = False) -> Csl | None:
    """Return the date of `date-parts`, or None if they hold none."""
    clean_parts = _clean_parts(parts)
    if not clean_parts:
        return None
    date: Csl = {"date-parts": clean_parts[:2]}
    number = _season_number(season)
    if number:
        date["season"] = number
    if one_line(circa or "").lower() not in ("", "0", "false"):
        date["circa"] = True
    return date


def _date_parts(date: Mapping[str, Any]) -> list[Any]:
    """Return the value of `date-parts`, as a list of dates even if there is one date only."""
    parts = date.get("date-parts") or date
    if not isinstance(parts, list | tuple):
        parts = [parts]
    if parts and not isinstance(parts[0], list | tuple | Mapping):
        parts = [parts]
    dates = []
    for part in parts:
        is_named = isinstance(part, Mapping)
        dates.append([part.get("year"), part.get("month"), part.get("day")] if is_named else part)
    return dates


def _date_of_text(date: Mapping[str, Any]) -> Csl | None:
    """Return the date in the texts that a date of CSL or Crossref may have in place of numbers."""
    for name in ("raw", "literal", "edtf", "date-time"):
        if isinstance(date.get(name), str):
            return parse_date(date[name])
    parts = date.get("date-parts")
    while isinstance(parts, list | tuple) and parts:
        parts = parts[0]
    return parse_date(parts) if isinstance(parts, str) else None


def to_edtf(date: Mapping[str, Any]) -> str:
    """Return a CSL date as EDTF, or its text if it is a `literal`."""
    if "date-parts" not in date:
        return str(date.get("literal", ""))
    ends = []
    for part in date["date-parts"]:
        end = _iso(part)
        if "season" in date and len(part) == 1:
            end += f"-{FIRST_SEASON_MONTH - 1 + date['season']}"
        ends.append(end)
    edtf = "/".join(ends)
    return f"{edtf}~" if date.get("circa") else edtf


def parse_date(text: str) -> Csl | None:
    """Return the date in a text: EDTF, `2016/02/22`, `22 February 2016` or `c. 2013`. Return None for "n.d.".

    If the text is more than a date, its first year is taken, with the month, day or season that it names. A text
    without a year becomes a `literal`.
    """
    text = _TIME.sub("", one_line(text.replace("~ ", " ")))
    if not text or _UNDATED.fullmatch(text):
        return None
    years = _years_of_range(text)
    if years:
        return {"date-parts": [[year] for year in years]}
    slashes = _SLASHES.fullmatch(text) or _COMPACT.fullmatch(text)
    if slashes:
        return _date_of_parts([slashes.groups()])
    edtf_ends = _edtf_ends(text)
    if edtf_ends:
        return _date_of_edtf(edtf_ends, circa=_EDTF_CIRCA.search(text) is not None)
    year = _YEAR.search(text)
    if year:
        return _date_in_words(text, int(year[0]))
    return {"literal": text}


def _years_of_range(text: str) -> list[int]:
    """Return the two years of `2011-2013` or `2011-13`; [] for any other text. `2011/12` is a month."""
    years = _YEAR_RANGE.fullmatch(text)
    if years:
        return [int(years[1]), int(years[2])]
    short = _SHORT_RANGE.fullmatch(text)
    if not short:
        return []
    century, begin, end = short.groups()
    largest_month = 12 if "/" in text else 0
    if int(end) <= max(int(begin), largest_month):
        return []
    return [int(century + begin), int(century + end)]


def _clean_parts(values: Sequence[object]) -> list[list[int]]:
    """Return the dates of `date-parts`, as a year, a month and a day as far as they are known."""
    parts: list[list[int]] = []
    for part in values:
        if not isinstance(part, list | tuple):
            continue
        numbers = _clean_part(part)
        if not numbers or (parts and numbers == [0]):  # the open end of a range
            break
        parts.append(numbers)
    return parts


def _clean_part(part: Sequence[object]) -> list[int]:
    """Return the year, month and day of a list that may hold them as text, up to the first value that is not valid."""
    numbers: list[int] = []
    for value, (smallest, largest) in zip(part, _PART_RANGES, strict=False):
        text = one_line(value)
        if not re.fullmatch(r"-?\d{1,4}", text) or not smallest <= int(text) <= largest:
            break
        numbers.append(int(text))
    return numbers


def _season_number(value: object) -> int:
    """Return the number of a season from its name or number; 0 for anything else."""
    season = one_line(value or "").lower()
    if season in ("1", "2", "3", "4"):
        return int(season)
    return _SEASONS.get(season, 0)


def _iso(part: Sequence[int]) -> str:
    year = part[0]
    numbers = [f"{year:05d}" if year < 0 else f"{year:04d}"]
    for number in part[1:]:
        numbers.append(f"{number:02d}")
    return "-".join(numbers)


def _edtf_ends(text: str) -> list[re.Match[str]]:
    """Return the date, or the ends of the range, of an EDTF text: one end if the other is open (`2011/..`).

    Return none if the text is not EDTF.
    """
    ends = []
    for end in text.split("/"):
        if end.strip() in ("", ".."):
            continue
        match = _EDTF.fullmatch(end)
        if not match:
            return []
        ends.append(match)
    return ends if len(ends) <= 2 else []


def _date_of_edtf(ends: Sequence[re.Match[str]], circa: bool) -> Csl | None:
    parts = [list(end.groups()) for end in ends]
    season = 0
    for _, month, _ in parts:
        if month and not season:
            season = _season_of_month(int(month))
    return _date_of_parts(parts, season, circa)


def _season_of_month(month: int) -> int:
    """Return the season that EDTF writes as this month; 0 for a real month."""
    season = month - FIRST_SEASON_MONTH + 1
    return season if 1 <= season <= 4 else 0


def _date_in_words(text: str, year: int) -> Csl | None:
    """Return the date of a text with this year, in English, Spanish or Portuguese."""
    words = re.findall(r"[^\W\d_]+|\d+", _without_accents(text))
    parts = [year]
    month = _month_in(words)
    if month:
        parts.append(month)
        day = _day_in(words)
        if day:
            parts.append(day)
    season = next((_SEASONS[word] for word in words if word in _SEASONS), 0)
    return _date_of_parts([parts], season, circa=bool(_CIRCA.match(text)))


def _month_in(words: Sequence[str]) -> int | None:
    """Return the month that one of the words names, in full or by its first three or four letters."""
    for name, number in _MONTHS.items():
        for word in words:
            if word == name or (3 <= len(word) <= 4 and name.startswith(word)):
                return number
    return None


def _day_in(words: Sequence[str]) -> int | None:
    for word in words:
        if word.isdecimal() and len(word) <= 2 and int(word) <= 31:
            return int(word)
    return None


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
