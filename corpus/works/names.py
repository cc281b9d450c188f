"""Names of people: parse a list of names as a by-line, a cover sheet or a citation prints it.

    Ana Báez⸢a⸣, PhD, and João da Lima Filho, MD    Ana | Báez     João da | Lima Filho
    DIAS, J., O'BRIEN, K.                           J. | Dias      K. | O'Brien
    Dias JA, Lima N                                 J A | Dias     N | Lima
    Harbour Program, Peru                           (not names)

A list is a list of names as a whole or not at all, so a line of places or of subjects has no names. A name is known by
its shape, and by words that no person is called: words of bodies, and words that the document writes in lower case.
Nothing here knows which names exist.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Literal

from corpus.model import RAISED_END, RAISED_START
from corpus.text.language import fold
from corpus.works.family_names import NameEvidence, divide_name
from corpus.works.name_words import (
    AFTER_NAME,
    BODY,
    DEGREES_AT_END,
    INITIALS,
    MAX_INITIALS,
    ONLY_DEGREES,
    PARTICLES,
    ROLE_AT_END,
    SUFFIX,
    Name,
    is_group,
    is_name_word,
    is_person,
    is_role,
)

MAX_COMMON_SHARE = 0.5
"""Share of the words of a list of names that the document also writes in lower case ("Ana Quay"). Chosen."""

# A single name that begins so is a phrase ("A Survey"). In a list these are initials ("A Smith, B Jones").
_ARTICLES = ("A ", "O ", "E ", "Y ")
_HONORIFIC = re.compile(
    r"^(?:(?:Drs?|Dras?|Profs?|Mrs?|Ms|Lics?|Ings?|Mtr[oa]|Mag|Sra?|Rev|Hon)\.|(?:Drs?|Dra|Profs?|Professors?|Mr|Mrs|Ms"
    r"|Mtr[oa]|Profesora?|Professora?|Ph\.?D\.?|Doctora?|Doutora?)(?=\s))\s*",
)
_LABEL = re.compile(r"^(?:(?:written )?by\b|por\b(?=\s+[A-ZÀ-Þ]))[:\s]*", re.I)
_BEHALF = re.compile(
    r",?\s*(?:and )?(?:on behalf of|for the|en nombre de|em nome d[eoa]|in collaboration with|en colaboraci[oó]n con)"
    r"\b.*$",
    re.I | re.S,
)
_RAISED = re.compile(f"{RAISED_START}[^{RAISED_END}]*{RAISED_END}")
_BRACKETS = re.compile(r"(?<!\.)\s*(?:\((?!c\)|cand)[^()]*\)|\[[^\[\]]*\])")
_ADDRESS = re.compile(r"(?<!\S)[^\s@]*@\S+|\b(?:https?:|www\.)\S+|\bORCID\b\S*(?:\s+[\d-]{10,}X?)?", re.I)
_MARKS = re.compile(r"[*∗†‡§¶#✉✩☆★⁎•⊥∥‖®©¹²³⁰⁴-⁹ªº^~]+")
_GLUED_DIGITS = re.compile(r"(?<=[^\W\d_.])(?:\s?|[,;]\s?)\d{1,3}(?:\s?[,;–-]\s?\d{1,3})*(?![\d/])")
# What typesetting leaves in a name: "Ana D.Lima -Dias".
_GLUED_INITIAL = re.compile(r"\b([^\W\d_a-zß-ÿ]\.)(?=[^\W\d_a-zß-ÿ][a-zß-ÿ])")
_LOOSE_HYPHEN = re.compile(r"(?<=[a-zß-ÿ])(?: -|- )(?=[^\W\d_a-zß-ÿ])")
_BETWEEN = re.compile(
    r"\s*[;,|·•/&\t]\s*|\s+[–—-]\s+|\s+(?:and|AND|with|con|com|und|et)\s+(?=[^\W\d_a-z])"
    r"|\s+[ye]\s+(?=[^\W\d_a-z][\w.'’-]*\s+\w)"
)
_BETWEEN_PARTS = re.compile(r"\s*,\s*(?:and |& |y |e )?|\s+(?:and|&|y|e)\s+")
_ENDS_WITH_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]|Jr|Sr)\.$")
_BEFORE_PLACE = ("in", "em", "en", "near", "across")
_LEADING_AND = re.compile(r"^(?:and|AND|&|y|e|with)\s+")


def parse_names(text: str, evidence: NameEvidence) -> list[Name]:
    """Return the people in a list of names, or nothing if any part of it is not a name.

    Degrees, titles, roles, marks and affiliations in brackets are left out.
    """
    return divide_names(split_names(text), evidence)


def split_names(text: str) -> list[str]:
    """Return the names in a list as "Given Family" or "Family, Given", or nothing if a part is not a name.

    The body of the last person is left out: "Ana Báez, Bo Dias, Institute of Ports".
    """
    tidy = _tidy_list(text)
    family_first = _split_family_first(tidy)
    if family_first:
        return family_first
    names: list[str] = []
    for group in tidy.split(";"):
        people = _people_of_group(_BETWEEN.split(group))
        if not people and group.strip():
            return []
        names += people
    if len(names) == 1 and names[0].startswith(_ARTICLES):
        return []
    return names


def _people_of_group(parts: Sequence[str]) -> list[str]:
    """Return the names in a list without the bodies, places and roles after them; nothing if anything else is in it.

    After the body of a person comes another person only after "and", or before another body.
    """
    names: list[str] = []
    is_after_body = False
    for part, following in pairwise([*parts, ""]):
        name = _tidy_name(part)
        if not name:
            continue
        may_be_person = not is_after_body or bool(_LEADING_AND.match(part) or BODY.search(following))
        kind = _kind_in_list(name, may_be_person, is_first=not names)
        if kind == "suffix":
            names[-1] = f"{names[-1]} {name}"
        elif kind in ("person", "group"):
            names.append(name)
        elif kind == "other" and not is_after_body:
            return []
        if kind in ("person", "body"):
            is_after_body = kind == "body"
    return names


def _kind_in_list(
    name: str, may_be_person: bool, is_first: bool
) -> Literal["person", "group", "suffix", "body", "remark", "other"]:
    """Return what a part of a list of names is. A list begins with a person."""
    is_a_person = may_be_person and is_person(name)
    if is_first:
        return "person" if is_a_person else "other"
    if AFTER_NAME.fullmatch(name):
        return "remark"
    if SUFFIX.fullmatch(name):
        return "suffix"
    if is_a_person:
        return "person"
    if is_group(name):
        return "group"
    return "body" if BODY.search(name) else "other"


def divide_names(names: Sequence[str], evidence: NameEvidence) -> list[Name]:
    """Return names as family name and given names, or nothing if the document uses them as words or as places."""
    if _is_common(names, evidence.common) or any(_is_place(name, evidence.text) for name in names):
        return []
    return [divide_name(name, evidence) for name in names]


def begins_with_names(text: str) -> bool:
    """Return whether a list has only names. Its end may be within a name. Quick, before parsing."""
    parts = _BETWEEN.split(_tidy_list(text))
    names = [_tidy_name(part) for part in parts[:-1]] or [_tidy_name(parts[0])]
    return any(names) and all(not name or is_person(name) or _may_be_half(name) for name in names)


def _may_be_half(name: str) -> bool:
    """Return whether a text may be the family name or the given names of a person."""
    return all(is_name_word(word) for word in name.split())


def _tidy_list(text: str) -> str:
    """Return a list of names without marks, addresses, brackets and labels."""
    tidy = _RAISED.sub(",", unicodedata.normalize("NFC", text))
    tidy = tidy.replace(RAISED_START, ",").replace(RAISED_END, ",")
    tidy = _ADDRESS.sub(",", tidy)
    tidy = _BRACKETS.sub(",", tidy)
    tidy = _BEHALF.sub("", tidy)
    tidy = _MARKS.sub(",", tidy)
    tidy = _GLUED_DIGITS.sub(",", tidy)
    tidy = _LABEL.sub("", tidy.strip())
    tidy = _GLUED_INITIAL.sub(r"\1 ", tidy)
    tidy = _LOOSE_HYPHEN.sub("-", tidy)
    return " ".join(re.sub(r"[ \n]+", " ", tidy).split(" ")).strip(" ,;:")


def _tidy_name(part: str) -> str:
    """Return one part of a list without titles, degrees and roles; nothing is left of a degree or a role."""
    name = _LEADING_AND.sub("", part.strip(" ,:;-–'’`\"“”"))
    if not _ENDS_WITH_ABBREVIATION.search(name):
        name = name.strip(".")
    if ONLY_DEGREES.fullmatch(name) or is_role(name):
        return ""
    name = _HONORIFIC.sub("", _HONORIFIC.sub("", name))
    name = ROLE_AT_END.sub("", name)
    name = DEGREES_AT_END.sub("", name)
    return name.strip(" ,")


def _split_family_first(text: str) -> list[str]:
    """Return the names of `Family, Given; Family, Given`, `FAMILY, A., FAMILY, B.` or `Family AB, Family C`.

    Or of `Family, Given, Given Family, and Given Family`, as some styles write a list.
    """
    if ";" in text:
        parts = [part for part in re.split(r"\s*(?:;|&| and )\s*", text) if part]
        return _join_pairs([re.split(r"\s*,\s*", part, maxsplit=1) for part in parts])
    parts = [part for part in _BETWEEN_PARTS.split(text) if part]
    pairs = _pairs_with_initials(parts) or _pairs_of_vancouver(parts)
    if pairs:
        return _join_pairs(pairs)
    return _names_after_reversed(parts)


def _pairs_with_initials(parts: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of `FAMILY, A., FAMILY, B.`, or nothing if not every second part is initials."""
    families, givens = parts[::2], parts[1::2]
    if len(families) != len(givens):
        return []
    are_initials = all(INITIALS.fullmatch(given.replace(" ", "")) for given in givens)
    have_points = any("." in given for given in givens)
    return list(zip(families, givens, strict=True)) if are_initials and have_points else []


