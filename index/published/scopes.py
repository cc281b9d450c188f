"""A scope as a condition on the rows of `passage`."""

import numpy as np
from numpy.typing import NDArray

from index.model import Scope
from index.published.tables import is_in


def condition_of(scope: Scope | None) -> str | None:
    """Return the condition that admits the passages of a scope; None if it admits all passages."""
    if scope is None:
        return None
    chosen = {"source": scope.sources, "zone": scope.zones, "language": scope.languages, "id": _list(scope.ids)}
    left_out = {"source": scope.without_sources, "id": _list(scope.without_ids)}
    conditions = [is_in(column, values) for column, values in chosen.items() if values is not None]
    conditions += [f"NOT {is_in(column, values)}" for column, values in left_out.items() if values]
    return " AND ".join(conditions) or None


def _list(ids: NDArray[np.int64] | None) -> list[int] | None:
    return None if ids is None else ids.tolist()
