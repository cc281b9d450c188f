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
_SLASHES = re.compile(r"(\d{4})/(\d\d?)(?:/(\d\d?))?")
_YEAR_RANGE = re.compile(r"(\d{4})\s?(?:[–—/]|--?)\s?(\d{4})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNDATED = re.compile(r"(?i)n\.?\s?d\.?|no date|s\.?\s?[fd]\.?|sin fecha|sem data")
_CIRCA = re.compile(r"(?i)(?:c|ca|circa)[.\s]")
_MONTHS = {name: number % 12 + 1 for number, name in enumerate(MONTHS.split())}
_SEASONS = {"spring": 1, "summer": 2, "autumn": 3, "fall": 3, "winter": 4}

FIRST_SEASON_MONTH = 21
"""EDTF writes the seasons as months 21 (spring) to 24 (winter)."""

_PART_RANGES = ((-9999, 9999), (1, 12), (1, 31))
"""The smallest and largest year, month and day."""


def clean_date(value: Mapping[str, Any]) -> Csl | None:
    """Return a CSL date with whole numbers as its parts. Return None if it holds no date."""
    parts = _clean_parts(value.get("date-parts"))
    if not parts:
        text = value.get("raw") or value.get("literal")
        return parse_date(text) if isinstance(text, str) else None
    date: Csl = {"date-parts": parts[:2]}
    season = _season_number(value.get("season"))
    if season:
        date["season"] = season
    if value.get("circa"):
        date["circa"] = True
    return date


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
    text = one_line(text.replace("~ ", " "))
    if not text or _UNDATED.fullmatch(text):
        return None
    years = _YEAR_RANGE.fullmatch(text)
    if years:
        return {"date-parts": [[int(years[1])], [int(years[2])]]}
    slashes = _SLASHES.fullmatch(text)
    if slashes:
        return clean_date({"date-parts": [list(slashes.groups())]})
    edtf_ends = _edtf_ends(text)
    if edtf_ends:
        return _date_of_edtf(edtf_ends, circa=any(mark in text for mark in "~?%"))
    year = _YEAR.search(text)
    if year:
        return _date_in_words(text, int(year[0]))
    return {"literal": text}


def _clean_parts(value: object) -> list[list[int]]:
    """Return the dates of `date-parts`, as a year, a month and a day as far as they are known."""
    if not isinstance(value, list | tuple):
        return []
    parts = []
    for part in value:
        if not isinstance(part, list | tuple):
            continue
        numbers = _clean_part(part)
        if numbers:
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
    """Return the date, or the two ends of the range, of an EDTF text. Return none if the text is not EDTF."""
    ends = []
    for end in text.split("/"):
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
    return clean_date({"date-parts": parts, "season": season, "circa": circa})


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
    return clean_date({"date-parts": [parts], "season": season, "circa": bool(_CIRCA.match(text))})


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
