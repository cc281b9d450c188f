"""Text that stands in one line of a file, and what CSL-JSON's strings, names and dates are when they are sound.

A date is CSL's: `{"date-parts": [[2016, 2, 22]]}`, a second list for the end of a range, `season` 1 to 4, `circa`, or
a `literal` where it is no date ("forthcoming"). In other formats it goes as EDTF, which biblatex reads too
(https://www.loc.gov/standards/datetime/): `2016-02-22`, `2013/2014`, `2012-21` (spring), `2013~`.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from corpus.text.words import MONTHS

Csl = dict[str, Any]

# Everything a terminal or a parser might act on or that turns the direction of text: C0 and C1, bidirectional
# controls, line and paragraph separators, lone surrogates.
CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

NAMES = frozenset(
    """author chair collection-editor compiler composer container-author contributor curator director editor
    editorial-director executive-producer guest host illustrator interviewer narrator organizer original-author
    performer producer recipient reviewed-author script-writer series-creator translator""".split()
)
DATES = frozenset("accessed available-date event-date issued original-date submitted".split())
"""The fields of CSL 1.0.2 that hold names and dates; those of the rest hold text."""

_RESOLVER = re.compile(r"(?i)^(?:(?:https?://)?(?:dx\.)?doi\.org/|doi:)\s*")
_EDTF = re.compile(r"(-?\d{4,})(?:-(\d\d?))?(?:-(\d\d?))?[~?%]?")
_SLASHES = re.compile(r"(\d{4})/(\d\d?)(?:/(\d\d?))?")
_YEARS = re.compile(r"(\d{4})\s?(?:[–—/]|--?)\s?(\d{4})")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_UNDATED = re.compile(r"(?i)n\.?\s?d\.?|no date|s\.?\s?[fd]\.?|sin fecha|sem data")
_CIRCA = re.compile(r"(?i)(?:c|ca|circa)[.\s]")
_MONTHS = {name: number % 12 + 1 for number, name in enumerate(MONTHS.split())}
_SEASONS = {name: n for n, names in enumerate("spring summer autumn winter".split(), 1) for name in names.split()}
_SEASONS["fall"] = 3
SEASON = 20
"""EDTF writes the seasons as months 21 (spring) to 24 (winter)."""


def line(value: object) -> str:
    """Gives a value as text on one line: what controls becomes a space, and runs of spaces one."""
    return " ".join(CONTROLS.sub(" ", str(value)).split())


def paragraphs(value: object) -> str:
    """Gives a value as text without what controls, its line breaks kept."""
    return "\n".join(map(line, re.split(r"\r\n?|\n", str(value)))).strip()


def sound(item: Mapping[str, Any], text: Callable[[object], str] = line) -> Csl:
    """Gives a CSL item with each text and number made `text`, sound names and dates, and nothing that is empty.

    What has another shape than its field's is left out.
    """
    found: Csl = {}
    for field, value in item.items():
        kept: object = None
        if field in NAMES:
            kept = people(value) if isinstance(value, list | tuple) else None
        elif field in DATES:
            kept = date(value) if isinstance(value, Mapping) else None
        elif field in ("custom", "categories"):
            kept = value
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            kept = text(value)
        if kept:
            found[line(field)] = kept
    if "DOI" in found:
        found["DOI"] = _RESOLVER.sub("", found["DOI"])
    return found


# --- names -----------------------------------------------------------------------------------------------------

PARTICLES = frozenset(
    """af al am auf d' da dal dalla das de degli dei del della delle den der des di do dos du e el la las le los
    't ten ter van vom von y zu zum zur""".split()
)
"""Words in small letters that stand before a family name and belong to it."""

_PARTS = ("literal", "family", "given", "suffix", "dropping-particle", "non-dropping-particle")


def people(values: Sequence[Any]) -> list[dict[str, str]]:
    """Gives the names among these values, each with its parts; a mere text is a `literal`."""
    found = []
    for value in values:
        parts = value if isinstance(value, Mapping) else {"literal": value}
        name = {part: line(parts[part]) for part in _PARTS if isinstance(parts.get(part), str)}
        if any(name.values()):
            found.append({part: text for part, text in name.items() if text})
    return found


def whole(name: Mapping[str, str]) -> str | None:
    """Gives the name of a body, or a person's where it has one part only; None for family and given names."""
    if "literal" in name or not ("family" in name and "given" in name):
        return name.get("literal") or name.get("family") or name.get("given")
    return None


