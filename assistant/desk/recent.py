"""What was just worked out for a page, so that the next page does not work it out again."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from assistant.assistant import Assistant
from corpus import recent

T = TypeVar("T")

MAX_KEPT = 64
"""Values that are kept. An answer with its passages takes about 50 kB. Chosen."""


class Recent:
    """The last values that were asked for. Each is of one state of the library, and is not used after a change."""

    def __init__(self, max_kept: int = MAX_KEPT) -> None:
        self._kept: recent.Recent[Hashable, Any] = recent.Recent(max_kept)

    def has(self, name: Hashable, library: Assistant) -> bool:
        """Return whether the value with a name is kept."""
        return self._kept.get((name, library.state())) is not None

    def get(self, name: Hashable, library: Assistant, make: Callable[[], T]) -> T:
        """Return the value with a name: the kept value, or else a new value from `make`.

        The state of the library is looked at first. So a change while the value is made leads to a new one next time.
        """
        name_now = (name, library.state())
        kept: T | None = self._kept.get(name_now)
        if kept is not None:
            return kept
        made = make()
        self._kept[name_now] = made
        return made
