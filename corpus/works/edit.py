"""Corrections to a reference, in the words of a person: `title=Port Security`, `author=Abt, Thomas; Winship, C.`.

A field is one of `kind`, `design` and `year`, or a variable of CSL by its own name, whatever the case
(https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables):

    author=Abt, Thomas; Winship, Christopher    two people
    author=World Bank                           a body: a name without a comma is one
    author={Violence Reduction Unit, Scotland}  a body with a comma, in braces
    issued=2016-02-22                           a year, a month or a day
    ISBN=                                       nothing: the field goes
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

from corpus.errors import InputError
from corpus.model import DESIGNS, Reference
from corpus.text.language import fold
from corpus.works.identifiers import bare_doi

NAMES = ("author", "editor", "translator", "container-author", "collection-editor", "director", "interviewer")
DATES = ("issued", "accessed", "event-date", "original-date")
TEXTS = (
    *("type", "title", "title-short", "container-title", "container-title-short", "collection-title"),
    *("collection-number", "publisher", "publisher-place", "edition", "volume", "issue", "number", "page"),
    *("chapter-number", "number-of-pages", "genre", "medium", "version", "section", "event-title", "event-place"),
    *("archive", "status"),
    *("DOI", "ISBN", "ISSN", "PMID", "URL", "language", "abstract", "keyword", "note"),
)  # fmt: skip
TYPES = tuple(
    """article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset
    document entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation
    manuscript map motion_picture musical_score pamphlet paper-conference patent performance periodical
    personal_communication post post-weblog regulation report review review-book software song speech standard thesis
    treaty webpage""".split()
)
"""CSL 1.0.2, appendix III."""

_OWN = ("kind", "design", "year")
_FIELDS = {name.lower(): name for name in (*_OWN, *NAMES, *DATES, *TEXTS)}


def edited(reference: Reference, changes: Sequence[str]) -> Reference:
    """Gives a reference with these changes, each `FIELD=VALUE`; an empty value takes the field away.

    Raises:
        InputError: a change is not of that form, names no field, or gives it what it cannot hold.
    """
    csl = dict(reference.csl)
    made = reference
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise InputError(f'{change!r} is no change: write FIELD=VALUE, as in title="Port Security"')
        field, value = _field(name.strip()), " ".join(value.split())
        if field == "design":
            made = replace(made, design=_one_of(value, DESIGNS, field), guessed=False)
        elif field == "kind":
            made = replace(made, kind=value or _refuse_nothing(field))
        elif not value:
            if field in ("type", "title"):
                _refuse_nothing(field)
            csl.pop("issued" if field == "year" else field, None)
        else:
            csl["issued" if field == "year" else field] = _value(field, value)
    return replace(made, csl=csl)


def completed(reference: Reference, found: Mapping[str, Any]) -> tuple[Reference, list[tuple[str, str, str]]]:
    """Gives a reference with what another record adds to it, and (field, ours, theirs) of what the two say otherwise.

    What the reference says already stays: it may have been corrected by a person.

    Args:
        reference: the reference.
        found: a CSL-JSON item of the same work.
    """
    made = replace(reference, csl={**found, **reference.csl})
    ours, theirs = dict(fields(reference)), dict(fields(replace(reference, csl=found)))
    both = [(name, ours[name], theirs[name]) for name in ours if name in theirs]
    return made, [(name, one, other) for name, one, other in both if _words(one) != _words(other)]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def fields(reference: Reference) -> list[tuple[str, str]]:
    """Gives a reference as (field, value) in the form that `edited` takes; what that form cannot hold is left out."""
    shown = [("kind", reference.kind), ("design", reference.design)]
    for name in (*TEXTS[:2], *NAMES, *DATES, *TEXTS[2:]):
        if value := reference.csl.get(name):
            shown.append((name, _shown(name, value)))
    return shown


def _field(name: str) -> str:
    if field := _FIELDS.get(name.lower()):
        return field
    from difflib import get_close_matches  # not for every question: this module is loaded on the way to an answer

    similar = get_close_matches(name.lower(), _FIELDS, n=3)
    hint = (
        f"did you mean {', '.join(_FIELDS[each] for each in similar)}?" if similar else "evidence edit KEY shows them"
    )
    raise InputError(f"a reference has no field {name!r}; {hint}")


def _value(field: str, value: str) -> Any:
    if field in NAMES:
        return names(value)
    if field in DATES or field == "year":
        return {"date-parts": [_date(value)]}
    if field == "type":
        return _one_of(value, TYPES, field)
    return bare_doi(value) if field == "DOI" else value


def names(text: str) -> list[dict[str, str]]:
    """Gives the CSL names in `Family, Given; Family, Given`; a part without a comma, or in braces, is a body, whole."""
    return [_name(part.strip()) for part in re.findall(r"\{[^{}]*\}|[^;{}]+", text) if part.strip(" {}")]


def _name(text: str) -> dict[str, str]:
    family, _, given = (part.strip() for part in text.partition(","))
    if text.startswith("{") or not (family and given):
        return {"literal": text.strip("{}, ")}
    return {"family": family, "given": given}


def _date(value: str) -> list[int]:
    match = re.fullmatch(r"(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?", value)
    with suppress(ValueError):
        if match:
            parts = [int(part) for part in match.groups() if part]
            date(*[*parts, 1, 1][:3])
            return parts
    raise InputError(f"{value!r} is no date: write 2016, 2016-02 or 2016-02-22")


def _one_of(value: str, choices: Sequence[str], field: str) -> str:
    if value.lower() in choices:
        return value.lower()
    raise InputError(f"{field} {value!r} is not known: it is one of {', '.join(choices)}")


def _refuse_nothing(field: str) -> str:
    raise InputError(f"every reference has a {field}: give it another, not nothing")


def _shown(field: str, value: Any) -> str:
    if field in NAMES:
        return "; ".join(_shown_name(name) for name in value)
    if field in DATES:
        parts = (value.get("date-parts") or [[]])[0]
        return "-".join(f"{int(part):02}" for part in parts) or str(value.get("literal") or value.get("raw") or "")
    return str(value)


def _shown_name(name: dict[str, str]) -> str:
    literal = name.get("literal", "")
    if literal:
        return f"{{{literal}}}" if re.search("[,;]", literal) else literal
    family = " ".join(filter(None, (name.get("non-dropping-particle"), name.get("family"))))
    return ", ".join(filter(None, (family, name.get("given"), name.get("suffix"))))