def split_particles(family: str, given: str) -> dict[str, str]:
    """Gives the parts of a name: "van Dijk" and "Ludwig van" lose their particles, unless they are nothing else."""
    before, after = family.split(), given.split()
    first = next((i for i, word in enumerate(before[:-1]) if word not in PARTICLES), len(before) - 1)
    last = next((i for i in range(len(after), 1, -1) if after[i - 1] not in PARTICLES), min(len(after), 1))
    parts = {
        "family": " ".join(before[first:]),
        "given": " ".join(after[:last]),
        "dropping-particle": " ".join(after[last:]),
        "non-dropping-particle": " ".join(before[:first]),
    }
    return {part: text for part, text in parts.items() if text}


# --- dates -----------------------------------------------------------------------------------------------------


def date(value: Mapping[str, Any]) -> Csl | None:
    """Gives a CSL date with whole numbers for its parts; None where it says nothing."""
    parts = [numbers for part in _lists(value.get("date-parts")) if (numbers := _numbers(part))]
    if not parts:
        text = value.get("raw") or value.get("literal")
        return parse_date(text) if isinstance(text, str) else None
    found: Csl = {"date-parts": parts[:2]}
    season = line(value.get("season") or "").lower()
    if number := _SEASONS.get(season, int(season) if season in ("1", "2", "3", "4") else 0):
        found["season"] = number
    if value.get("circa"):
        found["circa"] = True
    return found


def _lists(value: object) -> list[Any]:
    return [part for part in value if isinstance(part, list | tuple)] if isinstance(value, list | tuple) else []


def _numbers(part: Sequence[object]) -> list[int]:
    """The year, month and day of a list that may hold them as text; what is no date ends it."""
    found: list[int] = []
    for value, low, high in zip(part, (-9999, 1, 1), (9999, 12, 31), strict=False):
        text = line(value)
        if not re.fullmatch(r"-?\d{1,4}", text) or not low <= int(text) <= high:
            break
        found.append(int(text))
    return found


def edtf(value: Mapping[str, Any]) -> str:
    """Gives a date as EDTF; the text of one that is a `literal`."""
    if "date-parts" not in value:
        return str(value.get("literal", ""))
    season = f"-{SEASON + value['season']}" if "season" in value else ""
    ends = [_iso(part) + (season if len(part) == 1 else "") for part in value["date-parts"]]
    return "/".join(ends) + ("~" if value.get("circa") else "")


def _iso(part: Sequence[int]) -> str:
    year = f"{part[0]:05d}" if part[0] < 0 else f"{part[0]:04d}"
    return "-".join([year, *(f"{number:02d}" for number in part[1:])])


def parse_date(text: str) -> Csl | None:
    """Gives the date that a text says: EDTF, `2016/02/22`, `22 February 2016`, `c. 2013`; None for "n.d.".

    Of a text that is more than a date its year is taken; one without a year becomes a `literal`.
    """
    text = line(text.replace("~ ", " "))
    if not text or _UNDATED.fullmatch(text):
        return None
    if ends := _YEARS.fullmatch(text):
        return {"date-parts": [[int(ends[1])], [int(ends[2])]]}
    if match := _SLASHES.fullmatch(text):
        return date({"date-parts": [list(match.groups())]})
    found = [_EDTF.fullmatch(end) for end in text.split("/")]
    if len(found) <= 2 and all(found):
        return _of_edtf([match for match in found if match], "~" in text or "?" in text or "%" in text)
    year = _YEAR.search(text)
    if not year:
        return {"literal": text}
    return _in_words(text, int(year[0]))


def _of_edtf(ends: Sequence[re.Match[str]], circa: bool) -> Csl | None:
    parts = [list(end.groups()) for end in ends]
    season = next((int(part[1]) - SEASON for part in parts if part[1] and 1 <= int(part[1]) - SEASON <= 4), 0)
    return date({"date-parts": parts, "season": season, "circa": circa})


def _in_words(text: str, year: int) -> Csl | None:
    words = re.findall(r"[^\W\d_]+|\d+", _plain(text))
    month = next((n for name, n in _MONTHS.items() for word in words if _is_month(word, name)), None)
    day = next((int(word) for word in words if word.isdecimal() and len(word) <= 2 and int(word) <= 31), None)
    season = next((_SEASONS[word] for word in words if word in _SEASONS), 0)
    parts = [year, *([month, *([day] if day else [])] if month else [])]
    return date({"date-parts": [parts], "season": season, "circa": bool(_CIRCA.match(text))})


def _is_month(word: str, name: str) -> bool:
    return word == name or (3 <= len(word) <= 4 and name.startswith(word))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
