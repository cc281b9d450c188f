"""The filters of standing questions, as they are kept: by the names of options, as in `docs/json.md`."""

from collections.abc import Mapping

from assistant.filters import FILTER_FIELDS, narrowed
from corpus.model import Filter


def kept_filters(selection: Filter) -> dict[str, object]:
    """Return a filter as it is kept: the options that restrict something."""
    kept: dict[str, object] = {}
    for option, name in FILTER_FIELDS.items():
        value = getattr(selection, name)
        if name == "zones":
            value = tuple(zone for zone in value if zone not in Filter().zones)  # the body is always searched
        if value:
            kept[option] = list(value) if isinstance(value, tuple) else value
    return kept


def to_filter(kept: Mapping[str, object]) -> Filter:
    """Return a filter that was kept.

    Raises:
        InputError: it is not one that this program writes.
    """
    return narrowed(Filter(), kept)
