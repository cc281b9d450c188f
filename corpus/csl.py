"""The fields of CSL 1.0.2 by the type of their values. A work is a CSL-JSON item.

https://docs.citationstyles.org/en/stable/specification.html#appendix-iv-variables
"""

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

NAME_FIELDS = frozenset(
    """author chair collection-editor compiler composer container-author contributor curator director editor
    editor-translator editorial-director executive-producer guest host illustrator interviewer narrator
    organizer original-author performer producer recipient reviewed-author script-writer series-creator
    translator""".split()
)
"""The fields that hold names."""

DATE_FIELDS = frozenset("accessed available-date event-date issued original-date submitted".split())
"""The fields that hold dates. All other fields hold text, except `custom` and `categories`."""


def filled(fields: Mapping[str, T]) -> dict[str, T]:
    """Return the fields that are not empty."""
    return {field: value for field, value in fields.items() if value}
