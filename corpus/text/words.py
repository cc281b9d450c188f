"""Words and years: stop words, month names, the words of a title or name, and the years that a text mentions."""

import re
import unicodedata
from collections.abc import Iterable

from corpus.text.language import fold

# Articles, prepositions, conjunctions and the most common auxiliary verbs.
_ENGLISH = """a an the and or but of in on at to for from by with without as is are was were be its their this that
    how what why do does"""
_SPANISH = "el la los las un una unos unas y e o u de del al en por para con sin sobre su sus que como es son se lo"
_PORTUGUESE = """o a os as um uma uns umas e ou de do da dos das em no na nos nas ao aos por pelo pela para com sem
    que como seu sua seus suas"""
STOP_WORDS = frozenset(f"{_ENGLISH} {_SPANISH} {_PORTUGUESE}".split())

MONTHS = """january february march april may june july august september october november december
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    janeiro fevereiro marco maio junho julho setembro outubro novembro dezembro"""
"""Month names in English, Spanish and Portuguese, without accents, separated by white space."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FISCAL_PERIOD = re.compile(r"(?<![^\W_])(FY|Q[1-4])\s?['’]?((?:19|20)?\d\d)(?!\d)", re.I)

# Letters that Unicode does not decompose into an ASCII letter and a mark, and characters that do not separate words:
# `U.S.` becomes `us` and `Nieto’s` becomes `nietos`.
_ASCII = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "’": "", "'": "", ".": ""}
)


def ascii_words(text: str, joiners: str = "") -> list[str]:
    """Return the words of a text in lower-case ASCII, without accents.

    Args:
        text: a title or a name.
        joiners: characters that do not separate words.
    """
    lower = text.lower().translate(_ASCII)
    plain = unicodedata.normalize("NFKD", lower).encode("ascii", "ignore").decode()
    words = []
    for run in re.findall(f"[a-z0-9{re.escape(joiners)}]+", plain):
        word = run.strip("-")
        if word:
            words.append(word)
    return words


def initials(words: Iterable[str]) -> str:
    """Return the first letters of words in one piece: `crs` for "congressional research service"."""
    return "".join(word[0] for word in words)


def folded_words(text: str) -> list[str]:
    """Return the words of a text in lower case without accents, in any script."""
    return re.findall(r"\w+", fold(text))


def normalize(text: str) -> str:
    """Return the folded words of a text, separated by single spaces."""
    return " ".join(folded_words(text))


def years_in(text: str) -> frozenset[int]:
    """Return the years from 1900 to 2099 that a text mentions. `FY22` is 2022."""
    return frozenset(int(year) for year in _YEAR.findall(expand_fiscal_years(text)))


def expand_fiscal_years(text: str) -> str:
    """Replace abbreviated fiscal years and quarters: `FY22` becomes `2022`, `Q2'23` becomes `Q2 2023`."""
    return _FISCAL_PERIOD.sub(_expanded_period, text)


def _expanded_period(match: re.Match[str]) -> str:
    period, year = match.groups()
    if len(year) == 2:
        year = f"20{year}"
    if period.upper() == "FY":
        return year
    return f"{period} {year}"


def with_particle(particle: str, family: str) -> str:
    """Return a family name after its particle: "van Dijk", but "d'Alembert" and "al-Farabi"."""
    if particle.endswith(("'", "’", "-")):
        return particle + family
    return f"{particle} {family}".strip()
