"""What a person asks: the question, the filters and the number of passages, as the address of a page has them."""

from dataclasses import dataclass, field

from starlette.datastructures import QueryParams

from assistant.filters import make_filter
from corpus.errors import InputError
from corpus.model import Filter

DEFAULT_K = 5
"""Passages of an answer, as the command line has them."""

MAX_K = 50
"""Passages of the longest page. More takes seconds, and nobody reads it. Chosen."""

FILTERS = ("key", "kind", "design", "since", "until", "language")
"""The parameters of an address that restrict the search."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its filters.

    `all_passages` asks for the best passages without a judgement of them, as `evidence search` does.
    """

    question: str
    k: int = DEFAULT_K
    selection: Filter = field(default_factory=Filter)
    fast: bool = False
    all_passages: bool = False

    @property
    def is_filtered(self) -> bool:
        """Whether only a part of the library is searched."""
        return self.selection != Filter()


def parse_asked(values: QueryParams) -> Asked:
    """Return what the address of a page asks.

    Raises:
        InputError: a number is not a number, or is too large.
    """
    selection = make_filter(
        key=values.getlist("key"),
        kind=values.getlist("kind"),
        design=values.getlist("design"),
        language=values.getlist("language"),
        since=_number(values, "since"),
        until=_number(values, "until"),
    )
    k = _number(values, "k")
    if k is None:
        k = DEFAULT_K
    if not 1 <= k <= MAX_K:
        raise InputError(f"{k} passages cannot be shown: ask for 1 to {MAX_K}")
    is_fast, wants_all = values.get("fast") == "1", values.get("all") == "1"
    return Asked(values.get("q", ""), k, selection, is_fast, wants_all)


def _number(values: QueryParams, name: str) -> int | None:
    text = values.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise InputError(f"{name!r} needs a whole number, and not {text[:40]!r}")
    return int(text)
