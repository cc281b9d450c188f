"""The record of a work as a form: its fields with their values, and what a person has changed in them.

Each field is sent with the value that it had when the form was shown (`was.author`). So only what a person changed is
changed, even if another program has corrected the record meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.render.plain import one_line
from corpus.errors import InputError
from corpus.model import DESIGNS, Reference
from corpus.works.doubts import missing, plain_name, uncertain
from corpus.works.edit import DATE_FIELDS, NAME_FIELDS, apply_changes, editable_fields, field_name, field_names
from corpus.works.kinds import CSL_TYPES, KINDS

ALWAYS_SHOWN = ("title", "author", "issued", "kind", "design", "type", "key")
"""The fields that every form shows first. Those of its kind of work, and all with a value or a doubt, follow."""

_USUAL = ("container-title", "volume", "issue", "page", "publisher", "DOI", "URL", "abstract")
_CHOICES: Mapping[str, Sequence[str]] = {"design": DESIGNS, "kind": tuple(KINDS), "type": CSL_TYPES}
_LONG = ("title", "author", "abstract", "note")

Doubt = Literal["", "unsure", "missing"]


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of the form.

    Attributes:
        name: CSL's name for it.
        value: what the form shows.
        was: the value in the library when the form was shown first.
        holds: what it may hold: "names", "date", "key", "DOI" or "".
        choices: the only values that it may have; none if a person may write anything.
        is_long: whether it needs several lines.
        doubt: whether the value may be wrong, or a citation needs one.
        by: who says the value, or "".
        fault: what is wrong with the value, in a sentence, or "".
    """

    name: str
    value: str
    was: str
    holds: str = ""
    choices: Sequence[str] = ()
    is_long: bool = False
    doubt: Doubt = ""
    by: str = ""
    fault: str = ""


def form_fields(
    reference: Reference, sent: Mapping[str, str] | None = None, faults: Mapping[str, str] | None = None
) -> tuple[list[FormField], list[FormField]]:
    """Return the fields to show, and the fields that few works have.

    Args:
        reference: the record.
        sent: what a person has sent, to be shown again; None to show the record.
        faults: what is wrong with it, by field.
    """
    names = [field_name(name) for name in field_names()]
    shown: list[FormField] = []
    others: list[FormField] = []
    form = _Form(reference, sent, faults or {})
    for name in dict.fromkeys((*ALWAYS_SHOWN, *_USUAL, *names)):
        field = form.field(name)
        is_shown = name in (*ALWAYS_SHOWN, *_USUAL) or field.value or field.was or field.doubt or field.fault
        (shown if is_shown else others).append(field)
    return shown, others


class _Form:
    """Makes the fields of a form."""

    def __init__(self, reference: Reference, sent: Mapping[str, str] | None, faults: Mapping[str, str]) -> None:
        self._origins = reference.origins
        self._values = _values(reference)
        self._sent = sent
        self._faults = faults
        self._unsure = uncertain(reference)
        self._missing = missing(reference)

    def field(self, name: str) -> FormField:
        """Return a field with what is in the record or, if a person has sent the form, with what was sent."""
        value = was = self._values.get(name, "")
        origin = self._origins.get(name)
        by = origin.by if origin and value else ""
        if self._sent is not None:
            value = self._sent.get(name, was)
            was = self._sent.get(f"was.{name}", was)
        return FormField(
            name=name,
            value=value,
            was=was,
            holds=_holds(name),
            choices=_CHOICES.get(name, ()),
            is_long=name in _LONG,
            doubt=self._doubt(plain_name(name)),
            by=by,
            fault=self._faults.get(name, ""),
        )

    def _doubt(self, name: str) -> Doubt:
        if name in self._unsure:
            return "unsure"
        return "missing" if name in self._missing else ""


def sent_changes(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what a person has changed, or said to be right as it is, as `FIELD=VALUE` by field."""
    changes = {}
    for plain in field_names():
        name = field_name(plain)
        if name not in sent:
            continue
        value = one_line(sent[name])
        is_changed = value != one_line(sent.get(f"was.{name}", ""))
        if is_changed or (value and f"right.{name}" in sent):
            changes[name] = f"{name}={value}"
    return changes


def faults_of(reference: Reference, changes: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with changes, by field, in a sentence each."""
    faults = {}
    for name, change in changes.items():
        try:
            apply_changes(reference, [change])
        except InputError as error:
            faults[name] = str(error)
    return faults


def _values(reference: Reference) -> Mapping[str, str]:
    rows = [("key", reference.key), *editable_fields(reference)]
    return {name: one_line(value) for name, value in rows}


def _holds(name: str) -> str:
    if name in NAME_FIELDS:
        return "names"
    if name in DATE_FIELDS:
        return "date"
    return name if name in ("key", "DOI") else ""
