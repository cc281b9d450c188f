"""The record of a work as a text to edit, and the changes that a person has made in it: `evidence edit KEY --editor`.

# What begins with # is left out. ...
key=abt-winship-2016
author=Abt, Thomas; Winship, Christopher
#year=
"""

from collections.abc import Mapping

from assistant.render.plain import one_line
from corpus.errors import InputError
from corpus.model import Reference
from corpus.works.doubts import missing, uncertain
from corpus.works.edit import editable_fields, field_name

_EXPLANATION = """\
# Each line is FIELD=VALUE. Lines that begin with # are left out. Change a value, add a line for a field,
# or delete a line to delete its field. Without a change, nothing happens. Fields: evidence help edit
"""


def record_text(reference: Reference) -> str:
    """Return a record as lines to edit. Fields that are missing or unsure are named."""
    lines = [f"{field}={value}" for field, value in _fields(reference).items()]
    lines += [f"#{name}=" for name in missing(reference)]
    doubts = uncertain(reference)
    if doubts:
        lines += [f"# unsure: {', '.join(doubts)}"]
    return _EXPLANATION + "\n".join(lines) + "\n"


def changes_in(text: str, reference: Reference) -> list[str]:
    """Return how a text differs from the record that it was made of, as `FIELD=VALUE` with an empty value for none.

    Raises:
        InputError: a line is not `FIELD=VALUE`, or names an unknown field. The message names the line.
    """
    before = _fields(reference)
    left = dict(before)
    changes = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, equals, value = line.partition("=")
        if not equals:
            raise InputError(f"line {number}: {line.strip()!r} is not FIELD=VALUE")
        try:
            field = field_name(name.strip())
        except InputError as error:
            raise InputError(f"line {number}: {error}") from error
        left.pop(field, None)
        value = " ".join(value.split())
        if value != before.get(field, ""):
            changes.append(f"{field}={value}")
    return changes + [f"{field}=" for field in left]


def _fields(reference: Reference) -> Mapping[str, str]:
    """Return the values of a record by field, each on one line."""
    rows = [("key", reference.key), *editable_fields(reference)]
    return {field: one_line(value) for field, value in rows}
