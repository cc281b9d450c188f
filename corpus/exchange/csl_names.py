"""Names of people and bodies in CSL-JSON: `{"family": "Dijk", "given": "Teun", "non-dropping-particle": "van"}`.

A body has one part: `{"literal": "World Bank"}`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.csl import filled
from corpus.exchange.lines import one_line
from corpus.exchange.markup import without_markup
from corpus.model import OTHERS

PARTICLES = frozenset(
    """af al am auf d' da dal dalla das de degli dei del della delle den der des di do dos du e el la las le los
    't ten ter van vom von y zu zum zur""".split()
)
"""Lower-case words that are part of a family name and are written before it."""

NAME_PARTS = ("literal", "family", "given", "suffix", "dropping-particle", "non-dropping-particle")

_SYNONYMS = {
    "name": "literal",
    "lastName": "family",
    "lastname": "family",
    "last": "family",
    "firstName": "given",
    "firstname": "given",
    "first": "given",
}
"""The names of other programs and Crossref for the parts of a name."""

_ELIDED = re.compile(r"[dl]['’](?=\{*[^\W\d_a-z])")
"""A particle that touches the family name, which has a capital: `d'Alembert`."""

_OTHERS = re.compile(r"(?i)[\s,]*\b(?:(?:and|&) others|et\.? al\b\.?)$")
_BETWEEN_NAMES = re.compile(r"\s*;\s*|(?<=[,.])\s*\band\s+|\s+and\s+(?=[^,;]+,)")
"""`;`, or `and` between names with commas: the name of a body may have an `and` of its own."""


def clean_names(values: object) -> list[dict[str, str]]:
    """Return the names among these values, each with its parts. "Et al." after the last name becomes `OTHERS`.

    Args:
        values: a list of names, or one name. A name that is a text is read by `parse_name`.
    """
    if isinstance(values, str):
        values = _BETWEEN_NAMES.split(values)
    elif isinstance(values, Mapping):
        values = [values]
    if not isinstance(values, list | tuple):
        return []
    names = []
    for value in values:
        name = _clean_name(parse_name(value) if isinstance(value, str) else value)
        if name:
            names.append(name)
    return _with_others(names)


def _clean_name(parts: object) -> dict[str, str]:
    """Return the parts of a name that are texts, in the order of `NAME_PARTS`."""
    if not isinstance(parts, Mapping):
        return {}
    found = {}
    for part, value in parts.items():
        if isinstance(value, str):
            found[_SYNONYMS.get(part, part)] = value
    name = {}
    for part in NAME_PARTS:
        text = one_line(without_markup(found.get(part, "")))
        if text:
            name[part] = text
    return name


def _with_others(names: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return names with `OTHERS` at the end if the last one says that there are more."""
    if not names:
        return names
    last = dict(names[-1])
    if single_name(last) == "others":
        last = {}
    for part in ("suffix", "given", "family", "literal"):
        if part in last:
            last[part] = _OTHERS.sub("", last[part])  # only the last part can end in "et al."
            break
    last = filled(last)
    if last == names[-1]:
        return names
    others = [last] if last else []
    return [*names[:-1], *others, dict(OTHERS)]


def without_others(names: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the names without `OTHERS` at their end."""
    known = list(names)
    if known and known[-1] == OTHERS:
        known.pop()
    return known


def parse_name(text: str) -> dict[str, str]:
    """Return the name in `Family, Given, Suffix`, or in the name of a body. A doubled comma belongs to the name."""
    if ",," in text:
        return {"literal": text.replace(",,", ",", 1)}
    without_comma = text.rstrip(", ")
    if "," not in without_comma:
        return {"literal": without_comma}
    family, given, *rest = [part.strip() for part in text.split(",", 2)]
    return {**split_particles(family, given), "suffix": "".join(rest)}


def single_name(name: Mapping[str, str]) -> str | None:
    """Return the name of a body, or of a person with one name only. Return None for family and given names."""
    if "literal" not in name and "family" in name and "given" in name:
        return None
    return name.get("literal") or name.get("family") or name.get("given")


def split_particles(family: str, given: str) -> dict[str, str]:
    """Return the parts of a name, with particles as parts of their own: "van Dijk", "Ludwig van".

    At least one word of a family name and one word of given names are not particles.
    """
    family_words = family.split()
    given_words = given.split()
    first = 0
    while first < len(family_words) - 1 and family_words[first] in PARTICLES:
        first += 1
    particles, family_words = split_elision(family_words[:first], family_words[first:])
    end = end_of_given_names(given_words)
    parts = {
        "family": " ".join(family_words),
        "given": " ".join(given_words[:end]),
        "dropping-particle": " ".join(given_words[end:]),
        "non-dropping-particle": " ".join(particles),
    }
    return filled(parts)


def split_elision(particles: Sequence[str], family: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return particles and words of a family name, with the particle apart that touches its word: `de`, `l'Orme`."""
    words = [*particles, *family]
    for number in range(min(len(particles) + 1, len(words))):
        elided = _ELIDED.match(words[number])
        if elided:
            return [*words[:number], elided[0]], [words[number][elided.end() :], *words[number + 1 :]]
    return list(particles), list(family)


def end_of_given_names(words: Sequence[str]) -> int:
    """Return the number of words before the particles at the end of given names; at least 1 if there are any words."""
    end = len(words)
    while end > 1 and words[end - 1] in PARTICLES:
        end -= 1
    return end


def with_director_as_author(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return an item whose director is its author if it has no author, as Zotero exports films."""
    if "author" in item or "director" not in item:
        return item
    return {**item, "author": item["director"]}