def _pairs_of_vancouver(parts: Sequence[str]) -> list[list[str]]:
    """Return the pairs of `Family AB, Family C`, or nothing. One part with three capitals may be a body: `Quay USA`."""
    pairs = [part.rsplit(" ", 1) for part in parts]
    if not all(len(pair) == 2 and _is_vancouver(*pair) for pair in pairs):
        return []
    is_acronym = len(pairs) == 1 and len(pairs[0][1]) == MAX_INITIALS
    return [] if is_acronym else pairs


def _names_after_reversed(parts: Sequence[str]) -> list[str]:
    """Return the names of `Family, Given, Given Family, and Given Family`, or nothing."""
    others = parts[2:]
    if not others or " " in parts[0] or not all(is_person(name) for name in others):
        return []
    first = _join_pairs([parts[:2]])
    return [*first, *others] if first else []


def _is_vancouver(family: str, initials: str) -> bool:
    return initials.isupper() and initials.isalpha() and len(initials) <= MAX_INITIALS and not family.isupper()


def _join_pairs(pairs: Sequence[Sequence[str]]) -> list[str]:
    """Return "Family, Given" for each pair, or nothing if one is not a pair of names."""
    names = []
    for pair in pairs:
        name = _join_pair(*pair) if len(pair) == 2 else ""
        if not name:
            return []
        names.append(name)
    return names


