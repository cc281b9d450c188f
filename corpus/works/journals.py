"""Names of journals: whether a text can be one, whether two names are of one journal, and which is the fuller form.

Quay Stud.      Quay Studies      The Quay Studies      QUAY STUDIES      four forms of one name
"""

import re

from corpus.text.language import fold
from corpus.text.words import MONTHS, folded_words

MAX_JOURNAL_WORDS = 14
"""The longest names of journals have about a dozen words. A longer text is a sentence. Chosen."""

MIN_JOURNAL_LETTERS = 2
"""A single letter is a label or a note mark, not a journal. Chosen."""

MAX_ACRONYM_LETTERS = 7
"""A longer word in capitals is a word: JAMA and URVIO are acronyms. Chosen."""

CITIES = (
    "Belo Horizonte|Bogotá|Brasília|Buenos Aires|Cali|Campinas|Caracas|Curitiba|Florianópolis|Fortaleza|La Habana|Lima"
    "|Madrid|Medellín|México|Montevideo|Porto Alegre|Quito|Recife|Rio de Janeiro|Salvador|San José|Santiago|São Paulo"
)
"""Journals of Latin America print the place after their name (NBR 6023): "Cad. Cais, Recife, 24(3)"."""

_CITY = re.compile(CITIES)
_CITY_AT_END = re.compile(rf"[,.|] (?:{CITIES})(?: ?[-,/] ?[A-Z]{{2}})?$")
_AROUND_NAME = " \t,;:.-–—|/(•·*"
_AFTER_ABBREVIATION = " \t,;:-–—|/("
_CONNECTORS = frozenset("of and the for in on de da do das dos del la las los el y e en a & au des du".split())
_MONTH = "|".join(MONTHS.split())
# Words beside volumes and pages that are not the name of a journal. For folded text.
_NOT_A_JOURNAL = re.compile(
    rf"""(?:page|article|chapter|appendix|table|figure|fig|section|part|vol|volume|issue|no|number|doi|issn|by|in|see
        |research\ and\ practice|peer\ reviewed|original\ article|review|research|editorial|articles|series|abstract
        |(?:{_MONTH})(?:\ \d+)?|press|proquest|jstor|open\ access
        |.*\b(?:report|working\ paper|discussion\ paper|brief|documento\ de\ trabajo)
        |(?:copyright|©|available|downloaded|received|accepted|published|online|advance\ access).*)\W*""",
    re.X,
)
_WORD_OF_JOURNAL = re.compile(
    r"""\b(?:journal|j|review|rev|quarterly|annals|archives|bulletin|letters|proceedings|studies|research|lancet|nature
    |revista|cadernos?|cad|cuadernos?|anales|anais|estudios|estudos|ciencias?)\b""",
    re.X,
)
_NEWSPAPER = re.compile(
    r"""\b(?:times|post(?!-)|herald|tribune|gazette|chronicle|globe|guardian|telegraph|star|inquirer|sun|news|diario|jornal
    |periodico|folha|gaceta|mercurio|tercera|nacion|pais|estado\ de)\b""",
    re.X,
)
_PREPOSITIONS = frozenset("in en em at by".split())
_ARTICLES = frozenset("the la el a o".split())
_LETTER = re.compile(r"[^\W\d_]")
_NEVER_IN_NAME = re.compile(r"[@\\{}<>=]|https?:|\d{3}")
_SMALL_WORDS = frozenset("the of and for in de da do la el".split())


def is_city(text: str) -> bool:
    """Return whether a text is one of the cities that journals print after their name."""
    return _CITY.fullmatch(text) is not None


def tidy_journal(text: str) -> str:
    """Return the name of a journal without what surrounds it, or "" if the text cannot be the name of a journal."""
    name = _bare_name(text)
    if _can_be_journal(name):
        return name
    return ""


def _bare_name(text: str) -> str:
    """Return a text without the city, the punctuation and the small words around the name of a journal."""
    name = text.strip(_AROUND_NAME)
    name = _CITY_AT_END.sub("", name).strip(_AROUND_NAME)
    if "." in name and text.rstrip(_AFTER_ABBREVIATION).endswith(f"{name}."):
        name += "."
    words = name.split()
    while words and _is_before_name(words[0]):
        words = words[1:]
    return " ".join(words)


def _is_before_name(word: str) -> bool:
    """Return whether a word comes before the name of a journal: "in Quay Studies". "The" is a part of the name."""
    return word.lower() in _PREPOSITIONS or word in _ARTICLES


def _can_be_journal(name: str) -> bool:
    words = name.split()
    if not words or len(words) > MAX_JOURNAL_WORDS:
        return False
    has_case_of_name = name[0].isupper() or name.islower()
    if not has_case_of_name or len(_LETTER.findall(name)) < MIN_JOURNAL_LETTERS:
        return False
    if words[0] in _CONNECTORS or words[-1].lower() in _CONNECTORS:
        return False
    return not _NEVER_IN_NAME.search(name) and not _NOT_A_JOURNAL.fullmatch(fold(name))


def is_same_journal(one: str, other: str) -> bool:
    """Return whether two names may be of one journal.

    One may abbreviate the words of the other, or have the end of a title before the name.
    """
    if letters_of(one) == letters_of(other) or ends_with_journal(one, other) or ends_with_journal(other, one):
        return True
    words, other_words = _main_words(one), _main_words(other)
    if len(words) != len(other_words):
        return False
    for word, other_word in zip(words, other_words, strict=True):
        if not _abbreviates(word, other_word) and not _abbreviates(other_word, word):
            return False
    return True


def has_word_of_journal(name: str) -> bool:
    """Return whether a name has a word that names of journals have: "J Quay Stud"."""
    return _WORD_OF_JOURNAL.search(fold(name)) is not None


def is_newspaper(name: str) -> bool:
    """Return whether a name is the name of a newspaper: "The Quay Times"."""
    return _NEWSPAPER.search(fold(name)) is not None and not has_word_of_journal(name)


def ends_with_journal(text: str, name: str) -> bool:
    """Return whether a text has the end of a sentence before the name of a journal: "in Two Ports. Quay Studies"."""
    before = text.removesuffix(f" {name}")
    return before != text and before.endswith((".", "?", "!", "”", '"'))


def restore_capitals(name: str) -> str:
    """Return a name that is set in capitals as it is cited: "QUAY QUARTERLY" becomes "Quay Quarterly".

    One short word is an acronym.
    """
    words = name.split()
    if not name.isupper() or (len(words) == 1 and len(name) <= MAX_ACRONYM_LETTERS):
        return name
    restored = [words[0].title()]
    for word in words[1:]:
        restored.append(word.lower() if word.lower() in _CONNECTORS else word.title())
    return " ".join(restored)


def _main_words(name: str) -> list[str]:
    return [word for word in folded_words(name) if word not in _SMALL_WORDS]


def _abbreviates(short: str, word: str) -> bool:
    """Return whether a word abbreviates another: it has its first letter and others in order."""
    if short[0] != word[0]:
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)


def letters_of(name: str) -> str:
    """Return the letters of a name in lower case without accents, in which "The" does not count."""
    return "".join(word for word in folded_words(name) if word != "the")


def fullness(name: str) -> tuple[int, int]:
    """Return a key by which the full name of a journal comes after its abbreviations, and capitals come first."""
    words = name.split()
    capitals = [word for word in words if len(word) > 1 and word.isupper()]
    single_letters = [word for word in words if len(word) == 1 and word not in "&JyeA"]
    has_no_capitals = int(name.islower())
    return len(letters_of(name)), -len(capitals) - len(single_letters) - has_no_capitals
