"""What was just worked out for a page, so that the next page does not work it out again."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar

from assistant.assistant import Assistant

T = TypeVar("T")

MAX_KEPT = 64
"""Values that are kept. An answer with its passages takes about 50 kB. Chosen."""


@dataclass(slots=True)
class Recent:
    """The last values that were asked for. Each is of one state of the library, and is not used after a change."""

    max_kept: int = MAX_KEPT
    _kept: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def has(self, name: Hashable, library: Assistant) -> bool:
        """Return whether the value with a name is kept."""
        return self._find((name, library.state())) is not None

    def _find(self, name_now: Hashable) -> Any:
        with self._lock:
            if name_now in self._kept:
                self._kept.move_to_end(name_now)
            return self._kept.get(name_now)

    def get(self, name: Hashable, library: Assistant, make: Callable[[], T]) -> T:
        """Return the value with a name: the kept value, or else a new value from `make`.

        The state of the library is looked at first. So a change while the value is made leads to a new one next time.
        """
        name_now = (name, library.state())
        kept: T | None = self._find(name_now)
        if kept is not None:
            return kept
        made = make()
        with self._lock:
            self._kept[name_now] = made
            while len(self._kept) > self.max_kept:
                self._kept.popitem(last=False)
        return made