def _join_pair(family: str, given: str) -> str:
    """Return "Family, Given", or "" if these are not a family name and given names."""
    family = _LEADING_AND.sub("", family.strip())
    given = given.strip()
    if is_person(family) and ONLY_DEGREES.fullmatch(given):
        return ""
    if not INITIALS.fullmatch(given.replace(" ", "")):
        given = _tidy_name(given)
    if not given or not family:
        return ""
    if not all(map(is_name_word, [*given.split(), *family.split()])):
        return ""
    if given.isupper() and given.isalpha() and len(given) <= MAX_INITIALS:
        given = " ".join(given)
    return f"{family}, {given}"


def _is_place(name: str, text: str) -> bool:
    """Return whether the document says that something is in a place with this name."""
    if not any(f" {preposition} {name}" in text for preposition in _BEFORE_PLACE):
        return False
    prepositions = "|".join(_BEFORE_PLACE)
    return re.search(rf"\b(?:{prepositions}) {re.escape(name)}(?!['’]s| \(| and colleagues| et al)", text) is not None


def _is_common(names: Sequence[str], common: Collection[str]) -> bool:
    """Return whether the document writes too many words of these names in lower case, or all words of one of them."""
    total = found = 0
    for name in names:
        parts = re.split(r"[\s.,]+", fold(name))
        words = [part for part in parts if len(part) > 1 and part not in PARTICLES]
        written = [word for word in words if word in common]
        if words and len(written) == len(words):
            return True
        total += len(words)
        found += len(written)
    return found > MAX_COMMON_SHARE * total
