"""Which works and sources satisfy a `Filter`. The zones and languages of passages are filtered by SQL, in `Corpus`."""

from collections.abc import Mapping, Sequence
from typing import Any

from corpus.model import Filter, WorkText, authors_and_editors
from corpus.text.language import fold
from corpus.text.words import folded_words


def matches(text: WorkText, selection: Filter) -> bool:
    """Return whether a work and its source satisfy every field of a filter, except `zones` and `languages`."""
    reference = text.reference
    if not _is_one_of(reference.key, selection.keys):
        return False
    if not _is_one_of(reference.kind, selection.kinds):
        return False
    if not _is_one_of(reference.design, selection.designs):
        return False
    if selection.files and not _has_file_name(text, selection.files):
        return False
    if selection.authors and not _has_author(reference.csl, selection.authors):
        return False
    return _is_in_years(reference.year, selection.since, selection.until)


def author_names(csl: Mapping[str, Any]) -> str:
    """Return the names of the authors and editors of a work on one line."""
    names = []
    for person in authors_and_editors(csl):
        parts = [str(person.get(part, "")) for part in ("given", "family", "literal")]
        names.append(" ".join(parts))
    return "; ".join(names)


def _is_one_of(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted


def _has_file_name(text: WorkText, files: Sequence[str]) -> bool:
    """Return whether the source's path is one of these files, or ends with one at the border of a folder's name."""
    if text.source is None:
        return False
    path = f"/{text.source.origin}".replace("\\", "/")
    for file in files:
        end = file.replace("\\", "/").lstrip("/")
        if path.endswith(f"/{end}"):
            return True
    return False


def _has_author(csl: Mapping[str, Any], authors: Sequence[str]) -> bool:
    names = [fold(name) for name in author_names(csl).split("; ")]
    return any(_is_part_of_name(author, name) for author in authors for name in names)


def _is_part_of_name(asked: str, name: str) -> bool:
    """Return whether a name contains a text, or has all of its words, as in "Abt, Thomas"."""
    words = folded_words(asked)
    return fold(asked) in name or (len(words) > 1 and set(words) <= set(folded_words(name)))


def _is_in_years(year: int | None, since: int | None, until: int | None) -> bool:
    if since is None and until is None:
        return True
    if year is None:
        return False
    return (since is None or year >= since) and (until is None or year <= until)
