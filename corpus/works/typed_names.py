"""Names as people type them, and as they are shown to be typed again.

Abt, Thomas; van Dijk, Jan              people, the family name first
Thomas Abt; World Bank                  a person and a body: the words tell them apart
Thomas Abt, Ana Souza, and Jan Kok      people, as a title page names them
Abt, T., Souza, A., & Kok, J.           people, as a list of references names them
{Violence Reduction Unit, Scotland}     a body, in braces, whatever its words
"""

import re
from collections.abc import Mapping, Sequence

from corpus.errors import InputError
from corpus.works.authors import Names, parse_authors

_BODY_OR_OTHER = re.compile(r"\{[^{}]*\}|[^;{}]+")
_AND = re.compile(r"\s*,?\s+(?:and|y|e)\s+|\s*,?\s*&\s*")
_INITIALS = re.compile(r"[A-ZÀ-Þ]\.?(?:[ -]?[A-ZÀ-Þ]\.?){0,3}")
_SUFFIX = re.compile(r"(?:Jr|Sr)\.?|I{2,3}|IV")


def parse_names(text: str) -> Names:
    """Return the CSL names in a text.

    Raises:
        InputError: the commas have no clear meaning.
    """
    names: Names = []
    for part in _BODY_OR_OTHER.findall(text):
        name = part.strip(" {},")
        if not name:
            continue
        if part.startswith("{"):
            names.append({"literal": name})
        else:
            names += _parse_part(name)
    return names


def format_names(names: Sequence[Mapping[str, str]]) -> str:
    """Return CSL names as `parse_names` takes them."""
    return "; ".join(_format_name(name) for name in names)


def _parse_part(text: str) -> Names:
    """Return the names in a text without semicolons and braces."""
    joined = _AND.split(text)
    if all(name.count(",") == 1 for name in joined):
        return [_family_first(name) for name in joined]
    pieces = [piece.strip() for piece in ",".join(joined).split(",")]
    people = _as_people(pieces)
    if people:
        return people
    if "," not in text:
        return [{"literal": text}]
    if len(joined) == 1 and _ends_with_suffix(pieces):
        name, _, suffix = text.rpartition(",")
        return [{**_family_first(name), "suffix": suffix.strip()}]
    with_initials = _as_pairs(pieces)
    if with_initials:
        return with_initials
    raise InputError(
        f"cannot tell the names in {text!r} apart: put semicolons between them, and braces around a body with a comma, "
        'as in "Abt, Thomas; {Violence Reduction Unit, Scotland}"'
    )


def _ends_with_suffix(pieces: Sequence[str]) -> bool:
    """Return whether these are a family name, given names and a suffix: `Abt, Thomas, Jr.`."""
    return len(pieces) == 3 and _SUFFIX.fullmatch(pieces[2]) is not None


def _as_pairs(pieces: Sequence[str]) -> Names:
    """Return the names in `Abt, T., Souza, A.`, or nothing if not every second piece is initials."""
    families, givens = pieces[::2], pieces[1::2]
    are_initials = all(_INITIALS.fullmatch(given) for given in givens)
    if len(families) != len(givens) or not are_initials:
        return []
    return [{"family": family, "given": given} for family, given in zip(families, givens, strict=True)]


def _family_first(text: str) -> dict[str, str]:
    """Return the name in `Family, Given`; a name with only one of the two is a body."""
    family, _, given = text.partition(",")
    parts = {"family": family.strip(), "given": given.strip()}
    if not all(parts.values()):
        return {"literal": text.strip(", ")}
    return parts


def _as_people(pieces: Sequence[str]) -> Names:
    """Return the names of people, or nothing if one of the pieces does not look like a person's name."""
    people: Names = []
    for piece in pieces:
        person = _as_person(piece)
        if person is None:
            return []
        people.append(person)
    return people


def _as_person(text: str) -> dict[str, str] | None:
    """Return the parts of a name without commas if it looks like a person's."""
    names = parse_authors(text)
    if len(names) == 1 and "family" in names[0]:
        return names[0]
    return None


def _format_name(name: Mapping[str, str]) -> str:
    literal = name.get("literal", "")
    if literal:
        return literal if _is_read_as_body(literal) else f"{{{literal}}}"
    family = _join(" ", name.get("non-dropping-particle"), name.get("family"))
    return _join(", ", family, name.get("given"), name.get("suffix"))


def _is_read_as_body(text: str) -> bool:
    try:
        return parse_names(text) == [{"literal": text}]
    except InputError:
        return False


def _join(separator: str, *parts: str | None) -> str:
    return separator.join(part for part in parts if part)
