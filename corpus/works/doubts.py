"""The doubts about a reference: fields that are not sure, and missing fields that a citation needs.

Nothing is known about the doubts of works that an earlier version of this program identified.
"""

from corpus.model import Lookup, Reference
from corpus.works.edit import PLAIN_NAMES, set_by_person

_NEEDED_BY_TYPE = {
    "article-journal": ("container-title", "volume", "page"),
    "article-magazine": ("container-title",),
    "article-newspaper": ("container-title",),
    "chapter": ("container-title", "page"),
    "paper-conference": ("container-title",),
}
"""CSL fields without which the works of a type cannot be cited, besides title, authors and year."""

_PEOPLE = ("author", "editor", "director")
_TYPES_WITHOUT_PEOPLE = ("webpage", "post", "post-weblog", "dataset", "software")
"""CSL types of works that often name nobody; their title takes the place of the author."""

_IN_CROSSREF = ("DOI", "container-title", "volume", "issue", "page")


def uncertain(reference: Reference) -> tuple[str, ...]:
    """Return the fields whose values may be wrong, by their plain names: `("authors", "year")`."""
    return tuple(plain_name(field) for field in _unsure_fields(reference))


def missing(reference: Reference) -> tuple[str, ...]:
    """Return the fields that a citation needs and that the work does not have, by their plain names.

    A field that a person removed is not missing. Nothing is missing if the origin of no field is known.
    """
    return tuple(plain_name(field) for field in _missing_fields(reference))


def plain_name(field: str) -> str:
    """Return what people call a CSL field: `year` for `issued`."""
    return PLAIN_NAMES.get(field, field)


def is_of_earlier_version(reference: Reference) -> bool:
    """Return whether an earlier version of this program may have identified a work, so that its doubts are not known.

    Such a work has fields without an origin, and no origins except those of a person's later edits.
    """
    if not reference.guessed or any(origin.by != "person" for origin in reference.origins.values()):
        return False
    return bool(reference.csl.keys() - reference.origins.keys() - {"id"})


def way_to_settle(reference: Reference, answer: Lookup | None = None) -> str:
    """Return the command that settles the doubts about a work, or "" if there is no doubt.

    A work that Crossref may have is looked up. Anything else is typed by a person who has looked at the work.

    Args:
        reference: the work.
        answer: what Crossref has answered about it, if it was asked.
    """
    fields = [*_missing_fields(reference), *_unsure_fields(reference)]
    if not fields:
        return f"evidence edit --reidentify {reference.key}" if is_of_earlier_version(reference) else ""
    has_sure_doi = "DOI" in reference.csl and "DOI" not in fields
    may_be_in_crossref = has_sure_doi or any(field in _IN_CROSSREF for field in fields)
    if may_be_in_crossref and (answer is None or _answers(answer, fields)):
        return f"evidence lookup {reference.key}"
    changes = " ".join(f"{plain_name(field)}=..." for field in fields)
    return f"evidence edit {reference.key} {changes}"


def _answers(answer: Lookup, fields: list[str]) -> bool:
    """Return whether Crossref has a value for one of these fields."""
    return answer.record is not None and any(field in answer.record.csl for field in fields)


def _unsure_fields(reference: Reference) -> list[str]:
    fields = []
    for field, origin in reference.origins.items():
        if not origin.is_sure and field in reference.csl:
            fields.append(field)
    return fields


def _missing_fields(reference: Reference) -> list[str]:
    csl = reference.csl
    if not reference.origins:
        return []
    needed = ["title"]
    names_people = any(csl.get(field) for field in _PEOPLE)
    if not names_people and csl.get("type") not in _TYPES_WITHOUT_PEOPLE:
        needed.append("author")
    needed += ["issued", *_NEEDED_BY_TYPE.get(csl.get("type", ""), ())]
    return [field for field in needed if not csl.get(field) and not set_by_person(reference, field)]
