"""Names of people and bodies in CSL-JSON: `{"family": "Dijk", "given": "Teun", "non-dropping-particle": "van"}`.

A body has one part: `{"literal": "World Bank"}`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.exchange.lines import one_line

PARTICLES = frozenset(
    """af al am auf d' da dal dalla das de degli dei del della delle den der des di do dos du e el la las le los
    't ten ter van vom von y zu zum zur""".split()
)
"""Lower-case words that are part of a family name and are written before it."""

NAME_PARTS = ("literal", "family", "given", "suffix", "dropping-particle", "non-dropping-particle")


def clean_names(values: Sequence[Any]) -> list[dict[str, str]]:
    """Return the names among these values, each with its parts. A value that is a text becomes a `literal`."""
    names = []
    for name_or_text in values:
        parts = name_or_text if isinstance(name_or_text, Mapping) else {"literal": name_or_text}
        name = {}
        for part in NAME_PARTS:
            value = parts.get(part)
            text = one_line(value) if isinstance(value, str) else ""
            if text:
                name[part] = text
        if name:
            names.append(name)
    return names


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
    end = end_of_given_names(given_words)
    parts = {
        "family": " ".join(family_words[first:]),
        "given": " ".join(given_words[:end]),
        "dropping-particle": " ".join(given_words[end:]),
        "non-dropping-particle": " ".join(family_words[:first]),
    }
    return {part: text for part, text in parts.items() if text}


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
