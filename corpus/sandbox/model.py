"""What the two ends of a child process, and the tasks between them, share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Request = dict[str, Any]
"""What a child is asked to do: the `task`, the `path` of its file, the `seconds` it has, and what the task needs."""

INVALID_ANSWER = "made the reader give an invalid answer"
"""What a file did whose child answered something else than its task answers."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a task uses to talk to the parent before its answer: `say` sends a message, `receive` waits for a reply."""

    say: Callable[[dict[str, Any]], None]
    receive: Callable[[], Request]


def one_line(text: str) -> str:
    """Return the message of a parser on one line."""
    return " ".join(text.split())
