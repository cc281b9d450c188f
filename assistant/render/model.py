"""The context that every output format gets, and the protocol of its module."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import RenderableType

    from assistant.explain import Explanation
    from assistant.model import Answer, Evidence


@dataclass(frozen=True, slots=True)
class Context:
    """Facts that an output format may show beside the evidence.

    `counts` returns the number of `references` and `full_texts` in the library; only a format that shows them calls it.
    `explanation` says how the query was understood, if the user asked for that. `seconds` is how long the answer took.
    `notes` are what to know about the query of a search; an answer has its own.
    """

    counts: Callable[[], Mapping[str, int]]
    by_work: bool = False
    explanation: "Explanation | None" = None
    seconds: float = 0.0
    notes: tuple[str, ...] = ()


class Renderer(Protocol):
    """A module that writes one output format. A string is complete, with its last line feed."""

    def render_answer(self, answer: "Answer", context: Context) -> "RenderableType":
        """Return an answer in this format."""
        ...

    def render_hits(self, query: str, hits: "Sequence[Evidence]", context: Context) -> "RenderableType":
        """Return the results of a search in this format."""
        ...
